"""Write a commented study file for a user's own articles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis.corpus import OPTIONAL, REQUIRED
from analysis.errors import StudyError, many
from analysis.read._columns import MAY_BE_NONE
from analysis.read._delimited import read_delimited
from analysis.read._files import read_text
from analysis.read._guess import Guess, guess_columns
from analysis.read.archive import read_archive
from analysis.read.jsonl import _table
from analysis.study.assemble import format_of
from analysis.study.file import Source
from analysis.study.schema import quoted

MOST_GROUPS = 30
"""Values a column may have to be proposed as groups to compare."""
TO_MEND = "# mend this: "
"""Begins the lines that say what of the articles cannot be read as it is."""
MOST_FAULTS = 8
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f]")
EVENTS_LIKE = ("event", "eventid", "story", "storyid", "cluster", "clusterid", "storycluster")

OPENING = """\
# A Parallax study. What stands behind a # is a comment.
#   parallax check study.toml    says what is wrong, or would be weak
#   parallax run study.toml      makes the report
# Places marked "check this" were guessed.

title = "Untitled"  # change this: it heads the report
question = "How do these outlets differ on the same events?"  # change this
seed = 1
sentences = "full"  # how much of the articles' text the report shows: full, short or none

[corpus]
articles = {articles}
"""
TABLES = """\
# outlets = "outlets.csv"  # what is true of each outlet: outlet, country, lean, …
# events = "events.csv"  # event_id, description, date, window_days
# assignments = "events-decided.csv"  # article_id, event_id, description, decided_by: by hand
# match_events = true  # articles without an event are matched by program
# language = "en"  # others are left out; not said: the commonest; false: all are kept
"""
DESIGN = """
[design]
by = "outlet"  # who is compared; a column of outlets (side, country) makes the outlet the unit
{within}
fdr = 0.05  # share of false findings that a list of findings may hold
confidence = 0.95

[count]  # which text counts
voice = "outlet"  # outlet: not what stands in quotes; source: only that; all: both
copies = "exclude"  # agency copy and reprints: exclude, keep or only
# genre = ["news"]  # only these genres

[words]
ngrams = 1  # 2 and 3 count runs of words
min_articles = 2  # words in fewer articles are not compared
# stems = true  # strike, strikes and striking as one (English)
# stop_words = "english"  # leave the, of, and … off the list

# What do they call it? One table for each person, group or act, two labels or more in each.
#   strike*    any ending          [kill]   any form of the word
#   /regex/    a regular expression
# [labels.act]
# "killing" = ["[kill]", "killing*"]
# "murder" = ["murder*"]

# Who speaks, and who acts? For these each article is parsed, which takes a minute for 250.
# [sources]
# [sources.aliases]  # who is one: name = what else articles call that source
# "Donald Trump" = ["Trump", "President Trump"]
# [agency]
# verbs = "harm"  # acts that hurt; "general" for others too, or a list of your own
# [participants]
# "police" = ["police*", "officer*"]
# [voice]
# attributions = true  # indirect speech is the source's voice too, in every comparison

# [concordance]
# words = ["strike"]  # shown in their context, outlet by outlet

# What was coded by hand, and frames predicted from it: docs/coding.md says how to begin.
# [codings]
# codebook = "generic-frames"  # or a file: parallax codebook new mine.toml
# files = "codings"  # what coders handed in
# sample = "codings/sample.csv"  # which articles were drawn, with which probability
# decisions = "codings/decisions.csv"  # on what coders differ on
# [frames]
# codes = ["conflict_1"]  # not said: all that can be compared
"""


def new_study(folder: str | Path, articles: str | Path) -> Path:
    """Write ``study.toml`` in a folder for a file of articles; return its path.

    The articles stay where they are. Columns are matched by their names, else by what
    their values look like; each guess is marked, to be checked, and says what it rests on.

    Raises
    ------
    StudyError
        There is a study file already, or no such file of articles.
    """
    place, source = Path(folder), Path(articles)
    path = place / "study.toml"
    if path.exists():
        msg = f"{str(path)!r} is there already and is not overwritten; choose another folder."
        raise StudyError(msg)
    if place.exists() and not place.is_dir():
        msg = f"{str(place)!r} is a file; a study needs a folder."
        raise StudyError(msg)
    if not source.exists():
        msg = f"there is no file or folder {str(source)!r} to read articles from."
        raise StudyError(msg)
    told = "\n".join([*_text(path, source)])
    place.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"{told}\n")
    return path


def _text(path: Path, source: Path) -> Iterator[str]:
    yield OPENING.format(articles=_seen_from(path, source)).rstrip()
    kind = format_of(Source(articles=source))
    if kind in {"folder", "pages"}:
        yield from _of_texts(path, source)
        yield DESIGN.format(within=_within(None)).rstrip()
        return
    if kind == "archive":
        yield from _of_exports(source)
        yield DESIGN.format(within=_within(None)).rstrip()
        return
    frame, faults = _frame(source, kind)
    yield f'format = "{kind}"'
    yield from _to_mend(faults, source.name)
    yield TABLES
    yield from _mapping(frame, source.name)
    yield DESIGN.format(within=_within(_event_column(frame))).rstrip()


def _seen_from(path: Path, file: Path) -> str:
    """Write where a file is, seen from the study file."""
    try:
        place = os.path.relpath(file, path.parent)
    except ValueError:  # on another drive
        place = str(file.absolute())
    return quoted(Path(place).as_posix())


def _of_texts(path: Path, source: Path) -> Iterator[str]:
    """Tell how a folder of texts or a saved page is described."""
    tables = sorted(source.glob("*.csv")) if source.is_dir() else []
    if tables:
        yield 'format = "folder"'
        about = _seen_from(path, tables[0])
        yield f"metadata = {about}  # check this: the table about the texts"
    else:
        yield 'format = "pages"'
        yield '# metadata = "pages.csv"  # a table about the pages: file, outlet, published, …'
        yield '# outlet = "…"  # or, where all pages are of one outlet, its name'
        yield '# published = "2024-01-31"  # and the date'


def _of_exports(source: Path) -> Iterator[str]:
    """Tell what the exports of archives hold, and what there is to settle."""
    corpus = read_archive(source)
    yield 'format = "archive"'
    for note in corpus.notes:
        yield f"# {shown(note)}"
    yield TABLES.rstrip()
    yield "# [corpus.outlet_names]  # outlets to take as one: the name in the export = the name"
    for outlet, count in corpus.articles["outlet"].value_counts().head(MOST_GROUPS).items():
        yield f"# {quoted(str(outlet))} = {quoted(str(outlet))}  # {many(count, 'article')}"


def _frame(source: Path, kind: str) -> tuple[pd.DataFrame, Sequence[str]]:
    """Return what of a file can be read, and what is wrong with the rest."""
    if kind == "parquet":
        return pd.read_parquet(source), ()
    table = read_delimited(source) if kind == "csv" else _table(read_text(source))
    return table.frame, table.faults


def _to_mend(faults: Sequence[str], name: str) -> Iterator[str]:
    """Say what of a file cannot be read: a study of it cannot be run before it is mended."""
    for fault in faults[:MOST_FAULTS]:
        yield f"{TO_MEND}{shown(name)}, {shown(fault)}"
    more = len(faults) - MOST_FAULTS
    if more > 0:
        yield f"{TO_MEND}{shown(name)}, {more:,} more like these"


def _mapping(frame: pd.DataFrame, name: str) -> Iterator[str]:
    """Propose which column is what, a line each, with what there is to check."""
    names = ", ".join(map(str, frame))
    yield f"# {shown(name)}: {many(len(frame), 'article')}, columns {shown(names)}"
    yield "[corpus.columns]  # what the suite calls it = your column"
    taken = {house for house in (*REQUIRED, *OPTIONAL) if house in frame}
    event = _event_column(frame)
    free = [one for one in map(str, frame) if one not in {*taken, event}]
    guesses = guess_columns(frame, set(REQUIRED) - taken, free)
    for house in REQUIRED:
        if house in taken:
            yield f"# {house} is there under its own name{_values(frame[house])}"
        else:
            yield _proposed(house, guesses.get(house), frame)
    guessed = {guess.column for guess in guesses.values()}
    if event and event != "event_id":
        yield f"event_id = {quoted(event)}  # check this{_values(frame[event])}"
    groups = [
        f"{shown(one)} ({frame[one].nunique()} values)"
        for one in free
        if one not in guessed and 1 < frame[one].astype(str).nunique() <= MOST_GROUPS
    ]
    if groups:
        yield f"# Other columns that could be compared with by = …: {', '.join(groups)}"


def _proposed(house: str, guess: Guess | None, frame: pd.DataFrame) -> str:
    """Write one line of the mapping: a guess to be checked, or a question."""
    if guess is None and house in MAY_BE_NONE:
        return f"{house} = false  # check this: no column looks like it"
    if guess is None:
        return f'# {house} = "…"  # fill this in: {REQUIRED[house]}; no column looks like it'
    others = " or ".join(
        f"{shown(one)}{_values(frame[one], ' (', ')')}" for one in guess.others
    )
    if not guess.column:
        return f'# {house} = "…"  # fill this in: {REQUIRED[house]}; it could be {others}'
    why = f", {guess.why}" if guess.why else ""
    also = f"; it could also be {others}" if others else ""
    values = _values(frame[guess.column])
    return f"{house} = {quoted(guess.column)}  # check this{why}{values}{also}"


def _event_column(frame: pd.DataFrame) -> str | None:
    plain = {re.sub(r"[\W_]", "", str(one)).casefold(): str(one) for one in frame}
    return next((plain[one] for one in ("eventid", *EVENTS_LIKE) if one in plain), None)


def _within(event: str | None) -> str:
    if event:
        return (
            'within = "event_id"  # compared inside each event, so that like is set beside like'
        )
    return (
        'within = "event_id"  # no column names events: articles are matched by program.\n'
        "# parallax events STUDY proposes them to you. Or say false, and compare across the\n"
        "# whole corpus: differences in what is covered then look like differences in how."
    )


def _values(column: pd.Series, opening: str = ": ", closing: str = "") -> str:
    """Say what a column holds: how many values, how many missing, and one of them."""
    given = column.dropna().astype(str)
    given = given[given.str.strip() != ""]
    empty = len(column) - len(given)
    missing = f", {empty:,} empty" if empty else ""
    example = f", such as {shown(repr(given.iloc[0][:40]))}" if len(given) else ""
    return f"{opening}{many(given.nunique(), 'value')}{missing}{example}{closing}"


def shown(text: str) -> str:
    """Keep text on one line of a comment."""
    return _UNSHOWN.sub(" ", text)
