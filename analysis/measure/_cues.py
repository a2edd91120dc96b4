"""Words that give what stands beside them to a source."""

from __future__ import annotations

import re

CUES = frozenset(
    re.findall(
        r"\w+",
        """
    according accusation accusations accuse accused accuses accusing acknowledge
    acknowledged acknowledges acknowledging add added adding adds admit admits admitted
    admitting advocate advocated advocates advocating allege alleged alleges alleging
    announce announced announces announcing argue argued argues arguing ask asked asking
    asks assert asserted asserting asserts assure assured assures assuring believe believed
    believes believing blame blamed blames blaming blasted blasting blasts boast boasted
    boasting boasts brag bragged bragging brags branded branding call called calling calls
    caption captioned caution cautioned cautioning cautions chant chanted chanting chants
    characterisation characterise characterised characterization characterize characterized
    characterizes characterizing cite cited cites citing claim claimed claiming claims
    comment commented commenting comments compared compares comparing complain complained
    complaining complains concede conceded concedes conceding conclude concluded concludes
    concluding condemn condemned condemning condemns confirmed confirming confirms
    considered considering considers contend contended contending contends credited
    crediting credits criticise criticised criticism criticisms criticize criticized
    criticizes criticizing declaration declarations declare declared declares declaring
    decried decries decrying deem deemed deems demand demanded demanding demands denied
    denies denounce denounced denounces denouncing deny denying deride derided derides
    describe described describes describing description dismiss dismissed dismisses
    dismissing dub dubbed dubbing dubs emphasised emphasize emphasized emphasizes
    emphasizing exclaimed exclaiming exclaims exhorted exhorting exhorts explain explained
    explaining explains expressed expresses expressing fear feared fearing fears feel feels
    felt fumed groused gushed hailed hailing hails headlined hinted hinting hints insist
    insisted insisting insists instructed instructing instructs interview interviews invoke
    invoked invokes invoking joked jokes joking justified justifies label labeled labeling
    labelled labelling labels lamented lamenting laments letter likened likening maintained
    maintaining maintains memo mentioned mentioning mentions mocked mocking mocks nickname
    nicknamed nicknames noted notes noting notion objected objecting objects observed
    observes observing opined opines pledge pledged pledges pledging posted posting posts
    praised praises praising preached preaches preaching predicted predicting predicts
    proclaimed proclaiming proclaims promise promised promises promising quip quipped quips
    quote quoted quotes quoting read reading reads rebuffed rebuffs recalled recalling
    recalls refer referred referring refers reiterate reiterated reiterates reject rejected
    rejecting rejects remark remarked remarking remarks repeated repeating repeats replied
    replies reply replying reported reporting reports respond responded responding responds
    response retorted retorts ridiculed ridicules ripped ripping rips said say saying says
    scoffed scoffs screamed screaming screams seethed shout shouted shouting shouts slammed
    slamming slams slogan slogans sniped snipes speak speaking speaks speculate speculated
    speculates speech spoke spoken stated statement statements stating stress stressed
    stresses stressing suggest suggested suggesting suggests tagged taunted taunting taunts
    teased teases tell telling tells termed terming terms testified testifies testifying
    testimony think thinking thinks thought threaten threatened threatening threatens told
    touted touting touts trashed trashes trashing tweet tweeted tweeting tweets urge urged
    urges urging vented venting vents viewed views voiced voices voicing vow vowed vowing
    vows warn warned warning warnings warns worried worries worrying write writes writing
    written wrote yelled yelling yells
        """,
    )
)
"""Forms of verbs and nouns of speech, and of thought that someone is said to have."""
