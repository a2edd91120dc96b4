"""What is measured: each section has settings, and measures one corpus at a time.

A measurement gives rows of plain numbers, which depend on the setting and on the number
of the corpus alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import intervals
import mended
import numpy as np
import ranking
import real
from corpora import Corpus, outlets_in_events, plant, sides_of_outlets
from families import (
    EVEN,
    by_stems,
    for_a_doubling,
    for_any_size,
    only_what_could_show_it,
    permutation_alone,
    weighed,
)
from methods import SIDES, STANDARD, Method, articles_as_units, cells_by_side, ours
from numpy.random import Generator
from sharper import sharper
from tried import by_burstiness, by_root, weighted, with_sign_flip

Row = dict[str, str | float]
Make = Callable[[Generator], Corpus]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One kind of corpus: how it is made and measured, and how many times."""

    measure: Callable[[Generator], list[Row]]
    corpora: int = 200
    needs_articles: bool = False


def rates(
    make: Make, methods: Mapping[str, Method], factor: float, rng: Generator
) -> list[Row]:
    """Say how often each method finds anything, where nothing or ``factor`` is planted."""
    corpus = make(rng)
    if factor > 1:
        corpus = plant(rng, corpus, factor)
    rows: list[Row] = []
    for name, method in methods.items():
        start = time.process_time()
        verdict = method(corpus, rng)
        seconds = time.process_time() - start
        null = ~corpus.planted & np.isfinite(verdict.p)
        p = verdict.p[null]
        row: Row = {"method": name, "tests": len(p), "any": float(verdict.found.any())}
        row |= {f"p {a}": float((p <= a).mean()) for a in (0.05, 1e-3, 1e-4) if len(p)}
        if factor > 1:
            false = int(verdict.found[:, ~corpus.planted].sum())
            row |= {
                "power": float(verdict.found[0, corpus.planted].mean()),
                "false": false / max(1, int(verdict.found.sum())),
            }
        rows.append(row | {"seconds": seconds})
    return rows


def asked(
    make: Make,
    methods: Mapping[str, Method] = STANDARD,
    *,
    factor: float = 1.0,
    corpora: int = 200,
    needs_articles: bool = False,
) -> Setting:
    """Set up a question of `rates`."""
    measure = partial(rates, make, methods, factor)
    return Setting(measure=measure, corpora=corpora, needs_articles=needs_articles)


MADE: dict[str, Make] = {
    "two outlets": partial(outlets_in_events, k=2, n_events=100),
    "three outlets": partial(outlets_in_events, k=3, n_events=100),
    "five outlets": partial(outlets_in_events, k=5, n_events=100),
}
SIDED: dict[str, Make] = {
    "sides, 20 outlets": partial(sides_of_outlets, n_outlets=20),
    "sides, 90 outlets": partial(sides_of_outlets, n_outlets=90, n_events=300),
}
REAL: dict[str, Make] = {
    "real pairs, labels permuted": partial(real.labels_permuted, size=2),
    "real triples, labels permuted": partial(real.labels_permuted, size=3),
    "real newspapers, split halves": real.split_halves,
}
REAL_SIDED: dict[str, Make] = {"real outlets, random sides": real.random_sides}

NULLS = (
    {name: asked(make) for name, make in MADE.items()}
    | {name: asked(make, SIDES) for name, make in SIDED.items()}
    | {name: asked(make, needs_articles=True) for name, make in REAL.items()}
    | {name: asked(make, SIDES, needs_articles=True) for name, make in REAL_SIDED.items()}
)
FACTORS = (1.5, 2.0, 3.0)
POWER_OF = {
    **{name: (make, STANDARD, 60) for name, make in MADE.items()},
    **{name: (make, SIDES, 60) for name, make in SIDED.items()},
    **{name: (REAL[name], STANDARD, 40) for name in list(REAL)[:2]},
    **{name: (make, SIDES, 20) for name, make in REAL_SIDED.items()},
}
POWER = {
    f"{name}, x{factor:g}": asked(
        make,
        methods,
        factor=factor,
        corpora=corpora,
        needs_articles=name.startswith("real"),
    )
    for name, (make, methods, corpora) in POWER_OF.items()
    for factor in FACTORS
}

BY_CELL = {"Parallax": ours, "cells by side": cells_by_side}
THIRD = {"Parallax": ours, "and the sign flip": with_sign_flip}
WEIGHTS = {
    "Parallax": ours,
    "events weighted by 1/(1 + rho (Y - 1))": partial(weighted, by_burstiness),
    "events weighted by 1/sqrt(Y)": partial(weighted, by_root),
}
BY_ARTICLE = {"Parallax": ours, "articles as units": articles_as_units}
STORIES = {"days as events": ours, "stories as events": intervals.stories_as_events}
OPEN = {
    "guard alone: pairs, lengths 3:1": asked(partial(MADE["two outlets"], lengths=(3, 1))),
    "guard with the studentised p: three outlets, lengths 3:1:1": asked(
        partial(MADE["three outlets"], lengths=(3, 1, 1))
    ),
    "guard with the studentised p: five outlets, lengths 3:1:2:1:1": asked(
        partial(MADE["five outlets"], lengths=(3, 1, 2, 1, 1))
    ),
    "kappa with unequal lengths: 24 outlets, 3:1 by side": asked(
        partial(sides_of_outlets, n_outlets=24, longer=3.0), BY_CELL
    ),
    "kappa with unequal lengths: 30 outlets, a third on the side that writes 3:1": asked(
        partial(sides_of_outlets, n_outlets=30, longer=3.0, share=1 / 3), BY_CELL
    ),
    "one to five articles a cell, two outlets": asked(
        partial(MADE["two outlets"], articles=5), BY_ARTICLE
    ),
    "one to five articles a cell, three outlets": asked(
        partial(MADE["three outlets"], articles=5), BY_ARTICLE, corpora=100
    ),
    "stories of three days, two outlets": asked(partial(MADE["two outlets"], days=3), STORIES),
    "stories of three days, three outlets": asked(
        partial(MADE["three outlets"], days=3), STORIES
    ),
    "one burstier outlet of three (.5 against 2)": asked(
        partial(MADE["three outlets"], bursts=(0.5, 2, 2)), THIRD
    ),
    "one calmer outlet of three (2 against .5)": asked(
        partial(MADE["three outlets"], bursts=(2, 0.5, 0.5)), THIRD
    ),
    "one much burstier outlet of three (.15 against 5)": asked(
        partial(MADE["three outlets"], bursts=(0.15, 5, 5)), THIRD
    ),
    "one much burstier outlet of two (.15 against 5)": asked(
        partial(MADE["two outlets"], bursts=(0.15, 5)), THIRD
    ),
    "alike, three outlets": asked(MADE["three outlets"], THIRD),
    "alike, real triples": asked(
        REAL["real triples, labels permuted"], THIRD, needs_articles=True, corpora=50
    ),
    **{
        f"real triples, x{factor:g}": asked(
            REAL["real triples, labels permuted"],
            THIRD,
            factor=factor,
            corpora=20,
            needs_articles=True,
        )
        for factor in FACTORS
    },
}
TRIED = {
    f"{name}, x{factor:g}": asked(
        make, WEIGHTS, factor=factor, corpora=20, needs_articles=name.startswith("real")
    )
    for name, make in (MADE | REAL).items()
    for factor in (2.0, 3.0)
    if name in {"two outlets", "three outlets", *list(REAL)[:2]}
}
SCORES = {
    "Parallax": ours,
    "sharper score": partial(sharper, safe=False),
    "sharper score, its own kappa": partial(sharper, safe=True),
}
REAL_LEFT: dict[str, Make] = {"real sides, left and rest, styles": real.left_and_rest}
TRIED |= {
    name: asked(make, SCORES, corpora=100, needs_articles=name.startswith("real"))
    for name, make in (SIDED | REAL_SIDED | REAL_LEFT).items()
} | {
    f"{name}, x{factor:g}": asked(
        make, SCORES, factor=factor, corpora=20, needs_articles=name.startswith("real")
    )
    for name, make in (SIDED | REAL_SIDED).items()
    for factor in (2.0, 3.0)
}

OVER_OUTLETS = {
    "Parallax": ours,
    "weights for a doubling": partial(weighed, for_a_doubling, EVEN),
    "weights for any size": partial(weighed, for_any_size, EVEN),
    "only what could show a doubling": partial(weighed, only_what_could_show_it, 0.0),
}
FAMILIES = {
    f"{name}, x{factor:g}": asked(
        make, rules, factor=factor, corpora=40, needs_articles=name.startswith("real")
    )
    for kinds, rules in (
        (REAL, OVER_OUTLETS | {"the permutation p alone": permutation_alone}),
        (SIDED, OVER_OUTLETS),
    )
    for name, make in kinds.items()
    if name != "real newspapers, split halves"
    for factor in FACTORS
}
STEMS = {
    "nothing planted": (1.0, False),
    "single forms, x2": (2.0, False),
    "single forms, x3": (3.0, False),
    "all forms of a word, x2": (2.0, True),
    "all forms of a word, x3": (3.0, True),
}
FAMILIES |= {
    f"stems, {name}": Setting(
        measure=partial(by_stems, REAL["real pairs, labels permuted"], factor, whole=whole),
        corpora=200 if factor == 1 else 40,
        needs_articles=True,
    )
    for name, (factor, whole) in STEMS.items()
}

JOINT_MADE: Make = partial(
    outlets_in_events, k=3, n_events=120, lengths=(1.6, 1.0, 0.8), articles=4, missing=0.25
)
JOINT: dict[str, Setting] = {
    "all steps, nothing planted": Setting(
        measure=partial(intervals.of_selected, JOINT_MADE, 1)
    ),
    **{
        f"all steps, x{factor:g}": Setting(
            measure=partial(intervals.of_selected, JOINT_MADE, factor), corpora=100
        )
        for factor in FACTORS
    },
    "pairs, x3": Setting(
        measure=partial(intervals.of_selected, partial(MADE["two outlets"], n_events=150), 3.0),
        corpora=100,
    ),
    "sides, 90 outlets, x3": Setting(
        measure=partial(intervals.of_selected, SIDED["sides, 90 outlets"], 3.0), corpora=100
    ),
    "real triples, x3": Setting(
        measure=partial(intervals.of_selected, REAL["real triples, labels permuted"], 3.0),
        corpora=40,
        needs_articles=True,
    ),
}

E_OF, COUNTS_OF = (5, 8, 20, 100), (15, 60, 400)
CONTRAST = {
    f"{k} outlets, E = {e}, {total} uses, lengths {longer:g}:1, ratio {ratio:g}": Setting(
        measure=partial(
            intervals.of_contrasts, k=k, n_events=e, total=total, longer=longer, ratio=ratio
        ),
        corpora=100 if k == 2 else 30,
    )
    for k in (2, 3, 5)
    for e in E_OF
    for total in COUNTS_OF
    for longer in (1.0, 3.0)
    for ratio in (1.0, 2.0)
}
LEVEL = {
    f"E = {e}, {total} uses, bursts {name}": Setting(
        measure=partial(intervals.of_levels, n_events=e, total=total, shape=shape)
    )
    for e in E_OF
    for total in COUNTS_OF
    for name, shape in (("0.5", 0.5), ("1", 1.0), ("3", 3.0), ("none", np.inf), ("regular", 0))
}

RANKING = {
    f"{name}, {k} outlets, E = {e}": Setting(
        measure=partial(ranking.of_rankings, k=k, n_events=e, bursts=bursts), corpora=1_000
    )
    for name, bursts in (
        ("counts, very bursty", 0.5),
        ("counts, bursty", 2.0),
        ("counts, Poisson", np.inf),
        ("means", None),
    )
    for k in (3, 8)
    for e in (6, 12, 30, 100)
}

MENDED = {
    f"{e} events, the longer writes {longer:g}:1, others use them {leak:g} as often": Setting(
        measure=partial(mended.what_a_rival_uses, n_events=e, longer=longer, leak=leak)
    )
    for e in (8, 10, 12)
    for longer in (1.1, 1.25)
    for leak in (0.0, 0.05)
}

SECTIONS: dict[str, dict[str, Setting]] = {
    "nulls": NULLS,
    "power": POWER,
    "contrast": CONTRAST,
    "level": LEVEL,
    "joint": JOINT,
    "open": OPEN,
    "mended": MENDED,
    "tried": TRIED,
    "families": FAMILIES,
    "ranking": RANKING,
}
