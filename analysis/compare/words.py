"""Compare the words of each group with those of the others in the same events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import sparse

from analysis.again import Again, Choices, OneItem, Shared
from analysis.compare._contrast import (
    Contrasted,
    against,
    carried_notes,
    compared_with,
    contrast,
    methods_text,
    settings_of,
    unlisted_notes,
    voice_notes,
)
from analysis.compare._recount import counted_of, forms_of, word_item
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice, in_strata
from analysis.errors import ChoiceError, fault_list, some
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.forms import Case, Forms
from analysis.measure.words import find_word, measure_words
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.stats.keyness import DESCRIPTIVE, described
from analysis.tally import Tally, tally_units

PER = 1000.0
LONGEST_RUN = 3


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class WordComparison(Result):
    """Which words each group uses more or less than the others in the same events."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "word": "a word, or a run of words, in lower case unless case is kept; or its stem",
        "count": "times the group uses it in the counted text",
        "n_articles": "articles of the group that carry it",
        "n_events": "events in which it occurs and both the group and others report",
        "value_kind": "what value is",
        "value": "the group's own rate per 1,000 words over its events",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
        **DESCRIPTIVE,
    }
    item: ClassVar[str] = "word"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        if self.settings["words"] is not None:
            lines = "lines: intervals of words chosen beforehand."
        elif self.table["low"].notna().any():
            lines = (
                "lines: intervals adjusted for having been selected. Selected ratios tend to "
                "be too large."
            )
        else:
            lines = "no lines: only what is selected has an interval, and nothing was."
        return (
            f"Words that mark each {self.group_word}: rate ratio to "
            f"{compared_with(self.settings)} (voice: {self.settings['voice']}). {self.corpus}. "
            f"Filled dots: findings at a false discovery rate of {self.settings['fdr']:g} over "
            f"all words and groups; {lines} "
            "Arrows go on beyond the axis."
            + diamonds(self.main_rows(), "estimate", "low", "high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        selected = (
            "Intervals of selected words are widened for the selection (Benjamini & Yekutieli "
            "2005) and given for the sixty findings of smallest p. "
        )
        return (
            methods_text(self.settings, "the rate of each word per word printed")
            + forms_of(self.settings).said()
            + ("" if self.settings["words"] is not None else selected)
            + "Log-odds (Monroe, Colaresi & Quinn 2008), G2 (Dunning 1993) and dispersion "
            "(Gries 2008) describe and test nothing."
        )

    def main_rows(self, most: int = 30) -> pd.DataFrame:
        """Return findings, strongest first within each group; else the smallest p."""
        table = self.table[self.table["p"].notna()]
        found = table[table["finding"]]
        chosen = found if len(found) else table.nsmallest(10, "p", keep="first")
        size = chosen["estimate"].abs()
        order = chosen.assign(_size=size).sort_values(
            ["group", "p", "_size", "word"], ascending=[True, True, False, True]
        )
        each = max(most // max(order["group"].nunique(), 1), 3)
        best = order.groupby("group", sort=True).head(each).drop(columns="_size")
        return best.loc[best["p"].sort_values(kind="stable").index[:most].sort_values()]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        shown = Rows(
            block=self.shown_groups(rows),
            label=rows["word"].tolist(),
            middle=rows["estimate"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(
            shown,
            ax,
            xlabel=f"rate ratio to {compared_with(self.settings)}",
            reference=0.0,
            log=True,
        )


def compare_words(
    corpus: Corpus,
    *,
    design: Design | None = None,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
    ngrams: int = 1,
    min_articles: int = 2,
    words: Sequence[str] | None = None,
    case: Case = "fold",
    stems: bool = False,
    stop_words: Sequence[str] = (),
) -> WordComparison:
    """Find the words a group uses more or less than the others in the same events.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    voice, copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`.
    ngrams
        Count words (1), or runs of 2 or 3 words with nothing but spaces between them.
    min_articles
        Articles that must carry a word; it counts towards the words printed all the same.
    words
        Look at these words only: a short list chosen beforehand has a smaller family.
    case
        "fold" takes *Post* and *post* for one word, "keep" does not.
    stems
        Whether words are counted by their English stem, whatever their ending.
    stop_words
        Words that are not listed, your own or "english" for a short list of function words.
        They are out of the family of tests but still words printed: no rate changes.

    Returns
    -------
    WordComparison
        One row a group and word; ``estimate`` is the log of the Mantel-Haenszel ratio of
        the group's rate to that of the others in the same events.

    Notes
    -----
    rate = uses / words printed. Limits: rates are shares of what was printed, so that more
    of one word is less of others; a word is a form, not a meaning: read the concordance.
    Sources: Mantel & Haenszel (1959); Monroe, Colaresi & Quinn (2008); Gries (2008).

    Examples
    --------
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "published": "2024-03-01", "headline": "", "event_id": ["e1", "e1", "e2", "e2"],
    ...     "body": ["Angry dockers", "Calm dockers", "Angry crews", "Calm crews"]}
    >>> table = compare_words(Corpus(pd.DataFrame(rows))).table
    >>> table[["group", "word", "count", "value", "n_events"]].head(2).to_numpy().tolist()
    [['Post', 'angry', 2, 500.0, 2], ['Post', 'calm', 0, 0.0, 2]]
    """
    _refuse(ngrams, min_articles, words)
    design, forms = design or Design(), Forms(case=case, stems=stems, stop_words=stop_words)
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, counted)
    listing = Listing(ngrams=ngrams, min_articles=min_articles, words=words, forms=forms)
    rows, tally = _tally(text, design, listing)
    own = {"ngrams": ngrams, "min_articles": min_articles, **asdict(forms)}
    settled = replace(design, unit=tally.units.unit)
    make = partial(
        WordComparison,
        tally=tally,
        again=_again(corpus, settled, {**asdict(counted), **own}, listing),
        settings=settings_of(tally.units, design, counted, words=words, **own),
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, text, tally, forms),
    )
    said = (*corpus.notes, *text.notes, *voice_notes(voice, corpus), *tally.units.notes)
    found = contrast(tally, design, "all" if words is not None else "selected")
    table = _table(tally, found)
    return make(
        table=table,
        notes=(*said, *found.notes, *_notes_of(table, tally, design)),
        _against=partial(_difference, make, tally=tally, design=design, said=said),
    )


def _notes_of(table: pd.DataFrame, tally: Tally, design: Design) -> tuple[str, ...]:
    """Say what carries findings, and how many contrasts have no row."""
    carried = carried_notes(table, design.within)
    return (*carried, *unlisted_notes(table, tally, len(tally.units.groups)))


def _again(corpus: Corpus, design: Design, choices: Choices, listing: Listing) -> Again:
    """Say how the words are compared again with other choices."""
    return Again(
        corpus=corpus,
        design=design,
        choices=choices,
        scores=False,
        settle=partial(_settle, listing),
        make=partial(_once_more, design),
    )


def _settle(told: Listing, choices: Choices, row: pd.Series) -> Callable[[Shared], OneItem]:
    """Refuse choices that cannot be, and say how to count a row's word under them."""
    counted_of(choices)
    forms_of(choices)
    _refuse(cast("int", choices["ngrams"]), cast("int", choices["min_articles"]), None)
    listed = told.words is not None
    return partial(
        word_item, choices=choices, word=str(row["word"]), told=told.forms, listed=listed
    )


def _once_more(design: Design, corpus: Corpus, choices: Choices, word: str) -> WordComparison:
    """Compare one word under other choices."""
    return compare_words(corpus, design=design, words=[word], **choices)  # type: ignore[arg-type]


def _refuse(ngrams: int, min_articles: int, words: Sequence[str] | None) -> None:
    """Raise one error that lists every setting that cannot be."""
    faults = []
    if ngrams not in range(1, LONGEST_RUN + 1):
        faults.append(f"ngrams is {ngrams!r}; it can be 1, 2 or 3")
    if min_articles < 1:
        faults.append(f"min_articles is {min_articles!r}; it must be 1 or more")
    if words is not None and (isinstance(words, str) or not words):
        faults.append(f"words is {words!r}; give a list of words, or None for all")
    if faults:
        raise ChoiceError(fault_list("words cannot be compared like this:", faults))


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which words, or runs of words, a comparison lists."""

    ngrams: int
    min_articles: int
    words: Sequence[str] | None
    forms: Forms


def _tally(
    text: CountedText, design: Design, listing: Listing
) -> tuple[NDArray[np.int64], Tally]:
    """Count the words that enough articles carry; return the articles' rows and the tally."""
    rows, units = tally_units(text.corpus, design)
    measured = measure_words(text, n=listing.ngrams, forms=listing.forms)
    used, words = measured.counts[rows], listing.words
    least = listing.min_articles
    chosen = np.bincount(used.indices, minlength=used.shape[1]) >= least
    if words is not None:
        asked = [*words, *map(listing.forms.item, words)]
        chosen = np.isin(measured.vocabulary.astype(str), asked)
    items = np.flatnonzero(chosen)
    if not len(items):
        msg = f"no word of the counted text stands in {least} or more articles."
        raise ChoiceError(msg if words is None else f"none of {some(words)} is in the text.")
    return rows, Tally(
        units=units,
        items=tuple(measured.vocabulary[items]),
        counts=sparse.csr_array(used[:, items]),
        exposure=measured.totals[rows][:, None],
        exposure_set=np.zeros(len(items), np.int64),
    )


def _table(tally: Tally, found: Contrasted, reference: str | None = None) -> pd.DataFrame:
    """Put the descriptive columns beside the two blocks that every comparison has."""
    rows = found.rows(
        tally,
        item="word",
        scale=PER,
        value_kind="per 1,000 words",
        estimate_kind="log rate ratio",
        ceiling=PER,
    )
    word = pd.Index(tally.items).get_indexer(pd.Index(rows["word"]))
    for name in tally.units.groups:
        mine = np.flatnonzero(rows["group"] == name)
        if len(mine):
            both = tally if reference is None else tally.only_groups([name, reference])
            inside = both.units.group == both.units.groups.index(name)
            columns = described(both.counts, both.exposure[:, 0], inside)
            for column, values in columns.items():
                rows.loc[mine, column] = values[word[mine]]
    table = rows[list(WordComparison.columns)].astype({"count_others": np.int64})
    return table.sort_values(["group", "p", "word"], ignore_index=True)


def _difference(
    make: partial[WordComparison],
    reference: str,
    *,
    tally: Tally,
    design: Design,
    said: tuple[str, ...],
) -> WordComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(tally, design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    note = in_strata(note, design.within)
    settings = {**make.keywords["settings"], "reference": reference}
    table = _table(tally, found, reference)
    unlisted = unlisted_notes(table, tally, len(tally.units.groups) - 1)
    return make(
        table=table,
        notes=(*said, note, *found.notes, *unlisted),
        settings=settings,
    )


def _evidence(text: CountedText, tally: Tally, forms: Forms, row: pd.Series) -> Spans:
    """Return every counted use of the word by the group."""
    units, word = tally.units, tally.items.index(row["word"])
    uses = sparse.csc_array(tally.counts)[:, [word]].toarray().ravel() > 0
    mine = units.group == units.groups.index(row["group"])
    ids = units.article_ids[uses & mine].tolist()
    return find_word(text, str(row["word"]), ids, forms=forms)
