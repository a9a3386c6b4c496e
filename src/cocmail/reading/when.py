"""When it happened: whether a report names both a day and a time, or only one of them.

It stands apart because dates are written unlike anything else, and in each language in its own way. The day
is not worked out: people read it, and what matters here is only whether it must be asked for.
"""

from cocmail.reading.dates import days, times
from cocmail.reading.model import Finding
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed


def find_when(page: Page, _weighed: Weighed) -> Finding | None:
    """Present for a day with a time or for "right now", partial for one of them or for a vague hint."""
    for kind in ("just_now", "just_before"):
        if live := page.search_words(kind):
            return Finding("present", page.clause(*live))
    a_day, a_time = next(iter(days(page)), None), next(iter(times(page)), None)
    if a_day and a_time:
        return Finding("present", _both(page, a_day, a_time))
    if found := a_day or a_time:
        return Finding("partial", page.clause(*found))
    for kind in ("part_days", "vague_days"):
        if vague := page.search_words(kind):
            return Finding("partial", page.clause(*vague))
    return None


def _both(page: Page, day: Span, time: Span) -> str:
    start, end = min(day[0], time[0]), max(day[1], time[1])
    if end - start <= 90 and "\n" not in page.raw[start:end]:
        return page.evidence(start, end)
    return page.clause(*time)
