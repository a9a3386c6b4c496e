"""The labelled mails hold what they promise, so that nothing wrong is learned from them."""

import re
from functools import cache
from pathlib import Path

import pytest
from tests.training.mails import Mail, mails, read_mails

from cocmail.reading.model import FIELDS

_IS_EXAMPLE = re.compile(r"@(?:[\w-]+\.)*(?:example(?:\.(?:org|net|com|fi|se))?)$", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
UNSEEN = Path(__file__).parents[1] / "measure"
# These may be told in two sentences, or by the alarm itself.
_BY_URGENCY = {"when", "ongoing"}


@cache
def _all_mails() -> tuple[Mail, ...]:
    return (*mails(), *(mail for path in sorted(UNSEEN.glob("*/*.txt")) for mail in read_mails(path)))


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    names = [mail.name for mail in _all_mails()]
    assert len(names) > 1000
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "contact"])
def test_what_a_mail_tells_is_told_in_a_sentence(field: str) -> None:
    wrong = [mail.name for mail in _all_mails() if mail.is_report and not _is_supported(mail, field)]

    assert wrong == []


def _is_supported(mail: Mail, field: str) -> bool:
    shown = mail.subject.subjects.union(*(line.subjects for line in mail.lines))
    match mail.states[field]:
        case "present" | "partial":
            return field in shown or (mail.urgent and field in _BY_URGENCY)
        case "declined":
            return f"{field} declined" in shown
        case _:
            return field not in shown


def test_who_is_in_danger_says_so_in_a_sentence() -> None:
    wrong = [
        mail.name
        for mail in _all_mails()
        if mail.is_report
        and mail.urgent != any("urgent" in each.subjects for each in (mail.subject, *mail.lines))
    ]

    assert wrong == []


def test_every_address_is_an_example() -> None:
    found = {address for mail in _all_mails() for address in _ADDRESS.findall(f"{mail.sender} {mail.text}")}

    assert [address for address in sorted(found) if not _IS_EXAMPLE.search(address.rstrip("."))] == []
