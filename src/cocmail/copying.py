"""A SQLite database as one file: copied while others write to it, and looked at before it is trusted.

It stands apart from `database` because it works below SQLAlchemy, on files that are not yet, or no longer, the
database of anybody. What has to be done with the letters of a database that was put back stands here too.

Fails: `NotACopy`, whose text says what to do and quotes nothing of what the file holds.
"""

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from cocmail.database import SECRETS, Database, StoreUnavailable
from cocmail.tables import SCHEMA, WAITING, data_keys, letters, metadata

_MAGIC = b"SQLite format 3\0"
_PAGES = 512  # A step of a copy: 2 MB, after which progress is told and a signal is heard.
_GAP = 1 << 22
# Of the second: what stands beside an open database finds no room on its disk.
_PASSING = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR_SHMSIZE))


class NotACopy(Exception):
    """The file is not a whole database of this program, or none could be made."""


def copy(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Write the database as it stands at this moment into `target`, an empty file.

    `progress` hears how many pages are done, and how many there are. Raises `NotACopy`, and `StoreUnavailable`
    where another program keeps the database to itself, or its disk is full.
    """
    try:
        with closing(_open(source, "mode=rw")) as reader, closing(_open(target, "mode=rw")) as writer:
            # The file is new and is removed where this fails: a journal beside it would protect nothing.
            writer.execute("PRAGMA journal_mode=MEMORY")
            # A read transaction keeps this moment. Without it a copy starts again at every commit of the daemon.
            reader.execute("BEGIN")
            ours = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
            if reader.execute(ours).fetchone() == (0,):
                raise NotACopy(f"there is nothing to back up: {source} has no tables of cocmail")
            reader.backup(writer, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
            # One file that can be carried away, without a log beside it.
            writer.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        said = f"the copy was not made: {_plainly(error)}"
        raise (NotACopy(said) if _PASSING.isdisjoint(_codes(error)) else StoreUnavailable(said)) from None


def looks_like_one(path: Path) -> None:
    """Raises `NotACopy` unless the file begins as a database does and is complete by itself."""
    try:
        with path.open("rb") as file:
            begins_well = file.read(len(_MAGIC)) == _MAGIC
        log = path.with_name(f"{path.name}-wal")
        in_use = log.exists() and log.stat().st_size > 0
    except OSError as error:
        raise NotACopy(f"cannot read {path}: {error.strerror}") from None
    if not begins_well:
        raise NotACopy(f"{path} is not a database")
    if in_use:
        raise NotACopy(f"{path} is in use or was not closed; give a file that `cocmail backup` made")


def examine(path: Path, called: Path) -> None:
    """Raises `NotACopy`, speaking of the file as `called`, unless it is a whole database of this schema."""
    try:
        with closing(_open(path, "mode=ro&immutable=1")) as connection:
            whole = connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            whole = whole and connection.execute("PRAGMA foreign_key_check").fetchone() is None
            found = {(row[0], row[1]) for row in connection.execute("SELECT type, name FROM sqlite_master")}
            tables = {name for kind, name in found if kind == "table"}
            revision = ""
            if "alembic_version" in tables:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                revision = str(row[0]) if row else ""
    except sqlite3.Error as error:
        raise NotACopy(f"{called} is damaged: {_plainly(error)}") from None
    if not whole:
        raise NotACopy(f"{called} is damaged: it fails SQLite's integrity check")
    if not revision or not revision.isalnum():
        raise NotACopy(f"{called} is not a database of cocmail")
    if revision != SCHEMA:
        raise NotACopy(
            f"{called} has schema {revision[:20]}, this cocmail needs {SCHEMA}; "
            "restore it with the version that made it, then run: cocmail migrate"
        )
    # Code in a database (a trigger) is none of ours, and would run.
    if not metadata.tables.keys() <= tables or any(kind in ("trigger", "view") for kind, _ in found):
        raise NotACopy(f"{called} is not a database of cocmail as `cocmail backup` makes it")


def plain_url(url: str) -> str:
    """A PostgreSQL URL as its own programs take it, without any password."""
    given = sa.make_url(url).difference_update_query([*SECRETS])
    query = dict(given.query)
    if not isinstance(hosts := query.get("host", ""), str):
        names = [each.partition(":") for each in hosts]
        query |= {"host": ",".join(each[0] for each in names), "port": ",".join(each[2] for each in names)}
    plain = sa.URL.create("postgresql", given.username, None, given.host, given.port, given.database, query)
    return plain.render_as_string(hide_password=False)


def letters_wait(database: Database, until: datetime) -> int:
    """Let no letter of a database that was put back go out before that time; returns how many there are.

    Each may have gone out since, and counts as one whose fate was unknown; those that were being sent have one.
    """
    with database.writes() as connection:
        connection.execute(
            letters.update()
            .where(letters.c.state == "sending")
            .values(state="unknown", doubts=letters.c.doubts + 1)
        )
        waiting = letters.c.state.in_(WAITING)
        doubts = sa.case((letters.c.doubts == 0, 1), else_=letters.c.doubts)
        values = {"next_attempt_at": until, "doubts": doubts}
        return connection.execute(letters.update().where(waiting).values(values)).rowcount


def drop_letters(database: Database, now: datetime) -> dict[int | None, int]:
    """Withdraw every letter that was not accepted; returns how many, by the id of their case, None for no case."""
    open_ones = letters.c.state.in_((*WAITING, "sending"))
    with database.writes() as connection:
        counted = sa.select(letters.c.case_id, sa.func.count()).where(open_ones).group_by(letters.c.case_id)
        found = {row[0]: row[1] for row in connection.execute(counted)}
        connection.execute(letters.update().where(open_ones).values(state="withdrawn", ended_at=now))
    return found


def skip_numbers(database: Database, now: datetime) -> None:
    """Let the data keys of a database that was put back have numbers that none made since the backup had.

    Otherwise a case erased here would also be erased from backups in which its number is another case's.
    """
    with database.writes() as connection:
        last = connection.scalar(sa.select(sa.func.max(data_keys.c.id))) or 0
        mark = {"id": last + 1 + secrets.randbelow(_GAP), "sealing_key": 0, "destroyed_at": now}
        connection.execute(data_keys.insert(), mark)


def _open(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?{how}", uri=True, isolation_level=None)


def _plainly(error: sqlite3.Error) -> str:
    """SQLite's own words for the code, which quote nothing; a driver's text may."""
    known = {
        sqlite3.SQLITE_FULL: "the disk is full",
        sqlite3.SQLITE_IOERR_SHMSIZE: "the disk of the database is full",
        sqlite3.SQLITE_NOTADB: "it is not a database",
        sqlite3.SQLITE_CORRUPT: "its pages do not fit together",
        sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
        sqlite3.SQLITE_READONLY: "it cannot be written",
        sqlite3.SQLITE_BUSY: "the database is busy",
        sqlite3.SQLITE_PERM: "permission denied",
    }
    for code in _codes(error):
        if code in known:
            return known[code]
    return getattr(error, "sqlite_errorname", "") or type(error).__name__


def _codes(error: sqlite3.Error) -> tuple[int, int]:
    """SQLite's result code with its place, and without, which says what."""
    whole = int(getattr(error, "sqlite_errorcode", 0))
    return whole, whole & 0xFF
