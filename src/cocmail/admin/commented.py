"""The example configuration with the values of another one in it, so that its comments explain those too.

It stands apart from `init` because it is about text alone. `config.example.toml` is the one home of the comments.
"""

import json
import re
from typing import Any

from cocmail.config import Config

_LINE = re.compile(r"([a-z_]+) = (.*?)(?: {2,}(#.*))?")
_COMMENTS_AT = 45  # The column of the example's comments, which go on below each other.


def commented(example: str, config: Config) -> str:
    """The text of a file that `config.load` reads as `config`, with the comments of the example."""
    values = config.model_dump(by_alias=True)
    first, *others = values["responders"]
    paragraphs: list[str] = []
    is_roster_written = False
    for paragraph in example.strip("\n").split("\n\n"):
        header = paragraph.partition("\n")[0]
        table = header.strip("[]")
        if table not in values:
            paragraphs.append(paragraph)
        elif table != "responders":
            paragraphs.append(_filled(paragraph, values[table]))
        elif not is_roster_written:
            paragraphs += [_filled(paragraph, first), *(_block(header, each) for each in others)]
            is_roster_written = True
    # A table of its own, of which the example has only a comment.
    paragraphs += [
        _block(f"[{server}.oauth2]", values[server]["oauth2"])
        for server in ("imap", "smtp")
        if values[server]["oauth2"]
    ]
    return "\n\n".join(paragraphs) + "\n"


def _filled(paragraph: str, values: dict[str, Any]) -> str:
    lines = []
    for line in paragraph.split("\n"):
        written = _LINE.fullmatch(line)
        if written is None:
            lines.append(line)
            continue
        key, example, comment = written.groups()
        # Nothing can stand there that says that there is none.
        told = f"# {key} = {example}" if values[key] is None else f"{key} = {_toml(values[key])}"
        lines.append(f"{told.ljust(_COMMENTS_AT - 2)}  {comment}" if comment else told)
    return "\n".join(lines)


def _block(header: str, values: dict[str, Any]) -> str:
    return "\n".join([header, *(f"{key} = {_toml(each)}" for key, each in values.items() if each)])


def _toml(value: Any) -> str:
    # What JSON writes for these means the same in TOML, except that DEL stands there by its number alone.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
