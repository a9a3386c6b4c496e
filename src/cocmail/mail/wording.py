"""What machines say of themselves in plain words, for mail without a header that says it.

It stands apart because words prove nothing: a report may hold every one of them. So they are looked for only
in what the writer wrote themselves, only where a machine would say them, and seldom against somebody who says
"I"; and all that follows from them is that no letter is sent. The case is opened all the same.
"""

import re
from functools import cached_property

from cocmail.mail.headers import Address
from cocmail.mail.message import Message
from cocmail.mail.reply import own_words

# Nobody says only after this many characters that they are a machine.
_MOST = 40_000
# A report is about somebody; of a hundred words some are "I", "minä", "jag". An advertisement has next to none.
_PERSONAL = 0.015


def _any(phrases: str, flags: int = 0) -> re.Pattern[str]:
    """One expression for phrases, one a line; a space in them is any white space, and ` ?` any or none."""
    lines = "|".join(line.strip() for line in phrases.strip().split("\n"))
    return re.compile(lines.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE | flags)


# Who writes, by the address. What is no whole role is a name: bouncer, robot.fan, newsome.
_TAKES_NO_REPLY = _any(r"""
    (?:no|do[-_.]?not|dont|never|ei|älä)[-_.]?(?:repl(?:y|ies)|respond|vastaa|svara|use)
    (?:svara|vastaa)[-_.]?(?:inte|ej|ei)(?![a-z])
    (?:inget|ej)[-_.]?svar(?![a-z])
    (?:unmonitored|dev-?null)(?![a-z])
""")
_ROLE = _any(r"""
    news-?letters?|nyhetsbrev|uutiskirje|(?:auto|e)?mailings?|campaigns?
    notifications?|notify|notifier|alerts?
    auto-?(?:mail|mailer|reply|replies|responder|confirm)
    bounces?|ndr|mail-?errors?|return-?(?:mail|path)|list-?serv|list-?proc|majordomo|mailman
    cron|cron-?daemon|anacron|logwatch|logcheck|nagios|icinga|zabbix|munin|monit|www-data|apache|nobody
    rss|rss2e?mail|rss-?feeds?|feeds?|feedburner
    bugzilla|jira|jenkins|hudson|buildbot|gerrit
    (?:.*[-_.])?(?:bounces?|request|errors|daemon|notifications?|newsletter)
    (?:owner|bounces?|errors|newsletter|notifications?)[-_.=].*
""")
_ROLE_DOMAIN = _any(
    r"(?:alerts?|bounces?|notifications?|notify|newsletters?|no-?reply|mailings?|campaigns?)\..+\..+"
)
_DAEMON_ROLE = _any(r"mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|mail[-_.]?system")
_POSTMASTER = _any(r"post[-_.]?master")
_SYSTEM_NAME = _any(r"(?:internet )?mail(?:er)?[-\x20](?:delivery )?(?:sub)?(?:system|daemon|service)|cron daemon")
# Where a bounce goes; a person's own mail comes back to the person.
_RETURN_ROLE = _any(r"""
    (?:.*[-_.])?(?:bounces?|errors?|return|dev-?null|nobody)(?:[-+_.=].*)?
    owner-.*
    .{1,40}[+=-].{0,80}(?:\d{5}|=).*
""")

# Subjects, from their first letter on: elsewhere such words are an ordinary sentence.
_AUTO_SUBJECT = _any(
    r"""
    \s*(?:auto|poissa|frånvarande)\s*:
    \s*\[auto-?reply\]
    \s*(?:auto(?:mated|matic)?[-\x20]?(?:reply|response|answer))\s*(?::.*|from\b.*)?\Z
    \s*out[-\x20]of[-\x20](?:the[-\x20])?office(?:[-\x20]?(?:auto[-\x20]?)?(?:reply|response|message))?\s*(?::.*)?\Z
    \s*(?:vacation|away|holiday) (?:auto-?)?(?:reply|response|message|notice)\s*(?::.*)?\Z
    \s*(?:automaatti(?:nen )?vastaus|lomavastaus|poissaolo(?:ilmoitus|viesti|vastaus)?)\s*(?::.*)?\Z
    \s*(?:autosvar|automatiskt? svar|frånvaro(?:meddelande)?|semestermeddelande)\s*(?::.*)?\Z
    \s*(?:automatische antwort|abwesenheits(?:notiz|nachricht)?|automatisch antwoord)\s*(?::.*)?\Z
    \s*(?:réponse automatique|respuesta automática|risposta automatica|resposta automática)\s*(?::.*)?\Z
    """,
    re.DOTALL,
)
# Outlook's and others' "Out of office: " is told from "Out of office harassment: again" by what stands between.
_UNDELIVERED = _any(r"""
    \s*\W{0,6}(?:(?:warning|error|notice)\W{1,4})?(?:mail|message|e-?mail)?\s*(?:delivery|system) (?:status|failure|error|problem|notification|report|warning|delayed|has failed|unsuccessful|failed)\b(?!,)
    \s*\W{0,6}(?:(?:warning|error|notice)\W{1,4})?(?:unable to|could not|cannot) (?:deliver|be delivered)
    \s*\W{0,6}(?:undeliverable|undelivered|non-?delivery|nondeliverable|failure notice|failed mail|failed delivery|returned mail|returned message)\b
    \s*\W{0,6}(?:mail|message|e-?mail) (?:undeliverable|not delivered|could not be delivered|rejected|refused|delayed|returned)
    \s*(?:bounced? (?:mail|message)|user unknown|unknown user|permanent (?:delivery )?failure)
    \s*delivery to .{1,80} (?:failed|delayed)
    .{0,60}\((?:delivery failed|failure|undeliverable)\)\s*\Z
    \s*(?:toimitusilmoitus|ei toimitettu|palautettu (?:viesti|posti)|(?:viesti(?:ä|si|äsi)?|sähköposti\w*) ei voitu toimittaa|toimitus epäonnistui)
    \s*(?:(?:meddelandet|brevet|mejlet) (?:kunde inte|gick inte)|olevererbart|ej levererbart|leveransfel|leveransstatus|kunde inte levereras)
    \s*(?:unzustellbar|nicht zustellbar|zustell|rücksendung|non délivr|échec de|no se puede entregar|no entregado|devuelt|não entregue|mancato recapito|onbestelbaar|niet bezorgd|не доставлено)
    \s*(?:配信|配送|未送達|送信エラー|系统退信|退信)
""")
_CRON = _any(r"""
    \s*cron <\S+@\S+>
    \s*(?:anacron job|logwatch for) \S
    \s*\S+\.\S+ (?:daily|weekly|monthly|security) (?:run )?output\s*\Z
    \s*\*\*+ (?:problem|recovery|acknowledgement|security information)\b
    \s*\[(?:firing|resolved)(?::\d+)?\]
""")

# A sentence begins with a line, or after the end of another. After a colon or a quotation mark it is reported.
_BEGIN = (
    r"(?:(?<=\n)|(?<=[.!?]\s))[\s*_#|<>~=(\[•–—-]{0,12}"
    r"(?:(?:please\s+)?(?:note|notice|important|huom|obs|viktigt)\W{1,4})?"
)


def _says(phrases: str) -> re.Pattern[str]:
    """Phrases that begin a sentence."""
    return re.compile(f"{_BEGIN}(?:{_any(phrases).pattern})", re.IGNORECASE)


_IS_AUTOMATIC = _says(r"""
    (?:this|the above)(?: \w+)? (?:is|has been|was) (?:an? )?(?:\w+ ){0,2}?(?:auto[-\x20]?|automatically |automated |automatic |system[-\x20]|computer[-\x20])(?:generated|sent|created|produced|e-?mail|message|mail|notification|notice|reply|response|reminder|alert|report|confirmation|mailing)\b
    this (?:message|e-?mail) (?:was|is) (?:created|generated|sent) automatically\b
    auto(?:matically|mated|matic)?[-\x20]*(?:generated|e-?mail)\b
    tämä (?:\w+ )?on (?:\w+ )?(?:automaattinen|automaattisesti|automaattiviesti|automaattivastaus|koneellisesti|järjestelmän) ?
    tämä (?:viesti|sähköposti|ilmoitus) (?:on )?(?:lähetetty|lähetettiin|luotu|luotiin) automaattisesti
    det(?:ta| här) (?:\w+ )?(?:är|har|skickades|skapades) (?:skickats |skapats |genererats |ett |en )?(?:automat\w+|autogenererat|systemgenererat|maskinellt)
    diese (?:e-?mail|nachricht|mitteilung) wurde automatisch
    (?:ceci|ce message) est (?:un message )?(?:généré )?automati
    (?:este|éste) (?:es un )?mensaje (?:es |ha sido )?(?:generado )?automátic
""")
_WANTS_NO_REPLY = _says(r"""
    (?:please |kindly )?(?:do not|don['’]?t) (?:directly )?(?:reply|respond)(?:\s*[.!]|\s*$| (?:directly )?(?:to|with|using|by) (?:this|the (?:above )?(?:e-?mail|message|address)))
    (?:replies|responses|messages|mail) (?:sent )?to this (?:message|e-?mail|address|mailbox|account)(?: address)? (?:are|is|will|can|cannot|go)\b
    this (?:e-?mail )?(?:mailbox|address|inbox|account) is (?:not monitored|unmonitored|unattended|not read)
    this (?:e-?mail|message) (?:is|was) sent from an? (?:\S+ )?(?:notification|send|unmonitored|unattended|no-?reply|address that)
    (?:ole hyvä ja )?(?:älä|älkää|ethän|ettehän) (?:\w+ )?vasta\w* (?:suoraan )?tähän
    (?:tähän|viestiin) (?:\w+ )?ei (?:voi|tarvitse|saa|tule) vasta\w+
    (?:vänligen |var vänlig (?:och )?)?(?:svara|besvara) (?:inte|ej) (?:på )?(?:detta|det här|denna|meddelandet|mejlet)
    det går inte att (?:be)?svara (?:på )?(?:detta|det här|denna)
    det(?:ta| här) (?:mejl\w*|mail\w*|meddelande\w*|e-?post\w*) (?:kan|går) (?:inte|ej) (?:att )?(?:be)?svara
    bitte antworten sie nicht
    merci de ne pas répondre
    por favor,? no responda
""")
_NOTIFIES = _says(r"""
    you(?:['’]ve| have| are|['’]re)? (?:received|receiving|receive|getting|get) this (?:(?:e-?mail|message|mail|notification|alert) )?(?:because|as)\b
    reply to this e-?mail directly
    to (?:change|update|manage|edit|modify|stop|cancel) (?:your |these |receiving )?(?:\w+ )?(?:notification|notice|alert|reminder)s?
    configure (?:bug|e-?)mail
    (?:sait|saat) tämän (?:viestin|sähköpostin|ilmoituksen),? koska
    du (?:har fått|får) det(?:ta| här) \w+ (?:eftersom|för att)
""")
# Somebody tells of a machine of somebody.
_TELLS = _any(r"\b(?:s?he|they|him|her|his|who|says?|hän|hänen|he|joka|lukee|han|hon|hen|hans|hennes|som|står)\b")

_FAILED = _any(
    r"""
    \b(?:could|can|will|was|has|have|did|does) ?(?:not|n['’]t) (?:\w+ ){0,2}?(?:deliver|delivered|reach|relay|sent)\b
    \b(?:cannot|unable to|failed to|impossible to) (?:be )?(?:deliver|delivered|reach|relay|send)\b
    \b(?:was|is|were|are) (?:undeliverable|rejected|refused|returned)\b
    \bdelivery\b.{0,80}?\b(?:failed|failure|postponed|delayed|unsuccessful|error|aborted)\b
    \b(?:message|mail|e-?mail)\b.{0,60}?\b(?:has been|been|is being) (?:returned|rejected|refused|bounced|blocked)\b
    \b(?:user|recipient|mailbox|account|address|domain)\b.{0,40}?\b(?:unknown|not found|does ?n[o'’]t exist|unavailable|full|over quota|invalid)\b
    \b(?:unknown|invalid|no such|bad) (?:local )?(?:user|recipient|mailbox|address|account|host)\b
    \bei (?:voitu|voida|pystytty|ole voitu) (?:\w+ )?(?:toimitta|välittä)
    \btoimit(?:us|taminen) (?:\w+ )?epäonnistui
    \b(?:kunde|kan|gick|har) (?:inte|ej) (?:\w+ )?(?:levereras|leverera|nå)\b
    \bolevererbar|\bleveransen misslyckades
    \bnicht (?:\w+ )?(?:zugestellt|zustellbar|ausgeliefert)
    \bn['’]a pas (?:pu|été)\b|\bimpossible de (?:remettre|livrer|distribuer)
    \bno (?:se )?(?:pudo|puede|ha podido|fue posible)\b|\bnão (?:pôde|foi)\b
    \bnon (?:è stato|può essere)\b|\bkon niet\b|\bniet (?:worden )?(?:bezorgd|afgeleverd)
    配信でき|送信でき|送達でき|无法
    """,
    re.DOTALL,
)
_MAIL = _any(r"\b(?:message|e-?mail|mail|viesti\w*|sähköposti\w*|meddelande\w*|mejl\w*|nachricht|mensaje|mensagem)\b")
_SMTP = _any(
    r"""
    (?<![\d.])[45]\d\d[\x20-]#?[45]\.\d{1,3}\.\d{1,3}
    (?<![\d.])[45]\.[0-7]\.\d{1,2}(?![\d.])
    \b(?:error|reason|code|response|said|status|server|failure)\b[^\n]{0,40}?\b[45]\d\d[\x20:,.-]
    ^\W{0,6}[45]\d\d[\x20-]+\D
    ^[\x20>]*(?:final-recipient|diagnostic-code|remote-mta|original-recipient|rcpt to|mail from)\s*:
    """,
    re.MULTILINE,
)
_LONE_ADDRESS = _any(
    r"^[\s\"'<(*>-]{0,12}(?:(?:to|recipients?|user|vastaanottaja|mottagare)[\x20\t]*:[\x20\t]*)?[\"'<(]{0,2}[^\s@<>\"']+@[^\s@<>\"']+[\"'>)]{0,2}[\x20\t]*(?:$|[:;,.(])",
    re.MULTILINE,
)
_HELD = _any(
    r"""
    \byour (?:\w+ )?(?:e-?mail|message|mail|letter)\b.{0,120}?\b(?:held|quarantined|queued|awaits|awaiting|not (?:yet )?(?:been )?delivered|undelivered|requires? (?:confirmation|verification|approval))\b
    \b(?:confirm|verify|authenticate)\b.{0,60}?\b(?:you are|your identity|that you|your (?:e-?mail )?address|as a (?:real )?(?:person|sender|human))\b
    \bviestisi\b.{0,60}?\b(?:odottaa|pidätetty|karanteeni)
    \bditt (?:meddelande|mejl)\b.{0,60}?\b(?:väntar|karantän|hålls)
    """,
    re.DOTALL,
)
_DO_THIS = _any(
    r"""
    \b(?:click|visit|follow|go to)\b.{0,80}?(?:\blink\b|\bbelow\b|https?:)
    \b(?:simply |just )?(?:reply|respond) to this\b
    \bmoderators?(?: to review|'s approval| approval)\b|\bwhite-?list\b|\bapproved (?:sender|list)\b
    \b(?:klikkaa|napsauta|klicka)\b.{0,80}?(?:linkki|länk|https?:)
    """,
    re.DOTALL,
)
_AWAY = _any(r"""
    \W*(?:\S+[,!.] )?(?:thank you for your (?:e-?mail|message|mail)\W+)?(?:i am|i['’]m|i will be|i['’]ll be) (?:\w+ ){0,2}?(?:out of (?:the )?office|on (?:\w+ )?(?:vacation|leave|holidays?)|away|not in the office)\b
    \W*(?:\S+[,!.] )?(?:kiitos viestistä\w*\W+)?olen (?:\w+ )?(?:lomalla|poissa|vapaalla|matkoilla|vanhempainvapaalla)\b
    \W*(?:\S+[,!.] )?(?:tack för (?:ditt|din) \w+\W+)?jag är (?:\w+ )?(?:på semester|inte på kontoret|borta|ledig|föräldraledig|bortrest)\b
    \W*ich bin (?:\w+ ){0,4}?(?:im urlaub|nicht im büro|abwesend)\b
""")
_MEANWHILE = _any(
    r"""
    \b(?:will|shall|['’]ll) (?:\w+ ){0,3}?(?:respond|reply|answer|get back|read your)\b
    \b(?:limited|no) (?:\w+ )?access to (?:my )?(?:e-?)?mail
    \b(?:for|in|if)\b.{0,40}?\b(?:urgent|emergency|immediate)\b.{0,80}?\b(?:contact|call|e-?mail|write)\b
    \b(?:please )?contact\b.{0,80}?\b(?:in my absence|in the meantime|meanwhile)\b
    \bkiireelli\w+ asioissa\b|\bvastaan (?:\w+ ){0,3}?(?:palattuani|kun)\b
    \bbrådskande ärenden\b|\bsvarar (?:\w+ ){0,4}?(?:när jag|åter)\b
    \bin dringenden fällen\b
    """,
    re.DOTALL,
)
_ANSWERS = _any(r"\s*(?:re|aw|sv|vs|ad|antw|rif)\s*:")
_BUT = _any(r"\b(?:but|mutta|men|s?he|him|her|his|hän\w*|han|hon|hans|hennes|honom|henne)\b")
_TICKET = _any(r"[\[(#]\s*(?:\w+[\x20:-]{0,2})?#?\s*\d{3,}\s*[\])]|#\d{3,}|\bticket\b.{0,20}\d{3,}")
_RECEIVED = _any(r"""
    \bwe (?:have )?received your (?:message|e-?mail|request|inquiry|enquiry)|\bhas been (?:received|logged|opened|created|assigned)\b
    \bthank you for (?:contacting|your (?:message|e-?mail|inquiry|enquiry|request))
    (?:viestisi|yhteydenottosi|tukipyyntösi) on (?:vastaanotettu|kirjattu)|kiitos (?:yhteydenotostasi|viestistäsi)
    tack för (?:ditt|din) (?:mejl|mail|meddelande|fråga)|ditt ärende har
""")

# Mail to many, in the words of those who send it.
_LEAVE = _any(r"""
    \bun-?subscri(?:be|bing)\b|\bopt[-\x20]?(?:ing[-\x20])?out\b|\bto be (?:removed|taken off)\b
    \bremove (?:yourself|your (?:name|e-?mail|address)|link)
    \b(?:do not|don['’]?t|no longer|rather not|not|stop|cancel)(?: (?:wish|want|like|prefer))?(?: to)? (?:be )?(?:receive|receiving|get|getting) (?:this|these|such|future|further|any|our|more|other|e-?mail|announcements?|messages?|mailings?|notices?|newsletters?)\b
    \bcancel (?:your |these |this )?(?:subscription|notices|membership|newsletter)
    \bperu(?:uta|ta)? (?:\w+ )?(?:tilau\w+|uutiskirj\w+)|\bpoistu (?:posti)?listalta
    \bav(?:registrera|prenumerera|anmäl)\w*|\bavsluta (?:din )?prenumeration
    \babmeld\w+|\babbestell\w+|\baustragen\b|\bdésabonn\w+|\bdésinscri\w+|\bdarse de baja|\bafmelden\b|\buitschrijven\b
""")
_BECAUSE = _any(
    r"""
    \byou(?:['’]ve| have| are|['’]re)? (?:currently )?(?:received|receiving|receive|getting|subscribed|registered|signed up) .{0,40}?\b(?:this|because|as)\b
    \bthis (?:\w+ )?(?:e-?mail|message|mailing|newsletter) (?:was|is being|is|has been) (?:sent|delivered|mailed) (?:to|by)\b
    \bas a (?:valued |registered )?(?:subscriber|member|customer|user)\b|\bsubscribed (?:as|to|with)\b
    \b(?:sait|saat) tämän\b|\bdu (?:har fått|får) det(?:ta| här)\b|\bsie erhalten dies\w+|\bvous recevez\b
    """,
    re.DOTALL,
)
_PREFERENCES = _any(r"""
    \b(?:change|update|edit|manage|modify|adjust) (?:your |my )(?:\S+ ){0,2}?(?:preferences|settings|profile|options|subscriptions?|details|address|account)\b
    \b(?:muuta|hallitse|päivitä) (?:\w+ )?(?:asetuk\w+|tilauk\w+|tieto\w+)|\b(?:ändra|uppdatera|hantera) dina? (?:\w+ )?(?:inställning\w+|uppgifter|prenumeration\w*)
    \bprivacy (?:policy|statement)\b|\bthese notices\b
""")
_RIGHTS = _any(r"""
    (?:©|\(c\)|\bcopyright\b)[^\n]{0,50}?(?:19|20)\d\d
    \ball rights reserved\b|\bkaikki oikeudet\b|\balla rättigheter\b|\balle rechte\b
""")
_VIEW = _any(
    r"""
    \b(?:view|read|see|display)\b.{0,40}?\b(?:in (?:your |a |the )?(?:web )?browser|(?:in )?html (?:format|version)|web version)\b
    \b(?:html|text-?only|plain text) (?:version|format|newsletter)\b|\btrouble (?:viewing|reading)\b
    \b(?:lue|katso|näytä|avaa)\b.{0,30}?\bselai\w+|\b(?:visa|läs)\b.{0,30}?\bwebbläsare|\bonline-?version\b
    """,
    re.DOTALL,
)
_MASTHEAD = _any(
    r"""
    \bin this (?:issue|edition)\b|\b(?:daily|weekly|monthly) (?:\w+ )?(?:news|newsletter|digest|headlines?|headline mailer|bulletin|edition|review)\b
    ^\W*(?:[\w']+ ){0,2}(?:headlines|top stories|breaking news|contents|table of contents|newsletter|news|what['’]?s new)\W*$
    \bissue (?:no\.? ?|number |#)?\d+|\bvol(?:ume|\.) \d+|\bsponsored by\b|\badvertise(?:ment|rs| with)\b|\b\d[\d,.]*\+? subscribers\b
    \btässä numerossa\b|\buutiskirjeemme\b|\bi detta nummer\b|\bnyhetsbrev från\b|\bpress release\b|\bpreview edition\b
    """,
    re.MULTILINE,
)
_SALES = _any(r"""
    \b(?P<a>(?:buy|order|shop|register|subscribe|download|sign up) (?:it |them )?(?:now|today|here|online))\b
    \b(?P<b>click (?:here|below|the|on))\b
    \b(?P<c>(?:special|exclusive|limited) (?:\w+ )?(?:offers?|deals?|savings|time))\b
    \b(?P<d>free (?:trial|shipping|download|gift|bag|sample|registration|of charge))\b
    \b(?P<e>\d+ ?% (?:off|discount)|discounts?|coupons?|promotion\w*|sweepstakes|prize)\b
    \b(?P<f>(?:read|learn|find out) more)\b
    \b(?P<g>new release|pleased to (?:announce|advise)|proud to (?:introduce|announce)|now available)\b
    (?P<h>[$€£] ?\d+)
    \b(?P<i>osta nyt|tilaa nyt|tarjou(?:s|kset)|alennu(?:s|kset)|köp nu|beställ nu|erbjudanden?|rabatt)\b
    \b(?P<j>lue lisää|läs mer|mehr (?:infos?|informationen))\b
""")
_DEAR = _any(
    r"""
    ^\W*(?:dear|hello|hi) (?:valued )?(?:[\w.]+ )?(?:customers?|members?|subscribers?|users?|readers?|shoppers?|\S+@\S+)\b(?! of)
    ^\W*(?:hyvä|arvoisa) (?:asiakas|asiakkaamme|tilaaja|lukija)\b|^\W*(?:bästa|kära) (?:kund|medlem|läsare|prenumerant)\b
    """,
    re.MULTILINE,
)
_LINK = _any(r"https?://[^\s<>\")]+|\bwww\.[^\s<>\")]+")
_HREF = _any(r"<a\b[^<>]{0,400}?href\s*=")
_PIXEL = _any(r"<img\b[^<>]{0,600}?(?:width|height)\s*=\s*[\"']?[01](?:px)?\b")
_BULK_HEADER = _any(r"""
    x-(?:.*(?:bulk|campaign|mailing|newsletter|subscriber).*|mc-user|mandrill.*|sg-eid|mailgun.*|csa-complaints|report-abuse)
    feedback-id|errors-to
""")
_BULK_MAILER = _any(
    r"bulk|massmail|campaign|newsletter|lyris|mailchimp|sendemail|phpmailer|\bphp/|blast|messagemaker|groupmail"
)

_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*", re.IGNORECASE)
_I = frozenset(
    "i i'm i've i'd i'll i’m i’ve i’d i’ll me my mine myself"
    " minä mä minua minun minut minulle minulla minulta minusta minuun minussa mua mulle mulla multa"
    " olen olin haluan haluaisin sain pelkään kuulin tiedän toivon ilmoitan yritin kirjoitan"
    " jag mig mej min mitt mina ich mich mir mein meine".split()
)


def takes_no_reply(address: str) -> bool:
    """Whether an address says of itself that nobody reads what is written to it."""
    return bool(_TAKES_NO_REPLY.match(address))


def is_role(address: str) -> bool:
    """Whether only machines write from this address: newsletter@, alerts@, x@bounce.example.org, post_master@."""
    local, _, domain = address.casefold().rpartition("@")
    return (
        is_daemon(address)
        or is_postmaster(address)
        or bool(_ROLE.fullmatch(_bare(local)))
        or bool(_ROLE_DOMAIN.fullmatch(domain))
    )


def is_daemon(address: str) -> bool:
    """Whether a mail server itself writes from this address."""
    return bool(_DAEMON_ROLE.fullmatch(_bare(address.casefold().rpartition("@")[0])))


def is_postmaster(address: str) -> bool:
    """Whether this is where a mail server, or the person behind it, writes from."""
    return bool(_POSTMASTER.fullmatch(_bare(address.casefold().rpartition("@")[0])))


def _bare(local: str) -> str:
    """A local part without its detail, the number at its end, and what a broken mailer put behind it."""
    return re.split(r"[+\\@%!]", local, maxsplit=1)[0].rstrip("0123456789").rstrip("-_.")


def is_undelivered(message: Message) -> bool:
    """Whether the words are those of a mail server about a mail that it could not deliver."""
    return _Words(message).tells_of_failure()


def looks_automatic(message: Message, author: Address, *, through_group: bool) -> tuple[str, bool]:
    """Why the words of a mail look as if a machine wrote it, and whether as an answer; ('', False) if not.

    What it says in a quotation, or below the mark of a forwarded mail, is not its own; nor is what our own group
    added.
    """
    words = _Words(message, author.key, through_group=through_group)
    if _AUTO_SUBJECT.match(message.subject):
        return "the subject looks like an automatic reply", True
    if _SYSTEM_NAME.fullmatch(author.name.strip()):
        return "the name is that of a mail system", False
    if words.tells_of_failure():
        return "it reads like a delivery failure", True
    if _CRON.match(message.subject):
        return "the subject looks like a monitor's", False
    if words.asks_for_proof():
        return "it reads like a request to confirm a message", True
    if words.is_away():
        return "it reads like an absence note", True
    if words.calls_itself_automatic():
        return "it says that it is automatic", False
    if words.confirms_a_ticket():
        return "it reads like the receipt of a ticket system", False
    if words.is_bulk():
        return "it reads like a mass mailing", False
    return "", False


class _Words:
    """The words of one mail, and what they look like."""

    def __init__(self, message: Message, address: str = "", *, through_group: bool = False) -> None:
        self.message = message
        self.address = address
        self.through_group = through_group
        self.own = "\n" + _unwrapped(own_words(message)[:_MOST])

    @cached_property
    def above_signature(self) -> str:
        """The own words without a signature."""
        found = _SIGNATURE.search(self.own)
        return self.own[: found.start()] if found else self.own

    @cached_property
    def paragraphs(self) -> list[str]:
        """The own words, paragraph by paragraph."""
        return [each.strip() for each in re.split(r"\n\s*\n", self.own) if any(map(str.isalnum, each))]

    @cached_property
    def opening(self) -> str:
        """The first few paragraphs that are words, for what a machine says at once."""
        return "\n\n".join(self.paragraphs[:3])[:1_200]

    def personal(self, text: str) -> float:
        """How much of `text` is about its writer: the share of "I" and its like."""
        words = _WORD.findall(_ADDRESS.sub(" ", text).casefold())
        return sum(word in _I for word in words) / len(words) if words else 0.0

    def tells_of_failure(self) -> bool:
        """Whether a mail server begins by saying that a mail was not delivered, or says so in the subject."""
        subject = bool(_UNDELIVERED.match(self.message.subject))
        first = "\n".join(self.paragraphs[:1])
        evidence = bool(_SMTP.search(self.own)) + bool(_LONE_ADDRESS.search(self.own))
        if _FAILED.search(first):
            # "I'm afraid I wasn't able to deliver your message" is said by servers as well.
            is_bare = self.personal(self.own) == 0
            return (subject and (evidence > 0 or bool(_MAIL.search(first)))) or (evidence > 0 and is_bare) or evidence > 1
        if self.personal(first) or _TELLS.search(first):
            return False
        told = bool(_FAILED.search(self.opening))
        return (subject and (told or evidence > 0)) or (told and evidence > 1)

    def asks_for_proof(self) -> bool:
        """Whether it is a challenge: your message waits, do this and it will be delivered."""
        text = self.own[:2_000]
        if self.message.in_reply_to and self.personal(self.above_signature) >= _PERSONAL:
            return False
        return bool(_HELD.search(self.opening)) and bool(_DO_THIS.search(text)) and not _TELLS.search(self.opening)

    def is_away(self) -> bool:
        """Whether it is a note of absence and nothing more. Such a note answers something."""
        if not (self.message.in_reply_to or _ANSWERS.match(self.message.subject)):
            return False
        is_short = len(_WORD.findall(self.above_signature)) <= 120
        says_more = bool(_BUT.search(self.above_signature))
        is_away = any(map(_AWAY.match, self.paragraphs[:2])) and bool(_MEANWHILE.search(self.own))
        return is_short and is_away and not says_more

    def calls_itself_automatic(self) -> bool:
        """Whether it says of itself that it is automatic, or that nobody reads answers, and nobody says "I"."""
        statements = [
            found
            for phrases in (_IS_AUTOMATIC, _WANTS_NO_REPLY, _NOTIFIES)
            for found in phrases.finditer(self.own)
            if not self._is_told(found)
        ]
        return bool(statements) and not self.personal(_NOTIFIES.sub(" ", self.above_signature))

    def _is_told(self, found: re.Match[str]) -> bool:
        """Whether somebody tells of such a sentence: after a colon, or with more to say in it of somebody."""
        paragraph = self.own.rfind("\n\n", 0, found.start())
        before = self.own[: found.start()].rstrip()
        if paragraph > 0 and self.own[:paragraph].rstrip().endswith((":", "：")):
            return True
        sentence = re.split(r"[.!?\n]", self.own[found.end() : found.end() + 200], maxsplit=1)[0]
        return before.endswith((":", "：", '"', "”", "»", "“")) or bool(_TELLS.search(sentence))

    def confirms_a_ticket(self) -> bool:
        """Whether it is the receipt of a ticket system."""
        is_ticket = bool(_TICKET.search(self.message.subject) or _TICKET.search(self.opening))
        return is_ticket and bool(_RECEIVED.search(self.opening)) and not self.personal(self.above_signature)

    def is_bulk(self) -> bool:
        """Whether it is a mass mailing: it says how to leave, and is made like one from its first line on."""
        how_to_leave = 2 * bool(_LEAVE.search(self.own))
        footer = how_to_leave + bool(_BECAUSE.search(self.own)) + bool(_PREFERENCES.search(self.own))
        made = self._made_for_many()
        score = footer + bool(_RIGHTS.search(self.own)) + made
        if self.personal(self.above_signature) >= _PERSONAL:
            score -= 3
        if self.message.in_reply_to or self.message.references:
            score -= 2
        return (footer > 0 and made > 0 and score >= 4) or made >= 5

    def _made_for_many(self) -> int:
        """How many traits of a mass mailing stand above the footer, where a person's employer does not write."""
        above = self._above_footer()
        html = self.message.html[: len(self.message.html) * 6 // 10]
        links = len(_LINK.findall(above)) + len(_HREF.findall(html))
        sales = {group for found in _SALES.finditer(above) for group, text in found.groupdict().items() if text}
        return (
            bool(_VIEW.search(self.own))
            + bool(_MASTHEAD.search(above) or _MASTHEAD.search(self.message.subject))
            + min(len(sales) // 2, 2)
            + bool(_DEAR.search(above))
            + (links >= 4)
            + (links >= 12)
            + bool(self.message.html and not self.message.plain and len(self.message.html) > 4_000)
            + bool(_PIXEL.search(self.message.html) and links >= 4)
            + 2 * self._travels_in_bulk()
        )

    def _above_footer(self) -> str:
        """The own words above the signature, and above the first word on how to leave in their second half."""
        text = self.above_signature
        # The last paragraphs of a letter are its footer, more so of a short one.
        for found in _LEAVE.finditer(text):
            if found.start() > len(text) * 0.4 or found.start() > 800:
                start = text.rfind("\n\n", 0, found.start())
                return text[: start if start > 0 else found.start()]
        return text

    def _travels_in_bulk(self) -> bool:
        """Whether headers show that the mail was sent to many."""
        if self.through_group:
            return False
        if self.message.header("Precedence").strip().casefold() in ("list", "first-class", "special-delivery"):
            return True
        if any(_BULK_HEADER.fullmatch(name) for name, _ in self.message.headers):
            return True
        if any(_BULK_MAILER.search(self.message.header(name)) for name in ("X-Mailer", "User-Agent")):
            return True
        path = self.message.header("Return-Path").strip().strip("<>").casefold()
        return path != self.address and bool(_RETURN_ROLE.fullmatch(path.rpartition("@")[0]))


def _unwrapped(text: str) -> str:
    """`text` with the lines of a paragraph joined where they were only wrapped, so that sentences are whole."""
    pieces: list[str] = []
    previous = ""
    for line in text.split("\n"):
        stripped = line.strip()
        goes_on = len(previous) >= 40 and previous[-1] not in ".!?:;*=-_~" and bool(stripped)
        pieces.append((" " if goes_on else "\n") + stripped)
        previous = stripped
    return "".join(pieces)
