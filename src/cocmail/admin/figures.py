"""A page of counts that says the same three times: as bars, as a table, and to who has it read aloud.

One self-contained HTML file: no script, nothing that is fetched, readable in print and without colours. It stands apart
from `statistics` because it knows how numbers look, and not what they count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from cocmail.cases.statistics import FEWEST

# In the units of the drawing, which is scaled to the width of the page.
_WIDTH, _LONGEST, _ROW, _BAR = 640, 480, 44, 16
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #111;
  background: #fff; }
h1, h2 { line-height: 1.2; }
figure { margin: 0 0 2.5rem; break-inside: avoid; }
svg { width: 100%; height: auto; }
svg text { font: 13px system-ui, sans-serif; fill: #111; }
.certain { fill: #1f4e79; }
.rounded { fill: none; stroke: #1f4e79; stroke-dasharray: 3 2; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-size: .9rem; }
th, td { text-align: left; font-weight: normal; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #bbb; }
td { white-space: nowrap; }
@media print { body { margin: 0; max-width: none; } .certain { print-color-adjust: exact; } }
"""
# Also a page that somebody changes fetches nothing and runs nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts that belong together, each with its label; None for one that is too small. Without rows it is left out."""

    title: str
    rows: tuple[tuple[str, int | None], ...]


def in_words(count: int | None) -> str:
    """A count as people read it: what it may be before it was rounded down."""
    return f"fewer than {FEWEST}" if count is None else f"{count} to {count + FEWEST - 1}"


def page(
    title: str, lines: Sequence[str], figures: Sequence[Figure], lists: Sequence[tuple[str, Sequence[str]]]
) -> str:
    """The HTML file: what it is, the figures, and at its end lists with a heading each."""
    body = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(line)}</p>" for line in lines)]
    for number, figure in enumerate(figures, 1):
        body += _figure(figure, f"figure-{number}")
    for heading, items in lists:
        body += [
            f"<h2>{escape(heading)}</h2>",
            "<ul>",
            *(f"<li>{escape(each)}</li>" for each in items),
            "</ul>",
        ]
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
    ]
    lines = ["<!DOCTYPE html>", '<html lang="en">', "<head>", *head, "</head>", "<body>", "<main>", *body]
    return "\n".join([*lines, "</main>", "</body>", "</html>", ""])


def _figure(figure: Figure, name: str) -> Iterator[str]:
    yield f"<h2>{escape(figure.title)}</h2>"
    if not figure.rows:
        yield "<p>Left out: together with the number of reports it would tell how few some part has.</p>"
        return
    yield "<figure>"
    yield from _drawing(figure, name)
    yield f"<table><caption>{escape(figure.title)}, the numbers of the figure</caption>"
    yield '<thead><tr><th scope="col">what</th><th scope="col">how many</th></tr></thead><tbody>'
    for label, count in figure.rows:
        yield f'<tr><th scope="row">{escape(label)}</th><td>{in_words(count)}</td></tr>'
    yield "</tbody></table></figure>"


def _drawing(figure: Figure, name: str) -> Iterator[str]:
    """Bars below their labels: filled as far as is certain, and a dashed outline for what was rounded away."""
    unit = _LONGEST / max((count or 0) + FEWEST - 1 for _, count in figure.rows)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {len(figure.rows) * _ROW}" role="img" '
        f'aria-labelledby="{name}-title {name}-text">'
    )
    yield f'<title id="{name}-title">{escape(figure.title)}</title>'
    said = "; ".join(f"{label}: {in_words(count)}" for label, count in figure.rows)
    yield f'<desc id="{name}-text">{escape(said)}</desc>'
    for row, (label, count) in enumerate(figure.rows):
        top, certain, rounded = row * _ROW, (count or 0) * unit, (FEWEST - 1) * unit
        bar = f'y="{top + 19}" height="{_BAR}"'
        yield f'<text x="0" y="{top + 13}">{escape(label)}</text>'
        if count:
            yield f'<rect class="certain" x="1" width="{certain:.1f}" {bar}/>'
        yield f'<rect class="rounded" x="{certain + 1:.1f}" width="{rounded:.1f}" {bar}/>'
        yield f'<text x="{certain + rounded + 9:.1f}" y="{top + 32}">{in_words(count)}</text>'
    yield "</svg>"
