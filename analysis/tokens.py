"""Words and sentences of a text, as offsets into it.

A word is a run of letters and digits that starts with a letter; apostrophes and hyphens
join its parts, initials keep their points ("u.s." is not "us"), and a possessive 's is
left off. Sentences end where Punkt (Kiss & Strunk 2006, Computational Linguistics 32:485)
ends them and at line ends, but not where a line was wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import pandas as pd
import punkt

from analysis.corpus import Corpus
from analysis.spans import FIELDS, Spans

TEXTS_REMEMBERED = 2**15
"""Texts whose sentences are kept in memory, so that no text is cut twice."""
HIDDEN = "\x1e"
"""Stands in a masked text for each character that does not count."""
WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|(?!(?<=\w')s\b)"  # the s of a possessive is no word
    r"[^\W\d_]\w*(?:['-](?!s\b)\w+)*"
)
_JOINED = re.compile(rf"[ \u00a0]+|[^ \u00a0\w]+|{WORD.pattern}")
_WRAPPED = re.compile(r"(?<=[^\n])\n(?=[ \t]*[^\W\d_A-Z])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]+\.com/\S+")
_CURLY = (("\u2019", "'"), ("\u02bc", "'"), ("\u2010", "-"), ("\u2011", "-"))


def normal(text: str) -> str:
    """Lower-case ``text`` and straighten its apostrophes, character for character.

    Web addresses are hidden: their letters are nobody's words.

    >>> normal("Tehran’s İ") == "tehran's İ"
    True
    """
    text = straight(text)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def straight(text: str) -> str:
    """Straighten apostrophes and hide web addresses, character for character.

    >>> straight("Tehran’s")
    "Tehran's"
    """
    if "://" in text or "www." in text or ".com/" in text:
        text = _ADDRESS.sub(lambda found: HIDDEN * len(found.group()), text)
    if not text.isascii():
        for printed, plain in _CURLY:
            text = text.replace(printed, plain)
    return text


def words(text: str) -> list[str]:
    """List the words of ``text``, in lower case.

    >>> words("The U.S. envoy’s 20-page plan isn't Tehran's.")
    ['the', 'u.s.', 'envoy', 'page', 'plan', "isn't", 'tehran']
    """
    return WORD.findall(normal(text))


def word_bounds(text: str) -> list[tuple[int, int]]:
    """Return start and end of each word, in the order of :func:`words`."""
    return [match.span() for match in WORD.finditer(normal(text))]


def ngrams(text: str, n: int) -> list[str]:
    """List the runs of ``n`` words with nothing but spaces between them.

    >>> ngrams("The strike went on. Dockers, angry, left the port", 2)
    ['the strike', 'strike went', 'went on', 'left the', 'the port']
    """
    plain = normal(text)
    return [" ".join(plain[start:end] for start, end in run) for run in runs(text, n)]


def runs(text: str, n: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the bounds of the words of each run of ``n`` words, as :func:`ngrams` lists them.

    >>> list(runs("on. Dockers left", 2))
    [[(4, 11), (12, 16)]]
    """
    for stretch in _stretches(normal(text)):
        yield from (stretch[i : i + n] for i in range(len(stretch) - n + 1))


def _stretches(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the bounds of the words of each stretch that holds only words and spaces."""
    stretch: list[tuple[int, int]] = []
    for match in _JOINED.finditer(text):
        piece = match.group()
        if piece[0].isalpha():
            stretch.append(match.span())
        elif piece[0] not in " \u00a0":
            yield stretch
            stretch = []
    yield stretch


def mask(text: str, pieces: Sequence[tuple[int, int]]) -> str:
    """Hide every character outside ``pieces``; offsets stay what they are.

    >>> mask("He said no.", [(0, 7)]) == "He said" + HIDDEN * 4
    True
    """
    shown, place = [], 0
    for start, end in pieces:
        shown += [HIDDEN * (start - place), text[start:end]]
        place = end
    return "".join([*shown, HIDDEN * (len(text) - place)])


@lru_cache(maxsize=TEXTS_REMEMBERED)
def sentence_bounds(text: str) -> tuple[tuple[int, int], ...]:
    r"""Return start and end of each sentence, without the blanks around it.

    What was found is remembered, since the sentences behind many numbers are those of the
    same articles.

    Limit: an abbreviation such as "p.m." before a capital does not end a sentence.

    >>> text = "Gen. Soleimani died. “It was war,” Mr. Smith said.\n\nCalm returned"
    >>> [text[start:end] for start, end in sentence_bounds(text)]
    ['Gen. Soleimani died.', '“It was war,” Mr. Smith said.', 'Calm returned']
    """
    if not text.strip():
        return ()
    unwrapped = _WRAPPED.sub(" ", text)
    return tuple(_punkt().span_tokenize(unwrapped))


@cache
def _punkt() -> punkt.PunktSentenceTokenizer:
    return punkt.tokenizer_for("english", line_breaks="always", prefixes=True)


def sentences(corpus: Corpus, fields: Sequence[str] = FIELDS) -> Spans:
    """Mark every sentence of the corpus; a headline is one sentence."""
    rows: dict[str, list[object]] = {
        name: [] for name in ("article_id", "field", "start", "end")
    }
    articles = corpus.articles
    for field in fields:
        for article_id, text in zip(articles["article_id"], articles[field], strict=True):
            bounds = sentence_bounds(text)
            if field == "headline" and bounds:
                bounds = ((bounds[0][0], bounds[-1][1]),)
            rows["article_id"] += [article_id] * len(bounds)
            rows["field"] += [field] * len(bounds)
            rows["start"] += [start for start, _ in bounds]
            rows["end"] += [end for _, end in bounds]
    table = pd.DataFrame(rows).astype(
        {"article_id": str, "field": str, "start": "int64", "end": "int64"}
    )
    return Spans(table.assign(layer="sentence", value="sentence"))
