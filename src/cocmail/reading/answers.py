"""A reporter's reply to our questions, read against what was asked.

It stands apart because a reply need not say what it is about: "Oodi, third floor" answers the question that
was asked, and means nothing without it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile, groupby, pairwise, takewhile

from cocmail.reading.cues import cue, words_of
from cocmail.reading.dates import days, times
from cocmail.reading.labels import Answer, empty_lines
from cocmail.reading.model import FIELDS, Finding
from cocmail.reading.page import Page, Span, lay_out
from cocmail.reading.prose import better, grade, read_page
from cocmail.reading.refusals import is_refusal
from cocmail.reading.weigher import weigh_sentences
from cocmail.reading.wishes import declines
from cocmail.reading.words import ALL, Words

_SHORT_WORDS = 40
_PIECES = re.compile(r"[\n;]")
_COMMAS = re.compile(r"[\n;,]")
# The number of a question before its answer: no number that counts, and none of a date, a time or an ordinal.
_NUMBERED = re.compile(
    r"[ \t]{0,8}\(?(\d{1,2})(?:[.):][ \t]+|[.)](?=[^\W\d]))(?!\d{1,2}\.[ \t]?\d{4}\b)(?=\S)"
)
_BRACKET = re.compile(r"\d\)")
# The quote marks before a line, and what begins another question there.
_MARKS = re.compile(r"[ \t|]*>[ \t|>]*")
_BULLET = re.compile(r"(?:[-*•·–]|\(?\d{1,2}[.)])[ \t]+")
_LONGEST_QUESTION = 400
_QUESTION = re.compile(r"[^?.!]{1,200}\?")
# Of all that a question asks one of these is meant: "did anybody see who it was?". Of the other fields it is that which
# comes first, unless another is asked in the same breath.
_MEANT_FIRST = ("witnesses", "contact", "ongoing", "circumstances")
_SAME_BREATH = 6
# An answer has no more lines; and with more words it may tell something else as well.
_MOST_LINES, _FEW_WORDS = 12, 12


def answered_inline(field: str, text: str, words: tuple[Words, ...]) -> Finding | None:
    """What was written directly under a quoted question says to its field."""
    page = lay_out(text, "", words, "", forwarded=True)
    weighed = weigh_sentences(page)
    lines = [line for line in text.splitlines() if line.strip() and not _is_courtesy(line, frozenset())]
    if not lines:
        return None
    first = text.index(lines[0])
    findings = [grade(page, weighed, field, *_span(text, line, first)) for line in lines[:6]]
    given = [finding for finding in findings if finding]
    if not given:
        return None
    if any(finding.state == "declined" for finding in given[:1]):
        read = read_page(page, weighed, way="")[0][field]
        return read if field == "reported_person" and read.state == "present" else given[0]
    best = given[0]
    for finding in given[1:]:
        best = better(best, finding)
    if field == "when":
        best = better(best, read_page(page, weighed, way="")[0]["when"])
    return best


def answered_below(text: str) -> tuple[Answer, ...]:
    """What stands below the quoted questions of a letter that we do not know, by the field that each asks for.

    Below the last quotation it is one paragraph, as near to its question as any other answer: what else follows may be
    about anything. Of several answers to the same the first counts.
    """
    found: dict[str, Answer] = {}
    field, are_near = "", False
    runs = [
        (quoted, list(run))
        for quoted, run in groupby(_placed(text), lambda each: _MARKS.match(each[1]) is not None)
    ]
    for number, (quoted, run) in enumerate(runs, 1):
        if quoted:
            field = _asked_last([_MARKS.sub("", line, count=1).strip() for _, line in run])
            continue
        told = list(dropwhile(lambda each: not each[1].strip(), run))
        is_near = told == run
        if number == len(runs):
            told = list(takewhile(lambda each: each[1].strip(), told)) if is_near or not are_near else []
        told = [each for each in told[:_MOST_LINES] if each[1].strip()]
        if field and told:
            found.setdefault(field, Answer(field, told[0][0], told[-1][0] + len(told[-1][1].rstrip())))
            are_near = are_near or is_near
        field = ""
    return tuple(found.values())


def only_answers(page: Page, answers: Sequence[Answer]) -> set[Span]:
    """The sentences that answer one question and say nothing of any other: a refusal, and who else was there.

    What tells of conduct, a day or a time as well stays.
    """
    if not answers:
        return set()
    more = page.sentences_with("conduct") | {page.sentence(start) for start, _ in (*days(page), *times(page))}
    return {
        (start, end)
        for answer in answers
        for start, end in set(page.sentences) - more
        if answer.start <= start < answer.end and len(page.flat[start:end].split()) <= _FEW_WORDS
        if answer.field == "witnesses" or is_refusal(page, start, end)
    }


def _placed(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with where each begins."""
    position = 0
    for line in text.split("\n"):
        yield position, line
        position += len(line) + 1


def _asked_last(lines: Sequence[str]) -> str:
    """The field that the last question of a quotation asks for; '' where it asks for none, or for several."""
    last: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if not line and following:
            last = []
        last = [line] if _BULLET.match(line) else [*last, line]
    asked = " ".join(last)[-_LONGEST_QUESTION:].lower().replace("’", "'")
    return next(filter(None, map(_asked, _QUESTION.findall(asked))), "")


def _asked(question: str) -> str:
    first: dict[str, Span] = {}
    for words in ALL.values():
        for field, phrases in words.questions.items():
            if found := cue(phrases).search(question):
                first[field] = min(found.span(), first.get(field, found.span()))
    for field in _MEANT_FIRST:
        if field in first:
            return field
    in_order = sorted(first, key=lambda field: first[field])
    if len(in_order) > 1 and first[in_order[1]][0] - first[in_order[0]][1] <= _SAME_BREATH:
        return ""
    return in_order[0] if in_order else ""


def wants_no_answer(finding: Finding, words: tuple[Words, ...]) -> bool:
    """Whether an answer to how to reach the reporter says that nobody may, and not only that they do not know."""
    page = lay_out(finding.evidence, "", words, "", forwarded=True)
    return finding.state == "declined" and declines(page, 0, len(finding.evidence))


def answered_by_number(page: Page, text: str, asked: Sequence[str]) -> dict[str, str]:
    """The answers by field where each of a reply's paragraphs, or each of its lines, begins with the number of one
    of our questions; nothing where a number may be any other.
    """
    blocks: dict[int, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        numbered = _NUMBERED.match(line)
        if numbered:
            number, answer = int(numbered[1]), line[numbered.end() :]
            if not 1 <= number <= len(asked) or number in blocks or _is_month(answer.split()[0]):
                return {}
            current = blocks[number] = [answer]
        elif not line.strip() or _is_courtesy(line, page.sender):
            current = current if line.strip() else None
        elif current is None:
            return {}
        else:
            current.append(line)
    if len(blocks) == 1 and _may_count(text, *blocks.values()):
        return {}
    return {asked[number - 1]: "\n".join(lines) for number, lines in blocks.items()}


def _is_month(word: str) -> bool:
    """Whether a number with a dot before this word is that of a day: "1. March"."""
    return any(cue(words.months).fullmatch(word.lower().strip(".,:;!?")) for words in ALL.values())


def _may_count(text: str, lines: Sequence[str]) -> bool:
    """Whether the one number of a reply may be an ordinal: "2. kerros", but not "4. ei" nor "2) kerros"."""
    is_no = any(cue(words.says_no).fullmatch(lines[0].lower().strip(" .!")) for words in ALL.values())
    return lines[0][:1].islower() and not is_no and not _BRACKET.search(text)


def answered_in_order(
    page: Page, text: str, asked: Sequence[str], fields: Mapping[str, Finding]
) -> dict[str, Finding]:
    """What a short reply without labels says to the fields `asked` for, by cue first and then by order."""
    open_fields = [field for field in asked if _is_open(field, fields)]
    empty = empty_lines(page)
    lines = [
        line
        for line in text.splitlines()
        if line.strip() and line.rstrip() not in empty and not _is_courtesy(line, page.sender)
    ]
    if not open_fields or not lines or sum(len(line.split()) for line in lines) > _SHORT_WORDS:
        return {}
    if len(asked) == 1:
        return _graded(page, text, open_fields[:1], lines[:1])
    for pieces in (lines, _pieces(lines, _PIECES), _pieces(lines, _COMMAS)):
        if len(pieces) == len(asked):
            return _matched(page, text, asked, pieces, fields)
    return {}


def _is_open(field: str, fields: Mapping[str, Finding]) -> bool:
    """Whether the words of a reply do not tell a field yet: the address that it came from is no answer of its own."""
    return field in FIELDS and (
        fields[field].state in ("absent", "partial") or fields[field] == Finding("present", "From")
    )


def _matched(
    page: Page, text: str, asked: Sequence[str], pieces: Sequence[str], fields: Mapping[str, Finding]
) -> dict[str, Finding]:
    """Pieces that plainly show a field are its own; the others fall to what is left, in order."""
    left_fields = [field for field in asked if _is_open(field, fields)]
    left_pieces = [
        piece
        for piece in pieces
        if not any(_holds(piece, fields[field]) for field in asked if field in fields)
    ]
    if len(left_fields) != len(left_pieces):
        return _graded(page, text, list(asked), list(pieces))
    return _graded(page, text, left_fields, left_pieces)


def _holds(piece: str, finding: Finding) -> bool:
    return finding.state in ("present", "declined") and (
        finding.evidence in piece or piece.strip() in finding.evidence
    )


def _graded(page: Page, text: str, fields: Sequence[str], pieces: Sequence[str]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    weighed = weigh_sentences(page)
    position = 0
    for field, piece in zip(fields, pieces, strict=False):
        start, end = _span(text, piece, position)
        position = end
        if finding := grade(page, weighed, field, start, end):
            found[field] = finding
    return found


def _pieces(lines: Sequence[str], separator: re.Pattern[str]) -> list[str]:
    return [piece for line in lines for piece in separator.split(line) if piece.strip()]


def _span(text: str, piece: str, position: int) -> tuple[int, int]:
    start = text.find(piece, position)
    start = start if start >= 0 else text.find(piece)
    return start, start + len(piece)


def _is_courtesy(line: str, sender: frozenset[str]) -> bool:
    """Whether a line only greets, thanks or signs."""
    bare = line.strip(" \t.,!-–—:)(<3").lower().replace("’", "'")
    if not bare or all(word in sender for word in bare.split()):
        return True
    pieces = [piece.strip() for piece in re.split(r"[,.!–-]", bare) if piece.strip()]
    return all(
        any(
            piece in words_of(words.courtesies) or cue(words.courtesies).fullmatch(piece)
            for words in ALL.values()
        )
        or all(word in sender for word in piece.split())
        for piece in pieces
    )
