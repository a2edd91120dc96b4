"""The harbour corpus is what its datasheet says: shape, facts, and planted counts.

Only pandas and regular expressions are used, so that the corpus is checked by something
other than the package it is meant to test.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

HARBOUR = Path(__file__).parents[1] / "data" / "harbour"
OUTLETS = ["beacon", "chronicle", "ledger", "tbc", "tide"]
MISSING = {("e03", "beacon"), ("e11", "beacon"), ("e04", "ledger"), ("e10", "ledger")}
MISSING |= {("e01", "tide")}
NESTED = ("e07-chronicle", "e07-tide", "e08-beacon", "e09-tide")
RUN_ON = ("e06-tbc", "e11-chronicle")
OWN_HEADLINE = ("e07-tide", "e12-tbc")

# A quotation ends at its closing mark, or with its paragraph where the speech runs on.
QUOTATION = re.compile(
    r"“(?:(?!\n\n)[^”])*(?:”|(?=\n\n)|\Z)|\"(?:(?!\n\n)[^\"])*(?:\"|(?=\n\n)|\Z)"
)

LABELS = {
    "dockers": r"dockers?",
    "dock workers": r"(?:dock|port) workers?",
    "strikers": r"strikers?",
    "militants": r"militants?",
    "stevedores": r"stevedores?",
    "clearance": r"clearances?",
    "eviction": r"evict(?:ion|ions|ed|ing)?",
    "relocation": r"relocat(?:ion|ions|e|ed|ing)",
    "clean-up": r"clean-up",
    "protesters": r"protesters?",
    "demonstrators": r"demonstrators?",
    "rioters": r"rioters?",
    "settlement": r"settlement",
    "neighbourhood": r"neighbourhood",
    "expansion": r"expansion",
    "enlargement": r"enlargement",
    "operation": r"operation",
    "crackdown": r"crackdown",
    "fury": r"fury",
    "slammed": r"slammed",
    "investors": r"investors?",
    "Mr, Ms": r"M[rs]",
    "TBC": r"TBC",
    "crisis": r"crisis",
    "lease": r"lease(?:s|holders?)?",
}

# Uses in each outlet's own words (headline and body, own news), in the order of OUTLETS.
COUNTS = {
    "dockers": [5, 26, 0, 35, 18],
    "dock workers": [0, 2, 3, 1, 1],
    "strikers": [1, 0, 0, 1, 0],
    "militants": [25, 0, 0, 0, 0],
    "stevedores": [0, 0, 21, 0, 0],
    "clearance": [10, 13, 2, 14, 0],
    "eviction": [0, 0, 0, 1, 19],
    "relocation": [0, 0, 16, 0, 0],
    "clean-up": [3, 0, 0, 0, 0],
    "protesters": [5, 3, 19, 21, 19],
    "demonstrators": [0, 22, 0, 2, 1],
    "rioters": [22, 0, 0, 0, 0],
    "settlement": [14, 13, 10, 13, 0],
    "neighbourhood": [0, 0, 0, 1, 13],
    "expansion": [7, 12, 10, 12, 6],
    "enlargement": [5, 11, 10, 10, 6],
    "operation": [3, 3, 0, 3, 0],
    "crackdown": [0, 0, 0, 0, 3],
    "fury": [11, 0, 0, 0, 0],
    "slammed": [10, 0, 0, 0, 0],
    "investors": [0, 0, 12, 1, 0],
    "Mr, Ms": [0, 35, 0, 0, 0],
    "TBC": [0, 0, 0, 23, 0],
    "crisis": [7, 8, 6, 10, 8],
    "lease": [0, 15, 12, 16, 12],
}


def read(name):
    return pd.read_csv(HARBOUR / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def articles():
    return read("articles.csv")


@pytest.fixture(scope="module")
def news(articles):
    """Return each outlet's own news, with the words outside quotation marks."""
    own = articles[(articles["genre"] == "news") & (articles["wire"] == "")].copy()
    own["text"] = own["headline"] + "\n\n" + own["body"]
    own["own_words"] = own["text"].map(lambda text: QUOTATION.sub(" ", text))
    return own


@pytest.fixture(scope="module")
def truth():
    return read("truth.csv")


def uses(texts, pattern):
    return texts.map(lambda text: len(re.findall(rf"\b(?:{pattern})\b", text, re.IGNORECASE)))


def test_the_tables_have_the_columns_of_the_data_model(articles):
    assert list(articles.columns) == [
        "article_id",
        "outlet",
        "published",
        "headline",
        "body",
        "event_id",
        "genre",
        "byline",
        "section",
        "url",
        "wire",
        "country",
        "language",
    ]
    outlets = read("outlets.csv")
    assert list(outlets.columns) == (
        ["outlet", "name", "country", "medium", "lean", "lean_source", "lean_year"]
    )
    assert sorted(outlets["outlet"]) == OUTLETS
    assert (outlets["lean_source"] != "").all()
    events = read("events.csv")
    assert list(events.columns) == ["event_id", "description", "date", "window_days"]
    assert list(events["event_id"]) == [f"e{number:02}" for number in range(1, 13)]


def test_the_corpus_has_the_size_it_states(articles):
    sizes = articles.groupby(["genre", "wire"]).size().to_dict()
    assert sizes == {("news", ""): 55, ("news", "HNA"): 6, ("opinion", ""): 6}
    assert articles["article_id"].is_unique
    assert articles["url"].is_unique
    assert articles["url"].str.startswith("https://example.org/").all()
    assert set(articles["country"]) == {"Torvia"}
    assert set(articles["language"]) == {"en"}
    assert articles[articles["genre"] == "opinion"]["outlet"].nunique() == 4
    assert (articles["headline"].str.strip() != "").all()


def test_every_article_lies_in_its_event_window(articles):
    events = read("events.csv").set_index("event_id")
    published = pd.to_datetime(articles["published"], format="%Y-%m-%d")
    start = pd.to_datetime(articles["event_id"].map(events["date"]), format="%Y-%m-%d")
    days = (published - start).dt.days
    assert days.ge(0).all()
    assert days.le(articles["event_id"].map(events["window_days"]).astype(int)).all()


def test_outlets_report_once_an_event_except_where_stated(news):
    cells = news.groupby(["event_id", "outlet"]).size()
    assert cells.eq(1).all()
    everything = {(event, outlet) for event in news["event_id"] for outlet in OUTLETS}
    assert everything - set(cells.index) == MISSING
    assert news.groupby("event_id")["outlet"].nunique().min() == 4


def test_articles_have_a_news_article_length(articles):
    words = articles.set_index("article_id")["body"].str.split().str.len()
    assert words.drop("e08-beacon-wire").between(200, 350).all()
    assert words["e08-beacon-wire"] == 190
    assert articles["body"].str.contains("\n\n", regex=False).all()


def test_only_declared_reprints_share_a_body(articles):
    bodies = articles.groupby("body")["article_id"].apply(set)
    reprint = {"e04-beacon-wire", "e04-chronicle-wire", "e04-ledger-wire"}
    assert [ids for ids in bodies if len(ids) > 1] == [reprint]
    wire = articles[articles["wire"] == "HNA"]
    assert wire["body"].str.endswith("(HNA)").all()
    assert wire.groupby("event_id")["outlet"].nunique().to_dict() == {"e04": 3, "e08": 3}


@pytest.mark.parametrize("article_id", ["e08-beacon-wire", "e08-tbc-wire"])
def test_the_edited_reprints_are_shorter_and_much_the_same(articles, article_id):
    bodies = articles.set_index("article_id")["body"]
    full, edited = bodies["e08-chronicle-wire"], bodies[article_id]
    kept = [part for part in edited.split("\n\n") if part in full]
    assert len(edited) < len(full)
    assert 0.4 < len(kept) / len(edited.split("\n\n")) < 1


def test_no_sentence_outside_quotations_is_used_twice(articles):
    seen = defaultdict(set)
    for row in articles[articles["wire"] == ""].itertuples():
        body = row.body.removeprefix(row.headline)
        text = QUOTATION.sub(" ", f"{row.headline}\n\n{body}").replace("’", "'")
        for sentence in re.split(r"[.!?:]\s+|\n\n", text):
            words = re.findall(r"[\w']+", sentence.lower())
            if len(words) >= 6:
                seen[" ".join(words)].add(row.article_id)
    assert {sentence: ids for sentence, ids in seen.items() if len(ids) > 1} == {}


def test_each_outlet_keeps_its_quotation_marks(news):
    for outlet, texts in news.groupby("outlet")["text"]:
        curly = texts.str.contains("[“”]").any()
        straight = texts.str.contains('"', regex=False).any()
        assert (curly, straight) == ((False, True), (True, False))[
            outlet in {"chronicle", "ledger", "tide"}
        ]


def test_a_tenth_to_a_third_of_the_words_are_quoted(news):
    quoted = news["text"].map(
        lambda text: sum(len(found.split()) for found in QUOTATION.findall(text))
    )
    share = quoted / news["text"].str.split().str.len()
    assert share.between(0.10, 0.35).all()
    assert 0.15 < share.mean() < 0.25


def test_quotations_nest_and_run_on_where_stated(news):
    bodies = news.set_index("article_id")["body"]
    for article_id in NESTED:
        assert any(
            re.search(r"(?:^|\s)['‘]\w", found[1:])
            for found in QUOTATION.findall(bodies[article_id])
        ), article_id
    unclosed = bodies.map(
        lambda body: any(not found.endswith(("”", '"')) for found in QUOTATION.findall(body))
    )
    # A straight quotation that runs on ends its paragraph with no closing mark as well.
    assert tuple(sorted(bodies.index[unclosed])) == RUN_ON


def test_two_bodies_open_with_their_headline(news):
    opens = [row.article_id for row in news.itertuples() if row.body.startswith(row.headline)]
    assert tuple(opens) == OWN_HEADLINE


@pytest.mark.parametrize("label", sorted(COUNTS))
def test_planted_words_have_the_stated_counts(news, label):
    found = uses(news["own_words"], LABELS[label]).groupby(news["outlet"]).sum()
    assert found.tolist() == COUNTS[label]


@pytest.mark.parametrize(
    ("label", "outlet", "n_events"),
    [
        ("militants", "beacon", 10),
        ("stevedores", "ledger", 10),
        ("eviction", "tide", 11),
        ("relocation", "ledger", 10),
        ("demonstrators", "chronicle", 12),
        ("rioters", "beacon", 7),
        ("neighbourhood", "tide", 11),
        ("clean-up", "beacon", 3),
        ("crackdown", "tide", 3),
        ("fury", "beacon", 10),
        ("slammed", "beacon", 10),
        ("investors", "ledger", 10),
        ("Mr, Ms", "chronicle", 12),
        ("TBC", "tbc", 12),
    ],
)
def test_an_outlet_leads_with_its_word_in_the_stated_events(news, label, outlet, n_events):
    counted = news.assign(n=uses(news["own_words"], LABELS[label]))
    table = counted.pivot_table(index="event_id", columns="outlet", values="n")
    used = table[table[outlet] > 0]
    assert len(used) == n_events
    others = used.drop(columns=outlet).max(axis=1)
    assert (used[outlet] > others).all()


def test_scare_quotes_are_common_tides_and_thrice_the_beacons(news):
    relocation = news["text"].str.count('[“"]relocation[”"]').groupby(news["article_id"]).sum()
    assert relocation[relocation > 0].to_dict() == {
        f"e{number:02}-tide": 1 for number in range(2, 13)
    }
    peaceful = news.loc[news["text"].str.contains('[“"]peaceful[”"]'), "article_id"]
    assert sorted(peaceful) == ["e02-beacon", "e05-beacon", "e10-beacon"]


def test_ledger_alone_quotes_no_resident(news):
    named = news["text"].str.contains("Farré|Bekkel|Irrin")
    assert named.groupby(news["outlet"]).agg(["sum", "size"]).to_dict("list") == {
        "sum": [10, 12, 0, 12, 11],
        "size": [10, 12, 10, 12, 11],
    }


def test_beacon_alone_leaves_the_leases_out(news, articles):
    named = uses(news["text"], LABELS["lease"]).gt(0)
    assert set(news.loc[~named, "outlet"]) == {"beacon"}
    assert not named[news["outlet"] == "beacon"].any()
    bodies = articles.set_index("article_id")["body"]
    assert "leases" in bodies["e04-beacon-wire"]


@pytest.mark.parametrize("event_id", ["e04", "e10"])
def test_common_tide_leaves_the_hurt_officers_out(news, event_id):
    pattern = r"(?:two|police|injured) officers were (?:hurt|treated)|two officers|broken wrist"
    pattern += r"|two police officers|broke a wrist|wrist broken|one officer were treated"
    event = news[news["event_id"] == event_id]
    carries = event["own_words"].str.contains(pattern, case=False)
    assert set(event.loc[~carries, "outlet"]) == {"tide"}


def test_the_project_has_no_favourite_name(news):
    counts = {
        name: uses(news["own_words"], name).groupby(news["outlet"]).sum()
        for name in ("expansion", "enlargement")
    }
    share = counts["expansion"] / (counts["expansion"] + counts["enlargement"])
    assert share.between(0.49, 0.59).all()


def test_crisis_is_as_frequent_everywhere(news):
    n_words = news["own_words"].str.split().str.len().groupby(news["outlet"]).sum()
    n_crisis = uses(news["own_words"], "crisis").groupby(news["outlet"]).sum()
    assert (1000 * n_crisis / n_words).between(2, 3.5).all()


def test_truth_uses_its_own_vocabulary(truth):
    assert list(truth.columns) == (
        ["construct", "item", "outlet", "direction", "size", "where", "detectable", "why"]
    )
    assert set(truth["construct"]) == {
        "label",
        "scare_quotes",
        "loaded_verb",
        "word",
        "agentless_passive",
        "quoted_source",
        "omission",
        "frame",
        "sentiment",
    }
    assert set(truth["outlet"]) == {*OUTLETS, "all"}
    assert set(truth["direction"]) == {"more", "less", "none"}
    assert set(truth["detectable"]) == {"yes", "no"}
    assert (truth != "").all(axis=None)
    assert not truth.duplicated(["construct", "item", "outlet"]).any()


def test_an_equality_is_never_called_detectable(truth):
    equal = truth["direction"] == "none"
    assert set(truth.loc[equal, "detectable"]) == {"no"}
    assert (truth.loc[~equal, "detectable"] == "no").sum() == 5


def test_the_attainable_p_follows_from_the_number_of_outlets(news, truth):
    n_cells = news.groupby("event_id")["outlet"].nunique()
    for outlet, events in news.groupby("outlet")["event_id"]:
        attainable = 2.0
        for event in events:
            attainable /= n_cells[event]
        whole = truth[(truth["outlet"] == outlet) & truth["why"].str.startswith("Extreme")]
        assert not whole.empty
        assert whole["why"].str.contains(f"{attainable:.1e}".replace("e-0", "e-")).all()


def test_the_datasheet_has_every_section_filled():
    text = (HARBOUR / "README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(sections) == [
        "Purpose", "Sampling", "Collection", "Fields", "Coding and agreement", "Missing",
        "Known gaps", "Rights", "Citation",
    ]  # fmt: skip
    assert all(section.strip() for section in sections.values())
