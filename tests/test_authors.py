"""Whom responders are told a mail is from, and that no letter goes where it should not."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import REPORTS, Desk, MovableClock, mail, make_house, read, to

from cocmail.admin.status import case_in_full
from cocmail.mail import automatic, sender, wording
from cocmail.mail.sender import Group
from cocmail.reading.contact import other_address
from cocmail.reading.languages import weigh_both, words_for
from cocmail.reading.page import lay_out

FAILED = "mx.example.org; dmarc=fail header.from=example.net"
DOUBTS = {
    "en": "It is not certain who wrote this",
    "fi": "Ei ole varmaa, kuka tämän kirjoitti",
    "sv": "Det är inte säkert vem som skrev detta",
}


@pytest.fixture
def office(tmp_path: Path, clock: MovableClock):  # type: ignore[no-untyped-def]
    """A desk that believes its mail server; everybody on the roster reads at once, each in another language."""
    house = make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"')
    yield Desk(house, clock)
    house.store.database.close()


def open_to_all(desk: Desk) -> None:
    desk.house.intake.rules = replace(desk.house.intake.rules, clearance_mode="open")


def words_to(letters: list[bytes], address: str) -> str:
    return " ".join(read(to(letters, address)).get_content().split())


TEAM = {"en": "ben@example.org", "fi": "aino@example.org", "sv": "carla@example.org"}


def test_what_makes_an_author_uncertain_is_told_to_responders(office: Desk) -> None:
    open_to_all(office)
    office.arrives(b"Sender: one@example.net\r\nSender: two@example.net\r\n" + mail(REPORTS["en"]))

    letters = office.raw_letters()
    for language, words in DOUBTS.items():
        assert words in words_to(letters, TEAM[language])
    assert "doubtful-author" in office.case().marks
    assert DOUBTS["en"] not in words_to(letters, "rea@example.net")


def test_in_a_follow_up_it_is_told_as_well(office: Desk) -> None:
    open_to_all(office)
    office.arrives(mail(REPORTS["en"]))
    answer = to(office.raw_letters(), "rea@example.net")

    later = mail("In the foyer.", answers=answer, message_id="<two@example.net>")
    office.arrives(b"Sender: one@example.net\r\nSender: two@example.net\r\n" + later)

    assert DOUBTS["en"] in words_to(office.raw_letters(), "ben@example.org")


def test_who_is_certain_is_not_doubted(office: Desk) -> None:
    open_to_all(office)
    office.arrives(mail(REPORTS["en"]))

    assert DOUBTS["en"] not in words_to(office.raw_letters(), "ben@example.org")
    assert "doubtful-author" not in office.case().marks


def test_a_name_with_a_comma_and_no_quotes_is_no_second_author(office: Desk) -> None:
    report = mail(REPORTS["en"]).replace(b"From: Rea Porter <", b"From: Porter, Rea <")
    assert b"From: Porter, Rea <rea@example.net>" in report

    office.arrives(report)

    assert known_by(office) == [("rea@example.net", "from, direct, not authenticated")]
    assert str(read(to(office.raw_letters(), "rea@example.net"))["X-Cocmail"]) == "acknowledgement"


def test_a_forged_reporter_gets_no_letter_and_responders_are_told_why(office: Desk) -> None:
    open_to_all(office)
    office.arrives(f"Authentication-Results: {FAILED}\r\n".encode() + mail(REPORTS["en"]))

    letters = office.raw_letters()
    assert {str(read(raw)["To"]) for raw in letters} == set(TEAM.values())
    assert "says that the sender is forged" in words_to(letters, "ben@example.org")
    assert "lähettäjä on väärennetty" in words_to(letters, "aino@example.org")
    assert "avsändaren är förfalskad" in words_to(letters, "carla@example.org")


def test_who_is_cleared_later_is_told_why_no_letter_went(office: Desk) -> None:
    forged = b"Sender: one@example.net\r\nSender: two@example.net\r\n" + mail(REPORTS["en"])
    office.arrives(f"Authentication-Results: {FAILED}\r\n".encode() + forged)
    notice = to(office.raw_letters(), "ben@example.org")

    office.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))

    told = words_to(office.raw_letters(), "ben@example.org")
    assert "the sender's provider says that the sender is forged" in told
    assert "Sender is there more than once" in told
    assert "it is not certain who wrote it" in told


# How the author of each mail is known, for the record.

PASSED = "mx.example.org; dmarc=pass header.from=example.net"
TWICE = b"Sender: one@example.net\r\nSender: two@example.net\r\n"


def known_by(desk: Desk, *, reveal: bool = True) -> list[tuple[str, str]]:
    """Each author of the newest case, and how they are known, as `cocmail show --reveal` tells it."""
    found = desk.house.store.case_named(desk.case().name)
    assert found is not None
    entries = case_in_full(*found, reveal=reveal)["entries"]
    return [(each.get("from", ""), each.get("text", "")) for each in entries if each["type"] == "author"]


@pytest.mark.parametrize(
    ("above", "known"),
    [
        (b"", "from, direct, not authenticated"),
        (f"Authentication-Results: {PASSED}\r\n".encode(), "from, direct, authenticated"),
        (f"Authentication-Results: {FAILED}\r\n".encode(), "from, direct, called forged"),
        (TWICE, "from, direct, not authenticated; Sender is there more than once"),
        (b"", "unknown, direct, not authenticated"),
    ],
    ids=["nobody", "passed", "failed", "doubt", "unknown"],
)
def test_how_the_author_is_known_stands_in_the_history(office: Desk, above: bytes, known: str) -> None:
    authors = "rea@example.net, eve@example.com" if known.startswith("unknown") else "rea@example.net"

    office.arrives(above + mail(REPORTS["en"], sender=authors))

    assert [text for _, text in known_by(office)] == [known]
    assert known_by(office, reveal=False) == [("", "")]


def test_who_was_found_behind_the_group_is_told_from_who_is_named_in_from(office: Desk) -> None:
    group = Group("conduct@example.org", "conduct.example.org")
    office.house.intake.desk = replace(office.house.intake.desk, group=group)
    above = (
        b"Authentication-Results: mx.example.org; dkim=pass header.i=@example.org\r\n"
        b"List-ID: <conduct.example.org>\r\nX-Original-Sender: rea@example.net\r\n"
        b"X-Original-Authentication-Results: gmr-mx.google.com; dmarc=pass header.from=example.net\r\n"
    )

    office.arrives(above + mail(REPORTS["en"], sender="Rea Porter via Conduct <conduct@example.org>"))

    assert known_by(office) == [("rea@example.net", "unwrapped, group, authenticated")]


def test_each_later_mail_of_a_case_has_its_own(office: Desk) -> None:
    office.arrives(mail(REPORTS["en"]))
    letters = office.raw_letters()
    passed = f"Authentication-Results: {PASSED}\r\n".encode()
    clear = mail(
        "Clear", answers=to(letters, "ben@example.org"), sender="ben@example.org", message_id="<b@x>"
    )
    answers = to(letters, "rea@example.net")

    office.arrives(
        passed + mail("In the foyer.", answers=answers, message_id="<two@example.net>"),
        clear,
        mail("I saw it.", answers=answers, sender="lisa@example.com", message_id="<three@example.com>"),
    )

    assert known_by(office) == [
        ("rea@example.net", "from, direct, not authenticated"),
        ("rea@example.net", "from, direct, authenticated"),
        ("ben@example.org", "from, direct, not authenticated"),
        ("lisa@example.com", "from, direct, not authenticated"),
    ]


def test_a_mail_that_changes_nothing_says_nothing_of_its_author(office: Desk) -> None:
    office.arrives(mail(REPORTS["en"]))
    notice = to(office.raw_letters(), "ben@example.org")

    office.arrives(mail("Status", answers=notice, sender="ben@example.org", message_id="<b@example.org>"))

    assert [who for who, _ in known_by(office)] == ["rea@example.net"]


def test_responders_are_shown_none_of_it_where_there_is_no_doubt(office: Desk) -> None:
    office.arrives(f"Authentication-Results: {PASSED}\r\n".encode() + mail(REPORTS["en"]))
    notice = to(office.raw_letters(), "ben@example.org")

    office.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<b@example.org>"))

    assert "authenticated" not in words_to(office.raw_letters(), "ben@example.org")


# Another address for answers.

ELSEWHERE = [
    "Please answer to my other address lisa@example.com.",
    "Please reply to lisa@example.com, not to this address.",
    "My private address is:\nlisa@example.com",
    "This address stops working tomorrow, use lisa@example.com.",
    "Write to lisa@example.com.",
    "My email is lisa (at) example.com, please use that instead.",
    "Do not answer this mail but lisa@example.com, my boss reads it.",
    "Vastatkaa mieluummin osoitteeseen lisa@example.com.",
    "Älkää kirjoittako tähän työosoitteeseen vaan lisa@example.com.",
    "Vastaukset yksityiseen sähköpostiini lisa@example.com, kiitos.",
    "Svara hellre till min privata adress lisa@example.com.",
    "Svara på lisa@example.com tack.",
    "Svara inte på det här mejlet utan till lisa@example.com.",
]
AS_WELL = [
    "You can reach me at lisa@example.com too.",
    "Minut tavoittaa osoitteesta lisa@example.com.",
    "Ni når mig på lisa@example.com.",
]
NOTHING = [
    "His address is boss@example.com, I have it from his website.",
    "He wrote to me from boss@example.com and threatened me.",
    "Please reply to rea@example.net.",
    "Please answer soon.",
    "Hän vastasi osoitteesta boss@example.com ja uhkaili minua.",
    "Han svarade från boss@example.com och hotade mig.",
    "Please reply.\n\n> My other address is lisa@example.com",
]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        *((text, "answer-elsewhere") for text in ELSEWHERE),
        *((text, "other-address") for text in AS_WELL),
        *((text, "") for text in NOTHING),
    ],
)
def test_an_address_for_answers_is_told_from_any_other(text: str, mark: str) -> None:
    page = lay_out(text, "", words_for(weigh_both(text, "")), "Rea Porter", forwarded=False)

    assert other_address(page, frozenset({"rea@example.net"})) == mark


def test_where_another_address_is_asked_for_no_letter_goes_to_either(office: Desk) -> None:
    open_to_all(office)
    for language, text in (("en", ELSEWHERE[0]), ("fi", ELSEWHERE[7]), ("sv", ELSEWHERE[10])):
        office.arrives(mail(f"{REPORTS[language]}\n\n{text}", message_id=f"<{language}@example.net>"))

        letters = office.raw_letters()
        assert {str(read(raw)["To"]) for raw in letters} == set(TEAM.values()), text
        assert "asks to be answered at another address" in words_to(letters, "ben@example.org")
        assert "toiseen osoitteeseen" in words_to(letters, "aino@example.org")
        assert "till en annan adress" in words_to(letters, "carla@example.org")
    assert {case.reporter for case in office.house.store.cases()} == {"rea@example.net"}


def test_an_address_that_is_given_as_well_is_marked_and_the_letter_goes_where_it_came_from(
    office: Desk,
) -> None:
    open_to_all(office)
    office.arrives(mail(f"{REPORTS['en']} {AS_WELL[0]}"))

    letters = office.raw_letters()
    assert {str(read(raw)["To"]) for raw in letters} == {"rea@example.net", *TEAM.values()}
    assert "perhaps gives another address" in words_to(letters, "ben@example.org")


def test_a_reply_from_the_other_address_joins_and_gets_nothing_out(office: Desk) -> None:
    open_to_all(office)
    office.arrives(mail(REPORTS["en"]))
    answer = to(office.raw_letters(), "rea@example.net")

    there = "Write to lisa@example.com from now on."
    office.arrives(mail(there, answers=answer, sender="lisa@example.com", message_id="<two@example.net>"))
    office.arrives(mail(there, answers=answer, message_id="<three@example.net>"))

    assert {str(read(raw)["To"]) for raw in office.raw_letters()} == set(TEAM.values())
    assert len(office.house.store.cases()) == 1


def test_who_asks_not_to_be_written_to_is_not(office: Desk) -> None:
    for number, (language, text) in enumerate(
        [
            ("en", "Please do not write back to this address."),
            ("en", "Do not answer this mail, my boss reads it."),
            ("en", "Don't reply to this address."),
            ("fi", "Älkää vastatko tähän osoitteeseen."),
            ("sv", "Skriv inte till den här adressen."),
            ("sv", "Svara inte på det här mejlet."),
        ]
    ):
        office.arrives(mail(f"{REPORTS[language]} {text}", message_id=f"<{number}@example.net>"))

        assert {str(read(raw)["To"]) for raw in office.raw_letters()} == set(TEAM.values()), text
    assert all("no-reply-wanted" in case.marks for case in office.house.store.cases())


# What somebody wished in one case stands in what they report later.

SILENCE = "Please do not reply to this address, my husband reads it."
AGAIN = "A man whistled at me in the library on Monday."


def _says(desk: Desk, letter: bytes, *commands: str) -> None:
    """Ben answers a letter, and each answer to that."""
    for number, words in enumerate(commands):
        message_id = f"<{words.split()[0]}{number}@example.org>"
        desk.arrives(mail(words, answers=letter, sender="ben@example.org", message_id=message_id))
        letter = to(desk.raw_letters(), "ben@example.org")


@pytest.mark.parametrize("ended", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize(
    ("words", "mark", "reason"),
    [
        (SILENCE, "no-reply-wanted", "asks not to be written to"),
        (ELSEWHERE[1], "answer-elsewhere", "asks to be answered at another address"),
    ],
)
def test_a_wish_stands_in_what_its_reporter_reports_later(
    office: Desk, words: str, mark: str, reason: str, ended: bool
) -> None:
    open_to_all(office)
    office.arrives(mail(f"{REPORTS['en']} {words}"))
    if ended:
        told = to(office.raw_letters(), "ben@example.org")
        _says(office, told, "Followup rang her at work yesterday", "Close no-action", "Yes")
        assert office.case().state == "closed"
    office.raw_letters()

    office.arrives(mail(AGAIN, message_id="<two@example.net>"))

    letters = office.raw_letters()
    assert {str(read(raw)["To"]) for raw in letters} == set(TEAM.values())
    assert reason in words_to(letters, "ben@example.org")
    assert all(mark in case.marks for case in office.house.store.cases(closed=True))


def test_a_wish_stands_in_what_its_reporter_adds_to_a_case_that_was_there_before(office: Desk) -> None:
    open_to_all(office)
    office.arrives(mail(REPORTS["en"]))
    first = to(office.raw_letters(), "rea@example.net")
    office.arrives(mail(AGAIN, message_id="<two@example.net>"))
    second = to(office.raw_letters(), "rea@example.net")
    office.arrives(mail(SILENCE, answers=first, message_id="<three@example.net>"))
    office.raw_letters()

    office.arrives(mail("It was at noon.", answers=second, message_id="<four@example.net>"))

    letters = office.raw_letters()
    assert {str(read(raw)["To"]) for raw in letters} == set(TEAM.values())
    assert "asks not to be written to" in words_to(letters, "ben@example.org")


@pytest.mark.parametrize("words", [SILENCE, ELSEWHERE[1]])
def test_a_wish_that_responders_have_lifted_stands_no_more(office: Desk, words: str) -> None:
    open_to_all(office)
    office.arrives(mail(f"{REPORTS['en']} {words}"))
    _says(office, to(office.raw_letters(), "ben@example.org"), "Send")

    office.arrives(mail(AGAIN, message_id="<two@example.net>"))

    assert "rea@example.net" in {str(read(raw)["To"]) for raw in office.raw_letters()}


@pytest.mark.parametrize("forged", [b"", b"Sender: one@example.net\r\nSender: two@example.net\r\n"])
def test_a_wish_of_somebody_else_silences_nobody(office: Desk, forged: bytes) -> None:
    open_to_all(office)
    sender = "rea@example.net" if forged else "lee@example.net"
    office.arrives(forged + mail(f"{REPORTS['en']} {SILENCE}", sender=sender))
    office.raw_letters()

    office.arrives(mail(AGAIN, message_id="<two@example.net>"))

    assert "rea@example.net" in {str(read(raw)["To"]) for raw in office.raw_letters()}


# Each reason is said in each language.


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_reason_and_every_mark_is_said_in_the_responders_language(office: Desk, language: str) -> None:
    names = vars(office.house.letters._jinja.get_template(f"{language}/_names.txt").module)
    source = "".join(Path(str(module.__file__)).read_text() for module in (automatic, sender, wording))
    reasons = re.findall(r'return "([a-z][^"]+ [^"]+)", (?:True|False)$', source, re.MULTILINE)
    reasons += re.findall(r'return "((?:the sender|bulk|mail of|a program|it is)[^"]*)"', source)
    reasons += [f"{name} is there more than once" for name in sender._SINGLE]
    reasons += re.findall(r'else "(From is [^"]+)"', source)

    assert len(reasons) > 20
    assert [reason for reason in reasons if reason not in names["reasons"]] == []
    english = vars(office.house.letters._jinja.get_template("en/_names.txt").module)
    assert names["marks_called"].keys() == english["marks_called"].keys()
