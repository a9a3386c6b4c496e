"""`cocmail explain`: what the daemon would make of a raw message. Touches nothing."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cocmail.admin.shell import for_terminal
from cocmail.cases import checklist, clearance, persons
from cocmail.cases.model import FIELDS, Finding, Rules
from cocmail.judging import Desk, judge, read_report
from cocmail.mail.reply import new_text

_DEFECTS_AT_MOST = 50


def explain(path: Path, desk: Desk, rules: Rules, mark_key: bytes) -> dict[str, Any]:
    """One message as the object of `explain --json`. Raises OSError where the file cannot be read."""
    raw = path.read_bytes()
    judged = judge(raw, desk, mark_key)
    message, sender = judged.message, judged.sender
    received_at = message.date or datetime.now(UTC)
    report = read_report(judged, desk, rules, received_at)
    asks = checklist.asked_first(report, rules)
    shut_out = clearance.first_clearance(
        rules.roster, report.held, report.reporter, mode=rules.clearance_mode
    )
    # Whoever of us reports is held as well.
    because = dict.fromkeys(persons.who_is(rules.roster, report.reporter), report.reporter) | dict(
        report.held
    )
    roster = {each.key: each.address for each in rules.roster.everybody()}
    return {
        "file": called(path),
        "author": {
            "address": sender.address.address,
            "name": sender.address.name,
            "method": sender.method,
            "authenticated": sender.authenticated,
            "doubt": sender.doubt,
        },
        "origin": sender.origin,
        "kind": judged.kind.name,
        "kind_reason": judged.kind.reason,
        "is_report": "report" if report.is_report else "unclear",
        "language": report.language,
        "subject": message.subject,
        "text": message.text,
        "new_text": new_text(message),
        "checklist": {
            name: {"state": found.state, "evidence": found.evidence}
            for name in FIELDS
            if (found := report.findings.get(name, Finding()))
        },
        "asks_for": list(asks) if report.may_answer else [],
        "urgent": report.urgent,
        "marks": sorted(report.marks),
        "held": [roster[key] for key, standing in shut_out.items() if standing == "held"],
        "held_because": {roster[key]: words for key, words in because.items() if key in roster},
        "would_reply_to": report.reporter if report.may_answer else None,
        "why_no_reply": report.withheld_because,
        "attachments": [
            {"name": each.name, "type": each.type, "bytes": each.size} for each in message.attachments
        ],
        "openpgp": judged.openpgp,
        "defects": list(message.defects[:_DEFECTS_AT_MOST]),
    }


def called(path: Path) -> str:
    r"""The name of a file as text; bytes that are not UTF-8 stand there by their number, such as `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def explained(told: Mapping[str, Any]) -> str:
    """What was found in a message, as people read it."""
    author = told["author"]
    lines = [
        f"{told['file']}",
        f"  author      {for_terminal(author['name'])} <{for_terminal(author['address'])}>",
        f"  known by    {author['method']}, {told['origin']}, authenticated: {author['authenticated']}"
        f"{'; ' + author['doubt'] if author['doubt'] else ''}",
        f"  kind        {told['kind']}{': ' + told['kind_reason'] if told['kind_reason'] else ''}",
        f"  language    {told['language']}, {told['is_report']}{', URGENT' if told['urgent'] else ''}",
    ]
    lines += [f"  {line}" for line in numbered(told)]
    held = ", ".join(f"{who} ({why})" for who, why in told["held_because"].items())
    lines += [
        f"  would ask   {', '.join(told['asks_for']) or 'nothing'}",
        f"  held        {for_terminal(held) or 'nobody'}",
        f"  replies to  {for_terminal(told['would_reply_to'] or 'nobody: ' + told['why_no_reply'])}",
        "",
        *(f"  | {line}".rstrip() for line in marked(told)),
    ]
    return "\n".join(lines)


def numbered(told: Mapping[str, Any]) -> list[str]:
    """The fields as lines for people: a number each, its state, and the words that show it."""
    return [
        f"{FIELDS.index(name) + 1} {name:16}{found['state']:9}{for_terminal(found['evidence'])}"
        for name, found in told["checklist"].items()
    ]


def marked(told: Mapping[str, Any]) -> list[str]:
    """Subject and text as lines for people, the words of field 2 marked as `[2>words<2]`; a terminal underlines them.

    Fields may share words, so each mark carries its number at both ends.
    """
    text = for_terminal(f"{told['subject']}\n\n{told['text']}")
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    covered: set[int] = set()
    for number, name in enumerate(FIELDS, 1):
        words = for_terminal(told["checklist"].get(name, {"evidence": ""})["evidence"])
        start = text.find(words) if words else -1
        if start < 0:
            continue
        end = start + len(words)
        opening[start] = opening.get(start, "") + f"[{number}>"
        closing[end] = f"<{number}]" + closing.get(end, "")
        covered.update(range(start, end))
    pieces = []
    for index, char in enumerate(text + "\n"):
        mark = closing.get(index, "") + opening.get(index, "")
        pieces.append(click.style(mark, fg="cyan") if mark else "")
        pieces.append(click.style(char, underline=True) if index in covered else char)
    return "".join(pieces).rstrip("\n").split("\n")
