"""One error for all the faults of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.errors import ReadError, fault_list

MOST_OF_A_KIND = 6
"""Faults of one kind that a message names before it counts the rest."""


def refuse(name: str, kinds: Iterable[Sequence[str]], advice: Sequence[str] = ()) -> None:
    """Raise one error for all faults of a file, if there are any; ``kinds`` groups them."""
    kinds = [kind for kind in kinds if kind]
    if not kinds:
        return
    lines: list[str] = []
    for kind in kinds:
        rest = len(kind) - MOST_OF_A_KIND
        lines += kind[:MOST_OF_A_KIND] if rest > 1 else kind
        lines += [f"… and {rest:,} more like the last"] if rest > 1 else []
    count = sum(map(len, kinds))
    faults = "1 fault" if count == 1 else f"{count:,} faults"
    raise ReadError("\n".join([fault_list(f"{name} has {faults}:", lines), *advice]))
