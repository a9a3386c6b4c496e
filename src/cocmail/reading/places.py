"""How places are written: rooms by number, channels, streets, and the words of each language for a spot.

It stands apart because both the question where it was and the weighing of sentences look for them.
"""

import re
from functools import cache

from cocmail.reading.cues import cue
from cocmail.reading.page import Page, Span
from cocmail.reading.words import Words

_DOMAINS = ("com", "org", "net", "fi", "se", "ax", "eu", "io", "dev", "social", "app", "chat", "example")
# A site counts where a small word makes it a place; alone it may be anything.
CHANNEL = re.compile(
    r"[#roavpi](?<!\w.)"
    r"(?:(?<=#)[^\W\d_][\w-]{1,40}|(?<=r)/\w{2,30}"
    r"|(?:(?<=o)n|(?<=a)t|(?<=v)ia|(?<=p)å|(?<=i)) (?:https?://)?(?:[\w-]{2,40}\.){1,3}"
    rf"(?:{'|'.join(_DOMAINS)})(?![\w@-]))"
)
# Each pattern begins with the letters that it may begin with, so that the engine skips all else at once.
NUMBERED = re.compile(
    r"[rhsbltpf\dg](?<!\w.)(?:"
    r"(?:(?<=r)(?:oom|um)|(?<=h)(?:uone|all)|(?<=s)ali?|(?<=b)(?:reakout room|uilding)|(?<=l)evel"
    r"|(?<=t)(?:aso|erminal|alo)|(?<=p)lan|(?<=f)loor) (?:[a-h]?\d{1,4}|[a-h])(?!\w)"
    r"|(?:(?<=\d)\d?(?:st|nd|rd|th|\.)|(?<=g)round|(?<=f)(?:irst|ourth|ifth)|(?<=s)econd|(?<=t)(?:hird|op))"
    r" (?:floor|kerro\w{0,8}|våning\w{0,3}))"
    r"|[ktgv](?:(?<=k)(?:atu|adulla|adun)|(?<=t)iellä|(?<=g)atan|(?<=v)ägen)(?<=\w{9})(?!\w)"
    r"| (?<=\w\w\w.)(?:street|road|avenue)(?!\w)"
)


def find_channels(page: Page) -> list[Span]:
    """Where a channel or a site stands, in order."""
    # Most pages hold nothing of the kind, and that is seen much faster than by a pattern.
    if not any(sign in page.flat for sign in ("#", "r/", *(f".{domain}" for domain in _DOMAINS))):
        return []
    return page.search_all(CHANNEL)


def find_spots(page: Page, words: Words) -> list[Span]:
    """Where a spot stands with the small word that makes it a place, in order."""
    if _is_by_ending(words):
        return page.spans("spots", words)
    return page.search_from("place_links", words, _linked(words.place_links, words.spots))


def find_events(page: Page, words: Words) -> list[Span]:
    """Where an event stands with the small word or the ending that makes it a place, in order."""
    if _is_by_ending(words):
        return page.search_from("events", words, _ending(words.events))
    return page.search_from("place_links", words, _linked(words.place_links, words.events))


def _is_by_ending(words: Words) -> bool:
    """Whether the language says with an ending what makes a place: its lists of places give the stems."""
    return words.place_links.startswith("ssa")


@cache
def _linked(links: str, places: str) -> re.Pattern[str]:
    return re.compile(rf"{cue(links).pattern} (?:[\w'-]{{1,20}} ){{0,3}}{cue(places).pattern}")


@cache
def _ending(places: str) -> re.Pattern[str]:
    return re.compile(rf"{cue(places).pattern}(?<=ssa|ssä|lla|llä|sta|stä|lta|ltä|lle)")
