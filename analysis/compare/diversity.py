"""Compare how many sources each group quotes, and how evenly, at equal numbers of quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._attributed import Aliases, Attributed, attributed, joined
from analysis.compare._contrast import (
    carried_notes,
    compared_with,
    lines_over,
    notes_in,
    observation_of,
    reasons_in,
    settings_of,
)
from analysis.compare._diversity import (
    TESTED,
    contrast_of,
    contrasted,
    levels_at_one_number,
    tally_at_equal_numbers,
    too_small,
    without_each_outlet,
)
from analysis.compare._quoted import by_name
from analysis.compare._recall import UNEQUAL
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, in_strata
from analysis.errors import ChoiceError
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.stats.arrays import Floats
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.tally import ScoreTally, Units, tally_units

KINDS: Mapping[str, str] = {
    "richness": "number of sources",
    "shannon": "Shannon's H, in nats",
    "hill_1": "exp H, as a number of sources",
    "simpson": "Simpson's 1 - Σp²",
    "hill_2": "1/Σp², as a number of sources",
}
"""The indices, and what each is."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DiversityComparison(Result):
    """How many sources each group quotes, and how evenly, at equal numbers of attributions."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "index": "richness, shannon, hill_1, simpson or hill_2; all rise with diversity",
        "n_attributions": "attributions of the group to a source that is known",
        "n_sources": "different sources among them; it grows with their number",
        "size": "attributions at which value is taken, the same for all groups",
        "n_articles": "articles of the group with such attributions",
        "n_events": "events in which the group and others have enough of them to be compared",
        "value_kind": "what value is",
        "value": "diversity expected among so many of the group's attributions of all events",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "index"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        rows, confidence = self.main_rows(), float(str(self.settings["confidence"]))
        size = int(rows["size"].max()) if len(rows) else 0
        levels = f" The table has own levels too, among {size:,} attributions each." * (
            size > 0
        )
        return (
            f"Diversity of sources by {self.group_word}, at equal numbers of attributions "
            f"(exact rarefaction). {self.corpus}. Dots: how many sources more (right) or "
            f"fewer than {compared_with(self.settings)}, counted as they are (richness) or as "
            "equally quoted ones that would be as diverse (hill_1, hill_2); "
            f"{lines_over(self.settings, confidence)}. Filled: {TESTED}, the one index "
            "tested, "
            f"differs at a false discovery rate of {self.settings['fdr']:g}. Hollow: not shown "
            "to differ, or described without a test."
            + diamonds(rows, "estimate", "low", "high")
            + levels
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        unit = observation_of(self.settings)
        return in_strata(
            f"The diversity of the sources of each {self.settings['by']} was taken as that "
            "expected among equal numbers of attributions drawn without replacement (Hurlbert "
            "1971; Hill numbers of Chao et al. 2014): richness, Shannon's H, Simpson's 1 - Σp² "
            "and the Hill numbers of order 1 and 2 (Hill 1973; Jost 2006). Levels pool all "
            "events, with intervals by a jackknife over them. For the contrast each event's "
            f"attributions were rarefied to those of its smallest {unit} with "
            f"{self.settings['least']} or more; the null hypothesis is that the mean "
            "difference from the others over events is 0 (exact sign flip with 6 to 15 events, "
            "t with more; of sides, a permutation of outlets). Tested was the Hill number of "
            "order 1 alone, the others are described. P-values were judged as one "
            f"family at a false discovery rate of {self.settings['fdr']} (Benjamini & Hochberg "
            "1995).",
            self.settings["within"],
        )

    def main_rows(self, most: int = 45) -> pd.DataFrame:
        """Return the three numbers of sources (Hill numbers of order 0, 1 and 2)."""
        shown = ("richness", "hill_1", "hill_2")
        rows = self.table[self.table["index"].isin(shown)]
        rank = rows["index"].map(shown.index)
        return rows.loc[rank.sort_values(kind="stable").index].head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours([str(group) for group in self.table["group"]])
        shown = Rows(
            block=rows["index"].tolist(),
            label=self.shown_groups(rows),
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        label = "sources more or fewer, at equal numbers of attributions"
        return draw_rows(shown, ax, xlabel=label, reference=0.0)


def compare_source_diversity(
    corpus: Corpus,
    *,
    of: str = "source",
    least: int = 3,
    attributions: Spans | None = None,
    sources: pd.DataFrame | None = None,
    aliases: Aliases | None = None,
    design: Design | None = None,
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> DiversityComparison:
    """Compare how many sources are quoted, and how evenly, at equal numbers of attributions.

    Parameters
    ----------
    corpus
        Articles to compare.
    of
        "source" takes the people, organisations and outlets that are named, "kind" kinds of
        sources; else a column of ``sources``.
    least
        Attributions that an outlet must have on an event to be compared there.
    attributions, sources, aliases
        As in `compare_sources`.
    design, copies, parts, genre
        Who is compared, and which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    DiversityComparison
        One row a group and index. Only hill_1 is tested: the five say one thing, and each with
        a p of its own would make five findings of one. ``value`` is the group's own level
        over all its events, ``estimate`` its mean difference from the others within events;
        both are taken at equal numbers of attributions, which are others for the two.

    Raises
    ------
    ChoiceError
        A choice cannot be, or one group is all there is.

    Notes
    -----
    Value: the expectation over all draws without replacement of ``size`` attributions, the
    number that is left to the smallest group without its largest event (Hurlbert 1971; Chao
    et al. 2014); groups to whom fewer than 10 are left have none, if two others have 10.
    Estimate: within an event all are rarefied to the fewest that any of them has there. Notes
    say which findings are lost without one outlet. Limits: attributions whose source is not
    known (pronouns that leave open who is meant) are left out, and by name so are "officials"
    and "a witness", who may be one or many; names that an article has only in part count
    apart (``aliases``). Formulae: `analysis.stats.diversity`.

    Examples
    --------
    >>> late = "said that it was late."
    >>> said = {"Post": f"Ada Lee {late} Joe Ray {late} Eva Kim {late}",
    ...     "Star": f"Ada Lee {late} Ada Lee {late} Joe Ray {late}"}
    >>> rows = [{"article_id": f"{outlet}{event}", "outlet": outlet, "published": "2024-03-01",
    ...     "headline": "", "event_id": event, "body": body + " " + event}
    ...     for event in ("e1", "e2", "e3") for outlet, body in said.items()]
    >>> table = compare_source_diversity(Corpus(pd.DataFrame(rows))).table
    >>> table.query("index == 'richness'")[["group", "n_attributions", "n_sources"]].values
    array([['Post', 9, 3],
           ['Star', 9, 2]], dtype=object)
    """
    design = design or Design()
    _refuse(least)
    counted = Counted(voice="all", copies=copies, parts=tuple(parts), genre=genre)
    found = attributed(corpus, attributions, counted, aliases)
    rows, units = tally_units(found.text.corpus, design)
    table, told = _told_apart(found.table, units, sources, of)
    compared = found.text.corpus.where(np.isin(np.arange(len(found.text.corpus)), rows))
    make = partial(
        DiversityComparison,
        tally=tally_at_equal_numbers(table, units, least),
        settings=settings_of(units, design, counted, of=of, least=least, aliases=aliases),
        corpus=compared.summary(),
        _texts=found.text.corpus,
        _behind=partial(_evidence, found, table, units),
    )
    said = (
        *compared.notes,
        *found.text.notes,
        *units.notes,
        *told,
        _left(found, table),
        UNEQUAL,
    )
    levels = levels_at_one_number(table, units, design)
    made = _made(make, levels, design, (*said, *too_small(levels)))
    alone = without_each_outlet(made.table, table, units, design, least)
    return replace(made, notes=(*made.notes, *alone))


def _refuse(least: int) -> None:
    """Raise an error where a number of attributions cannot be."""
    if least < 2:
        msg = f"least is {least!r}; it must be 2 or more: one attribution is always one source."
        raise ChoiceError(msg)


def _told_apart(
    table: pd.DataFrame, units: Units, sources: pd.DataFrame | None, of: str
) -> tuple[pd.DataFrame, list[str]]:
    """Keep the attributions of events whose source can be told apart; say what is noted."""
    item, told = joined(table, sources, of)
    if of == "source":
        item = item.where(by_name(table), "")
    kept = (item != "") & table["article_id"].isin(units.article_ids)
    return table.assign(item=item)[kept], told


def _left(found: Attributed, table: pd.DataFrame) -> str:
    """Say how many attributions are left out."""
    unknown = len(found.table) - len(table)
    return (
        f"{unknown:,} of {len(found.table):,} attributions have no source that is told apart, "
        "or no event, and are left out."
    )


def _made(
    make: partial[DiversityComparison],
    levels: pd.DataFrame,
    design: Design,
    said: tuple[str, ...],
) -> DiversityComparison:
    """Contrast the groups, and put notes beside the numbers."""
    tally: ScoreTally = make.keywords["tally"]
    table = _table(contrasted(tally, design, tally.units.groups), levels, design.within)
    noted = contrast_of(tally, design, [TESTED]).notes
    notes = (*notes_in(noted, design.within), *carried_notes(table, design.within))
    return make(
        table=table,
        notes=(*said, *notes),
        _against=partial(_difference, make, levels=levels, design=design, said=said),
    )


def _table(rows: pd.DataFrame, levels: pd.DataFrame, within: str | None) -> pd.DataFrame:
    """Put contrasts within events beside the levels over all of them."""
    own = levels.set_index(["group", "index"])
    key = pd.MultiIndex.from_frame(rows[["group", "index"]])
    for name in own.columns:
        rows[name] = own[name].reindex(key).to_numpy()
    rows["value_kind"] = rows["index"].map(dict(KINDS)).astype(str)
    rows["estimate_kind"] = "mean difference within events, at equal numbers there"
    reason = reasons_in(rows["reason"].to_numpy(object), within)
    bare: Floats = rows["value"].to_numpy(float)
    low: Floats = rows["value_low"].to_numpy(float)
    none = "level: too few attributions to be taken at an equal number"
    few = "level: fewer than three events, no interval"
    more = np.where(np.isnan(bare), none, np.where(np.isnan(low), few, ""))
    both = [
        "; ".join(dict.fromkeys(part for part in pair if part))
        for pair in zip(reason.tolist(), more.tolist(), strict=True)
    ]
    rows["reason"] = pd.Series(both, index=rows.index, dtype=str)
    return rows[list(DiversityComparison.columns)]


def _difference(
    make: partial[DiversityComparison],
    reference: str,
    *,
    levels: pd.DataFrame,
    design: Design,
    said: tuple[str, ...],
) -> DiversityComparison:
    """Contrast every group with one other, in the events both report."""
    tally: ScoreTally = make.keywords["tally"]
    groups = tally.units.groups
    pairs = [
        (name, tally.only_groups([name, reference])) for name in groups if name != reference
    ]
    rows = pd.concat(
        [contrasted(pair, design, [name]) for name, pair in pairs], ignore_index=True
    )
    table = _table(rows, levels, design.within)
    table["q"] = benjamini_hochberg(table["p"].to_numpy(float))
    table["finding"] = table["q"].fillna(1.0) <= design.fdr
    note = f"each group against {reference!r} alone, in the events both report."
    note = in_strata(note, design.within)
    told = (text for _, pair in pairs for text in contrast_of(pair, design, [TESTED]).notes)
    notes = notes_in(told, design.within)
    settings = {**make.keywords["settings"], "reference": reference}
    return make(table=table, notes=(*said, note, *notes), settings=settings)


def _evidence(found: Attributed, table: pd.DataFrame, units: Units, row: pd.Series) -> Spans:
    """Return the attributions of a group to sources that are known."""
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    spans = found.behind(table.loc[table["article_id"].isin(ids), "parent"])
    return spans.where(spans.table["layer"] == "source")
