"""Being heard when something is broken: problems, alerts, the heartbeat, the test letter, the self-check."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from tests import forked
from tests.builders import (
    ALIAS,
    REPORTS,
    Desk,
    MovableClock,
    arrival,
    mail,
    make_house,
    read,
    to,
    write_config,
)
from tests.servers import Dovecot, PostgreSQL, SmtpServer, require, wait_until
from tests.test_daemon import Installed, smtp, user  # noqa: F401 (fixtures)

from cocmail import daemon as daemon_module
from cocmail.alerts import Command
from cocmail.cases.model import State
from cocmail.cli import cli
from cocmail.config import load
from cocmail.daemon import Daemon
from cocmail.database import StoreUnavailable
from cocmail.mail.sender import Group
from cocmail.selfcheck import self_check
from cocmail.tables import cases, entries, letter_bytes, messages, raw_messages
from cocmail.wiring import House, build, utc_now


class Called:
    """The administrator's program: it writes down what it is told."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "told"
        self.program = folder / "tell"
        self.program.write_text(
            f'#!/bin/sh\n{{ echo "== $COCMAIL_EVENT $COCMAIL_PROBLEM"; cat; }} >> {self._log}\n'
        )
        self.program.chmod(0o700)
        self.more = f'\n[alerts]\ncommand = ["{self.program}"]\n'

    @property
    def text(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    @property
    def events(self) -> list[str]:
        return [line[3:] for line in self.text.splitlines() if line.startswith("== ")]


@pytest.fixture
def called(tmp_path: Path) -> Called:
    return Called(tmp_path)


@pytest.fixture
def watched(tmp_path: Path, clock: MovableClock, called: Called) -> Iterator[Desk]:
    house = make_house(tmp_path, clock, more=called.more)
    yield Desk(house, clock)
    house.store.database.close()


def _look(desk: Desk) -> list[str]:
    """A look at which the mailbox was just read; the keys of the problems."""
    desk.house.health.note(desk.clock(), last_poll="ok")
    return [each.key for each in desk.house.watch.look()]


def test_a_problem_is_told_when_it_begins_while_it_lasts_and_when_it_is_over(
    watched: Desk, clock: MovableClock, called: Called
) -> None:
    watched.house.health.note(clock(), problem_smtp="the SMTP server refuses the login (535)")
    assert _look(watched) == ["smtp"]
    assert called.events == []  # A server that is away for a moment is nobody's business.

    clock.move(minutes=11)
    _look(watched)
    _look(watched)
    assert called.events == ["begins smtp"]
    again = Desk(build(watched.house.config, clock), clock)  # A restart.
    _look(again)
    assert called.events == ["begins smtp"]
    clock.move(hours=11)
    _look(again)
    assert called.events == ["begins smtp"]
    clock.move(hours=2)
    _look(again)
    assert called.events == ["begins smtp", "lasts smtp"]
    again.house.health.note(clock(), problem_smtp=None)
    _look(again)
    _look(watched)  # And the other process knows that it was told.

    assert called.events == ["begins smtp", "lasts smtp", "ends smtp"]
    assert "refuses the login (535)\n\nWhat to do: letters wait" in called.text
    again.house.store.database.close()


def test_a_clock_that_was_ahead_hides_no_problem(watched: Desk, clock: MovableClock, called: Called) -> None:
    clock.move(days=400)
    watched.house.health.note(clock(), problem_stuck="the intake loop makes no progress")
    _look(watched)
    clock.move(hours=2)
    _look(watched)
    assert called.events == ["begins stuck"]
    clock.move(days=-400)
    _look(watched)

    assert called.events == ["begins stuck"] * 2


def test_mail_that_came_while_the_clock_was_ahead_hides_no_silence(
    watched: Desk, clock: MovableClock
) -> None:
    clock.move(days=400)
    watched.arrives(mail(REPORTS["en"]))
    clock.move(days=-400)
    _look(watched)
    clock.move(hours=1)
    assert "poll" in [each.key for each in watched.house.watch.look()]
    clock.move(days=400)
    watched.house.health.note(clock(), last_poll="ok")
    clock.move(days=-400)
    assert "poll" in [each.key for each in watched.house.watch.look()]


def test_a_trouble_of_an_earlier_run_is_over_when_all_is_well(watched: Desk, clock: MovableClock) -> None:
    watched.house.health.note(clock(), problem_smtp="the SMTP server refuses the login (535)")
    successor = Daemon(load(watched.house.config.folder / "cocmail.toml"), clock)
    assert "smtp" in _look(watched)
    successor._troubles.server_works("smtp")

    assert "smtp" not in _look(watched)
    successor.house.store.database.close()


def test_an_alert_names_nobody_and_quotes_nothing(watched: Desk, clock: MovableClock, called: Called) -> None:
    watched.arrives(mail(REPORTS["en"] + " QUORK"))
    lost = watched.spool(mail("poison QUORK", message_id="<two@example.net>"))[0]
    watched.house.intake._fresh.clear()
    for _ in range(3):
        watched.house.store.count_attempt(lost)
    watched.house.intake.file_spooled()
    claimed = watched.house.letterbox.claim(clock())
    assert claimed is not None
    watched.house.letterbox.conclude(claimed, "failed", clock(), code="550 5.1.1")

    clock.move(hours=2)
    watched.house.escalation.sweep()
    assert set(_look(watched)) == {"waiting", "failed", "unreadable"}
    clock.move(minutes=6)
    _look(watched)

    assert set(called.events) == {"begins waiting", "begins failed", "begins unreadable"}
    assert "@" not in called.text
    assert "QUORK" not in called.text


def test_what_may_be_a_report_in_the_junk_folder_is_told(
    watched: Desk, clock: MovableClock, called: Called
) -> None:
    def junk(uid: int, raw: bytes) -> None:
        watched.house.store.spool([(arrival(uid), raw)], clock(), settled=True, junk=True)
        watched.house.intake.file_spooled()

    spam = "You won 500 euros in our lottery. Click here to collect: https://win.example.com\n"
    junk(1, mail(spam, subject="WINNER", message_id="<spam@example.com>"))
    assert _look(watched) == []
    junk(2, mail(REPORTS["fi"]))
    assert _look(watched) == ["junk"]

    assert called.events == ["begins junk"]
    assert "(message 2)" in called.text
    assert watched.house.store.cases() == []
    # Until somebody took it out of the folder, however long that takes.
    clock.move(days=3)
    watched.house.store.left_in("INBOX", 1, {1, 2})
    assert _look(watched) == ["junk"]
    watched.house.store.left_in("INBOX", 1, {1})
    assert _look(watched) == []
    assert called.events == ["begins junk", "lasts junk", "ends junk"]


def test_word_in_the_junk_folder_that_a_letter_of_ours_failed_is_told(
    watched: Desk, clock: MovableClock
) -> None:
    watched.arrives(mail(REPORTS["en"]))
    letter = read(to(watched.raw_letters(), "rea@example.net"))
    failed = "Your message could not be delivered:\n\nrea@example.net\n550 5.1.1 no such user here\n\n"

    def junk(uid: int, message_id: str) -> None:
        by = "MAILER-DAEMON@example.net"
        raw = mail(f"{failed}Message-ID: {message_id}", sender=by, message_id=f"<{uid}@example.net>")
        watched.house.store.spool([(arrival(uid), raw)], clock(), settled=True, junk=True)
        watched.house.intake.file_spooled()

    junk(100, "<of-others@example.com>")
    assert "junk" not in _look(watched)
    junk(101, str(letter["Message-ID"]))

    assert "junk" in _look(watched)


def test_another_letter_that_fails_is_told_at_once_and_a_day_is_no_mending(
    watched: Desk, clock: MovableClock, called: Called
) -> None:
    def fails() -> None:
        claimed = watched.house.letterbox.claim(clock())
        assert claimed is not None
        watched.house.letterbox.conclude(claimed, "failed", clock(), code="550 5.1.1")

    watched.arrives(mail(REPORTS["en"]))
    fails()
    _look(watched)
    clock.move(minutes=5)
    fails()
    _look(watched)
    # A flood of failures is no flood of calls.
    assert called.events == ["begins failed"]
    clock.move(minutes=6)
    _look(watched)
    restarted = Desk(build(watched.house.config, clock), clock)
    _look(restarted)
    restarted.house.store.database.close()
    assert called.events == ["begins failed"] * 2
    assert "2 letters could not be delivered" in called.text

    # One fails as another one is too old to stand here.
    watched.raw_letters()
    clock.move(hours=23, minutes=50)
    watched.arrives(mail(REPORTS["fi"], sender="b@example.net", message_id="<two@example.net>"))
    fails()
    _look(watched)
    assert called.events.count("begins failed") == 3
    clock.move(hours=25)
    watched.raw_letters()
    _look(watched)
    assert called.events.count("ends failed") == 1
    assert "over: 1 letter" not in called.text
    assert "It was seen to, or a day went by without another; see: cocmail outbox list" in called.text


def test_junk_that_somebody_deleted_is_told_of_no_more(
    tmp_path: Path,
    clock: MovableClock,
    dovecot: Dovecot,
    user: str,  # noqa: F811
) -> None:
    account = {"imap_port": dovecot.port, "user": user, "password": dovecot.password}
    desk = Desk(make_house(tmp_path, clock, imap_more='junk_folder = "Junk"', **account), clock)
    dovecot.deliver(user, mail(REPORTS["fi"]), folder="Junk")
    dovecot.deliver(user, mail(REPORTS["sv"], message_id="<two@example.net>"), folder="Junk")
    desk.house.intake.drain(desk.house.mailbox)
    clock.move(days=2)
    desk.house.mailbox.reconcile()
    desk.house.intake.drain(desk.house.mailbox)
    assert _look(desk) == ["junk"]

    with dovecot._session(user) as client:
        client.select("Junk")
        client.store("1:2", "+FLAGS", "(\\Deleted)")
        client.expunge()
    desk.house.mailbox.reconcile()
    desk.house.intake.drain(desk.house.mailbox)

    assert _look(desk) == []
    assert desk.house.health.counts()["quarantine"] == 2
    desk.house.mailbox.close()
    desk.house.store.database.close()


def test_service_mail_of_the_group_is_told(tmp_path: Path, clock: MovableClock, called: Called) -> None:
    desk = Desk(make_house(tmp_path, clock, more=called.more), clock)
    desk.arrives(
        mail(
            "3 messages wait", sender="Groups <noreply-spamdigest@google.com>", to="conduct-cases@example.org"
        )
    )

    assert _look(desk) == ["service"]
    # Nothing tells whether somebody looked at the group.
    clock.move(days=2)
    assert _look(desk) == ["service"]
    clock.move(days=11.9)
    assert _look(desk) == ["service"]
    clock.move(days=0.2)
    assert _look(desk) == []
    assert called.events == ["begins service", "lasts service", "lasts service", "ends service"]
    desk.house.store.database.close()


def test_what_the_group_writes_to_its_members_is_no_reason_to_look_there(watched: Desk) -> None:
    house = watched.house
    house.intake.desk = replace(house.intake.desk, group=Group(ALIAS, "conduct.example.org"))
    for number, by in enumerate(("noreply", "msgappr"), 1):
        watched.arrives(
            mail(
                "You have been added",
                sender=f"Groups <conduct+{by}@example.org>",
                message_id=f"<{by}@example.org>",
            )
        )
        seen = [each for each in house.watch.look() if each.key == "service"]
        assert house.health.counts()["quarantine"] == number
        assert len(seen) == number - 1


def test_a_second_notice_of_the_group_stands_for_its_own_time(watched: Desk, clock: MovableClock) -> None:
    for number in (1, 2):
        watched.arrives(
            mail(
                f"{number} messages wait",
                sender="Groups <noreply-spamdigest@google.com>",
                message_id=f"<{number}@google.com>",
            )
        )
        clock.move(days=10)

    (found,) = [each for each in watched.house.watch.look() if each.key == "service"]
    assert "(message 2)" in found.what


def test_what_could_not_be_read_is_told_for_a_day_because_its_stub_case_has_a_clock(
    watched: Desk, clock: MovableClock
) -> None:
    (number,) = watched.spool(mail(REPORTS["en"]))
    watched.house.intake._quarantine(number, "ValueError")
    assert "unreadable" in _look(watched)
    clock.move(days=1.1)

    assert "unreadable" not in _look(watched)


def test_a_command_that_does_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    begun = time.monotonic()

    fault = Command(["sh", "-c", f"sleep 60 & echo $! > {pid}; wait"], 0.5).run(
        "x" * 1_000_000, lambda: False
    )

    assert "did not end" in fault
    assert time.monotonic() - begun < 5
    child = int(pid.read_text())
    wait_until(lambda: _is_gone(child), 5, "the child to end")


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_command_that_fails_is_tried_again_later_and_said_once(
    tmp_path: Path, clock: MovableClock, called: Called, caplog: pytest.LogCaptureFixture
) -> None:
    called.program.write_text(called.program.read_text() + "exit 3\n")
    house = make_house(tmp_path, clock, more=called.more)
    desk = Desk(house, clock)
    house.health.note(clock(), problem_stuck="a loop stands still", problem_self_check="a fault")

    for _ in range(3):
        _look(desk)
    house.watch.alerts._not_before = 0.0
    _look(desk)

    assert called.events == ["begins stuck"] * 2
    assert caplog.text.count("alerts.command does not work (exit status 3)") == 1
    house.store.database.close()


def test_a_database_that_is_away_is_told_without_it(
    tmp_path: Path, clock: MovableClock, called: Called, tmp_path_factory: pytest.TempPathFactory
) -> None:
    require(PostgreSQL)
    with PostgreSQL(tmp_path_factory.mktemp("own-postgresql")) as server:
        house = make_house(tmp_path, clock, url=server.database(), more=called.more)
        desk = Desk(house, clock)
        house.health.note(clock(), problem_stuck="a loop stands still")
        _look(desk)
        server.stop()
        for _ in range(4):
            with pytest.raises(StoreUnavailable) as caught:
                house.watch.look()
            house.watch.database_is_away(str(caught.value))
            clock.move(minutes=1)
        assert called.events == ["begins stuck", "begins database"]
        server.start()
        house.health.note(clock(), problem_stuck=None)
        _look(desk)

        assert called.events[:2] == ["begins stuck", "begins database"]
        assert sorted(called.events[2:]) == ["ends database", "ends stuck"]
        house.store.database.close()


class TestCanary:
    """A letter goes to the alias each day and has to come back."""

    @pytest.fixture
    def post(self) -> Iterator[SmtpServer]:
        with SmtpServer() as server:
            yield server

    @pytest.fixture
    def flown(self, tmp_path: Path, clock: MovableClock, called: Called, post: SmtpServer) -> Iterator[Desk]:
        more = called.more + "canary = true\n"
        # So tight that a letter of its own would be one too many.
        house = make_house(
            tmp_path, clock, smtp_port=post.port, smtp_more="max_letters_per_hour = 1", more=more
        )
        yield Desk(house, clock)
        house.store.database.close()

    def test_it_comes_back_and_is_no_case(
        self, flown: Desk, post: SmtpServer, clock: MovableClock, called: Called
    ) -> None:
        _look(flown)
        _look(flown)
        assert len(post.to(ALIAS)) == 1
        flown.arrives(post.to(ALIAS)[0].raw)
        clock.move(hours=2)

        assert _look(flown) == []
        assert flown.house.store.cases(closed=True) == []
        assert flown.house.health.counts()["quarantine"] == 0
        assert flown.house.health.counts()["letters"] == {}
        clock.move(hours=23)
        _look(flown)
        assert len(post.to(ALIAS)) == 2
        assert called.events == []

    def test_one_that_a_server_numbered_anew_is_known_by_its_text(
        self, flown: Desk, post: SmtpServer
    ) -> None:
        _look(flown)
        raw = post.to(ALIAS)[0].raw
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Message-ID")]
        flown.arrives(b"\r\n".join([*lines, b"Message-ID: <other@relay.example.com>", b"", body]))

        flown.clock.move(hours=2)
        assert _look(flown) == []
        assert flown.house.health.counts()["quarantine"] == 0

    def test_an_automatic_answer_that_quotes_it_is_not_it(
        self, flown: Desk, post: SmtpServer, clock: MovableClock
    ) -> None:
        _look(flown)
        quoting = post.to(ALIAS)[0].text
        flown.arrives(mail(quoting, Auto_Submitted="auto-replied"))
        clock.move(hours=2)

        assert _look(flown) == ["canary-late"]

    def test_one_that_does_not_come_back_is_told(
        self, flown: Desk, post: SmtpServer, clock: MovableClock, called: Called
    ) -> None:
        _look(flown)
        clock.move(minutes=59)
        assert _look(flown) == []
        clock.move(minutes=2)
        assert _look(flown) == ["canary-late"]
        clock.move(minutes=6)
        _look(flown)
        assert called.events == ["begins canary-late"]
        flown.arrives(post.to(ALIAS)[0].raw)
        _look(flown)
        assert called.events == ["begins canary-late", "ends canary-late"]

    def test_one_that_is_lost_is_not_over_because_the_next_one_goes_out(
        self, flown: Desk, post: SmtpServer, clock: MovableClock, called: Called
    ) -> None:
        for _ in range(3):
            _look(flown)
            clock.move(minutes=67)
            assert _look(flown) == ["canary-late"]
            clock.move(minutes=6)
            _look(flown)
            clock.move(hours=23)

        assert [each for each in called.events if not each.startswith("lasts")] == ["begins canary-late"]
        assert "test letter of 2026-03-02 12:00 UTC" in called.text
        _look(flown)
        flown.arrives(post.to(ALIAS)[-1].raw)
        assert _look(flown) == []
        assert called.events[-1] == "ends canary-late"

    def test_one_in_the_junk_folder_is_told_at_once(
        self, flown: Desk, post: SmtpServer, clock: MovableClock, called: Called
    ) -> None:
        _look(flown)
        raw = post.to(ALIAS)[0].raw
        flown.house.store.spool([(arrival(1), raw)], clock(), settled=True, junk=True)
        flown.house.intake.file_spooled()
        assert _look(flown) == ["canary"]
        assert "junk folder" in called.text

        clock.move(days=1)
        _look(flown)
        flown.arrives(post.to(ALIAS)[1].raw)
        assert _look(flown) == []
        assert called.events == ["begins canary", "lasts canary", "ends canary"]

    def test_one_that_the_server_refuses_or_cannot_take_is_told(
        self, flown: Desk, post: SmtpServer, clock: MovableClock
    ) -> None:
        post.defer(ALIAS, "451 4.3.0 later", times=1)
        assert _look(flown) == ["canary_unsent"]
        flown.house.watch._send_not_before = 0.0  # A quarter of an hour later.
        post.refuse(ALIAS, "550 5.1.1 no such user")
        assert _look(flown) == ["canary"]
        clock.move(hours=2)
        assert _look(flown) == ["canary"]
        assert post.letters == []


def _well(desk: Desk) -> list[str]:
    return self_check(desk.house.store, desk.clock())


def test_the_self_check_finds_nothing_in_a_whole_case(desk: Desk, clock: MovableClock) -> None:
    desk.arrives(
        mail(REPORTS["en"]), mail("noise", Auto_Submitted="auto-replied", message_id="<r@example.net>")
    )
    desk.raw_letters()

    assert _well(desk) == []


_IS_FIRST = messages.c.id == 1
_FAULTS = {
    "history of": entries.update().where(entries.c.seq == 1).values(type="note"),
    "was changed at entry 1": entries.update().values(body=b"nothing"),
    "message 1 waits to be filed": messages.update().where(_IS_FIRST).values(state="spooled"),
    "message 1 has lost its bytes": raw_messages.delete().where(raw_messages.c.message_id == 1),
    "letter 1 has lost its bytes": letter_bytes.delete().where(letter_bytes.c.letter_id == 1),
    "has no next date": cases.update().values(next_due_at=None),
    "has no history": entries.delete(),
}


@pytest.mark.parametrize("found", _FAULTS)
def test_the_self_check_finds(tmp_path: Path, clock: MovableClock, found: str) -> None:
    desk = Desk(make_house(tmp_path, clock), clock)
    desk.arrives(mail(REPORTS["en"]))
    clock.move(hours=2)
    with desk.house.store.database.writes() as connection:
        connection.execute(_FAULTS[found])

    assert any(found in line for line in _well(desk)), _well(desk)
    assert [each for each in _well(desk) if found not in each and "history" not in each] == []
    assert _look(desk) == ["self_check", *(["waiting"] if desk.house.health.counts()["letters"] else [])]
    desk.house.store.database.close()


def test_the_self_check_finds_what_nobody_looked_after(desk: Desk, clock: MovableClock) -> None:
    desk.arrives(mail(REPORTS["en"]))
    claimed = desk.house.letterbox.claim(clock())
    assert claimed is not None
    desk.house.letterbox.conclude(claimed, "failed", clock(), code="550")
    clock.move(days=5)  # Nobody swept.

    said = " ".join(_well(desk))
    assert f"letter {claimed.id} failed and nobody was told" in said
    assert f"{desk.case().name} was due at" in said
    desk.house.escalation.sweep()
    assert _well(desk) == []


def test_the_self_check_finds_an_open_case_that_nobody_may_hear_of(desk: Desk) -> None:
    team = "Aino Virtanen, Ben Okafor and Carla Lindqvist"
    desk.arrives(mail(f"Yesterday in the hall {team} shouted at me; I told chair@example.org."))
    assert _well(desk) == []  # It is with the independent contact.

    desk.close_all()
    everybody = (
        f"Yesterday in the hall {team} shouted at me; I told chair@example.org and outside@example.net."
    )
    desk.arrives(mail(everybody, sender="lisa@example.com", message_id="<two@example.com>"))

    (name,) = (each.name for each in desk.house.store.cases())
    assert _well(desk) == [f"{name} is open and nobody may hear of it: name another independent contact"]


def test_the_self_check_comes_every_night_and_every_hour_while_it_finds_something(
    desk: Desk, clock: MovableClock
) -> None:
    def checked_at() -> str:
        _look(desk)
        return f"{desk.house.health.noted()['self_check'][1]:%d %H:%M}"

    assert checked_at() == "02 12:00"  # 14:00 in Helsinki.
    clock.move(hours=12)
    assert checked_at() == "02 12:00"
    clock.move(hours=2)
    assert checked_at() == "03 02:00"
    desk.arrives(mail(REPORTS["en"]))
    with desk.house.store.database.writes() as connection:
        connection.execute(cases.update().values(next_due_at=None))
    clock.move(hours=24)
    assert checked_at() == "04 02:00"
    clock.move(minutes=30)
    assert checked_at() == "04 02:00"
    clock.move(minutes=31)
    assert checked_at() == "04 03:01"
    with desk.house.store.database.writes() as connection:
        connection.execute(cases.update().values(next_due_at=clock(), state=State.CLOSED))
    clock.move(hours=1)
    assert checked_at() == "04 04:01"
    assert "problem_self_check" not in desk.house.health.noted()


def test_a_key_file_that_is_gone_is_told(watched: Desk, called: Called) -> None:
    path = watched.house.store.keys.path
    assert path is not None
    path.rename(path.with_suffix(".away"))

    assert "key" in _look(watched)
    assert called.events == ["begins key"]


class Pulse:
    """What listens for the heartbeat."""

    def __init__(self) -> None:
        pulse = self
        self.beats: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                pulse.beats.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.more = f'\n[alerts]\nheartbeat_url = "http://127.0.0.1:{self._server.server_port}/beat"\n'
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    listening = Pulse()
    yield listening
    listening.close()


def beating_house(
    folder: Path, mailbox: Dovecot, relay: SmtpServer, name: str, pulse: Pulse, **more: Any
) -> House:
    return make_house(
        folder, MovableClock(), imap_port=mailbox.port, user=name, password=mailbox.password,
        smtp_port=relay.port, more=pulse.more, **more,
    )  # fmt: skip


@contextmanager
def at_work(house: House) -> Iterator[Daemon]:
    """The daemon of a house in a thread of its own, which has ended at the end."""
    running = Daemon(house.config, utc_now)
    thread = threading.Thread(target=running.run, kwargs={"signals": False})
    thread.start()
    try:
        yield running
    finally:
        running.stop()
        thread.join(15)
        house.store.database.close()
    assert not thread.is_alive()


def test_the_heart_beats_while_a_backlog_is_taken_in(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811 (a fixture)
    user: str,  # noqa: F811
    pulse: Pulse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An old mailbox may take hours."""
    monkeypatch.setattr(daemon_module, "TICK_SECONDS", 0.1)
    for number in range(60):
        dovecot.deliver(user, mail(REPORTS["en"], message_id=f"<{number}@example.net>"))
    house = beating_house(tmp_path, dovecot, smtp, user, pulse)
    with at_work(house):
        wait_until(lambda: pulse.beats, 15, "a beat")
        with house.store.database.reads() as connection:
            filed = connection.scalar(sa.select(sa.func.count()).where(messages.c.state == "filed")) or 0
    assert filed < 60


def test_the_heart_beats_once_a_look_and_not_while_something_is_wrong(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811 (a fixture)
    user: str,  # noqa: F811
    pulse: Pulse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cocmail.alerts._BETWEEN_BEATS", 0.1)
    monkeypatch.setattr(daemon_module, "TICK_SECONDS", 0.1)
    house = beating_house(tmp_path, dovecot, smtp, user, pulse, poll_seconds=1, imap_more="idle = false")
    with at_work(house) as running:
        wait_until(lambda: len(pulse.beats) >= 2, 15, "two beats")
        # However often it could beat: who does not read the mailbox any more is not well.
        assert len(pulse.beats) <= running._polls
        smtp.stop()
        dovecot.deliver(user, mail(REPORTS["en"]))
        wait_until(lambda: "smtp" in running._troubles._servers, 15, "the trouble")
        time.sleep(0.5)
        beats, polls = len(pulse.beats), running._polls
        wait_until(lambda: running._polls > polls + 1, 15, "two more looks at the mailbox")
        assert len(pulse.beats) == beats
    assert set(pulse.beats) == {"/beat"}


def test_run_once_beats_only_when_all_went_well(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811
    user: str,  # noqa: F811
    pulse: Pulse,
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, more=pulse.more)
    assert installed.run("run", "--once").returncode == 0
    assert pulse.beats == ["/beat"]
    (tmp_path / "imap.password").write_text("wrong")
    assert installed.run("run", "--once").returncode == 75
    assert pulse.beats == ["/beat"]
    assert "heartbeat" not in installed.run("status").stdout


def test_a_junk_folder_that_cannot_be_opened_is_a_problem_until_it_can(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811
    user: str,  # noqa: F811
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, imap_more='junk_folder = "Spma"')

    assert installed.run("run", "--once").returncode == 0
    told = installed.run("status").stdout
    assert 'the folder "Spma" cannot be opened' in told
    assert "check imap.junk_folder" in told
    assert 'the folder "Spma" cannot be opened; check imap.junk_folder' in installed.run("check").stdout
    dovecot.deliver(user, mail("Buy"), folder="Spma")
    installed.run("run", "--once")
    assert "healthy\n" in installed.run("status").stdout.partition("last poll")[0]


def test_check_and_status_say_what_is_so_before_the_first_look_and_after_it(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811
    user: str,  # noqa: F811
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user)
    dovecot.deliver(user, mail("Somebody shouted at me."))
    before = installed.run("status").stdout

    installed.run("run", "--once")

    assert re.findall(r"^(?:last poll|next deadline) at +(.*)$", before, re.MULTILINE) == ["–", "–"]
    told = installed.run("check").stdout
    assert "1 message in it; whatever cocmail has not read yet is taken as a report" in told


def test_a_daemon_that_cannot_start_tells_why(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811
    user: str,  # noqa: F811
    called: Called,
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, more=called.more)
    (tmp_path / "cocmail.key").unlink()

    assert installed.run("run").returncode == 2
    assert called.events == ["begins start"]
    assert "does not run: there is no key" in called.text

    called.program.chmod(0o600)
    result = installed.run("check")
    assert result.returncode == 1
    assert "error    alerts: alerts.command" in result.stdout


def test_check_does_not_pass_a_command_that_is_there_only_for_who_stands_beside_it(tmp_path: Path) -> None:
    """Other files of the configuration are named like that; the daemon starts this one elsewhere."""
    (program := tmp_path / "tell-admin").write_text("#!/bin/sh\n")
    program.chmod(0o700)
    path = write_config(tmp_path, more='[alerts]\ncommand = ["./tell-admin"]\n')
    assert Command(["./tell-admin"]).run("", lambda: False) == "No such file or directory"

    done = forked.run("-c", str(path), "check", "--json", cwd=tmp_path, seconds=60)

    (told,) = (each for each in json.loads(done.stdout) if each["what"] == "alerts")
    assert told["level"] == "error"
    assert "./tell-admin is not there or cannot be started; give its whole path" in told["text"]


def test_check_warns_of_a_command_that_only_a_shell_could_start(tmp_path: Path) -> None:
    """Typed by hand such a script works, and so nobody would look for its fault."""
    (program := tmp_path / "tell-admin").write_text("echo told\n")
    program.chmod(0o700)
    path = write_config(tmp_path, more=f'[alerts]\ncommand = ["{program}"]\n')
    assert subprocess.run(["sh", "-c", str(program)], capture_output=True, check=False).stdout == b"told\n"
    assert Command([str(program)]).run("", lambda: False) == "Exec format error"

    def told() -> tuple[str, str]:
        done = forked.run("-c", str(path), "check", "--json", cwd=tmp_path, seconds=60)
        (found,) = (each for each in json.loads(done.stdout) if each["what"] == "alerts")
        return found["level"], found["text"]

    level, text = told()
    assert level == "warning"
    assert "begin it with a line such as #!/bin/sh" in text
    program.write_text("#!/bin/sh\necho told\n")
    assert told() == ("ok", f"{program} is called when something is wrong")


def test_a_daemon_that_cannot_start_by_a_mistake_in_the_configuration_tells_why(
    tmp_path: Path, called: Called
) -> None:
    path = write_config(tmp_path, more=called.more)
    good = path.read_text()

    def started() -> int:
        return subprocess.run(
            [sys.executable, "-m", "cocmail", "-c", str(path), "run"],
            capture_output=True, check=False, timeout=30,
        ).returncode  # fmt: skip

    path.write_text(good.replace('timezone = "Europe/Helsinki"', 'timezone = "Europe/Nowhere"'))
    assert started() == 2
    assert called.events == ["begins start"]
    assert "does not run: alias.timezone:" in called.text
    assert "Example Python Code of Conduct" in called.text

    # Neither what is no TOML, nor a command that is a mistake itself, is started.
    path.write_text("[" + good)
    assert started() == 2
    path.write_text(good.replace("command = [", "command = [1, "))
    assert started() == 2
    assert called.events == ["begins start"]


@pytest.mark.parametrize(
    ("away", "status", "told"), [("database", 75, "does not answer"), ("start", 2, "there is no key")]
)
def test_run_once_tells_why_it_cannot(
    tmp_path: Path, called: Called, away: str, status: int, told: str
) -> None:
    path = write_config(tmp_path, url="postgresql+psycopg://nobody@127.0.0.1:1/none", more=called.more)
    if away == "start":
        (tmp_path / "cocmail.key").unlink()

    for _ in range(2):
        done = CliRunner().invoke(cli, ["-c", str(path), "run", "--once"])

    assert done.exit_code == status, done.output
    assert called.events == [f"begins {away}"] * 2
    assert told in called.text


def test_a_fault_that_ends_the_daemon_is_told_before_the_end(
    tmp_path: Path, clock: MovableClock, called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_house(tmp_path, clock, more=called.more).store.database.close()
    running = Daemon(load(tmp_path / "cocmail.toml"), clock)
    monkeypatch.setattr(running.house.outbox, "flush", lambda: 1 // 0)

    assert running.run(signals=False) == 1

    assert "begins crash" in called.events
    assert "the outbox loop ended by a fault in the program" in called.text
    # Its successor knows.
    house = build(load(tmp_path / "cocmail.toml"), clock)
    house.watch.look()
    assert called.events.count("begins crash") == 1
    house.store.database.close()


_STUCK = """
import signal, sys, threading
from cocmail import cli, daemon, troubles
daemon.TICK_SECONDS, daemon.LOOK_SECONDS, troubles._STUCK_AFTER = 0.5, 0.2, 2.0
begin = daemon.Daemon._run
def run(self, notifier):
    # Whoever holds this lock keeps the clock's loop from its next step.
    signal.signal(signal.SIGUSR1, lambda *_: threading.Thread(target=self._sweep_lock.acquire).start())
    return begin(self, notifier)
daemon.Daemon._run = run
sys.argv[1:] = ["-c", sys.argv[1], "run"]
cli.main()
"""


def test_a_stuck_loop_is_not_fed(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811
    user: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    called: Called,
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, poll_seconds=1, more=called.more)
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        listener.settimeout(15)
        daemon = subprocess.Popen(
            [sys.executable, "-c", _STUCK, str(installed.folder / "cocmail.toml")],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"NOTIFY_SOCKET": str(path)},
        )
        try:
            while "WATCHDOG=1" not in listener.recv(4096).decode():
                pass
            fed = _fed(listener, 3.5)
            assert fed > 5  # Longer than a loop may be without progress: it makes progress.
            daemon.send_signal(signal.SIGUSR1)
            _fed(listener, 4)
            assert _fed(listener, 1.2) == 0
            wait_until(lambda: "begins stuck" in called.events, 5, "the alert")
        finally:
            daemon.kill()
            daemon.communicate()
    assert "the escalation loop makes no progress" in called.text
    status = json.loads(installed.run("status", "--json").stdout)
    assert any("makes no progress" in each for each in status["problems"])


def _fed(listener: socket.socket, seconds: float) -> int:
    end, count = time.monotonic() + seconds, 0
    while (left := end - time.monotonic()) > 0:
        listener.settimeout(left)
        try:
            count += "WATCHDOG=1" in listener.recv(4096).decode()
        except TimeoutError:
            break
    return count
