"""From the chances of pairs to groups of articles: average linkage, piece by piece."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

from analysis.prepare._event_pairs import LONGER_GAP, Floats, Pairs, Places

WEIGHTS = "event_weights.toml"
MOST_TOGETHER = 2_000
"""Articles linked at once; a larger piece is first cut at its weakest links."""
LATE = 0.75
"""Mean chance by text alone from which an article of long after joins: at less most of them
speak of something like the event, and not of it."""
STEP = 0.05
"""By how much the least chance of a link is raised where a piece is too large."""


@dataclass(frozen=True)
class Weights:
    """What turns the features of a pair into a chance that both report one event."""

    intercept: float
    weights: Mapping[str, float]
    threshold: float
    """Mean chance between two groups from which they are one event."""
    measured: Mapping[str, float]
    """What the weights reached on events that they were not learnt from."""

    def chances(self, features: Floats, names: Sequence[str]) -> Floats:
        """Return the chance that the two articles of each pair report one event."""
        of = np.array([self.weights[name] for name in names])
        # one product and sum a row, so that a pair's chance is the same beside any others
        made: Floats = expit(self.intercept + np.einsum("ij,j->i", features, of))
        return made


@cache
def weights_for(*, dates: bool, encoder: bool) -> Weights:
    """Read the weights that were learnt with or without dates and the encoder."""
    known = tomllib.loads(files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8"))
    own = known[f"{'dates' if dates else 'no_dates'}_{'encoder' if encoder else 'no_encoder'}"]
    return Weights(own["intercept"], own["weights"], own["threshold"], own["measured"])


def chance_table(pairs: Pairs, chances: Floats) -> csr_matrix:
    """Return the chances as a matrix of articles by articles; 0 where there is no pair."""
    ends = (
        np.concatenate([pairs.one, pairs.other]),
        np.concatenate([pairs.other, pairs.one]),
    )
    size = (pairs.n_articles, pairs.n_articles)
    return csr_matrix(coo_matrix((np.concatenate([chances, chances]), ends), shape=size))


def linked(chances: csr_matrix, threshold: float) -> Places:
    """Put articles into groups by average linkage; return the number of each one's group.

    Two groups become one while the mean chance over all pairs between them is at least
    ``threshold``; articles that were no candidates for one another count with chance 0.
    Groups that can merge share a link of that chance, so each connected piece is linked
    alone, and the work grows with the pieces and not with the whole.
    """
    group = np.arange(chances.shape[0], dtype=np.int64)
    for piece in _pieces(chances, np.arange(chances.shape[0]), threshold):
        apart = 1 - chances[piece][:, piece].toarray()
        upper = apart[np.triu_indices(len(piece), 1)]
        within = fcluster(linkage(upper, "average"), 1 - threshold, "distance")
        first = np.unique(within, return_index=True)[1]
        group[piece] = piece[first[within - 1]]
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _pieces(chances: csr_matrix, among: Places, least: float) -> list[Places]:
    """Split articles into those that links of at least this chance hold together."""
    held = chances[among][:, among]
    held.data = np.where(held.data >= least, held.data, 0)
    held.eliminate_zeros()
    labels = connected_components(held, directed=False)[1]
    order = np.argsort(labels, kind="stable")
    ends = np.flatnonzero(np.diff(labels[order])) + 1
    pieces = [among[part] for part in np.split(order, ends) if len(part) > 1]
    small = [piece for piece in pieces if len(piece) <= MOST_TOGETHER]
    for piece in pieces:
        if len(piece) > MOST_TOGETHER:
            small += _pieces(chances, piece, least + STEP)
    return small


def mean_chances(chances: csr_matrix, rows: Places, group: NDArray[np.int64]) -> csr_matrix:
    """Return the mean chance of each of ``rows`` with the articles of each group.

    ``group`` is the number of each article's group, or -1 for none.
    """
    n_groups = int(group.max(initial=-1)) + 1
    member = np.flatnonzero(group >= 0)
    shape = (len(group), n_groups)
    belongs = csr_matrix((np.ones(len(member)), (member, group[member])), shape=shape)
    size = np.bincount(group[member], minlength=n_groups)
    total = csr_matrix(chances[rows] @ belongs)
    return csr_matrix(total.multiply(1 / np.maximum(size, 1)))


def grouped(chances: csr_matrix, given: NDArray[np.object_], threshold: float) -> Places:
    """Link what is not decided; let groups join decided events; leave single articles alone."""
    group = np.full(len(given), -1, dtype=np.int64)
    names = list(dict.fromkeys(sorted(one for one in given if one)))
    for place, one in enumerate(given):
        if one:
            group[place] = names.index(one)
    free = np.flatnonzero([one is None for one in given])
    if not len(free):
        return group
    own = linked(csr_matrix(chances[free][:, free]), threshold)
    n_own = int(own.max()) + 1
    if names:
        met = mean_chances(chances, free, group).toarray()
        sums = np.zeros((n_own, len(names)))
        np.add.at(sums, own, met)
        sums /= np.bincount(own, minlength=n_own)[:, None]
        joins = np.where(sums.max(axis=1) >= threshold, sums.argmax(axis=1), -1)
    else:
        joins = np.full(n_own, -1)
    several = np.bincount(own, minlength=n_own) > 1
    numbers = np.where(joins >= 0, joins, np.where(several, len(names) + np.arange(n_own), -1))
    group[free] = numbers[own]
    return group


def attached(
    chances: csr_matrix,
    group: Places,
    free: NDArray[np.bool_],
    opinion: NDArray[np.bool_],
    days: Floats,
    *,
    least: float,
) -> tuple[Places, NDArray[np.bool_]]:
    """Return the event that each single article joins by its text, and which are late."""
    joins = np.full(len(group), -1, dtype=np.int64)
    late = np.zeros(len(group), dtype=bool)
    rows = np.flatnonzero(free)
    if not len(rows) or group.max(initial=-1) < 0:
        return joins, late
    met = mean_chances(chances, rows, group)
    span = pd.Series(days[group >= 0]).groupby(group[group >= 0]).agg(["min", "max"])
    for row, place in enumerate(rows.tolist()):
        of = slice(met.indptr[row], met.indptr[row + 1])
        if of.start == of.stop or met.data[of].max() < least:
            continue
        event = int(met.indices[of][met.data[of].argmax()])
        before, after = (
            span.loc[event, "min"] - days[place],
            days[place] - span.loc[event, "max"],
        )
        late[place] = after > LONGER_GAP and met.data[of].max() >= LATE
        if late[place] or (opinion[place] and not max(before, after) > LONGER_GAP):
            joins[place] = event
    return joins, late


def with_rows(chances: csr_matrix, other: csr_matrix, rows: Places) -> csr_matrix:
    """Replace the rows of a matrix by those of another."""
    taken = np.zeros(chances.shape[0])
    taken[rows] = 1
    return csr_matrix(chances.multiply(1 - taken[:, None]) + other.multiply(taken[:, None]))


def mean_with_others(chances: csr_matrix, group: Places) -> Floats:
    """Return each article's mean chance with the other articles of its event."""
    rows = np.arange(len(group))
    mean = np.full(len(group), np.nan)
    if group.max(initial=-1) < 0:
        return mean
    met = mean_chances(chances, rows, group)
    size = np.bincount(group[group >= 0])
    for place in np.flatnonzero(group >= 0).tolist():
        others = int(size[group[place]]) - 1
        if others:
            mean[place] = met[place, group[place]] * (others + 1) / others
    return mean


def most_alike(chances: csr_matrix, group: Places) -> tuple[Places, Floats]:
    """Return each article's most alike one and their chance; within its event if it has one."""
    closest = np.full(len(group), -1, dtype=np.int64)
    chance = np.zeros(len(group))
    for place, own in enumerate(group.tolist()):
        of = slice(chances.indptr[place], chances.indptr[place + 1])
        others, values = chances.indices[of], chances.data[of]
        if own >= 0:
            inside = group[others] == own
            others, values = others[inside], values[inside]
        if len(others):
            best = values.argmax()
            closest[place], chance[place] = others[best], values[best]
    return closest, chance
