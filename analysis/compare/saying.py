"""Compare the verbs by which the same speaker is quoted: said, insisted, claimed, fumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import sparse

from analysis.compare._attributed import Aliases, Attributed, attributed
from analysis.compare._contrast import (
    Contrasted,
    against,
    briefly,
    carried_notes,
    compared_with,
    lines_over,
    methods_text,
    settings_of,
    unlisted_notes,
)
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, in_strata
from analysis.errors import ChoiceError
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.lexicon import Lexicon
from analysis.measure._stance import STANCES, stance_of, verbs_of_saying
from analysis.results import APART, CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.stats.arrays import Floats
from analysis.tally import Tally, Units, tally_units

EQUAL = "speakers held equal"
"""Name of the rows over all speakers, each compared with itself elsewhere."""
OTHER = "other"
"""Stance of a cue that is not in the list, and of quotes without any."""
UNEVEN = ("Cells that are much longer or shorter", "Cells with many more or fewer of them")
"""What is said of lengths, and what is said of numbers of attributions instead."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SayingComparison(Result):
    """In which light each group's verbs of saying put the same speakers."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "source": "the speaker; or speakers held equal: all, each beside itself in other "
        "groups on the same event",
        "stance": "neutral, assertive, doubting or emotive, or the categories of a study's own "
        "list; other: no verb, or one not listed",
        "n": "attributions of the group to the speaker by such a verb",
        "n_possible": "its attributions to the speaker",
        "n_articles": "articles of the group in which it is counted",
        "n_events": "events in which it is counted and other groups quote the speaker too",
        "value_kind": "what value is",
        "value": "share of the speaker's attributions; with speakers held equal, uses over "
        "those expected if all groups had the same share for the same speaker and event",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "stance"
    item_parts: ClassVar[tuple[str, ...]] = ("source", "stance")

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        rows = self.main_rows()
        return (
            f"Verbs of saying by stance and {self.group_word}, for the same speakers on the "
            f"same events. {self.corpus}. Dots: uses over those expected if every speaker were "
            f"quoted alike by all; {lines_over(self.settings, confidence)}. Filled: differs "
            f"from {compared_with(self.settings)} at a false discovery rate of "
            f"{self.settings['fdr']:g}. Hollow: not shown to differ."
            + diamonds(rows[rows["value"] > 0], "value", "value_low", "value_high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        return methods_text(self.settings, "the use of verbs of saying of each stance") + (
            f"Verbs were told apart by a list: {self.settings['verbs']}. Uses are compared as "
            "shares of the attributions to one speaker, and over all speakers beside the uses "
            "expected if each speaker were quoted by verbs of that stance as often by every "
            f"{self.settings['by']} on the event; speakers whom one alone quotes there tell "
            "nothing and are left out of that."
        )

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the rows with speakers held equal, stance by stance."""
        rows = self.table[(self.table["source"] == EQUAL) & (self.table["stance"] != OTHER)]
        order = rows["stance"].map(self._stances().index).sort_values(kind="stable").index
        return rows.loc[order].head(most)

    def _stances(self) -> list[str]:
        return list(dict.fromkeys(self.table["stance"]))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        reference = str(self.settings.get("reference", ""))
        colours = outlet_colours([*self.table["group"], reference])
        with np.errstate(divide="ignore"):
            middle, low, high = np.log(rows[["value", "value_low", "value_high"]].to_numpy().T)
        shown = Rows(
            block=rows["stance"].tolist(),
            label=self.shown_groups(rows),
            middle=middle.tolist(),
            low=low.tolist(),
            high=high.tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel="times what is expected", reference=0.0, log=True)


def compare_saying(
    corpus: Corpus,
    *,
    attributions: Spans | None = None,
    aliases: Aliases | None = None,
    verbs: Lexicon | None = None,
    min_articles: int = 5,
    design: Design | None = None,
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> SayingComparison:
    """Compare the stance of the verbs by which the same speakers are quoted.

    Parameters
    ----------
    corpus
        Articles to compare.
    attributions, aliases
        As in `compare_sources`; the column ``stance`` of cues says which verb is which.
    verbs
        A list of the study's own instead: lemmas of verbs, each in one category.
    min_articles
        Articles in which a speaker must be quoted to have rows of its own.
    design, copies, parts, genre
        Who is compared, and which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    SayingComparison
        One row a group, speaker and stance, and rows with speakers held equal; above 0 in
        ``estimate`` the group uses such verbs more.

    Raises
    ------
    ChoiceError
        No attribution names a speaker, or one group is all there is.

    Notes
    -----
    Of a speaker: share = attributions by verbs of the stance / attributions to the speaker.
    Speakers held equal: with n_s of an outlet's attributions on an event to speaker s, and
    Y_s of all N_s to it by such verbs, Σ n_s·Y_s/N_s are expected; uses over these are
    compared as rates are. So an outlet that quotes angrier people is not thereby one that
    calls people angry. Limits: a verb's stance is that of a list (`analysis.Lexicon.shipped(
    "verbs-of-saying")`), not of the sentence; what a speaker said is not held equal, only
    who spoke. Sources: Merrill (1965), Journalism Quarterly 42:563; Thompson & Ye (1991),
    Applied Linguistics 12:365.

    Examples
    --------
    >>> verbs = {"Post": "said", "Star": "claimed"}
    >>> rows = [{"article_id": f"{outlet}{event}", "outlet": outlet, "published": "2024-03-01",
    ...     "headline": "", "event_id": event, "body": f"Ada Lee {verb} that {event} was late."}
    ...     for event in ("June", "July") for outlet, verb in verbs.items()]
    >>> table = compare_saying(Corpus(pd.DataFrame(rows)), min_articles=1).table
    >>> table.query("n > 0 and source == 'Ada Lee'")[["group", "stance", "n"]].values
    array([['Post', 'neutral', 2],
           ['Star', 'doubting', 2]], dtype=object)
    """
    design = design or Design()
    counted = Counted(voice="all", copies=copies, parts=tuple(parts), genre=genre)
    found = attributed(corpus, attributions, counted, aliases)
    rows, units = tally_units(found.text.corpus, design)
    stances = (*(verbs.categories if verbs else STANCES), OTHER)
    table = _spoken(found.table, units, verbs, stances)
    tally = _tally(table, units, _speakers(table, min_articles), stances)
    compared = found.text.corpus.where(np.isin(np.arange(len(found.text.corpus)), rows))
    make = partial(
        SayingComparison,
        tally=tally,
        corpus=compared.summary(),
        _texts=found.text.corpus,
        _behind=partial(_evidence, found, table, units),
    )
    settings = settings_of(
        units, design, counted, min_articles=min_articles, aliases=aliases,
        verbs=str(verbs or verbs_of_saying()),
    )  # fmt: skip
    said = (*compared.notes, *found.text.notes, *units.notes, _others(table))
    return _made(make, briefly(tally, design), design, settings=settings, said=said)


def _spoken(
    table: pd.DataFrame, units: Units, verbs: Lexicon | None, stances: Sequence[str]
) -> pd.DataFrame:
    """Keep the attributions to speakers who are known, with article, event and stance."""
    row = pd.Index(units.article_ids).get_indexer(pd.Index(table["article_id"]))
    table = table.assign(row=row)[(row >= 0) & table["named"].to_numpy()]
    if table.empty:
        msg = "no attribution that counts names a speaker, so that none can be compared."
        raise ChoiceError(msg)
    stance = table["stance"]
    if verbs is not None:
        stance = table["cue"].map(lambda cue: stance_of(cue.split(), verbs)).astype(str)
    stance = stance.where(stance.isin(stances), OTHER)
    at = table["row"].to_numpy()
    return table.assign(stance=stance, event=units.event[at], group=units.group[at])


def _speakers(table: pd.DataFrame, min_articles: int) -> list[str]:
    """List the speakers with rows of their own: quoted often enough, and by two groups."""
    by = table.groupby("source").agg(
        n=("source", "size"), articles=("article_id", "nunique"), groups=("group", "nunique")
    )
    by = by[(by["articles"] >= min_articles) & (by["groups"] > 1)].reset_index()
    order = by.sort_values(["n", "source"], ascending=[False, True])
    return [str(name) for name in order["source"]]


def _tally(
    table: pd.DataFrame, units: Units, speakers: Sequence[str], stances: Sequence[str]
) -> Tally:
    """Count uses by stance, of each speaker and with all of them held equal."""
    n, m = len(units.article_ids), len(stances)
    counts, exposure, own_set = [], [], []
    for place, name in enumerate(speakers):
        own = table[table["source"] == name]
        counts.append(_by_stance(own, n, stances))
        exposure.append(np.bincount(own["row"], minlength=n).astype(float)[:, None])
        own_set.append(np.full(m, place))
    shared = table[_met(table)]
    counts.append(_by_stance(shared, n, stances))
    exposure.append(_expected(shared, n, stances))
    own_set.append(len(speakers) + np.arange(m))
    return Tally(
        units=units,
        items=tuple(name + APART + stance for name in (*speakers, EQUAL) for stance in stances),
        counts=sparse.csr_array(np.hstack(counts)),
        exposure=np.hstack(exposure),
        exposure_set=np.concatenate(own_set).astype(np.int64),
    )


def _met(table: pd.DataFrame) -> pd.Series:
    """Say of each attribution whether another group quotes its speaker on the event too."""
    return table.groupby(["event", "source"])["group"].transform("nunique") > 1


def _by_stance(table: pd.DataFrame, n: int, stances: Sequence[str]) -> Floats:
    counts = np.zeros((n, len(stances)))
    column = table["stance"].map(stances.index).to_numpy(np.int64)
    np.add.at(counts, (table["row"].to_numpy(), column), 1)
    return counts


def _expected(table: pd.DataFrame, n: int, stances: Sequence[str]) -> Floats:
    """Count what each article would have if its speakers were quoted alike by all."""
    expected = np.zeros((n, len(stances)))
    for place, stance in enumerate(stances):
        used = (table["stance"] == stance).astype(float)
        share = used.groupby([table["event"], table["source"]]).transform("mean")
        expected[:, place] = np.bincount(table["row"], share, n)
    return expected


def _made(
    make: partial[SayingComparison],
    found: Contrasted,
    design: Design,
    *,
    settings: Mapping[str, object],
    said: tuple[str, ...],
) -> SayingComparison:
    """Put the contrasts into rows, with notes beside them."""
    tally: Tally = make.keywords["tally"]
    table = _table(tally, found)
    reference = settings.get("reference")
    carried = () if reference else carried_notes(table, design.within)
    unlisted = unlisted_notes(table, tally, len(tally.units.groups) - (reference is not None))
    return make(
        table=table,
        notes=(*said, *unlisted, *(note.replace(*UNEVEN) for note in found.notes), *carried),
        settings=settings,
        _against=partial(_difference, make, design, settings=settings, said=said),
    )


def _difference(
    make: partial[SayingComparison],
    design: Design,
    reference: str,
    *,
    settings: Mapping[str, object],
    said: tuple[str, ...],
) -> SayingComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(make.keywords["tally"], design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    said = (*said, in_strata(note, design.within))
    settings = {**settings, "reference": reference}
    return _made(make, found, design, settings=settings, said=said)


def _table(tally: Tally, found: Contrasted) -> pd.DataFrame:
    """Put counts beside the two blocks of columns that every comparison has."""
    rows = found.rows(
        tally, item="key", scale=1.0, value_kind="", estimate_kind="log ratio of shares"
    )
    parts = rows["key"].str.split(APART, n=1, expand=True)
    rows["source"], rows["stance"] = parts[0], parts[1]
    equal = (rows["source"] == EQUAL).to_numpy()
    rows["value_kind"] = np.where(equal, "uses / expected", "share of attributions")
    rows["estimate_kind"] = np.where(equal, "log ratio of ratios", "log ratio of shares")
    for name in ("value_low", "value_high"):
        rows[name] = rows[name].where(equal, rows[name].clip(upper=1.0))
    group = pd.Index(tally.units.groups).get_indexer(pd.Index(rows["group"]))
    item = pd.Index(tally.items).get_indexer(pd.Index(rows["key"]))
    m = rows["stance"].nunique()
    uses = np.stack([tally.uses(code) for code in range(len(tally.units.groups))])
    possible = uses.reshape(len(uses), -1, m).sum(axis=2)[group, item // m]
    rows["n"], rows["n_possible"] = rows["count"].astype(np.int64), possible
    rows.loc[possible == 0, "reason"] = "the group does not quote the speaker"
    return rows[list(SayingComparison.columns)]


def _others(table: pd.DataFrame) -> str:
    """Say how many attributions have no verb of the list."""
    other = int((table["stance"] == OTHER).sum())
    return (
        f"Of {len(table):,} attributions to a known speaker {other:,} have no verb of the list "
        "(other)."
    )


def _evidence(found: Attributed, table: pd.DataFrame, units: Units, row: pd.Series) -> Spans:
    """Return the attributions behind one row: who speaks, and by which verb."""
    own = table[
        (table["group"] == units.groups.index(row["group"]))
        & (table["stance"] == row["stance"])
    ]
    if row["source"] == EQUAL:
        own = own[_met(table).reindex(own.index)]
    else:
        own = own[own["source"] == row["source"]]
    spans = found.behind(own["parent"])
    return spans.where(spans.table["layer"] != "content")
