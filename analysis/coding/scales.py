"""Scales: numbers made of several yes/no codes of one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.codebook import Code, Codebook, Variable
from analysis.coding._held import OF_UNIT
from analysis.coding.codings import Codings
from analysis.coding.reference import NO, YES
from analysis.errors import ChoiceError, some

HALF = 0.5
"""Share of a scale's questions from which an article counts as having the frame."""


def scale_scores(codings: Codings) -> pd.DataFrame:
    """Score each unit on the scales of the codebook, coder by coder.

    Returns
    -------
    pandas.DataFrame
        article_id (and field, start, end where units are parts of articles), coder, scale;
        score: the share of the scale's items coded yes, 0 to 1; reason: why a score is
        missing.

    Raises
    ------
    ChoiceError
        The codings have no codebook, or it has no scales.

    Notes
    -----
    score = yes / items. It is missing where any item was left open: a share of the items that
    happened to be answered would be another scale. Source: Semetko & Valkenburg (2000), who
    average the questions of a frame.

    Examples
    --------
    >>> from analysis import Codebook
    >>> book = Codebook.shipped("generic-frames")
    >>> rows = [("a1", "kim", f"economic_{i}", code) for i, code in ((1, "yes"), (2, "no"),
    ...     (3, "yes"))] + [("a1", "kim", "morality_1", "no")]
    >>> table = pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"])
    >>> scores = scale_scores(Codings.of(table, codebook=book)).set_index("scale")
    >>> round(float(scores.loc["economic", "score"]), 3), scores.loc["morality", "reason"]
    (0.667, 'left open: morality_2, morality_3')
    """
    book = codings.codebook
    if book is None or not book.scales:
        msg = "the codings have no codebook with scales; read them with codebook=…"
        raise ChoiceError(msg)
    unit = [name for name in (*OF_UNIT, "coder") if name in codings.table]
    rows = []
    for scale in book.scales:
        own = codings.table[codings.table["variable"].isin(scale.items)]
        for key, codes in own.groupby(unit, sort=False, dropna=False):
            given = dict(zip(codes["variable"], codes["code"], strict=True))
            left = [name for name in scale.items if not given.get(name)]
            share = sum(given.get(name) == "yes" for name in scale.items) / len(scale.items)
            reason = f"left open: {', '.join(left)}" if left else ""
            rows.append((*key, scale.name, None if left else share, reason))
    return pd.DataFrame(rows, columns=[*unit, "scale", "score", "reason"])


def scale_codes(reference: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Say of each article which scales it has: at least half of their questions say yes.

    Parameters
    ----------
    reference
        A reference coding, as `analysis.settled` gives it.
    codebook
        Whose scales are meant.

    Returns
    -------
    pandas.DataFrame
        article_id and a column a scale: 1, 0, or missing where a question was left open.

    Raises
    ------
    ChoiceError
        The codebook has no scales, or the coding lacks a question of one.

    Notes
    -----
    1 where yes / questions >= .5. Limits: what is left of a scale is whether it is there,
    and where half of the questions is many or few depends on the frame; `scale_scores` keeps
    the number.

    Examples
    --------
    >>> book = Codebook.shipped("generic-frames")
    >>> names = [v.name for v in book.variables]
    >>> coded = pd.DataFrame({"article_id": ["a1"], **{name: [0] for name in names}})
    >>> coded = coded.assign(economic_1=1, economic_3=1)
    >>> scale_codes(coded, book)[["conflict", "economic"]].to_numpy().tolist()
    [[0, 1]]
    """
    if not codebook.scales:
        msg = f"the codebook {codebook.name!r} has no scales."
        raise ChoiceError(msg)
    needed = [item for scale in codebook.scales for item in scale.items]
    if lacking := [name for name in needed if name not in reference]:
        msg = f"the coding lacks questions of the scales: {some(lacking, 30)}."
        raise ChoiceError(msg)
    made = {}
    for scale in codebook.scales:
        items = reference[list(scale.items)].astype("Int64")
        share = items.sum(axis=1, skipna=False) / len(scale.items)
        made[scale.name] = (share >= HALF).astype("Int64")
    return pd.DataFrame({"article_id": reference["article_id"], **made})


def with_scales(codings: Codings, names: Sequence[str]) -> Codings:
    """Add to each coder's codes whether an article has some scales, as yes/no variables.

    A scale of which a coder left a question open is left open.

    Examples
    --------
    >>> book = Codebook.shipped("generic-frames")
    >>> rows = [("a1", "kim", f"economic_{i}", code) for i, code in ((1, "yes"), (2, "no"),
    ...     (3, "yes"))]
    >>> table = pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"])
    >>> more = with_scales(Codings.of(table, codebook=book), ["economic"])
    >>> more.table[["variable", "code"]].iloc[-1].tolist(), more.variables[-1]
    (['economic', 'yes'], 'economic')
    """
    book = codings.codebook
    scales = [] if book is None else [one for one in book.scales if one.name in names]
    if book is None or not scales:
        return codings
    scored = scale_scores(codings)
    scored = scored[scored["scale"].isin([one.name for one in scales])]
    said = (scored["score"] >= HALF).map({True: YES, False: NO}).where(scored["score"].notna())
    rows = scored.drop(columns=["scale", "score", "reason"])
    rows = rows.assign(variable=scored["scale"], code=said.fillna(""))
    codes = tuple(Code(code=code, definition="") for code in (YES, NO))
    added = tuple(
        Variable(
            name=one.name,
            definition=one.definition,
            level="nominal",
            unit="article",
            codes=codes,
        )
        for one in scales
    )
    return replace(
        codings,
        table=pd.concat([codings.table, rows], ignore_index=True),
        codebook=replace(book, variables=(*book.variables, *added)),
    )
