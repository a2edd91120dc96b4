"""What all comparisons of counts share: a tally goes in, the two blocks of columns come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Corpus
from analysis.design import Counted, Design, Voice, in_strata, same_strata
from analysis.errors import ChoiceError, some
from analysis.measure.voice import ATTRIBUTIONS
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS
from analysis.stats.contrast import CountContrast, Intervals, contrast_counts
from analysis.stats.found import Contrast, with_level_reasons
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.tally import Tally, Units

LEVEL_INTERVAL = {
    False: "an interval that takes the event as the unit",
    True: "the wider of two intervals, one that takes the event as the unit, one the outlet",
}
"""The interval of a group's own level, by whether the unit is the outlet."""
FEW_ARTICLES, ONE_EVENT = 3, 0.5
"""Articles below which, and share of one event above which, a finding is warned about."""
SHORT_LIST = 200
"""A table of at most so many items keeps every row, used or not."""


@dataclass(frozen=True, kw_only=True)
class Contrasted:
    """Contrasts of one analysis: which group and item each row is, and what was found."""

    parts: Sequence[tuple[int, CountContrast]]
    """(group of the tally, or -1 for all of them; its contrast with group 0 of two first)."""
    notes: tuple[str, ...]
    within: str | None

    def rows(
        self,
        tally: Tally,
        *,
        item: str,
        scale: float,
        value_kind: str,
        estimate_kind: str,
        ceiling: float = np.inf,
    ) -> pd.DataFrame:
        """Put contrasts into tidy rows: group, item, counts, own level, contrast.

        Of a long list of items, rows that the group never uses are left out unless that is
        a finding.
        """
        tables = []
        for group, found in self.parts:
            codes = list(range(len(tally.units.groups))) if group < 0 else [group]
            keep = np.ones((len(codes), len(tally.items)), dtype=bool)
            if len(tally.items) > SHORT_LIST:
                keep = (found.n_units[: len(codes)] > 0) | found.selected[: len(codes)]
            names = [tally.units.groups[code] for code in codes]
            table = tidy(found, names, tally.items, item, keep=keep, within=self.within)
            uses = [tally.uses(code)[kept] for code, kept in zip(codes, keep, strict=True)]
            tables.append(table.assign(count=np.concatenate(uses)))
        table = pd.concat(tables, ignore_index=True)
        table["estimate_kind"] = estimate_kind
        table["value_kind"] = value_kind
        for name in ("value", "value_low", "value_high"):
            table[name] = np.minimum(scale * table[name], ceiling)
        plain = {"group": str, item: str, "reason": str}
        return table.reset_index(drop=True).astype(plain)


def contrast(tally: Tally, design: Design, intervals: Intervals = "all") -> Contrasted:
    """Contrast every group of a tally with the others in its events."""
    found = _count_contrast(tally, design, intervals)
    notes = notes_in(found.notes, design.within)
    return Contrasted(parts=[(-1, found)], notes=notes, within=design.within)


def briefly(tally: Tally, design: Design) -> Contrasted:
    """Contrast every group with the others; of a long list only findings have intervals."""
    short = len(tally.items) <= SHORT_LIST
    return contrast(tally, design, "all" if short else "selected")


def against(tally: Tally, design: Design, reference: str) -> Contrasted:
    """Contrast each group with one other, alone, in the events both report.

    What each pair can attain decides what is tested in it; all pairs' p are one family.
    """
    groups = tally.units.groups
    others = [name for name in groups if name != reference]
    if reference not in groups or not others:
        msg = f"the reference must be one of the groups {some(groups)}, not {reference!r}."
        raise ChoiceError(msg)
    intervals: Intervals = "all" if len(tally.items) <= SHORT_LIST else "selected"
    pairs = [
        _count_contrast(tally.only_groups([name, reference]), design, intervals)
        for name in others
    ]
    q = benjamini_hochberg(np.concatenate([found.p[0] for found in pairs]))
    parts = []
    for name, found, own in zip(others, pairs, np.split(q, len(pairs)), strict=True):
        both = np.stack([own, own])
        selected = np.nan_to_num(both, nan=1.0) <= design.fdr
        parts.append((groups.index(name), replace(found, q=both, selected=selected)))
    notes = notes_in((note for found in pairs for note in found.notes), design.within)
    return Contrasted(parts=parts, notes=notes, within=design.within)


def notes_in(notes: Iterable[str], within: str | None) -> tuple[str, ...]:
    """Say each caution once, of the strata that were compared in."""
    return tuple(dict.fromkeys(in_strata(note, within) for note in notes))


def reasons_in(reasons: NDArray[np.object_], within: str | None) -> NDArray[np.object_]:
    """Say why values are missing, of the strata that were compared in; each text once."""
    if within == "event_id":
        return reasons
    said = {reason: in_strata(reason, within) for reason in set(reasons)}
    return np.array([said[reason] for reason in reasons], object)


def _count_contrast(tally: Tally, design: Design, intervals: Intervals) -> CountContrast:
    units = tally.units
    return contrast_counts(
        tally.counts,
        tally.exposure,
        event=units.event,
        outlet=units.outlet,
        group=units.group,
        n_groups=len(units.groups),
        unit=units.unit,
        fdr=design.fdr,
        confidence=design.confidence,
        intervals=intervals,
        exposure_set=tally.exposure_set,
        names=units.groups,
    )


def tidy(
    found: Contrast,
    groups: Sequence[str],
    items: Sequence[str],
    item: str,
    *,
    keep: NDArray[np.bool_] | None = None,
    within: str | None = "event_id",
) -> pd.DataFrame:
    """Lay a contrast out, a row for each group and item kept; groups are its first ones.

    Why a level of counts has no interval is said beside what is said of its contrast.
    """
    keep = np.ones((len(groups), len(items)), dtype=bool) if keep is None else keep
    group, column = np.nonzero(keep)
    columns: dict[str, NDArray[Any]] = {
        "group": np.array(groups, dtype=object)[group],
        item: np.array(items, dtype=object)[column],
    }
    names = {"n_articles": "n_units", "finding": "selected"}
    for name in ("n_articles", "n_events", "value", *LEVEL_COLUMNS, *CONTRAST_COLUMNS):
        if name != "estimate_kind":
            columns[name] = getattr(found, names.get(name, name))[group, column]
    if isinstance(found, CountContrast):  # before a table keeps each text on its own
        level = columns["value"], columns["value_low"]
        columns["reason"] = reasons_in(with_level_reasons(columns["reason"], *level), within)
    return pd.DataFrame(columns)


def settings_of(
    units: Units, design: Design, counted: Counted, **own: object
) -> dict[str, object]:
    """Say every choice behind a result, the seed and the unit that was taken included."""
    return {**own, **asdict(counted), **asdict(design), "unit": units.unit}


def compared_with(settings: Mapping[str, object]) -> str:
    """Say with whom each group is compared, and inside what.

    >>> compared_with({"within": "topic"}), compared_with({"within": None, "reference": "Star"})
    ('the others within the same topic', 'Star across the whole corpus')
    """
    where = same_strata(settings["within"]) or "across the whole corpus"
    return f"{settings.get('reference', 'the others')} {where}"


def unlisted_notes(table: pd.DataFrame, tally: Tally, n_groups: int) -> tuple[str, ...]:
    """Say how many contrasts of a long list of items have no row.

    ``n_groups`` are those that the table compares.
    """
    missing = n_groups * len(tally.items) - len(table)
    if not missing:
        return ()
    are = "contrast of an item" if missing == 1 else "contrasts of items"
    told = (
        f"{missing:,} {are} that the group never uses have no row, as none of them is a "
        "finding; the family of tests holds them all the same."
    )
    return (told,)


def voice_notes(voice: Voice, corpus: Corpus) -> tuple[str, ...]:
    """Say whose words count, where they are not the outlet's alone."""
    words = "of sources" if ATTRIBUTIONS in corpus.layers else "inside quotes"
    told = {
        "all": f"Words {words} count too: a difference may be one of what sources said.",
        "source": f"Only words {words} count: a difference is one of who was quoted and "
        "what was taken from them.",
    }
    return (told[voice],) if voice in told else ()


def carried_notes(table: pd.DataFrame, within: str | None = "event_id") -> tuple[str, ...]:
    """Say how many findings few articles or one event carry.

    Where the whole corpus is compared at once nothing is said of events.

    >>> rows = {"finding": [True, True], "estimate": [1.0, 1.0], "n_articles": [2, 9],
    ...     "largest_event_share": [0.2, 0.7]}
    >>> carried_notes(pd.DataFrame(rows))[0]
    'Of 2 findings 1 stands in fewer than 3 articles, 1 has over half of its evidence from \
one event: check_dispersion names them.'
    """
    found = table[table["finding"]]
    few = int(((found["estimate"] > 0) & (found["n_articles"] < FEW_ARTICLES)).sum())
    one = int((found["largest_event_share"] > ONE_EVENT).sum()) if within else 0
    told = []
    if few:
        told.append(f"{few:,} {'stands' if few == 1 else 'stand'} in fewer than 3 articles")
    if one:
        verb, whose = ("has", "its") if one == 1 else ("have", "their")
        event = in_strata("one event", within)
        told.append(f"{one:,} {verb} over half of {whose} evidence from {event}")
    if not told:
        return ()
    n = f"{len(found):,} finding{'' if len(found) == 1 else 's'}"
    return (f"Of {n} {', '.join(told)}: check_dispersion names them.",)


def methods_text(settings: Mapping[str, object], what: str) -> str:
    """Write the part of the methods paragraph that all contrasts of counts share."""
    within, confidence = settings["within"], float(str(settings["confidence"]))
    strata = f"within {within}" if within else "across the whole corpus"
    others = settings.get("reference", "the others")
    return (
        f"For each {settings['by']}, {what} was compared with that of {others} {strata}. "
        "The ratio is that of Mantel and Haenszel (1959). "
        f"{_test_text(settings, strata)} An interval holds every ratio that the same test "
        f"does not reject at {1 - confidence:.2g}. One family of tests over groups and items "
        "was kept to those whose attainable p could matter (Tarone 1990) and judged at a "
        f"false discovery rate of {settings['fdr']} (Benjamini & Hochberg 1995). Each group's "
        f"own level is its rate {_level_text(settings)}. "
    )


def lines_over(settings: Mapping[str, object], confidence: float) -> str:
    """Say in a caption what the lines beside a group's own level are.

    >>> lines_over({"within": "event_id", "unit": "cell"}, 0.95)
    'lines: 95% interval over events'
    """
    within, over_outlets = settings["within"], settings["unit"] == "outlet"
    if within is None and not over_outlets:
        return "no lines: without events a level has no interval"
    over = "outlets" if within is None else in_strata("events", within)
    over += " and outlets" if over_outlets and within is not None else ""
    return f"lines: {confidence:.0%} interval over {over}"


def _level_text(settings: Mapping[str, object]) -> str:
    """Say over what a group's own level is taken, and with what interval."""
    within, over_outlets = settings["within"], settings["unit"] == "outlet"
    if within is None:
        kind = (
            "an interval that takes the outlet as the unit" if over_outlets else "no interval"
        )
        return f"over all its articles, with {kind}"
    return in_strata(f"over its events, with {LEVEL_INTERVAL[over_outlets]}", within)


def observation_of(settings: Mapping[str, object]) -> str:
    """Say what one observation is.

    >>> observation_of({"unit": "cell", "within": "topic"})
    'outlet × topic cell'
    """
    unit, within = str(settings["unit"]), settings["within"]
    if unit != "cell":
        return unit
    if within is None:
        return "outlet"
    return f"outlet × {'event' if within == 'event_id' else within} cell"


def _test_text(settings: Mapping[str, object], strata: str) -> str:
    """Name the unit, the null hypothesis and the test, as the unit decides them."""
    tails = (
        "enumerated where arrangements are few and otherwise by saddlepoint approximation "
        "(Lugannani & Rice 1980; Barndorff-Nielsen 1986); no random draws are made."
    )
    if settings["unit"] == "outlet":
        return (
            "One observation is the outlet; the null hypothesis is that outlets are "
            f"exchangeable between the values of {settings['by']}. P-values are those of the "
            "permutation of outlets, of the score divided by the root of a design factor for "
            f"how outlets meet and differ in size, {tails}"
        )
    observation = observation_of(settings)
    return (
        f"One observation is the {observation}; the null hypothesis is that {observation}s "
        f"are exchangeable {strata}. P-values are those of the permutation of labels, of the "
        "score and of the studentised score, whichever is larger, and where lengths differ "
        f"much also of a beta-binomial split by length, {tails}"
    )
