r"""Codings to and from INCEpTION: WebAnno TSV 3, a file an article.

The format has a row a token, offsets in 16-bit units, and rows of parts of tokens where a
span begins or ends within one. Blanks have no row: a span cannot begin or end with one.

References
----------
INCEpTION user guide, "WebAnno TSV 3.3 file format".
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import pandas as pd

from analysis.codebook import Codebook
from analysis.coding._exchange import Field, rows_to_write, table_of, texts_of, utf16_offsets
from analysis.coding._page import write_new
from analysis.coding._tsv import read_tsv
from analysis.coding.codings import Codings
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError, fault_list
from analysis.read._faults import refuse
from analysis.read._files import read_text
from analysis.read._table import RawTable
from analysis.tokens import sentence_bounds

LAYER = "webanno.custom.Coding"
TOKEN = re.compile(r"(?:\w|[\u0300-\u036f])+|[^\w\s]+")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
LONGEST = 120
"""Characters of a file's name beyond which an article's id is shortened to its hash."""
_ESCAPED = re.compile(r"->|[\\\[\]|_;\t\n*]")
_IN_TEXT = {"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def to_inception(
    corpus: Corpus,
    folder: str | Path,
    *,
    codings: Codings | None = None,
    codebook: Codebook | None = None,
    field: Field = "body",
    layer: str = LAYER,
) -> list[Path]:
    """Write articles, with or without codings, for INCEpTION; nothing is overwritten.

    Parameters
    ----------
    corpus
        The articles to annotate. One without text gets no file.
    folder
        Where the files go, one an article, named by its id. Import them as WebAnno TSV v3.
    codings
        One coder's decisions on parts of articles, to be gone on from.
    codebook
        Names the variables where no codings do.
    field
        The text: "body" or "headline".
    layer
        Internal name of the span layer, which must be in the project before files are
        imported: with one text feature a variable, called as the variable is, any
        overlap allowed, and a tag set of the codes.

    Returns
    -------
    list of pathlib.Path
        The files.

    Raises
    ------
    ChoiceError
        The codings cannot be said in this format; every reason is named.
    ReadError
        One of the files is there already; then none is written.

    Notes
    -----
    The format keeps no blanks between sentences, so that INCEpTION shows a line end or a
    tab there as a space; offsets stay what they were.

    Examples
    --------
    >>> import tempfile
    >>> corpus = Corpus(pd.DataFrame({"article_id": ["a/1"], "outlet": ["Post"],
    ...     "published": "", "headline": "", "body": "Out 😊 they went."}))
    >>> rows = [("a/1", "body", 6, 10, "kim", "tone", "good")]
    >>> names = ["article_id", "field", "start", "end", "coder", "variable", "code"]
    >>> codings = Codings.of(pd.DataFrame(rows, columns=names))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path] = to_inception(corpus, folder, codings=codings)
    ...     print(path.name, path.read_text("utf-8").splitlines()[7].split())
    ...     back = from_inception(folder, corpus, coder="kim")
    ...     print(*back.table.loc[0, ["start", "end", "variable", "code"]])
    a%2F1.tsv ['1-3', '7-11', 'they', 'good[1]']
    6 10 tone good
    """
    texts = {name: text for name, text in texts_of(corpus, field).items() if text.strip()}
    variables = _variables(codings, codebook)
    by_article: dict[str, list[dict[str, object]]] = {name: [] for name in texts}
    if codings is not None:
        rows = rows_to_write(codings, texts, field)
        _refuse_units(rows, texts)
        for row in rows.to_dict("records"):
            by_article[row["article_id"]].append({str(k): v for k, v in row.items()})
    head = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={layer}|{'|'.join(variables)}\n\n"
    files = {
        Path(folder) / file_of(name): head + _body(text, by_article[name], variables)
        for name, text in texts.items()
    }
    write_new({path: text.encode("utf-8") for path, text in files.items()})
    return list(files)


def file_of(article_id: str) -> str:
    """Name the file of an article.

    >>> file_of("Post/2024 é"), len(file_of("x" * 300))
    ('Post%2F2024%20%C3%A9.tsv', 36)
    """
    name = quote(article_id, safe="")
    if len(name) > LONGEST or name.startswith("."):
        name = hashlib.sha256(article_id.encode("utf-8", "replace")).hexdigest()[:32]
    return f"{name}.tsv"


def _variables(codings: Codings | None, codebook: Codebook | None) -> list[str]:
    """Name the features of the layer, or say which cannot be one."""
    names = [] if codings is None else list(codings.variables)
    if codebook is not None:
        names = [variable.name for variable in codebook.variables]
    if not names:
        msg = "nothing says what is coded; give codings or a codebook."
        raise ChoiceError(msg)
    wrong = [name for name in names if not NAME.fullmatch(name)]
    if wrong:
        msg = (
            f"{wrong[0]!r} cannot be the name of a feature; use letters of English, digits and "
            "underscores, and begin with a letter."
        )
        raise ChoiceError(msg)
    return names


def _refuse_units(rows: pd.DataFrame, texts: Mapping[str, str]) -> None:
    """Refuse what the format has no row for."""
    faults = []
    for row in rows.to_dict("records"):
        if pd.isna(row["start"]):
            faults.append(f"{row['variable']} of {row['article_id']!r} is of the whole article")
            continue
        part = texts[row["article_id"]][row["start"] : row["end"]]
        if part != part.strip():
            faults.append(
                f"{row['start']} to {row['end']} of {row['article_id']!r} begins or ends with "
                "a blank; leave it off"
            )
    if faults:
        raise ChoiceError(fault_list("these codings cannot be said in WebAnno TSV:", faults))


# -- writing -------------------------------------------------------------------------------


def _body(text: str, rows: Sequence[Mapping[str, object]], variables: Sequence[str]) -> str:
    """Write sentences, tokens, and what was coded of them."""
    spans: dict[tuple[int, int], dict[str, str]] = {}
    for row in rows:
        unit = int(str(row["start"])), int(str(row["end"]))
        spans.setdefault(unit, {})[str(row["variable"])] = str(row["code"])
    marks = sorted(spans)
    places = utf16_offsets(text)
    tokens = [found.span() for found in TOKEN.finditer(text)]
    written = []
    for number, sentence in enumerate(_sentences(text, tokens), 1):
        lines = text[sentence[0][0] : sentence[-1][1]].split("\n")
        written += ["", *(f"#Text={_plain(line)}" for line in lines)]
        for at, token in enumerate(sentence, 1):
            for name, unit, holds in _units(f"{number}-{at}", token, marks):
                cells = [
                    "|".join(_cell(spans[marks[n]].get(each), n + 1) for n in holds) or "_"
                    for each in variables
                ]
                where = f"{places[unit[0]]}-{places[unit[1]]}"
                row_of = [name, where, text[unit[0] : unit[1]], *cells, ""]
                written.append("\t".join(row_of))
    return "\n".join(written) + "\n"


def _sentences(text: str, tokens: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Give the tokens of each sentence that has any; no token is in none or in two."""
    starts = [start for start, _ in sentence_bounds(text)]
    groups: dict[int, list[tuple[int, int]]] = {}
    for token in tokens:
        groups.setdefault(max(bisect_right(starts, token[0]), 1), []).append(token)
    yield from groups.values()


def _units(
    name: str, token: tuple[int, int], marks: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int], list[int]]]:
    """Yield the token, then its parts, each with the numbers of the spans that end up on it."""
    parts: dict[tuple[int, int], list[int]] = {token: []}
    for number, (start, end) in enumerate(marks):
        if start < token[1] and end > token[0]:
            part = max(start, token[0]), min(end, token[1])
            parts.setdefault(part, []).append(number)
    whole = parts.pop(token)
    yield name, token, whole
    for number, (part, holds) in enumerate(sorted(parts.items()), 1):
        yield f"{name}.{number}", part, holds


def _cell(code: str | None, number: int) -> str:
    value = "*" if code is None else _ESCAPED.sub(_escaped, code)
    return f"{value}[{number}]"


def _escaped(found: re.Match[str]) -> str:
    sign = found.group()
    return {"\t": "\\t", "\n": "\\n"}.get(sign, f"\\{sign}")


def _plain(line: str) -> str:
    return "".join(_IN_TEXT.get(sign, sign) for sign in line)


# -- reading -------------------------------------------------------------------------------


def from_inception(
    folder: str | Path,
    corpus: Corpus,
    *,
    coder: str | None = None,
    codebook: Codebook | None = None,
    field: Field = "body",
    layer: str = LAYER,
) -> Codings:
    """Read codings from what INCEpTION exports as WebAnno TSV v3.

    Parameters
    ----------
    folder
        With a file an article, or a folder an article and a file a coder in it, as the
        unpacked export of a project has under ``annotation``.
    corpus
        The articles that :func:`to_inception` wrote.
    coder
        Who coded, where files are not named by coder.
    codebook
        What decisions are held to.
    field, layer
        As for :func:`to_inception`. Each feature of the layer is a variable.

    Raises
    ------
    ReadError
        With every fault, its file and line: a file of no article, a text that is not the
        corpus's, offsets within a character, no such layer, and what
        :func:`analysis.read_codings` refuses.
    """
    texts = texts_of(corpus, field)
    known = {file_of(name): name for name in texts}
    rows: list[tuple[object, ...]] = []
    where: list[str] = []
    faults: list[str] = []
    for file, named, who in _files(Path(folder), coder):
        if named not in known:
            faults.append(f"{file.name} is of no article of the corpus")
            continue
        article = known[named]
        try:
            marks = read_tsv(read_text(file).text, texts[article], layer)
        except ValueError as error:
            faults.append(f"{named}, {error}")
            continue
        for start, end, variable, code, line in marks:
            rows.append((article, field, start, end, who, variable, code))
            where.append(f"{named}, line {line:,}")
    name = Path(folder).name
    if not rows and not faults:
        faults.append(f"nothing is coded on the layer {layer} in any file")
    refuse(name, [faults])
    given = RawTable(name=name, kind="TSV", frame=table_of(rows), row=lambda at: where[at])
    return Codings.held(given, codebook=codebook, corpus=corpus)


def _files(folder: Path, coder: str | None) -> Iterator[tuple[Path, str, str]]:
    """Yield file, name of the text in it and coder."""
    if not folder.is_dir():
        msg = f"there is no folder {folder.name!r}; unpack what INCEpTION exported."
        raise ReadError(msg)
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            for file in sorted(path.glob("*.tsv")):
                yield file, path.name, file.stem
        elif path.suffix == ".tsv":
            if coder is None:
                msg = f"{path.name} does not say who coded; give coder=."
                raise ReadError(msg)
            yield path, path.name, coder
