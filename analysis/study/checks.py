"""Check a study before it is run: what is wrong with it, and what would be weak."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.attainable import check_attainable
from analysis.check.balance import check_balance
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Counted
from analysis.errors import AnalysisError, many, some
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.labels import measure_labels
from analysis.measure.words import measure_words
from analysis.study import weaknesses as weak
from analysis.study.file import Study

MOST_GROUPS = 12
"""Groups told of one by one; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A study found to be sound, its corpus, and what would be weak in it."""

    study: Study
    corpus: Corpus
    outlets: pd.DataFrame
    """One row an outlet: articles, events, dates, words an article."""
    weaknesses: Mapping[str, Sequence[str]]
    """Heading → what would be weak; headings under which nothing is are left out."""
    attainable: Sequence[str]
    """What the design could show at all."""


def check_study(study: Study) -> Checked:
    """Read a study's articles and say what would be weak.

    Raises
    ------
    AnalysisError
        The articles cannot be read, or are not what the study asks for.
    """
    corpus = study.corpus()
    counted = counted_text(corpus, _counted(study))
    within_events = study.design.within == "event_id"
    found = {
        "Events": list(weak.weak_events(corpus)) if within_events else [],
        "Outlets": list(weak.weak_outlets(corpus)),
        "Texts": [*weak.weak_texts(corpus), *weak.weak_dates(corpus)],
        "What counts": list(counted.notes),
        "Coverage": _if_it_can_be_judged(_unbalanced(study, corpus)),
        "Labels": list(_silent_labels(study, counted)),
    }
    return Checked(
        study=study,
        corpus=corpus,
        outlets=outlet_table(corpus),
        weaknesses={about: told for about, told in found.items() if told},
        attainable=_if_it_can_be_judged(_attainable(study, counted)),
    )


def _if_it_can_be_judged(told: Iterator[str]) -> list[str]:
    """Gather what a check tells; where the design cannot be used at all, that is told."""
    try:
        return list(told)
    except AnalysisError as error:
        return [str(error)]


def outlet_table(corpus: Corpus) -> pd.DataFrame:
    """Describe each outlet in one row: articles, events, first, last, median_words."""
    articles = corpus.articles
    events = articles.get("event_id", pd.Series("", index=articles.index))
    articles = articles.assign(
        words=articles["body"].str.count(r"\S+"),
        event_id=events.where(events != ""),
    )
    table = articles.groupby("outlet").agg(
        articles=("article_id", "size"),
        events=("event_id", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
        median_words=("words", "median"),
    )
    return table.reset_index()


def _counted(study: Study) -> Counted:
    """Return which text the comparison of words counts."""
    settings: Mapping[str, Any] = study.comparisons.get("words", study.given.get("count", {}))
    genre = settings.get("genre")
    return Counted(
        voice=settings.get("voice", "outlet"),
        copies=settings.get("copies", "exclude"),
        parts=tuple(settings.get("parts", OWN_PARTS)),
        genre=((genre,) if isinstance(genre, str) else tuple(genre)) if genre else None,
    )


def _unbalanced(study: Study, corpus: Corpus) -> Iterator[str]:
    """Tell where groups did not cover the same events, days and genres."""
    counted = _counted(study)
    check = check_balance(
        corpus, design=study.design_of("words"), copies=counted.copies, genre=counted.genre
    )
    table = check.table
    for row in table[table["passed"] == "no"].to_dict("records"):
        yield (
            f"{row['outlet'] or row['group']}: {row['aspect']} {row['value']:.2g}, where it "
            f"should be {row['rule'].removeprefix('value ')}; {row['reason']}"
        )


def _attainable(study: Study, counted: CountedText) -> Iterator[str]:
    """Say what p can be reached at all, and in how many events a word must differ."""
    choice = _counted(study)
    words = measure_words(counted)
    least = int(str(study.comparisons.get("words", {}).get("min_articles", 2)))
    articles = np.bincount(words.counts.indices, minlength=words.counts.shape[1])
    vocabulary = max(1, int((articles >= least).sum()))
    check = check_attainable(
        counted.corpus,
        design=study.design_of("words"),
        n_items=vocabulary,
        voice=choice.voice,
        copies="keep",  # what counts was chosen above
        parts=choice.parts,
    )
    yield f"{vocabulary:,} words stand in {least} or more articles. {check.verdict}"
    ranked = check.table.sort_values("smallest_p", kind="stable").to_dict("records")
    for row in ranked[:MOST_GROUPS]:
        yield f"{row['group']}: {_reach(row, str(check.settings['unit']))}"
    rest = ranked[MOST_GROUPS:]
    if rest:
        able = sum(row["passed"] == "yes" for row in rest)
        yield f"of {many(len(rest), 'further group')}, {able:,} could show a difference"


def _reach(row: Mapping[Hashable, Any], unit: str) -> str:
    """Say of one group what it shares with others and what that can show."""
    shared = many(row["n_informative"], "event")
    if unit == "outlet":
        shared = f"{many(row['n_units'], 'outlet')} against {row['n_other_units']:,}"
    told = f"{shared}, smallest p {row['smallest_p']:.1e}"
    if row["passed"] == "yes":
        needed = row["events_needed"]
        least = f"; to be found in the list a word must stand out in at least {needed}"
        return told + (least if pd.notna(needed) else "")
    alone = row["events_needed_alone"]
    least = f"; one word chosen beforehand must stand out in at least {alone}"
    return str(row["reason"]) + (least if pd.notna(alone) else "")


def _silent_labels(study: Study, counted: CountedText) -> Iterator[str]:
    """Tell of labels and patterns that no article uses."""
    for referent, labels in study.label_sets.items():
        used = measure_labels(counted, labels).table
        labels_used, patterns_used = set(used["value"]), set(used["phrase"])
        unused = [label for label in labels if label not in labels_used]
        if unused:
            yield f"[labels.{referent}]: no text that counts uses {some(unused)}"
        silent = [
            pattern
            for label in labels_used
            for pattern in labels[label]
            if pattern not in patterns_used
        ]
        if silent:
            named = ", ".join(sorted(silent))
            yield f"[labels.{referent}]: patterns that match nothing that counts: {named}"
