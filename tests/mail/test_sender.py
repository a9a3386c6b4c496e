"""Who wrote a message: tables of headers as providers and groups write them, and as others forge them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail.headers import Address
from cocmail.mail.message import Message, parse
from cocmail.mail.sender import Group, Sender, identify

GROUP = Group("conduct@groups.example", "conduct.groups.example")
SERVER = "mx.example.org"
REA = Address("Rea Porter", "rea@example.net")
NOBODY = Address("", "")

PASS = f"Authentication-Results: {SERVER}; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.net"
FAIL = f"Authentication-Results: {SERVER}; dmarc=fail (p=NONE sp=NONE dis=NONE) header.from=example.net"
FROM = "From: Rea Porter <rea@example.net>"

SIGNED = f"Authentication-Results: {SERVER}; dkim=pass header.d=groups.example header.s=s header.b=abcdefgh"
REWRITTEN = "From: \"'Rea Porter' via conduct\" <conduct@groups.example>"
LIST_ID = "List-ID: <conduct.groups.example>"
AUTHOR = "X-Original-Sender: rea@example.net"
NAME = "X-Original-From: Rea Porter <rea@example.net>"
VERDICT = (
    "X-Original-Authentication-Results: mx.google.com;       dkim=pass header.i=@example.net header.s=s;"
    "       spf=pass (google.com: domain of rea@example.net designates 192.0.2.1 as permitted sender)"
    " smtp.mailfrom=rea@example.net;       dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=example.net"
)
THROUGH_GROUP = (SIGNED, REWRITTEN, LIST_ID, AUTHOR, NAME, VERDICT)
KEPT_FROM = (SIGNED, FROM, LIST_ID, AUTHOR, VERDICT)


def mail(*headers: str) -> Message:
    return parse("\r\n".join((*headers, "Subject: something", "", "Hello.")).encode())


def without(headers: tuple[str, ...], *names: str) -> tuple[str, ...]:
    return tuple(each for each in headers if each.partition(":")[0] not in names)


def instead(headers: tuple[str, ...], header: str) -> tuple[str, ...]:
    name = header.partition(":")[0]
    return tuple(header if each.partition(":")[0] == name else each for each in headers)


def who(*headers: str, group: Group = GROUP, trusted: str = SERVER) -> Sender:
    return identify(mail(*headers), group, trusted)


# Straight to us.


@pytest.mark.parametrize(
    ("results", "authenticated"),
    [
        ("dmarc=pass header.from=example.net", True),
        ("dmarc=pass (p=REJECT) header.from=Example.NET", True),
        ("spf=pass smtp.mailfrom=rea@example.net; dmarc=pass header.from=example.net", True),
        ("dmarc=fail header.from=example.net", False),
        ("dkim=pass header.d=example.net; dmarc=fail header.from=example.net", False),
        # The pass is of another domain than that of the author.
        ("dmarc=pass header.from=evil.example", False),
        ("dmarc=pass header.from=example.net.evil.example", False),
        ("dmarc=pass header.from=net", False),
        ("dmarc=pass header.from=notexample.net", False),
        ("dmarc=pass header.from=sub.example.net", False),
        ("dmarc=pass", False),
        # Exactly one result counts.
        ("dmarc=pass header.from=example.net; dmarc=pass header.from=example.net", False),
        ("dmarc=pass header.from=example.net; dmarc=fail header.from=example.net", False),
        (
            "spf=none smtp.helo=evil; dmarc=pass header.from=example.net; dmarc=fail header.from=example.net",
            False,
        ),
        # Nobody said anything either way.
        ("dmarc=none header.from=example.net", None),
        ("dmarc=temperror header.from=example.net", None),
        ("none", None),
        ("spf=pass smtp.mailfrom=rea@example.net", None),
        # Without a DMARC result an aligned signature is enough (S2), another one is not.
        ("dkim=pass header.d=example.net", True),
        ("dkim=pass header.i=@example.net", True),
        ("dkim=pass header.d=evil.example; dkim=pass header.d=example.net", True),
        ("dkim=fail header.d=example.net", None),
        ("dkim=pass header.d=evil.example", None),
        ("dkim=pass header.d=notexample.net", None),
    ],
)
def test_how_far_our_own_provider_lets_us_believe_a_from(results: str, *, authenticated: bool | None) -> None:
    sender = who(f"Authentication-Results: {SERVER}; {results}", FROM)

    assert sender == Sender(REA, "from", authenticated, "direct")


@pytest.mark.parametrize(
    "server",
    [
        "mx.evil.example",
        "example.org",
        "mx.example.org.evil.example",
        "evil.mx.example.org",
        "MX.EXAMPLE.0RG",
    ],
)
def test_results_of_any_other_server_are_not_believed(server: str) -> None:
    assert who(PASS.replace(SERVER, server), FROM).authenticated is None
    assert who(FAIL.replace(SERVER, server), FROM).authenticated is None


def test_the_name_of_the_server_is_compared_regardless_of_case_and_version() -> None:
    assert who(PASS.replace(SERVER, "MX.Example.ORG 1"), FROM).authenticated is True


def test_nobody_is_believed_where_nobody_is_configured() -> None:
    assert who(PASS, FROM, trusted="").authenticated is None
    assert (
        who("Authentication-Results: ; dmarc=pass header.from=example.net", FROM, trusted="").authenticated
        is None
    )


def test_only_the_topmost_results_count() -> None:
    assert who(FAIL, PASS, FROM).authenticated is False
    assert who(PASS.replace(SERVER, "mx.evil.example"), PASS, FROM).authenticated is None
    assert who(PASS, FAIL, FROM).authenticated is True


@pytest.mark.parametrize(
    ("results", "authenticated"),
    [
        (f"{SERVER};\r\n dmarc=fail\r\n\theader.from=example.net", False),
        (f"\r\n {SERVER};\r\n dmarc=pass\r\n header.from=example.net", True),
        (f"mx.evil.example\r\n (\r\n {SERVER}); dmarc=pass header.from=example.net", None),
        (f"({SERVER}) mx.evil.example; dmarc=pass header.from=example.net", None),
        (f'"{SERVER}"; dmarc=pass header.from=example.net', None),
        (f"{SERVER}; spf=none (\r\n ); dmarc=fail header.from=example.net (\r\n )", False),
        (f"{SERVER} evil; dmarc=pass header.from=example.net", False),
        (f"{SERVER}; dmarc=fail header.from=example.net;\r\n dmarc=pass header.from=example.net", False),
    ],
)
def test_results_are_read_whole_however_they_are_folded(results: str, authenticated: bool | None) -> None:
    assert who(f"Authentication-Results: {results}", FROM).authenticated is authenticated


def test_results_with_the_trusted_name_that_the_sender_brought_stand_below_those_of_our_server() -> None:
    forged = PASS, PASS.lower(), PASS.replace(": ", ":\r\n "), f"{PASS}; {'x' * 9_000}"

    for each in forged:
        assert who(FAIL, each, FROM).authenticated is False
        assert who(f"Authentication-Results: {SERVER}; none", each, FROM).authenticated is None


@pytest.mark.parametrize(
    "results",
    [
        'spf=fail (domain of "a); dmarc=pass header.from=example.net; x"@evil.example) smtp.mailfrom=x@evil.example',
        "spf=fail (a; dmarc=pass header.from=example.net; b) smtp.mailfrom=x@evil.example",
        "spf=fail (a (b); dmarc=pass header.from=example.net) smtp.mailfrom=x@evil.example",
        'spf=fail smtp.mailfrom="a; dmarc=pass header.from=example.net"@evil.example',
        'spf=fail reason="; dmarc=pass header.from=example.net" smtp.mailfrom=x@evil.example',
        "spf=fail ((((((( dmarc=pass header.from=example.net",
        "spf=fail (" + "x" * 9_000 + "); dmarc=pass header.from=example.net",
    ],
)
def test_a_verdict_in_what_the_sender_chose_proves_nothing(results: str) -> None:
    assert not who(f"Authentication-Results: {SERVER}; {results}", FROM).authenticated


@pytest.mark.parametrize(
    "results",
    [
        "spf=fail (a; dmarc=pass header.from=example.net; b) smtp.mailfrom=x@evil.example",
        'spf=fail reason="; dmarc=pass header.from=example.net" smtp.mailfrom=x@evil.example',
    ],
)
def test_a_comment_does_not_hide_the_verdict_behind_it(results: str) -> None:
    headers = f"Authentication-Results: {SERVER}; {results}; dmarc=fail header.from=example.net", FROM

    assert who(*headers).authenticated is False


@pytest.mark.parametrize(
    "header",
    [
        "From: Somebody Else <else@example.net>",
        "From: Rea Porter <rea@example.net>",
        "Sender: one@example.net\r\nSender: two@example.net",
        "X-Original-Sender: one@example.net\r\nX-Original-Sender: two@example.net",
        "X-Original-From: one@example.net\r\nX-Original-From: two@example.net",
        "\r\n".join(["X-Original-Authentication-Results: mx.google.com; none"] * 2),
        "List-ID: <one.example>\r\nList-ID: <two.example>",
    ],
)
def test_a_header_that_is_there_twice_proves_nobody(header: str) -> None:
    sender = who(PASS, FROM, header)

    assert not sender.authenticated
    assert (sender.address, sender.origin) == (REA, "direct")


@pytest.mark.parametrize(
    "header",
    [
        "X-Nothing: no author at all",
        "From: ",
        "From: Rea Porter",
        "From: <>",
        "From: one@example.net, two@example.net",
        "From: rea@example.net, Rea Porter <rea@example.net>",
    ],
)
def test_where_not_one_author_is_named_there_is_none(header: str) -> None:
    sender = who(PASS, header)

    assert (sender.method, sender.authenticated) == ("unknown", None)


def test_what_a_group_adds_is_not_believed_on_mail_that_came_straight() -> None:
    forged = who(
        PASS.replace("example.net", "evil.example"), "From: m@evil.example", LIST_ID, AUTHOR, NAME, VERDICT
    )

    assert forged == Sender(Address("", "m@evil.example"), "from", True, "direct")


def test_a_verdict_brought_along_is_not_believed_on_mail_that_came_straight() -> None:
    assert who(FROM, LIST_ID, AUTHOR, VERDICT) == Sender(REA, "from", None, "direct")
    assert who(FAIL, FROM, LIST_ID, AUTHOR, VERDICT) == Sender(REA, "from", False, "direct")


def test_reply_to_and_sender_name_no_author() -> None:
    headers = "From: m@evil.example", "Reply-To: rea@example.net", "Sender: rea@example.net"

    assert who(*headers).address == Address("", "m@evil.example")


# Through the group.


@pytest.mark.parametrize(
    "header", ["Subject: Digest for conduct@groups.example, a complaint", "To: conduct+digest@groups.example"]
)
def test_whom_the_group_took_out_is_found_again_whatever_they_write_to_or_about(header: str) -> None:
    assert identify(
        parse("\r\n".join((*THROUGH_GROUP, header, "", "Hello.")).encode()), GROUP, SERVER
    ) == who(*THROUGH_GROUP)


def test_the_author_whom_the_group_took_out_is_found_again() -> None:
    assert who(*THROUGH_GROUP) == Sender(REA, "unwrapped", True, "group")


@pytest.mark.parametrize(
    "signer",
    [
        "header.d=groups.example",
        "header.i=@groups.example",
        "header.i=@googlegroups.com",
        "header.d=GROUPS.example",
    ],
)
def test_the_group_signs_with_its_own_domain_or_that_of_google(signer: str) -> None:
    signed = f"Authentication-Results: {SERVER}; dkim=pass {signer} header.s=s"

    assert who(*instead(THROUGH_GROUP, signed)) == Sender(REA, "unwrapped", True, "group")


@pytest.mark.parametrize(
    "headers",
    [
        without(THROUGH_GROUP, "Authentication-Results"),
        instead(THROUGH_GROUP, SIGNED.replace("pass", "fail")),
        instead(THROUGH_GROUP, SIGNED.replace("groups.example", "evil.example")),
        instead(THROUGH_GROUP, SIGNED.replace("groups.example", "notgroups.example")),
        instead(THROUGH_GROUP, SIGNED.replace(SERVER, "mx.evil.example")),
        (SIGNED.replace("pass", "fail"), *THROUGH_GROUP),
        instead(THROUGH_GROUP, f"Authentication-Results: {SERVER}; spf=pass smtp.mailfrom=x@groups.example"),
        without(THROUGH_GROUP, "List-ID"),
        instead(THROUGH_GROUP, "List-ID: <other.groups.example>"),
        instead(THROUGH_GROUP, "List-ID: <conduct.groups.example.evil.example>"),
        instead(THROUGH_GROUP, "List-ID: conduct.groups.example <other.groups.example>"),
        instead(THROUGH_GROUP, "List-ID: <conduct.groups.example> <other.groups.example>"),
        (*THROUGH_GROUP, "List-ID: <other.groups.example>"),
        (*THROUGH_GROUP, LIST_ID),
    ],
    ids=[
        *(
            "unsigned",
            "signature fails",
            "signed by another",
            "signed by a namesake",
            "said by another server",
        ),
        *(
            "said below another",
            "only spf",
            "no list",
            "another list",
            "a longer list",
            "the list in a name",
            "the list and another",
        ),
        *("two lists", "the list twice"),
    ],
)
def test_a_message_that_did_not_provably_come_through_the_group_has_no_author(
    headers: tuple[str, ...],
) -> None:
    assert who(*headers) == Sender(NOBODY, "unknown", None, "direct")


@pytest.mark.parametrize(
    "list_id",
    ["<conduct.groups.example>", "conduct.groups.example", "Conduct of ours <Conduct.Groups.example> "],
)
def test_the_list_is_known_by_its_identifier_whatever_it_is_called(list_id: str) -> None:
    assert who(*instead(THROUGH_GROUP, f"List-ID: {list_id}")).origin == "group"


def test_an_alias_that_is_no_group_has_no_mail_through_one() -> None:
    plain = Group("conduct@groups.example")

    assert who(*THROUGH_GROUP, group=plain) == Sender(NOBODY, "unknown", None, "direct")
    assert who(*without(THROUGH_GROUP, "List-ID"), "List-ID: ", group=plain).origin == "direct"


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        ("X-Google-Group-Id: 123456", "group"),
        ("X-Google-Group-Id:  123456 ", "group"),
        ("X-Google-Group-Id: 654321", "direct"),
        ("X-Other: 123456", "direct"),
    ],
)
def test_a_pinned_group_must_say_its_number(header: str, origin: str) -> None:
    pinned = Group("conduct@groups.example", "conduct.groups.example", "123456")

    assert who(*THROUGH_GROUP, header, group=pinned).origin == origin


@pytest.mark.parametrize(
    "doubled",
    [
        REWRITTEN,
        AUTHOR,
        AUTHOR.replace("rea", "eve"),
        NAME,
        VERDICT,
        "Sender: a@example.net\r\nSender: b@example.net",
    ],
)
def test_a_header_of_the_group_that_is_there_twice_unwraps_nobody(doubled: str) -> None:
    assert who(*THROUGH_GROUP, doubled) == Sender(NOBODY, "unknown", None, "group")
    assert who(doubled, *THROUGH_GROUP) == Sender(NOBODY, "unknown", None, "group")


@pytest.mark.parametrize(
    "author",
    [
        "",
        "X-Original-Sender: ",
        "X-Original-Sender: Rea Porter",
        "X-Original-Sender: rea@example.net eve@example.net",
        "X-Original-Sender: rea@example.net@evil.example",
        "X-Original-Sender: Rea Porter <rea@example.net>",
        "X-Original-Sender: @example.net",
    ],
)
def test_an_author_who_is_not_plainly_named_by_the_group_is_not_guessed(author: str) -> None:
    headers = without(THROUGH_GROUP, "X-Original-Sender")

    assert who(*headers, author or "X-Other: x") == Sender(NOBODY, "unknown", None, "group")


def test_the_domain_of_an_unwrapped_author_is_in_lower_case_and_the_local_part_as_written() -> None:
    headers = without(THROUGH_GROUP, "X-Original-Sender", "X-Original-From")

    assert who(*headers, "X-Original-Sender: <Rea.P@Example.NET>").address == Address("", "Rea.P@example.net")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("X-Original-From: Rea Porter <rea@example.net>", "Rea Porter"),
        ('X-Original-From: "Porter, Rea" <REA@example.net>', "Porter, Rea"),
        ("X-Original-From: =?utf-8?q?R=C3=A9a?= <rea@example.net>", "Réa"),
        ("X-Original-From: Chair of the Board <chair@example.org>", ""),
        ("X-Original-From: rea@example.net", ""),
        ("X-Other: Rea Porter <rea@example.net>", ""),
    ],
)
def test_a_name_is_taken_only_where_its_address_agrees(header: str, name: str) -> None:
    headers = without(THROUGH_GROUP, "X-Original-From")

    assert who(*headers, header).address == Address(name, "rea@example.net")


@pytest.mark.parametrize(
    ("said", "authenticated"),
    [
        ("mx.google.com; dmarc=pass header.from=example.net", True),
        ("gmr-mx.google.com;   dmarc=pass   (p=REJECT)   header.from=example.net", True),
        ("gmr-mx.google.com; dkim=pass header.i=@example.net", True),
        ("gmr-mx.google.com; dmarc=fail (p=NONE) header.from=example.net", False),
        ("gmr-mx.google.com; dmarc=pass header.from=evil.example", False),
        ("gmr-mx.google.com; dmarc=pass header.from=example.net; dmarc=fail header.from=example.net", False),
        ("gmr-mx.google.com; spf=softfail smtp.mailfrom=rea@example.net", None),
        ("mx.evil.example; dmarc=pass header.from=example.net", None),
        (f"{SERVER}; dmarc=pass header.from=example.net", None),
    ],
)
@pytest.mark.parametrize(
    ("headers", "method"), [(THROUGH_GROUP, "unwrapped"), (KEPT_FROM, "from")], ids=["rewritten", "kept"]
)
def test_of_mail_through_the_group_only_what_google_said_of_the_incoming_copy_counts(
    headers: tuple[str, ...], method: str, said: str, *, authenticated: bool | None
) -> None:
    sender = who(*instead(headers, f"X-Original-Authentication-Results: {said}"))

    assert sender == Sender(REA, method, authenticated, "group")


def test_a_post_from_the_web_is_not_authenticated() -> None:
    headers = without(KEPT_FROM, "X-Original-Authentication-Results")

    assert who(*headers) == Sender(REA, "from", None, "group")


def test_the_signature_of_the_group_says_nothing_of_the_author() -> None:
    google = f"Authentication-Results: {SERVER}; dkim=pass header.d=groups.example; dmarc=pass header.from=example.net"
    headers = instead(without(KEPT_FROM, "X-Original-Authentication-Results"), google)

    assert who(*headers).authenticated is None


def test_a_from_that_the_group_kept_is_the_author() -> None:
    assert who(*KEPT_FROM) == Sender(REA, "from", True, "group")


def test_via_in_a_name_means_nothing_where_the_address_is_not_the_group() -> None:
    sender = who(*instead(KEPT_FROM, "From: \"'Rea Porter' via other\" <other@example.net>"))

    assert (sender.address.address, sender.method) == ("other@example.net", "from")


HEADERS = st.sampled_from(
    [
        PASS,
        FAIL,
        FROM,
        SIGNED,
        REWRITTEN,
        LIST_ID,
        AUTHOR,
        NAME,
        VERDICT,
        "Sender: a@example.net",
        "From: <",
        "List-ID: <",
    ]
)
RESULTS = st.text(alphabet=' "();=.@/abdfmrspc-\\', max_size=60).map(
    lambda text: f"Authentication-Results: {SERVER}; {text}"
)


@given(st.lists(HEADERS | RESULTS, max_size=9))
def test_whatever_the_headers_are_somebody_is_believed_only_for_a_reason(headers: list[str]) -> None:
    sender = who(*headers)

    assert sender.method in ("from", "unwrapped", "unknown")
    if sender.authenticated:
        assert PASS in headers or VERDICT in headers
    if sender.method == "unwrapped":
        assert {SIGNED, REWRITTEN, LIST_ID, AUTHOR} <= set(headers)
    if sender.origin == "group":
        assert {SIGNED, LIST_ID} <= set(headers)


def _from_ben(*headers: str) -> Sender:
    lines = (*headers, "From: Ben <ben@example.org>", "Subject: s", "", "clear")
    return identify(parse("\r\n".join(lines).encode()), Group("conduct@example.org"), "mx.example.org")


@pytest.mark.parametrize("twice", ["Sender: a@example.net\r\nSender: b@example.net", "From: x@example.net"])
def test_a_header_that_is_there_twice_does_not_turn_forged_into_unknown(twice: str) -> None:
    forged = "Authentication-Results: mx.example.org; dmarc=fail header.from=example.org"

    assert _from_ben(forged, twice).authenticated is False


@pytest.mark.parametrize(
    "noise",
    [
        'spf=fail (domain of "a); dmarc=pass; x"@evil.example) smtp.mailfrom=x@evil.example',
        f"spf=fail ({'x' * 9000})",
    ],
)
def test_results_of_our_server_that_cannot_be_read_count_as_a_failure(noise: str) -> None:
    results = f"Authentication-Results: mx.example.org; {noise}; dmarc=fail header.from=example.org"

    assert _from_ben(results).authenticated is False


def test_results_of_another_server_that_cannot_be_read_say_nothing() -> None:
    assert _from_ben("Authentication-Results: mx.evil.example; dmarc=(((").authenticated is None


# What does not fit together, and what only looks alike.


def test_a_from_that_the_group_does_not_name_is_doubted_and_not_believed() -> None:
    found = who(SIGNED, FROM, LIST_ID, "X-Original-Sender: mallory@example.com", VERDICT)

    assert (found.address, found.method, found.authenticated) == (REA, "from", None)
    assert found.doubt


def test_what_fits_together_is_not_doubted() -> None:
    assert [who(*headers).doubt for headers in (THROUGH_GROUP, KEPT_FROM, (PASS, FROM))] == ["", "", ""]


def test_a_header_that_is_there_twice_is_named() -> None:
    assert who(PASS, FROM, "From: mallory@example.com").doubt == "From is there more than once"


@pytest.mark.parametrize(
    ("header", "origin"),
    [
        ("X-BeenThere: conduct@groups.example", "group"),
        ('X-BeenThere: Conduct@groups.example; h="AbCd=="', "group"),
        ("X-BeenThere: all@groups.example\r\nX-BeenThere: conduct@groups.example", "group"),
        ("X-BeenThere: strangers@groups.example", "direct"),
    ],
)
def test_a_message_that_was_in_another_group_did_not_come_through_ours(header: str, origin: str) -> None:
    assert who(*KEPT_FROM, header).origin == origin


@pytest.mark.parametrize(
    "domain", ["еxample.net", "examp1e.net", "example.net.evil.example", "exаmple.net", "xample.net"]
)
def test_a_domain_that_looks_alike_is_another_one(domain: str) -> None:
    found = who(PASS, f"From: Rea Porter <rea@{domain}>")

    assert found.address.key != REA.key
    assert found.authenticated is False


def test_a_domain_in_letters_is_the_one_that_the_server_writes_in_ascii() -> None:
    results = f"Authentication-Results: {SERVER}; dmarc=pass header.from=xn--exmple-cua.example"

    assert who(results, "From: rea@exämple.example").authenticated is True
    assert who(results, "From: rea@exåmple.example").authenticated is False


@pytest.mark.parametrize(
    "name",
    [
        '"ben@example.org"',
        "ben@example.org",
        "=?utf-8?q?ben=40example=2Eorg?=",
        "=?utf-8?q?ben=40example=2Eorg=3E?=",
        '"Ben <ben@example.org>"',
        "=?utf-8?q?=0D=0AFrom=3A_ben=40example=2Eorg?=",
        "=?utf-8?b?DQpGcm9tOiBiZW5AZXhhbXBsZS5vcmcNCg==?=",
    ],
)
def test_a_name_that_looks_like_an_address_or_a_header_is_a_name(name: str) -> None:
    found = who(f"From: {name} <mallory@example.com>")

    assert (found.address.address, found.method) == ("mallory@example.com", "from")
    assert "\n" not in found.address.name


def test_a_group_that_our_mailbox_was_added_to_is_not_ours() -> None:
    headers = instead(THROUGH_GROUP, "List-ID: <strangers.groups.example>")

    assert who(*instead(headers, "X-Original-Sender: ben@example.org")).method == "unknown"


def test_a_signature_of_the_group_brought_along_by_the_sender_is_not_ours_to_believe() -> None:
    forged = ("Authentication-Results: mx.example.org.evil.example; dkim=pass header.d=groups.example",)

    assert who(*forged, *THROUGH_GROUP[1:]).method == "unknown"
    assert who(f"Authentication-Results: {SERVER}; dkim=none", *THROUGH_GROUP).method == "unknown"
