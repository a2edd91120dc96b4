"""The study file: one text that says what a study reads, compares and shows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import StudyError
from analysis.prepare.language import COMMONEST
from analysis.study.codings import CodingFiles, coding_files, frame_words_at
from analysis.study.lines import KeyPath, key_lines
from analysis.study.places import place_of
from analysis.study.schema import COMPARISONS, COUNT, DESIGN
from analysis.study.validate import Faults, validate

Sentences = Literal["full", "short", "none"]
ONLY_THESE: Mapping[str, Sequence[str]] = {
    "coverage": ("genre",),
    "claims": ("genre", "parts"),
    "frames": ("genre", "copies"),
    "sources": ("genre", "copies", "parts"),
}
"""Comparisons of articles or of who tells what, and what of [count] holds for them."""
OF_PREDICTIONS = ("codes", "predictions", "lexicon", "encoder")
"""Keys of [frames] that say what is predicted and by what."""
PARSED = ("sources", "agency")
"""Comparisons that need every article parsed."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One place that articles are read from, and how."""

    articles: Path
    format: str = ""
    """csv, jsonl, parquet, folder, pages or archive; guessed from the content when empty."""
    metadata: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """columns, dates, encoding, outlet, published and outlet_names, where they are given."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """A study file, read and found to be whole.

    Examples
    --------
    >>> study = Study.read("data/harbour/study.toml")  # doctest: +SKIP
    >>> corpus = study.corpus()  # doctest: +SKIP
    """

    path: Path
    name: str
    """Name of the study's folder in reports/."""
    title: str
    question: str
    seed: int
    sentences: Sentences
    sources: tuple[Source, ...]
    outlets: Path | None
    events: Path | None
    assignments: Path | None
    language: str | tuple[str, ...] | None
    """Languages of the study; "commonest" is that of most articles, none keeps all."""
    comments: Mapping[str, int]
    design: Design
    comparisons: Mapping[str, Mapping[str, object]]
    """Comparison that is to be run → what the file sets for it."""
    label_sets: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Referent → label → patterns."""
    participants: Mapping[str, tuple[str, ...]]
    """Who acts and is acted on: name → patterns; none are the names that are found."""
    lexicon: Path | None
    """File of the words that sentiment is scored with; none means VADER."""
    checked: Path | None
    """Sheet of pairs of sentences that were read by hand; none means that nobody did."""
    codings: CodingFiles | None
    """What people coded; none means that nobody did."""
    predictions: Path | None
    """Frames as another program predicts them; none means that they are learnt."""
    attribution_model: Path | None
    """A model of attributions that the user trained; none means the rules."""
    source_table: Path | None
    """What is known of sources, a row each; none means that nothing is."""
    frame_words: str | Path | None
    """Dictionary that predicts frames: the name of one of the suite's, or a file."""
    notebooks: tuple[str, ...]
    """Notebooks to execute; none named means all."""
    given: Mapping[str, Any] = field(repr=False)
    """The file as it was parsed."""
    lines: Mapping[KeyPath, int] = field(repr=False, compare=False)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read and check a study file; a folder stands for its ``study.toml``.

        Raises
        ------
        StudyError
            All that is wrong with the file, each fault with its line.
        """
        place = Path(path)
        place = place / "study.toml" if place.is_dir() else place
        given, lines = _parsed(place)
        faults = Faults(place, lines)
        validate(given, faults)
        faults.refuse()
        return cls(**_settings(given, place), given=given, lines=lines)

    def corpus(self) -> Corpus:
        """Read the articles as the file says, with events, parts and quotes."""
        from analysis.study.assemble import assemble  # noqa: PLC0415 - it needs this module

        return assemble(self)

    @property
    def may_match(self) -> bool:
        """Whether the program may have to match articles to events."""
        asked = self.given["corpus"].get("match_events")
        return self.assignments is None if asked is None else bool(asked)

    @property
    def heard_with(self) -> tuple[Path, ...]:
        """Files that say who speaks: a model of attributions, a table of sources."""
        return tuple(one for one in (self.attribution_model, self.source_table) if one)

    def at(self, *path: str | int) -> str:
        """Say where in the file a key stands, for a message about it."""
        line = self.lines.get(path)
        return f"{self.path.name}, line {line}" if line else self.path.name

    def design_of(self, comparison: str) -> Design:
        """Return the design, with what the comparison's own table changes in it."""
        own = self.given.get(comparison, {})
        return _design({**self.given.get("design", {}), **own}, self.seed)


def slug(name: str) -> str:
    """Make a name that any file system takes.

    >>> slug("Réforme 2023: Paris/Lyon"), slug("..")
    ('réforme-2023-paris-lyon', 'study')
    """
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "study"


def _parsed(path: Path) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    """Parse the file; say in which line it is not TOML, and show that line."""
    if not path.is_file():
        beside = sorted(path.parent.glob("*.toml")) if path.parent.is_dir() else []
        hint = f"near it: {', '.join(p.name for p in beside)}" if beside else "none is near it"
        msg = (
            f"there is no study file {str(path)!r}; {hint}. "
            "Write one with: parallax new DIR --articles FILE"
        )
        raise StudyError(msg)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        msg = (
            f"{path.name}, line {line}: byte {error.object[error.start]:#04x} is not UTF-8; "
            "save the file as UTF-8."
        )
        raise StudyError(msg) from error
    try:
        return tomllib.loads(text), key_lines(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(_syntax_fault(path, text, str(error))) from error


def _syntax_fault(path: Path, text: str, error: str) -> str:
    found = re.search(r" \(at line (\d+), column (\d+)\)$", error)
    lines = text.splitlines()
    number = int(found.group(1)) if found else len(lines)
    shown = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    what = error[: found.start()] if found else error.removesuffix(" (at end of document)")
    hint = ""
    if what == "Invalid value":
        hint = " Text stands in quotation marks; true, false and numbers do not."
    elif "\\" in shown:
        hint = " Write a path with / or in single quotation marks."
    return f"{path.name}, line {number}: this is not TOML: {what}.{hint}\n    {shown}"


def _settings(given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Turn the checked file into the fields of a study."""
    corpus = given["corpus"]
    folder = path.parent
    seed = given.get("seed", 1)
    name = folder.resolve().name if path.stem == "study" else path.stem
    files = {
        key: place_of(corpus[key], folder) if key in corpus else None
        for key in ("outlets", "events", "assignments")
    }
    return {
        "path": path,
        "name": slug(name),
        "title": given["title"],
        "question": given.get("question", ""),
        "seed": seed,
        "sentences": given.get("sentences", "full"),
        "sources": tuple(_source(one, folder) for one in (corpus, *corpus.get("more", []))),
        **files,
        "language": _language(corpus.get("language", COMMONEST)),
        "comments": dict(corpus.get("comments", {})),
        "design": _design(given.get("design", {}), seed),
        "comparisons": _comparisons(given),
        "label_sets": _label_sets(given),
        "participants": {k: tuple(v) for k, v in given.get("participants", {}).items()},
        "lexicon": _lexicon(given, folder),
        "checked": _named(given, "claims", "checked", folder),
        "codings": coding_files(given, folder) if "codings" in given else None,
        "predictions": _named(given, "frames", "predictions", folder),
        "attribution_model": _named(given, "voice", "model", folder),
        "source_table": _named(given, "sources", "table", folder),
        "frame_words": frame_words_at(given, folder),
        "notebooks": tuple(given.get("run", {}).get("notebooks", ())),
    }


def _source(given: Mapping[str, Any], folder: Path) -> Source:
    options = ("columns", "dates", "encoding", "outlet", "published", "outlet_names")
    return Source(
        articles=place_of(given["articles"], folder),
        format=given.get("format", ""),
        metadata=place_of(given["metadata"], folder) if "metadata" in given else None,
        options={name: given[name] for name in options if name in given},
    )


def _design(given: Mapping[str, Any], seed: int) -> Design:
    chosen = {name: given[name] for name in DESIGN if name in given}
    if chosen.get("within") is False:
        chosen["within"] = None
    return Design(**chosen, seed=seed)


def _comparisons(given: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Gather what [count] and each comparison's own table set for it."""
    chosen: dict[str, dict[str, object]] = {}
    for name in COMPARISONS:
        own = given.get(name, {})
        if not own.get("run", True) or (name == "labels" and not _label_sets(given)):
            continue
        if name == "concordance" and "words" not in own:
            continue
        if name in {"coverage", "claims"} and not _has_events(given, name):
            continue
        if name == "frames" and "sample" not in given.get("codings", {}):
            continue
        if name in PARSED and name not in given:  # a parse takes its time: only if asked for
            continue
        shared = {} if name == "concordance" else dict(given.get("count", {}))
        if name == "sentiment":  # shows both voices, whatever [count] says
            shared.pop("voice", None)
        if name in ONLY_THESE:  # who prints agency copy has told its readers
            shared = {key: shared[key] for key in ONLY_THESE[name] if key in shared}
        skipped = {"run", "lexicon", "checked", "table", *OF_PREDICTIONS, *DESIGN}
        settings = {**shared, **{k: v for k, v in own.items() if k not in skipped}}
        if name == "labels":
            settings = {k: v for k, v in settings.items() if k in COUNT}
        chosen[name] = {key: _argument(key, value) for key, value in settings.items()}
    return chosen


def _language(given: str | list[str] | Literal[False]) -> str | tuple[str, ...] | None:
    """Give what `identify_language` takes: false keeps all articles."""
    if given is False:
        return None
    return given if isinstance(given, str) else tuple(given)


def _has_events(given: Mapping[str, Any], name: str) -> bool:
    """Tell whether a comparison of who tells what is made by events, as it must be."""
    design = {**given.get("design", {}), **given.get(name, {})}
    return bool(design.get("within", True)) and design.get("unit") != "article"


def _lexicon(given: Mapping[str, Any], folder: Path) -> Path | None:
    written = given.get("sentiment", {}).get("lexicon", "vader")
    return None if written == "vader" else place_of(written, folder)


def _named(given: Mapping[str, Any], table: str, key: str, folder: Path) -> Path | None:
    written = given.get(table, {}).get(key)
    return None if written is None else place_of(written, folder)


def _argument(name: str, value: object) -> object:
    """Give a setting the type that the comparisons take: lists become tuples."""
    if name == "genre" and isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _label_sets(given: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    sets = {k: v for k, v in given.get("labels", {}).items() if isinstance(v, dict)}
    return {
        referent: {label: tuple(patterns) for label, patterns in labels.items()}
        for referent, labels in sets.items()
    }
