"""Bytes to a message: what a person reads, what is kept as evidence, and that nothing at all makes it fail."""

import base64
import csv
import random
import subprocess
import sys
import time
import tracemalloc
import unicodedata
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail import message as module
from cocmail.mail.headers import Address, read_addresses, read_parameters
from cocmail.mail.message import MAX_PARTS, Message, parse

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


def mail(*header: str, body: str | bytes = "") -> Message:
    raw = body if isinstance(body, bytes) else body.encode()
    return parse("\n".join(header).encode() + b"\n\n" + raw)


def multipart(kind: str, *parts: str) -> Message:
    body = "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"
    return mail(
        "From: alice@example.org", "Subject: x", f'Content-Type: multipart/{kind}; boundary="b"', body=body
    )


PLAIN = "Content-Type: text/plain; charset=utf-8\n\nplain text"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>html <b>text</b></p>"


def test_decomposed_letters_are_read_as_anybody_else_writes_them() -> None:
    name, hän, file = (unicodedata.normalize("NFD", each) for each in ("Jörg Mäkelä", "Hän löi", "kuvä.png"))
    html = "".join(f"&#{ord(each)};" for each in hän)

    message = multipart(
        "mixed",
        f"Content-Type: text/plain; charset=utf-8\n\n{hän}",
        f"Content-Type: text/html; charset=utf-8\n\n<p>{html}</p>",
        f'Content-Type: image/png\nContent-Disposition: attachment; filename="{file}"\n\nx',
    )
    headers = mail(f"From: {name} <jorg@example.org>", f"Subject: {hän}", body="x")

    assert message.text == "Hän löi\n\nHän löi"
    assert message.plain == message.html_text == "Hän löi"
    assert [each.name for each in message.attachments] == ["kuvä.png"]
    assert headers.from_addresses[0].name == "Jörg Mäkelä"
    assert headers.subject == headers.header("Subject") == "Hän löi"


def test_a_letter_under_a_mountain_of_marks_takes_no_time() -> None:
    marks = "a" + "\u0300" * 50_000 + "\u0316" * 50_000
    started = time.process_time()

    message = mail(
        "Content-Type: text/plain; charset=utf-8", f"Subject: {marks}", body=f"a\u0308 {marks} o\u0308"
    )

    assert time.process_time() - started < 2
    assert message.text == f"ä {marks} ö"
    assert message.subject == marks


def test_headers_are_values() -> None:
    message = mail(
        "From: =?utf-8?q?=C3=85sa?= Example <asa@EXAMPLE.org>",
        'To: "Doe, Bob" <Bob@example.org>, carol@example.net (Carol)',
        "Cc: Friends: dave@example.org, <erin@example.org>;",
        "Subject: =?utf-8?b?SMOkaXJp?= =?utf-8?b?bnTDpA==?=",
        "Message-ID: <one@example.org>",
        "In-Reply-To: Your mail of <two@example.org>",
        "References: <three@example.org>\n <two@example.org> <three@example.org>",
        "Date: Wed, 3 Jun 2026 14:05:00 +0300",
        "X-Mark: one",
        "x-mark: two",
        body="hello",
    )

    assert message.from_addresses == (Address("Åsa Example", "asa@example.org"),)
    assert message.to == (Address("Doe, Bob", "Bob@example.org"), Address("Carol", "carol@example.net"))
    assert [address.key for address in (*message.to[:1], *message.cc)] == [
        "bob@example.org",
        "dave@example.org",
        "erin@example.org",
    ]
    assert message.subject == "Häirintä"
    assert message.message_id == "<one@example.org>"
    assert message.in_reply_to == ("<two@example.org>",)
    assert message.references == ("<three@example.org>", "<two@example.org>")
    assert message.date == datetime(2026, 6, 3, 11, 5, tzinfo=UTC)
    assert message.header("X-MARK") == "one"
    assert message.header_all("X-Mark") == ("one", "two")
    assert (message.text, message.content_type, message.readable, message.defects) == (
        "hello",
        "text/plain",
        True,
        (),
    )


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("=?utf-8?q?a=0d=0aBcc:_bob@example.org?=", "a Bcc: bob@example.org"),
        ("=?utf-8?b?w6Q=?=\n =?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ää"),
        ("=?x-unknown?q?h=E4n?=", "hän"),
        ("=?iso-8859-1?q?=80_5?= plain", "€ 5 plain"),
        ("=?utf-8?b?broken!?= =?utf-8?q?", "=?utf-8?q?"),
        ("h\u00e4n", "hän"),
    ],
)
def test_a_subject_is_one_line_in_the_right_letters(subject: str, expected: str) -> None:
    assert mail(f"Subject: {subject}").subject.endswith(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("undisclosed-recipients:;", []),
        ('"bob@example.org" <mallory@example.net>', [("bob@example.org", "mallory@example.net")]),
        ("bob@example.org <mallory@example.net>", [("bob@example.org", "mallory@example.net")]),
        ("<@relay.example:bob@example.org>", [("", "bob@example.org")]),
        ("=?utf-8?q?Doe,_Bob?= <bob@example.org>", [("Doe, Bob", "bob@example.org")]),
        ('"Bob <bob@example.org>', [("Bob", "bob@example.org")]),
        ("Bob (at home <bob@example.org>", [("Bob at home", "bob@example.org")]),
        ("bob@", [("bob@", "")]),
        ("Bob", [("Bob", "")]),
        ('"a\\"b" <bob@example.org>', [('a"b', "bob@example.org")]),
        ("<bob@example.org", [("", "bob@example.org")]),
        # Some gateways leave the quotes out.
        ("Doe, Bob <bob@example.org>", [("Doe, Bob", "bob@example.org")]),
        ("Doe, Bob, Dr. <Bob@Example.ORG> ", [("Doe, Bob, Dr.", "Bob@example.org")]),
        (
            "Doe\u0308, =?utf-8?q?Bj=C3=B6rn?= <bob@example.org>",
            [("Do\u00eb, Bj\u00f6rn", "bob@example.org")],
        ),
    ],
)
def test_an_address_is_what_stands_where_addresses_stand(value: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.name, found.address) for found in read_addresses(value)] == expected


@pytest.mark.parametrize("value", ["<>", "<[abc@x>", "none", "<1@[x>", "<a b@example.org>"])
def test_no_message_id_makes_it_fail(value: str) -> None:
    assert mail(f"Message-ID: {value}").message_id in ("", "<[abc@x>", "<1@[x>", "<ab@example.org>")


@pytest.mark.parametrize(
    "value",
    ["never", "Thu, 99 Foo 20269 99:99:99 +9999", "", "31 Dec 9999 23:59 -1200"],
)
def test_a_date_that_is_none_is_none(value: str) -> None:
    assert mail(f"Date: {value}").date is None


def test_of_an_alternative_the_plain_text_is_read_once() -> None:
    message = multipart("alternative", PLAIN, HTML)

    assert (message.text, message.plain, message.html_text) == ("plain text", "plain text", "html text")
    assert message.attachments == ()


def test_html_is_read_where_the_plain_text_says_nothing() -> None:
    assert multipart("alternative", "Content-Type: text/plain\n\n \n", HTML).text == "html text"
    assert multipart("mixed", HTML).text == "html text"


@pytest.mark.parametrize(
    "plain",
    [
        "This message is in HTML. Please use an HTML capable mail program to read it.",
        "Your mail client does not support HTML messages.",
        "Tämä viesti on HTML-muodossa. Avaa se ohjelmalla, joka näyttää HTML-viestejä.",
        "See the HTML part.",
    ],
)
@pytest.mark.parametrize("html", ["He hit me.", "He hit me on Monday in Oodi, and nobody there said a word."])
def test_a_plain_text_that_only_points_to_the_html_one_is_not_read(plain: str, html: str) -> None:
    body = f"Content-Type: text/plain; charset=utf-8\n\n{plain}\n"

    assert multipart("alternative", body, f"Content-Type: text/html\n\n<p>{html}</p>").text == html


def test_it_is_not_read_where_a_list_wrote_below_both_versions_either() -> None:
    footer = (
        "To unsubscribe from this group and stop receiving emails from it, send an email to x@example.org."
    )
    plain = f"Content-Type: text/plain\n\nThis message is in HTML.\n\n{footer}\n"
    html = f"Content-Type: text/html\n\n<p>He hit me.</p><p>{footer}</p>"

    assert multipart("alternative", plain, html).text.startswith("He hit me.")


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("He laughed at my HTML.", "<p>He laughed at my HTML.</p>"),
        ("See https://example.org/a.html for it", "<p>See <a href='https://example.org/a.html'>this</a></p>"),
        ("See https://example.org/?as=html", "<p>See <a href='https://example.org/?as=html'>this</a></p>"),
        ("See https://example.org/#html", "<p>See <a href='https://example.org/#html'>this</a></p>"),
    ],
)
def test_who_writes_about_html_is_read_in_the_plain_text(plain: str, html: str) -> None:
    body = f"Content-Type: text/plain\n\n{plain}\n"

    assert multipart("alternative", body, f"Content-Type: text/html\n\n{html}").text == plain


def test_inline_texts_are_joined_and_named_ones_are_files() -> None:
    named = "Content-Type: text/plain; name=a.txt\nContent-Disposition: inline; filename=a.txt\n\nlog"

    message = multipart("mixed", PLAIN, "Content-Type: text/plain\n\nfooter", named)

    assert message.text == "plain text\n\nfooter"
    assert [(file.name, file.type, file.content) for file in message.attachments] == [
        ("a.txt", "text/plain", b"log")
    ]


def test_a_body_with_a_name_is_a_body() -> None:
    kind, sent_as = (
        "Content-Type: text/plain; name=report.txt",
        "Content-Disposition: attachment; filename=report.txt",
    )

    assert mail(kind, body="I was there").text == "I was there"
    assert mail(kind, sent_as, body="I was there").text == "I was there"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("quoted-printable ", "H=C3=A4n l=C3=B6i minua."),
        ("QUOTED-PRINTABLE\t", "H=C3=A4n l=C3=B6i minua."),
        ("Quoted-Printable (from 8bit)", "H=C3=A4n l=C3=B6i minua."),
        ("quoted-printable; charset=utf-8", "H=C3=A4n l=C3=B6i minua."),
        ('"base64"', "SMOkbiBsw7ZpIG1pbnVhLg=="),
        ("base64 ", "SMOkbiBsw7ZpIG1pbnVhLg=="),
    ],
)
def test_how_a_text_is_encoded_is_known_whatever_stands_around_that_word(encoding: str, body: str) -> None:
    raw = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{body}\n"

    assert parse(raw.encode()).text == "Hän löi minua."


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
def test_an_attached_message_is_evidence_and_never_body(encoding: str) -> None:
    inner = b"From: mallory@example.net\nSubject: you =3D\n\nI will find you.\n"
    part = EmailMessage()
    part.set_content(inner, "application", "x", cte="base64")
    coded = {
        "7bit": inner.decode(),
        "quoted-printable": inner.decode().replace("=", "=3D"),
        "base64": str(part.get_payload()),
    }[encoding]

    message = multipart(
        "mixed", PLAIN, f"Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{coded}"
    )

    assert message.text == "plain text"
    assert [file.type for file in message.attachments] == ["message/rfc822"]
    assert message.attachments[0].content.strip() == inner.strip()


@given(
    st.binary(max_size=40).map(lambda content: base64.b64encode(content).decode()),
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from(["=", "A", "-", " ", "\n", "\r\n", ""])), max_size=3
    ),
    st.sampled_from(["base64", "BASE64", "base-64"]),
)
def test_broken_base64_is_what_the_standard_library_makes_of_it(
    body: str, faults: list[tuple[int, str]], encoding: str
) -> None:
    for place, fault in faults:
        # With nothing to put in, a letter is lost.
        body = body[:place] + fault + body[place + (not fault) :]
    raw = f"Content-Type: image/png\nContent-Transfer-Encoding: {encoding}\n\n{body}".encode()

    (file,) = parse(raw).attachments

    assert file.content == message_from_bytes(raw).get_payload(decode=True)


def test_of_a_bounce_the_human_part_is_text() -> None:
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nAction: failed\n"

    message = multipart("report; report-type=delivery-status", PLAIN, status, PLAIN)

    assert message.text == "plain text"
    assert [file.type for file in message.attachments] == ["message/delivery-status", "text/plain"]
    assert b"Action: failed" in message.attachments[0].content


@pytest.mark.parametrize(
    "kind",
    [
        "application/ms-tnef",
        "text/calendar",
        "application/pgp-encrypted",
        "multipart/encrypted; boundary=c",
        "image/png",
    ],
)
def test_what_nobody_can_read_is_an_attachment_of_its_type(kind: str) -> None:
    message = mail(f"Content-Type: {kind}", body="--c\n\nsecret\n--c--\n")

    assert [file.type for file in message.attachments] == [kind.partition(";")[0]]
    assert b"secret" in message.attachments[0].content
    assert not message.readable


def test_an_inline_image_keeps_every_byte() -> None:
    image = bytes(range(256))
    outer = EmailMessage()
    outer.set_content("see")
    outer.add_attachment(image, "image", "png", disposition="inline")

    assert parse(outer.as_bytes()).attachments[0].content == image


@pytest.mark.parametrize(
    ("charset", "raw", "honest"),
    [
        ("utf-8", "hän – €".encode(), True),
        ("iso-8859-1", "hän – €".encode("cp1252"), True),
        ("us-ascii", "hän – €".encode("cp1252"), False),
        ("utf-8", "hän – €".encode("cp1252"), False),
        ("iso-8859-1", "hän – €".encode(), False),
        ("x-unknown", "hän – €".encode(), False),
        ("utf-7", "hän – €".encode(), False),
        ("rot13", "hän – €".encode(), False),
        ("\x00", "hän – €".encode(), False),
        ("utf-16", "hän – €".encode("utf-16"), True),
        ("koi8-r", "да".encode("koi8-r"), True),
    ],
)
def test_letters_survive_a_wrong_charset(charset: str, raw: bytes, honest: bool) -> None:
    message = mail(f'Content-Type: text/plain; charset="{charset}"', body=raw)

    assert message.text in ("hän – €", "да")
    assert ("charset" not in message.defects) is honest


def test_a_letter_is_never_lost_to_a_charset() -> None:
    assert mail(body=b"h\xe4n \x81 on").text == "hän   on"


@pytest.mark.parametrize(
    ("parameters", "body", "expected"),
    [
        ("", "one \ntwo\n\nthree", "one two\n\nthree"),
        ("; delsp=yes", "on \ne", "one"),
        ("", ">> a \n>> b\n> c \nd", ">> a b\n> c \nd"),
        ("", "a\n-- \nBob", "a\n-- \nBob"),
        ("", " >no quote\n From here", ">no quote\nFrom here"),
    ],
)
def test_flowed_lines_are_joined(parameters: str, body: str, expected: str) -> None:
    assert mail(f"Content-Type: text/plain; format=flowed{parameters}", body=body).text == expected


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_are_one_kind_and_control_characters_are_spaces(end: bytes) -> None:
    raw = end.join(
        [b"From alice@example.org Wed Jun  3 14:05:00 2026", b"Subject: x", b"", b"a\x00b\tc\x1b", b"d"]
    )

    message = parse(raw)

    assert (message.subject, message.text) == ("x", "a b\tc \nd")


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("name*=utf-8''h%C3%A4n.txt", "hän.txt"),
        ("name*0*=iso-8859-1''h%E4; name*1=n.txt", "hän.txt"),
        ('name="=?utf-8?q?h=C3=A4n.txt?="', "hän.txt"),
        ('name="a\\"b;c.txt"', 'a"b;c.txt'),
        ('name="open.txt', "open.txt"),
        ("name*=broken", "broken"),
    ],
)
def test_file_names_are_decoded(parameter: str, expected: str) -> None:
    message = multipart("mixed", PLAIN, f"Content-Type: image/png; {parameter}\n\nx")

    assert message.attachments[0].name == expected


def test_of_a_parameter_given_twice_the_first_counts() -> None:
    assert read_parameters("text/plain; charset=utf-8; Charset=utf-16") == {"charset": "utf-8"}


@pytest.mark.parametrize("raw", [b"", b"\n", b"From: alice@example.org\n\n\n"])
def test_an_empty_message_has_nothing_that_cannot_be_read(raw: bytes) -> None:
    message = parse(raw)

    assert (message.text, message.attachments, message.readable) == ("", (), True)


def test_a_message_without_headers_is_text() -> None:
    assert parse(b"they are here now").text == "they are here now"


def test_a_multipart_without_a_boundary_is_text() -> None:
    assert "help" in mail("Content-Type: multipart/mixed", body="--x\n\nhelp\n--x--").text


def test_a_file_that_is_no_mail_is_one_attachment() -> None:
    raw = b"\xd0\xcf\x11\xe0" + bytes(2000)

    message = parse(raw)

    assert ([file.content for file in message.attachments], message.readable) == ([raw], False)


def test_a_fault_of_ours_leaves_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(module, "_walk", fail)

    message = parse(b"Subject: x\n\nhello")

    assert (message.attachments[0].content, message.defects) == (b"Subject: x\n\nhello", ("unparsable",))
    assert not message.readable


def test_what_lies_too_deep_is_kept_whole() -> None:
    raw = b"Subject: x\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (depth, depth) for depth in range(3_000)
    )

    message = parse(raw + b"\nhelp")

    assert "too-deep" in message.defects
    assert message.attachments[0].content.endswith(b"help")


@pytest.mark.parametrize("count", [MAX_PARTS + 100, 30_000])
def test_of_too_many_parts_the_rest_is_one_attachment(count: int) -> None:
    body = "".join(f"--b\n\nx{number}\n" for number in range(count))

    message = mail('Content-Type: multipart/mixed; boundary="b"', body=body + "--b--")

    assert "too-many-parts" in message.defects
    assert len(message.attachments) == 1
    assert f"x{count - 1}".encode() in message.attachments[0].content


HEAD = b"From: alice@example.org\nSubject: x\n"
HOSTILE = {
    "addresses": HEAD
    + b"To: "
    + b", ".join(b"B <b%d@example.org>" % number for number in range(30_000))
    + b"\n\nx",
    "header": HEAD + b"X-A: " + b"a" * 5_000_000 + b"\n\nx",
    "words": b"Subject: " + b"=?utf-8?q?a?= " * 350_000 + b"\n\nx",
    "open words": b"Subject: " + b"=?utf-8?q?a" * 1_400 + b"\n\nx",
    "quotes": HEAD + b'Content-Type: multipart/mixed; a="' + b';"' * 1_000_000 + b"\n\nx",
    "parameters": HEAD + b"Content-Type: text/plain; " + b"a*1=b;" * 300_000 + b"\n\nx",
    "comments": HEAD + b"To: " + b"(" * 1_000_000 + b"\n\nx",
    "escapes": HEAD + b"To: " + b'"\\' * 500_000 + b"\n\nx",
    "identifiers": HEAD + b"References: " + b"<a" * 1_000_000 + b"\n\nx",
    "headers": b"".join(b"X-%d: a\n" % number for number in range(100_000)) + b"\nx",
    "messages": HEAD + b"Content-Type: message/rfc822\n\n" * 5_000,
    "spaces": HEAD + b"\n" + (b" " * 5_000 + b"x") * 400,
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 500_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_takes_bounded_time(raw: bytes) -> None:
    before = time.process_time()
    message = parse(raw)

    assert time.process_time() - before < 5
    assert len(message.to) in (0, 30_000)


SAMPLES = [
    HEAD + b"To: Bob <bob@example.org>, =?utf-8?q?C?= <c@example.org>\nDate: Wed, 3 Jun 2026 14:05:00 +0300\n"
    b"Message-ID: <a@example.org>\nReferences: <b@example.org>\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\n'
    b"Content-Type: text/plain; charset=iso-8859-1; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n"
    b"h=E4n \non\n--i\nContent-Type: text/html\n\n<blockquote type=cite><p>h&auml;n</blockquote>\n--i--\n--o\n"
    b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQ==\n--o\n"
    b"Content-Type: image/png; name*0*=utf-8''%C3%A4; name*1=b\nContent-Disposition: attachment\n\n\x00\xff\n--o--\n",
    HEAD
    + b"Content-Type: multipart/report; boundary=r\n\n--r\n\nfailed\n--r\nContent-Type: message/delivery-status\n\n"
    b"Action: failed\n--r--\n",
]


@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(
            st.integers(0, 1200),
            st.integers(0, 30),
            st.binary(max_size=8)
            | st.sampled_from(
                [
                    b'"',
                    b"--o\n",
                    b"=?",
                    b"\xed\xa0\x80",
                    b"\r",
                    b"utf-16",
                ]
            ),
        ),
        max_size=6,
    ),
)
def test_parsing_never_fails_and_gives_text_that_can_be_stored(
    sample: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for start, length, replacement in changes:
        sample = sample[:start] + replacement + sample[start + length :]

    message = parse(sample)

    assert "unparsable" not in message.defects
    _is_storable(message)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message(raw: bytes) -> None:
    message = parse(raw)

    assert "unparsable" not in message.defects
    _is_storable(message)


def _is_storable(message: Message) -> None:
    names = [
        text for address in (*message.from_addresses, *message.to) for text in (address.name, address.address)
    ]
    texts = [
        message.text,
        message.plain,
        message.html,
        message.html_text,
        message.subject,
        message.message_id,
        *names,
    ]
    texts += [text for file in message.attachments for text in (file.name, file.type)]
    texts += [text for header in message.headers for text in header]
    for text in texts:
        text.encode("utf-8")
    assert "\x00" not in "".join([message.text, message.subject, *names])


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus of mail is not on this machine")
def test_every_message_of_the_corpus_can_be_parsed() -> None:
    with (CORPUS / "mail" / "labels.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    paths = {CORPUS / "mail" / row["path"] for row in rows if row["format"] == "message"}
    paths.update((CORPUS / "reports").glob("*.eml"))

    failed = []
    for path in paths:
        message = parse(path.read_bytes())
        _is_storable(message)
        failed += [path] if "unparsable" in message.defects else []

    assert not failed


@pytest.mark.parametrize(
    "value",
    [
        '"rea porter"@example.net',
        '<"rea porter"@example.net>',
        'Rea <"a@b"@example.net>',
        '"rea"@example.net',
    ],
)
def test_an_address_that_would_have_to_be_guessed_is_none(value: str) -> None:
    assert [each.address for each in read_addresses(value)] in ([], [""])


@pytest.mark.parametrize(
    "value",
    [
        "ann@example.net, Bob <bob@example.org>",
        "Ann <ann@example.net>, Bob <bob@example.org>",
        '"ann@example.net", Bob <bob@example.org>',
        "=?utf-8?q?ann=40example.net?=, Bob <bob@example.org>",
        "ann\uff20example.net, Bob <bob@example.org>",
        "Ann <ann>, Bob <bob@example.org>",
        "ann (at example.net), Bob <bob@example.org>",
        "Bob <bob@example.org>, Ann",
        "Ann, bob@example.org",
        "Ann: Bob, Doe <bob@example.org>;",
        "Ann; Bob <bob@example.org>",
    ],
)
def test_what_may_be_a_second_mailbox_is_not_taken_for_a_name(value: str) -> None:
    assert len(read_addresses(value)) == 2


def test_a_name_in_quotes_does_not_hide_the_address() -> None:
    found = read_addresses('"Porter, Rea" <rea@example.net>, "Ben" <ben@example.org>')

    assert [each.address for each in found] == ["rea@example.net", "ben@example.org"]


# What cannot be read here is named for what it is.


@pytest.mark.parametrize(
    ("head", "type_", "word"),
    [
        ("application/ms-tnef; name=winmail.dat", "application/ms-tnef", "tnef"),
        ("application/octet-stream; name=WINMAIL.DAT", "application/octet-stream", "tnef"),
        ("text/calendar; method=REQUEST", "text/calendar", "calendar"),
        (
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            "application/pkcs7-mime",
            "encrypted",
        ),
        ("application/x-pkcs7-mime; name=smime.p7m", "application/x-pkcs7-mime", "encrypted"),
        ("application/pkcs7-mime; smime-type=signed-data", "application/pkcs7-mime", "signed-opaque"),
        (
            'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e',
            "multipart/encrypted",
            "encrypted",
        ),
        ("message/partial; id=x; number=1; total=2", "message/partial", "partial"),
        ("message/external-body; access-type=URL", "message/external-body", "external-body"),
    ],
)
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside a text"])
def test_what_cannot_be_read_here_is_an_attachment_with_a_word_for_it(
    head: str, type_: str, word: str, alone: bool
) -> None:
    content = "--e\n\nx\n--e--\n" if "boundary=e" in head else "Subject: inner\n\nx\n"
    if alone:
        message = mail(f"Content-Type: {head}", body=content)
    else:
        body = f"--m\n\nhelp\n--m\nContent-Type: {head}\n\n{content}--m--\n"
        message = mail("Content-Type: multipart/mixed; boundary=m", body=body)

    assert [found.type for found in message.attachments] == [type_]
    assert word in message.defects
    assert message.text.strip() == ("" if alone else "help")
    assert b"x" in message.attachments[0].content


def test_an_encrypted_text_is_named_as_such_and_shown_as_it_is() -> None:
    message = mail(body="-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n")

    assert "encrypted" in message.defects
    assert "abcd" in message.text


def test_a_signed_text_is_read_and_its_signature_is_an_attachment() -> None:
    body = "--s\n\nhelp\n--s\nContent-Type: application/pgp-signature; name=signature.asc\n\nabcd\n--s--\n"

    message = mail(
        "Content-Type: multipart/signed; protocol=application/pgp-signature; boundary=s", body=body
    )

    assert message.text == "help"
    assert [found.type for found in message.attachments] == ["application/pgp-signature"]
    assert not {"encrypted", "signed-opaque"} & set(message.defects)


@pytest.mark.parametrize(
    "header",
    [
        "From: " + "(" * 500 + "<alice@example.org>",
        "From: =?utf-8?q?A=0D=0ABcc=3A_x=40example=2Enet?= <alice@example.org>",
        "Subject: =?utf-8?q?a=0d=0aBcc=3a_x?=",
        "Message-ID: <[abc@x>",
        "Message-ID: <1@[x>",
        "Content-Type: text/plain; charset=nonsense",
        "Content-Type: multipart/mixed",
        'Content-Type: multipart/mixed; boundary=""',
        "Content-Transfer-Encoding: nonsense",
        "Date: Mon, 99 Foo 99999 99:99:99 +9999",
        "Content-Disposition: attachment; filename*=nonsense'x'%ZZ",
        "\x00\x01: \x02",
    ],
)
def test_what_makes_other_parsers_fail_loses_no_text(header: str) -> None:
    message = mail(header, body="help me")

    assert "unparsable" not in message.defects
    found = message.text + "".join(part.content.decode() for part in message.attachments)
    assert "help me" in found
    assert "\n" not in message.subject + "".join(found.name for found in message.from_addresses)


def test_a_second_opinion_tells_what_is_wrong_with_the_structure() -> None:
    message = multipart("mixed", PLAIN)
    cut = mail('Content-Type: multipart/mixed; boundary="b"', body=f"--b\n{PLAIN}\n")

    assert message.defects == ()
    assert cut.defects == ("close-boundary-not-found",)


def test_a_large_message_is_in_memory_only_a_few_times_while_it_is_read() -> None:
    body = base64.encodebytes(random.Random(1).randbytes(2_000_000)).decode()
    raw = "\n".join(
        [
            'Content-Type: multipart/mixed; boundary="b"\n\n--b\n',
            "help\n--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n",
            f"{body}\n--b--\n",
        ]
    ).encode()
    parse(raw[:1000])
    tracemalloc.start()

    try:
        message = parse(raw)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert [each.size for each in message.attachments] == [2_000_000]
    assert most < 4 * len(raw)


LARGE = """
import resource, sys
from cocmail.mail.message import parse
from cocmail.mail.reply import new_text

head = b"From: alice@example.org\\nSubject: x\\nContent-Type: multipart/mixed; boundary=b\\n\\n--b\\n\\nhelp\\n--b\\n"
kinds = {
    "attachment": b"Content-Type: image/png\\nContent-Transfer-Encoding: base64\\n\\n" + b"QUJD" * 19 * 520_000,
    "text": b"Content-Type: text/plain\\n\\n" + b"He shouted at me again and again.\\n" * 1_200_000,
    "html": b"Content-Type: text/html\\n\\n" + b"<p>He shouted at me</p>\\n" * 1_700_000,
}
message = parse(head + kinds[sys.argv[1]] + b"\\n--b--\\n")
assert new_text(message).startswith("help"), new_text(message)[:80]
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units elsewhere")
@pytest.mark.parametrize("kind", ["attachment", "text", "html"])
def test_40_megabytes_take_bounded_time_and_memory(kind: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LARGE, kind], capture_output=True, text=True, timeout=100, check=True
    )

    # Megabytes: the message some dozen times over at the most.
    assert int(ran.stdout) < 900
