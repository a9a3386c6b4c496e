"""Who of us is who: one person under several addresses, and mailboxes that several read."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import AINO, BEN, CARLA, START, roster

from cocmail.cases import clearance, persons
from cocmail.cases.model import Audience, Case, Clearance, Disclosure, Responder, Roster

CHAIR = Responder("chair@example.org", "Chair")
DESK = Responder("desk@example.org", "Conduct Desk")
THRICE = (
    replace(BEN, also_known_as=("ben@home.example", "ben@work.example")),
    Responder("ben@home.example", BEN.name),
    Responder("ben@work.example", BEN.name),
)


def test_who_shares_a_mailbox_is_not_the_other_one() -> None:
    ben, carla = (replace(each, also_known_as=("team@example.org",)) for each in (BEN, CARLA))
    sharing = Roster((AINO, ben, carla), (Responder("team@example.org"),))

    assert persons.who_is(sharing, BEN.address) == {BEN.key, "team@example.org"}


@pytest.mark.parametrize("is_contact", [True, False])
def test_who_reads_a_mailbox_whose_entry_lists_its_readers_is_not_the_other_one(is_contact: bool) -> None:
    board = Responder("board@example.org", "Board", also_known_as=(BEN.address, CARLA.address))
    readers = Roster((AINO, BEN, CARLA), (board,)) if is_contact else Roster((AINO, BEN, CARLA, board))

    assert persons.who_is(readers, BEN.address) == {BEN.key, board.key}
    assert clearance.first_clearance(readers, {}, BEN.address, mode="open")[CARLA.key] == Clearance.CLEARED
    assert CARLA not in persons.together(readers, BEN.key)
    # What came from there may be of either.
    assert persons.who_is(readers, board.address) == {BEN.key, CARLA.key, board.key}


def test_the_mailbox_of_a_team_and_its_other_subaddresses_are_nobody() -> None:
    shared = Roster(
        (replace(AINO, address="coc+aino@example.org"), replace(BEN, address="coc+ben@example.org"))
    )

    assert persons.who_is(shared, "coc+ben@example.org") == {"coc+ben@example.org"}
    for other in ("coc@example.org", "coc+other@example.org", "coc+@example.org", "+ben@example.org"):
        assert not persons.who_is(shared, other)


def test_whose_own_address_has_a_detail_is_told_from_who_has_the_mailbox() -> None:
    both = Roster((AINO, replace(BEN, address=AINO.address.replace("@", "+ben@"))))

    assert persons.who_is(both, AINO.address) == {AINO.key}
    assert persons.who_is(both, AINO.address.replace("@", "+ben@")) == {AINO.address.replace("@", "+ben@")}
    assert persons.who_is(both, AINO.address.replace("@", "+more@")) == {AINO.key}


@pytest.mark.parametrize("address", ["aino@example.org", "AINO@example.org", "aino.private@home.example"])
def test_who_reports_is_known_under_every_address_of_theirs(address: str) -> None:
    people = roster(replace(AINO, also_known_as=("Aina", "aino.private@home.example")), BEN)

    assert persons.who_is(people, address) == {AINO.key}
    assert clearance.first_clearance(people, {}, address, mode="open")[AINO.key] == Clearance.HELD


@pytest.mark.parametrize(
    ("entries", "who", "one", "out", "reads"),
    [
        # One person, whichever of the two entries names the other.
        ((BEN, replace(CHAIR, also_known_as=(BEN.address,))), BEN, {BEN, CHAIR}, {BEN, CHAIR}, {BEN, CHAIR}),
        (
            (replace(BEN, also_known_as=(CHAIR.address,)), CHAIR),
            CHAIR,
            {BEN, CHAIR},
            {BEN, CHAIR},
            {BEN, CHAIR},
        ),
        # A mailbox, whether it names its readers or they name it.
        (
            (BEN, CARLA, replace(DESK, also_known_as=(BEN.address, CARLA.address))),
            BEN,
            {BEN},
            {BEN, DESK},
            {BEN},
        ),
        (
            (BEN, CARLA, replace(DESK, also_known_as=(BEN.address, CARLA.address))),
            DESK,
            {DESK},
            {DESK},
            {BEN, CARLA, DESK},
        ),
        (
            (*(replace(each, also_known_as=(DESK.address,)) for each in (BEN, CARLA)), DESK),
            BEN,
            {BEN},
            {BEN, DESK},
            {BEN},
        ),
        # One person under two addresses who reads a mailbox with somebody else.
        (
            (
                replace(BEN, also_known_as=(CHAIR.address, DESK.address)),
                replace(CHAIR, also_known_as=(DESK.address,)),
                replace(CARLA, also_known_as=(DESK.address,)),
                DESK,
            ),
            CHAIR,
            {BEN, CHAIR},
            {BEN, CHAIR, DESK},
            {BEN, CHAIR},
        ),
        # Who reads two mailboxes, each with somebody else.
        (
            (
                BEN,
                CARLA,
                replace(DESK, also_known_as=(BEN.address, CARLA.address)),
                Responder("board@example.org", "Board", also_known_as=(BEN.address, AINO.address)),
            ),
            BEN,
            {BEN},
            {BEN, DESK, Responder("board@example.org")},
            {BEN},
        ),
        (
            (
                BEN,
                CARLA,
                replace(DESK, also_known_as=(BEN.address, CARLA.address)),
                Responder("board@example.org", "Board", also_known_as=(BEN.address, AINO.address)),
            ),
            DESK,
            {DESK},
            {DESK},
            {BEN, CARLA, DESK},
        ),
        # One person under three addresses, of which one alone names the others.
        *((THRICE, who, {*THRICE}, {*THRICE}, {*THRICE}) for who in THRICE),
        # One person under two addresses, of which a mailbox names one alone.
        (
            (*THRICE[:2], CARLA, replace(DESK, also_known_as=(THRICE[1].address, CARLA.address))),
            THRICE[0],
            {*THRICE[:2]},
            {*THRICE[:2], DESK},
            {*THRICE[:2]},
        ),
        # An address that is nobody's entry makes nobody the other one.
        (
            tuple(replace(each, also_known_as=("team@example.org",)) for each in (BEN, CARLA)),
            BEN,
            {BEN},
            {BEN},
            {BEN},
        ),
    ],
)
def test_one_person_is_told_from_a_mailbox_that_several_read(
    entries: tuple[Responder, ...],
    who: Responder,
    one: set[Responder],
    out: set[Responder],
    reads: set[Responder],
) -> None:
    known = Roster((AINO, *entries))

    def keys(people: Iterable[Responder]) -> set[str]:
        return {each.key for each in people}

    assert keys(persons.one_with(known, who.key)) == keys(one)
    assert keys(persons.out_with(known, who.key)) == keys(out)
    assert persons.readers(known, who.address) == keys(reads)
    assert persons.is_one_person(known, [each for each in entries if each.key in keys(one)])
    assert not persons.is_one_person(known, (AINO, *entries))


def test_a_contact_is_another_address_of_who_names_it_whichever_mailbox_they_read() -> None:
    ben = replace(BEN, also_known_as=("chair@example.org",))
    desk = replace(DESK, also_known_as=(BEN.address, CARLA.address))
    known = Roster((AINO, ben, CARLA, desk), (Responder("chair@example.org"),))

    assert persons.readers(known, "chair@example.org") == {BEN.key, "chair@example.org"}
    assert {each.key for each in persons.out_with(known, BEN.key)} == {BEN.key, "chair@example.org", DESK.key}
    assert persons.who_is(known, BEN.address) == {BEN.key, "chair@example.org", DESK.key}


def test_whose_two_addresses_have_two_names_is_out_at_both_where_a_mailbox_names_one_of_them() -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    work = Responder("ben@work.example", "Ben at work")
    known = Roster((AINO, ben, work, CARLA, replace(DESK, also_known_as=(BEN.address, CARLA.address))))

    assert {each.key for each in persons.out_with(known, BEN.key)} == {BEN.key, work.key, DESK.key}
    assert {BEN.key, work.key} <= {each.key for each in persons.out_with(known, work.key)}
    assert CARLA not in persons.out_with(known, BEN.key)


def test_where_two_read_the_same_two_mailboxes_all_that_one_reads_is_out_with_them() -> None:
    board = Responder("board@example.org", "Board", also_known_as=(BEN.address, CARLA.address))
    known = Roster((AINO, BEN, CARLA, replace(DESK, also_known_as=board.also_known_as), board))

    assert {each.key for each in persons.out_with(known, BEN.key)} == {BEN.key, DESK.key, board.key}
    assert {each.key for each in persons.one_with(known, BEN.key)} == {BEN.key}


def test_who_is_not_on_the_roster_is_nobody() -> None:
    assert persons.together(roster(), "stranger@example.net") == ()
    assert persons.one_with(roster(), "stranger@example.net") == ()
    assert persons.out_with(roster(), "stranger@example.net") == ()
    assert persons.who_is(roster(), "stranger@example.net") == frozenset()


_ADDRESSES = ("a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org")
_NAMES = ("Aino Vee", "Ben Oh", "Carla Li", "Dana Em", "Conduct Desk")


@st.composite
def _rosters(draw: st.DrawFn) -> Roster:
    """Two to five entries, responders and contacts, of whom any may name any other."""
    known = _ADDRESSES[: draw(st.integers(2, len(_ADDRESSES)))]
    entries = [
        Responder(
            address,
            draw(st.sampled_from(_NAMES)),
            also_known_as=tuple(draw(st.sets(st.sampled_from(known), max_size=2)) - {address}),
        )
        for address in known
    ]
    contacts = draw(st.integers(0, len(entries) - 1))
    return Roster(tuple(entries[contacts:]), tuple(Responder(each.address) for each in entries[:contacts]))


@settings(max_examples=300, deadline=None)
@given(_rosters())
def test_whatever_the_roster_says_each_is_one_person_and_who_reads_an_address_is_out_there(
    known: Roster,
) -> None:
    people = known.everybody()
    one = {each.key: {own.key for own in persons.one_with(known, each.key)} for each in people}
    out = {each.key: {own.key for own in persons.out_with(known, each.key)} for each in people}
    reads = {each.key: persons.readers(known, each.address) for each in people}
    for each in people:
        assert each.key in one[each.key] <= out[each.key]
        assert one[each.key] <= reads[each.key] <= {own.key for own in persons.together(known, each.key)}
        assert all((one[own], out[own]) == (one[each.key], out[each.key]) for own in one[each.key])
        assert all((other in reads[each.key]) == (each.key in out[other]) for other in out)
        for named in each.also_known_as:
            assert named in out[each.key] or each.key in out[named]


@settings(max_examples=300, deadline=None)
@given(_rosters(), st.data())
def test_whoever_is_out_hears_nothing_at_any_address_that_is_out_with_them(
    known: Roster, data: st.DataObject
) -> None:
    standing = {each.key: data.draw(st.sampled_from(Clearance)) for each in known.responders}
    case = Case("copper lantern", START, START, clearance=standing)
    who = data.draw(st.sampled_from(known.everybody()))
    out = persons.out_with(known, who.key)

    after = clearance.hold(case, {each.key: "their name" for each in out})

    for each in out:
        assert each not in clearance.audience(after, known, Disclosure.EXISTENCE)
        assert each not in clearance.watchers(after, known, "")
        for part in (Audience.RESPONDER, Audience.CONTACT):
            assert not clearance.may_be_sent(after, known, each.key, part, Disclosure.EXISTENCE)
