"""Whatever is written, reading it does not fail, and the evidence is what was written."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocmail.reading import FIELDS, Findings, Person, Report, read, read_answers

ROSTER = (Person("aino", "Aino Virtanen", ("aino@example.org",), ("@ainov", "")), Person("x", "", (), ()))
WORDS = st.sampled_from(
    [
        *(
            "where:",
            "when?",
            "Who -",
            "Paikka:",
            "Aino",
            "Virtanen",
            "grabbed",
            "me in the lobby",
            "on 12.5.",
        ),
        *(
            "eilen",
            "klo 18.30",
            ">",
            "wrote:",
            "\n",
            "\r\n",
            "\u2028",
            "\x85",
            "\x0b",
            "--",
            "don't know",
            ".",
        ),
        *(
            "@nick",
            "Discord",
            "İ",
            "ß",
            "ﬁ",
            "right now",
            "---------- Forwarded message",
            "040 123 4567",
            "#chat",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=60).map(" ".join))


def _check(findings: Findings, text: str, subject: str) -> None:
    assert tuple(findings.fields) == FIELDS
    for field, finding in findings.fields.items():
        assert finding.state in {"present", "partial", "declined", "absent"}
        assert (finding.state == "absent") == (finding.evidence == "")
        found = finding.evidence in text or finding.evidence in subject
        assert found or (field, finding.evidence) == ("contact", "From")
        assert len(finding.evidence.splitlines()) <= 1
    assert findings.urgent == bool(findings.urgent_evidence)
    assert findings.marks <= {
        "retaliation",
        "safety",
        "contact-not-found",
        "no-reply-wanted",
        "answer-elsewhere",
        "other-address",
    }


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, subject=TEXTS, answerable=st.booleans(), sender=st.text(max_size=20))
def test_any_report_is_read_and_its_evidence_is_its_own_words(
    text: str, subject: str, answerable: bool, sender: str
) -> None:
    report = Report(text, subject, datetime(2026, 5, 20, tzinfo=UTC), "Europe/Helsinki", answerable, sender)

    _check(read(report, ROSTER, ("en", "fi", "sv")), text, subject)


@settings(deadline=None, max_examples=100)
@given(text=TEXTS, asked=st.lists(st.sampled_from(FIELDS), max_size=4), inline=TEXTS)
def test_any_reply_is_read_and_its_evidence_is_its_own_words(
    text: str, asked: list[str], inline: str
) -> None:
    text = f"{text}\n{inline}"
    report = Report(text, "Re: x", datetime(2026, 5, 20, tzinfo=UTC), "Europe/Helsinki", True, "Mira")

    _check(
        read_answers(report, asked, {"where": inline, "when": inline}, ROSTER, ("en", "fi", "sv")),
        text,
        "Re: x",
    )


@pytest.mark.parametrize(
    "piece", ["'", ".", "-", "Aa ", "a: ", "not'", "> a\n", "1 ", "keep a a ", '"', "Aino Virtala ", "\n"]
)
def test_hostile_text_is_read_in_time_linear_in_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        report = Report(text, "", datetime(2026, 5, 20, tzinfo=UTC), "Europe/Helsinki", False, "")
        began = time.process_time()
        read(report, ROSTER, ("en", "fi", "sv"))
        return time.process_time() - began

    seconds(1000)

    # Far above what it takes, and far below what a quadratic pattern would.
    assert seconds(100_000) < 5
