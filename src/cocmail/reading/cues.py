"""Phrases of the word lists, made into patterns that run in time linear in the text.

It stands apart because it alone knows the notation of the lists, and because every bound in it is a promise:
a hostile text of 100 KB must not hold the daemon up.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from cocmail.reading.lookup import MOST_KNOWN

# The phrases of a list, parted by commas, and the numerals of its language.
List = tuple[str, str]

# Every repetition is bounded: an unbounded one tried at each word of a long text is quadratic.
_ENDING = r"\w{0,24}"
_GAP = r"[ ,]{1,3}(?:[\w'/-]{1,24}[ ,]{1,3}){0,4}"
_SHARED_LETTERS = 3
_BLANK, _PERHAPS_BLANK = "[ ,]{1,3}", "[ ,]{0,3}"
# Letters that a phrase must go on with; the last of them is not certain where something optional follows.
_LETTERS = re.compile(r"[^\W_]+(?![*+{?])")
_WORD = re.compile(r"(\w+)")
# What a phrase that begins with any letters must go on with: some that are told, or one of several.
_GOES_ON = re.compile(
    r"(?:\\w(?:\+|\{\d+,\d+\})?|\[ ,\]\{1,3\})+"
    r"(?:\(([a-zåäö]+(?:\|[a-zåäö]+)*)\)|([a-zåäö]+))(?![a-zåäö?{|])"
)
# A place of a text is known by its first characters, so many of them. More lengths would tell phrases apart better,
# and take longer to note down. Fewer than the first of these are told as well.
_LENGTHS = (3, 5, 7)
# Words that begin with a figure are all called so, and what begins with one of these signs is called by it.
_FIGURE = "#"
_SIGNS = '"@'
_SIGN = re.compile(rf"(?<!\w)[{_SIGNS}]")


@lru_cache(maxsize=512)
def cue(phrases: str, numerals: str = "") -> re.Pattern[str]:
    """A pattern for any of the `phrases` (parted by commas), with `#` for any of the `numerals`.

    It is to be run on the lower-cased text of a page.
    """
    return _any_of(_patterns(phrases, numerals))


class Beginnings:
    """Lists by how their phrases begin: the words up to seven characters of them."""

    def __init__(self, lists: Iterable[List]) -> None:
        #: each list has a number, from 0 on
        self.numbers: Mapping[List, int] = {each: number for number, each in enumerate(sorted(lists))}
        found: dict[str, tuple[int, ...]] = {}
        # By number, of what beginnings cannot be said of: a pattern for it, and letters one of which it holds.
        self._rest: dict[int, tuple[re.Pattern[str], tuple[str, ...]]] = {}
        for (phrases, numerals), number in self.numbers.items():
            begun = {pattern: _begins(pattern) for pattern in _patterns(phrases, numerals)}
            for beginning in frozenset().union(*begun.values()):
                found[beginning] = (*found.get(beginning, ()), number)
            if rest := {pattern for pattern, letters in begun.items() if not letters}:
                told_by = frozenset().union(*(_holds(pattern) for pattern in rest))
                # Looked ahead for, so that one that is passed over does not hide the next.
                ahead = re.compile(f"(?={_any_of(rest).pattern})")
                self._rest[number] = ahead, tuple(sorted(told_by))
        # Most beginnings are those of one list: what says so is kept once, not for each of them.
        alike: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._lists = {beginning: alike.setdefault(numbers, numbers) for beginning, numbers in found.items()}
        short = _LENGTHS[0]
        self._longer = frozenset(beginning[:short] for beginning in found if len(beginning) > short)
        self._known: dict[str, tuple[tuple[int, ...], bool]] = {}

    def begun_in(self, text: str) -> list[list[int]]:
        """Where in a text a phrase of each list may begin, by the number of the list.

        Whatever stands between two words is a blank.
        """
        before, *pieces = _WORD.split(text)
        words = pieces[::2]
        plain = " ".join(words) + " "
        found: list[list[int]] = [[] for _ in self.numbers]
        for sign in _SIGN.finditer(text):
            for number in self._lists.get(sign.group(), ()):
                found[number].append(sign.start())
        short, longer, longest = _LENGTHS
        known, lists = self._known, self._lists
        at, place = 0, len(before)
        for word, gap in zip(words, pieces[1::2], strict=True):
            few = plain[at : at + short]
            numbers, goes_on = known.get(few) or self._of_few(few)
            if goes_on:
                numbers += lists.get(plain[at : at + longer], ())
                numbers += lists.get(plain[at : at + longest], ())
            for number in numbers:
                found[number].append(place)
            at += len(word) + 1
            place += len(word) + len(gap)
        return found

    def find_all(
        self, pattern: re.Pattern[str], number: int, text: str, begun: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        """Where a pattern that begins with a phrase of that list, such as its `cue`, is found in a text, in order.

        `begun` are the places where one may begin: most phrases are tried at a few words alone, and not everywhere.
        """
        places: Collection[int] = begun
        if number in self._rest:
            rest, told_by = self._rest[number]
            if any(letters in text for letters in told_by):
                places = {*begun, *(found.start() for found in rest.finditer(text))}
        after = 0
        for place in sorted(places):
            if place >= after and (found := pattern.match(text, place)):
                after = found.end()
                yield found.span()

    def _of_few(self, letters: str) -> tuple[tuple[int, ...], bool]:
        """What is told by so few letters, and whether more would tell more; most of them come up again and again."""
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        ways = [letters[:length] for length in range(1, len(letters) + 1)]
        ways += [_FIGURE] if letters[0].isdecimal() else []
        told = tuple(each for way in ways for each in self._lists.get(way, ()))
        found = self._known[letters] = told, letters in self._longer
        return found


def _holds(pattern: str) -> set[str]:
    """Letters some of which stand wherever the pattern is found."""
    found = _GOES_ON.match(pattern)
    return set((found.group(1) or found.group(2)).split("|")) if found else {""}


def _begins(pattern: str) -> set[str]:
    if pattern.startswith("\\d"):
        return {_FIGURE}
    if pattern[:1] in _SIGNS:
        return {pattern[0]}
    if pattern.startswith("(?:"):
        # The numerals, one of which it may begin with.
        _, *numerals = pattern[3 : pattern.index(")")].split("|")
        return {_FIGURE, *map(_cut, numerals)}
    return {_cut(beginning) for beginning in _certain("", pattern) if beginning}


def _certain(before: str, rest: str) -> set[str]:
    """What `rest` must begin with, after what stands `before` it."""
    while len(before) < _LENGTHS[-1]:
        if not rest:
            # Here the last word ends.
            return {f"{before} "}
        if rest.startswith("'?"):
            # "don't" is two words here and "dont" one.
            return _certain(f"{before} ", rest[2:]) | _certain(before, rest[2:])
        if rest.startswith("(") and (choices := _spread(rest)) != [rest]:
            return set().union(*(_certain(before, choice) for choice in choices))
        if rest.startswith(("-", "/")):
            before, rest = f"{before} ", rest[1:]
        elif rest.startswith(_BLANK):
            before, rest = f"{before} ", rest.removeprefix(_BLANK)
        elif rest.startswith(_PERHAPS_BLANK):
            rest = rest.removeprefix(_PERHAPS_BLANK)
            return _certain(f"{before} ", rest) | _certain(before, rest)
        elif found := _LETTERS.match(rest):
            before, rest = before + found.group(), rest[found.end() :]
        else:
            break
    return {before}


def _cut(beginning: str) -> str:
    return beginning[: max((length for length in _LENGTHS if length <= len(beginning)), default=None)]


def _patterns(phrases: str, numerals: str) -> set[str]:
    return {_pattern(spread, numerals) for part in _parts(phrases) for spread in _spread(part)}


def _any_of(patterns: set[str]) -> re.Pattern[str]:
    branches = _branches(sorted(patterns), _SHARED_LETTERS)
    return re.compile(rf"(?<!\w)(?:{'|'.join(branches)})(?!\w)" if branches else r"(?!)")


@lru_cache(maxsize=64)
def tail(stems: str) -> re.Pattern[str]:
    """A pattern for words that end in one of the `stems`, whatever stands before and however they are
    inflected.

    Finnish and Swedish write compounds as one word: the last part says what it is.
    """
    branches = "|".join(sorted(_parts(stems), key=len, reverse=True))
    return re.compile(rf"(?:{branches})\w{{0,6}}(?!\w)" if branches else r"(?!)")


@lru_cache(maxsize=512)
def words_of(phrases: str) -> frozenset[str]:
    """The phrases as a set, for lists without endings or gaps."""
    return frozenset(_parts(phrases))


def _parts(phrases: str) -> list[str]:
    # A comma within braces counts repetitions.
    pieces = re.split(r",(?!\d+\})", phrases)
    return [part for part in (" ".join(piece.split()) for piece in pieces) if part]


def _branches(patterns: list[str], depth: int) -> list[str]:
    """Alternatives under the letters that they share: the engine then skips all but one group at each word."""
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        shares = depth > 0 and pattern[:1].isalnum() and pattern[1:2] not in {"?", "*", "+", "{"}
        groups.setdefault(pattern[0] if shares else "", []).append(pattern)
    branches = []
    for first, group in groups.items():
        if not first:
            branches.extend(sorted(group, key=len, reverse=True))
        elif len(group) == 1:
            branches.append(group[0])
        else:
            rest = _branches([pattern[1:] for pattern in group], depth - 1)
            branches.append(f"{first}(?:{'|'.join(rest)})")
    return branches


def _spread(phrase: str) -> list[str]:
    """A phrase that begins with a choice, as one phrase for each of the choices."""
    if not phrase.startswith("("):
        return [phrase]
    depth, pieces, begin = 0, [], 1
    for index, char in enumerate(phrase):
        depth += (char == "(") - (char == ")")
        if (char == "|" and depth == 1) or depth == 0:
            pieces.append(phrase[begin:index])
            begin = index + 1
        if depth == 0:
            rest = phrase[index + 1 :]
            optional = rest.startswith("?")
            rest = rest.removeprefix("?")
            whole = [piece + rest for piece in pieces] + ([rest] if optional else [])
            return (
                [spread for piece in whole for spread in _spread(piece.lstrip())]
                if not rest.startswith(("*", "+", "{"))
                else [phrase]
            )
    return [phrase]


def _pattern(phrase: str, numerals: str) -> str:
    counted = "|".join(sorted(_parts(numerals), key=len, reverse=True))
    pieces = []
    for piece in phrase.split(" .. "):
        pattern = piece.replace(".", r"\.").replace("*", _ENDING).replace("'", "'?")
        pattern = re.sub(r" (\?)?", lambda blank: _PERHAPS_BLANK if blank[1] else _BLANK, pattern)
        pieces.append(pattern.replace("#", rf"(?:\d{{1,2}}|{counted})" if counted else r"\d{1,2}"))
    # What an apostrophe may stand before is found without it.
    return _GAP.join(pieces).removeprefix("'?")
