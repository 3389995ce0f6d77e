-- The last word on each finding of a document.
SELECT "table", finding, verdict, speaker, speaker_name, "by", made, note
FROM judgements WHERE document = :document AND current AND verdict <> 'clear';
