"""Lines such as "Where: ..." or "Milloin? ...", and which field their label asks for.

It stands apart because a labelled line is the surest sign a report gives, and is read before any prose.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cocmail.reading.boxes import options_from, unticked_lines
from cocmail.reading.cues import words_of
from cocmail.reading.page import Page, Span
from cocmail.reading.refusals import is_refusal
from cocmail.reading.words import ALL

_BULLETS = re.compile(r"[ \t]*(?:[-*•·–#]{1,3}[ \t]*|\(?\d{1,2}[.)][ \t]*|\(?[a-h]\)[ \t]*){0,3}")
_LABEL = re.compile(r"([^:?\t\n=]{1,60}?)[ \t]?(::|:|\t|\.{3,}|\?:{0,2}|[ ][-–—=][ ])[ \t]*")
_PARTS = re.compile(r"[ ]?(?:/|&|\+|,|(?<!\w)(?:and|ja|och|sekä|samt)(?!\w))[ ]?")
# What a form adds to a question: a mark that it must be answered, the same in another language; and a hint.
_ADDED = re.compile(
    r"(?:[ \t]*(?:\*(?![\w*])|/[ \t][^\n:?/]{1,60}(?:\?:{0,2}|::?|(?=[ \t\r]*$))))+[ \t]*", re.MULTILINE
)
_HINT = re.compile(r"\([^()\n]{1,120}\)[ \t*:]*")
_HINT_OF_LABEL = re.compile(r"[ \t]*\([^()]*\)?[ \t*]*$")
_AROUND = " *_#\t\r()."
_MAX_WORDS = 7
_LONGEST = 120
# A label of fewer letters is known only as it is: misspelt, and as a part of a longer one.
_LEAST_MISSPELT, _LEAST_WITHIN = 5, 8
# What stands below so many blank lines answers no label.
_TOO_FAR = 2
# Here "none" tells something.
_MAY_BE_NONE = frozenset({"circumstances", "witnesses"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands behind a label: the field asked for, and where the answer begins and ends on the page."""

    field: str
    start: int
    end: int


@dataclass(slots=True)
class _Line:
    """A line that is not blank: what it may ask for, and what is answered to that, on it or below."""

    start: int
    end: int
    answers: list[Span]
    fields: tuple[str, ...] = ()
    # Where the label ends and an answer on its line begins, and what ends it: nothing where it is all of the line.
    asked: int = 0
    answer: int = 0
    mark: str = ""
    # Whether the label is known word for word: then it is not what somebody tells.
    is_known: bool = False


def read_labels(page: Page) -> tuple[Answer, ...]:
    """Every labelled answer on the page, in order."""
    return tuple(
        Answer(field, *answer) for line in _read(page) for answer in line.answers for field in line.fields
    )


def is_empty(page: Page, start: int, end: int) -> bool:
    """Whether an answer is left empty: blank, a dash, or "no answer" as a form writes it."""
    bare = page.evidence(start, end).strip(" ()-–—.?*_/").lower()
    return not bare or any(bare in words_of(words.nothing) for words in page.words)


def answered(page: Page) -> Page:
    """The page without the lines of a form that were left empty: the words of a question tell nothing.

    Only a line that is nothing but a known label and "-", "no answer" or the like is left out, and not where "none"
    may be the answer. A label alone stays where something else follows: it belongs to it. What was not ticked is left
    out as well, and so is what a form adds to its question.
    """
    lines = _read(page)
    empty = list(unticked_lines(page.shown))
    empty += [(line.asked, line.end) for line in lines if line.fields and _is_blank(page, line)]
    for line, following in pairwise([*lines, None]):
        if line and _is_left_empty(page, line):
            # The subject is no answer to the last label of the text.
            heads_text = following and following.start < page.subject and not following.fields
            unanswered = not line.answers and not heads_text
            if unanswered or not _is_blank(page, line):
                empty.append((line.start, line.end))
    ends = dict(empty)
    starts = sorted(ends)
    left = {
        span
        for span in page.sentences
        if (at := bisect_right(starts, span[0])) and span[1] <= ends[starts[at - 1]] + 1
    }
    return page.without(left) if left else page


def empty_lines(page: Page) -> frozenset[str]:
    """The lines of a form that were left empty, labels alone among them."""
    return frozenset(page.shown[line.start : line.end] for line in _read(page) if _is_left_empty(page, line))


def _is_left_empty(page: Page, line: _Line) -> bool:
    """Whether a line is a known label, and nothing that answers it."""
    if not line.is_known:
        return False
    if _is_blank(page, line):
        return True
    return ":" in line.mark and _MAY_BE_NONE.isdisjoint(line.fields) and is_empty(page, line.answer, line.end)


def _is_blank(page: Page, line: _Line) -> bool:
    """Whether nothing stands behind a label on its line, unless it is a hint."""
    rest = page.shown[line.answer : line.end].strip()
    return not rest or _is_hint(page, line)


def _is_hint(page: Page, line: _Line) -> bool:
    """Whether all that stands behind a question is in brackets: how to answer it, unless it says "no answer"."""
    return (
        "?" in line.mark
        and _HINT.fullmatch(page.shown, line.answer, line.end) is not None
        and not is_empty(page, line.answer, line.end)
        and not is_refusal(page, line.answer, line.end)
    )


def _read(page: Page) -> list[_Line]:
    """Every line that is not blank and no option, with what it asks for and the answers to it: read once a text."""
    if page.found.form is None:
        page.found.form = _read_lines(page)
    return page.found.form


def _read_lines(page: Page) -> list[_Line]:
    found = list(_lines(page))
    alone = _alone(page, found)
    lines: list[_Line] = []
    asking: _Line | None = None
    passed = 0
    for line in found:
        if line.start < passed:
            continue
        blanks = _blanks(page, lines[-1], line) if lines else 0
        if blanks >= _TOO_FAR:
            asking = None
        if not line.fields and line.start in alone and not _answers(alone[line.start], asking, blanks):
            line.fields, line.asked, line.answer, line.is_known = alone[line.start], line.end, line.end, True
        lines.append(line)
        if line.fields:
            options, passed = options_from(page.shown, line.answer)
            line.answers = [(option.start, option.end) for option in options if option.ticked]
            asking = None
            if not options and _is_blank(page, line):
                asking = line
            elif not options:
                line.answers = [(line.answer, line.end)]
        elif asking:
            # The label stood on a line of its own, and this is what it heads.
            asking.answers = [(line.start, line.end)]
            asking = None
    return lines


def _alone(page: Page, lines: list[_Line]) -> dict[int, tuple[str, ...]]:
    """The fields of the labels that are all of their line, by where it begins.

    Such a word may be an answer as well: it is a label where there are others, and something stands below one of them.
    """
    alone = {
        line.start: fields
        for line in lines
        if not line.fields and (fields := _known(page.shown[line.start : line.end]))
    }
    asked = {name for line in lines for name in line.fields}.union(*alone.values())
    is_form = len(asked) > 1 and any(
        line.start in alone
        and not (following.fields or following.start in alone)
        and _blanks(page, line, following) < _TOO_FAR
        for line, following in pairwise(lines)
    )
    return alone if is_form else {}


def _blanks(page: Page, line: _Line, following: _Line) -> int:
    return page.shown.count("\n", line.end, following.start) - 1


def _answers(fields: tuple[str, ...], asking: _Line | None, blanks: int) -> bool:
    """Whether a word that may be a label is the answer to the one above: "Is it still happening?", "Over"."""
    return asking is not None and (bool(asking.mark and not blanks) or set(fields) <= set(asking.fields))


def _lines(page: Page) -> Iterator[_Line]:
    """Every line of the text and the subject that is not blank, with the label that a mark ends."""
    position = 0
    for text in page.shown.split("\n"):
        start, end = position, position + len(text.rstrip())
        position += len(text) + 1
        if start == end:
            continue
        line = _Line(start, end, [])
        if found := _LABEL.match(page.shown, _BULLETS.match(page.shown, start).end(), end):  # type: ignore[union-attr]
            label, mark = found.groups()
            added = _ADDED.match(page.shown, found.end(), end) if ":" in mark or "?" in mark else None
            line.fields, line.mark = _fields(label, mark), mark
            line.asked, line.answer = found.end(), added.end() if added else found.end()
            line.is_known = bool(line.fields and _known(label)) and (":" in mark or "?" in mark)
        yield line


def _known(text: str) -> tuple[str, ...]:
    """The fields of a label that is known word for word, be it in several languages."""
    if len(text) > _LONGEST:
        return ()
    label = _HINT_OF_LABEL.sub("", text[_BULLETS.match(text).end() :]).strip(_AROUND).lower()  # type: ignore[union-attr]
    known = [_field(part.strip(_AROUND)) for part in label.split(" / ")]
    return tuple(dict.fromkeys(part for part in known if part)) if all(known) else ()


def _fields(label: str, separator: str) -> tuple[str, ...]:
    label = _HINT_OF_LABEL.sub("", label).strip(_AROUND).lower()
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


@cache
def _single_words() -> dict[str, list[str]]:
    """The labels of one word that are long enough to be known by, by their first letter."""
    found: dict[str, list[str]] = {}
    for label in _table():
        if " " not in label and len(label) >= _LEAST_MISSPELT:
            found.setdefault(label[0], []).append(label)
    return found


@cache
def _long_labels() -> tuple[str, ...]:
    return tuple(label for label in _table() if len(label) >= _LEAST_WITHIN)


def _field(label: str) -> str | None:
    return _table().get(label)


def _field_near(label: str) -> str | None:
    """The field of a label that is misspelt by a letter or so."""
    if " " in label or len(label) < _LEAST_MISSPELT:
        return None
    for known in _single_words().get(label[0], ()):
        if abs(len(known) - len(label)) <= 1 and _one_slip(known, label):
            return _table()[known]
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
    inside = [known for known in _long_labels() if known in label and f" {known} " in padded]
    return (_table()[max(inside, key=len)],) if inside else ()
