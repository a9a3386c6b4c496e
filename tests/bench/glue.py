"""Lets another benchmark drive cocmail: `glue.py init` writes configuration, key and database, `glue.py count`
says how many cases there are.

It is told by BENCH_* variables where the servers are, and works in the folder BENCH_WORK. There is one
responder, the fewest a configuration may have: a message is two letters, where the systems compared with send one.
"""

# ruff: noqa: T201 (it talks to the benchmark)

import os
import sys
import time
from pathlib import Path

from cocmail.config import load
from cocmail.database import Database
from cocmail.health import Health

# The checkout: this file is run by its path, from a folder of the other benchmark's.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measures import LIMITS, with_responders
from tests.builders import make_database, write_config


def init(folder: Path) -> None:
    """Get ready to drain the mailbox, whose messages are to have come just now: old ones would be overdue."""
    path = write_config(
        folder,
        imap_port=int(os.environ["BENCH_IMAP_PORT"]),
        smtp_port=int(os.environ["BENCH_SMTP_PORT"]),
        user=os.environ["BENCH_IMAP_USER"],
        password=os.environ["BENCH_IMAP_PASSWORD"],
        smtp_more=LIMITS,
    )
    path.write_text(with_responders(path.read_text(), 1))
    make_database(load(path))
    maildir = folder.parent / "dovecot" / "mail" / os.environ["BENCH_IMAP_USER"] / "Maildir"
    now = time.time()
    for file in maildir.glob("*/*"):
        os.utime(file, (now, now))


def count(folder: Path) -> int:
    """How many cases there are."""
    config = load(folder / "cocmail.toml")
    database = Database(config.database_url())
    cases = int(Health(database).counts()["open_cases"])
    database.close()
    return cases


if __name__ == "__main__":
    work = Path(os.environ["BENCH_WORK"])
    if sys.argv[1:] == ["init"]:
        init(work)
    else:
        print(count(work))
