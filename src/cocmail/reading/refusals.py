"""Where a reporter says that they do not know, or will not tell.

It stands apart because it is the same for every field, and because a question that was asked and declined is never
asked again.
"""

from cocmail.reading.cues import cue
from cocmail.reading.page import Page, Span

_NEAR = 70


def find_refusal(page: Page, field: str) -> tuple[Span, str] | None:
    """The sentence that declines a field, and the words that do."""
    for words in page.words:
        if found := page.refused(field, words):
            return page.sentence(found[0]), page.clause(*found)
        topic = cue(words.topics[field])
        for refused in page.spans("refusals", words):
            start, end = page.sentence(refused[0])
            low, high = max(start, refused[0] - _NEAR), min(end, refused[1] + _NEAR)
            if topic.search(page.flat, low, high):
                return (start, end), page.clause(*refused)
    return None


def is_refused(page: Page, field: str) -> bool:
    """Whether words decline a field that can be of no other."""
    return any(page.refused(field, words) for words in page.words)


def is_refusal(page: Page, start: int, end: int) -> bool:
    """Whether an answer begins by declining."""
    return any(cue(words.refusals).search(page.flat, start, min(end, start + 45)) for words in page.words)
