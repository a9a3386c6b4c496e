"""Whatever speaks in this process, no word of a report is heard on stderr."""

import os
import subprocess
import sys

import pytest

CANARY = "quorkzebra"
LOGGERS = (
    "imapclient", "imapclient.imaplib", "mailparser", "mailparser.core", "smtplib", "sqlalchemy.engine.Engine",
    "sqlalchemy.pool", "alembic.runtime.migration", "apscheduler.executors.default", "asyncio", "psycopg",
    "py.warnings", "concurrent.futures", "jinja2", "cocmailish", "", "something.new",
)  # fmt: skip
SET_UP = "import logging, sys, threading, warnings\nfrom cocmail.logs import set_up_logging\n"


def _said(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", SET_UP + program],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=os.environ | {"CANARY": CANARY},
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize(
    "basic", ["", "logging.basicConfig(level=1, force=True)", "logging.basicConfig(level=1)"]
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_no_library_says_a_word_at_any_level_whoever_listens(basic: str, when: str) -> None:
    said = _said(
        (f"{basic}\n" if when == "before" else "")
        + "set_up_logging(level='debug')\n"
        + (f"{basic}\n" if when == "after" else "")
        + f"for name in {LOGGERS!r}:\n"
        "    logger = logging.getLogger(name)\n"
        "    logger.setLevel(1)\n"
        "    logger.addHandler(logging.StreamHandler())\n"
        "    logger.debug('quorkzebra')\n"
        "    logger.error('%s', 'quorkzebra', extra={'more': 'quorkzebra'}, stack_info=True)\n"
        "    try:\n"
        "        raise ValueError('quorkzebra')\n"
        "    except ValueError:\n"
        "        logger.exception('quorkzebra')\n"
        "    logger.critical('%d', 'quorkzebra')\n"
        "logging.getLogger('cocmail.intake').info('message %d: filed', 7)\n"
    )

    assert CANARY not in said
    assert "(an event of imapclient)" in said
    assert "message 7: filed" in said


def test_an_event_of_ours_brings_no_traceback_and_a_failing_one_no_arguments() -> None:
    said = _said(
        "set_up_logging()\n"
        "logging.getLogger().addHandler(logging.StreamHandler())\n"
        "try:\n"
        "    raise ValueError('quorkzebra')\n"
        "except ValueError:\n"
        "    logging.getLogger('cocmail').exception('letter %d', 8)\n"
        "logging.getLogger('cocmail').error('%d', 'quorkzebra')\n"
    )

    assert CANARY not in said
    assert "letter 8" in said


@pytest.mark.parametrize(
    "fault",
    [
        "raise ValueError('quorkzebra')",
        "try:\n    raise KeyError('quorkzebra')\nexcept KeyError as e:\n    raise ValueError('quorkzebra') from e",
        "t = threading.Thread(target=int, args=('quorkzebra',)); t.start(); t.join()",
        "class Bad:\n    def __del__(self): raise ValueError('quorkzebra')\nb = Bad()\ndel b",
        "raise ExceptionGroup('quorkzebra', [ValueError('quorkzebra')])",
    ],
    ids=["uncaught", "chained", "in a thread", "in __del__", "in a group"],
)
def test_an_uncaught_exception_shows_its_class_and_place_alone(fault: str) -> None:
    said = _said(f"set_up_logging()\n{fault}\n")

    assert CANARY not in said
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
    assert "a fault in the program: " in said
    assert "Error at " in said or "Group at " in said


@pytest.mark.parametrize(
    "capture", ["", "logging.captureWarnings(True); logging.basicConfig(level=1, force=True)"]
)
def test_a_warning_shows_its_kind_and_place_alone(capture: str) -> None:
    said = _said(f"set_up_logging()\n{capture}\nwarnings.warn('quorkzebra', UnicodeWarning, stacklevel=1)\n")

    assert CANARY not in said
    assert "UnicodeWarning at <string>:" in said or "an event of py" in said


def test_the_same_holds_in_json() -> None:
    said = _said(
        "set_up_logging(as_json=True)\n"
        "logging.getLogger('imapclient').critical('quorkzebra')\n"
        "warnings.warn('quorkzebra', stacklevel=1)\n"
        "raise ValueError('quorkzebra')\n"
    )

    assert CANARY not in said
    assert [line[0] + line[-1] for line in said.splitlines()] == ["{}", "{}"]
