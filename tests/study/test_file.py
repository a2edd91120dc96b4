import re

import pytest

from analysis.design import Design
from analysis.errors import StudyError
from analysis.study.file import Study


def fault_of(path):
    with pytest.raises(StudyError) as caught:
        Study.read(path)
    return str(caught.value)


def test_a_sound_file_is_read_wholly(folder):
    study = Study.read(folder)
    assert (study.name, study.title, study.seed, study.sentences) == (
        "port",
        "A strike",
        7,
        "full",
    )
    assert study.sources[0].articles == folder / "articles.csv"
    assert study.sources[0].options == {"columns": {"outlet": "paper"}}
    assert study.design == Design(seed=7)
    assert study.label_sets == {
        "act": {"strike": ("strike", "[walk] out"), "stoppage": ("stoppage*",)}
    }
    names = ("words", "labels", "sentiment", "coverage", "claims")
    assert study.comparisons == {name: {} for name in names}
    assert study.at("labels", "act", "stoppage") == "study.toml, line 11"


def test_settings_go_to_the_comparisons_that_take_them(write_study):
    study = Study.read(
        write_study(
            'title = "x"\n[corpus]\narticles = "articles.csv"\n'
            '[design]\nby = "lean"\nwithin = false\n'
            '[count]\nvoice = "all"\ngenre = "news"\n[words]\nngrams = 2\nfdr = 0.1\n'
            '[sentiment]\nparts = ["headline"]\n[labels]\nrun = false\n'
            '[labels.act]\na = ["a"]\nb = ["b"]\n[concordance]\nwords = ["port"]\n'
        )
    )
    assert study.comparisons == {
        "words": {"voice": "all", "genre": ("news",), "ngrams": 2},
        "sentiment": {"genre": ("news",), "parts": ("headline",)},
        "concordance": {"words": ("port",)},
    }
    assert study.design == Design(by="lean", within=None)
    assert study.design_of("words") == Design(by="lean", within=None, fdr=0.1)


def test_coverage_counts_copies_whatever_counts_as_words(write_study):
    text = 'title = "x"\n[corpus]\narticles = "articles.csv"\n[count]\ncopies = "exclude"\n'
    text += 'genre = ["news"]\nvoice = "all"\n'
    study = Study.read(write_study(text))
    assert study.comparisons["coverage"] == {"genre": ("news",)}
    own = Study.read(write_study(text + '[coverage]\ncopies = "only"\nwindows = "whole"\n'))
    told = {"genre": ("news",), "copies": "only", "windows": "whole"}
    assert own.comparisons["coverage"] == told
    for design in ("[coverage]\nwithin = false\n", '[design]\nunit = "article"\n'):
        assert "coverage" not in Study.read(write_study(text + design)).comparisons


def test_every_fault_is_told_at_once_with_its_line(write_study):
    path = write_study(
        'titel = "x"\nseed = "1"\nsentences = "fulll"\n[desing]\nby = "outlet"\n'
        '[corpus]\narticles = "artcles.csv"\ncolumns = ["outlet"]\nfdr = 0.1\n'
        'events = "e.csv"\n'
        '[design]\nfdr = 5\nby = "event_id"\nconfidnce = 0.9\nunit = "word"\n'
        '[count]\nparts = ["headline", "bdy"]\n[words]\nngrams = 7\nrun = 1\n'
        '[sentiment]\nvoice = "all"\nlexicon = "afinn.csv"\n[run]\nnotebooks = "all"\n'
    )
    assert fault_of(path) == (
        "study.toml has 19 faults:\n"
        "  - line 1: a study has no key 'titel'; did you mean 'title'?\n"
        '  - line 1: the study has no title; write title = "…" in the first line\n'
        "  - line 2: seed is '1'; it must be a whole number from 0\n"
        "  - line 3: sentences is 'fulll'; it must be 'full' or 'short' or 'none'; "
        "did you mean 'full'?\n"
        "  - line 4: a study has no table [desing]; did you mean 'design'?\n"
        "  - line 7: [corpus] articles is 'artcles.csv', which is not there; "
        "did you mean 'articles.csv'?\n"
        "  - line 8: [corpus] columns is ['outlet']; it must be a table of columns, "
        'such as { outlet = "source" }\n'
        "  - line 9: [corpus] has no key 'fdr'; it belongs in [design]\n"
        "  - line 10: [corpus] events is 'e.csv', which is not there; the folder holds "
        "'articles.csv', 'study.toml'\n"
        "  - line 12: [design] fdr is 5; it must be a number above 0, up to 0.2\n"
        "  - line 13: [design] by and within are both 'event_id'; groups are compared within "
        "something else, as outlets within events\n"
        "  - line 14: [design] has no key 'confidnce'; did you mean 'confidence'?\n"
        "  - line 15: [design] unit is 'word'; it must be 'auto' or 'outlet' or 'cell' or "
        "'article'\n"
        "  - line 17: [count] parts is ['headline', 'bdy']; it must be a list of 'headline', "
        "'standfirst', 'byline', 'caption', 'subheading', 'body', 'comment', "
        "'boilerplate'; "
        "did you mean 'body'?\n"
        "  - line 19: [words] ngrams is 7; it must be a whole number from 1 to 3\n"
        "  - line 20: [words] run is 1; it must be true or false\n"
        "  - line 22: [sentiment] has no key 'voice'; it belongs in [count]\n"
        "  - line 23: [sentiment] lexicon is 'afinn.csv', which is not there; the folder holds "
        "'articles.csv', 'study.toml'; or say 'vader'\n"
        "  - line 25: [run] notebooks is 'all'; it must be a list of one or more texts"
    )


def test_label_sets_are_checked_pattern_by_pattern(write_study):
    path = write_study(
        'title = "x"\n[corpus]\narticles = "articles.csv"\n[labels]\nkilling = ["kill*"]\n'
        'voic = "all"\n[labels.one]\nstrike = ["strike"]\n[labels.none]\n[labels.act]\n'
        'strike = [\n  "strike",\n  "/str(ike/",\n  "…",\n  "/x*/",\n]\n'
        'stoppage = ["Strike", "stop*"]\nhalt = "halt*"\nnothing = []\n'
    )
    assert fault_of(path) == (
        "study.toml has 10 faults:\n"
        "  - line 5: [labels] has no key 'killing'; labels stand under what they name: write "
        "[labels.WHAT] above them, for example [labels.act]\n"
        "  - line 6: [labels] has no key 'voic'; did you mean 'voice'?\n"
        "  - line 7: [labels.one] has one label ('strike'); a share needs two or more to "
        "compare\n"
        "  - line 9: [labels.none] has no labels; a share needs two or more to compare\n"
        "  - line 13: [labels.act] 'strike': '/str(ike/' is no regular expression: "
        "missing ), unterminated subpattern at position 3\n"
        "  - line 14: [labels.act] 'strike': '…' has no letter to look for\n"
        "  - line 15: [labels.act] 'strike': '/x*/' matches nothing at all, so it would match "
        "everywhere\n"
        "  - line 17: [labels.act] 'stoppage': 'Strike' is listed under 'strike' too "
        "(line 12); a pattern has one label\n"
        "  - line 18: [labels.act] 'halt' is 'halt*'; it must be a list of patterns, such as "
        "'halt' = ['halt*']\n"
        "  - line 19: [labels.act] 'nothing' is []; it must be a list of patterns, such as "
        "'nothing' = ['nothing*']"
    )


def test_more_sources_are_checked_like_the_first(write_study):
    path = write_study(
        'title = "x"\ndesign = "outlet"\n[corpus]\narticles = "articles.csv"\n'
        '[[corpus.more]]\narticles = "articles.csv"\nformat = "html"\n'
        '[[corpus.more]]\nevents = "articles.csv"\ncolums = {}\n'
    )
    assert fault_of(path) == (
        "study.toml has 5 faults:\n"
        "  - line 2: design is 'outlet'; write [design] and its keys below\n"
        "  - line 7: [corpus.more] format is 'html'; it must be 'csv' or 'jsonl' or 'parquet' "
        "or 'folder' or 'pages' or 'archive'\n"
        '  - line 8: [corpus.more] has no articles; write articles = "FILE"\n'
        "  - line 9: [corpus.more] has no key 'events'; it belongs in [corpus]\n"
        "  - line 10: [corpus.more] has no key 'colums'; did you mean 'columns'?"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'title = "x"\nquestion = Who\n',
            (
                "study.toml, line 2: this is not TOML: Invalid value. Text stands in quotation "
                "marks; true, false and numbers do not.\n    question = Who"
            ),
        ),
        (
            '# one\ntitle "x"\n',
            (
                "study.toml, line 2: this is not TOML: Expected '=' after a key in a key/value "
                'pair.\n    title "x"'
            ),
        ),
        (
            'title = "C:\\Users"\n',
            (
                "study.toml, line 1: this is not TOML: Invalid hex value. Write a path with / "
                'or in single quotation marks.\n    title = "C:\\Users"'
            ),
        ),
        (
            "[design]\n[corpus]\n[design]\n",
            (
                "study.toml, line 3: this is not TOML: Cannot declare ('design',) twice."
                "\n    [design]"
            ),
        ),
        (
            'title = """x',
            'study.toml, line 1: this is not TOML: Unterminated string.\n    title = """x',
        ),
    ],
)
def test_what_is_not_toml_is_shown(write_study, text, message):
    assert fault_of(write_study(text)) == message


def test_a_file_in_another_encoding_is_refused(folder):
    (folder / "study.toml").write_bytes('a = 1\ntitle = "Réforme"\n'.encode("latin-1"))
    assert fault_of(folder) == (
        "study.toml, line 2: byte 0xe9 is not UTF-8; save the file as UTF-8."
    )


def test_a_missing_file_names_those_near(folder):
    assert fault_of(folder / "studdy.toml") == (
        f"there is no study file {str(folder / 'studdy.toml')!r}; near it: study.toml. "
        "Write one with: parallax new DIR --articles FILE"
    )


def test_a_path_may_come_from_the_environment(write_study, folder, monkeypatch):
    path = write_study(change={'"articles.csv"': '"${PORT_DATA}/articles.csv"'})
    monkeypatch.delenv("PORT_DATA", raising=False)
    assert fault_of(path) == (
        "study.toml has 1 fault:\n"
        "  - line 5: [corpus] articles is '${PORT_DATA}/articles.csv', but the environment "
        "variable PORT_DATA is not set"
    )
    monkeypatch.setenv("PORT_DATA", str(folder))
    assert Study.read(path).sources[0].articles == folder / "articles.csv"
    path = write_study(change={'"articles.csv"': '"${PORT_ELSEWHERE:-.}/articles.csv"'})
    assert Study.read(path).sources[0].articles == folder / "articles.csv"


def test_unknown_notebooks_are_named_with_the_nearest(write_study, folder, monkeypatch):
    names = ["01-what-is-in-the-corpus", "02-which-words"]
    monkeypatch.setattr("analysis.study.validate.notebook_names", lambda: names)
    (folder / "mine.ipynb").write_text("{}")
    listed = '["01-what-is-in-the-corps", "mine.ipynb", "x"]'
    path = write_study(change={"[design]": f"[run]\nnotebooks = {listed}\n[design]"})
    assert fault_of(path) == (
        "study.toml has 2 faults:\n"
        "  - line 8: [run] has no notebook '01-what-is-in-the-corps'; did you mean "
        "'01-what-is-in-the-corpus'?\n"
        "  - line 8: [run] has no notebook 'x'; there are 01-what-is-in-the-corpus, "
        "02-which-words"
    )


def test_no_message_says_more_than_one_line_a_fault(write_study):
    long = "x" * 500
    message = fault_of(write_study(f'title = "x"\n[corpus]\narticles = 1\nformat = "{long}"\n'))
    assert all(re.match(r"  - line \d+: .{1,200}$", one) for one in message.split("\n")[1:])


def test_a_word_list_that_cannot_be_read_is_told_before_the_run(folder):
    (folder / "list.csv").write_text("word,score\nsad,x\nbad,-1\n", encoding="utf-8")
    path = folder / "study.toml"
    given = path.read_text("utf-8").replace("[sentiment]\n", "")
    path.write_text(f'{given}\n[sentiment]\nlexicon = "list.csv"\n', encoding="utf-8")
    line = len(path.read_text("utf-8").splitlines())
    with pytest.raises(StudyError) as caught:
        Study.read(path)
    assert str(caught.value) == (
        "study.toml has 1 fault:\n"
        f"  - line {line}: [sentiment] lexicon cannot be used: list.csv has 1 fault:\n"
        "      - line 2: score is 'x', not a number"
    )
