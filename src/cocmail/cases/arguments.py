"""What stands behind a word of a responder: the fields of ASK, the day of FOLLOWUP, the outcome of DECIDE.

It stands apart from `commands`, which knows what a line of theirs is, and from `verbs`, which does what it says: a
reader checks here what is taken for an argument, and which sentences say the contrary of their word.
"""

import re
from datetime import date, datetime, timedelta

from cocmail.cases.model import FIELDS

OUTCOMES = ("violation", "no-violation", "no-action")
#: What people write for a name when they mean themselves.
MYSELF = frozenset({"me", "myself", "self", "itseni", "minut", "minulle", "mig"})
#: What phones and word processors make of the dash of a plain keyboard; below it of its other signs, one for one.
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PLAIN_SIGNS = str.maketrans(
    dict.fromkeys(DASHES, "-") | dict.fromkeys("‘’‚‛ʼ′´`", "'") | dict.fromkeys("“”„‟″«»", '"')
)
# Where one of these comes before any word of how the reporter was reached, it is about a follow-up still to come. What
# Finns and Swedes will do they say as if they did it: "soitan hänelle".
_YET_TO_COME = re.compile(
    r"\b(?:not|\w+n['’]t|cannot|never|no|none|nobody|no one|nothing|yet|overdue|delayed|postponed|outstanding"
    r"|missing|pending|waiting|needed|needs?|required|planned|plans?|planning|scheduled|will|\w+['’]ll|won['’]t|shall"
    r"|should|must|ought|gonna|going to|supposed to|has to|have to|to do|todo|tbd|to be|tomorrow"
    r"|later(?! that| the same)|soon|asap|urgently|please|let['’]?s|volunteers?"
    r"|(?:some|any)(?:body|one) (?:call|phone|ring|write|can|could)|in progress|next (?:week|month|\w+day)"
    r"|due(?! to)|by the end|by (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|ei|en (?:ole|ehdi\w*|ehtinyt)|emme|eivät|eikä|kukaan|kuka|milloin|vielä"
    r"|pitää|pitäisi|täytyy|tarvitaan|myöhässä|puuttuu|huomenna"
    r"|myöhemmin|pian|ensi viikolla|suunnitel\w+|sovitaan|odottaa"
    r"|soitan|soitamme|soitetaan|puhun|puhumme|puhutaan|kirjoitan|kirjoitamme|tapaan|tapaamme|kerron|kerromme"
    r"|inte|ej|ingen|aldrig|ännu|ska|skall|borde|bör|måste|behövs|behöver|planera[ts]\w*|försena[dt]\w*|saknas|senare"
    r"|snart|imorgon|i morgon|nästa vecka|vem|när|väntar"
    r"|(?:\A|(?<=jag )|(?<=vi ))(?:ringer|pratar|talar|skriver|träffar|mejlar|mailar|kontaktar))\b",
    re.IGNORECASE,
)
# As the words right behind "followup", and behind with whom it is, these are what is said of it.
_SAID_OF_IT = re.compile(
    r"(?:(?:with|to|for|of|call|phone call|mail|letter|meeting|med|till)\b(?:\s+\w+){0,3}?\s+)?"
    r"(?:is|isn['’]t|was|wasn['’]t|are|were|has|hasn['’]t|had|have|does|did|can|could|may|might|would"
    r"|who|what|why|now(?=\W*$)|oli|olisi|är|var|har|skulle|kan)\b"
    r"|(?:call|phone|ring|e?-?mail|contact|ask|tell|meet|text|(?:write|talk|speak) to)\s+"
    r"(?:her|him|them|the reporter)\b",
    re.IGNORECASE,
)
_IS_DONE = re.compile(
    r"(?:is|was|has been|have been) done\b"
    r"|had (?:a )?(?:call|talk|chat|meeting)\b|(?:had|have|has) (?:called|phoned|spoken|talked|met|written)\b"
    r"|har (?:ringt|pratat|talat|träffat|skrivit|mejlat|mailat|messat|berättat|försökt)\b",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"\b(?:called|phoned|rang|rung|spoke|spoken|talked|met|wrote|written|e-?mailed|mailed|texted|messaged|told|visited"
    r"|contacted|informed|chatted|discussed|reached|answered|asked|thanked|saw her|saw him|saw them|left (?:a|her|him)"
    r"|tried|attempted|sent|unreachable|voicemail|(?:not |un)able to (?:reach|contact)"
    r"|no (?:answer|reply|response)|not (?:be )?reach(?:ed|able)?"
    r"|(?:did not|didn['’]t|does not|doesn['’]t) (?:answer|reply|respond|pick up)"
    r"|(?:could not|couldn['’]t|cannot|can['’]t) (?:be )?(?:reach\w*|get hold|contact\w*)"
    r"|nobody (?:could be reached|answered)"
    r"|soit(?:in|ti|imme|tivat|ettiin)|soittan(?:ut|eet)|soitettu|puhu(?:in|i|imme|ivat|ttiin)|puhun(?:ut|eet)|puhuttu"
    r"|tapasin|tapasimme|kirjoitin|kerroin|juttelin|viestitin|yritin|yritimme"
    r"|ei (?:vastannut|vastaa|tavoitettu)|en tavoittanut|emme tavoittaneet"
    r"|ringde|pratade|talade|träffade|skrev|mejlade|mailade|messade|berättade|försökte|svarade inte"
    r"|ringt|pratat|talat|träffat|skrivit|mejlat|mailat|messat|berättat|försökt"
    r"|nådde (?:inte|ej)|gick inte att nå)\b",
    re.IGNORECASE,
)
_REACHED_FIRST = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}[,:]?\s+|\d{1,2}\.\d{1,2}\.(?:\d{4})?[,:]?\s+)?"
    r"(?:(?:i|we|i['’]ve|we['’]ve|have|just|already|today|yesterday|minä|me|olen|tänään|eilen|jag|vi|har|idag|igår)\s+){0,4}"
    rf"(?:done\b|{_IS_DONE.pattern}|{_REACHED.pattern})",
    re.IGNORECASE,
)
_TO_THEM = re.compile(
    r"\s+(?:(?:to|with|from|med|till)\s+)?(?:her|him|them|the reporter|hän\w*|hei(?:tä|lle|dän)|henne|honom|dem)\b",
    re.IGNORECASE,
)
# Called off, or said to one of us.
_NOT_TO_THEM = re.compile(
    r"\s+(?:off\b|in\s+(?:the\s+|our\s+)?(?:team|meeting|group)\b|(?:to|with)\s+(?!(?:her|him|them|the reporter)\b)"
    r"|(?!(?:her|him|them)\b)\w+\s+to\b)",
    re.IGNORECASE,
)
# What makes of an outcome a condition, a question or its contrary: right behind it, or anywhere on its line.
_TAKEN_BACK = re.compile(
    r"(?:only\s+|for now\s+)?(?:if|when|once|or|maybe|perhaps|probably|possibly|likely|pending|not|never|unproven"
    r"|(?:is|was|has|were)\s+(?:not|never)|isn['’]t|wasn['’]t|could|might|may|should|would"
    r"|jos|kun|tai|vai|ehkä|ei|luultavasti|om|eller|kanske|när|inte|troligen)\b",
    re.IGNORECASE,
)
_LIMITED = re.compile(
    r"\?|\b(?:unless|(?:un)?till? (?:we|you|i|he|she|they|it|some|any|the\b(?! (?:end|next|new)))"
    r"|provided|depending|depends|subject to|except|assuming|as long as|only if|not yet"
    r"|ellei|ellemme|kunnes|edellyttäen|paitsi|riippuu|såvida|förutsatt|tills(?! vidare)|förrän|beror|utom)\b",
    re.IGNORECASE,
)
# Each with the same three names; what stands between a day and the text is no part of either.
_ON, _BEHIND = r"(?:(?:on|den|the)\s+)*", r"[.,:]?\s*"
_DATES = tuple(
    re.compile(_ON + each + _BEHIND, re.IGNORECASE)
    for each in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2}(?![:.]\d))?(?!\d)",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|:?e)?\s+(?:of\s+)?(?P<month>[a-zäö]{3,})\b\.?"
        r"(?:,?\s+(?P<year>20\d\d))?(?!\w)",
        r"(?P<month>[a-z]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year>20\d\d))?(?![\w:]|\.\d)",
    )
)
_MONTHS = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        r"jan(?:uar[yi])?|tammikuu\w*", r"feb(?:ruar[yi])?|helmikuu\w*", r"mar(?:ch|s)?|maaliskuu\w*",
        r"apr(?:il)?|huhtikuu\w*", r"ma[yj]|toukokuu\w*", r"jun[ei]?|kesäkuu\w*", r"jul[yi]?|heinäkuu\w*",
        r"aug(?:usti?)?|elokuu\w*", r"sept?(?:ember)?|syyskuu\w*", r"o[ck]t(?:ober)?|lokakuu\w*",
        r"nov(?:ember)?|marraskuu\w*", r"dec(?:ember)?|joulukuu\w*",
    )
)  # fmt: skip
_HALF_A_YEAR = timedelta(days=183)
_SPAN = re.compile(r"(\d{1,3}) ?(h|d|w|hours?|days?|weeks?)\b", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 168}


def as_typed(text: str) -> str:
    """A text, as long as it was, with the dashes, quotes and apostrophes of a plain keyboard."""
    return text.translate(_PLAIN_SIGNS)


def beginning(text: str) -> int:
    """Where the first word of a text stands: behind spaces, quotes and dashes of any make."""
    return len(text) - len(as_typed(text).lstrip(" \t\n\"'-"))


def tells_of_contact(text: str) -> bool:
    """Whether the text of FOLLOWUP says that the reporter was followed up, and not that they are still to be.

    It is a sentence about it where a no, a question or a plan comes before any word of how they were reached.
    """
    line = as_typed(text)[beginning(text) :].split("\n", 1)[0]
    open_, reached = _YET_TO_COME.search(line), _REACHED.search(line)
    if re.match(r"[^.!;]*\?", line):
        return False
    if open_ is None and _IS_DONE.match(line):
        return True
    if _SAID_OF_IT.match(line) and not (reached and not reached.start()):
        return False
    return open_ is None or (reached is not None and reached.start() <= open_.start())


def begins_with_contact(text: str, *, is_sentence: bool) -> bool:
    """Whether the text begins with how the reporter was reached, or the day of it.

    In a sentence that goes on from the word it must say that it was them: "Follow up called off" tells of no contact.
    """
    told = as_typed(text)
    reached = _REACHED_FIRST.match(told, beginning(told))
    if not reached:
        return False
    at = reached.end()
    return bool(_TO_THEM.match(told, at)) if is_sentence else not _NOT_TO_THEM.match(told, at)


def leading_date(text: str, now: datetime) -> tuple[date | None, str]:
    """A date at the beginning of a text, in figures (ISO, or day first) or with the month's name, and the rest of it.

    Without a year it is of this one, or of the last where that day is more than half a year ahead.
    """
    typed, start = as_typed(text), beginning(text)
    for pattern in _DATES:
        found = pattern.match(typed, start)
        month = _month(found["month"]) if found else 0
        if found is None or not month:
            continue
        # Of two figures it is of this century.
        year = int(found["year"] or now.year) + (2000 if len(found["year"] or "") == 2 else 0)
        try:
            then = date(year, month, int(found["day"]))
            if then - now.date() > _HALF_A_YEAR and not found["year"]:
                # In January somebody tells of a day of December.
                then = then.replace(year=year - 1)
        except ValueError:
            return None, text
        return then, text[found.end() :]
    return None, text


def _month(word: str) -> int:
    """The number of a month, in figures or by its name; 0 for none."""
    if word.isdecimal():
        return int(word)
    return next((number for number, name in enumerate(_MONTHS, 1) if name.fullmatch(word)), 0)


def leading_outcome(text: str) -> tuple[str, str]:
    """The outcome that a text begins with, '' for none, and the rest of the text.

    Of a quotation it is one only where it is all that is quoted: who quotes a sentence may not mean it.
    """
    typed, start = as_typed(text), beginning(text)
    is_quoted = not {"'", '"'}.isdisjoint(typed[:start])
    for outcome in sorted(OUTCOMES, key=len, reverse=True):
        words = re.compile(outcome.replace("-", "[- ]") + r"\b[.,:;\"']*\s*", re.IGNORECASE)
        found = words.match(typed, start)
        if found and not (is_quoted and typed[found.end() :] and {"'", '"'}.isdisjoint(found[0])):
            return outcome, text[found.end() :].strip()
    return "", text


def takes_back(text: str) -> bool:
    """Whether what stands behind an outcome on its line takes it back in part: a condition, a question, a no."""
    reason = leading_outcome(text.lstrip().split("\n", 1)[0])[1]
    line = re.sub(r"^[\s,;:(\"'-]+", "", as_typed(reason))
    return bool(_TAKEN_BACK.match(line) or _LIMITED.search(line))


def fields_and_text(text: str) -> tuple[tuple[str, ...], str]:
    """The fields that the first line lists, and the text below it; where it lists none, all of it is text."""
    line, _, rest = text.partition("\n")
    listed = re.sub(r"reported[ _-]person", "reported_person", as_typed(line).casefold())
    words = [each for each in re.split(r"[\s,;+&\"']+|\band\b|\bja\b|\boch\b", listed) if each]
    if words and all(each in FIELDS for each in words):
        return tuple(each for each in FIELDS if each in words), rest.strip()
    return (), text


def field_and_value(text: str) -> tuple[str, str]:
    """The field of the checklist before a colon, '' where it is none, and what is said of it."""
    name, _, value = text.partition(":")
    name = re.sub(r"[\s_-]+", "_", name.strip().casefold())
    return name if name in FIELDS else "", value.strip()


def span(text: str) -> timedelta:
    """The hours, days or weeks that a text begins with; zero where it begins with none."""
    found = _SPAN.match(text)
    return timedelta(hours=int(found[1]) * _HOURS[found[2][0].casefold()]) if found else timedelta()
