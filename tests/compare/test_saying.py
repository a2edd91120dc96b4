"""compare_saying on attributions made by hand: the speaker is held equal, not the mix."""

import numpy as np
import pytest

from analysis.compare.saying import EQUAL, OTHER, compare_saying
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon
from analysis.measure._stance import STANCES


def quote(speaker, stance, times=1):
    return [(speaker, "yes", "quoted", stance)] * times


@pytest.fixture
def port(made):
    """Both outlets quote Lee neutrally and Ray emotively; the Star quotes Ray far more."""
    articles = []
    for event in range(8):
        post = quote("Lee", "neutral", 4) + quote("Ray", "emotive", 1)
        star = quote("Lee", "neutral", 1) + quote("Ray", "emotive", 4) + quote("Kim", "")
        articles += [("Post", f"e{event}", post), ("Star", f"e{event}", star)]
    return made(articles)


def rows_of(result, *names):
    table = result.table.set_index(["group", "source", "stance"])
    values = table[list(names)].to_numpy().tolist()
    return dict(zip(table.index, map(tuple, values), strict=True))


def test_shares_are_of_the_attributions_to_the_speaker(port):
    corpus, spans = port
    found = rows_of(compare_saying(corpus, attributions=spans), "n", "n_possible", "value")
    assert found["Post", "Lee", "neutral"] == (32, 32, 1.0)
    assert found["Star", "Ray", "emotive"] == (32, 32, 1.0)
    assert found["Star", "Ray", "neutral"] == (0, 32, 0.0)


def test_who_quotes_angrier_people_is_not_angrier(port):
    """Held equal, both use as many emotive verbs as their speakers lead to expect."""
    corpus, spans = port
    table = compare_saying(corpus, attributions=spans).table
    held = table[(table["source"] == EQUAL) & table["stance"].isin(["neutral", "emotive"])]
    assert held["value"].to_numpy() == pytest.approx(1.0)
    assert held["estimate"].to_numpy() == pytest.approx(0.0)
    assert not table["finding"].any()


def test_what_is_expected_is_the_speakers_share_on_the_event(made):
    """Lee: 3 of 4 emotive; the Post has 1 of its 2, the Star 2 of 2: each expects 1.5."""
    post = quote("Lee", "emotive") + quote("Lee", "neutral")
    articles = [("Post", "e1", post), ("Star", "e1", quote("Lee", "emotive", 2))]
    corpus, spans = made(articles)
    found = rows_of(compare_saying(corpus, attributions=spans), "n", "value")
    assert found["Post", EQUAL, "emotive"] == (1, pytest.approx(1 / 1.5))
    assert found["Star", EQUAL, "emotive"] == (2, pytest.approx(2 / 1.5))


def test_with_one_speaker_it_is_the_known_contrast(made):
    """The counts of a printed example, exact p .03125 and ratio 2.5587045 by enumeration."""
    y = [5, 1, 3, 0, 2, 2, 6, 2, 1, 0, 4, 1, 0, 1, 3, 1]
    n = [10, 10, 12, 8, 10, 20, 30, 10, 5, 5, 10, 10, 9, 11, 10, 10]
    articles = [
        ("AB"[i % 2], f"e{i // 2}", quote("Lee", "emotive", a) + quote("Lee", "neutral", b - a))
        for i, (a, b) in enumerate(zip(y, n, strict=True))
    ]
    corpus, spans = made(articles)
    table = compare_saying(corpus, attributions=spans, design=Design(fdr=0.2)).table
    rows = table.query("group == 'A' and stance == 'emotive'")
    assert rows["source"].tolist() == ["Lee", EQUAL]
    assert np.exp(rows["estimate"].to_numpy()) == pytest.approx(2.5587045, abs=5e-8)
    assert rows["p"].tolist() == [0.03125, 0.03125]


def test_shares_of_a_speaker_sum_to_one(port):
    corpus, spans = port
    table = compare_saying(corpus, attributions=spans).table
    assert table["stance"].tolist()[:5] == [*STANCES, OTHER]
    shares = table[table["source"] != EQUAL].groupby(["group", "source"])["value"].sum()
    assert shares.to_numpy() == pytest.approx(1.0)


def test_verbs_not_listed_are_other_and_counted(port):
    corpus, spans = port
    result = compare_saying(corpus, attributions=spans)
    note = "Of 88 attributions to a known speaker 8 have no verb of the list (other)."
    assert note in result.notes
    held = rows_of(result, "n")
    assert held["Star", EQUAL, OTHER] == (0,), "Kim is quoted by one outlet alone"


def test_the_evidence_of_a_row_is_its_attributions(port):
    corpus, spans = port
    result = compare_saying(corpus, attributions=spans)
    for number, row in result.table.iterrows():
        found = result.evidence(number).table
        assert found["parent"].nunique() == row["n"]
        assert set(found["layer"]) <= {"source", "cue"}


def test_without_a_speaker_nothing_is_compared(made):
    corpus, spans = made([("Post", "e1", quote("", "neutral")), ("Star", "e1", [])])
    with pytest.raises(ChoiceError) as caught:
        compare_saying(corpus, attributions=spans)
    assert str(caught.value) == (
        "no attribution that counts names a speaker, so that none can be compared."
    )


def test_figure_and_difference(port):
    corpus, spans = port
    result = compare_saying(corpus, attributions=spans)
    assert result.plot().get_xlabel() == "times what is expected"
    assert set(result.difference("Star").table["group"]) == {"Post"}


def test_a_study_may_have_a_list_of_its_own(port):
    """Every cue of the made attributions is the lemma "say"."""
    corpus, spans = port
    verbs = Lexicon(name="mine", entries={"say": {"plain": 1.0}, "fume": {"loud": 1.0}})
    result = compare_saying(corpus, attributions=spans, verbs=verbs)
    assert set(result.table["stance"]) == {"plain", "loud", OTHER}
    assert rows_of(result, "n")["Star", "Ray", "plain"] == (32,)
    assert result.settings["verbs"] == "mine (version not stated, licence not stated)"
