"""What is written to stderr: one line an event, ids only.

It stands apart because it must be set up before anything else can speak.
"""

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import ClassVar


class _Lines(logging.Formatter):
    """One line an event; the priority prefix is what journald reads (sd-daemon(3))."""

    _PRIORITY: ClassVar = {
        logging.CRITICAL: "<2>",
        logging.ERROR: "<3>",
        logging.WARNING: "<4>",
        logging.INFO: "<6>",
    }

    def __init__(self, *, journal: bool, as_json: bool) -> None:
        super().__init__()
        self._journal = journal
        self._json = as_json

    def format(self, record: logging.LogRecord) -> str:
        text = " ".join(record.getMessage().split())
        if self._json:
            at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
            return json.dumps(
                {"at": at, "level": record.levelname.lower(), "from": record.name, "event": text}
            )
        if self._journal:
            return f"{self._PRIORITY.get(record.levelno, '<7>')}{text}"
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%d %H:%M:%S}Z {record.levelname.lower()} {text}"


def set_up_logging(*, as_json: bool = False, level: str = "info") -> None:
    """Our own events to stderr. Libraries that would print mail are muted whatever the level."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(journal="JOURNAL_STREAM" in os.environ, as_json=as_json))
    own = logging.getLogger("cocmail")
    own.handlers = [handler]
    own.propagate = False
    own.setLevel(level.upper())
    for name in ("imapclient", "mailparser", "sqlalchemy", "apscheduler", "alembic"):
        noisy = logging.getLogger(name)
        noisy.handlers = [logging.NullHandler()]
        noisy.propagate = False
        noisy.setLevel(logging.CRITICAL)


def place_of(error: BaseException) -> str:
    """Class and place of an error: its text may quote a report."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {where}"
