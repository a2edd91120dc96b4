"""compare_source_diversity against numbers worked out from its own counts by hand."""

import numpy as np
import pytest

from analysis.compare.diversity import KINDS, compare_source_diversity
from analysis.errors import ChoiceError
from analysis.stats.diversity import INDICES

EVENTS = 9


def said(names):
    return [(name, "yes", "unquoted") for name in names.split()]


@pytest.fixture
def port(made):
    """In nine events the Post cites three sources once each, the Star one four times."""
    articles = []
    for event in range(EVENTS):
        articles.append(("Post", f"e{event}", said("Lee Ray Kim")))
        articles.append(("Star", f"e{event}", said("Lee Lee Lee Lee she")))
    return made(articles)


def test_all_indices_have_their_row(port):
    corpus, spans = port
    table = compare_source_diversity(corpus, attributions=spans).table
    assert list(KINDS) == list(INDICES)
    assert table.groupby("group")["index"].agg(list).tolist() == [list(INDICES)] * 2


def test_levels_are_at_one_number_of_attributions(port):
    """24 are left to the Post without one event: of 9, 9, 9 all three sources come up."""
    corpus, spans = port
    table = compare_source_diversity(corpus, attributions=spans).table
    rows = table.set_index(["group", "index"])
    assert (table["size"] == 24).all()
    assert rows.loc[("Post", "richness"), "n_attributions"] == 27
    assert rows.loc[("Star", "richness"), "n_attributions"] == 36
    assert rows.loc[("Star", "richness"), "value"] == pytest.approx(1)
    assert rows.loc[("Star", "simpson"), "value"] == pytest.approx(0)
    pairs = 3 * 9 * 8 / (27 * 26)
    assert rows.loc[("Post", "simpson"), "value"] == pytest.approx(
        1 - 1 / 24 - (23 / 24) * pairs
    )


def test_contrasts_are_of_equal_numbers_within_events(port):
    """All three of the Post, three of the Star's four: 3 sources against 1 in each event."""
    corpus, spans = port
    table = compare_source_diversity(corpus, attributions=spans).table
    rows = table.set_index(["group", "index"])
    post = rows.loc["Post"]
    assert post.loc["richness", "estimate"] == pytest.approx(2)
    assert post.loc["shannon", "estimate"] == pytest.approx(np.log(3))
    assert post.loc["hill_2", "estimate"] == pytest.approx(2)
    assert post.loc["hill_1", "p"] == pytest.approx(2 / 2**EVENTS)
    assert post.loc["richness", "n_events"] == EVENTS
    star = rows.loc["Star"]["estimate"].to_numpy(float)
    assert star == pytest.approx(-post["estimate"].to_numpy(float))


def test_an_outlet_with_too_few_attributions_on_an_event_is_not_compared_there(port):
    corpus, spans = port
    table = compare_source_diversity(corpus, attributions=spans, least=4).table
    assert table["estimate"].isna().all()
    assert (table["reason"] != "").all()


def test_one_attribution_is_always_one_source(port):
    corpus, spans = port
    with pytest.raises(ChoiceError) as caught:
        compare_source_diversity(corpus, attributions=spans, least=1)
    assert str(caught.value) == (
        "least is 1; it must be 2 or more: one attribution is always one source."
    )


def test_what_is_not_known_is_left_out_and_counted(port):
    corpus, spans = port
    result = compare_source_diversity(corpus, attributions=spans)
    assert (
        "9 of 72 attributions have no source that is told apart, or no event, and are left out."
        in result.notes
    )


def test_evidence_and_difference(port):
    corpus, spans = port
    result = compare_source_diversity(corpus, attributions=spans)
    assert len(result.evidence(0)) == result.table["n_attributions"].iloc[0]
    pair = result.difference("Star").table
    assert set(pair["group"]) == {"Post"}
    assert pair["estimate"].iloc[0] == pytest.approx(2)


def test_too_small_a_study_says_so_and_is_drawn(made):
    corpus, spans = made([("Post", "e1", said("Lee Ray")), ("Star", "e1", said("Lee"))])
    result = compare_source_diversity(corpus, attributions=spans)
    assert result.table["value"].isna().all()
    assert result.table["reason"].str.contains("too few attributions").all()
    assert (
        result.plot().get_xlabel() == "sources more or fewer, at equal numbers of attributions"
    )


def test_one_index_is_tested_and_the_others_are_described(port):
    """Of five indices that say one thing, one is tested: q of two mirrored rows is their p."""
    corpus, spans = port
    table = compare_source_diversity(corpus, attributions=spans).table
    tested = table[table["p"].notna()]
    assert tested[["group", "index"]].to_numpy().tolist() == [
        ["Post", "hill_1"],
        ["Star", "hill_1"],
    ]
    assert tested["q"].to_numpy(float) == pytest.approx(2 / 2**EVENTS)
    assert tested["finding"].all()
    others = table[table["p"].isna()]
    assert not others["finding"].any()
    assert others["estimate"].notna().all()
    assert set(others["reason"]) == {
        "described, not tested: hill_1 is tested for all five, which say one thing"
    }


def test_the_figure_shows_the_contrasts_that_are_tested(port):
    corpus, spans = port
    ax = compare_source_diversity(corpus, attributions=spans).plot()
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    drawn = sorted(float(dot.get_xdata()[0]) for dot in dots)
    assert drawn == pytest.approx([-2, -2, -2, 2, 2, 2])
    filled = [dot for dot in dots if dot.get_markerfacecolor() != "white"]
    assert len(filled) == 2


def test_a_group_too_small_for_a_level_does_not_take_it_from_the_others(made, port):
    corpus, spans = port
    articles = [("Post", f"e{event}", said("Lee Ray Kim")) for event in range(EVENTS)]
    articles += [("Star", f"e{event}", said("Lee Lee Lee Lee")) for event in range(EVENTS)]
    corpus, spans = made([*articles, ("Tiny", "alone", said("Lee Ray"))])
    result = compare_source_diversity(corpus, attributions=spans)
    rows = result.table.set_index(["group", "index"])
    assert rows.loc[("Post", "richness"), "size"] == 24
    assert rows.loc[("Star", "richness"), "value"] == pytest.approx(1)
    assert np.isnan(rows.loc[("Tiny", "richness"), "value"])
    assert "too few attributions" in rows.loc[("Tiny", "richness"), "reason"]
    assert (
        "Tiny (2) has too few attributions for a level at the number at which the others have "
        "theirs."
    ) in result.notes


def test_a_finding_that_one_outlet_carries_is_said_to_be(made):
    """The Star differs from the Post in 9 events, from the Mail in none."""
    articles = []
    for event in range(EVENTS):
        articles.append(("Post", f"e{event}", said("Lee Ray Kim Roe")))
        articles.append(("Star", f"e{event}", said("Lee Lee Lee Lee")))
        articles.append(("Mail", f"e{event}", said("Lee Lee Lee Lee")))
    corpus, spans = made(articles)
    notes = compare_source_diversity(corpus, attributions=spans).notes
    assert (
        "The finding for Star is carried by single outlets: without any one of Post (q is 1) "
        "it is no finding."
    ) in notes
    assert any(note.startswith("The finding for Post is left without any") for note in notes)


def test_what_is_described_is_never_said_to_lack_events(made):
    """Four events are too few for a test, which is said of the tested index alone."""
    articles = []
    for event in range(4):
        articles.append(("Post", f"e{event}", said("Lee Ray Kim")))
        articles.append(("Star", f"e{event}", said("Lee Lee Lee Lee")))
    corpus, spans = made(articles)
    table = compare_source_diversity(corpus, attributions=spans).table
    others = table[table["index"] != "hill_1"]
    assert set(others["reason"]) == {
        "described, not tested: hill_1 is tested for all five, which say one thing"
    }
    assert table.loc[table["index"] == "hill_1", "reason"].str.contains("4 events").all()
