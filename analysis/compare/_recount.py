"""Count an item of a comparison again under other choices, with as little work as can be.

Texts are measured once for each voice, choice of parts and way to count; which articles
count (copies, genres, dates) only chooses among what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.again import Choices, OneItem, Shared
from analysis.corpus import Corpus
from analysis.design import Copies, Counted, Voice
from analysis.errors import ChoiceError
from analysis.measure.counted import CountedText, articles_that_count, counted_text
from analysis.measure.forms import Forms
from analysis.measure.words import WordCounts, measure_words
from analysis.tokens import normal

Bools = NDArray[np.bool_]
Dates = tuple[str, str] | None
"""First and last day of a window, as 2024-03-31; or no window."""
NO_TEXT = "no article counts under these choices"


def counted_of(choices: Choices, voice: Voice | None = None) -> Counted:
    """Say which text counts under some choices."""
    return Counted(
        voice=voice or cast("Voice", choices["voice"]),
        copies=cast("Copies", choices["copies"]),
        parts=tuple(cast("Sequence[str]", choices["parts"])),
        genre=cast("Sequence[str] | None", choices["genre"]),
    )


def in_window(corpus: Corpus, dates: object) -> Corpus:
    """Keep the articles of a window of dates, both days included; undated ones are out."""
    if dates is None:
        return corpus
    first, last = days_of(dates)
    published = corpus.articles["published"]
    return corpus.where((published >= first) & (published < last + pd.Timedelta(days=1)))


def days_of(dates: object) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Read the two days of a window."""
    try:
        first, last = (pd.Timestamp(day) for day in cast("tuple[str, str]", dates))
    except (TypeError, ValueError):
        first = last = cast("pd.Timestamp", pd.NaT)
    if pd.isna(first) or pd.isna(last) or isinstance(dates, str) or first > last:
        msg = (
            f"dates is {dates!r}; give a first and a last day, as in "
            "('2024-03-01', '2024-03-31'), or None for all."
        )
        raise ChoiceError(msg)
    return first, last


def that_count(shared: Shared, counted: Counted, dates: object) -> Bools:
    """Say which articles count by their dates, copies and genre."""

    def choose() -> Bools:
        window = in_window(shared.corpus, dates)
        if not len(window):
            return np.zeros(len(shared.corpus), bool)
        kept = articles_that_count(window, counted)[0].articles["article_id"]
        return shared.corpus.articles["article_id"].isin(kept).to_numpy(bool)

    key = ("articles", counted.copies, counted.genre, None if dates is None else days_of(dates))
    return shared.placed & shared.once(key, choose)


def whole_text(shared: Shared, voice: Voice, parts: Sequence[str]) -> CountedText:
    """Choose the text that counts of every article."""
    counted = Counted(voice=voice, copies="keep", parts=tuple(parts))
    key = ("text", voice, counted.parts)
    return shared.once(key, lambda: counted_text(shared.corpus, counted))


def word_item(
    shared: Shared, choices: Choices, word: str, told: Forms, *, listed: bool
) -> OneItem:
    """Count one word; ``told`` says what was one word where it was named.

    ``listed`` words were asked for by name, in however few articles they stand.
    """
    counted, n = counted_of(choices), cast("int", choices["ngrams"])
    forms = forms_of(choices)
    if word.count(" ") + 1 != n:
        return _none(shared, word, f"{word!r} is no run of {n} words")
    kept = that_count(shared, counted, choices["dates"])
    measured = _words(shared, counted, n, forms)
    names = _names(shared, measured, word, told, forms)
    uses = {
        name: np.asarray(measured.counts[:, columns].sum(axis=1), float).ravel() * kept
        for name, columns in names.items()
    }
    carried = {name: int((count > 0).sum()) for name, count in uses.items()}
    best = max(sorted(carried), key=carried.__getitem__, default=word)
    if not kept.any():
        return _none(shared, best, NO_TEXT)
    if names and not any(names.values()):
        return _none(shared, best, f"{best!r} is left out as a stop word")
    if not carried.get(best):
        return _none(shared, best, f"no article that counts uses {best!r}")
    least = 1 if listed else cast("int", choices["min_articles"])
    if carried[best] < least:
        return _none(shared, best, f"fewer than {least} articles carry it")
    return OneItem(name=best, counts=uses[best], exposure=measured.totals * kept)


def forms_of(choices: Choices) -> Forms:
    """Say what is one word under some choices."""
    return Forms(**{field.name: choices[field.name] for field in fields(Forms)})  # type: ignore[arg-type]


def _words(shared: Shared, counted: Counted, n: int, forms: Forms) -> WordCounts:
    """Count all printed forms, or give the counts that were made."""
    text = whole_text(shared, counted.voice, counted.parts)
    printed = Forms(case=forms.case)
    key = ("words", counted.voice, counted.parts, n, forms.case)
    return shared.once(key, lambda: measure_words(text, n=n, forms=printed))


def _names(
    shared: Shared, measured: WordCounts, word: str, told: Forms, forms: Forms
) -> dict[str, list[int]]:
    """Find which items of a list are the word, and the printed forms of each.

    A word told in lower case is each of its forms where case is kept; a stem is each of the
    words it may stand for where there are no stems.
    """

    def find() -> dict[str, list[int]]:
        same_case = told.case == forms.case == "keep"
        like = told if same_case else Forms(stems=told.stems)
        wanted = word if same_case else normal(word)
        meant = {
            forms.item(form) for form in measured.vocabulary if like.item(form) == wanted
        } - {""}
        found: dict[str, list[int]] = {name: [] for name in meant}
        for column, form in enumerate(measured.vocabulary):
            name = forms.item(form)
            if name in found and not forms.leaves_out(form):
                found[name].append(column)
        return found

    return shared.once(("names", id(measured), word, told, forms), find)


def _none(shared: Shared, name: str, reason: str) -> OneItem:
    return OneItem.none(name, len(shared.corpus), reason)
