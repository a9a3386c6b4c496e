"""Who may hear of a case: the whole table of standing, part and disclosure, and who is left when some are not."""

import itertools
from dataclasses import replace

import pytest
from tests.builders import AINO, BEN, CARLA, CHAIR, OUTSIDE, START, roster

from cocmail.cases import clearance
from cocmail.cases.model import Audience, Case, Clearance, Disclosure, Entry, EntryType, Responder, Roster

PENDING, CLEARED, HELD = Clearance.PENDING, Clearance.CLEARED, Clearance.HELD
RECUSED, INCLUDED = Clearance.RECUSED, Clearance.INCLUDED
CONTENT, EXISTENCE, NOTHING = Disclosure.CONTENT, Disclosure.EXISTENCE, Disclosure.NOTHING
REPORTER = "rea@example.net"


def case(**standing: Clearance) -> Case:
    """A case with the standing of people by the first part of their address."""
    known = {each.key.partition("@")[0]: each.key for each in (AINO, BEN, CARLA, CHAIR, OUTSIDE)}
    return Case("copper lantern", START, START, clearance={known[who]: how for who, how in standing.items()})


@pytest.mark.parametrize(
    ("mode", "start"), [("confirm", PENDING), ("open", CLEARED), ("unheard-of", PENDING), ("", PENDING)]
)
def test_only_open_mode_clears_anybody_who_has_not_said_so(mode: str, start: Clearance) -> None:
    standing = clearance.first_clearance(roster(), {}, REPORTER, mode=mode)

    assert {AINO.key: start, BEN.key: start, CARLA.key: start} == standing


@pytest.mark.parametrize("mode", ["confirm", "open"])
def test_who_is_named_in_the_report_is_held_in_either_mode(mode: str) -> None:
    standing = clearance.first_clearance(roster(), {BEN.key: "Ben"}, REPORTER, mode=mode)

    assert standing[BEN.key] == HELD
    assert HELD not in (standing[AINO.key], standing[CARLA.key])


@pytest.mark.parametrize("mode", ["confirm", "open"])
@pytest.mark.parametrize("reporter", ["ben@example.org", "Ben@Example.ORG"])
def test_a_responder_who_reports_takes_no_part(reporter: str, mode: str) -> None:
    standing = clearance.first_clearance(roster(), {}, reporter, mode=mode)

    assert standing[BEN.key] == HELD


@pytest.mark.parametrize("reporter", ["ben+work@example.org", "Ben+@Example.ORG", "ben+a+b@example.org"])
def test_a_responder_who_reports_from_a_subaddress_takes_no_part(reporter: str) -> None:
    standing = clearance.first_clearance(roster(), {}, reporter, mode="open")

    assert [key for key, each in standing.items() if each == HELD] == [BEN.key]


@pytest.mark.parametrize("reporter", ["carla@example.org", "carla@work.example"])
def test_who_is_on_the_roster_twice_and_reports_takes_no_part_under_either_address(reporter: str) -> None:
    second = Responder("carla@work.example", "Lotta", also_known_as=("carla@example.org",))
    twice = Roster((AINO, BEN, CARLA, second))

    standing = clearance.first_clearance(twice, {}, reporter, mode="open")

    assert (standing[CARLA.key], standing[second.key]) == (Clearance.HELD, Clearance.HELD)
    assert standing[AINO.key] == Clearance.CLEARED


def test_a_subaddress_in_a_copy_exposes_the_case_and_has_no_rights_of_a_responder() -> None:
    known = case(aino=CLEARED, ben=HELD)

    assert clearance.exposed(known, roster(), ("ben+work@example.org",)) == (BEN,)
    assert roster().responder("ben+work@example.org") is None
    assert not clearance.is_ours(roster(), "ben+work@example.org", Audience.RESPONDER)
    assert not clearance.may_read(case(ben=CLEARED), "ben+work@example.org")


@pytest.mark.parametrize("contact", [CHAIR, OUTSIDE])
def test_a_contact_who_is_named_is_held_like_anybody(contact: Responder) -> None:
    standing = clearance.first_clearance(roster(), {contact.key: "the chair"}, REPORTER, mode="open")

    assert standing[contact.key] == HELD


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PENDING, HELD),
        (CLEARED, HELD),
        (RECUSED, HELD),
        (HELD, HELD),
        (INCLUDED, HELD),
    ],
)
def test_who_is_named_later_is_held_also_where_somebody_else_included_them(
    before: Clearance, after: Clearance
) -> None:
    known = case(ben=before, aino=CLEARED)

    assert {BEN.key: after, AINO.key: CLEARED} == clearance.hold(known, {BEN.key: "Ben"}).clearance


def test_a_contact_who_is_named_later_is_held() -> None:
    known = case(aino=CLEARED)

    assert clearance.hold(known, {CHAIR.key: "the chair"}).clearance[CHAIR.key] == HELD


def test_only_who_was_not_shut_out_before_is_newly_held() -> None:
    known = case(aino=CLEARED, ben=HELD, carla=RECUSED, outside=INCLUDED)
    named = dict.fromkeys((AINO.key, BEN.key, CARLA.key, CHAIR.key, OUTSIDE.key), "named")

    assert {AINO.key, CHAIR.key, OUTSIDE.key} == clearance.newly_held(known, named)


def test_whom_somebody_included_our_own_words_do_not_hold() -> None:
    known = case(aino=CLEARED, ben=INCLUDED, carla=PENDING)
    named = {AINO.key: "Aino", BEN.key: "Ben", CARLA.key: "Carla", CHAIR.key: "the chair"}

    assert clearance.but_included(known, named) == {
        AINO.key: "Aino",
        CARLA.key: "Carla",
        CHAIR.key: "the chair",
    }


@pytest.mark.parametrize(
    ("standing", "content", "existence"),
    [
        (PENDING, False, True),
        (CLEARED, True, True),
        (INCLUDED, True, True),
        (HELD, False, False),
        (RECUSED, False, False),
        (None, False, False),  # Joined the roster after the case came in.
    ],
)
def test_what_a_responder_may_hear(standing: Clearance | None, *, content: bool, existence: bool) -> None:
    known = case(**({"ben": standing} if standing else {}))

    assert content == clearance.may_hear(known, BEN.key, Audience.RESPONDER, CONTENT)
    assert existence == clearance.may_hear(known, BEN.key, Audience.RESPONDER, EXISTENCE)
    assert clearance.may_hear(known, BEN.key, Audience.RESPONDER, NOTHING)
    assert content == clearance.may_read(known, BEN.key)
    assert (standing in (HELD, RECUSED)) == clearance.shut_out(known, BEN.key)


@pytest.mark.parametrize(
    ("standing", "existence"),
    [(None, True), (PENDING, True), (CLEARED, True), (INCLUDED, True), (HELD, False), (RECUSED, False)],
)
def test_a_contact_hears_the_name_of_a_case_and_never_a_word_of_it(
    standing: Clearance | None, *, existence: bool
) -> None:
    known = case(**({"chair": standing} if standing else {}))

    assert existence == clearance.may_hear(known, CHAIR.key, Audience.CONTACT, EXISTENCE)
    assert not clearance.may_hear(known, CHAIR.key, Audience.CONTACT, CONTENT)
    assert clearance.may_hear(known, CHAIR.key, Audience.CONTACT, NOTHING)


def test_the_reporter_may_hear_of_their_own_case() -> None:
    known = case(ben=HELD)

    assert clearance.may_hear(known, REPORTER, Audience.REPORTER, EXISTENCE)
    assert clearance.may_hear(known, BEN.key, Audience.REPORTER, EXISTENCE)


def test_silence_is_not_clearance() -> None:
    known = case(aino=PENDING, ben=PENDING, carla=PENDING)

    assert clearance.audience(known, roster(), CONTENT) == ()
    assert clearance.audience(known, roster(), EXISTENCE) == (AINO, BEN, CARLA)


def test_the_audience_of_a_word_of_the_case_is_who_declared_no_conflict() -> None:
    known = case(aino=CLEARED, ben=PENDING, carla=INCLUDED)

    assert clearance.audience(known, roster(), CONTENT) == (AINO, CARLA)


def test_who_has_left_the_roster_hears_nothing_and_who_joined_waits_to_be_asked() -> None:
    known = case(aino=CLEARED, ben=CLEARED)

    assert clearance.audience(known, roster(BEN, CARLA), EXISTENCE) == (BEN,)


def test_contacts_are_who_is_not_told_as_responder() -> None:
    both = Roster((AINO, BEN), (AINO, CHAIR), OUTSIDE)

    assert clearance.contacts(case(aino=PENDING, ben=PENDING), both, frozenset({AINO.key, BEN.key})) == (
        CHAIR,
    )


def test_a_responder_who_is_held_is_not_told_as_a_contact_either() -> None:
    both = Roster((AINO, BEN), (AINO, CHAIR), AINO)

    assert clearance.contacts(case(aino=HELD, ben=PENDING), both, frozenset({BEN.key})) == (CHAIR,)
    assert clearance.last_resort(case(aino=HELD, ben=HELD), both) == ()


@pytest.mark.parametrize("out", [HELD, RECUSED])
def test_who_is_shut_out_is_not_told_as_a_contact_with_another_address_of_theirs(out: Clearance) -> None:
    ben = replace(BEN, also_known_as=("Chair@Example.org",))
    known, ours = case(aino=PENDING, ben=out), Roster((AINO, ben), (CHAIR,), CHAIR)

    assert clearance.contacts(known, ours, frozenset()) == ()
    assert clearance.watchers(known, ours, "") == ()
    assert clearance.last_resort(case(aino=HELD, ben=out), ours) == ()
    assert not clearance.may_be_sent(known, ours, CHAIR.key, Audience.CONTACT, EXISTENCE)
    assert clearance.contacts(case(aino=PENDING, ben=CLEARED), ours, frozenset()) == (CHAIR,)


def test_another_address_of_the_one_who_is_left_is_nobody_else() -> None:
    """Who shuts out all others may be the one who is reported: then somebody else has to hear of it."""
    ours = Roster((AINO, replace(BEN, also_known_as=(CHAIR.address,))), (CHAIR,))
    before, after = case(aino=CLEARED, ben=CLEARED), case(aino=RECUSED, ben=CLEARED)

    assert clearance.watchers(after, ours, BEN.key) == ()
    assert clearance.silences(before, after, ours, BEN.key)


def test_another_address_of_the_one_who_is_left_is_no_second_responder() -> None:
    again = Responder("ben@work.example", "Ben at work")
    twice = Roster((AINO, replace(BEN, also_known_as=(again.address,)), again), (CHAIR,))
    known = case(aino=RECUSED, ben=CLEARED)
    known = replace(known, clearance={**known.clearance, again.key: CLEARED})

    assert clearance.is_alone(known, twice, BEN.key)
    assert clearance.is_alone(known, twice, again.key)
    assert not clearance.is_alone(known, twice, AINO.key)


def test_two_who_may_hear_are_not_one_for_the_mailbox_that_they_share() -> None:
    desk = Responder("desk@example.org", "Conduct Desk", also_known_as=(BEN.address, CARLA.address))
    shared = Roster((AINO, BEN, CARLA, desk), (CHAIR,))
    both = case(aino=RECUSED, ben=CLEARED, carla=CLEARED)
    both = replace(both, clearance={**both.clearance, desk.key: CLEARED})
    one = replace(both, clearance={**both.clearance, CARLA.key: RECUSED})

    assert not clearance.is_alone(both, shared, desk.key)
    assert not clearance.is_alone(both, shared, BEN.key)
    assert clearance.is_alone(one, shared, desk.key)
    assert clearance.is_alone(one, shared, BEN.key)


def test_who_has_declared_under_both_addresses_is_one_and_not_enough() -> None:
    again = Responder("ben@work.example", "Ben at work")
    twice = Roster((AINO, replace(BEN, also_known_as=(again.address,)), again))
    known = case(aino=PENDING, ben=CLEARED)
    known = replace(known, clearance={**known.clearance, again.key: CLEARED})

    assert clearance.is_thin(known, twice)
    assert not clearance.is_thin(replace(known, clearance={**known.clearance, AINO.key: CLEARED}), twice)


def test_a_contact_who_is_held_is_not_told() -> None:
    assert clearance.contacts(case(aino=PENDING, chair=HELD), roster(), frozenset()) == ()


@pytest.mark.parametrize("gone", list(itertools.product((HELD, RECUSED), repeat=3)))
def test_the_independent_contact_is_told_when_nobody_is_left(gone: tuple[Clearance, ...]) -> None:
    known = case(aino=gone[0], ben=gone[1], carla=gone[2])

    assert clearance.last_resort(known, roster()) == (OUTSIDE,)


@pytest.mark.parametrize("left", [PENDING, CLEARED, INCLUDED])
def test_the_independent_contact_is_not_told_while_somebody_is_left(left: Clearance) -> None:
    known = case(aino=HELD, ben=RECUSED, carla=left)

    assert clearance.last_resort(known, roster()) == ()


def test_an_independent_contact_who_is_held_is_not_told() -> None:
    known = case(aino=HELD, ben=HELD, carla=HELD, outside=HELD)

    assert clearance.last_resort(known, roster()) == ()


def test_without_an_independent_contact_there_is_no_last_resort() -> None:
    assert clearance.last_resort(case(aino=HELD), Roster((AINO,), (CHAIR,))) == ()


def test_a_letter_to_somebody_who_left_the_roster_does_not_go_out() -> None:
    known = case(aino=CLEARED, ben=CLEARED)

    before = clearance.may_be_sent(known, roster(AINO, BEN), BEN.key, Audience.RESPONDER, Disclosure.CONTENT)
    after = clearance.may_be_sent(known, roster(AINO), BEN.key, Audience.RESPONDER, Disclosure.CONTENT)

    assert (before, after) == (True, False)


@pytest.mark.parametrize(
    ("later", "reached"),
    [("note", True), ("cleared", True), ("unproven", False), ("author", False), ("automatic-reply", False)],
)
def test_only_what_somebody_did_shows_that_letters_reach_them_again(later: EntryType, reached: bool) -> None:
    history = (Entry(START, "undelivered", BEN.address, "notice"), Entry(START, later, BEN.address))

    assert clearance.unreached(case(ben=PENDING), history) == (frozenset() if reached else {BEN.key})
