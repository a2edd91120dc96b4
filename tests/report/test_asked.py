"""What several results say together agrees with what each of them says."""

import pandas as pd

from analysis.compare.diversity import compare_source_diversity
from analysis.compare.sources import compare_sources
from analysis.corpus import Corpus
from analysis.report.asked import counted_findings, listed_sources, untested_rows

SAID = "said that it was late."


def both():
    words = {
        "post": "Ada Lee {} Joe Ray {} Eva Kim {}",
        "star": "Ada Lee {} Ada Lee {} Bo Day {}",
    }
    rows = [
        {
            "article_id": f"{outlet}{event}",
            "outlet": outlet,
            "published": "2024-03-01",
            "headline": "",
            "event_id": f"e{event}",
            "body": text.format(SAID, SAID, SAID) + f" {event}",
        }
        for event in range(7)
        for outlet, text in words.items()
    ]
    corpus = Corpus(pd.DataFrame(rows))
    return {
        "who is quoted": compare_sources(corpus, measures=["attributions"]),
        "how many voices": compare_source_diversity(corpus),
    }


def test_findings_and_what_was_not_tested_are_counted():
    asked = both()
    lines = counted_findings(asked).splitlines()
    assert lines[1] == (
        "how many voices: 2 of 2 contrasts that could be tested are findings at a false "
        "discovery rate of 5%."
    )
    table = untested_rows(asked)
    assert table.loc[["how many voices"], "rows"].tolist() == [8]
    every = sum(int(result.table["p"].isna().sum()) for result in asked.values())
    assert table["rows"].sum() == every


def test_lists_of_sources_are_laid_out_for_readers():
    rows = both()["who is quoted"].only_here("star")
    shown = listed_sources(rows, {"star": "The Star"}, most=3)
    assert shown.index.tolist() == ["e0", "e1", "e2"]
    assert shown["outlet"].tolist() == ["The Star"] * 3
    assert shown["source"].tolist() == ["Bo Day"] * 3
    assert shown["others on the event"].tolist() == [1, 1, 1]
