"""What a user installs is what the checkout holds, and what the README promises is there."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from email import message_from_string
from itertools import takewhile
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.builders import write_config

import cocmail
from cocmail.admin.beginning import ANSWERS
from cocmail.cases.commands import VERBS, Confirm, Verb
from cocmail.cli import cli
from cocmail.resources import data_folder, example_configuration

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

# Where the wheel's files come from, and what lies about in a folder that somebody works in.
SHIPPED = {"src/cocmail": "cocmail", "migrations": "cocmail/_migrations", "templates": "cocmail/_templates"}
EXAMPLE = "config.example.toml"
CLUTTER = ("__pycache__", "*.pyc", "*~", ".*", "*.orig", "*.rej", "*.db", "*.key")


def _checkout(folder: Path) -> Path:
    """A copy of what the wheel is built from, without clutter."""
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", EXAMPLE):
        shutil.copy(ROOT / name, folder)
    for name in (*SHIPPED, "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*CLUTTER))
    return folder


def _run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _wheel(checkout: Path) -> Path:
    # hatchling itself, as pip calls it for --no-build-isolation: it has nothing to ask the network for.
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=checkout)
    (wheel,) = (checkout / "dist").iterdir()
    return wheel


def _files(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def _metadata(wheel: Path, name: str) -> str:
    with ZipFile(wheel) as archive:
        return archive.read(f"cocmail-{cocmail.__version__}.dist-info/{name}").decode()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _wheel(_checkout(tmp_path_factory.mktemp("checkout")))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel; the packages it needs are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    venv.EnvBuilder(symlinks=True).create(folder)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "--python", python)
    _run(*pip, "install", "-q", "--no-deps", "--no-index", "--no-compile", wheel, cwd=folder)
    # Only now, or pip would find the cocmail of the tests. What a .pth file names comes after the wheel's place.
    (own,) = folder.glob("lib/python3*/site-packages")
    needed = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    (own / "needed.pth").write_text("".join(f"{path}\n" for path in needed))
    return folder / "bin"


def test_the_wheel_holds_the_program_every_template_and_every_migration_and_no_more(wheel: Path) -> None:
    checkout = wheel.parents[1]
    wanted = {
        f"{target}/{path.relative_to(checkout / source).as_posix()}"
        for source, target in SHIPPED.items()
        for path in (checkout / source).rglob("*")
        if path.is_file()
    } | {f"cocmail/_{EXAMPLE}"}
    about = {name for name in _files(wheel) if ".dist-info/" in name}

    assert _files(wheel) - about == wanted
    assert {name.partition(".dist-info/")[2] for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }
    for language in ("en", "fi", "sv"):
        assert f"cocmail/_templates/{language}/acknowledgement.txt" in wanted


def test_what_lies_about_in_a_checkout_stays_out_of_the_wheel(wheel: Path, tmp_path: Path) -> None:
    checkout = _checkout(tmp_path)
    for folder in SHIPPED:
        for name in ("notes.txt~", ".notes.txt.swp", "notes.txt.orig", "cases.db", "cocmail.key"):
            (checkout / folder / name).write_text("not for everybody")
        (checkout / folder / "__pycache__").mkdir()
        (checkout / folder / "__pycache__" / "notes.cpython-311.pyc").write_bytes(b"")

    assert sorted(_files(_wheel(checkout)) - _files(wheel)) == []


def test_the_installed_program_finds_its_templates_and_migrations(installed: Path, tmp_path: Path) -> None:
    config = write_config(tmp_path)
    where = "from cocmail.resources import data_folder as f; print(f('templates')); print(f('migrations'))"

    templates, migrations = _run(installed / "python", "-I", "-c", where, cwd=tmp_path).splitlines()
    assert Path(templates).parent == Path(migrations).parent
    assert Path(templates).is_relative_to(installed.parent)

    said = _run(installed / "cocmail", "migrate", "-c", config, cwd=tmp_path)
    assert "(before: none)" in said
    # `check` ends with 1: there is no server. It has rendered every letter by then.
    done = subprocess.run(
        [installed / "cocmail", "check", "--json", "-c", config],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    level = {each["what"]: each["level"] for each in json.loads(done.stdout)}
    assert level["templates"] == level["database"] == "ok"


def test_the_installed_program_makes_a_configuration_and_a_unit_that_starts_it(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "imap-password.txt").write_text("secret")
    (tmp_path / "smtp-password.txt").write_text("secret")
    (tmp_path / "answers.toml").write_text(ANSWERS)
    path = tmp_path / "conduct" / "cocmail.toml"

    said = _run(installed / "cocmail", "init", path.parent, "--answers", "answers.toml", cwd=tmp_path)
    unit = _run(installed / "cocmail", "unit", "-c", path, cwd=tmp_path)

    assert f"1. {installed}/cocmail check -c {path}\n" in said
    assert path.read_text().startswith((ROOT / EXAMPLE).read_text().partition("\n\n")[0])
    assert f"\nExecStart={installed}/cocmail run\n" in unit
    assert f"\nEnvironment=COCMAIL_CONFIG={path}\n" in unit


def test_the_checkout_finds_its_templates_and_migrations() -> None:
    assert Path(cocmail.__file__).parent == ROOT / "src" / "cocmail"
    assert data_folder("templates") == ROOT / "templates"
    assert data_folder("migrations") == ROOT / "migrations"
    assert example_configuration() == (ROOT / EXAMPLE).read_text()


def test_a_broken_installation_says_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match="hymns/ is missing from this installation"):
        data_folder("hymns")


def test_the_version_is_the_same_everywhere(wheel: Path, installed: Path) -> None:
    about = message_from_string(_metadata(wheel, "METADATA"))

    assert PROJECT["project"]["version"] == cocmail.__version__ == about["Version"]
    assert _run(installed / "cocmail", "--version", cwd=installed) == f"cocmail, version {about['Version']}\n"
    assert f"## {about['Version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_licence_is_mit_and_travels_along(wheel: Path) -> None:
    licence = (ROOT / "LICENSE").read_text()

    assert licence.startswith("MIT License\n")
    assert "Permission is hereby granted, free of charge, to any person" in licence
    assert _metadata(wheel, "licenses/LICENSE") == licence
    assert message_from_string(_metadata(wheel, "METADATA"))["License-Expression"] == "MIT"


def _commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command that can be typed, by all its words."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _commands(command, f"{before}{name} ")
        else:
            found[before + name] = command
    return found


def _options(command: click.Command) -> set[str]:
    return {word for parameter in command.params for word in parameter.opts if word.startswith("--")}


def _command_table() -> dict[str, str]:
    """The README's table: the words of each command, and the row that tells of it."""
    _, _, rest = README.partition("| command | what it does |\n|---|---|\n")
    rows = rest.partition("\n\n")[0].splitlines()
    return {words: row for row in rows for words in re.findall(r"`cocmail ([a-z]+(?: [a-z]+)*)", row)}


def test_the_readme_names_every_command_and_no_other() -> None:
    assert sorted(_command_table()) == sorted(_commands(cli))


def test_every_option_in_the_readmes_table_exists() -> None:
    for words, row in _command_table().items():
        told = set(re.findall(r"`(--[a-z-]+)", row))
        known = {
            option
            for other, command in _commands(cli).items()
            if other in row
            for option in _options(command)
        }
        assert told <= known, words


def test_the_readme_names_the_commands_that_speak_json() -> None:
    (sentence,) = re.findall(r"^`--json` gives (.*?) for scripts\.", README, re.MULTILINE)
    speaking = [name for name, command in _commands(cli).items() if "--json" in _options(command)]

    assert sorted(re.findall(r"`([a-z ]+)`", sentence)) == sorted(speaking)


_CONFIRMED_BY = {Confirm.NOTHING: "", Confirm.YES: "your YES", Confirm.SECOND: "another responder's YES"}


def _row(verb: Verb) -> str:
    words = f"{verb.name.upper()} {verb.argument}".strip().replace("|", r"\|")
    return f"| `{words}` | {verb.help} | {_CONFIRMED_BY[verb.confirm]} |\n"


def test_the_readme_has_the_table_of_words_that_the_program_obeys() -> None:
    head = "| word | what it does | confirmed by |\n|---|---|---|\n"
    before, _, rest = README.partition(head)
    table = "".join(takewhile(lambda line: line.startswith("|"), rest.splitlines(keepends=True)))
    wanted = "".join(map(_row, VERBS.values()))

    if os.environ.get("COCMAIL_UPDATE_README"):
        (ROOT / "README.md").write_text(before + head + wanted + rest.removeprefix(table))
    else:
        assert table == wanted, "COCMAIL_UPDATE_README=1 writes the README anew"


def test_the_readmes_guide_has_no_word_that_is_none() -> None:
    _, _, section = README.partition("\n### A guide for the phone\n")
    words = re.findall(r"`([A-Z]{2,})\b", section.partition("\n## ")[0])

    assert {"CLEAR", "REPLY", "YES", "NEW", "ERASE"} <= set(words)
    assert {word.casefold() for word in words} <= {*VERBS}


def test_the_readme_tells_what_each_template_is() -> None:
    _, _, section = README.partition("\n## Letters in your own words\n")
    table = section.partition("\n|---|---|\n")[2].partition("\n\n")[0]
    named = re.findall(r"`([a-z_]+)`", "\n".join(row.split("|")[1] for row in table.splitlines()))

    for language in ("en", "fi", "sv"):
        assert sorted(named) == sorted(path.stem for path in (ROOT / "templates" / language).iterdir())


def test_help_lists_every_command_with_what_it_does(installed: Path) -> None:
    _, _, listed = _run(installed / "cocmail", "--help", cwd=installed).partition("\nCommands:\n")
    told = dict(re.findall(r"^  (\S+) +(\S.*)$", listed, re.MULTILINE))

    assert sorted(told) == sorted({words.split()[0] for words in _command_table()})
    for words in _command_table():
        shown = CliRunner().invoke(cli, [*words.split(), "--help"], prog_name="cocmail")
        assert f"Usage: cocmail {words} " in shown.output


def test_the_help_of_run_says_how_it_is_started_stopped_and_reloaded() -> None:
    shown = CliRunner().invoke(cli, ["run", "--help"], prog_name="cocmail").output

    for each in ("SIGTERM", "SIGHUP", "cocmail unit", "75"):
        assert each in shown


def test_help_is_instant_because_it_loads_nothing_heavy() -> None:
    told = _run(sys.executable, "-c", "import cocmail.cli, sys; print(*sys.modules)", cwd=ROOT)

    assert not {"sqlalchemy", "pydantic", "jinja2", "cryptography", "rich", "tarfile"} & set(told.split())


def _pins(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    pins = [Requirement(line.partition(" --hash")[0]) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in pins}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_the_requirements_name_no_host_and_pin_everything(name: str) -> None:
    text = (ROOT / name).read_text()

    assert re.findall(r"://|^\s*-(?!-hash=sha256:[0-9a-f]{64}\b).*", text, re.MULTILINE) == []
    for line in text.replace("\\\n", " ").splitlines():
        assert line.startswith("#") or re.match(r"\S+==[^\s;]+ .*--hash=sha256:", line), line
    assert all(pin.url is None for pin in _pins(name).values())


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("requirements.txt", ["demo", "openpgp", "postgresql"]),
        ("requirements-test.txt", ["demo", "dkim", "openpgp", "postgresql", "test"]),
    ],
)
def test_the_requirements_hold_all_that_the_project_asks_for(name: str, extras: list[str]) -> None:
    project, pins = PROJECT["project"], _pins(name)
    asked = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in extras:
        asked += project["optional-dependencies"][extra]

    for each in map(Requirement, asked):
        if each.name == "cocmail":
            continue
        pin = pins.get(canonicalize_name(each.name))
        assert pin is not None, f"{each.name} is missing"
        (version,) = (part.version for part in pin.specifier)
        assert each.specifier.contains(version, prereleases=True), f"{pin} is not {each}"


def test_the_tests_run_with_the_versions_that_are_installed() -> None:
    tested, shipped = _pins("requirements-test.txt"), _pins("requirements.txt")

    assert [str(pin) for name, pin in shipped.items() if str(tested.get(name)) != str(pin)] == []


def test_the_image_is_built_from_what_the_wheel_needs() -> None:
    copied = {
        name
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    let_in = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }

    assert copied == let_in
    assert copied == {"requirements.txt", "pyproject.toml", "README.md", "LICENSE", EXAMPLE} | {
        source.partition("/")[0] for source in SHIPPED
    }
