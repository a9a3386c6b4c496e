"""How days and times of day are written: in figures, and in the words of each language.

It stands apart because both the question when it was and the weighing of sentences look for them. Patterns in
figures begin with the figure and look back from it: so the engine skips everything else at once.
"""

import re
from functools import cache

from cocmail.reading.cues import cue
from cocmail.reading.page import Page, Span
from cocmail.reading.words.en import WORDS

_NUMERIC_DAY = re.compile(
    r"\d(?<![\w.].)(?:\d{3}-\d{1,2}-\d{1,2}"
    r"|\d?\. ?\d{1,2}\.(?: ?\d{2,4})?(?![\d:])"
    r"|\d?(?<![/\d]\d\d)(?<!/\d)/\d{1,2}(?:/\d{2,4})?(?![\d/])"
    r"|\d?(?:(?<=the \d)|(?<=the \d\d))(?:st|nd|rd|th)(?!\w))"
)
# In Finnish and Swedish the dot after the month may be left out: "21.3", which is no time of day.
_BARE_DAY = re.compile(
    r"\d(?<![\w.:,-].)\d?(?<![4-9]\d)\.[1-9](?![\d.,:-]|\w)(?<!python \d\.\d)"
    r"(?! ?(?:%|€|eur|h|km|kg|gb|pistettä|poäng)(?!\w))"
)
# A dot may stand between hours and minutes, but then it is neither a date nor a version nor a price.
_NUMERIC_TIME = re.compile(
    r"\d(?<![\d.:/-].)(?:\d(?<!2[5-9])(?<![3-9]\d))?"
    r"(?::[0-5]\d(?!\d)"
    r"|(?<!python \d)(?<!python \d\d)\.[0-5]\d(?!\.?\d)(?! ?(?:%|€|eur))"
    r"| ?(?:am|pm|a\.m|p\.m|ish|o'clock)(?!\w))"
)


def days(page: Page) -> list[Span]:
    """Where a page names a day, a date or a weekday, in order."""
    found = page.search_all(_NUMERIC_DAY)
    if any(words.months != WORDS.months for words in page.words):
        found = [*found, *page.search_all(_BARE_DAY)]
    for words in page.words:
        found = [*found, *page.spans("days", words)]
        day_first, month_first = _dated(words.months)
        found = [*found, *page.search_all(day_first), *page.search_from("months", words, month_first)]
        found = [*found, *page.search_from("short_days", words, _short(words.short_days))]
    return sorted(found)


def times(page: Page) -> list[Span]:
    """Where a page names a time of day or a point in a programme, in order."""
    found = clock_times(page)
    for words in page.words:
        found = [*found, *page.spans("programme", words)]
    return sorted(found)


def clock_times(page: Page) -> list[Span]:
    """Where a page names a time of day, in order."""
    found = page.search_all(_NUMERIC_TIME)
    for words in page.words:
        found = [*found, *page.spans("clock", words)]
    return sorted(found)


@cache
def _dated(months: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    month = cue(months).pattern
    tail = r"(?:st|nd|rd|th|\.|:?e)?(?: of| päivä\w{0,4})?"
    return (
        re.compile(rf"\d(?<!\w.)\d?{tail} {{1,2}}{month}"),
        re.compile(rf"{month} {{1,2}}(?:the )?\d{{1,2}}{tail}(?![\d:])"),
    )


@cache
def _short(short_days: str) -> re.Pattern[str]:
    return re.compile(rf"{cue(short_days).pattern}[ .,]{{1,2}}\d")
