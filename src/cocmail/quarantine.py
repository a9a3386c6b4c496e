"""Messages that were laid aside: which there are, one of them, and back to be filed once more.

A message is laid aside because it could not be read (its stub case is on the clock), or because it belongs to no
case: junk, robots, the group's own mail.

Fails: as `database`; `SealBroken` from `raw_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import Entry
from cocmail.store import Store
from cocmail.tables import cases, messages, raw_messages
from cocmail.transaction import Transaction

_LAID_ASIDE = (
    sa.select(messages, cases.c.name.label("case_name"))
    .outerjoin(cases, cases.c.id == messages.c.case_id)
    .where(messages.c.state == "quarantined")
    .order_by(messages.c.id)
)


@dataclass(frozen=True, slots=True)
class LaidAside:
    """A message in quarantine, without content. `door` says which way it came in, `reason` why it lies here."""

    id: int
    received_at: datetime
    size: int
    door: str
    reason: str
    case: str  #: the name of its stub case; '' where it is in none


def laid_aside(store: Store) -> list[LaidAside]:
    """All messages in quarantine, oldest first."""
    with store.database.reads() as connection:
        return [_told(row) for row in connection.execute(_LAID_ASIDE)]


def raw_of(store: Store, message_id: int) -> bytes | None:
    """The bytes of one message in quarantine; None where it is not there (any more)."""
    query = (
        sa.select(messages, raw_messages.c.raw)
        .join(raw_messages)
        .where(messages.c.id == message_id, messages.c.state == "quarantined")
    )
    with store.database.reads() as connection:
        row = connection.execute(query).first()
        return None if row is None else Transaction(connection, store.keys).message_raw(row)


def refile(store: Store, message_ids: Sequence[int], now: datetime, who: str) -> list[int]:
    """Make messages wait to be filed as if they had just come; junk then counts as mail like any other.

    Returns those that were in quarantine with their bytes. A stub case stays, and its history says who did it.
    """
    done = []
    with store.database.writes() as connection:
        for number in message_ids:
            has_bytes = sa.exists().where(raw_messages.c.message_id == messages.c.id)
            changed = connection.execute(
                messages.update()
                .where(messages.c.id == number, messages.c.state == "quarantined", has_bytes)
                .values(state="spooled", attempts=0, door="", reason="", spooled_at=now)
            )
            if changed.rowcount:
                done.append(number)
                tx = Transaction(connection, store.keys)
                if (stub := tx.case_of_message(number)) is not None:
                    tx.note(stub, Entry(now, "retried", "console", f"{who}: message {number}"))
    return done


def _told(row: Any) -> LaidAside:
    return LaidAside(row.id, row.received_at, row.size, row.door, row.reason, row.case_name or "")
