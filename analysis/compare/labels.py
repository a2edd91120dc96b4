"""Compare the labels chosen for the same people, group or act.

Bias by word choice and labelling, after Hamborg, Zhukova & Gipp (2019), JCDL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import sparse

from analysis.again import Again, Choices, OneItem, Shared
from analysis.compare._contrast import (
    Contrasted,
    against,
    carried_notes,
    compared_with,
    contrast,
    lines_over,
    methods_text,
    settings_of,
    voice_notes,
)
from analysis.compare._recount import counted_of, that_count, whole_text
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice, in_strata
from analysis.errors import ChoiceError, fault_list, some
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.measure.counted import counted_text
from analysis.measure.labels import LabelSet, measure_labels
from analysis.measure.voice import voice_summary
from analysis.results import APART, CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Tally, Units, count_spans, tally_units

LabelSets = Mapping[str, LabelSet]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LabelComparison(Result):
    """Which label each group uses for a referent, as shares of its mentions."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "label": "name of the label",
        "referent": "whom or what the labels of one set name",
        "n_mentions": "mentions by this label that count under the chosen voice",
        "n_plain": "mentions in the outlet's voice, without scare quotes",
        "n_scare": "mentions the outlet sets in scare quotes, with no source",
        "n_quoted": "mentions inside a quote: the words of a source",
        "n_articles": "articles of the group that use the label so that it counts",
        "n_events": "events in which it is used and other groups name the referent too",
        "value_kind": "what value is",
        "value": "counted mentions by this label over all counted mentions of the referent",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "label"
    item_parts: ClassVar[tuple[str, ...]] = ("referent", "label")

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = cast("float", self.settings["confidence"])
        return (
            "Labels chosen, as shares of each referent's mentions by each "
            f"{self.group_word} (voice: {self.settings['voice']}). {self.corpus}. Dots: share; "
            f"{lines_over(self.settings, confidence)}. Filled: differs from "
            f"{compared_with(self.settings)} at a false discovery rate of "
            f"{self.settings['fdr']:g}. Hollow: not shown to differ, which is not the same as "
            "no difference." + diamonds(self.main_rows(), "value", "value_low", "value_high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        return methods_text(self.settings, "the share of each label among its mentions") + (
            "Mentions were found by patterns, the longest match first; uses in scare quotes "
            "and in sources' words were counted apart."
        )

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the labels that anybody uses, findings' labels first."""
        table = self.table
        key = ["referent", "label"]
        by_label = table.groupby(key, sort=False).agg(
            used=("n_mentions", "sum"), found=("finding", "any")
        )
        best = by_label.groupby("referent").transform("max")
        order = by_label.assign(referent_used=best["used"], referent_found=best["found"])
        order = order[order["used"] > 0].sort_values(
            ["referent_found", "referent_used", "referent", "found", "used"],
            ascending=[False, False, True, False, False],
            kind="stable",
        )
        rank = order.index.get_indexer(pd.MultiIndex.from_frame(table[key]))
        shown = table.assign(_rank=rank)[rank >= 0]
        shown = shown.sort_values(["_rank", "group"], kind="stable").drop(columns="_rank")
        n_groups = table["group"].nunique()
        return shown.head(max(most // n_groups, 1) * n_groups)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        shown = Rows(
            block=[
                f"{r}: {label}"
                for r, label in zip(rows["referent"], rows["label"], strict=True)
            ],
            label=self.shown_groups(rows),
            middle=rows["value"].tolist(),
            low=rows["value_low"].tolist(),
            high=rows["value_high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel="share of the group's mentions", reference=0.0)


def compare_labels(
    corpus: Corpus,
    labels: LabelSet | LabelSets,
    *,
    design: Design | None = None,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> LabelComparison:
    """Compare how often each of several labels is used for one referent.

    Parameters
    ----------
    corpus
        Articles to compare.
    labels
        Label → patterns, two or more labels for one referent; or referent → such a set.
        Patterns: see :mod:`analysis.measure.patterns`.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    voice
        "outlet" counts plain uses in the outlet's own voice; "source" those of sources;
        "all" every use. Under "outlet", uses in scare quotes are shown but not counted.
    copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    LabelComparison
        One row a group and label; ``estimate`` is the log ratio of the group's share to
        that of the others in the same events: above 0 it uses the label more.

    Raises
    ------
    ChoiceError
        A set has fewer than two labels, a pattern is faulty, or one group is all there is.

    Notes
    -----
    share = mentions by the label / mentions by any label of the set; Mantel-Haenszel ratio
    over events. Limits: a pattern does not know whom a word is about; shares of one set sum
    to 1, so that a rise of one label is a fall of others. Source: Hamborg et al. (2019).

    Examples
    --------
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "published": "2024-03-01", "headline": "", "event_id": ["e1", "e1", "e2", "e2"],
    ...     "body": ["Strikers marched.", "Militants ran.", "Strikers sang.", "Militants ate."]}
    >>> labels = {"strikers": ["striker*"], "militants": ["militant*"]}
    >>> result = compare_labels(Corpus(pd.DataFrame(rows)), labels)
    >>> result.table[["group", "label", "n_mentions", "value"]].to_numpy().tolist()[:2]
    [['Post', 'strikers', 2, 1.0], ['Post', 'militants', 0, 0.0]]
    """
    design = design or Design()
    sets = label_sets(labels)
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, replace(counted, voice="all"))
    mentions = Spans.concat(
        [_in_set(measure_labels(text, label_set), name) for name, label_set in sets.items()]
    )
    rows, units = tally_units(text.corpus, design)
    counts = mentions.where(_counts(mentions, voice))
    tally = _tally(counts, units, sets)
    make = partial(
        LabelComparison,
        tally=tally,
        again=_again(corpus, replace(design, unit=units.unit), asdict(counted), sets),
        settings=settings_of(units, design, counted, labels=sets),
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, counts, units),
    )
    spoken = (*voice_notes(voice, corpus), *units.notes, *_decided(mentions))
    said = (*_unused(sets, mentions), *corpus.notes, *text.notes, *spoken)
    found = contrast(tally, design)
    table = _table(tally, found, mentions)
    return make(
        table=table,
        notes=(*said, *found.notes, *carried_notes(table, design.within)),
        _against=partial(
            _difference, make, tally=tally, design=design, mentions=mentions, said=said
        ),
    )


def _decided(mentions: Spans) -> tuple[str, ...]:
    """Say how mentions across the border of a quote were counted, if there are any."""
    voices = voice_summary(mentions)
    return (str(voices),) if voices.n_straddling else ()


def _again(corpus: Corpus, design: Design, choices: Choices, sets: LabelSets) -> Again:
    """Say how the labels are compared again with other choices."""
    return Again(
        corpus=corpus,
        design=design,
        choices=choices,
        scores=False,
        settle=partial(_settle, sets),
        make=partial(_once_more, sets, design),
    )


def _settle(sets: LabelSets, choices: Choices, row: pd.Series) -> Callable[[Shared], OneItem]:
    """Refuse choices that cannot be, and say how to count a row's label under them."""
    counted_of(choices)
    referent, label = str(row["referent"]), str(row["label"])
    return partial(_item, choices=choices, label=label, label_set={referent: sets[referent]})


def _item(shared: Shared, choices: Choices, label: str, label_set: LabelSets) -> OneItem:
    """Count one label among the mentions of its referent."""
    counted, ids = counted_of(choices), shared.corpus.articles["article_id"]
    kept = that_count(shared, counted, choices["dates"])
    text = whole_text(shared, "all", counted.parts)
    [(referent, patterns)] = label_set.items()
    mentions = shared.once(
        ("labels", counted.parts, referent), lambda: measure_labels(text, patterns)
    )
    table = mentions.where(_counts(mentions, counted.voice)).table
    by_label = pd.crosstab(table["article_id"], table["value"]).reindex(ids, fill_value=0)
    if not (by_label.sum(axis=1).to_numpy() * kept).any():
        return OneItem.none(label, len(ids), f"no article that counts names {referent}")
    uses = by_label.get(label, by_label.sum(axis=1) * 0).to_numpy(float)
    among = by_label.sum(axis=1).to_numpy(float)
    return OneItem(name=label, counts=uses * kept, exposure=among * kept)


def _once_more(
    sets: LabelSets, design: Design, corpus: Corpus, choices: Choices, label: str
) -> LabelComparison:
    """Compare the labels under other choices."""
    del label
    return compare_labels(corpus, sets, design=design, **choices)  # type: ignore[arg-type]


def label_sets(labels: LabelSet | LabelSets) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return referent → label → patterns, whichever of the two forms was given."""
    if not isinstance(labels, Mapping):
        msg = (
            f"labels is {type(labels).__name__} {labels!r}; give label → patterns, for example "
            "{'eviction': ['[evict]', 'eviction*'], 'relocation': ['relocat*']}."
        )
        raise ChoiceError(msg)
    nested = all(isinstance(value, Mapping) for value in labels.values())
    sets = cast("LabelSets", labels if nested else {"referent": labels})
    short = [name for name, label_set in sets.items() if len(label_set) < 2]
    if short or not sets:
        faults = [f"{name!r} has {len(sets[name])} label; give two or more" for name in short]
        opening = "a label set compares two or more labels for one referent:"
        raise ChoiceError(fault_list(opening, faults or ["no label set was given"]))
    return {
        name: {
            str(label): cast(
                "tuple[str, ...]", patterns if isinstance(patterns, str) else tuple(patterns)
            )
            for label, patterns in label_set.items()
        }
        for name, label_set in sets.items()
    }


def _unused(sets: LabelSets, mentions: Spans) -> list[str]:
    """Name the labels whose patterns match nothing, in any voice."""
    used = set(mentions.table["key"])
    none = [
        f"{referent}: {label}"
        for referent, label_set in sets.items()
        for label in label_set
        if referent + APART + label not in used
    ]
    return [f"no text that counts uses {some(none)}; look at the patterns."] if none else []


def _in_set(mentions: Spans, referent: str) -> Spans:
    """Say of each mention which set its label belongs to."""
    key = referent + APART + mentions.table["value"].astype(str)
    return Spans(mentions.table.assign(referent=referent, key=key))


def _counts(mentions: Spans, voice: Voice) -> pd.Series:
    """Say which mentions count under a voice."""
    table = mentions.table
    if voice == "all":
        return pd.Series(data=True, index=table.index)
    return (table["voice"] == voice) & ~(table["scare"] & (voice == "outlet"))


def _tally(counts: Spans, units: Units, sets: LabelSets) -> Tally:
    """Count mentions by article and label; mentions of the same referent are the exposure."""
    keys = [name + APART + label for name, label_set in sets.items() for label in label_set]
    own_set = np.repeat(np.arange(len(sets)), [len(label_set) for label_set in sets.values()])
    named = Spans(counts.table.assign(value=counts.table["key"]))
    values = count_spans(named, units, keys)
    member = sparse.csr_array(
        (np.ones(len(keys)), (np.arange(len(keys)), own_set)), shape=(len(keys), len(sets))
    )
    return Tally(
        units=units,
        items=tuple(keys),
        counts=values,
        exposure=np.asarray((values @ member).toarray(), float),
        exposure_set=own_set,
    )


def _table(tally: Tally, found: Contrasted, mentions: Spans) -> pd.DataFrame:
    """Put counts by voice beside the two blocks of columns that every comparison has."""
    rows = found.rows(
        tally,
        item="key",
        scale=1.0,
        value_kind="share of mentions",
        estimate_kind="log ratio of shares",
        ceiling=1.0,
    )
    table = mentions.table
    group_of = dict(zip(tally.units.article_ids, tally.units.group, strict=True))
    names = pd.Series(tally.units.groups)
    group = table["article_id"].map(group_of)
    where = pd.MultiIndex.from_arrays([group.map(names), table["key"]])
    key = pd.MultiIndex.from_frame(rows[["group", "key"]])
    kinds = {
        "n_plain": (table["voice"] == "outlet") & ~table["scare"],
        "n_scare": table["scare"],
        "n_quoted": table["voice"] == "source",
    }
    for name, chosen in kinds.items():
        counted = pd.Series(1, index=where)[chosen.to_numpy()].groupby(level=[0, 1]).sum()
        rows[name] = counted.reindex(key).fillna(0).to_numpy(np.int64)
    parts = rows["key"].str.split(APART, n=1, expand=True)
    rows["referent"], rows["label"] = parts[0], parts[1]
    unused = rows["value"].isna()
    rows.loc[unused, "reason"] = "the group uses no label of this set"
    return rows.rename(columns={"count": "n_mentions"})[list(LabelComparison.columns)]


def _difference(
    make: partial[LabelComparison],
    reference: str,
    *,
    tally: Tally,
    design: Design,
    mentions: Spans,
    said: tuple[str, ...],
) -> LabelComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(tally, design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    note = in_strata(note, design.within)
    settings = {**make.keywords["settings"], "reference": reference}
    return make(
        table=_table(tally, found, mentions),
        notes=(*said, note, *found.notes),
        settings=settings,
    )


def _evidence(counts: Spans, units: Units, row: pd.Series) -> Spans:
    """Return the counted mentions behind one row."""
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    table = counts.table
    same = (table["value"] == row["label"]) & (table["referent"] == row["referent"])
    return counts.where(same & table["article_id"].isin(ids))
