"""Where it happened: a room, a venue or a channel, or only the event.

It stands apart because places are told by the small words before them in English and Swedish, and by the
ending of the word itself in Finnish.
"""

import re
from functools import cache

from cocmail.reading.cues import cue, tail
from cocmail.reading.model import Finding
from cocmail.reading.names import is_given_name
from cocmail.reading.page import Page
from cocmail.reading.words import Words

_CHANNEL = re.compile(r"(?<!\w)#[^\W\d_][\w-]{1,40}|(?<!\w)r/\w{2,30}")
_NUMBERED = re.compile(
    r"(?<!\w)(?:room|huone|rum|sal|sali|hall|breakout room|level|taso|plan|floor|terminal|building|talo)"
    r" (?:[a-h]?\d{1,4}|[a-h])(?!\w)"
    r"|(?<!\w)(?:\d{1,2}(?:st|nd|rd|th)|\d{1,2}\.|ground|first|second|third|fourth|fifth|top)"
    r" (?:floor|kerro\w{0,8}|våning\w{0,3})"
    r"|(?<!\w)\w{3,24}(?:katu|kadulla|kadun|tiellä|gatan|vägen)(?!\w)"
    r"|(?<!\w)\w{3,24} (?:street|road|avenue)(?!\w)"
)
_PROPER = re.compile(
    r"(?<!\w)(?:in|at|outside|near|i|på|vid|hos|utanför)(?: the)? ([A-ZÅÄÖ][\w-]{2,30})",
)
_INESSIVE = re.compile(r"(?<!\w)([A-ZÅÄÖ][\w-]{2,30}(?:ssa|ssä|lla|llä))(?!\w)")


def find_where(page: Page) -> Finding | None:
    """Present for a spot, a venue or a channel, partial for an event or a vague place alone."""
    if found := page.search(_CHANNEL) or page.search(_NUMBERED):
        return Finding("present", page.clause(*found.span()))
    for words in page.words:
        if found := page.search(_place(words)):
            return Finding("present", page.clause(*found.span()))
    if named := _named_place(page):
        return named
    if spot := page.search_words("addresses"):
        return Finding("present", page.clause(*spot))
    for words in page.words:
        if found := page.search(tail(words.spot_tails)):
            return Finding("present", page.clause(*found.span()))
    for kind in ("spots", "events", "vague_places"):
        if vague := page.search_words(kind):
            return Finding("partial", page.clause(*vague))
    return None


def _place(words: Words) -> re.Pattern[str]:
    return _place_pattern(words.place_links, words.spots)


@cache
def _place_pattern(links: str, spots: str) -> re.Pattern[str]:
    if links.startswith("ssa"):
        # Finnish says it with the ending, and the list gives the stems.
        return cue(spots)
    return re.compile(rf"{cue(links).pattern} (?:[\w'-]{{1,20}} ){{0,3}}{cue(spots).pattern}")


def _named_place(page: Page) -> Finding | None:
    for pattern in (_PROPER, _INESSIVE):
        for start, end in page.sentences:
            for found in pattern.finditer(page.shown, start, end):
                word = found.group(1).lower()
                if not is_given_name(word) and not _is_time(word, page.words):
                    return Finding("present", page.clause(*found.span()))
    return None


def _is_time(word: str, languages: tuple[Words, ...]) -> bool:
    return any(
        cue(f"{words.days},{words.months},{words.function_words}").fullmatch(word) for words in languages
    )
