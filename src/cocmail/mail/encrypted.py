"""Mail that is encrypted with OpenPGP: where the ciphertext stands, and the message once it is opened.

It stands apart because three shapes are in use: PGP/MIME (RFC 3156 section 4), the same after a server took
its outer layer off, and armored lines in a text. The outer headers go on saying who wrote and to whom;
nothing that stood beside the ciphertext is lost. Opening it is done elsewhere.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from cocmail.mail.message import Attachment, Message, parse

#: Among the defects of a message that could not be opened.
UNDECRYPTED = "undecrypted"

_ARMOR_BEGINS = re.compile(r"^-----BEGIN PGP MESSAGE-----[ \t]*\n", re.MULTILINE)
_ARMOR_ENDS = re.compile(r"^-----END PGP MESSAGE-----[ \t]*$", re.MULTILINE)
_BOUNDARY = re.compile(rb"^--(\S[^\r\n]{0,70}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Encrypted:
    """What of a message is encrypted: an OpenPGP message, and the parts or the lines of the text that it is."""

    ciphertext: bytes
    parts: tuple[Attachment, ...] = ()
    lines: str = ""


def find_encrypted(message: Message) -> Encrypted | None:
    """The first thing in a message that is encrypted with OpenPGP; None where there is none."""
    for part in message.attachments:
        if part.type == "multipart/encrypted":
            return Encrypted(_ciphertext(part.content), (part,))
    for control, data in pairwise(message.attachments):
        if control.type == "application/pgp-encrypted":
            return Encrypted(data.content, (control, data))
    armor = _armored(message.text)
    return Encrypted(armor.encode("ascii", "replace"), (), armor) if armor else None


def opened(message: Message, found: Encrypted, words: bytes) -> Message:
    """The message with what was encrypted in its place: its text, its attachments, its subject if it has one."""
    if found.lines:
        # RFC 9580 section 6.2: text is UTF-8 where nothing else is said.
        inner = parse(b'Content-Type: text/plain; charset="utf-8"\n\n' + words)
        plain = message.plain.replace(found.lines, inner.plain, 1)
        text = message.text.replace(found.lines, inner.text, 1)
    else:
        inner = parse(words)
        plain, text = _joined(inner.plain, message.plain), _joined(inner.text, message.text)
    return replace(
        message,
        # A protected subject (RFC 9788); outside stands "..." then.
        subject=inner.subject or message.subject,
        text=text,
        plain=plain,
        html=_joined(inner.html, message.html),
        html_text=_joined(inner.html_text, message.html_text),
        attachments=(*_beside(message, found), *inner.attachments),
        defects=tuple(dict.fromkeys((*message.defects, *inner.defects))),
        readable=inner.readable,
    )


def left_shut(message: Message, found: Encrypted) -> Message:
    """The message when it could not be opened: the ciphertext is kept, and nobody can read it."""
    kept = (
        () if found.parts else (Attachment("encrypted.asc", "application/pgp-encrypted", found.ciphertext),)
    )
    return replace(
        message,
        # Nobody's words: they would be read as an answer.
        text=message.text.replace(found.lines, "", 1).strip(),
        plain=message.plain.replace(found.lines, "", 1).strip(),
        attachments=(*message.attachments, *kept),
        defects=(*message.defects, UNDECRYPTED),
        readable=False,
    )


def _armored(text: str) -> str:
    """The lines of the first OpenPGP message in a text; '' where there is none."""
    begins = _ARMOR_BEGINS.search(text)
    # What ends after a later beginning ends after the first: one look, however often anybody writes that line.
    ends = _ARMOR_ENDS.search(text, begins.end()) if begins else None
    return text[begins.start() : ends.end()] if begins and ends else ""


def _ciphertext(content: bytes) -> bytes:
    """The second part of a multipart/encrypted, its transfer encoding taken off; b'' where there is none."""
    boundary = _BOUNDARY.search(content)
    if boundary is None:
        return b""
    head = b'Content-Type: multipart/mixed; boundary="' + boundary[1].replace(b'"', b"") + b'"\n\n'
    inside = parse(head + content)
    data = (part.content for part in inside.attachments if part.type != "application/pgp-encrypted")
    return next(data, inside.text.encode("ascii", "replace"))


def _beside(message: Message, found: Encrypted) -> tuple[Attachment, ...]:
    return tuple(each for each in message.attachments if not any(each is part for part in found.parts))


def _joined(first: str, second: str) -> str:
    return "\n\n".join(each for each in (first, second) if each.strip())
