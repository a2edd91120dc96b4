"""Frames for readers: what was asked, what was found, and what coders and models differ on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.check._sheets import RELIABLE, TENTATIVE
from analysis.check.agreement import NEVER_DIFFERED, TOLD, AgreementCheck
from analysis.check.predictions import PredictionCheck
from analysis.codebook import Codebook
from analysis.compare.frames import FrameComparison
from analysis.errors import many
from analysis.figures import Rows, diamonds, draw_rows
from analysis.report.describe import Picture
from analysis.report.evidence import Rights
from analysis.report.numbers import chance, share, whole_points
from analysis.study.codings import CodedArticles

SHOWN = ("n_units", "prevalence", "agreement", "alpha", "low", "high", "ac1", "verdict")
"""Columns of agreement that a chapter shows."""
PARADOX = 0.2
"""Difference of AC1 and alpha from which they are said to part ways."""


def frames_in_words(row: pd.Series, who: str, ground: str, others: str) -> str:
    """Say one row of a comparison of frames, with what predictions alone would have said.

    >>> row = pd.Series({"code": "conflict", "estimate": 0.34, "naive": 0.12})
    >>> frames_in_words(row, "Post", " in the same events.", "the others")
    'Post: the share of its articles with “conflict” is 34 percentage points higher than \
that of the others in the same events. As predicted alone: 12 points higher.'
    """
    said = [_points(float(row[name])) for name in ("estimate", "naive")]
    corrected = said[0].replace("points", "percentage points", 1)
    item = f"“{row['code']}”"
    why = row.get("naive_reason")
    no_comparison = f", which is no comparison: {why}" if why else ""
    return (
        f"{who}: the share of its articles with {item} is {corrected} that of {others}"
        f"{ground} As predicted alone: {said[1].removesuffix(' than')}{no_comparison}."
    )


def _points(difference: float) -> str:
    size = whole_points(abs(difference)).lstrip("+")
    return f"{size} {'higher' if difference > 0 else 'lower'} than"


def questions(book: Codebook, codes: Sequence[str]) -> pd.DataFrame:
    """Lay out what each code asks, and when it is a yes: columns code, question, yes, if."""
    when = {one.name: f"at least half of {', '.join(one.items)}" for one in book.scales}
    for variable in book.variables:
        yes = [one.definition for one in variable.codes if one.code == "yes"]
        when[variable.name] = yes[0] if yes else ""
    rows = [(code, book.asked(code), when.get(code, "")) for code in codes]
    return pd.DataFrame(rows, columns=["code", "question", "yes, if"]).set_index("code")


def naive_beside(result: FrameComparison) -> str:
    """Say how many contrasts would have been claimed of predictions alone, and do not stand."""
    table = result.table
    alone = (table["naive_low"] > 0) | (table["naive_high"] < 0)
    within = (table["low"] <= 0) & (table["high"] >= 0)
    turned = alone & (table["estimate"] * table["naive"] < 0)
    apart = table.loc[table["naive_reason"] != "", "code"].unique().tolist()
    refused = (
        f"\nOf {', '.join(apart)} predictions compare errors too, for these differ between "
        "groups: what they say of differences there is no comparison."
        if apart
        else ""
    )
    n_alone, n_within, n_turned, n_found = (
        int(mask.sum()) for mask in (alone, alone & within, turned, table["finding"])
    )
    return (
        f"By predictions alone, the interval of {n_alone:,} of "
        f"{many(len(table), 'contrast')} leaves out 0. Corrected, {n_within:,} of these "
        f"include it, and {n_turned:,} point the other way; {n_found:,} contrasts are findings."
        f"{refused}"
    )


def sample_table(coded: CodedArticles, names: Mapping[str, str]) -> pd.DataFrame:
    """Count, by the groups drawn from, the articles drawn, coded, and coded by several."""
    given = coded.codings.table
    by_article = given[given["code"] != ""].groupby("article_id")["coder"].nunique()
    if coded.sample is None:
        counted = {"coded": len(by_article), "by several": int((by_article > 1).sum())}
        return pd.DataFrame([counted], index=pd.Index(["all articles"], name="group"))
    rows = coded.sample.table.assign(
        coders_=coded.sample.table["article_id"].map(by_article).fillna(0)
    )
    table = rows.groupby("group", sort=True).agg(
        drawn=("article_id", "size"),
        coded=("coders_", lambda n: int((n > 0).sum())),
        several=("coders_", lambda n: int((n > 1).sum())),
        least=("inclusion", "min"),
        most=("inclusion", "max"),
    )
    heads = {
        "several": "coded by several",
        "least": "least probability of being drawn",
        "most": "largest",
    }
    return table.rename(index=dict(names), columns=heads)


def told_of_sample(coded: CodedArticles) -> str:
    """Say who coded how many articles, and what is missing."""
    book, codings = coded.codebook, coded.codings
    n = codings.table["article_id"].nunique()
    who = f" ({coded.coders})" if coded.coders else ""
    coders = f"{many(len(codings.coders), 'coder')}, {' and '.join(codings.coders)}{who},"
    asked_each = many(len(codings.variables), "question")
    told = f"{coders} coded {many(n, 'article')} by {book}: {asked_each} each."
    if coded.sample is None:
        return (
            f"{told}\nNo sample is named: nobody can say what these articles stand for, and "
            "no share is corrected by them."
        )
    left = codings.missing(coded.sample)
    articles = left["article_id"].nunique()
    if not len(left):
        return f"{told}\nEvery code that the sample asks for was given."
    return (
        f"{told}\nAsked for and not given: {many(len(left), 'code')} of "
        f"{many(articles, 'article')}."
    )


def agreement_on(agreement: AgreementCheck | None, codes: Sequence[str]) -> pd.DataFrame:
    """Lay out agreement on some codes over all units; without a second coder, say so."""
    index = pd.Index(list(codes), name="code")
    if agreement is None:
        return pd.DataFrame({"verdict": "no second coder"}, index=index)
    whole = agreement.table[agreement.table["group"] == ""].set_index("variable")
    table = whole.reindex(index)[list(SHOWN)].rename_axis("code")
    return table.assign(verdict=table["verdict"].replace(TOLD))


def picture_of_agreement(agreement: AgreementCheck) -> Picture:
    """Draw alpha of each variable over all its units, one line each."""
    whole = agreement.table[agreement.table["group"] == ""]
    rows = Rows(
        block=[""] * len(whole),
        label=whole["variable"].tolist(),
        middle=whole["alpha"].tolist(),
        low=whole["low"].tolist(),
        high=whole["high"].tolist(),
        colour=["#1a1a1a"] * len(whole),
        filled=whole["verdict"].isin(["reliable", "tentative"]).tolist(),
    )
    ax = draw_rows(rows, None, xlabel="Krippendorff's alpha", reference=0.0)
    for threshold in (TENTATIVE, RELIABLE):
        ax.axvline(threshold, color="#777777", lw=1, ls=":", zorder=1)
    caption = agreement.caption + diamonds(whole, "alpha", "low", "high")
    return Picture(ax=ax, data=whole, caption=caption)


def agreement_methods(agreement: AgreementCheck) -> str:
    """Say how agreement was measured and what was found, for the paper."""
    settings = agreement.settings
    whole = agreement.table[agreement.table["group"] == ""]
    units = sorted(set(whole["n_units"]))
    over = f"{units[0]:,}" if len(units) == 1 else f"{units[0]:,} to {units[-1]:,}"
    return (
        f"Agreement was measured on {over} units coded by several coders, as Krippendorff's "
        "alpha (Krippendorff 2018) beside the share of equal codes and Gwet's AC1 (Gwet 2008); "
        f"{float(str(settings['confidence'])):.0%} intervals of alpha are percentiles of "
        f"{settings['resamples']:,} drawings of units (seed {settings['seed']}). "
        f"{NEVER_DIFFERED} Codes are "
        f"called reliable where the lower bound is {RELIABLE:.3f} or more, tentative from "
        f"{TENTATIVE:.3f}. {agreement.verdict}"
    )


def passed_by(agreement: AgreementCheck) -> pd.DataFrame:
    """Count the variables that pass either threshold by each of three rules."""
    whole = agreement.table[agreement.table["group"] == ""]
    rules = {"lower bound of alpha": "low", "alpha itself": "alpha", "AC1": "ac1"}
    thresholds = {f"from {RELIABLE:.3f}": RELIABLE, f"from {TENTATIVE:.3f}": TENTATIVE}
    counts = {
        rule: [int((whole[name] >= least).sum()) for least in thresholds.values()]
        for rule, name in rules.items()
    }
    return pd.DataFrame(counts, index=list(thresholds)).assign(of=len(whole))


def paradox(agreement: pd.DataFrame) -> str:
    """Say where alpha and AC1 part ways, and why; of an agreement check's table."""
    whole = agreement[agreement["group"] == ""]
    apart = whole[(whole["ac1"] - whole["alpha"]) >= PARADOX]
    silent = whole[whole["alpha"].isna()]
    lines = [
        f"{row['variable']}: coders agree on {share(row['agreement'])} of codes, alpha is "
        f"{row['alpha']:.2f} and AC1 {row['ac1']:.2f}, as {share(row['prevalence'])} of codes "
        f"are “{row['commonest']}”."
        for row in apart.to_dict("records")
    ]
    lines += [
        f"{row['variable']}: every code is “{row['commonest']}”. Coders agree throughout, and "
        "alpha is not defined: nothing shows that they could tell a case of the other kind."
        for row in silent.to_dict("records")
    ]
    return "\n".join(lines) or "Alpha and AC1 nowhere lie far apart."


def disagreements(coded: CodedArticles, rights: Rights = "full") -> pd.DataFrame:
    """Lay out side by side what coders differ on, what they noted, and what was decided.

    Notes can quote an article: they are left out where texts are not shown whole.
    """
    codings, decisions = coded.codings, coded.decisions
    parts = []
    for variable in codings.variables:
        wide = codings.disagreements(variable)
        parts.append(wide.assign(variable=variable))
    table = pd.concat(parts, ignore_index=True)
    keys = ["article_id", "variable"]
    table = table[[*keys, *(coder for coder in codings.coders if coder in table)]]
    if decisions is not None:
        final = decisions.table.drop_duplicates(keys).set_index(keys)
        at = pd.MultiIndex.from_frame(table[keys])
        table["decided"] = final["code"].reindex(at).fillna("").to_numpy()
    if rights == "full":
        table["notes"] = _notes(coded, table[keys])
    return table.sort_values(keys, ignore_index=True)


def _notes(coded: CodedArticles, keys: pd.DataFrame) -> list[str]:
    """Gather the notes of coders, and of who decided, on some decisions."""
    given = [coded.codings.table]
    given += [] if coded.decisions is None else [coded.decisions.table]
    rows = pd.concat(given, ignore_index=True)
    if "note" not in rows:
        return [""] * len(keys)
    rows = rows[rows["note"].fillna("").astype(str).str.strip() != ""]
    told = {
        key: "; ".join(
            f"{r['coder']}: {str(r['note']).rstrip('.')}" for r in group.to_dict("records")
        )
        for key, group in rows.groupby(["article_id", "variable"])
    }
    return [told.get(key, "") for key in keys.itertuples(index=False, name=None)]


def errors_by_group(check: PredictionCheck, names: Mapping[str, str]) -> pd.DataFrame:
    """Lay out how often predictions are right, by code and group: "6 of 7" of yes and of no."""
    rows = check.table[check.table["group"] != ""]
    shown = [
        f"{share(row['value'])} of {row['n_coded']:,}" if row["n_coded"] else "none coded"
        for row in rows.to_dict("records")
    ]
    laid = rows.assign(shown=shown, group=rows["group"].map(lambda one: names.get(one, one)))
    whole = check.table[check.table["group"] == ""].set_index(["code", "aspect"])
    table = laid.pivot_table(
        index=["code", "aspect"], columns="group", values="shown", aggfunc="first", sort=False
    )
    table["q"] = [chance(float(q)) for q in whole["q"].reindex(table.index)]
    return table
