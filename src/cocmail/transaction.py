"""What is asked and done about cases inside one transaction: read, decide, write, all or nothing.

Every value that holds content is sealed under the data key of its case or message, bound to its table, column
and row, and to what stands beside it in the clear where that decides who may see it; what must be found again is
found by keyed hash. Nothing outside this file, `history` and `store` sees a sealed value.

Fails: `SealBroken` for a value that was changed or moved; otherwise as `database`.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import Audience, Case, Clearance, Decision, Entry, Finding, Letter, State
from cocmail.cases.names import FIRST, SECOND
from cocmail.database import Overtaken
from cocmail.history import ERASED, History
from cocmail.mail.thread import NONCE_BYTES, Marks, marks_in_text
from cocmail.sealing import Keys, SealBroken
from cocmail.tables import cases, checklist, clearance, letter_bytes, letters, messages, raw_messages
from cocmail.vault import Vault

_TRIES_FOR_A_PAIR = 20
_NOT_YET_SENT = ("queued", "deferred", "unknown")
_SEALED_OF_CASE = ("reporter", "reporter_name", "person_named_as", "taken_by")

# Built once: SQLAlchemy takes four times as long to build a statement as to run it.
_LETTER_OF_MARK = sa.select(letters).where(
    (letters.c.mark_hash == sa.bindparam("hash")) | (letters.c.message_id_hash == sa.bindparam("hash"))
)
_LETTER_RAW = (
    sa.select(letters.c.data_key, letters.c.mark_hash, letter_bytes.c.raw)
    .join(letter_bytes)
    .where(letters.c.id == sa.bindparam("id"))
)
_LETTER_OF_STEP = sa.select(letters.c.id).where(letters.c.step_hash == sa.bindparam("hash"))
_COPY = sa.select(messages.c.id, messages.c.case_id).where(
    messages.c.message_id_hash == sa.bindparam("id_hash"),
    messages.c.content_hash == sa.bindparam("hash"),
    messages.c.state == "filed",
    messages.c.id != sa.bindparam("besides"),
    # A copy through the group proves less than the one that came straight to us.
    messages.c.door != "unproven",
)
_CLOSE_MESSAGE = messages.update().where(
    messages.c.id == sa.bindparam("which"), messages.c.state == "spooled"
)
_DIGEST = sa.select(messages.c.digest).where(messages.c.id == sa.bindparam("id"))
_CASE_NAMED = sa.select(cases.c.id).where(cases.c.name == sa.bindparam("name"))
_OPEN_CASES_OF = (
    sa.select(cases.c.name)
    .where(cases.c.reporter_hash == sa.bindparam("hash"), cases.c.state != State.CLOSED)
    .order_by(cases.c.id.desc())
)
_CASE = sa.select(cases).where(cases.c.id == sa.bindparam("id")).with_for_update()
_CHECKLIST = sa.select(checklist).where(checklist.c.case_id == sa.bindparam("id"))
_CLEARANCE = sa.select(clearance).where(clearance.c.case_id == sa.bindparam("id"))
_NEW_CLEARANCE = cases.update().where(cases.c.id == sa.bindparam("which"))
_KEY_OF = sa.select(cases.c.data_key).where(cases.c.id == sa.bindparam("id"))
_ERASED_AT = sa.select(cases.c.erased_at).where(cases.c.id == sa.bindparam("id"))


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


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message of a case for its archive. Times are aware, `raw` is as it came."""

    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of a case for its archive."""

    purpose: str
    recipient: str
    state: str
    queued_at: datetime
    ended_at: datetime | None
    raw: bytes


Compose = Callable[[Letter, str, tuple[bytes, bytes]], Composed]


class Transaction:
    """What may be asked and done inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys) -> None:
        self.vault = Vault(connection, keys)
        self.history_of = History(connection, keys, self.vault)
        self._connection = connection
        self._keys = keys

    # -- asking ------------------------------------------------------------------------------------------

    def letter_of(self, marks: Sequence[str]) -> KnownLetter | None:
        """The letter that bears the first of these marks that a letter of a case bears."""
        for mark in marks:
            hashed = self._keys.find("mark", mark)
            row = self._connection.execute(_LETTER_OF_MARK, {"hash": hashed}).first()
            if row is None:
                continue
            known = self._known(row)
            # A reporter whose case was erased writes a new report: nothing can join the old one.
            if known.recipient or known.audience != Audience.REPORTER:
                return known
        return None

    def letter_of_marks(self, marks: Marks) -> KnownLetter | None:
        """The letter a message answers: the mark in the address it was sent to, else what it refers to."""
        return self.letter_of((*([marks.address] if marks.address else []), *marks.references))

    def _known(self, row: Any) -> KnownLetter:
        return KnownLetter(row.id, row.case_id, row.purpose, Audience(row.audience), self.recipient(row))

    def recipient(self, row: Any) -> str:
        """The address of a letter's row; '' where its case was erased."""
        box = self.vault.box(row.data_key)
        return "" if box is None else box.open_text(row.recipient, *_place_of_letter(row._mapping))

    def is_of_its_case(self, row: Any) -> bool:
        """Whether a letter's row is sealed under the key of the case that it says it is about."""
        return bool(self._connection.execute(_KEY_OF, {"id": row.case_id}).scalar_one() == row.data_key)

    def letter_raw(self, letter_id: int) -> bytes:
        """The bytes of a letter as they are sent; b'' where its case was erased."""
        row = self._connection.execute(_LETTER_RAW, {"id": letter_id}).first()
        if row is None:
            return b""
        box = self.vault.box(row.data_key)
        return b"" if box is None else box.open(row.raw, "letter_bytes", "raw", row.mark_hash)

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
        return self._original(message_id, content) is not None

    def _original(self, message_id: str, content: str, *, besides: int = 0) -> Any:
        if not message_id:
            return None
        wanted = {
            "id_hash": self._keys.find("message-id", message_id),
            "hash": self._keys.find("content", content),
            "besides": besides,
        }
        return self._connection.execute(_COPY, wanted).first()

    def new_reference(self) -> str:
        """A case name that no case bears: two words drawn at random, a third where pairs become rare."""
        tries = 0
        while True:
            tries += 1
            words = [secrets.choice(FIRST), secrets.choice(SECOND)]
            if tries > _TRIES_FOR_A_PAIR:
                words.insert(0, secrets.choice(FIRST))
            name = " ".join(words)
            if self._connection.scalar(_CASE_NAMED, {"name": name}) is None:
                return name

    def open_cases_of(self, reporter: str) -> tuple[str, ...]:
        """The names of the open cases of a reporter, newest first."""
        wanted = {"hash": self._keys.find("address", reporter.casefold())}
        return tuple(self._connection.scalars(_OPEN_CASES_OF, wanted))

    def case_id(self, name: str) -> int | None:
        """The case of that name, however it is spaced and capitalised."""
        wanted = " ".join(name.casefold().split())
        found: int | None = self._connection.scalar(_CASE_NAMED, {"name": wanted})
        return found

    def case(self, case_id: int) -> Case:
        """A case as it stands, locked until the transaction ends. Of an erased one the content is empty."""
        row = self._connection.execute(_CASE, {"id": case_id}).one()
        fields = self._connection.execute(_CHECKLIST, {"id": case_id})
        people = self._connection.execute(_CLEARANCE, {"id": case_id})
        try:
            box = self.vault.living_box(row.data_key)
            sealed = {
                name: box.open_text(getattr(row, name), "cases", name, row.name) for name in _SEALED_OF_CASE
            }
            found = {
                each.field: Finding(
                    each.state,
                    box.open_text(each.evidence, "checklist", "evidence", each.field, each.state),
                )
                for each in fields
            }
            standing = {
                box.open_text(each.person, *_place_of_person(each.person_hash, each.standing)): Clearance(
                    each.standing
                )
                for each in people
            }
            if bytes(row.clearance_hash) != self._clearance_hash(row.id, standing):
                raise SealBroken("who may hear of it was changed")
        except SealBroken as error:
            raise SealBroken(f"case {row.name}: {error}") from None
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
            closed_at=row.closed_at,
            erased_at=row.erased_at,
            checklist=found,
            clearance=standing,
            **sealed,
        )

    def history(self, case_id: int) -> list[Entry]:
        """The entries of a case, oldest first. Of an erased case they hold no content."""
        return self.history_of.of(case_id)

    def chain_fault(self, case_id: int) -> int | None:
        """The number of the first entry that breaks the chain of a case's history; None where it holds."""
        return self.history_of.fault(case_id)

    def messages_of(self, case_id: int) -> list[KeptMessage]:
        """The raw messages of a case, oldest first. Raises `SealBroken` for one that belongs to another."""
        query = (
            sa.select(messages, raw_messages.c.raw)
            .join(raw_messages)
            .where(messages.c.case_id == case_id)
            .order_by(messages.c.id)
        )
        kept = []
        for row in self._connection.execute(query).all():
            if bytes(row.case_hash or b"") != self._belonging(bytes(row.digest), case_id):
                raise SealBroken(f"message {row.id} was moved to another case")
            kept.append(KeptMessage(row.received_at, self.message_raw(row)))
        return kept

    def _clearance_hash(self, case_id: int, standing: Mapping[str, str]) -> bytes:
        listed = "\0".join(f"{key} {value}" for key, value in sorted(standing.items()))
        return self._keys.find("clearance", f"{case_id}\0{listed}")

    def _belonging(self, digest: bytes, case_id: int) -> bytes:
        return self._keys.find("belongs", digest + str(case_id).encode())

    def message_raw(self, row: Any) -> bytes:
        """The bytes of a message's row joined with its raw bytes."""
        return self.vault.living_box(row.data_key).open(row.raw, "raw_messages", "raw", row.digest)

    def letters_of(self, case_id: int) -> list[KeptLetter]:
        """The letters of a case, oldest first."""
        query = sa.select(letters).where(letters.c.case_id == case_id).order_by(letters.c.id)
        return [
            KeptLetter(
                row.purpose,
                self.recipient(row),
                row.state,
                row.queued_at,
                row.ended_at,
                self.letter_raw(row.id),
            )
            for row in self._connection.execute(query).all()
        ]

    def letter(self, letter_id: int) -> KnownLetter:
        """One letter; with no recipient where nobody can say any more to whom it was."""
        row = self._connection.execute(sa.select(letters).where(letters.c.id == letter_id)).one()
        try:
            return self._known(row)
        except SealBroken:
            return KnownLetter(row.id, row.case_id, row.purpose, Audience(row.audience), "")

    # -- doing -------------------------------------------------------------------------------------------

    def carry_out(
        self, decision: Decision, now: datetime, compose: Compose, *, message_id: int | None = None
    ) -> int:
        """Write a decision: the case, its history, its letters. Returns the id of the case.

        A message changes nothing of a case that was erased.
        """
        if message_id is not None and self._is_erased(decision.case.id):
            return decision.case.id or 0
        case_id = self._save(decision.case)
        self.history_of.append(case_id, decision.entries, message_id)
        for key in decision.withdraw:
            self._connection.execute(
                letters.update()
                .where(
                    letters.c.case_id == case_id, letters.c.recipient_hash == self._keys.find("address", key)
                )
                .where(letters.c.state.in_(_NOT_YET_SENT))
                .values(state="withdrawn", ended_at=now)
            )
        for letter in decision.letters:
            self._queue(case_id, decision.case.name, letter, now, compose)
        if decision.erase:
            self.erase(case_id, Entry(now, ERASED, "cocmail", "its time was over"))
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
        """Mark a spooled message filed or quarantined.

        A copy, or a letter of ours come back, belongs to the case of the other one, and is erased with it. What
        comes for a case that was erased is kept aside: nothing may join it. Raises `Overtaken`, and so undoes the
        transaction, where another process has filed it meanwhile.
        """
        if door == "copy":
            original = self._original(rfc_message_id, content, besides=message_id)
            case_id = original.case_id if original else None
        elif door == "loop":
            letter = self.letter_of(marks_in_text(self._keys.marks, rfc_message_id))
            case_id = letter.case_id if letter else None
        if self._is_erased(case_id):
            case_id, state = None, "quarantined"
        digest = bytes(self._connection.execute(_DIGEST, {"id": message_id}).scalar_one())
        values = {
            "state": state,
            "door": door,
            "reason": reason,
            "case_id": case_id,
            "message_id_hash": self._keys.find("message-id", rfc_message_id) if rfc_message_id else None,
            "content_hash": self._keys.find("content", content),
            "case_hash": None if case_id is None else self._belonging(digest, case_id),
        }
        if self._connection.execute(_CLOSE_MESSAGE, {"which": message_id, **values}).rowcount != 1:
            raise Overtaken("another cocmail has filed the message")

    def mark_handled(self, letter_id: int) -> bool:
        """The failure of this letter is told in this transaction; False where it was told already."""
        untold = letters.update().where(letters.c.id == letter_id, letters.c.handled.is_(False))
        return self._connection.execute(untold.values(handled=True)).rowcount == 1

    def mark_bounced(self, letter_id: int, now: datetime) -> None:
        """A delivery report says that this letter did not arrive."""
        self._connection.execute(
            letters.update()
            .where(letters.c.id == letter_id)
            .values(state="failed", handled=True, ended_at=now)
        )

    def erase(self, case_id: int, entry: Entry) -> list[int]:
        """Destroy the keys and the sealed values of a case; returns the numbers of the destroyed keys.

        What stays is a row for the statistics, the history without content, and `entry`, which says by whom: it
        is sealed under a new key.
        """
        execute = self._connection.execute
        # Locked first: what is being filed at this moment is seen here, or finds the case erased.
        case = execute(sa.select(cases).where(cases.c.id == case_id).with_for_update()).one()
        of_messages = messages.c.case_id == case_id
        of_letters = letters.c.case_id == case_id
        numbers = sorted(
            {
                case.data_key,
                *self._connection.scalars(sa.select(messages.c.data_key).where(of_messages)),
                *self._connection.scalars(sa.select(letters.c.data_key).where(of_letters)),
            }
        )
        self.vault.destroy(numbers, entry.at)
        (number,) = self.vault.make(1)
        box = self.vault.living_box(number)
        own_messages = sa.select(messages.c.id).where(of_messages)
        own_letters = sa.select(letters.c.id).where(of_letters)
        execute(raw_messages.delete().where(raw_messages.c.message_id.in_(own_messages)))
        execute(letter_bytes.delete().where(letter_bytes.c.letter_id.in_(own_letters)))
        # Also the hashes: with the key file at hand, a guessed address could be tried against them.
        execute(
            letters.update()
            .where(of_letters)
            .values(recipient=b"", recipient_hash=b"", step_hash=letters.c.mark_hash)
        )
        execute(
            letters.update()
            .where(of_letters, letters.c.state.in_((*_NOT_YET_SENT, "sending")))
            .values(state="withdrawn", ended_at=entry.at)
        )
        # Nobody has to be told any more of those that could not be delivered.
        execute(letters.update().where(of_letters).values(handled=True))
        execute(messages.update().where(of_messages).values(content_hash=None, message_id_hash=None))
        execute(clearance.delete().where(clearance.c.case_id == case_id))
        for row in execute(sa.select(checklist).where(checklist.c.case_id == case_id)).all():
            nothing = box.seal_text("", "checklist", "evidence", row.field, row.state)
            this_one = (checklist.c.case_id == case_id, checklist.c.field == row.field)
            execute(checklist.update().where(*this_one).values(evidence=nothing))
        execute(
            cases.update()
            .where(cases.c.id == case_id)
            .values(
                **{name: box.seal_text("", "cases", name, case.name) for name in _SEALED_OF_CASE},
                data_key=number,
                clearance_hash=self._clearance_hash(case_id, {}),
                reporter_hash=None,
                state=State.CLOSED,
                next_due_at=None,
                closed_at=case.closed_at or entry.at,
                erased_at=entry.at,
            )
        )
        self.history_of.blank(case_id, box)
        self.history_of.append(case_id, (entry,))
        return numbers

    def note(self, case_id: int, entry: Entry) -> None:
        """Append to the history of a case."""
        self.history_of.append(case_id, (entry,))

    # -- rows --------------------------------------------------------------------------------------------

    def _is_erased(self, case_id: int | None) -> bool:
        return case_id is not None and self._connection.scalar(_ERASED_AT, {"id": case_id}) is not None

    def _save(self, case: Case) -> int:
        if case.id is None:
            (number,) = self.vault.make(1)
        else:
            number = self._connection.execute(_KEY_OF, {"id": case.id}).scalar_one()
        box = self.vault.living_box(number)
        values: dict[str, Any] = {
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
            "closed_at": case.closed_at,
            "reporter_hash": self._keys.find("address", case.reporter.casefold()) if case.reporter else None,
        }
        values |= {
            name: box.seal_text(getattr(case, name), "cases", name, case.name) for name in _SEALED_OF_CASE
        }
        if case.id is None:
            empty = {"data_key": number, "head": b"", "clearance_hash": b""}
            case_id = inserted(self._connection, cases, values | empty)
        else:
            case_id = case.id
            self._connection.execute(cases.update().where(cases.c.id == case_id).values(values))
            self._connection.execute(checklist.delete().where(checklist.c.case_id == case_id))
            self._connection.execute(clearance.delete().where(clearance.c.case_id == case_id))
        of_clearance = self._clearance_hash(case_id, case.clearance)
        self._connection.execute(_NEW_CLEARANCE, {"which": case_id, "clearance_hash": of_clearance})
        fields = [
            {
                "case_id": case_id,
                "field": name,
                "state": found.state,
                "evidence": box.seal_text(found.evidence, "checklist", "evidence", name, found.state),
            }
            for name, found in case.checklist.items()
        ]
        people = []
        for key, standing in case.clearance.items():
            person_hash = self._keys.find("person", f"{case_id}\0{key}")
            people.append(
                {
                    "case_id": case_id,
                    "person_hash": person_hash,
                    "person": box.seal_text(key, *_place_of_person(person_hash, str(standing))),
                    "standing": str(standing),
                }
            )
        for table, rows in ((checklist, fields), (clearance, people)):
            if rows:
                self._connection.execute(table.insert(), rows)
        return case_id

    def _queue(self, case_id: int, name: str, letter: Letter, now: datetime, compose: Compose) -> None:
        recipient = letter.to.casefold()
        step_hash = self._keys.find("step", "\0".join((name, letter.purpose, letter.step, recipient)))
        if self._connection.scalar(_LETTER_OF_STEP, {"hash": step_hash}) is not None:
            return
        composed = compose(letter, name, (secrets.token_bytes(NONCE_BYTES), secrets.token_bytes(NONCE_BYTES)))
        number = self._connection.execute(_KEY_OF, {"id": case_id}).scalar_one()
        box = self.vault.living_box(number)
        mark_hash = self._keys.find("mark", composed.address_mark)
        row: dict[str, Any] = {
            "case_id": case_id,
            "data_key": number,
            "purpose": letter.purpose,
            "audience": str(letter.audience),
            "disclosure": str(letter.disclosure),
            "step_hash": step_hash,
            "recipient_hash": self._keys.find("address", recipient),
            "message_id_hash": self._keys.find("mark", composed.id_mark),
            "mark_hash": mark_hash,
            "state": "queued",
            "attempts": 0,
            "doubts": 0,
            "queued_at": now,
            "next_attempt_at": now,
            "reply_code": "",
            "handled": False,
        }
        row["recipient"] = box.seal_text(letter.to, *_place_of_letter(row))
        letter_id = inserted(self._connection, letters, row)
        raw = box.seal(composed.raw, "letter_bytes", "raw", mark_hash)
        self._connection.execute(letter_bytes.insert(), {"letter_id": letter_id, "raw": raw})


def inserted(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> int:
    """Insert a row and give its id."""
    key = connection.execute(table.insert(), values).inserted_primary_key
    assert key is not None  # noqa: S101 (every table that comes here numbers its rows)
    return int(key[0])


def _place_of_letter(row: Mapping[Any, Any]) -> tuple[str | bytes, ...]:
    """Case, purpose, part and disclosure are what clearance is judged by, so they cannot be changed unnoticed."""
    decides = (row["purpose"], row["audience"], row["disclosure"])
    return ("letters", "recipient", bytes(row["mark_hash"]), str(row["case_id"]), *decides)


def _place_of_person(person_hash: bytes, standing: str) -> tuple[str | bytes, ...]:
    return ("clearance", "person", bytes(person_hash), standing)
