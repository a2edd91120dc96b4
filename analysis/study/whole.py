"""Files that are either there and whole, or not there at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from re import match

import analysis
from analysis.export import UNFINISHED, written_whole

PACKAGE_NAME = "parallax-news"
PACKAGE = Path(analysis.__file__).parent


@contextmanager
def files_written_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write files to; move them into ``folder`` only if all went well."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as beside:
        yield Path(beside)
        for made in sorted(Path(beside).iterdir()):
            made.replace(folder / made.name)


def clear_unfinished(folder: Path) -> None:
    """Delete what a killed run left half written."""
    for path in list(folder.rglob(f"{UNFINISHED}*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Write JSON that is the same for the same value, put in place only when whole."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    with written_whole(path) as beside:
        beside.write_text(f"{text}\n", encoding="utf-8")


def file_hash(path: Path) -> str:
    """Hash what a file holds; "" where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_of(*values: object) -> str:
    """Hash values that JSON can write."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def tree_hashes(folders: Iterable[Path]) -> dict[str, str]:
    """Hash every file of some files or folders, by its path."""
    found: dict[str, str] = {}
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        found |= {file.as_posix(): file_hash(file) for file in files if file.is_file()}
    return found


@cache
def package_versions() -> dict[str, str]:
    """Return the versions of the suite and of what it names as its dependencies."""
    names = [PACKAGE_NAME]
    with suppress(PackageNotFoundError):
        named = [one for one in requires(PACKAGE_NAME) or [] if "extra ==" not in one]
        names += [found.group() for one in named if (found := match(r"[\w.-]+", one))]
    versions = {}
    for name in sorted(names):
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions


@cache
def code_hash(*left_out: str) -> str:
    """Hash the code of the package, but for some rooms, and the versions it builds on."""
    hashes: Mapping[str, str] = {
        path.relative_to(PACKAGE).as_posix(): file_hash(path)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in {"cli.py", *left_out}
    }
    return hash_of(hashes, package_versions())
