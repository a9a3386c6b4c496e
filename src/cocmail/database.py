"""The database itself: engine, schema, and who leads. SQLite or PostgreSQL, by SQLAlchemy.

It stands apart from `store` because none of it knows what is kept: a migration, a second daemon and a health
check need the database and no key.

Fails: `StoreUnavailable` when the database cannot be reached or is busy: the world's fault, the caller tries
again later. `SchemaMismatch` when the database is of another version: the caller says so and stops. `ConfigError`
from a URL that no connection can be made by.
"""

import fcntl
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import sqlalchemy as sa
from sqlalchemy import exc

from cocmail.config import ConfigError
from cocmail.leadership import Leadership
from cocmail.tables import SCHEMA, health

_BATCH = 500
# What libpq takes a secret from (PostgreSQL's manual, 34.1.2), but for the names of files.
SECRETS = frozenset(
    ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
)


class StoreUnavailable(Exception):
    """The database cannot be reached, or refuses. Nothing was changed. `final` says that somebody has to mend it."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class Overtaken(StoreUnavailable):
    """Another process has taken the lead. Nothing was changed."""


class SchemaMismatch(Exception):
    """The database is of another version than this program."""


@contextmanager
def _world() -> Iterator[None]:
    """Turns what the database does to us into `StoreUnavailable`, without the parameters of the statement."""
    try:
        yield
    except exc.DBAPIError as error:
        if known := _known(error.orig or error):
            raise known from None
        # PostgreSQL calls it an internal error when a server that was failed over from can only be read.
        if isinstance(error, exc.OperationalError | exc.InterfaceError | exc.InternalError):
            raise StoreUnavailable(f"the database does not answer ({type(error.orig).__name__})") from None
        if error.connection_invalidated:
            raise StoreUnavailable("the database connection was lost") from None
        raise


_DISK_FULL = "the database cannot be written: its disk is full"
_LACKS = "the database lacks a part of what cocmail keeps in it; put a backup back: cocmail restore"
_DAMAGED = "the database file is damaged, or is none; put a backup back: cocmail restore"
# By SQLite's result code, where it says more also with its place, and by PostgreSQL's (its manual, appendix A): what it
# comes to, and if it is final.
_KNOWN: dict[int | str, tuple[str, bool]] = {
    sqlite3.SQLITE_FULL: (_DISK_FULL, False),
    # What stands beside an open database finds no room: nobody can so much as read in it.
    sqlite3.SQLITE_IOERR_SHMSIZE: (_DISK_FULL, False),
    sqlite3.SQLITE_BUSY: ("the database is busy: another program writes in it", False),
    sqlite3.SQLITE_READONLY: (
        "the database cannot be written: this account may only read it; see who owns the file and its folder",
        True,
    ),
    sqlite3.SQLITE_CANTOPEN: ("the database cannot be opened; see who owns the file and its folder", True),
    sqlite3.SQLITE_CORRUPT: (_DAMAGED, True),
    sqlite3.SQLITE_NOTADB: (_DAMAGED, True),
    sqlite3.SQLITE_ERROR: (_LACKS, True),
    "53100": (_DISK_FULL, False),
    "25006": ("the database cannot be written: its server can only be read, as a standby", False),
    "42501": (
        "the database cannot be used: its account lacks the right; GRANT it, or let it own the tables",
        True,
    ),
    "42P01": (_LACKS, True),
}


# libpq has no code for a connection that was not made; a server that speaks another language is told of in general.
_NOT_CONNECTED = (
    (
        re.compile(
            r"authentication failed|no password supplied|no pg_hba.conf entry|role \"[^\"]*\" does not exist"
        ),
        "the database's server refuses the login; check user and password in database.url",
        True,
    ),
    (
        re.compile(r"database \"[^\"]*\" does not exist"),
        "the database's server has no database of that name; make it there, or check database.url",
        True,
    ),
    (
        re.compile("Connection refused|resolve host|No route to host|No such file|timeout|timed out"),
        "the database does not answer: nobody listens there; check host and port in database.url, and whether its "
        "server runs",
        False,
    ),
)


def _known(error: BaseException) -> StoreUnavailable | None:
    """What it comes to, by its code, or which of a few known texts it is: a driver's text can quote values."""
    whole = getattr(error, "sqlite_errorcode", 0)
    code = getattr(error, "sqlstate", None) or (whole if whole in _KNOWN else whole & 0xFF)
    if code in _KNOWN:
        said, final = _KNOWN[code]
        return StoreUnavailable(said, final=final)
    if not code:
        text = str(error)
        for words, said, final in _NOT_CONNECTED:
            if words.search(text):
                return StoreUnavailable(said, final=final)
    return None


BUSY_SECONDS = 15  #: how long another program may be in the middle of writing, on SQLite
# A server that is gone without a word is noticed within so long (libpq, 32.1.2; tcp_user_timeout in ms).
_LIVELY = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


_NO_DRIVER = (
    "database.url: PostgreSQL needs one more package; install it with: pip install 'cocmail[postgresql]'"
)
_UNKNOWN_OPTION = (
    "database.url: after the question mark stands an option or a port that PostgreSQL does not know"
)


def _postgresql(url: str, name: str) -> sa.Engine:
    try:
        engine = sa.create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args=_LIVELY | {"application_name": name}
        )
        # What the first connection would find, with words that can quote a password.
        dialect: Any = engine.dialect
        dialect.create_connect_args(engine.url)
        known = {each.keyword.decode() for each in dialect.dbapi.pq.Conninfo.get_defaults()}
        is_known = engine.url.query.keys() <= known
    except ImportError:
        raise ConfigError([_NO_DRIVER]) from None
    except (exc.ArgumentError, ValueError):
        is_known = False
    if not is_known:
        raise ConfigError([_UNKNOWN_OPTION])
    return engine


def file_of(url: str) -> Path | None:
    """The SQLite file, by its path as it stands in the URL; None on PostgreSQL."""
    prefix = "sqlite:///"
    return Path(url.removeprefix(prefix)) if url.startswith(prefix) else None


def holds_password(url: str) -> bool:
    """Whether a PostgreSQL URL has something secret in it, as SQLAlchemy reads it or as somebody may have meant it.

    Of one with several hosts only the second is known: SQLAlchemy does not read it as it stands.
    """
    place, _, options = url.partition("://")[2].partition("?")
    login, _, where = place.rpartition("@")
    has_one, named = ":" in login, {name for name, _ in parse_qsl(options)}
    if "," not in where.partition("/")[0]:
        with suppress(exc.ArgumentError, ValueError):
            given = sa.make_url(url)
            has_one = has_one or given.password is not None
            named |= given.query.keys()
    return has_one or not SECRETS.isdisjoint(named)


def _engine(url: str, name: str) -> sa.Engine:
    path = file_of(url)
    if path is None:
        return _postgresql(url, name)
    # Not as a text, of which SQLAlchemy would take a "?" for options and a "%41" for an "A".
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS},
        # Each connection keeps pages and statements of its own: the same few are to be used again.
        pool_use_lifo=True,
    )

    @sa.event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # We begin transactions ourselves.
        for pragma in (
            "journal_mode=WAL",
            # With NORMAL a power cut can undo a commit after the mailbox let go.
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            # In kB: each connection would keep 2 MB of what the system keeps as well.
            "cache_size=-512",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        reads = connection.get_execution_options().get("cocmail_reads")
        # IMMEDIATE: a deferred transaction that reads before it writes loses updates.
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


class Database:
    """The database of one alias. Safe to share between threads. Raises `ConfigError` for a URL of no use."""

    def __init__(self, url: str) -> None:
        self.url = url
        name = f"cocmail {secrets.token_hex(8)}"  # Of this process: a leader is told by it.
        self.engine = _engine(url, name)
        self._leadership = Leadership(self.engine, name) if file_of(url) is None else None
        self._lock: int | None = None  # Of SQLite's file.

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
            raise _known(error) or StoreUnavailable(
                f"the database does not answer ({type(error).__name__})"
            ) from None
        finally:
            raw.close()
        return not busy

    @contextmanager
    def writes(self, *, fenced: bool = True) -> Iterator[sa.Connection]:
        """A connection in one transaction, committed at the end of the block, or nothing of it.

        Raises `Overtaken` where this process led and another leads now, unless the block writes down a fact that
        is true whoever leads (`fenced=False`).
        """
        with _world(), self.engine.begin() as connection:
            if fenced and self._leadership and not self._leadership.fence(connection):
                raise Overtaken("another cocmail has taken the lead")
            yield connection

    @contextmanager
    def reads(self) -> Iterator[sa.Connection]:
        """A connection that only reads, sees the database as it is at its first look, and waits for no writer."""
        with _world(), self.engine.connect() as connection:
            if self._leadership:
                # On SQLite every transaction is like that. Without it half of a change would look like tampering.
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection.execution_options(cocmail_reads=True)

    def revision(self) -> str:
        """The schema's revision, '' for a database without one. Raises `StoreUnavailable`."""
        path = self.file()
        try:
            if path and not path.exists():
                return ""
        except OSError as error:  # Whose folder nobody lets us enter.
            raise StoreUnavailable(f"cannot open the database {path}: {error.strerror}", final=True) from None
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

    def lead(self, on_lost: Callable[[], None] = lambda: None) -> bool:
        """Become the one daemon of this database; False where another is.

        On PostgreSQL the lead can be lost again: `on_lost` is then called, from another thread. Raises
        `StoreUnavailable`, and there also `SchemaMismatch`.
        """
        if self._leadership:
            self.require_schema()
            with _world():
                return self._leadership.take(on_lost)
        path = self._lock_file()
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreUnavailable(f"cannot make {path}: {error.strerror}", final=True) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def prove_writable(self) -> None:
        """Raises `StoreUnavailable` unless this account can do what a daemon does: write, and on SQLite lead."""
        with self.writes(fenced=False) as connection:
            connection.execute(health.delete().where(health.c.key == ""))  # There is none.
        if self._leadership is None:
            path = self._lock_file()
            if not os.access(path if path.exists() else path.parent, os.W_OK, effective_ids=True):
                raise StoreUnavailable(f"cannot write {path}; see who owns it and its folder", final=True)

    def still_leads(self) -> bool:
        """Whether the lead is still ours, for all we know. It takes no time."""
        return self._leadership.holds() if self._leadership else self._lock is not None

    def step_down(self) -> None:
        """Let another daemon lead."""
        if self._leadership:
            self._leadership.give_up()
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def daemons(self) -> int | None:
        """How many processes of cocmail are connected: one leads, the others stand by. None on SQLite."""
        if not self._leadership:
            return None
        with self.reads() as connection:
            return self._leadership.processes(connection)

    def _lock_file(self) -> Path:
        return Path(f"{self.file()}.lock")

    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return file_of(self.url)


class AnotherDaemon(Exception):
    """Another daemon runs on the same database."""

    def __init__(self) -> None:
        super().__init__("another cocmail runs on this database; stop it first")


def inserted(connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> int:
    """Insert a row and give its id."""
    key = connection.execute(table.insert(), values).inserted_primary_key
    assert key is not None  # noqa: S101 (every table that comes here numbers its rows)
    return int(key[0])


def batches(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """As many values at a time as one statement may name: a database takes no more than some thousands."""
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
