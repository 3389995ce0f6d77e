"""The SQL of a corpus as a whole, one text for every engine: DuckDB and Spark run it as it stands.

`all_NAME` is a table of all shards, with the column `shard`. A text that stands in several shards counts as read in the
first of those that are done; `identities` and `folds` say which actors are one and which dispatches are copies, and are
made by `onrecord.corpus.across`. Withdrawn dispatches are not left out here: a ledger knows what replaced them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.ledger.stories import AROUND, LIVED, PLAUSIBLE, ROWS, WINDOW

READING = """
SELECT id AS document, min(shard) AS shard FROM all_documents
WHERE shard IN (SELECT shard FROM all_shards) GROUP BY id
"""
APPEARANCES = """
SELECT {columns} FROM (
  SELECT one.*, one.read_as AND one.shard = reading.shard AS reads,
         row_number() OVER (PARTITION BY one.document, one.address ORDER BY one.shard) AS number
  FROM all_appearances AS one JOIN reading ON reading.document = one.document
  WHERE one.shard IN (SELECT shard FROM all_shards)
) AS one WHERE number = 1
"""
DOCUMENTS = """
SELECT {columns} FROM all_documents AS one
JOIN reading ON reading.document = one.id AND reading.shard = one.shard
JOIN (SELECT document, count(*) AS appearances FROM appearances GROUP BY document) AS seen ON seen.document = one.id
"""
FINDINGS = """
SELECT {columns} FROM all_{name} AS one
JOIN reading ON reading.document = one.document AND reading.shard = one.shard{joins}
"""
_WHO = "\nLEFT JOIN identities AS {alias} ON {alias}.actor = one.{column}"

# What who is who is decided by: actors known beyond their document, and what others claim.
KNOWN = """
SELECT actor, handle, strength, min(name) AS name, min(type) AS type, min(link) AS link FROM all_handles AS one
JOIN reading ON reading.document = one.document AND reading.shard = one.shard
WHERE strength > 0 GROUP BY actor, handle, strength ORDER BY actor
"""
CLAIMED = """
SELECT one.handle, one.actor, CAST(sum(one.entities) AS BIGINT) AS entities FROM all_claims AS one
JOIN reading ON reading.document = one.document AND reading.shard = one.shard
GROUP BY one.handle, one.actor ORDER BY one.handle, one.actor
"""

# Wire copies: dispatches that share enough samples to be compared, and samples that are boilerplate.
SAMPLED = """
SELECT one.document, one.ordinal, one.hash, one.samples FROM all_samples AS one
JOIN reading ON reading.document = one.document AND reading.shard = one.shard
"""
COMMON = f"""
SELECT hash, ordinal FROM sampled GROUP BY hash, ordinal HAVING count(*) > {ROWS}
UNION
SELECT one.hash, one.ordinal
FROM (SELECT DISTINCT hash, ordinal FROM sampled WHERE ordinal > 0) AS one
JOIN (SELECT DISTINCT hash, ordinal FROM sampled WHERE ordinal > 0) AS other ON other.hash = one.hash
WHERE abs(other.ordinal - one.ordinal) > {2 * WINDOW} AND abs(other.ordinal - one.ordinal) <= {AROUND}
GROUP BY one.hash, one.ordinal HAVING count(*) >= {LIVED}
"""
PAIRS = f"""
SELECT one.document AS one, other.document AS other
FROM (SELECT sampled.* FROM sampled LEFT JOIN common
      ON common.hash = sampled.hash AND common.ordinal = sampled.ordinal WHERE common.hash IS NULL) AS one
JOIN sampled AS other ON other.hash = one.hash AND one.document < other.document
  AND abs(other.ordinal - one.ordinal) <= {WINDOW}
GROUP BY one.document, other.document
HAVING count(*) >= {PLAUSIBLE} * least(min(one.samples), min(other.samples))
"""
# Each pair with both texts, and the samples of either that are boilerplate.
COMPARED = """
SELECT pairs.one, pairs.other, first.text AS one_text, second.text AS other_text,
       first.day AS one_day, second.day AS other_day, boiler.hashes
FROM pairs JOIN documents AS first ON first.id = pairs.one JOIN documents AS second ON second.id = pairs.other
LEFT JOIN (
  SELECT pairs.one, pairs.other, array_agg(DISTINCT common.hash) AS hashes
  FROM pairs JOIN sampled ON sampled.document IN (pairs.one, pairs.other)
  JOIN common ON common.hash = sampled.hash AND common.ordinal = sampled.ordinal
  GROUP BY pairs.one, pairs.other
) AS boiler ON boiler.one = pairs.one AND boiler.other = pairs.other
"""
ACTORS = """
SELECT coalesce(who.identity, one.actor) AS id, min(coalesce(who.name, one.name)) AS name,
       min(coalesce(who.type, one.type)) AS type, min(coalesce(who.link, one.link)) AS link,
       count(DISTINCT one.document) AS documents
FROM all_handles AS one JOIN reading ON reading.document = one.document AND reading.shard = one.shard
LEFT JOIN identities AS who ON who.actor = one.actor GROUP BY coalesce(who.identity, one.actor)
"""
COPIES = """
SELECT coalesce(folds.story, one.document) AS story, one.document, one.address, one.title, one.published, one.publisher,
       one.agency, one.day
FROM appearances AS one LEFT JOIN folds ON folds.document = one.document
"""
STORIES = """
SELECT copies.story AS id, min(copies.day) AS first_seen, max(copies.day) AS last_seen, min(credited.agency) AS agency,
       min(documents.title) AS title, count(DISTINCT copies.document) AS documents, count(*) AS appearances,
       count(DISTINCT copies.publisher) AS publishers
FROM copies JOIN documents ON documents.id = copies.story
LEFT JOIN (
  SELECT story, agency, row_number() OVER (PARTITION BY story ORDER BY day IS NULL, day, document) AS number
  FROM copies WHERE agency IS NOT NULL
) AS credited ON credited.story = copies.story AND credited.number = 1
GROUP BY copies.story
"""
# How often each actor is quoted, and by how many sources that do not copy each other.
SPEAKERS = """
SELECT one.actor, min(one.actor_name) AS actor_name, count(*) AS statements, count(DISTINCT one.document) AS documents,
       count(DISTINCT folded.story) AS stories, count(DISTINCT one.publisher) AS publishers
FROM statements AS one
JOIN (SELECT document, min(story) AS story FROM copies GROUP BY document) AS folded ON folded.document = one.document
WHERE one.actor IS NOT NULL AND one.sure GROUP BY one.actor
"""
BEFORE = {"sampled": SAMPLED, "common": COMMON, "pairs": PAIRS}
AFTER = {"actors": ACTORS, "copies": COPIES, "stories": STORIES, "speakers": SPEAKERS}
_RESOLVED = ("entities", "times", "statements", "positions", "events", "participants")


def documents_sql(columns: Sequence[str]) -> str:
    return DOCUMENTS.format(columns=_listed(columns, {"appearances": "seen.appearances"}))


def appearances_sql(columns: Sequence[str]) -> str:
    return APPEARANCES.format(columns=_listed(columns, {"read_as": "one.reads"}))


def findings_sql(schemas: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The ledger's views of findings with who is who over all shards; names of actors in `events` stay a document's."""
    found = {}
    for name in _RESOLVED:
        columns = schemas[name]
        whose = {"actor": "who", "object_actor": "object"}
        actors = {column: alias for column, alias in whose.items() if column in columns}
        other = {column: f"coalesce({alias}.identity, one.{column})" for column, alias in actors.items()}
        other |= {f"{column}_name": f"coalesce({alias}.name, one.{column}_name)" for column, alias in actors.items()}
        joins = "".join(_WHO.format(alias=alias, column=column) for column, alias in actors.items())
        found[name] = FINDINGS.format(name=name, columns=_listed(columns, other), joins=joins)
    return found


def _listed(columns: Sequence[str], other: Mapping[str, str]) -> str:
    return ", ".join(f"{other.get(column, f'one.{column}')} AS {column}" for column in columns)
