"""What is written to stderr: one line an event, ids only.

It stands apart because it must be set up before anything else can speak. Whatever a library, a warning or an
uncaught exception would say may quote a report, so of those only the kind and the place are left.
"""

import json
import logging
import os
import sys
import threading
import warnings
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, ClassVar, TextIO

_OWN = "cocmail"
_log = logging.getLogger(_OWN)
_make_record = logging.getLogRecordFactory()


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
    """Our own events to stderr, of everything else no word of its text, whatever handler or level is set later."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(journal="JOURNAL_STREAM" in os.environ, as_json=as_json))
    _log.handlers = [handler]
    _log.propagate = False
    _log.setLevel(level.upper())
    # With a handler at the root, Python's handler of last resort says nothing for libraries.
    logging.getLogger().addHandler(logging.NullHandler())
    # A failing handler would print the event with its arguments.
    logging.raiseExceptions = False
    logging.setLogRecordFactory(_record)
    warnings.showwarning = _warned
    sys.excepthook = _ended
    sys.unraisablehook = _unraisable
    threading.excepthook = _thread_ended


def place_of(error: BaseException) -> str:
    """Class and place of an error: its text may quote a report."""
    return f"{type(error).__name__} at {_place(error.__traceback__)}"


def _place(trace: TracebackType | None) -> str:
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"


def _record(
    name: str,
    level: int,
    path: str,
    line: int,
    text: Any,
    arguments: Any,
    _error: Any,
    function: str | None = None,
    _stack: str | None = None,
    **more: Any,
) -> logging.LogRecord:
    """A record without a traceback, and for the events of libraries also without their words.

    All handlers get it, also those that a library or `logging.basicConfig` adds later.
    """
    if name != _OWN and not name.startswith(f"{_OWN}."):
        text, arguments = f"(an event of {name.partition('.')[0]})", ()
    return _make_record(name, level, path, line, text, arguments, None, function, None, **more)


def _warned(
    message: Warning | str,  # noqa: ARG001 (Python gives it)
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    _log.warning("%s at %s:%d", category.__name__, filename.rpartition("/")[2], lineno)


def _ended(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("a fault in the program: %s at %s", kind.__name__, _place(trace))


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is not SystemExit:
        _log.critical("a fault in the program: %s at %s", told.exc_type.__name__, _place(told.exc_traceback))


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    _log.error("a fault in the program: %s at %s", told.exc_type.__name__, _place(told.exc_traceback))
