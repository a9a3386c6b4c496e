"""`python -m tests.bench`: how quick and how large the installed program is, next to a floor in the same run.

A private Dovecot, an SMTP server in this process, and on demand a PostgreSQL that really syncs; all on
loopback, all gone afterwards. There is no pass or fail on time: machines differ, and other work disturbs.
What is checked is the work: the exit status is 1 where a case or a letter is missing.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import argparse
import importlib.metadata
import json
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import mailbox, measures
from tests.bench.measures import Program, Wrong
from tests.bench.process import fsync_ms
from tests.servers import Dovecot, PostgreSQL, SmtpServer

_PACKAGES = ("cocmail", "imapclient", "mail-parser", "sqlalchemy", "jinja2", "aiosmtpd", "psycopg")


class SyncingPostgreSQL(PostgreSQL):
    """The tests' server lets the disk wait; a benchmark must not."""

    def _command(self) -> list[str]:
        # The last of two equal settings counts.
        really = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
        return [*super()._command(), *(word for setting in really for word in ("-c", setting))]


def main() -> int:
    """Measure, print, and give the exit status."""
    options = _options()
    for server in (Dovecot, PostgreSQL) if options.postgresql else (Dovecot,):
        if reason := server.missing():
            print(f"bench: {reason}", file=sys.stderr)
            return 1
    with tempfile.TemporaryDirectory(prefix="cocmail-bench-", dir=options.folder) as name:
        folder = Path(name)
        # Dovecot runs as another account where this is root.
        folder.chmod(0o711)
        try:
            results = _flood(folder, options.flood) if options.flood else _measure(folder, options)
        except Wrong as wrong:
            print(f"bench: {wrong}", file=sys.stderr)
            return 1
    if options.json:
        print(json.dumps(results))
    elif options.flood:
        for what, figure in results.items():
            print(f"{what:36}{figure:>12,.1f}")
    else:
        _show(results)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--n", type=int, default=2000, help="messages of the mailbox (default: 2000)")
    parser.add_argument("--deliveries", type=int, default=30, help="single deliveries (default: 30)")
    parser.add_argument("--seed", type=int, default=1, help="another mailbox (default: 1)")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL too")
    parser.add_argument(
        "--flood", type=int, metavar="N", help="only this: mail from N addresses at once, on SQLite"
    )
    parser.add_argument("--quick", action="store_true", help="all of it, with few messages")
    parser.add_argument("--json", action="store_true", help="one JSON object in place of the tables")
    parser.add_argument("--folder", help="where the work is done: put it on the disk you care about")
    options = parser.parse_args()
    if options.folder and not Path(options.folder).is_dir():
        parser.error(f"there is no folder {options.folder}")
    if options.quick:
        options.n, options.deliveries = min(options.n, 40), min(options.deliveries, 3)
    if not 1 <= max(options.n, options.flood or 0) <= 20_000:
        parser.error("--n and --flood are 1 to 20000: there are 41,652 case names")
    return options


def _flood(folder: Path, count: int) -> dict[str, Any]:
    with Dovecot(folder) as dovecot, SmtpServer() as smtp:
        return measures.flood(Program(folder / "flood", dovecot, smtp, "flood", limits=""), count)


def _measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    _say(f"making {options.n} messages")
    source = mailbox.make(folder / "mailbox", options.n, options.seed)
    results: dict[str, Any] = {"context": _context(folder, options, source)}
    with Dovecot(folder) as dovecot:
        results["context"]["dovecot"] = dovecot.version
        with SmtpServer() as smtp:
            program = Program(folder / "start", dovecot, smtp, "start")
            results["start"] = measures.start(program)
        _say("reaction to single deliveries")
        with SmtpServer() as smtp:
            program = Program(folder / "reaction", dovecot, smtp, "reaction")
            results["reaction"] = measures.reaction(program, options.deliveries, options.seed)
        results["runs"] = runs = {}
        for name, url, responders, once in (
            ("run --once, 1 responder", "", 1, True),
            ("run --once, 3 responders", "", 3, True),
            ("run (daemon), 3 responders", "", 3, False),
        ):
            runs[f"SQLite: {name}"] = _run(
                folder, dovecot, source, name, url, responders=responders, once=once
            )
            if responders == 1:
                with SmtpServer() as smtp:
                    mailbox.put(source, dovecot, "floor")
                    runs["floor"] = measures.floor(folder / "floor", dovecot, smtp, "floor", source)
        if options.postgresql:
            with SyncingPostgreSQL(folder) as postgresql:
                for name, responders in (
                    ("run --once, 1 responder", 1),
                    ("run --once, 3 responders", 3),
                ):
                    url = postgresql.database()
                    what = f"PostgreSQL: {name}"
                    runs[what] = _run(folder, dovecot, source, what, url, responders=responders, once=True)
    _say("reading reports")
    results["reading"] = measures.reading(folder / "reading", 20 if options.quick else 200)
    return results


def _run(
    folder: Path,
    dovecot: Dovecot,
    source: mailbox.Source,
    name: str,
    url: str,
    *,
    responders: int,
    once: bool,
) -> dict[str, Any]:
    user = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    mailbox.put(source, dovecot, user)
    with SmtpServer() as smtp:
        program = Program(
            folder / user, dovecot, smtp, user, url or "sqlite:///cocmail.db", responders=responders
        )
        return (measures.drained if once else measures.watched)(program, source, name)


def _context(folder: Path, options: argparse.Namespace, source: mailbox.Source) -> dict[str, Any]:
    median, p95 = fsync_ms(folder)
    return {
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "cores": os.cpu_count(),
        "sqlite": sqlite3.sqlite_version,
        "fsync_ms": {"median": median, "p95": p95},
        "seed": options.seed,
        "messages": source.count,
        "mailbox_bytes": source.size,
        "mailbox_made_by": source.maker,
        "versions": {name: importlib.metadata.version(name) for name in _PACKAGES},
    }


def _show(results: dict[str, Any]) -> None:
    context, reaction = results["context"], results["reaction"]
    fsync = context["fsync_ms"]
    versions = ", ".join(f"{name} {version}" for name, version in context["versions"].items())
    print(
        f"Python {context['python']}, {context['system']}, {context['cores']} cores, Dovecot {context['dovecot']}"
    )
    print(f"SQLite {context['sqlite']}; {versions}")
    print(f"fsync of 4 KB: median {fsync['median']:.2f} ms, 95 % within {fsync['p95']:.2f} ms")
    print(
        f"mailbox: {context['messages']} messages, {context['mailbox_bytes'] / 1e6:.1f} MB, seed {context['seed']},"
        f" made by {context['mailbox_made_by']}; INTERNALDATE now; limits on letters raised"
    )
    print(f"\nOne message at a time ({reaction['messages']}), daemon with IDLE, seconds after APPEND began")
    print(f"{'':44}{'median':>9}{'95 %':>9}{'max':>9}")
    for key, label in (
        ("idle_notice_s", "another idling client is told (Dovecot's part)"),
        ("answer_s", "the reporter's answer is at the SMTP server"),
        ("all_letters_s", "all four letters are"),
    ):
        told = reaction[key]
        print(f"{label:47.47}{told['median']:>6.3f}{told['p95']:>9.3f}{told['max']:>9.3f}")
    print(
        f"daemon: {reaction['idle_rss_mb']:.0f} MB resident when idle, {reaction['rss_after_mb']:.0f} MB afterwards; "
        f"{reaction['idle_cpu_percent']:.1f} % CPU when idle, {reaction['cpu_ms_per_message']:.1f} ms CPU a message"
    )
    start = results["start"]
    print(
        f"run --once with nothing to do: {start['wall_s']:.2f} s, {start['cpu_s']:.2f} s CPU, in every figure below"
    )
    print("\nThe whole mailbox")
    print(
        f"{'':44}{'msg/s':>8}{'x floor':>9}{'letters':>9}{'lett./s':>9}{'wall s':>8}{'CPU ms/msg':>12}"
        f"{'peak MB':>9}{'others':>8}"
    )
    base = results["runs"]["floor"]["messages_per_s"]
    for name, run in results["runs"].items():
        print(
            f"{name:44}{run['messages_per_s']:>8.1f}{run['messages_per_s'] / base:>9.2f}{run['letters']:>9}"
            f"{run['letters_per_s']:>9.1f}{run['wall_s']:>8.1f}{run['cpu_ms_per_message']:>12.2f}"
            f"{run['peak_rss_mb']:>9.0f}{run['other_cores_busy']:>8.2f}"
        )
    print(
        "others: how many cores everything else on the machine kept busy; above about 0.2 a run was disturbed"
    )
    print("floor: imapclient in batches, mail-parser, SQLite commit, one answer by SMTP, another commit")
    print("\nReading one report, CPU ms (median)")
    print(f"{'':14}{'bytes':>8}{'parse and judge':>18}{'read':>8}{'both':>8}")
    for language, read in results["reading"].items():
        both = read["judge_ms"] + read["read_ms"]
        print(f"{language:14}{read['size']:>8}{read['judge_ms']:>18.2f}{read['read_ms']:>8.2f}{both:>8.2f}")


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
