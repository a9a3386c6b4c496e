"""What stands behind it: earlier incidents, drink, power, the reporter's own background.

It stands apart because its cues are the vaguest of all eight, and it is the first that a trained model may
replace.
"""

from cocmail.reading.model import Finding
from cocmail.reading.page import Page
from cocmail.reading.weigher import Weighed


def find_circumstances(page: Page, weighed: Weighed) -> Finding | None:
    """Present where something of the background is told, partial where it is only hinted at."""
    if found := page.search_words("background"):
        return Finding("present", page.clause(*found))
    if found := page.search_words("vague_background"):
        return Finding("partial", page.clause(*found))
    return None
