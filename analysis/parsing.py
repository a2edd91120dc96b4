"""What parsing said of each text: words, parts of speech, heads and names, token by token.

Tokens tile their text: each begins where the one before ends, or one space after it, so that
of a token's place only its length need be kept. Many texts are packed into one file of about
six bytes a token, and unpacked when one of them is asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from analysis.errors import CorpusError, many

Ints = NDArray[np.int32]
Place = tuple[str, str]
"""The id of an article and headline or body."""

WORDS = ("dep", "pos", "tag", "lemma", "entity")
"""The columns whose values are words, each kept as a number and a list."""
FORMAT = 1
"""Raised when files are packed otherwise; older ones are then parsed anew."""
UNPACKED = 32
"""Packed files that are held open at once, a few megabytes each."""
_ABOUT = b"parallax"


@dataclass(frozen=True, kw_only=True)
class ParseModel:
    """The model that parsed: numbers made with another need not agree."""

    name: str
    version: str
    language: str
    files: str
    spacy: str

    def __str__(self) -> str:
        """Name it as a methods section would."""
        return f"{self.name} {self.version} (files {self.files[:12]}, spaCy {self.spacy})"


@dataclass(frozen=True, eq=False, kw_only=True)
class Parsed:
    """The tokens of one text, in order; white space that is more than one space is a token.

    ``start`` and ``end`` are code points of the text, ``head`` the number of the token that
    governs this one (its own for the root of a sentence), ``sentence`` the number of the
    sentence. ``entity`` is "B-PERSON" for the first token of a person's name, "I-PERSON"
    for the others, empty outside names. What the model does not give is empty.
    """

    start: Ints
    end: Ints
    head: Ints
    sentence: Ints
    dep: list[str]
    pos: list[str]
    tag: list[str]
    lemma: list[str]
    entity: list[str]

    def __len__(self) -> int:
        return len(self.start)

    def words(self, text: str) -> list[str]:
        """Return the tokens as they stand in the text that was parsed."""
        places = zip(self.start.tolist(), self.end.tolist(), strict=True)
        return [text[start:end] for start, end in places]


@dataclass(frozen=True, kw_only=True)
class Packed:
    """The parse of many texts in the form of a Parquet file, kept here or on the disk."""

    digest: str
    keys: tuple[str, ...] = field(repr=False, hash=False)
    data: bytes | None = field(default=None, repr=False, hash=False, compare=False)
    path: Path | None = field(default=None, hash=False, compare=False)

    def read(self) -> bytes:
        """Return the file, from wherever it is."""
        if self.data is not None:
            return self.data
        try:
            data = self.path.read_bytes() if self.path else b""
        except OSError:
            data = b""
        if digest_of(data) != self.digest:
            msg = (
                f"the parse kept in {self.path} was removed or changed while it was in use; "
                "parse the corpus again."
            )
            raise CorpusError(msg)
        return data


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Parses:
    """The parse of a corpus: made by `analysis.parse`, read by measures.

    ``skipped`` has a row for each text that was not parsed: ``article_id``, ``field`` and
    ``reason``. ``notes`` say what became of a cache.
    """

    model: ParseModel
    skipped: pd.DataFrame
    notes: tuple[str, ...] = ()
    packed: tuple[Packed, ...]
    places: Mapping[Place, tuple[int, int]]

    def __repr__(self) -> str:
        texts = f"{many(len(self.places), 'text')} by {self.model}"
        return f"Parses({texts}; {len(self.skipped):,} skipped)"

    def of(self, article_id: str, field: str) -> Parsed | None:
        """Return the tokens of a headline or body; None where it was skipped."""
        place = self.places.get((article_id, field))
        if place is None:
            return None
        file, number = place
        return _unpacked(self.packed[file]).text(number)

    def covers(self, articles: pd.DataFrame) -> bool:
        """Say whether each headline and body of ``articles`` was parsed or skipped."""
        known = {*self.places, *self._skipped}
        return all(
            (article, name) in known
            for article in articles["article_id"]
            for name in ("headline", "body")
        )

    def only(self, articles: Collection[str]) -> Self:
        """Return the parse of these articles alone."""
        wanted = set(articles)
        places = {place: at for place, at in self.places.items() if place[0] in wanted}
        skipped = self.skipped[self.skipped["article_id"].isin(wanted)]
        return replace(self, places=places, skipped=skipped.reset_index(drop=True))

    @cached_property
    def _skipped(self) -> set[Place]:
        return set(zip(self.skipped["article_id"], self.skipped["field"], strict=True))


@dataclass(frozen=True, eq=False, kw_only=True)
class Tokens:
    """The tokens of several texts end to end, as they are packed.

    ``length`` is in code points, ``space`` says whether one space follows, ``head`` counts
    tokens from this one, ``opens`` marks the first of a sentence; ``words`` has for each of
    ``WORDS`` a number a token and the list that it points to.
    """

    counts: Sequence[int]
    length: NDArray[np.uint16]
    space: NDArray[np.bool_]
    head: Ints
    opens: NDArray[np.bool_]
    words: Mapping[str, tuple[NDArray[np.integer], Sequence[str]]]

    def pack(self, keys: Sequence[str], model: ParseModel) -> Packed:
        """Pack the texts, each known by its key, as a Parquet file."""
        columns: dict[str, pa.Array] = {
            name: pa.array(getattr(self, name)) for name in ("length", "space", "head", "opens")
        }
        for name, (codes, known) in self.words.items():
            of = pa.array(codes.astype(np.int32))
            columns[name] = pa.DictionaryArray.from_arrays(of, pa.array(known, pa.string()))
        texts = list(zip(keys, map(int, self.counts), strict=True))
        about = {"format": FORMAT, "model": str(model), "texts": texts}
        table = pa.table(columns).replace_schema_metadata({_ABOUT: json.dumps(about)})
        out = pa.BufferOutputStream()
        pq.write_table(table, out, compression="zstd", compression_level=9)
        data = out.getvalue().to_pybytes()
        return Packed(digest=digest_of(data), keys=tuple(keys), data=data)


def digest_of(data: bytes) -> str:
    """Hash a file, to know it by."""
    return hashlib.sha256(data).hexdigest()[:32]


def keys_in(data: bytes, model: ParseModel) -> tuple[str, ...] | None:
    """Return the keys of the texts in a packed file; None if it is none of this model's."""
    try:
        about = json.loads(pq.read_schema(pa.BufferReader(data)).metadata[_ABOUT])
        if (about["format"], about["model"]) != (FORMAT, str(model)):
            return None
        return tuple(key for key, _ in about["texts"])
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        return None


@dataclass(frozen=True, eq=False, kw_only=True)
class _Unpacked:
    """A packed file with every place worked out, from which texts are cut."""

    bounds: list[int]
    columns: tuple[Ints, ...]
    words: tuple[tuple[Ints, NDArray[np.object_]], ...]

    def text(self, number: int) -> Parsed:
        """Cut one text out."""
        cut = slice(self.bounds[number], self.bounds[number + 1])
        start, end, head, sentence = (column[cut] for column in self.columns)
        dep, pos, tag, lemma, entity = (
            known[codes[cut]].tolist() for codes, known in self.words
        )
        return Parsed(
            start=start,
            end=end,
            head=head,
            sentence=sentence,
            dep=dep,
            pos=pos,
            tag=tag,
            lemma=lemma,
            entity=entity,
        )


@lru_cache(maxsize=UNPACKED)
def _unpacked(packed: Packed) -> _Unpacked:
    """Work out the place of every token of a file."""
    table = pq.read_table(pa.BufferReader(packed.read()))
    texts = json.loads(table.schema.metadata[_ABOUT])["texts"]
    counts = np.array([count for _, count in texts], dtype=np.int64)
    bounds = np.r_[0, np.cumsum(counts)]
    first = np.repeat(bounds[:-1], counts)
    length, space, head, opens = (
        table[name].to_numpy().astype(np.int64) for name in ("length", "space", "head", "opens")
    )
    reach = np.cumsum(length + space)
    start = reach - length - space
    sentence = np.cumsum(opens)
    sentence -= sentence[first]
    head += np.arange(len(first)) - first
    start -= start[first]
    words = []
    for name in WORDS:
        column = table[name].combine_chunks()
        known = np.array(column.dictionary.to_pylist(), dtype=object)
        words.append((column.indices.to_numpy(zero_copy_only=False), known))
    columns = tuple(map(_frozen, (start, start + length, head, sentence)))
    return _Unpacked(bounds=bounds.tolist(), columns=columns, words=tuple(words))


def _frozen(column: NDArray[np.int64]) -> Ints:
    """Make a column small, and safe from whoever is given a part of it."""
    small = column.astype(np.int32)
    small.flags.writeable = False
    return small
