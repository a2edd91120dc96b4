"""Text of a page that reads like an attribution and is none: inline links and captions."""

from __future__ import annotations

import re
from collections.abc import Iterable

GLUED = re.compile(r"\b([A-Z]?[a-z]{2,})(?=[A-Z][a-z])")
"""A word that goes on, without a space, as another one: "TrumpGolden"."""
LINK = re.compile(r"\bMORE\W*$")
"""What ends the list of headlines that a page puts behind a name."""
CAPTION = re.compile(r"\((?:not (?:seen|shown|pictured)|unseen|pictured)\)")
NAMES = frozenset({"YouTube"})
"""Names of two words in one whose first is a word of its own."""


def from_the_page(text: str, pieces: Iterable[tuple[int, int]]) -> bool:
    """Say whether any of these stretches of a text is a link's or a caption's.

    A word of two counts as glued only if the first stands alone elsewhere in the text, so
    that DeSantis and BuzzFeed do not.

    >>> text = "Trump spoke. Donald TrumpGolden Globes host jokes MORE said it was late."
    >>> from_the_page(text, [(13, 54)]), from_the_page(text, [(0, 5)])
    (True, False)
    """
    for low, high in pieces:
        piece = text[low:high]
        if LINK.search(piece) or CAPTION.search(piece):
            return True
        if any(_glued(text, found) for found in GLUED.finditer(piece)):
            return True
    return False


def in_caption(text: str, pieces: Iterable[tuple[int, int]]) -> bool:
    """Say whether any of these stretches, brackets included, is what captions say.

    >>> in_caption("Lee attends Ray's (not seen) meeting", [(18, 28)])
    True
    """
    return any(CAPTION.fullmatch(text[low:high]) for low, high in pieces)


def _glued(text: str, found: re.Match[str]) -> bool:
    whole = re.match(r"\w+", found.string[found.start() :])
    if whole is None or whole.group() in NAMES:
        return False
    return re.search(rf"\b{found.group(1)}\b", text) is not None
