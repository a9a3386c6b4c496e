"""Marks: what ties a mail to a letter we sent, made and read in this one place.

A mark is a random number with its MAC, so that a guessed one is refused before anything is looked up. One
stands in the reply address as its detail part (RFC 5233), another in the Message-ID of the letter. A mark
lets a mail into a case and lets nothing out.
"""

import base64
import hmac
import re
from dataclasses import dataclass

from cocmail.mail.headers import Address
from cocmail.mail.message import Message

NONCE_BYTES = 10
_MAC_BYTES = 10
_MARK = re.compile(r"[a-z2-7]{32}")
_MESSAGE_ID = re.compile(r"<cm\.([a-z2-7]{32})@([^<>@\s]+)>")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks a mail bears, each proven to be ours; '' where there is none."""

    address: str = ""
    references: tuple[str, ...] = ()
    own: bool = False  #: the mail's own Message-ID is one that we made: our letter come back


def make_mark(key: bytes, nonce: bytes) -> str:
    """The mark of a random `nonce` of NONCE_BYTES: 32 lower-case letters and digits."""
    mac = hmac.digest(key, nonce, "sha256")[:_MAC_BYTES]
    return base64.b32encode(nonce + mac).decode("ascii").lower()


def is_ours(key: bytes, mark: str) -> bool:
    """Whether we made this mark (compared in constant time)."""
    if not _MARK.fullmatch(mark):
        return False
    data = base64.b32decode(mark.upper())
    mac = hmac.digest(key, data[:NONCE_BYTES], "sha256")[:_MAC_BYTES]
    return hmac.compare_digest(mac, data[NONCE_BYTES:])


def reply_address(mailbox: str, mark: str) -> str:
    """Our mailbox with the mark as its detail part."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{mark}@{domain}"


def message_id(mailbox: str, mark: str) -> str:
    """The Message-ID of a letter (RFC 5322 section 3.6.4), at our own domain."""
    return f"<cm.{mark}@{mailbox.rpartition('@')[2]}>"


def thread_id(key: bytes, mailbox: str, case: str, recipient: str) -> str:
    """A Message-ID that never was, which keeps all letters on a case together in one person's mail client."""
    mac = hmac.digest(key, f"thread\0{case}\0{recipient.casefold()}".encode(), "sha256")[:15]
    return f"<thread.{base64.b32encode(mac).decode('ascii').lower()}@{mailbox.rpartition('@')[2]}>"


def read_marks(key: bytes, mailbox: str, message: Message) -> Marks:
    """The marks of a mail, from its recipients (To, Cc, Delivered-To) and from what it answers."""
    addresses = (*message.to, *message.cc, *_delivered(message))
    found = (_detail(mailbox, each.address) for each in addresses)
    in_address = next((mark for mark in found if is_ours(key, mark)), "")
    answered = (*message.in_reply_to, *reversed(message.references))
    references = dict.fromkeys(mark for each in answered if (mark := _of_message_id(key, each)))
    return Marks(in_address, tuple(references), bool(_of_message_id(key, message.message_id)))


def marks_in_text(key: bytes, text: str) -> tuple[str, ...]:
    """The marks of our Message-IDs that a text quotes, such as the returned headers of a bounce."""
    return tuple(dict.fromkeys(m for m, _ in _MESSAGE_ID.findall(text) if is_ours(key, m)))


def marks_returned(key: bytes, mailbox: str, text: str) -> tuple[str, ...]:
    """The marks of a letter of ours whose headers a bounce returns: of its reply address, then of Message-IDs.

    Some relays give a letter a Message-ID of their own; what it refers to may be another letter, which arrived.
    """
    local, _, domain = mailbox.rpartition("@")
    address = rf"(?<![\w.+-]){re.escape(local)}\+([a-z2-7]{{32}})@{re.escape(domain)}"
    found = (mark.lower() for mark in re.findall(address, text, re.IGNORECASE))
    in_address = (mark for mark in found if is_ours(key, mark))
    return tuple(dict.fromkeys((*in_address, *marks_in_text(key, text))))


def _delivered(message: Message) -> tuple[Address, ...]:
    values = (*message.header_all("Delivered-To"), *message.header_all("X-Original-To"))
    return tuple(Address("", value.strip().strip("<>")) for value in values)


def _detail(mailbox: str, address: str) -> str:
    local, _, domain = mailbox.casefold().rpartition("@")
    given, _, given_domain = address.casefold().rpartition("@")
    if given_domain != domain or not given.startswith(local + "+"):
        return ""
    return given[len(local) + 1 :]


def _of_message_id(key: bytes, text: str) -> str:
    match = _MESSAGE_ID.fullmatch(text.strip())
    return match[1] if match and is_ours(key, match[1]) else ""
