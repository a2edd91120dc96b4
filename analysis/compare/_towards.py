"""Compare the sentiment towards somebody: each mention scored in its clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import ClassVar, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.again import Again, Choices, OneItem, Shared
from analysis.compare._contrast import (
    compared_with,
    observation_of,
    reasons_in,
    settings_of,
    tidy,
    voice_notes,
)
from analysis.compare._recount import counted_of, that_count, whole_text
from analysis.compare._scores import Found, compared_scores, draw_differences
from analysis.corpus import Corpus
from analysis.design import Counted, Design, Voice, in_strata
from analysis.errors import ChoiceError, many, some
from analysis.figures import diamonds
from analysis.lexicon import Lexicon
from analysis.measure._towards import (
    Targets,
    judge_of,
    measure_towards,
    target_words,
)
from analysis.measure.counted import counted_text
from analysis.measure.target_sentiment import TargetSentiment
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Units, tally_scores, tally_units

Made = Callable[..., Result]
NOT_SENTENCES = (
    "the score of a whole sentence is not sentiment towards {}: a sentence can praise one and "
    "blame another, and grief for a victim scores as anger at a culprit. Leave scored out: "
    "each mention of a target is scored in its clause."
)
ERRS = (
    "of coded sentences that name one target this method tells sentiment right with a macro-F1 "
    "of {0:.2f}, of sentences that name several {1:.2f}; where its errors differ by outlet, so "
    "does the comparison. Read the sentences."
)
NOT_MEASURED = (
    "how often this word list errs about a target was not measured; code a sample of mentions "
    "before you rely on it."
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TargetSentimentComparison(Result):
    """How well or ill each group speaks of somebody, in the voice that was chosen."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "target": "whom the sentiment is towards",
        "n_mentions": "mentions of the target that were scored",
        "share_negative": "share of them that speak ill of it",
        "share_positive": "share of them that speak well of it",
        "n_articles": "articles of the group with a scored mention",
        "n_events": "events in which the group and others have one",
        "value_kind": "what value is",
        "value": "the group's mean score over its events, -1 (ill) to 1 (well)",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "target"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        over = "outlet" if self.settings["unit"] == "outlet" else "event"
        lines = in_strata(f"interval over {over}s", self.settings["within"])
        return (
            f"Sentiment towards each target by {self.group_word} (voice: "
            f"{self.settings['voice']}): difference of mean scores to "
            f"{compared_with(self.settings)}. {self.corpus}. Dots: difference; lines: {lines}. "
            f"Filled: differs at a false discovery rate of {self.settings['fdr']:g}."
            + diamonds(self.main_rows(), "estimate", "low", "high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        within = self.settings["within"]
        strata = f"within {within}" if within else "across the whole corpus"
        return (
            "Mentions of each target were found by its names, and each was scored in its "
            f"clause ({self.settings['method']}), from -1 (ill) to 1 (well); pronouns were not "
            "resolved. An article's score is the mean of its mentions; an "
            f"{observation_of(self.settings)} has the mean of its articles. For each "
            f"{self.settings['by']} the mean difference to "
            f"{self.settings.get('reference', 'the others')} {strata} was tested against the "
            "hypothesis that it is 0: by t with 16 or more events, by the exact sign flip with "
            "6 to 15 (interval from subset means, Hartigan 1969), not at all with fewer; over "
            "outlets by permutation of their means. P-values were judged as one family at a "
            f"false discovery rate of {self.settings['fdr']} (Benjamini & Hochberg 1995)."
        )

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return the rows of groups that name a target, by target and group."""
        named = self.table[self.table["n_mentions"] > 0]
        return named.sort_values(["target", "group"], kind="stable").head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        block = [f"towards {target}" for target in rows["target"]]
        return draw_differences(self, rows, block, ax)


def compare_towards(
    corpus: Corpus,
    *,
    target: Targets,
    design: Design,
    counted: Counted,
    lexicon: Lexicon | None,
    model: TargetSentiment | None,
) -> TargetSentimentComparison:
    """Compare how well each group speaks of each target."""
    names = tuple(target_words(target))
    judge = judge_of(lexicon, model)
    text = counted_text(corpus, counted)
    scores = measure_towards(text, target, judge)
    rows, units = tally_units(text.corpus, design)
    tally = tally_scores(scores, units, by="value", items=names)
    choices = asdict(counted) | ({"lexicon": lexicon} if model is None else {})
    again = _again(corpus, target, model, replace(design, unit=units.unit), choices)
    make = partial(
        TargetSentimentComparison,
        tally=tally,
        again=again,
        settings={
            **settings_of(units, design, counted, method=judge.told),
            "targets": target_words(target),
        },
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, scores, units),
    )
    errs = NOT_MEASURED if np.isnan(judge.f1[0]) else ERRS.format(*judge.f1)
    said = (
        *corpus.notes,
        *text.notes,
        *units.notes,
        *voice_notes(counted.voice, text.corpus),
        errs,
    )
    said = (*said, *_unscored(scores), *_unnamed(scores, target_words(target), text.corpus))
    lay_out = partial(_table, names=names, scores=scores, units=units, within=design.within)
    return compared_scores(make, tally=tally, lay_out=lay_out, design=design, said=said)


def refuse_sentences(scored: str, target: Targets) -> None:
    """Refuse to call the score of a whole sentence sentiment towards anybody in it."""
    if scored == "segment":
        return
    if scored != "sentence":
        msg = f"scored is {scored!r}; it can be 'segment' or 'sentence'."
        raise ChoiceError(msg)
    raise ChoiceError(NOT_SENTENCES.format(some(list(target_words(target)))))


def _unscored(scores: Spans) -> tuple[str, ...]:
    """Say how many mentions have no score, their text not being parsed."""
    missing = int(scores.table["score"].isna().sum())
    if not missing:
        return ()
    return (f"{missing:,} mentions stand in texts that were not parsed, and have no score.",)


def _unnamed(
    scores: Spans, targets: Mapping[str, Sequence[str]], corpus: Corpus
) -> tuple[str, ...]:
    """Name the targets that no text that counts names."""
    named = set(scores.table["value"])
    none = {name: words for name, words in targets.items() if name not in named}
    return tuple(
        f"no mention of {name!r} in {many(len(corpus), 'article')}, by {some(list(words))}, in "
        "the voice and the parts that count; is it spelt as the articles spell it?"
        for name, words in none.items()
    )


def _table(
    found: Found,
    *,
    names: Sequence[str],
    scores: Spans,
    units: Units,
    within: str | None,
) -> pd.DataFrame:
    """Put what was scored beside the two blocks of columns that every comparison has."""
    parts = [tidy(part, groups, names, "target") for groups, part in found]
    rows = pd.concat(parts, ignore_index=True)
    group_of = dict(zip(units.article_ids, units.group, strict=True))
    table = scores.table.dropna(subset="score")
    group = table["article_id"].map(group_of).map(dict(enumerate(units.groups)))
    by_row = table.assign(
        group=group,
        ill=table["polarity"] == "negative",
        well=table["polarity"] == "positive",
    ).groupby(["group", "value"])
    key = pd.MultiIndex.from_frame(rows[["group", "target"]])
    rows["n_mentions"] = by_row.size().reindex(key).fillna(0).to_numpy(np.int64)
    for column, polarity in (("share_negative", "ill"), ("share_positive", "well")):
        rows[column] = by_row[polarity].mean().reindex(key).to_numpy(float)
    rows["value_kind"], rows["estimate_kind"] = "mean score", "difference of means"
    rows["reason"] = reasons_in(rows["reason"].to_numpy(object), within)
    return rows[list(TargetSentimentComparison.columns)]


def _evidence(scores: Spans, units: Units, row: pd.Series) -> Spans:
    """Return the mentions behind one row, each with its score and the words behind it."""
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    table = scores.table
    return scores.where((table["value"] == row["target"]) & table["article_id"].isin(ids))


# -- with other choices ---------------------------------------------------------------------


def _again(
    corpus: Corpus,
    target: Targets,
    model: TargetSentiment | None,
    design: Design,
    choices: Choices,
) -> Again:
    """Say how the targets are compared again with other choices."""
    return Again(
        corpus=corpus,
        design=design,
        choices=choices,
        scores=True,
        settle=partial(_settle, target, model),
        make=partial(
            _once_more,
            made=partial(compare_towards, target=target, design=design, model=model),
        ),
    )


def _settle(
    target: Targets, model: TargetSentiment | None, choices: Choices, row: pd.Series
) -> Callable[[Shared], OneItem]:
    """Refuse choices that cannot be, and say how to score a row's target under them."""
    counted_of(choices)
    return partial(_item, target=target, model=model, choices=choices, name=str(row["target"]))


def _item(
    shared: Shared,
    target: Targets,
    model: TargetSentiment | None,
    choices: Choices,
    name: str,
) -> OneItem:
    """Take the mean score of one target in every article."""
    counted, ids = counted_of(choices), shared.corpus.articles["article_id"]
    lexicon = cast("Lexicon | None", choices.get("lexicon"))
    text = whole_text(shared, cast("Voice", choices["voice"]), counted.parts)
    # The word list is kept beside its scores: the number it goes by is its own while it lives.
    _, scores = shared.once(
        ("towards", counted.voice, counted.parts, id(lexicon)),
        lambda: (lexicon, measure_towards(text, target, judge_of(lexicon, model)).table),
    )
    by_article = scores[scores["value"] == name].groupby("article_id")["score"].mean()
    means = by_article.reindex(ids).to_numpy(float)
    known = that_count(shared, counted, choices["dates"]) & ~np.isnan(means)
    if not known.any():
        return OneItem.none(name, len(ids), f"no article that counts has a score of {name}")
    return OneItem(name=name, counts=np.where(known, means, 0.0), exposure=known.astype(float))


def _once_more(corpus: Corpus, choices: Choices, name: str, made: Made) -> Result:
    """Compare the targets under other choices."""
    del name
    lexicon = cast("Lexicon | None", choices.get("lexicon"))
    return made(corpus, counted=counted_of(choices), lexicon=lexicon)
