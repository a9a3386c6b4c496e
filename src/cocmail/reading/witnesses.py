"""Who else saw it or was involved.

It stands apart because a crowd is not a witness: "others laughed" is only part of an answer.
"""

from cocmail.reading.model import Finding
from cocmail.reading.page import Page
from cocmail.reading.weigher import Weighed


def find_witnesses(page: Page, weighed: Weighed) -> Finding | None:
    """Present for somebody who can be found, or for nobody at all; partial for an unnamed crowd."""
    if found := page.search_words("witnesses"):
        return Finding("present", page.clause(*found))
    if found := page.search_words("crowds"):
        return Finding("partial", page.clause(*found))
    return None
