"""What people coded for a study: its files, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.check.agreement import AgreementCheck, check_agreement
from analysis.codebook import Codebook
from analysis.coding.codings import Codings
from analysis.coding.reading import codings_in, read_codings, read_sample
from analysis.coding.reference import NO, YES, settled
from analysis.coding.sample import Sample
from analysis.coding.scales import scale_codes, with_scales
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.lexicon import Lexicon
from analysis.study.places import place_of


@dataclass(frozen=True, kw_only=True)
class CodingFiles:
    """Where a study's codings are, and by which codebook people coded."""

    codebook: str | Path
    """Name of one that comes with the suite, or a file."""
    files: tuple[Path, ...]
    sample: Path | None
    decisions: Path | None
    coders: str = ""
    """Who coded, and how they were trained, for the methods paragraph."""
    left_out: tuple[str, ...] = ()
    """What a folder holds beside codings and no key names, and how to name it."""

    @property
    def all_files(self) -> list[Path]:
        """Every file that is read, the codebook among them if it is one."""
        rest = (self.sample, self.decisions, self.codebook)
        return [*self.files, *(one for one in rest if isinstance(one, Path))]


def codebook_at(written: str, folder: Path) -> str | Path:
    """Say which codebook is meant: one of the suite's by its name, or a file."""
    return place_of(written, folder) if written.endswith(".toml") else written


def read_codebook(which: str | Path) -> Codebook:
    """Read a codebook of the suite's, or a file."""
    return Codebook.read(which) if isinstance(which, Path) else Codebook.shipped(which)


def frame_words_at(given: Mapping[str, Any], folder: Path) -> str | Path | None:
    """Say which dictionary predicts frames: one of the suite's by its name, or a file."""
    written = given.get("frames", {}).get("lexicon")
    if written is None:
        return None
    return place_of(written, folder) if "." in written else str(written)


def read_frame_words(which: str | Path) -> Lexicon:
    """Read a dictionary of the suite's, or a file."""
    return Lexicon.read(which) if isinstance(which, Path) else Lexicon.shipped(which)


def coding_files(given: Mapping[str, Any], folder: Path) -> CodingFiles:
    """Find the files of [codings]; of a folder all but the sample and the decisions."""
    own = given["codings"]
    sample, decisions = (
        place_of(own[name], folder) if name in own else None for name in ("sample", "decisions")
    )
    apart = {one.resolve() for one in (sample, decisions) if one is not None}
    files: list[Path] = []
    left_out: list[str] = []
    for written in [own["files"]] if isinstance(own["files"], str) else own["files"]:
        place = place_of(written, folder)
        inside, beside = codings_in(place) if place.is_dir() else ([], {})
        files += [one for one in inside if one.resolve() not in apart] or [place]
        for name, what in beside.items():
            if (place / name).resolve() not in apart:
                key = what.split()[0] if what.startswith("decisions") else "sample"
                left_out.append(f"{name} looks like {what}: name it under {key} =")
    return CodingFiles(
        codebook=codebook_at(own["codebook"], folder),
        files=tuple(files),
        sample=sample,
        decisions=decisions,
        coders=own.get("coders", ""),
        left_out=tuple(left_out),
    )


@dataclass(frozen=True, kw_only=True)
class CodedArticles:
    """What coders coded: by which codebook, which articles, and what was decided."""

    codebook: Codebook
    codings: Codings
    decisions: Codings | None
    sample: Sample | None
    coders: str = ""
    """Who coded, and how they were trained, in the words of the study."""
    left_out: tuple[str, ...] = ()
    """What the folder holds beside codings and the study does not name."""

    @property
    def codes(self) -> list[str]:
        """Codes that are yes or no, in the order of the codebook: variables, then scales."""
        names = [
            one.name
            for one in self.codebook.variables
            if {code.code for code in one.codes} == {YES, NO}
            and one.name in self.codings.variables
        ]
        whole = [one.name for one in self.codebook.scales if set(one.items) <= set(names)]
        return [*names, *whole]

    @property
    def second_coder(self) -> bool:
        """Whether any article was coded by two coders, so that agreement can be told."""
        given = self.codings.table[self.codings.table["code"] != ""]
        pairs = given[["article_id", "coder"]].drop_duplicates()
        return bool(pairs["article_id"].duplicated().any())

    def agreement(
        self, corpus: Corpus, design: Design, codes: Sequence[str] = ()
    ) -> AgreementCheck | None:
        """Check how far coders agree, by outlet too; None where no two coded one article.

        Beside all variables this is told of those scales that are among ``codes``: whether
        coders agree that an article has the whole frame.
        """
        if not self.second_coder:
            return None
        return check_agreement(
            with_scales(self.codings, codes),
            corpus=corpus,
            confidence=design.confidence,
            seed=design.seed,
        )

    def reference(self, codes: list[str]) -> pd.DataFrame:
        """Settle what coders decided on some codes: article_id, and a column a code.

        Raises
        ------
        ChoiceError
            Coders disagree and nobody decided; all such articles are named.
        """
        asked = set(codes)
        for scale in self.codebook.scales:
            asked |= set(scale.items) if scale.name in asked else set()
        rows = self.codings.table
        own = replace(self.codings, table=rows[rows["variable"].isin(asked)])
        table = settled(own, self.decisions)
        if asked & {scale.name for scale in self.codebook.scales}:
            whole = self.codebook.scales
            kept = tuple(scale for scale in whole if scale.name in asked)
            scales = scale_codes(table, replace(self.codebook, scales=kept))
            table = table.merge(scales, on="article_id")
        return table[["article_id", *codes]]


def coded_articles(files: CodingFiles, corpus: Corpus) -> CodedArticles:
    """Read what people coded, and hold it to the codebook and the corpus.

    Raises
    ------
    ReadError
        A file cannot be read as what it is said to be; with every fault of it.
    """
    book = read_codebook(files.codebook)
    decided = files.decisions
    return CodedArticles(
        codebook=book,
        codings=read_codings(files.files, codebook=book, corpus=corpus),
        decisions=None
        if decided is None
        else read_codings(decided, codebook=book, corpus=corpus),
        sample=None if files.sample is None else read_sample(files.sample, corpus=corpus),
        coders=files.coders,
        left_out=files.left_out,
    )
