-- What wire services said of their items, the latest seen first; of one :kind, or of all.
SELECT
  notice.issued, notice.kind, notice.slug, notice.item, notice.version, notice.note, notice.embargo, notice.urgency,
  notice.provider, notice.replaces, notice.coverage, notice.address, notice.seen, document.id AS document,
  (SELECT stopped.kind FROM notice AS stopped WHERE stopped.key = document.withdrawn) AS withdrawn
FROM notice LEFT JOIN document ON document.key = notice.document
WHERE :kind IS NULL OR notice.kind = :kind
ORDER BY notice.key DESC LIMIT :limit;
