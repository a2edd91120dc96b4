"""The steps of `parallax train sentiment`."""

import pandas as pd
from typer.testing import CliRunner

from analysis import TargetSentiment
from analysis.cli import app

SAID = [("praised", "positive"), ("mocked", "negative"), ("met", "neutral")]


def train(*arguments):
    return CliRunner().invoke(app, ["train", "sentiment", *arguments])


def coded():
    rows = [(f"{i} men {verb} Ames.", code) for verb, code in SAID for i in range(24)]
    table = pd.DataFrame(rows, columns=["sentence", "polarity"])
    start = table["sentence"].str.find("Ames")
    return table.assign(start=start, end=start + 4)


def test_a_model_is_learnt_written_and_told_of(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.measure.target_sentiment.encoder_at_hand", lambda: False)
    monkeypatch.chdir(tmp_path)
    coded().to_csv("coded.csv", index=False)
    done = train("--sentences", "coded.csv", "--out", "m.npz")
    assert done.exit_code == 0, done.output
    assert done.output == (
        "Written: m.npz\n"
        "It is a model of 72 coded mentions, without the encoder.\n"
        "Macro-F1 on each third of the sentences, by a model of the others:\n"
        "  sentences with one coded target  1.00\n"
        "  sentences with several           too few to tell\n"
        "Use it: model = analysis.TargetSentiment.load('m.npz')\n"
        "        analysis.compare_sentiment(corpus, target=…, model=model)\n"
    )
    model = TargetSentiment.load("m.npz")
    new = pd.DataFrame({"sentence": ["99 women mocked Ames."], "start": [16], "end": [20]})
    assert model.predict(new).tolist() == ["negative"]


def test_what_cannot_be_learnt_from_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = train("--sentences", "none.csv").stderr
    assert told.startswith("'none.csv' cannot be read as a CSV file: ")
    coded().astype(str).assign(start="5th").to_csv("coded.csv", index=False)
    assert train("--sentences", "coded.csv").stderr == (
        "'coded.csv' cannot be learnt from:\n  - column 'start' holds '5th'; give a whole "
        "number of characters from 0\n"
    )
    coded().drop(columns="end").to_csv("coded.csv", index=False)
    assert train("--sentences", "coded.csv").stderr == (
        "coded sentences need the columns sentence, start, end, polarity; end missing, found "
        "sentence, polarity, start.\n"
    )
