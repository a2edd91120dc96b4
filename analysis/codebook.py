"""Codebooks: what coders decide about an article, in a file that people can read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args

import pandas as pd

from analysis.errors import ChoiceError, ReadError, fault_list, some

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Unit = Literal["article", "headline", "sentence", "quote"]
SHIPPED = Path(__file__).with_name("codebooks")
"""Folder of the codebooks that come with the suite."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """One of the values a variable can take."""

    code: str
    definition: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One decision that a coder takes about one unit; ordinal codes stand in their order."""

    name: str
    definition: str
    level: Level
    unit: Unit
    codes: tuple[Code, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A number made of several yes/no variables: the share of them that are coded yes."""

    name: str
    definition: str
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """The variables of a content analysis, each with its codes and definitions.

    Parameters
    ----------
    name
        What results call it.
    variables
        In the order in which they are coded.
    scales
        Numbers made of several yes/no variables.
    version, language, licence, source
        Which edition, in which language (BCP 47), under what terms, published where.
    """

    name: str
    variables: tuple[Variable, ...]
    scales: tuple[Scale, ...] = ()
    version: str = ""
    language: str = ""
    licence: str = ""
    source: str = ""

    def __str__(self) -> str:
        """Say which edition of which codebook, and where it was published."""
        edition = f", version {self.version}" if self.version else ""
        return f"{self.name}{edition}" + (
            f" ({self.source.rstrip('.')})" if self.source else ""
        )

    def asked(self, name: str) -> str:
        """Return what a variable or a scale asks: its definition; "" where there is none."""
        scales = {scale.name: scale.definition for scale in self.scales}
        variables = {variable.name: variable.definition for variable in self.variables}
        return {**scales, **variables}.get(name, "")

    def variable(self, name: str) -> Variable:
        """Return one variable by its name."""
        for variable in self.variables:
            if variable.name == name:
                return variable
        names = some([variable.name for variable in self.variables], 30)
        msg = f"the codebook {self.name!r} has no variable {name!r}; it has {names}."
        raise ChoiceError(msg)

    @property
    def table(self) -> pd.DataFrame:
        """The codebook as a table: one row a code, or a variable without codes."""
        blank = Code(code="", definition="")
        rows = [
            (
                v.name,
                v.unit,
                v.level,
                c.code,
                c.definition or v.definition,
                " | ".join(c.examples),
            )
            for v in self.variables
            for c in v.codes or (blank,)
        ]
        names = ["variable", "unit", "level", "code", "definition", "examples"]
        return pd.DataFrame(rows, columns=names, dtype=str)

    @classmethod
    def shipped(cls, name: str) -> Self:
        """Return one of the codebooks that come with the suite.

        Raises
        ------
        ChoiceError
            There is none by that name; the message lists those there are.

        Examples
        --------
        >>> book = Codebook.shipped("generic-frames")
        >>> len(book.variables), [scale.name for scale in book.scales]
        (20, ['responsibility', 'human_interest', 'conflict', 'morality', 'economic'])
        """
        return cls.read(_shipped(name))

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a codebook from a TOML file.

        It opens with ``name`` and, if there is more to say, ``version``, ``language``,
        ``licence`` and ``source``. Each variable is a table ``[variables.NAME]`` with
        ``definition``, ``level``, ``unit`` and perhaps ``source``; each of its codes a table
        ``[variables.NAME.codes.CODE]`` with ``definition`` and perhaps ``examples``. A scale
        is a table ``[scales.NAME]`` with ``definition`` and ``items``, the names of variables
        whose codes are yes and no.

        Raises
        ------
        ReadError
            With every fault of the file, each with its line.
        """
        file = Path(path)
        try:
            text = file.read_bytes().decode("utf-8-sig")
            given = tomllib.loads(text.replace("\r\n", "\n"))
        except OSError as error:
            msg = f"{file.name} cannot be opened: {error.strerror}."
            raise ReadError(msg) from error
        except UnicodeDecodeError as error:
            msg = f"{file.name} is not UTF-8 text; save it as UTF-8."
            raise ReadError(msg) from error
        except tomllib.TOMLDecodeError as error:
            msg = f"{file.name} is not TOML: {error}."
            raise ReadError(msg) from error
        return cls(**_read(given, _Faults(file.name, text)))


def write_codebook(path: str | Path, like: str) -> None:
    """Write a copy of a shipped codebook, to be changed; nothing is overwritten.

    Raises
    ------
    ReadError
        There is a file of that name, or none can be written there.
    """
    text = _shipped(like).read_bytes()
    try:
        with Path(path).open("xb") as file:
            file.write(text)
    except FileExistsError as error:
        msg = f"{path} is there already and stays as it is; give another name."
        raise ReadError(msg) from error
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}."
        raise ReadError(msg) from error


def codebook_of(given: Codebook | str | Path | None) -> Codebook | None:
    """Take a codebook, the name of one that comes with the suite, or a TOML file.

    >>> codebook_of("functions") == Codebook.shipped("functions"), codebook_of(None)
    (True, None)
    """
    if given is None or isinstance(given, Codebook):
        return given
    is_file = isinstance(given, Path) or given.endswith(".toml")
    return Codebook.read(given) if is_file else Codebook.shipped(str(given))


def _shipped(name: str) -> Path:
    known = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    if name not in known:
        msg = f"no codebook is called {name!r}; there are {some(known, 30)}."
        raise ChoiceError(msg)
    return SHIPPED / f"{name}.toml"


_HEAD = ("name", "version", "language", "licence", "source")
_OF_VARIABLE = ("definition", "level", "unit", "source")


class _Faults:
    """Faults of a codebook's file, each with the line of what it is about."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = text.splitlines()
        self._found: list[str] = []

    def refuse(self) -> None:
        """Raise one error for all of them, if there are any."""
        if self._found:
            count = "1 fault" if len(self._found) == 1 else f"{len(self._found):,} faults"
            raise ReadError(fault_list(f"{self._name} has {count}:", self._found))

    def add(self, table: tuple[str, ...], fault: str, key: str = "") -> None:
        """Take a fault of a table, or of one key in it."""
        line = self._line(table, key)
        where = f"[{'.'.join(table)}] " if table else ""
        self._found.append(f"line {line}: {where}{fault}" if line else f"{where}{fault}")

    def texts(
        self,
        table: tuple[str, ...],
        given: Mapping[str, object],
        *,
        needed: tuple[str, ...],
        allowed: tuple[str, ...],
    ) -> dict[str, str]:
        """Return the texts of a table; name those that are missing, unknown or no text."""
        for key in (key for key in given if key not in allowed):
            known = f"it can have {', '.join(allowed)}"
            self.add(table, f"{key} is not known here; {known}", key)
        for key in needed:
            if key not in given or given[key] == "":
                self.add(table, f"{key} is missing")
        for key in given:
            if key in allowed and not isinstance(given[key], str):
                self.add(table, f"{key} is {given[key]!r}; put it in quotes", key)
        return {key: str(given[key]) for key in allowed if key in given}

    def _line(self, table: tuple[str, ...], key: str) -> int:
        """Find the line of a table's head, or of a key below it; 0 if it has none."""
        name = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in table)
        head = re.compile(rf"\s*\[\s*{name}\s*\]")
        start = next((n for n, text in enumerate(self._lines, 1) if head.match(text)), 0)
        if not key:
            return start
        for number, text in enumerate(self._lines[start:], start + 1):
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", text):
                return number
            if text.lstrip().startswith("["):
                break
        return start


def _read(given: Mapping[str, Any], faults: _Faults) -> dict[str, Any]:
    """Read all there is, and raise one error if any of it is wrong."""
    tables = ("variables", "scales")
    head = {name: value for name, value in given.items() if name not in tables}
    settings = faults.texts((), head, needed=("name",), allowed=_HEAD)
    variables = _tables(given, "variables", (), faults)
    if not variables:
        faults.add((), "there is no variable: give one as [variables.NAME]")
    read = tuple(_variable(name, table, faults) for name, table in variables.items())
    yes_no = {v.name for v in read if {code.code for code in v.codes} == {"yes", "no"}}
    scales = _tables(given, "scales", (), faults)
    made = tuple(_scale(name, table, yes_no, faults) for name, table in scales.items())
    faults.refuse()
    return {**settings, "variables": read, "scales": made}


def _scale(name: str, given: Mapping[str, Any], yes_no: set[str], faults: _Faults) -> Scale:
    """Read one scale, and note which of its items are no yes/no variables."""
    table = ("scales", name)
    items = given.get("items")
    if not isinstance(items, list) or not items:
        faults.add(table, "items is no list of variables", "items")
        items = []
    for item in items:
        if item not in yes_no:
            faults.add(table, f"{item!r} is no variable with the codes yes and no", "items")
    own = {key: value for key, value in given.items() if key != "items"}
    texts = faults.texts(table, own, needed=("definition",), allowed=("definition",))
    return Scale(
        name=name, definition=texts.get("definition", ""), items=tuple(map(str, items))
    )


def _variable(name: str, given: Mapping[str, Any], faults: _Faults) -> Variable:
    """Read one variable, and note what is wrong with it."""
    table = ("variables", name)
    own = {key: value for key, value in given.items() if key != "codes"}
    texts = faults.texts(table, own, needed=_OF_VARIABLE[:3], allowed=_OF_VARIABLE)
    for key, choices in (("level", get_args(Level)), ("unit", get_args(Unit))):
        if key in texts and texts[key] not in choices:
            faults.add(table, f"{key} is {texts[key]!r}; it can be {', '.join(choices)}", key)
    codes = _tables(given, "codes", table, faults)
    if texts.get("level") in ("nominal", "ordinal") and len(codes) < 2:
        faults.add(table, f"{texts['level']} needs two codes or more; there are {len(codes)}")
    return Variable(
        name=name,
        definition=texts.get("definition", ""),
        level=texts.get("level", "nominal"),  # type: ignore[arg-type]  # checked above
        unit=texts.get("unit", "article"),  # type: ignore[arg-type]  # checked above
        codes=tuple(_code((*table, "codes", code), codes[code], faults) for code in codes),
        source=texts.get("source", ""),
    )


def _code(table: tuple[str, ...], given: Mapping[str, Any], faults: _Faults) -> Code:
    examples = given.get("examples", [])
    if not isinstance(examples, list) or not all(isinstance(text, str) for text in examples):
        faults.add(table, "examples is no list of texts", "examples")
        examples = []
    own = {key: value for key, value in given.items() if key != "examples"}
    texts = faults.texts(table, own, needed=("definition",), allowed=("definition",))
    return Code(
        code=table[-1], definition=texts.get("definition", ""), examples=tuple(examples)
    )


def _tables(
    given: Mapping[str, Any], name: str, table: tuple[str, ...], faults: _Faults
) -> dict[str, Mapping[str, Any]]:
    """Return the tables below ``name``; what is no table there is a fault."""
    below = given.get(name, {})
    if not isinstance(below, dict):
        faults.add(
            table, f"{name} is {below!r}; give a table [{'.'.join((*table, name))}.NAME]", name
        )
        return {}
    for key, value in below.items():
        if not isinstance(value, dict):
            faults.add((*table, name), f"{key} is {value!r}; give it a table of its own", key)
    return {key: value for key, value in below.items() if isinstance(value, dict)}
