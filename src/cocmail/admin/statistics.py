"""`cocmail statistics`: the transparency report, as tables, as JSON or as one HTML file to be published (P13).

It stands apart from `cases.statistics`, which knows what may be told, because here are the words for it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cocmail.admin.figures import Figure, in_words, page
from cocmail.admin.files import new_file
from cocmail.admin.shell import WRONG_USAGE, end
from cocmail.cases.statistics import FEWEST, FOR_A_MEDIAN, Period, Statistics, statistics
from cocmail.config import Config
from cocmail.database import Database
from cocmail.records import records
from cocmail.sections import Language

_COUNTS = {
    "reports": "reports received (cases opened, less those closed as no report, and imported ones)",
    "unclear": "of these, not clearly a report",
    "contact_not_found": "of these, said that the right contact was hard to find",
    "acknowledged": "of these, acknowledged by a letter",
    "escalated": "of these, escalated because nobody had followed up in time",
    "open_at_end": "cases open at the end of the period, whenever received",
    "reopened": "cases reopened in the period",
    "erased": "cases whose content was destroyed in the period",
    "no_report": "messages closed as spam, or as nothing for this team",
    "imported": "cases made of mail from before cocmail, and not opened since",
    "automatic": "mails that no person wrote",
}
_PARTS = {
    "in_time": "within the promised time",
    "late": "later",
    "not_yet": "not yet",
    "no-violation": "no violation",
    "no-action": "no action",
    "undecided": "no decision yet",
    "en": "English",
    "fi": "Finnish",
    "sv": "Swedish",
}
_FIGURES = {
    "received": "When the reports came",
    "language": "The language of the report",
    "followed_up": "When a person first followed up with the reporter (promised within {days} days)",
    "outcome": "What the team decided",
}
_MEDIANS = {
    "acknowledged": "Half of the first letters were on their way within {time}.",
    "followed_up": "Half of those with whom a person followed up heard from them within {time}.",
}
_UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))
_HOW_TO_READ = (
    f"Fewer than {FEWEST}, none included, is shown as that.",
    f"Every other number is rounded down to a multiple of {FEWEST}, and shown with what it may have been.",
    "A breakdown is left out where it would tell, together with the number of reports, how few some part has.",
    f"A median is given for {FOR_A_MEDIAN} cases or more, and in coarse steps.",
    "So no single case can be read from these numbers, and they do not add up exactly.",
)
_NOT_COUNTED = (
    "how many were urgent (that mark goes when somebody follows up)",
    "what a report was about, and what a decision said beyond its outcome (kept sealed)",
    "a second promise to the same reporter: only the first follow-up of each case is timed",
)
_LISTS = (("How to read this", _HOW_TO_READ), ("What is not counted", _NOT_COUNTED))


def publish(config: Config, first: str, last: str, out: Path | None, *, as_json: bool, now: datetime) -> None:
    """Print the report of the days from `first` to `last`, and write it as a page where `out` says so.

    Ends with 2 where these are no days of a period that is over. Raises `NotWritten`, and as `database`.
    """
    period = _period(first, last, ZoneInfo(config.alias.timezone), now)
    told = _read(config, period)
    title = f"{config.alias.name}: transparency report"
    if out:
        with new_file(out) as file:
            file.write(page(title, _lines(told, now), _figures(told), _LISTS).encode())
    if as_json:
        click.echo(json.dumps(_values(told, period.day(now))))
    elif out:
        click.echo(f"The report is in {out}. Read it before you publish it.")
    else:
        _print(title, _lines(told, now), _figures(told))


def _period(first: str, last: str, zone: ZoneInfo, now: datetime) -> Period:
    period = Period(_day("--from", first), _day("--to", last), zone)
    if period.last < period.first:
        end(WRONG_USAGE, f"--to: {period.last} is before --from {period.first}; turn them round")
    if period.last >= period.day(now):
        # The numbers of today would be others tomorrow, and the difference would be those of a few hours.
        end(WRONG_USAGE, f"--to: {period.last} is not over yet in {zone.key}; the last day can be yesterday")
    return period


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        end(WRONG_USAGE, f"{option}: {text!r} is no date; write it as 2026-01-31")


def _read(config: Config, period: Period) -> Statistics:
    database = Database(config.database_url())
    try:
        database.require_schema()
        found, by_robots = records(database)
    finally:
        database.close()
    promise = timedelta(days=config.clock.follow_up_days)
    return statistics(found, by_robots, period, promise=promise, languages=get_args(Language))


# -- for programs ------------------------------------------------------------------------------------------


def _values(told: Statistics, made_on: date) -> dict[str, Any]:
    return {
        "from": told.period.first.isoformat(),
        "to": told.period.last.isoformat(),
        "timezone": str(told.period.zone),
        "made_on": made_on.isoformat(),
        "fewer_than": FEWEST,
        "rounded_down_to": FEWEST,
        "follow_up_days": told.promise.days,
        "counts": _counts(told.counts),
        "breakdowns": {
            name: {"suppressed": not parts, "parts": _counts(parts)}
            for name, parts in told.breakdowns.items()
        },
        "medians": {
            name: {
                "within_seconds": None if each is None else int(each.total_seconds()),
                "suppressed": each is None,
            }
            for name, each in told.medians.items()
        },
    }


def _counts(counts: Mapping[str, int | None]) -> dict[str, dict[str, int | bool | None]]:
    return {name: {"count": each, "suppressed": each is None} for name, each in counts.items()}


# -- for people --------------------------------------------------------------------------------------------


def _lines(told: Statistics, now: datetime) -> list[str]:
    """Of when the report is, and how long reporters waited."""
    period = told.period
    known = [
        _MEDIANS[name].format(time=_span(each)) for name, each in told.medians.items() if each is not None
    ]
    return [
        f"From {period.first} to {period.last}, both included ({period.zone}); as known on {period.day(now)}.",
        *(known or ["How long reporters waited is not given: there were too few."]),
    ]


def _span(time: timedelta) -> str:
    unit, name = next(each for each in _UNITS if time >= each[0])
    count = time // unit
    return f"{count} {name}" + ("s" if count > 1 else "")


def _figures(told: Statistics) -> list[Figure]:
    figures = [Figure("In numbers", tuple((_COUNTS[name], each) for name, each in told.counts.items()))]
    for name, parts in told.breakdowns.items():
        rows = tuple((_PARTS.get(part, part), each) for part, each in parts.items())
        figures.append(Figure(_FIGURES[name].format(days=told.promise.days), rows))
    return figures


def _print(title: str, lines: Sequence[str], figures: Sequence[Figure]) -> None:
    console = Console()
    console.print(f"[bold]{escape(title)}[/bold]", *lines, sep="\n")
    for figure in figures:
        table = Table("what", "how many", title=figure.title, title_justify="left", min_width=50)
        for label, count in figure.rows:
            table.add_row(label, in_words(count))
        console.print("", table if figure.rows else f"{figure.title}: left out", sep="\n")
    for heading, items in _LISTS:
        console.print("", f"{heading}:", *(f"- {each}" for each in items), sep="\n")
