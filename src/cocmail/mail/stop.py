"""Whether a reply is the one word STOP, as people write it: with a please, a full stop, quotes or their name below.

It stands apart because it is the only word ever obeyed from a reporter, and nothing takes it back: so every word of
the reply must be one of these. "Stop him!" is about somebody, and "Stop?" is a question.
"""

import re
from dataclasses import dataclass

from cocmail.mail.outgoing import cut_for_reporter

# With a long signature; a longer text is not read at all.
_LONGEST = 600
# Nobody signs with a longer one; anybody can send a name of a million characters, and patterns are made of it.
_LONGEST_NAME = 100
_MOST_WORDS = 8
_LEAST_BESIDE = 3
_CLAUSE = re.compile(r"[.,;:!\n]|\s[-–—]\s")
# "Please stop, I told him": somebody tells of it.
_TOLD = re.compile(
    r"[^\w]*(?:\w+ ){1,2}(?:told|said|asked|begged|shouted|yelled|sanoin|huusin|pyysin|sa|sade|bad|skrek)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_STOP = frozenset("stop stopp stoppa sluta lopeta lopettakaa".split())
_BEFORE = frozenset(
    """
    please pls kindly hi hello hey ok okay
    hei moi hej snälla vänligen
    """.split()
)
_LETTERS = frozenset(
    """
    emailing e-mailing mailing writing sending messaging contacting address
    email emails e-mail e-mails mail mails letter letters message messages
    kirjoittaminen kirjoittelu lähettäminen lähettely viestit viestien kirjeet kirjeiden sähköpostit sähköpostien
    skriva skicka maila mejla kontakta mejl mejlen brev breven meddelanden
    """.split()
)
# Only beside a word for letters or for writing them: "Stop this" is about what is done to its writer.
_UNCLEAR = frozenset("this these any all me us kaikki alla mig mej".split())
_AFTER = (_STOP | _LETTERS | _UNCLEAR).union(
    """
    please pls thanks thank you now to more your from
    kiitos kiitti nyt heti enää minulle mulle näiden
    tack snälla nu genast till era fler av med att
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Writer:
    name: str
    address: str
    also_known_as: tuple[str, ...] = ()


def says_stop(text: str, name: str, address: str) -> bool:
    """Whether the new text of a reply says STOP and nothing else; `name` and `address` are its writer's."""
    if len(text) > _LONGEST or "?" in text:
        return False
    kept = cut_for_reporter(text, _Writer(name[:_LONGEST_NAME], address)).kept
    words = _words(kept)
    # Beside STOP a name is a longer word: whoever writes as "it@example.org" may still say "Stop it".
    beside = {word for word in _words(name) if len(word) >= _LEAST_BESIDE} - _STOP
    below = {*_words(name), *_words(address.partition("@")[0])} - _STOP
    first_line = len(_words(kept.strip().partition("\n")[0]))
    while words and words[-1] in (below if len(words) > first_line else beside):
        words.pop()
    while words and words[0] in _BEFORE:
        words.pop(0)
    if not _UNCLEAR.isdisjoint(words) and _LETTERS.isdisjoint(words):
        return False
    return 0 < len(words) <= _MOST_WORDS and words[0] in _STOP and _AFTER.issuperset(words)


def begins_with_stop(text: str, name: str, address: str) -> bool:
    """Whether a reply begins with such a STOP and goes on, as with a reason ("Please STOP. He reads my phone").

    In capitals, or with a word of courtesy or for letters beside it: "Stop. You are hurting me" tells what was said.
    """
    clause, rest = _first_clause(text.strip())
    if _TOLD.match(rest):
        return False
    is_meant = any(word.isupper() for word in clause.split()) or not _STOP.issuperset(_words(clause))
    return is_meant and says_stop(clause, name, address)


def _first_clause(text: str) -> tuple[str, str]:
    found = _CLAUSE.search(text)
    return (text[: found.start()].strip(), text[found.start() :]) if found else (text, "")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("_", " "))
