"""Attributions: what is credited to whom, construction by construction, and on any text."""

import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.measure.attributions import COLUMNS, measure_attributions
from analysis.prepare.parse import parse
from analysis.spans import Spans
from benchmarks.attributions_quality import paired, polnear, quality


def corpus_of(*bodies: str, headline: str = "") -> Corpus:
    ids = [str(number) for number in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "2024-03-01"}
    return Corpus(pd.DataFrame(rows | {"headline": headline, "body": list(bodies)}))


def told(body: str, headline: str = "") -> list[tuple[str, str, str, str]]:
    """Give source, cue, manner and content of each attribution, pieces joined by a bar."""
    corpus = corpus_of(body, headline=headline)
    spans = measure_attributions(corpus)
    table = spans.table.assign(text=spans.text(corpus.articles))
    found = []
    for _, rows in table.groupby("parent"):
        parts = dict(list(rows.groupby("layer")))
        text = {layer: " | ".join(own["text"]) for layer, own in parts.items()}
        manner = parts["content"]["value"].iloc[0]
        found.append((text.get("source", ""), text.get("cue", ""), manner, text["content"]))
    return found


INDIRECT = [
    ("Officials said that the port would close on Friday.",
     "Officials", "said", "that the port would close on Friday"),
    ("The port would close on Friday, officials said.",
     "officials", "said", "The port would close on Friday"),
    ("The port, officials said, would close on Friday.",
     "officials", "said", "The port | would close on Friday"),
    ("As officials said, the port was closed.", "officials", "said", "the port was closed"),
    ("As the mayor put it, the port was closed.", "the mayor", "put", "the port was closed"),
    ("According to the mayor, the port was safe.",
     "the mayor", "According to", "the port was safe"),
    ("The port was safe, according to two people who saw the plan.",
     "two people who saw the plan", "according to", "The port was safe"),
    ("The mayor accused the dockers of damaging a crane.",
     "The mayor", "accused", "the dockers of damaging a crane"),
    ("The dockers denied the charge.", "The dockers", "denied", "the charge"),
    ("The dockers denied damaging the crane.",
     "The dockers", "denied", "damaging the crane"),
    ("The mayor warned that prices would rise.",
     "The mayor", "warned", "that prices would rise"),
    ("The mayor warned of higher prices.", "The mayor", "warned of", "higher prices"),
    ("Lee told reporters that the boats had left.",
     "Lee", "told", "that the boats had left"),
    ("The mayor called on the port to open its gates.",
     "The mayor", "called on", "the port to open its gates"),
    ("The mayor called for an inquiry into the strike.",
     "The mayor", "called for", "an inquiry into the strike"),
    ("The mayor urged the dockers to return to work.",
     "The mayor", "urged", "the dockers to return to work"),
    ("The dockers refused to return to work.",
     "The dockers", "refused", "to return to work"),
    ("The mayor believes that the port is safe.",
     "The mayor", "believes", "that the port is safe"),
    ("The mayor praised the police for their patience.",
     "The mayor", "praised", "the police for their patience"),
    ("The mayor described the strike as a disaster for the town.",
     "The mayor", "described", "the strike as a disaster for the town"),
    ("The mayor was confident that the strike would end.",
     "The mayor", "was confident", "that the strike would end"),
    ("Lee did not say that the port was safe.",
     "Lee", "did not say", "that the port was safe"),
    ("A report showed that wages had fallen.",
     "A report", "showed", "that wages had fallen"),
    ("The mayor resigned, saying that the port was lost.",
     "The mayor", "saying", "that the port was lost"),
    ("Lee, who said that the port was safe, resigned on Monday.",
     "who", "said", "that the port was safe"),
    ("The minister is said to have left the country.",
     "", "is said", "The minister | to have left the country"),
    ("The minister has reportedly left the country.",
     "", "reportedly", "The minister has | left the country"),
    ("THE MAYOR SAID THAT THE PORT WAS SAFE.",
     "THE MAYOR", "SAID", "THAT THE PORT WAS SAFE"),
]  # fmt: skip
QUOTED = [
    ("“The port is safe,” said Ann Lee.", "Ann Lee", "quoted", "The port is safe"),
    ("''The port is safe,'' Lee said.", "Lee", "quoted", "The port is safe"),
    ("Lee said: “The port is safe.”", "Lee", "quoted", "The port is safe"),
    ("“The port is safe,” Lee said on Monday. “We checked it twice.”",
     "Lee", "quoted", "The port is safe | We checked it twice"),
    ("“The port,” Lee said, “is safe for everybody.”",
     "Lee", "quoted", "The port | is safe for everybody"),
    ("“It costs a lot,” said Ann Lee, the Institute’s chief, “which is less than a strike.”",
     "Ann Lee, the Institute’s chief", "quoted",
     "It costs a lot | which is less than a strike"),
    ("Lee said that the plan was “a gift to the owners.”",
     "Lee", "mixed", "that the plan was “a gift to the owners.”"),
    ("“He told us ‘go home’ and left,” said Ann Lee.",
     "Ann Lee", "quoted", "He told us ‘go home’ and left"),
    ("Lee said that “the port is safe and we checked it twice. Nobody answered.\n\nRain fell.",
     "Lee", "quoted", "that “the port is safe and we checked it twice. Nobody answered"),
    ("Lee told the crowd: “We were promised work.\n\n“We were promised pay.”",
     "Lee", "quoted", "We were promised work.\n\n“We were promised pay"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "cue", "content"), INDIRECT)
def test_what_is_said_without_marks_has_its_source_and_cue(text, source, cue, content):
    assert told(text) == [(source, cue, "unquoted", content)]


@pytest.mark.parametrize(("text", "source", "manner", "content"), QUOTED)
def test_a_quote_is_given_to_who_says_it(text, source, manner, content):
    [(found, _, how, what)] = told(text)
    assert (found, how) == (source, manner)
    assert what.strip("“”.") == content.strip("“”.")


def test_a_long_quote_that_nothing_claims_is_an_attribution_to_nobody():
    told_ = told("The boats never came. “Nobody can say where the boats have gone.”")
    assert told_ == [("", "", "quoted", "Nobody can say where the boats have gone")]
    assert told("The boats never came. “Nobody can say where.” Rain fell.") == []


def test_scare_quotes_titles_and_silence_are_no_attributions():
    assert told("The so-called “experts” were wrong.") == []
    assert told("The band played “The Long Way Home” in the rain.") == []
    assert told("The mayor said nothing.") == []


def test_the_writer_is_no_source_but_whoever_is_quoted_saying_i_is():
    assert told("I think that the port is safe.") == []
    [(source, *_)] = told("“I think that the port is safe,” Lee said.")
    assert source == "Lee"


def test_a_verb_whose_particle_gives_it_another_sense_credits_nobody():
    assert told("The mayor called off the talks.") == []
    assert told("The dockers called a strike.") == []
    [(_, _, _, content)] = told("The dockers called the offer an insult.")
    assert content == "the offer an insult"


def test_what_follows_a_sentence_in_marks_is_the_outlets():
    [(_, _, _, content)] = told("Lee said, “No comment today,” when asked about the port.")
    assert content == "No comment today"


def test_no_clause_runs_over_the_end_of_a_paragraph():
    found = told("Lee said that the port was safe\n\nRay said that it was not")
    assert [source for source, *_ in found] == ["Lee", "Ray"]
    assert not any("\n" in content for *_, content in found)


def test_whom_a_source_quotes_speaks_through_that_source():
    [(source, cue, _, content)] = told("The mayor said that Ray had said the port was safe.")
    assert (source, cue) == ("The mayor", "said")
    assert content == "that Ray had said the port was safe"


def test_each_turn_of_an_interview_is_credited_to_its_speaker():
    turns = told("Q: Is the port safe?\n\nA: It is. Lee said so.\n\nQ: And the boats?")
    assert turns == [
        ("Q", ":", "unquoted", "Is the port safe"),
        ("A", ":", "unquoted", "It is. Lee said so"),
        ("Q", ":", "unquoted", "And the boats"),
    ]
    names = told("ANN LEE: The port is safe.\n\nBO RAY: It is not.\n\nLEE: We checked it.")
    assert [source for source, *_ in names] == ["ANN LEE", "BO RAY", "LEE"]
    assert told("Update: The port is safe.\n\nWeather: It rains.\n\nTraffic: It flows.") == []


def test_a_headline_that_names_its_source_credits_the_rest_to_it():
    assert told("", "Police: two dockers held") == [
        ("Police", ":", "unquoted", "two dockers held")
    ]
    assert told("", "Video: two dockers held") == []
    assert told("", "The long strike: two dockers held") == []


def test_the_passive_credits_its_agent_and_a_participle_nobody_near_by():
    [(source, cue, _, content)] = told("The mayor was criticized by the dockers on Monday.")
    assert (source, cue, content) == ("the dockers", "was criticized", "The mayor")
    asked, said = told("Asked about the strike, Lee said that it was over.")
    assert asked[0] == ""
    assert said[0] == "Lee"


def test_the_table_says_who_is_credited_and_how():
    corpus = corpus_of("Lee claimed that wages rose. Ray pointed out that they fell.")
    table = measure_attributions(corpus).table
    assert set(COLUMNS) < set(table)
    cues = table[table["layer"] == "cue"]
    assert cues["value"].tolist() == ["claim", "point out"]
    assert cues["stance"].tolist() == ["doubting", "assertive"]
    assert cues["source"].tolist() == ["Lee", "Ray"]
    assert dict(zip(table["layer"], table["voice"], strict=True)) == {
        "source": "outlet", "cue": "outlet", "content": "source",
    }  # fmt: skip
    assert table["parent"].tolist() == [0, 0, 0, 1, 1, 1]
    assert table["score"].isna().all()


def test_texts_without_anything_have_no_attributions_but_the_same_table():
    odd = ["", " \n\n ", "Rain.", "«»", "Премьер заявил, что порт закрыт.", "港口已关闭。"]
    full = measure_attributions(corpus_of("Lee said no."))
    spans = measure_attributions(corpus_of(*odd))
    assert len(spans) == 0
    assert spans.table.dtypes.to_dict() == full.table.dtypes.to_dict()


PIECES = [text for text, *_ in INDIRECT + QUOTED] + ["\n\n", "“", "”", "'", '"', " — ", "Q: "]


@settings(max_examples=40)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_whatever_the_text_spans_lie_in_it_and_parents_tie_them(pieces):
    corpus = corpus_of(" ".join(pieces))
    spans = measure_attributions(corpus)
    table = spans.table
    assert (table["end"] > table["start"]).all()
    assert (spans.text(corpus.articles).str.len() == table["end"] - table["start"]).all()
    content = table[table["layer"] == "content"]
    assert (
        set(content["parent"]) == set(table["parent"]) == set(range(table["parent"].nunique()))
    )
    for _, rows in table.groupby("parent"):
        manners = rows.loc[rows["layer"] == "content", "value"].unique().tolist()
        assert "cue" in set(rows["layer"]) or manners == ["quoted"]
        assert len(set(rows["source"])) == 1
        assert (rows["source"] != "").all() == ("source" in set(rows["layer"]))
    ends = content.sort_values("start")
    assert (ends["start"].to_numpy()[1:] >= ends["end"].to_numpy()[:-1]).all()


def test_articles_do_not_depend_on_those_beside_them():
    texts = [text for text, *_ in INDIRECT[:4]]
    alone = [measure_attributions(corpus_of(text)).table for text in texts]
    both = measure_attributions(corpus_of(*texts)).table
    for number, table in enumerate(alone):
        own = both[both["article_id"] == str(number)]
        assert own[["start", "end", "value", "source"]].to_numpy().tolist() == (
            table[["start", "end", "value", "source"]].to_numpy().tolist()
        )


@pytest.mark.slow
def test_thirty_thousand_words_and_a_text_without_any_stop_take_seconds():
    sentence = "Lee said that the port was safe, and “we checked it twice,” Ray added. "
    parsed = parse(corpus_of(sentence * 2200, "officials said the port is safe " * 1000))
    begun = time.process_time()
    found = measure_attributions(parsed).table
    assert time.process_time() - begun < 10
    assert found.loc[found["article_id"] == "0", "parent"].nunique() >= 2200


def test_pairs_are_one_to_one_and_need_half_an_overlap():
    one, other = frozenset(range(10)), frozenset(range(20, 24))
    assert paired([one, other], [frozenset(range(5)), one]) == [(0, 1)]
    assert paired([one], [frozenset(range(4, 14))]) == [(0, 0)]
    assert paired([one], [frozenset(range(6, 16))]) == []
    assert paired([], [one]) == paired([one], []) == []


def test_on_coded_articles_the_figures_are_near_those_of_the_docstring(shared_data):
    corpus, coded = polnear(shared_data / "polnear", "dev")
    some = corpus.where(corpus.articles.groupby("outlet").cumcount() < 3)
    coded = {name: coded[name] for name in some.articles["article_id"]}
    table = quality(some, coded, measure_attributions(some))
    whole = table.loc["all"]
    assert whole["articles"] == 21
    assert whole["F1"] > 0.72
    assert whole["R quoted"] > 0.85
    assert whole["share r"] > 0.85
    assert whole["share MAE"] < 0.10


def test_a_corpus_can_carry_attributions_as_its_layer():
    corpus = corpus_of("Lee said that the port was safe.")
    spans = measure_attributions(corpus)
    assert isinstance(corpus.with_layer(spans, "attribution").layers["attribution"], Spans)
