"""Which claims outlets carry, state alone or lack: by hand, and as the sample study planted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.check.length import check_length
from analysis.compare._standing import SHARES, STANDING, length_ratio
from analysis.compare.claims import ABSENT_MEANS, NOT_CHECKED, compare_claims
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.encoder import encoder_at_hand
from analysis.errors import ChoiceError
from analysis.prepare.parts import split_parts
from analysis.read.csv import read_csv

SAID = {
    "arrest": "Police arrested 31 dockers at the East Gate before dawn.",
    "crane": "Three people were killed when the crane fell on the quay.",
    "more": "Five people were killed when the crane fell on the quay.",
    "mayor": "The mayor cancelled a reception for visiting engineers.",
    "choir": "A choir sang hymns under the railway bridge at noon.",
    "rain": "Heavy rain flooded the old fish market overnight.",
    "vote": "Councillors postponed their vote about the harbour bonds.",
}


def corpus_of(*told, **more):
    """Make one article a row from (event, outlet, what it says)."""
    rows = [
        {
            "article_id": f"a{number}",
            "outlet": outlet,
            "published": f"2024-03-{number + 1:02}",
            "headline": "",
            "event_id": event,
            "body": " ".join(SAID[one] for one in said.split()),
        }
        for number, (event, outlet, said) in enumerate(told)
    ]
    return Corpus(pd.DataFrame(rows).assign(**more))


FOUR = (
    ("e1", "Post", "arrest crane mayor"),
    ("e1", "Star", "arrest more"),
    ("e1", "Sun", "arrest crane choir"),
    ("e1", "Tide", "crane rain"),
)


def compared(*told, **settings):
    return compare_claims(corpus_of(*told), aligner="words", **settings)


def numbers(result, share):
    rows = result.table[result.table["share"] == share].set_index("group")
    return {
        group: (int(rows["n_claims"][group]), int(rows["n_possible"][group]))
        for group in rows.index
    }


def test_shares_are_those_counted_by_hand():
    result = compared(*FOUR)
    # Three carry the arrest, three the crane with three dead; the Star says five.
    assert numbers(result, "carried") == {
        "Post": (2, 2),
        "Star": (1, 1),  # the crane is neither carried nor lacked: another number
        "Sun": (2, 2),
        "Tide": (1, 2),
    }
    assert numbers(result, "common") == {
        "Post": (2, 3),
        "Star": (1, 2),
        "Sun": (2, 3),
        "Tide": (1, 2),
    }
    assert numbers(result, "only here") == {
        "Post": (1, 3),
        "Star": (1, 2),
        "Sun": (1, 3),
        "Tide": (1, 2),
    }


def test_each_claim_stands_beside_each_outlet_with_its_denominator():
    result = compared(*FOUR)
    assert list(result.claims.columns) == list(STANDING)
    said = result.claims.set_index(["wording", "outlet"])
    arrest, crane = said.loc[SAID["arrest"]], said.loc[SAID["crane"]]
    assert arrest["standing"].to_dict() == {
        "Post": "carried",
        "Star": "carried",
        "Sun": "carried",
        "Tide": "absent here",
    }
    assert arrest.loc["Tide", ["n_others", "n_others_carrying", "all_others"]].tolist() == [
        3,
        3,
        True,
    ]
    assert arrest.loc["Post", ["n_others", "n_others_carrying"]].tolist() == [3, 2]
    assert crane["standing"]["Star"] == "with another number"
    assert said.loc[SAID["mayor"]]["standing"]["Post"] == "only here"
    assert result.absent()["outlet"].tolist() == ["Tide"]
    # Six claims by four outlets: 6 carried, 4 only there, 4 with another number.
    assert len(result.absent(least_others=1)) == 10
    assert result.only_here("Tide")["own_wording"].tolist() == [SAID["rain"]]


def test_who_leads_with_what():
    """The Post and the Sun lead with the arrest by their bodies, the Tide by its headline."""
    corpus = corpus_of(*FOUR)
    headlines = pd.Series(["", "", "", SAID["arrest"]])
    result = compare_claims(corpus.with_columns({"headline": headlines}), aligner="words")
    led = result.led_with()
    arrest = led[led["wording"] == SAID["arrest"]].set_index("outlet")
    assert arrest["n_others_leading"].to_dict() == {"Post": 3, "Star": 3, "Sun": 3, "Tide": 3}
    own = result.led_with("Tide")
    assert set(own["own_wording"]) == {SAID["arrest"], SAID["crane"]}
    assert not result.claims.loc[result.claims["wording"] == SAID["mayor"], "led"].any()
    assert len(led) == result.claims["led"].sum()


def test_the_sentences_behind_every_number_can_be_read():
    result = compared(*FOUR)
    for row in range(len(result.table)):
        counted = result.evidence(row).table["value"].nunique()
        assert counted == result.table["n_claims"].iloc[row]
    absent = result.absent().iloc[0]
    assert len(result.sentences(absent)) == 3
    side = result.side_by_side(absent["claim_id"])
    assert side[["outlet", "standing"]].to_numpy().tolist() == [
        ["Post", "carried"],
        ["Star", "carried"],
        ["Sun", "carried"],
        ["Tide", "absent here"],
    ]
    assert side["sentence"].isna().tolist() == [False, False, False, True]
    crane = result.claims[result.claims["wording"] == SAID["crane"]]["claim_id"].iloc[0]
    said = result.side_by_side(crane).set_index("outlet")
    assert said["standing"]["Star"] == "with another number"
    assert said["sentence"]["Star"] == SAID["more"]


def test_the_order_of_articles_changes_no_number():
    one, other = compared(*FOUR), compared(*reversed(FOUR))
    pd.testing.assert_frame_equal(one.table, other.table)


def test_outlets_with_nothing_but_copy_count_as_one_other():
    told = (*FOUR, ("e1", "Echo", "arrest"))
    wire = ["HNA", "HNA", "HNA", "", ""]
    for carried, copies in ((2, wire), (4, [""] * 5)):
        result = compare_claims(corpus_of(*told, wire=copies), aligner="words")
        row = result.claims.set_index(["wording", "outlet"]).loc[(SAID["arrest"], "Tide")]
        assert (row["n_others"], row["n_others_carrying"]) == (4, carried)
        assert row["all_others"]
    out = compare_claims(corpus_of(*told, wire=wire), aligner="words", copies="exclude")
    assert set(out.claims["outlet"]) == {"Echo", "Tide"}


def test_by_an_attribute_of_articles_each_group_of_an_outlet_stands_for_itself():
    told = (*FOUR, ("e1", "Post", "vote"), ("e1", "Star", "arrest"))
    mixed = corpus_of(*told, genre=["news"] * 4 + ["opinion"] * 2)
    result = compare_claims(mixed, aligner="words", design=Design(by="genre", unit="cell"))
    arrest = result.claims[result.claims["wording"] == SAID["arrest"]].set_index("outlet")
    assert sorted(arrest.index) == [
        "Post (news)",
        "Post (opinion)",
        "Star (news)",
        "Star (opinion)",
        "Sun (news)",
        "Tide (news)",
    ]
    assert arrest["n_others_carrying"]["Post (opinion)"] == 4
    assert numbers(result, "only here")["opinion"] == (1, 2)


def test_several_articles_of_an_outlet_on_an_event_are_one():
    split = (("e1", "Post", "arrest"), ("e1", "Post", "crane mayor"), *FOUR[1:])
    assert numbers(compared(*split), "carried") == numbers(compared(*FOUR), "carried")


def test_an_event_of_one_outlet_and_one_of_two_give_what_they_can():
    result = compared(
        *FOUR, ("e2", "Post", "vote"), ("e3", "Star", "vote"), ("e3", "Sun", "rain")
    )
    assert numbers(result, "carried") == numbers(compared(*FOUR), "carried")
    assert numbers(result, "common") == numbers(compared(*FOUR), "common")
    assert numbers(result, "only here")["Post"] == (1, 3)  # alone on e2: nobody else could
    assert numbers(result, "only here")["Star"] == (2, 3)
    one = compared(*FOUR, ("e3", "Star", "vote"), ("e3", "Sun", "vote"), least_others=1)
    assert numbers(one, "carried")["Sun"] == (3, 5)  # the mayor and the rain it lacks


def test_a_share_of_nothing_is_missing_and_says_why():
    told = (("e1", "Post", "arrest"), ("e1", "Star", "arrest"), ("e2", "Sun", "rain"))
    table = compared(*told).table.set_index(["group", "share"])
    assert table["value"][["Post", "Sun"]].isna().sum() == 5  # but not the Post's only here
    assert table["reason"]["Post"].to_dict() | {"only here": ""} == {
        "carried": "no claim stands in 2 other outlets of its events",
        "common": "it states no claim on an event with 2 other outlets",
        "only here": "",
    }
    assert table["reason"]["Sun", "only here"] == (
        "it states no claim on an event with another outlet"
    )
    compared(*told).plot()


def test_what_the_contrast_says_is_what_any_tally_of_the_numbers_says():
    told = [
        (f"e{event}", outlet, said)
        for event in range(8)
        for outlet, said in (
            ("Post", "arrest crane"),
            ("Star", "arrest crane"),
            ("Sun", "arrest"),
        )
    ]
    result = compared(*told, least_others=1)
    row = result.table[(result.table["group"] == "Sun") & (result.table["share"] == "carried")]
    # 8 of 16 against 32 of 32 in eight events alike; extreme in each of three: 2/3^8.
    assert np.exp(row["estimate"].iloc[0]) == pytest.approx(0.5)
    assert row["p"].iloc[0] == pytest.approx(2 / 3**8, rel=0.7)
    assert row["value"].iloc[0] == 0.5
    assert bool(row["finding"].iloc[0])


def test_what_a_reader_must_know_is_said():
    result = compared(*FOUR)
    assert result.notes[:2] == (NOT_CHECKED, ABSENT_MEANS)
    assert NOT_CHECKED in result.caption
    told = " ".join((*result.notes, result.caption, result.methods))
    assert not {"suppressed", "hidden", "ignored"} & set(told.lower().split())
    long = (*FOUR[:3], ("e1", "Tide", "crane rain choir vote mayor arrest"))
    assert any(note.startswith("Lengths differ (") for note in compared(*long).notes)
    assert check_length(result, rows="all").table["group"].notna().all()


def test_what_cannot_be_is_refused():
    corpus = corpus_of(*FOUR)
    refused = {
        "claims are compared within events; give a design whose within names the event.": {
            "design": Design(within=None)
        },
        "least_others is 0; it must be 1 or more.": {"least_others": 0},
    }
    for message, settings in refused.items():
        with pytest.raises(ChoiceError) as fault:
            compare_claims(corpus, aligner="words", **settings)
        assert str(fault.value) == message
    result = compared(*FOUR)
    with pytest.raises(ChoiceError) as fault:
        result.absent("Moon")
    assert str(fault.value) == (
        "outlet 'Moon' is not in the comparison; it has Post, Star, Sun, Tide."
    )
    with pytest.raises(ChoiceError) as fault:
        result.side_by_side("e9#1")
    assert str(fault.value) == (
        "claim 'e9#1' is not in the comparison; look for it in .claims."
    )


@pytest.fixture(scope="module")
def harbour(root):
    return split_parts(read_csv(root / "data" / "harbour" / "articles.csv"))


@pytest.mark.parametrize("aligner", ["words", "encoder"])
def test_the_planted_omissions_come_out(harbour, aligner):
    if aligner == "encoder" and not encoder_at_hand():
        pytest.skip("the encoder is not installed")
    events = harbour.where(harbour.articles["event_id"].isin(["e04", "e10"]))
    result = compare_claims(events, aligner=aligner, genre=["news"], copies="exclude")
    tide = result.absent("tide")
    left_out = tide[tide["wording"].str.contains("officer")]
    assert {"e04", "e10"} <= set(left_out["event_id"])
    assert (left_out["n_others_carrying"] >= 2).all()


def test_outlets_that_were_planted_equal_are_not_found_to_differ(harbour):
    """Nothing was planted between TBC and the Chronicle in what they report."""
    result = compare_claims(harbour, aligner="words", genre=["news"], copies="exclude")
    pair = result.difference("tbc").table
    chronicle = pair[(pair["group"] == "chronicle") & (pair["share"] == "only here")]
    assert not chronicle["finding"].any()
    assert set(result.table["share"]) == set(SHARES)
    again = replace(result, notes=())
    assert again.table.equals(result.table)


def test_lengths_are_those_of_one_outlet_on_an_event():
    """A side of two outlets is not twice as long as one of one."""
    sentences, event = np.array([10.0, 20, 30, 8, 8]), np.array([0, 0, 0, 1, 1])
    group = np.array([0, 0, 1, 0, 1])
    assert length_ratio(sentences, event, group, 2) == pytest.approx([0.75, 1.5])
    assert np.isnan(length_ratio(sentences, event, np.zeros(5, int), 2)).all()
