"""The Swedish words of a report, spoken and Finland-Swedish forms among them.

They stand apart from the code so that a reader of Swedish can mend them; `table.py` explains the notation.
"""

from cocmail.reading.words.table import Words

WORDS = Words(
    function_words="""
        och, å, eller, men, att, är, e, var, va, det, de, den, en, ett, jag, ja, du, han, hon, hen, vi,
        ni, mig, mej, dig, honom, henne, oss, er, dem, dom, min, mitt, mina, din, hans, hennes, vår, vårt,
        era, ert, som, på, i, med, av, till, från, för, om, inte, int, ej, ingen, inget, något, nåt,
        någon, nån, när, vem, vad, hur, varför, där, här, då, så, nu, sen, sedan, efter, under, innan,
        före, också, bara, kan, kunde, vill, ska, skulle, har, hade, blir, blev, sa, sade, frågade, fick,
        mycket, alla, andra, hej, tack, hälsning, hälsningar, mvh, vänlig, vänliga, bästa, förlåt,
        ursäkta, igår, idag, två, tre, ena, denna, detta, dessa, sig, sej, fast, eftersom, medan, genom,
        mot, hos, över, vid, ut, in, upp, ner, ju, väl, alltså, asså, typ, helt, igen, mer, ens, kanske,
        jo, nej, snälla, sin, sitt, själv, sådan, varje, både, samma, hoppas, skickat, kl""",
    # Labelled lines and bare answers.
    labels={
        "contact": """
            kontakt, kontaktuppgifter, mina kontaktuppgifter, namn, mitt namn, telefon, e-post, mejl,
            mail, mobil, tel, hur når vi dig, anmälare, hur ni når mig""",
        "when": """
            när, tid, datum, tidpunkt, dag, klockslag, datum och tid, tid och datum, när hände det, när
            skedde det, dag och tid, klockan, dag och klockslag, tid för händelsen, när var det, datum
            och klockslag, när skedde detta, exakt tid""",
        "where": """
            var, plats, ställe, lokal, kanal, var hände det, var skedde det, platsen, var någonstans,
        plats för händelsen, exakt plats, på vilken plats, plattform, var hände detta, rum""",
        "ongoing": """
            pågår, pågår det, pågår det fortfarande, fortsätter det, läget nu, läge nu, status, är det
            över, situationen nu, läget, fortgår, fortgår det, pågår det ännu, pågår detta, fortsätter,
            pågår det än, pågående, är det pågående, är det slut, har det upphört, nuläge, nuläget""",
        "description": """
            vad, vad hände, beskrivning, händelse, händelsen, vad har hänt, vad som hände, beskrivning
            av händelsen, händelseförlopp, vad gjordes, vad sades, beteende, förlopp, redogörelse, vad
            skedde, vad som skedde, vad gjorde personen""",
        "reported_person": """
            vem, person, personen, anmäld, anmäld person, gärningsman, vem var det, vem gjorde det,
            signalement, den anmälda, vem gäller det, förövare, vilka, vem eller vilka, namn eller
            signalement, personens namn, vem gjorde det, vem handlar det om, beskrivning av personen,
            berörd person, förövaren, gärningspersonen""",
        "circumstances": """
            bakgrund, omständigheter, övrigt, övriga omständigheter, tidigare händelser, historia,
            sammanhang, annat, mer information, annan information, tidigare incidenter, relation, vad
            hände innan, bakgrundsinformation""",
        "witnesses": """
            vittnen, vittne, andra, andra närvarande, närvarande, vem såg det, såg någon annan det,
            andra inblandade, inblandade, såg någon det, övriga närvarande, vem var där, vilka såg det,
            andra som var med, övriga inblandade, fanns det vittnen, andra personer""",
    },
    questions={
        "witnesses": """
            någon annan, nån annan, någon mer, nån mer, några andra, vem mer, vilka (mer|fler|andra),
            vittne*, (såg|hörde|märkte) .. (någon|nån), (någon|nån) ..
            (såg|hörde|märkte|märkt|sett|hört|närheten|bredvid), (vem|vilka) .. (såg|hörde|närvarande),
            fler .. (där|närvarande|på plats), andra .. (där|närvarande|på plats)""",
        "contact": """
            nå dig, nå er, kontakta dig, ringa, skriva till dig, telefonnummer*, nummer, adress, din adress""",
        "ongoing": """
            fortfarande, ännu, pågår*, pågående, fortsätter, fortgår*, är det (över|slut), upphört,
            slutat, sedan dess, sen dess, hänt igen, hänt (något|nåt) mer, efter det, läget nu""",
        "circumstances": """
            bakgrund*, tidigare, förut, första gången, innan, före, lett till, ledde till, omständighet*, runt omkring,
            (något|nåt) (annat|mer) .. (veta|känna till|berätta), historia, sammanhang*, känner ni
            varandra, relation*""",
        "when": """
            när, vilken (dag|tid|tidpunkt|kväll), vilket datum, hur dags, klockslag, klockan, vad var
            klockan""",
        "where": """
            var (hände|skedde|någonstans|nånstans|exakt|befann|satt|stod|ägde|du|ni), (vilket|vilken)
            (rum|plats|kanal|lokal|sal|ställe|våning), på vilken plats""",
        "reported_person": """
            vem, vems, vilka, (såg|ser) .. ut, (personens|hens|hans|hennes) namn, namnet på personen,
            känna igen personen""",
        "description": """
            vad hände, vad har hänt, vad .. (sade*|sa|sades|gjorde*|gjordes|hände|sagts|hänt|skedde),
            vad exakt, vad (var|är) det, berätta .. mer, beskriv*, egna ord""",
    },
    nothing="""inget svar, ej svarat, tomt, ej ifyllt,
        frivilligt""",
    refusals="""
        (sa|sade|nämnde|berättade|uppgav|avslöjade) .. (inte|int|ej|aldrig), minns jag inte, vet jag
        inte, vet jag int, kan jag inte, kunde inte se, kunde int se, vill jag helst inte, har jag inte,
        har glömt, glömt bort, kommer jag inte ihåg, tittade inte, la inte märke till, avböjer, håller
        jag för mig själv, inte vill nämna, ännu inte vill, vet inte, vet ej, vet int, har ingen aning,
        ingen aning, minns inte, minns ej, minns int, kommer inte ihåg, kommer int ihåg, kan inte säga,
        kan int säga, kan inte svara, kan inte minnas, vill inte säga, vill inte uppge, vill inte nämna,
        vill inte berätta, vill helst inte, tänker inte, ids inte säga, okänd, okänt, är oklar, osäker
        på, inte säker på, såg inte, såg int, hörde inte, vågar inte säga, drar jag inte in, inte redo,
        lämna* ut, avstår från, säger inte, svårt att säga, inte peka ut, kände inte igen, vill inte bli
        inblandad, vill jag inte, omöjligt att veta,
        (kan|kunde|vill|ville|minns|vet|tänker|tänkte|vågar|ids|får|orkar|såg|hörde|lade) ..
        (inte|ej|int|aldrig), (inte|ej|int) ..
        (säga|veta|minnas|ihåg|svara|nämna|berätta|uppge|avslöja|peka
        ut|säker|säkert|namnge|beskriva|precisera), (behåller|håller) .. för mig själv, har .. glömt,
        omöjlig* att, svår* att (säga|minnas), aning, minnesluck*, luddig*, suddig*, lämnar jag, låter
        jag bli, föredrar att inte, vill ogärna, hemlig*, är mig obekant, obekant, inte (redo|beredd)
        att, (vill|kan|tänker|vågar|orkar|förmår) (jag )?(inte|int|ej)
        (säga|berätta|skriva|nämna|uppge|avslöja|gå in på|dela), säger (jag )?(inte|helst inte),
        (helst|hellre) (inte|säger jag inte|låter jag bli), behåller (jag )?för mig själv, har inte
        (berättat|sagt|nämnt), (fick|har) (jag )?aldrig (reda på|veta|fått veta), (minns|kommer) (jag
        )?(inte|int|ej) (ihåg)?, vet (jag )?(inte|int|ej|ente), ingen aning, har fallit ur minnet, har
        inte fastnat, inte säker""",
    topics={
        "when": """
            när (det|exakt|precis|detta), (säga|veta|vet|minns|ihåg|berätta|säker|säker på) när, vilken
            dag, datum*, klockan, tid, tiden, tidpunkt*, vilken tid, dagen, vilket datum, veckodag*,
            månad*, hur dags, tidpunkten, exakt tid, klockslag*""",
        "where": """
            var, plats*, vilket rum, vilken sal, var exakt, stället, ställe, lokal*, rummet, salen,
            ställen, vilken våning, vilken kanal, adress*, platsen""",
        "ongoing": """
            är över, slut, fortsätter, fortsatt, pågår, pågått, efteråt, slutat, om det, fortgår, upphört,
            slutar, hänt igen, slutade, hållit på, håller på""",
        "description": """
            vad som sas, vad som hände, exakt vad, ord på, detaljer, ordagrant, vad han sa, vad hon sa,
            händelsen, sätta ord, det som hände""",
        "reported_person": """
            vem, namn*, heter, ansikt*, gärningsman*, vem han, vem hon, vem det, vilken person,
            efternamn*, förnamn*, identitet*, såg ut, personen, vem av dem, namnge, peka ut, honom, henne,
            heta""",
        "circumstances": """
            varför, bakgrund*, anledning*, orsak*, motiv*, vad som låg bakom, förhistoria*, orsaken,
            tidigare""",
        "witnesses": """
            vem som såg, vilka andra, vem som var där, vittne*, andra som, namnet, om någon såg, någon
            såg, andra, vittnen, någon annan, närvarande, fler som, vänner*, vilka som, omkring""",
        "contact": """
            mitt namn, mina uppgifter, mitt nummer, vem jag är, telefonnummer, nå mig, mejladress*, min
            identitet, vad jag heter, uppgifter""",
    },
    refused={
        "when": "minns inte (när|vilken dag|datum*|klockan|tiden), vet inte (när|vilken dag)",
        "where": "minns inte (var|plats*), vill inte säga var, vet inte (var|vilket rum)",
        "ongoing": """
            (vet (jag |ja |vi )?(faktiskt |ärligt talat |tyvärr )?(inte|int|ej)|ingen aning|kan
            (jag |ja |vi )?(inte|int) säga) om (det|detta|han|hon|hen|de|dom) (nu |här |ännu
            |fortfarande )?(fortsätter|fortsatte|fortsatt|har fortsatt|pågår|pågick|är slut|är
            över|har slutat|slutade|har upphört|upphört|har upprepats|har hänt igen|hänt
            igen|hållit på|håller på), (vet (jag |ja )?(inte|int)|ingen aning) hur det
            (slutade|fortsatte|gick sen|gick sedan), (om|ifall|huruvida)
            (det|detta|han|hon|hen|de|dom) ..
            (fortsätter|fortsatt|fortsätta|pågår|slut|över|slutat|upphört|igen|fler
            gånger|kvar|lugnat) .. (vet (jag|vi|ja) .. (inte|int|ej)|kan (jag|vi|ja) .. (inte|int)
            (säga|svara|bedöma|veta)|har jag ingen (aning|susning|uppfattning))""",
        "description": """
            vill inte beskriva, vill inte gå in på, (vill|kan|orkar|tänker|klarar|förmår|klarar av
            att) (jag |ja )?(inte|int) (av )?(att )?(än |ännu |nu |här
            )?(skriva|berätta|beskriva|säga|upprepa|återge|gå in på|sätta ord på) (ner |ned |om
            )?(vad (han|hon|hen|de|dom|som)|det som
            (hände|sades|sas|gjordes)|orden|detaljerna|innehållet|själva händelsen), (det som
            hände|vad (han|hon|hen|de|dom) (sa|sade|gjorde|skrev|skickade)|vad som
            (hände|sades|sas|gjordes|skedde)|själva händelsen|vad det (gäller|handlar om|handlade
            om)|innehållet i) ..
            (vill|kan|orkar|tänker|klarar|förmår|berättar|skriver|upprepar|återger|beskriver)
            (jag|ja) .. (inte|int), (det som hände|vad (han|hon|hen|de|dom)
            (sa|sade|gjorde|gör|skrev)|vad som (hände|sades|sas|gjordes)|själva
            (saken|gärningen|händelsen)) .. (lämnar jag osag*|behåller jag|sparar jag|håller jag
            för mig|stannar mellan)""",
        "reported_person": """
            vet (inte|ej|int) (vem|vad .. heter), minns inte (namn*|vem), (vill inte|tänker inte|ids inte)
            (säga|nämna) (vem|namn*), har ingen aning om vem, såg inte vem""",
        "circumstances": "vet inte varför, ingen aning varför, känner inte till bakgrunden",
        "witnesses": "vet (inte|ej|int) .. (såg|andra), vill inte (dra in|namnge)",
        "contact": """
            vill (inte|helst inte) (uppge|säga) (mitt )?namn, vill vara anonym, vill förbli
            anonym, anonym, (lämnar|ger|uppger) (inte|inget|ingen) (mitt |min
            )?(namn|nummer|telefonnummer|adress), försök inte (hitta|nå|spåra|leta efter) mig,
            leta inte efter mig""",
    },
    courtesies="""
        tack, tack så mycket, tusen tack, stort tack, tackar, tack för svaret, tack för ert svar, tack för
        hjälpen, ok, okej, bra, perfekt, hej, mvh, hälsningar, vänliga hälsningar, med vänlig hälsning,
        uppfattat, tack snälla""",
    # When.
    days="""
        måndag*, tisdag*, onsdag*, torsdag*, fredag*, lördag*, söndag*, igår, i går, gårdag*, idag, i dag,
        ikväll, i kväll, i morse, imorse, i natt, inatt, förrgår, i förrgår, i måndags, i eftermiddags, i
        förmiddags, nyårsafton*, julafton*, midsommarafton*, valborg*, luciadag*, samma
        (dag|kväll|förmiddag), (första|andra|tredje|sista) (dagen|kvällen|natten|morgonen)""",
    short_days="mån, tis, ons, tors, tor, fre, lör, sön",
    months="""
        januari, februari, mars, april, maj, juni, juli, augusti, september, oktober, november, december,
        jan, feb, apr, aug, sept, okt, nov, dec""",
    clock=r"""
        lunchtid*, runt lunch, vid lunch*, efter tolvslaget, \d{4} ungefär, (klockan|klocka|kl) (var
        )?(ungefär |cirka |ca |runt |typ )?(#|\d{1,2}), halv #, kvart (i|över) #, (fem|tio|tjugo)
        (i|över) #, (vid|kring|runt|omkring|ungefär|ca|cirka|strax efter|strax före|efter|typ) #,
        (vid|kring|runt) (ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)\w{0,6}tiden, (vid|kring)
        \w{2,6}tiden, vid \d{1,2} tiden, vid \d{1,2}-tiden, vid (femtiden|sextiden|lunchtid), midnatt*,
        tolvslaget, # på (kvällen|natten|morgonen|eftermiddagen|dagen), mitt på dagen, \d{1,2} ungefär,
        (strax|lite|precis|kort) (före|efter|innan) #, prick #, på slaget #, # prick, (vid|runt|kring)
        (stängning|stängningsdags|solnedgång*|skymning*|gryning*|frukost*|middag*), små timmarna,
        #snåret, \w{2,6}snåret, \d{1,2}-tiden, \d{1,2}:tiden, vid
        (ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv)\w{0,3}, halv\w{3,6}tiden, \w{3,8}tiden,
        (mellan|från) # (och|till) #, # till #, (ungefär|nångång|någon
        gång|nåt|omkring|kring|framåt|mot) #, (framåt|mot) (midnatt|kvällen|lunch|morgonen),
        (strax|lite|precis|kort) (före|efter|innan) (stängning|öppning|lunch|midnatt), (i|mot)
        (början|slutet|mitten) av, halvvägs (in|igenom), ungefär mitt i, (en|ett)
        (kvart|halvtimme|timme|par minuter) (in i|efter|före|innan|senare),
        (nästan|närmare|nog|väl|drygt|knappt) #, (nog|väl|visst) (nästan|närmare|kring) #,
        (tio|fem|kvart|tjugo) (i|över) # på ett ungefär, på ett ungefär""",
    numerals="ett, två, tre, fyra, fem, sex, sju, åtta, nio, tio, elva, tolv",
    programme=r"""
        (avslutnings|öppnings)?panel*, frågestund*, prisutdelning*, avtackning*,
        (strax|precis|direkt|fem minuter) (efter|före|innan) att, mitt (föredrag|lightning talk|tal),
        öppet mikrofonpass, (under|efter|före|innan|mellan|i|vid|när|medan) ..
        (keynote*|föredrag*|föreläsning*|panel*|paus*|fikapaus*|frågestund*|lunch*|middag*|workshop*|invigning*|prisutdelning*|avslutning*|presentation*|lightning
        talk*|talk*|stängning|pass|passet|tal|talare*|scenen), pausen, keynoten, halvvägs in, alldeles i
        början, (första|andra|tredje|sista) föredraget,
        (under|efter|före|innan|mellan|i|vid|när|medan|mitt i) ..
        (maten|desserten|varmrätten|buffén|lotteri*|dragning*|omröstning*|val|mötet|samtalet|lektion*|provet|tentan|filmen|konserten|matchen|gruppfoto*|fotografering*|städning*|incheckning*|registrering*|presentationsrund*|välkomst*|skål*|tackta*|dansen|sången|applåd*|stream*|intervjun|demon|demo|övning*|genomgång*|grupparbete*|mingl*|fikat|fika|pizzan|quizet|tävling*|workshop*|hackpass*),
        (när|då|just när|medan) .. (började|slutade|öppnade|stängde|serverades|börjat|slutat),
        (under|efter|före|innan|mellan|i|vid|när|medan|sedan|sen|mitt under|mitt i|strax efter|direkt
        efter|genast efter) ..
        \w{2,20}(stunden|frågan|rasten|pausen|talet|föredraget|föreläsningen|mötet|passet|panelen|ceremonin|tävlingen|utdelningen|rundan|sessionen|visningen|invigningen|avslutningen|omröstningen|middagen|lunchen|frukosten|genomgången|lektionen|presentationen|utflykten|vandringen),
        när (jag|han|hon|vi|man|de) (var|stod|klev|gick|kom|satt) .. (scenen|scen|kö|kön|buffén|podiet),
        min tur""",
    anchors=r"""
        efter, före, innan, under, när, medan, mellan, precis, just som, just när, så fort, lagom till, tills,
        sedan, (i|vid|på|mot|från) (början|slutet|mitten|pausen|starten|avslutningen|inledningen), mitt i, mitt
        under, halvvägs, i samma stund, på väg, direkt efter, strax efter, strax före, i paus*, i halvlek,
        (första|andra|tredje|fjärde|femte|sista) (halvlek*|akt*|period*|ronden|rundan|set*|omgång*|heat*|del*),
        vid punkt \d{1,2}, punkt \d{1,2}, i \w{1,20} minuten""",
    part_days="""
        morgon*, förmiddag*, eftermiddag*, eftermiddan, kväll*, natt*, natten, dagen, lunch*, fikapaus*,
        gryning*""",
    vague_days="""
        förra (veckan|månaden|året|helgen), i (våras|somras|höstas|vintras), våren, sommaren, hösten,
        vintern, nyligen, för (någon|några|en|två|tre|ett) (dag|dagar|veckor|vecka|månad|månader|tid|år)
        sedan, varje (dag|vecka|kväll|gång), helgen, härom dagen, häromdagen, årsskiftet""",
    just_now="""
        just nu, i detta nu, i detta ögonblick, nu i detta, precis nu, (jag|vi) (är|sitter|står|gömmer) ..
        nu, håller på nu, medan jag skriver, är här nu""",
    just_before=r"""
        för en (stund|minut|timme|kvart|halvtimme) (sedan|sen), för (några|#|\d{1,2}) (minuter|min|timmar)
        (sedan|sen), nyss, alldeles nyss, nu igen""",
    # Where.
    spots="""
        rum, rummet, grupprum*, konferensrum*, våningssäng*, sal, salen, salar*, hörsal*, stora salen,
        aula*, lobby*, entré*, foajé*, farstun, kök*, hissen, hiss, trapp*, korridor*, toa*, toakö*, wc,
        garderob*, klädhäng*, bar, baren, pub*, terrass*, gård*, innergård*, parkering*, parkeringshus*,
        balkong*, rökrut*, kö, kön, matkö*, frukostmatsal*, matsal*, restaurang*, restaurangvagn*,
        café*, kontor*, disk*, disken, reception*, soffgrupp*, kaffeautomat*, utställning*, monter*,
        bänk*, scenen, scen, raden, rad, hotell*, hotellrum*, vandrarhem*, buss*, bussen, tåg*,
        spårvagn*, tunnelban*, metro*, metrostation*, station*, taxi, färja*, båten, flygplats*,
        terminal, gatan, gata, bibliotek*, våning*, våningen, plan, sporthall*, gym*, klubbrum*,
        telefonbås*, omklädningsrum*, källar*, port, port*, utgång*, huvudingång*, dörr*, dörröppning*,
        bordet, fönster*, skolan, campus, klassrum*, labb*, laboratori*, auditorium, auditoriet, bil,
        bilen, lokalen, bastu*, cykelställ*, mötesrum*, hotellrum*, bakrum*, loge*, logen,
        omklädningsrum*, dusch*, badrum*, sovrum*, stuga*, stugan, lägerplats*, strand*, brygga*,
        hållplats*, perrong*, port*, ytterdörr*, bakdörr*, sidodörr*, läktare*, publiken, plats,
        bänkrad*, soffa*, soffan, hörn*, hörnet, bardisk*, kaffedisk*, kassa*, kassan, diskkö*,
        lunchmatsal*, matsal*, kantin*, kafeteri*, uteserver*, utomhus, bakgård*, parkering*, p-plats*,
        garage*, taxi*, flygplats*, hamn*, torg*, park*, köpcentr*, butik*, kyrka*, museum*, museet,
        teater*, biograf*, idrottshall*, simhall*, skola*, universitet*, seminarierum*, arbetsplats*,
        arbetsrum*, skrivbord*, kontor*, vind*, tak*, taket, informationsdisk*, infodisk*,
        registrering*, bås*, utställningsyta*, mässhall*, mässan, föreläsningssal*, bordet, kaffebord*,
        konferensbord*, sista raden, första raden, andra raden, bakersta raden, förråd*, skrubb*,
        städskrubb*, barnhörn*, barnrum*, lekrum*, lekhörn*, förstahjälp*, tysta rummet, bönerum*,
        seminarierum*, klubblokal*, bottenvåning*, källarvåning*, vinden, sovsal*""",
    spot_tails="""
        rummet, rum, salen, hallen, hotellet, vagnen, kön, köket, matsalen, huset, bussen, tåget, baren,
        puben, caféet, torget, parken, stationen, disken, gården, korridoren, trappan, hissen, spacet,
        lokalen, resan, chatten, gruppen, kanalen, forumet, bordet, montern, hyllan, stranden, bryggan,
        biblioteket, toaletten, garderoben, foajén, terrassen, scenen, båten, färjan""",
    addresses="""
        slack*, discord*, telegram*, zoom*, teams*, matrix*, irc*, whatsapp*, signal, signal-grupp*,
        mastodon*, twitter*, insta*, facebook*, linkedin*, youtube*, twitch*, github*, gitlab*, reddit*,
        tiktok*, snapchat*, jitsi*, webbinarie*, webbinariu*, minecraft*, forum*, forumet, kanal*,
        chatt*, chatten, mejllist*, e-postlist*, mejl, mejlen, privata meddelanden, privat meddelande,
        dm, gruppen, videomöt*, breakout*, server*, stream*, servern, tråd*, per telefon, i telefon,
        kommentarsfält*, privat* tråd*, zulip*, mattermost*, google docs*, google meet*, etherpad*,
        miro*, figma*, jira*, trello*, skype*, webex*, codeberg*, bluesky*, threads*, lemmy*, peertube*,
        tinder*, grindr*, steam*, snap*, delad* dokument*, delade dokumentet, kommentar*, tråden,
        ärendehanterar*, pull request*, pull requests, merge request*, kodgranskning*, commit*, sms, per
        sms, mejlen, nyhetsbrev*, videosamtal*, gruppsamtal*, gruppchatt*, röstkanal*, röstchatt*,
        onlinemöt*, nätmöt*, distansmöt*, privatmeddelande*, pm, medlemsgrupp*, facebookgrupp*,
        messenger*, samtalet, i samtal*, telefonsamtal*, livesändning*, sändning*, twitchsändning*,
        wiki, wikin, wiki*, webbsida*, webbsidan, hemsida*, hemsidan, gästbok*""",
    place_links="""
        i, på, vid, hos, utanför, inne i, bakom, bredvid, nära, ute på, framför, mot, intill, längst""",
    events="""
        träff*, meetup*, konferens*, möte*, mötet, fest*, festen, afterwork*, after party*, afterpart*,
        hackathon*, workshop*, kurs*, läger*, lägret, årsmöte*, vårmöte*, styrelsemöte*, kväll*,
        kodkväll*, seminari*, lan*, middag*, resa*, resan, gårdagens, helg*, quiz*""",
    vague_places="på nätet, online, någonstans, nånstans",
    # What a time or a place may belong to instead.
    elsewhere=r"""
        jag (bor|jobbar|arbetar|studerar|pluggar|undervisar) (i|på|som|hos|vid), själv bor jag, jag
        (kommer|är) (från|bosatt|anställd|hemma|bortrest|ledig), (skriver|knappar) (det här|detta|från),
        när jag skriver, (ring|nå|når|kontakta|träffa|sms*|mejla|hitta|hittar) (mig|mej|oss), får tag
        (i|på) mig, anträffbar, nås (på|via), (kan|kunde|ska|skulle|får) (vi|ni|jag|någon|nån|någon av
        er|nån av er) (\w+ ){0,2}(ses|träffas|ringa|höras|möta|komma|flytta|prata), nästa
        (träff|gång|vecka|månad|år|möte|tillfälle|meetup|konferens|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag),
        i morgon, imorgon, i övermorgon, på (måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag) (\w+
        )?(är|ska|kommer|åker|reser|klockan|kl), jag (åker|reser|är bortrest|ska vara), köpte (\w+
        )?biljett*, (hittade|fick|såg) (den här |er |ert )?(adressen|adress|formulär*|länken),
        (svar|svara|besked) (\w+ )?(senast|före|innan|till), senast på, vänliga hälsningar, med vänlig
        hälsning, hälsningar, besöksadress, passar mig, passar bra, mitt eget föredrag, kommande""",
    # Whether it goes on.
    continues=r"""
        (pågår|fortsätter|håller på|sker|händer) (ännu|fortfarande|än|alltjämt|än i dag|i detta nu|hela
        tiden|fortsatt|varje|på varje|på varenda),
        (det|detta|han|hon|de|dom|hen|trakasserierna|mobbningen|hoten|meddelandena) (bara |ännu
        |fortfarande )?(pågår|fortsätter), fortsätter
        (han|hon|de|dom|det|bara|ännu|ändå|att|än|skriva|skicka|ringa|med), (är|e) (inte|int|ännu
        inte|ej) (över|slut|förbi|avslutat), (inte|int) slut, (inte|int|aldrig) (har |ännu |riktigt
        )*(slutat|upphört|avtagit|lagt av|gett sig), slutar (inte|int|aldrig), (ger sig|lägger)
        (inte|int|aldrig)(av)?, (tar|tog) aldrig slut, inga tecken, inget slut,
        (han|hon|hen|de|dom|någon|nån|folk|som|mannen|killen)
        (\w+)?(skickar|skriver|ringer|följer|kommenterar|mobbar|hånar|hotar|sprider|delar|postar|filmar|tjatar|spammar|stalkar|förföljer|trakasserar|kallar|gör|säger|väntar|dyker
        upp|sätter sig|stirrar|härmar|lägger ut|redigerar|raderar|taggar) ..
        (fortfarande|ännu|än|alltjämt|hela tiden|varje|jämt|ständigt|dagligen|om och om igen|i detta
        nu|igen), (fortfarande|ännu|alltjämt|varje \w+|jämt|ständigt|dagligen) ..
        (skickar|skriver|ringer|följer|kommenterar|mobbar|hånar|hotar|sprider|delar|postar|filmar|tjatar|spammar|stalkar|trakasserar|kallar|gör|dyker
        upp|väntar) (han|hon|de|dom|hen|mig|mej|oss|någon|nån), varje gång
        (jag|ja|hon|han|vi|de|nån|någon), så fort (jag|ja|hon|han|vi), (kommer|får jag|jag får|ja
        får|det kommer|de kommer|dyker upp) .. (nya|fler|ännu|fortfarande|varje|hela
        tiden|dagligen|igen), (blir|blivit|bara) (bara)?(värre|sämre), trappas upp, trappats upp, nu
        igen, igång igen, (är|e) (han|hon|de|dom) igång, här igen, (ligger|finns|står|syns|är) (ännu
        |fortfarande )?(kvar|ute|uppe) (på|i|för|än|ännu|fortfarande|så|där)*, (ligger|finns|syns)
        (ännu|fortfarande|än|alltjämt), (ingen|int|inte|ännu inte) (har)?(tagit|tar|tagits) bort,
        (har|hade) (det |han |hon |de )?(pågått|hållit på|fortsatt) .. (sedan|sen|i|länge|nu|och), ända
        sedan (dess|i), sedan (i våras|i höstas|i somras|i
        vintras|årsskiftet|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober)
        (har|får|skickar|skriver), inget har (ändrats|förändrats), i skrivande stund, i detta nu, just
        nu, pågår, alltjämt, än i dag, fortgår, upprepas (hela|varje|ständigt|gång), senast (igår|i
        går|i morse|imorse|i natt|idag|i dag|för), (har|hade) (nu |redan )*(i|sedan|sen) \w+ (\w+
        )?(skrivit|skickat|satt|lagt|gjort|ringt|kommenterat|kallat|följt), (har|hade) (nu )?(sedan|sen)
        (januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|i \w+)
        (skrivit|skickat|lagt|gjort|ringt|kommenterat|kallat|varit), senast (nu |bara )?(i dag|idag|i
        går|igår|i morse|imorse|i natt|nyss|häromdagen|den här veckan), nu (är|har|finns) (de|det|dom)
        (\w+ )?(uppe i|redan|fler|fyra|tio), det har hållit på (i|sedan|sen), hållit på i
        (månader|veckor|åratal|evigheter), (kommer|ramlar in|trillar in|dyker upp) (det
        )?(ännu|än|fortfarande|hela tiden) (nya|fler), (den|det) (färskaste|nyaste|senaste) (är |kom
        )?(från|i|för) .. (i dag|idag|i går|igår|i morse|nyss), varje (natt|dag|morgon|kväll|vecka),
        (igen|även|också) den här veckan, varje gång, vartenda inlägg, varenda gång, så (är|var) det
        igen, (är|finns) (det|den) (tillbaka|där igen), (sedan|sen) (förra|i) (veckan|månaden|\w+) (\w+
        )?(ut|om|in)""",
    ended=r"""
        (det|de|allt|alltihop|trakasserierna|meddelandena|han|hon|dom|hen|som|och) (har |hade |sedan
        |sen |till slut |då |genast |äntligen )?(slutade|slutat|upphörde|upphört|tog slut|tagit
        slut|avtog|bröts), slutade (när|då|efter|först|genast|där|av sig|till slut|i och), där slutade,
        (det|de|allt|alltihop|saken|hela|därmed|som tur) (tog|är|e|va|var|blev) (det |de |nu |äntligen
        |därmed |ju )*(slut|över|förbi|avslutat|avklarat|uppklarat|löst|utagerat|ur världen)
        (nu|där|då|efter|med|och|i|på|så|när)*, (är|e) (det |de |nu
        )*(över|förbi|slut|avslutat|avklarat|löst) (nu|och|som)?, (det|de) stannade (vid|där),
        (har|hade|hörde|såg|sett|hört) (jag |ja |han |hon |de |det |vi |dom
        )?(inte|int|aldrig|ingenting|inget|inga|ej) .. (sedan|sen|efter|igen|mer|mera|längre|av),
        (inte|int|aldrig|ingenting|inget|inga) .. (sedan dess|sen dess|efter det|därefter|sedan i|sen
        i|igen|längre|mer|mera), (sedan dess|sen dess|efter det|efter detta|därefter|sedan|sen) ..
        (inte|int|inget|inga|ingenting|tyst|lugnt|låt|lät|aldrig), har inte
        (hänt|upprepats|hört|skrivit|synts|kommit|gjort|återkommit|kontaktat|setts|ringt), inte
        (hänt|upprepats|synts|hört av) .. (sedan|igen|mer|till|sen), (ingenting|inget|inga)
        (mer|mera|nytt|nya|fler|flera), (bara|blott) (den |en )?(enda|denna) gång*, (en)?engångs\w*,
        enstaka (händelse|tillfälle|fall), (enda gången), lät (mig|mej|oss|henne|honom|dem)
        (vara|gå|passera|komma), (släppte|släppt) (taget|mig|mej|henne|greppet|in|fram|förbi), backade,
        gav (upp|sig av), gett upp, lagt av, la av, smet, stack (iväg|därifrån|ut|då|sin)*, försvann,
        avlägsnade sig, sprang (iväg|därifrån|ut|bort), (blev|blivit|är|e|har|hade|va|var|fick|får) (nu
        |sedan |sen |genast |också |han |hon |då
        )*(utkastad|utslängd|avstängd|avstängt|portad|portförbud|bannad|bannlyst|blockerad|borttagen|borttaget|borttagna|avvisad|utesluten|raderad|raderat|låst|avsatt|utbytt|tillsagd
        att gå|utvisad|ombedd att gå), (raderade|raderades|tog bort|togs bort|tagit bort|tagits
        bort|plockades bort|stängdes av|låstes|kastades ut|slängdes ut|kördes ut|fördes ut|leddes
        ut|kastade ut|slängde ut|körde ut|ledde ut|förde bort|ledde bort|bannade|blockerade jag|jag
        blockerade|ja blocka*|jag blocka*), (sedan|sen|efter att) jag blockera*, bad (henne |honom |mig
        |genast |sedan )*om (ursäkt|förlåtelse), bett om (ursäkt|förlåtelse), (är|e) (han |hon |de
        |bilden |det |nu )*(borta|hemma) (nu|och)*, nu är (han|hon|de|det|den) borta,
        (har|va|var|blev|varit|vari) (det |de |helt |alldeles )*(tyst|lugnt|lugn och ro),
        (allt|alltihop|det hela|det|hela saken) (tog|varade|varade kanske|pågick i|höll på i) ..
        (sekund*|minut*|tim*|kvart*),
        (vakten|vakterna|värden|arrangören|arrangörerna|personalen|polisen|någon|nån|ordningsvakten) ..
        (kom|ledde|förde|kastade|slängde|bad|tog|körde|sa åt) .. (ut|bort|gå|honom|henne|hen|dem), tills
        (vakten|någon|nån|värden|jag|en|min|han|hon|bussen|de) \w+, (har|hade) (nu |sedan |sen
        )?(flyttat|slutat|lämnat|gått ur|hållit sig undan), skriver inte (till mig)?(längre|mer), gick
        (hem|därifrån|sin väg|iväg|ut) (och|efter|då|till)*, (slipper|behöver|måste) (jag )?(inte
        )?(träffa|se|möta|ha att göra med) (honom|henne|hen|dem) (mer|mera|igen|längre), (har )?inte
        upprepats, har inte (upprepats|hänt|skett|förekommit), (har varit|var)
        (korrekt|artig|normal|trevlig) (sedan|efter), (hjälper|är|jobbar) inte (där|här|kvar|till)
        (längre|mera|mer), fick (jag )?(en )?(ny|annan) (mentor|lärare|handledare|grupp|plats),
        (inte|ingen|någon) .. (förekommit|skett|inträffat) (därefter|sedan|efter det), (är|e|blev) (det
        )?(nu )?(löst|utrett|avklarat|ordnat|uppklarat), (blev|blivit) av med (rättigheterna|rollen|me
        op|op), (väl|nog) upphört, inte (är )?(med|kvar|medlem|funktionär) (\w+ )?(längre|mera|mer), det
        är (ju|väl|redan|förstås) (över|förbi)""",
    may_continue=r"""
        upprepade gånger, ständigt, jämt, dagligen, varje dag, återkommande, om igen, på nytt, ger sig
        inte, går inte härifrån, vill inte gå, ger inte upp, idag igen, igen idag, i dag igen, sitter
        kvar, står kvar, följer efter, trakasserar, skickar fortfarande, nu i detta, fortfarande, pågår,
        fortsätter, fortsatt*, forts*, alltjämt, än i dag, ännu, hela tiden, varje
        (gång|dag|möte|vecka|morgon|kväll), slutar inte, inte slut*, int slut, inte över, igen och igen,
        just nu, i detta nu, så fort jag, nya (kommentarer|meddelanden|konton|mejl), om och om igen,
        dyker upp, blir värre, håller på, systematiskt, sedan (i våras|i höstas|årsskiftet|dess
        har|igår), vägrar gå, nu igen, ligger kvar, ligger fortfarande, kvar, går omkring, bankar,
        knackar, står utanför, senast,
        (skickar|skriver|ringer|följer|stör|kommenterar|mobbar|kallar|hånar|hotar|sprider|delar|postar|sitter|står|väntar|filmar|stirrar|skriker|tjatar|spammar|smyger|kommer),
        varje \w{2,16}, jämt och ständigt, inget slut, aldrig slut, hittills, än så länge, fortgår,
        upprepas, igen, senaste (meddelandet|mejlet|kommentaren|gången), ligger ute, ligger uppe, syns,
        är uppe, inte borttag*, inte tagits bort, ännu inte, alltid när, så ofta, nästan
        (dagligen|varje), pågått""",
    may_have_ended=r"""
        det stannade vid det, blev inget mer, släppte taget, backade, gav upp, lät mig vara, aldrig mer,
        en enda gång, bara en gång, inte synts, inte hört, hördes inte, kom aldrig tillbaka, kördes ut,
        slängdes ut, uppklarat, löst, har lugnat sig, bröts, tystnade, slutade, slutat, slut, upphörde,
        upphört, är över, det är över, var över, gick (hem|därifrån|ut|iväg), gick fort ut, lämnade,
        stack, försvann, avslutad*, raderades, raderade, tog bort, borttag*, blockerade, blockerat,
        bannad*, bannlyst*, utslängd*, bad om ursäkt, inte hänt igen, har inte .. sedan, inget sedan, inte
        ett ord, inget mer, engångshändelse*, tog slut, utagerad*, sedan dess, efteråt försvann, gett upp,
        har slutat, lugnt sedan, tystnat, tills jag (bytte|gick), släppte, aldrig sedan, ingenting sedan,
        vakten kom, (han|hon|hen|de|killen|mannen|kvinnan) (sedan |till slut |då
        )?(gick|stack|slutade|lämnade|försvann|backade|släppte|bad om|sprang|åkte|tystnade), tills
        (vakten|någon|jag|han|hon|de|det|min), (har|hade) (inte|aldrig)
        (hänt|hört|skrivit|återkommit|synts|kommit|upprepats|kontaktat|sett|varit), (blev|har blivit)
        (utkastad|avstängd|portad|bannad|blockerad|borttagen|avvisad|utslängd|tillsagd),
        (ledde|förde|eskorterade) .. (ut|bort), över nu, förbi, det var allt, klart nu, avklarat, tyst
        sedan, inga fler, inga nya, jag (stack|sprang|gick|loggade ut|lade på|kom undan)""",
    # What happened.
    conduct=r"""
        bet, slickade, kittlade, luktade, klädde av, blottade, smekte, klämde, klappade, daskade, nypte,
        puttar, tryckte upp, höll fast, höll (mig|kvar)\w*, drog i, släpade, strypte, krokade, bankade,
        svor, svär, skällde, gormade, vrålade, tjatade, tjat, förnedra*, generade, skämde ut, nedlåt*,
        pressade, utpress*, manipuler*, inviter*, närman*, bjöd (mig|ut), tafsar, gluttade, smygfot*,
        spelade in, skärmdump*, utgav sig, hackade, förstörde, slog sönder, gömde, klippte, stänkte,
        smetade, outade, felkön*, pronomen, förtal*, baktal*, ryktes*, rykte, ljög, skvallr*, avbryter,
        tystade, viftade bort, undergräv*, plagier*, stal mitt, tvingar, kommenterade, anspelning*, gest,
        gester, snuskig*, snusk*, oanständig*, porr*, naken*, halvnaken*, nazist*, homofob*, transfob*,
        antisemit*, n-ordet, fitta, hora, åk hem, åk tillbaka, stod (å|och) stirra*, dök upp, dyker upp,
        väntade på mig, sprang (ikapp|efter), gick efter, vägrade, beordrade, tjata*, slängde, hånade,
        imiterade, klistra*, tog över, tog (tag|ifrån), fick (höra|inte), ställde mig frågan, ställde
        (mig|en|frågan), sprider, går (omkring|runt), grep, tog tag, tog på, ta på, tafsa*, tafsade,
        rörde, röra, knuffa*, puttade, slog, slår, sparka*, kyss*, krama*, strök, nöp, spott*, kasta*,
        hällde, hälla, blocker*, låste, lås*, följ*, följde, förföl*, stalk*, skrek, skriker, skrik*,
        vrål*, ropade, kallade, kallar, kalla*, hån*, härm*, förolämp*, kränk*, trakasser*, skratt*,
        skrattade, garva*, hota*, hotade, hotar, tvinga*, tvingade, pressa*, filma*, filmade, fotade,
        fotogra*, tog (kort|bild|bilder|foto|foton|min|mitt|upp|av), tar (kort|bild|bilder), postade,
        postar, lade upp, la upp, la sen upp, lagt upp, lagt ut, delade, delar, spred, sprids, komment*,
        skämt*, skojade, viss*, sa, sade, säger, säjer, skrev, skriver, frågade, fråga, bad, begär*,
        vägra*, nekar, nekade, avbröt*, avbrut*, radera*, uteslut*, stängde, stryka, strukits, stirra*,
        stirrade, glodde, blängde, tryckte, trängde, lutade, ryckte, rev, stal, bestulen, klottra*,
        tejpade, handen, hand på, andades, ombedd, tillsagd, skicka*, skickade, skickar, spamma*,
        mansplain*, läckte, läcka*, missbruk*, ring*, ringde, hävda*, anklag*, utskälld, flytta*, bannade,
        "*, meddelanden, bankar, klistrade, ryck*, luktade på, zoomade, satte sig, ställde sig, böjde sig,
        utskratt*, drog, flirta*, raggade""",
    categories="""
        olämplig*, kränkande, opassande, obehaglig*, otrevlig*, trakasseri*, diskrimin*, sexis*, rasis*,
        elak*, dåligt beteende, illa, mobb*, spårade ur, hån""",
    # Who did it.
    looks=r"""
        tröja, t-shirt, skjorta, jacka, kappa, parkas, kavaj, kostym, klänning, mössa, keps, hatt,
        halsduk, kilt, regnrock, väst, hoodie, slips, hängslen, glasögon, skägg*, helskägg, mustasch,
        hår, hårig, hästsvans, lockigt, flint*, rakat, skallig, blond*, mörkhår*, rödhår*, tatuering*,
        pierc*, ring i, örhäng*, dialekt, brytning, röst, röststark, uttal, göteborgska, skånska,
        österbottn*, finlandssvensk*, lång, kort, storvuxen, smal, spinkig, tjock, cm, \d{3} ?cm, ca
        \d\d, runt (trettio|fyrtio|femtio|sextio), \w+årsåldern, \d\d\+, haltar, haltade, käpp, kryckor,
        gips, namnbricka*, namnskylt*, luktar, luktade, bär alltid, klädd, tygkasse, bågar, ser ut, såg
        ut, kaptensmössa, tuppkam, irokes*, dreads, fläta*, flätor, skinnjacka, jeans*, träningsbyx*,
        träningsoverall*, badrock, fluga, skärm, linne, kofta, tröjan, läpp*ring, näsring, ärr, sminkad,
        bredaxlad, medellång, medelålders, äldre, i \w+årsåldern, \w+ nånting, runt \w+tio, drygt
        \w+tio, stammar, läspar, nyckelband*, klisterlapp*, rödbrusig, grått hår, gråhårig, kortklippt,
        långhårig""",
    called="""
        heter, hette, vid namn, kallas, kallar sig, kallad, användar*, nick*, nicket, användarnamn*,
        alias, kontot, konto, går under, presenterade sig, herr, fru, professor, docent, @*, signatur*,
        profil*""",
    single_roles="""
        min (chef|handledare|mentor|lärare|professor|granne|kollega|ex|man|före detta|rumskamrat), vår
        (mentor|chef|kassör|ordförande|communitymanager|lärare),
        (ordföranden|kassören|sekreteraren|projektledaren|koordinatorn|moderatorn|kodgranskaren|arrangören|handledaren|läraren|sponsorn|värden|teknikern|vakten),
        mannen som, kvinnan som, killen som, tjejen som, han som, hon som, killen (i|med|på), mannen
        (i|med), kvinnan (i|med), gubbe i, föredragshållaren, vice ordföranden, den som skrev""",
    people="""
        han, hon, hen, man, mannen, kvinna, kvinnan, kille, killen, tjej, tjejen, snubbe*, gubbe, typ,
        grabb*, pojke*, flicka*, deltagare*, deltagarna, arrangör*, volontär*, talare*, sponsor*,
        rekryterare*, mentor*, moderator*, person, personen, medlem*, handledare*, ledare*, ledarna,
        crewen, tekniker, komiker, styrelsemedlem*, koordinator*, professor*""",
    # Background.
    background=r"""
        tidigare, förut, redan, innan, dagen innan, förra (året|gången), i (våras|höstas|vintras|somras),
        sedan dess, bakgrund*, historia, förflutet, tredje gången, andra gången, fjärde gången, varning*,
        varnad, full, fulla, berusad*, beskänkt, druckit, drack, alkohol*, sprit, öl, vin, nykter*,
        gratisbar*, chef, handledare, beroende, makt, bestämmer, anställ*, för att jag, eftersom, därför
        att, hämnd, gräl*, bråk*, osams, tvist*, konkurr*, förhållande, ex, tackat nej, sagt nej,
        avvisade, nobbade, anmälde, anmält, klagat, kritik*, röstat, aldrig (sett|träffat|pratat), känner
        varandra, känt honom, känt henne, i (tio|fem|tre|två|många|flera) år, började med, det började,
        först var, kom ut som, till saken hör, jag är (trans|muslim|döv|homo|rullstol)\w*, samma sak,
        under samma, visste att, aldrig tålt, känner, kände, vi
        (var|hade|har|brukade|jobbade|delade|träffades|dejtade), dejtade, ihop, före detta, fd,
        skilsmässa, gjorde slut, relation, arbetsgivare, anställer, betyg*, betygsätter, stipendi*,
        bidrag, månader, veckor innan, år sedan, veckan innan, dagen före, kvällen innan, tidigare samma,
        redan då, flera gånger, många gånger, upprepade, femte gången, rykte, mönster, känd för, ökänd,
        aldrig haft, främling, helt okänd, utan anledning, plötsligt, från ingenstans, orsak*,
        anledningen, beror på, handlar om, avundsjuk*, svartsjuk*, invandrare, flykting, rullstol,
        funktions*, gravid, autist*, dyslexi, nybörjare, ny i, enda kvinnan, påverkad, droger, snaps,
        cider, drink*, whisky, champagne, bakfull, packad, dragen, salongsberusad, luktade
        (sprit|alkohol|öl)""",
    vague_background="fortfarande min, som alltid, min chef, min granne, kompis med",
    # Who saw it.
    witnesses=r"""
        såg (det|samma|allt|alltihop|när|hur|vad|honom|henne|vad), har sett, sett, hörde
        (också|allt|det|hur), hört, vittne*, bekräfta*, kan intyga, bredvid (mig|oss), stod bredvid,
        satt bredvid, var med, var där, ingen annan, ingen (såg|i personalen|märkte), inga vittnen,
        ensam*, bara (jag och|vi två|han och jag), min
        (vän|kompis|kollega|sambo|man|fru|syster|bror|dotter|son|far|mor|flickvän|pojkvän|praktikant|handledare),
        mina (vänner|kollegor|kursare), vår kollega, personalen, vakten, kvinnan i, drabbades,
        inblandade, utsatta, i rummet när, sa till honom, sa ifrån, ur publiken, tolk, flickor, läst,
        jag och, filmade det hela, var närvarande, märkte, tittade på, såg på, iakttog, hjälpte mig,
        tröstade, i närheten, förbipasserande, paret, (två|tre|fyra|båda|ett par)
        (andra|personer|kvinnor|män|kollegor|vänner|kompisar|studenter|deltagare|killar|tjejer),
        tillsammans med, i sällskap, i närvaro, tomt, öde, på tu man hand, mellan fyra ögon, kan
        bekräfta, kan berätta, fråga, filmade, spelade in, satt (mitt emot|intill|där), stod
        (intill|där|bakom), min (kille|tjej|make|maka|partner|mamma|pappa|rumskamrat|chef|lärare), jag
        och \w{2,16}, samt, också där, fanns där, med mig""",
    crowds="""
        alla, många, andra, folk, publiken, hela (bordet|kursen|gruppen|rummet), några, deltagarna, ett
        par, ett tiotal, personer, pers, vi satt, allihop""",
    # How to reach the reporter.
    reach_me="""
        når mig, nå mig, kontakta mig, ring, ringa, sms, skriv till, mejla, svara på, svarar på, svara
        till, svara helst, mitt nummer, mobilnummer, mailadress*, mejl*, kontaktuppgift*, dm,
        hittar mig, signal, bordstelefon, hör av er till,
        når mig på, nås på, min telefon, mitt tel""",
    no_reply="""
        (inte|ej) säkert (för mig )?att (svara|skriva till|kontakta) mig, farligt att svara,
        (snälla|vänligen) (svara|kontakta|skriv|mejla) (inte|ej), kontakta mig ej, ta inte kontakt,
        skicka (inget|inga|inte något|inte nåt) svar, skicka ingenting tillbaka, vill (helst )?inte
        (kontaktas|få något svar|ha svar|bli kontaktad|ha (någon )?kontakt med er), vill inte att
        (ni|någon) (svarar|kontaktar mig|hör av er|hör av sig), önskar (inget svar|inte bli kontaktad),
        behöver inte (något|nåt) svar, väntar (mig )?inget svar, svar (behövs inte|undanbedes), det
        behövs inget svar, ni ska inte svara, (ber er|ber om) att inte (svara|kontakta|höra av), (läser
        inte|inte att läsa) (svar|svaret|några svar), kontakta (mig inte|inte mig|mig int),
        (svara|skriv|mejla|maila) (mig )?(alltså |helst )?(inte|int) (till
        mig|hit|tillbaka|på|är|mejl*|alls|mig), (svara|skriv|mejla|maila) mig inte, (svara|skriv) inte
        (till|på) (den här|denna) adress*, använd inte (den här|denna) adress*, besvara (inte|int), hör
        (inte|int) av er, inte höra av er, (låt bli|undvik) att (svara|skriva|höra av), vill inte (bli
        )?(kontaktad|uppringd|ha svar|ha något svar|ha nåt svar|få svar|höra av er), vill inte ha (något
        )?svar, behöver (inte|int) (svara|höra av|återkoppla|skriva|försöka få), behöver inget svar,
        kräver inget svar, inget svar (behövs|tack), (inget|ingen) (svar|återkoppling)
        (behövs|tack|önskas|krävs), undanber mig (all|alla|svar|kontakt|återkoppling), får (inte|int)
        svara, läsa men inte svara, (försök|leta) (inte|int) (nå|efter|kontakta|få tag), skriv inte
        (och|eller) (fråga|ring|svara|mejla), olästa?t i papperskorgen, (raderar|kastar|slänger) .. oläst,
        så svara (inte|ej|int), inte besvara (detta|det här|mitt), undanber jag mig, kontakta mig helst inte,
        skicka (inget|inga|ingenting|inte) .. (hit|tillbaka|till mig|till (den här|denna) adress*), (inget|inga)
        (svar|mejl|mail|brev|meddelanden) (hit|till (den här|denna) adress*), (inte|ej) säkert
        (för mig )?att (skriva|svara|mejla|skicka) .. (mig|hit|tillbaka|mejl|brev), vill inte ha
        (några )?(fler )?(mejl|mail|brev|meddelanden) från er""",
    no_reply_alone="""
        (snälla |så |och |men )?(svara|skriv|mejla|maila|messa) (inte|ej|int|aldrig)( mig| till mig| hit| tillbaka)?(
        mer| igen)?( tack| snälla)?, (snälla )?inga (mejl|mail|brev|meddelanden|sms) tack""",
    no_more_letters="""
        (snälla )?inga fler (mejl|mail|brev|meddelanden|sms)( tack| hit| till mig| från er)?( tack)?, jag vill inte ha
        (några )?(fler|mer) (mejl|mail|brev|meddelanden|post)( från er)?( tack)?""",
    may_we_write="""
        hur (når|kontaktar) vi (dig|er), hur kan vi (nå|kontakta) (dig|er), (får|kan|ska|skall) (vi|man)
        (kontakta|svara|skriva till|nå|mejla|höra av oss till) (dig|er), får vi (svara|höra av oss),
        (vill|önskar) du (ha svar|ha ett svar|svar|bli kontaktad|att vi kontaktar dig|att vi svarar), (svar|kontakt)
        (önskas|tillåten|tillåtet)""",
    says_no="""
        nej, n, nä, nej tack, helst inte, absolut inte, helst ej, under inga omständigheter""",
    bare_no="nej, n, nä, falskt, 0, ej vald",
    reply_limits="""
        (ovanför|ovan|under|nedanför) (denna|den här) (rad*|linje*),
        utan svar, tveka*, inte farligt,
        min vän, min kompis, jag sa, han sa, hon sa, skrev, hotade, på hans, på hennes, på mitt, på min,
        på jobbet, via jobbet, mitt namn, på svenska, på finska, med en mall, direkt, min chef, någon
        frågar, om du, (jag|vi) får inte, honom, henne, han (sa|säger|skrev|vill|ville), hon
        (sa|säger|skrev|vill|ville), de (sa|vill|ville), dem, dom, per telefon, telefon, på telefon,
        ringa, före, innan, i dag, idag, i kväll, ikväll, ännu, nu, genast, meddetsamma, till alla, mejl
        går bra, mail går bra, e-post går bra, om det, om ni, om jag, måndag*, tisdag*, onsdag*,
        torsdag*, fredag*, lördag*, söndag*, i morgon, imorgon, nästa vecka, denna vecka, bråttom,
        hellre""",
    dead_address="""
        (adressen|adress|kontot|mejlen|mailen|inkorgen) ..
        (upphör|slutar fungera|stängs|stängs ner|raderas|tas bort|funkar
        inte|fungerar inte|läses inte|läser jag inte|försvinner), engångsadress*, tillfällig adress""",
    answer_there="""
        min (andra|privata|personliga|egna|nya)
        (adress|e-post|mejl|mail|mejladress|mailadress|e-postadress), en annan
        (adress|mejladress|mailadress|e-postadress), inte (till|på) (den här|denna) (adressen|adress), i
        stället för (den här|denna), snälla (svara|skriv), (svara|skriv) (gärna|hellre|helst|istället|i
        stället) .. (till|på), (svaret|svar|svaren) .. (till|på), använd .. (istället|i stället), skriv
        till mig på, svara mig på""",
    answers="""svara, skriv, använd, skicka (svar|svaret|svaren), mejla svar*""",
    # Alarm and marks.
    help_now=r"""
        skynda*, skynda er, kom (hit|nu|genast|fort), snälla kom, snälla skynda, behöver hjälp, hjälp
        mig, hjälp oss, hjälp, skicka (någon|nån|hjälp), ring polisen, polisen, kan (någon|nån) komma,
        genast, någon måste komma, (bankar|knackar|dunkar) på (min|mitt|vår|vårt|dörren), vägrar gå,
        står utanför (min|mitt|vår), tar sig in, är ensam här, jag gömmer mig, akut, nödläge,
        nödsituation, ambulans, vakt hit, ring 112, (någon|nån) hit, hit nu, kom någon, kommer inte
        (ut|förbi|härifrån|loss), kan inte (gå|komma) (ut|härifrån|förbi|hem), vad ska (jag|vi) göra,
        försöker (ta sig in|bryta sig in|komma in|slå), har (en )?kniv, är på väg (hit|mot|in), kommer
        närmare, väntar (på mig )?utanför, släpper inte (in|ut|förbi|mig|oss), blockerar
        (dörren|vägen|utgången), hotar att, livet av (mig|mej|sig), (vill|orkar) inte leva, inte
        (vill|orkar) leva, gör slut på det, andas (inte|konstigt|knappt), vaknar inte, medvetslös*,
        däckat, däckad, drogad, (kan|kunde) (knappt|inte|inte ens) stå, (lagt|hällt|blandat)
        (något|nåt|nånting|någonting) i .. (drink|glas|glaset|dricka|öl), är (tillbaka|kvar)
        (i|på|här|inne), letar efter (mig|mej|henne|oss), hämta (mig|mej|oss), skjuts härifrån,
        beväpnad, (kniv|vapen|pistol) i, vad gör (jag|vi), ring (ambulans|112), (kommer|kommer
        hem|kommer hit) (till mig|till mej) i (kväll|natt), (tog|har tagit|tagit) (nycklarna|nycklar|min
        telefon|telefonen|skorna), (kan|vågar|törs) inte gå hem, svarar (hon|han|de|dom) inte, svarar
        inte, vad (gör|ska) vi, (är|e) (det )?bara jag (och \w+)?, låst in, inlåsta, skriker där ?inne,
        (kom|kom hit)[.!], batteriet (är|tar), (är|e) (försvunnen|borta), släpper inte
        (taget|henne|honom), (ring|ringa|kontakta) (snuten|polisen|ambulans|112|någon|nån), säg vem
        (jag|vi) ska ringa, med (en )?\w*(kniv|pistol|yxa|flaska|vapen), (håller|har) (en
        )?\w*(kniv|pistol|vapen), panikattack, blöder, ingen kommer (ner|ut|förbi|härifrån), skicka
        (någon|nån|en vuxen|hjälp|vakt), (va|vad) ska (ja|jag|vi) (nu )?(göra|ta mig till), (vägrar|vill
        inte) (lämna|gå ut|ge sig av),
        släpp (inte|int) in, (han|hon|de) har hittat (oss|mig|mej|henne), stoppa (honom|henne|dem)""",
    despair=r"""
        (ser|finns) (jag )?ingen mening, ingen mening (längre|mer|mera), på (\w+
        )?(bron|bro|taket|räcket|spåren|perrongen), (orkar|klarar|kan|pallar) inte
        (mer|mera|längre|leva), (adjö|farväl|hej då), ett avsked, (alltid|jämt) (varit
        )?(snälla|goda|fina) mot mig, (tog|tagit) (alla )?(tabletterna|pillren|medicinen), är jag borta,
        utan mig, sakna mig, vill dö, vill inte (leva|finnas|vakna), när ni läser (det här|detta), mitt
        sista (mejl|meddelande)""",
    wants_to_die="""
        jag vill (bara )?dö, (tänker|ska|vill|kommer att) (ta mitt liv|ta livet av mig|avsluta mitt
        liv|döda mig själv), vill inte leva (längre|mer|mera), självmordstankar, självmordsbenägen""",
    called_for_help="""
        har (redan |just )?(ringt|larmat) (redan )?(till )?(112|nödnumret|nödcentralen|larmcentralen)""",
    danger="""
        följer efter, förföljer, bankar på, knackar på, utanför (min|mitt|dörren), vägrar gå, vägrar
        släppa, inlåst, låst in, fast i, instängd, gömmer mig, gömt mig, kniv, vapen, våld*, slåss, slår,
        sparkar, hotar, hotade att (döda|slå|komma), blöder, skadad, rädd, jätterädd, skriker, mördar,
        döda*, går omkring, står utanför, puttar, knuffar, drar i, kastar, spottar, jagar, stryper,
        tafsar, rycker, gråter, skakar, full, berusad, aggressiv, instängd*, inringad*, fast, hoppa, slår
        sönder, bråk, slagsmål, vrålar, står i vägen, väntar utanför, cirklar, filmar, hånar, trycker""",
    live="""
        just nu, nu, i detta nu, i detta ögonblick, är här, här nu, fortfarande kvar i, ikväll, jag sitter
        i, jag är på, går omkring, står utanför, går runt, håller på att""",
    exposure="""
        (lagt ut|lagt upp|postade|postat|sprider|delar|delat|publicerat|sprids) ..
        (adress*|hemadress*|telefonnummer|nummer|schema|arbetsschema), (adress*|hemadress*|telefonnummer*)
        .. (ligger|sprids|delar|delas|lagts)""",
    retaliation="""
        hämnd*, hämnas, repressali*, rädd för .. (reaktion*|följder*|konsekvens*|jobb*), om han får veta,
        om hon får veta, om det kommer ut, berätta inte för (honom|henne), förlora jobbet, vågade inte
        säga, räknar ni ut vem""",
    safety="""
        rädd, jätterädd, rädsla, otrygg*, hot, hotade, hotar, hotfull*, osäker, följde efter mig, följer
        efter mig, förföl*, vågar inte, vågade inte, min säkerhet, hemadress*, fara""",
    contact_not_found="""
        hittade inte .. (adress*|formulär*|kontakt*), hittade ingen .. (adress*|kontakt*), svårt att
        hitta, visste inte (vem|vart) jag, visste inte .. (skulle kontakta|skriva till), hoppas .. rätt
        adress, rätt adress, studsa*, länken fungerar inte, hittar inte .. (adress*|formulär*)""",
    # What is a report, and what is none.
    reports="anmäl*, incident*, händelse*, klagomål*, rapport*",
    means_to_report=r"""
        se (bilag*|bifoga*), (allt|redogörelse*|beskrivning*|anmälan) .. (bilag*|bifoga*), bifoga*
        .. (anmälan|redogörelse*|beskrivning*),
        (vill|ville|skulle vilja|behöver|måste|tänker|önskar) ..
        (anmäla|rapportera|klaga|anföra|göra en anmälan|berätta om), härmed anmäl*, jag anmäler, min
        (första |tidigare )?(anmälan|rapport), (bröt|bryter|brutit|brott|strider|stred) ..
        (mot|uppförandekod*|regler*), (uppförandekoden|regler|reglerna) ..
        (bröts|brutits|överträd*), (prata|tala) .. (med|enskilt|enrum) .. om, (något|nåt) .. som
        hände, (inte|int) (okej|ok|rätt|acceptabelt), (andra|tredje) mejlet, hände
        (mig|mej|oss|henne|honom), (det hände|de hände) (i|på|mig|mej|igår|under|vid),
        härmed (meddelas|anmäls|vill jag), vill (jag )?(bringa|göra er|informera|uppmärksamma)""",
    says_no_report=r"""
        (inget|ingenting) har hänt(?! (sedan|sen|efter|igen|mer|mellan)), (är|e) ingen anmälan, ingen
        anmälan utan,
        (bara|enbart) en (allmän )?fråga, hypotetisk*, det har inte hänt(?! (igen|sedan|sen|efter|mer))""",
    attached="bilag*, bifog*, pdf, skärmdump*, filen, dokumentet",
    not_reports="""
        sponsra*, nyhetsbrev, faktura, intervju*, uppsats, examensarbete, föredragsförslag*, förslag
        till föredrag, hittegods, glömde, kvarglömd*, av misstag, erbjud*, tjänster, samarbete, pris*,
        biljett*, autosvar, frånvarande, tack för (kvällen|en fin|eventet|träffen), undersökning*,
        enkät*, fråga om er, avregistrera, vore det möjligt, går det att, lånade, översättning*,
        korrektur*, banderoll*, tryckfärdig*, till tryck, logotyp*, offert*, prislista, kvitto,
        orderbekräftelse, broschyr*, hyresavtal*, samarbetsavtal*, deposition*, meritförteckning*,
        godkännande,
        tröjstorlek*, fel storlek, byta (den|på), jag beställde, återbetalning""",
)
