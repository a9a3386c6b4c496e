"""What few pages hold, and is looked for only where a sign of it stands."""

import pytest

from cocmail.reading.names import handles
from cocmail.reading.page import Page, lay_out
from cocmail.reading.places import find_channels
from cocmail.reading.words import ALL


def _page(text: str) -> Page:
    return lay_out(text, "", (ALL["en"],), "", forwarded=False)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("He wrote it in #welcome.", "#welcome"),
        ("It was posted to r/knitting last night.", "r/knitting"),
        ("She is a moderator on forum.harbour.example and deleted it.", "on forum.harbour.example"),
        ("Photos of me are at pictures.harbour.chat now.", "at pictures.harbour.chat"),
    ],
)
def test_a_channel_or_a_site_is_found(text: str, channel: str) -> None:
    page = _page(text)

    assert [page.flat[slice(*span)] for span in find_channels(page)] == [channel]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A user moss_cup wrote to me.", "moss_cup"),
        ("We talked. There was somebody who goes by fern77 there.", "fern77"),
        ("Write to @linden on the server.", "@linden"),
        ("It was u/rowan again.", "u/rowan"),
    ],
)
def test_a_handle_or_a_nickname_is_found_in_its_sentence(text: str, name: str) -> None:
    page = _page(text)

    found = [page.flat[slice(*span)] for sentence in page.sentences for span in handles(page, *sentence)]
    assert found == [name]
