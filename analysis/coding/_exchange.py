"""What programs for annotation need of codings: offsets as they count, and one coder's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from analysis.coding._held import OF_UNIT
from analysis.coding.codings import Codings
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, fault_list, some
from analysis.stats.arrays import Ints

Field = Literal["headline", "body"]


def utf16_offsets(text: str) -> Ints:
    """Give the place of each character, and of the end, in 16-bit units.

    >>> utf16_offsets("a😊b").tolist()
    [0, 1, 3, 4]
    """
    wide = np.fromiter((1 + (ord(sign) > 0xFFFF) for sign in text), np.int64, len(text))
    return np.concatenate([[0], np.cumsum(wide)])


def from_utf16(offsets: Ints, place: int) -> int:
    """Give the character at a place in 16-bit units; -1 if none begins there.

    >>> [from_utf16(utf16_offsets("a😊b"), place) for place in range(6)]
    [0, 1, -1, 2, 3, -1]
    """
    at = int(np.searchsorted(offsets, place))
    return at if at < len(offsets) and offsets[at] == place else -1


def texts_of(corpus: Corpus, field: Field) -> dict[str, str]:
    """Give the text of each article, as a file in UTF-8 holds it."""
    table = corpus.articles
    return {
        # Half of a surrogate pair, which no file can hold, becomes a question mark.
        str(name): str(text).encode("utf-8", "replace").decode("utf-8")
        for name, text in zip(table["article_id"], table[field], strict=True)
    }


def rows_to_write(codings: Codings, texts: dict[str, str], field: Field) -> pd.DataFrame:
    """Take one coder's decisions on one field, each with a start and an end, if it has any.

    Raises
    ------
    ChoiceError
        Several people coded, or in rounds; or a decision is of another field, of an article
        that is not there, of whole articles beside parts, or reaches beyond its text.
    """
    table = codings.table[codings.table["code"] != ""]
    coders = sorted(set(table["coder"]))
    if len(coders) > 1:
        msg = (
            f"{some(coders)} coded, and the format does not say who; write a file for each: "
            "Codings.of(table[table['coder'] == …])."
        )
        raise ChoiceError(msg)
    if "round" in table and len(set(table["round"])) > 1:
        msg = "the format does not say in which round; write one round at a time."
        raise ChoiceError(msg)
    table = table.reindex(columns=[*OF_UNIT, "variable", "code"])
    table["field"] = [own if isinstance(own, str) and own else field for own in table["field"]]
    faults = [
        fault
        for row in table.itertuples(index=False)
        for fault in _faults(row.article_id, row.field, row.start, row.end, texts, field)
    ]
    n_parts = int(table["start"].notna().sum())
    if 0 < n_parts < len(table):
        faults.append("some decisions are of whole articles; write those apart")
    if faults:
        raise ChoiceError(fault_list("these codings cannot be written:", faults))
    return table


def _faults(  # noqa: PLR0917 (what a decision is about)
    article: object, own: object, start: object, end: object, texts: dict[str, str], field: str
) -> list[str]:
    """Say why one decision cannot stand in the text it is about."""
    name = str(article)
    if name not in texts:
        return [f"the corpus has no article {name!r}"]
    if own != field:
        return [f"a decision on {name!r} is of its {own}; the file is of field={field!r}"]
    none = [pd.isna(value) for value in (start, end)]  # type: ignore[call-overload]
    if all(none):
        return []
    size = len(texts[name])
    if any(none) or not 0 <= int(str(start)) < int(str(end)) <= size:
        return [
            f"{start} to {end} is no part of {name!r}, whose {field} has {size:,} characters"
        ]
    return []


def table_of(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Lay out what was read: article, field, start, end, coder, variable, code."""
    names = [*OF_UNIT, "coder", "variable", "code"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"start": "Int64", "end": "Int64"})
