"""Verbs of harm and of other acts, and the nouns made of them: lists of our own.

Written for this package from what news reports of violence call things; no list of others
was copied. A verb stands with the nouns that name the same act ("kill": killing).
"""

from __future__ import annotations

from collections.abc import Mapping

Verbs = Mapping[str, tuple[str, ...]]


def _listed(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``verb: noun noun`` lines."""
    pairs = (line.split(":") for line in text.split("\n") if line.strip())
    return {verb.strip(): tuple(nouns.split()) for verb, nouns in pairs}


HARM: Verbs = _listed("""
abduct: abduction
ambush: ambush
assassinate: assassination
assault: assault
attack: attack
batter: battering
beat: beating
behead: beheading
bludgeon: bludgeoning
blow up:
bomb: bombing
bombard: bombardment
burn: burning
butcher: butchery
choke: choking
club: clubbing
crush:
decapitate: decapitation
die: death
drown: drowning
electrocute: electrocution
execute: execution
fire on:
gas: gassing
gun down:
hang: hanging
harm:
hit:
hurt:
injure:
kick: kicking
kidnap: kidnapping
kill: killing slaying homicide manslaughter
knife: knifing
lynch: lynching
machine-gun:
maim: maiming mutilation
massacre: massacre
molest: molestation
mow down:
murder: murder
mutilate:
open fire:
pepper-spray: pepper-spraying
perish:
poison: poisoning
pummel: pummeling
punch: punching
put to death:
rape: rape
run over:
shell: shelling
shoot: shooting shootdown
slaughter: slaughter
slay:
slap: slapping
smother: smothering
stab: stabbing
starve: starvation
stone: stoning
strangle: strangling strangulation
strike: strike airstrike air-strike
suffocate: suffocation
tase: tasing
tear-gas: tear-gassing teargassing
torture: torture
trample: trampling
whip: whipping
wound: wounding
""")
"""Acts that kill or hurt, with the nouns that name them."""
OTHER: Verbs = _listed("""
abuse: abuse
accuse: accusation
aid:
arrest: arrest
ban: ban
banish: banishment
besiege: siege
blame:
blockade: blockade
bully: bullying
capture: capture
censor: censorship
charge:
coerce: coercion
condemn: condemnation
convict: conviction
defend: defence defense
deport: deportation
destroy: destruction
detain: detention
dismiss: dismissal
displace: displacement
escort:
evacuate: evacuation
evict: eviction
exile: exile
expel: expulsion
extradite: extradition
feed:
fine: fine
force:
free:
fund:
harass: harassment
help:
house:
humiliate: humiliation
imprison: imprisonment
indict: indictment
insult: insult
interrogate: interrogation
intimidate: intimidation
invade: invasion
jail: jailing
liberate: liberation
loot: looting
occupy: occupation
oppress: oppression
overthrow: overthrow
persecute: persecution
praise: praise
prosecute: prosecution
protect: protection
punish: punishment
raid: raid
release: release
rescue: rescue
rob: robbery
sack: sacking
sanction:
save:
search:
seize: seizure
sentence:
shelter:
silence:
strip:
sue: lawsuit
surround:
target: targeting
threaten: threat
topple: toppling
track:
treat: treatment
vandalise: vandalism
vandalize: vandalism
warn: warning
welcome:
""")
"""Other acts of one towards another: force, law, help, blame."""
IRREGULAR: Mapping[str, tuple[str, ...]] = {
    "beat": ("beat", "beats", "beating", "beaten"),
    "blow": ("blow", "blows", "blowing", "blew", "blown"),
    "die": ("die", "dies", "dying", "died"),
    "feed": ("feed", "feeds", "feeding", "fed"),
    "gas": ("gas", "gasses", "gassing", "gassed"),
    "hang": ("hang", "hangs", "hanging", "hanged"),
    "hit": ("hit", "hits", "hitting"),
    "hurt": ("hurt", "hurts", "hurting"),
    "mow": ("mow", "mows", "mowing", "mowed", "mown"),
    "overthrow": ("overthrow", "overthrows", "overthrowing", "overthrew", "overthrown"),
    "put": ("put", "puts", "putting"),
    "run": ("run", "runs", "running", "ran"),
    "shoot": ("shoot", "shoots", "shooting", "shot"),
    "slay": ("slay", "slays", "slaying", "slew", "slain"),
    "strike": ("strike", "strikes", "striking", "struck", "stricken"),
}
"""Forms of verbs that the rules of spelling do not give."""
DOUBLED = frozenset(
    "ban club kidnap stab slap strip tear-gas gun rob stun whip expel".split()  # noqa: SIM905
)
"""Verbs that double their last letter."""
DEATH = frozenset({"die", "perish", "drown", "starve", "suffocate", "be dead"})
"""Verbs whose subject is the one who comes to harm."""
