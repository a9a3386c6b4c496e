"""Templates whose text is compiled once a process: hundreds of houses read the same ones, each into a Jinja of its own.

What Jinja makes of a text depends on that and on a few settings. What is no template is refused each time anew.
"""

from types import CodeType

import jinja2

_compiled: dict[tuple[object, ...], CodeType] = {}
_compile = jinja2.Environment.compile


def keep_what_is_compiled() -> None:
    """From now on Jinja compiles no text twice."""
    jinja2.Environment.compile = _compiled_once  # type: ignore[assignment,method-assign]


def _compiled_once(
    jinja: jinja2.Environment, source: str, name: str | None = None, filename: str | None = None
) -> CodeType:
    settings = (type(jinja), jinja.trim_blocks, jinja.lstrip_blocks, jinja.keep_trailing_newline)
    wanted = (*settings, jinja.autoescape, *jinja.filters, source, name, filename)
    if wanted not in _compiled:
        _compiled[wanted] = _compile(jinja, source, name, filename)
    return _compiled[wanted]
