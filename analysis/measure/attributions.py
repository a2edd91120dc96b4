"""Attributions: what is credited to somebody, with or without quotation marks, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.measure._attribution_boilerplate import from_the_page, in_caption
from analysis.measure._attribution_file import read_model
from analysis.measure._attribution_model import AttributionModel
from analysis.measure._attribution_quotes import apart, outermost, with_quotes
from analysis.measure._attribution_rules import found_at_cues
from analysis.measure._attribution_sources import with_sources
from analysis.measure._attribution_text import Found, Reading, Tokens
from analysis.measure._attribution_turns import found_in_headline, found_in_turns
from analysis.measure._stance import stance_of
from analysis.prepare.parse import parsed
from analysis.spans import FIELDS, Spans

COLUMNS = {
    "layer": "source, cue or content",
    "value": "of content: quoted, unquoted or mixed; of a cue its lemma, of a source its kind",
    "score": "how sure a model is; missing where rules found it",
    "voice": "source for content, outlet for the cue and the naming of the source",
    "source": "whom it is credited to: in full where the article does so, else the words "
    "used; empty where nobody is named",
    "parent": "the number of the attribution, in this corpus, whose span it is",
    "stance": "of a cue: neutral, assertive, doubting or emotive; empty if it has none",
}
"""What :func:`measure_attributions` adds to the columns every table of spans has."""
KIND = "unknown"
_NAMES = ("article_id", "field", "start", "end", *COLUMNS)
Row = tuple[str, str, int, int, str, str, float, str, str, int, str]


def measure_attributions(
    corpus: Corpus, *, model: AttributionModel | str | Path | None = None
) -> Spans:
    """Mark what each article credits to somebody: the source, the cue and the content.

    An attribution is a statement, thought or judgement that the outlet gives as somebody
    else's: a quote, "officials said that", "according to", "…, officials said", "accused
    him of", "denied the charge", "wants to leave", "her claim that". It may have several
    spans of content, no source ("is said to have left") and, if it is a quote of six words
    or more that nothing in reach claims, neither cue nor source. In an interview each turn
    is credited to the name before its colon. Scare quotes and titles are no attributions,
    nor is what the writer says as "I", nor text of a page that is glued to a link
    ("TrumpGolden Globes … MORE") or a caption ("(not seen)"); whom a source quotes in turn
    speaks through that source.

    Parameters
    ----------
    corpus
        The articles; parsed with the defaults unless it carries its parse
        (see :func:`analysis.parse`).
    model
        A model that :func:`analysis.train_attributions` learnt, or its file; it takes the
        place of the rules. ``None`` goes by the rules.

    Returns
    -------
    Spans
        Layers "source", "cue" and "content" in one table; beside the usual columns those of
        ``COLUMNS``. What ``parses.skipped`` lists has none. As ``corpus.with_layer(spans,
        "attribution")`` it decides whose voice counts.

    Raises
    ------
    ReadError
        The file of the model is missing, damaged, or of another version.
    ChoiceError
        The model was learnt with another parser than the corpus was parsed with.

    Notes
    -----
    Rules over the parse, with word lists of our own: a verb's clause, infinitive, object or
    phrase is content if the verb is of a class that takes it; its subject, shared or its
    own, is the source; a quote belongs to the attribution it overlaps, to the nearest cue
    that lacks content, or to the quote it goes on. On the 84 articles of PolNeAR's
    development part (contents paired one to one, Dice of .5 or more): F1 .76, precision .84,
    recall .91 of quoted and .60 of unquoted content; the share of an article in sources'
    voice errs by .06 on average and correlates at .95 with the coder's. A model trained on
    the other part: F1 .78, recall .66 of unquoted content (docs/attributions.md). Limits:
    recall differs by outlet, and with it what looks like a difference between outlets;
    of 40 attributions drawn from crawled pages 25 stood to a reader, .62 (.47 to .76);
    edited English prose only; thoughts that only nouns express are mostly missed.
    References: Pareti, S. (2015). Attribution: a computational approach; Newell, E. et al.
    (2018). An attribution relations corpus for political news. LREC.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...         "headline": [""], "body": ["The union said that it would strike."]}
    >>> corpus = Corpus(pd.DataFrame(rows))
    >>> spans = measure_attributions(corpus)
    >>> spans.table.assign(text=spans.text(corpus.articles))[["layer", "value", "text"]].values
    array([['source', 'organisation', 'The union'],
           ['cue', 'say', 'said'],
           ['content', 'unquoted', 'that it would strike']], dtype=object)
    """
    find = find_by_rules if model is None else _chosen(corpus, model).found
    rows: list[Row] = []
    number = 0
    for article_id, field, reading in readings(corpus):
        for found in find(reading, headline=field == "headline"):
            if _by_the_writer(reading, found) or _of_the_page(reading, found):
                continue
            rows += _rows(reading, found, (article_id, field, number))
            number += 1
    table = pd.DataFrame(rows, columns=list(_NAMES))
    kinds = dict.fromkeys(_NAMES, str) | dict.fromkeys(("start", "end", "parent"), int)
    return with_sources(Spans(table.astype({**kinds, "score": float})), corpus)


def find_by_rules(reading: Reading, *, headline: bool = False) -> list[Found]:
    """Find the attributions of one text by rules; no two share content."""
    named = found_in_headline(reading) if headline else found_in_turns(reading)
    found = outermost(found_at_cues(reading) + named)
    return apart(outermost(with_quotes(reading, found)))


def _chosen(corpus: Corpus, model: AttributionModel | str | Path) -> AttributionModel:
    """Return the model, read from its file, if it goes with the parse of the corpus."""
    read = model if isinstance(model, AttributionModel) else read_model(Path(model))
    mine, theirs = str(parsed(corpus).model), str(read.about.get("parser"))
    if mine != theirs:
        msg = (
            f"the model was learnt with the parser {theirs}, and the corpus is parsed by "
            f"{mine}; parse the corpus with that parser, or train the model again."
        )
        raise ChoiceError(msg)
    return read


def readings(corpus: Corpus) -> Iterator[tuple[str, str, Reading]]:
    """Yield every text that was parsed, with the article and the field it is of."""
    parses = parsed(corpus)
    articles = corpus.articles
    columns = (articles[name].tolist() for name in ("article_id", *FIELDS))
    for article_id, *texts in zip(*columns, strict=True):
        for field, text in zip(FIELDS, texts, strict=True):
            tokens = parses.of(article_id, field)
            if tokens is not None and len(tokens):
                yield article_id, field, Reading(text, tokens)


def _by_the_writer(reading: Reading, found: Found) -> bool:
    """Say whether the writer speaks: outside quotes and interviews "I" is no source."""
    return [reading.words[token] for token in found.source] == ["i"]


def _of_the_page(reading: Reading, found: Found) -> bool:
    """Say whether the source or the content is a link's or a caption's text."""
    pieces = [*reading.stretches(found.source), *reading.stretches(found.content)]
    around = [(low - 1, high + 1) for low, high in reading.stretches(found.cue) if low]
    return from_the_page(reading.text, pieces) or in_caption(reading.text, around)


def _rows(reading: Reading, found: Found, place: tuple[str, str, int]) -> Iterator[Row]:
    """Yield a row for each span of one attribution, if it has content."""
    article_id, field, number = place
    contents = reading.stretches(found.content)
    sources = reading.stretches(found.source)
    name = " ".join(" ".join(reading.text[low:high] for low, high in sources).split())
    lemmas = [reading.lemma[token] for token in sorted(found.cue)]
    spans = [("source", KIND, "outlet", "", sources)]
    spans += [
        ("cue", _lemma(reading, found), "outlet", stance_of(lemmas), _cues(reading, found.cue))
    ]
    spans += [("content", manner(reading, found.content), "source", "", contents)]
    for layer, value, voice, stance, stretches in spans if contents else []:
        for low, high in stretches:
            at = (article_id, field, low, high, layer, value)
            yield (*at, found.score, voice, name, number, stance)


def _cues(reading: Reading, cue: Tokens) -> list[tuple[int, int]]:
    """Return the stretches of a cue, also of one that is a colon."""
    return reading.stretches(cue) or [
        (reading.start[token], reading.end[token]) for token in sorted(cue)
    ]


def _lemma(reading: Reading, found: Found) -> str:
    """Return the lemma of a cue with its particle; "according to" in full."""
    if found.head is None:
        return ""
    if reading.words[found.head] == "according":
        return "according to"
    particles = reading.having(found.head, "prt")
    return " ".join(reading.lemma[token] for token in (found.head, *particles))


def manner(reading: Reading, content: Tokens) -> str:
    """Say whether content is quoted, unquoted or, with some words in marks, mixed."""
    words = [token for token in sorted(content) if not reading.thin[token]]
    if words and reading.words[words[0]] == "that":
        words = words[1:]
    inside = sum(reading.spoken[token] for token in words)
    if not inside:
        return "unquoted"
    return "quoted" if inside == len(words) else "mixed"
