"""The two forms of a mail: what programs make of one text is one text, and other words stay other words."""

import time

import pytest

from cocmail.cases.commands import Reading, read_commands, reconcile
from cocmail.cases.forms import agreed

LONG = "Set where: In the big hall on the third floor of the Oodi library, near the windows and the stairs"
WRAPPED = LONG.replace("near the ", "near the\n")
NOTE = "Note: I think that Carla has talked with the reporter already and that she wants to"


def together(text: str, html: str) -> Reading:
    return reconcile(*map(read_commands, agreed(text, html)))


@pytest.mark.parametrize(
    ("text", "html", "verb", "argument"),
    [
        (WRAPPED, LONG, "set", LONG.removeprefix("Set ")),
        ("Set where: *the hall*", "Set where: the hall", "set", "where: the hall"),
        ("*Set where:* the hall", "Set where: the hall", "set", "where: the hall"),
        ("*Take*", "Take", "take", ""),
        ("_Take_\n[cid:image001.png@01D]\nBen", "Take\n\nBen", "take", ""),
        ("Take", "Take\N{NO-BREAK SPACE}", "take", ""),
        # A linked picture below, or a link on the word.
        (f"Take\n<https://safelinks.example/?url={'x' * 60}>", "Take", "take", ""),
        ("Recuse<https://mail.example/x>", "Recuse", "recuse", ""),
        ("Recuse <aino@example.org>", "Recuse", "recuse", ""),
        (
            "Recuse aino@example.org<mailto:aino@example.org>",
            "Recuse aino@example.org",
            "recuse",
            "aino@example.org",
        ),
        (
            "Assign @Aino Virtanen<mailto:aino@example.org>",
            "Assign @Aino Virtanen",
            "assign",
            "@Aino Virtanen",
        ),
        (
            "Set where: https://maps.example/x<https://maps.example/x>",
            "Set where: https://maps.example/x",
            "set",
            "where: https://maps.example/x",
        ),
        (
            "Set contact: *Carla* <carla@example.net>",
            "Set contact: Carla <carla@example.net>",
            "set",
            "contact: Carla <carla@example.net>",
        ),
        (
            f"Set where: Oodi\n<https://maps.example/{'x' * 60}>",
            "Set where: Oodi",
            "set",
            f"where: Oodi <https://maps.example/{'x' * 60}>",
        ),
    ],
)
def test_what_a_mail_program_makes_of_a_line_is_that_line(
    text: str, html: str, verb: str, argument: str
) -> None:
    read = together(text, html)

    assert not read.disagrees
    assert [(each.verb, each.text) for each in read.commands] == [(verb, argument)]


@pytest.mark.parametrize("word", ["close", "recuse herself from it.", "urgent"])
def test_a_wrapped_line_of_a_note_is_no_command_of_one_form(word: str) -> None:
    read = together(f"{NOTE}\n{word}", f"{NOTE} {word}")

    assert not read.disagrees
    assert [each.verb for each in read.commands] == ["note"]
    assert read.commands[0].text.endswith(f"wants to {word}")


def test_where_a_link_leads_is_kept_if_nothing_else_shows_it() -> None:
    (command,) = together(
        "Reply\nRead this<https://rules.example/a>.\nOr www.rules.example<https://www.rules.example/>.",
        "Reply\nRead this.\nOr www.rules.example.",
    ).commands

    assert command.text == "Read this<https://rules.example/a>.\nOr www.rules.example."


def test_an_address_behind_a_name_is_kept() -> None:
    read = together("Recuse Aino Virtanen <aino@example.org>", "Recuse Aino Virtanen")

    assert not read.disagrees
    assert [each.text for each in read.commands] == ["Aino Virtanen <aino@example.org>"]


def test_lines_below_one_that_differs_are_found_again() -> None:
    text, html = agreed(f"Note\n* an item\n{WRAPPED}", f"Note\n• an item\n{LONG}")

    assert text == f"Note\n* an item\n{LONG}"
    assert html == f"Note\n• an item\n{LONG}"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Clear", "Take"),
        ("Take", "Nothing of the kind"),
        ("Clear\nTake", "Clear Take"),
        ("Take\nClose no-action", "Take"),
        ("Assign Aino", "Assign Ben"),
        ("Assign Aino<mailto:aino@example.org>", "Assign Ben<mailto:aino@example.org>"),
        ("Assign <aino@example.org>", "Assign <ben@example.org>"),
        ("Recuse Aino Virtanen <aino@example.org>", "Recuse Aino Virtanen <ben@example.org>"),
        ("Assign anna_k", "Assign annak"),
        ("Assign anna__k", "Assign anna_k"),
        ("Assign an na", "Assign anna"),
        ("Set where: the hall", "Set where: the *stairs*"),
        (WRAPPED, LONG + " outside"),
        (WRAPPED + "\nTake", LONG),
        (NOTE + "\n\nclose", NOTE + " close"),
    ],
)
def test_other_words_in_one_form_execute_nothing(text: str, html: str) -> None:
    assert together(text, html).disagrees


def test_a_recusal_on_a_short_line_of_its_own_counts() -> None:
    assert [each.verb for each in together("Clear\nRecuse", "Clear Recuse").commands] == ["recuse"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("word " * 14 + "\n", "word " * 14),
        ("<mailto:", "<mailto:"),
        ("a\n", "a\n"),
        ("[cid:<a@", "<https://"),
        ("a____", "a_*_*"),
    ],
)
def test_a_long_mail_is_compared_at_once(text: str, html: str) -> None:
    before = time.process_time()

    agreed(text * 20_000, html * 20_000)

    assert time.process_time() - before < 5


def test_one_long_line_that_ends_otherwise_is_compared_at_once() -> None:
    before = time.process_time()

    agreed(("word " * 14 + "\n") * 5_000, ("word " * 14 * 5_000 + "end\n") * 10)

    assert time.process_time() - before < 5


@pytest.mark.parametrize(("above", "taken"), [(1999, "Take"), (2000, "*Take*")])
def test_so_many_lines_are_compared_and_the_rest_is_left_as_it_is(above: int, taken: str) -> None:
    words = "\n".join(f"word {number}" for number in range(above))

    text, _ = agreed(f"{words}\n*Take*", f"{words}\nTake")

    assert text.rpartition("\n")[2] == taken
