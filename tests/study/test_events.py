"""Events of a study: matched by program where nothing names them, decided by hand elsewhere."""

import hashlib

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.study import Study
from analysis.study.events import write_proposals

FOLDER = "data/harbour"
STUDY = """\
title = "Harbour"
[corpus]
articles = "articles.csv"
{more}
[design]
within = {within}
"""


@pytest.fixture
def harbour(root, tmp_path, monkeypatch):
    """A study of the sample's articles, without their events; the encoder is left out."""
    monkeypatch.setattr("analysis.prepare.events.encoder_at_hand", lambda: False)
    table = pd.read_csv(root / FOLDER / "articles.csv", dtype=str, keep_default_na=False)
    table.drop(columns="event_id").to_csv(tmp_path / "articles.csv", index=False)

    def write(more="", within='"event_id"', decided=None):
        if decided is not None:
            (tmp_path / "events.csv").write_text(decided, encoding="utf-8")
            more = f'assignments = "events.csv"\n{more}'
        path = tmp_path / "study.toml"
        path.write_text(STUDY.format(more=more, within=within), encoding="utf-8")
        return Study.read(path)

    return write


def matched(corpus):
    return corpus.articles.set_index("article_id")


def test_events_are_matched_where_nothing_names_them_and_notes_say_so(harbour):
    corpus = harbour().corpus()
    assert corpus.summary().n_events == 14
    told = [note for note in corpus.notes if note.startswith("Events were matched by program")]
    assert len(told) == 1
    assert "(without the sentence encoder, with dates)" in told[0]
    assert "pair F1 0.88, BCubed 0.94" in told[0]


@pytest.mark.parametrize("asked", [{"within": "false"}, {"more": "find_copies = false"}])
def test_events_are_matched_only_for_comparisons_within_events(harbour, asked):
    corpus = harbour(**asked).corpus()
    assert ("event_id" in corpus.articles) == ("within" not in asked)


def test_a_study_can_refuse_the_match(harbour):
    with pytest.raises(StudyError) as caught:
        harbour("match_events = false").corpus()
    assert "within is 'event_id', no column of them" in str(caught.value)


def test_the_sample_study_keeps_its_own_events(root):
    corpus = Study.read(root / FOLDER).corpus()
    assert "event_why" not in corpus.articles
    assert not any("matched by program" in note for note in corpus.notes)


def test_merges_splits_and_names_are_honoured_and_the_rest_is_matched(harbour, tmp_path):
    before = matched(harbour().corpus())
    sizes = before.loc[before["event_id"] != "", "event_id"].value_counts()
    one, other = sizes.index[:2]
    merged = before.index[before["event_id"].isin([one, other])].tolist()
    split = before.index[before["event_id"] == sizes.index[2]][0]
    rows = [f"{article},both,The two,ann" for article in merged] + [f"{split},,,bo"]
    text = "\n".join(["article_id,event_id,description,decided_by", *rows])
    study = harbour("match_events = true", decided=text)
    corpus = study.corpus()
    after = matched(corpus)
    assert set(after.loc[merged, "event_id"]) == {"both"}
    assert set(after.loc[merged, "event_by"]) == {"ann"}
    assert after.loc[split, ["event_id", "event_by"]].tolist() == ["", "bo"]
    described = corpus.events.set_index("event_id")["description"]
    assert described["both"] == "The two"
    assert "were decided by hand (ann, bo)" in " ".join(corpus.notes)
    others = before.index.difference([*merged, split])
    assert (after.loc[others, "event_by"] == "program").all()
    assert (tmp_path / "events.csv").read_text("utf-8") == text  # never written


def test_every_fault_of_the_decisions_is_told_with_its_row(harbour):
    ids = harbour().corpus().articles["article_id"].tolist()
    rows = [
        f"{ids[0]},a,First,ann",
        f"{ids[0]},b,,ann",
        f"{ids[1]},a,Another,ann",
        f"{ids[2]},c,,",
        f"{ids[3]},c,,program",
        "nobody,c,,ann",
    ]
    text = "\n".join(["article_id,event_id,description,decided_by", *rows])
    with pytest.raises(StudyError) as caught:
        harbour("match_events = true", decided=text).corpus()
    assert str(caught.value) == (
        "events.csv cannot be used:\n"
        f"  - row 2 (line 3): article_id '{ids[0]}' stands in row 1 (line 2) too\n"
        "  - row 3 (line 4): event 'a' is 'Another', and 'First' in row 1 (line 2)\n"
        "  - row 4 (line 5): decided_by is ''; write who decided, or delete the row\n"
        "  - row 5 (line 6): decided_by is 'program'; write who decided, or delete the row\n"
        "  - row 6 (line 7): article_id 'nobody' is not in the articles"
    )


def test_proposals_are_written_beside_the_study_and_read_back_as_decisions(harbour, tmp_path):
    study = harbour()
    path, table = write_proposals(study)
    assert path == tmp_path / "events.proposed.csv"
    assert list(table)[:4] == ["article_id", "event_id", "description", "decided_by"]
    assert set(table["decided_by"]) == {"program"}
    own = table.assign(decided_by="ann")[
        ["article_id", "event_id", "description", "decided_by"]
    ]
    again = harbour("match_events = true", decided=own.to_csv(index=False)).corpus()
    events = matched(study.corpus())["event_id"]
    assert matched(again)["event_id"].to_dict() == events.to_dict()
    write_proposals(harbour("match_events = true", decided=own.to_csv(index=False)))


@pytest.mark.parametrize("column", ["decided_by", "event_id", "headline"])
def test_a_file_of_proposals_that_was_changed_is_not_overwritten(harbour, column):
    path, table = write_proposals(harbour())
    table.assign(**{column: ["ann", *table[column][1:]]}).to_csv(path, index=False)
    before = path.read_bytes()
    with pytest.raises(StudyError) as caught:
        write_proposals(harbour())
    assert str(caught.value) == (
        "events.proposed.csv is not as the program wrote it and is not overwritten: somebody "
        "may have decided in it. Rename it, keep the rows that were decided, with who decided "
        'in decided_by, and name that file under [corpus]: assignments = "events.csv".'
    )
    assert path.read_bytes() == before


def test_proposals_that_nobody_changed_are_written_anew(harbour, tmp_path):
    path, _ = write_proposals(harbour())
    before = path.read_bytes()
    assert write_proposals(harbour())[0].read_bytes() == before
    named = (tmp_path / "events.proposed.csv.sha256").read_text("utf-8").split()
    assert named == [hashlib.sha256(before).hexdigest(), "events.proposed.csv"]


def test_a_study_that_names_its_events_has_no_proposals(harbour):
    with pytest.raises(StudyError) as caught:
        write_proposals(harbour(within="false"))
    assert str(caught.value) == (
        "study.toml names its events itself; to have articles without one matched, "
        "say match_events = true under [corpus]."
    )
