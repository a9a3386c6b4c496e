"""HTML mail as text: what is seen, line by line, and that nothing hostile stops it."""

import resource
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail import html as module
from cocmail.mail.html import html_to_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<br>two</p><p>three</p>", "one\ntwo\n\nthree"),
        ("<div>one</div><div>two</div><div><br></div><div>three</div>", "one\ntwo\n\nthree"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
        ("H&auml;n &amp; h&#228;n &lt;3", "Hän & hän <3"),
        ("<style>p{}</style><script>x()</script><div style='display:none'>no</div><p>yes</p>", "yes"),
        ("1 < 2 and <b>bold</b>", "1 < 2 and bold"),
        ("", ""),
    ],
)
def test_a_person_sees_lines(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    "tag",
    [
        '<blockquote type="cite">',
        '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">',
        '<BLOCKQUOTE style="border-left: 2px solid blue">',
    ],
)
def test_quoted_mail_is_marked_and_what_is_typed_between_is_not(tag: str) -> None:
    html = f"<div>Alice wrote:</div>{tag}<p>When?</p>{tag}Deep</blockquote></blockquote>"
    html += f"<p>Monday.</p>{tag}Bye</blockquote>"

    assert html_to_text(html) == "Alice wrote:\n> When?\n> > Deep\n\nMonday.\n> Bye"


def test_an_indent_is_not_a_quotation() -> None:
    html = '<blockquote style="margin:0 0 0 40px;border:none">what I saw</blockquote><p>end</p>'

    assert "what I saw" in html_to_text(html).split("\n")


def test_text_below_too_many_levels_is_still_seen() -> None:
    assert html_to_text("<div>" * 5_000 + "help me") == "help me"


@pytest.mark.parametrize("tag", ["b", "div", "span style='color:red'", "font", "td", "ul><li"])
def test_text_below_too_many_levels_is_not_left_out_beside_text_above_them(tag: str) -> None:
    html = f"<p>Hello</p>{f'<{tag}>oak' * 2_000} he hit me</p><p>Tuesday</p>"

    text = html_to_text(html)

    assert text.startswith("Hello")
    assert text.count("oak") == 2_000
    assert "he hit me" in text
    assert text.endswith("Tuesday")


def test_words_of_two_cells_below_too_many_levels_stay_apart() -> None:
    cells = "<table><tr><td>Ben</td><td>Carla</td></tr></table>"

    assert html_to_text("<div>" * 5_000 + cells).split() == ["Ben", "Carla"]


def test_a_failing_library_does_not_hide_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise BaseException("panic")

    monkeypatch.setattr(module, "convert", fail)

    html = "<!-- no --><style>p{}</style><p>Hello<br>you &amp; me</p><blockquote type=cite>q</blockquote>ok"
    assert html_to_text(html) == "Hello\nyou & me\n> q\n\nok"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000 + "x",
        "<blockquote type=cite>" * 45_000 + "x",
        "<blockquote type=cite></blockquote>" * 28_000,
        "<b " * 330_000,
        "a <" * 330_000,
        "<!--" * 250_000,
        "<script>" * 120_000,
        "<table><tr><td>" * 60_000,
        "&amp" * 250_000,
        "<a " + "b=c " * 240_000 + ">x",
        "x" * 30_000_000,
    ],
    ids=[
        "div",
        "quote",
        "quotes",
        "tag",
        "less",
        "comment",
        "script",
        "table",
        "entity",
        "attributes",
        "size",
    ],
)
@pytest.mark.parametrize("works", [True, False], ids=["library", "crude"])
def test_hostile_html_takes_linear_time(html: str, works: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not works:
        monkeypatch.setattr(module, "convert", None)

    before = time.process_time()
    html_to_text(html)

    assert time.process_time() - before < 5


@pytest.mark.parametrize("tag", ["blockquote", "BLOCKQUOTE title='<'"])
def test_quotations_within_quotations_take_little_memory(tag: str) -> None:
    levels = 250
    html = f"<{tag}>{'a<br>' * 100}" * levels + "</blockquote>" * levels
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    text = html_to_text(html)

    assert text.count("a") == 100 * levels
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<blockquote type=cite>",
        "</blockquote>",
        "<!--",
        "-->",
        "<",
        ">",
        "&",
        "<br>",
        "\ud800",
    ]
)


@given(st.lists(TAGS | st.text(max_size=4), max_size=30).map("".join))
def test_any_html_gives_text(html: str) -> None:
    assert isinstance(html_to_text(html), str)
