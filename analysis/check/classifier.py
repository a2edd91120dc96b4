"""Check how well a model predicts frames of events and outlets it has not learnt from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from analysis.check._held_out import Coded, refuse_folds, short
from analysis.check.result import CheckResult, Passed
from analysis.corpus import Corpus
from analysis.design import Copies
from analysis.errors import ChoiceError, many
from analysis.figures import COLOURS, Rows, draw_rows
from analysis.measure.frames import LEAST, FrameClassifier
from analysis.stats.f1 import F1, f1_over

Floats = NDArray[np.float64]
MACRO, MICRO = "macro average", "micro average"
BLIND = "calling every article yes"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ClassifierCheck(CheckResult):
    """How well each frame is predicted where events, and outlets, are held out."""

    columns: ClassVar[Mapping[str, str]] = {
        "split": "what was held out: no event, or no outlet, is learnt from and predicted too",
        "code": "the frame; or the mean over frames (macro), or all decisions (micro average)",
        "group": "an outlet or event that was held out; empty for all",
        "n_articles": "articles predicted",
        "n_yes": "of these, articles coded to have the frame",
        "prevalence": "their share",
        "n_right_yes": "coded and predicted to have it",
        "n_wrong_yes": "predicted to have it, and coded not to",
        "n_missed": "coded to have it, and predicted not to",
        "n_right_no": "neither coded nor predicted to have it",
        "precision": "share right of those predicted to have it",
        "recall": "share found of those coded to have it",
        "f1": "harmonic mean of precision and recall",
        "low": "lower bound of f1; missing of single outlets, where one cluster tells nothing",
        "high": "upper bound of f1",
        "f1_blind": "f1 of calling every article yes, which knows nothing",
        "passed": "whether f1 is shown to be above f1_blind",
        "reason": "why a value is missing, or why it was not judged",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the figure or table as it is."""
        settings = self.settings
        return (
            f"F1 of predicted frames, in {settings['folds']} parts, each predicted by a model "
            f"of the others that chose its thresholds without it. {self.corpus}. Lines: "
            f"{float(str(settings['confidence'])):.0%} interval over what was held out. "
            f"Filled: shown to be above {BLIND}, which knows nothing. Diamonds: that, and what "
            "has no interval."
        )

    def _shown(self) -> pd.DataFrame:
        """Give the rows of a figure: by frame, each split, and what knows nothing."""
        whole = self.table[self.table["group"] == ""]
        blind = whole.drop_duplicates("code").assign(
            f1=lambda rows: rows["f1_blind"], low=np.nan, high=np.nan, split=BLIND, passed=""
        )
        order = {code: at for at, code in enumerate(whole["code"].unique())}
        rows = pd.concat([whole, blind], ignore_index=True)
        return rows.sort_values("code", key=lambda codes: codes.map(order), kind="stable")

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw F1 of each frame, by what was held out; return the Axes."""
        rows = self._shown()
        splits = [name for name in rows["split"].unique() if name != BLIND]
        colour = {name: COLOURS[at] for at, name in enumerate(splits)} | {BLIND: "#777777"}
        shown = Rows(
            block=rows["code"].tolist(),
            label=[
                name if name == BLIND else f"{short(name)}s held out" for name in rows["split"]
            ],
            middle=rows["f1"].tolist(),
            low=rows["low"].tolist(),
            high=rows["high"].tolist(),
            colour=[colour[name] for name in rows["split"]],
            filled=(rows["passed"] == "yes").tolist(),
        )
        return draw_rows(shown, ax, xlabel="F1 of held-out articles", reference=0.0)


def check_classifier(
    corpus: Corpus,
    codings: pd.DataFrame,
    *,
    classifier: FrameClassifier | None = None,
    by: str = "outlet",
    within: str | None = "event_id",
    copies: Copies = "exclude",
    folds: int = 5,
    confidence: float = 0.95,
) -> ClassifierCheck:
    """Check how well frames are predicted of events, and of outlets, that are held out.

    Parameters
    ----------
    corpus
        The articles; those that were coded are used.
    codings
        The reference coding: article_id, and 1 or 0 in a column a frame
        (`analysis.settled` makes it of several coders).
    classifier
        What is to be checked; a new one of its kind is fitted for each part, so that none
        reports on articles it was tuned on. `FrameClassifier()` without it.
    by, within
        Columns of outlets and events; each is held out in turn. No events are held out where
        the corpus has none, or ``within`` is ``None``.
    copies
        Which articles count: see :class:`analysis.design.Counted`. An article with the very
        text of one that is predicted is never learnt from.
    folds
        Parts into which outlets, and events, are cut; as many as there are outlets leaves
        each out alone.
    confidence
        Of the intervals.

    Returns
    -------
    ClassifierCheck
        Rows of each split and frame, of their averages, and of each outlet held out.

    Raises
    ------
    ChoiceError
        Codes that are not 0 and 1, articles that are coded twice or not in the corpus, fewer
        than two outlets and two events, or no frame that can be learnt.

    Notes
    -----
    Nested cross-validation: what is held out of a part is predicted by a model that learnt,
    scaled its scores and chose its thresholds on the other parts alone. F1 = 2 yy / (y + ŷ),
    of all articles together; its interval takes events (or outlets) as the observations
    (`analysis.stats.f1`). Figures with outlets held out say what to expect of an outlet
    nobody coded; those with events held out, of other events in the same outlets. Limits:
    with a handful of outlets intervals are wide or too narrow; F1 rises with prevalence, so
    hold it to ``f1_blind``; codes that people cannot give alike bound all of it.

    Examples
    --------
    >>> n = 60
    >>> said = ["the cost of wages", "they blamed the port"]
    >>> rows = {"article_id": [f"a{i}" for i in range(n)], "published": "", "headline": "",
    ...     "outlet": [f"paper {i % 5}" for i in range(n)],
    ...     "event_id": [f"e{i // 5}" for i in range(n)],
    ...     "body": [f"Report {i}: {said[i // 3 % 2]}." for i in range(n)]}
    >>> coded = pd.DataFrame({"article_id": rows["article_id"],
    ...     "conflict": [i // 3 % 2 for i in range(n)]})
    >>> model = FrameClassifier(encoder=False)
    >>> check = check_classifier(Corpus(pd.DataFrame(rows)), coded, classifier=model)
    >>> check.verdict
    'With events held out F1 is 1.00 over 1 frame and 1.00 over decisions. With outlets held \
out F1 is 1.00 over 1 frame and 1.00 over decisions.'
    """
    refuse_folds(folds)
    coded = Coded.of(corpus, codings, copies)
    model = FrameClassifier() if classifier is None else classifier
    splits, notes = _splits(coded, by, within)
    tables = [
        _split_table(coded, model, split, folds=folds, confidence=confidence, by=by)
        for split in splits
    ]
    table = pd.concat(tables, ignore_index=True)[list(ClassifierCheck.columns)]
    return ClassifierCheck(
        table=table,
        passed=_passed(table),
        verdict=_verdict(table),
        settings={
            "by": by,
            "within": within,
            "copies": copies,
            "folds": folds,
            "confidence": confidence,
            "encoder": model.encoder,
            "seed": model.seed,
        },
        corpus=coded.corpus.summary(),
        notes=(*coded.notes, *notes),
        names=corpus.names,
    )


def _splits(coded: Coded, by: str, within: str | None) -> tuple[list[str], list[str]]:
    """Name the columns whose groups can be held out, and say which cannot."""
    splits, notes = [], []
    for column in (within, by):
        if column is None:
            continue
        if column == "event_id" and column not in coded.corpus.articles:
            notes.append("the corpus has no events: none were held out.")
        elif len(set(coded.groups(column))) < 2:
            notes.append(f"coded articles have one {short(column)}: none held out.")
        else:
            splits.append(column)
    if not splits:
        msg = (
            "nothing can be held out: coded articles need two outlets or two events, "
            f"and there are {many(len(coded.texts), 'coded article')} with one of each."
        )
        raise ChoiceError(msg)
    return splits, notes


def _split_table(
    coded: Coded,
    model: FrameClassifier,
    split: str,
    *,
    folds: int,
    confidence: float,
    by: str,
) -> pd.DataFrame:
    """Predict every part by the others, and count what was right."""
    groups = coded.groups(split)
    said = np.full(coded.codes.shape, np.nan)
    for rest, part in coded.rows(groups, folds):
        said[part] = coded.predict(model, rest, part, groups)
    known = ~np.isnan(said).any(axis=0)
    if not known.any():
        msg = (
            f"no frame can be checked: with a part of the {short(split)}s held out, "
            f"fewer than {LEAST} coded articles have it, or lack it. Code more articles."
        )
        raise ChoiceError(msg)
    truth = coded.codes.to_numpy(float)
    cluster = pd.factorize(pd.Series(groups))[0].astype(np.int64)
    found = f1_over(truth[:, known], said[:, known], cluster, confidence=confidence)
    names = np.array(coded.codes.columns)[known].tolist()
    rows = list(_rows(truth[:, known], said[:, known], names, found))
    rows += [
        {"code": name, "group": "", "passed": "not judged", "reason": _few(split)}
        for name in coded.codes.columns[~known]
    ]
    if split == by:
        rows += list(_by_group(truth[:, known], said[:, known], names, groups))
    table = pd.DataFrame(rows).assign(split=split)
    counts = [name for name in ClassifierCheck.columns if name.startswith("n_")]
    table = table.reindex(columns=list(ClassifierCheck.columns))
    return table.astype(dict.fromkeys(counts, "Int64")).fillna({"passed": ""})


def _few(split: str) -> str:
    return (
        f"with a part of the {short(split)}s held out, fewer than {LEAST} coded "
        "articles have it, or lack it, or they are of one group alone"
    )


def _rows(
    truth: Floats, said: Floats, names: Sequence[str], found: F1
) -> Iterator[dict[str, object]]:
    """Describe each frame, and both averages."""
    for at, name in enumerate([*names, MACRO, MICRO]):
        at_codes = [at] if at < len(names) else list(range(len(names)))
        row = _counts(truth[:, at_codes], said[:, at_codes]) if name != MACRO else {}
        passed, reason = _judged(found, at)
        if name == MACRO:
            row = {"n_articles": len(truth)}
        yield row | {
            "code": name,
            "group": "",
            "f1": found.value[at],
            "low": found.low[at],
            "high": found.high[at],
            "f1_blind": found.blind[at],
            "passed": passed,
            "reason": reason,
        }


def _by_group(
    truth: Floats, said: Floats, names: Sequence[str], groups: Sequence[str]
) -> Iterator[dict[str, object]]:
    """Count what is right in each outlet that was held out."""
    own = np.array(groups, object)
    for group in sorted(set(groups)):
        here = own == group
        for at, name in enumerate(names):
            row = _counts(truth[here][:, [at]], said[here][:, [at]])
            yield row | {"code": name, "group": group}


def _counts(truth: Floats, said: Floats) -> dict[str, object]:
    """Count decisions by code and prediction."""
    right = int((truth * said).sum())
    n_yes, n_said = int(truth.sum()), int(said.sum())
    return {
        "n_articles": len(truth),
        "n_yes": n_yes,
        "prevalence": n_yes / truth.size,
        "n_right_yes": right,
        "n_wrong_yes": n_said - right,
        "n_missed": n_yes - right,
        "n_right_no": truth.size - n_yes - n_said + right,
        "precision": right / n_said if n_said else np.nan,
        "recall": right / n_yes if n_yes else np.nan,
        "f1": 2 * right / (n_yes + n_said) if n_yes + n_said else np.nan,
        "f1_blind": 2 * n_yes / (n_yes + truth.size),
        "reason": "" if n_yes else "no article has the frame",
    }


def _judged(found: F1, at: int) -> tuple[str, str]:
    """Say whether F1 is shown to be above that of calling every article yes."""
    if found.value[at] <= found.blind[at]:
        return "no", "no better than calling every article yes"
    if np.isnan(found.gain_low[at]):
        return "not judged", "fewer than two groups"
    if found.gain_low[at] > 0:
        return "yes", ""
    return "not judged", "not shown to be better than calling every article yes"


def _passed(table: pd.DataFrame) -> Passed:
    own = table.loc[(table["group"] == "") & ~table["code"].isin([MACRO, MICRO]), "passed"]
    if (own == "no").any():
        return "no"
    return "yes" if (own == "yes").all() else "not judged"


def _verdict(table: pd.DataFrame) -> str:
    """Say how well frames are predicted by what was held out, and which are not."""
    return " ".join(_told(table))


def _told(table: pd.DataFrame) -> Iterator[str]:
    whole = table[table["group"] == ""]
    for split, rows in whole.groupby("split", sort=False):
        f1 = rows.set_index("code")["f1"]
        number = int(f1.drop([MACRO, MICRO]).notna().sum())
        yield (
            f"With {short(split)}s held out F1 is {f1[MACRO]:.2f} over {many(number, 'frame')} "
            f"and {f1[MICRO]:.2f} over decisions."
        )
    own = whole[~whole["code"].isin([MACRO, MICRO])]
    told = own[own["f1"].notna()]
    for rows, words in (
        (told[told["passed"] == "no"], f"No better than {BLIND}"),
        (told[told["passed"] == "not judged"], f"Not shown to be better than {BLIND}"),
        (own[own["f1"].isna()], "Too few coded articles to judge"),
    ):
        named = [f"{row.code} ({short(row.split)}s)" for row in rows.itertuples()]
        if named:
            yield f"{words}: {', '.join(named)}."
