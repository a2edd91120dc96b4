"""Check whether coders agree well enough for their codes to be built on.

What one coder sees and another does not is no property of the article. Agreement beyond
chance is asked of every variable, and of every outlet where the codes will compare outlets:
codes that hold for one and not for another make a difference of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar, cast, get_args

import pandas as pd
from matplotlib.axes import Axes

from analysis.check._sheets import RELIABLE, TENTATIVE, Drawing, Sheet
from analysis.check.result import CheckResult, Passed
from analysis.codebook import Level
from analysis.coding.codings import Codings
from analysis.corpus import Corpus, CorpusSummary
from analysis.errors import ChoiceError, fault_list, many, some
from analysis.figures import Rows, draw_rows
from analysis.read._files import near

NEVER_DIFFERED = (
    "Where coders never differed the lower bound is the alpha of as many differences as that "
    "number of units does not rule out."
)
"""What a reader of intervals must know of those that no drawing of units can give."""


TOLD = {"unreliable": "not shown reliable"}
"""Verdicts as readers are told them: a lower bound below .667 is no proof against a code."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AgreementCheck(CheckResult):
    """Agreement of coders on each variable, for all units and for each group of them."""

    columns: ClassVar[Mapping[str, str]] = {
        "variable": "what was coded",
        "group": "value of the grouping column; empty for all units",
        "level": "level of measurement: nominal, ordinal, interval or ratio",
        "n_units": "units that two coders or more have coded",
        "n_coders": "coders who coded any of them",
        "n_codes": "codes those units were given",
        "commonest": "the code given most often",
        "prevalence": "share of the codes given that are the commonest",
        "agreement": "share of pairs of codes of one unit that are the same",
        "alpha": "Krippendorff's alpha: 1 is agreement throughout, 0 what chance would give",
        "low": "lower bound of alpha",
        "high": "upper bound of alpha",
        "ac1": "Gwet's AC1, which expects little chance agreement on rare codes; codes are "
        "taken as nominal",
        "ac1_error": "standard error of ac1",
        "kappa": "Cohen's kappa of two coders, Fleiss' of more; codes are taken as nominal",
        "verdict": "reliable, tentative, unreliable or not judged, by the lower bound of alpha",
        "reason": "why a value is missing or not judged, or what to know of it",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        return (
            f"Agreement of coders: Krippendorff's alpha. Lines: {confidence:.0%} bootstrap "
            f"interval over units ({self.settings['resamples']:,} resamples). {NEVER_DIFFERED} "
            "Dotted: "
            f"{TENTATIVE} and {RELIABLE}, held against the lower bound. Filled dots pass the "
            "first."
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw alpha of each variable, and of each group of units below it."""
        rows = self.table
        shown = Rows(
            block=rows["variable"].tolist(),
            label=rows["group"].mask(rows["group"] == "", "all units").tolist(),
            middle=rows["alpha"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=["#1a1a1a" if not group else "#0072b2" for group in rows["group"]],
            filled=rows["verdict"].isin(["reliable", "tentative"]).tolist(),
        )
        ax = draw_rows(shown, ax, xlabel="Krippendorff's alpha", reference=0.0)
        for threshold in (TENTATIVE, RELIABLE):
            ax.axvline(threshold, color="#777777", lw=1, ls=":", zorder=1)
        return ax


def check_agreement(
    codings: Codings | pd.DataFrame,
    *,
    level: Level | Mapping[str, Level] | None = None,
    corpus: Corpus | None = None,
    by: str = "outlet",
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 1,
) -> AgreementCheck:
    """Check whether coders agree beyond chance, variable by variable and group by group.

    Parameters
    ----------
    codings
        Decisions of two coders or more: from `analysis.read_codings`, or a table with
        article_id, coder, variable and code.
    level
        Level of measurement of all variables, or of each by its name. Without it the
        codebook of the codings says.
    corpus, by
        The articles, and a column of theirs: agreement is told for each value of it as well.
        A column of the codings by that name serves without a corpus.
    confidence, resamples, seed
        Of the interval: coverage, drawings of units, and their seed.

    Returns
    -------
    AgreementCheck
        One row a variable and, below it, one a group. ``passed`` is "no" where any variable
        is unreliable over all its units, "yes" where every one is reliable or tentative.

    Raises
    ------
    ChoiceError
        Nobody knows the level of a variable, its codes cannot have that level, or fewer than
        two people coded.

    Notes
    -----
    alpha = 1 - observed / expected disagreement (Krippendorff 2018); bounds are quantiles
    over units drawn again, as one's next units will be others; where coders never differed
    drawing shows nothing, and the lower bound is the alpha of as many differences as so few
    units do not rule out (1 - (1 - confidence)^(1/n) of them). It is held to .800 and .667
    by its lower bound. Nominal codes are equal or not; ordinal codes stand in the order of
    the codebook, or of their numbers; interval and ratio codes are numbers. AC1: Gwet (2008).
    An open decision is a missing code. Where one code takes nearly all units, alpha falls to
    0 or below though coders agree on nearly all: there is next to nothing to agree on beyond
    chance, and too few rare codes to tell. AC1 stays high there and does not contradict it:
    it says that coders agree, not that the rare code can be told. Limits: bounds of fewer
    than 20 units are not judged by; agreement of coders trained together is not validity.

    Examples
    --------
    >>> rows = [(f"a{i}", coder, "conflict", "yes" if i % 3 or (i == 6 and coder == "lee")
    ...     else "no") for i in range(30) for coder in ("kim", "lee")]
    >>> codings = pd.DataFrame(rows, columns=["article_id", "coder", "variable", "code"])
    >>> check = check_agreement(codings, level="nominal")
    >>> check.table[["variable", "n_units", "n_coders"]].to_numpy().tolist()
    [['conflict', 30, 2]]
    >>> check.table.loc[0, ["alpha", "agreement"]].astype(float).round(3).tolist()
    [0.924, 0.967]
    """
    codings = codings if isinstance(codings, Codings) else Codings.of(codings, corpus=corpus)
    if len(codings.coders) < 2:
        msg = (
            f"only {some(codings.coders)} coded; agreement needs two coders or more of the "
            "same units."
        )
        raise ChoiceError(msg)
    settings = Drawing(confidence=confidence, resamples=resamples, seed=seed)
    levels = _levels(codings, level)
    groups = _groups(codings, corpus, by)
    rows = [
        row
        for name in codings.variables
        for row in Sheet.of(codings, name, levels[name], groups).rows(settings)
    ]
    table = pd.DataFrame(rows, columns=list(AgreementCheck.columns))
    return AgreementCheck(
        table=table,
        passed=_passed(table),
        verdict=_verdict(table),
        settings={
            "by": by if groups is not None else None,
            "level": levels,
            "coders": codings.coders,
            **asdict(settings),
        },
        corpus=_summary(codings) if corpus is None else corpus.summary(),
        notes=tuple(_notes(codings, table)),
    )


# -- what was asked for --------------------------------------------------------------------


def _levels(codings: Codings, level: Level | Mapping[str, Level] | None) -> dict[str, Level]:
    """Give each variable its level, or name every one that has none."""
    known = get_args(Level)
    levels: dict[str, Level] = {}
    faults = []
    for name in codings.variables:
        said: object = level.get(name) if isinstance(level, Mapping) else level
        if said is None and codings.codebook is not None:
            said = codings.codebook.variable(name).level
        if said is None:
            faults.append(f"{name} has no level; say level={{{name!r}: 'nominal'}}")
        elif said not in known:
            one_of = ", ".join(known)
            faults.append(
                f"{name} has level {said!r}; it can be {one_of}{near(str(said), known)}"
            )
        else:
            levels[name] = cast("Level", said)
            faults += _unfit(codings, name, levels[name])
    if faults:
        raise ChoiceError(fault_list("agreement cannot be told:", faults))
    return levels


def _unfit(codings: Codings, name: str, level: Level) -> list[str]:
    """Say which codes cannot have the level that was said."""
    if level == "nominal" or _ranks(codings, name):
        return []
    codes = codings.table.loc[codings.table["variable"] == name, "code"]
    codes = codes[codes != ""]
    number = pd.to_numeric(codes, errors="coerce")
    if number.isna().any():
        words = some(sorted(set(codes[number.isna()])))
        told = "a codebook can give their order" if level == "ordinal" else "give numbers"
        return [f"{name} is {level}, but codes are {words}: {told}"]
    if level == "ratio" and (number < 0).any():
        return [f"{name} is ratio, but a code is {number.min():g}; a ratio scale begins at 0"]
    return []


def _ranks(codings: Codings, name: str) -> list[str]:
    """Give the codes of an ordinal variable in the order of its codebook."""
    if codings.codebook is None:
        return []
    variable = codings.codebook.variable(name)
    return [each.code for each in variable.codes] if variable.level == "ordinal" else []


def _groups(codings: Codings, corpus: Corpus | None, by: str) -> pd.Series | None:
    """Give each article its group, if anything says it."""
    if corpus is not None:
        return corpus.column(by).set_axis(corpus.articles["article_id"]).astype(str)
    if by in codings.table:
        rows = codings.table.drop_duplicates("article_id")
        return rows.set_index("article_id")[by].astype(str)
    return None


# -- the whole -----------------------------------------------------------------------------


def _passed(table: pd.DataFrame) -> Passed:
    """Judge the variables over all their units; groups are told, and noted."""
    whole = table.loc[table["group"] == "", "verdict"]
    if (whole == "unreliable").any():
        return "no"
    return "not judged" if (whole == "not judged").any() else "yes"


def _verdict(table: pd.DataFrame) -> str:
    """Name the variables by how far one can build on them."""
    whole = table[table["group"] == ""]
    told = []
    for word in ("reliable", "tentative", "unreliable", "not judged"):
        names = whole.loc[whole["verdict"] == word, "variable"].tolist()
        if names:
            told.append(f"{TOLD.get(word, word)}: {', '.join(names)}")
    return "Of the variables coded, " + "; ".join(told) + "."


def _notes(codings: Codings, table: pd.DataFrame) -> Iterator[str]:
    yield from codings.notes
    whole, parts = table[table["group"] == ""], table[table["group"] != ""]
    good = whole.loc[whole["verdict"].isin(["reliable", "tentative"]), "variable"]
    weak = parts[parts["variable"].isin(good) & (parts["verdict"] == "unreliable")]
    if len(weak):
        named = [f"{r.variable} of {r.group}" for r in weak.itertuples()]
        yield (
            f"agreement is not shown in {many(len(weak), 'group')} where it holds over all "
            f"units: {', '.join(named[:8])}. Comparing these groups by these codes compares "
            "coders too."
        )
    if (parts["verdict"] == "not judged").any():
        n = int((parts["verdict"] == "not judged").sum())
        yield f"{n:,} of {many(len(parts), 'row')} of groups have too little to judge."


def _summary(codings: Codings) -> CorpusSummary:
    """Say of the articles what the codings alone tell."""
    return CorpusSummary(
        n_articles=codings.table["article_id"].nunique(),
        n_outlets=0,
        n_events=0,
        n_undated=0,
        first="",
        last="",
        fingerprint="",
    )
