"""Who of the roster a text names, in any form a name takes in Finnish, Swedish and English.

It stands apart because a responder who is named must not see the case: between naming and not naming it errs
towards naming, and only a longer word or somebody else's surname speaks against it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from cocmail.reading.cues import words_of
from cocmail.reading.model import Person
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
_NEXT_WORD = re.compile(r" {1,2}([A-ZÅÄÖÉ][\w'’-]{1,30})")
# A name may be wrapped: its second part then stands at the beginning of the next line.
_NEXT_LINE = re.compile(r"[ \t]{0,4}\r?\n[> \t]{0,4}(?=\w)")
_WORD_BEFORE = re.compile(r"(?:^|[^\w.@-])([A-ZÅÄÖÉ][\w'’-]{0,30}\.?) $")
_LEAST_MISSPELT = 6
_PLACE_ENDING = re.compile(r"(?:ssa|ssä|lla|llä|sta|stä|lta|ltä|lle)$")
_TITLES = words_of(
    "mr, mrs, ms, dr, herra, rouva, herr, fru, prof, professor, professori, mr., mrs., ms., dr."
)
# What a form of Aino, Onni, Rauha, Päivi and others also is, where somebody writes without capitals. No genitive is
# here, and nothing with a capital: "Toivon käytös" names Toivo, whatever else "toivon" may be.
_MERE_WORDS = words_of(
    "ainoa, ainoaa, ainoan, lahjaksi, lainaksi, lainassa, onneksi, pilvessä, päiviä, rauhassa, toivossa, tuulessa"
)
_BRAND = re.compile(r" ?& [A-ZÅÄÖ]\w{1,20}['’]s")


def find_named(text: str, people: Sequence[Person], *, finnish: bool) -> dict[str, str]:
    """The words of the text that name each of the people, by `Person.key`.

    Finnish case forms are looked for where the text is `finnish`.
    """
    lowered = text.lower()
    # Who writes without capitals names people without capitals as well.
    plain = sum(map(str.isupper, text)) * 60 < len(text)
    found = ((person.key, _naming(text, lowered, person, finnish=finnish, plain=plain)) for person in people)
    return {key: words for key, words in found if words}


def _naming(text: str, lowered: str, person: Person, *, finnish: bool, plain: bool) -> str:
    names = person.name.split()
    handles = [alias for alias in person.aliases if "@" in alias]
    for address in (*person.addresses, *handles):
        if address and (hit := re.search(rf"(?<![\w.+-]){re.escape(address.lower())}(?![\w-])", lowered)):
            return text[hit.start() : hit.end()]
    if len(names) > 1:
        mailbox = rf"(?<![\w.+-]){re.escape(names[0].lower())}[._-]?{re.escape(names[-1].lower())}(?!\w)"
        if hit := re.search(mailbox, lowered):
            return text[hit.start() : hit.end()]
    for alias in person.aliases:
        if "@" not in alias and (words := _by_alias(text, alias, finnish=finnish, plain=plain)):
            return words
    if not names:
        return ""
    first, last = names[0], names[-1] if len(names) > 1 else ""
    return _by_first(text, first, last, finnish=finnish, plain=plain) or (
        _by_last(text, first, last, finnish=finnish, plain=plain) if last else ""
    )


def _by_alias(text: str, alias: str, *, finnish: bool, plain: bool) -> str:
    if hit := forms(alias, finnish, plain or alias.islower()).search(text):
        return hit.group()
    return ""


def _by_first(text: str, first: str, last: str, *, finnish: bool, plain: bool) -> str:
    """The first name, unless it stands before another surname there or is said to."""
    own = forms(last, finnish, plain) if last else None
    alone, others = "", False
    for hit in forms(first, finnish, plain).finditer(text):
        if _BRAND.match(text, hit.end()) or hit.group() in _MERE_WORDS:
            continue
        wrapped = _NEXT_LINE.match(text, hit.end())
        if own and wrapped and (rest := own.match(text, wrapped.end())):
            return f"{hit.group()} {rest.group()}"
        following = _NEXT_WORD.match(text, hit.end())
        if following is None or _ends_phrase(following.group(1)):
            alone = alone or hit.group()
        elif own and (own.match(text, following.start(1)) or _nearly(following.group(1), last)):
            return text[hit.start() : following.end()]
        else:
            others = True
    # "Aino Virtala", and later only "Aino": that is she, and not another Aino, unless our own is named in
    # full.
    return "" if others else alone


def _by_last(text: str, first: str, last: str, *, finnish: bool, plain: bool) -> str:
    own = forms(first, finnish, plain)
    alone, others = "", False
    for hit in forms(last, finnish, plain).finditer(text):
        before = _WORD_BEFORE.search(text, max(0, hit.start() - 40), hit.start())
        following = _NEXT_WORD.match(text, hit.end())
        if (before and own.fullmatch(before.group(1))) or (following and own.match(text, following.start(1))):
            return hit.group()
        if before is None or before.group(1).lower() in _TITLES or is_common(before.group(1)):
            alone = alone or hit.group()
        else:
            others = True
    return "" if others else alone


def _nearly(written: str, name: str) -> bool:
    """Whether a long name is written with one letter wrong, missing or too many, or two of them swapped."""
    written, name = written.lower(), name.lower()
    if len(name) < _LEAST_MISSPELT or abs(len(written) - len(name)) > 1 or written[0] != name[0]:
        return False
    start = next((at for at, pair in enumerate(zip(written, name, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    left, right = written[start:], name[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def _ends_phrase(word: str) -> bool:
    return is_common(word) or bool(_PLACE_ENDING.search(word))


def is_common(word: str) -> bool:
    """Whether a name is also one of the commonest words of a language."""
    return any(word.lower() in words_of(words.function_words) for words in ALL.values())


@lru_cache(maxsize=256)
def forms(name: str, finnish: bool, any_case: bool) -> re.Pattern[str]:
    """A pattern for a name as a whole word in all its forms.

    Without capitals a name that is also a common word is left out: it would be found everywhere.
    """
    escaped = re.escape(name)
    forms = [escaped + _GENITIVE]
    if finnish:
        for stem in _stems(name):
            cases = _CASES if stem == f"{name}i" else _CASES + _PARTITIVE
            forms.append(f"{re.escape(stem)}(?:{cases}){_CLITICS}")
        forms.append(escaped + _CLITICS)
    body = "|".join(forms)
    ignore = any_case and not is_common(name) and len(name) > 3
    return re.compile(rf"(?<![\w-])(?:{body})(?!\w|-[A-ZÅÄÖ])", re.IGNORECASE if ignore else 0)


def _stems(name: str) -> set[str]:
    """The stems that Finnish case endings are put to."""
    if name.endswith("nen"):
        return {name[:-3] + "se", name[:-3] + "s"}
    if name[-1:].lower() not in "aeiouyäöåé":
        stems = {name + "i"}
        if name.endswith("s"):
            stems |= {name[:-1] + "kse", name[:-1]}
        return stems
    stems = {name}
    for strong, weak in _GRADES:
        if name[:-1].endswith(strong):
            stems.add(name[: -1 - len(strong)] + weak + name[-1])
            break
    if name.endswith("i"):
        stems |= {stem[:-1] + "e" for stem in stems}
    return stems
