"""Who leads: of all daemons on one PostgreSQL database one acts, the others stand by and take over.

Three things make that safe together, none of them alone:

- An advisory lock on a connection of its own is free as soon as the server sees that the leader is gone.
- The leader beats. One that stands still, or is cut off, keeps its lock for as long as the server takes its
  connection for alive; whoever sees the beat stop, twice in a row, ends all of that leader's connections.
- Each take-over raises the epoch, and each transaction that writes first holds on to the epoch that its process
  believes in. Whoever was overtaken, and wakes up later, changes nothing any more.

It stands apart because SQLite needs none of it: there a lock on a file is enough.

Fails: whatever SQLAlchemy raises; `database` turns it into `StoreUnavailable`.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy import exc

from cocmail.tables import leadership

_LOCK = 0x636F636D  # PostgreSQL advisory lock number: "cocm". Advisory locks belong to one database.
BEAT = 1.5  #: seconds between two beats
LEASE = 6.0  #: seconds after a beat for which it counts
_PATIENCE = 3.0  # How long a server may take to end connections that it was told to end.

_EPOCH = leadership.c.epoch
# The epoch is the primary key: holding on to it does not hold up the beat, which changes no key, and does hold
# up whoever raises it (PostgreSQL manual, 13.3.2: FOR KEY SHARE conflicts with FOR UPDATE alone).
# The holder as well: a server that was failed over to may lack the last take-over, and give its number again.
_MINE = (sa.bindparam("mine") == _EPOCH) & (leadership.c.holder == sa.bindparam("me"))
_FENCE = sa.select(_EPOCH).where(_MINE).with_for_update(read=True, key_share=True)
_TRY = sa.select(sa.func.pg_try_advisory_lock(_LOCK))
_FIRST = sa.text(
    "INSERT INTO leadership (epoch, holder, beat_at) SELECT 0, '', 'epoch' "
    "WHERE NOT EXISTS (SELECT FROM leadership) ON CONFLICT DO NOTHING"
)
_RAISE = (
    leadership.update()
    .values(epoch=_EPOCH + 1, holder=sa.bindparam("me"), beat_at=sa.func.clock_timestamp())
    .returning(_EPOCH)
)
_BEAT = leadership.update().where(_MINE).values(beat_at=sa.func.clock_timestamp())
# By the server's clock alone: those of two computers may differ.
_LATE = sa.text(
    "SELECT epoch, beat_at::text FROM leadership "
    "WHERE beat_at < clock_timestamp() - make_interval(secs => :lease)"
)
# All connections of the last holder, not only the one with the lock: a transaction that stands still holds rows.
_DEPOSE = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND usename = current_user AND pid <> pg_backend_pid() AND ("
    "application_name <> :me AND application_name = (SELECT holder FROM leadership) "
    "OR pid IN (SELECT pid FROM pg_locks "
    "WHERE locktype = 'advisory' AND classid = 0 AND objid = :lock AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))"
)
_OTHERS = sa.text(
    "SELECT count(DISTINCT application_name) FROM pg_stat_activity WHERE datname = current_database() "
    "AND application_name LIKE 'cocmail %' AND application_name <> :me"
)


class Leadership:
    """The lead of one PostgreSQL database, as one process sees it. Safe to share between threads.

    `name` is the application name of all connections of this process, and of no other's.
    """

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._epoch: int | None = None  # Kept after the lead is lost: what is still under way must fail.
        self._until = 0.0
        self._suspect: tuple[int, str] | None = None
        self._leave = threading.Event()
        self._beating: threading.Thread | None = None

    def take(self, on_lost: Callable[[], None]) -> bool:
        """Take the lead where it is free, or whoever has it stands still; False where another leads.

        A leader that stands still is deposed at the second look. `on_lost` is called, from another thread, when
        the lead is lost.
        """
        self.give_up()
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.execute(_FIRST)
            if not (connection.scalar(_TRY) or (self._stands_still(connection) and self._depose(connection))):
                connection.close()
                return False
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        # Its own from now on, and never given to anybody else: the lock would go with it.
        connection.detach()
        try:
            # Whatever it waits for in vain must not take the place of a beat.
            connection.exec_driver_sql(f"SET statement_timeout = '{_PATIENCE:g}s'")
            self._depose_all(connection)
            epoch: int = connection.execute(_RAISE, {"me": self._name}).scalar_one()
        except BaseException:
            connection.close()
            raise
        self._suspect = None
        self._until = time.monotonic() + LEASE
        self._epoch = epoch
        self._leave = threading.Event()
        self._beating = threading.Thread(
            target=self._beat, args=(connection, epoch, self._leave, on_lost), name="lead", daemon=True
        )
        self._beating.start()
        return True

    def holds(self) -> bool:
        """Whether the lead is ours for all we know. It asks nobody, and is right also after a long stop."""
        return time.monotonic() < self._until

    def fence(self, connection: sa.Connection) -> bool:
        """Whether a transaction that begins may write; if so, nobody takes over before it ends.

        A process that never led may write: it is an administrator's command.
        """
        if self._epoch is None:
            return True
        if connection.scalar(_FENCE, {"mine": self._epoch, "me": self._name}) is not None:
            return True
        self._until = 0.0
        return False

    def processes(self, connection: sa.Connection) -> int:
        """How many processes of cocmail are connected to the database; this one only where it leads."""
        others = int(connection.scalar(_OTHERS, {"me": self._name}) or 0)
        return others + self.holds()

    def give_up(self) -> None:
        """Let another lead."""
        self._until = 0.0
        self._leave.set()
        beating, self._beating = self._beating, None
        if beating is not None and beating is not threading.current_thread():
            # A beat that gets no answer may take longer; its thread closes the connection when it ends.
            beating.join(1)

    def _beat(
        self, connection: sa.Connection, epoch: int, leave: threading.Event, on_lost: Callable[[], None]
    ) -> None:
        """The thread that beats, until the lead is given up or lost."""
        try:
            while not leave.wait(BEAT):
                begun = time.monotonic()
                if not self._beats(connection, epoch):
                    break
                if not leave.is_set():
                    self._until = begun + LEASE
        finally:
            if not leave.is_set():
                self._until = 0.0
                on_lost()
            with suppress(exc.SQLAlchemyError):
                connection.close()

    def _beats(self, connection: sa.Connection, epoch: int) -> bool:
        try:
            return connection.execute(_BEAT, {"mine": epoch, "me": self._name}).rowcount == 1
        except exc.SQLAlchemyError:
            return False

    def _stands_still(self, connection: sa.Connection) -> bool:
        """Whether the leader's beat is late, and has not come since the last look.

        At one look alone it may be the server that stood still, or somebody who took the lead this moment.
        """
        row = connection.execute(_LATE, {"lease": LEASE}).first()
        before, self._suspect = self._suspect, None if row is None else (row.epoch, row.beat_at)
        return self._suspect is not None and self._suspect == before

    def _depose(self, connection: sa.Connection) -> bool:
        """End what has the lock; whether the lock is ours then."""
        end = time.monotonic() + _PATIENCE
        self._depose_all(connection)
        while not connection.scalar(_TRY):
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def _depose_all(self, connection: sa.Connection) -> None:
        """End every connection of whoever led before. A lock of ours is not concerned."""
        connection.execute(_DEPOSE, {"me": self._name, "lock": _LOCK}).all()
