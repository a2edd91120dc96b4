"""Codebooks are read wholly or refused with the line of each fault."""

import pytest

from analysis.codebook import Code, Codebook
from analysis.errors import ChoiceError, ReadError

WHOLE = """\
name = "Frames of a strike"
version = "2"
licence = "CC BY 4.0"

[variables.frame]
definition = "The frame that governs the article."
level = "nominal"
unit = "article"
source = "Semetko & Valkenburg 2000"

[variables.frame.codes.conflict]
definition = "Two sides against each other."
examples = ["The union defied the port.", "A war of words."]

[variables.frame.codes.economic]
definition = "Costs and gains."

[variables.length]
definition = "Words in the quote."
level = "ratio"
unit = "quote"
"""


@pytest.fixture
def read(tmp_path):
    def _read(content):
        path = tmp_path / "codes.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Codebook.read(path)

    return _read


def test_a_codebook_is_read_whole(read):
    codebook = read(WHOLE)
    assert (codebook.name, codebook.version, codebook.language) == (
        "Frames of a strike",
        "2",
        "",
    )
    assert [variable.name for variable in codebook.variables] == ["frame", "length"]
    assert codebook.variable("frame").codes == (
        Code(
            code="conflict",
            definition="Two sides against each other.",
            examples=("The union defied the port.", "A war of words."),
        ),
        Code(code="economic", definition="Costs and gains."),
    )
    assert codebook.table.to_numpy().tolist() == [
        [
            "frame",
            "article",
            "nominal",
            "conflict",
            "Two sides against each other.",
            "The union defied the port. | A war of words.",
        ],
        ["frame", "article", "nominal", "economic", "Costs and gains.", ""],
        ["length", "quote", "ratio", "", "Words in the quote.", ""],
    ]


def test_line_ends_and_a_mark_of_other_systems_do_no_harm(read):
    raw = b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()
    assert read(raw) == read(WHOLE)


def test_a_variable_that_is_not_there_is_refused_with_those_that_are(read):
    with pytest.raises(ChoiceError) as refusal:
        read(WHOLE).variable("frames")
    assert str(refusal.value) == (
        "the codebook 'Frames of a strike' has no variable 'frames'; it has 'frame', 'length'."
    )


WRONG = {
    "every-fault-at-once": (
        (
            'nmae = "x"\n'
            "version = 2\n"
            "[variables.frame]\n"
            'level = "nominel"\n'
            'unit = "page"\n'
            'codes = "a, b"\n'
            "[variables.tone]\n"
            'definition = "How it sounds."\n'
            'level = "ordinal"\n'
            'unit = "sentence"\n'
            "[variables.tone.codes.1]\n"
            'examples = "one"\n'
        ),
        (
            "codes.toml has 10 faults:\n"
            "  - line 1: nmae is not known here; it can have name, version, language, licence, "
            "source\n"
            "  - name is missing\n"
            "  - line 2: version is 2; put it in quotes\n"
            "  - line 3: [variables.frame] definition is missing\n"
            "  - line 4: [variables.frame] level is 'nominel'; it can be nominal, ordinal, "
            "interval, ratio\n"
            "  - line 5: [variables.frame] unit is 'page'; it can be article, headline, "
            "sentence, "
            "quote\n"
            "  - line 6: [variables.frame] codes is 'a, b'; give a table "
            "[variables.frame.codes.NAME]\n"
            "  - line 7: [variables.tone] ordinal needs two codes or more; there are 1\n"
            "  - line 12: [variables.tone.codes.1] examples is no list of texts\n"
            "  - line 11: [variables.tone.codes.1] definition is missing"
        ),
    ),
    "no-variables": (
        'name = "x"\n',
        "codes.toml has 1 fault:\n  - there is no variable: give one as [variables.NAME]",
    ),
    "a-code-without-a-table": (
        WHOLE + '[variables.length.codes]\nlong = "over 20"\n',
        (
            "codes.toml has 1 fault:\n"
            "  - line 23: [variables.length.codes] long is 'over 20'; give it a table of "
            "its own"
        ),
    ),
    "no-toml": (
        "name = \n",
        "codes.toml is not TOML: Invalid value (at line 1, column 8).",
    ),
    "no-text": (b"\xff\xfe", "codes.toml is not UTF-8 text; save it as UTF-8."),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_codebook_is_refused_with_all_its_faults(read, content, message):
    with pytest.raises(ReadError) as refusal:
        read(content)
    assert str(refusal.value) == message


def test_a_codebook_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ReadError) as refusal:
        Codebook.read(tmp_path / "codes.toml")
    assert str(refusal.value) == "codes.toml cannot be opened: No such file or directory."


SCALED = (
    WHOLE
    + """\

[variables.loud]
definition = "Is it loud?"
level = "nominal"
unit = "article"
codes.yes.definition = "It is."
codes.no.definition = "It is not."

[scales.noise]
definition = "How loud it is."
items = ["loud"]
"""
)


def test_scales_are_made_of_yes_and_no(read):
    (scale,) = read(SCALED).scales
    assert (scale.name, scale.items) == ("noise", ("loud",))
    with pytest.raises(ReadError) as refusal:
        read(SCALED.replace('["loud"]', '["loud", "frame", "soft"]') + "[scales.none]\n")
    assert str(refusal.value) == (
        "codes.toml has 4 faults:\n"
        "  - line 32: [scales.noise] 'frame' is no variable with the codes yes and no\n"
        "  - line 32: [scales.noise] 'soft' is no variable with the codes yes and no\n"
        "  - line 33: [scales.none] items is no list of variables\n"
        "  - line 33: [scales.none] definition is missing"
    )


SHIPPED = {
    "generic-frames": (20, 5),
    "policy-frames": (16, 0),
    "episodic-thematic": (2, 0),
    "functions": (4, 0),
    "moral-foundations": (5, 0),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_codebooks_are_whole(name):
    book = Codebook.shipped(name)
    assert (len(book.variables), len(book.scales)) == SHIPPED[name]
    assert book.source
    assert book.licence == "MIT"
    assert (book.table["definition"] != "").all()
    scaled = [item for scale in book.scales for item in scale.items]
    assert len(scaled) == len(set(scaled))


def test_a_codebook_that_is_not_shipped_is_refused_with_those_that_are():
    with pytest.raises(ChoiceError) as refusal:
        Codebook.shipped("frames")
    assert str(refusal.value) == (
        "no codebook is called 'frames'; there are 'episodic-thematic', 'functions', "
        "'generic-frames', 'moral-foundations', 'policy-frames'."
    )
