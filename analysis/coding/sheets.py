"""Sheets for coders: who codes what, with the codebook beside it, one file a coder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from analysis.codebook import Codebook
from analysis.coding._page import articles_for, order_of, page, plain, refuse_units, write_new
from analysis.coding.sample import Sample
from analysis.corpus import Corpus
from analysis.errors import ChoiceError

Kind = Literal["html", "csv"]


def write_sheets(
    sample: Sample,
    corpus: Corpus,
    codebook: Codebook,
    folder: str | Path,
    *,
    kind: Kind = "html",
    blind: bool = False,
) -> dict[str, Path]:
    """Write a coding sheet for each coder of a sample; nothing is overwritten.

    Parameters
    ----------
    sample
        From :func:`analysis.draw_sample` with ``coders``.
    corpus
        Where the articles' texts are.
    codebook
        What is decided about each article.
    folder
        Where the sheets go; it is made if it is not there.
    kind
        "html": a page that works from disk, by keyboard, and keeps each code in the browser
        as it is given; its button exports a CSV file. "csv": a table with a row a decision,
        whose column ``code`` is filled in by hand. A spreadsheet opens it.
    blind
        Leave out the outlet and the byline. The text may still name them, and so may the
        article's id, which a page does not show but its export and a CSV sheet hold.

    Returns
    -------
    dict
        Coder to file. What each coder hands in is read by :func:`analysis.read_codings`
        as it is.

    Raises
    ------
    ChoiceError
        The sample names no coders or has articles that the corpus lacks, the codebook is
        about parts of articles, or ``kind`` cannot be.
    ReadError
        One of the files is there already; then none is written.

    Notes
    -----
    Every coder gets the articles in an order of their own, the same each time: what changes
    as coders tire then falls on no outlet or event more than on others. A page remembers by
    coder, texts and codebook; with any of them changed it starts anew, and imports what an
    earlier one exported. In a CSV sheet the text stands in the first row of its article, and
    text that a spreadsheet would take for a formula has an apostrophe before it. Limits:
    spreadsheets cut cells at 32,767 characters; a browser told to forget pages on closing
    forgets codes with them.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import draw_sample
    >>> rows = {"article_id": [f"a{i}" for i in range(20)], "outlet": ["Post", "Star"] * 10,
    ...     "event_id": [f"e{i // 4}" for i in range(20)], "published": "",
    ...     "headline": "Dockers out", "body": "They struck."}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> sample = draw_sample(corpus, 10, coders=["kim", "lee"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheets = write_sheets(sample, corpus, Codebook.shipped("functions"), folder)
    ...     sheets["kim"].name
    'sheet-kim.html'
    """
    if kind not in get_args(Kind):
        msg = (
            f"kind is {kind!r}; it can be 'html' or 'csv', and a spreadsheet opens the second."
        )
        raise ChoiceError(msg)
    work = sample.assignments
    if work.empty:
        msg = "the sample names no coders; draw it with draw_sample(…, coders=[…])."
        raise ChoiceError(msg)
    refuse_units(codebook)
    contents: dict[str, bytes] = {}
    files: dict[str, Path] = {}
    names = file_names(list(dict.fromkeys(sorted(work["coder"]))))
    for coder, name in names.items():
        ids = order_of(coder, work.loc[work["coder"] == coder, "article_id"].tolist())
        articles = articles_for(corpus, ids, blind=blind)
        if kind == "html":
            text = page(codebook, articles, coder=coder, file=f"codes-{name}")
        else:
            text = "\ufeff" + _table(codebook, articles, coder)
        contents[coder] = text.encode("utf-8", "replace")
        files[coder] = Path(folder) / f"sheet-{name}.{kind}"
    write_new({files[coder]: content for coder, content in contents.items()})
    return files


def file_names(coders: Sequence[str]) -> dict[str, str]:
    """Give each coder a name that any disk takes, and no two the same.

    >>> file_names(["Kim", "kim", "José/2"])
    {'Kim': 'kim', 'kim': 'kim-2', 'José/2': 'josé-2'}
    """
    names: dict[str, str] = {}
    for coder in coders:
        plain = re.sub(r"[^\w]+", "-", coder.casefold()).strip("-") or "coder"
        number = 2
        name = plain
        while name in names.values():
            name, number = f"{plain}-{number}", number + 1
        names[coder] = name
    return names


def _table(codebook: Codebook, articles: Sequence[dict[str, str]], coder: str) -> str:
    """Lay out a row a decision, the text once an article."""
    rows = [
        {
            "article_id": article["id"],
            "coder": coder,
            "variable": variable.name,
            "code": "",
            "note": "",
            "codes": " | ".join(code.code for code in variable.codes) or "a number",
            "definition": variable.definition,
            "place": article["place"],
            "headline": plain(article["headline"]),
            "body": "" if place else plain(article["body"]),
        }
        for article in articles
        for place, variable in enumerate(codebook.variables)
    ]
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\r\n", quoting=1)
