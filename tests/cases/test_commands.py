"""The responders' grammar: tables of what people type, and what of it is a command."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.cases.arguments import tells_of_contact
from cocmail.cases.commands import VERBS, Misread, Reading, read_commands, reconcile
from cocmail.cases.model import Command


def verbs(text: str) -> tuple[str, ...]:
    return tuple(each.verb for each in read_commands(text).commands)


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("Recuse", "recuse"),
        (" RECUSE.", "recuse"),
        ("/recuse", "recuse"),
        ("Recuse myself", "recuse"),
        ("clear", "clear"),
        ("Clear.", "clear"),
        ("CLEAR!", "clear"),
        ("clear:", "clear"),
        ("clear . ", "clear"),
        ("! clear", "clear"),
        ("# clear", "clear"),
        ("@clear", "clear"),
        ("*clear", "clear"),
        ("\tclear\r", "clear"),
        ("Close", "close"),
        ("Yes please", "yes"),
        ("Yes, please!", "yes"),
        ("Take please", "take"),
        ("Yes 👍", "yes"),
        ("Yes👍🏽👍🏽", "yes"),
        ("YES! ✔️", "yes"),
        ("Yes please 🙏!", "yes"),
        ("Take ❤️ 🎉", "take"),
        ("Recuse 👍", "recuse"),
        ("Close ✅", "close"),
    ],
)
def test_a_bare_word_is_a_command_in_any_dress(line: str, verb: str) -> None:
    assert (verb,) == verbs(line)


@pytest.mark.parametrize(
    "line",
    [
        "Clear, thanks",
        "Yes, please wait",
        "Yes please?",
        "Yes, but",
        "Yes 👎",
        "Yes 🤔",
        "Take ❓",
        "Yes 👍 but wait",
        "Clear 👍",
        "Done ✅",
        "Ok 🙏",
        "👍",
        "New 👍",
        "Set 👍",
    ],
)
def test_what_may_mean_something_else_is_no_bare_word(line: str) -> None:
    assert verbs(line) == ()


@pytest.mark.parametrize("verb", ["note", "reply", "followup", "decide"])
def test_what_stands_behind_a_word_with_text_is_its_text(verb: str) -> None:
    assert read_commands(f"{verb} 👍").commands == (Command(verb, f"{verb} 👍", "👍"),)


@pytest.mark.parametrize(
    "line",
    [
        "“Clear”",
        "‘Clear’",
        "«clear»",
        '"clear."',
        "Clear\N{NO-BREAK SPACE}",
        "\N{NARROW NO-BREAK SPACE}clear",
        "\N{ZERO WIDTH SPACE}clear",
        "\N{ZERO WIDTH NO-BREAK SPACE}clear\N{ZERO WIDTH JOINER}",
        "cle\N{SOFT HYPHEN}ar",
        "\N{LEFT-TO-RIGHT MARK}clear",
        "ｃｌｅａｒ",
        "／clear",
        "clear…",
        "clear！",
    ],
)
def test_typographic_characters_do_not_hide_a_command(line: str) -> None:
    assert verbs(line) == ("clear",)


def test_a_space_of_any_kind_parts_a_verb_from_its_text() -> None:
    assert read_commands("note\N{NO-BREAK SPACE}hello").commands[0].text == "hello"
    assert read_commands("note\thello").commands[0].text == "hello"


def test_the_line_is_echoed_as_it_was_typed() -> None:
    assert Reading((Command("clear", "“Clear!”"),)) == read_commands("  “Clear!” ")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("clsoe", "close"), ("Clera", "clear"), ("taek", "take"), ("urgnet", "urgent"), ("SNOZE.", "snooze")],
)
def test_a_near_miss_is_asked_about_and_not_guessed(word: str, meant: str) -> None:
    assert Reading(misread=(Misread(word, meant),)) == read_commands(word)


def test_a_near_miss_among_commands_is_reported_beside_them() -> None:
    reading = read_commands("take\nclsoe\nurgent")

    assert (Misread("clsoe", "close"),) == reading.misread
    assert tuple(each.verb for each in reading.commands) == ("take", "urgent")


@pytest.mark.parametrize("line", ["recluse", "RECUSED", "recsue", "reccuse", "/recuze."])
def test_stepping_back_is_understood_even_misspelt(line: str) -> None:
    assert verbs(line) == ("recuse",)


@pytest.mark.parametrize("line", ["Rescue", "Recurse.", "recourse", "Recurse the folder"])
def test_a_word_of_its_own_that_a_telephone_made_of_recuse_is_asked_about(line: str) -> None:
    assert Reading(misread=(Misread(line, "recuse"),)) == read_commands(line)


def test_what_begins_with_a_rescue_is_a_note() -> None:
    assert Reading(note="Rescue services came.") == read_commands("Rescue services came.")


@pytest.mark.parametrize("line", ["stop", "STOP.", "stopp", "stpo"])
def test_nothing_below_stop_is_a_command(line: str) -> None:
    assert verbs(f"take\n{line}\nurgent\nrecuse") == ("take",)


@pytest.mark.parametrize("stop", ["Stop", "STOP.", "  stop", "STOP,", "*STOP*", "Stopp"])
@pytest.mark.parametrize("word", ["reply", "ask"])
def test_what_stands_below_stop_is_no_text_of_the_word_above_it(word: str, stop: str) -> None:
    read = read_commands(
        f"{word}\nThank you for writing.\n\nWe will call.\n{stop}\nBen, I think she is lying."
    )

    (command,) = read.commands
    assert command.text == "Thank you for writing.\n\nWe will call."
    assert read.note == "Ben, I think she is lying."


def test_a_sentence_that_begins_with_stop_does_not_end_a_text() -> None:
    (command,) = read_commands("reply\nIf it goes on:\nstop reading his messages.\nWe call you.").commands

    assert command.text.endswith("stop reading his messages.\nWe call you.")


def test_the_last_word_of_a_wrapped_sentence_does_not_end_a_letter() -> None:
    (command,) = read_commands("reply\nWe told him that this has to\nstop.\nWe call you on Monday.").commands

    assert command.text.endswith("has to\nstop.\nWe call you on Monday.")


@pytest.mark.parametrize("word", ["new", "note", "followup", "decide"])
def test_a_text_that_goes_to_no_reporter_is_taken_whole(word: str) -> None:
    read = read_commands(f"{word}\nShe phoned. He shouted:\nStop\nBen was there.")

    assert [each.text for each in read.commands] == ["She phoned. He shouted:\nStop\nBen was there."]
    assert read.note == ""


@pytest.mark.parametrize(
    "text",
    [
        "> clear",
        ">> recuse",
        "| clear",
        "· CLEAR – I have no conflict of interest",
        "On Monday Example wrote:\nclear",
        "-- \nclear",
        "Hi,\nclear",
        "ok: CLEAR",
        "\N{THUMBS UP SIGN}",
        "Got it, thanks!",
        "",
    ],
)
def test_quoted_lines_and_lines_below_prose_execute_nothing(text: str) -> None:
    assert Reading(note=text) == read_commands(text)


@pytest.mark.parametrize(
    "prose",
    [
        "Clear skies today",
        "Take care, everyone",
        "Take that seriously",
        "Urgent matters first",
        "Calm down please",
        "Status unknown to me",
        "Help me understand",
        "Send my regards",
        "List of people who saw it",
        "Show must go on",
        "Yes I think so",
        "Erase una vez",
        "Spam again",
    ],
)
def test_prose_that_begins_with_a_verb_is_a_note(prose: str) -> None:
    assert Reading(note=prose) == read_commands(prose)


def test_the_block_ends_at_the_first_line_that_is_no_command() -> None:
    reading = read_commands("clear\n\n  take.\nI will call her.\nurgent\n\nAino")

    assert tuple(each.verb for each in reading.commands) == ("clear", "take")
    assert reading.note == "I will call her.\nurgent\n\nAino"


def test_what_follows_a_verb_that_takes_text_is_its_text() -> None:
    reading = read_commands("take\nnote She called\nat nine.\n\nrecuse\n\n")

    assert reading == Reading(
        (Command("take", "take"), Command("note", "note She called", "She called\nat nine.\n\nrecuse"))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note: hello", Command("note", "note: hello", "hello")),
        ("note\nhello", Command("note", "note", "hello")),
        ("Note hello\nand more", Command("note", "Note hello", "hello\nand more")),
        ("followup by phone", Command("followup", "followup by phone", "by phone")),
        ("followup", Command("followup", "followup")),
        ("Reply colon hello", Command("reply", "Reply colon hello", "hello")),
        ("reply\nDear Rea", Command("reply", "reply", "Dear Rea")),
    ],
)
def test_text_stands_on_the_line_of_its_verb_or_below_it(text: str, expected: Command) -> None:
    assert Reading((expected,)) == read_commands(text)


def test_an_argument_stays_with_its_verb() -> None:
    reading = read_commands("link copper lantern\ninclude Ben Okafor\nsnooze 3d holidays")

    assert (
        Command("link", "link copper lantern", "copper lantern"),
        Command("include", "include Ben Okafor", "Ben Okafor"),
        Command("snooze", "snooze 3d holidays", "3d holidays"),
    ) == reading.commands
    assert reading.note == ""


@pytest.mark.parametrize(
    "line",
    [
        "link “copper lantern”",
        'Link "copper lantern".',
        "link to copper lantern",
        "Link with case »copper lantern«",
    ],
)
def test_a_case_is_called_by_its_name_with_or_without_quotation_marks(line: str) -> None:
    assert [each.text for each in read_commands(line).commands] == ["copper lantern"]


def test_the_value_of_a_field_keeps_its_words() -> None:
    (command,) = read_commands("set witnesses: “Kim” please").commands

    assert command.text == "witnesses: “Kim” please"


LINES = st.sampled_from(
    [
        *VERBS,
        *map(str.upper, VERBS),
        "clsoe",
        "recsue",
        "> clear",
        "Clear skies today",
        "Thanks",
        "",
        "-- ",
        "note x",
    ]
) | st.text(max_size=12)


@given(st.lists(LINES, max_size=8))
def test_any_text_is_read_and_each_command_stands_in_it(lines: list[str]) -> None:
    text = "\n".join(lines)

    reading = read_commands(text)

    typed = [line.strip() for line in text.split("\n")]
    assert all(each.line in typed and each.verb in VERBS for each in reading.commands)
    assert all(each.line in typed and each.meant in VERBS for each in reading.misread)
    assert reading.note in text


@given(st.lists(LINES, max_size=8))
def test_below_prose_nothing_is_a_command(lines: list[str]) -> None:
    reading = read_commands("\n".join(["I am writing to you about this.", *lines]))

    assert reading.commands == ()
    assert reading.misread == ()


@pytest.mark.parametrize(
    "line",
    [
        "Recluse myself",
        "recsue myself.",
        "Recuse myself from this case",
        "Recuse from this case",
        "RECUSE please.",
        "Recurse myself",
        "Recuse me, please",
    ],
)
def test_stepping_back_is_understood_with_words_behind_it(line: str) -> None:
    assert [(each.verb, each.text) for each in read_commands(line).commands] == [("recuse", "")]


@pytest.mark.parametrize("line", [">recuse", "|recuse", ">clear", "> clear"])
def test_a_quoted_word_is_no_command(line: str) -> None:
    assert Reading(note=line) == read_commands(line)


@pytest.mark.parametrize(
    "line", ["Refuse", "Because,", "Excuse me, what happened?", "Closed the door behind me."]
)
def test_an_ordinary_word_that_is_almost_a_verb_is_a_note(line: str) -> None:
    assert Reading(note=line) == read_commands(line)


@pytest.mark.parametrize("line", ["folowup I called her", "clsoe no-action", "asign Ben"])
def test_a_near_miss_with_its_text_is_asked_about(line: str) -> None:
    assert read_commands(line).misread


def test_a_note_that_begins_with_stop_is_kept() -> None:
    text = "Stop harassing people\nis what she told him."

    assert Reading(note=text) == read_commands(text)


def test_dashes_and_quotes_are_normalised() -> None:
    assert [each.verb for each in read_commands("Clear \u2014").commands] == ["clear"]
    assert [each.verb for each in read_commands("\u201cClear\u201d.").commands] == ["clear"]


def test_the_text_of_a_note_is_kept_as_written() -> None:
    assert read_commands("note She said \u201cno!\u201d").commands[0].text == "She said \u201cno!\u201d"


def test_commands_below_one_that_takes_text_are_commands_too() -> None:
    reading = read_commands("followup phoned her\ntake\nurgent\n\nShe is fine.")

    assert [(each.verb, each.text) for each in reading.commands] == [
        ("followup", "phoned her\nShe is fine."),
        ("take", ""),
        ("urgent", ""),
    ]


@pytest.mark.parametrize("line", ["I recuse myself", "I recuse", "Minä recuse", "Jag recuse"])
def test_who_says_that_they_step_back_steps_back(line: str) -> None:
    assert [each.verb for each in read_commands(line).commands] == ["recuse"]


@pytest.mark.parametrize(
    "line",
    [
        "recuse x" + " ." * 20_000 + "y",
        "recuse " + ", " * 20_000 + "x please",
        "a" + " -" * 20_000,
        "a" + "!'" * 20_000,
        "a" + " - '" * 10_000,
    ],
)
def test_an_odd_long_line_is_read_at_once(line: str) -> None:
    before = time.process_time()

    read_commands(line)

    # Tried from every sign of it, it would take minutes.
    assert time.process_time() - before < 5


def test_two_forms_of_a_mail_that_command_different_things_execute_nothing() -> None:
    assert reconcile(read_commands("clear"), read_commands("take")).disagrees
    assert not reconcile(read_commands("Clear\n\nsome words"), read_commands("CLEAR.\nsome\nwords")).disagrees


def test_a_recusal_in_either_form_counts() -> None:
    reading = reconcile(read_commands("clear"), read_commands("I must recuse, he is my friend"))

    assert reading == reconcile(read_commands("clear"), Reading(note="I must recuse, he is my friend"))
    assert [each.verb for each in reconcile(read_commands("clear"), read_commands("recuse")).commands] == [
        "recuse"
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Follow up: called her today", "called her today"),
        ("Follow-up called her today", "called her today"),
        ("FOLLOW-UP: I called her.", "I called her."),
        ("Follow\N{NON-BREAKING HYPHEN}up \N{EN DASH} we have talked", "we have talked"),
        ("Follow up called her", "called her"),
        ("Follow up: 2026-03-02 spoke with her", "2026-03-02 spoke with her"),
        ("Follow up: 2.3. soitin hänelle", "2.3. soitin hänelle"),
        ("Follow-up: ringde henne", "ringde henne"),
    ],
)
def test_follow_up_in_its_usual_spelling_is_the_verb(line: str, text: str) -> None:
    assert [(each.verb, each.text) for each in read_commands(line).commands] == [("followup", text)]
    assert tells_of_contact(text.removeprefix("2026-03-02 ").removeprefix("2.3. "))


@pytest.mark.parametrize(
    "line",
    [
        "Follow up with her next week",
        "Follow up with her",
        "Follow up with the witness she talked to",
        "Follow up after she has answered",
        "Follow up on the photo",
        "Follow up needed",
        "Follow up called off",
        "Follow up discussed in the team",
        "Follow up discussed in the meeting, Ben takes it",
        "Follow up sent to Ben",
        "Follow upstream",
    ],
)
def test_a_plan_to_follow_up_is_a_note(line: str) -> None:
    assert Reading(note=line) == read_commands(line)


@pytest.mark.parametrize(
    "line",
    [
        "Follow up",
        "Follow-up",
        "Follow-up next week",
        "Follow-up called off",
        "Follow up: ask her about the photo",
        "Follow up: called off",
        "Follow up: discussed in the team",
        "Follow up: asked Ben to call her",
        "Follow-up - sent to Ben for review",
    ],
)
def test_a_follow_up_that_tells_of_no_contact_is_asked_about(line: str) -> None:
    assert Reading(misread=(Misread(line, "followup"),)) == read_commands(line)


@pytest.mark.parametrize("text", ["called her? No", "not done", "done by Friday", "to be done"])
def test_a_follow_up_still_to_come_never_stops_the_clock(text: str) -> None:
    read = read_commands(f"Follow up: {text}")

    assert read.misread or not tells_of_contact(read.commands[0].text)


CUT = "Set where: in the big hall on the third floor of the library, right near"


def wrapped(text: str) -> Reading:
    return read_commands(text, may_be_wrapped=True)


def test_a_value_that_was_wrapped_is_read_to_its_end() -> None:
    read = wrapped(
        f"{CUT}\nthe windows, where the stairs that nobody ever uses begin, and then to\nthe left.\nTake\nhello"
    )

    where, take = read.commands
    assert where.text == (
        "where: in the big hall on the third floor of the library, right near the windows, "
        "where the stairs that nobody ever uses begin, and then to the left"
    )
    assert where.line == f"Set {where.text}."
    assert (take.verb, read.note) == ("take", "hello")


@pytest.mark.parametrize(
    "below",
    [
        "\nthe windows",
        "The windows",
        "take",
        "note she called",
        "recuse",
        "> the windows",
        "  the windows",
    ],
)
def test_what_may_be_a_command_or_a_note_is_no_end_of_a_value(below: str) -> None:
    assert wrapped(f"{CUT}\n{below}") == read_commands(f"{CUT}\n{below}")


@pytest.mark.parametrize(
    "line",
    [
        "Set where: in the hall, near",
        f"{CUT}.",
        f"{CUT} the windows of the great hall",
        CUT.replace("Set where:", "Assign Aino"),
        f"{CUT}\nTake",
        f"{CUT}\nClsoe no-action and more words that fill this line up to its very end",
    ],
)
def test_only_a_value_that_filled_its_line_goes_on(line: str) -> None:
    assert wrapped(f"{line}\nthe windows") == read_commands(f"{line}\nthe windows")


def test_the_lines_of_an_html_form_are_as_they_were_typed() -> None:
    assert read_commands(f"{CUT}\nthe windows").note == "the windows"
