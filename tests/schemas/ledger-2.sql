-- The ledger: one SQLite file. docs/ledger.md tells of every table, view and column, and a test compares the two.
--
-- Spans count Unicode code points of document.text, half-open: substr(text, start + 1, stop - start) is what the text
-- says there. A list of spans is a JSON array, [[3,9],[12,20]]. Dates are ISO 8601 strings, as precise as what is known;
-- a column `day` is such a date in UTC, so that strings compare as times do. Findings are replaced when a document is
-- read again; documents, appearances, notices, corrections and judgements are kept.
--
-- The keys of appearance, statement, event and position are in the order of time (onrecord.ledger.keys): the minute of
-- `day`, then a running number. So the newest rows are the last ones, of a table as of each index, which ends in the key.

CREATE TABLE run (
  key INTEGER PRIMARY KEY,
  program TEXT NOT NULL,
  model TEXT NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  threshold REAL NOT NULL,
  UNIQUE (program, model, options, threshold)
) STRICT;

CREATE TABLE document (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  appearance INTEGER NOT NULL REFERENCES appearance DEFERRABLE INITIALLY DEFERRED,
  run INTEGER NOT NULL REFERENCES run,
  withdrawn INTEGER REFERENCES notice,
  embargo TEXT,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX document_withdrawn ON document (withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX document_under_embargo ON document (embargo) WHERE embargo IS NOT NULL;

-- Without it every new appearance would look through all documents for one that waits for it (deferred reference).
CREATE INDEX document_read_as ON document (appearance);

CREATE TABLE appearance (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  address TEXT NOT NULL,
  title TEXT,
  published TEXT,
  published_from TEXT,
  publisher TEXT,
  agency TEXT,
  byline TEXT,
  place TEXT,
  language TEXT,
  format TEXT,
  day TEXT,
  seen TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run,
  UNIQUE (address, document)
) STRICT;
CREATE INDEX appearance_of_document ON appearance (document);
CREATE INDEX appearance_by_publisher ON appearance (publisher) WHERE publisher IS NOT NULL;
CREATE INDEX appearance_by_agency ON appearance (agency) WHERE agency IS NOT NULL;

-- What agencies say of their items: each version that was met, kills and corrections, also those without a text.
CREATE TABLE notice (
  key INTEGER PRIMARY KEY,
  item TEXT NOT NULL,
  version TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('publish', 'update', 'correction', 'kill', 'withhold', 'planned')),
  document INTEGER REFERENCES document,
  address TEXT NOT NULL,
  provider TEXT,
  slug TEXT,
  urgency INTEGER,
  embargo TEXT,
  issued TEXT,
  note TEXT,
  replaces TEXT,
  coverage TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(coverage)),
  seen TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run,
  UNIQUE (item, version, kind, address)
) STRICT;
CREATE INDEX notice_of_document ON notice (document) WHERE document IS NOT NULL;

-- What is watched: addresses of feeds, and the digests of their entries as they were last read.
CREATE TABLE feed (
  address TEXT PRIMARY KEY,
  etag TEXT,
  modified TEXT,
  checked TEXT NOT NULL,
  changed TEXT,
  failure TEXT,
  failures INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE feed_entry (
  feed TEXT NOT NULL REFERENCES feed,
  entry TEXT NOT NULL,
  digest TEXT NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (feed, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE rejected (
  address TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES run,
  PRIMARY KEY (address, place, reason)
) STRICT, WITHOUT ROWID;

-- Identity across documents. An actor is what one way of naming stands for (a link, a full name with its type, a name
-- with its context); `joined` is the actor that it is taken to be the same as, on what `basis`; `identity` is the end
-- of that chain, itself where it is joined to none.

CREATE TABLE actor (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  handle TEXT NOT NULL UNIQUE,
  strength INTEGER NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  type TEXT NOT NULL,
  link TEXT,
  joined INTEGER REFERENCES actor,
  basis TEXT CHECK (basis IN ('name', 'context', 'human')),
  identity INTEGER NOT NULL REFERENCES actor DEFERRABLE INITIALLY DEFERRED,
  renamed TEXT,
  statements INTEGER NOT NULL DEFAULT 0,
  quoted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX actor_of_identity ON actor (identity);
CREATE INDEX actor_joined ON actor (joined) WHERE joined IS NOT NULL;
CREATE INDEX actor_by_name ON actor (name_key);
CREATE INDEX actor_most_quoted ON actor (quoted) WHERE quoted > 0;

CREATE TABLE alias (
  key INTEGER PRIMARY KEY,
  actor INTEGER NOT NULL REFERENCES actor,
  name_key TEXT NOT NULL,
  name TEXT NOT NULL,
  entities INTEGER NOT NULL CHECK (entities >= 0),
  UNIQUE (name_key, actor)
) STRICT;
CREATE INDEX alias_of_actor ON alias (actor);

CREATE TABLE claim (
  handle TEXT NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor,
  entities INTEGER NOT NULL CHECK (entities >= 0),
  PRIMARY KEY (handle, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_of_actor ON claim (actor);

CREATE TABLE correction (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'apart', 'split', 'rename', 'link')),
  actor TEXT NOT NULL,
  object TEXT NOT NULL,
  document TEXT,
  made TEXT NOT NULL,
  "by" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX correction_of_actor ON correction (actor);
CREATE INDEX correction_of_document ON correction (document) WHERE document IS NOT NULL;

-- What people say of single findings; the last one counts. It names finding and document by their ids, and holds the
-- finding as it was judged, so it outlives both. What it means for rows is in their columns `judged`, `sure` and `actor`.
CREATE TABLE judgement (
  key INTEGER PRIMARY KEY,
  "table" TEXT NOT NULL CHECK ("table" IN ('statement', 'event', 'position')),
  finding TEXT NOT NULL,
  document TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'speaker', 'clear')),
  speaker TEXT,
  "by" TEXT NOT NULL,
  made TEXT NOT NULL,
  note TEXT NOT NULL,
  found TEXT NOT NULL CHECK (json_valid(found)),
  CHECK ((verdict = 'speaker') = (speaker IS NOT NULL))
) STRICT;
CREATE INDEX judgement_of_document ON judgement (document, finding);

-- Findings.

CREATE TABLE entity (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  link TEXT,
  link_basis TEXT,
  actor INTEGER NOT NULL REFERENCES actor,
  UNIQUE (document, id)
) STRICT;
CREATE INDEX entity_of_actor ON entity (actor);

CREATE TABLE role (
  entity INTEGER NOT NULL REFERENCES entity,
  number INTEGER NOT NULL,
  words TEXT NOT NULL,
  start INTEGER NOT NULL CHECK (start >= 0),
  stop INTEGER NOT NULL CHECK (stop > start),
  PRIMARY KEY (entity, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention (
  entity INTEGER NOT NULL REFERENCES entity,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  start INTEGER NOT NULL CHECK (start >= 0),
  stop INTEGER NOT NULL CHECK (stop > start),
  PRIMARY KEY (entity, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE time (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
  start INTEGER NOT NULL CHECK (start >= 0),
  stop INTEGER NOT NULL CHECK (stop > start),
  type TEXT NOT NULL,
  value TEXT,
  begins TEXT,
  ends TEXT,
  UNIQUE (document, id)
) STRICT;

CREATE TABLE statement (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  source TEXT NOT NULL,
  cue TEXT NOT NULL,
  content TEXT NOT NULL,
  form TEXT NOT NULL,
  kind TEXT NOT NULL,
  polarity TEXT NOT NULL,
  speaker INTEGER REFERENCES entity,
  said_begins TEXT,
  said_ends TEXT,
  within INTEGER REFERENCES statement DEFERRABLE INITIALLY DEFERRED,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
  day TEXT,
  actor INTEGER REFERENCES actor,
  judged TEXT,
  UNIQUE (id, document)
) STRICT;
CREATE INDEX statement_of_document ON statement (document);
CREATE INDEX statement_of_speaker ON statement (speaker) WHERE speaker IS NOT NULL;
CREATE INDEX statement_within ON statement (within) WHERE within IS NOT NULL;
CREATE INDEX statement_of_actor ON statement (actor) WHERE actor IS NOT NULL;

CREATE TABLE event (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL CHECK (start >= 0),
  stop INTEGER NOT NULL CHECK (stop > start),
  type TEXT NOT NULL,
  mode TEXT,
  time INTEGER REFERENCES time,
  place INTEGER REFERENCES entity,
  status TEXT NOT NULL,
  status_start INTEGER CHECK (status_start >= 0),
  status_stop INTEGER CHECK (status_stop > status_start),
  according_to INTEGER REFERENCES statement,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
  day TEXT,
  place_actor INTEGER REFERENCES actor,
  judged TEXT,
  UNIQUE (id, document)
) STRICT;
CREATE INDEX event_of_document ON event (document);
CREATE INDEX event_at_time ON event (time) WHERE time IS NOT NULL;
CREATE INDEX event_at_place ON event (place) WHERE place IS NOT NULL;
CREATE INDEX event_according_to ON event (according_to) WHERE according_to IS NOT NULL;
CREATE INDEX event_at_actor ON event (place_actor) WHERE place_actor IS NOT NULL;
CREATE INDEX event_of_status ON event (status);

CREATE TABLE participant (
  event INTEGER NOT NULL REFERENCES event,
  part TEXT NOT NULL CHECK (part IN ('actor', 'recipient')),
  number INTEGER NOT NULL,
  entity INTEGER NOT NULL REFERENCES entity,
  start INTEGER NOT NULL CHECK (start >= 0),
  stop INTEGER NOT NULL CHECK (stop > start),
  actor INTEGER NOT NULL REFERENCES actor,
  PRIMARY KEY (event, part, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX participant_of_entity ON participant (entity);
CREATE INDEX participant_of_actor ON participant (actor);

CREATE TABLE position (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
  number INTEGER NOT NULL,
  holder INTEGER NOT NULL REFERENCES entity,
  relation TEXT NOT NULL,
  polarity TEXT NOT NULL CHECK (polarity IN ('for', 'against')),
  object_start INTEGER NOT NULL CHECK (object_start >= 0),
  object_stop INTEGER NOT NULL CHECK (object_stop > object_start),
  object_entity INTEGER REFERENCES entity,
  evidence TEXT NOT NULL,
  according_to INTEGER REFERENCES statement,
  as_of TEXT,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
  day TEXT,
  actor INTEGER NOT NULL REFERENCES actor,
  object_actor INTEGER REFERENCES actor,
  topic TEXT NOT NULL,
  judged TEXT,
  UNIQUE (id, document)
) STRICT;
CREATE INDEX position_of_document ON position (document);
CREATE INDEX position_of_holder ON position (holder);
CREATE INDEX position_on_entity ON position (object_entity) WHERE object_entity IS NOT NULL;
CREATE INDEX position_according_to ON position (according_to) WHERE according_to IS NOT NULL;
CREATE INDEX position_of_actor ON position (actor);
CREATE INDEX position_on_actor ON position (object_actor) WHERE object_actor IS NOT NULL;
CREATE INDEX position_on_topic ON position (topic);

-- A relation and its polarity, as a stance towards the object: 1 for it, -1 against it, 0 neither.
CREATE TABLE stance (
  relation TEXT NOT NULL,
  polarity TEXT NOT NULL,
  stance INTEGER NOT NULL,
  PRIMARY KEY (relation, polarity)
) STRICT, WITHOUT ROWID;
INSERT INTO stance
SELECT relation, polarity, CASE polarity WHEN 'for' THEN stance ELSE -stance END
FROM (
  SELECT column1 AS relation, column2 AS stance FROM (VALUES
    ('recognises', 1), ('supports', 1), ('welcomes', 1), ('demands', 1), ('calls_for', 1), ('commits_to', 1),
    ('claims', 1), ('opposes', -1), ('condemns', -1), ('rejects', -1), ('denies', -1), ('doubts', -1),
    ('accuses', 0), ('threatens', 0), ('warns', 0), ('apologises', 0))
), (SELECT column1 AS polarity FROM (VALUES ('for'), ('against')));

-- Counts that are kept, because counting a million rows takes longer than a question may: sure rows of documents that
-- are not withdrawn, and identities of actors. `quoted` counts by the period of publication: '' is all, '2024', '2024-02'.

CREATE TABLE tally (
  name TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tally VALUES ('documents', 0), ('statements', 0), ('events', 0), ('positions', 0), ('actors', 0);

CREATE TABLE quoted (
  period TEXT NOT NULL,
  actor INTEGER NOT NULL REFERENCES actor,
  publisher TEXT NOT NULL,
  statements INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  PRIMARY KEY (period, actor, publisher)
) STRICT, WITHOUT ROWID;

-- Wire copies: which dispatches are one story, and the sampled runs of words that tell (onrecord.ledger.stories). A story
-- is named by the key of one of its documents; `day` is the ordinal of the date, 0 where it is not known to the day.

CREATE TABLE folded (
  document INTEGER PRIMARY KEY REFERENCES document,
  story INTEGER NOT NULL,
  day INTEGER NOT NULL,
  samples INTEGER NOT NULL
) STRICT;
CREATE INDEX folded_into ON folded (story);

CREATE TABLE shingle (
  day INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  document INTEGER NOT NULL,
  PRIMARY KEY (day, hash, document)
) STRICT, WITHOUT ROWID;

-- The words of rows, cut from the text: what the indexes of words are built from.

-- A document has the key of the appearance that it was read as. An actor is a word of its own, a12, so that the words of
-- what one actor said are found as fast as words alone.

CREATE VIEW document_text AS
SELECT appearance.key, appearance.title, document.text
FROM document JOIN appearance ON appearance.key = document.appearance;

CREATE VIEW statement_text AS
SELECT
  statement.key,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(statement.content) AS span) AS words,
  'a' || statement.actor AS actor
FROM statement JOIN document ON document.key = statement.document;

-- Of statements whose speaker is not known as an entity: `who` finds them by the words of the source.
CREATE VIEW source_text AS
SELECT
  statement.key,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(statement.source) AS span) AS words
FROM statement JOIN document ON document.key = statement.document
WHERE statement.speaker IS NULL AND statement.source <> '[]';

CREATE VIEW position_text AS
SELECT
  position.key, substr(document.text, object_start + 1, object_stop - object_start) AS words,
  'a' || position.actor AS holder, 'a' || position.object_actor AS object
FROM position JOIN document ON document.key = position.document;

CREATE VIRTUAL TABLE document_words USING fts5 (
  title, text, content = 'document_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE statement_words USING fts5 (
  words, actor, content = 'statement_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE source_words USING fts5 (
  words, content = 'source_text', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE position_words USING fts5 (
  words, holder, object, content = 'position_text', content_rowid = 'key',
  tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE alias_words USING fts5 (
  name, content = 'alias', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);

-- Public views: what programs, Datasette, DuckDB and pandas read. Their columns change only with a new version of the
-- ledger, and then by addition.

CREATE VIEW runs AS
SELECT key AS run, program, model, options, threshold FROM run;

CREATE VIEW documents AS
SELECT
  document.id, appearance.address, appearance.title, appearance.published, appearance.published_from,
  appearance.publisher, appearance.agency, appearance.byline, appearance.place, appearance.language, appearance.format,
  appearance.day,
  (SELECT count(*) FROM appearance AS other WHERE other.document = document.key) AS appearances,
  appearance.seen, document.run, length(document.text) AS characters, document.text,
  (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, document.embargo
FROM document JOIN appearance ON appearance.key = document.appearance;

CREATE VIEW appearances AS
SELECT
  document.id AS document, appearance.address, appearance.title, appearance.published, appearance.published_from,
  appearance.publisher, appearance.agency, appearance.byline, appearance.place, appearance.language, appearance.format,
  appearance.day, appearance.seen, appearance.run, appearance.key = document.appearance AS read_as,
  (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, document.embargo
FROM appearance JOIN document ON document.key = appearance.document;

CREATE VIEW versions AS
SELECT
  appearance.address,
  row_number() OVER (PARTITION BY appearance.address ORDER BY appearance.seen, document.key) AS version,
  document.id AS document, appearance.title, appearance.published, appearance.seen, appearance.run
FROM appearance JOIN document ON document.key = appearance.document
WHERE appearance.address <> '' AND appearance.address <> '-' AND appearance.address NOT GLOB '-:[0-9]*';

CREATE VIEW actors AS
SELECT
  actor.id, coalesce(actor.renamed, actor.name) AS name, actor.type, actor.link,
  (SELECT count(DISTINCT entity.document) FROM entity JOIN actor AS named ON named.key = entity.actor
   WHERE named.identity = actor.key) AS documents,
  (SELECT json_group_array(DISTINCT alias.name) FROM alias JOIN actor AS named ON named.key = alias.actor
   WHERE named.identity = actor.key AND alias.entities > 0) AS names
FROM actor
WHERE actor.identity = actor.key
  AND EXISTS (SELECT 1 FROM actor AS named JOIN entity ON entity.actor = named.key WHERE named.identity = actor.key);

CREATE VIEW aliases AS
SELECT
  alias.name, named.type, actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name, actor.link,
  named.id AS named_as, coalesce(named.basis, 'itself') AS basis, alias.entities
FROM alias JOIN actor AS named ON named.key = alias.actor JOIN actor ON actor.key = named.identity
WHERE alias.entities > 0;

CREATE VIEW entities AS
SELECT
  document.id AS document, entity.id, entity.name, entity.type, entity.link, entity.link_basis,
  actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name,
  (SELECT json_group_array(json_object('text', role.words, 'span', json_array(role.start, role.stop)))
   FROM role WHERE role.entity = entity.key) AS roles,
  (SELECT json_group_array(json_object('kind', mention.kind, 'span', json_array(mention.start, mention.stop)))
   FROM mention WHERE mention.entity = entity.key) AS mentions,
  document.run
FROM entity
JOIN document ON document.key = entity.document
JOIN actor AS named ON named.key = entity.actor
JOIN actor ON actor.key = named.identity;

CREATE VIEW times AS
SELECT
  document.id AS document, time.id, substr(document.text, time.start + 1, time.stop - time.start) AS words,
  time.start, time.stop, time.type, time.value, time.begins, time.ends, document.run
FROM time JOIN document ON document.key = time.document;

CREATE VIEW statements AS
SELECT
  statement.id, document.id AS document, appearance.address, appearance.title, appearance.published,
  appearance.publisher, appearance.agency, statement.day,
  actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(statement.source) AS span) AS source,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(statement.cue) AS span) AS cue,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(statement.content) AS span) AS words,
  statement.form, statement.kind, statement.polarity, statement.said_begins, statement.said_ends,
  (SELECT outer_one.id FROM statement AS outer_one WHERE outer_one.key = statement.within) AS within,
  (SELECT entity.id FROM entity WHERE entity.key = statement.speaker) AS speaker,
  statement.confidence, statement.sure, statement.source AS source_spans, statement.cue AS cue_spans,
  statement.content AS content_spans, document.run, statement.judged,
  (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, document.embargo
FROM statement
JOIN document ON document.key = statement.document
JOIN appearance ON appearance.key = document.appearance
LEFT JOIN actor AS named ON named.key = statement.actor
LEFT JOIN actor ON actor.key = named.identity;

CREATE VIEW positions AS
SELECT
  position.id, document.id AS document, appearance.address, appearance.title, appearance.published,
  appearance.publisher, appearance.agency, position.day,
  actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name, position.relation, position.polarity,
  coalesce(stance.stance, 0) AS stance,
  substr(document.text, object_start + 1, object_stop - object_start) AS object,
  object_actor.id AS object_actor, coalesce(object_actor.renamed, object_actor.name) AS object_actor_name,
  position.topic,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(position.evidence) AS span) AS words,
  position.as_of,
  (SELECT statement.id FROM statement WHERE statement.key = position.according_to) AS according_to,
  (SELECT entity.id FROM entity WHERE entity.key = position.holder) AS holder,
  (SELECT entity.id FROM entity WHERE entity.key = position.object_entity) AS object_entity,
  position.confidence, position.sure, json_array(object_start, object_stop) AS object_span,
  position.evidence AS evidence_spans, document.run, position.judged,
  (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, document.embargo
FROM position
JOIN document ON document.key = position.document
JOIN appearance ON appearance.key = document.appearance
JOIN actor AS named ON named.key = position.actor
JOIN actor ON actor.key = named.identity
LEFT JOIN actor AS object_named ON object_named.key = position.object_actor
LEFT JOIN actor AS object_actor ON object_actor.key = object_named.identity
LEFT JOIN stance ON stance.relation = position.relation AND stance.polarity = position.polarity;

CREATE VIEW events AS
SELECT
  event.id, document.id AS document, appearance.address, appearance.title, appearance.published,
  appearance.publisher, appearance.agency, event.day, event.type, event.mode, event.status,
  substr(document.text, event.start + 1, event.stop - event.start) AS words,
  (SELECT group_concat(coalesce(actor.renamed, actor.name), '; ')
   FROM participant JOIN actor AS named ON named.key = participant.actor JOIN actor ON actor.key = named.identity
   WHERE participant.event = event.key AND participant.part = 'actor') AS actors,
  (SELECT group_concat(coalesce(actor.renamed, actor.name), '; ')
   FROM participant JOIN actor AS named ON named.key = participant.actor JOIN actor ON actor.key = named.identity
   WHERE participant.event = event.key AND participant.part = 'recipient') AS recipients,
  (SELECT entity.name FROM entity WHERE entity.key = event.place) AS place,
  time.begins, time.ends, substr(document.text, time.start + 1, time.stop - time.start) AS time,
  substr(document.text, event.status_start + 1, event.status_stop - event.status_start) AS status_cue,
  (SELECT statement.id FROM statement WHERE statement.key = event.according_to) AS according_to,
  event.confidence, event.sure, json_array(event.start, event.stop) AS trigger_span,
  CASE WHEN event.status_start IS NOT NULL THEN json_array(event.status_start, event.status_stop) END
    AS status_cue_span,
  document.run, time.id AS time_id, (SELECT entity.id FROM entity WHERE entity.key = event.place) AS place_entity,
  event.judged,
  (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, document.embargo
FROM event
JOIN document ON document.key = event.document
JOIN appearance ON appearance.key = document.appearance
LEFT JOIN time ON time.key = event.time;

CREATE VIEW participants AS
SELECT
  document.id AS document, event.id AS event, participant.part, participant.number, entity.id AS entity,
  actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name,
  substr(document.text, participant.start + 1, participant.stop - participant.start) AS words,
  participant.start, participant.stop, event.day, document.run,
  (SELECT notice.kind FROM notice WHERE notice.key = document.withdrawn) AS withdrawn, document.embargo
FROM participant
JOIN event ON event.key = participant.event
JOIN document ON document.key = event.document
JOIN entity ON entity.key = participant.entity
JOIN actor AS named ON named.key = participant.actor
JOIN actor ON actor.key = named.identity;

CREATE VIEW calendar AS
SELECT begins, ends, type, actors, recipients, place, words, time, published, publisher, address, id, document,
       confidence, sure, run, withdrawn, embargo
FROM events WHERE status = 'scheduled' AND begins IS NOT NULL AND judged IS NOT 'reject';

-- Two positions dispute where one is for and one against the same object, held by two actors: the object is the same
-- actor, or has the same words within 31 days (:days of queries/disputes.sql): "the vote" of last year is another one.
CREATE VIEW disputes AS
SELECT
  held.object, held.topic, held.object_actor, held.object_actor_name,
  held.actor AS for_actor, held.actor_name AS for_name, held.relation AS for_relation, held.polarity AS for_polarity,
  held.words AS for_words, held.day AS for_day, held.id AS for_id,
  contested.actor AS against_actor, contested.actor_name AS against_name, contested.relation AS against_relation,
  contested.polarity AS against_polarity, contested.words AS against_words, contested.day AS against_day,
  contested.id AS against_id,
  held.sure AND contested.sure AS sure, held.run AS for_run, contested.run AS against_run
FROM (
  SELECT one.key AS one, other.key AS other
  FROM position AS one JOIN actor AS object ON object.key = one.object_actor
  JOIN actor AS same ON same.identity = object.identity JOIN position AS other ON other.object_actor = same.key
  UNION
  SELECT one.key, other.key
  FROM position AS one JOIN position AS other ON other.topic = one.topic
  WHERE abs(julianday(substr(other.day, 1, 10)) - julianday(substr(one.day, 1, 10))) <= 31
) AS pair
JOIN position AS one ON one.key = pair.one JOIN document AS one_document ON one_document.key = one.document
JOIN positions AS held ON held.id = one.id AND held.document = one_document.id
JOIN position AS other ON other.key = pair.other JOIN document AS other_document ON other_document.key = other.document
JOIN positions AS contested ON contested.id = other.id AND contested.document = other_document.id
WHERE held.stance = 1 AND contested.stance = -1 AND held.actor <> contested.actor
  AND held.withdrawn IS NULL AND contested.withdrawn IS NULL
  AND held.judged IS NOT 'reject' AND contested.judged IS NOT 'reject';

CREATE VIEW copies AS
SELECT
  first.id AS story, document.id AS document, appearance.address, appearance.title, appearance.published,
  appearance.publisher, appearance.agency, appearance.day, document.run
FROM folded
JOIN document ON document.key = folded.document
JOIN appearance ON appearance.document = document.key
JOIN document AS first ON first.key = (
  SELECT other.key FROM folded AS copy JOIN document AS other ON other.key = copy.document
  JOIN appearance AS shown ON shown.key = other.appearance
  WHERE copy.story = folded.story AND other.withdrawn IS NULL
  ORDER BY shown.day IS NULL, shown.day, other.key LIMIT 1)
WHERE document.withdrawn IS NULL;

CREATE VIEW stories AS
SELECT
  story AS id, min(day) AS first_seen, max(day) AS last_seen,
  (SELECT agency FROM copies AS credited WHERE credited.story = copies.story AND agency IS NOT NULL
   ORDER BY day IS NULL, day, document LIMIT 1) AS agency,
  (SELECT title FROM documents WHERE documents.id = copies.story) AS title,
  count(DISTINCT document) AS documents, count(*) AS appearances, count(DISTINCT publisher) AS publishers, run
FROM copies GROUP BY story;

CREATE VIEW corrections AS
SELECT key AS number, kind, actor, object, document, made, "by" FROM correction;

CREATE VIEW judgements AS
SELECT
  judgement.key AS number, judgement."table", judgement.finding, judgement.document, judgement.verdict,
  judgement.speaker, coalesce(actor.renamed, actor.name) AS speaker_name, judgement."by", judgement.made, judgement.note,
  judgement.found,
  NOT EXISTS (SELECT 1 FROM judgement AS later WHERE later.document = judgement.document
              AND later.finding = judgement.finding AND later."table" = judgement."table"
              AND later.key > judgement.key) AS current
FROM judgement
LEFT JOIN actor AS named ON named.id = judgement.speaker LEFT JOIN actor ON actor.key = named.identity;

CREATE VIEW notices AS
SELECT
  notice.item, notice.version, notice.kind, document.id AS document, notice.address, notice.provider, notice.slug,
  notice.urgency, notice.embargo, notice.issued, notice.note, notice.replaces, notice.coverage, notice.seen, notice.run
FROM notice LEFT JOIN document ON document.key = notice.document;

CREATE VIEW feeds AS
SELECT address, etag, modified, checked, changed, failure, failures FROM feed;
