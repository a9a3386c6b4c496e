"""The outbox's rows: which letter is next, and what became of it.

States of a letter: queued -> sending -> accepted | deferred | failed | unknown | withdrawn. A claim is a
commit of its own, and in it clearance is asked once more (G3): between queueing and sending somebody may have
been named, or stepped back.

Fails: `KeyUnusable` from `recover`; otherwise as `database`.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cocmail import overviews
from cocmail.cases import clearance
from cocmail.cases.model import BY_PEOPLE, Audience, Disclosure, Entry, Roster
from cocmail.letters import Letters
from cocmail.roll import MAY_GO, TO_LEAVER
from cocmail.sealing import SealBroken
from cocmail.store import Store
from cocmail.tables import WAITING, cases, letters
from cocmail.transaction import Transaction

log = logging.getLogger("cocmail.letterbox")

UNKNOWN_WAIT = timedelta(minutes=10)  #: RFC 5321 section 4.5.3.2.6: how long the final reply may take.

_CAN_BE_DUE = (*WAITING, "failed")
_WAITING = letters.c.state.in_(WAITING)
_GIVEN_UP = (letters.c.state == "failed") & (letters.c.reply_code == "dropped")
_LIMITED = sa.and_(letters.c.audience == Audience.REPORTER, letters.c.purpose.not_in(BY_PEOPLE))
# Whoever took a newer roster down than ours may have done so a moment ago.
_HAS_LEFT = letters.update().where(TO_LEAVER)
# Built once, as in `store`.
_CAN_GO = (
    sa.select(letters)
    .where(_WAITING, MAY_GO, letters.c.next_attempt_at <= sa.bindparam("now"))
    .limit(1)
    .with_for_update(skip_locked=True, of=letters)
)
_DUE = _CAN_GO.order_by(letters.c.next_attempt_at, letters.c.id)
# Of those that the limits held: who writes after a flood must not wait for its end.
_NEWEST_HELD = _CAN_GO.where(letters.c.reply_code == "limit").order_by(letters.c.id.desc())
_NEXT_DUE = sa.select(sa.func.min(letters.c.next_attempt_at)).where(_WAITING)
_HOLD_ALL = (
    letters.update()
    .where(_WAITING, _LIMITED, letters.c.next_attempt_at <= sa.bindparam("now"))
    .values(next_attempt_at=sa.bindparam("free_at"), reply_code="limit")
)
_CHANGE = letters.update().where(letters.c.id == sa.bindparam("which"))
_ACCEPT = _CHANGE.where(letters.c.state.in_(("sending", *WAITING)))
_CONCLUDE = _ACCEPT.where(letters.c.attempts == sa.bindparam("attempt"))
_SENT = (
    sa.select(letters.c.ended_at)
    .where(_LIMITED, letters.c.state == "accepted")
    # A clock that was ahead for a while must not use up the limits.
    .where(letters.c.ended_at > sa.bindparam("since"), letters.c.ended_at <= sa.bindparam("now"))
    .order_by(letters.c.ended_at.desc())
    .offset(sa.bindparam("skipped", type_=sa.Integer))
    .limit(1)
)
_SENT_TO = _SENT.where(letters.c.recipient_hash == sa.bindparam("hash"))

_LONGEST_WAIT = timedelta(days=2)
_A_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many automatic letters people outside the roster may get."""

    per_hour: int
    per_address_per_day: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that is ours to send now. `age` is since it was queued, `doubts` how often its fate was unknown.

    `attempt` numbers the claims of a letter: whoever claims it later knows better.
    """

    id: int
    attempt: int
    recipient: str
    raw: bytes
    doubts: int
    age: timedelta
    refused_at: datetime | None = None  #: since when it is refused in words that may be about us


@dataclass(frozen=True, slots=True)
class Refused:
    """A letter that waits because its refusal may be about us and not about it."""

    recipient: str
    refused_at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """A letter that waits or failed, without content. `audience` is reporter, responder or contact."""

    id: int
    case: str  #: '' for a letter that belongs to none
    purpose: str
    audience: str
    state: str
    attempts: int
    queued_at: datetime
    next_attempt_at: datetime
    reply_code: str
    may_have_arrived: bool  #: its fate was unknown once, or a server took it and it came back


class Letterbox:
    """The letters of a store. What may go out is seen by `letters` and `roster`, which a reload replaces."""

    def __init__(self, store: Store, limits: Limits, letters: Letters, roster: Roster) -> None:
        self._store = store
        self._limits = limits
        self.letters = letters
        self.roster = roster
        self._quiet_until: datetime | None = None

    def recover(self, now: datetime) -> int:
        """After a start: letters caught in sending may have been accepted. They wait, then go out unchanged.

        Not to who left the roster meanwhile. Returns how many wait.

        Raises `KeyUnusable`, before anything is changed, where the key file is not that of this database: its
        letters would all be given up as broken.
        """
        self._store.prove_key()
        with self._store.database.writes() as connection:
            gone = _HAS_LEFT.where(letters.c.state == "sending")
            connection.execute(gone.values(state="withdrawn", ended_at=now))
            result = connection.execute(
                letters.update()
                .where(letters.c.state == "sending")
                .values(state="unknown", doubts=letters.c.doubts + 1, next_attempt_at=now + UNKNOWN_WAIT)
            )
            return result.rowcount

    def mend_dates(self, now: datetime) -> None:
        """Letters dated by a clock that was ahead are due now: none waits longer than the limits can make it."""
        ahead = (_WAITING, letters.c.next_attempt_at > now + _LONGEST_WAIT)
        with self._store.database.reads() as connection:
            if connection.scalar(sa.select(letters.c.id).where(*ahead).limit(1)) is None:
                return
        with self._store.database.writes() as connection:
            connection.execute(letters.update().where(*ahead).values(next_attempt_at=now))

    def claim(self, now: datetime) -> Claimed | None:
        """The next letter that is due and may go out; None where there is none."""
        with self._store.database.writes() as connection:
            tx = Transaction(connection, self._store.keys)
            while True:
                row = connection.execute(_DUE, {"now": now}).first()
                if row is not None and row.reply_code == "limit":
                    row = connection.execute(_NEWEST_HELD, {"now": now}).first()
                if row is None:
                    return None
                is_limited = row.audience == Audience.REPORTER and row.purpose not in BY_PEOPLE
                if is_limited and self._is_held(connection, row, now):
                    self._say_held(row.id, now)
                    continue
                try:
                    ready = self._ready(tx, connection, row, now)
                except SealBroken as error:
                    log.error("letter %d cannot go out: %s", row.id, error)
                    self._change(connection, row.id, state="failed", ended_at=now, reply_code="seal broken")
                    continue
                if ready is None:
                    continue
                attempt = row.attempts + 1
                self._change(connection, row.id, state="sending", attempts=attempt)
                return Claimed(row.id, attempt, *ready, row.doubts, now - row.queued_at, row.refused_at)

    def _ready(
        self, tx: Transaction, connection: sa.Connection, row: Any, now: datetime
    ) -> tuple[str, bytes] | None:
        """The recipient and the bytes of a letter that may go out now; None where it may not, which its row then says.

        Raises `SealBroken`.
        """
        case = tx.case(row.case_id) if row.case_id is not None else None
        recipient, told = tx.post.recipient(row), tx.told_in(row.id)
        if not tx.post.is_of_its_case(row):
            raise SealBroken("it is about another case")
        part, tells = Audience(row.audience), Disclosure(row.disclosure)
        key = recipient.casefold()
        if key and not clearance.is_ours(self.roster, key, part):
            # They joined a newer roster than ours, or left: it stays until the roster was met.
            self._change(connection, row.id, next_attempt_at=now + _A_MINUTE, reply_code="roster")
            return None
        # Of the cases beside its own it tells only that they are there.
        closed = {
            each.name
            for each in told
            if each.erased_at is not None
            or not clearance.may_be_sent(each, self.roster, key, part, Disclosure.EXISTENCE)
        }
        may_go = bool(key) and clearance.may_be_sent(case, self.roster, key, part, tells)
        if not may_go or (closed and not overviews.take_out(tx, self.letters, row.id, closed)):
            self._change(connection, row.id, state="withdrawn", ended_at=now)
            return None
        raw = tx.post.raw(row.id)
        if raw and tells == Disclosure.CONTENT and key in self.letters.keys and not _is_encrypted(raw):
            # Written before the key was there. The others are told that it did not reach them.
            log.error("letter %d is not encrypted and does not go out", row.id)
            self._change(connection, row.id, state="failed", ended_at=now, reply_code="not encrypted")
            return None
        if not raw:
            # It was kept long enough, and came back all the same.
            self._change(connection, row.id, state="withdrawn", ended_at=now)
            return None
        return recipient, raw

    def conclude(
        self,
        letter: Claimed,
        state: str,
        now: datetime,
        *,
        code: str = "",
        next_attempt_at: datetime | None = None,
        refused_at: datetime | None = None,
    ) -> None:
        """Write down what became of a letter that was claimed. `code` is the server's reply code, no text.

        Whoever has lost the lead since may do so too, for it happened: a letter that was accepted is not sent
        again. Of a letter that somebody claimed since, only that can be said.
        """
        values: dict[str, object] = {"state": state, "reply_code": code, "refused_at": refused_at}
        if next_attempt_at is not None:
            values["next_attempt_at"] = next_attempt_at
        if state in ("accepted", "failed"):
            values["ended_at"] = now
        values["doubts"] = letter.doubts + (state == "unknown")
        change, which = _ACCEPT, {"which": letter.id}
        if state != "accepted":
            change, which = _CONCLUDE, which | {"attempt": letter.attempt}
        with self._store.database.writes(fenced=False) as connection:
            connection.execute(change, {**which, **values})
            if state in WAITING:
                # Nobody looks for it again: the roster was met while it was in hand.
                gone = _HAS_LEFT.where(letters.c.id == letter.id, _WAITING)
                connection.execute(gone.values(state="withdrawn", ended_at=now))

    def refused(self) -> list[Refused]:
        """The letters that wait because their refusal may be about us; oldest first."""
        waits = (_WAITING, letters.c.refused_at.is_not(None))
        return [Refused(to, row.refused_at, row.reply_code) for row, to in self._addressed(*waits)]

    def taken_since(self, since: datetime) -> list[str]:
        """To whom letters were accepted after that moment."""
        return [to for _, to in self._addressed(letters.c.state == "accepted", letters.c.ended_at > since)]

    def _addressed(self, *which: sa.ColumnElement[bool]) -> list[tuple[Any, str]]:
        """Letters with their recipients, but for those that were erased or tampered with; oldest first."""
        found = []
        with self._store.database.reads() as connection:
            tx = Transaction(connection, self._store.keys)
            for row in connection.execute(sa.select(letters).where(*which).order_by(letters.c.id)).all():
                with suppress(SealBroken):  # It is told of when it is claimed.
                    if recipient := tx.post.recipient(row):
                        found.append((row, recipient))
        return found

    def next_due(self) -> datetime | None:
        """When the next letter is due, None where none waits."""
        with self._store.database.reads() as connection:
            due: datetime | None = connection.scalar(_NEXT_DUE)
            return due

    def _change(self, connection: sa.Connection, letter_id: int, **values: object) -> None:
        connection.execute(_CHANGE, {"which": letter_id, **values})

    def _say_held(self, letter_id: int, now: datetime) -> None:
        """Tell the journal, which does not go by mail, once an hour: a flood must not fill it."""
        if self._quiet_until is None or now >= self._quiet_until or now < self._quiet_until - _AN_HOUR:
            self._quiet_until = now + _AN_HOUR
            log.warning("letter %d and others wait for the limits of [smtp]: see `cocmail status`", letter_id)

    def _is_held(self, connection: sa.Connection, row: Any, now: datetime) -> bool:
        """Whether the limits hold a letter to a reporter; it then waits until they let it go."""
        window, limit = timedelta(days=1), self._limits.per_address_per_day
        values = {"since": now - window, "now": now, "skipped": limit - 1, "hash": row.recipient_hash}
        # The limit-th newest letter in the window says when one place is free again.
        oldest = connection.scalar(_SENT_TO, values)
        if oldest is not None:
            self._change(connection, row.id, next_attempt_at=oldest + window, reply_code="limit")
            return True
        values = {"since": now - _AN_HOUR, "now": now, "skipped": self._limits.per_hour - 1}
        oldest = connection.scalar(_SENT, values)
        if oldest is None:
            return False
        # All at once: one after the other, each free place would be searched for among all of a flood.
        connection.execute(_HOLD_ALL, {"now": now, "free_at": oldest + _AN_HOUR})
        return True


def not_gone_out(store: Store) -> list[Unsent]:
    """The letters that no server has accepted, or that came back, but for those given up; oldest first."""
    query = (
        sa.select(letters, cases.c.name)
        .outerjoin(cases)
        .where(letters.c.state.in_((*_CAN_BE_DUE, "sending")), ~_GIVEN_UP, cases.c.erased_at.is_(None))
        .order_by(letters.c.id)
    )
    with store.database.reads() as connection:
        return [
            Unsent(
                row.id,
                row.name or "",
                row.purpose,
                row.audience,
                row.state,
                row.attempts,
                row.queued_at,
                # What has a head start is due since it was queued.
                max(row.next_attempt_at, row.queued_at),
                row.reply_code,
                row.doubts > 0 or row.reply_code.startswith("250"),
            )
            for row in connection.execute(query)
        ]


def make_due(store: Store, numbers: Sequence[int], now: datetime) -> list[int]:
    """Let letters be sent now, with their bytes as they are; returns those that waited or had failed.

    Clearance, roster and limits are asked when they are claimed. One that fails again is told of again. What was given
    up stays so, and nothing goes to a reporter who said STOP.
    """
    done = []
    is_stopped = letters.c.case_id.in_(sa.select(cases.c.id).where(cases.c.marks.contains('"stopped"')))
    with store.database.writes() as connection:
        for number in numbers:
            this = letters.update().where(letters.c.id == number)
            this = this.where(~is_stopped | (letters.c.audience != Audience.REPORTER))
            failed = this.where(letters.c.state == "failed", ~_GIVEN_UP).values(
                state="deferred", handled=False, ended_at=None, next_attempt_at=now
            )
            waits = this.where(_WAITING).values(next_attempt_at=now)
            if connection.execute(waits).rowcount or connection.execute(failed).rowcount:
                done.append(number)
    return done


def give_up(store: Store, number: int, now: datetime, who: str) -> bool:
    """Let a waiting letter fail for good, so that the next sweep tells the others on its case.

    False where it does not wait.
    """
    with store.database.writes() as connection:
        changed = connection.execute(
            letters.update()
            .where(letters.c.id == number, _WAITING)
            .values(state="failed", ended_at=now, reply_code="dropped", handled=False)
        )
        if not changed.rowcount:
            return False
        row = connection.execute(sa.select(letters).where(letters.c.id == number)).one()
        if row.case_id is None:
            return True
        entry = Entry(
            now, "dropped", "console", f"{who}: letter {number}: {row.purpose} to the {row.audience}"
        )
        Transaction(connection, store.keys).note(row.case_id, entry)
        return True


def _is_encrypted(raw: bytes) -> bool:
    """Whether no word of a case stands in these bytes: they are encrypted, or only say that they could not be."""
    head = raw.partition(b"\r\n\r\n")[0] + b"\r\n"
    return b"\r\nContent-Type: multipart/encrypted" in head or b"\r\nX-Cocmail: unencrypted\r\n" in head
