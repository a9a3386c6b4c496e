"""Who of us is who: which addresses on the roster are one person's, and which are mailboxes that several read.

It stands apart because the roster says it in one way, `also_known_as`, for both. Two addresses belong together where
the entry of one names the other. Linked entries of one full name are one person, however few of them name the others.
Beside a mailbox stand people who do not stand beside each other; who is left beside somebody, once the mailboxes are
told, is that person. Where it cannot be told which is which, each counts as a mailbox for the other. It only ever
shuts out, or keeps somebody from being counted twice: what they may do goes by the address on the roster.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cocmail.cases.model import Responder, Roster


def readers(roster: Roster, address: str) -> frozenset[str]:
    """The keys of those on our side who read what goes to that address, and may write from it.

    Where nobody has just that one, its "+detail" (RFC 5233) makes nobody else of them.
    """
    ties = _ties(roster)
    return frozenset(each for key in _owners(roster, address) for each in ties.readers(key))


def who_is(roster: Roster, address: str) -> frozenset[str]:
    """Those keys with each other one at which they read; whoever reports is the reporter of the case at all of them."""
    ties = _ties(roster)
    return frozenset(each for reader in readers(roster, address) for each in ties.read_by(reader))


def together(roster: Roster, key: str) -> tuple[Responder, ...]:
    """Everybody on our side who may be the one with that key: a mailbox is each who reads it, and they are it."""
    ties = _ties(roster)
    return _of(roster, ties.readers(key) | ties.read_by(key))


def one_with(roster: Roster, key: str) -> tuple[Responder, ...]:
    """Whoever has that key, under each of their addresses on the roster; not a mailbox that they read with others."""
    ties = _ties(roster)
    return _of(roster, (each for each in ties.person(key) if ties.person(each) == ties.person(key)))


def out_with(roster: Roster, key: str) -> tuple[Responder, ...]:
    """Who of us is out where whoever has that key is: they themselves, at each address on the roster that they read.

    A mailbox that several read is out with each of them, and none of them with it.
    """
    return _of(roster, _ties(roster).read_by(key))


def out_under(roster: Roster, address: str) -> frozenset[str]:
    """The keys of those who are out where somebody was shut out at that address, which may have no entry any more."""
    return frozenset(each.key for each in out_with(roster, address)) or who_is(roster, address)


def others_named(roster: Roster, key: str, named: Mapping[str, str]) -> dict[str, str]:
    """Whom else words name that whoever has that key wrote, by key: who signs what they write names nobody.

    Nor do they name a mailbox by it that they read, unless somebody else is named who reads it.
    """
    own = {key, *(each.key for each in one_with(roster, key))}
    said = {named[each] for each in own & named.keys()}
    theirs = {each.key for each in out_with(roster, key) if named.get(each.key) in said} - own
    others = {each: words for each, words in named.items() if each not in own | theirs}
    shared = {each.key for other in others for each in out_with(roster, other)}
    return others | {each: named[each] for each in theirs & shared}


def is_one_person(roster: Roster, people: Sequence[Responder]) -> bool:
    """Whether these are one and the same; who shares a mailbox with somebody is not them, nor is it."""
    ties = _ties(roster)
    return len({ties.person(each.key) for each in people}) == 1


@dataclass(frozen=True, slots=True)
class _Ties:
    """Who stands beside whom, by key, and which of them are mailboxes."""

    beside: Mapping[str, frozenset[str]]
    mailboxes: frozenset[str]

    def person(self, key: str) -> frozenset[str]:
        near = self.beside.get(key, frozenset())
        if key in self.mailboxes:
            return frozenset(each for each in near if self.beside[each] == near)
        return near - self.mailboxes

    def readers(self, key: str) -> frozenset[str]:
        if key not in self.mailboxes:
            return self.person(key)
        people = self.beside[key] - self.mailboxes
        return self.person(key).union(*(self.person(each) for each in people))

    def read_by(self, key: str) -> frozenset[str]:
        """Where they read: at the addresses of their own, and in each mailbox that they share."""
        own = self.person(key)
        if key in self.mailboxes:
            return own
        return own | (self.mailboxes & {near for each in own for near in self.beside[each]})


@lru_cache(maxsize=4)  # Asked several times for each mail, and a roster seldom changes.
def _ties(roster: Roster) -> _Ties:
    beside = _beside(roster)
    named = {each.key for each in roster.everybody() if each.name}
    return _Ties(beside, _mailboxes(beside, named))


def _beside(roster: Roster) -> dict[str, frozenset[str]]:
    """By key, the keys of the entries that name it or that it names, with itself; of one person, those of all."""
    known = {each.key: _addresses(each) for each in roster.everybody()}
    linked = {
        key: frozenset(each for each in known if each in addresses or key in known[each])
        for key, addresses in known.items()
    }
    names = {each.key: " ".join(each.name.casefold().split()) for each in roster.everybody()}
    one = {key: _of_one_name(key, linked, names) for key in known}
    return {
        key: frozenset(each for own in one[key] for near in linked[own] for each in one[near])
        for key in known
    }


def _of_one_name(key: str, linked: Mapping[str, frozenset[str]], names: Mapping[str, str]) -> set[str]:
    """The entries with the name of that one to which links lead over such entries; a contact has no name."""
    found = {key}
    while names[key] and (
        more := {each for own in found for each in linked[own] if names[each] == names[key]} - found
    ):
        found |= more
    return found


def _mailboxes(beside: Mapping[str, frozenset[str]], named: Iterable[str]) -> frozenset[str]:
    """Whoever stands beside a person, and beside somebody beside whom that one does not stand.

    A person is who stands beside none but those who stand beside each other. Who reads several mailboxes does so only
    once these are left out. A contact without a name proves no mailbox: it may be another address of anybody's.
    """
    found: set[str] = set()
    while True:
        rest = {key: near - found for key, near in beside.items() if key not in found}
        people = [key for key in named if key in rest and all(rest[key] <= rest[each] for each in rest[key])]
        larger = {each for key in people for each in rest[key] if rest[each] != rest[key]}
        # Of two beside each other, one may be a person whose other address is what stands beside them.
        new = {each for each in larger if all(rest[other] == rest[each] for other in rest[each] & larger)}
        if not new:
            return frozenset(found)
        found |= new


def _owners(roster: Roster, address: str) -> Sequence[str]:
    wanted = address.casefold()
    local, at, domain = wanted.rpartition("@")
    people = roster.everybody()
    for written in (wanted, local.partition("+")[0] + at + domain):
        if found := [each.key for each in people if each.key == written]:
            return found
        if found := [each.key for each in people if written in _addresses(each)]:
            return found
    return ()


def _addresses(who: Responder) -> frozenset[str]:
    return frozenset({who.key, *(alias.casefold() for alias in who.also_known_as if "@" in alias)})


def _of(roster: Roster, keys: Iterable[str]) -> tuple[Responder, ...]:
    wanted = frozenset(keys)
    return tuple(each for each in roster.everybody() if each.key in wanted)
