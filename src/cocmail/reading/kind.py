"""Whether a mail tells of an incident, or is thanks, a question or an offer.

It stands apart because the answer only chooses a gentler letter: every person's mail opens a case.
"""

from collections.abc import Mapping

from cocmail.reading.model import Finding
from cocmail.reading.page import Page

_TELLING = ("description", "reported_person", "ongoing", "witnesses", "circumstances", "where", "when")


def is_report(page: Page, fields: Mapping[str, Finding], *, urgent: bool, labelled: int) -> bool:
    """Whether the page tells of an incident; in doubt it does."""
    if labelled >= 3:
        return True
    other = page.count_words("not_reports")
    told = page.count_words("conduct") + 2 * page.count_words("categories") + 3 * page.count_words("reports")
    told += sum(fields[field].state in ("present", "declined") for field in _TELLING)
    if urgent and not other:
        return True
    return told >= 3 and told > 4 * other
