"""Who of the roster a report names: a responder who is named must not see the case."""

from datetime import UTC, datetime

import pytest

from cocmail.reading import Person, Report, read

ROSTER = (
    Person("aino", "Aino Virtanen", ("aino@example.org",), ("@ainov",)),
    Person("ben", "Ben Okafor", ("ben@example.org",), ("@bokafor",)),
    Person("carla", "Carla Lindqvist", ("carla@example.org",), ()),
    Person("daniel", "Daniel Heino", ("daniel@example.org",), ("Dani", "d.heino@work.example")),
)


# Names that are words, or whose forms are.
WORDS = (
    Person("toivo", "Toivo Aho", ("toivo@example.org",), ()),
    Person("mark", "Mark Hill", ("mark@example.org",), ()),
    Person("päivi", "Päivi Koski", ("paivi@example.org",), ()),
    Person("dag", "Dag Holm", ("dag@example.org",), ()),
    Person("will", "Will Stone", ("will@example.org",), ()),
    Person("onni", "Onni Laine", ("onni@example.org",), ()),
)


def _named(text: str, roster: tuple[Person, ...] = ROSTER) -> set[str]:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "", received, "Europe/Helsinki", True, "")
    return set(read(report, roster, ("en", "fi", "sv")).named)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Minua haukuttiin. Toivon käytös oli törkeää.", "toivo"),
        ("Minua haukuttiin. Toivon, että puhutte. Toivo itse vain nauroi.", "toivo"),
        ("It was Mark who shoved me. Mark my words.", "mark"),
        ("Will shouted at me. Will you talk to him?", "will"),
        # What begins no sentence is no phrase.
        ("It was Will the treasurer who touched me.", "will"),
        ("I told Will that he should stop.", "will"),
        ("Hän löi Onnea kasvoihin.", "onni"),
        ("Näin Toivon kuitenkin lyövän naista.", "toivo"),
        ("Igår knuffade Dag ut mig.", "dag"),
        ("Dag och Erik slog mig.", "dag"),
        ("mua haukuttiin aulassa ja se oli kyllä toivon vika eikä mun", "toivo"),
        ("it was marks fault, he shoved me in the lobby and laughed", "mark"),
        ("Päiviä en halua enää nähdä, hän haukkui minua.", "päivi"),
        ("Dags skämt var elaka, och jag grät.", "dag"),
        ("Onnin vitsit olivat törkeitä.", "onni"),
    ],
)
def test_a_name_that_is_a_word_is_a_name(text: str, key: str) -> None:
    assert key in _named(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "se huusi mulle ja sitä kesti päiviä, en jaksa enää",
        "joku tönäs mua aulassa, onneksi en kaatunu",
        "Joku tönäisi minua aulassa. Onneksi en kaatunut. Toivon, että puhutte hänelle.",
        "Minua haukuttiin eilen. Toivon teidän selvittävän asian. Toivon vastausta.",
        "Somebody pushed me. Will you talk to them? Mark my words, it will happen again.",
    ],
)
def test_a_word_that_is_hardly_ever_a_name_shuts_nobody_out(text: str) -> None:
    assert _named(text, WORDS) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It was Aino Virtanen.", "aino"),
        ("Aino shouted at me in the bar.", "aino"),
        ("Please keep this from Virtanen.", "aino"),
        ("Se oli Ainon idea ja hän sanoi sen minulle.", "aino"),
        ("Sanoin siitä Ainolle eilen, mutta hän vain nauroi.", "aino"),
        ("En halua että tämä menee Virtaselle, koska hän on se joka huusi.", "aino"),
        ("Virtasen Aino huusi minulle eilen.", "aino"),
        ("@ainov deleted my comments.", "aino"),
        ("Benille olen siitä sanonut, mutta hän ei lopettanut.", "ben"),
        ("Okaforin takia en tullut enää.", "ben"),
        ("bokafor is not the handle, @bokafor is", "ben"),
        ("Carlas ord var att jag skulle sluta.", "carla"),
        ("Lindqvistin Carla sanoi sen minulle.", "carla"),
        ("Ms Lindqvist told me to leave.", "carla"),
        # Somebody else of that name, in lower case, makes none of who has a capital.
        ("At the party Aino hit me. My sister aino karlsson saw it on Friday.", "aino"),
        ("On Friday Virtanen hit me. My friend liisa virtanen came too.", "aino"),
        ("Heinon mielestä en osaa mitään.", "daniel"),
        ("Det var Heinos fel, och jag sade det.", "daniel"),
        ("Dani teidän tiimistä oli siellä.", "daniel"),
        ("eilen dani tuli ja huusi mulle taas, en jaksa", "daniel"),
        ("I got it from D.Heino@work.example today.", "daniel"),
        ("Daniel’s joke was about my hair.", "daniel"),
        ("I was told to smile by Ben\nOkafor from your team.", "ben"),
        ("Minulle huusi Carla\r\nLindqvistin veli, ja Carla nauroi.", "carla"),
        ("It was Ben Okafer, I think.", "ben"),
        ("It was Ben Okaffor.", "ben"),
        ("Carla Lindkvist skrattade åt mig.", "carla"),
        ("Aino Virtannen oli paikalla.", "aino"),
        ("I told Aino\nPontus heard it too", "aino"),
        ("Näin Ainoa eilen, ja hän huusi minulle.", "aino"),
        ("Beniä en halua nähdä enää.", "ben"),
        ("Näin siellä Virtasta, ja hän huusi minulle taas.", "aino"),
    ],
)
def test_a_name_is_known_in_every_form(text: str, key: str) -> None:
    assert key in _named(text)


@pytest.mark.parametrize(
    "text",
    [
        "tää oli ainoa osoite joka mulla oli, ja mä kirjoitin tähän",
        "Minulle huudettiin pelikerhossa.\n\nTerveisin Benita",
        "Aino Virtala laughed, and then Aino left.",
        "Daniel Heinonen käski hakea kahvia.",
        "It was Ben Åkerlund who said it.",
        "Carl Lindqvist sat beside me, and Lindqvist laughed.",
        "Veli-Matti Virtanen huusi.",
        "Ainomaija ja Benedikt kuulivat sen.",
        "He had just come back from Benin.",
        "Jag har ont i benen.",
        "We ate Ben & Jerry's.",
        "Write to xaino@example.org.",
    ],
)
def test_a_longer_word_or_another_surname_is_somebody_else(text: str) -> None:
    assert _named(text) == set()


def test_a_full_name_counts_even_beside_somebody_who_shares_the_first() -> None:
    assert _named("Aino Virtala and Aino Virtanen were both there.") == {"aino"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It was BEN OKAFOR who shouted at me.", "ben"),
        ("Who: BEN OKAFOR\nWhere: the lobby", "ben"),
        ("Yesterday AINO hit me in the lobby.", "aino"),
        ("AINO HIT ME and nobody did anything.", "aino"),
        ("BEN SHOUTED AT ME IN THE LOBBY. PLEASE DO SOMETHING.", "ben"),
        ("CARLA LINDQVIST HUUSI MINULLE AULASSA EILEN.", "carla"),
        ("SANOIN SIITÄ AINOLLE EILEN, MUTTA HÄN VAIN NAUROI.", "aino"),
        ("Se oli AINON idea, ja hän sanoi sen minulle.", "aino"),
        ("Please keep this from OKAFOR.", "ben"),
        ("It was DANI, who else.", "daniel"),
        ("At six ben okafor shouted at me.", "ben"),
        ("At six virtanen aino shouted at me.", "aino"),
        ("Eilen aino virtasen vitsit olivat törkeitä.", "aino"),
        ("Ben OKAFOR shouted at me.", "ben"),
        ("OKAFOR, Ben: shouted at me.", "ben"),
    ],
)
def test_a_name_is_known_whatever_its_capitals(text: str, key: str) -> None:
    assert key in _named(text)


@pytest.mark.parametrize(
    "text",
    [
        "I was at the BENIN stand. Nobody was there.",
        "Who: BEN LINDGREN\nWhere: the lobby",
        "It was DANIEL HEINONEN who said it.",
        "It was ben åkerlund who said it, and Then He Left.",
        "Yesterday CARL LINDQVIST sat beside me and laughed.",
    ],
)
def test_capitals_make_nobody_else_of_a_namesake(text: str) -> None:
    assert _named(text) == set()


MERE = (
    Person("will", "Will Hale", ("will@example.org",), ()),
    Person("may", "May Ode", ("may@example.org",), ()),
    Person("mark", "Mark Hill", ("mark@example.org",), ()),
    Person("tuuli", "Tuuli Aalto", ("tuuli@example.org",), ()),
    Person("sky", "Sky Lund", ("sky@example.org",), ()),
    Person("pia", "Pia Salo", ("pia@example.org",), ()),
    Person("june", "June Ek", ("june@example.org",), ()),
    Person("hall", "Ed Hall", ("ed@example.org",), ()),
    Person("ove", "Ove Aro", ("ove@example.org",), ()),
    Person("aki", "Aki Aro", ("aki@example.org",), ()),
)


@pytest.mark.parametrize(
    "text",
    [
        "He said he WILL do it again, and he MAY be right. I will not wait.",
        "PLEASE MARK THIS AS URGENT\n\nA man shouted at me in the lobby.",
        "Please MARK this as urgent. A man shouted at me in the lobby.",
        "The sky was dark. Then THE SKY FELL, he shouted.",
        "KOVA TUULI oli ulkona, ja hän huusi minulle. Tuolla tuuli kovaa.",
        "it was dark, the sky was red and he pushed me",
        "WILL YOU PLEASE HELP ME. THE SKY IS DARK.",
        "It was on 12 JUNE in the lobby.",
        "Where: HALL B. A man shouted at me.",
        "se huusi mulle taas, tulkaa pian, se seisoo oven takana ja on aina siellä",
    ],
)
def test_a_word_that_is_a_name_elsewhere_holds_nobody(text: str) -> None:
    assert _named(text, MERE) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It was MARK who hit me.", "mark"),
        ("Who: TUULI\nWhere: the lobby", "tuuli"),
        ("Sky hit me.", "sky"),
        ("it was will hale, he hit me", "will"),
        ("At six may ode shouted at me.", "may"),
        ("eilen pia huusi mulle taas, en jaksa", "pia"),
        ("yesterday aki shouted at me again", "aki"),
        ("pian vitsit on törkeitä, pia haukkui mua", "pia"),
    ],
)
def test_a_name_that_is_a_word_is_known_where_it_can_be_nothing_else(text: str, key: str) -> None:
    assert key in _named(text, MERE)


LONG = (
    Person("anna", "Anna Maria Holm", ("anna@example.org",), ()),
    Person("jan", "Jan Erik Ek", ("jan@example.org",), ()),
    Person("lina", "Lina von der Au", ("lina@example.org",), ()),
    Person("kate", "Kate O'Brien", ("kate@example.org",), ()),
    Person("jose", "Jose\u0301 Garci\u0301a", ("jose@example.org",), ("@jose\u0301",)),
    Person("peter", 'Peter "Pete" J. Lind', ("peter@example.org",), ()),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It was Anna Maria Holm.", "anna"),
        ("It was ANNA MARIA HOLM who said it.", "anna"),
        ("At six anna maria holm shouted at me.", "anna"),
        ("It was Anna Holm who said it.", "anna"),
        ("It was Anna M. Holm who said it.", "anna"),
        ("A. M. Holm shouted at me.", "anna"),
        ("Jan Erik Ek skrek åt mig.", "jan"),
        ("Jan-Erik Ek skrek åt mig.", "jan"),
        ("Jan-Erik skrek åt mig.", "jan"),
        ("J-E Ek skrek åt mig.", "jan"),
        ("It was Jan\nErik Ek who shouted.", "jan"),
        ("Write to jan.erik.ek@work.example, he shouted at me.", "jan"),
        ("Lina von der Au shouted at me.", "lina"),
        ("Kate O’Brien shouted at me.", "kate"),
        ("O’Brien shouted at me.", "kate"),
        ("Please keep this from O`Brien.", "kate"),
        ("It was KATE O’BRIEN.", "kate"),
        ("José García shouted at me.", "jose"),
        ("Please keep this from García.", "jose"),
        ("Please keep this from Garci\u0301a.", "jose"),
        ("@josé deleted my words.", "jose"),
        ("Peter J. Lind shouted at me.", "peter"),
        ("Pete shouted at me.", "peter"),
    ],
)
def test_a_name_of_many_parts_is_known(text: str, key: str) -> None:
    assert key in _named(text, LONG)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Aino Maria Virtanen shouted at me.", "aino"),
        ("At six aino maria virtanen shouted at me.", "aino"),
        ("A. Virtanen shouted at me.", "aino"),
        ("Please keep this from A. Virtanen.", "aino"),
        ("Mr. B. Okafor shouted at me.", "ben"),
        ("B Okafor shouted at me.", "ben"),
        ("At six b. okafor shouted at me.", "ben"),
        ("I told Carla Monday.", "carla"),
        ("Then Carla DMed me.", "carla"),
        ("Carla PM’d me at six.", "carla"),
        ("Ben Zoom-bombed our call.", "ben"),
        ("The Ben CoC lead hit me.", "ben"),
        ("Ben SHOUTED at me.", "ben"),
        ("Ben I'd rather not see again.", "ben"),
        ("On Monday Okafor shouted at me.", "ben"),
        ("Sanoin Carla Lindqvistille maanantaina.", "carla"),
        ("Jag sade det till Carla Måndag kväll.", "carla"),
        ("Ben Harassed Me At Lunch\n\nHe harassed me for an hour. Ben would not stop.", "ben"),
    ],
)
def test_what_is_no_surname_makes_nobody_else_of_a_first_name(text: str, key: str) -> None:
    assert key in _named(text)


@pytest.mark.parametrize(
    "text",
    [
        "E. Lindqvist and V. Virtanen sat there.",
        "Anna Maria Lind sat there.",
        "Maria Virtanen sat there, and Virtanen laughed.",
        "Aino Maria Virtala laughed, and then Aino left.",
        "Ben von Essen said it.",
    ],
)
def test_another_initial_or_surname_is_somebody_else(text: str) -> None:
    assert _named(text) == set()
    assert _named(text, LONG) == set()


HANDLES = (
    Person("ben", "Ben Okafor", ("ben@example.org",), ("@bokafor", "@bok:chat.example")),
    Person("tea", "Tea Lund", ("tea@example.org",), ("@dragon",)),
    Person("may", "May Ode", ("may@example.org",), ("@mode",)),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("<bokafor> shut up, all of you", "ben"),
        ("[14:02] bokafor: shut up, all of you", "ben"),
        ("14:02 < bokafor> shut up", "ben"),
        ("His nick is bokafor.", "ben"),
        ("Somebody called BOkafor shouted.", "ben"),
        ("> bokafor_: shut up", "ben"),
        ("[14:02] <bok> shut up", "ben"),
        ("In the chat @bok said it.", "ben"),
        ("<dragon> shut up", "tea"),
        ("[2026-05-19 14:02] Dragon: shut up", "tea"),
        ("dragon: shut up", "tea"),
        ("Dragon — Today at 14:02\nshut up", "tea"),
        ("His nick is dragon.", "tea"),
        ("Hänen nimimerkkinsä on dragon.", "tea"),
        ("See github.com/dragon for it.", "tea"),
    ],
)
def test_a_handle_is_known_without_its_sign(text: str, key: str) -> None:
    assert key in _named(text, HANDLES)


@pytest.mark.parametrize(
    "text",
    [
        "He drew a dragon on my badge.",
        "The bokaforian joke was about my hair.",
        "He wore a dragon suit: awful.",
        "The light mode was off.",
    ],
)
def test_a_handle_that_is_a_word_is_a_word(text: str) -> None:
    assert _named(text, HANDLES) == set()


SMALL = (
    *ROSTER,
    *WORDS,
    Person("ann", "Ann Lundqvist", ("ann@example.org",), ()),
    Person("matti", "Matti Nieminen", ("matti@example.org",), ("Bossen",)),
    Person("rose", "Rose Walker", ("rose@example.org",), ("Grumpy",)),
    Person("stig", "Stig Sjöman", ("stig@example.org",), ()),
    Person("veli", "Veli Niemi", ("veli@example.org",), ("Kettu",)),
    Person("chi", "Chidi Nwosu", ("chi@example.org",), ()),
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Yesterday carla shouted at me in the lobby.", "carla"),
        ("Hello, I was hit by chidi on Monday.", "chi"),
        ("I don't want lindqvist to see this.", "carla"),
        ("Then carla's friends laughed at me.", "carla"),
        ("Yesterday ann shouted at me in the lobby.", "ann"),
        ("On Monday in Turku the organiser toivo pushed me over in the lobby.", "toivo"),
        ("Oh no. He is called dani. I hate it.", "daniel"),
        ("Moi, eilen aino huusi mulle.", "aino"),
        ("Moi, eilen ainon kaverit huusi mulle.", "aino"),
        ("Hei, sanoin siitä virtaselle, mutta hän vain nauroi.", "aino"),
        ("Hei, näin kyllä matin tönäisevän minua aulassa.", "matti"),
        ("Hei, päivi haukkui minua aulassa eilen.", "päivi"),
        ("Hej, igår skrek carla åt mig i foajén.", "carla"),
        ("Hej, det var carlas fel att jag grät i foajén.", "carla"),
        ("Hej, jag vill inte att lundqvist får se det här.", "ann"),
    ],
)
def test_a_name_in_lower_case_is_known_where_it_is_no_word(text: str, key: str) -> None:
    assert _named(text, SMALL) == {key}


@pytest.mark.parametrize(
    "text",
    [
        "Please mark this as urgent. A man shouted at me, and I will not wait till May.",
        "Then he rose and went up the hill. His walker was left in the hall.",
        "A man who was very grumpy pushed me over. He had a rose on his arm.",
        "Hei, minua haukuttiin. Nyt vain toivon, että se loppuu, ja on siinä toivoakin.",
        "Hei, minun veli näki tämän. Tulimme niemen päähän. Siellä oli kettu.",
        "Hei, tämä on ainoa osoite. Löysin sen onneksi. Se oli onni, ja onnea on, ettei se kestänyt päiviä.",
        "Hej, en dag gick jag på en stig. En sjöman skrek åt mig. Jag har ont i mina ben.",
        "Hej, det var bossen som skrek åt mig i foajén.",
        "I wrote to carla@other.example. To carla.b@other.example. To x+carla+y@other.example.",
        "I read it at https://other.example/carla. I saw www.carla.example. I saw my carla-notes.",
        "It was @carla_x or @carla. I do not know which. I did not ask.",
        "Yesterday carla lindberg shouted at me in the lobby.",
        "Yesterday carl lindqvist shouted at me in the lobby.",
        "Hei, eilen aino korhonen huusi mulle.",
        "Hei, eilen ville nieminen huusi mulle.",
        "Hej, jag såg en speaker i foajén. Han stod vid en walker.",
        "Hej, igår skrek carla andersson åt mig.",
    ],
)
def test_a_word_in_lower_case_or_somebody_else_is_no_name(text: str) -> None:
    assert _named(text, SMALL) == set()


def test_a_name_is_a_word_in_its_own_language_alone() -> None:
    toivo = "I was in the lobby. On Monday toivo pushed me over. Nobody did anything about it."
    rose = "Hei, olin aulassa eilen. Silloin rose tönäisi minua. Kukaan ei tehnyt asialle mitään."

    assert _named(toivo, SMALL) == {"toivo"}
    assert _named(rose, SMALL) == {"rose"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("yesterday ben shouted at me again", "ben"),
        ("ben's jokes were about my hair", "ben"),
    ],
)
def test_a_short_name_is_known_without_capitals(text: str, key: str) -> None:
    assert key in _named(text)


@pytest.mark.parametrize("text", ["i read it on www.ben.example today", "write to ben@firm.example"])
def test_a_part_of_an_address_is_no_short_name(text: str) -> None:
    assert _named(text) == set()


def test_the_words_that_name_are_cut_out_as_they_were_written() -> None:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    texts = {
        "İİİİ Ask @bokafor about it.": "@bokafor",
        "Cafe\u0301 İ and then BEN OKAFOR left.": "BEN OKAFOR",
        "Ka\u0308ytiin eilen. Ben Okafor huusi.": "Ben Okafor",
    }
    for text, words in texts.items():
        report = Report(text, "", received, "Europe/Helsinki", True, "")
        assert read(report, ROSTER, ("en", "fi", "sv")).named == {"ben": words}


SUBADDRESSED = (
    Person("ben", "Ben Okafor", ("b.o@example.org",), ("+b@odd.example", "@bok:chat.example")),
    Person("aino", "Aino Virtanen", ("coc+aino@example.org",), ()),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("It was b.o+work@example.org who wrote.", {"ben"}),
        ("It was B.O+a.b-c@Example.org who wrote.", {"ben"}),
        ("It was b.o+@example.org who wrote.", {"ben"}),
        ("It was +b@odd.example who wrote.", {"ben"}),
        ("It was @bok:chat.example who wrote.", {"ben"}),
        ("It was coc+aino@example.org who wrote.", {"aino"}),
        ("It was xb.o+work@example.org who wrote.", set()),
        ("It was x+b.o@example.org who wrote.", set()),
        ("It was b.o+work@other.example who wrote.", set()),
        ("I wrote to coc@example.org about it.", set()),
        ("I wrote to coc+carla@example.org about it.", set()),
        ("I wrote to coc+aino+x@example.org about it.", set()),
    ],
)
def test_an_address_is_known_with_a_detail(text: str, keys: set[str]) -> None:
    assert _named(text, SUBADDRESSED) == keys


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was _Ben_ who hit me.", "Ben"),
        ("__Ben Okafor__ shouted at me.", "Ben Okafor"),
        ("Please keep this from _Okafor_.", "Okafor"),
        ("_Ben_ _Okafor_ shouted at me.", "Ben_ _Okafor"),
        ("Then __Ben__'s friends laughed.", "Ben__'s"),
        ("The one I mean, _Ben from the board_, shouted at me.", "Ben"),
        ("I was hit by ___Ben___.", "Ben"),
        ("_@bokafor_ wrote it.", "@bokafor"),
        ("Who: ______Ben Okafor_______", "Ben Okafor"),
    ],
)
def test_a_name_is_known_where_it_is_emphasised(text: str, words: str) -> None:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "", received, "Europe/Helsinki", True, "")
    assert read(report, ROSTER, ("en", "fi", "sv")).named == {"ben": words}


@pytest.mark.parametrize(
    "text",
    [
        "The account ben_okafo_r wrote it.",
        "See __init_ben__ there.",
        "It was _Ben_ Åkerlund who said it.",
        "Look for big_Ben_ in the chat.",
    ],
)
def test_an_underscore_within_a_word_is_no_emphasis(text: str) -> None:
    assert _named(text) == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was Oka\u00adfor who hit me.", "Oka\u00adfor"),
        ("It was \u200bB\u200ben, again.", "B\u200ben"),
        ("Yesterday Be\u0301n, no, Ben\u2060 Oka\u200dfor hit me.", "Ben\u2060 Oka\u200dfor"),
        ("I met\u200bBen there.", "Ben"),
        ("It was B\u034fen, again.", "B\u034fen"),
        ("It was \u3164Ben\ufe0f, again.", "Ben"),
        ("I met\u3164Ben\u3164there.", "Ben"),
        ("It was _Ben_\u3164 again, \u3164_Ben_.", "Ben"),
        ("It was _\u200bBen_ again.", "Ben"),
        ("I met\u200bB\u034fen there.", "B\u034fen"),
        ("It was B\u2065en, B\ufff0en.", "B\u2065en"),
        ("Cafe\u0301: it was Ben\u034f, again.", "Ben"),
    ],
)
def test_what_nobody_sees_hides_no_name(text: str, words: str) -> None:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "", received, "Europe/Helsinki", True, "")
    assert read(report, ROSTER, ("en", "fi", "sv")).named == {"ben": words}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("André Mäki", "Andre\u034f\u0301 hit me in the lobby."),
        ("André Mäki", "It was Ma\u00ad\u0308ki who hit me."),
        ("Zo\u200be Me\u00adyer", "Zoe Meyer hit me in the lobby."),
    ],
)
def test_what_nobody_sees_parts_no_accent_and_hides_no_name_of_the_roster(name: str, text: str) -> None:
    roster = (Person("x", name, (), ()),)
    report = Report(text, "", datetime(2026, 5, 20, 9, 0, tzinfo=UTC), "Europe/Helsinki", True, "")

    assert set(read(report, roster, ("en", "fi", "sv")).named) == {"x"}


@pytest.mark.parametrize(
    "text", ["İida hit me in the lobby", "ıida hit me", "she is IıDA Mäki", "Kaiſa hit me"]
)
def test_letters_that_differ_only_in_case_are_the_same(text: str) -> None:
    roster = (
        Person("iida", "Iida Mäki", ("iida@example.org",), ()),
        Person("kaisa", "Kaisa Salo", ("kaisa@example.org",), ()),
    )

    assert _named(text, roster)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Väinö Kukka", "Kukan käytös oli törkeää"),
        ("Jari Mäki", "Mäen vika"),
        ("Oona O’Hara", "the one called O'Hara hit me"),
        ("Bo Ek", "Bo slog mig"),
        ("Anna-Liisa Niemi", "Anna Liisa tönäisi minua"),
        ("Li Wei", "I was hit by Li Wei"),
    ],
)
def test_no_form_of_a_name_is_passed_over(name: str, text: str) -> None:
    assert _named(text, (Person("key", name, ("x@example.org",), ("@nobody_else",)),)) == {"key"}


@pytest.mark.parametrize("detail", ["work", "a!b", "~x/y", "é"])
def test_who_is_known_by_an_address_alone_is_known_by_it_with_any_detail(detail: str) -> None:
    roster = (Person("x17@example.org", "Eva Sand", ("x17@example.org",), ()),)

    assert _named(f"It was x17+{detail}@example.org who wrote it.", roster) == {"x17@example.org"}
