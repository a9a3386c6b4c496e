"""Who else saw it or was involved.

It stands apart because a crowd is not a witness: "others laughed" is only part of an answer.
"""

from cocmail.reading.model import Finding
from cocmail.reading.page import Page
from cocmail.reading.weigher import Weighed

# How heavy a sentence must be where it has a phrase of the lists, and where it has none.
_ENOUGH = -3.1
_PLAIN = 0.75


def find_witnesses(page: Page, weighed: Weighed) -> Finding | None:
    """Present for somebody who can be found, or for nobody at all; partial for an unnamed crowd."""
    for state, kind in (("present", "witnesses"), ("partial", "crowds")):
        for words in page.words:
            for span in page.spans(kind, words):
                if weighed.of(page.sentence(span[0]), "witnesses") >= _ENOUGH:
                    return Finding(state, page.clause(*span))
    weight, sentence = weighed.best(page, "witnesses")
    if weight >= _PLAIN:
        return Finding("present", page.clause(*weighed.deciding(sentence, "witnesses")))
    return None
