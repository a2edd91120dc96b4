"""Codings to and from doccano: lines of JSON, one an article."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analysis.codebook import Codebook
from analysis.coding._exchange import (
    Field,
    from_utf16,
    rows_to_write,
    table_of,
    texts_of,
    utf16_offsets,
)
from analysis.coding._page import write_new
from analysis.coding.codings import Codings
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.read._faults import refuse
from analysis.read._files import read_text
from analysis.read._table import RawTable

Offsets = Literal["utf-16", "characters"]


def to_doccano(
    corpus: Corpus,
    path: str | Path,
    *,
    codings: Codings | None = None,
    field: Field = "body",
    offsets: Offsets = "utf-16",
) -> Path:
    """Write articles, with or without codings, for doccano; nothing is overwritten.

    Parameters
    ----------
    corpus
        The articles to annotate: one line each, under its ``article_id``.
    path
        The file to write, by custom ``….jsonl``. Import it as JSONL.
    codings
        One coder's decisions, to be gone on from: of parts of articles for a project of
        sequence labelling, of whole articles for one of text classification. Each becomes
        the label "variable=code".
    field
        The text: "body" or "headline".
    offsets
        What offsets count: 16-bit units, as doccano does by default, or "characters".

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ChoiceError
        The codings cannot be said in this format; every reason is named.
    ReadError
        The file is there already, or cannot be written.

    Notes
    -----
    doccano's page counts 16-bit units (its issue 2290): an emoji counts twice. A project
    that counts grapheme clusters as one character counts neither way where text has emoji
    or combining accents, and must not be used with such text.

    Examples
    --------
    >>> import tempfile
    >>> corpus = Corpus(pd.DataFrame({"article_id": ["a1"], "outlet": ["Post"],
    ...     "published": "", "headline": "", "body": "Out 😊 they went."}))
    >>> rows = [("a1", "body", 6, 10, "kim", "tone", "good")]
    >>> names = ["article_id", "field", "start", "end", "coder", "variable", "code"]
    >>> codings = Codings.of(pd.DataFrame(rows, columns=names))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = to_doccano(corpus, Path(folder) / "out.jsonl", codings=codings)
    ...     print(json.loads(path.read_text())["label"])
    ...     from_doccano(path, corpus, coder="kim").table.loc[0, ["start", "end"]].tolist()
    [[7, 11, 'tone=good']]
    [6, 10]
    """
    _refuse_offsets(offsets)
    texts = texts_of(corpus, field)
    labels: dict[str, list[Any]] = {name: [] for name in texts}
    if codings is not None:
        rows = rows_to_write(codings, texts, field)
        if wrong := sorted({name for name in rows["variable"] if "=" in name}):
            msg = f"a label is variable=code, and {wrong[0]!r} has '=' in it; rename it."
            raise ChoiceError(msg)
        for row in rows.to_dict("records"):
            label = f"{row['variable']}={row['code']}"
            labels[row["article_id"]].append(_said(row, label, texts, offsets))
    lines = [
        json.dumps({"article_id": name, "field": field, "text": text, "label": labels[name]})
        for name, text in texts.items()
    ]
    target = Path(path)
    write_new({target: "".join(f"{line}\n" for line in lines).encode("utf-8")})
    return target


def _said(
    row: Mapping[Any, Any], label: str, texts: Mapping[str, str], offsets: Offsets
) -> Any:  # noqa: ANN401 (a label, or a label with its place)
    if pd.isna(row["start"]):
        return label
    start, end = int(row["start"]), int(row["end"])
    if offsets == "utf-16":
        places = utf16_offsets(texts[row["article_id"]])
        start, end = int(places[start]), int(places[end])
    return [start, end, label]


def from_doccano(
    path: str | Path,
    corpus: Corpus,
    *,
    coder: str,
    variable: str | None = None,
    codebook: Codebook | None = None,
    offsets: Offsets = "utf-16",
) -> Codings:
    """Read codings from what doccano exports: a JSONL file, one a coder.

    Parameters
    ----------
    path
        The file: JSONL of sequence labelling, with or without relations, or of text
        classification.
    corpus
        The articles that :func:`to_doccano` wrote.
    coder
        Whose file it is; doccano names files by it.
    variable
        What the labels are codes of, where they are not written "variable=code".
    codebook
        What decisions are held to.
    offsets
        As for :func:`to_doccano`.

    Raises
    ------
    ReadError
        With every fault and its line: no JSON, no or an unknown article, a text that is not
        the corpus's, offsets outside the text or within a character, a label that names
        no variable, and what :func:`analysis.read_codings` refuses.
    """
    _refuse_offsets(offsets)
    file = read_text(path)
    texts: dict[str, dict[str, str]] = {
        "headline": texts_of(corpus, "headline"),
        "body": texts_of(corpus, "body"),
    }
    rows: list[tuple[object, ...]] = []
    lines: list[int] = []
    faults: list[str] = []
    for number, line in enumerate(file.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = [*_decisions(line, texts, variable, offsets)]
        except ValueError as error:
            faults.append(f"line {number:,}: {error}")
            continue
        rows += [(*unit, coder, name, code) for unit, name, code in found]
        lines += [number] * len(found)
    if not rows and not faults:
        faults.append("there is no label in it")
    refuse(file.name, [faults])
    table = table_of(rows)
    if table["start"].isna().all():
        table = table.drop(columns=["field", "start", "end"])
    given = RawTable(
        name=file.name, kind="JSONL", frame=table, row=lambda at: f"line {lines[at]:,}"
    )
    return Codings.held(given, codebook=codebook, corpus=corpus)


def _decisions(
    line: str, texts: Mapping[str, Mapping[str, str]], variable: str | None, offsets: Offsets
) -> Iterator[tuple[tuple[object, ...], str, str]]:
    """Yield unit, variable and code of each label of a line, or say what is wrong with it."""
    try:
        read = json.loads(line)
    except json.JSONDecodeError as error:
        msg = f"it is not JSON ({error.msg})"
        raise ValueError(msg) from error
    given = read if isinstance(read, dict) else {}
    told = given, given.get("meta"), given.get("metadata")
    names = [part for part in told if isinstance(part, dict) and "article_id" in part]
    if not names:
        msg = "it has no article_id"
        raise ValueError(msg)
    article, field = str(names[0]["article_id"]), str(names[0].get("field", "body"))
    if article not in texts["body"] or field not in texts:
        msg = f"the corpus has no {field} of an article {article!r}"
        raise ValueError(msg)
    text = texts[field][article]
    if given.get("text", given.get("data")) != text:
        msg = f"its text is not the {field} of {article!r}; offsets would mean something else"
        raise ValueError(msg)
    places = utf16_offsets(text)
    for start, end, name in list(_labels(given)):
        if start is None:
            unit: tuple[object, ...] = (article, field, None, None)
        else:
            if offsets == "utf-16":
                bounds = from_utf16(places, int(start)), from_utf16(places, int(end))
            else:
                bounds = int(start), int(end)
            if not 0 <= bounds[0] < bounds[1] <= len(text):
                msg = (
                    f"{start} to {end} is no part of the text, counted in {offsets}; "
                    "offsets='utf-16' or 'characters' says how to count"
                )
                raise ValueError(msg)
            unit = (article, field, *bounds)
        yield unit, *_named(str(name), variable)


def _labels(given: Mapping[str, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield start, end and label of all labels, whichever way they are written."""
    for key in ("label", "labels", "entities", "cats"):
        for one in given.get(key) or []:
            if isinstance(one, str):
                yield None, None, one
            elif isinstance(one, dict) and {"start_offset", "end_offset", "label"} <= set(one):
                yield one["start_offset"], one["end_offset"], one["label"]
            elif isinstance(one, list) and [type(part) for part in one] == [int, int, str]:
                yield one[0], one[1], one[2]
            else:
                msg = f"{one!r} is no label: a text, or [start, end, text]"
                raise ValueError(msg)


def _named(label: str, variable: str | None) -> tuple[str, str]:
    if variable is not None:
        return variable, label
    name, sign, code = label.partition("=")
    if not (name and sign and code):
        msg = f"the label {label!r} names no variable; write variable=code, or give variable="
        raise ValueError(msg)
    return name, code


def _refuse_offsets(offsets: object) -> None:
    if offsets not in ("utf-16", "characters"):
        msg = f"offsets is {offsets!r}; it can be 'utf-16' or 'characters'."
        raise ChoiceError(msg)
