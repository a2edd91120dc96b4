"""The stance of a verb of saying: the light in which it puts what is said.

To *say*, to *point out*, to *claim* and to *fume* are four ways to report one remark. The
list that parts them is ``verbs-of-saying`` in `analysis/lexicons`; a study may give another.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from analysis.errors import ChoiceError
from analysis.lexicon import Lexicon

STANCES = ("neutral", "assertive", "doubting", "emotive")
"""The categories of the list that comes with the suite."""
NO_STANCE = ""
"""Stance of a cue that is not in the list, such as a colon or "at a rally"."""
_LONGEST = 4


@lru_cache(maxsize=1)
def verbs_of_saying() -> Lexicon:
    """Return the list of verbs of saying that comes with the suite."""
    return Lexicon.shipped("verbs-of-saying")


def stance_of(cue: Sequence[str], verbs: Lexicon | None = None) -> str:
    """Return the stance of a cue, given as the lemmas of its words.

    Parameters
    ----------
    cue
        The lemmas of the cue in their order, as in ``["go", "on", "to", "insist"]``.
    verbs
        A lexicon in which each verb stands in one category; the suite's own if None. It
        holds lemmas; phrases are words parted by one blank.

    Returns
    -------
    str
        The category of the longest phrase of the list in the cue; of several, of the last,
        since what comes last is what was said ("refused to confirm"); empty if none is.

    Raises
    ------
    ChoiceError
        The lexicon puts the verb in several categories.

    Notes
    -----
    Limits: a verb's stance is that of the list, not of the sentence. "Claim" doubts in "he
    claimed to be ill" and does not in "claim responsibility"; adverbs ("angrily") and the
    rest of the sentence are not looked at. Source: see the head of the list.

    Examples
    --------
    >>> stance_of(["point", "out"]), stance_of(["claim"]), stance_of(["lash", "out"])
    ('assertive', 'doubting', 'emotive')
    >>> stance_of(["refuse", "to", "confirm"]), stance_of([":"])
    ('assertive', '')
    """
    verbs = verbs or verbs_of_saying()
    words = [word.casefold() for word in cue]
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - size, -1, -1):
            phrase = " ".join(words[first : first + size])
            found = verbs.lookup(phrase)
            if len(found) > 1:
                msg = (
                    f"{verbs.name} has {phrase!r} in {len(found)} categories "
                    f"({', '.join(found)}); a verb of saying has one stance: keep one."
                )
                raise ChoiceError(msg)
            if found:
                return next(iter(found))
    return NO_STANCE
