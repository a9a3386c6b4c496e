"""What of a mail is read with its text: the messages attached to it, and, for who is named, all that a person sees."""

import unicodedata
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from cocmail.cases.model import FIELDS, Report, Responder, Roster, Rules
from cocmail.judging import Desk, judge, read_report
from cocmail.mail.sender import Group

DESK = Desk("cases@example.org", Group("coc@example.org"), "", ("en", "fi", "sv"), "Europe/Helsinki")
AINO = Responder("aino@example.org", "Aino Virtanen")
BEN = Responder("ben@example.org", "Ben Okafor")
JÖRG = Responder("jorg@example.org", "Jörg Mäkelä")
RULES = Rules(Roster((AINO, BEN, JÖRG)), FIELDS)


def _mail(sender: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, "coc@example.org", "Fwd"
    message["Date"], message["Message-ID"] = "Tue, 3 Mar 2026 12:00:00 +0200", "<one@example.net>"
    message.set_content(text)
    return message


def _read(*attached: EmailMessage) -> Report:
    message = _mail("Rea Porter <rea@example.net>", "I pass this on for a member of ours.\n")
    for each in attached:
        message.add_attachment(each)
    return _report(message.as_bytes())


def _report(raw: bytes) -> Report:
    return read_report(judge(raw, DESK, b"k" * 32), DESK, RULES, datetime(2026, 3, 3, tzinfo=UTC))


def test_what_an_attached_message_tells_is_not_asked_for() -> None:
    told = _mail("lisa@example.net", "Yesterday at six in the lobby Aino Virtanen shouted at me.\n")

    alone, report = _read(), _read(told)

    assert alone.findings["where"].state == alone.findings["when"].state == "absent"
    assert report.findings["where"].state == report.findings["when"].state == "present"


def test_who_is_named_in_an_attached_message_is_held() -> None:
    told = _mail("lisa@example.net", "Yesterday at six in the lobby Aino Virtanen shouted at me.\n")

    assert not _read().held
    assert _read(told).held == {"aino@example.org": "Aino Virtanen"}


def test_decomposed_letters_are_understood() -> None:
    text = "Hän löi minua maanantaina. Älkää vastatko tähän, puolisoni lukee samaa laatikkoa."

    report = _report(_mail("rea@example.net", unicodedata.normalize("NFD", text)).as_bytes())

    assert "no-reply-wanted" in report.marks
    assert not report.may_answer
    assert report.text.strip() == text
    assert report.findings["when"].evidence in text


def test_a_name_in_decomposed_letters_is_held() -> None:
    text = unicodedata.normalize("NFD", "Jörg Mäkelä shouted at me yesterday.")

    assert _report(_mail("rea@example.net", text).as_bytes()).held == {"jorg@example.org": "Jörg Mäkelä"}


@pytest.mark.parametrize("header", ["From", "To", "Cc", "Subject"])
def test_who_is_named_in_the_headers_of_an_attached_message_is_held(header: str) -> None:
    told = _mail("lisa@example.net", "You are a nuisance to all of us.\n")
    unnamed = _read(told)
    del told[header]
    told[header] = "Ben Okafor <ben@example.org>" if header != "Subject" else "Hello from Ben Okafor"

    report = _read(told)

    assert not unnamed.held
    assert set(report.held) == {"ben@example.org"}
    assert report.findings == unnamed.findings
    assert "ben" not in report.text.casefold()


def test_who_is_named_in_a_forward_of_a_forward_is_held() -> None:
    innermost = _mail("Ben Okafor <ben@example.org>", "You are a nuisance to all of us.\n")
    outer = _mail("lisa@example.net", "See what I was sent.\n")
    outer.add_attachment(innermost)

    assert set(_read(outer).held) == {"ben@example.org"}


def test_messages_attached_to_each_other_without_end_are_read_to_some_depth() -> None:
    message = _mail("Ben Okafor <ben@example.org>", "You are a nuisance to all of us.\n").as_bytes()
    for _ in range(200):
        message = b"Content-Type: message/rfc822\n\n" + message

    assert not _report(message).held


def test_who_is_named_in_the_other_version_of_a_text_is_held() -> None:
    message = _mail("rea@example.net", "A member of the team shouted at me yesterday in the lobby.\n")
    message.add_alternative("<p>Ben Okafor shouted at me yesterday in the lobby.</p>\n", subtype="html")

    report = _report(message.as_bytes())

    assert report.held == {"ben@example.org": "Ben Okafor"}
    assert "Okafor" not in report.text


@pytest.mark.parametrize(
    "target",
    ["ben@example.org", "Ben%20Okafor%20%3Cb.o@example.net%3E?subject=hi", "&#98;en&#64;example.org"],
)
def test_whose_address_is_behind_a_link_is_held(target: str) -> None:
    message = _mail("rea@example.net", "")
    message.set_content(f'<p><a href="mailto:{target}">This man</a> shouted at me.</p>\n', subtype="html")

    assert set(_report(message.as_bytes()).held) == {"ben@example.org"}


@pytest.mark.parametrize(
    "name",
    ["Ben Okafor.png", "chat_ben_okafor_2.png", "BenOkafor.pdf", "from-Ben-on-Monday.txt", "ben.okafor.jpg"],
)
def test_who_is_named_by_a_file_is_held(name: str) -> None:
    message = _mail("rea@example.net", "This is what I was sent.\n")
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=name)

    assert set(_report(message.as_bytes()).held) == {"ben@example.org"}


def test_somebody_else_of_the_same_name_elsewhere_lets_nobody_go() -> None:
    message = _mail("rea@example.net", "Ben shouted at me yesterday.\n")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="Ben Nieminen.png")

    assert set(_report(message.as_bytes()).held) == {"ben@example.org"}


def test_whom_our_own_letter_links_to_is_not_held() -> None:
    letter = "If you would rather write to a person, write to ben@example.org.\n"
    message = _mail("rea@example.net", f"In the lobby.\n\n> {letter}")
    html = '<p>In the lobby.</p><blockquote type="cite">If you would rather write to a person, write to '
    message.add_alternative(
        html + '<a href="mailto:ben@example.org">ben@example.org</a>.</blockquote>', subtype="html"
    )
    judged = judge(message.as_bytes(), DESK, b"k" * 32)

    when = datetime(2026, 3, 3, tzinfo=UTC)
    report = read_report(judged, DESK, RULES, when, text="In the lobby.", sent=[letter])

    assert not report.held
