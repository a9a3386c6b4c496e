"""Whether it still goes on, said either way.

It stands apart because what goes on may need somebody now; a plain account in the past says nothing about it,
and the words for the one stand in the other all the time ("he is still my colleague"). So the sentence is
weighed, and a phrase alone decides nothing.
"""

from cocmail.reading.model import Finding
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed

# How heavy a sentence must be to tell whether it goes on: where a phrase plainly says so, and where none does.
_SAID = -1.1
_PLAIN = -1.1


def find_ongoing(page: Page, weighed: Weighed) -> Finding | None:
    """Present where the report says that it goes on, or that it is over."""
    # That an address stops working is another matter.
    page = page.without(page.sentences_with("dead_address"))
    for kind in ("ended", "continues"):
        for words in page.words:
            for span in page.own_spans(kind, words):
                if weighed.of(page.sentence(span[0]), "ongoing") >= _SAID:
                    return Finding("present", page.clause(*span))
    weight, sentence = weighed.best(page, "ongoing")
    if weight < _PLAIN:
        return None
    return Finding("present", page.clause(*_words(page, weighed, sentence)))


def _words(page: Page, weighed: Weighed, sentence: Span) -> Span:
    for kind in ("may_have_ended", "may_continue"):
        for words in page.words:
            for span in page.spans(kind, words):
                if page.sentence(span[0]) == sentence:
                    return span
    return weighed.deciding(sentence, "ongoing")
