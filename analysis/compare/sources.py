"""Compare who is quoted: the share of what is credited that each source and kind is given.

Who is given the word, and how much of it, is among the oldest measures of news: Gans, H. J.
(1979). *Deciding What's News*; Sigal, L. V. (1973). *Reporters and Officials*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, get_args

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.compare._attributed import (
    NO_SOURCE,
    Aliases,
    Attributed,
    alike,
    attributed,
    joined,
)
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
from analysis.compare._quoted import quoted_by, unsure_note
from analysis.compare._recall import Recall, with_recall
from analysis.compare._source_shares import MEASURES, Measure, items_of, rows_of, tally_of
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, in_strata
from analysis.errors import ChoiceError, some
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Tally, Units, tally_units

DEFAULT: tuple[Measure, ...] = ("attributions", "words", "direct", "first")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SourceComparison(Result):
    """Who is given the word by each group, as shares; and who is quoted by whom alone."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "measure": "attributions, words (of what is credited), direct (attributions with words "
        "in quotes), first (articles whose first attribution it is) or articles (that cite it)",
        "source": "a kind of source, a source, or a value of the study's table of sources",
        "n": "what the share counts: attributions, words or articles of the group",
        "n_possible": "what the share is of",
        "n_articles": "articles of the group in which it is counted",
        "n_events": "events in which it is counted and other groups cite somebody too",
        "value_kind": "what value is",
        "value": "n over n_possible, over the group's events",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
        "recall_ratio": "ratio of shares that unequal recall of attributions alone would make "
        "(with recall by outlet and kind), or could at worst make (by outlet)",
        "beyond_recall": "whether the difference keeps its direction without that; missing "
        "without a check of recall, or an estimate",
    }
    item: ClassVar[str] = "source"
    item_parts: ClassVar[tuple[str, ...]] = ("measure", "source")
    quoted: pd.DataFrame = field(repr=False)
    """Every named source beside every group of its event: the columns of ``QUOTED``."""

    def only_here(self, group: str | None = None, *, least_others: int = 1) -> pd.DataFrame:
        """List the sources that one group of an event alone quotes, where others could.

        ``n_others`` of its rows is the denominator: groups with articles on the event. A source
        that others may cite by another name (``may_be``) is left out.
        """
        rows = self.quoted[self.quoted["n"] > 0]
        return self._of(rows[rows["n_others_quoting"] == 0], group, "n_others", least_others)

    def absent(self, group: str | None = None, *, least_others: int = 2) -> pd.DataFrame:
        """List the sources that at least so many others quote on an event and a group does not.

        Absent means absent in the collected articles, as far as attributions were found. A
        source that the group may cite by another name (``may_be``) is left out.
        """
        rows = self.quoted[self.quoted["n"] == 0]
        return self._of(rows, group, "n_others_quoting", least_others)

    def _of(self, rows: pd.DataFrame, group: str | None, most: str, least: int) -> pd.DataFrame:
        groups = list(dict.fromkeys(self.quoted["group"]))
        if group is not None and group not in groups:
            msg = f"no group is called {group!r}; there are {some(groups)}."
            raise ChoiceError(msg)
        rows = rows[(rows[most] >= least) & (rows["may_be"] == "")].drop(columns="may_be")
        rows = rows if group is None else rows[rows["group"] == group]
        order = [most, "n_others", "event", "source"]
        by = rows.sort_values(order, ascending=[False, True, True, True], kind="stable")
        return by.reset_index(drop=True)

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        told = {name: text for name, text in MEASURES.items() if name in self._measures()}
        return (
            f"Who is given the word by each {self.group_word} "
            f"({'; '.join(f'{name}: {text}' for name, text in told.items())}). {self.corpus}. "
            f"Dots: share; {lines_over(self.settings, confidence)}. Filled: differs from "
            f"{compared_with(self.settings)} at a false discovery rate of "
            f"{self.settings['fdr']:g}. Hollow: not shown to differ, which is not the same as "
            "no difference." + diamonds(self.main_rows(), "value", "value_low", "value_high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        what = {
            "kind": "kinds: named people, organisations, officials, witnesses, anonymous "
            "sources, documents and other outlets, by word lists of the suite's own",
            "source": "names, resolved within each article",
        }
        of = str(self.settings["of"])
        return methods_text(self.settings, "the share of what it credits to each source") + (
            "Attributions (a source, a cue and what is said, quoted or not) were found by "
            f"{self.settings['found_by']}, and their sources told apart by "
            f"{what.get(of, f'{of}, from a table of sources of the study')}. A share is of all "
            "attributions of the same articles, those whose source is not known among them."
        )

    def _measures(self) -> list[str]:
        return list(dict.fromkeys(self.table["measure"]))

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the rows of the first measure, findings' sources first."""
        table = self.table[self.table["measure"].isin(self._measures()[:1])]
        by = table.groupby("source", sort=False).agg(
            found=("finding", "any"), used=("n", "sum")
        )
        by = by[by["used"] > 0]
        order = by.sort_values(["found", "used"], ascending=False, kind="stable").index
        rank = pd.Index(order).get_indexer(pd.Index(table["source"]))
        shown = table.assign(_rank=rank)[rank >= 0]
        shown = shown.sort_values(["_rank", "group"], kind="stable")
        shown = pd.DataFrame(shown.drop(columns="_rank"))
        n_groups = max(table["group"].nunique(), 1)
        return shown.head(max(most // n_groups, 1) * n_groups)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        reference = str(self.settings.get("reference", ""))
        colours = outlet_colours([*self.table["group"], reference])
        shown = Rows(
            block=rows["source"].tolist(),
            label=self.shown_groups(rows),
            middle=rows["value"].tolist(),
            low=rows["value_low"].tolist(),
            high=rows["value_high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        kind = rows["value_kind"].iloc[0] if len(rows) else "share"
        return draw_rows(shown, ax, xlabel=str(kind), reference=0.0)


def compare_sources(
    corpus: Corpus,
    *,
    of: str = "kind",
    measures: Sequence[Measure] = DEFAULT,
    attributions: Spans | None = None,
    sources: pd.DataFrame | None = None,
    aliases: Aliases | None = None,
    recall: Recall | None = None,
    min_articles: int = 3,
    design: Design | None = None,
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> SourceComparison:
    """Compare who is quoted: which kinds of sources, or which sources, get how much.

    Parameters
    ----------
    corpus
        Articles to compare.
    of
        "kind" compares kinds of sources, "source" the sources by name; else a column of
        ``sources``.
    measures
        Which shares: of "attributions", of attributed "words", of attributions with "direct"
        speech, of articles that cite it "first", of "articles" that cite it at all.
    attributions
        What `measure_attributions` gave; None takes the corpus's layer "attribution", else
        measures them.
    sources
        A table of the study's own, one row a source, its name in the column ``source``. Party,
        gender and the like come from here alone: nothing is guessed from a name.
    aliases
        Name of a source → what else it is called, by name or in words ("the union leader").
    recall
        Share of attributions that are found, from a check by hand: outlet → share, or a table
        with the columns ``outlet``, ``recall`` and, where kinds are compared, best ``kind``.
    min_articles
        Articles in which a source must be cited to be compared by name.
    design, copies, parts, genre
        Who is compared, and which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    SourceComparison
        One row a group, measure and source; ``estimate`` is the log ratio of the group's
        share to that of the others in the same events. ``only_here`` and ``absent`` list the
        sources that one group has and others have not.

    Raises
    ------
    ChoiceError
        A choice cannot be, a source stands twice in the table, or one group is all there is.

    Notes
    -----
    share = what is credited to the source / what is credited to anybody; Mantel-Haenszel
    ratio over events. A share is not moved by how many attributions are found but by whom
    they miss. On PolNeAR's development part .81 of the attributions to named people are
    found, .60 to .70 of those to other kinds, .33 of those that name nobody; people over the
    rest is 1.11 to 1.52 by outlet, so that a ratio of shares up to 1.4 could be made by that
    alone (``recall``). Of 2,066 sources there .89 are given a kind; of 212 that were read .95
    had the right one, and of 147 names .95 were right; of he and she .74 are resolved, 49 of
    50 read to whom they mean. Shares sum to 1: a rise of one kind is a fall of others.
    Sources: Gans (1979); Sigal (1973); figures: ``benchmarks/sources_quality.py``.

    Examples
    --------
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "published": "2024-03-01", "headline": "", "event_id": ["e1", "e1", "e2", "e2"],
    ...     "body": ["Police said it was late.", "Residents said it was late."] * 2}
    >>> result = compare_sources(Corpus(pd.DataFrame(rows)), measures=["attributions"])
    >>> result.table.query("n > 0")[["group", "source", "n", "value"]].to_numpy().tolist()
    [['Post', 'official', 2, 1.0], ['Star', 'witness', 2, 1.0]]
    """
    design = design or Design()
    _refuse(measures, min_articles)
    counted = Counted(voice="all", copies=copies, parts=tuple(parts), genre=genre)
    found = attributed(corpus, attributions, counted, aliases)
    item, told = joined(found.table, sources, of)
    rows, units = tally_units(found.text.corpus, design)
    table = found.table.assign(item=item)
    tally = tally_of(table, units, measures, items_of(table, of, min_articles))
    compared = found.text.corpus.where(np.isin(np.arange(len(found.text.corpus)), rows))
    quoted = quoted_by(table, units)
    said = (*compared.notes, *found.text.notes, *units.notes, *told, *_not_named(table, of))
    said = (*said, *unsure_note(quoted))
    make = partial(
        SourceComparison,
        tally=tally,
        quoted=quoted,
        corpus=compared.summary(),
        _texts=found.text.corpus,
        _behind=partial(_evidence, found, table, units),
    )
    settings = settings_of(
        units, design, counted, of=of, measures=list(measures), min_articles=min_articles,
        found_by=_found_by(found), aliases=dict(aliases or {}),
    )  # fmt: skip
    return _made(make, briefly(tally, design), design, recall, settings=settings, said=said)


def _refuse(measures: Sequence[str], min_articles: int) -> None:
    """Raise an error where a choice cannot be."""
    unknown = [name for name in measures if name not in get_args(Measure)]
    if unknown or not len(measures) or isinstance(measures, str):
        msg = f"measures is {measures!r}; it takes one or more of {', '.join(MEASURES)}."
        raise ChoiceError(msg)
    if min_articles < 1:
        msg = f"min_articles is {min_articles!r}; it must be 1 or more."
        raise ChoiceError(msg)


def _made(
    make: partial[SourceComparison],
    found: Contrasted,
    design: Design,
    recall: Recall | None,
    *,
    settings: Mapping[str, object],
    said: tuple[str, ...],
) -> SourceComparison:
    """Put the contrasts into rows, with what recall says of them and notes beside them."""
    tally: Tally = make.keywords["tally"]
    counted: pd.DataFrame = make.keywords["_behind"].args[1]
    table, note = with_recall(rows_of(tally, found), recall, counted, tally.units)
    reference = settings.get("reference")
    n_groups = len(tally.units.groups) - (reference is not None)
    carried = () if reference else carried_notes(table, design.within)
    unlisted = unlisted_notes(table, tally, n_groups)
    return make(
        table=table[list(SourceComparison.columns)],
        notes=(*said, note, *unlisted, *found.notes, *carried),
        settings=settings,
        _against=partial(_difference, make, design, recall, settings=settings, said=said),
    )


def _difference(
    make: partial[SourceComparison],
    design: Design,
    recall: Recall | None,
    reference: str,
    *,
    settings: Mapping[str, object],
    said: tuple[str, ...],
) -> SourceComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(make.keywords["tally"], design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    settings = {**settings, "reference": reference}
    said = (*said, in_strata(note, design.within))
    return _made(make, found, design, recall, settings=settings, said=said)


def _not_named(table: pd.DataFrame, of: str) -> list[str]:
    """Say how many attributions have no source that is known, and which names may be one."""
    notes = []
    none, open_ = (table["kind"] == NO_SOURCE).sum(), (table["kind"] == "unknown").sum()
    if len(table):
        notes.append(
            f"Of {len(table):,} attributions {none:,} name no source, and of {open_:,} the "
            "kind is not known (pronouns that leave open who is meant, nouns not listed)."
        )
    if of == "source":
        people = table["named"] & (table["kind"] == "person")
        cited = {
            str(name): int(n) for name, n in table.loc[people, "source"].value_counts().items()
        }
        pairs = [f"{short!r} and {full!r}" for short, full in alike(cited)]
        if pairs:
            more = f" and {len(pairs) - 5} more" if len(pairs) > 5 else ""
            notes.append(
                f"Counted apart, since some articles have the surname alone: "
                f"{', '.join(pairs[:5])}{more}. Say by aliases= which are one."
            )
    return notes


def _found_by(found: Attributed) -> str:
    """Say how attributions were found."""
    score = found.spans.table.get("score")
    trained = score is not None and bool(score.notna().any())
    parses = found.text.corpus.parses
    how = "a trained model" if trained else "rules"
    return f"{how} over a parse by {parses.model}" if parses is not None else how


def _evidence(found: Attributed, table: pd.DataFrame, units: Units, row: pd.Series) -> Spans:
    """Return the attributions behind one row: who is cited, and what is credited to them."""
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    own = table[table["article_id"].isin(ids) & (table["item"] == row["source"])]
    kept = {"direct": own["direct"], "first": own["place"] == 0}.get(row["measure"])
    return found.behind((own if kept is None else own[kept])["parent"])
