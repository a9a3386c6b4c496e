"""The process of its own in which what a stranger encrypted to the team is opened.

`openpgp` runs this file as a script. It stands apart because a message of 250 KB can unpack to 200 MB, and
because whatever a stranger's bytes may do to a parser they do here, where no file or socket can be opened.
Secret key and message come through one pipe, the words leave through another; nothing is kept.

Fails: by its exit status, `SHUT` or `TOO_MUCH`; by any other where it was stopped.
"""

import resource
import sys

SHUT = 3  #: not encrypted to this key, or damaged
TOO_MUCH = 4  #: what is in it is larger than wanted, or needs more memory than it may have
LENGTH_BYTES = 8


def main(folder: str, most_bytes: str, memory: str, seconds: str) -> int:
    """Read the length of the key, the key, the message; write what is in the message."""
    # Started without site-packages, which is twice as fast.
    sys.path.append(folder)
    from pysequoia import Tsk, decrypt

    _confine(int(memory), int(seconds))
    try:
        length = int.from_bytes(sys.stdin.buffer.read(LENGTH_BYTES), "big")
        key = sys.stdin.buffer.read(length)
        words = decrypt(sys.stdin.buffer.read(), Tsk.from_bytes(key).decryptor()).bytes
    except MemoryError:
        return TOO_MUCH
    except RuntimeError:
        return SHUT
    if words is None or len(words) > int(most_bytes):
        return TOO_MUCH
    sys.stdout.buffer.write(words)
    sys.stdout.buffer.flush()
    return 0


def _confine(memory: int, seconds: int) -> None:
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        # Not 0: a dump that is piped to a program heeds only 1 (core(5), fs/coredump.c).
        (resource.RLIMIT_CORE, 1),
    ):
        _, most = resource.getrlimit(what)
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
