"""Checks of what a comparison is given: every fault is found in one pass."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from analysis.errors import some
from analysis.stats.arrays import Bools, Floats, Ints

LEAST_CONFIDENCE, MOST_FDR = 0.8, 0.2
UNITS = ("cell", "outlet", "article")
INTERVALS = ("selected", "all", "none")


def check_codes(
    n_units: int, n_groups: int, *, event: Ints, outlet: Ints, group: Ints
) -> list[str]:
    """List what is wrong with the codes of articles."""
    faults = []
    lowest = {"event": -1, "outlet": 0, "group": 0}
    for name, codes in (("event", event), ("outlet", outlet), ("group", group)):
        if codes.shape != (n_units,):
            faults.append(f"{name} has shape {codes.shape}; {(n_units,)} is needed")
        elif not np.issubdtype(codes.dtype, np.integer):
            faults.append(f"{name} has type {codes.dtype}; whole numbers are needed")
        else:
            most = n_groups - 1 if name == "group" else np.iinfo(codes.dtype).max
            wrong = np.flatnonzero((codes < lowest[name]) | (codes > most))
            if len(wrong):
                allowed = (
                    f"{lowest[name]} to {most}" if name == "group" else f"{lowest[name]} up"
                )
                faults.append(
                    f"{name} is {codes[wrong[0]]} in article {wrong[0]}"
                    f" ({len(wrong)} such); allowed is {allowed}"
                )
    if n_groups < 2:
        faults.append(f"n_groups is {n_groups}; a comparison needs 2 or more")
    return faults


def check_outlets(event: Ints, outlet: Ints, group: Ints) -> list[str]:
    """List outlets that stand in several groups, where the outlet is to be the unit."""
    inside = event >= 0
    outlets, groups = np.unique(np.stack([outlet, group])[:, inside], axis=1)
    names, often = np.unique(outlets, return_counts=True)
    if not (often > 1).any():
        return []
    example = names[often > 1][0]
    found = some(groups[outlets == example].tolist())
    fault = (
        f"unit is 'outlet', but outlet {example} is in groups {found}; give each outlet one"
        " group, or choose unit 'cell'"
    )
    return [fault]


def check_numbers(counts: sparse.csr_array, exposure: Floats, sets: Ints | None) -> list[str]:
    """List what is wrong with counts and exposures."""
    faults = []
    n_units, n_items = counts.shape
    columns = 1 if sets is None else int(sets.max(initial=0)) + 1
    if n_items == 0:
        faults.append("counts has no items; 1 or more are needed")
    if sets is not None and sets.shape != (n_items,):
        return [*faults, f"exposure_set has shape {sets.shape}; {(n_items,)} is needed"]
    if exposure.size != n_units * columns or len(exposure) != n_units:
        needed = (n_units,) if sets is None else (n_units, columns)
        return [*faults, f"exposure has shape {exposure.shape}; {needed} is needed"]
    if not np.isfinite(exposure).all() or (exposure < 0).any():
        faults.append("exposure has entries that are missing or below 0; give 0 or more")
    if not np.isfinite(counts.data).all() or (counts.data < 0).any():
        faults.append("counts has entries that are missing or below 0; give 0 or more")
    entries = sparse.coo_array(counts)
    unit, item = entries.coords
    own = exposure.reshape(n_units, -1)[unit, 0 if sets is None else sets[item]]
    wrong = np.flatnonzero((entries.data > 0) & (own <= 0))
    if len(wrong):
        articles = sorted({int(unit[k]) for k in wrong})
        faults.append(
            f"articles {some(articles)} count items but have exposure 0; give what they"
            " could have counted"
        )
    return faults


def check_choices(
    fdr: float,
    confidence: float,
    unit: str,
    intervals: str | Bools,
    shape: tuple[int, int],
) -> list[str]:
    """List what is wrong with the choices of a comparison."""
    faults = []
    if not 0 < fdr <= MOST_FDR:
        faults.append(f"fdr is {fdr}; allowed is above 0 up to {MOST_FDR}")
    if not LEAST_CONFIDENCE <= confidence < 1:
        faults.append(f"confidence is {confidence}; allowed is {LEAST_CONFIDENCE} to below 1")
    if unit not in UNITS:
        faults.append(f"unit is {unit!r}; allowed are {some(UNITS)}")
    if isinstance(intervals, str):
        if intervals not in INTERVALS:
            faults.append(
                f"intervals is {intervals!r}; allowed are {some(INTERVALS)} or a table of"
                " true and false, groups by items"
            )
    elif intervals.shape != shape or intervals.dtype != bool:
        faults.append(
            f"intervals is a table of {intervals.dtype} of shape {intervals.shape}; a table"
            f" of true and false of shape {shape} is needed"
        )
    return faults


def check_values(values: Floats, weights: Floats) -> list[str]:
    """List what is wrong with values and their weights."""
    faults = []
    if values.ndim not in {1, 2}:
        faults.append(
            f"values has {values.ndim} dimensions; 1, or articles by items, is needed"
        )
    if np.isinf(values).any():
        faults.append("values has infinite entries; give numbers, or NaN where there is none")
    if weights.shape != (len(values),):
        faults.append(f"weights has shape {weights.shape}; {(len(values),)} is needed")
    elif not np.isfinite(weights).all() or (weights < 0).any():
        faults.append("weights has entries that are missing or below 0; give 0 or more")
    return faults
