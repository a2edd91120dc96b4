"""The language of each article, identified without a network, and who is not in the study's.

Word counts, sentiment and quotation marks mean something in one language. An article in
another is not compared by accident: it is found, counted and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.errors import ChoiceError, CorpusError, many, some
from analysis.read._interface import language_tag

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = 1_000
"""Characters of an article that are enough to tell its language by."""
SURE = 0.9
"""A language is named where it is at least this probable: below, none is."""
FEWEST_LETTERS = 20
COMMONEST = "commonest"
PART_OF = {"arz": "ar", "ary": "ar", "yue": "zh", "wuu": "zh", "nn": "no"}
"""Languages that are told apart by the model and counted as one, as ISO 639-3 groups them."""


class _Judged(NamedTuple):
    """What is known of one article's language."""

    language: str
    confidence: float
    reason: str
    reads_like: str


def identify_language(corpus: Corpus, *, language: str | Sequence[str] | None = None) -> Corpus:
    """Identify the language of each article; leave out those not in the study's, if it is said.

    Parameters
    ----------
    corpus
        Articles as read. What its column ``language`` says stands.
    language
        Language of the study as a BCP 47 tag, ``"en"``, or several; "commonest" for the one
        that most articles are in, of several as common the first by the alphabet of tags, and
        the notes say so. Articles in another are left out. ``None`` keeps all.

    Returns
    -------
    Corpus
        With the columns ``language`` (BCP 47; empty where it is not known),
        ``language_confidence`` (probability that the text is in that language) and
        ``language_reason`` (why it is not known). The notes count the articles that read
        like another language than they are stated to be in and, where the study has one,
        those left out and those of no known language, which are kept.

    Raises
    ------
    ChoiceError
        A language is none that can be identified.
    CorpusError
        No article is in the study's language.

    Notes
    -----
    py3langid (a naive Bayes classifier over bytes, 140 languages) reads the headline and the
    first 1,000 characters of the body. A language is named from a probability of .9: of cuts
    out of 7,219 English articles, 82 % of those of 60 to 80 characters were named, 98 % from
    150 on, and every one rightly (``benchmarks/language.py``). Headlines alone are often too
    short. Dialects count as the language that ISO 639-3 puts them under. Limits: one
    language an article; close ones (Norwegian and Danish, Serbian and Croatian) are told
    apart by little; a body that opens with text of the site is judged by that.

    Examples
    --------
    >>> rows = {"article_id": ["a", "b"], "outlet": "Post", "published": "", "headline": "",
    ...         "body": ["The dockers went back to work on Saturday, after a long strike.",
    ...                  "Les dockers ont repris le travail samedi, après une longue grève."]}
    >>> found = identify_language(Corpus(pd.DataFrame(rows)), language="en")
    >>> found.articles["article_id"].tolist(), found.notes
    (['a'], ("1 of 2 articles is left out, since it is not in 'en': 1 in 'fr' ('b')",))
    """
    wanted = _wanted(language)
    table = pd.DataFrame(_judged(corpus), columns=_Judged._fields)
    found = corpus.with_columns(
        {
            "language": table["language"],
            "language_confidence": table["confidence"],
            "language_reason": table["reason"],
        }
    )
    found = found.with_notes(*_contradicted(found, table))
    if language is None:
        return found
    found = found.with_notes(*_unknown(found, table))
    if language == COMMONEST:
        known = Counter(_primary(one) for one in table["language"] if one)
        most = sorted(one for one in known if known[one] == max(known.values()))
        wanted = tuple(most[:1])
        found = found.with_notes(*_tied(most, known))
    return _only(found, wanted) if wanted else found


@cache
def _identifier() -> LanguageIdentifier:
    """Load the model, once."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - it is large

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _primary(tag: str) -> str:
    """Take the language of a tag, without script and country: that of pt-BR is pt."""
    first = tag.strip().casefold().replace("_", "-").partition("-")[0]
    first = {"nb": "no", **PART_OF}.get(first, first)
    return first if first in _identifier().labels else language_tag(tag) or first


def _wanted(language: str | Sequence[str] | None) -> tuple[str, ...]:
    """Check the study's languages."""
    if language is None or language == COMMONEST:
        return ()
    given = (language,) if isinstance(language, str) else tuple(language)
    known = set(_identifier().labels)
    unknown = [one for one in given if _primary(one) not in known]
    if unknown or not given:
        msg = (
            f"language is {some(unknown) if given else 'empty'}; it takes tags of languages, "
            "such as 'en', 'de' or 'pt-BR'."
        )
        raise ChoiceError(msg)
    return tuple(dict.fromkeys(map(_primary, given)))


def _judged(corpus: Corpus) -> list[_Judged]:
    articles = corpus.articles
    stated = articles.get("language", pd.Series("", index=articles.index))
    texts = articles["headline"] + "\n" + articles["body"].str[:READ]
    pairs = zip(texts, stated.str.strip(), strict=True)
    return [_judge(text, tag) for text, tag in pairs]


def _judge(text: str, stated: str) -> _Judged:
    """Judge one article: what is stated stands, else what the text reads like, if surely."""
    letters = sum(map(str.isalpha, text))
    if letters < FEWEST_LETTERS:
        why = "" if stated else f"it has {many(letters, 'letter')}, fewer than {FEWEST_LETTERS}"
        return _Judged(stated, np.nan, why, "")
    chances = _chances(text)
    likeliest = max(chances, key=chances.__getitem__)
    chance = chances[likeliest]
    reads_like = likeliest if chance >= SURE else ""
    if stated:
        chance = chances.get(_primary(stated), np.nan)
        return _Judged(stated, chance, "", reads_like)
    why = (
        "" if reads_like else f"it reads most like {likeliest!r}, with probability {chance:.2f}"
    )
    return _Judged(reads_like, chance if reads_like else np.nan, why, reads_like)


def _chances(text: str) -> dict[str, float]:
    """Give the probability of each language, likeliest first."""
    chances: dict[str, float] = {}
    for tag, chance in _identifier().rank(text):
        one = PART_OF.get(tag, tag)
        chances[one] = chances.get(one, 0.0) + chance
    return chances


def _unknown(corpus: Corpus, table: pd.DataFrame) -> list[str]:
    """Count the articles of no known language."""
    unknown = table["language"] == ""
    if not unknown.any():
        return []
    ids = corpus.articles.loc[unknown, "article_id"].tolist()
    short = int(table.loc[unknown, "reason"].str.endswith(f"than {FEWEST_LETTERS}").sum())
    note = (
        f"the language of {many(len(ids), 'article')} is not known ({some(ids, 5)}): {short:,} "
        f"with too few letters, {len(ids) - short:,} that could be in several; they are kept"
    )
    return [note]


def _tied(most: Sequence[str], known: Mapping[str, int]) -> list[str]:
    """Say where several languages are the commonest, and which was taken."""
    if len(most) < 2:
        return []
    note = (
        f"{some(most)} are equally common, {many(known[most[0]], 'article')} each; the first "
        f"of them by tag, {most[0]!r}, was taken as the commonest"
    )
    return [note]


def _contradicted(corpus: Corpus, table: pd.DataFrame) -> list[str]:
    """Count the articles that surely read like another language than they are said to be in."""
    pairs = zip(table["language"], table["reads_like"], strict=True)
    other = np.array([bool(like and tag) and like != _primary(tag) for tag, like in pairs])
    if not other.any():
        return []
    ids = corpus.articles.loc[other, "article_id"].tolist()
    first = table[other].iloc[0]
    note = (
        f"stated to be in one language and reading like another: {many(len(ids), 'article')} "
        f"({some(ids, 5)}), the first stated {first['language']!r} and reading like "
        f"{first['reads_like']!r}; what is stated stands"
    )
    return [note]


def _only(corpus: Corpus, wanted: Sequence[str]) -> Corpus:
    """Leave out the articles that are known to be in another language."""
    tags = corpus.articles["language"].map(lambda tag: _primary(tag) if tag else "")
    out = (tags != "") & ~tags.isin(wanted)
    if not out.any():
        return corpus
    counts = ", ".join(f"{n:,} in {tag!r}" for tag, n in Counter(tags[out]).most_common())
    languages = " or ".join(map(repr, wanted))
    if out.all():
        msg = f"no article is in {languages}: {counts}. Say which language the study is in."
        raise CorpusError(msg)
    number = int(out.sum())
    verb = "is left out, since it is" if number == 1 else "are left out, since they are"
    ids = corpus.articles.loc[out, "article_id"].tolist()
    return corpus.where(~out).with_notes(
        f"{number:,} of {len(corpus):,} articles {verb} not in {languages}: {counts} "
        f"({some(ids, 5)})"
    )
