"""Who is reported: a name, a handle, how somebody looks, or a role that fits only one.

It stands apart because the responders' conflicts of interest begin with this answer.
"""

from cocmail.reading.model import Finding
from cocmail.reading.names import handles, names
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed

# How heavy a sentence must be for a name in it to be the reported person's, where no conduct is told of.
_ENOUGH = -2.5
# And where nothing else on the page says who it was.
_RATHER = -3.5
_OF_SOMEBODY = ("'s", "’s")


def find_reported_person(page: Page, weighed: Weighed) -> Finding | None:
    """Present for what singles somebody out, partial for a gender or a broad role."""
    own = page.without(contact_sentences(page))
    for start, end in own.sentences:
        if spans := handles(own, start, end):
            return Finding("present", page.clause(*spans[0]))
    if span := _name_in_conduct(own):
        return Finding("present", page.clause(*span))
    for kind in ("called", "looks", "single_roles"):
        if found := own.search_words(kind):
            return Finding("present", page.clause(*found))
    for start, end in own.sentences:
        if weighed.of((start, end), "reported_person") >= _ENOUGH and (spans := names(own, start, end)):
            return Finding("present", page.clause(*spans[0]))
    for start, end in own.sentences:
        if weighed.of((start, end), "reported_person") >= _RATHER and (spans := names(own, start, end)):
            return Finding("present", page.clause(*spans[0]))
    if found := own.search_words("people"):
        return Finding("partial", page.clause(*found))
    return None


def names_in(page: Page, evidence: str) -> str:
    """The names and handles within an evidence, parted by commas, without the sender's own.

    In "Anna's ex-husband Tom" it is Tom alone: whose he is may point at the reporter.
    """
    start = page.shown.find(evidence) if evidence else -1
    if start < 0:
        return ""
    end = start + len(evidence)
    found: list[str] = []
    for low, high in page.sentences:
        if low < end and high > start:
            spans = [*names(page, low, high), *handles(page, low, high)]
            found.extend(page.raw[first:last] for first, last in spans if start <= first and last <= end)
    whole = [name for name in dict.fromkeys(found) if "\n" not in name]
    own = [name for name in whole if not name.endswith(_OF_SOMEBODY)]
    return ", ".join(own or whole)


def _name_in_conduct(page: Page) -> Span | None:
    for start, end in sorted(page.sentences_with("conduct")):
        if spans := names(page, start, end):
            return spans[0]
    return None


def contact_sentences(page: Page) -> set[Span]:
    """The sentences that say how to reach the reporter, and tell nothing else."""
    return page.sentences_with("reach_me") - page.sentences_with("conduct")
