"""What stands behind it: earlier incidents, drink, power, the reporter's own background.

It stands apart because its cues are the vaguest of all eight: a phrase counts only in a sentence that weighs
as background.
"""

from cocmail.reading.model import Finding
from cocmail.reading.page import Page
from cocmail.reading.weigher import Weighed

# How heavy a sentence must be where it has a phrase of the lists, and where it has none.
_ENOUGH = -3.7
_PLAIN = -0.2


def find_circumstances(page: Page, weighed: Weighed) -> Finding | None:
    """Present where something of the background is told, partial where it is only hinted at."""
    for state, kind in (("present", "background"), ("partial", "vague_background")):
        for words in page.words:
            for span in page.spans(kind, words):
                if weighed.of(page.sentence(span[0]), "circumstances") >= _ENOUGH:
                    return Finding(state, page.clause(*span))
    weight, sentence = weighed.best(page, "circumstances")
    if weight >= _PLAIN:
        return Finding("present", page.clause(*weighed.deciding(sentence, "circumstances")))
    return None
