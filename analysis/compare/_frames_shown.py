"""How shares of frames are drawn, and what is said of them in a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.check._sheets import TENTATIVE, bound
from analysis.check.agreement import NEVER_DIFFERED, AgreementCheck
from analysis.codebook import Codebook
from analysis.coding.reference import Drawn
from analysis.coding.sample import Sample
from analysis.compare._contrast import observation_of
from analysis.errors import many
from analysis.figures import Rows, draw_rows

GREY = "#7a7a7a"
OF_AGREEMENT = ("alpha", "low", "high", "ac1", "n_units", "verdict", "reason")
"""What of agreement on a code is kept beside a comparison."""
BELOW = 0.27
"""Share of a line by which what was predicted is drawn below what is corrected."""


def draw_both(rows: Rows, naive: pd.DataFrame, ax: Axes | None, *, xlabel: str) -> Axes:
    """Draw corrected values, and under each on its line, in grey, what predictions say.

    ``naive`` has the columns middle, low and high, in the order of ``rows``.
    """
    ax = draw_rows(rows, ax, xlabel=xlabel, reference=0.0)
    heads = [start + n for n, start in enumerate(rows.starts)]
    place = [at for at in range(rows.height) if at not in heads]
    left, right = ax.get_xlim()
    for y, (middle, *ends) in zip(place, naive.to_numpy(float).tolist(), strict=True):
        if np.isnan(middle):
            continue
        seen = [middle, *(end for end in ends if not np.isnan(end))]
        ax.hlines(y + BELOW, min(seen), max(seen), color=GREY, lw=0.9, zorder=2)
        ax.plot(middle, y + BELOW, "|", color=GREY, ms=6, mew=1.4, zorder=3)
        left, right = min(left, *seen), max(right, *seen)
    pad = 0.03 * (right - left)
    ax.set_xlim(left - pad, right + pad)
    return ax


def coding_of(
    inclusion: Drawn,
    codebook: Codebook | None,
    agreement: AgreementCheck | None,
    codes: Sequence[str],
) -> dict[str, object]:
    """Gather what a methods paragraph says of the sample, the coders and their agreement."""
    told: dict[str, object] = {}
    if codebook is not None:
        told["codebook"] = str(codebook)
        told["asked"] = {code: codebook.asked(code) for code in codes if codebook.asked(code)}
    if isinstance(inclusion, Sample):
        table = inclusion.table
        told["sample"] = {
            **{k: v for k, v in inclusion.settings.items() if k != "coders"},
            "n_drawn": len(table),
            "n_of": inclusion.corpus.n_articles,
            "least_inclusion": float(table["inclusion"].min()),
            "most_inclusion": float(table["inclusion"].max()),
            "n_overlap": int(table["overlap"].sum()),
        }
    if agreement is not None:
        whole = agreement.table[agreement.table["group"] == ""]
        by_code = {str(row["variable"]): row for row in whole.to_dict("records")}
        told["coders"] = agreement.settings["coders"]
        told["agreement"] = {
            code: {name: by_code[code][name] for name in OF_AGREEMENT}
            for code in codes
            if code in by_code
        }
    return told


def coding_text(settings: Mapping[str, object]) -> str:
    """Say who coded what, by which codebook, how it was drawn and how far coders agreed."""
    return " ".join(
        filter(None, [_of_sample(settings), _of_coders(settings), _of_agreement(settings)])
    )


def _of_sample(settings: Mapping[str, object]) -> str:
    told = settings.get("sample")
    if not isinstance(told, dict):
        return ""
    least, most = told["least_inclusion"], told["most_inclusion"]
    chance = f"{least:.3g}" if least == most else f"{least:.3g} to {most:.3g}"
    how = "drawn within groups and spread over events (collocated sampling)"
    seed = f", seed {told['seed']}" if "seed" in told else ""
    drawn = f"{how}{seed}" if "seed" in told else "drawn by chance"
    return (
        f"Of {many(told['n_of'], 'article')}, {told['n_drawn']:,} were {drawn}, each with "
        f"probability {chance}, and coded; {told['n_overlap']:,} of them by several coders "
        "independently."
    )


def _of_coders(settings: Mapping[str, object]) -> str:
    coders, book = settings.get("coders"), settings.get("codebook")
    who = str(settings.get("coded_by") or "")
    if isinstance(coders, tuple):
        named = ", ".join(coders)
        who = f"{many(len(coders), 'coder')} ({named}{': ' if who else ''}{who})"
    if not who and not book:
        return ""
    by = f" by the codebook {book}" if book else ""
    return f"{who or 'Coders'} coded{by}."


def _of_agreement(settings: Mapping[str, object]) -> str:
    agreement = settings.get("agreement")
    if not isinstance(agreement, dict) or not agreement:
        return ""
    confidence = float(str(settings["confidence"]))
    told = [
        f"{code} {one['alpha']:.2f} [{bound(one['low'])}, {one['high']:.2f}]"
        if one["alpha"] == one["alpha"] and one["low"] == one["low"]
        else f"{code} not defined"
        for code, one in agreement.items()
    ]
    units = sorted({one["n_units"] for one in agreement.values()})
    over = f"{units[0]:,}" if len(units) == 1 else f"{units[0]:,} to {units[-1]:,}"
    never = any(one["alpha"] == 1 for one in agreement.values())
    how = f" {NEVER_DIFFERED}" if never else ""
    return (
        f"Agreement over {over} articles coded by several, Krippendorff's alpha with its "
        f"{confidence:.0%} bootstrap interval: {'; '.join(told)}.{how}"
    )


def estimator_text(settings: Mapping[str, object]) -> str:
    """Say how predictions were corrected and tested, for the paper."""
    within = settings["within"]
    strata = f"within {within}" if within else "across the whole corpus"
    how = settings.get("predicted_by") or "for all articles"
    drawn = "" if "sample" in settings else ", drawn with known probability"
    return (
        f"Frames were predicted {how}; {settings['n_coded']:,} of the articles compared were "
        f"coded{drawn}. Each prediction was brought to the scale of the codes by "
        "logistic regression on the coded articles, and replaced by itself plus, where an "
        "article was coded, the error found divided by the probability of being drawn. Over "
        "the draw its expectation is the code, whatever errors the model makes, if predictions "
        "did not know the codes and all that were drawn were coded; scaling by the same codes "
        "adds an error that vanishes with their number (design-based supervised learning, "
        f"Egami et al. 2023). An {observation_of(settings)} has the mean of its articles. "
        f"For each {settings['by']} the mean difference to "
        f"{settings.get('reference', 'the others')} {strata} was tested against the "
        "hypothesis that it is 0: by t with 16 or more events, by the exact sign flip with "
        "6 to 15, not at all with fewer; over outlets by permutation of their means. "
        "P-values were judged as one family at a false discovery rate of "
        f"{settings['fdr']} (Benjamini & Hochberg 1995)."
    )


def unreliable(settings: Mapping[str, object]) -> list[str]:
    """Warn of codes on which coders are not shown to agree."""
    agreement = settings.get("agreement")
    by_code = agreement if isinstance(agreement, dict) else {}
    weak = [
        f"{code} (alpha {one['alpha']:.2f}, {bound(one['low'])} to {one['high']:.2f})"
        for code, one in by_code.items()
        if one["low"] < TENTATIVE
    ]
    why: dict[str, list[str]] = {}
    for code, one in by_code.items():
        if one["reason"]:
            why.setdefault(one["reason"], []).append(code)
    told = [
        f"Agreement on {', '.join(codes)}: {'not judged, ' if unjudged else ''}{reason}."
        for reason, codes in why.items()
        for unjudged in [by_code[codes[0]]["verdict"] == "not judged"]
    ]
    if weak:
        told.append(
            f"Coders are not shown to agree on {', '.join(weak)}: whatever is said of these is "
            "said of what these coders saw, and others may see something else."
        )
    return told
