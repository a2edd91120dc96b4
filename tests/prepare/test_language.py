"""Languages of articles: named where sure, missing with a reason, and left out when asked."""

import gzip
import json
from time import process_time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, CorpusError
from analysis.prepare.language import identify_language

TEXTS = {
    "en": "The dockers went back to work on Saturday, three weeks after the strike began.",
    "de": "Die Hafenarbeiter sind am Samstag zur Arbeit zurückgekehrt, nach drei Wochen.",
    "fr": "Les dockers ont repris le travail samedi, trois semaines après la grève.",
    "es": "Los estibadores volvieron al trabajo el sábado, tres semanas después.",
    "nl": "De havenarbeiders gingen zaterdag weer aan het werk, drie weken na het begin.",
    "it": "I portuali sono tornati al lavoro sabato, tre settimane dopo lo sciopero.",
    "pl": "Dokerzy wrócili w sobotę do pracy, trzy tygodnie po rozpoczęciu strajku.",
    "sv": "Hamnarbetarna gick tillbaka till arbetet i lördags, efter tre veckors strejk.",
    "ru": "Докеры вернулись на работу в субботу. Забастовка длилась три недели, и что "
    "будет дальше, никто ещё не знает.",
    "ar": "عاد عمال الميناء إلى العمل يوم السبت بعد ثلاثة أسابيع من بدء الإضراب.",
    "zh": "码头工人在罢工开始三周后的星期六重返工作岗位,码头上的起重机又开始转动了。",
}


def corpus_of(texts, **columns):
    count = len(texts)
    table = {
        "article_id": [f"a{number}" for number in range(count)],
        "outlet": "Echo",
        "published": "2024-03-02",
        "headline": "",
        "body": list(texts),
    }
    return Corpus(pd.DataFrame({**table, **columns}))


def refusal(*args, error=CorpusError, **settings):
    with pytest.raises(error) as caught:
        identify_language(*args, **settings)
    return str(caught.value)


def test_a_sentence_is_enough_to_name_a_language():
    found = identify_language(corpus_of(TEXTS.values())).articles
    assert found["language"].tolist() == list(TEXTS)
    assert (found["language_confidence"] >= 0.9).all()
    assert (found["language_reason"] == "").all()


def test_what_is_too_short_or_undecided_is_missing_with_its_reason():
    corpus = corpus_of(["Port 2024", "", "Taxi Hotel Restaurant Bar Cinema"])
    found = identify_language(corpus, language="en")
    assert found.articles["language"].tolist() == ["", "", ""]
    assert found.articles["language_confidence"].isna().all()
    reasons = found.articles["language_reason"].tolist()
    assert reasons[:2] == [
        "it has 4 letters, fewer than 20",
        "it has 0 letters, fewer than 20",
    ]
    assert reasons[2].startswith("it reads most like '")
    assert found.notes == (
        (
            "the language of 3 articles is not known ('a0', 'a1', 'a2'): 2 with too few "
            "letters, 1 that could be in several; they are kept"
        ),
    )


def test_articles_in_other_languages_are_left_out_and_counted():
    texts = [TEXTS["en"], TEXTS["fr"], TEXTS["en"] * 2, TEXTS["de"], TEXTS["fr"] * 2, "Port"]
    found = identify_language(corpus_of(texts), language="en")
    assert found.articles["article_id"].tolist() == ["a0", "a2", "a5"]
    assert found.notes == (
        (
            "the language of 1 article is not known ('a5'): 1 with too few letters, 0 that "
            "could be in several; they are kept"
        ),
        (
            "3 of 6 articles are left out, since they are not in 'en': 2 in 'fr', 1 in 'de' "
            "('a1', 'a3', 'a4')"
        ),
    )
    both = identify_language(corpus_of(texts), language=["de", "French"])
    assert both.articles["article_id"].tolist() == ["a1", "a3", "a4", "a5"]


def test_the_commonest_language_is_that_of_most_articles():
    texts = [TEXTS["fr"], TEXTS["en"], TEXTS["fr"] * 2, "Port"]
    found = identify_language(corpus_of(texts), language="commonest")
    assert found.articles["article_id"].tolist() == ["a0", "a2", "a3"]
    assert found.notes[-1] == (
        "1 of 4 articles is left out, since it is not in 'fr': 1 in 'en' ('a1')"
    )


@pytest.mark.parametrize("names", [("fr", "en"), ("en", "fr")])
def test_of_languages_as_common_the_first_by_tag_is_taken_and_said(names):
    found = identify_language(corpus_of([TEXTS[one] for one in names]), language="commonest")
    assert found.articles["language"].tolist() == ["en"]
    assert found.notes[0] == (
        "'en', 'fr' are equally common, 1 article each; the first of them by tag, 'en', was "
        "taken as the commonest"
    )


def test_what_a_file_states_stands_and_is_contradicted_in_a_note():
    corpus = corpus_of([TEXTS["fr"], TEXTS["fr"], TEXTS["en"]], language=["en-GB", "fr", ""])
    found = identify_language(corpus)
    assert found.articles["language"].tolist() == ["en-GB", "fr", "en"]
    chances = found.articles["language_confidence"]
    assert chances[0] < 0.01
    assert chances[1] > 0.9
    assert found.notes == (
        (
            "stated to be in one language and reading like another: 1 article ('a0'), the "
            "first stated 'en-GB' and reading like 'fr'; what is stated stands"
        ),
    )
    kept = identify_language(corpus, language="en").articles["article_id"].tolist()
    assert kept == ["a0", "a2"]


def test_names_of_languages_and_tags_with_countries_are_understood():
    corpus = corpus_of([TEXTS["de"]] * 3, language=["GERMAN; DEUTSCH", "de-CH", "German"])
    assert len(identify_language(corpus, language="de-AT")) == 3


def test_a_language_that_no_article_is_in_is_told():
    assert refusal(corpus_of([TEXTS["en"], TEXTS["fr"]]), language="de") == (
        "no article is in 'de': 1 in 'en', 1 in 'fr'. Say which language the study is in."
    )


@pytest.mark.parametrize(("given", "told"), [("klingon", "'klingon'"), ([], "empty")])
def test_a_language_that_cannot_be_identified_is_told(given, told):
    assert refusal(corpus_of([TEXTS["en"]]), error=ChoiceError, language=given) == (
        f"language is {told}; it takes tags of languages, such as 'en', 'de' or 'pt-BR'."
    )


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(TEXTS))), st.text(max_size=80))
def test_neither_order_nor_neighbours_change_what_is_found(order, other):
    texts = [*TEXTS.values()]
    alone = identify_language(corpus_of(texts)).articles
    among = identify_language(corpus_of([texts[place] for place in order] + [other])).articles
    for name in ("language", "language_confidence"):
        here, there = among[name][: len(order)], alone[name].iloc[order]
        assert here.fillna(-1).tolist() == there.fillna(-1).tolist()
    assert among["body"].tolist() == [texts[place] for place in order] + [other]


def real(shared_data):
    path = shared_data / "allsides_sample" / "articles.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["content_original"] or "" for line in file]


@pytest.mark.slow
def test_seven_thousand_english_articles_are_english_within_seconds(shared_data):
    corpus = corpus_of(real(shared_data))
    start = process_time()
    found = identify_language(corpus).articles
    assert process_time() - start < 15
    assert found["language"].isin(["en", ""]).all()
    assert (found["language"] == "en").mean() > 0.999


def test_languages_named_of_short_cuts_are_right(shared_data):
    draw = np.random.default_rng(1)
    cuts = []
    for text in real(shared_data)[:1000]:
        size = int(draw.integers(20, 300))
        start = int(draw.integers(0, max(1, len(text) - size)))
        cuts.append(text[start : start + size])
    named = identify_language(corpus_of(cuts)).articles["language"]
    assert named[named != ""].eq("en").mean() >= 0.999
    assert (named != "").mean() > 0.7


def test_dutch_headlines_are_dutch_where_they_are_named(shared_data):
    table = pd.read_csv(shared_data / "ecosent_dutch_headlines" / "gold_sentences.csv")
    named = identify_language(corpus_of(table["headline"])).articles
    known = named[named["language"] != ""]
    assert len(known) > 20
    assert known["language"].eq("nl").mean() >= 0.95
    assert np.isnan(named.loc[named["language"] == "", "language_confidence"]).all()
