"""Write a table of articles for other programs: whole or not at all, and to the character."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import CorpusError, fault_list, many

UNFINISHED = ".writing-"
"""How the names of files and folders begin that are not whole yet."""
TABLE, SCRIPT = "articles.csv", "corpus.R"

SNIPPET = """\
# Builds in R, with quanteda, the corpus that Parallax wrote to {table}.
# Run it in the folder that holds both files: source("{script}", encoding = "UTF-8")
library(quanteda)

articles <- read.csv(
  {table_r},
  colClasses = "character", na.strings = character(0), check.names = FALSE,
  fileEncoding = "UTF-8", encoding = "UTF-8", quote = "\\"", comment.char = ""
)
{typed}
parallax_corpus <- corpus(articles, docid_field = "article_id", text_field = "body")
stopifnot(ndoc(parallax_corpus) == {count})
"""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; put it in place only if all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The ending stays: it tells pandas and matplotlib what to write.
    beside = path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_csv(articles: pd.DataFrame, target: Path) -> None:
    """Write articles as UTF-8 text, every field in double quotes.

    Raises
    ------
    CorpusError
        A text holds what no file of text can: with every article and column.
    """
    if faults := [*_unwritable(articles)]:
        opening = f"{target.name} cannot be written, {many(len(faults), 'fault')}:"
        raise CorpusError(fault_list(opening, faults))
    dates = articles["published"]
    days = dates.dt.strftime("%Y-%m-%d")
    times = dates.dt.strftime("%Y-%m-%d %H:%M:%S")
    table = articles.assign(published=days if (days + " 00:00:00").equals(times) else times)
    with written_whole(target) as beside:
        table.to_csv(beside, index=False, quoting=1, lineterminator="\n", encoding="utf-8")


def _unwritable(articles: pd.DataFrame) -> Iterator[str]:
    """Name the articles whose texts hold NUL, which ends a text for most programs."""
    for name in map(str, articles.select_dtypes(exclude=["number", "datetime"])):
        for place in np.flatnonzero(articles[name].astype(str).str.contains("\0", regex=False)):
            article = articles["article_id"].iloc[place]
            yield f"{name} of article {article!r} holds a NUL character; take it out first"


def write_quanteda(articles: pd.DataFrame, folder: Path) -> None:
    """Write articles as CSV, and beside it an R script that makes a quanteda corpus of it."""
    write_csv(articles, folder / TABLE)
    text = SNIPPET.format(
        table=TABLE,
        script=SCRIPT,
        table_r=_in_r(TABLE),
        typed="\n".join(_typed(articles)),
        count=len(articles),
    )
    with written_whole(folder / SCRIPT) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")


def _typed(articles: pd.DataFrame) -> Iterator[str]:
    """Give each column that is no text its type in R."""
    for name, values in articles.items():
        column = f"articles[[{_in_r(str(name))}]]"
        if pd.api.types.is_bool_dtype(values):
            yield f'{column} <- {column} == "True"'
        elif pd.api.types.is_numeric_dtype(values):
            yield f"{column} <- as.numeric({column})"
        elif pd.api.types.is_datetime64_any_dtype(values):
            yield f'{column} <- as.Date({column}, format = "%Y-%m-%d")'


def _in_r(text: str) -> str:
    r"""Write text as R does, in double quotes.

    >>> print(_in_r('a "b"\\'))
    "a \"b\"\\"
    """
    marked = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f]", lambda sign: f"\\x{ord(sign[0]):02x}", marked) + '"'
