"""The demo's mail server, met as cocmail meets any: through imapclient and smtplib, over real sockets."""

import gc
import os
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from cocmail.admin.postoffice import PostedLetter, PostOffice

CASES = "conduct-cases@example.org"
SENDER = "robin@example.org"
MAILBOXES = {CASES: "demo", "sam@example.org": "salmon"}
LETTER = (
    b"From: Robin <robin@example.org>\r\nTo: conduct-cases@example.org\r\nSubject: Hello\r\n"
    b"Message-ID: <1@example.org>\r\n\r\nSomething happened.\r\n"
)
AWKWARD = {
    "8-bit text": LETTER + "Käytävällä, ”näin”.\r\n".encode(),
    "octets of no charset": LETTER + bytes(set(range(256)) - {10, 13}) + b"\r\n",
    "long lines": LETTER + b"x" * 998 + b"\r\n" + b"y" * 300_000 + b"\r\n",
    "dots at line starts": LETTER + b".\r\n..\r\n. a\r\n...\r\n\r\n.\r\n",
    "a folded header and odd spaces": b"Subject:  a\r\n\t b \r\nX-Empty:\r\n\r\n \r\n\r\n",
    "a header and nothing else": b"Subject: the end\r\n",
    "no header": b"\r\nonly a body\r\n",
    "parts without an end": b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nx\r\n',
    "more parts than pymap can parse": b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"x\r\n",
    "a megabyte": LETTER + b"0123456789abcde\r\n" * 62_000,
}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice(MAILBOXES) as opened:
        yield opened


@contextmanager
def reading(
    office: PostOffice, address: str = CASES, password: str = "demo", *, readonly: bool = True
) -> Iterator[Any]:
    client = IMAPClient(office.imap_host, office.imap_port, ssl=False, timeout=10)
    try:
        client.normalise_times = False
        client.login(address, password)
        client.select_folder("INBOX", readonly=readonly)
        yield client
    finally:
        client.shutdown()


def send(office: PostOffice, raw: bytes, *recipients: str, sender: str = SENDER) -> None:
    with smtplib.SMTP(office.smtp_host, office.smtp_port, local_hostname="localhost", timeout=10) as smtp:
        smtp.sendmail(sender, recipients, raw)


def inbox(office: PostOffice, address: str = CASES, password: str = "demo") -> list[bytes]:
    with reading(office, address, password) as client:
        found = client.fetch(client.search(), ["BODY.PEEK[]"])
    return [found[uid][b"BODY[]"] for uid in sorted(found)]


def test_each_mailbox_opens_with_its_own_password(office: PostOffice) -> None:
    with reading(office) as cases, reading(office, "sam@example.org", "salmon") as sam:
        assert cases.folder_status("INBOX", ["MESSAGES"]) == {b"MESSAGES": 0}
        assert sam.folder_exists("INBOX")


@pytest.mark.parametrize(
    ("address", "password"), [(CASES, "wrong"), (CASES, ""), ("nobody@example.org", "demo"), (CASES, "demo ")]
)
def test_a_wrong_password_or_address_is_refused(office: PostOffice, address: str, password: str) -> None:
    client = IMAPClient(office.imap_host, office.imap_port, ssl=False, timeout=10)
    try:
        with pytest.raises(LoginError):
            client.login(address, password)
    finally:
        client.shutdown()


def test_logging_in_takes_no_time(office: PostOffice) -> None:
    started = time.monotonic()

    for _ in range(5):
        with reading(office):
            pass

    assert time.monotonic() - started < 1


@pytest.mark.parametrize("oddity", AWKWARD)
def test_a_letter_sent_by_smtp_is_read_by_imap_byte_for_byte(office: PostOffice, oddity: str) -> None:
    send(office, AWKWARD[oddity], CASES)

    assert inbox(office) == [AWKWARD[oddity]]
    assert office.letters == [PostedLetter(SENDER, CASES, AWKWARD[oddity])]


@pytest.mark.parametrize("oddity", AWKWARD)
def test_a_letter_handed_in_is_read_by_imap_byte_for_byte(office: PostOffice, oddity: str) -> None:
    office.post(AWKWARD[oddity], SENDER, [CASES])

    assert inbox(office) == [AWKWARD[oddity]]
    assert office.letters == [PostedLetter(SENDER, CASES, AWKWARD[oddity])]


@pytest.mark.parametrize(
    "recipient",
    ["conduct-cases+fern-42@example.org", "Conduct-Cases@Example.ORG", "CONDUCT-CASES+x+y@example.org"],
)
def test_a_tag_and_the_case_of_letters_lead_to_the_same_mailbox(office: PostOffice, recipient: str) -> None:
    send(office, LETTER, recipient)

    assert inbox(office) == [LETTER]
    assert [letter.recipient for letter in office.letters] == [recipient]


def test_mail_for_any_other_address_is_accepted_and_kept(office: PostOffice) -> None:
    send(office, LETTER, "ash@example.org", "conduct-cases@example.com", sender="")

    assert inbox(office) == []
    assert office.letters == [
        PostedLetter("", "ash@example.org", LETTER),
        PostedLetter("", "conduct-cases@example.com", LETTER),
    ]


def test_addresses_beyond_ascii_are_accepted(office: PostOffice) -> None:
    with smtplib.SMTP(office.smtp_host, office.smtp_port, local_hostname="localhost", timeout=10) as smtp:
        smtp.ehlo()
        smtp.sendmail("pöllö@example.org", ["räyskä@example.org"], LETTER, mail_options=["SMTPUTF8"])

    assert [PostedLetter("pöllö@example.org", "räyskä@example.org", LETTER)] == office.letters


def test_one_mail_to_several_is_several_letters_in_their_order(office: PostOffice) -> None:
    send(office, LETTER, "sam@example.org", CASES, "ash@example.org")

    assert [letter.recipient for letter in office.letters] == ["sam@example.org", CASES, "ash@example.org"]
    assert inbox(office) == inbox(office, "sam@example.org", "salmon") == [LETTER]


def test_idle_tells_of_a_new_mail_at_once(office: PostOffice) -> None:
    with reading(office) as client:
        client.idle()
        started = time.monotonic()

        send(office, LETTER, CASES)
        told = client.idle_check(timeout=5)

        assert time.monotonic() - started < 1
        assert (1, b"EXISTS") in told
        client.idle_done()


def test_idle_tells_of_every_mail_of_a_burst(office: PostOffice) -> None:
    with reading(office) as client:
        client.idle()
        for _ in range(20):
            office.post(LETTER, SENDER, [CASES])

        told: list[Any] = []
        until = time.monotonic() + 5
        while (20, b"EXISTS") not in told and time.monotonic() < until:
            told += client.idle_check(timeout=1)

        assert (20, b"EXISTS") in told
        client.idle_done()


def test_idle_tells_of_a_mail_that_came_just_before_it(office: PostOffice) -> None:
    with reading(office) as client:
        for number in range(1, 11):
            office.post(LETTER, SENDER, [CASES])

            client.idle()
            told = client.idle_check(timeout=1)

            assert (number, b"EXISTS") in told
            client.idle_done()
            client.noop()


def test_an_examined_folder_is_fetched_by_uid_as_a_poller_does() -> None:
    received_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    with PostOffice(MAILBOXES, clock=lambda: received_at) as office, reading(office) as client:
        office.post(LETTER, SENDER, [CASES])
        client.noop()
        (uid,) = client.search(["UID", "1:*"])

        found = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE", "FLAGS", "BODY.PEEK[]"])[uid]

    assert found[b"BODY[]"] == LETTER
    assert found[b"RFC822.SIZE"] == len(LETTER)
    assert found[b"INTERNALDATE"] == received_at
    assert b"\\Seen" not in found[b"FLAGS"]


def test_without_a_clock_a_mail_is_dated_now(office: PostOffice) -> None:
    office.post(LETTER, SENDER, [CASES])

    with reading(office) as client:
        (found,) = client.fetch(client.search(), ["INTERNALDATE"]).values()

    assert abs(datetime.now(UTC) - found[b"INTERNALDATE"]) < timedelta(seconds=30)


def test_a_search_by_uid_finds_what_came_later(office: PostOffice) -> None:
    with reading(office) as client:
        for number in range(5):
            office.post(LETTER + b"%d\r\n" % number, SENDER, [CASES])
        client.noop()
        uids = client.search()

        assert sorted(uids) == uids
        assert client.search(["UID", f"{uids[3]}:*"]) == uids[3:]
        # RFC 3501: n:* is never empty, for * is the last mail there is.
        assert client.search(["UID", f"{uids[-1] + 1}:*"]) == uids[-1:]


def test_a_mail_can_be_flagged_and_expunged_by_uid(office: PostOffice) -> None:
    office.post(LETTER, SENDER, [CASES])
    office.post(LETTER + b"2\r\n", SENDER, [CASES])

    with reading(office, readonly=False) as client:
        uids = client.search()
        client.add_flags(uids[:1], [b"\\Seen", b"\\Deleted"])
        client.uid_expunge(uids[:1])

        assert client.search() == uids[1:]
    assert inbox(office) == [LETTER + b"2\r\n"]


def test_many_clients_at_once_lose_nothing(office: PostOffice) -> None:
    bodies = [LETTER + b"%d\r\n" % number for number in range(60)]

    with reading(office) as idler, ThreadPoolExecutor(8) as pool:
        idler.idle()
        jobs = [pool.submit(send, office, body, CASES) for body in bodies[:30]]
        jobs += [pool.submit(office.post, body, SENDER, [CASES]) for body in bodies[30:]]
        looks = [pool.submit(inbox, office) for _ in range(8)]
        for job in jobs:
            job.result()
        assert all(set(look.result()) <= set(bodies) for look in looks)
        idler.idle_done()

    assert sorted(inbox(office)) == sorted(letter.raw for letter in office.letters) == sorted(bodies)


def test_mail_for_an_alias_is_in_the_mailbox_that_it_names() -> None:
    with PostOffice(MAILBOXES, aliases={"conduct@example.org": CASES}) as office:
        send(office, LETTER, "Conduct@example.org")

        assert inbox(office) == [LETTER]
        assert office.letters == [PostedLetter(SENDER, "Conduct@example.org", LETTER)]


def test_on_letter_gets_every_letter_in_the_servers_thread() -> None:
    given: list[tuple[PostedLetter, str]] = []

    def note(letter: PostedLetter) -> None:
        given.append((letter, threading.current_thread().name))

    with PostOffice(MAILBOXES, on_letter=note) as office:
        send(office, LETTER, CASES)
        office.post(LETTER, "", ["ash@example.org"])

    assert given == [
        (PostedLetter(SENDER, CASES, LETTER), "post office"),
        (PostedLetter("", "ash@example.org", LETTER), "post office"),
    ]


def test_what_on_letter_raises_refuses_the_letter_and_stops_nothing() -> None:
    def refuse(letter: PostedLetter) -> None:
        if letter.sender == SENDER:
            raise ValueError("two\r\nlines")

    with PostOffice(MAILBOXES, on_letter=refuse) as office:
        with pytest.raises(smtplib.SMTPDataError, match="ValueError"):
            send(office, LETTER, CASES)
        with pytest.raises(ValueError, match="two"):
            office.post(LETTER, SENDER, [CASES])
        send(office, LETTER, CASES, sender="sam@example.org")

    assert [letter.sender for letter in office.letters] == ["sam@example.org"]


def test_post_within_on_letter_is_an_error_and_not_a_standstill() -> None:
    offices: list[PostOffice] = []

    def answer(_: PostedLetter) -> None:
        offices[0].post(LETTER, SENDER, [CASES])

    with PostOffice(MAILBOXES, on_letter=answer) as office:
        offices.append(office)
        with pytest.raises(RuntimeError, match="on_letter"):
            office.post(LETTER, SENDER, [CASES])


def test_waiting_ends_with_the_letter_or_with_the_time(office: PostOffice) -> None:
    later = threading.Timer(0.1, office.post, [LETTER, SENDER, [CASES]])
    later.start()

    assert office.wait_for(lambda letters: len(letters) == 1, 5)
    assert not office.wait_for(lambda letters: len(letters) == 2, 0.05)
    later.join()


def test_a_mail_that_breaks_pymaps_envelope_costs_one_connection(office: PostOffice) -> None:
    office.post(b"Date: never\r\nFrom: x\r\n\r\nx\r\n", SENDER, [CASES])

    with reading(office) as client, pytest.raises(IMAPClient.AbortError):
        client.fetch(client.search(), ["ENVELOPE"])

    assert len(inbox(office)) == 1


LOGGING = """
import logging
logging.basicConfig(level=logging.INFO)
logging.getLogger("imapclient").setLevel(logging.WARNING)  # The client's own words are not the server's.
"""
MISHAPS = """
import gc, smtplib
from imapclient import IMAPClient
from cocmail.admin.postoffice import PostOffice

def refuse(letter):
    if letter.sender:
        raise ValueError(letter)

with PostOffice({"sam@example.org": "demo"}, on_letter=refuse) as office:
    office.post(b"Date: never\\r\\n\\r\\nx\\r\\n", "", ["sam@example.org"])
    with smtplib.SMTP(office.smtp_host, office.smtp_port, local_hostname="localhost") as smtp:
        smtp.docmd("NONSENSE")
        try:
            smtp.sendmail("ash@example.org", "sam@example.org", b"x")
        except smtplib.SMTPDataError:
            pass
    client = IMAPClient(office.imap_host, office.imap_port, ssl=False)
    client.login("sam@example.org", "demo")
    client.select_folder("INBOX")
    try:
        client.fetch("1:*", ["ENVELOPE"])
    except client.AbortError:
        client.shutdown()
    gc.collect()
print("done")
"""


@pytest.mark.parametrize("logging_set_up", ["", LOGGING])
def test_mishaps_print_nothing_whether_logging_is_set_up_or_not(logging_set_up: str) -> None:
    # In a process of its own, since pytest takes log records away before they could be printed.
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", logging_set_up + MISHAPS],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (run.stdout, run.stderr) == ("done\n", "")


def test_both_servers_listen_on_loopback_only(office: PostOffice) -> None:
    assert office.imap_host == office.smtp_host == "127.0.0.1"
    assert 0 not in (office.imap_port, office.smtp_port)


@pytest.mark.parametrize("turn", range(5))
def test_it_starts_and_stops_quickly_and_leaves_nothing_behind(
    turn: int, capfd: pytest.CaptureFixture[str]
) -> None:
    before = threading.active_count()
    with PostOffice(MAILBOXES) as office, reading(office) as idler, reading(office) as other:
        smtp = smtplib.SMTP(office.smtp_host, office.smtp_port, local_hostname="localhost", timeout=10)
        smtp.ehlo()
        # One stands in the middle of DATA, one has said nothing, one asks for more than it will ever read.
        smtp.mail(SENDER)
        smtp.rcpt(CASES)
        smtp.putcmd("data")
        silent = socket.create_connection((office.imap_host, office.imap_port))
        office.post(LETTER + b"x" * 20_000_000 + b"\r\n", SENDER, [CASES])
        other.noop()
        other.socket().sendall(b"A9 FETCH 1 BODY.PEEK[]\r\n")
        idler.idle()

        started = time.monotonic()
        office.__exit__(None, None, None)

        assert time.monotonic() - started < 0.9
        smtp.close()
        silent.close()
    gc.collect()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((office.imap_host, office.imap_port))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((office.smtp_host, office.smtp_port))
    with pytest.raises(RuntimeError, match="closed"):
        office.post(LETTER, SENDER, [CASES])
    assert capfd.readouterr() == ("", "")


def test_an_idle_office_stops_at_once_many_times_over() -> None:
    started = time.monotonic()

    for _ in range(10):
        with PostOffice(MAILBOXES) as office:
            office.post(LETTER, SENDER, [CASES])
    gc.collect()

    assert time.monotonic() - started < 3


def test_clients_that_come_while_it_closes_leave_nothing_behind() -> None:
    for _ in range(10):
        with ExitStack() as clients:
            with PostOffice(MAILBOXES) as office:
                for address in [
                    (office.imap_host, office.imap_port),
                    (office.smtp_host, office.smtp_port),
                ] * 10:
                    clients.enter_context(socket.create_connection(address))
            gc.collect()


def test_letters_handed_in_while_it_closes_are_delivered_or_refused() -> None:
    for _ in range(10):
        office = PostOffice(MAILBOXES)
        accepted: list[int] = []

        def keep_posting(office: PostOffice = office, accepted: list[int] = accepted) -> None:
            with suppress(RuntimeError):
                while True:
                    office.post(LETTER, SENDER, [CASES])
                    accepted.append(1)

        with office:
            poster = threading.Thread(target=keep_posting)
            poster.start()
            office.wait_for(lambda letters: len(letters) >= 3, 5)
        poster.join(5)

        assert not poster.is_alive()
        assert len(accepted) <= len(office.letters) <= len(accepted) + 1
