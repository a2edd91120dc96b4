"""Template of a measure: marks one construct in texts. Goes to analysis/measure/CONSTRUCT.py.

A measure gives spans and nothing else. It knows no group, no event and no test: who is
compared is the business of a comparison. It looks only at the text that counts (`masked`
hides the rest), and its offsets are those of the unaltered text.
"""

from __future__ import annotations

import re

from analysis.measure.counted import CountedText
from analysis.spans import Spans
from analysis.tokens import normal

HEDGES = ("allegedly", "apparently", "purportedly", "reportedly", "supposedly")
_HEDGE = re.compile(rf"\b(?:{'|'.join(HEDGES)})\b")


def measure_hedges(text: CountedText) -> Spans:
    """Mark the adverbs by which an outlet holds a claim at arm's length.

    One span a hedge, layer "hedge"; ``value`` is the word in lower case.

    Formula: a hedge is any of ``HEDGES``, as a whole word, in any letter case. Direction:
    more hedges, more distance. Limits: a list of five words; "is said to", "so-called" and
    the conditional hedge as well and are not seen. Source: the word list is our own.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.corpus import Corpus
    >>> from analysis.design import Counted
    >>> from analysis.measure.counted import counted_text
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...     "headline": [""], "body": ["He reportedly left. “Allegedly”, she said, he ran."]}
    >>> text = counted_text(Corpus(pd.DataFrame(rows)), Counted())
    >>> measure_hedges(text).table[["start", "end", "value"]].to_numpy().tolist()
    [[3, 13, 'reportedly']]
    """
    ids = text.corpus.articles["article_id"].tolist()
    rows = [
        (ids[row], field, match.start(), match.end(), match.group())
        for row, field, shown in text.masked()
        for match in _HEDGE.finditer(normal(shown))
    ]
    return Spans.of("hedge", rows)
