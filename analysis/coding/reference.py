"""The reference coding: one decision a unit, what predictions are held against."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.coding.codings import Codings
from analysis.coding.sample import Sample
from analysis.errors import ChoiceError, fault_list, some

Floats = NDArray[np.float64]
Drawn = Sample | float | None
"""How articles came to be coded: the sample, one probability, or a column says it."""
YES, NO = "yes", "no"
STATES = {YES: 1.0, "1": 1.0, NO: 0.0, "0": 0.0}
"""Codes that say whether an article has something, and what each counts."""
DECIDE = (
    "Decide on the page that write_disagreements(codings, corpus, 'decide.html') writes, and "
    'give its export: settled(codings, decisions), or decisions = "decide-decisions.csv" '
    "under [codings] of a study."
)
"""What to do about codes that coders differ on."""
FEW = 10
"""Coded articles with a code, or without it, below which a correction is warned about."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Ids of the articles of the corpus, and of those that would be compared if predicted."""

    corpus: Collection[str]
    compared: Collection[str]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Codes of the articles drawn, in the order of all articles; missing where not coded.

    ``codes`` is articles × codes, 0 or 1; ``inclusion`` the probability of each article to be
    drawn, known at least for those that were.
    """

    codes: Floats
    inclusion: Floats
    n_elsewhere: int = 0
    """Articles that were coded and are not compared: copies, articles without an event …"""
    drawn: Drawn = None

    @property
    def unlikely(self) -> float:
        """Standard errors by which the coded stand for more or fewer articles than there are.

        Drawn with the probabilities said, Σ 1/π over the coded is the number of articles,
        give or take √Σ (1 - π)/π².
        """
        chance = self.inclusion[self.coded]
        spread = float(np.sqrt(((1 - chance) / chance**2).sum()))
        off = float((1 / chance).sum()) - len(self.codes)
        return off / spread if spread > 0 else 0.0

    @property
    def n_coded(self) -> int:
        """Articles that were coded and are compared."""
        return int(self.coded.sum())

    @property
    def coded(self) -> NDArray[np.bool_]:
        """Whether each article was coded."""
        return np.asarray(~np.isnan(self.codes).any(axis=1), bool)


def settled(codings: Codings, decisions: Codings | None = None) -> pd.DataFrame:
    """Settle what coders decided: what all say, else what was decided between them.

    Parameters
    ----------
    codings
        Decisions of coders on articles, yes or no (or 1 or 0) on each variable.
    decisions
        What was decided where they disagreed, by one coder or after talk; elsewhere it is
        not looked at.

    Returns
    -------
    pandas.DataFrame
        article_id and a column a variable: 1 for yes, 0 for no, missing where every coder
        left it open.

    Raises
    ------
    ChoiceError
        Coders disagree and nobody decided, or those who decided do; or a code is neither
        yes nor no. All are named.

    Examples
    --------
    >>> rows = [("a1", "kim", "conflict", "yes"), ("a1", "lee", "conflict", "no"),
    ...     ("a2", "kim", "conflict", "no")]
    >>> names = ["article_id", "coder", "variable", "code"]
    >>> both = Codings.of(pd.DataFrame(rows, columns=names))
    >>> final = Codings.of(pd.DataFrame([("a1", "both", "conflict", "yes")], columns=names))
    >>> settled(both, final).to_numpy().tolist()
    [['a1', 1], ['a2', 0]]
    """
    if "start" in codings.table and codings.table["start"].notna().any():
        msg = (
            "codings are of parts of articles; a reference coding is of whole articles: say "
            "first what an article has whose parts were coded."
        )
        raise ChoiceError(msg)
    faults: list[str] = []
    undecided = False
    columns = []
    for name in codings.variables:
        share = _share_of_yes(codings, name, "", faults.append)
        apart = (share > 0) & (share < 1)
        if decisions is not None and name in decisions.variables:
            final = _share_of_yes(decisions, name, " in the decisions", faults.append)
            unsure = final.index[(final > 0) & (final < 1)]
            faults += [f"{name} of {article!r}: who decided disagree" for article in unsure]
            final = final.reindex(share.index)
            share = share.mask(apart & final.notna(), final)
            apart &= final.isna()
        undecided |= bool(apart.any())
        faults += [
            f"{name} of {article!r}: coders disagree and nobody decided"
            for article in share.index[apart]
        ]
        columns.append(share.rename(name))
    if faults:
        told = fault_list("there is no reference coding yet:", faults)
        raise ChoiceError(f"{told}\n{DECIDE}" if undecided else told)
    table = pd.concat(columns, axis=1).sort_index()
    return table.astype("Int64").reset_index(names="article_id")


def _share_of_yes(
    codings: Codings, name: str, where: str, fault: Callable[[str], None]
) -> pd.Series:
    """Give each article the share of its coders who say yes; missing where all left it open."""
    wide = codings.side_by_side(name).set_index("article_id")
    codes = wide[[coder for coder in codings.coders if coder in wide]]
    given = {code for column in codes for code in codes[column].dropna()}
    wrong = sorted(given - set(STATES))
    if wrong:
        fault(f"{name} has the codes {some(wrong)}{where}; it takes yes and no, or 1 and 0")
    states = codes.apply(lambda column: column.map(STATES)).to_numpy(float)
    return pd.Series(np.nansum(states, axis=1), index=codes.index) / codes.notna().sum(axis=1)


def reference_of(
    table: pd.DataFrame | Codings,
    codes: Sequence[str],
    article_ids: Sequence[str],
    inclusion: Drawn,
    known: Known,
) -> Reference:
    """Lay a reference coding out over all articles, or name everything wrong with it.

    Codings as coders gave them, a row a decision, are settled first.
    """
    table = _one_an_article(table, codes)
    faults = [f"the coding has no column {name!r}" for name in codes if name not in table]
    if "article_id" not in table:
        faults.append("the coding has no column 'article_id'")
    if faults:
        raise ChoiceError(fault_list("the coding cannot be used:", faults))
    rows = table.assign(article_id=table["article_id"].astype(str))
    at = pd.Index(article_ids).get_indexer(pd.Index(rows["article_id"]))
    laid = np.full((len(article_ids), len(codes)), np.nan)
    for column, name in enumerate(codes):
        values = pd.to_numeric(rows[name], errors="coerce").to_numpy(float)
        wrong = rows.loc[~np.isin(values, (0, 1)) & rows[name].notna().to_numpy(), name]
        if len(wrong):
            told = some(sorted({str(value) for value in wrong}))
            faults.append(f"{name} has {told}; a reference code is 0 or 1")
        laid[at[at >= 0], column] = values[at >= 0]
    twice = rows.loc[rows["article_id"].duplicated(), "article_id"]
    if len(twice):
        faults.append(f"coded twice: {some(twice.tolist())}; settle what coders decided first")
    chance = _chances(rows, at, len(article_ids), inclusion, faults.append)
    faults += _elsewhere(rows["article_id"].tolist(), article_ids, known)
    reference = Reference(
        codes=laid, inclusion=chance, n_elsewhere=int((at < 0).sum()), drawn=inclusion
    )
    if inclusion is not None or "inclusion" in rows:
        faults += _uncoded(reference, article_ids)
    if faults:
        raise ChoiceError(fault_list("the coding cannot be used:", faults))
    return reference


def _one_an_article(given: pd.DataFrame | Codings, codes: Sequence[str]) -> pd.DataFrame:
    """Settle codings as coders gave them, of some variables; leave a reference as it is."""
    if not isinstance(given, Codings):
        if not {"coder", "variable", "code"} <= set(given):
            return given
        given = Codings.of(given)
    rows = given.table[given.table["variable"].isin(codes)]
    if rows.empty:
        return pd.DataFrame({"article_id": []})
    return settled(replace(given, table=rows.reset_index(drop=True)))


def _elsewhere(ids: list[str], article_ids: Sequence[str], known: Known) -> Iterator[str]:
    """Name coded articles that the corpus does not have, or that nothing was predicted of."""
    strange = [one for one in ids if one not in known.corpus]
    if strange:
        yield f"coded, but not in the corpus: {some(strange)}"
    compared = set(article_ids)
    bare = [one for one in ids if one in known.compared and one not in compared]
    if bare:
        yield f"coded, but not predicted: {some(bare)}"


def _uncoded(reference: Reference, article_ids: Sequence[str]) -> Iterator[str]:
    """Name articles that were drawn and not coded: the rest of a sample is no sample."""
    left = ~reference.coded
    if isinstance(reference.drawn, Sample):
        left &= np.isin(list(article_ids), reference.drawn.table["article_id"])
        if left.any():
            named = some([one for one, out in zip(article_ids, left, strict=True) if out])
            yield f"drawn, but not coded: {named}; code them too, or draw fewer"
        return
    sure = reference.coded.any() and (reference.inclusion[reference.coded] == 1).all()
    if sure and left.any():
        yield (
            f"inclusion is 1, which says that all were coded, but {int(left.sum()):,} of "
            f"{len(left):,} articles were not"
        )


def _chances(
    rows: pd.DataFrame,
    at: NDArray[np.int64],
    size: int,
    inclusion: Drawn,
    fault: Callable[[str], None],
) -> Floats:
    """Give each article its probability of being drawn; 1 where nobody could say."""
    chance = np.ones(size)
    if isinstance(inclusion, Sample):
        known = inclusion.table.set_index("article_id")["inclusion"]
        given = rows["article_id"].map(known).to_numpy(float)
        if np.isnan(given).any():
            absent = rows.loc[np.isnan(given), "article_id"].tolist()
            fault(f"coded, but not drawn in the sample: {some(absent)}")
    elif inclusion is not None:
        given = np.full(len(rows), float(inclusion))
    elif "inclusion" in rows:
        given = pd.to_numeric(rows["inclusion"], errors="coerce").to_numpy(float)
    else:
        fault(
            "nobody says with which probability each article was drawn to be coded: give the "
            "sample, one number, or a column inclusion"
        )
        return chance
    unknown = isinstance(inclusion, Sample) & np.isnan(given)
    if not (((given > 0) & (given <= 1)) | unknown).all():
        fault("a probability of inclusion must lie above 0, up to 1")
    chance[at[at >= 0]] = given[at >= 0]
    return chance
