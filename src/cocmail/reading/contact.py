"""How to reach the reporter.

It stands apart because it is the one answer that is mostly not in the text: who writes from an address that
can be answered has given it.
"""

import re
from typing import Literal

import phonenumbers

from cocmail.reading.model import Finding
from cocmail.reading.names import handles
from cocmail.reading.page import Page
from cocmail.reading.wishes import wants_silence

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


def find_contact(page: Page, *, way: str, is_reply: bool = False) -> Finding | None:
    """Present for a way to answer that the message has or one in the text, declined for "do not contact me".

    `is_reply` where it answers a letter of ours.
    """
    if refused := wants_silence(page, is_reply=is_reply):
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


def other_address(page: Page, known: frozenset[str]) -> Literal["answer-elsewhere", "other-address", ""]:
    """Whether a page names an address for answers that is not a `known` one (in lower case): a mark, or ''.

    "answer-elsewhere" where the answer is asked for there, "other-address" where they can be reached there as
    well. Which to use is for a person to decide: the words may be anybody's.
    """
    asked = _told_to_answer(page).union(
        *map(page.sentences_with, ("answer_there", "dead_address", "no_reply"))
    )
    reachable = page.sentences_with("reach_me")
    found: Literal["other-address", ""] = ""
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
