"""Patterns match whole words, and only those."""

import re

import pytest

from analysis.errors import ChoiceError
from analysis.measure.patterns import compile_patterns, lemma_forms
from analysis.tokens import normal


def found(pattern, text, vocabulary=()):
    [compiled] = compile_patterns({"x": [pattern]}, vocabulary)
    return [match.group() for match in compiled.regex.finditer(normal(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("us", "the House told us", ["us"]),
        ("targeted killing", "Targeted\n killing, targeted-killing", ["targeted\n killing"]),
        (
            "assassinat*",
            "assassin assassinated Assassination's",
            ["assassinated", "assassination"],
        ),
        ("president", "the vice-president and the president's man", ["president"]),
        ("murder", "a \u2018murder\u2019, 'murder' and murderous", ["murder", "murder"]),
        ("iran's general", "Iran\u2019s general", ["iran's general"]),
        ("/kill(?:ed|ing)/", "Killed, killing, skill", ["killed", "killing"]),
        (
            "co*operation",
            "cooperation co-operation corporation",
            ["cooperation", "co-operation"],
        ),
        ("u.s. strike", "the U.S. strike", ["u.s. strike"]),
    ],
)
def test_a_pattern_finds_what_it_says(pattern, text, expected):
    assert found(pattern, text) == expected


def test_a_lemma_finds_its_forms_among_the_words_of_the_corpus():
    words = ["kill", "kills", "killed", "killing", "skill", "killer", "took", "taken", "taking"]
    assert lemma_forms("kill", words) == ["kill", "killed", "killing", "kills"]
    assert lemma_forms("take", words) == ["take", "taken", "taking", "took"]
    assert found("[take] out", "They took him out; he was taken out", words) == ["taken out"]


def test_every_fault_of_a_label_set_is_named():
    with pytest.raises(ChoiceError) as refusal:
        compile_patterns(
            {
                "murder": ["murder*", "Killing"],
                "killing": ["killing", "/kill(/", "?"],
                "strike": "strike",
                "none": [],
                "all": ["/x*/"],
                "open": ["[evict"],
            }
        )
    assert str(refusal.value) == (
        "the label set cannot be used:\n"
        "  - 'killing' is listed under 'murder' and 'killing'\n"
        "  - pattern '/kill(/' of label 'killing': "
        "missing ), unterminated subpattern at position 4\n"
        "  - pattern '?' of label 'killing': it has no letter to look for\n"
        "  - label 'strike' has 'strike'; it needs a list of patterns\n"
        "  - label 'none' has []; it needs a list of patterns\n"
        "  - pattern '/x*/' of label 'all': "
        "it matches nothing at all, so it would match everywhere\n"
        "  - pattern '[evict' of label 'open': "
        "a bracket has no partner; a lemma stands in two, as [evict]"
    )


def test_the_anchor_stands_in_every_match():
    patterns = ["targeted killing", "assassinat*", "take [out]", "co*op", "/a|b/"]
    for compiled in compile_patterns({"x": patterns}, ["out", "outs"]):
        assert re.search(re.escape(compiled.anchor), compiled.written)
