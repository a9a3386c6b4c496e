"""What is asked and done about cases inside one transaction: read, decide, write, all or nothing.

Every value that holds content is sealed under the data key of its case or message, bound to its table, column
and row, and to what stands beside it in the clear where that decides who may see it; what must be found again is
found by keyed hash. Here are the rows of cases; entries, messages, letters, people and keys each have a home of
their own: `history`, `messages`, `post`, `roll`, `vault`.

Fails: `SealBroken` for a value that was changed or moved; otherwise as `database`.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import (
    IMPORTED,
    WISHES,
    Asked,
    Case,
    Clearance,
    Decision,
    Entry,
    Finding,
    State,
)
from cocmail.cases.names import FIRST, SECOND
from cocmail.database import inserted
from cocmail.history import History
from cocmail.mail.thread import marks_in_text
from cocmail.mail.triage import Door
from cocmail.messages import FROM_REPORTER, OF_DESTROYED, Messages
from cocmail.post import Compose, Post
from cocmail.roll import Roll
from cocmail.sealing import Keys, SealBroken
from cocmail.tables import (
    WAITING,
    cases,
    checklist,
    clearance,
    letter_bytes,
    letters,
    mentions,
    messages,
    previews,
    raw_messages,
)
from cocmail.vault import Vault

_TRIES_FOR_A_PAIR = 20
_SEALED_OF_CASE = ("reporter", "reporter_name", "person_named_as", "taken_by")

# Built once: SQLAlchemy takes four times as long to build a statement as to run it.
_CASE_NAMED = sa.select(cases.c.id).where(cases.c.name == sa.bindparam("name"))
_IS_IMPORTED = cases.c.outcome == IMPORTED
_WAS_OF = cases.c.reporter_hash == sa.bindparam("hash")
# What was made of mail from before cocmail does not exist for any that came since, and the other way round.
_IS_OF = _WAS_OF & ~_IS_IMPORTED
# With a mail that they may not have written nobody draws another person's mail into a case, nor keeps them from being
# answered.
_IS_SURELY = ~cases.c.marks.contains('"doubtful-author"')
_CASES_OF = sa.select(cases.c.id).where(_IS_OF).order_by(cases.c.id)
_STOPPED = _CASES_OF.where(cases.c.marks.contains('"stopped"')).limit(1)
_LATEST = sa.select(cases.c.id).order_by(cases.c.id.desc()).limit(10)
_OPEN_CASES_OF = _LATEST.where(_IS_OF, cases.c.state != State.CLOSED)
_WISHED_IN = _LATEST.where(
    _IS_OF, _IS_SURELY, sa.or_(*(cases.c.marks.contains(f'"{each}"') for each in WISHES))
)
_HOLDING = (
    sa.select(cases.c.id)
    .where(
        sa.bindparam("is_earlier") == _IS_IMPORTED,
        sa.exists().where(
            messages.c.case_id == cases.c.id,
            messages.c.door.in_(FROM_REPORTER),
            messages.c.message_id_hash.in_(sa.bindparam("id_hashes", expanding=True)),
        ),
    )
    .order_by(cases.c.state == State.CLOSED, cases.c.id.desc())
    .limit(10)
)
_ANSWERED_BY = _HOLDING.where(_WAS_OF, _IS_SURELY)
_CASE = sa.select(cases).where(cases.c.id == sa.bindparam("id"))
_LOCKED_CASE = _CASE.with_for_update()
_CHECKLIST = sa.select(checklist).where(checklist.c.case_id == sa.bindparam("id"))
_CLEARANCE = sa.select(clearance).where(clearance.c.case_id == sa.bindparam("id"))
_NEW_CLEARANCE = cases.update().where(cases.c.id == sa.bindparam("which"))
_KEY_OF = sa.select(cases.c.data_key).where(cases.c.id == sa.bindparam("id"))
_ERASED_AT = sa.select(cases.c.erased_at).where(cases.c.id == sa.bindparam("id"))


class Transaction:
    """What may be asked and done inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys) -> None:
        self.vault = Vault(connection, keys)
        self.history_of = History(connection, keys, self.vault)
        self.messages = Messages(connection, keys, self.vault)
        self.post = Post(connection, keys, self.vault)
        self.roll = Roll(connection, keys)
        self._connection = connection
        self._keys = keys

    # -- asking ------------------------------------------------------------------------------------------

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

    def open_cases_of(self, reporter: str) -> tuple[int, ...]:
        """The latest open cases of a reporter, newest first, ten at most."""
        return tuple(self._connection.scalars(_OPEN_CASES_OF, self._of(reporter)))

    def cases_of(self, reporter: str) -> tuple[int, ...]:
        """All cases of a reporter, also closed ones, oldest first; none from before cocmail."""
        return tuple(self._connection.scalars(_CASES_OF, self._of(reporter)))

    def answered_by(
        self, reporter: str, message_ids: Iterable[str], *, is_earlier: bool = False
    ) -> tuple[int, ...]:
        """The cases of a reporter that hold a mail of theirs with one of these Message-IDs: ten at most, open first.

        Those that were made of mail from before cocmail where this is such a one (`is_earlier`), and else the others.
        """
        wanted = self._of(reporter) | self._with_one(message_ids) | {"is_earlier": is_earlier}
        return tuple(self._connection.scalars(_ANSWERED_BY, wanted))

    def holding(self, message_ids: Iterable[str], *, is_earlier: bool = False) -> tuple[int, ...]:
        """The cases that hold a mail of their reporter with one of these Message-IDs: as `answered_by`."""
        wanted = self._with_one(message_ids) | {"is_earlier": is_earlier}
        return tuple(self._connection.scalars(_HOLDING, wanted))

    def wished_in(self, reporter: str) -> tuple[int, ...]:
        """The latest cases, also closed ones, in which a reporter's wish not to be answered at their address stands."""
        return tuple(self._connection.scalars(_WISHED_IN, self._of(reporter)))

    def has_stopped(self, reporter: str) -> bool:
        """Whether a reporter said STOP in any case of theirs: they want no letter of any."""
        return self._connection.scalar(_STOPPED, self._of(reporter)) is not None

    def _of(self, reporter: str) -> dict[str, Any]:
        return {"hash": self._keys.find("address", reporter.casefold())}

    def _with_one(self, message_ids: Iterable[str]) -> dict[str, Any]:
        return {"id_hashes": [self._keys.find("message-id", each) for each in message_ids]}

    def case_id(self, name: str) -> int | None:
        """The case of that name, however it is spaced and capitalised."""
        wanted = " ".join(name.casefold().split())
        found: int | None = self._connection.scalar(_CASE_NAMED, {"name": wanted})
        return found

    def case_of_message(self, message_id: int) -> int | None:
        """The case that a message is in; None where it is in none, or in one that was erased."""
        query = sa.select(messages.c.case_id).where(messages.c.id == message_id)
        found: int | None = self._connection.scalar(query)
        return None if self._is_erased(found) else found

    def case(self, case_id: int) -> Case:
        """A case as it stands, locked until the transaction ends. Of an erased one the content is empty."""
        return self._opened(_LOCKED_CASE, case_id)

    def peek(self, case_id: int) -> Case:
        """A case as it stands, without a lock: to tell of it, and to change nothing of it."""
        try:
            return self._opened(_CASE, case_id)
        except SealBroken:
            # On PostgreSQL somebody may have changed it between two of our statements: with the lock nobody can.
            return self.case(case_id)

    def _opened(self, query: sa.Select[Any], case_id: int) -> Case:
        row = self._connection.execute(query, {"id": case_id}).one()
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
            followed_up_elsewhere_at=row.followed_up_elsewhere_at,
            next_due_at=row.next_due_at,
            rung=row.rung,
            nudged_at=row.nudged_at,
            escalated_at=row.escalated_at,
            quiet_until=row.quiet_until,
            escalation_level=row.escalation_level,
            requests_made=row.requests_made,
            outcome=row.outcome,
            closed_at=row.closed_at,
            erased_at=row.erased_at,
            checklist=found,
            clearance=standing,
            **sealed,
        )

    def told_in(self, letter_id: int) -> list[Case]:
        """The cases beside its own that a letter tells of."""
        return list(map(self.peek, filter(None, map(self.case_id, self.post.names_in(letter_id)))))

    def history(self, case_id: int) -> list[Entry]:
        """The entries of a case, oldest first. Of an erased case they hold no content."""
        return self.history_of.of(case_id)

    def chain_fault(self, case_id: int) -> int | None:
        """The number of the first entry of a history that breaks its chain or does not open; None where it holds."""
        return self.history_of.fault(case_id)

    def _clearance_hash(self, case_id: int, standing: Mapping[str, str]) -> bytes:
        listed = "\0".join(f"{key} {value}" for key, value in sorted(standing.items()))
        return self._keys.find("clearance", f"{case_id}\0{listed}")

    # -- doing -------------------------------------------------------------------------------------------

    def carry_out(
        self, decision: Decision, now: datetime, compose: Compose, *, message_id: int | None = None
    ) -> int:
        """Write a decision: the case, its history, its letters. Returns the id of the case.

        A message changes nothing of a case that was erased.
        """
        if message_id is not None and self._is_erased(decision.case.id):
            for letter in decision.apart:
                self.post.queue(letter, "", None, now, compose)
            return decision.case.id or 0
        case_id = self._save(decision.case)
        length = self.history_of.append(case_id, decision.entries, message_id)
        self.post.withdraw(case_id, sorted(decision.withdraw), now)
        if decision.is_seen_to:
            self.post.withdraw_reminders(decision.case.name, case_id, decision.overtakes, now)
        for letter in decision.letters:
            name, overtakes = decision.case.name, decision.overtakes
            letter_id = self.post.queue(letter, name, case_id, now, compose, overtakes)
            if letter_id is None:
                continue
            if decision.pending and letter.purpose == "preview":
                self.post.ask(letter_id, case_id, Asked(decision.pending, now, length))
            if decision.asked and letter.purpose == "unproven":
                self.post.ask(letter_id, case_id, decision.asked)
        for letter in decision.apart:
            self.post.queue(letter, decision.case.name, None, now, compose)
        for other in decision.also:
            self.carry_out(other, now, compose)
        if decision.erase:
            self.erase(case_id, decision.erase)
        return case_id

    def close_message(
        self,
        message_id: int,
        *,
        state: str,
        door: Door,
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
        if door == Door.COPY:
            case_id = self.messages.case_of_original(rfc_message_id, content, besides=message_id)
        elif door == Door.LOOP:
            letter = self.post.letter_of(marks_in_text(self._keys.marks, rfc_message_id))
            case_id = letter.case_id if letter else None
        if self._is_erased(case_id):
            case_id, state, reason = None, "quarantined", OF_DESTROYED
        self.messages.close(
            message_id,
            state=state,
            door=door,
            reason=reason,
            case_id=case_id,
            rfc_message_id=rfc_message_id,
            content=content,
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
        execute(mentions.delete().where(mentions.c.letter_id.in_(own_letters)))
        # Also the hashes: with the key file at hand, a guessed address could be tried against them.
        execute(
            letters.update()
            .where(of_letters)
            .values(recipient=b"", recipient_hash=b"", step_hash=letters.c.mark_hash)
        )
        execute(
            letters.update()
            .where(of_letters, letters.c.state.in_((*WAITING, "sending")))
            .values(state="withdrawn", ended_at=entry.at)
        )
        # Nobody has to be told any more of those that could not be delivered.
        execute(letters.update().where(of_letters).values(handled=True))
        execute(messages.update().where(of_messages).values(content_hash=None, message_id_hash=None))
        execute(previews.delete().where(previews.c.case_id == case_id))
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

    def case_ids(self, *, closed: bool = False) -> list[int]:
        """The numbers of all open cases, and of closed ones whose content is there, newest first."""
        query = sa.select(cases.c.id).order_by(cases.c.received_at.desc(), cases.c.id.desc())
        query = query.where(cases.c.erased_at.is_(None) if closed else cases.c.state != State.CLOSED)
        return list(self._connection.scalars(query))

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
            "followed_up_elsewhere_at": case.followed_up_elsewhere_at,
            "next_due_at": case.next_due_at,
            "rung": case.rung,
            "nudged_at": case.nudged_at,
            "escalated_at": case.escalated_at,
            "quiet_until": case.quiet_until,
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


def _place_of_person(person_hash: bytes, standing: str) -> tuple[str | bytes, ...]:
    return ("clearance", "person", bytes(person_hash), standing)
