"""What the tests' servers have in common: a process and its children, a folder, a port and a certificate.

Apart from the servers themselves, because everything about accounts, signals and process ids is here.

Fails: a server that does not come up raises AssertionError with the end of its log.
"""

import contextlib
import functools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Self

import trustme

HOST = "127.0.0.1"

# Programs of servers lie where the PATH of an ordinary user does not lead.
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"])
# A socket's path may have 107 characters, and the servers put up to 30 of their own after the folder's.
_LONGEST_FOLDER = 70
_START_SECONDS = 20.0
_STOP_SECONDS = 10.0
_handed_out: set[int] = set()


def wait_until(condition: Callable[[], object], seconds: float = 10, what: str = "") -> None:
    """Return as soon as the condition holds; raise AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} s: {what or 'the condition'}")
        time.sleep(0.02)


def free_port() -> int:
    """A port of loopback that nothing listens on, never handed out twice by this process."""
    # Not one the kernel would choose: those are also the ports of outgoing connections, which could take it
    # while the server is down, or even connect to themselves.
    for _ in range(1000):
        port = random.randint(12_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            if port not in _handed_out:
                _handed_out.add(port)
                return port
    raise AssertionError("no free port on loopback")


@functools.cache
def _authority() -> trustme.CA:
    return trustme.CA(organization_name="cocmail tests")


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Put `ca.pem` and `server.pem` (key and certificate for loopback) into the folder.

    All servers of one process have the same authority, so that one `ca_file` serves for them all.
    """
    ca, server = folder / "ca.pem", folder / "server.pem"
    _authority().cert_pem.write_to_path(str(ca))
    issued = _authority().issue_cert("localhost", HOST)
    server.touch(mode=0o600)
    issued.private_key_and_cert_chain_pem.write_to_path(str(server))
    return ca, server


class ServerProcess:
    """A server process with its children, run by an account that is not root."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    stops_children: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self.host = HOST
        self.port = free_port()
        self._account = pwd.getpwuid(os.geteuid()) if os.geteuid() else self._other_account()
        self.folder = self._own_folder(folder)
        self._log = self.folder / "output.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._killer: Callable[[], object] = lambda: None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and return when it answers. After `stop`, it has the same ports and the same contents."""
        if self._process is not None:
            return
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C in the terminal is for the tests, who then stop the server.
                start_new_session=True,
                **self._as_account(),
            )
        # A test run that ends without leaving its `with` block leaves no server behind either.
        self._killer = weakref.finalize(self, _kill, self._process)
        try:
            wait_until(self._answers_or_died, _START_SECONDS, f"{self.name} answers")
            if self._process.poll() is not None:
                raise AssertionError(f"{self.name} ended at once")
        except AssertionError as error:
            self.stop()
            raise AssertionError(f"{error}; its log ends:\n{self._log_end()}") from None

    def stop(self) -> None:
        """Stop it and its children; clients see their connections end."""
        process, self._process = self._process, None
        if process is None:
            return
        family = [process.pid, *_descendants(process.pid)]
        _signal_all(family if self.stops_children else [process.pid], self.stop_signal)
        # A paused process hears of the signal only when it goes on.
        _signal_all(family, signal.SIGCONT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_SECONDS)
        self._killer()
        # The children end by themselves after their parent, and until then they hold its ports and files.
        with contextlib.suppress(AssertionError):
            wait_until(lambda: not any(map(_is_alive, family)), 2)
        _signal_all([pid for pid in family if pid != process.pid], signal.SIGKILL)

    def pause(self) -> None:
        """From now on it hangs: connections are still accepted by the kernel, and nobody answers."""
        assert self._process is not None, "not started"
        # The parent first, so that no child is born behind our back.
        self._process.send_signal(signal.SIGSTOP)
        wait_until(lambda: _state(self._process_id()) == "T", what=f"{self.name} pauses")
        _signal_all(_descendants(self._process.pid), signal.SIGSTOP)

    def resume(self) -> None:
        """Go on where `pause` stopped it."""
        _signal_all([*_descendants(self._process_id()), self._process_id()], signal.SIGCONT)

    def _process_id(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError

    def _answers_or_died(self) -> bool:
        assert self._process is not None
        return self._process.poll() is not None or self._answers()

    def _other_account(self) -> pwd.struct_passwd:
        return pwd.getpwnam("nobody")

    def _as_account(self) -> dict[str, Any]:
        if os.geteuid():
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _own(self, *paths: Path) -> None:
        for path in paths:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _own_folder(self, folder: Path) -> Path:
        folder = folder.resolve()
        folder.mkdir(parents=True, exist_ok=True)
        own = Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir=folder))
        is_open = os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in own.parents)
        if not is_open or len(str(own)) > _LONGEST_FOLDER:
            # pytest's folders of root are closed to all others, and to open them would be to meddle with pytest.
            # The link is for whoever looks for the log.
            own.rmdir()
            own.symlink_to(tempfile.mkdtemp(prefix="cocmail-"))
            own = own.resolve()
            weakref.finalize(self, shutil.rmtree, own, ignore_errors=True)
        # Nobody else can list it, but anybody can read the CA.
        own.chmod(0o711)
        self._own(own)
        return own

    def _log_end(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(log.read_text("utf-8", "replace")[-2000:] for log in logs)


def _stat(pid: int) -> list[str]:
    """State, parent and the further fields of proc(5); nothing of a process that is gone."""
    with contextlib.suppress(OSError):
        # The second field is a name in parentheses, which may itself contain any of them.
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return []


def _state(pid: int) -> str:
    return (_stat(pid) or [""])[0]


def _is_alive(pid: int) -> bool:
    return _state(pid) not in ("", "Z", "X")


def _descendants(pid: int) -> list[int]:
    parents = {int(path.name): _stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found = [pid]
    for ancestor in found:
        found += [child for child, stat in parents.items() if stat and int(stat[1]) == ancestor]
    return found[1:]


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        _signal_all([*_descendants(process.pid), process.pid], signal.SIGKILL)
        process.wait()
