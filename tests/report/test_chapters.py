"""Executed notebooks become chapters."""

import lxml.html
import nbformat
import pandas as pd
import pytest

from analysis.report.chapters import align_tables, read_chapter
from tests.report.conftest import hostile_outputs, notebook_with

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


@pytest.fixture
def chapter(tmp_path):
    def read(outputs=(), **metadata):
        notebook = notebook_with(list(outputs))
        notebook.metadata.update(metadata)
        nbformat.write(notebook, tmp_path / "07-test.ipynb")
        return read_chapter(tmp_path / "07-test.ipynb")

    return read


def test_the_first_heading_is_the_title_and_the_others_are_the_contents(chapter):
    found = chapter()
    assert found.title == "What is it?"
    assert found.short == "What is it?"
    assert [title for _, title in found.contents] == [
        "The numbers",
        "Other outputs",
        "For the paper",
    ]
    assert "<h1" not in "".join(block.html for block in found.blocks)


def test_a_notebook_may_name_its_entry(chapter):
    assert chapter(parallax={"short": "Numbers"}).short == "Numbers"


def test_what_a_cell_saved_stands_where_it_was_saved(chapter):
    kinds = [(block.kind, block.name) for block in chapter().blocks]
    assert ("saved", "words") in kinds
    assert kinds.index(("saved", "words")) > kinds.index(("code", ""))


def test_places_on_a_machine_are_not_shown(chapter, tmp_path):
    shown = "".join(block.html for block in chapter().blocks)
    assert "/some/where" not in shown
    notebook = notebook_with([])
    given = 'STUDY = "/home/me/work/sol/study.toml"\nOUT = "/home/me/reports/sol"'
    for source, tag in (
        (given, "injected-parameters"),
        ('STUDY = "sample.toml"', "parameters"),
    ):
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata["tags"] = [tag]
        notebook.cells.insert(2, cell)
    nbformat.write(notebook, tmp_path / "08-test.ipynb")
    blocks = read_chapter(tmp_path / "08-test.ipynb").blocks
    shown = "".join(block.html for block in blocks)
    assert "/home/me" not in shown
    # whose code this is: the study's that was run, not the sample's
    assert "sol/study.toml" in shown
    assert "reports/sol" in shown
    assert "sample.toml" not in shown


def test_a_picture_nobody_saved_is_shown_with_what_is_known(chapter):
    output = nbformat.v4.new_output("display_data", data={"image/png": PIXEL})
    shown = chapter([output]).blocks[-2].html
    assert 'src="data:image/png;base64,iVBOR' in shown
    assert 'alt="Figure of the section “Other outputs”;' in shown


def test_outputs_cannot_run_anything(chapter):
    shown = "".join(block.html for block in chapter(hostile_outputs()).blocks)
    assert "<script" not in shown
    assert "<svg" not in shown
    assert "onerror=" not in shown.replace("&lt;img src=x onerror=", "")


def test_numbers_are_aligned_with_their_headings_and_missing_is_a_dash():
    html = (
        "<table><thead><tr><th></th><th>word</th><th>n</th></tr></thead><tbody>"
        "<tr><th>0</th><td>a</td><td>1.5</td></tr>"
        "<tr><th>1</th><td>b</td><td>NaN</td></tr></tbody></table>"
    )
    assert align_tables(html) == (
        '<table><thead><tr><th></th><th>word</th><th class="n">n</th></tr></thead><tbody>'
        '<tr><th>0</th><td>a</td><td class="n">1.5</td></tr>'
        '<tr><th>1</th><td>b</td><td class="n">\u2013</td></tr></tbody></table>'
    )


def test_a_table_without_rows_says_so():
    html = "<table><thead><tr><th>a</th></tr></thead><tbody></tbody></table>"
    assert align_tables(html) == html + "<p>No rows.</p>"


def table_of(frame):
    return lxml.html.fragment_fromstring(
        align_tables(frame.to_html(border=0)), create_parent="div"
    )


def test_heads_of_two_levels_stand_over_their_columns():
    """Two measures of two changes: both upper heads span two columns, and are no numbers."""
    frame = pd.DataFrame(
        [[0.1, 0.2, 0.3, 0.4]],
        index=pd.Index(["rare words"], name="item"),
        columns=pd.MultiIndex.from_product([["power", "alone"], ["now", "twice"]]),
    )
    table = table_of(frame)
    upper, lower = table.findall(".//thead/tr")
    assert [(th.text, th.get("class")) for th in upper] == [
        (None, None),
        ("power", "over"),
        ("alone", "over"),
    ]
    assert [(th.text, th.get("class")) for th in lower] == [
        ("item", None),
        *[(name, "n") for name in ("now", "twice", "now", "twice")],
    ]


def test_the_name_of_an_index_stands_beside_the_other_heads():
    frame = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["a", "b"], name="compared"))
    [row] = table_of(frame).findall(".//thead/tr")
    assert [(th.text, th.get("class")) for th in row] == [("compared", None), ("n", "n")]
    named = table_of(frame.rename_axis(columns="what")).findall(".//thead/tr")
    assert len(named) == 2


def test_short_text_is_not_broken_and_long_text_has_room():
    frame = pd.DataFrame(
        {"method": ["this suite"], "reason": ["a power of 0.66 at 352, the largest"]}
    )
    cells = table_of(frame).findall(".//td")
    assert [cell.get("class") for cell in cells] == [None, "long"]
