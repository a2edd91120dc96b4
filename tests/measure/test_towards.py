"""Sentiment towards somebody: mentions scored in their clause."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure._clause import Sentence, Target
from analysis.measure._deeds import Rules, own_list, polarity, total
from analysis.measure.sentiment import measure_sentiment
from analysis.prepare.parse import parse

BY_HAND = [
    ("Dockers praised Ames and accused Birk of lies.", {"Ames": 1, "Birk": -1}),
    ("Nobody praised Birk.", {"Birk": -1}),
    ("Birk was arrested on Monday.", {"Birk": -1}),
    ("Ames, a corrupt mayor, left town.", {"Ames": -1}),
    ("Cole is a great leader.", {"Cole": 1}),
    ("Cole says that Birk is a liar.", {"Birk": -1, "Cole": 0}),
    ("Voters are against Ames.", {"Ames": -1}),
    ("Ames opened the meeting on Monday.", {"Ames": 0}),
    ("Birk lied to the council.", {"Birk": -1}),
    ("The shameful record of Birk was read out.", {"Birk": -1}),
    ("The council thanked Ames, who won the vote.", {"Ames": 1}),
    ("The Supreme Court and a grand jury heard Ames.", {"Ames": 0}),
]
SIGN = {"negative": -1, "neutral": 0, "positive": 1}


def corpus_of(*bodies: str, language: str = "en") -> Corpus:
    ids = [f"{number:03}" for number in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "", "headline": ""}
    return Corpus(pd.DataFrame(rows | {"body": list(bodies), "language": language}))


@pytest.fixture(scope="module")
def by_hand() -> Corpus:
    return parse(corpus_of(*(sentence for sentence, _ in BY_HAND)))


def test_mentions_are_scored_as_read_by_hand(by_hand):
    table = measure_sentiment(by_hand, target=["Ames", "Birk", "Cole"]).table
    found = {(int(row.article_id), row.value): SIGN[row.polarity] for row in table.itertuples()}
    assert found == {
        (number, name): sign
        for number, (_, signs) in enumerate(BY_HAND)
        for name, sign in signs.items()
    }


def test_one_sentence_holds_two_sentiments_and_its_own_score_only_one(by_hand):
    table = measure_sentiment(by_hand, target=["Ames", "Birk"]).table
    of = table[table["article_id"] == "000"].set_index("value")["score"]
    assert of["Birk"] < 0 < of["Ames"]
    whole = measure_sentiment(by_hand, voice="all").table
    assert len(whole[whole["article_id"] == "000"]) == 1


def test_each_mention_lies_on_the_words_that_name_it(by_hand):
    spans = measure_sentiment(by_hand, target={"mayor": ["Ames", "a corrupt mayor"]})
    text = spans.text(by_hand.articles)
    assert set(text) == {"Ames", "a corrupt mayor"}
    assert (text.str.casefold() == spans.table["phrase"].str.casefold()).all()
    assert set(spans.table["value"]) == {"mayor"}


def test_the_words_behind_a_score_add_up_to_it(by_hand):
    table = measure_sentiment(by_hand, target=["Ames", "Birk", "Cole"]).table
    for row in table.itertuples():
        parts = [float(word.rsplit(" ", 1)[1]) for word in row.words.split("; ") if word]
        assert len(parts) == row.n_words
        assert max(-1, min(1, sum(parts))) == pytest.approx(row.score, abs=0.02)


def test_what_another_voice_says_does_not_count():
    corpus = corpus_of("“Birk is a liar and a thief,” said Cole. Birk left.")
    own = measure_sentiment(corpus, target="Birk").table
    assert own[["voice", "polarity"]].to_numpy().tolist() == [["outlet", "neutral"]]
    quoted = measure_sentiment(corpus, target="Birk", voice="source").table
    assert quoted[["voice", "polarity"]].to_numpy().tolist() == [["source", "negative"]]
    mixed = corpus_of("“A liar and a thief,” Cole said of Birk.")
    assert measure_sentiment(mixed, target="Birk").table["n_words"].tolist() == [0]
    assert measure_sentiment(mixed, target="Birk", voice="all").table["n_words"].tolist() == [2]


def test_the_table_says_how_often_the_method_errs(by_hand):
    table = measure_sentiment(by_hand, target="Ames").table
    assert set(table["f1_one"]) == {0.63}
    assert set(table["f1_several"]) == {0.60}
    toy = Lexicon(name="toy", entries={"corrupt": {"score": -3.0}, "great": {"score": 1.0}})
    own = measure_sentiment(by_hand, target="Ames", lexicon=toy).table
    assert own["f1_one"].isna().all()
    assert own[own["n_words"] > 0]["words"].tolist() == ["corrupt -0.41"]  # .55 × 1.5 / 2


def test_a_list_of_deeds_can_be_a_users_own(by_hand):
    deeds = Lexicon(name="deeds", entries={"praise": {"object": -2.0}, "lie": {"subject": 2.0}})
    table = measure_sentiment(by_hand, target=["Ames", "Birk"], lexicon=deeds).table
    scored = table[table["n_words"] > 0].set_index(["article_id", "value"])["score"]
    assert scored.round(2).to_dict() == {
        ("000", "Ames"): -0.7,
        ("001", "Birk"): 0.35,  # negated: .5 × .7
        ("008", "Birk"): 0.6,
    }


def test_a_text_that_was_not_parsed_has_no_score():
    table = measure_sentiment(corpus_of("Birk log.", language="de"), target="Birk").table
    assert math.isnan(table["score"].iloc[0])
    assert table["polarity"].tolist() == [""]


def test_nobody_named_gives_an_empty_table_with_the_same_columns(by_hand):
    some = measure_sentiment(by_hand, target="Ames").table
    none = measure_sentiment(by_hand, target="Dorn").table
    assert none.empty
    assert list(none) == list(some)


def test_a_target_that_names_nobody_is_refused(by_hand):
    with pytest.raises(ChoiceError) as error:
        measure_sentiment(by_hand, target={})
    assert str(error.value) == (
        "target names nobody; give a name, or names with the words for each: "
        '{"Ames": ["Ames", "the mayor"]}.'
    )


def test_the_list_has_no_verb_that_speaks_well_and_ill_of_the_same():
    known = own_list()
    assert set(known.categories) == {"object", "subject", "anywhere"}
    assert {abs(weight) for weight in known.table["weight"]} == {0.0, 1.0, 2.0}


# -- invariants over made-up trees ----------------------------------------------------------

MAIN = [  # word, lemma, part of speech, dependency, head within the clause
    ("Ames", "ames", "PROPN", "nsubj", 1),
    ("{verb}", "{verb}", "VERB", "ROOT", 1),
    ("the", "the", "DET", "det", 4),
    ("{adjective}", "{adjective}", "ADJ", "amod", 4),
    ("plan", "plan", "NOUN", "dobj", 1),
]
OTHER = [
    ("while", "while", "SCONJ", "mark", 2),
    ("dockers", "docker", "NOUN", "nsubj", 2),
    ("{far}", "{far}", "VERB", "advcl", None),
    ("{further}", "{further}", "ADJ", "dobj", 2),
]
GOOD, BAD = ("praise", "admire", "superb"), ("hate", "kill", "awful")
TOY = Lexicon(
    name="toy",
    entries={w: {"score": 1.0} for w in GOOD} | {w: {"score": -1.0} for w in BAD},
)
word = st.sampled_from([*GOOD, *BAD, "see"])


def sentence_of(fill: dict[str, str], *, other_first: bool) -> Sentence:
    """Lay the two clauses out in either order; the tree is the same."""
    blocks = [("other", OTHER), ("main", MAIN)] if other_first else [("main", MAIN)]
    blocks += [] if other_first else [("other", OTHER)]
    first = {}
    for name, _ in blocks:
        first[name] = sum(len(b) for n, b in blocks if n in first)
    rows = []
    for name, block in blocks:
        for text, lemma, pos, dep, head in block:
            top = first["main"] + 1 if head is None else first[name] + head
            rows.append((text.format(**fill), lemma.format(**fill), pos, dep, top))
    ends, starts, place = [], [], 0
    for text, *_ in rows:
        starts.append(place)
        ends.append(place + len(text))
        place += len(text) + 1
    texts, lemmas, pos, dep, head = zip(*rows, strict=True)
    return Sentence(
        start=starts, end=ends, head=head, dep=dep, pos=pos, lemma=lemmas,
        word=[text.lower() for text in texts],
    )  # fmt: skip


def score_of(sentence: Sentence) -> float:
    place = sentence.word.index("ames")
    target = Target.of(sentence, sentence.start[place], sentence.end[place])
    assert target is not None
    text = " ".join(sentence.word)
    return total(Rules.of(TOY).hits(target, text))


@given(verb=word, adjective=word, far=word, further=word)
def test_moving_another_clause_changes_nothing(verb, adjective, far, further):
    fill = {"verb": verb, "adjective": adjective, "far": far, "further": further}
    scores = [score_of(sentence_of(fill, other_first=first)) for first in (True, False)]
    assert scores[0] == scores[1]


@given(st.sampled_from(["verb", "adjective", "far", "further"]), st.sampled_from(GOOD))
def test_a_word_turned_into_its_opposite_turns_the_sign(place, good):
    fill = dict.fromkeys(["verb", "adjective", "far", "further"], "see")
    well = score_of(sentence_of(fill | {place: good}, other_first=True))
    ill = score_of(sentence_of(fill | {place: BAD[GOOD.index(good)]}, other_first=True))
    assert ill < 0 < well


@given(st.floats(-1, 1))
def test_polarity_follows_the_score(score):
    rank = [polarity(each) for each in sorted([score, -1.0, 1.0])]
    assert rank == sorted(rank, key=["negative", "neutral", "positive"].index)
