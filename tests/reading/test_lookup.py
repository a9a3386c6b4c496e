"""What is looked up of a word is the same however many words came up before."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

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


def test_two_threads_that_look_up_at_once_get_each_its_own() -> None:
    both = threading.Barrier(2)
    met = []

    def slowly(words: Sequence[str]) -> NDArray[np.int32]:
        # Where both may look up at once they meet here; otherwise the first waits in vain, and the second not at all.
        with suppress(threading.BrokenBarrierError):
            met.append(both.wait(0.5))
        return _length(words)

    lookup = Lookup(slowly)
    said = [["he", "went"], ["shouted", "again", "and"]]

    with ThreadPoolExecutor(2) as pool:
        found = [rows[:, 0].tolist() for rows in pool.map(lookup.rows, said)]

    assert not met
    assert found == [[2, 4], [7, 5, 3]]
    assert [lookup.rows(words)[:, 0].tolist() for words in said] == found
