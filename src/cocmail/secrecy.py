"""Files of secrets: whether one is for its owner alone, and how one is written anew. One rule for keys and passwords.

It stands apart because the rooms that have such files do not know each other.
"""

import os
import stat
import tempfile
from pathlib import Path


def can_be_read_by_others(path: Path) -> bool:
    """Whether anybody but its owner may read, write or run the file. Raises `OSError`."""
    # systemd hands a credential over as 0440 with an access list, whose mask the group bits are (acl(5)).
    handed_over = path.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere"))
    return bool(path.stat().st_mode & (0o007 if handed_over else 0o077))


def write_anew(path: Path, text: str) -> None:
    """Put another text in a file, whole or not at all, with its mode and owner. Raises `OSError`, and it is as it was.

    Where it cannot stay with its group that gets no rights either.
    """
    was = path.stat()
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            mode = stat.S_IMODE(was.st_mode)
            try:
                os.fchown(descriptor, was.st_uid, was.st_gid)
            except PermissionError:
                if os.fstat(descriptor).st_uid != was.st_uid:
                    raise  # By whoever runs `check` it would be taken from the service.
                mode &= stat.S_IRWXU
            os.fchmod(descriptor, mode)
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        fresh.replace(path)
        sync_folder(path.parent)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
