"""Tables of marked attributions: read to the character, refused with every fault."""

import gzip
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.coding.marked_attributions import read_attributions, read_marked_articles
from analysis.errors import ReadError
from tests.measure.test_attribution_models import taught

HEAD = "filename,annotator,source_off,cue_off,content_off\n"


def test_offsets_become_spans_tied_by_the_row(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text(
        HEAD + "a,x,0 3,4 8,9 20;30 40\na,x,,,\na,y,0 3,4 8,9 12\nb,y,,1 2,3 9\n", "utf-8"
    )
    table = read_attributions(path).table
    names = ["article_id", "field", "start", "end", "layer", "parent"]
    assert table[names].to_numpy().tolist() == [
        ["a", "body", 0, 3, "source", 0],
        ["a", "body", 4, 8, "cue", 0],
        ["a", "body", 9, 20, "content", 0],
        ["a", "body", 30, 40, "content", 0],
        ["b", "body", 1, 2, "cue", 3],
        ["b", "body", 3, 9, "content", 3],
    ]


def test_every_fault_of_a_file_is_named(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text(
        "article_id,field,source_off,cue_off,content_off\n"
        "a,body,0 3,4-8,9 20\n,title,0 3,4 8,9 3\n",
        "utf-8",
    )
    with pytest.raises(ReadError) as refusal:
        read_attributions(path)
    assert str(refusal.value) == (
        "marks.csv has 4 faults:\n"
        "  - row 1 (line 2): cue is at '4-8'; write offsets like 12 40;58 90\n"
        "  - row 2 (line 3): article_id is empty\n"
        "  - row 2 (line 3): field is 'title'; it is headline or body\n"
        "  - row 2 (line 3): content is at '9 3'; each start is below its end"
    )
    path.write_text("article_id,content_off\na,1 2\n", "utf-8")
    with pytest.raises(ReadError) as refusal:
        read_attributions(path)
    assert str(refusal.value) == (
        "marks.csv has 2 faults:\n"
        "  - there is no column 'cue_off'\n"
        "  - there is no column 'source_off'"
    )


def test_articles_are_read_under_either_name_and_chosen(tmp_path):
    rows = [
        {"filename": "a", "publisher": "post", "text": "Lee left.", "part": "train"},
        {"filename": "b", "publisher": "star", "text": "Ray left.", "part": "dev"},
    ]
    path = tmp_path / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert read_marked_articles(path).articles["article_id"].tolist() == ["a", "b"]
    chosen = read_marked_articles(path, where="part=dev").articles
    assert chosen[["article_id", "outlet", "body", "headline"]].to_numpy().tolist() == [
        ["b", "star", "Ray left.", ""]
    ]
    table = pd.DataFrame(rows)
    table.to_csv(tmp_path / "articles.csv", index=False)
    assert len(read_marked_articles(tmp_path / "articles.csv")) == 2
    table.to_parquet(tmp_path / "articles.parquet")
    assert len(read_marked_articles(tmp_path / "articles.parquet")) == 2
    with pytest.raises(ReadError) as refusal:
        read_marked_articles(tmp_path / "articles.docx")
    assert str(refusal.value) == (
        "articles.docx ends in .docx; articles are read from 'csv', 'tsv', 'jsonl', 'json', "
        "'parquet'."
    )


def test_the_command_trains_writes_and_tells(tmp_path):
    corpus, marked = taught()
    corpus.articles[["article_id", "outlet", "body"]].to_csv(tmp_path / "a.csv", index=False)
    marks = marked.table.assign(
        place=marked.table["start"].astype(str) + " " + marked.table["end"].astype(str)
    )
    marks = marks.pivot_table(
        index=["article_id", "parent"], columns="layer", values="place", aggfunc="first"
    ).add_suffix("_off")
    marks.reset_index().to_csv(tmp_path / "m.csv", index=False)
    out = tmp_path / "model.npz"
    told = CliRunner().invoke(
        app,
        [
            *("train", "attributions", "--articles", str(tmp_path / "a.csv")),
            *("--attributions", str(tmp_path / "m.csv"), "--out", str(out)),
        ],
    )
    assert told.exit_code == 0, told.output
    assert out.is_file()
    assert "Learnt from 288 attributions in 24 articles, parsed by en_core_web" in told.output
    assert "Post" in told.output
    missing = CliRunner().invoke(
        app, ["train", "attributions", "--articles", "no.csv", "--attributions", "no.csv"]
    )
    assert missing.exit_code == 1
