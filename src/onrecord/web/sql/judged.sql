-- What people said of findings, the latest first.
SELECT number, "table", finding, document, verdict, speaker, speaker_name, "by", made, note, found, current
FROM judgements WHERE number < :before ORDER BY number DESC LIMIT :limit;
