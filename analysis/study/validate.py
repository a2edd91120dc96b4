"""Check a parsed study file wholly, so that one message tells all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.codebook import Codebook
from analysis.coding.claim_check import read_claim_check
from analysis.coding.reading import read_codings
from analysis.errors import AnalysisError, StudyError, fault_list
from analysis.lexicon import Lexicon
from analysis.study import schema
from analysis.study.codings import (
    codebook_at,
    coding_files,
    frame_words_at,
    read_codebook,
    read_frame_words,
)
from analysis.study.lines import KeyPath
from analysis.study.notebooks import notebook_names
from analysis.study.places import place_fault, place_of
from analysis.study.schema import Table, near, shown, takes


class Faults:
    """Faults of one study file, each with the line it stands in."""

    def __init__(self, path: Path, lines: Mapping[KeyPath, int]) -> None:
        self.path = path
        self.lines = lines
        self._found: list[tuple[int, str]] = []

    def add(self, path: Sequence[str | int], fault: str) -> None:
        """Add a fault of the value at ``path``; what is missing stands where it should be."""
        place = tuple(path)
        while place and place not in self.lines:
            place = place[:-1]
        self._found.append((self.lines.get(place, 1), fault))

    def refuse(self) -> None:
        """Raise one error that lists every fault in the order of the file, if any."""
        if not self._found:
            return
        listed = [f"line {line}: {fault}" for line, fault in sorted(set(self._found))]
        count = f"{len(listed):,} faults" if len(listed) > 1 else "1 fault"
        raise StudyError(fault_list(f"{self.path.name} has {count}:", listed))


def validate(given: Mapping[str, Any], faults: Faults) -> None:
    """Add every fault of a parsed study file."""
    for name, value in given.items():
        if name in schema.TABLES:
            if isinstance(value, dict):
                _check_table(name, value, faults)
            else:
                faults.add(
                    (name,), f"{name} is {shown(value)}; write [{name}] and its keys below"
                )
        elif name in schema.STUDY:
            _check_value((name,), name, value, schema.STUDY[name], faults)
        else:
            faults.add((name,), _unknown_at_top(name, value))
    if "title" not in given:
        faults.add((), 'the study has no title; write title = "…" in the first line')
    if "corpus" not in given:
        faults.add((), 'the study has no [corpus]; write [corpus] and articles = "FILE"')
    _check_groups(given, faults)
    _check_frames(given, faults)


def _unknown_at_top(name: str, value: object) -> str:
    kind = f"table [{name}]" if isinstance(value, dict) else f"key {name!r}"
    allowed = f"it takes {', '.join(schema.STUDY)} and the tables " + ", ".join(
        f"[{table}]" for table in schema.TABLES
    )
    home = "" if isinstance(value, dict) else schema.misplaced(name, "")
    hint = near(name, [*schema.STUDY, *schema.TABLES]) or home
    return f"a study has no {kind}{hint or f'; {allowed}'}"


def _check_table(name: str, given: Mapping[str, Any], faults: Faults) -> None:
    _check_keys((name,), name, given, schema.TABLES[name], faults)
    if name == "corpus":
        _check_corpus(given, faults)
    elif name == "labels":
        for referent, labels in given.items():
            if isinstance(labels, dict):
                _check_labels(referent, labels, faults)
    elif name == "codings":
        _check_codings(given, faults)
    elif name == "run":
        _check_notebooks(given.get("notebooks"), faults)
    else:
        _check_named_file(name, given, faults)


def _check_named_file(name: str, given: Mapping[str, Any], faults: Faults) -> None:
    """Check the file that the table of one comparison names."""
    if name == "sentiment" and not schema.text(given.get("lexicon")):
        _check_lexicon(given["lexicon"], faults)
    elif name == "claims" and not schema.text(given.get("checked")):
        _check_sheet(given["checked"], faults)
    key = {"sources": "table", "voice": "model"}.get(name, "")
    if key and not schema.text(given.get(key)):
        wrong = place_fault(given[key], faults.path.parent)
        if wrong:
            faults.add((name, key), f"[{name}] {key} {wrong}")


def _check_keys(
    path: KeyPath, table: str, given: Mapping[str, Any], allowed: Table, faults: Faults
) -> None:
    """Check every key of one table that holds settings."""
    for name, value in given.items():
        place = (*path, name)
        if name in allowed:
            _check_value(place, f"[{table}] {name}", value, allowed[name], faults)
        elif table == "labels" and isinstance(value, dict):
            continue  # a referent
        elif table == "participants":
            _check_aliases(place, name, value, faults)
        elif table == "labels" and not near(name, allowed):
            faults.add(
                place,
                f"[labels] has no key {name!r}; labels stand under what they name: write "
                "[labels.WHAT] above them, for example [labels.act]",
            )
        else:
            hint = near(name, allowed) or schema.misplaced(name, table)
            faults.add(place, f"[{table}] has no key {name!r}{hint or f'; {takes(allowed)}'}")


def _check_value(
    place: KeyPath, name: str, value: object, rule: schema.Rule, faults: Faults
) -> None:
    if wrong := rule(value):
        faults.add(place, f"{name} is {shown(value)}; it must be {wrong}")


def _check_corpus(given: Mapping[str, Any], faults: Faults) -> None:
    """Check each source of articles, and that the files are there."""
    more = given.get("more", [])
    sources: list[tuple[KeyPath, str, Mapping[str, Any]]] = [(("corpus",), "corpus", given)]
    for place, source in enumerate(more if isinstance(more, list) else []):
        path: KeyPath = ("corpus", "more", place)
        if isinstance(source, dict):
            _check_keys(path, "corpus.more", source, schema.SOURCE, faults)
            sources.append((path, "corpus.more", source))
        else:
            faults.add(path, "more must be written as [[corpus.more]] and its keys below")
    for path, table, source in sources:
        if "articles" not in source:
            faults.add(path, f'[{table}] has no articles; write articles = "FILE"')
        for name in schema.PATHS:
            if not schema.text(source.get(name)):
                wrong = place_fault(source[name], faults.path.parent)
                if wrong:
                    faults.add((*path, name), f"[{table}] {name} {wrong}")


def _check_labels(referent: str, labels: Mapping[str, Any], faults: Faults) -> None:
    """Check one label set: two labels or more, sound patterns, each under one label."""
    path: KeyPath = ("labels", referent)
    if len(labels) < 2:
        has = shown(next(iter(labels))) if labels else "none"
        faults.add(
            path,
            f"[labels.{referent}] has one label ({has}); a share needs two or more to compare"
            if labels
            else f"[labels.{referent}] has no labels; a share needs two or more to compare",
        )
    first: dict[str, tuple[str, int]] = {}
    for label, patterns in labels.items():
        name = f"[labels.{referent}] {label!r}"
        if schema.several()(patterns):
            faults.add(
                (*path, label),
                f"{name} is {shown(patterns)}; it must be a list of patterns, "
                f"such as {label!r} = [{_example(label, patterns)}]",
            )
            continue
        for place, pattern in enumerate(patterns):
            here = (*path, label, place)
            if wrong := schema.pattern_fault(pattern):
                faults.add(here, f"{name}: {pattern!r} {wrong}")
            same = " ".join(pattern.casefold().split())
            line = faults.lines.get(here, 1)
            other, at = first.setdefault(same, (label, line))
            if other != label:
                faults.add(
                    here,
                    f"{name}: {pattern!r} is listed under {other!r} too (line {at}); "
                    "a pattern has one label",
                )


def _check_aliases(place: KeyPath, name: str, value: object, faults: Faults) -> None:
    """Check the patterns that one participant goes by."""
    if schema.several()(value) or not isinstance(value, list):
        told = f"it must be a list of patterns, such as {name!r} = [{shown(f'{name}*')}]"
        faults.add(place, f"[participants] {name!r} is {shown(value)}; {told}")
        return
    for number, pattern in enumerate(value):
        if wrong := schema.pattern_fault(pattern):
            faults.add((*place, number), f"[participants] {name!r}: {pattern!r} {wrong}")


def _example(label: str, patterns: object) -> str:
    return shown(patterns) if isinstance(patterns, str) and patterns else shown(f"{label}*")


def _check_lexicon(written: str, faults: Faults) -> None:
    """Check that a word list is there and can be read, before anything is run."""
    if written == "vader":
        return
    at = ("sentiment", "lexicon")
    if wrong := place_fault(written, faults.path.parent):
        faults.add(at, f"[sentiment] lexicon {wrong}; or say 'vader'")
        return
    try:
        Lexicon.read(faults.path.parent / written)
    except AnalysisError as error:
        told = str(error).replace("\n", "\n    ")
        faults.add(at, f"[sentiment] lexicon cannot be used: {told}")


def _check_sheet(written: str, faults: Faults) -> None:
    """Check that pairs read by hand are there and can be read, before anything is run."""
    at = ("claims", "checked")
    if wrong := place_fault(written, faults.path.parent):
        faults.add(at, f"[claims] checked {wrong}")
        return
    try:
        read_claim_check(place_of(written, faults.path.parent))
    except AnalysisError as error:
        told = str(error).replace("\n", "\n    ")
        faults.add(at, f"[claims] checked cannot be used: {told}")


def _check_codings(given: Mapping[str, Any], faults: Faults) -> None:
    """Check that codings are there and fit their codebook, before anything is run."""
    examples = {"codebook": "generic-frames", "files": "codings"}
    whole = True
    for name, example in examples.items():
        if name not in given:
            told = f'[codings] has no {name}; write {name} = "{example}", or what yours is'
            faults.add(("codings",), told)
        whole = whole and name in given and not schema.CODINGS[name](given[name])
    for name in ("files", "sample", "decisions"):
        written = given.get(name, ())
        for one in [written] if isinstance(written, str) else written:
            wrong = place_fault(one, faults.path.parent) if isinstance(one, str) else ""
            if wrong:
                faults.add(("codings", name), f"[codings] {name} {wrong}")
            whole = whole and not wrong
    if whole:
        _check_codes(given, faults)


def _check_codes(given: Mapping[str, Any], faults: Faults) -> None:
    """Hold codings and decisions to the codebook, file by file."""
    found = coding_files({"codings": given}, faults.path.parent)
    name = "codebook"
    try:
        book = read_codebook(found.codebook)
        name = "files"
        read_codings(found.files, codebook=book)
        name = "decisions"
        if found.decisions is not None:
            read_codings(found.decisions, codebook=book)
    except AnalysisError as error:
        told = str(error).replace("\n", "\n    ")
        faults.add(("codings", name), f"[codings] {name} cannot be used: {told}")


def _check_frames(given: Mapping[str, Any], faults: Faults) -> None:
    """Refuse predictions that nothing corrects, and codes that nobody defined."""
    own, codings = given.get("frames"), given.get("codings")
    if not isinstance(own, dict) or not own.get("run", True):
        return
    _check_predictors(own, faults)
    if not isinstance(codings, dict) or "sample" not in codings:
        lacks = "sample" if isinstance(codings, dict) else "[codings]"
        faults.add(
            ("frames",),
            f"[frames] has no {lacks}: a share of predicted codes alone is no result. Draw "
            "articles by chance, have them coded, and name the files under [codings]",
        )
        return
    book = _codebook_of(codings, faults.path.parent)
    names = [] if book is None else [one.name for one in book.variables]
    names += [] if book is None else [one.name for one in book.scales]
    codes = own.get("codes")
    for place, code in enumerate(codes if isinstance(codes, list) else ()):
        if names and code not in names:
            hint = near(code, names) or f"; there are {', '.join(names)}"
            told = f"[frames] codes: the codebook has no {shown(code)}{hint}"
            faults.add(("frames", "codes", place), told)


def _check_predictors(own: Mapping[str, Any], faults: Faults) -> None:
    """Check the file of predictions, or the dictionary that predicts."""
    folder = faults.path.parent
    if not schema.text(own.get("predictions")):
        wrong = place_fault(own["predictions"], folder)
        if wrong:
            faults.add(("frames", "predictions"), f"[frames] predictions {wrong}")
    if schema.text(own.get("lexicon")):
        return
    at = ("frames", "lexicon")
    if "predictions" in own:
        faults.add(at, "[frames] has predictions and a lexicon; keep the one that predicts")
    which = frame_words_at({"frames": own}, folder)
    if isinstance(which, Path) and (wrong := place_fault(own["lexicon"], folder)):
        faults.add(at, f"[frames] lexicon {wrong}")
        return
    try:
        if which is not None:
            read_frame_words(which)
    except AnalysisError as error:
        told = str(error).replace("\n", "\n    ")
        faults.add(at, f"[frames] lexicon cannot be used: {told}")


def _codebook_of(codings: Mapping[str, Any], folder: Path) -> Codebook | None:
    """Read the codebook that codings name, if it can be read; faults are told elsewhere."""
    written = codings.get("codebook")
    if not isinstance(written, str):
        return None
    try:
        return read_codebook(codebook_at(written, folder))
    except AnalysisError:
        return None


def _check_notebooks(names: object, faults: Faults) -> None:
    """Check that each notebook is one of the suite's, or a file beside the study."""
    if schema.several()(names) or not isinstance(names, list):
        return
    known = notebook_names()
    for place, name in enumerate(names):
        own = faults.path.parent / name
        if name not in known and not (name.endswith(".ipynb") and own.is_file()):
            hint = near(name, known) or f"; there are {', '.join(known)}"
            faults.add(("run", "notebooks", place), f"[run] has no notebook {name!r}{hint}")


def _check_groups(given: Mapping[str, Any], faults: Faults) -> None:
    """Refuse a design that compares groups within themselves."""
    base = given.get("design", {})
    for table in ("design", *schema.COMPARISONS):
        own = given.get(table, {})
        if not isinstance(own, dict) or not isinstance(base, dict):
            continue
        design = {"by": "outlet", "within": "event_id", **base, **own}
        if design["by"] == design["within"] and {"by", "within"} & set(own):
            key = "within" if "within" in own else "by"
            faults.add(
                (table, key),
                f"[{table}] by and within are both {shown(design['by'])}; groups are compared "
                "within something else, as outlets within events",
            )
