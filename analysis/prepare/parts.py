"""Parts of an article: what of a page is the outlet's text, and what only stands around it.

A saved page holds more than an article: a byline, captions, readers' comments. Every line
that is not blank is given one part, with a confidence and the evidence for it. Nothing is
cut away: the parts are a layer of spans, and an analysis says which of them it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, fault_list
from analysis.prepare._layout import SETTLED, Part, Text, parts_of
from analysis.prepare.comments import Cuts, Page, find_cuts, read_page
from analysis.read._lines import MARKUP
from analysis.spans import Spans

LAYER = "part"
DOUBTFUL = 0.5
"""A cut is doubtful when the chance that it is right lies below this …"""
POSSIBLE = 0.1
"""… and so is the lack of one when the chance of comments lies above this."""


def split_parts(corpus: Corpus, *, cuts: Mapping[str, int | None] | None = None) -> Corpus:
    """Mark the parts of each article: headline, standfirst, byline, caption, body, comment.

    Parameters
    ----------
    corpus
        Articles as read. Parts that were read from a page's markup are kept.
    cuts
        Where the comments of an article begin, by article_id: the number of the line of the
        body, from 1; 0 or ``None`` where it has no comments. This settles doubtful cuts.

    Returns
    -------
    Corpus
        The same articles with the layer "part": one span for each line that is not blank,
        without the space around it, with ``score`` (the confidence, 0 to 1) and
        ``evidence``. A first line that holds both headline and text has two spans.

    Notes
    -----
    A body that repeats its headline at the top has that copy marked "headline"; the field
    headline stands for it, so the copy is not counted. Comments are one stretch to the end
    of the text (`analysis.prepare.comments`). The likeliest cut is taken, or none where no
    comments are likelier; the score of a line is the chance that it lies on its side of the
    border, so the lines between rival cuts carry low scores. Lines of the site itself
    (advertisements, links) have no part of their own and stay in the body, with score 0.5.

    Limits: comments that read like the article are not found, nor are fewer than about
    four lines of them. The text after an article may be anything else that readers write.
    """
    settled = _checked_cuts(corpus, cuts or {})
    table = _layer(corpus)
    known = _with_marked_comments(table) - settled.keys()
    texts = [text for text in _texts(corpus, table) if text.article_id not in known]
    pages = _pages(corpus, texts)
    found = find_cuts(pages)
    rows = [
        part
        for text, page, cut in zip(texts, pages, found, strict=True)
        for part in parts_of(text, page, cut, settled.get(text.article_id))
    ]
    parts = pd.DataFrame(rows, columns=Part._fields)
    parts.insert(4, "layer", LAYER)
    kept = table[table["article_id"].isin(known)]
    spans = Spans(pd.concat([parts, kept], ignore_index=True) if len(kept) else parts)
    unsure = [
        text.article_id
        for text, cut in zip(texts, found, strict=True)
        if text.article_id not in settled and _is_doubtful(cut)
    ]
    return corpus.with_layer(spans, LAYER).with_notes(*_notes(spans, unsure))


def doubtful_cuts(corpus: Corpus) -> pd.DataFrame:
    """List the articles of which it is doubtful where their comments begin, or whether.

    Parameters
    ----------
    corpus
        Articles as read, or as `split_parts` gave them back: what was settled or read from
        markup is then not listed.

    Returns
    -------
    pandas.DataFrame
        One row an article, the most doubtful first: ``article_id``; ``line``, the line of the
        body at which the comments are taken to begin (0: none); ``confidence``, the chance
        that this is right; ``text``, the lines around the likeliest cut, with their numbers;
        ``candidates``, the lines it may be, with the chance of each (0: no comments). Settle
        one with ``split_parts(corpus, cuts={article_id: line})``.
    """
    table = _layer(corpus)
    by_hand = table["evidence"].str.startswith(SETTLED)
    sure = _with_marked_comments(table) | set(table.loc[by_hand, "article_id"])
    texts = [text for text in _texts(corpus, table) if text.article_id not in sure]
    pages = _pages(corpus, texts)
    rows = [
        (
            text.article_id,
            page.numbers[cut.best] if cut.found else 0,
            cut.confidence,
            _around(page, cut.best),
            _candidates(page, cut),
        )
        for text, page, cut in zip(texts, pages, find_cuts(pages), strict=True)
        if _is_doubtful(cut)
    ]
    names = ["article_id", "line", "confidence", "text", "candidates"]
    doubtful = pd.DataFrame(rows, columns=names)
    return doubtful.sort_values(["confidence", "article_id"], ignore_index=True)


def lines_table(corpus: Corpus, article_id: str) -> pd.DataFrame:
    """Show one article's body as lines with their parts.

    Returns
    -------
    pandas.DataFrame
        ``line`` (number in the body, from 1), ``part``, ``score``, ``evidence``, ``text``; a
        line with two parts has two rows.
    """
    articles = corpus.articles.set_index("article_id")
    if LAYER not in corpus.layers or article_id not in articles.index:
        no_parts = LAYER not in corpus.layers
        lacks = "parts; use split_parts first" if no_parts else f"article {article_id!r}"
        msg = f"the corpus has no {lacks}."
        raise ChoiceError(msg)
    body = str(articles.loc[article_id, "body"])
    table = corpus.layers[LAYER].table
    mine = table[(table["article_id"] == article_id) & (table["field"] == "body")]
    return pd.DataFrame(
        {
            "line": [body.count("\n", 0, start) + 1 for start in mine["start"]],
            "part": mine["value"].to_list(),
            "score": mine["score"].to_list(),
            "evidence": mine["evidence"].to_list(),
            "text": [
                body[start:end] for start, end in zip(mine["start"], mine["end"], strict=True)
            ],
        }
    )


def _checked_cuts(corpus: Corpus, cuts: Mapping[str, int | None]) -> dict[str, int]:
    """Return the settled cuts, or raise one error with every one that cannot be."""
    bodies = corpus.articles.set_index("article_id")["body"]
    faults = []
    settled: dict[str, int] = {}
    for article_id, line in cuts.items():
        if article_id not in bodies.index:
            faults.append(f"{article_id!r}: no such article in the corpus")
            continue
        lines = bodies[article_id].count("\n") + 1
        if line is not None and (isinstance(line, bool) or not isinstance(line, int)):
            faults.append(f"{article_id!r}: {line!r} is not a line number")
        elif line is not None and not 0 <= line <= lines:
            faults.append(f"{article_id!r}: line {line}, but the body has lines 1 to {lines}")
        else:
            settled[article_id] = line or 0
    if faults:
        opening = (
            "cuts name, for an article_id, the line of the body at which its comments begin, "
            "or 0 for no comments; these cannot be used:"
        )
        raise ChoiceError(fault_list(opening, faults))
    return settled


def _layer(corpus: Corpus) -> pd.DataFrame:
    """Return the parts that the corpus already has, as a table; perhaps empty."""
    table = corpus.layers[LAYER].table if LAYER in corpus.layers else pd.DataFrame()
    if "evidence" in table:
        return table
    return pd.DataFrame(columns=[*Part._fields, "layer"]).astype({"evidence": str})


def _with_marked_comments(table: pd.DataFrame) -> set[str]:
    """Name the articles whose comments are known from markup, so that none are looked for."""
    marked = (table["evidence"] == MARKUP) & (table["value"] == "comment")
    return set(table.loc[marked, "article_id"])


def _texts(corpus: Corpus, table: pd.DataFrame) -> list[Text]:
    """Give each article with the parts of its body that markup named, comments apart."""
    marked: dict[str, dict[int, str]] = {}
    named = table[(table["evidence"] == MARKUP) & (table["field"] == "body")]
    named = named[named["value"] != "comment"]
    for article_id, start, value in zip(
        named["article_id"], named["start"], named["value"], strict=True
    ):
        marked.setdefault(article_id, {})[int(start)] = value
    columns = (corpus.articles[name] for name in ("article_id", "headline", "body"))
    return [
        Text(article_id, headline, body, marked.get(article_id, {}))
        for article_id, headline, body in zip(*columns, strict=True)
    ]


def _pages(corpus: Corpus, texts: Sequence[Text]) -> list[Page]:
    """Read the body of each article as a page."""
    articles = corpus.articles
    bylines = {}
    if "byline" in articles:
        bylines = dict(zip(articles["article_id"], articles["byline"], strict=True))
    return [
        read_page(text.body, text.headline, bylines.get(text.article_id, "")) for text in texts
    ]


def _is_doubtful(cut: Cuts) -> bool:
    return cut.confidence < DOUBTFUL if cut.found else cut.any > POSSIBLE


def _notes(spans: Spans, unsure: Sequence[str]) -> Iterator[str]:
    """Say what a reader of any result must know of the parts."""
    table = spans.table
    with_comments = table.loc[table["value"] == "comment", "article_id"].nunique()
    if with_comments:
        yield f"Readers' comments were found under {_articles(with_comments)}."
    if unsure:
        yield (
            "Where readers' comments begin, or whether there are any, is doubtful in "
            f"{_articles(len(unsure))}; the likelier reading is taken and carries a low score. "
            "doubtful_cuts(corpus) lists the candidates, and cuts={article_id: line} settles "
            "them."
        )


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


def _around(page: Page, row: int) -> str:
    """Show the lines around a row, with their numbers, shortened."""
    rows = range(max(0, row - 2), min(len(page.lines), row + 3))
    return "\n".join(f"{page.numbers[r]}: {_shortened(page.lines[r])}" for r in rows)


def _shortened(line: str, most: int = 90) -> str:
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _candidates(page: Page, cut: Cuts) -> str:
    """List the lines at which the comments may begin, the likeliest first."""
    chances = [(float(c), page.numbers[row]) for row, c in enumerate(cut.chance) if c >= 0.05]
    chances.append((1 - cut.any, 0))
    chances.sort(key=lambda pair: (-pair[0], pair[1]))
    return ", ".join(f"{number} ({chance:.2f})" for chance, number in chances[:5])
