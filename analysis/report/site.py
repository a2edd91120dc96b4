"""The site: one page a chapter, and the pages that open, explain and hedge the numbers.

Pages open from disk. Styles and scripts stand in the page; nothing is fetched; a content
security policy lets only this package's own script run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.corpus import Corpus
from analysis.report.chapters import Block, Chapter, read_chapters
from analysis.report.describe import coverage
from analysis.report.evidence import AROUND
from analysis.report.numbers import MISSING
from analysis.report.stored import StoredCheck, StoredResult, read_checks, read_results
from analysis.report.story import Story, coverage_table, story_of
from analysis.report.views import PictureView, ResultView, saved_picture, sized, view_of
from analysis.study.file import Study
from analysis.study.store import open_run
from analysis.study.whole import package_versions

TEMPLATES = Path(__file__).parent / "templates"
COMPARISONS = ("words", "labels", "sentiment")
CODING_CHECKS: Mapping[str, str] = {
    "AgreementCheck": "Do coders agree?",
    "PredictionCheck": "Is the model right as often in every group?",
}
"""Checks of codings that the first page tells of, and what they ask."""
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
    story, within = story_of(study, corpus), study.design.within
    chapters = read_chapters(out / "notebooks")
    stored = sorted(read_results(out / "results"), key=partial(_place, chapters))
    results = [view_of(result, out, story.names, story.rights) for result in stored]
    coverage_file = out / "results" / "articles-by-event.csv"
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
    placebos = _placebos(out, results)
    return pages.write(
        "index.html",
        "index.html",
        coverage=coverage_table(corpus, within, story.names),
        shared=_said_of_all(results),
        placebos=placebos,
        placebo_page=_page_of(chapters, [one.name for one in placebos]),
        codings=_codings(out, chapters),
        not_run=[name for name in COMPARISONS if name not in study.comparisons],
        pictures=[one for name in EXTRA_PICTURES if (one := saved_picture(out, name))],
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
        self._templates.filters["sentence"] = _sentence
        script = (TEMPLATES / "site.js").read_text("utf-8")
        self._shared: dict[str, Any] = {
            "story": story,
            "results": results,
            "chapters": chapters,
            "pages": _navigation(chapters),
            "missing": MISSING,
            "version": package_versions().get("parallax-news", ""),
            "policy": _policy(script),
            "script": script,
            "style": (TEMPLATES / "site.css").read_text("utf-8"),
        }

    def write(self, template: str, page: str, **rest: object) -> Path:
        """Write one page, put in place only when whole."""
        text = self._templates.get_template(template).render(**self._shared, page=page, **rest)
        target = self._out / page
        beside = target.with_name(f".{page}.part")
        # A lone half of a surrogate pair cannot be written; it is shown as a question mark.
        beside.write_bytes(text.encode("utf-8", "replace"))
        beside.replace(target)
        return target


def _sentence(note: str) -> str:
    """Print a note as a sentence, however it was written."""
    end = "" if note.endswith((".", "!", "?", "…")) else "."
    return f"{note[:1].upper()}{note[1:]}{end}"


def _place(chapters: Sequence[Chapter], result: StoredResult) -> tuple[int, str]:
    """Order results as the chapters that are about them: the last that saved each."""
    places = [
        place
        for place, chapter in enumerate(chapters)
        if any(block.name == result.name for block in chapter.blocks)
    ]
    return max(places, default=len(chapters)), result.name


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
    middle = [Link(page=chapter.page, title=chapter.short) for chapter in chapters]
    return [
        Link(page="index.html", title="Findings"),
        *middle,
        Link(page="methods.html", title="Methods"),
        Link(page="ethics.html", title="Limits and citation"),
    ]


def _policy(script: str) -> str:
    """Allow this one script, styles in the page, and pictures from the folder."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src 'self' file: data:; base-uri 'none'; form-action 'none'"
    )


def _placebos(out: Path, results: Sequence[ResultView]) -> list[StoredCheck]:
    """Read what placebos found, in the order of the results they are about."""
    order = [f"placebo-{result.name}" for result in results]
    checks = read_checks(out / "results", "PlaceboCheck")
    return sorted(
        checks, key=lambda one: (one.name not in order, [*order, one.name].index(one.name))
    )


def _codings(out: Path, chapters: Sequence[Chapter]) -> list[tuple[str, str, str]]:
    """Read what checks of codings found: what is asked, the verdict, and the page about it."""
    return [
        (asked, check.verdict, _page_of(chapters, [check.name]))
        for kind, asked in CODING_CHECKS.items()
        for check in read_checks(out / "results", kind)
    ]


def _page_of(chapters: Sequence[Chapter], names: Collection[str]) -> str:
    """Find the page of the chapter that saved anything under these names; or nothing."""
    pages = [one.page for one in chapters if any(block.name in names for block in one.blocks)]
    return pages[0] if pages else ""


def _said_of_all(results: Sequence[ResultView]) -> list[str]:
    """List what is true of every comparison, so that it is said once."""
    first = results[0].said if len(results) > 1 else []
    return [line for line in first if all(line in result.said for result in results)]


def _provenance(out: Path) -> dict[str, list[tuple[str, str]]]:
    """Lay out what the run noted of itself: by heading, lines of name and value."""
    path = out / "results" / "provenance.json"
    told = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {heading: list(_lines(value)) for heading, value in told.items()}


def _lines(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Write nested values as lines, each under its path."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(inner, f"{name} · {key}" if name else str(key))
    elif isinstance(value, list):
        yield name, ", ".join(map(str, value))
    else:
        yield name, f"{value:.4g}" if isinstance(value, float) else str(value)


def _other_files(out: Path, results: Sequence[ResultView]) -> list[tuple[str, str]]:
    """List what the folder holds beside the files of the results."""
    told = {file for result in results for file, _ in result.files}
    found = [
        sized(path, out)
        for folder in ("results", "figures", "notebooks")
        for path in sorted((out / folder).glob("*"))
        if path.is_file() and not path.name.startswith(".") and "-evidence." not in path.name
    ]
    return [(file, size) for file, size in found if file not in told]
