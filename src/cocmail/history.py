"""The history of a case: append-only, every entry sealed and chained to the one before it.

The chain runs over a hash of each entry's content that only the case's data key can make, so that it still holds
when the content was destroyed, and by then tells nobody what the content was. It stands apart because nothing
else may write or read entries.

Fails: `SealBroken` for an entry that was changed or moved; otherwise as `database`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from cocmail.cases.model import Entry
from cocmail.sealing import Box, Keys, SealBroken
from cocmail.tables import cases, entries
from cocmail.vault import Vault

ERASED: Final = "erased"  #: the type of the entry that says that the content of those before it was destroyed

# Built once: SQLAlchemy takes four times as long to build a statement as to run it.
_KEY_AND_HEAD = sa.select(cases.c.data_key, cases.c.head).where(cases.c.id == sa.bindparam("id"))
_LAST_SEQ = sa.select(sa.func.max(entries.c.seq)).where(entries.c.case_id == sa.bindparam("id"))
_ENTRIES = sa.select(entries).where(entries.c.case_id == sa.bindparam("id")).order_by(entries.c.seq)
_NEW_HEAD = cases.update().where(cases.c.id == sa.bindparam("which"))


class History:
    """The histories of cases inside one transaction."""

    def __init__(self, connection: sa.Connection, keys: Keys, vault: Vault) -> None:
        self._connection = connection
        self._keys = keys
        self._vault = vault

    def of(self, case_id: int) -> list[Entry]:
        """The entries of a case, oldest first. Those before its content was erased hold none."""
        box = self._box(case_id)
        return [
            Entry(row.at, row.type, *_opened(box, row))
            for row in self._connection.execute(_ENTRIES, {"id": case_id})
        ]

    def append(self, case_id: int, more: Sequence[Entry], message_id: int | None = None) -> int:
        """Add entries at the end, and put the end of the chain into the row of the case.

        Returns how many entries the history has by then.
        """
        last = self._connection.scalar(_LAST_SEQ, {"id": case_id}) or 0
        if not more:
            return last
        case = self._connection.execute(_KEY_AND_HEAD, {"id": case_id}).one()
        box, chain = self._vault.living_box(case.data_key), bytes(case.head)
        rows = []
        for seq, entry in enumerate(more, last + 1):
            body_hash = box.digest(entry.who, entry.text)
            chain = self._link(chain, case_id, seq, entry.at, entry.type, body_hash)
            rows.append(
                {
                    "case_id": case_id,
                    "seq": seq,
                    "at": entry.at,
                    "type": entry.type,
                    "message_id": message_id,
                    **_sealed(box, seq, entry.who, entry.text),
                    "body_hash": body_hash,
                    "chain": chain,
                }
            )
        self._connection.execute(entries.insert(), rows)
        self._connection.execute(_NEW_HEAD, {"which": case_id, "head": chain})
        return last + len(rows)

    def blank(self, case_id: int, box: Box) -> None:
        """Put nothing, sealed by a new key, in the place of all content."""
        query = sa.select(entries.c.id, entries.c.seq).where(entries.c.case_id == case_id)
        for row in self._connection.execute(query).all():
            self._connection.execute(
                entries.update().where(entries.c.id == row.id).values(_sealed(box, row.seq, "", ""))
            )

    def fault(self, case_id: int) -> int | None:
        """The number of the first entry that breaks the chain, or does not open; None where it holds.

        Where entries are missing at the end it is the number after the last one.
        """
        try:
            box = self._box(case_id)
        except SealBroken:
            return 1  # With the key of the case nothing of it opens.
        head = self._connection.execute(_KEY_AND_HEAD, {"id": case_id}).one().head
        rows = self._connection.execute(_ENTRIES, {"id": case_id}).all()
        erased = max((row.seq for row in rows if row.type == ERASED), default=0)
        chain = b""
        for seq, row in enumerate(rows, 1):
            try:
                who, text = _opened(box, row)
            except SealBroken:
                return seq
            # Of what was erased the hash alone is left.
            body_hash = bytes(row.body_hash) if row.seq < erased else box.digest(who, text)
            chain = self._link(chain, case_id, seq, row.at, row.type, body_hash)
            if row.seq != seq or chain != bytes(row.chain):
                return seq
        return None if chain == bytes(head) else len(rows) + 1

    def _box(self, case_id: int) -> Box:
        return self._vault.living_box(self._connection.execute(_KEY_AND_HEAD, {"id": case_id}).one().data_key)

    def _link(
        self, previous: bytes, case_id: int, seq: int, at: datetime, kind: str, body_hash: bytes
    ) -> bytes:
        return self._keys.chain(
            previous,
            str(case_id).encode(),
            str(seq).encode(),
            at.astimezone(UTC).isoformat().encode(),
            kind.encode(),
            body_hash,
        )


def _sealed(box: Box, seq: int, who: str, text: str) -> dict[str, bytes]:
    return {
        "author": box.seal_text(who, "entries", "author", str(seq)),
        "body": box.seal_text(text, "entries", "body", str(seq)),
    }


def _opened(box: Box, row: sa.Row[tuple[object, ...]]) -> tuple[str, str]:
    return (
        box.open_text(row.author, "entries", "author", str(row.seq)),
        box.open_text(row.body, "entries", "body", str(row.seq)),
    )
