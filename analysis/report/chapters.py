"""Executed notebooks as chapters: prose, folded code, and outputs that cannot run anything."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Literal

import lxml.html
import nbformat
from nbconvert.filters import Highlight2HTML, markdown2html

from analysis.report.numbers import MINUS, MISSING, TIMES
from analysis.report.safe_html import safe_html

SAVED = re.compile(r"Path\('[^']*(?:results|figures)/([\w-]+)'\)")
"""What ``run.save(…)`` and ``picture.save(…)`` return: the place, which the cell then shows."""
HEADING = re.compile(r"<h([1-4])>(.*?)</h\1>", re.DOTALL)
ANCHOR = re.compile(r"<a class=\"anchor-link\".*?</a>")
TAG = re.compile(r"<[^>]+>")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
SIGNS = dict.fromkeys(("NaN", "NaT", "None", "<NA>", "nan"), MISSING) | {
    "inf": "∞",
    "-inf": f"{MINUS}∞",
}
NUMBER = re.compile(rf"[-{MINUS}+<\s]*[\d.,:-]*(?:e[-+]?\d+)?[∞%{TIMES}]?|{MISSING}")
PICTURES = ("image/png", "image/jpeg")
SHORT = 30
"""Characters up to which the text of a cell is not broken."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of a chapter, in order: prose, code, an output, a saved result or figure."""

    kind: Literal["prose", "code", "output", "saved"]
    html: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One executed notebook, ready for its page."""

    name: str
    title: str
    short: str
    """Its entry in the navigation."""
    blocks: Sequence[Block]
    contents: Sequence[tuple[str, str]]

    @property
    def page(self) -> str:
        """File name of the chapter's page."""
        return f"{self.name}.html"


def read_chapters(folder: Path) -> list[Chapter]:
    """Read every executed notebook of a run, in the order of their names."""
    return [read_chapter(path) for path in sorted(folder.glob("*.ipynb"))]


def read_chapter(path: Path) -> Chapter:
    """Turn one executed notebook into a chapter."""
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    blocks: list[Block] = []
    contents: list[tuple[str, str]] = []
    title = path.stem
    section = title
    places = _places(notebook.cells)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heads, html = _with_anchors(prose(cell.source), contents)
            title = next((text for level, text in heads if level == 1), title)
            section = heads[-1][1] if heads else section
            blocks.append(Block(kind="prose", html=html))
        elif cell.cell_type == "code" and _is_for_readers(cell):
            told = places if "parameters" in cell.metadata.get("tags", []) else ""
            _add_code(blocks, code(told or cell.source))
            saved = _saved(cell.outputs)
            html = "".join(_outputs(cell.outputs, section, keep_pictures=not saved))
            blocks += [Block(kind="output", html=html)] if html else []
            blocks += [Block(kind="saved", name=name) for name in saved]
    short = notebook.metadata.get("parallax", {}).get("short", title)
    return Chapter(name=path.stem, title=title, short=short, blocks=blocks, contents=contents)


def prose(markdown: str) -> str:
    """Turn Markdown into HTML in which nothing can run."""
    return safe_html(ANCHOR.sub("", str(markdown2html(markdown))))


def code(source: str) -> str:
    """Colour Python code; every character of it is escaped."""
    highlight: Any = Highlight2HTML  # nbconvert states no types
    return safe_html(str(highlight()(source, language="python")))


def align_tables(html: str) -> str:
    """Mark columns of numbers and of long text, and show what is missing as a dash."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for table in root.iter("table"):
        _join_heads(table)
        heads = [_spread(row) for row in table.iterfind("thead/tr")]
        rows = [_spread(row) for row in table.iterfind("tbody/tr")]
        for cell in table.iterfind("tbody/tr/td"):
            cell.text = SIGNS.get(cell.text or "", cell.text)
        for cell in (cell for row in heads for cell in row if cell.get("colspan")):
            cell.set("class", "over")
        # Rows are counted from their ends: cells of an index that span rows come before.
        for place in range(-min(map(len, rows), default=0), 0):
            column = [row[place] for row in rows]
            kind = _kind_of(column)
            over = [row[place] for row in heads if len(row) >= -place]
            for cell in [*column, *(over if kind == "n" else ())]:
                if kind and cell.get("class") != "over":
                    cell.set("class", kind)
    inside = (root.text or "") + "".join(
        lxml.html.tostring(element, encoding="unicode") for element in root
    )
    if root.find(".//table") is None:
        return html
    empty = "" if root.find(".//td") is not None else "<p>No rows.</p>"
    return safe_html(inside) + empty


def _spread(row: Any) -> list[Any]:  # noqa: ANN401 - lxml states no types
    """List the cells of a row, one that spans several columns as often."""
    return [cell for cell in row for _ in range(int(cell.get("colspan") or 1))]


def _kind_of(column: Sequence[Any]) -> str:
    """Tell a column of numbers, and one of text so long that it may be broken."""
    texts = [cell.text_content() for cell in column]
    plain = column[0].tag == "td" and not any(len(cell) for cell in column)
    if plain and all(NUMBER.fullmatch(text) for text in texts):
        return "n"
    return "long" if max(map(len, texts)) > SHORT else ""


def _join_heads(table: Any) -> None:  # noqa: ANN401
    """Put the names of an index, which pandas writes below the others, beside them."""
    heads = table.findall("thead/tr")
    if len(heads) < 2:
        return
    above, below = heads[-2].findall("th"), heads[-1].findall("th")
    named = [place for place, cell in enumerate(below) if cell.text_content().strip()]
    if len(above) != len(below) or any(above[place].text_content().strip() for place in named):
        return
    for place in named:
        above[place].text = below[place].text_content()
    heads[-1].getparent().remove(heads[-1])


def alt_of_picture(section: str) -> str:
    """Describe a picture about which nothing else is known."""
    return f"Figure of the section “{section}”; the text beside it says what it shows."


def _add_code(blocks: list[Block], html: str) -> None:
    """Fold cells that follow one another without an output between them into one."""
    if blocks and blocks[-1].kind == "code":
        html = blocks.pop().html + html
    blocks.append(Block(kind="code", html=html))


def _is_for_readers(cell: Any) -> bool:  # noqa: ANN401 - nbformat has no types
    """Leave out empty cells, and the one by which a run sets places on its machine."""
    return bool(cell.source.strip()) and "injected-parameters" not in cell.metadata.get(
        "tags", []
    )


def _places(cells: Iterable[Any]) -> str:
    """Say by which study and folder a notebook was run, without the folders above these."""
    for cell in cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            given = re.findall(r'^(\w+) = "(.*)"$', cell.source, re.MULTILINE)
            kept = [(n, "/".join(re.split(r"[\\/]+", place)[-2:])) for n, place in given]
            return "\n".join(f'{name} = "{place}"' for name, place in kept)
    return ""


def _saved(outputs: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name the results and figures whose places a cell shows."""
    texts = (_text(output.get("data", {}).get("text/plain", "")) for output in outputs)
    return [found.group(1) for text in texts if (found := SAVED.search(text))]


def _with_anchors(
    html: str, contents: list[tuple[str, str]]
) -> tuple[list[tuple[int, str]], str]:
    """Give each heading below the title an address, and take the title out."""
    heads: list[tuple[int, str]] = []

    def anchored(match: re.Match[str]) -> str:
        level, text = int(match.group(1)), match.group(2).strip()
        heads.append((level, _plain(text)))
        if level == 1:
            return ""
        anchor = f"s{len(contents) + 1}" if level == 2 else ""
        if level == 2:
            contents.append((anchor, _plain(text)))
        mark = f' id="{anchor}"' if anchor else ""
        return f"<h{level}{mark}>{text}</h{level}>"

    written = HEADING.sub(anchored, html)
    return heads, written


def _plain(html: str) -> str:
    """Give the text of HTML that this package wrote itself."""
    text = TAG.sub("", html)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _outputs(
    outputs: Iterable[Mapping[str, Any]], section: str, *, keep_pictures: bool
) -> Iterable[str]:
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            name = "warning" if output["name"] == "stderr" else "plain"
            yield f'<pre class="{name}">{escape(_text(output["text"]))}</pre>'
        elif kind == "error":
            trace = ANSI.sub("", "\n".join(output["traceback"]))
            yield f'<pre class="warning">{escape(trace)}</pre>'
        elif kind in {"display_data", "execute_result"}:
            yield from _shown(output["data"], section, keep_pictures=keep_pictures)


def _shown(data: Mapping[str, Any], section: str, *, keep_pictures: bool) -> Iterable[str]:
    """Write the richest form of an output that a page can show safely."""
    picture = next((form for form in PICTURES if form in data), None)
    if "text/html" in data:
        table = align_tables(safe_html(_text(data["text/html"])))
        region = '<div class="scroll" role="region" aria-label="Output" tabindex="0">'
        yield f"{region}{table}</div>"
    elif picture:
        if keep_pictures:
            yield _picture(picture, _text(data[picture]), alt_of_picture(section))
    elif "text/markdown" in data:
        yield prose(_text(data["text/markdown"]))
    elif "text/plain" in data and keep_pictures:
        yield f'<pre class="plain">{escape(_text(data["text/plain"]))}</pre>'


def _picture(form: str, content: str, alt: str) -> str:
    """Put a picture into the page itself; what is not one is left out."""
    try:
        encoded = base64.b64encode(base64.b64decode(content, validate=False)).decode("ascii")
    except ValueError:
        return ""
    source = f"data:{form};base64,{encoded}"
    return f'<figure class="drawn"><img src="{source}" alt="{escape(alt)}"></figure>'


def _text(content: object) -> str:
    """Join the lines of an output; JSON outputs and the like are shown as they are."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(line) for line in content)
    return json.dumps(content)
