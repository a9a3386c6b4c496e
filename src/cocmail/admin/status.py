"""`cocmail status` and `cocmail cases`: the database as plain values, without content."""

from datetime import datetime, timedelta
from typing import Any

from cocmail import __version__
from cocmail.cases.model import Case, Entry
from cocmail.config import Config
from cocmail.database import Database, StoreUnavailable
from cocmail.health import Health

_LETTERS = ("queued", "deferred", "failed", "unknown")


def status(database: Database, config: Config, now: datetime) -> dict[str, Any]:
    """Health, as in `status --json`. Raises `StoreUnavailable` and `SchemaMismatch`."""
    database.require_schema()
    seen = Health(database)
    health, counts = seen.noted(), seen.counts()
    letters, looked = counts["letters"], health.get("last_poll")
    problems = seen.problems(
        now, poll=timedelta(seconds=config.imap.poll_seconds), canary=config.alerts.canary
    )
    return {
        "healthy": not problems,
        "problems": [str(each) for each in problems],
        "last_poll_at": _iso(looked[1]) if looked else None,
        "mailbox": {
            key: int(health.get(name, ("0", now))[0])
            for key, name in (("server", "on_server"), ("held", "held"))
        },
        "outbox": {state: letters.get(state, 0) for state in _LETTERS},
        "quarantine": counts["quarantine"],
        "open_cases": counts["open_cases"],
        "next_deadline_at": _iso(counts["next_deadline_at"]),
        "daemons": database.daemons(),
        "schema": database.revision(),
        "version": __version__,
    }


def status_without_database(database: Database, fault: str) -> dict[str, Any]:
    """The same where the database cannot be used because of `fault`: what is not known is None."""
    try:
        schema = database.revision() or None
    except StoreUnavailable:
        schema = None
    return {
        "healthy": False,
        "problems": [fault],
        "last_poll_at": None,
        "mailbox": dict.fromkeys(("server", "held")),
        "outbox": dict.fromkeys(_LETTERS),
        "quarantine": None,
        "open_cases": None,
        "next_deadline_at": None,
        "daemons": None,
        "schema": schema,
        "version": __version__,
    }


def case_object(case: Case, messages: int) -> dict[str, Any]:
    """A case as in `cases --json`."""
    return {
        "name": case.name,
        "state": str(case.state),
        "urgent": case.urgent,
        "marks": sorted(case.marks),
        "received_at": _iso(case.received_at),
        "follow_up_due": _iso(case.follow_up_due),
        "followed_up_at": _iso(case.followed_up_at),
        "next_due_at": _iso(case.next_due_at),
        "taken_by": case.taken_by or None,
        "outcome": case.outcome or None,
        "escalation_level": case.escalation_level,
        "messages": messages,
        "checklist": {name: found.state for name, found in case.checklist.items()},
        "clearance": {key: str(standing) for key, standing in case.clearance.items()},
    }


def case_in_full(case: Case, history: list[Entry], messages: int, *, reveal: bool) -> dict[str, Any]:
    """A case with its history as in `show --json`, with content where it is to be revealed."""
    told = case_object(case, messages)
    told["entries"] = [
        {"at": each.at.isoformat(), "type": each.type}
        | ({"from": each.who, "text": each.text} if reveal else {})
        for each in history
    ]
    return told


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
