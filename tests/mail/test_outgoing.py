"""What of a responder's words reaches the reporter: everything but who wrote them."""

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail.outgoing import cut_for_reporter, says_nothing


@dataclass(frozen=True)
class Writer:
    name: str
    address: str
    also_known_as: tuple[str, ...] = ()


BEN = Writer("Ben Okafor", "ben@example.org", ("Benny", "@bokafor", "ben.okafor@work.example"))
AINO = Writer("Aino Virtanen", "aino@example.org", ("Aina",))
CARLA = Writer("Carla Lindqvist", "carla@example.org")
WORDS = "Thank you for telling us.\nWe will talk to them on Friday."


@pytest.mark.parametrize(
    ("writer", "signature"),
    [
        (BEN, "-- \nBen Okafor\nExample Ltd\n+358 40 123 4567"),
        (BEN, "--\nBen"),
        (BEN, "Best regards,\nBen Okafor\n+358 40 123 4567"),
        (BEN, "Best regards,\n\nBen Okafor\nCode of Conduct team\nben@example.org | tel. +358 40 1234567"),
        (BEN, "Best regards\nBen Okafor (he/him)\n\nExample Ltd\nhttps://example.org\n+358 40 123 4567"),
        (BEN, "Kind regards, Ben"),
        (BEN, "Cheers Ben"),
        (BEN, "/Ben"),
        (BEN, "- Ben"),
        (BEN, "– Benny"),
        (BEN, "Ben"),
        (BEN, "ben"),
        (BEN, "BR,\nBO"),
        (BEN, "-BO"),
        (BEN, "Ben O."),
        (BEN, "Ben Okafor, Code of Conduct team"),
        (BEN, "Ben & Aino"),
        (BEN, "Best,\nB"),
        (BEN, "@bokafor"),
        (BEN, "Ben\nSent from my iPhone"),
        (BEN, "Ben\n\nGet Outlook for iOS"),
        (BEN, "Sincerely,\nBenjamin O."),
        (BEN, "ben@example.org\n+358 40 123 4567"),
        (BEN, "Tel: +358 (0)40 123 4567"),
        (BEN, "Sent from my iPhone"),
        (BEN, "Get Outlook for Android"),
        (BEN, "Typed on my phone, please excuse typos"),
        (BEN, "Von meinem iPhone gesendet"),
        (BEN, "Envoyé de mon iPhone"),
        (BEN, "Enviado desde mi iPhone"),
        (BEN, "Verstuurd vanaf mijn iPhone"),
        (BEN, "Sendt fra min iPhone"),
        (BEN, "Obtener Outlook para iOS"),
        (BEN, "Télécharger Outlook pour Android"),
        (BEN, "Hent Outlook til iOS"),
        (BEN, "Outlook für iOS beziehen"),
        (BEN, "Mit freundlichen Grüßen\nBen Okafor"),
        (AINO, "Terveisin Aino"),
        (AINO, "Ystävällisin terveisin\nAino Virtanen\npuh. 040 123 4567"),
        (AINO, "t. Aino"),
        (AINO, "T: Aino"),
        (AINO, "terv. Aino"),
        (AINO, "Terv.\nA.V."),
        (AINO, "Virtanen Aino"),
        (AINO, "Lähetetty iPhonesta"),
        (AINO, "Lähetetty Outlook for Androidista"),
        (CARLA, "Mvh, Carla"),
        (CARLA, "Mvh Carla"),
        (CARLA, "/Carla"),
        (CARLA, "Vänliga hälsningar\nCarla Lindqvist\nHandläggare"),
        (CARLA, "Hälsningar, Carla\n\nSkickat från min iPhone"),
        (CARLA, "Hämta Outlook för iOS"),
    ],
)
def test_a_signature_is_cut_and_shown(writer: Writer, signature: str) -> None:
    for text in (f"{WORDS}\n\n{signature}", f"{WORDS}\n\n{signature}\n\n"):
        outgoing = cut_for_reporter(text, writer)
        assert outgoing.kept == WORDS
        assert list(outgoing.cut) == [line.strip() for line in signature.split("\n") if line.strip()]
    assert cut_for_reporter(f"{WORDS}\n{signature}", writer).kept == WORDS


@pytest.mark.parametrize(
    ("text", "kept", "cut"),
    [
        ("We will call.\n\nThanks,\nBen", "We will call.\n\nThanks,", ("Ben",)),
        ("Kiitos viestistäsi.\nKiitos\n Aino", "Kiitos viestistäsi.\nKiitos", ("Aino",)),
        ("We will call. Regards Ben", "We will call.", ("Regards Ben",)),
        ("we looked at it and will write on friday regards ben", "we looked at it and will write on friday",
         ("regards ben",)),
        ("We will call. /Ben", "We will call.", ("/Ben",)),
        ("We will call - Ben", "We will call", ("- Ben",)),
        ("Take care of yourself. Ben 040 123 4567", "Take care of yourself.", ("Ben 040 123 4567",)),
        ("Hi,\n\nBest,\nBen\n\nPS. Are you safe now?", "Hi,\n\n\nPS. Are you safe now?", ("Best,", "Ben")),
        ("Ben Okafor", "", ("Ben Okafor",)),
        ("", "", ()),
    ],
)  # fmt: skip
def test_what_is_cut_within_and_around(text: str, kept: str, cut: tuple[str, ...]) -> None:
    writer = AINO if "Aino" in text else BEN
    assert (cut_for_reporter(text, writer).kept, cut_for_reporter(text, writer).cut) == (kept, cut)


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "This is Ben from the team.\nWe will call you on Friday.",
        "Ben,\n\nthank you for writing to us. We will call you.",
        "Ben\n\nthank you for writing to us.",
        "You can call us any time:\n+358 40 123 4567",
        "You can call us at +358 40 123 4567, any time.",
        "Please read this:\n\nhttps://example.org/code-of-conduct",
        "Crisis line: 09 2525 0111",
        "You can ask for either of them:\n- Ben\n- Carla\nBoth know of it, and you choose whom you would like to see.",
        "The person who was there on that evening, and to whom you talked was\nBen",
        "Thanks,\nwe will look at it.",
        "Best regards,",
        "We think it is best Ben",
        "Is it over?\n--\nWas it in the lobby? We would like to know, and whoever was there.\n" + "More.\n" * 12 + "x",
        "> Ben\nThat is what you wrote.",
        "Sent from the office is what the mail said, and we have looked at it now, all of us together, for you.",
    ],
)  # fmt: skip
def test_nothing_else_is_touched(text: str) -> None:
    outgoing = cut_for_reporter(text, BEN)
    assert (outgoing.kept, outgoing.cut) == (text, ())


CLOSINGS = st.sampled_from(
    [
        "",
        "Best regards,\n",
        "BR, ",
        "Thanks,\n",
        "Terveisin\n\n",
        "Mvh ",
        "/",
        "-- \n",
        "t. ",
        "Cheers,\n",
        "- ",
    ]
)
NAMES = st.sampled_from(
    ["Ben Okafor", "BEN OKAFOR", "Okafor Ben", "Benny", "Ben Okafor (he/him)", "ben okafor"]
)
BELOW = st.lists(
    st.sampled_from(["+358 40 123 4567", "ben@example.org", "ben.okafor@work.example", "Example Ltd", "",
                     "Mob. 040-1234567 / ben@example.org", "https://example.org/~ben", "Sent from my Galaxy"]),
    max_size=5,
)  # fmt: skip
BODIES = st.lists(
    st.sampled_from(["We met.", "Are you safe?", "", "We decide on Friday, all of us.", "Yes"]), max_size=6
)


@given(BODIES, CLOSINGS, NAMES, BELOW)
def test_who_signs_is_never_known_to_the_reporter(
    body: list[str], closing: str, name: str, below: list[str]
) -> None:
    text = "\n".join([*body, "We will write again.", "", closing + name, *below])
    outgoing = cut_for_reporter(text, BEN)
    kept = outgoing.kept.casefold()
    for secret in ("okafor", "benny", "ben@example.org", "work.example", "123 4567", "1234567"):
        assert secret not in kept
    assert "We will write again." in outgoing.kept
    _check_lines(text, outgoing.kept, outgoing.cut)


PIECES = st.sampled_from(
    ["Ben", "Okafor", "Best regards,", "Thanks", "--", "-- ", "\n",
     "\n\n", "+358 40 123 4567", "/", "-", "PS.", "t.",
     "Sent from my iPhone", "ben@example.org", "we met", ".", ":", ",", "@bokafor", ">", "____",
     "\r\n", "İ", "BO"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join)))
def test_of_any_text_each_line_is_kept_or_shown_as_cut(text: str) -> None:
    for writer in (BEN, Writer("", ""), Writer("(.*", "a", ("[", " ", "."))):
        outgoing = cut_for_reporter(text, writer)
        _check_lines(text, outgoing.kept, outgoing.cut)


def _check_lines(text: str, kept: str, cut: tuple[str, ...]) -> None:
    """Every line of the text is kept or cut, one of them at its end; nothing is new."""
    left, gone = [line.strip() for line in kept.split("\n") if line.strip()], list(cut)
    # The same line may stand in both: each way to share them out is followed.
    ways = {(0, 0)}
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        further: set[tuple[int, int]] = set()
        for n, m in ways:
            stays, goes = (*left[n : n + 1], "")[0], (*gone[m : m + 1], "")[0]
            if line == stays:
                further.add((n + 1, m))
            if line == goes:
                further.add((n, m + 1))
            is_both = stays and goes and line.startswith(stays) and line.endswith(goes)
            if is_both and not line.removeprefix(stays).removesuffix(goes).strip():
                further.add((n + 1, m + 1))
        ways = further
    assert (len(left), len(gone)) in ways


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Terveisin\nBEN", True),
        ("Best,\nFULL\n+358 40 000 0000", True),
        ("Best,\nFULL\nSenior Developer, Acme", False),
        ("Thanks\nBen\nLisa saw him with a knife at the venue", False),
        ("Best,\nBen - he has a knife", False),
        ("FULL\nADDRESS", True),
        ("Kiitos!", True),
        ("Best regards, BEN", True),
        ("/BEN", True),
        ("\N{THUMBS UP SIGN}", True),
        ("", True),
        ("040 000 0000", False),
        ("Tel. 040 000 0000\nBEN", False),
        ("BEN\nHe hit her", False),
        ("Thanks\nHe hit her", False),
        ("Thanks, got it", False),
        ("BEN, he hit her", False),
        ("Terveisin\nHän löi häntä", False),
        ("Carla", False),
        ("ok", False),
    ],
)
def test_what_says_nothing_but_who_writes(text: str, expected: bool) -> None:
    words = text.replace("FULL", BEN.name).replace("BEN", "Ben").replace("ADDRESS", BEN.address)

    assert says_nothing(words, BEN) == expected


@pytest.mark.parametrize(
    "piece",
    ["Ben\n", "Best regards,\n", "Best regards,\n\n", "--\n", "Ben\n\n\n",
     ", , ,", "Ben, , , , ?\n", "+358 40 123 4567\n",
     "1 ", "(1) ", "ben@example.", "Thanks, Ben, - / - Ben -\n", "Sent from my iPhone\n", "\n",
     "Ben / Ben - Ben | ?\n"],
)  # fmt: skip
def test_time_is_bounded(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    cut_for_reporter(text, BEN)
    says_nothing(text, BEN)
    assert time.process_time() - start < 3
