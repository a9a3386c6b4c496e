"""The text a person sees in an HTML e-mail, line by line, with what it quotes marked `> `.

It stands apart because HTML is the one thing in a mail that is a language of its own, and the library that
reads it changes often: everything about it, and the way out if it fails, is behind one function.
"""

import re
from html import unescape
from urllib.parse import unquote

from html_to_markdown import ConversionOptions, WarningKind, convert

from cocmail.mail.headers import composed

MAX_HTML = 1_000_000
"""Characters of HTML that are read; the raw HTML is kept whole elsewhere."""

_MAX_LEVELS = 20
# Marks that travel through the library as text; none is a character of any script.
_QUOTE, _UNQUOTE, _LINE = "\ue000", "\ue001", "\ue002"
_NO_MARKS = dict.fromkeys(map(ord, (_QUOTE, _UNQUOTE, _LINE)), "\ufffd")
_EITHER_MARK = re.compile(f"([{_QUOTE}{_UNQUOTE}])")
_BLOCKQUOTE = re.compile(r"<(/?)blockquote(?=[\s>/])([^<>]*)>", re.IGNORECASE)
_ANY_BLOCKQUOTE = re.compile(r"<(/?)blockquote", re.IGNORECASE)
# Mail programs say in one of these ways that they quote; a bare <blockquote> is only a way to indent.
_CITES = re.compile(r"\bcite\b|quote|border-left", re.IGNORECASE)
# A <div> that begins a line: mailers make one of each line, and the library a paragraph of each.
_LINE_DIV = re.compile(
    r"(<div(?:\s[^<>]*)?>)(?=\s*(?:[^<\s]|<(?:a|b|br|em|font|i|img|o:p|s|span|strong|u)[\s>/]))",
    re.IGNORECASE,
)
_DIV_BREAK = re.compile(rf"\n\n(?={_LINE})")
_BLANK_LINES = re.compile(r"\n{3,}")
# The crude way. An unclosed comment or script hides all that follows, as in a browser.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1\b[^<>]*>?|\Z)", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|t[rdh]|li|h[1-6]))\b[^<>]*>", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:([^\"'<>]{1,1000})", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")


def html_to_text(html: str) -> str:
    """What a person sees of `html` as lines of text; quoted mail has `> ` in front. Never raises."""
    marked = _marked(html[:MAX_HTML].translate(_NO_MARKS))
    try:
        found = convert(marked, ConversionOptions(output_format="plain", extract_metadata=False))
        text = found.content or ""
        # What stands deeper than it goes the library leaves out, and only a warning of its own says so.
        is_cut = any(each.kind == WarningKind.DEPTH_LIMIT_EXCEEDED for each in found.warnings)
        text = _crude(marked) if is_cut or not text.strip() else text
    except BaseException as error:  # A panic of the Rust library is no Exception.
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        text = _crude(marked)
    # A letter and its mark may each be an entity.
    return composed(_with_quote_marks(_DIV_BREAK.sub("\n", text).replace(_LINE, "")))


def linked_addresses(html: str) -> tuple[str, ...]:
    """To whom a mail would be written by a click, each as the link has it: name, address, and whatever else."""
    found = _MAILTO.findall(unescape(html[:MAX_HTML]))
    return tuple(dict.fromkeys(composed(unquote(each)) for each in found))


def _crude(html: str) -> str:
    """`html` without its tags, a line for each block."""
    text = unescape(_TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub(" ", html))))
    return "\n".join(line.strip() for line in text.split("\n"))


def _marked(html: str) -> str:
    """`html` with a mark before and after each quotation, and at the begin of each line that is a <div>."""
    cites: list[bool] = []

    def mark(tag: re.Match[str]) -> str:
        if not tag[1]:
            # The library slows down on thousands of levels, and nobody reads more than a few.
            cites.append(len(cites) < _MAX_LEVELS and bool(_CITES.search(tag[2])))
            return f"<p>{_QUOTE}</p><div>" if cites[-1] else "<div>"
        return f"</div><p>{_UNQUOTE}</p>" if cites and cites.pop() else "</div>"

    # Of quotations in quotations the library writes each anew for each level: a small mail would take gigabytes.
    return _ANY_BLOCKQUOTE.sub(r"<\1div", _BLOCKQUOTE.sub(mark, _LINE_DIV.sub(rf"\1{_LINE}", html)))


def _with_quote_marks(text: str) -> str:
    depth = 0
    pieces: list[str] = []
    for piece in _EITHER_MARK.split(text):
        if piece == _QUOTE:
            depth += 1
        elif piece == _UNQUOTE:
            # What follows a quotation is parted from it by a blank line; what leads to it is not.
            depth = max(depth - 1, 0)
            pieces.append("")
        elif lines := _BLANK_LINES.sub("\n\n", piece).strip("\n"):
            prefix = "> " * depth
            pieces += [(prefix + line).rstrip() for line in lines.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(pieces)).strip("\n")
