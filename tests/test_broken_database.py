"""What the commands say, and how they end, where the database is missing, of no use, busy or cannot be written."""

import json
import os
import pwd
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from tests.builders import Desk, MovableClock, mail, make_database, make_house, write_config
from tests.servers import PostgreSQL

import cocmail
from cocmail.cli import cli
from cocmail.config import load
from cocmail.once import leading
from cocmail.sealing import KeyUnusable, new_key
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


def _make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


_BROKEN: dict[str, tuple[Callable[[Path], object], str, str | None]] = {
    "missing": (Path.unlink, "make it with: cocmail migrate", None),
    "empty": (lambda path: path.write_bytes(b""), "make it with: cocmail migrate", None),
    "older": (lambda path: _execute(path, "UPDATE alembic_version SET version_num = '0000'"), "0000", "0000"),
    "newer": (lambda path: _execute(path, "UPDATE alembic_version SET version_num = '9999'"), "9999", "9999"),
    "no database": (lambda path: path.write_bytes(b"something else" * 1000), "damaged", None),
    "damaged": (_damage, "damaged", None),
    "a folder": (_make_a_folder, "cannot be opened; see who owns", None),
    "in part": (lambda path: _execute(path, "DROP TABLE health"), "lacks a part", SCHEMA),
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


@pytest.mark.parametrize("statement", ["", "CREATE TABLE other (id)"])
def test_of_a_database_without_anything_of_ours_no_backup_is_made(folder: Path, statement: str) -> None:
    _database(folder).write_bytes(b"")
    _execute(_database(folder), statement)

    done = _types(folder, "backup", str(folder / "copy.db"))

    assert (done.exit_code, done.stdout) == (1, "")
    assert "there is nothing to back up" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "copy.db").exists()


# -- where it is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["why?mode=ro", "100%41", "a#b&c=d", "ä ö; é", "file:x"])
def test_the_database_is_where_its_folder_is_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / f"sub {name}"
    folder.mkdir(parents=True)
    write_config(folder, url=f"sqlite:///data {name}.db")

    for words in (("migrate",), ("cases",), ("backup", str(folder / f"copy {name}.db"))):
        assert _types(folder, *words).exit_code == 0
    place = folder / f"data {name}.db"
    place.unlink()
    assert _types(folder, "restore", str(folder / f"copy {name}.db")).exit_code == 0

    assert place.is_file()
    assert list(tmp_path.iterdir()) == [tmp_path / name]
    assert list((tmp_path / name).iterdir()) == [folder]
    assert _types(folder, "cases", "--json").stdout == "[]\n"


# -- what cannot be written --------------------------------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A configuration with its database, in a folder that another account may enter."""
    with tempfile.TemporaryDirectory(prefix="cocmail-") as name:
        Path(name).chmod(0o755)
        make_database(load(write_config(Path(name))))
        yield Path(name)
        Path(name).chmod(0o755)


@contextmanager
def _held_back() -> Iterator[None]:
    """As an account that rights hold back, where this one is root."""
    account = os.geteuid()
    if account == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(account)


def _checked(folder: Path, what: str) -> str:
    told = json.loads(_types(folder, "check", "--json").stdout)
    (found,) = (each for each in told if each["what"] == what)
    return f"{found['level']} {found['text']}"


@pytest.mark.parametrize(
    ("rights", "said"),
    [
        ({"cocmail.db": 0o444, ".": 0o777}, "cannot be written: this account may only read it"),
        ({"cocmail.db": 0o666, ".": 0o555}, "see who owns the file and its folder"),
        ({"cocmail.db": 0o666, "cocmail.db.lock": 0o444, ".": 0o777}, "cannot write"),
    ],
)
def test_check_does_not_pass_a_database_that_cannot_be_written(
    open_folder: Path, rights: dict[str, int], said: str
) -> None:
    with _held_back():
        can_run = os.access(cocmail.__file__, os.R_OK, effective_ids=True)
    if not can_run:
        pytest.skip("the account nobody cannot read this checkout, and so cannot run cocmail from it")
    assert _checked(open_folder, "database").startswith("ok ")
    before = _database(open_folder).read_bytes()
    for name, mode in rights.items():
        if name != ".":
            (open_folder / name).touch()
        (open_folder / name).chmod(mode)

    with _held_back():
        told = _checked(open_folder, "database")

    assert told.startswith("error ")
    assert said in told
    assert _database(open_folder).read_bytes() == before


def test_status_says_which_database_cannot_be_opened(open_folder: Path) -> None:
    (open_folder / "closed").mkdir(mode=0o700)
    write_config(open_folder, url="sqlite:///closed/cocmail.db")

    with _held_back():
        done = _types(open_folder, "status", "--json")

    assert done.exit_code == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem == f"cannot open the database {open_folder}/closed/cocmail.db: Permission denied"


def test_backup_says_which_database_it_may_not_look_at(open_folder: Path) -> None:
    assert _types(open_folder, "backup", str(open_folder / "first.db")).exit_code == 0
    (open_folder / "closed").mkdir(mode=0)
    write_config(open_folder, url="sqlite:///closed/cocmail.db")

    with _held_back():
        done = _types(open_folder, "backup", str(open_folder / "second.db"))

    assert done.exit_code == 1
    assert done.stderr == f"cocmail: {open_folder}/closed/cocmail.db: Permission denied\n"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER DATABASE {} SET default_transaction_read_only = on", "can only be read"),
        ("REVOKE DELETE ON health FROM cocmail", "its account lacks the right"),
        ("DROP TABLE health", "lacks a part"),
    ],
)
def test_check_does_not_pass_a_postgresql_that_cannot_be_written(
    tmp_path: Path, postgresql: PostgreSQL, statement: str, said: str
) -> None:
    url = postgresql.database()
    make_database(load(write_config(tmp_path, url=url)))
    assert _checked(tmp_path, "database").startswith("ok ")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(statement.format(url.rpartition("/")[2]).encode())

    told = _checked(tmp_path, "database")

    assert told.startswith("error ")
    assert said in told


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "wrong"}, "refuses the login; check user and password"),
        ({"username": "nobody"}, "refuses the login; check user and password"),
        ({"database": "none"}, "no database of that name"),
        ({"port": 1}, "does not answer: nobody listens there; check host and port"),
    ],
)
def test_check_says_why_postgresql_is_not_reached(
    tmp_path: Path, postgresql: PostgreSQL, changed: dict[str, Any], said: str
) -> None:
    url = sa.make_url(postgresql.database()).set(**changed)
    write_config(tmp_path, url=url.render_as_string(hide_password=False))

    told = _checked(tmp_path, "database")

    assert told.startswith("error ")
    assert said in told
    assert "wrong" not in told


def test_check_says_which_server_does_not_answer_and_what_to_do(folder: Path) -> None:
    for what in ("imap", "smtp"):
        told = _checked(folder, what)

        assert told.startswith("error 127.0.0.1:1: ")
        assert f"check {what}.host, {what}.port and {what}.security" in told


# -- busy, or broken ---------------------------------------------------------------------------------------


def test_a_busy_database_is_tried_again_later_and_a_damaged_one_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocmail.database.BUSY_SECONDS", 0.2)
    commands = (("run", "--once"), ("migrate",))
    with closing(sqlite3.connect(_database(folder), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for command in commands:
            done = _types(folder, *command)

            assert done.exit_code == 75, done.stderr
            assert "the database is busy" in done.stderr
            assert len(done.stderr.splitlines()) == 1

        other.execute("ROLLBACK")
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        done = _types(folder, "backup", str(folder / "copy.db"))
        assert (done.exit_code, done.stdout) == (75, "")
        assert "the database is busy" in done.stderr
        assert not (folder / "copy.db").exists()

    _damage(_database(folder))
    for command in (*commands, ("cases",)):
        done = _types(folder, *command)

        assert done.exit_code == 1, done.stderr
        assert "the database file is damaged" in done.stderr
        assert "cocmail restore" in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_where_the_key_is_lost_the_saved_copy_is_named_before_a_new_one(folder: Path) -> None:
    (folder / "cocmail.key").unlink()

    told = _checked(folder, "key")

    assert told.startswith(f"error there is no key at {folder}/cocmail.key; put the saved copy of it there")
    assert told.endswith("cocmail key new")


def test_no_command_leads_with_the_key_of_another_database(tmp_path: Path, clock: MovableClock) -> None:
    desk = Desk(make_house(tmp_path, clock), clock)
    desk.arrives(mail("Somebody shouted at me."))
    desk.house.store.database.close()
    (tmp_path / "cocmail.key").unlink()
    new_key(tmp_path / "cocmail.key")

    with pytest.raises(KeyUnusable), leading(load(tmp_path / "cocmail.toml")):
        pass
