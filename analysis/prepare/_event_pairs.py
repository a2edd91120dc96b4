"""Which articles might report one event, and how alike each two of them are.

Each article is compared with the few that share its rare words, names or headline, so the
work grows with the number of articles, not with its square.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

READ = 5_000
"""Characters of a body that are looked at; the rest of a long text says less of its event."""
LEAD = 700
"""Characters of a body that count as its lead."""
WEEKDAYS_IN = 2_000
"""Characters of a body in which days of the week are looked for."""
NEIGHBOURS = 30
"""Articles that each article is compared with, by words, names and headline each."""
WIDESPREAD = 400
"""A word in more articles than this makes no two of them candidates, though it counts."""
BACKGROUND = 20
"""Place of the neighbour that stands for how alike an article is to others of its subject."""
LEAST = 1e-3
"""Likeness below which two articles are taken to share nothing."""
LONG_GAP, LONGER_GAP = 10, 30
"""Days between two articles past which they seldom report one event."""
ROWS_AT_ONCE = 512
PAIRS_AT_ONCE = 10_000
WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=\w))*[^\W_]|\d[\d,.]*\d")
NAME = re.compile(r"(?<=[a-z,;\d] )[A-Z][\w’'-]*\w(?: [A-Z][\w’'-]*\w)*")
WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
WEEKDAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
SAME_DAY_WORDS = 3
"""Mentions of one day of the week past which more of them add nothing."""


@dataclass(frozen=True)
class Material:
    """What of each article is looked at, in one order."""

    headlines: Sequence[str]
    bodies: Sequence[str]
    days: Floats
    """Day of publication, counted from some day; not a number where there is none."""
    meaning: NDArray[np.float32] | None
    """Vectors of the encoder, where it is at hand."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of articles that may belong together, and what is known of each pair."""

    n_articles: int
    one: Places
    other: Places
    likeness: dict[str, Floats]
    """How alike the two are, 0 to 1, by what is compared."""
    days_apart: Floats
    """Days between the two; not a number where one has no date."""

    def features(self, *, use_dates: bool) -> tuple[Floats, list[str]]:
        """Return what the weights multiply: a row a pair, and the names of the columns."""
        columns: dict[str, Floats] = {}
        for name, alike in self.likeness.items():
            best, usual = self._levels(alike)
            near = [alike / best[end] for end in (self.one, self.other)]
            beyond = [
                np.log(np.maximum(alike, LEAST) / usual[end]) for end in (self.one, self.other)
            ]
            columns[name] = alike
            columns[f"{name}, of the best, higher"] = np.maximum(*near)
            columns[f"{name}, of the best, lower"] = np.minimum(*near)
            columns[f"{name}, past the usual, higher"] = np.maximum(*beyond)
            columns[f"{name}, past the usual, lower"] = np.minimum(*beyond)
        if use_dates:
            columns |= _gaps(self.days_apart)
        return np.column_stack(list(columns.values())), list(columns)

    def _levels(self, alike: Floats) -> tuple[Floats, Floats]:
        """Return how alike each article is to its best and to its usual neighbour."""
        ends = np.concatenate([self.one, self.other])
        both = np.concatenate([alike, alike])
        order = np.lexsort((-both, ends))
        counts = np.bincount(ends, minlength=self.n_articles)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        has = counts > 0
        best = np.full(self.n_articles, LEAST)
        usual = best.copy()
        best[has] = both[order[starts[has]]]
        usual[has] = both[order[(starts + np.minimum(BACKGROUND, counts - 1))[has]]]
        return np.maximum(best, LEAST), np.maximum(usual, LEAST)


def _gaps(days: Floats) -> dict[str, Floats]:
    """Describe how far apart two articles were published."""
    unknown = np.isnan(days)
    gap = np.where(unknown, 0, days)
    return {
        "a date is missing": unknown.astype(float),
        "log of days": np.log1p(gap),
        "a day at most": ((gap <= 1) & ~unknown).astype(float),
        "days up to 30": np.minimum(gap, LONGER_GAP),
        "more than 10 days": (gap > LONG_GAP).astype(float),
    }


def find_pairs(material: Material) -> Pairs:
    """Pair each article with those most like it, and say how alike they are."""
    n_articles = len(material.headlines)
    whole = [
        f"{h}\n{b[:READ]}" for h, b in zip(material.headlines, material.bodies, strict=True)
    ]
    leads = [
        f"{h}\n{b[:LEAD]}" for h, b in zip(material.headlines, material.bodies, strict=True)
    ]
    matrices = {
        "words": weighted(whole, words_of),
        "names": weighted([body[:READ] for body in material.bodies], names_of),
        "headline": weighted(material.headlines, words_of),
        "lead": weighted(leads, words_of),
    }
    keys = [_nearest(matrices[name]) for name in ("words", "names", "headline")]
    key = np.unique(np.concatenate(keys)) if n_articles else np.array([], np.int64)
    one, other = np.divmod(key, max(n_articles, 1))
    likeness = {name: _row_products(rows, one, other) for name, rows in matrices.items()}
    days = _weekdays(material.bodies)
    likeness["weekdays"] = np.einsum("ij,ij->i", days[one], days[other])
    if material.meaning is not None:
        meaning = material.meaning.astype(np.float64)
        likeness["meaning"] = np.einsum("ij,ij->i", meaning[one], meaning[other])
    gap = np.abs(material.days[one] - material.days[other])
    return Pairs(n_articles, one, other, likeness, gap)


def words_of(text: str) -> list[str]:
    """List the words and numbers of a text that carry meaning, in lower case.

    >>> words_of("The dockers’ strike of 2,300 men")
    ['dockers', 'strike', '2,300', 'men']
    """
    return [word for word in WORD.findall(text.lower()) if word not in ENGLISH_STOP_WORDS]


def names_of(text: str) -> list[str]:
    """List capitalised words that open no sentence, alone and as whole names.

    >>> names_of("On Monday the mayor, Ann Kay, left. She met Kay's rival.")
    ['Monday', 'Ann', 'Kay', 'Ann Kay', 'Kay']
    """
    found = []
    for name in NAME.findall(text):
        parts = [re.sub(r"['’]s$", "", part) for part in name.split(" ")]
        found += parts
        if len(parts) > 1:
            found.append(" ".join(parts))
    return found


def weighted(texts: Sequence[str], words: Callable[[str], list[str]]) -> csr_matrix:
    """Return a row of length 1 a text: log counts, weighed by how rare a word is."""
    vectorizer = TfidfVectorizer(analyzer=words, min_df=2, sublinear_tf=True, dtype=np.float32)
    try:
        return csr_matrix(vectorizer.fit_transform(texts))
    except ValueError:  # no word stands in two texts
        return csr_matrix(np.zeros((len(texts), 1), dtype=np.float32))


def _nearest(rows: csr_matrix) -> Places:
    """Pair each row with its nearest, by the words that are not everywhere."""
    n_rows = rows.shape[0]
    spread = np.bincount(rows.indices, minlength=rows.shape[1])
    telling = csr_matrix(rows @ diags((spread <= WIDESPREAD).astype(np.float32)))
    telling.eliminate_zeros()
    turned = csr_matrix(telling.T)
    keys = [np.array([], np.int64)]
    for start in range(0, n_rows, ROWS_AT_ONCE):
        block = csr_matrix(telling[start : start + ROWS_AT_ONCE] @ turned)
        for place in range(block.shape[0]):
            row = start + place
            of = slice(block.indptr[place], block.indptr[place + 1])
            near, alike = block.indices[of].astype(np.int64), block.data[of]
            near, alike = near[near != row], alike[near != row]
            if len(near) > NEIGHBOURS:
                order = np.lexsort((near, -alike)) if len(near) < ROWS_AT_ONCE else _top(alike)
                near = near[order[:NEIGHBOURS]]
            keys.append(np.minimum(near, row) * n_rows + np.maximum(near, row))
    return np.unique(np.concatenate(keys))


def _top(alike: NDArray[np.float32]) -> Places:
    """Return the places of the largest; of equal ones the first."""
    least = np.partition(alike, -NEIGHBOURS)[-NEIGHBOURS]
    above = np.flatnonzero(alike > least)
    return np.concatenate([above, np.flatnonzero(alike == least)])


def _row_products(rows: csr_matrix, one: Places, other: Places) -> Floats:
    """Return the cosine of each pair of rows."""
    made = np.zeros(len(one))
    for start in range(0, len(one), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        made[part] = np.asarray(rows[one[part]].multiply(rows[other[part]]).sum(axis=1)).ravel()
    return made


def _weekdays(bodies: Sequence[str]) -> Floats:
    """Return how often each body names each day of the week, as a row of length 1."""
    counts = np.zeros((len(bodies), len(WEEKDAYS)))
    for row, body in enumerate(bodies):
        for name in WEEKDAY.findall(body[:WEEKDAYS_IN]):
            counts[row, WEEKDAYS.index(name)] += 1
    counts = np.minimum(counts, SAME_DAY_WORDS)
    length = np.sqrt(np.square(counts).sum(axis=1, keepdims=True))
    shares: Floats = counts / np.where(length > 0, length, 1)
    return shares
