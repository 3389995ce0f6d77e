"""`onrecord office`: who held an office on a date."""

from __future__ import annotations

import json

import click

from onrecord.cli.terminal import SET_ASIDE
from onrecord.output import visible

_OFFICE_EXAMPLES = """\b
Examples:
  onrecord office "foreign minister" Britain 2016-08-01
  onrecord office president Belarusian 2021
  onrecord office --json "defence minister" UA 2022-03
"""


@click.command(epilog=_OFFICE_EXAMPLES)
@click.argument("office", metavar="OFFICE")
@click.argument("country", metavar="COUNTRY")
@click.argument("date", metavar="DATE")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def office(office: str, country: str, date: str, as_json: bool) -> None:
    """Say who held an office on a date, as far as the tables know.

    OFFICE is as news writes it. COUNTRY is a name, a demonym, an ISO 3166-1 code or a Wikidata item. DATE is a year, a
    month or a day: 2016, 2016-07, 2016-07-14.

    Exit code 0: somebody is known. 1: nobody is, or the date lies beyond what the tables know. 2: wrong usage.
    """
    from onrecord.knowledge.offices import described, office_holder
    from onrecord.record import to_json

    try:
        answer = office_holder(office, country, date)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    plain = to_json(answer) | {"sure": answer.sure is not None}
    click.echo(json.dumps(plain, ensure_ascii=False) if as_json else "\n".join(map(visible, described(answer))))
    raise click.exceptions.Exit(0 if answer.outcome in ("one", "several") else SET_ASIDE)
