"""How well mails are read that nothing was learned from: figures below which the reading must not fall."""

from pathlib import Path

import pytest
from tests.measure.reading import NAMES, Count, measure

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def figures() -> dict[str, Count]:
    return measure(HERE / "mails", "0123456789abcdef", NAMES)[0]


@pytest.fixture(scope="module")
def lacking() -> dict[str, Count]:
    """Of mails that were written to be hard: full of other days, places and names, with more left out."""
    return measure(HERE / "lacking", "0123456789abcdef", NAMES)[0]


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("asked although given", 0.015),
        ("not asked although absent", 0.27),
        ("urgent missed", 0.025),
        ("falsely urgent", 0.02),
        ("language wrong", 0.01),
        ("non-reports asked for the checklist", 0.05),
        ("reports called unclear", 0.01),
    ],
)
def test_no_more_is_read_wrongly_than_it_was(figures: dict[str, Count], what: str, most: float) -> None:
    figure = figures[what]

    assert figure.of > 20
    assert len(figure.hits) / figure.of <= most, figure.hits


@pytest.mark.parametrize(
    ("field", "least"),
    [
        ("contact", 0.93),
        ("when", 0.84),
        ("where", 0.8),
        ("ongoing", 0.86),
        ("description", 0.93),
        ("reported_person", 0.84),
        ("circumstances", 0.85),
        ("witnesses", 0.83),
    ],
)
def test_no_fewer_states_are_right_than_were(figures: dict[str, Count], field: str, least: float) -> None:
    figure = figures[f"same state, {field}"]

    assert len(figure.hits) / figure.of >= least


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("asked although given", 0.025),
        ("not asked although absent", 0.26),
        ("urgent missed", 0.025),
        ("falsely urgent", 0.03),
        ("language wrong", 0.01),
        ("non-reports asked for the checklist", 0.1),
        ("reports called unclear", 0.01),
    ],
)
def test_no_more_of_the_hard_mails_is_read_wrongly_than_was(
    lacking: dict[str, Count], what: str, most: float
) -> None:
    figure = lacking[what]

    assert figure.of > 20
    assert len(figure.hits) / figure.of <= most, figure.hits
