"""Where it happened: a room, a venue or a channel, or only the event.

It stands apart because places are told by the small words before them in English and Swedish, and by the
ending of the word itself in Finnish.
"""

import re
from collections.abc import Sequence

from cocmail.reading.cues import cue, tail
from cocmail.reading.model import Finding
from cocmail.reading.names import is_given_name
from cocmail.reading.page import Page, Span
from cocmail.reading.places import NUMBERED, find_channels, find_events, find_spots
from cocmail.reading.weigher import Weighed, elsewhere
from cocmail.reading.words import Words

_PROPER = re.compile(
    r"(?<!\w)(?:in|at|outside|near|i|på|vid|hos|utanför)(?: the)? ([A-ZÅÄÖ][\w-]{2,30})",
)
_INESSIVE = re.compile(r"([A-ZÅÄÖ](?<!\w.)[\w-]{2,30}(?:ssa|ssä|lla|llä))(?!\w)")
# How heavy a sentence with an event or a spot must be: where "at the" and the like makes it a place, and
# where nothing does.
_LINKED = -1.9
_BARE = -1.4
# How heavy a sentence that tells of something else must be for a place in it to be that of the incident.
_ELSEWHERE = -0.15
# "In Finnish" is no place.
_LANGUAGE = re.compile(r"(?:ish|ian|ese)$|^(?:german|french|dutch|greek|arabic|czech|thai|hindi)$")


def find_where(page: Page, weighed: Weighed) -> Finding | None:
    """Present for a spot, a venue or a channel, partial for an event or a vague place alone."""
    page = page.without(elsewhere(page, weighed, "where", _ELSEWHERE))
    if found := _own(page, find_channels(page)) or _own(page, page.search_all(NUMBERED)):
        return Finding("present", page.clause(*found))
    for words in page.words:
        if found := _own(page, find_spots(page, words)):
            return Finding("present", page.clause(*found))
    if named := _named_place(page):
        return named
    for words in page.words:
        if spots := page.own_spans("addresses", words):
            return Finding("present", page.clause(*spots[0]))
    for words in page.words:
        if found := _own(page, page.search_all(tail(words.spot_tails))):
            return Finding("present", page.clause(*found))
    return _vague_place(page, weighed)


def _own(page: Page, spans: Sequence[Span]) -> Span | None:
    """The first of the spans that is not in quoted speech."""
    return next((span for span in spans if not page.is_speech(span[0])), None)


def _vague_place(page: Page, weighed: Weighed) -> Finding | None:
    for words in page.words:
        for found in find_events(page, words):
            if weighed.of(page.sentence(found[0]), "where") >= _LINKED:
                return Finding("partial", page.clause(*found))
    for kind in ("spots", "events", "vague_places"):
        for words in page.words:
            for span in page.spans(kind, words):
                if weighed.of(page.sentence(span[0]), "where") >= _BARE:
                    return Finding("partial", page.clause(*span))
    return None


def _named_place(page: Page) -> Finding | None:
    for pattern in (_PROPER, _INESSIVE):
        for start, end in page.sentences:
            for found in pattern.finditer(page.shown, start, end):
                word = found.group(1).lower()
                if page.is_speech(found.start(1)):
                    continue
                if not (is_given_name(word) or _is_time(word, page.words) or _LANGUAGE.search(word)):
                    return Finding("present", page.clause(*found.span()))
    return None


def _is_time(word: str, languages: tuple[Words, ...]) -> bool:
    return any(
        cue(f"{words.days},{words.months},{words.function_words}").fullmatch(word) for words in languages
    )
