"""The hand that keeps everything: raw messages are spooled here, and what is decided about one is one transaction.

States of a message: waiting (in the mailbox alone), spooled (its bytes are committed), filed or quarantined
(marked in the same commit as its case, entries and letters). Guarantee: the mailbox lets go of a message only
after `spool` returned; a message changes a case at most once; `carry_out` happens whole or not at all.

Fails: as `database`.
"""

from collections.abc import Generator, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from cocmail.cases.model import IMPORTED, Case, Entry, Roster, State
from cocmail.database import Database, batches
from cocmail.history import ERASED
from cocmail.mail.message import Arrival
from cocmail.mail.triage import Door
from cocmail.messages import EARLIER_ANSWER
from cocmail.roll import Members, members_of
from cocmail.sealing import Keys, KeyUnusable, forget, load_keys
from cocmail.tables import (
    arrivals,
    cases,
    letters,
    messages,
    raw_messages,
)
from cocmail.transaction import Transaction
from cocmail.vault import Vault

# Built once: SQLAlchemy takes four times as long to build a statement as to run it.
_ARRIVAL = sa.select(arrivals.c.uid).where(
    *(arrivals.c[name] == sa.bindparam(name) for name in ("account_hash", "folder", "uid_validity", "uid"))
)
_SPOOLED = (
    sa.select(messages, raw_messages.c.raw).join(raw_messages).where(messages.c.id == sa.bindparam("id"))
)


@dataclass(frozen=True, slots=True)
class Spooled:
    """A message whose bytes are ours and which is not yet filed."""

    id: int
    raw: bytes
    received_at: datetime
    truncated: bool
    junk: bool
    is_earlier: bool  #: from before cocmail: whoever files it, now or after a crash, tells nobody of it


class Store:
    """The messages, cases and letters of one alias. Safe to share between threads.

    `account` names the mailbox that the UIDs are of: two mailboxes number their messages alike. Whoever reads none
    needs none.
    """

    def __init__(self, database: Database, keys: Keys, account: str = "") -> None:
        self.database = database
        self._keys = keys
        self._account = keys.find("account", account)
        self._read_at = _stamp(keys.path)
        # The state of file and database at which nothing was left to forget.
        self._all_forgotten: tuple[tuple[int, int] | None, int] | None = None

    @property
    def keys(self) -> Keys:
        """The keys as their file has them now: another process may rotate them, or make them forget.

        A file that cannot be read, or is not a later state of this one, leaves those that were read before.
        """
        stamp = _stamp(self._keys.path)
        if self._keys.path is not None and stamp is not None and stamp != self._read_at:
            with suppress(KeyUnusable):
                fresh = load_keys(self._keys.path)
                # Another file, or an older copy, would open nothing: every letter would be given up.
                self._keys = fresh if fresh.follows(self._keys) else self._keys
                self._read_at = stamp
        return self._keys

    # -- spool -------------------------------------------------------------------------------------------

    def known_uids(self, folder: str, uid_validity: int, lowest: int = 0) -> set[int]:
        """The UIDs of a folder, from the lowest on, that we hold or know to have vanished."""
        with self.database.reads() as connection:
            query = sa.select(arrivals.c.uid).where(*self._in(folder, uid_validity), arrivals.c.uid >= lowest)
            return set(connection.scalars(query))

    def unsettled(self, folder: str, uid_validity: int) -> set[int]:
        """The UIDs whose messages are committed and which the mailbox has not yet let go of."""
        with self.database.reads() as connection:
            query = sa.select(arrivals.c.uid).where(
                *self._in(folder, uid_validity), arrivals.c.settled.is_(False)
            )
            return set(connection.scalars(query))

    def settle(self, folder: str, uid_validity: int, uids: Sequence[int]) -> None:
        """Note that the mailbox has let go of these."""
        with self.database.writes() as connection:
            connection.execute(
                arrivals.update()
                .where(*self._in(folder, uid_validity), arrivals.c.uid.in_(list(uids)))
                .values(settled=True)
            )

    def _in(self, folder: str, uid_validity: int) -> tuple[sa.ColumnElement[bool], ...]:
        places = {"account_hash": self._account, "folder": folder, "uid_validity": uid_validity}
        return tuple(arrivals.c[name] == value for name, value in places.items())

    def left_in(self, folder: str, uid_validity: int, uids: Set[int]) -> None:
        """A folder that we only watch holds these and no others: of what somebody took out a tombstone stays.

        What lies in that folder of another account is not looked at any more, and is as good as gone.
        """
        there = (arrivals.c.folder == folder, arrivals.c.message_id.is_not(None))
        with self.database.reads() as connection:
            query = sa.select(arrivals.c.account_hash, arrivals.c.uid_validity, arrivals.c.uid).where(*there)
            found = [tuple(row) for row in connection.execute(query)]
        here = (self._account, uid_validity)
        gone = [place for place in found if place[:2] != here or place[2] not in uids]
        if not gone:
            return
        one = (
            arrivals.c.account_hash == sa.bindparam("whose"),
            arrivals.c.uid_validity == sa.bindparam("validity"),
            arrivals.c.uid == sa.bindparam("number"),
        )
        with self.database.writes() as connection:
            connection.execute(
                arrivals.update().where(*there, *one).values(message_id=None),
                [{"whose": whose, "validity": validity, "number": uid} for whose, validity, uid in gone],
            )

    def spool(
        self,
        batch: Sequence[tuple[Arrival, bytes | None]],
        now: datetime,
        *,
        settled: bool,
        junk: bool = False,
    ) -> list[int]:
        """Commit the raw bytes of a batch and their places. A message held already is not spooled twice.

        `None` for bytes means that the server no longer had the message: its place is kept as a tombstone.
        Returns the ids of new messages.
        """
        spooled = []
        with self.database.writes() as connection:
            held = Transaction(connection, self.keys).messages
            for arrival, raw in batch:
                message_id = None
                if raw is not None:
                    message_id, is_new = held.hold(arrival, raw, now, Door.JUNK if junk else None)
                    spooled += [message_id] if is_new else []
                place = {
                    "account_hash": self._account,
                    "folder": arrival.folder,
                    "uid_validity": arrival.uid_validity,
                    "uid": arrival.uid,
                }
                if connection.scalar(_ARRIVAL, place) is None:
                    values = {**place, "message_id": message_id, "settled": settled or raw is None}
                    connection.execute(arrivals.insert(), values)
        return spooled

    def spool_earlier(self, arrival: Arrival, raw: bytes, now: datetime) -> tuple[int, bool] | None:
        """Commit the raw bytes of a message from before cocmail, which no mailbox need hold.

        Returns its id and whether it is new here; None where it was filed already, or is another's to file.
        """
        with self.database.writes() as connection:
            held = Transaction(connection, self.keys).messages
            message_id, is_new = held.hold(arrival, raw, now, Door.EARLIER)
            return (message_id, is_new) if is_new or held.waits_as_earlier(message_id) else None

    def unfiled(self) -> list[int]:
        """The ids of spooled messages, oldest first."""
        with self.database.reads() as connection:
            query = sa.select(messages.c.id).where(messages.c.state == "spooled").order_by(messages.c.id)
            return list(connection.scalars(query))

    def spooled(self, message_id: int) -> Spooled:
        """One spooled message with its bytes. Raises `SealBroken`."""
        with self.database.reads() as connection:
            row = connection.execute(_SPOOLED, {"id": message_id}).one()
            raw = Transaction(connection, self.keys).messages.raw(row)
            return Spooled(
                row.id, raw, row.received_at, row.truncated, row.door == Door.JUNK, row.door == Door.EARLIER
            )

    def arrived(self, message_id: int) -> tuple[datetime, bool]:
        """When a message came, and whether before cocmail, for when its bytes cannot be read."""
        with self.database.reads() as connection:
            query = sa.select(messages.c.received_at, messages.c.door).where(messages.c.id == message_id)
            row = connection.execute(query).one()
            return row.received_at, row.door == Door.EARLIER

    def imported_since(self, since: datetime) -> tuple[list[str], list[int]]:
        """What came by import and is that new: the cases that hold such a message, and the numbers of those in none."""
        is_new = (messages.c.received_at >= since,)
        in_case = sa.select(cases.c.name).join(messages, messages.c.case_id == cases.c.id).distinct()
        alone = sa.select(messages.c.id).where(*is_new, messages.c.case_id.is_(None))
        is_import = (messages.c.door == Door.EARLIER) | (messages.c.reason == EARLIER_ANSWER)
        with self.database.reads() as connection:
            found = connection.scalars(in_case.where(*is_new, cases.c.outcome == IMPORTED))
            names = sorted(found)
            return names, list(connection.scalars(alone.where(is_import).order_by(messages.c.id)))

    def became(self, message_id: int) -> tuple[str, str, str]:
        """What became of a message: its state, its door and the name of its case, '' where it is in none."""
        query = sa.select(messages.c.state, messages.c.door, cases.c.name).outerjoin(
            cases, cases.c.id == messages.c.case_id
        )
        with self.database.reads() as connection:
            row = connection.execute(query.where(messages.c.id == message_id)).one()
            return row.state, row.door, row.name or ""

    def count_attempt(self, message_id: int) -> int:
        """Count, in a commit of its own, that filing this message is tried again; returns the count."""
        with self.database.writes() as connection:
            connection.execute(
                messages.update().where(messages.c.id == message_id).values(attempts=messages.c.attempts + 1)
            )
            return int(
                connection.scalar(sa.select(messages.c.attempts).where(messages.c.id == message_id)) or 0
            )

    # -- deciding ----------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Everything in the block is committed together, or nothing of it."""
        with self.database.writes() as connection:
            yield Transaction(connection, self.keys)

    def unhandled_failures(self) -> list[int]:
        """Letters that failed for good and that nobody has been told of."""
        with self.database.reads() as connection:
            query = sa.select(letters.c.id).where(letters.c.state == "failed", letters.c.handled.is_(False))
            return list(connection.scalars(query))

    def due_cases(self, now: datetime, furthest: datetime) -> list[int]:
        """The cases whose next date has come, most urgent first.

        An open one whose date is after `furthest` was dated by a clock that was ahead, and is looked at as well.
        """
        with self.database.reads() as connection:
            ahead = (cases.c.next_due_at > furthest) & (cases.c.state != State.CLOSED)
            query = (
                sa.select(cases.c.id)
                .where((cases.c.next_due_at <= now) | ahead)
                .order_by(cases.c.urgent.desc(), cases.c.next_due_at)
            )
            return list(connection.scalars(query))

    def accepted_before(self, case_id: int, purpose: str, before: datetime) -> bool:
        """Whether a letter of this purpose about a case was accepted before that time."""
        with self.database.reads() as connection:
            query = sa.select(letters.c.id).where(
                letters.c.case_id == case_id,
                letters.c.purpose == purpose,
                letters.c.state == "accepted",
                letters.c.ended_at <= before,
            )
            return connection.scalar(query.limit(1)) is not None

    def members(self) -> Members:
        """Who was on the roster at the last look."""
        with self.reading() as tx:
            return tx.roll.members()

    def waits_to_be_met(self) -> bool:
        """Whether somebody joined and not every case was looked at for them: whoever did it was stopped."""
        with self.reading() as tx:
            return tx.roll.waits_to_be_met()

    def members_of(self, roster: Roster) -> Members:
        """How a roster would stand in `members`."""
        return members_of(self.keys, roster)

    # -- reading for people ------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A transaction that only asks."""
        with self.database.reads() as connection:
            yield Transaction(connection, self.keys)

    def cases(self, *, closed: bool = False) -> list[Case]:
        """All open cases (and closed ones), newest first."""
        with self.database.reads() as connection:
            query = sa.select(cases.c.id).order_by(cases.c.received_at.desc(), cases.c.id.desc())
            if not closed:
                query = query.where(cases.c.state != State.CLOSED)
            tx = Transaction(connection, self.keys)
            return [tx.peek(each) for each in connection.scalars(query).all()]

    def case_named(self, name: str) -> tuple[Case, list[Entry], int] | None:
        """A case by its name, its history, and how many messages it holds; None where there is none."""
        with self.database.reads() as connection:
            tx = Transaction(connection, self.keys)
            case_id = tx.case_id(name)
            if case_id is None:
                return None
            return tx.peek(case_id), tx.history(case_id), _messages_of(connection).get(case_id, 0)

    def message_counts(self) -> dict[int, int]:
        """How many messages each case holds, by case id."""
        with self.database.reads() as connection:
            return _messages_of(connection)

    # -- keys --------------------------------------------------------------------------------------------

    def prove_key(self) -> None:
        """Raises `KeyUnusable` unless the key file is that of this database."""
        with self.database.reads() as connection:
            Vault(connection, self.keys).prove()

    def forget_destroyed(self) -> int:
        """Make the key file forget every key that was destroyed here; returns how many it had not forgotten.

        Raises `KeyUnusable` where the file cannot be written; the keys stay destroyed in the database.
        """
        path = self._keys.path
        with self.database.reads() as connection:
            vault = Vault(connection, self.keys)
            state = (_stamp(path), vault.count_destroyed())
            if path is None or state == self._all_forgotten:
                return 0
            numbers = vault.not_forgotten()
        if numbers:
            forget(path, numbers)
        self._all_forgotten = (_stamp(path), state[1])
        return len(numbers)

    def not_forgotten(self) -> int:
        """How many keys were destroyed here that the key file still knows."""
        with self.database.reads() as connection:
            return len(Vault(connection, self.keys).not_forgotten())

    def erase_forgotten(self, now: datetime) -> list[str]:
        """Erase the cases whose keys the key file was made to forget: an older database was put back.

        Returns their names.
        """
        names = []
        with self.database.writes() as connection:
            tx = Transaction(connection, self.keys)
            gone = set(tx.vault.forgotten())
            if not gone:
                return []
            query = sa.select(cases.c.id, cases.c.name, cases.c.data_key).order_by(cases.c.id)
            for row in connection.execute(query).all():
                if row.data_key in gone:
                    tx.erase(row.id, Entry(now, ERASED, "cocmail", "its key had been destroyed before"))
                    names.append(row.name)
            of_gone = [
                row.id
                for row in connection.execute(sa.select(messages.c.id, messages.c.data_key)).all()
                if row.data_key in gone
            ]
            tx.vault.destroy(gone, now)
            for some in batches(of_gone):
                connection.execute(raw_messages.delete().where(raw_messages.c.message_id.in_(some)))
                connection.execute(
                    messages.update()
                    .where(messages.c.id.in_(some), messages.c.state == "spooled")
                    .values(state="filed", door=str(Door.ERASED))
                )
        return names

    def wrap_anew(self) -> Generator[tuple[int, int], None, None]:
        """Wrap every data key by the newest sealing key; yields how many are done, and how many there are.

        One transaction: either all are wrapped anew, or none is. It can be called again after any end.
        """
        with self.database.writes() as connection:
            vault = Vault(connection, self.keys)
            numbers = vault.older()
            for done in vault.wrap_anew(numbers):
                yield done, len(numbers)


def _messages_of(connection: sa.Connection) -> dict[int, int]:
    query = (
        sa.select(messages.c.case_id, sa.func.count())
        .where(messages.c.case_id.is_not(None), messages.c.door.not_in((Door.COPY, Door.LOOP)))
        .group_by(messages.c.case_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns) if found else None
