"""Days and times told coarsely: "in early March", "in the evening".

It stands apart because an exact time tells who was there, and a wrong one would tell something else: what cannot be
read for certain becomes as coarse as it can be.
"""

import re

from cocmail.reading.words.neutral import NEUTRAL, Neutral

_DIGITS = re.compile(r"\d+")


def month_of(month: int, day: int, language: str) -> str:
    """A date told coarsely: "in early March". `month` counts from 1."""
    words = NEUTRAL.get(language, NEUTRAL["en"])
    return _month(month, day, words)


def _month(month: int, day: int, words: Neutral) -> str:
    part = words.month_parts[0 if day <= 10 else 1 if day <= 20 else 2]
    return part.format(words.months[month - 1])


def coarse_day(written: str, words: Neutral) -> str:
    """A day as it was `written`, in lower case, told coarsely; "that week" where no month can be read."""
    figures = [int(each) for each in _DIGITS.findall(written)[:3]]
    day, month = 0, 0
    if named := _named_month(written):
        day, month = (figures or [0])[0], named
    elif len(figures) > 1:
        day, month = (
            (figures[2], figures[1]) if figures[0] > 31 and len(figures) > 2 else (figures[0], figures[1])
        )
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return words.that_week
    return _month(month, day, words)


def _named_month(written: str) -> int:
    """The number of the month that a date names; 0 for none."""
    for word in re.findall(r"[^\W\d_]{3,}", written):
        for number, month in enumerate(NEUTRAL["fi"].months, 1):
            if word.startswith(month):
                return number
        for language in ("en", "sv"):
            for number, month in enumerate(NEUTRAL[language].months, 1):
                if word[:3] == month[:3].lower():
                    return number
    return 0


def coarse_time(written: str, words: Neutral) -> str:
    """A time of day as it was `written`, in lower case, told as its part of the day, where that is certain."""
    figures = [int(each) for each in _DIGITS.findall(written)[:2]]
    if not figures:
        return words.time
    hour = figures[0] // 100 if figures[0] > 99 else figures[0]
    is_named = re.search(r"\d ?([ap])\.?m", written)
    if is_named and hour <= 12:
        hour = hour % 12 + (12 if is_named[1] == "p" else 0)
    elif words is NEUTRAL["en"] and hour <= 12:
        return words.time
    if hour > 24:
        return words.time
    hour %= 24
    return words.day_parts[0 if hour < 5 else 1 if hour < 12 else 2 if hour < 17 else 3 if hour < 23 else 0]
