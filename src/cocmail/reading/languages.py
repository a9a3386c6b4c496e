"""Which language a report is written in, told by its commonest words.

It stands apart because the letters go out in the language found here, and nothing else of a report does that.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cocmail.reading.cues import words_of
from cocmail.reading.lookup import MOST_KNOWN
from cocmail.reading.words import ALL, Words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Letters and endings that one language has and the others have not; they decide where words are few.
_SHAPES = {
    "en": re.compile(r"(?:ing|tion|ght|'s|'t|th)$|^(?:th|wh)|w"),
    "fi": re.compile(
        r"(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|nen|sen|kin|ään|aan|een|iin|vat|vät|uu|yy|ää)$"
        r"|aa|ää|yö|uo|ii|kk"
    ),
    "sv": re.compile(r"(?:ade|era|ning|het|skt|igt|arna|erna|orna)$|å|sj|sk[aä]|ck"),
}
_LANGUAGES = tuple(
    (code, words_of(words.function_words), _SHAPES[code].search) for code, words in ALL.items()
)
_READ_CHARS = 8000
# A word without end is not kept in memory.
_LONGEST_KEPT = 40
# Below this weight nothing is sure, and above the other a second language is there on purpose.
_TOO_SHORT = 2.0
_LONG_ENOUGH = 25.0
# Every fourth word or so is a common one in a language that is known.
_KNOWN = 0.25


def weigh(text: str) -> dict[str, float]:
    """How much of the text speaks for each language we know."""
    weights = dict.fromkeys(ALL, 0.0)
    for token, times in Counter(_WORD.findall(text[:_READ_CHARS].lower().replace("’", "'"))).items():
        weigh_word = _weigh_word if len(token) <= _LONGEST_KEPT else _weigh_word.__wrapped__
        for code, weight in weigh_word(token):
            weights[code] += weight * times
    return weights


@lru_cache(maxsize=MOST_KNOWN)
def _weigh_word(token: str) -> tuple[tuple[str, float], ...]:
    """The languages that one word speaks for, and how much."""
    found = []
    for code, common, looks_so in _LANGUAGES:
        if token in common:
            found.append((code, 1.0))
        elif len(token) > 3 and looks_so(token):
            found.append((code, 0.4))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a text and its subject speak for each language."""

    text: Mapping[str, float]
    subject: Mapping[str, float]


def weigh_both(text: str, subject: str) -> Weights:
    """A text and its subject, weighed."""
    return Weights(weigh(text), weigh(subject))


def language_of(found: Weights, languages: Sequence[str]) -> str:
    """The one of `languages` that the text is written in; the first where nothing tells."""
    weights = dict(found.text)
    known = [code for code in languages if code in weights]
    if sum(weights.values()) < 2:
        weights = {code: weight + found.subject[code] for code, weight in weights.items()}
    best = max(known, key=lambda code: weights[code], default=None)
    if best is None or weights[best] == 0:
        return languages[0] if languages else "en"
    return best


def is_known(text: str) -> bool:
    """Whether a text seems to be in a language that we read at all."""
    tokens = len(_WORD.findall(text[:_READ_CHARS]))
    return sum(weigh(text).values()) >= _KNOWN * tokens


def words_for(found: Weights) -> tuple[Words, ...]:
    """The word lists to read a text with, likeliest first: all where it is short or mixed."""
    weights = {code: weight + found.subject[code] for code, weight in found.text.items()}
    ranked = sorted(weights, key=lambda code: -weights[code])
    most = weights[ranked[0]]
    if most < _TOO_SHORT:
        return tuple(ALL[code] for code in ranked)
    share = 0.35 if most < _LONG_ENOUGH else 0.25
    return tuple(ALL[code] for code in ranked if weights[code] >= share * most)
