"""What kind of thing a noun names: a person, a weapon, a cause, a thing that can be hit."""

from __future__ import annotations

from typing import Literal

from analysis.measure._word_sets import word_set

Kind = Literal["actor", "weapon", "cause", "thing", "figure", "unknown"]


PERSONS = word_set("""
% abbot activist adult agency agent aide ally ambassador anybody anyone archbishop archduke
army assailant asylum attacker aunt authority baby band bandit banker bishop bomber boss both
boy brigade brother bystander cabinet cadet candidate captain captive captor caretaker cartel
casualty cat cattle cellmate ceo chief child choir citizen civilian clan classmate clergy
cleric clerk client coalition colleague colonel columnist comedian commander commando commuter
company congregation conscript constable contingent cook cop corporal corps couple cousin crew
crowd cyclist dad daughter deer demonstrator deputy detainee diplomat dissident dog dozen
driver duke elephant emperor enemy envoy everybody everyone expert extremist faction family
fan farmer father fellow female fighter firefighter firm folk follower force foreigner friend
gang general girl government governor grandfather grandmother group guard guardsman guerrilla
guest gunman guy half hero hijacker horse host hostage hundred husband immigrant infant inmate
insurgent intruder jew jihadi jihadist journalist judge junta kid king lady lawmaker leader
lieutenant linguist loyalist loyalists mafia majority male man many marine martyr mastermind
mayor medic member mercenary migrant militant military militia million minister ministry
minority missionary mob mogul mom monk mother mourner mourners movement mum muslim nation
national navy neighbor neighbour nephew newcomer niece no-one nobody none novice nun nurse
occupant officer official opponent organiser organizer other others paramilitary parent
parishioner party passenger passer-by passerby patient patrol patron peacekeeper pedestrian
pensioner people percent perpetrator person personnel pilgrim pilot pirate platoon poet police
police-force policeman policewoman pope populace population president priest prince princess
prisoner protester protestor protestors pupil queen rabbi rebel recruit refugee regime
relative rescuer resident responder rider rioter robber roommate ruler sailor scholar
schoolmate scientist score security senator separatist sergeant service serviceman
servicewoman settler several sheep sheikh shepherd sheriff shopkeeper shopper sibling sister
slave smuggler sniper soldier somebody someone son spectator spectators spouse spy squad staff
staffer state stepfather stranger student supremacist suspect suspicion teacher team teammate
teen teenager terrorist thief those thousand toddler tourist trader tribe troop trooper
trucker uncle unionist unit veteran victim victims viewer villager villain virgin volunteer
widow wife witness wolf woman worker worshiper worshipper wounded youngster youth
""")
"""People, groups and animals."""
_PERSON_ENDINGS = ("er", "ers", "or", "ist", "man", "men", "woman", "women", "ian", "ee", "eer")
_NO_PERSONS = word_set("""
barrier boiler border buffer bumper bunker burger butter cancer career carrier cellar cellular
center centre chamber chapter character charter cinder cluster coffee committee computer
container cooler corner counter cover cracker cruiser danger daughter debtor decree degree
destroyer dinner disaster disorder dollar door drawer elevator endeavour error escalator
exporter factor favor favour fee fertilizer fever fiber filter finger flavor floor folder
freezer freighter frontier gender generator gesture guarantee hammer hangar hanger harbor
harbour header heater helicopter honor horror humor hunger indicator interior jubilee jumper
knee labor labour ladder layer lecture letter liner liver locker lower lumber manner matter
medication meter mirror monitor motor never newspaper number offer omen order other outlier
over paper pedigree pepper pier pillar pointer poker poster power pressure printer prior
processor projector propeller quarter radar rather reactor refrigerator register respirator
revolver river rubber rumor rumour scanner score sector semester server sewer shelter shoulder
shower sneaker spree stapler steamer sticker summer super sweater tanker temper terror theater
theatre thriller thunder timber toaster tower tracker tractor trailer transfer trawler tree
trigger tumor under union upper vapor vector ventilator wafer waiver water weather whether
winter wonder wrapper
""")
WEAPONS = word_set("""
air-strike airstrike ambush ammunition arrow assault attack axe barrage baton battle bayonet
beating blade blast bomb bombardment bombing bomblet booby-trap bullet canister cannon
car-bomb clash cluster-bomb crackdown crossfire detonation device drone dynamite execution
explosion explosive fighting fire-bomb firebomb fusillade gas grenade gun gunfire gunshot
hammer howitzer ied killing knife landmine machete massacre mine missile mortar munition
nerve-agent novichok operation pellet pistol poison projectile raid rampage rifle rocket round
salvo shell shelling shooting shot shotgun shrapnel stabbing stone strike sword tear-gas
teargas torpedo torture volley warhead weapon
""")
"""Weapons, and acts done with them, which stand for whoever used them."""
ACTS = word_set("""
air-strike airstrike ambush assault attack barrage battle beating blast bombardment bombing
clash confrontation crackdown encounter exchange explosion fighting fire fusillade gunfight
gunfire incursion invasion killing massacre offensive operation raid rampage rescue salvo
shelling shooting shootout siege stabbing stampede standoff strike volley
""")
"""Acts inside which somebody comes to harm: their actor may be named with them."""
CAUSES = word_set("""
accident aircraft airliner airplane avalanche bacteria blaze blizzard boat bus cancer car
cholera clashes cold collapse collision coronavirus covid covid-19 crash cyclone derailment
disaster disease dose drought drug drugs earthquake ebola epidemic eruption famine fire flame
flames flight flood flooding flu gale heat heatwave helicopter hunger hurricane infection
inferno influenza jet jetliner landslide lightning lorry malaria mudslide outbreak overdose
pandemic plague plane pollution quake rain river smoke snow stampede starvation storm surge
tornado train tremor truck tsunami typhoon van vehicle virus volcano war weather wildfire wind
winter
""")
"""Causes without a will: weather, disease, vehicles, accidents."""
THINGS = word_set("""
airbase aircraft airfield airliner airport ambulance apartment asset bank bar barge barracks
base battalion bazaar boat border bridge building bunker bus cafe camp capital car caravan
carrier cathedral cell ceremony checkpoint church city clinic club coast colony column
compound concert consulate convoy courthouse crossing depot district dormitory drone embassy
enclave facility factory farm ferry field fleet frigate funeral garrison gathering harbor
harbour headquarters helicopter hideout home hospital hostel hotel house hq hub infrastructure
installation interest island jail jeep jet kindergarten lorry mall mansion march market mill
mine mission monastery mosque motorcade neighborhood neighbourhood nightclub office oilfield
outpost pagoda palace party pipeline plane plant port position post premises prison procession
quarter rally ranch refinery reporters restaurant runway school settlement shelter ship shop
shrine silo site stadium station store street stronghold suburb subway synagogue tank tanker
target temple tent terminal territory theater theatre tower town train trawler truck
university van vehicle vessel villa village vineyard warehouse warship wedding yacht
""")
"""Places, vehicles and gatherings that a weapon can hit."""
FIGURES = word_set("""
ability act agreement album amendment anything argument aria balance ballot bargain battery
bid bill blow breeze budget business buzz campaign cancer capacity career case chance claim
comment committee competition concept consensus constitution contract conversation cord
council cover coverage credibility crop culture cylinder deadline deal debate decision demand
democracy drama earnings economics economy egg ego election engine enthusiasm episode estate
everything export fantasy feeling film finance footage freedom friendship fun future game goal
grandeur growth habit health hope idea image income industry inflation initiative innovation
interview investment issue job joke journalism joy language law lead legacy legislation line
list majority makeover market measure media memory mind momentum mood motion movie mural
narrative nerve nomination note nothing odds offer optimism option order pact peace
performance phone photo photograph picture plan play policy poll portfolio portrait position
press price pride process production profit program programme project proposal proposition
prospect provision qualification question race rate rating record reform relation relations
relationship remark reputation resolution right rights routine rule sale scene science score
sense series share shop shot show skill slogan something song speech spending spirit stance
stock story strategy structure supply support system talk tariff tax tender theory thought tie
time trade tradition treaty trend trial trust truth turnout value vibe video view vote wage
wallet way weed will word work
""")
"""What is killed, hit or attacked in a manner of speaking."""
POLITICS = word_set("""
ad ads campaign candidate challenger column columnist commentator congressman congresswoman
conservative critic critics dem democrat democrats dems editorial front-runner frontrunner gop
host labour lawmaker left liberal media nominee op-ed opponent opposition press progressive
pundit republican republicans right rival senator tories tory
""")
"""Those who mostly attack, and are attacked, with words."""


def kind_of(lemma: str, entity: str, tag: str) -> Kind:
    """Say what a head noun names, from its lemma, its entity and its tag.

    >>> kind_of("soldier", "", "NNS"), kind_of("strike", "", "NN"), kind_of("bill", "", "NN")
    ('actor', 'weapon', 'figure')
    """
    word = lemma.lower()
    if entity in {"PERSON", "NORP", "ORG", "GPE"} or tag in {"PRP", "WP", "PRP$"}:
        return "weapon" if word in WEAPONS and entity != "PERSON" else "actor"
    for known, kind in (
        (WEAPONS, "weapon"),
        (PERSONS, "actor"),
        (CAUSES, "cause"),
        (THINGS, "thing"),
        (FIGURES, "figure"),
    ):
        if word in known:
            return kind  # type: ignore[return-value]
    if entity == "CARDINAL" or tag == "CD":
        return "actor"
    if entity in {"FAC", "LOC"}:
        return "thing"
    if (
        word.endswith(_PERSON_ENDINGS)
        and not word.endswith("over")
        and len(word) > 4
        and word not in _NO_PERSONS
    ):
        return "actor"
    return "unknown"
