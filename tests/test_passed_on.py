"""A report that a responder passes on with NEW, of somebody who has a case already: that one's conflicts count too."""

import pytest
from tests.builders import MAILBOX
from tests.test_responders import AINO, BEN, CARLA, NAMING, REPORTER, Office, kinds, shown
from tests.test_responders import office as office

from cocmail.cases.model import Case
from cocmail.config import load
from cocmail.reloading import read_again

CHAIR, OUTSIDE = "chair@example.org", "outside@example.net"
NEW = f"new\n\ncontact: {REPORTER.upper()}\nHe did it again in the hall."
WITH_AINO = f"new\nrecuse Aino\n\ncontact: {REPORTER}\nHe did it again in the hall."


def reported(office: Office, words: str = NAMING) -> str:
    """The first case of the reporter."""
    office.says(REPORTER, words, to="conduct@example.org")
    office.deliver()
    name: str = office.case().name
    return name


def passed_on(office: Office, first: str, words: str = NEW) -> Case:
    office.says(BEN, words, to=MAILBOX)
    return the_other(office, first)


def the_other(office: Office, first: str) -> Case:
    return next(each for each in office.house.store.cases(closed=True) if each.name != first)


def to(office: Office, who: str, words: str) -> list[str]:
    """Who is sent a letter after somebody's word."""
    return [each["To"] for each in office.says(who, words)]


def _without_ben(office: Office) -> None:
    path = office.house.config.folder / "cocmail.toml"
    block = '\n[[responders]]\nname = "Ben Okafor"\naddress = "ben@example.org"\n'
    assert block in path.read_text()
    path.write_text(path.read_text().replace(block, ""))
    read_again(office.house, lambda: load(path))
    office.house.escalation.sweep()


@pytest.mark.parametrize("steps_back", [False, True])
def test_who_is_held_in_a_case_of_the_reporter_hears_nothing_of_their_report_by_phone(
    office: Office, steps_back: bool
) -> None:
    first = reported(office)
    if steps_back:
        office.says(BEN, "Recuse")
    passed_on(office, first)

    told = to(office, BEN, "Yes")

    # Who stepped back from the first one must not see by this one whom it holds.
    assert (CARLA in told) == steps_back
    assert (the_other(office, first).clearance[CARLA] == "held") == (not steps_back)
    assert (first in shown(office, BEN, "Show").casefold()) == (not steps_back)


@pytest.mark.parametrize("words", ["List\nYes", "List\nRecuse"])
def test_a_report_by_phone_is_not_related_to_itself(office: Office, words: str) -> None:
    first = reported(office)
    new = passed_on(office, first)

    assert CARLA not in to(office, BEN, words)

    with office.house.store.reading() as tx:
        history = tx.history(new.id or 0)
    assert [each.text for each in history if each.type == "possibly-related"] == [first]


def test_whoever_hands_their_draft_over_sees_nothing_of_it_so_that_all_conflicts_count(
    office: Office,
) -> None:
    first = reported(office)
    office.says(BEN, "Recuse")
    passed_on(office, first)

    assert to(office, BEN, "Recuse") == [BEN, AINO]


def test_a_draft_with_another_reader_is_not_handed_over_by_one_of_them(office: Office) -> None:
    first = reported(office)
    passed_on(office, first, WITH_AINO)
    office.says(BEN, "Include Aino")
    office.says(BEN, "Yes")

    assert to(office, AINO, "Recuse") == [AINO]
    assert "draft" in the_other(office, first).marks


def test_a_case_that_shuts_out_a_reader_of_the_draft_counts_for_nothing(office: Office) -> None:
    first = reported(office)
    office.says(BEN, "Recuse")
    passed_on(office, first, WITH_AINO)
    for who, words in ((BEN, "Include Aino"), (BEN, "Yes"), (AINO, "Clear"), (AINO, "New"), (AINO, "Yes")):
        office.says(who, words)

    assert "draft" not in the_other(office, first).marks
    assert "Carla" not in shown(office, BEN, "Show")


def test_the_draft_of_somebody_who_leaves_heeds_the_conflicts_too(office: Office) -> None:
    first = reported(office)
    office.house.escalation.sweep()
    passed_on(office, first)

    _without_ben(office)

    told = [each["To"] for each in office.deliver()]
    assert AINO in told
    assert CARLA not in told
    new = the_other(office, first)
    assert new.clearance == {AINO: "pending", CARLA: "held"}
    assert "draft" not in new.marks


def test_the_draft_of_somebody_who_leaves_is_not_told_to_a_contact_whom_the_other_case_holds(
    office: Office,
) -> None:
    first = reported(office, f"{CHAIR} and Carla Lindqvist shouted at me in the hall.")
    office.house.escalation.sweep()
    passed_on(office, first)
    _without_ben(office)
    office.deliver()

    office.clock.move(days=8)
    office.house.escalation.sweep()

    new = the_other(office, first)
    assert new.clearance[CHAIR] == "held"
    told = [each for each in office.deliver() if new.name in str(each["Subject"]).casefold()]
    assert AINO in {each["To"] for each in told}
    assert CHAIR not in {each["To"] for each in told}
    with office.house.store.reading() as tx:
        history = tx.history(new.id or 0)
    assert [each.text for each in history if each.type == "possibly-related"] == [first]


def test_a_draft_that_would_be_left_to_nobody_is_everybodys(office: Office) -> None:
    everybody = f"{CHAIR} and {OUTSIDE} and Carla Lindqvist and Aino Virtanen shouted at me in the hall."
    first = reported(office, everybody)
    passed_on(office, first)
    (answer,) = office.says(BEN, "Yes")
    assert answer["To"] == BEN
    assert "draft" in the_other(office, first).marks

    assert {("notice", AINO), ("notice", CARLA)} < {*kinds(office.says(BEN, "Recuse"))}


_STOPS = ("I was shouted at in the hall yesterday at six.", "STOP")
_WISHES = (
    "I was shouted at in the hall yesterday at six. Do not write back: my husband reads this mailbox.",
)


def _says_all(office: Office, words: tuple[str, ...]) -> str:
    """The reporter's first case, with what they say in it."""
    first = reported(office, words[0])
    for each in words[1:]:
        office.says(REPORTER, each)
    return first


def test_who_said_stop_gets_no_letter_about_what_they_report_by_phone_either(office: Office) -> None:
    first = _says_all(office, _STOPS)
    passed_on(office, first)
    office.says(BEN, "yes")

    (answer,) = office.says(BEN, "reply We look into it.")

    assert answer["X-Cocmail"] == "answer"
    assert "not done" in answer.get_content()


def test_a_wish_not_to_be_written_to_stands_in_a_report_by_phone_too(office: Office) -> None:
    first = _says_all(office, _WISHES)

    assert "no-reply-wanted" in passed_on(office, first).marks


@pytest.mark.parametrize("words", [_STOPS, _WISHES])
@pytest.mark.parametrize("is_over", [False, True])
def test_nobody_sees_by_a_wish_that_there_is_a_case_that_they_are_kept_from(
    office: Office, words: tuple[str, ...], is_over: bool
) -> None:
    """An open case keeps them from the report by phone as well; of a closed one nothing stands in that."""
    named = AINO if is_over else BEN
    first = _says_all(office, (f"{words[0]} It was {named}.", *words[1:]))
    if is_over:
        office.close_all()

    draft = passed_on(office, first)

    assert draft.marks == {"draft"}
