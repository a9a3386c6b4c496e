"""The servers of the tests do what they say, so that a failing test accuses the right party."""

import gc
import imaplib
import os
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from tests.servers import Dovecot, PostgreSQL, SmtpServer, free_port, require, wait_until
from tests.smtp_server import Phase

USER = "conduct-cases@example.org"
LETTER = b"Subject: =?utf-8?q?Hyv=C3=A4=C3=A4?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
LETTER += "Päivää.\r\n.\r\n..x\r\n".encode() + b"y" * 5000 + b"\r\n"


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    require(Dovecot)
    with Dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    require(PostgreSQL)
    with PostgreSQL(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server
    # What was left unclosed would warn in some later test.
    gc.collect()


@contextmanager
def calling(server: SmtpServer, seconds: float = 5) -> Iterator[smtplib.SMTP]:
    client = smtplib.SMTP(server.host, server.port, "localhost", seconds)
    try:
        yield client
        with suppress(smtplib.SMTPServerDisconnected):
            client.quit()
    finally:
        client.close()


def send(server: SmtpServer, *recipients: str, seconds: float = 5) -> None:
    with calling(server, seconds) as client:
        client.sendmail("cases@example.org", recipients or ["bob@example.org"], LETTER)


def test_a_delivered_message_is_there_with_its_bytes_its_date_and_its_flags(dovecot: Dovecot) -> None:
    when = datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC)

    dovecot.deliver("one@example.org", LETTER, when=when)
    dovecot.deliver("one@example.org", b"Subject: 2\r\n\r\n", folder="Sent mail")
    with imaplib.IMAP4(dovecot.host, dovecot.port, timeout=5) as client:
        client.login("one@example.org", dovecot.password)
        client.select()
        client.store("1", "+FLAGS", r"(\Seen $CocFiled)")
        (answer,) = client.fetch("1", "(INTERNALDATE)")[1]
        assert isinstance(answer, bytes)
        date = imaplib.Internaldate2tuple(answer)

    assert dovecot.fetch_all("one@example.org") == [LETTER]
    assert dovecot.fetch_all("one@example.org", "Sent mail") == [b"Subject: 2\r\n\r\n"]
    assert dovecot.fetch_all("one@example.org", "Nowhere") == []
    assert dovecot.flags("one@example.org") == [r"$CocFiled \Seen"]
    assert date is not None
    assert datetime.fromtimestamp(time.mktime(date), UTC) == when


def test_dovecot_offers_what_cocmail_uses_plainly_by_starttls_and_by_tls(dovecot: Dovecot) -> None:
    context = ssl.create_default_context(cafile=dovecot.ca)

    with imaplib.IMAP4("localhost", dovecot.port, timeout=5) as client:
        client.starttls(context)
        client.login(USER, dovecot.password)
        offers = client.capability()[1][0].split()
    with imaplib.IMAP4_SSL(dovecot.host, dovecot.tls_port, ssl_context=context, timeout=5) as client:
        client.login(USER, dovecot.password)

    assert {b"IDLE", b"UIDPLUS", b"MOVE"} <= set(offers)
    assert dovecot.version[:2] == "2."


@pytest.mark.parametrize(("user", "password"), [("locked-out@example.org", ""), (USER, "wrong")])
def test_dovecot_refuses_the_locked_and_the_wrong_password(
    dovecot: Dovecot, user: str, password: str
) -> None:
    with (
        imaplib.IMAP4(dovecot.host, dovecot.port, timeout=5) as client,
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
    ):
        client.login(user, password or dovecot.password)


def test_a_new_uid_validity_leaves_the_messages(dovecot: Dovecot) -> None:
    dovecot.deliver("two@example.org", LETTER)
    dovecot.deliver("two@example.org", b"Subject: 2\r\n\r\n")
    seen = {dovecot.uid_validity("two@example.org")}

    for _ in range(3):
        dovecot.new_uid_validity("two@example.org")
        seen.add(dovecot.uid_validity("two@example.org"))

    assert len(seen) == 4
    assert sorted(dovecot.fetch_all("two@example.org")) == sorted([LETTER, b"Subject: 2\r\n\r\n"])


def test_dovecot_can_go_away_come_back_and_hang(dovecot: Dovecot) -> None:
    dovecot.deliver("three@example.org", LETTER)

    dovecot.stop()
    with pytest.raises(ConnectionRefusedError):
        imaplib.IMAP4(dovecot.host, dovecot.port, timeout=5)
    dovecot.start()
    client = imaplib.IMAP4(dovecot.host, dovecot.port, timeout=0.3)
    client.login("three@example.org", dovecot.password)
    dovecot.pause()
    with pytest.raises(TimeoutError):
        client.noop()
    with pytest.raises(TimeoutError):
        imaplib.IMAP4(dovecot.host, dovecot.port, timeout=0.3)
    dovecot.resume()
    client.shutdown()

    assert dovecot.fetch_all("three@example.org") == [LETTER]


def test_a_stopped_server_leaves_no_process(tmp_path: Path) -> None:
    require(Dovecot)

    with Dovecot(tmp_path) as server:
        server.pause()

    with pytest.raises(ConnectionRefusedError):
        imaplib.IMAP4(server.host, server.tls_port, timeout=5)
    mine = [path for path in Path("/proc").glob("[0-9]*") if str(server.folder) in command_of(path)]
    assert mine == []


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    require(Dovecot)
    broken = Dovecot(tmp_path)
    (broken.folder / "dovecot.conf").write_text("nonsense = yes\n", "utf-8")

    with pytest.raises(AssertionError, match="nonsense"):
        broken.start()


def command_of(process: Path) -> str:
    with suppress(OSError):
        return (process / "cmdline").read_text("utf-8", "replace")
    return ""


def test_each_database_is_new_and_outlives_a_restart(postgresql: PostgreSQL) -> None:
    first, second = (postgresql.database().replace("+psycopg", "") for _ in range(2))
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE cases (number integer)")
        connection.execute("INSERT INTO cases VALUES (7)")

    postgresql.stop()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first)
    postgresql.start()

    with psycopg.connect(first) as connection:
        assert connection.execute("SELECT number FROM cases").fetchall() == [(7,)]
    with psycopg.connect(second) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT number FROM cases")


def test_a_letter_is_kept_for_each_recipient_as_it_was_sent(smtp: SmtpServer) -> None:
    with calling(smtp) as client:
        client.sendmail("", ["bob@example.org", "Eve@example.org"], LETTER)

    letter = smtp.wait_for(2)[0]
    assert (letter.sender, letter.recipient, letter.raw) == ("", "bob@example.org", LETTER)
    assert letter.subject == "Hyvää"
    assert letter.text.startswith("Päivää.\n.\n..x\nyyy")
    assert letter.at.utcoffset() is not None
    assert [found.recipient for found in smtp.to("eve@EXAMPLE.org")] == ["Eve@example.org"]
    with pytest.raises(AssertionError, match="there are 2"):
        smtp.wait_for(3, seconds=0.05)


@pytest.mark.parametrize("way", ["tls", "starttls"])
def test_login_and_tls(way: str) -> None:
    login = {"user": "cases", "password": "pepper", "token": "t" * 2000}
    with SmtpServer(tls=way == "tls", starttls=way == "starttls", **login) as server:  # type: ignore[arg-type]
        context = ssl.create_default_context(cafile=server.ca)
        for good, password in [(True, "pepper"), (False, "salt"), (True, "")]:
            if way == "tls":
                client: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, "localhost", timeout=5, context=context
                )
            else:
                client = smtplib.SMTP(server.host, server.port, "localhost", timeout=5)
                assert client.mail("cases@example.org")[0] in (503, 530)
                client.starttls(context=context)
            with client:
                client.ehlo()
                assert client.mail("cases@example.org")[0] == 530
                if not good:
                    with pytest.raises(smtplib.SMTPAuthenticationError):
                        client.login("cases", password)
                    continue
                if password:
                    client.login("cases", password)
                else:
                    word = f"user=cases\x01auth=Bearer {server.token}\x01\x01"
                    assert client.auth("XOAUTH2", lambda _challenge=None, word=word: word)[0] == 235
                client.sendmail("cases@example.org", ["bob@example.org"], LETTER)
    gc.collect()

    assert [letter.raw for letter in server.letters] == [LETTER, LETTER]


def test_without_a_user_no_login_is_offered(smtp: SmtpServer) -> None:
    with calling(smtp) as client:
        client.ehlo()

        assert not client.has_extn("auth")


def test_recipients_are_refused_and_deferred(smtp: SmtpServer) -> None:
    smtp.refuse("bob@example.org")
    smtp.defer("eve@example.org")

    with calling(smtp) as client:
        first = client.sendmail(
            "c@example.org", ["bob@example.org", "Eve@example.org", "al@example.org"], LETTER
        )
        second = client.sendmail(
            "c@example.org", ["bob@example.org", "Eve@example.org", "al@example.org"], LETTER
        )
    smtp.heal()
    send(smtp)

    assert {name: reply[0] for name, reply in first.items()} == {
        "bob@example.org": 550,
        "Eve@example.org": 451,
    }
    assert list(second) == ["bob@example.org"]
    assert [letter.recipient[:2] for letter in smtp.letters] == ["al", "Ev", "al", "bo"]


def test_other_replies(smtp: SmtpServer) -> None:
    smtp.answer("CONNECT", "421 4.3.2 too many", times=1)
    smtp.answer("MAIL", "450 4.2.1 slow down", times=1)
    smtp.answer("DATA", "452 4.3.1 full", times=1)
    smtp.answer("DOT", "554 5.7.1 spam", "bob@example.org", times=1)

    for expected in (421, 450, 452, 554):
        with pytest.raises(smtplib.SMTPResponseException) as caught:
            send(smtp, "bob@example.org")
        assert caught.value.smtp_code == expected
    send(smtp)

    assert len(smtp.letters) == 1


@pytest.mark.parametrize(
    ("phase", "keep", "kept"),
    [
        *((phase, False, 0) for phase in ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "DOT")),
        ("DOT", True, 1),
        ("QUIT", False, 1),
    ],
)
@pytest.mark.parametrize("how", ["drop", "hang"])
def test_silence_at_each_phase(smtp: SmtpServer, phase: Phase, keep: bool, kept: int, how: str) -> None:
    fault = smtp.drop if how == "drop" else smtp.hang
    fault(phase, keep=keep, times=1)

    if phase == "QUIT":
        send(smtp, seconds=0.2)
    else:
        expected = (smtplib.SMTPServerDisconnected, ConnectionResetError) if how == "drop" else OSError
        with pytest.raises(expected):
            send(smtp, seconds=0.2)
    wait_until(lambda: smtp.hanging == 0, what="the server sees that the client has gone")
    assert len(smtp.letters) == kept
    send(smtp)

    assert len(smtp.letters) == kept + 1
    assert smtp.connections == 2


@pytest.mark.parametrize("phase", ["CONNECT", "RCPT", "BODY", "DOT"])
def test_who_hangs_goes_on_when_released(smtp: SmtpServer, phase: Phase) -> None:
    smtp.hang(phase)
    client = Thread(target=send, args=[smtp])

    client.start()
    wait_until(lambda: smtp.hanging == 1, what="the client hangs")
    assert smtp.letters == []
    smtp.release()
    client.join(5)

    assert smtp.wait_for(1)[0].raw == LETTER


def test_the_smtp_server_comes_back_on_its_port_with_letters_and_faults(smtp: SmtpServer) -> None:
    send(smtp)
    smtp.hang("DOT")

    with pytest.raises(OSError, match="timed out"):
        send(smtp, seconds=0.2)
    with calling(smtp) as client:
        smtp.stop()
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
            client.ehlo()
    with pytest.raises(ConnectionRefusedError):
        send(smtp)
    smtp.start()
    with pytest.raises(OSError, match="timed out"):
        send(smtp, seconds=0.2)
    smtp.heal()
    send(smtp)

    assert len(smtp.letters) == 2


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(AssertionError, match="the moon"):
        wait_until(lambda: False, seconds=0.05, what="the moon")


def test_ports_are_different() -> None:
    assert len({free_port() for _ in range(50)}) == 50


def test_a_missing_server_skips_the_test_or_fails_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Absent:
        @staticmethod
        def missing() -> str:
            return "absent is not installed"

    monkeypatch.delenv("COCMAIL_NO_SKIP", raising=False)
    with pytest.raises(pytest.skip.Exception, match="absent is not installed"):
        require(Absent)
    monkeypatch.setitem(os.environ, "COCMAIL_NO_SKIP", "1")
    with pytest.raises(pytest.fail.Exception, match="absent is not installed"):
        require(Absent)
