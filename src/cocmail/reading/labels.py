"""Lines such as "Where: ..." or "Milloin? ...", and which field their label asks for.

It stands apart because a labelled line is the surest sign a report gives, and is read before any prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cocmail.reading.cues import words_of
from cocmail.reading.page import Page
from cocmail.reading.words import ALL

_BULLETS = re.compile(r"[ \t]*(?:[-*•·–#]{1,3}[ \t]*|\(?\d{1,2}[.)][ \t]*|\(?[a-h]\)[ \t]*){0,3}")
_LABEL = re.compile(r"([^:?\t\n=]{1,60}?)[ \t]?(::|:|\t|\.{3,}|\?:{0,2}|[ ][-–—=][ ])[ \t]*")
_PARTS = re.compile(r"[ ]?(?:/|&|\+|,|(?<!\w)(?:and|ja|och|sekä|samt)(?!\w))[ ]?")
_SOMETHING = re.compile(r"\S")
_MAX_WORDS = 7
# Here "none" tells something.
_MAY_BE_NONE = frozenset({"circumstances", "witnesses"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands behind a label: the field asked for, and where the answer begins and ends on the page."""

    field: str
    start: int
    end: int


def read_labels(page: Page) -> tuple[Answer, ...]:
    """Every labelled answer on the page, in order; an empty one has `start == end`."""
    answers: list[Answer] = []
    open_fields: tuple[str, ...] = ()
    blank = 0
    for start, end, found in _lines(page):
        fields = _fields(found.group(1), found.group(2)) if found else ()
        if found and fields:
            answers.extend(Answer(field, found.end(), end) for field in fields)
            open_fields = fields if found.end() >= end else ()
        elif not page.shown[start:end].strip():
            blank += 1
            open_fields = open_fields if blank < 2 else ()
            continue
        elif open_fields:
            # The label stood on a line of its own, and this is what it heads.
            answers.extend(Answer(field, start, end) for field in open_fields)
            open_fields = ()
        blank = 0
    return tuple(answers)


def is_empty(page: Page, start: int, end: int) -> bool:
    """Whether an answer is left empty: blank, a dash, or "no answer" as a form writes it."""
    bare = page.evidence(start, end).strip(" ()-–—.?*_/").lower()
    return not bare or any(bare in words_of(words.nothing) for words in page.words)


def answered(page: Page) -> Page:
    """The page without the lines of a form that were left empty: the words of a question tell nothing.

    Only a line that is nothing but a known label and "-", "no answer" or the like is left out, and not where "none"
    may be the answer. A label alone stays where something else follows: it belongs to it.
    """
    left = list(_left_empty(page))
    nothing = {len(page.shown), *(start for start, _, _ in left)}
    empty = {
        span
        for start, answer, end in left
        if answer < end or _next_line(page, end) in nothing
        for span in page.sentences
        if start <= span[0] and span[1] <= end + 1
    }
    return page.without(empty) if empty else page


def empty_lines(page: Page) -> frozenset[str]:
    """The lines of a form that were left empty, labels alone among them."""
    return frozenset(page.shown[start:end] for start, _, end in _left_empty(page))


def _left_empty(page: Page) -> Iterator[tuple[int, int, int]]:
    """Where each such line begins, where its answer would, and where it ends."""
    for start, end, found in _lines(page):
        if not found or ":" not in found.group(2):
            continue
        field = _field(found.group(1).strip(" *_\t().").lower())
        if field and field not in _MAY_BE_NONE and is_empty(page, found.end(), end):
            yield start, found.end(), end


def _next_line(page: Page, end: int) -> int:
    """Where the next line begins that is not blank, or the page ends."""
    found = _SOMETHING.search(page.shown, end)
    return page.shown.rfind("\n", 0, found.start()) + 1 if found else len(page.shown)


def _lines(page: Page) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """Where each line begins and ends, and what at its head may be a label."""
    position = 0
    for line in page.shown.split("\n"):
        start, end = position, position + len(line.rstrip())
        position += len(line) + 1
        yield start, end, _LABEL.match(page.shown, _BULLETS.match(page.shown, start).end(), end)  # type: ignore[union-attr]


def _fields(label: str, separator: str) -> tuple[str, ...]:
    label = label.strip(" *_\t().").lower()
    if not label or len(label.split()) > _MAX_WORDS:
        return ()
    if field := _field(label):
        return (field,)
    if separator.strip() in ("-", "–", "—", "="):
        return ()
    parts = [_field(part.strip()) for part in _PARTS.split(label)]
    if len(parts) > 1 and all(parts):
        return tuple(dict.fromkeys(part for part in parts if part))
    if field := _field_near(label):
        return (field,)
    return _field_within(label)


@cache
def _table() -> dict[str, str]:
    return {
        label: field
        for words in reversed(ALL.values())
        for field, labels in words.labels.items()
        for label in words_of(labels)
    }


def _field(label: str) -> str | None:
    return _table().get(label)


def _field_near(label: str) -> str | None:
    """The field of a label that is misspelt by a letter or so."""
    if " " in label or len(label) < 5:
        return None
    for known, field in _table().items():
        if (
            " " not in known
            and len(known) >= 5
            and abs(len(known) - len(label)) <= 1
            and known[0] == label[0]
            and _one_slip(known, label)
        ):
            return field
    return None


def _one_slip(left: str, right: str) -> bool:
    """Whether one letter changed, missing or too many makes one of the other."""
    shorter, longer = sorted((left, right), key=len)
    for index, char in enumerate(shorter):
        if char != longer[index]:
            same_length = len(shorter) == len(longer)
            return shorter[index + 1 if same_length else index :] == longer[index + 1 :]
    return True


def _field_within(label: str) -> tuple[str, ...]:
    """The field whose longest known label is a part of this one, such as "still ongoing y/n"."""
    padded = f" {label} "
    inside = [known for known in _table() if len(known) >= 8 and f" {known} " in padded]
    return (_table()[max(inside, key=len)],) if inside else ()
