"""Who a source is: names, roles and pronouns, in articles of our own."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.corpus import Corpus
from analysis.measure._source_kinds import KINDS
from analysis.measure._source_names import Names, source_words
from analysis.measure._sources import NOBODY, Cast
from analysis.measure.quotes import measure_quotes

PORT = (
    "Marta Kovelin, the leader of the dockers, spoke at the gate. "
    "The Quayside Workers' Union (QWU) had called the strike. "
    "Teodor Hasc, the infrastructure minister, stayed away. "
)


def articles(*texts):
    rows = [
        {
            "article_id": f"a{number}",
            "outlet": "Post",
            "published": "2024-03-01",
            "headline": headline,
            "body": body,
        }
        for number, (headline, body) in enumerate(texts)
    ]
    return analysis.parse(Corpus(pd.DataFrame(rows)))


def cast_of(corpus, article_id="a0"):
    row = corpus.articles.set_index("article_id").loc[article_id]
    fields = ("headline", "body")
    parsed = {field: corpus.parses.of(article_id, field) for field in fields}
    quotes = measure_quotes(corpus).table.query("article_id == @article_id")
    quoted = {
        field: list(zip(found["start"], found["end"], strict=True))
        for field, found in quotes.groupby("field")
    }
    texts = {
        field: (row[field], parsed[field]) for field in fields if parsed[field] is not None
    }
    return Cast(texts, quoted=quoted, outlets=["Daily Tide"])


def who(body, words, headline="", field="body"):
    """Resolve the last place where the words stand."""
    cast = cast_of(articles((headline, body)))
    text = {"headline": headline, "body": body}[field]
    start = text.rindex(words)
    return cast.source(field, [(start, start + len(words))])[:2]


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("Kovelin", "Marta Kovelin", "person"),
        ("Ms. Kovelin", "Marta Kovelin", "person"),
        ("The minister", "Teodor Hasc", "person"),
        ("The prime minister", "prime minister", "official"),
        ("A minister", "minister", "official"),
        ("The union", "Quayside Workers' Union", "organisation"),
        ("QWU", "Quayside Workers' Union", "organisation"),
        ("Officials", "officials", "official"),
        ("Police", "police", "official"),
        ("Two residents", "two residents", "witness"),
        ("Many of the residents", None, "witness"),
        ("Sources close to the talks", None, "anonymous"),
        ("A person familiar with the talks", None, "anonymous"),
        ("Critics", "critics", "anonymous"),
        ("A report", "report", "document"),
        ("Reuters", "Reuters", "outlet"),
        ("The United States", "United States", "organisation"),
        ("The newspaper", "newspaper", "outlet"),
        ("The Daily Tide", "Daily Tide", "outlet"),
        (
            "A spokesman for the interior ministry",
            "spokesman for the interior ministry",
            "official",
        ),
        ("A spokeswoman for Ostline", "spokeswoman for Ostline", "organisation"),
        ("They", "they", "unknown"),
        ("The appeals court", "appeals court", "organisation"),
        ("The Committee for a Fair Budget", None, "organisation"),
    ],
)
def test_a_source_has_a_name_and_a_kind(words, name, kind):
    found = who(f"{PORT}{words} said no.", words)
    assert found == (name or found[0], kind)


def test_a_poll_is_a_document():
    assert who("According to a new poll, no.", "a new poll") == ("new poll", "document")


def test_titles_and_appositions_are_no_part_of_the_name():
    body = "The union's leader, Marta Kovelin, said no."
    assert who(body, "The union's leader, Marta Kovelin,") == ("Marta Kovelin", "person")
    body = "Chief Superintendent Rolf Addeby said no."
    assert who(body, "Chief Superintendent Rolf Addeby") == ("Rolf Addeby", "person")
    body = "“We wait,” said Milo Vantreight of Ostline, the largest customer of the port."
    assert who(body, "Milo Vantreight of Ostline") == ("Milo Vantreight", "person")
    body = "Docker Joren Tapp said no."
    assert who(body, "Docker Joren Tapp") == ("Joren Tapp", "person")


def test_a_headline_is_resolved_by_the_body():
    found = who("Marta Kovelin spoke.", "Kovelin", headline="Kovelin says no", field="headline")
    assert found == ("Marta Kovelin", "person")


def test_whoever_is_quoted_about_somebody_is_not_taken_for_them():
    """The sister of a named man is not the man."""
    body = "Joren Tapp left. Tapp's sister said no."
    assert who(body, "Tapp's sister")[1] == "witness"


def test_two_bearers_of_a_surname_are_told_apart_only_where_the_first_is_called_by_it():
    both = "Anna Brandt met Otto Brandt. "
    assert who(both + "Brandt said no.", "Brandt") == ("Brandt", "person")
    used = "Anna Brandt arrived. Brandt sat down. Otto Brandt came too. Brandt said no."
    assert who(used, "Brandt") == ("Anna Brandt", "person")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Marta Kovelin arrived. She said no.", "Marta Kovelin"),
        ("Marta Kovelin arrived. Then, for an hour, it rained. She said no.", "Marta Kovelin"),
        ("Marta Kovelin said that Teodor Hasc had lied. She said no.", "Marta Kovelin"),
        ("Marta Kovelin and Teodor Hasc arrived. She said no.", "she"),
        ("Mrs. Kovelin and Mr. Hasc arrived. She said no.", "Kovelin"),
        ("It rained. She said no.", "she"),
        ("“Marta Kovelin is late.” She said no.", "she"),
        ("After she said no, Marta Kovelin left.", "she"),
        ("Marta Kovelin saw Teodor Hasc, and she said no.", "she"),
    ],
)
def test_a_pronoun_is_somebody_only_where_one_is_left(body, name):
    words = "She" if "She" in body else "she"
    assert who(body, words)[0] == name


def test_whoever_has_an_age_is_a_person():
    body = "Three doors down, Tomas Irrin, 70, had pinned a letter to the wall. He said no."
    assert who(body, "He") == ("Tomas Irrin", "person")


def test_what_the_article_calls_she_is_no_candidate_for_he():
    told = "Marta Kovelin sat down. She spoke. She sang. "
    body = told + "Marta Kovelin and Teodor Hasc rose. He said no."
    assert who(body, "He") == ("Teodor Hasc", "person")


def test_who_goes_with_its_noun():
    body = "The march was led by Marta Kovelin, who said no."
    assert who(body, "who") == ("Marta Kovelin", "person")
    assert who("A resident who said no left.", "who") == ("resident", "witness")


def test_no_words_and_no_field_are_nobody():
    cast = cast_of(articles(("", "Rain fell.")))
    assert cast.source("body", []) == NOBODY
    assert cast.source("headline", [(0, 3)]) == NOBODY


def test_names_are_those_of_their_own_article():
    """Resolution never leaves the article: a name of another one changes nothing."""
    corpus = articles(("", "Kovelin said no."), ("", "Marta Kovelin said no."))
    assert cast_of(corpus).source("body", [(0, 7)]).name == "Kovelin"
    alone = articles(("", "Kovelin said no."))
    assert cast_of(alone).source("body", [(0, 7)]) == cast_of(corpus).source("body", [(0, 7)])


BODY = PORT + "“We wait,” she said. Police and officials of the Harbour Authority said nothing."
WHOLE = cast_of(articles(("Kovelin waits", BODY)))


@settings(max_examples=200)
@given(st.integers(0, len(BODY)), st.integers(0, 40))
def test_any_stretch_has_a_kind_and_a_name_of_its_article(start, length):
    end = min(start + length, len(BODY))
    found = WHOLE.source("body", [(start, end)] if end > start else [])
    assert found.kind in KINDS
    words = set(BODY.casefold().replace("’", "'").split())
    for word in found.name.casefold().split():
        assert any(word in one for one in words), found


def test_a_noun_is_of_one_kind():
    words = source_words()
    kinds = ("official", "witness", "anonymous", "organisation", "document", "outlet")
    nouns = [noun for kind in (*kinds, "quantity", "spokesperson") for noun in words[kind]]
    assert len(nouns) == len(set(nouns))


def test_a_text_without_names_has_none():
    corpus = articles(("", "rain fell."))
    assert Names({"body": ("rain fell.", corpus.parses.of("a0", "body"))}).mentions == []


def test_attributions_know_their_sources():
    """All spans of an attribution name its source in full; one without a source names none."""
    body = (
        "Marta Kovelin leads the union. “We wait,” Kovelin said. Officials said that it was "
        "late. The minister is said to have left."
    )
    table = analysis.measure_attributions(articles(("", body))).table
    told = table[table["layer"] == "content"].drop_duplicates("parent")
    assert told["source"].tolist() == ["Marta Kovelin", "officials", ""]
    kinds = table[table["layer"] == "source"].sort_values("start")
    assert kinds["value"].tolist() == ["person", "official"]
    assert len(table.drop_duplicates(["parent", "source"])) == table["parent"].nunique()
