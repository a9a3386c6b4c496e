"""The two forms of a responder's mail, text and HTML, written alike wherever they say the same words.

It stands apart because mail programs make the text form of what was typed as HTML: they wrap it, put stars around
what is bold and an address behind each link. None of that is another command.
"""

import itertools
import re

# What programs write into the text form alone: where a link leads, and the name of a picture.
_ASIDE = re.compile(
    r"<(?:mailto:[^<>]{1,500}|https?://[^\s<>]{1,2000}|[^\s<>@]{1,64}@[^\s<>@]{1,255})>|\[cid:[^\s\]]{1,200}\]",
    re.IGNORECASE,
)
# Stars and strokes around what is bold or slanted; within a word they belong to it.
_EMPHASIS = re.compile(r"(?<![\w*])[*_]+|(?<![*_])[*_]++(?!\w)")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
# Programs wrap lines at 72 to 80 characters.
_FULL = 70
_NEARLY_FULL, _WIDEST = 60, 80
# Into so many lines one of the HTML form is wrapped at most, and of that form so many are looked at for one of the
# text, where one of them has a line of its own: a long mail must not be compared for ever.
_MOST = 50
_AHEAD = 10
# And no more lines of the text than so many: nobody types as much below a letter.
_MOST_TYPED = 2000


def is_wrapped(line: str, following: str) -> bool:
    """Whether a line may go on in the one below it: its first word did not fit any more."""
    first = following.split(maxsplit=1)[:1]
    return bool(first) and len(line.strip()) + len(first[0]) >= _FULL


def is_cut(line: str, following: str) -> bool:
    """Whether a program surely cut a sentence between two lines: it goes on, and there was no room for its next word.

    Nothing else shows it where a mail has a text form alone, and what is typed below a line must not be taken for it.
    """
    above = line.strip()
    goes_on = above[-1:].isalnum() or above.endswith(",")
    is_full = _NEARLY_FULL <= len(above) <= _WIDEST and is_wrapped(line, following)
    return goes_on and is_full and following[:1].islower()


def agreed(text: str, html: str) -> tuple[str, str]:
    """Both forms, with the same line in both wherever full lines of `text`, or one, make up a line of `html`.

    What says other words in one of them, or has other lines without being full, is left as it is.
    """
    typed, shown = text.split("\n"), html.split("\n")
    # What the HTML form says as well is no aside: there it was typed.
    said = frozenset(_ASIDE.findall(html))
    words = [_words(_ASIDE.sub(lambda aside: aside[0] if aside[0] in said else "", line)) for line in typed]
    goes_on = [*itertools.starmap(is_wrapped, itertools.pairwise(typed)), False]
    places = [(at, wanted) for at, line in enumerate(shown) if (wanted := _words(line))]
    lines: list[str] = []
    at = seen = 0
    while at < min(len(typed), _MOST_TYPED):
        here, count = next(
            (
                (place, count)
                for place in range(seen, min(seen + _AHEAD, len(places)))
                if words[at] and (count := _making(words, goes_on, at, places[place][1]))
            ),
            (seen, 0),
        )
        if not count:
            lines.append(typed[at])
            at += 1
            continue
        number = places[here][0]
        shown[number] = _line(" ".join(each.strip() for each in typed[at : at + count]), shown[number])
        lines.append(shown[number])
        at, seen = at + count, here + 1
    return "\n".join([*lines, *typed[at:]]), "\n".join(shown)


def _words(line: str) -> str:
    """The words of a line, with a space behind each."""
    return "".join(f"{word} " for word in _EMPHASIS.sub("", _UNSEEN.sub("", line)).split())


def _making(words: list[str], goes_on: list[bool], at: int, wanted: str) -> int:
    """How many lines from that one on say together what is wanted; 0 where they do not."""
    done = 0
    for number in range(at, min(at + _MOST, len(words))):
        if not wanted.startswith(words[number], done):
            return 0
        done += len(words[number])
        # An address may have found no room on the line of its link.
        if done == len(wanted) and not (goes_on[number] and not words[number + 1]):
            return number - at + 1
        if not goes_on[number]:
            return 0
    return 0


def _line(typed: str, shown: str) -> str:
    """The line that both forms have: as it was shown, unless where a link leads would be lost."""
    left = _ASIDE.sub(lambda aside: "" if _is_idle(aside[0], shown) else aside[0], typed)
    if not (kept := _ASIDE.findall(left)):
        return shown
    # A word alone may be a command, which a link behind it would hide.
    return left if " " in shown.strip() else "\n".join([shown, *kept])


def _is_idle(aside: str, shown: str) -> bool:
    target = aside[1:-1]
    if target.casefold().startswith(("mailto:", "cid:")):
        return True
    return re.sub(r"^https?://|/$", "", target, flags=re.IGNORECASE) in shown
