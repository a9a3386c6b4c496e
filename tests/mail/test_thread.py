"""Marks: made and read again, refused when a single character is not ours, found wherever a mail bears them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail.message import Message, parse
from cocmail.mail.thread import (
    NONCE_BYTES,
    Marks,
    is_ours,
    make_mark,
    marks_in_text,
    marks_returned,
    message_id,
    read_marks,
    reply_address,
    thread_id,
)

KEY = b"k" * 32
MAILBOX = "conduct-cases@example.org"
MARK = make_mark(KEY, b"0123456789")
OTHER = make_mark(KEY, b"9876543210")
FORGED = make_mark(b"x" * 32, b"0123456789")

KEYS = st.binary(min_size=16, max_size=32)
NONCES = st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES)


def mail(*headers: str) -> Message:
    return parse("\r\n".join((*headers, "Subject: something", "", "Hello.")).encode())


def marks(*headers: str) -> Marks:
    return read_marks(KEY, MAILBOX, mail(*headers))


@given(KEYS, NONCES)
def test_a_mark_is_known_again(key: bytes, nonce: bytes) -> None:
    mark = make_mark(key, nonce)

    assert is_ours(key, mark)
    # The local part stays within 64 octets (RFC 5321 section 4.5.3.1.1) for a mailbox of 31.
    assert len(mark) == 32
    assert set(mark) <= set(string.ascii_lowercase + "234567")


@given(NONCES, st.integers(0, 31), st.sampled_from(string.ascii_lowercase + "234567"))
def test_a_mark_with_one_character_changed_is_refused(nonce: bytes, place: int, character: str) -> None:
    mark = make_mark(KEY, nonce)
    changed = mark[:place] + character + mark[place + 1 :]

    assert (changed == mark) == is_ours(KEY, changed)


@given(KEYS.filter(lambda key: key != KEY), NONCES)
def test_a_mark_made_with_another_key_is_refused(key: bytes, nonce: bytes) -> None:
    assert not is_ours(KEY, make_mark(key, nonce))


@pytest.mark.parametrize(
    "mark",
    [
        "",
        "a" * 32,
        MARK[:-1],
        MARK + "a",
        MARK + "\n",
        f" {MARK}",
        MARK.upper(),
        MARK[:-1] + "=",
        MARK[:-1] + "1",
        "ä" * 32,
    ],
)
def test_what_does_not_look_like_a_mark_is_refused(mark: str) -> None:
    assert not is_ours(KEY, mark)


@given(NONCES)
def test_what_we_give_out_comes_back(nonce: bytes) -> None:
    mark = make_mark(KEY, nonce)

    assert marks(f"To: {reply_address(MAILBOX, mark)}") == Marks(address=mark)
    assert marks(f"In-Reply-To: {message_id(MAILBOX, mark)}") == Marks(references=(mark,))


def test_the_reply_address_is_our_mailbox_with_the_mark_as_its_detail() -> None:
    assert reply_address(MAILBOX, MARK) == f"conduct-cases+{MARK}@example.org"
    assert message_id(MAILBOX, MARK) == f"<cm.{MARK}@example.org>"


@pytest.mark.parametrize(
    "header",
    [
        f"To: conduct-cases+{MARK}@example.org",
        f"To: Conduct <conduct-cases+{MARK}@example.org>",
        f"To: lisa@example.net, Conduct <conduct-cases+{MARK}@example.org>",
        f"To: CONDUCT-CASES+{MARK.upper()}@EXAMPLE.ORG",
        f"Cc: conduct-cases+{MARK}@example.org",
        f"Delivered-To: conduct-cases+{MARK}@example.org",
        f"Delivered-To: <conduct-cases+{MARK}@example.org>",
        f"Delivered-To: conduct-cases@example.org\r\nDelivered-To: conduct-cases+{MARK}@example.org",
        f"X-Original-To: conduct-cases+{MARK}@example.org",
        f"To: conduct-cases+{FORGED}@example.org\r\nCc: conduct-cases+{MARK}@example.org",
    ],
)
def test_a_mark_is_found_wherever_the_recipient_stands(header: str) -> None:
    assert marks(header) == Marks(address=MARK)


@pytest.mark.parametrize(
    "header",
    [
        f"To: conduct-cases+{FORGED}@example.org",
        f"To: conduct-cases+{'a' * 32}@example.org",
        "To: conduct-cases+@example.org",
        "To: conduct-cases@example.org",
        # Another mailbox: its details are its own.
        f"To: other+{MARK}@example.org",
        f"To: conduct+{MARK}@example.org",
        f"To: conduct-boxes+{MARK}@example.org",
        f"To: conduct-cases+{MARK}@example.net",
        f"To: conduct-cases+{MARK}@mail.example.org",
        f"To: x-conduct-cases+{MARK}@example.org",
        f"To: conduct-cases{MARK}@example.org",
        f"To: conduct-cases+x+{MARK}@example.org",
        # Not a recipient.
        f"From: conduct-cases+{MARK}@example.org",
        f"Reply-To: conduct-cases+{MARK}@example.org",
        f"Subject: conduct-cases+{MARK}@example.org",
        f'To: "conduct-cases+{MARK}@example.org" <lisa@example.net>',
    ],
)
def test_a_mark_is_not_found_where_it_proves_nothing(header: str) -> None:
    assert marks(header) == Marks()


@pytest.mark.parametrize(
    ("headers", "references"),
    [
        ((f"In-Reply-To: <cm.{MARK}@example.org>",), (MARK,)),
        ((f"References: <a@example.net> <cm.{MARK}@example.org> <b@example.net>",), (MARK,)),
        ((f"References: <cm.{MARK}@example.org> <cm.{OTHER}@example.org>",), (OTHER, MARK)),
        (
            (
                f"In-Reply-To: <cm.{MARK}@example.org>",
                f"References: <cm.{MARK}@example.org> <cm.{OTHER}@example.org>",
            ),
            (MARK, OTHER),
        ),
        ((f"In-Reply-To: <cm.{FORGED}@example.org>",), ()),
        ((f"In-Reply-To: <xx.{MARK}@example.org>",), ()),
        ((f"In-Reply-To: <cm.{MARK}>",), ()),
        ((f"In-Reply-To: cm.{MARK}@example.org",), ()),
        ((f"In-Reply-To: {thread_id(KEY, MAILBOX, 'copper lantern', 'rea@example.net')}",), ()),
    ],
)
def test_marks_in_what_a_mail_answers_come_newest_first(
    headers: tuple[str, ...], references: tuple[str, ...]
) -> None:
    assert marks(*headers) == Marks(references=references)


def test_our_mailbox_is_known_however_the_configuration_writes_it() -> None:
    message = mail(f"To: conduct-cases+{MARK}@example.org")

    assert read_marks(KEY, "Conduct-Cases@Example.ORG", message) == Marks(address=MARK)


def test_a_letter_of_ours_come_back_is_known_by_its_own_message_id() -> None:
    assert marks(f"Message-ID: <cm.{MARK}@example.org>").own
    assert not marks(f"Message-ID: <cm.{FORGED}@example.org>").own
    assert not marks("Message-ID: <one@example.net>", f"In-Reply-To: <cm.{MARK}@example.org>").own


def test_a_bounce_is_known_by_the_marks_that_it_quotes() -> None:
    text = (
        f"It failed.\n\nMessage-ID: <cm.{MARK}@example.org>\nReferences: <cm.{OTHER}@example.org>\n"
        f"X: <cm.{FORGED}@example.org> cm.{OTHER}@example.org <cm.{MARK}@example.org>"
    )

    assert marks_in_text(KEY, text) == (MARK, OTHER)


def test_a_returned_letter_is_known_by_its_reply_address_before_any_message_id() -> None:
    text = (
        f"References: <cm.{OTHER}@example.org>\nMessage-ID: <0100@email.example.com>\n"
        f"Reply-To: Conduct-Cases+{MARK}@Example.org\n"
    )

    assert marks_returned(KEY, MAILBOX, text) == (MARK, OTHER)
    assert marks_returned(KEY, MAILBOX, f"Message-ID: <cm.{OTHER}@example.org>") == (OTHER,)
    assert marks_returned(KEY, MAILBOX, f"Reply-To: conduct-cases+{FORGED}@example.org") == ()
    assert marks_returned(KEY, MAILBOX, f"Reply-To: x.conduct-cases+{MARK}@example.org") == ()


def test_one_persons_letters_on_a_case_hang_together_and_tell_nothing_of_the_case() -> None:
    thread = thread_id(KEY, MAILBOX, "copper lantern", "rea@example.net")

    assert thread == thread_id(KEY, MAILBOX, "copper lantern", "Rea@Example.NET")
    assert thread != thread_id(KEY, MAILBOX, "copper lantern", "ben@example.org")
    assert thread != thread_id(KEY, MAILBOX, "amber harp", "rea@example.net")
    assert thread != thread_id(b"x" * 32, MAILBOX, "copper lantern", "rea@example.net")
    assert not {"copper", "lantern", "rea"} & set(thread.replace("@", ".").split("."))
