"""The database itself: engine, schema, and who leads. SQLite or PostgreSQL, by SQLAlchemy.

It stands apart from `store` because none of it knows what is kept: a migration, a second daemon and a health
check need the database and no key.

Fails: `StoreUnavailable` when the database cannot be reached or is busy: the world's fault, the caller tries
again later. `SchemaMismatch` when the database is of another version: the caller says so and stops.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from cocmail.tables import SCHEMA

_LEADER_LOCK = 0x636F636D  # PostgreSQL advisory lock number: "cocm".


class StoreUnavailable(Exception):
    """The database cannot be reached, or refuses. Nothing was changed."""


class SchemaMismatch(Exception):
    """The database is of another version than this program."""


@contextmanager
def _world() -> Iterator[None]:
    """Turns what the database does to us into `StoreUnavailable`, without the parameters of the statement."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError) as error:
        # Only the class: a driver's text can quote values.
        raise StoreUnavailable(
            f"the database does not answer ({type(error.orig or error).__name__})"
        ) from None
    except exc.DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailable("the database connection was lost") from None
        if type(error.orig).__name__ == "DatabaseError":
            raise StoreUnavailable("the database file is damaged, or is none") from None
        raise


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10}
        )
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": 15})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # We begin transactions ourselves.
        for pragma in (
            "journal_mode=WAL",
            # With NORMAL a power cut can undo a commit after the mailbox let go.
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        reads = connection.get_execution_options().get("cocmail_reads")
        # IMMEDIATE: a deferred transaction that reads before it writes loses updates.
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


class Database:
    """The database of one alias. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._lock: Any = None

    def close(self) -> None:
        """Let go of connections and of the lead."""
        self.step_down()
        self.engine.dispose()

    def wipe(self) -> bool:
        """After something was destroyed: leave no old page of it behind in files of the database.

        SQLite overwrites what is freed (secure_delete), and its log is emptied here; False where somebody reads
        in it for too long. PostgreSQL frees the old rows, and overwrites them when it needs the room.
        """
        if self.file() is None:
            with _world(), self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
            return True
        # Below SQLAlchemy, which would begin a transaction: a log cannot be emptied in one.
        raw = self.engine.raw_connection()
        try:
            busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(f"the database does not answer ({type(error).__name__})") from None
        finally:
            raw.close()
        return not busy

    @contextmanager
    def writes(self) -> Iterator[sa.Connection]:
        """A connection in one transaction, committed at the end of the block, or nothing of it."""
        with _world(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reads(self) -> Iterator[sa.Connection]:
        """A connection that only reads, and on SQLite waits for no writer."""
        with _world(), self.engine.connect() as connection:
            yield connection.execution_options(cocmail_reads=True)

    def revision(self) -> str:
        """The schema's revision, '' for a database without one. Raises `StoreUnavailable`."""
        path = self.file()
        if path and not path.exists():
            return ""
        with self.reads() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")

    def require_schema(self) -> None:
        """Raises `SchemaMismatch` unless the database is of this version."""
        found = self.revision()
        if found == SCHEMA:
            return
        if not found:
            raise SchemaMismatch("the database is empty or missing; make it with: cocmail migrate")
        advice = (
            "bring it up with: cocmail migrate"
            if found < SCHEMA
            else "it was made by a newer cocmail; install that"
        )
        raise SchemaMismatch(f"the database has schema {found}, this cocmail needs {SCHEMA}; {advice}")

    def lead(self) -> bool:
        """Become the one daemon of this database; False where another is. Raises `StoreUnavailable`."""
        path = self.file()
        if path:
            lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                return False
            self._lock = lock
            return True
        with _world():
            connection = self.engine.connect()
            try:
                quick = connection.execution_options(isolation_level="AUTOCOMMIT")
                if quick.scalar(sa.select(sa.func.pg_try_advisory_lock(_LEADER_LOCK))):
                    self._lock = quick
                    return True
            except exc.DBAPIError:
                connection.close()
                raise
            connection.close()
            return False

    def still_leads(self) -> bool:
        """Whether the lead is still ours. On PostgreSQL it is lost with the connection that holds it."""
        if not isinstance(self._lock, sa.Connection):
            return self._lock is not None
        try:
            self._lock.scalar(sa.select(1))
        except exc.DBAPIError:
            return False
        return True

    def step_down(self) -> None:
        """Let another daemon lead."""
        lock, self._lock = self._lock, None
        if isinstance(lock, int):
            os.close(lock)
        elif lock is not None:
            lock.invalidate()
            lock.close()

    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        url = sa.make_url(self.url)
        return Path(url.database or "") if url.get_backend_name() == "sqlite" else None
