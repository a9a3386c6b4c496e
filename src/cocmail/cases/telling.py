"""What of a case's history whoever may read the case is shown: its messages, notes and deeds, oldest first.

It stands apart so that a reader checks here what `CLEAR` and `SHOW` bring. The templates say it in each language.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from cocmail.cases.model import FIELDS, Attachment, Case, Entry, EntryType, Roster, Told

#: The types of entries that are shown.
SHOWN: tuple[EntryType, ...] = (
    "report",
    "follow-up",
    "stopped",
    "subject",
    "attached",
    "recipients",
    "doubt",
    "reply-to",
    "withheld",
    "released",
    "contact-answer",
    "note",
    "unproven-note",
    "replied",
    "asked",
    "followed-up",
    "taken",
    "untaken",
    "urgent",
    "calm",
    "set",
    "decided",
    "closed",
    "reopened",
    "opened",
    "exposed",
    "revealed",
    "exported",
)
_OF_A_MAIL: tuple[EntryType, ...] = ("subject", "attached")
#: The types of entries that hold a message of the reporter.
OF_THE_REPORTER: tuple[EntryType, ...] = ("report", "follow-up", "stopped")

#: The numbers of the quoted lines of a reporter's text that are neither ours nor in what they wrote before.
PassedOn = Callable[[str, Sequence[str]], Collection[int]]


def told(
    history: Sequence[Entry],
    case: Case,
    roster: Roster,
    zone: ZoneInfo,
    passed_on: PassedOn = lambda _text, _earlier: (),
) -> tuple[Told, ...]:
    """A history for somebody who may read it; what came with a mail stands with the mail.

    Quoted lines are folded, but for those of a first report and those that are `passed_on` later: they are evidence.
    """
    names = {each.key: each.name or each.address for each in roster.everybody()}
    if case.reporter_name:
        names = {case.reporter.casefold(): f"{case.reporter_name} {case.reporter}".strip()} | names
    rows: list[Told] = []
    came: tuple[object, str] | None = None
    earlier: list[str] = []
    for entry in history:
        if entry.type not in SHOWN:
            continue
        row = _row(entry, names, zone, _evidence(entry, earlier, passed_on))
        if entry.type in _OF_A_MAIL and came == (entry.at, entry.who):
            before = rows.pop()
            row = replace(
                before,
                subject=before.subject or row.subject,
                attachments=(*before.attachments, *row.attachments),
            )
        rows.append(row)
        came = (entry.at, entry.who)
        earlier += [entry.text] if entry.type in OF_THE_REPORTER else []
    return tuple(rows)


def _evidence(entry: Entry, earlier: Sequence[str], passed_on: PassedOn) -> Collection[int]:
    """The numbers of the quoted lines of an entry that are shown."""
    if entry.type not in OF_THE_REPORTER or not any(map(_is_quoted, entry.text.split("\n"))):
        return ()
    # Before the first letter of ours there is nothing of ours to quote.
    return range(entry.text.count("\n") + 1) if entry.type == "report" else passed_on(entry.text, earlier)


def _row(entry: Entry, names: dict[str, str], zone: ZoneInfo, evidence: Collection[int]) -> Told:
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
    row = Told(at, entry.type, names.get(entry.who.casefold(), entry.who), entry.text)
    match entry.type:
        case "subject":
            return replace(row, text="", subject=entry.text)
        case "attached":
            return replace(
                row, text="", attachments=tuple(map(Attachment.from_line, entry.text.splitlines()))
            )
        case "taken" | "untaken" | "exposed":
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
            own, folded = _folded(entry.text, evidence)
            return replace(row, text=own, folded=folded)


def _folded(text: str, evidence: Collection[int]) -> tuple[str, int]:
    """A message without the lines it quotes but for the `evidence`, for reading, and how many are left out.

    The whole of it stays on the case.
    """
    lines = text.split("\n")
    own = [line for number, line in enumerate(lines) if number in evidence or not _is_quoted(line)]
    return "\n".join(own).strip(), len(lines) - len(own)


def _is_quoted(line: str) -> bool:
    return line.startswith(">")
