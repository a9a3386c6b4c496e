"""The systemd unit of the daemon: its one home, with the paths of this installation and of a configuration.

It comes in two forms. The plain one is for one alias: systemd hands each secret file over as a credential, by the names
that this configuration has for them (systemd.exec(5), LoadCredential=). The template is for several, whose
configurations stand side by side (`cocmail@NAME` reads NAME.toml): as it cannot know what each of them names, their
secrets are read where they are, by the account that they belong to.
"""

import os
import re
import sys
import sysconfig
from collections import Counter
from pathlib import Path
from shlex import quote
from urllib.parse import parse_qsl

from cocmail.config import INSTALLED, Config
from cocmail.database import file_of

UNITS = Path("/etc/systemd/system")
STATE = Path("/var/lib/cocmail")

# A folder of fewer parts can be the system's or a person's: /etc and /var/lib, not /srv/conduct and /var/lib/conduct.
_SHARED = {"home": 3, "usr": 4, "var": 3}
_SHARED_ELSEWHERE = 2
# RestartSec: after five starts within ten seconds systemd gives up for good (systemd.unit(5), StartLimitBurst=), and
# two messages that stop the daemon four times each, or a `run --once` under way, take more than that.
_UNIT = """\
# {place}
[Unit]
Description={description}
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
User={account}
Environment={environment}
{credentials}ExecStart={program} run
ExecReload=/bin/sh -c "kill -HUP $MAINPID"
Restart=on-failure
RestartSec=3
RestartPreventExitStatus=2
WatchdogSec=10min
LimitCORE=1
NoNewPrivileges=yes
PrivateTmp=yes
ProtectHome={home}
ProtectSystem=strict
{database}
[Install]
WantedBy=multi-user.target
"""


def unit(path: Path, config: Config, account: str, program: list[str], *, template: bool) -> str:
    """The unit that runs `program` as `account` on the configuration at `path`, or on each one beside it."""
    read = str(path.parent).replace("%", "%%") + "/%i.toml" if template else str(path).replace("%", "%%")
    database = file_of(config.database_url())
    script = Path(program[0])
    # What a virtual environment calls so often is a link to one that somebody installed for themselves.
    pythons = [each.with_name("python") for each in (script, script.resolve())]
    renewed = _renewed(path, config, database)
    handed_over = [] if template else [each for each in _handed_over(path, config) if each not in renewed]
    named = [*_secrets(path, config), *_others(path, config)]
    read_there = [each for each in named if each not in handed_over]
    files = [path, script, *pythons, *([database] if database else []), *read_there]
    return _UNIT.format(
        place=UNITS / ("cocmail@.service" if template else "cocmail.service"),
        description="cocmail for %i" if template else "cocmail",
        account=account,
        environment=_quoted(f"COCMAIL_CONFIG={read}"),
        credentials=_credentials(handed_over),
        program=" ".join(_quoted(each.replace("%", "%%")) for each in program),
        home="read-only" if any(map(_is_in_a_home, files)) else "yes",
        database=_writable(database, renewed, template=template),
    )


def is_an_instance(path: Path) -> bool:
    """Whether `cocmail@NAME` can read this NAME.toml: other letters stand escaped in `%i` (systemd.unit(5))."""
    return path.suffix == ".toml" and bool(re.fullmatch(r"[A-Za-z0-9:_.-]+", path.stem))


def is_one_line(path: Path) -> bool:
    """Whether a line of a unit can name this path."""
    return not re.search(r"[\x00-\x1f\x7f]", str(path))


def to_give_away(path: Path) -> str:
    """What to do where the configuration at `path` is root's; no folder that others share is ever given away."""
    _root, *parts = path.parent.parts
    is_shared = len(parts) < _SHARED.get(parts[0] if parts else "", _SHARED_ELSEWHERE)
    folder = INSTALLED.parent if is_shared else path.parent
    told = (
        f"move it and what it names to {folder}, and give that" if is_shared else "give it and what it names"
    )
    return (
        f"{path} belongs to root; {told} to the account of the service, "
        f"such as: chown -R cocmail: {quote(str(folder))}"
    )


def program() -> list[str]:
    """How this installation's `cocmail` is started."""
    script = Path(sysconfig.get_path("scripts"), "cocmail")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "cocmail"]


def _secrets(path: Path, config: Config) -> list[Path]:
    names = [config.sealing.key_file, config.sealing.openpgp_key_file, *config.secret_files().values()]
    return _named(path, names)


def _others(path: Path, config: Config) -> list[Path]:
    """What the configuration names besides its secrets, and the service reads where it is."""
    keys = [each.openpgp_key_file for each in config.responders]
    # Of what is no file of the configuration only whole paths say where it is.
    more = [value for _, value in parse_qsl(config.database.url.partition("?")[2])] + config.alerts.command
    return _named(path, [config.imap.ca_file, config.smtp.ca_file, *keys, *filter(os.path.isabs, more)])


def _named(path: Path, names: list[str]) -> list[Path]:
    folder = path.resolve().parent  # Where `config.load` looks for them, too.
    # Of a path with ".." in it systemd takes no notice.
    return [*dict.fromkeys(Path(os.path.normpath(folder / name)) for name in names if name)]


def _handed_over(path: Path, config: Config) -> list[Path]:
    """The secrets that are credentials. They are found by bare name: two of one name are left where they are."""
    secrets = _secrets(path, config)
    often = Counter(each.name for each in {*secrets, *_others(path, config)})
    return [each for each in secrets if often[each.name] == 1]


def _renewed(path: Path, config: Config, database: Path | None) -> list[Path]:
    """The refresh tokens that the service may write anew: those in a folder that is for writing."""
    servers = (config.imap.oauth2, config.smtp.oauth2)
    files = _named(path, [each.refresh_token_file for each in servers if each])
    beside = _folders(database)
    return [each for each in files if each.parent in beside or each.is_relative_to(STATE)]


def _folders(database: Path | None) -> list[Path]:
    # SQLite writes beside the file itself, and our lock stands beside what may be a link to it.
    return [*dict.fromkeys((database.parent, database.resolve().parent))] if database else []


def _credentials(files: list[Path]) -> str:
    return "".join(f"LoadCredential={each.name}:{each}\n".replace("%", "%%") for each in files)


def _writable(database: Path | None, renewed: list[Path], *, template: bool) -> str:
    folders = [*dict.fromkeys((*_folders(database), *(each.parent for each in renewed)))]
    elsewhere = [each for each in folders if not each.is_relative_to(STATE)]
    lines = []
    if template or elsewhere != folders:
        lines += [f"StateDirectory={STATE.name}", "StateDirectoryMode=0700"]
    lines += [f"ReadWritePaths={_quoted(str(each).replace('%', '%%'))}" for each in elsewhere]
    return "".join(f"{line}\n" for line in lines)


def _is_in_a_home(path: Path) -> bool:
    # systemd.exec(5), ProtectHome=.
    homes = ("/home", "/root", "/run/user")
    return any(each.is_relative_to(home) for each in (path, path.resolve()) for home in homes)


def _quoted(word: str) -> str:
    # systemd.syntax(7), "Quoting".
    return '"' + re.sub(r'(["\\])', r"\\\1", word) + '"' if re.search(r"""[\s"'\\]""", word) else word
