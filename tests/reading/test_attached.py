"""What of a mail is read with its text: the messages attached to it, and, for who is named, all that a person sees."""

import unicodedata
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

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
