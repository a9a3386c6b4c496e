"""`cocmail backup` and `cocmail restore`: the whole database as one file, and back.

They stand apart from `console` because of the order of their steps: a database that is put back is copied beside
its place, proven, and rid of what the key file was made to forget, and only then gets its name. So no daemon
ever sees it as it was.

A letter that had not been accepted when the backup was made may have been sent since. It waits a day, in which
the administrator can look and drop it; after that it goes out with the same bytes and the same Message-ID,
because a letter twice is the smaller harm than a reporter without an answer.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shlex import quote

from cocmail import copying
from cocmail.admin.files import NotWritten, beside, new_file, put, remove
from cocmail.cases.model import Entry
from cocmail.database import Database
from cocmail.sealing import Keys, KeyUnusable
from cocmail.store import Store

LETTERS_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was done to a database that was put back."""

    erased: list[str]  #: names of the cases whose keys had been destroyed since
    letters: int  #: how many had not been accepted
    trouble: str  #: why the key file could not be written, '' where it was


def back_up(path: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Copy the SQLite database at `path`, daemon or not, into a new file. Raises `NotWritten`, `NotACopy`."""
    if not path.exists():
        raise NotWritten(f"there is no database at {path}")
    with new_file(target):
        copying.copy(path, target, progress)


def restore(source: Path, database: Database, keys: Keys, now: datetime, *, drop: bool) -> PutBack:
    """Put a backup where the database is configured to be, and where none is.

    Raises `NotWritten`, `NotACopy`, `KeyUnusable`, `SealBroken`; then nothing is there that was not before.
    """
    place = database.file() or Path()
    copying.looks_like_one(source)
    for each in (place, *beside(place)):
        # An old log would be played into the new database.
        if each.exists():
            raise NotWritten(f"{each} exists and is left as it is; move it away first")
    with leading(database):
        fresh = place.with_name(f"{place.name}.restoring")
        remove(fresh)  # Of a run that was killed; we lead, so it is nobody's.
        try:
            with new_file(fresh) as file, source.open("rb") as old:
                shutil.copyfileobj(old, file, 1 << 20)
            copying.examine(fresh, source)
            own = Database(f"sqlite:///{fresh}")
            try:
                done = adopt(Store(own, keys), now, drop=drop)
            finally:
                own.close()
            put(fresh, place)
        finally:
            remove(fresh)
    return done


def adopt(store: Store, now: datetime, *, drop: bool) -> PutBack:
    """Make a database that was put back fit for use: what was destroyed since is erased, letters wait.

    Raises `KeyUnusable`, `SchemaMismatch`.
    """
    store.database.require_schema()
    store.prove_key()
    copying.skip_numbers(store.database, now)
    erased = store.erase_forgotten(now)
    letters = _drop(store, now) if drop else copying.letters_wait(store.database, now + LETTERS_WAIT)
    store.database.wipe()
    try:
        store.forget_destroyed()
    except KeyUnusable as error:
        return PutBack(erased, letters, str(error))
    return PutBack(erased, letters, "")


@contextmanager
def leading(database: Database) -> Iterator[None]:
    """The block runs while no daemon can. Raises `NotWritten` where one does, and `StoreUnavailable`."""
    if not database.lead():
        raise NotWritten("a cocmail runs on this database; stop it first")
    try:
        yield
    finally:
        database.close()


def dump_command(url: str, target: Path) -> str:
    """What makes a backup of a PostgreSQL database."""
    address = quote(copying.plain_url(url))
    return f"pg_dump --format=custom --file={quote(str(target))} {address}"


def restore_command(url: str, source: Path) -> str:
    """What puts it back into an empty PostgreSQL database."""
    address = quote(copying.plain_url(url))
    return (
        f"pg_restore --exit-on-error --single-transaction --no-owner --dbname={address} {quote(str(source))}"
    )


def _drop(store: Store, now: datetime) -> int:
    dropped = copying.drop_letters(store.database, now)
    with store.transaction() as tx:
        for case_id, count in dropped.items():
            if case_id is None:
                continue
            tx.note(case_id, Entry(now, "dropped", "console", f"letters not sent after a restore: {count}"))
    return sum(dropped.values())
