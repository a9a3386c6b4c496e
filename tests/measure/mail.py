"""Who is answered that must not be, who is not that should be, and what is cut from replies, in labelled mail.

The folder has a `labels.tsv` (path, kind, expectation, format, signals) as `../shared/corpus/mail` has it, which
describes it in SOURCES.md. The program is used as it is, with an alias that no message of the folder was sent
to: whatever a list or group put on a mail is of another list.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import argparse
import csv
import hashlib
import json
import logging
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cocmail.judging import Desk, Judged, judge
from cocmail.mail.automatic import kind_of, why_not_answer
from cocmail.mail.message import parse
from cocmail.mail.reply import new_text
from cocmail.mail.sender import Group

FOLDER = Path(__file__).parents[2].parent / "shared" / "corpus" / "mail"
DESK = Desk(
    "conduct-cases@example.org",
    Group("conduct@groups.example", "conduct.groups.example"),
    "mx.example.org",
    ("en", "fi", "sv"),
    "Europe/Helsinki",
)
KEY = bytes(32)
_LIST_HEADERS = (
    "list-",
    "precedence",
    "mailing-list",
    "x-google-group-id",
    "x-beenthere",
    "x-mailman",
    "x-loop",
)


@dataclass(slots=True)
class Result:
    """What was counted. Each list holds the paths, with what is to be seen of them."""

    messages: int = 0
    robots: int = 0
    robots_answered: list[str] = field(default_factory=list)
    people: int = 0
    people_as_robots: list[str] = field(default_factory=list)
    people_silenced: list[str] = field(default_factory=list)
    through_lists: int = 0
    lists_not_answered: list[str] = field(default_factory=list)
    group_robots: int = 0
    group_robots_answered: list[str] = field(default_factory=list)
    replies: int = 0
    replies_right: int = 0
    replies_with_too_much: list[str] = field(default_factory=list)
    replies_with_a_word_lost: list[str] = field(default_factory=list)
    without_result: list[str] = field(default_factory=list)
    without_author: list[str] = field(default_factory=list)
    authors: int = 0
    slowest: list[tuple[float, str]] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Count, print, and give the exit status: 1 where there is no such folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.measure mail", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--show", action="store_true", help="list the files that fail")
    parser.add_argument("--json", action="store_true", help="one JSON object in place of the table")
    parser.add_argument(
        "--part",
        default="0123456789abcdef",
        help="only paths whose SHA-256 ends with one of these hex digits",
    )
    options = parser.parse_args(arguments)
    # A second opinion that talks of every part it does not know.
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    if not (options.folder / "labels.tsv").is_file():
        print(f"measure: {options.folder} has no labels.tsv", file=sys.stderr)
        return 1
    result = measure(options.folder, options.part)
    print(json.dumps(_figures(result) | _failing(result)) if options.json else _table(result))
    if options.show and not options.json:
        for name, paths in _failing(result).items():
            for path in paths:
                print(f"{name}: {path}")
    return 0


def measure(folder: Path, part: str = "0123456789abcdef") -> Result:
    """Count over every row of the labels whose path is of the `part` asked for."""
    result = Result()
    with (folder / "labels.tsv").open(encoding="utf-8") as table:
        rows = [
            row
            for row in csv.DictReader(table, delimiter="\t")
            if hashlib.sha256(row["path"].encode()).hexdigest()[-1] in part
        ]
    judged: dict[str, Judged | None] = {}
    for row in rows:
        path = row["path"]
        raw = _raw(folder / path, row["format"])
        if path not in judged:
            judged[path] = _judged(raw, path, result)
        found = judged[path]
        if found is None:
            continue
        if row["kind"] == "reply":
            _reply(folder, row, found, result)
        elif row["expectation"] == "automatic":
            _robot(row, found, result)
        elif row["expectation"] == "human":
            _person(row, raw, found, result)
    result.messages = len(judged)
    result.slowest = sorted(result.slowest, reverse=True)[:5]
    return result


def _raw(path: Path, form: str) -> bytes:
    raw = path.read_bytes()
    kind = {"body-text": b"plain", "body-html": b"html"}.get(form)
    if kind is None:
        return raw
    head = b"From: Rea <rea@example.net>\nSubject: Re: something\nContent-Type: text/" + kind
    return head + b"; charset=utf-8\n\n" + raw


def _judged(raw: bytes, path: str, result: Result) -> Judged | None:
    before = time.perf_counter()
    try:
        found = judge(raw, DESK, KEY)
        new_text(found.message)
    except Exception as error:
        result.without_result.append(f"{path} ({type(error).__name__})")
        return None
    result.slowest.append((time.perf_counter() - before, path))
    if "unparsable" in found.message.defects:
        result.without_result.append(f"{path} (unparsable)")
    return found


def _robot(row: dict[str, str], found: Judged, result: Result) -> None:
    answered = [] if found.withheld_because else [f"{row['path']} ({row['kind']}, {row['signals']})"]
    if row["kind"] == "group":
        result.group_robots += 1
        result.group_robots_answered += answered
        return
    result.robots += 1
    result.robots_answered += answered


def _person(row: dict[str, str], raw: bytes, found: Judged, result: Result) -> None:
    result.people += 1
    if found.kind.name not in ("person", "unreadable"):
        result.people_as_robots.append(f"{row['path']} ({found.kind.name}: {found.kind.reason})")
    if found.sender.address.address and found.sender.method != "unknown":
        result.authors += 1
    else:
        result.without_author.append(row["path"])
    is_through_list = any(name.lower().startswith(_LIST_HEADERS) for name, _ in found.message.headers)
    if is_through_list:
        result.through_lists += 1
        if found.withheld_because:
            result.lists_not_answered.append(f"{row['path']} ({found.withheld_because})")
    # What a list wrote on the envelope is its business; what the person wrote must be answered.
    alone = _without_list_headers(raw)
    message = parse(alone)
    kind = kind_of(message, found.sender, DESK.group, DESK.own, ours=False)
    if withheld := why_not_answer(kind, found.sender, DESK.group, DESK.own):
        result.people_silenced.append(f"{row['path']} ({withheld})")


def _without_list_headers(raw: bytes) -> bytes:
    """The message as it would be had its writer sent it straight to us."""
    kept: list[bytes] = []
    dropped = in_body = False
    for line in raw.splitlines(keepends=True):
        if not in_body and not line.strip():
            in_body = True
        elif not in_body and line[:1] not in b" \t":
            name = line.partition(b":")[0].decode("latin-1").lower()
            dropped = name.startswith((*_LIST_HEADERS, "return-path", "errors-to", "sender"))
        if in_body or not dropped:
            kept.append(line)
    return b"".join(kept)


def _reply(folder: Path, row: dict[str, str], found: Judged, result: Result) -> None:
    result.replies += 1
    shown = _lines(new_text(found.message))
    expected = _lines((folder / row["expectation"]).read_text(encoding="utf-8"))
    optional = folder / f"{row['path']}.optional.txt"
    allowed = expected + (_lines(optional.read_text(encoding="utf-8")) if optional.exists() else [])
    # A paragraph may be wrapped otherwise than in the file, so lines are looked for in the whole.
    missing = [line for line in expected if line not in " ".join(shown)]
    extra = [line for line in shown if line not in " ".join(allowed)]
    if missing:
        result.replies_with_a_word_lost.append(f"{row['path']} ({missing[0][:60]!r})")
    if extra:
        result.replies_with_too_much.append(f"{row['path']} ({extra[0][:60]!r})")
    result.replies_right += not missing and not extra


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _figures(result: Result) -> dict[str, Any]:
    return {
        "messages": result.messages,
        "robots": result.robots,
        "people": result.people,
        "authors_found": result.authors,
        "people_through_lists": result.through_lists,
        "group_robots": result.group_robots,
        "replies": result.replies,
        "replies_right": result.replies_right,
        "slowest_s": {path: round(seconds, 3) for seconds, path in result.slowest},
    }


def _failing(result: Result) -> dict[str, list[str]]:
    return {
        "robot answered": result.robots_answered,
        "robot of another group answered": result.group_robots_answered,
        "person taken for a robot": result.people_as_robots,
        "person silenced by their words": result.people_silenced,
        "person of another list not answered": result.lists_not_answered,
        "word lost": result.replies_with_a_word_lost,
        "too much shown": result.replies_with_too_much,
        "no result": result.without_result,
        "no author": result.without_author,
    }


def _table(result: Result) -> str:
    share = 100 * result.replies_right / result.replies if result.replies else 100.0
    rows = [
        ("messages", result.messages, ""),
        ("without a result", len(result.without_result), "goal 0"),
        ("robots answered", len(result.robots_answered), f"of {result.robots}, goal 0"),
        ("people taken for robots", len(result.people_as_robots), f"of {result.people}, goal 0"),
        (
            "people silenced by what they write",
            len(result.people_silenced),
            "the same, without list headers; goal 0",
        ),
        ("authors found", result.authors, f"of {result.people}"),
        (
            "replies exactly right",
            result.replies_right,
            f"of {result.replies}: {share:.1f} %, goal at least 95 %",
        ),
        ("replies in which a typed word is lost", len(result.replies_with_a_word_lost), "goal 0"),
        (
            "apart: robots through another group answered",
            len(result.group_robots_answered),
            f"of {result.group_robots}",
        ),
        (
            "apart: people through another list, no letter",
            len(result.lists_not_answered),
            f"of {result.through_lists}: a case is opened, responders decide",
        ),
    ]
    lines = [f"{name:46}{count:>6}  {note}".rstrip() for name, count, note in rows]
    slowest = ", ".join(f"{seconds:.2f} s {path}" for seconds, path in result.slowest)
    return "\n".join([*lines, f"slowest: {slowest}"])
