"""compare_agency against counts by eye, and every arrangement of its observations."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis import Corpus, Design, check_placebo, compare_agency, vary
from analysis.compare._acts import ALL, MEASURES
from analysis.prepare.parse import parse

MINERS = {"miners": ["miner*"], "guards": ["guard*"]}
PASSIVE, ACTIVE = "Six miners were shot.", "Guards shot six miners."
TELLS = {
    "P": PASSIVE,
    "A": ACTIVE,
    "N": "The killing of a miner shocked Lisle.",
    "D": "A miner died.",
    "W": "A bomb killed nine miners.",
    "n": "Guards did not shoot the miners.",
    "h": "Guards could shoot the miners.",
    "q": 'A man said: "Guards shot six miners."',
}


def study(*cells, **columns):
    """Make a corpus of cells (outlet, event, which sentences)."""
    rows = [
        {
            "article_id": f"a{number}",
            "outlet": outlet,
            "event_id": event,
            "published": "2024-03-01",
            "headline": "",
            "body": " ".join([f"Day {number} in Lisle.", *(TELLS[kind] for kind in kinds)]),
        }
        for number, (outlet, event, kinds) in enumerate(cells)
    ]
    return parse(Corpus(pd.DataFrame(rows).assign(**columns)))


@pytest.fixture(scope="module")
def small():
    return study(("Post", "e1", "PAAq"), ("Star", "e1", "PPNDW"), ("Post", "e2", "Anh"))


@pytest.fixture(scope="module")
def result(small):
    return compare_agency(small, participants=MINERS)


def row_of(result, group, participant, measure):
    table = result.table
    chosen = (table["group"] == group) & (table["participant"] == participant)
    return table[chosen & (table["measure"] == measure)].iloc[0]


def test_acts_are_counted_as_a_reader_counts_them(result):
    def counts(group, participant):
        rows = [row_of(result, group, participant, name) for name in MEASURES]
        return [(int(row["n"]), int(row["n_acts"])) for row in rows]

    assert counts("Post", "miners") == [(3, 4), (1, 4), (0, 4), (0, 4), (0, 4), (0, 4)]
    assert counts("Star", "miners") == [(0, 5), (2, 5), (1, 5), (1, 5), (1, 5), (0, 5)]
    assert counts("Post", "guards")[-1] == (3, 3)
    assert row_of(result, "Star", ALL, "passive")["n_acts"] == 5


def test_a_death_is_told_as_such_by_verb_or_noun_and_is_no_act_named_by_a_noun():
    corpus = study(("Post", "e1", "PDN"), ("Star", "e1", "PA"))
    bodies = corpus.articles["body"] + " The miner's death shocked Lisle."
    found = compare_agency(parse(corpus.with_columns({"body": bodies})), participants=MINERS)
    told = [row_of(found, "Post", "miners", name)["n"] for name in list(MEASURES)[1:4]]
    assert told == [1, 1, 2]


def test_verbs_and_participants_without_an_act_are_named(small):
    named = {**MINERS, "nuns": ["nun*"]}
    notes = compare_agency(small, verbs=["shoot", "shotten"], participants=named).notes
    assert "no act that counts has nuns; look at the aliases." in notes
    assert (
        "no act was found by 'shotten'; give verbs as a dictionary does ('kill', not "
        "'killed'), and nouns of your own with their verb: {'kill': ['killing']}."
    ) in notes


def test_what_is_denied_or_possible_is_left_out_and_said(result):
    assert "9 acts counted; 1 negated, 1 hypothetical left out." in result.notes


@pytest.mark.parametrize(("voice", "expected"), [("outlet", 4), ("source", 1), ("all", 5)])
def test_voice_says_whose_acts_count(small, voice, expected):
    table = compare_agency(small, participants=MINERS, voice=voice)
    assert row_of(table, "Post", "miners", "passive")["n_acts"] == expected


def test_a_group_that_tells_of_no_act_has_no_share_and_says_so(result):
    row = row_of(result, "Star", "guards", "passive")
    assert np.isnan(row["value"])
    assert row["reason"] == "the group tells of no such act"


def test_the_evidence_of_a_row_is_its_acts_with_who_takes_part(result):
    for number, row in result.table.iterrows():
        spans = result.evidence(number).table
        assert (spans["layer"] == "act").sum() == row["n"]
    number = row_of(result, "Post", "guards", "as agent").name
    sentence = result.sentences(number).iloc[0]
    assert sentence["text"] == ACTIVE
    marked = [sentence["text"][start:end] for start, end in sentence["marks"]]
    assert dict(zip(sentence["roles"], marked, strict=True)) == {
        "agent": "Guards",
        "act": "shot",
        "patient": "six miners",
    }


CELLS = [
    *(("PPA", "AA"), ("PA", "AAA"), ("PPPA", "PAAA"), ("PA", "A"), ("PP", "PA"), ("P", "AA")),
    *(("PA", "PPA"), ("PPA", "AAA"), ("PAA", "PA"), ("PPP", "PAA")),
]


@pytest.fixture(scope="module")
def pairs():
    cells = [
        (outlet, f"e{event}", kinds)
        for event, pair in enumerate(CELLS)
        for outlet, kinds in zip(("Post", "Star"), pair, strict=True)
    ]
    return study(*cells)


def test_p_is_that_of_every_swap_of_two_outlets_within_their_events(pairs):
    found = compare_agency(pairs, participants=MINERS)
    row = row_of(found, "Post", "miners", "passive")
    y = np.array([[kinds.count("P") for kinds in pair] for pair in CELLS])
    n = np.array([[len(kinds) for kinds in pair] for pair in CELLS])
    residual = y[:, 0] - n[:, 0] * y.sum(axis=1) / n.sum(axis=1)
    swaps = np.array(list(product([1, -1], repeat=len(CELLS)))) @ residual
    p = 2 * min(np.mean(swaps >= swaps[0] - 1e-9), np.mean(swaps <= swaps[0] + 1e-9))
    assert row["p"] == pytest.approx(min(p, 1.0))
    whole = n.sum(axis=1)
    ratio = (y[:, 0] * n[:, 1] / whole).sum() / (y[:, 1] * n[:, 0] / whole).sum()
    assert row["estimate"] == pytest.approx(np.log(ratio))
    assert row["value"] == pytest.approx(y[:, 0].sum() / n[:, 0].sum())


def test_two_outlets_mirror_each_other(pairs):
    table = compare_agency(pairs, participants=MINERS).table
    one, other = (table[table["group"] == name] for name in ("Post", "Star"))
    assert one["estimate"].to_numpy() == pytest.approx(
        -other["estimate"].to_numpy(), nan_ok=True
    )


def test_who_does_it_to_itself_is_neither_agent_nor_patient_alone():
    corpus = study(("Post", "e1", "P"), ("Star", "e1", "PA"))
    own = corpus.articles["body"].str.replace("Guards", "Some miners")
    found = compare_agency(parse(corpus.with_columns({"body": own})), participants=MINERS)
    row = row_of(found, "Star", "miners", "as agent")
    assert (row["n"], row["n_acts"]) == (0, 1)


def test_names_are_found_where_a_study_gives_none(pairs):
    named = pairs.with_columns(
        {"body": pairs.articles["body"].str.replace("Guards", "Joe Hill")}
    )
    found = compare_agency(named)
    assert set(found.table["participant"]) == {ALL, "Joe Hill"}
    note = "participants were found, the names most articles have: Joe Hill."
    assert note in found.notes
    assert row_of(found, "Post", "Joe Hill", "as agent")["value"] == 1.0


def test_aliases_that_nobody_has_are_named(small):
    found = compare_agency(small, participants={**MINERS, "mayor": ["mayor"]})
    assert "no act that counts has mayor; look at the aliases." in found.notes


def test_it_is_asked_again_under_other_choices(pairs):
    found = compare_agency(pairs, participants=MINERS)
    row = row_of(found, "Post", "miners", "passive")
    varied = vary(found, row=int(row.name), over={"voice": ["outlet", "all"]})
    assert varied.table["estimate"].tolist() == pytest.approx([row["estimate"]] * 2)
    placebo = check_placebo(found, runs=5)
    assert len(placebo.table)


def test_each_pair_has_its_own_contrast(pairs):
    third = pairs.articles.assign(outlet="Wire", article_id=lambda t: t["article_id"] + "w")
    corpus = parse(Corpus(pd.concat([pairs.articles, third], ignore_index=True)))
    found = compare_agency(corpus, participants=MINERS).difference("Star")
    row = row_of(found, "Post", "miners", "passive")
    alone = row_of(compare_agency(pairs, participants=MINERS), "Post", "miners", "passive")
    assert row["estimate"] == pytest.approx(alone["estimate"])
    assert found.settings["reference"] == "Star"


def test_text_and_figure_say_what_was_compared(result, small):
    assert result.caption.startswith(
        "How acts of harm are told by each outlet, as shares of the acts on each participant "
        "(voice: outlet). 3 articles of 2 outlets, 2 events, 2024-03-01 to 2024-03-01."
    )
    assert "negated and hypothetical acts were left out" in result.methods
    assert str(small.parses.model) in result.methods
    drawn = [text.get_text() for text in result.plot().get_yticklabels()]
    assert "miners: passive" in drawn
    assert (
        not result.main_rows().groupby(["participant", "measure"])["n_acts"].sum().eq(0).any()
    )


def test_a_corpus_without_an_act_has_no_share_and_an_empty_figure(small):
    dull = compare_agency(small.with_columns({"body": "It rained in Lisle."}), copies="keep")
    assert dull.table["value"].isna().all()
    assert dull.main_rows().empty
    assert dull.plot().get_yticklabels() == []
    assert "participants were found, the names most articles have: none." in dull.notes


def test_a_design_by_side_takes_the_outlet_as_the_unit(pairs):
    sided = pairs.with_columns(
        {"side": pairs.articles["outlet"].map({"Post": "l", "Star": "r"})}
    )
    found = compare_agency(sided, participants=MINERS, design=Design(by="side"))
    assert found.settings["unit"] == "outlet"
    assert found.table["p"].isna().all()
