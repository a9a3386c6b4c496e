"""Who of the roster a text names, in any form a name takes in Finnish, Swedish and English.

It stands apart because a responder who is named must not see the case: between naming and not naming it errs
towards naming, and only a longer word or somebody else's surname speaks against it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from cocmail.reading.cues import cue, words_of
from cocmail.reading.handles import addresses
from cocmail.reading.inflection import any_form, is_common, stems
from cocmail.reading.model import Person
from cocmail.reading.names import NO_NAMES, is_given_name
from cocmail.reading.spelling import compose, readings, without_unread_end, without_unseen
from cocmail.reading.words import ALL, Words
from cocmail.reading.words.namesakes import COMMON, MERE_PHRASES, RARER

# A name may be wrapped: its second part then stands at the beginning of the next line.
_GAP = re.compile(r"[ \t]{0,4}\r?\n[> \t]{0,4}(?=\w)|[ \t\u00a0]{1,2}")
_COMMA = re.compile(r",? {1,2}")
_WORD = re.compile(r"[^\W\d_][\w'’-]{0,30}\.?")
_WORD_BEFORE = re.compile(r"(?:^|[^\w.@-])([^\W\d_][\w'’-]{0,30}\.?) $")
# "A. Virtanen", "A.M. Holm", "J-E Ek"; one letter without a full stop only as a capital.
_INITIALS_BEFORE = re.compile(
    r"(?:^|[^\w.@-])((?:[^\W\d_](?:\. ?|-)){1,3}(?:[^\W\d_]\.? ?)?(?<=[. ])|[A-ZÅÄÖÉ] )$"
)
_CAPITALS_BEFORE = re.compile(r"([^\W\d_][\w'’-]{0,30})[ ,]{1,2}$")
_CAPITALS_AFTER = re.compile(r"[ ,]{1,2}([^\W\d_][\w'’-]{0,30})")
# What stands between a first name and its surname: so many given names, initials and the like.
_MOST_BETWEEN = 3
_LEAST_MISSPELT = 6
_LEAST_RARE = 5
# So much behind a name is looked at where it may begin a phrase of mere words.
_PHRASE = 30
# What stands before the first word of a sentence: nothing, a sign that ends one, or a line that was not wrapped.
_SENTENCE_BEFORE = re.compile(r"(?:\A|[.!?:…]|^.{0,59}\n)[^\w,;]*\Z", re.MULTILINE)
_PLACE_ENDING = re.compile(r"(?:ssa|ssä|lla|llä|sta|stä|lta|ltä|lle)$")
_TITLES = words_of(
    "mr, mrs, ms, dr, herra, rouva, herr, fru, prof, professor, professori, mr., mrs., ms., dr."
)
# What is hardly anything but a surname behind a given name, in lower case too.
_SURNAME_ENDING = re.compile(r"\w\w(?:nen|sson|lund|berg|borg|str[öo]m|gren|[kq]vist|quist|stedt|dahl|holm)$")
# Between a given name and a surname it tells neither who it is nor that the name is over.
_SAYS_NOTHING = re.compile(r"\w\.|von|van|af")
_PARTICLES = words_of("von, van, der, den, de, af, la, le, del, di, da, dos, bin, al, ten")
# What a form of Aino, Onni, Rauha, Päivi, Pia and others also is, where somebody writes without capitals. No other
# genitive is here, and nothing with a capital: "Toivon käytös" names Toivo, whatever else "toivon" may be.
_MERE_WORDS = words_of(
    """
    ainoa, ainoaa, ainoan, lahjaksi, lainaksi, lainassa, onneksi, pilvessä, päiviä, rauhassa, toivossa, tuulessa,
    akun, alin, alista, leon, oven, ovelle, ovella, ovelta, ovesta, ovessa, pian
    """
)
# In a heading in capitals they are the word, and so are the short ones in lower case.
_ALSO_WORDS = frozenset().union(*map(words_of, COMMON.values()))
_ORDINARY_AFTER = words_of(
    """the, a, an, no, my, your, his, her, our, their, any, some, this, that, please, must, should, could,
    can, not, don't"""
)
_MONTHS = frozenset().union(*(words_of(words.months) for words in ALL.values()))
_SHORT_DAYS = words_of("mon, tue, tues, wed, thu, thur, thurs, fri, sat, mån, tis, ons, tors, fre, lör, sön")
_PLACES = frozenset().union(*(words_of(words.spots) | words_of(words.events) for words in ALL.values()))
_BRAND = re.compile(r" ?& [A-ZÅÄÖ]\w{1,20}['’]s")
_APOSTROPHES = re.compile("[’‘´`]")
# What is no letter of a kind that is told apart by its case alone.
_NO_LETTER = re.compile(r"[^a-zß-öø-ž]")
# Without regard to case these are the same letters to a pattern, and not to `str.lower`.
_SAME_LETTERS = (("İ", "i"), ("ı", "i"), ("ſ", "s"))
Span = tuple[int, int]


@dataclass(frozen=True)
class _Written:
    """A text, and how its writer uses capitals, which is seen once something may name somebody."""

    text: str
    #: the codes of its languages
    languages: frozenset[str]

    @property
    def finnish(self) -> bool:
        """Whether Finnish case forms are looked for."""
        return "fi" in self.languages

    @cached_property
    def plain(self) -> bool:
        """Whether hardly anything has a capital: who writes so names people without capitals as well."""
        return self._capitals * 60 < len(self.text)

    @cached_property
    def shouted(self) -> bool:
        """Whether nearly everything is in capitals."""
        return self._capitals > 4 * sum(map(str.islower, self.text))

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """The words that stand in lower case."""
        return frozenset(word for word in re.findall(r"\w+", self.text) if word.islower())

    @cached_property
    def _capitals(self) -> int:
        return sum(map(str.isupper, self.text))


def find_named(text: str, people: Sequence[Person], words: Sequence[Words]) -> dict[str, str]:
    """The words of the text that name each of the people, by `Person.key`; `words` are those of its languages."""
    languages = frozenset(code for code, each in ALL.items() if each in words)
    composed, places = compose(text)
    spans = _find(composed, people, languages)
    found = {key: text[places[start] : places[end]] for key, (start, end) in spans.items()}
    # Besides, and not instead: an underscore may belong to a handle.
    for bare, places in readings(text):
        for key, (start, end) in _find(bare, people, languages).items():
            found[key] = without_unread_end(text[places[start] : places[end]])
    return found


def _find(text: str, people: Sequence[Person], languages: frozenset[str]) -> dict[str, Span]:
    """Where a composed text names each of the people, by `Person.key`."""
    folded = _folded(text)
    people = [person for person in people if any(each in folded for each in _beginnings(person))]
    written = _Written(text, languages)
    found = ((person.key, _naming(written, person)) for person in people)
    return {key: span for key, span in found if span}


@lru_cache(maxsize=256)
def _beginnings(person: Person) -> frozenset[str]:
    """How the words begin by which somebody can be named, in lower case: where none of them stands they are not named.

    To look for these few letters takes far less time than to look for all forms of a name.
    """
    called = (*_names(person), *(_plainly(each).lstrip("@") for each in (*person.addresses, *person.aliases)))
    return frozenset(_NO_LETTER.split(_folded(_certain(name)), 1)[0] for name in called)


def _certain(name: str) -> str:
    """What a name begins with in all its forms: the last letters of a stem are other ones in some."""
    letters = takewhile(lambda each: len(set(each)) == 1, zip(name, *stems(name), strict=False))
    return "".join(each[0] for each in letters)


def _folded(text: str) -> str:
    for odd, plain in _SAME_LETTERS:
        text = text.replace(odd, plain)
    return text.lower()


def _plainly(name: str) -> str:
    """A name of the roster as it is looked for."""
    return _APOSTROPHES.sub("'", unicodedata.normalize("NFC", without_unseen(name)))


def _naming(written: _Written, person: Person) -> Span | None:
    names = _names(person)
    aliases = [alias for alias in map(_plainly, person.aliases) if alias.strip("@ ")]
    for pattern in addresses(tuple(names), (*map(_plainly, person.addresses), *aliases)):
        if hit := pattern.search(written.text):
            return hit.span()
    for alias in aliases:
        if "@" not in alias and (span := _by_alias(written, alias, names)):
            return span
    if len(names) < 2:
        return _by_given(written, names[0], (), "") if names else None
    given, last = _given(names), names[-1]
    spans = (_by_given(written, name, given, last) for name in given)
    return next(filter(None, spans), None) or _by_last(written, given, last)


def _names(person: Person) -> list[str]:
    return [stripped for name in _plainly(person.name).split() if (stripped := name.strip("\"“”()'"))]


def _given(names: Sequence[str]) -> tuple[str, ...]:
    """The given names of a full name, without initials and what belongs to the surname, such as "von"."""
    given = [name for name in names[:-1] if len(name.rstrip(".")) > 1 and name.lower() not in _PARTICLES]
    joined = ["-".join(given)] if len(given) > 1 else []
    return (*given, *joined) or tuple(names[:1])


def _by_alias(written: _Written, alias: str, names: Sequence[str]) -> Span | None:
    """A nickname; one that the roster has in lower case is looked for in any case."""
    # It may be any word, unless it is the beginning of a name.
    is_short_form = any(name.lower().startswith(alias.lower()) for name in names)
    least = _LEAST_RARE - 1 if is_short_form else len(alias) + 1
    small = alias.islower() and len(alias) > 3 and not is_common(alias)
    for hit in any_form(alias, written.finnish).finditer(written.text):
        if _is_name(written, hit, alias, least=least) or (small and not _goes_on(written, hit)):
            return hit.span()
    return None


def _by_given(written: _Written, name: str, given: Sequence[str], last: str) -> Span | None:
    """A given name, unless it stands before another surname there or is said to."""
    alone, others = None, False
    for hit in any_form(name, written.finnish).finditer(written.text):
        if _BRAND.match(written.text, hit.end()) or hit.group() in _MERE_WORDS:
            continue
        kind, end = _what_follows(written, hit, given, last)
        if kind == "own" and not (hit.group().islower() and is_common(name) and is_common(last)):
            return hit.start(), end
        if kind == "unclear" or not _is_name(written, hit, name):
            continue
        if kind == "other":
            others = others or written.plain or not hit.group().islower()
        else:
            alone = alone or hit.span()
    # "Aino Virtala", and later only "Aino": that is she, and not another Aino, unless our own is named in
    # full.
    return None if others else alone


def _what_follows(written: _Written, hit: re.Match[str], given: Sequence[str], last: str) -> tuple[str, int]:
    """Whether a given name goes on to our own surname ("own"), to an"other", or "alone", and where it ends.

    It is "unclear" of two words in capitals: "BEN LINDGREN shouted".
    """
    text, at, kind = written.text, hit.end(), ""
    for _ in range(_MOST_BETWEEN + 1):
        gap = _GAP.match(text, at)
        word = _WORD.match(text, gap.end()) if gap else None
        if not gap or not word:
            break
        wrapped = "\n" in gap.group()
        if last and (own := any_form(last, written.finnish).match(text, word.start())):
            return "own", own.end()
        # The full stop of a sentence is no letter of the name.
        bare = word.group().rstrip(".")
        if last and not wrapped and bare[0].isupper() and _nearly(bare, last):
            return "own", word.start() + len(bare)
        if own := _own(written, given, word.start()):
            at = own.end()
            continue
        if not kind and not _SAYS_NOTHING.fullmatch(word.group()):
            kind = "alone" if wrapped else _surname(written, hit, word)
        if not _is_between(word.group(), small=hit.group().islower()):
            break
        at = word.end()
    return kind or "alone", hit.end()


def _own(written: _Written, given: Sequence[str], at: int) -> re.Match[str] | None:
    """A given name of theirs that stands there."""
    hits = (any_form(name, written.finnish).match(written.text, at) for name in given)
    return next(filter(None, hits), None)


def _is_between(word: str, *, small: bool) -> bool:
    """Whether a word can be a middle name or an initial, or the "von" of a surname."""
    if len(word.rstrip(".")) == 1:
        return word.endswith(".") or word.isupper()
    if word.endswith("."):
        return False
    return is_given_name(word.lower()) or word in _PARTICLES or (not small and word[0].isupper())


def _surname(written: _Written, hit: re.Match[str], following: re.Match[str]) -> str:
    """Whether the word after a given name tells somebody "other", or leaves it "alone", or is "unclear"."""
    word = following.group().rstrip(".")
    if not written.plain and hit.group().islower() and _SURNAME_ENDING.search(word):
        return "other"
    if len(word) < 2 or not word[0].isupper() or _ends_phrase(word):
        return "alone"
    if word.lower() in _MONTHS and re.match(r" \d", written.text[following.end() :][:2]):
        return "alone"
    if word.isupper():
        # In "BEN LINDGREN shouted" it is as likely a surname, in "Ben SHOUTED" and "BEN HIT ME" it is none.
        after = _CAPITALS_AFTER.match(written.text, following.end())
        pair = not written.shouted and not (after and _are_capitals(after[1]))
        return "unclear" if pair and _are_capitals(hit.group()) else "alone"
    # No surname is written as "DMed" and "PMs" are.
    return "alone" if word[:2].isupper() or _is_heading(written, following) else "other"


def _is_heading(written: _Written, following: re.Match[str]) -> bool:
    """Whether a word is one of a heading in which every word has a capital: "Ben Harassed Me"."""
    if following.group().lower().rstrip(".") not in written.ordinary:
        return False
    rest = re.match(r"[^.!?,;:\r\n]{0,80}", written.text[following.end() : following.end() + 80])
    words = rest.group().split() if rest else []
    return any(len(word) > 1 and word[0].isupper() and is_common(word) for word in words)


def _by_last(written: _Written, given: Sequence[str], last: str) -> Span | None:
    text, alone, others = written.text, None, False
    for hit in any_form(last, written.finnish).finditer(text):
        mere = hit.group().islower() and is_common(last)
        gap = _COMMA.match(text, hit.end())
        if not mere and gap and (own := _own(written, given, gap.end())):
            return hit.start(), own.end()
        kind, start = _what_precedes(written, hit, given)
        if kind == "own" and not mere:
            return start, hit.end()
        if not _is_name(written, hit, last, is_last=True):
            continue
        if kind == "other":
            others = others or written.plain or not hit.group().islower()
        else:
            alone = alone or hit.span()
    return None if others else alone


def _what_precedes(written: _Written, hit: re.Match[str], given: Sequence[str]) -> tuple[str, int]:
    """Whether before a surname stands our "own" given name or initial, an"other", or it is "alone"; and its start."""
    text, low = written.text, max(0, hit.start() - 40)
    if initials := _INITIALS_BEFORE.search(text, low, hit.start()):
        if initials[1][0].lower() in {name[0].lower() for name in given}:
            return "own", initials.start(1)
        return ("alone" if is_common(initials[1].strip()) else "other"), hit.start()
    before = _WORD_BEFORE.search(text, low, hit.start())
    if before is None:
        return "alone", hit.start()
    word = before[1]
    if any(any_form(name, written.finnish).fullmatch(word) for name in given) or all(
        part.lower() in map(str.lower, given) for part in word.split("-")
    ):
        return "own", before.start(1)
    if _is_small_given(written, hit, word):
        return "other", hit.start()
    if not word[0].isupper() or word.lower() in _TITLES or _ends_phrase(word):
        return "alone", hit.start()
    if word.isupper() and not is_given_name(word.lower()):
        return "alone", hit.start()
    return "other", hit.start()


def _is_small_given(written: _Written, hit: re.Match[str], word: str) -> bool:
    """Whether the word before a surname is a given name, both in lower case where names have capitals otherwise."""
    if written.plain or not hit.group().islower() or not is_given_name(word):
        return False
    return not any(word in words_of(ALL[code].function_words) for code in written.languages)


def _is_name(
    written: _Written, hit: re.Match[str], name: str, *, is_last: bool = False, least: int = _LEAST_RARE
) -> bool:
    """Whether a word is a name, as its writer uses capitals; for `least` see `_is_nothing_else`."""
    text, word, low = written.text, hit.group(), name.lower()
    if _goes_on(written, hit) or _begins_phrase(written, hit):
        return False
    if word.startswith(name) or not (word[0].islower() or _are_capitals(word[: max(2, len(name) - 1)])):
        return True
    if is_common(name) or len(name) < 3 or word.lower() in _MERE_WORDS:
        return False
    if low in _MONTHS and re.search(
        r"\d", text[max(0, hit.start() - 3) : hit.start()] + text[hit.end() :][:2]
    ):
        return False
    if word[0].islower():
        if not written.plain:
            return _is_nothing_else(written, hit, low, least)
        return len(name) > 3 or (not is_last and _is_short_name(written, hit, low))
    if written.shouted:
        return len(name) > 3 or low not in _ALSO_WORDS
    if low in _PLACES:
        return False
    before = _CAPITALS_BEFORE.search(text, max(0, hit.start() - 40), hit.start())
    after = _CAPITALS_AFTER.match(text, hit.end())
    if any(each and _are_capitals(each[1]) for each in (before, after)):
        return low not in _ALSO_WORDS
    return not (low in _ALSO_WORDS and before and before[1].lower() in _ORDINARY_AFTER)


def _begins_phrase(written: _Written, hit: re.Match[str]) -> bool:
    """Whether a word begins a sentence that would begin so if nobody had that name."""
    text, at = written.text, hit.start()
    if not _SENTENCE_BEFORE.search(text, max(0, at - 100), at):
        return False
    what = text[at : hit.end() + _PHRASE].lower()
    return any(cue(MERE_PHRASES[code]).match(what) for code in written.languages)


def _is_short_name(written: _Written, hit: re.Match[str], name: str) -> bool:
    """Whether three letters in lower case are a name: no word, not one of its rarer forms, no part of an address."""
    if name in _ALSO_WORDS or not hit.group().lower().startswith(name):
        return False
    return not _is_in_address(written, hit)


def _is_nothing_else(written: _Written, hit: re.Match[str], name: str, least: int) -> bool:
    """Whether a word in lower case can only be that name, where its writer gives names a capital otherwise.

    What is no common given name has `least` letters, and is no word of any language.
    """
    is_given = is_given_name(name)
    word = hit.group().lower()
    if not (is_given or len(name) >= least) or not word.startswith((name, *_close_stems(name))):
        return False
    words = _namesakes(written.languages if is_given else frozenset(ALL))
    return name not in words and word not in words and not _is_in_address(written, hit)


@lru_cache(maxsize=8)
def _namesakes(languages: frozenset[str]) -> frozenset[str]:
    """The ordinary words of these languages that are names as well."""
    return frozenset().union(*(words_of(kind[code]) for kind in (COMMON, RARER) for code in languages))


def _close_stems(name: str) -> Iterator[str]:
    """The stems that are hardly a word where the name is none: "Virtanen", "Virtasen"; "Matti", "Matin"."""
    if name.endswith("nen"):
        yield name[:-3] + "s"
    if name[-3:-1] in {"kk", "pp", "tt"}:
        yield name[:-2] + name[-1]


def _is_in_address(written: _Written, hit: re.Match[str]) -> bool:
    """Whether a word is part of an address, a handle or a path."""
    before, after = (
        written.text[max(0, hit.start() - 1) : hit.start()],
        written.text[hit.end() : hit.end() + 64],
    )
    return before in {*"@./\\=&"} or bool(re.match(r"[\w.+-]*@|[./]\w", after))


def _goes_on(written: _Written, hit: re.Match[str]) -> bool:
    """Whether a name is only the first half of another: "Ben-Åke", "ben-åke"."""
    following = written.text[hit.end() : hit.end() + 2]
    return following[:1] == "-" and (
        following[1:].isupper() or (following[1:].isalpha() and hit.group().islower())
    )


def _are_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _nearly(written: str, name: str) -> bool:
    """Whether a long name is written with one letter wrong, missing or too many, or two of them swapped."""
    written, name = written.lower(), name.lower()
    if len(name) < _LEAST_MISSPELT or abs(len(written) - len(name)) > 1 or written[0] != name[0]:
        return False
    start = next((at for at, pair in enumerate(zip(written, name, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    left, right = written[start:], name[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def _ends_phrase(word: str) -> bool:
    """Whether a word with a capital is no part of a name."""
    bare = re.split("['’-]", word.lower())[0]
    return (
        is_common(word)
        or is_common(bare)
        or bare in NO_NAMES
        or any(cue(words.days).fullmatch(bare) for words in ALL.values())
        or bare in _SHORT_DAYS
        or bool(_PLACE_ENDING.search(word))
    )
