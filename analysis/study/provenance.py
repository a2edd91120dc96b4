"""What a run was made of: versions, hashes, seed, times and memory."""

from __future__ import annotations

import platform
import sys
from collections.abc import Collection, Mapping
from typing import Any

from analysis.study.store import Run, coding_hashes, input_hashes
from analysis.study.whole import code_hash, file_hash, package_versions, write_json

NAME = "results/provenance.json"


def write_provenance(
    run: Run, steps: Mapping[str, Mapping[str, Any]], reused: Collection[str]
) -> None:
    """Write what a run was made of; times and memory differ from run to run."""
    study = run.study
    told = {
        "study": {"title": study.title, "file": study.path.name, "seed": study.seed},
        "settings": study.given,
        "hashes": {
            "study file": file_hash(study.path),
            "input files": input_hashes(study),
            **({"codings": coding_hashes(study)} if study.codings else {}),
            "prepared corpus": run.corpus().summary().fingerprint,
            "code": code_hash(),
            "made": {one: step["made"] for one, step in steps.items() if one != "site"},
        },
        "versions": {"python": platform.python_version(), **package_versions()},
        "machine": f"{platform.system()} {platform.machine()}",
        "steps": {
            one: {
                "seconds": step["seconds"],
                "peak_mb": step["peak_mb"],
                "reused": one in reused,
            }
            for one, step in steps.items()
        },
        "peak_mb": {
            "this process": peak_memory(),
            "largest notebook": max(
                (one["peak_mb"] or 0.0 for one in steps.values()), default=0.0
            ),
        },
    }
    write_json(run.folder / NAME, told)


def peak_memory() -> float | None:
    """Return the most memory used by this process, in MB, where the system tells."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
