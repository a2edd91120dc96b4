"""The command `parallax`: new, check and run."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from analysis.errors import many
from analysis.terminal import UNSHOWN, listed, say, shown_progress, told_plainly

if TYPE_CHECKING:  # what a command needs is imported when it runs: help must be quick
    from analysis.codebook import Codebook
    from analysis.study.checks import Checked

MOST_OUTLETS = 20
JOBS = 2

app = typer.Typer(
    name="parallax",
    help="Compare how news outlets frame the same event, and say how sure you are.",
    epilog="Begin with: parallax new my-study --articles articles.csv",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="A study file, or the folder of study.toml.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if asked:
        from analysis.study.whole import PACKAGE_NAME, package_versions  # noqa: PLC0415

        version = package_versions().get(PACKAGE_NAME, "(not installed)")
        say(f"parallax {version}, Python {sys.version.split()[0]}")
        raise typer.Exit


@app.callback()
def parallax(
    version: Annotated[  # noqa: FBT002 - its callback does all
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Compare how news outlets frame the same event, and say how sure you are."""


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the study.")],
    articles: Annotated[
        Path,
        typer.Option(
            "--articles",
            metavar="FILE",
            help="Your articles: a table, a folder of texts, saved pages, archives' exports.",
        ),
    ],
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Write a commented study file for your own articles.

    The file proposes which of your columns is what; every guess is marked "check this". Your
    articles stay where they are, and nothing is overwritten.
    """
    with told_plainly(debug=debug):
        from analysis.study.new import TO_MEND, new_study  # noqa: PLC0415

        path = new_study(folder, articles)
        say(f"Written: {path}")
        lines = path.read_text("utf-8").splitlines()
        faults = [line.removeprefix(TO_MEND) for line in lines if line.startswith(TO_MEND)]
        if faults:
            listed("The articles cannot be read as they are; mend the file first", faults)
            say("")
        say('Look through the places marked "check this", then:')
        say(f"  parallax check {path}")
        say(f"  parallax run {path}")


@app.command()
def check(study: StudyPath, debug: Debug = False) -> None:  # noqa: FBT002
    """Say what is wrong with a study, or would be weak, before it is run.

    Ends with code 1 if something is wrong, else with 0, weaknesses or not.
    """
    with told_plainly(debug=debug):
        from analysis.study.checks import check_study  # noqa: PLC0415
        from analysis.study.file import Study  # noqa: PLC0415
        from analysis.study.notebooks import chosen_notebooks  # noqa: PLC0415

        read = Study.read(study)
        chosen_notebooks(read)
        _show(check_study(read))


@app.command()
def events(study: StudyPath, debug: Debug = False) -> None:  # noqa: FBT002
    """Propose events: write which articles report the same one, and why, for you to settle.

    Writes events.proposed.csv beside the study file. Copy the rows you decide to a file of
    your own, with your name in decided_by, and name that file as assignments.
    """
    with told_plainly(debug=debug):
        from analysis.study.events import write_proposals  # noqa: PLC0415
        from analysis.study.file import Study  # noqa: PLC0415

        path, table = write_proposals(Study.read(study))
        placed = table[table["event_id"] != ""]
        say(
            f"Written: {path}\n{placed['event_id'].nunique():,} events of "
            f"{len(placed):,} articles; {len(table) - len(placed):,} in no event.\n"
            "Nothing is decided yet. To merge, split or name events, copy the rows to a file "
            "of your own (events.csv), change event_id and description, write who decided in "
            'decided_by, and say assignments = "events.csv" and match_events = true under '
            "[corpus]. Rows left out are matched by program."
        )


@app.command()
def run(  # noqa: PLR0917 - the choices of a run
    study: StudyPath,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of the run, if not reports/NAME."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, metavar="N", help="Notebooks to run at a time.")
    ] = JOBS,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do every step again.")] = False,  # noqa: FBT002
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="NOTEBOOK",
            help="Only this one: its name or number. Give it again for each of several.",
        ),
    ] = None,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Run a study and write its report, doing again only what changed.

    The report and the results go to reports/NAME in the working directory, or to --out. A run
    that is stopped goes on where it was when it is started again.
    """
    again = _again(study, out=out, jobs=jobs, only=only or ())
    with told_plainly(debug=debug, on_stop=f"What is done is kept. Go on with: {again}"):
        from analysis.study.file import Study  # noqa: PLC0415
        from analysis.study.run import run_study  # noqa: PLC0415
        from analysis.study.store import open_run  # noqa: PLC0415

        read = Study.read(study)
        say(f"{read.title} ({read.path})")
        with shown_progress() as shown:
            index = run_study(
                read, out, progress=shown.tell, jobs=jobs, fresh=fresh, only=only or ()
            )
        corpus = open_run(read.path, index.parent).corpus()
        say(f"\n{corpus.summary()}")
        listed("Notes on the corpus", corpus.notes)
        say(f"\nThe report: {_near(index)}")
        say(f"Open it in a browser: {index.as_uri()}")


def _again(study: Path, *, out: Path | None, jobs: int, only: Sequence[str]) -> str:
    """Write the command that goes on with a run that was stopped."""
    words = ["parallax", "run", str(study)]
    words += ["--out", str(out)] if out else []
    words += ["--jobs", str(jobs)] if jobs != JOBS else []
    words += [word for name in only for word in ("--only", name)]
    return shlex.join(words)


books = typer.Typer(
    name="codebook", help="Codebooks: what coders decide.", no_args_is_help=True
)
app.add_typer(books)
BookPath = Annotated[Path, typer.Argument(metavar="FILE", help="A codebook, a TOML file.")]


@books.command("new")
def new_codebook(
    path: BookPath,
    like: Annotated[
        str, typer.Option("--like", metavar="NAME", help="The shipped one to begin from.")
    ] = "episodic-thematic",
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Write a codebook of your own, to be changed: a copy of one that is shipped.

    Nothing is overwritten.
    """
    with told_plainly(debug=debug):
        from analysis.codebook import Codebook, write_codebook  # noqa: PLC0415

        write_codebook(path, like)
        say(f"Written: {path} ({_of_book(Codebook.read(path))})")
        say(f"Change it, then: parallax codebook check {path}")


@books.command("check")
def check_codebook(path: BookPath, debug: Debug = False) -> None:  # noqa: FBT002
    """Say what is wrong with a codebook, each fault with its line."""
    with told_plainly(debug=debug):
        from analysis.codebook import Codebook  # noqa: PLC0415

        say(f"{path}: nothing is wrong. {_of_book(Codebook.read(path))}")


learning = typer.Typer(
    name="train", help="Models learnt from what people marked.", no_args_is_help=True
)
app.add_typer(learning)


@learning.command("attributions")
def train_attributions(  # noqa: PLR0917 - what to learn from, and where to put it
    articles: Annotated[
        Path, typer.Option("--articles", metavar="FILE", help="The articles: a table.")
    ],
    attributions: Annotated[
        Path,
        typer.Option("--attributions", metavar="FILE", help="What was marked: a CSV file."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the model is written.")
    ] = Path("attributions-model.npz"),
    where: Annotated[
        str | None,
        typer.Option("--where", metavar="COLUMN=VALUE", help="Only articles like this."),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option("--cache", metavar="DIR", help="Folder that keeps the parse.")
    ] = None,
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Learn to find who said what, from articles in which people marked it.

    The format of the tables: docs/attributions.md. A model holds what its texts taught it:
    look at their licence before you pass it on.
    """
    with told_plainly(debug=debug):
        from analysis.study.learning import learn_attributions  # noqa: PLC0415

        say(learn_attributions(articles, attributions, out, where=where, cache=cache))


@learning.command("sentiment")
def train_sentiment(
    sentences: Annotated[
        Path,
        typer.Option("--sentences", metavar="FILE", help="The coded mentions: a CSV file."),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the model is written.")
    ] = Path("sentiment-model.npz"),
    debug: Debug = False,  # noqa: FBT002
) -> None:
    """Learn sentiment towards somebody, from sentences in which people coded it.

    One row a mention, with the columns sentence, start, end and polarity: see
    docs/target-sentiment.md.
    """
    with told_plainly(debug=debug):
        from analysis.study.learning import learn_sentiment  # noqa: PLC0415

        say(learn_sentiment(sentences, out))


def _of_book(book: Codebook) -> str:
    codes = sum(len(variable.codes) for variable in book.variables)
    counts = [(len(book.variables), "variable"), (codes, "code"), (len(book.scales), "scale")]
    return f"{book.name}: {', '.join(many(n, noun) for n, noun in counts)}"


def _show(checked: Checked) -> None:
    """Print what a check found."""
    say(f"{checked.study.path}: nothing is wrong.\n\n{checked.corpus.summary()}\n")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in checked.outlets:
        table.add_column(
            str(name).replace("_", " "),
            justify="left" if name in {"outlet", "first", "last"} else "right",
            no_wrap=True,
        )
    largest = checked.outlets.sort_values("articles", ascending=False, kind="stable")
    for row in largest.head(MOST_OUTLETS).itertuples(index=False):
        first, last = (str(day)[:10].replace("NaT", "") for day in (row.first, row.last))
        cells = [row.outlet, f"{row.articles:,}", f"{row[2]:,}", first, last]
        table.add_row(*(UNSHOWN.sub("", str(c)) for c in cells), f"{row.median_words:.0f}")
    rest = len(largest) - MOST_OUTLETS
    if rest > 0:
        table.add_row(f"… and {rest:,} more")
    # Where no person reads it in a terminal, no name is cut.
    width = None if Console().is_terminal else 160
    Console(highlight=False, markup=False, width=width).print(table)
    listed("From reading", checked.corpus.notes)
    for about, told in checked.weaknesses.items():
        listed(about, told)
    listed("What could be shown at all", checked.attainable)
    weak = sum(map(len, checked.weaknesses.values()))
    told = f"{weak} things to know" if weak != 1 else "1 thing to know"
    if checked.nothing:
        told += "; and nothing could be found in the list of words, as it stands"
    elif not weak:
        told = "nothing would be weak"
    say(f"\nNothing is wrong; {told}.")


def _near(path: Path) -> str:
    """Write a path from the working directory where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


if __name__ == "__main__":
    app()
