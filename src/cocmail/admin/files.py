"""New files of an administrator: for their owner alone, never over an old one, whole or not there.

Fails: `NotWritten`, whose text names the file and the reason.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class NotWritten(Exception):
    """A file could not be made or written. Nothing of it is left."""


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Make a file and write it in the block; at its end it is on disk. After any fault it is gone again.

    It has its name from the first, so that no copy of what it holds lies anywhere else.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise NotWritten(f"{path} exists already and is left as it is") from None
    except OSError as error:
        raise NotWritten(f"cannot make {path}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        remove(path)
        raise NotWritten(f"cannot write {path}: {error.strerror}") from None
    except BaseException:
        remove(path)
        raise


def remove(path: Path) -> None:
    """Take a half-written file away, with what SQLite may have put beside it."""
    for each in (path, *beside(path)):
        each.unlink(missing_ok=True)


def beside(database: Path) -> tuple[Path, ...]:
    """The files that SQLite keeps beside a database while it is open, or after a crash."""
    return tuple(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
