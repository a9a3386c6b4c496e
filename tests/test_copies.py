"""One mail that comes straight and through a list is one; what shares its Message-ID and says more is another.

The footers are as Google Groups and Mailman write them, taken from public archives (kasan-dev, usb-storage and
linux-cachefs at Red Hat; python-list; Mailman 3), with the names changed.
"""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.builders import ALIAS, REPORTS, Desk, MovableClock, mail, make_house, read, to

from cocmail import tables
from cocmail.mail.sender import Group

RULE = "_" * 47
GOOGLE = """
--\x20
You received this message because you are subscribed to the Google Groups "conduct" group.
To unsubscribe from this group and stop receiving emails from it, send an email to conduct+unsubscribe@example.org.
"""
VIEW = "To view this discussion visit https://groups.google.com/a/example.org/d/msgid/conduct/one%40example.net.\n"
OLD_VIEW = VIEW.replace("discussion visit", "discussion on the web visit")
GOOGLE_HTML = """

<p></p>

-- <br />
You received this message because you are subscribed to the Google Groups &quot;conduct&quot; group.<br />
To unsubscribe from this group and stop receiving emails from it, send an email to \
<a href="mailto:conduct+unsubscribe@example.org">conduct+unsubscribe@example.org</a>.<br />
To view this discussion visit <a href="https://groups.google.com/a/example.org/d/msgid/conduct/one%40example.net\
?utm_medium=email&utm_source=footer">\
https://groups.google.com/a/example.org/d/msgid/conduct/one%40example.net</a>.<br />
"""
MAILMAN_2 = f"""{RULE}
Conduct mailing list
conduct@example.org
https://lists.example.org/mailman/listinfo/conduct
"""
MAILMAN_3 = f"""{RULE}
Conduct mailing list -- conduct@example.org
To unsubscribe send an email to conduct-leave@example.org
"""
FOOTERS = {
    "google": GOOGLE + VIEW,
    "google-old": GOOGLE + OLD_VIEW,
    "google-no-history": GOOGLE + "\n",
    "google-below-a-signature": (GOOGLE + VIEW).replace("-- ", "--- "),
    "google-full-address": (GOOGLE + "\n").replace('"conduct"', '"conduct@example.org"'),
    "mailman-2": MAILMAN_2,
    "mailman-3": MAILMAN_3,
}
HTML = f'<div dir="ltr">{REPORTS["en"]}<br>He did it again<br><br>Rea</div>'
LIST_ID = "<conduct.example.org>"
SIGNED = b"Authentication-Results: mx.example.org; dkim=%s header.d=example.org\r\n"


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """A desk that knows of no group; what is compared is the same on any database."""
    house = make_house(tmp_path, clock)
    yield Desk(house, clock)
    house.store.database.close()


@pytest.fixture
def group_desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """One whose alias is a group, known by its signature."""
    house = make_house(tmp_path, clock, imap_more='trusted_authserv = "mx.example.org"')
    house.intake.desk = replace(house.intake.desk, group=Group(ALIAS, "conduct.example.org"))
    yield Desk(house, clock)
    house.store.database.close()


def _mail(plain: str = "", html: str = "", *, file: bytes = b"", subject: str = "something") -> bytes:
    """A mail of Rea's with a plain body, an HTML one, or a choice of both."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "Rea Porter <rea@example.net>", ALIAS, subject
    message["Message-ID"] = "<one@example.net>"
    if plain:
        message.set_content(plain)
    if html and plain:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    if file:
        message.add_attachment(file, maintype="image", subtype="png", filename="seen.png")
    return message.as_bytes()


def _through_list(raw: bytes) -> bytes:
    """As a list passes it on; it writes the text anew."""
    message = read(raw)
    message["Precedence"], message["List-ID"] = "list", LIST_ID
    return b"Received: from elsewhere by here\r\n" + message.as_bytes(policy=SMTP)


def _marks(desk: Desk) -> list[bool]:
    return sorted("reused-message-id" in case.marks for case in desk.house.store.cases())


def _letters_to_rea(desk: Desk) -> int:
    return len([raw for raw in desk.raw_letters() if read(raw)["To"] == "rea@example.net"])


COPIES = {
    **{
        name: (mail(REPORTS["en"]), mail(f"{REPORTS['en']}\n{footer}", List_ID=LIST_ID))
        for name, footer in FOOTERS.items()
    },
    "behind a signature": (
        mail(f"{REPORTS['en']}\n\n-- \nRea Porter\n"),
        mail(f"{REPORTS['en']}\n\n-- \nRea Porter\n{GOOGLE}{VIEW}", List_ID=LIST_ID),
    ),
    "prefix": (mail(REPORTS["en"]), mail(REPORTS["en"], subject="[conduct] something", List_ID=LIST_ID)),
    "prefix with a number": (mail(REPORTS["en"]), mail(REPORTS["en"], subject="[conduct:1800] something")),
    "prefix before Re:": (
        mail(REPORTS["en"], subject="Re: something"),
        mail(REPORTS["en"], subject="[conduct] Re: something"),
    ),
    "prefix behind Vs:": (
        mail(REPORTS["en"], subject="VS: something"),
        mail(REPORTS["en"], subject="VS: [conduct] something"),
    ),
    "prefix and footer": (
        mail(REPORTS["en"], subject="Sv: [urgent] something"),
        mail(f"{REPORTS['en']}\n{GOOGLE}{VIEW}", subject="[conduct] Sv: [urgent] something", List_ID=LIST_ID),
    ),
    "blanks at the ends": (
        mail(f"{REPORTS['en']}\nHe did it again\n\n\nRea\n"),
        mail(f"{REPORTS['en']}  \nHe did it again\t\n\n \nRea \n\n\n"),
    ),
    "html": (_mail(html=HTML), _mail(html=HTML + GOOGLE_HTML)),
    "a whole page of html": (
        _mail(html=f"<html><body>{HTML}<p>&nbsp;</p></body></html>\n"),
        _mail(
            html=f"<html><body>{HTML}<p>&nbsp;</p></body></html>\n{GOOGLE_HTML}",
            subject="[conduct] something",
        ),
    ),
    "alternative": (
        _mail(REPORTS["en"], HTML),
        _mail(f"{REPORTS['en']}\n{GOOGLE}{VIEW}", HTML + GOOGLE_HTML),
    ),
    "alternative whose plain text only says that there is another": (
        _mail("See the HTML part.", HTML * 9),
        _mail(f"See the HTML part.\n{GOOGLE}{VIEW}", HTML * 9 + GOOGLE_HTML),
    ),
    "alternative with a file": (
        _mail(REPORTS["en"], HTML, file=b"a picture"),
        _mail(f"{REPORTS['en']}\n{GOOGLE}{VIEW}", HTML + GOOGLE_HTML, file=b"a picture"),
    ),
    "nothing but a file": (
        _mail(" ", file=b"a picture"),
        _mail(f"\n{GOOGLE}{VIEW}", file=b"a picture", subject="[conduct] something"),
    ),
}


@pytest.mark.parametrize("straight_first", [True, False], ids=["straight-first", "list-first"])
@pytest.mark.parametrize("name", COPIES)
def test_what_comes_straight_and_through_a_list_is_one(
    desk: Desk, name: str, *, straight_first: bool
) -> None:
    straight, through = COPIES[name]
    copies = [straight, _through_list(through)]

    desk.arrives(*(copies if straight_first else copies[::-1]))

    assert _marks(desk) == [False]


@pytest.mark.parametrize("straight_first", [True, False], ids=["straight-first", "group-first"])
@pytest.mark.parametrize("name", ["google-no-history", "prefix and footer", "html", "alternative"])
def test_whoever_writes_to_a_group_and_to_us_gets_one_letter(
    group_desk: Desk, name: str, *, straight_first: bool
) -> None:
    straight, through = COPIES[name]
    copies = [straight, SIGNED % b"pass" + _through_list(through)]

    group_desk.arrives(*(copies if straight_first else copies[::-1]))

    assert _marks(group_desk) == [False]
    assert _letters_to_rea(group_desk) == 1


@pytest.mark.parametrize("language", REPORTS)
@pytest.mark.parametrize("name", [*FOOTERS, "google-called-otherwise"])
def test_a_report_below_which_a_list_wrote_is_answered_as_a_report_in_its_language(
    group_desk: Desk, name: str, language: str
) -> None:
    called = (GOOGLE + VIEW).replace('"conduct"', '"Code of Conduct Team of Example"')
    footer = (FOOTERS | {"google-called-otherwise": called})[name]

    group_desk.arrives(_through_list(mail(f"{REPORTS[language]}\n{footer}")))

    letters = [each["X-Cocmail"] for each in group_desk.letters() if each["To"] == "rea@example.net"]
    case = group_desk.case()
    assert (letters, sorted(case.marks), case.language) == (["acknowledgement"], [], language)


def test_so_is_one_that_passes_on_what_came_through_another_list(desk: Desk) -> None:
    other = (GOOGLE + VIEW).replace("conduct", "chat").replace("one%40", "two%40")
    passed_on = (
        f"---------- Forwarded message ---------\nFrom: Max <max@example.com>\nSubject: x\n\nidiot\n{other}"
    )

    desk.arrives(mail(f"{REPORTS['fi']}\n\n{passed_on}"))

    letters = [each["X-Cocmail"] for each in desk.letters() if each["To"] == "rea@example.net"]
    assert (letters, sorted(desk.case().marks), desk.case().language) == (["acknowledgement"], [], "fi")


def test_whom_the_name_of_a_list_names_is_held(desk: Desk) -> None:
    desk.arrives(mail(f"{REPORTS['en']}\n{GOOGLE}".replace('"conduct"', '"Friends of Carla Lindqvist"')))

    assert "carla@example.org" not in {str(each["To"]) for each in desk.letters()}


def test_a_footer_that_mailman_adds_as_a_part_makes_no_other_mail(desk: Desk) -> None:
    straight = _mail(html=HTML)
    through = read(straight)
    through.make_mixed()
    footer = EmailMessage()
    footer.set_content(MAILMAN_2)
    footer["Content-Disposition"] = "inline"
    through.attach(footer)

    desk.arrives(_through_list(through.as_bytes(policy=SMTP)), straight)

    assert _marks(desk) == [False]


@pytest.mark.parametrize("straight_first", [True, False], ids=["straight-first", "list-first"])
def test_a_reply_to_all_joins_its_case_once(group_desk: Desk, *, straight_first: bool) -> None:
    desk = group_desk
    desk.arrives(mail(REPORTS["en"]))
    answer = to(desk.raw_letters(), "rea@example.net")
    straight = mail("It was in the Oodi library.", answers=answer, message_id="<two@example.net>", Cc=ALIAS)
    through = read(straight)
    view = VIEW.replace("one%40", "two%40")
    through.set_content(f"{read(straight).get_content()}\n{GOOGLE}{view}")
    through.replace_header("Subject", f"[conduct] {through['Subject']}")
    copies = [straight, SIGNED % b"pass" + _through_list(through.as_bytes(policy=SMTP))]

    desk.arrives(*(copies if straight_first else copies[::-1]))

    assert len(desk.house.store.cases()) == 1
    assert _letters_to_rea(desk) == 1
    with desk.house.store.database.reads() as connection:
        doors = list(connection.scalars(sa.select(tables.messages.c.door).order_by(tables.messages.c.id)))
    assert doors == ["new-report", "follow-up", "copy"]


class TestBehindAGroupWithANameOfItsOwn:
    """What a group calls itself are free words: they are the group's where its signature holds."""

    NAMED = GOOGLE.replace('"conduct"', '"Example: a Place, Didn\'t You Know"')

    @pytest.mark.parametrize("result", ["pass", "fail"])
    def test_its_footer_is_known_by_its_signature(self, group_desk: Desk, result: str) -> None:
        through = SIGNED % result.encode() + mail(f"{REPORTS['en']}\n{self.NAMED}{VIEW}", List_ID=LIST_ID)

        group_desk.arrives(mail(REPORTS["en"]), through)

        assert _marks(group_desk) == ([False] if result == "pass" else [False, True])

    def test_its_copy_with_another_author_in_from_is_one(self, group_desk: Desk) -> None:
        wrapped = (
            SIGNED % b"pass" + b"X-Original-Sender: rea@example.net\r\n"
            b"X-Original-From: Rea Porter <rea@example.net>\r\n"
        ) + mail(
            f"{REPORTS['en']}\n{self.NAMED}{VIEW}",
            sender=f"'Rea Porter' via Example <{ALIAS}>",
            subject="[Example] something",
            List_ID=LIST_ID,
        )

        group_desk.arrives(wrapped, mail(REPORTS["en"]))

        assert _marks(group_desk) == [False]


def test_a_list_that_is_not_the_alias_is_known_by_its_list_id(desk: Desk) -> None:
    footer = (GOOGLE + VIEW).replace("@example.org", "@googlegroups.com").replace("/a/example.org", "")
    through = mail(f"{REPORTS['en']}\n{footer}", List_ID="<conduct.googlegroups.com>")

    desk.arrives(mail(REPORTS["en"]), through)

    assert _marks(desk) == [False]


FOOTER = GOOGLE + VIEW
OTHERS = {
    "another sentence": f"{REPORTS['en']} He has a knife.\n{FOOTER}",
    "a sentence above the footer": f"{REPORTS['en']}\nHe has a knife.\n{FOOTER}",
    "a sentence below the footer": f"{REPORTS['en']}\n{FOOTER}He has a knife.\n",
    "a sentence in the footer": f"{REPORTS['en']}\n{FOOTER}".replace(
        "group.\nTo", "group.\nHe has a knife.\nTo"
    ),
    "a sentence at the end of a line of it": f"{REPORTS['en']}\n{FOOTER}".replace(
        "org.\n", "org. He has a knife.\n"
    ),
    "a sentence as the name of the group": f"{REPORTS['en']}\n{FOOTER}".replace(
        '"conduct"', '"He has a knife"'
    ),
    "a sentence as the address": f"{REPORTS['en']}\n{FOOTER}".replace("conduct+uns", "he-has-a-knife+uns"),
    "a sentence as the link": f"{REPORTS['en']}\n{FOOTER}".replace("one%40example.net", "he-has-a-knife"),
    "the footer of a list that it did not come through": f"{REPORTS['en']}\n{FOOTER}".replace(
        "conduct", "other"
    ),
    "a signature": f"{REPORTS['en']}\n\n-- \nRea Porter\n",
    "a sentence in the footer of Mailman": f"{REPORTS['en']}\n{MAILMAN_2}".replace(
        "list\n", "list\nHe has a knife.\n"
    ),
    "a sentence as the name in Mailman": f"{REPORTS['en']}\n{MAILMAN_3}".replace(
        "Conduct m", "He has a knife m"
    ),
    "a sentence below a rule": f"{REPORTS['en']}\n{RULE}\nHe has a knife.\n",
    "a line that is gone": "\n".join(REPORTS["en"].split(", ")[1:]) + f"\n{FOOTER}",
    "a line that is indented": f"   {REPORTS['en']}\n{FOOTER}",
}


@pytest.mark.parametrize("reverse", [False, True], ids=["after", "before"])
@pytest.mark.parametrize("name", OTHERS)
def test_whatever_no_list_adds_makes_it_another_mail(desk: Desk, name: str, *, reverse: bool) -> None:
    both = [mail(REPORTS["en"]), mail(OTHERS[name], List_ID=LIST_ID)]

    desk.arrives(*(both[::-1] if reverse else both))

    assert _marks(desk) == [False, True]


@pytest.mark.parametrize(
    "subject",
    ["something else", "[conduct] something else", "something [knife]", "Re: something", "[conduct"],
)
def test_another_subject_makes_it_another_mail(desk: Desk, subject: str) -> None:
    desk.arrives(mail(REPORTS["en"]), mail(REPORTS["en"], subject=subject, List_ID=LIST_ID))

    assert _marks(desk) == [False, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (_mail(html=HTML), _mail(html=HTML + GOOGLE_HTML.replace("group.<br />", "group.<br />Knife<br />"))),
        (_mail(html=HTML), _mail(html=f"{HTML}<p>He has a knife.</p>{GOOGLE_HTML}")),
        (_mail("Hi", HTML * 9), _mail(f"Hi\n{FOOTER}", f"{HTML * 9}<p>He has a knife.</p>{GOOGLE_HTML}")),
        (_mail("Text", file=b"one"), _mail(f"Text\n{FOOTER}", file=b"two")),
        (_mail("Text"), _mail(f"Text\n{FOOTER}", file=b"two")),
    ],
    ids=["in-the-html-footer", "above-it", "only-in-the-html", "another-file", "a-file-more"],
)
def test_words_in_html_and_files_that_no_list_adds_make_it_another_mail(
    desk: Desk, one: bytes, other: bytes
) -> None:
    desk.arrives(one, _through_list(other))

    assert _marks(desk) == [False, True]


@pytest.mark.parametrize(
    ("first", "second"), list(permutations(["Rea Porter <rea@example.net>", "Eve <eve@example.net>"]))
)
def test_the_same_words_by_another_author_are_another_mail(desk: Desk, first: str, second: str) -> None:
    desk.arrives(mail(REPORTS["en"], sender=first), mail(REPORTS["en"], sender=second))

    assert _marks(desk) == [False, True]
    answered = {str(read(raw)["To"]) for raw in desk.raw_letters()}
    assert {"rea@example.net", "eve@example.net"} <= answered


def test_a_mail_without_end_is_compared_in_time(desk: Desk) -> None:
    long = ["\n" * 300_000, "--\n" * 100_000, f"{RULE}\n" * 6_000, "[a] " * 20_000]

    for number, text in enumerate(long):
        desk.arrives(mail(f"{text}x", subject="Re: " * 3000, message_id=f"<{number}@example.net>"))

    assert len(desk.house.store.cases()) == len(long)
