"""`cocmail backup` and `cocmail restore`: the file is whole, holds no key, and brings back what was not erased."""

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.builders import REPORTS, mail
from tests.servers import Dovecot, PostgreSQL, SmtpServer
from tests.test_archive import Desk, members
from tests.test_daemon import _ended, _needs_faketime

from cocmail.sealing import new_key

_users = iter(range(1, 1_000_000))
CANARY = "CANARYWORD"


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> Desk:
    (tmp_path / "first").mkdir()
    return Desk(tmp_path / "first", dovecot, smtp, f"backup{next(_users)}")


def report(number: int = 1, text: str = REPORTS["en"]) -> bytes:
    return mail(
        f"{text} {CANARY}{number}", sender=f"<r{number}@example.net>", message_id=f"<r{number}@example.net>"
    )


def backed_up(desk: Desk, name: str = "copy.db") -> Path:
    result = desk.run("backup", name)
    assert result.returncode == 0, result.stderr
    return desk.folder / name


def elsewhere(desk: Desk) -> Desk:
    """A new place with the same configuration and key, and no database."""
    folder = desk.folder.parent / "second"
    folder.mkdir()
    for name in ("cocmail.toml", "imap.password", "cocmail.key"):
        shutil.copy(desk.folder / name, folder / name)
    return desk.at(folder)


def restored(desk: Desk, copy: Path, *words: str) -> tuple[Desk, str]:
    other = elsewhere(desk)
    result = other.run("restore", str(copy), *words)
    assert result.returncode == 0, result.stderr
    return other, result.stdout


def content_of(desk: Desk, name: str) -> str:
    return desk.run("show", name, "--reveal").stdout


def outbox(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = json.loads(desk.run("status", "--json").stdout)["outbox"]
    return found


def test_a_backup_while_the_daemon_files_is_whole(desk: Desk) -> None:
    daemon = desk.start()
    done, sent = threading.Event(), 0

    def feed() -> None:
        nonlocal sent
        while not done.is_set():
            desk.dovecot.deliver(desk.user, report(sent))
            sent += 1
            time.sleep(0.1)  # More only take longer.

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        desk.smtp.wait_for(20, 30)
        copy = backed_up(desk)
        # A quick daemon on a slow machine has filed all there is by then: what comes later cannot be in the copy.
        within = sent + 2
        deadline = time.monotonic() + 30
        while sent < within:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        done.set()
        feeder.join()
        _ended(daemon)
    assert desk.run("run", "--once").returncode == 0
    before = len(desk.smtp.letters)

    other, _ = restored(desk, copy)

    assert 5 <= len(other.cases()) < sent
    assert "ok       content:" in other.run("check").stdout
    assert other.run("run", "--once", "--hold").returncode == 0
    assert len(other.cases()) == sent
    assert len(desk.smtp.letters) == before


def test_a_backup_is_one_file_for_its_owner_alone_without_a_word_in_it(desk: Desk) -> None:
    desk.arrives(report())
    before = set(desk.folder.iterdir())

    copy = backed_up(desk)

    assert {copy} == set(desk.folder.iterdir()) - before
    assert copy.stat().st_mode & 0o777 == 0o600
    assert CANARY.encode() not in copy.read_bytes()
    assert b"r1@example.net" not in copy.read_bytes()


def test_after_a_restore_a_reply_joins_its_case(desk: Desk) -> None:
    desk.arrives(report())
    copy, before = backed_up(desk), len(desk.smtp.letters)

    other, _ = restored(desk, copy)

    assert (other.folder / "cocmail.db").stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in other.folder.iterdir()) == [
        "cocmail.db",
        "cocmail.db.lock",
        "cocmail.key",
        "cocmail.toml",
        "imap.password",
    ]
    other.arrives()
    assert len(desk.smtp.letters) == before
    other.arrives(other.answer("r1@example.net", "In the Oodi library."))
    (case,) = other.cases()
    assert case["messages"] == 2
    checklist = case["checklist"]
    assert isinstance(checklist, dict)
    assert checklist["where"] == "present"
    assert CANARY in content_of(other, other.name)


def test_an_erased_case_cannot_be_read_from_an_older_backup_and_the_others_can(desk: Desk) -> None:
    desk.arrives(report(1), report(2))
    kept, erased = (str(case["name"]) for case in desk.cases())
    words = f"{CANARY}2" if f"{CANARY}2" in content_of(desk, kept) else f"{CANARY}1"
    old_key = (desk.folder / "cocmail.key").read_bytes()
    copy = backed_up(desk)
    assert desk.run("erase", erased, "--yes").returncode == 0

    other, said = restored(desk, copy)

    assert f"Erased again, because their keys were destroyed since: {erased}\n" in said
    assert CANARY not in content_of(other, erased)
    assert words in content_of(other, kept)
    assert other.run("export", erased, "--yes").returncode == 1
    assert "ok       content:" in other.run("check").stdout

    # Not by hand either: the file itself, with the key as it is now; the key as it was then opens both.
    for key, opens in (((other.folder / "cocmail.key").read_bytes(), False), (old_key, True)):
        shutil.copy(copy, other.folder / "cocmail.db")
        (other.folder / "cocmail.key").write_bytes(key)
        assert words in content_of(other, kept)
        assert (CANARY in content_of(other, erased)) is opens


def test_a_rotation_between_backup_and_restore_does_no_harm(desk: Desk) -> None:
    desk.arrives(report())
    copy = backed_up(desk)
    assert desk.run("key", "rotate").returncode == 0

    other, _ = restored(desk, copy)

    assert f"{CANARY}1" in content_of(other, other.name)
    assert other.run("key", "rotate").returncode == 0
    other.arrives(report(2))
    assert len(other.cases()) == 2


def test_an_erasure_after_a_restore_harms_no_newer_backup(desk: Desk) -> None:
    desk.arrives(report(1))
    early = backed_up(desk, "early.db")
    desk.arrives(report(2))
    late = backed_up(desk, "late.db")
    other, _ = restored(desk, early)
    other.arrives(report(3))
    new = [str(case["name"]) for case in other.cases()]
    for name in new[:-1]:  # What came after the backup: report 2, again, and report 3.
        assert other.run("erase", name, "--yes").returncode == 0
    (other.folder / "cocmail.db").unlink()

    result = other.run("restore", str(late))

    assert "Erased again" not in result.stdout
    assert sorted(CANARY in content_of(other, str(case["name"])) for case in other.cases()) == [True, True]


def test_letters_that_may_have_gone_out_since_wait_a_day(desk: Desk) -> None:
    _needs_faketime()
    desk.dovecot.deliver(desk.user, report())
    assert desk.run("run", "--once", "--hold").returncode == 0
    copy = backed_up(desk)
    desk.arrives()
    assert len(desk.smtp.letters) == 4
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE letters SET state = 'sending' WHERE id = 1")
        connection.commit()

    other, said = restored(desk, copy)

    assert "4 letters had not been accepted then" in said
    assert outbox(other) == {"queued": 3, "deferred": 0, "failed": 0, "unknown": 1}
    other.arrives()
    assert len(desk.smtp.letters) == 4
    assert other.run("run", "--once", moved="+25h").returncode == 0
    sent = [letter.raw for letter in desk.smtp.letters]
    assert sorted(sent[:4]) == sorted(sent[4:])


def test_letters_can_be_dropped_and_the_history_says_so(desk: Desk) -> None:
    _needs_faketime()
    desk.dovecot.deliver(desk.user, report())
    assert desk.run("run", "--once", "--hold").returncode == 0
    copy = backed_up(desk)
    other, _ = restored(desk, copy)

    result = other.run("restore", "--adopt", "--drop-letters")

    assert "4 letters that had not been accepted were dropped" in result.stdout
    assert other.run("run", "--once", moved="+25h").returncode == 0
    assert desk.smtp.letters == []
    assert "dropped" in other.run("show", other.name).stdout
    assert "ok       content:" in other.run("check").stdout


def _refused(desk: Desk, *words: str, status: int = 1) -> str:
    """What a command says that must fail in one line and change nothing."""
    before = {path: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()}
    result = desk.run(*words)
    after = {path: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()}
    after.pop(desk.folder / "cocmail.db.lock", None)
    before.pop(desk.folder / "cocmail.db.lock", None)
    assert result.returncode == status, result.stderr
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert before == after
    return result.stderr


def test_a_backup_is_never_made_over_a_file_nor_where_it_cannot_be(desk: Desk) -> None:
    (desk.folder / "old.db").write_text("old")

    assert "exists already" in _refused(desk, "backup", "old.db")
    assert "No such file or directory" in _refused(desk, "backup", "none/copy.db")
    other = elsewhere(desk)
    assert "there is no database" in _refused(other, "backup", "copy.db")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_full_disk_leaves_nothing_behind(desk: Desk, command: str) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit is not installed (apt-get install util-linux)")
    desk.arrives(report())
    copy = backed_up(desk)
    other = elsewhere(desk)
    one = desk if command == "backup" else other
    words = one._words(command, "full.db" if command == "backup" else str(copy))
    before = sorted(one.folder.iterdir())

    result = subprocess.run(
        ["prlimit", "--fsize=100000", *words], capture_output=True, text=True, check=False, cwd=one.folder
    )

    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    left = [path for path in one.folder.iterdir() if path.name != "cocmail.db.lock"]
    assert sorted(left) == [path for path in before if path.name != "cocmail.db.lock"]


def test_a_database_is_never_put_over_another_nor_under_a_daemon(desk: Desk) -> None:
    desk.arrives(report())
    copy = backed_up(desk)
    assert "cocmail.db exists and is left as it is" in _refused(desk, "restore", str(copy))

    other = elsewhere(desk)
    (other.folder / "cocmail.db-wal").write_bytes(b"log")
    assert "cocmail.db-wal exists" in _refused(other, "restore", str(copy))
    (other.folder / "cocmail.db-wal").unlink()

    daemon = desk.start()
    try:
        desk.dovecot.deliver(desk.user, report(2))
        desk.smtp.wait_for(8, 20)
        result = desk.run("restore", "--adopt")
        assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
        assert "stop it first" in result.stderr
    finally:
        _ended(daemon)


def test_what_is_no_whole_database_of_this_schema_is_refused(desk: Desk) -> None:
    desk.arrives(*(report(number) for number in range(5)))
    copy = backed_up(desk)
    other = elsewhere(desk)
    bad = other.folder / "bad.db"

    assert "cannot read" in _refused(other, "restore", "none.db")
    bad.write_text("something else")
    assert "is not a database" in _refused(other, "restore", "bad.db")
    bad.write_bytes(copy.read_bytes()[:-8192])
    assert "is damaged" in _refused(other, "restore", "bad.db")
    whole = copy.read_bytes()
    bad.write_bytes(whole[:20480] + b"\xff" * 8192 + whole[28672:])
    assert "is damaged" in _refused(other, "restore", "bad.db")
    for statement, said in (
        ("UPDATE alembic_version SET version_num = '9999'", "has schema 9999"),
        ("DROP TABLE alembic_version", "is not a database of cocmail"),
        ("CREATE TRIGGER ours AFTER UPDATE ON letters BEGIN DELETE FROM entries; END", "is not a database"),
    ):
        shutil.copy(copy, bad)
        with closing(sqlite3.connect(bad)) as connection:
            connection.execute(statement)
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.commit()
        assert said in _refused(other, "restore", "bad.db")
    bad.unlink()
    with closing(sqlite3.connect(bad)) as connection:
        connection.execute("CREATE TABLE other (id)")
    assert "is not a database of cocmail" in _refused(other, "restore", "bad.db")


def test_a_missing_or_wrong_key_is_refused(desk: Desk) -> None:
    desk.arrives(report())
    copy = backed_up(desk)
    other = elsewhere(desk)
    (other.folder / "cocmail.key").unlink()
    assert "there is no key" in _refused(other, "restore", str(copy), status=2)

    new_key(other.folder / "cocmail.key")

    assert "not the one that this database was made with" in _refused(other, "restore", str(copy), status=2)


def test_restore_needs_to_know_what(desk: Desk) -> None:
    assert desk.run("restore").returncode == 2
    assert desk.run("restore", "copy.db", "--adopt").returncode == 2


def test_postgresql_is_told_by_its_own_commands(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, postgresql: PostgreSQL
) -> None:
    for tool in ("pg_dump", "pg_restore"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (apt-get install postgresql-client)")
    (tmp_path / "first").mkdir()
    url = postgresql.database()
    desk = Desk(tmp_path / "first", dovecot, smtp, f"backup{next(_users)}", url=url)
    desk.arrives(report(1), report(2))
    erased = desk.name
    password = make_url(url).password
    result = desk.run("backup", "copy.dump")
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert password
    assert password not in result.stderr
    _obey(result.stderr, desk, password)
    assert desk.run("erase", erased, "--yes").returncode == 0

    other = elsewhere(desk)
    new_url = postgresql.database()
    path = other.folder / "cocmail.toml"
    path.write_text(path.read_text().replace(url, new_url))
    told = other.run("restore", str(desk.folder / "copy.dump"))
    assert told.returncode == 1
    assert "cocmail restore --adopt" in told.stderr
    _obey(told.stderr, other, password)
    adopted = other.run("restore", "--adopt")

    assert adopted.returncode == 0, adopted.stderr
    assert f"destroyed since: {erased}" in adopted.stdout
    assert CANARY in content_of(other, other.name)


def _obey(told: str, desk: Desk, password: str) -> None:
    """Run the command that was told, as an administrator copies it."""
    line = next(each for each in told.splitlines() if "pg_" in each)
    words = shlex.split(line[line.index("pg_") :])
    surroundings = os.environ | {"PGPASSWORD": password}
    done = subprocess.run(
        words, capture_output=True, text=True, cwd=desk.folder, check=False, env=surroundings
    )
    assert done.returncode == 0, done.stderr


def test_an_archive_can_be_made_of_a_restored_case(desk: Desk) -> None:
    desk.arrives(report())

    other, _ = restored(desk, backed_up(desk))

    assert other.run("export", other.name, "--yes", "--out", "case.tar").returncode == 0
    assert desk.dovecot.fetch_all(desk.user)[0] in members(other.folder / "case.tar").values()
