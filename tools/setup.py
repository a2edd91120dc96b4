r"""Make `.venv`, with all that the suite and its tests need, from requirements.lock.

Run it with the Python that is to serve: `python3 tools/setup.py`, on Windows
`py tools\setup.py`. It needs nothing but that Python and a network, and no system rights.
Repeated, it looks and changes nothing; interrupted, it starts over the next time.

It is written so that an old Python can still run it, to be told that it is too old.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
# Written last of all: an environment without it counts as half made.
STAMP = VENV / "setup-complete.json"

# The locked packages exist, ready built, for these versions of Python.
OLDEST, NEWEST = (3, 11), (3, 14)

# The interpreter itself, also where this script runs inside the environment it replaces.
BASE_PYTHON: str = getattr(sys, "_base_executable", None) or sys.executable

# What is installed is in the lock with its hash, whole, and is never built here.
FROM_LOCK = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(LOCK)]
# Editable; by the locked build backend, for hash checking refuses a folder.
PROJECT = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]


class SetupError(Exception):
    """Set-up cannot go on; the message says why and what to do."""


def main() -> int:
    """Bring `.venv` up to date, saying nothing where it is."""
    try:
        hold_the_folder()
        if recorded() != wanted():
            check_python()
            make_environment()
    except SetupError as error:
        print(f"Set-up stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up was interrupted; the next run starts it over.", file=sys.stderr)
        return 130
    return 0


def hold_the_folder() -> None:
    """Make a second set-up of the same folder wait until the first has ended."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Windows has none

        # Kept open on purpose: the lock lasts as long as this process, however it ends.
        fcntl.flock(os.open(ROOT, os.O_RDONLY), fcntl.LOCK_EX)


def wanted() -> dict[str, str]:
    """Give what a finished environment must have been made from, as things are now."""
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


def recorded() -> dict[str, str]:
    """Give what the present environment was made from; nothing where it is half made."""
    try:
        record: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record


def python_of_environment() -> str:
    """Give the version of the environment's interpreter; nothing where none answers."""
    show = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", show], stdout=subprocess.PIPE, check=True)
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


def make_environment() -> None:
    """Make the environment anew: with uv where it is found and works, else with pip."""
    print(f"Setting up {VENV} (a download of 350 MB, a gigabyte on the disk) ...", flush=True)
    uv = shutil.which("uv")
    if uv is None or not make_with_uv(uv):
        make_with_pip()
    record = json.dumps(wanted(), indent=1)
    STAMP.with_suffix(".new").write_text(record, encoding="utf-8")
    STAMP.with_suffix(".new").replace(STAMP)


def make_with_uv(uv: str) -> bool:
    """Make the environment with uv, and say whether that worked."""
    remove_environment()
    install = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    try:
        run([uv, "venv", "--quiet", "--python", BASE_PYTHON, str(VENV)])
        run([*install, *FROM_LOCK])
        run([*install, *PROJECT])
    except subprocess.CalledProcessError:
        print("uv could not do it; trying with pip.", file=sys.stderr, flush=True)
        return False
    return True


def make_with_pip() -> None:
    """Make the environment with what comes with Python."""
    if (
        importlib.util.find_spec("venv") is None
        or importlib.util.find_spec("ensurepip") is None
    ):
        version = ".".join(map(str, sys.version_info[:2]))
        message = (
            f"This Python ({sys.executable}) has no venv module, or not all of it. Debian and "
            "its kin keep it in a package of its own: apt-get install python3-venv (where "
            f"several Pythons are installed, python{version}-venv). Having uv serves as well."
        )
        raise SetupError(message)
    remove_environment()
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        run([BASE_PYTHON, "-m", "venv", str(VENV)])
        run([*install, "--no-compile", *FROM_LOCK])
        run([*install, *PROJECT])
    except subprocess.CalledProcessError as error:
        message = (
            "This command failed, for the reason given above it: "
            f"{' '.join(map(str, error.cmd))}\n"
            "The next run starts over. Packages come from the index that pip is set to use, so "
            "that index must be within reach."
        )
        raise SetupError(message) from error


def remove_environment() -> None:
    """Remove what an earlier or an unfinished set-up left."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        try:
            shutil.rmtree(VENV)
        except OSError as error:
            message = f"The old {VENV} cannot be removed ({error}). Close what uses it."
            raise SetupError(message) from error


def run(command: list[str]) -> None:
    """Run a command to its end, and fail where it fails."""
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main())
