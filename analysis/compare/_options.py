"""The choices of a multiverse: which options each has, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from analysis.again import Again, Choices
from analysis.compare._recount import days_of
from analysis.design import OWN_PARTS
from analysis.errors import ChoiceError, fault_list
from analysis.measure.counted import is_copy
from analysis.measure.forms import ENGLISH, Forms

Over = Mapping[str, Sequence[object] | Mapping[str, object]]
DATES = "dates"
MOST_SPECIFICATIONS = 1000
MANY_ARTICLES = 3000
"""Articles from which headlines are varied only when asked for: all text is measured anew."""
UNSET: Mapping[str, str] = {"dates": "all", "genre": "all", "lexicon": "VADER"}
"""What None is called."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to make one choice."""

    name: str
    value: object


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Every choice with its options; the first is what the comparison itself chose."""

    own: Choices
    options: Mapping[str, Sequence[Option]]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of options of each choice."""
        return tuple(len(options) for options in self.options.values())

    def __len__(self) -> int:
        return prod(self.shape)

    def names(self) -> list[dict[str, str]]:
        """Name the options of every specification, the comparison's own first."""
        return [
            {choice: option.name for choice, option in zip(self.options, chosen, strict=True)}
            for chosen in product(*self.options.values())
        ]

    def choices(self) -> Iterator[dict[str, object]]:
        """Give what every specification chooses, in the order of :meth:`names`."""
        for chosen in product(*self.options.values()):
            values = [option.value for option in chosen]
            yield {**self.own, **dict(zip(self.options, values, strict=True))}


def grid_of(again: Again, over: Over) -> Grid:
    """Lay out the options of each choice, and refuse what no comparison could be made with."""
    own = {**again.choices, DATES: None}
    unknown = [f"{name!r} is no choice of this comparison" for name in over if name not in own]
    if unknown:
        opening = f"over takes {', '.join(own)}; but"
        raise ChoiceError(fault_list(opening, unknown))
    grid = Grid(own=own, options={name: options_of(name, own, over[name]) for name in over})
    if len(grid) < 2:
        msg = f"nothing varies: over is {dict(over)!r}. Give a choice two options or more."
        raise ChoiceError(msg)
    if len(grid) > MOST_SPECIFICATIONS:
        counts = " × ".join(map(str, grid.shape))
        msg = (
            f"{counts} options make {len(grid):,} specifications, more than "
            f"{MOST_SPECIFICATIONS:,}; vary fewer choices at a time."
        )
        raise ChoiceError(msg)
    return grid


def options_of(
    choice: str, own: Choices, given: Sequence[object] | Mapping[str, object]
) -> list[Option]:
    """Name the options of one choice, the comparison's own first."""
    if isinstance(given, str) or not isinstance(given, Sequence | Mapping) or not given:
        msg = f"over[{choice!r}] is {given!r}; give a list of options, or name → option."
        raise ChoiceError(msg)
    mine = settled(choice, own[choice])
    named = (
        list(given.items())
        if isinstance(given, Mapping)
        else [(name_of(choice, settled(choice, value)), value) for value in given]
    )
    options = [Option(name=name, value=settled(choice, value)) for name, value in named]
    first = [option for option in options if option.value == mine][:1]
    first = first or [Option(name=name_of(choice, mine), value=mine)]
    every = [*first, *(option for option in options if option.value != mine)]
    twice = [name for name, times in Counter(one.name for one in every).items() if times > 1]
    if twice:
        msg = (
            f"over[{choice!r}] has {' and '.join(map(repr, twice))} more than once; give each "
            "option once, and a name of its own."
        )
        raise ChoiceError(msg)
    return every


def settled(choice: str, value: object) -> object:
    """Bring a value into the one form that it has among the settings."""
    if choice == "stop_words":
        return Forms(stop_words=value).stop_words  # type: ignore[arg-type]
    if choice == "genre" and isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def name_of(choice: str, value: object) -> str:
    """Call an option by a short name.

    >>> name_of("voice", "all"), name_of("dates", None), name_of("stems", True)
    ('all', 'all', 'yes')
    >>> name_of("dates", ("2024-03-01", "2024-03-31")), name_of("parts", ("body", "caption"))
    ('2024-03-01 to 2024-03-31', 'body + caption')
    """
    if value is None:
        return UNSET.get(choice, "none")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if choice == DATES:
        return " to ".join(f"{day:%Y-%m-%d}" for day in days_of(value))
    if choice == "stop_words":
        return _name_of_stop_words(value)
    return " + ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _name_of_stop_words(value: object) -> str:
    if value == ENGLISH:
        return "english out"
    number = len(value) if isinstance(value, tuple) else 0
    return f"{number} out" if number else "listed"


def modest_choices(again: Again) -> dict[str, list[object]]:
    """Choose what may be varied without much cost: what a reviewer asks first.

    Quotes in or out, copies in or out, headlines in or out, all genres or the commonest
    alone, stems, whole sentences: of these what the comparison chooses and the corpus has.
    Of more than `MANY_ARTICLES` articles headlines stay as they are.
    """
    articles, have = again.corpus.articles, again.choices
    genres = Counter(articles.get("genre", ()))
    del genres[""]
    found: dict[str, list[object]] = {}
    if "voice" in have:
        found["voice"] = ["outlet", "all"]
    if is_copy(again.corpus).any():
        found["copies"] = ["exclude", "keep"]
    if (articles["headline"] != "").any() and len(articles) <= MANY_ARTICLES:
        found["parts"] = [OWN_PARTS, ("body", "subheading")]
    if len(genres) > 1 and again.design.by != "genre":
        commonest = max(sorted(genres), key=genres.__getitem__)
        found["genre"] = [None, (commonest,)]
    if "stems" in have:
        found["stems"] = [False, True]
    if "scored" in have:
        found["scored"] = ["segment", "sentence"]
    return found
