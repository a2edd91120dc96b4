"""Words that give what stands beside them to a source."""

from __future__ import annotations

import re

CUES = frozenset(
    re.findall(
        r"\w+",
        """
    according accusation accusations accuse accused accuses accusing acknowledge
    acknowledged acknowledges acknowledging added adding adds admission admit admits
    admitted admitting advocate advocated advocates advocating agree agreed agreeing
    agrees allegation allegations allege alleged alleges alleging announce announced
    announces announcing answer answered answering answers applaud applauded applauding
    applauds argue argued argues arguing argument arguments ask asked asking asks assail
    assailed assailing assails assert asserted asserting assertion assertions asserts
    assessment assure assured assures assuring believe believed believes believing
    belittle belittled belittles belittling bemoan bemoaned bemoaning bemoans berate
    berated berates berating blame blamed blames blaming blasted blasting blasts boast
    boasted boasting boasts brag bragged bragging brags branded branding call called
    calling calls caption captioned castigate castigated castigates castigating caution
    cautioned cautioning cautions chant chanted chanting chants characterisation
    characterise characterised characterization characterize characterized characterizes
    characterizing charged chide chided chides chiding cite cited cites citing claim
    claimed claiming claims commend commended commends comment commented commenting
    comments compared compares comparing complain complained complaining complains
    complaint complaints concede conceded concedes conceding conclude concluded
    concludes concluding concur concurred concurs condemn condemnation condemned
    condemning condemns confirmed confirming confirms congratulate congratulated
    congratulates considered considering considers contend contended contending contends
    contention convince convinced convinces convincing credited crediting credits
    criticise criticised criticism criticisms criticize criticized criticizes
    criticizing crowed declaration declarations declare declared declares declaring
    decried decries decry decrying deem deemed deems demand demanded demanding demands
    denied denies denounce denounced denounces denouncing denunciation deny denying
    depict depicted depicting depicts deride derided derides describe described
    describes describing description disagree disagreed disagrees dismiss dismissed
    dismisses dismissing disparage disparaged disparages disparaging disputed disputes
    disputing doubted doubts dub dubbed dubbing dubs echoed echoes echoing emphasised
    emphasize emphasized emphasizes emphasizing exclaimed exclaiming exclaims exhorted
    exhorting exhorts explain explained explaining explains express expressed expresses
    expressing extol extolled extolling extols fault faulted faults fear feared fearing
    fears feel feels felt fulminated fumed gripe griped griping grouse groused grousing
    grumble grumbled grumbles grumbling gushed hailed hailing hails headlined herald
    heralded heralding heralds hinted hinting hints implied implies imply implying
    insinuated insinuates insinuating insist insisted insistence insisting insists
    instructed instructing instructs interview interviews invoke invoked invokes
    invoking joked jokes joking justified justifies label labeled labeling labelled
    labelling labels lambast lambaste lambasted lambastes lambasting lambasts lament
    lamented lamenting laments laud lauded lauding lauds letter likened likening
    maintained maintaining maintains mantra memo mentioned mentioning mentions moaned
    moaning mocked mocking mocks nickname nicknamed nicknames noted notes noting notion
    objected objecting objects observed observes observing opined opines perceive
    perceived perceives perceiving persuade persuaded persuades persuading pledge
    pledged pledges pledging pointed portray portrayal portrayals portrayed portraying
    portrays posted posting posts praised praises praising preached preaches preaching
    predicted predicting predicts proclaimed proclaiming proclaims professed professes
    promise promised promises promising pronouncement pronouncements propose proposed
    proposes proposing questioned questioning quip quipped quips quote quoted quotes
    quoting raged railed railing ranted ranting read reading reads rebuffed rebuffs
    rebuke rebuked rebukes rebuking recalled recalling recalls recommend recommended
    recommending recommends recount recounted recounting recounts refer referred
    referring refers refrain reiterate reiterated reiterates reject rejected rejecting
    rejection rejects remark remarked remarking remarks repeated repeating repeats
    replied replies reply replying reported reporting reports respond responded
    responding responds response retorted retorts rhetoric ridiculed ridicules ripped
    ripping rips ruled said say saying says scoffed scoffs scold scolded scolding scolds
    screamed screaming screams seethed shout shouted shouting shouts skewer skewered
    skewering skewers slammed slamming slams slogan slogans sniped snipes speak speaking
    speaks speculate speculated speculates speech spoke spoken stated statement
    statements stating stress stressed stresses stressing suggest suggested suggesting
    suggestion suggestions suggests surmise surmised suspected suspects tagged talked
    talking talks taunted taunting taunts teased teases tell telling tells termed
    terming testified testifies testifying testimony thank thanked thanking thanks think
    thinking thinks thought threaten threatened threatening threatens thundered told
    touted touting touts trashed trashes trashing tweet tweeted tweeting tweets upbraid
    upbraided urge urged urges urging vented venting vents viewed views vilified
    vilifies vilify vilifying voiced voices voicing vow vowed vowing vows warn warned
    warning warnings warns whined whining wondered wondering wonders worried worries
    worrying write writes writing written wrote yelled yelling yells
        """,
    )
)
"""Forms of verbs and nouns of speech, and of thought that someone is said to have."""

WITH_CLAUSE = frozenset(
    re.findall(
        r"\w+",
        """
    concern concerned concerns expect expected expecting expects hope hoped hopes hoping
    intend intended intends want wanted wanting wants wish wished wishes
        """,
    )
)
"""Cues where a clause follows them (wants to, concern that), not where a thing does."""
