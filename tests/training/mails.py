"""Labelled mails that the reading is trained on: invented, each file by another writer.

A file holds mails one after the other:

    === name language r|n u|-        report or no report, urgent or not
    From: ...                        and Date:, Subject:
    |Subject codes: wl               what the subject shows

    codes|a sentence                 joined by spaces; "/" before the codes begins a new line, no text a new paragraph;
                                     what follows a quoted line (">") stands on one of its own
    ## PPQAPDAP                      the mail as a whole, in the order of `FIELDS`: present, partial, absent, declined

A code is a letter for what a sentence shows, in capitals where it is enough: W when, L where, O whether it goes on,
D what happened, P who did it, C circumstances, N witnesses; U urgency; "-" before it declines, K is contact.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from tests.training.plainly import plain_mails
from tests.training.twins import IS_TWIN, twins

from cocmail.mail.wording import is_role, takes_no_reply
from cocmail.reading.model import FIELDS

FOLDER = Path(__file__).parent / "mails"
TWINS = Path(__file__).parent / "twins"
_STATES = {"P": "present", "Q": "partial", "A": "absent", "D": "declined"}
_OF_CODE = {
    "W": "when",
    "L": "where",
    "O": "ongoing",
    "D": "description",
    "P": "reported_person",
    "C": "circumstances",
    "N": "witnesses",
    "U": "urgent",
    "K": "contact",
}


@dataclass(frozen=True)
class Line:
    """A sentence of a mail and the subjects that it speaks of, as `weigher.SUBJECTS` names them."""

    text: str
    subjects: frozenset[str]


@dataclass(frozen=True)
class Mail:
    """A labelled mail; `states` has the state of each field where it is a report."""

    name: str
    writer: str
    language: str
    is_report: bool
    urgent: bool
    sender: str
    date: str
    subject: Line
    lines: tuple[Line, ...]
    text: str
    states: dict[str, str]

    @property
    def twin_of(self) -> str:
        """The name of the mail that this one is a twin of, as `twins.py` makes them, or ""."""
        original, _, number = self.name.partition(IS_TWIN)
        return original if number else ""

    @property
    def sender_name(self) -> str:
        """The display name of the sender."""
        return self.sender.partition("<")[0].strip(' "')

    @property
    def answerable(self) -> bool:
        """Whether the sender's address can be answered, as far as it tells."""
        address = parseaddr(self.sender)[1]
        return not (takes_no_reply(address) or is_role(address))


@cache
def mails() -> tuple[Mail, ...]:
    """Every mail of every writer, in the order of the files' names, the plain ones put together, and the twins."""
    written = _written(FOLDER)
    by_name = {block.partition(" ")[0]: (writer, block) for writer, block in written}
    plain = (mail for writer, text in plain_mails() for mail in _mails(writer, _blocks(text)))
    return (
        *(mail for writer, block in written for mail in _mails(writer, [block])),
        *plain,
        *(mail for writer, block in twins(_written(TWINS), by_name) for mail in _mails(writer, [block])),
    )


def read_mails(path: Path) -> Iterator[Mail]:
    """The mails of one file."""
    return _mails(path.stem, _blocks(path.read_text("utf-8")))


def _written(folder: Path) -> list[tuple[str, str]]:
    """The name of the file, which is its writer's, and the text of each mail or twin in a folder."""
    return [
        (path.stem, block)
        for path in sorted(folder.glob("*.txt"))
        for block in _blocks(path.read_text("utf-8"))
    ]


def _blocks(text: str) -> list[str]:
    return re.split(r"^=== ", text, flags=re.MULTILINE)[1:]


def _mails(writer: str, blocks: Iterable[str]) -> Iterator[Mail]:
    for block in blocks:
        head, *rest = block.rstrip("\n").split("\n")
        name, language, kind, urgent = head.split()[:4]
        headers = {}
        while rest and rest[0].strip() and not rest[0].startswith("|"):
            key, _, value = rest.pop(0).partition(":")
            headers[key] = value.strip()
        subject_codes = rest.pop(0).partition(":")[2] if rest[0].startswith("|Subject") else ""
        body = [line.partition("|") for line in rest if line.strip() and not line.startswith("##")]
        label = next(line[2:].strip() for line in rest if line.startswith("##"))
        yield Mail(
            name,
            writer,
            language,
            kind == "r",
            urgent == "u",
            headers["From"],
            headers["Date"],
            Line(headers.get("Subject", ""), _subjects(subject_codes)),
            tuple(Line(text, _subjects(codes)) for codes, _, text in body if text.strip()),
            _text([(codes, text) for codes, _, text in body]),
            {field: _STATES[letter] for field, letter in zip(FIELDS, label, strict=True)},
        )


@cache  # Few codes stand before very many sentences.
def _subjects(codes: str) -> frozenset[str]:
    found = set()
    for sign, letter in re.findall(r"(-?)([A-Za-z])", codes):
        field = _OF_CODE.get(letter.upper())
        if sign:
            found |= {f"{field} declined"} | ({"declined"} if field != "contact" else set())
        elif not sign and field:
            found |= {field} | ({f"{field} enough"} if letter.isupper() else set())
    return frozenset(found)


def _text(body: list[tuple[str, str]]) -> str:
    text = ""
    for codes, sentence in body:
        if not sentence.strip():
            text = text.rstrip() + "\n\n"
        else:
            is_new = codes.startswith("/") or text.rpartition("\n")[2].startswith(">")
            text += ("\n" if is_new else " ") if text and not text.endswith("\n") else ""
            text += sentence
    return text.strip() + "\n"
