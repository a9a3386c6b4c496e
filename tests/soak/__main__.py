"""`python -m tests.soak`: is anything lost, does anything come twice, whatever is killed, cut or stopped?

`--rounds N` kills the daemon N times while mail arrives and the servers fail; `--matrix` kills it once at every
statement, commit and word to a mail server. Private servers on loopback, all gone afterwards. The exit status is 1
where a guarantee is broken.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.servers import Dovecot, PostgreSQL, SmtpServer
from tests.soak import matrix, storm


def main() -> int:
    """Run what is asked for, print, and give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--rounds", type=int, default=50, help="kills (default: 50)")
    parser.add_argument("--seed", type=int, help="of an earlier run, to do the same again")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--matrix", action="store_true", help="the crash matrix in place of the soak")
    parser.add_argument("--list", action="store_true", help="with --matrix: every point that was tried")
    options = parser.parse_args()
    missing = [] if options.matrix else [Dovecot.missing()]
    missing += [PostgreSQL.missing()] if options.database == "postgresql" else []
    if any(missing):
        print(f"soak: {'; '.join(filter(None, missing))}", file=sys.stderr)
        return 1
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cocmail-soak-") as name, ExitStack() as servers:
        folder = Path(name)
        folder.chmod(0o711)  # Servers run as another account where this is root.
        database = None
        if options.database == "postgresql":
            database = servers.enter_context(PostgreSQL(folder / "postgresql"))
        clean = _matrix(folder, database, options) if options.matrix else _soak(folder, database, options)
    print(f"{'clean' if clean else 'NOT CLEAN'}, {time.monotonic() - begun:.0f} s")
    return 0 if clean else 1


def _matrix(folder: Path, database: PostgreSQL | None, options: argparse.Namespace) -> bool:
    try:
        coverage = matrix.run(folder, database, say=lambda line: print(line, flush=True))
    except AssertionError as error:
        print(error)
        return False
    if options.list:
        print("\n".join(coverage.points))
    print(
        f"{len(coverage.points)} points, {len(coverage.commits)} of them commits; "
        f"{coverage.again.total()} letters came again, each after its final dot"
    )
    return True


def _soak(folder: Path, database: PostgreSQL | None, options: argparse.Namespace) -> bool:
    seed = options.seed if options.seed is not None else random.randrange(1_000_000)
    print(f"seed {seed}, {options.rounds} kills, {options.database}", flush=True)
    (folder / "work").mkdir()
    with Dovecot(folder / "dovecot") as dovecot, SmtpServer() as smtp:
        weather = storm.Storm(folder / "work", dovecot, smtp, database, seed)
        try:
            weather.blow(options.rounds, lambda line: print(line, flush=True))
            counts = weather.settle()
        finally:
            weather.close()
    print(storm.as_line(counts))
    return counts.is_clean


if __name__ == "__main__":
    sys.exit(main())
