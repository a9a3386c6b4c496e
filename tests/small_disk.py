"""A disk that is small enough to fill: what no quota and no limit of a process shows is what ENOSPC really does.

Only root may mount one. Where that is not allowed (an ordinary user, most containers) the test is skipped and says so,
also under COCMAIL_NO_SKIP: that asks for programs, and a right cannot be installed.
"""

import errno
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BALLAST = "ballast"


class SmallDisk:
    """A folder on a disk of its own. It is open to other accounts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Take all the room there is, to the last byte."""
        with (self.path / _BALLAST).open("ab", buffering=0) as ballast:
            for size in (1024 * 1024, 4096, 1):
                try:
                    while True:
                        ballast.write(b"x" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def clear(self) -> None:
        """Give it back."""
        (self.path / _BALLAST).unlink(missing_ok=True)


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Mount one in memory; unmounted and gone after the block."""
    with tempfile.TemporaryDirectory(prefix="cocmail-disk-") as name:
        options = f"size={megabytes}m,mode=0755"
        mount = ["mount", "-t", "tmpfs", "-o", options, "cocmail-tests", name]
        try:
            done = subprocess.run(mount, capture_output=True, check=False, text=True)
            refusal = done.stderr.strip().splitlines()[0] if done.returncode else ""
        except OSError as error:
            refusal = str(error)
        if refusal:
            pytest.skip(f"a small disk cannot be mounted here ({refusal})")
        try:
            yield SmallDisk(Path(name))
        finally:
            # Lazily: a server that is still ending does not keep it.
            subprocess.run(["umount", "--lazy", name], check=True)
