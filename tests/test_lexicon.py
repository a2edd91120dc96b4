"""Lexicons are recognised by their content; the sizes of published ones are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.errors import ChoiceError, ReadError
from analysis.lexicon import SHIPPED, Lexicon


@pytest.fixture
def read(tmp_path):
    def _read(content, name="a.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Lexicon.read(path)

    return _read


def test_vader_is_what_vadersentiment_scores_with():
    vader = Lexicon.vader()
    assert vader.weights() == SentimentIntensityAnalyzer().lexicon
    assert vader.lookup(":*") == {"score": vader.weights()[":*"]}
    assert vader.lookup(":smile") == {}  # ":*" is a kiss, not a beginning
    assert str(vader) == "VADER (3.3.2, MIT, Hutto & Gilbert 2014, ICWSM)"


FORMS = {
    "list": (
        "# verbs\r; of saying\nclaim\npoint out\n\n",
        {"claim": {"a": 1}, "point out": {"a": 1}},
    ),
    "tabs": ("bad\t-2\n:(\t-1.5\n", {"bad": {"score": -2}, ":(": {"score": -1.5}}),
    "commas": (
        'word,score\n"well, well",1\nbad,-2\n',
        {"well, well": {"score": 1}, "bad": {"score": -2}},
    ),
    "unnamed-header": ("WORT;Wert\ngut;1\n", {"gut": {"Wert": 1}}),
    "two-weights": ("word,care,harm\nkill,.1,.9\n", {"kill": {"care": 0.1, "harm": 0.9}}),
    "categories": (
        "verb,agency,power\nkill,agent,high\nfall,,low\nbe,,\n",
        {"kill": {"agent": 1, "high": 1}, "fall": {"low": 1}},
    ),
    "weighted-categories": (
        "term,category,weight\nkill,fear,0.9\nkill,anger,0.5\n",
        {"kill": {"fear": 0.9, "anger": 0.5}},
    ),
    "liwc": (
        "%\r1\tvirtue\r02  vice\r%\r\rabandon*\t02\rbe kind\t1 2\r",
        {"abandon*": {"vice": 1}, "be kind": {"virtue": 1, "vice": 1}},
    ),
    "json-lists": (
        '{"good": ["nice", "kind"], "none": []}',
        {"nice": {"good": 1}, "kind": {"good": 1}},
    ),
    "json-weights": (
        '{"nice": 2, "bad": -1.5}',
        {"nice": {"score": 2}, "bad": {"score": -1.5}},
    ),
    "json-list": ('["nice", "nice"]', {"nice": {"a": 1}}),
}


@pytest.mark.parametrize(("content", "entries"), FORMS.values(), ids=FORMS)
def test_a_form_is_known_by_its_content(read, content, entries):
    assert {term: dict(found) for term, found in read(content).entries.items()} == entries


def test_what_was_left_out_or_judged_is_noted(read):
    assert read(FORMS["json-lists"][0]).notes == ("categories without terms: 'none'",)
    assert read(FORMS["categories"][0]).notes == (
        "terms without a weight or category: 1, left out",
    )
    latin = read("naïve\nfine\n".encode("cp1252"))
    assert list(latin.entries) == ["naïve", "fine"]
    assert latin.notes == ("the file is not UTF-8; it is read as cp1252",)


UNKNOWN = (
    "Give a list of terms, a table of terms and weights, a table of terms and categories "
    "whose first line names the columns, a LIWC dictionary, or JSON."
)
WRONG = {
    "not-a-number": (
        "word,score\nbad,-2\ngood,plus\nnice,1\nfine,x\n",
        (
            "a.txt has 2 faults:\n"
            "  - line 3: score is 'plus', not a number\n"
            "  - line 5: score is 'x', not a number"
        ),
    ),
    "two-weights-for-a-term": (
        "bad\t-2\ngood\t1\nbad\t-1\n",
        "a.txt has 1 fault:\n  - line 3: 'bad' weighs -1, and -2 before",
    ),
    "an-unknown-category": (
        "%\n1\tvirtue\nx\n%\ncare\t1\nkill\t2\nhelp\nkind\t1\nnice\t1\n",
        (
            "a.txt has 3 faults:\n"
            "  - line 3: 'x' is not a number and a name\n"
            "  - line 6: 'kill\\t2' has the unknown category 2\n"
            "  - line 7: 'help' has no category"
        ),
    ),
    "categories-without-an-end": (
        "%\n1\tvirtue\ncare\t1\n",
        (
            "a.txt is in no form of a lexicon known here (its categories begin with % "
            "but do not "
            f"end with it). {UNKNOWN}"
        ),
    ),
    "prose": (
        "The words in this file were collected by hand.\nclaim\n",
        (
            "a.txt is in no form of a lexicon known here (line 1: 'The words in this file were "
            f"collected by' is prose, not a term). {UNKNOWN}"
        ),
    ),
    "pairs": (
        "good\tbad\nkind\tcruel\n",
        (
            f"a.txt is in no form of a lexicon known here (its second column holds no "
            f"numbers). "
            f"{UNKNOWN}"
        ),
    ),
    "too-many-columns": (
        "bad\t-2\t1\ngood\t1\t1\n",
        (
            "a.txt is in no form of a lexicon known here (line 1 has more columns than "
            "the first "
            f"line names). {UNKNOWN}"
        ),
    ),
    "nested-json": (
        '{"good": ["nice", 3, "kind"], "bad": {"worse": ["x"]}}',
        (
            "a.txt has 2 faults:\n"
            "  - good, term 2: 3 is not a text\n"
            "  - 'bad' has neither a list of terms nor a weight"
        ),
    ),
    "broken-json": (
        '{"good": ["nice"',
        (
            "a.txt is in no form of a lexicon known here (it is not JSON: Expecting ',' "
            f"delimiter: line 1 column 17 (char 16)). {UNKNOWN}"
        ),
    ),
    "no-terms": (
        "# nothing\n",
        f"a.txt is in no form of a lexicon known here (it holds no terms). {UNKNOWN}",
    ),
    "binary": (b"\x00\x01", "a.txt is not text; save the word list as UTF-8 text."),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_no_lexicon_is_refused_with_all_its_faults(read, content, message):
    with pytest.raises(ReadError) as refusal:
        read(content)
    assert str(refusal.value) == message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ReadError) as refusal:
        Lexicon.read(tmp_path / "a.txt")
    assert str(refusal.value) == "a.txt cannot be opened: No such file or directory."


def test_the_longest_beginning_wins_and_the_exact_term_before_it():
    stars = {"a*": 1.0, "abandon*": 2.0, "abandoned": 3.0, "US": 4.0}
    lexicon = Lexicon(name="x", entries={t: {"score": w} for t, w in stars.items()})
    found = [lexicon.lookup(word) for word in ("ABANDONED", "abandons", "aba", "us", "US", "b")]
    assert [entry.get("score") for entry in found] == [3.0, 2.0, 1.0, None, 4.0, None]


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), st.booleans()), st.text("abc"))
def test_lookup_agrees_with_trying_every_entry(terms, word):
    entries = {term + "*" * wild: {"c": float(len(term))} for term, wild in terms.items()}
    lexicon = Lexicon(name="x", entries=entries)
    beginnings = [t for t, wild in terms.items() if wild and word.startswith(t)]
    exact = [word] if terms.get(word) is False else []
    best = exact or sorted(beginnings, key=len)[-1:]
    assert lexicon.lookup(word) == ({"c": float(len(best[0]))} if best else {})


def test_a_category_that_is_not_there_is_refused_with_those_that_are():
    lexicon = Lexicon(name="moral", entries={"care": {"virtue": 1.0, "x": 1.0}})
    assert lexicon.categories == ("virtue", "x")
    assert lexicon.table.to_numpy().tolist() == [["care", "virtue", 1.0], ["care", "x", 1.0]]
    with pytest.raises(ChoiceError) as refusal:
        lexicon.weights()
    assert str(refusal.value) == "moral has no category 'score'; it has 'virtue', 'x'."
    assert str(lexicon) == "moral (version not stated, licence not stated)"


SIZES = {
    "sentiment/LSD2015.json": {
        "negative": 2858,
        "positive": 1709,
        "neg_positive": 1721,
        "neg_negative": 2860,
    },
    "sentiment/LoughranMcDonald.json": {"NEGATIVE": 2355, "POSITIVE": 354},
    "sentiment/HuLiu.json": {"positive": 2006, "negative": 4783},
    "sentiment/AFINN.json": {"AFINN": 2477},
    "sentiment/AFINN-111.txt": {"score": 2477},
    "moral/emfd_scoring.csv": {"care_p": 3270, "sanctity_sent": 3270},
    "riveter/rashkin_full_frame_info.txt": {"effect(t)": 947},
    "quoteverbs/ggt_quote_verb_list.txt": {"ggt_quote_verb_list": 257},
    "quoteverbs/journalismai_quote_verb_list.txt": {"journalismai_quote_verb_list": 298},
    "recasens_npov_set/negative_liu2005.txt": {"negative_liu2005": 4783},
    "recasens_npov_set/positive_liu2005.txt": {"positive_liu2005": 2006},
    "recasens_npov_set/npov_lexicon.txt": {"npov_lexicon": 654},
    "recasens_npov_set/strong_subjectives_riloff2003.txt": {
        "strong_subjectives_riloff2003": 4747
    },
}


@pytest.mark.parametrize(("path", "sizes"), SIZES.items(), ids=SIZES)
def test_published_lists_have_their_published_sizes(shared_data, path, sizes):
    lexicon = Lexicon.read(shared_data / "lexica" / path)
    assert {category: len(lexicon.weights(category)) for category in sizes} == sizes


def test_published_dictionaries_count_what_their_lines_hold(shared_data):
    for name in ("moral/mfd2.0.dic", "moral/mft_original.dic"):
        path = shared_data / "lexica" / name
        words = path.read_text(encoding="utf-8").rpartition("%")[2].split("\n")
        pairs = {
            (line.split("\t")[0].strip(), code) for line in words for code in line.split()[1:]
        }
        pairs = {(term, int(code)) for term, code in pairs if code.isdigit()}
        assert len(Lexicon.read(path).table) == len(pairs)


def test_a_shipped_lexicon_that_is_not_there_is_refused():
    with pytest.raises(ChoiceError) as caught:
        Lexicon.shipped("verbs")
    known = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    assert str(caught.value) == (
        f"no lexicon is called 'verbs'; there are {', '.join(map(repr, known))}."
    )


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_lexicon_says_whose_it_is(path):
    lexicon = Lexicon.shipped(path.stem)
    assert len(lexicon) > 0
    for told in (lexicon.version, lexicon.licence, lexicon.language, lexicon.source):
        assert told
