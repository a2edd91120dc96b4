"""A run parses its articles once; who asks for voices gets them by attributions."""

import pandas as pd
import pytest

from analysis.errors import ReadError, StudyError
from analysis.prepare import _reading
from analysis.prepare import parse as module
from analysis.study import heard as heard_module
from analysis.study import open_run
from analysis.study.file import Study

TABLES = """\
[sources]
of = "source"
measures = ["attributions", "first"]
genre = ["news"]
[agency]
verbs = ["hurt"]
[participants]
"dockers" = ["docker*", "[strike]"]
[count]
voice = "source"
parts = ["body"]
[design]"""


@pytest.fixture
def parsed_texts(monkeypatch):
    given = []

    def read(name, texts):
        given.extend(text for _, text in texts)
        return _reading.read_texts(name, texts)

    monkeypatch.setattr(module, "read_texts", read)
    return given


def test_a_run_parses_each_text_once(write_study, tmp_path, parsed_texts):
    study = write_study()
    one = open_run(study, tmp_path / "out").heard()
    texts = {text for name in ("headline", "body") for text in one.articles[name]}
    assert sorted(parsed_texts) == sorted(texts)
    other = open_run(study, tmp_path / "out").heard()
    assert len(parsed_texts) == len(texts)
    pd.testing.assert_frame_equal(
        one.layers["attribution"].table, other.layers["attribution"].table
    )
    said = one.layers["attribution"]
    content = said.where(said.table["layer"] == "content").text(one.articles)
    assert set(content) == {"This is a good fight"}
    assert other.parses.of("post-0", "body").words(other.articles["body"][0])[1] == "strike"


def test_attributions_are_found_once(write_study, tmp_path, monkeypatch):
    study = write_study()
    open_run(study, tmp_path / "out").heard()
    monkeypatch.delattr(heard_module, "measure_attributions")
    assert len(open_run(study, tmp_path / "out").heard().layers["attribution"])


def test_voices_go_by_attributions_only_where_the_study_says_so(write_study, tmp_path):
    plain = open_run(write_study(), tmp_path / "out").corpus()
    assert "attribution" not in plain.layers
    assert plain.parses is None
    asked = write_study(change={"[design]": "[voice]\nattributions = true\n[design]"})
    corpus = open_run(asked, tmp_path / "out").corpus()
    assert "attribution" in corpus.layers


def test_a_study_says_what_is_compared_of_sources_and_acts(write_study):
    study = Study.read(write_study(change={"[design]": TABLES}))
    assert study.comparisons["sources"] == {
        "of": "source",
        "measures": ("attributions", "first"),
        "genre": ("news",),
        "parts": ("body",),
    }
    assert study.comparisons["agency"] == {
        "verbs": ("hurt",),
        "voice": "source",
        "parts": ("body",),
    }
    assert study.participants == {"dockers": ("docker*", "[strike]")}
    run = open_run(study.path, study.path.parent / "out")
    assert run.settings("agency")["participants"] == study.participants
    assert run.has("sources")


def test_nothing_is_parsed_for_who_does_not_ask(write_study):
    study = Study.read(write_study())
    assert not {"sources", "agency"} & set(study.comparisons)


def test_a_table_of_sources_is_read(write_study, folder):
    table = folder / "known.csv"
    table.write_text("source,side\nAnn Lee,union\n", encoding="utf-8")
    change = {"[design]": '[sources]\ntable = "known.csv"\nof = "side"\n[design]'}
    run = open_run(write_study(change=change), folder / "out")
    assert run.settings("sources")["sources"].to_dict("list") == {
        "source": ["Ann Lee"],
        "side": ["union"],
    }
    table.write_text("name,side\nAnn Lee,union\n", encoding="utf-8")
    with pytest.raises(ReadError) as error:
        run.settings("sources")
    assert str(error.value) == "known.csv has no column source; it has 'name', 'side'."


def test_every_fault_of_these_tables_is_told(write_study):
    wrong = (
        '[parse]\nprocesses = 0\n[voice]\nattributions = "yes"\n[sources]\ntable = "no.csv"\n'
        'measures = ["frist"]\n[agency]\nverbs = 3\n[participants]\n"a" = "b"\n"c" = ["*"]\n'
        "[design]"
    )
    with pytest.raises(StudyError) as error:
        Study.read(write_study(change={"[design]": wrong}))
    told = str(error.value).splitlines()
    assert told[1:] == [
        "  - line 8: [parse] processes is 0; it must be a whole number from 1",
        "  - line 10: [voice] attributions is 'yes'; it must be true or false",
        (
            "  - line 12: [sources] table is 'no.csv', which is not there; the folder holds "
            "'articles.csv', 'study.toml'"
        ),
        (
            "  - line 13: [sources] measures is ['frist']; it must be a list of "
            "'attributions', 'words', 'direct', 'first', 'articles'; did you mean 'first'?"
        ),
        "  - line 15: [agency] verbs is 3; it must be text, or a list of texts",
        (
            "  - line 17: [participants] 'a' is 'b'; it must be a list of patterns, such as "
            "'a' = ['a*']"
        ),
        "  - line 18: [participants] 'c': '*' has no letter to look for",
    ]


def test_aliases_of_sources_reach_the_comparison(write_study, folder):
    change = {"[design]": '[sources.aliases]\n"Ann Lee" = ["Lee", "A. Lee"]\n[design]'}
    run = open_run(write_study(change=change), folder / "out")
    assert run.settings("sources")["aliases"] == {"Ann Lee": ["Lee", "A. Lee"]}


def test_an_alias_of_two_sources_is_refused(write_study):
    wrong = '[sources.aliases]\n"Ann Lee" = ["Lee"]\n"Bo Lee" = "lee"\n[design]'
    with pytest.raises(StudyError) as error:
        Study.read(write_study(change={"[design]": wrong}))
    assert "'lee' stands for two" in str(error.value)
    with pytest.raises(StudyError) as error:
        Study.read(write_study(change={"[design]": "[sources]\naliases = 3\n[design]"}))
    assert str(error.value).splitlines()[1] == (
        "  - line 8: [sources] aliases is 3; it must be a table of names, such as "
        '{ "Donald Trump" = ["Trump", "the president"] }'
    )
