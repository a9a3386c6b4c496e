"""How well mails are read that nothing was learned from: figures below which the reading must not fall."""

from functools import cache
from pathlib import Path

import pytest
from tests.measure.reading import NAMES, Count, measure

HERE = Path(__file__).parent


@cache
def _figures(folder: str) -> dict[str, Count]:
    return measure(HERE / folder, "0123456789abcdef", NAMES)[0]


# The greatest part of each folder that may be read wrongly. Those of `lacking` and `hinted` were written to be hard,
# and those of `short` have one sentence. `others` and `further` have too few mails that are no report,
# and `unseen` and `apart` have too few that are urgent as well.
MOST = {
    "mails": (0.01, 0.1, 0.02, 0.01, 0.01, 0.03, 0.005),
    "ordinary": (0.006, 0.075, 0.02, 0.01, 0.01, 0.035, 0.005),
    "fresh": (0.016, 0.085, 0.02, 0.01, 0.01, 0.03, 0.005),
    "others": (0.014, 0.14, 0.05, 0.024, 0.01, None, 0.005),
    "further": (0.006, 0.145, 0.02, 0.01, 0.01, None, 0.005),
    "unseen": (0.016, 0.08, None, 0.01, 0.01, None, 0.01),
    "apart": (0.012, 0.105, None, 0.025, 0.005, None, 0.005),
    "lacking": (0.02, 0.12, 0.025, 0.02, 0.01, 0.07, 0.01),
    "hinted": (0.035, 0.145, 0.03, 0.02, 0.01, 0.05, 0.01),
    "short": (0.035, 0.13, 0.06, 0.07, 0.03, 0.3, 0.02),
}
WHAT = (
    "asked although given",
    "not asked although absent",
    "urgent missed",
    "falsely urgent",
    "language wrong",
    "non-reports asked for the checklist",
    "reports called unclear",
)


@pytest.mark.parametrize(
    ("folder", "what", "most"),
    [
        (folder, *each)
        for folder, bounds in MOST.items()
        for each in zip(WHAT, bounds, strict=True)
        if each[1] is not None
    ],
)
def test_no_more_is_read_wrongly_than_it_was(folder: str, what: str, most: float) -> None:
    figure = _figures(folder)[what]

    assert figure.of >= 20
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
def test_no_fewer_states_are_right_than_were(field: str, least: float) -> None:
    figure = _figures("mails")[f"same state, {field}"]

    assert len(figure.hits) / figure.of >= least
