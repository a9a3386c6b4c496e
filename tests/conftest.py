"""Servers and houses that tests share, and what makes a run of them quick."""

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import Desk, MovableClock, make_house
from tests.compiled import keep_what_is_compiled
from tests.servers import Dovecot, PostgreSQL, require

from cocmail.admin.migrate import migrate
from cocmail.database import Database

# Each of some hundred children would compile all of cocmail anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A run in the background of a script ignores Ctrl-C, and so would every child that a test sends it to.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _use_memory(folder: str, megabytes: int) -> None:
    """Have all temporary folders in memory where there is room: what is flushed there costs no time."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return
    if shutil.disk_usage(folder).free >= megabytes * 2**20:
        os.environ.setdefault("TMPDIR", folder)
        tempfile.tempdir = None  # Or it would stay where pytest has had it so far.


_use_memory("/dev/shm", megabytes=2048)
keep_what_is_compiled()


def pytest_collection_finish() -> None:
    """What is there now stays to the end: whoever looks for garbage need not look at thousands of tests each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    require(PostgreSQL)
    with PostgreSQL(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    require(Dovecot)
    with Dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


@pytest.fixture(scope="session")
def migrated(postgresql: PostgreSQL) -> str:
    """The URL of a database of this version on PostgreSQL, to be copied: that is quicker than to migrate."""
    database = Database(postgresql.database())
    migrate(database)
    database.close()
    return database.url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database for `make_house`, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield "sqlite:///cocmail.db"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.database(like=request.getfixturevalue("migrated"))
    yield url
    server.drop(url)


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock, url: str) -> Iterator[Desk]:
    house = make_house(tmp_path, clock, url=url)
    yield Desk(house, clock)
    house.store.database.close()
