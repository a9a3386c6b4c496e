"""Real mail and database servers for the tests, private to one test and gone after it.

Each is a context manager: it listens on loopback only, keeps its files in a folder of its own, is stopped by its
process id, and neither uses nor changes a service of the computer. It works as root and as an ordinary user.

Fails: a server that does not come up raises AssertionError with the end of its log.
"""

import contextlib
import grp
import imaplib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

import psycopg
import pytest
from tests.server_process import PATH, ServerProcess, free_port, wait_until, write_certificate
from tests.smtp_server import EVERYONE, Letter, SmtpServer

__all__ = [
    "EVERYONE",
    "Dovecot",
    "Letter",
    "PostgreSQL",
    "SmtpServer",
    "free_port",
    "require",
    "wait_until",
    "write_certificate",
]


class CanBeMissing(Protocol):
    """A program that may not be installed here."""

    @staticmethod
    def missing() -> str: ...


def require(program: type[CanBeMissing]) -> None:
    """Skip the test where the program is not installed; fail it where COCMAIL_NO_SKIP says all has to be there."""
    if reason := program.missing():
        if os.environ.get("COCMAIL_NO_SKIP"):
            pytest.fail(f"{reason}, and COCMAIL_NO_SKIP is set", pytrace=False)
        pytest.skip(reason)


class Dovecot(ServerProcess):
    """An IMAP server where any user logs in with `password`, except those whose name begins with `locked`.

    `port` speaks plainly and offers STARTTLS; `tls_port` speaks TLS. The certificate is for localhost and
    127.0.0.1, signed by `ca`. Every user has an INBOX from the first login on. User names are in small letters.
    """

    name = "dovecot"
    stop_signal = signal.SIGTERM
    # They obey their parent only after a second.
    stops_children = True
    password = "correct-horse"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.tls_port = free_port()
        self.version = _dovecot_version()
        self.ca, self._certificate = write_certificate(self.folder)
        self._own(self._certificate)
        for part in ("run", "state", "mail"):
            (self.folder / part).mkdir(mode=0o755 if part == "run" else 0o700)
            self._own(self.folder / part)
        # Without a list of users that is asked about the locked ones, Dovecot would call it a temporary error.
        self._nobody = self.folder / "no-users"
        self._nobody.touch()
        self._configuration = self.folder / "dovecot.conf"
        self._configuration.write_text(self._settings(), "utf-8")
        self._own(self._configuration)

    @staticmethod
    def missing() -> str:
        """Why it cannot run here, or nothing."""
        homes = [Path(home, "dovecot", "imap") for home in ("/usr/lib", "/usr/libexec", "/usr/local/libexec")]
        if shutil.which("dovecot", path=PATH) is None or not any(imap.exists() for imap in homes):
            return "dovecot is not installed (apt-get install dovecot-imapd)"
        return ""

    def deliver(self, user: str, raw: bytes, *, when: datetime | None = None, folder: str = "INBOX") -> None:
        """Put a message into a folder, which is made if need be; `when` (aware) becomes its INTERNALDATE.

        It is there for other sessions at once. As any server on Unix, Dovecot gives line ends back as CRLF.
        """
        with self._session(user) as session:
            if folder.upper() != "INBOX":
                session.create(_quoted(folder))
            moment = "" if when is None else imaplib.Time2Internaldate(when)
            status, answer = session.append(_quoted(folder), "", moment, raw)
            assert status == "OK", f"dovecot refuses the message: {answer!r}"

    def fetch_all(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The messages of a folder in the order of their UIDs, no flag changed; none if there is no such folder."""
        answers = self._fetch(user, folder, "BODY.PEEK[]")
        return [answer[1] for answer in answers if isinstance(answer, tuple)]

    def flags(self, user: str, folder: str = "INBOX") -> list[str]:
        r"""The flags and keywords of each message in the order of their UIDs, such as "\Seen $CocFiled".

        Without \Recent, which says something about sessions and nothing about the message.
        """
        answers = [answer for answer in self._fetch(user, folder, "FLAGS") if isinstance(answer, bytes)]
        found = [re.search(rb"FLAGS \(([^)]*)\)", answer) for answer in answers]
        words = [sorted(match[1].decode().split()) for match in found if match]
        return [" ".join(word for word in message if word != r"\Recent") for message in words]

    def uid_validity(self, user: str, folder: str = "INBOX") -> int:
        """The folder's UIDVALIDITY."""
        with self._session(user) as session:
            session.select(_quoted(folder), readonly=True)
            value = session.response("UIDVALIDITY")[1][0]
            assert isinstance(value, bytes), f"no folder {folder}"
            return int(value)

    def new_uid_validity(self, user: str) -> None:
        """Number the messages of the INBOX anew, under another UIDVALIDITY. All sessions are ended for it."""
        with self._at_rest(user) as inbox:
            # dovecot-uidvalidity stays: it is what keeps Dovecot from giving the same number again.
            (inbox / "dovecot-uidlist").unlink(missing_ok=True)

    def number_like(self, user: str, other: str) -> None:
        """Give the INBOX the UIDVALIDITY of another account's. All sessions are ended for it."""
        number = self.uid_validity(other)
        with self._at_rest(user) as inbox:
            uids = inbox / "dovecot-uidlist"
            uids.write_text(re.sub(r"\bV\d+", f"V{number}", uids.read_text(), count=1))

    @contextlib.contextmanager
    def _at_rest(self, user: str) -> Iterator[Path]:
        """The INBOX while nobody has it open, without what Dovecot can make anew."""
        running = self._process is not None
        self.stop()
        inbox = self.folder / "mail" / user / "Maildir"
        yield inbox
        for file in [*inbox.glob("dovecot.index*"), *inbox.glob("dovecot.list.index*")]:
            file.unlink()
        if running:
            self.start()

    @contextlib.contextmanager
    def _session(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(self.host, self.port, timeout=10) as session:
            session.login(user, self.password)
            yield session

    def _fetch(self, user: str, folder: str, what: str) -> list[bytes | tuple[bytes, bytes] | None]:
        with self._session(user) as session:
            if session.select(_quoted(folder), readonly=True)[0] != "OK":
                return []
            answers = session.uid("FETCH", "1:*", f"({what})")[1]
            return cast("list[bytes | tuple[bytes, bytes] | None]", answers)

    def _command(self) -> list[str]:
        return [_program("dovecot"), "-F", "-c", str(self._configuration)]

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), 1) as caller:
            return caller.recv(4) == b"* OK"
        return False

    def _settings(self) -> str:
        account = self._account
        new = tuple(map(int, self.version.split(".")[:2])) >= (2, 4)
        return (_DOVECOT_2_4 if new else _DOVECOT_2_3).format(
            common=_DOVECOT_COMMON.format(
                home=self.folder,
                user=account.pw_name,
                group=grp.getgrgid(account.pw_gid).gr_name,
                port=self.port,
                tls_port=self.tls_port,
            ),
            home=self.folder,
            uid=account.pw_uid,
            gid=account.pw_gid,
            password=self.password,
            certificate=self._certificate,
            nobody=self._nobody,
        )


class PostgreSQL(ServerProcess):
    """A database server with an ordinary role, `cocmail`, that owns each database it hands out."""

    name = "postgresql"
    stop_signal = signal.SIGINT
    password = "correct-horse"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._data = self.folder / "data"
        self._databases = 0
        self._is_new = True

    @staticmethod
    def missing() -> str:
        """Why it cannot run here, or nothing."""
        return "" if _postgresql_programs() else "postgresql is not installed (apt-get install postgresql)"

    def start(self) -> None:
        """Start, and return when it answers. After `stop`, it has the same port and the same databases."""
        if self._is_new:
            self._make_cluster()
            super().start()
            with self._administrator() as administrator:
                administrator.execute(f"CREATE ROLE cocmail LOGIN PASSWORD '{self.password}'")
            self._is_new = False
        else:
            super().start()

    def database(self, like: str = "") -> str:
        """Make a database, empty or a copy of the one at that address; its address for SQLAlchemy."""
        self._databases += 1
        name = f"cocmail_{self._databases}"
        template = f" TEMPLATE {_name(like)}" if like else ""
        with self._administrator() as administrator:
            # From 15 on it would write each page into its log as well, which takes twice as long.
            strategy = " STRATEGY file_copy" if administrator.info.server_version >= 150_000 else ""
            administrator.execute(f"CREATE DATABASE {name} OWNER cocmail{template}{strategy}")
        return f"postgresql+psycopg://cocmail:{self.password}@{self.host}:{self.port}/{name}"

    def drop(self, url: str) -> None:
        """Remove a database with all that use it: each takes 7 MB, which all together are slow to remove."""
        with self._administrator() as administrator:
            administrator.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def _administrator(self) -> psycopg.Connection:
        return psycopg.connect(
            host=self.host,
            port=self.port,
            dbname="postgres",
            user="postgres",
            password=self.password,
            autocommit=True,
            connect_timeout=5,
        )

    def _make_cluster(self) -> None:
        password = self.folder / "password"
        password.write_text(self.password, "utf-8")
        self._own(password)
        initdb = [
            *(_postgresql("initdb"), "-D", str(self._data), "--username=postgres", f"--pwfile={password}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        ]
        done = subprocess.run(initdb, cwd=self.folder, capture_output=True, check=False, **self._as_account())
        assert done.returncode == 0, f"initdb failed: {done.stderr.decode(errors='replace')}"

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": self.host,
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": 100,
            "max_wal_size": "96MB",
            "shared_buffers": "32MB",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [_postgresql("postgres"), "-D", str(self._data), *options]

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self._administrator():
            return True
        return False

    def _other_account(self) -> pwd.struct_passwd:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam("postgres")
        return super()._other_account()


def _name(url: str) -> str:
    return url.rpartition("/")[2]


def _program(name: str) -> str:
    found = shutil.which(name, path=PATH)
    assert found, f"{name} is not installed"
    return found


def _dovecot_version() -> str:
    said = subprocess.run(
        [_program("dovecot"), "--version"], capture_output=True, check=True, text=True
    ).stdout
    return said.split()[0]


def _postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL, of which Debian can have several, none of them in the PATH."""
    if (initdb := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(initdb).resolve().parent
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


def _postgresql(program: str) -> str:
    programs = _postgresql_programs()
    assert programs, PostgreSQL.missing()
    return str(programs / program)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


# One account for all parts, no chroot, and enough of everything; a refused login costs no time.
_DOVECOT_COMMON = """\
base_dir = {home}/run
state_dir = {home}/state
instance_name = cocmail-tests
listen = 127.0.0.1
log_path = {home}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_process_limit = 200
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 200
mail_fsync = never
auth_failure_delay = 0
auth_mechanisms = plain login
ssl = yes
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # The penalty is for those who try passwords.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

_DOVECOT_2_3 = """\
{common}
protocols = imap
disable_plaintext_auth = no
ssl_cert = <{certificate}
ssl_key = <{certificate}
ssl_dh =
mail_location = maildir:~/Maildir
passdb {{
  driver = static
  args = password={password}
  username_filter = !locked*
}}
passdb {{
  driver = passwd-file
  args = {nobody}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u allow_all_users=yes
}}
service imap-login {{
  service_count = 0
}}
"""

_DOVECOT_2_4 = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
{common}
protocols {{
  imap = yes
}}
auth_allow_cleartext = yes
ssl_server_cert_file = {certificate}
ssl_server_key_file = {certificate}
mail_driver = maildir
mail_path = ~/Maildir
passdb static {{
  password = {password}
  passdb_username_filter = !locked*
}}
passdb passwd-file {{
  passwd_file_path = {nobody}
}}
userdb static {{
  fields {{
    uid = {uid}
    gid = {gid}
    home = {home}/mail/%{{user}}
  }}
}}
"""
