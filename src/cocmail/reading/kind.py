"""Whether a mail tells of an incident, or is thanks, a question or an offer.

It stands apart because the answer only chooses a gentler letter: every person's mail opens a case.
"""

from collections.abc import Mapping

from cocmail.reading.model import Finding
from cocmail.reading.page import Page
from cocmail.reading.weigher import Weighed

_TELLING = ("description", "reported_person", "ongoing", "witnesses", "circumstances", "where", "when")
# Above the first the sentences are, on the whole, those of thanks, questions and offers, below the second they
# are not; between them the words of the lists decide.
_OTHER = -2.3

_TOLD = -3.0
_ENCLOSED = -0.5
# A sentence of such weight tells of conduct, whatever stands around it.
_CONDUCT = 1.8
# A short vague complaint hints at something, and no sentence of it thanks, asks or offers.
_HINTED = -1.5
_NO_OTHER = -0.3


def is_report(
    page: Page, weighed: Weighed, fields: Mapping[str, Finding], *, urgent: bool, labelled: int
) -> bool:
    """Whether the page tells of an incident; in doubt it does."""
    if labelled >= 3:
        return True
    if not page.flat.strip() or page.search_words("says_no_report"):
        return False
    other = page.count_words("not_reports")
    if page.search_words("means_to_report") or (urgent and not other):
        return True
    conduct, sentence = weighed.best(page, "description")
    if conduct >= _CONDUCT and weighed.of(sentence, "other") < _OTHER:
        return True
    vague = conduct >= _HINTED or bool(page.count_words("categories"))
    if vague and weighed.best(page, "other")[0] < _NO_OTHER:
        return True
    weight = weighed.mean(page, "other")
    if not other and weight < _ENCLOSED and page.search_words("attached"):
        # What happened may stand in what came with it.
        return True
    if weight >= _OTHER or weight < _TOLD:
        return weight < _TOLD
    told = page.count_words("conduct") + 2 * page.count_words("categories") + 3 * page.count_words("reports")
    told += sum(fields[field].state in ("present", "declined") for field in _TELLING)
    return told > 0 and told > 4 * other
