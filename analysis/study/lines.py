"""Where each key of a TOML text stands, so that a fault can name its line."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from itertools import accumulate

KeyPath = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and numbers of elements from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
# The long quotes first: an empty short text would match their first two marks. Up to two
# further marks may stand before the closing three.
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'""",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""Return the line, from 1, at which each key and each element of a list is written.

    A table that is only implied stands where it is first implied. ``text`` is one that
    ``tomllib`` accepts.

    >>> key_lines("[design]\nby = 'lean'\n[labels.act]\nkilling = ['kill*',\n 'slay']")
    ... # doctest: +NORMALIZE_WHITESPACE
    {('design',): 1, ('design', 'by'): 2, ('labels',): 3, ('labels', 'act'): 3,
     ('labels', 'act', 'killing'): 4, ('labels', 'act', 'killing', 0): 4,
     ('labels', 'act', 'killing', 1): 5}
    """
    return _Walk(text).document()


class _Walk:
    """One walk over a TOML text, from its first character to its last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.last_of: dict[KeyPath, int] = {}  # arrays of tables: number of the last one
        ends = (len(line) for line in text.split("\n"))
        self.line_starts = [0, *accumulate(length + 1 for length in ends)]

    def document(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._skip_blank() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _header(self) -> KeyPath:
        opens = "[[" if self.text.startswith("[[", self.at) else "["
        line = self._line()
        self.at += len(opens)
        names = self._key()
        self.at += len(opens)
        path: KeyPath = ()
        for place, name in enumerate(names):
            path = (*path, name)
            self.found.setdefault(path, line)
            if place == len(names) - 1 and opens == "[[":
                self.last_of[path] = self.last_of.get(path, -1) + 1
            if path in self.last_of:
                path = (*path, self.last_of[path])
                self.found.setdefault(path, line)
        return path

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = table
        for name in self._key():
            path = (*path, name)
            self.found.setdefault(path, line)
        self.at += 1  # the equals sign
        self._skip_blank()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if match := _TEXT.match(self.text, self.at):
            self.at = match.end()
        elif self.text[self.at] == "[":
            self._list(path)
        elif self.text[self.at] == "{":
            self._inline_table(path)
        elif match := _PLAIN.match(self.text, self.at):
            self.at = match.end()

    def _list(self, path: KeyPath) -> None:
        self.at += 1
        place = 0
        while self.text[self._skip_blank()] != "]":
            self.found[(*path, place)] = self._line()
            self._value((*path, place))
            place += 1
            self._skip_comma()
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while self.text[self._skip_blank()] != "}":
            self._pair(path)
            self._skip_comma()
        self.at += 1

    def _key(self) -> list[str]:
        names: list[str] = []
        while match := _KEY_PART.match(self.text, self.at):
            names += tomllib.loads(f"{match.group(1)} = 0")
            self.at = match.end()
            if self.text[self.at] != ".":
                break
            self.at += 1
        return names

    def _skip_blank(self) -> int:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _skip_comma(self) -> None:
        if self.text[self._skip_blank()] == ",":
            self.at += 1

    def _line(self) -> int:
        return bisect_right(self.line_starts, self.at)
