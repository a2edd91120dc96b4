"""Acts of harm are read as people read them: who does it, to whom, and how it is told."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, measure_agency
from analysis.errors import ChoiceError
from analysis.measure._forms import forms_of
from analysis.measure._harm import HARM, OTHER
from analysis.measure.agency import ERRORS
from analysis.prepare.parse import parse
from benchmarks.agency_quality import corpus_of, found_in, read_clauses, scores

CLAUSES = read_clauses()
HELD = CLAUSES[CLAUSES["part"] == "held"]
ROLES = ["layer", "value", "participant", "kind"]


@pytest.fixture(scope="module")
def clauses():
    return parse(corpus_of(CLAUSES))


@pytest.fixture(scope="module")
def found(clauses):
    return found_in(clauses)


def corpus(*bodies, headline=""):
    ids = [f"a{n}" for n in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "2024-03-01"}
    return Corpus(pd.DataFrame({**rows, "headline": headline, "body": bodies}))


def roles(body, **choices):
    table = measure_agency(corpus(body), **choices).table
    return table.loc[table["layer"] != "act", ROLES].to_numpy().tolist()


def test_the_reference_coding_has_300_clauses_and_traps():
    acts = CLAUSES[CLAUSES["act"] != ""]
    assert len(acts) >= 300
    assert (CLAUSES["act"] == "").sum() >= 60
    assert set(acts["construction"]) == {"active", "passive", "intransitive", "nominal"}
    assert set(acts["level"]) == {"subject", "by", "oblique", "absent"}


@pytest.mark.parametrize("part", ["own", "held"])
def test_acts_are_read_as_people_read_them(found, part):
    """Of the part "held" nobody looked at the errors while the rules were made."""
    table = scores(CLAUSES[CLAUSES["part"] == part], found)
    least = {
        "construction passive": (0.97, 0.97),
        "construction nominal": (0.92, 0.80),
        "construction active": (0.97, 0.93),
        "who: agent": (0.95, 0.93),
        "who: patient": (0.95, 0.93),
        "level by": (0.97, 0.95),
        "level oblique": (0.9, 0.9),
        "level absent": (0.93, 0.93),
        "status negated": (0.9, 0.9),
        "status hypothetical": (0.9, 0.9),
    }
    for name, (precision, recall) in least.items():
        assert table.loc[name, "precision"] >= precision, name
        assert table.loc[name, "recall"] >= recall, name


def test_the_error_that_results_state_is_that_of_the_clauses(found):
    table = scores(HELD, found)
    said = {
        "passives": "construction passive",
        "nouns": "construction nominal",
        "agents": "who: agent",
        "patients": "who: patient",
    }
    shown = {
        name: " and ".join(
            f"{table.loc[row, kind]:.2f}".removeprefix("0") for kind in ("precision", "recall")
        )
        for name, row in said.items()
    }
    told = (
        f"acts were found by rules over a parse; of {(HELD['act'] != '').sum()} acts in "
        "sentences of our own, which are short, read by hand and not looked at while the rules "
        f"were made, precision and recall were {shown['passives']} for passives, "
        f"{shown['nouns']} for nouns, {shown['agents']} for agents, {shown['patients']} for "
        "patients. "
    )
    assert ERRORS.startswith(told)


def test_figures_of_speech_are_no_acts(found):
    traps = CLAUSES.loc[CLAUSES["act"] == "", "sentence"]
    told = [sentence for sentence in traps if found[sentence]]
    assert len(told) <= 0.03 * len(traps), told


@settings(max_examples=10)
@given(chosen=st.lists(st.booleans(), min_size=383, max_size=383))
def test_what_is_found_in_an_article_hangs_on_no_other(clauses, chosen):
    """Articles left out take their acts with them, and change nothing else."""
    whole = measure_agency(clauses).table
    some = clauses.where(chosen)
    kept = whole["article_id"].isin(some.articles["article_id"])
    left = measure_agency(some).table
    same = whole[kept].drop(columns="parent").reset_index(drop=True)
    pd.testing.assert_frame_equal(left.drop(columns="parent"), same)


def test_agents_and_patients_belong_to_one_act(clauses):
    table = measure_agency(clauses).table
    acts = table[table["layer"] == "act"]
    assert acts["parent"].is_unique
    assert set(table["parent"]) == set(acts["parent"])
    told = table[["parent", "construction", "agent_level", "status", "voice"]]
    assert len(told.drop_duplicates()) == len(acts)
    with_agent = set(table.loc[table["layer"] == "agent", "parent"])
    assert with_agent == set(acts.loc[acts["agent_level"] != "absent", "parent"])


def test_participants_are_known_by_name_alias_and_what_stands_beside():
    names = {"Harl": ["Harl", "the general"], "Valdria": ["Valdria*"]}
    body = (
        "A Valdrian drone strike killed the general on Monday. Harl had wounded two boys. "
        "The army commander, Osk Harl, was hated. His aide shot a clerk."
    )
    assert roles(body, participants=names) == [
        ["agent", "Valdria", "Valdria", "weapon of an actor"],
        ["agent", "Valdria", "Valdria", "actor"],
        ["patient", "Harl", "Harl", "actor"],
        ["agent", "Harl", "Harl", "actor"],
        ["patient", "two boys", "", "actor"],
        ["agent", "His aide", "", "actor"],
        ["patient", "a clerk", "", "actor"],
    ]


def test_an_alias_may_be_a_lemma():
    found = roles("Guards shot a man.", participants={"guards": ["[guard]"]})
    assert found[0] == ["agent", "guards", "guards", "actor"]


def test_a_pronoun_is_resolved_only_where_one_person_is_named():
    one = "John Smith lived in Lisle. He stabbed a clerk."
    two = "John Smith met Peter Brown in Lisle. He stabbed a clerk."
    assert roles(one)[0] == ["agent", "John Smith", "John Smith", "actor"]
    assert roles(two)[0] == ["agent", "He", "", "actor"]


def test_a_surname_takes_the_full_name_of_the_article():
    body = "Mary Jones was attacked on Friday. Police said Jones was stabbed by a guard."
    names = [name for layer, name, _, _ in roles(body) if layer == "patient"]
    assert names == ["Mary Jones", "Mary Jones"]


def test_who_tells_it_has_the_voice():
    body = 'Guards shot a man. "They beat my son with sticks," she said.'
    table = measure_agency(corpus(body)).table
    told = table.loc[table["layer"] == "act", ["value", "voice"]].to_numpy().tolist()
    assert told == [["shoot", "outlet"], ["beat", "source"]]
    outlet = measure_agency(corpus(body), voice="outlet").table
    assert set(outlet["parent"]) == {0}


def test_a_study_brings_its_own_verbs():
    body = "The city evicted nine families. The eviction of a nurse shocked the street."
    own = measure_agency(corpus(body), verbs={"evict": ["eviction"]}).table
    told = own.loc[own["layer"] == "act", ["value", "construction"]].to_numpy().tolist()
    assert told == [["evict", "active"], ["evict", "nominal"]]
    listed = measure_agency(corpus(body), verbs=["evict"]).table
    pd.testing.assert_frame_equal(own, listed)
    assert measure_agency(corpus(body)).table.empty
    general = measure_agency(corpus(body), verbs="general").table
    assert "evict" in set(general["value"])


def test_empty_and_foreign_texts_have_no_acts_and_the_columns_stay():
    table = measure_agency(corpus("", "Убиты шесть человек.")).table
    full = measure_agency(corpus("Six were shot.")).table
    assert table.empty
    assert list(table.columns) == list(full.columns)
    assert table.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_strike_of_workers_is_none_of_war():
    work = "The union called a walkout. The strike went on for weeks, and wages fell."
    war = "A missile fell at dawn. The strike went on for weeks, and many fled."
    assert measure_agency(corpus(work)).table.empty
    assert measure_agency(corpus(war)).table["value"].tolist() == ["strike"]


def test_our_lists_hold_each_verb_once_and_spell_its_forms():
    assert not set(HARM) & set(OTHER)
    assert forms_of("ambush") == ("ambush", "ambushes", "ambushing", "ambushed")
    assert forms_of("bully") == ("bully", "bullies", "bullying", "bullied")
    assert forms_of("kidnap") == ("kidnap", "kidnaps", "kidnapping", "kidnapped")
    assert "slain" in forms_of("slay")


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (
            {"verbs": "violence"},
            "verbs is 'violence'; it can be 'harm', 'general' or a list of verbs.",
        ),
        ({"verbs": []}, "the list of verbs cannot be used:\n  - it is empty"),
        (
            {"verbs": ["Kill", "evict"]},
            "the list of verbs cannot be used:\n  - 'Kill' is no verb in small letters",
        ),
        (
            {"verbs": {"kill": "killing"}},
            "the list of verbs cannot be used:\n  - 'kill' has 'killing'; give a list of nouns",
        ),
        (
            {"participants": {}},
            "participants is empty; give name → aliases, or None for names that are found.",
        ),
        (
            {"participants": {"Al": ""}},
            "the label set cannot be used:\n  - label 'Al' has ''; it needs a list of patterns",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(choices, message):
    with pytest.raises(ChoiceError) as error:
        measure_agency(corpus("Six were shot."), **choices)
    assert str(error.value) == message


def told(body, layer, **choices):
    table = measure_agency(corpus(body), **choices).table
    return table.loc[table["layer"] == layer, "value"].tolist()


@pytest.mark.parametrize(
    "dateline",
    ["PORT HARL, Calif. (AP) — ", "PORT HARL — ", "PORT HARL (Reuters) - ", "PORT HARL -- "],
)
def test_a_dateline_takes_part_in_nothing(dateline):
    agents = told(f"{dateline}Soldiers killed 17 people and destroyed homes.", "agent")
    assert [agent.lower().rstrip("s") for agent in agents] == ["soldier"]
    agents = told(f"{dateline}Whipped by winds, killed 17 people on Monday.", "agent")
    assert "PORT HARL" not in agents


def test_surrounding_is_an_act_of_somebody_only():
    named = {"verbs": ["surround"]}
    assert told("The house and a dozen surrounding it were destroyed.", "act", **named) == []
    assert told("Police surrounding the house shot a man.", "act", **named) == ["surround"]


@pytest.mark.parametrize(
    ("body", "patients"),
    [
        ("The strike targeting Osk Harl was ordered by Ames.", ["Osk Harl"]),
        ("The drone strike that killed Maj. Gen. Harl angered Valdria.", ["Harl", "Harl"]),
        ("The airstrike that killed Osk Harl came at dawn.", ["Osk Harl", "Osk Harl"]),
        ("The airstrike that angered Valdria came at dawn.", []),
    ],
)
def test_a_clause_after_a_strike_tells_whom_it_met(body, patients):
    assert [one.removeprefix("Maj. Gen. ") for one in told(body, "patient")] == patients


@pytest.mark.parametrize(
    ("body", "agents"),
    [
        ("U.S. forces killed the general.", ["US"]),
        ("American troops shot two men.", ["US"]),
        ("A U.S. military drone killed the general.", ["US"]),
        ("American journalists shot two men.", [""]),
        ("American-backed militias shot two men.", [""]),
        ("Valdrian troops trained by U.S. forces shot two men.", [""]),
    ],
)
def test_forces_act_for_whose_they_are(body, agents):
    names = {"US": ["U.S.", "US", "America*"]}
    table = measure_agency(corpus(body), participants=names).table
    shot = table[(table["layer"] == "agent")]
    assert shot["participant"].tolist() == agents


def test_nouns_in_a_list_of_verbs_are_refused_with_their_verb():
    with pytest.raises(ChoiceError) as caught:
        measure_agency(corpus("Guards shot two men."), verbs=["assassination", "shoot"])
    assert str(caught.value) == (
        "the list of verbs cannot be used:\n  - 'assassination' is a noun; its verb is "
        "'assassinate', which finds the noun too"
    )
