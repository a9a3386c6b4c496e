"""What the work costs at least in Python: fetch, parse, commit, answer, commit; nothing is decided.

It runs as a process of its own, as the program does, and prints what it did as one JSON object. It is naive,
not optimal: what a good afternoon's script would do.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import json
import smtplib
import sqlite3
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

import imapclient
import mailparser

BATCH = 50
OWN = "conduct-cases@example.org"


def main(imap_port: int, smtp_port: int, user: str, password: str, folder: Path) -> int:
    """Answer every message of the INBOX once; how many."""
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(
        "CREATE TABLE message(id INTEGER PRIMARY KEY, message_id TEXT, sender TEXT, subject TEXT, body TEXT, raw BLOB)"
    )
    database.execute("CREATE TABLE sent(id INTEGER PRIMARY KEY, message_id TEXT)")
    answered = 0
    with (
        smtplib.SMTP("127.0.0.1", smtp_port) as smtp,
        imapclient.IMAPClient("127.0.0.1", port=imap_port, ssl=False) as client,
    ):
        client._imap.debug = 0  # As cocmail does; it triples the rate of fetching.
        client.login(user, password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")
        for start in range(0, len(uids), BATCH):
            for fetched in client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"]).values():
                _answer(database, smtp, fetched[b"BODY[]"])
                answered += 1
                if answered % 100 == 0:
                    print(f"letter {answered}", file=sys.stderr, flush=True)
    database.close()
    return answered


def _answer(database: sqlite3.Connection, smtp: smtplib.SMTP, raw: bytes) -> None:
    read = mailparser.parse_from_bytes(raw)
    message_id, sender = str(read.message_id), str(read.from_[0][1])
    subject = " ".join(str(read.subject).split())
    body = "\n".join(read.text_plain or read.text_html)
    number = database.execute(
        "INSERT INTO message(message_id, sender, subject, body, raw) VALUES(?,?,?,?,?)",
        (message_id, sender, subject, body, raw),
    ).lastrowid
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = OWN, sender, f"[{number}] {subject}"
    reply["Date"], reply["Message-ID"] = formatdate(), make_msgid(domain="example.org")
    reply["In-Reply-To"] = reply["References"] = message_id
    reply["Auto-Submitted"] = "auto-replied"
    reply.set_content("Your message has arrived, and people will read it with care.\n")
    smtp.send_message(reply, OWN, [sender])
    database.execute("INSERT INTO sent(id, message_id) VALUES(?,?)", (number, reply["Message-ID"]))


if __name__ == "__main__":
    _, imap, smtp_, who, secret, where = sys.argv
    print(json.dumps({"answered": main(int(imap), int(smtp_), who, secret, Path(where))}))
