"""What a quoted line is quoted from: the letters that we sent, or what a reporter wrote before.

It stands apart because it compares words alone, however they were marked, wrapped and trimmed on the way; what the
shape of a reply tells is in `reply`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cocmail.mail.message import Message

_MARKS = re.compile(r"[ \t]*(?:>[ \t]*)+")
_BULLET = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
# Shorter lines of ours are words that anybody types: "Yes", "Where:", "Thank you".
OURS_IN_FULL, _OURS_IN_PART = 12, 24
# Of a line only so many characters are looked at; a longer one is nothing that a program or a letter of ours writes.
LONG_LINE = 300
# So many words in a row are seldom the same by chance; a line of ours with so many never is.
_RUN, _SURELY_OURS = 4, 7
# So many words from its top on, and one of its second line, show that a letter of ours begins there.
_OPENING = 6
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[\w.+=-]+@[\w.-]*\w")


def without_ours(text: str, sent: Sequence[str]) -> str:
    """The lines of a text without those of letters that we sent: what somebody else said, quoted or not."""
    ours = Ours(sent)
    return "\n".join(line for line in text.split("\n") if not (ours.has(line) or ours.has_quoted(line)))


def bare_line(line: str) -> str:
    """A line without quote marks, bullet and differences of white space, for comparing."""
    marks = _MARKS.match(line)
    text = line[marks.end() :] if marks else line.strip()
    bullet = _BULLET.match(text)
    return " ".join(text[bullet.end() if bullet else 0 :].split()).casefold()


def without_gaps(lines: Sequence[str]) -> str:
    """The lines without blank ones at the edges and with one blank line for each gap."""
    shown = [line for line, following in pairwise([*lines, ""]) if line.strip() or following.strip()]
    return "\n".join(shown).strip("\n")


def is_quoted(line: str) -> bool:
    """Whether a line is marked as quoted."""
    # Mailboxes escape a typed line that begins with "From " so; and an address may be wrapped before its end.
    return bool(_MARKS.match(line)) and not line.startswith(">From ") and line.strip() != ">:"


def unmarked(line: str) -> str:
    """A line without the quote marks before it."""
    return _MARKS.sub("", line, count=1)


def depth(line: str) -> int:
    """How many quote marks stand before a line."""
    marks = _MARKS.match(line)
    return marks[0].count(">") if marks else 0


class Ours:
    """What we sent, to be known again however it was quoted and wrapped on the way."""

    def __init__(self, sent: Sequence[str]) -> None:
        lines = [bare_line(line) for text in sent for line in text.split("\n")]
        self._whole = set(lines)
        self._last = {next(filter(None, map(bare_line, reversed(text.split("\n")))), "") for text in sent}
        self._flowing = " ".join(lines)

    def has(self, line: str, shortest: int = OURS_IN_FULL) -> bool:
        """Whether `line` is one of ours; shorter ones than `shortest` characters are anybody's."""
        bare = bare_line(line)
        if len(bare) < shortest:
            return False
        return bare in self._whole or (len(bare) >= _OURS_IN_PART and bare in self._flowing)

    def ends_with(self, line: str) -> bool:
        """Whether `line` is the last one with words of what we sent, or the end of it where that was wrapped."""
        bare = bare_line(line)
        return bool(bare) and any(each.endswith(bare) for each in self._last)

    def has_bare(self, text: str) -> bool:
        """Whether bare words stand in ours, over the ends of lines as well."""
        return text in self._flowing

    def has_quoted(self, line: str) -> bool:
        """Whether `line` is marked as quoted and stands in ours, however short it is."""
        return is_quoted(line) and bare_line(line) in self._flowing


class InOrder:
    """A letter of ours to somebody who may say its words again: only what stands in its order is quoted from it."""

    def __init__(self, letter: str) -> None:
        lines = [bare_line(line) for line in letter.split("\n")]
        words = [_WORD.findall(line) for line in lines]
        self._lines = frozenset(lines)
        self._each = "\n".join(lines)
        self._flowing = _flowing(word for each in words for word in each)
        first = len(next(filter(None, words), []))
        self._opening = self._flowing.split()[: max(_OPENING, first + 1)]
        self._depth = next((depth(line) for line in letter.split("\n") if line.strip()), 0)

    def quoted(self, lines: Sequence[str], *, begun: bool = False) -> frozenset[int]:
        """The numbers of the lines that are quoted from it, marked or not, from where it begins.

        With `begun` it begins above them. What was wrapped off the end of a marked line is quoted too.
        """
        return frozenset((*self._from_its_top(lines, begun=begun), *self._wrapped_off(lines)))

    def _from_its_top(self, lines: Sequence[str], *, begun: bool) -> Iterator[int]:
        told = [(number, _WORD.findall(bare_line(line))) for number, line in enumerate(lines) if line.strip()]
        reached = 0 if begun else -1
        for at, (number, words) in enumerate(told):
            if self._begins(told, at, lines):
                reached = 0
            if reached < 0:
                continue
            if not words and bare_line(lines[number]) in self._lines:
                yield number
            following = told[at + 1][1] if at + 1 < len(told) else []
            start = self._flowing.find(_flowing((*words, *following)), reached) if words and following else -1
            if words and self._flowing.startswith(_flowing(words), reached):
                start = reached
            if start >= 0:
                yield number
                reached = start + len(_flowing(words)) - 1

    def _begins(self, told: Sequence[tuple[int, list[str]]], at: int, lines: Sequence[str]) -> bool:
        """Whether it begins with this line, as deep as in itself: where a mark was put before it, all of it has one."""
        number, words = told[at]
        if not self._opening or words[:1] != self._opening[:1] or depth(lines[number]) != self._depth:
            return False
        most = len(self._opening)
        said = [word for _, words in told[at : at + most] for word in words[:most]]
        return said[:most] == self._opening

    def _wrapped_off(self, lines: Sequence[str]) -> Iterator[int]:
        above = ""
        for number, line in enumerate(lines):
            bare = bare_line(line)
            if is_quoted(line):
                above = bare
            elif above and bare and f"{above} {bare}" in self._each:
                yield number
                above = f"{above} {bare}"
            else:
                above = ""


def _flowing(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


class _Texts:
    """The words of some texts, to be known again however they are wrapped, marked and trimmed."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = (bare_line(line) for text in texts for line in text.split("\n"))
        words = [word for line in lines for word in _WORD.findall(line)]
        self._flowing = _flowing(words)
        self._runs = set(zip(*(words[first:] for first in range(_RUN)), strict=False))

    def are_quoted_by(self, lines: Sequence[str]) -> bool:
        """Whether a quotation is of these texts: much of it, all of its lines, or one that nobody writes by chance."""
        found = [words for line in lines if (words := _WORD.findall(bare_line(line)))]
        flowing = [word for words in found for word in words]
        known = [False] * len(flowing)
        for at, run in enumerate(zip(*(flowing[first:] for first in range(_RUN)), strict=False)):
            if run in self._runs:
                known[at : at + _RUN] = [True] * _RUN
        if flowing and 2 * sum(known) > len(flowing):
            return True
        at, all_stand = 0, True
        for words in found:
            stands = all(known[at : at + len(words)]) or (
                len(words) < _RUN and _flowing(words) in self._flowing
            )
            if stands and len(words) >= _SURELY_OURS:
                return True
            all_stand = all_stand and stands
            at += len(words)
        return all_stand


class Sources:
    """What a reporter may quote without passing anything on: our letters to them, and texts they wrote `earlier`."""

    def __init__(self, letters: Sequence[Message], earlier: Sequence[str]) -> None:
        self._letters = _Texts(each.text for each in letters)
        self._earlier = _Texts(earlier)
        ours = [each for letter in letters for each in (*letter.from_addresses, *letter.reply_to)]
        self._addresses = {each.key for each in ours} - {""}
        self._names = {each.name.casefold() for each in ours} - {""}

    def hold(self, lines: Sequence[str], introduced: str) -> bool:
        """Whether a quotation is of one of them; `introduced` says who wrote it, and when, where that is said."""
        # What a program has introduced as ours stays ours, however little of it is left.
        if self.are_introduced_by(introduced) or self._letters.are_quoted_by(lines):
            return True
        # Without a date it may be that the same was sent to them again.
        return bool(introduced) and self._earlier.are_quoted_by(lines)

    def are_introduced_by(self, introduced: str) -> bool:
        """Whether what a program puts above a quotation says that we wrote it."""
        head = introduced.casefold()
        named = _ADDRESS.sub("", head)
        return not self._addresses.isdisjoint(_ADDRESS.findall(head)) or any(
            name in named for name in self._names
        )
