"""Quotes: what the marks enclose, and what they do."""

import gzip
import json
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import Corpus
from analysis.measure._pairs import find_quoted, paragraphs
from analysis.measure.quotes import measure_quotes, unbalanced_marks
from benchmarks.short_quotes import short_quotes


def corpus_of(*bodies: str, headline: str = "") -> Corpus:
    ids = [str(number) for number in range(len(bodies))]
    rows = {"article_id": ids, "outlet": "Post", "published": "2024-03-01"}
    return Corpus(pd.DataFrame(rows | {"headline": headline, "body": list(bodies)}))


def quoted(body: str, headline: str = "") -> list[tuple[str, str]]:
    corpus = corpus_of(body, headline=headline)
    spans = measure_quotes(corpus)
    inside = spans.text(corpus.articles)
    return list(zip(inside, spans.table["value"], strict=True))


def inside(text: str) -> list[str]:
    return [text[quote.start : quote.end] for quote in find_quoted(text)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The mayor said "we are ready" twice.', ["we are ready"]),
        ("The mayor said “we are ready” twice.", ["we are ready"]),
        ("The mayor said ''we are ready'' twice.", ["we are ready"]),
        ("The mayor said ``we are ready'' twice.", ["we are ready"]),
        ("The mayor said ‘‘we are ready’’ twice.", ["we are ready"]),
        ("Die Chefin rief „Nein“, dann »Ja« und „Gut”.", ["Nein", "Ja", "Gut"]),
        ("Elle a dit « oui ». Read more »", ["oui"]),
        ("'Ready,' said Ann. 'It's the dockers' port, isn't it?'",
         ["Ready,", "It's the dockers' port, isn't it?"]),
        ("‘Ready,’ said Ann. ‘It’s the dockers’ port.’", ["Ready,", "It’s the dockers’ port."]),
        ("The dockers' union won the '90s, 'tis said; rock 'n' roll won the ’60s.", []),
        ("Give 'em the ‘14 points’ of ‘08.", ["14 points"]),
        ("'Go get 'em, boys,' said Ann.", ["Go get 'em, boys,"]),
        ("A 6'2\" man and a 12\" pipe: \"no\".", ["no"]),
        ("“He told me ‘wait’ twice,” said Ann.", ["He told me ‘wait’ twice,", "wait"]),
        ('"Dear "the press" - thanks," he wrote.', ['Dear "the press" - thanks,', "the press"]),
        ("'''I saw 'The Port,''' said Ann.", ["'I saw 'The Port,'", "The Port,"]),
        ('“Ready," said Ann. "Now,” said Bo.', ["Ready,", "Now,"]),
        ("the armour of imperial” glory.”", ["glory."]),
        ("his ”illegal and harmful” presence and a “prompt review“ of it",
         ["illegal and harmful", "prompt review"]),
        ('"Ready,\' said Ann. "Now we go."', ["Ready,", "Now we go."]),
        ("She spoke of “peace;” he of “war”—both “now.”", ["peace;", "war", "now."]),
        ('<img alt="a boat" src="b.png"> said "yes"', ["yes"]),
        ('“”, “ ” and "" hold nothing.', []),
    ],
)  # fmt: skip
def test_marks_of_every_kind_enclose_what_a_reader_sees(text, expected):
    assert inside(text) == expected


def test_a_quote_runs_over_paragraphs_that_reopen_it():
    for one, last in [('"', '"'), ("“", "”"), ("‘", "’"), ("''", "''")]:
        text = f"Ann said: {one}A b c.\n\n{one}D e f.\n\n{one}G h i.{last} Then rain."
        found = find_quoted(text)[0] if one != "‘" else find_quoted(text[10:])[0]
        assert [quote.continues for quote in found] == [False, True, True]
        assert find_quoted(text[10:])[1] == []


def test_a_quote_runs_through_paragraphs_to_its_mark_but_not_past_other_marks():
    text = "Ann said: “A b c.\n\nD e f.\n\nG h i.”\n\nRain."
    assert inside(text) == ["A b c.", "D e f.", "G h i."]
    text = "Ann said: “A b c.\n\nHe “had” it.\n\nG h i.”\n\nRain."
    assert inside(text) == ["A b c.", "had"]


def test_an_open_quote_ends_with_its_paragraph():
    text = "Ann said “A b c. Nobody\nD wept. “E.” Then rain."
    assert inside(text) == ["A b c. Nobody", "E."]
    far = "Ann said “no one came. " + "The rain went on and on. " * 100
    assert inside(far) == ["no one came."]


def test_wrapped_lines_are_one_paragraph():
    text = "Ann said, “We are ready.\nWe will go.” Then\nrain fell.\n\nIt was late."
    assert inside(text) == ["We are ready.\nWe will go."]
    assert [text[a:b][:8] for a, b in paragraphs(text)] == ["Ann said", "It was l"]


def test_unbalanced_marks_are_listed_with_what_they_do():
    corpus = corpus_of("He said “no.\n\nShe came” too.", "A “b” c.", "imperial” glory.”")
    found = unbalanced_marks(corpus)
    assert found.drop(columns="context").to_numpy().tolist() == [
        ["0", "body", 8, "“", "opens a quote that its paragraph does not close"],
        ["0", "body", 22, "”", "closes a quote that was not opened"],
        ["2", "body", 8, "”", "opens a quote but is turned as if it closed one"],
    ]
    assert found["context"][0] == "He said “no.\n\nShe came” too."
    assert unbalanced_marks(corpus_of("No marks.")).columns.tolist() == found.columns.tolist()


def test_feet_and_inches_are_no_marks():
    assert len(unbalanced_marks(corpus_of('A 6\'2" man with a 12" pipe, 5’6” tall.'))) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The raid was a “success” for the navy.", "scare"),
        ("So this is “freedom,” packaged as “order.”", "scare"),
        ("They spun it as a “mistake:” a slip of the hand.", "scare"),
        ("The so-called “experts” were wrong.", "scare"),
        ("He refused to use the word “strike” at all.", "scare"),
        ("The alleged “plot” fell apart.", "scare"),
        ("The plan was condemned by “experts” of all kinds.", "scare"),
        ("She did not say much about the “success” of the raid.", "scare"),
        ("He declined to comment on the “success” of the raid.", "scare"),
        ("A statement on the “success” of the raid was late.", "scare"),
        ("According to the “success” report, ships sank.", "scare"),
        ("The city hates its now-derided “plan” for the port.", "scare"),
        ("The port wants its “success” back.", "scare"),
        ("A so- called “expert” spoke.", "scare"),
        ("It is known as a “success” in the port.", "scare"),
        ("The minister called the raid a “success” for the navy.", "quote"),
        ("She did not say it was a “success” for the navy.", "quote"),
        ("A statement said that the “success” was complete.", "quote"),
        ("According to Ann, the “success” was complete.", "quote"),
        ("The port wants to “win” next year.", "quote"),
        ("Ann hailed the raid as a “success” for the navy.", "quote"),
        ("Its posters cast the raid as a “success” for the navy.", "quote"),
        ("“It sank,” the mate, Bo Malone, told us later.", "quote"),
        ("Watch again ‘It sank’: Malone tells of the raid", "quote"),
        ("The raid was a “success,” the minister said.", "quote"),
        ("The raid was a “success,” according to the minister.", "quote"),
        ("The raid was a “success” for the whole navy, the minister said.", "quote"),
        ("Described by the minister as a “success,” the raid failed.", "quote"),
        ("“Outraged” at what they named “a small and rather local mishap.”", "quote"),
        ("“Never.”", "quote"),
        ("It was late. “Never.” He left.", "quote"),
        ("Minister: “never again”", "quote"),
        ("She turned, “Never.” He left.", "quote"),
        ("Was it “over?” Nobody knew.", "quote"),
        ("It sank, and “all of the crew were lost” with it.", "quote"),
        ("He spoke about the film “Harbour Lights” at length.", "title"),
        ("She said on “Meet the Mayor” that it rained.", "title"),
        ("Lewis “Lefty” Malone came home.", "title"),
        ("They staged a play called “Brokers” in the port.", "title"),
        ("What he called “Brokers” were thieves.", "quote"),
        ("She sold the “Today” show to the port.", "title"),
        ("To end the night, “Malone,” a short film by Ann, was shown.", "title"),
    ],
)  # fmt: skip
def test_scare_quotes_quotes_and_titles_are_told_apart(text, value):
    assert quoted(text)[0][1] == value


@pytest.mark.parametrize(
    ("rest", "value"),
    [
        ("who was there for the “success,” of the raid.", "scare"),
        ("before the “success” of the raid.", "scare"),
        ("adding that the “success” of the raid was complete.", "quote"),
        ("and “success” would follow.", "quote"),
    ],
)
def test_a_cue_that_closes_one_quote_does_not_reach_into_what_is_told_of_the_speaker(
    rest, value
):
    assert [one for _, one in quoted(f"“We sank it,” said Ann, {rest}")] == ["quote", value]


def test_what_is_listed_with_a_title_is_one():
    found = quoted("The port saw “Harbour Lights,” “Malone” and “thieves” last night.")
    assert [value for _, value in found] == ["title", "title", "scare"]


def test_a_headline_echoes_a_quote_of_the_body():
    body = "The minister said it was “an act of war and nothing else.”"
    assert quoted(body, "Raid an 'act of war'")[1] == ("act of war", "quote")
    assert quoted("It rained all day.", "Raid an 'act of war'") == [("act of war", "scare")]


def test_words_within_a_quote_are_the_source_s():
    text = "Ann said “they call it ‘peace’ but it is no such thing.”"
    assert [value for _, value in quoted(text)] == ["quote", "quote"]
    spans = measure_quotes(corpus_of(text)).table
    assert spans[["depth", "continues"]].to_numpy().tolist() == [[0, False], [1, False]]
    assert spans["evidence"].tolist() == ["10 words", "within a quote"]


def test_the_corpus_may_be_empty_of_quotes():
    table = measure_quotes(corpus_of("")).table
    assert len(table) == 0
    assert list(table.columns[-4:]) == ["value", "depth", "continues", "evidence"]


signs = st.sampled_from([*"\"“”„«»'‘’`\n.,:;!? —(s9", "''", "\n\n", " he said ", "Deal "])
texts = st.lists(signs | st.sampled_from(["a", "the end.", "Ann"]), max_size=60).map("".join)


@given(texts)
def test_quotes_keep_to_their_paragraph_nest_and_hold_no_blank_ends(text):
    bounds = list(paragraphs(text))
    quotes, faults = find_quoted(text)
    for quote in quotes:
        assert quote.paragraph in bounds
        assert quote.paragraph[0] <= quote.start < quote.end <= quote.paragraph[1]
        assert text[quote.start : quote.end] == text[quote.start : quote.end].strip()
        assert (
            quote.depth
            == sum(other.start <= quote.start and quote.end <= other.end for other in quotes)
            - 1
        )
    for one in quotes:
        for two in quotes:
            apart = one.end <= two.start or two.end <= one.start
            nested = one.start >= two.start and one.end <= two.end
            assert apart or nested or (two.start >= one.start and two.end <= one.end)
    assert all(0 <= start < end <= len(text) for start, end, _ in faults)
    assert all(text[start:end].strip("\"“”„«»'‘’`″") == "" for start, end, _ in faults)


@given(texts)
def test_measuring_changes_nothing_and_is_repeatable(text):
    corpus = corpus_of(text)
    first, again = measure_quotes(corpus).table, measure_quotes(corpus).table
    pd.testing.assert_frame_equal(first, again)
    assert corpus.articles["body"][0] == text
    assert set(first["value"]) <= {"quote", "scare", "title"}


@pytest.mark.parametrize("piece", ['"a ', "a” ", "'a ", "“deal” ", "'as s' ", "“a\n\n"])
def test_marks_without_end_cost_no_more_than_their_number(piece):
    def seconds(times: int) -> float:
        body = corpus_of(piece * times)
        start = time.process_time()
        measure_quotes(body)
        return time.process_time() - start

    few = min(seconds(400) for _ in range(3))
    assert seconds(3_200) < 30 * few + 0.5


def test_the_saved_page_comes_out_right(shared_data):
    text = (shared_data / "seed" / "page.txt").read_text(encoding="utf-8")
    article = "\n".join(text.split("\n")[:35])
    found = quoted(article)
    scare = [words.rstrip(".,:").lower() for words, value in found if value == "scare"]
    assert scare == [
        "self-defense", "deterrence", "targeted killing", "imminent attacks", "encouraged",
        "miracle", "prestige", *["normalization"] * 3,
    ]  # fmt: skip
    longest = max((words for words, value in found if value == "quote"), key=len)
    assert text.split("\n")[21].strip() == f"“{longest}”"


def test_short_quotes_are_told_apart_in_polnear(shared_data):
    """Its coders agree on .908 of them; rules of thumb reach less (benchmarks/)."""
    found = short_quotes(shared_data / "polnear")
    no_source, said = ~found["sourced"], found["value"] != "quote"
    assert len(found) == 2881
    assert no_source[said].mean() > 0.62
    assert said[no_source].mean() > 0.80
    assert (said == no_source).mean() > 0.85
    held_back = found["compartment"] == "dev"
    assert no_source[said & held_back].mean() > 0.53


def test_quotes_are_attributions_in_polnear(shared_data):
    """NOTE.md: marks around 15 characters or more are content with precision .79."""
    folder = shared_data / "polnear"
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {row["filename"]: row["text"] for row in map(json.loads, lines)}
    coded = pd.read_csv(folder / "attributions.csv.gz", dtype=str)
    first = coded.groupby("filename")["annotator"].transform("min") == coded["annotator"]
    content = coded[first].groupby("filename")["content_off"].apply(list)
    n = right = 0
    for name, offsets in content.items():
        text = articles.get(name) or ""
        credited = bytearray(len(text))
        for low, high in (pair.split() for each in offsets if isinstance(each, str)
                          for pair in each.split(";")):  # fmt: skip
            credited[int(low) : int(high)] = b"\1" * len(credited[int(low) : int(high)])
        for quote in find_quoted(text)[0]:
            if quote.depth == 0 and quote.end - quote.start >= 15:
                n += 1
                right += sum(credited[quote.start : quote.end]) * 2 >= quote.end - quote.start
    assert n > 8000
    assert right / n > 0.95
