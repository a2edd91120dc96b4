"""Pairs of sentences to be read by hand: how often the alignment of claims errs.

What an aligner misses is counted as absent, and what it joins wrongly as carried. Only
reading tells how often: pairs are drawn with known probabilities, read without a look at
what the aligner made of them, and precision and recall estimated for all pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.coding._judged import key_of
from analysis.coding._page import plain, write_new
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted
from analysis.errors import ChoiceError
from analysis.measure._statements import Aligner, by_event
from analysis.measure.claims import Claims, measure_claims
from analysis.measure.counted import counted_text
from analysis.stats.alike import alike_pairs, cosines
from analysis.stats.arrays import Ints

FLOOR: Mapping[str, float] = {"encoder": 0.20, "words": 0.15}
"""Cosine from which recall is told; of pairs below it too few state the same to say."""
SHEET: Mapping[str, str] = {
    "pair": "number of the pair",
    "same": "yes if who reads one sentence is told the main point of the other; else no",
    "sentence_a": "a sentence",
    "sentence_b": "a sentence of another outlet on the same event",
    "event_id": "the event",
    "article_a": "article of the first sentence",
    "article_b": "article of the second",
}
"""Columns of the sheet, which says nothing of what the aligner made of a pair."""
KEY: Mapping[str, str] = {
    "pair": "number of the pair",
    "stratum": "what it was drawn from: see ``PARTS``",
    "n_stratum": "pairs of the stratum, drawn or not",
    "inclusion": "probability with which the pair was drawn",
    "aligned": "whether both sentences are in one claim",
    "similarity": "their cosine",
    "aligner": "what aligned them",
    "threshold": "least mean cosine of one claim",
    "floor": "cosine from which recall is told",
    "fingerprint": "of the texts the pairs were drawn from",
}
"""Columns of the key, which is kept beside the sheet and not looked at while reading."""
PARTS: Mapping[str, float] = {
    "aligned, far": 0.25,
    "aligned, near": 0.15,
    "not aligned, near": 0.20,
    "not aligned, middle": 0.15,
    "not aligned, far": 0.15,
    "below": 0.10,
}
"""Part of the sheet that each stratum gets."""


@dataclass(frozen=True, kw_only=True)
class ClaimPairs:
    """Pairs drawn to be read: a sheet for the reader, and the key kept apart from it."""

    sheet: pd.DataFrame
    key: pd.DataFrame

    def to_csv(self, path: str | Path) -> tuple[Path, Path]:
        """Write the sheet, and the key beside it with "-key" in its name; return both.

        Nothing is overwritten. A sentence that a spreadsheet would take for a formula has an
        apostrophe before it.

        Raises
        ------
        ReadError
            One of the two is there already, or cannot be written; then none is written.
        """
        target = Path(path)
        beside = key_of(target)
        sheet = self.sheet.copy()
        for name in ("sentence_a", "sentence_b"):
            sheet[name] = sheet[name].map(plain)
        tables = {target: sheet, beside: self.key}
        write_new({at: table.to_csv(index=False).encode() for at, table in tables.items()})
        return target, beside


def draw_claim_pairs(
    corpus: Corpus,
    n: int = 100,
    *,
    seed: int = 1,
    event: str = "event_id",
    aligner: Aligner = "words",
    threshold: float | None = None,
    copies: Copies = "keep",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> ClaimPairs:
    """Draw pairs of sentences to be read by hand, each with a known probability.

    Parameters
    ----------
    corpus
        The articles whose claims are compared.
    n
        Pairs wanted.
    seed
        The same seed and corpus draw the same pairs.
    event, aligner, threshold
        As for :func:`analysis.measure_claims`; a check holds for these alone.
    copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`. Give what the comparison
        is given.

    Returns
    -------
    ClaimPairs
        ``to_csv`` writes the sheet and its key. Write yes or no under ``same``: yes if
        somebody who reads one sentence is told the main point of the other.

    Raises
    ------
    ChoiceError
        ``n`` is below 20, or no event has sentences of two outlets.

    Notes
    -----
    Pairs are those of sentences of different outlets on one event. Six strata: aligned pairs
    below and above their median similarity, pairs that were not aligned by thirds of the
    way from the floor to the threshold and beyond, and pairs below the floor. What a small
    stratum cannot give is not made up for.

    Examples
    --------
    >>> told = "Police arrested 31 dockers at the gate. The mayor called a meeting of {}."
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "event_id": ["e1", "e1", "e2", "e2"], "published": "2024-03-01", "headline": "",
    ...     "body": [told.format(who) for who in ("cooks", "cooks", "nurses", "bakers")]}
    >>> drawn = draw_claim_pairs(Corpus(pd.DataFrame(rows)), 20)
    >>> drawn.key.groupby("aligned")["n_stratum"].agg(["size", "max"]).to_numpy().tolist()
    [[2, 4], [4, 2]]
    """
    if n < 20:
        msg = f"n is {n!r}; it must be 20 or more, for there are six strata."
        raise ChoiceError(msg)
    counted = Counted(voice="all", copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, counted)
    claims = measure_claims(
        text.corpus,
        event=event,
        aligner=aligner,
        threshold=threshold,
        within=text.spans,
        quotes=text.quotes,
    )
    drawn = _drawn(
        _candidates(claims, FLOOR[claims.aligner]), claims, n, np.random.default_rng(seed)
    )
    if drawn.empty:
        msg = "no event has sentences of two outlets, so that there is no pair to read."
        raise ChoiceError(msg)
    fingerprint = text.corpus.summary().fingerprint
    return _laid_out(drawn, claims, fingerprint)


def _laid_out(drawn: pd.DataFrame, claims: Claims, fingerprint: str) -> ClaimPairs:
    """Part what the reader sees from what is known of each pair."""
    rows = claims.spans.table
    a, b = rows.iloc[drawn["a"]], rows.iloc[drawn["b"]]
    number = np.arange(1, len(drawn) + 1)
    sheet = pd.DataFrame(
        {
            "pair": number,
            "same": "",
            "sentence_a": a["wording"].to_numpy(),
            "sentence_b": b["wording"].to_numpy(),
            "event_id": a["event"].to_numpy(),
            "article_a": a["article_id"].to_numpy(),
            "article_b": b["article_id"].to_numpy(),
        }
    )
    key = drawn.assign(
        pair=number,
        aligned=np.where(drawn["aligned"], "yes", "no"),
        aligner=claims.aligner,
        threshold=claims.threshold,
        floor=FLOOR[claims.aligner],
        fingerprint=fingerprint,
    )
    return ClaimPairs(sheet=sheet, key=key[list(KEY)])


def _candidates(claims: Claims, floor: float) -> pd.DataFrame:
    """List the pairs of different outlets that are aligned or reach the floor, by stratum."""
    rows = claims.spans.table
    event = pd.factorize(rows["event"])[0].astype(np.int64)
    claim = pd.factorize(rows["value"])[0].astype(np.int64)
    outlet = pd.factorize(rows["outlet"])[0].astype(np.int64)
    found = []
    for own in by_event(event):
        here = [part[own] for part in claims.vectors]
        one, other = alike_pairs(here, floor)
        joined = _joined(claim[own])
        both = np.unique(np.concatenate([np.stack([one, other], 1), joined]), axis=0)
        a, b = both[:, 0], both[:, 1]
        places = pd.DataFrame({"a": own[a], "b": own[b], "similarity": cosines(here, a, b)})
        found.append(places)
    pairs = pd.concat(found, ignore_index=True)
    pairs = pairs[outlet[pairs["a"]] != outlet[pairs["b"]]].reset_index(drop=True)
    aligned = claim[pairs["a"]] == claim[pairs["b"]]
    middle = float(pairs["similarity"][aligned].median()) if aligned.any() else 0.0
    step = (claims.threshold - floor) / 2
    cuts = [floor + step, claims.threshold]
    near = np.where(
        aligned,
        np.where(pairs["similarity"] < middle, "aligned, far", "aligned, near"),
        np.array(["not aligned, far", "not aligned, middle", "not aligned, near"])[
            np.searchsorted(cuts, pairs["similarity"], side="right")
        ],
    )
    return pd.DataFrame(pairs.assign(aligned=aligned, stratum=near))


def _joined(claim: Ints) -> Ints:
    """List the pairs of rows that share a claim, the lower row first."""
    order = np.argsort(claim, kind="stable")
    starts = np.flatnonzero(np.diff(claim[order], prepend=-1))
    found = [np.zeros((0, 2), np.int64)]
    for members in np.split(order, starts[1:]):
        if len(members) > 1:
            one, other = np.triu_indices(len(members), 1)
            found.append(np.stack([members[one], members[other]], axis=1))
    return np.concatenate(found)


def _drawn(
    pairs: pd.DataFrame, claims: Claims, n: int, draw: np.random.Generator
) -> pd.DataFrame:
    """Draw from each stratum without replacement, and put the pairs in a random order."""
    chosen = []
    for stratum, part in PARTS.items():
        if stratum == "below":
            frame, size = _below(pairs, claims, round(n * part), draw)
        else:
            frame = pairs[pairs["stratum"] == stratum]
            size = len(frame)
            wanted = min(round(n * part), size)
            frame = frame.iloc[np.sort(draw.choice(size, wanted, replace=False))]
        inclusion = len(frame) / max(size, 1)
        chosen.append(frame.assign(stratum=stratum, n_stratum=size, inclusion=inclusion))
    drawn = pd.concat(chosen, ignore_index=True)
    order = draw.permutation(len(drawn)).tolist()
    return pd.DataFrame(drawn.iloc[order]).reset_index(drop=True)


def _below(
    pairs: pd.DataFrame, claims: Claims, wanted: int, draw: np.random.Generator
) -> tuple[pd.DataFrame, int]:
    """Draw pairs of different outlets that are not among those listed, and count them."""
    rows = claims.spans.table
    outlet = pd.factorize(rows["outlet"])[0].astype(np.int64)
    places = list(by_event(pd.factorize(rows["event"])[0].astype(np.int64)))
    counts = [len(own) ** 2 - int((np.bincount(outlet[own]) ** 2).sum()) for own in places]
    left = sum(counts) // 2 - len(pairs)
    weight = np.array([len(own) * (len(own) - 1) for own in places], float)
    listed = set(zip(pairs["a"].tolist(), pairs["b"].tolist(), strict=True))
    found: dict[tuple[int, int], None] = {}
    while len(found) < min(wanted, left):
        own = places[int(draw.choice(len(places), p=weight / weight.sum()))]
        a, b = sorted(draw.choice(own, 2, replace=False).tolist())
        # Any two sentences of an event are as likely; those that are no such pair are left.
        if outlet[a] != outlet[b] and (a, b) not in listed:
            found[a, b] = None
    frame = pd.DataFrame(list(found), columns=["a", "b"]).astype(np.int64)
    similarity = cosines(claims.vectors, frame["a"].to_numpy(), frame["b"].to_numpy())
    return frame.assign(similarity=similarity, aligned=False, stratum="below"), left
