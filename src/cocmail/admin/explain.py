"""`cocmail explain`: what the daemon would make of a raw message. Touches nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cocmail.cases import checklist, clearance, policy
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
    asks = checklist.missing(report.findings, rules.required) if policy.asks_at_all(report, rules) else ()
    shut_out = clearance.first_clearance(
        rules.roster, report.held, report.reporter, mode=rules.clearance_mode
    )
    roster = {each.key: each.address for each in rules.roster.everybody()}
    return {
        "file": str(path),
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
        "held_because": {roster[key]: words for key, words in report.held.items() if key in roster},
        "would_reply_to": report.reporter if report.may_answer else None,
        "why_no_reply": report.withheld_because,
        "attachments": [
            {"name": each.name, "type": each.type, "bytes": each.size} for each in message.attachments
        ],
        "openpgp": judged.openpgp,
        "defects": list(message.defects[:_DEFECTS_AT_MOST]),
    }
