"""Write requirements.lock from pyproject.toml. For maintainers; the only step to need uv.

The lock names every package with its version and the hashes of its files, for all systems
and Pythons at once, and no address. It has two parts: what a report needs, the build backend
included, and, below a line that says so, what only the tests need.

Versions already locked are kept where they still fit; delete the lock to renew them all.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib

from setup import LOCK, OLDEST, ROOT, TESTS_BELOW

HEADER = "# Made by `make lock` from pyproject.toml; not to be edited by hand.\n"


def main() -> None:
    """Resolve the whole, find the part that a report needs, and write both."""
    # Written in place, so that uv keeps the versions it finds there.
    compiled("--all-extras", "--generate-hashes", "--output-file", str(LOCK))
    everything = entries(LOCK.read_text(encoding="utf-8"))
    needed = entries(compiled("--constraints", str(LOCK)))
    first = [text for name, text in everything.items() if name in needed]
    rest = [text for name, text in everything.items() if name not in needed]
    LOCK.write_text("".join([HEADER, *first, TESTS_BELOW, *rest]), encoding="utf-8")


def compiled(*options: str) -> str:
    """Give what `uv pip compile` resolves for the project and its build backend."""
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
    build = "\n".join(project["build-system"]["requires"])
    return subprocess.run(
        command, input=build, stdout=subprocess.PIPE, text=True, check=True
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
