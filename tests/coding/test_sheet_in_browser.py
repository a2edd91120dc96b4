"""A real browser codes a sheet from disk: by keyboard, over reloads, to a file and back."""

import pytest

import analysis
from analysis.coding.sheets import write_sheets
from tests.test_browser import CONTRAST


@pytest.fixture
def sheet(corpus, book, tmp_path):
    sample = analysis.draw_sample(corpus, 4, within=None, coders=["kim"])
    return write_sheets(sample, corpus, book, tmp_path)["kim"]


@pytest.fixture
def visit(browser, sheet):
    """Open the sheet, note every request and error, and hold it to have none."""
    seen, contexts = [], []

    def opened(path=sheet, *, inside=None, start="", **settings):
        if inside is None:
            inside = browser.new_context(accept_downloads=True, **settings)
            contexts.append(inside)
        page = inside.new_page()
        if start:
            page.add_init_script(start)
        page.on("request", lambda one: seen.append(one.url))
        page.on("dialog", lambda one: seen.append(one.message))
        page.on("pageerror", lambda one: seen.append(str(one)))
        page.on("console", lambda one: seen.append(one.text))
        page.goto(path.as_uri())
        return page

    yield opened
    for each in contexts:
        each.close()
    assert [one for one in seen if not one.startswith(("file:", "data:", "blob:"))] == []


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def exported(page, path):
    with page.expect_download() as caught:
        press(page, "Control+s")
    caught.value.save_as(path)
    assert caught.value.suggested_filename == "codes-kim.csv"
    return path


def given(page):
    return page.locator("#count").inner_text()


def test_an_article_is_coded_reloaded_exported_and_read_back(visit, corpus, book, tmp_path):
    page = visit()
    press(page, "y", "1")
    page.keyboard.type("3.5")
    press(page, "Enter", "n")
    page.reload()
    assert given(page).startswith("1 of 4 articles · 4 of 12 decisions")
    assert page.locator("fieldset.current legend").inner_text() == "2 · tone"
    press(page, "g")
    page.keyboard.type("0")
    press(page, "+")
    page.keyboard.type('He said "no";\n=2, twice')
    press(page, "Escape")
    page.close()
    codings = analysis.read_codings(
        exported(visit(inside=page.context), tmp_path / "out.csv"),
        codebook=book,
        corpus=corpus,
    )
    assert codings.coders == ("kim",)
    assert codings.notes == ("decisions left open: 6 of 12",)
    first, second = dict.fromkeys(codings.table["article_id"].tolist()[:6])
    wide = {
        name: codings.side_by_side(name).set_index("article_id")["kim"].to_dict()
        for name in codings.variables
    }
    assert wide == {
        "conflict": {first: "yes", second: "no"},
        "tone": {first: "bad", second: "good"},
        "sources": {first: "3.5", second: "0"},
    }
    noted = codings.table[codings.table["note"] != ""]
    assert set(noted["article_id"]) == {second}
    assert set(noted["note"]) == {'He said "no";\n=2, twice'}
    assert codings.table["coded_at"].ne("").sum() == 6


def test_nothing_of_an_article_runs_and_all_of_it_is_read(visit, corpus):
    page = visit()
    bodies = []
    for _ in range(4):
        bodies.append(page.locator("#body").evaluate("one => one.textContent"))
        press(page, "ArrowRight")
    assert sorted(bodies) == sorted(corpus.articles["body"])
    page.wait_for_timeout(50)
    assert page.evaluate("window.__pwned") is None
    assert page.locator("#body *, #headline *").count() == 0


def test_codes_can_be_taken_back_and_undone(visit):
    page = visit()
    press(page, "y", "b", "Control+z", "Control+z")
    assert given(page).startswith("0 of 4 articles · 0 of 12")
    assert page.locator("#undo").is_disabled()
    press(page, "n", "ArrowUp", "Backspace")
    assert given(page).startswith("0 of 4 articles · 0 of 12")
    press(page, "Control+z")
    pressed = page.locator("[aria-pressed=true]")
    assert [one.inner_text() for one in pressed.locator("b").all()] == ["no"]
    page.reload()
    press(page, "Control+z")
    assert given(page).startswith("0 of 4 articles · 0 of 12")


def test_a_number_that_is_none_is_not_kept_and_says_so(visit):
    page = visit()
    press(page, "ArrowDown", "ArrowDown")
    page.keyboard.type("2,5")
    assert page.locator(".wrong").inner_text().startswith("Not kept: write a number")
    assert given(page).startswith("0 of 4 articles · 0 of 12")
    page.locator("fieldset input").fill("-1")
    assert page.locator(".wrong").inner_text() == "Not kept: it begins at 0."
    page.locator("fieldset input").fill("12")
    assert page.locator(".wrong").inner_text() == ""
    assert given(page).startswith("0 of 4 articles · 1 of 12")


def test_two_tabs_of_one_sheet_lose_nothing_of_each_other(visit):
    one = visit()
    two = visit(inside=one.context)
    press(one, "y")
    press(two, "ArrowRight", "n")
    press(one, "g")
    one.reload()
    assert given(one).startswith("0 of 4 articles · 3 of 12")


def test_a_browser_that_keeps_nothing_is_told_of_at_once(visit, tmp_path):
    refuse = "Storage.prototype.setItem = () => { throw new Error('full'); };"
    page = visit(start=refuse)
    told = page.get_by_role("alert").first
    assert told.inner_text().startswith("This browser keeps nothing for this page")
    press(page, "y", "g")
    assert given(page).startswith("0 of 4 articles · 2 of 12")
    table = analysis.read_codings(exported(page, tmp_path / "out.csv")).table
    assert table["code"].tolist()[:3] == ["yes", "good", ""]


def test_an_export_goes_on_in_another_browser(visit, tmp_path):
    page = visit()
    press(page, "y", "g")
    page.keyboard.type("7")
    first = exported(page, tmp_path / "first.csv")
    assert "not exported" not in given(page)
    other = visit()
    other.locator("#file").set_input_files(first)
    other.get_by_text("Taken: 3. The same here already: 0.").wait_for()
    assert given(other).startswith("1 of 4 articles · 3 of 12")
    press(other, "Control+z")
    assert given(other).startswith("0 of 4 articles · 0 of 12")
    other.locator("#file").set_input_files(first)
    other.get_by_text("Taken: 3.").wait_for()
    second = analysis.read_codings(exported(other, tmp_path / "second.csv"))
    assert second.table.equals(analysis.read_codings(first).table)


def test_a_newer_code_here_outlives_an_older_file(visit, tmp_path):
    page = visit()
    press(page, "y")
    first = exported(page, tmp_path / "first.csv")
    page.wait_for_timeout(5)
    press(page, "ArrowUp", "n")
    page.locator("#file").set_input_files(first)
    page.get_by_text("Kept as they are here, being newer: 1.").wait_for()
    assert page.locator("[aria-pressed=true] b").inner_text() == "no"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("article_id,coder,variable\na,kim,tone\n", "the file has no column code"),
        ("article_id,coder,variable,code\na,lee,tone,bad\n", "is of lee, this page of kim"),
        ("article_id;coder;variable;code\na;kim;tone;bad\n", "(article a)"),
        ("", "the file has no column article_id, coder, variable, code, or no row"),
    ],
)
def test_a_file_that_is_not_of_this_page_is_told_of(visit, tmp_path, text, told):
    path = tmp_path / "other.csv"
    path.write_text(text)
    page = visit()
    page.locator("#file").set_input_files(path)
    page.locator("#alarm", has_text=told).wait_for()
    assert given(page).startswith("0 of 4 articles · 0 of 12")


def test_keys_are_shown_and_leave_the_codes_alone(visit):
    page = visit()
    press(page, "?")
    assert page.get_by_role("dialog").is_visible()
    press(page, "y", "?")
    assert not page.get_by_role("dialog").is_visible()
    assert given(page).startswith("0 of 4 articles · 0 of 12")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_sheet_is_read_on_a_phone_and_in_the_dark(visit, width, scheme):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    press(page, "y", "g")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []


def test_on_a_phone_an_article_is_seen_before_its_questions(visit):
    page = visit(viewport={"width": 360, "height": 700})
    headline = page.locator("#headline")
    assert headline.bounding_box()["y"] < 700
    press(page, "y", "g", "ArrowRight")
    assert 0 < headline.bounding_box()["y"] < 350
    assert page.locator("fieldset.current legend").inner_text() == "1 · conflict"


def test_on_a_phone_the_alarm_stays_in_sight(visit):
    refuse = "Storage.prototype.setItem = () => { throw new Error('full'); };"
    page = visit(start=refuse, viewport={"width": 360, "height": 700})
    press(page, "y", "g")
    assert 0 < page.locator("#alarm").bounding_box()["y"] < 700
