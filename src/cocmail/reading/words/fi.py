"""The Finnish words of a report, spoken forms among them.

They stand apart from the code so that a reader of Finnish can mend them; `table.py` explains the notation.
"""

from cocmail.reading.words.table import Words

WORDS = Words(
    function_words="""
        ja, tai, mutta, mut, että, et, on, oli, ei, en, se, hän, minä, mä, mun, mua, mulle, minulle,
        minun, minut, minua, hänen, häntä, sen, sitä, siitä, siinä, siellä, täällä, tässä, tämä, tän, tää,
        nyt, kun, ku, jos, niin, ni, myös, vain, vaan, vielä, jo, joka, jotka, jonka, mikä, mitä, missä,
        milloin, kuka, kenen, joku, jokin, olen, oon, olin, olivat, ovat, ollut, ollu, olla, olisi, ois,
        teidän, teiän, teille, meidän, meiän, meille, te, me, he, ne, sitten, sit, koska, kuin, kanssa,
        kaa, jälkeen, ennen, aikana, hei, moi, terve, moro, kiitos, terveisin, terv, kyllä, ihan, aika,
        kaikki, muut, toinen, ensin, eikä, eli, sekä, vaikka, vaik, kuitenkin, noin, ehkä, voi, voisiko,
        voisko, haluan, haluun, tuli, sanoi, sano, kysyi, eilen, tänään, minusta, musta, olemme, olette,
        siis, sama, yksi, yks, kaksi, kaks, kolme, ettei, hyvä, hyvää, arvoisa, sain, sanoin, näin,
        kuulin, pyysin, menin, kerroin, kerron, ystävällisin, anteeksi, paikalla, tilanne, tapaus, mies,
        nainen, tekijä, lähetetty, huomenta, päivää, iltaa, sille, siltä, hänellä, hänelle, häneltä,
        mulla, mul, minulla, sillä""",
    # Labelled lines and bare answers.
    labels={
        "contact": """
            yhteystiedot, yhteystieto, yhteystietoni, nimi, nimeni, sähköposti, puhelin, puhelinnumero,
            numero, puh, miten tavoitamme sinut, mistä sinut tavoittaa, ilmoittaja, sposti, meili""",
        "when": """
            milloin, koska, aika, ajankohta, päivä, päivämäärä, kellonaika, pvm, päivä ja kellonaika,
            milloin se tapahtui, milloin tämä tapahtui, aika ja paikka, aika/paikka, tapahtuma-aika,
            kello, tapahtuma aika,
        päivä ja aika, tapahtumahetki, milloin näin kävi, päiväys, ajankohta ja paikka""",
        "where": """
            missä, paikka, sijainti, tapahtumapaikka, kanava, missä se tapahtui, missä tämä tapahtui,
            tila, tarkka paikka, missä näin kävi, paikka tai kanava, alusta""",
        "ongoing": """
            tilanne nyt, tilanne, jatkuuko, jatkuuko se, jatkuuko tilanne, jatkuuko yhä, onko tilanne
            ohi, onko se ohi, vieläkö jatkuu, vieläkö se jatkuu, status, jatkuuko tämä, jatkuuko se
            vielä, jatkuuko edelleen, onko ohi, onko tilanne päällä, nykytilanne, meneillään, onko se
            meneillään, onko jatkunut""",
        "description": """
            mitä, mitä tapahtui, kuvaus, tapahtumat, tapahtuman kuvaus, tapaus, kuvaus tapahtuneesta,
            tapahtuma, mistä on kyse, selostus, mitä tehtiin, mitä hän teki, mitä sanottiin, teko,
            käytös, tapahtumien kulku, tapahtumankulku, tapahtumakuvaus""",
        "reported_person": """
            kuka, ketä, kenestä, tekijä, kuka teki, kuka se oli, henkilö, häiritsijä, ilmoituksen kohde,
            kenestä on kyse, tuntomerkit, kuka oli tekijä, ketä ilmoitus koskee, tekijän tuntomerkit,
            ketkä, kuka tai ketkä, kenestä ilmoitat, tekijä tai tekijät, henkilön tiedot, nimi tai
            tuntomerkit, häirinnän tekijä, ilmoituksen kohteena""",
        "circumstances": """
            taustaa, tausta, taustat, olosuhteet, muuta, muut olosuhteet, lisätietoja, lisätiedot,
            aiemmat tapaukset, historia, muut seikat, muut tiedot, aiempaa, aiemmin, suhde tekijään,
            mitä ennen tapahtui, muuta huomioitavaa, edeltävät tapahtumat""",
        "witnesses": """
            todistajat, todistaja, silminnäkijät, näki, näkijät, muut, muut paikalla, ketkä näkivät,
            kuka näki, muut läsnäolijat, läsnä, paikalla, näkikö kukaan, näkikö joku, muut osalliset,
            näkikö joku muu, osalliset, todistajia, silminnäkijöitä, muita osallisia, muita paikalla,
            ketkä olivat paikalla, keitä muita""",
    },
    questions={
        "witnesses": """
            joku muu, kuka muu, ketkä muut, keitä muita, ketä muita, muita ..
            (paikalla|läsnä|mukana|näk*), kukaan muu, (paikalla|läsnä|lähellä) .. muita, silminnäkij*, todistaj*,
            (näkikö|kuuliko|huomasiko|näki|kuuli|huomasi) .. (joku|kukaan|muut), (kukaan|joku) ..
            (näh*|näk*|kuul*|huoma*|paikalla|lähellä|läsnä), ketkä .. (näk*|kuul*|paikalla), kuka ..
            (näki|kuuli), ketä oli paikalla""",
        "contact": """
            yhteyden, yhteyttä, tavoit*, (saa|saada|saamme|saisi) .. kiinni, puhelinnumero*, soittaa,
            vastata sinulle""",
        "ongoing": """
            jatku*, vielä, vieläkin, edelleen, yhä, (onko|oliko) .. ohi, loppu*, lopettan*, päättyn*,
            sen jälkeen, toistunut, tapahtunut uudelleen, tilanne nyt""",
        "circumstances": """
            tausta*, aiem*, aikaisem*, ensimmäinen kerta, ennenkin, ennen (sitä|tätä), edelsi, johti, johtanut, muuta ..
            (tietää|kerrottavaa), liittyykö, (tunnetteko|tunsitko), historia*, olosuhte*, suhde,
            suhteessa""",
        "when": """
            milloin, millon, koska, mihin aikaan, (mikä|minä|mitä) päivä*, mitä kello*, moneltako,
            monelta, kellonaika*, kellonajan, ajankohta*""",
        "where": """
            missä, mis, (mikä|minkä) paikka, (mikä|minkä) (huone*|kanava*|tila*), millä kanavalla,
            paikka, mihin paikkaan""",
        "reported_person": """
            kuka, kenestä, kenen, ketä, ketkä, keitä, kenet, (hänet|henkilön) .. tunnist*, miltä ..
            näytti, minkä näköinen, (hänen|henkilön|tekijän) nimi""",
        "description": """
            mitä tapahtui, mitä .. (sano*|teki*|tehtiin|tapahtu*|kävi|puhu*), mitä siinä, tarkemmin,
            kuvail*, mistä on kyse, omin sanoin""",
    },
    nothing="""ei vastausta, tyhjä, ei vastattu, ei annettu,
        vapaaehtoinen""",
    refusals="""
        ei .. (maininnut|mainitse|kertonut|kertonu|sanonut|sanonu|paljasta|paljastanut|halua kertoa), en
        muistanut, en osaa, en kykene, en viitti, en aio kertoa, en nää, en huomioinut, en
        rekisteröinyt, en pistänyt merkille, en katsonut, jääköön, pidän omana tietonani, en paljasta,
        en suostu, en uskalla, en tiedä, emmä tiiä, en tiiä, en tiä, en muista, en oo varma, en ole
        varma, en osaa sanoa, en osaa kertoa, en pysty kertomaan, en pysty sanomaan, en pysty, en halua
        kertoa, en haluu kertoo, en halua sanoa, en kerro, en sano, en aio, en halua mainita, ei mitään
        hajua, ei oo mitään hajuu, ei hajuakaan, ei aavistustakaan, ei tietoa, ei tietoo, tuntematon, en
        tunne, en nähnyt, en nähny, en huomannut, en huomannu, en anna, en kuullut, ei muistikuvaa,
        päässyt unohtumaan, unohtunut, hämärän peitossa, mahdoton* tietää, mahdotonta sanoa, en tajua,
        en ehtinyt nähdä, en voi sanoa, en voi kertoa, jätän .. kertomatta, jätän .. pois, en mainitse,
        en keksi, emme tiedä, en tunnistanut, en saanut selvää, en painanut mieleeni, en osaa kuvailla,
        mieluummin en, en viitsi sanoa, (en|emme|emmä|enkä|mahdotonta|vaikea|hankala) ..
        (tiedä|tiiä|tiä|muista|muistan|osaa|osais|voi|pysty|halua|haluu|haluais|aio|kerro|sano|paljasta|mainitse|nimeä|tunnista|tunnistanut|nähnyt|nähny|huomannut|huomannu|kuullut|varma|viitsi|uskalla|sanoa|kertoa|arvata|avaa|erittele|katsonut|kysynyt),
        ei .. (tietoa|käsitystä|aavistusta|hajua|muistikuvaa|mielessä), jätän ..
        (väliin|sanomatta|kertomatta|mainitsematta), haluan pitää .. (omana|salassa), salaisuus, muisti
        pätkii, meni ohi multa, epäselvää, epäselvä, hämärtynyt, kuka tietää, mieluummin, en ole valmis,
        en oo valmis, en (kykene|kykyne|pysty|pysy|saa)
        (kertomaan|sanomaan|kirjoitettua|kuvailemaan|nimeämään), en (mielelläni|mielellään)
        (kerro|sano|mainitse), (haluaisin|haluan|haluun) (jättää|olla) ..
        (kertomatta|sanomatta|mainitsematta|pois), ei (jäänyt|jääny) mieleen, en (enää
        )?(muista|muistanut|muistanu|tiedä|tiiä|tiedä|osaa sanoa), ei (selvinnyt|käynyt ilmi|käyny
        ilmi), en (saanut|saanu) (tietää|selville), (se|hän) ei (kertonut|kertonu|sanonut|sanonu)""",
    topics={
        "when": """
            milloin, kello*, aika, aikaa, aikaan, päivä*, päivää, ajankohta*, pvm, koska se, tarkka aika,
            tarkkaa aikaa, kellonaikaa, ajankohtaa, viikonpäivä*, kuukau*, minä päivänä, moneltako, mihin
            aikaan, paljonko kello""",
        "where": """
            missä, paikka*, paikan, paikkaa, mikä sali, mikä huone, mihin, missäpäin, sijain*, huonetta,
            kerrosta, mikä paikka, kanavaa, osoitetta, tilaa""",
        "ongoing": """
            jatkuu*, jatkaa, jäikö, vielä, ohi, loppui*, loppu*, yhä, edelleen, päätty*, lopett*,
            tapahtuuko, uudestaan, enää, sen jälkeen, jatkan*""",
        "description": """
            mitä tapahtui, mitä .. tapahtui, tarkalleen, mitä se sanoi, sanatarkasti, yksityiskohti*,
            sanoja, mitä sanottiin, mitä tehtiin, tapahtunutta, toistaa""",
        "reported_person": """
            kuka, nime*, nimee, kasvoja, kasvot, ketkä, kenen, henkilöllisyy*, tekijä*, ketään, kuka se,
            hänet, sukunim*, etunim*, henkilö*, nimetä, mikä hänen, miltä se näytti, miltä hän näytti,
            naama*, kasvoista, ketä""",
        "circumstances": """
            miksi, taustoja, tausta*, syytä, syy, minkä takia, mistä johtu*, aiemm*, historia*, mikä
            siihen johti, motiiv*, aikaisem*""",
        "witnesses": """
            näkikö, kuka näki, ketkä näki*, todistaj*, oliko ketään, muut, kukaan, paikalla oli, muita,
            silminnäki*, ketään muuta, muut paikalla*, näki, näkivät, kuuli, ystävi*, kaveri*, sivulli*,
            läsnä*, joku muu""",
        "contact": """
            nimeäni, yhteystieto*, numeroani, kuka olen, kuka oon, osoitettani, minuun, muhun,
            puhelinnumero*, sähköpost*, henkilöllisyyt*, itsestäni, nimelläni, nimi""",
    },
    refused={
        "when": "en muista (milloin|päivää|aikaa|kellonaikaa), kellonajasta .. hajuu",
        "where": "en muista (paikkaa|missä), en halua kertoa (paikkaa|missä), en kerro missä",
        "ongoing": """
            en (minä |mä |mie |oikein |yhtään |itse |ite )?(tiedä|tiiä|tiä|osaa sanoa|osaa
            sanoo|osaa arvioida|pysty sanomaan|voi tietää|ole varma|oo varma) (että |siitä
            )?(jatkuuko|jatkuuks|jatkuiko|jatkuiks|loppuiko|loppuiks), en (minä |mä |mie |oikein
            |yhtään |itse |ite )?(tiedä|tiiä|tiä|osaa sanoa|osaa sanoo|pysty sanomaan|voi
            tietää|ole varma|oo varma) (onko|onks|oliko|oliks)
            (se|tämä|tää|tuo|toi|homma|asia|tilanne) ..
            (ohi|vielä|edelleen|yhä|jatkunut|jatkunu|loppunut|loppunu), ei (ole|oo) (mitään
            )?(hajuakaan|aavistustakaan|tietoa) (jatkuuko|jatkuuks|jatkuiko|loppuiko),
            (jatkuuko|jatkuuks|jatkuiko|loppuiko|onko se|onko tämä|onko tuo) .. en (minä |mä |mie
            )?(tiedä|tiiä|osaa sanoa|osaa sanoo|osaa arvioida|pysty sanomaan|pysty vastaamaan|voi
            tietää)""",
        "description": r"""
            en pysty vielä kertomaan, en halua (kuvailla|toistaa), en (vielä
            )?(halua|pysty|voi|osaa|aio|kykene|saa|jaksa|uskalla) (vielä |enää |tässä |nyt |itse
            )?(kertoa|kertomaan|kerrottua|kuvailla|kuvailemaan|kirjoittaa|kirjoittamaan|kirjoitettua|toistaa|toistamaan|sanoa|sanomaan|sanottua|eritellä)
            (vielä |tässä |tähän |sähköpostissa )?(mitä|sitä|sen sisältöä|sisältöä|sanoja|sanoja
            tähän|niitä sanoja|tapahtunutta|yksityiskohtia), (mitä (hän|se|he|ne|mies|nainen)
            (teki|sanoi|tekivät|sanoivat|kirjoitti|lähetti)|mitä (siellä |siinä |silloin
            |tarkalleen )?tapahtui|(viestien|viestin|kuvien|puheen) sisältöä|itse tapahtumaa|itse
            tekoa|tapahtunutta|sanoja) .. en (\w+
            ){0,3}(kerro|toista|halua|pysty|kirjoita|kuvaile|avaa|erittele|voi|kykene|aio|pane|sano|kirjota|ota),
            mitä (hän|se|he|ne) (teki|sanoi|tekivät|sanoivat) (siitä vaikenen|jätän|jää)""",
        "reported_person": """
            en tiedä (kuka|nimeä|hänen nimeään|nimeään), en tiiä kuka, en muista .. nime*, en nähnyt
            (kasvoja|kuka), en aio nimetä, en halua (nimetä|sanoa kuka|kertoa kuka), en tunne tekijää,
            nimeä en .. (tiedä|muista|sano)""",
        "circumstances": "en tunne taustoja, en tiedä taustoja, en tiedä miksi, en keksi .. syytä",
        "witnesses": """
            en huomannut (oliko|näkikö), en tiedä näkikö*, en oo varma näkikö, en ole varma näkikö""",
        "contact": """
            en halua kertoa (nimeäni|kuka olen|yhteystietojani), en anna numeroani, haluan pysyä
            (nimettömänä|anonyyminä), haluan olla anonyymi, nimettömänä, en kerro kuka, en
            (jätä|anna|halua jättää|halua antaa)
            (nimeä|nimeäni|numeroa|numeroani|yhteystietoja|yhteystietojani|osoitetta|osoitettani),
            älkää (siis )?yrittäkö (selvittää|löytää|tavoittaa|etsiä), en halua että minua
            etsitään""",
    },
    courtesies="""
        kiitos, kiitti, kiitoksia, kiitos paljon, kiitos tästä, kiitos vastauksesta, kiitos viestistä,
        paljon kiitoksia, ok, okei, selvä, hyvä, hei, moi, terveisin, terv, terkuin, kuitti, ystävällisin
        terveisin, kiitos samoin""",
    # When.
    days=r"""
        maanantai*, tiistai*, keskiviikko*, keskiviikkona, torstai*, perjantai*, lauantai*, sunnuntai*,
        eilen, eilinen, eilis*, eilisi*, eilise*, tänään, toissapäivänä, tänä (aamuna|iltana|yönä), tältä
        (aamulta|illalta|päivältä), viime yönä, viime yöllä, eilisiltana, toissailtana, vappuaat*,
        juhannusaat*, jouluaat*, uudenvuoden*, itsenäisyyspäivä*, luciapäivä*,
        (ensimmäis*|toise*|kolmanne*|viimeise*|eka*) (päivän|päivänä|illan|iltana|leiripäivän|aamuna),
        (ensimmäis*|toise*|kolmanne*) \w+päivän, toinen päivä, lauantaina, keskiviikkoaamu*, lauantai-il*,
        sunnuntai-il*""",
    short_days="ma, ti, ke, to, pe, la, su, pe-la",
    months="""
        tammikuu*, helmikuu*, maaliskuu*, huhtikuu*, toukokuu*, kesäkuu*, heinäkuu*, elokuu*, syyskuu*,
        lokakuu*, marraskuu*, joulukuu*""",
    clock=r"""
        kello (oli )?(noin |n )?(#|\d{1,2}), klo (noin )?\d{1,2}, klo #, puol* #, (#)
        (maissa|aikaan|tienoilla|aikoihin|jälkeen|jälkee|illalla|aamulla), noin #, about #, n klo,
        joskus #, varttia (vaille|yli) #, vartti (vaille|yli) #, viittä vaille, kymmentä vaille,
        kymmentä yli, keskiyö*, puolenyön, puoliltaöin, puolen yön, puolilta päivin, puoliltapäivin,
        keskipäiv*,
        (kahdelta|kolmelta|neljältä|viideltä|kuudelta|seitsemältä|kahdeksalta|yhdeksältä|kymmeneltä),
        illansuussa, (vähän|hieman|heti|juuri|vähä) (ennen|jälkeen|yli|vaille) #, #
        (pintaan|nurkilla|kieppeillä|korvilla|paikkeilla|aikaan|tietämillä), tasan #,
        (aamu|ilta)(kuudelta|seitsemältä|kahdeksalta|yhdeksältä|kymmeneltä), auringonlask*,
        sulkemisaikaan, valomerkin*, aamuyöllä, kello \d{1,2}, klo \d{1,2}, # ja # välillä, # ja #
        välissä, (noin|joskus|siinä|suunnilleen|tuossa) #, # (lähtien|alkaen|asti|saakka), puolen tunnin
        (jälkeen|päästä), (tunnin|vartin) (jälkeen|päästä), keskellä päivää,
        (aamu|ilta)(kahdeksan|yhdeksän|kymmenen|seitsemän|kuuden) (maissa|aikaan|jälkeen), (ihan|aivan)
        (alussa|lopussa), loppuvaiheessa, alkuvaiheessa, puolivälissä, (kello|klo|klo\.) \d{1,2}
        (jälkeen|maissa|aikaan), (lähemmäs|lähes|melkein|kohta|vajaa|vähän vaille) #,
        (kymmentä|viittä|varttia|kahtakymmentä) (yli|vaille) #, (jotain|jotakin|suunnilleen|tietääkseni)
        (kymmentä|viittä|varttia) (yli|vaille) #""",
    numerals="""
        yhden, yhdeltä, yks, kahden, kahdelta, kaks, kolmen, kolmelta, kolme, neljän, neljältä, neljä,
        viiden, viideltä, viis, viisi, kuuden, kuudelta, kuus, kuusi, seitsemän, seitsemältä, seittemän,
        seittemältä, kahdeksan, kahdeksalta, kasi, kasilta, yhdeksän, yhdeksältä, ysi, ysiltä, kymmenen,
        kymmeneltä, kymppi, yhdentoista, yhdeltätoista, kahdentoista, kahdeltatoista, yhdestä, kahdesta,
        kolmesta, neljästä, viidestä, kuudesta, seitsemästä, kahdeksasta, yhdeksästä, kymmenestä,
        yhteen, kahteen, kolmeen, neljään, viiteen, kuuteen, seitsemään, kahdeksaan, yhdeksään,
        kymmeneen, yhtätoista, kahtatoista, kolmea, neljää, viittä, kuutta, seitsemää, kahdeksaa,
        yhdeksää, kymmentä, yheksältä, yheksän, kaheksalta, kaheksan, yheltä""",
    programme=r"""
        (loppu)?keskustelu*, kysymysosio*, kysymyskierro*,
        (illallisella|lounaalla|aamupalalla|aamiaisella|kahvilla|iltapalalla), puheenvuoro*
        (alettua|aikana), juuri ennen palkintojenjako*, (demon|esitykseni|talkkini|puheeni)
        (ajan|aikana|jälkeen), avajaispuhe*, (keynote*|esity*|puhee*|puheenvuoro*|talk*|lightning
        talkien|panee*|panelin|palkintojenjao*|luenno*|tauo*|kahvitauo*|lounaa*|illallis*|avaj*|lopettaj*|työpaja*|workshop*|demo*|kokoukse*|standupi*|arvonna*|vuoroni)
        (jälkeen|aikana|alussa|alkaessa|alettua|lopussa|päätyttyä|loputtua|välissä|tuli|ajan|loppupuolella|loppukeskustelussa|alkoi),
        (jälkeen|ennen|aikana) .. (keynote*|esity*|puhe*|talki*|panee*|tauko*|tauon), kun ..
        (puhuja|esitys|keynote|tauko|puhe|talkit|talkki) (oli|alkoi|alko|loppui|päättyi|lopettanut),
        keynoten alussa, (kahvitauo*|pitsatauo*|tauo*|iltapäiväkahvi*|iltapala*|lounastauo*)l*, ennen
        kuin ovet, ennen ku ovet, (paneelissa|keynotessa|kysymysosio*|standupissa|avajaisissa),
        (vikan|viimeisen|ensimmäisen|toisen|kolmannen|ekan|tokan) (esityksen|talkin|puheen|puhujan),
        (ruuan|ruoan|illallisen|lounaan|pizzan|kahvin|päivällisen|buffetin|arvonnan|äänestyksen|kokouksen|palaverin|luennon|tentin|oppitunnin|kurssin|keikan|pelin|elokuvan|ryhmäkuvan|siivouksen|ilmoittautumisen|esittelykierroksen|tauon|puheen|paneelin|avajaisten|päättäjäisten|työpajan|saunan|striimin|haastattelun|äänestyksen|kyselytunnin)
        (jälkeen|aikana|aikaan|alussa|alkaessa|lopussa|päätteeksi|päätyttyä|keskellä|yhteydessä|alettua),
        (tauolla|lounastauolla|ruokatauolla|arvonnassa|avajaisissa|päättäjäisissä|äänestyksessä),
        (kun|ku|samalla kun|juuri kun|heti kun) ..
        (alkoi|alko|loppui|loppu|päättyi|alkamassa|tarjoiltiin|avattiin|suljettiin), kesken (\w+
        )?(illallisen|päivällisen|lounaan|esityksen|puheen|luennon|kokouksen|palaverin|pelin|elokuvan|leffan|tauon|talkin|keynoten|paneelin|kierroksen|työpajan|saunan|kyselyn|session|äänestyksen|mun|oman|minun),
        \w+(tauon|session|seremonian|puheen|osion|kierroksen|esityksen|tulkkauksen|illallisen|päivällisen|lounaan|jaon|arvonnan|äänestyksen|kokouksen|paneelin|näytöksen|pajan|tunnin|demon|talkin)
        (aikana|jälkeen|perään|ajan|lopussa|alussa|alkaessa|aikaan|välissä|keskellä|päätteeksi|alettua|loputtua|päätyttyä),
        heti \w{3,20} (perään|jälkeen), (vuoron|vuoroni|mun vuoron|oman vuoron) (jälkeen|aikana), kun
        (olin|oltiin|olimme) (lavalla|lounaalla|syömässä|tauolla|esiintymässä),
        \w+(puheessa|osiossa|tauolla|ruokailussa), \w+pöydässä illallisella""",
    anchors=r"""
        jälkeen, jälkee, ennen, aikana, aikan, kun, ku, kunnes, kesken, välissä, välis, väliaja*, tauolla,
        alussa, aluksi, lopussa, lopuksi, päätteeksi, puolivälissä, keskellä, alkaessa, alettua, päätyttyä,
        loputtua, juuri kun, heti kun, samalla kun, sillä välin, sitä ennen, siinä vaiheessa, vaiheessa,
        matkalla, mennessä, tullessa, lähtiessä, palatessa, poistuessa, odottaessa, (ensimmäise|toise|kolmanne|
        neljänne|viimeise|eka|toka|vika)\w{1,6} (puoliaja|erä|näytökse|kierrokse|osa|lohko|jakso)*, kohdassa \d{1,2},
        minuutilla, kohdalla""",
    part_days="""
        aamu*, aamupäivä*, iltapäivä*, illalla, iltana, ilta, illan, yöllä, yönä, yö, päivällä, iltasella,
        tauolla, taukoo, lounaalla, tauko""",
    vague_days="""
        viime (viikolla|kuussa|vuonna|syksynä|keväänä|kesänä|talvena|viikonloppuna),
        (keväällä|syksyllä|kesällä|talvella), keväänä, syksynä, alkukesäs*, joskus, äskettäin, hiljattain,
        (pari|muutama|kaksi|kolme) (päivää|viikkoa|kuukautta|viikko) sitten, joka
        (päivä|viikko|ilta|kerta), viikonloppu*, syyspäiv*, kesäretke*, vuosikokou*""",
    just_now="""
        nyt heti, juuri nyt, just nyt, parhaillaan, par'aikaa, tällä hetkellä, tällä sekunnilla, tälläkin
        hetkellä, (olen|oon|olemme|ollaan) (nyt|täällä|tässä) ..
        (edessä|takana|sisällä|baarissa|alla|luona|terassilla), tulla nyt, tulkaa,
        (istuu|kuvaa|huutaa|seisoo|odottaa) .. (vieläkin|täällä|tässä)""",
    just_before=r"""
        hetki sitten, äsken, äskettäin, vastikään, (#|\d{1,2}|n) (min|minuuttia|tuntia) (sitten|sitte),
        min sitte*, (minuutti|tunti|puoli tuntia|puolisen tuntia|tunnin|minuutin) (sitten|sitte)""",
    # Where.
    spots=r"""
        huonee*, huone, sali, salin, salissa, salis*, sali\w{0,4}, luentosali*, aula*, keittiö*,
        käytävä*, käytäv*, portai*, portaik*, rappu*, hissi*, hissis*, narika*, narikka*, vaatesäilyty*,
        vessa*, vessan, wc, baari*, terassi*, pub*, kahvila*, ravintola*, piha*, sisäpiha*, ovi, oven,
        ovella, ovea, parveke*, parvi, parkkihalli*, pysäköin*, toimisto*, toimistol*, tila*, tiloissa,
        kerros, kerroks*, kerroksen, kirjasto*, bussi*, juna*, junan, ratikka*, ratiko*, raitiovaunu*,
        metro*, asema*, lautta*, laiva*, sauna*, hotelli*, hostelli*, kämpil*, kämpä*, kotona*,
        rakennu*, b-rakennu*, leirikesku*, rivi*, rivil*, eturivi*, takarivi*, takarivil*, pöytä*,
        pöydä*, kahvipöy*, ikkuna*, lava*, lavan, jono*, kahvijon*, ruokajon*, labra*, luokk*, luoka*,
        messuhalli*, halli*, kampus*, kampuks*, rekrytiski*, infotiski*, tiski*, kellari*,
        kellaribaari*, katu*, kadu*, pihalla*, studio*, nurka*, takanurka*, yläker*, alaker*,
        sisäänkäyn*, karaokeboksi*, boks*, neuvotteluhuone*, pelihuonee*, telttaa*, teltta*, teltal*,
        ständi*, parvekke*, narik*, keitti*, salissa, salin, luentosal*, kokoushuone*, ryhmähuone*,
        työhuone*, huoneessa, eteisessä, etei*, aulass*, aulatil*, odotustil*, takahuone*, takatil*,
        pukuhuone*, suihku*, saunatil*, kylpyhuone*, makuuhuone*, mökki*, mökin, mökis*, majatalo*,
        leirialue*, laavu*, ranta*, ranna*, laituri*, laiturilla, pysäk*, portilla, portin, sisäänkäyn*,
        ulko-ov*, takaov*, sivuov*, pöydäss*, pöytäs*, katsomo*, katsomos*, yleisös*, istumapaik*,
        penkki*, penkil*, sohva*, sohval*, nurkkau*, baaritisk*, kahvitisk*, tiskijon*, ruokala*,
        ruokalas*, kanttiini*, lounasravintol*, lounaspaik*, kahvio*, terassil*, ulkona, pihal*,
        parkkipaik*, autotall*, autossa, taksi*, taksis*, bussis*, lentokent*, terminaal*, satama*,
        tori*, torilla, puisto*, kauppakesku*, kauppa*, kassa, kassajono*, kirkko*, museo*, teatteri*,
        elokuvateatteri*, stadion*, urheiluhalli*, kuntosal*, uimahalli*, koulu*, koulul*, yliopisto*,
        luokassa, auditorio*, studiossa, työpisteel*, työpist*, toimistos*, konttori*, kellaris*,
        ullako*, vintil*, katolla, katto*, tapahtumapaik*, messukesku*, kojul*, osastol*, esittelypist*,
        infopist*, ilmoittautumispist*, rekisteröinti*, naulak*, hyllyl*, varasto*, komero*,
        siivouskomero*, lastennurk*, lastenhuone*, leikkihuone*, leikkipaik*, ensiapuhuone*, hiljai*
        huone*, rukoushuone*, seminaarihuone*, luokkahuone*, kerhohuone*, pohjakerro*, kellarikerro*,
        ullakko*""",
    spot_tails="""
        sauna, baari, kahvila, halli, salissa, sali, piha, pihalla, autossa, bussi, juna, huonee, huone,
        aula, keittiö, käytäv, ravintola, kirjasto, hotelli, terassi, laiturilla, tiski, talossa, talolla,
        keskuksessa, keskuksen, keskukse, kampuks, spacella, spacessa, asemalla, jonossa, luokassa,
        rannalla, kadulla, torilla, puistossa, asunnossa, ryhmässä, ryhmään, kanavalla, palstalla,
        chatissa, puhelussa, lautalla, kojulla, osastolla, pöydässä, rivissä, rivillä, katsomossa,
        lavalla, narikassa, koulun""",
    addresses="""
        slack*, discord*, telegram*, zoom*, teams*, matrix*, irk*, irc*, whatsapp*, wapp*, signal*,
        mastodon*, twitter*, instagram*, instas*, facebook*, linkedin*, youtub*, twitch*, github*,
        githubi*, gitlab*, reddit*, tiktok*, jitsi*, webinaar*, minecraft*, foorumi*, palsta*, kanava*,
        kanaval*, chat*, chati*, etäpalaver*, etäyhtey*, sähköpostilista*, sähköpostitse, sähköpostil*,
        yksityisviest*, viestiryhm*, ryhmächat*, puhelime*, puhelimes*, serveri*, server*, wiki*,
        striimi*, blogi*, blogin, keskustelusivu*, r/*, zulip*, mattermost*, google docs*, google meet*,
        etherpad*, miro*, figma*, jira*, trello*, skype*, webex*, codeberg*, bluesky*, threads*, lemmy*,
        peertube*, tinder*, grindr*, steam*, snapchat*, snäp*, snapis*, jaettu* dokumentti*, jaetun
        dokumentin, kommentti*kent*, kommenteis*, ketjussa, ketjuun, viestiketju*, issue*, tiketis*,
        tikettijärjestelm*, pull request*, merge request*, koodikatselmoin*, commit*, tekstiviest*,
        tekstarilla, tekstari*, s-posti*, sähköpostis*, spostis*, uutiskirje*, verkkokokou*, etäkokou*,
        etäpuhelu*, videopuhelu*, ryhmäpuhelu*, teams-*, zoom-*, äänikana*, voicechat*, privaviest*,
        yksärin*, yksityisviesteis*, dm:*, deeämmä*, jäsenryhm*, ryhmäkeskustelu*, fb-ryhm*, puhelussa,
        puhelun aikana, puheluun, etäpuhelu*, livelähetys*, lähetyksen,
        wikissä, wikin, verkkosivu*, nettisivu*, kotisivu*, vieraskirja*""",
    place_links="ssa, ssä",
    events="""
        tapahtuma*, meetup*, konferenss*, konff*, illas*, ilta, illan, juhli*, bileis*, jatko*, etko*,
        hackathon*, sprint*, leiri*, kurssi*, kokouks*, retkel*, pikkujoul*, messuil*, seminaari*,
        workshopis*, työpaja*, sprinttiviikonlop*, vuosikokou*, koodikahvila*""",
    vague_places="jossain, netissä, verkossa, livenä",
    # What a time or a place may belong to instead.
    elsewhere=r"""
        asun, asumme, opiskelen, työskentelen, (olen|oon)
        (töissä|kotoisin|opiskelija|matkoilla|tavattavissa|paikalla|vapaalla), työpaikkani, työhuoneeni,
        kotoisin, (kirjoitan|kirjotan|naputtelen) (tätä|tän), tätä kirjoittaessani,
        (soita|soittakaa|soittaa|tavoittaa|tavoitatte|tavoittaa|kiinni)
        (minut|mut|minulle|mulle|huomenna|maanantai*), tavoitettavissa,
        (voitaisiinko|voisimmeko|voidaanko|voisitteko|voiko|voisiko|voitteko|saisinko|saako) (\w+
        ){0,2}(tavata|soittaa|nähdä|jutella|tulla|siirtää), ensi
        (viikolla|kuussa|kerralla|vuonna|maanantai*|tiistai*|keskiviikko*|torstai*|perjantai*|lauantai*|sunnuntai*),
        seuraava* (tapaami*|kerta|kerralla|meetup*|tapahtum*|kokou*), huomenna, ylihuomenna, olen
        (matkoilla|poissa|lomalla|ulkomailla), ostin (\w+ )?lipu*, (löysin|sain) (\w+
        )?(osoitteen*|lomakkeen|linkin), (vastausta|vastaus|vastatkaa) (\w+ )?\w+(hin|iin|een) mennessä,
        mennessä, terveisin, ystävällisin terveisin, käyntiosoite, sopii minulle, oma
        (puheenvuoroni|talkkini|esitykseni), tulossa, on tulossa""",
    # Whether it goes on.
    continues=r"""
        jatkaa (yhä|edelleen|vaan|vain|samaa|vieläkin|vieläki), jatkuu
        (yhä|edelleen|vielä|vieläkin|vieläki|vaan|koko|kokous|joka|samana|samanlaisena|kaiken),
        (häirintä|tilanne|se|tämä|tää|touhu|meno|kiusaaminen|asia|kosto|homma|viestittely|viestit|soitot)
        (yhä |edelleen |vaan |vain |vielä )?(jatkuu|jatkuvat), (tää|tätä|tämä|sitä|se)
        (on)?jatku(nut|nu) .. (jo|kuukau*|vuo*|viikk*|pitkään), jatkuu ja, ja jatkuu, ei (ole|oo) (vielä
        |vieläkään |vieläkää |todellakaan
        )?(ohi|loppunut|loppunu|päättynyt|päättyny|lakannut|hellittänyt|lopettanut|lopettanu|loppumassa),
        (ei|eikä|eivät|ne ei|se ei) (tää |tämä |se |hän |tunnu |aio |suostu |millään |ikinä |koskaan
        )*(lopu|lopeta|loppuvan|lopettaa|hellitä|lakkaa|usko|luovuta), loppua ei (näy|ole), (eikä|ei)
        loppua (näy|ole), ei merkkejä, lopun merkkejä, (hän|se|ne|joku|he|tyyppi|jätkä|mies)
        (yhä|edelleen|vieläkin|vieläki|jatkuvasti|taas) \w+,
        (lähettää|lähettelee|kirjoittaa|kirjottaa|kirjoittelee|soittaa|soittelee|seuraa|häiritsee|kommentoi|viestittelee|kiusaa|nimittelee|haukkuu|uhkailee|uhkaa|pilkkaa|matkii|huutelee|levittää|jakaa|julkaisee|odottaa|kuvaa|tuijottaa|huutaa|spämmää|tägää|tekee|käyttää|muokkaa|poistaa|kyttää|stalkkaa|vainoaa|ahdistelee)
        .. (yhä|edelleen|vieläkin|vieläki|joka|aina|koko ajan|jatkuvasti|päivittäin|viikoittain|taas),
        (yhä|edelleen|vieläkin|vieläki|joka \w+|jatkuvasti|päivittäin|koko ajan) ..
        (lähettää|lähettelee|kirjoittaa|kirjottaa|kirjoittelee|soittaa|soittelee|seuraa|häiritsee|kommentoi|viestittelee|kiusaa|nimittelee|nimitetään|jankutetaan|haukkuu|haukutaan|uhkailee|uhkaa|pilkkaa|pilkataan|matkii|huutelee|levittää|levitetään|jakaa|jaetaan|julkaisee|odottaa|kuvaa|tuijottaa|huutaa|spämmää|tägää|tekee|tehdään|käyttää|muokkaa|poistaa|kyttää|stalkkaa|vainoaa|ahdistelee|saan|tulee),
        (tulee|saan|niitä tulee|viestejä tulee|kommentteja tulee|kuvia tulee|soittoja tulee) .. (koko
        ajan|joka|vieläkin|vieläki|yhä|edelleen|lisää|jatkuvasti|päivittäin|viikoittain|taas), aina kun
        (minä|mä|hän|se|puhun|avaan|olen|tulen|menen|istun|kirjoitan|postaan|sanon|näkee|näen)*, joka
        kerta (kun|ku), joka ikinen *, joka ikisessä *, jokaise(ssa|lla|n)
        (kokoukse*|tapaamise*|palaveri*|kerra*|striimi*|tapahtuma*|viesti*), pahenee, pahentunut,
        pahentunu, vaan pahene*, yltyy, mikään ei (ole|oo) muuttu*, (taas|uudestaan|uudelleen)
        (tänään|eilen|viime yönä|aamulla|äsken), on (nyt)?taas
        (aloittanut|alottanu|alkanut|alkanu|täällä), on (yhä|edelleen|vieläkin|vieläki)
        (siellä|täällä|näkyvissä|nähtävillä|esillä|kaikkien|julki*|verkossa|netissä|kanavalla|paikalla|foorumilla),
        (kukaan ei|ei kukaan|kukaa ei) (ole |oo )?(poista*|pyyh*|siivo*), ei (ole|oo) (vielä |vieläkään
        )?poistettu, kuukausi(a|en) .. (jatkun*|ajan), parhaillaan, par'aikaa, tällä hetkellä ..
        (huutaa|kuvaa|seisoo|istuu|potkii|jakaa|jaetaan|selaa|levi*|näyttää), juuri nyt, just nyt,
        tälläkin hetkellä, yhäkin, vieläki jatku*, toistuu (joka|jatkuvasti|viikoittain|aina|yhä),
        (on|ovat|oon|olen) (nyt )?(\w+ )?(jo )?(\w+ )?(viikkoa|kuukautta|vuotta) (\w+
        )?(laittanut|laittanu|lähettänyt|lähettäny|kirjoittanut|kirjottanu|tehnyt|tehny|saanut|saanu|jatkunut|jatkunu),
        (tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuusta
        (asti|lähtien|saakka) (kirjoitt*|lähet*|soitt*|tehn*|kommento*|häirin*),
        (viimeksi|viimeks|viimeisin|uusin|edellinen) (\w+
        )?(tänään|eilen|äsken|aamulla|toissapäivänä|tällä viikolla|viime yönä), nyt niitä on (jo )?\w+,
        kukaan (modeista |moderaattoreista )?ei (\w+ )?(linjoilla|paikalla|reagoi),
        (niitä|uusia|viestejä|kommentteja) (tulee|satelee|tippuu) (yhä|edelleen|vieläkin|koko
        ajan|lisää|taas), (uusin|viimeisin|tuorein) (on )?(tältä|tänään|eiliseltä|äsken), joka
        (yö|päivä|aamu|ilta|viikko) (pitää|tulee|saan|hän|se), (taas|myös) tällä viikolla, tälläkin
        viikolla, jok(ainen|ikinen|aiseen|aikiseen) (postaus*|viesti*|kerta), joka kerta kun, (on|se on)
        taas (siellä|täällä|ennallaan|takaisin), (viime|tammi|helmi) \w+ asti""",
    ended=r"""
        loppui (siihen|kun|heti|vasta|lopulta|onneksi|sen jälkeen|itsestään), loppu (siihen|sit
        siihen|ku|heti), (se|kaikki|häirintä|viestit|viestittely|tilanne|juttu|asia|koko homma|ne)
        (sitten |sit |lopulta |onneksi |vihdoin |heti
        )?(loppui|loppu|loppuivat|päättyi|lakkasi|päättyivät|lakkasivat|katkesi|laantui|raukesi),
        (siihen|siihenpä) (se |kaikki |asia )?(sitten |sit )?(jäi|loppui|loppu|päättyi|katkesi|tyssäsi),
        (se|asia) jäi siihen, (on|nyt|se on|tilanne on|asia on|onneksi|onneks|on nyt|on jo) (nyt |jo
        |onneksi |onneks |sitten
        )?(ohi|ohitse|loppunut|loppunu|päättynyt|päättyny|selvitetty|sovittu|takanapäin|hoidettu|loppuun
        käsitelty), (meni|menikin) (itsestään |itestää |sitten |sit |nopeasti )?ohi, lopetti(vat)? (sen
        |heti |vasta |lopulta |onneksi |kun|ku|itse|ite|viestit*|siihen), lopetti
        (kun|ku|heti|vasta|sen), tajus .. lopettaa, älysi lopettaa, (ei|eikä|eivät|en|ole|oo|enkä) ..
        (sen jälkeen|sen jälkee|sittemmin|sen koommin|enää), (sen jälkeen|sen jälkee|sittemmin|eston
        jälkeen) .. (ei|eikä), (sen jälkeen|sen jälkee|sittemmin) (hän |se |on |ne
        )*(ei|hiljais*|hiljas*|antoi|jätti|poist*|pysynyt|pysyny|lopett*|erot*|eronnut), ei (ole|oo)
        (\w+){0,2}(toistunut|toistunu|palannut|palannu|jatkunut|jatkunu|uusinut|näkynyt|näkyny|kuulunut|kuulunu|soittanut|soitellut|soitellu|kirjoittanut|kirjottanu|tehnyt
        sitä|tehny sitä|ottanut yhteyttä|ottanu yhteyttä|häirinnyt|häirinny|tullut lähelle*|tapahtunut
        sen), ei (mitään|mittää) (ole|oo) .. (kuulunut|kuulunu|tullut|tullu|tapahtunut), (en|enkä)
        (ole|oo) (\w+){0,2}(kuullut|kuullu|nähnyt|nähny) ..
        (sen|sittemmin|jälkeen|jälkee|häntä|siitä|hänestä|niitä), mitään ei ole kuulunut, (yhtään|yhtää)
        .. (viestiä|soittoa|kommenttia) .. (ei|eikä), uusia ei (ole|oo), eikä uusia, on (ollut |ollu
        )?(hiljaista|hiljasta|rauhallista|rauhallist), hiljaista .. jälkeen, (ei|eikä) (se |hän |tämä
        |tää |tätä |asia |homma )*(enää|enään) \w+, (ei|eikä) (jatku|toistu|tapahdu) (enää|enään), enää
        ei, ei enää, vain (tämän |sen |yhden )?kerran, (vaan|vain) (sen |yhen |yhden)+kerran,
        kertaluontoi*, kertaluontei*, yksittäi(nen|sestä) (tapaus|tapauksesta|kerta), ainoa kerta, jätti
        (mut|minut|meidät|hänet|sen|mun)? ?rauhaan, antoi (minun|mun|meidän|hänen|sen|asian) olla,
        päästi(vät)? (sitten |lopulta |heti )?(irti|menemään|ohi|mut menemään|minut menemään),
        perääntyi, luovutti, luikki, häipyi, häipy, häippäs*, pakeni, juoksi
        (tiehensä|karkuun|pois|ulos), katosi (väkijoukkoon|paikalta|ovesta|sen),
        (hän|se|mies|tyyppi|äijä|jätkä|nainen|hän sitten|se sit) (sitten |sit |lopulta |vihdoin |heti
        )?(poistui|lähti pois|läks pois|lähti paikalta|poistu), on (nyt |jo |sittemmin |onneksi |jo
        onneksi
        )*(poistunut|poistunu|poissa|poistettu|siivottu|jäädytetty|estetty|suljettu|lähtenyt|lähteny|muuttanut|eronnut|vaihdettu|erotettu),
        (poistettiin|heitettiin|ohjattiin|talutettiin|saatettiin|häädettiin|potkittiin|erotettiin|bannattiin|bännättiin|estettiin|lukittiin|suljettiin|jäädytettiin),
        (talutti|saattoi|vei|heitti|ajoi|ohjasi) (hänet|sen|miehen|ne|tyypin) (ulos|pois|pihalle),
        (sai|saivat) (porttikiellon|bannit|bannin|potkut|lähtöpassit),
        (estin|blokkasin|mykistin|blokkas*) (hänet|sen|numeron|tilin|ja|sit|ne|tyypin|se)*, eston
        jälkeen, (pyysi|pyys) (heti |sitten |myöhemmin )?anteeks*, pääsin (hänestä |siitä
        )?(eroon|karkuun|pakoon|pois), koko (juttu|homma|tilanne|asia) kesti, kesti (ehkä |noin |vain
        |vaan |n |yhteensä )?(#|\d+|pari|muutam*|viisi|kymmenen|puoli) (minuut*|sekun*|tunti*|min),
        tuli(vat)? väliin, puuttui (asiaan|tilanteeseen|siihen|väliin|tilantees*), kunnes \w+
        (tuli|puuttui|sanoi|keskeytti|pyysi|haki|vei|lähti), ennen kuin \w+
        (tuli|puuttui|talutti|vei|haki|sanoi), pysynyt (sen jälkeen)?(kaukana|poissa), ei jatku, ei
        (ole|oo) tullut uusia, ei (ole|oo) tullu uusia, (en|ei|emme) (joudu|tarvitse|tarvii|ole enää
        tekemisissä) .. (hänen|häntä|hänet|sen) (kanssa|tavata|nähdä)?, en ole enää tekemisissä, ei
        (ole|oo) (sen jälkeen |enää )?(toistunut|toistunu|uusiutunut|jatkunut), eikä ole (sen jälkeen
        )?(toistunut|toistunu|tapahtunut|jatkunut), (on|ollut|ollu)
        (asiallinen|kunnolla|hiljaa|kohtelias) sen jälkeen, hän ei (ole|oo) enää
        (ohjaaja*|mukana|täällä|töissä|siellä), (sain|vaihdettiin|vaihdoin) (uuden|toiseen|toisen) \w+,
        (hän |mies |nainen )?(myös )?(poistui|totteli), (ei|eikä) .. sen koommin, (on|se on) (niinku |jo
        |nyt )?(hoidettu|selvitetty|selvä|sovittu|käsitelty), vietiin (oikeudet|opit|modit|roolit),
        (ei|eikä) (ole|oo) enää (talkoissa|jäsen|mukana|vapaaehtoisena|modina|ylläpidossa),
        käsittääkseni .. (loppunut|loppunu|ohi), ohihan se on, onhan se ohi, se on ohi""",
    may_continue=r"""
        toistuu, toistuva*, jatkuvasti, aina uudestaan, uudestaan ja uudestaan, yhtenään, alinomaa,
        viikoittain, viikottain, ei ole loppunut, ei oo loppunu, ei suostu lopettamaan, ei usko, palaa,
        taas tänään, taas eilen, tänäänkin, kiusaa, häiritsee, ahdistelee, lähettelee, soittelee,
        kirjoittelee, yrittää, tulee aina, yhä, edelleen, edellee, vieläkin, vieläki, vielä, jatkuu,
        jatkuva*, jatkunu*, jatkunut, ei lopu, ei loppu, ei oo loppu*, ei ole loppu*, ei lopeta, aina
        vaan, joka (päivä|ilta|kerta|viikko|kokous|ikinen|lähetys|aamu), päivittäin, toistuv*, kokous
        kokoukselta, parhaillaan, par'aikaa, juuri nyt, just nyt, nyt kaikki, on nyt, tällä hetkellä,
        tälläkin hetkellä, tällä sekunnilla, koko ajan, ei anna mun, ei päästä, ei lähde, on täällä,
        täällä on, pahenee, seuraa (mua|minua|tyttöä|meitä|häntä), odottaa, kaks vuotta, huutaa, itkee,
        potkii, hakkaa, koputt*, aikoo jatkaa,
        (lähettää|kirjoittaa|soittaa|seuraa|häiritsee|kommentoi|viestii|kiusaa|nimittelee|haukkuu|uhkailee|pilkkaa|matkii|huutelee|levittää|jakaa|julkaisee|tulee|istuu|seisoo|odottaa|kuvaa|tuijottaa|huutaa),
        (joka|jokaisessa|jokaisella|jokaisen) \w{2,16}, toistaiseksi, tähän päivään, loppua ei, ei
        loppua, ei merkkejä, aina kun, vieläkään, näkyvissä, on siellä, on esillä, ei ole poistettu, ei
        oo poistettu, uusi viesti, viimeisin, taas, uudelleen, jälleen, menossa, meneillään, käynnissä""",
    may_have_ended=r"""
        se jäi siihen, jäi siihen, siihen se jäi, lopetettiin, lopettaa, lopettanut, poistunu*, ei ole sen
        jälkeen, ei oo sen jälkeen, sen jälkeen ei, ei ole toistunut, ei oo toistunu, jätti rauhaan, antoi
        olla, perääntyi, luovutti, estetty, bännät*, bannat*, potkittiin, heitettiin ulos, poistettu, ei
        ole näkynyt, katosi, kertaluontoinen, vain kerran, laantu*, lopetti, lopetti*, loppui, loppu
        siihen, loppu, loppunut, päättyi, päättynyt, on ohi, ohi on, meni ohi, ohi, poistui, lähti, läksi,
        häipyi, häipy, häippäs*, poistettiin, poisti, ei enää, eikä enää, enää ei, eikä .. enää, ei ..
        enää, sen koommin, sittemmin, ei mitään ole kuulunut, hiljaista, hiljasta, blokkas*, estin,
        erotettiin, eronnut, lakkasi, pyysi anteeksi, pyys anteeks*, anteeksi, päästi irti, katkesi, rauha
        palasi, sovittiin, lähdin itse, lähdin pois, tapaus on ohi, vetäytyi, siirtyi, kertaluontei*,
        yksittäi*, tuli väliin, talutti, (se|hän|tyyppi|mies|nainen) (sitten |lopulta |vihdoin
        )?(lähti|läks|lopetti|häipyi|häipy|poistui|pyysi|perääntyi|pakeni|vaikeni|lähtikin|meni
        pois|jätti), kunnes .. (tuli|lähti|puuttui|keskeytti|sammui|loppui), ei ole
        (toistunut|jatkunut|palannut|kirjoittanut|viestinyt|näkynyt|kuulunut|tullut), ei oo
        (toistunu|jatkunu|palannu|näkyny|kuulunu|tullu)*, sai (porttikiellon|potkut|bannit),
        (häädettiin|poistettiin|heitettiin|ohjattiin|talutettiin|saatettiin) .. (ulos|pois), takanapäin,
        menneisyyttä, rauhoittui, asettui, luopui, karkuun, pääsin (pois|karkuun|pakoon), pakenin,
        pääsimme""",
    # What happened.
    conduct="""
        puri, kutit*, nuol*, haist*, nuuhk*, riisu*, vilaut*, raiskas*, kähmi*, kosket*, raaps*, kampit*,
        töni*, tönit*, tönitt*, tuupp*, tuupi*, tyrk*, retuutt*, raaho*, raah*, kurkk*, kuristi*, lyönyt,
        löivät, viskas*, visko*, nakka*, nakkas*, tahri*, kiros*, kirosi, räksytt*, räyhä*, rähjä*,
        rähis*, mölis*, haistatt*, nimitel*, nolas*, nola*, nöyryytt*, häpäis*, alent*, mitätöi*, holhoa*,
        painost*, kirist*, manipuloi*, flirtt*, flirtai*, lähentel*, ehdottel*, vihjail*, vihjai*,
        kosiskel*, iski, iskeä, tuijot*, kytt*, kyylä*, väijy*, vaani*, salakuva*, nauhoit*, tallenn*,
        kaappa*, kopioi*, kopioid*, hakkeroi*, esiinty* nimelläni, tuhosi, tuho*, hajott*, sotk*,
        piilott*, piilotet*, leikka*, leikkas*, poltti, polt*, heittel*, sylki, roisk*, pyyhi*, pyyhitt*,
        selatt*, selas*, selail*, ulosti, juorut*, panettel*, valehtel*, herjas*, herja*, irvis*, matkit*,
        huudel*, huudet*, puhutel*, tuputt*, väkisin, pakko*, mykist*, jäähy*, estet*, estett*, hylät*,
        syrjäytt*, jätetty ulkopuolelle, ulkopuolelle, häädet*, häädett*, kieltäyty*, kielt*, kiell*,
        tägä*, trollas*, trolla*, vainoa*, vaino*, laulo*, ele, eleit*, rasist*, natsi*, homottel*,
        huoritt*, ryssitt*, n-sana*, leimat*, syytt*, syytel*, solvaus*, törkeyks*, rivoj*, rivou*,
        alaston*, munakuv*, pelleil*, naureskel*, tuli liian lähelle, liian lähelle, veti, kiskoi,
        kiskas*, pitelee, piteli, tarrasi, tarra*, ote, otteens*, tarttu*, kosk*, kopeloi*, koura*,
        tönäis*, tönä*, tyrkk*, lyö*, löi*, löi, läpsä*, potk*, suutel*, suudel*, pussa*, hala*, silit*,
        nipist*, sylk*, heitti, heitt*, heitteli, kaato*, kaatoi, esti, estää, est*, seura*, stalk*,
        ahdis*, häirits*, häiri*, huu*, huus*, kiljui*, karju*, haukku*, solvas*, nimit*, nimitt*, pilkk*,
        pilkat*, nauro*, naur*, hihit*, irvail*, matki*, vitsail*, vits*, uhka*, uhkail*, kirjoit*,
        kirjot*, kirjotti*, lähet*, lähett*, laittoi, laitto*, kuva*, kuvas*, kuvat*, kuvai*, julkais*,
        levit*, jak*, jaettiin, komment*, kommento*, vihja*, kuiskas*, sano*, sanoi*, sanottiin, kysyi,
        kysy, kysel*, kysyt*, väitt*, vaati*, pakot*, käski*, käske*, kehot*, ehdott*, ehdotti*, tiuskas*,
        tiuskais*, sulki*, sulje*, poisti*, bann*, esitt* mut, keskeyt*, väli*, varast*, vei, vietiin,
        katosi, rikko*, vietin, nappa*, nappas*, repi*, kuris*, tukki*, tuijott*, vilautt*, lukits*,
        lukit*, tunkeutu*, luki, lueskel*, luett*, jät* .. ilman, kutsu*, kutsui*, tyttöt*, huud*, evät*,
        evättiin, sivuut*, sensuur*, spämm*, mustamaala*, juoru*, kost*, syrj*, halvek*, vähättel*,
        arvostel*, ohitet*, "*, hipais*, taputt*, roikku*, ei päästä irti, otti mus*, otti kuv*, otti
        kiinni, irti, käsiks, käsiksi, hyppi, töhri*, soittel*, soitt*, kuvamanipul*, koput*""",
    categories="""
        asiaton*, asiattom*, sopimat*, ahdist*, häirin*, epäasial*, epämukav*, huono* käyt*, väärin,
        paska*, loukkaa*, loukkas*, törke*, kiusa*, syrji*, rasis*, seksis*, turvat*, käyttäyty*""",
    # Who did it.
    looks=r"""
        paita*, paidas*, paidassa, huppari*, takki*, takkiin, lippis, lippalak*, pipo*, pipos*, huivi*,
        hattu*, haalari*, sadetakki*, sadetaki*, villapai*, puku*, hame, mekko, lasit, silmälas*,
        parta*, parrak*, harmaapar*, viikset, ponihän*, poninhän*, pitkätukk*, punatukk*, tukka*,
        hiukset, hius, kalju*, kiharat, vaalea*, tumma*, tatuoin*, lävisty*, korvakoru*, kaulakoru*,
        rillit, nimilap*, nimikyl*, murre*, murteel*, murtaen, aksent*, ääni, matala ääni, pitkä, lyhyt,
        hujoppi, tanakka, laiha, iso mies, iso äijä, isokokoi*, noin \d\d, ehkä \d\d, \d{3} ?cm, ehkä
        \d{3}, kolmikymp*, kolmekymp*, nelikymp*, viisikymp*, viisissäkymmen*, kuusikymp*, reppu,
        kengät, tonttulak*, liivi, ontu*, keppi, kävelykep*, kipsi*, näkönen, näköinen, pukeutunu*,
        kapteenin lakki, lakki*, lakis*, lierihattu, irokeesi*, tukka, rastat, letit, letti*,
        nahkatakki*, farkku*, verkkari*, verkkapuku*, kylpytak*, hihat*, t-paita*, teepaita*,
        kauluspaita*, solmio*, kravatti*, rusetti*, hameessa, mekossa, bleiser*, toppi*, huulikoru*,
        nenäkoru*, nenärengas*, arpi, arven, meikki*, silmämeik*, luihu, roteva, lihava, hoikka,
        keskipituinen, nuorehko, vanhahko, keski-ikäi*, eläkeikäi*, noin \w+kymppi*, \w+kymppinen, alle
        \w+kymppi*, yli \w+kymppi*, pukeutunut, kävelee, änkyttää, lespaa, kainalosauv*, lanyard*,
        kaulanauha*, tarrassa, punaposki*""",
    called="""
        nimeltä, nimi on, nimi oli, nimeltään, nimimer*, nikki, nikil*, nimellä, käyttäjä*,
        käyttäjänimi, kutsutaan, sanoo itseään, lempinimi, tunnetaan, tunnettu, herra, rouva,
        kirjoittajina, tarkoitan""",
    single_roles="""
        (pomoni|pomo|esimieheni|esihenkilöni|opettajani|mentorini|ohjaajani|professorini|ex*ni|naapurini|kollegani|vuokraisäntä*),
        moderaattori, ylläpitäjä, puheenjohtaja, pääjärjestäjä*, rahastonhoitaja, sihteeri, juontaja*,
        keynotepuhuja, puhuja, opettaja, kapteeni, tuomari, opponenttini, kunniapuhuja, mies jolla,
        nainen jolla, mies, jolla, se joka, tyyppi joka, jätkä joka, sama jätkä, sama tyyppi""",
    people="""
        mies*, mies, miehe*, miestä, nainen, naise*, naista, tyyppi, tyypin, tyypit, jätkä*, kundi, äijä,
        ukko, tyttö, poika, kaveri, hemmo, hän, se, järjestäj*, järkk*, järkkär*, osallistuj*, puhuja*,
        rekrytoij*, sponsor*, vapaaehto*, jäsen*, mentori*, ohjaaj*, kävijä, kokki, alumni, sijoittaja,
        henkilö, juontaja*""",
    # Background.
    background=r"""
        aiemmin, aikaisem*, ennen, ennenki*, ennenkin, jo (helmi|maalis|keväällä|kerran|kahdesti)\w*,
        taustaa, taustal*, taustat*, taustaksi, viime (vuonna|syksynä|keväänä), vuosia, vuotta, humala*,
        päihty*, juonu*, juonut, kännis*, känni*, olutta, bisse*, viini*, viina*, alkoholi*, selvin päin,
        dokas*, juomapeli*, esimie*, esihenk*, pomoni, pomo, alainen*, alaise*, valta, valtaa, päättää,
        asema, riita*, riitel*, riidel*, sanahark*, kauna*, koska, siksi, kosto*, kostaa, olin
        (hylännyt|kertonut|sanonut|ilmoitt|johtanut)\w*, olen
        (itse|aiemmin|vammai|romani|trans|muslim|hakenut)\w*, torj*, jatkunu*, ex, exä*, erosimme,
        kihloissa, tuntenut, tunnettu, en ole koskaan ennen, en oo koskaan ennen, entuudestaan, ikinä,
        ensimmäinen kerta, eka kerta, kerroin, kerto, olin se joka, valitin, valittan*, varoit*, kerran
        aiemmin, huomautt*, naureskel* jo, ainoa nainen, kollega, moderaattorina, tiimissä, hylän*,
        tuntee, tunsi, tunnemme, tunnen, seurustel*, entinen, ex-\w{2,12}, exäni, avioero*, suhde,
        suhteessa, esihenkilö, työnantaja*, palkka*, palkkaa, arvosana*, arvostelee, stipendi*, apuraha*,
        kuukausia, viikkoja, vuosi sitten, vuotta sitten, viikko sitten, edellisenä, edellisellä,
        aikoinaan, joskus aiemmin, sitä ennen, jo silloin, pitkään, monta kertaa, useasti, monesti, toista
        kertaa, kolmatta kertaa, neljättä kertaa, toinen kerta, kolmas kerta, maine, kaavana, tunnettua,
        riidois*, erimielisy*, kiista*, kateel*, mustasuk*, ventovieras, tuntematon mies, yhtäkkiä,
        tyhjästä, ilman syytä, syynä, syy oli, johtui, liittyy, maahanmuutt*, pakolai*, pyörätuol*,
        vammainen, raskaana, autisti*, lukihäiriö*, aloittelij*, sekaisin, huumeis*, siideri*, lonkero*,
        drinkk*, viski*, shampanj*, skumppa*, krapula*, otta* kuppia, nousuhumala*, baarista, ryypän*,
        ryyppä*, pöhnäs*, hönös*, vaikutusval*, riippuvainen""",
    vague_background="edelleen kollegani, asiakas, mentorilla, yhä esihenkilöni",
    # Who saw it.
    witnesses=r"""
        näki, näkivät, nähny*, nähnyt, kuuli, kuulivat, kuullut, kuulleen*, kuullen, todista*, todistaj*,
        silminnäki*, näkijö*, vahvist*, paikalla (oli|olivat), oli paikalla, lisäkseni, mun lisäks, ja mä,
        ja minä, kaverini, kaveri (näki|oli), ystäväni, kollegani, siskoni, veljeni, avustajani, vaimoni,
        mieheni, vieressä*, vieressäni, takanani, istui*, istuivat, ei ketään muuta, kukaan ei, kukaan
        muu, ei kukaan, ei ollut ketään, kahden kesken, kaksin, meitä oli, tuli väliin, puuttui, puuttu,
        järjestyksenval*, vartija, baarimik*, siivooja, läsnä, ketkä, seurassani, mukanani, yrittää puhua,
        muille, tulkkini, huomasi, huomasivat, katsoi, katsoivat, katseli, seurasi vierestä, auttoi,
        lohdutti, mukana (oli|olivat), lähistöllä, ohikulkij*, pariskunta,
        (kaksi|kolme|neljä|pari|kaks|molemmat)
        (muuta|naista|miestä|ihmistä|kaveria|kollegaa|opiskelijaa|henkilöä|tyttöä|poikaa), yhdessä,
        seurueessa, yksin, tyhjä, tyhjässä, kahdestaan, muita ei, voi vahvistaa, voi kertoa, kysykää,
        kuvasi tilanteen, tallenteella, oli siinä, oli siellä, istui, seisoi, sekä \w{2,16}, perheeni,
        äitini, isäni, poikaystäv*, tyttöystäv*, puolisoni, huonekaverini, esihenkilöni näki, todisti""",
    crowds="""
        muut, kaikki, yleisö*, osa, joukko, porukka*, ihmisiä, ihmiset, monta, sivullis*, osallistujat,
        todistajaa, toiset, naisia""",
    # How to reach the reporter.
    reach_me="""
        tavoitta*, tavottaa, soittakaa, soita, soittaa, vastatkaa, vastata, vastaa tähän, kirjoita*
        osoitteeseen, laita viestiä, laittakaa viestiä, puh, puhelin, numero, numeroni, numerosta,
        sposti*, sähköposti*, meili*, yhteystie*, dm, mailatkaa, pingatkaa, signal, ottakaa yhteyttä,
        otatte yhteyttä, tavoittaa, löytyy numerosta""",
    no_reply="""
        vastaaminen (olisi|on|voi olla) vaaral*, ei ole turvallista (vastata|kirjoittaa),
        älkää (pliis|nyt|missään nimessä|ikinä|koskaan) (vastatko|kirjoittako|ottako yhteyttä), älkää
        (enää )?(lähestykö minua|olko (minuun )?yhteydessä|kuitatko), en (halua|haluu|tahdo|toivo)
        (että|et) (vastaatte|kirjoitatte|otatte), en (odota|tarvii|tartte) (mitään
        )?(vastausta|yhteydenottoa), vastausta (ei tarvita|ei tarvitse|en odota), vastaus ei ole
        tarpeen, ei (mitään )?(yhteydenottoja|kuittausta), minuun ei pidä ottaa yhteyttä, ettette
        (vastaa|kirjoita|ota), älkää (enää )?(ottako ..
        yhteyttä|vastatko|kirjoittako|kirjottako|mailatko|meilatko), älkääkä (enää
        )?(kirjoittako|kirjottako|vastatko|ottako yhteyttä), älä (ota yhteyttä|vastaa|kirjoita|kirjota),
        älkää (laittako|lähettäkö|panko) .. (vastausta|kuittausta|viestiä|mitään), älkää yrittäkö
        (tavoittaa|jäljittää|saada minua|ottaa yhteyttä), älkää palatko tähän, en
        (halua|haluu|toivo|kaipaa|tahdo|tarvitse) ..
        (vastausta|vastauksia|yhteydenotto*|vastataan|vastattavan|yhteyttä|soittoa), en
        (halua|haluu|tahdo) .. (tavoittaa|vastaa), en halua että minuun otetaan yhteyttä, en tahdo
        kuulla tästä, (vastausta|vastauksia|yhteydenottoa|yhteydenottoja) en
        (halua|kaipaa|toivo|tarvitse|lue|pyydä), (vastata|vastaamaan) ei (enää
        )?(tarvitse|tarvi|kannata|pidä|saa), (tähän|minulle|mulle) ei (enää
        )?(tarvitse|tarvi|pidä|saa|kannata) (eikä saa )?(vastata|kirjoittaa|reagoida|lähettää),
        (tähän|minulle|mulle) ei (tarvitse|tarvi) eikä saa vastata, ei
        (tarvitse|tarvi|tartte|tarvii|pidä|saa) (vastata|reagoida), ette (tarvii|tarvitse|tarvi)
        vastata, ei (minulle|mulle) .. vastata, yhteyttä ei saa ottaa, (minuun|muhun|meihin) ei
        (tarvitse|saa|tarvi) .. (ottaa|olla) .. (yhteyttä|yhteydessä), ettei ..
        (vastata|kirjoiteta|soiteta|yhteydessä|yhteyttä|tavoittaa|tavoitella), ettette ..
        (vastaa|kirjoita|ota yhteyttä),
        pyydän ettette .. (kirjoita|vastaa|soita), ei vastausta kiitos, jättäkää vastaamatta, en lue
        vastauksia, tuu lukemaan vastauksia, (osoitteeseen|tähän) on turha (kirjoittaa|vastata),
        (poistan|hävitän) .. lukematta, yhteydenotto ei kiitos, älkää (enää )?(lähettäkö|laittako|panko)
        .. (viestejä|viestiä|kirjeitä|kirjettä|postia|sähköpostia|sähköposteja|meiliä|mailia),
        (älkää|elkää) .. (vastatko|kirjoittako|kirjottako), (ei|en) (tarvitse|tarvii|tarvi|tartte) (kirjoittaa|vastata)
        takaisin, tähän osoitteeseen ei (saa|pidä|kannata) .. (lähettää|kirjoittaa|vastata), ei kannata
        (vastata|kirjoittaa) (tähän|tänne|mulle|minulle), ei (enää )?(viestejä|kirjeitä|postia|sähköposteja|vastauksia)
        (tähän|tänne|minulle|mulle|teiltä), en (halua|haluu|tahdo) (enää )?(mitään
        )?(viestejä|kirjeitä|postia|sähköposteja) teiltä""",
    no_reply_alone="""
        (ja |mutta |joten |siis )?(älkää|älä) (enää )?(vastatko|vastaa|kirjoittako|kirjoita|viestittäkö|viestitä)(
        minulle| mulle| tähän| tänne)?( enää)?( ikinä| koskaan| kiitos)?, ei
        (viestejä|kirjeitä|sähköposteja|maileja|meilejä|postia|vastauksia) kiitos""",
    no_more_letters="""
        ei enää (viestejä|kirjeitä|sähköposteja|maileja|meilejä|postia)( kiitos| tänne| minulle| mulle)?( kiitos)?,
        en (halua|haluu|tahdo) enää (mitään )?(viestejä|kirjeitä|sähköposteja|postia)( teiltä| kiitos)?( kiitos)?""",
    may_we_write="""
        miten (tavoitamme|voimme tavoittaa|saamme kiinni) sinut, (saako|saammeko|voiko|voimmeko|voidaanko|saisiko)
        (sinuun|teihin) (ottaa yhteyttä|olla yhteydessä), (saako|saammeko|voiko|voimmeko|voidaanko) (sinulle|teille)
        (vastata|kirjoittaa), (saammeko|voimmeko|voidaanko) ottaa (sinuun|teihin) yhteyttä,
        (haluatko|haluatteko|toivotko|toivotteko|tarvitsetko) (vastauksen|vastausta|yhteydenottoa|yhteydenoton),
        (haluatko|toivotko) että sinuun otetaan yhteyttä, (yhteydenotto|vastaus) (sallittu|toivottu),
        yhteyttä saa ottaa, saa ottaa yhteyttä,
        saako ottaa yhteyttä, saako vastata""",
    says_no="""
        ei, e, en, ei kiitos, mieluiten ei, mieluummin ei, ehdottomasti ei, ei missään nimessä, älkää, ei
        mielellään""",
    bare_no="ei, e, epätosi, 0, ei valittu",
    reply_limits="""
        rivin (ylä|ala)puolel*, viivan (ylä|ala)puolel*,
        epäröi*, arkail*, aikail*, ilman vastausta,
        häneltä, sanoin, sanoi, työnantaja*, esimie*, nimeäni, nimeä, työosoit*, työsähköp*, työmeili*,
        kaikkiin, kiireellä, odottaa, jäädä ilman, häneen, hänen, heidän, hänelle, häntä, hän, he,
        sille, siihen, miehelle, naiselle, sanoi, kirjoitti, käski, pyysi, heihin, heille, siihen
        mieheen, puhelimitse, puhelimella, ennen, tänään, tänä iltana, heti, vielä, kaikille, nyt, jos,
        sähköposti käy, sähköpostilla, sähköpostitse, meili käy, viesti käy, ensi, viikolla, kiire,
        maanantai*, tiistai*, keskiviikko*, torstai*, perjantai*, lauantai*, sunnuntai*, huomenna,
        aamulla, mieluummin""",
    dead_address="""
        (osoite|osote|tili|sähköposti|posti|laatikko) ..
        (lakkaa|poistuu|poistetaan|suljetaan|sulkeutuu|vanhenee|ei
        toimi|ei ole käytössä|ei oo käytössä|katoaa), (ei|en) .. (lueta|lue) ..
        (osoitetta|osotetta|postilaatikkoa),
        kertakäyttö*, (osoite|sposti|tili) .. (lakkaa|poistuu|suljetaan|ei toimi), lakkaa toimimasta""",
    answer_there="""
        (toiseen|toisesta|toista|yksityiseen|yksityistä|omaan|uuteen|henkilökohtaiseen)
        (osoitteeseen*|osoitteesta*|osoitetta*|osotteeseen*|sähköposti*|sposti*|postilaatikkoon*), ei
        tähän (osoitteeseen|osotteeseen|sähköpostiin), tämän osoitteen sijaan,
        (vastaus|vastaukset|vastauksen|vastauksenne) .. (osoitteeseen|osotteeseen),
        (vastatkaa|vastaattehan|vastaathan|vastaa|kirjoittakaa|kirjoitatte|kirjoita|käyttäkää|käytä) ..
        (osoitteeseen|osotteeseen|osoitetta|osotetta)""",
    answers="""
        vastatkaa, vastaattehan, vastaathan, vastaa, kirjoittakaa, kirjoita, käyttäkää, käytä,
        lähettäkää vastau*, lähetä vastau*""",
    # Alarm and marks.
    help_now=r"""
        tulkaa (joku|äkkiä|heti|tänne|nyt|apuun), tule (äkkiä|heti|apuun), tarvitaan apua, tarvitsen
        apua, tarviin apuu, auttakaa, apua, tulla nyt, tulla heti, tulla .. nyt, joku .. (tulla|tulee)
        (nyt|heti|tänne), voisiko joku, voisko joku, heti tänne, äkkiä, kutsukaa, soittakaa
        (poliisi|112), poliisi, help, tänne joku, joku tänne, lähettäkää joku, katkaista, vaihtakaa,
        joku apuun, apua tänne, tarvitaan joku, tarvitsemme apua, heti paikalle, pyytäkää, lähettäkää,
        hakekaa, pelastakaa, en pääse (pois|ulos|ohi|kotiin), emme pääse (pois|ulos|ohi), mitä mä teen,
        mitä teen, mitä minun pitää tehdä, ei päästä (mua|minua|meitä|ulos|ohi), yrittää
        (sisään|päästä|murtautua), oven (takana|ulkopuolella), sillä on (veitsi|puukko|pullo|ase),
        hänellä on (veitsi|puukko|pullo|ase), tulossa (tänne|kohti|perään|mun), lähestyy, aikoo
        (lyödä|satuttaa|hypätä|tulla), hätä, hätätilanne, ambulanssi, vartija paikalle, täällä
        (tapellaan|on tappelu), (tappaa|tapan|tappavansa) itse*, en (jaksa|halua|haluu|haluis) .. elää,
        lopetan tän, ei (hengitä|herää|pysy (pystyssä|jaloillaan)), sammun*, tajuton*, huumattu,
        ambulans*, (ase|puukko|veitsi|terä) (kädessä|laukussa|mukana), aseistet*, (on palannut|tuli
        takas*|on taas täällä), etsii (mua|minua|häntä), hakekaa (mut|minut|meidät|meiät), kyydin
        täältä, (juomaan|juomaansa|lasiin|lasiinsa|drinkkiin|drinkkiinsä) (jotain|jotakin|jotaki),
        (laittanut|laittanu|pannut|kaatanut) jotain, (vei|otti|on vienyt|on vieny)
        (avaime*|puhelime*|luurin|kengät), en (voi|uskalla) mennä kotiin, ei vastaa, mitä (me
        )?(tehdään|teemme|teen|tehä), (on|ollaan|oon) (\w+ )?(ainoot|ainoat|yksin|kahdestaan)
        (täällä|tääl|paikalla)?, (on )?lukinnu*, lukinneet, lukittu sisään, huutaa
        (sisällä|sisäl|siellä), tulkaa, tulkaapa, tuukaa, akku (on )?(loppu*|kohta), kukaan (enää |vielä
        )?(hereillä|paikalla|siellä), (on )?(kadonnut|kadonnu|hukassa), ei päästä (irti|menemään|pois),
        (soittakaa|soita|kutsukaa|kutsu) (kytät|kyttä|poliisit|poliisi|hätäkeskus*|ambulanssi|112),
        (kertokaa|sanokaa) (kenelle|mihin) (soitan|soittaa), \w*(veitsi|puukko|pistooli|ase|kirves)
        kädessä, paniikkikohtau*, vuotaa verta, vuodattaa verta, (lähettäkää|lähetä)
        (joku|aikuinen|apua|vartija), (kukaan|kukaa) ei pääse (alas|ulos|pois|ohi), mitä
        (mä|minä|mun|me) nyt (teen|tekisin|pitäis|tehdään), (ei|eikä) suostu
        (lähtemään|lähteen|lähtee|poistumaan),
        älkää päästäkö, älä päästä (sitä|häntä|niitä), (se|hän) löysi (meidät|mut|minut|hänet), estäkää""",
    despair="""
        (en|emmä) (nää|näe|näk) .. (järkeä|järkee|mieltä|syytä), (en|enkä) ..
        (pysty|jaksa|kestä|haluu|halua) (enää|elää)*, enkä (mä )?enää (pysty|jaksa|kestä),
        (sillalla|katolla|kaiteella|raiteilla|kiskoilla|laiturin reunalla), hyvästi, heippa, jäähyväis*,
        (aina|ollu|olleet) (mulle|minulle) (aina )?(kilttejä|hyviä|ystävällisiä),
        (ootte|olette) (aina )?(ollu|olleet) (aina )?(kilttejä|hyviä|ystävällisiä), (otin|otan|syön)
        (kaikki )?(pillerit|tabletit|lääkkeet), mua ei (oo|ole) (enää)?, ilman mua, ilman minua, haluan
        kuolla, haluun kuolla, viimeinen viestini, kun luette tän, kun luette tämän""",
    wants_to_die="""
        (haluan|haluun|haluaisin|tahdon) (vaan |vain )?kuolla,
        (aion|haluan|haluun|meinaan|ajattelin|ajattelen) .. (tappaa itseni|tappaa itteni|lopettaa
        elämäni|päättää päiväni), tapan itseni, tapan itteni, (en|emmä|enkä) (mä )?(halua|haluu|jaksa)
        (enää )?elää, itsemurha-aikei*, itsetuhoi*""",
    called_for_help="""
        (olen|olemme|on|oon) (jo )?(soittanut|soittaneet|soitettu) (jo )?(112|hätänumeroon|hätäkeskukseen)""",
    danger="""
        lukitsi oven, lukkiutu*, lukittuna, lukossa, piilossa, piiloudu*, seuraa
        (mua|minua|meitä|häntä|tyttöä), koputt*, potkii, hakkaa, uhkaa*, uhkailee, veitsi, ase, aseen,
        väkival*, aggressiiv*, käsiks*, ei päästä, ei anna mun, ei anna minun, paniikki*, pelkään, pelkää,
        lyö, lyövät, verta, satutta*, jumissa, pihalla*, huutaa, itkee, tappa*, tulee tänne, palaa,
        kotiini, pihallani, kuvaa vielä*, salaa, tönii, tyrkkii, repii, raahaa, kiskoo, heittelee, rikkoo,
        riehuu, karjuu, jahtaa, vainoaa, kuristaa, koskettelee, kähmii, ahdistelee, uhittelee, humalassa,
        kännissä, tärisen, loukussa, piilou*, odottaa (oven|ulkona), seisoo (oven|ovella), kiertää, kuvaa,
        hyppää, tappelu*, tappelee""",
    live="""
        nyt, parhaillaan, par'aikaa, juuri nyt, just nyt, tällä hetkellä, tälläkin hetkellä, tällä
        sekunnilla, on täällä, täällä on, on tässä, tässä, edelleen täällä, vieläkin, on oven, olen ..
        (baarissa|edessä|alla|luona|takana), ollaan sisällä, sisällä, kohta, tänä iltana, alkanut
        käydä""",
    exposure="""
        (osoittee*|kotiosoit*|kotiosot*|puhelinnumero*|huonenumero*|passi*) ..
        (levi*|jaet*|julkais*|laitta*|laittan*|kanaval*|lisät*), (levi*|jae*|julkais*|laittanu) ..
        (osoit*|kotiosot*|kotiosoit*|huonenumero*|passi*)""",
    retaliation="""
        kosto*, kosta*, pelkään .. (uraani|työ*|seurauks*|reaktio*), vaikuttaa uraani, jos hän saa tietää,
        arvaa kuka, tunnistaisi heti, älkää kertoko (hänelle|sille|kenellekään), kerrota kenellekään,
        menetän työ*""",
    safety="""
        pelkään, pelkää, peloissani, pelott*, turvaton*, turvassa, uhka*, uhkail*, stalk*, seurasi
        (mua|minua), seuraa (mua|minua), kotiini, en uskalla, turvakielto*, vaara*""",
    contact_not_found="""
        en löytänyt .. (osoitet*|lomak*|yhteystie*), en löytäny .. (osoit*|lomak*), oli vaikea löytää, ei
        löytynyt .. (osoit*|yhteystie*|lomak*), en tiennyt (kenelle|mihin|minne), en tienny
        (kenelle|mihin), toivottavasti .. oikea* osoit*, menikö .. oikeaan, onko tämä oikea osoite, numero
        .. ei vastaa, linkki ei toimi, löytyi useampi""",
    # What is a report, and what is none.
    reports="ilmoitus*, ilmotus*, ilmoituk*, tapaus*, tapauk*, valitus, häirintäilmoit*",
    means_to_report=r"""
        (katso|katsokaa|ks|ohessa) .. (liit*|oheis*), (kuvaus|kertomus|selostus|kaikki|ilmoitus) ..
        (liitteenä|liitteessä|oheisena), liitteenä .. (kuvaus|kertomus|ilmoitus|selostus),
        (haluan|haluaisin|haluun|tahdon|täytyy|pitää|aion) .. (ilmoittaa|ilmottaa|valittaa|raportoida),
        (haluan|haluaisin|haluun|teen|tein) .. (ilmoituksen|ilmotuksen|valituksen|häirintäilmoituksen),
        ilmoitan .. (rikko*|häirin*|tapau*|teille|puolesta),
        (rikottiin|rikkoi|rikkoo|rikkonut|rikkomu*|vastai*) .. (sääntö*|käytännesään*|ohjei*|periaat*),
        (sääntö*|käytännesääntö*|periaatte*) .. (rikottiin|rikkoi|rikkonut|rikottu|vastai*),
        (puhua|jutella) .. (asiasta|tapauksesta|jostain|siitä), (asiasta|tapauksesta|siitä) .. joka
        tapahtui, (ei (ollut|ollu|oo|ole)) (se |mun |minusta )?(ok|okei|oikein),
        (ensimmäinen|toinen|kolmas) viesti, näin kävi, niin kävi, tapahtu (juttu|jotain|jotai), saatan
        tietoonne, (haluan|haluaisin) (tuoda|saattaa) .. (tietoon|tietoonne|ilmi|esiin),
        (ilmoitan|ilmoitus) .. (käytöksestä|käytöksen|häirinnästä|tapauksesta)""",
    says_no_report=r"""
        mitään ei (ole|oo) tapahtun(ut|u)(?! (sen|sitten|uudestaan|enää|välillä)), tämä ei ole
        ilmoitus, ei ole (varsinainen )?ilmoitus, näin ei (ole|oo) käynyt, (vain|pelkkä|pelkästään)
        (yleinen )?kysymys, hypoteetti*, teoreetti*""",
    attached="liitteen*, liitteessä, liite, liitän, liitetty, oheis*, ohessa, pdf, kuvakaappau*, tiedosto*",
    not_reports="""
        sponsor*, uutiskirje, lasku, haastatel*, haastattel*, opinnäyt*, puhe-ehdotus*, puhe-ehdotuk*,
        ehdottaisin, esitysehdotus*, tutkimus*, kysely*, kysymys käytännes*, löytyi, löytötavar*,
        unohdin, jäikö, kaulaliina, vahingossa, peruuta tilaus, tarjous, tarjoamme, palvelu*, kiitos ..
        illasta, erityiskiitos, mitä maksaa, yhteistyö*, automaattinen vastaus, poissa toimistolta,
        lipun, lippu*, kehua, rekry, työpaikka, käännös*, lainata, hyvä ilta, vedos, banderol*,
        painokelpoi*, painoon, logo, logon, tarjouspyyn*, hinnasto, kuitti, tilausvahvistus, esite,
        esitteen, vuokrasopimus, yhteistyösopimus, vakuusmaksu, ansioluettelo*, hyväksyntä*, laskutus*,
        paitako*, väärä koko, vaihtaa sen, tilasin, m-koon, palautus""",
)
