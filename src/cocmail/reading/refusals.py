"""Where a reporter says that they do not know, or will not tell.

It stands apart because it is the same for every field, and because a question that was declined is never
asked again.
"""

from cocmail.reading.cues import cue
from cocmail.reading.page import Page, Span

_NEAR = 70


def find_refusal(page: Page, field: str) -> tuple[Span, str] | None:
    """The sentence that declines a field, and the words that do."""
    for words in page.words:
        if found := page.search(cue(words.refused[field])):
            return _sentence(page, found.start()), page.clause(*found.span())
        topic = cue(words.topics[field])
        for start, end in page.sentences:
            if not (refused := cue(words.refusals).search(page.flat, start, end)):
                continue
            low, high = max(start, refused.start() - _NEAR), min(end, refused.end() + _NEAR)
            if topic.search(page.flat, low, high):
                return (start, end), page.clause(*refused.span())
    return None


def is_refusal(page: Page, start: int, end: int) -> bool:
    """Whether an answer begins by declining."""
    return any(cue(words.refusals).search(page.flat, start, min(end, start + 45)) for words in page.words)


def _sentence(page: Page, position: int) -> Span:
    return next((span for span in page.sentences if span[0] <= position < span[1]), (position, position))
