"""Would another choice change the answer: one contrast under every combination of choices."""

from __future__ import annotations

from functools import partial
from typing import cast

import numpy as np
import pandas as pd

from analysis.again import Again
from analysis.compare._multiverse import Ground, Ran, Tell, moves, run
from analysis.compare._options import DATES, Grid, Over, grid_of, modest_choices
from analysis.compare._recount import in_window
from analysis.compare.multiverse import STATISTICS, Multiverse
from analysis.design import Design
from analysis.errors import ChoiceError
from analysis.results import Result, need_result
from analysis.spans import Spans

KEPT = ("by", "within", "unit", "fdr", "confidence", "seed", "reference")
"""Settings of the comparison that hold for every specification."""
NOT_MORE_VALID = (
    "a multiverse does not make a finding more valid: it shows what the answer depends on, "
    "among the choices that were varied, and each of them stands only if it is defensible "
    "(Simonsohn, Simmons & Nelson 2020)."
)
PICKED = (
    "the row was taken for having the smallest p of the comparison; no p here, the joint ones "
    "included, allows for that. To ask about a row chosen beforehand, give its number as row."
)
ALONE = (
    "each p is that of this row alone, a family of one test; choices that only change which "
    "other words are listed (min_articles, stop_words) leave it as it is. q, where the "
    "comparison reports one, is that of its own family."
)


def vary(
    comparison: Result,
    *,
    over: Over | None = None,
    row: int | pd.Series | None = None,
    n_labellings: int | None = None,
    tell: Tell | None = None,
) -> Multiverse:
    """Ask one row of a comparison again under every combination of some choices.

    Parameters
    ----------
    comparison
        What a ``compare_…`` function returned.
    over
        Choice → its options, a list or name → option; choices are the comparison's own
        arguments (voice, copies, parts, genre; for words case, stems, stop_words, ngrams,
        min_articles; for sentiment lexicon, scored) and "dates", windows as
        ``("2024-03-01", "2024-03-31")``. What the comparison itself chose is always one of
        the options. ``None``: what a reviewer asks first (voice, copies, parts, genre, stems,
        whole sentences), as far as the corpus has it; parts up to 3,000 articles.
    row
        The row of the comparison's table that is asked again, by number or itself; ``None``
        for that of smallest p, of those with a finite estimate where there is one.
    n_labellings
        How many ways to deal the labels are drawn for the joint test; ``None`` for a number
        that suits the size of the work (199 to 1,999). Where fewer ways exist, all are
        listed.
    tell
        Called with the specifications done and the number of all, counting and joint test
        together.

    Returns
    -------
    Multiverse
        One row a specification, the comparison's own first; where one could not be computed
        its row says why.

    Raises
    ------
    ChoiceError
        A choice or option that the comparison does not have, more than 1,000
        specifications, or a row that is not there.

    Notes
    -----
    Texts are measured once for each way to measure them, and what was measured is kept with
    the comparison for the next time. The joint test permutes labels at
    the unit of the design and runs every specification again on each labelling; statistics
    are those of Simonsohn, Simmons & Nelson (2020), their p (1 + b)/(1 + R), or exact. Its
    null hypothesis is that units are exchangeable in all their versions, so that groups
    that differ in what a choice leaves out (one of them prints all the copies) differ under
    it too. Limits: the choices are yours; defensible ones that were not thought of are not
    in it, and options that change little make a curve look surer than it is.

    Examples
    --------
    >>> from analysis import Corpus, compare_words
    >>> rows = {"article_id": list("abcdefghijkl"), "outlet": ["Post", "Star"] * 6,
    ...     "published": "2024-03-01", "headline": "Port", "event_id": [*"112233445566"],
    ...     "body": [f"Dock {'riots' if i % 2 == 0 else 'news'} {i}." for i in range(12)]}
    >>> words = compare_words(Corpus(pd.DataFrame(rows)), words=["riots"])
    >>> curve = vary(words, over={"stems": [False, True], "parts": [["headline", "body"]]})
    >>> curve.table[["counted_as", "p"]].to_numpy().tolist()[:3]
    [['riots', 0.03125], ['riots', 0.03125], ['riot', 0.03125]]
    >>> curve.joint["p"].tolist()
    [0.03125, 0.03125, 0.03125]
    """
    again, asked = _asked(need_result(comparison, "vary"), row)
    grid = grid_of(again, modest_choices(again) if over is None else over)
    counting = [again.settle(choices, asked) for choices in grid.choices()]
    reference = cast("str | None", comparison.settings.get("reference"))
    ground = Ground.of(again, str(asked["group"]), reference)
    ran = run(ground, counting, n_labellings, tell or _silent)
    table = _table(ran, ground, grid, asked)
    own = {name: value for name, value in comparison.settings.items() if name in KEPT}
    settings = {
        **own,
        "outcome": _outcome(comparison, asked),
        "estimate_kind": str(asked["estimate_kind"]),
        "over": {name: [one.name for one in given] for name, given in grid.options.items()},
        "n_labellings": ran.n_labellings,
        "exact": ran.labellings.exact,
    }
    options = pd.DataFrame(grid.names())
    return Multiverse(
        table=table,
        options=options,
        joint=_joint(ran, table, again.design),
        moves=moves(
            table["estimate"].to_numpy(), table["significant"].to_numpy(), options, grid.shape
        ),
        settings=settings,
        corpus=ran.universe.articles(ground).summary(),
        notes=_notes(comparison, ran, ground, table, picked=row is None),
        _texts=ground.shared.corpus,
        _behind=partial(_evidence, again, grid, asked),
    )


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


def _asked(comparison: Result, row: int | pd.Series | None) -> tuple[Again, pd.Series]:
    """Find how the comparison is made again, and the row that is asked."""
    if comparison.again is None:
        msg = (
            f"a {type(comparison).__name__} cannot be made again; give what compare_… returned."
        )
        raise ChoiceError(msg)
    if row is not None:
        return comparison.again, comparison.row(row)
    table = comparison.table
    if table["p"].isna().all():
        msg = "no row of this comparison has a p to choose by; name one with row=…."
        raise ChoiceError(msg)
    size = table["estimate"].abs()
    order = table.assign(_far=np.isinf(size), _small=-size)
    order = order.sort_values(["_far", "p", "_small"], kind="stable")
    return comparison.again, order.drop(columns=["_far", "_small"]).iloc[0]


def _outcome(comparison: Result, row: pd.Series) -> str:
    """Say in words what a row is about."""
    *before, last = (str(row[part]) for part in comparison.item_parts or (comparison.item,))
    named = f"{last}'s voice" if comparison.item == "voice" else f"“{last}”"
    group = comparison.names.get(str(row["group"]), str(row["group"]))
    return f"{': '.join([*before, named])} ({group})"


def _table(ran: Ran, ground: Ground, grid: Grid, asked: pd.Series) -> pd.DataFrame:
    """Lay the specifications out, a row each, in the order of the grid."""
    design, rows = ground.again.design, []
    for place, (item, names) in enumerate(zip(ran.items, grid.names(), strict=True)):
        rows.append(
            {
                "group": str(asked["group"]),
                "counted_as": item.name,
                "choices": ", ".join(f"{choice}: {name}" for choice, name in names.items()),
                "reported": place == 0,
                "q": float(asked.get("q", np.nan)) if place == 0 else np.nan,
                "n_articles": ground.n_articles(item),
                "estimate_kind": str(asked["estimate_kind"]),
                **ran.universe.observed(item, design),
            }
        )
    table = pd.DataFrame(rows)
    table["significant"] = table["p"] <= 1 - design.confidence
    return table[list(Multiverse.columns)]


def _joint(ran: Ran, table: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Judge the whole curve; where no specification has a p, the curve has none."""
    judged = ran.judged(1 - design.confidence)
    bare = table["p"].isna().all()
    found = {name: getattr(judged, name) for name in STATISTICS}
    return pd.DataFrame(
        {
            "statistic": list(STATISTICS),
            "observed": [one.observed for one in found.values()],
            "p": [float("nan") if bare else one.p for one in found.values()],
            "n_labellings": ran.n_labellings,
        }
    )


def _notes(
    comparison: Result, ran: Ran, ground: Ground, table: pd.DataFrame, *, picked: bool
) -> tuple[str, ...]:
    """Say what a reader of the curve must know."""
    lost = int(table["estimate"].isna().sum())
    untested = int(table["p"].isna().sum()) - lost
    notes = [*ground.units.notes, PICKED] if picked else [*ground.units.notes]
    number = ran.n_labellings
    notes.append(
        f"the joint p rest on all {number:,} ways to deal the labels."
        if ran.labellings.exact
        else f"the joint p rest on {number:,} ways to deal the labels, drawn with seed "
        f"{ground.again.design.seed}; a two-sided one cannot be below {2 / (number + 1):.1g}."
    )
    if lost:
        notes.append(
            f"{lost:,} of {len(table):,} specifications could not be computed; their rows say "
            "why, and they are in no median."
        )
    if untested:
        notes.append(f"{untested:,} of {len(table):,} have an estimate and no p.")
    if table["p"].isna().all():
        notes.append("no specification has a p, and so the curve has none.")
    return (
        (*notes, ALONE, NOT_MORE_VALID)
        if comparison.item == "word"
        else (*notes, NOT_MORE_VALID)
    )


def _evidence(again: Again, grid: Grid, asked: pd.Series, row: pd.Series) -> Spans:
    """Return the spans behind one specification: the comparison is made again for it."""
    made = {
        ", ".join(f"{choice}: {name}" for choice, name in names.items()): choices
        for names, choices in zip(grid.names(), grid.choices(), strict=True)
    }
    choices = made[str(row["choices"])]
    window = in_window(again.corpus, choices.pop(DATES))
    result = again.make(window, choices, str(row["counted_as"]))
    table = result.table
    same = table["group"] == row["group"]
    for part in result.item_parts or (result.item,):
        same &= table[part] == (row["counted_as"] if part == result.item else asked[part])
    return result.evidence(table[same].iloc[0]) if same.any() else Spans.of("none", [])
