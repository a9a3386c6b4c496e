"""What a page looks like to the net: bounded, the same each time, and no sentence read into the next."""

import json
import math
import tracemalloc
from importlib.resources import files
from itertools import islice, product
from pathlib import Path

import numpy as np
import pytest

from cocmail.reading.impression import (
    NOTHING,
    TABLES,
    UNKNOWN,
    Encoded,
    Known,
    encode,
    impression,
    nets,
    numbers_of,
    read_nets,
    rows,
)
from cocmail.reading.lookup import MOST_KNOWN
from cocmail.reading.marks import marks_of
from cocmail.reading.page import Page, lay_out
from cocmail.reading.verdict import ANSWERS
from cocmail.reading.words import ALL

TEXT = "On Monday at 18.30 a man in a red cap shoved me in the lobby of Oodi. Anna saw it. He is still here."


def _page(text: str) -> Page:
    return lay_out(text, "", (ALL["en"],), "", forwarded=True)


def _encoded(page: Page) -> Encoded:
    return encode(page, marks_of(page))


@pytest.mark.parametrize("text", ["", "?", TEXT, "word " * 5000, "One more. " * 2900])
def test_each_question_has_an_answer_and_the_likelihoods_make_one(text: str) -> None:
    page = _page(text)

    looks = impression(page, marks_of(page))

    assert {question: tuple(each) for question, each in looks.items()} == ANSWERS
    for each in looks.values():
        # What hardly can be is told as a little likelier than it is.
        assert sum(map(math.exp, each.values())) == pytest.approx(1, abs=0.01)


def test_no_word_is_read_with_those_of_another_sentence() -> None:
    together = _encoded(_page("He hit me there.\n\nAnna saw it today."))
    first, second = _encoded(_page("He hit me there.")), _encoded(_page("Anna saw it today."))

    apart = np.concatenate([nets().sentences(first), nets().sentences(second)], axis=1)

    assert nets().sentences(together) == pytest.approx(apart, abs=1e-4)


def test_what_happened_long_after_is_not_looked_at_and_takes_no_time() -> None:
    assert len(_encoded(_page("He hit me there. " * 1000)).words) == 300
    assert len(_encoded(_page("word " * 1000)).words[0]) == 48


def test_who_tells_where_it_was_has_more_likely_told_it_than_who_does_not() -> None:
    told, untold = _page(TEXT), _page("On Monday at 18.30 a man in a red cap shoved me. Anna saw it.")

    likely = [impression(page, marks_of(page))["where"]["absent"] for page in (told, untold)]

    assert likely[0] < likely[1] - 1


def test_the_subject_is_looked_at_in_the_longest_mail_too() -> None:
    page = lay_out("He hit me there. " * 1000, "at the lake", (ALL["en"],), "", forwarded=True)

    start, end = _encoded(page).sentences[-1]

    assert page.flat[start:end] == "at the lake"


def _known(*words: str) -> Known:
    return {table: np.unique(numbers[numbers > 0]) for table, numbers in numbers_of(words).items()}


def test_each_word_that_was_learned_has_a_row_of_its_own_and_all_others_have_one_together() -> None:
    found = rows(["shoved", "lobby", "shoved", "zyx", "qwv", ""], _known("shoved", "lobby"))

    words = found[:, TABLES.index("words")].tolist()
    assert words[0] == words[2] != words[1]
    assert words[3:] == [UNKNOWN, UNKNOWN, NOTHING]
    assert min(words[:2]) > UNKNOWN
    assert not found[-1].any()


def test_a_word_that_was_not_learned_is_known_by_what_it_has_in_common_with_others() -> None:
    known = _known("shoving")

    (row,), (other,) = rows(["shovings"], known), rows(["shoving"], known)

    assert row[TABLES.index("words")] == UNKNOWN
    assert row[TABLES.index("stems")] == other[TABLES.index("stems")] > UNKNOWN
    # "<sho", "shov" and so on, up to where the words part.
    assert row[3:8].tolist() == other[3:8].tolist()
    assert min(row[3:8]) > UNKNOWN


def test_where_nothing_was_learned_every_word_is_unknown() -> None:
    nothing = {table: np.zeros(0, np.uint32) for table in TABLES}

    assert set(rows(["shoved", "å", "…"], nothing).ravel().tolist()) == {NOTHING, UNKNOWN}


def test_a_word_without_end_is_not_kept() -> None:
    long, longer = _encoded(_page("a" * 40)), _encoded(_page("a" * 30_000))

    assert long.words == longer.words


def test_a_mail_looks_the_same_however_many_words_were_seen_before() -> None:
    page = _page(TEXT)
    before = impression(page, marks_of(page))

    words = ["".join(letters) for letters in islice(product("bcdfghjklmnpqrst", repeat=4), 15_000)]
    for start in range(0, len(words), 40 * 75):
        sentences = [" ".join(words[first : first + 40]) for first in range(start, start + 40 * 75, 40)]
        many = _page(". ".join(sentences))
        impression(many, marks_of(many))

    assert impression(page, marks_of(page)) == before
    # Nor are more and more of them kept.
    assert len(vars(vars(nets())["_words"])["_known"]) <= MOST_KNOWN


def test_our_nets_say_what_those_said_that_learned() -> None:
    """`tests/training/train.py` keeps what torch makes of a few texts; ours weigh the same parts, a little rounded."""
    kept = json.loads((Path(__file__).parent / "said_by_nets.json").read_text("utf-8"))

    for number, text in enumerate(kept["texts"]):
        page = lay_out(text, "", tuple(ALL.values()), "", forwarded=True)
        looks = impression(page, marks_of(page))
        for question, answers in ANSWERS.items():
            sums = np.mean([said[question][number] for said in kept["said"]], axis=0)
            likely = np.maximum(sums - np.log(np.exp(sums).sum()), -8)
            assert list(looks[question].values()) == pytest.approx(likely.tolist(), abs=0.05), (
                text,
                question,
            )
            assert tuple(looks[question]) == answers


def test_nets_are_in_memory_hardly_more_than_once_while_they_are_read() -> None:
    with (files("cocmail.reading") / "net.npz").open("rb") as file:
        parts = np.load(file)
        tables = sum(parts[name].nbytes for name in parts if parts[name].dtype == np.int8)
        tracemalloc.start()

        try:
            found = read_nets(parts)
            kept, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert found is not None
    assert kept < 1.6 * tables
    assert most < 2 * tables
