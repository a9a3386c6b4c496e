"""How days and times of day are written: in figures, and in the words of each language.

It stands apart because both the question when it was and the weighing of sentences look for them.
"""

import re
from functools import cache

from cocmail.reading.cues import cue
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


def day(words: Words) -> re.Pattern[str]:
    """A pattern for a day, a date or a weekday."""
    return _day_pattern(words.days, words.short_days, words.months)


@cache
def _day_pattern(days: str, short_days: str, months: str) -> re.Pattern[str]:
    month, short = cue(months).pattern, cue(short_days).pattern
    number = r"\d{1,2}(?:st|nd|rd|th|\.|:?e)?(?: of| päivä\w{0,4})?"
    with_month = rf"(?<!\w){number} {{1,2}}{month}|{month} {{1,2}}(?:the )?{number}(?![\d:])"
    return re.compile(rf"{_NUMERIC_DAY}|{with_month}|{short}[ .,]{{1,2}}\d|{cue(days).pattern}")


def time(words: Words) -> re.Pattern[str]:
    """A pattern for a time of day or a point in a programme."""
    return _time_pattern(words.clock, words.programme, words.numerals)


@cache
def _time_pattern(clock: str, programme: str, numerals: str) -> re.Pattern[str]:
    return re.compile(rf"{_NUMERIC_TIME}|{cue(clock, numerals).pattern}|{cue(programme).pattern}")
