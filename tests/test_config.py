"""The configuration file: every mistake at once, every key documented."""

import os
import sys
import tomllib
import unicodedata
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from pydantic import BaseModel
from tests.builders import write_config

from cocmail import reading
from cocmail.cases import model as cases_model
from cocmail.cli import cli
from cocmail.config import Config, ConfigError, _model_of, find, load, validated
from cocmail.sections import FieldName

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def _faults(folder: Path, text: str) -> list[str]:
    path = folder / "broken.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.problems


def test_the_example_is_a_valid_configuration() -> None:
    config = load(EXAMPLE)

    assert config.alias.languages == ["en", "fi", "sv"]
    assert config.responders[0].also_known_as[1] == "@ainov"


def test_the_example_documents_every_key() -> None:
    text = EXAMPLE.read_text()

    def keys(model: type[BaseModel]) -> list[str]:
        found = []
        for name, field in model.model_fields.items():
            inner = _model_of(field)
            found += keys(inner) if inner else [field.alias or name]
        return found

    missing = [key for key in keys(Config) if f"{key} = " not in text]
    assert missing == []


def test_every_mistake_is_reported_at_once_with_its_key(tmp_path: Path) -> None:
    text = (tmp_path / "cocmail.toml", write_config(tmp_path).read_text())[1]
    text = text.replace('timezone = "Europe/Helsinki"', 'timezone = "Mars/Olympus"\nemergancy = "112"')
    text = text.replace("poll_seconds = 60", 'poll_seconds = "often"')
    text = text.replace('language = "fi"', 'language = "de"')
    text = text.replace('from = "conduct-cases@example.org"', "")

    faults = _faults(tmp_path, text)

    assert len(faults) == 5
    assert any(each.startswith("alias.timezone: ") and "Helsinki" in each for each in faults)
    assert "alias.emergancy: unknown key; did you mean emergency?" in faults
    assert any(each.startswith("imap.poll_seconds: ") for each in faults)
    assert any(each.startswith("responders.0.language: ") and "'en', 'fi' or 'sv'" in each for each in faults)
    assert "smtp.from: is required" in faults


@pytest.mark.parametrize(
    ("table", "key", "meant"),
    [
        ("", "folder", "imap.folder"),
        ("", "url", "database.url"),
        ("", "responder", "responders"),
        ("", "password_file", "imap.password_file or smtp.password_file"),
        ("responders.1", "junk_folder", "imap.junk_folder"),
        ("clock", "take_day", "take_days"),
        ("smtp", "max_letters", "max_letters_per_hour"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(
    tmp_path: Path, table: str, key: str, meant: str
) -> None:
    text = EXAMPLE.read_text()
    line = f'{key} = "x"\n'
    # The last table of the file takes in what is written below it.
    starts = {"": 0, "responders.1": len(text)}
    at = starts[table] if table in starts else text.index(f"[{table}]\n") + len(f"[{table}]\n")
    text = text[:at] + line + text[at:]

    (fault,) = _faults(tmp_path, text)

    assert fault == f"{f'{table}.' if table else ''}{key}: unknown key; did you mean {meant}?"


def test_a_secret_never_stands_in_the_file(tmp_path: Path) -> None:
    text = (
        write_config(tmp_path).read_text().replace('password_file = "imap.password"', 'password = "hunter2"')
    )

    faults = _faults(tmp_path, text)

    assert any("imap.password: unknown key; did you mean password_file?" in each for each in faults)
    assert not any("hunter2" in each for each in faults)


def test_who_logs_in_needs_a_secret(tmp_path: Path) -> None:
    text = write_config(tmp_path).read_text().replace('password_file = "imap.password"\n', "", 1)

    assert [each for each in _faults(tmp_path, text) if each.startswith("imap.password_file: is needed")]


@pytest.mark.parametrize("most", [0, 1, 2])
def test_nobody_is_asked_more_often_than_there_are_words_for(tmp_path: Path, most: int) -> None:
    path = write_config(tmp_path, more=f"[checklist]\nmax_requests = {most}\n")
    text = path.read_text().replace(f"max_requests = {most}", "max_requests = 3")

    assert load(path).checklist.max_requests == most
    assert [each for each in _faults(tmp_path, text) if "max_requests: " in each and "equal to 2" in each]


def test_plain_connections_are_for_loopback_only(tmp_path: Path) -> None:
    text = write_config(tmp_path).read_text().replace('host = "127.0.0.1"', 'host = "imap.example.org"', 1)

    assert any(each.startswith("imap.security: ") for each in _faults(tmp_path, text))


def test_a_responder_cannot_stand_twice_on_the_roster(tmp_path: Path) -> None:
    text = write_config(tmp_path).read_text().replace("ben@example.org", "Aino@Example.ORG")

    assert any("twice" in each for each in _faults(tmp_path, text))


def test_a_name_in_decomposed_letters_is_the_name_that_mail_has(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    named = 'name = "Jörg Mäkelä"\nalso_known_as = ["Jögge"]'
    text = path.read_text().replace('name = "Ben Okafor"', unicodedata.normalize("NFD", named))
    path.write_text(text)

    found = next(each for each in load(path).responders if each.address == "ben@example.org")

    assert (found.name, found.also_known_as) == ("Jörg Mäkelä", ["Jögge"])


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in _faults(tmp_path, "[alias]\nname = \n")[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'[alias]\nname = "Caf\xe9"\n', "not UTF-8 text (at line 2); save it as UTF-8"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
        (b"x = " + b"{a=" * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
        (b"x = " + b"9" * 5000, "thousands of digits"),
    ],
)
def test_a_file_that_nobody_can_read_is_one_clear_line(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "cocmail.toml").write_bytes(text)

    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "cocmail.toml")

    (problem,) = caught.value.problems
    assert said in problem


def test_a_file_with_a_byte_order_mark_is_read_like_any_other(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    plain = load(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert load(path) == plain


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://127.0.0.1:99999/x", "HOST:PORT"),
        ("postgresql://127.0.0.1:0/x", "HOST:PORT"),
        ("postgresql://127.0.0.1:/x", "HOST:PORT"),
        ("postgresql://[::1/x", "HOST:PORT"),
        ("postgresql://u:pass/word@127.0.0.1:1/x", "%2F for /"),
        ("postgresql+psycopg2://127.0.0.1/x", "must begin with"),
        ("postgresql://127.0.0.1:1/x?sslmod=require", "after the question mark"),
        ("postgresql://127.0.0.1:1/x?port=word", "after the question mark"),
    ],
)
@pytest.mark.parametrize("command", [("run", "--once"), ("status", "--json"), ("migrate",)])
def test_a_mistyped_url_of_postgresql_says_what_is_wrong(
    tmp_path: Path, url: str, said: str, command: tuple[str, ...]
) -> None:
    pytest.importorskip("psycopg")
    path = write_config(tmp_path, url=url)

    done = CliRunner().invoke(cli, ["-c", str(path), *command])

    assert done.exit_code == 2
    assert done.stderr.startswith("cocmail: database.url: ")
    assert said in done.stderr
    assert "word@" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_postgresql_without_its_driver_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_config(tmp_path, url="postgresql://127.0.0.1:1/x")
    monkeypatch.setitem(sys.modules, "psycopg", None)

    for command in (("run", "--once"), ("status",), ("check",)):
        done = CliRunner().invoke(cli, ["-c", str(path), *command])

        assert done.exit_code == (1 if command == ("check",) else 2)
        assert "pip install 'cocmail[postgresql]'" in done.output


def test_no_configuration_says_where_it_was_sought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COCMAIL_CONFIG", raising=False)

    with pytest.raises(ConfigError) as caught:
        find(None)
    assert "-c FILE" in caught.value.problems[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning"
)  # It forks, and does nothing there that a lock could hold up.
def test_a_folder_that_is_closed_to_the_account_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`runuser -u cocmail` as root, who stands in /root."""
    tmp_path.chmod(0o700)
    monkeypatch.delenv("COCMAIL_CONFIG", raising=False)

    if (child := os.fork()) == 0:
        status = 1
        try:
            os.chdir(tmp_path)
            os.setuid(65534)
            find(None)
        except ConfigError:
            status = 0
        finally:
            os._exit(status)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # As above.
def test_an_installed_configuration_that_is_closed_to_the_account_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`cocmail check` of somebody who is not the service, in whose folder it is."""
    (installed := tmp_path / "cocmail.toml").touch()
    tmp_path.chmod(0o700)
    monkeypatch.delenv("COCMAIL_CONFIG", raising=False)
    monkeypatch.setattr("cocmail.config.INSTALLED", installed)

    if (child := os.fork()) == 0:
        status = 1
        try:
            os.chdir("/")
            os.setuid(65534)
            status = 0 if find(None) == installed else 1
        finally:
            os._exit(status)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_secret_is_found_among_systemds_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(write_config(tmp_path))
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "imap.password").write_text("from systemd\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))

    assert config.secret("imap.password", "imap.password_file") == "from systemd"


def test_a_secret_saved_with_a_byte_order_mark_is_the_one_that_was_typed(tmp_path: Path) -> None:
    config = load(write_config(tmp_path))
    (tmp_path / "imap.password").write_bytes(b"\xef\xbb\xbfsecret\r\n")

    assert config.secret("imap.password", "imap.password_file") == "secret"


def test_of_a_secret_in_another_encoding_it_is_said_how_to_save_it(tmp_path: Path) -> None:
    config = load(write_config(tmp_path))
    (tmp_path / "imap.password").write_bytes("salaisuus-ä".encode("latin-1"))

    with pytest.raises(ConfigError) as caught:
        config.secret("imap.password", "imap.password_file")
    assert caught.value.problems == [
        f"imap.password_file: {tmp_path}/imap.password is not UTF-8 text; save it as UTF-8"
    ]


def test_what_systemd_hands_over_with_an_access_list_is_no_open_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(write_config(tmp_path))
    secret = tmp_path / "imap.password"
    secret.chmod(0o440)
    assert "chmod 600" in config.open_secrets()[0]

    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert config.open_secrets() == []
    secret.chmod(0o444)
    assert len(config.open_secrets()) == 1


def test_a_missing_secret_is_a_clear_error(tmp_path: Path) -> None:
    config = load(write_config(tmp_path))
    (tmp_path / "imap.password").unlink()

    with pytest.raises(ConfigError) as caught:
        config.secret("imap.password", "imap.password_file")
    assert caught.value.problems[0].startswith("imap.password_file: cannot read ")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            'list_id = "conduct.groups.example"',
            'list_id = "Conduct <conduct.groups.example>"',
            "alias.list_id",
        ),
        ('junk_folder = ""', 'junk_folder = "inbox"', "imap.folder"),
        ('trusted_authserv = ""', 'trusted_authserv = "mx.example.org; x"', "imap.trusted_authserv"),
        ("repeat_hours = 24", "repeat_hours = 99999999999", "clock.repeat_hours"),
        (
            'independent_contact = "outside@example.net"',
            'independent_contact = "conduct@groups.example"',
            "reach nobody",
        ),
        (
            'escalation_contacts = ["chair@example.org"]',
            'escalation_contacts = ["conduct-cases@example.org"]',
            "reach nobody",
        ),
        ('url = "sqlite:///cocmail.db"', 'url = "postgresql://127.0.0.1:port/x"', "database.url"),
        ('url = "sqlite:///cocmail.db"', 'url = "postgresql://u:p@a:1,b:port/x"', "database.url"),
        ('url = "sqlite:///cocmail.db"', 'url = "postgresql://u:p@[::1]:1,[::2]:1/x"', "database.url"),
    ],
)
def test_a_mistake_that_would_show_only_on_the_worst_day_is_found_at_once(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    text = EXAMPLE.read_text()
    assert was in text
    (tmp_path / "cocmail.toml").write_text(text.replace(was, becomes))

    with pytest.raises(ConfigError, match=said):
        load(tmp_path / "cocmail.toml")


def test_mistakes_between_tables_are_reported_with_all_others(tmp_path: Path) -> None:
    text = EXAMPLE.read_text().replace("poll_seconds = 60", "poll_seconds = 0")
    twice = '\n[[responders]]\nname = "A"\naddress = "aino@example.org"\n'
    (tmp_path / "cocmail.toml").write_text(text + twice)

    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "cocmail.toml")

    assert any("stands twice" in problem for problem in caught.value.problems)
    # A reload writes them into the journal.
    assert "@" not in str(caught.value)
    assert any("imap.poll_seconds" in problem for problem in caught.value.problems)


def test_what_does_not_fit_together_is_reported_with_what_is_wrong_beside_it(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    for was, becomes in (
        ('timezone = "Europe/Helsinki"', 'timezone = "Mars/Olympus"'),
        ('list_id = "conduct.groups.example"', 'list_id = ""'),
        ('group_id = ""', 'group_id = "1"'),
        ('host = "imap.example.org"', 'host = "imap.example.org"\nhots = "x"'),
        ('security = "tls"', 'security = "none"'),
        ("poll_seconds = 60", "poll_seconds = 0"),
        ('junk_folder = ""', 'junk_folder = "inbox"'),
        ('password_file = "imap.password"', ""),
        ('user = "conduct-cases@example.org"           # leave', "#"),
        ('from = "conduct-cases@example.org"', f'from = "{"x" * 40}@example.org"'),
        ("max_letters_per_hour = 60", "max_letters_per_hour = 0"),
        ("take_days = 3", "take_days = 6"),
        ("urgent_minutes = 30", "urgent_minutes = 0"),
        ('url = "sqlite:///cocmail.db"', 'url = "mysql://127.0.0.1/x"'),
    ):
        assert was in text
        text = text.replace(was, becomes, 1)

    said = [each.partition(":")[0] for each in _faults(tmp_path, text)]

    assert sorted(said) == [
        "alias.group_id",
        "alias.timezone",
        "clock.take_days",
        "clock.urgent_minutes",
        "database.url",
        "imap.folder",
        "imap.hots",
        "imap.password_file",
        "imap.poll_seconds",
        "imap.security",
        "smtp.from",
        "smtp.max_letters_per_hour",
        "smtp.user",
    ]


@pytest.mark.parametrize(
    ("was", "is_now", "fault"),
    [
        ("port = 993", 'port = "993"', "imap.port: must be a whole number, without quotes"),
        ("take_days = 3", "take_days = 2.5", "clock.take_days: must be a whole number, without quotes"),
        ("idle = true", 'idle = "yes"', "imap.idle: must be true or false, without quotes"),
        ('emergency = "112"', "emergency = 112", "alias.emergency: must be a text in quotes"),
        (
            'languages = ["en", "fi", "sv"]',
            'languages = "en"',
            'alias.languages: must be a list: ["...", "..."]',
        ),
        ("[sealing]\n", "[[sealing]]\n", "sealing: must be a table that begins with [sealing]"),
    ],
)
def test_a_value_of_another_kind_is_told_how_to_be_written(
    tmp_path: Path, was: str, is_now: str, fault: str
) -> None:
    assert _faults(tmp_path, EXAMPLE.read_text().replace(was, is_now, 1)) == [fault]


def test_a_roster_in_single_brackets_is_told_how_to_be_written(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    people = '[responders]\nname = "Ben Okafor"\naddress = "ben@example.org"\n'

    faults = _faults(tmp_path, text[: text.index("[[responders]]")] + people)

    assert faults == ["responders: each must be a table that begins with [[responders]]"]


@pytest.mark.parametrize(
    "key",
    [
        "imap.junk_folder",
        "imap.processed_folder",
        "imap.sent_folder",
        "imap.user",
        "smtp.user",
        "alias.policy_url",
    ],
)
def test_no_name_or_address_has_a_line_break(key: str) -> None:
    document = tomllib.loads(EXAMPLE.read_text())
    table, name = key.split(".")
    document[table][name] = "Junk\r\nA1 NOOP"

    with pytest.raises(ConfigError) as caught:
        validated(document)

    assert caught.value.problems == [f"{key}: must be one line of text"]


def test_a_name_that_no_file_can_have_is_a_mistake(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    for was in ("imap.password", "cocmail.key", "sqlite:///cocmail.db"):
        text = text.replace(f'"{was}"', f'"{was}\\u0000"')

    said = [each.partition(":")[0] for each in _faults(tmp_path, text)]

    assert sorted(said) == ["database.url", "imap.password_file", "sealing.key_file"]


def test_the_key_has_a_file(tmp_path: Path) -> None:
    text = EXAMPLE.read_text().replace('"cocmail.key"', '""')

    assert _faults(tmp_path, text) == ["sealing.key_file: must be the name of a file, in one line"]


def test_of_a_value_that_is_wrong_itself_it_is_not_said_that_it_does_not_fit(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    for was, becomes in (
        ('list_id = "conduct.groups.example"', 'list_id = "a b"'),
        ('group_id = ""', 'group_id = "1"'),
        ('host = "imap.example.org"', 'host = ""'),
        ('security = "tls"', 'security = "none"'),
        ('password_file = "imap.password"', "password_file = 1"),
        ("take_days = 3", "take_days = 99"),
    ):
        assert was in text
        text = text.replace(was, becomes, 1)

    said = [each.partition(":")[0] for each in _faults(tmp_path, text)]

    assert sorted(said) == ["alias.list_id", "clock.take_days", "imap.host", "imap.password_file"]


def test_the_rooms_that_do_not_know_each_other_know_the_same_fields() -> None:
    assert get_args(FieldName) == cases_model.FIELDS == reading.FIELDS
