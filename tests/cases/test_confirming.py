"""The YES: what it is worth, and what makes it void."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import AINO, BEN, CARLA, START
from tests.cases.responders import HELD, REPORTER, case, codes, followed_up, says, told, yes

from cocmail.cases.model import Entry, EntryType


def test_a_yes_is_worth_nothing_without_its_preview() -> None:
    assert codes(says(case(BEN), BEN, "yes")) == ["no-preview"]


@pytest.mark.parametrize(("hours", "code"), [(23.9, "ok"), (24.1, "too-late"), (-25, "too-late")])
def test_a_yes_is_good_for_a_day(hours: float, code: str) -> None:
    preview = says(case(BEN), BEN, "reply hello")

    assert codes(yes(preview, BEN, now=START + timedelta(hours=hours))) == [code]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("follow-up", "changed"),
        ("note", "changed"),
        ("replied", "changed"),
        ("held", "changed"),
        ("stopped", "changed"),
        ("reminder", "ok"),
        ("cleared", "ok"),
        ("automatic-reply", "ok"),
        ("author", "ok"),
        ("attached", "ok"),
        ("beside", "ok"),
        ("letter-delayed", "ok"),
    ],
)
def test_a_yes_is_void_where_somebody_moved_the_case(entry: EntryType, code: str) -> None:
    preview = says(case(BEN), BEN, "reply hello")

    decision = yes(preview, BEN, after=(Entry(START, entry),))

    assert codes(decision) == [code]
    assert ("letter", REPORTER) not in told(decision) or code == "ok"


@pytest.mark.parametrize(("text", "code"), [("reply hello", "ok"), ("include Carla", "changed")])
def test_who_steps_back_voids_nothing_but_an_invitation(text: str, code: str) -> None:
    preview = says(case(AINO, BEN, held=(CARLA,)), BEN, text)

    decision = yes(preview, BEN, after=(Entry(START, "recused", AINO.address, AINO.address),))

    assert codes(decision) == [code]


def test_what_was_true_at_the_preview_is_asked_again_at_the_yes() -> None:
    preview = says(followed_up(case(BEN)), BEN, "close no-action")
    running = replace(preview, case=replace(preview.case, follow_up_due=START))

    assert codes(yes(running, BEN)) == ["not-followed-up"]


def test_who_is_held_between_preview_and_yes_gets_the_constant_answer() -> None:
    preview = says(case(AINO, BEN), BEN, "reply hello")
    held = replace(preview, case=replace(preview.case, clearance={**preview.case.clearance, BEN.key: HELD}))

    assert told(yes(held, BEN)) == [("unavailable", BEN.address)]
