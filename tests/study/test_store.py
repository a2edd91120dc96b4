import json

import pandas as pd
import pandas.testing as pdt
import pytest
from matplotlib import pyplot as plt

from analysis.check.length import check_length
from analysis.check.placebo import check_placebo
from analysis.check.plan import plan_study
from analysis.compare.labels import compare_labels
from analysis.compare.vary import vary
from analysis.corpus import Corpus
from analysis.errors import StudyError
from analysis.report.stored import read_checks, read_results
from analysis.report.views import saved_picture
from analysis.study import open_run
from analysis.study.opened import EVIDENCE


@pytest.fixture
def run(folder, tmp_path):
    return open_run(folder, tmp_path / "out")


@pytest.fixture
def result(run):
    return compare_labels(run.corpus(), run.label_sets, design=run.design)


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def test_the_corpus_is_prepared_once_and_read_back_the_same(run, folder, monkeypatch):
    first = run.corpus()
    assert {"part", "quote"} <= set(first.layers)
    monkeypatch.setattr("analysis.study.file.Study.corpus", None)
    again = open_run(folder, run.folder).corpus()
    pdt.assert_frame_equal(again.articles, first.articles)
    for name, spans in first.layers.items():
        pdt.assert_frame_equal(again.layers[name].table, spans.table)
    assert again.notes == first.notes


def test_the_cached_corpus_is_the_prepared_one(run):
    prepared, cached = run.study.corpus(), run.corpus()
    assert isinstance(cached, Corpus)
    assert cached.summary() == prepared.summary()
    pdt.assert_frame_equal(cached.articles, prepared.articles)
    for name, spans in prepared.layers.items():
        pdt.assert_frame_equal(cached.layers[name].table, spans.table)


def test_a_changed_input_is_read_anew(run, folder):
    run.corpus()
    table = pd.read_csv(folder / "articles.csv")
    table.iloc[:10].to_csv(folder / "articles.csv", index=False)
    assert len(open_run(folder, run.folder).corpus()) == 10


def test_a_result_is_saved_with_all_that_the_report_needs(run, result):
    stem = run.save(result, "labels")
    assert stem == run.folder / "results" / "labels"
    pdt.assert_frame_equal(pd.read_parquet(f"{stem}.parquet"), result.table)
    told = json.loads(stem.with_suffix(".json").read_text("utf-8"))
    assert told["columns"] == dict(result.columns)
    assert told["estimate_kind"] == result.table["estimate_kind"].iloc[0]
    assert (told["caption"], told["methods"]) == (result.caption, result.methods)
    assert told["corpus"]["text"] == str(result.corpus)
    made = sorted(p.name for p in (run.folder / "figures").iterdir())
    assert made == ["labels.csv", "labels.pdf", "labels.png", "labels.svg"]


def test_a_multiverse_is_kept_with_its_tables_and_its_figure(run, result):
    curve = vary(result, row=0, over={"copies": ["keep"]}, n_labellings=9)
    kept = run.save(curve, "curve")
    again = pd.read_parquet(f"{kept}.parquet")
    pd.testing.assert_frame_equal(again, curve.table.reset_index(drop=True), check_dtype=False)
    names = {path.name for path in kept.parent.glob("curve*")}
    tables = {f"curve-{one}.csv" for one in ("options", "joint", "moves")}
    assert names == {"curve.parquet", "curve.csv", "curve.json", *tables}
    told = json.loads(kept.with_suffix(".json").read_text("utf-8"))
    assert (told["made"], told["methods"]) == ("Multiverse", curve.methods)
    drawn = json.loads((run.folder / "figures" / "curve.json").read_text("utf-8"))
    assert drawn == {"caption": curve.caption}
    assert (run.folder / "figures" / "curve.svg").exists()


def test_a_plan_is_kept_and_no_page_takes_it_for_a_comparison(run, result):
    plan = plan_study(result, effects=[2], n_events=[8], n_runs=20)
    kept = run.save(plan, "plan")
    run.save(result, "labels")
    again = pd.read_parquet(f"{kept}.parquet")
    pd.testing.assert_frame_equal(again, plan.table, check_dtype=False)
    assert [one.name for one in read_results(kept.parent)] == ["labels"]
    assert saved_picture(run.folder, "plan").caption == plan.caption


def test_a_check_given_to_save_is_kept_as_a_check(run, result):
    check = check_length(result)
    assert json.loads(run.save(check, "long").with_suffix(".json").read_text("utf-8"))[
        "check"
    ] == ("LengthCheck")


def test_evidence_says_how_many_sentences_there_are(run, result, monkeypatch):
    monkeypatch.setattr("analysis.study.opened.MOST_SENTENCES", 3)
    stem = run.save(result, "labels")
    evidence = pd.read_parquet(f"{stem}-evidence.parquet")
    assert tuple(evidence.columns) == EVIDENCE
    table = result.table
    row = table.index[(table["group"] == "Post") & (table["label"] == "strike")][0]
    own = evidence[evidence["row"] == row]
    assert own["n"].tolist() == [0, 1, 2]
    # A headline and two sentences of each of eight articles.
    assert own["total"].unique().tolist() == [24]
    for text, marks in zip(own["text"], own["marks"], strict=True):
        assert [text[start:end].lower() for start, end in json.loads(marks)] == ["strike"]


def test_saving_twice_writes_the_same_bytes(run, result, tmp_path, folder):
    run.save(result, "labels")
    other = open_run(folder, tmp_path / "other")
    design = other.design
    other.save(compare_labels(other.corpus(), other.label_sets, design=design), "labels")
    assert files_of(run.folder) == files_of(other.folder)


def test_nothing_is_left_half_written(run, result, monkeypatch):
    def broken(*_):
        raise OSError

    monkeypatch.setattr("analysis.study.store.write_json", broken)
    with pytest.raises(OSError, match=r"^$"):
        run.save(result, "labels")
    left = [p for name in ("results", "figures") for p in (run.folder / name).rglob("*")]
    assert left == []


def test_a_name_that_is_no_file_name_is_refused(run, result):
    with pytest.raises(StudyError) as caught:
        run.save(result, "../Words & labels")
    assert str(caught.value) == (
        "a result's name becomes the name of files: '../Words & labels'; say 'words-labels'."
    )


def test_saving_leaves_no_figure_open(run, result):
    before = plt.get_fignums()
    run.save(result, "labels")
    assert plt.get_fignums() == before


@pytest.mark.parametrize(("rights", "most_words"), [("short", 17), ("none", 0)])
def test_a_shared_folder_holds_no_more_of_a_sentence_than_the_study_allows(
    run, result, rights, most_words
):
    """Eight words to each side of a mark, or none: in every file but the cache."""
    full = pd.read_parquet(f"{run.save(result, 'labels')}-evidence.parquet")
    object.__setattr__(run.study, "sentences", rights)
    cut = pd.read_parquet(f"{run.save(result, 'labels')}-evidence.parquet")
    places = ["row", "article_id", "field", "start", "end"]
    pdt.assert_frame_equal(cut[places], full[places])
    assert set(cut["headline"]) == {""}
    for short, whole in zip(cut.to_dict("records"), full.to_dict("records"), strict=True):
        marks = json.loads(short["marks"])
        assert [short["text"][a:b] for a, b in marks] == (
            [whole["text"][a:b] for a, b in json.loads(whole["marks"])] if marks else []
        )
        if len(marks) <= 1:
            assert len(short["text"].replace("…", "").split()) <= most_words


def test_a_check_is_saved_and_is_no_result(run, result):
    check = check_placebo(result, runs=2)
    stem = run.save_check(check, "placebo-labels")
    run.save(result, "labels")
    pdt.assert_frame_equal(pd.read_parquet(f"{stem}.parquet"), check.table)
    assert [one.name for one in read_results(run.folder / "results")] == ["labels"]
    [stored] = read_checks(run.folder / "results", "PlaceboCheck")
    assert (stored.name, stored.title) == ("placebo-labels", "Labels")
    assert (stored.passed, stored.verdict) == (check.passed, check.verdict)
    assert read_checks(run.folder / "results", "BalanceCheck") == []
    with pytest.raises(StudyError) as caught:
        run.save_check(check, "a check")
    assert str(caught.value) == (
        "a result's name becomes the name of files: 'a check'; say 'a-check'."
    )
