"""One command of `cocmail`, in a process of its own that is forked from one which has imported it already.

Of most commands the imports take longer than all else. What differs from a program that is started: its modules are
loaded, and it has read a report and the templates once. How it starts is what `test_packaging` and the daemons of
`test_daemon` show.

Fails: a command that does not end in time is killed and raises subprocess.TimeoutExpired.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_WARM = "tests.forked_from"
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([_WARM])


def run(*words: str, cwd: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """`cocmail` with these words, in this folder."""
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        process = _FORKS.Process(target=_main, args=(words, cwd, out, err, dict(os.environ)))
        process.start()
        try:
            process.join(seconds)
            if process.exitcode is None:
                raise subprocess.TimeoutExpired(words, seconds, *(_text(path) for path in (out, err)))
            return subprocess.CompletedProcess(words, process.exitcode, _text(out), _text(err))
        finally:
            process.kill()
            process.join()
            process.close()


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _main(words: tuple[str, ...], cwd: Path, out: Path, err: Path, environment: dict[str, str]) -> None:
    assert _WARM in sys.modules, "nothing was imported before the fork"
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # Where it is depends on the environment.
    os.chdir(cwd)
    for number, path in ((1, out), (2, err)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv = ["cocmail", *words]
    from cocmail.cli import main

    main()
