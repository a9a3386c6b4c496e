"""Who of us is who: which addresses on the roster are one person's, and which are mailboxes that several read.

It stands apart because the roster says it in one way, `also_known_as`, for both. Two addresses belong together where
the entry of one names the other. Who is there under several has them all beside each other; beside a mailbox stand
people who do not stand beside each other. It only ever shuts out, or keeps somebody from being counted twice: what
they may do goes by the address on the roster.
"""

from collections.abc import Iterable, Mapping, Sequence

from cocmail.cases.model import Responder, Roster

_Beside = Mapping[str, frozenset[str]]


def readers(roster: Roster, address: str) -> frozenset[str]:
    """The keys of those on our side who read what goes to that address, and may write from it.

    Where nobody has just that one, its "+detail" (RFC 5233) makes nobody else of them.
    """
    beside = _beside(roster)
    return frozenset(
        each for key in _owners(roster, address) for each in beside[key] if beside[each] <= beside[key]
    )


def who_is(roster: Roster, address: str) -> frozenset[str]:
    """Those keys with each other one at which they read; whoever reports is the reporter of the case at all of them."""
    beside = _beside(roster)
    return frozenset(each for reader in readers(roster, address) for each in _read_by(beside, reader))


def together(roster: Roster, key: str) -> tuple[Responder, ...]:
    """Everybody on our side who may be the one with that key: a mailbox is each who reads it, and they are it."""
    return _of(roster, _beside(roster).get(key, frozenset()))


def one_with(roster: Roster, key: str) -> tuple[Responder, ...]:
    """Whoever has that key, under each of their addresses on the roster; not a mailbox that they read with others."""
    beside = _beside(roster)
    return _of(roster, (each for each in beside.get(key, ()) if beside[each] == beside[key]))


def out_with(roster: Roster, key: str) -> tuple[Responder, ...]:
    """Who of us is out where whoever has that key is: they themselves, at each address on the roster that they read.

    A mailbox that several read is out with each of them, and none of them with it.
    """
    beside = _beside(roster)
    return _of(roster, _read_by(beside, key) if key in beside else ())


def is_one_person(roster: Roster, people: Sequence[Responder]) -> bool:
    """Whether these are one and the same; who shares a mailbox with somebody is not them, nor is it."""
    beside = _beside(roster)
    return len({beside[each.key] for each in people}) == 1


def _beside(roster: Roster) -> _Beside:
    """By key, the keys of the entries that name it or that it names, with itself."""
    known = {each.key: _addresses(each) for each in roster.everybody()}
    return {
        key: frozenset(each for each in known if each in addresses or key in known[each])
        for key, addresses in known.items()
    }


def _read_by(beside: _Beside, key: str) -> Iterable[str]:
    """Where they read: at the addresses of their own, and in each mailbox that they share."""
    return (each for each in beside[key] if beside[key] <= beside[each])


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
