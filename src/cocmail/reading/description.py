"""What happened: the sentence of a report that tells most of it.

It stands apart because it also weighs whether anything is told at all, which decides between a report and
other mail.
"""

import re

from cocmail.reading.languages import is_known
from cocmail.reading.model import Finding
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed

# So many words are an account, where they are in no language that we read: people must not be asked to tell
# it twice.
_ACCOUNT_WORDS = 25
# How heavy the weightiest sentence must be, where it has a word of conduct and where it has none.
_ENOUGH = -3.0
_PLAIN = -2.7
# And where a mere category stands on the page, so that the rest may be about that.
_PLAINLY = -0.6

# A line of a chat that was pasted in, by the time and the name before it.
_LOG = re.compile(r"(?<!\S)\[?\d{1,2}[:.]\d\d(?::\d\d)?\]? {1,2}<?[\w.@-]{2,30}>?: {0,2}\S[^\n]{2,}")


def find_description(page: Page, weighed: Weighed) -> Finding | None:
    """Present for conduct or quoted words, partial for a mere category or an account we cannot read."""
    if conduct := _conduct(page, weighed):
        return Finding("present", page.clause(*conduct))
    if lines := page.search(_LOG):
        return Finding("present", page.clause(*lines))
    weight, sentence = weighed.best(page, "description")
    found = page.search_words("categories")
    if found and weight < _PLAINLY:
        return Finding("partial", page.clause(*found))
    if weight >= _PLAIN:
        return Finding("present", page.clause(*weighed.deciding(sentence, "description")))
    longest = max(page.sentences, key=lambda span: span[1] - span[0], default=None)
    if longest and len(page.flat.split()) >= _ACCOUNT_WORDS and not is_known(page.flat):
        return Finding("partial", page.clause(*longest))
    return None


def _conduct(page: Page, weighed: Weighed) -> Span | None:
    """The word of conduct in the sentence that tells most."""
    heaviest: tuple[float, Span] | None = None
    for words in page.words:
        for span in page.spans("conduct", words):
            weight = weighed.of(page.sentence(span[0]), "description")
            if weight >= _ENOUGH and (heaviest is None or weight > heaviest[0]):
                heaviest = weight, span
    return heaviest[1] if heaviest else None
