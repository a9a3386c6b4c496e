"""What must always be true of the database, looked at every night.

Histories are whole, nothing is left lying, every open case has a date and somebody who may hear of it.
The nightly look reads no raw message; `cocmail check` opens whatever is sealed (`content_faults`).

Fails: as `database`. What is found are lines without content, for an administrator.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from cocmail.cases.model import Audience, Clearance, State
from cocmail.sealing import KeyUnusable, SealBroken, load_keys
from cocmail.store import Store
from cocmail.tables import (
    WAITING,
    cases,
    clearance,
    data_keys,
    entries,
    letter_bytes,
    letters,
    messages,
    raw_messages,
)
from cocmail.transaction import Transaction

_LONG = timedelta(hours=1)  # Filing, sending and telling take seconds.
_OVERDUE = timedelta(days=1)


def self_check(store: Store, now: datetime) -> list[str]:
    """Everything that should not be, in words; [] where all is well. Raises `StoreUnavailable`."""
    changed = chain_faults(store)
    with store.database.reads() as connection:
        return [
            *(f"the history of {name} was changed at entry {number}" for name, number in changed),
            *_messages(connection, now),
            *_letters(connection, now),
            *_cases(connection, now),
        ]


def content_faults(store: Store) -> list[str]:
    """Everything sealed here that does not open as it should, in words without content."""
    found = []
    with store.database.reads() as connection:
        tx = Transaction(connection, store.keys)
        found += [f"data key {number} was changed" for number in tx.vault.damaged()]
        found += [f"data key {number} was not destroyed by cocmail" for number in tx.vault.unproven()]
        for row in connection.execute(sa.select(cases.c.id, cases.c.name).order_by(cases.c.id)).all():
            for look in (tx.peek, tx.history, tx.messages.of):
                try:
                    look(row.id)
                except SealBroken as error:
                    found.append(f"case {row.name}: {str(error).removeprefix(f'case {row.name}: ')}")
        all_letters = sa.select(letters.c.id, cases.c.name).outerjoin(cases).order_by(letters.c.id)
        for row in connection.execute(all_letters).all():
            try:
                tx.post.open_all(row.id)
            except SealBroken as error:
                whose = f"case {row.name}" if row.name else f"letter {row.id}, without a case"
                found.append(f"{whose}: {error}")
        loose = sa.select(messages, raw_messages.c.raw).join(raw_messages).where(messages.c.case_id.is_(None))
        for row in connection.execute(loose):
            try:
                tx.messages.raw(row)
            except SealBroken as error:
                found.append(f"message {row.id}: {error}")
    return list(dict.fromkeys(found))


def chain_faults(store: Store) -> list[tuple[str, int]]:
    """Cases whose history was tampered with: the name, and the number of the entry that breaks the chain."""
    found = []
    with store.database.reads() as connection:
        for row in connection.execute(sa.select(cases.c.id, cases.c.name).order_by(cases.c.id)).all():
            # Each for itself: it keeps every key that it has unwrapped.
            fault = Transaction(connection, store.keys).chain_fault(row.id)
            found += [(row.name, fault)] if fault is not None else []
    return found


def key_fault(store: Store) -> str:
    """Why the key file could not be used if the daemon started now; '' where it could."""
    try:
        if path := store.keys.path:
            load_keys(path)
        store.prove_key()
    except KeyUnusable as error:
        return str(error)
    return ""


def _messages(connection: sa.Connection, now: datetime) -> Iterator[str]:
    late = sa.select(messages.c.id, messages.c.spooled_at).where(
        messages.c.state == "spooled", messages.c.spooled_at < now - _LONG
    )
    for row in connection.execute(late.order_by(messages.c.id)):
        yield f"message {row.id} waits to be filed since {row.spooled_at:%Y-%m-%d %H:%M} UTC"
    # What was erased, or kept aside long enough, has lost its key with its bytes.
    bare = (
        sa.select(messages.c.id)
        .join(data_keys, data_keys.c.id == messages.c.data_key)
        .outerjoin(raw_messages, raw_messages.c.message_id == messages.c.id)
        .where(raw_messages.c.message_id.is_(None), data_keys.c.destroyed_at.is_(None))
    )
    for number in connection.scalars(bare.order_by(messages.c.id)):
        yield f"message {number} has lost its bytes"


def _letters(connection: sa.Connection, now: datetime) -> Iterator[str]:
    waiting = letters.c.state.in_((*WAITING, "sending"))
    bare = (
        sa.select(letters.c.id)
        .outerjoin(letter_bytes, letter_bytes.c.letter_id == letters.c.id)
        .where(letter_bytes.c.letter_id.is_(None), waiting)
    )
    for number in connection.scalars(bare.order_by(letters.c.id)):
        yield f"letter {number} has lost its bytes"
    untold = sa.select(letters.c.id).where(
        letters.c.state == "failed", letters.c.handled.is_(False), letters.c.ended_at < now - _LONG
    )
    for number in connection.scalars(untold.order_by(letters.c.id)):
        yield f"letter {number} failed and nobody was told"


def _cases(connection: sa.Connection, now: datetime) -> Iterator[str]:
    is_open = cases.c.state != State.CLOSED
    query = sa.select(cases.c.name, cases.c.next_due_at).where(
        is_open, cases.c.next_due_at.is_(None) | (cases.c.next_due_at < now - _OVERDUE)
    )
    for row in connection.execute(query.order_by(cases.c.id)):
        if row.next_due_at is None:
            yield f"{row.name} is open and has no next date"
        else:
            yield f"{row.name} was due at {row.next_due_at:%Y-%m-%d %H:%M} UTC and nothing was done"
    may_hear = clearance.c.standing.not_in((Clearance.HELD, Clearance.RECUSED))
    was_told = letters.c.state.in_((*WAITING, "sending", "accepted")) & (
        letters.c.audience == Audience.CONTACT
    )
    nobodys = sa.select(cases.c.name).where(
        is_open,
        ~sa.exists().where(clearance.c.case_id == cases.c.id, may_hear),
        ~sa.exists().where(letters.c.case_id == cases.c.id, was_told),
    )
    for name in connection.scalars(nobodys.order_by(cases.c.id)):
        yield f"{name} is open and nobody may hear of it: name another independent contact"
    empty = sa.select(cases.c.name).outerjoin(entries, entries.c.case_id == cases.c.id)
    for name in connection.scalars(empty.where(entries.c.id.is_(None)).order_by(cases.c.id)):
        yield f"{name} has no history"
