"""The data keys in the database: made, opened, wrapped anew, destroyed.

It stands apart because every other table's values are sealed with these keys, and none of those tables has to be
known here.

Fails: `SealBroken` for one data key that was changed; `KeyUnusable` where the key file opens none (`prove`);
otherwise as `database`.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from cocmail.database import StoreUnavailable, batches
from cocmail.sealing import Box, Keys, KeyUnusable, SealBroken, load_keys, new_data_key
from cocmail.tables import data_keys

_ALLOCATION_LOCK = 0x636F6D6B  # PostgreSQL advisory lock number: "comk".
_FIRST = 2**31  # Half of all numbers are above the highest that a new database begins with.
_PROOFS = 20  # Of so many keys one has to open: a single one may have been tampered with.

# Sealing keys are numbered from 1; 0 stands at numbers that were passed over and never had a key.
_DESTROYED = (
    data_keys.c.destroyed_at.is_not(None),
    data_keys.c.wrapped.is_(None),
    data_keys.c.sealing_key != 0,
)

_Row = sa.Row[tuple[int, int, bytes | None, datetime | None]]


class Vault:
    """The data keys as one transaction sees them."""

    def __init__(self, connection: sa.Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys
        self._open: dict[int, Box | None] = {}

    def box(self, number: int) -> Box | None:
        """What seals and opens under the data key of that number; None where it was destroyed."""
        if number not in self._open:
            row = self._connection.execute(sa.select(data_keys).where(data_keys.c.id == number)).first()
            opened = None if row is None or row.wrapped is None else self._unwrapped(row)
            self._open[number] = None if opened is None else Box(opened)
        return self._open[number]

    def living_box(self, number: int) -> Box:
        """The same where the key has to be there. Raises `SealBroken` where it is not."""
        box = self.box(number)
        if box is None:
            raise SealBroken(f"data key {number} was destroyed")
        return box

    def _unwrapped(self, row: _Row) -> bytes | None:
        """The data key of a row; None where the key file was made to forget it: an older database was put back."""
        if all(root.number != row.sealing_key for root in self._keys.roots) and self._keys.path:
            # Another process added a sealing key after this transaction began.
            with suppress(KeyUnusable):
                fresh = load_keys(self._keys.path)
                self._keys = fresh if fresh.follows(self._keys) else self._keys
        if not self._keys.knows(row.id):
            return None
        if row.sealing_key > self._keys.roots[-1].number and not self._opens_any():
            # A copy of the key file from before a rotation, such as a service got at its start: nothing is broken,
            # and everything waits until the service has the file as it is now.
            raise StoreUnavailable(
                f"the key file at hand is older than the last `cocmail key rotate` (sealing key {row.sealing_key}); "
                "restart the service"
            )
        try:
            return self._keys.unwrap(row.id, row.sealing_key, bytes(row.wrapped or b""))
        except KeyUnusable:
            raise SealBroken(f"data key {row.id} was changed, or is of another key file") from None

    def make(self, count: int) -> list[int]:
        """New data keys; returns their numbers. A number is never given twice, nor one that was forgotten."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ALLOCATION_LOCK)))
        last = self._connection.scalar(sa.select(sa.func.max(data_keys.c.id)))
        if last is None:
            # Not from 1: two aliases may share a key file, and what one destroys must not be a number of the other.
            last = secrets.randbelow(_FIRST)
        numbers: list[int] = []
        rows = []
        while len(numbers) < count:
            last += 1
            if not self._keys.knows(last):
                continue
            fresh = new_data_key()
            sealing_key, wrapped = self._keys.wrap(last, fresh)
            rows.append({"id": last, "sealing_key": sealing_key, "wrapped": wrapped})
            self._open[last] = Box(fresh)
            numbers.append(last)
        if rows:
            self._connection.execute(data_keys.insert(), rows)
        return numbers

    def destroy(self, numbers: Iterable[int], now: datetime) -> None:
        """Let go of these keys. The rows stay, without bytes."""
        wanted = sorted(set(numbers))
        for some in batches(wanted):
            self._connection.execute(
                data_keys.update()
                .where(data_keys.c.id.in_(some), data_keys.c.destroyed_at.is_(None))
                .values(wrapped=None, destroyed_at=now)
            )
            self._connection.execute(
                data_keys.update().where(data_keys.c.id == sa.bindparam("number")),
                [{"number": number, "proof": self._proof(number)} for number in some],
            )
        self._open |= dict.fromkeys(wanted)

    def _proof(self, number: int) -> bytes:
        return self._keys.find("destroyed", str(number))

    def count_destroyed(self) -> int:
        """How many keys were destroyed here."""
        return self._connection.scalar(sa.select(sa.func.count()).where(*_DESTROYED)) or 0

    def not_forgotten(self) -> list[int]:
        """The numbers of the keys that were destroyed here and that the key file still opens in older backups."""
        query = sa.select(data_keys.c.id, data_keys.c.proof).where(*_DESTROYED)
        return [
            row.id
            for row in self._connection.execute(query)
            if self._keys.knows(row.id) and bytes(row.proof or b"") == self._proof(row.id)
        ]

    def unproven(self) -> list[int]:
        """Keys that are marked as destroyed, and that it was not we who destroyed."""
        query = sa.select(data_keys).where(
            data_keys.c.destroyed_at.is_not(None), data_keys.c.sealing_key != 0
        )
        return [
            row.id
            for row in self._connection.execute(query)
            if row.wrapped is not None or bytes(row.proof or b"") != self._proof(row.id)
        ]

    def damaged(self) -> list[int]:
        """Keys that stand here and that the key file should open and does not."""
        query = sa.select(data_keys).where(data_keys.c.wrapped.is_not(None))
        found = []
        for row in self._connection.execute(query).all():
            try:
                self._unwrapped(row)
            except SealBroken:
                found.append(row.id)
        return found

    def forgotten(self) -> list[int]:
        """Keys that stand here and that the key file was made to forget: an older database was put back."""
        query = sa.select(data_keys.c.id).where(data_keys.c.wrapped.is_not(None))
        return [number for number in self._connection.scalars(query) if not self._keys.knows(number)]

    def _opens_any(self) -> bool:
        try:
            self.prove()
        except KeyUnusable:
            return False
        return True

    def prove(self) -> None:
        """Raises `KeyUnusable` unless the key file opens what stands here."""
        query = sa.select(data_keys).where(data_keys.c.wrapped.is_not(None)).order_by(data_keys.c.id.desc())
        refusal: KeyUnusable | None = None
        for row in self._connection.execute(query.limit(_PROOFS)).all():
            try:
                self._keys.unwrap(row.id, row.sealing_key, bytes(row.wrapped))
            except SealBroken:
                continue  # Forgotten: an older database was put back.
            except KeyUnusable as error:
                refusal = refusal or error
            else:
                return
        if refusal is not None:
            raise refusal

    def still_to_wrap(self) -> int:
        """How many keys are not yet wrapped by the newest sealing key."""
        return len(self.older())

    def older(self) -> list[int]:
        """The numbers of these keys."""
        newest = self._keys.roots[-1].number
        query = sa.select(data_keys.c.id).where(
            data_keys.c.wrapped.is_not(None), data_keys.c.sealing_key != newest
        )
        # What the file forgot stays as it is, for `forgotten` to find.
        return [
            number
            for number in self._connection.scalars(query.order_by(data_keys.c.id))
            if self._keys.knows(number)
        ]

    def wrap_anew(self, numbers: Sequence[int]) -> Iterator[int]:
        """Wrap these keys by the newest sealing key; yields, again and again, how many are done."""
        done = 0
        for some in batches(numbers):
            self._wrap_anew(some)
            done += len(some)
            yield done

    def _wrap_anew(self, some: Sequence[int]) -> None:
        # Locked, so that a key which is destroyed at this moment does not come back.
        query = sa.select(data_keys).where(data_keys.c.id.in_(some)).with_for_update()
        changes = []
        for row in self._connection.execute(query).all():
            opened = None
            with suppress(SealBroken):  # A damaged one stays as it is; `check` names it.
                opened = self._unwrapped(row) if row.wrapped is not None else None
            if opened is not None:
                sealing_key, wrapped = self._keys.wrap(row.id, opened)
                changes.append({"number": row.id, "by": sealing_key, "as_": wrapped})
        if changes:
            self._connection.execute(
                data_keys.update()
                .where(data_keys.c.id == sa.bindparam("number"))
                .values(sealing_key=sa.bindparam("by"), wrapped=sa.bindparam("as_")),
                changes,
            )
