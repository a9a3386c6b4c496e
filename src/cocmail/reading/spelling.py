"""A text as people read it, with whatever characters it is spelt.

It stands apart because a name that is written with accents of their own, with characters that nobody sees, or between
underscores is the same name, and what shows it must be the very words of the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# The joiner of graphemes (U+034F) is no accent.
_LETTER = re.compile(
    "[^\u0300-\u034e\u0350-\u036f][\u0300-\u034e\u0350-\u036f]*|[\u0300-\u034e\u0350-\u036f]+"
)
# What is not seen (Unicode, Default_Ignorable_Code_Point), and what of it may stand for a blank.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PARTING = re.compile("[\u115f\u1160\u200b\u3164\ufeff\uffa0]")
# What sets a word off: "_Ben_", "__Ben Okafor__", and the line of a form that a name is written on.
_UNDERSCORES = re.compile(r"(?<!\w)_++(?=[\w@])|(?<=[^\W_])_++(?!\w)")
_UNREAD_BEHIND = re.compile(rf"(?:{_UNSEEN.pattern}|_)+\Z")


def compose(text: str) -> tuple[str, Sequence[int]]:
    """A text with every letter and its accents as one character, and where in `text` each of them begins."""
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    composed, places = [], []
    for letter in _LETTER.finditer(text):
        one = unicodedata.normalize("NFC", letter.group())
        composed.append(one)
        places += [letter.start()] * len(one)
    return "".join(composed), [*places, len(text)]


def readings(text: str) -> Iterator[tuple[str, Sequence[int]]]:
    """A text without what nobody reads as a letter, composed, and where in `text` each of its letters stands.

    That are unseen characters, and underscores around words. Some of the unseen may part two words or stand within one.
    """
    # Whatever characters there are, each of them once: a report has few.
    if not _UNSEEN.search("".join(set(text))):
        composed, places = compose(text)
        if "_" in composed and _UNDERSCORES.search(composed):
            yield _without(_UNDERSCORES, composed, places)
        return
    for seen in dict.fromkeys((_PARTING.sub(" ", text), text)):
        bare, places = _without(_UNSEEN, seen, range(len(seen) + 1))
        composed, within = compose(bare)
        yield _without(_UNDERSCORES, composed, [places[at] for at in within])


def without_unseen(name: str) -> str:
    """A name without the characters that nobody sees."""
    return _UNSEEN.sub("", name)


def without_unread_end(words: str) -> str:
    """Words of a text without what nobody reads behind the last letter."""
    return _UNREAD_BEHIND.sub("", words)


def _without(unread: re.Pattern[str], text: str, places: Sequence[int]) -> tuple[str, Sequence[int]]:
    """A text without what the pattern finds, and the places of what is left."""
    kept: list[str] = []
    left: list[int] = []
    after = 0
    for found in unread.finditer(text):
        kept.append(text[after : found.start()])
        left += places[after : found.start()]
        after = found.end()
    return "".join((*kept, text[after:])), [*left, *places[after:]]
