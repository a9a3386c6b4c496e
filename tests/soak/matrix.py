"""The crash matrix: the program is killed at every point of a little life, started again, and looked at.

A point is before or after a statement, a commit, a word to a mail server, or the synchronising of a file. After each
kill the guarantees G1 to G8 must hold, and everything must be as if nobody had been killed.

Fails: the first point after which it is not is named in an AssertionError.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import PostgreSQL
from tests.soak.life import KILLED, LIFE, Step, check, state_of, world


@dataclass
class Coverage:
    """What was tried: the points by step, and how many letters came again."""

    points: list[str] = field(default_factory=list)
    again: Counter[str] = field(default_factory=Counter)

    @property
    def commits(self) -> list[str]:
        """The commits among the points."""
        return [point for point in self.points if " COMMIT" in point]


Choice = Callable[[Sequence[str]], Iterable[int]]


def every_point(points: Sequence[str]) -> Iterable[int]:
    """All of them."""
    return range(len(points))


def each_kind_once(points: Sequence[str]) -> Iterable[int]:
    """Where what others can see has just changed: after a commit, a final dot, a move; the same only once."""
    seen = set()
    for number, point in enumerate(points):
        is_change = any(what in point for what in ("COMMIT", "final dot", "MOVE", "fsync"))
        before = tuple(points[max(0, number - 5) : number + 1])
        if point.startswith("after ") and is_change and before not in seen:
            seen.add(before)
            yield number


def run(
    folder: Path,
    server: PostgreSQL | None = None,
    *,
    life: Sequence[Step] = LIFE,
    choice: Choice = every_point,
    say: Callable[[str], None] = lambda _line: None,
) -> Coverage:
    """Try every point that is wanted, in every step of the life."""
    coverage = Coverage()
    with world(folder, server) as it:
        for name, happens in life:
            order = happens(it)
            before = it.remember("before")
            record = folder / "points.json"
            it.run_to_the_end(**order, record=str(record))
            after, expected = it.remember("after"), state_of(it)
            check(it, may_come_again=False)
            points: list[str] = json.loads(record.read_text())
            tried = list(choice(points))
            for number in tried:
                point = points[number]
                where = f"{name}: point {number}, {point}"
                it.go_back(before)
                assert it.run(**order, kill=number) == KILLED, f"{where}: nobody was killed"
                it.run_to_the_end(**order)
                try:
                    coverage.again[name] += check(it, may_come_again="[handed in]" in point)
                    assert state_of(it) == expected, "the state is another"
                except AssertionError as error:
                    raise AssertionError(f"killed at {where}: {error}") from error
                coverage.points.append(where)
            say(f"{name}: {len(tried)} of {len(points)} points, {coverage.again[name]} letters came again")
            it.go_back(after)
    return coverage
