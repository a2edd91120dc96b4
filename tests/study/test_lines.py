import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.study.lines import key_lines


def paths_of(value, path=()):
    """List every key path of parsed TOML: the oracle for what must be found."""
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        return set()
    return {p for k, v in pairs for p in ({(*path, k)} | paths_of(v, (*path, k)))}


CASES = {
    "repeated names": "by = 1\n[a]\nby = 2\n[b]\n# by = 0\nby = 3\n[b.by2]\nby = 4\n",
    "dotted": "a.b.c = 1\na.b.d = 2\n[x.y]\nz . w = 3\n",
    "inline": "a = { b = 1, c = { d = [ { e = 2 } ] }, 'f g' = \"}\" }\nh = 2\n",
    "tables in rows": "[[m]]\na = 1\n[m.c]\nb = 1\n[[m]]\na = 2\n[[m.n]]\nb = 3\n"
    "[[m.n]]\nb = 4\n",
    "long texts": 'a = """\nb = 1\n[c]\n"""\nd = \'\'\'\n# e = "\n\'\'\'\nf = ""\ng = 1\n',
    "quotes at the end": 'a = """x"""""\nb = \'\'\'y\'\'\'\'\'\nc = """\\""""\nd = 1\n',
    "escapes": 'a = "\\"]"\n"b\\"c" = 1\n\'d.e\' = 2\n"" = 3\n',
    "lists": "a = [\n 'x', # y\n\n [1, 2],\n 3,\n]\nb = []\nc = [[], [\n[]]]\n",
    "values": "a = 1979-05-27 07:32:00\nb = +1e3 # c = 2\nd = true\ne = nan\n",
    "windows": "[a]\r\nb = 1\r\n\r\nc = 'x'\r\n",
    "blanks": "\n\n  [ a . b ]  # c\n\t d = 1",
    "empty": "",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_every_key_is_found_and_nothing_else(text):
    assert set(key_lines(text)) == paths_of(tomllib.loads(text))


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        ("repeated names", {("by",): 1, ("a", "by"): 3, ("b", "by"): 6, ("b", "by2", "by"): 8}),
        ("dotted", {("a", "b", "d"): 2, ("x", "y"): 3, ("x", "y", "z", "w"): 4}),
        (
            "tables in rows",
            {("m", 0, "c", "b"): 4, ("m", 1, "a"): 6, ("m", 1, "n", 1, "b"): 10},
        ),
        ("long texts", {("d",): 5, ("f",): 8, ("g",): 9}),
        ("lists", {("a", 1): 4, ("a", 1, 0): 4, ("a", 2): 5, ("c", 1, 0): 9}),
        ("windows", {("a", "b"): 2, ("a", "c"): 4}),
    ],
)
def test_lines_are_those_a_reader_sees(case, lines):
    found = key_lines(CASES[case])
    assert {path: found[path] for path in lines} == lines


NAMES = st.text("ab.\"' #=[]{}\\é", min_size=1, max_size=4)
LEAVES = st.one_of(st.integers(0, 9), st.booleans(), st.text("a\"'#[]{},=\\\n é", max_size=6))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


def quoted(text):
    marks = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
    return f'"{text.translate(marks)}"'


def inline(value, gap):
    """Write a value; in lists, ``gap`` stands between the elements."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + "".join(f"{gap}{inline(v, gap)}," for v in value) + gap + "]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{quoted(k)} = {inline(v, gap)}" for k, v in value.items()) + "}"
        )
    return str(value) if isinstance(value, int) else quoted(value)


@given(
    st.dictionaries(NAMES, st.dictionaries(NAMES, TREES, max_size=3), max_size=4),
    st.sampled_from(["", " ", "\n", " # ]}\n  "]),
)
def test_any_text_gives_its_keys_on_their_lines(tree, gap):
    lines, expected = [], {}
    for table, pairs in tree.items():
        lines.append(f"[{quoted(table)}] # [x]")
        expected[(table,)] = len(lines)
        for name, value in pairs.items():
            expected[(table, name)] = len(lines) + 1
            lines += f"{quoted(name)} = {inline(value, gap)}".split("\n")
    text = "\n".join(lines)
    found = key_lines(text)
    assert set(found) == paths_of(tomllib.loads(text)) == paths_of(tree)
    assert {path: found[path] for path in expected} == expected
