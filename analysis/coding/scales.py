"""Scales: numbers made of several yes/no codes of one unit."""

from __future__ import annotations

import pandas as pd

from analysis.coding._held import OF_UNIT
from analysis.coding.codings import Codings
from analysis.errors import ChoiceError


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
