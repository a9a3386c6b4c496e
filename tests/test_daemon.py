"""The installed program against a real Dovecot and a real SMTP server, as an administrator runs it."""

import ctypes
import json
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from imapclient import IMAPClient
from tests import forked
from tests.builders import REPORTS, mail, make_database, read, write_config
from tests.servers import Dovecot, PostgreSQL, SmtpServer, free_port, require, wait_until

from cocmail.config import load
from cocmail.tables import SCHEMA


class Installed:
    """A configured cocmail: its folder, its mailbox, its SMTP server."""

    def __init__(self, folder: Path, dovecot: Dovecot, smtp: SmtpServer, user: str, **values: object) -> None:
        self.folder, self.dovecot, self.smtp, self.user = folder, dovecot, smtp, user
        values = {
            "imap_port": dovecot.port,
            "smtp_port": smtp.port,
            "user": user,
            "password": dovecot.password,
        } | values
        write_config(folder, **values)  # type: ignore[arg-type]
        self._make_database()

    def _make_database(self) -> None:
        make_database(load(self.folder / "cocmail.toml"))

    def run(self, *words: str, moved: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """One command; `moved` moves its clock from outside, as in faketime's -f."""
        if moved:
            return self.execute(*words, moved=moved, seconds=seconds)
        path = str(self.folder / "cocmail.toml")
        return forked.run("-c", path, *words, cwd=self.folder, seconds=seconds)

    def execute(self, *words: str, moved: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """As `run`, started anew and not forked."""
        return subprocess.run(
            self._words(*words, moved=moved),
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=self.folder,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._words("run", *words),
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=os.environ.copy(),
        )

    def _words(self, *words: str, moved: str = "") -> list[str]:
        fake = ["faketime", "-f", moved] if moved else []
        return [*fake, sys.executable, "-m", "cocmail", "-c", str(self.folder / "cocmail.toml"), *words]

    def cases(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.run("cases", "--json").stdout)
        return found


_users = iter(range(1, 1_000_000))


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    return f"conduct{next(_users)}"


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def installed(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str) -> Installed:
    return Installed(tmp_path, dovecot, smtp, user)


def _ended(process: subprocess.Popen[str]) -> str:
    """Stop a daemon as systemd does; what it logged."""
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=12)
    assert process.returncode == 0, log
    return log


def _needs_faketime() -> None:
    class Faketime:
        @staticmethod
        def missing() -> str:
            return "" if shutil.which("faketime") else "faketime is not installed (apt-get install faketime)"

    require(Faketime)


@pytest.mark.parametrize("on", ["sqlite", "postgresql"])
def test_migrate_makes_a_database_and_leaves_it_alone_afterwards(
    request: pytest.FixtureRequest, tmp_path: Path, on: str
) -> None:
    server: PostgreSQL | None = None if on == "sqlite" else request.getfixturevalue("postgresql")
    path = write_config(tmp_path, url=server.database() if server else "sqlite:///cocmail.db")
    words = [sys.executable, "-m", "cocmail", "-c", str(path), "migrate"]

    first, second = (subprocess.check_output(words, text=True) for _ in range(2))

    assert first == f"The database has schema {SCHEMA} (before: none).\n"
    assert second == f"The database has schema {SCHEMA} already.\n"


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_the_life_of_a_case(installed: Installed, language: str) -> None:
    _needs_faketime()
    installed.dovecot.deliver(installed.user, mail(REPORTS[language]))

    assert installed.run("run", "--once").returncode == 0
    answer = installed.smtp.to("rea@example.net")[0]
    assert len(installed.smtp.letters) == 4
    assert installed.run("run", "--once").returncode == 0
    assert len(installed.smtp.letters) == 4

    where = {"en": "In the Oodi library.", "fi": "Kirjastossa, Oodissa.", "sv": "I biblioteket Oodi."}[
        language
    ]
    reply = mail(where, answers=answer.raw, message_id="<two@example.net>")
    installed.dovecot.deliver(installed.user, reply)
    assert installed.run("run", "--once").returncode == 0
    (case,) = installed.cases()
    assert case["messages"] == 2
    checklist = case["checklist"]
    assert isinstance(checklist, dict)
    assert checklist["where"] == "present"

    assert installed.run("run", "--once", moved="+6d").returncode == 0
    assert installed.cases()[0]["escalation_level"] == 0
    assert installed.smtp.to("chair@example.org") == []
    assert installed.run("run", "--once", moved="+8d").returncode == 0
    assert installed.cases()[0]["escalation_level"] == 1
    assert len(installed.smtp.to("chair@example.org")) == 1
    before = len(installed.smtp.letters)
    assert installed.run("run", "--once", moved="+8d").returncode == 0
    assert len(installed.smtp.letters) == before


def test_the_daemon_answers_within_seconds_where_the_server_tells_at_once(installed: Installed) -> None:
    daemon = installed.start()
    try:
        wait_until(lambda: json.loads(installed.run("status", "--json").stdout)["healthy"], 20, "healthy")
        time.sleep(1)  # Into IDLE.
        begun = time.monotonic()
        installed.dovecot.deliver(installed.user, mail(REPORTS["en"]))
        installed.smtp.wait_for(4, 15)
        assert time.monotonic() - begun < 15  # poll_seconds is 60: only IDLE can be this quick.
    finally:
        log = _ended(daemon)
    assert "rea@example.net" not in log
    assert "yellow" not in log


def test_flags_and_messages_of_the_mailbox_are_left_alone(installed: Installed) -> None:
    raw = mail(REPORTS["en"])
    installed.dovecot.deliver(installed.user, raw)

    installed.run("run", "--once")

    assert [raw] == installed.dovecot.fetch_all(installed.user)
    assert not any("Seen" in flags for flags in installed.dovecot.flags(installed.user))


def test_a_new_uidvalidity_sends_nothing_for_what_is_held(installed: Installed) -> None:
    installed.dovecot.deliver(installed.user, mail(REPORTS["en"]))
    installed.run("run", "--once")
    installed.dovecot.new_uid_validity(installed.user)

    assert installed.run("run", "--once").returncode == 0

    assert len(installed.cases()) == 1
    assert len(installed.smtp.letters) == 4


def test_a_processed_folder_takes_messages_after_the_commit(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, imap_more='processed_folder = "Processed"')
    for number in range(3):
        dovecot.deliver(user, mail(f"Message {number}", message_id=f"<{number}@example.net>"))

    assert installed.run("run", "--once").returncode == 0

    assert dovecot.fetch_all(user) == []
    assert len(dovecot.fetch_all(user, "Processed")) == 3
    assert len(installed.cases()) == 3


def test_what_could_not_be_moved_is_filed_all_the_same_and_moved_later(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    refused = f'processed_folder = "{"x" * 400}"'
    installed = Installed(tmp_path, dovecot, smtp, user, imap_more=refused)
    dovecot.deliver(user, mail(REPORTS["en"]))
    assert installed.run("run", "--once").returncode == 75
    assert len(installed.cases()) == 1

    path = tmp_path / "cocmail.toml"
    path.write_text(path.read_text().replace("x" * 400, "Processed"))
    assert installed.run("run", "--once").returncode == 0

    assert dovecot.fetch_all(user) == []
    assert len(dovecot.fetch_all(user, "Processed")) == 1
    assert len(smtp.letters) == 4


def test_a_processed_folder_of_no_use_delays_no_report_and_is_told_of(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    refused = f'processed_folder = "{"x" * 400}"'
    installed = Installed(tmp_path, dovecot, smtp, user, imap_more=refused)
    checked = installed.run("check")
    assert checked.returncode == 1
    assert "nothing can be moved to imap.processed_folder" in checked.stdout

    daemon = installed.start()
    try:
        for number in (1, 2):
            dovecot.deliver(user, mail(REPORTS["en"], message_id=f"<{number}@example.net>"))
            smtp.wait_for(4 * number, 20)
        assert "nothing can be moved to imap.processed_folder" in installed.run("status").stdout
    finally:
        _ended(daemon)


@pytest.mark.parametrize("folder", ["Cases", "Cases/Filed", "INBOX/Filed"])
def test_check_tries_the_processed_folder_and_leaves_nothing_behind(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str, folder: str
) -> None:
    def folders() -> list[bytes]:
        with IMAPClient("127.0.0.1", dovecot.port, ssl=False, timeout=10) as client:
            client.login(user, dovecot.password)
            return sorted(each[2] for each in client.list_folders())

    installed = Installed(tmp_path, dovecot, smtp, user, imap_more=f'processed_folder = "{folder}"')
    dovecot.deliver(user, mail("One"))
    before = folders()

    assert "ok       imap" in installed.run("check").stdout
    assert folders() == before
    dovecot.deliver(user, mail("Two"), folder=folder)
    there = folders()
    assert "ok       imap" in installed.run("check").stdout
    assert folders() == there


def test_a_message_over_the_limit_is_kept_in_part_and_the_letter_says_so(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, imap_more="max_bytes = 20000")
    dovecot.deliver(user, mail(REPORTS["en"] + "\n" + "more words\n" * 5000))

    installed.run("run", "--once")

    assert "only its beginning reached us" in smtp.to("rea@example.net")[0].text


def test_tls_and_starttls_are_verified(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str) -> None:
    for security, port in (("tls", dovecot.tls_port), ("starttls", dovecot.port)):
        folder = tmp_path / security
        folder.mkdir()
        trusted = f'ca_file = "{dovecot.ca}"'
        installed = Installed(
            folder, dovecot, smtp, user, imap_port=port, imap_security=security, imap_more=trusted
        )
        assert installed.run("run", "--once").returncode == 0

        write_config(folder, imap_port=port, imap_security=security, smtp_port=smtp.port, user=user)
        refused = installed.run("run", "--once")
        assert refused.returncode == 75
        assert "certificate is not trusted" in refused.stderr


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"password": "wrong"}, "refuses the login"),
        ({"imap_port": 1}, "refuses connections"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_one_line_and_status_says_it(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str, values: dict[str, object], said: str
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, **values)

    result = installed.run("run", "--once")

    assert result.returncode == 75
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    status = installed.run("status", "--json")
    assert status.returncode == 1
    assert any(said in problem for problem in json.loads(status.stdout)["problems"])


def test_a_wrong_password_is_said_once_and_not_hammered(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    installed = Installed(tmp_path, dovecot, smtp, user, password="wrong")
    with installed.start() as daemon:
        assert daemon.stderr is not None
        log = _read_to(daemon.stderr, "refuses the login")
        time.sleep(5)
        daemon.send_signal(signal.SIGTERM)
        log += daemon.stderr.read()

    assert daemon.returncode == 0
    assert log.count("refuses the login") == 1


def test_the_daemon_survives_a_mail_server_that_goes_away(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer
) -> None:
    require(Dovecot)
    with Dovecot(tmp_path_factory.mktemp("own")) as dovecot:
        installed = Installed(tmp_path, dovecot, smtp, "conduct", poll_seconds=1)
        daemon = installed.start()
        dovecot.deliver("conduct", mail("First message"))
        smtp.wait_for(4, 20)
        dovecot.stop()
        time.sleep(2)
        dovecot.start()
        dovecot.deliver("conduct", mail("Second message", message_id="<two@example.net>"))
        smtp.wait_for(8, 40)
        log = _ended(daemon)
    assert "imap works again" in log


def test_a_second_daemon_on_the_same_file_is_refused(installed: Installed) -> None:
    daemon = installed.start()
    try:
        wait_until(lambda: json.loads(installed.run("status", "--json").stdout)["healthy"], 20, "healthy")
        second = installed.run("run", "--once")
        assert second.returncode == 1
        assert "another cocmail runs on this database" in second.stderr
    finally:
        _ended(daemon)


def test_a_killed_daemon_loses_nothing_and_sends_nothing_twice(installed: Installed) -> None:
    for number in range(30):
        installed.dovecot.deliver(
            installed.user,
            mail(f"Message {number}", sender=f"r{number}@example.net", message_id=f"<{number}@example.net>"),
        )
    daemon = installed.start()
    wait_until(lambda: len(installed.smtp.letters) > 5, 20, "some letters")
    daemon.kill()
    daemon.communicate()

    assert installed.run("run", "--once").returncode == 0
    _needs_faketime()
    assert installed.run("run", "--once", moved="+15m").returncode == 0

    assert len(installed.cases()) == 30
    recipients = [
        letter.recipient for letter in installed.smtp.letters if letter.recipient.endswith("@example.net")
    ]
    assert set(recipients) == {f"r{number}@example.net" for number in range(30)}
    assert len({letter.raw for letter in installed.smtp.letters}) == 30 * 4
    assert (
        len(installed.smtp.letters) <= 30 * 4 + 1
    )  # The one letter whose answer was not read may come again.


def test_hold_files_and_sends_nothing(installed: Installed) -> None:
    installed.dovecot.deliver(installed.user, mail(REPORTS["fi"]))

    assert installed.run("run", "--once", "--hold").returncode == 0

    assert installed.smtp.letters == []
    assert json.loads(installed.run("status", "--json").stdout)["outbox"]["queued"] == 4


def test_the_daemon_waits_for_a_database_that_is_away(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    require(PostgreSQL)
    with PostgreSQL(tmp_path_factory.mktemp("own-postgresql")) as database:
        installed = Installed(tmp_path, dovecot, smtp, user, url=database.database())
        database.stop()
        daemon = installed.start()
        time.sleep(3)
        assert daemon.poll() is None
        database.start()
        dovecot.deliver(user, mail("First message"))
        smtp.wait_for(4, 30)

        database.stop()
        dovecot.deliver(user, mail("Second message", message_id="<two@example.net>"))
        time.sleep(4)
        assert daemon.poll() is None
        database.start()
        smtp.wait_for(8, 40)
        log = _ended(daemon)

    assert len(smtp.letters) == 8
    assert "leading again" in log
    assert len(log.splitlines()) < 30


def test_an_unreachable_database_is_one_line(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    pytest.importorskip("psycopg")
    write_config(tmp_path, url=f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")

    result = subprocess.run(
        [sys.executable, "-m", "cocmail", "-c", str(tmp_path / "cocmail.toml"), "status"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "database does not answer" in result.stderr
    assert "Traceback" not in result.stderr


def test_notify_tells_systemd(installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        listener.settimeout(15)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        daemon = installed.start()
        first = listener.recv(4096).decode()
        heard = ""
        while "WATCHDOG=1" not in heard:
            heard = listener.recv(4096).decode()
        begun = time.monotonic()
        _ended(daemon)
        assert time.monotonic() - begun < 10
    assert "READY=1" in first


def test_a_reload_takes_a_new_roster_and_refuses_a_broken_one(installed: Installed) -> None:
    daemon = installed.start()
    path = installed.folder / "cocmail.toml"
    good = path.read_text()
    try:
        wait_until(lambda: json.loads(installed.run("status", "--json").stdout)["healthy"], 20, "healthy")
        path.write_text(good + "\n[[responders]]\nname = 3\n")
        daemon.send_signal(signal.SIGHUP)
        time.sleep(1)
        path.write_text(good + '\n[[responders]]\nname = "Dana"\naddress = "dana@example.org"\n')
        daemon.send_signal(signal.SIGHUP)
        time.sleep(1)
        installed.dovecot.deliver(installed.user, mail(REPORTS["en"]))
        installed.smtp.wait_for(5, 20)
    finally:
        log = _ended(daemon)
    assert "not reloaded: responders.3.name" in log
    assert "were read again" in log
    assert len(installed.smtp.to("dana@example.org")) == 1


def test_a_reload_in_the_first_second_ends_nothing_and_is_done(installed: Installed) -> None:
    path = installed.folder / "cocmail.toml"
    daemon = installed.start()

    # It has begun to load what it needs.
    wait_until(lambda: "pydantic_core" in Path(f"/proc/{daemon.pid}/maps").read_text(), 20, "it starts")
    path.write_text(path.read_text() + '\n[[responders]]\nname = "Dana"\naddress = "dana@example.org"\n')
    daemon.send_signal(signal.SIGHUP)
    try:
        installed.dovecot.deliver(installed.user, mail(REPORTS["en"]))
        installed.smtp.wait_for(5, 30)
    finally:
        log = _ended(daemon)
    assert "were read again" in log
    assert len(installed.smtp.to("dana@example.org")) == 1


def test_letters_that_are_sent_again_by_hand_do_not_wait_for_the_next_try(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, user: str
) -> None:
    (tmp_path / "smtp.password").write_text("secret")
    more = 'user = "conduct"\npassword_file = "smtp.password"'
    smtp.answer("AUTH", "535 5.7.8 no")
    smtp.user, smtp.password = "conduct", "secret"
    installed = Installed(tmp_path, dovecot, smtp, user, smtp_more=more)
    dovecot.deliver(user, mail(REPORTS["en"]))
    daemon = installed.start()
    try:
        wait_until(lambda: "refuses the login" in installed.run("status").stdout, 30, "it was refused")
        smtp.heal()
        told = installed.run("outbox", "retry", "all")
        assert "refuses the login" in told.stderr
        smtp.wait_for(4, 40)
    finally:
        _ended(daemon)


def test_check_looks_at_everything(installed: Installed) -> None:
    result = installed.run("check")

    assert result.returncode == 0, result.stdout
    for what in ("configuration", "key", "templates", "database", "imap", "smtp"):
        assert f"ok       {what}:" in result.stdout
    # No user is configured for SMTP.
    assert "connected, without a login" in result.stdout


def test_check_warns_where_the_independent_contact_is_a_responder(installed: Installed) -> None:
    path = installed.folder / "cocmail.toml"
    assert "is one of the responders" not in installed.run("check").stdout
    path.write_text(path.read_text().replace('"outside@example.net"', '"Ben+home@example.org"'))

    result = installed.run("check")

    assert result.returncode == 0
    assert "warning  roster: clearance.independent_contact is one of the responders" in result.stdout


def test_a_password_that_others_can_read_is_warned_of(installed: Installed) -> None:
    secret = installed.folder / "imap.password"
    told = f"imap.password_file: {secret} can be read by others; mend it with: chmod 600 {secret}"
    assert "secrets" not in installed.run("check").stdout
    secret.chmod(0o644)

    result = installed.run("check")

    assert result.returncode == 0
    assert f"warning  secrets: {told}" in result.stdout
    assert told in installed.run("run", "--once").stderr


def test_check_asks_for_a_recipient_and_sends_nothing(installed: Installed) -> None:
    installed.smtp.refuse("conduct@example.org", "554 5.7.1 Relay access denied")

    result = installed.run("check")

    assert result.returncode == 1
    assert "does not let smtp.from send to conduct@example.org (554 5.7.1); check both" in result.stdout
    assert installed.smtp.letters == []


def test_another_mailbox_with_the_same_numbers_is_read_from_its_beginning(installed: Installed) -> None:
    dovecot, other = installed.dovecot, f"{installed.user}-new"
    dovecot.deliver(installed.user, mail(REPORTS["en"]))
    installed.run("run", "--once")
    dovecot.deliver(other, mail(REPORTS["fi"], sender="b@example.net", message_id="<two@example.net>"))
    # So do Gmail and whoever makes a mailbox anew: UIDVALIDITY 1.
    dovecot.number_like(other, installed.user)
    assert dovecot.uid_validity(other) == dovecot.uid_validity(installed.user)

    path = installed.folder / "cocmail.toml"
    path.write_text(path.read_text().replace(f'"{installed.user}"', f'"{other}"'))
    for _ in range(2):
        assert installed.run("run", "--once").returncode == 0

    assert len(installed.cases()) == 2
    assert len(installed.smtp.to("b@example.net")) == 1


def test_show_reveals_only_when_asked_and_says_so_in_the_history(installed: Installed) -> None:
    installed.dovecot.deliver(installed.user, mail(REPORTS["en"] + " CANARYWORD"))
    installed.run("run", "--once")
    name = str(installed.cases()[0]["name"])

    assert "CANARYWORD" not in installed.run("show", name).stdout
    assert "CANARYWORD" in installed.run("show", name, "--reveal").stdout
    assert "revealed" in installed.run("show", name).stdout
    missing = installed.run("show", "no such")
    assert missing.returncode == 1
    assert "no case called" in missing.stderr


def test_explain_gives_an_object_for_every_file(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(mail("Ben Okafor shouted at me yesterday at six in the Oodi library."))
    (tmp_path / "two.eml").write_bytes(b"\x00\xff")

    result = installed.run("explain", "--json", str(tmp_path / "one.eml"), str(tmp_path / "two.eml"))

    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["held"] == ["ben@example.org"]
    assert first["would_reply_to"] == "rea@example.net"
    assert first["checklist"]["where"]["state"] == "present"
    assert set(first["checklist"]) == set(second["checklist"])
    assert second["would_reply_to"] is None


def test_explain_says_what_does_not_fit_together(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "two.eml").write_bytes(b"From: Other <other@example.net>\r\n" + mail(REPORTS["en"]))

    result = installed.run("explain", str(tmp_path / "two.eml"))

    assert "authenticated: None; From is there more than once" in result.stdout


def test_the_demo_plays_to_its_end() -> None:
    pytest.importorskip("pymap")
    result = subprocess.run(
        [sys.executable, "-m", "cocmail", "demo", "--pause", "0"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert result.returncode == 0, result.stderr
    assert "0 letters about it went to Carla" in result.stdout


def test_the_interactive_demo_serves_a_real_mail_client() -> None:
    pytest.importorskip("pymap")
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "cocmail", "demo", "--interactive"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdin is not None
        assert demo.stdout is not None
        try:
            shown = _read_to(demo.stdout, "quit")
            (imap,), (smtp,) = (
                re.findall(rf"{name}  127.0.0.1 port (\d+)", shown) for name in ("IMAP", "SMTP")
            )
            (password,) = re.findall(r"password (\w+)", shown)
            with smtplib.SMTP("127.0.0.1", int(smtp)) as client:
                report = mail("Carla Lindqvist shouted at me yesterday.", sender="rea@example.net")
                client.sendmail("rea@example.net", ["conduct@example.org"], report)
            with IMAPClient("127.0.0.1", int(imap), ssl=False) as client:
                client.login("ben@example.org", password)
                notice = _first_letter(client)
            with smtplib.SMTP("127.0.0.1", int(smtp)) as client:
                clear = mail("Clear", sender="ben@example.org", answers=notice, message_id="<2@example.org>")
                client.sendmail("ben@example.org", [str(read(notice)["Reply-To"])], clear)
            shown += _read_to(demo.stdout, "shouted at me")
            demo.stdin.write("write ben\nList\n.\n")
            demo.stdin.flush()
            shown += _read_to(demo.stdout, "to ben@example.org: Your cases")
            rest, _ = demo.communicate("quit\n", timeout=20)
        finally:
            demo.kill()
    assert "has been removed" in rest
    assert "to carla@example.org" not in shown + rest


def _read_to(stream: IO[str], words: str) -> str:
    """What is printed up to the line with these words."""
    read = ""
    while words not in read:
        line = stream.readline()
        assert line, f"it ended without {words!r}: {read}"
        read += line
    return read


def _first_letter(client: IMAPClient) -> bytes:
    found: list[int] = []

    def is_there() -> bool:
        client.select_folder("INBOX", readonly=True)
        found[:] = client.search()
        return bool(found)

    wait_until(is_there, 15, "a letter")
    return bytes(client.fetch(found[0], "BODY.PEEK[]")[found[0]][b"BODY[]"])


_HOLDS_AFTER = """
import sys
from pathlib import Path
from cocmail.daemon import give_back_memory
if sys.argv[1] == "given back":
    give_back_memory()
b"x" * 8_000_000
files, small = [], []
for _ in range(20):
    files.append(b"x" * 1_000_000)
    small.append(b"x" * 100_000)
files.clear()
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="this C library has no mallopt")
def test_what_attachments_took_is_given_back() -> None:
    here = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    kept, given_back = (
        int(subprocess.check_output([sys.executable, "-c", _HOLDS_AFTER, way], text=True, env=here))
        for way in ("kept", "given back")
    )

    assert given_back < kept - 15_000


_HEAPS = """
import ctypes, sys, threading
from pathlib import Path
from cocmail.daemon import give_back_memory
if sys.argv[1] == "given back":
    give_back_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
start = threading.Barrier(4)
def work():
    start.wait()
    libc.malloc(1000)
    start.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
print(Path(sys.argv[2]).read_text().count("<heap nr="))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="this C library has no malloc_info")
def test_all_threads_share_one_heap(tmp_path: Path) -> None:
    here = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    kept, given_back = (
        int(
            subprocess.check_output(
                [sys.executable, "-c", _HEAPS, way, tmp_path / "heaps"], text=True, env=here
            )
        )
        for way in ("kept", "given back")
    )

    assert kept > 1
    assert given_back == 1
