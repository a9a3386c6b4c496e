"""`cocmail init`: from nothing to a configuration that loads, a key and a database, and never over what is there."""

import os
import pty
import re
import select
import shutil
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.builders import write_config
from tests.servers import PostgreSQL
from tests.small_disk import small_disk

from cocmail import sealing, tables
from cocmail.admin.beginning import ANSWERS
from cocmail.admin.commented import commented
from cocmail.admin.files import NotWritten, alone_in, appearing
from cocmail.cli import cli
from cocmail.config import Config, load, validated
from cocmail.database import Database, holds_password
from cocmail.resources import example_configuration
from cocmail.sealing import load_keys

ROOT = Path(__file__).parents[1]
EVERYTHING = {"cocmail.toml", "cocmail.key", "cocmail.db", "imap.password", "smtp.password"}


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COCMAIL_CONFIG", raising=False)


def _answers(folder: Path, text: str = ANSWERS) -> Path:
    """An answers file with its passwords beside it, as a script has them."""
    (folder / "imap-password.txt").write_text("imap secret\n")
    (folder / "smtp-password.txt").write_text("smtp secret\n")
    path = folder / "answers.toml"
    path.write_text(text)
    return path


def _init(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["init", *map(str, words)])


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _revision(config: Config) -> str:
    found = Database(config.database_url())
    try:
        return found.revision()
    finally:
        found.close()


# -- with an answers file ------------------------------------------------------------------------------------


def test_the_shortest_answers_make_all_that_is_needed_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "conduct"

    done = _init(place, "--answers", _answers(tmp_path))

    assert done.exit_code == 0, done.output
    assert {path.name for path in place.iterdir()} == EVERYTHING
    assert _mode(place) == 0o700
    assert {_mode(path) for path in place.iterdir()} == {0o600}
    config = load(place / "cocmail.toml")
    assert config.alias.name == "Example Code of Conduct team"
    assert [each.address for each in config.responders] == ["aino@example.org"]
    assert config.secret(config.imap.password_file, "imap.password_file") == "imap secret"
    assert config.secret(config.smtp.password_file, "smtp.password_file") == "smtp secret"
    assert load_keys(place / "cocmail.key")
    assert _revision(config) == tables.SCHEMA


def test_the_help_shows_the_shortest_answers() -> None:
    _, _, shown = _init("--help").stdout.partition("Show this message and exit.\n\n")

    assert [line.strip() for line in shown.splitlines()] == ANSWERS.splitlines()


def test_what_is_not_answered_is_as_by_default_and_not_as_in_the_example(tmp_path: Path) -> None:
    _init(tmp_path / "conduct", "--answers", _answers(tmp_path))

    made = load(tmp_path / "conduct" / "cocmail.toml").model_dump()
    wanted = validated(tomllib.loads(ANSWERS)).model_dump()
    wanted["imap"]["password_file"], wanted["smtp"]["password_file"] = "imap.password", "smtp.password"
    assert made == wanted


def test_the_configuration_keeps_every_comment_of_the_example(tmp_path: Path) -> None:
    _init(tmp_path / "conduct", "--answers", _answers(tmp_path))

    def comments(text: str) -> list[str]:
        return re.findall(r"(?:^|(?<=  ))#.*$", text, re.MULTILINE)

    written = (tmp_path / "conduct" / "cocmail.toml").read_text()
    without_values = [re.sub(r"^# [a-z_]+ = .*?  (?=#)", "", each) for each in comments(written)]
    assert without_values == comments(example_configuration())


def test_what_comes_next_is_told_with_the_commands_to_type(tmp_path: Path) -> None:
    path = tmp_path / "conduct" / "cocmail.toml"

    _, _, told = _init(path.parent, "--answers", _answers(tmp_path)).stdout.partition("Next:\n")

    assert f"cocmail check -c {path}\n" in told
    assert f"Copy {path.parent}/cocmail.key to another place" in told
    assert f"cocmail unit -c {path} > /etc/systemd/system/cocmail.service\n" in told


def test_what_comes_next_is_never_done_to_a_configuration_in_the_folder_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocmail.admin.init.INSTALLED", tmp_path / "etc" / "cocmail.toml")
    answers = _answers(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert _init("--answers", answers).exit_code == 0

    _, _, told = _init("etc", "--answers", answers).stdout.partition("Next:\n")

    assert f"cocmail check -c {tmp_path}/etc/cocmail.toml\n" in told
    assert f"cocmail unit -c {tmp_path}/etc/cocmail.toml > " in told


def test_every_folder_that_it_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    text = f'{ANSWERS}[database]\nurl = "sqlite:///{tmp_path}/kept/apart/cocmail.db"\n'

    done = _init(tmp_path / "all" / "conduct", "--answers", _answers(tmp_path, text))

    assert done.exit_code == 0, done.output
    made = ["all", "all/conduct", "kept", "kept/apart"]
    assert {each: oct(_mode(tmp_path / each)) for each in made} == dict.fromkeys(made, "0o700")


def test_an_alias_beside_another_has_files_of_its_own(tmp_path: Path) -> None:
    _init(tmp_path / "all", "--answers", _answers(tmp_path))
    before = _held(tmp_path / "all")

    done = _init("-c", tmp_path / "all" / "python.toml", "--answers", _answers(tmp_path))

    assert done.exit_code == 0, done.output
    after = _held(tmp_path / "all")
    assert {*after} - {*before} == {
        "python.toml",
        "python.key",
        "python.db",
        "python.imap.password",
        "python.smtp.password",
    }
    assert before.items() <= after.items()
    assert "cocmail unit --template -c " in done.stdout
    assert "enable --now cocmail@python\n" in done.stdout


def test_it_is_made_where_every_command_looks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = _answers(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert _init("--answers", answers).exit_code == 0
    monkeypatch.setenv("COCMAIL_CONFIG", str(tmp_path / "named" / "cocmail.toml"))
    assert _init("--answers", answers).exit_code == 0

    assert (tmp_path / "cocmail.toml").is_file()
    assert (tmp_path / "named" / "cocmail.toml").is_file()


def test_a_database_of_what_stands_in_etc_is_where_a_service_may_write() -> None:
    from cocmail.admin.init import Names

    assert Names(Path("/etc/cocmail/python.toml")).database_url == "sqlite:////var/lib/cocmail/python.db"
    assert Names(Path("/srv/cocmail/cocmail.toml")).database_url == "sqlite:///cocmail.db"


def test_every_fault_of_the_answers_is_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    text = ANSWERS.replace("conduct@example.org", "conduct", 1).replace("smtp-password.txt", "nowhere.txt")
    text = text.replace('[smtp]\nhost = "smtp.example.org"', '[smtp]\npassword = "hunter2"')
    text = text.replace('address = "aino@example.org"', 'address = "aino@example.org"\nlanguage = "de"')
    answers = _answers(tmp_path, text)
    (tmp_path / "imap-password.txt").write_text("\n")

    done = _init(tmp_path / "conduct", "--answers", answers)

    assert done.exit_code == 2
    assert [line.partition(": ")[2] for line in done.stderr.splitlines()] == [
        f"imap.password_file: {tmp_path}/imap-password.txt is empty",
        f"smtp.password_file: cannot read {tmp_path}/nowhere.txt: No such file or directory",
        "alias.address: is not an e-mail address",
        "smtp.host: is required",
        "smtp.password: unknown key; did you mean password_file?",
        "responders.0.language: input should be 'en', 'fi' or 'sv'",
    ]
    assert "hunter2" not in done.output
    assert not (tmp_path / "conduct").exists()


def test_a_name_that_no_file_can_have_is_told_by_its_key(tmp_path: Path) -> None:
    text = ANSWERS.replace('"imap-password.txt"', '"imap\\u0000.txt"')

    done = _init(tmp_path / "conduct", "--answers", _answers(tmp_path, text))

    assert done.exit_code == 2
    assert "cocmail: imap.password_file: must be the name of a file, in one line\n" in done.stderr


def test_secrets_of_oauth_are_copied_like_a_password(tmp_path: Path) -> None:
    oauth = (
        '[imap.oauth2]\ntoken_url = "https://oauth2.example.org/token"\nclient_id = "7"\n'
        'client_secret_file = "client.txt"\nrefresh_token_file = "refresh.txt"\n'
    )
    answers = _answers(tmp_path, ANSWERS.replace('password_file = "imap-password.txt"\n', "") + oauth)
    (tmp_path / "client.txt").write_text("client secret")
    (tmp_path / "refresh.txt").write_text("refresh token")

    done = _init(tmp_path / "conduct", "--answers", answers)

    assert done.exit_code == 0, done.output
    config = load(tmp_path / "conduct" / "cocmail.toml")
    assert config.imap.oauth2 is not None
    assert config.imap.oauth2.client_id == "7"
    assert config.secret(config.imap.oauth2.client_secret_file, "") == "client secret"
    assert config.secret(config.imap.oauth2.refresh_token_file, "") == "refresh token"
    assert config.open_secrets() == []


_OTHER_FILES = (
    ANSWERS.replace("[smtp]", 'ca_file = "ca.pem"\n[smtp]')
    + 'openpgp_key_file = "keys/aino.asc"\n[sealing]\nopenpgp_key_file = "keys/team.asc"\n'
)


@pytest.mark.parametrize("name", ["cocmail.toml", "python.toml"])
def test_certificates_and_openpgp_keys_are_looked_for_beside_the_answers_and_copied(
    tmp_path: Path, name: str
) -> None:
    answers = _answers(tmp_path, _OTHER_FILES)
    (tmp_path / "keys").mkdir()
    for each in ("ca.pem", "keys/aino.asc", "keys/team.asc"):
        (tmp_path / each).write_text(f"what is in {each}\r\n", newline="")

    done = _init("-c", tmp_path / "conduct" / name, "--answers", answers)

    assert done.exit_code == 0, done.output
    config = load(tmp_path / "conduct" / name)
    own = "" if name == "cocmail.toml" else "python."
    named = (config.imap.ca_file, config.responders[0].openpgp_key_file, config.sealing.openpgp_key_file)
    assert named == (f"{own}ca.pem", f"{own}aino.asc", f"{own}team.asc")
    held = [config.path(each).read_bytes() for each in named]
    assert held == [
        b"what is in ca.pem\r\n",
        b"what is in keys/aino.asc\r\n",
        b"what is in keys/team.asc\r\n",
    ]
    assert {_mode(config.path(each)) for each in named} == {0o600}
    assert _init("-c", tmp_path / "conduct" / name).exit_code == 0


def test_every_file_that_is_not_where_the_answers_say_is_told_at_once(tmp_path: Path) -> None:
    answers = _answers(tmp_path, _OTHER_FILES.replace("smtp-password.txt", "nowhere.txt"))
    (tmp_path / "ca.pem").touch()
    (tmp_path / "keys" / "team.asc").mkdir(parents=True)

    done = _init(tmp_path / "conduct", "--answers", answers)

    assert done.exit_code == 2
    assert [line.removeprefix("cocmail: ") for line in done.stderr.splitlines()] == [
        f"imap.ca_file: {tmp_path}/ca.pem is empty",
        f"smtp.password_file: cannot read {tmp_path}/nowhere.txt: No such file or directory",
        f"sealing.openpgp_key_file: cannot read {tmp_path}/keys/team.asc: Is a directory",
        f"responders.0.openpgp_key_file: cannot read {tmp_path}/keys/aino.asc: No such file or directory",
    ]
    assert not (tmp_path / "conduct").exists()


def test_a_certificate_by_its_whole_path_stays_there_and_has_to_be_there(tmp_path: Path) -> None:
    whole = tmp_path / "ssl" / "ca.pem"
    answers = _answers(tmp_path, ANSWERS.replace("[smtp]", f'ca_file = "{whole}"\n[smtp]'))

    missing = _init(tmp_path / "conduct", "--answers", answers)
    whole.parent.mkdir()
    whole.write_text("a certificate")
    there = _init(tmp_path / "conduct", "--answers", answers)

    assert (missing.exit_code, there.exit_code) == (2, 0)
    assert missing.stderr == f"cocmail: imap.ca_file: cannot read {whole}: No such file or directory\n"
    assert load(tmp_path / "conduct" / "cocmail.toml").imap.ca_file == str(whole)
    assert {path.name for path in (tmp_path / "conduct").iterdir()} == EVERYTHING


def test_two_files_of_one_name_are_not_taken_for_each_other(tmp_path: Path) -> None:
    answers = _answers(tmp_path, _OTHER_FILES.replace("keys/team.asc", "team/aino.asc"))
    for each in ("keys", "team"):
        (tmp_path / each).mkdir()
        (tmp_path / each / "aino.asc").write_text(each)
    (tmp_path / "ca.pem").write_text("a certificate")

    done = _init(tmp_path / "conduct", "--answers", answers)

    assert done.exit_code == 2
    assert done.stderr == (
        "cocmail: responders.0.openpgp_key_file: there would be two files of the name aino.asc; give this one another\n"
    )


@pytest.mark.parametrize(
    "odd",
    ['say "hi"', "back\\slash", "two  # hashes", "\x7f", "Käyttäytymis­säännöt 🧵", "[[responders]]", "a = 1"],
)
def test_whatever_is_answered_stands_in_the_file_as_it_was_said(odd: str) -> None:
    people = [
        {"name": odd, "address": "aino@example.org", "also_known_as": [odd, "@a"]},
        {"name": "Ben Okafor", "address": "ben@example.org", "language": "sv", "also_known_as": [odd]},
    ]
    document = tomllib.loads(ANSWERS) | {"responders": people}
    document["alias"]["name"] = odd
    wanted = validated(document)

    written = commented(example_configuration(), wanted)

    assert validated(tomllib.loads(written)).model_dump() == wanted.model_dump()


def _with_passfile(folder: Path, url: str) -> str:
    """The URL of a test's database without its password, which stands in a file (libpq, 34.16)."""
    login, _, place = url.removeprefix("postgresql+psycopg://").rpartition("@")
    user, _, password = login.partition(":")
    passfile = folder / "pgpass"
    passfile.write_text(f"*:*:*:{user}:{password}\n")
    passfile.chmod(0o600)
    return f"postgresql://{user}@{place}?passfile={passfile}"


def test_on_postgresql_the_schema_is_made_there(tmp_path: Path, postgresql: PostgreSQL) -> None:
    url = _with_passfile(tmp_path, postgresql.database())
    answers = _answers(tmp_path, f'{ANSWERS}[database]\nurl = "{url}"\n')

    done = _init(tmp_path / "conduct", "--answers", answers)

    assert done.exit_code == 0, done.output
    assert _revision(load(tmp_path / "conduct" / "cocmail.toml")) == tables.SCHEMA
    assert not (tmp_path / "conduct" / "cocmail.db").exists()


_WITH_PASSWORD = [
    "postgresql://cocmail:hunter2@127.0.0.1/none",
    "postgresql+psycopg://cocmail:hunter2@a:5432,b:5432/none?target_session_attrs=read-write",
    "postgresql://cocmail:hun@ter2@127.0.0.1/none",
    "postgresql://cocmail:hunter2/3@127.0.0.1/none",
    "postgresql://cocmail:hun?ter2@127.0.0.1/none",
    "postgresql://cocmail:12?34@127.0.0.1/none",
    "postgresql://cocmail@srv:hunter2@127.0.0.1/none",
    "postgresql://coc?mail@127.0.0.1/none?password=hunter2",
    "postgresql://cocmail@127.0.0.1/none?oauth_client_secret=hunter2",
    "postgresql://cocmail@a:5432,b:5432/none?password=hunter2",
    "postgresql://a:5432,b:5432/none?user=cocmail&oauth_client_secret=hunter2",
    "postgresql://coc/mail:hunter2@127.0.0.1/none",
    "postgresql://127.0.0.1/none?user=cocmail&password=hunter2",
    "postgresql://127.0.0.1/none?%70assword=hunter2",
]


@pytest.mark.parametrize("url", _WITH_PASSWORD)
def test_no_password_of_a_database_is_taken_from_an_answers_file(tmp_path: Path, url: str) -> None:
    done = _init(tmp_path / "c", "--answers", _answers(tmp_path, f'{ANSWERS}[database]\nurl = "{url}"\n'))

    assert done.exit_code == 2
    told = done.stderr.splitlines()
    assert told[0].startswith(
        "cocmail: database.url: holds a password, which has to be in a file: put the line "
    )
    assert "postgresql://USER@HOST/DATABASE?passfile=FILE" in told[0]
    assert "hun" not in done.output
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://cocmail@127.0.0.1/none?passfile=/srv/me@home/pass",
        "postgresql://cocmail@a:5432,b:5432/none?passfile=/srv/me@home/pass",
        "postgresql://127.0.0.1:5432/none?user=cocmail",
    ],
)
def test_a_url_without_a_secret_is_one(url: str) -> None:
    assert not holds_password(url)


# -- what is there already -----------------------------------------------------------------------------------


def test_a_second_run_says_that_all_is_there_and_changes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "conduct"
    _init(place, "--answers", _answers(tmp_path))
    before = _held(place)

    for words in ((place,), (place, "--answers", _answers(tmp_path, ANSWERS.replace("Aino", "Anna")))):
        done = _init(*words)

        assert done.exit_code == 0, done.output
        for name in ("cocmail.toml", "cocmail.key", "cocmail.db"):
            assert f"{place / name} is there already; left as it is.\n" in done.stdout
        assert _held(place) == before


@pytest.mark.parametrize("name", ["cocmail.key", "cocmail.db", "imap.password"])
def test_what_is_there_stays_and_the_rest_is_made(tmp_path: Path, name: str) -> None:
    place = tmp_path / "conduct"
    _init(place, "--answers", _answers(tmp_path))
    kept = {each: (place / each).read_bytes() for each in {name, "cocmail.key"}}
    for each in EVERYTHING - {*kept}:
        (place / each).unlink()
    (tmp_path / "imap-password.txt").write_text("another secret")

    done = _init(place, "--answers", tmp_path / "answers.toml")

    assert done.exit_code == 0, done.output
    assert f"{place / name} is there already; left as it is.\n" in done.stdout
    assert {path.name for path in place.iterdir()} == EVERYTHING
    assert {each: (place / each).read_bytes() for each in kept} == kept


def test_a_configuration_that_somebody_wrote_gets_its_key_and_its_database(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    (tmp_path / "cocmail.key").unlink()
    before = path.read_bytes()

    done = _init(tmp_path)

    assert done.exit_code == 0, done.output
    assert path.read_bytes() == before
    assert load_keys(tmp_path / "cocmail.key")
    assert _revision(load(path)) == tables.SCHEMA


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_new_key_is_made_for_a_database_that_has_another(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    """On SQLite the key was lost; on PostgreSQL this may be the second machine of two."""
    url = "sqlite:///cocmail.db"
    if kind == "postgresql":
        url = _with_passfile(tmp_path, request.getfixturevalue("postgresql").database())
    answers = _answers(tmp_path, f'{ANSWERS}[database]\nurl = "{url}"\n')
    _init(tmp_path / "conduct", "--answers", answers)
    saved = (tmp_path / "conduct" / "cocmail.key").read_bytes()
    (tmp_path / "conduct" / "cocmail.key").unlink()

    done = _init(tmp_path / "conduct")

    assert done.exit_code == 2
    assert "a new one would not open it; put the saved copy of the key there" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "conduct" / "cocmail.key").exists()
    (tmp_path / "conduct" / "cocmail.key").write_bytes(saved)
    (tmp_path / "conduct" / "cocmail.key").chmod(0o600)
    assert _init(tmp_path / "conduct").exit_code == 0


def test_whose_database_is_another_aliass_is_told_to_name_another(tmp_path: Path) -> None:
    """As that of a second folder in /etc is: each calls it cocmail.db in the same place."""
    answers = _answers(tmp_path, f'{ANSWERS}[database]\nurl = "sqlite:///{tmp_path}/state/cocmail.db"\n')
    assert _init(tmp_path / "first", "--answers", answers).exit_code == 0

    done = _init(tmp_path / "second", "--answers", answers)

    assert done.exit_code == 2
    assert f"name one of its own in database.url of {tmp_path}/second/cocmail.toml" in done.stderr


def test_a_folder_of_another_account_is_left_to_that_account(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder for another account")
    place = tmp_path / "conduct"
    place.mkdir()
    shutil.chown(place, "nobody")

    done = _init(place, "--answers", _answers(tmp_path))

    assert done.exit_code == 1
    assert f"{place} belongs to nobody" in done.stderr
    assert "runuser -u nobody -- " in done.stderr
    assert [*place.iterdir()] == []


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("there", "-c", "there/cocmail.toml"), 2, "give either DIR or -c FILE, not both"),
        (("-c", "there/cocmail.key"), 2, "has to end in .toml"),
        (("file",), 1, "file is no folder"),
        (("-c", "there/with space.toml"), 2, "only letters (a to z), digits and :_.- can stand"),
        (("-c", "there/per%20cent.toml"), 2, "only letters (a to z), digits and :_.- can stand"),
        (("new\nline",), 2, "holds a line end or the like, which no systemd unit can name"),
        (("there", "--answers", "nowhere.toml"), 2, "cannot read nowhere.toml: No such file or directory"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Sequence[str], status: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()

    done = _init(*words)

    assert done.exit_code == status
    assert said in done.stderr.splitlines()[-1]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


_AS_NOBODY = """
import os, pwd, sys
import cocmail.admin.interview
from cocmail.cli import cli

if os.geteuid() == 0:
    os.setuid(pwd.getpwnam("nobody").pw_uid)  # Only now: the interpreter may lie where nobody else can start it.
cli(sys.argv[1:])
"""


def _as_nobody(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, "init", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_where_this_account_may_not_write_nothing_is_asked(tmp_path: Path) -> None:
    done = _as_nobody("/usr/conduct")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "cocmail: this account may not write in /usr; nothing was written\n"


def test_where_this_account_may_not_look_that_is_said(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can have a folder that is closed to this account")
    tmp_path.chmod(0o700)

    done = _as_nobody(tmp_path / "conduct")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"cocmail: cannot look at {tmp_path}/conduct/cocmail.toml: Permission denied\n"


@pytest.mark.parametrize("name", ["imap.password", "smtp.password"])
def test_a_password_file_that_is_named_and_missing_is_told_and_nothing_is_called_done(
    tmp_path: Path, name: str
) -> None:
    place = tmp_path / "conduct"
    _init(place, "--answers", _answers(tmp_path))
    (place / name).unlink()

    for words in ((place,), (place, "--answers", tmp_path / "answers.toml")):
        done = _init(*words)

        assert done.exit_code == 1
        assert done.stderr == (
            f"cocmail: {name}_file: {place / name} is missing; put it there, for its owner alone "
            "(chmod 600)\n"
        )
        assert "Next:" not in done.stdout
    (place / name).write_text("put there")
    assert _init(place).exit_code == 0


def test_of_two_runs_at_once_one_waits_for_the_other_and_finds_all_made(tmp_path: Path) -> None:
    answers = _answers(tmp_path)
    for number in range(6):
        place = tmp_path / f"conduct{number}"
        words = [sys.executable, "-m", "cocmail", "init", str(place), "--answers", str(answers)]
        both = []
        for _ in range(2):
            both.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
            time.sleep(0.05 * number)
        told = [each.communicate(timeout=120) for each in both]

        assert [(each.returncode, err) for each, (_, err) in zip(both, told, strict=True)] == [(0, "")] * 2
        assert sorted("is a new key" in out for out, _ in told) == [False, True]
        assert {path.name for path in place.iterdir()} == EVERYTHING
        assert _init(place).exit_code == 0


def test_a_run_waits_for_who_is_at_work_in_the_folder_even_if_that_takes_it_away(tmp_path: Path) -> None:
    place = tmp_path / "conduct"
    place.mkdir()
    words = [sys.executable, "-m", "cocmail", "init", str(place), "--answers", str(_answers(tmp_path))]
    with alone_in(place):
        waiting = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(4)
        assert [*place.iterdir()] == []
        place.rmdir()

    _, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, err) == (0, "")
    assert {path.name for path in place.iterdir()} == EVERYTHING


# -- answers that are typed ----------------------------------------------------------------------------------

# What is asked, each by a word of the question, and what is typed: wrong answers come before right ones.
DIALOGUE = [
    ("signs the letters", ""),
    ("signs the letters", "Example team"),
    ("people report to", "conduct"),
    ("people report to", "conduct@groups.example"),
    ("Time zone", "Mars/Olympus"),
    ("Time zone", "Europe/Helsinki"),
    ("Languages", "fi, de"),
    ("Languages", "fi, en"),
    ("Emergency", ""),
    ("Web page", "https://example.org/coc"),
    ("Google group", "y"),
    ("List-ID", "<conduct>"),
    ("List-ID", ""),
    ("Host", "imap.example.org"),
    ("Port", "99999"),
    ("Port", "143"),
    ("Security", "none"),
    ("Security", ""),
    ("User", "cases@example.org"),
    ("Password", ""),
    ("Password", "correct horse"),
    ("First word", "mx.example.org"),
    ("Host", ""),
    ("Port", ""),
    ("Security", ""),
    ("User", ""),
    ("same password", "n"),
    ("Password", "battery staple"),
    ("letters come from", "conduct@groups.example"),
    ("letters come from", "a-name-that-leaves-no-room-for-a-tag@example.org"),
    ("reach that mailbox", "y"),
    ("reach that mailbox", "n"),
    ("first one", "Aino Virtanen"),
    ("Address", "aino@example.org"),
    ("Language", ""),
    ("Other names", "Aina, @ainov"),
    ("next one", "Ben Okafor"),
    ("Address", "AINO@example.org"),
    ("Address", "ben@example.org"),
    ("Language", "en"),
    ("Other names", ""),
    ("next one", ""),
    ("somebody outside", "outside@example.net"),
    ("overdue", "chair@example.org, conduct@groups.example"),
    ("overdue", "chair@example.org, board@example.org"),
    ("sqlite:///FILE", "mysql://example"),
    ("sqlite:///FILE", "postgresql://cocmail:hunter2@127.0.0.1/none"),
    ("sqlite:///FILE", ""),
]
REASONS = [
    "must be one line of text",
    "is not an e-mail address",
    'is not a known time zone, such as "Europe/Helsinki"',
    "de: input should be 'en', 'fi' or 'sv'",
    'must be what stands between the angle brackets, such as "conduct.groups.example"',
    "input should be less than or equal to 65535",
    '"none" is allowed on loopback only; use "tls" or "starttls"',
    "is needed to log in",
    "must be cocmail's own mailbox, never the group: replies would fan out",
    "the part before @ must have at most 31 characters to carry a tag; shorten it or set subaddressing = false",
    "stands twice on the roster",
    "conduct@groups.example: is cocmail's own address; letters to it would reach nobody",
    'must begin with "sqlite:///" or "postgresql+psycopg://"',
    "holds a password, which has to be in a file: put the line HOST:PORT:DATABASE:USER:PASSWORD into one for its owner "
    "alone (chmod 600), and name that in the URL by its whole path: postgresql://USER@HOST/DATABASE?passfile=FILE",
]


def _typed(place: Path, dialogue: Sequence[tuple[str, str]], *, then: bytes = b"") -> tuple[int, str]:
    """Answer at a terminal as a person does, each question when it stands there; `then` is typed at the next one."""
    words = [sys.executable, "-m", "cocmail", "init", str(place)]
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=_own_terminal
    )
    os.close(theirs)
    seen, read = "", 0
    waiting = [*dialogue, ("", "")] if then else [*dialogue]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            data = os.read(ours, 65536)
        except OSError:  # Nobody is at the other end any more.
            break
        seen += data.decode()
        if waiting and waiting[0][0] in seen[read:] and seen.endswith(": "):
            _, said = waiting.pop(0)
            read = len(seen)
            if not waiting and then:
                # Between the words of a question and the wait for an answer, readline hears no signal.
                time.sleep(0.3)
            os.write(ours, f"{said}\n".encode() if waiting or not then else then)
    os.close(ours)
    assert waiting == [], seen
    return started.wait(10), seen


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # So that a password is asked for here, and Ctrl-C arrives.


def _is_as_typed(place: Path) -> None:
    config = load(place / "cocmail.toml")
    assert (config.alias.name, config.alias.timezone) == ("Example team", "Europe/Helsinki")
    assert config.alias.languages == ["fi", "en"]
    assert (config.alias.emergency, config.alias.policy_url) == ("112", "https://example.org/coc")
    assert config.alias.list_id == "conduct.groups.example"
    assert (config.imap.host, config.imap.port, config.imap.security) == ("imap.example.org", 143, "starttls")
    assert config.imap.trusted_authserv == "mx.example.org"
    assert (config.smtp.host, config.smtp.port, config.smtp.security) == ("smtp.example.org", 587, "starttls")
    assert config.smtp.from_ == "a-name-that-leaves-no-room-for-a-tag@example.org"
    assert config.smtp.subaddressing is False
    assert config.secret(config.imap.password_file, "") == "correct horse"
    assert config.secret(config.smtp.password_file, "") == "battery staple"
    aino, ben = config.responders
    assert (aino.name, aino.language, aino.also_known_as) == ("Aino Virtanen", "fi", ["Aina", "@ainov"])
    assert (ben.address, ben.language, ben.also_known_as) == ("ben@example.org", "en", [])
    assert config.clearance.independent_contact == "outside@example.net"
    assert config.clock.escalation_contacts == ["chair@example.org", "board@example.org"]
    assert _revision(config) == tables.SCHEMA
    assert load_keys(place / "cocmail.key")


def test_a_person_at_a_terminal_is_asked_again_with_the_reason_and_types_passwords_unseen(
    tmp_path: Path,
) -> None:
    status, seen = _typed(tmp_path / "conduct", DIALOGUE)

    assert status == 0, seen
    told = [line.strip() for line in seen.splitlines()]
    assert [line for line in told if line in REASONS] == REASONS
    assert "correct horse" not in seen
    assert "battery staple" not in seen
    assert {path.name for path in (tmp_path / "conduct").iterdir()} == EVERYTHING
    assert {_mode(path) for path in (tmp_path / "conduct").iterdir()} == {0o600}
    _is_as_typed(tmp_path / "conduct")


def test_answers_may_come_through_a_pipe(tmp_path: Path) -> None:
    said = "".join(f"{answer}\n" for _, answer in DIALOGUE)

    done = CliRunner().invoke(cli, ["init", str(tmp_path / "conduct")], input=said)

    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    _is_as_typed(tmp_path / "conduct")


def test_what_was_wrong_and_is_left_out_then_is_not_there(tmp_path: Path) -> None:
    said = []
    for word, answer in DIALOGUE:
        # The name of a third one is no line of text, and Enter follows it; so it does for somebody outside.
        wrong = {"next one": "a\tb", "somebody outside": "nobody"}.get(word)
        said += [wrong] * bool(wrong and answer != "Ben Okafor")
        said.append("" if word == "somebody outside" else answer)

    done = CliRunner().invoke(cli, ["init", str(tmp_path / "c")], input="".join(f"{each}\n" for each in said))

    assert done.exit_code == 0, done.output
    config = load(tmp_path / "c" / "cocmail.toml")
    assert [each.name for each in config.responders] == ["Aino Virtanen", "Ben Okafor"]
    assert config.clearance.independent_contact is None


def test_a_password_that_is_there_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "imap.password").write_text("of before")
    (tmp_path / "imap.password").chmod(0o600)
    first = next(number for number, (word, _) in enumerate(DIALOGUE) if word == "Password")
    said = [answer for number, (_, answer) in enumerate(DIALOGUE) if number not in (first, first + 1)]

    done = CliRunner().invoke(cli, ["init", str(tmp_path)], input="".join(f"{each}\n" for each in said))

    assert done.exit_code == 0, done.output
    assert f"{tmp_path}/imap.password is there already; left as it is." in done.stdout
    assert (tmp_path / "imap.password").read_text() == "of before"


def test_the_same_account_at_both_servers_has_one_file_for_its_password(tmp_path: Path) -> None:
    second = next(number for number, (word, _) in enumerate(DIALOGUE) if word == "same password")
    said = [answer for number, (_, answer) in enumerate(DIALOGUE) if number != second + 1]
    said[second] = "y"

    done = CliRunner().invoke(cli, ["init", str(tmp_path / "c")], input="".join(f"{each}\n" for each in said))

    assert done.exit_code == 0, done.output
    config = load(tmp_path / "c" / "cocmail.toml")
    assert config.smtp.password_file == config.imap.password_file == "imap.password"
    assert not (tmp_path / "c" / "smtp.password").exists()


def test_what_is_no_text_is_asked_for_again(tmp_path: Path) -> None:
    said = (
        "".join(f"{answer}\n" for _, answer in DIALOGUE)
        .encode()
        .replace(b"Example team", b"Caf\xe9\nExample team")
    )

    done = subprocess.run(
        [sys.executable, "-m", "cocmail", "init", str(tmp_path / "conduct")],
        input=said,
        capture_output=True,
        timeout=60,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )

    assert done.returncode == 0, done.stderr
    assert b"    is not UTF-8 text\n" in done.stdout
    _is_as_typed(tmp_path / "conduct")


# -- a run that is cut off -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 14, 20, len(DIALOGUE) - 1])
def test_who_goes_away_at_a_question_leaves_nothing(tmp_path: Path, count: int) -> None:
    status, seen = _typed(tmp_path / "conduct", DIALOGUE[:count], then=b"\x03")

    assert status == 1, seen
    assert seen.endswith("cocmail: stopped before the last answer; nothing was written\r\n")
    assert "Traceback" not in seen
    assert [*tmp_path.iterdir()] == []


def test_a_pipe_that_ends_too_early_leaves_nothing(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "conduct")], input="Example team\n")

    assert done.exit_code == 1
    assert done.stderr.splitlines() == ["cocmail: stopped before the last answer; nothing was written"]
    assert [*tmp_path.iterdir()] == []


def test_a_full_disk_leaves_nothing_half_made_and_the_next_run_makes_all(tmp_path: Path) -> None:
    answers = _answers(tmp_path)
    with small_disk(1) as disk:
        place = disk.path / "conduct"
        disk.fill()
        ballast = disk.path / "ballast"
        # A page at a time while the small files are made, more for the database.
        for pages in (0, *[1] * 9, *[10] * 20):
            os.truncate(ballast, ballast.stat().st_size - pages * 4096)

            done = _init(place, "--answers", answers)

            if done.exit_code == 0:
                break
            assert done.exit_code in (1, 75), done.output
            assert len(done.stderr.splitlines()) == 1, done.stderr
            _is_whole_or_not_there(place)
        else:
            pytest.fail("there was room enough in the end")
        assert {path.name for path in place.iterdir()} == EVERYTHING
        assert pages > 1, "it was cut off at more than one place"


def _is_whole_or_not_there(place: Path) -> None:
    held = {path.name for path in place.iterdir()} if place.exists() else set()
    assert held <= EVERYTHING - {"cocmail.db"}
    if "cocmail.toml" in held:
        config = load(place / "cocmail.toml")
        assert config.secret("imap.password", "") == "imap secret"
        assert config.secret("smtp.password", "") == "smtp secret"
    else:
        assert held == set()
    if "cocmail.key" in held:
        assert load_keys(place / "cocmail.key")


def test_what_a_killed_run_left_beside_a_whole_file_is_taken_away(tmp_path: Path) -> None:
    """It had its name already, and the name of before still."""
    answers, place = _answers(tmp_path), tmp_path / "conduct"
    _init(place, "--answers", answers)
    (place / "cocmail.toml").unlink()
    for name in EVERYTHING - {"cocmail.toml"}:
        os.link(place / name, place / f".{name}.new")

    _init(place, "--answers", answers)
    os.link(place / "cocmail.toml", place / ".cocmail.toml.new")
    _init(place)

    assert {path.name for path in place.iterdir()} == EVERYTHING


def test_what_a_killed_run_left_of_a_password_is_gone_before_the_configuration_is_there(
    tmp_path: Path,
) -> None:
    """Else a second run that is killed, just when that is written, would leave it for good."""
    place = tmp_path / "conduct"
    (place / ".cocmail.toml.new").mkdir(parents=True)  # So that it cannot be written.
    (place / "imap.password").write_text("imap secret")
    os.link(place / "imap.password", place / ".imap.password.new")

    done = _init(place, "--answers", _answers(tmp_path))

    assert done.exit_code == 1
    assert {path.name for path in place.iterdir()} == {".cocmail.toml.new", "imap.password"}


def test_a_run_that_was_killed_is_made_good_by_the_next_one(tmp_path: Path) -> None:
    """Killed again and again, each time when there is more than before, until it comes to its end."""
    answers, place = _answers(tmp_path), tmp_path / "conduct"
    words = [sys.executable, "-m", "cocmail", "init", str(place), "--answers", str(answers)]
    most = killed = 0
    for _ in range(20):
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None:
            there = len([*place.iterdir()]) if place.exists() else 0
            if there > most:
                most, killed = there, killed + 1
                running.kill()
            time.sleep(0.0005)
        if running.returncode == 0:
            break
        for name in EVERYTHING & {each.name for each in place.iterdir()}:
            assert (place / name).stat().st_size, name
    assert killed

    config = load(place / "cocmail.toml")
    assert {each.name for each in place.iterdir()} == EVERYTHING
    assert config.secret("imap.password", "") == "imap secret"
    assert load_keys(place / "cocmail.key")
    assert _revision(config) == tables.SCHEMA


def test_a_file_gets_its_name_when_it_is_whole_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "cocmail.key"
    (tmp_path / ".cocmail.key.new").write_text("half of a key, of a run that was killed")

    with appearing(path) as fresh:
        sealing.new_key(fresh)
        assert not path.exists()
    assert load_keys(path)

    before = path.read_bytes()
    with pytest.raises(NotWritten, match="exists and is left as it is"), appearing(path) as fresh:
        sealing.new_key(fresh)
    assert _held(tmp_path) == {"cocmail.key": before}
