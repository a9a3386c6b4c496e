"""The small neural net of the reading, as it is trained; `cocmail/reading/impression.py` looks at mails with it.

It needs torch, which nothing else here does. It learns of every labelled mail at once what its sentences speak of and
what the mail as a whole answers, from no other text: there are no word vectors or models of others in it.

A sentence is what it holds and how long it is, and the sum of what its words are (the word, its stem, its ending, its
pieces, and what it is marked with), read with their neighbours; two gated recurrent units carry on what the other
sentences said. While it learns, some mails are given sentences of others that speak of days, places and people and
answer nothing, so that it finds out what is beside the matter.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from cocmail.reading.impression import (
    FAINTEST,
    MOST_PIECES,
    NOTHING,
    TABLES,
    UNKNOWN,
    Encoded,
    Known,
    numbers_of,
    rows,
)
from cocmail.reading.marks import BIT, MARKS, SHAPES, bits
from cocmail.reading.verdict import ANSWERS
from cocmail.reading.weigher import SUBJECTS

WIDTH, SENTENCE, MEMORY = 48, 128, 64
_AROUND = SENTENCE + 2 * MEMORY
ROUNDS, AT_ONCE = 6, 24
FASTEST, DECAY = 3e-3, 1e-2
# What is hidden from it while it learns, so that it relies on no single word or mark.
LEFT_OUT, WORDS_UNKNOWN, WORDS_MISSING, WORDS_UNMARKED = 0.25, 0.1, 0.05, 0.1
# An aside has so many words at least, and a mail that is given one so many sentences.
_FEWEST_WORDS, _FEWEST_SENTENCES, _MOST_SENTENCES = 4, 3, 40
# So many sentences of a mail that is retold are those of others, if there are enough that speak of the same.
_EACH_RETOLD, _FEWEST_ALIKE = 0.3, 20
# An aside speaks of something that a field could be told by.
_SPOKEN_OF = (
    *("day", "time", "place", "name", "programme", "part_days", "spots", "events", "people"),
    *("continues", "ended", "background"),
)
_SPOKEN_OF_BITS = np.bitwise_or.reduce([BIT[mark] for mark in _SPOKEN_OF])
# What comes up less often in all lessons together has no row of its own in a table.
LEAST: Mapping[str, int] = {"words": 10, "stems": 8, "endings": 5, "pieces": 20}
# How much more the sentences count than each question about the whole mail.
SENTENCES_COUNT, QUESTION_COUNTS = 6.0, 0.4
# No answer is taken for quite certain.
DOUBT = 0.06


@dataclass(frozen=True)
class Mixing:
    """In how many of the mails a net meets an aside or two of other mails, and how many it meets retold."""

    asides: float
    retold: float


# The nets that look at a page together err less the more they differ: each meets the mails mixed otherwise. By seed;
# a third one (0, without any mixing) would err a little less with them, and take more memory and a little more time.
NETS = {1: Mixing(0.3, 0), 2: Mixing(0.3, 0.3)}


@dataclass(frozen=True)
class Lesson:
    """A labelled mail: what the net sees of it, the subjects of each sentence, the right answers, and its language.

    `rows` are those of the words of each sentence in the tables.
    """

    seen: Encoded
    rows: Sequence[NDArray[np.int64]]
    subjects: Sequence[frozenset[str]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    language: str = ""


def rows_of(seen: Encoded, known: Known) -> list[NDArray[np.int64]]:
    """Where the words of each sentence are looked up."""
    return [rows(sentence, known) for sentence in seen.words]


def known_of(mails: Sequence[Encoded]) -> Known:
    """What comes up often enough in the mails to have a row of its own in each of the tables."""
    counts = Counter(word for mail in mails for sentence in mail.words for word in sentence)
    numbers = numbers_of(list(counts))
    often = np.array(list(counts.values()))
    known: dict[str, NDArray[np.uint32]] = {}
    for table in TABLES:
        each, places = np.unique(numbers[table], return_inverse=True)
        total = np.bincount(places.ravel(), np.repeat(often, numbers[table].shape[1]))
        known[table] = each[(total >= LEAST[table]) & (each > 0)]
    return known


class _Net(nn.Module):  # type: ignore[misc,unused-ignore]
    def __init__(self, known: Known) -> None:
        super().__init__()
        self.tables = nn.ModuleDict(
            {
                name: nn.Embedding(UNKNOWN + 1 + len(known[name]), WIDTH, padding_idx=NOTHING)
                for name in TABLES
            }
        )
        for table in self.tables.values():
            nn.init.normal_(table.weight, std=0.1)
            table.weight.data[NOTHING] = 0
        self.marks = nn.Linear(len(MARKS), WIDTH, bias=False)
        nn.init.normal_(self.marks.weight, std=0.1)
        self.near = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.far = nn.Conv1d(WIDTH, WIDTH, 3, padding=2, dilation=2)
        self.shapes = nn.Linear(len(SHAPES) + 1, WIDTH)
        self.sentence = nn.Linear(5 * WIDTH, SENTENCE)
        self.memory = nn.GRU(SENTENCE, MEMORY, bidirectional=True, batch_first=True)
        self.subjects = nn.Linear(_AROUND, len(SUBJECTS))
        self.attention = nn.Linear(_AROUND, len(ANSWERS))
        self.answers = nn.ModuleDict(
            {
                question: nn.Linear(2 * _AROUND + len(SUBJECTS), len(each))
                for question, each in ANSWERS.items()
            }
        )
        self.leave_out = nn.Dropout(LEFT_OUT)

    def forward(
        self, words: Tensor, marks: Tensor, shapes: Tensor, places: Tensor
    ) -> tuple[Tensor, dict[str, Tensor]]:
        if self.training:
            words = words.clone()
            hidden = torch.rand(words.shape[:2]) < WORDS_UNKNOWN
            words[..., 0][hidden & (words[..., 0] != NOTHING)] = UNKNOWN
            words[torch.rand(words.shape[:2]) < WORDS_MISSING] = NOTHING
            marks = marks * (torch.rand(words.shape[:2]) >= WORDS_UNMARKED)[..., None]
        seen = self._sentences(words, marks, shapes)
        padded = torch.cat([seen, torch.zeros(1, SENTENCE)])[places]
        there = places >= 0
        packed = nn.utils.rnn.pack_padded_sequence(
            padded, there.sum(1), batch_first=True, enforce_sorted=False
        )
        carried, _ = nn.utils.rnn.pad_packed_sequence(
            self.memory(packed)[0], batch_first=True, total_length=places.shape[1]
        )
        around = torch.cat([padded, carried], 2)
        subjects = self.subjects(self.leave_out(around))
        spoken = subjects.masked_fill(~there[..., None], FAINTEST).max(1)[0].clamp(min=FAINTEST)
        attention = self.attention(around).masked_fill(~there[..., None], -1e9).softmax(1)
        whole = self.leave_out((around * there[..., None]).sum(1) / there.sum(1, keepdim=True))
        answers = {
            question: self.answers[question](
                torch.cat([self.leave_out((around * attention[..., [number]]).sum(1)), whole, spoken], 1)
            )
            for number, question in enumerate(ANSWERS)
        }
        return subjects[there], answers

    def _sentences(self, words: Tensor, marks: Tensor, shapes: Tensor) -> Tensor:
        known = (words[..., 0] != NOTHING).float()
        looked_up = sum(self.tables[name](words[..., column]) for column, name in enumerate(TABLES[:3]))
        looked_up = looked_up + self.tables["pieces"](words[..., 3:]).sum(2) / 3 + self.marks(marks)
        each = (self.leave_out(looked_up) * known[..., None]).transpose(1, 2)
        near = functional.relu(self.near(each)) * known[:, None]
        far = functional.relu(self.far(near)) * known[:, None] + near
        many = known.sum(1, keepdim=True).clamp(min=1)
        parts = [
            far.max(2)[0],
            far.sum(2) / many,
            near.max(2)[0],
            each.sum(2) / many.sqrt(),
            functional.relu(self.shapes(shapes)),
        ]
        return functional.relu(self.sentence(self.leave_out(torch.cat(parts, 1))))


# Where a sentence stands: the mail, and its number there.
_Place = tuple[Lesson, int]


@dataclass(frozen=True)
class _Others:
    """The sentences of reports that a mail can be given.

    `beside` has by language those that speak of something and answer nothing, `alike` by language and subjects all.
    """

    beside: Mapping[str, Sequence[_Place]]
    alike: Mapping[tuple[str, frozenset[str]], Sequence[_Place]]


def _others(lessons: Sequence[Lesson]) -> _Others:
    beside: dict[str, list[_Place]] = {}
    alike: dict[tuple[str, frozenset[str]], list[_Place]] = {}
    for lesson in filter(_is_report, lessons):
        for number, (words, marks) in enumerate(zip(lesson.seen.words, lesson.seen.marks, strict=True)):
            if _is_subject(lesson, number):
                continue
            subjects, language = lesson.subjects[number], lesson.language
            alike.setdefault((language, subjects), []).append((lesson, number))
            spoken = np.bitwise_or.reduce(marks) & _SPOKEN_OF_BITS
            if spoken and not subjects - {"other"} and len(words) >= _FEWEST_WORDS:
                beside.setdefault(language, []).append((lesson, number))
    return _Others(beside, alike)


def _is_report(lesson: Lesson) -> bool:
    return "when" in lesson.answers


def _is_subject(lesson: Lesson, number: int) -> bool:
    return bool(np.bitwise_or.reduce(lesson.seen.marks[number]) & BIT["subject"])


def _mixed(lesson: Lesson, others: _Others, mixing: Mixing, chance: random.Random) -> Lesson:
    """A lesson as it is learned from this time; its answers stay the same."""
    if not _is_report(lesson):
        return lesson
    if chance.random() < mixing.retold:
        lesson = _retold(lesson, others, chance)
    if chance.random() < mixing.asides:
        lesson = _with_asides(lesson, others, chance)
    return lesson


def _retold(lesson: Lesson, others: _Others, chance: random.Random) -> Lesson:
    """Some of its sentences are those of other mails that speak of the same."""
    order = [(lesson, number) for number in range(len(lesson.seen.words))]
    for number, subjects in enumerate(lesson.subjects):
        alike = others.alike.get((lesson.language, subjects), ())
        is_told = chance.random() < _EACH_RETOLD and len(alike) >= _FEWEST_ALIKE
        if is_told and not _is_subject(lesson, number):
            order[number] = chance.choice(alike)
    return _of(lesson, order)


def _with_asides(lesson: Lesson, others: _Others, chance: random.Random) -> Lesson:
    """One or two sentences of other mails that answer nothing stand among its own."""
    many = len(lesson.seen.words)
    beside = others.beside.get(lesson.language, ())
    if not beside or not _FEWEST_SENTENCES <= many <= _MOST_SENTENCES:
        return lesson
    order = [(lesson, number) for number in range(many)]
    # The subject stays the last.
    last = many - _is_subject(lesson, many - 1)
    for aside in chance.choices(beside, k=chance.choice((1, 1, 2))):
        order.insert(chance.randint(0, last), aside)
        last += 1
    return _of(lesson, order)


def _of(lesson: Lesson, order: Sequence[_Place]) -> Lesson:
    """The lesson, of these sentences."""
    seen = Encoded(
        tuple(each.seen.sentences[number] for each, number in order),
        tuple(each.seen.words[number] for each, number in order),
        tuple(each.seen.marks[number] for each, number in order),
        np.array([each.seen.shapes[number] for each, number in order]),
    )
    rows = [each.rows[number] for each, number in order]
    return replace(lesson, seen=seen, rows=rows, subjects=[each.subjects[number] for each, number in order])


def train(
    lessons: Sequence[Lesson], known: Known, seed: int, samples: Sequence[Encoded]
) -> tuple[dict[str, NDArray[Any]], dict[str, list[list[float]]]]:
    """One of the `NETS`, as it learned from the lessons, the same each time on the same kind of machine.

    `seed` is that of the net. Returns its parts by name, and what it says to each question of each sample. `known` is
    what all lessons know.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    others, mixing = _others(lessons), NETS[seed]
    net = _Net(known)
    optimizer = torch.optim.AdamW(net.parameters(), lr=FASTEST, weight_decay=DECAY, fused=True)
    steps = ROUNDS * -(-len(lessons) // AT_ONCE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, FASTEST, total_steps=steps)
    order = list(lessons)
    net.train()
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for start in range(0, len(order), AT_ONCE):
            some = [_mixed(lesson, others, mixing, chance) for lesson in order[start : start + AT_ONCE]]
            loss = _loss(net, some)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    net.eval()
    with torch.no_grad():
        _, answers = net(*_batch([Lesson(each, rows_of(each, known)) for each in samples]))
    parts = _parts(net) | {f"known {table}": numbers for table, numbers in known.items()}
    return parts, {question: sums.tolist() for question, sums in answers.items()}


def _loss(net: _Net, lessons: Sequence[Lesson]) -> Tensor:
    subjects, answers = net(*_batch(lessons))
    wanted = torch.tensor(
        [[float(subject in each) for subject in SUBJECTS] for lesson in lessons for each in lesson.subjects]
    )
    loss = SENTENCES_COUNT * functional.binary_cross_entropy_with_logits(subjects, wanted)
    for question, each in ANSWERS.items():
        right = [
            each.index(lesson.answers[question]) if question in lesson.answers else -1 for lesson in lessons
        ]
        if max(right) >= 0:
            loss = loss + QUESTION_COUNTS * functional.cross_entropy(
                answers[question], torch.tensor(right), ignore_index=-1, label_smoothing=DOUBT
            )
    return loss


def _batch(lessons: Sequence[Lesson]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    sentences = [words for lesson in lessons for words in lesson.rows]
    words = np.zeros((len(sentences), max(map(len, sentences)), 3 + MOST_PIECES), np.int64)
    for number, each in enumerate(sentences):
        words[number, : len(each)] = each
    marks = np.zeros((*words.shape[:2], len(MARKS)), np.float32)
    for number, marked in enumerate(marked for lesson in lessons for marked in lesson.seen.marks):
        marks[number, : len(marked)] = bits(marked)
    shapes = np.concatenate([lesson.seen.shapes for lesson in lessons])
    places = np.full((len(lessons), max(len(lesson.seen.words) for lesson in lessons)), -1)
    before = 0
    for number, lesson in enumerate(lessons):
        count = len(lesson.seen.words)
        places[number, :count] = np.arange(before, before + count)
        before += count
    return (
        torch.from_numpy(words),
        torch.from_numpy(marks),
        torch.from_numpy(shapes),
        torch.from_numpy(places),
    )


def _parts(net: _Net) -> dict[str, NDArray[Any]]:
    parts: dict[str, NDArray[Any]] = {}
    for name, table in net.tables.items():
        weights = table.weight.detach().numpy()
        scale = np.abs(weights).max(1) / 127 + 1e-9
        parts[name] = np.round(weights / scale[:, None]).astype(np.int8)
        parts[f"{name} scale"] = scale.astype(np.float32)
    for name, layer in (("near", net.near), ("far", net.far)):
        parts[name] = np.concatenate([layer.weight.detach().numpy()[:, :, place].T for place in range(3)])
        parts[f"{name} start"] = layer.bias.detach().numpy()
    parts["marks"] = net.marks.weight.detach().numpy().T
    linear = {
        "shapes": net.shapes,
        "sentence": net.sentence,
        "subjects": net.subjects,
        "attention": net.attention,
    } | {f"answers {question}": layer for question, layer in net.answers.items()}
    for name, layer in linear.items():
        parts[name] = layer.weight.detach().numpy().T
        parts[f"{name} start"] = layer.bias.detach().numpy()
    for way, ending in (("forth", ""), ("back", "_reverse")):
        for what, letter in (("given", "i"), ("kept", "h")):
            parts[f"{way} {what}"] = getattr(net.memory, f"weight_{letter}h_l0{ending}").detach().numpy().T
            parts[f"{way} {what} start"] = getattr(net.memory, f"bias_{letter}h_l0{ending}").detach().numpy()
    return {name: part if part.dtype == np.int8 else part.astype(np.float16) for name, part in parts.items()}
