"""Header fields of e-mail as plain values: words decoded, addresses taken apart, parameters read.

It stands apart from `message` because headers are written by anybody, and the standard library's readers of
them raise, recurse or take quadratic time on what anybody can write, and differ between patch releases of
Python. These readers never raise, take linear time, and agree on every version.
"""

import binascii
import codecs
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from urllib.parse import unquote_to_bytes

MAX_HEADER = 1_000_000
"""Characters of one header that are decoded; the raw value is kept whole."""

# No text is written in these, and some take quadratic time or make characters that are none.
_REFUSED_CODECS = frozenset(
    {"utf-7", "punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"}
)
# What calls itself Latin-1 or ASCII is cp1252 wherever the two differ (WHATWG Encoding, section 4.2).
_REALLY_CP1252 = frozenset({"iso8859-1", "ascii", "cp1252"})

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Marks that stand on one letter, or mere signs. Nobody reads more, and to sort 100 000 takes over a minute.
_MANY_MARKS = re.compile(r"([^\w\s]{31,})")
_ENCODED_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_SPECIALS = re.compile(r'(=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=|[",;:<>()\\])')
_PARAMETER = re.compile(r';\s*([^=;\s"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_MESSAGE_ID = re.compile(r"<([^<>]{1,2000})>")
# Bare words with commas, then the one address there is, in angle brackets.
_COMMA_NAME = re.compile(r'([^"(),;:<>@\\]*(?:,[^"(),;:<>@\\]*)+)<([^\s"(),;:<>@\\]+@[^\s"(),;:<>@\\]+)>\s*')
# "@" as other writing systems and forms have it (Unicode).
_LIKE_AN_AT = re.compile(r"[@\uff20\ufe6b]")


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header (RFC 5322, section 3.4): the name shown, and the address or ''.

    The domain is lower-case; the local part is as it was written.
    """

    name: str
    address: str

    @property
    def key(self) -> str:
        """What two addresses of one mailbox have in common, for comparing; '' where there is no address."""
        return self.address.casefold()


def one_line(text: str) -> str:
    """`text` with each run of control characters and line breaks a space, fit to stand in a new header."""
    return without_surrogates(_CONTROL.sub(" ", text)).strip()


def without_surrogates(text: str) -> str:
    """`text` with lone surrogates, which no file, database or socket takes, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def composed(text: str) -> str:
    """`text` with each letter and its marks as one character (Unicode, NFC): some programs send them apart."""
    if text.isascii():
        return text
    pieces = _MANY_MARKS.split(text)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def decode_bytes(raw: bytes, charset: str) -> tuple[str, bool]:
    """The text of `raw`, and whether the declared charset ('' for none) told the truth.

    Declared, then UTF-8, then cp1252, then Latin-1, which takes everything: a letter may come out wrong, none
    is lost.
    """
    codec = _codec(charset)
    # Bytes that make sense as UTF-8 are UTF-8, even where an old mailer stamps them Latin-1.
    ladder = ("utf-8", "cp1252") if codec in _REALLY_CP1252 else (codec, "utf-8", "cp1252")
    for candidate in ladder:
        if not candidate:
            continue
        try:
            text = raw.decode(candidate)
        except ValueError:
            continue
        honest = raw.isascii() or candidate == codec or (codec == "iso8859-1" and candidate == "cp1252")
        return without_surrogates(text), honest
    return raw.decode("latin-1"), codec == "iso8859-1"


def _codec(charset: str) -> str:
    """Python's name of a charset, '' for none, an unknown or a refused one."""
    try:
        info = codecs.lookup(charset[:40].strip("\"' "))
    except (LookupError, ValueError):
        return ""
    # hex, zlib, rot13 and their like are codecs, but not of text.
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _REFUSED_CODECS else ""


def decode_words(value: str) -> str:
    """A header value with its encoded words (RFC 2047) decoded, composed, on one line.

    Neighbours of one charset are joined before they are decoded: mailers split in the middle of a letter.
    """
    value = value[:MAX_HEADER]
    if "=?" not in value:
        return composed(one_line(value))
    pieces: list[str] = []
    pending, charset, end = bytearray(), "", 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[end : word.start()]
        apart = bool(between.strip()) or (end == 0 and bool(between))
        if pending and (apart or charset != word[1].lower()):
            pieces.append(decode_bytes(bytes(pending), charset)[0])
            pending.clear()
        # White space between two encoded words is none (section 6.2).
        if apart:
            pieces.append(between)
        pending += _word_bytes(word[2], word[3])
        charset, end = word[1].lower(), word.end()
    pieces.append(decode_bytes(bytes(pending), charset)[0])
    pieces.append(value[end:])
    return composed(one_line("".join(pieces)))


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    raw = raw.rstrip(b"= ")
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def read_addresses(value: str) -> tuple[Address, ...]:
    """The mailboxes of an address header (RFC 5322, section 3.4), groups flattened, what is not one left out.

    An address is only what stands in angle brackets, or, where there are none, a word with an @: a name that
    looks like an address is a name. "Porter, Rea <rea@example.org>", which lacks its quotes, is one mailbox.
    """
    value = value[:MAX_HEADER]
    if unquoted := _COMMA_NAME.fullmatch(value):
        mailbox = _mailbox(unquoted[1], "", unquoted[2])
        if not _LIKE_AN_AT.search(mailbox.name):
            return (mailbox,)
    found, closed = _mailboxes(value)
    if not closed:
        # An open quote or comment swallows the rest: read it again as if those marks were not there.
        found, _ = _mailboxes(value.translate(_WITHOUT_MARKS))
    return tuple(found)


_WITHOUT_MARKS = str.maketrans({'"': " ", "(": " ", ")": " ", "\\": " "})


def _mailboxes(value: str) -> tuple[list[Address], bool]:
    """The mailboxes, and whether every quote and comment was closed."""
    found: list[Address] = []
    words: list[str] = []
    comment: list[str] = []
    angle: list[str] | None = None
    route = ""
    quoted = escaped = odd = False
    depth = 0
    pieces = [piece for piece in (*_SPECIALS.split(value), ",") if piece]
    for piece, following in pairwise([*pieces, ""]):
        if escaped:
            escaped = False
            (comment if depth else words).append(piece)
        elif piece == "\\" and (quoted or depth):
            escaped = True
        elif piece == '"' and not depth:
            # A quoted local part may hold anything: joined or cut it would be somebody else's address.
            odd = odd or (quoted and following.lstrip().startswith("@")) or angle is not None
            quoted = not quoted
        elif quoted:
            (words if angle is None else angle).append(piece)
        elif piece == "(" and angle is None:
            depth += 1
        elif depth:
            depth -= piece == ")"
            comment.append(" " if piece == ")" else piece)
        elif piece == "<":
            angle = []
        elif piece == ">":
            route, angle = route or "".join(angle or ()), None
        elif angle is not None and piece not in ",;":
            angle.append(piece)
        elif piece == ":":
            # The name of a group ends here.
            words.clear()
        elif piece in ",;":
            mailbox = _mailbox("".join(words), "".join(comment), route or "".join(angle or ()))
            mailbox = Address(mailbox.name, "") if odd else mailbox
            if mailbox.name or mailbox.address:
                found.append(mailbox)
            words.clear()
            comment.clear()
            angle, route, odd = None, "", False
        else:
            words.append(piece)
    return found, not (quoted or depth)


def _mailbox(phrase: str, comment: str, route: str) -> Address:
    address = route
    if not address:
        bare = [word for word in phrase.split() if normal_address(word)]
        address = bare[-1] if bare else ""
        phrase = phrase.replace(address, " ") if address else phrase
    name = decode_words(" ".join(phrase.split())) or decode_words(" ".join(comment.split()))
    return Address(name.strip("'\" "), normal_address(address))


def normal_address(address: str) -> str:
    """The address, its domain in lower case, without route, white space, control characters; '' for none."""
    # <@relay.example:alice@example.org> is a source route (RFC 5322, section 4.4).
    address = address.rpartition(":")[2] if address.startswith("@") else address
    local, at, domain = "".join(_CONTROL.sub("", address).split()).rpartition("@")
    domain = domain.rstrip(".").lower()
    return without_surrogates(f"{local}@{domain}") if at and local and domain else ""


def read_parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition, continuations joined (RFC 2045, RFC 2231).

    Names are lower-case. Of a parameter given twice the first counts, and the encoded form before the plain.
    """
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(value[:MAX_HEADER]):
        text = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3].strip()
        section = _SECTION.fullmatch(match[1].lower())
        if section is None or not (section[2] or section[3]):
            plain.setdefault(match[1].lower(), text)
        else:
            sections.setdefault(section[1], []).append((int(section[2] or 0), bool(section[3]), text))
    return plain | {name: _join_sections(found) for name, found in sections.items()}


def _join_sections(sections: list[tuple[int, bool, str]]) -> str:
    charset, raw = "", bytearray()
    for number, (_, encoded, text) in enumerate(sorted(sections, key=lambda section: section[0])):
        if encoded and number == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode_bytes(bytes(raw), charset)[0]


def read_message_ids(value: str) -> tuple[str, ...]:
    """The message identifiers of a header (RFC 5322, section 3.6.4), each once, in order, with their <>."""
    # Old mailers fold inside an identifier; white space in it never means anything.
    found = ("".join(_CONTROL.sub("", body).split()) for body in _MESSAGE_ID.findall(value[:MAX_HEADER]))
    return tuple(dict.fromkeys(f"<{without_surrogates(body)}>" for body in found if body))


def read_date(value: str) -> datetime | None:
    """The moment of a Date header (RFC 5322, section 3.3), aware, in the writer's offset; None for none."""
    try:
        date = parsedate_to_datetime(value[:200])
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        # A year 1 or 9999 with an offset cannot be compared with anything.
        date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return date
