"""Compare who is shown to act and who is acted upon, and how acts of harm are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.again import Again, Choices, OneItem, Shared
from analysis.compare._acts import (
    ALL,
    MEASURES,
    Counting,
    acts_that_count,
    rule_notes,
    tally_acts,
)
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
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.measure.agency import Aliases, Verbs, measure_agency
from analysis.measure.counted import counted_text
from analysis.prepare.parse import parsed
from analysis.results import APART, CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Tally, Units, tally_units

Sought = tuple[Verbs | None, Aliases | None]
"""The verbs and the participants that a study asks for."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AgencyComparison(Result):
    """How each group tells acts of harm, by who comes to harm, as shares of these acts."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "participant": f"who comes to harm, or acts; {ALL!r} for whoever it is",
        "measure": "; ".join(f"{name}: {meaning}" for name, meaning in MEASURES.items()),
        "n": "acts counted: asserted or alleged ones that the measure is true of",
        "n_acts": "acts among which they are counted",
        "n_articles": "articles of the group with an act that is counted",
        "n_events": "events in which it is counted and other groups tell such acts too",
        "value_kind": "what value is",
        "value": "counted acts over all acts among which they are counted",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "measure"
    item_parts: ClassVar[tuple[str, ...]] = ("participant", "measure")

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        confidence = float(str(self.settings["confidence"]))
        return (
            f"How {self._acts()} are told by each {self.group_word}, as shares of the acts on "
            f"each participant (voice: {self.settings['voice']}). {self.corpus}. Dots: share; "
            f"{lines_over(self.settings, confidence)}. Filled: differs from "
            f"{compared_with(self.settings)} at a false discovery rate of "
            f"{self.settings['fdr']:g}. Hollow: not shown to differ, which is not the same as "
            "no difference." + diamonds(self.main_rows(), "value", "value_low", "value_high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        what = f"the share of {self._acts()} that are told in each way"
        return methods_text(self.settings, what) + (
            "Acts, their agents and their patients were found by rules over a dependency "
            f"parse ({self.settings['model']}); negated and hypothetical acts were left out."
        )

    def _acts(self) -> str:
        """Say which acts were looked for."""
        harm = str(self.settings["verbs"]) in {"None", "harm"}
        return "acts of harm" if harm else "acts of one towards another"

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the rows of acts that several groups tell, by participant and measure."""
        table, key = self.table, ["participant", "measure"]
        told = table.groupby(key, sort=False)["value"].transform("count") > 1
        rank = table.groupby(key, sort=False).ngroup()
        shown = table.assign(_rank=rank)[told]
        shown = shown.sort_values(["_rank", "group"], kind="stable").drop(columns="_rank")
        n_groups = max(table["group"].nunique(), 1)
        return shown.head(max(most // n_groups, 1) * n_groups)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        blocks = zip(rows["participant"], rows["measure"], strict=True)
        shown = Rows(
            block=[f"{who}: {measure}" for who, measure in blocks],
            label=self.shown_groups(rows),
            middle=rows["value"].tolist(),
            low=rows["value_low"].tolist(),
            high=rows["value_high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel="share of the group's acts", reference=0.0)


def compare_agency(
    corpus: Corpus,
    *,
    verbs: Verbs | None = None,
    participants: Aliases | None = None,
    design: Design | None = None,
    voice: Voice = "outlet",
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> AgencyComparison:
    """Compare how acts of harm are told, and who is shown to act or to suffer.

    Parameters
    ----------
    corpus
        Articles to compare; one that `analysis.parse` parsed is not parsed again.
    verbs, participants
        Which acts, and who takes part in them: see `analysis.measure_agency`. Without
        participants the names are compared that most articles tell acts of.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    voice
        "outlet" counts acts told in the outlet's own voice; "source" those inside quotes or
        credited to a source; "all" every act.
    copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    AgencyComparison
        One row a group, participant and measure; ``estimate`` is the log ratio of the
        group's share to that of the others in the same events.

    Raises
    ------
    ChoiceError
        A list of verbs or a pattern is faulty, or one group is all there is.

    Notes
    -----
    Of the acts on a participant, in `MEASURES`: the share whose agent is expressed as
    somebody (not only a weapon or a cause), that are passive, that a noun names as somebody's
    act, that are told as a death (died, his death), that are done by a weapon or cause; and
    of acts by or on it, the share in which it is the agent. Mantel-Haenszel ratio over
    events. Limits: shares are of what was found; an outlet whose style is parsed worse
    seems to differ: read the sentences, and `analysis.draw_marks`. A death has an agent
    where news says so only.

    Examples
    --------
    >>> rows = {"article_id": list("abcd"), "outlet": ["Post", "Star"] * 2,
    ...     "published": "2024-03-01", "headline": "", "event_id": ["e1", "e1", "e2", "e2"],
    ...     "body": ["Guards shot six miners.", "Six miners were shot."] * 2}
    >>> result = compare_agency(Corpus(pd.DataFrame(rows)), participants={"miners": ["miners"]})
    >>> result.table.query("measure == 'agent expressed'")[["group", "participant",
    ...     "n", "n_acts", "value"]].to_numpy().tolist()
    [['Post', 'everybody', 2, 2, 1.0], ['Post', 'miners', 2, 2, 1.0], \
['Star', 'everybody', 0, 2, 0.0], ['Star', 'miners', 0, 2, 0.0]]
    """
    design = design or Design()
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    corpus = replace(corpus, parses=parsed(corpus))
    text = counted_text(corpus, replace(counted, voice="all"))
    acts = measure_agency(text.corpus, verbs=verbs, participants=participants)
    rows, units = tally_units(text.corpus, design)
    counting = acts_that_count(acts, text.spans, voice, units, participants)
    tally = tally_acts(counting, units)
    own = {"verbs": verbs, "participants": counting.names, "model": str(parsed(corpus).model)}
    make = partial(
        AgencyComparison,
        tally=tally,
        again=_again(corpus, replace(design, unit=units.unit), counted, (verbs, participants)),
        settings=settings_of(units, design, counted, **own),
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, counting, units),
    )
    told = (*voice_notes(voice, corpus), *units.notes, *counting.notes)
    said = (*corpus.notes, *text.notes, *told, *rule_notes(acts, verbs))
    found = contrast(tally, design)
    table = _table(tally, found)
    return make(
        table=table,
        notes=(*said, *found.notes, *carried_notes(table, design.within)),
        _against=partial(_difference, make, tally=tally, design=design, said=said),
    )


def _table(tally: Tally, found: Contrasted) -> pd.DataFrame:
    """Put counts of acts beside the two blocks of columns that every comparison has."""
    rows = found.rows(
        tally,
        item="key",
        scale=1.0,
        value_kind="share of acts",
        estimate_kind="log ratio of shares",
        ceiling=1.0,
    )
    group = pd.Index(tally.units.groups).get_indexer(pd.Index(rows["group"]))
    item = pd.Index(tally.items).get_indexer(pd.Index(rows["key"]))
    n_groups = len(tally.units.groups)
    acts = np.stack(
        [tally.exposure[tally.units.group == g].sum(axis=0) for g in range(n_groups)]
    )
    rows["n_acts"] = acts[group, tally.exposure_set[item]].astype(np.int64)
    parts = rows["key"].str.split(APART, n=1, expand=True)
    rows["participant"], rows["measure"] = parts[0], parts[1]
    rows.loc[rows["n_acts"] == 0, "reason"] = "the group tells of no such act"
    return rows.rename(columns={"count": "n"})[list(AgencyComparison.columns)]


def _difference(
    make: partial[AgencyComparison],
    reference: str,
    *,
    tally: Tally,
    design: Design,
    said: tuple[str, ...],
) -> AgencyComparison:
    """Contrast every group with one other, in the events both report."""
    found = against(tally, design, reference)
    note = f"each group against {reference!r} alone, in the events both report."
    note = in_strata(note, design.within)
    settings = {**make.keywords["settings"], "reference": reference}
    notes = (*said, note, *found.notes)
    return make(table=_table(tally, found), notes=notes, settings=settings)


def _evidence(counting: Counting, units: Units, row: pd.Series) -> Spans:
    """Return the acts that a row counts, with their agents and patients."""
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    counts = counting.where(str(row["participant"]), str(row["measure"]))
    table = counting.spans.table
    return counting.spans.where(
        table["parent"].isin(counts.index[counts]) & table["article_id"].isin(ids)
    )


def _again(corpus: Corpus, design: Design, counted: Counted, sought: Sought) -> Again:
    """Say how acts are compared again with other choices."""
    return Again(
        corpus=corpus,
        design=design,
        choices=asdict(counted),
        scores=False,
        settle=partial(_settle, sought),
        make=partial(_once_more, sought, design),
    )


def _settle(sought: Sought, choices: Choices, row: pd.Series) -> Callable[[Shared], OneItem]:
    """Refuse choices that cannot be, and say how to count a row's acts under them."""
    counted_of(choices)
    key = str(row["participant"]), str(row["measure"])
    return partial(_item, choices=choices, key=key, sought=sought)


def _item(
    shared: Shared,
    choices: Choices,
    key: tuple[str, str],
    sought: Sought,
) -> OneItem:
    """Count the acts of one row under some choices."""
    counted, ids = counted_of(choices), shared.corpus.articles["article_id"].tolist()
    verbs, names = sought
    acts = shared.once(
        ("acts", repr(sought)),
        lambda: measure_agency(shared.corpus, verbs=verbs, participants=names),
    )
    text = whole_text(shared, "all", counted.parts)
    kept = that_count(shared, counted, choices["dates"])
    counting = Counting.of(acts, text.spans, counted.voice, (key[0],))
    among = counting.per_article(counting.among(*key), ids) * kept
    name = APART.join(key)
    if not among.any():
        return OneItem.none(name, len(ids), f"no article that counts tells of {key[0]}")
    uses = counting.per_article(counting.where(*key), ids) * kept
    return OneItem(name=name, counts=uses, exposure=among)


def _once_more(
    sought: Sought, design: Design, corpus: Corpus, choices: Choices, key: str
) -> AgencyComparison:
    """Compare acts under other choices."""
    del key
    verbs, names = sought
    return compare_agency(
        corpus,
        verbs=verbs,
        participants=names,
        design=design,
        **choices,  # type: ignore[arg-type]
    )
