"""The guide to coding runs as it stands, once coders have done their part."""

import re

import numpy as np
import pandas as pd

import analysis


def hand_in(work, path, seed):
    """Code what is asked, at random but mostly alike: a row a decision."""
    draw = np.random.default_rng(seed)
    mostly = work["variable"].str[-1].isin(["1", "3"])
    errs = draw.random(len(work)) < 0.2
    code = np.where(mostly ^ errs, "yes", "no")
    path.parent.mkdir(exist_ok=True)
    work.assign(code=code).to_csv(path, index=False)


def asked(units, book):
    return units.merge(book.table[["variable"]].drop_duplicates(), how="cross")


def test_what_the_guide_does_with_more_codes_runs(root, monkeypatch):
    monkeypatch.setattr("analysis.measure.frames.encoder_at_hand", lambda: False)  # for speed
    text = (root / "docs" / "coding.md").read_text(encoding="utf-8")
    corpus = analysis.read_csv(root / "data" / "harbour" / "articles.csv")
    ids = corpus.articles["article_id"]
    reference = pd.DataFrame({"article_id": ids, "economic_1": np.arange(len(ids)) % 2})
    names = {"analysis": analysis, "corpus": corpus, "reference": reference}
    for block in re.findall(r"```py\n(.*?)```", text, re.DOTALL):
        exec(compile(block, "coding.md", "exec"), names)  # noqa: S102 (the guide's own code)
    assert "frame_sentence" in set(names["spans"].table["layer"])
    assert set(names["check"].table["split"]) == {"event_id", "outlet"}


def test_the_guide_runs(root, tmp_path, monkeypatch):
    text = (root / "docs" / "coding.md").read_text(encoding="utf-8")
    (tmp_path / "data").symlink_to(root / "data")
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, "coding.md", "exec"), names)  # noqa: S102 (the guide's own code)
        if "write_sheets" in block:
            for seed, coder in enumerate(names["sheets"]):
                units = names["sample"].assignments
                work = asked(units[units["coder"] == coder], names["book"])
                hand_in(work, tmp_path / "coded" / f"{coder}.csv", seed)
        if "write_disagreements" in block:
            units = names["sample"].table[["article_id"]].assign(coder="both")
            path = tmp_path / "decide-decisions.csv"
            hand_in(asked(units, names["book"]), path, 9)
    assert set(names["agreement"].table["group"]) > {""}
    assert len(names["reference"]) == len(names["sample"].table)
    assert names["result"].table["value"].notna().any()
    assert (tmp_path / "sheets" / "sheet-kim.html").exists()


def test_every_name_in_the_guide_is_public(root):
    text = (root / "docs" / "coding.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\banalysis\.(\w+)", text)) | set(
        re.findall(r"`((?:to|from)_\w+)[(`]", text)
    )
    assert named <= set(analysis.__all__)
    assert {"to_doccano", "from_inception", "write_sheets"} <= named
