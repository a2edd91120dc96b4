import json
import zipfile

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.study import Study
from analysis.study.new import new_study

FORMS = {
    "csv": lambda table, path: table.to_csv(path, index=False),
    "jsonl": lambda table, path: table.to_json(path, orient="records", lines=True),
    "parquet": lambda table, path: table.to_parquet(path, index=False),
}


GUESSED = """\
article_id = "nr"  # check this, its values are all different: 6 values, such as 'a0'
# outlet = "…"  # fill this in: who published the article, never a quoted source; it could be \
krant (2 values, such as 'Trouw') or desk (3 values, such as 'Economie')
published = "day"  # check this, its values are dates: 6 values, such as '2024-03-01'; it \
could also be seen (6 values, such as '2024-04-01')
headline = false  # check this: no column looks like it
body = "tekst"  # check this, its values are the longest texts: 6 values, such as 'De haven \
ligt al 0 dagen stil. De haven '
# Other columns that could be compared with by = …: seen (6 values), krant (2 values), desk \
(3 values)
"""


@pytest.mark.parametrize("form", FORMS)
def test_the_written_study_reads_the_articles(tmp_path, form, table):
    given = table.rename(columns={"paper": "source", "body": "text", "article_id": "ID"})
    FORMS[form](given, tmp_path / f"all.{form}")
    before = (tmp_path / f"all.{form}").read_bytes()
    path = new_study(tmp_path / "new", tmp_path / f"all.{form}")
    corpus = Study.read(path).corpus()
    assert corpus.articles["outlet"].tolist() == given["source"].tolist()
    assert corpus.articles["body"].tolist() == given["text"].tolist()
    assert [p.name for p in path.parent.iterdir()] == ["study.toml"]
    assert (tmp_path / f"all.{form}").read_bytes() == before
    told = path.read_text("utf-8")
    assert 'articles = "../all.' in told
    assert "outlet = \"source\"  # check this: 2 values, such as 'Post'" in told


def test_what_is_not_found_is_left_to_the_user(tmp_path):
    table = pd.DataFrame({"key": ["a", "b"], "text": ["x", "y"], "side": ["l", "r"]})
    table.to_csv(tmp_path / "all.csv", index=False)
    told = new_study(tmp_path, tmp_path / "all.csv").read_text("utf-8")
    assert '# outlet = "…"  # fill this in: who published the article' in told
    assert "published = false  # check this: no column looks like it" in told
    assert 'within = "event_id"  # no column names events: articles are matched' in told
    assert "# Other columns that could be compared with by = …: side (2 values)" in told


def test_odd_names_are_guessed_by_their_values_and_say_so(tmp_path):
    table = pd.DataFrame(
        {
            "nr": [f"a{n}" for n in range(6)],
            "day": [f"2024-03-0{n + 1}" for n in range(6)],
            "seen": [f"2024-04-0{n + 1}" for n in range(6)],
            "krant": ["Trouw", "Parool"] * 3,
            "desk": ["Economie", "Sport", "Kunst"] * 2,
            "tekst": [f"De haven ligt al {n} dagen stil. " * 8 for n in range(6)],
        }
    )
    table.to_csv(tmp_path / "all.csv", index=False)
    path = new_study(tmp_path, tmp_path / "all.csv")
    told = path.read_text("utf-8")
    mapping = told[told.index("[corpus.columns]") : told.index("[design]")].splitlines()[1:-1]
    assert mapping == GUESSED.splitlines()
    answered = told.replace('# outlet = "…"', 'outlet = "krant"')
    path.write_text(answered, encoding="utf-8")
    assert Study.read(path).corpus().summary().n_outlets == 2


def test_hostile_names_stay_in_their_place(tmp_path, table):
    odd = 'so"urce\\\x07'
    table = table.rename(columns={"paper": odd})
    table["outlet\n[design]"] = "x"
    folder = tmp_path / 'a "b" [c]'
    folder.mkdir()
    path = folder / "all.jsonl"
    rows = [json.dumps(row) for row in table.to_dict("records")]
    path.write_text("\n".join(rows), encoding="utf-8")
    study = Study.read(new_study(tmp_path / "new", path))
    assert study.sources[0].articles.resolve() == path
    assert set(study.given) == {
        *("title", "question", "seed", "sentences", "corpus", "design", "count", "words")
    }


def test_nothing_is_overwritten(folder):
    before = (folder / "study.toml").read_bytes()
    with pytest.raises(StudyError) as caught:
        new_study(folder, folder / "articles.csv")
    assert str(caught.value) == (
        f"{str(folder / 'study.toml')!r} is there already and is not overwritten; choose "
        "another folder."
    )
    assert (folder / "study.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("place", "source", "message"),
    [
        ("new", "none.csv", "there is no file or folder {source!r} to read articles from."),
        (
            "port/articles.csv",
            "port/articles.csv",
            "{place!r} is a file; a study needs a folder.",
        ),
    ],
)
def test_impossible_places_are_refused(tmp_path, folder, place, source, message):
    place, source = str(tmp_path / place), str(tmp_path / source)
    with pytest.raises(StudyError) as caught:
        new_study(place, source)
    assert str(caught.value) == message.format(place=place, source=source)
    assert sorted(p.name for p in tmp_path.iterdir()) == [folder.name]


def test_saved_pages_and_folders_are_told_apart(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("x")
    assert 'format = "pages"' in new_study(tmp_path / "one", texts).read_text("utf-8")
    (texts / "about.csv").write_text("file,outlet\na.txt,Post\n")
    told = new_study(tmp_path / "two", texts).read_text("utf-8")
    assert 'format = "folder"\nmetadata = "../texts/about.csv"  # check this' in told


NEXIS = """
                    1 of 2 DOCUMENTS

                     The Echo (Alma)

                     March 1, 2024

Strike ends

LENGTH: 4 words

Ships sailed on Friday.

                    2 of 2 DOCUMENTS

                      Harbour Post

                     March 2, 2024

Quays reopen

LENGTH: 4 words

Cranes turn once more.
"""


def test_an_export_of_an_archive_is_told_and_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("a.txt", NEXIS)
        archive.writestr("notes.md", "What we did.")
    path = new_study(tmp_path / "new", tmp_path / "export.zip")
    told = path.read_text("utf-8")
    assert (
        'articles = "../export.zip"\n'
        'format = "archive"\n'
        "# 2 articles read from export.zip (2 of Nexis text)\n"
        "# not read: export.zip/notes.md is no export that is known here: it looks like plain "
        "text\n"
    ) in told
    assert '# "The Echo (Alma)" = "The Echo (Alma)"  # 1 article\n' in told
    articles = Study.read(path).corpus().articles
    assert articles["headline"].tolist() == ["Strike ends", "Quays reopen"]
    path.write_text(
        told.replace("# [corpus.outlet_names]", "[corpus.outlet_names]").replace(
            '# "The Echo (Alma)" = "The Echo (Alma)"', '"The Echo (Alma)" = "Echo"'
        ),
        "utf-8",
    )
    assert Study.read(path).corpus().articles["outlet"].tolist() == ["Echo", "Harbour Post"]


def test_rows_that_cannot_be_read_are_told(tmp_path):
    rows = ["article_id,outlet,published,headline,body"]
    rows += [f"a{n},Post,2024-03-01,Port,Quiet" + ", and calm" * (n % 2) for n in range(20)]
    (tmp_path / "all.csv").write_text("\n".join(rows), encoding="utf-8")
    told = new_study(tmp_path / "s", tmp_path / "all.csv").read_text("utf-8")
    faults = [line for line in told.splitlines() if line.startswith("# mend this")]
    assert faults[0] == (
        "# mend this: all.csv, row 2 (line 3): fields: 6, where the header has 5; put a field "
        "that holds a comma or a line end in double quotes"
    )
    assert len(faults) == 9
    assert faults[-1] == "# mend this: all.csv, 2 more like these"
