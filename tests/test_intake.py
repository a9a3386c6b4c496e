"""What happens to a message, on real SQLite and real PostgreSQL, with the real templates."""

import textwrap
from dataclasses import replace
from datetime import timedelta
from email.policy import SMTP
from pathlib import Path

import jinja2
import pytest
import sqlalchemy as sa
from tests.builders import (
    ALIAS,
    BEN,
    MAILBOX,
    REPORTS,
    Desk,
    MovableClock,
    arrival,
    mail,
    make_database,
    make_house,
    read,
    to,
    write_config,
)

from cocmail import tables
from cocmail.cases import checklist
from cocmail.cases.model import Clearance, State
from cocmail.config import load
from cocmail.mail.sender import Group
from cocmail.quarantine import refile
from cocmail.wiring import build


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_a_report_becomes_a_case_and_its_reporter_is_answered_in_their_language(
    desk: Desk, language: str
) -> None:
    desk.arrives(mail(REPORTS[language]))

    letters = desk.raw_letters()
    case = desk.case()
    answer = read(to(letters, "rea@example.net"))
    assert case.language == language
    assert answer["Subject"].casefold() == case.name
    assert "112" in answer.get_content().splitlines()[0]
    where = desk.house.letters.questions(language)["where"]
    assert where in answer.get_content()
    assert desk.house.letters.questions(language)["description"] not in answer.get_content()
    assert answer["In-Reply-To"] == "<one@example.net>"
    assert answer["Auto-Submitted"] == "auto-replied"


def test_the_answer_quotes_nothing_of_the_report_and_goes_to_one_person(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"] + " CANARYWORD", subject="CANARYSUBJECT", Cc="other@example.net"))

    answers = [raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"]
    assert len(answers) == 1
    assert b"CANARY" not in answers[0]


def test_responders_learn_the_name_of_the_case_and_nothing_of_the_reporter(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"] + " CANARYWORD", subject="CANARYSUBJECT"))

    notices = [read(raw) for raw in desk.raw_letters() if read(raw)["To"] != "rea@example.net"]
    assert {"aino@example.org", "ben@example.org", "carla@example.org"} == {
        str(each["To"]) for each in notices
    }
    for notice in notices:
        assert "CANARY" not in notice.get_content()
        assert "rea@" not in notice.as_string().casefold()
        assert "rea porter" not in notice.as_string().casefold()


def test_who_is_named_in_the_report_is_told_nothing(desk: Desk) -> None:
    desk.arrives(mail("Ben Okafor shouted at me yesterday at six in the Oodi library."))

    recipients = {str(read(raw)["To"]) for raw in desk.raw_letters()}
    assert {"rea@example.net", "aino@example.org", "carla@example.org"} == recipients


def test_to_whom_else_a_report_went_is_shown_to_who_may_read_it_and_gets_nothing(desk: Desk) -> None:
    words = "Hello, yesterday at 18 Bob Jones shouted at me in the lobby."
    desk.arrives(mail(words, to=f"{ALIAS}, {MAILBOX}", Cc="Bob Jones <bob@example.com>, lisa@example.com"))
    letters = desk.raw_letters()
    assert {str(read(raw)["To"]) for raw in letters}.isdisjoint({"bob@example.com", "lisa@example.com"})
    notice, answer = to(letters, BEN.address), to(letters, "rea@example.net")
    assert "bob@example.com" not in read(notice).get_content()

    desk.arrives(mail("Clear", answers=notice, sender=BEN.address, message_id="<c@example.org>"))
    shown = read(to(desk.raw_letters(), BEN.address)).get_content()
    more = mail("He is here again.", answers=answer, message_id="<two@example.net>", Cc="Bob@example.com")
    desk.arrives(more)
    update = next(each for each in desk.letters() if each["X-Cocmail"] == "update").get_content()

    assert "2026-03-02 14:00, the mail went to others as well: bob@example.com, lisa@example.com" in (
        shown.splitlines()
    )
    assert "The mail went to others as well: Bob@example.com" in update.splitlines()


@pytest.mark.parametrize("address", ["it&carla@example.org", "carla@intranet"])
def test_who_is_held_and_got_a_copy_is_told_of_whatever_their_address(
    tmp_path: Path, clock: MovableClock, address: str
) -> None:
    path = write_config(tmp_path)
    path.write_text(path.read_text().replace("carla@example.org", address))
    config = load(path)
    make_database(config)
    desk = Desk(build(config, clock), clock)
    desk.arrives(mail(f"{REPORTS['en']} It was Carla Lindqvist.", Cc=address))
    notice = to(desk.raw_letters(), BEN.address)
    desk.arrives(mail("Clear", answers=notice, sender=BEN.address, message_id="<c@example.org>"))

    shown = read(to(desk.raw_letters(), BEN.address)).get_content()
    assert "exposed" in desk.case().marks
    assert f"the mail went to others as well: {address}" in shown
    desk.house.store.database.close()


def test_a_copy_that_a_reporter_sends_to_themselves_went_to_nobody_else(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"], Cc="Rea@example.net"))
    letters = desk.raw_letters()
    desk.arrives(
        mail("Clear", answers=to(letters, BEN.address), sender=BEN.address, message_id="<c@example.org>")
    )
    shown = read(to(desk.raw_letters(), BEN.address)).get_content()
    answer = to(letters, "rea@example.net")
    desk.arrives(
        mail("He is here again.", answers=answer, message_id="<two@example.net>", Cc="rea@example.net")
    )
    update = next(each for each in desk.letters() if each["X-Cocmail"] == "update").get_content()

    assert "went to others" not in shown + update


def test_who_is_named_in_one_mail_is_told_nothing_of_the_next_one_of_its_reporter(desk: Desk) -> None:
    desk.arrives(mail("Ben Okafor shouted at me yesterday at six in the Oodi library."))
    desk.raw_letters()

    desk.arrives(mail("He is on your team. He follows me. Do not tell him.", message_id="<two@example.net>"))

    recipients = {str(read(raw)["To"]) for raw in desk.raw_letters()}
    assert recipients & {"aino@example.org", "ben@example.org"} == {"aino@example.org"}


@pytest.mark.parametrize("how", ["a mail of its own", "a later mail", "a word to stop"])
def test_whom_the_next_case_of_a_reporter_names_is_told_nothing_more_of_the_first(
    desk: Desk, how: str
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    notice = to(desk.raw_letters(), "ben@example.org")
    first = desk.case().name
    words = "Sorry, I forgot to write who it was: it was Ben Okafor."
    if how != "a mail of its own":
        desk.arrives(mail("Another man whistled at me today.", message_id="<two@example.net>"))
        of_second = [raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"]
        words = "STOP\n\nBen Okafor reads my mail." if how == "a word to stop" else words
        desk.arrives(mail(words, answers=of_second[0], message_id="<three@example.net>"))
    else:
        desk.arrives(mail(words, message_id="<two@example.net>"))
    desk.raw_letters()

    desk.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))

    assert _case_named(desk, first).clearance["ben@example.org"] == "held"
    assert [str(each["X-Cocmail"]) for each in desk.letters()] == ["unavailable"]


def test_a_reply_joins_its_case_and_fills_the_field_that_was_asked_for(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(mail("In the Oodi library, third floor.", answers=answer, message_id="<two@example.net>"))

    assert len(desk.house.store.cases()) == 1
    assert desk.case().checklist["where"].state == "present"
    where = desk.house.letters.questions("en")["where"]
    again = read(to(desk.raw_letters(), "rea@example.net")).get_content()
    assert where not in again


WITHOUT_PLACE = {
    "en": "Somebody in a yellow coat shouted at me yesterday at six that women cannot code.",
    "fi": "Hei, eilen klo 18 joku mies keltaisessa takissa huusi minulle rumasti.",
    "sv": "Hej, i går klockan 18 skrek en man i gul rock fula ord åt mig.",
}


def _typed_into(letter: bytes, answers: dict[str, str], *, behind: bool = False) -> bytes:
    """A reply with answers below the quoted questions of a letter, or behind them."""
    lines = []
    for line in read(letter).get_content().splitlines():
        answer = next((each for question, each in answers.items() if line.endswith(question)), "")
        lines += [f"> {line} {answer}"] if behind else [f"> {line}", *([answer] if answer else [])]
    raw = mail(
        "On Mon, 2 Mar 2026 at 14:00, Example wrote:\n" + "\n".join(lines), message_id="<two@example.net>"
    )
    answer_to = read(letter)
    return raw.replace(b"To: conduct@example.org", b"To: " + str(answer_to["Reply-To"]).encode())


@pytest.mark.parametrize("behind", [False, True], ids=["below", "behind"])
@pytest.mark.parametrize(("language", "no"), [("en", "no"), ("fi", "ei"), ("sv", "nej")])
def test_answers_at_our_quoted_questions_fill_their_fields_and_are_not_asked_for_again(
    desk: Desk, language: str, no: str, behind: bool
) -> None:
    desk.arrives(mail(WITHOUT_PLACE[language]))
    letter = to(desk.raw_letters(), "rea@example.net")
    wordings = [desk.house.letters.questions(language, again=again) for again in (False, True)]
    given = {"where": "Karhu", "ongoing": no}

    desk.arrives(
        _typed_into(letter, {wordings[0][name]: each for name, each in given.items()}, behind=behind)
    )

    assert len(desk.house.store.cases()) == 1
    assert {name: desk.case().checklist[name].evidence for name in given} == given
    again = read(to(desk.raw_letters(), "rea@example.net")).get_content()
    assert not [name for each in wordings for name in given if each[name] in again]


PASTED = "Somebody has been bothering me, and later he sent me this:\n\n"
THREATS = "> I know where you live, and I will break your arm.\n> Tell anybody and you are dead."


def _says(desk: Desk, letters: list[bytes], words: str, who: str = "carla@example.org") -> str:
    """What a responder is answered who writes some words to their letter."""
    message_id = f"<{words.casefold()}{len(desk.house.store.cases())}-{who}>"
    desk.arrives(mail(words, answers=to(letters, who), sender=who, message_id=message_id))
    return to_text(desk.raw_letters(), who)


def to_text(letters: list[bytes], who: str) -> str:
    return "\n".join(read(raw).get_content() for raw in letters if read(raw)["To"] == who)


def _shows_threats(letter: str) -> bool:
    return all(line.removeprefix("> ") in letter for line in THREATS.split("\n"))


def test_what_a_reporter_pastes_into_a_first_report_is_shown_to_who_may_read_it(desk: Desk) -> None:
    desk.arrives(mail(PASTED + THREATS))
    letters = desk.raw_letters()

    cleared = _says(desk, letters, "Clear")

    assert _shows_threats(cleared)
    assert _shows_threats(_says(desk, letters, "Show"))


def test_a_threat_pasted_into_a_report_makes_it_urgent(desk: Desk) -> None:
    desk.arrives(mail("He wrote to me today.\n\n> Last warning. I am outside your house with a knife.\n"))

    assert desk.case().urgent


@pytest.mark.parametrize("quotes_us", [True, False])
def test_what_a_reporter_pastes_into_a_later_mail_is_shown_with_its_introduction_and_read(
    desk: Desk, quotes_us: bool
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    letters = desk.raw_letters()
    answer = to(letters, "rea@example.net")
    _says(desk, letters, "Clear")
    assert not desk.case().urgent
    pasted = "He wrote to me again today:\n\n> Last warning. I am outside your house with a knife.\n\nWhat shall I do?"
    later = mail(pasted, answers=answer, message_id="<two@example.net>")
    if not quotes_us:
        later = mail(pasted, to=str(read(answer)["Reply-To"]), message_id="<two@example.net>")

    desk.arrives(later)

    assert desk.case().urgent
    came = desk.raw_letters()
    update = to_text([raw for raw in came if read(raw)["X-Cocmail"] == "update"], "carla@example.org")
    shown = _says(desk, letters, "Show")
    for letter in (update, shown):
        assert "He wrote to me again today:" in letter
        assert "Last warning. I am outside your house with a knife." in letter
        assert "What shall I do?" in letter
        assert not [line for line in _words_of(answer) if f"| {line}" in letter]


def _words_of(letter: bytes) -> list[str]:
    """The lines of a letter that nobody else writes."""
    return [line.strip() for line in read(letter).get_content().splitlines() if len(line.split()) > 4]


def _wrapped(letter: bytes, width: int) -> str:
    text = " ".join(read(letter).get_content().split())
    return "\n".join(f"> {line}" for line in textwrap.wrap(text, width))


@pytest.mark.parametrize(
    ("language", "width", "head", "below"),
    [
        ("en", 30, "", True),
        ("en", 50, "On Mon, 2 Mar 2026 at 14:00, Example wrote:\n", False),
        ("fi", 50, "", False),
        ("sv", 72, "Den mån 2 mars 2026 kl 14:00 skrev Example:\n", True),
    ],
)
def test_our_own_letter_wrapped_anew_is_never_shown_as_the_reporters_words(
    desk: Desk, language: str, width: int, head: str, below: bool
) -> None:
    desk.arrives(mail(REPORTS[language]))
    letters = desk.raw_letters()
    answer = to(letters, "rea@example.net")
    _says(desk, letters, "Clear")
    quoted = f"{head}{_wrapped(answer, width)}"
    text = f"{quoted}\n\nKarhu 7" if below else f"Karhu 7\n\n{quoted}"

    desk.arrives(mail(text, to=str(read(answer)["Reply-To"]), message_id="<two@example.net>"))

    update = to_text(
        [raw for raw in desk.raw_letters() if read(raw)["X-Cocmail"] == "update"], "carla@example.org"
    )
    assert "Karhu 7" in update
    shown = _says(desk, letters, "Show")
    lines = [line.removeprefix("> ") for line in _wrapped(answer, width).split("\n")]
    assert not [line for line in lines if len(line.split()) > 4 and f"| {line}" in update + shown]
    assert not desk.case().urgent


def test_stop_that_somebody_else_wrote_stops_nothing(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(
        mail("> STOP\n", to=str(read(answer)["Reply-To"]), message_id="<two@example.net>"),
        mail("STOP\n\n> I am outside.\n", to=str(read(answer)["Reply-To"]), message_id="<three@example.net>"),
    )

    _, entries, _ = desk.house.store.case_named(desk.case().name) or pytest.fail("no case")
    assert [each.type for each in entries if each.type in ("follow-up", "stopped")] == [
        "follow-up",
        "stopped",
    ]


def test_answers_by_number_are_those_of_the_letter_that_was_answered(desk: Desk) -> None:
    desk.arrives(mail("Somebody in a yellow coat shouted at me that women cannot code."))
    letter = to(desk.raw_letters(), "rea@example.net")
    asked = [line for line in read(letter).get_content().splitlines() if line[:5].strip()[:1].isdigit()]
    where, ongoing = (
        next(line.split(".")[0].strip() for line in asked if desk.house.letters.questions("en")[name] in line)
        for name in ("where", "ongoing")
    )
    desk.arrives(mail(f"{where}. Karhu", answers=letter, message_id="<two@example.net>"))

    desk.arrives(mail(f"{ongoing}) no", answers=letter, message_id="<three@example.net>"))

    assert desk.case().checklist["where"].evidence == "Karhu"
    assert desk.case().checklist["ongoing"].evidence == "no"


def test_a_second_request_asks_only_for_what_is_left_and_in_other_words(desk: Desk) -> None:
    desk.arrives(mail("Somebody in a yellow coat shouted at me that women cannot code."))
    answer = to(desk.raw_letters(), "rea@example.net")
    first, again = (desk.house.letters.questions("en", again=each) for each in (False, True))
    assert first["where"] in read(answer).get_content()

    desk.arrives(mail("It was yesterday at six.", answers=answer, message_id="<two@example.net>"))
    request = to(desk.raw_letters(), "rea@example.net")
    desk.arrives(mail("I will think about it.", answers=request, message_id="<three@example.net>"))
    third = read(to(desk.raw_letters(), "rea@example.net")).get_content()

    asked = read(request).get_content()
    assert again["where"] in asked
    assert first["where"] not in asked
    assert again["when"] not in asked
    assert not [each for each in (*first.values(), *again.values()) if each in third]


WITHOUT_PLACE_ALONE = (
    "My name is Rea Porter, you can call me. Yesterday at six a man in a yellow coat, Jim Smith, shouted at me "
    "that women cannot code. It has stopped."
)
GRATEFUL = "Thank you so much for your help"


def _written_to(desk: Desk, command: str) -> bytes:
    """The letter that Ben sends to the reporter of the one case with a command."""
    notice = to(desk.raw_letters(), "ben@example.org")
    for number, words in enumerate(("Clear", command, "Yes")):
        raw = mail(words, answers=notice, sender="ben@example.org", message_id=f"<b{number}@example.org>")
        desk.arrives(raw)
        letters = desk.raw_letters()
        notice = to(letters, "ben@example.org")
    return to(letters, "rea@example.net")


def test_thanks_for_a_persons_letter_answer_none_of_our_questions(desk: Desk) -> None:
    desk.arrives(mail(WITHOUT_PLACE_ALONE))
    assert checklist.missing(desk.case().checklist, desk.house.intake.rules.required) == ("where",)
    letter = _written_to(desk, "Reply We talked to him, and he will not come back.")

    desk.arrives(mail(GRATEFUL, answers=letter, message_id="<two@example.net>"))

    assert desk.case().checklist["where"].state == "absent"


@pytest.mark.parametrize(
    "words", ["Thank you so much for your help", "Thank you for everything. I feel better."]
)
def test_thanks_for_a_persons_letter_bring_no_list_of_questions(desk: Desk, words: str) -> None:
    desk.arrives(mail(WITHOUT_PLACE_ALONE))
    letter = _written_to(desk, "Reply We talked to him, and he will not come back.")

    desk.arrives(mail(words, answers=letter, message_id="<two@example.net>"))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "thanks"


def test_nor_does_an_answer_to_a_question_in_a_persons_own_words(desk: Desk) -> None:
    desk.arrives(mail(WITHOUT_PLACE_ALONE))
    letter = _written_to(desk, "Ask\nMay we tell him that you wrote to us?")

    desk.arrives(mail("1. Yes", answers=letter, message_id="<two@example.net>"))

    assert desk.case().checklist["where"].state == "absent"


def test_what_a_persons_letter_asks_for_is_answered_by_a_word(desk: Desk) -> None:
    desk.arrives(mail(WITHOUT_PLACE_ALONE))
    letter = _written_to(desk, "Ask where")

    desk.arrives(mail("Karhu", answers=letter, message_id="<two@example.net>"))

    assert desk.case().checklist["where"].evidence == "Karhu"


def test_what_an_answer_to_a_persons_letter_tells_in_full_is_not_asked_for(desk: Desk) -> None:
    desk.arrives(mail(WITHOUT_PLACE_ALONE))
    letter = _written_to(desk, "Reply Where did it happen?")

    desk.arrives(mail("In the Oodi library.", answers=letter, message_id="<two@example.net>"))

    assert desk.case().checklist["where"].state == "present"


@pytest.mark.parametrize(
    ("question", "thanks"),
    [
        ("Hi, is the picnic on Saturday covered by the code of conduct?", "Ok, thanks! That was all."),
        ("Hei, koskeeko käytössääntö myös lauantain piknikkiä?", "Kiitos!"),
        ("Hej, gäller uppförandekoden också picknicken på lördag?", "Tack!"),
    ],
)
def test_who_asked_a_question_and_says_thanks_is_sent_no_form(desk: Desk, question: str, thanks: str) -> None:
    desk.arrives(mail(question))
    gentle = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(mail(thanks, answers=gentle, message_id="<two@example.net>"))

    assert read(gentle)["X-Cocmail"] == "gentle"
    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "thanks"
    assert "unclear" in desk.case().marks


def test_who_asked_a_question_and_then_tells_what_happened_is_asked_for_the_rest(desk: Desk) -> None:
    desk.arrives(mail("Hi, is the picnic on Saturday covered by the code of conduct?"))
    gentle = to(desk.raw_letters(), "rea@example.net")

    told = "Well, actually: a man shouted at me in the kitchen that women cannot code."
    desk.arrives(mail(told, answers=gentle, message_id="<two@example.net>"))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "request"
    assert "unclear" not in desk.case().marks


def test_a_stranger_with_the_mark_gets_in_and_gets_nothing_out(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(
        mail("I saw it too.", answers=answer, sender="lisa@example.net", message_id="<two@example.net>")
    )

    assert len(desk.house.store.cases()) == 1
    assert desk.raw_letters() == []
    _, entries, _ = desk.house.store.case_named(desk.case().name) or pytest.fail("no case")
    assert any(each.type == "follow-up" and "I saw it too" in each.text for each in entries)


def test_a_forged_mark_opens_a_case_of_its_own(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    forged = f"conduct-cases+{'a' * 32}@example.org"

    desk.arrives(mail("me again", to=forged, sender="x@example.net", message_id="<two@example.net>"))

    assert len(desk.house.store.cases()) == 2


def test_the_one_word_stop_ends_all_letters(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    desk.arrives(mail("STOP", answers=answer, message_id="<two@example.net>"))

    desk.arrives(mail("It was in Oodi.", answers=answer, message_id="<three@example.net>"))

    assert [raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"] == []


_OUTSIDE = (
    "CAUTION: This email originated from outside of the organization. Do not click links or open attachments"
    " unless you recognize the sender and know the content is safe.\n\n"
)


@pytest.mark.parametrize(
    "begin",
    [
        "This message comes from outside your team. ",
        _OUTSIDE.rstrip() + " ",
        "Attention: this mail is from outside. ",
    ],
)
def test_a_report_on_the_line_of_such_a_warning_is_read(desk: Desk, begin: str) -> None:
    desk.arrives(mail(f"{begin}Yesterday at 22 a man groped a woman in Oodi.", subject=""))

    assert [desk.case().checklist[each].state for each in ("when", "where")] == ["present", "present"]


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("seldom", [False, True])
def test_a_warning_in_english_above_a_report_is_not_the_language_of_its_writer(
    desk: Desk, language: str, *, seldom: bool
) -> None:
    warning = "You don't often get email from rea@example.net. Learn why this is important\n\n"
    desk.arrives(mail(f"{warning if seldom else _OUTSIDE}{REPORTS[language]}"))

    questions = desk.house.letters.questions(language)
    assert desk.case().language == language
    assert questions["where"] in read(to(desk.raw_letters(), "rea@example.net")).get_content()


def test_whom_such_a_warning_names_is_held(desk: Desk) -> None:
    warning = "You don't often get email from carla@example.org. Learn why this is important\n\n"
    desk.arrives(mail(f"{warning}{REPORTS['fi']}", sender="c@example.com"))

    assert "carla@example.org" not in {str(each["To"]) for each in desk.letters()}


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("STOP", "Hello"),
        ("", "STOP"),
        ("Please stop.", "Re: x"),
        (f"{_OUTSIDE}STOP", "Hello"),
        ("[EXTERNAL] \n\nStop, please", "Hello"),
        ("[EXTERNAL] STOP", "Hello"),
        (_OUTSIDE, "STOP"),
    ],
)
@pytest.mark.parametrize("proven", [True, False])
def test_a_stop_in_a_mail_of_its_own_is_answered_by_nothing_and_stops_for_good_where_it_is_proven(
    tmp_path: Path, clock: MovableClock, words: str, subject: str, *, proven: bool
) -> None:
    desk = Desk(make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"'), clock)
    desk.arrives(mail("A man whistled at me in the library on Monday."))
    first = desk.case().name
    said = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\r\n" if proven else ""

    desk.arrives(said.encode() + mail(words, subject=subject, message_id="<two@example.net>"))

    answers = [raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"]
    assert len(answers) == (0 if proven else 1)
    marks = {
        each.name == first: each.marks & {"stopped", "no-reply-wanted"} for each in desk.house.store.cases()
    }
    assert marks == (
        {True: {"stopped"}, False: {"stopped"}} if proven else {True: set(), False: {"no-reply-wanted"}}
    )
    desk.house.store.database.close()


def test_whom_a_second_stop_names_is_held_in_what_was_stopped_before(
    tmp_path: Path, clock: MovableClock
) -> None:
    desk = Desk(make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"'), clock)
    said = b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.net\r\n"
    desk.arrives(mail("A man whistled at me in the library on Monday."))
    first = desk.case().name

    desk.arrives(
        said + mail("STOP", message_id="<two@example.net>"),
        said + mail("STOP", subject="Carla Lindqvist", message_id="<three@example.net>"),
    )

    assert "stopped" in _case_named(desk, first).marks
    assert _case_named(desk, first).clearance["carla@example.org"] == Clearance.HELD
    desk.house.store.database.close()


@pytest.mark.parametrize("words", ["STOP - he reads my phone", "No more emails please, he reads my phone."])
def test_who_says_stop_and_why_gets_no_letter_until_somebody_lets_one_go(desk: Desk, words: str) -> None:
    desk.arrives(mail("Somebody shouted at me."))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(mail(words, answers=answer, message_id="<two@example.net>"))

    assert [raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"] == []
    (case,) = desk.house.store.cases()
    assert case.marks & {"no-reply-wanted", "stopped"} == {"no-reply-wanted"}


def test_who_asks_for_no_more_letters_from_another_address_is_not_said_to_be_the_reporter(desk: Desk) -> None:
    desk.arrives(mail("Somebody shouted at me."))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(
        mail(
            "No more emails please", sender="max@example.com", answers=answer, message_id="<two@example.net>"
        )
    )

    with desk.house.store.reading() as tx:
        history = tx.history(desk.case().id or 0)
    assert [each.text for each in history if each.type == "withheld"] == ["written from another address"]


def _stops_in_the_first_of_two(desk: Desk, words: str = "STOP") -> tuple[str, str]:
    """The names of two cases of one reporter, who says STOP in the first; everybody has cleared both.

    Then Aino keeps Ben out of the first.
    """
    desk.arrives(mail(REPORTS["en"]))
    first = desk.case().name
    letters = desk.raw_letters()
    desk.arrives(mail("A man whistled at me in the library on Monday.", message_id="<two@example.net>"))
    second = next(each.name for each in desk.house.store.cases() if each.name != first)
    for number, raw in enumerate((*letters, *desk.raw_letters())):
        if read(raw)["To"] != "rea@example.net":
            clear = mail(
                "Clear", answers=raw, sender=str(read(raw)["To"]), message_id=f"<c{number}@example.org>"
            )
            desk.arrives(clear)
    of_aino = to(letters, "aino@example.org")
    desk.arrives(
        mail("Recuse Ben", answers=of_aino, sender="aino@example.org", message_id="<out@example.org>")
    )
    desk.raw_letters()
    desk.arrives(mail(words, answers=to(letters, "rea@example.net"), message_id="<stop@example.net>"))
    return first, second


def _case_named(desk: Desk, name: str):  # type: ignore[no-untyped-def]
    return next(each for each in desk.house.store.cases(closed=True) if each.name == name)


def test_stop_ends_the_letters_of_all_cases_of_its_reporter_and_of_what_they_report_later(desk: Desk) -> None:
    first, second = _stops_in_the_first_of_two(desk, "Stop please.\n\nBest regards,\nRea")
    told = desk.raw_letters()
    assert "rea@example.net" not in {str(read(each)["To"]) for each in told}
    assert all("stopped" in _case_named(desk, name).marks for name in (first, second))
    news = [read(each) for each in told if second in read(each)["Subject"].casefold()]
    assert {str(each["To"]) for each in news} == {"aino@example.org", "ben@example.org", "carla@example.org"}
    # Ben is kept out of the first and must not learn that there is one.
    assert not [each for each in news if first in f"{each.as_string()} {each.get_content()}".casefold()]
    assert len([each for each in told if read(each)["To"] == "ben@example.org"]) == 1

    desk.arrives(
        mail("He pushed me on the stairs this morning, around nine.", message_id="<later@example.net>"),
        mail("Someone yelled at me at the gate.", sender="lee@example.net", message_id="<lee@example.net>"),
    )

    recipients = {str(read(each)["To"]) for each in desk.raw_letters()}
    assert "rea@example.net" not in recipients
    assert {"lee@example.net", "aino@example.org"} <= recipients
    assert sum("stopped" in each.marks for each in desk.house.store.cases()) == 3


def test_whom_a_second_stop_in_one_case_names_is_held_in_the_other_too(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    desk.arrives(mail("A man whistled at me in the library on Monday.", message_id="<two@example.net>"))

    desk.arrives(
        mail("STOP", answers=answer, message_id="<three@example.net>"),
        mail("STOP\n\nBest regards,\nCarla Lindqvist", answers=answer, message_id="<four@example.net>"),
    )

    assert all("stopped" in each.marks for each in desk.house.store.cases())
    held = [each.clearance["carla@example.org"] for each in desk.house.store.cases()]
    assert held == [Clearance.HELD, Clearance.HELD]


def test_a_letter_of_another_case_that_waits_dies_by_stop(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(
        mail("A man whistled at me in the library on Monday.", message_id="<two@example.net>"),
        mail("STOP", answers=answer, message_id="<three@example.net>"),
    )

    assert "rea@example.net" not in {str(read(each)["To"]) for each in desk.raw_letters()}


def test_stop_by_somebody_else_or_about_somebody_else_ends_nothing(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(
        mail("Stop him!", answers=answer, message_id="<two@example.net>"),
        mail("STOP", answers=answer, sender="lisa@example.com", message_id="<three@example.net>"),
        mail("Stop", sender="lee@example.net", message_id="<four@example.net>"),
        mail("Stop", message_id="<five@example.net>"),
    )

    assert not any("stopped" in each.marks for each in desk.house.store.cases())
    assert len(desk.house.store.cases()) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
    ],
)
def test_automatic_mail_is_kept_and_never_answered(desk: Desk, headers: dict[str, str]) -> None:
    desk.arrives(mail("I am away until Monday.", **headers))  # type: ignore[arg-type]

    assert desk.raw_letters() == []
    assert desk.house.health.counts()["quarantine"] == 1


def test_an_automatic_reply_to_our_letter_is_a_quiet_note_on_its_case(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(
        mail("I am away.", answers=answer, message_id="<two@example.net>", Auto_Submitted="auto-replied")
    )

    _, entries, _ = desk.house.store.case_named(desk.case().name) or pytest.fail("no case")
    assert entries[-1].type == "automatic-reply"
    assert desk.raw_letters() == []


_ON_LEAVE = (
    "I am on sick leave until Thursday after what happened. In urgent matters please call my brother Otto on"
    " 040 555 0123. Ben Okafor knows that number."
)


def test_a_reporter_who_writes_that_they_are_away_is_shown_to_who_may_read_the_case(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    letters = desk.raw_letters()
    answer = to(letters, "rea@example.net")
    for number, who in enumerate(("aino@example.org", "ben@example.org")):
        clear = mail("Clear", answers=to(letters, who), sender=who, message_id=f"<c{number}@example.org>")
        desk.arrives(clear)
    desk.raw_letters()
    before = desk.case()

    desk.arrives(mail(_ON_LEAVE, answers=answer, message_id="<two@example.net>"))

    (update,) = desk.raw_letters()
    assert (read(update)["To"], read(update)["X-Cocmail"]) == ("aino@example.org", "update")
    assert "my brother Otto" in read(update).get_content()
    held = {**before.clearance, "ben@example.org": "held"}
    assert desk.case() == replace(before, clearance=held)
    desk.arrives(mail("Show", answers=update, sender="aino@example.org", message_id="<s@example.org>"))
    assert "my brother Otto" in read(to(desk.raw_letters(), "aino@example.org")).get_content()


@pytest.mark.parametrize("headers", [{"sender": "lisa@example.com"}, {"Auto_Submitted": "auto-replied"}])
def test_an_absence_note_of_a_machine_or_of_somebody_else_stays_a_quiet_note(
    desk: Desk, headers: dict[str, str]
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    letters = desk.raw_letters()
    answer, notice = to(letters, "rea@example.net"), to(letters, "aino@example.org")
    desk.arrives(mail("Clear", answers=notice, sender="aino@example.org", message_id="<c@example.org>"))
    desk.raw_letters()

    desk.arrives(mail(_ON_LEAVE, answers=answer, message_id="<two@example.net>", **headers))

    _, entries, _ = desk.house.store.case_named(desk.case().name) or pytest.fail("no case")
    assert entries[-1].type == "automatic-reply"
    assert desk.raw_letters() == []


def test_our_own_letter_come_back_is_a_loop(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(answer.replace(b"X-Cocmail:", b"X-Other:").replace(MAILBOX.encode(), b"x@example.net", 1))

    assert len(desk.house.store.cases()) == 1
    assert desk.raw_letters() == []


@pytest.mark.parametrize("sender", [MAILBOX, ALIAS, "no-reply@example.net", "MAILER-DAEMON@example.net"])
def test_nobody_is_answered_who_must_not_be(desk: Desk, sender: str) -> None:
    desk.arrives(mail("Hello there, something happened.", sender=sender))

    assert [raw for raw in desk.raw_letters() if str(read(raw)["To"]).casefold() == sender.casefold()] == []


def test_who_filled_in_a_form_is_shown_to_who_may_see_it_and_gets_no_letter_by_itself(desk: Desk) -> None:
    words = "What happened: a man in a red cap pushed me in the lobby on Friday at six."
    desk.arrives(mail(words, sender="no-reply@forms.example", Reply_To="Rea Porter <rea@example.net>"))
    letters = desk.raw_letters()
    notice = to(letters, BEN.address)
    assert not [raw for raw in letters if read(raw)["To"] == "rea@example.net"]
    assert b"rea@example.net" not in notice

    desk.arrives(mail("CLEAR", sender=BEN.address, answers=notice, message_id="<two@example.org>"))

    shown = read(to(desk.raw_letters(), BEN.address)).get_content()
    assert "address given for answers, not checked by anybody: rea@example.net" in shown
    assert "how to reach the reporter" not in shown


def test_whose_from_a_list_replaced_without_proof_is_shown_by_their_reply_to(desk: Desk) -> None:
    rewritten = "\"'Rea Porter' via Conduct\" <conduct@example.org>"
    desk.arrives(mail(REPORTS["en"], sender=rewritten, Reply_To="Rea Porter <rea@example.net>"))
    letters = desk.raw_letters()
    assert "rea@example.net" not in {str(read(raw)["To"]) for raw in letters}

    notice = to(letters, BEN.address)
    desk.arrives(mail("Clear", answers=notice, sender=BEN.address, message_id="<c@example.org>"))

    told = read(to(desk.raw_letters(), BEN.address)).get_content()
    assert "not checked by anybody: rea@example.net" in told
    assert "how to reach the reporter" not in told


@pytest.mark.parametrize(
    "named",
    [
        f"B. <{BEN.address}>",
        "Ben Okafor <b@example.net>",
        "Ben Okafor: ;",
        f"rea@example.net\r\nReply-To: Ben Okafor <{BEN.address}>",
    ],
)
def test_one_of_us_who_filled_in_a_form_hears_no_more_of_it_than_any_reporter(desk: Desk, named: str) -> None:
    raw = mail("A man pushed me in the lobby.", sender="no-reply@forms.example", Reply_To="x@example.net")
    desk.arrives(raw.replace(b"x@example.net", named.encode(), 1))

    assert desk.case().clearance[BEN.key] is Clearance.HELD
    assert BEN.address not in {str(read(raw)["To"]) for raw in desk.raw_letters()}


@pytest.mark.parametrize(
    ("sender", "is_held"),
    [
        ("Ben Okafor <b1980@example.net>", True),
        ('"Okafor, Ben" <b1980@example.net>', True),
        ("Ben <b1980@example.net>", False),
        ("Ben Smith <b1980@example.net>", False),
    ],
)
def test_one_of_us_who_writes_from_an_unknown_address_under_their_own_name_is_held(
    desk: Desk, sender: str, *, is_held: bool
) -> None:
    desk.arrives(mail("Somebody tells lies about me. I want this dealt with.", sender=sender))

    assert (desk.case().clearance[BEN.key] is Clearance.HELD) is is_held


def test_one_of_us_whom_a_forms_second_message_names_is_held_from_then_on(
    tmp_path: Path, clock: MovableClock
) -> None:
    house = make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"')
    desk = Desk(house, clock)
    house.intake.rules = replace(house.intake.rules, clearance_mode="open")
    form = "no-reply@forms.example"
    proven = "mx.example.org; dmarc=pass header.from=forms.example; dkim=pass header.d=forms.example"
    raw = mail("A man pushed me in the lobby.", sender=form, Reply_To="rea@example.net")
    desk.arrives(f"Authentication-Results: {proven}\r\n".encode() + raw)
    told = read(to(desk.raw_letters(), BEN.address)).get_content()

    raw = mail(
        "He did it again.",
        sender=form,
        Reply_To=BEN.address,
        References="<one@example.net>",
        message_id="<two@x>",
    )
    desk.arrives(f"Authentication-Results: {proven}\r\n".encode() + raw)

    assert "not checked by anybody: rea@example.net" in told
    assert desk.case().clearance[BEN.key] is Clearance.HELD
    assert BEN.address not in {str(read(raw)["To"]) for raw in desk.raw_letters()}
    house.store.database.close()


def test_who_asks_for_silence_in_a_reply_is_left_in_peace_from_then_on(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    words = "Please do not write back, my husband reads this mailbox."
    desk.arrives(mail(words, answers=answer, message_id="<two@example.net>"))

    desk.arrives(
        mail("He shouted at me again in the lobby.", answers=answer, message_id="<three@example.net>")
    )

    assert len(desk.house.store.cases()) == 1
    assert [raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"] == []


def test_the_same_message_twice_is_one(desk: Desk) -> None:
    raw = mail(REPORTS["en"])

    desk.arrives(raw, raw, b"Received: from elsewhere by here\r\n" + raw)

    assert len(desk.house.store.cases()) == 1
    assert len([each for each in desk.raw_letters() if read(each)["To"] == "rea@example.net"]) == 1


def _with_file(raw: bytes, content: bytes, **headers: str) -> bytes:
    message = read(raw)
    for name, value in headers.items():
        message[name] = value
    message.add_attachment(content, maintype="image", subtype="png", filename="seen.png")
    return message.as_bytes(policy=SMTP)


def test_a_copy_with_a_file_that_the_first_had_not_is_on_a_desk(desk: Desk) -> None:
    raw = mail(REPORTS["en"])

    desk.arrives(raw, _with_file(raw, b"one"), _with_file(raw, b"two"))

    marks = [case.marks for case in desk.house.store.cases()]
    assert len(marks) == 3
    assert sum("reused-message-id" in each for each in marks) == 2


def test_copies_with_the_same_file_are_one(desk: Desk) -> None:
    raw = mail(REPORTS["en"])
    straight = _with_file(raw, b"a file\r\nof lines\r\n")

    desk.arrives(straight, _with_file(raw, b"a file\nof lines\n", List_ID="<conduct.groups.example>"))

    assert len(desk.house.store.cases()) == 1


def test_copies_that_were_cut_at_different_places_are_one(desk: Desk) -> None:
    raw = _with_file(mail(REPORTS["en"]), bytes(range(256)) * 40)
    copy = b"Received: from elsewhere by here\r\n" + raw
    batch = [
        (replace(arrival(uid, at=desk.clock()), truncated=True), each)
        for uid, each in ((901, raw[:6000]), (902, copy[:6000]))
    ]

    desk.house.store.spool(batch, desk.clock(), settled=True)
    desk.house.intake.file_spooled()

    assert len(desk.house.store.cases()) == 1


def test_a_reused_message_id_does_not_suppress_a_report(desk: Desk) -> None:
    desk.arrives(
        mail(REPORTS["en"]), mail("Something else entirely happened to me today.", sender="b@example.net")
    )

    marks = {case.reporter: case.marks for case in desk.house.store.cases()}
    assert marks == {"rea@example.net": set(), "b@example.net": {"reused-message-id"}}
    assert len([raw for raw in desk.raw_letters() if str(read(raw)["To"]).endswith("@example.net")]) == 2


def test_an_encoded_line_break_adds_no_header_to_a_letter(desk: Desk) -> None:
    broken = mail(REPORTS["en"], subject="PLACE", sender="NAME <rea@example.net>")
    broken = broken.replace(b"PLACE", b"=?utf-8?q?a=0d=0aBcc:_eve@example.com=0d=0a=0d=0abody?=")
    broken = broken.replace(b"NAME", b"=?utf-8?q?Rea=0d=0aBcc:_eve@example.com?=")
    desk.house.intake.rules = replace(desk.house.intake.rules, clearance_mode="open")

    desk.arrives(broken)

    letters = desk.letters()
    told = {str(each["To"]) for each in letters}
    assert told == {"rea@example.net", "aino@example.org", "ben@example.org", "carla@example.org"}
    for letter in letters:
        assert letter["Bcc"] is None
        assert not letter.defects


def test_a_notice_that_a_post_waits_for_approval_is_never_answered(
    tmp_path: Path, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    house = make_house(tmp_path, clock)
    house.intake.desk = replace(
        house.intake.desk, group=Group("conduct@groups.example", "conduct.groups.example")
    )
    desk = Desk(house, clock)

    held = mail("Approve?", sender="conduct+msgappr@groups.example", subject="Message Pending [{abc}]")
    desk.arrives(held)

    assert desk.raw_letters() == []
    assert house.store.cases() == []
    assert "a report may be held there" in caplog.text
    house.store.database.close()


@pytest.mark.parametrize(
    ("by", "subject", "reader"),
    [
        ("conduct+noreply", "Digest for conduct@example.org - 1 update in 1 topic", ALIAS),
        ("conduct+noreply", "Abridged summary of conduct@example.org - 1 update in 1 topic", ALIAS),
        ("conduct+noreply", "Kooste: conduct@example.org", "Digest recipients <conduct+digest@example.org>"),
        ("conduct", "Digest for conduct@example.org - 1 update in 1 topic", ALIAS),
    ],
)
def test_what_people_wrote_is_on_a_desk_where_the_group_sends_it_in_a_digest(
    tmp_path: Path, clock: MovableClock, by: str, subject: str, reader: str
) -> None:
    desk = Desk(make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"'), clock)
    desk.house.intake.desk = replace(desk.house.intake.desk, group=Group(ALIAS, "conduct.example.org"))
    signed = b"Authentication-Results: mx.example.org; dkim=pass header.d=example.org\r\n"

    words = f"1 of 1\nFrom: Rea Porter <rea@example.net>\n\n{REPORTS['en']}\nIt was Ben Okafor."
    digest = mail(
        words,
        sender=f"{by}@example.org",
        to=reader,
        subject=subject,
        List_ID="<conduct.example.org>",
        Precedence="list",
        X_Original_Sender=ALIAS,
    )
    desk.arrives(signed + digest)

    (case,) = desk.house.store.cases()
    assert case.reporter == ""
    told = {str(each["To"]) for each in desk.letters()}
    assert told == {"aino@example.org", "carla@example.org"}
    desk.house.store.database.close()


def test_a_forged_answer_joins_its_case_and_gets_nothing_out(tmp_path: Path, clock: MovableClock) -> None:
    desk = Desk(make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"'), clock)
    desk.arrives(mail(REPORTS["en"]))
    letters = desk.raw_letters()
    answer, notice = to(letters, "rea@example.net"), to(letters, "ben@example.org")
    failed = b"Authentication-Results: mx.example.org; dmarc=fail header.from=%s\r\n"

    desk.arrives(failed % b"example.net" + mail("Stop", answers=answer, message_id="<two@example.net>"))
    assert "stopped" not in desk.case().marks
    assert desk.raw_letters() == []
    clear = mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>")
    desk.arrives(failed % b"example.org" + clear)

    assert desk.case().clearance["ben@example.org"] == "pending"
    assert {str(each["To"]) for each in desk.letters()} == {"ben@example.org"}
    desk.house.store.database.close()


def test_a_rescan_recognises_what_is_held_and_sends_nothing(desk: Desk, clock: MovableClock) -> None:
    raw = mail(REPORTS["en"])
    desk.arrives(raw)
    desk.raw_letters()

    new = desk.house.store.spool([(arrival(1, uid_validity=2), raw)], clock(), settled=True)

    assert new == []
    assert desk.house.store.known_uids("INBOX", 2) == {1}
    assert desk.house.intake.file_spooled() == 0


def with_files(body: str, *files: tuple[str, str]) -> bytes:
    """A mail with these files, each with its type and name, below its text; where that is empty without one."""
    head = f"Subject: Harassment at the meetup\r\nFrom: Rea Porter <rea@example.net>\r\nTo: {ALIAS}\r\n"
    head += "Message-ID: <one@example.net>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    parts = [f"Content-Type: text/plain\r\n\r\n{body}"] if body else []
    parts += [
        f"Content-Type: {kind}\r\nContent-Disposition: attachment; filename={name}\r\n\r\n{REPORTS['en']}"
        for kind, name in files
    ]
    return (head + "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n").encode()


@pytest.mark.parametrize("body", ["", "Sent from my iPhone", "-- \r\nRea Porter", "[EXTERNAL]"])
@pytest.mark.parametrize(
    "file",
    [
        ("text/plain", "report.txt"),
        ("application/pdf", "scan.pdf"),
        ("audio/mp4", "voice.m4a"),
        ("video/quicktime", "told.mov"),
    ],
)
def test_of_a_report_that_is_a_file_nothing_is_asked(desk: Desk, body: str, file: tuple[str, str]) -> None:
    desk.arrives(with_files(body, file))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "unreadable"
    assert desk.case().requests_made == 0
    assert "unreadable" in desk.case().marks


_PROTECTED = "Rea Porter (rea@example.net) has sent you a protected message.\n\nRead the message"


@pytest.mark.parametrize(
    "footer",
    [
        "",
        '\r\n\r\n-- \r\nYou received this message because you are subscribed to the Google Groups "Conduct" group.\r\n'
        "To unsubscribe from this group, send an email to conduct+unsubscribe@example.org.",
        "\r\n_______________________________________________\r\nConduct mailing list -- conduct@example.org\r\n"
        "To unsubscribe send an email to conduct-leave@example.org",
        "\r\n\r\n________________________________\r\nPrivacy Statement\r\n\r\nLearn More on email encryption.",
    ],
)
def test_of_a_report_that_outlook_encrypted_nothing_is_asked(desk: Desk, footer: str) -> None:
    desk.arrives(
        with_files(_PROTECTED + footer, ("application/x-microsoft-rpmsg-message", "message_v4.rpmsg"))
    )

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "unreadable"
    assert desk.case().requests_made == 0


def test_what_outlook_encrypted_and_somebody_passes_on_is_no_report_that_cannot_be_read(desk: Desk) -> None:
    passed_on = (
        f"{REPORTS['en']}\r\n\r\n---------- Forwarded message ---------\r\nFrom: Max <max@example.com>\r\n"
        "Date: Mon, 2 Mar 2026 at 14:00\r\nSubject: You\r\nTo: Rea <rea@example.net>\r\n\r\n"
        "Max (max@example.com) has sent you a protected message.\r\n\r\nRead the message"
    )
    desk.arrives(with_files(passed_on, ("application/x-microsoft-rpmsg-message", "message_v4.rpmsg")))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "acknowledgement"
    assert "unreadable" not in desk.case().marks


@pytest.mark.parametrize("body", ["", "Sent from my iPhone"])
@pytest.mark.parametrize("file", [("pdf", "answers.pdf"), ("ms-tnef", "winmail.dat")])
def test_of_an_answer_that_is_a_file_nothing_is_asked_again(
    desk: Desk, body: str, file: tuple[str, str]
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    reply = read(mail(body, answers=answer, message_id="<two@example.net>"))
    kind, name = file
    reply.add_attachment(b"In Oodi.", maintype="application", subtype=kind, filename=name)

    desk.arrives(reply.as_bytes(policy=SMTP))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "unreadable"
    assert desk.case().requests_made == 1


def test_an_answer_in_words_is_asked_for_the_rest_whatever_is_attached(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    reply = read(mail("It was in Oodi.", answers=answer, message_id="<two@example.net>"))
    reply.add_attachment(b"...", maintype="application", subtype="pdf", filename="seen.pdf")

    desk.arrives(reply.as_bytes(policy=SMTP))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "request"


@pytest.mark.parametrize(
    ("body", "file"),
    [
        (REPORTS["en"], ("text/plain", "log.txt")),
        ("Please find my statement attached.", ("application/pdf", "statement.pdf")),
        ("", ("image/jpeg", "photo.jpg")),
        ("", ("application/pgp-signature", "signature.asc")),
        ("", ("application/pgp-keys", "key.asc")),
        ("", ("text/vcard", "rea.vcf")),
        ("Sent from my iPhone", ("text/x-vcard", "Rea Porter.vcf")),
        ("", ("text/directory; profile=vCard", "rea.vcf")),
        ("", ("text/calendar; method=REQUEST", "invite.ics")),
        ("", ("application/ics", "invite.ics")),
    ],
)
def test_who_tells_it_in_words_is_asked_for_the_rest_whatever_is_attached(
    desk: Desk, body: str, file: tuple[str, str]
) -> None:
    desk.arrives(with_files(body, file))

    assert read(to(desk.raw_letters(), "rea@example.net"))["X-Cocmail"] == "acknowledgement"
    assert desk.case().requests_made == 1


def test_what_cannot_be_read_opens_a_stub_case_on_the_same_clock(desk: Desk, clock: MovableClock) -> None:
    ids = desk.spool(mail("poison"))
    desk.house.intake._fresh.clear()
    for _ in range(3):
        desk.house.store.count_attempt(ids[0])  # As three starts that this message killed.

    desk.house.intake.file_spooled()

    case = desk.case()
    assert "unreadable" in case.marks
    assert case.next_due_at is not None
    assert desk.house.health.counts()["quarantine"] == 1
    desk.raw_letters()
    clock.move(days=8)
    assert desk.house.escalation.sweep() == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 50,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b"From: <<<>>>\r\n\r\n",
    ],
)
def test_every_message_ends_somewhere(desk: Desk, raw: bytes) -> None:
    desk.arrives(raw, mail(REPORTS["fi"]))

    assert desk.house.store.unfiled() == []
    assert len(desk.house.store.cases()) == 2


def test_a_failing_template_never_rolls_a_report_back(desk: Desk) -> None:
    broken = desk.house.letters._jinja.overlay(loader=jinja2.DictLoader({}))
    desk.house.letters.questions("en")
    desk.house.letters._jinja = broken

    desk.arrives(mail(REPORTS["en"]))

    answer = read(to(desk.raw_letters(), "rea@example.net"))
    assert "112" in answer.get_content()
    assert answer["Subject"].casefold() == desk.case().name


def test_the_history_is_chained_and_append_only(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    desk.arrives(mail("Oodi", answers=answer, message_id="<two@example.net>"))

    with desk.house.store.database.engine.connect() as connection:
        rows = connection.execute(sa.select(tables.entries).order_by(tables.entries.c.seq)).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert len({bytes(row.chain) for row in rows}) == len(rows)


def bounce_of(message_id: str, recipient: str, *, to: str = MAILBOX) -> bytes:
    """A delivery report as a mail system writes it, for a letter with that Message-ID."""
    return (
        f"From: MAILER-DAEMON@example.net\r\nTo: {to}\r\nSubject: failure\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.net\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n"
    ).encode()


def test_a_bounce_marks_the_reporter_unreachable_and_the_responders_are_told(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")

    desk.arrives(bounce_of(str(read(answer)["Message-ID"]), "rea@example.net"))

    assert "reporter-unreachable" in desk.case().marks
    told = {str(read(raw)["To"]) for raw in desk.raw_letters()}
    assert told == {"aino@example.org", "ben@example.org", "carla@example.org"}


_VACATION = {"Return_Path": "<>", "Auto_Submitted": "auto-replied"}
_NOBODY = {"Return_Path": "<>"}
_WITHHELD = "its return path is empty"


def _types(desk: Desk) -> list[str]:
    _, entries, _ = desk.house.store.case_named(desk.case().name) or pytest.fail("no case")
    return [each.type for each in entries]


def _cleared(desk: Desk) -> bytes:
    """The letter to the reporter of a new case on which Aino has said CLEAR; all letters are out."""
    desk.arrives(mail(REPORTS["en"]))
    letters = desk.raw_letters()
    notice = to(letters, "aino@example.org")
    desk.arrives(mail("Clear", answers=notice, sender="aino@example.org", message_id="<c@example.org>"))
    desk.raw_letters()
    return to(letters, "rea@example.net")


@pytest.mark.parametrize("who", ["rea@example.net", "ben@example.org"])
def test_a_vacation_note_makes_no_failure_of_the_letter_it_answers(desk: Desk, who: str) -> None:
    desk.arrives(mail(REPORTS["en"]))
    letter = to(desk.raw_letters(), who)
    before, sent = desk.case(), desk.house.health.counts()["letters"]

    away = "I am away until Monday and cannot reach my mail."
    desk.arrives(mail(away, answers=letter, sender=who, message_id="<two@example.net>", **_VACATION))

    assert desk.case() == before
    assert _types(desk)[-1] == "automatic-reply"
    assert desk.raw_letters() == []
    assert desk.house.health.counts()["letters"] == sent == {"accepted": 4}


@pytest.mark.parametrize("who", ["rea@example.net", "ben@example.org"])
def test_a_note_in_words_alone_with_an_empty_return_path_makes_no_failure_either(
    desk: Desk, who: str
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    letter = to(desk.raw_letters(), who)

    desk.arrives(mail(_ON_LEAVE, answers=letter, sender=who, message_id="<two@example.net>", **_NOBODY))

    assert "reporter-unreachable" not in desk.case().marks
    assert desk.raw_letters() == []
    assert desk.house.health.counts()["letters"] == {"accepted": 4}


def test_a_report_with_an_empty_return_path_opens_a_case_and_its_reporter_is_not_answered(
    desk: Desk,
) -> None:
    desk.arrives(mail(REPORTS["en"], **_NOBODY))  # type: ignore[arg-type]

    letters = desk.raw_letters()
    assert {str(read(raw)["To"]) for raw in letters} == {
        "aino@example.org",
        "ben@example.org",
        "carla@example.org",
    }
    assert "withheld" in _types(desk)
    assert desk.house.health.counts()["quarantine"] == 0
    notice = to(letters, "ben@example.org")
    desk.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))
    shown = read(to(desk.raw_letters(), "ben@example.org")).get_content()
    assert "women cannot code" in shown
    assert _WITHHELD in " ".join(shown.split())


def test_a_follow_up_with_an_empty_return_path_is_on_its_case_and_is_not_answered(desk: Desk) -> None:
    answer = _cleared(desk)

    desk.arrives(
        mail(
            "It was in the Oodi library, third floor.",
            answers=answer,
            message_id="<two@example.net>",
            **_NOBODY,
        )
    )

    assert len(desk.house.store.cases()) == 1
    assert desk.case().checklist["where"].state == "present"
    assert "reporter-unreachable" not in desk.case().marks
    assert {"follow-up", "withheld"} <= set(_types(desk))
    (update,) = desk.raw_letters()
    assert (read(update)["To"], read(update)["X-Cocmail"]) == ("aino@example.org", "update")
    shown = " ".join(read(update).get_content().split())
    assert "Oodi library, third floor" in shown
    assert _WITHHELD in shown
    assert desk.house.health.counts()["letters"].keys() == {"accepted"}


def test_a_note_of_a_responder_with_an_empty_return_path_is_kept_and_not_answered(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    notice = to(desk.raw_letters(), "ben@example.org")

    words = "Thanks, I will have a look at this tomorrow."
    desk.arrives(
        mail(words, answers=notice, sender="ben@example.org", message_id="<n@example.org>", **_NOBODY)
    )

    assert _types(desk)[-2:] == ["note", "author"]
    assert desk.raw_letters() == []
    assert desk.house.health.counts()["letters"] == {"accepted": 4}


_FAILED_IN_WORDS = "Your message could not be delivered:\n\nrea@example.net\n550 5.1.1 no such user here"


@pytest.mark.parametrize(
    "signs",
    [
        {"X_Failed_Recipients": "rea@example.net", **_VACATION},
        {"sender": "MAILER-DAEMON@example.net", **_VACATION},
        {"sender": "MAILER-DAEMON@example.net", **_NOBODY},
        {"sender": "mx@example.net", **_NOBODY},
        {"sender": "mx@example.net", **_VACATION},
    ],
)
def test_a_bounce_in_words_is_one_whether_or_not_it_calls_itself_an_automatic_reply(
    desk: Desk, signs: dict[str, str]
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = read(to(desk.raw_letters(), "rea@example.net"))

    words = f"{_FAILED_IN_WORDS}\n\nMessage-ID: {answer['Message-ID']}"
    desk.arrives(mail(words, to=MAILBOX, message_id="<two@example.net>", **signs))  # type: ignore[arg-type]

    assert "reporter-unreachable" in desk.case().marks
    assert {str(read(raw)["X-Cocmail"]) for raw in desk.raw_letters()} == {"undelivered"}
    assert len(desk.house.store.cases()) == 1


def test_a_delivery_report_that_calls_itself_an_automatic_reply_is_a_bounce(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    report = bounce_of(str(read(answer)["Message-ID"]), "rea@example.net")

    desk.arrives(b"Return-Path: <>\r\nAuto-Submitted: auto-replied\r\n" + report)

    assert "reporter-unreachable" in desk.case().marks
    assert {str(read(raw)["X-Cocmail"]) for raw in desk.raw_letters()} == {"undelivered"}


@pytest.mark.parametrize(
    ("text", "headers", "is_reached"),
    [
        ("It was in Oodi.", {}, True),
        ("It was in Oodi.", _NOBODY, True),
        ("STOP", {}, True),
        (_ON_LEAVE, {}, False),
        ("I am away.", _VACATION, False),
        ("I saw it too.", {"sender": "lisa@example.net"}, False),
    ],
)
def test_a_reporter_who_writes_again_can_be_reached_after_all(
    desk: Desk, text: str, headers: dict[str, str], is_reached: bool
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    desk.arrives(bounce_of(str(read(answer)["Message-ID"]), "rea@example.net"))
    assert "reporter-unreachable" in desk.case().marks

    desk.arrives(mail(text, answers=answer, message_id="<two@example.net>", **headers))

    assert ("reporter-unreachable" not in desk.case().marks) == is_reached


@pytest.mark.parametrize("how", ["answered", "answered by another", "another answered", "away"])
def test_a_letter_that_its_reporter_answered_arrived_whatever_a_mail_server_says_of_it_later(
    desk: Desk, how: str
) -> None:
    first = _cleared(desk)
    headers: dict[str, str] = {"message_id": "<two@example.net>"}
    if how == "answered by another":
        headers["sender"] = "lisa@example.net"
    if how == "away":
        headers |= _VACATION
    desk.arrives(mail("It was in Oodi.", answers=first, **headers))
    came_back = first
    if how == "another answered":
        came_back = next(raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net")
    desk.raw_letters()
    before = desk.case()

    # One of the mailboxes that their address passes mail on to is full.
    desk.arrives(bounce_of(str(read(came_back)["Message-ID"]), "rea@example.net"))

    if how == "answered":
        assert desk.case() == before
        assert _types(desk)[-1] == "letter-delivered"
        assert desk.raw_letters() == []
        assert desk.house.health.counts()["letters"].keys() == {"accepted"}
    else:
        assert "reporter-unreachable" in desk.case().marks
        assert {str(read(raw)["X-Cocmail"]) for raw in desk.raw_letters()} == {"undelivered"}


def test_a_notice_that_a_responder_answered_arrived_whatever_a_mail_server_says_of_it_later(
    desk: Desk,
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    notice = to(desk.raw_letters(), BEN.address)
    desk.arrives(mail("Clear", answers=notice, sender=BEN.address, message_id="<c@example.org>"))
    desk.raw_letters()

    desk.arrives(bounce_of(str(read(notice)["Message-ID"]), BEN.address))

    assert _types(desk)[-1] == "letter-delivered"
    assert desk.raw_letters() == []


def test_a_bounce_of_a_letter_whose_message_id_a_relay_replaced_is_tied_to_that_letter(desk: Desk) -> None:
    first = _cleared(desk)
    desk.arrives(mail("It was in Oodi.", answers=first, message_id="<two@example.net>"))
    later = next(raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net")
    head = later.partition(b"\r\n\r\n")[0]
    # It goes on naming the first letter, which arrived.
    assert str(read(first)["Message-ID"]).encode() in head.partition(b"References:")[2]
    replaced = head.replace(str(read(later)["Message-ID"]).encode(), b"<0100-000000@email.example.com>")

    bounce = bounce_of("<unknown@example.com>", "rea@example.net")
    desk.arrives(bounce.replace(b"Message-ID: <unknown@example.com>", replaced))

    assert "reporter-unreachable" in desk.case().marks
    _, entries, _ = desk.house.store.case_named(desk.case().name) or pytest.fail("no case")
    assert (entries[-1].type, entries[-1].text) == ("undelivered", "request")


def test_word_that_a_digest_is_late_makes_no_failure_of_it(desk: Desk) -> None:
    desk.house.health.note(desk.clock(), digest="noted")
    desk.clock.move(days=8)
    desk.house.escalation.sweep()
    digests = [read(raw) for raw in desk.raw_letters()]
    late = bounce_of(str(digests[0]["Message-ID"]), str(digests[0]["To"]))
    failed = bounce_of(str(digests[1]["Message-ID"]), str(digests[1]["To"]))

    desk.arrives(late.replace(b"Action: failed", b"Action: delayed").replace(b"5.1.1", b"4.0.0"))
    assert desk.house.health.counts()["letters"] == {"accepted": 3}
    desk.arrives(failed)
    # The two others are told.
    assert desk.house.health.counts()["letters"] == {"accepted": 2, "failed": 1, "queued": 2}


def test_a_case_that_was_tampered_with_stops_no_other_mail(desk: Desk) -> None:
    (number,) = desk.spool(mail(REPORTS["en"]))
    desk.house.intake._quarantine(number, "stopped the daemon")
    desk.arrives(mail(REPORTS["sv"], message_id="<two@example.net>"))
    with desk.house.store.database.writes() as connection:
        connection.execute(tables.cases.update().values(person_named_as=b"tampered"))

    # Filed once more by hand, and its stub cannot be opened; nor can the other case of the same reporter.
    assert refile(desk.house.store, [number], desk.clock(), "root") == [number]
    desk.house.intake.file_spooled()
    (other,) = desk.spool(mail("once more", message_id="<three@example.net>"))
    desk.house.intake._quarantine(other, "again")

    with desk.house.store.database.reads() as connection:
        query = sa.select(tables.messages.c.door).order_by(tables.messages.c.id)
        assert list(connection.scalars(query)) == ["new-report", "new-report", "unreadable"]


def test_a_bounce_harms_no_case_but_the_one_whose_letter_it_returns(desk: Desk) -> None:
    desk.arrives(mail(REPORTS["en"]))
    desk.arrives(mail(REPORTS["en"], sender="lisa@example.net", message_id="<two@example.net>"))
    letters = desk.raw_letters()
    own = read(to(letters, "lisa@example.net"))
    guessed = f"<{'a' * 32}@example.org>"

    # One who holds a letter of their own says that the letter to another failed.
    desk.arrives(bounce_of(str(own["Message-ID"]), "rea@example.net"))
    desk.arrives(bounce_of(guessed, "rea@example.net", to=f"conduct-cases+{'a' * 32}@example.org"))

    marks = {case.reporter: case.marks for case in desk.house.store.cases()}
    assert "reporter-unreachable" not in marks["rea@example.net"]
    assert "reporter-unreachable" in marks["lisa@example.net"]


def test_a_flood_is_filed_to_the_last_mail_and_stops_our_letters(
    tmp_path: Path, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(make_house(tmp_path, clock, smtp_more="max_letters_per_hour = 30"), clock)
    flood = [
        mail(REPORTS["en"], sender=f"somebody{n}@example{n}.net", message_id=f"<{n}@example.net>")
        for n in range(100)
    ]

    desk.arrives(*flood)

    assert len(desk.house.store.cases()) == len(flood)
    answers = [raw for raw in desk.raw_letters() if not str(read(raw)["To"]).endswith("@example.org")]
    assert len(answers) == 30
    problems = desk.house.health.problems(clock(), poll=timedelta(minutes=1), canary=False)
    assert f"{len(flood) - 30} letters wait for the limits of [smtp]" in [each.what for each in problems]
    assert [each.levelname for each in caplog.records if "limits of [smtp]" in each.getMessage()] == [
        "WARNING"
    ]
    # One that a server had put off before waits for the limits no less.
    with desk.house.store.database.writes() as connection:
        connection.execute(tables.letters.update().values(state="deferred"))
    problems = desk.house.health.problems(clock(), poll=timedelta(minutes=1), canary=False)
    assert f"{len(flood) - 30} letters wait for the limits of [smtp]" in [each.what for each in problems]
    desk.house.store.database.close()


class TestResponders:
    """The first commands."""

    def test_clear_brings_the_report_to_the_one_who_said_it(self, desk: Desk) -> None:
        desk.arrives(mail(REPORTS["en"] + " CANARYWORD"))
        notice = to(desk.raw_letters(), "ben@example.org")

        desk.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))

        letters = desk.raw_letters()
        assert [str(read(raw)["To"]) for raw in letters] == ["ben@example.org"]
        assert "CANARYWORD" in read(letters[0]).get_content()
        assert desk.case().clearance["ben@example.org"] == "cleared"

    def test_recuse_ends_everything_for_the_one_who_said_it(self, desk: Desk, clock: MovableClock) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")

        desk.arrives(mail("recuse.", answers=notice, sender="ben@example.org", message_id="<r@example.org>"))

        confirmation = desk.raw_letters()
        assert desk.case().name not in read(confirmation[0]).as_string().casefold()
        clock.move(days=8)
        desk.house.escalation.sweep()
        assert "ben@example.org" not in {str(read(raw)["To"]) for raw in desk.raw_letters()}

    def test_a_command_from_another_address_executes_nothing(self, desk: Desk) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")

        desk.arrives(mail("Clear", answers=notice, sender="evil@example.net", message_id="<c@example.org>"))

        assert desk.case().clearance["ben@example.org"] == "pending"
        told = desk.letters()
        assert [(str(each["To"]), str(each["Subject"])) for each in told] == [("ben@example.org", "Not done")]
        assert desk.case().name not in told[0].as_string().casefold()

    def test_a_command_counts_though_its_group_copy_came_first(
        self, tmp_path: Path, clock: MovableClock
    ) -> None:
        house = make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"')
        house.intake.desk = replace(
            house.intake.desk, group=Group("conduct@groups.example", "conduct.groups.example")
        )
        desk = Desk(house, clock)
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")
        straight = mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>")
        through = (
            b"Authentication-Results: mx.example.org; dkim=pass header.d=groups.example\r\n"
            b"List-ID: <conduct.groups.example>\r\n" + straight
        )

        desk.arrives(through)
        assert desk.case().clearance["ben@example.org"] == "pending"
        desk.arrives(straight)

        assert desk.case().clearance["ben@example.org"] == "cleared"
        house.store.database.close()

    def test_text_and_html_that_disagree_execute_nothing(self, desk: Desk) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")
        message = read(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))
        message.add_alternative("<p>Take</p>", subtype="html")

        desk.arrives(message.as_bytes(policy=SMTP))

        assert desk.case().clearance["ben@example.org"] == "pending"
        assert "two forms" in desk.letters()[0].get_content()

    @pytest.mark.parametrize("sign", [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}])
    def test_a_command_in_an_automatic_reply_executes_nothing(self, desk: Desk, sign: dict[str, str]) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")

        away = mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>", **sign)
        desk.arrives(away)

        assert desk.case().clearance["ben@example.org"] == "pending"
        assert desk.raw_letters() == []

    def test_an_absence_note_without_a_header_that_quotes_our_commands_executes_nothing(
        self, desk: Desk
    ) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")
        away = "I am out of the office until Monday. For urgent matters please contact my colleague.\n\nClear\nTake"

        desk.arrives(mail(away, answers=notice, sender="ben@example.org", message_id="<c@example.org>"))

        assert desk.case().clearance["ben@example.org"] == "pending"
        assert desk.raw_letters() == []

    @pytest.mark.parametrize("says", ["I am away.", "Note: this mailbox is looked at on Tuesdays."])
    def test_a_machine_at_a_responders_address_is_answered_a_few_times_at_most(
        self, desk: Desk, says: str
    ) -> None:
        desk.arrives(mail(REPORTS["en"]))
        letter = to(desk.raw_letters(), "ben@example.org")
        rounds = 0
        while rounds < 20:
            rounds += 1
            robot = mail(says, answers=letter, sender="ben@example.org", message_id=f"<{rounds}@example.org>")
            desk.arrives(robot)
            answers = [raw for raw in desk.raw_letters() if read(raw)["To"] == "ben@example.org"]
            if not answers:
                break
            letter = answers[0]

        assert rounds <= 4

    @pytest.mark.parametrize(
        "says",
        ["Thanks. This mailbox is looked at on Tuesdays.", "Note: this mailbox is looked at on Tuesdays."],
    )
    def test_machines_at_the_addresses_of_two_responders_end_answering_each_others_notes(
        self, desk: Desk, clock: MovableClock, says: str
    ) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notices = desk.raw_letters()
        for who in ("aino", "ben"):
            letter = to(notices, f"{who}@example.org")
            sender = f"{who}@example.org"
            desk.arrives(mail("CLEAR", answers=letter, sender=sender, message_id=f"<{who}@example.org>"))
        letters, rounds = desk.raw_letters(), 0
        while letters and rounds < 8:
            rounds += 1
            clock.move(minutes=1)
            for number, letter in enumerate(letters):
                robot = mail(
                    says,
                    answers=letter,
                    sender=str(read(letter)["To"]),
                    message_id=f"<{rounds}-{number}@example.org>",
                )
                desk.arrives(robot)
            letters = desk.raw_letters()

        assert not letters
        clock.move(days=1)
        desk.arrives(
            mail(
                says,
                answers=to(notices, "ben@example.org"),
                sender="ben@example.org",
                message_id="<next-day@example.org>",
            )
        )
        assert "aino@example.org" in {
            str(each["To"]) for each in desk.letters() if each["X-Cocmail"] == "note"
        }

    @pytest.mark.parametrize("says", ["I rang, and nobody answered.", "note I rang, and nobody answered."])
    def test_who_writes_the_same_note_again_and_again_hears_once_that_the_others_do_not_get_it(
        self, desk: Desk, clock: MovableClock, says: str
    ) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notices = desk.raw_letters()
        for who in ("aino", "ben"):
            sender = f"{who}@example.org"
            desk.arrives(mail("CLEAR", answers=to(notices, sender), sender=sender, message_id=f"<{sender}>"))
        desk.raw_letters()
        told = []
        for number in range(5):
            clock.move(minutes=30)
            letter = to(notices, "ben@example.org")
            desk.arrives(
                mail(says, answers=letter, sender="ben@example.org", message_id=f"<{number}@example.org>")
            )
            told.append({str(each["To"]): " ".join(each.get_content().split()) for each in desk.letters()})

        assert ["aino@example.org" in each for each in told] == [True] * 3 + [False] * 2
        assert ["ben@example.org" in each for each in told] == [True] * 4 + [False]
        assert ["not sent to the others again" in each.get("ben@example.org", "") for each in told] == [
            number == 3 for number in range(5)
        ]

    def test_what_was_sent_to_nobody_before_its_writer_declared_is_sent_to_the_others_after_that(
        self, desk: Desk, clock: MovableClock
    ) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notices = desk.raw_letters()
        words = {
            "aino": ["CLEAR"],
            "ben": [*["I rang, and nobody answered."] * 3, "CLEAR\n\nI rang, and nobody answered."],
        }
        for who, texts in words.items():
            sender = f"{who}@example.org"
            for number, text in enumerate(texts):
                clock.move(minutes=5)
                letter = to(notices, sender)
                desk.arrives(
                    mail(text, answers=letter, sender=sender, message_id=f"<{who}-{number}@example.org>")
                )

        notes = [str(each["To"]) for each in desk.letters() if each["X-Cocmail"] == "note"]
        assert notes == ["aino@example.org"]

    def test_a_command_through_another_responders_letter_executes_nothing(self, desk: Desk) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = to(desk.raw_letters(), "ben@example.org")

        desk.arrives(mail("Clear", answers=notice, sender="aino@example.org", message_id="<c@example.org>"))

        assert set(desk.case().clearance.values()) == {"pending"}

    def test_follow_up_stops_the_clock_and_a_new_message_starts_it_again(
        self, desk: Desk, clock: MovableClock
    ) -> None:
        desk.arrives(mail(REPORTS["en"]))
        letters = desk.raw_letters()
        notice, answer = to(letters, "ben@example.org"), to(letters, "rea@example.net")
        words = "Clear\nTake\nFollowup called her"
        desk.arrives(mail(words, answers=notice, sender="ben@example.org", message_id="<c@example.org>"))
        desk.raw_letters()

        clock.move(days=3)
        assert desk.case().state == State.ACTIVE
        assert desk.case().follow_up_due is None
        assert desk.house.escalation.sweep() == 0
        desk.arrives(mail("He did it again.", answers=answer, message_id="<again@example.net>"))
        due = desk.case().follow_up_due
        assert due is not None
        assert (due - clock()).days == 7

    def test_somebody_named_later_is_held_and_their_queued_letters_die(self, desk: Desk) -> None:
        desk.arrives(mail(REPORTS["en"]))
        letters = desk.raw_letters()
        notice, answer = to(letters, "ben@example.org"), to(letters, "rea@example.net")
        desk.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))
        # The report for Ben is queued and not yet sent when Rea names him.

        desk.arrives(mail("It was Ben Okafor.", answers=answer, message_id="<again@example.net>"))

        assert desk.case().clearance["ben@example.org"] == "held"
        assert "ben@example.org" not in {str(read(raw)["To"]) for raw in desk.raw_letters()}

    def test_somebody_named_in_what_is_folded_away_of_a_later_mail_is_held(self, desk: Desk) -> None:
        desk.arrives(mail(REPORTS["en"]))
        answer = to(desk.raw_letters(), "rea@example.net")
        text = "It went on today.\n\n-- \nRea, who shares an office with Ben Okafor\n"

        desk.arrives(mail(text, answers=answer, message_id="<again@example.net>"))

        assert desk.case().clearance["ben@example.org"] == "held"
