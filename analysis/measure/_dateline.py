"""Where the dateline of an article ends: "PORT HARL (AP) —"."""

from __future__ import annotations

import re

_CAPITALS = r"[A-Z][A-Z./\u2019'-]*"
_DATELINE = re.compile(
    rf"\s*(?=[A-Z]{{2}}){_CAPITALS}(?: {_CAPITALS}){{0,4}}"
    r"(?:, [\w. ]{2,30}){0,2}"  # "Calif.", "June 3"
    r"(?: \([^()\n]{2,30}\))?"
    r"\s*(?:\u2014|\u2013|--| - )"
)


def dateline_end(body: str) -> int:
    """Say where the dateline at the start of a body ends; 0 where it has none.

    >>> [dateline_end(body) for body in ("PORT HARL (AP) \u2014 Fires", "Fires \u2014 two")]
    [16, 0]
    """
    found = _DATELINE.match(body)
    return 0 if found is None else found.end()
