"""The English words of a report.

They stand apart from the code so that a reader of English can mend them; `table.py` explains the notation.
"""

from cocmail.reading.words.table import Words

WORDS = Words(
    function_words="""
        a, an, the, and, or, but, of, to, in, on, at, for, with, from, by, is, are, was, were, be, been,
        am, i, you, he, she, it, we, they, my, your, his, her, our, their, me, him, us, them, this, that,
        these, those, there, here, what, who, when, where, why, how, which, not, no, yes, do, did, does,
        don't, didn't, have, has, had, will, would, can, could, should, may, might, if, then, so, as,
        about, after, before, again, also, just, than, too, very, all, any, some, someone, somebody,
        nobody, everyone, nothing, please, thanks, thank, hi, hello, dear, hey, regards, sorry, i'm, i've,
        he's, she's, it's, im, ive, hes, shes, its, one, two, said, told, asked, because, while, during,
        since, still, now, once, only, other, into, out, up, over, well, ok, okay, best, kind, both,
        neither, every, each, first, second, last, later, earlier, most, many, much, more, never, always,
        another, apart, right, between, behind, next, let, make""",
    # Labelled lines and bare answers.
    labels={
        "contact": """
            contact, contacts, contact details, contact information, contact info, my contact, your
            contact, name, your name, my name, e-mail, email, phone, telephone, tel, mobile, how to reach
            me, how can we reach you, reach me, reporter, reported by""",
        "when": """
            when, date, time, date and time, date/time, day, time and date, date and hour, when did it
            happen, when was it, when was this, time of incident, date of incident, time of the incident,
        when exactly, exact time, day and time, timing, what day, what time""",
        "where": """
            where, place, location, venue, area, channel, where did it happen, where was it, where was
            this, place of incident, location of incident, spot,
        where exactly, exact place, room, what place, online or onsite, platform""",
        "ongoing": """
            ongoing, on-going, still ongoing, still going on, is it still going on, is it ongoing, is it
            still happening, still happening, status, current status, continuing, has anything happened
            since, situation now, is it over, still happening now, is this still happening, is this
            ongoing, ongoing situation, current situation, finished, over, has it stopped, has it ended""",
        "description": """
            what, what happened, description, describe, event, incident, details, account, what was
            said, description of incident, the incident, summary, incident description, what did they
            do, what they did, conduct, behaviour, behavior, the facts, facts""",
        "reported_person": """
            who, who was it, who did it, reported person, person, offender, perpetrator, identifying
            info, identifying information, harasser, accused, about whom, name of the person, who is it
            about, person reported, info of the person, description of the person, looks, name or
            description of the person, person involved, person concerned, name of person, who is this
            about, respondent, subject of report, the person, culprit""",
        "circumstances": """
            circumstances, additional circumstances, background, context, history, earlier incidents,
            other circumstances, any background, power relation, power imbalance, background information,
            earlier history, additional information, prior incidents,
        any other circumstances, why, relationship, prior history, anything else, other information""",
        "witnesses": """
            witness, witnesses, other people, others involved, other persons, others present, other
            persons present, people involved, present, who saw it, did anyone else see it, did anybody
            see it, did anybody else see it, involved, anyone else, people present, other targets,
            bystanders, was anyone else nearby, who else, other people involved, anyone else present,
            anyone else involved, who else was there, who was there, seen by, heard by""",
    },
    questions={
        "witnesses": """
            (anyone|anybody|someone|somebody|who|people) else, (any|were|other) (others|people|persons),
            witness*, who .. (saw|heard|noticed|overheard), who was (there|present|around|nearby),
            (anyone|anybody|someone|somebody) ..
            (see|saw|seen|hear|heard|notice*|overhear*|nearby|around|there|present)""",
        "contact": """
            reach you, contact you, call you, phone you, ring you, write to you, get back to you, in
            touch, get hold of you, your (phone|number|address|e-mail|contact)""",
        "ongoing": """
            still, ongoing, (is|was) (it|this|that) over, (it|this|that|he|she|they) ..
            (stopped|ended|finished), happened .. since, (anything|something) .. since, happened again,
            again since, (goes|going) on now, continu*, how .. end*""",
        "circumstances": """
            background, history, context, circumstances, relationship,
            (anything|something|happened|trouble|incidents?) .. (before|earlier|previous*), earlier
            (incident*|trouble*), led (up )?to, anything (else|around it), should know, first time,
            done .. before, (you|them) know each other, (know|known) (him|her|them)""",
        "when": """
            when, (what|which) (day|date|time|hour|evening|session), what time, time of day, how long
            ago""",
        "where": """
            where, (what|which) (room|place|channel|venue|spot|server|call|floor|building|bar|hall),
            whereabouts""",
        "reported_person": """
            who, whose, whom, look* like, looked like, recogni(s|z)e the person,
            (his|her|their|person's) name, name of the person, describe (him|her|them|the person)""",
        "description": """
            what happened, what .. (said|say|saying|done|do|did|happen*|happened|going on), what
            exactly, what was it, what is it about, describe what, tell .. more, your own words, details""",
    },
    nothing="""no answer, n/a, na, none given, not given, empty, left blank, blank, tbd,
        optional, none, nobody to name""",
    refusals="""
        (can't|cannot|couldn't|can not) .. (pin|narrow|place), (didn't|did not|hasn't|has
        not|haven't|wouldn't) .. (said|told|tell|mention|mentioned|disclose|disclosed), not able to say,
        no longer in my mind, too long ago, couldn't say, no recollection, can't be sure, i didn't look,
        not told, to protect, doesn't want her name, not for me to say, leave for you, don't know, do
        not know, don't (really |quite |honestly )?remember, do not remember, don't recall, do not
        recall, can't remember, cannot remember, can't (honestly )?recall, cannot (honestly )?recall,
        couldn't tell, can't say, can't tell, cannot say, cannot tell, can't give, cannot give, no idea,
        no clue, not sure, not certain, haven't a clue, haven't the faintest, have no way of knowing, no
        way of knowing, rather not, rather leave, prefer not, prefer to keep, won't say, won't tell,
        won't name, will not say, will not name, not gonna say, not going to say, not going to tell, not
        going to name, not going to put, don't want to say, don't want to tell, do not want to say,
        don't wish to, do not wish to, unknown, no comment, leave out, neither of us knows, never got to
        see, never saw his face, didn't see, did not see, couldn't see, didn't hear, didn't catch,
        didn't get, dunno, idk, forgot, forgotten, don't have, please don't ask, doesn't want to be
        named, can't write, haven't told, hasn't told me whether, won't list, (can't|cannot|can
        not|couldn't|could not|won't|will not|wouldn't|unable to|not able to|not going to|not willing
        to|not ready to|hard to|difficult to|impossible to|refuse to|not comfortable|don't
        (want|wish|intend|feel) .. to|do not (want|wish|intend) to) ..
        (say|tell|remember|recall|know|name|identify|describe|specify|swear|give|share|disclose|reveal|mention|guess|judge|be
        sure|be certain|go into|discuss|repeat|write|point), don't .. (know|remember|recall), do not ..
        (know|remember|recall), not .. (sure|certain), i forget, slipped my mind, escapes me, is a blur,
        it's a blur, unclear to me, beyond me, keep that to myself, keep it to myself, none of your,
        would rather (not|keep|leave), i'd rather (not|keep|leave), lost track, lost count, couldn't
        make out, (didn't|did not) (notice|look|ask|pay attention|check|recogni*|learn|catch|get),
        nobody knows, who knows, your guess, confidential, private, not ready to
        (say|tell|name|share|write|talk), i('m| am) not saying, (won't|will not|can't|cannot) (be
        )?(more )?(specific|exact|precise), prefer to (stay|remain|leave|not), that (stays|is) between,
        i('ll| will) keep (it|that|his|her|their), don't (really )?want to (go into|get
        into|name|say|write|tell|involve|drag), not (mine|my place) to (say|tell), never
        (learnt|learned|found out|got), (didn't|did not) (tell|say) (me )?(who|where|when|which|what),
        has not told me""",
    topics={
        "when": """
            (say|tell|know|remember|recall|sure|specify) when, when (it|this|that|exactly|precisely),
            date*, what day, which day, day, time, clock, hour, what time, weekday, the hour, the month,
            what month, exactly when, how long ago, what date, precise time, moment""",
        "where": """
            where, place*, which room, what room, location, venue, which bar, which hall, which building,
            the room, spot, location*, which floor, whereabouts, what building, which part, which channel,
            address""",
        "ongoing": """
            (is|was|it's|its|be|all) over, ongoing, going on, still, stopped, ended, continu*, carried
            on, taking a break, goes on, to this day, whether it, if it, finished, done with, going to
            (stop|continue), again, happens, happening, done it since, since then""",
        "description": """
            what happened, what exactly, exactly was said, what was said, the details, details, write
            more, say more, describe, it in detail, exact words, his words, happened in there, put into
            words, went on""",
        "reported_person": """
            who, his name, her name, their name, the name, names?, him, face, identity, badge, whose, who
            it was, who did, person, identit*, who exactly, what he looked like, what they looked like,
            looked like, point to anyone, name* names, perpetrator, man's name, woman's name, call*
            (him|her|them), he is, she is, called, surname""",
        "circumstances": """
            why, background, history, reason, what led, between them, leave that out, motive, cause,
            anything earlier, earlier, happened before, previous*, what made, led to""",
        "witnesses": """
            who saw, who heard, who else, anyone saw, anybody saw, somebody saw, others, witness*,
            overheard, whether somebody, if anyone, anyone, who was there, name them, witnesses, noticed,
            around, nearby, else was, present, seen it, bystanders, friends, anybody else, anyone else,
            the people there, other people""",
        "contact": """
            who i am, my name, my number, my address, my e-mail, my email, reach me, contact me, identify
            myself, myself, telephone, phone number, reply""",
    },
    refused={
        "when": "can't remember (when|the date|the day|the time|which day), date unknown",
        "where": "not saying where",
        "ongoing": """
            (don't|do not|can't|cannot|couldn't|could not) (know|say|tell|tell you) (if|whether)
            (it|that|this|he|she|they|things) .. (over(?! my| his| her| their| your| the|
            a)|finished|still|again|stop*|end|ends|ended|continu*|goes on|going on|went on|carried
            on|kept on), (no idea|no clue|not sure|no way of knowing|couldn't tell) (if|whether)
            (it|that|this|he|she|they|it's|he's|she's|they're) .. (over(?! my| his| her| their|
            your| the| a)|finished|still|again|stop*|ended|continu*|goes on|going on|went
            on|carried on|kept on), (don't|do not|can't|cannot|couldn't) (know|say|tell|tell you)
            how it (ends|ended|continued|went on), no idea how it (ended|continued|went on),
            (if|whether) (it|that|this|he|she|they|it's|that's|he's|she's|they're) .. (over(?! my|
            his| her| their| your| the| a)|finished|still|again|stop*|ended|continu*|goes on|going
            on|went on|carried on|keep on|kept on|the last of it) .. (don't|do
            not|can't|cannot|couldn't|can not) (know|say|tell|tell you|judge), muted the (whole
            )?(thing|channel)""",
        "description": r"""
            can't write more, not ready to describe, what .. said i leave out, (don't|do
            not|can't|cannot|can not|couldn't|won't|will not|rather not|prefer not to|not going
            to|not able to|unable to|don't want to|do not want to|not ready to|don't feel ready
            to|do not feel ready to|can't bring myself to|cannot bring myself to)
            (write|say|describe|repeat|tell|tell you|spell out|put in words|put into words|put
            down|go into) (down )?(what (he|she|they|it|was|happened|exactly|i)|the
            (details|words|messages|message|sentence|joke)|how (he|she|they) did), what
            (he|she|they) (did|said|wrote|called me|sent) .. (rather not|pass|leave out|i'll keep
            to myself|i keep to myself|won't repeat|can't repeat|won't write|can't write|not going
            to|i leave out|i will not|i cannot), what (happened|was said|it was) .. (i'd rather
            not|i would rather not|i can't|i cannot|i won't|i will not|i don't want to|i'm not
            ready to|i am not ready to) (say|write|tell|describe|repeat), what (exactly |precisely
            )?((he|she|they|\w{2,12}) (did|said|wrote|does|makes me do)( to me)?|was (done|said|in
            it)( to me)?) (i'm|i am|i) (not (going|prepared|able|ready)|cannot|can't|won't|will
            not|keep|leave|don't|do not|would rather not|prefer), (don't|do
            not|not|can't|cannot|won't|will not|rather not|sooner not) (want to |going to |wish to
            |ready to |like to )?(put|put it|put that|put this|type it|write it|write that|put the
            thing itself|put the details) (in writing|in an email|in an e-mail|into an email|into
            an e-mail|on paper|on the paper|into words|into writing|down here)""",
        "reported_person": """
            don't know (who|his name|her name|their name|the name), no idea who, no clue who, unknown
            (man|woman|person), name unknown, didn't (get|catch|see) (his|her|their) (name|face|badge),
            won't (say|name) (who|him|her|them|his name|her name)""",
        "circumstances": "why .. no idea, background: no comment, rather leave that out, no idea why",
        "witnesses": """
            (can't|cannot|couldn't) (say|tell|tell you) who (saw|heard|else), don't know (who|if anyone|if
            anybody|whether any*) .. (saw|heard|see), not going to name them, others .. leave .. out,
            nobody i could name""",
        "contact": """
            (no|leave|leaving) name (please|and no number), i('d| would) (like|prefer|rather) ..
            (remain|stay|be) anonymous, remain anonymous, rather not give my name, won't give my
            name, no name please, who i am does not matter, don't want to give my name,
            (won't|wont|will not|not going to|not giving|not leaving) (give|leave|tell)? ?(you
            )?my (name|number|address|phone), (don't|do not|dont) (look for|try to find|try to
            trace|try to reach|come looking for) me""",
    },
    courtesies="""
        thanks, thank you, many thanks, thank you so much, thanks a lot, thx, ty, cheers, ok, okay, great,
        got it, received, hi, hello, regards, best regards, best, kind regards, thanks for the (quick
        )?(reply|answer), thank you for (your|the) (quick )?(reply|answer), appreciated, much appreciated,
        all good, perfect, will do""",
    # When.
    days="""
        monday*, tuesday*, wednesday*, wensday*, thursday*, friday*, saturday*, sunday*, yesterday, today,
        tonight, tonite, last night, this morning, this afternoon, this evening, the day before yesterday,
        new year's eve, christmas eve, midsummer eve, (day|night) (one|two|three|1|2|3),
        (first|second|third|last|final|opening|closing) (day|evening|night|morning)""",
    short_days="mon, tue, tues, wed, thu, thur, thurs, fri, sat, sun",
    months="""
        january, february, march, april, may, june, july, august, september, october, november, december,
        jan, feb, mar, apr, jun, jul, aug, sept, sep, oct, nov, dec""",
    clock=r"""
        noon, midnight, midday, half past #, half #, quarter (to|past) #, ten (to|past) #, five
        (to|past) #, twenty (to|past) #, # o'clock,
        (about|around|circa|approximately|roughly|at|by|after|before|until|till|say|maybe|near|nearly)
        #ish, (about|around|circa|approximately|roughly|almost|nearly|at|since|about) #, a (bit|little)
        (after|before|past) (#|midnight|noon), (shortly|just|right|soon) (after|before)
        (#|midnight|noon), # in the (morning|afternoon|evening|night), # (sharp|pm|am|p.m|a.m), \d{3,4}
        ?(h|hrs|hours), (at|around|about|like|circa|by) \d{3,4},
        (around|about|by|at|near|after|before|circa|till|until) (sunset|sunrise|closing|opening|closing
        time|lunchtime|dinnertime|breakfast|teatime|bedtime|dusk|dawn|curfew), last orders, quarter
        (of|till) #, #-ish, #thirty, # thirty, # fifteen, # forty-five, # (in the small hours|at night),
        a minute (to|past) #, (gone|past|turned) #, small hours, # (or so|ish), (a good|some)
        (five|ten|#) minutes (before|after|into|past), (at|around|about|by|towards|near) (the
        )?(start|beginning|end|middle|break|close), mid-(morning|afternoon|session|talk), half way
        through, halfway through, (around|about|at) \d{1,2}(h| h| hours| hour), at \d{1,2} hour,
        nine-ish, towards (#|half|noon|midnight|lunch|closing), quarter past #, ten past #, (first|last)
        thing in the morning, (close to|nearly|almost|getting on for|must have been|coming up to)
        (#|noon|midnight), more or less, (#|ten|five|twenty|quarter) (past|to) #""",
    numerals="one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve",
    programme="""
        half-time, halftime, (by the time|right|just|directly|straight) (before|after|when) ..
        (served|giving|start*|began|ended|announced), prize giving, award*,
        (during|after|before|between|in|at|following|until|while|when|as|over|since|throughout|start
        of|end of|beginning of) .. (keynote*|talk|talks|
        presentation*|presentacion*|q&a|qa|lightning|panel|break*|coffee|raffle|ceremony|speech|speeches|session|sessions|lecture|workshop|
        standup|lunch|dinner|breakfast|quiz|anthem|opening words|fire drill|closing|opening|demo*|roll
        call|words|reception|social), (my|the|his|her|our) (q&a|talk|keynote|speech|presentation) (had
        )?(just )?(began|started|ended|finished|was over), (when|as) ..
        (stage|podium|doors|host|speaker|raffle),
        (during|after|before|between|following|until|while|when|as|since|throughout|at|in) ..
        (poster*|tutorial*|hackathon|open
        space*|stand-up|meeting|call|class|lesson|exam|film|movie|concert|game|match|show|welcome|registration|check-in|prize*|award*|draw|vote|voting|toast*|dessert|starter*|main
        course|buffet|pizza|tour|group photo|photo|clean-up|cleanup|set-up|setup|sound
        check|intro*|introductions|keynotes|slides|applause|song|dance|band|karaoke|sauna|interval|intermission|election|minutes|agenda|retro|sprint
        review|code
        review|stream|recording|countdown|fireworks|announcement*|interview|briefing|debrief*|warm-up|rehearsal),
        (when|as|while|before|after) (the|our|my|his|her) ..
        (began|started|ended|finished|opened|closed|arrived|left|came|stopped|was served),
        (my|our|his|her) (turn|slot|shift), (the
        )?(first|second|third|fourth|last|final|opening|closing|next)
        (talk|session|keynote|slot|speaker|lecture|panel|lightning talk|break), when i was on stage,
        while i was (on stage|presenting|speaking|giving), (certificates|prizes|badges) (were )?(being
        )?(handed|given)""",
    anchors=r"""
        after, before, during, when, whenever, while, whilst, as soon as, the moment, as the, as we, as i,
        as she, as he, as they, just as, until, till, between, since, by the time, immediately,
        (in|at|near|towards|from|by) the (start|beginning|end|middle|close|opening|interval|pause), halfway,
        midway, at half-time, minutes into, hours into, straight after, right after, on arrival, on (my|the|our)
        way, (first|second|third|fourth|fifth|last) (half|round|set|act|period|stage|heat|lap|game|part),
        (item|point|minute) \d{1,2}""",
    part_days="""
        morning*, afternoon*, evening*, night*, nite, lunchtime, lunch time, meal time, mealtime, dusk,
        dawn, dinner, after lunch, at lunch, over coffee, coffee break, the break, the talk, the talks,
        the meeting""",
    vague_days="""
        last (week|month|year|spring|summer|autumn|fall|winter|weekend), this
        (week|month|spring|summer|weekend), (in|since|early|late|around|by) (the
        )?(spring|summer|autumn|winter|christmas|easter), recently, some (days|weeks|months) ago,
        (two|three|four|few|2|3|4) (days|weeks|months) ago, weeks ago, a while ago, every
        (day|week|time|morning|evening|night), the weekend, week after week, since then, the other day""",
    just_now="""
        right now, just now, as (i|we) (type|write|speak), at this (very )?moment, this minute, this very
        minute, at the moment, right this, currently, now in the, (i|im|i'm|i am|we|we're|we are) (sitting
        |standing |hiding |stuck |locked )?(now|in .. now|at .. now), literally now, is going on now,
        going on now, doing it now, happening now, now please, please hurry, at the time of writing, call
        .. police, metres behind, can someone .. (come|walk|join)""",
    just_before="""
        (#|a few|couple of|ten|fifteen|twenty|thirty|a|an|half an) (min|mins|minutes|minute|hour|hours)
        ago, a moment ago, moments ago, just happened""",
    # Where.
    spots=r"""
        room, rooms, hall, hallway, lobby, kitchen, corridor, stair*, staircase, stairwell, elevator,
        lift, foyer, cloakroom, coat check, toilet*, restroom*, bathroom*, bar, pub, terrace, courtyard,
        entrance, exit, door, doorway, parking*, car park, garage, balcony, auditorium, canteen,
        cafeteria, cafe, café, restaurant, office, lounge, booth, stand, stall, desk, reception, loading
        (bay|dock), backyard, sauna, hotel, hostel, dormitory, bus, tram, train, metro, taxi, ferry,
        station, airport, street, park, yard, harbour, floor, window, front row, second row, third row,
        back row, row, stage, backstage area, queue, line for the, coffee table, table, radiators, water
        cooler, printer, copy machine, photocopier, library, classroom, lecture theatre, theatre, tent,
        camp, hackerspace, makerspace, gym, pool, beach, bike rack*, dance floor, smoking
        (area|shelter), cupboard, studio, building, campus, bridge, bench, fountain, rack, passage,
        gents, ladies, shop, merch, quiet room, podium, gate, ramp, shelter, area, zone, aisle, corner,
        wing, gallery, sofa, couch, canteen, mess hall, break room, breakroom, coffee corner, coffee
        station, coffee machine, coffee counter, cubicle, open-plan office, co-working room, coworking*,
        meeting room, conference room, seminar room, green room, dressing room, changing room, locker
        room, shower*, bathroom, bedroom, dorm*, cabin, cottage, campsite, shore, jetty, pier, platform,
        bus stop, tram stop, gate, back door, side door, stands, bleachers, seat*, row of seats, sofa,
        couches, counter, till, checkout, buffet, cashier, mall, church, museum, cinema, stadium,
        school, university, workplace, workstation, attic, roof, rooftop, booth, info desk, help desk,
        registration, registration desk, check-in, merch table, poster area, expo area, expo hall,
        exhibition hall, vending machine*, ice machine, escalator*, tram \d{1,2}, bus \d{1,3}, minibus,
        van, car, carriage, train car, ladies' room, men's room, gents', hall of residence, youth
        hostel, storage*, store room, storeroom, stockroom, closet, broom cupboard, study, basement,
        cellar, kids area, kids corner, play area, playroom, nursery, first aid room, prayer room, quiet
        room, nursing room, common room, dormitory""",
    spot_tails="",
    addresses=r"""
        slack, discord, telegram, zoom, teams, matrix, irc, whatsapp, signal group, signal, mastodon,
        twitter, bluesky, instagram, insta, facebook, linkedin, youtube, twitch, github, gitlab, reddit,
        tiktok, snapchat, mumble, jitsi, webinar, minecraft, the forum, forum, subforum, mailing list,
        the list, chat, the chat, group chat, livestream, stream chat, video call, the call, breakout
        room, private message*, direct message*, dms, my dms, by e-mail, by email, only email, voice
        room, the wiki, issue tracker, pull request, over the phone, on the phone, voicemail, meetup
        page, my inbox, server, zulip, mattermost, rocket chat, google docs, google meet, hackmd,
        etherpad, miro, figma, jira, trello, skype, webex, gather, gathertown, vrchat, second life,
        steam, xbox live, playstation network, codeberg, sourcehut, launchpad, stack overflow,
        stackoverflow, hacker news, lobste.rs, threads, lemmy, peertube, tinder, grindr, bumble,
        okcupid, our wiki, shared document, shared doc, google doc, whiteboard, comment section,
        comments under, the comments, the thread, thread, a thread, issue #?\d+, pr #?\d+, merge
        request*, code review, commit message*, the bug tracker, text message, sms, by text, e-mail, the
        newsletter, online meeting, zoom call, teams call, jitsi call, voice chat, voice channel, group
        call, dm'?ing, dm'?d, in the call, on the call, our call, the meeting chat, livestream*, twitch*,
        wiki, the community wiki, our wiki, the website, the homepage, guestbook""",
    place_links="""
        in, at, on, by, near, outside, inside, behind, into, through, beside, next to, close to,
        opposite, below, under, onto, around, to""",
    events="""
        meetup*, conference, event, events, party, afterparty, after-party, dinner, sprint*, hackathon,
        workshop, course, meeting, weekend, camp, quiz, summit, retreat, barcamp, pycon, after party,
        social, afters, karaoke, training, class""",
    vague_places="online, somewhere, the venue, backstage, in a call, a side event",
    # What a time or a place may belong to instead.
    elsewhere=r"""
        i (live|work|study|teach|volunteer|commute) (in|at|as|for|with), i'm (based|from|originally
        from|employed), i am (based|from|employed), (writing|typing|sending) this, as i write,
        (call|ring|reach|phone|text|meet|contact|find|message|dm|get hold of) (me|us), (you|i) can be
        reached, reachable, available (on|at|until|from|after), office hours, my office,
        (could|can|shall|may|might) (we|you|i|one of you|somebody|someone) (\w+ ){0,2}(meet|have a
        call|talk|ring|call|phone|see|come by|drop in|move), next
        (meetup|event|session|conference|meeting|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday),
        upcoming, tomorrow, the following (week|meeting), i('ll| will| shall) be
        (away|travelling|there|back|at|in|on|abroad|reading), (i'm|i am)
        (away|travelling|abroad|back|free|supposed|going to|on holiday), (bought|booked|paid for)
        (the|my|a|our) (ticket*|flight*|train), (found|got|saw) (this|your|the)
        (address|form|page|email|e-mail), (answer|reply|hear from you|response|news)
        (by|before|until|on), registered office, visiting address, best regards, kind regards, yours,
        suits me, works for me, my next (talk|shift|session), is on (the )?\d, will (be|take place)
        (on|at)""",
    # Whether it goes on.
    continues=r"""
        still (going on|ongoing|happening|continuing|at it|doing (it|this|that|so)|does
        (it|this|that|so)), (is|it's|its) (still)?(ongoing|on-going|going on and on), goes on and on, no
        end (in sight|to it), no sign (of|that|he|she|they|it), (isn't|is not|it's not|not yet|not)
        (yet)?over, (hasn't|has not|haven't|have not|hasnt|havent|never) (yet |quite |ever |really
        |fully )?(stopped|ended|ceased|let up|eased off|quit|gone away|given up|died down),
        (won't|wont|will not|doesn't|does not|doesnt|don't|do not|refuses to|refuse to|never|never will)
        (just)?(stop|stops|quit|quits|end|ends|let up|leave me alone|leave us alone|leave her alone),
        (he|she|they|it|this|that|who) (just |simply |still |only )?(continues|carries on|goes on
        doing|goes right on), continues (to this day|unabated|as before|even now|today|every|until now),
        (will|going to) (carry on|continue|keep on|go on), to this day, keeps (on)?\w{2,14}ing, keep
        (on)?\w{3,14}ing (me|us|her|him|my|our|it|this|these|that|in|at|to), keeps (happening|coming),
        (messages|mails|comments|calls|posts|pictures|insults|jokes|it) (just |still )?keep (on)?coming,
        (he|she|they|who|people|someone|somebody|strangers) (still|continually|constantly|regularly)
        (write|send|call|message|post|text|ring|comment|follow|share|tag|wait|stare|touch|mock|insult|make|ask|tell|come|turn|show|use|edit|delete)s?,
        (i|we|she|he|they) (am|'m|are|'re|is) still (getting|receiving|being), i still (get|receive),
        still (getting|receiving|being) \w+, (is|are|'s) at it (again|still), at it again,
        (getting|gets|got|becoming) worse (and worse|every|each|by), (getting|gets) worse, escalating,
        nothing has changed, each time i, every time (i|she|he|they|we) \w+, whenever
        (i|she|he|they|we), as (i|we) (write|type|speak), even as i (write|type), happening (right)?now,
        going on (right)?now, (he's|she's|they're|he is|she is|they are) (still |right
        )?(here|there|outside|behind me|in there|at the door|at my door|in front of) .. (now|still), is
        still (here|in the|on the|outside|at the|behind), (every|each)
        (single)?(day|night|week|morning|evening|meeting|meetup|session|standup|class|lesson|monday|tuesday|wednesday|thursday|friday|saturday|sunday)
        (he|she|they|someone|somebody|since), most (days|nights|weeks|evenings), (he|she|they) (does|do)
        (it|this) (every|each|all|again|whenever), (he|she|they) (will|'ll) do it again, still
        (up|visible|online|public|pinned|circulating|shared|out there|standing there|there for),
        (nobody|no one|hasn't been|not been|has not been)
        (has)?(taken|takes|removed|removes|deleted|taken it) (it |them )?(down)?, (has|have|'s|'ve) been
        (calling|ringing|texting|messaging|writing|sending|posting|following|stalking|harassing|commenting|doing|sharing|spreading|making|mocking|bullying|happening|turning|showing|waiting|tagging|emailing|mailing)
        .. (since|for|ever|now|every|daily|weekly), ever since, a new one (every|each), one after
        (another|the other), ongoing, (has|have|'s|'ve) been (going on|happening|at it|on) (for|since),
        since
        (january|february|march|april|may|june|july|august|september|october|november|december|last
        \w+|the \w+) (he|she|they|someone|somebody|i) (has|have|'s|'ve), the (latest|last|newest|most
        recent) (one |message |comment |call )?(is|was|came|arrived) (today|yesterday|this|last night|an
        hour|just|from today), (today|this week) alone, every (other|second) (day|week|night), by now
        (there are|it's|i have), still coming, (the )?(newest|latest|most recent|last) (one
        )?(is|was|came) from .. (today|this morning|yesterday|tonight|an hour), every (single
        )?(night|day|morning|week|time), (again|also|too) this week, this week (again|too), each
        (single|and every) (post|message|commit|talk|time), whenever i (come|say|speak|post|write),
        every time i come, (it's|it is|and it's) (back|there again|up again) (again)?, (an hour|a
        minute|minutes|a day) later (it|he|she) (is|'s) back, has been \w+ing .. since""",
    ended=r"""
        (it|this|that|he|she|they|which|messages|calls|comments|jokes|and) (has |have |had |then |all
        |finally |eventually |only |soon |just |actually |also )?(stopped|ended|ceased),
        (stopped|ended|ceased) (when|after|once|as soon|because|there|then|by itself|by themselves|on
        its own|in the end|immediately|right away|at once|straight away|with that|completely), came to
        an end, (put|puts) (an end|a stop), (it|this|that|all|everything|matter|thing|which)
        (is|was|'s|has been) (all |now |finally |long |thankfully |luckily |already )?(over|done
        with|finished|behind me|behind us), it's (all |now |finally |already )?(over|done
        with|finished), (over|behind me|done with|in the past) now, that was (the end|that|all|it),
        (the)?end of (it|the story|that), done and dusted, (haven't|have not|hasn't|has
        not|havent|hasnt|never|not) .. (heard|seen) .. (since|again|from (him|her|them|that)),
        (haven't|have not|hasn't|has not|havent|hasnt|never|not|didn't|did not)
        (\w+){0,2}(happened|happen|done|do|repeated|repeat|come|come back|came
        back|returned|return|written|write|contacted|contact|bothered|bother|called|messaged|spoken|tried|try|approached|approach|said)
        (it |that |this |me |us |her |him |them |near |anything |back |to me |so |like
        )*(since|again|any more|anymore|any longer|after that|afterwards), (nothing|no more|nothing
        more|no messages|no contact|no further|not a word|not a peep|no trouble|heard
        nothing|silence|quiet|silent|no new) .. (since|after (that|this|it)), nothing
        (more)?(since|after), no (further|more|new) \w+ (since|after|have|has|came), no longer
        (writes|sends|calls|messages|comes|does|doing|happening|happens|going|contacts|talks|a
        problem|there|up|online|visible|follows|posts|bothers|in the|member|on the|here|around),
        (not|isn't|is not|doesn't|don't|aren't|hasn't|won't) .. (any more|anymore|any longer),
        (only|just) (happened)?(the)?(once|one time|that once|that one time|this once|this one time),
        happened (only)?once, (a)?one-off, one off, (one|single|isolated) (time
        thing|incident|occasion|evening and), (the)?only time, (he|she|they) (then |finally |eventually
        |just |only |immediately |at once )?(let go|let me go|let me pass|let her go|let me be|backed
        off|gave up|left me alone|left us alone|left her alone|desisted|relented|hung up|logged off|ran
        off|ran away|disappeared|vanished|fled|dropped it|went away|took off|slipped out|drove off),
        (left|leaves|leave|let|lets) (me|us|her|him|them) (alone|be|in peace|go),
        (was|were|been|got|gets|is|are|being|then) (now |since |later |then |finally |immediately
        |promptly )?(thrown out|kicked out|kicked|banned|removed|expelled|suspended|blocked|muted|taken
        down|deleted|escorted out|escorted|sent home|shown the door|locked|told to leave|asked to
        leave|led away|led out|walked out|cleaned up|painted over), (took|taken|takes) (it|them|the \w+)
        down, (removed|deleted|took down) (the|it|his|her|that|this|all|every), (has|have)
        (since)?(left|moved|gone|quit|apologised|apologized|deleted|removed), (he|she|they|the man|the
        woman) (apologised|apologized) (and|straight|right|on|immediately|at once|afterwards|later|the),
        has kept (his|her|their) distance, (security|the guard|guards|a guard|the host|the
        organisers|the police|staff|the bouncer|moderators|a moderator|someone|somebody) ..
        (threw|led|walked|took|escorted|removed|kicked|banned|made) (him|her|them|the man)
        (out|away|leave|off|outside|from), (it|this|which|thing|whole) (only |all |whole |thing |maybe
        |just )*lasted, (i|we) (blocked|muted) (him|her|them|the|it|that), since (i|we) blocked,
        (he|she|it|they) (is|are|'s|'re) (long |now |since )?(gone|banned|out of), until (security|the
        guard|the host|someone|somebody|a|the|my|i|we) \w+, died down, resolved, been
        (quiet|silent|peaceful|fine) (since|from|ever|for), got (off|away) .. (from him|lost
        him|safely), won't happen again, can't happen again, not going on (any|now), not a peep, not a
        word (since|from|after), (won't|will not|don't|needn't|do not) (have to )?(meet|see|meet with)
        (him|her|them) (again|any more|anymore|any longer), (has been|been|is)
        (correct|polite|fine|nice|civil|normal|perfectly nice) since, suppose (that )?it is over,
        (is|was|isn't|wasn't) (not )?(there|here|helping|coming|working) (any more|anymore|any longer),
        (has|have) not happened again, (i|we) (left|got) (straight away|at once|immediately)?(and
        (have|haven't)), (and )?(he|she|they) complied, no further
        (contact|messages|incident|incidents|trouble|word*), (so )?(that's|thats|that is|it's|all) (now
        )?(sorted|settled|dealt with|taken care of|resolved), (no longer|not) (a
        )?(member|volunteer*|mod|moderator|admin)( any ?more)?, de-opped, demoted, lost (his|her|their)
        (rights|role|post|badge), (it's|it is|its) (all )?over( of course| now| anyway| already)?, over
        of course""",
    may_continue=r"""
        ongoing, again yesterday, again today, still does, still do, turns up, shows up, is writing, is
        sending, keeps on, constantly, continually, repeatedly, daily, weekly, persist*, won't leave,
        won't let, won't give, wont give, hasn't left, have not left, refuses to (leave|stop), not
        leaving, unresolved, more and more, escalat*, each (week|day|meetup|session), 's been .. ing, all
        the time, non-stop, nonstop, still, on-going, goes on, going on, keeps, keep .. ing, keeps
        happening, won't stop, wont stop, doesn't stop, not stop*, hasn't stopped, continues, continuing,
        continued to, not over, not ended, hasn't (quite )?ended, again and again, each time, week after
        week, right now, just now, as (i|we) (type|write|speak), to this day, at this moment, this minute,
        getting worse, getting more, it's happening now, doing it now, is following, following (us|me),
        hes following, has been .. ing, have been .. ing, as yet, no reason to think .. stop, is right, up
        to now, have not stopped, has not stopped, every chance, whenever, are shouting, is shouting, are
        locked, is hiding, is outside, he's outside, hes outside, they're outside, is being, stuck in, by
        the week, until today, (is|are|he's|she's|they're|hes|shes|theyre) (now |just |always |constantly
        )?\w{2,12}ing
        (me|us|my|our|her|him|his|people|at|the|around|outside|behind|messages|about|it|things|new),
        (has|have) been \w{2,12}ing, (keeps|kept on|keep) \w{2,12}ing, ever since, (each|every) \w{2,12},
        most (days|weeks|evenings), by now, these days, so far, no end, no sign of, nothing has changed,
        hasn't been (removed|taken down), not been (removed|taken down|deleted), there it is, is
        (up|visible|online|public|there), are (up|visible|online|public), latest (message|one|mail), last
        one (came|was), another one, at it again, does it again, did it again, will (do it|continue|not
        stop), not going to stop, still up, goes unpunished""",
    may_have_ended=r"""
        done and dusted, ended there, was gone, gone when, finally (stopped|left), dropped it, gave up,
        backed off, got the message, left me alone, leaves me alone, resolved, sorted, settled, put an
        end, didn't come back, didn't return, haven't seen him, have not seen, hasn't contacted, never
        came back, never again, only happened once, happened once, single time, one time, stopped, it
        ended, ended, is over, was over, it's over, was the end, end of it, that was that, that was all,
        left at, he left, she left, they left, has left, left the (room|building|event|venue), went home,
        went away, walked away, walked off, took off, disappeared, vanished, apologised, apologized,
        apology, nothing since, nothing more since, nothing more, heard nothing, not a peep, no contact
        since, has not .. since, hasn't .. since, haven't .. since, blocked, banned, kicked, removed,
        deleted, took it down, taken down, ceased, finished, let go, let me (go|pass), got off, moved
        away, no longer, not .. anymore, not any more, any longer, concluded, all quiet, been quiet, been
        silent, told him to (stop|go|leave), asked to leave, thrown out, pulled him off, when i
        (left|went), since then it's been, until i left, until the end, one-off, one off, only once, the
        end, is finish*, done with, i (changed|moved|switched) (seat*|place*|table*), lasted,
        (he|she|they|it|the man|the guy|the woman) (then |finally |eventually |just |soon
        )?(left|went|walked|ran|stopped|quit|apologised|apologized|vanished|backed|retreated|logged
        off|dropped), until (security|someone|somebody|he|she|the|i|my|a), it (only )?lasted, no
        (further|more) (message*|contact|incident*|mail*|comment*|trouble), (hasn't|has not|haven't|have
        not|didn't|did not) (happened|happen|come|come
        back|returned|repeated|written|contacted|bothered|seen|heard|said anything), is gone, are gone,
        (was|were|been|got) (thrown
        out|banned|removed|escorted|kicked|blocked|suspended|expelled|muted|deleted|taken down|shown the
        door|sent home), behind me now, in the past, is closed, wrapped up, (escorted|led|dragged) ..
        (out|away), turned (around )?and left, ran off, ran away, drove off, hung up, logged off, i (hung
        up|logged off|got away|escaped|ran|fled), left me (be|in peace), came to an end, put a stop""",
    # What happened.
    conduct="""
        blew, marched, caught, wait* for me, walk* (behind|after), sat next to me, cough*, lick*, sniff*,
        tickl*, undress*, flash*, brush* against, brush* past, bump*, tripped, elbow*, chok*, drag*, bit,
        swor*, swear*, curs*, belittl*, patronis*, patroniz*, condescend*, humiliat*, embarrass*, sham*,
        manipulat*, blackmail*, coerc*, pressur*, proposition*, flirt*, hit on, ogl*, peek*, peep*,
        record*, screenshot*, impersonat*, hack*, vandal*, destroy*, broke my, ruin*, hid my, hide my,
        ripp*, smear*, spray*, splash*, dump*, outed, outing, deadnam*, pronoun*, slander*, defam*, lied,
        lie about, gossip*, cut me off, talk* over, shush*, silenc*, dismiss*, undermin*, plagiar*, credit
        for, braid*, bets?, rank*, rated, laid .. arm*, arm (across|round|around), forc*, made
        (me|her|him|us), wanted (me|to have|to know), told by, came up to, was told, was asked, were
        asked, was called, been called, got called, was shown, was taken, went round, kept
        (asking|touching|calling|saying|making|staring|coming|following|leaning), keeps
        (asking|touching|calling|saying|making|staring|coming|following), ask* .. (phone
        number|number|room|hotel|date|dinner|drink|single|boyfriend|girlfriend), remark*, innuendo,
        gesture*, obscen*, vulgar, porn*, naked, lewd, nazi, racial, homophob*, transphob*, antisemit*,
        islamophob*, monkey*, go back to, whistled, unmut*, grab*, touch*, grop*, push*, shov*, hit, hits,
        hitting, slap*, punch*, kick*, kiss*, hug*, strok*, pinch*, spat, spit*, threw, throw*, pour*,
        block*, lock*, follow*, stalk*, chas*, corner*, yell*, shout*, scream*, hiss*, call*
        (me|her|him|us|them|my|it|the|everyone), calling (me|her|him|us), mock*, laugh*
        (at|about|when|me), giggl*, jok*, insult*, threat*, harass*, ridicul*, mimic*, bull*, stare*,
        staring, leer*, film*, photograph*, took .. photo*, took .. picture*, taking
        (pics|pictures|photos), tak* photo*, post* .. (photo|picture|comment*|address|number), publish*,
        comment*, whistl*, spread*, rumour*, rumor*, stole, steal*, snatch*, misgender*, slur*, spam*,
        flam*, interrupt*, read .. (message*|salary|chat*), reads, told
        (me|her|him|us|them|my|the|others|everyone|a), said (to|that|my|i|we|into|something), saying,
        says, asked me (if|whether|out|for|to), asked (if|whether) i, asking for favours, show* ..
        (picture|photo), put .. (hand|arm|sticker)*, hand on, hand round, arm around, sat down beside,
        leant over, lean* (over|in|on|against), stood .. (close|front), standing so close, wouldn't let,
        would not let, won't let, didn't let, refus*, den* me, lock* .. out, thr*w .. out, exclud*,
        ignored me, mute*, ban, bans, banned me, deleting, deleted my, delete my, remov* .. from, removed
        my, crossed out, took my, misus*, messag* me, sending me, sent me, send me, writes (me|that|on),
        wrote (to|on|that), writing me, tried to, try to, demand*, insist*, pull*, bang*, knock*, twist*,
        hold of, held (me|my|her), wrist, catcall*, wink*, compliment*, nude*, "*, went through my, tore,
        comments, made fun, made .. noises, accent, imitat*, doxx*, expos*, leak*, shared my, asked me
        out, introduced me, raised his voice, raised her voice, explain* to, explained, fight*, attack*,
        assault*""",
    categories="""
        inappropriate, insulting, rude, offensive, disrespectful, harassment, harass*, unpleasant,
        uncomfortable, misconduct, bullying, abusive, creepy, gross, discriminat*, sexis*, racis*,
        hostile, unsafe, something happened, an incident, behaviour, behavior, misbehav*, bad things""",
    # Who did it.
    looks=r"""
        wearing, wears, wore, hoodie, t-shirt, tshirt, shirt, jacket, coat, raincoat, sweater, jumper,
        cap, hat, beanie, scarf, beret, kilt, dress, suit, costume, onesie, vest, jersey, turtleneck,
        lanyard from, trainers, sandals, glasses, beard, bearded, moustache, mustache, ponytail,
        dreadlocks, braids, curly, bald, blond*, ginger, red hair, dark hair, grey hair, hair, shaved,
        tattoo*, piercing, nose ring, braces, accent, deep voice, voice, tall, short and, stocky, thin,
        skinny, limp, walking stick, cane, plaster cast, badge said, name tag, name badge, label said,
        about \d\d years, maybe \d\d, in (his|her|their) (early |mid |late
        )?(twenties|thirties|forties|fifties|sixties|\d0s), early twenties, mid-fifties, \d{3} ?cm,
        guitar case, headphones, backpack, gold chain, necklace, mohawk, mullet, dreads, plait*,
        pigtail*, bun, leather jacket, denim jacket, tracksuit, bathrobe, polo, blouse, bow tie, tie,
        hawaiian shirt, cargo shorts, shorts, flip-flops, boots, lanyard, sticker said, lip ring,
        earring*, scar, make-up, stout, heavy-set, heavyset, broad-shouldered, slim, lanky, chubby,
        overweight, middle-aged, elderly, greying, silver hair, silver glasses, long hair, short hair,
        crutch*, stutter*, lisp*, scottish accent, \w+ accent, pushing \w+ty, around \w+ty, in a
        captain's hat""",
    called="""
        called himself, calls himself, calls herself, goes by, named, by the name, nickname*, handle,
        username, user name, the user, display name, his name is, her name is, name is, someone called,
        woman called, guy called, a certain, a mr, mr, mrs, ms, dr, prof, professor, known as, nick,
        name given, account, presents herself, presents himself, sender address, sent from the number""",
    single_roles="""
        my (boss|manager|supervisor|mentor|teacher|professor|examiner|line
        manager|colleague|ex|neighbour|team lead|landlord), our (ceo|chair|boss|manager|teacher|mentor),
        the (chair|treasurer|teacher|instructor|host|moderator|keynote
        speaker|keynoter|emcee|mc|bouncer|captain|recruiter|photographer|tutor|secretary|president|barman|
        bartender|waiter|steward|janitor|cook), your chair, the man who, the woman who, the guy who, the
        person who, the one who, guy in a, man in a, woman in a, man in, woman in, guy with, man with,
        woman with, the man i, a drunk man""",
    people="""
        he, him, his, she, her, hes, shes, he's, she's, man, men, woman, women, guy, guys, bloke, dude,
        fellow, lady, gentleman, boy, boys, girl, girls, organiser*, organizer*, volunteer*, speaker*,
        sponsor*, recruiter*, participant*, attendee*, mentor*, moderator*, mod, admin*, teacher*, staff,
        steward*, member*, trustee*, engineer*, lecturer*, bouncer, colleague, employee, delegate*,
        committee, perpetrator""",
    # Background.
    background=r"""
        earlier, before this, beforehand, previous*, in the past, last (year|spring|summer|autumn|winter),
        already in, same thing, second time, third time, fourth time, for the (second|third|fourth) time,
        not the first, warned, warning*, drunk, drinking, drink, drinks, drank, alcohol, beer*, wine,
        vodka, gin, pints, sober, hammered, tipsy, wasted, open bar, my
        (boss|manager|supervisor|mentor|examiner|ex|husband|wife), line manager, report to (him|her),
        reports to, supervision, power, position, decides (on|who|about|my), signs my, hangs on, depends
        on, used to, background, context, history, know each other, known (him|her|each), never seen,
        never met, hadn't even (spoken|talked|met), had never, nothing had happened, first-timer, first
        time, my first, very first, because i, since i
        (testified|said|rejected|wrote|told|turned|reported), after i had, after i'd, i'd told, i had
        told, i told (him|her) (before|earlier), revenge, retaliation, grudge, quarrel*, argument,
        rejected, turned (him|her|them) down, had asked (him|her), i am
        (ukrainian|trans|gay|muslim|jewish|black|roma|romani|disabled|a foreigner), i'm
        (ukrainian|trans|gay|muslim|jewish|black|disabled), friction, ever since, started when, it all
        began, it began, applied (to|for), i applied, because he, because she, who decides, known for, in
        (march|april|may|june|january|february|september|october) (he|she|they), divorced, we had, for
        years, at the office before, complaint on, complained, my visa, my contract, my grant, rivals,
        competit*, since february, since march, from february, knows me, knew (me|him|her|each), we
        (had|were|used|dated|worked|shared|met|share|work), we've (had|known|worked), he (had|has|has
        been|was) (been |already |earlier )?(drinking|drunk|warned|told|asked), ex-\w{2,12}, my ex,
        former, divorce*, break-up, broke up, dating, dated, relationship, affair, employer, employ*,
        subordinate, superior, senior to, hires, hire, grade*, grading, scholarship, sponsor of, months
        ago, years ago, weeks before, days before, the week before, the day before, the night before,
        earlier that, that same, already, before that, prior, once before, twice before, repeatedly,
        pattern, reputation, always been, never (had|any) .. (problem*|trouble|quarrel), stranger,
        strangers, out of the blue, out of nowhere, for no reason, minutes before, reason, motive,
        disagree*, dispute*, feud, envy, jealous*, religio*, immigrant, refugee, wheelchair, autis*,
        dyslex*, pregnan*, newcomer, beginner, only woman, intoxicat*, high on, drugs, weed, smelled of,
        hangover, tequila, whisky, cider, shots, cocktail*, champagne, prosecco""",
    vague_background="""
        he is still my, colleague, more behind this, isn't the first, as always, as usual, leader, head
        of""",
    # Who saw it.
    witnesses=r"""
        saw it, saw (this|that|the|us|him|her|what|everything), have seen, seen it, heard
        (it|this|that|him|her|the|them|every), overheard, witness*, can confirm, could confirm, will
        confirm, confirm (it|every|the), was with me, were with me, stood (next
        to|beside|by|there|behind), stood there, was (standing )?(next to|beside) (me|us), sitting next
        to, next to me, sat (next to|beside|across), was there too, was also there, were also there, my
        (friend|friends|colleague*|boyfriend|girlfriend|wife|husband|partner|sister|brother|teammate*|team-mate*|roommate|co-organiser|
        student|cousin|agent|son|daughter|mother|father|intern), me and, and me, and myself, told him
        (off|to), told her (off|to), pulled him, stepped (in|between), intervened, nobody
        (else|saw|was), no one (else|saw|was), no third person, word against, alone with, only us two,
        just us two, the two of us, only the two, by myself, anyone else:, i'm with, im with, other
        targets, others are, ppl affected, people affected, ask the (girl|guy|man|woman), waiter,
        bartender, barman, bouncer, security, neighbour, the woman (to|on|next), the man (to|on|next),
        the host, was present, were present, i watched, \d{1,2} people, turned round, turned around,
        asked me if, both of us, left her, targets, our table, noticed, watched, looked on, filmed it,
        recorded it, backed me up, came to help, helped me, comforted, was sitting, were sitting,
        standing nearby, nearby, bystander*, passer-by, passers-by, the couple,
        (two|three|four|five|both)
        (men|women|people|others|colleagues|friends|girls|boys|students|participants|guys|of us|of my),
        alongside, together with, in (the|his|her|my|their) (company|presence), presence of, deserted,
        empty, alone, one-on-one, one to one, in private, vouch, back this up, testify, ask \w{2,16},
        speak (to|with) \w{2,16}, was there, were there, also there, as well as, in the know, told me
        (later|afterwards) that, screen capture, cc'd, on the call were""",
    crowds="""
        everyone, everybody, people, others, the others, the audience, the whole
        (room|table|queue|class|group|channel|discord|team), a queue, crowd, participants, some of, a
        bunch, half the, all in the, the row, to the row, volunteers, our table, the table, staff just""",
    # How to reach the reporter.
    reach_me="""
        reach me, reachable, contact me, get hold of me, call me, ring me, text me, whatsapp me, dm me,
        message me, write (to )?me, write me back, reply (to|here), answer (me )?(here|on|at), use this
        one, my (number|phone|e-mail|email|mail|insta|signal), phone, tel, mobile, leave me a note,
        signal, threema, keybase, contact details, questions to me, ext, use .. for me, this same address,
        my dms, comment in""",
    no_reply="""
        under no circumstances (contact|write|reply|answer|e-mail|email|call or write), (ask|asking|wish|want)
        (that )?nobody (contacts|contact|answers|answer|replies|reply|writes|write) .. (me|this), not safe
        .. to be (answered|contacted|written to), (answering|replying|writing back|an answer|a reply) ..
        (would|could|will|puts) ..
        danger*, (won't|will not|wont) read (answers|replies),
        (please|kindly|pls) (do not|don't|dont) (even )?(answer|reply|respond|get back|write back|follow
        up|reach out|acknowledge|message me|send (a|any) reply|send me|write to me|contact me|email
        me|e-mail me|mail me|get in touch with me), (do not|don't|dont|never) (message me|reach out to
        me|follow up with me|send me (anything|any mail)|send anything back|contact me), (do
        not|don't|dont) (want|wish) (to hear (back|from you)|to be contacted|to be emailed|to receive
        (a|any) (reply|answer|response)|(any )?contact from you), (do not|don't|dont) want
        (you|anyone|anybody) to (contact me|write to me|reply|answer|email me|respond),
        (rather|prefer|wish|ask) not (to )?(be contacted|hear back), (do not|don't|dont) (need|have) to
        (reply|answer|respond|write back), no need for (a|an|any) (reply|answer|response), (a|an)
        (reply|answer|response) (is not|isn't) (needed|necessary|wanted), (no contact|no follow-up|no
        follow up) please, no (reply|answer|response) expected, (want|need|expect) no
        (reply|answer|response), not expecting (a|an|any) (reply|answer|response), (do not|don't|dont)
        expect (a|an|any) (reply|answer|response), not safe to (answer|reply to|contact) me, (do
        not|don't|dont) (answer|reply|respond) (this|it|to|me|here|back|please|pls|at all|or), (do
        not|don't|dont) (even )?(email|e-mail|mail) me, (do not|don't|dont) (contact|get in touch with)
        (me|us), (do not|don't|dont) write (back|to me|to us|to this|here|me), (do not|don't|dont) ring
        .. write, (do not|don't|dont) use this (address|mailbox|account), don't bother to
        (answer|reply|write), (do not|don't|dont) (try|bother) .. (reach|contact|find) me, no
        (answer|answers|reply|replies|response) (please|needed|necessary|wanted|required|is|to
        this|here|nor), (an|any|your) (answer|reply) .. (is|isn't) (not
        )?(needed|wanted|required|necessary), (needs|requires|needing|requiring) no
        (answer|reply|response|reaction), (do not|don't|dont|not) (want|need|wish for|require)
        (a|an|any|the) (reply|answer|response), (do not|don't|dont) want to be (contacted|written
        to|answered), would not want (a|an|any) (answer|reply), no need to (reply|answer|respond|write
        back|get back), (you )?(needn't|need not) (answer|reply|respond|get back|write back|confirm),
        (ask|asking) you (expressly )?not to (answer|reply|respond|write|contact|ring|get in touch),
        (rather|sooner|prefer) (that )?you (did not|didn't|do not|don't)
        (answer|reply|respond|write|contact), grateful if none were, (i will|i'll|i shall) (delete|throw
        away|bin|destroy) .. unread, (won't|will not|wont|shan't|shall not) (read|open|be opening|be
        reading) (any |your |the |a )?(answer|answers|reply|replies), without contacting me, send nothing
        (back|to this|in return), send me nothing, write nothing back, spare (yourselves|yourself)
        (an|the|any) (answer|reply), save (yourselves|yourself) (a|an|the|any) (answer|reply), (further
        )?correspondence (i do not|is neither|is not), refrain from
        (replying|answering|writing|contacting), no letters please, no point (in )?(answering|replying), (do
        not|don't|dont) (try|bother) to (answer|reply|respond|write back), one-way
        (letter|mail|note), (keep|make|consider) .. one-way, (not|isn't) safe (for (me|you) )?to
        (write|reply|answer|respond|email|mail|text|message|send) .. (me here|me
        back|to me|back|here|this|anything|letters|emails), (prefer|rather|like) not to
        (get|receive|have) (a|an|any) (reply|answer|response|mail|letter), (do not|don't|dont)
        (mail|email|text|message|answer|reply) (me )?back, (do not|don't|dont) send
        (anything|more|any more|any) .. (here|back|to this|to me), (do not|don't|dont) send me
        (more|any|further|emails|letters|messages|mail), please nothing back, nothing back (please|to
        this|here), want you to write back, (obliged|grateful|glad|thankful|happy) (if|that) (nobody|no one|no-one|none)
        (wrote|writes|write|rang|answers|answered|answer|got in touch|gets in touch|replies|replied|contacts|contacted),
        (rather|prefer) (that )?(nobody|no one|no-one) (wrote|writes|answers|answered|got in touch|replied|replies),
        (glad|happy|prefer|rather|want|wish) not to be (written to|contacted|reached|answered), (do not|don't|dont)
        (want|wish) to be (written to|contacted|reached|answered), send no (answer|reply|letter|letters|mail),
        (please|kindly|pls) no (answer|reply|response|contact), (do not|don't|dont) desire (a|an|any)
        (answer|reply), you (must not|mustn't|may not|should not|shouldn't)
        (write|reply|answer|respond|mail|email|send anything) (to )?(me|this|here|back)""",
    no_reply_alone="""
        (please |kindly |so |and |but |just |again )?(do not|don't|dont|never) (ever
        )?(reply|answer|respond|write|mail|email|text)( to)?( me| here| back)?( or (ring|call|write|reply|mail))?(
        again| anymore| any more)?( please)?, (please |so )?no
        (emails|e-mails|mails|messages|letters|replies) (please|pls)""",
    no_more_letters="""
        (please |so |and |then )?no more (emails|e-mails|email|e-mail|mails|mail|messages|letters|replies|texts)(
        please| pls| thanks| thank you| from you| to this address| here| anymore)?( please| pls| thanks| thank you)?,
        (please )?i (really |just )?(do not|don't|dont) want (to get )?(any more|more|further|any further|any)
        (emails|e-mails|email|e-mail|mails|mail|messages|letters|replies)( from you| here)?( please)?""",
    may_we_write="""
        how (do|can|may|could|should|shall) we (reach|contact|answer|get back to) you, (may|can|could|should|shall)
        (we|they) (contact|write to|reply to|answer|reach|e-mail|email|get back to|get in touch with) you( back)?,
        (may|can|could|should|shall) we (reply|answer|write back), (do|would) you (want|like|need|wish for) (a|an)
        (reply|answer|response), (do|would) you (want|like|wish) (us to (contact|answer|write to) you|to be
        contacted|to be
        answered|to hear back|to hear from us), is it safe to (contact|answer|write to) you, (ok|okay|fine) to contact
        (you|me), (follow-up|reply|answer|contact) (wanted|requested|allowed|permitted), wants (a|an) (reply|answer)""",
    says_no="""
        no, n, nope, no thanks, no thank you, rather not, i'd rather not, i would rather not, (i'd|i would)
        rather you (did not|didn't), please (don't|do not), don't, preferably not, absolutely not, under no
        circumstances, not safe""",
    bare_no="no, n, nope, false, off, 0, not ticked, unticked, not checked, unchecked",
    reply_limits="""
        (above|below|under) (this|the) line,
        leave me without, left without, hesitate, contacted by,
        him, her, reply only, his, with (a|an|excuses), reply all, anybody else, at work, at my, to my,
        to the list, on slack, right away, this minute, urgently, within, over the weekend, while, about
        anything else, (i|we) (said|wrote) (don't|do not), my boss, the press, got no, there was no,
        there is no (answer|reply|response|word), was no, i (don't|do not|dont|didn't|did not)
        (answer|reply|respond|write|use|email|contact), them, he said, she said, he says, she says, he
        told, she told, he wrote, she wrote, (he|she|they|who) (does|did|do) not, (he|she|they|who)
        (doesn't|didn't|don't), (he|she|they) (asked|wants|want|wanted), to all, everybody, by phone, on
        the phone, phone me, phone, calling, before, today, tonight, yet, right now, at once,
        immediately, straight away, soon, quickly, until, in the morning, monday, tuesday, wednesday,
        thursday, friday, saturday, sunday, tomorrow, this week, mail is fine, e-mail is fine, email is
        fine, write instead, text instead, instead, (unless|if) (you|it|there|i|this)""",
    dead_address="""
        (address|account|mailbox|e-mail|email|mail|inbox) .. (stops working|stop working|expires|will be
        closed|is being
        closed|will be deleted|is not read|isn't read|won't be read|goes nowhere|doesn't receive|cannot
        receive|can't
        receive|no longer works|won't work|not monitored), throwaway address, disposable address,
        temporary address,
        (can't|cannot|won't be able to) .. (read|receive) .. (here|on this address|at this address)""",
    answer_there="""
        my (other|private|personal|home|new|own|alternative|safe)
        (address|e-mail|email|mail|mailbox|account), (another|a different)
        (address|e-mail|email|mailbox|account), instead of this, not (to|at|on) this
        (address|account|e-mail|email|mailbox), (please|kindly) (reply|answer|respond|write|use|send ..
        (answer|reply)), (your|any) (answer|reply|response|answers|replies) to, use .. instead,
        (write|reply|answer|respond) to me (at|on|via)""",
    answers="""reply, answer, respond, write, use, send (your|any|all) (answer|reply|answers|replies)""",
    # Alarm and marks.
    help_now="""
        send (somebody|someone|anyone|help|security|an organiser|an organizer|a host|staff|one of|a
        woman), come (now|quick*|fast|immediately|asap), please come, pls come, please (hurry|help), pls
        (help|send), help (me|us) (now|please|out), need help, need (a
        host|someone|somebody|security|help) (right )?now, get (somebody|someone|security), call (the
        )?(police|security|ambulance), urgent help, can (someone|somebody|anyone) ..
        (come|walk|help|join|remove), someone .. come, don't know what to do, dont know what to do, what
        shall i do, hurry, anyone .. come, (he's|he is|they're|they are|she's|hes|theyre|is) (right
        |still )?outside (of )?(my|our|the), (door|floor) hes outside, i'm hiding, im hiding, (we|i)
        (are|am) (locked|trapped|hiding|stuck), (banging|knocking|hammering) (on|at) (my|our), rings ..
        (doorbell|bell), alone here, happening now, going on now, happening right now, someone is
        (trying|breaking), trying .. door handle, before .. police, please someone, someone please,
        asap, we need (you|someone|help|security), come over, bring (someone|security|help), is there
        anyone, anyone here, i can't (leave|get out|get away|breathe), can't get (out|away|past|home),
        trying to (get in|break in|break), won't open, is coming (after|towards|closer|for|to my|back),
        coming closer, is waiting (for me|outside), waits (for me )?outside, waiting outside
        (my|the|our), has a (knife|bottle|gun|bat|weapon), (he|she|they) has (a )?knife, barricad*,
        surrounded, cornered me, blocking (my|our|the) (way|exit|door), as we speak, alone with him,
        what should (i|we) do, pick up the phone, answer the phone, going to (hurt|kill|hit|jump), wants
        to (die|jump|hurt), taken (pills|an overdose), overdose, (put|slipped|mixed) something (in|into)
        .. (drink|glass|cup|beer), (can|could)('t| not| hardly| barely) (even )?stand,
        (isn't|not|stopped) (breathing|responding|making sense|waking up), won't wake up, passed out,
        unconscious, (an )?ambulance, (medical|urgent|immediate) help, kill
        (myself|herself|himself|themselves), (end|take) (my|her|his) (own )?life, (don't|doesn't|dont)
        want to (live|be alive), is back (in|at|and), came back (in|and is), is looking for
        (me|her|him|us), what do i do, pick (me|us) up, get (me|us) out, coming (tonight|armed|to my|for
        me), come(s)? to my (home|house|door|room), come and get (me|us), come get (me|us), (is|are)
        (now )?parked (outside|in front|across), won't let go, (took|has|have|stole) (my|her|his|our)
        (keys|phone|shoes|coat), can't go home, isn't answering, not answering, doesn't answer,
        (is|are|still) anyone (still )?(there|here|around|awake|up), what (can|do|should|shall) (we|i)
        do, in here with (me|us|her), locked .. in, can't (find|reach) (her|him|them), is missing,
        nowhere to be found, they close (at|in), battery (is )?(dying|almost|at), (call|ring|phone|get)
        (the )?(cops|police|911|112|999|ambulance|security|emergency), (tell|say) me (who|whom) (to|i)
        (call|ring|phone), send (an adult|a grown-up|somebody|anybody) , kitchen knife, with a
        (knife|gun|bat|bottle|blade|hammer), panic attack, (is|are) (still )?hitting
        (him|her|them|me|each other), having a seizure, bleeding, (what|dunno what) (do|should|can)
        (i|we) do (now)?, (won't|wont|refuses to|will not) (leave|get out|go) (my|our|the), don't let
        (him|her|them) (in|near|get), do not let (him|her|them) in, (he|she|they|someone) found
        (us|me|her)""",
    despair=r"""
        the point (any ?more|anymore|of (living|going on)), no point (any ?more|anymore|in (living|going
        on)), on (\w+ )?(bridge|roof|ledge|railing|platform|tracks), (can't|cannot|cant) (do
        (it|this)|go on|take (it|this)|live) (any ?more|anymore|any longer), goodbye, good bye,
        farewell, (always|been) (so )?(kind|good|nice) to me, took (all )?(the|my) (pills|tablets), be
        gone, (miss|without) me, end it (all|tonight|now), want to die, (don't|dont) want to (live|be
        here|exist|wake up), better off without me, last message, by the time you read this""",
    wants_to_die="""
        (i|i'd) (just )?(really )?want to die, i (would|'d) rather be dead, (i will|i'll|i am going
        to|i'm going to|gonna|going to|i want to|i plan to|thinking of|thinking about|think about) (kill
        myself|killing myself|end my life|ending my life|end it all|take my (own )?life|taking my (own
        )?life), (i) (do not|don't|dont) want to (live|be alive) (any more|anymore|any longer), suicidal""",
    called_for_help="""
        (have|has|i've|we've) (already |just )?(called|phoned|rung|dialled|alerted) (112|911|999|the emergency
        (number|services)), on the (phone|line) (to|with) (112|911|999|the emergency services)""",
    danger="""
        following (me|us|her|him), locked (in|us|me|the door|myself), hiding, outside (my|our|the) ..
        (door|room|house|tent), behind the door, door handle, banging, won't let (me|us|her|him), wont
        let (me|us|her|him), knife, weapon, gun, violent, attack*, threaten* to
        (kill|hurt|come|beat|hit), beating, bleed*, hit with, pushing (people|him|her|us|me), drunk man,
        yelling, scared to, really scared, keeps knocking, keeps following, blocking the door, is hurt,
        been hit, fight*, stuck in, drugged, passed out, unconscious, kill (me|her|him|us|myself),
        suicid*, throwing, shouting at each other, shouting slurs, is shouting, in danger, crying,
        cornered, surround*, chasing, chase, grabb*, hitting, punching, kicking, choking, dragging,
        trapped, barricad*, smashed, smashing, threw, knocks, pounding, yelling at, screaming, screams,
        bottle, armed, drunk, aggressive, circling, waiting outside, waits outside, stalking, harassing,
        groping, touching, pulling, shoving""",
    live=r"""
        (is|are|he's|she's|hes|shes|they're|theyre) \w{2,14}ing, right now, just now, as (i|we)
        (type|write|speak), at this (very )?moment, this minute, right this, now,
        (is|are|he's|she's|they're|hes|shes|theyre|we're|were) .. (outside|here|behind|in the|at the),
        still here, still there, im at the, i'm at the, we are at, we're in, im in, keeps, is trying, are
        trying, is being, is going, has been hit, tonight, since (ten|five) minutes""",
    exposure="""
        (post*|shar*|publish*|leak*|spread*|spam*) .. (my|our|her|his) (home |street )?(address|phone
        number|number|street|school|passport), (address|home address|number plate|phone number) ..
        (posted|shared|published|online)""",
    retaliation="""
        retaliat*, revenge, afraid (he|she|they|that he|that she)('ll| will| would| finds), fear ..
        (job|reaction|consequence*|revenge|retaliation), he'd know .. who, would know who wrote, know who
        i am, don't tell (him|her|them|my), keep .. away from my (employer|boss), don't contact (him|her),
        without (him|her) (knowing|finding), scared of (his|her|their) reaction, punish*, lose my
        (job|place|visa|grant)""",
    safety="""
        afraid, scared, frightened, terrified, unsafe, not safe, fear for, threat*, in danger, my
        safety, following (me|us), followed me, stalk*, walk me home, don't dare, didn't dare, home
        address, panic""",
    contact_not_found="""
        couldn't find .. (form|address|contact|who|where), couldnt find .. (form|address|contact|who),
        could not find .. (form|address|contact|who), didn't know (who|where) to
        (write|report|contact|send), no idea who to (contact|write), hard to find, hope this is the right
        (address|place), hope i've got the right address, not sure .. right (address|place), wasn't sure
        .. (address|where to), address .. (bounced|doesn't work|not work*), link .. (broken|doesn't
        work|does not work), nobody told us""",
    # What is a report, and what is none.
    reports="report*, incident*, complaint*, complain*, statement, to lodge",
    means_to_report=r"""
        see (the )?attach*, (details|everything|all|description|account|rest|it) .. (in|as) ..
        attach*, attached (report|statement|description|account|pdf|letter),
        (want|wants|like|wish|need|have|going|writing|am here) to (report|lodge|complain|make a
        (complaint|report)|file a (complaint|report)|tell (you|someone|somebody)
        (about|what)|submit), i am reporting, i'm reporting, reporting (a|an|this|him|her|someone),
        my (first |earlier |previous )?(report|complaint), this is a (report|complaint),
        (broke|breaks|broken|breach of|violated|violates|violation of|breached|against|breaking)
        (the|your|our) (code|rules|coc|policy|guidelines), (code of conduct|coc|rules) (was|were|has
        been|have been|got) (broken|violated|breached|ignored), (talk|speak) (to|with)
        (someone|somebody|one of you|you|anyone|any of you) .. (about|in private|in confidence),
        (something|a thing|what|incident|this) (that )?(happened|has happened|occurred|took place)
        (to me|at|to my|on|during|in|last|yesterday), (wasn't|was not|isn't) (right|ok|okay),
        (third|second) (mail|time i write), (happened|did it|done) to (me|us|her|him),
        (hereby|want to|wish to|have to|must) (inform|notify|report|bring to your)""",
    says_no_report=r"""
        nothing (bad )?has (actually )?happened(?! (since|between|again|more|after|to)), (this is |it is
        |it's )?(not a
        report|no report|not a complaint), (purely|only|just) (a |an )?(\w+
        )?(question|hypothetical|curiosity|curious), hypothetical*, (hasn't|has not) come up, no
        incident""",
    attached="attach*, enclosed, pdf, screenshot*, document below, the file, this file",
    not_reports="""
        sponsor*, newsletter, unsubscribe, invoice, interview (request|about|you|somebody|someone),
        thesis, talk proposal, proposal for a talk, call for papers, lost and found, lost my, left my,
        hand in a, wrong coat, mix-up, by mistake, ticket refund, seo, ranking, traffic, services, offer
        you, would love to host, could you tell us what, what does it cost, slot costs, undelivered,
        delivery (failed|failure|status|system), mailer-daemon, out of office, on holiday, automatic
        reply, not accusing, thank you for the (event|evening|meetup|talk), question about your, how do
        you handle, would you be (interested|willing), demo of our, press release, our company, job
        opening, we are hiring, translation of, copy of your code, adopt your code, research, survey,
        questionnaire, license, licence, webinar on, free trial, unrelated, proof of, the proof, proofs,
        banner, artwork, print-ready, in time to print, quotation, price list, receipt, your order,
        order confirmation, brochure, flyer, contract for, the contract, deposit, rental, cv attached,
        my cv, curriculum vitae, logo, approval,
        t-shirt size*, wrong size, swap it, swap (my|the), exchange it, i ordered, refund""",
)
