"""What stands below the quoted questions of a letter that we do not know answers them, and nothing else."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import pytest

from cocmail.reading import Finding, Findings, Report, read
from cocmail.reading.answers import answered_below

TEMPLATES = Path(__file__).parents[2] / "templates"
# What was asked of somebody by a person, in no words of our letters.
ENGLISH = """Hello again, I have put my answers in between.

On 18 May 2026 at 19.10, Conduct Team <conduct@example.org> wrote:
> Thanks for writing. A few things would help:
>
> - Which day was it, and what time?

The Thursday before last, as the pizza came.

> - Do you know who it was?

Tapio, from the door.

> - Has it happened since?

No idea, I left.

> - Was anybody else around?

Juho from the front desk.

> You need not answer any of these.

Thanks
Mira
"""


def _read(text: str, *, passes_on: bool = False) -> Findings:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(
        text, "Re: a few questions", received, "Europe/Helsinki", True, "Mira Salo", passes_on=passes_on
    )
    return read(report, (), ("en", "fi", "sv"))


def _fields(text: str, *, passes_on: bool = False) -> Mapping[str, Finding]:
    return _read(text, passes_on=passes_on).fields


def _told(text: str) -> dict[str, str]:
    return {answer.field: text[answer.start : answer.end] for answer in answered_below(text)}


def _questions() -> list[tuple[str, str, str]]:
    found = []
    for language in ("en", "fi", "sv"):
        source = (TEMPLATES / language / "questions.txt").read_text("utf-8")
        module = jinja2.Environment(autoescape=True).from_string(source).module
        for name in ("questions", "questions_again", "questions_partly", "questions_partly_again"):
            found += [(language, field, question) for field, question in getattr(module, name).items()]
    return found


@pytest.mark.parametrize(("language", "field", "question"), _questions())
def test_every_question_of_our_letters_is_known_for_what_it_asks(
    language: str, field: str, question: str
) -> None:
    assert _told(f"> {question}\nyes ({language})\n") == {field: f"yes ({language})"}


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Could you tell us where you were when it happened?", "where"),
        ("Is he still there?", "ongoing"),
        ("Had he done it before?", "circumstances"),
        ("Did anyone see who it was?", "witnesses"),
        ("Is there a way to call you?", "contact"),
        ("Kuka hän oli?", "reported_person"),
        ("Oliko paikalla muita?", "witnesses"),
        ("Onko tätä tapahtunut aiemmin?", "circumstances"),
        ("Mitä hän tarkalleen sanoi?", "description"),
        ("När var det?", "when"),
        ("Var var ni då?", "where"),
        ("Händer det fortfarande?", "ongoing"),
        ("Vad sa han?", "description"),
        # Several at once, or none: nobody can tell what an answer belongs to.
        ("Who, when, what was said?", ""),
        ("What happened, and who did it?", ""),
        ("Shall we have lunch?", ""),
    ],
)
def test_a_question_in_a_persons_own_words_is_known_for_what_it_asks(question: str, field: str) -> None:
    assert _told(f"> {question}\nyes\n") == ({field: "yes"} if field else {})


def test_a_mail_that_answers_quoted_questions_is_read_by_them() -> None:
    states = {field: finding.state for field, finding in _fields(ENGLISH).items()}

    assert states == {
        "contact": "present",
        "when": "present",
        "where": "absent",
        "ongoing": "declined",
        "description": "absent",
        "reported_person": "present",
        "circumstances": "absent",
        "witnesses": "present",
    }


@pytest.mark.parametrize(
    "text",
    [
        "> Var hände det?\nBakom disken.\n> Vem gäller det?\nVaktis.\n> Pågår det fortfarande?\nNix.\n",
        "> Missä?\nTiskin takana.\n> Kuka hän oli?\nVahtimestari.\n> Jatkuuko se yhä?\nJoo.\n",
        "| > 1. Where?\nBehind the counter.\n| > 2. Who did it?\nThe caretaker.\n| > 3. Is it over?\nYep.\n",
    ],
)
def test_answers_of_a_word_are_found_by_their_questions(text: str) -> None:
    fields = _fields(text)

    assert [fields[name].state for name in ("where", "reported_person", "ongoing")] == ["present"] * 3


def test_a_question_may_run_over_several_lines_and_only_the_last_is_answered() -> None:
    text = (
        "> - Where was it?\n> - Did anybody else see it, or was anybody\n>   else involved?\n\nMy brother.\n"
    )

    assert _told(text) == {"witnesses": "My brother."}


def test_below_the_last_quotation_only_what_is_as_near_as_the_others_is_an_answer() -> None:
    near = "> When was this?\nOn Friday at six.\n\n> Where was it?\n\nI'll fill in the rest tonight.\n"
    far = "> When was this?\n\nOn Friday at six.\n\n> Where was it?\n\nIn the hall.\n\nThe rest I tell you later.\n"

    assert _told(near) == {"when": "On Friday at six."}
    assert _told(far) == {"when": "On Friday at six.", "where": "In the hall."}


def test_a_refusal_of_one_question_declines_no_other() -> None:
    text = "Hi\n\n> And the background?\n\nI'd rather leave that out.\n\n> Daniel\n"

    fields = _fields(text)

    assert fields["circumstances"].state == "declined"
    assert {fields[name].state for name in ("when", "where", "ongoing", "description")} == {"absent"}


def test_a_chat_that_is_passed_on_asks_nothing_of_its_sender() -> None:
    text = "This went on in our chat:\n\n> Where are you?\n\nIn the hall, I wrote.\n\n> Who asked you?\n\nThat hurt.\n"

    assert _fields(text, passes_on=True)["reported_person"].state == "absent"


def test_of_many_answers_to_one_question_the_first_counts() -> None:
    text = "> Where?\nIn the hall.\n" + "> Where?\nelsewhere\n" * 3

    assert _told(text) == {"where": "In the hall."}
    assert len(answered_below(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "> Did anyone else see it?\nYes. He has a knife and is outside my room now.\n",
        "> Var det någon annan där?\nNej. Han har en kniv och är utanför nu.\n",
        "> When was it?\nI don't know, he has a gun here now.\n",
        "> How can we reach you?\nNot here.\n> Did anybody see it?\nNo. I want to kill myself.\n",
    ],
)
def test_danger_in_an_answer_is_heard(text: str) -> None:
    assert _read(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        "> Did anyone else see it?\nPlease do not reply to this address, he reads my mail.\n",
        "> Näkikö kukaan muu?\nÄlkää vastatko tähän osoitteeseen, hän lukee postini.\n",
        "> How can we reach you?\nPlease don't answer to this address.\n> Did anybody see it?\nNo.\n",
    ],
)
def test_who_wants_no_answer_is_understood_below_whatever_question(text: str) -> None:
    found = _read(text)

    assert "no-reply-wanted" in found.marks
    assert found.fields["contact"].state == "declined"


def test_who_fears_the_consequences_is_heard_below_a_question_about_others() -> None:
    found = _read("> Did anyone else see it?\nI am afraid he will retaliate against me.\n")

    assert "retaliation" in found.marks


def test_an_answer_that_tells_more_than_was_asked_is_read_for_all_that_it_tells() -> None:
    fields = _fields("> Did anyone else see it?\nYes, Bob hit me in the bar on Monday evening.\n")

    assert fields["witnesses"].state == fields["description"].state == "present"
    assert {fields[name].state for name in ("when", "where", "reported_person")} <= {"partial", "present"}
