"""What the commands say, and how they end, where the database is missing, of no use, busy or cannot be written."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.builders import make_database, write_config

from cocmail.cli import cli
from cocmail.config import load
from cocmail.tables import SCHEMA


def _types(folder: Path, *words: str) -> Result:
    done = CliRunner().invoke(cli, ["-c", str(folder / "cocmail.toml"), *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration with its database."""
    make_database(load(write_config(tmp_path)))
    return tmp_path


def _database(folder: Path) -> Path:
    return folder / "cocmail.db"


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _damage(path: Path) -> None:
    """Leave the first page, which says that it is a database, and nothing that fits to it."""
    _execute(path, "PRAGMA journal_mode=DELETE")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


_BROKEN: dict[str, tuple[Callable[[Path], object], str, str | None]] = {
    "missing": (Path.unlink, "make it with: cocmail migrate", None),
    "empty": (lambda path: path.write_bytes(b""), "make it with: cocmail migrate", None),
    "older": (lambda path: _execute(path, "UPDATE alembic_version SET version_num = '0000'"), "0000", "0000"),
    "newer": (lambda path: _execute(path, "UPDATE alembic_version SET version_num = '9999'"), "9999", "9999"),
    "no database": (lambda path: path.write_bytes(b"something else" * 1000), "damaged", None),
    "damaged": (_damage, "damaged", None),
    "in part": (lambda path: _execute(path, "DROP TABLE health"), "does not answer", SCHEMA),
}


@pytest.mark.parametrize("fault", _BROKEN)
def test_status_tells_scripts_also_of_a_database_that_is_of_no_use(folder: Path, fault: str) -> None:
    healthy = json.loads(_types(folder, "status", "--json").stdout)
    broken, said, schema = _BROKEN[fault]
    broken(_database(folder))

    done = _types(folder, "status", "--json")

    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told.keys() == healthy.keys()
    assert told["mailbox"].keys() == healthy["mailbox"].keys()
    assert told["outbox"].keys() == healthy["outbox"].keys()
    (problem,) = told["problems"]
    assert said in problem
    assert (told["healthy"], told["schema"], told["open_cases"]) == (False, schema, None)
    assert told["version"] == healthy["version"]
    assert done.stderr == f"cocmail: {problem}\n"
    assert fault == "missing" or _database(folder).exists()


def test_status_for_people_is_not_healthy_without_a_database(folder: Path) -> None:
    _database(folder).unlink()

    done = _types(folder, "status")

    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert not _database(folder).exists()
