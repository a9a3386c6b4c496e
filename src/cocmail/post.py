"""The letters inside one transaction: queued, found again by their marks, withdrawn, and what a preview waits for.

It stands apart from `transaction` because a letter outlives the question that wrote it: its row is found by a mail
that comes weeks later. A letter about a case is sealed under the key of that case; one that belongs to no case (an
overview, the word that a case was destroyed) has a key of its own.

Fails: `SealBroken` for a value that was changed or moved; otherwise as `database`.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cocmail.cases import notices
from cocmail.cases.model import OF_ANYBODY, Asked, Audience, Command, Disclosure, Letter, Pending
from cocmail.cases.undelivered import Failed
from cocmail.database import inserted
from cocmail.mail.thread import NONCE_BYTES
from cocmail.roll import TO_LEAVER
from cocmail.sealing import Keys, SealBroken
from cocmail.tables import WAITING, cases, letter_bytes, letters, mentions, previews
from cocmail.vault import Vault

# By how much earlier than it was queued a letter is due that a flood cannot call forth: it goes first.
_HEAD_START = timedelta(days=1)
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
_KEY_OF = sa.select(cases.c.data_key).where(cases.c.id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """A letter that the marks of a message lead to. `case_id` is None where it belongs to no case."""

    id: int
    case_id: int | None
    purpose: str
    audience: Audience
    recipient: str
    revoked: bool
    queued_at: datetime
    attempts: int

    @property
    def failed(self) -> Failed:
        """It, as one that could not be delivered."""
        return Failed(self.id, self.purpose, self.audience, self.recipient, self.queued_at, self.attempts)


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter of a case for its archive."""

    purpose: str
    recipient: str
    state: str
    queued_at: datetime
    ended_at: datetime | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class Telling:
    """A letter that tells of cases beside its own and may still go out, with all that its words were made of."""

    letter_id: int
    letter: Letter
    case: str  #: the name of the case that it is about, '' for none
    nonces: tuple[bytes, bytes]
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter as it will be sent, with the marks that it bears."""

    raw: bytes
    address_mark: str
    id_mark: str


Compose = Callable[[Letter, str, tuple[bytes, bytes]], Composed]


class Post:
    """What may be asked and done about letters inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys, vault: Vault) -> None:
        self._connection = connection
        self._keys = keys
        self._vault = vault

    # -- asking ------------------------------------------------------------------------------------------

    def letter_of(self, marks: Sequence[str]) -> KnownLetter | None:
        """The letter that bears the first of these marks that a letter of ours bears."""
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

    def letter(self, letter_id: int) -> KnownLetter:
        """One letter; with no recipient where nobody can say any more to whom it was."""
        row = self._connection.execute(sa.select(letters).where(letters.c.id == letter_id)).one()
        try:
            return self._known(row)
        except SealBroken:
            return self._known(row, recipient="")

    def _known(self, row: Any, recipient: str | None = None) -> KnownLetter:
        to = self.recipient(row) if recipient is None else recipient
        audience = Audience(row.audience)
        return KnownLetter(
            row.id, row.case_id, row.purpose, audience, to, row.revoked, row.queued_at, row.attempts
        )

    def recipient(self, row: Any) -> str:
        """The address of a letter's row; '' where its case was erased."""
        box = self._vault.box(row.data_key)
        return "" if box is None else box.open_text(row.recipient, *_place_of_letter(row._mapping))

    def is_of_its_case(self, row: Any) -> bool:
        """Whether a letter's row is sealed under the key of the case that it says it is about."""
        if row.case_id is None:
            # Then under the key of no case at all.
            query = sa.select(cases.c.id).where(cases.c.data_key == row.data_key)
            return self._connection.scalar(query) is None
        return bool(self._connection.execute(_KEY_OF, {"id": row.case_id}).scalar_one() == row.data_key)

    def raw(self, letter_id: int) -> bytes:
        """The bytes of a letter as they are sent; b'' where its case was erased."""
        row = self._connection.execute(_LETTER_RAW, {"id": letter_id}).first()
        if row is None:
            return b""
        box = self._vault.box(row.data_key)
        return b"" if box is None else box.open(row.raw, "letter_bytes", "raw", row.mark_hash)

    def count(self, case_id: int | None, purposes: Sequence[str], to: str, since: datetime) -> int:
        """How many letters of these purposes were queued to an address on a case, or on none, since then."""
        query = sa.select(sa.func.count()).where(
            letters.c.case_id == case_id if case_id is not None else letters.c.case_id.is_(None),
            letters.c.purpose.in_(purposes),
            letters.c.recipient_hash == self._keys.find("address", to.casefold()),
            letters.c.queued_at > since,
        )
        return self._connection.scalar(query) or 0

    def open_all(self, letter_id: int) -> None:
        """Open whatever is sealed of a letter: to whom it is, its bytes, what it tells of and what its YES sets going.

        Raises `SealBroken`.
        """
        self.recipient(self._connection.execute(sa.select(letters).where(letters.c.id == letter_id)).one())
        self.raw(letter_id)
        self.names_in(letter_id)
        asked = sa.select(previews).where(previews.c.letter_id == letter_id)
        for row in self._connection.execute(asked).all():
            self._asked(row)

    def of_case(self, case_id: int) -> list[KeptLetter]:
        """The letters of a case, oldest first."""
        query = sa.select(letters).where(letters.c.case_id == case_id).order_by(letters.c.id)
        return [
            KeptLetter(
                row.purpose, self.recipient(row), row.state, row.queued_at, row.ended_at, self.raw(row.id)
            )
            for row in self._connection.execute(query).all()
        ]

    def sent_to(self, address: str, case_id: int) -> list[bytes]:
        """The bytes of the letters on a case that were written to an address."""
        to_them = letters.c.recipient_hash == self._keys.find("address", address.casefold())
        query = sa.select(letters.c.id).where(letters.c.case_id == case_id, to_them)
        return [self.raw(each) for each in self._connection.scalars(query).all()]

    # -- doing -------------------------------------------------------------------------------------------

    def queue(
        self,
        letter: Letter,
        name: str,
        case_id: int | None,
        now: datetime,
        compose: Compose,
        overtakes: Sequence[str] = (),
    ) -> int | None:
        """Queue a letter about the case of that name; None for one whose step was queued before.

        Without `case_id` it belongs to no case. It says anew what those of the steps that it `overtakes` say.
        """
        recipient = letter.to.casefold()
        (step_hash,) = self._step_hashes(name, letter.purpose, [letter.step], letter.to)
        if self._connection.scalar(_LETTER_OF_STEP, {"hash": step_hash}) is not None:
            return None
        self._overtake(letter, overtakes, name, case_id, now)
        nonces = secrets.token_bytes(NONCE_BYTES), secrets.token_bytes(NONCE_BYTES)
        composed = compose(letter, name, nonces)
        if case_id is None:
            (number,) = self._vault.make(1)
        else:
            number = self._connection.execute(_KEY_OF, {"id": case_id}).scalar_one()
        box = self._vault.living_box(number)
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
            "next_attempt_at": now if letter.purpose in OF_ANYBODY else now - _HEAD_START,
            "reply_code": "",
            "handled": False,
            "revoked": False,
        }
        row["recipient"] = box.seal_text(letter.to, *_place_of_letter(row))
        letter_id = inserted(self._connection, letters, row)
        raw = box.seal(composed.raw, "letter_bytes", "raw", mark_hash)
        self._connection.execute(letter_bytes.insert(), {"letter_id": letter_id, "raw": raw})
        if "cases" in letter.facts or notices.told_in(letter):
            told = box.seal_text(_as_json(letter, name, nonces), "mentions", "told", str(letter_id))
            self._connection.execute(mentions.insert(), {"letter_id": letter_id, "told": told})
        return letter_id

    def withdraw(self, case_id: int, people: Sequence[str], now: datetime) -> None:
        """The letters on a case to these people (by key) that were not sent yet never go out."""
        for key in people:
            self._connection.execute(
                letters.update()
                .where(*self._unsent_to(key), letters.c.case_id == case_id)
                .values(state="withdrawn", ended_at=now)
            )

    def withdraw_reminders(self, name: str, case_id: int, steps: Sequence[str], now: datetime) -> None:
        """The reminders of a case, and its letters of overdue days (of these steps), that wait never go out."""
        is_escalation = letters.c.purpose == "escalation"
        waiting = sa.select(letters.c.id, letters.c.step_hash).where(
            letters.c.case_id == case_id, is_escalation, _WAITS
        )
        overdue = []
        for row in self._connection.execute(waiting).all():
            letter = self.letter(row.id)
            if row.step_hash in self._step_hashes(name, letter.purpose, steps, letter.recipient):
                overdue.append(row.id)
        of_these = sa.or_(sa.and_(*_waiting_reminders(case_id)), letters.c.id.in_(overdue))
        self._connection.execute(letters.update().where(of_these).values(state="withdrawn", ended_at=now))

    def _overtake(
        self, letter: Letter, steps: Sequence[str], name: str, case_id: int | None, now: datetime
    ) -> None:
        """Of what waits and a letter says anew only the oldest stays: reminders of its case, or those of these steps.

        By the oldest it is known after some days that nothing reaches whom it is to.
        """
        if letter.purpose == "reminder":
            key = self._keys.find("address", letter.to.casefold())
            waiting = (*_waiting_reminders(case_id), letters.c.recipient_hash == key)
        elif steps:
            hashes = self._step_hashes(name, letter.purpose, steps, letter.to)
            waiting = (letters.c.case_id == case_id, letters.c.step_hash.in_(hashes), _WAITS)
        else:
            return
        oldest = sa.select(sa.func.min(letters.c.id)).where(*waiting).scalar_subquery()
        overtaken = letters.update().where(*waiting, letters.c.id > oldest)
        self._connection.execute(overtaken.values(state="withdrawn", ended_at=now))

    def _step_hashes(self, name: str, purpose: str, steps: Sequence[str], to: str) -> list[bytes]:
        return [self._keys.find("step", "\0".join((name, purpose, each, to.casefold()))) for each in steps]

    def names_in(self, letter_id: int) -> list[str]:
        """The names of the cases beside its own that a letter tells of. Raises `SealBroken`."""
        query = sa.select(mentions.c.letter_id).where(mentions.c.letter_id == letter_id)
        if self._connection.scalar(query) is None:
            return []
        return notices.told_in(self.telling(letter_id).letter)

    def telling(self, letter_id: int) -> Telling:
        """What the words of a letter that tells of other cases were made of. Raises `SealBroken`."""
        query = sa.select(letters, mentions.c.told).join(mentions).where(letters.c.id == letter_id)
        row = self._connection.execute(query).one()
        box = self._vault.living_box(row.data_key)
        said = json.loads(box.open_text(row.told, "mentions", "told", str(row.id)), object_hook=_from_json)
        words = said["letter"] | {name: kind(said["letter"][name]) for name, kind in _KINDS.items()}
        first, second = (bytes.fromhex(each) for each in said["nonces"])
        return Telling(row.id, Letter(**words), said["case"], (first, second), row.queued_at)

    def rewrite(self, telling: Telling, letter: Letter, compose: Compose) -> None:
        """Other words in a letter that did not go out yet, the same in all else, also in its marks."""
        row = self._connection.execute(sa.select(letters).where(letters.c.id == telling.letter_id)).one()
        box = self._vault.living_box(row.data_key)
        composed = compose(letter, telling.case, telling.nonces)
        raw = box.seal(composed.raw, "letter_bytes", "raw", row.mark_hash)
        of_letter = letter_bytes.c.letter_id == row.id
        self._connection.execute(letter_bytes.update().where(of_letter).values(raw=raw))
        told = box.seal_text(_as_json(letter, telling.case, telling.nonces), "mentions", "told", str(row.id))
        self._connection.execute(mentions.update().where(mentions.c.letter_id == row.id).values(told=told))

    def _unsent_to(self, key: str) -> tuple[sa.ColumnElement[bool], ...]:
        return letters.c.recipient_hash == self._keys.find("address", key), letters.c.state.in_(WAITING)

    def revoke(self, letter_id: int) -> None:
        """What answers this letter proves nothing from now on."""
        self._connection.execute(letters.update().where(letters.c.id == letter_id).values(revoked=True))

    def part_from_leavers(self, now: datetime) -> None:
        """To who has left the roll nothing goes out, and what answers their letters proves nothing."""
        # Of an erased case nobody can say any more to whom a letter was.
        theirs = (TO_LEAVER, letters.c.recipient_hash != b"")
        unsent = (*theirs, letters.c.state.in_(WAITING))
        self._connection.execute(letters.update().where(*unsent).values(state="withdrawn", ended_at=now))
        own = sa.select(letters.c.id).where(*theirs)
        self._connection.execute(previews.delete().where(previews.c.letter_id.in_(own)))
        proving = (*theirs, letters.c.revoked.is_(False))
        self._connection.execute(letters.update().where(*proving).values(revoked=True))

    def content_with(self, key: str) -> tuple[int, int]:
        """What somebody (by key) has of cases in their own mailbox: how many letters, of how many cases."""
        query = sa.select(sa.func.count(), sa.func.count(sa.distinct(letters.c.case_id))).where(
            letters.c.recipient_hash == self._keys.find("address", key),
            letters.c.audience == Audience.RESPONDER,
            letters.c.disclosure == Disclosure.CONTENT,
            letters.c.state == "accepted",
        )
        count, of_cases = self._connection.execute(query).one()
        return count, of_cases

    def proves(self, case_id: int, key: str) -> bool:
        """Whether a responder (by key) has, or will have, a letter about a case whose answer proves to be theirs."""
        query = sa.select(letters.c.id).where(
            letters.c.case_id == case_id,
            letters.c.recipient_hash == self._keys.find("address", key),
            letters.c.audience == Audience.RESPONDER,
            letters.c.revoked.is_(False),
        )
        return self._connection.scalar(query.limit(1)) is not None

    def mark_handled(self, letter_id: int) -> bool:
        """The failure of this letter is told in this transaction; False where it was told already."""
        untold = letters.update().where(letters.c.id == letter_id, letters.c.handled.is_(False))
        return self._connection.execute(untold.values(handled=True)).rowcount == 1

    def mark_bounced(self, letter_id: int, now: datetime) -> None:
        """A delivery report says that this letter did not arrive. One that was destroyed since can go nowhere again."""
        self._connection.execute(
            letters.update()
            .where(letters.c.id == letter_id, letters.c.recipient_hash != b"")
            .values(state="failed", handled=True, ended_at=now)
        )

    # -- previews ----------------------------------------------------------------------------------------

    def ask(self, letter_id: int, case_id: int, asked: Asked) -> None:
        """Keep what the YES to a letter sets going."""
        number = self._connection.execute(_KEY_OF, {"id": case_id}).scalar_one()
        said = json.dumps(asdict(asked.pending))
        sealed = self._vault.living_box(number).seal_text(said, "previews", "pending", str(letter_id))
        row = {"letter_id": letter_id, "case_id": case_id, "at": asked.at, "entries": asked.entries}
        self._connection.execute(previews.insert(), row | {"pending": sealed})

    def asked(self, letter_id: int, case_id: int) -> Asked | None:
        """What a letter waits for; None where it waits for nothing."""
        query = sa.select(previews).where(previews.c.letter_id == letter_id, previews.c.case_id == case_id)
        row = self._connection.execute(query).first()
        return None if row is None else self._asked(row)

    def take_asked(self, letter_id: int, case_id: int) -> Asked | None:
        """The same, once: who asks a second time gets None."""
        asked = self.asked(letter_id, case_id)
        if asked is not None:
            self._connection.execute(previews.delete().where(previews.c.letter_id == letter_id))
        return asked

    def _asked(self, row: Any) -> Asked:
        number = self._connection.execute(_KEY_OF, {"id": row.case_id}).scalar_one()
        said = json.loads(
            self._vault.living_box(number).open_text(row.pending, "previews", "pending", str(row.letter_id))
        )
        commands = tuple(
            Command(each["verb"], each["line"], each["text"], tuple(each["cut"]), tuple(each["left"]))
            for each in said["commands"]
        )
        return Asked(Pending(said["by"], commands, said["second"]), row.at, row.entries)


_WAITS = letters.c.state.in_(("queued", "deferred"))


def _waiting_reminders(case_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return letters.c.case_id == case_id, letters.c.purpose == "reminder", _WAITS


# What is no text in a letter.
_KINDS = {"audience": Audience, "disclosure": Disclosure}


def _as_json(letter: Letter, case: str, nonces: tuple[bytes, bytes]) -> str:
    said = {"letter": asdict(letter), "case": case, "nonces": [each.hex() for each in nonces]}
    return json.dumps(said, default=lambda at: {"at": at.isoformat()})


def _from_json(value: dict[str, Any]) -> Any:
    return datetime.fromisoformat(value["at"]) if value.keys() == {"at"} else value


def _place_of_letter(row: Mapping[Any, Any]) -> tuple[str | bytes, ...]:
    """Case, purpose, part and disclosure are what clearance is judged by, so they cannot be changed unnoticed."""
    decides = (row["purpose"], row["audience"], row["disclosure"])
    return ("letters", "recipient", bytes(row["mark_hash"]), str(row["case_id"]), *decides)
