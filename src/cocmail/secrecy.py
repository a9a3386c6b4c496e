"""Whether a file of secrets is for its owner alone: one rule for keys and passwords.

It stands apart because the rooms that read such files do not know each other.
"""

import os
from pathlib import Path


def can_be_read_by_others(path: Path) -> bool:
    """Whether anybody but its owner may read, write or run the file. Raises `OSError`."""
    # systemd hands a credential over as 0440 with an access list, whose mask the group bits are (acl(5)).
    handed_over = path.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere"))
    return bool(path.stat().st_mode & (0o007 if handed_over else 0o077))
