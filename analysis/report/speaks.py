"""Who speaks and who acts, in sentences and in tables for the eye."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.compare._acts import named_by_noun, told_as_death
from analysis.compare._attributed import PRONOUNS
from analysis.compare.saying import EQUAL
from analysis.corpus import Corpus
from analysis.measure.quotes import measure_quotes
from analysis.measure.voice import ATTRIBUTIONS, source_words, voices
from analysis.report.numbers import RATIO, TIMES
from analysis.spans import Spans

KINDS = {
    "person": "named people",
    "organisation": "organisations",
    "official": "officials",
    "witness": "witnesses",
    "anonymous": "anonymous sources",
    "document": "documents",
    "outlet": "other outlets",
    "unknown": "sources of unknown kind",
    "no source": "nobody",
}
"""What readers call the kinds of sources."""
EVERYBODY = "everybody"
UNCLEAR = PRONOUNS | {
    *("all", "another", "both", "few", "many", "most", "one", "other", "others", "some"),
    *("someone", "somebody", "that", "these", "this", "those", "us", "what"),
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "dozens"),
}
"""Words that name nobody."""
VOICES = {
    "articles": "articles",
    "quoted": "share of the text, headline and body, inside attributed quotation marks",
    "credited": "share that is credited to somebody, in quotation marks or not",
    "attributions": "statements that are credited to somebody",
    "unquoted": "share of these without a word in quotation marks",
}
"""Columns of :func:`voice_shares` and what each one means."""


def sources_in_words(row: pd.Series, who: str, ground: str, others: str = "the others") -> str:
    """Say one row of a comparison of sources.

    >>> row = pd.Series({"measure": "attributions", "source": "official", "value": 0.25,
    ...     "estimate": -0.6931})
    >>> sources_in_words(row, "Post", " in the same events (9 events).")
    'Post gives 25% of its attributions to officials, 0.5 times the share of the others in \
the same events (9 events).'
    """
    share = _percent(row["value"])
    name = KINDS.get(str(row["source"]), str(row["source"]))
    whole = {
        "attributions": f"gives {share} of its attributions to {name}",
        "words": f"gives {share} of the words that it credits to somebody to {name}",
        "direct": f"gives {share} of its attributions in quotation marks to {name}",
        "first": f"lets {name} speak first in {share} of its articles",
        "articles": f"cites {name} in {share} of its articles",
    }[str(row["measure"])]
    return f"{who} {whole}, {_against(row, others)}{ground}"


def diversity_in_words(
    row: pd.Series, who: str, ground: str, others: str = "the others"
) -> str:
    """Say one row of a comparison of the diversity of sources.

    >>> row = pd.Series({"index": "richness", "estimate": -0.5})
    >>> diversity_in_words(row, "Post", " in the same events (9 events).")
    'Post quotes 0.5 fewer sources in an event than the others, at equal numbers of \
attributions, in the same events (9 events).'
    """
    estimate = float(row["estimate"])
    size, more = f"{abs(estimate):.1f}", "more" if estimate > 0 else "fewer"
    above = f"{abs(estimate):.2f} {'above' if estimate > 0 else 'below'} that of {others}"
    of_index = {
        "richness": f"quotes {size} {more} sources in an event than {others}",
        "shannon": f"has a Shannon diversity of sources, in nats, {above}",
        "hill_1": f"spreads its attributions over {size} {more} sources in an event than "
        f"{others} (exp H: as many equally quoted ones)",
        "simpson": f"has a Simpson diversity of sources {above}",
        "hill_2": f"spreads its attributions over {size} {more} sources in an event than "
        f"{others} (1/Σp²: as many equally quoted ones)",
    }
    told = of_index[str(row["index"])]
    return f"{who} {told}, at equal numbers of attributions,{ground}"


def saying_in_words(row: pd.Series, who: str, ground: str, others: str = "the others") -> str:
    """Say one row of a comparison of verbs of saying.

    >>> row = pd.Series({"source": "Ann Lee", "stance": "doubting", "value": 0.25,
    ...     "estimate": 0.6931})
    >>> saying_in_words(row, "Post", " in the same events (9 events).")
    'Post quotes Ann Lee by doubting verbs in 25% of its attributions, 2 times the share of \
the others in the same events (9 events).'
    """
    manner = "other verbs, or none," if row["stance"] == "other" else f"{row['stance']} verbs"
    if row["source"] != EQUAL:
        share = _percent(row["value"])
        told = f"quotes {row['source']} by {manner} in {share} of its attributions"
        return f"{who} {told}, {_against(row, others)}{ground}"
    estimate = float(row["estimate"])
    if np.isinf(estimate):
        other = f", {others} never do" if estimate > 0 else f", which {others} do"
        never = "" if estimate > 0 else "never "
        return f"{who} {never}quotes the same speakers by {manner}{other}{ground}"
    times = RATIO.write(estimate).removesuffix(TIMES)
    return (
        f"{who} quotes the same speakers by {manner} {times} times as often as {others}{ground}"
    )


def acts_in_words(row: pd.Series, who: str, ground: str, others: str = "the others") -> str:
    """Say one row of a comparison of acts.

    >>> row = pd.Series({"participant": "police", "measure": "passive", "value": 0.25,
    ...     "estimate": np.inf})
    >>> acts_in_words(row, "Post", " in the same events (9 events).")
    'Post tells 25% of the acts on “police” in the passive, the others none in the same \
events (9 events).'
    """
    share, whom = _percent(row["value"]), str(row["participant"])
    acts = "the acts" if whom == EVERYBODY else f"the acts on “{whom}”"
    whole = {
        "agent expressed": f"says of {share} of {acts} who did it",
        "passive": f"tells {share} of {acts} in the passive",
        "nominalised": f"names {share} of {acts} by a noun",
        "told as a death": f"tells {share} of {acts} as a death (died, his death)",
        "weapon or cause as agent": f"makes a weapon or a cause the agent of {share} of {acts}",
        "as agent": f"shows “{whom}” as the agent of {share} of the acts by or on them",
    }[str(row["measure"])]
    return f"{who} {whole}, {_against(row, others)}{ground}"


def _percent(value: float) -> str:
    return f"{100 * float(value):.0f}%"


def _against(row: pd.Series, others: str) -> str:
    estimate = float(row["estimate"])
    if np.isinf(estimate):
        return f"{others} none" if estimate > 0 else f"which {others} do"
    return f"{RATIO.write(estimate).removesuffix(TIMES)} times the share of {others}"


def voice_shares(corpus: Corpus, by: str = "outlet") -> pd.DataFrame:
    """Say how much of each group's text is in sources' voice, by marks and by attributions.

    Returns
    -------
    DataFrame
        One row a group; the columns of ``VOICES``.
    """
    group = corpus.column(by).set_axis(corpus.articles["article_id"])
    length = (
        corpus.articles[["headline", "body"]].apply(lambda text: text.str.len()).sum(axis=1)
    )
    layer = corpus.layers[ATTRIBUTIONS]
    content = layer.table[layer.table["layer"] == "content"]
    quotes = corpus.layers.get("quote")
    marked = source_words(measure_quotes(corpus) if quotes is None else quotes)
    whole = length.groupby(group.to_numpy()).sum()
    sizes = {
        "quoted": _characters(marked, corpus),
        "credited": _characters(source_words(voices(corpus)), corpus),
    }
    each = content.assign(group=content["article_id"].map(group)).drop_duplicates("parent")
    with_marks = set(content.loc[content["value"] != "unquoted", "parent"])
    bare = each[~each["parent"].isin(with_marks)]
    table = pd.DataFrame(
        {
            "articles": group.value_counts(),
            **{name: size.groupby(group).sum() / whole for name, size in sizes.items()},
            "attributions": each["group"].value_counts(),
        }
    )
    table = table[table.index != ""]  # what belongs to no group
    table["attributions"] = table["attributions"].fillna(0).astype(int)
    found = table["attributions"].where(table["attributions"] > 0)
    table["unquoted"] = bare["group"].value_counts().reindex(table.index, fill_value=0) / found
    return table.rename(index=corpus.names if by == "outlet" else {}).rename_axis(by)


def _characters(spans: Spans, corpus: Corpus) -> pd.Series:
    """Count the characters of each article that lie under any of the spans."""
    articles = corpus.articles
    whole = pd.concat(
        [
            pd.DataFrame(
                {
                    "article_id": articles["article_id"],
                    "field": name,
                    "start": 0,
                    "end": articles[name].str.len(),
                    "layer": "text",
                    "value": "text",
                }
            )
            for name in ("headline", "body")
        ]
    )
    texts = Spans(whole)
    covered = pd.Series(texts.covered_by(spans), index=texts.table["article_id"])
    return covered.groupby(level=0).sum()


def roles(acts: Spans, most: int = 15) -> pd.DataFrame:
    """Count how often each participant does an act, and how often it is done to them.

    Pronouns and bare numbers, which leave open who is meant, have no row.

    Returns
    -------
    DataFrame
        One row a participant, or what was found to be one: acts as ``agent`` and as
        ``patient``, asserted or alleged. Those that most acts have come first.
    """
    table = acts.table
    table = table[table["status"].isin(["asserted", "alleged"])]
    parts = table[table["layer"].isin(["agent", "patient"])]
    unclear = parts["value"].str.casefold().isin(UNCLEAR)
    parts = parts[~unclear | parts["value"].str.isupper()]  # US is a name
    parts = parts.drop_duplicates(["parent", "layer", "value"])
    counts = pd.crosstab(parts["value"], parts["layer"]).rename_axis(columns=None)
    counts = counts.reindex(columns=["agent", "patient"], fill_value=0).rename_axis("who")
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return counts.loc[order].head(most)


def acts_by_voice(acts: Spans, corpus: Corpus, by: str = "outlet") -> pd.DataFrame:
    """Say how acts are told in a group's own voice, and how in its sources'.

    Returns
    -------
    DataFrame
        One row a group and voice: ``acts``, and in per cent of them those that are passive,
        named by a noun, told as a death, and those whose agent is named.
    """
    table = acts.table
    told = table[(table["layer"] == "act") & table["status"].isin(["asserted", "alleged"])]
    group = corpus.column(by).set_axis(corpus.articles["article_id"])
    each = pd.DataFrame(
        {
            by: told["article_id"].map(group).astype(str),
            "voice": told["voice"],
            "passive": told["construction"] == "passive",
            "named by a noun": named_by_noun(told),
            "told as a death": told_as_death(told),
            "agent named": told["agent_level"] != "absent",
        }
    )
    each = each[each[by] != ""]  # what belongs to no group
    shares = (100 * each.groupby([by, "voice"]).mean()).round(1).add_suffix(", % of acts")
    shares.insert(0, "acts", each.groupby([by, "voice"]).size())
    names = corpus.names if by == "outlet" else {}
    return shares.rename(index=names, level=by)
