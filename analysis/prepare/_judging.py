"""From shared text and credits to what is a copy, of what, and who came first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.corpus import Corpus
from analysis.prepare._credits import agency_of, credit_of, is_agency
from analysis.prepare._pairs import Pairs
from analysis.prepare._shingles import Bools

Dates = NDArray[np.datetime64]

COPIED = 0.5
"""Share of an article's own words that must stand in another for it to be a copy."""
DUPLICATE = 0.9
"""Share of each of two articles that must stand in the other for them to be the same."""
LEAST_WORDS = 25
"""Words outside quotes that a copy must share: of a shorter text half is soon a formula. Two
texts that share all their words are one, however short."""
KINDS = ("duplicate", "near-duplicate", "shared passage", "agency credit")
AGENCY, REPRINT, REPEAT, OPEN = "agency copy", "reprint", "repeat", "first not known"
STATUS = {
    AGENCY: "an agency's text, or half of it stands in one",
    REPRINT: "half of it stands in an earlier article of another outlet",
    REPEAT: "half of it stands in an earlier article of its own outlet",
    OPEN: "half of it is shared with another outlet, and which came first is not known",
}
"""Why an article is a copy, the reason that counts first."""


CLUSTERS = {
    "cluster": "number, from the largest",
    "n_articles": "articles in it",
    "n_outlets": "outlets that published them",
    "outlets": "their names, the first published first",
    "first": "the article that was published first; empty where reason says why",
    "reason": "why the first is not known",
    "agency": "agencies that its articles credit",
    "shared_words": "most words that an article of it shares with another",
    "headline": "headline of the first article by date and id",
    "articles": "ids of the articles, by date and id",
}
"""Columns of the table of clusters."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """What was found of each pair and of each article.

    Parameters
    ----------
    table
        The rows of `analysis.Copies`.
    status
        One row a copy: ``row`` of the corpus, ``status`` and ``of`` (agency or article).
    clusters
        One row a cluster.
    """

    table: pd.DataFrame
    status: pd.DataFrame
    clusters: pd.DataFrame


def judge(corpus: Corpus, pairs: Pairs) -> Judged:
    """Say of each pair what it is, and of each article whether it is a copy.

    The corpus is ordered by date and id, which breaks every tie.
    """
    articles = corpus.articles.reset_index(drop=True)
    credited = _credits(corpus, articles)
    found = _near(_with_first(pairs.table, articles))
    found["status"] = _status(found, articles, credited)
    cluster = _clusters(found, len(articles))
    table = _table(found, articles, credited, cluster)
    return Judged(
        table=table,
        status=_of_articles(found, articles, credited),
        clusters=_told(table, articles, cluster),
    )


def _credits(corpus: Corpus, articles: pd.DataFrame) -> pd.DataFrame:
    """Find the credit of each article to an agency that is not its outlet."""
    blank = pd.Series("", index=articles.index)
    wires = articles.get("wire", blank)
    rows = []
    columns = (articles["outlet"], articles["body"], _bylines(corpus, articles), wires)
    for row, (outlet, body, byline, wire) in enumerate(zip(*columns, strict=True)):
        if agency := agency_of(wire):
            rows.append((row, agency, True, "column wire"))
        elif (credit := credit_of(body, byline)) and credit.agency != is_agency(outlet):
            rows.append((row, *credit))
    table = pd.DataFrame(rows, columns=["row", "agency", "copy", "reason"])
    return table.astype({"row": int, "copy": bool})


def _bylines(corpus: Corpus, articles: pd.DataFrame) -> pd.Series:
    """Return the byline of each article: its column, else a line found to be one."""
    given = articles.get("byline", pd.Series("", index=articles.index))
    if "part" not in corpus.layers:
        return given
    parts = corpus.layers["part"]
    found = parts.where((parts.table["value"] == "byline") & (parts.table["field"] == "body"))
    lines = dict(zip(found.table["article_id"], found.text(articles), strict=True))
    return given.where(given != "", [lines.get(one, "") for one in articles["article_id"]])


def _with_first(table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Say which article of each pair was published first, or why that is not known."""
    when = articles["published"].to_numpy("datetime64[s]")
    one, other = when[table["one"]], when[table["other"]]
    before, after = _before(one, other), _before(other, one)
    undated = np.isnat(one) | np.isnat(other)
    reason = np.where(undated, "no date of one of them", "both on the same day")
    return table.assign(
        first=np.where(before, table["one"], np.where(after, table["other"], -1)),
        reason=np.where(before | after, "", reason),
    )


def _before(one: Dates, other: Dates) -> Bools:
    """Say where the one is known to be first: by the hour where both have one, else by day."""
    day_one, day_other = one.astype("datetime64[D]"), other.astype("datetime64[D]")
    timed = (one != day_one) & (other != day_other)
    return np.where(timed, one < other, day_one < day_other)


def _near(found: pd.DataFrame) -> pd.DataFrame:
    """Say of each pair how near the two are, and whether near enough for a copy."""
    part = found["own_containment"].fillna(found["containment"]).to_numpy()
    turned = pd.MultiIndex.from_frame(found[["other", "one"]])
    back = pd.MultiIndex.from_frame(found[["one", "other"]]).get_indexer(turned)
    same = (part >= DUPLICATE) & (part[back] >= DUPLICATE)
    near = part >= COPIED
    kind = np.where(same, KINDS[0], np.where(near, KINDS[1], KINDS[2]))
    enough = (found["own_words"] >= LEAST_WORDS) | (found["jaccard"] == 1)
    return found.assign(kind=kind, near=near & enough)


def _status(found: pd.DataFrame, articles: pd.DataFrame, credited: pd.DataFrame) -> pd.Series:
    """Say of each pair whether it makes its first article a copy, and of which kind."""
    one, other = found["one"].to_numpy(), found["other"].to_numpy()
    outlet = articles["outlet"].to_numpy()
    house = articles["outlet"].map(is_agency).to_numpy()
    wired = np.isin(np.arange(len(articles)), credited.loc[credited["copy"], "row"])
    wired |= house != ""
    order = articles.sort_values(["published", "article_id"]).index
    place = np.empty(len(order), int)
    place[order] = np.arange(len(order))
    same = outlet[one] == outlet[other]
    cases = [
        ~found["near"],
        same & (place[one] < place[other]),
        same,
        house[one] != "",
        wired[other],
        found["first"] == one,
        found["first"] == other,
    ]
    told = ["", "", REPEAT, "", AGENCY, "", REPRINT]
    return pd.Series(np.select(cases, told, default=OPEN), index=found.index)


def _of_articles(
    found: pd.DataFrame, articles: pd.DataFrame, credited: pd.DataFrame
) -> pd.DataFrame:
    """Say of each copy why it is one, and of what."""
    wired = credited[credited["copy"]]
    by_credit = pd.DataFrame({"row": wired["row"], "status": AGENCY, "of": wired["agency"]})
    copied = found[found["status"] != ""]
    rank = copied["status"].map({name: place for place, name in enumerate(STATUS)})
    copied = copied.assign(rank=rank).sort_values(
        ["rank", "containment", "other"], ascending=[True, False, True]
    )
    ids = articles["article_id"].to_numpy()
    by_text = pd.DataFrame(
        {"row": copied["one"], "status": copied["status"], "of": ids[copied["other"]]}
    )
    both = pd.concat([by_credit, by_text], ignore_index=True).drop_duplicates("row")
    return both.astype({"row": int, "status": str, "of": str}).sort_values("row")


def _clusters(found: pd.DataFrame, n_articles: int) -> pd.Series:
    """Give a number to each group of articles that repeat one another, the largest first."""
    near = found[found["near"]]
    ones = np.ones(len(near), bool)
    graph = coo_array((ones, (near["one"], near["other"])), shape=(n_articles, n_articles))
    _, part = connected_components(graph, directed=False)
    size = np.bincount(part, minlength=1)
    named = pd.Series(part).drop_duplicates()
    named = named[size[named] > 1].sort_values(key=lambda x: -size[x], kind="stable")
    number = pd.Series(np.arange(1, len(named) + 1), index=named.to_numpy())
    return pd.Series(part).map(number).astype("Int64")


def _table(
    found: pd.DataFrame, articles: pd.DataFrame, credited: pd.DataFrame, cluster: pd.Series
) -> pd.DataFrame:
    """Put pairs and credits into one table."""
    ids = articles["article_id"].to_numpy()
    pairs = found.assign(
        article_id=ids[found["one"]],
        other_id=ids[found["other"]],
        first=np.where(found["first"] >= 0, ids[found["first"]], "") if len(found) else "",
        agency="",
        copy=found["status"] != "",
        cluster=cluster.to_numpy()[found["one"]],
    )
    alone = credited.assign(
        article_id=ids[credited["row"]],
        other_id="",
        kind=KINDS[3],
        first="",
        cluster=cluster.to_numpy()[credited["row"]],
    )
    table = pd.concat([pairs, alone], ignore_index=True)
    table["order"] = table["kind"].map({name: place for place, name in enumerate(KINDS)})
    by = ["order", "containment", "article_id", "other_id"]
    table = table.sort_values(by, ascending=[True, False, True, True], ignore_index=True)
    table = table.astype({"copy": bool, "cluster": "Int64", "shared_words": "Int64"})
    text = ("article_id", "other_id", "kind", "first", "agency", "reason")
    return table.assign(**{name: table[name].astype(str) for name in text})


def _told(table: pd.DataFrame, articles: pd.DataFrame, cluster: pd.Series) -> pd.DataFrame:
    """Describe each cluster in one row."""
    words = table.groupby("cluster")["shared_words"].max()
    agency = table[table["agency"] != ""].groupby("cluster")["agency"].agg(_several)
    rows = []
    members = articles.assign(cluster=cluster).dropna(subset="cluster")
    members = members.sort_values(["published", "article_id"])
    for number, group in members.groupby("cluster"):
        first, reason = _first_of(group)
        rows.append(
            {
                "cluster": int(str(number)),
                "n_articles": len(group),
                "n_outlets": group["outlet"].nunique(),
                "outlets": _several(group["outlet"]),
                "first": first,
                "reason": reason,
                "agency": agency.get(number, ""),
                "shared_words": int(words.get(number, 0)),
                "headline": group["headline"].iloc[0],
                "articles": _several(group["article_id"]),
            }
        )
    return pd.DataFrame(rows, columns=list(CLUSTERS))


def _several(names: pd.Series) -> str:
    return ", ".join(dict.fromkeys(names))


def _first_of(group: pd.DataFrame) -> tuple[str, str]:
    """Return the id of the first article of a cluster, or why it is not known."""
    if group["published"].isna().any():
        return "", "an article has no date"
    when = group["published"].to_numpy("datetime64[s]")
    if not _before(when[:1], when[1:]).all():
        return "", "several on the first day"
    return str(group["article_id"].iloc[0]), ""
