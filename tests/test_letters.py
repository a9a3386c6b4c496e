"""Every template with every kind of facts, and the rules that hold for letters to reporters."""

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.builders import AINO, BEN, CARLA, MAILBOX, START, read, rules
from tests.cases.responders import case, codes, says

from cocmail.cases import policy
from cocmail.cases.commands import read_commands
from cocmail.cases.model import FIELDS, Audience, Ground, Letter, Report
from cocmail.cases.telling import SHOWN
from cocmail.cases.verbs import works_on_closed
from cocmail.letters import PURPOSES, Letters, Signature, Thread, without_content
from cocmail.proofs import TemplateFault, prove, sample_letters
from cocmail.resources import data_folder

LANGUAGES = ("en", "fi", "sv")
SIGNATURE = Signature("Example Python Code of Conduct", MAILBOX, policy_url="https://example.org/coc")


@pytest.fixture
def letters() -> Letters:
    return Letters(data_folder("templates"), SIGNATURE, b"k" * 32)


TO_REPORTER = ("acknowledgement", "gentle", "letter", "request", "thanks", "unreadable")


def _samples(purpose: str, language: str = "en") -> list[Letter]:
    return [replace(each, language=language) for each in sample_letters() if each.purpose == purpose]


def _text(letters: Letters, letter: Letter) -> str:
    composed = letters.compose(letter, "copper lantern", (b"a" * 10, b"b" * 10), now=START)
    return str(read(composed.raw).get_content())


@pytest.mark.parametrize("purpose", ["notice", "answer"])
def test_what_has_to_go_out_in_the_clear_names_nobody(letters: Letters, purpose: str) -> None:
    """Neither who is reported, nor who is held, nor who looks after it."""
    names = {"person_named_as": "Plum", "held": ["Quorra"], "taken_by": "Zebedee"}
    named = [replace(each, facts={**each.facts, **names}) for each in _samples(purpose)]

    def told(each: Letter) -> set[str]:
        return {name for name in ("Plum", "Quorra", "Zebedee") if name in _text(letters, each)}

    assert set().union(*map(told, named))
    assert not any(told(without_content(each)) for each in named)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "asks not to be written to"),
        ("fi", "pyytää, ettei hänelle vastata"),
        ("sv", "ber att inte få svar"),
    ],
)
def test_a_preview_says_that_the_reporter_wants_no_letter(
    letters: Letters, language: str, words: str
) -> None:
    shown = [each for each in _samples("preview", language) if each.facts.get("recipient")]

    assert shown
    for each in shown:
        assert words not in _text(letters, replace(each, facts={**each.facts, "marks": []}))
        assert words in _text(letters, replace(each, facts={**each.facts, "marks": ["no-reply-wanted"]}))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The sender takes no replies. A YES ends the seven days"),
        ("fi", "Lähettäjän osoitteeseen ei voi vastata. YES päättää"),
        ("sv", "Avsändaren tar inte emot svar. Ett YES avslutar"),
    ],
)
def test_a_preview_says_that_nobody_reads_the_letter_and_where_answers_are_asked_for(
    letters: Letters, language: str, words: str
) -> None:
    unread = {"withheld_because": "the sender takes no replies", "asked_at": ""}
    shown = [each for each in _samples("preview", language) if each.facts.get("recipient")]

    assert shown
    for each in shown:
        facts = {**each.facts, "withheld_because": "", "asked_at": "kim@example.net"}
        assert "kim@example.net" not in _text(letters, replace(each, facts=facts))
        told = " ".join(_text(letters, replace(each, facts={**facts, **unread})).split())
        assert words.casefold() in told.casefold()
        assert "FOLLOWUP" not in told
        asked = {**facts, **unread, "asked_at": "kim@example.net"}
        told = " ".join(_text(letters, replace(each, facts=asked)).split())
        assert "kim@example.net" in told
        assert "FOLLOWUP" in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "ERASE – destroy the content of the case"),
        ("fi", "ERASE – hävitä tapauksen sisältö"),
        ("sv", "ERASE – förstör ärendets innehåll"),
    ],
)
def test_who_is_asked_to_confirm_an_erasure_is_told_what_that_does(
    letters: Letters, language: str, words: str
) -> None:
    asked = [each for each in _samples("preview", language) if not each.facts["is_own"]]

    assert asked
    assert all(words in _text(letters, each) for each in asked)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "what the others noted about them and about their report"),
        ("fi", "mitä muut ovat kirjanneet hänestä ja hänen ilmoituksestaan"),
        ("sv", "det som de andra har antecknat om hen och hens anmälan"),
    ],
)
def test_a_preview_says_what_a_colleague_who_reported_would_read(
    letters: Letters, language: str, words: str
) -> None:
    told = {
        (bool(each.facts["reported"]), words in " ".join(_text(letters, each).split()))
        for each in _samples("preview", language)
    }

    assert told == {(True, True), (False, False)}
    for each in _samples("preview", language):
        for at_once in (True, False):
            known = replace(each, facts={**each.facts, "reads_at_once": at_once})
            assert ("CLEAR" in _text(letters, known)) == (bool(each.facts["reported"]) and not at_once)


def test_every_letter_that_is_ever_written_has_a_sample() -> None:
    # What could not be encrypted is made of another letter at the moment of writing.
    assert {each.purpose for each in sample_letters()} | {"unencrypted"} == set(PURPOSES)


def test_every_template_renders_in_every_language(letters: Letters) -> None:
    prove(letters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", TO_REPORTER)
@pytest.mark.parametrize("are_broken", [False, True])
def test_a_letter_to_a_reporter_says_all_that_it_must(
    letters: Letters, purpose: str, language: str, *, are_broken: bool
) -> None:
    if are_broken:
        letters.folder = Path()
        letters.__post_init__()
    for letter in _samples(purpose, language):
        text = _text(letters, letter)

        assert "112" in text
        assert SIGNATURE.team in text
        assert SIGNATURE.policy_url in text
        assert "STOP" in text
        assert {"en": "confidential", "fi": "luottamuksellista", "sv": "konfidentiellt"}[language] in text
        promise = {"en": "Monday 9 March", "fi": "maanantaina 9.3.", "sv": "måndagen den 9 mars"}[language]
        assert (promise in text) == (letter.facts["follow_up_due"] is not None)
        assert "\n\n\n" not in text
        assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize(
    ("language", "within", "behind_a_label"),
    [
        ("en", "Wednesday 4 March", "Wednesday 4 March"),
        ("fi", "keskiviikkona 4.3.", "keskiviikko 4.3."),
        ("sv", "onsdagen den 4 mars", "onsdag den 4 mars"),
    ],
)
def test_a_day_reads_well_within_a_sentence_and_behind_a_label(
    letters: Letters, language: str, within: str, behind_a_label: str
) -> None:
    day, noon = letters._jinja.filters["day"], datetime(2026, 3, 4, 12, tzinfo=UTC)

    assert (day(noon, language), day(noon, language, label=True)) == (within, behind_a_label)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_asked_for_is_asked(letters: Letters, language: str, again: bool) -> None:
    sample = _samples("acknowledgement", language)[0]
    facts = {**sample.facts, "asks": ("when", "where"), "again": again}

    text = _text(letters, replace(sample, facts=facts))

    asked = [name for name in FIELDS if letters.questions(language, again=again)[name] in text]
    assert asked == ["when", "where"]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_told_the_day_is_asked_for_the_rest_alone(letters: Letters, language: str, again: bool) -> None:
    sample = _samples("acknowledgement", language)[0]
    facts = {**sample.facts, "asks": ("when",), "partly": ("when",), "again": again}

    text = _text(letters, replace(sample, facts=facts))

    assert letters.questions(language, again=again)["when"] not in text
    assert letters.questions(language, again=again, partly=("when",))["when"] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_responders_see_what_was_read_with_the_words_that_show_it(letters: Letters, language: str) -> None:
    for purpose in ("report", "update"):
        sample = next(each for each in _samples(purpose, language) if "findings" in each.facts)
        findings = [
            {"field": "when", "state": "partial", "words": "take"},
            {"field": "where", "state": "absent", "words": ""},
        ]

        text = _text(letters, replace(sample, facts={**sample.facts, "findings": findings}))

        assert "| take" in text.splitlines()


@pytest.mark.parametrize(("language", "word"), [("en", "closed"), ("fi", "päätetty"), ("sv", "avslutat")])
def test_of_a_related_case_it_is_told_that_it_is_closed(letters: Letters, language: str, word: str) -> None:
    sample = next(each for each in _samples("report", language) if each.facts.get("related"))
    # Who is invited to a case is told of no other.
    alone = {name: each for name, each in sample.facts.items() if not name.startswith("related")}

    assert f"Amber acorn, Amber harp ({word})." in _text(letters, sample)
    assert "Amber" not in _text(letters, replace(sample, facts=alone))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_history_shows_has_a_name(letters: Letters, language: str) -> None:
    names = vars(letters._jinja.get_template(f"{language}/_names.txt").module)["happenings"]

    assert {*names} == {*SHOWN}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "answer TAKE again"), ("fi", "vastaamaan uudelleen TAKE"), ("sv", "svara TAKE igen")],
)
def test_whoever_had_taken_a_case_that_became_urgent_is_asked_to_take_it_again(
    letters: Letters, language: str, words: str
) -> None:
    urgent = [each for each in _samples("reminder", language) if each.facts["rung"] == "urgent"]
    texts = {"was_taken" in each.facts: " ".join(_text(letters, each).split()) for each in urgent}

    assert words in texts[True]
    assert words not in texts[False]


@pytest.mark.parametrize(
    ("language", "urgent", "calm"),
    [
        ("en", 'marked "Copper lantern" as URGENT', "is not urgent any more"),
        ("fi", 'merkitsi tapauksen "Copper lantern" KIIREELLISEKSI', "ei ole enää kiireellinen"),
        ("sv", 'märkte "Copper lantern" som BRÅDSKANDE', "inte längre är brådskande"),
    ],
)
def test_news_say_that_a_case_is_urgent_or_calm(
    letters: Letters, language: str, urgent: str, calm: str
) -> None:
    texts = {each.facts["what"]: _text(letters, each) for each in _samples("news", language)}

    assert urgent in texts["urgent"]
    assert calm in texts["calm"]


@pytest.mark.parametrize(
    ("language", "promised", "broken"),
    [
        ("en", r"(is|are) to hear from one of us by", r"(was|were) to hear from one of us by"),
        ("fi", "on oltava yhteydessä viimeistään", "piti olla yhteydessä viimeistään"),
        ("sv", "ska få besked senast", "skulle ha fått besked senast"),
    ],
)
@pytest.mark.parametrize(
    "purpose", ["notice", "report", "update", "answer", "reminder", "overview", "digest"]
)
def test_a_day_that_has_passed_is_told_as_one_on_which_the_reporter_should_have_heard(
    letters: Letters, purpose: str, language: str, promised: str, broken: str
) -> None:
    def told(letter: Letter, now: datetime) -> tuple[int, int]:
        raw = letters.compose(letter, "copper lantern", (b"a" * 10, b"b" * 10), now=now).raw
        text = str(read(raw).get_content())
        return len(re.findall(promised, text)), len(re.findall(broken, text))

    samples = _samples(purpose, language)

    assert any(told(each, START)[0] for each in samples)
    for each in samples:
        before, after = told(each, START), told(each, START + timedelta(days=60))
        assert (before[1], after[0]) == (0, 0)
        assert before[0] == after[1]


@pytest.mark.parametrize(
    ("language", "too_much", "words"),
    [
        ("en", "heard from us", "do not know what it says"),
        ("fi", "kuullut meistä", "ei tiedä, mitä siinä luki"),
        ("sv", "hört av oss", "vet inte vad som står i det"),
    ],
)
def test_of_a_reporter_whom_one_letter_did_not_reach_it_is_not_said_that_none_did(
    letters: Letters, language: str, too_much: str, words: str
) -> None:
    samples = [each for each in _samples("undelivered", language) if each.facts["who"] == "reporter"]

    assert samples
    for each in samples:
        told = " ".join(_text(letters, each).split())
        assert words in told
        assert too_much not in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "should have heard from one of us by Monday 9 March. If you have not, we are sorry"),
        ("fi", "piti kuulla meistä viimeistään maanantaina 9.3. Jos et ole kuullut, olemme pahoillamme"),
        ("sv", "skulle ha hört av oss senast måndagen den 9 mars. Om du inte har gjort det ber vi om ursäkt"),
    ],
)
def test_a_reporter_who_was_left_waiting_is_told_that_we_are_sorry(
    letters: Letters, language: str, words: str
) -> None:
    report = Report(START, "Words", reporter="rea@example.net", may_answer=True, language=language)
    known = policy.on_report(report, "copper lantern", START, rules()).case

    for days, is_late in ((6, False), (8, True)):
        on = Ground(START + timedelta(days=days), rules(), "m2")
        (letter,) = (
            each for each in policy.on_follow_up(known, report, on).letters if each.to == known.reporter
        )
        assert (words in " ".join(_text(letters, letter).split())) == is_late


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["report", "reminder"])
def test_who_looks_after_a_case_is_not_offered_to_take_it(
    letters: Letters, purpose: str, language: str
) -> None:
    def offers(sample: Letter, taken_by: str) -> bool:
        return "  · TAKE – " in _text(letters, replace(sample, facts={**sample.facts, "taken_by": taken_by}))

    offered = [
        each
        for each in _samples(purpose, language)
        if each.audience == Audience.RESPONDER and offers(each, "")
    ]

    assert offered
    for each in offered:
        assert offers(each, "Somebody Else")
        assert not offers(each, each.facts["name"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", TO_REPORTER)
def test_no_reporter_is_thanked_with_a_cheer(letters: Letters, purpose: str, language: str) -> None:
    assert not any("!" in _text(letters, each) for each in _samples(purpose, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["thanks", "request"])
def test_who_writes_again_in_danger_reads_first_whom_to_call_and_reads_it_once(
    letters: Letters, purpose: str, language: str
) -> None:
    for sample in _samples(purpose, language):
        for urgent in (True, False):
            text = _text(letters, replace(sample, facts={**sample.facts, "urgent": urgent}))

            assert ("112" in text.partition("\n")[0]) == urgent
            assert text.count("112") == 1


@pytest.mark.parametrize(
    ("language", "word"), [("en", "reporter"), ("fi", "ilmoittaja"), ("sv", "anmälaren")]
)
def test_every_reminder_says_who_is_to_hear_from_us(letters: Letters, language: str, word: str) -> None:
    reminders = [each for each in _samples("reminder", language) if each.facts.get("follow_up_due")]

    assert {"urgent", "take", "warn", "untaken"} <= {each.facts["rung"] for each in reminders}
    for each in reminders:
        told = _text(letters, each).casefold().partition("clear")[0]
        assert word in told, told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", 'Aino Virtanen has shut Carla Lindqvist out of "Copper lantern".'),
        ("fi", 'Aino Virtanen sulki tapauksen "Copper lantern" ulkopuolelle: Carla Lindqvist.'),
        ("sv", 'Aino Virtanen har stängt ute Carla Lindqvist från "Copper lantern".'),
    ],
)
def test_who_shuts_out_a_colleague_does_not_seem_to_step_back(
    letters: Letters, language: str, words: str
) -> None:
    (news,) = (each for each in _samples("news", language) if each.facts["what"] == "recused")

    assert _text(letters, news).startswith(words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", ["answer", "report"])
def test_of_a_closed_case_no_word_is_offered_that_needs_an_open_one(
    letters: Letters, purpose: str, language: str
) -> None:
    closed = [each for each in _samples(purpose, language) if each.facts["state"] == "closed"]

    assert closed
    for each in closed:
        offered = re.findall(r"^  · (\w+)", _text(letters, each), re.MULTILINE)
        assert "REOPEN" in offered
        assert [word for word in offered if not works_on_closed(word.casefold())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_about_what_is_missing_are_offered_where_something_is(
    letters: Letters, language: str
) -> None:
    reports = [each for each in _samples("report", language) if each.facts["state"] != "closed"]

    assert {bool(each.facts["missing"]) for each in reports} == {True, False}
    for each in reports:
        is_askable = each.facts["missing"] and each.facts["is_writable"]
        assert ("  · ASK – " in _text(letters, each)) == bool(is_askable)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_to_the_reporter_is_offered_where_one_can_go(letters: Letters, language: str) -> None:
    reports = [each for each in _samples("report", language) if each.facts["state"] != "closed"]

    assert {each.facts["is_writable"] for each in reports} == {True, False}
    for each in reports:
        assert ("  · REPLY " in _text(letters, each)) == each.facts["is_writable"]
    for each in _samples("reminder", language):
        if each.audience == Audience.RESPONDER:
            for is_writable in (True, False):
                known = replace(each, facts={**each.facts, "is_writable": is_writable})
                assert ("  · REPLY " in _text(letters, known)) == is_writable


@pytest.mark.parametrize(
    ("language", "word"), [("en", "URGENT"), ("fi", "KIIREELLISEKSI"), ("sv", "BRÅDSKANDE")]
)
def test_an_escalation_of_an_urgent_case_says_that_it_is(letters: Letters, language: str, word: str) -> None:
    escalations = _samples("escalation", language)

    assert {each.facts["rung"] for each in escalations if each.facts["urgent"]} >= {"nobody", "escalation"}
    for each in escalations:
        assert (word in _text(letters, each)) == each.facts["urgent"]


# What our letters tell somebody to write, but for what they are to fill in: "FOLLOWUP and how".
_EXAMPLES = re.compile(
    r"\b((?:FOLLOWUP|SNOOZE) (?!and\b|ja\b|och\b)[^,;\n]+|TAKE (?:again|igen)|INCLUDE (?!and\b|ja\b|och\b)\w+)"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_in_our_letters_is_obeyed_when_it_is_copied(letters: Letters, language: str) -> None:
    said = letters.table(language, "_said", "said").values()
    reminders = (_text(letters, each) for each in _samples("reminder", language))
    told = "\n".join((*said, *(" ".join(each.split()) for each in reminders)))
    known = case(AINO, BEN, held=(CARLA,))

    examples = {*_EXAMPLES.findall(told)}

    assert len(examples) >= 3
    for each in examples:
        assert set(codes(says(known, BEN, each))) <= {"ok", "waits"}, each


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_another_case_shuts_somebody_out_is_the_word_of_nobody(letters: Letters, language: str) -> None:
    (held,) = (each for each in _samples("news", language) if not each.facts["author"])

    text = _text(letters, held)

    assert text == text.lstrip()
    assert len([each for each in text.splitlines() if each]) == 2, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_asked_twice_in_the_same_words(letters: Letters, language: str) -> None:
    first, second = (letters.questions(language, again=again) for again in (False, True))

    assert not set(first.values()) & set(second.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", sorted({*PURPOSES} - {"letter", "unencrypted"}))
def test_no_letter_of_ours_is_a_command_when_it_comes_back(
    letters: Letters, purpose: str, language: str
) -> None:
    # A "letter" goes to reporters, unquoted; "unencrypted" is made of another one as it is written.
    samples = _samples(purpose, language)

    assert samples
    for letter in samples:
        facts = {**letter.facts, "text": "close\nclear\ntake"} if "text" in letter.facts else letter.facts
        if "history" in facts:
            told = [replace(each, text="close\nclear\ntake") for each in facts["history"]]
            facts = {**facts, "history": told}
        for line in _text(letters, replace(letter, facts=facts)).splitlines():
            assert read_commands(line).commands == (), line


def test_the_headers_of_a_letter(letters: Letters) -> None:
    letter = _samples("acknowledgement")[0]
    thread = Thread("<r@example.net>", tuple(f"<{n}@example.net>" for n in range(20)))

    message = read(
        letters.compose(letter, "copper lantern", (b"a" * 10, b"b" * 10), now=START, thread=thread).raw
    )

    assert message["Subject"] == "Copper lantern"
    assert message["To"] == "rea@example.net"
    assert message["Cc"] is None
    assert message["Bcc"] is None
    assert message["In-Reply-To"] == "<r@example.net>"
    assert len(str(message["References"]).split()) == 11
    assert str(message["Reply-To"]).startswith("conduct-cases+")
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Precedence"] is None


@pytest.mark.parametrize("purpose", ["acknowledgement", "notice", "escalation"])
def test_a_letter_asks_for_no_automatic_reply_but_for_word_that_it_failed(
    letters: Letters, purpose: str
) -> None:
    letter = _samples(purpose)[0]

    raw = letters.compose(letter, "copper lantern", (b"a" * 10, b"b" * 10), now=START).raw

    # MS-OXCMAIL section 2.1.3.2.20: "All" would keep the server from saying so, too.
    asked = {each.strip() for each in str(read(raw)["X-Auto-Response-Suppress"]).split(",")}
    assert asked == {"DR", "RN", "NRN", "OOF", "AutoReply"}


def test_a_long_message_id_is_answered_as_it_is_written(letters: Letters) -> None:
    letter = _samples("acknowledgement")[0]
    answered = f"<{'A' * 90}.{'b' * 60}@mail.example.net>"

    raw = letters.compose(
        letter,
        "copper lantern",
        (b"a" * 10, b"b" * 10),
        now=START,
        thread=Thread(answered, ("<r@example.net>",)),
    ).raw

    assert f"\r\nIn-Reply-To: {answered}\r\n".encode() in raw
    assert f"References: <r@example.net>\r\n {answered}\r\n".encode() in raw


@pytest.mark.parametrize(
    "address",
    ["jürgen@example.net", "rea@exämple.example", '"o d d"@example.net', "x" * 200 + "@example.net"],
)
def test_a_letter_to_any_address_can_be_written(letters: Letters, address: str) -> None:
    letter = replace(_samples("acknowledgement", "fi")[0], to=address)

    raw = letters.compose(letter, "copper lantern", (b"a" * 10, b"b" * 10), now=START).raw

    assert raw.isascii()
    assert b"Bcc" not in raw
    assert "112" in read(raw).get_content()


@pytest.mark.parametrize("body", ["a" * 5000, ".\n..\nFrom me\n", "ä" * 3000, "\ud800 lone", "tab\there \n"])
def test_any_words_arrive_as_they_are(letters: Letters, body: str) -> None:
    sample = _samples("note")[0]
    letter = replace(sample, facts={**sample.facts, "text": body})

    raw = letters.compose(letter, "copper lantern", (b"a" * 10, b"b" * 10), now=START).raw

    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    got = str(read(raw).get_content())
    assert all(f"| {line}".rstrip() in got for line in body.replace("\ud800", "?").split("\n"))


def test_a_line_break_in_a_name_cannot_make_a_header(letters: Letters) -> None:
    letters.signature = Signature("Team\r\nBcc: evil@example.net", MAILBOX)

    raw = letters.compose(
        _samples("acknowledgement")[0],
        "x",
        (b"a" * 10, b"b" * 10),
        now=START,
    ).raw

    assert b"Bcc:" not in raw.partition(b"\r\n\r\n")[0].replace(b'"Team Bcc:', b"")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("en/acknowledgement.txt", "Subject: {{ case }}\n\n{{ name }}\n"),
        ("fi/report.txt", "Subject: {{ case }}\n\n{{ subject }}\n"),
        ("sv/escalation.txt", "Subject: {{ case }}\n\n{% if to_contact %}{{ state }}{% endif %} x\n"),
        ("en/reminder.txt", "Subject: {{ case }}\n\n{{ 1 / 0 }}\n"),
        ("en/update.txt", "Subject: {{ case }}\n\n{% if is_reopened %}{{ nimi }}{% endif %} x\n"),
        ("fi/news.txt", "Subject: {{ case }}\n\n{% if what == 'let-in' %}{{ nimi }}{% endif %} x\n"),
        (
            "fi/update.txt",
            "Subject: {{ case }}\n\n{% if follow_up_due and follow_up_due < now %}{{ nimi }}{% endif %} x\n",
        ),
        (
            "sv/reminder.txt",
            "Subject: {{ case }}\n\n{% if 'draft' in marks | default([]) %}{{ nimi }}{% endif %} x\n",
        ),
        (
            "en/escalation.txt",
            "Subject: {{ case }}\n\n{% if 'draft' in marks | default([]) %}{{ nimi }}{% endif %} x\n",
        ),
        ("en/note.txt", "Subject: {{ case }}\n\n{{ ''.__class__.__mro__ }}\n"),
    ],
)
def test_a_template_that_would_fail_for_some_letters_is_refused_at_start(
    tmp_path: Path, name: str, text: str
) -> None:
    shutil.copytree(data_folder("templates"), tmp_path / "templates")
    (tmp_path / "templates" / name).write_text(text)

    with pytest.raises(TemplateFault, match=f"templates/{name}"):
        prove(Letters(tmp_path / "templates", SIGNATURE, b"k" * 32))


def test_a_broken_template_is_named_at_start(letters: Letters, tmp_path: Path) -> None:
    shutil.copytree(data_folder("templates"), tmp_path / "templates")
    (tmp_path / "templates/fi/thanks.txt").write_text("Subject: {{ case }}\n\nKiitos {{ nimi }}\n")
    (tmp_path / "templates/sv/notice.txt").write_text("{% if %}")
    (tmp_path / "templates/en/gentle.txt").write_text("no subject")
    broken = Letters(tmp_path / "templates", SIGNATURE, b"k" * 32)

    with pytest.raises(TemplateFault) as caught:
        prove(broken)

    named = " ".join(caught.value.problems)
    assert "templates/fi/thanks.txt" in named
    assert "nimi" in named
    assert "templates/sv/notice.txt, line 1" in named
    assert "templates/en/gentle.txt" in named


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_that_change_after_their_proof_change_no_letter(tmp_path: Path, language: str) -> None:
    shutil.copytree(data_folder("templates"), tmp_path / "templates")
    letters = Letters(tmp_path / "templates", SIGNATURE, b"k" * 32)
    prove(letters)
    for path in (tmp_path / "templates" / language).iterdir():
        path.write_text("{% if %}")
    # Also a part that no sample leads to.
    (tmp_path / "templates" / language / "_truncated.txt").unlink()

    unproved = Letters(data_folder("templates"), SIGNATURE, b"k" * 32)
    for purpose in PURPOSES:
        for letter in _samples(purpose, language):
            assert _text(letters, letter) == _text(unproved, letter)
    assert letters._jinja.get_template(f"{language}/_truncated.txt")
    with pytest.raises(TemplateFault):
        prove(Letters(tmp_path / "templates", SIGNATURE, b"k" * 32))


@pytest.mark.parametrize("language", [*LANGUAGES, "xx"])
def test_the_plain_letter_needs_no_template(letters: Letters, language: str) -> None:
    assert "112" in letters.plain(_samples("acknowledgement", language)[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_wrote_to_the_reporter_stands_in_the_plain_letter_too(
    letters: Letters, language: str
) -> None:
    letter = _samples("letter", language)[0]

    text = letters.plain(replace(letter, facts={**letter.facts, "text": "We spoke with him today."}))

    assert text.startswith("We spoke with him today.\n")


def test_the_plain_letter_names_no_page_of_the_team_where_there_is_none(letters: Letters) -> None:
    letters.signature = replace(SIGNATURE, policy_url="")

    text = letters.plain(_samples("acknowledgement")[0])

    assert "say so in a reply.\n" in text
