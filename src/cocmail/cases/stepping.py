"""RECUSE in a sentence, such as "I have to recuse myself from this one, sorry".

It stands apart from `commands`, where a word counts in the first lines alone: one that only takes away is heard in
prose as well, because who wrote it thinks that they are out. What is plainly that is obeyed; what may be is asked
about.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from cocmail.cases.arguments import as_typed
from cocmail.cases.commands import Misread, Reading, read_commands
from cocmail.cases.forms import is_wrapped
from cocmail.cases.model import Command

_WORD = r"rec+l?us(?:e|ing)"
# What stands before it: a greeting, an excuse, a please.
_BEFORE = re.compile(
    r"(?:(?:(?:hi|hello|hey|dear|hei|moi|terve|hej|hejsan|good (?:morning|day|evening)|huomenta|god (?:morgon|dag))"
    r"(?:(?:\s+(?!rec)\w+){1,4}(?=[,.!:;]|$))?|(?:thanks|thank you)(?: for (?:the|your) \w+)?"
    r"|kiitos|tack|(?:i'm |i am )?(?:so |very )?sorry"
    r"|(?:my )?apologies|anteeksi|pahoittelen|förlåt|tyvärr|valitettavasti|unfortunately|sadly|ok|okay|yes|well|so|then"
    r"|please|pls|kindly)"
    r"(?:[\s,.!:;-]+|$))+",
    re.IGNORECASE,
)
# Who says it, and that they mean it: "I must", "I would like to", "have to", and no more than such words.
_MEANT = (
    r"(?:(?:i(?:'m|'ll)?|minä|jag)\s+)?"
    r"(?:(?:am|do|will|shall|must|have|need|want|wish|got|gotta|going|be|to|hereby|now|also|too|therefore|thus|hence"
    r"|just|really|then|(?:would|i'd) (?:like|prefer|rather))\s+)*"
)
_ONESELF = r"(?:me|myself|self|itseni|minut|mig)\b"
# Behind it stand they themselves, a reason, or nothing: "I recuse Ben" and "recuse her" are other matters.
_OF_ONESELF = (
    rf"(?:\s+{_ONESELF}|\s*$|\s*[,;:.(-]|\s+(?:from|because|since|as|here|now|too|also|for|due|on|and|please|sorry|koska"
    r"|eftersom|this time)\b)"
)
_PLAIN = re.compile(
    rf"(?P<before>{_MEANT}){_WORD}\b(?P<behind>{_OF_ONESELF}.*)"
    r"|(?:minä\s+|minun\s+)?(?:(?:täytyy|pitää|haluan|on pakko)\s+)?jäävä(?:än|tä|ätä)\s+(?:itseni|minut)\b.*"
    r"|(?:minä\s+)?jääv[äi]ydyn\b.*"
    r"|(?:minä\s+|minun\s+)?(?:täytyy|pitää|haluan|on pakko)\s+(?:\w+\s+)?jääv[äi]ytyä\b.*"
    r"|jag\s+(?:(?:måste|vill|ska|skall)\s+)?(?:jävar?\s+mig|anmäl(?:er|a)\s+(?:mig\s+)?(?:själv\s+)?(?:som\s+)?jäv(?:ig)?)\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Anything that makes a question or a condition of it.
_OPEN = re.compile(
    r"\?|\b(?:if|unless|whether|until|once|in case|when|or|maybe|perhaps|only|jos|ellei|kun|tai|vai|ehkä|ifall|om|när"
    r"|eller|kanske)\b",
    re.IGNORECASE,
)
# What may be meant as one: somebody's own recusal, or conflict, in whatever sentence.
_PERHAPS = re.compile(
    rf"\brec+l?us(?:e|ed|ing)\W+{_ONESELF}"
    r"|\b(?:i(?:'\w+)?|should|must|shall|could|can|may|ought|need)\s+"
    r"(?:(?:i|am|do|will|shall|must|have|has|had|need|want|might|may|could|can|should|would|ought|better|think|guess|probably"
    r"|perhaps|maybe|to|be|been|also|now|just|rather|really|like|prefer)\s+){0,6}"
    rf"rec+l?us(?:e|ed|ing)\b(?={_OF_ONESELF}|\s*\?)"
    r"|\bi(?:'m|\s+am|\s+(?:do\s+|may\s+|might\s+)?have)\s+(?:(?:a|an|some|the|in|possible|potential|clear|big|strong)\s+){0,3}"
    r"conflict(?:ed)?\b|\A(?:jäävi|esteellinen|jävig)\Z"
    r"|\bolen\s+(?:\w+\s+){0,2}(?:jäävi|esteellinen)\b|\bjag\s+är\s+(?!inte|ej)(?:\w+\s+){0,2}jävig\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\b(?:not|no|never|without|instead of|rather than|cannot|ei|en|inte|ej|inget?)\b|n't\b)[^,;:.!?]*$",
    re.IGNORECASE,
)
# Below these begin the words of somebody else.
_OF_OTHERS = re.compile(r"\s*(?:[>|]|[-_=*]{3})|.*:\s*$")
_ENDS = re.compile(r"(?<=[.!?])\s+")
# Nobody steps back on a later page; and a longer sentence is not looked at.
_MOST_LINES, _LONGEST_LINE, _LONGEST = 40, 1000, 300


def with_recusal(reading: Reading) -> Reading:
    """The reading of a mail, with RECUSE where its note says so in a sentence, or the question whether it does.

    Where nothing of a mail would be obeyed, this is.
    """
    if any(each.verb == "recuse" and not each.text for each in reading.commands):
        return reading
    is_first, asked = True, ""
    for sentence in _sentences(reading.note):
        rest = sentence[found.end() :] if (found := _BEFORE.match(sentence)) else sentence
        # Further below it may be somebody else's, copied without a mark: then it is asked about.
        if is_first and (command := _plainly(sentence, rest)):
            obeyed = () if reading.misread else reading.commands
            return replace(reading, commands=(*obeyed, command), misread=())
        asked = asked or (sentence if _PLAIN.fullmatch(rest) or _perhaps(sentence) else "")
        is_first = is_first and not rest
    if asked and not reading.misread:
        return replace(reading, misread=(Misread(asked, "recuse"),))
    return reading


def _plainly(sentence: str, rest: str) -> Command | None:
    found = _PLAIN.fullmatch(rest)
    if not found or _OPEN.search(sentence):
        return None
    before, behind = found["before"], found["behind"]
    if behind is None or (before and not re.match(rf"\s+{_ONESELF}", behind, re.IGNORECASE)):
        return Command("recuse", sentence)
    # "Recuse me and Ben" means both.
    (command,) = read_commands(f"recuse{behind}").commands
    return replace(command, line=sentence)


def _perhaps(sentence: str) -> bool:
    return any(not _NOT.search(sentence[: each.start()]) for each in _PERHAPS.finditer(sentence))


def _sentences(note: str) -> Iterator[str]:
    """The first sentences of a note that are its writer's own, as if typed plainly, each on one line."""
    lines = [each[:_LONGEST_LINE] for each in as_typed(note).split("\n")[:_MOST_LINES]]
    text = ""
    for line, following in pairwise(chain(lines, [""])):
        if _OF_OTHERS.match(line):
            break
        # A line that is full, or is followed by a small letter, goes on below.
        goes_on = is_wrapped(line, following) or (
            following.strip()[:1].islower() and line.strip()[-1:].isalnum()
        )
        text += line.strip() + (" " if goes_on else "\n")
    for line in text.split("\n"):
        for sentence in _ENDS.split(line):
            if words := " ".join(sentence.split()).strip("*_\"' "):
                yield words[:_LONGEST].rstrip(".!")
