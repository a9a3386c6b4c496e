"""Who is reported: a name, a handle, how somebody looks, or a role that fits only one.

It stands apart because the responders' conflicts of interest begin with this answer.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from cocmail.reading.model import Finding
from cocmail.reading.names import handles, names
from cocmail.reading.page import Page, Span
from cocmail.reading.weigher import Weighed

# How heavy a sentence must be for a name in it to be the reported person's, where no conduct is told of.
_ENOUGH = -2.5
# And where nothing else on the page says who it was.
_RATHER = -3.5
_OF_SOMEBODY = ("'s", "’s")
# What stands around a name in a sentence and tells whose it is. So many characters after it are looked at.
_NEAR = 60
_DONE_BY = re.compile(r"\b(?:by|av) (?:[a-zåäö]+ ){0,3}$")
_I_AM = re.compile(
    r"\b(?:i am|i'm|my name is|my name's|this is|nimeni on|nimi on|olen|oon|jag heter|jag är|mitt namn är"
    r"|(?:it was|to|for) me,|(?:se olin|olin) minä,|det var jag,) $"
)
# "Rea Porter here", and whose friend tells it for them.
_SPEAKS = re.compile(r" (?:here|täällä|tässä|här)(?:[ \t]*[,.!:;\n–-]|$)")
_SPOKEN_FOR = re.compile(r" (?:puolesta|vägnar|räkning)\b")
_PLACE_OR_TARGET = re.compile(
    r"\b(?:on behalf of|in the name of|för|å"
    r"|in|at|on|from|to|near|into|onto|inside|outside|behind|towards?|toward|for|i|på|vid|hos|till|från|åt|mot|bakom"
    r"|utanför|inne i) (?:(?:the|a|an|our|my|their|den|det|vår|min) )?$"
)
_SUFFERED = re.compile(
    r",? (?:was|were|got|gets|has been|had been|being|been) (?:\w{1,20} )?(?:\w{2,20}ed|hit|beaten|thrown|told|spat"
    r"|hurt|bitten|shown|sent|struck|held|shut|cut)\b"
    r"| (?:joutui|joutuu|sai osakseen)\b| \w{2,20}(?:ttiin|taan|tään|daan|dään)\b"
    r"| (?:blev|har blivit|blir) \w{2,20}[dt]\b| \w{3,20}(?:ades|tes|des)\b"
)
# "groped my friend", and whom they did it to.
_DONE_TO = re.compile(
    r"\b(?:\w{3,20}ed|hit|told|sent|beat|bit|struck|hurt|spat)(?: (?:at|on|to|into))? (?:my|our) (?:\w{1,20} ){1,2}$"
    r"|\b(?:\w{3,20}(?:ade|te|de)|skrek|sade|sa) (?:på|åt|till|av) (?:min|mitt|vår|vårt) (?:\w{1,20} ){1,2}$"
)
_DONE_BY_ME = re.compile(r"\b(?:i|we|jag|vi)(?:'ve| have| had| har| hade)? $")
_SOMEBODY_ELSE = re.compile(
    r"\b(?:he|she|they|someone|somebody|a man|a woman|a guy|some guy|some man|some woman|two men|hän|joku|eräs|mies"
    r"|nainen|se tyyppi|han|hon|hen|någon|nån|en man|en kvinna|en kille|en tjej)\b"
)
_IS_CALLED = re.compile(
    r"\b(?:called|named|name (?:is|was)|goes by|it was|that was|is|was|nimeltä|nimeltään|nimi (?:on|oli)|se oli|oli|on"
    r"|heter|hette|kallas|det var|är|var) (?:\w{1,20} ){0,3}[\"'(]?$|[(,–-] ?$"
)
_SIDE_BY_SIDE = re.compile(r",? ?(?:(?:and|&|or|ja|sekä|tai|och|samt|eller) )?")
_ADDRESSED = re.compile(r"[:\"“”»]")
# A subject stands behind few words: "yesterday evening our treasurer Dora ...".
_BEFORE_SUBJECT = 6


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
    """How the reported person is called within an evidence, parted by commas: names and handles, or "" if not certain.

    Who must still say whether they have a conflict is shown this, and nothing about the reporter (product.md): the same
    words may name the reporter, the target, a witness or the place. In "Anna's ex-husband Tom" it is Tom alone.
    """
    start = page.shown.find(evidence) if evidence else -1
    if start < 0:
        return ""
    end = start + len(evidence)
    found: list[Span] = []
    for low, high in page.sentences:
        if low < end and high > start:
            spans = {*names(page, low, high), *handles(page, low, high)}
            inside = [
                span
                for span in sorted(spans)
                if start <= span[0]
                and span[1] <= end
                and not _is_part(span, spans)
                and _may_be_meant(page, low, span)
            ]
            # Whose friend or husband somebody is may point at the reporter.
            own = [span for span in inside if not page.raw[slice(*span)].endswith(_OF_SOMEBODY)] or inside
            found += own if len(own) < 2 else _meant(page, low, own)
    called = dict.fromkeys(page.raw[slice(*span)] for span in found)
    return ", ".join(name for name in called if "\n" not in name)


def _is_part(span: Span, spans: Collection[Span]) -> bool:
    """Whether a name is only a part of another: "called Tom Smith" holds a nickname within a name."""
    return any(low <= span[0] and span[1] <= high and (low, high) != span for low, high in spans)


def _may_be_meant(page: Page, start: int, name: Span) -> bool:
    """Whether a name in the sentence that begins at `start` may be that of who did it."""
    before, after = page.flat[start : name[0]], page.flat[name[1] : name[1] + _NEAR]
    if _DONE_BY.search(before):
        return True
    done_to = _DONE_TO.search(before)
    is_target = done_to is not None and not _DONE_BY_ME.search(before[: done_to.start()])
    if is_target or _I_AM.search(before) or _PLACE_OR_TARGET.search(before):
        return False
    if any(each.match(after) for each in (_SUFFERED, _SPOKEN_FOR)) or (
        not before.strip() and _SPEAKS.match(after)
    ):
        return False
    return not _SOMEBODY_ELSE.search(before) or _IS_CALLED.search(before) is not None


def _meant(page: Page, start: int, found: Sequence[Span]) -> list[Span]:
    """Those of several names that are said to have done it: after "by", named side by side, or the first of all."""
    if done := [span for span in found if _DONE_BY.search(page.flat[start : span[0]])]:
        return done
    told = [found[0]]
    for before, name in pairwise(found):
        if not _SIDE_BY_SIDE.fullmatch(page.flat[before[1] : name[0]]):
            break
        told.append(name)
    rest = found[len(told) :]
    # "Dora shouted: Rea, go away" names Rea to Dora; in "I saw Kim, and Dora laughed" nothing tells who did it.
    is_first = len(page.flat[start : told[0][0]].split()) <= _BEFORE_SUBJECT
    if rest and not (is_first and all(_ADDRESSED.search(page.flat[told[-1][1] : name[0]]) for name in rest)):
        return []
    return told


def _name_in_conduct(page: Page) -> Span | None:
    for start, end in sorted(page.sentences_with("conduct")):
        if spans := names(page, start, end):
            return spans[0]
    return None


def contact_sentences(page: Page) -> set[Span]:
    """The sentences that say how to reach the reporter, and tell nothing else."""
    return page.sentences_with("reach_me") - page.sentences_with("conduct")
