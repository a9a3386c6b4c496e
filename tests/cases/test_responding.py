"""What a responder's mail comes to: every word, what it needs, what waits for a YES, and who hears of it."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.builders import AINO, BEN, CARLA, CHAIR, OUTSIDE, REQUIRED, START, rules
from tests.cases.responders import (
    CLEARED,
    HELD,
    PENDING,
    RECUSED,
    REPORTER,
    RULES,
    THE_CASE,
    case,
    closed,
    codes,
    followed_up,
    ground,
    new,
    says,
    the,
    told,
    types,
    yes,
)

from cocmail.cases import clearance, policy, responding, verbs
from cocmail.cases.answers import ANSWERS
from cocmail.cases.commands import VERBS, Confirm, read_commands
from cocmail.cases.model import (
    FIELDS,
    WISHES,
    Asked,
    Audience,
    Clearance,
    Command,
    Decision,
    Disclosure,
    Entry,
    Finding,
    Ground,
    Remark,
    Report,
    Responder,
    Roster,
    State,
)
from cocmail.cases.responding import Heard
from cocmail.cases.telling import SHOWN
from cocmail.cases.unproven import on_unproven

# The table of words.


def test_every_word_does_something_but_those_that_the_mail_itself_is_read_by() -> None:
    assert {*verbs._DOES} == {*VERBS} - {"yes", "stop"}


@pytest.mark.parametrize("verb", [each.name for each in VERBS.values() if each.confirm != Confirm.NOTHING])
def test_what_discloses_or_ends_something_is_not_done_without_a_yes(verb: str) -> None:
    words = {
        "reply": "reply hello",
        "ask": "ask hello",
        "include": "include Carla",
        "close": "close no-action",
    }
    known = case(AINO, BEN, held=(CARLA,))
    known = followed_up(known) if verb == "close" else known
    known = replace(known, marks=known.marks | {"draft"}) if verb == "new" else known

    decision = says(known, BEN, words.get(verb, verb))

    assert decision.pending is not None
    assert [each.verb for each in decision.pending.commands] == [verb]
    assert (replace(decision.case, next_due_at=None), decision.entries) == (
        replace(known, next_due_at=None),
        (),
    )
    assert decision.erase is None
    assert not [each for each in decision.letters if each.audience == Audience.REPORTER]


@pytest.mark.parametrize("verb", sorted({*VERBS} - {"clear", "recuse", "status", "help", "list", "stop"}))
def test_who_has_not_declared_may_only_declare_and_ask_where_it_stands(verb: str) -> None:
    known = case(AINO)

    decision = says(known, BEN, f"{verb} x: y" if VERBS[verb].argument and verb != "new" else verb)

    assert replace(decision.case, next_due_at=None) == replace(known, next_due_at=None)
    assert [each.to for each in decision.letters] == [BEN.address]
    assert the(decision, "answer").disclosure == Disclosure.EXISTENCE
    assert codes(decision) == (["no-preview"] if verb == "yes" else ["undeclared"])


@pytest.mark.parametrize("verb", sorted({*VERBS} - {"stop", "yes", *verbs._WHEN_CLOSED}))
def test_a_closed_case_is_opened_first(verb: str) -> None:
    decision = says(
        closed(case(BEN)), BEN, f"{verb} x: y" if VERBS[verb].argument and verb != "new" else verb
    )

    assert codes(decision) == ["closed"]


def test_every_answer_that_can_be_given_is_in_the_table_with_its_words() -> None:
    from cocmail import proofs

    found = {
        (each["code"], tuple(sorted(each["with"])))
        for decision in proofs._decisions()
        for letter in (*decision.letters, *decision.apart)
        for each in letter.facts.get("results", ())
    }

    assert found <= {(code, tuple(sorted(words))) for code, words in ANSWERS.items()}
    assert len(found) > len(ANSWERS) * 3 // 4


# Letters to the reporter.


def test_a_reply_is_shown_as_the_reporter_will_get_it_and_goes_out_with_the_yes() -> None:
    preview = says(case(AINO, BEN), BEN, "reply Dear Rea,\nwe are sorry.")

    assert told(preview) == [("preview", BEN.address)]
    shown = the(preview, "preview").shows
    sent = yes(preview, BEN)

    assert told(sent) == [("letter", REPORTER), ("news", AINO.address), ("answer", BEN.address)]
    assert shown is not None
    assert (shown.to, dict(shown.facts)) == (REPORTER, dict(the(sent, "letter").facts))
    assert sent.case.follow_up_due is None
    assert sent.case.followed_up_at == START
    assert types(sent) == ["replied"]


def test_the_preview_says_what_was_cut_and_what_still_tells_who_writes() -> None:
    reading = read_commands("reply hello")
    commands = (replace(reading.commands[0], cut=("Ben",), left=("+358 40 000 0000",)),)

    decision = responding.on_responder(case(BEN), BEN, Heard(replace(reading, commands=commands)), ground())

    facts = the(decision, "preview").facts
    assert (facts["cut"], facts["left"], facts["recipient"]) == (["Ben"], ["+358 40 000 0000"], REPORTER)


def test_the_preview_says_which_colleague_a_letter_names_and_leaves_in() -> None:
    named = frozenset({AINO.key, BEN.key, CARLA.key})

    decision = says(case(AINO, BEN, held=(CARLA,)), BEN, "reply hello", in_letter=named)

    assert the(decision, "preview").facts["named"] == ["Aino Virtanen"]


UNREAD = Entry(START, "withheld", text="the sender takes no replies")
ELSEWHERE = Entry(START, "withheld", text="written from another address")
FURTHER, RELEASED = Entry(START, "follow-up"), Entry(START, "released", BEN.address)
OLD_FORM, FORM = (
    Entry(START, "reply-to", text="lisa@example.net"),
    Entry(START, "reply-to", text="kim@example.net"),
)


@pytest.mark.parametrize(
    ("history", "because", "asked_at"),
    [
        ((), "", ""),
        ((UNREAD,), "the sender takes no replies", ""),
        ((UNREAD, OLD_FORM, FURTHER, FORM), "the sender takes no replies", "kim@example.net"),
        ((UNREAD, RELEASED), "", ""),
        ((FURTHER, ELSEWHERE), "", ""),
    ],
)
def test_the_preview_says_that_nobody_may_read_the_letter(
    history: tuple[Entry, ...], because: str, asked_at: str
) -> None:
    facts = the(says(case(BEN), BEN, "reply hello", ground(history)), "preview").facts

    assert (facts["withheld_because"], facts["asked_at"]) == (because, asked_at)


def test_the_preview_says_once_that_the_reporter_wants_no_letter() -> None:
    wished = case(BEN, marks=frozenset({"no-reply-wanted"}))
    withheld = Entry(START, "withheld", text="the reporter asks not to be written to")

    assert (
        the(says(wished, BEN, "reply hello", ground((withheld,))), "preview").facts["withheld_because"] == ""
    )


@pytest.mark.parametrize(
    ("text", "asks", "words"),
    [
        ("ask", REQUIRED, ""),
        ("ask where, when", ("when", "where"), ""),
        (
            "ask reported person and witnesses\nPlease take your time.",
            ("reported_person", "witnesses"),
            "Please take your time.",
        ),
        ("ask Where were you standing?", (), "Where were you standing?"),
        ("ask where were you?", (), "where were you?"),
    ],
)
def test_what_is_asked(text: str, asks: tuple[str, ...], words: str) -> None:
    letter = the(yes(says(case(BEN), BEN, text), BEN), "letter")

    assert (tuple(letter.facts["asks"]), letter.facts["text"]) == (asks, words)


def test_ask_alone_where_nothing_is_missing_is_told() -> None:
    known = case(BEN, checklist={name: Finding("present", name) for name in FIELDS})

    assert codes(says(known, BEN, "ask")) == ["nothing-missing"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"reporter": ""}, "no-reporter"), ({"marks": frozenset({"stopped"})}, "stopped")],
)
@pytest.mark.parametrize("text", ["reply hello", "ask where"])
def test_a_reporter_who_cannot_or_will_not_be_written_to_is_not(
    text: str, changes: dict[str, object], code: str
) -> None:
    decision = says(case(BEN, **changes), BEN, text)  # type: ignore[arg-type]

    assert (codes(decision), decision.pending) == ([code], None)


@pytest.mark.parametrize("changes", [{"reporter": ""}, {"marks": frozenset({"stopped"})}])
@pytest.mark.parametrize("taken_by", ["", BEN.key])
def test_no_word_is_offered_next_that_would_be_refused(taken_by: str, changes: dict[str, object]) -> None:
    known = case(BEN, taken_by=taken_by, **changes)  # type: ignore[arg-type]

    answer = the(says(known, BEN, "reply hello"), "answer")

    offered = [each["name"] for each in answer.facts["verbs"]]
    assert "followup" in offered
    assert not {"reply", "ask"} & {*offered}


def test_who_makes_a_case_urgent_is_offered_to_take_it() -> None:
    for known in (case(BEN), followed_up(case(BEN))):
        answer = the(says(known, BEN, "urgent"), "answer")

        assert answer.facts["verbs"][0]["name"] == "take"


def test_one_letter_at_a_time() -> None:
    decision = says(case(BEN), BEN, "ask where\nreply hello")

    assert codes(decision) == ["waits", "one-letter"]


def test_nobody_writes_to_the_reporter_before_reading_the_case() -> None:
    decision = says(case(), BEN, "clear\nreply hello")

    assert (told(decision), decision.pending) == ([("report", BEN.address)], None)
    assert codes(decision) == ["ok", "read-first"]


@pytest.mark.parametrize(
    ("marks", "earlier", "purpose"),
    [
        (frozenset(), (), "acknowledgement"),
        (frozenset({"unclear"}), (), "gentle"),
        (frozenset({"unreadable"}), (), "unreadable"),
        (frozenset(), (Entry(START, "follow-up"),), "request"),
    ],
)
def test_a_withheld_letter_is_released_once(
    marks: frozenset[str], earlier: tuple[Entry, ...], purpose: str
) -> None:
    history = (Entry(START, "report"), *earlier, Entry(START, "withheld"))

    decision = says(case(BEN, marks=marks), BEN, "send", ground(history))

    assert (the(decision, purpose).to, types(decision)) == (REPORTER, ["released"])
    again = says(decision.case, BEN, "send", ground((*history, *decision.entries)))
    assert codes(again) == ["nothing-withheld"]


def test_a_released_letter_asks_for_nothing_that_the_reporter_told_in_another_open_case() -> None:
    history = (Entry(START, "report"), Entry(START, "withheld"))
    other = replace(case(), id=7, name="amber harp", checklist={"where": Finding("present", "the hall")})
    on = replace(ground(history), cases={other.name: other})

    alone = the(says(case(BEN), BEN, "send", ground(history)), "acknowledgement").facts["asks"]
    beside = the(says(case(BEN), BEN, "send", on), "acknowledgement").facts["asks"]

    assert {*alone} - {*beside} == {"where"}
    # Who is kept from the other one must not see that there is one.
    everything = replace(other, checklist={name: Finding("present", "told") for name in FIELDS})
    on = replace(on, cases={everything.name: everything})
    assert says(case(BEN), BEN, "send", on).case == says(case(BEN), BEN, "send", ground(history)).case


@pytest.mark.parametrize("mark", WISHES)
def test_who_is_written_to_after_all_is_answered_from_then_on(mark: str) -> None:
    history = (Entry(START, "report"), Entry(START, "withheld"))
    known = case(BEN, marks=frozenset({mark}))

    decision = says(known, BEN, "send", ground(history))

    assert decision.case.marks == frozenset()
    report = Report(START, "It goes on.", reporter=REPORTER, may_answer=True)
    later = policy.on_follow_up(decision.case, report, Ground(START, RULES, "m3"))
    assert REPORTER in [each.to for each in later.letters]


# Erasing takes two.


def test_a_case_is_destroyed_by_two_and_everybody_who_may_read_it_is_told() -> None:
    asked = says(case(AINO, BEN, CARLA), BEN, "erase")

    assert told(asked) == [
        ("preview", AINO.address),
        ("preview", CARLA.address),
        ("answer", BEN.address),
    ]
    done = yes(asked, CARLA)
    assert done.erase is not None
    assert done.erase.who == CARLA.address
    assert [(each.purpose, each.to) for each in done.apart] == [
        ("erased", AINO.address),
        ("erased", BEN.address),
        ("erased", CARLA.address),
    ]


def test_nobody_confirms_their_own_erase() -> None:
    decision = yes(says(case(AINO, BEN), BEN, "erase"), BEN)

    assert (codes(decision), decision.erase) == (["yours"], None)


def test_without_a_second_nothing_is_destroyed() -> None:
    decision = says(case(BEN), BEN, "erase")

    assert (codes(decision), decision.pending) == (["only-you"], None)


@pytest.mark.parametrize("text", ["reply hello\nerase", "erase\nspam"])
def test_erase_stands_alone(text: str) -> None:
    decision = says(case(AINO, BEN), BEN, text)

    assert decision.pending is not None
    assert len(decision.pending.commands) == 1


# Clearance.


def test_include_asks_the_included_first_and_tells_the_others() -> None:
    known = case(AINO, BEN, held=(CARLA,))

    decision = yes(says(known, BEN, "include Carla"), BEN)

    assert decision.case.clearance[CARLA.key] == PENDING
    assert told(decision) == [
        ("notice", CARLA.address),
        ("news", AINO.address),
        ("answer", BEN.address),
    ]


def test_who_includes_a_name_that_two_have_is_not_answered_that_nobody_has_it() -> None:
    other = Responder("carla@example.com", "Carla Berg")
    on = ground(by=rules(AINO, BEN, CARLA, other))

    assert codes(says(case(AINO, BEN, held=(CARLA, other)), BEN, "include Carla", on)) == ["several"]


@pytest.mark.parametrize("word", ["include", "assign"])
@pytest.mark.parametrize("name", ["Carla", "Lindqvist", "Carla Lindqvist", "carla@work.example", "Nobody"])
def test_a_name_that_two_have_is_told_from_one_that_nobody_has(word: str, name: str) -> None:
    people = [Responder(f"carla@{each}.example", CARLA.name, also_known_as=("Calle",)) for each in "ab"]
    on = ground(by=rules(AINO, BEN, *people))
    known = case(AINO, BEN, held=(*people,)) if word == "include" else case(AINO, BEN, *people)

    said = "nobody" if name in ("Nobody", "carla@work.example") else "several"
    assert codes(says(known, BEN, f"{word} {name}", on)) == [said]


@pytest.mark.parametrize("words", ["Carla", "Carla Lindqvist", "carla@work.example", "carla@example.org"])
@pytest.mark.parametrize("part", ["contact", "responder", "responder, each with the other address"])
def test_who_is_held_under_both_addresses_is_included_under_both(words: str, part: str) -> None:
    carla = replace(CARLA, also_known_as=("carla@work.example",))
    second = Responder("carla@work.example")
    if part != "contact":
        second = replace(
            second, name=carla.name, also_known_as=("carla@example.org",) if "each" in part else ()
        )
    here, there = ((AINO, BEN, carla), (second,)) if part == "contact" else ((AINO, BEN, carla, second), ())
    known = case(AINO, BEN, held=(carla, second))
    on = ground(by=replace(RULES, roster=Roster(here, there)))

    preview = says(known, BEN, f"include {words}", on)
    assert preview.pending is not None
    decision = says(known, BEN, "yes", on, asked=Asked(preview.pending, START, 0))

    asked = {each.key: PENDING for each in (carla, second) if each in here}
    assert {key: decision.case.clearance.get(key) for key in (carla.key, second.key)} == {
        carla.key: PENDING,
        second.key: None if there else PENDING,
    }
    assert [each for each in told(decision) if each[0] == "notice"] == [("notice", key) for key in asked]
    assert {(each.type, each.text) for each in decision.entries} == {
        ("included", carla.key),
        ("included", second.key),
    }
    assert not clearance.shuts_out(decision.case, on.rules.roster, second.key)


def test_who_is_on_the_roster_twice_is_assigned_a_case_by_name_at_the_address_that_has_declared() -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    second = Responder("ben@work.example", BEN.name)
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, second))))

    for declared in (ben, second):
        assert says(case(AINO, declared), AINO, "assign Ben Okafor", on).case.taken_by == declared.key
    assert codes(says(case(AINO), AINO, "assign Ben Okafor", on)) == ["may-not-see"]


@pytest.mark.parametrize("by", [AINO, BEN])
@pytest.mark.parametrize("words", ["recuse me", "recuse Ben Okafor", "recuse ben@work.example"])
@pytest.mark.parametrize("is_known_there", [True, False])
def test_who_is_on_the_roster_twice_is_recused_under_both_addresses(
    by: Responder, words: str, is_known_there: bool
) -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    second = Responder("ben@work.example", BEN.name, also_known_as=(BEN.address,) if is_known_there else ())
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, second, CARLA))))
    words = words.replace("me", "Ben Okafor") if by is AINO else words

    decision = says(case(AINO, ben, second, CARLA), AINO if by is AINO else ben, words, on)

    assert (decision.case.clearance[ben.key], decision.case.clearance[second.key]) == (RECUSED, RECUSED)
    assert ("news", second.address) not in told(decision)
    assert {ben.key, second.key} == decision.withdraw


def test_nobody_destroys_a_case_by_the_yes_from_another_address_of_theirs() -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    second = Responder("ben@work.example", "Ben at work")
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, second))))
    known = case(AINO, ben, second)

    asked = says(known, ben, "erase", on)
    assert asked.pending is not None
    assert ("preview", second.address) not in told(asked)
    confirmed = says(known, second, "yes", on, asked=Asked(asked.pending, START, 0))

    assert (codes(confirmed), confirmed.erase) == (["yours"], None)
    assert codes(says(case(ben, second), ben, "erase", on)) == ["only-you"]


def test_a_mailbox_that_two_share_includes_neither() -> None:
    shared = "team@example.org"
    people = tuple(replace(each, also_known_as=(shared,)) for each in (BEN, CARLA))
    on = ground(by=replace(RULES, roster=Roster((AINO, *people), (Responder(shared),))))

    assert codes(says(case(AINO, held=people), AINO, f"include {shared}", on)) == ["several"]
    preview = says(case(AINO, held=people), AINO, "include Ben", on)
    assert preview.pending is not None
    decision = says(preview.case, AINO, "yes", on, asked=Asked(preview.pending, START, 0))
    assert (decision.case.clearance[BEN.key], decision.case.clearance[CARLA.key]) == (PENDING, HELD)


@pytest.mark.parametrize("lists_readers", [True, False])
def test_a_mailbox_on_the_roster_that_two_read_stays_shut_where_one_of_them_is_included(
    lists_readers: bool,
) -> None:
    shared, readers = _mailbox_of_two(lists_readers)
    on = ground(by=replace(RULES, roster=Roster((AINO, *readers, shared))))

    preview = says(case(AINO, held=(*readers, shared)), AINO, "include Ben", on)
    assert preview.pending is not None
    after = says(preview.case, AINO, "yes", on, asked=Asked(preview.pending, START, 0)).case

    assert [after.clearance[each.key] for each in (*readers, shared)] == [PENDING, HELD, HELD]
    alone = says(case(AINO, held=(*readers, shared)), AINO, "include Conduct Desk", on)
    assert alone.pending is not None
    after = says(alone.case, AINO, "yes", on, asked=Asked(alone.pending, START, 0)).case
    assert [after.clearance[each.key] for each in (*readers, shared)] == [HELD, HELD, PENDING]


@pytest.mark.parametrize("lists_readers", [True, False])
def test_a_mailbox_that_two_read_is_out_with_each_of_them_and_takes_nobody_with_it(
    lists_readers: bool,
) -> None:
    shared, readers = _mailbox_of_two(lists_readers)
    on = ground(by=replace(RULES, roster=Roster((AINO, *readers, shared))))
    known = case(AINO, *readers, shared)

    with_ben = says(known, AINO, "recuse Ben Okafor", on).case.clearance
    assert [with_ben[each.key] for each in (*readers, shared)] == [RECUSED, CLEARED, RECUSED]
    alone = says(known, AINO, "recuse Conduct Desk", on).case.clearance
    assert [alone[each.key] for each in (*readers, shared)] == [CLEARED, CLEARED, RECUSED]


def test_who_has_not_declared_shuts_out_nobody_else_by_the_mailbox_that_they_share() -> None:
    shared, readers = _mailbox_of_two(lists_readers=True)
    on = ground(by=replace(RULES, roster=Roster((AINO, *readers, shared))))

    standing = says(case(AINO, CARLA), shared, "recuse Carla Lindqvist", on).case.clearance

    assert standing[CARLA.key] == CLEARED


def _mailbox_of_two(lists_readers: bool) -> tuple[Responder, tuple[Responder, ...]]:
    address = "desk@example.org"
    if lists_readers:
        listed = (BEN.address, CARLA.address)
        return Responder(address, "Conduct Desk", also_known_as=listed), (BEN, CARLA)
    readers = tuple(replace(each, also_known_as=(address,)) for each in (BEN, CARLA))
    return Responder(address, "Conduct Desk"), readers


@pytest.mark.parametrize("name", [BEN.name, "Ben at work"])
def test_whose_own_name_stands_in_their_note_is_not_shut_out_under_another_address(name: str) -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    second = Responder("ben@work.example", name)
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, second))))
    named = {ben.key: "Ben", second.key: "Ben"}

    decision = says(case(AINO, ben, second), ben, "I phoned her. Ben", on, named=named)

    assert types(decision) == ["note"]
    assert decision.case.clearance[second.key] == CLEARED
    # What somebody else writes of them holds both.
    other = says(case(AINO, ben, second), AINO, "Ben was there.", on, named=named).case.clearance
    assert (other[ben.key], other[second.key]) == (HELD, HELD)


def test_whom_a_note_names_is_shut_out_of_the_mailbox_that_its_writer_reads_with_them() -> None:
    shared, (ben, carla) = _mailbox_of_two(lists_readers=False)
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, carla, shared))))
    named = {carla.key: "Carla", shared.key: "Carla"}

    standing = says(case(ben, carla, shared), ben, "Carla did it.", on, named=named).case.clearance

    assert (standing[carla.key], standing[shared.key]) == (HELD, HELD)


@pytest.mark.parametrize("standing", [CLEARED, Clearance.INCLUDED])
@pytest.mark.parametrize("lists_readers", [True, False])
def test_whose_own_name_stands_in_their_note_shuts_nobody_out_of_the_mailbox_that_they_share(
    lists_readers: bool, standing: Clearance
) -> None:
    shared, (ben, carla) = _mailbox_of_two(lists_readers)
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, carla, shared))))
    named = {ben.key: "Ben", shared.key: "Ben"}
    known = case(AINO, carla, shared)
    known = replace(known, clearance={**known.clearance, ben.key: standing})

    decision = says(known, ben, "I phoned her. Ben", on, named=named)

    assert types(decision) == ["note"]
    assert decision.case.clearance[shared.key] == CLEARED
    # What it says of the mailbox, or of who else reads it, counts.
    for words, keys in (("Desk", {shared.key}), ("Ben", {carla.key, shared.key})):
        named = {ben.key: "Ben", **dict.fromkeys(keys, words)}
        after = says(known, ben, "Words. Ben", on, named=named).case.clearance
        assert {key for key, each in after.items() if each == HELD} == keys


def test_nobody_includes_themselves_under_another_address() -> None:
    ben = replace(BEN, also_known_as=("ben@work.example",))
    second = Responder("ben@work.example", "Ben at work")
    on = ground(by=replace(RULES, roster=Roster((AINO, ben, second))))

    decision = says(case(AINO, BEN, held=(second,)), ben, "include Ben at work", on)

    assert codes(decision) == ["not-oneself"]


def test_whoever_includes_a_reporter_is_told_what_they_would_read() -> None:
    carla = replace(CARLA, also_known_as=("carla@private.example",))
    on = ground(by=rules(AINO, BEN, carla))
    later = ground((Entry(START, "follow-up", "carla@private.example", "I saw it, too."),), by=on.rules)
    known = case(AINO, BEN, held=(carla,))

    def warned(decision: Decision) -> object:
        return the(decision, "preview").facts["reported"]

    assert warned(says(replace(known, reporter=carla.key), BEN, "include Carla", on)) == ["Carla Lindqvist"]
    for mode in ("confirm", "open"):
        there = ground(by=replace(on.rules, clearance_mode=mode))
        preview = the(says(replace(known, reporter=carla.key), BEN, "include Carla", there), "preview")
        assert preview.facts["reads_at_once"] == (mode == "open")
    assert warned(says(known, BEN, "include Carla", later)) == ["Carla Lindqvist"]
    # Whoever passed on a report by phone did not report it.
    passed_on = ground((Entry(START, "report", CARLA.address, "Words"),), by=on.rules)
    assert warned(says(known, BEN, "include Carla", passed_on)) == []
    assert warned(says(replace(known, reporter=carla.key), BEN, "reply Hello", on)) == []


def test_who_is_included_and_named_in_one_mail_is_not_asked() -> None:
    preview = says(case(AINO, BEN, held=(CARLA,)), BEN, "include Carla")
    assert preview.pending is not None
    asked = Asked(preview.pending, START, len(preview.entries))
    named = {CARLA.key: "Carla"}

    done = says(preview.case, BEN, "yes\n\nCarla did it.", ground(preview.entries), asked=asked, named=named)

    assert (codes(done)[0], done.case.clearance[CARLA.key]) == ("ok", HELD)
    assert CARLA.address not in [each.to for each in done.letters]


def test_who_was_included_and_declares_is_not_held_by_the_same_name_again() -> None:
    history = (Entry(START, "held", CARLA.key, "Carla"), Entry(START, "included", BEN.address, CARLA.key))

    decision = says(case(BEN), CARLA, "clear", ground(history))

    assert decision.case.clearance[CARLA.key] == Clearance.INCLUDED


def test_an_inclusion_from_before_somebody_stepped_back_counts_no_more() -> None:
    history = (
        Entry(START, "included", BEN.address, CARLA.key),
        Entry(START, "recused", CARLA.address, CARLA.address),
    )

    assert says(case(BEN), CARLA, "clear", ground(history)).case.clearance[CARLA.key] == CLEARED


@pytest.mark.parametrize(
    ("text", "code"),
    [("include Ben", "not-oneself"), ("include Carla", "not-shut-out"), ("include Somebody", "nobody")],
)
def test_whom_nobody_can_include(text: str, code: str) -> None:
    assert codes(says(case(BEN), BEN, text)) == [code]


def test_whoever_is_named_in_a_note_never_gets_it() -> None:
    known = case(AINO, BEN, CARLA)

    decision = says(known, BEN, "note I think it was Carla", named={CARLA.key: "Carla", BEN.key: "Ben"})

    assert decision.case.clearance[CARLA.key] == HELD
    assert decision.case.clearance[BEN.key] == CLEARED
    assert decision.withdraw == {CARLA.key}
    assert told(decision) == [("note", AINO.address), ("answer", BEN.address)]
    assert codes(decision) == ["ok", "held-now"]
    assert the(decision, "note").facts["held_now"] == "Carla Lindqvist"


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("note Carla knows the place", "note"),
        ("Carla knows the place", "note"),
        ("decide no-action Carla agrees", "news"),
        ("set where: Carla knows the place", "news"),
    ],
)
def test_whoever_was_included_is_not_held_by_what_the_others_write_of_them(text: str, purpose: str) -> None:
    known = case(BEN)
    known = replace(known, clearance={**known.clearance, CARLA.key: Clearance.INCLUDED})

    decision = says(known, BEN, text, named={CARLA.key: "Carla"})

    assert decision.case.clearance[CARLA.key] == Clearance.INCLUDED
    assert "held" not in types(decision)
    assert told(decision) == [(purpose, CARLA.address), ("answer", BEN.address)]
    assert codes(decision)[-1] != "held-now"


def test_who_has_not_declared_is_not_told_whom_their_words_shut_out() -> None:
    named = {AINO.key: "Aino Virtanen", CARLA.key: "Carla Lindqvist"}

    decision = says(case(held=(CARLA,)), BEN, "Was it Aino Virtanen, or Carla Lindqvist?", named=named)

    assert decision.case.clearance[AINO.key] == HELD
    assert codes(decision) == ["kept-undeclared"]


def test_who_has_not_declared_takes_nobody_off_the_case_who_has() -> None:
    named = {AINO.key: "Aino", CARLA.key: "Carla"}

    decision = says(case(CARLA), BEN, "I am away, ask Carla or Aino.", named=named)

    assert (decision.case.clearance[CARLA.key], decision.case.clearance[AINO.key]) == (CLEARED, HELD)
    assert types(decision) == ["unshared", "held"]
    assert told(decision) == [("news", CARLA.address), ("answer", BEN.address)]
    assert "away" not in str([each.facts for each in decision.letters])
    assert the(decision, "news").facts["held_now"] == "Aino Virtanen"


@pytest.mark.parametrize(
    "text", ["decide Carla did it", "set place: Carla was there", "clsoe\nset where: Carla was there"]
)
def test_the_others_learn_who_is_held_also_by_words_that_are_not_passed_on(text: str) -> None:
    decision = says(case(AINO, BEN, CARLA), BEN, text, named={CARLA.key: "Carla"})

    assert decision.case.clearance[CARLA.key] == HELD
    assert [(each.to, each.facts["held_now"]) for each in decision.letters if "held_now" in each.facts] == [
        (AINO.address, "Carla Lindqvist")
    ]
    assert "held-now" in codes(decision)


def test_whoever_shuts_somebody_out_by_their_words_is_always_told() -> None:
    known = case(AINO, BEN, CARLA)

    decision = says(known, BEN, "It was Carla.", named={CARLA.key: "Carla"}, answered=3)

    assert codes(decision) == ["kept", "held-now"]
    assert told(says(known, BEN, "It was cold.", answered=3)) == [
        ("note", AINO.address),
        ("note", CARLA.address),
    ]


@pytest.mark.parametrize(
    ("standing", "expected"), [(CLEARED, CLEARED), (PENDING, HELD), (Clearance.INCLUDED, Clearance.INCLUDED)]
)
def test_who_is_only_greeted_stays_where_they_have_declared(standing: Clearance, expected: Clearance) -> None:
    known = case(BEN)
    known = replace(known, clearance={**known.clearance, CARLA.key: standing})

    decision = says(known, BEN, "Hi Carla, it was cold.", named={CARLA.key: "Carla"}, addressed={CARLA.key})

    assert decision.case.clearance[CARLA.key] == expected


def test_who_declares_in_the_same_mail_shuts_out_whom_they_name() -> None:
    decision = says(case(AINO), BEN, "clear\nIt was Carla.", named={CARLA.key: "Carla"})

    assert decision.case.clearance[CARLA.key] == HELD
    assert the(decision, "note").facts["held_now"] == "Carla Lindqvist"


def test_whoever_is_named_in_the_note_of_somebody_who_steps_back_never_gets_it() -> None:
    known = case(AINO, BEN, CARLA)
    text = "note It was Carla Lindqvist.\nrecuse"

    decision = says(known, BEN, text, named={CARLA.key: "Carla Lindqvist"})

    assert told(decision) == [("recused", BEN.address), ("note", AINO.address)]
    assert the(decision, "note").facts["held_now"] == "Carla Lindqvist"
    assert decision.case.clearance[CARLA.key] == HELD
    assert decision.withdraw == {BEN.key, CARLA.key}
    assert types(decision) == ["note", "recused", "held"]


def test_a_reason_for_stepping_back_is_nobodys_business_and_shuts_nobody_out() -> None:
    decision = says(case(AINO, BEN, CARLA), BEN, "recuse\nI am married to Carla.", named={CARLA.key: "Carla"})

    assert (decision.case.clearance[CARLA.key], types(decision)) == (CLEARED, ["recused"])


def shut_out(decision: Decision) -> set[str]:
    return {key for key, each in decision.case.clearance.items() if each == RECUSED}


@pytest.mark.parametrize(
    "text",
    [
        "Recuse Ben, he is her boss",
        "Recuse Ben, he is not neutral",
        "RECUSE Ben Okafor <ben@example.org>",
        "recuse <ben@example.org>",
        "RECUSE Ben Okafor <ben@example.org>, her husband",
        "recuse Ben (ben@example.org)",
        "recuse Ben (her husband)",
        "RECUSE Ben please",
        "RECUSE please Ben",
        "Recuse: Ben",
        "Recuse - Ben - he is her boss",
        "I recuse Ben.",
        "Recuse Ben because he is her boss",
        "Recuse Ben from this case",
        "Recuse Ben. Thanks, Carla",
    ],
)
def test_a_name_with_a_reason_or_an_address_shuts_out_the_named(text: str) -> None:
    decision = says(case(AINO, BEN, CARLA), CARLA, text)

    assert (codes(decision), shut_out(decision), decision.withdraw) == (
        ["ok"],
        {BEN.key},
        frozenset({BEN.key}),
    )


def test_a_recusal_in_a_long_odd_line_is_read_at_once() -> None:
    before = time.process_time()

    says(case(AINO, BEN, CARLA), CARLA, f"recuse x{' ' * 3000}y")

    # With each blank tried as the end of a name it would take minutes.
    assert time.process_time() - before < 5


@pytest.mark.parametrize("text", ["Recuse Aino and Ben", "recuse aino ja ben okafor", "Recuse Aino och Ben, both knew",
                                  "recuse Ben, Aino", "Recuse Aino & Ben"])  # fmt: skip
def test_two_names_shut_out_two(text: str) -> None:
    decision = says(case(AINO, BEN, CARLA), CARLA, text)

    assert shut_out(decision) == {AINO.key, BEN.key}
    assert sorted(each.text for each in decision.entries) == [AINO.address, BEN.address]


def test_who_steps_back_with_somebody_else_takes_them_along() -> None:
    decision = says(case(AINO, BEN, CARLA), CARLA, "Recuse me and Ben")

    assert shut_out(decision) == {CARLA.key, BEN.key}
    assert shut_out(says(case(AINO, BEN), CARLA, "Recuse me and Ben")) == {CARLA.key}


@pytest.mark.parametrize(
    "text",
    [
        "Recuse Ben?",
        "Recuse Ben, or not?",
        "Recuse Ben, not yet",
        "Recuse Ben or Aino",
        "Recuse Ben, Aino is her boss",
        "Recuse Ben Smith",
        "Recuse Ben's husband",
        "Recuse not Ben",
        "Recuse, Ben is my brother",
        "Recuse Aino <ben@example.org>",
        "Recuse not necessary",
        "Recuse? No.",
        "Recuse?",
        "Recuse or not?",
        "I recuse nobody",
        "Recuse nobody.",
        "Recuse: no",
        "Recuse ei tarpeen",
        "Recuse inte nödvändigt",
        "Recuse Aino, perhaps",
    ],
)
def test_where_it_is_not_clear_whom_a_recusal_means_nobody_is_and_it_is_asked(text: str) -> None:
    known = case(AINO, BEN, CARLA)

    decision = says(known, CARLA, text)

    assert (codes(decision), decision.case.clearance, decision.entries) == (["whom"], known.clearance, ())


def test_a_misspelt_name_is_asked_about() -> None:
    known = case(AINO, BEN, CARLA)

    decision = says(known, BEN, "Recuse Karla")

    assert (codes(decision), decision.case.clearance) == (["nobody"], known.clearance)


@pytest.mark.parametrize("standing", [CLEARED, PENDING])
@pytest.mark.parametrize(
    "text",
    [
        "RECUSE",
        "Recuse, he is my brother",
        "Recuse he is my brother",
        "Recuse, I cannot be neutral",
        "RECUSE not neutral",
        "Recuse, no comment",
        "Recuse, can somebody else take it?",
        "Recuse. Carla Lindqvist",
        "Recuse, sorry. Regards, Carla",
        "Recuse Carla",
        "Recuse? Yes, please",
        "Recuse myself, Ben is my brother",
        "Recuse, olen jäävi",
        "Recuse - he is my ex, it will benefit nobody that I stay",
        "RECUSE I AM HIS SISTER",
    ],
)
def test_stepping_back_with_a_reason_that_names_none_of_us_stays_easy(text: str, standing: Clearance) -> None:
    known = case(AINO, BEN)
    known = replace(known, clearance={**known.clearance, CARLA.key: standing})

    assert shut_out(says(known, CARLA, text)) == {CARLA.key}


def test_a_recusal_of_two_in_the_mail_that_opens_a_case_keeps_both_out() -> None:
    assert shut_out(new("new\nrecuse Aino and Carla\n\nwhere: the hall")) == {AINO.key, CARLA.key}


def test_the_last_one_who_is_held_leaves_it_to_the_contacts() -> None:
    known = case(CARLA, held=(AINO, BEN))

    decision = says(known, CARLA, "recuse")

    assert told(decision) == [
        ("recused", CARLA.address),
        ("escalation", CHAIR.address),
        ("escalation", OUTSIDE.address),
    ]


# Everything else that moves a case.


@pytest.mark.parametrize("text", ["take", "assign me", "assign Ben"])
def test_who_takes_what_they_have_already_tells_nobody_and_voids_no_preview(text: str) -> None:
    taken = says(case(AINO, BEN), BEN, "take").case
    preview = says(taken, BEN, "reply We will talk to him.")

    again = says(taken, BEN, text)

    assert (codes(again), told(again)) == (["ok"], [("answer", BEN.address)])
    assert (again.case, again.entries) == (taken, ())
    assert ("letter", REPORTER) in told(yes(preview, BEN, after=again.entries))
    assert ("news", AINO.address) in told(says(case(AINO, BEN, taken_by=BEN.key), BEN, text))


def test_assign_gives_it_to_somebody_who_may_see_it() -> None:
    decision = says(case(AINO, BEN), BEN, "assign Aino")

    assert (decision.case.taken_by, decision.case.state) == (AINO.key, State.ACTIVE)
    assert codes(says(case(BEN), BEN, "assign Aino")) == ["may-not-see"]
    assert codes(says(case(BEN), BEN, "assign Zoe")) == ["nobody"]


@pytest.mark.parametrize(
    "name",
    ["@aino", "@Aino Virtanen", "@ainov", "ainov", "@Aino Virtanen <aino@example.org>", "<aino@example.org>"],
)
def test_who_is_mentioned_as_in_a_chat_is_known(name: str) -> None:
    assert says(case(AINO, BEN), BEN, f"Assign {name}").case.taken_by == AINO.key
    assert shut_out(says(case(AINO, BEN), BEN, f"Recuse {name}")) == {AINO.key}


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Assign to Aino", AINO),
        ("Assign Aino please", AINO),
        ("Assign Virtanen", AINO),
        ("Assign van der Berg", Responder("sam@example.org", "Sam van der Berg")),
        ("Assign me", BEN),
        ("Assign to me", BEN),
    ],
)
def test_to_whom_a_case_can_be_given_in_plain_words(words: str, who: Responder) -> None:
    team = rules(BEN, CARLA, who) if who != BEN else RULES

    assert says(case(BEN, who), BEN, words, ground(by=team)).case.taken_by == who.key


@pytest.mark.parametrize("name", ["Virtanen", "Aino"])
def test_what_two_are_called_gives_it_to_neither(name: str) -> None:
    namesake = Responder("toivo@example.org", f"Toivo {name}")
    team = ground(by=rules(AINO, BEN, namesake))

    assert codes(says(case(AINO, BEN, namesake), BEN, f"Assign {name}", team)) == ["several"]
    # A contact, who looks after no case, is nobody here.
    known = replace(RULES, roster=Roster((AINO, BEN), (CHAIR,)))
    assert codes(says(case(AINO, BEN), BEN, f"assign {CHAIR.name}", ground(by=known))) == ["nobody"]


@pytest.mark.parametrize(
    "name",
    ["@zoe", "@", "@Ben <aino@example.org>", "Zoe <aino@example.org>", "anyone but <aino@example.org>"],
)
def test_a_mention_of_nobody_or_of_two_gives_it_to_nobody(name: str) -> None:
    assert codes(says(case(AINO, BEN), BEN, f"Assign {name}")) == ["nobody"]


def test_who_mentions_nobody_of_ours_in_a_recusal_is_asked_and_stays() -> None:
    decision = says(case(AINO, BEN), BEN, "Recuse @zoe")

    assert (codes(decision), shut_out(decision)) == (["nobody"], set())


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("set where: the main hall", "where", "the main hall"),
        ("SET Reported person: a man in yellow", "reported_person", "a man in yellow"),
        ("set When: at 10:30", "when", "at 10:30"),
    ],
)
def test_a_field_is_filled(text: str, field: str, value: str) -> None:
    decision = says(case(AINO, BEN), BEN, text)

    assert decision.case.checklist[field] == Finding("present", value)
    assert the(decision, "news").facts["text"] == f"{field}: {value}"


@pytest.mark.parametrize(("text", "code"), [("set place: x", "no-field"), ("set where:", "no-text")])
def test_what_cannot_be_set(text: str, code: str) -> None:
    assert codes(says(case(BEN), BEN, text)) == [code]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("snooze 2d waiting", timedelta(days=2)),
        ("snooze 36 hours", timedelta(hours=36)),
        ("snooze 1w", timedelta(days=7)),
        ("snooze 90d holidays", timedelta(days=7)),
    ],
)
def test_snooze_never_reaches_past_the_promise_to_the_reporter(text: str, until: timedelta) -> None:
    decision = says(case(BEN), BEN, text)

    assert decision.case.quiet_until == START + until
    assert decision.case.next_due_at is not None
    assert decision.case.next_due_at <= START + timedelta(days=7)


def test_a_snoozed_case_is_quiet_until_then_and_escalates_on_its_day() -> None:
    known = says(case(BEN), BEN, "snooze 6d waiting for the venue").case
    escalates = [
        day for day in range(1, 9) if policy.on_silence(known, START + timedelta(days=day), RULES) is not None
    ]

    assert escalates == [6, 7, 8]


def test_urgent_ends_a_snooze() -> None:
    quiet = says(case(AINO), AINO, "snooze 3d waiting").case

    assert says(quiet, AINO, "urgent").case.next_due_at == START + RULES.ladder.urgent
    assert says(quiet, AINO, "calm").case.quiet_until == START + timedelta(days=3)


def test_snooze_does_nothing_while_a_case_is_urgent_and_nobody_took_it() -> None:
    known = policy.scheduled(case(AINO, BEN, urgent=True), RULES)

    decision = says(known, BEN, "snooze 7d busy")

    assert codes(decision) == ["still-urgent"]
    assert (decision.case, decision.entries) == (known, ())
    assert told(decision) == [("answer", BEN.address)]
    assert codes(says(known, BEN, "snooze 7d busy\ntake")) == ["still-urgent", "ok"]
    assert codes(says(known, BEN, "calm\nsnooze 7d busy")) == ["ok", "ok"]


def test_snooze_does_nothing_once_the_reporter_should_have_heard_from_us() -> None:
    known = policy.scheduled(case(AINO, BEN), RULES)
    due = START + RULES.ladder.follow_up

    decision = says(known, BEN, "snooze 3d on holiday", ground(now=due))

    assert codes(decision) == ["not-followed-up"]
    assert (decision.case, decision.entries) == (known, ())
    assert told(decision) == [("answer", BEN.address)]
    assert codes(says(known, BEN, "snooze 3d on holiday", ground(now=due - timedelta(hours=1)))) == ["ok"]


def test_who_took_an_urgent_case_may_snooze_it_and_no_quiet_outlasts_them() -> None:
    known = says(case(AINO, BEN, urgent=True), BEN, "take\nsnooze 6d waiting").case

    assert known.next_due_at == START + timedelta(days=6)
    assert says(known, BEN, "recuse").case.next_due_at == START + RULES.ladder.urgent


@pytest.mark.parametrize("verb", ["urgent", "calm"])
def test_whoever_may_read_a_case_hears_that_it_was_called_urgent_or_calm(verb: str) -> None:
    decision = says(case(AINO, BEN, held=(CARLA,)), BEN, verb)

    assert told(decision) == [("news", AINO.address), ("answer", BEN.address)]
    assert the(decision, "news").facts["what"] == verb
    assert types(decision) == [verb]
    assert verb in SHOWN


@pytest.mark.parametrize("text", ["urgent", "take\nurgent", "urgent\nrecuse"])
def test_who_has_not_declared_hears_at_once_that_a_case_was_called_urgent(text: str) -> None:
    minutes = timedelta(minutes=5)
    decision = says(case(BEN), BEN, text, ground(now=START + minutes))

    assert {each.to for each in decision.letters if each.facts.get("rung") == "urgent"} == {
        AINO.address,
        CARLA.address,
    }
    again = None if decision.case.taken_by else START + minutes + RULES.ladder.urgent
    assert decision.case.next_due_at == (again or START + RULES.ladder.warn)


def test_a_case_that_is_calm_again_by_the_end_of_the_mail_alarms_nobody() -> None:
    decision = says(case(BEN), BEN, "urgent\ncalm")

    assert {each.to for each in decision.letters} == {BEN.address}


@pytest.mark.parametrize("text", ["snooze", "snooze later", "snooze 0d"])
def test_snooze_needs_a_time(text: str) -> None:
    assert codes(says(case(BEN), BEN, text)) == ["no-days"]


@pytest.mark.parametrize(
    ("text", "outcome", "kept"),
    [
        ("decide violation he was warned", "violation", "violation: he was warned"),
        ("decide No violation.", "no-violation", "no-violation"),
        (
            "decide\nno-action\nNobody can say who it was.",
            "no-action",
            "no-action: Nobody can say who it was.",
        ),
    ],
)
def test_a_decision_is_kept_with_its_reason(text: str, outcome: str, kept: str) -> None:
    decision = says(case(AINO, BEN), BEN, text)

    assert decision.case.outcome == outcome
    assert the(decision, "news").facts["text"] == kept


@pytest.mark.parametrize("text", ["decide", "decide he is guilty", "close", "close whatever"])
def test_an_outcome_is_one_of_three(text: str) -> None:
    assert codes(says(followed_up(case(BEN)), BEN, text)) == ["no-outcome"]


def test_a_case_is_not_closed_over_a_broken_promise() -> None:
    assert codes(says(case(BEN), BEN, "close no-action")) == ["not-followed-up"]


def test_closing_after_a_decision_needs_no_word_and_ends_the_ladder() -> None:
    known = says(followed_up(case(AINO, BEN)), BEN, "decide violation").case

    done = yes(says(known, BEN, "close"), BEN)

    assert (done.case.state, done.case.outcome, done.case.closed_at) == (State.CLOSED, "violation", START)
    assert done.case.next_due_at == START + RULES.ladder.keep - RULES.ladder.farewell
    assert ("news", AINO.address) in told(done)


@pytest.mark.parametrize("verb", ["spam", "unrelated"])
def test_what_is_no_report_is_closed_without_a_letter(verb: str) -> None:
    asked = says(case(AINO, BEN), BEN, verb)
    assert "close it without a letter" in the(asked, "preview").facts["verbs"][0]["help"]
    done = yes(asked, BEN)

    assert (done.case.state, done.case.outcome) == (State.CLOSED, verb)
    assert REPORTER not in [each.to for each in done.letters]


def test_a_case_that_was_closed_over_a_promise_is_promised_anew_and_has_its_days() -> None:
    late = replace(case(AINO), escalated_at=START + timedelta(days=8), rung="escalation")
    written_again = replace(late, followed_up_at=START + timedelta(days=1))
    now = START + timedelta(days=10)
    for known in (late, written_again):
        ended = yes(says(known, AINO, "spam"), AINO).case
        opened = says(ended, AINO, "reopen", ground(now=now)).case

        assert opened.follow_up_due == now + RULES.ladder.follow_up
        assert opened.next_due_at == now + RULES.ladder.take


def test_a_case_that_is_opened_again_has_a_next_date() -> None:
    later = START + timedelta(days=100)

    decision = says(closed(case(AINO, BEN)), BEN, "reopen", ground(now=later))

    assert (decision.case.state, decision.case.closed_at, decision.case.outcome) == (State.OPEN, None, "")
    assert decision.case.next_due_at == later + timedelta(days=7)
    unanswered = replace(closed(case(BEN)), followed_up_at=None)
    reopened = says(unanswered, BEN, "reopen", ground(now=later)).case
    assert reopened.follow_up_due == later + timedelta(days=7)
    assert codes(says(case(BEN), BEN, "reopen")) == ["not-closed"]


def test_a_case_that_is_opened_again_is_asked_about_by_its_name() -> None:
    """Who joined while it was closed was never asked."""
    decision = says(closed(case(AINO, BEN)), BEN, "reopen")

    assert told(decision) == [("notice", CARLA.address), ("news", AINO.address), ("answer", BEN.address)]
    assert the(decision, "notice").disclosure == Disclosure.EXISTENCE
    held = says(closed(case(AINO, BEN, held=(CARLA,))), BEN, "reopen")
    assert told(held) == [("news", AINO.address), ("answer", BEN.address)]
    back = says(closed(case(AINO, BEN)), BEN, "reopen\nrecuse Carla")
    assert "notice" not in dict(told(back))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("followup 2026-03-01 phoned", START - timedelta(days=1)),
        ("followup 28.2. phoned", START - timedelta(days=2)),
        ("followup 2030-01-01 phoned", START),
        ("followup 31.2. phoned", START),
        ("followup phoned", START),
    ],
)
def test_when_somebody_was_followed_up_elsewhere(text: str, at: datetime) -> None:
    known = case(BEN, received_at=START - timedelta(days=5))

    assert says(known, BEN, text).case.followed_up_at == at


def test_a_case_is_looked_at_a_week_after_the_word_that_somebody_was_followed_up_long_ago() -> None:
    known = case(BEN, received_at=START - timedelta(days=20))

    decision = says(known, BEN, "followup 2026-02-14 phoned")

    assert decision.case.next_due_at == START + timedelta(days=7)
    assert the(decision, "answer").facts["next_due_at"] == START + timedelta(days=7)


def test_calm_brings_no_reminder_of_what_everybody_was_just_reminded_of() -> None:
    followed_up = says(case(AINO, BEN), BEN, "followup phoned").case
    looked_at = START + timedelta(days=7)
    reminded = policy.on_silence(followed_up, looked_at, RULES)
    assert reminded is not None

    calm = says(reminded.case, BEN, "calm", ground(now=looked_at + timedelta(days=1))).case

    assert calm.next_due_at == looked_at + timedelta(days=7)


@pytest.mark.parametrize(
    "day",
    [
        "28 Feb", "28 February 2026:", "on 28 Feb.", "the 28th of February", "Feb 28", "February 28th, 2026",
        "28.2.26", "28. 2.", "on 28.2.", "28. helmikuuta", "28 helmikuuta 2026", "den 28 februari", "28:e feb",
    ],
)  # fmt: skip
def test_the_day_of_a_follow_up_is_understood_as_people_write_it(day: str) -> None:
    known = case(BEN, received_at=START - timedelta(days=5))
    wrote = Entry(START - timedelta(days=1), "follow-up", REPORTER, "Again.")

    decision = says(known, BEN, f"followup {day} phoned her", ground((wrote,)))

    assert codes(decision) == ["written-since"]
    assert decision.case.followed_up_elsewhere_at == START - timedelta(days=2)
    assert the(says(case(AINO, BEN), BEN, f"followup {day} phoned her"), "news").facts["text"] == "phoned her"


@pytest.mark.parametrize(
    "text",
    [
        "2 calls, both answered",
        "31 Feb phoned",
        "Mary 3 times phoned",
        "march 14.30 phoned",
        "28.2 phoned",
        "12.30 phoned",
        "28.2.14:30 phoned",
        "28.2.14.30 phoned",
    ],
)
def test_what_is_no_day_of_a_follow_up_is_its_text(text: str) -> None:
    decision = says(case(AINO, BEN), BEN, f"followup {text}")

    assert decision.case.followed_up_at == START
    assert the(decision, "news").facts["text"] == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("followup 2026-03-01 phoned", "written-since"),
        ("followup 2026-03-02 phoned", "ok"),
        ("followup phoned", "ok"),
    ],
)
def test_a_follow_up_from_before_the_reporter_wrote_again_does_not_answer_that(text: str, code: str) -> None:
    known = case(BEN, received_at=START - timedelta(days=20))

    decision = says(known, BEN, text, ground((Entry(START, "follow-up", REPORTER, "Again."),)))

    assert codes(decision) == [code]
    assert (decision.case.follow_up_due is None) == (code == "ok")
    assert types(decision) == ["followed-up"]


@pytest.mark.parametrize(
    ("day", "code"), [("30.12.", "written-since"), ("31.12.", "ok"), ("2.1.", "ok"), ("3.1.", "ok")]
)
def test_a_day_without_a_year_is_one_of_the_old_year_right_after_its_end(day: str, code: str) -> None:
    written, now = (datetime(*each, 12, tzinfo=START.tzinfo) for each in ((2026, 12, 31), (2027, 1, 2)))
    known = case(BEN, received_at=written - timedelta(days=5))

    decision = says(known, BEN, f"followup {day} called her", ground((Entry(written, "follow-up"),), now=now))

    assert codes(decision) == [code]


@pytest.mark.parametrize(("day", "code"), [("1.3.", "written-since"), ("2.3.", "ok")])
def test_the_day_of_a_follow_up_is_one_of_the_alias(day: str, code: str) -> None:
    at_night = datetime(
        2026, 3, 1, 22, 30, tzinfo=START.tzinfo
    )  # Half past midnight of the second in Helsinki.
    known = case(BEN, received_at=START - timedelta(days=5))
    helsinki = replace(RULES, timezone="Europe/Helsinki")

    decision = says(
        known, BEN, f"followup {day} called her", ground((Entry(at_night, "follow-up"),), by=helsinki)
    )

    assert codes(decision) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Followup is overdue, nobody has called her yet.",
        "Followup needed!",
        "Followup with her is planned for Friday",
        "Followup: who does it?",
        "Followup\nhas not been done",
        "Followup isn't urgent",
        "Followup should be by phone",
        "Followup: I will call her tomorrow",
        "Followup I have not called her",
        "Followup call her please",
        "Followup meeting with Rea was cancelled",
        "Followup: has anybody called her?",
        "Followup due on Monday",
        "Followup on myöhässä, kukaan ei ole soittanut",
        "Followup: pitäisi soittaa huomenna",
        "Followup behövs, ingen har ringt",
        "Followup är planerad till fredag",
        "Followup 1.3. is overdue",
        "Followup now!",
        "Followup has been done?",
        "Followup was done by nobody",
        "Followup have a call with her tomorrow",
        "Followup soitan hänelle huomenna",
        "Followup soitan hänelle",
        "Followup: soitetaan hänelle maanantaina",
        "Followup puhun hänen kanssaan perjantaina",
        "Followup: minä kirjoitan hänelle",
        "Followup ringer henne i kväll",
        "Followup jag ringer henne på fredag",
        "Followup: vi pratar med henne i kväll",
    ],
)
def test_a_sentence_about_a_follow_up_stops_no_clock_and_is_kept(text: str) -> None:
    known = case(AINO, BEN, urgent=True)

    decision = says(known, BEN, text + "\nShe waits.")

    assert codes(decision) == ["no-contact"]
    assert (decision.case.follow_up_due, decision.case.urgent) == (known.follow_up_due, True)
    assert types(decision) == ["note"]
    kept = text.partition("ollowup")[2].lstrip(": \n")
    assert decision.entries[0].text == f"FOLLOWUP {kept}\nShe waits."
    assert ("note", AINO.address) in told(decision)


@pytest.mark.parametrize("text", ["followup", "Followup!", "followup 1.3."])
def test_a_follow_up_that_does_not_say_how_stops_no_clock(text: str) -> None:
    decision = says(case(BEN), BEN, text)

    assert (codes(decision), decision.entries) == (["no-text"], ())
    assert decision.case.follow_up_due is not None


@pytest.mark.parametrize(
    "text",
    [
        "by phone",
        "I called Rea and told her how it went",
        "I called her, she will think about it",
        "I have called her",
        "could not reach her",
        "tried to call twice, no answer",
        "nobody could be reached",
        "did not answer the phone, I will not try again",
        "Rea was told in person; is fine",
        "\nmet her on Monday",
        "by phone later that day",
        "today by phone",
        "soitin hänelle, ei vastannut",
        "olen soittanut hänelle, en tiedä muuta",
        "soitettiin hänelle, soitan vielä huomenna",
        "puhuin hänen kanssaan, puhutaan myöhemmin lisää",
        "en tavoittanut häntä",
        "har pratat med henne",
        "mejl, hon skriver att hon mår bra",
        "jag har ringt henne, hon ringer tillbaka i morgon",
        "med en kopp kaffe",
        "ringde henne, hon svarade inte",
        "nådde inte henne",
        "1.3. phoned, waiting for her letter",
        "had a call with her",
        "has been done by phone",
        "have called",
    ],
)
def test_what_says_how_somebody_was_followed_up_stops_the_clock(text: str) -> None:
    decision = says(case(BEN), BEN, f"followup {text}")

    assert (codes(decision), decision.case.follow_up_due) == (["ok"], None)


@pytest.mark.parametrize(
    "text",
    [
        "Decide\nno violation unless the video shows otherwise",
        "decide violation if the video confirms it",
        "decide violation, if the video confirms it",
        "decide no-action until we hear from her",
        "decide violation or no violation?",
        "decide violation not proven",
        "decide violation was not found",
        "decide violation maybe",
        "decide no violation ellei video näytä muuta",
        "decide violation om videon visar det",
    ],
)
def test_a_decision_that_its_line_limits_is_asked_back(text: str) -> None:
    decision = says(case(AINO, BEN), BEN, text)

    assert (codes(decision), decision.case.outcome, types(decision)) == (["limited"], "", ["note"])


@pytest.mark.parametrize(
    "text",
    [
        "decide violation\nIf it happens again, we meet.",
        "decide violation he asked if she was alone",
        "decide violation, a warning",
        "decide no-action: nobody is harmed",
        "decide violation written warning until 2027",
        "decide violation, banned until next year",
    ],
)
def test_a_reason_is_no_condition(text: str) -> None:
    assert codes(says(case(BEN), BEN, text)) == ["ok"]


@pytest.mark.parametrize("word", ["Stop!", "Stopp", "STOP."])
def test_what_stands_below_a_stop_is_a_note_and_answered(word: str) -> None:
    decision = says(case(AINO, BEN), BEN, f"{word}\nDo not write to her, her husband reads that mailbox.")

    assert codes(decision) == ["kept"]
    assert told(decision) == [("note", AINO.address), ("answer", BEN.address)]
    assert decision.entries[0].text == "Do not write to her, her husband reads that mailbox."


def test_what_stands_below_a_stop_never_goes_to_the_reporter() -> None:
    decision = says(case(AINO, BEN), BEN, "reply Dear Rea\nstop\nHe is a liar.")

    assert decision.pending is not None
    assert decision.pending.commands[0].text == "Dear Rea"
    assert types(decision) == ["note"]


def test_a_link_is_told_on_each_side_to_those_who_may_hear_of_the_other() -> None:
    known = case(AINO, BEN, CARLA)
    # A draft, say: Carla has no part in it.
    other = replace(case(), id=2, name="amber acorn", clearance=dict.fromkeys((AINO.key, BEN.key), CLEARED))

    decision = says(known, BEN, "link Amber  Acorn", ground(others=(other,)))

    assert [(each.type, each.text) for each in decision.entries] == [("linked", "amber acorn")]
    assert told(decision) == [("news", AINO.address), ("answer", BEN.address)]
    (there,) = decision.also
    assert [(each.type, each.text) for each in there.entries] == [("linked", "copper lantern")]
    assert told(there) == [("news", AINO.address)]
    again = says(known, BEN, "link amber acorn", ground(tuple(decision.entries), others=(other,)))
    assert codes(again) == ["linked-already"]


def test_who_is_shut_out_of_one_of_two_linked_cases_is_so_of_both() -> None:
    dora = Responder("dora@example.org", "Dora Berg")
    known = replace(case(AINO, BEN, dora, held=(CARLA,)), taken_by=dora.key)
    other = replace(case(AINO, BEN, CARLA), id=2, name="amber acorn")
    other = replace(other, clearance={**other.clearance, dora.key: RECUSED})

    decision = says(known, BEN, "link amber acorn", ground(others=(other,), by=rules(AINO, BEN, CARLA, dora)))

    (there,) = decision.also
    assert [each.case.clearance[CARLA.key] for each in (decision, there)] == [HELD, HELD]
    assert [each.case.clearance[dora.key] for each in (decision, there)] == [RECUSED, RECUSED]
    assert decision.case.taken_by == ""
    assert [each.withdraw for each in (decision, there)] == [{dora.key}, {CARLA.key}]
    assert ("held", "held in copper lantern") in [(each.type, each.text) for each in there.entries]
    assert ("held", "recused in amber acorn") in [(each.type, each.text) for each in decision.entries]
    # That somebody stepped back is nobody's business.
    assert the(decision, "news").facts.get("held_there") is None
    assert the(there, "news").facts["held_there"] == CARLA.name


def test_a_link_that_shuts_out_whoever_took_a_case_is_told_to_who_may_take_it() -> None:
    other = replace(case(AINO, BEN, CARLA), id=2, name="amber acorn", taken_by=CARLA.key, state=State.ACTIVE)

    decision = says(case(AINO, BEN, held=(CARLA,)), BEN, "link amber acorn", ground(others=(other,)))

    (there,) = decision.also
    assert [each.to for each in there.letters if "was_taken" in each.facts] == [AINO.address, BEN.address]


def test_a_link_that_would_leave_nobody_else_is_not_made() -> None:
    everybody = dict.fromkeys((each.key for each in RULES.roster.everybody()), HELD)
    other = replace(case(BEN), id=2, name="amber acorn", clearance={**everybody, BEN.key: CLEARED})

    decision = says(case(AINO, BEN), BEN, "link amber acorn", ground(others=(other,)))

    assert codes(decision) == ["nobody-else"]
    assert decision.also == ()


@pytest.mark.parametrize("standing", [PENDING, HELD, RECUSED])
def test_a_case_that_one_may_not_read_is_linked_like_one_that_is_not_there(standing: Clearance) -> None:
    other = replace(case(AINO), id=2, name="amber acorn")
    other = replace(other, clearance={**other.clearance, BEN.key: standing})

    there = says(case(BEN), BEN, "link amber acorn", ground(others=(other,)))
    nowhere = says(case(BEN), BEN, "link amber acorn")

    assert (there.letters, there.entries, there.also) == (nowhere.letters, nowhere.entries, nowhere.also)


def test_a_list_holds_what_its_reader_may_hear_of() -> None:
    known = case(BEN)
    hidden = replace(case(AINO, held=(BEN,)), id=2, name="amber acorn")
    undeclared = replace(case(AINO), id=3, name="brass comet")

    decision = says(known, BEN, "list", ground(others=(known, hidden, undeclared)))

    rows = the(decision, "overview").facts["cases"]
    assert [(each["case"], each["is_declared"]) for each in rows] == [
        ("Brass comet", False),
        ("Copper lantern", True),
    ]


@pytest.mark.parametrize("text", ["show", "clear"])
def test_the_whole_case_is_shown_to_who_may_read_it(text: str) -> None:
    assert the(says(case(BEN), BEN, text), "report").facts["history"] == THE_CASE


# What one mail is shown, and who is left when it shuts others out.


@pytest.mark.parametrize(
    ("text", "purpose", "expected"),
    [
        ("show\nreply Dear Rea", "preview", ["alone", "waits"]),
        ("list\nshow", "report", ["alone", "ok"]),
        ("summary\nlist", "summary", ["ok", "alone"]),
        ("list", "overview", ["ok"]),
    ],
)
def test_what_is_not_shown_is_not_said_to_be(text: str, purpose: str, expected: list[str]) -> None:
    decision = says(case(BEN), BEN, text)

    assert [each.purpose for each in decision.letters] == [purpose]
    assert codes(decision) == expected


def test_a_name_that_several_bear_takes_nobody_off_the_case() -> None:
    two = rules(AINO, BEN, CARLA, Responder("aino.k@example.org", "Aino Koski"))
    known = case(BEN, CARLA)

    decision = says(known, BEN, "recuse Aino", ground(by=two))

    assert codes(decision) == ["several"]
    assert decision.case.clearance == known.clearance


_EVERYBODY_ELSE = {each.key: each.name or each.address for each in (AINO, CARLA, CHAIR, OUTSIDE)}
_KEPT_OUT = "recuse chair@example.org\nrecuse outside@example.net"


@pytest.mark.parametrize(
    "text", ["recuse Aino and Carla", "recuse Aino\nrecuse Carla", "It was Aino and Carla."]
)
@pytest.mark.parametrize("cleared", [(BEN,), (AINO, BEN, CARLA)], ids=["alone", "with others"])
def test_when_one_shuts_out_all_others_the_contacts_hear_at_once(
    text: str, cleared: tuple[Responder, ...]
) -> None:
    named = {AINO.key: "Aino", CARLA.key: "Carla"} if text.startswith("It") else {}

    decision = says(case(*cleared), BEN, text, named=named)

    assert decision.withdraw == {AINO.key, CARLA.key}
    assert told(decision) == [
        ("answer", BEN.address),
        ("escalation", CHAIR.address),
        ("escalation", OUTSIDE.address),
    ]
    assert {each.facts["rung"] for each in decision.letters[1:]} == {"alone"}
    assert not any("Aino" in str(each.facts) or "Ben" in str(each.facts) for each in decision.letters[1:])
    again = says(decision.case, BEN, "recuse Aino", ground(history=decision.entries))
    assert told(again) == [("answer", BEN.address)]


def test_who_is_kept_out_by_the_word_of_one_is_told_to_the_others_who_may_read_it() -> None:
    decision = says(case(AINO, BEN, CARLA), BEN, "recuse Aino")

    assert told(decision) == [("news", CARLA.address), ("answer", BEN.address)]
    assert (the(decision, "news").facts["what"], the(decision, "news").facts["text"]) == (
        "recused",
        "Aino Virtanen",
    )


def test_a_contact_who_is_held_does_not_hear_that_one_is_alone() -> None:
    known = case(BEN, held=(CHAIR,))

    assert told(says(known, BEN, "recuse Aino and Carla"))[1:] == [("escalation", OUTSIDE.address)]


@pytest.mark.parametrize(
    ("first", "text", "named"),
    [
        ("", f"{_KEPT_OUT}\nrecuse Aino and Carla", {}),
        (_KEPT_OUT, "recuse Aino and Carla", {}),
        (f"{_KEPT_OUT}\nrecuse Carla", "recuse Aino\ndecide no-violation", {}),
        (_KEPT_OUT, "It was Aino and Carla.", {AINO.key: "Aino", CARLA.key: "Carla"}),
        ("", "note It was all of them.", _EVERYBODY_ELSE),
        ("recuse Aino and Carla", _KEPT_OUT, {}),
    ],
)
@pytest.mark.parametrize("cleared", [(BEN,), (AINO, BEN, CARLA)], ids=["alone", "with others"])
def test_nobody_shuts_out_everybody_who_may_hear_of_a_case(
    first: str, text: str, named: dict[str, str], cleared: tuple[Responder, ...]
) -> None:
    known = case(*cleared)
    known = says(known, BEN, first).case if first else known

    decision = says(known, BEN, text, named=named)

    assert decision.case == known
    assert (set(codes(decision)), types(decision)) == ({"nobody-else"}, ["refused"])
    assert told(decision) == [("answer", BEN.address)]
    assert decision.withdraw == frozenset()


def test_who_has_not_declared_shuts_out_everybody_by_no_word_either() -> None:
    decision = says(case(), BEN, "It was all of them.", named=_EVERYBODY_ELSE)

    assert (decision.case, codes(decision)) == (case(), ["nobody-else"])


@pytest.mark.parametrize("last", ["recuse", "recuse me and Aino"])
def test_who_steps_back_takes_not_everybody_along(last: str) -> None:
    known = case(AINO, BEN)

    decision = says(known, BEN, f"{_KEPT_OUT}\nrecuse Aino and Carla\n{last}")

    assert shut_out(decision) == {BEN.key}
    assert told(decision) == [("recused", BEN.address)]


def test_where_there_is_no_contact_somebody_can_be_kept_out_by_the_only_other() -> None:
    two = replace(rules(AINO, BEN), roster=Roster((AINO, BEN)))

    assert shut_out(says(case(BEN), BEN, "recuse Aino", ground(by=two))) == {AINO.key}


def test_who_is_named_in_the_report_stays_held_though_somebody_shuts_them_out_as_well() -> None:
    """A recusal ends with its case; who is named is kept from what its reporter sends behind it, too."""
    known = replace(case(BEN), clearance={**case(BEN).clearance, CARLA.key: HELD})

    decision = says(known, BEN, "recuse Carla")

    assert decision.case.clearance[CARLA.key] == HELD
    assert [each.text for each in decision.entries if each.type == "recused"] == [CARLA.address]


def test_an_escalation_contact_can_be_kept_out_by_their_address() -> None:
    decision = says(case(BEN, CARLA), BEN, "recuse chair@example.org")

    assert (decision.case.clearance[CHAIR.key], decision.case.clearance[BEN.key]) == (RECUSED, CLEARED)
    assert decision.withdraw == {CHAIR.key}


def test_a_contact_who_is_held_is_told_of_and_can_be_let_in_again() -> None:
    """They hear by a name alone, and declare nothing: that they are out no more is all."""
    known = case(AINO, BEN, held=(CHAIR,))

    preview = says(known, BEN, "include chair@example.org")
    done = yes(preview, BEN)

    assert the(says(known, BEN, "status"), "answer").facts["held"] == [CHAIR.address]
    assert CHAIR.key not in done.case.clearance
    assert told(done) == [("news", AINO.address), ("answer", BEN.address)]
    assert (the(done, "news").facts["what"], the(done, "news").facts["text"]) == ("let-in", CHAIR.address)
    assert codes(says(case(BEN), BEN, "include chair@example.org")) == ["not-shut-out"]


def test_a_contact_who_was_let_in_is_not_shut_out_by_the_next_note_about_them() -> None:
    """Like a colleague who was: whoever let them in talks about them by name. What the reporter writes counts."""
    done = yes(says(case(AINO, BEN, held=(CHAIR,)), BEN, "include chair@example.org"), BEN)
    named = {CHAIR.key: CHAIR.address}

    noted = says(done.case, BEN, "note We asked chair@example.org.", ground(done.entries), named=named)
    later = policy.on_follow_up(
        done.case, Report(START, "chair@example.org", held=named), ground(done.entries)
    )

    assert CHAIR.key not in noted.case.clearance
    assert codes(noted) == ["ok"]
    assert later.case.clearance[CHAIR.key] == Clearance.HELD
    again = says(later.case, BEN, "note So it was chair@example.org.", ground(done.entries), named=named)
    assert again.case.clearance[CHAIR.key] == Clearance.HELD


# Mail that belongs to no case, or proves too little.


@pytest.mark.parametrize(
    ("text", "codes_"),
    [
        ("list", ["ok"]),
        ("help", ["ok"]),
        ("take", ["no-case-here"]),
        ("new", ["no-text"]),
        ("new\nclsoe\nwhere: the hall", ["meant", "because-of-that"]),
        ("clsoe", ["meant"]),
        ("Hello there", ["no-case-here"]),
    ],
)
def test_commands_of_no_case_are_answered_with_the_cases(text: str, codes_: list[str]) -> None:
    letter = responding.on_no_case(BEN, Heard(read_commands(text)), ground(others=(case(BEN),)))

    assert letter is not None
    assert [each["code"] for each in letter.facts["results"]] == codes_
    assert [each["case"] for each in letter.facts["cases"]] == ["Copper lantern"]


def test_prose_of_no_case_is_not_answered_for_ever() -> None:
    assert responding.on_no_case(BEN, Heard(read_commands("Away"), answered=3), ground()) is None


def test_an_answer_from_somebody_who_must_not_see_the_case_exposes_it() -> None:
    known = case(AINO, held=(BEN,))

    decision = on_unproven(
        known, AINO.address, Audience.RESPONDER, Remark(BEN.address, "Hm"), Ground(START, RULES, "m3")
    )

    assert "exposed" in decision.case.marks
    assert told(decision) == [("unproven", AINO.address), ("exposed", AINO.address)]
    assert the(decision, "exposed").facts["people"] == ["Ben Okafor"]
    assert the(decision, "unproven").disclosure == Disclosure.NOTHING


@pytest.mark.parametrize("standing", [HELD, RECUSED])
@pytest.mark.parametrize(("who", "part"), [(BEN, Audience.RESPONDER), (CHAIR, Audience.CONTACT)])
def test_who_is_shut_out_is_not_told_of_an_answer_that_does_not_prove_to_be_theirs(
    who: Responder, part: Audience, standing: Clearance
) -> None:
    known = case(AINO)
    known = replace(known, clearance={**known.clearance, who.key: standing})

    decision = on_unproven(
        known, who.address, part, Remark("x@example.net", "Clear"), Ground(START, RULES, "m3")
    )

    assert (decision.case, decision.letters, types(decision)) == (known, (), ["unproven"])


def test_a_report_that_went_to_somebody_it_names_is_exposed() -> None:
    report = Report(
        START, "Ben did it", reporter=REPORTER, held={BEN.key: "Ben"}, recipients=("Ben@example.org",)
    )
    opened = policy.on_report(report, "copper lantern", START, rules(mode="open"))

    assert "exposed" in opened.case.marks
    assert [each.to for each in opened.letters if each.purpose == "exposed"] == [AINO.address, CARLA.address]


def test_a_responder_who_reports_and_is_in_copy_exposes_nothing() -> None:
    report = Report(START, "He did it", reporter=BEN.address, recipients=(BEN.address,))

    assert "exposed" not in policy.on_report(report, "copper lantern", START, RULES).case.marks


def decided(text: str) -> tuple[list[str], str]:
    decision = says(followed_up(case(BEN)), BEN, text)
    return codes(decision), decision.case.outcome


@pytest.mark.parametrize("dash", ["-", "–", "—", "‑", "−"])
@pytest.mark.parametrize(
    "marks", ["{}", "“{}”", '"{}"', "‘{}’", "”{}”", "„{}“", "«{}»", "– {}", "— {}", "- {}"]
)
def test_an_outcome_is_known_with_whatever_dashes_and_quotes_a_phone_makes(dash: str, marks: str) -> None:
    outcome = marks.format(f"no{dash}violation")

    assert decided(f"DECIDE {outcome}") == (["ok"], "no-violation")
    assert decided(f"DECIDE {outcome} nobody was hurt") == (["ok"], "no-violation")
    assert decided(f"CLOSE {outcome}")[0] == ["waits"]
    assert decided(f"CLOSE {marks.format('no violation')}")[0] == ["waits"]


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_a_condition_behind_a_dash_of_any_make_limits_a_decision(dash: str) -> None:
    assert decided(f"DECIDE violation {dash} if she agrees")[0] == ["limited"]
    assert decided(f"DECIDE violation {dash} it wasn´t known before") == (["ok"], "violation")


@pytest.mark.parametrize("text", ["“violation is a strong word”", "“no violation, say some”, he wrote"])
def test_an_outcome_at_the_beginning_of_a_quotation_is_none(text: str) -> None:
    assert decided(f"DECIDE {text}")[0] == ["no-outcome"]


@pytest.mark.parametrize("sign", ["- ", "– ", "— ", "—", "--", "“"])
def test_a_follow_up_is_one_behind_any_sign_and_a_plan_is_none(sign: str) -> None:
    space = "" if sign in ("—", "--") else " "
    done = says(case(BEN), BEN, f"FOLLOWUP{space}{sign}rang her")
    later = ground(now=START + timedelta(days=2))
    dated = says(case(BEN), BEN, f"FOLLOWUP{space}{sign}2026-03-02 rang her", later)
    planned = says(case(BEN), BEN, f"FOLLOWUP{space}{sign}call her")

    assert (codes(done), done.case.follow_up_due) == (["ok"], None)
    assert dated.case.followed_up_at == START
    assert (codes(planned), planned.case.follow_up_due) == (["no-contact"], case(BEN).follow_up_due)


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "´", "ʼ"])
def test_an_apostrophe_of_any_make_is_one(apostrophe: str) -> None:
    text = f"FOLLOWUP didn{apostrophe}t call her"

    assert codes(says(case(BEN), BEN, text)) == ["no-contact"]


@pytest.mark.parametrize(
    "text", ["ASK – where, when", "ASK “where, when”", "ASK—where, when", "ASK - where, when"]
)
def test_fields_are_asked_for_behind_any_sign(text: str) -> None:
    shown = the(says(case(BEN), BEN, text), "preview").shows

    assert shown is not None
    assert shown.facts["asks"] == ("when", "where")


def test_a_text_for_the_reporter_does_not_begin_with_the_dash_behind_the_word() -> None:
    shown = the(says(case(BEN), BEN, "REPLY — Dear Rea, thank you"), "preview").shows

    assert shown is not None
    assert shown.facts["text"] == "Dear Rea, thank you"


@pytest.mark.parametrize("text", ["RECUSE—he is my boss", "Recuse--he is my boss", "RECUSE — he is my boss"])
def test_who_steps_back_with_a_reason_behind_a_dash_steps_back(text: str) -> None:
    assert says(case(BEN, CARLA), BEN, text).case.clearance[BEN.key] == Clearance.RECUSED


def test_pending_commands_keep_what_the_responder_wrote() -> None:
    preview = says(case(BEN), BEN, "reply Dear Rea,\nhello")

    assert preview.pending is not None
    assert preview.pending.commands == (Command("reply", "reply Dear Rea,", "Dear Rea,\nhello"),)
