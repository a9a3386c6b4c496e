"""A disk that is full while the daemon works: it says so, loses nothing, sends nothing twice, and goes on by itself."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests import forked
from tests.builders import REPORTS, Desk, MovableClock, mail, make_database, make_house, write_config
from tests.servers import Dovecot, PostgreSQL, SmtpServer, require, wait_until
from tests.small_disk import SmallDisk, small_disk
from tests.test_alerts import Called

from cocmail import daemon, watch
from cocmail.config import Config, load
from cocmail.daemon import Daemon
from cocmail.database import Database, StoreUnavailable
from cocmail.health import Health
from cocmail.selfcheck import chain_faults, content_faults
from cocmail.wiring import build, utc_now

LARGE = "\n" + "more words\n" * 50_000


@contextmanager
def _running(config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    """A daemon that looks more often than it does in life."""
    monkeypatch.setattr(daemon, "TICK_SECONDS", 0.3)
    monkeypatch.setattr(daemon, "LOOK_SECONDS", 0.3)
    monkeypatch.setattr(daemon, "_FIRST_WAIT", 0.3)
    monkeypatch.setattr(daemon, "LONGEST_WAIT", 1.0)
    monkeypatch.setattr(watch, "_A_MOMENT", timedelta(seconds=1.5))
    service = Daemon(config, utc_now)
    running = threading.Thread(target=service.run, kwargs={"signals": False})
    running.start()
    try:
        yield service
    finally:
        service.stop()
        running.join(15)
    assert not running.is_alive()


def _config(folder: Path, dovecot: Dovecot, smtp: SmtpServer, disk: SmallDisk, called: Called) -> Config:
    path = write_config(
        folder,
        imap_port=dovecot.port,
        smtp_port=smtp.port,
        user="full-disk",
        password=dovecot.password,
        url=f"sqlite:///{disk.path}/cocmail.db",
        more=called.more,
    )
    make_database(load(path))
    return load(path)


def test_a_disk_that_fills_is_told_and_costs_no_message_and_no_letter(
    tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cocmail")
    called = Called(tmp_path)

    def report(number: int, more: str = "") -> None:
        sender, message_id = f"r{number}@example.net", f"<{number}@example.net>"
        dovecot.deliver("full-disk", mail(REPORTS["en"] + more, sender=sender, message_id=message_id))

    with SmtpServer() as smtp, small_disk(16) as disk:
        config = _config(tmp_path, dovecot, smtp, disk, called)
        with _running(config, monkeypatch):
            report(1)
            smtp.wait_for(4)
            # A letter is on its way when the disk fills, and is accepted after that.
            smtp.hang("DOT", keep=True)
            report(2)
            wait_until(lambda: smtp.hanging == 1, 10, "the final dot")
            disk.fill()
            smtp.release()
            report(3, LARGE)
            wait_until(lambda: called.events, 10, "the alert")
            during, log = len(smtp.letters), caplog.text

            disk.clear()
            smtp.wait_for(12)
            wait_until(lambda: called.events[1:], 5, "the end of the alert")
        database = Database(config.database_url())
        states = Health(database).counts()["letters"]
        database.close()
    # Of the one that was on its way, it is known that it was accepted.
    assert states == {"accepted": 12}
    assert during == 5
    assert log.count("its disk is full") == 1
    assert "works again" not in log
    assert called.events == ["begins database", "ends database"]
    assert len({letter.raw for letter in smtp.letters}) == len(smtp.letters) == 12


def test_a_daemon_that_starts_on_a_full_disk_says_so_and_waits_for_room(
    tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = Called(tmp_path)
    with SmtpServer() as smtp, small_disk(16) as disk:
        config = _config(tmp_path, dovecot, smtp, disk, called)
        desk = Desk(build(config, utc_now), MovableClock(utc_now()))
        desk.arrives(mail(REPORTS["en"]))
        # What a kill leaves: the files of an open database, and something to write before anything else.
        assert desk.house.letterbox.claim(utc_now())
        disk.fill()
        with _running(config, monkeypatch) as service:
            wait_until(lambda: called.events == ["begins database"], 10, "the alert")
            assert not service.wait_ready(0)

            disk.clear()
            smtp.wait_for(3)
            wait_until(lambda: called.events[1:] == ["ends database"], 5, "the end of the alert")
        desk.house.store.database.close()


@pytest.mark.parametrize("what", ["sqlite", "postgresql", "the log of postgresql"])
def test_what_a_full_disk_refuses_is_done_when_there_is_room(
    tmp_path: Path, clock: MovableClock, what: str
) -> None:
    if what != "sqlite":
        require(PostgreSQL)
    with small_disk(16 if what == "sqlite" else 128) as disk, _server(disk, what) as server:
        url = server.database() if server else f"sqlite:///{disk.path}/cocmail.db"
        desk = Desk(make_house(tmp_path, clock, url=url), clock)
        desk.arrives(mail(REPORTS["en"] + LARGE, message_id="<zero@example.net>"))
        (spooled,) = desk.spool(mail(REPORTS["en"]))
        large = mail(REPORTS["en"] + LARGE, message_id="<two@example.net>")
        disk.fill()
        if server and what != "postgresql":
            _use_up_the_log(server)

        with pytest.raises(StoreUnavailable) as caught:
            desk.spool(large)
        # PostgreSQL may have room left in its files for what is small.
        with suppress(StoreUnavailable):
            desk.house.intake.take_in(spooled)
        if what == "sqlite":
            with pytest.raises(StoreUnavailable):
                desk.house.store.database.wipe()  # The database grows where its log is taken into it.

        disk.clear()
        if server:
            server.stop()  # A server whose log has no room gives up, and is started again by systemd or by hand.
            server.start()
        desk.arrives(large)
        assert ("disk is full" in str(caught.value)) == (what != "the log of postgresql")
        assert len(desk.house.store.cases()) == 3
        assert len(desk.raw_letters()) == 12
        assert [*chain_faults(desk.house.store), *content_faults(desk.house.store)] == []
        desk.house.store.database.close()


@contextmanager
def _server(disk: SmallDisk, what: str) -> Iterator[PostgreSQL | None]:
    if what == "sqlite":
        yield None
        return
    with PostgreSQL(disk.path) as server:
        yield server


def _use_up_the_log(server: PostgreSQL) -> None:
    """Until the server cannot make the next file of its log, which ends it, and its recovery as well."""
    with suppress(psycopg.OperationalError), server._administrator() as administrator:
        for _ in range(50):
            administrator.execute("SELECT pg_logical_emit_message(false, '', repeat('x', 1000000))")
    assert server._process is not None
    server._process.wait(10)


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("status", 1, "the database cannot be written: its disk is full"),
        ("cases", 75, "the database cannot be written: its disk is full"),
        ("run --once", 75, "the database cannot be written: its disk is full"),
        ("backup {}/copy.db", 75, "the copy was not made: the disk of the database is full"),
    ],
)
def test_while_no_daemon_runs_a_full_disk_is_told_as_such(
    tmp_path: Path, command: str, status: int, said: str
) -> None:
    """Not even who only reads can open the database then: SQLite needs a little room beside it."""
    with small_disk(4) as disk:
        path = write_config(tmp_path, url=f"sqlite:///{disk.path}/cocmail.db")
        make_database(load(path))
        disk.fill()

        words = command.format(tmp_path).split()
        done = forked.run("-c", str(path), *words, cwd=tmp_path, seconds=60)

    assert (done.returncode, done.stderr) == (status, f"cocmail: {said}\n")
