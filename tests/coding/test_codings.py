"""Codings are read whole or refused with every fault of the file in one message."""

from io import StringIO

import pandas as pd
import pytest

import analysis
from analysis.codebook import Codebook
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError

BOOK = """\
name = "Frames of a strike"

[variables.frame]
definition = "The frame that governs the article."
level = "nominal"
unit = "article"
codes.conflict.definition = "Two sides against each other."
codes.economic.definition = "Costs and gains."

[variables.tone]
definition = "How the union comes off."
level = "ordinal"
unit = "article"
codes.bad.definition = "Badly."
codes.even.definition = "Neither."
codes.good.definition = "Well."

[variables.sources]
definition = "How many people are quoted."
level = "ratio"
unit = "article"
"""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(BOOK, encoding="utf-8")
    return Codebook.read(path)


@pytest.fixture
def read(tmp_path):
    """Write a file of codings and read it."""

    def _read(text, **settings):
        path = tmp_path / "codes.csv"
        path.write_text(text, encoding="utf-8")
        return analysis.read_codings(path, **settings)

    return _read


@pytest.fixture
def corpus():
    rows = {
        "article_id": ["a1", "a2"],
        "outlet": ["Post", "Star"],
        "published": "",
        "headline": "",
        "body": ["Dockers struck.", "They are out."],
    }
    return Corpus(pd.DataFrame(rows))


WHOLE = """\
article_id,coder,variable,code,minutes
a1,kim,frame,conflict,4
a1,lee,frame,economic,5
a2,kim,frame,conflict,3
a2,lee,frame,,9
a1,kim,sources,3,4
"""


def test_decisions_are_read_with_what_else_is_in_the_file(read, book, corpus):
    codings = read(WHOLE, codebook=book, corpus=corpus)
    assert codings.coders == ("kim", "lee")
    assert codings.variables == ("frame", "sources")
    assert codings.notes == ("decisions left open: 1 of 5",)
    assert codings.table["minutes"].tolist() == ["4", "5", "3", "9", "4"]
    assert repr(codings) == (
        "Codings(5 codings of 2 units by 2 coders: frame, sources)\ndecisions left open: 1 of 5"
    )


def test_coders_stand_side_by_side_and_what_they_disagree_on_apart(read, book):
    codings = read(WHOLE, codebook=book)
    wide = codings.side_by_side("frame")
    assert wide.columns.tolist() == ["article_id", "kim", "lee"]
    assert wide.fillna("-").to_numpy().tolist() == [
        ["a1", "conflict", "economic"],
        ["a2", "conflict", "-"],
    ]
    assert codings.disagreements("frame")["article_id"].tolist() == ["a1"]
    assert codings.disagreements("sources").empty


def test_a_column_a_variable_is_a_row_a_decision(read, book):
    text = "id;who;frame;sources\na1;kim;conflict;3\na1;lee;;4\n"
    columns = {"article_id": "id", "coder": "who"}
    codings = read(text, codebook=book, columns=columns, variables=["frame", "sources"])
    assert codings.table[["coder", "variable", "code"]].to_numpy().tolist() == [
        ["kim", "frame", "conflict"],
        ["kim", "sources", "3"],
        ["lee", "frame", ""],
        ["lee", "sources", "4"],
    ]


def test_every_fault_is_named_with_its_row(read, book, corpus):
    text = """\
article_id,coder,variable,code
a1,kim,frame,conflikt
a1,,frame,conflict
a9,kim,frame,economic
a1,kim,fram,conflict
a1,kim,sources,many
a2,kim,tone,good
a2,kim,tone,bad
a2,lee,tone,bad
a2,lee,tone,bad
"""
    with pytest.raises(ReadError) as caught:
        read(text, codebook=book, corpus=corpus)
    assert str(caught.value) == (
        "codes.csv has 6 faults:\n"
        "  - row 2 (line 3): coder is empty\n"
        "  - row 1 (line 2): frame is 'conflikt'; it can be 'conflict', 'economic'; "
        "near it: 'conflict'\n"
        "  - row 4 (line 5): variable is 'fram'; the codebook has 'frame', 'tone', 'sources'; "
        "near it: 'frame'\n"
        "  - row 5 (line 6): sources is 'many'; it is a number\n"
        "  - row 3 (line 4): article_id is 'a9'; the corpus has no such article\n"
        "  - row 6 (line 7) and row 7 (line 8): kim coded tone of 'a2' as 'good' and 'bad'; "
        "keep one, or give each its round"
    )


def test_columns_that_are_not_there_are_named(read):
    with pytest.raises(ReadError) as caught:
        read("article,who,variable,code\na1,kim,frame,x\n")
    assert str(caught.value) == (
        "codes.csv has 2 faults:\n"
        "  - article_id is missing: the article\n"
        "  - coder is missing: who coded it\n"
        "It has the columns 'article', 'who', 'variable', 'code'; say which is which by "
        "columns={'article_id': …, 'coder': …}."
    )
    with pytest.raises(ReadError) as caught:
        read(WHOLE, columns={"coder": "codr"}, variables=["tone"])
    assert str(caught.value) == (
        "codes.csv has 2 faults:\n"
        "  - there is no column 'codr'; near it: 'coder', 'code'\n"
        "  - there is no column 'tone'"
    )


def test_rows_that_repeat_another_are_counted(read):
    codings = read(WHOLE + "a1,kim,frame,conflict,4\n")
    assert "rows that repeat another are left out: 1" in codings.notes
    assert len(codings.table) == 5


def test_a_later_round_replaces_an_earlier_one(read):
    text = """\
article_id,coder,variable,code,round
a1,kim,frame,economic,10
a1,kim,frame,conflict,9
a1,lee,frame,conflict,9
"""
    wide = read(text).side_by_side("frame")
    assert wide[["kim", "lee"]].to_numpy().tolist() == [["economic", "conflict"]]


def test_units_are_parts_of_articles_where_offsets_say_so(read):
    text = """\
article_id,field,start,end,coder,variable,code
a1,body,0,9,kim,tone,good
a1,body,0,9,lee,tone,bad
a1,body,12,30,kim,tone,good
a1,,,,kim,tone,good
"""
    wide = read(text).side_by_side("tone")
    assert len(wide) == 3
    assert wide["start"].fillna(-1).tolist() == [0, 12, -1]
    with pytest.raises(ReadError) as caught:
        read(text.replace("12", "-4").replace("30", "end"))
    assert str(caught.value) == (
        "codes.csv has 2 faults:\n"
        "  - row 3 (line 4): start is '-4'; it is a number of characters\n"
        "  - row 3 (line 4): end is 'end'; it is a number of characters"
    )


def test_a_table_at_hand_is_held_alike(book):
    rows = pd.DataFrame(
        {"article_id": [1, 1], "coder": [7.0, 8.0], "variable": "sources", "code": [3.0, None]}
    )
    codings = analysis.Codings.of(rows, codebook=book)
    assert codings.table[["article_id", "coder", "code"]].to_numpy().tolist() == [
        ["1", "7", "3"],
        ["1", "8", ""],
    ]
    assert rows["code"].isna().sum() == 1
    with pytest.raises(ReadError, match=r"the table of codings has 1 fault:\n.*row 1: sources"):
        analysis.Codings.of(rows.assign(code=["many", "3"]), codebook=book)


def test_what_was_drawn_and_not_coded_is_listed(read, book):
    codings = read(WHOLE, codebook=book)
    sample = pd.DataFrame({"article_id": ["a1", "a2", "a3"]})
    left = codings.missing(sample)
    assert left.to_numpy().tolist() == [
        ["a1", "tone"],
        ["a2", "tone"],
        ["a2", "sources"],
        ["a3", "frame"],
        ["a3", "tone"],
        ["a3", "sources"],
    ]
    own = codings.missing(pd.DataFrame({"article_id": ["a2"], "coder": ["lee"]}))
    assert own["variable"].tolist() == ["frame", "tone", "sources"]


def test_a_variable_nobody_coded_is_named(read):
    with pytest.raises(ChoiceError) as caught:
        read(WHOLE).side_by_side("fame")
    assert str(caught.value) == (
        "nobody coded 'fame'; near it: 'frame'; coded were 'frame', 'sources'."
    )


def test_parquet_is_read_alike(tmp_path, read):
    table = read(WHOLE).table
    table.to_parquet(tmp_path / "codes.parquet")
    again = analysis.read_codings(tmp_path / "codes.parquet")
    pd.testing.assert_frame_equal(again.table, table)


def csv(path, *rows):
    head = "article_id,coder,variable,code"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_files_of_several_coders_are_read_as_one(tmp_path, book):
    kim = csv(tmp_path / "kim.csv", "a1,kim,frame,conflict", "a2,kim,frame,")
    lee = csv(tmp_path / "lee.csv", "a1,lee,frame,economic")
    (tmp_path / "notes.md").write_text("nothing")
    read = analysis.read_codings([kim, lee], codebook=book)
    assert read.coders == ("kim", "lee")
    assert read.notes == ("decisions left open: 1 of 3",)
    assert analysis.read_codings(tmp_path).coders == (
        "kim",
        "lee",
    )
    assert analysis.read_codings([str(kim)]).table.equals(analysis.read_codings(kim).table)


def test_columns_that_one_file_lacks_are_empty_there(tmp_path):
    kim = csv(tmp_path / "kim.csv", "a1,kim,frame,conflict")
    lee = tmp_path / "lee.csv"
    lee.write_text("coder,code,variable,article_id,round\nlee,economic,frame,a1,2\n")
    assert analysis.read_codings([kim, lee]).table["round"].tolist() == ["", "2"]


def test_every_fault_of_several_files_is_named_with_its_file(tmp_path, book):
    kim = csv(tmp_path / "kim.csv", "a1,kim,frame,conflikt")
    lee = csv(tmp_path / "lee.csv", "a1,lee,frame,conflict", "a1,kim,frame,economic")
    with pytest.raises(ReadError) as caught:
        analysis.read_codings([kim, lee], codebook=book)
    assert str(caught.value) == (
        "the set of 2 files has 2 faults:\n"
        "  - kim.csv, row 1 (line 2): frame is 'conflikt'; it can be 'conflict', 'economic'; "
        "near it: 'conflict'\n"
        "  - kim.csv, row 1 (line 2) and lee.csv, row 2 (line 3): kim coded frame of 'a1' as "
        "'conflikt' and 'economic'; keep one, or give each its round"
    )
    lee.write_text("article_id,variable,code\na1,frame,conflict\n")
    with pytest.raises(ReadError) as caught:
        analysis.read_codings([kim, lee])
    assert str(caught.value) == (
        "the set of 2 files has 1 fault:\n  - lee.csv has no column 'coder': who coded it\n"
        "lee.csv: It has the columns 'article_id', 'variable', 'code'; say which is which by "
        "columns={'coder': …}."
    )


def test_no_file_is_refused(tmp_path):
    with pytest.raises(ChoiceError) as caught:
        analysis.read_codings([])
    assert str(caught.value) == ("no file was given; give a path, a list of them, or a folder.")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError) as refused:
        analysis.read_codings(tmp_path / "empty")
    assert str(refused.value) == (
        "the folder 'empty' has no file of codings: .csv, .parquet, .tsv, .txt."
    )


def test_codes_written_otherwise_are_told_once_with_how_to_recode_them():
    book = analysis.Codebook.shipped("generic-frames")
    rows = [(f"a{n}", "kim", "conflict_1", str(n % 2)) for n in range(300)]
    table = pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"])
    with pytest.raises(ReadError) as caught:
        analysis.Codings.of(table, codebook=book)
    assert str(caught.value) == (
        "the table of codings has 1 fault:\n"
        "  - 300 codes (first: row 1) written otherwise than in the codebook: '0' for 'no', "
        "'1' for 'yes'. Recode and read again: table = pandas.read_csv(…, dtype=str); "
        "table['code'] = table['code'].replace({'0': 'no', '1': 'yes'})"
    )
    with pytest.raises(ReadError, match="'NO' for 'no', 'Yes' for 'yes'"):
        analysis.Codings.of(
            table.assign(code=table["code"].replace({"0": "NO", "1": "Yes"})), codebook=book
        )
    recoded = table.assign(code=table["code"].replace({"0": "no", "1": "yes"}))
    assert len(analysis.Codings.of(recoded, codebook=book).table) == 300


def test_a_wide_table_is_told_how_to_be_read(read):
    with pytest.raises(ReadError) as caught:
        read("article_id,coder,frame,tone\na1,kim,conflict,good\n")
    assert str(caught.value) == (
        "codes.csv has 2 faults:\n"
        "  - variable is missing: what was decided, by its name in the codebook\n"
        "  - code is missing: the decision; empty where the coder left it open\n"
        "It has the columns 'article_id', 'coder', 'frame', 'tone'. Where each question has a "
        "column of its own, name these: read_codings(…, variables=[…]); or make a row of each "
        "decision, as a study reads it: table.melt(id_vars=['article_id', 'coder'], "
        "var_name='variable', value_name='code')."
    )
    # Both remedies read the same.
    wide = "article_id,coder,frame,tone\na1,kim,conflict,good\n"
    named = read(wide, variables=["frame", "tone"])
    long = pd.read_csv(StringIO(wide)).melt(
        id_vars=["article_id", "coder"], var_name="variable", value_name="code"
    )
    names = ["article_id", "coder", "variable", "code"]
    assert named.table[names].equals(analysis.Codings.of(long).table[names])


def test_a_sample_and_decisions_in_a_folder_are_no_codings(tmp_path, sampled):
    corpus, sample = sampled
    kim = csv(tmp_path / "kim.csv", "a1,kim,conflict_1,yes")
    csv(tmp_path / "decide-decisions.csv", "a1,both,conflict_1,no")
    sample.to_csv(tmp_path / "drawn.csv")
    read = analysis.read_codings(tmp_path, codebook="generic-frames", corpus=corpus)
    assert read.coders == ("kim",)
    assert read.notes == (
        "decide-decisions.csv looks like decisions on what coders differ on: left out",
        "drawn.csv looks like a sample: left out",
    )
    # A file that is named is read, whatever it is called.
    named = analysis.read_codings([kim, tmp_path / "decide-decisions.csv"])
    assert named.coders == ("both", "kim")


def test_a_codebook_is_given_by_its_name_or_its_file(tmp_path):
    kim = csv(tmp_path / "kim.csv", "a1,kim,conflict_1,yes")
    shipped = analysis.Codebook.shipped("generic-frames")
    assert analysis.read_codings(kim, codebook="generic-frames").codebook == shipped
    copy = tmp_path / "mine.toml"
    copy.write_text(BOOK, encoding="utf-8")
    for place in (copy, str(copy)):
        with pytest.raises(ReadError, match="variable is 'conflict_1'; the codebook has"):
            analysis.read_codings(kim, codebook=place)
    with pytest.raises(ChoiceError, match="no codebook is called 'generic'; there are"):
        analysis.read_codings(kim, codebook="generic")


@pytest.fixture
def sampled():
    rows = {"article_id": [f"a{n}" for n in range(8)], "outlet": ["Post", "Star"] * 4}
    rows |= dict.fromkeys(["event_id", "published", "headline", "body"], "")
    corpus = analysis.Corpus(pd.DataFrame(rows))
    return corpus, analysis.draw_sample(corpus, 4, coders=["kim", "lee"], overlap=0.5)


def test_a_sample_says_itself_what_is_missing(sampled, read):
    corpus, sample = sampled
    codings = read(WHOLE)
    assert codings.missing(sample).equals(codings.missing(sample.assignments))
    nobody = analysis.draw_sample(corpus, 4)
    assert codings.missing(nobody).equals(codings.missing(nobody.table[["article_id"]]))
    with pytest.raises(ChoiceError) as caught:
        codings.missing(pd.DataFrame({"id": ["a1"]}))
    assert str(caught.value) == "the sample has no column 'article_id'; it has 'id'."


def test_one_coder_shares_nothing(sampled):
    corpus, _ = sampled
    alone = analysis.draw_sample(corpus, 4, coders=["kim"], overlap=0.5)
    assert not alone.table["overlap"].any()
    assert alone.settings["overlap"] == 0
    assert repr(alone).endswith("none to be coded by several)")
    pair = analysis.draw_sample(corpus, 4, coders=["kim", "lee"], overlap=0.5)
    assert alone.table["article_id"].equals(pair.table["article_id"])


def test_what_coders_differ_on_is_told_with_what_to_do_and_ones_count_as_yes():
    rows = [
        ("a1", "kim", "money", "1"),
        ("a1", "lee", "money", "0"),
        ("a2", "kim", "money", "0"),
    ]
    rows += [("a3", "kim", "money", "1"), ("a3", "lee", "money", "1")]
    names = ["article_id", "coder", "variable", "code"]
    codings = analysis.Codings.of(pd.DataFrame(rows, columns=names))
    with pytest.raises(ChoiceError) as caught:
        analysis.settled(codings)
    assert str(caught.value) == (
        "there is no reference coding yet:\n"
        "  - money of 'a1': coders disagree and nobody decided\n"
        "Decide on the page that write_disagreements(codings, corpus, 'decide.html') writes, "
        "and give its export: settled(codings, decisions), or decisions = "
        '"decide-decisions.csv" under [codings] of a study.'
    )
    final = analysis.Codings.of(pd.DataFrame([("a1", "both", "money", "1")], columns=names))
    assert analysis.settled(codings, final)["money"].tolist() == [1, 0, 1]
