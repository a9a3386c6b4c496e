"""The benchmark's configurations are read by the program of today. What it measures, only a run of it can tell."""

from pathlib import Path

import pytest
from tests.bench.measures import RESPONDERS, with_responders
from tests.builders import write_config

from cocmail.config import load


@pytest.mark.parametrize("count", [1, len(RESPONDERS)])
def test_so_many_responders_are_on_the_roster(tmp_path: Path, count: int) -> None:
    path = write_config(tmp_path)
    path.write_text(with_responders(path.read_text(), count))

    assert [each.address for each in load(path).responders] == list(RESPONDERS[:count])
