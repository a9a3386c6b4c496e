"""Phrases of the word lists, made into patterns that run in time linear in the text.

It stands apart because it alone knows the notation of the lists, and because every bound in it is a promise:
a hostile text of 100 KB must not hold the daemon up.
"""

import re
from functools import lru_cache

# Every repetition is bounded: an unbounded one tried at each word of a long text is quadratic.
_ENDING = r"\w{0,24}"
_GAP = r"[ ,]{1,3}(?:[\w'/-]{1,24}[ ,]{1,3}){0,4}"


@lru_cache(maxsize=512)
def cue(phrases: str, numerals: str = "") -> re.Pattern[str]:
    """A pattern for any of the `phrases` (parted by commas), with `#` for any of the `numerals`.

    It is to be run on the lower-cased text of a page.
    """
    groups: dict[str, list[str]] = {}
    for phrase in _parts(phrases):
        # Alternatives under their first letter: the engine then skips all but one group at each word.
        groups.setdefault(phrase[0] if phrase[0].isalnum() else "", []).append(_pattern(phrase, numerals))
    branches = []
    for first, patterns in groups.items():
        patterns.sort(key=len, reverse=True)
        if first:
            branches.append(f"{first}(?:{'|'.join(pattern[1:] for pattern in patterns)})")
        else:
            branches.extend(patterns)
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


def _pattern(phrase: str, numerals: str) -> str:
    counted = "|".join(sorted(_parts(numerals), key=len, reverse=True))
    pieces = []
    for piece in phrase.split(" .. "):
        pattern = piece.replace(".", r"\.").replace("*", _ENDING).replace("'", "'?").replace(" ", "[ ,]{1,3}")
        pieces.append(pattern.replace("#", rf"(?:\d{{1,2}}|{counted})" if counted else r"\d{1,2}"))
    return _GAP.join(pieces)
