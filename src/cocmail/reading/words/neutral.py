"""What an anonymised account says instead: labels for people, coarse times, and words without a gender.

They stand apart from the words of a report because these are written, not looked for; a reader of one of the languages
can mend them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutral:
    """The words of one language. `{}` stands for a letter or a month."""

    reporter: str
    reported: str
    team: str
    person: str
    name: str
    address: str
    number: str
    place: str
    time: str
    that_week: str
    day_parts: tuple[str, str, str, str]
    """Night, morning, afternoon, evening."""
    month_parts: tuple[str, str, str]
    """Its beginning, middle and end."""
    months: tuple[str, ...]
    before_times: str
    """Small words before a time that go with it, as a pattern."""
    before_days: str
    titles: str
    gendered: Mapping[str, str]
    """Words that tell a gender, and what stands for each; lower case."""
    telling: str
    """Words that tell a gender and stay: only a person can say what is meant. Parted by commas."""


def _each(words: str, neutral: str) -> dict[str, str]:
    return dict.fromkeys(words.split(", "), neutral)


def _finnish() -> dict[str, str]:
    """The forms of the nouns, each with the same form of the neutral one."""
    stems = (
        ("mies", "miehe", "mies", "miehee"),
        ("nainen", "naise", "nais", "naisee"),
        ("tyttö", "tytö", "tyttö", "tyttöö"),
        ("poika", "poja", "poika", "poikaa"),
        ("äijä", "äijä", "äijä", "äijää"),
        ("ukko", "uko", "ukko", "ukkoo"),
        ("akka", "aka", "akka", "akkaa"),
        ("jätkä", "jätkä", "jätkä", "jätkää"),
        ("kundi", "kundi", "kundi", "kundii"),
        ("setä", "sedä", "setä", "setää"),
        ("täti", "tädi", "täti", "tätii"),
    )
    words: dict[str, str] = {}
    for nominative, weak, strong, into in stems:
        back = any(each in nominative for each in "aou")
        a = "a" if back else "ä"
        partitive = strong + ("t" if strong.endswith("s") else "") + a
        words |= {
            nominative: "henkilö",
            f"{weak}n": "henkilön",
            partitive: "henkilöä",
            f"{into}n": "henkilöön",
            f"{weak}lle": "henkilölle",
            f"{weak}ll{a}": "henkilöllä",
            f"{weak}lt{a}": "henkilöltä",
            f"{weak}ss{a}": "henkilössä",
            f"{weak}st{a}": "henkilöstä",
            f"{weak}ksi": "henkilöksi",
            f"{weak}t": "henkilöt",
        }
    words["miehenä"], words["naisena"] = "henkilönä", "henkilönä"
    for ending in ("", "n", "a", "lle", "lla", "lta", "sta", "ni", "nsa", "lleni", "ltani", "stani"):
        words[f"vaimo{ending}"] = f"puoliso{ending}"
    return words


_ENGLISH = {
    **{f"{who}{rest}": new for who in ("he", "she", "s/he", "he/she", "she/he") for rest, new in (
        ("", "they"), ("'s", "they are"), (" is", "they are"), (" was", "they were"), (" has", "they have"),
        (" does", "they do"), (" isn't", "they aren't"), (" wasn't", "they weren't"), (" hasn't", "they haven't"),
        (" doesn't", "they don't"), ("'s been", "they have been"), ("'s got", "they have got"), ("'d", "they'd"),
        ("'ll", "they'll"), ("s been", "they have been"))},
    "hes": "they are", "shes": "they are", "him": "them", "himself": "themselves", "herself": "themselves",
    "his": "their", "hers": "theirs", "his/her": "their", "him/her": "them", "mans": "person's",
    **_each("man, woman, guy, bloke, dude, lad, lady, gentleman, boy, girl, chap, gal", "person"),
    **_each("wife, husband, girlfriend, boyfriend", "partner"),
}  # fmt: skip

_SWEDISH = {
    "han": "hen", "hon": "hen", "hans": "hens", "hennes": "hens", "honom": "hen", "henne": "hen",
    **{f"{before} man": f"{before} person" for before in ("en", "ung", "gammal", "äldre", "yngre", "annan", "okänd")},
    **_each("kvinna, kille, tjej, snubbe, gubbe, grabb, pojke, flicka, dam, tant", "person"),
    **_each("mannen, kvinnan, killen, tjejen, snubben, gubben, grabben, pojken, flickan, damen, tanten", "personen"),
    **_each("mannens, kvinnans, killens, tjejens, snubbens, gubbens, grabbens, pojkens, flickans", "personens"),
    **_each("pojkvän, flickvän, hustru, fru", "partner"),
    **_each("pojkvännen, flickvännen, hustrun, frun", "partnern"),
}  # fmt: skip


NEUTRAL: dict[str, Neutral] = {
    "en": Neutral(
        reporter="[the reporter]",
        reported="[the reported person]",
        team="[a team member]",
        person="[person {}]",
        name="[name {}]",
        address="[address]",
        number="[number]",
        place="[place]",
        time="[time of day]",
        that_week="that week",
        day_parts=("in the night", "in the morning", "in the afternoon", "in the evening"),
        month_parts=("in early {}", "in mid-{}", "in late {}"),
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        before_times=r"(?:at|around|about|by|circa|approximately|approx\.?|from|since)",
        before_days=r"(?:on|at|in|during|of|last|this|next|the|since|from)",
        titles=r"(?:mr|mrs|ms|miss|sir|madam)\.?",
        gendered=_ENGLISH,
        telling="""
            men, women, girls, boys, guys, ladies, lads, gentlemen, mother, father, mom, mum, dad, sister, brother, son,
            daughter, uncle, aunt, male, female, mr, mrs, ms, husband's, wife's, pregnant, lesbian, gay
            """,
    ),
    "fi": Neutral(
        reporter="[ilmoittaja]",
        reported="[ilmoituksen kohde]",
        team="[tiimin jäsen]",
        person="[henkilö {}]",
        name="[nimi {}]",
        address="[osoite]",
        number="[numero]",
        place="[paikka]",
        time="[kellonaika]",
        that_week="sillä viikolla",
        day_parts=("yöllä", "aamulla", "iltapäivällä", "illalla"),
        month_parts=("{}n alussa", "{}n puolivälissä", "{}n lopussa"),
        months=(
            *("tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu"),
            *("heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu"),
        ),
        before_times=r"(?:noin|n\.|kello|klo\.?|kellon)",
        before_days=r"(?:viime|tänä|ensi)",
        titles=r"(?:herra|rouva|neiti)",
        gendered=_finnish(),
        telling="""
            miehet, naiset, miesten, naisten, miehiä, naisia, tytöt, pojat, tyttöjen, poikien, äiti*, isä, isän, isäni,
            sisko*, veli, veljen, veljeni, poikaystäv*, tyttöystäv*, aviomie*, herra, rouva, neiti, tytär*, raskaana,
            miespuoli*, naispuoli*, lesbo*, homo*
            """,
    ),
    "sv": Neutral(
        reporter="[anmälaren]",
        reported="[den anmälda]",
        team="[en i teamet]",
        person="[person {}]",
        name="[namn {}]",
        address="[adress]",
        number="[nummer]",
        place="[plats]",
        time="[klockslag]",
        that_week="den veckan",
        day_parts=("på natten", "på morgonen", "på eftermiddagen", "på kvällen"),
        month_parts=("i början av {}", "i mitten av {}", "i slutet av {}"),
        months=(
            *("januari", "februari", "mars", "april", "maj", "juni"),
            *("juli", "augusti", "september", "oktober", "november", "december"),
        ),
        before_times=r"(?:vid|runt|kring|omkring|ungefär|ca|cirka|klockan|kl\.?)",
        before_days=r"(?:på|i|förra|den|nu)",
        titles=r"(?:herr|fru|fröken)",
        gendered=_SWEDISH,
        telling="""
            män, männen, kvinnor, kvinnorna, killar, killarna, tjejer, tjejerna, pojkar, flickor, mamma*, pappa*,
            syster*, bror, brodern, dotter*, sonen, manlig*, kvinnlig*, gravid, lesbisk*, bög*, herr, fröken
            """,
    ),
}
