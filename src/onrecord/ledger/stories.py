"""Stories: the groups of dispatches that are one, found through an index of sampled shingles, as they come in.

A dispatch is compared with at most COMPARED others, those within WINDOW days that share most samples with it, so what
it costs does not grow with the ledger. The index is ordered by day first: a ledger that is filled day by day writes to
the pages it wrote last. Boilerplate (a sign-off, a stock phrase) tells nothing: a sample that stands in more than
COMMON stories of the window, or that comes back on LIVED days outside it, where news does not.

A story grows dispatch by dispatch, so a different order can lead to different groups where dispatches are half alike;
`refold` does it again in the order of publication.

    >>> place(connection, 2, text, "2024-01-02")   # doctest: +SKIP
    1
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
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

_DAYS_WITH = (
    "SELECT count(*) FROM (SELECT DISTINCT day FROM shingle WHERE hash = ? AND day IN "
    f"({', '.join('?' * 2 * (AROUND - 2 * WINDOW))}) LIMIT {LIVED})"
)
_TEXT = "SELECT text FROM document WHERE key = ?"
# One question for all samples of a dispatch: one for each sample and day took a third of the time of adding it.
_WITH_SAMPLES = f"""
SELECT sample.value, folded.document, folded.story, folded.samples
FROM json_each(:samples) AS sample CROSS JOIN json_each(:days) AS day
CROSS JOIN json_each((SELECT json_group_array(document) FROM (
  SELECT document FROM shingle WHERE shingle.day = day.value AND shingle.hash = sample.value LIMIT {ROWS}))) AS found
CROSS JOIN folded ON folded.document = found.value
"""


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier dispatch that one was found alike: its story, and what the two share."""

    story: int
    contained: float
    covered: float  # share of the new dispatch that the other makes up


def place(connection: sqlite3.Connection, document: int, text: str, published: str | None) -> int:
    """Put a dispatch into its story, in the transaction that is open, and say which: the number of its first dispatch.

    `document` is the key of the dispatch. One that has its place already is given it anew.
    """
    remove(connection, [document])
    mark, day = fingerprint(text), day_of(published)
    samples = sorted(mark.samples)[:SAMPLES]
    near = _rows_with(connection, samples, day)
    matches = []
    for candidate, story in _likely(near):
        other = fingerprint(connection.execute(_TEXT, (candidate,)).fetchone()[0])
        if same_dispatch(mark, other) and same_dispatch(mark, other, _common(connection, mark, other, near, day)):
            matches.append(Match(story, *_shares(mark, other)))
    story = _joined(connection, document, matches)
    connection.execute("INSERT INTO folded VALUES (?, ?, ?, ?)", (document, story, day, len(samples)))
    connection.executemany("INSERT INTO shingle VALUES (?, ?, ?)", ((day, sample, document) for sample in samples))
    return story


def remove(connection: sqlite3.Connection, documents: Iterable[int]) -> None:
    """Take dispatches out of their stories; those that stay keep theirs."""
    for document in documents:
        row = connection.execute("SELECT story, day FROM folded WHERE document = ?", (document,)).fetchone()
        if row is None:
            continue
        connection.execute("DELETE FROM folded WHERE document = ?", (document,))
        connection.execute("DELETE FROM shingle WHERE day = ? AND document = ?", (row[1], document))
        if row[0] == document:  # the story was named after it
            heir = connection.execute("SELECT min(document) FROM folded WHERE story = ?", (document,)).fetchone()[0]
            connection.execute("UPDATE folded SET story = ? WHERE story = ?", (heir, document))


def refold(connection: sqlite3.Connection) -> int:
    """Fold all dispatches anew in the order of their dates, in the transaction that is open. How many stories.

    The index is kept meanwhile, so that what is boilerplate is known from what came later, too.
    """
    connection.execute("DELETE FROM folded")
    dated = "SELECT document.key, published FROM document JOIN appearance ON appearance.key = document.appearance"
    for document, published in connection.execute(f"{dated} ORDER BY day IS NULL, day, document.id").fetchall():
        connection.execute("DELETE FROM shingle WHERE day = ? AND document = ?", (day_of(published), document))
        place(connection, document, connection.execute(_TEXT, (document,)).fetchone()[0], published)
    return int(connection.execute("SELECT count(DISTINCT story) FROM folded").fetchone()[0])


def day_of(published: str | None) -> int:
    """The day as a number; UNDATED where the date is not known to the day."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return UNDATED


_Rows = list[tuple[int, int, int]]  # dispatch, its story, how many samples it has


def _rows_with(connection: sqlite3.Connection, samples: Iterable[int], day: int) -> dict[int, _Rows]:
    """For each sample the dispatches of the window that hold it."""
    days = range(day - WINDOW, day + WINDOW + 1) if day != UNDATED else (UNDATED,)
    found: dict[int, _Rows] = {sample: [] for sample in samples}
    given = {"samples": json.dumps(list(found)), "days": json.dumps(list(days))}
    for sample, *row in connection.execute(_WITH_SAMPLES, given):
        found[sample].append((row[0], row[1], row[2]))
    return found


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
        if _in_many_stories(near[sample] if sample in near else _rows_with(connection, [sample], day)[sample])
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


def _joined(connection: sqlite3.Connection, document: int, matches: list[Match]) -> int:
    """The story that a dispatch with these matches belongs to; two stories that it shows to be one become one."""
    story, joined = chosen(document, matches)
    for other in sorted(joined):
        connection.execute("UPDATE folded SET story = ? WHERE story = ?", (story, other))
    return story


def chosen(document: int, matches: Sequence[Match]) -> tuple[int, set[int]]:
    """The story of a dispatch with these matches, its own number where it is none of theirs, and which join it."""
    if not matches:
        return document, set()
    best = max(matches, key=lambda match: (match.contained, match.covered, -match.story))
    if len({match.story for match in matches}) == 1:
        return best.story, set()
    joined = {match.story for match in matches if match.covered >= MERGED}
    if not joined:
        return document, set()  # each makes up a small part of it: a round-up
    first = min(joined)
    return first, joined - {first}
