"""The crash matrix on SQLite, once at each kind of change; all points: python -m tests.soak --matrix."""

from pathlib import Path

from tests.soak import matrix
from tests.soak.life import LIFE


def test_killed_after_a_commit_or_a_letter_all_is_as_if_nobody_had_been_killed(tmp_path: Path) -> None:
    life = [step for step in LIFE if step[0] in ("reports", "answers", "failures", "erased")]

    coverage = matrix.run(tmp_path, life=life, choice=matrix.each_kind_once)

    assert len(coverage.commits) > 30
    assert any("final dot" in point for point in coverage.points)
    assert any("MOVE" in point for point in coverage.points)
