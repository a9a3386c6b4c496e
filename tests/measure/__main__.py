"""`python -m tests.measure WHAT [FOLDER]`: how right the program is, counted on a folder of labelled examples."""

# ruff: noqa: T201 (it talks to whoever runs it)
import importlib
import sys

WHAT = ("mail", "reading")


def main() -> int:
    """Hand over to the measure that is named."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] not in WHAT:
        print(
            f"usage: python -m tests.measure {{{','.join(WHAT)}}} [FOLDER] [--show] [--json]", file=sys.stderr
        )
        return 2
    measure = importlib.import_module(f"tests.measure.{arguments[0]}")
    return int(measure.main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main())
