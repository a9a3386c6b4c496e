"""Which words of a responder's mail name somebody, and which do no more than greet or thank them.

It stands apart from `responding` because whoever is named is shut out: a reader checks here in which texts a name
counts. Whose name it is, `reading` says.
"""

import re

from cocmail.cases import recusal
from cocmail.cases.commands import FOR_THE_REPORTER, Reading
from cocmail.cases.model import Roster

_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_TO_US = (
    r"(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|(?:many )?thanks|thank you"
    r"|hei|moi|moikka|terve|huomenta|kiitos|kiitti|hej|hejsan|god (?:morgon|dag|kväll)|tack),?[ ]+"
)
# Words to somebody, by name, where a text begins: "Hi Carla," is one, "Thanks Carla did it again" is none.
_GREETED = re.compile(rf"\A{_TO_US}([^\n,.!?:;]{{1,80}}?)[ ]*(?:[,.!:;]|[-–—] |\n|\Z)", re.IGNORECASE)
# And where it ends, as a line of their own.
_THANKED = re.compile(rf"^[ ]*{_TO_US}([^\n,.!?:;]{{1,80}}?)[ .!]{{0,5}}\Z", re.IGNORECASE | re.MULTILINE)
# Whoever is named in the text of these is held; a letter to the reporter may say who will call them, and only who is
# named in a question of it is.
_MAY_NAME = frozenset({"note", "set", "followup", "decide", "snooze"})


def said(reading: Reading) -> str:
    """The texts of a mail in which naming somebody shuts them out."""
    return "\n".join(_said(reading))


def for_reporter(reading: Reading, roster: Roster) -> str:
    """The texts of a mail that are for the reporter, without a greeting: they may be called like one of us."""
    texts = (each.text for each in reading.commands if each.verb in FOR_THE_REPORTER)
    return "\n\n".join(_unaddressed(each, roster) for each in texts)


def asked_about(reading: Reading, roster: Roster) -> str:
    """The questions in them: who is named in one may be who the case is about, and would read the answer."""
    return _questions(for_reporter(reading, roster))


def was_asked_about(text: str, roster: Roster) -> str:
    """The same of a letter that the reporter got."""
    return _questions(_unaddressed(text, roster))


def _questions(text: str) -> str:
    sentences = _SENTENCES.split(text)
    return "\n".join(each for each in sentences if "?" in each[len(each.rstrip("?!.…)]\"'”’» \n")) :])


def unaddressed(reading: Reading, roster: Roster) -> str:
    """The same without a greeting or thanks to some of us at either end of a text: they say nothing of anybody."""
    return "\n".join(_unaddressed(each, roster) for each in _said(reading))


def _said(reading: Reading) -> list[str]:
    texts = (each.text for each in reading.commands if each.verb in _MAY_NAME)
    return [each for each in (*texts, reading.note) if each]


def _unaddressed(text: str, roster: Roster) -> str:
    text = text.strip()
    for address in (_GREETED, _THANKED):
        found = address.search(text)
        if found and all(map(roster.called, recusal.parted_names(found[1]))):
            text = text[: found.start(1)] + text[found.end(1) :]
    return text
