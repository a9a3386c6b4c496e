"""Whether a mail tells of an incident, or is thanks, a question or an offer.

It stands apart because the answer only chooses a gentler letter: every person's mail opens a case.
"""

from cocmail.reading.page import Page
from cocmail.reading.verdict import Clues, against_report, is_plainly_no_report

# How much more may speak against a report than for it: who reports must be asked, and helped, as one.
_BENEFIT_OF_DOUBT = 0.1
# In place of that, so much more must speak for one where words of other matters stand.
_OTHER_MATTERS = 1.5
_LABELS = 3


def is_report(page: Page, clues: Clues, *, urgent: bool, labelled: int) -> bool:
    """Whether the page tells of an incident; in doubt it does, but where words of other matters stand."""
    if labelled >= _LABELS:
        return True
    if not page.flat.strip() or page.search_words("says_no_report"):
        return False
    if urgent or page.search_words("means_to_report"):
        return True
    # A subject that names misconduct, and nothing below it, thanks for nothing and asks nothing.
    if not page.flat[: max(page.subject, 0)].strip() and page.search_words("categories"):
        return True
    against = against_report(clues)
    if page.count_words("not_reports"):
        return against <= -_OTHER_MATTERS
    if against <= _BENEFIT_OF_DOUBT:
        return True
    # What happened may stand in what came with it; "could I have the slides as a PDF?" is not meant.
    return bool(page.search_words("attached")) and not is_plainly_no_report(clues)
