"""Check a study before it is run: what is wrong with it, and what would be weak."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.check.attainable import AttainableCheck, check_attainable
from analysis.check.balance import check_balance
from analysis.compare._predicted import HALF
from analysis.compare.frames import compare_frames
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Counted, in_strata
from analysis.errors import AnalysisError, many, some
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.labels import measure_labels
from analysis.measure.words import measure_words
from analysis.study import weaknesses as weak
from analysis.study.codings import coded_articles
from analysis.study.file import Study
from analysis.study.predicted import asked_codes

MOST_GROUPS = 8
"""Groups told of one by one; the others are counted."""
ALL_AT_ONCE = (
    "without events each outlet is one observation in one comparison, and nothing can ever "
    "be found. Give event_id, or assignments; or say by = a column of outlets with "
    'ten or more on each side; or unit = "article" under [design], which speaks of these '
    "articles only"
)


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
    nothing: bool
    """Whether nothing could be found in the list of words, as things stand."""


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
        "Acts and sources": _if_it_can_be_judged(_acts_and_sources(study, counted)),
        "Codings": list(_weak_codings(study, corpus)),
    }
    try:
        reach = _reach_of(study, counted)
    except AnalysisError as error:
        attainable, nothing = [str(error)], True
    else:
        attainable, nothing = list(_attainable(reach, _least(study))), reach.passed == "no"
    return Checked(
        study=study,
        corpus=corpus,
        outlets=outlet_table(corpus, study.design.within),
        weaknesses={about: told for about, told in found.items() if told},
        attainable=attainable,
        nothing=nothing,
    )


def _weak_codings(study: Study, corpus: Corpus) -> Iterator[str]:
    """Tell what is weak in a coding; what would stop the comparison of frames is an error."""
    if study.codings is None:
        return
    coded, design = coded_articles(study.codings, corpus), study.design_of("frames")
    yield from weak.weak_codings(coded, coded.agreement(corpus, design))
    if "frames" not in study.comparisons:
        return
    asked = asked_codes(study, corpus, coded)
    yield from asked.notes
    # The comparison without a model: what it refuses and warns of, the study's own does too.
    codes = dict.fromkeys(asked.reference.columns[1:], HALF)
    blind = corpus.articles[["article_id"]].assign(**codes)
    settings: dict[str, Any] = dict(study.comparisons["frames"])
    notes = compare_frames(
        corpus,
        blind,
        codings=asked.reference,
        inclusion=coded.sample,
        design=design,
        **settings,
    ).notes
    yield from (note for note in notes if "coded article" in note)


def _if_it_can_be_judged(told: Iterator[str]) -> list[str]:
    """Gather what a check tells; where the design cannot be used at all, that is told."""
    try:
        return list(told)
    except AnalysisError as error:
        return [str(error)]


def outlet_table(corpus: Corpus, within: str | None = "event_id") -> pd.DataFrame:
    """Describe each outlet in one row: articles, events, first, last, median_words.

    ``events`` counts what is compared within, by its own name where that is no event.
    """
    articles = corpus.articles
    strata = "events" if within is None or within == "event_id" else within
    name = within or "event_id"
    blank = pd.Series("", index=articles.index)
    known = name in articles or (corpus.events is not None and name in corpus.events)
    event = corpus.column(name).fillna("").astype(str) if known else blank
    articles = articles.assign(
        words=articles["body"].str.count(r"\S+"), stratum=event.where(event != "")
    )
    table = articles.groupby("outlet").agg(
        articles=("article_id", "size"),
        events=("stratum", "nunique"),
        first=("published", "min"),
        last=("published", "max"),
        median_words=("words", "median"),
    )
    return table.rename(columns={"events": strata}).reset_index()


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
    failed = check.table[check.table["passed"] == "no"]
    failed = failed.sort_values("n_articles", ascending=False, kind="stable")
    failed = failed.assign(short=failed["reason"].where(failed["outlet"] == "", ""))
    for (aspect, rule, why), rows in failed.groupby(["aspect", "rule", "short"], sort=False):
        told = [
            f"{row['outlet'] or row['group']} {_in_short(row['value'])}"
            + (f" ({row['reason']})" if row["outlet"] else "")
            for row in rows.to_dict("records")
        ]
        said = f"{aspect} should be {str(rule).removeprefix('value ')}"
        who = f", which {len(told):,} miss" if len(told) > 1 else ""
        reason = f"; {why}" if why else ""
        yield in_strata(f"{said}{who}: {weak.listing(told)}{reason}", study.design.within)


def _in_short(value: float) -> str:
    """Write a share, days or a chance as short as it can be read.

    >>> _in_short(0.0234), _in_short(-764.2), _in_short(1.7e-07)
    ('0.023', '-764', '1.7e-07')
    """
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def _reach_of(study: Study, counted: CountedText) -> AttainableCheck:
    """Check what the comparison of words could show, whether or not the study makes it."""
    choice = _counted(study)
    words = measure_words(counted)
    articles = np.bincount(words.counts.indices, minlength=words.counts.shape[1])
    return check_attainable(
        counted.corpus,
        design=study.design_of("words"),
        n_items=max(1, int((articles >= _least(study)).sum())),
        voice=choice.voice,
        copies="keep",  # what counts was chosen above
        parts=choice.parts,
    )


def _least(study: Study) -> int:
    """Give the articles that must carry a word."""
    return int(str(study.comparisons.get("words", {}).get("min_articles", 2)))


def _attainable(check: AttainableCheck, least: int) -> Iterator[str]:
    """Say what p can be reached at all, and in how many events a word must differ."""
    settings = check.settings
    within, unit = settings["within"], str(settings["unit"])
    words = f"{settings['n_items']:,} words stand in {least} or more articles"
    yield f"{words}. {check.verdict}"
    if within is None and unit == "cell":
        yield ALL_AT_ONCE
        return
    ranked = check.table.sort_values("smallest_p", kind="stable").to_dict("records")
    for row in ranked[:MOST_GROUPS]:
        yield f"{row['group']}: {in_strata(_reach(row, unit, within), within)}"
    rest = ranked[MOST_GROUPS:]
    if rest:
        able = sum(row["passed"] == "yes" for row in rest)
        yield f"of {many(len(rest), 'further group')}, {able:,} could show a difference"


def _reach(row: Mapping[Hashable, Any], unit: str, within: object) -> str:
    """Say of one group what it shares with others and what that can show."""
    if row["passed"] == "no":
        alone = row["events_needed_alone"]
        least = f"; one word chosen beforehand must stand out in at least {alone} events"
        return str(row["reason"]) + (least if within and pd.notna(alone) else "")
    shared = many(row["n_informative"], "event")
    if unit == "outlet":
        shared = f"{many(row['n_units'], 'outlet')} against {row['n_other_units']:,}"
    elif within is None:
        shared = f"{many(row['n_units'], 'article')} against {row['n_other_units']:,}"
    told, needed = f"{shared}, smallest p {row['smallest_p']:.1e}", row["events_needed"]
    if within is None or pd.isna(needed):
        return told
    return f"{told}; to be found in the list a word must stand out in at least {needed} events"


def _acts_and_sources(study: Study, counted: CountedText) -> Iterator[str]:
    """Tell of participants that no text names, and of comparisons that can test nothing."""
    if "agency" in study.comparisons and study.participants:
        named = set(measure_labels(counted, study.participants).table["value"])
        silent = [name for name in study.participants if name not in named]
        if silent:
            yield f"[participants]: no text that counts names {some(silent)}"
    for name in ("sources", "agency"):
        if name in study.comparisons:
            design = study.design_of(name)
            reach = check_attainable(counted.corpus, design=design, copies="keep")
            if reach.passed == "no":
                yield f"[{name}]: nothing can be tested. {reach.verdict}"


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
