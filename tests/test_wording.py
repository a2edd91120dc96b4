"""Nobody writes "no difference" where none was shown: that takes `check_equivalent`."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
CLAIM = re.compile(
    r"\bno (significant |real )?differences?\b|\b(do|does|did) not differ\b|\bno effect\b"
    r"|\b(are|is) (alike|equal|the same) (in|across|for all|between)\b|\bequally often\b",
    re.IGNORECASE,
)
MEANT = re.compile(
    r"null hypothesis|H0|margin|not the same as|is never|p of|p-value of|p reported for|0 is"
    r"|before|towards|supposed|interval leaves out|counts as|finds differences",
    re.IGNORECASE,
)
"""What makes the words something else than a claim: a hypothesis, a scale, a warning."""


def prose_of(path):
    """Give the texts of a file that somebody may read."""
    if path.suffix == ".ipynb":
        return [cell.source for cell in nbformat.read(path, as_version=4).cells]
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return [re.sub(r"\s+", " ", text)]
    nodes = list(ast.walk(ast.parse(text)))
    inside = path.name.startswith("_")  # its docstrings are for who works on it
    told = {id(n.value) for n in nodes if inside and isinstance(n, ast.Expr)}
    return [
        n.value
        for n in nodes
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in told
    ]


FILES = [
    path
    for folder, ending in (
        ("analysis", "py"),
        ("analysis", "html"),
        ("notebooks", "ipynb"),
        ("docs", "md"),
        ("docs", "py"),
        (".", "md"),
    )
    for path in sorted(
        (ROOT / folder).glob(f"**/*.{ending}" if folder != "." else f"*.{ending}")
    )
]


def claims(text):
    """Give the sentences that say that something does not differ, and not by how much."""
    sentences = re.split(r"(?<=[.!?:])\s+", re.sub(r"\s+", " ", text))
    return [s for s in sentences if CLAIM.search(s) and not MEANT.search(s)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_claims_what_no_margin_shows(path):
    assert [claim for text in prose_of(path) for claim in claims(text)] == []


def test_a_claim_is_caught():
    assert claims("The outlets do not differ. Rain.") == ["The outlets do not differ."]
    assert claims("There is no significant\ndifference between them.")
    assert claims("Not shown to differ is not the same as no difference.") == []
