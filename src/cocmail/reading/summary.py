"""An account of a case without those who could be known from it (procedure P10).

It stands apart because it writes, where all else here only finds. The account is a draft: whoever cleared edits it is
shown what no rule can decide, and every run of words that the reporter could be known by.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cocmail.reading.coarse import month_of
from cocmail.reading.cues import cue
from cocmail.reading.identity import Cast, Kind, Labels, Trace, pages_of, traces
from cocmail.reading.page import Page, Span
from cocmail.reading.person import contact_sentences

_RUN = 5
_WIDTH = 72
_TOKEN = re.compile(r"\[[^\]\[\n]{1,60}\]|[^\W_]+(?:['’][^\W_]+){0,3}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+){0,3}")
# Below three words a sentence is a greeting or a name.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Material:
    """What a case holds of its reporter: their messages, oldest first, and whom it is about.

    `received_at` is when the first came, in the team's own time zone; `language` is the case's.
    """

    texts: tuple[str, ...]
    cast: Cast
    received_at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a person must look at: its kind, the words, and what stands for them ('' where they stay)."""

    kind: Kind
    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """A draft: when the report came, told coarsely, and its paragraphs, in lines of at most 72 characters.

    Runs of the reporter's own words stand between ‹ and ›.
    """

    received: str
    paragraphs: tuple[str, ...]
    flags: tuple[Flag, ...]
    own_words: int  #: how many such runs there are


def summary(material: Material, language: str) -> Summary:
    """A draft of an anonymised account, in the words of the case; `language` is that of its reader."""
    labels = Labels(material.cast, material.language)
    parts = tuple(labels.parts.values())
    paragraphs: list[str] = []
    flags: list[Flag] = []
    for text in material.texts:
        for page in pages_of(text, whole=False):
            paragraphs += _paragraphs(page, traces(page, labels), parts, flags)
    known = _runs_of(material.texts)
    marked = [_marked(each, _own_words(each, known)) for each in paragraphs]
    at = material.received_at
    return Summary(
        f"{month_of(at.month, at.day, language)} {at.year}",
        tuple(_wrapped(each) for each, _ in marked),
        tuple(dict.fromkeys(flags)),
        sum(count for _, count in marked),
    )


def _flags(found: Sequence[Trace], parts: tuple[str, ...]) -> Iterator[Flag]:
    """What was only guessed or left, and who a letter stands for; what is certain needs nobody's eye."""
    for each in found:
        is_letter = each.kind == "name" and not (each.instead or "").startswith(parts)
        if each.instead is None or not each.is_known or is_letter:
            yield Flag(each.kind, each.words, each.instead or "")


def _paragraphs(
    page: Page, found: Sequence[Trace], parts: tuple[str, ...], flags: list[Flag]
) -> Iterator[str]:
    """The sentences of a page that tell what happened, rewritten, joined as they stood.

    What needs somebody's eye in them is put to `flags`; `parts` are the labels that need nobody's.
    """
    ways = contact_sentences(page)
    rest = list(reversed(found))
    sentences: list[str] = []
    end = position = 0
    for start, stop in page.sentences:
        # Lines that were only wrapped are joined there.
        if sentences and "\n" in page.flat[end:start]:
            yield " ".join(sentences)
            sentences = []
        end = stop
        while rest and rest[-1].start < start:
            rest.pop()
        inside: list[Trace] = []
        while rest and rest[-1].start < stop:
            inside.append(rest.pop())
        rewritten, position = _rewritten(page, max(start, position), stop, inside)
        told = [token for token in _TOKEN.findall(rewritten) if not token.startswith("[")]
        if (start, stop) not in ways and len(told) >= _FEWEST and not _is_courtesy(page, start, stop):
            sentences.append(rewritten)
            flags += _flags(inside, parts)
    if sentences:
        yield " ".join(sentences)


def _rewritten(page: Page, start: int, stop: int, found: Sequence[Trace]) -> tuple[str, int]:
    """A sentence with what stands for each trace, and where it ended."""
    first = page.shown[start:stop].lstrip()[:1]
    pieces: list[str] = []
    for each in found:
        if each.instead is None or each.start < start:
            continue
        pieces += [page.shown[start : each.start], each.instead]
        start = each.end
    pieces.append(page.shown[start:stop])
    rewritten = " ".join("".join(pieces).split())
    if first.isupper():
        rewritten = rewritten[:1].upper() + rewritten[1:]
    return rewritten, max(start, stop)


def _is_courtesy(page: Page, start: int, stop: int) -> bool:
    said = page.flat[start:stop].strip(" .,!-\n")
    return any(cue(words.courtesies).fullmatch(said) for words in page.words)


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _runs_of(texts: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Every five words that stand in a row in one of the texts."""
    runs: set[tuple[str, ...]] = set()
    for text in texts:
        words = [_plain(word) for word in _WORD.findall(text)]
        runs.update(zip(*(words[n:] for n in range(_RUN)), strict=False))
    return frozenset(runs)


def _own_words(text: str, known: frozenset[tuple[str, ...]]) -> list[Span]:
    """Where five or more words in a row are the reporter's; a label ends such a run."""
    tokens = [(found.span(), _plain(found.group())) for found in _TOKEN.finditer(text)]
    spans: list[Span] = []
    last = -1
    for at in range(len(tokens) - _RUN + 1):
        row = tokens[at : at + _RUN]
        if tuple(word for _, word in row) not in known:
            continue
        begin, end = row[0][0][0], row[-1][0][1]
        if spans and at <= last:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
        last = at + _RUN - 1
    return spans


def _marked(text: str, runs: Sequence[Span]) -> tuple[str, int]:
    pieces: list[str] = []
    position = 0
    for start, end in runs:
        pieces += [text[position:start], "‹", text[start:end], "›"]
        position = end
    return "".join([*pieces, text[position:]]), len(runs)


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))
