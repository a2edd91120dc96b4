"""Draw the units to be coded: a probability sample that can grow.

What was predicted can be corrected by what was coded only if every unit could have been
coded, with a known probability. Units are drawn within strata, spread over events, and the
same seed draws the same ones first: a sample made larger holds the smaller.

References
----------
Brewer, K. R. W., Early, L. J. & Joyce, S. F. (1972). Selecting several samples from a single
population. *Australian Journal of Statistics* 14, 231-239 (collocated sampling).
Ohlsson, E. (1995). Coordination of samples using permanent random numbers. In *Business
Survey Methods*, 153-169.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Corpus, CorpusSummary
from analysis.errors import ChoiceError, fault_list, many
from analysis.export import written_whole

Allocation = Literal["proportional", "equal"]
"""Over the predicted codes of a group: as many as there are, or as many of each."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sample:
    """The articles drawn to be coded, and by whom.

    Parameters
    ----------
    table
        One row an article drawn, with ``columns``.
    settings, corpus
        How it was drawn, and from what.
    """

    columns: ClassVar[Mapping[str, str]] = {
        "article_id": "the article",
        "group": "value of the grouping column",
        "event": "the event; empty without one",
        "predicted": "the predicted code; empty without predictions",
        "n_stratum": "articles of the group with that predicted code, drawn or not",
        "inclusion": "probability with which the article was to be drawn",
        "overlap": "whether several coders code it, so that agreement can be told",
        "coders": "who codes it, one a line; empty where no coders were named",
    }

    table: pd.DataFrame
    settings: Mapping[str, object]
    corpus: CorpusSummary

    @property
    def assignments(self) -> pd.DataFrame:
        """One row an article and coder."""
        rows = self.table[["article_id", "coders"]]
        rows = rows.assign(coder=rows["coders"].str.split("\n")).explode("coder")
        return rows[rows["coder"] != ""][["article_id", "coder"]].reset_index(drop=True)

    def to_csv(self, path: str | Path) -> None:
        """Write the sample to a CSV file, with how it was drawn in its first row.

        `analysis.read_sample` reads it back.
        """
        told = json.dumps({**self.settings, "corpus": asdict(self.corpus)}, ensure_ascii=False)
        first = [told, *[""] * (len(self.table) - 1)][: len(self.table)]
        with written_whole(Path(path)) as beside:
            self.table.assign(settings=first).to_csv(beside, index=False)

    def __repr__(self) -> str:
        overlap = int(self.table["overlap"].sum())
        told = f"{overlap:,}" if overlap else "none"
        return (
            f"Sample({many(len(self.table), 'article')} of {self.corpus}; inclusion "
            f"{self.table['inclusion'].min():.3f} to {self.table['inclusion'].max():.3f}; "
            f"{told} to be coded by several)"
        )


def draw_sample(
    corpus: Corpus,
    n: int,
    *,
    by: str = "outlet",
    within: str | None = "event_id",
    predicted: str | pd.Series | None = None,
    allocation: Allocation = "proportional",
    coders: Sequence[str] = (),
    overlap: float = 0.2,
    seed: int = 1,
) -> Sample:
    """Draw articles to be coded, each with a known probability above 0.

    Parameters
    ----------
    corpus
        The articles to draw from. What will not be compared should be left out before.
    n
        Articles wanted. So many are expected; a stratum gives up to one more or fewer for each
        size of event it has.
    by, within
        Columns of groups (strata) and events (over which a stratum's sample is spread).
    predicted
        Predicted codes as a column, or one in the order of the articles: strata are groups
        by predicted code.
    allocation
        "proportional" draws all articles with one probability; "equal" wants as many of each
        predicted code within a group, which finds rare codes and says so in ``inclusion``.
    coders, overlap
        Who codes, and the share of the sample that all of them code: none where one coder is
        named. The rest is dealt out evenly.
    seed
        The same seed, corpus and strata give the same order: a larger ``n`` holds all that
        a smaller one drew, and ``inclusion`` is right for the larger sample as a whole.

    Raises
    ------
    ChoiceError
        With every setting that cannot be.

    Notes
    -----
    Collocated sampling: each article has a number u that is uniform between 0 and 1, and is
    drawn where u is below its stratum's probability. Within an event of m articles the u are
    1/m apart from a random shift, and the shifts of events of one size are spread alike, so
    that every event and all events of a size give as near their share as whole articles can.
    Limits: joint probabilities are not independent; standard errors that take units as drawn
    alone are a little too large.

    Examples
    --------
    >>> rows = {"article_id": [f"a{i}" for i in range(20)], "outlet": ["Post", "Star"] * 10,
    ...     "event_id": [f"e{i // 4}" for i in range(20)], "published": "", "headline": "",
    ...     "body": ""}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> sample = draw_sample(corpus, 10, coders=["kim", "lee"])
    >>> sample.table.groupby("group")["inclusion"].agg(["size", "mean"]).to_numpy().tolist()
    [[5.0, 0.5], [5.0, 0.5]]
    >>> larger = draw_sample(corpus, 14, coders=["kim", "lee"])
    >>> set(sample.table["article_id"]) <= set(larger.table["article_id"])
    True
    """
    _refuse(corpus, n, allocation, coders, overlap)
    overlap = 0.0 if len(coders) == 1 else overlap
    # In the order of ids, so that the order of the articles changes nothing.
    frame = _frame(corpus, by, within, predicted).sort_values("article_id", ignore_index=True)
    drawn = _drawn(frame, n, allocation, coders, overlap, seed)
    settings = {
        "n": n,
        "by": by,
        "within": within,
        "allocation": allocation,
        "coders": tuple(coders),
        "overlap": overlap,
        "seed": seed,
    }
    table = drawn[list(Sample.columns)].reset_index(drop=True)
    return Sample(table=table, settings=settings, corpus=corpus.summary())


def _drawn(  # noqa: PLR0917 (what a drawing is made of)
    frame: pd.DataFrame,
    n: int,
    allocation: Allocation,
    coders: Sequence[str],
    overlap: float,
    seed: int,
) -> pd.DataFrame:
    """Draw within strata, and deal out to coders what is drawn."""
    draw = np.random.default_rng(seed)
    stratum = frame.groupby(["group", "predicted"]).ngroup().to_numpy().astype(np.int64)
    frame["n_stratum"] = np.bincount(stratum)[stratum]
    frame["inclusion"] = inclusion_of(frame, n, allocation)
    place = np.empty(len(frame))
    for code in range(int(stratum.max()) + 1):
        rows = np.flatnonzero(stratum == code)
        place[rows] = _spread(frame["event"].to_numpy()[rows], draw)
    ranks = pd.Series(place).groupby(stratum).rank(method="first")
    rank = ranks.to_numpy().astype(np.int64) - 1
    # Of its own stream, so that who codes does not hang on how many there are to be drawn.
    dealing = np.random.default_rng([seed, 1])
    shared = _shared(stratum, rank, overlap, dealing)
    frame["overlap"] = shared
    frame["coders"] = _dealt(stratum, rank, shared, coders, dealing)
    return frame[place < frame["inclusion"].to_numpy()]


def _refuse(
    corpus: Corpus, n: int, allocation: object, coders: Sequence[str], overlap: float
) -> None:
    """Raise one error that names every setting that cannot be."""
    faults = []
    if not 1 <= n <= len(corpus):
        faults.append(f"n is {n!r}; it can be 1 to {len(corpus):,}, the articles there are")
    if allocation not in ("proportional", "equal"):
        faults.append(f"allocation is {allocation!r}; it can be 'proportional' or 'equal'")
    if not 0 <= overlap <= 1:
        faults.append(f"overlap is {overlap!r}; it is a share, 0 to 1")
    if isinstance(coders, str):
        faults.append(f"coders is the text {coders!r}; give a list of names")
    elif len(set(coders)) < len(coders):
        faults.append(f"coders names somebody twice: {', '.join(coders)}")
    elif any(not name.strip() or "\n" in name for name in coders):
        faults.append("coders has a name that is empty or goes over lines")
    if faults:
        raise ChoiceError(fault_list("this sample cannot be drawn:", faults))


def _frame(
    corpus: Corpus, by: str, within: str | None, predicted: str | pd.Series | None
) -> pd.DataFrame:
    """Give each article its group, event and predicted code."""
    if isinstance(predicted, pd.Series) and len(predicted) != len(corpus):
        msg = (
            f"predicted has {len(predicted):,} values for {len(corpus):,} articles; give one "
            "an article, in their order."
        )
        raise ChoiceError(msg)
    codes = corpus.column(predicted) if isinstance(predicted, str) else predicted
    none = pd.Series([""] * len(corpus))
    columns = {
        "group": corpus.column(by),
        "event": none if within is None else corpus.column(within),
        "predicted": none if codes is None else codes,
    }
    frame = pd.DataFrame({"article_id": corpus.articles["article_id"]})
    for name, values in columns.items():
        plain = values.reset_index(drop=True)
        frame[name] = plain.astype(object).where(plain.notna(), "").astype(str)
    return frame


def inclusion_of(frame: pd.DataFrame, n: int, allocation: Allocation) -> Floats:
    """Give each article its probability of being drawn; it never falls as n grows."""
    size = frame["n_stratum"].to_numpy(float)
    if allocation == "proportional":
        return np.full(len(frame), n / len(frame))
    # Each group its share of n, each predicted code of it the same part of that share; what
    # a small stratum cannot give goes to the others by raising the part, by bisection.
    codes = frame.groupby("group")["predicted"].transform("nunique").to_numpy(float)
    of_group = frame.groupby("group")["group"].transform("size").to_numpy(float)
    wanted = of_group / codes / size
    low, high = 0.0, 1.0 / wanted.min()
    for _ in range(100):
        middle = (low + high) / 2
        enough = np.minimum(middle * wanted, 1).sum() >= n
        low, high = (low, middle) if enough else (middle, high)
    return np.asarray(np.minimum(high * wanted, 1))


def _spread(event: NDArray[np.generic], draw: np.random.Generator) -> Floats:
    """Give each unit a uniform number, evenly apart within events and over events."""
    codes = pd.factorize(event)[0]
    size = np.bincount(codes)
    shift = np.empty(len(size))
    for m in np.unique(size):
        same = np.flatnonzero(size == m)
        shift[same] = (draw.permutation(len(same)) + draw.random()) / len(same)
    order = draw.permutation(len(codes))
    rank = np.empty(len(codes))
    rank[order] = pd.Series(codes[order]).groupby(codes[order]).cumcount()
    return np.asarray((rank + shift[codes]) / size[codes])


def _shared(stratum: Ints, rank: Ints, overlap: float, draw: np.random.Generator) -> Bools:
    """Choose who is coded by several: an even part of the first so many of any stratum."""
    n_strata = int(stratum.max()) + 1
    shift = ((draw.permutation(n_strata) + draw.random()) / n_strata)[stratum]
    return np.asarray(np.floor((rank + 1) * overlap + shift) > np.floor(rank * overlap + shift))


def _dealt(
    stratum: Ints, rank: Ints, shared: Bools, coders: Sequence[str], draw: np.random.Generator
) -> list[str]:
    """Give each article its coders: all of them, or one, in turn as they are drawn."""
    if not coders:
        return [""] * len(stratum)
    order = np.lexsort([rank, shared, stratum])
    turn = np.empty(len(stratum), np.int64)
    turn[order] = pd.Series(order).groupby([stratum[order], shared[order]]).cumcount()
    turn += draw.permutation(int(stratum.max()) + 1)[stratum]
    return [
        "\n".join(coders) if all_code else coders[int(at) % len(coders)]
        for all_code, at in zip(shared, turn, strict=True)
    ]
