"""Reading texts with a spaCy model: which model, which texts, in which pieces."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ChoiceError, some
from analysis.parsing import Packed, ParseModel, Tokens

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST = 50_000
"""Characters that are parsed at once; a longer text is cut between paragraphs."""
FEWEST_WORDS = 3
"""Words from which a text in capitals is no mere abbreviation."""
USED = {
    *("tok2vec", "transformer", "tagger", "morphologizer", "parser", "attribute_ruler"),
    *("lemmatizer", "trainable_lemmatizer", "ner"),
}
"""Kinds of components whose work is kept; others are not run."""
LATIN = {
    *("ca", "da", "de", "en", "es", "fi", "fr", "hr", "it", "lt", "nb", "nl", "pl", "pt"),
    *("ro", "sl", "sv"),
}
"""Languages that have trained models and are written in Latin letters."""
ANY_LANGUAGE = "xx"
ATTRIBUTES = ("LENGTH", "SPACY", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE")
HASHED = {"dep": "DEP", "pos": "POS", "tag": "TAG", "lemma": "LEMMA"}
BEGINS, INSIDE = 3, 1
"""How spaCy numbers the first token of a name and the others."""
# Where a long text may be cut, best first: paragraph, line, sentence, word.
_CUTS = tuple(map(re.compile, (r"\n[^\S\n]*\n\s*", r"\n\s*", r"[.!?][\"”’)]*\s+", r"\s+")))
_OPENING = re.compile(r"(?:\A|(?<=[.!?]\s))\W*\w")
_LATIN_LETTER = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff\ufb00-\ufb06]")


class Loaded(NamedTuple):
    """A model ready to read, and its name."""

    nlp: Language
    model: ParseModel


@cache
def loaded(name: str) -> Loaded:
    """Load a model by the name of its package or its folder, once.

    Raises
    ------
    ChoiceError
        No such model is installed, or it lacks a parser or a tagger.
    """
    import spacy  # noqa: PLC0415 - it is large, and most measures need no parse
    from spacy.about import __version__ as version  # noqa: PLC0415

    try:
        nlp = spacy.load(name)
    except OSError as error:
        installed = spacy.util.get_installed_models()
        msg = (
            f"the model {name!r} is not installed; installed are {some(installed) or 'none'}. "
            f"Install it with: python -m spacy download {name}"
        )
        raise ChoiceError(msg) from error
    kinds = {pipe: nlp.get_pipe_meta(pipe).factory for pipe in nlp.pipe_names}
    have = set(kinds.values())
    lacks = [] if "parser" in have else ["parser"]
    lacks += [] if have & {"tagger", "morphologizer"} else ["tagger"]
    if lacks:
        msg = (
            f"the model {name!r} has no {' and no '.join(lacks)}, which measures of who speaks "
            f"and who acts need; it has {some(nlp.pipe_names) or 'no components'}."
        )
        raise ChoiceError(msg)
    nlp.select_pipes(disable=[pipe for pipe, kind in kinds.items() if kind not in USED])
    return Loaded(nlp, _named(nlp, name, version))


def _named(nlp: Language, name: str, version: str) -> ParseModel:
    """Say which model it is, down to its files."""
    digest = hashlib.sha256()
    root = Path(nlp.path or "")
    for path in sorted(root.rglob("*")) if nlp.path else []:
        if path.is_file():
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return ParseModel(
        name=Path(name).name,
        version=str(nlp.meta["version"]),
        language=str(nlp.lang),
        files=digest.hexdigest(),
        spacy=version,
    )


def why_unread(text: str, stated: str, language: str) -> str:
    """Say why a model of ``language`` does not read a text; empty if it does.

    >>> why_unread(" ", "", "en"), why_unread("Хлеб и мир", "", "en")
    ('no text', 'most of its letters are not Latin')
    """
    if not text.strip():
        return "no text"
    if language == ANY_LANGUAGE:
        return ""
    primary = stated.strip().casefold().replace("_", "-").partition("-")[0]
    primary = "nb" if primary == "no" else primary
    if primary not in {"", language}:
        return f"in {primary!r}, and the model reads {language!r}"
    if language in LATIN and not text.isascii():
        letters = sum(map(str.isalpha, text))
        if 2 * len(_LATIN_LETTER.findall(text)) < letters:
            return "most of its letters are not Latin"
    return ""


def in_prose(text: str) -> str:
    """Write a text that is all in capitals as prose, to be parsed; each sign keeps its place.

    >>> in_prose("TWO SHOT IN PARIS. POLICE WERE THERE"), in_prose("NATO")
    ('Two shot in paris. Police were there', 'NATO')
    """
    if not text.isupper() or len(text.split()) < FEWEST_WORDS:
        return text
    lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return _OPENING.sub(lambda letter: text[letter.start() : letter.end()], lower)


def pieces(text: str, most: int) -> Iterator[str]:
    r"""Cut a text into pieces of at most ``most`` characters, between paragraphs if it can be.

    >>> list(pieces("One two.\n\nThree four. Five", 14))
    ['One two.\n\n', 'Three four. ', 'Five']
    """
    start = 0
    while len(text) - start > most:
        window = text[start : start + most]
        found = (_last_end(cut, window) for cut in _CUTS)
        length = next((end for end in found if 2 * end >= most), most)
        yield window[:length]
        start += length
    yield text[start:]


def _last_end(cut: re.Pattern[str], window: str) -> int:
    """Return where the last match ends; 0 without one."""
    return max((match.end() for match in cut.finditer(window)), default=0)


def read_texts(name: str, texts: Sequence[tuple[str, str]]) -> Packed:
    """Parse (key, text), each text by itself, so that none depends on those beside it."""
    nlp, model = loaded(name)
    most = min(LONGEST, nlp.max_length)
    cut = [list(pieces(in_prose(text), most)) for _, text in texts]
    with nlp.memory_zone():
        every = (piece for of in cut for piece in of)
        rows = [_row(doc) for doc in nlp.pipe(every, batch_size=1)]
        lengths = iter([len(row) for row in rows])
        counts = [sum(next(lengths) for _ in of) for of in cut]
        return _tokens(np.concatenate(rows), counts, nlp).pack([key for key, _ in texts], model)


def _row(doc: Doc) -> NDArray[np.uint64]:
    """Take of a parsed piece what is kept."""
    row = doc.to_array([*ATTRIBUTES, *HASHED.values()]).astype(np.uint64, copy=False)
    row[0, ATTRIBUTES.index("SENT_START")] = 1
    return row


def _tokens(rows: NDArray[np.uint64], counts: list[int], nlp: Language) -> Tokens:
    """Turn spaCy's numbers into ours."""
    length, space, head, opens, iob, kind = rows[:, : len(ATTRIBUTES)].T
    strings = nlp.vocab.strings
    words = {}
    for place, column in enumerate(HASHED, start=len(ATTRIBUTES)):
        known, codes = np.unique(rows[:, place], return_inverse=True)
        words[column] = (codes, [strings[one] for one in known.tolist()])
    named = np.isin(iob, (BEGINS, INSIDE))
    kinds, of = np.unique(np.where(named, kind, 0), return_inverse=True)
    marks, codes = np.unique(2 * of + (iob == BEGINS), return_inverse=True)
    opened = [f"{'B' if mark % 2 else 'I'}-{strings[kinds[mark // 2]]}" for mark in marks]
    entities = [mark if kinds[at // 2] else "" for mark, at in zip(opened, marks, strict=True)]
    words["entity"] = (codes, entities)
    return Tokens(
        counts=counts,
        length=length.astype(np.uint16),
        space=space.astype(np.bool_),
        head=head.astype(np.int64).astype(np.int32),
        opens=opens == 1,
        words=words,
    )
