"""The pages: what stands in them, where links lead, that nothing of an article runs."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from analysis.errors import StudyError
from analysis.report.site import write_site
from tests.report.conftest import ATTACKS, make_run

PAGES = ["00-start-here", "01-next", "ethics", "index", "methods", "numbers-words"]
LOADS = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    study, out, corpus = make_run(tmp_path_factory.mktemp("site"))
    return write_site(out, study, corpus).parent


@pytest.fixture(params=PAGES)
def page(site, request):
    return lxml.html.parse(site / f"{request.param}.html").getroot()


def text_of(node):
    return " ".join(node.text_content().split())


def test_the_pages_are_these(site):
    assert sorted(path.stem for path in site.glob("*.html")) == PAGES


def test_nothing_of_the_articles_became_an_element(page):
    assert len(page.findall(".//script")) == 1
    for element in page.iter():
        names = set(element.attrib)
        assert not {name for name in names if name.startswith("on")}, element.attrib
        assert not names & {"srcdoc", "formaction"}
    kinds = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not kinds & {"iframe", "object", "embed", "form", "base", "svg", "math", "template"}


def test_nothing_is_loaded_from_elsewhere(page):
    for element in page.iter():
        for name in LOADS & set(element.attrib):
            assert re.match(r"figures/[\w.-]+$|data:image/", element.get(name)), element.attrib
        if element.tag == "link":
            assert element.get("href") == "data:,"
        if element.tag == "style":
            assert "url(" not in element.text
            assert "@import" not in element.text
        assert "url(" not in element.get("style", "")


def test_every_link_leads_somewhere(site, page):
    for link in page.iter("a"):
        address = unquote(link.get("href", "index.html"))
        if address.startswith("https://example.org/"):
            continue
        file, _, anchor = address.partition("#")
        target = site / file if file else None
        assert target is None or target.is_file(), address
        if anchor and target is None:
            assert page.get_element_by_id(anchor) is not None
        elif anchor:
            there = lxml.html.parse(target).getroot()
            assert there.get_element_by_id(anchor) is not None, address


def test_addresses_of_articles_are_web_addresses_or_no_links(page):
    assert not [a.get("href") for a in page.iter("a") if "pwned" in a.get("href", "")]


def test_the_policy_lets_only_our_script_run(page):
    policy = page.find(".//meta[@http-equiv]").get("content")
    script = page.find(".//script").text
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'; ")


def test_pages_have_landmarks_one_title_and_no_id_twice(page):
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1
    assert page.get("lang") == "en"
    assert page.find(".//a[@class='skip']").get("href") == "#content"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for image in page.iter("img"):
        assert image.get("alt").strip()
    for name in (element.get("aria-labelledby") for element in page.iter()):
        assert name is None or page.get_element_by_id(name) is not None


class Balance(HTMLParser):
    """Says which elements are not closed where they should be."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, _):
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))


@pytest.mark.parametrize("name", PAGES)
def test_elements_are_closed_in_order(site, name):
    balance = Balance()
    balance.feed((site / f"{name}.html").read_text("utf-8"))
    assert balance.faults == []
    assert balance.open == []


def test_attacks_are_shown_as_the_text_they_are(site):
    numbers = lxml.html.parse(site / "numbers-words.html").getroot()
    shown = numbers.text_content()
    for attack in ATTACKS:
        assert attack.replace("\u2028", " ").replace("\u2029", " ").strip() in shown


def test_a_number_opens_the_sentences_behind_it(site):
    page = lxml.html.parse(site / "numbers-words.html").getroot()
    row = page.get_element_by_id("r-words-0")
    link = row.findall(".//a")[0]
    assert text_of(link) == "2.3 1.1–4.2, sentences of The Post · fury"
    box = page.get_element_by_id(link.get("href").removeprefix("#"))
    assert text_of(box.find(".//h3")) == "The Post · fury"
    assert len(box.findall(".//li")) == 6
    assert {mark.text for mark in box.iter("mark")} == {"Fury"}
    assert text_of(box.find("p[@class='total']")) == "6 sentences, all of them."


def test_more_than_fifty_sentences_are_counted_and_fifty_shown(tmp_path):
    study, out, corpus = make_run(tmp_path, n_sentences=40)
    site = write_site(out, study, corpus).parent
    page = lxml.html.parse(site / "numbers-words.html").getroot()
    box = page.get_element_by_id("ev-words-0")
    assert len(box.findall(".//li")) == 50
    assert text_of(box.find("p[@class='total']")) == (
        "50 of 120 sentences, spread over the articles."
    )


def test_what_is_missing_is_a_dash_with_its_reason(site):
    page = lxml.html.parse(site / "numbers-words.html").getroot()
    cell = page.get_element_by_id("r-words-4").findall("td")[1]
    assert cell.find("span").get("title") == "1 informative event <b>"
    assert text_of(cell) == "–a missing: 1 informative event <b>"
    assert text_of(page.find(".//ol[@class='reasons']")) == "1 informative event <b>"


def test_findings_are_said_in_words(site):
    page = lxml.html.parse(site / "index.html").getroot()
    assert [text_of(item) for item in page.findall(".//ul[@class='found']/li")] == [
        (
            "The Post uses “fury” 2.3 times as often as the others in the same events "
            "(95 % interval 1.4–3.9; 3 articles, 3 events)."
        ),
        (
            "The Post uses “calm”; the others never do in the same events "
            "(95 % interval 1.6–∞; 2 articles, 2 events)."
        ),
    ]


def test_what_was_not_tested_is_counted_by_reason(site):
    page = lxml.html.parse(site / "index.html").getroot()
    told = page.find(".//ul[@class='untested']")
    assert text_of(told) == (
        "2 of 5 contrasts: 1 informative event <b>. For example: never, rare."
    )


def test_what_the_study_did_not_ask_for_is_named(site):
    page = lxml.html.parse(site / "index.html").getroot()
    section = page.find(".//section[@aria-labelledby='untested']")
    assert text_of(section.find("p")) == (
        "Not compared, because the study file does not ask for it: labels."
    )


def test_the_coverage_shows_every_event_and_gap(site):
    page = lxml.html.parse(site / "index.html").getroot()
    table = page.find(".//table[@class='coverage']")
    rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
    assert rows[0] == ["event", "The Post", "Star <script>window.__pwned = 1</script>", "all"]
    assert [row[1:] for row in rows[1:]] == [["1", "1", "2"]] * 3 + [["3", "3", "6"]]


@pytest.mark.parametrize(
    ("rights", "shown", "hidden"),
    [("full", "grew, ", None), ("short", "grew, ", None), ("none", "body 0 to", "grew, ")],
)
def test_rights_decide_how_much_text_is_shown(tmp_path, rights, shown, hidden):
    study, out, corpus = make_run(tmp_path, sentences=rights)
    site = write_site(out, study, corpus).parent
    page = lxml.html.parse(site / "numbers-words.html").getroot()
    boxes = " ".join(text_of(box) for box in page.iter("dialog"))
    assert shown in boxes
    assert hidden is None or hidden not in boxes
    methods = (site / "methods.html").read_text("utf-8")
    assert ("words-evidence.parquet" in methods) is (rights == "full")


def test_a_site_is_the_same_each_time(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        study, out, corpus = make_run(tmp_path / name)
        write_site(out, study, corpus)
    for page in PAGES:
        one, two = ((tmp_path / n / "run" / f"{page}.html").read_bytes() for n in "ab")
        assert one == two


def test_a_study_without_results_has_a_site(tmp_path):
    study, out, corpus = make_run(tmp_path)
    for path in [*(out / "results").iterdir(), *(out / "notebooks").iterdir()]:
        path.unlink()
    page = lxml.html.parse(write_site(out, study, corpus)).getroot()
    assert "No comparison was run in this study." in text_of(page)


def test_a_result_that_was_not_written_whole_is_named(tmp_path):
    study, out, corpus = make_run(tmp_path)
    file = out / "results" / "words.json"
    told = json.loads(file.read_text("utf-8"))
    del told["methods"]
    file.write_text(json.dumps(told), "utf-8")
    with pytest.raises(StudyError) as caught:
        write_site(out, study, corpus)
    assert str(caught.value) == (
        "results/words.json lacks 'methods'; it was not written by this version of the suite. "
        "Delete the folder of the run and run the study again."
    )


def test_templates_name_no_address_of_the_network():
    folder = Path(write_site.__code__.co_filename).parent / "templates"
    for path in folder.iterdir():
        assert "http" not in path.read_text("utf-8").replace("http-equiv", ""), path.name


def test_the_first_page_says_what_placebos_found_in_the_order_of_the_results(tmp_path):
    study, out, corpus = make_run(tmp_path)
    write_site(out, study, corpus)
    assert "placebos" not in (out / "index.html").read_text("utf-8")
    for name, attack in zip(("placebo-a", "placebo-words"), ATTACKS, strict=False):
        told = {"check": "PlaceboCheck", "passed": "yes", "verdict": f"Of {name}: {attack}"}
        (out / "results" / f"{name}.json").write_text(json.dumps(told), "utf-8")
    page = lxml.html.parse(write_site(out, study, corpus)).getroot()
    [section] = page.findall(".//section[@aria-labelledby='placebos']")
    assert [text_of(item) for item in section.iter("li")] == [
        f"Words. Of placebo-words: {ATTACKS[1]}",
        f"A. Of placebo-a: {ATTACKS[0]}",
    ]
    assert section.findall(".//a") == []  # no chapter shows them


def test_the_first_page_says_whether_codes_can_be_trusted_and_where_more_is_said(tmp_path):
    study, out, corpus = make_run(tmp_path)
    write_site(out, study, corpus)
    assert "codings" not in (out / "index.html").read_text("utf-8")
    for name, kind in (("words", "PredictionCheck"), ("agreement", "AgreementCheck")):
        told = {"check": kind, "passed": "no", "verdict": f"Of {name}: {ATTACKS[0]}"}
        place = "frame-errors" if name == "words" else name
        (out / "results" / f"{place}.json").write_text(json.dumps(told), "utf-8")
    page = lxml.html.parse(write_site(out, study, corpus)).getroot()
    [section] = page.findall(".//section[@aria-labelledby='codings']")
    assert [text_of(item) for item in section.iter("li")] == [
        f"Do coders agree? Of agreement: {ATTACKS[0]}",
        f"Is the model right as often in every group? Of words: {ATTACKS[0]}",
    ]


def test_what_codes_ask_stands_beside_their_numbers(tmp_path):
    study, out, corpus = make_run(tmp_path)
    place = out / "results" / "words.json"
    told = json.loads(place.read_text("utf-8"))
    told["settings"]["asked"] = {"fury": f"Is anybody angry? {ATTACKS[1]}"}
    place.write_text(json.dumps(told), "utf-8")
    write_site(out, study, corpus)
    for name in ("index", "numbers-words"):
        page = lxml.html.parse(out / f"{name}.html").getroot()
        shown = [text_of(one) for one in page.findall(".//dl[@class='columns']/dd")]
        assert f"Is anybody angry? {ATTACKS[1]}" in shown
