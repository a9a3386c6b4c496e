"""What must not wait: whether somebody is needed now, and the fears and marks that responders see first.

It stands apart because its mistakes weigh differently: a missed alarm is worse than a false one.
"""

from cocmail.reading.model import Mark
from cocmail.reading.page import Page, Span
from cocmail.reading.verdict import URGENT, Clues, against_report, decide, is_plainly_no_report
from cocmail.reading.words import ALL

# How much more may speak against an alarm than for it.
_CAUTION = 2.1
# Who writes one sentence only has no time to say more, or little to say: more of them mean it. But who asks or offers
# something, so that this much more speaks against a report than for it, is in no danger where as much speaks against
# that as for it.
_CAUTION_OF_ONE, _HARDLY_A_REPORT = 4.2, 2.0
# So much, however long the mail is, where somebody has just called for help, and asks us for what the helpers do not
# know, or passes on what somebody else wrote: who threatens another does not call for help.
_GREAT_CAUTION = 4.0
# Fewer words than these tell too little to be in doubt about: "stop", which our letters ask for.
_FEW_WORDS = 3
# So heavy a sentence is an alarm whatever stands around it: a long letter must not drown it.
_LOUD = 0.25
# Where somebody may want to die, a faint sign is enough: they do not shout.
_FAINT = -5.0
_HARDLY_BY_CHANCE = 2


def find_urgency(page: Page, clues: Clues, *, passed_on: bool = False) -> tuple[str, bool]:
    """The words that show danger or a call for help, or "", and whether it happens as they write.

    With `passed_on` the page holds what somebody else wrote as well.
    """
    weighed = clues.weighed
    weight, sentence = weighed.best(page, "urgent")
    if plainly := _wants_to_die(page):
        return page.clause(*plainly), True
    despair = page.search_words("despair")
    if despair and page.count_words("despair") >= _HARDLY_BY_CHANCE and weight >= _FAINT:
        return page.clause(*despair), True
    answers = decide(URGENT, clues)
    # In what is so plainly no report, one heavy sentence is none: "my wife was called in to the hospital".
    loud = weight >= _LOUD and not is_plainly_no_report(clues)
    caution = _CAUTION
    if page.tells_one_thing():
        caution = _CAUTION_OF_ONE if against_report(clues) < _HARDLY_A_REPORT else 0.0
    if passed_on or page.search_words("called_for_help"):
        caution = _GREAT_CAUTION
    if len(page.flat.split()) < _FEW_WORDS:
        caution = 0.0
    if not loud and answers["yes"] < answers["no"] - caution:
        return "", False
    if (cried := _cry(page)) is not None:
        return page.clause(*cried), True
    exposed = page.search_words("exposure")
    if exposed and page.sentence(exposed[0]) == sentence:
        # An address made public draws people to it, today or tomorrow.
        return page.clause(*exposed), False
    shown = page.clause(*weighed.deciding(sentence, "urgent"))
    return shown, bool(shown)


def _wants_to_die(page: Page) -> Span | None:
    """Where the writer says so themselves, in whichever language the mail is otherwise written."""
    return next((span for words in ALL.values() for span in page.own_spans("wants_to_die", words)), None)


def _cry(page: Page) -> Span | None:
    """A call for help, or danger told of as it happens."""
    if found := page.search_words("help_now"):
        return found
    danger, live = page.search_words("danger"), page.search_words("live")
    if danger and live:
        return danger
    return live if live and _in_one_sentence(page) else None


def find_marks(page: Page) -> frozenset[Mark]:
    """Which of the marks "retaliation", "safety" and "contact-not-found" a report deserves."""
    kinds: dict[Mark, str] = {
        "retaliation": "retaliation",
        "safety": "safety",
        "contact-not-found": "contact_not_found",
    }
    return frozenset(mark for mark, kind in kinds.items() if page.search_words(kind))


def _in_one_sentence(page: Page) -> bool:
    return bool(page.sentences_with("just_now") & page.sentences_with("conduct"))
