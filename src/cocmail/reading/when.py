"""When it happened: whether a report names both a day and a time, or only one of them.

It stands apart because dates are written unlike anything else, and in each language in its own way. The day
is not worked out: people read it, and what matters here is only whether it must be asked for.
"""

from cocmail.reading.dates import days, times
from cocmail.reading.model import Finding
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed, elsewhere

# How heavy a sentence must be for a time in it to be that of the incident, where it tells of something else.
_ENOUGH = 0.0


def find_when(page: Page, weighed: Weighed) -> Finding | None:
    """Present for a day with a time or for "right now", partial for one of them or for a vague hint."""
    page = page.without(elsewhere(page, weighed, "when", _ENOUGH))
    for kind in ("just_now", "just_before"):
        for words in page.words:
            if live := page.own_spans(kind, words):
                return Finding("present", page.clause(*live[0]))
    a_day = next((span for span in days(page) if not page.is_speech(span[0])), None)
    a_time = next((span for span in times(page) if not page.is_speech(span[0])), None)
    if a_day and a_time:
        return Finding("present", _both(page, a_day, a_time))
    if found := a_day or a_time:
        return Finding("partial", page.clause(*found))
    for kind in ("part_days", "vague_days"):
        for words in page.words:
            if vague := page.own_spans(kind, words):
                return Finding("partial", page.clause(*vague[0]))
    return None


def _both(page: Page, day: Span, time: Span) -> str:
    start, end = min(day[0], time[0]), max(day[1], time[1])
    if end - start <= 90 and "\n" not in page.raw[start:end]:
        return page.evidence(start, end)
    return page.clause(*time)
