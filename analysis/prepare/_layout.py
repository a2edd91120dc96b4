"""From one page and its cut to the parts of its lines, each with score and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.prepare.comments import Cuts, Page
from analysis.prepare.furniture import BODY, Found, headline_copy, is_subheading
from analysis.read._lines import MARKUP

SETTLED = "settled by hand"
"""Opens the evidence of parts whose border the user has settled."""
TAIL = 12
"""Lines before the end of the article among which its closing credits may stand."""

_CAPTION = Found("caption", 0.85, "a photo credit or caption label")
_SITE = Found("boilerplate", 0.8, "a line of the site, not of the article")
_SUBHEADING = Found("subheading", 0.8, "short, no end stop, between paragraphs")
_CREDIT = Found("byline", 0.8, "a credit or notice of rights")
_BIO = Found("byline", 0.7, "says who the author is")


class Part(NamedTuple):
    """A span of the layer of parts."""

    article_id: str
    field: str
    start: int
    end: int
    value: str
    score: float
    evidence: str


class Text(NamedTuple):
    """What a page was read from: one article's id and texts, and what its markup named."""

    article_id: str
    headline: str
    body: str
    marked: Mapping[int, str]


def parts_of(text: Text, page: Page, cut: Cuts, settled: int | None) -> Iterator[Part]:
    """Give the spans of one article.

    Parameters
    ----------
    text
        The article. ``marked`` holds the parts that markup named, by where a line starts.
    page, cut
        Its lines, and where its comments may begin.
    settled
        The line at which they begin, if the user has said so; 0 for no comments.
    """
    headline, body = text.headline, text.body
    if headline.strip():
        start = len(headline) - len(headline.lstrip())
        end = len(headline.rstrip())
        yield Part(text.article_id, "headline", start, end, "headline", 1.0, "the headline")
    place = 0
    for line, found in zip(page.lines, _lines(page, cut, settled), strict=True):
        start = body.index(line, place)
        place = start + len(line)
        if start in text.marked and found.value != "comment":
            yield Part(text.article_id, "body", start, place, text.marked[start], 1.0, MARKUP)
            continue
        copied = headline_copy(line, headline) if found.value == "headline" else 0
        if 0 < copied < len(line):
            yield Part(text.article_id, "body", start, start + copied, *found)
            rest = place - len(line[copied:].lstrip())
            yield Part(text.article_id, "body", rest, place, *BODY)
        else:
            yield Part(text.article_id, "body", start, place, *found)


def _lines(page: Page, cut: Cuts, settled: int | None) -> Sequence[Found]:
    """Say of each line which part it belongs to, and how sure its side of the border is."""
    size = len(page.lines)
    if settled is not None:
        border = sum(number < settled for number in page.numbers) if settled else size
        comment = Found("comment", 1.0, f"{SETTLED}: comments from line {settled}")
        above = [
            found._replace(evidence=f"{SETTLED}; {found.evidence}")
            for found in _article(page, border)
        ]
        return [*above, *[comment] * (size - border)]
    border = cut.best if cut.found else size
    reached = cut.chance.cumsum().tolist()
    above = [
        found._replace(score=min(found.score, 1 - chance))
        for found, chance in zip(_article(page, border), reached, strict=False)
    ]
    number = page.numbers[cut.best] if size else 0
    why = f"register changes at line {number}: {cut.why}"
    return [*above, *(Found("comment", chance, why) for chance in reached[border:])]


def _article(page: Page, border: int) -> list[Found]:
    """Say of each line above the comments which part it belongs to."""
    lines = page.lines[:border]
    closing = _closing(page, border)
    parts = []
    for row, (line, kind) in enumerate(zip(lines, page.kinds, strict=False)):
        if row in page.head:
            found = page.head[row]
        elif row in closing:
            found = closing[row]
        elif kind == "caption":
            found = _CAPTION
        elif kind == "site":
            found = _SITE
        elif 0 < row < border - 1 and is_subheading(line, lines[row - 1], lines[row + 1]):
            found = _SUBHEADING
        else:
            found = BODY
        parts.append(found)
    return parts


def _closing(page: Page, border: int) -> dict[int, Found]:
    """Find the credits, rights and lines on the author that close an article."""
    found: dict[int, Found] = {}
    at_end = True
    for row in range(border - 1, max(border - TAIL, 2), -1):
        kind = page.kinds[row]
        if kind == "credit":
            found[row] = _CREDIT
        elif at_end and kind == "bio":
            found[row] = _BIO
        elif kind not in ("site", "caption"):
            at_end = False
    return found
