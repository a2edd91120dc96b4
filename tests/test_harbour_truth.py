"""What was planted in the sample study comes out, what was not does not, and why is said."""

import tomllib

import pandas as pd
import pytest

import analysis
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.measure.counted import is_copy

COUNTED = {"genre": ["news"]}


@pytest.fixture(scope="module")
def corpus(root):
    corpus = analysis.split_parts(analysis.read_csv(root / "data/harbour/articles.csv"))
    return analysis.find_copies(analysis.find_boilerplate(corpus).marked).marked


def test_the_planted_reprints_are_copies_and_nothing_else_is(corpus):
    """Six reprints of two agency reports, known by the column, by their text without it."""
    wired = corpus.articles["wire"] != ""
    assert is_copy(corpus).tolist() == wired.tolist()
    plain = Corpus(corpus.articles.drop(columns="wire"))
    found = analysis.find_copies(plain)
    assert is_copy(found.marked).tolist() == wired.tolist()
    assert found.clusters["n_articles"].tolist() == [3, 3]
    near = found.table[~found.table["copy"] & found.table["cluster"].isna()]
    assert (near["kind"] == "shared passage").all()
    assert near["own_containment"].max() < 0.05


@pytest.fixture(scope="module")
def labels(corpus, root):
    study = tomllib.loads((root / "data/harbour/study.toml").read_text(encoding="utf-8"))
    return analysis.compare_labels(corpus, study["labels"], **COUNTED)


@pytest.fixture(scope="module")
def words(corpus):
    return analysis.compare_words(corpus, **COUNTED)


@pytest.fixture(scope="module")
def sentiment(corpus):
    return analysis.compare_sentiment(corpus, **COUNTED)


@pytest.fixture(scope="module")
def truth(root):
    return pd.read_csv(root / "data/harbour/truth.csv")


def planted(truth, construct, *, detectable):
    """Rows of one construct that say that one outlet differs."""
    rows = truth[(truth["construct"] == construct) & (truth["detectable"] == detectable)]
    return rows[rows["direction"] != "none"]


def sign(direction):
    return 1 if direction == "more" else -1


def test_every_detectable_label_is_found_in_its_direction(labels, truth):
    table = labels.table.set_index(["group", "referent", "label"])
    for row in planted(truth, "label", detectable="yes").itertuples():
        found = table.loc[(row.outlet, *row.item.split(": "))]
        assert found["finding"], row.item
        assert found["estimate"] * sign(row.direction) > 0, row.item


def test_labels_too_rare_for_so_few_events_are_not_found_and_say_why(labels, truth):
    table = labels.table.set_index(["group", "referent", "label"])
    rare = planted(truth, "label", detectable="no")
    assert len(rare) == 2
    for row in rare.itertuples():
        found = table.loc[(row.outlet, *row.item.split(": "))]
        assert not found["finding"]
        assert "informative events" in found["reason"]


def test_equal_labels_are_not_found_to_differ(labels):
    equal = labels.table[labels.table["referent"] == "project"]
    assert len(equal) == 10
    assert not equal["finding"].any()
    assert equal["p"].min() > 0.2


def test_two_outlets_that_agree_do_not_differ_from_each_other(labels):
    pair = labels.difference("chronicle").table.query("group == 'tbc' and label == 'clearance'")
    assert not pair["finding"].any()


def test_scare_quotes_are_told_from_plain_use(labels):
    """All eleven stand outside plain use, though two stand beside a cue of speech.

    "did not say much about the “relocation”" and "A statement on the “relocation”": what
    was not said, or what a statement was about, is nobody's words but the outlet's.
    """
    tide = labels.table.set_index(["group", "label"]).loc[("tide", "relocation")]
    assert (tide["n_plain"], tide["n_scare"], tide["n_quoted"]) == (0, 11, 0)
    assert labels.table["n_scare"].sum() == 11


@pytest.mark.parametrize("construct", ["word", "loaded_verb"])
def test_every_detectable_word_is_found_in_its_direction(words, truth, construct):
    table = words.table.set_index(["group", "word"])
    for row in planted(truth, construct, detectable="yes").itertuples():
        for word in row.item.lower().split(", "):
            found = table.loc[(row.outlet, word)]
            assert found["finding"], word
            assert found["estimate"] * sign(row.direction) > 0, word


def test_a_loud_word_that_all_use_alike_is_not_found(words):
    crisis = words.table[words.table["word"] == "crisis"]
    assert len(crisis) == 5
    assert not crisis["finding"].any()


def test_sentiment_of_the_outlets_own_voice_is_parted_from_that_of_its_quotes(sentiment, truth):
    table = sentiment.table.set_index(["group", "voice"])
    voice_of = {"VADER mean, outlet's voice": "outlet", "VADER mean, quoted voice": "source"}
    for row in truth[truth["construct"] == "sentiment"].itertuples():
        found = table.loc[(row.outlet, voice_of[row.item])]
        assert found["finding"] == (row.direction != "none"), (row.outlet, row.item)
        if row.direction != "none":
            assert found["estimate"] * sign(row.direction) > 0


def test_who_quotes_no_resident_is_found(corpus, truth):
    """The study knows who lives in the Saltings; the suite knows who is quoted."""
    living = ("Léonie Farré", "Sanna Bekkel", "Tomas Irrin")
    people = pd.DataFrame({"source": living, "home": "the Saltings"})
    result = analysis.compare_sources(
        corpus, of="home", sources=people, measures=["articles", "direct"], **COUNTED
    )
    [row] = planted(truth, "quoted_source", detectable="yes").itertuples()
    table = result.table.set_index(["measure", "group"])
    for measure in ("articles", "direct"):
        found = table.loc[(measure, row.outlet)]
        assert found["finding"]
        assert found["n"] == 0
    cited = table.loc["articles"].drop(row.outlet)
    assert cited["n_possible"].sum() == 45
    assert cited["n"].sum() >= 42, "attributions that the rules find: all but three or fewer"


def test_with_token_counts_equal_words_would_be_called_different(words):
    """The trap the suite is there for: |z| > 1.96 on tokens, beside what was tested."""
    tested = words.table[words.table["p"].notna()]
    assert (tested["log_odds_z"].abs() > 1.96).sum() > tested["finding"].sum()


def test_nothing_is_found_where_outlets_are_dealt_at_random(corpus):
    """Bodies dealt anew within each event: who wrote what no longer matters."""
    news = corpus.where((corpus.column("genre") == "news") & (corpus.column("wire") == ""))
    dealt = news.articles
    order = dealt.sample(frac=1, random_state=5).sort_values("event_id", kind="stable").index
    home = dealt.sort_values("event_id", kind="stable").index
    shuffled = pd.Series(dealt.loc[order, "outlet"].to_numpy(), index=home)
    null = news.with_columns({"outlet": shuffled.reindex(dealt.index)})
    assert analysis.compare_words(null, design=Design(seed=5)).table["finding"].sum() == 0
