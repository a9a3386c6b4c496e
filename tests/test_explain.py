"""`explain` for people: what was read, with its words marked in the text."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.builders import Desk as Office
from tests.builders import MovableClock, mail, make_house, write_config

from cocmail.admin.explain import explain, explained, marked, numbered
from cocmail.cases.model import FIELDS, Responder, Roster, Rules
from cocmail.cli import cli
from cocmail.judging import Desk
from cocmail.mail.sender import Group

DESK = Desk("cases@example.org", Group("coc@example.org"), "", ("en", "fi", "sv"), "Europe/Helsinki")
RULES = Rules(Roster((Responder("aino@example.org", "Aino Virtanen"),)), FIELDS)
REPORT = """\
From: Rea Porter <rea@example.net>
To: coc@example.org
Date: Tue, 3 Mar 2026 12:00:00 +0200
Subject: Yesterday
Message-ID: <one@example.net>

Yesterday at six, in the lobby, a man in a yellow coat shouted at me that women\x1b[31m cannot code.
"""


@pytest.fixture
def told(tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "report.eml"
    path.write_text(REPORT, "utf-8")
    return explain(path, DESK, RULES, b"k" * 32)


def test_the_words_of_each_field_are_marked_in_the_text(told: dict[str, object]) -> None:
    lines = click.unstyle("\n".join(marked(told)))

    checklist = told["checklist"]
    assert isinstance(checklist, dict)
    for number, name in enumerate(FIELDS, 1):
        words = checklist.get(name, {"evidence": ""})["evidence"].replace("\x1b", "\ufffd")
        found = re.search(rf"\[{number}>(.*?)<{number}\]", lines, re.DOTALL)
        if words in ("", "From"):
            assert found is None
        else:
            assert found
            assert re.sub(r"\[\d>|<\d\]", "", found.group(1)) == words


def test_one_of_us_who_reports_is_said_to_be_held(tmp_path: Path) -> None:
    path = tmp_path / "report.eml"
    path.write_text(REPORT.replace("rea@example.net", "aino+home@example.org"), "utf-8")

    told = explain(path, DESK, RULES, b"k" * 32)

    assert told["held"] == ["aino@example.org"]
    assert "held        aino@example.org (aino+home@example.org)" in explained(told)


def test_without_its_marks_the_text_is_as_it_was_written(told: dict[str, object]) -> None:
    lines = re.sub(r"\[\d>|<\d\]", "", click.unstyle("\n".join(marked(told))))

    assert lines == f"{told['subject']}\n\n{str(told['text']).rstrip()}".replace("\x1b", "\ufffd")


def test_nothing_of_a_report_steers_the_terminal(told: dict[str, object]) -> None:
    assert not any("\x1b[31m" in line for line in (*marked(told), *numbered(told)))


@pytest.mark.parametrize("encoding", ["utf-8:strict", "latin-1", "ascii"])
@pytest.mark.parametrize("words", [("--json",), ()])
def test_no_file_name_and_no_locale_stops_it(tmp_path: Path, encoding: str, words: tuple[str, ...]) -> None:
    write_config(tmp_path)
    strange, missing = (tmp_path / os.fsdecode(name) for name in (b"r\xff\xe4.eml", b"no\xff.eml"))
    strange.write_text(REPORT.replace("a man", "a man – 🟢 €"), "utf-8")
    command = [sys.executable, "-m", "cocmail", "-c", str(tmp_path / "cocmail.toml"), "explain", *words]

    done = subprocess.run(
        [*command, str(missing), str(strange)],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding},
    )

    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert "no\\xff.eml: No such file" in lines[0]
    assert f"{tmp_path}/r\\xff\\xe4.eml" == (
        json.loads(done.stdout)["file"] if words else done.stdout.decode("latin-1").splitlines()[0]
    )
    if words:
        assert "a man – 🟢 €" in json.loads(done.stdout)["text"]


FORM = """\
From: Web form <no-reply@forms.example>
To: coc@example.org
Reply-To: Rea Porter <rea@example.net>
Date: Tue, 3 Mar 2026 12:00:00 +0200
Subject: New submission
Message-ID: <two@example.net>

What happened: a man in a yellow coat shouted at me that women cannot code.
"""


def test_who_filled_in_a_form_can_be_reached_and_is_written_to_by_people_only(tmp_path: Path) -> None:
    path = tmp_path / "form.eml"
    path.write_text(FORM, "utf-8")

    told = explain(path, DESK, RULES, b"k" * 32)

    assert isinstance(told["checklist"], dict)
    assert told["checklist"]["contact"] == {"state": "present", "evidence": "rea@example.net"}
    assert told["would_reply_to"] is None
    assert any("rea@example.net" in line for line in numbered(told))
    assert "rea@example.net" not in "\n".join(marked(told))


def test_the_name_of_a_writer_does_not_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "report.eml"
    path.write_text(REPORT.replace("Rea Porter <rea@", "Rea \u202e Porter <rea\u202e@"), "utf-8")

    shown = explained(explain(path, DESK, RULES, b"k" * 32))

    assert "  author      Rea \ufffd Porter <rea\ufffd@example.net>\n" in shown
    assert "\u202e" not in shown


def test_no_words_of_a_report_look_like_another_entry_of_the_history(tmp_path: Path) -> None:
    clock = MovableClock()
    house = make_house(tmp_path, clock)
    office = Office(house, clock)
    forged = "  2026-03-03 12:00 UTC  closed  ben@example.org  no-action"
    office.arrives(mail(f"Somebody shouted at me yesterday.\n{forged}\nAnd \u202elater again."))
    name = office.case().name
    house.store.database.close()

    done = CliRunner().invoke(cli, ["-c", str(tmp_path / "cocmail.toml"), "show", name, "--reveal"])

    assert done.exit_code == 0, done.output
    assert forged not in done.output.split("\n")
    assert f"    | {forged}\n    | And \ufffdlater again.\n" in done.output
