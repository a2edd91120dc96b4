"""Lists of words written as lines of text."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """Read words set apart by blanks.

    >>> sorted(word_set("raid strike"))
    ['raid', 'strike']
    """
    return frozenset(text.split())
