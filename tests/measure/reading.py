"""`python -m tests.measure reading FOLDER`: how well reports are read, for mails with a `labels.jsonl`.

`tests/measure/mails` and `tests/measure/ordinary` hold labelled mails as `tests/training/mails.py` explains them,
that nothing was learned from; `tests/measure/lacking` and `tests/measure/hinted` some that are harder, full of other
days, places and names, with more left out or told in few and unusual words; `tests/measure/short` some of one
sentence; and `tests/measure/fresh`, `tests/measure/others` and `tests/measure/further` some by writers who knew neither
the program nor what it learned from, each labelled twice; on `tests/measure/unseen` and `tests/measure/apart`, by seven
more of them and labelled twice too, no setting and no phrase was chosen. `tests/measure/plain` are put together as by
`tests/training/plainly.py`, from parts of their own. The mails are read exactly as the daemon reads them. `--digits`
takes only files whose name's SHA-256 ends in one of these hexadecimal digits: so a part can be kept unlooked at, and
its figures told apart from the rest.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import argparse
import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.training.mails import read_mails

from cocmail.cases import checklist
from cocmail.cases.model import FIELDS, Report, Responder, Roster, Rules
from cocmail.judging import Desk, judge, read_report
from cocmail.mail.sender import Group

REQUIRED = ("contact", "when", "where", "ongoing", "description", "reported_person")
LANGUAGES = ("en", "fi", "sv")
# The roster that the labels are made for; another folder's may be given by `--roster`.
ALIAS = "coc@pyhki.example"
NAMES: Mapping[str, Sequence[str]] = {
    "Aino Virtanen": (),
    "Ben Okafor": ("@bokafor",),
    "Carla Lindqvist": (),
    "Daniel Heino": ("Dani",),
}


@dataclass
class Count:
    """One figure: how many of how many, and the mails that make it up."""

    of: int = 0
    hits: list[str] = field(default_factory=list)

    def add(self, hit: bool, what: str) -> None:
        """Count one more, a hit or not."""
        self.of += 1
        if hit:
            self.hits.append(what)

    def __str__(self) -> str:
        share = f"{100 * len(self.hits) / self.of:.1f} %" if self.of else "-"
        return f"{len(self.hits)} of {self.of} ({share})"


def main(arguments: Sequence[str]) -> int:
    """Read the folder, print the figures, and give the exit status: 1 where there is no such folder."""
    options = _options(arguments)
    if not (options.folder / "labels.jsonl").is_file() and not list(options.folder.glob("*.txt")):
        print(
            f"measure: {options.folder} has no labels.jsonl and no *.txt with labelled mails", file=sys.stderr
        )
        return 1
    figures, spent = measure(options.folder, options.digits.lower(), _names(options.roster))
    if options.json:
        told: dict[str, Any] = {
            name: {"hits": len(count.hits), "of": count.of} | ({"mails": count.hits} if options.show else {})
            for name, count in figures.items()
        }
        print(json.dumps(told | {"cpu_ms": {code: _mean_ms(each) for code, each in spent.items()}}))
        return 0
    for name, count in figures.items():
        print(f"{name:42} {count}")
        # Of the states the right ones are counted; all other figures count what went wrong.
        for what in count.hits if options.show and not name.startswith("same state") else ():
            print(f"    {what}")
    for code, each in spent.items():
        print(f"{f'CPU a mail, {code}':42} {_mean_ms(each):.1f} ms")
    return 0


def _mean_ms(seconds: Sequence[float]) -> float:
    return round(1000 * sum(seconds) / len(seconds), 1)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.measure reading", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="list the mails behind each figure")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--digits", default="0123456789abcdef", help="only names whose SHA-256 ends in these")
    parser.add_argument("--roster", type=Path, help='a JSON object, {"Full Name": ["alias", ...]}')
    return parser.parse_args(arguments)


def _names(path: Path | None) -> Mapping[str, Sequence[str]]:
    if not path:
        return NAMES
    names: dict[str, list[str]] = json.loads(path.read_text("utf-8"))
    return names


def in_part(name: str, digits: str) -> bool:
    """Whether a name's (or a text's) SHA-256 ends in one of the digits."""
    return hashlib.sha256(name.encode()).hexdigest()[-1] in digits


def measure(
    folder: Path, digits: str, names: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Count], dict[str, list[float]]]:
    """Every figure by its name, and the CPU seconds that each mail took, by its language."""
    domain = ALIAS.partition("@")[2]
    people = tuple(
        Responder(f"{name.lower().replace(' ', '.')}@{domain}", name, also_known_as=tuple(aliases))
        for name, aliases in names.items()
    )
    rules = Rules(Roster(people), REQUIRED)
    desk = Desk(f"cases@{domain}", Group(ALIAS), "", LANGUAGES, "Europe/Helsinki")
    figures: dict[str, Count] = defaultdict(Count)
    spent: dict[str, list[float]] = defaultdict(list)
    for label, raw in _labelled(folder):
        if not in_part(label["file"], digits):
            continue
        judged = judge(raw, desk, b"k" * 32)
        received = judged.message.date or datetime.now(UTC)
        if label["language"] not in spent:
            # The first mail of a language also makes its patterns; a daemon does that once.
            read_report(judged, desk, rules, received)
        began = time.process_time()
        report = read_report(judged, desk, rules, received)
        spent[label["language"]].append(time.process_time() - began)
        asked = checklist.asked_first(report, rules)
        _count(figures, label, report, asked, {each.key: each.name for each in people})
    return _ordered(figures), dict(sorted(spent.items()))


def _labelled(folder: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    if (folder / "labels.jsonl").is_file():
        for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
            label = json.loads(line)
            yield label, (folder / label["file"]).read_bytes()
        return
    for path in sorted(folder.glob("*.txt")):
        for mail in read_mails(path):
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = mail.sender, ALIAS, mail.subject.text
            message["Date"], message["Message-ID"] = mail.date, f"<{mail.name}@example.org>"
            message.set_content(mail.text)
            fields = {field: {"state": state, "evidence": ""} for field, state in mail.states.items()}
            told = {"file": mail.name, "language": mail.language, "is_report": mail.is_report}
            yield (
                told | {"urgent": mail.urgent, "fields": fields},
                message.as_bytes(),
            )


def _count(
    figures: dict[str, Count],
    label: Mapping[str, Any],
    report: Report,
    asked: Sequence[str],
    people: Mapping[str, str],
) -> None:
    name = label["file"]
    if label["language"] != "mixed":
        figures["language wrong"].add(report.language != label["language"], f"{name} {report.language}")
    if label["urgent"]:
        figures["urgent missed"].add(not report.urgent, name)
    else:
        figures["falsely urgent"].add(report.urgent, name)
    held = {people[key] for key in report.held}
    # Mails of ours are not labelled for whom they name.
    for named in label.get("mentions_responder", ()):
        role = label["responder_roles"].get(named, "mentioned")
        figures[f"{role} roster members not held"].add(named not in held, f"{name} {named}")
    if "mentions_responder" in label:
        extra = sorted(held - set(label["mentions_responder"]))
        figures["mails in which others are held"].add(bool(extra), f"{name} {extra}")
    if not label["is_report"]:
        figures["non-reports asked for the checklist"].add(report.is_report, name)
        return
    figures["reports called unclear"].add(not report.is_report, name)
    for each in FIELDS:
        state, found = label["fields"][each]["state"], report.findings[each]
        told = f"{name} {each}: {state} read as {found.state}"
        figures[f"same state, {each}"].add(found.state == state, told)
        if each not in REQUIRED:
            continue
        if state in ("present", "declined"):
            given = f"{told}; was in {label['fields'][each]['evidence']!r}"
            figures["asked although given"].add(each in asked, given)
        elif state == "absent":
            taken = f"{told} for {found.evidence!r}"
            figures["not asked although absent"].add(each not in asked, taken)


def _ordered(figures: Mapping[str, Count]) -> dict[str, Count]:
    first = ("asked although given", "not asked although absent", "urgent missed", "falsely urgent")
    rest = sorted(name for name in figures if name not in first)
    return {name: figures[name] for name in (*first, *rest) if name in figures}
