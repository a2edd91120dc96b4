"""The page for a coder: one file that works from disk and fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.codebook import Codebook
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, ReadError, fault_list, some

TEMPLATES = Path(__file__).parent / "templates"
OF_OUTLET = ("outlet", "byline")
"""What a page tells of an article beside its date, unless it is blind."""


def articles_for(corpus: Corpus, article_ids: Sequence[str], *, blind: bool) -> list[Any]:
    """Take what a coder sees of each article: its text and, unless blind, who published it.

    Raises
    ------
    ChoiceError
        The corpus does not have one of the articles.
    """
    table = corpus.articles.set_index("article_id")
    absent = [name for name in article_ids if name not in table.index]
    if absent:
        msg = f"the corpus has no article {some(absent)}; give the corpus they were drawn from."
        raise ChoiceError(msg)
    rows = table.loc[list(article_ids)].reset_index()
    days = pd.to_datetime(rows["published"]).dt.strftime("%Y-%m-%d").fillna("")
    told = [rows[name].fillna("").astype(str) for name in OF_OUTLET if name in rows]
    parts = zip(*([] if blind else told), days, strict=True)
    places = [" · ".join(filter(None, each)) for each in parts]
    texts = zip(rows["article_id"], rows["headline"], rows["body"], places, strict=True)
    names = ("id", "headline", "body", "place")
    return [dict(zip(names, map(str, row), strict=True)) for row in texts]


def order_of(coder: str, article_ids: Sequence[str]) -> list[str]:
    """Put articles in an order of the coder's own, the same every time, and like none else."""
    return sorted(
        article_ids, key=lambda one: hashlib.sha256(f"{coder}\n{one}".encode()).hexdigest()
    )


def refuse_units(codebook: Codebook) -> None:
    """Refuse variables that are not about whole articles or their headlines.

    Raises
    ------
    ChoiceError
        With every such variable.
    """
    parts = [v.name for v in codebook.variables if v.unit not in ("article", "headline")]
    if parts:
        msg = (
            f"{some(parts)} of the codebook {codebook.name!r} are coded by sentence or quote, "
            "and a sheet has whole articles; code them by to_doccano or to_inception."
        )
        raise ChoiceError(msg)


def page(
    codebook: Codebook, articles: Sequence[Mapping[str, Any]], *, coder: str, file: str
) -> str:
    """Write the page of one coder; ``file`` is what its export is called."""
    variables = [
        {
            "name": v.name,
            "definition": v.definition,
            "level": v.level,
            "codes": [
                {"code": c.code, "definition": c.definition, "examples": c.examples}
                for c in v.codes
            ],
        }
        for v in codebook.variables
    ]
    given: dict[str, Any] = {"coder": coder, "variables": variables, "articles": articles}
    # What is kept in the browser belongs to these texts, this codebook and this coder.
    mark = hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:16]
    script = (TEMPLATES / "sheet.js").read_text("utf-8")
    style = (TEMPLATES / "sheet.css").read_text("utf-8")
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return made.get_template("sheet.html").render(
        title=f"{codebook.name} · {coder}",
        codebook=f"Codebook: {codebook.name} {codebook.version}".strip(),
        policy=_policy(script, style),
        script=script,
        style=style,
        data=_inert(json.dumps({"id": mark, "file": file, **given})),
    )


def plain(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula.

    >>> plain("=1+1"), plain("Dockers out")
    ("'=1+1", 'Dockers out')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_new(files: Mapping[Path, bytes]) -> None:
    """Write files none of which is there yet, or none of them.

    Raises
    ------
    ReadError
        With every file that is there, or the place that cannot be written to.
    """
    there = [f"{path} is there already" for path in files if path.exists()]
    if there:
        head = "nothing is written, for nothing is overwritten; give another folder:"
        raise ReadError(fault_list(head, there))
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        except OSError as error:
            msg = f"{path} cannot be written: {error.strerror}."
            raise ReadError(msg) from error


def _inert(data: str) -> str:
    """Escape JSON so that no text in it can end the element it stands in."""
    return data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _policy(script: str, style: str) -> str:
    """Allow this one script and this one style, and nothing else."""
    return (
        f"default-src 'none'; script-src 'sha256-{_digest(script)}'; "
        f"style-src 'sha256-{_digest(style)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
