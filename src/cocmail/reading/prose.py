"""One page read for all eight fields: labelled lines first, then refusals, then the prose.

It stands apart from the questions because only here it is decided which of several answers counts.
"""

from collections.abc import Callable, Mapping

from cocmail.reading.circumstances import find_circumstances
from cocmail.reading.contact import find_contact
from cocmail.reading.cues import words_of
from cocmail.reading.description import find_description
from cocmail.reading.labels import Answer, read_labels
from cocmail.reading.model import ABSENT, FIELDS, Finding
from cocmail.reading.ongoing import find_ongoing
from cocmail.reading.page import Page
from cocmail.reading.person import find_reported_person
from cocmail.reading.refusals import find_refusal, is_refusal
from cocmail.reading.weigher import Weighed
from cocmail.reading.when import find_when
from cocmail.reading.where import find_where
from cocmail.reading.witnesses import find_witnesses

_QUESTIONS: Mapping[str, Callable[[Page, Weighed], Finding | None]] = {
    "when": find_when,
    "where": find_where,
    "ongoing": find_ongoing,
    "description": find_description,
    "reported_person": find_reported_person,
    "circumstances": find_circumstances,
    "witnesses": find_witnesses,
}
# Here a sentence that declines holds words of the answer ("I can't say if it is over"), and is no answer for
# it.
_REFUSED_WHOLE = frozenset({"where", "ongoing", "circumstances", "witnesses"})
_RANKS = {"present": 3, "declined": 2, "partial": 1, "absent": 0}


def read_page(page: Page, weighed: Weighed, *, answerable: bool) -> tuple[dict[str, Finding], int]:
    """A finding for each field, and how many labelled lines gave one."""
    answers = read_labels(page)
    labelled = {field: finding for field in FIELDS if (finding := _labelled(page, weighed, answers, field))}
    fields = {
        field: _field(page, weighed, field, labelled.get(field)) for field in FIELDS if field != "contact"
    }
    fields["contact"] = find_contact(page, answerable=answerable) or ABSENT
    return {field: fields[field] for field in FIELDS}, len(labelled)


def better(left: Finding, right: Finding) -> Finding:
    """The finding that says more; the left one where they say as much."""
    return right if _RANKS[right.state] > _RANKS[left.state] else left


def _field(page: Page, weighed: Weighed, field: str, labelled: Finding | None) -> Finding:
    if labelled and labelled.state in ("present", "declined"):
        return labelled
    refusal = find_refusal(page, field)
    rest = page.without({refusal[0]}) if refusal and field in _REFUSED_WHOLE else page
    found = better(labelled or ABSENT, _QUESTIONS[field](rest, weighed) or ABSENT)
    return better(found, Finding("declined", refusal[1])) if refusal and refusal[1] else found


def _labelled(page: Page, weighed: Weighed, answers: tuple[Answer, ...], field: str) -> Finding | None:
    best: Finding | None = None
    for answer in answers:
        if answer.field == field and (finding := grade(page, weighed, field, answer.start, answer.end)):
            best = better(best, finding) if best else finding
    return best


def grade(page: Page, weighed: Weighed, field: str, start: int, end: int) -> Finding | None:
    """What an answer to a known question says, or None where it is left empty."""
    evidence = page.evidence(start, end)
    bare = evidence.strip(" ()-–—.?*_/").lower()
    if not bare or any(bare in words_of(words.nothing) for words in page.words):
        return None
    if is_refusal(page, start, end):
        return Finding("declined", evidence)
    if field == "when":
        found = find_when(page.only(start, end), weighed)
        return Finding(found.state if found else "partial", evidence)
    return Finding("present", evidence)
