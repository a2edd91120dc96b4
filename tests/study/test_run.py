"""Runs of small notebooks; the site is a stand-in, which has tests of its own."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.study import open_run
from analysis.study.lock import only_run_in
from analysis.study.run import run_study
from analysis.study.whole import code_hash

WRITE = """\
from pathlib import Path
results = Path(OUT) / "results"
results.mkdir(parents=True, exist_ok=True)
_ = (results / "NAME.txt").write_text("made by NAME")
"""


@pytest.fixture(autouse=True)
def site(monkeypatch):
    """Stand in for the site: one page that lists the notebooks executed."""
    built = []

    def build(out, study):
        names = sorted(path.stem for path in (out / "notebooks").glob("*.ipynb"))
        (out / "index.html").write_text(f"{study.title}: {names}", encoding="utf-8")
        built.append(names)
        return out / "index.html"

    monkeypatch.setattr("analysis.report.site.build_site", build)
    return built


@pytest.fixture
def two(write_study, write_notebook):
    """Study with two notebooks, each of which writes one file."""
    for name in ("a", "b"):
        write_notebook(f"{name}.ipynb", WRITE.replace("NAME", name))
    return write_study(
        change={"[design]": '[run]\nnotebooks = ["a.ipynb", "b.ipynb"]\n[design]'}
    )


def run(study, out, **settings):
    """Run a study and return how each step ended."""
    told = []
    run_study(study, out, progress=told.append, **settings)
    return {one.step: one.state for one in told if one.state in {"done", "reused", "skipped"}}


DONE = {"corpus": "done", "a": "done", "b": "done", "site": "done"}


def test_a_second_run_does_again_only_what_changed(two, tmp_path, write_notebook, site):
    out = tmp_path / "out"
    assert run(two, out) == DONE
    assert run(two, out) == dict.fromkeys(DONE, "reused")
    write_notebook("b.ipynb", WRITE.replace("NAME", "c"))
    assert run(two, out) == {**DONE, "corpus": "reused", "a": "reused"}
    # What the old notebook made and the new one does not is gone.
    assert sorted(p.name for p in (out / "results").iterdir()) == [
        "a.txt",
        "c.txt",
        "provenance.json",
    ]
    (out / "results" / "a.txt").write_text("edited")
    assert run(two, out) == {"corpus": "reused", "a": "done", "b": "reused", "site": "reused"}
    assert run(two, out, fresh=True) == DONE
    assert site == [["a", "b"]] * 3


def test_other_settings_are_another_run(two, tmp_path):
    out = tmp_path / "out"
    run(two, out)
    two.write_text(two.read_text().replace("seed = 7", "seed = 8"))
    assert run(two, out) == {**DONE, "corpus": "reused"}
    two.write_text(two.read_text().replace("seed = 8", "seed = 8  # a comment"))
    assert run(two, out) == dict.fromkeys(DONE, "reused")


def test_a_notebook_that_is_left_out_leaves_nothing(two, tmp_path):
    out = tmp_path / "out"
    run(two, out)
    two.write_text(two.read_text().replace('"a.ipynb", ', ""))
    assert run(two, out) == {"corpus": "reused", "b": "done", "site": "done"}
    assert not (out / "results" / "a.txt").exists()
    assert not (out / "notebooks" / "a.ipynb").exists()


def test_only_one_notebook_leaves_the_others(two, tmp_path):
    out = tmp_path / "out"
    assert run(two, out, only="b") == {"corpus": "done", "b": "done", "site": "done"}
    assert run(two, out) == {**DONE, "corpus": "reused", "b": "reused"}
    assert run(two, out, only=["b", "a"]) == {**DONE, **dict.fromkeys(DONE, "reused")}
    with pytest.raises(StudyError) as caught:
        run(two, out, only="bb")
    assert str(caught.value) == "the study runs no notebook 'bb'; there are a.ipynb, b.ipynb"


def test_provenance_says_what_a_run_was_made_of(two, tmp_path):
    out = tmp_path / "out"
    run(two, out)
    told = json.loads((out / "results" / "provenance.json").read_text())
    assert told["study"] == {"title": "A strike", "file": "study.toml", "seed": 7}
    assert list(told["hashes"]["input files"]) == ["articles.csv"]
    assert set(told["steps"]) == {"corpus", "a", "b", "site"}
    assert (
        told["hashes"]["prepared corpus"] == open_run(two, out).corpus().summary().fingerprint
    )
    assert told["versions"]["python"] == sys.version.split()[0]


def test_a_notebook_that_needs_what_the_study_has_not_is_skipped(two, tmp_path):
    notebook = json.loads((two.parent / "a.ipynb").read_text())
    notebook["metadata"]["parallax"] = {"needs": ["concordance"]}
    (two.parent / "a.ipynb").write_text(json.dumps(notebook))
    told = []
    run_study(two, tmp_path / "out", progress=told.append)
    (skipped,) = [one for one in told if one.state == "skipped"]
    assert (skipped.step, skipped.why) == ("a", "the study has no concordance")


@pytest.mark.parametrize(("one_of", "state"), [("concordance", "skipped"), ("words", "done")])
def test_a_notebook_that_needs_one_of_several_runs_where_there_is_one(
    one_of, state, two, tmp_path
):
    notebook = json.loads((two.parent / "a.ipynb").read_text())
    notebook["metadata"]["parallax"] = {"needs_one_of": ["concordance", one_of]}
    (two.parent / "a.ipynb").write_text(json.dumps(notebook))
    assert run(two, tmp_path / "out")["a"] == state


def test_a_failing_cell_is_shown_and_what_was_done_is_kept(two, tmp_path, write_notebook):
    out = tmp_path / "out"
    write_notebook("b.ipynb", "x = 1\ny = 2\nz = 3\nu = 4\nv = 5\nw = 6\nx / 0")
    with pytest.raises(StudyError) as caught:
        run(two, out)
    assert str(caught.value) == (
        "b.ipynb stopped in cell 4:\n    x = 1\n    y = 2\n    z = 3\n    u = 4\n    v = 5\n"
        "    w = 6\n    …\nZeroDivisionError: division by zero\n"
        f"The notebook as far as it went: {out}/cache/failed/b.ipynb"
    )
    assert not (out / "index.html").exists()
    assert sorted(p.name for p in (out / "notebooks").iterdir()) == ["a.ipynb"]
    write_notebook("b.ipynb", WRITE.replace("NAME", "b"))
    assert run(two, out) == {**DONE, "corpus": "reused", "a": "reused"}


def test_a_kernel_that_dies_is_told(two, tmp_path, write_notebook):
    write_notebook("a.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(StudyError) as caught:
        run(two, tmp_path / "out")
    assert str(caught.value).startswith(
        "a.ipynb stopped: its process was ended from outside, most likely for want of memory; "
        "run fewer articles, or --jobs 1.\nThe notebook as far as it went: "
    )


def test_a_notebook_without_parameters_is_refused(two, tmp_path):
    notebook = json.loads((two.parent / "a.ipynb").read_text())
    notebook["cells"] = notebook["cells"][2:]
    (two.parent / "a.ipynb").write_text(json.dumps(notebook))
    with pytest.raises(StudyError) as caught:
        run(two, tmp_path / "out")
    assert str(caught.value) == (
        "a.ipynb has no cell tagged 'parameters', so it cannot be told which study to run on; "
        "tag the cell that sets STUDY and OUT."
    )


def test_the_kernel_is_this_interpreter_and_talks_to_no_network(two, tmp_path, write_notebook):
    write_notebook(
        "a.ipynb",
        "import sys, os\nfrom pathlib import Path\nimport ipykernel.kernelapp as k\n"
        "app = k.IPKernelApp.instance()\n"
        "told = [sys.executable, app.transport, os.environ['PYTHONHASHSEED']]\n"
        "_ = (Path(OUT) / 'told.txt').write_text('\\n'.join(told))",
    )
    run(two, tmp_path / "out", only="a")
    transport = "ipc" if os.name == "posix" else "tcp"
    assert (tmp_path / "out" / "told.txt").read_text().split("\n") == [
        sys.executable,
        transport,
        "0",
    ]


def test_results_are_the_same_bytes_for_any_number_of_jobs(
    two, tmp_path, write_notebook, labels_cell
):
    write_notebook("a.ipynb", labels_cell)
    for jobs in (1, 2):
        run(two, tmp_path / f"out{jobs}", jobs=jobs)
    one, other = (made_in(tmp_path / f"out{jobs}") for jobs in (1, 2))
    assert {"results/labels.parquet", "figures/labels.svg", "results/b.txt"} <= set(one)
    assert one == other


def made_in(out: Path) -> dict[str, bytes]:
    files = [p for name in ("results", "figures") for p in (out / name).iterdir()]
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in files
        if p.name != "provenance.json"
    }


def test_two_runs_at_once_in_one_folder_are_refused(two, tmp_path):
    out = tmp_path / "out"
    with only_run_in(out), pytest.raises(StudyError) as caught:
        run(two, out)
    assert str(caught.value) == (
        f"another run (process {os.getpid()}) is at work in {str(out)!r}. Wait until it has "
        "ended, or choose another folder with --out."
    )
    run(two, out, only="a")  # the hold ended with its holder


def test_a_killed_run_goes_on_where_it_stopped(two, tmp_path, write_notebook):
    out = tmp_path / "out"
    flag = tmp_path / "flag"
    write_notebook(
        "b.ipynb",
        f"import time\nfrom pathlib import Path\nPath({str(flag)!r}).touch()\ntime.sleep(600)",
    )
    with start(two, out) as process:
        wait_for(flag)
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert told == (
        f"\nStopped. What is done is kept. Go on with: parallax run {two} --out {out} "
        "--jobs 1\n"
    )
    write_notebook("b.ipynb", WRITE.replace("NAME", "b"))
    assert run(two, out) == {**DONE, "corpus": "reused", "a": "reused"}


def test_a_run_killed_without_warning_leaves_no_lock(two, tmp_path, write_notebook):
    out, flag = tmp_path / "out", tmp_path / "flag"
    write_notebook(
        "a.ipynb",
        f"import time\nfrom pathlib import Path\nPath({str(flag)!r}).touch()\ntime.sleep(600)",
    )
    with start(two, out) as process:
        wait_for(flag)
        process.kill()
    (out / "results").mkdir(exist_ok=True)
    (out / "results" / ".writing-123-labels.csv").write_text("half")
    write_notebook("a.ipynb", WRITE.replace("NAME", "a"))
    assert run(two, out) == {**DONE, "corpus": "reused"}
    assert not (out / "results" / ".writing-123-labels.csv").exists()


def test_a_failed_run_leaves_no_lock(tmp_path):
    """What is left is an empty file, which the next run holds as if it were not there."""

    def fails():
        with only_run_in(tmp_path):
            assert (tmp_path / "cache" / "lock").read_text() == str(os.getpid())
            msg = "a cell failed"
            raise StudyError(msg)

    for _ in range(2):
        with pytest.raises(StudyError, match="a cell failed"):
            fails()
        assert not (tmp_path / "cache" / "lock").read_bytes()


def test_what_a_notebook_wrote_is_its_own_whoever_else_was_at_work(
    write_study, write_notebook, tmp_path
):
    """The slow one waits until the quick one has written, and writes after it."""
    study = write_study(
        change={"[design]": '[run]\nnotebooks = ["quick.ipynb", "slow.ipynb"]\n[design]'}
    )
    waits = "import time\nwhile not (Path(OUT) / 'results' / 'quick.txt').exists():\n"
    start, *rest = WRITE.replace("NAME", "slow").splitlines(keepends=True)
    write_notebook("slow.ipynb", "".join([start, waits, "    time.sleep(0.05)\n", *rest]))
    write_notebook(
        "quick.ipynb",
        WRITE.replace("NAME", "quick")
        + "import os\nbeside = results / 'table.part'\n_ = beside.write_text('1')\n"
        + "os.replace(beside, results / 'table.csv')\nimport time\ntime.sleep(2)",
    )
    out = tmp_path / "out"
    run(study, out, jobs=2)
    steps = json.loads((out / "cache" / "steps.json").read_text())
    made = {name: set(steps[name]["made"]) for name in ("quick", "slow")}
    assert made == {
        "quick": {"notebooks/quick.ipynb", "results/quick.txt", "results/table.csv"},
        "slow": {"notebooks/slow.ipynb", "results/slow.txt"},
    }


def start(study, out):
    """Run one notebook after the other, so that what was done before a stop is known."""
    code_hash.cache_clear()  # the process reads the code as it is now
    root = Path(__file__).parents[2]
    code = textwrap.dedent(f"""
        import sys
        import analysis.report.site as site
        site.build_site = lambda out, study: out / "index.html"
        sys.argv = ["parallax", "run", {str(study)!r}, "--out", {str(out)!r}, "--jobs", "1"]
        from analysis.cli import app
        app()
    """)
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path, seconds=60):
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} did not come"
        time.sleep(0.1)
