"""What stays of each case without its content, read at once for the statistics. No key is needed, nothing is opened.

It stands apart from `store` because it reads columns that are not sealed, and no others: an erased case has them
still. What is sealed, such as the words of a decision, is not counted. Nor is how many were urgent: that mark goes
when somebody follows up.

Fails: as `database`.
"""

import json
from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa

from cocmail.cases.model import BY_PEOPLE, Audience, EntryType
from cocmail.cases.statistics import Record
from cocmail.database import Database
from cocmail.history import ERASED
from cocmail.mail.triage import Door
from cocmail.tables import cases, entries, letters, messages

# The first letter to a reporter, whatever they wrote; and a person's.
_FIRST = ("acknowledgement", "gentle", "unreadable")
_EVENTS: tuple[EntryType, ...] = ("closed", "reopened", ERASED, "escalation")
_BY_ROBOTS = (Door.AUTOMATIC, Door.BOUNCED, Door.SERVICE)

_CASES = sa.select(
    cases.c.id,
    cases.c.received_at,
    cases.c.language,
    cases.c.outcome,
    cases.c.marks,
    cases.c.followed_up_elsewhere_at,
    cases.c.erased_at,
).order_by(cases.c.id)


def records(database: Database) -> tuple[list[Record], list[datetime]]:
    """All cases, and when each mail came that no person wrote."""
    with database.reads() as connection:
        acknowledged = _accepted(connection, _FIRST)
        answered = _accepted(connection, tuple(BY_PEOPLE))
        events: dict[int, list[tuple[datetime, EntryType]]] = defaultdict(list)
        history = sa.select(entries.c.case_id, entries.c.at, entries.c.type).where(
            entries.c.type.in_(_EVENTS)
        )
        for row in connection.execute(history.order_by(entries.c.case_id, entries.c.seq)):
            events[row.case_id].append((row.at, row.type))
        found = [
            Record(
                row.received_at,
                row.language,
                row.outcome,
                frozenset(json.loads(row.marks)),
                acknowledged.get(row.id),
                min(filter(None, (answered.get(row.id), row.followed_up_elsewhere_at)), default=None),
                row.erased_at,
                tuple(events[row.id]),
            )
            for row in connection.execute(_CASES)
        ]
        by_robots = sa.select(messages.c.received_at).where(messages.c.door.in_(_BY_ROBOTS))
        return found, list(connection.scalars(by_robots))


def _accepted(connection: sa.Connection, purposes: tuple[str, ...]) -> dict[int, datetime]:
    """When a server first accepted a letter of these purposes to the reporter of each case; none that came back."""
    query = (
        sa.select(letters.c.case_id, sa.func.min(letters.c.ended_at))
        .where(
            letters.c.case_id.is_not(None),
            letters.c.audience == Audience.REPORTER,
            letters.c.purpose.in_(purposes),
            letters.c.state == "accepted",
        )
        .group_by(letters.c.case_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
