"""What a line of a page says by how it is set, for readers and for finding parts."""

from __future__ import annotations

import re

MARKUP = "from the page's markup"
"""Evidence of a part that the markup of a page names; it is not judged again."""

_BETWEEN_LETTERS = re.compile(r"[\W_]+")
_NO_TITLE = re.compile(
    r"(?:by|written by|posted by|published|updated|photo|image|advertisement)\b", re.IGNORECASE
)


def letters(text: str) -> str:
    """Return the letters and figures of a text, so that case and marks do not count.

    >>> letters("“Strike” ends: crews…") == letters("'Strike' Ends - Crews")
    True
    """
    return _BETWEEN_LETTERS.sub("", text).casefold()


def is_headline(line: str) -> bool:
    """Say whether a first line is clearly set as a headline: short, with no full stop.

    >>> is_headline("Crews accept deal"), is_headline("Crews accept a deal.")
    (True, False)
    """
    text = line.strip()
    short = 2 <= len(text.split()) <= 22 and len(text) <= 160
    return short and text[-1] not in ".…:;," and not _NO_TITLE.match(text)
