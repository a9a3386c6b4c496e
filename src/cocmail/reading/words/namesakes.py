"""Ordinary words that are names as well, given names and surnames, by the language whose words they are.

They stand apart from the code so that somebody who knows the language, and no Python, can mend them. What is missing
here is a name also where it stands in lower case, and whoever bears it is held. That needs five letters at least, or
one of the given names of `given.py`: a shorter word that is none of these need not be here.
"""

from collections.abc import Mapping

COMMON: Mapping[str, str] = {
    "en": """
        ace, art, bay, bud, don, dot, eve, fin, fox, gay, gem, gun, guy, ivy, jet, joy, kit, mac, mat, max, pat, rod,
        sky, sue, tea, van,
        angel, bill, black, brown, chance, chase, christian, cook, dawn, faith, field, frank, grace, grant, gray, green,
        heather, hill, holly, hope, hunter, iris, jack, king, lily, love, mark, mercy, miles, nick, olive, page, pearl,
        penny, price, prince, reed, rich, river, robin, rock, rose, ruby, skye, star, stone, storm, summer, victor,
        violet, ward, white, wood, young
        """,
    "fi": """
        ilo, kai, oma, uni,
        helmi, ilma, kaste, koski, lahja, laine, lempi, lumi, marja, meri, mäki, onni, pilvi, ranta, rauha, ruusu, sade,
        sini, taika, talvi, toivo, tuuli, usko, viima, vuokko
        """,
    "sv": "dag, liv, sol, tor, vår, berg, björn, saga, sten, ström",
}
"""Those that are so common that in a heading in capitals, too, they are the word."""

RARER: Mapping[str, str] = {
    "en": """
        alma, amber, april, archer, arvo, auburn, august, aurora, autumn, bacon, baker, banker, banks, barber,
        barker, basil, bells, berry, bishop, bitter, blaze, blossom, bob, booth, brand, brandy, brass, bridge,
        bridges, bright, brook, buddy, burns, butcher, butler, candy, cannon, cardinal, carol, carpenter,
        carter, castle, celery, chambers, charity, charm, cherry, chuck, church, clan, class, cliff, clock,
        close, clover, coffee, comfort, constable, constance, cooper, coral, cotton, court, cousins, crane,
        crisp, crook, cross, crystal, curry, cutter, daisy, destiny, diamond, dolly, drake, draper, driver,
        dusty, eagle, ebony, edit, elder, ember, english, fable, farmer, fields, finch, fisher, fletcher,
        flint, flood, flora, flower, flowers, forest, foster, fountain, freeman, french, frost, gardener,
        garland, garnet, gates, gentry, german, ginger, glass, golden, grave, graves, gross, grove, hardy,
        harmony, hatch, hazel, heard, heart, heath, holder, holiday, hooker, hopper, house, irish, ivory, jan,
        jasmine, jean, jeans, jewel, joe, judge, junior, juniper, justice, keeper, kings, knight, lance,
        lasses, laurel, lemon, light, linden, little, lodge, lotta, lotus, loves, lucky, magic, magpie, major,
        mallow, maple, march, marina, marine, marsh, marshal, marvel, mason, master, masters, mats, meadow,
        meadows, means, melody, merry, mike, miller, mills, miner, minor, mister, moody, moore, moral, morris,
        mount, myrtle, nettle, nightingale, noble, north, nurse, ocean, orchid, oriole, otter, pages, painter,
        pansy, paris, parks, parson, pascal, patience, patty, peace, peach, pepper, per, perch, perry, petty,
        phoenix, pierce, piper, plant, player, poppy, porter, potter, pound, powder, power, powers, primrose,
        prior, privet, proud, prudence, purple, quick, quill, rainbow, randy, ranger, raven, reader, rebel,
        rector, rider, ridge, rivers, roach, rob, rocky, roger, roman, rosemary, roses, rowan, royal, rune,
        runes, russet, rusty, saffron, sally, sands, sandy, sari, savage, savannah, scarlet, scout, sellers,
        shade, shadow, shark, sharp, shell, shelly, shepherd, sherry, shields, shoemaker, shore, short,
        sierra, silver, simple, singer, siri, sisu, skinner, slate, slater, small, smart, smith, soldier,
        south, spark, sparks, sparrow, speaker, speed, spring, sprout, starling, steel, sterling, stern,
        steward, stock, stormy, stout, strange, straw, street, strong, summers, sunday, sunny, sunshine,
        sweet, swift, tailor, tanner, temple, thorn, thyme, tiger, timber, tinker, tom, tore, tower, towers,
        tracker, trainer, trans, treasure, trinity, trust, tucker, turner, unity, urban, usher, valentine,
        valley, victoria, viola, violas, virgin, walker, walkers, waller, walls, warden, warner, warren,
        waters, weaver, weeks, wells, welsh, wheat, whistler, wilder, will, willow, winds, winner, winter,
        winters, woods, woody, words, worth, worthy, yarrow
        """,
    "fi": """
        aalto, aarre, aidan, ainoon, akseli, alan, anna, anneta, ansa, ansio, armas, arvesta, arvion, arvista,
        arvo, asema, askel, aukio, aurinko, elin, ellen, haapa, halla, halli, halme, harju, harmaa, hauki,
        haukka, heikko, heini, heinä, helle, henki, hiekka, hilja, hilla, hirvi, honka, huhta, huhti, huttu,
        häkki, hämäläinen, ihanne, ilona, ilves, inari, isäntä, jalava, jalka, joe, joelle, joen, joesta,
        jouko, joulu, joutsen, juhla, juoni, jänis, järvi, kaarna, kaiho, kaiku, kaino, kaisla, kaita, kallio,
        kallo, kalske, kanerva, kangas, kanto, karhu, karien, karilla, karille, karjalainen, kartano, kartta,
        kaski, kataja, kate, kauko, kaunis, kaura, kaveri, keihäs, kello, kettu, kevät, kielo, kiiski, kilpi,
        kimalainen, kirsikka, kirves, kivinen, koivu, kokki, kokko, konsta, korpi, koskista, kotka, kukka,
        kulma, kulta, kumpu, kuulas, kuura, kuusi, kylmä, kyyhky, kärki, laakso, lahti, laiho, laina, laiva,
        lammas, lammi, lampi, lappalainen, lassi, lauha, laulu, lehmus, lehti, lehtinen, lehto, lemmikki,
        leppä, liina, lilja, linna, lintu, lisaa, loimu, loisto, lokki, luista, luke, lukkari, luoma,
        luostari, luoto, lähde, lännen, länsi, maila, mainio, maja, malmi, manner, mansikka, markka, marras,
        mats, metso, metsä, mieli, mika, milla, mimmi, minttu, muisto, murto, musta, mustikka, mylly, myrsky,
        mäkinen, mänty, naava, niemi, niini, niitty, nikkari, nuoli, nuppu, nurmi, näätä, oinas, olalla,
        olalle, olan, olle, orava, orvokki, otava, oton, otto, pakka, pam, pappila, parta, peippo, pelto, per,
        perho, petäjä, pihka, pihlaja, piiri, pirtti, pitkä, pohja, pohjalainen, poika, polku, pouta, puisto,
        puolukka, päivien, päiviin, päiviksi, päiville, päivillä, päivilläkin, päivin, päivinä, päivinäkin,
        päivissä, päivissäkään, päivistä, päiviä, päiviäkin, päiviäkään, päivälle, raikas, raita, rauta,
        ravin, ravissa, rinne, rinta, ritari, roosa, ruoho, ruotsalainen, rusko, saari, saarni, saksa,
        saksalainen, salama, salava, salmi, salosta, sanaa, sarana, satama, satu, saukko, savolainen, seppä,
        sepän, sieni, siili, silkki, silta, simpukka, sirppi, sisko, sisu, soihtu, sorsa, sulka, sulo,
        suomalainen, suomi, suopursu, suutari, suvi, sydän, syrjä, sävel, taimi, taisto, taito, taival, tammi,
        tapani, tarha, tarina, tarmo, taru, tasku, terho, teräs, tiainen, tieto, tiira, tikka, tina, toimi,
        topin, torni, torppa, tuhka, tuisku, tukiainen, tulla, tuohi, tuomari, tuomassa, tuomasta, tuomi,
        turkki, turku, turva, tuulia, tuva, tyyne, tyynenä, tyyni, tähkä, tähti, törmä, ulappa, unelma, urho,
        vaahtera, vaahto, vaara, vahva, vainio, valkea, valta, vanamo, vanha, vappu, varis, varpu, varpunen,
        varsa, vartio, vasama, vasara, vaski, veli, venäläinen, veräjä, vieno, vihta, viita, vilja, villa,
        vintti, viola, virolainen, virta, voima, voitto, vuori, ystävä
        """,
    "sv": """
        april, axel, backe, bagge, ben, björk, blank, blixt, blomma, bo, bob, bonde, brunn, dansk, finn,
        finns, finsk, fjäll, flink, frans, fransk, fred, freden, frisk, frost, fröjd, glans, grann, grund,
        gädda, hammar, hans, heta, hjort, hjälm, hjärta, holme, hovet, humla, hurtig, häger, inga, ingen,
        jack, jan, kaj, kalla, karl, klang, klara, klass, kling, kraft, krans, krona, kråka, kvarn, kvick,
        kvist, källa, lager, lilja, lilla, lina, lotta, love, lucia, lykta, lärka, maj, mark, minnas, modig,
        morgon, munter, per, pers, prakt, präst, rolig, rosa, rutan, sams, sanna, segel, silver, sjöman,
        skans, skogen, skott, skåne, sköld, slätt, snabb, snäll, sommar, spets, spjut, spång, stan, stark,
        stig, stilla, stjärna, stolpe, stolt, storm, strand, stråle, sundet, svala, svart, svensk, svärd,
        söder, tapper, tia, tiger, timmer, tindra, tom, tova, trana, trans, trast, trofast, trygg, träff,
        tuva, urban, viken, viking, vilda, vilja, viljan, ville, vinter, viola, vänster, öster
        """,
}
"""The others, and forms of a name that are words: in lower case they are the word, whoever writes capitals."""

MERE_PHRASES: Mapping[str, str] = {
    "en": """
        will (you|the|it|they|this|that|there|we|i|anyone|anybody|someone|somebody|he|she), may (i|we|be|it|this),
        hope (you|this|that|it|to|we|the|for|someone|somebody), mark my words, grant me, bill me
        """,
    "fi": """
        onneksi, onnea (matkaan|kaikille|teille|kovasti|vain),
        toivon (että|et|etten|ettei*|ettette|teidän|teiltä|vain|kuitenkin|myös|todella|tosiaan|silti
        |saavani|voivani|kuulevani|pääseväni|vastau*|yhteydenot*|pikaista|apua|jotain|jotakin)
        """,
    "sv": "dag (efter dag|ut och dag in|och natt)",
}
"""How a sentence begins with such a word that has a capital for that alone."""
