"""What is counted as one word: letter case, stems, and words that are left out of the list.

None of it changes how many words were printed, so that a rate stays one per word printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal, get_args

from analysis.errors import ChoiceError, fault_list
from analysis.tokens import normal, straight

Case = Literal["fold", "keep"]
_FUNCTION_WORDS = """
    a about above after again against all also although always am among an and any are aren't
    as at be because been before being below between both but by can can't cannot could
    couldn't did didn't do does doesn't doing don't down during each either else ever every
    few for from further had hadn't has hasn't have haven't having he her here hers herself
    him himself his how however i i'm if in into is isn't it its itself just least less many
    may me might mine more most much must my myself neither no nor not of off often on once
    one only or other our ours ourselves out over own per perhaps rather same shall she should
    shouldn't since so some still such than that the their theirs them themselves then there
    these they this those though through to too toward towards under unless until up upon us
    very was wasn't we were weren't what when where whether which while who whom whose why
    will with within without won't would wouldn't yet you your yours yourself yourselves
    """
ENGLISH = tuple(_FUNCTION_WORDS.split())
"""Function words of English, ours: what ``stop_words="english"`` stands for."""
SOURCES = {
    "stems": "Words were reduced to stems (Snowball English, Porter 2001).",
    "stop_words": "Stop words were left out of the list, not out of the words printed.",
    "case": "Letter case was kept.",
}


@dataclass(frozen=True, kw_only=True)
class Forms:
    """Which printed forms are one word.

    Parameters
    ----------
    case
        "fold" counts *Post* and *post* as one word; "keep" apart.
    stems
        Whether to count words by their English stem: *strikes* and *striking* as *strike*.
    stop_words
        Words that are not listed, in any letter case: "english" for `ENGLISH`, or your own.
        A run of words is left out where it begins or ends with one.

    Notes
    -----
    Stems: Snowball (Porter 2001), for English only. It joins some words that differ, such as
    *universe* and *university*, and a stem is not always a word; the evidence shows what was
    printed. Letter case: a word that begins a sentence is kept apart from itself.

    Examples
    --------
    >>> Forms(stems=True).item("Strikes went"), Forms(case="keep").item("The Post")
    ('strike went', 'The Post')
    >>> Forms(stop_words="english").leaves_out("of note"), Forms().leaves_out("of note")
    (True, False)
    """

    case: Case = "fold"
    stems: bool = False
    stop_words: Sequence[str] = ()

    def __post_init__(self) -> None:
        faults = []
        if self.case not in get_args(Case):
            faults.append(f"case is {self.case!r}; it can be 'fold' or 'keep'")
        if not isinstance(self.stems, bool):
            faults.append(f"stems is {self.stems!r}; it can be True or False")
        listed = ENGLISH if self.stop_words == "english" else self.stop_words
        if isinstance(listed, str) or not all(isinstance(word, str) for word in listed):
            faults.append(
                f"stop_words is {self.stop_words!r}; give a list of words, or 'english'"
            )
        if faults:
            raise ChoiceError(fault_list("words cannot be counted like this:", faults))
        object.__setattr__(self, "stop_words", tuple(map(normal, listed)))

    @property
    def plain(self) -> bool:
        """Whether every form of a word is an item of its own but for its case."""
        return not (self.stems or self.stop_words)

    def item(self, printed: str) -> str:
        """Name the item that a printed word, or run of words, counts towards."""
        text = normal(printed) if self.case == "fold" else straight(printed)
        return " ".join(map(_stem(), text.split(" "))) if self.stems else text

    def leaves_out(self, printed: str) -> bool:
        """Tell whether a printed word or run is not listed."""
        words = normal(printed).split(" ")
        return words[0] in self.stop_words or words[-1] in self.stop_words

    def said(self) -> str:
        """Say what was chosen, for a paragraph of methods; empty for the defaults."""
        chosen = {
            "case": self.case == "keep",
            "stems": self.stems,
            "stop_words": bool(self.stop_words),
        }
        return "".join(f"{SOURCES[name]} " for name, asked in chosen.items() if asked)


@cache
def _stem() -> Callable[[str], str]:
    """Return the stemmer, which is loaded at its first use; letters keep their case."""
    stemmer: Any = import_module("nltk.stem.snowball").EnglishStemmer()

    @cache
    def stem(word: str) -> str:
        short = str(stemmer.stem(word))
        printed = word.ljust(len(short))
        return "".join(
            old if old.lower() == new else new for old, new in zip(printed, short, strict=False)
        )

    return stem
