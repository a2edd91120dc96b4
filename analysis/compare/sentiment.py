"""Compare the sentiment of each group's text, the outlet's voice and its quotes apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import ClassVar, Literal, cast

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
)
from analysis.compare._recount import counted_of, that_count, whole_text
from analysis.compare._scores import Found, compared_scores, draw_differences
from analysis.compare._towards import (
    TargetSentimentComparison,
    compare_towards,
    refuse_sentences,
)
from analysis.corpus import Corpus
from analysis.design import OWN_PARTS, Copies, Counted, Design, Voice, in_strata
from analysis.errors import ChoiceError
from analysis.figures import diamonds
from analysis.lexicon import Lexicon
from analysis.measure._towards import Targets
from analysis.measure.counted import CountedText, counted_text
from analysis.measure.sentiment import measure_sentiment, score_spans, sentiment_words
from analysis.measure.target_sentiment import TargetSentiment
from analysis.measure.voice import segments, share_mixed
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.tally import Units, tally_scores, tally_units

VOICES = ("outlet", "source")
Scored = Literal["segment", "sentence"]
SCORED: Mapping[str, str] = {
    "segment": "Each run of one voice within a sentence",
    "sentence": "Each whole sentence, in the voice of most of its characters,",
}
NOT_SCORED = "scored is {!r}; it can be 'segment' or 'sentence'."
FOR_TARGETS = (
    "voice and model are for a target; name it, as in target='Ames'. Without one both voices "
    "are compared, each in rows of its own."
)
NOT_TOWARDS = "sentiment is that of the sentence, never towards anybody named in it."
CURLY = (
    "VADER was made for short posts, and does not know curly marks: ‘isn’t’ with a curly "
    "apostrophe is no negation to it, so that outlets which print them score a little "
    "differently."
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SentimentComparison(Result):
    """How pleasant or unpleasant the words of each group are, by whose voice they are."""

    columns: ClassVar[Mapping[str, str]] = {
        "group": "value of the grouping column",
        "voice": "outlet: its own words; source: those of whom it quotes",
        "n_segments": "segments scored: runs of one voice in a sentence, or whole sentences",
        "share_without_words": "share of segments in which the lexicon knows no word",
        "n_articles": "articles of the group with a score",
        "n_events": "events in which the group and others have a score",
        "value_kind": "what value is",
        "value": "the group's mean score over its events; positive is pleasant",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "voice"

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        over = "outlet" if self.settings["unit"] == "outlet" else "event"
        lines = in_strata(f"interval over {over}s", self.settings["within"])
        return (
            f"Sentiment ({self.settings['lexicon']}) by {self.group_word} and voice: "
            f"difference of mean scores to {compared_with(self.settings)}. {self.corpus}. "
            f"Dots: difference; lines: {lines}. Filled: differs at a false "
            f"discovery rate of {self.settings['fdr']:g}. Sentiment of sentences, not towards "
            "anybody." + diamonds(self.main_rows(), "estimate", "low", "high")
        )

    @property
    def methods(self) -> str:
        """The methods paragraph for the paper, with the null hypothesis and citations."""
        observation = observation_of(self.settings)
        within = self.settings["within"]
        strata = f"within {within}" if within else "across the whole corpus"
        return (
            f"{SCORED[str(self.settings['scored'])]} was scored alone by "
            f"{self.settings['lexicon']}. An article's score is the mean of its segments; an "
            f"{observation} has the mean of its articles. For each {self.settings['by']} the "
            f"mean difference to {self.settings.get('reference', 'the others')} {strata} was "
            "tested against the hypothesis that "
            "it is 0: by t with 16 or more events, by the exact sign flip with 6 to 15 "
            "(interval from subset means, Hartigan 1969), not at all with fewer; over "
            "outlets by permutation of their means. P-values were judged as one family at a "
            f"false discovery rate of {self.settings['fdr']} (Benjamini & Hochberg 1995)."
        )

    def main_rows(self, most: int = 40) -> pd.DataFrame:
        """Return all rows, by voice and group."""
        return self.table.sort_values(["voice", "group"], kind="stable").head(most)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main rows and return the Axes for further adjustment."""
        rows = self.main_rows()
        block = [f"{voice}'s voice" for voice in rows["voice"]]
        return draw_differences(self, rows, block, ax)


def compare_sentiment(
    corpus: Corpus,
    *,
    design: Design | None = None,
    copies: Copies = "exclude",
    parts: Sequence[str] = OWN_PARTS,
    genre: Sequence[str] | None = None,
    lexicon: Lexicon | None = None,
    scored: Scored = "segment",
    target: Targets | None = None,
    voice: Voice = "outlet",
    model: TargetSentiment | None = None,
) -> SentimentComparison | TargetSentimentComparison:
    """Compare mean sentiment, the outlet's own voice and its quotes apart; or towards somebody.

    Parameters
    ----------
    corpus
        Articles to compare.
    design
        Who is compared, within what, and what one observation is; by outlet within events
        unless said otherwise.
    copies, parts, genre
        Which text counts: see :class:`analysis.design.Counted`. Both voices are scored,
        each in rows of its own; towards a target, the one that ``voice`` names.
    lexicon
        ``None`` scores by VADER, exactly as vaderSentiment 3.3.2; or your own.
    scored
        "segment" cuts each sentence where the voice changes; "sentence" scores it whole, in
        the voice of most of its characters, so that one voice colours the other's score.
        Refused with a target: what a sentence says is not said of all whom it names.
    target
        Whom the sentiment is towards: one name, several, or names with the words each goes
        by (`analysis.measure_sentiment`). Each mention is then scored in its clause.
    voice
        With a target, whose words count for and against it: "outlet", "source" or "all".
    model
        With a target, what `analysis.TargetSentiment` learnt, in place of the rules.

    Returns
    -------
    SentimentComparison
        One row a group and voice; ``estimate`` is the mean over events of the group's score
        less that of the others: above 0 its words are the more pleasant.
    TargetSentimentComparison
        With a target: one row a group and target; above 0 the group speaks of it the better.

    Raises
    ------
    ChoiceError
        A choice cannot be; a whole sentence's score is asked for towards somebody.

    Notes
    -----
    score of an article = mean over its segments (runs of one voice within a sentence).
    Limits: the score is of sentences, never towards anybody: grief over a victim scores as
    anger at him. VADER was made for short posts and scores a third of news sentences 0.
    Source: Hutto & Gilbert (2014); segments by voice are our own.

    Examples
    --------
    >>> rows = {"article_id": list("ab"), "outlet": ["Post", "Star"], "headline": "",
    ...     "published": "2024-03-01", "event_id": "e1", "body": ["A great day.", "A day."]}
    >>> table = compare_sentiment(Corpus(pd.DataFrame(rows))).table
    >>> table[["group", "voice", "value"]].head(2).round(4).to_numpy().tolist()
    [['Post', 'outlet', 0.6249], ['Post', 'source', nan]]
    """
    design = design or Design()
    if target is not None:
        refuse_sentences(scored, target)
        counted = Counted(voice=voice, copies=copies, parts=tuple(parts), genre=genre)
        return compare_towards(
            corpus,
            target=target,
            design=design,
            counted=counted,
            lexicon=lexicon,
            model=model,
        )
    if voice != "outlet" or model is not None:
        raise ChoiceError(FOR_TARGETS)
    counted = Counted(voice="all", copies=copies, parts=tuple(parts), genre=genre)
    return _compare_text(corpus, design, counted, lexicon=lexicon, scored=scored)


def _compare_text(
    corpus: Corpus,
    design: Design,
    counted: Counted,
    *,
    lexicon: Lexicon | None,
    scored: Scored,
) -> SentimentComparison:
    """Compare the sentiment of the text itself, by voice."""
    text = counted_text(corpus, counted)
    scores, mixed = _scores(text, lexicon, scored)
    rows, units = tally_units(text.corpus, design)
    tally = tally_scores(scores, units, by="voice", items=VOICES)
    own = {"lexicon": lexicon, "scored": scored}
    make = partial(
        SentimentComparison,
        tally=tally,
        again=_again(corpus, replace(design, unit=units.unit), {**asdict(counted), **own}),
        settings={
            **settings_of(units, design, counted, lexicon=_name(lexicon), scored=scored),
            "voice": "outlet and source, each alone",
        },
        corpus=text.corpus.where(np.isin(np.arange(len(text.corpus)), rows)).summary(),
        _texts=text.corpus,
        _behind=partial(_evidence, scores, text.corpus, lexicon, units),
    )
    said = (*corpus.notes, *text.notes, *units.notes, mixed, *_limits(lexicon))
    lay_out = partial(_table, scores=scores, units=units, within=design.within)
    return compared_scores(make, tally=tally, lay_out=lay_out, design=design, said=said)


def _limits(lexicon: Lexicon | None) -> tuple[str, ...]:
    """Say what the scores do not know."""
    return (NOT_TOWARDS, CURLY) if lexicon is None else (NOT_TOWARDS,)


def _again(corpus: Corpus, design: Design, choices: Choices) -> Again:
    """Say how the scores are compared again with other choices; the voice is none."""
    return Again(
        corpus=corpus,
        design=design,
        choices={name: choices[name] for name in choices if name != "voice"},
        scores=True,
        settle=_settle,
        make=partial(_once_more, design),
    )


def _settle(choices: Choices, row: pd.Series) -> Callable[[Shared], OneItem]:
    """Refuse choices that cannot be, and say how to score a row's voice under them."""
    counted_of(choices, "all")
    if choices["scored"] not in SCORED:
        raise ChoiceError(NOT_SCORED.format(choices["scored"]))
    return partial(_item, choices=choices, voice=str(row["voice"]))


def _item(shared: Shared, choices: Choices, voice: str) -> OneItem:
    """Take the mean score of one voice in every article."""
    counted, ids = counted_of(choices, "all"), shared.corpus.articles["article_id"]
    lexicon, scored = cast("Lexicon | None", choices["lexicon"]), str(choices["scored"])
    text = whole_text(shared, "all", counted.parts)
    # The word list is kept beside its scores: the number it goes by is its own while it lives.
    _, scores = shared.once(
        ("scores", counted.parts, id(lexicon), scored),
        lambda: (lexicon, _scores(text, lexicon, cast("Scored", scored))[0].table),
    )
    by_article = scores[scores["voice"] == voice].groupby("article_id")["score"].mean()
    means = by_article.reindex(ids).to_numpy(float)
    known = that_count(shared, counted, choices["dates"]) & ~np.isnan(means)
    if not known.any():
        return OneItem.none(voice, len(ids), f"no article that counts has a score of {voice}")
    return OneItem(name=voice, counts=np.where(known, means, 0.0), exposure=known.astype(float))


def _once_more(design: Design, corpus: Corpus, choices: Choices, voice: str) -> Result:
    """Compare sentiment under other choices."""
    del voice
    return compare_sentiment(corpus, design=design, **choices)  # type: ignore[arg-type]


def _scores(text: CountedText, lexicon: Lexicon | None, scored: Scored) -> tuple[Spans, str]:
    """Score the text that counts, and say how many sentences hold both voices."""
    if scored == "sentence":
        whole = measure_sentiment(
            text.corpus, lexicon=lexicon, voice="all", quotes=text.quotes, within=text.spans
        )
        share = whole.table["straddles"].mean()
        return whole, f"{share:.0%} of sentences hold both voices and were scored whole."
    if scored != "segment":
        raise ChoiceError(NOT_SCORED.format(scored))
    runs = segments(text.corpus, text.quotes, within=text.spans)
    share = share_mixed(runs)
    told = f"{share:.0%} of sentences hold both voices and were cut at the marks."
    return score_spans(text.corpus, runs, lexicon=lexicon), told


def _name(lexicon: Lexicon | None) -> str:
    return "VADER as in vaderSentiment 3.3.2" if lexicon is None else str(lexicon)


def _table(found: Found, *, scores: Spans, units: Units, within: str | None) -> pd.DataFrame:
    """Put what was scored beside the two blocks of columns that every comparison has."""
    tables = [tidy(part, groups, VOICES, "voice") for groups, part in found]
    rows = pd.concat(tables, ignore_index=True)
    group_of = dict(zip(units.article_ids, units.group, strict=True))
    table = scores.table
    group = table["article_id"].map(group_of).map(dict(enumerate(units.groups)))
    by_row = table.assign(group=group, bare=table["n_words"] == 0).groupby(["group", "voice"])
    counts = by_row["bare"].agg(["size", "mean"])
    key = pd.MultiIndex.from_frame(rows[["group", "voice"]])
    rows["n_segments"] = counts["size"].reindex(key).fillna(0).to_numpy(np.int64)
    rows["share_without_words"] = counts["mean"].reindex(key).to_numpy(float)
    rows["value_kind"], rows["estimate_kind"] = "mean score", "difference of means"
    rows["reason"] = reasons_in(rows["reason"].to_numpy(object), within)
    return rows[list(SentimentComparison.columns)]


def _evidence(
    scores: Spans, corpus: Corpus, lexicon: Lexicon | None, units: Units, row: pd.Series
) -> Spans:
    """Return the words of the lexicon behind one row, each with what it adds in ``score``.

    Segments without any are in the mean too, with 0 by VADER: ``share_without_words`` says
    how many.
    """
    ids = units.article_ids[units.group == units.groups.index(row["group"])]
    table = scores.table
    same = (table["voice"] == row["voice"]) & table["article_id"].isin(ids)
    segments_here = scores.where(same & (table["n_words"] > 0))
    return sentiment_words(corpus, segments_here, lexicon=lexicon)
