"""Pieces of text that an outlet prints again and again: the furniture of its pages.

A piece is a line, or a sentence of one. It is furniture when it stands, figures apart, in
several articles of one outlet that have little else in common, on several occasions. What
a source says is none, however often it is quoted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.prepare._shingles import Ints, Words, words_of
from analysis.prepare.furniture import is_site_line
from analysis.spans import Spans

LEAST_ARTICLES = 5
"""Articles of an outlet in which a piece must stand …"""
LEAST_SHARE = 0.01
"""… and the share of all its articles: a large archive repeats many a sentence by chance."""
LEAST_OCCASIONS = 3
"""Events, or weeks where no event is given, on which it must stand. The paragraph that sums
up a running story, or a line quoted from a speech, is repeated within one."""
LEAST_UNDATED = 10
"""Articles that stand in for occasions where neither event nor date is known."""
OWN_WORDS = 25
"""Words that an article must have which no other of its outlet has, in pieces, to bear
witness: an article saved twice says of none of its sentences that it is furniture."""
SHORT = 2
"""Words up to which a piece must be a line of its own without an end stop: "Advertisement",
not "He said."."""
PIECE = ("article", "start", "end")
_WEEK = 7 * 24 * 3600
_ENDED = (".", "!", "?", ":", ",", ";", "…", "”", '"')


def furniture_of(corpus: Corpus, quoted: Spans) -> pd.DataFrame:
    """Find the pieces of each body that are furniture of its outlet.

    Returns
    -------
    pandas.DataFrame
        One row a piece: ``article`` (row of the corpus), ``start``, ``end``, ``outlet``,
        ``key`` (equal where the pieces are), ``n_words``, ``n_articles``, ``n_occasions``.
    """
    bodies = corpus.articles["body"].tolist()
    words = words_of(bodies, in_pieces=True)
    pieces = _pieces(words)
    pieces["outlet"] = pd.factorize(corpus.articles["outlet"])[0][pieces["article"]]
    pieces["occasion"] = occasions(corpus)[pieces["article"]]
    spoken = _rows_of(corpus, quoted)
    in_quote = words.under(*spoken)[pieces["first"].to_numpy()]
    return _kept(_counted(pieces[~in_quote]), corpus, bodies)


def occasions(corpus: Corpus) -> Ints:
    """Give each article the number of its event, else of its week; -1 where none is known."""
    articles = corpus.articles
    seconds = articles["published"].astype("int64")
    week = np.where(articles["published"].isna(), "", (seconds // _WEEK).astype(str))
    event = articles["event_id"].str.strip() if "event_id" in articles else None
    named = week if event is None else np.where(event == "", week, "event " + event)
    return np.where(named == "", -1, pd.factorize(np.asarray(named, object))[0])


def _rows_of(corpus: Corpus, spans: Spans) -> tuple[Ints, Ints, Ints]:
    """Give spans of bodies as rows of the corpus, starts and ends."""
    table = spans.table[spans.table["field"] == "body"]
    row = pd.Index(corpus.articles["article_id"]).get_indexer(pd.Index(table["article_id"]))
    known = row >= 0
    bounds = table[["start", "end"]].to_numpy(np.int64)[known]
    return row[known].astype(np.int64), bounds[:, 0], bounds[:, 1]


def _pieces(words: Words) -> pd.DataFrame:
    """Give each piece a number for what it says."""
    first = np.flatnonzero(np.diff(words.piece, prepend=-1))
    size = np.diff(np.r_[first, len(words)])
    place = np.arange(len(words)) - np.repeat(first, size)
    power = np.cumprod(np.full(int(size.max(initial=0)) + 1, np.uint64(0x9E3779B97F4A7C15)))
    key = words.number * power[place]
    return pd.DataFrame(
        {
            "article": words.text[first],
            "start": words.start[first],
            "end": words.end[first + size - 1],
            "key": np.add.reduceat(key, first) if len(first) else key,
            "n_words": size,
            "first": first,
        }
    )


def _counted(pieces: pd.DataFrame) -> pd.DataFrame:
    """Count articles and occasions of each piece, by those that bear witness."""
    same = ["outlet", "key"]
    once = pieces.drop_duplicates([*same, "article"])
    alone = ~once.duplicated(same, keep=False)
    own = once["n_words"].where(alone, 0).groupby(once["article"]).sum()
    once = once[once["article"].map(own).to_numpy() >= OWN_WORDS]
    dated = once["occasion"] >= 0
    counts = once.groupby(same).size().rename("n_articles").to_frame()
    counts["n_occasions"] = once[dated].groupby(same)["occasion"].nunique()
    counts["n_undated"] = (~dated).groupby([once["outlet"], once["key"]]).sum()
    return pieces.merge(counts.fillna(0).astype(int).reset_index(), on=same)


def _kept(pieces: pd.DataFrame, corpus: Corpus, bodies: list[str]) -> pd.DataFrame:
    """Keep the pieces that stand in enough articles, on enough occasions."""
    outlets = pd.factorize(corpus.articles["outlet"])[0]
    size = np.bincount(outlets, minlength=1)[pieces["outlet"]]
    often = pieces["n_articles"] >= np.maximum(LEAST_ARTICLES, np.ceil(LEAST_SHARE * size))
    apart = pieces["n_occasions"] >= LEAST_OCCASIONS
    apart |= pieces["n_undated"] >= LEAST_UNDATED
    pieces = pieces[often & apart].copy()
    whole, bounds = [], []
    for article, start, end, n_words in zip(
        *(pieces[name].tolist() for name in (*PIECE, "n_words")), strict=True
    ):
        body = bodies[article]
        wordless = not any(map(str.isalpha, body[start:end]))
        whole.append(not wordless and (n_words > SHORT or _is_line(body, start, end)))
        bounds.append((_opened(body, start), _closed(body, end)))
    pieces["start"], pieces["end"] = np.array(bounds, np.int64).reshape(-1, 2).T
    return pieces[np.array(whole, bool)].reset_index(drop=True)


def _is_line(body: str, start: int, end: int) -> bool:
    """Say whether a piece is a line of its own: a link or a label, not a short sentence."""
    last = body.find("\n", end)
    line = body[body.rfind("\n", 0, start) + 1 : last if last >= 0 else len(body)].strip()
    if is_site_line(line.rstrip(": ")):
        return True
    return len(line) <= end - start + 6 and not line.endswith(_ENDED)


def _closed(body: str, end: int) -> int:
    """Move the end of a piece behind the signs that close it."""
    while end < len(body) and not body[end].isspace() and not body[end].isalnum():
        end += 1
    return end


def _opened(body: str, start: int) -> int:
    """Move the start of a piece before the signs that open it."""
    while start and not body[start - 1].isspace() and not body[start - 1].isalnum():
        start -= 1
    return start
