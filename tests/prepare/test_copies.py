"""Copies: pairs written for the purpose, whose words are counted by hand."""

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import Corpus, find_copies
from analysis.design import Counted
from analysis.errors import ChoiceError
from analysis.measure.counted import articles_that_count, copy_status
from analysis.prepare import _pairs, _sharing
from analysis.prepare._sketch import batches

OWN = (
    "The dockers of Port Brenna voted at noon on Monday to go on with the strike that has "
    "closed the two oldest quays since the middle of March because the owners of the new basin "
    "put no offer before them that the men could ever have called fair."
)
"""48 words: 42 runs of seven."""
MORE = (
    "Ferries kept to their winter hours while lorries stood along the road to the capital and "
    "the harbour master said nothing of when the cranes would turn again over the empty sheds, "
    "which traders who live by fruit and timber had asked him in three letters over as many "
    "weeks."
)
QUOTE = (
    "we have waited for nine years and we will wait for nine more if that is what it takes to "
    "bring every man on this quay home with a wage that feeds his children and his pride"
)


def made(*rows, **columns):
    """Make a corpus of (outlet, day of March or None, body)."""
    return Corpus(
        pd.DataFrame(
            {
                "article_id": [f"a{i}" for i in range(len(rows))],
                "outlet": [outlet for outlet, _, _ in rows],
                "published": [f"2024-03-{day:02}" if day else "" for _, day, _ in rows],
                "headline": "",
                "body": [body for _, _, body in rows],
                **columns,
            }
        )
    )


def row(found, one, other=""):
    table = found.table
    return table[(table["article_id"] == one) & (table["other_id"] == other)].iloc[0]


def status(found):
    marked = found.marked
    return dict(zip(marked.articles["article_id"], copy_status(marked), strict=True))


# -- the numbers of a pair --------------------------------------------------------------------
def test_containment_has_a_direction():
    """42 runs of the brief, all in the report; of the report's 42 + 6 + 43 runs, 42."""
    words = len(MORE.split())
    found = find_copies(made(("Post", 1, OWN), ("Star", 2, f"{OWN} {MORE}")))
    brief, report = row(found, "a0", "a1"), row(found, "a1", "a0")
    n_runs = len(OWN.split()) + words - 6
    assert (brief["containment"], report["containment"]) == (1, pytest.approx(42 / n_runs))
    assert brief["jaccard"] == report["jaccard"] == pytest.approx(42 / n_runs)
    assert brief["shared_words"] == report["shared_words"] == 48
    assert (brief["kind"], report["kind"]) == ("near-duplicate", "shared passage")


def test_statutes_have_the_published_jaccard():
    """Textreuse prints 0.3842549 for this pair."""
    place = Path(__file__).parent / "statutes"
    texts = [(place / f"{name}.txt").read_text("utf-8") for name in ("ca1851", "ny1850")]
    found = find_copies(made(("California", None, texts[0]), ("New York", None, texts[1])))
    assert found.table["jaccard"].round(7).unique().tolist() == [0.3842549]
    assert found.table["containment"].tolist() == pytest.approx([410 / 710, 410 / 767])


def test_shared_passages_are_spans_of_the_text():
    found = find_copies(made(("Post", 1, f"{MORE}\n\n{OWN}"), ("Star", 2, f"So: “{OWN}”")))
    shared = found.marked.layers["shared"]
    assert shared.text(found.marked.articles).tolist() == [OWN.rstrip("."), OWN.rstrip(".")]
    assert shared.table["value"].tolist() == ["a1", "a0"]
    assert shared.table["score"].tolist() == [48, 48]


def test_what_few_words_share_is_not_listed():
    words = OWN.split()
    few, enough = " ".join(words[:19]), " ".join(words[:20])
    long = " ".join(f"w{i}" for i in range(400))
    other = long.replace("w", "v")
    none = find_copies(made(("Post", 1, f"{few} {long}"), ("Star", 2, f"{few} {other}")))
    some = find_copies(made(("Post", 1, f"{enough} {long}"), ("Star", 2, f"{enough} {other}")))
    assert (len(none.table), len(some.table)) == (0, 2)


# -- who is a copy of whom --------------------------------------------------------------------
def test_the_first_publisher_keeps_its_article():
    found = find_copies(made(("Star", 2, OWN), ("Post", 1, OWN), ("Tide", 3, OWN)))
    assert status(found) == {"a0": "reprint", "a1": "", "a2": "reprint"}
    assert set(found.table["first"]) == {"a1", "a0"}
    assert row(found, "a2", "a0")["first"] == "a0"
    cluster = found.clusters.iloc[0]
    assert (cluster["first"], cluster["n_articles"], cluster["outlets"]) == (
        "a1",
        3,
        "Post, Star, Tide",
    )


@pytest.mark.parametrize(
    ("days", "reason"),
    [((1, 1), "both on the same day"), ((1, None), "no date of one of them")],
)
def test_where_nobody_can_be_called_the_first_both_are_copies(days, reason):
    found = find_copies(made(("Post", days[0], OWN), ("Star", days[1], OWN)))
    assert set(status(found).values()) == {"first not known"}
    assert found.table[["first", "reason"]].to_numpy().tolist() == [["", reason]] * 2


def test_hours_of_one_day_tell_who_was_first():
    times = ["2024-03-01T09:30", "2024-03-01T08:00"]
    found = find_copies(made(("Post", 1, OWN), ("Star", 1, OWN), published=times))
    assert status(found) == {"a0": "reprint", "a1": ""}


def test_an_outlet_that_prints_its_own_twice_keeps_the_first():
    found = find_copies(made(("Post", 1, OWN), ("Post", 1, OWN), ("Post", None, OWN)))
    assert status(found) == {"a0": "", "a1": "repeat", "a2": "repeat"}


def test_a_report_that_takes_in_a_brief_is_no_copy_of_it():
    found = find_copies(made(("Post", 1, OWN), ("Star", 2, f"{OWN} {MORE} {QUOTE}")))
    assert status(found) == {"a0": "", "a1": ""}


def test_text_near_an_agencys_is_the_agencys_whatever_the_dates():
    agency = f"PORT BRENNA (AP) — {OWN}"
    found = find_copies(made(("Post", 1, OWN), ("Star", 2, agency), ("Tide", 3, MORE)))
    assert status(found) == {"a0": "agency copy", "a1": "agency copy", "a2": ""}
    credit = row(found, "a1")
    assert (credit["kind"], credit["agency"]) == ("agency credit", "AP")
    assert credit["reason"] == "PORT BRENNA (AP) —"
    sources = found.marked.layers["copy"].table.set_index("article_id")["source"]
    assert sources.to_dict() == {"a0": "a1", "a1": "AP"}


def test_an_agency_that_is_an_outlet_keeps_its_own():
    agency = f"PORT BRENNA (AP) — {OWN}"
    found = find_copies(made(("Associated Press", 2, agency), ("Star", 1, OWN)))
    assert status(found) == {"a0": "", "a1": "agency copy"}
    assert "agency credit" not in set(found.table["kind"])


def test_a_column_names_the_agency_and_help_changes_nothing():
    helped = f"{MORE}\nThe Associated Press contributed to this report."
    found = find_copies(made(("Post", 1, OWN), ("Star", 1, helped), wire=["HNA", "none"]))
    assert status(found) == {"a0": "agency copy", "a1": ""}
    credits_ = found.table.set_index("article_id")[["agency", "copy", "reason"]]
    assert credits_.loc["a0"].tolist() == ["HNA", True, "column wire"]
    assert credits_.loc["a1"].tolist()[:2] == ["AP", False]


def test_a_quote_that_everybody_prints_makes_nobody_a_copy():
    one, other = (
        f"{' '.join(own.split()[:30])}. “{QUOTE},” the master said. “{QUOTE[::-1]}.”"
        for own in (OWN, MORE)
    )
    found = find_copies(made(("Post", 1, one), ("Star", 2, other)))
    pair = row(found, "a1", "a0")
    assert pair["containment"] > 0.6
    assert pair["own_containment"] == 0
    assert status(found) == {"a0": "", "a1": ""}
    unquoted = find_copies(made(*[("Post", 1, QUOTE), ("Star", 2, QUOTE)]))
    assert status(unquoted)["a1"] == "reprint"


def test_a_short_text_is_a_copy_only_when_it_is_the_same():
    """24 shared words are too few to tell a formula; the same 24 words alone are one text."""
    short = " ".join(OWN.split()[:24])
    longer = " ".join(OWN.split()[:25])
    tail = "and nobody went home before dusk fell"
    near = find_copies(made(("Post", 1, short), ("Star", 2, f"{short} {tail}")))
    same = find_copies(made(("Post", 1, short), ("Star", 2, short)))
    enough = find_copies(made(("Post", 1, longer), ("Star", 2, f"{longer} {tail}")))
    assert [status(found)["a1"] for found in (near, same, enough)] == ["", "reprint", "reprint"]
    assert status(find_copies(made(("Post", 1, "Out."), ("Star", 2, "out"))))["a1"] == "reprint"


def test_half_of_the_own_words_is_the_border():
    """A text of n runs is a copy from n / 2 shared runs on; 42 here, of 84 and of 85."""
    words = [f"w{i}" for i in range(50)]
    at = f"{OWN} {' '.join(words[:42])}"
    below = f"{OWN} {' '.join(words[:43])}"
    found = find_copies(made(("Post", 1, OWN), ("Star", 2, at), ("Tide", 2, below)))
    assert row(found, "a1", "a0")["own_containment"] == 0.5
    assert row(found, "a2", "a0")["own_containment"] == pytest.approx(42 / 85)
    assert row(found, "a1", "a0")["copy"]
    assert not row(found, "a2", "a0")["copy"]


def test_what_a_site_repeats_makes_no_copy():
    about = "The Post is the oldest paper of Torvia and is read on both banks. " + MORE
    stories = ["".join(f"{chr(97 + i)}{chr(97 + j)} " for j in range(26)) for i in range(6)]
    corpus = made(*[("Post", 1, f"{story}\n{about}") for story in stories])
    dates = [f"2024-0{i + 1}-03" for i in range(6)]
    corpus = corpus.with_columns({"published": pd.Series(pd.to_datetime(dates))})
    assert len(find_copies(corpus).table) == 0


def test_captions_and_comments_are_not_compared():
    corpus = made(("Post", 1, OWN), ("Star", 2, f"{MORE}\n{OWN}"))
    part = [("a0", "body", 0, len(OWN), "body"), ("a1", "body", 0, len(MORE), "body")]
    part += [("a1", "body", len(MORE) + 1, len(MORE) + 1 + len(OWN), "comment")]
    layered = corpus.with_layer(analysis.Spans.of("part", part), "part")
    assert len(find_copies(corpus).table) == 2
    assert len(find_copies(layered).table) == 0


# -- what comparisons make of it --------------------------------------------------------------
def test_copies_exclude_keep_and_only():
    corpus = find_copies(made(("Post", 1, OWN), ("Star", 2, OWN), ("Tide", 2, MORE))).marked
    kept = {
        copies: articles_that_count(corpus, Counted(copies=copies))
        for copies in ("exclude", "keep", "only")
    }
    ids = {name: list(found.articles["article_id"]) for name, (found, _) in kept.items()}
    assert ids == {"exclude": ["a0", "a2"], "keep": ["a0", "a1", "a2"], "only": ["a1"]}
    notes = [notes for _, notes in kept.values()]
    assert notes[0] == ["1 wire copy or reprint of 3 articles left out (reprint 1)."]
    assert " ".join(notes[1]) == (
        "33% of articles are wire copies or reprints and count: text that outlets share hides "
        "how they differ."
    )
    assert notes[2] == ["2 own articles of 3 articles left out."]


def test_the_corpus_is_told_and_its_text_is_as_it_was():
    corpus = made(("Post", 1, OWN), ("Star", 2, OWN))
    found = find_copies(corpus)
    assert "copy" not in corpus.layers
    pd.testing.assert_frame_equal(found.marked.articles, corpus.articles)
    assert found.marked.notes == (
        'Copies: 1 of 2 articles (reprint 1); copies="exclude" leaves them out.',
    )
    left = found.marked.where(found.marked.articles["outlet"] == "Post")
    assert copy_status(left).tolist() == [""]


# -- ties, and what many hold -----------------------------------------------------------------
@pytest.mark.parametrize("order", ["reversed", "mixed"])
def test_a_text_that_more_hold_than_are_paired_is_the_first_publishers(order):
    """110 outlets print one text on 110 days; one of them had half of it the day before."""
    half = " ".join(OWN.split()[:24])
    days = pd.date_range("2024-01-01", periods=111).strftime("%Y-%m-%d").tolist()
    rows = [("Half", 1, f"{half} {MORE}"), *[(f"Outlet {i}", 1, OWN) for i in range(110)]]
    corpus = made(*rows, published=days)
    places = np.arange(111)[::-1]
    if order == "mixed":
        places = np.random.default_rng(5).permutation(111)
    found, again = find_copies(corpus), find_copies(Corpus(corpus.articles.iloc[places]))
    expected = {f"a{i}": "reprint" if i > 1 else "" for i in range(111)}
    assert status(found) == status(again) == expected
    pd.testing.assert_frame_equal(found.table, again.table)
    pd.testing.assert_frame_equal(found.clusters, again.clusters)
    assert found.clusters["first"].tolist() == ["a1"]
    assert found.notes[-1] == (
        "42 runs of 7 words that more than 100 articles hold were looked for only in the first "
        "of them by date and id, and in those before and after."
    )


def test_undated_and_own_repeats_among_many_change_no_others(monkeypatch):
    monkeypatch.setattr(_sharing, "MOST_HOLDERS", 3)
    rows = [("Tide", None, OWN), ("Post", 3, OWN), ("Star", 2, OWN), ("Post", 1, OWN)]
    corpus = made(*rows, ("Post", None, OWN), ("Quay", 1, OWN))
    few = status(find_copies(corpus))
    monkeypatch.undo()
    assert few == status(find_copies(corpus))
    assert few == {
        "a0": "first not known",
        "a1": "reprint",
        "a2": "reprint",
        "a3": "first not known",
        "a4": "repeat",
        "a5": "first not known",
    }


def test_ties_are_broken_by_date_and_id():
    """Tide's article is as near to Post's as to Star's, and the two clusters are as large."""
    rows = [("Tide", 9, OWN), ("Star", 2, OWN), ("Post", 1, OWN)]
    rows += [("Quay", 5, MORE), ("Mole", 6, MORE), ("Pier", 7, MORE)]
    corpus = made(*rows)
    found, turned = find_copies(corpus), find_copies(Corpus(corpus.articles[::-1]))
    for one in (found, turned):
        sources = one.marked.layers["copy"].table.set_index("article_id")["source"]
        assert sources.to_dict() == {"a0": "a2", "a1": "a2", "a4": "a3", "a5": "a3"}
        assert one.clusters["articles"].tolist() == ["a2, a1, a0", "a3, a4, a5"]


def test_a_cluster_has_the_first_that_its_pairs_have():
    times = ["2024-03-01", "2024-03-01 14:00"]
    found = find_copies(made(("Post", 1, OWN), ("Star", 1, OWN), published=times))
    assert set(found.table["first"]) == {""}
    assert found.clusters[["first", "reason"]].to_numpy().tolist() == [
        ["", "several on the first day"]
    ]
    times = ["2024-03-01 09:00", "2024-03-01 14:00"]
    timed = find_copies(made(("Post", 1, OWN), ("Star", 1, OWN), published=times))
    assert timed.clusters[["first", "reason"]].to_numpy().tolist() == [["a0", ""]]


def test_words_for_nothing_in_the_column_wire_name_no_agency():
    words = ["n/a", "-", "Own", " staff ", "unknown", "No", "false", "0", "none", "", "NaN"]
    rows = [("Post", i + 1, f"{'x' * (i + 1)} was here.") for i in range(len(words) + 2)]
    corpus = made(*rows, wire=[*words, "HNA", "reuters"])
    found = find_copies(corpus)
    agency = {"a11": "agency copy", "a12": "agency copy"}
    assert {one: why for one, why in status(found).items() if why} == agency
    assert copy_status(corpus)[11:].tolist() == ["agency copy"] * 2
    assert set(copy_status(corpus)[:11]) == {""}
    assert found.notes[-1] == (
        "The column wire names what is not among the agencies known here; each counts as one: "
        "'HNA'."
    )


# -- one cluster, opened ----------------------------------------------------------------------
def test_a_cluster_opens_side_by_side():
    found = find_copies(made(("Star", 2, f"{MORE} {OWN}"), ("Post", 1, OWN), ("Tide", 3, MORE)))
    shown = found.side_by_side(1)
    assert shown["article_id"].tolist() == ["a1", "a0", "a2"]
    first = shown.iloc[0]
    assert [first["text"][a:b] for a, b in first["marks"]] == [OWN.rstrip(".")]
    with pytest.raises(ChoiceError) as caught:
        found.side_by_side(2)
    assert str(caught.value) == "there is no cluster 2; they are 1 to 1."
    with pytest.raises(ChoiceError) as caught:
        find_copies(made(("Post", 1, OWN))).side_by_side(1)
    assert str(caught.value) == "there is no cluster 1; none."


# -- invariants -------------------------------------------------------------------------------
BODIES = st.lists(
    st.sampled_from(["", "Out.", OWN, MORE, f"{OWN} {MORE}", f"“{QUOTE}.”"]), max_size=6
)


@settings(max_examples=20)
@given(BODIES, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(bodies, random):
    corpus = made(*[("PS"[i % 2], i % 3 or None, body) for i, body in enumerate(bodies)])
    order = random.sample(range(len(bodies)), len(bodies))
    mixed = Corpus(corpus.articles.iloc[order])
    one, other = find_copies(corpus), find_copies(mixed)
    columns = [name for name in one.table if name != "cluster"]
    pd.testing.assert_frame_equal(one.table[columns], other.table[columns])
    assert status(one) == status(other)


@settings(max_examples=20)
@given(BODIES)
def test_shares_are_shares_and_pairs_stand_both_ways(bodies):
    table = find_copies(made(*[("Post", i + 1, body) for i, body in enumerate(bodies)])).table
    pairs = table[table["other_id"] != ""]
    for name in ("containment", "own_containment", "jaccard"):
        assert pairs[name].dropna().between(0, 1).all()
    keys = set(zip(pairs["article_id"], pairs["other_id"], strict=True))
    assert keys == {(other, one) for one, other in keys}
    both = pairs.set_index(["article_id", "other_id"])["jaccard"]
    assert all(both[pair] == both[pair[::-1]] for pair in keys)
    assert (pairs["jaccard"] <= pairs["containment"] + 1e-12).all()


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_compare(n):
    found = find_copies(made(*[("Post", 1, "")] * n))
    assert len(found.table) == len(found.clusters) == 0
    assert list(found.table) == list(found.columns)
    assert "(no rows)" in repr(found)


# -- too much text to compare all of it -------------------------------------------------------
def test_beyond_the_bound_pairs_are_sought_in_a_sample_and_compared_in_full(monkeypatch):
    rng = np.random.default_rng(3)
    stories = [" ".join(f"w{w}" for w in rng.integers(0, 5000, 300)) for _ in range(8)]
    corpus = made(
        *[("Post", 1, story) for story in stories],
        ("Star", 2, f"{stories[2]} {MORE}"),
        ("Star", 3, f"{MORE} {' '.join(stories[5].split()[:200])}"),
    )
    exact = find_copies(corpus)
    monkeypatch.setattr(_pairs, "MOST_CHARACTERS", 4000)
    sampled = find_copies(corpus)
    columns = [name for name in exact.table if name != "cluster"]
    keys = ["article_id", "other_id"]
    rows = exact.table.merge(sampled.table[keys], on=keys)
    pd.testing.assert_frame_equal(rows[columns], sampled.table[columns])
    assert {("a8", "a2"), ("a9", "a5")} <= set(
        zip(*(sampled.table[k] for k in keys), strict=True)
    )
    assert sampled.notes[-1] == (
        "There is too much text to compare all of it: pairs of articles were sought by one "
        "run of 7 words in 8, and 3 pairs then compared in full. A pair that shares 50 runs "
        "is seen with a chance of 0.96, one that shares 100 of 0.9998."
    )


def test_a_group_of_the_sample_is_in_order_so_that_the_earliest_holds_a_formula():
    sizes = np.ones(5, np.int64)
    one, other = np.array([0, 1]), np.array([3, 2])
    assert [group.tolist() for group in batches(one, other, sizes, 10)] == [[0, 1, 2, 3]]
    assert [group.tolist() for group in batches(one, other, sizes, 2)] == [[0, 3], [1, 2]]


def test_runs_are_the_same_bit_for_bit():
    corpus = made(("Post", 1, OWN), ("Star", 2, f"{OWN} {MORE}"))
    one, other = find_copies(corpus), find_copies(corpus)
    assert pickle.dumps(one.table.to_dict()) == pickle.dumps(other.table.to_dict())
