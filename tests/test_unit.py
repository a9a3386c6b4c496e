"""`cocmail unit`: the one home of the systemd unit, with the paths of the installation and of a configuration."""

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from shlex import quote
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.builders import write_config
from tests.servers import require

from cocmail.admin.unit import to_give_away, unit
from cocmail.cli import cli
from cocmail.config import load

README = Path(__file__).parents[1] / "README.md"
INSTALLED = Path("/etc/cocmail/cocmail.toml")
PROGRAM = ["/opt/cocmail/bin/cocmail"]
SMTP_LOGIN = 'user = "cases"\npassword_file = "smtp.password"'
STATE = "StateDirectory=cocmail\nStateDirectoryMode=0700\n"


class SystemdAnalyze:
    """The program that knows which lines systemd understands."""

    @staticmethod
    def missing() -> str:
        """Why it cannot be run, '' where it can."""
        return "" if shutil.which("systemd-analyze") else "systemd-analyze is not installed"


def _unit(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["unit", *map(str, words)])


def _lines(text: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def test_the_readme_has_the_unit_that_the_program_prints(tmp_path: Path) -> None:
    url = "sqlite:////var/lib/cocmail/cocmail.db"
    config = load(write_config(tmp_path, url=url, smtp_more=SMTP_LOGIN))
    wanted = unit(INSTALLED, config, "cocmail", PROGRAM, template=False)

    before, _, rest = README.read_text().partition("```ini\n")
    stands, _, after = rest.partition("```\n")
    if os.environ.get("COCMAIL_UPDATE_README"):
        README.write_text(f"{before}```ini\n{wanted}```\n{after}")
    else:
        assert stands == wanted, "COCMAIL_UPDATE_README=1 writes the README anew"


def test_it_names_this_installation_this_configuration_and_its_secrets(tmp_path: Path) -> None:
    path = write_config(tmp_path, smtp_more=SMTP_LOGIN)

    done = _unit("-c", path)

    assert done.exit_code == 0, done.output
    assert _lines(done.stdout, "ExecStart") == [f"{sysconfig.get_path('scripts')}/cocmail run"]
    assert _lines(done.stdout, "Environment") == [f"COCMAIL_CONFIG={path}"]
    assert _lines(done.stdout, "LoadCredential") == [
        f"{name}:{tmp_path}/{name}" for name in ("cocmail.key", "imap.password", "smtp.password")
    ]
    assert Path(_lines(done.stdout, "ExecStart")[0].split()[0]).is_file()


def test_it_runs_as_whom_the_configuration_belongs_to(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to another account")

    of_root = _unit("-c", path)
    shutil.chown(path, "nobody")
    of_nobody = _unit("-c", path)

    assert _lines(of_root.stdout, "User") == ["cocmail"]
    assert of_root.stderr == (
        f"cocmail: {path} belongs to root; give it and what it names to the account of the service, "
        f"such as: chown -R cocmail: {tmp_path}\n"
    )
    assert _lines(of_nobody.stdout, "User") == ["nobody"]
    assert of_nobody.stderr == ""


@pytest.mark.parametrize("folder", ["/", "/etc", "/root", "/srv", "/var/lib", "/usr/local/etc", "/home/aino"])
def test_nobody_is_told_to_give_a_folder_away_that_others_share(folder: str) -> None:
    path = Path(folder, "conduct.toml")

    assert to_give_away(path) == (
        f"{path} belongs to root; move it and what it names to /etc/cocmail, and give that to the account of the "
        "service, such as: chown -R cocmail: /etc/cocmail"
    )


@pytest.mark.parametrize(
    "folder", ["/etc/conduct", "/srv/our team", "/var/lib/conduct", "/home/aino/conduct"]
)
def test_a_folder_that_is_the_teams_alone_is_to_be_given_to_the_service(folder: str) -> None:
    assert to_give_away(Path(folder, "conduct.toml")).endswith(
        f"; give it and what it names to the account of the service, such as: chown -R cocmail: {quote(folder)}"
    )


def test_of_a_configuration_that_is_not_there_nothing_else_is_said(tmp_path: Path) -> None:
    done = _unit("-c", tmp_path / "cocmail.toml")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"cocmail: cannot read {tmp_path}/cocmail.toml: No such file or directory\n"


def test_secrets_are_looked_for_beside_the_file_that_a_link_leads_to(tmp_path: Path) -> None:
    """As every command does; systemd starts no service for which a credential is missing."""
    (tmp_path / "kept").mkdir()
    path = write_config(tmp_path / "kept", smtp_more=SMTP_LOGIN)
    (tmp_path / "cocmail.toml").symlink_to(path)

    told = _unit("-c", tmp_path / "cocmail.toml").stdout

    assert _lines(told, "LoadCredential") == [
        f"{name}:{tmp_path}/kept/{name}" for name in ("cocmail.key", "imap.password", "smtp.password")
    ]


def test_a_secret_of_a_folder_beside_is_handed_over_by_a_path_that_systemd_takes(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    more = 'user = "cases"\npassword_file = "../secrets/smtp.password"'

    told = _unit("-c", write_config(tmp_path / "etc", smtp_more=more)).stdout

    assert _lines(told, "LoadCredential")[-1] == f"smtp.password:{tmp_path}/secrets/smtp.password"


def test_secrets_of_one_name_are_left_where_they_are(tmp_path: Path) -> None:
    """A credential is found by its bare name, so that one of two would be taken for the other."""
    more = 'user = "cases"\npassword_file = "smtp/imap.password"'

    told = _unit("-c", write_config(tmp_path, smtp_more=more)).stdout

    assert _lines(told, "LoadCredential") == [f"cocmail.key:{tmp_path}/cocmail.key"]


def test_the_teams_key_is_never_taken_for_a_responders_of_the_same_name(tmp_path: Path) -> None:
    more = 'openpgp_key_file = "aino/key.asc"\n[sealing]\nopenpgp_key_file = "team/key.asc"\n'

    told = _unit("-c", write_config(tmp_path, more=more)).stdout

    assert [line.split(":")[0] for line in _lines(told, "LoadCredential")] == ["cocmail.key", "imap.password"]


@pytest.mark.parametrize(
    ("kept", "named"), [("state", "../state/refresh"), ("/var/lib/cocmail", "/var/lib/cocmail/refresh")]
)
def test_a_refresh_token_in_a_folder_for_writing_is_left_there_to_be_renewed(
    tmp_path: Path, kept: str, named: str
) -> None:
    (tmp_path / "etc").mkdir()
    path = write_config(tmp_path / "etc", url=f"sqlite:///{tmp_path}/state/cocmail.db")
    more = '[smtp.oauth2]\ntoken_url = "https://oauth2.example.org/token"\nclient_id = "id"\nrefresh_token_file = '
    text = path.read_text().replace('security = "none"\nfrom', 'security = "none"\nuser = "cases"\nfrom')

    path.write_text(f'{text}\n{more}"{named}"\n')
    left = _unit("-c", path).stdout
    path.write_text(f'{text}\n{more}"refresh"\n')
    handed_over = _unit("-c", path).stdout

    assert _lines(left, "ReadWritePaths") == [f"{tmp_path}/state"]
    assert ("StateDirectory" in left) == (kept == "/var/lib/cocmail")
    names = ["cocmail.key", "imap.password"]
    assert [each.split(":")[0] for each in _lines(left, "LoadCredential")] == names
    assert [each.split(":")[0] for each in _lines(handed_over, "LoadCredential")] == [*names, "refresh"]


def test_one_file_for_both_passwords_is_handed_over_once(tmp_path: Path) -> None:
    path = write_config(tmp_path, smtp_more=SMTP_LOGIN.replace("smtp.password", "imap.password"))

    assert _lines(_unit("-c", path).stdout, "LoadCredential") == [
        f"{name}:{tmp_path}/{name}" for name in ("cocmail.key", "imap.password")
    ]


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("sqlite:////var/lib/cocmail/cocmail.db", STATE),
        ("sqlite:///cocmail.db", "ReadWritePaths={folder}\n"),
        ("sqlite:////srv/conduct/cocmail.db", "ReadWritePaths=/srv/conduct\n"),
        ("postgresql://127.0.0.1/cocmail", ""),
    ],
)
def test_the_service_may_write_where_its_database_is_and_nowhere_else(
    tmp_path: Path, url: str, wanted: str
) -> None:
    told = _unit("-c", write_config(tmp_path, url=url)).stdout

    assert f"ProtectSystem=strict\n{wanted.format(folder=tmp_path)}\n[Install]" in told


def test_the_service_may_write_beside_the_link_to_its_database_and_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "srv").mkdir()
    (tmp_path / "etc" / "cocmail.db").symlink_to(tmp_path / "srv" / "real.db")

    told = _unit("-c", write_config(tmp_path / "etc", url="sqlite:///cocmail.db")).stdout

    assert _lines(told, "ReadWritePaths") == [f"{tmp_path}/etc", f"{tmp_path}/srv"]


def test_of_a_link_and_its_file_only_what_is_not_in_the_state_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "cocmail.db").symlink_to("/var/lib/cocmail/real.db")

    told = _unit("-c", write_config(tmp_path, url="sqlite:///cocmail.db")).stdout

    assert f"ProtectSystem=strict\n{STATE}ReadWritePaths={tmp_path}\n\n[Install]" in told


def test_systemd_never_gives_up_to_start_it_again(tmp_path: Path) -> None:
    """It does after five starts within ten seconds, as fast as they come where nothing is said."""
    told = _unit("-c", write_config(tmp_path)).stdout

    assert [int(each) * 5 > 10 for each in _lines(told, "RestartSec")] == [True]


@pytest.mark.parametrize("place", ["/home/conduct", "/root/conduct"])
def test_what_lies_in_a_home_can_be_seen(tmp_path: Path, place: str) -> None:
    config = load(write_config(tmp_path, url="sqlite:////var/lib/cocmail/cocmail.db"))

    at_home = unit(Path(place, "cocmail.toml"), config, "conduct", PROGRAM, template=False)
    installed = unit(INSTALLED, config, "cocmail", PROGRAM, template=False)

    assert _lines(at_home, "ProtectHome") == ["read-only"]
    assert _lines(installed, "ProtectHome") == ["yes"]


def test_a_python_that_lies_in_a_home_can_be_seen_though_the_program_lies_elsewhere(tmp_path: Path) -> None:
    """The python of a virtual environment is a link; the program may be one into it, as pipx has it."""
    config = load(write_config(tmp_path, url="sqlite:////var/lib/cocmail/cocmail.db"))
    for name, python in (("own", "/home/conduct/python3"), ("systems", "/usr/bin/python3")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python").symlink_to(python)
        (tmp_path / name / "cocmail").touch()
    (tmp_path / "cocmail").symlink_to(tmp_path / "own" / "cocmail")

    told = {
        str(program.relative_to(tmp_path)): _lines(
            unit(INSTALLED, config, "cocmail", [str(program)], template=False), "ProtectHome"
        )
        for program in (tmp_path / "own" / "cocmail", tmp_path / "systems" / "cocmail", tmp_path / "cocmail")
    }

    assert told == {"own/cocmail": ["read-only"], "systems/cocmail": ["yes"], "cocmail": ["read-only"]}


def test_what_the_service_reads_where_it_is_can_be_seen_there(tmp_path: Path) -> None:
    """Else `check` reads an OpenPGP key, and the service holds the letters to its owner back."""
    url = "sqlite:////var/lib/cocmail/cocmail.db"
    told = {}
    named: dict[str, dict[str, Any]] = {
        "key": {"more": 'openpgp_key_file = "/home/conduct/aino.asc"\n'},
        "certificates": {"imap_more": 'ca_file = "/home/conduct/ca.pem"'},
        "password": {"smtp_more": SMTP_LOGIN.replace("smtp.password", "/home/conduct/smtp.password")},
    }
    for name, more in named.items():
        (tmp_path / name).mkdir()
        config = load(write_config(tmp_path / name, url=url, **more))
        told[name] = [
            *_lines(unit(INSTALLED, config, "conduct", PROGRAM, template=False), "ProtectHome"),
            *_lines(unit(INSTALLED, config, "conduct", PROGRAM, template=True), "ProtectHome"),
        ]

    assert told == {
        "key": ["read-only", "read-only"],
        "certificates": ["read-only", "read-only"],
        "password": ["yes", "read-only"],  # systemd hands it over, but not by a template.
    }


@pytest.mark.parametrize(
    ("url", "command", "wanted"),
    [
        (
            "postgresql://cocmail@127.0.0.1/cocmail?passfile=/home/conduct/.pgpass",
            "/usr/bin/tell",
            "read-only",
        ),
        ("postgresql://cocmail@127.0.0.1/cocmail?passfile=/etc/cocmail/pgpass", "/usr/bin/tell", "yes"),
        ("postgresql://cocmail@127.0.0.1/cocmail", "/home/conduct/bin/tell", "read-only"),
    ],
)
def test_the_password_of_a_database_and_the_program_to_call_can_be_seen_in_a_home(
    tmp_path: Path, url: str, command: str, wanted: str
) -> None:
    more = f'[alerts]\ncommand = ["{command}", "--urgent"]\n'

    told = unit(
        INSTALLED, load(write_config(tmp_path, url=url, more=more)), "conduct", PROGRAM, template=False
    )

    assert _lines(told, "ProtectHome") == [wanted]


def test_a_folder_that_is_a_link_into_a_home_can_be_seen(tmp_path: Path) -> None:
    config = load(write_config(tmp_path, url="sqlite:////var/lib/cocmail/cocmail.db"))
    (tmp_path / "linked").symlink_to("/home/conduct")

    told = unit(tmp_path / "linked" / "cocmail.toml", config, "conduct", PROGRAM, template=False)

    assert _lines(told, "ProtectHome") == ["read-only"]


def test_the_template_is_for_each_configuration_in_the_folder(tmp_path: Path) -> None:
    path = write_config(tmp_path).rename(tmp_path / "python.toml")

    told = _unit("--template", "-c", path).stdout

    assert told.startswith("# /etc/systemd/system/cocmail@.service\n")
    assert _lines(told, "Environment") == [f"COCMAIL_CONFIG={tmp_path}/%i.toml"]
    assert _lines(told, "LoadCredential") == []
    assert "python" not in told.replace(f"{tmp_path}", "").replace(sysconfig.get_path("scripts"), "")
    assert f"{STATE}ReadWritePaths={tmp_path}\n" in told


def test_a_configuration_that_no_instance_would_read_gets_no_template(tmp_path: Path) -> None:
    path = write_config(tmp_path).rename(tmp_path / "python.conf")

    done = _unit("--template", "-c", path)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"cocmail: {path} has to end in .toml, or no cocmail@NAME reads it\n"


@pytest.mark.parametrize("stem", ["with space", "per%20cent", "a\\b", "ümlaut"])
def test_a_name_that_systemd_would_escape_gets_no_template(tmp_path: Path, stem: str) -> None:
    path = write_config(tmp_path).rename(tmp_path / f"{stem}.toml")

    of_all, of_one = _unit("--template", "-c", path), _unit("-c", path)

    assert (of_all.exit_code, of_all.stdout) == (2, "")
    assert of_all.stderr == (
        f"cocmail: {path}: before .toml only letters (a to z), digits and :_.- can stand, or no cocmail@NAME reads it\n"
    )
    assert of_one.exit_code == 0


def test_a_folder_whose_name_holds_a_line_end_gets_no_unit(tmp_path: Path) -> None:
    (tmp_path / "a\nExecStartPre=b").mkdir()

    done = _unit("-c", write_config(tmp_path / "a\nExecStartPre=b"))

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "cocmail: the path of the configuration holds a line end or the like, which no systemd unit can name\n"
    )


def test_a_configuration_with_mistakes_gets_no_unit(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    path.write_text(path.read_text().replace("[clock]\n", "[clock]\ntake_day = 1\n"))

    done = _unit("-c", path)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "clock.take_day: unknown key; did you mean take_days?" in done.stderr


def test_a_percent_sign_of_a_folder_is_no_specifier_of_systemd(tmp_path: Path) -> None:
    place = tmp_path / "50%i"
    place.mkdir()
    config = load(write_config(place))

    of_one, of_all = (
        unit(place / "cocmail.toml", config, "cocmail", [f"{place}/cocmail"], template=template)
        for template in (False, True)
    )

    assert _lines(of_one, "Environment") == [f"COCMAIL_CONFIG={tmp_path}/50%%i/cocmail.toml"]
    assert _lines(of_all, "Environment") == [f"COCMAIL_CONFIG={tmp_path}/50%%i/%i.toml"]
    assert _lines(of_one, "LoadCredential")[0] == f"cocmail.key:{tmp_path}/50%%i/cocmail.key"
    for told in (of_one, of_all):
        assert _lines(told, "ExecStart") == [f"{tmp_path}/50%%i/cocmail run"]
        assert _lines(told, "ReadWritePaths") == [f"{tmp_path}/50%%i"]


@pytest.mark.parametrize("template", [False, True])
@pytest.mark.parametrize(
    ("installation", "folder"),
    [
        ("venv", "conduct"),
        ("of % all", "of % all"),
        ("cost $5", "cost $5"),
        ("v", 'say "hi"'),
        ("v", "back\\slash"),
    ],
)
def test_systemd_reads_it_whatever_the_folders_are_called(
    tmp_path: Path, installation: str, folder: str, template: bool
) -> None:
    """systemd-analyze names every line that it does not understand, and a program that is not there."""
    require(SystemdAnalyze)
    program, place = tmp_path / installation / "cocmail", tmp_path / folder
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    place.mkdir(exist_ok=True)
    config = load(write_config(place, smtp_more=SMTP_LOGIN))
    name = "cocmail@.service" if template else "cocmail.service"
    text = unit(place / "cocmail.toml", config, "daemon", [str(program)], template=template)
    (tmp_path / name).write_text(text)

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / name.replace("@", "@conduct")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
