"""One page read for all eight fields: labelled lines first, then refusals, then the prose.

It stands apart from the questions because only here it is decided which of several answers counts: what the rules
propose field by field is settled by a verdict on the page as a whole.
"""

from collections.abc import Callable, Mapping

from cocmail.reading.circumstances import find_circumstances
from cocmail.reading.contact import find_contact
from cocmail.reading.dates import times
from cocmail.reading.description import find_description
from cocmail.reading.labels import Answer, is_empty, read_labels
from cocmail.reading.model import ABSENT, FIELDS, Finding
from cocmail.reading.ongoing import find_ongoing
from cocmail.reading.page import Page
from cocmail.reading.person import find_reported_person
from cocmail.reading.refusals import find_refusal, is_refusal, is_refused
from cocmail.reading.verdict import SUBJECTS_OF, Clues, decide, outweighs
from cocmail.reading.weigher import Weighed
from cocmail.reading.when import find_when
from cocmail.reading.where import find_where
from cocmail.reading.wishes import answers_no, declines
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
# In a mail of one sentence a vague answer must be so much likelier than none, and a whole one than a vague one. And so
# much likelier must it be that a time is told beside the day where the rules, who know how times are written, find
# none.
_SURE_OF_ONE = {("absent", "partial"): 3.6, ("partial", "present"): 2.8}
_SURE_OF_TIME = 3.2
# Who gave a day and a time must not be asked for the rest, so that so much more must speak for one of them alone.
_WHOLE_TIME = 1.3
# So much more speaks for a field being absent, or less, than the verdicts know, who learned from harder mails than most
# people write, and before the nets had learned as much. And what the rules found counts, unless "absent" has so great a
# share of all that speaks for any state.
_ABSENT: Mapping[str, tuple[float, float]] = {
    "when": (-1.2, 0.7),
    "where": (1.0, 0.65),
    "ongoing": (0.25, 0.5),
    "description": (1.0, 0.5),
    "reported_person": (0.2, 0.55),
}
# The same, for every field, where somebody passes on what somebody else wrote, which may be the conduct itself.
_ABSENT_OF_PASSED_ON = (0.0, 0.7)
# And in a mail of one sentence, in which no field is told of beside another.
_ABSENT_OF_ONE = (0.6, 0.9)
# What is refused there is refused in so many words: the phrases for the other fields can be of something else.
_PLAINLY = frozenset({"ongoing", "description"})
# Where the rules found nothing and no sentence weighs so much for a field, nothing was told, whatever the page looks
# like: there would be no words to show.
_HINT = -5.0
_RANKS = {"present": 3, "declined": 2, "partial": 1, "absent": 0}


def read_page(
    page: Page, weighed: Weighed, *, way: str, is_reply: bool = False
) -> tuple[dict[str, Finding], frozenset[str]]:
    """What the rules propose for each field, and the fields that a labelled line answers.

    `way` is where the message itself says that its sender can be answered, or ""; see `Report.way`. `is_reply` where
    it answers a letter of ours.
    """
    answers = read_labels(page)
    labelled = {field: finding for field in FIELDS if (finding := _labelled(page, weighed, answers, field))}
    fields = {
        field: _field(page, weighed, field, labelled.get(field)) for field in FIELDS if field != "contact"
    }
    fields["contact"] = find_contact(page, way=way, is_reply=is_reply) or ABSENT
    told = frozenset(labelled) | ({"contact"} if answers_no(page) else frozenset())
    return {field: fields[field] for field in FIELDS}, told


def settle(
    page: Page, clues: Clues, labelled: frozenset[str], *, is_passed_on: bool = False
) -> dict[str, Finding]:
    """The fields as the page as a whole shows them; what stands behind a label is as it is.

    With `is_passed_on` the page holds what somebody else wrote as well.
    """
    settled = dict(clues.proposed)
    tells_one = page.tells_one_thing()
    for field in FIELDS:
        proposed = clues.proposed[field]
        if field in labelled and proposed.state != "partial":
            continue
        decided = decide(field, clues)
        states = dict(decided)
        more, share = _ABSENT.get(field, (0.0, 0.5))
        if tells_one:
            more, share = _ABSENT_OF_ONE
        elif is_passed_on:
            more, share = _ABSENT_OF_PASSED_ON
        states["absent"] += more
        if field == "when":
            states["partial"] -= _WHOLE_TIME
        state = max(states, key=lambda each: states[each])
        if field == "contact" and ("declined" in (proposed.state, state) or not outweighs(states, state)):
            continue  # Only plain words withhold an answer from somebody, and nothing takes them back.
        if proposed.state == "declined" and state == "partial":
            # Who says that they will not tell is not asked for the rest. That they spoke of something else, so that the
            # field was not told at all, only much may show.
            continue
        if (
            state == "absent"
            and proposed.state == "declined"
            and field in _PLAINLY
            and is_refused(page, field)
        ):
            continue  # Who plainly says that they do not know is not asked again, whatever the page looks like.
        # A refusal that was only found near words of the field may be of something else.
        least = share if proposed.state != "declined" else min(share, 0.5)
        if state == "absent" and proposed.state != "absent" and not outweighs(states, state, least):
            continue
        if field == "when" and state == "partial" and proposed.state == "present":
            continue  # A day and a time that the rules know are both there: nobody is asked for the rest.
        step = (proposed.state, state)
        sure = _SURE_OF_ONE.get(step, 0.0) if tells_one else 0.0
        if sure and field == "when" and not times(page):
            sure = max(sure, _SURE_OF_TIME)
        if sure and states[state] - decided[proposed.state] < sure:
            continue  # In one sentence the rules see it as well, so that much must speak for more.
        if field == "reported_person" and state == "declined" and page.search_words("looks"):
            state = "present"  # Who knows no name and says how somebody looked has told it.
        if proposed.state == "absent" and state != "declined" and clues.weighed.best(page, field)[0] < _HINT:
            continue
        if state != proposed.state:
            evidence = "" if state == "absent" else _shown(page, clues.weighed, field, state, proposed)
            settled[field] = Finding(state, evidence) if evidence else ABSENT
    return settled


def _shown(page: Page, weighed: Weighed, field: str, state: str, proposed: Finding) -> str:
    """The words that show a field's state."""
    declined = f"{field} declined"
    if state == "declined" and declined in SUBJECTS_OF[field]:
        _, sentence = weighed.best(page, declined)
        return page.clause(*weighed.deciding(sentence, declined))
    if proposed.evidence and proposed.state != "declined":
        return proposed.evidence
    _, sentence = weighed.best(page, field)
    return page.clause(*weighed.deciding(sentence, field))


def better(left: Finding, right: Finding) -> Finding:
    """The finding that says more; the left one where they say as much."""
    return right if _RANKS[right.state] > _RANKS[left.state] else left


def _field(page: Page, weighed: Weighed, field: str, labelled: Finding | None) -> Finding:
    if labelled and labelled.state in ("present", "declined"):
        return labelled
    refusal = find_refusal(page, field)
    rest = page.without({refusal[0]}) if refusal and field in _REFUSED_WHOLE else page
    read = _QUESTIONS[field](rest, weighed)
    # A sentence of nothing but a comma has no words to show.
    found = better(labelled or ABSENT, read if read and read.evidence else ABSENT)
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
    if is_empty(page, start, end):
        return None
    if is_refusal(page, start, end) or (field == "contact" and declines(page, start, end)):
        return Finding("declined", evidence)
    if field == "when":
        found = find_when(page.only(start, end), weighed)
        return Finding(found.state if found else "partial", evidence)
    return Finding("present", evidence)
