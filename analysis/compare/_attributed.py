"""The attributions that count, one row each, with who is their source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Counted
from analysis.errors import ChoiceError, fault_list, some
from analysis.measure.attributions import measure_attributions
from analysis.measure.counted import CountedText, counted_text
from analysis.spans import Spans
from analysis.tokens import words

LAYER = "attribution"
"""Layer of the attributions that a corpus carries."""
NO_SOURCE = "no source"
"""Kind of an attribution that names nobody: "is said to have left"."""
PRONOUNS = frozenset(
    re.findall(
        r"\w+",
        """
    he her hers him his i it its me my our she that their them they this us we which who whom
    whose you your
        """,
    )
)
"""Words that leave open who is meant: no name of a source."""
BY_FAR = 5
"""How many times more a name is cited than its namesakes together to be by far the most."""
Aliases = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Attributed:
    """Attributions that count, their spans, and the text that they were counted in.

    ``table`` has a row for each: ``parent``, ``article_id``, ``place`` (its order in the
    article), ``source``, ``kind``, ``named`` (whether ``source`` tells who is meant),
    ``words`` (of its content that counts), ``direct`` (whether some of it is in quotes),
    ``cue`` (the lemma of its verb of saying) and ``stance`` (of that verb).
    """

    table: pd.DataFrame
    spans: Spans
    text: CountedText

    def behind(self, parents: pd.Series) -> Spans:
        """Return the spans of some attributions: sources, cues and contents."""
        return self.spans.where(self.spans.table["parent"].isin(parents))


def attributed(
    corpus: Corpus, attributions: Spans | None, counted: Counted, aliases: Aliases | None
) -> Attributed:
    """Gather the attributions of the articles and parts that count.

    They are those given, else the corpus's layer "attribution", else measured now. Of one
    that only partly stands in text that counts, the words that do are counted; one of which
    none do is left out.
    """
    text = counted_text(corpus, counted)
    spans = attributions
    if spans is None:
        spans = text.corpus.layers.get(LAYER)
    if spans is None:
        spans = measure_attributions(text.corpus)
    spans = _checked(spans)
    spans = spans.where(spans.table["article_id"].isin(text.corpus.articles["article_id"]))
    table = _one_row_each(spans, text)
    spans = spans.where(spans.table["parent"].isin(table["parent"]))
    table["source"] = _under_aliases(table["source"], aliases)
    unclear = table["source"].str.casefold().isin(PRONOUNS)
    table["named"] = (table["source"] != "") & ~unclear & (table["kind"] != "unknown")
    return Attributed(table=table, spans=spans, text=text)


def _checked(spans: Spans) -> Spans:
    """Refuse a table of spans that is none of attributions."""
    needed = ("parent", "source", "stance")
    missing = [name for name in needed if name not in spans.table]
    layers = set(spans.table["layer"])
    if missing or (len(spans) and "content" not in layers):
        found = (
            f"without the columns {some(missing)}"
            if missing
            else f"of layers {some(sorted(layers))}"
        )
        msg = (
            f"attributions are a table of spans {found}; give what measure_attributions gave: "
            "layers source, cue and content, tied by parent."
        )
        raise ChoiceError(msg)
    return spans


def _one_row_each(spans: Spans, text: CountedText) -> pd.DataFrame:
    """Put what the spans of each attribution say into one row, in reading order."""
    contents = spans.where(spans.table["layer"] == "content")
    inside = contents.intersect(text.spans)
    told = inside.text(text.corpus.articles).map(lambda piece: len(words(piece)))
    counted = told.groupby(inside.table["parent"]).sum()
    table = spans.table
    firsts = table.sort_values(["article_id", "field", "start"], key=_headline_first)
    rows = firsts.drop_duplicates("parent")[["parent", "article_id", "source"]].set_index(
        "parent"
    )
    rows = rows[rows.index.isin(counted.index)]
    by_layer = {
        layer: table[table["layer"] == layer].drop_duplicates("parent").set_index("parent")
        for layer in ("source", "cue")
    }
    kind = by_layer["source"]["value"].reindex(rows.index)
    quoted = contents.table.loc[contents.table["value"] != "unquoted", "parent"]
    rows["kind"] = kind.fillna(NO_SOURCE).astype(str)
    for name, column in (("stance", "stance"), ("cue", "value")):
        rows[name] = by_layer["cue"][column].reindex(rows.index).fillna("").astype(str)
    rows["words"] = counted.reindex(rows.index).astype(np.int64)
    rows["direct"] = rows.index.isin(set(quoted))
    rows["place"] = rows.groupby("article_id").cumcount()
    return rows.reset_index()


def _headline_first(column: pd.Series) -> pd.Series:
    return column.map({"headline": 0, "body": 1}) if column.name == "field" else column


def _under_aliases(source: pd.Series, aliases: Aliases | None) -> pd.Series:
    """Give sources the names that a study has for them."""
    known: dict[str, str] = {}
    faults = []
    for name, others in (aliases or {}).items():
        for other in (others,) if isinstance(others, str) else others:
            key = other.casefold()
            if known.setdefault(key, name) != name:
                faults.append(f"{other!r} is an alias of {known[key]!r} and of {name!r}")
    if faults:
        opening = "an alias stands for one source; keep one of each:"
        raise ChoiceError(fault_list(opening, faults))
    return source.map(lambda name: known.get(name.casefold(), name)).astype(str)


def joined(
    table: pd.DataFrame, sources: pd.DataFrame | None, of: str
) -> tuple[pd.Series, list[str]]:
    """Return what each attribution is counted as, and what a reader must know of it.

    ``of`` is "kind", "source", or a column of a study's own table of sources, which has one
    row for each name in its column ``source``.
    """
    if of == "kind":
        return table["kind"], []
    if of == "source":
        return table["source"].where(table["named"], ""), []
    if sources is None or "source" not in sources or of not in sources:
        found = (
            "no table of sources was given"
            if sources is None
            else (f"the table of sources has the columns {some(list(sources.columns))}")
        )
        msg = (
            f"of is {of!r}; it can be 'kind', 'source', or a column of a table given as "
            f"sources, with the names of sources in its column 'source': {found}."
        )
        raise ChoiceError(msg)
    names = sources["source"].astype(str).str.casefold()
    twice = sorted(set(sources.loc[names.duplicated(), "source"].astype(str)))
    if twice:
        msg = (
            f"the table of sources has {some(twice)} more than once; give each source one row."
        )
        raise ChoiceError(msg)
    value = dict(zip(names, sources[of].fillna("").astype(str), strict=True))
    found_as = table["source"].str.casefold().map(value).fillna("").astype(str)
    absent = sorted(set(names) - set(table["source"].str.casefold()))
    given = found_as != ""
    note = (
        f"{int(given.sum()):,} of {len(table):,} attributions are to a source that the table "
        f"of sources gives a {of}; the others count in every share's denominator."
    )
    notes = [note]
    if absent:
        notes.append(f"the table of sources names {some(absent)}, whom no article cites so.")
    return found_as, notes


def alike(cited: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield a bare surname and the full name that it may be: the only one, or by far the first.

    >>> list(alike({"Ada Lee": 50, "Lee": 9, "Bo Lee": 2, "Kim": 3}))
    [('Lee', 'Ada Lee')]
    """
    full: dict[str, list[str]] = {}
    for name in sorted(cited, key=lambda one: -cited[one]):
        parts = name.split()
        if len(parts) > 1 and parts[-1][:1].isupper():
            full.setdefault(parts[-1], []).append(name)
    for name in cited:
        first, *rest = full.get(name, [name])
        if first != name and cited[first] >= BY_FAR * sum(cited[one] for one in rest):
            yield name, first
