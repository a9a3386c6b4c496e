"""All SQL but the outbox's: raw messages are spooled here, and everything decided about one is one transaction.

States of a message: waiting (in the mailbox alone), spooled (its bytes are committed), filed or quarantined
(marked in the same commit as its case, entries and letters). Guarantee: the mailbox lets go of a message only
after `spool` returned; a message changes a case at most once; `carry_out` happens whole or not at all.

Fails: as `database`.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import Audience, Case, Clearance, Decision, Entry, Finding, Letter, State
from cocmail.cases.names import FIRST, SECOND
from cocmail.database import Database
from cocmail.mail.message import Arrival
from cocmail.mail.thread import NONCE_BYTES, Marks
from cocmail.sealing import Keys
from cocmail.tables import (
    arrivals,
    cases,
    checklist,
    clearance,
    entries,
    health,
    letter_bytes,
    letters,
    messages,
    raw_messages,
)

# Built once: SQLAlchemy takes four times as long to build a statement as to run it.
_ARRIVAL = sa.select(arrivals.c.uid).where(
    *(arrivals.c[name] == sa.bindparam(name) for name in ("folder", "uid_validity", "uid"))
)
_MESSAGE_OF_DIGEST = sa.select(messages.c.id, messages.c.state, messages.c.door).where(
    messages.c.digest == sa.bindparam("digest")
)
_SPOOLED = (
    sa.select(messages, raw_messages.c.raw).join(raw_messages).where(messages.c.id == sa.bindparam("id"))
)
_COPY = sa.select(messages.c.id).where(
    messages.c.message_id_hash == sa.bindparam("id_hash"),
    messages.c.content_hash == sa.bindparam("hash"),
    messages.c.state == "filed",
    # A copy through the group proves less than the one that came straight to us.
    messages.c.door != "unproven",
)
_CLOSE_MESSAGE = messages.update().where(messages.c.id == sa.bindparam("which"))
_CASE_NAMED = sa.select(cases.c.id).where(cases.c.name == sa.bindparam("name"))
_OPEN_CASES_OF = (
    sa.select(cases.c.name)
    .where(cases.c.reporter_hash == sa.bindparam("hash"), cases.c.state != State.CLOSED)
    .order_by(cases.c.id.desc())
)
_CASE = sa.select(cases).where(cases.c.id == sa.bindparam("id")).with_for_update()
_CHECKLIST = sa.select(checklist).where(checklist.c.case_id == sa.bindparam("id"))
_CLEARANCE = sa.select(clearance).where(clearance.c.case_id == sa.bindparam("id"))
_LAST_ENTRY = (
    sa.select(entries.c.seq, entries.c.chain)
    .where(entries.c.case_id == sa.bindparam("id"))
    .order_by(entries.c.seq.desc())
    .limit(1)
)
_LETTER_OF_STEP = sa.select(letters.c.id).where(letters.c.step_hash == sa.bindparam("hash"))


@dataclass(frozen=True, slots=True)
class Spooled:
    """A message whose bytes are ours and which is not yet filed."""

    id: int
    raw: bytes
    received_at: datetime
    truncated: bool
    junk: bool


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """A letter that the marks of a message lead to."""

    id: int
    case_id: int
    purpose: str
    audience: Audience
    recipient: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter as it will be sent, with the marks that it bears."""

    raw: bytes
    address_mark: str
    id_mark: str


Compose = Callable[[Letter, str, tuple[bytes, bytes]], Composed]


def text_of(value: bytes) -> str:
    """A kept value as text."""
    return value.decode("utf-8", "surrogatepass")


def bytes_of(value: str) -> bytes:
    """Text as it is kept."""
    return value.encode("utf-8", "surrogatepass")


def _inserted(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> int:
    """Insert a row and give its id."""
    key = connection.execute(table.insert(), values).inserted_primary_key
    assert key is not None  # noqa: S101 (every table that comes here numbers its rows)
    return int(key[0])


class Store:
    """The messages, cases and letters of one alias. Safe to share between threads."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self.database = database
        self.keys = keys

    # -- spool -------------------------------------------------------------------------------------------

    def known_uids(self, folder: str, uid_validity: int) -> set[int]:
        """The UIDs of a folder that we hold, or know to have vanished."""
        with self.database.reads() as connection:
            query = sa.select(arrivals.c.uid).where(
                arrivals.c.folder == folder, arrivals.c.uid_validity == uid_validity
            )
            return set(connection.scalars(query))

    def unsettled(self, folder: str, uid_validity: int) -> set[int]:
        """The UIDs whose messages are committed and which the mailbox has not yet let go of."""
        with self.database.reads() as connection:
            query = sa.select(arrivals.c.uid).where(
                arrivals.c.folder == folder,
                arrivals.c.uid_validity == uid_validity,
                arrivals.c.settled.is_(False),
            )
            return set(connection.scalars(query))

    def settle(self, folder: str, uid_validity: int, uids: Sequence[int]) -> None:
        """Note that the mailbox has let go of these."""
        with self.database.writes() as connection:
            connection.execute(
                arrivals.update()
                .where(
                    arrivals.c.folder == folder,
                    arrivals.c.uid_validity == uid_validity,
                    arrivals.c.uid.in_(list(uids)),
                )
                .values(settled=True)
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
            for arrival, raw in batch:
                message_id = None
                if raw is not None:
                    message_id, is_new = self._hold(connection, arrival, raw, now, junk=junk)
                    spooled += [message_id] if is_new else []
                place = {
                    "folder": arrival.folder,
                    "uid_validity": arrival.uid_validity,
                    "uid": arrival.uid,
                }
                if connection.scalar(_ARRIVAL, place) is None:
                    values = {**place, "message_id": message_id, "settled": settled or raw is None}
                    connection.execute(arrivals.insert(), values)
        return spooled

    def _hold(
        self, connection: sa.Connection, arrival: Arrival, raw: bytes, now: datetime, *, junk: bool
    ) -> tuple[int, bool]:
        digest = self.keys.find("raw", raw)
        held = connection.execute(_MESSAGE_OF_DIGEST, {"digest": digest}).first()
        if held is not None:
            if held.door == "junk" and not junk:
                # Somebody moved it out of the junk folder: now it is a message like any other.
                connection.execute(
                    messages.update().where(messages.c.id == held.id).values(state="spooled", door="")
                )
                return held.id, True
            return held.id, False
        values = {
            "state": "spooled",
            "attempts": 0,
            "door": "junk" if junk else "",
            "reason": "",
            "received_at": arrival.received_at,
            "spooled_at": now,
            "size": arrival.size,
            "truncated": arrival.truncated,
            "digest": digest,
        }
        message_id = _inserted(connection, messages, values)
        connection.execute(raw_messages.insert(), {"message_id": message_id, "raw": raw})
        return message_id, True

    def unfiled(self) -> list[int]:
        """The ids of spooled messages, oldest first."""
        with self.database.reads() as connection:
            query = sa.select(messages.c.id).where(messages.c.state == "spooled").order_by(messages.c.id)
            return list(connection.scalars(query))

    def spooled(self, message_id: int) -> Spooled:
        """One spooled message with its bytes."""
        with self.database.reads() as connection:
            row = connection.execute(_SPOOLED, {"id": message_id}).one()
            return Spooled(row.id, row.raw, row.received_at, row.truncated, row.door == "junk")

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
    def transaction(self) -> Iterator["Transaction"]:
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

    # -- reading for people ------------------------------------------------------------------------------

    def cases(self, *, closed: bool = False) -> list[Case]:
        """All open cases (and closed ones), newest first."""
        with self.database.reads() as connection:
            query = sa.select(cases.c.id).order_by(cases.c.received_at.desc(), cases.c.id.desc())
            if not closed:
                query = query.where(cases.c.state != State.CLOSED)
            tx = Transaction(connection, self.keys)
            return [tx.case(each) for each in connection.scalars(query).all()]

    def case_named(self, name: str) -> tuple[Case, list[Entry], int] | None:
        """A case by its name, its history, and how many messages it holds; None where there is none."""
        with self.database.reads() as connection:
            wanted = " ".join(name.casefold().split())
            case_id = connection.scalar(sa.select(cases.c.id).where(cases.c.name == wanted))
            if case_id is None:
                return None
            tx = Transaction(connection, self.keys)
            return tx.case(case_id), tx.history(case_id), self._messages_of(connection).get(case_id, 0)

    def note_reveal(self, name: str, now: datetime) -> None:
        """Write into the history of a case that somebody at the console saw its content."""
        wanted = " ".join(name.casefold().split())
        with self.transaction() as tx:
            tx.note(wanted, Entry(now, "revealed", "console"))

    def message_counts(self) -> dict[int, int]:
        """How many messages each case holds, by case id."""
        with self.database.reads() as connection:
            return self._messages_of(connection)

    def _messages_of(self, connection: sa.Connection) -> dict[int, int]:
        query = (
            sa.select(messages.c.case_id, sa.func.count())
            .where(messages.c.case_id.is_not(None))
            .group_by(messages.c.case_id)
        )
        return {row[0]: row[1] for row in connection.execute(query)}

    def counts(self) -> dict[str, Any]:
        """Letters by state, messages in quarantine, open cases, and the next date of any case."""
        with self.database.reads() as connection:
            by_state = sa.select(letters.c.state, sa.func.count()).group_by(letters.c.state)
            held_back = sa.select(sa.func.count()).where(
                letters.c.state == "queued", letters.c.reply_code == "limit"
            )
            quarantined = sa.select(sa.func.count()).where(messages.c.state == "quarantined")
            is_open = cases.c.state != State.CLOSED
            return {
                "held_back": connection.scalar(held_back),
                "letters": {row[0]: row[1] for row in connection.execute(by_state)},
                "quarantine": connection.scalar(quarantined),
                "open_cases": connection.scalar(sa.select(sa.func.count()).select_from(cases).where(is_open)),
                "next_deadline_at": connection.scalar(
                    sa.select(sa.func.min(cases.c.next_due_at)).where(is_open)
                ),
            }

    def failed_since(self, since: datetime) -> int:
        """How many letters failed for good since then."""
        with self.database.reads() as connection:
            query = sa.select(sa.func.count()).where(letters.c.state == "failed", letters.c.ended_at > since)
            return connection.scalar(query) or 0

    # -- health ------------------------------------------------------------------------------------------

    def note_health(self, now: datetime, **values: object) -> None:
        """Keep what `status` shows. `None` takes a key away."""
        with self.database.writes() as connection:
            for key, value in values.items():
                connection.execute(health.delete().where(health.c.key == key))
                if value is not None:
                    connection.execute(health.insert().values(key=key, at=now, value=str(value)))

    def health(self) -> dict[str, tuple[str, datetime]]:
        """What was kept, each with the time it was noted."""
        with self.database.reads() as connection:
            return {row.key: (row.value, row.at) for row in connection.execute(sa.select(health))}


class Transaction:
    """What may be asked and done inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def letter_of(self, marks: Sequence[str]) -> KnownLetter | None:
        """The letter that bears the first of these marks that any letter bears."""
        for mark in marks:
            hashed = self._keys.find("mark", mark)
            row = self._connection.execute(
                sa.select(letters).where(
                    (letters.c.mark_hash == hashed) | (letters.c.message_id_hash == hashed)
                )
            ).first()
            if row is not None:
                return KnownLetter(
                    row.id, row.case_id, row.purpose, Audience(row.audience), text_of(row.recipient)
                )
        return None

    def letter_of_marks(self, marks: Marks) -> KnownLetter | None:
        """The letter a message answers: the mark in the address it was sent to, else what it refers to."""
        return self.letter_of((*([marks.address] if marks.address else []), *marks.references))

    def letter_raw(self, letter_id: int) -> bytes:
        """The bytes of a letter as they were sent."""
        raw = self._connection.scalar(
            sa.select(letter_bytes.c.raw).where(letter_bytes.c.letter_id == letter_id)
        )
        return bytes(raw or b"")

    def count_letters(self, case_id: int, purposes: Sequence[str], to: str, since: datetime) -> int:
        """How many letters of these purposes were queued to an address on a case since then."""
        query = sa.select(sa.func.count()).where(
            letters.c.case_id == case_id,
            letters.c.purpose.in_(purposes),
            letters.c.recipient_hash == self._keys.find("address", to.casefold()),
            letters.c.queued_at > since,
        )
        return self._connection.scalar(query) or 0

    def is_copy(self, message_id: str, content: str) -> bool:
        """Whether a message with this Message-ID, author and content is filed already."""
        if not message_id:
            return False
        wanted = {
            "id_hash": self._keys.find("message-id", message_id),
            "hash": self._keys.find("content", content),
        }
        return self._connection.scalar(_COPY, wanted) is not None

    def new_reference(self) -> str:
        """A case name that no case bears: two words drawn at random."""
        while True:
            name = f"{secrets.choice(FIRST)} {secrets.choice(SECOND)}"
            if self._connection.scalar(_CASE_NAMED, {"name": name}) is None:
                return name

    def open_cases_of(self, reporter: str) -> tuple[str, ...]:
        """The names of the open cases of a reporter, newest first."""
        wanted = {"hash": self._keys.find("address", reporter.casefold())}
        return tuple(self._connection.scalars(_OPEN_CASES_OF, wanted))

    def case(self, case_id: int) -> Case:
        """A case as it stands, locked until the transaction ends."""
        row = self._connection.execute(_CASE, {"id": case_id}).one()
        fields = self._connection.execute(_CHECKLIST, {"id": case_id})
        people = self._connection.execute(_CLEARANCE, {"id": case_id})
        return Case(
            id=row.id,
            name=row.name,
            state=State(row.state),
            urgent=row.urgent,
            marks=frozenset(json.loads(row.marks)),
            language=row.language,
            received_at=row.received_at,
            follow_up_due=row.follow_up_due,
            followed_up_at=row.followed_up_at,
            next_due_at=row.next_due_at,
            rung=row.rung,
            nudged_at=row.nudged_at,
            escalated_at=row.escalated_at,
            escalation_level=row.escalation_level,
            requests_made=row.requests_made,
            outcome=row.outcome,
            reporter=text_of(row.reporter),
            reporter_name=text_of(row.reporter_name),
            person_named_as=text_of(row.person_named_as),
            taken_by=text_of(row.taken_by),
            checklist={each.field: Finding(each.state, text_of(each.evidence)) for each in fields},
            clearance={text_of(each.person): Clearance(each.standing) for each in people},
        )

    def history(self, case_id: int) -> list[Entry]:
        """The entries of a case, oldest first."""
        query = sa.select(entries).where(entries.c.case_id == case_id).order_by(entries.c.seq)
        return [
            Entry(row.at, row.type, text_of(row.author), text_of(row.body))
            for row in self._connection.execute(query)
        ]

    def carry_out(
        self, decision: Decision, now: datetime, compose: Compose, *, message_id: int | None = None
    ) -> int:
        """Write a decision: the case, its history, its letters. Returns the id of the case."""
        case_id = self._save(decision.case)
        for entry in decision.entries:
            self._append(case_id, entry, message_id)
        for key in decision.withdraw:
            self._connection.execute(
                letters.update()
                .where(
                    letters.c.case_id == case_id, letters.c.recipient_hash == self._keys.find("address", key)
                )
                .where(letters.c.state.in_(("queued", "deferred", "unknown")))
                .values(state="withdrawn", ended_at=now)
            )
        for letter in decision.letters:
            self._queue(case_id, decision.case.name, letter, now, compose)
        return case_id

    def close_message(
        self,
        message_id: int,
        *,
        state: str,
        door: str,
        reason: str = "",
        case_id: int | None = None,
        rfc_message_id: str = "",
        content: str = "",
    ) -> None:
        """Mark a spooled message filed or quarantined."""
        values = {
            "state": state,
            "door": door,
            "reason": reason,
            "case_id": case_id,
            "message_id_hash": self._keys.find("message-id", rfc_message_id) if rfc_message_id else None,
            "content_hash": self._keys.find("content", content),
        }
        self._connection.execute(_CLOSE_MESSAGE, {"which": message_id, **values})

    def note(self, name: str, entry: Entry) -> None:
        """Append to the history of the case of that name, where there is one."""
        case_id = self._connection.scalar(sa.select(cases.c.id).where(cases.c.name == name))
        if case_id is not None:
            self._append(case_id, entry, None)

    def letter(self, letter_id: int) -> KnownLetter:
        """One letter."""
        row = self._connection.execute(sa.select(letters).where(letters.c.id == letter_id)).one()
        return KnownLetter(row.id, row.case_id, row.purpose, Audience(row.audience), text_of(row.recipient))

    def mark_handled(self, letter_id: int) -> None:
        """The failure of this letter has been told."""
        self._connection.execute(letters.update().where(letters.c.id == letter_id).values(handled=True))

    def mark_bounced(self, letter_id: int, now: datetime) -> None:
        """A delivery report says that this letter did not arrive."""
        self._connection.execute(
            letters.update()
            .where(letters.c.id == letter_id)
            .values(state="failed", handled=True, ended_at=now)
        )

    def _save(self, case: Case) -> int:
        values = {
            "name": case.name,
            "state": str(case.state),
            "urgent": case.urgent,
            "marks": json.dumps(sorted(case.marks)),
            "language": case.language,
            "received_at": case.received_at,
            "follow_up_due": case.follow_up_due,
            "followed_up_at": case.followed_up_at,
            "next_due_at": case.next_due_at,
            "rung": case.rung,
            "nudged_at": case.nudged_at,
            "escalated_at": case.escalated_at,
            "escalation_level": case.escalation_level,
            "requests_made": case.requests_made,
            "outcome": case.outcome,
            "reporter": bytes_of(case.reporter),
            "reporter_name": bytes_of(case.reporter_name),
            "reporter_hash": self._keys.find("address", case.reporter.casefold()) if case.reporter else None,
            "person_named_as": bytes_of(case.person_named_as),
            "taken_by": bytes_of(case.taken_by),
        }
        if case.id is None:
            case_id = _inserted(self._connection, cases, values)
        else:
            case_id = case.id
            self._connection.execute(cases.update().where(cases.c.id == case_id).values(values))
            self._connection.execute(checklist.delete().where(checklist.c.case_id == case_id))
            self._connection.execute(clearance.delete().where(clearance.c.case_id == case_id))
        fields = [
            {"case_id": case_id, "field": name, "state": found.state, "evidence": bytes_of(found.evidence)}
            for name, found in case.checklist.items()
        ]
        people = [
            {
                "case_id": case_id,
                "person_hash": self._keys.find("address", key),
                "person": bytes_of(key),
                "standing": str(standing),
            }
            for key, standing in case.clearance.items()
        ]
        for table, rows in ((checklist, fields), (clearance, people)):
            if rows:
                self._connection.execute(table.insert(), rows)
        return case_id

    def _append(self, case_id: int, entry: Entry, message_id: int | None) -> None:
        last = self._connection.execute(_LAST_ENTRY, {"id": case_id}).first()
        seq, previous = (last.seq + 1, bytes(last.chain)) if last else (1, b"")
        body_hash = self._keys.find("entry", bytes_of(entry.author) + b"\0" + bytes_of(entry.text))
        # Over the keyed hash of the content, so that the chain still holds once content is destroyed.
        chain = self._keys.chain(
            previous,
            str(case_id).encode(),
            str(seq).encode(),
            entry.at.isoformat().encode(),
            entry.type.encode(),
            body_hash,
        )
        row = {
            "case_id": case_id,
            "seq": seq,
            "at": entry.at,
            "type": entry.type,
            "message_id": message_id,
            "author": bytes_of(entry.author),
            "body": bytes_of(entry.text),
            "body_hash": body_hash,
            "chain": chain,
        }
        self._connection.execute(entries.insert(), row)

    def _queue(self, case_id: int, name: str, letter: Letter, now: datetime, compose: Compose) -> None:
        recipient = letter.to.casefold()
        step_hash = self._keys.find("step", "\0".join((name, letter.purpose, letter.step, recipient)))
        if self._connection.scalar(_LETTER_OF_STEP, {"hash": step_hash}) is not None:
            return
        composed = compose(letter, name, (secrets.token_bytes(NONCE_BYTES), secrets.token_bytes(NONCE_BYTES)))
        row = {
            "case_id": case_id,
            "purpose": letter.purpose,
            "audience": str(letter.audience),
            "disclosure": str(letter.disclosure),
            "step_hash": step_hash,
            "recipient": bytes_of(letter.to),
            "recipient_hash": self._keys.find("address", recipient),
            "message_id_hash": self._keys.find("mark", composed.id_mark),
            "mark_hash": self._keys.find("mark", composed.address_mark),
            "state": "queued",
            "attempts": 0,
            "doubts": 0,
            "queued_at": now,
            "next_attempt_at": now,
            "reply_code": "",
            "handled": False,
        }
        letter_id = _inserted(self._connection, letters, row)
        self._connection.execute(letter_bytes.insert(), {"letter_id": letter_id, "raw": composed.raw})
