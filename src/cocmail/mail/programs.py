"""What mail programs and servers write around the words of their user, line by line.

It stands apart from `reply`, which says where each of them counts, because these are facts of many programs and of
many languages: what introduces a quotation or a forwarded message, the headers of an unmarked quotation, the names of
devices, the footers of lists and companies. None of them proves anything by itself.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from cocmail.mail.quoted import LONG_LINE

# English, Finnish and Swedish with care, their neighbours in passing.
_WROTE = re.compile(
    r"\b(?:wrote|writes|kirjoitti|skrev|kirjutas|schrieb|schreef|escribió|escreveu|scritto|écrit|napisał|napsala?|пишет|"
    r"пише|написала?)(?!\w)|写道|のメール",
    re.IGNORECASE,
)
_RUN_ON = re.compile(r"(.*\b(?:wrote|kirjoitti|skrev):)[ \t]{2,}(\S.*)", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d年")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_ADDRESSED = re.compile(r"\S+@\S+[>)\]]\s*:$")
# Tuta names no more than when and by whom.
_BY_ADDRESS = re.compile(
    r"(?=.*\b\d{1,2}[:.]\d\d\b)(?:[^\W\d]{2,9}\.? )?\d[^@]{6,40} [^\W\d]+ [^\s@<>]+@[^\s@<>]+ ?:"
)
_FORWARD = re.compile(
    r"[-_=*\s]*(?:(?:begin )?forwarded message|original message forwarded|(?:alkaa )?välitetty viesti"
    r"|edelleenlähetetty viesti|(?:början på )?vidarebefordrat (?:meddelande|mail|brev))\s*:?[-_=*\s]*",
    re.IGNORECASE,
)
_FORWARDED_SUBJECT = re.compile(r"\s*(?:fwd?|vl|vb|wg)\s*:", re.IGNORECASE)
_RULE = re.compile(r"\s*[-_=*]{3,}[^-_=*]{0,60}[-_=*]*\s*")
_TITLES = (
    "original message|alkuperäinen viesti|ursprungligt meddelande|originalmeddelande|ursprüngliche nachricht"
    "|message d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht"
    "|oprindelig meddelelse|opprinnelig melding"
)
_ORIGINAL = re.compile(
    rf"\s*-{{3,}}\s*(?:{_TITLES})\s*-{{3,}}\s*",
    re.IGNORECASE,
)
# Some programs write that title without dashes, and the headers below it without colons.
_TITLE = re.compile(rf"\s*(?:{_TITLES})\b.{{0,40}}", re.IGNORECASE)
_BARE_HEADER = re.compile(
    r"\s*(?:from|to|cc|date|sent|subject|lähettäjä|vastaanottaja|från|till|von|an|de|à|van|aan)\s+\S",
    re.IGNORECASE,
)
# Who says so types below, without any mark.
_INLINE = re.compile(
    r"\b(?:answer|comment|repl(?:y|ies)|response)s?\b.{0,40}\b(?:below|in-?line|in (?:red|blue|green|bold|caps))\b"
    r"|\bin-?line\b|\bbetween the lines\b"
    r"|\b(?:vastau|kommen)\w+.{0,40}\b(?:alla|alle|alempana|joukossa|väliin|välissä)\b"
    r"|\b(?:svar|kommentar)\w*.{0,40}\b(?:nedan|i texten|mellan raderna|inline)\b",
    re.IGNORECASE,
)
_END_OF_ADDRESS = re.compile(r">[ \t]*,?[ \t]*\S{0,20}[ \t]*:", re.IGNORECASE)
_HEADER = re.compile(
    r"\s*[*_]*(?:(from|lähettäjä|från|avsändare|von|de|van|da|fra|od|от|expéditeur|发件人|差出人)|sent|date|to|cc"
    r"|subject|reply-to|lähetetty|päivämäärä|pvm|päiväys|vastaanottaja|kopio|aihe|skickat|datum|till|kopia|ämne"
    r"|gesendet|an|betreff|message du|envoyé(?: le)?|à|a|objet|sujet|copie à|verzonden|aan|onderwerp|inviato"
    r"|oggetto|data|enviad[oa](?: el)?|para|assunto|asunto|fecha|sendt|til|emne|dato|do|temat|тема|кому|дата"
    r"|发送时间|收件人|抄送|主题|日時|宛先|件名)\s*[*_]*\s*[:：]",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\s*(?:sent (?:from|via|with) |(?:get|download) (?:outlook|bluemail|\S+ mail) for "
    r"|(?:yahoo|aol) mail: "
    r"|(?:sent|typed|written|dictated) (?:on|from|with|using) (?:my|a) (?:\S+ )?(?:phone|mobile|tablet|iphone|ipad)\b"
    r"|(?:please )?(?:excuse|forgive|pardon) (?:my |any |the )?(?:brevity|typos)\b"
    r"|lähetetty (?:\S+ )?\S*(?:iphon|ipad|puhelim|känny|android|samsung|galaxy|outlook|laitte|mobiil|sovellu|gmail"
    r"|mailist|windows|sähköposti|proton|k-9)"
    r"|(?:hanki|lataa) outlook|(?:skickat|skickades|sänt) (?:från|via|med) |(?:hämta|ladda ned|skaffa) outlook"
    r"|von meinem |von meiner (?:\S+ ){1,3}gesendet|(?:diese nachricht wurde |gesendet )(?:von|mit) "
    r"|outlook für \S+ (?:beziehen|herunterladen)"
    r"|(?:holen sie sich|laden sie) outlook |envoyé (?:de|depuis|à partir de) |(?:télécharger|obtenir) outlook "
    r"|(?:verstuurd|verzonden) (?:vanaf|vanuit|met) |outlook voor \S+ downloaden|download outlook voor "
    r"|enviado (?:desde|do|de) |(?:obt[eé]n(?:er|ga|ha)?|obter|descarg(?:a|ar|ue)) (?:o )?outlook "
    r"|inviato da|(?:scarica|ottieni) outlook |send(?:t|te) (?:fra|via|med) |(?:hent|få) outlook "
    r"|wysłan[eo] z |pobierz (?:program )?outlook |odesláno z |saadetud minu |отправлено с )",
    re.IGNORECASE,
)
# Such a line that ends with what it names is nobody's sentence, also right below one.
_DEVICE_ALONE = re.compile(
    r".*\b(?:iphone(?:sta)?|ipad(?:ista)?|galaxy|android|blackberry|windows|bluemail|spark"
    r"|outlook (?:for|för|für|pour|voor|para) (?:ios|android|mac|windows)|gmail mobile"
    r"|(?:proton|tuta|yahoo|k-9|aol) ?mail(?: secure email| (?:on|for|pour|für|para) \w+)?)(?:\W{0,3}<?\(?https?://\S+)?\W{0,3}(?:gesendet)?\W{0,3}",
    re.IGNORECASE,
)
# Some introduce a quotation between dashes, and some before the name.
_DASHED = re.compile(r"\s*-{3,5} ?([^-].*?) -{3,5}\s*")
_QUOTING = re.compile(r"\s*(?:quoting|lainaus|zitat von|citerar|citat från)\b.{1,80}@", re.IGNORECASE)
_LIST = re.compile(r"mailing list|https?://|@|unsubscribe|postituslista|e-postlista", re.IGNORECASE)
_GROUP = re.compile(
    r"(?:you received this message because you (?:are subscribed|were)"
    r"|to unsubscribe from this (?:group|list)"
    r"|saat tämän viestin, koska olet|du har fått det här meddelandet eftersom)",
    re.IGNORECASE,
)
_MAILING_LIST = re.compile(
    r"\S+ mailing list\b|\S+(?:-| )(?:postituslista|sändlista|e-postlista)\b", re.IGNORECASE
)
# What a company's mail server or a virus scanner adds to whatever is sent.
_FOOTER = re.compile(
    r"\b(?:this|the) (?:e-?mail|message|mail|communication)\b.{0,60}\b(?:confidential|privileged|intended)"
    r"|\b(?:un)?intended recipient|\bvirus-free\b|\bavast\.com|\bregistered office\b|\bunsubscribe\b"
    r"|\bscanned (?:by|for)\b|\bthink before (?:you )?print"
    r"|\btämä (?:viesti|sähköposti|posti)\w*\b.{0,60}\b(?:luottamuksell|tarkoitet)"
    r"|\bdet(?:ta|här) (?:meddelande|mejl|mail|e-?post\w*)\b.{0,60}\b(?:konfidentiell|avsett|sekretess)",
    re.IGNORECASE,
)
# What the server of a mailbox puts above whatever comes from outside: how it begins, what it says, and who it is not.
_WARNS = (
    r"(?:caution|warning|attention|important|notice|external(?= ?[:\])*|-])|huom(?:io|autus)?|varoitus"
    r"|obs|varning|viktigt)"
)
_FROM_OUTSIDE = (
    r"\b(?:originat\w+|sent|came|comes|is|received) (?:from )?(?:an? )?(?:external\b|outside\b)"
    r"|\bexternal (?:e-?mail|message|sender|source)\b|\borganisaatio\w* ulkopuolelta|\bulkopuoliselta lähettäjältä"
    r"|\bextern (?:avsändare|e-?post)|\butanför (?:\w+ )?organisation"
)
_MAIL = r"(?:e-?mail|message|mail|viesti|sähköposti\w*|mejl\w*|meddelande\w*|e-post\w*|brev\w*)"
_RARELY = (
    r"(?:you|some people who received this message) don['’]t often get e-?mail from\b"
    r"|(?:saat harvoin|et saa usein) sähköpostia\b|du får inte ofta e-?post från\b"
)
# The same in few words: what sort of mail it is, or from whom; between brackets one word is enough.
_OUTER = (
    rf"(?:extern(?:al|t)? (?:sender|avsändare|{_MAIL})|(?:ulkoinen|ulkopuolinen) (?:lähettäjä|{_MAIL})"
    rf"|(?:(?<=\[)|(?<=\()|(?<=\*))(?:ext|extern|ulkoinen|ulkopuolinen)(?=[\])*]|$))"
)
_BANNER = re.compile(
    rf"\W*(?:{_WARNS}\W+(?:this|tämä|detta|det här) {_MAIL}\b.{{0,40}}?(?:{_FROM_OUTSIDE})"
    rf"|(?P<bare>(?:{_WARNS}\W+)?(?:external|{_OUTER})\s*(?:[.!:)\]*|-]|$))"
    r"|this (?:e-?mail|message) (?:(?:has been |was )?(?:originat\w+|sent|received)|comes|came|is) (?:from )?"
    r"(?:an external (?:sender|source)|outside (?:of )?(?:the|your))\b"
    rf"|(?P<stated>(?:tämä|detta|det här) {_MAIL}\b.{{0,40}}?(?:organisaatio\w* ulkopuolelta"
    r"|ulkopuoliselta lähettäjältä|extern avsändare|utanför (?:\w+ )?organisation\w*)\W*(?:[.!]|$))"
    rf"|(?:{_RARELY}).{{0,80}}@)",
    re.IGNORECASE,
)
_OF_BANNER = re.compile(
    rf"^\W*{_WARNS}\W*$|{_FROM_OUTSIDE}|{_RARELY}|^\W*(?:external\b|{_OUTER})|\blearn why this is important\b"
    r"|\blue,? miksi tämä on tärkeää|\bläs om varför det här är viktigt"
    r"|\b(?:click|open)\b.{0,40}\b(?:links?|attachments?)\b|\brecogni[sz]e the sender\b|\bcontent\b.{0,5}\bis safe\b"
    r"|\bälä (?:avaa|klikkaa)\b|\bklicka inte\b",
    re.IGNORECASE,
)
# Above a plain text it may stand on the line of what was typed: there a word or two are an answer or a command.
_BEFORE_WORDS = re.compile(
    rf"\A(\s*\[(?:external|{_OUTER})\])[ \t]+(?=\S{{1,40}}(?: \S{{1,40}})?[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)
# How else a sentence of it says to take care: whoever says only "External" and then something else wrote it themselves.
_TAKE_CARE = re.compile(
    r"\b(?:caution|careful|cautious|click|links?|attachments?|suspicious|phishing|liitte\w+|link\w+|bilag\w+|länk\w*"
    r"|varovai\w+|försiktig\w*)\b",
    re.IGNORECASE,
)
# Somebody may answer with that one word: no server writes it like a word of a sentence.
_ANSWERED = re.compile(r"[Ee]xternal\W?")
# What a filter draws, or marks for itself, around such a warning.
_FRAME = re.compile(r"\s*(?:!-{9,}\||\|-{9,}!|\w+BannerStart|\w+BannerEnd)\s*")
_SENTENCE_END = re.compile(r"[.!?:)\]*|]+\s+|\s[-–|]\s")
# "i" is a small word of Swedish.
_IN_PERSON = re.compile(r"\b(?:I|(?i:me|my|s?he|him|his|her|they|minä|minua|hän\w*|jag|mig|han|hon|hen))\b")
_MOST_OF_BANNER, _NARROWEST, _WIDEST = 6, 70, 80
# So few characters introduce no quotation, and it takes no more lines; no device names itself in so many characters.
_SHORT, _DEVICE_LINE = 8, 100
MOST_LINES = 4


def parted(line: str) -> tuple[str, str] | None:
    """A line in two, where it may be that a phone put the first line that it quotes behind "... wrote:"."""
    found = _RUN_ON.fullmatch(line) if len(line) <= LONG_LINE else None
    return (found[1], found[2]) if found else None


def introduces(text: str, *, marked: bool) -> bool:
    """Whether `text` says who wrote what follows, and when; less will do where that is `marked` as quoted."""
    dashed = _DASHED.fullmatch(text)
    text = f"{dashed[1]}:" if dashed else text.strip().replace("：", ":")
    if not _SHORT < len(text) <= LONG_LINE or not text.endswith(":"):
        return False
    wrote = bool(_WROTE.search(text))
    dated = bool(_DATE.search(text)) and (wrote or bool(_ADDRESSED.search(text)))
    if marked:
        dated = dated or bool(_YEAR.search(text) and _BY_ADDRESS.fullmatch(text))
        return dated or bool(_QUOTING.match(text)) or (wrote and ("@" in text or len(text.split()) <= 8))
    return dated and ("@" in text or bool(_YEAR.search(text)))


def introduces_between_dashes(line: str) -> bool:
    """Whether a line says between dashes who wrote what follows: nobody types it like that."""
    return bool(_DASHED.fullmatch(line)) and introduces(line, marked=True)


def ends_address(above: str, line: str) -> bool:
    """Whether this mark ends an address that was wrapped just before it: "<alice@example.org", "> wrote:"."""
    is_open = above.rfind("<") > above.rfind(">")
    return is_open and "@" in above and bool(_END_OF_ADDRESS.fullmatch(line.strip()))


def ends_introduction(line: str) -> bool:
    """Whether a quotation may be introduced by this line and those above it."""
    return line.rstrip().endswith((":", "：")) or bool(_DASHED.fullmatch(line))


def beginnings(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The first lines with words, one and then more of them: a program may wrap what introduces a quotation."""
    first = list(islice((line for line in lines if line.strip()), MOST_LINES))
    return (first[:size] for size in range(1, len(first) + 1))


def joined(lines: Sequence[str]) -> str:
    """The lines as one."""
    return " ".join(line.strip() for line in lines)


def is_dated(text: str) -> bool:
    """Whether `text` has a day, a year or a time."""
    return bool(_DATE.search(text))


def begins_headers(lines: Sequence[str], at: int) -> bool:
    """Whether the headers of an unmarked quotation begin at a line, as Outlook and phones write them."""
    if at >= len(lines):
        return False
    if _ORIGINAL.fullmatch(lines[at]):
        return True
    if _TITLE.fullmatch(lines[at]):
        return sum(bool(_BARE_HEADER.match(line[:LONG_LINE])) for line in lines[at + 1 : at + 7]) > 1
    if not _HEADER.match(lines[at]):
        return False
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    needed = 2 if above >= 0 and _RULE.fullmatch(lines[above][:LONG_LINE]) else 3
    found, has_from, strange, block = 0, False, 0, []
    for line in lines[at : at + 20]:
        header = _HEADER.match(line)
        if header:
            found += 1
            strange = 0
            has_from = has_from or bool(header[1])
        elif line.strip():
            # A long list of recipients is wrapped over a few lines.
            strange += 1
            if strange > 2 or found >= needed + 1:
                break
        block.append(line[:LONG_LINE])
    text = " ".join(block)
    return found >= needed and has_from and ("@" in text or bool(_DATE.search(text)))


def is_rule(line: str) -> bool:
    """Whether a line is drawn, with or without a few words in it."""
    return bool(_RULE.fullmatch(line[:LONG_LINE]))


def forwards(line: str) -> bool:
    """Whether what stands below a line is a message that was forwarded."""
    return bool(_FORWARD.fullmatch(line))


def is_subject_of_a_forward(subject: str) -> bool:
    """Whether a mail says by its subject that it forwards another."""
    return bool(_FORWARDED_SUBJECT.match(subject))


def types_below(line: str) -> bool:
    """Whether who writes a line says that they type below it, without any mark."""
    return bool(_INLINE.search(line))


def names_device(line: str) -> bool:
    """Whether a line is what a mail program writes of itself below a message: "Sent from my phone"."""
    return len(line) < _DEVICE_LINE and bool(_DEVICE.match(line))


def is_device_alone(line: str) -> bool:
    """Whether a line ends with the device that it names, so that it is nobody's sentence."""
    return bool(_DEVICE_ALONE.fullmatch(line))


def is_of_a_group(line: str) -> bool:
    """Whether the footer of a group begins here: why its reader gets the message, and how not to."""
    return bool(_GROUP.match(line))


def is_of_a_list(line: str) -> bool:
    """Whether a line may stand in the footer of a mailing list."""
    return bool(_LIST.search(line))


def names_a_list(line: str) -> bool:
    """Whether a line begins with the name of a mailing list."""
    return bool(_MAILING_LIST.match(line))


def is_footer(line: str) -> bool:
    """Whether a line is of what a company's mail server or a virus scanner adds to whatever is sent."""
    return bool(_FOOTER.search(line[:LONG_LINE]))


def with_tag_apart(text: str) -> str:
    """A text with a mail server's [EXTERNAL] on a line of its own where it was put before a word or two."""
    return _BEFORE_WORDS.sub(r"\1\n", text)


def banner(lines: Sequence[str], *, is_alone: bool = False) -> int:
    """How many lines at the top are a warning that a mail comes from outside, as a mail server adds it; 0 for none.

    With `is_alone` each sentence on these lines has to be known as one of such a warning.
    """
    start = 0
    while start < len(lines) and (
        not any(map(str.isalnum, lines[start])) or _FRAME.fullmatch(lines[start][:LONG_LINE])
    ):
        start += 1
    stop = start
    for line in islice(lines, start, start + _MOST_OF_BANNER):
        if not line.strip() or not (_OF_BANNER.search(line[:LONG_LINE]) or _goes_on(lines[start:stop], line)):
            break
        stop += 1
    said = joined([line[:LONG_LINE] for line in lines[start:stop]])
    found = _BANNER.match(said)
    if not found or _IN_PERSON.search(said) or _ANSWERED.fullmatch(said):
        return 0
    # What people may say in the same words is a warning only where all of it is.
    sentences = (each for each in _SENTENCE_END.split(said) if any(map(str.isalnum, each)))
    is_said = is_alone or found["bare"] or found["stated"]
    if is_said and not all(_OF_BANNER.search(each) or _TAKE_CARE.search(each) for each in sentences):
        return 0
    while stop < len(lines) and is_rule(lines[stop]) and not any(map(str.isalnum, lines[stop])):
        stop += 1
    below = next((at for at in range(stop, len(lines)) if lines[at].strip()), stop)
    return below + 1 if below < len(lines) and _FRAME.fullmatch(lines[below][:LONG_LINE]) else stop


def _goes_on(above: Sequence[str], line: str) -> bool:
    """Whether a line is the rest of a sentence that was too long for the line above it."""
    last = above[-1].rstrip() if above else ""
    word = line.split(maxsplit=1)[0]
    was_full = last[-1:].isalnum() and len(last) <= _WIDEST and len(f"{last} {word}") > _NARROWEST
    if last.casefold().endswith("learn why this is important"):
        return False
    # A word alone is no end of a sentence, but a command.
    return was_full and line[:1].islower() and (" " in line.strip() or line.rstrip().endswith("."))
