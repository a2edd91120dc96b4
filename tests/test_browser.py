"""A real browser opens the site from disk: by mouse, by keyboard, in the dark, on a phone."""

import pytest

from analysis.report.site import write_site
from tests.report.conftest import make_run

PAGES = ("index", "00-start-here", "numbers-words", "methods", "ethics")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    study, out, corpus = make_run(tmp_path_factory.mktemp("browser"), n_sentences=30)
    return write_site(out, study, corpus)


@pytest.fixture
def visit(browser, site):
    """Open pages of the site, and note every request, dialog and error."""
    contexts, seen = [], {"requests": [], "dialogs": [], "errors": []}

    def opened(name, **settings):
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: seen["requests"].append(request.url))
        page.on("dialog", lambda dialog: seen["dialogs"].append(dialog.message))
        page.on("pageerror", lambda error: seen["errors"].append(str(error)))
        page.on("console", lambda said: seen["errors"].append(said.text))
        page.goto(site.with_name(name).as_uri())
        return page

    opened.seen = seen
    yield opened
    for context in contexts:
        context.close()
    assert seen["errors"] == []
    assert seen["dialogs"] == []
    inside = ("file:", "data:", "blob:")
    assert [url for url in seen["requests"] if not url.startswith(inside)] == []


def ran(page):
    return page.evaluate("window.__pwned")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_an_article_runs_and_nothing_is_fetched(visit, name):
    page = visit(f"{name}.html")
    page.mouse.move(200, 200)
    page.wait_for_timeout(100)
    assert ran(page) is None
    broken = "[...document.images].filter(one => !one.naturalWidth).map(one => one.src)"
    assert page.evaluate(broken) == []


def test_the_policy_stops_a_script_that_got_in(visit):
    page = visit("index.html")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"__pwned=1\">')"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.__pwned = 1'}))"
    )
    page.wait_for_timeout(200)
    assert ran(page) is None
    assert any("Content Security Policy" in error for error in visit.seen["errors"])
    visit.seen["errors"].clear()
    page.evaluate("new Image().src = 'https://example.org/x.png'")
    page.wait_for_timeout(200)
    assert len(visit.seen["errors"]) == 1
    visit.seen["errors"].clear()
    visit.seen["requests"].clear()


def test_from_a_finding_to_its_sentences_by_mouse(visit):
    page = visit("index.html")
    page.get_by_role("link", name="The Post uses “fury”").click()
    box = page.get_by_role("dialog")
    assert box.get_by_role("heading").inner_text() == "The Post · fury"
    assert box.locator("mark").first.inner_text() == "Fury"
    assert box.locator("li").count() == 50
    assert "50 of 90 sentences" in box.locator(".total").inner_text()
    box.get_by_role("link", name="Close").click()
    assert page.get_by_role("dialog").count() == 0


def test_from_a_number_to_its_sentences_by_keyboard(visit):
    page = visit("numbers-words.html")
    link = page.locator("#r-words-0 a.opens").first
    link.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").get_by_role("heading").inner_text() == "The Post · fury"
    inside = "document.activeElement.closest('dialog') !== null"
    assert page.evaluate(inside)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert link.evaluate("link => link === document.activeElement")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit):
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_an_address_opens_the_sentences_of_a_number(visit):
    page = visit("index.html")
    page.goto(page.url.replace("index.html", "numbers-words.html#ev-words-0"))
    assert page.get_by_role("dialog").count() == 1
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.hash") == "#ev-words-0"


def test_sentences_can_be_read_without_scripts(visit):
    page = visit("numbers-words.html", java_script_enabled=False)
    page.locator("#r-words-0 a.opens").first.click()
    assert page.locator("#ev-words-0 li").first.is_visible()
    assert not page.locator("#ev-words-1").is_visible()


def test_columns_sort_by_keyboard_and_missing_stays_last(visit):
    page = visit("numbers-words.html")
    head = page.get_by_role("columnheader", name="own level")
    first = "[...document.querySelectorAll('.findings tbody tr')].map(row => row.id.slice(8))"
    for direction, order in (("ascending", "31024"), ("descending", "20134")):
        head.get_by_role("button").press("Enter")
        assert head.get_attribute("aria-sort") == direction
        assert "".join(page.evaluate(first)) == order


def test_rows_can_be_filtered(visit):
    page = visit("numbers-words.html")
    page.get_by_role("searchbox").fill("calm")
    assert page.locator(".findings tbody tr:visible").count() == 1
    assert page.get_by_role("status").inner_text() == "1 of 5 rows"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 768])
def test_no_page_is_wider_than_its_window(visit, name, width):
    page = visit(f"{name}.html", viewport={"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const one = (v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * one(r) + .7152 * one(g) + .0722 * one(b);
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(at).backgroundColor);
      if (a > .99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !node.checkVisibility({visibilityProperty: true})) continue;
    const [p, q] = [light(parse(getComputedStyle(node).color)), light(behind(node))];
    const ratio = (Math.max(p, q) + .05) / (Math.min(p, q) + .05);
    if (ratio < 4.5) faults.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(faults)];
}"""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit, name, scheme):
    page = visit(f"{name}.html", color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []


def test_colours_follow_the_system_and_the_button(visit):
    page = visit("index.html", color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    button = page.get_by_role("button", name="Colours")
    button.click()
    assert button.inner_text() == "Colours: light"
    light = page.evaluate(ground)
    assert light != dark
    page.goto(page.url.replace("index.html", "methods.html"))
    assert page.evaluate(ground) == light
    page.get_by_role("button", name="Colours").click()
    assert page.evaluate(ground) == dark


def test_what_is_cut_off_on_a_phone_fades_and_says_so_until_it_is_seen(visit):
    page = visit("numbers-words.html", viewport={"width": 360, "height": 740})
    hint = "getComputedStyle(document.querySelector('.table'), '::before').content"
    table = page.locator(".table > .scroll")
    assert "Scroll sideways" in page.evaluate(hint)
    assert "more-right" in table.get_attribute("class")
    assert table.evaluate("table => getComputedStyle(table).maskImage") != "none"
    table.evaluate("table => { table.scrollLeft = table.scrollWidth; }")
    page.locator(".table > .more-right").wait_for(state="detached")
    wide = visit("numbers-words.html", viewport={"width": 1400, "height": 2000})
    assert wide.evaluate(hint) == "none"
    assert wide.locator(".more-right").count() == 0


def test_paper_shows_neither_buttons_nor_dialogs(visit):
    page = visit("numbers-words.html")
    page.locator("#r-words-0 a.opens").first.click()
    page.emulate_media(media="print")
    assert not page.locator("button.theme").is_visible()
    assert not page.locator(".top nav").is_visible()
