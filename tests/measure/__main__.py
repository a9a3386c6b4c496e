"""`python -m tests.measure WHAT FOLDER ...`: how often the heuristics are right, on labelled mail.

It stands apart from the tests because a figure is no pass or fail; the module of that name does the work.
"""

import importlib
import sys
from pathlib import Path


def main() -> int:
    """Hand over to the sub-command, a module of this folder with a `main` that takes the arguments."""
    here = Path(__file__).parent
    known = sorted(path.stem for path in here.glob("*.py") if not path.stem.startswith("_"))
    if len(sys.argv) < 2 or sys.argv[1] not in known:
        sys.stderr.write(f"usage: python -m tests.measure {{{','.join(known)}}} FOLDER ...\n")
        return 2
    module = importlib.import_module(f"tests.measure.{sys.argv[1]}")
    return int(module.main(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
