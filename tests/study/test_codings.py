"""Codings and frames of a study: what its file may say, and what is refused before a run."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.coding.reference import DECIDE
from analysis.coding.sample import draw_sample
from analysis.errors import ChoiceError, ReadError, StudyError
from analysis.read.csv import read_csv
from analysis.study import Study, open_run
from analysis.study.checks import check_study
from analysis.study.codings import coded_articles
from analysis.study.new import new_study
from analysis.study.predicted import asked_codes, predicted_frames
from analysis.study.run import run_study

BOOK = """\
name = "Two questions"
[variables.conflict]
definition = "Are two sides shown at odds?"
level = "nominal"
unit = "article"
[variables.conflict.codes.yes]
definition = "They are."
[variables.conflict.codes.no]
definition = "They are not."
[variables.money]
definition = "Is money named?"
level = "nominal"
unit = "article"
[variables.money.codes.yes]
definition = "It is."
[variables.money.codes.no]
definition = "It is not."
[scales.either]
definition = "Whatever it is."
items = ["conflict", "money"]
"""
TABLES = """
[codings]
codebook = "book.toml"
files = "coded"
sample = "coded/sample.csv"
decisions = "coded/decisions.csv"
coders = "two students, trained for a day"
[frames]
encoder = false
"""
EVENTS = 24
CODES = ("conflict", "money")


def truth(article_id):
    """What is true of an article, by its number: the two codes are independent."""
    number = int(article_id[1:])
    return {"conflict": number % 2 == 0, "money": number % 3 == 0}


def article(number, outlet):
    said = truth(f"a{number}")
    body = f"Report {number} of the port, in the words of {outlet}. "
    body += "They quarrel and accuse one another of lies. " * said["conflict"]
    body += "It costs nine million crowns, prices rise. " * said["money"]
    return {
        "article_id": f"a{number}",
        "paper": outlet,
        "published": "2024-03-01",
        "headline": f"The port, {number}",
        "body": body,
        "event_id": f"e{number // 2:02}",
    }


@pytest.fixture
def coded_study(folder, write_study):
    """A study of two papers, 36 of whose 48 articles two coders coded."""
    rows = [article(n, "Post" if n % 4 in {0, 3} else "Star") for n in range(2 * EVENTS)]
    pd.DataFrame(rows).to_csv(folder / "articles.csv", index=False)
    (folder / "book.toml").write_text(BOOK, "utf-8")
    (folder / "coded").mkdir()
    corpus = read_csv(folder / "articles.csv", columns={"outlet": "paper"})
    sample = draw_sample(corpus, 36, coders=["kim", "lee"], overlap=0.7)
    sample.to_csv(folder / "coded" / "sample.csv")
    both = sample.table["article_id"][sample.table["overlap"]].iloc[0]
    for coder, own in sample.assignments.groupby("coder"):
        codes = [
            (one, coder, name, "yes" if truth(one)[name] else "no", "")
            for one in own["article_id"]
            for name in CODES
        ]
        if coder == "lee":
            codes = [
                (a, c, v, "no" if code == "yes" else "yes", "unsure")
                if (a, v) == (both, "money")
                else (a, c, v, code, note)
                for a, c, v, code, note in codes
            ]
        write_codes(folder / "coded" / f"codes-{coder}.csv", codes)
    decided = "yes" if truth(both)["money"] else "no"
    write_codes(folder / "coded" / "decisions.csv", [(both, "both", "money", decided, "")])
    path = write_study()
    path.write_text(path.read_text("utf-8") + TABLES, "utf-8")
    return path


def write_codes(path, rows):
    names = ["article_id", "coder", "variable", "code", "note"]
    pd.DataFrame(rows, columns=names).to_csv(path, index=False)


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


def line_of(path, text):
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.startswith(text))


def fault_of(path):
    with pytest.raises(StudyError) as caught:
        Study.read(path)
    return str(caught.value)


def test_what_was_coded_is_read_with_its_sample_and_decisions(coded_study, folder):
    study = Study.read(coded_study)
    files = study.codings
    # The folder holds the sample and the decisions too; these are no codings.
    assert files.files == tuple(folder / "coded" / f"codes-{who}.csv" for who in ("kim", "lee"))
    coded = coded_articles(files, study.corpus())
    assert coded.coders == "two students, trained for a day"
    assert coded.codes == ["conflict", "money", "either"]
    assert coded.codings.coders == ("kim", "lee")
    reference = coded.reference(["money", "either"])
    assert len(reference) == len(coded.sample.table)
    for row in reference.to_dict("records"):
        said = truth(row["article_id"])
        assert row["money"] == said["money"]
        assert row["either"] == (said["conflict"] or said["money"])


def test_codes_are_learnt_and_predicted_for_all(coded_study):
    study = Study.read(coded_study)
    corpus = study.corpus()
    predicted = predicted_frames(study, corpus, coded_articles(study.codings, corpus))
    assert predicted.codes == ["conflict", "money", "either"]
    table = predicted.table.set_index("article_id")
    assert len(table) == 2 * EVENTS
    true = np.array([truth(one)["money"] for one in table.index])
    assert ((table["money"] >= 0.5) == true).mean() > 0.9
    assert predicted.how.startswith("by logistic regressions on words")
    assert predicted.classifier.frames_ == predicted.codes
    carried = predicted.evidence().table
    assert set(carried["layer"]) == {"frame_word"}
    assert (carried["score"] > 0).all()
    # Marked are articles that have the code: as coded, else as predicted.
    coded = predicted.reference.set_index("article_id")["money"].astype(float)
    said = coded.reindex(table.index).fillna(table["money"])
    money = carried.loc[carried["value"] == "money", "article_id"]
    assert set(money) <= set(said.index[said >= 0.5])


def test_predictions_of_another_program_are_taken_as_they_are(coded_study, folder):
    ids = [f"a{n}" for n in range(2 * EVENTS)]
    guessed = pd.DataFrame({"article_id": ids, "money": 0.25, "luck": 1})
    guessed.to_csv(folder / "guessed.csv", index=False)
    change(coded_study, "encoder = false", 'predictions = "guessed.csv"')
    study = Study.read(coded_study)
    corpus = study.corpus()
    coded = coded_articles(study.codings, corpus)
    predicted = predicted_frames(study, corpus, coded)
    assert predicted.codes == ["money"]
    assert predicted.how == "by another program (guessed.csv)"
    assert (predicted.classifier, predicted.evidence()) == (None, None)
    assert set(predicted.table["money"].astype(float)) == {0.25}
    change(coded_study, "predictions", 'codes = ["conflict"]\npredictions')
    with pytest.raises(StudyError) as caught:
        predicted_frames(Study.read(coded_study), corpus, coded)
    line = line_of(coded_study, "codes")
    assert str(caught.value) == (
        f"study.toml, line {line}: nothing predicts 'conflict'; predicted are 'money', 'luck'."
    )
    guessed.rename(columns={"article_id": "id"}).to_csv(folder / "guessed.csv", index=False)
    with pytest.raises(ReadError) as caught:
        predicted_frames(Study.read(coded_study), corpus, coded)
    assert str(caught.value) == (
        "guessed.csv lacks 'article_id'; it has 'id', 'money', 'luck'. It needs article_id and "
        "a column a code."
    )


WORDS = "term,category\naccuse*,conflict\ncrowns,money\nprices,money\n"


def test_a_dictionary_predicts_and_shows_its_terms(coded_study, folder):
    (folder / "words.csv").write_text(WORDS, "utf-8")
    change(coded_study, "encoder = false", 'lexicon = "words.csv"')
    study = Study.read(coded_study)
    corpus = study.corpus()
    predicted = predicted_frames(study, corpus, coded_articles(study.codings, corpus))
    assert predicted.codes == ["conflict", "money"]
    assert predicted.how.startswith("where 2 terms or more of words")
    table = predicted.table.set_index("article_id")
    assert set(table.index[table["money"] == 1]) == {
        one for one in table.index if truth(one)["money"]
    }
    found = predicted.evidence().table
    told = {one for one in corpus.articles["article_id"] if truth(one)["money"]}
    assert set(found.loc[found["value"] == "money", "article_id"]) == told


def test_what_predicts_is_checked_before_a_run(coded_study, folder):
    (folder / "words.csv").write_text(WORDS, "utf-8")
    change(coded_study, "encoder = false", 'lexicon = "generic-frame"')
    assert (
        fault_of(coded_study)
        .splitlines()[1]
        .startswith(
            f"  - line {line_of(coded_study, 'lexicon')}: [frames] lexicon cannot be used: no "
            "lexicon is called 'generic-frame'; there are "
        )
    )
    change(coded_study, "generic-frame", "word.csv")
    assert fault_of(coded_study) == (
        "study.toml has 1 fault:\n"
        f"  - line {line_of(coded_study, 'lexicon')}: [frames] lexicon is 'word.csv', which is "
        "not there; did you mean 'words.csv'?"
    )
    change(coded_study, "word.csv", 'words.csv"\npredictions = "words.csv')
    assert fault_of(coded_study) == (
        "study.toml has 1 fault:\n"
        f"  - line {line_of(coded_study, 'lexicon')}: [frames] has predictions and a lexicon; "
        "keep the one that predicts"
    )


def test_the_files_are_checked_before_a_run(coded_study):
    change(coded_study, 'sample = "coded/sample.csv"', 'sample = "coded/sampel.csv"')
    change(coded_study, 'codebook = "book.toml"', 'codebook = "generic-frame"')
    change(coded_study, "encoder = false", 'codes = ["conflct", "luck"]')
    assert fault_of(coded_study) == (
        "study.toml has 1 fault:\n"
        f"  - line {line_of(coded_study, 'sample')}: [codings] sample is 'coded/sampel.csv', "
        "which is not there; did you mean 'sample.csv'?"
    )
    change(coded_study, "sampel", "sample")
    assert fault_of(coded_study) == (
        "study.toml has 1 fault:\n"
        f"  - line {line_of(coded_study, 'codebook')}: [codings] codebook cannot be used: no "
        "codebook is called 'generic-frame'; there are 'episodic-thematic', 'functions', "
        "'generic-frames', 'moral-foundations', 'policy-frames'."
    )
    change(coded_study, '"generic-frame"', '"book.toml"')
    line = line_of(coded_study, "codes")
    assert fault_of(coded_study) == (
        "study.toml has 2 faults:\n"
        f"  - line {line}: [frames] codes: the codebook has no 'conflct'; did you mean "
        "'conflict'?\n"
        f"  - line {line}: [frames] codes: the codebook has no 'luck'; there are conflict, "
        "money, either"
    )
    change(coded_study, '"conflct", "luck"', '"conflict"')
    change(coded_study, 'files = "coded"', "")
    change(coded_study, 'codebook = "book.toml"', "")
    line = line_of(coded_study, "[codings]")
    assert fault_of(coded_study) == (
        "study.toml has 2 faults:\n"
        f'  - line {line}: [codings] has no codebook; write codebook = "generic-frames", or '
        "what yours is\n"
        f'  - line {line}: [codings] has no files; write files = "codings", or what yours is'
    )


def test_codes_outside_the_codebook_are_named_with_file_and_row(coded_study, folder):
    write_codes(folder / "coded" / "codes-kim.csv", [("a1", "kim", "money", "maybe", "")])
    assert fault_of(coded_study) == (
        "study.toml has 1 fault:\n"
        f"  - line {line_of(coded_study, 'files')}: [codings] files cannot be used: the set of "
        "2 files has 1 fault:\n"
        "      - codes-kim.csv, row 1 (line 2): money is 'maybe'; it can be 'yes', 'no'"
    )


def test_frames_that_nothing_corrects_are_refused(coded_study, folder):
    change(coded_study, 'sample = "coded/sample.csv"\n', "")
    (folder / "coded" / "sample.csv").unlink()
    line = line_of(coded_study, "[frames]")
    advice = (
        "a share of predicted codes alone is no result. Draw articles by chance, have them "
        "coded, and name the files under [codings]"
    )
    assert fault_of(coded_study) == (
        f"study.toml has 1 fault:\n  - line {line}: [frames] has no sample: {advice}"
    )
    text = coded_study.read_text("utf-8")
    start, end = text.index("[codings]"), text.index("[frames]")
    coded_study.write_text(text[:start] + text[end:], "utf-8")
    line = line_of(coded_study, "[frames]")
    assert fault_of(coded_study) == (
        f"study.toml has 1 fault:\n  - line {line}: [frames] has no [codings]: {advice}"
    )


def test_codings_without_a_sample_are_checked_and_no_frames_compared(coded_study, folder):
    change(coded_study, 'sample = "coded/sample.csv"\n', "")
    (folder / "coded" / "sample.csv").unlink()
    change(coded_study, "[frames]\nencoder = false\n", "")
    checked = check_study(Study.read(coded_study))
    assert "frames" not in checked.study.comparisons
    assert checked.weaknesses["Codings"][0] == (
        "[codings] names no sample: nobody knows what the coded articles stand for, and no "
        "frames are compared"
    )


def test_what_a_folder_holds_beside_codings_is_left_out_and_told(coded_study):
    change(coded_study, 'sample = "coded/sample.csv"\n', "")
    change(coded_study, 'decisions = "coded/decisions.csv"\n', "")
    change(coded_study, "[frames]\nencoder = false\n", "")
    study = Study.read(coded_study)
    assert [file.name for file in study.codings.files] == ["codes-kim.csv", "codes-lee.csv"]
    what = "decisions on what coders differ on"
    assert check_study(study).weaknesses["Codings"][:2] == [
        f"decisions.csv looks like {what}: name it under decisions =",
        "sample.csv looks like a sample: name it under sample =",
    ]


def test_the_list_of_weak_codes_stays_with_few_shared_articles(coded_study, folder):
    rows = pd.read_csv(folder / "coded" / "codes-lee.csv", keep_default_na=False)
    kim = pd.read_csv(folder / "coded" / "codes-kim.csv")
    shared = [one for one in dict.fromkeys(rows["article_id"]) if one in set(kim["article_id"])]
    unsure = rows.loc[rows["note"] == "unsure", "article_id"].tolist()
    kept = [*unsure, *(one for one in shared if one not in unsure)][:19]
    rows[rows["article_id"].isin(kept)].to_csv(folder / "coded" / "codes-lee.csv", index=False)
    change(coded_study, "[frames]", "[frames]\nrun = false")
    told = check_study(Study.read(coded_study)).weaknesses["Codings"]
    assert "19 articles coded by several coders: agreement is judged from 20" in told
    [weak] = [one for one in told if one.startswith("coders are not shown to agree on")]
    assert "money (alpha 0.8" in weak


def test_a_check_tells_what_is_weak(coded_study, folder):
    told = check_study(Study.read(coded_study)).weaknesses["Codings"]
    assert told == [
        "coders are not shown to agree on money (alpha 0.91, from 0.66)",
        "36 coded articles: intervals may be too narrow below 50.",
    ]
    rows = pd.read_csv(folder / "coded" / "codes-lee.csv", keep_default_na=False)
    rows.iloc[:1].to_csv(folder / "coded" / "codes-lee.csv", index=False)
    change(coded_study, "[frames]", "[frames]\nrun = false")
    told = check_study(Study.read(coded_study)).weaknesses["Codings"]
    left = sorted(set(rows["article_id"]))
    assert told[0].startswith(f"{2 * len(left) - 1} codes not given yet by 'lee': of '")
    assert told[1] == "1 article coded by several coders: agreement is judged from 20"


def test_one_coder_alone_is_told(coded_study, folder):
    (folder / "coded" / "codes-lee.csv").unlink()
    (folder / "coded" / "decisions.csv").unlink()
    change(coded_study, 'decisions = "coded/decisions.csv"\n', "")
    change(coded_study, "[frames]", "[frames]\nrun = false")
    study = Study.read(coded_study)
    assert check_study(study).weaknesses["Codings"][1] == (
        "only 'kim' coded: agreement cannot be told; have part of the articles coded by two"
    )
    run = open_run(coded_study, folder / "out")
    assert run.has("codings")
    assert not run.has("second coder")
    assert run.coded().agreement(run.corpus(), run.design) is None


def test_coders_who_share_no_article_are_told(coded_study, folder):
    kim, lee = (
        pd.read_csv(folder / "coded" / f"codes-{who}.csv", keep_default_na=False)
        for who in ("kim", "lee")
    )
    apart = lee[~lee["article_id"].isin(kim["article_id"])]
    apart.to_csv(folder / "coded" / "codes-lee.csv", index=False)
    told = check_study(Study.read(coded_study)).weaknesses["Codings"]
    assert (
        "coders share no article: agreement cannot be told; have part of the articles coded by "
        "two"
    ) in told
    assert not open_run(coded_study, folder / "out").has("second coder")


def test_an_outlet_of_which_nothing_was_coded_is_refused_before_the_run(coded_study, folder):
    outlet = pd.read_csv(folder / "articles.csv").set_index("article_id")["paper"]
    for name in ("sample", "codes-kim", "codes-lee", "decisions"):
        path = folder / "coded" / f"{name}.csv"
        rows = pd.read_csv(path, keep_default_na=False)
        rows[rows["article_id"].map(outlet) == "Post"].to_csv(path, index=False)
    guessed = pd.DataFrame({"article_id": outlet.index, "conflict": 0.5})
    guessed.to_csv(folder / "guessed.csv", index=False)
    change(coded_study, "encoder = false", 'predictions = "guessed.csv"')
    with pytest.raises(ChoiceError) as caught:
        check_study(Study.read(coded_study))
    assert str(caught.value).startswith(
        "frames cannot be compared:\n"
        "  - no article of Star was coded: what is predicted of it cannot be corrected; code "
        "some of it, or leave it out"
    )


def test_a_sample_that_cannot_be_is_refused_with_its_rows(coded_study, folder):
    path = folder / "coded" / "sample.csv"
    rows = pd.read_csv(path, keep_default_na=False, dtype=str)
    rows.loc[1, "inclusion"], rows.loc[2, "article_id"] = "0", "a999"
    rows.loc[3, "article_id"] = rows.loc[0, "article_id"]
    rows.to_csv(path, index=False)
    with pytest.raises(ReadError) as caught:
        check_study(Study.read(coded_study))
    lines = str(caught.value).splitlines()
    assert lines[0] == "sample.csv has 3 faults:"
    assert "inclusion is '0'; it must lie above 0, up to 1" in lines[1]
    assert "article_id is 'a999'; the corpus has no such article" in lines[2]
    assert f"article_id {rows.loc[0, 'article_id']!r} stands in an earlier row too" in lines[3]


def test_what_would_stop_a_run_is_told_by_the_check(coded_study, folder):
    (folder / "coded" / "decisions.csv").write_text("article_id,coder,variable,code\n", "utf-8")
    rows = pd.read_csv(folder / "coded" / "codes-lee.csv")
    article = rows.loc[rows["note"] == "unsure", "article_id"].iloc[0]
    with pytest.raises(ChoiceError) as caught:
        check_study(Study.read(coded_study))
    assert str(caught.value) == (
        "there is no reference coding yet:\n"
        f"  - money of '{article}': coders disagree and nobody decided\n{DECIDE}"
    )


def test_codes_that_hardly_vary_are_left_out_or_refused(coded_study, folder):
    for who in ("kim", "lee"):
        path = folder / "coded" / f"codes-{who}.csv"
        rows = pd.read_csv(path, keep_default_na=False)
        few = (rows["variable"] == "money") & (rows["article_id"] != "a0")
        rows.loc[few, "code"] = "no"
        rows.to_csv(path, index=False)
    (folder / "coded" / "decisions.csv").write_text("article_id,coder,variable,code\n", "utf-8")
    study = Study.read(coded_study)
    coded = coded_articles(study.codings, study.corpus())
    n = int((coded.reference(["money"])["money"] == 1).sum())
    told = f"{n} coded article{'' if n == 1 else 's'} have money, 10 needed"
    asked = asked_codes(study, study.corpus(), coded)
    assert list(asked.reference) == ["article_id", "conflict", "either"]
    assert asked.notes == (f"Codes that cannot be compared are left out: {told}.",)
    change(coded_study, "encoder = false", 'codes = ["conflict", "money"]')
    with pytest.raises(StudyError) as caught:
        asked_codes(Study.read(coded_study), study.corpus(), coded)
    line = line_of(coded_study, "codes")
    assert str(caught.value) == (
        f"study.toml, line {line}: frames cannot be compared:\n  - {told}\n"
        "Have more articles coded, or take these codes out."
    )


def test_a_run_does_again_what_hangs_on_the_codings_and_notes_their_hashes(
    coded_study, folder, write_notebook, tmp_path, monkeypatch
):
    monkeypatch.setattr(
        "analysis.report.site.build_site",
        lambda out, _: (out / "index.html").write_text("x") and out / "index.html",
    )
    write_notebook("a.ipynb", "1")
    change(coded_study, "[design]", '[run]\nnotebooks = ["a.ipynb"]\n[design]')
    out = tmp_path / "out"

    def states():
        told = []
        run_study(coded_study, out, progress=told.append)
        return {one.step: one.state for one in told if one.state in {"done", "reused"}}

    assert states() == {"corpus": "done", "a": "done", "site": "done"}
    assert states() == {"corpus": "reused", "a": "reused", "site": "reused"}
    change(folder / "coded" / "decisions.csv", "both", "dee")
    # The corpus does not hang on the codings, nor the site on what changed nothing of it.
    assert states() == {"corpus": "reused", "a": "done", "site": "reused"}
    told = json.loads((out / "results" / "provenance.json").read_text())["hashes"]["codings"]
    names = ("codes-kim.csv", "codes-lee.csv", "decisions.csv", "sample.csv")
    assert sorted(told) == ["book.toml", *(f"coded/{name}" for name in names)]


def test_a_new_study_names_the_keys_of_codings_and_frames(folder, tmp_path):
    """What stands behind # in a new study file is right once # is taken away."""
    path = new_study(tmp_path / "new", folder / "articles.csv")
    text = path.read_text("utf-8")
    lines = text[text.index("# [codings]") :].splitlines()
    path.write_text(text + "\n".join(line.removeprefix("# ") for line in lines) + "\n", "utf-8")
    place = path.parent / "codings"
    place.mkdir()
    write_codes(place / "kim.csv", [("a1", "kim", "conflict_1", "yes", "")])
    write_codes(place / "decisions.csv", [])
    (place / "sample.csv").write_text("article_id,inclusion\na1,1\n", "utf-8")
    study = Study.read(path)
    assert study.comparisons["frames"] == {"copies": "exclude"}
    assert [file.name for file in study.codings.all_files] == [
        "kim.csv",
        "sample.csv",
        "decisions.csv",
    ]
