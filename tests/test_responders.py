"""Cases worked by e-mail through the real database: threads, reports by phone, overviews, digests, erasing by two."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.builders import ALIAS, MAILBOX, REPORTS, Desk, MovableClock, mail, make_house, read
from tests.servers import PostgreSQL

from cocmail.cases.model import Clearance, State
from cocmail.letterbox import make_due

REPORTER, AINO, BEN, CARLA = "rea@example.net", "aino@example.org", "ben@example.org", "carla@example.org"
CHAIR, OUTSIDE = "chair@example.org", "outside@example.net"


class Office(Desk):
    """A desk at which people answer the last letter they got."""

    def __init__(self, folder: Path, clock: MovableClock) -> None:
        super().__init__(make_house(folder, clock), clock)
        self.got: dict[str, list[bytes]] = {}
        self._sent = 0

    def deliver(self) -> list[EmailMessage]:
        """Everything that is due goes out."""
        new = self.raw_letters()
        for raw in new:
            self.got.setdefault(str(read(raw)["To"]), []).append(raw)
        return [read(raw) for raw in new]

    def says(self, who: str, text: str, *, to: str = "") -> list[EmailMessage]:
        """Somebody answers their last letter, or with `to` writes a new mail there; what goes out because of it."""
        self._sent += 1
        answers = None if to else self.got[who][-1]
        self.arrives(
            mail(
                text, sender=who, to=to, answers=answers, message_id=f"<{self._sent}@{who.partition('@')[2]}>"
            )
        )
        return self.deliver()


@pytest.fixture
def office(tmp_path: Path, clock: MovableClock) -> Iterator[Office]:
    office = Office(tmp_path, clock)
    yield office
    office.house.store.database.close()


def kinds(letters: list[EmailMessage]) -> list[tuple[str, str]]:
    return sorted((str(each["X-Cocmail"]), str(each["To"])) for each in letters)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/ms-tnef", "winmail.dat"),
        ("application/pkcs7-mime; smime-type=signed-data", "smime.p7m"),
        ("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m"),
    ],
)
def test_whose_mail_program_wraps_their_words_is_told_that_nothing_was_read(
    office: Office, kind: str, name: str
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    notice = read(office.got[BEN][-1])

    office.arrives(
        f"From: {BEN}\r\nTo: {notice['Reply-To']}\r\nSubject: RE: {notice['Subject']}\r\n"
        f"Message-ID: <wrapped@example.org>\r\nIn-Reply-To: {notice['Message-ID']}\r\n"
        f"Content-Type: {kind}\r\nContent-Disposition: attachment; filename={name}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nUmVjdXNl\r\n".encode()
    )

    (answer,) = office.deliver()
    assert (answer["To"], answer["X-Cocmail"]) == (BEN, "answer")
    assert "not done: your message could not be read" in answer.get_content()


def test_who_answers_with_a_mail_that_outlook_encrypted_is_told_that_nothing_was_read(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    notice = read(office.got[BEN][-1])

    office.arrives(
        f"From: {BEN}\r\nTo: {notice['Reply-To']}\r\nSubject: RE: {notice['Subject']}\r\n"
        f"Message-ID: <shut@example.org>\r\nIn-Reply-To: {notice['Message-ID']}\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
        f"Ben Okafor ({BEN}) has sent you a protected message.\r\n\r\nRead the message\r\n"
        "--b\r\nContent-Type: application/x-microsoft-rpmsg-message; name=message_v4.rpmsg\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nUmVjdXNl\r\n--b--\r\n".encode()
    )

    (answer,) = office.deliver()
    assert "not done: your message could not be read" in answer.get_content()


def test_a_warning_that_our_own_mail_server_puts_above_hides_no_command_and_no_stop(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    warning = "CAUTION: This email originated from outside of the organization. Do not click links."

    office.says(BEN, f"{warning}\n\nClear")
    office.says(REPORTER, f"{warning}\n\nSTOP")

    assert office.case().clearance[BEN] is Clearance.CLEARED
    assert "stopped" in office.case().marks


def test_whom_a_message_names_is_held_in_a_linked_case_too(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    first = office.case().name
    for each in (AINO, CARLA):
        office.says(each, "clear")
    office.says("lisa@example.com", "Somebody whistled at me in the yellow hall.", to="conduct@example.org")
    office.says(AINO, "clear")
    office.says(AINO, f"link {first}")

    office.says("lisa@example.com", "I know by now that it was Carla Lindqvist.")

    assert [each.clearance[CARLA] for each in office.house.store.cases()] == ["held", "held"]


def test_a_case_is_worked_from_report_to_close_by_mail_alone(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "Clear")
    preview = office.says(
        BEN, "Reply\nDear Rea,\nwe will talk to him.\n\nBest,\nBen Okafor\n+358 40 000 0000"
    )
    assert kinds(preview) == [("preview", BEN)]
    assert "| we will talk to him." in preview[0].get_content()

    sent = office.says(BEN, "YES")

    (letter,) = (each for each in sent if each["To"] == REPORTER)
    assert (letter["In-Reply-To"], letter["References"]) == ("<1@example.net>", "<1@example.net>")
    assert "Auto-Submitted" not in letter
    words = letter.get_content()
    assert "we will talk to him." in words
    assert "Ben" not in words
    assert "+358" not in words
    assert office.case().follow_up_due is None

    answered = office.says(REPORTER, "Thank you. It was in the hall.")
    assert ("update", BEN) in kinds(answered)
    assert office.case().follow_up_due == office.clock() + timedelta(days=7)

    office.says(BEN, "followup phoned her\ndecide violation he was warned\nclose")
    assert office.case().state != "closed"
    office.says(BEN, "yes")
    assert (office.case().state, office.case().outcome) == ("closed", "violation")


@pytest.mark.parametrize(
    ("who", "reopened", "promised"),
    [
        (AINO, "Se on taas auki, eikä sitä hoida kukaan: vastaa TAKE", "viimeistään torstaina 12.3."),
        (BEN, "It is open again, and nobody looks after it: answer TAKE", "by Thursday 12 March."),
        (CARLA, "Det är öppet igen, och ingen sköter det: svara TAKE", "senast torsdagen den 12 mars."),
    ],
)
def test_who_reads_of_a_new_message_is_told_what_it_set_going(
    office: Office, who: str, reopened: str, promised: str
) -> None:
    office.says(REPORTER, REPORTS["en"], to=ALIAS)
    office.says(who, "clear\ntake")
    office.says(who, "followup called her\ndecide no-action")
    answered = office.got[who][-1]
    office.clock.move(days=3)

    later = [office.says(REPORTER, "It was in the hall.")]
    office.got[who].append(answered)
    office.says(who, "followup called her\nclose")
    office.says(who, "yes")
    later.append(office.says(REPORTER, "He did it again at noon today."))

    open_, closed = (
        next(" ".join(each.get_content().split()) for each in letters if each["To"] == who)
        for letters in later
    )
    assert (promised in open_, promised in closed) == (True, True)
    assert (reopened in open_, reopened in closed) == (False, True)
    assert office.case().taken_by == ""


def test_whom_our_own_letter_names_is_not_shut_out_by_the_answer_that_quotes_it(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "clear")
    office.says(BEN, "Reply Ben Okafor will call you tomorrow, and Aino Virtanen has read it as well.")
    office.says(BEN, "yes")

    answered = office.says(REPORTER, "Thank you, that would be good.")

    assert ("update", BEN) in kinds(answered)
    assert office.case().clearance[BEN] == "cleared"
    office.says(REPORTER, "I have seen now that it was Ben Okafor.")
    assert office.case().clearance[BEN] == "held"


def test_a_report_by_phone_is_opened_by_a_mail_to_our_own_address(office: Office) -> None:
    text = "new\nrecuse Aino\n\nwhere: the main hall\nwhen: yesterday at 18\nwho: a man in a yellow coat"
    preview = office.says(BEN, text, to=MAILBOX)

    assert kinds(preview) == [("preview", BEN)]
    assert "Aino Virtanen" in preview[0].get_content()
    assert "the main hall" in preview[0].get_content()
    assert kinds(office.says(BEN, "yes")) == [("answer", BEN), ("notice", CARLA)]
    assert office.case().clearance[AINO] == "recused"


def test_a_report_by_phone_that_is_sent_once_more_is_the_one_that_waits(office: Office) -> None:
    text = "new\n\nwhere: the main hall\nwhen: yesterday at 18\nwho: a man in a yellow coat"
    office.says(BEN, text, to=MAILBOX)
    office.clock.move(hours=25)
    assert "please ask again" in office.says(BEN, "yes")[0].get_content()

    again = office.says(BEN, text.replace("new", "new\nrecuse Aino"), to=MAILBOX)

    assert kinds(again) == [("preview", BEN)]
    assert kinds(office.says(BEN, "yes")) == [("answer", BEN), ("notice", CARLA)]
    assert len(office.house.store.cases(closed=True)) == 1
    # What is no draft any more is another report.
    office.says(BEN, text, to=MAILBOX)
    assert len(office.house.store.cases(closed=True)) == 2


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (AINO, "Muille ei ole vielä kerrottu tapauksesta: vastaa sen esikatseluun YES"),
        (BEN, "The others are not told of the case yet: answer its preview with YES"),
        (CARLA, "De andra har ännu inte fått veta något om ärendet: svara YES på förhandsvisningen"),
    ],
)
def test_a_report_by_phone_that_still_waits_for_its_yes_says_so_until_then(
    office: Office, who: str, words: str
) -> None:
    def told(letters: list[EmailMessage]) -> str:
        return next(" ".join(each.get_content().split()) for each in letters if each["To"] == who)

    office.says(who, "new\n\nwhere: the main hall\nwhen: yesterday at 18", to=MAILBOX)

    assert words in told(office.says(who, f"recuse {BEN if who == AINO else AINO}"))
    office.clock.move(days=3)
    office.house.escalation.sweep()
    assert words in told(office.deliver())
    office.clock.move(days=4)
    office.house.escalation.sweep()
    assert words in told([each for each in office.deliver() if each["X-Cocmail"] == "escalation"])

    office.got[who] = [raw for raw in office.got[who] if read(raw)["X-Cocmail"] == "escalation"]
    office.says(who, "new")
    assert words not in told(office.says(who, "yes"))
    assert office.case().marks == frozenset()


@pytest.mark.parametrize(
    ("days", "text", "is_over"),
    [
        (3, "take", True),
        (3, "followup I called her", True),
        (5, "followup I called her", True),
        (3, "note I will look at it tomorrow", False),
        (5, "take", False),
    ],
)
def test_a_reminder_that_waited_for_the_mail_server_says_nothing_that_is_over(
    office: Office, days: int, text: str, is_over: bool
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for each in (AINO, BEN):
        office.says(each, "clear")
    office.clock.move(days=days)
    office.house.escalation.sweep()

    letters = office.says(BEN, text)

    assert (("reminder", AINO) not in kinds(letters)) == is_over
    assert ("news" if text != "note I will look at it tomorrow" else "note", AINO) in kinds(letters)


def test_no_reminder_that_waited_asks_whether_to_close_what_was_closed_meanwhile(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for each in (AINO, BEN):
        office.says(each, "clear")
    office.says(BEN, "followup I called her")
    office.clock.move(days=6, hours=23)
    office.says(BEN, "close no-action")
    office.clock.move(hours=2)
    office.house.escalation.sweep()

    letters = kinds(office.says(BEN, "yes"))

    assert office.case().state == State.CLOSED
    assert ("news", AINO) in letters
    assert "reminder" not in {purpose for purpose, _ in letters}


@pytest.mark.parametrize("sender", ["x@example.net", "Ben Okafor <ben@example.com>"])
def test_what_a_stranger_calls_new_is_a_report_like_any_other(office: Office, sender: str) -> None:
    letters = office.says(sender, "new\n\nwhere: the main hall", to=MAILBOX)

    assert ("preview", sender) not in kinds(letters)
    assert office.case().reporter in sender


def test_a_responder_who_writes_prose_to_us_is_a_reporter(office: Office) -> None:
    letters = office.says(BEN, "Somebody shouted at me in the hall yesterday.", to=MAILBOX)

    assert ("acknowledgement", BEN) in kinds(letters)
    assert office.case().clearance[BEN] == "held"


NAMING = "Yesterday Carla Lindqvist shouted at me in the hall. Please help me."
HEADERS = (
    "From: Rea Porter <rea@example.net>\nDate: Mon, 2 Mar 2026\nSubject: help\nTo: Ben <ben@example.org>"
)


def forwarded(raw: bytes) -> bytes:
    """The mail with a message attached to it that names one of us."""
    message = read(raw)
    message.add_attachment(read(mail(NAMING, sender="Rea Porter <rea@example.net>")))
    return message.as_bytes()


@pytest.mark.parametrize("words", ["New", "New\n\nRea sent me this."])
@pytest.mark.parametrize("answers_a_letter", [False, True])
@pytest.mark.parametrize(
    "passed_on",
    [
        "\n".join(f"> {line}" for line in f"Begin forwarded message:\n\n{HEADERS}\n\n{NAMING}".split("\n")),
        f"________________________________\n{HEADERS}\n\n{NAMING}",
        f"On Mon, 2 Mar 2026 at 14:00, Rea Porter <rea@example.net> wrote:\n\n{NAMING}",
        "attached",
    ],
)
def test_a_report_that_is_passed_on_with_new_is_on_the_case_and_whom_it_names_is_held(
    office: Office, passed_on: str, answers_a_letter: bool, words: str
) -> None:
    letter, quoted = None, ""
    if answers_a_letter:
        office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
        letter = office.got[BEN][-1]
        quoted = f"\n\nFrom: Example <{MAILBOX}>\nSent: 2.3.2026\nTo: Ben\nSubject: x\n\n{read(letter).get_content()}"
    text = f"{words}{quoted}" if passed_on == "attached" else f"{words}\n\n{passed_on}{quoted}"
    new = mail(
        text, sender=BEN, to=MAILBOX, answers=letter, message_id="<new@example.org>", subject="Fwd: help"
    )
    office.arrives(forwarded(new) if passed_on == "attached" else new)
    office.deliver()

    told = office.says(BEN, "Yes")

    assert office.case().clearance[CARLA] == "held"
    assert CARLA not in [each["To"] for each in told]
    words_of_case = shown(office, BEN, "Show")
    assert NAMING in words_of_case
    assert "do you have a conflict of interest" not in words_of_case


def test_whom_a_message_attached_to_a_note_names_is_not_told_of_it(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for who in (AINO, BEN, CARLA):
        office.says(who, "Clear")
    note = mail("Rea wrote me this.", sender=BEN, answers=office.got[BEN][-1], message_id="<n@example.org>")

    office.arrives(forwarded(note))

    assert kinds(office.deliver()) == [("answer", BEN), ("note", AINO)]
    assert office.case().clearance[CARLA] == "held"


def test_list_is_answered_without_a_case_and_tells_what_its_reader_may_know(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    words = "Ben Okafor shouted at me in the hall yesterday."
    office.says("lisa@example.com", words, to="conduct@example.org")
    first, second = office.case(1).name, office.case(0).name

    (overview,) = office.says(BEN, "List", to=MAILBOX)
    words = overview.get_content().casefold()
    assert first in words
    assert second not in words
    (again,) = office.says(BEN, "help", to="")
    assert again["X-Cocmail"] == "overview"


def test_an_overview_that_waits_is_written_anew_when_its_reader_is_shut_out(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.arrives(mail("list", sender=BEN, to=MAILBOX, message_id="<l@x.example>"))
    follow_up = mail("It was Ben Okafor.", message_id="<m@x.example>", answers=office.got[REPORTER][-1])
    office.arrives(follow_up)

    overviews = [each for each in office.letters() if each["X-Cocmail"] == "overview"]

    assert [each["To"] for each in overviews] == [BEN]
    assert office.case().name not in overviews[0].get_content().casefold()


def _waiting(office: Office, who: str, text: str) -> None:
    """Somebody answers their last letter, and nothing goes out yet."""
    office.arrives(
        mail(text, sender=who, answers=office.got[who][-1], message_id=f"<{len(text)}@example.net>")
    )


def test_what_waits_for_somebody_dies_in_the_moment_in_which_they_are_shut_out(office: Office) -> None:
    """Not only when it is claimed: by then somebody may have let them in again."""
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(AINO, "clear")
    _waiting(office, BEN, "clear")

    _waiting(office, AINO, "recuse Ben")

    assert office.house.health.counts()["letters"]["withdrawn"] == 1
    assert BEN not in [each["To"] for each in office.deliver()]


def test_what_waits_for_the_reporter_does_not_go_out_after_their_stop(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    _waiting(office, REPORTER, "It was in the hall.")

    _waiting(office, REPORTER, "STOP")

    assert REPORTER not in [each["To"] for each in office.deliver()]


def test_who_was_included_and_is_named_by_the_reporter_again_does_not_see_it(office: Office) -> None:
    office.says(
        REPORTER, "Yesterday at six somebody shouted at me. Ben saw it, I think.", to="conduct@example.org"
    )
    office.says(AINO, "clear")
    office.says(AINO, "include Ben")
    office.says(AINO, "yes")
    office.says(BEN, "clear\ntake")
    assert office.case().clearance[BEN] == Clearance.INCLUDED
    waits = mail(
        "note Ben Okafor is with us. CANARY", sender=AINO, answers=office.got[AINO][-1], message_id="<w@x>"
    )
    office.arrives(waits)
    assert office.case().clearance[BEN] == Clearance.INCLUDED

    named = office.says(REPORTER, "It was Ben Okafor who shouted at me. Do not tell him that I wrote. CANARY")

    assert ("update", AINO) in kinds(named)
    assert BEN not in [each["To"] for each in named]
    assert (office.case().clearance[BEN], office.case().taken_by) == (Clearance.HELD, "")
    assert kinds(office.says(BEN, "show")) == [("unavailable", BEN)]
    (shown,) = office.says(AINO, "show")
    assert "koska heidät mainitaan siinä tai siihen ehkä liittyvässä tapauksessa: Ben Okafor." in " ".join(
        shown.get_content().split()
    )
    office.says(AINO, "include Ben")
    assert ("notice", BEN) in kinds(office.says(AINO, "yes"))


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Hi Carla,\ncan you take this one?", "cleared"),
        ("I phoned her.\n\nThanks, Carla!", "cleared"),
        ("Hi Carla,\nshe says that Carla Lindqvist did it.", "held"),
        ("Hi Aino,\nit was Carla.", "held"),
    ],
)
def test_a_greeting_to_a_colleague_takes_nobody_off_the_case(
    office: Office, text: str, standing: str
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for who in (AINO, BEN, CARLA):
        office.says(who, "clear")

    letters = office.says(BEN, text)

    assert (office.case().clearance[CARLA], office.case().clearance[AINO]) == (standing, "cleared")
    assert (("note", CARLA) in kinds(letters)) == (standing == "cleared")


@pytest.mark.parametrize("text", ["Reply\nThank you. Was it Carla Lindqvist?", "Ask Do you mean Carla?"])
def test_whom_a_question_to_the_reporter_names_reads_neither_it_nor_the_answer(
    office: Office, text: str
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for each in (AINO, BEN, CARLA):
        office.says(each, "clear")

    previewed = office.says(BEN, text)
    sent = office.says(BEN, "yes")
    answered = office.says(REPORTER, "Yes, that was her. Do not tell her.")

    assert kinds(previewed) == [("news", AINO), ("preview", BEN)]
    assert all("Carla Lindqvist" in " ".join(each.get_content().split()) for each in previewed)
    assert REPORTER in [each["To"] for each in sent]
    assert ("update", AINO) in kinds(answered)
    assert CARLA not in [each["To"] for each in (*sent, *answered)]


def test_whom_a_letter_to_the_reporter_names_stays_and_its_writer_is_told(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for each in (BEN, CARLA):
        office.says(each, "clear")

    (preview,) = office.says(BEN, "Reply\nCarla Lindqvist will call you. Is that all right?")
    letter = office.got[BEN][-1]

    assert office.case().clearance[CARLA] == "cleared"
    assert "answer RECUSE Carla Lindqvist before you say YES" in " ".join(preview.get_content().split())
    office.says(BEN, "recuse Carla Lindqvist")
    office.got[BEN].append(letter)
    sent = office.says(BEN, "yes")
    assert REPORTER in [each["To"] for each in sent]
    assert CARLA not in [each["To"] for each in sent]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (AINO, "Clear\n\nTerveisin\nAino"),
        (AINO, "Recuse\n\nTerveisin\nAino"),
        (BEN, "\N{THUMBS UP SIGN}"),
        (BEN, "Best,\nBen"),
    ],
)
def test_a_signature_or_a_thumb_is_no_note_and_voids_no_preview(office: Office, who: str, text: str) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for each in (BEN, CARLA):
        office.says(each, "clear")
    office.says(BEN, "reply Dear Rea, we will talk to him.")
    preview = office.got[BEN][-1]

    assert {each["To"] for each in office.says(who, text)} == {who}

    office.got[BEN].append(preview)
    assert REPORTER in [each["To"] for each in office.says(BEN, "yes")]


def test_who_steps_back_in_a_sentence_is_out_and_their_reason_reaches_nobody(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for who in (BEN, CARLA):
        office.says(who, "clear")

    letters = office.says(BEN, "Hi all,\nI have to recuse myself from this one, sorry. He is my brother.")

    assert kinds(letters) == [("recused", BEN)]
    assert office.case().clearance[BEN] == "recused"


def _in_outlook(
    office: Office, who: str, below: str, *, inside: str = "", under: str = ""
) -> list[EmailMessage]:
    """Somebody answers their last letter as Outlook quotes it, with nothing above; what goes out because of it.

    They type `below` it, and `inside` right under the line that begins with `under`.
    """
    letter = read(office.got[who][-1])
    head = (
        f"From: {letter['From']}\nSent: Tuesday, 3 March 2026 12:10\nTo: {who}\nSubject: {letter['Subject']}"
    )
    lines = letter.get_content().splitlines()
    if inside:
        lines.insert(next(n for n, each in enumerate(lines) if each.strip().startswith(under)) + 1, inside)
    office.arrives(
        mail(
            "\n".join(["________________________________", head, "", *lines, "", below]),
            sender=who,
            to=str(letter["Reply-To"]),
            subject=f"Re: {letter['Subject']}",
            message_id=f"<outlook-{who}>",
            In_Reply_To=str(letter["Message-ID"]),
        )
    )
    return office.deliver()


_FOOTERS = [
    "",
    "-- \nCarla Lindqvist\nAcme Oy, Example Street 1, 00100 Helsinki",
    "Acme Oy, Example Street 1, 00100 Helsinki, Finland.\nThis message is confidential.",
    '--\nYou received this message because you are subscribed to the Google Groups "conduct" group.\n'
    "To unsubscribe from this group send an email to conduct+unsubscribe@groups.example.",
    "Virus-free. www.avast.com",
    "If you are not the intended recipient, please notify us and do not reply to this e-mail.",
]
_UNTOLD = "Somebody hit me. He wore a red hat."


def test_who_types_below_a_letter_that_outlook_quotes_is_heard(office: Office) -> None:
    office.says(REPORTER, "Somebody hit me in the yellow hall.", to="conduct@example.org")
    office.says(BEN, "clear")

    letters = _in_outlook(office, BEN, "Recuse")
    _in_outlook(office, REPORTER, "It was yesterday at 18, and he wore a red hat.")

    assert kinds(letters) == [("recused", BEN)]
    assert office.case().clearance[BEN] == "recused"
    checklist = office.case().checklist
    assert (checklist["when"].state, checklist["reported_person"].state) == ("present", "present")


@pytest.mark.parametrize("footer", _FOOTERS)
def test_what_is_added_below_our_letter_answers_nothing_and_asks_for_no_silence(
    office: Office, footer: str
) -> None:
    office.says(REPORTER, _UNTOLD, to="conduct@example.org")

    sent = _in_outlook(office, REPORTER, footer, inside="On Monday at 18.", under="1. ")

    assert office.case().checklist["when"].state == "present"
    assert office.case().checklist["where"].state == "absent"
    assert office.case().marks == frozenset()
    assert [each for each in kinds(sent) if each[1] == REPORTER] == [("request", REPORTER)]


@pytest.mark.parametrize("footer", _FOOTERS)
def test_a_stop_typed_into_our_letter_is_one_whatever_is_added_below(office: Office, footer: str) -> None:
    office.says(REPORTER, _UNTOLD, to="conduct@example.org")

    sent = _in_outlook(office, REPORTER, footer, inside="Stop", under="If you want no more letters")

    assert REPORTER not in [each["To"] for each in sent]
    assert "stopped" in office.case().marks


@pytest.mark.parametrize("footer", _FOOTERS)
def test_a_reply_with_nothing_but_a_footer_is_no_note_and_voids_no_preview(
    office: Office, footer: str
) -> None:
    office.says(REPORTER, _UNTOLD, to="conduct@example.org")
    for each in (BEN, CARLA):
        office.says(each, "clear")
    office.says(BEN, "reply Dear Rea, we will talk to him.")
    preview = office.got[BEN][-1]

    sent = _in_outlook(office, CARLA, footer)

    assert {each["To"] for each in sent} == {CARLA}
    office.got[BEN].append(preview)
    assert REPORTER in [each["To"] for each in office.says(BEN, "yes")]


def test_who_perhaps_steps_back_is_asked(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "clear")

    (answer,) = office.says(BEN, "Do you think that I should recuse myself?")

    assert "did you mean RECUSE?" in answer.get_content()
    assert office.case().clearance[BEN] == "cleared"


def test_who_has_not_declared_takes_nobody_off_the_case_and_is_not_read_by_whom_they_name(
    office: Office,
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(CARLA, "clear")
    office.says(CARLA, "reply Dear Rea, we will talk to him.")
    preview = office.got[CARLA][-1]

    letters = office.says(BEN, "I am on holiday, please ask Carla. CANARY")

    assert kinds(letters) == [("answer", BEN)]
    (shown,) = office.says(CARLA, "show")
    assert "CANARY" not in shown.get_content()
    office.got[CARLA].append(preview)
    assert REPORTER in [each["To"] for each in office.says(CARLA, "yes")]


@pytest.mark.parametrize("words", ["Please look at this.", "", "Status"])
def test_a_file_of_who_has_not_declared_is_not_shown_to_whom_it_names(office: Office, words: str) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(CARLA, "clear")
    mine = mail(words, sender=BEN, answers=office.got[BEN][-1], message_id="<n@example.org>")

    office.arrives(with_file(mine, "Carla Lindqvist shouting.mp4", "video/mp4", b"x"))

    assert kinds(office.deliver()) == [("answer", BEN)]
    assert office.case().clearance[CARLA] == "cleared"
    assert "shouting.mp4" not in shown(office, CARLA, "show")


@pytest.mark.parametrize(
    ("said", "shown"), [("Tom Smith, her boss", "Tom Smith."), ("the ex-husband of Rea Porter", "")]
)
def test_who_has_not_declared_is_told_the_names_alone_that_a_field_was_filled_with(
    office: Office, said: str, shown: str
) -> None:
    office.arrives(
        mail("It was horrible. Aino Virtanen saw it yesterday.", sender="Rea Porter <rea@example.net>")
    )
    office.deliver()
    office.says(BEN, "clear")
    office.says(BEN, f"Set reported_person: {said}")
    office.says(BEN, "include Aino")

    invited = office.says(BEN, "yes")

    (notice,) = (each.get_content() for each in invited if each["To"] == AINO)
    assert shown in notice
    assert "boss" not in notice
    assert "Rea" not in notice


@pytest.mark.parametrize("later", ["", "followup phoned her"])
def test_a_letter_that_comes_back_does_not_count_as_a_follow_up(office: Office, later: str) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    promised = office.case().follow_up_due
    office.says(BEN, "clear")
    office.says(BEN, "reply Dear Rea, we will talk to him.")
    office.says(BEN, "yes")
    letter = read(office.got[REPORTER][-1])
    assert (letter["X-Cocmail"], office.case().follow_up_due) == ("letter", None)
    office.clock.move(hours=1)
    if later:
        office.says(BEN, later)

    bounce = mail(f"Message-ID: {letter['Message-ID']}", sender="mailer-daemon@example.net", to=MAILBOX)
    office.arrives(bounce)

    assert ("undelivered", BEN) in kinds(office.deliver())
    assert office.case().follow_up_due == (None if later else promised)


def test_a_letter_that_fails_once_more_is_told_of_once_more(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.arrives(mail("Again.", message_id="<m@x.example>", answers=office.got[REPORTER][-1]))
    told = []
    for _ in range(2):
        while (claimed := office.house.letterbox.claim(office.clock())) is not None:
            state = "failed" if claimed.recipient == REPORTER else "accepted"
            office.house.letterbox.conclude(claimed, state, office.clock(), code="550")
            if state == "failed":
                failed = claimed.id
            told += ["told"] if read(claimed.raw)["X-Cocmail"] == "undelivered" else []
            office.house.escalation.sweep()
        make_due(office.house.store, [failed], office.clock())

    assert len(told) == 6


def comes_back(office: Office, who: str) -> list[tuple[str, str]]:
    """The last letter to somebody bounces; what goes out because of it."""
    letter = read(office.got[who][-1])
    office.arrives(
        mail(f"Message-ID: {letter['Message-ID']}", sender="mailer-daemon@example.net", to=MAILBOX)
    )
    return kinds(office.deliver())


def test_the_letter_that_came_back_to_a_closed_case_is_owed_once_that_is_opened_again(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "clear")
    office.says(BEN, "reply Dear Rea, we will talk to him.")
    office.says(BEN, "yes")
    office.says(BEN, "close violation")
    office.says(BEN, "yes")
    office.clock.move(days=1)

    assert ("undelivered", BEN) in comes_back(office, REPORTER)
    assert office.case().next_due_at == office.case().closed_at + timedelta(days=700)
    (answer,) = (each for each in office.says(BEN, "reopen") if each["To"] == BEN)

    assert "has been followed up" not in answer.get_content()
    assert office.case().follow_up_due == office.clock() + timedelta(days=7)


def test_when_all_letters_come_back_the_contacts_hear_at_once_and_once(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    beyond = [("undelivered", CHAIR), ("undelivered", OUTSIDE)]

    told = [comes_back(office, who) for who in (AINO, BEN, CARLA)]
    again = [comes_back(office, who) for who in (AINO, BEN, CARLA)]

    assert told[0] == [("undelivered", BEN), ("undelivered", CARLA)]
    assert [each for each in told[1] if each in beyond] == []
    assert [each for each in told[2] if each in beyond] == beyond
    assert "they all came back" in read(office.got[CHAIR][-1]).get_content()
    words = " ".join(read(office.got[CHAIR][-1]).get_content().split())
    assert "Not everybody may know of it: your administrator can see whom to tell" in words
    assert again == [[], [], []]
    office.clock.move(days=3)
    office.house.escalation.sweep()
    office.deliver()
    assert not any(each in beyond for who in (AINO, BEN, CARLA) for each in comes_back(office, who))


def test_whoever_answers_is_reached_again(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for who in (AINO, BEN, CARLA):
        comes_back(office, who)
    office.says(BEN, "clear")

    assert ("undelivered", CHAIR) in comes_back(office, BEN)


def test_an_alert_that_the_last_one_did_not_get_climbs_too(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    comes_back(office, AINO)
    comes_back(office, BEN)

    assert read(office.got[CARLA][-1])["X-Cocmail"] == "undelivered"
    assert comes_back(office, CARLA) == [("undelivered", CHAIR), ("undelivered", OUTSIDE)]


@pytest.mark.parametrize("how", ["recuse", "is named"])
def test_who_is_left_and_cannot_be_reached_does_not_keep_a_case_from_the_contacts(
    office: Office, how: str
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    comes_back(office, AINO)
    comes_back(office, BEN)

    heard = office.says(*((CARLA, "recuse") if how == "recuse" else (REPORTER, "It was Carla Lindqvist.")))

    assert ("undelivered", CHAIR) in kinds(heard)
    assert "Carla" not in read(office.got[CHAIR][-1]).get_content()


def test_a_letter_to_the_reporter_that_comes_back_where_nobody_is_reached_is_told_to_the_contacts(
    office: Office,
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    for who in (AINO, BEN, CARLA):
        comes_back(office, who)

    assert ("undelivered", CHAIR) in comes_back(office, REPORTER)


def test_after_two_days_without_a_mail_server_nobody_gets_a_hundred_reminders_at_once(office: Office) -> None:
    office.says(REPORTER, "A man with a knife is attacking me right now in the main hall!", to=ALIAS)
    for _ in range(96):
        office.clock.move(minutes=30)
        office.house.escalation.sweep()
    oldest, newest = office.clock() - timedelta(hours=47.5), office.clock()

    reminders = [each for each in office.deliver() if each["X-Cocmail"] == "reminder"]

    # The oldest stays too: it is the one that would tell by failing that nothing reaches them.
    dated = {
        who: [each["Date"].datetime for each in reminders if each["To"] == who] for who in (AINO, BEN, CARLA)
    }
    assert dated == {who: [oldest, newest] for who in (AINO, BEN, CARLA)}


def test_after_days_without_a_mail_server_nobody_gets_the_letter_of_each_overdue_day_at_once(
    office: Office,
) -> None:
    office.says(REPORTER, REPORTS["en"], to=ALIAS)
    for each in (AINO, BEN, CARLA):
        office.says(each, "clear")
    office.clock.move(days=6, hours=23)
    office.house.escalation.sweep()
    office.deliver()
    for _ in range(4):
        office.clock.move(days=1)
        office.house.escalation.sweep()
    newest = office.clock()

    overdue = [each for each in office.deliver() if each["X-Cocmail"] == "escalation"]

    # Who is told by the oldest failing, and of how it stands by the newest.
    dated = {
        who: [each["Date"].datetime for each in overdue if each["To"] == who] for who in (AINO, BEN, CHAIR)
    }
    assert dated == {who: [newest - timedelta(days=3), newest] for who in (AINO, BEN, CHAIR)}


@pytest.mark.parametrize(
    ("text", "is_over"), [("followup I called her", True), ("take", False), ("note I am on it", False)]
)
def test_no_letter_of_an_overdue_day_that_waited_says_that_nobody_followed_up_after_somebody_has(
    office: Office, text: str, is_over: bool
) -> None:
    office.says(REPORTER, REPORTS["en"], to=ALIAS)
    for each in (AINO, BEN, CARLA):
        office.says(each, "clear")
    office.clock.move(days=7)
    office.house.escalation.sweep()

    letters = kinds(office.says(BEN, text))

    overdue = [to for purpose, to in letters if purpose == "escalation"]
    assert (overdue == []) == is_over
    assert (CHAIR in overdue) == (not is_over)


def test_that_hardly_any_responder_is_there_is_told_to_a_contact_also_when_somebody_has_followed_up(
    office: Office,
) -> None:
    office.says(REPORTER, f"{REPORTS['en']} It was Aino Virtanen and Carla Lindqvist.", to=ALIAS)
    office.clock.move(days=3)
    office.house.escalation.sweep()

    letters = kinds(office.says(BEN, "clear\nfollowup I called her"))

    assert ("escalation", CHAIR) in letters


def test_what_a_contact_is_told_of_hardly_any_responder_goes_out_beside_the_letters_of_overdue_days(
    office: Office,
) -> None:
    office.says(REPORTER, f"{REPORTS['en']} It was Aino Virtanen and Carla Lindqvist.", to=ALIAS)
    for _ in range(10):
        office.clock.move(days=1)
        office.house.escalation.sweep()

    told = [each for each in office.deliver() if (each["X-Cocmail"], each["To"]) == ("escalation", CHAIR)]

    hardly = ["hardly any" in " ".join(each.get_content().split()) for each in told]
    assert hardly == [True, False, False]


def test_a_draft_of_somebody_else_does_not_show_the_wish_of_a_case_that_keeps_out_who_writes_another(
    office: Office,
) -> None:
    office.says(REPORTER, f"{REPORTS['en']} It was Aino Virtanen.", to=ALIAS)
    office.says(REPORTER, "STOP")
    words = f"new\nYesterday at six a man shouted at Rea in the lobby. You reach her at {REPORTER}."

    office.says(BEN, words, to=MAILBOX)
    office.says(AINO, f"{words} She is in Turku.", to=MAILBOX)

    drafts = [each for each in office.house.store.cases() if "draft" in each.marks]
    assert {("stopped" in each.marks, *each.clearance) for each in drafts} == {(True, BEN), (False, AINO)}


def test_no_contact_is_sent_to_responders_who_must_not_know_of_the_case(office: Office) -> None:
    letters = office.says(REPORTER, "Aino Virtanen, Ben Okafor and Carla Lindqvist shouted at me.", to=ALIAS)
    for _ in range(9):
        office.clock.move(days=1)
        office.house.escalation.sweep()
        letters += office.deliver()

    told = [each for each in letters if each["To"] in (OUTSIDE, CHAIR)]
    assert {each["X-Cocmail"] for each in told} == {"escalation", "reminder"}
    for each in told:
        words = " ".join(each.get_content().split())
        assert "No responder may be told of it, so please do not ask them about it" in words
        assert "Please ask the responders" not in words


@pytest.mark.parametrize("days", [3, 7])
def test_a_contact_who_asks_the_responders_is_to_name_no_case_to_them(office: Office, days: int) -> None:
    office.says(REPORTER, "Carla Lindqvist shouted at me.", to=ALIAS)
    office.clock.move(days=days)
    office.house.escalation.sweep()

    (letter,) = (each for each in office.deliver() if each["To"] == CHAIR)

    words = " ".join(letter.get_content().split())
    assert "without naming this one: not all of them may know of it" in words


def test_a_contact_who_is_held_hears_nothing_of_letters_that_come_back(office: Office) -> None:
    office.says(REPORTER, f"{REPORTS['en']} It was {CHAIR}.", to="conduct@example.org")
    told = [each for who in (AINO, BEN, CARLA) for each in comes_back(office, who)]

    assert ("undelivered", OUTSIDE) in told
    assert CHAIR not in office.got


def test_what_a_reply_only_quotes_of_somebody_else_is_a_note_and_no_command(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "clear")
    office.says(CARLA, "clear")
    quoted = "From: X <x@example.net>\nSent: Monday, March 2, 2026 1:00 PM\nTo: Ben\nSubject: hi\n\nfollowup phoned\n"
    address = str(read(office.got[BEN][-1])["Reply-To"])

    heard = office.says(BEN, quoted, to=address)

    assert office.case().follow_up_due is not None
    assert ("note", CARLA) in kinds(heard)


def test_a_contact_whose_answer_comes_from_another_address_is_told_so(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.clock.move(days=8)
    office.house.escalation.sweep()
    office.deliver()
    escalation = read(office.got["chair@example.org"][-1])
    answer = mail(
        "Ben will do it.", sender="pat@example.com", In_Reply_To=str(escalation["Message-ID"]), to=MAILBOX
    )

    office.arrives(answer)

    (told,) = office.deliver()
    assert (told["X-Cocmail"], told["To"]) == ("unproven", "chair@example.org")
    assert office.case().name not in str(told).casefold()


def test_the_digest_comes_once_a_week_and_also_when_all_is_quiet(office: Office) -> None:
    office.house.escalation.sweep()
    sent = []
    for _ in range(24 * 15):
        office.clock.move(hours=1)
        office.house.escalation.sweep()
        sent += [(office.clock.now, str(each["To"])) for each in office.letters()]

    # Mondays at nine in Helsinki.
    assert sorted({f"{at:%a %H:%M}" for at, _ in sent}) == ["Mon 07:00"]
    assert [to for _, to in sent] == [AINO, BEN, CARLA] * 2


def a_digest_fails(office: Office, who: str, how: str) -> list[EmailMessage]:
    """The first digest, and that to somebody does not arrive; what goes out because of it."""
    office.house.health.note(office.clock(), digest="noted")
    office.clock.move(days=8)
    office.house.escalation.sweep()
    told = []
    while (claimed := office.house.letterbox.claim(office.clock())) is not None:
        letter = read(claimed.raw)
        fails = how == "refused" and (letter["X-Cocmail"], letter["To"]) == ("digest", who)
        office.house.letterbox.conclude(
            claimed, "failed" if fails else "accepted", office.clock(), code="550"
        )
        told += [letter] if letter["X-Cocmail"] == "digest" and letter["To"] == who else []
    bounce = mail(f"Message-ID: {told[0]['Message-ID']}", sender="mailer-daemon@example.net", to=MAILBOX)
    office.arrives(*([bounce] if how == "bounced" else []))
    office.house.escalation.sweep()
    return office.deliver()


@pytest.mark.parametrize("how", ["bounced", "refused"])
def test_a_digest_that_does_not_arrive_is_told_to_the_others(office: Office, how: str) -> None:
    told = a_digest_fails(office, AINO, how)

    assert kinds(told) == [("unreached", BEN), ("unreached", CARLA)]
    assert "The weekly letter to Aino Virtanen could not be delivered." in told[0].get_content()
    office.house.escalation.sweep()
    office.arrives(
        mail(f"Message-ID: {told[0]['Message-ID']}", sender="mailer-daemon@example.net", to=MAILBOX)
    )
    assert office.deliver() == []


@pytest.mark.parametrize("is_case", [True, False], ids=["held", "no case"])
def test_who_is_held_hears_of_a_lost_digest_what_they_would_without_the_case(
    office: Office, *, is_case: bool
) -> None:
    if is_case:
        office.says(REPORTER, f"{REPORTS['en']} It was Carla Lindqvist.", to="conduct@example.org")

    told = a_digest_fails(office, AINO, "bounced")

    (heard,) = [each for each in told if each["To"] == CARLA]
    assert heard["X-Cocmail"] == "unreached"
    assert heard.get_content().replace("\r\n", "\n") == (
        "Veckobrevet till Aino Virtanen kunde inte levereras. Kanske når inte heller andra brev\n"
        "fram. Säg till hen på ett annat sätt, och be er administratör kontrollera adressen.\n\n"
        "Example Python Code of Conduct (cocmail)\n"
    )


def test_a_list_that_comes_back_is_told_to_nobody(office: Office) -> None:
    """Who asks for one sees that none comes; and other letters without a case may be there because of a case."""
    office.says(BEN, "list", to=MAILBOX)

    assert comes_back(office, BEN) == []


def test_a_list_waits_for_nobody_who_works_on_a_case(
    tmp_path: Path, clock: MovableClock, postgresql: PostgreSQL
) -> None:
    desk = Desk(make_house(tmp_path, clock, url=postgresql.database()), clock)
    desk.arrives(mail(REPORTS["en"]))
    desk.raw_letters()
    store = desk.house.store
    asks = mail("list", sender=BEN, to=MAILBOX, message_id="<l@x.example>")
    look_around = [threading.Thread(target=desk.arrives, args=(asks,)), threading.Thread(target=store.cases)]

    with store.transaction() as tx:
        case = tx.case(1)
        for each in look_around:
            each.start()
        for each in look_around:
            each.join(10)
        waits = [each for each in look_around if each.is_alive()]
        letters = [] if waits else desk.letters()
    for each in look_around:
        each.join()
    store.database.close()

    assert waits == []
    assert [(each["To"], case.name in each.get_content().casefold()) for each in letters] == [(BEN, True)]


def test_a_case_that_changes_while_it_is_read_is_read_as_it_is_by_then(
    tmp_path: Path, clock: MovableClock, postgresql: PostgreSQL
) -> None:
    desk = Desk(make_house(tmp_path, clock, url=postgresql.database()), clock)
    desk.arrives(mail(REPORTS["en"]))
    store, case = desk.house.store, desk.case()
    changed: list[str] = []

    @sa.event.listens_for(store.database.engine, "after_cursor_execute")
    def _between(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "clearance_hash" in statement and not changed:
            changed.append(statement)
            with store.transaction() as tx:
                tx._save(replace(case, clearance=case.clearance | {BEN: Clearance.HELD}))

    # Whoever only reads sees it as it was; a LIST is written by whoever files a mail.
    with store.transaction() as tx:
        found = tx.peek(case.id or 0)

    assert (len(changed), found.clearance[BEN]) == (1, Clearance.HELD)
    store.database.close()


def test_a_case_that_was_tampered_with_keeps_nobody_from_their_list_and_digest(office: Office) -> None:
    office.house.escalation.sweep()
    for number in range(2):
        office.says(f"rea{number}@example.net", REPORTS["en"], to="conduct@example.org")
    whole = office.case().name
    with office.house.store.database.writes() as connection:
        connection.exec_driver_sql("UPDATE cases SET reporter = X'00' WHERE id = 1")

    (overview,) = office.says(BEN, "list", to=MAILBOX)
    assert (overview["X-Cocmail"], whole in overview.get_content().casefold()) == ("overview", True)
    office.clock.move(days=7)
    office.house.escalation.sweep()

    assert [each["To"] for each in office.letters() if each["X-Cocmail"] == "digest"] == [AINO, BEN, CARLA]


def test_a_digest_that_was_tampered_with_and_never_tried_is_told_to_nobody(office: Office) -> None:
    office.house.health.note(office.clock(), digest="noted")
    office.clock.move(days=8)
    office.house.escalation.sweep()
    with office.house.store.database.writes() as connection:
        connection.exec_driver_sql(
            "UPDATE letter_bytes SET raw = X'00' WHERE letter_id = (SELECT min(id) FROM letters)"
        )

    went_out = kinds(office.deliver())
    office.house.escalation.sweep()

    assert went_out == [("digest", BEN), ("digest", CARLA)]
    assert office.house.health.counts()["letters"]["failed"] == 1
    assert office.deliver() == []


@pytest.mark.parametrize("who", [AINO, BEN, CARLA])
def test_a_summary_says_what_came_of_the_other_words_too(office: Office, who: str) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(who, "clear")

    (draft,) = office.says(who, "take\nsummary\nclose")

    assert draft["X-Cocmail"] == "summary"
    assert all(f"> {word}" in draft.get_content() for word in ("take", "summary", "close"))


def test_a_colleague_who_is_held_is_the_reported_person_in_a_summary(office: Office) -> None:
    told = "Yesterday Ivan Petrov shouted at me in the hall. I told Carla Lindqvist of it, who laughed."
    office.says(REPORTER, told, to="conduct@example.org")
    office.says(BEN, "clear")

    (draft,) = office.says(BEN, "summary")

    text = " ".join(re.sub(r"[|‹›]", "", draft.get_content()).split())
    assert "told [the reported person] of it" in text


def test_a_daemon_that_was_down_for_a_month_sends_one_digest(office: Office) -> None:
    office.house.escalation.sweep()
    office.clock.move(days=31)
    for _ in range(3):
        office.house.escalation.sweep()

    assert kinds(office.letters()) == [("digest", AINO), ("digest", BEN), ("digest", CARLA)]


def test_a_case_is_destroyed_by_two_and_its_content_is_gone(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "clear")
    office.says(AINO, "clear")
    asked = office.says(BEN, "erase")
    assert kinds(asked) == [("answer", BEN), ("preview", AINO)]

    office.arrives(mail("list", sender=BEN, to=MAILBOX, message_id="<l@x.example>"))
    name = office.case().name
    done = office.says(AINO, "yes")

    assert kinds(done) == [("erased", AINO), ("erased", BEN), ("overview", BEN)]
    assert name not in str(next(each for each in done if each["X-Cocmail"] == "overview")).casefold()
    assert office.case().erased_at is not None
    assert office.case().reporter == ""


def test_the_name_of_a_case_is_taken_out_of_what_waits_when_the_case_is_closed_to_its_reader(
    office: Office,
) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says("lee@example.net", REPORTS["fi"], to="conduct@example.org")
    about, other = office.case(1).name, office.case(0).name
    for who in (AINO, BEN):
        for number, raw in enumerate(office.got[who][-2:]):
            office.arrives(mail("clear", sender=who, answers=raw, message_id=f"<{number}@{who}>"))
    office.deliver()
    on_about = next(raw for raw in office.got[AINO] if about in read(raw)["Subject"].casefold())
    office.arrives(mail(f"link {other}", sender=AINO, answers=on_about, message_id="<link@x>"))
    # Before that goes out, the other case names Ben.
    to_lee = office.got["lee@example.net"][-1]
    office.arrives(mail("Se oli Ben Okafor.", sender="lee@example.net", answers=to_lee, message_id="<m@x>"))

    told = [each for each in office.letters() if each["To"] == BEN]

    assert not [each for each in told if other in f"{each['Subject']} {each.get_content()}".casefold()]


def with_file(raw: bytes, name: str, kind: str, content: bytes) -> bytes:
    """The same mail with a file attached."""
    message = read(raw)
    main, _, sub = kind.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def shown(office: Office, who: str, words: str) -> str:
    """What somebody gets for a command that shows the case."""
    office.says(who, words)
    return str(read(office.got[who][-1]).get_content()).replace("\r\n", "\n")


def test_whoever_declares_no_conflict_sees_the_subject_too(office: Office) -> None:
    office.arrives(mail("See subject.", subject="Liisa Lumme groped me in the sauna yesterday"))
    office.deliver()

    for words in ("Clear", "Show"):
        assert "Subject: Liisa Lumme groped me in the sauna yesterday" in shown(office, BEN, words)
    assert "Ämne: Liisa Lumme groped me in the sauna yesterday" in shown(office, CARLA, "Clear")


def test_a_subject_that_only_names_the_case_is_not_shown(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(REPORTER, "It was about six, near the lift.")
    told = shown(office, BEN, "Clear")

    assert "It was about six" in told
    assert "Subject: Re:" not in told


def test_files_of_the_reporter_and_of_the_responders_are_listed_with_their_mails(office: Office) -> None:
    report = with_file(mail(REPORTS["en"]), "recording.ogg", "audio/ogg", b"x" * 4821)
    office.arrives(report)
    office.deliver()
    later = mail("Here.", answers=office.got[REPORTER][-1], message_id="<two@example.net>")
    office.arrives(with_file(later, "Screenshot, late.png", "image/png", b"y" * 77))
    office.deliver()

    told = shown(office, BEN, "Clear")
    assert "Attached (kept, not opened): recording.ogg, audio/ogg, 4821 bytes" in told
    assert (
        told.index("recording.ogg")
        < told.index("Here.")
        < told.index("Screenshot, late.png, image/png, 77 bytes")
    )

    shown(office, CARLA, "Clear")
    mine = mail("I took this.", sender=BEN, answers=office.got[BEN][-1], message_id="<n@example.org>")
    office.arrives(with_file(mine, "door.jpg", "image/jpeg", b"z" * 9))
    (note,) = (each for each in office.deliver() if each["X-Cocmail"] == "note")
    assert "door.jpg, image/jpeg, 9 byte" in note.get_content()
    assert "door.jpg, image/jpeg, 9 byte" in shown(office, CARLA, "Show")


def test_a_file_without_a_word_is_a_note(office: Office) -> None:
    office.says(REPORTER, REPORTS["en"], to="conduct@example.org")
    office.says(BEN, "Clear")
    office.says(CARLA, "Clear")
    mine = mail("", sender=BEN, answers=office.got[BEN][-1], message_id="<n@example.org>")
    office.arrives(with_file(mine, "door.jpg", "image/jpeg", b"z" * 9))

    assert kinds(office.deliver()) == [("answer", BEN), ("note", CARLA)]


def test_a_message_that_is_passed_on_is_listed_though_it_has_no_name(office: Office) -> None:
    message = read(mail("Please see the message attached."))
    message.add_attachment(read(mail("You are all fools.", sender="x@example.com")))
    office.arrives(message.as_bytes())
    office.deliver()

    assert "without a name, message/rfc822, " in shown(office, BEN, "Clear")


def test_files_sent_along_with_new_are_kept_on_the_case(office: Office) -> None:
    new = mail("new\n\nwhere: the main hall", sender=BEN, to=MAILBOX, subject="phone call")
    office.arrives(with_file(new, "call.ogg", "audio/ogg", b"x"))
    office.deliver()
    office.says(BEN, "yes")

    told = shown(office, CARLA, "Clear")
    assert "call.ogg, audio/ogg, 1 byte" in told
    assert "phone call" not in told


def test_a_case_file_is_in_the_language_of_its_reader(office: Office) -> None:
    office.arrives(mail(REPORTS["fi"], subject="apua"))
    office.deliver()
    office.arrives(mail("Olin siellä.", sender="lisa@example.com", answers=office.got[REPORTER][-1]))
    office.deliver()
    office.says(BEN, "Clear")
    office.says(BEN, "Take\nSet where: the yellow hall\nFollowup rang her")

    office.says(BEN, "I know the hall.")
    told = shown(office, AINO, "Clear")

    assert re.findall(r"^\d{4}-\d\d-\d\d \d\d:\d\d, (.*)$", told, re.MULTILINE) == [
        "ilmoitus, Rea Porter rea@example.net",
        "uusi viesti, lisa@example.com",
        "ilmoittajalle ei lähtenyt kirjettä: viesti tuli toisesta osoitteesta",
        "tapausta hoitaa: Ben Okafor",
        "täytetty kenttä, Ben Okafor",
        "ilmoittajaan oltiin yhteydessä muulla tavoin, Ben Okafor",
        "muistiinpano, Ben Okafor",
    ]
    assert "Aihe: apua" in told
    assert "  missä se tapahtui\n\n| the yellow hall" in told
