"""Words that were looked up before.

It stands apart because two models look words up, each in tables of its own, and most words of a mail are common ones
that came up in the mails before it.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# So many words are remembered; then it begins anew.
MOST_KNOWN = 4_096


class Lookup:
    """What `look_up` makes of each word, a row for each, remembered as long as there is room.

    `look_up` is given different words, and makes rows of the same kind each time. Several threads may ask at once: the
    intake reads what came while the escalation reads who is named in it.
    """

    def __init__(self, look_up: Callable[[Sequence[str]], NDArray[Any]]) -> None:
        self._look_up = look_up
        self._known: dict[str, int] = {}
        self._rows: NDArray[Any] | None = None
        self._lock = threading.Lock()

    def rows(self, words: Sequence[str]) -> NDArray[Any]:
        """The row of each word, in their order; the first time there must be one."""
        with self._lock:
            return self._rows_of(words)

    def _rows_of(self, words: Sequence[str]) -> NDArray[Any]:
        known = self._known
        new = [word for word in dict.fromkeys(words) if word not in known]
        if len(known) + len(new) > MOST_KNOWN:
            known.clear()
            new = list(dict.fromkeys(words))
        found = self._look_up(new) if new or self._rows is None else self._rows[:0]
        if self._rows is None:
            self._rows = np.empty((MOST_KNOWN, *found.shape[1:]), found.dtype)
        if len(new) > MOST_KNOWN:
            places = {word: place for place, word in enumerate(new)}
            return found[[places[word] for word in words]]
        self._rows[len(known) : len(known) + len(new)] = found
        known.update(zip(new, range(len(known), len(known) + len(new)), strict=True))
        return self._rows.take(np.fromiter(map(known.__getitem__, words), np.intp, len(words)), 0)
