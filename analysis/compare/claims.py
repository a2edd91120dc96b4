"""Compare which claims each outlet carries, states alone or lacks, in the same events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.coding.claim_check import ClaimCheck
from analysis.compare._contrast import (
    Contrasted,
    against,
    carried_notes,
    contrast,
    methods_text,
    settings_of,
)
from analysis.compare._standing import (
    ABSENT,
    ABSENT_MEANS,
    NO_EVENT,
    NONE_POSSIBLE,
    ONLY_HERE,
    SHARES,
    Compared,
    behind,
    compared_claims,
    led_with,
    longer,
)
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice
from analysis.errors import ChoiceError
from analysis.figures import Rows, diamonds, draw_rows, outlet_colours
from analysis.measure._statements import Aligner
from analysis.measure.claims import Claims, measure_claims
from analysis.measure.counted import counted_text
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result

NOT_CHECKED = (
    "The alignment of sentences was not checked by hand on these articles: what it missed is "
    "counted as absent. draw_claim_pairs draws the pairs to read."
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ClaimComparison(Result):
    """Which claims each group carries, as shares; and each claim beside each outlet."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "share": "carried: of the claims that several others carry, those it carries; common: "
        "of the claims it states, those that several others carry; only here: of the claims "
        "it states, those that no other carries",
        "n_claims": "claims counted",
        "n_possible": "claims the share is of",
        "length_ratio": "typical number of sentences of the group's outlets on an event, over "
        "that of the others on the same event",
        "n_articles": "articles of the group on the events in which a claim is counted",
        "n_events": "events in which a claim is counted and other groups could have one too",
        "value_kind": "what value is",
        "value": "n_claims over n_possible",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "share"
    claims: pd.DataFrame = field(repr=False)
    """Every claim beside every outlet of its event: the columns of ``STANDING``."""
    checked: ClaimCheck | None = None
    """How often the alignment errs, where pairs of sentences were read by hand."""

    def absent(self, outlet: str | None = None, *, least_others: int = 2) -> pd.DataFrame:
        """List the claims that at least so many other outlets carry and an outlet does not.

        Those that most of the others carry stand first; ``all_others`` marks what one outlet
        alone leaves out. Absent means absent in the collected articles.
        """
        rows = self._of(ABSENT, outlet)
        rows = rows[rows["n_others_carrying"] >= least_others]
        order = ["n_others_carrying", "n_others"]
        return rows.sort_values(order, ascending=[False, True], kind="stable")

    def only_here(self, outlet: str | None = None) -> pd.DataFrame:
        """List the claims that one outlet of an event alone states, where others could."""
        return self._of(ONLY_HERE, outlet)

    def led_with(self, outlet: str | None = None) -> pd.DataFrame:
        """List the claims an outlet leads with, and how many of those that carry it do too."""
        rows = led_with(self.claims)
        return rows if outlet is None else rows[rows["outlet"] == outlet]

    def _of(self, standing: str, outlet: str | None) -> pd.DataFrame:
        outlets = sorted(self.claims["outlet"].unique())
        if outlet is not None and outlet not in outlets:
            msg = f"outlet {outlet!r} is not in the comparison; it has {', '.join(outlets)}."
            raise ChoiceError(msg)
        chosen = (self.claims["standing"] == standing) & (self.claims["n_others"] > 0)
        rows = self.claims[chosen]
        return rows if outlet is None else rows[rows["outlet"] == outlet]

    def side_by_side(self, claim_id: str) -> pd.DataFrame:
        """Set the sentences of one claim side by side, an outlet that lacks it included.

        Columns: outlet, standing, published, article_id, voice, repeats (in agency copy, or
        in another article's words) and sentence, which is missing where the claim is absent;
        where the standing is "with another number" it is the sentence that gives it.
        """
        standing = self.claims[self.claims["claim_id"] == claim_id]
        if standing.empty:
            msg = f"claim {claim_id!r} is not in the comparison; look for it in .claims."
            raise ChoiceError(msg)
        said = self.evidence(standing.iloc[0]).table.rename(columns={"wording": "sentence"})
        table = standing[["outlet", "standing", "own_wording"]]
        table = table.merge(said, on="outlet", how="left")
        stated = table["own_wording"].where(table["own_wording"] != "")
        table["sentence"] = table["sentence"].fillna(stated)
        names = [
            "outlet",
            "standing",
            "published",
            "article_id",
            "voice",
            "repeats",
            "sentence",
        ]
        order = ["published", "outlet", "article_id", "start"]
        return table.sort_values(order, ignore_index=True)[names]

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        least, confidence = (self.settings[one] for one in ("least_others", "confidence"))
        return (
            f"Claims by {self.group_word}, in the collected articles. {self.corpus}. Carried: "
            f"of the claims that {least} or more other outlets of an event carry, the share "
            "that it carries too. Common, only here: of the claims that it states, the shares "
            f"that {least} or more others carry and that no other carries. Dots: share; lines: "
            f"{confidence:.0%} interval over events. Filled: differs from the others in the "
            f"same events at a false discovery rate of {self.settings['fdr']:g}. "
            f"{self.checked.verdict if self.checked else NOT_CHECKED}"
            + diamonds(self.main_rows(), "value", "value_low", "value_high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        settings = self.settings
        by = {"encoder": "words and sentence vectors (all-MiniLM-L6-v2)", "words": "words"}
        return methods_text(settings, "each share of claims") + (
            "A claim is a group of sentences of one event's articles, joined by average "
            f"linkage where the mean cosine of their {by[str(settings['aligner'])]} reached "
            f"{settings['threshold']:g}, words being weighted by rarity; sentences with "
            "different numbers of one thing were kept apart. An outlet carries a claim if any "
            "of its articles on the event that counts states it; whether others carry it was "
            "judged without the outlet itself, so that all outlets of an event are judged "
            "alike. "
            f"{self.checked.methods if self.checked else NOT_CHECKED} {ABSENT_MEANS}"
        )

    def main_rows(self, most: int = 45) -> pd.DataFrame:
        """Return the rows a figure shows, share by share; of many groups those told most of."""
        table = self.table[self.table["n_possible"] > 0]
        size = table.groupby("group")["n_possible"].sum().sort_values(ascending=False)
        shown = set(size.index[: max(most // len(SHARES), 1)])
        rows = table[table["group"].isin(shown)]
        order = rows["share"].map(list(SHARES).index).sort_values(kind="stable").index
        return rows.loc[order]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        colours = outlet_colours(
            [*self.table["group"], str(self.settings.get("reference", ""))]
        )
        shown = Rows(
            block=rows["share"].tolist(),
            label=self.shown_groups(rows),
            middle=rows["value"].tolist(),
            low=rows["value_low"].tolist(),
            high=rows["value_high"].tolist(),
            colour=[colours[group] for group in rows["group"]],
            filled=rows["finding"].tolist(),
        )
        return draw_rows(shown, ax, xlabel="share of claims", reference=0.0)


def compare_claims(
    corpus: Corpus,
    *,
    design: Design | None = None,
    least_others: int = 2,
    aligner: Aligner = "words",
    threshold: float | None = None,
    checked: ClaimCheck | None = None,
    voice: Voice = "all",
    copies: Copies = "keep",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
) -> ClaimComparison:
    """Compare which claims outlets carry, state alone or lack, in the same events.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise. By an attribute of articles, such as the genre, an outlet's
        articles of each group stand for themselves.
    least_others
        In how many other outlets of an event a claim must stand to be widely carried.
    aligner, threshold
        How sentences are aligned: see :func:`analysis.measure_claims`.
    checked
        What reading pairs of sentences by hand found: see
        :func:`analysis.read_claim_check`. It is printed beside the shares.
    voice
        "all" counts every sentence; "outlet" and "source" those whose characters stand
        mostly outside, or inside, quotes.
    copies
        "keep" counts agency copy and reprints, unlike comparisons of language: an outlet
        that printed them has told its readers. Outlets that have nothing else of a claim
        count as one together where it is asked how many others carry it.
    parts, genre
        Which text counts: see :class:`analysis.design.Counted`.

    Returns
    -------
    ClaimComparison
        One row a group and share; ``estimate`` is the log ratio of the group's share to that
        of the others in the same events. ``claims`` sets every claim beside every outlet of
        its event; ``absent``, ``only_here`` and ``side_by_side`` open it.

    Raises
    ------
    ChoiceError
        No event is named, or a setting cannot be.

    Notes
    -----
    carried = claims that ``least_others`` or more other outlets of the event carry and it
    carries / such claims. Whether others carry a claim is judged without the outlet itself;
    so the share does not depend on what it prints, and the outlets of an event can change
    places under the null hypothesis. common and only here are shares of the claims that an
    outlet states. Events are the unit: claims of one article are not independent.

    Length: a longer article carries more and also says more alone, so that *carried* rises
    and *common* falls with it. A finding that goes the same way in both is not one of
    length; ``length_ratio`` and :func:`analysis.check_length` tell the rest.

    Limits: those of the alignment, which misses claims told in other words and so counts
    them as absent, in long sentences more than in short ones. Absence is no intent.

    Examples
    --------
    >>> told = "Police arrested 31 dockers at the gate."
    >>> rows = {"article_id": list("abc"), "outlet": ["Post", "Star", "Sun"],
    ...     "event_id": "e1", "published": "2024-03-01", "headline": "",
    ...     "body": [told, "At the gate police arrested 31 dockers.", "Rain fell on piers."]}
    >>> result = compare_claims(Corpus(pd.DataFrame(rows)))
    >>> result.absent()[["outlet", "n_others_carrying", "n_others", "wording"]].values.tolist()
    [['Sun', 2, 2, 'Police arrested 31 dockers at the gate.']]
    """
    design = design or Design()
    _refuse(design, least_others)
    counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
    text = counted_text(corpus, replace(counted, voice="all"))
    claims = measure_claims(
        text.corpus,
        event=str(design.within),
        aligner=aligner,
        threshold=threshold,
        within=text.spans,
        quotes=text.quotes,
    )
    read = _read_by_hand(checked, claims, text.corpus)
    compared = compared_claims(text.corpus, design, claims, voice, least_others)
    told = (*corpus.notes, *text.notes, *claims.notes, *compared.tally.units.notes)
    settings = {
        "least_others": least_others,
        "aligner": claims.aligner,
        "threshold": claims.threshold,
        "checked": checked is not None,
        **settings_of(compared.tally.units, design, counted),
    }
    said = (read, ABSENT_MEANS, *longer(compared), *told)
    return _result(compared, design, checked=checked, settings=settings, said=said)


def _refuse(design: Design, least_others: int) -> None:
    """Raise an error where claims cannot be compared so."""
    if design.within is None:
        raise ChoiceError(NO_EVENT)
    if least_others < 1:
        msg = f"least_others is {least_others!r}; it must be 1 or more."
        raise ChoiceError(msg)


def _result(
    compared: Compared,
    design: Design,
    *,
    checked: ClaimCheck | None,
    settings: Mapping[str, object],
    said: tuple[str, ...],
    reference: str = "",
) -> ClaimComparison:
    """Contrast the groups, with one other if it is named, and put notes beside the numbers."""
    tally = compared.tally
    found = against(tally, design, reference) if reference else contrast(tally, design)
    table = _table(compared, found)
    carried = () if reference else carried_notes(table)
    return ClaimComparison(
        tally=tally,
        claims=compared.standing,
        checked=checked,
        table=table,
        notes=(*said, *found.notes, *carried),
        settings=settings,
        corpus=compared.corpus.summary(),
        _texts=compared.corpus,
        _behind=partial(behind, compared),
        _against=partial(
            _difference, compared, design, checked=checked, settings=settings, said=said
        ),
    )


def _difference(
    compared: Compared,
    design: Design,
    reference: str,
    *,
    checked: ClaimCheck | None,
    settings: Mapping[str, object],
    said: tuple[str, ...],
) -> ClaimComparison:
    """Contrast every group with one other, in the events both report."""
    note = f"each group against {reference!r} alone, in the events both report."
    told = {**settings, "reference": reference}
    return _result(
        compared,
        design,
        checked=checked,
        settings=told,
        said=(*said, note),
        reference=reference,
    )


def _read_by_hand(checked: ClaimCheck | None, claims: Claims, corpus: Corpus) -> str:
    """Say what reading pairs by hand found, or that nobody did; refuse another alignment."""
    if checked is None:
        return NOT_CHECKED
    was = f"{checked.settings['aligner']} at {checked.settings['threshold']:g}"
    now = f"{claims.aligner} at {claims.threshold:g}"
    if was != now:
        msg = (
            f"the check is of sentences aligned by {was}, this comparison by {now}; draw pairs "
            "with the same aligner and threshold."
        )
        raise ChoiceError(msg)
    same = checked.settings["fingerprint"] == corpus.summary().fingerprint
    return checked.verdict if same else f"Read on other articles than these: {checked.verdict}"


def _table(compared: Compared, found: Contrasted) -> pd.DataFrame:
    """Put the numbers of claims beside the two blocks of columns every comparison has."""
    tally = compared.tally
    rows = found.rows(
        tally,
        item="share",
        scale=1.0,
        value_kind="share of claims",
        estimate_kind="log ratio of shares",
        ceiling=1.0,
    )
    code = pd.Index(tally.units.groups).get_indexer(pd.Index(rows["group"]))
    item = rows["share"].map(tally.items.index).to_numpy()
    possible = np.stack(
        [tally.exposure[tally.units.group == g].sum(axis=0) for g in range(max(code) + 1)]
    )
    carries = tally.counts.toarray() > 0
    articles = compared.cells["n_articles"].to_numpy()[:, None] * carries
    of_group = np.stack(
        [articles[tally.units.group == g].sum(axis=0) for g in range(max(code) + 1)]
    )
    rows["n_articles"] = of_group[code, item]
    rows["n_claims"] = rows["count"]
    rows["n_possible"] = possible[code, item].astype(np.int64)
    rows["length_ratio"] = compared.ratio[code]
    none = rows["n_possible"] == 0
    why = {share: told.format(compared.least_others) for share, told in NONE_POSSIBLE.items()}
    rows.loc[none, "reason"] = rows.loc[none, "share"].map(why)
    return rows[list(ClaimComparison.columns)]
