"""What it does to shares that attributions are found unequally well."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import ChoiceError, many, some
from analysis.stats.arrays import Floats, Ints
from analysis.tally import Units

Recall = Mapping[str, float] | pd.DataFrame
UNEQUAL = (
    "How many attributions are found differs between outlets and between kinds of sources (on "
    "PolNeAR .81 of those to named people, .60 to .70 of other kinds): a difference can be "
    "made by that where the two meet."
)
NOT_CHECKED = f"{UNEQUAL} A check by hand says how many are found: recall= takes it."


def with_recall(
    rows: pd.DataFrame, recall: Recall | None, table: pd.DataFrame, units: Units
) -> tuple[pd.DataFrame, str]:
    """Say of each contrast what ratio unequal recall alone would make, and give a note.

    With recall by outlet and kind, the ratio is what the shares found are off by: with R the
    recall of the kind in the group and R' that of all its attributions, R/R' over the same of
    the others. With recall by outlet alone it is the worst there can be if kinds differ no
    more than outlets: the group's highest recall over the others' lowest, or the reverse.
    """
    if recall is None:
        missing = pd.array([pd.NA] * len(rows), dtype="boolean")
        return rows.assign(recall_ratio=np.nan, beyond_recall=missing), NOT_CHECKED
    known = _recall_of(recall, units)
    by_kind = isinstance(recall, pd.DataFrame) and "kind" in recall
    estimate = rows["estimate"].to_numpy(float)
    if by_kind:
        bias = _bias_of_kinds(rows, known, table, units)
    else:
        bias = np.sign(estimate) * _worst(rows, known, units)
    beyond = pd.array(estimate * (estimate - bias) > 0, dtype="boolean")
    beyond[np.isnan(estimate) | np.isnan(bias)] = pd.NA
    rows = rows.assign(recall_ratio=np.exp(bias), beyond_recall=beyond)
    found = rows[rows["finding"]]
    inside = int((~found["beyond_recall"].fillna(value=True)).sum())
    what = "by outlet and kind" if by_kind else "by outlet, at worst"
    note = (
        f"Share of attributions found ({what}): {known.min():.2f} to {known.max():.2f}. Of "
        f"{many(len(found), 'finding')}, {inside:,} could be made by that alone (beyond_recall "
        "is false). That recall itself is an estimate is not taken into account."
    )
    return rows, note


def _worst(rows: pd.DataFrame, known: pd.Series, units: Units) -> Floats:
    """Return the largest log ratio that recalls by outlet could make, for each row."""
    about = pd.DataFrame({"group": units.group, "outlet": units.outlet}).drop_duplicates()
    value = known.reindex(np.array(units.outlets, dtype=object)[about["outlet"]]).to_numpy()
    worst = {}
    for code, name in enumerate(units.groups):
        own, others = value[about["group"] == code], value[about["group"] != code]
        worst[name] = np.log(max(own.max() / others.min(), others.max() / own.min()))
    return np.asarray(rows["group"].map(worst), float)


def _bias_of_kinds(
    rows: pd.DataFrame, known: pd.Series, table: pd.DataFrame, units: Units
) -> Floats:
    """Return the log ratio that recalls by outlet and kind make, for each row."""
    at = pd.Index(units.article_ids).get_indexer(pd.Index(table["article_id"]))
    table, at = table[at >= 0], at[at >= 0]
    found = pd.DataFrame(
        {
            "group": np.array(units.groups, dtype=object)[units.group[at]],
            "item": table["item"].to_numpy(object),
            "there": 1 / _of_each(known, units, at, table["kind"]),
        }
    )

    def reached(part: pd.DataFrame) -> float:
        return len(part) / part["there"].sum() if len(part) else np.nan

    bias = {}
    for group in units.groups:
        sides = [found[found["group"] == group], found[found["group"] != group]]
        for item in rows["source"].unique():
            own, others = (
                reached(side[side["item"] == item]) / reached(side) for side in sides
            )
            bias[group, item] = np.log(own / others)
    return np.array([bias[key] for key in zip(rows["group"], rows["source"], strict=True)])


def _of_each(known: pd.Series, units: Units, at: Ints, kinds: pd.Series) -> Floats:
    """Return the recall that goes with the outlet and kind of each attribution."""
    outlets = np.array(units.outlets, dtype=object)[units.outlet[at]]
    keys = list(zip(outlets.tolist(), kinds.tolist(), strict=True))
    lacking = sorted({key for key in keys if key not in known.index})
    if lacking:
        told = [f"{kind} in {outlet}" for outlet, kind in lacking]
        msg = f"the table given as recall lacks {some(told)}; give each outlet and kind a row."
        raise ChoiceError(msg)
    return known.loc[keys].to_numpy(float)


def _recall_of(recall: Recall, units: Units) -> pd.Series:
    """Take the recall of each outlet, or outlet and kind, and refuse what is none."""
    if not isinstance(recall, pd.DataFrame):
        recall = pd.DataFrame({"outlet": list(recall), "recall": list(recall.values())})
    lacking = [name for name in ("outlet", "recall") if name not in recall]
    if lacking:
        msg = (
            f"the table given as recall lacks {some(lacking)}; it has the columns "
            f"{some(list(recall.columns))}."
        )
        raise ChoiceError(msg)
    used = [units.outlets[code] for code in sorted(set(units.outlet.tolist()))]
    names = recall["outlet"].astype(str)
    value = pd.to_numeric(recall["recall"], errors="coerce")
    absent = [name for name in used if name not in set(names)]
    wrong = recall.loc[~((value > 0) & (value <= 1)), "recall"].tolist()
    if absent or wrong:
        what = f"names none for {some(absent)}" if absent else f"is {some(wrong)}"
        msg = f"recall {what}; give each outlet a share above 0, up to 1."
        raise ChoiceError(msg)
    index: pd.Index[str] | pd.MultiIndex = pd.Index(names)
    if "kind" in recall:
        index = pd.MultiIndex.from_arrays([names, recall["kind"].astype(str)])
    return pd.Series(value.to_numpy(float), index=index)
