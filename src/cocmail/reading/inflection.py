"""The forms that a name takes in Finnish, Swedish and English: patterns for all of them."""

import re
from functools import lru_cache

from cocmail.reading.cues import words_of
from cocmail.reading.words import ALL

_CASES = "n|a|ä|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|ksi|na|nä|an|en|in|on|un|yn|än|ön|hin|kse\\w{1,4}"
# The partitive of a stem that ends in two vowels or in s; never of one that got its i from the case ("Ben", "Beniä").
_PARTITIVE = "|ta|tä"
_CLITICS = "(?:kin|kaan|kään|han|hän|ko|kö|pa|pä)?"
_GENITIVE = "(?:'s|’s|:s|s|')?"
# Consonant gradation: what the last consonants of a stem become before most endings.
_GRADES = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nt", "nn"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("mp", "mm"),
    ("nk", "ng"),
    ("ht", "hd"),
    ("t", "d"),
    ("p", "v"),
    ("k", ""),
)


def is_common(word: str) -> bool:
    """Whether a name is also one of the commonest words of a language."""
    return any(word.lower() in words_of(words.function_words) for words in ALL.values())


@lru_cache(maxsize=256)
def forms(name: str, finnish: bool, any_case: bool) -> re.Pattern[str]:
    """A pattern for a name as a whole word in all its forms.

    Without capitals a name that is also a common word is left out: it would be found everywhere.
    """
    ignore = any_case and not is_common(name) and len(name) > 3
    return re.compile(
        rf"(?<![\w-])(?:{_forms(name, finnish)})(?!\w|-[A-ZÅÄÖ])", re.IGNORECASE if ignore else 0
    )


@lru_cache(maxsize=256)
def any_form(name: str, finnish: bool) -> re.Pattern[str]:
    """A pattern for a name as `forms` has it, but in any case, whatever else it means."""
    return re.compile(rf"(?<![\w-])(?:{_forms(name, finnish)})(?!\w)", re.IGNORECASE)


def _forms(name: str, finnish: bool) -> str:
    escaped = _escaped(name)
    ways = [escaped + _GENITIVE]
    if finnish:
        for stem in stems(name):
            cases = _CASES if stem == f"{name}i" else _CASES + _PARTITIVE
            ways.append(f"{_escaped(stem)}(?:{cases}){_CLITICS}")
        ways.append(escaped + _CLITICS)
    return "|".join(ways)


def _escaped(name: str) -> str:
    """A name as a pattern: an apostrophe may have any form, and a blank may stand for a hyphen."""
    return re.escape(name).replace("'", "['’‘´`]?").replace("\\-", "[-‑ ]")


def stems(name: str) -> set[str]:
    """The stems that Finnish case endings are put to."""
    if name.endswith("nen"):
        return {name[:-3] + "se", name[:-3] + "s"}
    if name[-1:].lower() not in "aeiouyäöåé":
        found = {name + "i"}
        if name.endswith("s"):
            found |= {name[:-1] + "kse", name[:-1]}
        return found
    found = {name}
    for strong, weak in _GRADES:
        if name[:-1].endswith(strong):
            found.add(name[: -1 - len(strong)] + weak + name[-1])
            break
    if name.endswith("i"):
        found |= {stem[:-1] + "e" for stem in found}
    return found
