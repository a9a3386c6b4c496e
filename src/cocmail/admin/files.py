"""Files of an administrator: new ones for their owner alone and never over an old one, changed ones as they were.

Each is whole, or not there. Fails: `NotWritten`, whose text names the file and the reason.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cocmail.secrecy import sync_folder


class NotWritten(Exception):
    """A file could not be made or written. Nothing of it is left, and an old one is as it was."""


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


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """The block makes a file under the name that it gets; at its end that is whole, and gets its own.

    So no half of it is ever taken for the file, also after a power cut. After any fault neither is there.
    """
    fresh = unfinished(path)
    try:
        remove(fresh)  # Of a run that was killed.
        yield fresh
        put(fresh, path)
    finally:
        remove(fresh)


def unfinished(path: Path) -> Path:
    """The name of a file while it is `appearing`; a run that was killed may have left it."""
    return path.with_name(f".{path.name}.new")


def put(fresh: Path, place: Path) -> None:
    """Give a file that is whole its name in the same folder, never over an old one. Raises `NotWritten`."""
    try:
        # A link is never made over an old name, as a rename would be.
        os.link(fresh, place)
        fresh.unlink()
        sync_folder(place.parent)
    except FileExistsError:
        raise NotWritten(f"{place} exists and is left as it is; move it away first") from None
    except OSError as error:
        raise NotWritten(f"cannot make {place}: {error.strerror}") from None


@contextmanager
def alone_in(folder: Path) -> Iterator[int]:
    """Have a folder to oneself in the block, by its descriptor: who else wants that waits."""
    while True:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # Who had it may have taken it away again, and a third made it anew.
            if os.path.samestat(os.fstat(descriptor), folder.stat()):
                yield descriptor
                return
        finally:
            os.close(descriptor)


@contextmanager
def rewriting(path: Path) -> Iterator[Path]:
    """Make a copy of a file to be changed in the block; at its end the copy takes its place, with its mode and owner.

    After any fault the file is as it was. Who rewrites the same file meanwhile waits.
    """
    path = path.resolve()
    try:
        with alone_in(path.parent) as folder:
            yield from _changed(path)
            os.fsync(folder)
    except OSError as error:
        raise NotWritten(f"cannot write {path}: {error.strerror}") from None


def _changed(path: Path) -> Iterator[Path]:
    was = path.stat()
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(path.read_bytes())
        made = fresh.stat()
        if (made.st_uid, made.st_gid) != (was.st_uid, was.st_gid):
            os.chown(fresh, was.st_uid, was.st_gid)
        # Also what stands beside the mode, as access lists do.
        shutil.copystat(path, fresh)
        yield fresh
        os.utime(fresh)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        now = path.stat()
        if (now.st_ino, now.st_mtime_ns, now.st_size) != (was.st_ino, was.st_mtime_ns, was.st_size):
            raise NotWritten(f"{path} was changed meanwhile and is left as it is; try again")
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """Take a half-written file away, with what SQLite may have put beside it."""
    for each in (path, *beside(path)):
        each.unlink(missing_ok=True)


def beside(database: Path) -> tuple[Path, ...]:
    """The files that SQLite keeps beside a database while it is open, or after a crash."""
    return tuple(database.with_name(database.name + end) for end in ("-wal", "-shm", "-journal"))
