"""What happened: the sentence of a report that tells most of it.

It stands apart because it also weighs whether anything is told at all, which decides between a report and
other mail.
"""

from cocmail.reading.cues import cue
from cocmail.reading.model import Finding
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed

# So many words are an account, even where none of them is known to us: people must not be asked to tell it
# twice.
_ACCOUNT_WORDS = 25


def find_description(page: Page, weighed: Weighed) -> Finding | None:
    """Present for conduct or quoted words, partial for a mere category or an account we cannot read."""
    best: Span | None = None
    most = 0
    for start, end in page.sentences:
        for words in page.words:
            hits = list(cue(words.conduct).finditer(page.flat, start, end))
            if len({hit.group() for hit in hits}) > most:
                best, most = hits[0].span(), len({hit.group() for hit in hits})
    if best:
        return Finding("present", page.clause(*best))
    if found := page.search_words("categories"):
        return Finding("partial", page.clause(*found))
    longest = max(page.sentences, key=lambda span: span[1] - span[0], default=None)
    if longest and len(page.flat.split()) >= _ACCOUNT_WORDS:
        return Finding("partial", page.clause(*longest))
    return None
