"""Acts of a layer counted: which ones, on whom, and in how many ways they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.design import Voice
from analysis.errors import many
from analysis.measure._harm import DEATH
from analysis.measure.agency import ERRORS, Aliases, Verbs
from analysis.results import APART
from analysis.spans import Spans
from analysis.tally import Tally, Units

ALL = "everybody"
"""Stands for whoever comes to harm."""
AS_AGENT = "as agent"
MEASURES: Mapping[str, str] = {
    "agent expressed": "somebody is named as the agent, in whatever place; not a weapon or a "
    "cause alone",
    "passive": "told by a passive verb",
    "nominalised": "an act of a doer, named by a noun: the killing of, the attack",
    "told as a death": "told as dying, in which nobody kills, by verb or by noun: died, was "
    "found dead, his death",
    "weapon or cause as agent": "what is named as the agent is a weapon or a cause alone",
    AS_AGENT: "of acts by or on the participant, those it does",
}
"""What is counted of acts; all but the last of acts on a participant."""
MOST_FOUND = 5
"""Names compared where a study gives none: so many, of those that most articles have."""
_COUNTED = ("asserted", "alleged")


@dataclass(frozen=True, kw_only=True, eq=False)
class Counting:
    """Acts that count, by their number, and who takes which part in them."""

    spans: Spans
    acts: pd.DataFrame
    """One row an act that counts, by its number."""
    parts: pd.DataFrame
    """One row an agent or patient of these: parent, layer, participant."""
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, layer: Spans, within: Spans, voice: Voice, names: tuple[str, ...]) -> Self:
        """Choose the asserted and alleged acts of a voice in the text that counts."""
        table = layer.table
        verbs = layer.where(table["layer"] == "act")
        here = verbs.where(verbs.overlaps(within)).table
        told = here if voice == "all" else here[here["voice"] == voice]
        acts = told[told["status"].isin(_COUNTED)].set_index("parent")
        spans = layer.where(table["parent"].isin(acts.index))
        parts = spans.table[spans.table["layer"] != "act"]
        apart = told["status"].value_counts()
        notes = [f"{apart.get(status, 0):,} {status}" for status in ("negated", "hypothetical")]
        return cls(
            spans=spans,
            acts=acts,
            parts=parts[["parent", "layer", "participant", "article_id"]],
            names=names,
            notes=(f"{many(len(acts), 'act')} counted; {', '.join(notes)} left out.",),
        )

    def among(self, participant: str, measure: str) -> pd.Series:
        """Say of each act whether it is one of those that a share is of."""
        if participant == ALL:
            return pd.Series(data=True, index=self.acts.index)
        done, suffered = self._takes(participant, "agent"), self._takes(participant, "patient")
        return done ^ suffered if measure == AS_AGENT else suffered

    def where(self, participant: str, measure: str) -> pd.Series:
        """Say of each act whether a measure counts it."""
        return self.among(participant, measure) & self._is(participant, measure)

    def per_article(self, chosen: pd.Series, ids: Sequence[str]) -> NDArray[np.float64]:
        """Count the chosen acts of each article."""
        counts = self.acts.loc[chosen, "article_id"].value_counts()
        found: NDArray[np.float64] = counts.reindex(pd.Index(ids)).fillna(0).to_numpy(float)
        return found

    def _takes(self, participant: str, layer: str) -> pd.Series:
        """Say of each act whether a participant is its agent, or its patient."""
        parts = self.parts
        taken = parts[(parts["layer"] == layer) & (parts["participant"] == participant)]
        index = self.acts.index
        return pd.Series(index.isin(taken["parent"]), index=index)

    def _is(self, participant: str, measure: str) -> pd.Series:
        acts = self.acts
        thing = acts["kind"].isin(["weapon", "cause"])
        if measure == AS_AGENT:
            return self._takes(participant, "agent")
        return {
            "agent expressed": (acts["agent_level"] != "absent") & ~thing,
            "passive": acts["construction"] == "passive",
            "nominalised": named_by_noun(acts),
            "told as a death": told_as_death(acts),
            "weapon or cause as agent": thing,
        }[measure]


def named_by_noun(acts: pd.DataFrame) -> pd.Series:
    """Say of each act whether a noun names what somebody does; "his death" is none."""
    return (acts["construction"] == "nominal") & ~acts["value"].isin(DEATH)


def told_as_death(acts: pd.DataFrame) -> pd.Series:
    """Say of each act whether it is told as dying: "died", "his death"."""
    by_noun = (acts["construction"] == "nominal") & acts["value"].isin(DEATH)
    return (acts["construction"] == "intransitive") | by_noun


def rule_notes(acts: Spans, verbs: Verbs | None) -> list[str]:
    """Say how often the rules err, and which verbs of a study's own list found no act."""
    if verbs is None or isinstance(verbs, str):
        return [ERRORS]
    found = set(acts.table.loc[acts.table["layer"] == "act", "value"])
    none = ", ".join(repr(verb) for verb in verbs if verb not in found)
    told = (
        f"no act was found by {none}; give verbs as a dictionary does ('kill', not 'killed'), "
        "and nouns of your own with their verb: {'kill': ['killing']}."
    )
    return [told, ERRORS] if none else [ERRORS]


def acts_that_count(
    layer: Spans, within: Spans, voice: Voice, units: Units, participants: Aliases | None
) -> Counting:
    """Choose the acts that count, and the participants that are compared."""
    found = Counting.of(layer, within, voice, ())
    names, notes = _names(found, units, participants)
    return Counting(
        spans=found.spans,
        acts=found.acts,
        parts=found.parts,
        names=names,
        notes=(*found.notes, *notes),
    )


def _names(
    found: Counting, units: Units, participants: Aliases | None
) -> tuple[tuple[str, ...], list[str]]:
    """Name the participants: a study's own, or the names that most articles have."""
    parts = found.parts[found.parts["article_id"].isin(units.article_ids)]
    if participants is None:
        named = parts[parts["participant"].str[:1].str.isupper()]
        articles = named.groupby("participant")["article_id"].nunique()
        most = articles.sort_index().sort_values(ascending=False, kind="stable")
        names = tuple(most.index[:MOST_FOUND])
        told = ", ".join(names) if names else "none"
        note = f"participants were found, the names most articles have: {told}."
        return names, [note]
    none = [name for name in participants if name not in set(parts["participant"])]
    notes = [f"no act that counts has {', '.join(none)}; look at the aliases."] if none else []
    return tuple(participants), notes


def tally_acts(counting: Counting, units: Units) -> Tally:
    """Count acts by article, participant and measure, and what they are counted among."""
    measures = [measure for measure in MEASURES if measure != AS_AGENT]
    keys = [(ALL, measure) for measure in measures]
    keys += [(name, measure) for name in counting.names for measure in MEASURES]
    sets: dict[tuple[str, bool], int] = {}
    member, exposures = [], []
    for name, measure in keys:
        pair = (name, measure == AS_AGENT)
        if pair not in sets:
            sets[pair] = len(sets)
            among = counting.among(name, measure)
            exposures.append(counting.per_article(among, units.article_ids.tolist()))
        member.append(sets[pair])
    counts = [
        counting.per_article(counting.where(*key), units.article_ids.tolist()) for key in keys
    ]
    return Tally(
        units=units,
        items=tuple(APART.join(key) for key in keys),
        counts=sparse.csr_array(np.stack(counts, axis=1)),
        exposure=np.stack(exposures, axis=1),
        exposure_set=np.array(member, np.int64),
    )
