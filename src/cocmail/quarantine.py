"""Messages that were laid aside: which there are, one of them, back to be filed once more, or destroyed in the end.

A message is laid aside because it could not be read (its stub case is on the clock), or because it belongs to no
case: junk, robots, the group's own mail. What belongs to no case has a time after which nobody needs it any more,
and letters that belong to none have the same.

Fails: as `database`; `SealBroken` from `raw_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import Entry
from cocmail.database import batches
from cocmail.mail.triage import Door
from cocmail.store import Store
from cocmail.tables import cases, letter_bytes, letters, mentions, messages, previews, raw_messages
from cocmail.transaction import Transaction
from cocmail.vault import Vault

_ENDED = ("accepted", "failed", "withdrawn")

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
        return None if row is None else Transaction(connection, store.keys).messages.raw(row)


def refile(store: Store, message_ids: Sequence[int], now: datetime, who: str) -> list[int]:
    """Make messages wait to be filed as if they had just come; junk then counts as mail like any other.

    What came before cocmail is filed as that once more: nobody is told of it.

    Returns those that were in quarantine with their bytes. A stub case stays, and its history says who did it.
    """
    done = []
    door = sa.case((messages.c.door == Door.EARLIER, str(Door.EARLIER)), else_="")
    with store.database.writes() as connection:
        for number in message_ids:
            has_bytes = sa.exists().where(raw_messages.c.message_id == messages.c.id)
            changed = connection.execute(
                messages.update()
                .where(messages.c.id == number, messages.c.state == "quarantined", has_bytes)
                .values(state="spooled", attempts=0, door=door, reason="", spooled_at=now)
            )
            if changed.rowcount:
                done.append(number)
                tx = Transaction(connection, store.keys)
                if (stub := tx.case_of_message(number)) is not None:
                    tx.note(stub, Entry(now, "retried", "console", f"{who}: message {number}"))
    return done


def has_old_quarantine(store: Store, before: datetime) -> bool:
    """Whether there is anything left for `drop_quarantined` to destroy."""
    with store.database.reads() as connection:
        old = (_old_messages(before), _old_letters(before), _old_previews(before))
        return any(connection.execute(query.limit(1)).first() is not None for query in old)


def drop_quarantined(store: Store, before: datetime, now: datetime) -> int:
    """Destroy what came before that time and is part of no case, quarantined or not. Returns how many messages.

    Of letters that belong to no case (they quote what a responder wrote) a row stays that says neither to whom nor
    what: an answer to one of them is no report. Of previews nothing stays: their YES was void after a day.
    """
    with store.database.writes() as connection:
        in_messages = connection.execute(_old_messages(before)).all()
        in_letters = connection.execute(_old_letters(before)).all()
        gone = {row.data_key for row in (*in_messages, *in_letters)}
        if gone:
            Vault(connection, store.keys).destroy(gone, now)
        for some in batches([row.id for row in in_letters]):
            for table in (letter_bytes, mentions):
                connection.execute(table.delete().where(table.c.letter_id.in_(some)))
            these = letters.update().where(letters.c.id.in_(some))
            connection.execute(these.where(letters.c.state == "failed").values(state="withdrawn"))
            # Also the hashes, as for a case that was erased.
            no_hash = {"recipient_hash": b"", "step_hash": letters.c.mark_hash}
            connection.execute(these.values(recipient=b"", **no_hash))
        for some in batches([row.id for row in in_messages]):
            connection.execute(raw_messages.delete().where(raw_messages.c.message_id.in_(some)))
            # The door stays: junk that turns out to be none is kept anew.
            connection.execute(messages.update().where(messages.c.id.in_(some)).values(state="filed"))
        connection.execute(previews.delete().where(previews.c.at < before))
        return len(in_messages)


def _told(row: Any) -> LaidAside:
    return LaidAside(row.id, row.received_at, row.size, row.door, row.reason, row.case_name or "")


def _old_messages(before: datetime) -> sa.Select[Any]:
    """The messages that are part of no case, came before that time, and still have their bytes."""
    return (
        sa.select(messages.c.id, messages.c.data_key)
        .join(raw_messages)
        .where(messages.c.state != "spooled", messages.c.case_id.is_(None), messages.c.spooled_at < before)
    )


def _old_letters(before: datetime) -> sa.Select[Any]:
    """The letters that belong to no case, ended before that time, and still say to whom they went."""
    return sa.select(letters.c.id, letters.c.data_key).where(
        letters.c.case_id.is_(None),
        letters.c.state.in_(_ENDED),
        letters.c.ended_at < before,
        letters.c.recipient_hash != b"",
    )


def _old_previews(before: datetime) -> sa.Select[Any]:
    return sa.select(previews.c.letter_id).where(previews.c.at < before)
