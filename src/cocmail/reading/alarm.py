"""What must not wait: whether somebody is needed now, and the fears and marks that responders see first.

It stands apart because its mistakes weigh differently: a missed alarm is worse than a false one.
"""

from cocmail.reading.cues import cue
from cocmail.reading.page import Page


def find_urgency(page: Page) -> tuple[str, bool]:
    """The words that show danger or a call for help, or "", and whether it happens as they write."""
    if found := page.search_words("help_now"):
        return page.clause(*found), True
    danger, live = page.search_words("danger"), page.search_words("live")
    if danger and live:
        return page.clause(*danger), True
    if live and _in_one_sentence(page):
        return page.clause(*live), True
    # An address made public draws people to it, today or tomorrow.
    if found := page.search_words("exposure"):
        return page.clause(*found), False
    return "", False


def find_marks(page: Page) -> frozenset[str]:
    """Which of the marks "retaliation", "safety" and "contact-not-found" a report deserves."""
    kinds = {"retaliation": "retaliation", "safety": "safety", "contact-not-found": "contact_not_found"}
    return frozenset(mark for mark, kind in kinds.items() if page.search_words(kind))


def _in_one_sentence(page: Page) -> bool:
    return any(
        cue(words.just_now, words.numerals).search(page.flat, start, end)
        and cue(words.conduct).search(page.flat, start, end)
        for words in page.words
        for start, end in page.sentences
    )
