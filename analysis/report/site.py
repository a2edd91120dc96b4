"""The site: one page a chapter, and the pages that open, explain and hedge the numbers.

Pages open from disk. Styles and scripts stand in the page; nothing is fetched; a content
security policy lets only this package's own script run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.corpus import Corpus
from analysis.report.chapters import Block, Chapter, read_chapters
from analysis.report.describe import coverage
from analysis.report.evidence import AROUND
from analysis.report.numbers import MISSING
from analysis.report.stored import read_results
from analysis.report.story import Story, coverage_table, story_of
from analysis.report.views import PictureView, ResultView, saved_picture, sized, view_of
from analysis.study.file import Study
from analysis.study.store import open_run
from analysis.study.whole import package_versions

TEMPLATES = Path(__file__).parent / "templates"
EXTRA_PICTURES = ("dates",)
"""Figures of the corpus that the first page shows, where a notebook saved them."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of the navigation."""

    page: str
    title: str


def build_site(out: Path, study: Study) -> Path:
    """Turn a finished run into a site and return its first page.

    Parameters
    ----------
    out
        Folder of the run, with ``results/``, ``figures/`` and ``notebooks/`` (executed).
    study
        The study that was run.
    """
    corpus = open_run(study.path, out).corpus()
    return write_site(Path(out), study, corpus)


def write_site(out: Path, study: Study, corpus: Corpus) -> Path:
    """Write every page of the report on what lies in ``out``; return the first page."""
    story = story_of(study, corpus)
    within = study.design.within
    results = [
        view_of(result, out, story.names, story.rights)
        for result in read_results(out / "results")
    ]
    chapters = read_chapters(out / "notebooks")
    coverage_file = out / "results" / "coverage.csv"
    coverage_file.parent.mkdir(parents=True, exist_ok=True)
    coverage(corpus, within).to_csv(coverage_file)
    pages = _Pages(out, story, results, chapters)
    for result in results:
        pages.write("numbers.html", f"numbers-{result.name}.html", result=result)
    for place, chapter in enumerate(chapters):
        pages.write(
            "chapter.html",
            chapter.page,
            chapter=chapter,
            blocks=_filled(chapter, results, out),
            before=chapters[place - 1] if place else None,
            after=chapters[place + 1] if place + 1 < len(chapters) else None,
        )
    pages.write(
        "methods.html",
        "methods.html",
        provenance=_provenance(out),
        other_files=_other_files(out, results),
    )
    pages.write("ethics.html", "ethics.html", around=AROUND)
    pictures = [picture for name in EXTRA_PICTURES if (picture := saved_picture(out, name))]
    return pages.write(
        "index.html",
        "index.html",
        coverage=coverage_table(corpus, within, story.names),
        pictures=pictures,
    )


@dataclass(frozen=True, kw_only=True)
class _Filled:
    """A block of a chapter with the figure and the result it stands for."""

    kind: str
    html: str
    picture: PictureView | None = None
    result: ResultView | None = None

    @property
    def table(self) -> object:
        return self.result.first_table if self.result else None


class _Pages:
    """Writes pages that share a head, a navigation and a policy."""

    def __init__(
        self,
        out: Path,
        story: Story,
        results: Sequence[ResultView],
        chapters: Sequence[Chapter],
    ) -> None:
        self._out = out
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        script = (TEMPLATES / "site.js").read_text("utf-8")
        self._shared: dict[str, Any] = {
            "story": story,
            "results": results,
            "chapters": chapters,
            "pages": _navigation(chapters),
            "missing": MISSING,
            "version": package_versions().get("parallax-news", "not installed"),
            "policy": _policy(script),
            "script": script,
            "style": (TEMPLATES / "site.css").read_text("utf-8"),
        }

    def write(self, template: str, page: str, **rest: object) -> Path:
        """Write one page, put in place only when whole."""
        text = self._templates.get_template(template).render(
            **self._shared, page=page, **rest
        )
        target = self._out / page
        beside = target.with_name(f".{page}.part")
        # A lone half of a surrogate pair cannot be written; it is shown as a question mark.
        beside.write_bytes(text.encode("utf-8", "replace"))
        beside.replace(target)
        return target


def _filled(chapter: Chapter, results: Sequence[ResultView], out: Path) -> list[_Filled]:
    """Put figures and results where a chapter saved them, each result once."""
    by_name = {result.name: result for result in results}
    filled = []
    for block in chapter.blocks:
        result = by_name.pop(block.name, None) if block.kind == "saved" else None
        filled.append(
            _Filled(
                kind=block.kind,
                html=block.html,
                result=result,
                picture=_picture(block, result, out),
            )
        )
    return filled


def _picture(block: Block, result: ResultView | None, out: Path) -> PictureView | None:
    if block.kind != "saved":
        return None
    return result.picture if result else saved_picture(out, block.name)


def _navigation(chapters: Sequence[Chapter]) -> list[Link]:
    middle = [Link(page=chapter.page, title=_short(chapter)) for chapter in chapters]
    return [
        Link(page="index.html", title="Findings"),
        *middle,
        Link(page="methods.html", title="Methods"),
        Link(page="ethics.html", title="Limits and citation"),
    ]


def _short(chapter: Chapter) -> str:
    """Make a short entry from a file's name: 02-which-words → Which words."""
    words = chapter.name.split("-")
    words = words[1:] if words[0].isdigit() and len(words) > 1 else words
    return " ".join(words[:4]).capitalize()


def _policy(script: str) -> str:
    """Allow this one script, styles in the page, and pictures from the folder."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
    )


def _provenance(out: Path) -> Mapping[str, object]:
    path = out / "results" / "provenance.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def _other_files(out: Path, results: Sequence[ResultView]) -> list[tuple[str, str]]:
    """List what the folder holds beside the files of the results."""
    told = {file for result in results for file, _ in result.files}
    found = [
        sized(path, out)
        for folder in ("results", "figures", "notebooks")
        for path in sorted((out / folder).glob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    return [(file, size) for file, size in found if file not in told]
