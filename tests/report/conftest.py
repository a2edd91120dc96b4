"""A small finished run whose articles try to run something in the reader's browser."""

from dataclasses import dataclass
from typing import ClassVar

import nbformat
import numpy as np
import pandas as pd

from analysis.corpus import Corpus
from analysis.figures import Rows, draw_rows
from analysis.report.describe import picture_of_dates
from analysis.results import CONTRAST_COLUMNS, LEVEL_COLUMNS, Result
from analysis.spans import Spans
from analysis.study.file import Study
from analysis.study.store import Run

ATTACKS = (
    "<script>window.__pwned = 1</script>",
    "<img src=x onerror='window.__pwned = 1'>",
    "</script><script>window.__pwned = 1</script>",
    "</style></title></dialog><svg onload=window.__pwned=1>",
    "javascript:window.__pwned=1",
    "\u2028window.__pwned = 1\u2029",
    "{{ 7 * 7 }} {% raw %} <!-- -->",
)
OUTLET = "Star <script>window.__pwned = 1</script>"
STUDY = """
title = "Study of <b onmouseover=window.__pwned=1>attacks</b>"
question = "Who says </script><script>window.__pwned = 1</script> most?"
sentences = "{sentences}"
[corpus]
articles = "articles.csv"
events = "events.csv"
outlets = "outlets.csv"
"""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MadeUp(Result):
    """Numbers made up for the pages to show: finite, infinite, missing, not tested."""

    columns: ClassVar = {
        "group": "value of the grouping column",
        "word": "the word",
        "n_articles": "articles of the group with the word",
        "n_events": "events with the word",
        "value_kind": "what value is",
        "value": "uses per 1,000 words",
        **LEVEL_COLUMNS,
        **CONTRAST_COLUMNS,
    }
    item: ClassVar[str] = "word"
    caption = "Words <script>window.__pwned = 1</script> of each outlet. " + ATTACKS[-1]
    methods = "We compared words <img src=x onerror=window.__pwned=1>."

    def main_rows(self, most=10):
        return self.table.head(most)

    def plot(self, ax=None):
        table = self.main_rows().dropna(subset="estimate")
        rows = Rows(
            block=table["group"].tolist(),
            label=(table["word"] + ", " + table["group"]).tolist(),
            middle=table["estimate"].tolist(),
            low=table["low"].tolist(),
            high=table["high"].tolist(),
            colour=["#0072b2"] * len(table),
            filled=table["finding"].tolist(),
        )
        return draw_rows(rows, ax, xlabel="ratio", reference=0.0, log=True)


def hostile_corpus(n_sentences=2):
    rows = []
    for event in range(3):
        for outlet in ("Post", OUTLET):
            attack = ATTACKS[(event * 2 + (outlet == "Post")) % len(ATTACKS)]
            body = " ".join(f"Fury grew, {attack} they said." for _ in range(n_sentences))
            rows.append(
                {
                    "article_id": f"{event}{outlet[:1]}{attack}",
                    "outlet": outlet,
                    "published": f"2024-03-0{event + 1}",
                    "headline": f"Fury {attack}",
                    "body": body,
                    "event_id": f"e{event}",
                    "url": "javascript:window.__pwned=1"
                    if event
                    else "https://example.org/a?b=1",
                    "language": "en",
                }
            )
    events = pd.DataFrame(
        {
            "event_id": ["e0", "e1", "e2", "e3"],
            "description": [*ATTACKS[:3], "An event nobody reported"],
            "date": "2024-03-01",
        }
    )
    outlets = pd.DataFrame({"outlet": ["Post", OUTLET], "name": ["The Post", OUTLET]})
    return Corpus(pd.DataFrame(rows), events=events, outlets=outlets, notes=(ATTACKS[0],))


def made_up(corpus):
    words = ["fury", ATTACKS[0], "calm", "never", "rare"]
    estimates = np.array([0.85, -0.4, np.inf, -np.inf, np.nan])
    table = pd.DataFrame(
        {
            "group": ["Post", OUTLET, "Post", OUTLET, "Post"],
            "word": words,
            "n_articles": [3, 3, 2, 1, 1],
            "n_events": [3, 3, 2, 1, 1],
            "value_kind": "rate per 1,000 words",
            "value": [2.345, 0.12, 31.0, 0.0, np.nan],
            "value_low": [1.1, 0.01, 12.0, np.nan, np.nan],
            "value_high": [4.2, 1.3, 80.0, np.nan, np.nan],
            "estimate_kind": "log rate ratio",
            "estimate": estimates,
            "low": [0.34, -1.2, 0.5, np.nan, np.nan],
            "high": [1.36, 0.4, np.inf, np.nan, np.nan],
            "p": [0.0004, 0.4, 0.01, np.nan, np.nan],
            "q": [0.002, 0.6, 0.03, np.nan, np.nan],
            "finding": [True, False, True, False, False],
            "reason": ["", "", "", "1 informative event <b>", "1 informative event <b>"],
            "largest_event_share": 0.5,
            "largest_outlet_share": 0.5,
        }
    )

    def behind(row):
        mine = corpus.articles[corpus.articles["outlet"] == row["group"]]
        found = [
            (article, "body", start, start + 4, "fury")
            for article, body in zip(mine["article_id"], mine["body"], strict=True)
            for start in range(len(body))
            if body.startswith("Fury", start)
        ]
        return Spans.of("word", found)

    return MadeUp(
        table=table,
        settings={
            "by": "outlet",
            "within": "event_id",
            "voice": "outlet",
            "copies": "exclude",
            "confidence": 0.95,
        },
        corpus=corpus.summary(),
        notes=("Rates are shares </script>.",),
        _texts=corpus,
        _behind=behind,
    )


def notebook_with(outputs, title="What <i>is</i> it?"):
    saved = nbformat.v4.new_output(
        "execute_result", data={"text/plain": "PosixPath('/some/where/results/words')"}
    )
    cells = [
        nbformat.v4.new_markdown_cell(f"# {title}\n\nProse [x](javascript:alert(1))."),
        nbformat.v4.new_code_cell("import analysis  # </script>"),
        nbformat.v4.new_markdown_cell("## The numbers\n\nText."),
        nbformat.v4.new_code_cell('run.save(words, "words")', outputs=[saved]),
        nbformat.v4.new_markdown_cell("## Other outputs"),
        nbformat.v4.new_code_cell("show()", outputs=outputs),
        nbformat.v4.new_markdown_cell("## For the paper"),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def hostile_outputs():
    new = nbformat.v4.new_output
    attack = " ".join(ATTACKS)
    return [
        new("stream", name="stdout", text=attack),
        new("display_data", data={"text/html": f"<table><tr><td>{attack}</td></tr></table>"}),
        new("display_data", data={"text/markdown": f"Text {attack}"}),
        new("display_data", data={"text/plain": attack}),
        new("display_data", data={"application/javascript": "window.__pwned = 1"}),
        new("display_data", data={"image/svg+xml": "<svg onload=window.__pwned=1></svg>"}),
        new("error", ename="E", evalue="v", traceback=[f"\x1b[31m{attack}\x1b[0m"]),
    ]


def make_run(folder, sentences="full", n_sentences=2):
    """Write a study and a finished run of it; return both with the corpus."""
    corpus = hostile_corpus(n_sentences)
    place = folder / "study"
    place.mkdir()
    corpus.articles.to_csv(place / "articles.csv", index=False)
    corpus.events.to_csv(place / "events.csv", index=False)
    corpus.outlets.to_csv(place / "outlets.csv", index=False)
    (place / "study.toml").write_text(STUDY.replace("{sentences}", sentences), "utf-8")
    study = Study.read(place / "study.toml")
    out = folder / "run"
    run = Run(study, out)
    run.__dict__["_corpus"] = corpus
    run.save(made_up(corpus), "words")
    picture_of_dates(corpus).save(out / "figures", "dates")
    (out / "notebooks").mkdir()
    for name in ("00-start-here", "01-next"):
        nbformat.write(notebook_with(hostile_outputs()), out / "notebooks" / f"{name}.ipynb")
    return study, out, corpus
