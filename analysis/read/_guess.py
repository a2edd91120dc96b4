"""Which of a file's columns is what: by its name, and where no name helps by its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.corpus import REQUIRED
from analysis.read._dates import is_no_value, likely_date

USUAL_NAMES: Mapping[str, str] = {
    "article_id": "id articleid docid documentid storyid uid uuid guid file filename url",
    "outlet": (
        "source publisher publication newspaper paper papername media medium sourcename "
        "publicationname outletname newsoutlet sitename site sourcedomain domain"
    ),
    "published": (
        "date publishdate publishedat datepublish datepublished publicationdate pubdate "
        "publisheddate datetime timestamp createdat time"
    ),
    "headline": "title head heading newstitle articletitle",
    "body": (
        "text content fulltext articletext maintext bodytext contentoriginal plaintext "
        "article story paragraphs sentences"
    ),
}
"""Names that crawlers and archives use, likeliest first; letters and digits only."""
MOST_LOOKED_AT = 500
"""Values of a column that are looked at to tell what it holds, evenly spread."""
DATES = 0.9
"""Share of the values that must be whole dates."""
SHORTEST_BODY = 30
"""Words from which the usual value of a column is a text rather than a line."""
MOST_HEADLINE, LONGEST_HEADLINE = 25, 200
"""Words and characters of a usual headline."""
FEWEST_HEADLINE = 3
DISTINCT_HEADLINES = 0.8
"""Share of headlines that are unlike all others; wire copy and rubrics repeat some."""
LONGEST_NAME = 60
MOST_OUTLETS = 300
USES_OF_A_NAME = 2
"""Articles that a name of an outlet stands for, on average, at the least."""
NAMES = 0.8
"""Share of the values that must be written as names are: a capital, or a web address."""
_ID = re.compile(r"\S{1,200}")
_NAME = re.compile(r".*[^\W\d_a-zß-öø-ÿ].*|(?:[\w-]+\.)+[a-z]{2,}", re.DOTALL)
_ANSWERS = {"true", "false", "yes", "no"}
_SEARCH = ("body", "published", "outlet", "headline", "article_id")
"""In this order are columns told by their values: what is surest first."""


@dataclass(frozen=True)
class Guess:
    """A column that looks like a house column, why, and which others do as well.

    ``column`` is empty where several columns look alike and none is to be preferred.
    """

    column: str
    why: str = ""
    others: tuple[str, ...] = ()


def guess_columns(
    frame: pd.DataFrame, missing: Iterable[str], free: Sequence[str]
) -> dict[str, Guess]:
    """Say which free column each missing one could be, names before values.

    Parameters
    ----------
    frame
        The table as it stands in the file.
    missing
        House names without a column.
    free
        Columns that are nothing else yet.

    Examples
    --------
    >>> frame = pd.DataFrame({"datum": ["1 May 2024", "2 May 2024"], "id": ["a", "b"]})
    >>> guessed = guess_columns(frame, ["article_id", "published"], ["datum", "id"])
    >>> guessed["article_id"].column, guessed["published"].column, guessed["published"].why
    ('id', 'datum', 'its values are dates')
    """
    wanted, left = [name for name in REQUIRED if name in set(missing)], list(free)
    found: dict[str, Guess] = {}
    for house in wanted:
        if name := _by_name(house, left):
            found[house] = Guess(name)
            left.remove(name)
    told = {name: values for name in left if (values := _values(frame[name])) is not None}
    for house in _SEARCH:
        if house in wanted and house not in found and (guess := _TELL[house](told)):
            found[house] = guess
            told.pop(guess.column, None)
    return {house: found[house] for house in wanted if house in found}


def _by_name(house: str, free: Sequence[str]) -> str:
    plain = {re.sub(r"[\W_]", "", name).casefold(): name for name in reversed(free)}
    usual = (house.replace("_", ""), *USUAL_NAMES[house].split())
    return next((plain[name] for name in usual if name in plain), "")


def _values(column: pd.Series) -> pd.Series | None:
    """Give what a column holds as text, empty cells left out; nothing if it holds lists."""
    given = column.dropna()
    if given.map(lambda value: isinstance(value, list | dict | set | tuple)).any():
        return None
    text = given.astype(str).str.strip()
    text = text[~is_no_value(text)]
    return text if len(text) else None


def _some(values: pd.Series) -> pd.Series:
    return values.iloc[:: -(-len(values) // MOST_LOOKED_AT)]


def _words(values: pd.Series) -> float:
    return float(_some(values).map(lambda text: len(text.split())).median())


def _body(told: Mapping[str, pd.Series]) -> Guess | None:
    words = {name: _words(values) for name, values in told.items()}
    longest = max(words, key=lambda name: words[name], default=None)
    if longest is None or words[longest] < SHORTEST_BODY:
        return None
    return Guess(longest, "its values are the longest texts")


def _published(told: Mapping[str, pd.Series]) -> Guess | None:
    """Take the column of dates; of several the earliest, since articles are fetched later."""
    days = {}
    for name, values in told.items():
        read = pd.to_datetime(_some(values).map(likely_date)).astype("datetime64[s]")
        if read.notna().mean() >= DATES:
            days[name] = read.median()
    first = min(days, key=lambda name: days[name], default=None)
    if first is None:
        return None
    return Guess(first, "its values are dates", tuple(name for name in days if name != first))


def _outlet(told: Mapping[str, pd.Series]) -> Guess | None:
    """Take the only column of a few short names that come back; of several, none."""
    names = [name for name, values in told.items() if _holds_names(values)]
    if len(names) == 1:
        return Guess(names[0], "its values are a few names that come back")
    return Guess("", others=tuple(names)) if names else None


def _holds_names(values: pd.Series) -> bool:
    each = pd.Series(values.unique())
    if not 1 < len(each) <= min(MOST_OUTLETS, len(values) / USES_OF_A_NAME):
        return False
    if each.str.len().max() > LONGEST_NAME or {v.casefold() for v in each} <= _ANSWERS:
        return False
    return bool(each.str.fullmatch(_NAME).mean() >= NAMES)


def _headline(told: Mapping[str, pd.Series]) -> Guess | None:
    lines = [
        name
        for name, values in told.items()
        if FEWEST_HEADLINE <= _words(values) <= MOST_HEADLINE
        and _some(values).str.len().median() <= LONGEST_HEADLINE
        and values.nunique() >= DISTINCT_HEADLINES * len(values)
    ]
    return Guess(lines[0], "its values are lines", tuple(lines[1:])) if lines else None


def _article_id(told: Mapping[str, pd.Series]) -> Guess | None:
    for name, values in told.items():
        if len(values) > 1 and values.is_unique and values.str.fullmatch(_ID).all():
            return Guess(name, "its values are all different")
    return None


_TELL: Mapping[str, Callable[[Mapping[str, pd.Series]], Guess | None]] = {
    "body": _body,
    "published": _published,
    "outlet": _outlet,
    "headline": _headline,
    "article_id": _article_id,
}
