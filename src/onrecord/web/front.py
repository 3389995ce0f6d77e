"""The front page: what is new, what comes next, what is disputed, who is quoted most; counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.ledger import keys
from onrecord.ledger.store import Ledger
from onrecord.queries import Asked, disputes
from onrecord.web.lists import CONSIDERED, LISTS, ask, listed
from onrecord.web.site import Site


def front(site: Site, ledger: Ledger, request: Request) -> Response:
    counts = ask(ledger, "counts")[0]
    if not counts["any"]:
        return site.page(request, "empty.html", counts=counts)
    return site.page(
        request, "front.html", counts=counts, documents=listed(ledger, LISTS["documents"], {}, size=7).rows,
        statements=listed(ledger, LISTS["statements"], {}, size=10).rows,
        scheduled=scheduled(ledger, site.today(), 6), disputes=current_disputes(ledger, 5, Asked(limit=60)),
        quoted=most_quoted(ledger, 10),
    )  # fmt: skip


def scheduled(ledger: Ledger, since: str, limit: int) -> list[dict[str, Any]]:
    bound = {"low": keys.low(since), "high": keys.LAST, "considered": CONSIDERED, "limit": limit}
    return ask(ledger, "scheduled", {**bound, "now": keys.moment(datetime.now(UTC))}, conditions=["event.sure"])


def most_quoted(ledger: Ledger, limit: int, after: tuple[int, int] = (1 << 62, 1 << 62)) -> list[dict[str, Any]]:
    """Actors by how often they are quoted, on from a count and a key."""
    return ask(ledger, "most_quoted", {"quoted": after[0], "key": after[1], "limit": limit})


def current_disputes(ledger: Ledger, limit: int, asked: Asked) -> list[dict[str, Any]]:
    """Disputes, newest first, each object once: with all who are for and all who are against it."""
    rows = disputes(ledger, asked).dicts()
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = row["object_name"] or row["object"]
        one = found.setdefault(name.lower(), {"object": name, "day": "", "for": {}, "against": {}, "id": row["for_id"]})
        one["day"] = max(one["day"], row["for_day"] or "", row["against_day"] or "")
        for side in ("for", "against"):
            one[side].setdefault(row[f"{side}_name"], {
                "relation": row[f"{side}_relation"], "polarity": row[f"{side}_polarity"], "words": row[f"{side}_words"],
                "day": row[f"{side}_day"], "id": row[f"{side}_id"],
            })  # fmt: skip
    objects = list(found.values())[:limit]
    ids = json.dumps([one["id"] for one in objects])
    about = {row["id"]: row for row in ask(ledger, "objects_of", {"ids": ids})}
    return [one | {"about": about.get(one["id"], {})} for one in objects]
