"""How places are written: rooms by number, channels, streets, and the words of each language for a spot.

It stands apart because both the question where it was and the weighing of sentences look for them.
"""

import re
from functools import cache

from cocmail.reading.cues import cue
from cocmail.reading.words import Words

# A site counts where a small word makes it a place; alone it may be anything.
CHANNEL = re.compile(
    r"[#roavpi](?<!\w.)"
    r"(?:(?<=#)[^\W\d_][\w-]{1,40}|(?<=r)/\w{2,30}"
    r"|(?:(?<=o)n|(?<=a)t|(?<=v)ia|(?<=p)å|(?<=i)) (?:https?://)?(?:[\w-]{2,40}\.){1,3}"
    r"(?:com|org|net|fi|se|ax|eu|io|dev|social|app|chat|example)(?![\w@-]))"
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


def place(words: Words) -> re.Pattern[str]:
    """A pattern for a spot with the small word that makes it a place."""
    return _place_pattern(words.place_links, words.spots)


def event(words: Words) -> re.Pattern[str]:
    """A pattern for an event with the small word or the ending that makes it a place."""
    return _event_pattern(words.place_links, words.events)


@cache
def _event_pattern(links: str, events: str) -> re.Pattern[str]:
    if links.startswith("ssa"):
        return re.compile(rf"{cue(events).pattern}(?<=ssa|ssä|lla|llä|sta|stä|lta|ltä|lle)")
    return re.compile(rf"{cue(links).pattern} (?:[\w'-]{{1,20}} ){{0,3}}{cue(events).pattern}")


@cache
def _place_pattern(links: str, spots: str) -> re.Pattern[str]:
    if links.startswith("ssa"):
        # Finnish says it with the ending, and the list gives the stems.
        return cue(spots)
    return re.compile(rf"{cue(links).pattern} (?:[\w'-]{{1,20}} ){{0,3}}{cue(spots).pattern}")
