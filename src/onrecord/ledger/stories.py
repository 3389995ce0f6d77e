"""Stories: the groups of dispatches that are one, found through an index of sampled shingles, as they come in.

A dispatch is compared with at most COMPARED others, those within WINDOW days that share most samples with it, so what
it costs does not grow with the ledger. The index is ordered by day first: a ledger that is filled day by day writes to
the pages it wrote last. Boilerplate (a sign-off, a stock phrase) tells nothing: a sample that stands in more than COMMON
stories of the window, or that comes back on LIVED days outside it, where news does not.

A story grows dispatch by dispatch, so a different order can lead to different groups where dispatches are half alike;
`refold` does it again in the order of publication.

    >>> ledger = sqlite3.connect(":memory:")
    >>> _ = ledger.executescript(SCHEMA)
    >>> told = "Fourteen boats lay idle at Vardnes on Monday after the crane fell on the ferry quay, the port said. " * 2
    >>> texts = {1: told, 2: "Boats idle\\n\\n" + told}
    >>> [place(ledger, number, texts[number], "2024-01-02", texts.__getitem__) for number in texts]
    [1, 1]
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from onrecord.ledger.syndication import Fingerprint, fingerprint, overlap, same_dispatch

WINDOW = 3  # days before and after; a weekly that prints a dispatch later counts as a source of its own
COMPARED = 12  # dispatches
OF_ONE_STORY = 3  # of them, so that one story with many copies does not take all places
COMMON = 8  # stories
AROUND = 28  # days before and after in which boilerplate is looked for
LIVED = 2  # days
PLAUSIBLE = 0.2  # share of the fewer samples of two dispatches; below it they are not compared
ROWS = 40  # a day and sample that are looked at
SAMPLES = 200  # of one dispatch that are looked up: those of some 1,600 words
MERGED = 1 / 3  # of a dispatch that each of two stories must make up for it to join them; below, it is a round-up
UNDATED = 0  # day of a dispatch without a date: it is compared with others that have none

SCHEMA = """
CREATE TABLE IF NOT EXISTS shingles (
  day INTEGER NOT NULL, hash INTEGER NOT NULL, document INTEGER NOT NULL,
  PRIMARY KEY (day, hash, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folded (
  document INTEGER PRIMARY KEY, story INTEGER NOT NULL, day INTEGER NOT NULL, samples INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS folded_story ON folded (story);
"""

_DAYS_WITH = (
    "SELECT count(*) FROM (SELECT DISTINCT day FROM shingles WHERE hash = ? AND day IN "
    f"({', '.join('?' * 2 * (AROUND - 2 * WINDOW))}) LIMIT {LIVED})"
)
_WITH_SAMPLE = (
    "SELECT document, story, samples FROM shingles JOIN folded USING (document)"
    f" WHERE shingles.day = ? AND hash = ? LIMIT {ROWS}"
)


@dataclass(frozen=True, slots=True)
class _Match:
    story: int
    contained: float
    covered: float  # share of the new dispatch that the other makes up


def place(
    connection: sqlite3.Connection, document: int, text: str, published: str | None, text_of: Callable[[int], str]
) -> int:
    """Put a dispatch into its story, in the transaction that is open, and say which: the number of its first dispatch.

    `document` is the row of the dispatch; `text_of` gives the text of a row that was placed before. A dispatch that was
    placed is placed anew.
    """
    remove(connection, [document])
    mark, day = fingerprint(text), day_of(published)
    samples = sorted(mark.samples)[:SAMPLES]
    near = {sample: _rows_with(connection, sample, day) for sample in samples}
    matches = []
    for candidate, story in _likely(near):
        other = fingerprint(text_of(candidate))
        if same_dispatch(mark, other) and same_dispatch(mark, other, _common(connection, mark, other, near, day)):
            matches.append(_Match(story, *_shares(mark, other)))
    story = _joined(connection, document, matches)
    connection.execute("INSERT INTO folded VALUES (?, ?, ?, ?)", (document, story, day, len(samples)))
    connection.executemany("INSERT INTO shingles VALUES (?, ?, ?)", ((day, sample, document) for sample in samples))
    return story


def remove(connection: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Take dispatches out of their stories; those that stay keep theirs."""
    for document in documents:
        row = connection.execute("SELECT story, day FROM folded WHERE document = ?", (document,)).fetchone()
        if row is None:
            continue
        connection.execute("DELETE FROM folded WHERE document = ?", (document,))
        connection.execute("DELETE FROM shingles WHERE day = ? AND document = ?", (row[1], document))
        if row[0] == document:  # the story was named after it
            heir = connection.execute("SELECT min(document) FROM folded WHERE story = ?", (document,)).fetchone()[0]
            connection.execute("UPDATE folded SET story = ? WHERE story = ?", (heir, document))


def refold(
    connection: sqlite3.Connection, documents: Iterable[tuple[int, str | None]], text_of: Callable[[int], str]
) -> int:
    """Fold everything anew; `documents` are rows with their dates, in the order to take them. How many stories."""
    connection.execute("DELETE FROM shingles")
    connection.execute("DELETE FROM folded")
    for document, published in documents:
        place(connection, document, text_of(document), published, text_of)
    return int(connection.execute("SELECT count(DISTINCT story) FROM folded").fetchone()[0])


def day_of(published: str | None) -> int:
    """The day as a number; UNDATED where the date is not known to the day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return UNDATED


_Rows = list[tuple[int, int, int]]  # dispatch, its story, how many samples it has


def _rows_with(connection: sqlite3.Connection, sample: int, day: int) -> _Rows:
    """The dispatches of the window that hold a sample."""
    days = range(day - WINDOW, day + WINDOW + 1) if day != UNDATED else (UNDATED,)
    return [row for one in days for row in connection.execute(_WITH_SAMPLE, (one, sample))]


def _likely(near: dict[int, _Rows]) -> list[tuple[int, int]]:
    """The dispatches, each with its story, that share most samples with the one whose samples these are."""
    shared: Counter[int] = Counter()
    stories: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for rows in near.values():
        if not _in_many_stories(rows):
            for candidate, story, size in rows:
                shared[candidate] += 1
                stories[candidate], sizes[candidate] = story, size
    chosen: list[tuple[int, int]] = []
    of_story: defaultdict[int, int] = defaultdict(int)
    for candidate, count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        story = stories[candidate]
        plausible = count >= PLAUSIBLE * min(sizes[candidate], len(near))
        if plausible and of_story[story] < OF_ONE_STORY and len(chosen) < COMPARED:
            of_story[story] += 1
            chosen.append((candidate, story))
    return chosen


def _common(
    connection: sqlite3.Connection, mark: Fingerprint, other: Fingerprint, near: dict[int, _Rows], day: int
) -> set[int]:
    """The samples of the smaller of two dispatches that are boilerplate."""
    smaller = min((mark, other), key=lambda part: len(part.shingles))
    return {
        sample
        for sample in smaller.samples
        if _in_many_stories(near[sample] if sample in near else _rows_with(connection, sample, day))
        or _lives_on(connection, sample, day)
    }


def _in_many_stories(rows: _Rows) -> bool:
    return len({story for _, story, _ in rows}) > COMMON


def _lives_on(connection: sqlite3.Connection, sample: int, day: int) -> bool:
    """Whether a sample stands in dispatches of LIVED days around the window: in news it would not."""
    if day == UNDATED:
        return False
    around = (*range(day - AROUND, day - 2 * WINDOW), *range(day + 2 * WINDOW + 1, day + AROUND + 1))
    days = connection.execute(_DAYS_WITH, (sample, *around)).fetchone()[0]
    return int(days) >= LIVED


def _shares(mark: Fingerprint, other: Fingerprint) -> tuple[float, float]:
    found = overlap(mark, other)
    return found.contained, found.shared / max(1, len(mark.shingles))


def _joined(connection: sqlite3.Connection, document: int, matches: list[_Match]) -> int:
    """The story that a dispatch with these matches belongs to; two stories that it shows to be one become one."""
    if not matches:
        return document
    best = max(matches, key=lambda match: (match.contained, match.covered, -match.story))
    if len({match.story for match in matches}) == 1:
        return best.story
    joined = {match.story for match in matches if match.covered >= MERGED}
    if not joined:
        return document  # each makes up a small part of it: a round-up
    first = min(joined)
    for story in sorted(joined - {first}):
        connection.execute("UPDATE folded SET story = ? WHERE story = ?", (first, story))
    return first
