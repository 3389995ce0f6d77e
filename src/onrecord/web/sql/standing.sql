-- Whether a document was taken back, or may not be published yet.
SELECT (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn,
  CASE WHEN document.embargo > strftime('%Y-%m-%dT%H:%MZ', 'now') THEN document.embargo END AS embargo
FROM document WHERE document.id = :document;
