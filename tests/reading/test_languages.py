"""What tells the language of a text: its common words and shapes, of which no more is kept than there is room."""

import pytest

from cocmail.reading.languages import _weigh_word, weigh


@pytest.mark.parametrize("length", [5, 60, 7_000])
def test_a_word_without_end_is_weighed_like_another_and_not_kept(length: int) -> None:
    word = "k" * (length - 3) + "ssa"
    kept = _weigh_word.cache_info().currsize

    assert weigh(f"{word} {word}") == {"en": 0.0, "fi": 0.8, "sv": 0.0}
    assert _weigh_word.cache_info().currsize - kept <= (length <= 40)
