"""Predictions laid out over articles, and corrected by the articles that people coded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.coding.codings import Codings
from analysis.coding.reference import FEW, Drawn, Known, Reference, reference_of
from analysis.coding.sample import Sample
from analysis.compare._unvaried import alike_note
from analysis.corpus import Corpus
from analysis.design import Design
from analysis.errors import ChoiceError, fault_list, many, some
from analysis.stats.correction import calibrated
from analysis.stats.errors import rates_differ
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.tally import ScoreTally, Units

Floats = NDArray[np.float64]
HALF, DRAWS = 0.5, 999
"""Probability from which a prediction is a yes, and dealings behind the test of errors."""
UNLIKELY = 4.0
"""Standard errors beyond which the number of coded articles does not fit the draw."""
ERRORS_DIFFER = "predictions err differently in groups"
FEW_OF_ALL = 50
"""Coded articles below which intervals are warned about."""


def design_or_fault(given: object) -> Design:
    """Return the design; raise an error that tells where anything else belongs."""
    if given is None or isinstance(given, Design):
        return given or Design()
    where = "give the sample as inclusion=" if isinstance(given, Sample) else "give a Design"
    msg = (
        f"design is a {type(given).__name__}; {where}: design says who is compared, within "
        "what: Design(by='outlet', within='event_id')."
    )
    raise ChoiceError(msg)


def codes_of(predictions: pd.DataFrame) -> tuple[str, ...]:
    """Name the frames that are predicted, or everything that is wrong with the table."""
    codes = tuple(str(name) for name in predictions if name != "article_id")
    faults = []
    if "article_id" not in predictions:
        faults.append("there is no column 'article_id'")
    elif predictions["article_id"].duplicated().any():
        twice = predictions.loc[predictions["article_id"].duplicated(), "article_id"]
        faults.append(f"predicted twice: {some(sorted(set(twice.astype(str))))}")
    if not codes:
        faults.append("there is no column beside article_id; give one a frame")
    for name in codes:
        values = pd.to_numeric(predictions[name], errors="coerce")
        wrong = predictions.loc[~values.between(0, 1) & predictions[name].notna(), name]
        if len(wrong):
            told = some(wrong.tolist(), 3)
            faults.append(f"{name} is {told}; a prediction is a probability, or 0 or 1")
    if faults:
        raise ChoiceError(fault_list("these predictions cannot be used:", faults))
    return codes


def predicted_of(predictions: pd.DataFrame, units: Units) -> tuple[ScoreTally, list[str]]:
    """Tally the predictions of all articles that have them, and say how many have none."""
    codes = codes_of(predictions)
    ids = predictions["article_id"].astype(str)
    table = predictions[list(codes)].apply(pd.to_numeric).set_axis(ids)
    means = np.asarray(table.reindex(units.article_ids), float)
    known = np.flatnonzero(~np.isnan(means).any(axis=1))
    # In the order of ids: what is drawn from them does not hang on the order of the articles.
    known = known[np.argsort(units.article_ids[known].astype(str), kind="stable")]
    without = len(means) - len(known)
    told = [f"{many(without, 'article')} without predictions left out."] if without else []
    return ScoreTally(units=units.take(known), items=codes, means=means[known]), told


def held_against(
    corpus: Corpus,
    units: Units,
    predictions: pd.DataFrame,
    codings: pd.DataFrame | Codings,
    inclusion: Drawn,
) -> tuple[ScoreTally, Reference, list[str]]:
    """Lay predictions and codes out over the articles compared; say who has no predictions."""
    naive, told = predicted_of(predictions, units)
    known = Known(corpus=set(corpus.articles["article_id"]), compared=set(units.article_ids))
    ids = naive.units.article_ids.tolist()
    return naive, reference_of(codings, naive.items, ids, inclusion, known), told


def refuse_uncoded(reference: Reference, units: Units, codes: Sequence[str]) -> None:
    """Raise one error for groups that nobody coded and codes that never vary."""
    coded = reference.coded
    by_group = np.bincount(units.group[coded], minlength=len(units.groups))
    faults = [
        f"no article of {group} was coded: what is predicted of it cannot be corrected; code "
        "some of it, or leave it out"
        for group, n in zip(units.groups, by_group, strict=True)
        if not n
    ]
    for name, values in zip(codes, reference.codes[coded].T, strict=True):
        if len(values) and len(np.unique(values)) == 1:
            state = "have" if values[0] else "lack"
            faults.append(f"all {many(len(values), 'coded article')} {state} {name}")
    if faults:
        raise ChoiceError(fault_list("frames cannot be compared:", faults))


def corrected_by(predicted: Floats, reference: Reference) -> Floats:
    """Replace each prediction by itself plus the error found over the chance to find it."""
    coded = reference.coded
    weight = np.where(coded, 1 / reference.inclusion, 0.0)
    corrected = np.empty_like(predicted)
    for column, (guess, code) in enumerate(zip(predicted.T, reference.codes.T, strict=True)):
        scaled = calibrated(np.where(coded, code, 0.0), guess, coded)
        # Predictions that part the coded articles wholly, or not at all, stay as they are.
        scaled = np.where(np.isfinite(scaled), scaled, guess)
        corrected[:, column] = scaled + weight * (np.where(coded, code, scaled) - scaled)
    return corrected


def errors_apart(naive: ScoreTally, reference: Reference, design: Design) -> tuple[str, ...]:
    """Name the codes of which either kind of error differs between groups."""
    p = []
    for column in range(len(naive.items)):
        for state in (1, 0):
            here = reference.coded & (reference.codes[:, column] == state)
            right = ((naive.means[here, column] >= HALF) == bool(state)).astype(float)
            weight, group = 1 / reference.inclusion[here], naive.units.group[here]
            n_groups = len(naive.units.groups)
            told = (
                rates_differ(right, weight, group, n_groups, draws=DRAWS, seed=design.seed)
                if len(right)
                else np.nan
            )
            p.append(told)
    q = benjamini_hochberg(np.array(p)).reshape(-1, 2)
    least = np.nan_to_num(q, nan=1.0).min(axis=1)
    return tuple(name for name, q in zip(naive.items, least, strict=True) if q <= design.fdr)


def _too_good(naive: ScoreTally, reference: Reference) -> Iterator[str]:
    """Warn where predictions part the coded articles as only who knows the codes can."""
    here = reference.coded
    known = [
        name
        for name, guess, code in zip(
            naive.items, naive.means[here].T, reference.codes[here].T, strict=True
        )
        if min(code.sum(), (1 - code).sum()) >= FEW
        and not np.isin(guess, (0, 1)).all()
        and guess[code == 1].min() > guess[code == 0].max()
    ]
    if known:
        yield (
            f"Predictions part the coded articles without an error ({', '.join(known)}). If "
            "they were learnt from these codes nothing is corrected: give predictions of "
            "models that had not seen them (FrameClassifier.predict_unseen)."
        )


def cautions(naive: ScoreTally, reference: Reference, apart: Sequence[str]) -> Iterator[str]:
    """Warn where coded articles are few, or predictions err differently in groups."""
    coded, codes = reference.codes[reference.coded], naive.items
    if apart:
        yield (
            f"Predictions err differently in groups ({', '.join(apart)}): what naive says of "
            "these compares errors too, and is no comparison; check_predictions has the rates."
        )
    if reference.n_elsewhere:
        yield f"{many(reference.n_elsewhere, 'coded article')} not compared and left out."
    if not isinstance(reference.drawn, Sample) and abs(reference.unlikely) > UNLIKELY:
        yield (
            f"By the probabilities given, the {many(len(coded), 'coded article')} would stand "
            f"for {(1 / reference.inclusion[reference.coded]).sum():,.0f} articles, and there "
            f"are {len(reference.codes):,}: were all that were drawn coded?"
        )
    yield from _too_good(naive, reference)
    yield from alike_note(naive, reference)
    if len(coded) < FEW_OF_ALL:
        yield f"{many(len(coded), 'coded article')}: intervals may be too narrow below 50."
    few = [
        f"{name} {int(values.sum()):,} of {len(values):,}"
        for name, values in zip(codes, coded.T, strict=True)
        if min(values.sum(), len(values) - values.sum()) < FEW
    ]
    if few:
        yield (
            f"Fewer than {FEW} coded articles have the code, or lack it: {', '.join(few)}. "
            "Code more of what is rare: draw_sample(…, allocation='equal')."
        )
