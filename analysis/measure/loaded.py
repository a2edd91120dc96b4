"""Find loaded words: hedges, factives, intensifiers, judging words, verbs of saying.

A list says which words are there, never that a sentence is biased: experts who code
sentences as biased or not agree at an alpha of .40 (BABE, Spinde et al. 2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.corpus import Corpus
from analysis.design import Voice
from analysis.errors import ChoiceError, some
from analysis.lexicon import Lexicon
from analysis.measure._loaded_uses import VERBAL, Uses
from analysis.measure._terms import TermFinder
from analysis.measure._towards import text_in
from analysis.measure.counted import CountedText
from analysis.measure.patterns import forms_by_lemma
from analysis.measure.voice import voice_of, voices
from analysis.prepare.parse import parsed
from analysis.spans import FIELDS, Spans
from analysis.tokens import words

Lists = Lexicon | Mapping[str, Lexicon]
"""One lexicon, or several by the name that each is to have."""

RIGHT: Mapping[str, int] = {
    "assertive": 19,
    "factive": 13,
    "hedge": 16,
    "implicative": 15,
    "intensifier": 17,
    "saying: assertive": 11,
    "saying: doubting": 17,
    "saying: emotive": 12,
    "saying: neutral": 16,
    "subjective": 15,
}
"""Of 20 marks of each kind of our own lists, drawn from news, how many had its sense."""
COLUMNS: Mapping[str, str] = {
    "value": "kind of word: category of the lexicon, or the name it was given",
    "score": "weight of the term in it",
    "voice": "who speaks: outlet or source",
    "term": "the term, as the lexicon writes it",
}
"""What :func:`measure_loaded` adds to the columns every table of spans has."""


def measure_loaded(
    corpus: Corpus,
    *,
    lexicons: Lists | None = None,
    voice: Voice = "outlet",
    quotes: Spans | None = None,
    within: Spans | None = None,
) -> Spans:
    """Mark every loaded word, by kind.

    Parameters
    ----------
    corpus
        The articles.
    lexicons
        A lexicon whose categories are the kinds, or lexicons by name: then a list is the
        kind of its name, and categories follow it ("verbs: doubting"). ``None`` takes the
        suite's own, ``Lexicon.shipped("loaded-words")``: hedges, factive, assertive and
        implicative verbs, intensifiers, subjective words; and its verbs of saying.
        `Lexicon.read` reads the published lists (Hooper, Karttunen, Hyland, Recasens,
        Riloff & Wiebe, MPQA) in the forms in which they are passed on.
    voice
        Whose words count: "outlet", "source" or "all".
    quotes, within
        The layer by which voices go, else measured; and stretches of text that count.

    Returns
    -------
    Spans
        Layer "loaded", with the columns of ``COLUMNS``; a word of several kinds has a row
        for each.

    Raises
    ------
    ChoiceError
        The voice is none, or no lexicon is given.

    Notes
    -----
    Terms are found in any form of their lemma by the tables of spaCy's rule lemmatizer,
    within one kind from left to right, the longest first; a word that is of several kinds
    ("say": assertive and saying) counts once in each. The parse, made where the corpus has
    none, then decides: in kinds of verbs a word counts as a verb alone ("force him", not
    "Space Force"), which goes for any list whose name says assertive, factive, implicative,
    saying, report or verb. Of our own list no proper noun counts but in titles and text in
    capitals, "about" only before numbers, some terms as one part of speech or with a clause
    alone. Other lists count wherever their words stand, and all lists where a text could
    not be parsed. Limits: senses stay mixed ("admitted to hospital"): how many of 20 marks
    of each kind were right, ``RIGHT`` says (docs/loaded-words.md); a list made for one
    genre may not fit another. Sources of the kinds: Hooper (1975); Karttunen (1971);
    Hyland (2005); Recasens, Danescu-Niculescu-Mizil & Jurafsky (2013).

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": "Post", "published": "", "headline": "",
    ...     "body": "The mayor perhaps managed an utter disgrace."}
    >>> spans = measure_loaded(Corpus(pd.DataFrame(rows)))
    >>> spans.table["value"].tolist()
    ['hedge', 'implicative', 'intensifier', 'subjective']
    """
    quotes = voices(corpus) if quotes is None else quotes
    return loaded_in(text_in(corpus, voice, quotes, within), lexicons)


def loaded_in(text: CountedText, lexicons: Lists | None) -> Spans:
    """Mark loaded words in the text that counts."""
    kinds = kinds_of(lexicons)
    shown = list(text.masked())
    forms = forms_by_lemma({word for _, _, masked in shown for word in words(masked)})
    told = lexicons is None or any(VERBAL.search(kind) for kind in kinds)
    uses = _uses(text, shown) if told else {}
    ids = text.corpus.articles["article_id"].tolist()
    rows = []
    for kind, weights in kinds.items():
        written = {form: term for term in weights for form in _forms(term, forms)}
        written |= {term: term for term in weights}
        finder = TermFinder(written)
        rows += [
            (ids[row], field, start, end, kind, weights[written[form]], written[form])
            for row, field, masked in shown
            for start, end, form in finder.find(masked)
            if (row, field) not in uses
            or uses[row, field].loaded(kind, written[form], start, own=lexicons is None)
        ]
    names = ["article_id", "field", "start", "end", "value", "score", "term"]
    table = pd.DataFrame(rows, columns=names).astype(
        {"article_id": str, "field": str, "start": int, "end": int, "value": str}
        | {"score": float, "term": str}
    )
    judged = voice_of(Spans(table.assign(layer="loaded")), text.quotes)
    return Spans(judged.table.drop(columns=["straddles", "tied"]))


def _uses(
    text: CountedText, shown: Sequence[tuple[int, str, str]]
) -> dict[tuple[int, str], Uses]:
    """Parse the texts, and say of each that could be parsed how its words are used."""
    parses, articles = parsed(text.corpus), text.corpus.articles
    ids = articles["article_id"].tolist()
    whole = {field: articles[field].tolist() for field in FIELDS}
    found = {}
    for row, field, _ in shown:
        tokens = parses.of(ids[row], field)
        if tokens is not None:
            found[row, field] = Uses(tokens, whole[field][row])
    return found


def kinds_of(lexicons: Lists | None) -> dict[str, dict[str, float]]:
    """Give each kind its terms and their weights."""
    if lexicons is None:
        own = kinds_of(Lexicon.shipped("loaded-words"))
        return own | kinds_of({"saying": Lexicon.shipped("verbs-of-saying")})
    if isinstance(lexicons, Lexicon):
        return {category: lexicons.weights(category) for category in lexicons.categories}
    wrong = [name for name, given in lexicons.items() if not isinstance(given, Lexicon)]
    if wrong or not lexicons:
        told = f"what it has as {some(wrong)} is no Lexicon" if wrong else "it is empty"
        msg = (
            f"lexicons cannot be used: {told}. Give a Lexicon, or lexicons by name, as in "
            "{'hedges': Lexicon.read('hedges.txt')}."
        )
        raise ChoiceError(msg)
    found = {}
    for name, lexicon in lexicons.items():
        several = len(lexicon.categories) > 1
        for category in lexicon.categories:
            kind = f"{name}: {category}" if several else name
            found[kind] = lexicon.weights(category)
    return found


def _forms(term: str, forms: Mapping[str, Iterable[str]]) -> list[str]:
    """List a term with its first word in each of its forms that the texts have."""
    first, _, rest = term.partition(" ")
    return [f"{form} {rest}".rstrip() for form in forms.get(first, ())]
