"""All of a mail that names somebody: its text with the messages attached to it, and what a person sees beside it.

It stands apart because what is seen beside the text is nobody's answer to a question, and must not be read as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cocmail.mail.html import linked_addresses
from cocmail.mail.message import Message, parse
from cocmail.mail.reply import own_words, program_lines, without_banner

# What mail programs put above a message that is forwarded within the text.
_FORWARDED = "---------- Forwarded message ---------"
_HEADERS = ("From", "Sender", "Reply-To", "To", "Cc", "Subject")
# A forward of a forward is seen; each level is parsed once more.
_MAX_LEVELS = 5
# The types of files that may hold what somebody wrote or says, and the ends of those that mail programs make.
_TOLD = ("text/", "application/", "audio/", "video/")
_BY_PROGRAMS = ("-signature", "/pgp-keys", "/vcard", "/x-vcard", "/directory", "/calendar", "/ics")
# Among the defects of a mail: what its program may have wrapped all of its words in.
_WRAPPED = frozenset({"tnef", "encrypted", "signed-opaque"})
# What Outlook encrypted is such a file, below words of the program's own.
_ENCRYPTED = "application/x-microsoft-rpmsg-message"
_SEPARATORS = str.maketrans("_-.+", "    ")


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a mail that a person sees, its attached messages included.

    `beside` is what is not in `text`, piece by piece: the other version of a text, the names of attached files, and of
    attached messages the headers. `linked` are the addresses that a click would write to.
    """

    text: str
    beside: tuple[str, ...]
    linked: tuple[str, ...]

    def besides(self, text: str) -> str:
        """All that is seen besides `text`, which is that of the mail alone, piece by piece in lines."""
        return "\n".join(filter(None, (self.text.removeprefix(text), *self.beside, *self.linked)))


def whole_of(message: Message) -> Whole:
    """A mail as a person sees it who opens every message that is attached to it."""
    attached = attached_to(message)
    return Whole(
        message.text + attached.text,
        (*_other_forms(message), *attached.beside),
        tuple(dict.fromkeys((*linked_addresses(message.html), *attached.linked))),
    )


def attached_to(message: Message, *, with_authors: bool = False, but_of: str | None = None) -> Whole:
    """What a person sees of a mail who opens what is attached to it, without the mail itself.

    `with_authors` says in its text who wrote each message. Those `but_of` our own address are left out: a letter about
    one case is passed on to no other.
    """
    passed_on = [each for each in _attached(message) if but_of is None or not _is_ours(each, but_of)]
    texts = [
        f"From: {each.header('From')}\n\n{each.text}" if with_authors else each.text
        for each in passed_on
        if message.readable and each.text.strip()
    ]
    deeper = list(_below(passed_on))
    beside = [
        *_file_names(message),
        *(piece for each in (*passed_on, *deeper) for piece in (_headers(each), *_around(each))),
        # Of what could not be read nothing may be asked, and of a forward of a forward nothing is told.
        *(each.text for each in (deeper if message.readable else (*passed_on, *deeper))),
    ]
    return Whole(
        "".join(f"\n\n{_FORWARDED}\n\n{text}" for text in texts),
        tuple(piece for piece in beside if piece.strip()),
        tuple(address for each in (*passed_on, *deeper) for address in linked_addresses(each.html)),
    )


def is_told_in_a_file(message: Message, text: str) -> bool:
    """Whether a mail has no word of its writer's in `text`, but a file that may hold some: nobody opens it here."""
    if _is_encrypted(message):
        return True
    files = (each.type for each in message.attachments if each.size)
    if not any(each.startswith(_TOLD) and not each.endswith(_BY_PROGRAMS) for each in files):
        return False
    return not any(map(str.strip, _typed(without_banner(text))))


def is_shut(message: Message) -> bool:
    """Whether nothing that was written can be read: what a mail program wrapped it in is not opened here."""
    is_wrapped = not message.text.strip() and not _WRAPPED.isdisjoint(message.defects)
    return not message.readable or is_wrapped or _is_encrypted(message)


def _is_encrypted(message: Message) -> bool:
    """Whether Outlook encrypted a mail; not where somebody passes such a mail on, whose own words stand above it."""
    if all(each.type != _ENCRYPTED for each in message.attachments):
        return False
    # The footer of a list is nothing that anybody passes on.
    text = "\n".join(_typed(message.text))
    return own_words(replace(message, text=text), len(text)) == text


def _typed(text: str) -> list[str]:
    """The lines of a text but those that a program puts below it."""
    lines = text.split("\n")
    return [line for line, by_program in zip(lines, program_lines(lines), strict=True) if not by_program]


def _attached(message: Message) -> list[Message]:
    """The messages that are attached to one that a person wrote."""
    if message.content_type == "multipart/report":
        return []
    return [parse(each.content) for each in message.attachments if each.type == "message/rfc822"]


def _is_ours(message: Message, address: str) -> bool:
    is_from_us = bool(address) and address.casefold() in message.header("From").casefold()
    return is_from_us or bool(message.header("X-Cocmail"))


def _below(passed_on: Sequence[Message]) -> Iterator[Message]:
    """The messages that are attached to those, and what is attached to them."""
    for _ in range(_MAX_LEVELS):
        passed_on = [inside for each in passed_on for inside in _attached(each)]
        yield from passed_on


def _headers(message: Message) -> str:
    return "\n".join(message.header(name) for name in _HEADERS)


def _around(message: Message) -> Iterator[str]:
    """What is seen of a message beside its text and its headers."""
    yield from _other_forms(message)
    yield from _file_names(message)


def _other_forms(message: Message) -> Iterator[str]:
    return (each for each in (message.plain, message.html_text) if each.strip() and each not in message.text)


def _file_names(message: Message) -> Iterator[str]:
    # A name is none where its words are parted by other signs than spaces.
    return (f"{each.name}\n{each.name.translate(_SEPARATORS)}" for each in message.attachments)
