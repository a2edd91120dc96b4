"""What a run was made of: versions, hashes, seed, times and memory."""

from __future__ import annotations

import platform
import sys
from collections.abc import Collection, Mapping

from analysis.study.store import Run, input_hashes
from analysis.study.whole import code_hash, file_hash, package_versions, write_json

NAME = "results/provenance.json"


def write_provenance(
    run: Run, steps: Mapping[str, Mapping[str, object]], reused: Collection[str]
) -> None:
    """Write what a run was made of; times and memory differ from run to run."""
    study = run.study
    told = {
        "study": {"title": study.title, "file": study.path.name, "seed": study.seed},
        "settings": study.given,
        "hashes": {
            "study file": file_hash(study.path),
            "input files": input_hashes(study),
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
        "peak_mb": peak_memory(),
    }
    write_json(run.folder / NAME, told)


def peak_memory() -> dict[str, float]:
    """Return the most memory used by this process and by the largest it started, in MB."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return {}
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return {
        "this process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit,
        "largest notebook": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit,
    }
