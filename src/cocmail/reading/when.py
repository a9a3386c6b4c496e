"""When it happened: whether a report names both a day and a time, or only one of them.

It stands apart because dates are written unlike anything else, and in each language in its own way. The day
is not worked out: people read it, and what matters here is only whether it must be asked for.
"""

import re
from collections.abc import Callable
from functools import cache

from cocmail.reading.cues import cue
from cocmail.reading.model import Finding
from cocmail.reading.page import Page, Span
from cocmail.reading.words import Words

_NUMERIC_DAY = (
    r"\d{4}-\d{1,2}-\d{1,2}"
    r"|(?<![\d.])\d{1,2}\. ?\d{1,2}\.(?: ?\d{2,4})?(?![\d:])"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])"
    r"|(?<!\w)the \d{1,2}(?:st|nd|rd|th)(?!\w)"
)
# A dot may stand between hours and minutes, but then it is neither a date nor a version nor a price.
_NUMERIC_TIME = (
    r"(?<![\d.:/-])(?:[01]?\d|2[0-4]):[0-5]\d(?!\d)"
    r"|(?<![\d.:/-])(?<!python )(?:[01]?\d|2[0-4])\.[0-5]\d(?!\.?\d)(?! ?(?:%|€|eur))"
    r"|(?<![\w.])\d{1,2} ?(?:am|pm|a\.m|p\.m|ish|o'clock)(?!\w)"
)


def find_when(page: Page) -> Finding | None:
    """Present for a day with a time or for "right now", partial for one of them or for a vague hint."""
    for kind in ("just_now", "just_before"):
        if live := page.search_words(kind):
            return Finding("present", page.clause(*live))
    day, time = _search(page, _day), _search(page, _time)
    if day and time:
        return Finding("present", _both(page, day, time))
    if found := day or time:
        return Finding("partial", page.clause(*found))
    for kind in ("part_days", "vague_days"):
        if vague := page.search_words(kind):
            return Finding("partial", page.clause(*vague))
    return None


def _search(page: Page, pattern: Callable[[Words], re.Pattern[str]]) -> Span | None:
    for words in page.words:
        if found := page.search(pattern(words)):
            return found.span()
    return None


def _both(page: Page, day: Span, time: Span) -> str:
    start, end = min(day[0], time[0]), max(day[1], time[1])
    if end - start <= 90 and "\n" not in page.raw[start:end]:
        return page.evidence(start, end)
    return page.clause(*time)


def _day(words: Words) -> re.Pattern[str]:
    return _day_pattern(words.days, words.short_days, words.months)


@cache
def _day_pattern(days: str, short_days: str, months: str) -> re.Pattern[str]:
    month, short = cue(months).pattern, cue(short_days).pattern
    number = r"\d{1,2}(?:st|nd|rd|th|\.|:?e)?(?: of| päivä\w{0,4})?"
    with_month = rf"(?<!\w){number} {{1,2}}{month}|{month} {{1,2}}(?:the )?{number}(?![\d:])"
    return re.compile(rf"{_NUMERIC_DAY}|{with_month}|{short}[ .,]{{1,2}}\d|{cue(days).pattern}")


def _time(words: Words) -> re.Pattern[str]:
    return _time_pattern(words.clock, words.programme, words.numerals)


@cache
def _time_pattern(clock: str, programme: str, numerals: str) -> re.Pattern[str]:
    return re.compile(rf"{_NUMERIC_TIME}|{cue(clock, numerals).pattern}|{cue(programme).pattern}")
