"""What a user of the command sees: texts, exit codes, and no traceback unasked."""

import re
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.cli import app, shown_progress
from analysis.study.run import Progress

STUDY = """\
title = "A [bold]strike[/bold]"
[corpus]
articles = "articles.csv"
language = false
[labels.act]
strike = ["strike*"]
stoppage = ["stoppage*"]
[run]
notebooks = ["one.ipynb"]
"""
NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "outputs": [], '
    '"metadata": {"tags": ["parameters"]}, "source": "STUDY = OUT = 1"}], "metadata": {}, '
    '"nbformat": 4, "nbformat_minor": 5}'
)


def text(word, day):
    return f"{'abcdefgh'[day - 1] * 4} {word} {'abcdefgh'[-day] * 3}. " * 12


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Study in the working directory, with a stand-in for the site."""
    rows = [
        (
            f"{paper}-{event}",
            paper,
            f"2024-03-0{event}",
            "Port",
            text(word, event),
            f"e{event}",
        )
        for paper, word in (("Post", "strike"), ("Star", "stoppage"))
        for event in range(1, 9)
    ]
    names = ["article_id", "outlet", "published", "headline", "body", "event_id"]
    pd.DataFrame(rows, columns=names).to_csv(tmp_path / "articles.csv", index=False)
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "one.ipynb").write_text(NOTEBOOK, encoding="utf-8")

    def build(out, study):
        (out / "index.html").write_text(study.title, encoding="utf-8")
        return out / "index.html"

    monkeypatch.setattr("analysis.report.site.build_site", build)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "study.toml"


def parallax(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_help_and_version_say_what_there_is():
    said = " ".join(parallax("--help").output.split())
    assert "check Say what is wrong with a study" in said
    assert "events Propose events" in said
    assert parallax("--version").output.endswith(f", Python {sys.version.split()[0]}\n")
    assert parallax("run", "--help").exit_code == 0


def test_a_run_ends_with_where_the_report_is(study):
    done = parallax("run", str(study))
    name = study.parent.name.replace("_", "-")
    assert done.exit_code == 0, done.output
    told = re.sub(r"\d+\.\d s", "0.0 s", done.output)
    assert told == (
        f"A [bold]strike[/bold] ({study})\n"
        + "".join(
            f"  {one:<52} begins\n  {one:<52} 0.0 s\n" for one in ("corpus", "one", "site")
        )
        + "\n"
        "16 articles of 2 outlets, 8 events, 2024-03-01 to 2024-03-08\n\n"
        "Notes on the corpus:\n"
        "  - 16 articles read from articles.csv (CSV, utf-8)\n\n"
        f"The report: reports/{name}/index.html\n"
        f"Open it in a browser: {(study.parent / 'reports' / name / 'index.html').as_uri()}\n"
    )
    again = parallax("run", str(study))
    assert [line.split()[-1] for line in again.output.splitlines()[1:4]] == ["reused"] * 3


def test_a_terminal_shows_what_is_at_work_and_since_when(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    with shown_progress() as shown:
        shown.tell(Progress(step="corpus", state="begins"))
        shown.tell(Progress(step="02-words", state="begins"))
        shown.tell(Progress(step="02-words", state="goes on", done=7, total=24))
        shown.bars.refresh()
        at_work = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().out)
        shown.tell(Progress(step="02-words", state="done", seconds=61.2))
        shown.tell(Progress(step="03-labels", state="skipped", why="the study has no labels"))
        ended = capsys.readouterr().out
    assert re.search(r"  corpus +[━╸╺ ]+ +0:00:00", at_work)
    assert re.search(r"  02-words +[━╸╺]+ cell 7 of 24 0:00:00", at_work)
    assert f"  {'02-words':<52} 61.2 s" in ended
    assert f"  {'03-labels':<52} skipped: the study has no labels" in ended


def test_a_check_says_that_nothing_is_wrong_and_what_is_weak(study):
    done = parallax("check", str(study))
    assert done.exit_code == 0
    assert "nothing is wrong" in done.output
    assert "Post: 8 informative events; 10 needed: p can reach 0.0078 at best" in done.output
    assert "\x1b" not in done.output


def test_a_new_study_can_be_checked_at_once(study, monkeypatch):
    (study.parent / "one.ipynb").rename(study.parent / "01-one.ipynb")
    monkeypatch.setattr("analysis.study.notebooks.FOLDER", study.parent)
    done = parallax("new", "mine", "--articles", "articles.csv")
    assert done.output == (
        "Written: mine/study.toml\n"
        'Look through the places marked "check this", then:\n'
        "  parallax check mine/study.toml\n"
        "  parallax run mine/study.toml\n"
    )
    assert parallax("check", "mine").exit_code == 0


def test_a_new_study_says_what_of_the_articles_cannot_be_read(study):
    articles = study.parent / "articles.csv"
    articles.write_text(articles.read_text("utf-8") + "a9,Post\n", encoding="utf-8")
    told = parallax("new", "mine", "--articles", "articles.csv").output
    n = len(articles.read_text("utf-8").splitlines())
    columns = len(articles.read_text("utf-8").splitlines()[0].split(","))
    fault = (
        f"  - articles.csv, row {n - 1} (line {n}): fields: 2, where the header has {columns}; "
        "put a field that holds a comma or a line end in double quotes"
    )
    heading = "The articles cannot be read as they are; mend the file first:"
    assert told.splitlines()[1:4] == ["", heading, fault]


BAD = {
    "misspelt key": ('[desgin]\nby = "outlet"', "line 10: a study has no table [desgin]"),
    "no such file": ('[[corpus.more]]\narticles = "x.csv"', "which is not there"),
    "not TOML": ("[labels.", "this is not TOML"),
    "unknown column": ('[design]\nby = "lean"', "by is 'lean', no column of them"),
    "unknown genre": ('[count]\ngenre = ["news"]', "the articles have no column 'genre'"),
    "bad pattern": ('[labels.b]\nx = ["/(/"]\ny = ["y"]', "is no regular expression"),
}


@pytest.mark.parametrize(("more", "message"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", ["check", "run"])
def test_what_is_wrong_is_said_without_a_traceback(study, command, more, message):
    study.write_text(f"{STUDY}{more}\n", encoding="utf-8")
    done = parallax(command, str(study))
    assert done.exit_code == 1
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert not list(study.parent.glob("reports/*/index.html"))


def test_bad_articles_are_told_row_by_row(study):
    table = pd.read_csv("articles.csv")
    table.loc[2, "article_id"] = table.loc[1, "article_id"]
    table.loc[4, "published"] = "yesterday"
    table.to_csv("articles.csv", index=False)
    done = parallax("run", str(study))
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == "articles.csv has 2 faults:"
    assert "'Post-2' stands in row 2" in done.stderr


def test_what_should_not_happen_is_said_in_a_sentence(study, monkeypatch):
    def broken(_):
        msg = "a bug"
        raise RuntimeError(msg)

    monkeypatch.setattr("analysis.study.checks.check_study", broken)
    done = parallax("check", str(study))
    assert (done.exit_code, done.stderr) == (
        1,
        (
            "This should not have happened: RuntimeError: a bug\n"
            "Repeat the command with --debug to see where, and report that.\n"
        ),
    )
    assert isinstance(parallax("check", str(study), "--debug").exception, RuntimeError)


def test_nothing_in_a_file_steers_the_terminal(study):
    table = pd.read_csv("articles.csv")
    table["outlet"] = table["outlet"].replace({"Post": "Po\x1b[31mst [red]x[/red]"})
    table.to_csv("articles.csv", index=False)
    done = parallax("check", str(study))
    assert "\x1b" not in done.output
    assert "Po[31mst [red]x[/red]" in done.output


def test_a_run_that_is_stopped_says_how_to_go_on(study, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.study.run.run_study", stopped)
    done = parallax("run", str(study), "--out", "here")
    assert (done.exit_code, done.stderr) == (
        130,
        f"\nStopped. What is done is kept. Go on with: parallax run {study} --out here\n",
    )
    chosen = ("--out", "my own", "--jobs", "1", "--only", "09", "--only", "10")
    assert parallax("run", str(study), *chosen).stderr == (
        f"\nStopped. What is done is kept. Go on with: parallax run {study} --out 'my own' "
        "--jobs 1 --only 09 --only 10\n"
    )


def test_each_notebook_that_is_asked_for_is_run(study, monkeypatch):
    monkeypatch.setattr("analysis.study.notebooks.FOLDER", study.parent)
    for name in ("08-a", "09-b", "10-c"):
        (study.parent / f"{name}.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    text = study.read_text("utf-8")
    study.write_text(re.sub("(?m)^notebooks = .*$", "", text), encoding="utf-8")
    done = parallax("run", str(study), "--only", "9", "--only", "10-c")
    assert done.exit_code == 0, done.output
    ran = re.findall(r"^  (\S+) +[\d.]+ s$", done.output, re.MULTILINE)
    assert sorted(ran) == ["09-b", "10-c", "corpus", "site"]
    assert parallax("run", str(study), "--only", "09,10").stderr == (
        "the study runs no notebook '09,10'; there are 08-a, 09-b, 10-c; give --only once for "
        "each notebook\n"
    )


def test_an_out_that_is_a_file_is_refused(study):
    done = parallax("run", str(study), "--out", "articles.csv")
    assert (done.exit_code, done.stderr) == (
        1,
        (
            f"{str(study.parent / 'articles.csv')!r} is a file; a run needs a folder. Choose "
            "one with --out.\n"
        ),
    )


# Codebooks


def test_a_codebook_is_begun_and_checked(tmp_path):
    path = tmp_path / "mine.toml"
    begun = CliRunner().invoke(app, ["codebook", "new", str(path), "--like", "functions"])
    assert begun.exit_code == 0
    assert begun.output == (
        f"Written: {path} (Functions of framing: 4 variables, 12 codes, 0 scales)\n"
        f"Change it, then: parallax codebook check {path}\n"
    )
    again = CliRunner().invoke(app, ["codebook", "new", str(path)])
    assert again.exit_code == 1
    assert again.output == f"{path} is there already and stays as it is; give another name.\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('level = "nominal"', 'level = "nominel"', 1), "utf-8")
    checked = CliRunner().invoke(app, ["codebook", "check", str(path)])
    assert checked.exit_code == 1
    assert checked.output == (
        "mine.toml has 1 fault:\n  - line 12: [variables.problem] level is 'nominel'; it can "
        "be nominal, ordinal, interval, ratio\n"
    )


def test_events_are_proposed_or_it_is_said_why_not(study, monkeypatch):
    done = parallax("events", str(study))
    assert done.exit_code == 1
    assert "names its events itself" in " ".join(done.output.split())
    monkeypatch.setattr("analysis.prepare.events.encoder_at_hand", lambda: False)
    table = pd.read_csv(study.parent / "articles.csv").drop(columns="event_id")
    table.to_csv(study.parent / "articles.csv", index=False)
    done = parallax("events", str(study))
    assert done.exit_code == 0
    assert (study.parent / "events.proposed.csv").is_file()
    assert "Nothing is decided yet." in done.output
