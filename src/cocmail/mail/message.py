"""From the bytes of an e-mail to what a person would read in it, and to every byte that is not body.

It stands apart because mail is whatever the other side sent: broken, hostile, or merely old. All that is
uncertain about MIME ends here; beyond it an e-mail is a `Message`, never an object of the standard library.
Parsers disagree about what the body is, and those at hand take an attached message for body, lose a text with
a file name, or fail (each measured), so the tree of parts is walked here. The raw bytes stay the record.
"""

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Tree
from email.parser import BytesFeedParser
from email.policy import compat32
from typing import Any

import mailparser

from cocmail.mail.headers import (
    Address,
    composed,
    decode_bytes,
    decode_words,
    read_addresses,
    read_date,
    read_message_ids,
    read_parameters,
)
from cocmail.mail.html import html_to_text

MAX_DEPTH = 20
MAX_PARTS = 500
# The standard library makes an object of each part it sees, before anybody can stop it.
_MAX_DELIMITERS = 20_000
# mail-parser takes seconds, then hours, for a long Subject of encoded words.
_MAX_HEADERS_DIAGNOSED = 16_384
# It decodes every attachment once more, in seconds and as much memory again for a large one.
_MAX_DIAGNOSED = 1_000_000

# The standard library would cut it into the same pieces, of a text that it makes of all of it first, and holds twice.
_FED_AT_ONCE = 8_192

# Texts that are no prose, even where they are the whole message.
_DATA = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/csv"})
# What a person can not read here, by type: whoever looks at the case must ask the sender for plain text.
_UNREADABLE = {
    "application/ms-tnef": "tnef",
    "application/vnd.ms-tnef": "tnef",
    "text/calendar": "calendar",
    "multipart/encrypted": "encrypted",
    "application/pgp-encrypted": "encrypted",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "message/partial": "partial",
    "message/external-body": "external-body",
}
_PGP_BLOCK = "-----BEGIN PGP MESSAGE-----"
# What the standard library must not open: evidence is kept as its bytes.
_SEALED = ("message/", "multipart/encrypted")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ENCODING = re.compile(r"[\s\"']*([A-Za-z0-9-]+)")
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_QUOTE_MARKS = re.compile(r">*")
# Not the end of an address, as in "page.html" and "page?as=html".
_HTML = re.compile(r"(?<![\w./?&=#%+-])html(?![\w/])", re.IGNORECASE)
# In so many characters it is said that a message is in HTML and how to read it, with the footer of a list below.
_LONGEST_POINTER = 800


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part that is not body: its name as the sender wrote it (no path to write to), type, all bytes."""

    name: str
    type: str
    content: bytes

    @property
    def size(self) -> int:
        """How many bytes it has, decoded."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where and when IMAP gave a message: INTERNALDATE is `received_at`, RFC822.SIZE is `size` (RFC 3501)."""

    folder: str
    uid_validity: int
    uid: int
    received_at: datetime
    size: int
    truncated: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail as a value (RFC 5322, RFC 2045). Where a header is absent its value is empty.

    `text` is what a person would read: the plain body, or the HTML one as text where no useful plain one is.
    `plain` and `html` are the bodies as they came, `html_text` is the HTML one as text. `defects` are short
    words without content; `readable` is False where a person would see nothing though something was sent.
    """

    headers: tuple[tuple[str, str], ...]
    from_addresses: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    content_type: str
    text: str
    plain: str
    html: str
    html_text: str
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...]
    readable: bool

    def header(self, name: str) -> str:
        """The first header of that name, encoded words decoded, on one line; '' if there is none."""
        return next((decode_words(value) for value in self.header_all(name)), "")

    def header_all(self, name: str) -> tuple[str, ...]:
        """The raw values of every header of that name, unfolded, from the top down."""
        wanted = name.casefold()
        return tuple(value for key, value in self.headers if key.casefold() == wanted)


def parse(raw: bytes) -> Message:
    """The message in `raw`, whatever these bytes are: never raises, what is wrong becomes `defects`."""
    try:
        return _parse(raw)
    except Exception:  # A report must not be lost to a fault of ours: its bytes stay readable to somebody.
        return _assemble((), _Walk(attachments=[Attachment("", "message/rfc822", raw)]), ["unparsable"], "")


def _parse(raw: bytes) -> Message:
    # A message in too many pieces is not taken apart: one attachment is left of it.
    closed = raw.count(b"\n--") + raw.count(b"\r--") > _MAX_DELIMITERS
    parser = BytesFeedParser(lambda: _Part(closed=closed))
    for start in range(0, len(raw), _FED_AT_ONCE):
        parser.feed(raw[start : start + _FED_AT_ONCE])
    root = parser.close()
    headers = tuple((name, _unfolded(value)) for name, value in root.raw_items())
    walk = _walk(root)
    defects = list(walk.defects)
    if closed and root.media_type.startswith("multipart/"):
        defects.append("too-many-parts")
    if len(raw) <= _MAX_DIAGNOSED:
        defects += _diagnosed(root, walk.seen)
    return _assemble(headers, walk, defects, root.media_type)


class _Part(Tree):
    """A part that shows the parser of the standard library only what it should open.

    It hides attached messages, which so stay whole and are decoded like any attachment, and multiparts nested
    too deep, which would make it recurse; and it reads parameters in linear time.
    """

    def __init__(self, *, closed: bool) -> None:
        super().__init__(compat32)
        self.depth = 0
        self.closed = closed
        self._media: tuple[str, dict[str, str]] | None = None

    def attach(self, payload: Tree | str) -> None:
        """Take in a part, as the parser does on meeting it, before it reads its headers."""
        if isinstance(payload, _Part):
            payload.depth = self.depth + 1
        super().attach(payload)

    def _content(self) -> tuple[str, dict[str, str]]:
        # Asked at every delimiter, and first when all headers are read.
        if self._media is None:
            value = self.raw("content-type")
            kind = "".join(value.partition(";")[0].split()).lower()
            default = self.get_default_type()
            self._media = (kind if _MEDIA_TYPE.fullmatch(kind) else default), read_parameters(value)
        return self._media

    @property
    def media_type(self) -> str:
        """The type, in lower case; text/plain where it has none that can be read (RFC 2045, section 5.2)."""
        return self._content()[0]

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of its Content-Type."""
        return self._content()[1]

    @property
    def is_sealed(self) -> bool:
        """Whether its parts stay shut."""
        return self.media_type.startswith(_SEALED) or self.is_too_deep or self.closed

    @property
    def is_too_deep(self) -> bool:
        """Whether it is a multipart below the deepest that is opened."""
        return self.media_type.startswith("multipart/") and self.depth >= MAX_DEPTH

    def raw(self, name: str) -> str:
        """The first header of that name, unfolded; '' if there is none."""
        return next((_unfolded(value) for key, value in self.raw_items() if key.lower() == name), "")

    def get(self, name: str, failobj: Any = None) -> Any:
        """The first header of that name; of how the body is encoded that word alone (RFC 2045, section 6.1)."""
        value = super().get(name, failobj)
        if name.lower() != "content-transfer-encoding" or value is failobj:
            return value
        # The standard library compares all of it; some mailers write a blank, quotes or a comment there.
        found = _ENCODING.match(str(value))
        return found[1] if found else value

    def get_content_type(self) -> str:
        """What the parser is told the type is."""
        return "application/octet-stream" if self.is_sealed else self.media_type

    def get_boundary(self, failobj: Any = None) -> Any:
        """What separates its parts (RFC 2046, section 5.1.1)."""
        return self.parameters.get("boundary", "").rstrip() or failobj

    def content(self) -> bytes:
        """Its body with the transfer encoding taken off (RFC 2045, section 6)."""
        content = self._from_base64()
        payload = self.get_payload(decode=True) if content is None else content
        return payload if isinstance(payload, bytes) else b""

    def _from_base64(self) -> bytes | None:
        """Its body out of base64 without a fault; None for every other.

        The standard library, which knows what to make of faults, holds such a body four times over: it cuts it into its
        lines and joins them anew.
        """
        if str(self.get("content-transfer-encoding", "")).lower() != "base64":
            return None
        try:
            written = self.get_payload()
            if not isinstance(written, str):
                return None
            content = binascii.a2b_base64(written)
        except ValueError:
            return None
        # Letters that mean nothing are passed over: there were none where it is as long as it has to be.
        is_whole = len(written) - written.count("\n") - written.count("\r") == -(-len(content) // 3) * 4
        return content if is_whole else None


def _unfolded(value: str) -> str:
    """A raw header value on one line, its bytes read as UTF-8, else Latin-1 (RFC 5322, section 2.2.3)."""
    raw = value.encode("ascii", "surrogateescape")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\r", "").replace("\n", "").strip()


@dataclass(slots=True)
class _Walk:
    """What a walk over the parts has found so far."""

    blocks: list["_Block"]
    attachments: list[Attachment]
    defects: list[str]
    seen: list[_Part]

    def __init__(self, attachments: Iterable[Attachment] = ()) -> None:
        self.blocks, self.attachments, self.defects, self.seen = [], list(attachments), [], []


@dataclass(slots=True)
class _Block:
    """One stretch of the body: a text, or the versions of it that a multipart/alternative offers."""

    alternative: _Part | None
    plain: list[str]
    html: list[str]


def _walk(root: _Part) -> _Walk:
    """Every leaf of the tree in the order of reading, as body or as attachment (RFC 2046)."""
    walk = _Walk()
    # Each part with the outermost multipart/alternative around it, and whether it may be body at all.
    waiting: list[tuple[_Part, _Part | None, bool]] = [(root, None, True)]
    while waiting:
        part, alternative, may_be_body = waiting.pop()
        if len(walk.seen) >= MAX_PARTS:
            walk.defects.append("too-many-parts")
            rest = b"\n".join(
                piece.content() for piece in _leaves([part, *(item[0] for item in reversed(waiting))])
            )
            walk.attachments.append(Attachment("", "application/octet-stream", rest))
            break
        walk.seen.append(part)
        if what := _unreadable(part):
            walk.defects.append(what)
        if part.is_multipart():
            if alternative is None and part.media_type == "multipart/alternative":
                alternative = part
            # Of a report the first part is for people, the others are for machines (RFC 6522).
            readers = 1 if part.media_type == "multipart/report" else MAX_PARTS
            children = [
                (child, alternative, may_be_body and n < readers) for n, child in enumerate(_children(part))
            ]
            waiting.extend(reversed(children))
        elif may_be_body and _is_body(part, root, walk.blocks, alternative):
            _read_body(part, alternative, walk)
        else:
            if part.is_too_deep:
                walk.defects.append("too-deep")
            walk.attachments.append(Attachment(_file_name(part), part.media_type, part.content()))
    return walk


def _unreadable(part: _Part) -> str:
    """A word for a part that nobody can read here, '' for any other."""
    word = _UNREADABLE.get(part.media_type, "")
    if word == "encrypted" and part.parameters.get("smime-type", "").lower() == "signed-data":
        return "signed-opaque"
    return word or ("tnef" if _file_name(part).lower() == "winmail.dat" else "")


def _children(part: _Part) -> list[_Part]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, _Part)] if isinstance(payload, list) else []


def _leaves(parts: list[_Part]) -> Iterator[_Part]:
    waiting = parts[::-1]
    while waiting:
        part = waiting.pop()
        if part.is_multipart():
            waiting.extend(reversed(_children(part)))
        else:
            yield part


def _is_body(part: _Part, root: _Part, blocks: list[_Block], alternative: _Part | None) -> bool:
    """Whether a person would read this leaf without opening anything (RFC 2183)."""
    media_type = part.media_type
    if media_type.startswith("multipart/"):
        # Without its boundary it is one text, with the delimiters in it: better than nothing.
        return not part.is_sealed
    if part is root:
        return media_type.startswith("text/") and media_type not in _DATA and not _is_binary(part)
    if media_type not in ("text/plain", "text/html"):
        return False
    disposition = part.raw("content-disposition")
    kind = disposition.partition(";")[0].strip().lower()
    if kind not in ("", "inline"):
        return False
    # The first text is the body whatever it is called; a later one with a file name of its own is a file.
    return alternative is not None or not blocks or "filename" not in read_parameters(disposition)


def _is_binary(root: _Part) -> bool:
    """Whether this is no mail at all but some file: no header, and zero bytes all over."""
    if len(root):
        return False
    content = root.content()
    return content.count(0) * 20 > len(content)


def _read_body(part: _Part, alternative: _Part | None, walk: _Walk) -> None:
    text, honest = decode_bytes(part.content(), part.parameters.get("charset", ""))
    if not honest:
        walk.defects.append("charset")
    text = _clean(text)
    if text.lstrip().startswith(_PGP_BLOCK):
        walk.defects.append("encrypted")
    if not walk.blocks or alternative is None or walk.blocks[-1].alternative is not alternative:
        walk.blocks.append(_Block(alternative, [], []))
    if part.media_type == "text/html":
        walk.blocks[-1].html.append(text)
        return
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    walk.blocks[-1].plain.append(text)


def _clean(text: str) -> str:
    """`text` composed, with one kind of line end, and no control character but that and the tab."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return composed(_CONTROL.sub(" ", text))


def _unflowed(text: str, *, delsp: bool) -> str:
    """format=flowed text with its soft line breaks taken out (RFC 3676, section 4)."""
    paragraphs: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        marks = _QUOTE_MARKS.match(line)
        level = marks.end() if marks else 0
        line = line[level:].removeprefix(" ")
        # A change of depth, and the line that opens a signature, end a paragraph whatever it says (4.5, 4.3).
        if pieces and (level != depth or line == "-- "):
            paragraphs.append(_quoted(depth, "".join(pieces)))
            pieces = []
        depth = level
        if line.endswith(" ") and line != "-- ":
            pieces.append(line[:-1] if delsp else line)
            continue
        paragraphs.append(_quoted(depth, "".join([*pieces, line])))
        pieces = []
    if pieces:
        paragraphs.append(_quoted(depth, "".join(pieces)))
    return "\n".join(paragraphs)


def _quoted(depth: int, text: str) -> str:
    return f"{'>' * depth} {text}" if depth else text


def _file_name(part: _Part) -> str:
    parameters = read_parameters(part.raw("content-disposition"))
    return decode_words(parameters.get("filename") or part.parameters.get("name", ""))


def _diagnosed(root: _Part, seen: list[_Part]) -> list[str]:
    """What mail-parser says is wrong with the message, unless its headers would keep it busy too long."""
    size = sum(len(value) for part in seen for _, value in part.raw_items())
    if size > _MAX_HEADERS_DIAGNOSED or len(seen) >= MAX_PARTS:
        return ["long-headers"] if size > _MAX_HEADERS_DIAGNOSED else []
    try:
        found = mailparser.MailParser(root).defects_categories
    except Exception:  # It is a second opinion; what it fails on has been read already.
        return ["diagnosis"]
    return [re.sub(r"(?<!^)(?=[A-Z])", "-", name.removesuffix("Defect")).lower() for name in sorted(found)]


def _assemble(
    headers: tuple[tuple[str, str], ...], walk: _Walk, defects: list[str], content_type: str
) -> Message:
    first: dict[str, str] = {}
    for name, value in headers:
        first.setdefault(name.lower(), value)
    html_texts = [[html_to_text(html) for html in block.html] for block in walk.blocks]
    text = _joined(
        read_first(_joined(block.plain), _joined(html))
        if block.alternative is not None
        else _joined([*block.plain, *html])
        for block, html in zip(walk.blocks, html_texts, strict=True)
    )
    subject = decode_words(first.get("subject", ""))
    bodies = (body for block in walk.blocks for body in (*block.plain, *block.html))
    sent = any(body and not body.isspace() for body in bodies) or any(item.size for item in walk.attachments)
    return Message(
        headers=headers,
        from_addresses=read_addresses(first.get("from", "")),
        to=read_addresses(first.get("to", "")),
        cc=read_addresses(first.get("cc", "")),
        reply_to=read_addresses(first.get("reply-to", "")),
        subject=subject,
        message_id=next(iter(read_message_ids(first.get("message-id", ""))), ""),
        in_reply_to=read_message_ids(first.get("in-reply-to", "")),
        references=read_message_ids(first.get("references", "")),
        date=read_date(first.get("date", "")),
        content_type=content_type,
        text=text,
        plain=_joined(text for block in walk.blocks for text in block.plain),
        html="\n".join(text for block in walk.blocks for text in block.html),
        html_text=_joined(text for texts in html_texts for text in texts),
        attachments=tuple(walk.attachments),
        defects=tuple(dict.fromkeys(defects)),
        readable=bool(subject or text or not sent),
    )


def _joined(texts: Iterable[str]) -> str:
    """The texts that say anything, one below the other, a blank line between."""
    return "\n\n".join(trimmed for text in texts if (trimmed := _without_blank_edges(text)))


def _without_blank_edges(text: str) -> str:
    text = text.rstrip()
    # The first line keeps its indent.
    return text[text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1 :]


def read_first(plain: str, html: str) -> str:
    """Which version of a text a person reads: the plain one, unless it only says that there is another."""
    if not any(map(str.isalnum, plain)) or (len(plain) < 200 and len(html) > 10 * len(plain)):
        return html or plain
    return html if html and _points_to_html(plain, html) else plain


def _points_to_html(plain: str, html: str) -> bool:
    """Whether a plain text only says that there is HTML: who writes about that says it in both versions."""
    return len(plain) <= _LONGEST_POINTER and bool(_HTML.search(plain)) and not _HTML.search(html)
