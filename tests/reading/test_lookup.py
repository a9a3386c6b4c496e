"""What is looked up of a word is the same however many words came up before."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from cocmail.reading.lookup import MOST_KNOWN, Lookup

asked: list[str] = []


def _length(words: Sequence[str]) -> NDArray[np.int32]:
    asked.extend(words)
    return np.array([[len(word), ord(word[0])] for word in words], np.int32)


def test_a_word_is_looked_up_once() -> None:
    asked.clear()
    lookup = Lookup(_length)

    found = [lookup.rows(["he", "shouted", "he"]).tolist(), lookup.rows(["shouted", "again"]).tolist()]

    assert found == [[[2, 104], [7, 115], [2, 104]], [[7, 115], [5, 97]]]
    assert asked == ["he", "shouted", "again"]


@pytest.mark.parametrize("many", [1, MOST_KNOWN - 1, MOST_KNOWN, MOST_KNOWN + 1, 3 * MOST_KNOWN])
def test_when_there_is_no_more_room_it_begins_anew(many: int) -> None:
    lookup = Lookup(_length)
    words = ["x" * (1 + number % 9) + str(number) for number in range(many)]
    wanted = [len(word) for word in words]

    for _ in range(2):
        assert lookup.rows(["before", "that"])[:, 0].tolist() == [6, 4]
        assert lookup.rows(words)[:, 0].tolist() == wanted
    assert lookup.rows([]).shape == (0, 2)
