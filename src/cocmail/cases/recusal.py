"""Whom RECUSE means: its sender, those it names, or nobody before its sender has been asked; and INCLUDE.

It stands apart from `verbs` because both mistakes are grave: one leaves somebody with a conflict in, the other shuts
out a person who cannot come back alone. What names nobody of ours is a reason, and stepping back is never made hard.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cocmail.cases import persons
from cocmail.cases.answers import Said
from cocmail.cases.arguments import MYSELF
from cocmail.cases.commands import one_slip
from cocmail.cases.model import Responder, Roster


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is to be shut out; with a `doubt` nobody is, and it is the answer that asks."""

    people: tuple[Responder, ...] = ()
    is_named: bool = True  #: False where the sender is meant because nobody is named
    doubt: Said | None = None


_SIGNS = re.compile(r"^[\s,;:.!-]+")
_AND = re.compile(
    r"\s*[,;&+]\s*(?:(?:and|ja|och|sekä|samt)\s+)?|\s+(?:and|ja|och|sekä|samt)\s+", re.IGNORECASE
)
# Where a name ends and a reason begins; "Anna-Liisa" and an address go on.
_REASON = re.compile(
    r"[,;]\s*|[:.!]\s+|\s+-\s+|\s+(?=[(\[])|(?<=>)\s+|\s+(?=(?:because|since|koska|eftersom)\b)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\s+(?:from (?:this|the|that)(?: case)?|too|also|as well|myös|också)$", re.IGNORECASE)
_WITH_ADDRESS = re.compile(r"(.*?)\s*[<(\[]?\s*(?:mailto:)?([^\s<>()\[\]]+@[^\s<>()\[\]]+)\s*[>)\]]?")
_INFLECTED = "(?:['’:]?s|:?i?(?:n|a|ä|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|ta|tä|ksi))?"
_YES = re.compile(r"^\?+\s*(?:yes|kyllä|joo|ja)\b", re.IGNORECASE)
# "Nobody", "not necessary", "no need": whoever writes that steps back from nothing.
_DENIED = re.compile(
    r"(?:(?:is|was|it is|it's|that is|that's|seems|on|är|det är)\s+)?"
    r"(?:(?:no|nope|none|nobody|no[ -]?one|never|nothing|nej|ingen|ingenting|aldrig|ei|ei kukaan|(?:(?:ei|en) )?ketään)"
    r"(?:\s+(?:else|of us|now|yet|today|so far|from\b.*|in\b.*))?\W*$"
    r"|(?:not|no)\s+(?:really\s+|at all\s+)?(?:necessary|needed|required|applicable|me|myself|us|now|yet|today|need"
    r"|reason to|conflict|any(?:one|body))\b"
    r"|(?:isn't|wasn't|don't|do not)\s+(?:necessary|needed|required|need|recuse)\b"
    r"|(?:unnecessary|never ?mind|not$)"
    r"|(?:ei|en|älä)\s+(?:ole\s+)?(?:tarpeen|tarvita|tarvitse|syytä|vielä|nyt|minua|jäävi\w*)\b"
    r"|(?:inte|behövs inte|inget|ingen)\s*(?:nödvändigt|behov|behövs|nu|än|mig|jäv|jävig|$))",
    re.IGNORECASE,
)
_NOT = frozenset({"not", "no", "never", "don't", "isn't", "ei", "en", "älä", "inte", "nej", "ej"})
_UNSURE = frozenset({"or", "if", "unless", "maybe", "perhaps", "tai", "jos", "ehkä", "eller", "om", "kanske"})
_OF_THEM = frozenset({"he", "she", "they", "hän", "he's", "she's", "they're", "han", "hon", "hen", "de"})
_FIRST_WORDS = 3
# Of a longer line only the beginning is looked at.
_LONGEST = 500
_LEAST_MISSPELT = 4


def meant(words: str, by: Responder, roster: Roster) -> Meant:
    """Whom RECUSE with these words behind it means: unmistakably, or in doubt.

    Whoever is a responder under another address as well is meant there, too.
    """
    found = _meant(words, by, roster)
    known = (
        each
        for who in found.people
        for each in (who, *persons.out_with(roster, who.key))
        if each == who or roster.responder(each.key)
    )
    return replace(found, people=tuple(dict.fromkeys(known)))


def _meant(words: str, by: Responder, roster: Roster) -> Meant:
    words = " ".join(words[:_LONGEST].split())
    told = _ENDING.sub("", _SIGNS.sub("", words))
    if not told:
        return Meant((by,), is_named=False)
    people = _listed(told, by, roster)
    if not people:
        head, reason = _parted(told)
        people = _listed(head, by, roster)
        known = {by.key} | {each.key for _, found in people for each in found}
        if people and (_doubtful(reason) or _mentioned(reason, roster) - known):
            return Meant(doubt=Said("whom"))
    if unclear := next((part for part, found in people if not persons.is_one_person(roster, found)), ""):
        return Meant(doubt=Said("several", {"name": unclear}))
    if people:
        return Meant(tuple({each.key: each for _, found in people for each in found}.values()))
    return _nobody_named(words, told, by, roster)


def included(words: str, roster: Roster) -> Responder | None:
    """Whom INCLUDE means where no one responder is called so: a contact, or who is there under two addresses."""
    people = roster.called(words)
    return people[0] if persons.is_one_person(roster, people) else None


def parted_names(words: str) -> list[str]:
    """The parts of "Aino, Ben and Carla"."""
    return _AND.split(words.strip())


def _listed(words: str, by: Responder, roster: Roster) -> list[tuple[str, tuple[Responder, ...]]]:
    """The people of a text that is nothing but names, each with what calls them; none where it is more."""
    if whole := _called(words, by, roster):
        return [(words, whole)]
    found = [(part, _called(part, by, roster)) for part in parted_names(words)]
    return found if all(people for _, people in found) else []


def _called(words: str, by: Responder, roster: Roster) -> tuple[Responder, ...]:
    """Everybody whom a name, an address, or a name with its address may mean."""
    plain = words.strip("\"'“”‘’«»„ ")
    if plain.casefold() in MYSELF:
        return (by,)
    if people := roster.called(plain):
        return people
    if not (found := _WITH_ADDRESS.fullmatch(plain)):
        return ()
    name, people = roster.called(found[1].strip("\"'“”‘’ ,")), roster.called(found[2])
    return people if not name or {*people} <= {*name} else ()


def _parted(words: str) -> tuple[str, str]:
    found = _REASON.search(words)
    return (words[: found.start()], words[found.end() :]) if found else ("", words)


def _doubtful(reason: str) -> bool:
    """Whether a name is followed by what takes it back: a question, a condition, a no."""
    first = re.findall(r"[\w'’]+", reason.casefold().replace("’", "'"))[:_FIRST_WORDS]
    if "?" in reason or (first and first[0] in _UNSURE):
        return True
    return bool(first) and first[0] not in _OF_THEM and not _NOT.isdisjoint(first)


def _nobody_named(words: str, told: str, by: Responder, roster: Roster) -> Meant:
    others = _mentioned(told, roster) - {by.key}
    is_asked = words.startswith("?") and not _YES.match(words)
    is_question = told == words and words.endswith("?")
    if others or is_asked or is_question or _DENIED.match(told.lstrip("? ")):
        return Meant(doubt=Said("whom"))
    if told.startswith("@") or (told == words and _is_misspelt(told, roster)):
        return Meant(doubt=Said("nobody", {"name": told}))
    # Words that are nobody's name are a reason, which nobody asked for: it is the sender who steps back.
    return Meant((by,), is_named=told.casefold().startswith("from "))


def _mentioned(words: str, roster: Roster) -> frozenset[str]:
    """The keys of those whom a text names somewhere. Who writes with capitals names people with them."""
    plain = words == words.lower()
    found = (
        (each.key, hit)
        for each in roster.everybody()
        for name in (*_names(each), *each.also_known_as, each.key)
        for hit in re.finditer(rf"(?<![\w.-]){re.escape(name)}{_INFLECTED}(?!\w)", words, re.IGNORECASE)
    )
    return frozenset(
        key for key, hit in found if plain or not hit.start() or not hit[0][0].islower() or "@" in hit[0]
    )


def _names(who: Responder) -> Iterable[str]:
    """The parts of a name that name somebody: of "van der Berg" it is the last."""
    return (each for each in who.name.split() if each[0].isupper())


def _is_misspelt(words: str, roster: Roster) -> bool:
    """Whether one or two words are almost a name of somebody."""
    parts = words.casefold().split()
    names = {
        each.casefold() for who in roster.everybody() for each in _names(who) if len(each) >= _LEAST_MISSPELT
    }
    return len(parts) <= 2 and any(one_slip(part, name) for part in parts for name in names)
