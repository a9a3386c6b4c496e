"""How to reach the reporter.

It stands apart because it is the one answer that is mostly not in the text: who writes from an address that
can be answered has given it.
"""

import re
from collections.abc import Iterable
from itertools import chain

import phonenumbers

from cocmail.reading.boxes import is_unticked, options_from
from cocmail.reading.cues import cue
from cocmail.reading.labels import is_empty
from cocmail.reading.model import Finding
from cocmail.reading.names import handles
from cocmail.reading.page import BETWEEN, Page, Span
from cocmail.reading.words import ALL, Words

ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?!\w)")
# "name (at) host dot org": hidden from robots, not from people.
SPELT_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?[([{](?:at|a|ät)[)\]}] ?[\w-]{1,63}"
    r"(?: ?(?:\.|[([{](?:dot|piste|punkt)[)\]}]) ?[\w-]{2,63}){1,3}"
    r"|(?<![\w.+-])[\w.+-]{1,64} (?:at|ät|miukumauku|snabel-a) [\w-]{1,63} (?:dot|piste|punkt) [\w-]{2,63}(?!\w)"
)
_DIGITS = re.compile(r"(?<!\w)\+?\d(?:[ -]?\d){5,14}(?!\w)")
_NO_REPLY = re.compile(r"no-?reply|do-?not-?reply|mailer-daemon|donotreply")
_PHONE_CHARS = 20_000
# A line of another in a chat, with what a machine says of its own mail, or with a round mark that was not chosen.
_NOT_MINE = re.compile(
    r"[ \t]*(?:[-*] )?(?:[○◯]|[\[(]?\d{1,2}[.:]\d{2}[\])]? [^\s:]{1,20}(?: [^\s:]{1,20})?: |<[^>\s]{1,30}>"
    r"|[^\n]{0,200}automat(?:ed|ic|ically) (?:message|mail|e-?mail|notification|sent|generated)"
    r"|[^\n]{0,200}(?:sent|generated) (?:by|from|via) (?:an? |our |the )?(?:form|web ?site|system|service|unmonitored))"
)
# What may stand around a few words that say one thing.
_MARKS = " \t\r\"'.!*_()–—-|"
# What may stand before the question of a form: bullets, and "Q:".
_BEFORE = re.compile(r"[ \t*•–—\-#.)(0-9]{0,12}(?:[a-zåäö]\d{0,2}[.:)][ \t]{0,4})?[*_]{0,2}")
# How it ends, and where its answer begins: on its line, or on one of the next two.
_ASKED = re.compile(
    r"[ \t]{0,2}(?:\*[ \t]{0,2})?(?:\?:{0,2}|::?|(?=[ \t]{0,2}\n))[ \t]{0,2}[*_]{0,2}[ \t]{0,4}(?:\n[ \t]{0,4}){0,2}"
    r"(?:[-–*>→] )?(?:[asv]: )?"
)
# The same question in another language, and the same answer.
_SLASH = re.compile(r"[ \t]{0,2}\??[ \t]{0,2}/[ \t]{0,2}")
_LINE = re.compile(r"[^\n]+")
# How the words of a form end that are answered themselves: "do not contact me by phone: no".
_STATED = re.compile(
    r"[^\n:?.!|]{0,40}?[ \t]{0,2}(?:(?P<colon>::?(?!\S))|\?:{0,2}|[=\t|]|[ ][-–—][ ]|(?=[*_ \t\r]{0,4}\n))"
    r"[*_ \t]{0,4}(?P<below>(?:\r?\n[ \t]{0,4}){0,2})"
)
_LABELLED = re.compile(r"[^\n:?]{1,60}[:?]|\s*$")
# Who tells of such words said them to somebody else, or heard them: "stop, I told him", "I begged Max, do not ...".
_SPOKE = (
    r"(?:told|tells|said|says|wrote|writes|asked|begged|promised|shouted|yelled|sanoin|sanoi|kirjoitin|kirjoitti|pyysin"
    r"|pyysi|huusin|huusi|lupasi|sa|sade|skrev|bad|skrek|lovade)"
)
_TOLD_BEFORE = re.compile(rf"\b{_SPOKE}\b[^.!?\n]{{0,25}}$")
_TOLD_AFTER = re.compile(
    rf"[^.!?\n]{{0,40}}?[,!?\"'] *(?:\w+ ){{1,2}}{_SPOKE}\b(?: \w+)?(?:[ \t]*[,.!?\n]|$)"
)
# So many characters around a wish are looked at for what limits it.
_CLAUSE = 40
_ENDS = re.compile(r"[,;.!?:–\n]| (?:because|since|so|koska|sillä|joten|eftersom|för) ")


def find_contact(page: Page, *, way: str) -> Finding | None:
    """Present for a way to answer that the message has or one in the text, declined for "do not contact me"."""
    if refused := _wants_none(page):
        return Finding("declined", page.clause(*refused))
    if way and not page.search_words("dead_address"):
        return Finding("present", way)
    if given := _given_address(page) or _given_number(page) or _given_handle(page):
        return Finding("present", given)
    for words in page.words:
        if declined := page.refused("contact", words):
            return Finding("declined", page.clause(*declined))
    if willing := page.search_words("reach_me"):
        return Finding("partial", page.clause(*willing))
    return None


def answers_no(page: Page) -> bool:
    """Whether a line asks if its writer may be answered, and they say no."""
    return any(_answered_no(page, words) for words in page.words)


def declines(page: Page, start: int, end: int) -> bool:
    """Whether an answer to how its writer may be reached is that they may not be: a bare no, or that wish."""
    bare = page.flat[start:end].strip(_MARKS)
    is_no = any(cue(words.says_no).fullmatch(bare) for words in page.words)
    return is_no or _wants_none(page.only(start, end)) is not None


def _wants_none(page: Page) -> Span | None:
    """Where the writer says that they want no answer: not somebody else's, and not only for today or by phone."""
    wishes = (_wishes_none(each, words) for each in (page, page.unwrapped()) for words in page.words)
    answers = (_answered_no(page, words) for words in page.words)
    return next(filter(None, chain(wishes, answers)), None)


def _wishes_none(page: Page, words: Words) -> Span | None:
    limits = [start for start, _ in page.spans("reply_limits", words)]
    alone = [span for span in page.own_spans("no_reply_alone", words) if _is_alone(page, *span)]
    for start, end in sorted([*page.own_spans("no_reply", words), *alone]):
        clause = _clause(page, start, end)
        is_limited = any(limit in clause for limit in limits) or _is_told(page, start, end)
        if _is_said(page, start, end) and not is_limited:
            return start, end
    return None


def _is_alone(page: Page, start: int, end: int) -> bool:
    """Whether a sentence begins with it and it is a clause by itself, above the subject: else it may be of others."""
    first, last = page.sentence(start)
    if last > page.flat.rfind(BETWEEN) or page.flat[first:start].strip(_MARKS):
        return False
    return not page.flat[end:last].strip(_MARKS) or _ENDS.match(page.flat, end) is not None


def _is_told(page: Page, start: int, end: int) -> bool:
    """Whether a sentence tells who said such words to whom."""
    first, last = page.sentence(start)
    before = page.flat[max(first, start - _CLAUSE) : start]
    return bool(_TOLD_BEFORE.search(before) or _TOLD_AFTER.match(page.flat[end : last + 1]))


def _is_said(page: Page, start: int, end: int) -> bool:
    """Whether such words are the writer's own: no line of another, no box left empty, nothing denied in a form."""
    if _NOT_MINE.match(page.flat, page.shown.rfind("\n", 0, start) + 1) or is_unticked(page.flat, start):
        return False
    stated = _STATED.match(page.shown, end)
    if not stated:
        return True
    answer = _LINE.match(page.flat, stated.end())
    if answer and _is_all(answer.group(), page.words, "bare_no"):
        return False
    if not stated["colon"]:
        return True
    if stated["below"] or not answer:
        # Nothing stands behind it: another line of a form follows, or what the writer has to say.
        return not _LABELLED.match(page.flat, stated.end())
    return not is_empty(page, *answer.span())


def _answered_no(page: Page, words: Words) -> Span | None:
    """Where a line asks whether its writer may be answered, and they say no and nothing else."""
    for start, _ in page.spans("may_we_write", words):
        head = _BEFORE.match(page.flat, _line_of(page, start))
        asked = _ASKED.match(page.flat, _end_of_question(page, head.end())) if head else None
        said = _said(page, asked.end()) if asked else None
        if said and _is_all(page.flat[slice(*said)], ALL.values(), "says_no"):
            return said
    return None


def _line_of(page: Page, position: int) -> int:
    """Where the line of a position begins: one that may have been wrapped is a line of its own below that of a form."""
    start = page.shown.rfind("\n", 0, position) + 1
    above = page.shown.rfind("\n", 0, max(0, start - 1)) + 1
    return start if _LABELLED.match(page.flat, above, start) else page.flat.rfind("\n", 0, position) + 1


def _end_of_question(page: Page, start: int) -> int:
    """Where the question ends that begins here, in however many languages it is asked; the start where none does."""
    question = cue(", ".join(words.may_we_write for words in ALL.values()))
    end = start
    for _ in ALL:
        if not (found := question.match(page.flat, start)):
            break
        end = found.end()
        if not (slash := _SLASH.match(page.flat, end)):
            break
        start = slash.end()
    return end


def _is_all(answer: str, languages: Iterable[Words], kind: str) -> bool:
    """Whether an answer is a phrase of one list and nothing else, be it in several languages."""
    patterns = [cue(getattr(words, kind)) for words in languages]
    return all(
        any(pattern.fullmatch(part.strip(_MARKS)) for pattern in patterns) for part in answer.split("/")
    )


def _said(page: Page, start: int) -> Span | None:
    """The answer to the question of a form: the rest of the line, or the words of the one box that is ticked."""
    options, _ = options_from(page.flat, start)
    if not options:
        line = _LINE.match(page.flat, start)
        return line.span() if line else None
    ticked = [(option.start, option.end) for option in options if option.ticked]
    return ticked[0] if len(ticked) == 1 else None


def _clause(page: Page, start: int, end: int) -> range:
    """Where the words stand that go with these: up to the next comma or stop on either side.

    A colon does not part "he said: do not write".
    """
    before = page.flat[max(0, start - _CLAUSE) : start].replace(": ", "  ")
    after = page.flat[end : end + _CLAUSE]
    return range(start - len(_ENDS.split(before)[-1]), end + len(_ENDS.split(after)[0]))


def other_address(page: Page, known: frozenset[str]) -> str:
    """Whether a page names an address for answers that is not a `known` one (in lower case): a mark, or ''.

    "answer-elsewhere" where the answer is asked for there, "other-address" where they can be reached there as
    well. Which to use is for a person to decide: the words may be anybody's.
    """
    asked = _told_to_answer(page).union(
        *map(page.sentences_with, ("answer_there", "dead_address", "no_reply"))
    )
    reachable = page.sentences_with("reach_me")
    found = ""
    for at, sentence in enumerate(page.sentences):
        if sentence not in asked and sentence not in reachable:
            continue
        # "My other address is:", and below it the address.
        following = (
            page.sentences[at + 1 : at + 2] if page.flat[slice(*sentence)].rstrip().endswith(":") else ()
        )
        if not any(_names_another(page, span, known) for span in (sentence, *following)):
            continue
        if sentence in asked:
            return "answer-elsewhere"
        found = "other-address"
    return found


def _told_to_answer(page: Page) -> set[tuple[int, int]]:
    """The sentences that begin with "answer": in the middle of one it is somebody else who does."""
    begun = ((page.sentence(at), at) for words in page.words for at, _ in page.spans("answers", words))
    return {sentence for sentence, at in begun if not page.flat[sentence[0] : at].strip(" -*")}


def _names_another(page: Page, sentence: tuple[int, int], known: frozenset[str]) -> bool:
    plain = (match.group() for match in ADDRESS.finditer(page.flat, *sentence))
    if any(each not in known and not _NO_REPLY.search(each) for each in plain):
        return True
    return SPELT_ADDRESS.search(page.flat, *sentence) is not None


def _given_address(page: Page) -> str:
    for found in ADDRESS.finditer(page.flat):
        if not _NO_REPLY.search(found.group()):
            return page.evidence(*found.span())
    if spelt := page.search(SPELT_ADDRESS):
        return page.evidence(*spelt)
    return ""


def _given_handle(page: Page) -> str:
    for start, end in page.sentences:
        spans = handles(page, start, end)
        if spans and _offers(page, start, end):
            return page.clause(*spans[0])
    return ""


def _given_number(page: Page) -> str:
    text = page.shown[:_PHONE_CHARS]
    for match in phonenumbers.PhoneNumberMatcher(
        text, "FI", leniency=phonenumbers.Leniency.VALID, max_tries=200
    ):
        return page.evidence(match.start, match.end)
    # A number that is not valid is still one to try where the words around it offer it.
    for start, end in page.sentences:
        if _offers(page, start, end) and (found := _DIGITS.search(page.flat, start, end)):
            return page.evidence(*found.span())
    return ""


def _offers(page: Page, start: int, end: int) -> bool:
    return (start, end) in page.sentences_with("reach_me")
