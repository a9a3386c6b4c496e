"""What of a case's history whoever may read the case is shown: its messages, notes and deeds, oldest first.

It stands apart so that a reader checks here what `CLEAR` and `SHOW` bring. The templates say it in each language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from cocmail.cases.model import FIELDS, Attachment, Case, Entry, Roster

#: The types of entries that are shown.
SHOWN = (
    "report",
    "follow-up",
    "stopped",
    "subject",
    "attached",
    "doubt",
    "withheld",
    "released",
    "contact-answer",
    "note",
    "replied",
    "asked",
    "followed-up",
    "taken",
    "set",
    "decided",
    "closed",
    "reopened",
    "opened",
    "exposed",
)
_OF_A_MAIL = ("subject", "attached")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that came or was done, for a template."""

    at: str
    type: str
    author: str = ""
    text: str = ""
    subject: str = ""
    attachments: tuple[Attachment, ...] = ()
    fields: tuple[str, ...] = ()  #: those that were filled or asked for
    outcome: str = ""
    folded: int = 0  #: how many quoted lines are left out


def told(history: Sequence[Entry], case: Case, roster: Roster, zone: ZoneInfo) -> tuple[Told, ...]:
    """A history for somebody who may read it; what came with a mail stands with the mail."""
    names = {each.key: each.name or each.address for each in roster.everybody()}
    if case.reporter_name:
        names = {case.reporter.casefold(): f"{case.reporter_name} {case.reporter}".strip()} | names
    rows: list[Told] = []
    came: tuple[object, str] | None = None
    for entry in history:
        if entry.type not in SHOWN:
            continue
        row = _row(entry, names, zone)
        if entry.type in _OF_A_MAIL and came == (entry.at, entry.author):
            before = rows.pop()
            row = replace(
                before,
                subject=before.subject or row.subject,
                attachments=(*before.attachments, *row.attachments),
            )
        rows.append(row)
        came = (entry.at, entry.author)
    return tuple(rows)


def _row(entry: Entry, names: dict[str, str], zone: ZoneInfo) -> Told:
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
    row = Told(at, entry.type, names.get(entry.author.casefold(), entry.author), entry.text)
    match entry.type:
        case "subject":
            return replace(row, text="", subject=entry.text)
        case "attached":
            return replace(
                row, text="", attachments=tuple(map(Attachment.from_line, entry.text.splitlines()))
            )
        case "taken" | "exposed":
            return replace(row, text=names.get(entry.text.casefold(), entry.text))
        case "set":
            name, _, value = entry.text.partition(": ")
            return replace(row, text=value, fields=(name,))
        case "asked":
            text, _, last = entry.text.rpartition("\n")
            asks = tuple(last.split(", "))
            return replace(row, text=text, fields=asks) if {*asks} <= {*FIELDS} else row
        case "decided" | "closed":
            outcome, _, text = entry.text.partition(": ")
            return replace(row, text=text, outcome=outcome)
        case _:
            own, folded = _folded(entry.text)
            return replace(row, text=own, folded=folded)


def _folded(text: str) -> tuple[str, int]:
    """A message without the lines it quotes, for reading, and their number; the whole of it stays on the case."""
    lines = text.split("\n")
    own = [line for line in lines if not line.startswith(">")]
    return "\n".join(own).strip(), len(lines) - len(own)
