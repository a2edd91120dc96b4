"""Check a study before it is run: what is wrong with it, and what would be weak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Counted
from analysis.errors import AnalysisError, some
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.labels import measure_labels
from analysis.measure.words import measure_words
from analysis.study import weaknesses as weak
from analysis.study.attainable import LIST_NEEDS, Attainable, attainable
from analysis.study.file import Study
from analysis.study.weaknesses import many

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
        "Events": [*weak.weak_events(corpus), *weak.long_events(corpus)]
        if within_events
        else [],
        "Outlets": [*weak.weak_outlets(corpus), *weak.silent_outlets(corpus)],
        "Texts": [*weak.weak_texts(corpus), *weak.weak_dates(corpus)],
        "What counts": list(counted.notes),
        "Labels": list(_silent_labels(study, counted)),
    }
    try:
        shown = list(_attainable(study, counted))
    except AnalysisError as error:
        shown = [str(error)]
    return Checked(
        study=study,
        corpus=corpus,
        outlets=outlet_table(corpus),
        weaknesses={about: told for about, told in found.items() if told},
        attainable=shown,
    )


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


def _attainable(study: Study, counted: CountedText) -> Iterator[str]:
    """Say what p can be reached at all, and in how many events a word must differ."""
    design = study.design_of("words")
    unit, groups = attainable(counted.corpus, design)
    if unit == "outlet":
        yield _of_sides(groups, design.by)
        return
    words = measure_words(counted)
    least = int(str(study.comparisons.get("words", {}).get("min_articles", 2)))
    articles = np.bincount(words.counts.indices, minlength=words.counts.shape[1])
    vocabulary = int((articles >= least).sum())
    tested = 1 if len(groups) == 2 else len(groups)
    tests = max(1, vocabulary * tested)
    yield (
        f"about {vocabulary:,} words stand in {least} or more articles; for "
        f"{many(tested, 'group')} that makes {tests:,} tests, and the first word to be found "
        f"at a false discovery rate of {design.fdr:g} needs p ≤ {design.fdr / tests:.1e}"
    )
    ranked = sorted(groups, key=lambda group: (-group.informative, group.group))
    for group in ranked[:MOST_GROUPS]:
        events = many(group.informative, "event")
        if design.within != "event_id":
            events = f"{group.informative:,} of {design.within}"
        smallest = f"smallest p {group.smallest_p:.1e}"
        verdict = _verdict(group, tests, design.fdr)
        yield f"{group.group}: {events} shared with others, {smallest}; {verdict}"
    rest = ranked[MOST_GROUPS:]
    if rest:
        listed = sum(group.events_needed(tests, design.fdr) is not None for group in rest)
        alone = sum(group.events_needed(1, design.fdr) is not None for group in rest) - listed
        yield (
            f"of {many(len(rest), 'further group')}, {listed:,} could have words found in the "
            f"list, {alone:,} only a word chosen beforehand, "
            f"{len(rest) - listed - alone:,} nothing"
        )


def _verdict(group: Attainable, tests: int, fdr: float) -> str:
    listed, alone = (group.events_needed(count, fdr) for count in (tests, 1))
    if listed is not None:
        return f"a word must stand out in at least {listed} of them to be found in the list"
    if alone is not None:
        return (
            "no word of the list can be found, however much it is over-used; one word chosen "
            f"beforehand must stand out in at least {alone}"
        )
    return "nothing can be found, not even one word chosen beforehand"


def _of_sides(groups: Sequence[Attainable], by: str) -> str:
    sizes = ", ".join(f"{group.group} {group.informative}" for group in groups)
    best = min(group.smallest_p for group in groups)
    few = [group.group for group in groups if group.informative < LIST_NEEDS]
    refused = (
        f"; {some(few)} with fewer than {LIST_NEEDS} outlets, so lists of words are described "
        "but not tested"
    )
    return (
        f"{by} is one per outlet, so outlets are the units (those that meet others in an "
        f"event: {sizes}); the smallest p is {best:.1e}" + (refused if few else "")
    )


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
