"""From a study file to its corpus: sources read, joined, tied to events, and divided."""

from __future__ import annotations

import gzip
import re
from ast import literal_eval
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING

import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ReadError, StudyError, fault_list, some
from analysis.measure.quotes import measure_quotes, unbalanced_marks
from analysis.prepare.boilerplate import find_boilerplate
from analysis.prepare.copies import find_copies
from analysis.prepare.language import identify_language
from analysis.prepare.parts import split_parts
from analysis.read._archive import is_export
from analysis.read._outlets import read_outlets
from analysis.read._side import with_tables
from analysis.read.archive import read_archive
from analysis.read.csv import read_csv
from analysis.read.folder import read_folder
from analysis.read.jsonl import read_jsonl
from analysis.read.parquet import read_parquet
from analysis.spans import Spans
from analysis.study.events import decisions, to_be_matched, with_decisions, with_matched
from analysis.study.schema import near, quoted

if TYPE_CHECKING:
    from analysis.study.file import Source, Study


_READERS: Mapping[str, Callable[..., Corpus]] = {
    "archive": read_archive,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "folder": read_folder,
}


def assemble(study: Study) -> Corpus:
    """Read what a study names and return its corpus, with all that is to be known of it.

    Its layers are "part" (boilerplate among them), "quote", "copy" and "shared".

    Raises
    ------
    ReadError
        A file cannot be read as what it is said to be.
    StudyError
        The study asks for something that its articles do not have.
    """
    corpus = _joined(study)
    decided = decisions(study, corpus.articles)
    matching = to_be_matched(study, corpus)
    corpus = corpus if matching else with_decisions(corpus, decided)
    corpus = with_tables(corpus, study.outlets, study.events)
    if not matching:
        corpus = corpus.with_notes(*_without_event(corpus))
        _refuse_what_is_not_there(study, corpus)
    corpus = identify_language(corpus, language=study.language)
    left = set(corpus.articles["article_id"])
    corpus = split_parts(corpus, cuts={k: v for k, v in study.comments.items() if k in left})
    corpus = corpus.with_layer(measure_quotes(corpus), "quote").with_notes(*_unbalanced(corpus))
    asked = study.given["corpus"]
    if asked.get("find_boilerplate", True):
        corpus = find_boilerplate(corpus).marked
    if matching:
        corpus = with_matched(corpus, decided)
        _refuse_what_is_not_there(study, corpus)
    return find_copies(corpus).marked if asked.get("find_copies", True) else corpus


def format_of(source: Source) -> str:
    """Return the format of a source: as the study says, else judged by what it holds."""
    if source.format:
        return source.format
    place = source.articles
    others = source.options.keys() - {"outlet_names"}  # which no export needs
    if source.metadata is None and not others and is_export(place):
        return "archive"
    if place.is_dir():
        return "folder" if source.metadata else "pages"
    with place.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(place) as file:
            start = file.read(64)
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"{", b"[{")):
        return "jsonl"
    by_name = {".txt": "pages", ".html": "pages", ".htm": "pages"}
    return "pages" if start.startswith(b"<") else by_name.get(place.suffix.lower(), "csv")


def read_source(source: Source) -> Corpus:
    """Read one source of articles with the reader of its format."""
    options = dict(source.options)
    if source.metadata is not None:
        options["metadata"] = source.metadata
    kind = format_of(source)
    reader = _reader(kind)
    names = {"outlet_names": "outlets"}
    takes = signature(reader).parameters
    wrong = [one for one in options if names.get(one, one) not in takes]
    if wrong:
        msg = (
            f"{source.articles.name} is read as {kind}, of which {some(wrong)} cannot be said; "
            'if it is something else, say format = "…" beside it.'
        )
        raise StudyError(msg)
    if "columns" in options:  # a file that has no such column says false
        options["columns"] = {k: v or None for k, v in options["columns"].items()}
    try:
        corpus = reader(source.articles, **{names.get(k, k): v for k, v in options.items()})
    except ReadError as error:
        raise ReadError(as_in_a_study(str(error))) from error
    return replace(corpus, notes=tuple(map(as_in_a_study, corpus.notes)))


def as_in_a_study(told: str) -> str:
    """Write the settings that a reader's message names as a study file does.

    >>> as_in_a_study("Try columns={'outlet': 'source', 'published': None}.")
    'Try columns = { outlet = "source", published = false }.'
    >>> as_in_a_study("say outlets={'NY Times': 'NYT'}, dates='dmy'")
    'say outlet_names = { "NY Times" = "NYT" }, dates = "dmy"'
    """

    def table(match: re.Match[str]) -> str:
        name = {"outlets": "outlet_names"}.get(match.group(1), match.group(1))
        try:
            given = literal_eval(match.group(2))
        except (SyntaxError, ValueError):
            return match.group()
        pairs = (f"{_key(k)} = {quoted(v) if v else 'false'}" for k, v in given.items())
        return f"{name} = {{ {', '.join(pairs)} }}"

    told = re.sub(r"\b(columns|outlets)=(\{[^{}]*\})", table, told)
    return re.sub(r"\b(dates|encoding)='([\w-]+)'", r'\1 = "\2"', told)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def _reader(kind: str) -> Callable[..., Corpus]:
    if kind == "pages":
        from analysis.read.pages import read_pages  # noqa: PLC0415 - it loads trafilatura

        return read_pages
    return _READERS[kind]


def _joined(study: Study) -> Corpus:
    """Read every source and put their articles into one table."""
    parts = [read_source(source) for source in study.sources]
    if len(parts) == 1:
        return parts[0]
    names = [source.articles.name for source in study.sources]
    origin: dict[str, str] = {}
    rows = [name for name, part in zip(names, parts, strict=True) for _ in range(len(part))]
    faults = []
    for name, part in zip(names, parts, strict=True):
        for article_id in part.articles["article_id"]:
            if article_id in origin:
                faults.append(
                    f"article_id {article_id!r} is in {origin[article_id]} and {name}"
                )
            origin[article_id] = name
    articles = pd.concat([part.articles for part in parts], ignore_index=True)
    spellings = read_outlets(articles["outlet"], None, rows.__getitem__)
    faults += [*spellings.faults]
    if faults:
        opening = f"the sources of {study.path.name} do not fit together:"
        advice = "\nMerge spellings in [corpus.outlet_names]." if spellings.faults else ""
        raise StudyError(fault_list(opening, faults) + advice)
    for name in map(
        str, articles
    ):  # of what one source alone says, the others' articles have nothing
        if pd.api.types.is_string_dtype(articles[name]):
            articles[name] = articles[name].fillna("")
    notes = [note for part in parts for note in part.notes]
    layers = {
        name: Spans.concat([part.layers[name] for part in parts if name in part.layers])
        for name in dict.fromkeys(name for part in parts for name in part.layers)
    }
    return Corpus(articles, layers=layers, notes=tuple(dict.fromkeys(notes)))


def _without_event(corpus: Corpus) -> list[str]:
    """Count the articles that belong to no event."""
    if "event_id" not in corpus.articles:
        return []
    without = int((corpus.articles["event_id"].str.strip() == "").sum())
    told = (
        f"{without:,} of {len(corpus):,} articles belong to no event: no comparison within "
        "events counts them."
    )
    return [told] if without else []


def _refuse_what_is_not_there(study: Study, corpus: Corpus) -> None:
    """Raise one error for columns, genres and pages that the articles do not have."""
    faults = _missing_columns(study, corpus) + _missing_genres(study, corpus)
    ids = set(corpus.articles["article_id"])
    for page in study.comments:
        if page not in ids:
            faults.append(
                f"{study.at('corpus', 'comments', page)}: [corpus.comments] names {page!r}, "
                f"which no article has as its article_id{near(page, ids)}"
            )
    if faults:
        opening = f"{study.path.name} asks for what the articles do not have:"
        raise StudyError(fault_list(opening, list(dict.fromkeys(faults))))


def _missing_columns(study: Study, corpus: Corpus) -> list[str]:
    """Say which columns of a design are not there, or hold one group only."""
    tables = (corpus.articles, corpus.outlets, corpus.events)
    have = list(dict.fromkeys(str(c) for table in tables if table is not None for c in table))
    faults = []
    for table in ("design", *study.comparisons):
        design = study.design if table == "design" else study.design_of(table)
        for key, name in (("by", design.by), ("within", design.within)):
            if name is None or (table != "design" and key not in study.given.get(table, {})):
                continue
            where = f"{study.at(table, key)}: {key} is {name!r}"
            if name not in have:
                guess = near(name, have) or f"; they have {', '.join(have)}"
                hint = "; without events, say within = false, or match articles to events"
                hint = hint if key == "within" else ""
                faults.append(f"{where}, no column of them{guess}{hint}")
            elif key == "by" and len(groups := _groups(corpus, name)) < 2:
                told = f"is {groups[0]!r} in every article" if groups else "is empty everywhere"
                faults.append(f"{where}, which {told}; a comparison needs two groups or more")
    return faults


def _groups(corpus: Corpus, name: str) -> list[str]:
    values = corpus.column(name).dropna().astype(str).str.strip()
    return sorted(set(values) - {""})


def _missing_genres(study: Study, corpus: Corpus) -> list[str]:
    wanted: Mapping[str, str] = {
        genre: table
        for table, settings in study.comparisons.items()
        for genre in _texts(settings.get("genre"))
    }
    if not wanted:
        return []
    if "genre" not in corpus.articles:
        return [f"{study.at('count', 'genre')}: the articles have no column 'genre'"]
    have = sorted(set(corpus.articles["genre"]))
    return [
        f"{study.at('count', 'genre')}: genre {one!r} is in no article{near(one, have)}; "
        f"there are {some(have)}"
        for one in wanted
        if one not in have
    ]


def _texts(value: object) -> Sequence[str]:
    return value if isinstance(value, tuple) else ()


def _unbalanced(corpus: Corpus) -> list[str]:
    """Say how many quotation marks have no partner, and what was done about them."""
    marks = unbalanced_marks(corpus)
    if not len(marks):
        return []
    n = marks["article_id"].nunique()
    note = (
        f"Quotation marks without a partner: {len(marks):,} in {n:,} "
        f"article{'s' if n > 1 else ''}; a quote that nothing closes ends with its "
        "paragraph. unbalanced_marks(corpus) lists them."
    )
    return [note]
