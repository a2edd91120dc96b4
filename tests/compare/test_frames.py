"""compare_frames: errors of a model that differ by outlet are undone by a coded sample."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, false_discovery_control, fisher_exact

import analysis
from analysis.coding.codings import Codings
from analysis.coding.reference import DECIDE, Reference
from analysis.coding.sample import draw_sample
from analysis.compare._predicted import corrected_by
from analysis.compare.frames import compare_frames
from analysis.corpus import Corpus
from analysis.errors import ChoiceError
from analysis.figures import plt
from analysis.stats.correction import calibrated, dsl
from analysis.stats.scalars import contrast_scalars

N_EVENTS = 40


def corpus_of(n_events=N_EVENTS, outlets=("Post", "Star", "Wire")):
    rows = [(o, f"e{e:02}") for e in range(n_events) for o in outlets]
    table = {
        "article_id": [f"a{i:03}" for i in range(len(rows))],
        "outlet": [outlet for outlet, _ in rows],
        "event_id": [event for _, event in rows],
        "published": "2024-03-01",
        "headline": [f"Report {i}" for i in range(len(rows))],
        "body": [f"Text number {i}." for i in range(len(rows))],
    }
    return Corpus(pd.DataFrame(table))


def leaning(corpus, seed=1):
    """Codes as likely in every outlet, and predictions that lean against Post."""
    draw = np.random.default_rng(seed)
    articles = corpus.articles
    truth = (draw.random(len(articles)) < 0.4).astype(int)
    imagined = np.where(articles["outlet"] == "Post", 0.5, 0.05)
    guess = np.where(draw.random(len(articles)) < imagined, 1, truth)
    ids = articles["article_id"]
    codes = pd.DataFrame({"article_id": ids, "conflict": truth})
    return codes, pd.DataFrame({"article_id": ids, "conflict": guess})


def test_leaning_predictions_mislead_and_the_sample_corrects_them():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    sample = draw_sample(corpus, 60)
    coded = codes[codes["article_id"].isin(sample.table["article_id"])]
    result = compare_frames(corpus, guessed, codings=coded, inclusion=sample)
    post = result.table.set_index("group").loc["Post"]
    assert post["naive_low"] > 0.1  # the model alone says that Post has more
    assert post["low"] < 0 < post["high"]
    assert not result.table["finding"].any()
    assert post["n_coded"] == sample.table["group"].eq("Post").sum()
    assert result.settings["n_coded"] == len(sample.table)


def test_errors_that_differ_are_told_beside_the_naive_shares():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    told = (
        "Predictions err differently in groups (conflict): what naive says of these compares "
    )
    told += "errors too, and is no comparison; check_predictions has the rates."
    apart = compare_frames(corpus, guessed, codings=codes, inclusion=1.0)
    assert told in apart.notes
    assert set(apart.table["naive_reason"]) == {"predictions err differently in groups"}
    against = apart.difference("Post").table
    assert set(against["naive_reason"]) == {"predictions err differently in groups"}
    alike = compare_frames(corpus, codes, codings=codes, inclusion=1.0, coded_by="two readers")
    assert told not in alike.notes
    assert set(alike.table["naive_reason"]) == {""}
    for caption in (alike.caption, alike.shares_caption):
        assert f"corrected by {len(codes)} coded articles (by two readers)" in caption


def test_all_coded_is_the_comparison_of_the_codes():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    result = compare_frames(corpus, guessed, codings=codes, inclusion=1.0)
    units = corpus.articles
    event, outlet = (
        pd.factorize(units[name])[0].astype(np.int64) for name in ("event_id", "outlet")
    )
    found = contrast_scalars(
        codes["conflict"].to_numpy(float),
        event=event, outlet=outlet, group=outlet, n_groups=3, unit="cell",
    )  # fmt: skip
    for name in ("value", "estimate", "low", "high", "p"):
        expected = getattr(found, name)[:, 0]
        assert result.table[name].to_numpy(float) == pytest.approx(expected, nan_ok=True)
    guesses = guessed["conflict"].groupby(units["outlet"]).mean()
    assert result.table["naive_value"].tolist() == pytest.approx(guesses.tolist())


def test_values_are_those_of_design_based_learning():
    """The mean of the corrected values is the corrected share of another formula."""
    draw = np.random.default_rng(4)
    truth, guess = draw.integers(0, 2, (2, 90)).astype(float)
    coded, chance = draw.random(90) < 0.4, np.full(90, 0.4)
    codes = np.where(coded, truth, np.nan)[:, None]
    values = corrected_by(guess[:, None], Reference(codes=codes, inclusion=chance))[:, 0]
    ones = np.ones((90, 1))
    scaled = calibrated(np.where(coded, truth, 0), guess, coded)
    fitted = dsl((scaled, ones), (truth, ones), labelled=coded, inclusion=chance)
    assert values.mean() == pytest.approx(fitted.coefficients[0])


def test_groups_swapped_turn_signs_and_order_changes_nothing():
    corpus = corpus_of(outlets=("Post", "Star"))
    codes, guessed = leaning(corpus)
    coded = codes.iloc[::3].assign(inclusion=1 / 3)
    one, other = compare_frames(corpus, guessed, codings=coded).table["estimate"]
    assert one == -other
    turned = Corpus(corpus.articles.sample(frac=1, random_state=1))
    again = compare_frames(turned, guessed.iloc[::-1], codings=coded.iloc[::-1])
    assert again.table["estimate"].tolist() == pytest.approx([one, other])


def test_no_finding_rests_on_a_few_articles_that_happen_to_be_alike():
    """Nine in ten articles of each outlet have the code; seven coded ones of Post all do."""
    corpus = corpus_of(n_events=20)
    ids, outlet = corpus.articles["article_id"], corpus.articles["outlet"]
    truth = (np.arange(len(ids)) % 10 != 1).astype(int)
    truth[(outlet == "Post").to_numpy() & (np.arange(len(ids)) < 39)] = 1
    codes = pd.DataFrame({"article_id": ids, "conflict": truth})
    coded = codes.iloc[:39]
    guess = codes.assign(conflict=np.where(outlet == "Post", 0.9, 0.6))
    result = compare_frames(corpus, guess, codings=coded, inclusion=39 / 60)
    post = result.table.set_index("group").loc["Post"]
    others = coded["conflict"][(outlet[:39] != "Post")]
    counts = [[13, 0], [others.sum(), len(others) - others.sum()]]
    assert post["p"] >= fisher_exact(counts)[1]
    assert post["low"] < 0 < post["high"]
    assert not result.table["finding"].any()
    assert result.table["q"].tolist() == pytest.approx(
        false_discovery_control(result.table["p"]).tolist()
    )


def test_codings_as_coders_gave_them_are_settled():
    corpus = corpus_of(n_events=20)
    codes, guessed = leaning(corpus)
    said = pd.DataFrame(
        {
            "article_id": codes["article_id"],
            "coder": "kim",
            "variable": "conflict",
            "code": codes["conflict"].map({1: "yes", 0: "no"}),
        }
    )
    plain = compare_frames(corpus, guessed, codings=codes, inclusion=1.0).table
    for given in (said, Codings.of(said)):
        found = compare_frames(corpus, guessed, codings=given, inclusion=1.0).table
        pd.testing.assert_frame_equal(found, plain)
    other = said.assign(coder="lee", code="yes").iloc[:1]
    said.loc[0, "code"] = "no"
    with pytest.raises(ChoiceError) as caught:
        compare_frames(corpus, guessed, codings=pd.concat([said, other]), inclusion=1.0)
    assert str(caught.value) == (
        "there is no reference coding yet:\n"
        f"  - conflict of 'a000': coders disagree and nobody decided\n{DECIDE}"
    )


def test_codings_of_parts_are_no_reference():
    row = {"article_id": "a", "coder": "kim", "variable": "x", "code": "yes", "field": "body"}
    parts = Codings.of(pd.DataFrame([{**row, "start": 0, "end": 3}]))
    with pytest.raises(ChoiceError) as caught:
        analysis.settled(parts)
    assert str(caught.value) == (
        "codings are of parts of articles; a reference coding is of whole articles: say first "
        "what an article has whose parts were coded."
    )


def test_one_outlet_can_be_the_reference():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    result = compare_frames(corpus, guessed, codings=codes, inclusion=1.0).difference("Wire")
    assert result.table["group"].tolist() == ["Post", "Star"]
    gap = codes["conflict"].groupby(corpus.articles["outlet"]).mean()
    assert result.table["estimate"].tolist() == pytest.approx(
        [gap["Post"] - gap["Wire"], gap["Star"] - gap["Wire"]]
    )
    assert "Wire" in result.caption
    assert "Egami" in result.methods


def test_coded_articles_that_never_differ_do_not_make_a_share_certain():
    corpus = corpus_of(n_events=20)
    codes, _ = leaning(corpus)
    codes.loc[corpus.articles["outlet"] == "Post", "conflict"] = 1
    certain = codes.assign(conflict=codes["conflict"].replace({0: 0.02, 1: 0.98}))
    coded = codes.iloc[:21]  # seven of each outlet
    result = compare_frames(corpus, certain, codings=coded, inclusion=7 / 20)
    post = result.table.set_index("group").loc["Post"]
    exact = binomtest(7, 7).proportion_ci(0.95, method="exact")
    assert post["value_low"] <= exact.low + 1e-9
    assert post["value_high"] >= exact.high
    assert any("conflict in Post (all of 7)" in note for note in result.notes)
    assert post["high"] - post["low"] >= exact.high - exact.low
    # Nor a difference: 14 of 14 others that lack the code and 7 of 7 that have it, or
    # 7 of 7 beside others of which most have it too.
    yes = coded["conflict"].to_numpy().reshape(7, 3)[:, 1:].sum()
    assert post["p"] >= fisher_exact([[7, 0], [yes, 14 - yes]])[1]
    pair = result.difference("Post").table
    for row in pair.itertuples():
        own = coded["conflict"][corpus.articles["outlet"][:21] == row.group]
        table = [[own.sum(), 7 - own.sum()], [7, 0]]
        assert row.p >= fisher_exact(table)[1]
        assert row.low <= row.estimate <= row.high
        assert row.high - row.estimate >= 1 - exact.low - 1e-9
    whole = compare_frames(corpus, certain, codings=codes, inclusion=1.0)
    assert whole.table.set_index("group").loc["Post", "value_low"] == pytest.approx(1)
    assert not any("all alike" in note for note in whole.notes)


def test_a_row_opens_to_its_headlines_the_likeliest_first():
    corpus = corpus_of(n_events=8)
    codes, guessed = leaning(corpus)
    guessed["conflict"] = np.linspace(0, 1, len(guessed))
    result = compare_frames(corpus, guessed, codings=codes, inclusion=1.0)
    behind = result.evidence(result.table.index[0]).table
    assert len(behind) == 8
    assert behind["score"].is_monotonic_decreasing or set(behind["field"]) == {"headline"}
    plt.close(result.plot().figure)


def test_articles_without_predictions_and_few_codes_are_noted():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    result = compare_frames(corpus, guessed.iloc[1:], codings=codes.iloc[1:22], inclusion=0.2)
    assert "1 article without predictions left out." in result.notes
    assert "21 coded articles: intervals may be too narrow below 50." in result.notes
    n = int(codes["conflict"].iloc[1:22].sum())
    assert n < 10
    told = f"Fewer than 10 coded articles have the code, or lack it: conflict {n} of 21. Code "
    assert told + "more of what is rare: draw_sample(…, allocation='equal')." in result.notes


def refused(message, **changed):
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    given = {"predictions": guessed, "codings": codes, "inclusion": 0.5, **changed}
    given = {
        name: value(codes, guessed) if callable(value) else value
        for name, value in given.items()
    }
    with pytest.raises(ChoiceError) as caught:
        compare_frames(
            corpus, given["predictions"], codings=given["codings"], inclusion=given["inclusion"]
        )
    assert str(caught.value) == message


def test_what_cannot_be_compared_is_refused():
    refused(
        "these predictions cannot be used:\n"
        "  - conflict is 1.5, -1.0; a prediction is a probability, or 0 or 1",
        predictions=lambda _, guessed: guessed.assign(
            conflict=[1.5, -1.0, *guessed["conflict"][2:]]
        ),
    )
    refused(
        "these predictions cannot be used:\n  - predicted twice: 'a000'\n"
        "  - there is no column beside article_id; give one a frame",
        predictions=lambda _, guessed: guessed[["article_id"]].iloc[[0, 0, 1]],
    )
    refused(
        "the coding cannot be used:\n  - the coding has no column 'conflict'",
        codings=lambda codes, _: codes.rename(columns={"conflict": "frame"}),
    )
    refused(
        "the coding cannot be used:\n"
        "  - conflict has 'maybe'; a reference code is 0 or 1\n"
        "  - coded twice: 'a001'; settle what coders decided first\n"
        "  - a probability of inclusion must lie above 0, up to 1",
        codings=lambda codes, _: pd.concat(
            [codes.astype({"conflict": object}).replace({"conflict": {0: 0}}), codes.iloc[[1]]]
        ).assign(conflict=lambda table: ["maybe", *table["conflict"][1:]]),
        inclusion=0.0,
    )
    refused(
        "the coding cannot be used:\n  - nobody says with which probability each article was "
        "drawn to be coded: give the sample, one number, or a column inclusion",
        inclusion=None,
    )
    refused(
        "frames cannot be compared:\n"
        "  - no article of Wire was coded: what is predicted of it cannot be corrected; code "
        "some of it, or leave it out\n"
        "  - all 2 coded articles have conflict",
        codings=lambda codes, _: codes.iloc[:2].assign(conflict=1),
    )


def test_a_coded_article_that_was_not_drawn_is_named():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    sample = draw_sample(corpus, 30)
    left = codes[~codes["article_id"].isin(sample.table["article_id"])].iloc[:1]
    coded = pd.concat([codes[codes["article_id"].isin(sample.table["article_id"])], left])
    with pytest.raises(ChoiceError) as caught:
        compare_frames(corpus, guessed, codings=coded, inclusion=sample)
    assert str(caught.value).startswith(
        "the coding cannot be used:\n"
        f"  - coded, but not drawn in the sample: '{left['article_id'].iloc[0]}'"
    )
    # Its probability is not known, which is no second fault.
    assert "must lie above 0" not in str(caught.value)
    with pytest.raises(ChoiceError) as caught:
        compare_frames(corpus, guessed, codings=coded, design=sample)
    assert str(caught.value) == (
        "design is a Sample; give the sample as inclusion=: design says who is compared, "
        "within what: Design(by='outlet', within='event_id')."
    )


def test_intervals_hold_the_truth_where_naive_ones_do_not():
    held, naive_held, runs = 0, 0, 120
    event, outlet = np.repeat(np.arange(30), 3), np.tile(np.arange(3), 30)
    for seed in range(runs):
        draw = np.random.default_rng(seed)
        truth = (draw.random(90) < np.array([0.3, 0.4, 0.5])[outlet]).astype(float)
        imagined = np.array([0.4, 0.1, 0.0])[outlet]
        guess = np.where(draw.random(90) < imagined, 1.0, truth)
        coded = draw.random(90) < 0.5
        codes = np.where(coded, truth, np.nan)[:, None]
        reference = Reference(codes=codes, inclusion=np.full(90, 0.5))
        for values in (guess, corrected_by(guess[:, None], reference)[:, 0]):
            found = contrast_scalars(
                values, event=event, outlet=outlet, group=outlet, n_groups=3, unit="cell"
            )
            holds = found.low[0, 0] <= -0.15 <= found.high[0, 0]
            held, naive_held = (
                (held, naive_held + holds) if values is guess else (held + holds, naive_held)
            )
    assert 0.90 <= held / runs <= 0.99
    assert naive_held / runs < 0.5


def test_a_part_of_a_sample_is_no_sample():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    sample = draw_sample(corpus, 60)
    drawn = codes[codes["article_id"].isin(sample.table["article_id"])]
    left = sorted(drawn["article_id"].iloc[[3, 5]])
    with pytest.raises(ChoiceError) as caught:
        compare_frames(
            corpus,
            guessed,
            codings=drawn[~drawn["article_id"].isin(left)],
            inclusion=sample,
        )
    assert str(caught.value) == (
        "the coding cannot be used:\n"
        f"  - drawn, but not coded: '{left[0]}', '{left[1]}'; code them too, or draw fewer"
    )
    half = drawn.iloc[::2]
    told = compare_frames(corpus, guessed, codings=half, inclusion=0.5).notes
    n = f"{2 * len(half)} articles, and there are 120: were all that were drawn coded?"
    assert any(note.endswith(n) for note in told)
    with pytest.raises(ChoiceError) as caught:
        compare_frames(corpus, guessed, codings=drawn, inclusion=1.0)
    assert str(caught.value) == (
        "the coding cannot be used:\n  - inclusion is 1, which says that all were coded, but "
        f"{120 - len(drawn)} of 120 articles were not"
    )


def test_codes_of_articles_that_are_not_there_are_named():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    strange = pd.DataFrame({"article_id": ["zz1"], "conflict": [1]})
    with pytest.raises(ChoiceError) as caught:
        compare_frames(
            corpus,
            guessed.iloc[1:],
            codings=pd.concat([strange, codes.iloc[:40]]),
            inclusion=0.3,
        )
    assert str(caught.value) == (
        "the coding cannot be used:\n  - coded, but not in the corpus: 'zz1'\n"
        "  - coded, but not predicted: 'a000'"
    )
    wire = corpus.with_columns({"wire": pd.Series(["AP", *[""] * 119])})
    told = compare_frames(wire, guessed, codings=codes.iloc[:40], inclusion=0.33).notes
    assert "1 coded article not compared and left out." in told


def test_predictions_that_know_the_codes_are_told():
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    knowing = guessed.assign(conflict=0.4 + 0.2 * codes["conflict"])
    told = compare_frames(corpus, knowing, codings=codes.iloc[::2], inclusion=0.5).notes
    assert any(note.startswith("Predictions part the coded articles without") for note in told)
    honest = guessed.assign(conflict=0.4 + 0.2 * guessed["conflict"])
    told = compare_frames(corpus, honest, codings=codes.iloc[::2], inclusion=0.5).notes
    assert not any(note.startswith("Predictions part the coded") for note in told)


# Settling what coders decided

NAMES = ["article_id", "coder", "variable", "code"]


def test_disagreements_are_settled_or_named():
    rows = [("a1", "kim", "x", "yes"), ("a1", "lee", "x", "no"), ("a2", "kim", "x", "yes")]
    both = analysis.Codings.of(pd.DataFrame(rows, columns=NAMES))
    with pytest.raises(ChoiceError) as caught:
        analysis.settled(both)
    assert str(caught.value) == (
        "there is no reference coding yet:\n"
        f"  - x of 'a1': coders disagree and nobody decided\n{DECIDE}"
    )
    final = analysis.Codings.of(pd.DataFrame([("a1", "both", "x", "no")], columns=NAMES))
    assert analysis.settled(both, final).to_numpy().tolist() == [["a1", 0], ["a2", 1]]
    other = analysis.Codings.of(pd.DataFrame([("a1", "kim", "x", "3")], columns=NAMES))
    with pytest.raises(ChoiceError) as caught:
        analysis.settled(other)
    assert str(caught.value) == (
        "there is no reference coding yet:\n  - x has the codes '3'; it takes yes and no, or "
        "1 and 0"
    )


def test_decisions_count_where_coders_differ_and_must_be_clear():
    rows = [("a1", "kim", "x", "no"), ("a1", "lee", "x", "no"), ("a2", "kim", "x", "yes")]
    rows += [("a2", "lee", "x", "no"), ("a3", "kim", "x", "")]
    both = analysis.Codings.of(pd.DataFrame(rows, columns=NAMES))
    made = [("a1", "both", "x", "yes"), ("a2", "both", "x", "yes")]
    final = analysis.Codings.of(pd.DataFrame(made, columns=NAMES))
    assert analysis.settled(both, final).to_numpy().tolist() == [["a1", 0], ["a2", 1]]
    open_too = [*rows, ("a3", "kim", "y", "yes")]
    table = analysis.settled(analysis.Codings.of(pd.DataFrame(open_too, columns=NAMES)), final)
    assert table.set_index("article_id").loc["a3"].isna().tolist() == [True, False]
    unclear = [("a2", "both", "x", "Yes"), ("a2", "ann", "x", "no")]
    unclear = analysis.Codings.of(pd.DataFrame(unclear, columns=NAMES))
    with pytest.raises(ChoiceError) as caught:
        analysis.settled(both, unclear)
    assert str(caught.value) == (
        "there is no reference coding yet:\n"
        "  - x has the codes 'Yes' in the decisions; it takes yes and no, or 1 and 0"
    )
    apart = [("a2", "both", "x", "yes"), ("a2", "ann", "x", "no")]
    apart = analysis.Codings.of(pd.DataFrame(apart, columns=NAMES))
    with pytest.raises(ChoiceError) as caught:
        analysis.settled(both, apart)
    assert str(caught.value) == (
        "there is no reference coding yet:\n  - x of 'a2': who decided disagree"
    )


# What is said and drawn of it


def compared(**own):
    corpus = corpus_of()
    codes, guessed = leaning(corpus)
    sample = draw_sample(corpus, 60, coders=["kim", "lee"], overlap=0.5)
    coded = codes[codes["article_id"].isin(sample.table["article_id"])]
    return compare_frames(corpus, guessed, codings=coded, inclusion=sample, **own), sample


def agreement_of(sample, apart):
    """Two coders of the shared articles, who differ in the first few."""
    shared = sample.table.loc[sample.table["overlap"], "article_id"]
    rows = [
        (
            one,
            coder,
            "conflict",
            "yes" if (at % 3 == 0) != (coder == "lee" and at < apart) else "no",
        )
        for coder in ("kim", "lee")
        for at, one in enumerate(shared)
    ]
    names = ["article_id", "coder", "variable", "code"]
    return analysis.check_agreement(pd.DataFrame(rows, columns=names), level="nominal")


def test_the_paper_is_told_of_codebook_sample_coders_agreement_and_estimator():
    _, sample = compared()
    check = agreement_of(sample, apart=5)
    book = analysis.Codebook.shipped("generic-frames")
    result, _ = compared(
        agreement=check, codebook=book, coded_by="two students", predicted_by="by a word list"
    )
    n, shared = len(sample.table), int(sample.table["overlap"].sum())
    row = check.table.iloc[0]
    interval = f"[{row['low']:.2f}, {row['high']:.2f}]"
    assert result.methods.startswith(
        f"Of 120 articles, {n} were drawn within groups and spread over events (collocated "
        f"sampling), seed 1, each with probability 0.5, and coded; {shared} of them by several "
        "coders independently. 2 coders (kim, lee: two students) coded by the codebook "
        f"{book}. "
        f"Agreement over {shared} articles coded by several, Krippendorff's alpha with its 95% "
        f"bootstrap interval: conflict {row['alpha']:.2f} {interval}. "
        f"Frames were predicted by a word list; {n} of the articles compared were coded. Each"
    )
    assert result.methods.endswith(
        "P-values were judged as one family at a false discovery rate of 0.05 (Benjamini & "
        "Hochberg 1995)."
    )
    alone, _ = compared(coded_by="One student")
    assert "independently. One student coded. Frames were predicted for all" in alone.methods


def test_codes_on_which_coders_are_not_shown_to_agree_are_warned_about():
    _, sample = compared()
    row = agreement_of(sample, apart=5).table.iloc[0]
    assert row["verdict"] == "unreliable"
    result, _ = compared(agreement=agreement_of(sample, apart=5))
    assert (
        f"Coders are not shown to agree on conflict (alpha {row['alpha']:.2f}, "
        f"{row['low']:.2f} to {row['high']:.2f}): whatever is said of these is said of what "
        "these coders saw, and others may see something else."
    ) in result.notes
    perfect, _ = compared(agreement=agreement_of(sample, apart=0))
    told = [note for note in perfect.notes if note.startswith("Agreement on conflict")]
    assert told[0].startswith("Agreement on conflict: coders never differed in ")


def test_what_the_naive_share_would_have_is_the_comparison_of_predictions():
    """Naive levels and contrasts are those of predictions taken for codes of all articles."""
    corpus = corpus_of()
    _, guessed = leaning(corpus)
    result, _ = compared()
    as_codes = compare_frames(corpus, guessed, codings=guessed, inclusion=1.0).table
    names = ["value", "value_low", "value_high", "estimate", "low", "high"]
    naive = ["naive_value", "naive_value_low", "naive_value_high", "naive", "naive_low"]
    np.testing.assert_allclose(
        result.table[[*naive, "naive_high"]], as_codes[names], rtol=1e-9, atol=1e-12
    )


@pytest.mark.parametrize("draw", ["plot", "plot_shares"])
def test_the_figure_shows_both_on_one_line_a_group(draw):
    result, _ = compared()
    ax = getattr(result, draw)()
    names = ("estimate", "naive") if draw == "plot" else ("value", "naive_value")
    dots = [line for line in ax.lines if line.get_marker() in {"o", "|"}]
    drawn = sorted((float(d.get_ydata()[0]), float(d.get_xdata()[0])) for d in dots)
    rows = result.main_rows()
    assert [x for _, x in drawn[::2]] == pytest.approx(rows[names[0]].tolist())
    assert [x for _, x in drawn[1::2]] == pytest.approx(rows[names[1]].tolist())
    assert all(
        0 < below - above < 0.5
        for (above, _), (below, _) in zip(drawn[::2], drawn[1::2], strict=True)
    )
    left, right = ax.get_xlim()
    ends = (
        rows[[*names, f"{names[1]}_low", f"{names[1]}_high"]]
        if draw != "plot"
        else rows[[*names, "naive_low", "naive_high"]]
    )
    assert left < ends.to_numpy().min()
    assert ends.to_numpy().max() < right
    assert "In grey below: as predicted" in result.caption
    assert "In grey below: as predicted" in result.shares_caption
    plt.close("all")


def test_a_row_opens_to_the_spans_that_carry_its_code():
    spans = analysis.Spans.of(
        "frame_word",
        [("a000", "body", 0, 4, "conflict"), ("a001", "body", 0, 4, "conflict")],
    )
    other = analysis.Spans.of("frame_word", [("a003", "body", 5, 9, "money")])
    result, _ = compared(evidence=analysis.Spans.concat([spans, other]))
    found = result.evidence(0).table
    assert found[["article_id", "value"]].to_numpy().tolist() == [["a000", "conflict"]]
    assert result.sentences(1)["text"].tolist() == ["Text number 1."]
    assert result.evidence(2).table.empty


def test_a_figure_that_leaves_rows_out_says_so():
    corpus = corpus_of(n_events=8, outlets=tuple(f"Outlet {n}" for n in range(9)))
    ids = corpus.articles["article_id"]
    codes = {f"code {n}": (np.arange(len(ids)) % (n + 2) == 0).astype(int) for n in range(5)}
    coded = pd.DataFrame({"article_id": ids, **codes})
    result = compare_frames(corpus, coded, codings=coded, inclusion=1.0)
    told = "Drawn are the first 40 of 45 rows."
    assert told in result.caption
    assert told in result.shares_caption
    one = compare_frames(corpus, coded.iloc[:, :2], codings=coded.iloc[:, :2], inclusion=1.0)
    assert "Drawn are" not in one.caption
