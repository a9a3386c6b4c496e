"""What follows from what: the lives of cases, told as decisions on plain values."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import AINO, BEN, CARLA, CHAIR, OUTSIDE, REQUIRED, START, roster, rules

from cocmail.cases import deadlines, notices, policy, responding
from cocmail.cases.commands import read_commands
from cocmail.cases.model import (
    ANSWER_ELSEWHERE,
    FIELDS,
    NO_REPLY_WANTED,
    WANTS_NO_REPLY,
    WISHES,
    Audience,
    Case,
    Clearance,
    Decision,
    Disclosure,
    Entry,
    Finding,
    Ground,
    Letter,
    Mark,
    Remark,
    Report,
    Responder,
    Roster,
    Rules,
    State,
    Told,
)
from cocmail.cases.responding import Heard
from cocmail.cases.undelivered import Failed, on_undelivered
from cocmail.cases.unproven import on_unproven

REPORTER = "rea@example.net"
RULES = rules()
EVERYTHING = {name: Finding("present", name) for name in FIELDS}


def report(
    *,
    at: datetime = START,
    text: str = "Somebody shouted at me.",
    reporter: str = REPORTER,
    may_answer: bool = True,
    withheld_because: str = "",
    given: tuple[str, ...] = (),
    held: tuple[Responder, ...] = (),
    urgent: bool = False,
    is_report: bool = True,
    readable: bool = True,
    marks: frozenset[Mark] = frozenset(),
    named_as: str = "",
    related: tuple[Case, ...] = (),
    wished: tuple[Case, ...] = (),
) -> Report:
    return Report(
        at,
        text,
        reporter=reporter,
        may_answer=may_answer,
        withheld_because=withheld_because,
        findings={name: EVERYTHING[name] for name in given},
        held={each.key: each.name for each in held},
        urgent=urgent,
        is_report=is_report,
        readable=readable,
        marks=marks,
        person_named_as=named_as,
        related=related,
        wished=wished,
    )


HISTORY = (Told("2026-03-02 14:00", "report", text="Words"),)


def opened(first: Report | None = None, *, by: Rules = RULES, now: datetime = START) -> Decision:
    return policy.on_report(first or report(), "copper lantern", now, by)


def case(*, cleared: tuple[Responder, ...] = (), first: Report | None = None) -> Case:
    """A new case on which these responders have already answered CLEAR."""
    known = opened(first).case
    return replace(known, clearance={**known.clearance, **{each.key: Clearance.CLEARED for each in cleared}})


def says(
    known: Case, who: Responder, text: str, *, now: datetime = START, by: Rules = RULES, step: str = "m2"
) -> Decision:
    on = replace(ground(step, now=now, by=by), told=HISTORY)
    return responding.on_responder(known, who, Heard(read_commands(text)), on)


def ground(step: str = "m2", *, now: datetime = START, by: Rules = RULES) -> Ground:
    return Ground(now, by, step)


def follows_up(known: Case, later: Report, *, now: datetime = START, by: Rules = RULES) -> Decision:
    return policy.on_follow_up(known, later, ground(now=now, by=by))


def told(decision: Decision) -> list[tuple[str, str]]:
    return [(each.purpose, each.to) for each in decision.letters]


def letter(decision: Decision, address: str) -> Letter:
    (found,) = [each for each in decision.letters if each.to == address]
    return found


def types(decision: Decision) -> list[str]:
    return [each.type for each in decision.entries]


# A report.


def test_a_report_opens_a_case_that_is_due_and_promises_seven_days() -> None:
    decision = opened()

    assert decision.case.state == State.OPEN
    assert decision.case.follow_up_due == START + timedelta(days=7)
    assert decision.case.next_due_at == START + timedelta(days=3)
    assert types(decision) == ["report"]


def test_the_reporter_gets_one_acknowledgement_and_each_responder_one_notice() -> None:
    assert told(opened()) == [
        ("acknowledgement", REPORTER),
        ("notice", AINO.address),
        ("notice", BEN.address),
        ("notice", CARLA.address),
    ]


def test_a_first_notice_tells_the_name_of_the_case_and_nothing_of_the_reporter() -> None:
    notice = letter(opened(report(text="CANARY", named_as="the man in the yellow coat")), BEN.address)

    assert notice.disclosure == Disclosure.EXISTENCE
    assert notice.facts["person_named_as"] == "the man in the yellow coat"
    assert "CANARY" not in str(notice.facts)
    assert REPORTER not in str(notice.facts)


def test_in_open_mode_everybody_who_is_not_held_gets_the_report_at_once() -> None:
    decision = opened(report(held=(BEN,)), by=rules(mode="open"))

    assert told(decision)[1:] == [("report", AINO.address), ("report", CARLA.address)]
    assert letter(decision, AINO.address).disclosure == Disclosure.CONTENT


def test_who_is_named_in_the_report_is_told_nothing_and_the_history_says_why() -> None:
    decision = opened(report(held=(BEN,)))

    assert BEN.address not in [each.to for each in decision.letters]
    assert ("held", BEN.key, "Ben Okafor") in [(each.type, each.who, each.text) for each in decision.entries]


def test_a_case_that_nobody_may_hear_of_goes_outside_by_its_name_alone() -> None:
    decision = opened(report(held=(AINO, BEN, CARLA), text="CANARY", named_as="Ben"))

    assert told(decision)[1:] == [("escalation", CHAIR.address), ("escalation", OUTSIDE.address)]
    for address in (CHAIR.address, OUTSIDE.address):
        outside = letter(decision, address)
        assert (outside.audience, outside.disclosure) == (Audience.CONTACT, Disclosure.EXISTENCE)
        assert "CANARY" not in str(outside.facts)
        assert "Ben" not in str(outside.facts)


def test_a_report_whose_author_may_not_be_answered_opens_a_case_and_says_why_no_letter_went() -> None:
    decision = opened(report(may_answer=False, withheld_because="called forged"))

    assert REPORTER not in [each.to for each in decision.letters]
    assert ("withheld", "called forged") in [(each.type, each.text) for each in decision.entries]
    assert decision.case.requests_made == 0


@pytest.mark.parametrize(
    ("first", "purpose", "marks"),
    [
        (report(), "acknowledgement", frozenset()),
        (report(is_report=False), "gentle", {"unclear"}),
        (report(readable=False), "unreadable", {"unreadable"}),
        (report(readable=False, is_report=False), "unreadable", {"unclear", "unreadable"}),
        (report(marks=frozenset({"retaliation"})), "acknowledgement", {"retaliation"}),
    ],
)
def test_every_message_opens_a_case_and_is_answered_in_its_own_way(
    first: Report, purpose: str, marks: frozenset[str]
) -> None:
    decision = opened(first)

    assert letter(decision, REPORTER).purpose == purpose
    assert decision.case.marks == marks


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        (report(), REQUIRED),
        (report(given=("where", "contact")), ("when", "ongoing", "description", "reported_person")),
        (report(given=REQUIRED), ()),
        (report(is_report=False), ()),
        (report(readable=False), ()),
    ],
)
def test_the_first_letter_asks_only_for_what_is_missing(first: Report, asked: tuple[str, ...]) -> None:
    decision = opened(first)

    assert letter(decision, REPORTER).facts["asks"] == asked
    assert decision.case.requests_made == (1 if asked else 0)


def test_of_a_later_message_only_what_it_tells_is_listed() -> None:
    later = follows_up(case(cleared=(AINO,)), report(text="It was in the hall.", given=("where",)))

    assert [each["field"] for each in letter(later, AINO.address).facts["findings"]] == ["where"]


def test_cases_that_may_belong_together_are_told_to_those_who_may_know_of_both() -> None:
    other = replace(stepped_back(BEN), name="amber harp", state=State.CLOSED)

    decision = opened(report(related=(other,)), by=rules(mode="open"))

    assert ("possibly-related", "amber harp") in [(each.type, each.text) for each in decision.entries]
    told_of = {each.to: each.facts["related"] for each in decision.letters if each.purpose == "report"}
    assert told_of == {AINO.address: ["Amber harp"], BEN.address: [], CARLA.address: ["Amber harp"]}


def test_of_a_related_case_is_told_that_it_is_closed_to_those_alone_who_may_know_of_it() -> None:
    others = (
        replace(stepped_back(BEN), name="amber harp", state=State.CLOSED),
        replace(case(cleared=(AINO,)), name="velvet harp"),
    )

    decision = opened(report(related=others), by=rules(mode="open"))

    told = {each.to: each for each in decision.letters if each.purpose == "report"}
    assert told[AINO.address].facts["related"] == ["Amber harp", "Velvet harp"]
    assert told[AINO.address].facts["related_closed"] == ["Amber harp"]
    assert told[BEN.address].facts["related_closed"] == []
    left = notices.without(told[AINO.address], ("Amber harp",))
    assert left is not None
    assert (left.facts["related"], left.facts["related_closed"]) == (["Velvet harp"], [])


def stepped_back(who: Responder, *, held: tuple[Responder, ...] = ()) -> Case:
    """A case that Aino cleared and that one of us stepped back from."""
    known = case(cleared=(AINO,), first=report(held=held))
    return replace(known, clearance={**known.clearance, who.key: Clearance.RECUSED})


@pytest.mark.parametrize("mode", ["confirm", "open"])
def test_who_is_shut_out_of_a_case_that_it_may_belong_to_is_so_from_the_first(mode: str) -> None:
    first = stepped_back(BEN, held=(CARLA, CHAIR))

    decision = opened(report(related=(first,)), by=rules(mode=mode))

    standing = decision.case.clearance
    assert [standing[each.key] for each in (BEN, CARLA, CHAIR)] == ["recused", "held", "held"]
    assert {each.to for each in decision.letters} == {REPORTER, AINO.address}
    why = {each.who: each.text for each in decision.entries if each.type == "held"}
    assert why[BEN.key] == f"recused in {first.name}"
    assert why[CARLA.key] == f"held in {first.name}"


@pytest.mark.parametrize("state", State)
def test_whom_the_next_mail_of_a_reporter_names_is_held_in_their_first_case_too(state: State) -> None:
    first = replace(case(cleared=(AINO, BEN, CARLA)), id=1, name="amber harp")
    first = replace(first, state=state, taken_by=CARLA.key if state == State.ACTIVE else "")

    (there,) = opened(report(held=(CARLA,), related=(first,))).also

    assert there.case.clearance == {**first.clearance, CARLA.key: Clearance.HELD}
    assert there.case.taken_by == ""
    assert there.withdraw == {CARLA.key}
    assert [(each.type, each.who, each.text) for each in there.entries] == [("held", CARLA.key, CARLA.name)]
    heard = [] if state == State.CLOSED else [AINO.address, BEN.address]
    news = {each.to: each.facts["held_there"] for each in there.letters if each.purpose == "news"}
    assert news == dict.fromkeys(heard, CARLA.name)
    anew = {each.to for each in there.letters if each.purpose == "reminder"}
    assert anew == ({AINO.address, BEN.address} if state == State.ACTIVE else set())


def test_who_is_named_there_is_told_to_nobody_who_may_not_hear_of_that_mail() -> None:
    first = replace(case(cleared=(AINO, BEN, CARLA)), id=1, name="amber harp")
    other = stepped_back(BEN)

    (there,) = policy.on_named_elsewhere((first,), other, report(held=(CARLA,)), ground())

    assert [each.to for each in there.letters] == [AINO.address]


def test_who_had_taken_another_case_of_the_reporter_that_names_them_is_off_that_one() -> None:
    first = replace(says(case(cleared=(AINO, BEN)), BEN, "take").case, id=1, name="amber harp")

    (there,) = policy.on_named_elsewhere((first,), case(), report(held=(BEN,)), ground())

    told_so = [each.to for each in there.letters if "was_taken" in each.facts]
    assert (told_so, there.case.state) == ([AINO.address, CARLA.address], State.OPEN)


def test_where_the_last_one_is_named_in_another_case_the_contacts_hear_of_both() -> None:
    first = replace(case(cleared=(AINO,)), id=1, name="amber harp")

    decision = opened(report(held=(AINO, BEN, CARLA), related=(first,)))

    (there,) = decision.also
    for each in (decision, there):
        assert ("escalation", OUTSIDE.address) in told(each)


def test_a_mail_that_is_called_forged_shuts_nobody_out_of_another_case() -> None:
    first = replace(case(cleared=(AINO, BEN)), id=1, name="amber harp")
    forged = report(held=(BEN,), related=(first,), marks=frozenset({"doubtful-author"}))

    assert opened(report(held=(BEN,), related=(first,))).also
    assert opened(forged).also == ()


def test_a_mail_that_names_everybody_leaves_no_other_case_to_nobody() -> None:
    first = replace(case(cleared=(AINO,)), id=1, name="amber harp")
    everybody = tuple(RULES.roster.everybody())

    assert opened(report(held=everybody, related=(first,))).also == ()


def test_who_writes_a_report_down_and_is_named_meanwhile_can_still_confirm_it() -> None:
    draft = replace(case(cleared=(AINO,)), id=1, name="amber harp", marks=frozenset({"draft"}))

    assert opened(report(held=(AINO,), related=(draft,))).also == ()


def test_a_first_report_names_as_kept_out_only_whom_it_names_itself() -> None:
    first = stepped_back(BEN, held=(CARLA,))

    decision = opened(report(held=(BEN,), related=(first,)), by=rules(mode="open"))

    assert {tuple(each.facts["held"]) for each in decision.letters if each.purpose == "report"} == {
        (BEN.name,)
    }


def test_who_may_add_to_an_open_case_is_asked_for_nothing_that_they_told_there() -> None:
    first = replace(case(first=report(given=("contact", "when", "where"))), id=1, name="amber harp")
    adds = opened(report(related=(first,), given=("reported_person",)))

    mine = letter(adds, REPORTER)
    later = follows_up(adds.case, report(related=(first,), given=("ongoing",)))

    assert (mine.purpose, mine.facts["asks"]) == ("acknowledgement", ("ongoing", "description"))
    assert letter(later, REPORTER).facts["asks"] == ("description",)


def test_who_was_sent_nothing_at_first_is_not_asked_later_for_what_they_told_in_an_open_case() -> None:
    first = replace(case(first=report(given=("contact", "when", "where"))), id=1, name="amber harp")
    adds = opened(report(related=(first,), may_answer=False, withheld_because="the author is in doubt"))

    later = follows_up(adds.case, report(related=(first,)))

    assert letter(later, REPORTER).facts["asks"] == ("ongoing", "description", "reported_person")


def test_a_case_does_not_show_that_its_reporter_has_another_one() -> None:
    """Who may read it and is kept from the other must not see that there is one."""
    first = replace(case(first=report(given=FIELDS)), id=1, name="amber harp")
    beside, alone = opened(report(related=(first,))).case, opened(report()).case
    mine = report(given=("description",))

    assert beside == alone
    assert follows_up(beside, replace(mine, related=(first,))).case == follows_up(alone, mine).case


@pytest.mark.parametrize("asked_nothing", [{"is_report": False}, {"readable": False}])
def test_a_first_letter_that_asked_nothing_is_no_request_also_beside_an_open_case(
    asked_nothing: dict[str, bool],
) -> None:
    first = replace(case(), id=1, name="amber harp")
    adds = opened(report(related=(first,), **asked_nothing))  # type: ignore[arg-type]

    later = follows_up(adds.case, report(related=(first,), given=("contact",)))

    assert letter(later, REPORTER).purpose == "request"


@pytest.mark.parametrize(
    "other",
    [
        {"state": State.CLOSED},
        {"reporter": ""},
        {"reporter": "lisa@example.com"},
        {"marks": frozenset({"doubtful-author"})},
        {"marks": frozenset({"draft"})},
    ],
)
def test_what_the_reporter_did_not_tell_in_an_open_case_is_asked_for(other: dict[str, Any]) -> None:
    first = replace(case(first=report(given=("contact", "when", "where"))), id=1, name="amber harp", **other)
    everything = letter(opened(), REPORTER).facts["asks"]

    new = opened(report(related=(first,)))
    later = follows_up(new.case, report(related=(first,)))

    assert letter(new, REPORTER).facts["asks"] == letter(later, REPORTER).facts["asks"] == everything


def test_of_a_closed_case_that_it_answers_who_was_named_is_held_and_who_stepped_back_is_asked_anew() -> None:
    first = replace(stepped_back(BEN, held=(CARLA,)), state=State.CLOSED)

    standing = opened(report(related=(first,))).case.clearance

    assert (standing[BEN.key], standing[CARLA.key]) == ("pending", "held")


@pytest.mark.parametrize(
    ("received", "counted"),
    [(timedelta(days=-2), timedelta(days=-2)), (timedelta(hours=3), timedelta())],
    ids=["fetched two days late", "stamped by a clock that is ahead"],
)
def test_the_promise_counts_from_when_the_mail_server_had_the_report(
    received: timedelta, counted: timedelta
) -> None:
    decision = opened(report(at=START + received))

    assert decision.case.received_at == START + counted
    assert decision.case.follow_up_due == START + counted + timedelta(days=7)


# A later message of the reporter.


def test_a_follow_up_thanks_when_nothing_is_missing_and_asks_once_more_when_something_is() -> None:
    known = case(first=report(given=("contact", "when")))

    complete = follows_up(known, report(given=REQUIRED))
    partly = follows_up(known, report(given=("where", "ongoing", "description")))

    assert told(complete) == [("thanks", REPORTER)]
    assert told(partly) == [("request", REPORTER)]
    assert letter(partly, REPORTER).facts["asks"] == ("reported_person",)
    assert letter(partly, REPORTER).facts["again"] is True


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_no_more_requests_are_made_than_the_configuration_allows(most: int) -> None:
    limited = replace(RULES, max_requests=most)
    decision = opened(by=limited)
    asked = [letter(decision, REPORTER).facts["asks"]]

    for _ in range(5):
        decision = follows_up(decision.case, report(), by=limited)
        asked.append(letter(decision, REPORTER).facts["asks"])

    assert [bool(each) for each in asked] == [True] * most + [False] * (6 - most)


@pytest.mark.parametrize("given", [(), ("where",)], ids=["thanks", "an answer"])
def test_who_writes_once_more_after_their_case_was_closed_is_thanked_and_asked_nothing(
    given: tuple[str, ...],
) -> None:
    closed = replace(case(cleared=(AINO,)), state=State.CLOSED, outcome="violation", follow_up_due=None)

    decision = follows_up(closed, report(given=given))

    assert told(decision) == [("thanks", REPORTER), ("update", AINO.address)]
    assert letter(decision, REPORTER).facts["asks"] == ()
    assert decision.case.requests_made == closed.requests_made
    assert "reopened" in types(decision)


def test_what_was_declined_is_not_asked_again() -> None:
    declined = replace(report(), findings={name: Finding("declined", "no idea") for name in REQUIRED})

    decision = follows_up(case(), declined)

    assert letter(decision, REPORTER).facts["asks"] == ()


def test_a_message_that_is_still_no_report_is_asked_nothing_and_a_report_after_all_is() -> None:
    unclear = opened(report(is_report=False)).case

    still = follows_up(unclear, report(is_report=False))
    after_all = follows_up(unclear, report())

    assert letter(still, REPORTER).facts["asks"] == ()
    assert "unclear" in still.case.marks
    assert letter(after_all, REPORTER).facts["asks"] == REQUIRED
    assert "unclear" not in after_all.case.marks


def test_a_follow_up_goes_to_who_is_cleared_and_to_nobody_else() -> None:
    decision = follows_up(case(cleared=(AINO,)), report(given=REQUIRED))

    assert told(decision) == [("thanks", REPORTER), ("update", AINO.address)]
    assert letter(decision, AINO.address).disclosure == Disclosure.CONTENT


def test_a_responder_who_is_named_later_is_held_at_once_and_their_queued_letters_die() -> None:
    decision = follows_up(case(cleared=(AINO, BEN)), report(given=REQUIRED, held=(BEN,)))

    assert decision.case.clearance[BEN.key] == Clearance.HELD
    assert decision.withdraw == {BEN.key}
    assert told(decision) == [("thanks", REPORTER), ("update", AINO.address)]
    assert "held" in types(decision)


def test_clear_after_the_reporter_named_that_responder_shows_them_nothing() -> None:
    known = follows_up(case(), report(held=(BEN,))).case

    decision = says(known, BEN, "clear")

    assert decision.case == known
    assert [(each.purpose, each.disclosure, dict(each.facts)) for each in decision.letters] == [
        ("unavailable", Disclosure.NOTHING, {})
    ]


def test_a_new_message_leaves_a_running_clock_alone() -> None:
    known = replace(case(), rung="take", nudged_at=START + timedelta(days=3))

    decision = follows_up(known, report(at=START + timedelta(days=4)), now=START + timedelta(days=4))

    assert decision.case.follow_up_due == START + timedelta(days=7)
    assert decision.case.rung == "take"
    assert decision.case.next_due_at == START + timedelta(days=5)


def test_a_new_message_on_a_followed_up_case_starts_a_new_clock() -> None:
    known = says(case(cleared=(BEN,)), BEN, "followup by phone").case
    later = START + timedelta(days=20)

    decision = follows_up(known, report(at=later), now=later)

    assert decision.case.follow_up_due == later + timedelta(days=7)
    assert decision.case.next_due_at == later + timedelta(days=3)


@pytest.mark.parametrize("due", [None, START + timedelta(days=7)])
def test_a_reply_to_a_closed_case_reopens_it(due: datetime | None) -> None:
    closed = replace(case(), state=State.CLOSED, outcome="no-action", follow_up_due=due, next_due_at=None)
    later = START + timedelta(days=90)

    decision = follows_up(closed, report(at=later), now=later)

    assert (decision.case.state, decision.case.outcome) == (State.OPEN, "")
    assert decision.case.follow_up_due == later + timedelta(days=7)
    assert decision.case.next_due_at == later + timedelta(days=3)
    assert "reopened" in types(decision)


def test_a_message_from_another_address_joins_the_case_and_gets_nothing_out() -> None:
    stranger = report(
        reporter="lisa@example.net", may_answer=False, withheld_because="written from another address"
    )

    decision = follows_up(case(cleared=(AINO,)), stranger)

    assert told(decision) == [("update", AINO.address)]
    assert types(decision) == ["follow-up", "withheld"]
    assert decision.case.reporter == REPORTER


WISH: frozenset[Mark] = frozenset({NO_REPLY_WANTED})


@pytest.mark.parametrize(
    "later", [report(), report(may_answer=False, withheld_because="written from another address")]
)
def test_who_wanted_no_answer_gets_none_to_what_they_add(later: Report) -> None:
    asked = follows_up(
        case(cleared=(AINO,)), report(marks=WISH, may_answer=False, withheld_because=WANTS_NO_REPLY)
    )

    decision = follows_up(asked.case, later)

    assert told(decision) == [("update", AINO.address)]
    # Whoever reads "SEND" with it sees that they asked for silence.
    assert [each.text for each in decision.entries if each.type == "withheld"] == [WANTS_NO_REPLY]


@pytest.mark.parametrize(
    "wish",
    [
        report(reporter="eve@example.net", marks=WISH, may_answer=False, withheld_because="another address"),
        report(marks=WISH | {"doubtful-author"}, may_answer=False, withheld_because=WANTS_NO_REPLY),
    ],
)
def test_a_wish_that_somebody_else_may_have_written_silences_nobody(wish: Report) -> None:
    decision = follows_up(follows_up(case(cleared=(AINO,)), wish).case, report())

    assert REPORTER in [each.to for each in decision.letters]


def test_a_message_of_doubtful_author_does_not_lift_the_wish() -> None:
    asked = follows_up(case(), report(marks=WISH, may_answer=False, withheld_because=WANTS_NO_REPLY)).case
    doubted = follows_up(asked, report(marks=frozenset({"doubtful-author"}))).case

    assert REPORTER not in [each.to for each in follows_up(doubted, report()).letters]


def test_the_wish_of_one_case_is_not_told_in_another() -> None:
    first = opened(report(marks=WISH, may_answer=False, withheld_because=WANTS_NO_REPLY, held=(BEN,))).case

    decision = opened(report(related=(first,)))

    # Ben may see the second case, and must not learn of the first by it.
    assert decision.case.marks == frozenset()
    assert "withheld" not in types(decision)


def wishing(mark: Mark = NO_REPLY_WANTED, *, held: tuple[Responder, ...] = ()) -> Case:
    return opened(
        report(marks=frozenset({mark}), may_answer=False, withheld_because=WISHES[mark], held=held)
    ).case


@pytest.mark.parametrize("mark", WISHES)
def test_a_wish_stands_in_what_its_reporter_reports_later(mark: Mark) -> None:
    decision = opened(report(wished=(wishing(mark),)))

    assert REPORTER not in [each.to for each in decision.letters]
    assert [each.text for each in decision.entries if each.type == "withheld"] == [WISHES[mark]]
    assert decision.case.marks == {mark}
    assert decision.case.requests_made == 0


@pytest.mark.parametrize("mark", WISHES)
def test_a_wish_stands_in_what_its_reporter_adds_to_the_case(mark: Mark) -> None:
    decision = follows_up(wishing(mark), report())

    assert REPORTER not in [each.to for each in decision.letters]
    assert [each.text for each in decision.entries if each.type == "withheld"] == [WISHES[mark]]


@pytest.mark.parametrize("mark", WISHES)
def test_a_wish_stands_in_what_its_reporter_adds_to_another_case(mark: Mark) -> None:
    known, more = case(), report(wished=(wishing(mark),))

    decision = follows_up(known, more)

    assert REPORTER not in [each.to for each in decision.letters]
    assert [each.text for each in decision.entries if each.type == "withheld"] == [WISHES[mark]]
    assert mark in decision.case.marks
    # Until somebody lets a letter of this one go.
    released = replace(ground(), history=(Entry(START, "released", AINO.address),))
    assert REPORTER in [each.to for each in policy.on_follow_up(known, more, released).letters]


def test_it_stands_there_without_a_word_where_somebody_may_not_know_of_it() -> None:
    hidden = wishing(held=(BEN,))
    known = opened(report(wished=(hidden,))).case

    decision = follows_up(known, report(wished=(hidden,)))

    assert REPORTER not in [each.to for each in decision.letters]
    assert decision.case.marks == known.marks
    assert "withheld" not in types(decision)


def test_what_is_withheld_for_another_reason_too_keeps_it() -> None:
    forged = report(may_answer=False, withheld_because="the sender is forged", wished=(wishing(),))

    decision = opened(forged)

    assert [each.text for each in decision.entries if each.type == "withheld"] == ["the sender is forged"]
    assert decision.case.marks == {NO_REPLY_WANTED}


@pytest.mark.parametrize("mode", ["confirm", "open"])
def test_a_wish_in_a_case_that_is_kept_from_somebody_is_kept_without_a_word(mode: str) -> None:
    by = rules(mode=mode)

    decision = opened(report(wished=(wishing(held=(BEN,)),)), by=by)

    # Ben may see the second case, and must not learn of the first by it.
    unknown = opened(report(may_answer=False), by=by)
    assert REPORTER not in [each.to for each in decision.letters]
    assert decision.letters == unknown.letters
    assert decision.case == unknown.case
    assert "withheld" not in types(decision)


def test_of_two_wishes_the_one_that_everybody_may_know_of_is_told() -> None:
    cases = (wishing(held=(BEN,)), wishing(ANSWER_ELSEWHERE))

    decision = opened(report(wished=cases))

    assert [each.text for each in decision.entries if each.type == "withheld"] == [WISHES[ANSWER_ELSEWHERE]]
    assert decision.case.marks == {ANSWER_ELSEWHERE}


def test_who_is_shut_out_of_both_cases_keeps_nobody_from_being_told() -> None:
    decision = opened(report(held=(BEN,), wished=(wishing(held=(BEN,)),)))

    assert decision.case.marks == WISH
    assert "withheld" in types(decision)


def test_stop_withdraws_what_is_queued_for_the_reporter_and_sends_them_nothing() -> None:
    decision = policy.on_stop(case(cleared=(AINO,)), report(text="STOP"), ground())

    assert "stopped" in decision.case.marks
    assert decision.withdraw == {REPORTER}
    assert told(decision) == [("update", AINO.address)]
    assert decision.case.next_due_at == START + timedelta(days=3)


# A responder's words.


def test_who_is_named_in_the_mail_that_says_stop_is_held() -> None:
    known = case(cleared=(AINO, BEN))

    decision = policy.on_stop(known, report(text="STOP\n\n> Ben did it", held=(BEN,)), ground())

    assert decision.case.clearance[BEN.key] == Clearance.HELD
    assert BEN.address not in [each.to for each in decision.letters]
    assert BEN.key in decision.withdraw


def test_a_taker_who_is_named_later_does_not_keep_the_case() -> None:
    known = says(case(cleared=(AINO, BEN)), BEN, "take").case

    decision = follows_up(known, report(held=(BEN,), urgent=True))

    assert (decision.case.taken_by, decision.case.state) == ("", State.OPEN)
    assert decision.case.next_due_at is not None
    assert decision.case.next_due_at <= START + timedelta(minutes=30)


def _later(what: str, known: Case) -> Decision:
    """What comes of a later message that names Ben, from each who may write one."""
    words = report(text="It was Ben.", may_answer=False, held=(BEN,))
    match what:
        case "follow-up":
            return follows_up(known, words)
        case "stranger":
            return follows_up(known, replace(words, reporter="lisa@example.com"))
        case "stop":
            return policy.on_stop(known, words, ground())
        case "absence":
            return policy.on_absence(known, words, ground())
    return policy.on_contact(known, Remark(CHAIR.address, words.text, named=words.held), ground())


@pytest.mark.parametrize("what", ["follow-up", "stranger", "stop", "absence", "contact"])
def test_who_was_included_and_is_named_by_a_later_message_is_held_again_before_it_is_sent(what: str) -> None:
    known = case(cleared=(AINO,), first=report(held=(BEN,)))
    known = says(replace(known, clearance={**known.clearance, BEN.key: Clearance.INCLUDED}), BEN, "take").case

    decision = _later(what, known)

    assert decision.case.clearance[BEN.key] == Clearance.HELD
    assert (decision.case.taken_by, decision.case.state) == ("", State.OPEN)
    reminded = [("reminder", AINO.address), ("reminder", CARLA.address)]
    assert [each for each in told(decision) if each not in reminded] == [
        ("note" if what == "contact" else "update", AINO.address)
    ]
    assert [each for each in told(decision) if each in reminded] == reminded
    assert BEN.key in decision.withdraw
    assert [each.who for each in decision.entries if each.type == "held"] == [BEN.key]
    assert letter(says(decision.case, AINO, "status"), AINO.address).facts["held"] == ["Ben Okafor"]
    assert (
        letter(says(decision.case, AINO, "include Ben"), AINO.address).facts["results"][0]["code"] == "waits"
    )


def test_a_case_that_becomes_urgent_is_told_at_once_to_all_who_may_hear_of_it() -> None:
    decision = follows_up(case(cleared=(AINO,)), report(urgent=True, held=(CARLA,)))

    urgent = [each.to for each in decision.letters if each.facts.get("rung") == "urgent"]
    assert urgent == [AINO.address, BEN.address]


def test_new_danger_in_a_case_that_somebody_took_is_told_to_all_and_waits_for_a_taker_again() -> None:
    known = says(case(cleared=(AINO, BEN)), BEN, "take").case
    later = START + timedelta(hours=5)

    decision = follows_up(known, report(at=later, urgent=True), now=later)

    urgent = [each for each in decision.letters if each.facts.get("rung") == "urgent"]
    assert [each.to for each in urgent] == [AINO.address, BEN.address, CARLA.address]
    assert [each.facts.get("was_taken") for each in urgent] == [True, True, True]
    assert (decision.case.taken_by, decision.case.state) == ("", State.OPEN)
    assert [each.text for each in decision.entries if each.type == "untaken"] == [BEN.key]
    again = policy.on_silence(decision.case, later + RULES.ladder.urgent, RULES)
    assert again is not None
    assert [each.to for each in again.letters] == [AINO.address, BEN.address, CARLA.address]
    taken = says(again.case, BEN, "take", now=later + timedelta(hours=1)).case
    assert (taken.taken_by, taken.state) == (BEN.key, State.ACTIVE)
    assert policy.on_silence(taken, later + timedelta(hours=2), RULES) is None


@pytest.mark.parametrize("first", [report(), report(urgent=True)])
def test_a_message_that_makes_no_case_urgent_leaves_it_to_whoever_took_it(first: Report) -> None:
    known = says(case(first=first, cleared=(BEN,)), BEN, "take").case

    decision = follows_up(known, report(urgent=first.urgent))

    assert decision.case.taken_by == BEN.key
    assert "untaken" not in types(decision)
    assert "reminder" not in [each.purpose for each in decision.letters]


@pytest.mark.parametrize("known", [case(cleared=(AINO,)), says(case(cleared=(BEN,)), BEN, "take").case])
def test_nobody_is_said_to_have_taken_what_nobody_or_somebody_named_in_it_took(known: Case) -> None:
    decision = follows_up(known, report(urgent=True, held=(BEN,)))

    urgent = [each for each in decision.letters if each.facts.get("rung") == "urgent"]
    assert [each.to for each in urgent] == [AINO.address, CARLA.address]
    assert not [each for each in urgent if "was_taken" in each.facts]
    assert "untaken" not in types(decision)


def test_a_snooze_ends_where_the_reporter_is_in_danger_or_writes_after_a_follow_up() -> None:
    quiet = replace(policy.on_report(report(), "copper lantern", START, RULES).case, id=1)
    quiet = replace(quiet, quiet_until=START + timedelta(days=6))
    later = START + timedelta(hours=1)

    urgent = policy.on_follow_up(quiet, report(at=later, urgent=True), ground(now=later)).case
    assert urgent.next_due_at == later + RULES.ladder.urgent
    calm = policy.on_follow_up(quiet, report(at=later), ground(now=later)).case
    assert calm.quiet_until == quiet.quiet_until

    followed_up = replace(quiet, follow_up_due=None, followed_up_at=START)
    again = policy.on_follow_up(followed_up, report(at=later), ground(now=later)).case
    assert again.next_due_at == later + RULES.ladder.take


def test_an_urgent_case_that_nobody_takes_still_escalates_every_day() -> None:
    known, escalated = case(first=report(urgent=True)), []

    for half_hours in range(1, 48 * 10):
        decision = policy.on_silence(known, START + timedelta(minutes=30 * half_hours), RULES)
        if decision:
            known = decision.case
            escalated += [half_hours / 48] * (CHAIR.address in [each.to for each in decision.letters])

    # On the third day because nobody has said yet that they may look after it.
    assert escalated == [3, 7, 8, 9]


def test_a_followed_up_case_can_become_urgent_again() -> None:
    known = says(says(case(cleared=(BEN,)), BEN, "followup by phone").case, BEN, "urgent").case

    decision = policy.on_silence(known, START + timedelta(hours=1), RULES)

    assert decision is not None
    assert {each.facts["rung"] for each in decision.letters} == {"urgent"}


def test_the_letter_that_the_only_responder_did_not_get_climbs_at_once() -> None:
    lonely = Rules(Roster((AINO,), (), OUTSIDE), REQUIRED)
    failed = Failed(7, "notice", Audience.RESPONDER, AINO.address)

    decision = on_undelivered(opened(by=lonely).case, failed, ground(by=lonely))

    assert told(decision) == [("undelivered", OUTSIDE.address)]


def test_a_closed_case_is_not_taken() -> None:
    closed = replace(case(cleared=(BEN,)), state=State.CLOSED, outcome="no-action", next_due_at=None)

    assert says(closed, BEN, "take").case == closed


def test_a_reopened_case_waits_for_somebody() -> None:
    closed = replace(case(cleared=(BEN,)), state=State.CLOSED, taken_by=BEN.key)

    reopened = follows_up(closed, report()).case

    assert (reopened.state, reopened.taken_by) == (State.OPEN, "")


def test_a_reopened_case_that_nobody_may_read_any_more_asks_who_is_left_at_once() -> None:
    """Who joined while it was closed was never asked; whoever had read it has left since."""
    known = case()
    left = {AINO.key: Clearance.RECUSED, CARLA.key: Clearance.PENDING}
    closed = replace(known, state=State.CLOSED, outcome="no-action", follow_up_due=None, clearance=left)

    reopened = follows_up(closed, report())
    danger = follows_up(closed, report(urgent=True))

    assert told(reopened) == [("thanks", REPORTER), ("notice", CARLA.address)]
    assert [each for each in told(danger) if each[1] != REPORTER] == [("reminder", CARLA.address)]


def test_a_reopened_case_that_nobody_may_hear_of_is_told_to_the_contacts_at_once() -> None:
    """Whoever had closed it has stepped back since: of a closed case nobody else is told that."""
    out = {AINO.key: Clearance.RECUSED, BEN.key: Clearance.HELD, CARLA.key: Clearance.RECUSED}
    closed = replace(case(), state=State.CLOSED, outcome="no-action", follow_up_due=None, clearance=out)
    last = replace(closed, clearance={**out, CARLA.key: Clearance.PENDING})

    for each, later in ((closed, report()), (last, report(held=(CARLA,)))):
        assert told(follows_up(each, later)) == [
            ("thanks", REPORTER),
            ("escalation", CHAIR.address),
            ("escalation", OUTSIDE.address),
        ]
    danger = told(follows_up(closed, report(urgent=True)))
    assert danger[1:] == [("reminder", CHAIR.address), ("reminder", OUTSIDE.address)]


def test_somebody_else_can_be_recused_and_their_letters_die() -> None:
    known = case(cleared=(AINO, BEN))

    decision = says(known, AINO, "recuse Ben")

    assert decision.case.clearance[AINO.key] == Clearance.CLEARED
    assert decision.case.clearance[BEN.key] == Clearance.RECUSED
    assert BEN.key in decision.withdraw
    assert [each.to for each in decision.letters] == [AINO.address]


@pytest.mark.parametrize("text", ["recuse Zoe", "Recuse - I know him", "recuse because he is my friend"])
def test_words_that_are_nobodys_name_are_a_reason_and_the_sender_steps_back(text: str) -> None:
    decision = says(case(cleared=(AINO, BEN)), AINO, text)

    assert decision.case.clearance[AINO.key] == Clearance.RECUSED
    assert decision.case.clearance[BEN.key] == Clearance.CLEARED


def test_who_has_not_declared_anything_takes_nobody_else_off_the_case() -> None:
    decision = says(case(), BEN, "recuse Aino\nrecuse Carla\nclear")

    assert [decision.case.clearance[each.key] for each in (AINO, CARLA)] == [Clearance.PENDING] * 2


def test_when_the_last_one_steps_back_the_case_goes_on_by_its_name_at_once() -> None:
    known = says(says(case(), AINO, "recuse").case, BEN, "recuse").case

    decision = says(known, CARLA, "recuse")

    assert told(decision) == [
        ("recused", CARLA.address),
        ("escalation", CHAIR.address),
        ("escalation", OUTSIDE.address),
    ]


def test_when_the_last_one_is_named_the_case_goes_on_by_its_name_at_once() -> None:
    known = says(says(case(), AINO, "recuse").case, BEN, "recuse").case

    decision = follows_up(known, report(held=(CARLA,)))

    assert ("escalation", OUTSIDE.address) in told(decision)


def test_a_reporter_who_writes_from_a_responders_address_is_that_responder() -> None:
    decision = follows_up(case(cleared=(AINO, BEN)), report(reporter=BEN.address))

    assert decision.case.clearance[BEN.key] == Clearance.HELD
    assert BEN.address not in [each.to for each in decision.letters]


def test_a_machine_that_answers_our_answers_is_not_answered_for_ever() -> None:
    known = case(cleared=(BEN,))

    assert [len(_answers(known, "I am away.", answered)) for answered in range(5)] == [1, 1, 1, 0, 0]
    assert len(_answers(known, "take", 100)) == 1


def _answers(known: Case, text: str, answered: int) -> list[Letter]:
    heard = Heard(read_commands(text), answered=answered)
    decision = responding.on_responder(known, BEN, heard, ground("s"))
    return [each for each in decision.letters if each.to == BEN.address]


def test_thanks_are_said_once_a_day() -> None:
    known = replace(case(), checklist=EVERYTHING)

    decision = policy.on_follow_up(known, report(), ground("m"), thanked=True)

    assert [each for each in decision.letters if each.to == REPORTER] == []


def test_who_was_thanked_today_and_is_in_danger_now_is_told_whom_to_call_once() -> None:
    known, cry = replace(case(), checklist=EVERYTHING), report(urgent=True)

    first = policy.on_follow_up(known, cry, ground("m"), thanked=True)
    second = policy.on_follow_up(first.case, cry, ground("n"), thanked=True)

    assert letter(first, REPORTER).purpose == "thanks"
    assert letter(first, REPORTER).facts["urgent"]
    assert [each for each in second.letters if each.to == REPORTER] == []


def test_a_reply_that_does_not_prove_to_be_the_responders_is_told_them_once_a_day() -> None:
    first, later = (
        on_unproven(
            case(), BEN.address, Audience.RESPONDER, Remark("x@example.net", "Clear"), ground("m", now=now)
        )
        for now in (START, START + timedelta(hours=3))
    )

    assert told(first) == [("unproven", BEN.address)]
    assert first.letters[0].disclosure == Disclosure.NOTHING
    assert first.letters[0].step == later.letters[0].step


def test_an_escalation_contact_who_answers_is_heard_by_those_who_may_read_the_case() -> None:
    decision = policy.on_contact(case(cleared=(AINO,)), Remark(CHAIR.address, "I take over."), ground("c"))

    assert told(decision) == [("note", AINO.address)]


@pytest.mark.parametrize("part", ["contact", "responder"])
def test_who_signs_a_mail_is_not_shut_out_by_that_under_another_address_of_theirs(part: str) -> None:
    ben = replace(BEN, also_known_as=("ben@private.example",))
    second = Responder("ben@private.example", BEN.name)
    with_carla = {ben.key: "Ben", second.key: "Ben", CARLA.key: "Carla"}
    known, remark = case(cleared=(AINO, ben)), Remark(second.address, "Carla did. Ben", named=with_carla)
    if part == "contact":
        on = replace(ground("c"), rules=replace(RULES, roster=Roster((AINO, ben, CARLA), (second,))))
        after = policy.on_contact(known, remark, on).case
    else:
        known = replace(known, clearance={**known.clearance, second.key: Clearance.CLEARED})
        on = replace(ground("c"), rules=replace(RULES, roster=Roster((AINO, ben, CARLA, second))))
        after = policy.on_answer_to_reporter(known, remark, on, is_proven=True).case

    held = {key for key, each in after.clearance.items() if each == Clearance.HELD}
    assert held == {CARLA.key}


def test_stop_in_another_case_tells_nothing_of_that_one_and_disturbs_nobody_of_a_closed_one() -> None:
    known = case(cleared=(AINO, BEN))
    said = replace(report(text="STOP, Rea\n> amber acorn", held=(BEN,)), subject="Re: Amber acorn")

    here = policy.on_stop_elsewhere(known, said, ground())
    closed = policy.on_stop_elsewhere(replace(known, state=State.CLOSED), said, ground())

    assert told(here) == [("update", AINO.address), ("update", BEN.address)]
    assert "acorn" not in str(here).casefold()
    assert closed.letters == ()
    for decision in (here, closed):
        assert decision.case.marks == known.marks | {"stopped"}
        assert decision.case.clearance == known.clearance
        assert decision.withdraw == {REPORTER}
        assert types(decision) == ["stopped"]


@pytest.mark.parametrize("standing", [Clearance.HELD, Clearance.RECUSED])
def test_an_escalation_contact_who_is_shut_out_says_nothing_to_anybody_in_the_case(
    standing: Clearance,
) -> None:
    known = case(cleared=(AINO, BEN))
    known = replace(known, clearance={**known.clearance, CHAIR.key: standing})

    remark = Remark("Chair@example.org", "I never did that. Ask Ben.", named={BEN.key: "Ben"})

    decision = policy.on_contact(known, remark, ground("c"))

    assert (decision.case, decision.letters, types(decision)) == (known, (), ["refused"])
    assert "never" not in decision.entries[0].text


def test_who_is_shut_out_says_nothing_as_a_contact_with_another_address_of_theirs_either() -> None:
    ours = replace(RULES, roster=roster(AINO, replace(BEN, also_known_as=(CHAIR.address,)), CARLA))
    known = case(cleared=(AINO,))
    known = replace(known, clearance={**known.clearance, BEN.key: Clearance.HELD})

    said = policy.on_contact(known, Remark(CHAIR.address, "I never did."), replace(ground("c"), rules=ours))
    unproven = on_unproven(
        known,
        CHAIR.address,
        Audience.CONTACT,
        Remark("x@example.net", "Well?"),
        replace(ground("u"), rules=ours),
    )

    assert (said.letters, types(said)) == ((), ["refused"])
    assert unproven.letters == ()


def test_a_clock_that_was_ahead_silences_nothing() -> None:
    ahead = START + timedelta(days=1500)
    known = replace(
        case(), rung="escalation", nudged_at=ahead, escalated_at=ahead, next_due_at=ahead + timedelta(days=1)
    )

    decision = policy.on_silence(known, START + timedelta(days=8), RULES)

    assert decision is not None
    assert (CHAIR.address in [each.to for each in decision.letters]) is True
    assert decision.case.next_due_at == START + timedelta(days=9)


def test_a_date_that_a_corrected_clock_took_back_is_set_anew() -> None:
    known = replace(case(), next_due_at=START + timedelta(days=1500))

    decision = policy.on_silence(known, START + timedelta(days=1), RULES)

    assert decision is not None
    assert decision.letters == ()
    assert decision.case.next_due_at == START + timedelta(days=3)


def test_nobody_is_promised_a_day_that_has_passed() -> None:
    late = report(at=START - timedelta(days=20))

    decision = opened(late)

    assert letter(decision, REPORTER).facts["follow_up_due"] is None


def test_an_escalation_contact_who_is_a_pending_responder_hears_of_the_escalation() -> None:
    both = Rules(Roster((AINO, BEN), (BEN,), OUTSIDE), REQUIRED)
    known = replace(opened(by=both).case, clearance={AINO.key: Clearance.CLEARED, BEN.key: Clearance.PENDING})

    decision = policy.on_silence(known, START + timedelta(days=8), both)

    assert decision is not None
    assert [each.to for each in decision.letters] == [AINO.address, BEN.address]


def test_who_has_not_declared_anything_is_given_no_fact_of_content() -> None:
    decision = says(case(first=report(held=(CARLA,))), BEN, "status")

    assert letter(decision, BEN.address).facts["held"] == []


def test_a_note_is_answered_to_its_writer_and_shared_with_the_others() -> None:
    decision = says(case(cleared=(AINO, BEN)), BEN, "note I called her")

    assert told(decision) == [("note", AINO.address), ("answer", BEN.address)]


def test_one_command_mail_has_one_answer() -> None:
    decision = says(case(), BEN, "clear\ntake")

    assert [(each.purpose, each.to) for each in decision.letters] == [("report", BEN.address)]
    assert [each["line"] for each in decision.letters[0].facts["results"]] == ["clear", "take"]


def test_clear_brings_the_report() -> None:
    decision = says(case(), BEN, "clear")

    assert decision.case.clearance[BEN.key] == Clearance.CLEARED
    assert told(decision) == [("report", BEN.address)]
    assert letter(decision, BEN.address).disclosure == Disclosure.CONTENT
    assert letter(decision, BEN.address).facts["history"] == HISTORY


def test_recuse_withdraws_everything_and_is_answered_with_nothing_of_the_case() -> None:
    decision = says(case(cleared=(AINO, BEN)), BEN, "recuse\ntake\nHe is my brother")

    assert decision.case.clearance[BEN.key] == Clearance.RECUSED
    assert decision.withdraw == {BEN.key}
    assert [(each.purpose, each.to, each.disclosure, dict(each.facts)) for each in decision.letters] == [
        ("recused", BEN.address, Disclosure.NOTHING, {})
    ]
    assert decision.case.taken_by == ""
    assert types(decision) == ["recused"]


@pytest.mark.parametrize("text", ["clear\nrecuse", "recuse\nclear"])
def test_clear_and_recuse_in_one_mail_is_recuse(text: str) -> None:
    decision = says(case(), BEN, text)

    assert decision.case.clearance[BEN.key] == Clearance.RECUSED
    assert [each.purpose for each in decision.letters] == ["recused"]


def test_a_case_whose_taker_steps_back_waits_for_somebody_again() -> None:
    known = says(case(cleared=(AINO, BEN)), BEN, "take").case

    decision = says(known, BEN, "recuse", now=START + timedelta(days=4))

    assert (decision.case.state, decision.case.taken_by) == (State.OPEN, "")
    assert decision.case.next_due_at == START + timedelta(days=5)


@pytest.mark.parametrize(
    ("days", "next_day", "contacts"),
    [(1, 3, []), (3, 5, [CHAIR.address]), (4, 5, [CHAIR.address]), (6, 7, []), (9.5, 10, [])],
)
@pytest.mark.parametrize("text", ["recuse", "recuse Ben", "note It was Ben Okafor, I am told."])
def test_when_whoever_took_a_case_is_off_it_the_others_hear_at_once_that_nobody_looks_after_it(
    days: float, next_day: int, contacts: list[str], text: str
) -> None:
    known = says(case(cleared=(AINO, BEN)), BEN, "take").case
    for day in (5, 7, 8, 9):
        silent = policy.on_silence(known, START + timedelta(days=day), RULES) if day < days else None
        known = silent.case if silent else known
    by = BEN if text == "recuse" else AINO
    named = {BEN.key: "Ben Okafor"} if text.startswith("note") else {}

    on = ground("m3", now=START + timedelta(days=days))
    decision = responding.on_responder(known, by, Heard(read_commands(text), named=named), on)

    told_so = [each for each in decision.letters if "was_taken" in each.facts]
    assert [each.to for each in told_so] == [each.address for each in (AINO, CARLA) if each != by]
    assert {each.disclosure for each in told_so} == {Disclosure.EXISTENCE}
    assert [each.to for each in decision.letters if each.facts.get("rung") == "few"] == contacts
    assert (decision.case.taken_by, decision.case.next_due_at) == ("", START + timedelta(days=next_day))


def test_that_nobody_takes_a_case_is_said_again_when_whoever_took_it_since_is_off_it() -> None:
    reminded = policy.on_silence(case(cleared=(AINO, BEN)), START + timedelta(days=3), RULES)
    assert reminded is not None
    known = says(reminded.case, BEN, "take\nsnooze 3d waiting", now=START + timedelta(days=3, hours=1)).case

    left = says(known, BEN, "recuse", now=START + timedelta(days=4))

    assert [each.facts.get("rung") for each in left.letters if each.to == CARLA.address] == ["take"]


def test_whoever_hands_on_a_case_to_another_or_steps_back_from_one_they_did_not_take_alarms_nobody() -> None:
    known = says(case(cleared=(AINO, BEN)), BEN, "take").case

    for who, text in ((AINO, "take"), (BEN, "assign Aino"), (AINO, "recuse")):
        assert "reminder" not in [each.purpose for each in says(known, who, text).letters]


@pytest.mark.parametrize("standing", [Clearance.HELD, Clearance.RECUSED])
@pytest.mark.parametrize("text", ["clear", "status", "take", "help", "note hello", "just text", "clsoe", ""])
def test_to_who_is_shut_out_every_command_is_answered_alike(standing: Clearance, text: str) -> None:
    known = case(cleared=(AINO, BEN))
    known = replace(known, clearance={**known.clearance, BEN.key: standing})

    decision = says(known, BEN, text)

    assert decision.case == known
    (answer,) = decision.letters
    assert (answer.purpose, answer.to, answer.disclosure, dict(answer.facts)) == (
        "unavailable",
        BEN.address,
        Disclosure.NOTHING,
        {},
    )


@pytest.mark.parametrize("verb", ["take", "note hello", "followup by phone", "urgent", "calm"])
def test_who_has_not_answered_clear_changes_nothing(verb: str) -> None:
    known = case(cleared=(AINO,))

    decision = says(known, BEN, verb)

    assert decision.case == known
    assert told(decision) == [("answer", BEN.address)]
    assert letter(decision, BEN.address).facts["results"][0]["done"] is False


def test_the_text_of_who_has_not_answered_clear_is_kept_and_not_shared() -> None:
    decision = says(case(cleared=(AINO,)), BEN, "I think I know who this is.")

    assert types(decision) == ["note"]
    assert told(decision) == [("answer", BEN.address)]


def test_a_private_note_goes_to_the_other_cleared_responders_and_never_to_the_reporter() -> None:
    decision = says(case(cleared=(AINO, BEN)), BEN, "I will call her tomorrow.")

    assert told(decision) == [("note", AINO.address), ("answer", BEN.address)]
    assert letter(decision, AINO.address).facts["text"] == "I will call her tomorrow."


def test_a_near_miss_executes_nothing_of_the_whole_mail() -> None:
    known = case(cleared=(AINO, BEN))

    decision = says(known, BEN, "take\nclsoe\nurgent")

    assert decision.case == known
    assert told(decision) == [("answer", BEN.address)]
    results = letter(decision, BEN.address).facts["results"]
    assert sorted(each["line"] for each in results) == ["clsoe", "take", "urgent"]
    assert all(each["done"] is False for each in results)
    assert any(each["with"] == {"verb": "CLOSE"} for each in results)


def test_each_command_is_listed_with_what_came_of_it() -> None:
    decision = says(case(cleared=(BEN,)), BEN, "take\nurgent\nsend")

    results = [(each["line"], each["done"]) for each in letter(decision, BEN.address).facts["results"]]
    assert results == [("take", True), ("urgent", True), ("send", False)]
    assert (decision.case.state, decision.case.taken_by, decision.case.urgent) == (
        State.ACTIVE,
        BEN.key,
        True,
    )


@pytest.mark.parametrize(
    "text", ["take", "urgent", "calm", "status", "help", "followup by phone", "", "\n\n", "take\nclear"]
)
def test_whoever_writes_gets_an_answer(text: str) -> None:
    decision = says(case(cleared=(BEN,)), BEN, text)

    assert BEN.address in [each.to for each in decision.letters]


def test_who_is_told_that_somebody_is_held_is_told_nothing_else_about_it() -> None:
    decision = says(case(first=report(held=(BEN,)), cleared=(AINO,)), AINO, "status")

    assert letter(decision, AINO.address).facts["held"] == ["Ben Okafor"]


def test_that_the_reporter_is_one_of_the_responders_is_not_given_away() -> None:
    decision = opened(report(reporter="Ben@example.org"))

    notice = letter(decision, AINO.address)
    assert notice.facts["held"] == []
    assert "ben" not in str(notice.facts).casefold()


def test_nor_that_they_wrote_from_another_address_of_theirs() -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))

    decision = policy.on_report(
        report(reporter="Ben@work.example"), "copper lantern", START, rules(AINO, ben, CARLA)
    )

    assert decision.case.clearance[BEN.key] == Clearance.HELD
    assert letter(decision, AINO.address).facts["held"] == []


# A letter that failed.


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        (
            Failed(7, "acknowledgement", Audience.REPORTER, REPORTER),
            [AINO.address, BEN.address, CARLA.address],
        ),
        (Failed(7, "notice", Audience.RESPONDER, "Ben@example.org"), [AINO.address, CARLA.address]),
        (
            Failed(7, "escalation", Audience.CONTACT, CHAIR.address),
            [AINO.address, BEN.address, CARLA.address],
        ),
        (Failed(7, "undelivered", Audience.RESPONDER, AINO.address), []),
    ],
)
@pytest.mark.parametrize("on_failure", [on_undelivered])
def test_a_letter_that_failed_is_told_to_the_others_and_a_failed_alert_to_nobody(
    on_failure: Callable[[Case, Failed, Ground], Decision], failed: Failed, expected: list[str]
) -> None:
    decision = on_failure(case(), failed, ground())

    assert told(decision) == [("undelivered", address) for address in expected]
    assert types(decision) == ["undelivered"]


def test_each_try_of_a_letter_that_failed_is_told_once_however_often_it_is_heard_of() -> None:
    failed = Failed(7, "notice", Audience.RESPONDER, AINO.address)

    heard, again = (on_undelivered(case(), failed, ground(step)).letters for step in ("m2", "m3"))
    retried = on_undelivered(case(), replace(failed, attempts=2), ground("m4")).letters

    assert heard == again
    assert {each.step for each in heard}.isdisjoint(each.step for each in retried)


def test_a_reporter_who_cannot_be_reached_is_marked() -> None:
    failed = Failed(7, "thanks", Audience.REPORTER, REPORTER)

    assert "reporter-unreachable" in on_undelivered(case(), failed, ground()).case.marks


def test_only_the_reporter_takes_away_that_they_cannot_be_reached() -> None:
    failed = Failed(7, "thanks", Audience.REPORTER, REPORTER)
    known = on_undelivered(case(), failed, ground()).case
    kept = {"reporter-unreachable"}

    assert not follows_up(known, report()).case.marks & kept
    assert not policy.on_stop(known, report(), ground()).case.marks & kept
    for later in (report(reporter="lisa@example.net"), report(marks=frozenset({"doubtful-author"}))):
        assert follows_up(known, later).case.marks >= kept
    assert policy.on_absence(known, report(), ground()).case.marks >= kept


def test_a_failed_letter_that_no_responder_is_left_to_hear_of_climbs_at_once() -> None:
    known = case(first=report(held=(AINO, BEN, CARLA)))
    failed = Failed(7, "escalation", Audience.CONTACT, CHAIR.address)

    assert told(on_undelivered(known, failed, ground())) == [("undelivered", OUTSIDE.address)]


def test_a_later_message_that_cannot_be_read_is_answered_as_such_and_asks_nothing() -> None:
    decision = follows_up(case(), report(readable=False, is_report=False))

    assert letter(decision, REPORTER).purpose == "unreadable"
    assert decision.case.requests_made == case().requests_made


@pytest.mark.parametrize(
    ("later", "purpose"),
    [
        (replace(report(given=tuple(EVERYTHING)), truncated=True), "thanks"),
        (report(given=tuple(EVERYTHING), readable=False), "unreadable"),
    ],
)
def test_who_was_thanked_today_is_still_told_what_of_their_mail_did_not_arrive_whole(
    later: Report, purpose: str
) -> None:
    decision = policy.on_follow_up(case(), later, ground(), thanked=True)

    assert [each.purpose for each in decision.letters if each.to == REPORTER] == [purpose]


def test_a_note_moves_nothing() -> None:
    known = case()

    decision = policy.on_note(known, REPORTER, "I am away.", START, "automatic-reply")

    assert (decision.case, decision.letters, types(decision)) == (known, (), ["automatic-reply"])


# The clock.


def climb(
    known: Case, until: timedelta, *, every: timedelta = timedelta(minutes=15)
) -> list[tuple[float, str]]:
    """What a daemon that looks that often does in that time: hours since the report, and the rung."""
    climbed = []
    at = timedelta()
    while at < until:
        at += every
        decision = policy.on_silence(known, START + at, RULES)
        if decision:
            known = decision.case
            climbed.append((at / timedelta(hours=1), decision.entries[0].text))
    return climbed


def test_nobody_moves_and_the_case_climbs_on_days_three_five_seven_and_every_day_after() -> None:
    assert climb(case(), timedelta(days=10, minutes=30)) == [
        (72, "take"),
        (120, "warn"),
        (168, "escalation"),
        (192, "escalation"),
        (216, "escalation"),
        (240, "escalation"),
    ]


def test_a_case_that_somebody_took_still_has_its_promise_to_keep() -> None:
    known = says(case(cleared=(BEN,)), BEN, "take").case

    assert climb(known, timedelta(days=8)) == [(120, "warn"), (168, "escalation"), (192, "escalation")]


def test_an_urgent_case_is_told_every_half_hour() -> None:
    known = case(first=report(urgent=True))

    assert climb(known, timedelta(hours=2)) == [
        (0.5, "urgent"),
        (1, "urgent"),
        (1.5, "urgent"),
        (2, "urgent"),
    ]


@pytest.mark.parametrize("word", ["take", "calm", "followup by phone"])
def test_an_urgent_case_is_quiet_once_somebody_acts(word: str) -> None:
    known = says(case(first=report(urgent=True), cleared=(BEN,)), BEN, word).case

    assert climb(known, timedelta(days=2)) == []


@pytest.mark.parametrize(("down", "rung"), [(4, "take"), (6, "warn"), (7, "escalation"), (30, "escalation")])
def test_rungs_missed_while_the_daemon_was_down_are_one(down: int, rung: str) -> None:
    now = START + timedelta(days=down)

    decision = policy.on_silence(case(), now, RULES)

    assert decision is not None
    assert [each.text for each in decision.entries] == [rung]
    assert len({each.to for each in decision.letters}) == len(decision.letters)
    assert policy.on_silence(decision.case, now, RULES) is None


def test_a_rung_missed_long_ago_does_not_come_after_a_higher_one() -> None:
    escalated = policy.on_silence(case(), START + timedelta(days=9), RULES)

    assert escalated is not None
    again = policy.on_silence(escalated.case, START + timedelta(days=10), RULES)
    assert again is not None
    assert [each.text for each in again.entries] == ["escalation"]


def test_a_followed_up_case_is_urgent_no_more_when_the_reporter_writes_again() -> None:
    known = says(case(first=report(urgent=True), cleared=(BEN,)), BEN, "followup by phone").case

    decision = follows_up(known, report())

    assert decision.case.urgent is False


def test_followup_stops_the_clock_and_leaves_a_weekly_look() -> None:
    known = says(case(cleared=(BEN,)), BEN, "followup by phone", now=START + timedelta(days=1)).case

    assert climb(known, timedelta(days=16)) == [(8 * 24, "review"), (15 * 24, "review")]


@pytest.mark.parametrize(
    ("known", "days", "expected"),
    [
        (case(cleared=(AINO, BEN)), 3, [AINO.address, BEN.address, CARLA.address]),
        (case(cleared=(BEN,)), 3, [AINO.address, BEN.address, CARLA.address, CHAIR.address]),
        (case(cleared=(BEN,)), 5, [BEN.address]),
        (case(), 5, [AINO.address, BEN.address, CARLA.address]),
        (case(cleared=(BEN,)), 7, [BEN.address, CHAIR.address]),
        (case(), 7, [AINO.address, BEN.address, CARLA.address, CHAIR.address]),
        (case(first=report(held=(AINO,))), 7, [BEN.address, CARLA.address, CHAIR.address]),
        (case(first=report(held=(AINO, BEN, CARLA))), 3, [CHAIR.address, OUTSIDE.address]),
        (case(first=report(held=(AINO, BEN, CARLA))), 7, [CHAIR.address, OUTSIDE.address]),
    ],
)
def test_whom_a_silence_is_told(known: Case, days: int, expected: list[str]) -> None:
    decision = policy.on_silence(known, START + timedelta(days=days), RULES)

    assert decision is not None
    assert [each.to for each in decision.letters] == expected


def test_an_urgent_case_is_told_to_everybody_who_may_hear_of_it() -> None:
    known = case(first=report(urgent=True, held=(CARLA,)), cleared=(BEN,))

    decision = policy.on_silence(known, START + timedelta(minutes=30), RULES)

    assert decision is not None
    assert told(decision) == [("reminder", AINO.address), ("reminder", BEN.address)]


def test_contacts_are_told_of_a_silence_by_the_name_of_the_case_alone() -> None:
    known = case(first=report(named_as="Ben", marks=frozenset({"retaliation"})))

    decision = policy.on_silence(known, START + timedelta(days=7), RULES)

    assert decision is not None
    outside = letter(decision, CHAIR.address)
    assert (outside.audience, outside.disclosure) == (Audience.CONTACT, Disclosure.EXISTENCE)
    told = {"rung", "days", "follow_up_due", "next_due_at", "closed_at", "urgent", "name"}
    assert told == set(outside.facts)


def test_each_days_escalation_is_a_letter_of_its_own_and_a_repeated_sweep_is_not() -> None:
    first = policy.on_silence(case(), START + timedelta(days=7), RULES)
    late = policy.on_silence(case(), START + timedelta(days=7, minutes=1), RULES)
    assert first is not None
    assert late is not None

    second = policy.on_silence(first.case, START + timedelta(days=8), RULES)

    assert second is not None
    assert letter(first, CHAIR.address).step != letter(second, CHAIR.address).step
    assert letter(first, CHAIR.address).step == letter(late, CHAIR.address).step
    assert (first.case.escalation_level, second.case.escalation_level) == (1, 2)


def test_nothing_is_due_on_a_closed_case() -> None:
    closed = replace(case(), state=State.CLOSED)

    assert policy.on_silence(closed, START + timedelta(days=400), RULES) is None


# Random lives of a case.

PEOPLE = (AINO, BEN, CARLA, CHAIR, OUTSIDE)
RULEBOOKS = st.sampled_from(
    [
        rules(),
        rules(mode="open"),
        rules(AINO),
        replace(rules(), max_requests=0),
        Rules(Roster((AINO, BEN), (AINO, CHAIR), CHAIR), REQUIRED),
        Rules(Roster((AINO, BEN)), REQUIRED),
    ]
)
REPORTS = st.builds(
    report,
    reporter=st.sampled_from([REPORTER, "", *(each.address.upper() for each in PEOPLE)]),
    may_answer=st.booleans(),
    given=st.sampled_from([(), ("where",), REQUIRED]),
    held=st.sets(st.sampled_from(PEOPLE), max_size=3).map(tuple),
    urgent=st.booleans(),
    is_report=st.booleans(),
    readable=st.booleans(),
    marks=st.sampled_from([frozenset(), frozenset({"retaliation"})]),
)
WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "clear",
                "recuse",
                "take",
                "note hello",
                "followup by phone",
                "urgent",
                "calm",
                "status",
                "help",
            ),
            *("stop", "close no-action", "include Ben", "clsoe", "recsue", "Some text.", ""),
        ]
    ),
    max_size=3,
).map("\n".join)
FAILURES = st.builds(
    Failed,
    st.integers(1, 9),
    st.sampled_from(["notice", "report", "escalation", "undelivered"]),
    st.sampled_from(Audience),
    st.sampled_from([REPORTER, *(each.address for each in PEOPLE)]),
)
EVENTS = st.one_of(
    st.tuples(st.just("follow-up"), REPORTS),
    st.tuples(st.just("stop"), REPORTS),
    st.tuples(st.just("stop-elsewhere"), REPORTS),
    st.tuples(st.just("absence"), REPORTS),
    st.tuples(st.just("responder"), st.tuples(st.sampled_from(PEOPLE), WORDS)),
    st.tuples(st.just("failure"), FAILURES),
    st.tuples(st.just("note"), st.just("I am away.")),
    st.tuples(st.just("close"), st.none()),
    st.tuples(st.just("include"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("silence"), st.none()),
)


def happens(known: Case, event: tuple[str, object], now: datetime, by: Rules, step: str) -> Decision | None:
    on = ground(step, now=now, by=by)
    match event:
        case "follow-up", Report() as later:
            return policy.on_follow_up(known, replace(later, received_at=now), on)
        case "stop", Report() as later:
            return policy.on_stop(known, replace(later, received_at=now), on)
        case "stop-elsewhere", Report() as later:
            return policy.on_stop_elsewhere(known, replace(later, received_at=now), on)
        case "absence", Report() as later:
            later = replace(later, received_at=now, may_answer=False)
            return policy.on_absence(known, later, on)
        case "responder", (Responder() as who, str() as text):
            return says(known, who, text, now=now, by=by, step=step) if by.roster.responder(who.key) else None
        case "failure", Failed() as failed:
            return on_undelivered(known, failed, on)
        case "note", str() as text:
            return policy.on_note(known, REPORTER, text, now, "automatic-reply")
        case "close", _:
            # What CLOSE and INCLUDE come to, put in by hand: their rules have tests of their own.
            return Decision(replace(known, state=State.CLOSED, next_due_at=None))
        case "include", Responder() as who if who.key in known.clearance:
            return Decision(replace(known, clearance={**known.clearance, who.key: Clearance.INCLUDED}))
        case "silence", _:
            return policy.on_silence(known, now, by)
    return None


def check(decision: Decision, by: Rules) -> None:
    """The guarantees that hold after every decision."""
    known = decision.case
    if known.state != State.CLOSED:
        assert known.next_due_at is not None
        assert known.next_due_at == deadlines.next_due(known, by.ladder)
    for each in decision.letters:
        standing = known.clearance.get(each.to.casefold())
        if each.audience != Audience.REPORTER and each.disclosure != Disclosure.NOTHING:
            assert standing not in (Clearance.HELD, Clearance.RECUSED)
        if each.disclosure == Disclosure.CONTENT:
            assert standing in (Clearance.CLEARED, Clearance.INCLUDED)
            assert each.audience == Audience.RESPONDER
        if each.disclosure == Disclosure.NOTHING:
            assert not each.facts
        if each.audience == Audience.REPORTER:
            assert each.to == known.reporter
    # The same step is never queued twice, so two letters of one decision must not share theirs.
    steps = [(each.purpose, each.to, each.step) for each in decision.letters if each.purpose != "report"]
    assert len(set(steps)) == len(steps)


@settings(max_examples=300, deadline=None)
@given(RULEBOOKS, REPORTS, st.lists(st.tuples(EVENTS, st.integers(0, 24 * 9)), max_size=12))
def test_whatever_is_decided_every_open_case_is_due_and_who_is_shut_out_is_told_nothing(
    by: Rules, first: Report, events: list[tuple[tuple[str, object], int]]
) -> None:
    now = START
    decision = opened(first, by=by)
    check(decision, by)
    known = decision.case

    for number, (event, hours) in enumerate(events):
        now += timedelta(hours=hours)
        happened = happens(known, event, now, by, f"m{number}")
        if happened is None:
            continue
        check(happened, by)
        for key in happened.withdraw - {known.reporter.casefold()}:
            assert happened.case.clearance[key] in (Clearance.HELD, Clearance.RECUSED)
        known = happened.case


@settings(max_examples=200, deadline=None)
@given(RULEBOOKS, REPORTS, st.lists(st.tuples(EVENTS, st.integers(0, 24 * 9)), max_size=8))
def test_a_sweep_leaves_nothing_due_behind_it(
    by: Rules, first: Report, events: list[tuple[tuple[str, object], int]]
) -> None:
    now = START
    known = opened(first, by=by).case

    for number, (event, hours) in enumerate([*events, (("silence", None), 24 * 30)]):
        now += timedelta(hours=hours)
        happened = happens(known, event, now, by, f"m{number}")
        known = happened.case if happened else known
        if event[0] == "silence" and known.state != State.CLOSED:
            assert known.next_due_at is not None
            assert known.next_due_at > now
            assert deadlines.due_rung(known, now, by.ladder) == ""


@given(REPORTS, st.sets(st.sampled_from(PEOPLE), max_size=5))
def test_somebody_is_told_of_every_report_while_anybody_may_hear_of_it(
    first: Report, held: set[Responder]
) -> None:
    decision = opened(replace(first, held={each.key: "named" for each in held}))

    free = {each.address for each in roster().everybody()} - {each.address for each in held}
    free -= {address for address in free if address == first.reporter.casefold()}
    told_of_it = {each.to for each in decision.letters if each.audience != Audience.REPORTER}
    assert bool(free) == bool(told_of_it)
    assert told_of_it <= free


def test_a_reminder_says_to_who_has_declared_alone_whether_the_reporter_can_be_written_to() -> None:
    known = replace(case(cleared=(AINO,)), reporter="")
    on = replace(ground(), now=START + timedelta(days=4))

    decision = policy.on_silence(known, on.now, on.rules)

    assert decision is not None
    writable = {each.to: each.facts["is_writable"] for each in decision.letters if each.purpose == "reminder"}
    assert writable == {AINO.address: False, BEN.address: True, CARLA.address: True}
