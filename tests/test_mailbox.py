"""The mailbox against a real Dovecot, over a wire that fails, and against servers that say odd things."""

import base64
import logging
import os
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from imapclient import IMAPClient
from tests.fault_proxy import GREETING, Action, FaultProxy, ScriptedImap
from tests.servers import Dovecot, free_port

from cocmail import imap as imap_module
from cocmail import mailbox as mailbox_module
from cocmail.config import ConfigError
from cocmail.imap import HEAD_BYTES, ImapAccount, MailboxUnavailable
from cocmail.mailbox import (
    BATCH_BYTES,
    BATCH_MESSAGES,
    Batch,
    Mailbox,
)
from cocmail.oauth import TokenRefused

WHEN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_users = iter(range(1, 1_000_000))


def letter(number: int = 1, *, size: int = 0) -> bytes:
    return (
        b"Subject: number %d\r\nMessage-ID: <%d@example.net>\r\n\r\n" % (number, number)
        + b"x" * size
        + b"\r\n"
    )


class Reader:
    """A mailbox and what was taken from it: as the store would, it remembers the place of each message."""

    def __init__(self, account: ImapAccount) -> None:
        self.account = account
        self.held: dict[tuple[str, int], set[int]] = {}
        self.taken: list[bytes | None] = []
        self.mailbox = Mailbox(
            account,
            lambda folder, validity, lowest: {
                uid for uid in self.held.get((folder, validity), set()) if uid >= lowest
            },
        )
        self.wake_read, self.wake_write = os.pipe()

    def take(self, batch: Batch) -> None:
        for arrival, raw in batch.messages:
            self.held.setdefault((arrival.folder, arrival.uid_validity), set()).add(arrival.uid)
            self.taken.append(raw)

    def look(self) -> list[Batch]:
        """Take all that waits."""
        batches = []
        for batch in self.mailbox.waiting():
            self.take(batch)
            batches.append(batch)
        return batches

    def uids(self) -> list[int]:
        """Take all that waits; the UIDs in the order in which they came."""
        return [arrival.uid for batch in self.look() for arrival, _ in batch.messages]

    def wait(self, seconds: float = 20) -> float:
        """How long the nap took."""
        begun = time.monotonic()
        self.mailbox.wait(seconds, self.wake_read)
        return time.monotonic() - begun

    def wake(self) -> None:
        os.write(self.wake_write, b"x")

    def close(self) -> None:
        self.mailbox.close()
        os.close(self.wake_read)
        os.close(self.wake_write)


Open = Callable[..., Reader]


@pytest.fixture
def opened() -> Iterator[list[Reader]]:
    readers: list[Reader] = []
    yield readers
    for reader in readers:
        reader.close()


@pytest.fixture
def user() -> str:
    return f"mailbox{next(_users)}"


@pytest.fixture
def reader_of(dovecot: Dovecot, user: str, opened: list[Reader]) -> Open:
    """Makes a reader of the user's mailbox; what is given replaces a value of its account."""

    def make(**values: Any) -> Reader:
        account = ImapAccount(
            host="127.0.0.1",
            port=dovecot.port,
            security="none",
            user=user,
            secret=lambda: dovecot.password,
            connect_seconds=5.0,
            reply_seconds=10.0,
        )
        opened.append(Reader(replace(account, **values)))
        return opened[-1]

    return make


@pytest.fixture
def reader(reader_of: Open) -> Reader:
    return reader_of()


@pytest.fixture
def script() -> Iterator[ScriptedImap]:
    with ScriptedImap() as server:
        yield server


@pytest.fixture
def scripted(script: ScriptedImap, opened: list[Reader]) -> Open:
    """Makes a reader of the scripted server."""

    def make(**values: Any) -> Reader:
        account = ImapAccount(
            host="127.0.0.1",
            port=script.port,
            security="none",
            user="conduct",
            secret=lambda: "secret",
            connect_seconds=3.0,
            reply_seconds=3.0,
        )
        opened.append(Reader(replace(account, **values)))
        return opened[-1]

    return make


@pytest.fixture
def client(dovecot: Dovecot, user: str) -> Iterator[Any]:
    """Somebody else with a client on the same mailbox."""
    with IMAPClient("127.0.0.1", dovecot.port, ssl=False, timeout=10) as client:
        client.login(user, dovecot.password)
        client.select_folder("INBOX")
        yield client


def refused(reader: Reader, act: Callable[[], object] | None = None) -> MailboxUnavailable:
    """The one thing that may be raised."""
    with pytest.raises(MailboxUnavailable) as caught:
        (act or reader.look)()
    return caught.value


# -- what waits ------------------------------------------------------------------------------------------


def test_what_waits_is_given_with_its_place_and_only_once(
    dovecot: Dovecot, user: str, reader: Reader
) -> None:
    dovecot.deliver(user, letter(), when=WHEN)

    (batch,) = reader.look()
    again = reader.look()
    reader.mailbox.close()
    again += reader.look()

    ((arrival, raw),) = batch.messages
    assert raw == letter()
    assert (arrival.folder, arrival.uid_validity) == ("INBOX", dovecot.uid_validity(user))
    assert (arrival.uid, arrival.received_at, arrival.size) == (1, WHEN, len(letter()))
    assert not arrival.truncated
    assert again == []
    assert reader.mailbox.place == ("INBOX", dovecot.uid_validity(user))
    assert (reader.mailbox.on_server, reader.mailbox.held) == (1, 1)


def test_new_mail_alone_is_fetched_at_the_next_look(dovecot: Dovecot, user: str, reader: Reader) -> None:
    dovecot.deliver(user, letter(1))
    reader.look()
    dovecot.deliver(user, letter(2))

    uids = reader.uids()

    assert uids == [2]
    assert (reader.mailbox.on_server, reader.mailbox.held) == (2, 2)


def test_nothing_is_seen_or_changed_on_the_server(dovecot: Dovecot, user: str, reader: Reader) -> None:
    dovecot.deliver(user, letter())

    reader.look()

    assert dovecot.flags(user) == [""]
    assert dovecot.fetch_all(user) == [letter()]


def test_the_folder_is_only_examined_and_bodies_are_only_peeked_at(
    script: ScriptedImap, scripted: Open
) -> None:
    script.messages = {1: letter()}
    reader = scripted(junk_folder="Junk")

    reader.look()
    reader.wait(0.01)

    assert script.said("SELECT") == script.said("STORE") == 0
    assert script.said("EXAMINE") > 2
    assert not any(b"BODY[" in line or b" RFC822 " in line for line in script.seen)


def test_a_message_that_a_person_has_read_is_given_all_the_same(
    dovecot: Dovecot, user: str, reader: Reader, client: Any
) -> None:
    dovecot.deliver(user, letter())
    client.noop()
    client.set_flags([1], [rb"\Seen"])

    uids = reader.uids()

    assert uids == [1]


def test_batches_are_bounded_by_count(dovecot: Dovecot, user: str, reader: Reader, client: Any) -> None:
    for number in range(BATCH_MESSAGES + 3):
        client.append("INBOX", letter(number))

    sizes = [len(batch.messages) for batch in reader.look()]

    assert sizes == [BATCH_MESSAGES, 3]


def test_batches_are_bounded_by_bytes(dovecot: Dovecot, user: str, reader: Reader) -> None:
    for number in range(3):
        dovecot.deliver(user, letter(number, size=BATCH_BYTES // 2))

    sizes = [len(batch.messages) for batch in reader.look()]

    assert sizes == [1, 1, 1]


def test_a_batch_that_was_given_is_the_callers_alone(dovecot: Dovecot, user: str, reader: Reader) -> None:
    dovecot.deliver(user, letter(1))

    batches = reader.mailbox.waiting()

    batch = next(batches)

    # The name here, and the argument of the call.
    assert sys.getrefcount(batch) == 2


def test_a_message_over_the_limit_is_given_in_part(dovecot: Dovecot, user: str, reader_of: Open) -> None:
    reader = reader_of(max_bytes=5000)
    dovecot.deliver(user, letter(1, size=4000))
    dovecot.deliver(user, letter(2, size=6000))

    messages = [message for batch in reader.look() for message in batch.messages]

    (whole, _), (part, raw) = messages
    assert (whole.truncated, part.truncated) == (False, True)
    assert part.size == len(letter(2, size=6000))
    assert raw == letter(2, size=6000)[:5000]


def test_of_a_message_over_the_limit_all_headers_and_a_part_of_the_text_are_fetched(
    dovecot: Dovecot, user: str, reader_of: Open
) -> None:
    reader = reader_of(max_bytes=4 * HEAD_BYTES)
    head = b"X-Long: " + b"y" * 70 + b"\r\n"
    headers = head * (HEAD_BYTES * 3 // 2 // len(head)) + b"Subject: the last header\r\n\r\n"
    dovecot.deliver(user, headers + (b"z" * 70 + b"\r\n") * (4 * HEAD_BYTES // 72))

    reader.look()

    (raw,) = reader.taken
    assert raw is not None
    assert raw.startswith(headers)
    assert len(raw) == len(headers) + HEAD_BYTES


def test_the_junk_folder_is_read_too_and_nothing_is_moved(
    dovecot: Dovecot, user: str, reader_of: Open
) -> None:
    reader = reader_of(junk_folder="Junk", processed_folder="Filed")
    dovecot.deliver(user, letter(1), folder="Junk")
    dovecot.deliver(user, letter(2))

    found = [(batch.folder, batch.junk, batch.messages[0][1]) for batch in reader.look()]
    again = reader.look()

    assert found == [("INBOX", False, letter(2)), ("Junk", True, letter(1))]
    assert again == []
    assert dovecot.flags(user, "Junk") == [""]
    assert reader.mailbox.on_server == 1


def test_a_junk_folder_that_is_not_there_yet_holds_up_nothing(
    dovecot: Dovecot, user: str, reader_of: Open, caplog: pytest.LogCaptureFixture
) -> None:
    reader = reader_of(junk_folder="Spam")
    dovecot.deliver(user, letter(1))

    first, second = reader.uids(), reader.uids()
    dovecot.deliver(user, letter(2), folder="Spam")
    third = reader.look()

    assert (first, second) == ([1], [])
    assert [record.getMessage() for record in caplog.records] == [
        'the folder "Spam" cannot be opened; check imap.junk_folder'
    ]
    assert [batch.folder for batch in third] == ["Spam"]
    assert reader.mailbox.junk_fault == ""


@pytest.mark.parametrize("answer", [b"TAG NO [SERVERBUG] busy\r\n", b"TAG NO [NONEXISTENT] gone\r\n"])
def test_a_junk_folder_that_the_server_refuses_holds_up_nothing_and_is_told_of(
    script: ScriptedImap, scripted: Open, answer: bytes
) -> None:
    script.messages = {1: letter(1)}
    script.answers["EXAMINE"] = lambda line: answer if b"Junk" in line else script._examine(line)
    reader = scripted(junk_folder="Junk")

    assert reader.uids() == [1]
    assert "imap.junk_folder" in reader.mailbox.junk_fault
    script.messages[2] = letter(2)
    assert reader.uids() == [2]


def test_probe_tells_which_folder_is_not_there(reader_of: Open) -> None:
    error = refused(reader := reader_of(junk_folder="Nowhere"), lambda: reader.mailbox.probe())

    assert error.final
    assert '"Nowhere" cannot be opened; check imap.junk_folder' in str(error)


def test_after_a_change_of_uidvalidity_everything_is_given_again(
    dovecot: Dovecot, user: str, reader: Reader
) -> None:
    dovecot.deliver(user, letter(1))
    dovecot.deliver(user, letter(2))
    (before,) = reader.look()
    dovecot.new_uid_validity(user)

    refused(reader)
    (after,) = reader.look()

    assert before.uid_validity != after.uid_validity
    assert [raw for _, raw in after.messages] == [letter(1), letter(2)]


def test_a_folder_that_is_numbered_anew_between_two_batches_is_left_for_the_next_look(
    script: ScriptedImap, scripted: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 1)
    reader = scripted()
    script.messages = {1: letter(1), 2: letter(2)}
    batches = reader.mailbox.waiting()

    reader.take(next(batches))
    script.answers["EXAMINE"] = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 8] new\r\n"
    rest = list(batches)

    assert rest == []
    assert reader.uids() == [1, 2]


def test_a_caller_that_stops_early_is_given_the_rest_at_the_next_look(
    dovecot: Dovecot,
    user: str,
    reader: Reader,
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also what lies below a UID that is held: a batch that failed to commit leaves such gaps."""
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 2)
    for number in range(1, 7):
        client.append("INBOX", letter(number))
    reader.held["INBOX", dovecot.uid_validity(user)] = {6}

    for _ in range(2):
        # Once the first of two batches is taken, once the first of one: 1 and 2, then 3 and 4.
        batches = reader.mailbox.waiting()
        reader.take(next(batches))
        next(batches)  # Never committed.
    before = (reader.mailbox.on_server, reader.mailbox.held)
    uids = reader.uids()

    assert before == (6, 5)
    assert uids == [5]
    assert reader.mailbox.held == 6


def test_what_comes_while_a_backlog_is_taken_in_takes_turns_with_it(
    dovecot: Dovecot, user: str, reader: Reader, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 2)
    for number in range(1, 8):
        client.append("INBOX", letter(number))
    taken: list[list[int]] = []
    for batch in reader.mailbox.waiting():
        if not taken:
            for number in range(8, 12):
                dovecot.deliver(user, letter(number))
        reader.take(batch)
        taken.append([arrival.uid for arrival, _ in batch.messages])

    assert taken == [[1, 2], [8, 9], [3, 4], [10, 11], [5, 6], [7]]
    assert (reader.mailbox.on_server, reader.mailbox.held) == (11, 11)
    assert reader.uids() == []


def test_a_backlog_of_junk_takes_turns_with_what_comes_to_the_inbox(
    dovecot: Dovecot, user: str, reader_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new mailbox comes with years of junk."""
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 2)
    reader = reader_of(junk_folder="Junk")
    for number in range(1, 6):
        dovecot.deliver(user, letter(number), folder="Junk")
    taken: list[str] = []
    for batch in reader.mailbox.waiting():
        if not taken:
            for number in range(6, 10):
                dovecot.deliver(user, letter(number))
        reader.take(batch)
        taken.append(batch.folder)

    assert taken == ["Junk", "INBOX", "INBOX", "Junk", "Junk"]
    assert sorted(raw or b"" for raw in reader.taken) == [letter(number) for number in range(1, 10)]
    assert reader.uids() == []


def test_junk_that_comes_while_junk_is_taken_in_is_known_to_lie_there(
    dovecot: Dovecot, user: str, reader_of: Open
) -> None:
    """What does not lie there any more is called out of the folder, and is shown to nobody."""
    reader = reader_of(junk_folder="Junk")
    dovecot.deliver(user, letter(1), folder="Junk")
    batches = reader.mailbox.waiting()
    reader.take(next(batches))
    dovecot.deliver(user, letter(2), folder="Junk")
    for batch in batches:
        reader.take(batch)

    assert reader.mailbox.junk is not None
    assert reader.mailbox.junk[2] == {1, 2}
    dovecot.deliver(user, letter(3), folder="Junk")
    assert reader.uids() == [3]
    # It was not looked at whole: what an earlier look saw says nothing of the third.
    assert reader.mailbox.junk is None


def test_a_fault_of_the_database_is_not_the_mailboxs(dovecot: Dovecot, user: str, reader_of: Open) -> None:
    def known(folder: str, validity: int, lowest: int) -> set[int]:
        raise RuntimeError("the database")

    dovecot.deliver(user, letter())
    mailbox = Mailbox(reader_of().account, known)

    with pytest.raises(RuntimeError, match="the database"):
        list(mailbox.waiting())

    mailbox.close()


def test_a_reconciliation_finds_what_lies_below_the_newest(
    dovecot: Dovecot, user: str, reader: Reader
) -> None:
    for number in range(3):
        dovecot.deliver(user, letter(number))
    reader.look()
    reader.held["INBOX", dovecot.uid_validity(user)].discard(2)

    before = reader.uids()
    reader.mailbox.reconcile()
    after = reader.uids()

    assert (before, after) == ([], [2])


def test_uids_in_any_order_and_one_too_many_are_put_right(script: ScriptedImap, scripted: Open) -> None:
    reader = scripted()
    script.messages = {uid: letter(uid) for uid in (3, 1, 2)}

    first = reader.uids()
    reader.held.clear()
    second = reader.uids()  # "4:*" names the last message, 3, and this server even all.

    assert (first, second) == ([1, 2, 3], [])
    assert script.said("FETCH") == 2


# -- messages that cannot be had -------------------------------------------------------------------------


def test_a_message_that_vanishes_before_it_is_fetched_is_given_without_bytes(
    dovecot: Dovecot, user: str, reader: Reader, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 2)
    for number in range(1, 5):
        client.append("INBOX", letter(number))
    batches = reader.mailbox.waiting()

    reader.take(next(batches))
    client.delete_messages([3])
    client.expunge()
    for batch in batches:
        reader.take(batch)

    assert reader.taken == [letter(1), letter(2), None, letter(4)]
    assert reader.uids() == []


def test_a_refused_fetch_is_tried_again_without_what_has_vanished(
    script: ScriptedImap, scripted: Open
) -> None:
    reader = scripted()
    script.messages = {uid: letter(uid) for uid in (1, 2, 3)}

    def fetch(line: bytes) -> bytes:
        if b"BODY.PEEK[]" in line and 2 in script.messages:
            del script.messages[2]
            return b"TAG NO [EXPUNGEISSUED] Some messages no longer exist\r\n"
        return script._fetch(line)

    script.answers["FETCH"] = fetch

    reader.look()

    assert reader.taken == [letter(1), None, letter(3)]


@pytest.mark.parametrize(
    "answer", [b"* 2 FETCH (UID 2 BODY[] NIL)\r\n", b"", b"* 2 FETCH (UID 2 BODY[] 77)\r\n"]
)
def test_a_message_that_is_listed_and_not_given_is_never_taken_for_vanished(
    script: ScriptedImap, scripted: Open, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    """It comes last and alone, so that it holds up no other, and is left alone for a while in the end."""
    reader = scripted()
    script.messages = {uid: letter(uid) for uid in (1, 2, 3)}
    ill = True

    def fetch(line: bytes) -> bytes:
        if ill and b"BODY.PEEK[]" in line and b"2" in line.split()[3].split(b","):
            return answer
        return script._fetch(line)

    script.answers["FETCH"] = fetch

    for _ in range(4):
        refused(reader)
    third = sorted(raw or b"" for raw in reader.taken)
    calm = reader.uids()
    script.messages[4] = letter(4)
    later = reader.uids()
    standing = (reader.mailbox.on_server, reader.mailbox.held)
    reader.mailbox.reconcile()
    refused(reader)
    ill = False
    still_aside = reader.uids()
    reader.mailbox.reconcile()
    healed = reader.uids()

    assert third == [letter(1), letter(3)]
    assert (calm, later, still_aside, healed) == ([], [4], [], [2])
    assert standing == (4, 3)
    assert "the message with UID 2 cannot be fetched; it is tried again every hour" in caplog.messages
    assert None not in reader.taken


def test_a_message_that_dovecot_cannot_read_holds_up_no_other(
    dovecot: Dovecot, user: str, reader: Reader, client: Any
) -> None:
    for number in (1, 2, 3):
        client.append("INBOX", letter(number))
    places = (dovecot.folder / "mail" / user / "Maildir").glob("[cn]*/*")
    files = [path for path in places if path.is_file() and b"number 2" in path.read_bytes()]
    files[0].chmod(0)

    for _ in range(4):
        refused(reader)
    calm = reader.look()
    files[0].chmod(0o600)
    reader.mailbox.reconcile()

    assert calm == []
    assert reader.taken == [letter(1), letter(3)]
    assert reader.uids() == [2]


def test_sizes_and_dates_that_a_server_does_not_tell_are_done_without(
    script: ScriptedImap, scripted: Open
) -> None:
    reader = scripted(max_bytes=2000)
    script.messages = {1: letter(1), 2: letter(2, size=3000)}

    def fetch(line: bytes) -> bytes:
        if b"BODY.PEEK[]" in line:
            return script._fetch(line)
        return b'* 1 FETCH (UID 1)\r\n* 2 FETCH (UID 2 INTERNALDATE "31-Dec-9999 23:59:59 -1200")\r\n'

    script.answers["FETCH"] = fetch

    messages = [message for batch in reader.look() for message in batch.messages]

    (whole, raw), (part, beginning) = messages
    assert (raw, beginning) == (letter(1), letter(2, size=3000)[:2000])
    assert (whole.truncated, part.truncated) == (False, True)
    assert whole.size == len(letter(1))
    for arrival in (whole, part):
        assert abs(arrival.received_at - datetime.now(UTC)) < timedelta(minutes=5)


# -- letting go ------------------------------------------------------------------------------------------


def test_settled_messages_are_moved_and_nothing_else_is(dovecot: Dovecot, user: str, reader_of: Open) -> None:
    reader = reader_of(processed_folder="Cases/Filed")
    for number in (1, 2):
        dovecot.deliver(user, letter(number))
    (batch,) = reader.look()
    dovecot.deliver(user, letter(3))

    reader.mailbox.settle([1, 2], batch.uid_validity)
    reader.mailbox.settle([1, 2], batch.uid_validity)

    assert dovecot.fetch_all(user, "Cases/Filed") == [letter(1), letter(2)]
    assert dovecot.flags(user, "Cases/Filed") == ["", ""]
    assert dovecot.fetch_all(user) == [letter(3)]
    assert reader.uids() == [3]
    assert (reader.mailbox.on_server, reader.mailbox.held) == (1, 1)


def test_settling_between_batches_on_a_new_session_loses_nothing(
    dovecot: Dovecot, user: str, reader_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 1)
    reader = reader_of(processed_folder="Filed")
    for number in (1, 2, 3):
        dovecot.deliver(user, letter(number))

    for batch in reader.mailbox.waiting():
        reader.take(batch)
        reader.mailbox.close()
        reader.mailbox.settle([arrival.uid for arrival, _ in batch.messages], batch.uid_validity)

    assert dovecot.fetch_all(user, "Filed") == [letter(1), letter(2), letter(3)]
    assert dovecot.fetch_all(user) == []


def test_uids_of_another_uidvalidity_are_not_moved(dovecot: Dovecot, user: str, reader_of: Open) -> None:
    reader = reader_of(processed_folder="Filed")
    dovecot.deliver(user, letter())
    (batch,) = reader.look()

    reader.mailbox.settle([1], batch.uid_validity + 1)

    assert dovecot.fetch_all(user) == [letter()]


def test_without_a_processed_folder_settling_does_nothing(
    dovecot: Dovecot, user: str, reader: Reader
) -> None:
    dovecot.deliver(user, letter())
    (batch,) = reader.look()

    reader.mailbox.settle([1], batch.uid_validity)

    assert dovecot.fetch_all(user) == [letter()]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n"}, "cannot MOVE"),
        ({"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-ONLY] done\r\n"}, "read-only"),
    ],
)
def test_a_server_where_nothing_can_be_moved_is_a_final_trouble(
    script: ScriptedImap, scripted: Open, answers: dict[str, bytes], said: str
) -> None:
    script.answers |= answers
    reader = scripted(processed_folder="Filed")

    error = refused(reader, lambda: reader.mailbox.settle([1], 7))

    assert error.final
    assert said in str(error)


# -- logging in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified(dovecot: Dovecot, user: str, reader_of: Open, security: str) -> None:
    dovecot.deliver(user, letter())
    port = dovecot.tls_port if security == "tls" else dovecot.port
    trusting = ssl.create_default_context(cafile=str(dovecot.ca))

    uids = reader_of(security=security, port=port, context=trusting).uids()
    errors = [
        refused(reader_of(security=security, port=port, context=context))
        for context in (None, ssl.create_default_context())
    ]

    assert uids == [1]
    assert all("certificate is not trusted" in str(error) for error in errors)


def test_without_starttls_no_password_is_sent(script: ScriptedImap, scripted: Open) -> None:
    reader = scripted(security="starttls")

    refused(reader)

    assert script.said("LOGIN") == 0


@pytest.mark.parametrize(
    "values", [{"secret": lambda: "wrong"}, {"secret": lambda: "väärä"}, {"user": "locked"}]
)
def test_a_refused_login_is_final(reader_of: Open, values: dict[str, Any]) -> None:
    reader = reader_of(**values)

    error = refused(reader)

    assert error.final
    assert "refuses the login" in str(error)


@pytest.mark.parametrize(
    "code", [b"[UNAVAILABLE]", b"[LIMIT]", b"[ALERT] Too many simultaneous connections."]
)
def test_a_login_refused_for_now_is_not_final(script: ScriptedImap, scripted: Open, code: bytes) -> None:
    script.answers["LOGIN"] = b"TAG NO " + code + b"\r\n"

    error = refused(scripted())

    assert not error.final


def test_a_secret_that_can_be_read_no_more_is_named(reader_of: Open) -> None:
    def gone() -> str:
        raise ConfigError(["imap.password_file: cannot read it"])

    error = refused(reader_of(secret=gone))

    assert error.final
    assert str(error) == "imap.password_file: cannot read it"


def test_a_password_that_is_not_ascii_is_sent_as_utf_8(script: ScriptedImap, scripted: Open) -> None:
    script.answers["AUTHENTICATE"] = b"+ \r\n"
    reader = scripted(secret=lambda: "salaisuus-ä")

    reader.look()

    assert base64.b64decode(script.seen[2]).decode() == "\0conduct\0salaisuus-ä"


def test_an_access_token_is_fetched_for_each_connection(script: ScriptedImap, scripted: Open) -> None:
    tokens = iter(["first-token", "second-token"])
    script.answers["AUTHENTICATE"] = b"+ \r\n"
    reader = scripted(secret=lambda: next(tokens), oauth=True)

    reader.look()
    reader.look()
    reader.mailbox.close()
    reader.look()

    sent = [script.seen[at + 1] for at, line in enumerate(script.seen) if b"AUTHENTICATE XOAUTH2" in line]
    assert [base64.b64decode(each) for each in sent] == [
        b"user=conduct\1auth=Bearer first-token\1\1",
        b"user=conduct\1auth=Bearer second-token\1\1",
    ]
    assert script.said("LOGIN") == 0


def test_a_refused_access_token_is_final(script: ScriptedImap, scripted: Open) -> None:
    script.answers["AUTHENTICATE"] = b"+ \r\n"
    script.answers["AFTER"] = b"TAG NO [AUTHENTICATIONFAILED] Invalid credentials\r\n"

    error = refused(scripted(oauth=True))

    assert error.final


@pytest.mark.parametrize("oauth", [False, True])
def test_a_session_does_not_outlive_its_time(
    script: ScriptedImap, scripted: Open, monkeypatch: pytest.MonkeyPatch, oauth: bool
) -> None:
    script.answers["AUTHENTICATE"] = b"+ \r\n"
    reader = scripted(oauth=oauth)
    reader.look()
    monkeypatch.setattr(reader.mailbox._session, "_opened_at", time.monotonic() - 55 * 60)

    reader.look()

    assert script.connections == (2 if oauth else 1)


@pytest.mark.parametrize(
    ("fault", "final"),
    [(TokenRefused("no", final=True), True), (TokenRefused("no"), False), (RuntimeError("a secret"), True)],
)
def test_a_secret_that_cannot_be_had_is_a_trouble_of_the_mailbox(
    scripted: Open, fault: Exception, final: bool
) -> None:
    def secret() -> str:
        raise fault

    error = refused(scripted(secret=secret))

    assert error.final is final
    assert "a secret" not in str(error)


def test_a_missing_folder_is_final_and_one_that_is_busy_is_not(
    script: ScriptedImap, scripted: Open, reader_of: Open
) -> None:
    script.answers["EXAMINE"] = b"TAG NO [INUSE] Mailbox in use\r\n"

    missing = refused(reader_of(folder="Nowhere"))
    busy = refused(scripted())

    assert missing.final
    assert "check imap.folder" in str(missing)
    assert not busy.final


def test_nobody_listening_is_said_in_words(reader_of: Open) -> None:
    error = refused(reader_of(port=free_port()))

    assert str(error) == "the IMAP server refuses connections"
    assert not error.final


def test_probe_tells_what_the_server_can_do(reader: Reader) -> None:
    able = reader.mailbox.probe()

    assert {"IDLE", "MOVE"} <= set(able)


# -- sleeping --------------------------------------------------------------------------------------------


def later(seconds: float, act: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


def test_mail_that_comes_ends_the_nap(dovecot: Dovecot, user: str, reader: Reader) -> None:
    reader.look()
    timer = later(0.3, lambda: dovecot.deliver(user, letter()))

    slept = reader.wait()

    timer.join()
    assert slept < 8
    assert reader.uids() == [1]


@pytest.mark.parametrize("security", ["none", "tls"])
@pytest.mark.parametrize("junk", ["", "Junk"])
def test_mail_that_came_before_the_nap_ends_it_at_once(
    dovecot: Dovecot, user: str, reader_of: Open, security: str, junk: str
) -> None:
    """Dovecot tells of it once, in its answer to whatever comes next."""
    context = ssl.create_default_context(cafile=str(dovecot.ca))
    port = dovecot.tls_port if security == "tls" else dovecot.port
    reader = reader_of(security=security, port=port, context=context, junk_folder=junk)
    reader.look()
    dovecot.deliver(user, letter())

    slept = reader.wait()

    assert slept < 8
    assert reader.uids() == [1]


@pytest.mark.parametrize(
    "said",
    [b"+ idling\r\n* 1 EXISTS\r\n", b"* 1 EXISTS\r\n+ idling\r\n", b"+ idling\r\n* 1 EX"],
    ids=["in one segment with the +", "before the +", "in half"],
)
def test_a_notice_that_comes_with_the_beginning_of_idle_is_seen(
    script: ScriptedImap, scripted: Open, said: bytes
) -> None:
    reader = scripted()
    reader.look()
    script.answers["IDLE"] = said
    script.answers["AFTER"] = (b"ISTS\r\n" if said.endswith(b"EX") else b"") + b"TAG OK done\r\n"

    slept = reader.wait()

    assert slept < 5


def test_notices_are_seen_under_a_burst(dovecot: Dovecot, user: str, reader: Reader) -> None:
    count = 12

    def burst() -> None:
        for number in range(count):
            dovecot.deliver(user, letter(number))

    reader.look()
    sender = threading.Thread(target=burst)
    sender.start()
    begun = time.monotonic()
    while len(reader.taken) < count:
        reader.wait()
        reader.look()

    sender.join()
    assert time.monotonic() - begun < 15


def test_a_nap_without_news_takes_its_time_and_little_else(
    dovecot: Dovecot, user: str, reader: Reader
) -> None:
    dovecot.deliver(user, letter())
    reader.look()
    reader.look()
    busy = time.thread_time()

    slept = reader.wait(1)

    assert 0.9 < slept < 6
    assert time.thread_time() - busy < 0.5


@pytest.mark.parametrize("idle", [True, False])
def test_a_written_pipe_ends_the_nap(reader_of: Open, idle: bool) -> None:
    reader = reader_of(idle=idle)
    reader.look()
    timer = later(0.2, reader.wake)

    slept = reader.wait()

    timer.join()
    assert slept < 8


def test_what_is_no_news_does_not_end_the_nap_and_does_not_keep_us_busy(
    script: ScriptedImap, scripted: Open
) -> None:
    script.messages = {1: letter(1), 2: letter(2)}
    reader = scripted()
    reader.look()
    script.answers["IDLE"] = b"+ idling\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 2 EXISTS\r\n* OK hm\r\n"

    slept = reader.wait(1)

    assert slept > 0.9
    assert script.said("IDLE") < 8


def test_a_message_for_one_that_was_removed_is_news(script: ScriptedImap, scripted: Open) -> None:
    script.messages = {1: letter(1), 2: letter(2)}
    reader = scripted()
    reader.look()
    script.answers["IDLE"] = b"+ idling\r\n* 2 EXPUNGE\r\n* 2 EXISTS\r\n"

    slept = reader.wait()

    assert slept < 8


@pytest.mark.parametrize(
    "answers",
    [
        {"IDLE": b"TAG NO not now\r\n"},
        {"IDLE": b"TAG BAD what\r\n"},
        {"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n"},
    ],
)
def test_without_idle_the_mailbox_is_polled(
    script: ScriptedImap, scripted: Open, answers: dict[str, bytes]
) -> None:
    script.answers |= answers
    reader = scripted()
    reader.look()

    naps = [reader.wait(0.3) for _ in range(2)]
    script.messages[1] = letter()

    assert min(naps) > 0.25
    assert script.said("IDLE") == ("IDLE" in answers)
    assert script.connections == 1
    assert reader.uids() == [1]


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_server_that_goes_away_during_the_nap_is_noticed_at_once_and_without_spinning(
    dovecot: Dovecot, user: str, reader_of: Open, security: str
) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    with FaultProxy(port, encrypted=security == "tls") as proxy:
        context = ssl.create_default_context(cafile=str(dovecot.ca))
        reader = reader_of(security=security, port=proxy.port, context=context)
        reader.look()
        timer = later(0.3, proxy.drop_all)
        begun, busy = time.monotonic(), time.thread_time()

        error = refused(reader, lambda: reader.wait())
        took, worked = time.monotonic() - begun, time.thread_time() - busy
        timer.join()
        dovecot.deliver(user, letter())

        assert took < 8
        assert worked < 0.5
        assert not error.final
        assert reader.uids() == [1]


# -- a wire that fails -----------------------------------------------------------------------------------

PHASES = [GREETING, "CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH", "IDLE"]


@pytest.mark.parametrize(
    ("phase", "action"),
    [(phase, action) for phase in PHASES for action in ("cut", "cut in the answer", "garbage", "bye", "mute")]
    + [(phase, "drip") for phase in (GREETING, "FETCH", "IDLE")],
)
def test_whatever_the_wire_does_the_mailbox_is_unavailable_and_then_works_again(
    dovecot: Dovecot, user: str, reader_of: Open, phase: str, action: Action
) -> None:
    dovecot.deliver(user, letter(1))
    with FaultProxy(dovecot.port) as proxy:
        # Ten replies' time is the longest that any answer may take.
        reader = reader_of(
            port=proxy.port, connect_seconds=0.4, reply_seconds=0.1 if action == "drip" else 0.4
        )

        def act() -> None:
            reader.look()
            reader.wait(1)

        if phase == "IDLE":
            _patiently(reader.look)
        proxy.fail(phase, action)
        begun, busy = time.monotonic(), time.thread_time()
        error = refused(reader, act)
        took, worked = time.monotonic() - begun, time.thread_time() - busy

        assert proxy.struck.is_set()
        assert not error.final, "a broken wire is no refused login"
        assert took < 8
        assert worked < 1
        _patiently(reader.look)
        assert reader.taken == [letter(1)]


def _patiently(act: Callable[[], object]) -> None:
    """With timeouts this short a busy computer may need more than one try."""
    for _ in range(5):
        try:
            act()
        except MailboxUnavailable:
            continue
        return
    act()


def test_a_slow_wire_is_no_fault(dovecot: Dovecot, user: str, reader_of: Open) -> None:
    dovecot.deliver(user, letter(1, size=300))
    with FaultProxy(dovecot.port) as proxy:
        reader = reader_of(port=proxy.port)
        proxy.fail(GREETING, "slow")

        reader.look()

        assert reader.taken == [letter(1, size=300)]


def test_a_server_that_is_frozen_is_given_up_in_time(dovecot: Dovecot, user: str, reader_of: Open) -> None:
    reader = reader_of(reply_seconds=0.4, connect_seconds=0.4)
    reader.look()
    dovecot.pause()
    try:
        errors = [str(refused(reader)) for _ in range(2)]
    finally:
        dovecot.resume()

    assert set(errors) == {"the IMAP server does not answer in time"}


def test_messages_taken_before_the_wire_was_cut_are_not_given_again(
    dovecot: Dovecot, user: str, reader_of: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_module, "BATCH_MESSAGES", 1)
    for number in (1, 2, 3):
        dovecot.deliver(user, letter(number))
    with FaultProxy(dovecot.port) as proxy:
        reader = reader_of(port=proxy.port)
        batches = reader.mailbox.waiting()
        reader.take(next(batches))
        proxy.fail("FETCH", "cut in the answer")
        refused(reader, lambda: next(batches))

        reader.look()

    assert sorted(raw or b"" for raw in reader.taken) == [letter(1), letter(2), letter(3)]


HOSTILE = {
    "a tuple without an end": {"FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE (\r\n"},
    "a size that is a word": {"FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE many)\r\n"},
    "a size that is a list": {"FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE (1 2))\r\n"},
    "a message without a number": {"FETCH": b"* FETCH (UID 1)\r\n"},
    "a field without a value": {"FETCH": b"* 1 FETCH (UID)\r\n"},
    "a field that is a number": {"FETCH": b"* 1 FETCH (1 2)\r\n"},
    "a field that is a list": {"FETCH": b"* 1 FETCH ((1) 2)\r\n"},
    "a date that is a list": {"FETCH": b"* 1 FETCH (UID 1 INTERNALDATE (1))\r\n"},
    "a literal without an end": {"FETCH": b"* 1 FETCH (UID 1 BODY[] {5}\r\n"},
    "a literal of terabytes": {"FETCH": b"* 1 FETCH (UID 1 BODY[] {99999999999999}\r\n"},
    "an answer to another command": {"FETCH": b"XX1 OK done\r\nTAG OK done\r\n"},
    "an answer that is none": {"SEARCH": b"what\r\n"},
    "uids that are words": {"SEARCH": b"* SEARCH one two\r\n"},
    "uids twice": {"SEARCH": b"* SEARCH 1\r\n* SEARCH 2\r\n"},
    "uids that are octets": {"SEARCH": b"* SEARCH \xff\xfe\r\n"},
    "a count that is a word": {"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY x] y\r\n"},
    "no uidvalidity": {"EXAMINE": b"* 1 EXISTS\r\n"},
    "odd flags": {"EXAMINE": b"* FLAGS\r\n* OK [PERMANENTFLAGS] x\r\n* 1 EXISTS\r\n"},
    "no capabilities": {"CAPABILITY": b""},
    "capabilities in octets": {"CAPABILITY": b"* CAPABILITY IMAP4rev1 \xff\xff\r\n"},
    "a challenge to a login": {"LOGIN": b"+ \r\n", "AFTER": b"\xff\r\n"},
    "an idle that ends badly": {"AFTER": b"TAG NO bad\r\n"},
    "an idle that ends in octets": {"AFTER": b"\xff\xfe\r\n"},
    "an idle that ends with a challenge": {"AFTER": b"+ what\r\n* BYE\r\n"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_answer_that_makes_no_sense_is_a_trouble_of_the_mailbox(
    script: ScriptedImap, scripted: Open, name: str
) -> None:
    good = dict(script.answers)
    script.messages = {1: letter()}
    reader = scripted(reply_seconds=0.4)

    script.answers |= HOSTILE[name]
    refused(reader, lambda: (reader.look(), reader.wait(0.2)))
    script.answers = good
    reader.look()

    assert reader.taken == [letter()]


def test_a_literal_larger_than_any_message_is_not_waited_for(script: ScriptedImap, scripted: Open) -> None:
    script.answers["FETCH"] = b"* 1 FETCH (UID 1 BODY[] {2000000000}\r\n"
    script.messages = {1: letter()}

    error = refused(scripted())

    assert "answered in a way that cannot be used" in str(error)


def test_a_line_without_an_end_is_a_trouble_of_the_mailbox(
    script: ScriptedImap, scripted: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_module, "_LONGEST_LINE", 100_000)
    script.answers["SEARCH"] = b"* SEARCH" + b" 1" * 100_000 + b"\r\n"
    script.messages = {1: letter()}

    error = refused(scripted())

    assert not error.final


@pytest.mark.parametrize(
    "greeting", [b"* BYE Too many connections\r\n", b"HTTP/1.1 400 Bad\r\n", b"\r\n", b"\xff" * 50]
)
def test_a_greeting_that_is_none_is_a_trouble_of_the_mailbox(
    script: ScriptedImap, scripted: Open, greeting: bytes
) -> None:
    script.greeting = greeting
    reader = scripted(connect_seconds=0.4)

    error = refused(reader)
    script.greeting = b"* OK ready\r\n"

    assert not error.final
    assert reader.look() == []


def test_an_interrupt_is_no_trouble_of_the_mailbox(
    script: ScriptedImap, scripted: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = scripted()
    reader.look()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(imap_module._Wire, "_get_line", interrupted)
        with pytest.raises(KeyboardInterrupt):
            reader.look()

    reader.look()
    assert script.connections == 2


# -- what is said ----------------------------------------------------------------------------------------


def test_that_there_is_an_alert_is_logged_once_and_none_of_its_words(
    script: ScriptedImap, scripted: Open, caplog: pytest.LogCaptureFixture
) -> None:
    alert = b"* OK [ALERT] Storage of conduct@example.org is full\x1b[2J " + b"!" * 500 + b"\r\n"
    script.answers["SEARCH"] = lambda line: alert + script._search(line)
    script.messages = {1: b"* OK [ALERT] not for the log\r\n", 2: b"* OK [ALERT] nor this"}

    def fetch(line: bytes) -> bytes:
        if b"BODY.PEEK[]" not in line:
            return script._fetch(line)
        # A short message may come as a literal or within the line.
        literal = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(script.messages[1]), script.messages[1])
        return literal + b'* 2 FETCH (UID 2 BODY[] "%s")\r\n' % script.messages[2]

    script.answers["FETCH"] = fetch
    reader = scripted()

    reader.look()
    reader.look()

    (message,) = caplog.messages
    assert reader.taken == list(script.messages.values())
    assert message == "the IMAP server sends an alert; log in to the mailbox by hand to read it"


def test_the_alert_of_a_refused_login_is_logged(
    script: ScriptedImap, scripted: Open, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers["LOGIN"] = b"TAG NO [ALERT] Application-specific password required\r\n"

    error = refused(scripted())

    assert error.final
    assert caplog.messages == ["the IMAP server sends an alert; log in to the mailbox by hand to read it"]


def test_no_word_of_a_message_is_logged_or_said(
    dovecot: Dovecot, user: str, reader_of: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    dovecot.deliver(user, b"Subject: secretword\r\n\r\nsecretword\r\n")
    with FaultProxy(dovecot.port) as proxy:
        reader = reader_of(port=proxy.port)
        reader.look()
        reader.held.clear()
        reader.mailbox.reconcile()
        proxy.fail("FETCH", "cut in the answer")
        error = refused(reader)

    assert "secretword" not in caplog.text
    assert "secretword" not in str(error)
    assert dovecot.password not in caplog.text


def test_a_message_of_forty_megabytes_is_given_whole(dovecot: Dovecot, user: str, reader: Reader) -> None:
    raw = letter(1, size=0) + (b"w" * 70 + b"\r\n") * (39_000_000 // 72)
    dovecot.deliver(user, raw)

    reader.look()

    assert reader.taken == [raw]
