"""The phrases by which machines, mass mailings and mail servers are known, in the languages they speak.

It stands apart from `wording`, which says where each of them counts, so that a phrase can be added in one
place. English, Finnish and Swedish with care, their neighbours in passing. None of them proves anything.
"""

import re


def _any(phrases: str, flags: int = 0) -> re.Pattern[str]:
    """One expression for phrases, one a line; a space in them is any white space, and ` ?` any or none.

    A line that begins with & goes on with the one above it.
    """
    whole = re.sub(r"\n *&", "", phrases.strip())
    lines = "|".join(line.strip() for line in whole.split("\n"))
    return re.compile(lines.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE | flags)


# Who writes, by the address. What is no whole role is a name: bouncer, robot.fan, newsome.
TAKES_NO_REPLY = _any(r"""
    (?:no|do[-_.]?not|dont|never|ei|[aä]l[aä])[-_.]?(?:repl(?:y|ies)|respond|vastaa|vastata|svara|use)
    (?:svara|vastaa)[-_.]?(?:inte|ej|ei)(?![a-z])
    (?:[^@]*[-_.])?(?:no[-_.]?reply|do[-_.]?not[-_.]?reply)(?![a-z])
    (?:inget|ej)[-_.]?svar(?![a-z])
    (?:unmonitored|dev-?null)(?![a-z])
""")
ROLE = _any(r"""
    news-?letters?|nyhetsbrev|uutiskirje|(?:auto|e)?mailings?|campaigns?
    notifications?|notify|notifier|alerts?
    auto-?(?:mail|mailer|reply|replies|responder|confirm)
    bounces?|ndr|mail-?errors?|return-?(?:mail|path)|list-?serv|list-?proc|majordomo|mailman
    cron|cron-?daemon|anacron|logwatch|logcheck|nagios|icinga|zabbix|munin|monit|www-data|apache|nobody
    rss|rss2e?mail|rss-?feeds?|feeds?|feedburner
    bugzilla|jira|jenkins|hudson|buildbot|gerrit|gitlab|github|sentry|redmine|phabricator|wordpress
    fail2ban|mdadm|scanner|copier|voicemail|dmarc(?:[-_.].*)?|tls-?rpt(?:[-_.].*)?|ezmlm
    .*-(?:confirm|subscribe|unsubscribe|noreply)
    (?:.*[-_.])?(?:bounces?|errors|notifications?|newsletter)
    .*[-_.](?:request|daemon)
    (?:owner|bounces?|errors|newsletter|notifications?)[-_.=].*
""")
ROLE_DOMAIN = _any(
    r"(?:alerts?|bounces?|notifications?|notify|newsletters?|no-?reply|mailings?|campaigns?)\..+\..+"
)
DAEMON_ROLE = _any(r"mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|mail[-_.]?system")
POSTMASTER = _any(r"post[-_.]?master")
SYSTEM_NAME = _any(
    r"(?:internet )?mail(?:er)?[-\x20](?:delivery )?(?:sub)?(?:system|daemon|service)|cron daemon"
)
# Half the shops write from these, and so may a person.
SELLER = _any(r"""
    news|newsflash|news[-_.].*|offers?|promo|promotions?|marketing|announce|announcements?|updates?
    &|deals?|specials?
    subscriptions?|orders?|store|shop|replies|surveys?|digest|daily|weekly|express|member-?services
    &|editors?|tarjoukset
    erbjudande|kampanj\w*
""")
SELLER_DOMAIN = _any(r"(?:e|em|email|news|reply|offers|promo|mailer|lists?|go|click)\d?\..+\..+")
MAILING_NAME = _any(
    r".*\b(?:newsletter|notifications?|notifier|alerts|network alert|no-?reply|do not reply"
    r"|uutiskirje|nyhetsbrev)\W{0,3}"
)
# Where a bounce goes; a person's own mail comes back to the person.
RETURN_ROLE = _any(r"""
    (?:.*[-_.])?(?:bounces?|errors?|return|dev-?null|nobody)(?:[-+_.=].*)?
    owner-.*
    (?!srs|prvs|btv).{1,40}[+=-].{0,80}(?:\d{5}|=).*
""")

# Subjects, from their first letter on: elsewhere such words are an ordinary sentence.
AUTO_SUBJECT = _any(
    r"""
    \s*(?:auto|poissa|frånvarande)\s*:
    \s*\[auto-?reply\]
    \s*(?:auto(?:mated|matic)?[-\x20]?(?:reply|response|answer))\s*(?::.*|from\b.*)?\Z
    \s*out[-\x20]of[-\x20](?:the[-\x20])?office(?:[-\x20]?(?:auto[-\x20]?)?(?:reply|response
    &|message))?\s*(?::.*)?\Z
    \s*(?:vacation|away|holiday) (?:auto-?)?(?:reply|response|message|notice)\s*(?::.*)?\Z
    \s*(?:automaatti(?:nen )?vastaus|lomavastaus|poissaolo(?:ilmoitus|viesti|vastaus)?)\s*(?::.*)?\Z
    \s*autosvar från\b
    \s*(?:autosvar|automatiskt? svar|frånvaro(?:meddelande)?|semestermeddelande)\s*(?::.*)?\Z
    \s*(?:automatische antwort|abwesenheit(?:snotiz|snachricht|sassistent)?|abwesend|außer haus
    &|automatisch antwoord|afwezig(?:heid(?:sbericht)?)?)\s*(?::.*)?\Z
    \s*abwesenheits(?:notiz|nachricht|meldung)\b
    \s*(?:réponse automatique|message d['’]absence|absence du bureau|absente?(?:\(e\))?
    &|respuesta automática|fuera de la oficina|risposta automatica|fuori (?:sede|ufficio)
    &|resposta automática|fora do escritório)\s*(?::.*)?\Z
    \s*(?:automatisk svar|fravær(?:smelding|smeddelelse)?|ikke til stede|automaatvastus
    &|odpowiedź automatyczna|autoodpowiedź|автоматический ответ|автоответ|automatická odpověď
    &|automatikus válasz)\s*(?::.*)?\Z
    \s*(?:自動応答|自動返信|不在通知|自动答复|自动回复)
    \s*(?:lomalla|på semester|bortrest|(?:i am |i['’]m )?on (?:holiday|vacation|(?:annual |parental )?leave)
    &|ooo|inte på kontoret)\s*(?:(?:re|sv|vs)\s*:.*)?\Z
    \s*inte på kontoret\s*:
    """,
    re.DOTALL,
)
UNDELIVERED = _any(r"""
    \s*\W{0,6}(?:(?:warning|error|notice)\W{1,4})?(?:mail|message|e-?mail)?\s*(?:delivery
    &|system) (?:status|failure|error|problem|notification|report|warning|delayed|has failed|unsuccessful
    &|failed)\b(?!,)
    \s*\W{0,6}(?:(?:warning|error|notice)\W{1,4})?(?:unable to|could not|cannot) (?:deliver|be delivered)
    \s*\W{0,6}(?:undeliverable|undelivered|non-?delivery|nondeliverable|failure notice|failed mail
    &|failed delivery|returned mail|returned message)\b
    \s*\W{0,6}(?:(?:warning|error|notice)\W{1,4})?(?:mail|message|e-?mail)
    & (?:undeliverable|not delivered|could not be delivered|rejected
    &|refused|delayed|returned)
    \s*\W{0,6}(?:mail failed|mail system error|non[-\x20]delivery
    &|(?:e-?mail )?bounce notification|message you sent (?:blocked|rejected))
    \s*there was an error sending your (?:mail|message|e-?mail)
    \s*(?:bounced? (?:mail|message)|user unknown|unknown user|permanent (?:delivery )?failure)
    \s*delivery to .{1,80} (?:failed|delayed)
    .{0,60}\((?:delivery failed|failure|undeliverable)\)\s*\Z
    \s*(?:toimitusilmoitus|ei toimitettu|palautettu (?:viesti|posti)|(?:viesti(?:ä|si|äsi)?
    &|sähköposti\w*) ei voitu toimittaa|toimitus epäonnistui)
    \s*(?:(?:meddelandet|brevet|mejlet) (?:kunde inte|gick inte)|olevererbart|ej levererbart|leveransfel
    &|leveransstatus|kunde inte levereras)
    \s*(?:unzustellbar|nicht zustellbar|zustell|rücksendung|non délivr|échec de|no se puede entregar
    &|no entregado|devuelt|não entregue|mancato recapito|onbestelbaar|niet bezorgd|не доставлено|недоставлен)
    \s*(?:mancata consegna|non remis|kan ikke leveres|teslim edilemedi|niedostarczon|nie można dostarczyć
    &|nedoručiteln|kohaletoimetamat|nem kézbesíthető|não foi possível entregar)
    \s*(?:配信|配送|未送達|送信エラー|系统退信|退信|.{0,40}退信|메일 ?(?:전송|발송) ?실패)
    \s*(?:virus (?:found|detected|alert|warning)|considered unsolicited|delayed\s*:
    &|(?:message|mail|e-?mail) blocked)\b
""")
NOTICE = _any(r"""
    \s*(?:your )?(?:receipt|invoice) (?:from|#?\d)
    \s*(?:\[[^\]]*\] ?)?(?:automated|automatic|automatically generated
    &|auto-?generated) (?:\S+ ){0,4}(?:reminder|notice|notification|alert|report|message|confirmation
    &|receipt|e-?mail)\b
    \s*(?:new )?voicemail (?:message )?from\b|\s*scanned (?:image|document) from\b
    \s*(?:spam )?quarantine (?:summary|digest|notification|report)\b
    \s*you have (?:\w+ )?(?:new )?messages? in quarantine\b
    \s*automaattinen (?:muistutus|ilmoitus|viesti|vahvistus)\b|\s*automatisk (?:påminnelse|avisering
    &|bekräftelse)\b|\s*automatiskt meddelande\b
""")
# What programs answer for a person: that a mail was read or arrived, that an invitation was accepted.
RECEIPT_SUBJECT = _any(r"""
    \s*(?:return receipt|lukukuittaus|läskvitto|lesebestätigung|accusé de (?:lecture|réception))\b
    \s*(?:read|not read|delivered|relayed|expanded|recall|luettu|ei luettu|toimitettu|läst|inte läst
    &|levererat|levererad|gelesen|nicht gelesen|zugestellt|lu|non lu|leído|gelezen|læst|lest)\s*:
    \s*(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed(?: event)?|(?:updated )?invitation|new time proposed
    &|hyväksytty|hylätty|alustava(?:sti hyväksytty)?|peruutettu|kutsu|accepterat|accepterad|avböjt|avböjd
    &|preliminärt?|inställt|inbjudan|zugesagt|abgelehnt|mit vorbehalt|abgesagt|einladung|accepté|refusé|invitation
    &|aceptad[oa]|rechazad[oa]|geaccepteerd|geweigerd|godkendt|akseptert)\s*:
""")
RECEIPT = _any(
    r"""
    \bwas (?:read|displayed|opened) on\b|\bwithout being read\b|\bthis is a return receipt\b
    \bwas received by\b|\bhas been (?:successfully )?(?:delivered|relayed)\b|\bdelivery to these recipients\b
    \bwould like to recall\b|\bluettiin \d|\bpoistettiin lukematta\b|\blästes \w|\butan att (?:ha )?läs
    \bwurde (?:\w+ ){0,3}?gelesen\b|\ba été (?:lu|ouvert)\b|\bon toimitettu\b|\bhar levererats\b
    \bhas (?:\w+ )?(?:accepted|declined|cancell?ed) (?:this|your|the) (?:invitation|event|meeting)\b
    \byou have been invited to the following event\b
    """,
    re.DOTALL,
)
INVITATION_REPLY = re.compile(rb"^METHOD:(?:REPLY|COUNTER)\s*$", re.MULTILINE | re.IGNORECASE)
# What mail servers write whole, and nobody else does.
SERVER_SUBJECT = _any(r"""
    delivery status notification(?: ?\(\w+\))?
    undelivered mail returned to sender
    mail delivery failed: returning message to sender
    returned mail: see transcript for details|returned mail: user unknown
    failure notice|mail delivery (?:failure|problem|error)|mail could not be delivered
""")
CRON = _any(r"""
    \s*cron <\S+@\S+>
    \s*(?:anacron job|logwatch for) \S
    \s*\S+\.\S+ (?:daily|weekly|monthly|security) (?:run )?output\s*\Z
    \s*\*\*+ (?:problem|recovery|acknowledgement|security information)\b
    \s*\[(?:firing|resolved)(?::\d+)?\]
    \s*\[fail2ban\]|.*\bunattended-upgrades result\b|\s*monitor is (?:up|down)\s*:
    \s*zfs \w+_(?:start|finish) event\b|\s*smart error \(|\s*\w*degradedarray event\b
    \s*(?:certificate|domain) expir\w+ notice\b|\s*report[-\x20]domain ?: ?\S+ submitter ?: ?\S+
    \s*complaint about message from \d
""")

# A sentence begins with a line, or after the end of another. After a colon or a quotation mark it is reported.
_BEGIN = (
    r"(?:(?<=\n)|(?<=[.!?]\s))[\s*_#|<>~=(\[•–—-]{0,12}"
    r"(?:(?:please\s+)?(?:note|notice|important|huom|obs|viktigt)\W{1,4})?"
)


def _says(phrases: str) -> re.Pattern[str]:
    """Phrases that begin a sentence."""
    return re.compile(f"{_BEGIN}(?:{_any(phrases).pattern})", re.IGNORECASE)


IS_AUTOMATIC = _says(r"""
    (?:this|the above)(?: \w+)? (?:is|has been|was) (?:an? )?(?:\w+ ){0,2}?(?:auto[-\x20]?|automatically\s
    &|automated |automatic |system[-\x20]|computer[-\x20])(?:generated|sent|created|produced|e-?mail
    &|message|mail|notification|notice|reply|response|reminder|alert|report|confirmation|mailing
    &|acknowledge?ment|receipt|answer)\b
    this (?:message|e-?mail) (?:was|is) (?:created|generated|sent) automatically\b
    auto(?:matically|mated|matic)?[-\x20]*(?:generated|e-?mail)\b
    tämä (?:\w+ )?on (?:\w+ )?(?:automaattinen|automaattisesti|automaattiviesti|automaattivastaus
    &|koneellisesti|järjestelmän) ?
    tämä (?:viesti|sähköposti|ilmoitus) (?:on )?(?:lähetetty|lähetettiin|luotu|luotiin) automaattisesti
    det(?:ta| här) (?:\w+ )?(?:är|har|skickades|skapades) (?:skickats |skapats |genererats |ett\s
    &|en )?(?:automat\w+|autogenererat|systemgenererat|maskinellt)
    diese (?:e-?mail|nachricht|mitteilung) wurde automatisch
    (?:ceci|ce message) est (?:un message )?(?:généré )?automati
    (?:este|éste) (?:es un )?mensaje (?:es |ha sido )?(?:generado )?automátic
""")
WANTS_NO_REPLY = _says(r"""
    (?:please |kindly )?(?:do not|don['’]?t) (?:directly )?(?:reply|respond)(?:\s*[.!]|\s*$
    &| (?:directly )?(?:to|with|using|by) (?:this|the (?:above )?(?:e-?mail|message|address)))
    (?:replies|responses|messages|mail) (?:sent )?to this (?:message|e-?mail|address|mailbox
    &|account)(?: address)? (?:are|is|will|can|cannot|go)\b
    this (?:e-?mail )?(?:mailbox|address|inbox|account) is (?:not monitored|unmonitored|unattended|not read)
    this (?:e-?mail|message) (?:is|was) sent from an? (?:\S+ )?(?:notification|send|unmonitored
    &|unattended|no-?reply|address that)
    (?:ole hyvä ja )?(?:älä|älkää|ethän|ettehän) (?:\w+ )?vasta\w* (?:suoraan )?tähän
    (?:tähän|viestiin) (?:\w+ )?ei (?:voi|tarvitse|saa|tule) vasta\w+
    (?:vänligen |var vänlig (?:och )?)?(?:svara|besvara) (?:inte|ej) (?:på )?(?:detta|det här|denna
    &|meddelandet|mejlet)
    det går inte att (?:be)?svara (?:på )?(?:detta|det här|denna)
    det(?:ta| här) (?:mejl\w*|mail\w*|meddelande\w*|e-?post\w*) (?:kan|går) (?:inte|ej) (?:att )?(?:be)?svara
    bitte antworten sie nicht
    merci de ne pas répondre
    por favor,? no responda
""")
NOTIFIES = _says(r"""
    you(?:['’]ve| have| are|['’]re)? (?:received|receiving|receive|getting|get) this (?:(?:e-?mail
    &|message|mail|notification|alert) )?(?:because|as)\b
    reply to this e-?mail directly
    to (?:change|update|manage|edit|modify|stop|cancel) (?:your |these\s
    &|receiving )?(?:\w+ )?(?:notification|notice|alert|reminder)s?
    configure (?:bug|e-?)mail
    (?:sait|saat) tämän (?:viestin|sähköpostin|ilmoituksen),? koska
    du (?:har fått|får) det(?:ta| här) \w+ (?:eftersom|för att)
""")
# Somebody tells of a machine of somebody.
TELLS = _any(
    r"\b(?:s?he|they|him|her|his|who|says?|hän|hänen|he|joka|lukee|han|hon|hen|hans|hennes|som|står)\b"
)

FAILED = _any(
    r"""
    \b(?:could|can|will|was|has|have|did|does) ?(?:not|n['’]t) (?:\w+ ){0,2}?(?:deliver|delivered|reach
    &|relay|sent)\b
    \b(?:cannot|unable to|failed to|impossible to) (?:be )?(?:deliver|delivered|reach|relay|send)\b
    \b(?:was|is|were|are) (?:undeliverable|rejected|refused|returned)\b
    \bdelivery\b.{0,80}?\b(?:failed|failure|postponed|delayed|unsuccessful|error|aborted)\b
    \b(?:message|mail|e-?mail)\b.{0,60}?\b(?:has been|been|is being) (?:returned|rejected|refused|bounced
    &|blocked)\b
    \b(?:user|recipient|mailbox|account|address|domain)\b.{0,40}?\b(?:unknown|not found
    &|does ?n[o'’]t exist|unavailable|full|over quota|invalid)\b
    \b(?:unknown|invalid|no such|bad) (?:local )?(?:user|recipient|mailbox|address|account|host)\b
    \b(?:unable to find|trouble delivering|no valid) (?:user|recipients?|your (?:message|mail))\b
    \b(?:message|mail)\b.{0,60}?\b(?:was|were|is) (?:blocked|bounced|not delivered)\b|\bhad permanent (?:\w+ )?errors?\b
    \bmailbox\b.{0,20}?\b(?:exceeds|exceeded)\b|\binvalid (?:\w+ ){1,2}?userid\b
    не (?:может|можем|могло|удалось|удаётся)|お届けできま
    \bei (?:voitu|voida|pystytty|ole voitu) (?:\w+ )?(?:toimitta|välittä)
    \btoimit(?:us|taminen) (?:\w+ )?epäonnistui
    \b(?:kunde|kan|gick|har) (?:\w+ ){0,3}?(?:inte|ej) (?:\w+ )?(?:levereras|leverera|nå)\b
    \bthe group you tried to contact\b|\brejected by the (?:list )?moderator\b
    \bolevererbar|\bleveransen misslyckades
    \bnicht (?:\w+ )?(?:zugestellt|zustellbar|ausgeliefert)
    \bn['’]a pas (?:pu|été)\b|\bimpossible de (?:remettre|livrer|distribuer)
    \bno (?:se )?(?:pudo|puede|ha podido|fue posible)\b|\bnão (?:pôde|foi)\b
    \bnon (?:è stato|può essere)\b|\bkon niet\b|\bniet (?:worden )?(?:bezorgd|afgeleverd)
    配信でき|送信でき|送達でき|无法|被退回|전송되지|전송 ?실패
    \bteslim edilemedi|\bnie można dostarczyć|\bnepodařilo doručit|\bei saanud kohale toimetada|\bnem kézbesíthető
    \bnon è stato consegnato|\bnão pôde ser entregue|\bkunne ikke leveres
    \bundeliverable to\b|\bover the maximum (?:\w+ )?quota|\bdelivery attempts will\b
    \bcontained (?:a virus|prohibited|banned)\b|\bwas considered (?:unsolicited|spam|junk)\b
    """,
    re.DOTALL,
)
# Only a server gives up like this, even where it says "I".
GIVEN_UP = _any(
    r"""
    \bthe group you tried to contact\b|\brejected by the (?:list )?moderator\b
    \b(?:this is a )?permanent (?:fatal )?errors?\b|\bcreated automatically by mail delivery\b|\bi['’]ve given up\b
    \b(?:mail delivery (?:sub)?system|mail server|mailsystem)\b.{0,200}?\b(?:deliver|delivered)\b
    """,
    re.DOTALL,
)
# A server that has not given up yet: the letter is late, and may still arrive.
STILL_TRIED = _any(
    r"""
    \bnot yet (?:been )?(?:able to )?(?:be )?deliver(?:ed)?\b
    \bdelivery\b.{0,120}?\b(?:has been|is|was) (?:delayed|postponed)\b
    \bwill be retried\b|\bdelivery attempts will continue\b
    \bwill continue to (?:try|attempt)\b|\b(?:will )?keep trying to deliver\b
    \bei ole vielä (?:\w+ )?toimitet\w+|\btoimitus\w* (?:\w+ )?viivästy\w+|\btoimitusta yritetään
    \bhar ännu inte (?:\w+ )?leverera\w+|\bleverans\w* (?:\w+ ){0,2}?försena\w+|\bfortsätter att försöka leverera
    """,
    re.DOTALL,
)
# A server that tried for long and does not any more: it may say of before that the letter was late.
TRIED_IN_VAIN = _any(r"""
    \bpermanent(?:ly)? (?:fatal )?(?:errors?|failures?|failed)\b
    \b(?:has been|have|is|are|i['’]ve) (?:given|giving) up\b
    \bhas (?:now|finally|permanently) failed\b|\bdelivery (?:has )?failed to these\b
    \bno (?:more|further) (?:delivery )?attempts\b|\bwill not be retried\b|\bepäonnistu\w+ (?:pysyvästi|lopullisesti)\b
    \bhar (?:nu|slutligen|slutgiltigt) misslyckats\b|\bmisslycka\w+ (?:permanent|slutgiltigt)\b
""")
# A mail about a mail, from its first words on.
ABOUT_A_MAIL = _any(r"""
    \W{0,6}(?:the attachment in )?your (?:e-?mail |mail )?(?:message|mail|e-?mail)\b|\W{0,6}a message from <
    &|\W{0,6}(?:the|a) (?:message|mail|e-?mail) (?:that )?you sent\b|\W{0,6}(?:the )?following message\b
    &|\W{0,6}this is a (?:warning|status) message\b|\W{0,6}undeliverable\b
    \W{0,6}(?:viestiä?si|sähköpostisi|ditt (?:meddelande|mejl|brev)|(?:votre|ihre|su|sua) (?:message|nachricht|e-?mail
    &|mensaje|mensagem)|il messaggio non|meddelelsen kunne|vaši zprávu|teie kirja|iletiniz|nie można|보내신|很抱歉)
""")
MAIL = _any(
    r"\b(?:message|e-?mail|mail|viesti\w*|sähköposti\w*|meddelande\w*|mejl\w*|nachricht|mensaje|mensagem)\b"
)
SMTP = _any(
    r"""
    (?<![\d.])[45]\d\d[\x20-]#?[45]\.\d{1,3}\.\d{1,3}
    (?<![\d.])[45]\.[0-7]\.\d{1,2}(?![\d.])
    \b(?:error|reason|code|response|said|status|server|failure)\b[^\n]{0,40}?\b[45]\d\d[\x20:,.-]
    ^\W{0,6}[45]\d\d[\x20-]+\D
    ^[\x20>]*(?:final-recipient|diagnostic-code|remote-mta|original-recipient|rcpt to|mail from)\s*:
    """,
    re.MULTILINE,
)
LONE_ADDRESS = _any(
    r"^[\s\"'<(*>-]{0,12}(?:(?:to|recipients?|user|vastaanottaja|mottagare)[\x20\t]*:[\x20\t]*)?[\"'<(]{0,2}[^\s@<>\"']+@[^\s@<>\"']+[\"'>)]{0,2}[\x20\t]*(?:$|[:;,.(])",
    re.MULTILINE,
)
HELD = _any(
    r"""
    \byour (?:\w+ )?(?:e-?mail|message|mail|letter)\b.{0,120}?\b(?:held|quarantined|queued|awaits
    &|awaiting|not (?:yet )?(?:been )?delivered|undelivered|requires? (?:confirmation|verification
    &|approval))\b
    \b(?:confirm|verify|authenticate)\b.{0,60}?\b(?:you are|your identity|that you
    &|your (?:e-?mail )?address|as a (?:real )?(?:person|sender|human))\b
    \bviestisi\b.{0,60}?\b(?:odottaa|pidätetty|karanteeni)
    \bditt (?:meddelande|mejl)\b.{0,60}?\b(?:väntar|karantän|hålls)
    \b(?:subscription|registration) (?:request|confirmation)\b|\brequest for subscription\b
    \bprotecting myself from (?:receiving )?(?:junk|spam)\b
    \bconfirm your (?:subscription|registration|sign-?up)\b
    \bvahvista (?:tilauksesi|rekisteröitymisesi)\b|\bbekräfta (?:din )?(?:prenumeration|registrering)\b
    """,
    re.DOTALL,
)
DO_THIS = _any(
    r"""
    \b(?:click(?:ing)?|visit|follow|go to)\b.{0,80}?(?:\blink\b|\bbelow\b|https?:)
    \b(?:simply |just )?(?:reply|respond) to this\b
    \bmoderators?(?: to review|'s approval| approval)\b|\bwhite-?list\b|\bapproved (?:sender|list)\b
    \b(?:klikka|napsaut|klicka)\w*.{0,80}?(?:linkki|länk|https?:)
    \bto confirm that you want\b|\bhave received a (?:registration|subscription) request\b
    """,
    re.DOTALL,
)
# Of Outlook there is no other mark of it: without the sign, "He reacted to your message:" are words of a person. Its
# name stands between brackets, and bare where there is but HTML.
REACTED = _any(r"""
    \W{0,3}(?:\[[^\W\d]{1,20}\]|[^\w\x00-\u218f]|(?-i:like|heart|celebrate|laugh|surprised|sad)\b)\W{0,5}[^\n:]{1,100}
    &\b(?:reacted to your (?:message|e-?mail)|reagoi (?:viestiisi|sähköpostiisi)
    &|on reagoinut viestiisi|(?:reagerade|har reagerat) på (?:ditt meddelande|din e-post|ditt e-postmeddelande)
    &|hat auf (?:ihre|deine) nachricht reagiert):
""")
AWAY = _any(r"""
    \W{0,12}(?:\S{1,40}[,!.] )?(?:thank you for your (?:e-?mail|message|mail)\W+)?(?:i am|i['’]m|i will be
    &|i['’]ll be) (?:\w+ ){0,2}?(?:out of (?:the )?office|on (?:\w+ )?(?:vacation|leave|holidays?)|away
    &|not in the office)\b
    \W{0,12}(?:\S{1,40}[,!.] )?(?:kiitos viestistä\w*\W+)?olen (?:\w+ )?(?:lomalla|poissa|vapaalla|matkoilla
    &|vanhempainvapaalla)\b
    \W{0,12}(?:\S{1,40}[,!.] )?(?:tack för (?:ditt|din) \w+\W+)?jag är (?:\w+ )?(?:på semester|inte på kontoret
    &|borta|ledig|föräldraledig|bortrest)\b
    \W{0,12}(?:\S{1,40}[,!.] )?(?:vielen dank für \w+ \w+\W+)?ich bin (?:\S+ ){0,6}?(?:im urlaub|nicht im büro
    &|abwesend|nicht erreichbar|außer haus)\b
    \W{0,12}(?:\S{1,40}[,!.] )?je (?:suis|serai) (?:\w+ )?(?:absente?|en congé|en vacances)\b
    \W{0,12}(?:\S{1,40}[,!.] )?jag har semester\b
    \W{0,12}[^.!?]{1,60} (?:no longer works|is no longer with|has left (?:the )?(?:company|organi[sz]ation))\b
    \W{0,12}[^.!?]{1,60} (?:ei ole enää (?:töissä|palveluksessa)|arbetar inte längre|arbeitet nicht mehr)\b
""")
MEANWHILE = _any(
    r"""
    \b(?:will|shall|['’]ll) (?:\w+ ){0,3}?(?:respond|reply|answer|get back|read your)\b
    \b(?:limited|no) (?:\w+ )?access to (?:my )?(?:e-?)?mail
    \b(?:for|in|if)\b.{0,40}?\b(?:urgent|emergency|immediate)\b.{0,80}?\b(?:contact|call|e-?mail|write)\b
    \b(?:please )?contact\b.{0,80}?\b(?:in my absence|in the meantime|meanwhile)\b
    \bkiireelli\w+ asioissa\b|\bvastaan (?:\w+ ){0,3}?(?:palattuani|kun)\b
    \b(?:direct|address|send) (?:\w+ ){0,3}?(?:enquir|inquir|message|e-?mail|quer)\w*\b
    \b(?:back|return\w*) (?:in the office )?on\b|\bno access to e-?mail\b|\bläser inte (?:min|mina) \w+
    \bbrådskande ärenden\b|\bsvarar (?:\w+ ){0,4}?(?:när jag|åter)\b
    \bin dringenden fällen\b
    """,
    re.DOTALL,
)
ANSWERS = _any(r"\s*(?:re|aw|sv|vs|ad|antw|rif)\s*:")
AWAY_SUBJECT = _any(r"""
    \s*(?:semester|loma|kesäloma|lomalla|poissa|urlaub|holiday|vacation|away|borta|ledig|out of office)\s*\Z
    \s*olen (?:poissa|lomalla)\b|\s*jag är (?:på semester|bortrest|ledig)\b|\s*i am (?:away|on holiday|out of)\b
""")
BUT = _any(r"\b(?:but|mutta|men)\b")
HE = _any(r"\b(?:s?he|him|her|his|hän\w*|han|hon|hans|hennes|honom|henne)\b")
TICKET = _any(r"[\[(#]\s*(?:\w+[\x20:-]{0,2})?#?\s*\d{3,}\s*[\])]|#\d{3,}|\bticket\b.{0,20}\d{3,}")
RECEIVED = _any(r"""
    \bwe (?:have )?received your (?:message|e-?mail|request|inquiry|enquiry)|\bhas been (?:received
    &|logged|opened|created|assigned)\b
    \bthank you for (?:contacting|your (?:message|e-?mail|inquiry|enquiry|request))
    \bwe(?:['’]ve| have| got| received)? (?:received|got)? ?your (?:\w+ )?(?:message|e-?mail|request|query
    &|enquiry|inquiry)\b
    \ba (?:ticket|request for support|case) has been (?:created|opened)\b
    \byour (?:incident|ticket|request|case) \S* ?has been (?:created|opened|received|logged)\b
    (?:viestisi|yhteydenottosi|tukipyyntösi) on (?:vastaanotettu|kirjattu)|kiitos (?:yhteydenotostasi
    &|viestistäsi)
    tack för (?:ditt|din) (?:mejl|mail|meddelande|fråga)|ditt ärende har
    \b(?:olemme )?vastaanott(?:aneet|imme|ettu) (?:\w+ )?|\bon vastaanotettu\b
    \b(?:vi har )?tagit emot (?:ditt|din|ert|er)\b|\btack för att du (?:kontaktar|hör av)
    \bvielen dank für ihre (?:anfrage|nachricht|e-?mail)|\bwurde unter der (?:ticket)?nummer\b
    \bavons bien reçu (?:votre|ta)\b
""")

# The promise that comes with it, in the plural of an office.
PROMISES = _any(r"""
    \b(?:we|representative|member of (?:our|the) (?:\w+ )?team|agent|staff)\b.{0,60}?\b(?:will|['’]ll)
    &.{0,60}?\b(?:respond|reply|get back|be in touch|contact|follow[-\x20]?up|review\w*)\b
    \bwe(?:['’]re| are) on it\b|\bview (?:the |your )?(?:request|ticket|status)\b|\bto view the status\b
    \bvastaamme\b|\bpalaamme asiaan\b|\båterkommer (?:vi|så)\b|\boch återkommer\b|\bvi svarar\b
    \bmelden uns\b|\brépondrons\b|\bclick here to view\b
""")
RECEIPT_OF_OFFICE = _any(r"""
    \s*(?:vastaanottokuittaus|kuittaus|mottagningsbekräftelse|mottagningsbevis|eingangsbestätigung
    &|empfangsbestätigung|accusé de réception|acuse de recibo|autosvar)\b
    \s*\W?(?:support )?(?:ticket|request|case|incident)\b.{0,40}\b(?:received|created|opened|logged)\b
""")
# What a service tells its users.
ACCOUNT = _any(
    r"""
    \b(?:verification|security|one-?time|login|sign-?in) code (?:is|:)|\bis your (?:\w+ )?(?:verification )?code\b
    \bpassword reset\b.{0,40}\brequest|\brequested a password reset\b
    \breset your password\b|\bto reset the password\b
    \bnew sign-?in (?:to|from)\b|\bnew (?:login|device)\b.{0,40}\byour account\b
    \bnew user registration on your site\b
    \bamount (?:paid|due)\W{0,3}(?:[$€£]|\d)
    \b(?:lähetyksesi|pakettisi) (?:\S+ )?(?:on|odottaa)\b|\bditt paket (?:är|har|kan)\b|\bdin försändelse\b
    \b(?:start|take|answer) (?:the|our|this) (?:short )?survey\b|\brate your (?:experience|visit|purchase)\b
    \b(?:change|manage) your notification\b|\byour notification (?:preferences|settings)\b
    \bdevice name: .{1,60}scan date\b
""",
    re.DOTALL,
)

SOLD = _any(r"""
    \bthank you for (?:your (?:order|purchase|registration|booking|payment|subscription)|registering
    &|ordering|subscribing|shopping|joining|signing up)\b
    \byour (?:order|package|parcel|shipment|purchase)\b[^.!?]{0,60}\b(?:shipped|dispatched|confirmed
    &|received|processed)\b
    \byour (?:subscription|account|password|domain|licen[cs]e|membership)\b[^!?\n]{0,60}?\b(?:expires?
    &|will expire|expired|renewed|activated|created|reset)\b
    \bkiitos (?:tilauksestasi|varauksestasi|rekisteröitymisestäsi|ostoksestasi)\b
    &|\btilauksesi on (?:vastaanotettu|lähetetty|vahvistettu)\b
    \btack för din (?:beställning|bokning|order|registrering)\b|\bdin (?:beställning|order) (?:har
    &|är) (?:skickats|bekräftad|mottagen)\b
""")

# Mail to many, in the words of those who send it.
LEAVE = _any(r"""
    \bun-?subscri(?:be|bing)\b|\bopt[-\x20]?(?:ing[-\x20])?out\b|\bto be (?:removed|taken off)\b
    \bremove (?:yourself|your (?:name|e-?mail|address)|link)
    \b(?:do not|don['’]?t|no longer|rather not|not|stop|cancel)(?: (?:wish|want|like
    &|prefer))?(?: to)? (?:be )?(?:receive|receiving|get|getting) (?:this|these|such|future|further|any
    &|our|more|other|e-?mail|announcements?|messages?|mailings?|notices?|newsletters?)\b
    \bcancel (?:your |these |this )?(?:subscription|notices|membership|newsletter)
    \bperu(?:uta|ta)? (?:\w+ )?(?:tilau\w+|uutiskirj\w+)|\bpoistu (?:posti)?listalta
    \bav(?:registrera|prenumerera|anmäl)\w*|\bavsluta (?:din )?prenumeration
    \babmeld\w+|\babbestell\w+|\baustragen\b|\bdésabonn\w+|\bdésinscri\w+|\bdarse de baja|\bafmelden\b
    &|\buitschrijven\b
""")
BECAUSE = _any(
    r"""
    \byou(?:['’]ve| have| are|['’]re)? (?:currently )?(?:received|receiving|receive|getting|subscribed
    &|registered|signed up) .{0,40}?\b(?:this|because|as)\b
    \bthis (?:\w+ )?(?:e-?mail|message|mailing|newsletter) (?:was|is being|is|has been) (?:sent|delivered
    &|mailed) (?:to|by)\b
    \bas a (?:valued |registered )?(?:subscriber|member|customer|user)\b|\bsubscribed (?:as|to|with)\b
    \b(?:sait|saat) tämän\b|\bdu (?:har fått|får) det(?:ta| här)\b|\bsie erhalten dies\w+|\bvous recevez\b
    """,
    re.DOTALL,
)
PREFERENCES = _any(r"""
    \b(?:change|update|edit|manage|modify|adjust) (?:your |my )(?:\S+ ){0,2}?(?:preferences|settings
    &|profile|options|subscriptions?|details|address|account)\b
    \b(?:muuta|hallitse|päivitä) (?:\w+ )?(?:asetuk\w+|tilauk\w+|tieto\w+)|\b(?:ändra|uppdatera
    &|hantera) dina? (?:\w+ )?(?:inställning\w+|uppgifter|prenumeration\w*)
    \bprivacy (?:policy|statement)\b|\bthese notices\b
""")
RIGHTS = _any(r"""
    (?:©|\(c\)|\bcopyright\b)[^\n]{0,50}?(?:19|20)\d\d
    \ball rights reserved\b|\bkaikki oikeudet\b|\balla rättigheter\b|\balle rechte\b
""")
VIEW = _any(
    r"""
    \b(?:view|read|see|display)\b.{0,40}?\b(?:in (?:your |a |the )?(?:web )?browser
    &|(?:in )?html (?:format|version)|web version)\b
    \b(?:html|text-?only|plain text) (?:version|format|newsletter)\b|\btrouble (?:viewing|reading)\b
    \b(?:lue|katso|näytä|avaa)\b.{0,30}?\bselai\w+|\b(?:visa|läs)\b.{0,30}?\bwebbläsare|\bonline-?version\b
    """,
    re.DOTALL,
)
MASTHEAD = _any(
    r"""
    \bin this (?:issue|edition)\b|\b(?:daily|weekly|monthly) (?:\w+ )?(?:news|newsletter|digest
    &|headlines?|headline mailer|bulletin|edition|review)\b
    ^[^\w\n]{0,12}(?:[\w']+ ){0,2}(?:headlines|top stories|breaking news|contents|table of contents|newsletter|news
    &|what['’]?s new)[^\w\n]{0,12}$
    \bissue (?:no\.? ?|number )\d+|^[^\w\n]{0,12}issue \d+\b|\bvol(?:ume|\.) \d+|\bsponsored by\b
    &|\badvertise(?:ment|rs| with)\b
    &|\b(?<![\d,.])\d[\d,.]*\+? subscribers\b
    \btässä numerossa\b|\buutiskirjeemme\b|\bi detta nummer\b|\bnyhetsbrev från\b|\bpress release\b
    &|\bpreview edition\b
    """,
    re.MULTILINE,
)
SALES = _any(r"""
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
DEAR = _any(
    r"""
    ^[^\w\n]{0,12}(?:dear|hello|hi) (?:valued )?(?:[\w.]+ )?(?:customers?|members?|subscribers?|users?|readers?
    &|shoppers?|\S+@\S+)\b(?! of)
    ^[^\w\n]{0,12}(?:hyvä|arvoisa) (?:asiakas|asiakkaamme|tilaaja|lukija)\b|^[^\w\n]{0,12}(?:bästa|kära) (?:kund|medlem
    &|läsare|prenumerant)\b
    """,
    re.MULTILINE,
)
LINK = _any(r"https?://[^\s<>\")]+|\bwww\.[^\s<>\")]+")
HREF = _any(r"<a\b[^<>]{0,400}?href\s*=")
PIXEL = _any(r"<img\b[^<>]{0,600}?(?:width|height)\s*=\s*[\"']?[01](?:px)?\b")
BULK_HEADER = _any(r"""
    x-(?:.*(?:bulk|campaign|mailing|newsletter|subscriber).*|mc-user|mandrill.*|sg-eid|mailgun.*
    &|csa-complaints|report-abuse)
    feedback-id|errors-to
""")
BULK_MAILER = _any(r"bulk|massmail|campaign|newsletter|lyris|mailchimp|blast|messagemaker|groupmail")
