"""Whether somebody asks not to be written to.

It stands apart from how they can be reached because it withholds a letter: a wish that is missed may put its writer
in danger, and one that somebody else said, or that holds for today only, leaves them without an answer. The bare word
STOP is no wish but a command, and known to `mail/stop.py`.
"""

import re
from collections.abc import Iterable
from itertools import chain

from cocmail.reading.boxes import is_unticked, options_from
from cocmail.reading.cues import cue
from cocmail.reading.labels import is_empty
from cocmail.reading.page import BETWEEN, Page, Span
from cocmail.reading.words import ALL, Words

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
# Behind what ends letters, also in the next sentence: "STOP! I shouted".
_TOLD_OF = re.compile(rf"\W*(?:\w+ ){{1,2}}{_SPOKE}\b")
# So many characters around a wish are looked at for what limits it.
_CLAUSE = 40
# What parts two clauses, and gives no reason.
_PARTS = re.compile(r"[,;.!?:–\n]| [-–—] ")
_ENDS = re.compile(r"[,;.!?:–\n]| (?:because|since|so|koska|sillä|joten|eftersom|för) ")


def wants_silence(page: Page, *, is_reply: bool = False) -> Span | None:
    """Where the writer says that they want no answer: not somebody else's, and not only for today or by phone.

    In a reply to a letter of ours "no more e-mails" says so as well.
    """
    pages = (page, page.unwrapped())
    wishes = (_wishes_none(each, words) for each in pages for words in page.words)
    ends = (_ends_letters(each, words) for each in pages for words in page.words if is_reply)
    answers = (_answered_no(page, words) for words in page.words)
    return next(filter(None, chain(wishes, ends, answers)), None)


def _wishes_none(page: Page, words: Words) -> Span | None:
    limits = [start for start, _ in page.spans("reply_limits", words)]
    alone = [span for span in page.own_spans("no_reply_alone", words) if _is_alone(page, *span, _ENDS)]
    for start, end in sorted([*page.own_spans("no_reply", words), *alone]):
        clause = _clause(page, start, end)
        is_limited = any(limit in clause for limit in limits) or _is_told(page, start, end)
        if _is_said(page, start, end) and not is_limited:
            return start, end
    return None


def _ends_letters(page: Page, words: Words) -> Span | None:
    """Where a reply asks for no further letter, in a clause of its own: "no more messages since May" is another."""
    for start, end in page.own_spans("no_more_letters", words):
        is_clause = _is_alone(page, start, end, _PARTS) and not _TOLD_OF.match(page.flat, end)
        if is_clause and _is_said(page, start, end):
            return start, end
    return None


def _is_alone(page: Page, start: int, end: int, ends: re.Pattern[str]) -> bool:
    """Whether a sentence begins with it and it is a clause by itself, above the subject: else it may be of others."""
    first, last = page.sentence(start)
    if last > page.flat.rfind(BETWEEN) or page.flat[first:start].strip(_MARKS):
        return False
    return not page.flat[end:last].strip(_MARKS) or ends.match(page.flat, end) is not None


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


def answers_no(page: Page) -> bool:
    """Whether a line asks if its writer may be answered, and they say no."""
    return any(_answered_no(page, words) for words in page.words)


def declines(page: Page, start: int, end: int) -> bool:
    """Whether an answer to how its writer may be reached is that they may not be: a bare no, or that wish."""
    bare = page.flat[start:end].strip(_MARKS)
    is_no = any(cue(words.says_no).fullmatch(bare) for words in page.words)
    return is_no or wants_silence(page.only(start, end)) is not None


def _clause(page: Page, start: int, end: int) -> range:
    """Where the words stand that go with these: up to the next comma or stop on either side.

    A colon does not part "he said: do not write".
    """
    before = page.flat[max(0, start - _CLAUSE) : start].replace(": ", "  ")
    after = page.flat[end : end + _CLAUSE]
    return range(start - len(_ENDS.split(before)[-1]), end + len(_ENDS.split(after)[0]))
