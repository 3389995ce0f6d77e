-- The ledger: one SQLite file. docs/ledger.md tells of every table, view and column, and a test compares the two.
--
-- Spans count Unicode code points of document.text, half-open: substr(text, start + 1, stop - start) is what the text
-- says there. A list of spans is a JSON array, [[3,9],[12,20]]. Dates are ISO 8601 strings, as precise as what is known;
-- a column `day` is such a date in UTC, so that strings compare as times do. Findings are replaced when a document is
-- read again; documents, appearances and corrections are kept.

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
  text TEXT NOT NULL
) STRICT;

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
CREATE INDEX appearance_by_publisher ON appearance (publisher, day);

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
  renamed TEXT
) STRICT;
CREATE INDEX actor_of_identity ON actor (identity);
CREATE INDEX actor_joined ON actor (joined) WHERE joined IS NOT NULL;
CREATE INDEX actor_by_name ON actor (name_key);

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
  made TEXT NOT NULL
) STRICT;
CREATE INDEX correction_of_actor ON correction (actor);
CREATE INDEX correction_of_document ON correction (document) WHERE document IS NOT NULL;

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
  UNIQUE (id, document)
) STRICT;
CREATE INDEX statement_of_document ON statement (document);
CREATE INDEX statement_of_speaker ON statement (speaker) WHERE speaker IS NOT NULL;
CREATE INDEX statement_within ON statement (within) WHERE within IS NOT NULL;
CREATE INDEX statement_of_actor ON statement (actor, day, sure) WHERE actor IS NOT NULL;
CREATE INDEX statement_by_day ON statement (day, sure);

CREATE TABLE event (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
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
  reported TEXT,
  UNIQUE (id, document)
) STRICT;
CREATE INDEX event_of_document ON event (document);
CREATE INDEX event_at_time ON event (time) WHERE time IS NOT NULL;
CREATE INDEX event_at_place ON event (place) WHERE place IS NOT NULL;
CREATE INDEX event_according_to ON event (according_to) WHERE according_to IS NOT NULL;
CREATE INDEX event_scheduled ON event (day, sure, reported) WHERE status = 'scheduled';

CREATE TABLE participant (
  event INTEGER NOT NULL REFERENCES event,
  part TEXT NOT NULL CHECK (part IN ('actor', 'recipient')),
  number INTEGER NOT NULL,
  entity INTEGER NOT NULL REFERENCES entity,
  start INTEGER NOT NULL CHECK (start >= 0),
  stop INTEGER NOT NULL CHECK (stop > start),
  actor INTEGER NOT NULL REFERENCES actor,
  day TEXT,
  PRIMARY KEY (event, part, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX participant_of_entity ON participant (entity);
CREATE INDEX participant_of_actor ON participant (actor, day);

CREATE TABLE position (
  key INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES document,
  id TEXT NOT NULL,
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
  UNIQUE (id, document)
) STRICT;
CREATE INDEX position_of_document ON position (document);
CREATE INDEX position_of_holder ON position (holder);
CREATE INDEX position_on_entity ON position (object_entity) WHERE object_entity IS NOT NULL;
CREATE INDEX position_according_to ON position (according_to) WHERE according_to IS NOT NULL;
CREATE INDEX position_of_actor ON position (actor, day, sure);
CREATE INDEX position_on_actor ON position (object_actor, day, sure) WHERE object_actor IS NOT NULL;
CREATE INDEX position_on_topic ON position (topic, day, sure);
CREATE INDEX position_by_day ON position (day, sure);

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

CREATE VIEW document_text AS
SELECT document.key, appearance.title, document.text
FROM document JOIN appearance ON appearance.key = document.appearance;

CREATE VIEW statement_text AS
SELECT
  statement.key,
  (SELECT group_concat(substr(document.text, json_extract(span.value, '$[0]') + 1,
                              json_extract(span.value, '$[1]') - json_extract(span.value, '$[0]')), ' … ')
   FROM json_each(statement.content) AS span) AS words
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
SELECT position.key, substr(document.text, object_start + 1, object_stop - object_start) AS words
FROM position JOIN document ON document.key = position.document;

CREATE VIRTUAL TABLE document_words USING fts5 (
  title, text, content = 'document_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE statement_words USING fts5 (
  words, content = 'statement_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE source_words USING fts5 (
  words, content = 'source_text', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE position_words USING fts5 (
  words, content = 'position_text', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
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
  appearance.seen, document.run, length(document.text) AS characters, document.text
FROM document JOIN appearance ON appearance.key = document.appearance;

CREATE VIEW appearances AS
SELECT
  document.id AS document, appearance.address, appearance.title, appearance.published, appearance.published_from,
  appearance.publisher, appearance.agency, appearance.byline, appearance.place, appearance.language, appearance.format,
  appearance.day, appearance.seen, appearance.run, appearance.key = document.appearance AS read_as
FROM appearance JOIN document ON document.key = appearance.document;

CREATE VIEW versions AS
SELECT
  appearance.address, row_number() OVER (PARTITION BY appearance.address ORDER BY appearance.key) AS version,
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
  statement.content AS content_spans, document.run
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
  position.evidence AS evidence_spans, document.run
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
  document.run
FROM event
JOIN document ON document.key = event.document
JOIN appearance ON appearance.key = document.appearance
LEFT JOIN time ON time.key = event.time;

CREATE VIEW participants AS
SELECT
  document.id AS document, event.id AS event, participant.part, participant.number, entity.id AS entity,
  actor.id AS actor, coalesce(actor.renamed, actor.name) AS actor_name,
  substr(document.text, participant.start + 1, participant.stop - participant.start) AS words,
  participant.start, participant.stop, participant.day, document.run
FROM participant
JOIN event ON event.key = participant.event
JOIN document ON document.key = event.document
JOIN entity ON entity.key = participant.entity
JOIN actor AS named ON named.key = participant.actor
JOIN actor ON actor.key = named.identity;

CREATE VIEW calendar AS
SELECT begins, ends, type, actors, recipients, place, words, time, published, publisher, address, id, document,
       confidence, sure, run
FROM events WHERE status = 'scheduled' AND begins IS NOT NULL;

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
WHERE held.stance = 1 AND contested.stance = -1 AND held.actor <> contested.actor;

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
  WHERE copy.story = folded.story ORDER BY shown.day IS NULL, shown.day, other.key LIMIT 1);

CREATE VIEW stories AS
SELECT
  story AS id, min(day) AS first_seen, max(day) AS last_seen,
  (SELECT agency FROM copies AS credited WHERE credited.story = copies.story AND agency IS NOT NULL
   ORDER BY day IS NULL, day, document LIMIT 1) AS agency,
  (SELECT title FROM documents WHERE documents.id = copies.story) AS title,
  count(DISTINCT document) AS documents, count(*) AS appearances, count(DISTINCT publisher) AS publishers, run
FROM copies GROUP BY story;

CREATE VIEW corrections AS
SELECT key AS number, kind, actor, object, document, made FROM correction;
