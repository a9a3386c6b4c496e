"""A report made by phone, or to a responder: their draft until the YES."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.builders import AINO, BEN, CARLA, CHAIR, START, rules
from tests.cases.responders import (
    CLEARED,
    HELD,
    PENDING,
    RECUSED,
    RULES,
    case,
    codes,
    ground,
    new,
    says,
    the,
    told,
    yes,
)

from cocmail.cases import drafts
from cocmail.cases.commands import read_commands
from cocmail.cases.model import Case, Decision, Report, Responder, Roster, State


def test_a_report_by_phone_is_for_its_writer_alone_until_they_confirm_it() -> None:
    preview = new("new\nrecuse Aino\n\nwhere: the hall", held={CARLA.key: "Carla"})

    assert told(preview) == [("preview", BEN.address)]
    assert preview.case.clearance == {AINO.key: RECUSED, BEN.key: CLEARED, CARLA.key: HELD}
    assert the(preview, "preview").facts["shut_out"] == ["Aino Virtanen", "Carla Lindqvist"]
    assert preview.case.next_due_at is not None

    done = yes(preview, BEN)

    assert "draft" not in done.case.marks
    assert done.case.clearance == {
        AINO.key: RECUSED,
        BEN.key: CLEARED,
        CARLA.key: HELD,
    }
    assert told(done) == [("answer", BEN.address)]


def test_who_is_named_in_a_report_by_phone_stays_held_though_its_writer_shuts_them_out_as_well() -> None:
    preview = new("new\nrecuse Carla\n\nwhere: the hall", held={CARLA.key: "Carla"})

    assert preview.case.clearance == {BEN.key: CLEARED, CARLA.key: HELD}


def test_the_others_hear_of_a_report_by_phone_with_the_yes() -> None:
    done = yes(new("new\nwhere: the hall"), BEN)

    assert told(done) == [
        ("notice", AINO.address),
        ("notice", CARLA.address),
        ("answer", BEN.address),
    ]


def _again(**other: Any) -> Decision:
    """A report by phone of somebody in whose open case Carla is held, brought before the others."""
    first = replace(case(held=(CARLA,)), id=2, name="amber harp")
    preview = new("new\nwhere: the hall", reporter="Rea@example.net")
    assert told(preview) == [("preview", BEN.address)]
    assert preview.case.clearance == {BEN.key: CLEARED}
    return yes(preview, BEN, others=(replace(first, **other),))


def test_whom_an_open_case_of_the_reporter_shuts_out_a_report_by_phone_does_too() -> None:
    done = _again()

    assert done.case.clearance[CARLA.key] == HELD
    assert told(done) == [("notice", AINO.address), ("answer", BEN.address)]
    assert [(each.type, each.who, each.text) for each in done.entries if each.text == "amber harp"] == [
        ("possibly-related", "", "amber harp")
    ]
    assert ("held", CARLA.key, "held in amber harp") in [
        (each.type, each.who, each.text) for each in done.entries
    ]


def test_whom_a_report_by_phone_names_is_held_by_its_own_words() -> None:
    first = replace(case(held=(CARLA,)), id=2, name="amber harp")
    preview = new("new\nwhere: the hall", reporter=first.reporter, held={CARLA.key: "Carla"})

    done = yes(preview, BEN, others=(first,))

    assert [each.text for each in preview.entries if each.type == "held"] == ["Carla"]
    assert not [each for each in done.entries if each.type == "held"]


@pytest.mark.parametrize(
    "other",
    [
        {"reporter": "lisa@example.com"},
        {"state": State.CLOSED},
        {"marks": frozenset({"draft"})},
        {"clearance": {BEN.key: RECUSED, CARLA.key: HELD}},
        {"clearance": {BEN.key: HELD, CARLA.key: HELD}},
    ],
    ids=[
        "somebody else's",
        "a closed one",
        "a draft",
        "one its writer stepped back from",
        "one that holds them",
    ],
)
def test_other_cases_shut_nobody_out_of_a_report_by_phone(other: dict[str, Any]) -> None:
    done = _again(**other)

    assert ("notice", CARLA.address) in told(done)
    assert "amber harp" not in str(done)


def test_a_case_that_shuts_out_who_was_let_in_to_a_draft_and_has_not_declared_counts_for_nothing() -> None:
    first = replace(case(held=(AINO, CARLA)), id=2, name="amber harp")
    draft = new("new\nwhere: the hall", reporter=first.reporter).case
    let_in = replace(draft, clearance={**draft.clearance, AINO.key: PENDING})

    assert drafts.related_to(draft, [first], RULES) == (first,)
    assert drafts.related_to(let_in, [first], RULES) == ()


def test_a_report_by_phone_of_nobody_in_particular_belongs_to_no_case_of_nobody() -> None:
    first = replace(case(held=(CARLA,)), id=2, name="amber harp", reporter="")

    done = yes(new("new\nwhere: the hall"), BEN, others=(first,))

    assert ("notice", CARLA.address) in told(done)


def test_who_writes_down_a_report_that_names_them_is_not_shut_out_of_it() -> None:
    assert new("new\nRea told me, Ben, that", held={BEN.key: "Ben"}).case.clearance == {BEN.key: CLEARED}


def test_every_line_of_a_report_by_phone_is_answered() -> None:
    two = rules(AINO, BEN, CARLA, Responder("aino.k@example.org", "Aino Koski"))
    text = "new\nurgent\nrecuse Carla\nrecuse Bne\nrecuse Aino\nrecuse chair@example.org\nrecuse\n\nwhere: the hall"
    heard = Report(START, "where: the hall")

    decision = drafts.on_new(heard, "copper lantern", BEN, read_commands(text), ground(by=two))

    assert codes(decision) == ["waits", "alone", "ok", "nobody", "several", "ok", "alone"]
    shut_out = {key for key, each in decision.case.clearance.items() if each == RECUSED}
    assert shut_out == {CARLA.key, CHAIR.key}


def _draft() -> Case:
    heard = Report(START, "where: the hall")
    return replace(
        drafts.on_new(heard, "copper lantern", BEN, read_commands("new\n\nwhere: the hall"), ground()).case,
        id=1,
    )


def test_a_misspelt_name_does_not_take_a_draft_from_the_only_one_who_knows_it() -> None:
    decision = says(_draft(), BEN, "recuse Ainoo")

    assert codes(decision) == ["nobody"]
    assert decision.case.clearance[BEN.key] == CLEARED


def test_whoever_steps_back_from_their_draft_hands_it_to_the_others() -> None:
    decision = says(says(_draft(), BEN, "recuse Carla").case, BEN, "recuse")

    assert told(decision) == [("recused", BEN.address), ("notice", AINO.address)]
    assert "draft" not in decision.case.marks


def test_a_draft_whose_yes_came_too_late_can_be_brought_out_later() -> None:
    preview = new("new\nwhere: the hall")
    late = yes(preview, BEN, now=START + timedelta(days=3))

    assert codes(late) == ["too-late"]
    again = says(late.case, BEN, "new")
    assert ("notice", AINO.address) in told(yes(again, BEN))


def test_new_without_words_on_a_case_that_everybody_knows_asks_for_them() -> None:
    assert codes(says(case(BEN), BEN, "new")) == ["no-text"]


def test_whom_new_comes_with_a_recuse_of_is_out_under_each_address_on_the_roster() -> None:
    carla = Responder("carla@work.example", "Lotta", also_known_as=(CARLA.address,))
    on = ground(by=replace(RULES, roster=Roster((AINO, BEN, CARLA, carla))))
    reading = read_commands("new\nrecuse Carla Lindqvist\n\nWords")

    draft = drafts.on_new(Report(START, "Words"), "copper lantern", BEN, reading, on).case

    assert draft.clearance == {BEN.key: CLEARED, CARLA.key: RECUSED, carla.key: RECUSED}


def test_whoever_passes_on_that_they_were_told_is_not_shut_out_of_it_under_another_address() -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    second = Responder("ben@work.example", "Ben at work")
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, second))))
    report = Report(START, "Rea told Ben on the phone.", held={ben.key: "Ben", second.key: "Ben"})

    draft = drafts.on_new(report, "copper lantern", ben, read_commands("new\n\nWords"), on).case

    assert draft.clearance == {ben.key: CLEARED}


def test_whoever_passes_on_that_they_were_told_shuts_nobody_out_of_the_mailbox_that_they_share() -> None:
    shared = Responder("desk@example.org", "Conduct Desk", also_known_as=(BEN.address, CARLA.address))
    on = ground(by=replace(RULES, roster=Roster((AINO, BEN, CARLA, shared))))
    report = Report(START, "Rea told Ben on the phone.", held={BEN.key: "Ben", shared.key: "Ben"})

    draft = drafts.on_new(report, "copper lantern", BEN, read_commands("new\n\nWords"), on).case

    assert draft.clearance == {BEN.key: CLEARED}


def test_new_from_a_mailbox_that_two_read_shuts_out_the_one_of_them_whom_it_says() -> None:
    shared = Responder("desk@example.org", "Conduct Desk", also_known_as=(BEN.address, CARLA.address))
    on = ground(by=replace(RULES, roster=Roster((AINO, BEN, CARLA, shared))))
    reading = read_commands("new\nrecuse Carla Lindqvist\n\nWords")

    draft = drafts.on_new(Report(START, "Words"), "copper lantern", shared, reading, on).case

    assert draft.clearance == {shared.key: CLEARED, CARLA.key: RECUSED}
