"""Who may hear of a case: the only place that turns "the responders" into people (P19).

It stands apart so that a letter to somebody with a conflict of interest cannot be written by forgetting a
rule elsewhere: every letter passes here when it is queued and again when it is claimed for sending.
Silence is not clearance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cocmail.cases import persons
from cocmail.cases.model import (
    Audience,
    Case,
    Clearance,
    Disclosure,
    Entry,
    EntryType,
    Responder,
    Roster,
    State,
)

_MAY_READ = frozenset({Clearance.CLEARED, Clearance.INCLUDED})
_SHUT_OUT = frozenset({Clearance.HELD, Clearance.RECUSED})
# Entries that bear somebody's address without their having read a letter of ours.
_NO_SIGN_OF_LIFE: frozenset[EntryType] = frozenset(
    {"held", "unproven", "unproven-note", "automatic-reply", "author"}
)


def first_clearance(
    roster: Roster, held: Mapping[str, str], reporter: str, *, mode: str, related: Iterable[Case] = ()
) -> dict[str, Clearance]:
    """Everybody's standing on a new case.

    Who is named in the report, or wrote it, is held; who is shut out of a case that it may belong to is so here too.
    """
    start = Clearance.CLEARED if mode == "open" else Clearance.PENDING
    named = {*held, *persons.who_is(roster, reporter)}
    kept_out = {key: standing for key, (standing, _) in shut_out_of(related).items()}
    standing = (
        {each.key: start for each in roster.responders} | kept_out | dict.fromkeys(named, Clearance.HELD)
    )
    known = {each.key for each in roster.everybody()}
    return {key: each for key, each in standing.items() if key in known}


def shut_out_of(related: Iterable[Case]) -> dict[str, tuple[Clearance, str]]:
    """Whom cases that a report may belong to shut out, by key: how, and in which of them.

    Who stepped back from one that is closed declares anew: that was about a matter that has ended.
    """
    found: dict[str, tuple[Clearance, str]] = {}
    for case in related:
        for key, standing in case.clearance.items():
            is_recusal = standing == Clearance.RECUSED and case.state != State.CLOSED
            if standing == Clearance.HELD or (is_recusal and key not in found):
                found[key] = standing, case.name
    return found


def exposed(case: Case, roster: Roster, addresses: Iterable[str]) -> tuple[Responder, ...]:
    """Those of our people who are shut out of the case, and who have it all the same: at these addresses."""
    keys = frozenset(key for address in addresses for key in persons.readers(roster, address))
    # Who reports is shut out too, and has their own mail by right.
    own = persons.who_is(roster, case.reporter)
    return tuple(
        each
        for each in roster.everybody()
        if each.key in keys and each.key not in own and shut_out(case, each.key)
    )


def hold(case: Case, held: Mapping[str, str]) -> Case:
    """The case after a later message named somebody: they are held, also where somebody else included them.

    Whoever included them had not read this one. Who is held no longer looks after the case.
    """
    return untaken(replace(case, clearance={**case.clearance, **dict.fromkeys(held, Clearance.HELD)}))


def joined(case: Case, other: Case) -> Case:
    """The case where it is about the same as another one: whom that one shuts out this one does as well."""
    kept_out = {key: standing for key, standing in other.clearance.items() if standing in _SHUT_OUT}
    new = {key: standing for key, standing in kept_out.items() if not shut_out(case, key)}
    return untaken(replace(case, clearance={**case.clearance, **new}))


def but_included(case: Case, held: Mapping[str, str], history: Sequence[Entry] = ()) -> dict[str, str]:
    """Whom our own words shut out, or those on file when they are read anew: not whom somebody else included.

    A contact who was let in again has no standing on the case: of them its history tells.
    """
    return {
        key: words
        for key, words in held.items()
        if case.clearance.get(key) != Clearance.INCLUDED
        and (key in case.clearance or not was_included(history, key))
    }


def was_included(history: Sequence[Entry], key: str) -> bool:
    """Whether others lifted a hold of this person, so that what we write of them does not hold them again."""
    last = [
        each.type == "included"
        for each in history
        if each.type in ("included", "recused") and each.text.casefold() == key
    ]
    return bool(last) and last[-1]


def waiting(case: Case) -> Case:
    """The case, waiting for somebody anew, whoever had taken it."""
    return replace(case, taken_by="", state=State.OPEN if case.state == State.ACTIVE else case.state)


def without_taker(case: Case, roster: Roster) -> Case:
    """The case, waiting for somebody anew where whoever took it is not on the roster any more."""
    if not case.taken_by or roster.responder(case.taken_by.casefold()):
        return case
    return waiting(case)


def untaken(case: Case) -> Case:
    """The case, waiting for somebody anew where whoever took it is shut out by now."""
    if not case.taken_by or not shut_out(case, case.taken_by.casefold()):
        return case
    return waiting(case)


def newly_held(case: Case, held: Mapping[str, str]) -> frozenset[str]:
    """Those whom `hold` would shut out and who were not shut out before."""
    return frozenset(key for key in held if not shut_out(case, key))


def newly_shut_out(before: Case, after: Case) -> frozenset[str]:
    """Those to whom the case does not exist any more, and did before."""
    return frozenset(key for key in after.clearance if shut_out(after, key) and not shut_out(before, key))


def is_thin(case: Case, roster: Roster) -> bool:
    """Whether too few have said that they have no conflict for the case to be looked after well.

    It takes one who decides, and one who looks at what they do; an address may be another one of the same person.
    """
    readers = audience(case, roster, Disclosure.CONTENT)
    return all({*readers} <= {*persons.together(roster, each.key)} for each in readers)


def audience(case: Case, roster: Roster, disclosure: Disclosure) -> tuple[Responder, ...]:
    """The responders who may be sent a letter that tells that much of the case."""
    return tuple(
        each for each in roster.responders if may_hear(case, each.key, Audience.RESPONDER, disclosure)
    )


def unreached(case: Case, history: Iterable[Entry]) -> frozenset[str]:
    """The keys of the responders to whom a letter about the case could not be delivered, and who did nothing since."""
    keys: set[str] = set()
    for each in history:
        key = each.who.casefold()
        if each.type == "undelivered":
            keys.add(key)
        elif each.type not in _NO_SIGN_OF_LIFE:
            keys.discard(key)
    return frozenset(keys & case.clearance.keys())


def is_reached(case: Case, roster: Roster, unreached: frozenset[str] = frozenset()) -> bool:
    """Whether anybody is left who may be told that the case exists, and whom a letter reaches."""
    return any(each.key not in unreached for each in audience(case, roster, Disclosure.EXISTENCE))


def contacts(case: Case, roster: Roster, told: frozenset[str]) -> tuple[Responder, ...]:
    """The escalation contacts who may be told the name of the case, without those `told` as responders."""
    return tuple(
        each
        for each in roster.escalation_contacts
        if each.key not in told and _may_be_told(case, roster, each)
    )


def last_resort(
    case: Case, roster: Roster, unreachable: frozenset[str] = frozenset()
) -> tuple[Responder, ...]:
    """The independent contact, when nobody else is left who may be told and whom a letter reaches."""
    contact = roster.independent_contact
    if contact is None or is_reached(case, roster, unreachable):
        return ()
    return (contact,) if _may_be_told(case, roster, contact) else ()


def watchers(case: Case, roster: Roster, key: str) -> tuple[Responder, ...]:
    """Every contact, but the one with that key, who may be told the name of the case, whoever else may."""
    independent = (roster.independent_contact,) if roster.independent_contact else ()
    everybody = (*roster.escalation_contacts, *independent)
    theirs = persons.together(roster, key)
    others = {each.key: each for each in everybody if each not in theirs}
    return tuple(each for each in others.values() if _may_be_told(case, roster, each))


def _may_be_told(case: Case, roster: Roster, contact: Responder) -> bool:
    is_out = shuts_out(case, roster, contact.key)
    return not is_out and may_hear(case, contact.key, Audience.CONTACT, Disclosure.EXISTENCE)


def is_alone(case: Case, roster: Roster, key: str) -> bool:
    """Whether no responder but the one with that key, at whichever address, may be told that the case exists.

    Of a mailbox that is one of those who read it, and not all of them.
    """
    told = {each.key for each in audience(case, roster, Disclosure.EXISTENCE)}
    return not told or any(
        told <= {each.key for each in persons.out_with(roster, reader)}
        for reader in persons.readers(roster, key)
    )


def silences(before: Case, after: Case, roster: Roster, key: str) -> bool:
    """Whether the word of one responder takes the case from everybody else, also from each contact there is."""

    def has_others(case: Case) -> bool:
        return not is_alone(case, roster, key) or bool(watchers(case, roster, key))

    has_contacts = bool(roster.escalation_contacts or roster.independent_contact)
    return has_contacts and has_others(before) and not has_others(after)


def standing(case: Case, key: str) -> Clearance | None:
    """How somebody stands on a case, None where it knows nothing of them.

    In one made of mail from before cocmail everybody is held, whoever joins later as well: nobody was asked about it,
    and who is named in years of mail is never known completely.
    """
    return Clearance.HELD if case.is_imported else case.clearance.get(key)


def may_read(case: Case, key: str) -> bool:
    """Whether this responder may see the content of the case."""
    return standing(case, key) in _MAY_READ


def shut_out(case: Case, key: str) -> bool:
    """Whether this person is held or recused: to them the case does not exist."""
    return standing(case, key) in _SHUT_OUT


def shuts_out(case: Case, roster: Roster, address: str) -> bool:
    """Whether the case shuts out whoever of us writes from that address, under whichever of their addresses.

    A contact may be another address of a responder, who would hear there of what they are kept from here.
    """
    return any(shut_out(case, key) for key in {address.casefold(), *persons.readers(roster, address)})


def is_ours(roster: Roster, key: str, audience: Audience) -> bool:
    """Whether the recipient of a letter is on the roster, in the part that it was written for; a reporter always is."""
    match audience:
        case Audience.REPORTER:
            return True
        case Audience.RESPONDER:
            return roster.responder(key) is not None
        case _:
            return key in {each.key for each in roster.everybody()}


def may_be_sent(
    case: Case | None, roster: Roster, key: str, audience: Audience, disclosure: Disclosure
) -> bool:
    """Whether a letter that was queued may go out now: its recipient is still one of us, and may hear of the case.

    Without a case it is an overview, which was written for its recipient and is withdrawn when that changes.
    """
    if not is_ours(roster, key, audience):
        return False
    if case is not None and audience == Audience.CONTACT and shuts_out(case, roster, key):
        return False
    return audience == Audience.RESPONDER if case is None else may_hear(case, key, audience, disclosure)


def may_hear(case: Case, key: str, audience: Audience, disclosure: Disclosure) -> bool:
    """Whether a letter to that person, in that part, telling that much, may go out now."""
    if disclosure == Disclosure.NOTHING or audience == Audience.REPORTER:
        return True
    if shut_out(case, key):
        return False
    match audience, disclosure:
        case Audience.RESPONDER, Disclosure.CONTENT:
            return may_read(case, key)
        case Audience.RESPONDER, _:
            return key in case.clearance
        case _:
            return disclosure == Disclosure.EXISTENCE
