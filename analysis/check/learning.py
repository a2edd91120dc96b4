"""Check whether a model would predict better if more articles were coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.check._held_out import Coded, refuse_folds, short
from analysis.check.result import CheckResult, Passed
from analysis.corpus import Corpus
from analysis.design import Copies
from analysis.errors import ChoiceError, many
from analysis.figures import COLOURS, PowerCurve, draw_power
from analysis.measure.frames import LEAST, FrameClassifier
from analysis.stats.f1 import F1, f1_over, rise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SHARES = (0.25, 0.5, 0.75, 1.0)
LITTLE = 0.02
"""A rise of F1 below which more coding is not worth its while."""
ALL = "mean"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LearningCurve(CheckResult):
    """F1 of each frame by how many coded articles it was learnt from."""

    columns: ClassVar[Mapping[str, str]] = {
        "code": "the frame; or the mean of those that could be learnt at every size",
        "share": "share of the coded articles that were not held out, learnt from",
        "n_learnt": "articles learnt from, in the mean part",
        "n_yes": "of these, articles coded to have the frame",
        "f1": "F1 of held-out articles; missing where reason says why",
        "low": "lower bound of f1",
        "high": "upper bound of f1",
        "rise": "by how much f1 is above that of the share before",
        "rise_low": "lower bound of rise",
        "rise_high": "upper bound of rise",
        "passed": "in the row of all articles: whether f1 no longer rises",
        "reason": "why a value is missing",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        return (
            "F1 of predicted frames by the number of coded articles learnt from; "
            f"{short(self.settings['hold_out'])}s held out in {self.settings['folds']} parts. "
            f"{self.corpus}. Lines: {float(str(self.settings['confidence'])):.0%} interval "
            "over what was held out."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw F1 by articles learnt from, a line a frame; return the Axes."""
        names = self.table["code"].unique().tolist()
        curves = [
            PowerCurve(
                label=name,
                x=rows["n_learnt"].round().tolist(),
                y=rows["f1"].tolist(),
                low=rows["low"].tolist(),
                high=rows["high"].tolist(),
                colour="#222222" if name == ALL else COLOURS[at % len(COLOURS)],
            )
            for at, name in enumerate(names)
            for rows in [self.table[self.table["code"] == name]]
        ]
        return draw_power(
            curves,
            ax,
            xlabel="coded articles learnt from",
            ylabel="F1 of held-out articles",
            here=(0.0, ""),
            wanted=float("nan"),
        )


def check_learning(
    corpus: Corpus,
    codings: pd.DataFrame,
    *,
    classifier: FrameClassifier | None = None,
    hold_out: str = "event_id",
    copies: Copies = "exclude",
    shares: Sequence[float] = SHARES,
    folds: int = 5,
    confidence: float = 0.95,
    seed: int = 1,
) -> LearningCurve:
    """Check whether frames would be predicted better from more coded articles.

    Parameters
    ----------
    corpus, codings, classifier, copies, folds
        As in `analysis.check_classifier`.
    hold_out
        Column of what is held out: events, or outlets.
    shares
        Shares of the articles not held out that are learnt from, rising; a larger share
        holds the smaller.
    confidence
        Of the intervals.
    seed
        Of the order in which articles are learnt from.

    Returns
    -------
    LearningCurve
        One row a frame and share. ``passed`` is "yes" where the last step is shown to bring
        less than .02, "no" where it is shown to bring something: code more.

    Raises
    ------
    ChoiceError
        As `analysis.check_classifier`; or shares that are not between 0 and 1, or do not
        rise.

    Notes
    -----
    As `analysis.check_classifier`, with fewer articles learnt from. Limits: the order is
    drawn once for each part, so small steps are noise, which intervals of ``rise`` (over
    what was held out) know only in part; a curve says nothing of sizes beyond its end.

    Examples
    --------
    >>> n = 120
    >>> said = ["the cost of wages", "they blamed the port"]
    >>> rows = {"article_id": [f"a{i}" for i in range(n)], "published": "", "headline": "",
    ...     "outlet": [f"paper {i % 5}" for i in range(n)],
    ...     "event_id": [f"e{i // 5}" for i in range(n)],
    ...     "body": [f"Report {i}: {said[i // 3 % 2]}." for i in range(n)]}
    >>> coded = pd.DataFrame({"article_id": rows["article_id"],
    ...     "conflict": [i // 3 % 2 for i in range(n)]})
    >>> curve = check_learning(Corpus(pd.DataFrame(rows)), coded, shares=[0.1, 1],
    ...     classifier=FrameClassifier(encoder=False))
    >>> curve.table.loc[curve.table["code"] == "conflict", ["n_learnt", "f1"]].values.tolist()
    [[10.0, nan], [96.0, 1.0]]
    """
    refuse_folds(folds)
    _refuse_shares(shares)
    coded = Coded.of(corpus, codings, copies)
    model = FrameClassifier() if classifier is None else classifier
    groups = coded.groups(hold_out)
    if len(set(groups)) < 2:
        msg = f"coded articles have one {short(hold_out)}: nothing can be held out."
        raise ChoiceError(msg)
    steps = [_step(coded, model, groups, share, folds=folds, seed=seed) for share in shares]
    table = _table(coded, groups, shares, steps, confidence)
    settings = {"hold_out": hold_out, "copies": copies, "shares": tuple(shares)}
    return LearningCurve(
        table=table,
        passed=_passed(table),
        verdict=_verdict(table),
        settings=settings
        | {"folds": folds, "confidence": confidence, "encoder": model.encoder, "seed": seed},
        corpus=coded.corpus.summary(),
        notes=coded.notes,
    )


def _refuse_shares(shares: Sequence[float]) -> None:
    rising = all(a < b for a, b in pairwise(shares))
    if not shares or not rising or not all(0 < share <= 1 for share in shares):
        msg = f"shares are {list(shares)!r}; they must lie above 0, up to 1, and rise."
        raise ChoiceError(msg)


@dataclass(frozen=True, kw_only=True)
class _Step:
    """What was predicted from one share of the articles."""

    said: Floats
    n_learnt: float
    n_yes: Floats


def _step(
    coded: Coded,
    model: FrameClassifier,
    groups: Sequence[str],
    share: float,
    *,
    folds: int,
    seed: int,
) -> _Step:
    """Predict each part from the first so many of the others, in an order drawn for it."""
    said = np.full(coded.codes.shape, np.nan)
    sizes, held = [], []
    for number, (rest, part) in enumerate(coded.rows(groups, folds)):
        order = np.random.default_rng([seed, number]).permutation(rest)
        learnt = np.sort(order[: max(1, round(share * len(rest)))])
        said[part] = coded.predict(model, learnt, part, groups)
        sizes.append(len(learnt))
        held.append(coded.codes.to_numpy(float)[learnt].sum(axis=0))
    return _Step(said=said, n_learnt=float(np.mean(sizes)), n_yes=np.mean(held, axis=0))


def _table(
    coded: Coded,
    groups: Sequence[str],
    shares: Sequence[float],
    steps: Sequence[_Step],
    confidence: float,
) -> pd.DataFrame:
    """Describe every frame at every share, and the mean of those that all shares learn."""
    truth = coded.codes.to_numpy(float)
    cluster = pd.factorize(pd.Series(groups))[0].astype(np.int64)
    known = np.array([~np.isnan(step.said).any(axis=0) for step in steps])
    always = known.all(axis=0)
    rows: list[dict[str, object]] = []
    for at, name in enumerate(coded.codes):
        found = [
            f1_over(truth[:, [at]], step.said[:, [at]], cluster, confidence=confidence)
            if own[at]
            else None
            for step, own in zip(steps, known, strict=True)
        ]
        n_yes = [step.n_yes[at] for step in steps]
        rows += _curve(str(name), shares, steps, found, 0, n_yes, confidence)
    whole = [
        f1_over(truth[:, always], step.said[:, always], cluster, confidence=confidence)
        if always.any()
        else None
        for step in steps
    ]
    none = [np.nan] * len(steps)
    rows += _curve(ALL, shares, steps, whole, int(always.sum()), none, confidence)
    return pd.DataFrame(rows)[list(LearningCurve.columns)]


def _curve(  # noqa: PLR0917 (one frame at every share)
    name: str,
    shares: Sequence[float],
    steps: Sequence[_Step],
    found: Sequence[F1 | None],
    column: int,
    n_yes: Sequence[float],
    confidence: float,
) -> Iterator[dict[str, object]]:
    """Describe one frame at every share, and what each step brings."""
    before: F1 | None = None
    for at, (share, step, f1) in enumerate(zip(shares, steps, found, strict=True)):
        grown = (np.nan, np.nan, np.nan)
        if f1 is not None and before is not None:
            low_high = rise(before, f1, confidence=confidence)
            grown = tuple(float(part[column]) for part in low_high)  # type: ignore[assignment]
        last = at == len(shares) - 1
        yield {
            "code": name,
            "share": share,
            "n_learnt": step.n_learnt,
            "n_yes": n_yes[at],
            "f1": np.nan if f1 is None else f1.value[column],
            "low": np.nan if f1 is None else f1.low[column],
            "high": np.nan if f1 is None else f1.high[column],
            "rise": grown[0],
            "rise_low": grown[1],
            "rise_high": grown[2],
            "passed": _levelled(*grown) if last else "",
            "reason": f"in a part, fewer than {LEAST} to learn from have it, or lack it"
            if f1 is None
            else "",
        }
        before = f1


def _levelled(grown: float, low: float, high: float) -> str:
    """Say whether the last step brought next to nothing."""
    if np.isnan(grown) or np.isnan(high):
        return "not judged"
    if low > 0:
        return "no"
    return "yes" if high < LITTLE else "not judged"


def _passed(table: pd.DataFrame) -> Passed:
    judged: str = table["passed"].iloc[-1]
    return "no" if judged == "no" else "yes" if judged == "yes" else "not judged"


def _verdict(table: pd.DataFrame) -> str:
    """Say what the last step brought, and so whether to code more."""
    last = table.iloc[-1]
    if np.isnan(last["rise"]):
        return "Too few articles are coded to say whether more would help."
    step = (
        f"From {many(round(table['n_learnt'].iloc[-2]), 'coded article')} to "
        f"{round(last['n_learnt']):,} F1 over frames went from {table['f1'].iloc[-2]:.2f} to "
        f"{last['f1']:.2f} (a rise of {last['rise']:.3f}, from {last['rise_low']:.3f} to "
        f"{last['rise_high']:.3f})"
    )
    return {
        "no": f"{step}: code more.",
        "yes": f"{step}: more of the same would bring less than {LITTLE:g}.",
    }.get(str(last["passed"]), f"{step}: whether more would help is not known.")
