"""Words that credit what hangs on them to somebody, by what they take.

Lists of our own: the classes of Levin (1993, English Verb Classes and Alternations) for
verbs of communication (37), judgement (33), declaring and conjecture (29.4, 29.5) and
desire (32, 62), Hooper's assertive predicates (1975), and what reading news added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _listed(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", words))


SPEECH = _listed(
    """
    acknowledge add admit advise affirm allege announce answer argue ask assert assure aver
    bark bellow boast brag caution chant charge chide chime claim clarify comment complain
    concede conclude concur confess confide confirm contend continue counter crow cry declare
    decree demand deny disclose elaborate email emphasise emphasize exclaim explain fume gripe
    groan grumble gush hint hiss imply indicate inform inquire insinuate insist interject
    intone joke lament lecture maintain marvel mention moan mock mumble murmur muse mutter note
    notify object observe opine order plead pledge point post preach predict proclaim promise
    propose protest quip rail rant read reason recall recite recommend recount reiterate
    relate remark remember remind repeat reply report respond retort retweet reveal roar say
    scoff scold scream shout shriek sigh sing snap sneer speculate state stress suggest swear
    tell testify text thunder tweet urge vow wail warn whine whisper wonder write yell
    """
)
"""Verbs of speech: a clause, a quote, or the clause they interrupt, is what was said."""

CLAUSE = SPEECH | _listed(
    """
    accept accuse agree anticipate appreciate assume believe bemoan bet blame calculate
    caption concern convince decide demonstrate describe detail determine discover discuss
    doubt dream estimate expect fear feel figure find forecast foresee gather guess hear
    highlight hold hope imagine infer judge know learn outline perceive persuade portend
    presume project prove question rate realise realize reckon recognise recognize reflect
    regret rule see sense show signal stipulate suppose surmise suspect teach theorize think
    underline underscore understand want wish worry
    """
)
"""Verbs whose clause is what somebody says, thinks or shows."""

INFINITIVE = _listed(
    """
    advise agree aim ask attempt beg call claim consider convince decide decline demand direct
    encourage exhort expect forbid hope implore instruct intend invite like long offer order
    persuade plan pledge prefer press pressure promise propose push recommend refuse request
    say seek swear tell threaten urge volunteer vote vow want warn wish
    """
)
"""Verbs whose infinitive is what somebody wants, promises, or asks of another."""

PERSON_ASKED = _listed(
    """
    advise ask beg call challenge command convince dare direct encourage exhort expect implore
    instruct invite order persuade press pressure push tell urge want warn
    """
)
"""Verbs whose object is part of what is asked: urged them to leave."""

OBJECT = _listed(
    """
    accuse acknowledge add address advocate allege announce applaud assail attack attribute
    back bash bemoan berate blame blast call castigate caution challenge champion characterise
    characterize chide cite claim commend condemn confirm congratulate contrast credit
    criticise criticize declare decry deem demand denounce deny deplore depict deride describe
    detail disavow disclose discuss dismiss disparage dispute downplay dub echo embrace
    emphasize endorse envision explain expose express extol fault favor favour fear foresee
    hail highlight identify imply invoke issue justify label lambast lambaste lament laud
    lecture liken list mention mock name note oppose order outline paint pan pledge portray
    praise predict prefer preview proclaim promise promote propose publish question quote
    recall recite recommend recount reference regard reiterate reject release remind renew
    renounce repeat repudiate request retract retweet reveal ridicule rip savage say scold
    scorn share show shrug signal skewer slam stress suggest support suspect tease
    thank threaten tout trash trumpet tweet underscore unveil urge view vilify voice vow want
    warn welcome write
    """
)
"""Verbs whose object is what is said, or what something is said of: denied the charge."""

OBJECT_AS = _listed("cast define frame identify know present regard see")
"""Verbs that do so with "as" alone: saw it as a threat."""

NOTHING = _listed("anything nothing word")
"""Objects that say that nothing was said."""

WITH_OBJECT = _listed(
    """
    accuse attack attribute blame blast call cast characterize chide cite condemn congratulate
    credit criticise criticize deem define depict describe dismiss dub endorse fault frame hail
    identify lambast laud liken list mock name paint portray praise present rebuke regard
    reject ridicule scold see slam support tease thank urge view
    """
)
"""Verbs whose phrases after the object belong to what is said: accused him of fraud."""
AFTER_OBJECT = _listed("of for as with")

PREPOSITIONS: Mapping[str, frozenset[str]] = {
    verb: _listed(prepositions)
    for verb, prepositions in {
        "advocate": "for", "agree": "with on to", "allude": "to", "apologize": "for",
        "argue": "for against", "ask": "for about", "blame": "on", "boast": "of about",
        "brag": "about", "call": "for on", "campaign": "for against", "care": "about",
        "caution": "against", "comment": "on", "complain": "about of", "criticize": "for",
        "disagree": "with on", "dream": "of", "elaborate": "on", "focus": "on",
        "gripe": "about", "hear": "about", "hint": "at", "inquire": "about", "insist": "on",
        "inveigh": "against", "joke": "about", "know": "about", "lash": "at against",
        "lobby": "for against", "muse": "about", "object": "to", "opine": "on about",
        "plead": "for", "point": "to", "press": "for", "push": "for", "rail": "against about",
        "rant": "about against", "refer": "to", "reflect": "on", "respond": "to",
        "say": "about of", "side": "with", "speak": "of about against",
        "speculate": "about on", "talk": "about of", "tell": "about of", "testify": "about",
        "think": "about of", "vote": "for against", "vouch": "for",
        "warn": "of about against", "wonder": "about", "worry": "about", "write": "about of",
    }.items()
}  # fmt: skip
"""Verbs that with a preposition credit what follows it: called for, objected to."""

OTHER_SENSE: Mapping[str, frozenset[str]] = {
    verb: _listed(particles)
    for verb, particles in {
        "add": "up", "back": "away down off out up", "call": "off up",
        "hold": "back off on out up", "order": "in out", "show": "off up", "write": "in off",
    }.items()
}  # fmt: skip
"""Verbs that with these particles say nothing: called off, added up."""

PASSIVE = _listed(
    "allege believe consider estimate expect know report rumor say suppose suspect think"
)
"""Verbs whose passive credits nobody in particular: is said to have left."""

NOUNS = _listed(
    """
    accusation admission agreement allegation announcement argument assertion assessment
    assumption assurance belief claim comment complaint concern conclusion confidence
    contention conviction criticism declaration demand denial doubt estimate expectation
    explanation fear finding forecast guarantee hint hope idea impression indication
    insistence insinuation lament notion opinion pledge plea prediction proclamation promise
    proposal question reminder report request revelation rumor rumour sense sentiment signal
    speculation statement suggestion suspicion testimony theory threat verdict view vow
    warning wish worry
    """
)
"""Nouns whose clause or infinitive is what somebody says or thinks: her claim that."""

NOUNS_OF = _listed(
    """
    accusation admission allegation assertion chant claim complaint concern condemnation
    criticism critique declaration denial denunciation description doubt endorsement fear
    mention opinion opposition praise prediction promise question reference rejection support
    view warning
    """
)
"""Nouns whose phrase is what is said, or what something is said of: his praise for."""
AFTER_NOUN = _listed("of about for against to")

ADJECTIVES = _listed(
    """
    adamant afraid angry anxious aware certain concerned confident convinced critical
    disappointed dismissive doubtful eager fearful hopeful insistent interested mindful opposed
    optimistic pessimistic proud reluctant skeptical supportive sure surprised suspicious
    uncertain unhappy unsure upset wary willing worried
    """
)
"""Adjectives whose clause or phrase is what somebody thinks: was confident that."""
AFTER_ADJECTIVE = _listed("of about")
COPULAS = _listed("be become feel remain")

ADVERBS = _listed("allegedly purportedly reportedly supposedly")
"""Adverbs that credit their clause to nobody in particular."""
