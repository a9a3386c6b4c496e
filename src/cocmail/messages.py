"""The messages inside one transaction: held once, their bytes sealed, found again by what they say of themselves.

It stands apart from `transaction` because a message is ours before anybody knows which case it is about. Its bytes are
sealed under a key of its own, and lie apart from its row, which is written often.

Fails: `SealBroken` for bytes that were changed or moved; `Overtaken` from `close`; otherwise as `database`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import IMPORTED
from cocmail.database import Overtaken, inserted
from cocmail.mail.message import Arrival
from cocmail.mail.triage import Door
from cocmail.sealing import Keys, SealBroken
from cocmail.tables import cases, messages, raw_messages
from cocmail.vault import Vault

#: The doors of what a reporter wrote.
FROM_REPORTER = (Door.NEW_REPORT, Door.FOLLOW_UP)
_ANSWERS = (Door.FOLLOW_UP, Door.FROM_RESPONDER, Door.FROM_CONTACT)
#: Why what comes for a destroyed case is laid aside: who was shut out of it must not see that it is counted.
OF_DESTROYED = "its case was destroyed"
#: Why what is no earlier mail at all is laid aside: tried once more, it is obeyed as if it had just come.
EARLIER_ANSWER = "brought in by import, and answers a letter of ours"

# Built once: SQLAlchemy takes four times as long to build a statement as to run it.
_OF_DIGEST = sa.select(messages.c.id, messages.c.door, messages.c.data_key).where(
    messages.c.digest == sa.bindparam("digest")
)
_COPY = sa.select(messages.c.id, messages.c.case_id).where(
    messages.c.message_id_hash == sa.bindparam("id_hash"),
    messages.c.content_hash == sa.bindparam("hash"),
    messages.c.state == "filed",
    messages.c.id != sa.bindparam("besides"),
    # A copy through the group proves less than the one that came straight to us; of junk nobody was told.
    messages.c.door.not_in((Door.UNPROVEN, Door.JUNK)),
)
_IN_ARCHIVE = (messages.c.door == Door.EARLIER) | sa.exists().where(
    cases.c.id == messages.c.case_id, cases.c.outcome == IMPORTED
)
_BEARER = (
    sa.select(messages.c.id)
    .where(messages.c.message_id_hash == sa.bindparam("id_hash"), messages.c.id != sa.bindparam("besides"))
    .where(~_IN_ARCHIVE)
    .limit(1)
)
_CHANGE = messages.update().where(messages.c.id == sa.bindparam("which"))
_CLOSE = _CHANGE.where(messages.c.state == "spooled")
_DIGEST = sa.select(messages.c.digest).where(messages.c.id == sa.bindparam("id"))


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message of a case for its archive. Times are aware, `raw` is as it came."""

    received_at: datetime
    raw: bytes


class Messages:
    """What may be asked and done about messages inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys, vault: Vault) -> None:
        self._connection = connection
        self._keys = keys
        self._vault = vault

    # -- asking ------------------------------------------------------------------------------------------

    def is_copy(self, message_id: str, content: str) -> bool:
        """Whether a message with this Message-ID, author and content is filed already."""
        return self._original(message_id, content, besides=0) is not None

    def case_of_original(self, message_id: str, content: str, *, besides: int) -> int | None:
        """The case of the message that the one which is being filed (`besides`) is a copy of."""
        original = self._original(message_id, content, besides=besides)
        return original.case_id if original else None

    def knows_id(self, message_id: str, *, besides: int) -> bool:
        """Whether some message that was read already bears this Message-ID, whatever else it says; none by import.

        `besides` is the one that is being filed: it may be for the second time.
        """
        if not message_id:
            return False
        wanted = {"id_hash": self._keys.find("message-id", message_id), "besides": besides}
        return self._connection.scalar(_BEARER, wanted) is not None

    def _original(self, message_id: str, content: str, *, besides: int) -> Any:
        if not message_id:
            return None
        wanted = {
            "id_hash": self._keys.find("message-id", message_id),
            "hash": self._keys.find("content", content),
            "besides": besides,
        }
        return self._connection.execute(_COPY, wanted).first()

    def raw(self, row: Any) -> bytes:
        """The bytes of a message's row joined with its raw bytes."""
        return self._vault.living_box(row.data_key).open(row.raw, "raw_messages", "raw", row.digest)

    def of(self, case_id: int) -> list[KeptMessage]:
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
            kept.append(KeptMessage(row.received_at, self.raw(row)))
        return kept

    def latest_from_reporter(self, case_id: int) -> bytes:
        """The raw bytes of the latest message of a case that its reporter wrote; b'' where there is none."""
        query = (
            sa.select(messages, raw_messages.c.raw)
            .join(raw_messages)
            .where(messages.c.case_id == case_id, messages.c.door.in_(FROM_REPORTER))
            .order_by(messages.c.id.desc())
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return self.raw(row) if row else b""

    def answers(self, case_id: int) -> Iterator[bytes]:
        """The raw bytes of what people wrote in answer to letters about a case, one after the other."""
        # Of a destroyed case the rows stay without their bytes.
        query = (
            sa.select(raw_messages.c.message_id)
            .join(messages)
            .where(messages.c.case_id == case_id, messages.c.door.in_(_ANSWERS))
        )
        for message_id in self._connection.scalars(query).all():
            # Not all at once: each may be large.
            one = (
                sa.select(messages, raw_messages.c.raw).join(raw_messages).where(messages.c.id == message_id)
            )
            yield self.raw(self._connection.execute(one).one())

    def count_aside(self) -> int:
        """How many are in quarantine and belong to no case, nor to one that was destroyed; none by import."""
        aside = (
            messages.c.state == "quarantined",
            messages.c.case_id.is_(None),
            messages.c.reason.not_in((OF_DESTROYED, EARLIER_ANSWER)),
            messages.c.door != Door.EARLIER,
        )
        return self._connection.scalar(sa.select(sa.func.count()).where(*aside)) or 0

    def waits_as_earlier(self, message_id: int) -> bool:
        """Whether a message from before cocmail is held and not filed: whoever began with it was stopped."""
        waits = (messages.c.id == message_id, messages.c.state == "spooled", messages.c.door == Door.EARLIER)
        return self._connection.scalar(sa.select(messages.c.id).where(*waits)) is not None

    # -- doing -------------------------------------------------------------------------------------------

    def hold(self, arrival: Arrival, raw: bytes, now: datetime, door: Door | None) -> tuple[int, bool]:
        """Keep the bytes of a message that came, unless they are held; its number, and whether it waits to be filed.

        `door` is `JUNK` or `EARLIER` where the way that it came decides what becomes of it, else None.
        """
        digest = self._keys.find("raw", raw)
        held = self._connection.execute(_OF_DIGEST, {"digest": digest}).first()
        if held is None:
            (number,) = self._vault.make(1)
            values = {
                "data_key": number,
                "state": "spooled",
                "attempts": 0,
                "door": str(door or ""),
                "reason": "",
                "received_at": arrival.received_at,
                "spooled_at": now,
                "size": arrival.size,
                "truncated": arrival.truncated,
                "digest": digest,
            }
            message_id = inserted(self._connection, messages, values)
            self._seal(message_id, number, digest, raw)
            return message_id, True
        if door == Door.JUNK or held.door != Door.JUNK:
            return held.id, False
        # Somebody moved it out of the junk folder: now it is a message like any other.
        self._connection.execute(raw_messages.delete().where(raw_messages.c.message_id == held.id))
        self._vault.destroy((held.data_key,), now)
        (number,) = self._vault.make(1)
        values = {"state": "spooled", "door": str(door or ""), "spooled_at": now, "data_key": number}
        self._connection.execute(_CHANGE, {"which": held.id, **values})
        self._seal(held.id, number, digest, raw)
        return held.id, True

    def _seal(self, message_id: int, key: int, digest: bytes, raw: bytes) -> None:
        sealed = self._vault.living_box(key).seal(raw, "raw_messages", "raw", digest)
        self._connection.execute(raw_messages.insert(), {"message_id": message_id, "raw": sealed})

    def close(
        self,
        message_id: int,
        *,
        state: str,
        door: Door,
        reason: str,
        case_id: int | None,
        rfc_message_id: str,
        content: str,
    ) -> None:
        """Mark a spooled message filed or quarantined. Raises `Overtaken` where it is not spooled any more."""
        digest = bytes(self._connection.execute(_DIGEST, {"id": message_id}).scalar_one())
        values = {
            "state": state,
            "door": str(door),
            "reason": reason,
            "case_id": case_id,
            "message_id_hash": self._keys.find("message-id", rfc_message_id) if rfc_message_id else None,
            "content_hash": self._keys.find("content", content),
            "case_hash": None if case_id is None else self._belonging(digest, case_id),
        }
        if self._connection.execute(_CLOSE, {"which": message_id, **values}).rowcount != 1:
            raise Overtaken("another cocmail has filed the message")

    def _belonging(self, digest: bytes, case_id: int) -> bytes:
        return self._keys.find("belongs", digest + str(case_id).encode())
