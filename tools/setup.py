r"""Make `.venv`, with all that the suite needs, from requirements.lock.

    python3 tools/setup.py              what a report needs; on Windows: py tools\setup.py
    python3 tools/setup.py --encoder    and the sentence encoder, its weights included
    python3 tools/setup.py --tests      and all that the tests need, the encoder too

It needs nothing but Python and a package index within reach, and no system rights. Repeated,
it looks and changes nothing; interrupted, it starts over the next time.

It is written so that an old Python can still run it, to be told that it is too old.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
# Written last of all: an environment without it counts as half made.
STAMP = VENV / "setup-complete.json"

# The locked packages exist, ready built, for these versions of Python.
OLDEST, NEWEST = (3, 11), (3, 14)

# These lines of the lock part what a report needs from what only the encoder needs, and that
# from what only the tests need.
ENCODER_BELOW = "# For the encoder only:\n"
TESTS_BELOW = "# For the tests only:\n"

# What an environment can hold, less before more, and the line of the lock where that ends.
EXTENTS: dict[str, str | None] = {
    "report": ENCODER_BELOW,
    "encoder": TESTS_BELOW,
    "tests": None,
}

# The interpreter itself, also where this script runs inside the environment it replaces.
BASE_PYTHON: str = getattr(sys, "_base_executable", None) or sys.executable

# All is in the lock, dependencies of dependencies too, and none of it is built here.
FROM_LOCK = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r"]
# Editable, with the locked build backend; apart, for hash checking refuses a folder.
PROJECT = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


def main(arguments: list[str]) -> int:
    """Bring `.venv` up to date, saying nothing where it is."""
    if arguments not in ([], ["--encoder"], ["--tests"]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with folder_held():
            bring_up_to_date(arguments[0][2:] if arguments else "report")
    except SetupError as error:
        print(f"Set-up stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up was interrupted; the next run starts it over.", file=sys.stderr)
        return 130
    return 0


@contextmanager
def folder_held() -> Iterator[None]:
    """Make a second set-up of the same folder wait until the first has ended."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    folder = os.open(ROOT, os.O_RDONLY)
    # What set-up starts holds the folder as well, should it outlive a killed set-up.
    os.set_inheritable(folder, True)  # noqa: FBT003 - the function takes it so
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is running; waiting for it ...", flush=True)
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def bring_up_to_date(extent: str) -> None:
    """Leave a whole environment as it is, add to it what is missing, or make it anew."""
    made_from = recorded()
    held = str(made_from.pop("extent", "report"))
    whole = made_from == wanted()
    order = list(EXTENTS)
    if whole and order.index(held) >= order.index(extent):
        return
    check_python()
    print(f"Setting up {VENV} (it takes a gigabyte of disk) ...", flush=True)
    if whole:
        STAMP.unlink()
    else:
        remove_environment()
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder) / "requirements.txt"
        packages.write_text(part_of_lock(extent), encoding="utf-8")
        make_environment(str(packages))
    # Put in place in one step, so that it is there whole or not at all.
    draft = STAMP.with_suffix(".draft")
    draft.write_text(json.dumps({**wanted(), "extent": extent}), encoding="utf-8")
    draft.replace(STAMP)


def part_of_lock(extent: str) -> str:
    """Give the lock down to where what is asked for ends."""
    lock, below = LOCK.read_text(encoding="utf-8"), EXTENTS[extent]
    return lock if below is None else lock.split(below)[0]


def recorded() -> dict[str, object]:
    """Give what the present environment was made from; nothing where it is half made."""
    try:
        record: dict[str, object] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record


def wanted() -> dict[str, object]:
    """Give what a whole environment must have been made from, as things are now."""
    # The first tables of pyproject.toml say what is installed; those of tools do not.
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0]
    return {
        "folder": str(ROOT),
        "lock": digest(LOCK.read_text(encoding="utf-8")),
        "project": digest(project),
        "python": python_of_environment(),
    }


def digest(text: str) -> str:
    """Give the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def python_of_environment() -> str:
    """Give the version of the environment's interpreter; nothing where none answers."""
    show = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-c", show], stdout=subprocess.PIPE, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.decode().strip()


def check_python() -> None:
    """Refuse a Python for which the locked packages do not exist."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = ".".join(map(str, sys.version_info[:3]))
        oldest, newest = (".".join(map(str, version)) for version in (OLDEST, NEWEST))
        message = (
            f"Python {found} was found ({sys.executable}); needed is one from {oldest} to "
            f"{newest}. If there is one under another name, give it, as in: "
            f"make report PYTHON=python{oldest}"
        )
        raise SetupError(message)


def make_environment(packages: str) -> None:
    """Fill the environment, with uv where it is found and works, else with venv and pip."""
    uv = shutil.which("uv")
    if uv is not None:
        install = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        try:
            if not VENV.exists():
                run([uv, "venv", "--quiet", "--python", BASE_PYTHON, str(VENV)])
            run([*install, *FROM_LOCK, packages])
            run([*install, *PROJECT])
        except subprocess.CalledProcessError:
            print("uv could not do it; trying with pip.", file=sys.stderr, flush=True)
            remove_environment()
        else:
            return
    make_with_pip(packages)


def make_with_pip(packages: str) -> None:
    """Fill the environment with what comes with Python."""
    check_venv_module()
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    try:
        # Also over one that uv made, which holds no pip.
        run([BASE_PYTHON, "-m", "venv", str(VENV)])
        run([*install, "--no-compile", *FROM_LOCK, packages])
        run([*install, *PROJECT])
    except subprocess.CalledProcessError as error:
        message = (
            "This command failed, for the reason given above it: "
            f"{' '.join(error.cmd)}\n"
            "The next run starts over. Packages come from the index that pip is set to use, so "
            "that index must be within reach."
        )
        raise SetupError(message) from error


def check_venv_module() -> None:
    """Refuse a Python that cannot make an environment, as Debian's cannot at first."""
    # A folder left without its modules is found as well, but comes from no file.
    found = map(importlib.util.find_spec, ("venv", "ensurepip"))
    if all(spec is not None and spec.origin for spec in found):
        return
    version = ".".join(map(str, sys.version_info[:2]))
    message = (
        f"This Python ({sys.executable}) has no venv module, or not all of it. Debian and its "
        "kin keep it in a package of its own: apt-get install python3-venv (where several "
        f"Pythons are installed, python{version}-venv). Having uv serves as well."
    )
    raise SetupError(message)


def remove_environment() -> None:
    """Remove what an earlier or an unfinished set-up left."""
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(str(VENV))
    except OSError as error:
        message = f"The old {VENV} cannot be removed ({error}). Close what uses it."
        raise SetupError(message) from error


def run(command: list[str]) -> None:
    """Run a command to its end, and fail where it fails."""
    subprocess.run(command, check=True, close_fds=False)


if __name__ == "__main__":
    # Being told to stop is being interrupted: what runs is ended too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
