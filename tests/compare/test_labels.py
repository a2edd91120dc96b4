"""compare_labels against counts by eye, and its agreement with compare_words."""

import numpy as np
import pytest

from analysis.compare.labels import compare_labels
from analysis.errors import ChoiceError

LABELS = {"strikers": ["striker*"], "militants": ["militant*"]}


def counts(result, *names):
    return result.table.set_index(["group", "label"])[list(names)].to_dict("index")


def test_uses_are_parted_by_voice_and_scare_quotes(small):
    found = counts(compare_labels(small, LABELS), "n_plain", "n_scare", "n_quoted")
    plain = {key: tuple(value.values()) for key, value in found.items()}
    assert plain == {
        ("Post", "strikers"): (4, 0, 0),
        ("Post", "militants"): (0, 0, 1),
        ("Star", "strikers"): (1, 0, 0),
        ("Star", "militants"): (4, 0, 0),
        ("Wire", "strikers"): (1, 0, 0),
        ("Wire", "militants"): (0, 1, 0),
    }


@pytest.mark.parametrize(
    ("voice", "expected"), [("outlet", (4, 0)), ("source", (0, 1)), ("all", (4, 1))]
)
def test_voice_says_which_uses_count(small, voice, expected):
    found = counts(compare_labels(small, LABELS, voice=voice), "n_mentions")
    got = tuple(found["Post", label]["n_mentions"] for label in LABELS)
    assert got == expected


def test_shares_of_a_set_sum_to_one_over_events_or_are_missing(small):
    table = compare_labels(small, LABELS).table
    sums = table.groupby("group")["value"].sum(min_count=1)
    assert sums.dropna().to_numpy() == pytest.approx(1.0)


def test_a_label_set_is_a_share_of_its_own_mentions(from_counts):
    """The share of one label among its set is what compare_words says of the same counts."""
    corpus = from_counts(
        y=[5, 1, 3, 0, 2, 2, 6, 2, 1, 0, 4, 1, 0, 1, 3, 1],
        n=[100, 100, 120, 80, 100, 200, 300, 100, 50, 50, 100, 100, 90, 110, 100, 100],
        event=[f"e{i}" for i in range(8) for _ in range(2)],
        outlet=["A", "B"] * 8,
    )
    result = compare_labels(corpus, {"spoke": ["spoke"], "quiet": ["quiet"]})
    found = result.table.query("group == 'A' and label == 'spoke'").iloc[0]
    assert np.exp(found["estimate"]) == pytest.approx(2.5587045, abs=5e-8)
    assert found["p"] == 0.03125


def test_the_longest_phrase_takes_the_place(small):
    corpus = small.with_columns({"body": small.articles["body"].str.replace("out", "OUT")})
    nested = {"person": ["the strikers"], "any": ["strikers"]}
    found = counts(compare_labels(corpus, nested), "n_mentions")
    assert found["Post", "person"]["n_mentions"] == 3
    assert found["Post", "any"]["n_mentions"] == 1


def test_two_referents_keep_their_own_mentions(small):
    both = {"people": LABELS, "place": {"port": ["port"], "harbour": ["harbour"]}}
    alone = compare_labels(small, LABELS).table
    together = compare_labels(small, both).table.query("referent == 'people'")
    assert together["value"].to_list() == pytest.approx(alone["value"].to_list(), nan_ok=True)


def test_the_evidence_of_a_cell_is_its_mentions(small):
    result = compare_labels(small, LABELS)
    for number, row in result.table.iterrows():
        assert len(result.evidence(number)) == row["n_mentions"]


def test_a_group_that_uses_no_label_has_no_share_and_says_so(small):
    place = {"port": ["port"], "harbour": ["harbour"]}
    table = compare_labels(small, place).table.query("group == 'Star'")
    assert table["value"].isna().all()
    assert set(table["reason"]) == {"the group uses no label of this set"}


def test_mentions_across_the_border_of_a_quote_are_counted_in_the_notes(small):
    labels = {"a": ["/out. the strikers/"], "b": ["militant*"]}
    body = small.articles["body"].mask(
        small.articles["article_id"] == "s2",
        "“We are all going out” the strikers said. Militants sang.",
    )
    notes = compare_labels(small.with_columns({"body": body}), labels).notes
    assert (
        "6 spans in the outlet's voice, 1 in a source's; 1 straddle a border and take the "
        "voice of most of their characters, 0 of them a tie and so the outlet's." in notes
    )
    assert not any("straddle" in note for note in compare_labels(small, labels).notes)


def test_one_label_is_refused(small):
    with pytest.raises(ChoiceError) as refusal:
        compare_labels(small, {"strikers": ["striker*"]})
    assert str(refusal.value) == (
        "a label set compares two or more labels for one referent:\n"
        "  - 'referent' has 1 label; give two or more"
    )


def test_a_pattern_under_two_labels_is_refused(small):
    with pytest.raises(ChoiceError) as refusal:
        compare_labels(small, {"a": ["striker*"], "b": ["Striker*"]})
    assert str(refusal.value) == (
        "the label set cannot be used:\n  - 'Striker*' is listed under 'a' and 'b'"
    )


def test_plot_shows_each_share_once(small):
    result = compare_labels(small, LABELS)
    drawn = np.concatenate([line.get_xdata() for line in result.plot().lines[1:]])
    shares = result.main_rows()["value"].to_numpy()
    np.testing.assert_allclose(np.sort(drawn), np.sort(shares))


def test_labels_that_are_no_mapping_are_refused(small):
    with pytest.raises(ChoiceError) as refusal:
        compare_labels(small, ["striker*"])
    assert str(refusal.value) == (
        "labels is list ['striker*']; give label → patterns, for example "
        "{'eviction': ['[evict]', 'eviction*'], 'relocation': ['relocat*']}."
    )


def test_a_label_that_nothing_matches_is_named(small):
    notes = compare_labels(small, {**LABELS, "dragons": ["dragon*"]}).notes
    assert notes[0] == "no text that counts uses 'referent: dragons'; look at the patterns."
