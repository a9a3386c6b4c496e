"""Figures on the labelled corpus beside the repository, below which the reading must not fall."""

import email
import email.policy
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

import pytest

from cocmail.reading import Findings, Person, Report, read

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
NAMES = ("Aino Virtanen", "Ben Okafor", "Carla Lindqvist", "Daniel Heino")
ALIASES = {"Ben Okafor": ("@bokafor",), "Daniel Heino": ("Dani",)}
ROSTER = tuple(
    Person(name, name, (f"{name.lower().replace(' ', '.')}@pyhki.example",), ALIASES.get(name, ()))
    for name in NAMES
)
REQUIRED = ("contact", "when", "where", "ongoing", "description", "reported_person")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the labelled corpus is not at {CORPUS}")


def _plain_reports() -> list[tuple[dict[str, object], Findings]]:
    """The reports that need no HTML to be read, with their labels."""
    found = []
    for line in (CORPUS / "reports" / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        raw = (CORPUS / "reports" / label["file"]).read_bytes()
        message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
        parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
        if not parts:
            continue
        text = "\n".join(str(part.get_content()) for part in parts)
        name, address = parseaddr(str(message["from"] or ""))
        answerable = bool(address) and not address.startswith(("no-reply", "noreply", "MAILER"))
        report = Report(
            text, str(message["subject"] or ""), datetime.now(UTC), "Europe/Helsinki", answerable, name
        )
        found.append((label, read(report, ROSTER, ("en", "fi", "sv"))))
    return found


def test_few_things_that_a_report_gives_would_be_asked_for() -> None:
    given = asked = 0
    for label, findings in _plain_reports():
        fields = label["fields"]
        assert isinstance(fields, dict)
        for field in REQUIRED:
            if label["is_report"] and fields[field]["state"] in ("present", "declined"):
                state = findings.fields[field].state
                given += 1
                asked += state == "absent" or (field == "when" and state == "partial")

    assert given > 200
    assert asked / given < 0.03


def test_most_of_what_a_report_lacks_would_be_asked_for() -> None:
    lacking = unasked = 0
    for label, findings in _plain_reports():
        fields = label["fields"]
        assert isinstance(fields, dict)
        for field in REQUIRED:
            if label["is_report"] and fields[field]["state"] == "absent":
                lacking += 1
                unasked += findings.fields[field].state != "absent"

    assert lacking > 30
    assert unasked / lacking < 0.3


def test_no_report_is_taken_for_thanks_or_a_question() -> None:
    assert all(findings.is_report for label, findings in _plain_reports() if label["is_report"])


def test_thanks_questions_and_offers_are_told_from_reports() -> None:
    reports = [(label["is_report"], findings.is_report) for label, findings in _plain_reports()]

    assert sum(found for told, found in reports if not told) <= 1


def test_every_responder_named_in_a_report_is_found() -> None:
    for label, findings in _plain_reports():
        named = label["mentions_responder"]
        assert isinstance(named, list)
        assert set(named) <= set(findings.named), label["file"]


def test_urgent_reports_are_found() -> None:
    urgent = [(label, findings) for label, findings in _plain_reports() if label["urgent"]]

    assert sum(findings.urgent for _, findings in urgent) >= 0.85 * len(urgent)
