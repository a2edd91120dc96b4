"""The calibration study: python benchmarks/calibration [SECTION …] [--quick] [--corpora N].

Sections: nulls, power, contrast, level, joint, open, mended, tried, families, ranking; all of
them without a name. Real articles are used where PARALLAX_TEST_DATA names their folder, and
left out where it names none. Every corpus has a seed of its own, so that the rows are the
same for any number of processes (--jobs). What is finished is kept in results/rows and not
done again; a summary of each section is results/SECTION.csv, from which page.py makes the
figures.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
import zlib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from real import folder
from sections import SECTIONS, Row, Setting

RESULTS = Path(__file__).parent / "results"
QUICK = 4
"""Corpora of each setting with --quick."""
CHUNK = 20
"""Corpora after which what is done is kept."""
NOT_MEASURED = ["corpus", "method", "section", "setting"]


def main() -> None:
    """Measure the sections that are asked for."""
    given = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    given.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="all by default")
    given.add_argument("--quick", action="store_true", help=f"{QUICK} corpora each, kept apart")
    given.add_argument("--corpora", type=int, help="of each setting, at most")
    given.add_argument("--jobs", type=int, default=1, help="processes")
    asked = given.parse_args()
    results = RESULTS / "quick" if asked.quick else RESULTS
    (results / "rows").mkdir(parents=True, exist_ok=True)
    for section in asked.sections or SECTIONS:
        tables = []
        for name, setting in SECTIONS[section].items():
            if setting.needs_articles and folder() is None:
                print(f"{section}: {name}: left out, PARALLAX_TEST_DATA is not set")
                continue
            wanted = min(setting.corpora, QUICK if asked.quick else asked.corpora or 10**9)
            rows = kept_rows(results / "rows", section, name, wanted, asked.jobs)
            tables.append(rows.assign(setting=name))
        if tables:
            replace_by(results / f"{section}.csv", summary(pd.concat(tables)))


def kept_rows(folder_: Path, section: str, name: str, wanted: int, jobs: int) -> pd.DataFrame:
    """Measure the corpora that are not measured yet, and keep them."""
    slug = "".join(c if c.isalnum() else "-" for c in name)
    path = folder_ / f"{section}-{slug}.csv"
    rows = pd.read_csv(path) if path.exists() else pd.DataFrame({"corpus": []}, dtype=int)
    done = set(rows["corpus"])
    todo = [number for number in range(wanted) if number not in done]
    start, used = time.perf_counter(), time.process_time()
    for first in range(0, len(todo), CHUNK):
        numbers = todo[first : first + CHUNK]
        jobs_of = [(section, name, number) for number in numbers]
        if jobs > 1:
            with ProcessPoolExecutor(jobs) as pool:
                found = list(pool.map(measured, jobs_of))
        else:
            found = [measured(job) for job in jobs_of]
        rows = pd.concat([rows, *found], ignore_index=True).sort_values("corpus")
        replace_by(path, rows)
    print(
        f"{section}: {name}: {len(todo)} corpora,"
        f" {time.process_time() - used:.0f} s of one core, {time.perf_counter() - start:.0f} s",
        flush=True,
    )
    return rows[rows["corpus"] < wanted]


def measured(job: tuple[str, str, int]) -> pd.DataFrame:
    """Measure one corpus; its seed comes from the names and the number alone."""
    section, name, number = job
    setting: Setting = SECTIONS[section][name]
    rng = np.random.default_rng([zlib.crc32(f"{section} {name}".encode()), number])
    rows: list[Row] = setting.measure(rng)
    return pd.DataFrame(rows).assign(corpus=number)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean of each number over corpora and its Monte-Carlo standard error, a row each."""
    values = [name for name in rows if name not in NOT_MEASURED]
    long = rows.melt(["setting", "method"], values, "measure").dropna(subset="value")
    groups = long.groupby(["setting", "method", "measure"], sort=False)["value"]
    found = groups.agg(mean="mean", se="sem", corpora="count").reset_index()
    return found.round({"mean": 6, "se": 6})


def replace_by(path: Path, table: pd.DataFrame) -> None:
    """Write a table beside its place, then put it there."""
    beside = path.with_suffix(".part")
    table.to_csv(beside, index=False)
    beside.replace(path)
