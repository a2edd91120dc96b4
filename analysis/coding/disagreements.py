"""What coders do not agree on, side by side on a page, to be decided."""

from __future__ import annotations

from pathlib import Path

from analysis.coding._page import articles_for, page, refuse_units, write_new
from analysis.coding.codings import Codings
from analysis.corpus import Corpus
from analysis.errors import ChoiceError


def write_disagreements(
    codings: Codings,
    corpus: Corpus,
    path: str | Path,
    *,
    coder: str = "both",
    blind: bool = False,
) -> Path:
    """Write a page on which to decide what coders do not agree on; nothing is overwritten.

    Parameters
    ----------
    codings
        Read with their codebook: ``read_codings(…, codebook=book)``.
    corpus
        Where the articles' texts are.
    path
        The file to write.
    coder
        Who decides, as the decisions will name them.
    blind
        Leave out the outlet and the byline, and who gave which code: coders are numbered.

    Returns
    -------
    pathlib.Path
        The file. It is a page as :func:`analysis.write_sheets` makes them, with the
        articles and questions that coders differ on alone, and what each of them said.
        Its export, read by :func:`analysis.read_codings`, is the ``decisions`` of
        :func:`analysis.settled`.

    Raises
    ------
    ChoiceError
        Coders agree throughout, the codings have no codebook, or are of parts of articles.
    ReadError
        The file is there already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from analysis import Codebook
    >>> rows = [("a1", "kim", "conflict_1", "yes"), ("a1", "lee", "conflict_1", "no")]
    >>> codings = Codings.of(
    ...     pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"]),
    ...     codebook=Codebook.shipped("generic-frames"))
    >>> corpus = Corpus(pd.DataFrame({"article_id": ["a1"], "outlet": ["Post"],
    ...     "published": "", "headline": "Dockers out", "body": "They struck."}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_disagreements(codings, corpus, Path(folder) / "decide.html").name
    'decide.html'
    """
    if codings.codebook is None:
        msg = "the page shows a codebook, and the codings have none; read them with codebook=…."
        raise ChoiceError(msg)
    refuse_units(codings.codebook)
    if "start" in codings.table and codings.table["start"].notna().any():
        msg = "these are codings of parts of articles; the page has whole articles."
        raise ChoiceError(msg)
    said = _said(codings, blind=blind)
    if not said:
        msg = "coders agree on every unit that several have coded; there is nothing to decide."
        raise ChoiceError(msg)
    articles = articles_for(corpus, list(said), blind=blind)
    for article in articles:
        article["said"] = said[article["id"]]
        article["asks"] = list(article["said"])
    target = Path(path)
    text = page(codings.codebook, articles, coder=coder, file=f"{target.stem}-decisions")
    write_new({target: text.encode("utf-8", "replace")})
    return target


def _said(codings: Codings, *, blind: bool) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Give what each coder said of each article and variable on which they differ."""
    said: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for variable in codings.variables:
        wide = codings.disagreements(variable)
        coders = [coder for coder in codings.coders if coder in wide]
        for row in wide.to_dict("records"):
            given = [
                (coder, str(row[coder])) for coder in coders if isinstance(row[coder], str)
            ]
            if blind:
                # In the order of the codes: the first is not always the same coder.
                codes = sorted(code for _, code in given)
                given = [(f"coder {n}", code) for n, code in enumerate(codes, 1)]
            said.setdefault(str(row["article_id"]), {})[variable] = given
    return said
