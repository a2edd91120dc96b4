"""Events: what is put together, what is left alone, and whose decisions stand."""

import gzip
import importlib
import io
import json
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from sklearn.metrics import pairwise_distances

from analysis import match_events, proposed_events, read_csv
from analysis.corpus import Corpus
from analysis.encoder import encoder_at_hand
from analysis.errors import ChoiceError
from analysis.prepare import _event_groups as groups
from analysis.prepare._event_pairs import Material, Pairs, find_pairs, weighted, words_of
from analysis.spans import Spans

TOWNS = ("Ayrmouth", "Brell", "Corvane", "Dunlow", "Estwick", "Farholt", "Gellan", "Hoxby")
THINGS = (
    "a ferry sank in the harbour and divers searched the hull",
    "a mayor resigned and auditors opened the school budget",
    "dockers walked out over pensions and shut the container gate",
    "a chemical plant burned and residents were moved to a sports hall",
    "judges annulled the lease of the old market and its traders cheered",
    "a bridge was closed and engineers found cracks in two pylons",
    "an airline cut its night flights and pilots called a vote",
    "vets found a cattle disease on three farms and closed the fair",
)


def town_news(*, n_events=8, outlets=("Post", "Star", "Times"), **columns):
    """A corpus of events that several outlets report, each in words of its own."""
    rows = []
    for event in range(n_events):
        for place, outlet in enumerate(outlets):
            town, thing = TOWNS[event], THINGS[event]
            rows.append(
                {
                    "article_id": f"{outlet}-{event}",
                    "outlet": outlet,
                    "published": f"2024-0{1 + event % 8}-1{place}",
                    "headline": f"{town}: {thing.split(' and ')[place % 2]}",
                    "body": f"In {town} {thing}. The council of {town} met, {outlet} learnt "
                    f"from officials. It was the {place + 2}nd such case this year.",
                    "true": f"e{event}",
                }
            )
    return Corpus(pd.DataFrame(rows).assign(**columns))


def partition(corpus):
    """The groups as sets of ids, whatever they are called; single articles left out."""
    articles = corpus.articles[corpus.articles["event_id"] != ""]
    return {frozenset(of) for _, of in articles.groupby("event_id")["article_id"]}


def test_clear_events_are_found_and_a_single_article_is_left_alone():
    corpus = town_news()
    odd = corpus.articles.iloc[[0]].assign(
        article_id="odd", headline="Chess: a draw", body="Two masters drew after nine hours."
    )
    corpus = Corpus(pd.concat([corpus.articles, odd], ignore_index=True))
    matched = match_events(corpus, encoder=False)
    assert partition(matched) == {
        frozenset(of) for _, of in corpus.articles.iloc[:-1].groupby("true")["article_id"]
    }
    alone = matched.articles.set_index("article_id").loc["odd"]
    assert (alone["event_id"], alone["event_role"]) == ("", "")
    assert pd.isna(alone["event_chance"])
    assert alone["event_why"].startswith("alone: ")
    assert len(matched.events) == 8
    assert list(matched.events) == ["event_id", "description", "date"]


def test_names_of_events_say_when_and_what():
    matched = match_events(town_news(), encoder=False)
    assert matched.events["event_id"].tolist()[0].startswith("2024-01-10-ayrmouth-")
    assert matched.events["description"].iloc[0].startswith("Ayrmouth: ")


@limits(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_neither_order_nor_outlets_nor_ids_play_a_part(random):
    corpus = town_news()
    before = match_events(corpus, encoder=False).articles.set_index("article_id")
    rows = list(range(len(corpus)))
    random.shuffle(rows)
    names = random.sample(TOWNS, 3)
    shuffled = corpus.articles.iloc[rows].reset_index(drop=True)
    shuffled["outlet"] = [names[row % 3] for row in rows]
    after = match_events(Corpus(shuffled), encoder=False).articles.set_index("article_id")
    added = [name for name in before if name.startswith("event")]
    pd.testing.assert_frame_equal(after.loc[before.index, added], before[added])


def test_dates_part_what_words_do_not():
    rows = town_news(n_events=6).articles
    again = rows.assign(
        article_id=rows["article_id"] + "-again",
        published=rows["published"] + pd.Timedelta(days=400),
        body=rows["body"].str.replace("this year", "in this very year"),
    )
    corpus = Corpus(pd.concat([rows, again], ignore_index=True))
    dated = match_events(corpus, encoder=False).articles
    years = dated[dated["event_role"] == "report"].groupby("event_id")["published"]
    assert (years.max() - years.min() < pd.Timedelta(days=30)).all()
    undated = match_events(corpus, encoder=False, use_dates=False).articles
    spans = undated[undated["event_id"] != ""].groupby("event_id")["published"]
    assert (spans.max() - spans.min() > pd.Timedelta(days=300)).any()


@pytest.mark.parametrize(
    ("chance", "day", "opinion", "joins", "late"),
    [
        (0.8, 100, False, True, True),
        (0.7, 100, False, False, False),
        (0.7, 100, True, False, False),
        (0.4, 20, True, True, False),
        (0.4, np.nan, True, True, False),
        (0.3, 20, True, False, False),
        (0.8, 20, False, False, False),
        (0.8, -60, True, False, False),
    ],
)
def test_who_joins_by_its_text_alone(chance, day, opinion, joins, late):
    table = csr_matrix([[0, 0.9, chance], [0.9, 0, chance], [chance, chance, 0]])
    days = np.array([0, 1, day])
    event = np.array([0, 0, -1])
    marks = np.array([False, False, opinion])
    got = groups.attached(table, event, event < 0, marks, days, least=0.35)
    assert got[0].tolist() == [-1, -1, 0 if joins else -1]
    assert got[1].tolist() == [False, False, late]


def test_an_article_of_years_later_is_marked(monkeypatch):
    monkeypatch.setattr(groups, "LATE", 0.3)
    corpus = town_news()
    later = corpus.articles.iloc[[0]].assign(
        article_id="later", published=pd.Timestamp("2026-05-01"),
        body=corpus.articles["body"].iloc[1] + " That was two years ago.",
    )  # fmt: skip
    corpus = Corpus(pd.concat([corpus.articles, later], ignore_index=True))
    matched = match_events(corpus, encoder=False)
    told = matched.articles.set_index("article_id").loc["later"]
    assert told["event_role"] == "later"
    assert told["event_id"] == matched.articles["event_id"].iloc[0]
    assert told["event_why"].endswith(
        "with the others of the event by its text alone; published more than 30 days later"
    )
    assert "1 article in a matched event is marked 'later' in event_role." in matched.notes


@pytest.mark.parametrize(
    "column",
    [{"genre": "opinion"}, {"section": "Op-Ed"}, {"url": "https://x.example/opinion/1"}],
)
def test_opinion_is_matched_and_marked(column):
    corpus = town_news(**dict.fromkeys(column, ""))
    name, value = next(iter(column.items()))
    own = corpus.articles[name].where(corpus.articles["article_id"] != "Star-3", value)
    roles = match_events(corpus.with_columns({name: own}), encoder=False).articles
    assert roles.loc[roles["event_role"] == "opinion", "article_id"].tolist() == ["Star-3"]


# Decisions by hand


def decisions(rows, **columns):
    table = pd.DataFrame(rows, columns=["article_id", "event_id"])
    return table.assign(decided_by="ann", **columns)


def test_what_was_decided_stands_exactly():
    corpus = town_news()
    decided = decisions(
        [("Post-0", "sea"), ("Star-1", "sea"), ("Times-2", ""), ("Post-3", "alone")]
    )
    matched = match_events(corpus, encoder=False, decided=decided)
    got = matched.articles.set_index("article_id")
    wanted = decided.set_index("article_id")["event_id"]
    assert got.loc[wanted.index, "event_id"].to_dict() == wanted.to_dict()
    assert set(got.loc[wanted.index, "event_by"]) == {"ann"}
    assert set(got.loc[wanted.index, "event_why"]) == {"decided by ann"}
    assert set(got.loc[~got.index.isin(wanted.index), "event_by"]) == {"program"}
    assert "4 were decided by hand (ann)" in matched.notes[0]


def test_others_join_a_decided_event_and_two_are_never_merged():
    corpus = town_news()
    decided = decisions(
        [("Post-0", "one"), ("Star-0", "two"), ("Post-5", "bridge"), ("Star-5", "bridge")],
        description=["", "", "The cracks", ""],
    )
    matched = match_events(corpus, encoder=False, decided=decided)
    got = matched.articles.set_index("article_id")["event_id"]
    assert (got["Post-0"], got["Star-0"], got["Times-5"]) == ("one", "two", "bridge")
    events = matched.events.set_index("event_id")["description"]
    assert events["bridge"] == "The cracks"


def test_an_event_that_the_corpus_names_is_kept():
    corpus = town_news(event_id="")
    own = corpus.articles["event_id"].where(corpus.articles["article_id"] != "Post-4", "mine")
    matched = match_events(corpus.with_columns({"event_id": own}), encoder=False)
    got = matched.articles.set_index("article_id")
    assert got.loc["Post-4", ["event_id", "event_by"]].tolist() == ["mine", "given"]
    assert got.loc["Star-4", "event_id"] == "mine"


def test_every_fault_of_the_decisions_is_told():
    rows = [("nobody", "x"), ("Post-0", "x"), ("none", "y"), ("Post-0", "y"), ("Post-0", "x")]
    with pytest.raises(ChoiceError) as caught:
        match_events(town_news(), decided=decisions(rows))
    assert str(caught.value) == (
        "decided cannot be used:\n"
        "  - row 1: article_id 'nobody' is not in the corpus\n"
        "  - row 3: article_id 'none' is not in the corpus\n"
        "  - row 4: article_id 'Post-0' is given the event 'y', and 'x' in row 2"
    )
    with pytest.raises(ChoiceError) as caught:
        match_events(town_news(), decided=decisions(rows).drop(columns="event_id"))
    assert str(caught.value) == (
        "decided lacks the column 'event_id'; it has 'article_id', 'decided_by'. It needs "
        "article_id and event_id."
    )


def test_what_pandas_reads_as_missing_or_as_a_number_is_no_event_and_its_name():
    text = "article_id,event_id,decided_by\nPost-0,,ann\nStar-1,,\nPost-2,7,ann\n"
    decided = pd.read_csv(io.StringIO(text))
    matched = match_events(town_news(), encoder=False, decided=decided)
    got = matched.articles.set_index("article_id")
    rows = ["Post-0", "Star-1", "Post-2"]
    assert got.loc[rows, "event_id"].tolist() == ["", "", "7"]
    assert got.loc[rows, "event_by"].tolist() == ["ann", "hand", "ann"]


def test_proposals_decide_nothing_and_that_is_said():
    decided = decisions([("Post-0", "sea"), ("Star-1", "sea")])
    decided.loc[1, "decided_by"] = "program"
    matched = match_events(town_news(), encoder=False, decided=decided)
    got = matched.articles.set_index("article_id")
    assert got.loc[["Post-0", "Star-1"], "event_by"].tolist() == ["ann", "program"]
    assert matched.notes[-1] == (
        "1 row of decided by 'program': proposals, which decide nothing. Where one is right, "
        "write who says so in decided_by."
    )


def test_no_precision_is_quoted_beside_a_threshold_of_ones_own():
    note = match_events(town_news(), encoder=False, least_chance=0.3).notes[0]
    assert (
        "Events begin at a mean chance of 0.3, as was asked; how often that errs was not "
        in note
    )
    assert "F1" not in note
    assert "pair F1" in match_events(town_news(), encoder=False).notes[0]


@pytest.mark.parametrize("least", [0, 1.5])
def test_a_chance_out_of_range_is_refused(least):
    with pytest.raises(ChoiceError) as caught:
        match_events(town_news(), encoder=False, least_chance=least)
    assert str(caught.value) == f"least_chance must be above 0, up to 1, not {least}."


def test_a_lower_chance_gives_no_more_groups_of_more_than_their_sum():
    corpus = town_news()
    few = match_events(corpus, encoder=False, least_chance=0.01).articles["event_id"]
    many = match_events(corpus, encoder=False, least_chance=0.99).articles["event_id"]
    assert (few == "").sum() <= (many == "").sum()


# Small and odd corpora


@pytest.mark.parametrize("n", [0, 1, 2])
def test_tiny_corpora_do_not_fail(n):
    corpus = town_news(n_events=1)
    matched = match_events(corpus.where(np.arange(3) < n), encoder=False)
    assert len(matched) == n
    assert set(matched.articles["event_by"]) <= {"program"}


def test_empty_and_undated_texts_do_not_fail():
    corpus = town_news(published="", body="")
    assert len(match_events(corpus, encoder=False)) == 24
    blank = town_news(headline="", body="", published="")
    assert set(match_events(blank, encoder=False).articles["event_id"]) == {""}


def test_where_no_article_has_a_date_dates_do_not_count():
    corpus = town_news(published="")
    got, without = (match_events(corpus, encoder=False, use_dates=use) for use in (True, False))
    pd.testing.assert_frame_equal(got.articles, without.articles)
    assert "(without the sentence encoder, without dates)" in got.notes[0]


def test_the_encoder_is_asked_once_for_every_article(monkeypatch):
    asked = []

    def vectors(texts, *, most_tokens, progress):
        asked.append((len(texts), most_tokens))
        progress(len(texts))
        towns = [next(t for t in range(8) if TOWNS[t] in text) for text in texts]
        return np.eye(8, dtype=np.float32)[towns]

    monkeypatch.setattr("analysis.prepare.events.encode", vectors)
    done = []
    corpus = town_news()
    matched = match_events(corpus, encoder=True, progress=done.append)
    assert (asked, done) == ([(24, 128)], [24])
    assert partition(matched) == {
        frozenset(of) for _, of in corpus.articles.groupby("true")["article_id"]
    }
    assert "(with the sentence encoder, with dates)" in matched.notes[0]


@pytest.mark.skipif(not encoder_at_hand(), reason="the encoder extra is not installed")
def test_events_are_found_with_the_encoder_itself():
    corpus = town_news()
    assert len(partition(match_events(corpus, encoder=True))) == 8


def test_comments_say_nothing_of_the_event():
    corpus = town_news()
    ids = corpus.articles["article_id"]
    start = corpus.articles["body"].str.len()
    noise = " Ferry ferry ferry Ayrmouth divers hull." * 9
    added = corpus.with_columns({"body": corpus.articles["body"] + noise})
    table = pd.DataFrame({"article_id": ids, "field": "body", "start": start})
    table["end"] = start + len(noise)
    layer = Spans(table.assign(layer="part", value="comment"))
    got = match_events(added.with_layer(layer, "part"), encoder=False)
    assert partition(got) == partition(match_events(corpus, encoder=False))


# The parts, against other makers of the same


@given(st.integers(2, 12), st.integers(0, 10**6), st.floats(0.05, 0.95))
def test_linkage_by_pieces_is_linkage_of_the_whole(n, seed, threshold):
    rng = np.random.default_rng(seed)
    chance = np.triu(rng.random((n, n)) * (rng.random((n, n)) < 0.5), 1)
    chance += chance.T
    apart = (1 - chance)[np.triu_indices(n, 1)]
    whole = fcluster(linkage(apart, "average"), 1 - threshold, "distance")
    pieces = groups.linked(csr_matrix(chance), threshold)
    np.testing.assert_array_equal(
        pieces[:, None] == pieces[None, :], whole[:, None] == whole[None, :]
    )


def test_a_piece_too_large_is_cut_at_its_weakest_links(monkeypatch):
    monkeypatch.setattr(groups, "MOST_TOGETHER", 2)
    chance = np.array([[0, 0.9, 0, 0], [0.9, 0, 0.5, 0], [0, 0.5, 0, 0.9], [0, 0, 0.9, 0]])
    assert groups.linked(csr_matrix(chance), 0.2).tolist() == [0, 0, 1, 1]


def test_features_are_those_counted_by_hand():
    likeness = {"words": np.array([0.8, 0.2, 0.4])}
    days = np.array([0.0, 12.0, np.nan])
    pairs = Pairs(3, np.array([0, 0, 1]), np.array([1, 2, 2]), likeness, days)
    features, names = pairs.features(use_dates=True)
    got = dict(zip(names, features.T.tolist(), strict=True))
    # Best neighbours: .8, .8, .4; the last of two stands for the usual one: .2, .4, .2.
    wanted = {
        "words": [0.8, 0.2, 0.4],
        "words, of the best, higher": [1, 0.5, 1],
        "words, of the best, lower": [1, 0.25, 0.5],
        "words, past the usual, higher": [np.log(4), 0, np.log(2)],
        "words, past the usual, lower": [np.log(2), 0, 0],
        "a date is missing": [0, 0, 1],
        "log of days": [0, np.log(13), 0],
        "a day at most": [1, 0, 0],
        "days up to 30": [0, 12, 0],
        "more than 10 days": [0, 1, 0],
    }
    assert list(got) == list(wanted)
    for name, values in wanted.items():
        assert got[name] == pytest.approx(values, abs=1e-12), name
    weights = groups.Weights(-1.0, dict.fromkeys(wanted, 0.5), 0.5, {})
    assert weights.chances(features, names)[1] == pytest.approx(
        1 / (1 + np.exp(1 - 0.5 * (0.95 + np.log(13) + 12 + 1)))
    )


def test_the_most_alike_article_is_of_ones_own_event_where_there_is_one():
    table = csr_matrix([[0, 0.5, 0.9, 0.3], [0.5, 0, 0, 0], [0.9, 0, 0, 0], [0.3, 0, 0, 0]])
    closest, chance = groups.most_alike(table, np.array([0, 0, -1, 0]))
    assert closest.tolist() == [1, 0, 0, 0]
    assert chance.tolist() == [0.5, 0.5, 0.9, 0.3]
    mean = groups.mean_with_others(table, np.array([0, 0, -1, 0]))
    assert mean[[0, 1, 3]] == pytest.approx([0.4, 0.25, 0.15])
    assert np.isnan(mean[2])


def test_likeness_is_the_cosine_of_tf_idf():
    corpus = town_news()
    articles = corpus.articles
    days = np.zeros(len(articles))
    headlines, bodies = articles["headline"].tolist(), articles["body"].tolist()
    pairs = find_pairs(Material(headlines, bodies, days, None))
    rows = weighted(headlines, words_of)
    cosines = 1 - pairwise_distances(rows.toarray(), metric="cosine")
    want = cosines[pairs.one, pairs.other]
    np.testing.assert_allclose(pairs.likeness["headline"], want, atol=1e-6)
    assert len(pairs.one) == 24 * 23 / 2  # so few that each is compared with all


@pytest.fixture(scope="module")
def matching(root):
    folder = str(root / "benchmarks")
    sys.path.insert(0, folder)
    yield importlib.import_module("event_matching")
    sys.path.remove(folder)
    sys.modules.pop("event_matching", None)


def test_the_scores_are_those_of_the_published_example(matching):
    reference = np.array([int(one) for one in "1111222334"])
    found = np.array([int(one) for one in "1112222344"])
    every = np.full(10, fill_value=True)
    scores = matching.scores(reference, found, every)
    assert scores == pytest.approx((0.6, 0.6, 0.6, 0.75))


def test_the_sample_study_comes_out_in_whole_events(root):
    folder = root / "data" / "harbour"
    corpus = read_csv(folder / "articles.csv")
    true = corpus.articles["event_id"]
    matched = match_events(
        corpus.with_columns({"event_id": true.where(true == "", "")}), encoder=False
    )
    found = matched.articles["event_id"]
    inside = true[found != ""].groupby(found[found != ""]).nunique()
    assert (inside == 1).all()  # nothing is put together that does not belong together
    assert (found != "").sum() >= 60


def test_real_events_reach_the_bars(shared_data, matching):
    """A sixth of the events, in a corpus of their own; weights saw them, so this is a floor."""
    place = shared_data / "allsides_events" / "fulltext_events.jsonl.gz"
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines][:114]
    rows = [(k, one) for k, event in enumerate(events) for one in event["articles"]]
    frame = pd.DataFrame([one for _, one in rows])
    articles = pd.DataFrame(
        {
            "article_id": [f"a{k}" for k in range(len(rows))],
            "outlet": frame["outlet"],
            "published": pd.to_datetime(frame["date"], format="mixed", errors="coerce"),
            "headline": frame["title"],
            "body": frame["text"],
        }
    )
    event = np.array([k for k, _ in rows])
    found = match_events(Corpus(articles), encoder=False).articles["event_id"]
    single = found + np.where(found == "", np.arange(len(found)).astype(str), "")
    got = matching.scores(event, pd.factorize(single)[0], np.full(len(event), fill_value=True))
    assert got[2] >= 0.88
    assert got[3] >= 0.95


# What is shown of a proposal


def test_the_sentences_that_tie_articles_are_shown():
    matched = match_events(town_news(), encoder=False)
    table = proposed_events(matched)
    assert len(table) == 24
    row = table.set_index("article_id").loc["Star-2"]
    assert row["closest_id"] in {"Post-2", "Times-2"}
    assert "dockers" in row["sentence"].lower()
    assert "dockers" in row["closest_sentence"].lower()
    assert {"Corvane", "dockers"} <= set(row["shared"].split(", "))


def test_a_corpus_without_matched_events_has_no_proposals():
    with pytest.raises(ChoiceError) as caught:
        proposed_events(town_news())
    assert str(caught.value) == (
        "this corpus has no column event_why: match its events first, "
        "with match_events(corpus)."
    )
