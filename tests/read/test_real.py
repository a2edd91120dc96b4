"""Real collections read in one call, and their messages lead a user there."""

import gzip
import json

import pandas as pd

from analysis.read.jsonl import read_jsonl

CRAWLER = {
    "article_id": "ID",
    "outlet": "source",
    "published": "date",
    "headline": "title",
    "body": "content_original",
}


def raw(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return pd.DataFrame([json.loads(line) for line in file])


def test_the_crawlers_columns_are_proposed_in_whole(shared_data, refusal):
    assert refusal(read_jsonl, shared_data / "soleimani" / "articles.jsonl.gz") == (
        "articles.jsonl.gz has 5 faults:\n"
        "  - article_id is missing; 'ID' looks like it\n"
        "  - outlet is missing; 'source' looks like it\n"
        "  - published is missing; 'date' looks like it\n"
        "  - headline is missing; 'title' looks like it\n"
        "  - body is missing; 'content_original' looks like it\n"
        f"Try columns={CRAWLER}."
    )


def test_soleimani_reads_in_one_call_and_says_what_it_did_about_dates(shared_data):
    path = shared_data / "soleimani" / "articles.jsonl.gz"
    corpus = read_jsonl(path, columns=CRAWLER)
    file = raw(path)
    assert corpus.articles["body"].tolist() == file["content_original"].tolist()
    assert corpus.articles["headline"].tolist() == file["title"].tolist()
    assert corpus.articles["bias_text"].tolist() == file["bias_text"].tolist()
    dates = corpus.articles["published"].dt.strftime("%Y-%m-%d").fillna("")
    assert dates.tolist() == file["date"].tolist()
    assert corpus.notes[:2] == (
        "111 articles read from articles.jsonl.gz (gzip, JSON lines, utf-8)",
        (
            "31 of 111 articles have no date (published is empty); they are kept and "
            "counted as "
            "undated"
        ),
    )


def test_a_large_sample_is_refused_for_one_alias_and_read_as_advised(shared_data, refusal):
    path = shared_data / "allsides_sample" / "articles.jsonl.gz"
    assert refusal(read_jsonl, path, columns=CRAWLER) == (
        "articles.jsonl.gz has 1 fault:\n"
        "  - outlet is written in 2 ways: 'Newsmax - News' (12, first in line 792), "
        "'Newsmax (News)' (1, first in line 2,284)\n"
        "If they are the same, say outlets={'Newsmax (News)': 'Newsmax - News'}; if not, map "
        "each name to itself."
    )
    corpus = read_jsonl(path, columns=CRAWLER, outlets={"Newsmax (News)": "Newsmax - News"})
    assert (corpus.summary().n_articles, corpus.summary().n_outlets) == (7219, 241)
    assert corpus.notes[1:5] == (
        "outlets merged as asked: 'Newsmax (News)' as 'Newsmax - News' (1)",
        (
            "827 of 7,219 articles have no date (published is empty in 826, '0001-11-30' "
            "in 1); "
            "they are kept and counted as undated"
        ),
        (
            "dates like '9/5/18' are read as 'mdy', the only order that fits all dates "
            "of three "
            "numbers (6)"
        ),
        "dates with a year of two digits: 6, as '9/16/17'; it is read as 1969 to 2068",
    )


def test_bodies_in_lists_of_sentences_are_read(shared_data):
    path = shared_data / "basil" / "articles.jsonl.gz"
    columns = {"published": "date", "headline": "title", "body": "paragraphs"}
    corpus = read_jsonl(path, columns=columns)
    bodies = ["\n\n".join(" ".join(p) for p in ps) for ps in raw(path)["paragraphs"]]
    assert corpus.articles["body"].tolist() == bodies
    assert corpus.summary().n_events == 52
