"""What goes to doccano or INCEpTION comes back, whatever the text is made of."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.coding._exchange import from_utf16, utf16_offsets
from analysis.coding.codings import Codings
from analysis.coding.doccano import from_doccano, to_doccano
from analysis.coding.inception import from_inception, to_inception
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError

NAMES = ["article_id", "field", "start", "end", "coder", "variable", "code"]
TEXTS = st.text(
    st.sampled_from("ab .,“”é\u0301😊👩🏽\u200d🚒\r\n\t\u2028\\[]|_->;*#=\x1c\x85漢"),
    min_size=1,
)
CODES = st.text(st.sampled_from("ab[]|_->;*\\é😊 =x"), min_size=1).filter(
    lambda code: code == code.strip()
)


def corpus_of(text, article_id="a/1 é"):
    rows = {"article_id": [article_id], "outlet": "Post", "published": "", "headline": "Out"}
    return Corpus(pd.DataFrame(rows | {"body": [text]}))


def codings_of(rows):
    return Codings.of(pd.DataFrame(rows, columns=NAMES))


@st.composite
def coded(draw, *, trimmed):
    """A text, and codes of parts of it; parts without blanks at their ends if asked."""
    text = draw(TEXTS)
    rows = {}
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        if trimmed and text[start:end] != text[start:end].strip():
            continue
        rows[start, end, draw(st.sampled_from(["tone", "who"]))] = draw(CODES)
    return text, [
        ("a/1 é", "body", start, end, "kim", name, code)
        for (start, end, name), code in rows.items()
    ]


def told(codings):
    return sorted(codings.table[NAMES].itertuples(index=False, name=None))


@given(coded(trimmed=False), st.sampled_from(["utf-16", "characters"]))
def test_doccano_gives_back_what_it_got(tmp_path_factory, both, offsets):
    text, rows = both
    corpus = corpus_of(text)
    path = tmp_path_factory.mktemp("doccano") / "out.jsonl"
    to_doccano(corpus, path, codings=codings_of(rows), offsets=offsets)
    assert told(from_doccano(path, corpus, coder="kim", offsets=offsets)) == sorted(rows)


@given(coded(trimmed=True).filter(lambda both: both[1]))
def test_inception_gives_back_what_it_got(tmp_path_factory, both):
    text, rows = both
    corpus = corpus_of(text)
    folder = tmp_path_factory.mktemp("inception")
    to_inception(corpus, folder, codings=codings_of(rows))
    assert told(from_inception(folder, corpus, coder="kim")) == sorted(rows)


@given(TEXTS)
@settings(max_examples=30)
def test_units_of_16_bits_are_those_of_the_encoding(text):
    places = utf16_offsets(text)
    for at in range(len(text) + 1):
        assert places[at] == len(text[:at].encode("utf-16-le")) // 2
        assert from_utf16(places, int(places[at])) == at
    assert (
        len(set(range(int(places[-1]) + 2)) - set(places.tolist()))
        == sum(ord(sign) > 0xFFFF for sign in text) + 1
    )


def test_the_file_is_as_the_format_says(tmp_path):
    """The example of the user guide, with an emoji, stacked and over several tokens."""
    corpus = corpus_of("I like it 😊 .\nplays", "a")
    rows = [
        ("a", "body", 2, 9, "kim", "tone", "good"),
        ("a", "body", 7, 9, "kim", "who", "a|b"),
        ("a", "body", 14, 16, "kim", "tone", "_"),
    ]
    (path,) = to_inception(corpus, tmp_path, codings=codings_of(rows), layer="custom.Span")
    assert (
        path.read_bytes().decode("utf-8").split("\n")
        == [
            "#FORMAT=WebAnno TSV 3.3",
            "#T_SP=custom.Span|tone|who",
            "",
            "",
            "#Text=I like it 😊 .",
            "1-1\t0-1\tI\t_\t_\t",
            "1-2\t2-6\tlike\tgood[1]\t*[1]\t",
            "1-3\t7-9\tit\tgood[1]|*[2]\t*[1]|a\\|b[2]\t",
            "1-4\t10-12\t😊\t_\t_\t",
            "1-5\t13-14\t.\t_\t_\t",
            "",
            "#Text=plays",
            "2-1\t15-20\tplays\t_\t_\t",
            "2-1.1\t16-18\tla\t\\_[3]\t*[3]\t",
            "",
        ]
        or path.read_bytes()
    )


def test_what_inception_writes_is_read(tmp_path):
    """Other layers beside, ids only where needed, and a folder for each document."""
    corpus = corpus_of("Ms. Haag plays Elianti .", "a")
    text = (
        "#FORMAT=WebAnno TSV 3.3\n"
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue\n"
        "#T_SP=webanno.custom.Coding|tone|who\n\n\n"
        "#Text=Ms. Haag plays Elianti .\n"
        "1-1\t0-3\tMs.\tNNP\tgood[1]|bad[2]\twoman[1]|*[2]\t\n"
        "1-2\t4-8\tHaag\tNNP\tgood[1]\twoman[1]\t\n"
        "1-3\t9-14\tplays\tVBD\t_\t_\t\n"
        "1-3.1\t9-13\tplay\t_\teven\t*\t\n"
        "1-4\t15-22\tElianti\tNNP\t*\t*\t\n"
        "1-5\t23-24\t.\t.\t_\t_\t\n"
    )
    (tmp_path / "a.tsv").mkdir()
    (tmp_path / "a.tsv" / "lee.tsv").write_text(text)
    assert told(from_inception(tmp_path, corpus)) == [
        ("a", "body", 0, 3, "lee", "tone", "bad"),
        ("a", "body", 0, 8, "lee", "tone", "good"),
        ("a", "body", 0, 8, "lee", "who", "woman"),
        ("a", "body", 9, 13, "lee", "tone", "even"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        {"text": "Out 😊 they", "label": [[7, 11, "tone=good"]], "article_id": "a"},
        {"text": "Out 😊 they", "labels": [[7, 11, "tone=good"]], "meta": {"article_id": "a"}},
        {
            "id": 3,
            "text": "Out 😊 they",
            "entities": [{"id": 1, "label": "tone=good", "start_offset": 7, "end_offset": 11}],
            "relations": [],
            "Comments": [],
            "article_id": "a",
            "field": "body",
        },
    ],
)
def test_what_doccano_writes_is_read(tmp_path, line):
    path = tmp_path / "kim.jsonl"
    path.write_text(json.dumps(line) + "\n")
    read = from_doccano(path, corpus_of("Out 😊 they", "a"), coder="kim")
    assert told(read) == [("a", "body", 6, 10, "kim", "tone", "good")]


def test_whole_articles_go_to_doccano_and_come_back(tmp_path):
    corpus = corpus_of("Out they went.", "a")
    rows = [("a", "kim", "tone", "good"), ("a", "kim", "who", "=b"), ("a", "kim", "why", "")]
    given_codes = Codings.of(
        pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"])
    )
    path = to_doccano(corpus, tmp_path / "out.jsonl", codings=given_codes)
    assert json.loads(path.read_text())["label"] == ["tone=good", "who==b"]
    back = from_doccano(path, corpus, coder="kim").table
    assert back[["variable", "code"]].to_numpy().tolist() == [["tone", "good"], ["who", "=b"]]
    assert "start" not in back
    named = tmp_path / "named.jsonl"
    named.write_text(json.dumps({"article_id": "a", "text": "Out they went.", "label": ["x"]}))
    read = from_doccano(named, corpus, coder="kim", variable="tone").table
    assert read[["variable", "code"]].to_numpy().tolist() == [["tone", "x"]]


def test_every_fault_of_a_doccano_file_is_named(tmp_path):
    path = tmp_path / "kim.jsonl"
    good = {"article_id": "a", "text": "Out 😊 they"}
    lines = [
        "{",
        json.dumps({"text": "Out"}),
        json.dumps(good | {"article_id": "b"}),
        json.dumps(good | {"text": "Out"}),
        json.dumps(good | {"label": [[5, 7, "tone=good"]]}),
        json.dumps(good | {"label": ["good"]}),
        json.dumps(good | {"label": [[1, 2]]}),
    ]
    path.write_text("\n".join(lines))
    with pytest.raises(ReadError) as caught:
        from_doccano(path, corpus_of("Out 😊 they", "a"), coder="kim")
    assert str(caught.value) == (
        "kim.jsonl has 7 faults:\n"
        "  - line 1: it is not JSON (Expecting property name enclosed in double quotes)\n"
        "  - line 2: it has no article_id\n"
        "  - line 3: the corpus has no body of an article 'b'\n"
        "  - line 4: its text is not the body of 'a'; offsets would mean something else\n"
        "  - line 5: 5 to 7 is no part of the text, counted in utf-16; offsets='utf-16' or "
        "'characters' says how to count\n"
        "  - line 6: the label 'good' names no variable; write variable=code, or give "
        "variable=\n"
        "  - line 7: [1, 2] is no label: a text, or [start, end, text]"
    )
    path.write_text(json.dumps(good))
    with pytest.raises(ReadError) as caught:
        from_doccano(path, corpus_of("Out 😊 they", "a"), coder="kim")
    assert str(caught.value) == "kim.jsonl has 1 fault:\n  - there is no label in it"


def test_every_fault_of_an_inception_folder_is_named(tmp_path):
    corpus = corpus_of("Out they", "a")
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Coding|tone\n\n\n#Text=x\n"
    (tmp_path / "a.tsv").write_text(f"{head}1-1\t0-3\tBut\tgood\t\n")
    (tmp_path / "b.tsv").write_text(head)
    with pytest.raises(ReadError) as caught:
        from_inception(tmp_path, corpus, coder="kim")
    assert str(caught.value) == (
        f"{tmp_path.name} has 2 faults:\n"
        "  - a.tsv, line 6: at 0-3 it has 'But', the article 'Out'; the text is not the "
        "corpus's, or of another field\n"
        "  - b.tsv is of no article of the corpus"
    )
    (tmp_path / "b.tsv").unlink()
    (tmp_path / "a.tsv").write_text("#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Pos|v\n\n\n#Text=Out\n")
    with pytest.raises(ReadError) as caught:
        from_inception(tmp_path, corpus, coder="kim")
    assert str(caught.value) == (
        f"{tmp_path.name} has 1 fault:\n"
        "  - a.tsv, line 1: there is no layer webanno.custom.Coding; there are 'x.Pos'"
    )
    with pytest.raises(ReadError) as caught:
        from_inception(tmp_path, corpus)
    assert str(caught.value) == "a.tsv does not say who coded; give coder=."


def test_what_no_file_can_say_is_refused(tmp_path):
    corpus = corpus_of("Out they went.", "a")
    two = [("a", "body", 0, 3, who, "tone", "x") for who in ("kim", "lee")]
    with pytest.raises(ChoiceError) as caught:
        to_doccano(corpus, tmp_path / "o", codings=codings_of(two))
    assert str(caught.value) == (
        "'kim', 'lee' coded, and the format does not say who; write a file for each: "
        "Codings.of(table[table['coder'] == …])."
    )
    wrong = [
        ("b", "body", 0, 3, "kim", "tone", "x"),
        ("a", "headline", 0, 3, "kim", "tone", "x"),
        ("a", "body", 3, 99, "kim", "tone", "x"),
    ]
    with pytest.raises(ChoiceError) as caught:
        to_inception(corpus, tmp_path, codings=codings_of(wrong))
    assert str(caught.value) == (
        "these codings cannot be written:\n"
        "  - the corpus has no article 'b'\n"
        "  - a decision on 'a' is of its headline; the file is of field='body'\n"
        "  - 3 to 99 is no part of 'a', whose body has 14 characters"
    )
    blank = codings_of([("a", "body", 3, 8, "kim", "tone", "x")])
    with pytest.raises(ChoiceError) as caught:
        to_inception(corpus, tmp_path, codings=blank)
    assert str(caught.value) == (
        "these codings cannot be said in WebAnno TSV:\n"
        "  - 3 to 8 of 'a' begins or ends with a blank; leave it off"
    )
    with pytest.raises(ChoiceError) as caught:
        to_doccano(corpus, tmp_path / "o", offsets="bytes")
    assert str(caught.value) == "offsets is 'bytes'; it can be 'utf-16' or 'characters'."
    with pytest.raises(ChoiceError) as caught:
        to_inception(corpus, tmp_path)
    assert str(caught.value) == "nothing says what is coded; give codings or a codebook."
    assert list(tmp_path.iterdir()) == []


def test_files_for_a_codebook_and_no_codings(tmp_path, book):
    corpus = corpus_of("Out they went.", "a")
    (path,) = to_inception(corpus, tmp_path, codebook=book, field="headline")
    assert (
        path.read_text().splitlines()[1] == "#T_SP=webanno.custom.Coding|conflict|tone|sources"
    )
    with pytest.raises(ReadError, match="nothing is overwritten"):
        to_inception(corpus, tmp_path, codebook=book)
    assert analysis.to_inception is to_inception
