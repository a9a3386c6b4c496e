"""The answers to the questions that we asked, typed below them or behind them.

It stands apart because an answer has its field from where it stands, whatever it says.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice, pairwise

from cocmail.mail.quoted import (
    LONG_LINE,
    OURS_IN_FULL,
    Ours,
    bare_line,
    depth,
    is_quoted,
    unmarked,
    without_gaps,
)

# Where a sentence of a question ends on a line; a question has no more of them, and an answer no more lines.
_STOP = re.compile(r"[?.][ \t]+(?=\S)")
_MOST_SENTENCES, _MOST_ANSWERED = 5, 12
# What people put between a question and their answer.
_LEADERS = " \t.…–—-=>:"

# So few characters of a line begin no question.
_SHORT = 8


def answers_between(text: str, questions: Mapping[str, str], sent: Sequence[str] = ()) -> dict[str, str]:
    """The answers written below our questions or behind them, by field, where they were quoted with marks or without.

    `questions` gives the field of each question; several may ask for the same. A question is known by its text
    whatever its bullet, quote marks and wrapping over two lines; its answer is what stands between it and the next
    line that is quoted or stands in one of the letters `sent`.
    """
    answers: dict[str, list[str]] = {}
    for field, answer in Questions(questions).answers(text.split("\n"), Ours(sent), below=True).values():
        answers.setdefault(field, []).append(answer)
    found = {field: without_gaps(lines) for field, lines in answers.items()}
    return {field: answer for field, answer in found.items() if answer}


def asked_in(letter: str, questions: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that a letter of ours asks for, in the order of its questions."""
    known = Questions(questions)
    asked = (
        known.field(bare_line(line), bare_line(above)) for above, line in pairwise(["", *letter.split("\n")])
    )
    return tuple(dict.fromkeys(field for field in asked if field))


class Questions:
    """The questions that we asked, to be known again with what was typed behind and below them."""

    def __init__(self, questions: Mapping[str, str]) -> None:
        self._fields = {bare_line(question): field for question, field in questions.items()}
        # Somebody may have left only the first sentence of a question.
        self._beginnings: dict[str, str] = {}
        for question, field in self._fields.items():
            for end in (found.start() + 1 for found in _STOP.finditer(question)):
                known = self._beginnings.setdefault(question[:end], field)
                if known != field:
                    self._beginnings[question[:end]] = ""

    def field(self, line: str, above: str) -> str:
        """The field that a bare line asks for, or that it and the one above it do; '' for none."""
        return self._fields.get(line) or (self._fields.get(f"{above} {line}", "") if above else "")

    def answers(self, lines: Sequence[str], ours: Ours, *, below: bool = False) -> dict[int, tuple[str, str]]:
        """The lines that hold what was typed into our questions, each with its field and the answer on it.

        With `below`, also the unquoted lines that stand below a question.
        """
        found: dict[int, tuple[str, str]] = {}
        # Quoted lines that are not ours are an answer only where ours go on after them.
        doubtful: list[int] = []
        field, above = "", ""
        for number, line in enumerate(lines if self._fields else ()):
            bare, quoted = bare_line(line), is_quoted(line)
            if not bare:
                if field and below and not quoted:
                    found[number] = field, ""
                above = ""
                continue
            joined = f"{above} {bare}" if above else bare
            asked = self.field(bare, above)
            behind, answer = ("", "") if asked else self._behind(line, above)
            goes_on = quoted and len(bare) > _SHORT and self._begins(joined)
            begins = goes_on or (quoted and len(bare) > _SHORT and self._begins(bare))
            if asked or behind or begins or ours.has(line) or (above and ours.has_bare(joined)):
                found |= {each: (field, unmarked(lines[each])) for each in doubtful}
                doubtful, field = [], asked or behind
                above = joined if goes_on else bare
                if behind:
                    found[number] = behind, answer
                continue
            above = ""
            if quoted and field and depth(line) == 1 and len(doubtful) < _MOST_ANSWERED:
                doubtful.append(number)
            elif quoted or doubtful:
                field, doubtful = "", []
            elif field and below:
                found[number] = field, line
        return found

    def _begins(self, bare: str) -> bool:
        """Whether a question begins so, and goes on."""
        return any(question.startswith(bare) for question in self._fields)

    def _behind(self, line: str, above: str) -> tuple[str, str]:
        """The field of the question that a line begins with, and what was typed behind it; nothing for none."""
        quoted = is_quoted(line)
        bare = bare_line(line[:LONG_LINE])
        if (quoted and depth(line) > 1) or self._begins(bare) or (above and self._begins(f"{above} {bare}")):
            return "", ""
        for stop in reversed(list(islice(_STOP.finditer(line[:LONG_LINE]), _MOST_SENTENCES))):
            head = bare_line(line[: stop.start() + 1])
            field = self.field(head, above) or self._beginnings.get(head, "")
            answer = line[stop.end() :].strip().lstrip(_LEADERS)
            if field and answer and (quoted or len(head) >= OURS_IN_FULL):
                return field, answer
        return "", ""
