"""The proper names and handles in a text.

It stands apart because both the reported person and the place need to know what is a name and what is not.
There is no dictionary here: a name is a capital where none is due, or one of the common given names.
"""

import re
from collections.abc import Sequence
from functools import cache

from cocmail.reading.cues import cue, words_of
from cocmail.reading.page import Page, Span
from cocmail.reading.words import Words
from cocmail.reading.words.given import GIVEN_NAMES

_CAPITALISED = re.compile(
    r"[A-ZÅÄÖÉ](?<![\w@.-].)[\w'’-]{1,30}(?: (?:[A-ZÅÄÖÉ]\.|[A-ZÅÄÖÉ][\w'’-]{1,30})){0,3}"
)
_HANDLE = re.compile(r"(?<![\w.@/])@[^\W\d_][\w.-]{1,40}(?!\w)|(?<![\w@])u/\w{2,40}")
# What a nickname stands behind.
_CALLED = (
    *("nick", "nickname", "handle", "user", "username", "display name", "goes by", "called"),
    *("nimimerkki", "nikki", "nimellä", "käyttäjä", "nicket", "användaren", "kontot", "kallar sig"),
)
_NICK = re.compile(rf"(?:{'|'.join(_CALLED)}) [\"'(]{{0,2}}([\w@.-]{{3,40}})")
# Finnish case endings, and the genitive of Swedish and English.
_ENDINGS = words_of("'s, s, n, in, a, ä, lle, lla, llä, lta, ltä, ssa, ssä, sta, stä")
# A name of fewer letters is known only as it is.
_FEWEST = 3
_GIVEN = words_of(GIVEN_NAMES)
_BEGUN = frozenset(name[:_FEWEST] for name in _GIVEN)
_LENGTHS = tuple(sorted({len(ending) for ending in _ENDINGS}))
NO_NAMES = words_of(
    """
    python, django, coc, code, conduct, pycon, zoom, slack, discord, telegram, signal, matrix, github, gitlab,
    linkedin, twitter, facebook, instagram, mastodon, whatsapp, teams, youtube, english, finnish, swedish,
    finland, helsinki, turku, tampere, oulu, vaasa, espoo, stockholm, cv, id, pm, am, dm, q&a, nda, api, pr,
    pdf, iphone, android, outlook, re, fwd, fw, subject, from, date, to, ps, p.s, god, christmas, ok, time,
    area, person, event, status, background, oy, ab, ltd, hi, hello
    """
)


def is_given_name(word: str) -> bool:
    """Whether a lower-case word is a common given name, in whatever case."""
    form = word.partition("-")[0]
    # Most words begin like no name.
    if form[:_FEWEST] not in _BEGUN:
        return False
    # A set of all forms of all names would take 3 MB.
    return form in _GIVEN or any(
        form[-length:] in _ENDINGS and len(form) - length >= _FEWEST and form[:-length] in _GIVEN
        for length in _LENGTHS
    )


def are_given_names(words: Sequence[str]) -> list[bool]:
    """`is_given_name` of each of the words, none of which has a hyphen."""
    return [word[:_FEWEST] in _BEGUN and is_given_name(word) for word in words]


def handles(page: Page, start: int, end: int) -> list[Span]:
    """Where handles and nicknames stand between two offsets."""
    return page.find_within("handles", start, end, lambda: _handles(page, start, end))


def names(page: Page, start: int, end: int) -> list[Span]:
    """Where proper names stand between two offsets of one sentence, the sender's own left out."""
    return page.find_within("names", start, end, lambda: _names(page, start, end))


def _handles(page: Page, start: int, end: int) -> list[Span]:
    # Most pages and sentences hold nothing of the kind, and that is seen much faster than by a pattern.
    shown = page.shown[start:end]
    spans = []
    if "@" in shown or "u/" in shown:
        spans += [found.span() for found in _HANDLE.finditer(page.shown, start, end)]
    called = page.find_within("called", 0, len(page.flat), lambda: _called(page.flat))
    if any(start <= place < end for place, _ in called):
        spans += [found.span(1) for found in _NICK.finditer(page.flat, start, end)]
    return spans


def _called(flat: str) -> list[Span]:
    """Where words stand that a nickname may follow."""
    return [found.span() for called in _CALLED if called in flat for found in re.finditer(called, flat)]


def _names(page: Page, start: int, end: int) -> list[Span]:
    return [
        found.span()
        for found in _CAPITALISED.finditer(page.shown, start, end)
        if _is_name(page, found.group(), at_start=not page.flat[start : found.start()].strip(" \"'(-*•–\t"))
    ]


def _is_name(page: Page, written: str, *, at_start: bool) -> bool:
    tokens = [token.lower().replace("’", "'") for token in written.split()]
    first = tokens[0]
    if any(token in page.sender for token in tokens):
        return False
    if is_given_name(first):
        return not (at_start and len(tokens) == 1 and _is_common(first, page.words))
    # "I'd" is no name, "Jerry's" is one.
    bare = first.partition("'")[0]
    if bare in NO_NAMES or _is_common(bare, page.words) or (written.isupper() and len(written) > 3):
        return any(is_given_name(token) for token in tokens[1:])
    if at_start:
        return len(tokens) > 1 and tokens[1] not in NO_NAMES
    # A word that also stands in lower case is an ordinary word.
    return f" {first} " not in page.shown


def _is_common(word: str, languages: tuple[Words, ...]) -> bool:
    return any(
        _common(
            words.function_words, words.days, words.months, words.spots, words.addresses, words.events
        ).fullmatch(word)
        for words in languages
    )


@cache
def _common(*lists: str) -> re.Pattern[str]:
    return cue(", ".join(lists))
