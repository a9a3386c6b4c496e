"""Whether it still goes on, said either way.

It stands apart because what goes on may need somebody now; a plain account in the past says nothing about it.
"""

from cocmail.reading.model import Finding
from cocmail.reading.page import Page


def find_ongoing(page: Page) -> Finding | None:
    """Present where the report says that it goes on, or that it is over."""
    found = page.search_words("ended") or page.search_words("continues")
    return Finding("present", page.clause(*found)) if found else None
