"""Articles of Europresse, as the HTML of today and of before 2015."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from analysis.read._export import Exported, Parsed, Unread, one_line, paragraphs
from analysis.read._html import PARAGRAPH, blocks_of, classed, parsed, pieces
from analysis.read._interface import is_copyright, words_counted, written_date

_OUTLET = re.compile(r"[^\n]*?(?=,? (?:n[oº°r]|núm|vol)\.? ?\d|\s{2,}|\n|$)", re.IGNORECASE)
_KEY = re.compile(r"\bnews[·.•⸱](\d{8})[·.•⸱]([A-Z0-9_-]+)[·.•⸱](\w+)")
_NUMBERED = re.compile(
    r"(?:numéro de document|document number|n[oº°]\.? de document|dokumentnummer|"
    r"número de documento)\s*:",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(\d{1,3}(?:[\s.,]\d{3})*|\d+)\s(?:mots?|words?|wörter|palabras?|parole|palavras?)\b",
    re.IGNORECASE,
)
_NOT_TEXT = (
    "aside", "footer", "apd-wrapper", "Doc-LegalInfo", "publiC-lblNodoc", "docPUBLIC",
    "DocCertificat", "rdp__public", "rdp__certificate",
)  # fmt: skip
_WEEKDAYS = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
    re.IGNORECASE,
)
_LONG_BYLINE = 150


def parse_europresse(text: str) -> Parsed:
    """Read the articles of an HTML file of Europresse, in the order of the file.

    Raises
    ------
    ReadError
        There is no markup in it.
    """
    tree = parsed(text)
    today = [one for one in tree.iter("article") if not one.findall(".//article")]
    articles = today or _of_before(tree)
    for position, article in enumerate(articles, 1):
        yield _of_today(article, position) if today else _old(article, position)


def _of_today(article: etree._Element, position: int) -> Exported | Unread:
    """Read an article whose head is a HEADER and whose text is a SECTION."""
    names = classed(article, "DocPublicationName") or classed(
        article, "rdp__DocPublicationName"
    )
    about = " ".join(_texts(classed(article, "DocHeader")))
    keyed = _texts(classed(article, "publiC-lblNodoc"))
    key = _KEY.search(" ".join(keyed)) or _KEY.search(" ".join(article.itertext()))
    titled = classed(article, "rdp__articletitle") or classed(article, "titreArticleVisu")
    titled = titled or classed(article, "titreArticle", "grandTitre")
    subtitles = _texts(classed(article, "rdp__subtitle"))
    authors = _texts(classed(article, "docAuthors")) or _beside_title(article)
    bodies = classed(article, "docOcurrContainer") or classed(article, "DocText")
    bodies = bodies or article.findall(".//section")
    lines = [line for body in bodies[:1] for line in _own_text(body)]
    return _exported(
        position,
        key,
        outlet=_first_line(names),
        about=about,
        headline=" ".join(_texts(titled[:1])),
        byline="; ".join(authors[:1]),
        body=[*subtitles, *lines],
    )


def _beside_title(article: etree._Element) -> list[str]:
    """Find the byline that stands after the title, without a class of its own."""
    headers = article.findall(".//header")
    found = classed(headers[0], "sm-margin-bottomNews") if headers else []
    return [
        text
        for one in found
        if "titrearticle" not in (_class_of(one.getparent())).casefold()
        for text in _texts([one])
        if text
    ]


def _class_of(element: etree._Element | None) -> str:
    return (element.get("class") or "") if element is not None else ""


def _own_text(body: etree._Element) -> list[str]:
    """Give the paragraphs of a text without notes of law, certificates and reprints."""
    for one in [*classed(body, *_NOT_TEXT), *body.iter("aside", "footer")]:
        if one.getparent() is not None:
            one.drop_tree()
    return _until_law(blocks_of(body))


def _until_law(blocks: Sequence[str]) -> list[str]:
    """Stop at the notice of copyright or the number of the document at the end of a text."""
    end = len(blocks)
    for place in range(len(blocks) - 1, -1, -1):
        if _NUMBERED.match(blocks[place]) or _KEY.match(blocks[place]):
            end = place
    while end and is_copyright(blocks[end - 1]):
        end -= 1
    return list(blocks[:end])


def _of_before(tree: etree._Element) -> list[etree._Element]:
    """Find what holds each article of an older export: the cell around the outlet's name."""
    found: list[etree._Element] = []
    for name in classed(tree, "DocPublicationName"):
        cell = next(name.iterancestors("td", "div", "body"), None)
        if cell is not None and not any(cell is one for one in found[-1:]):
            found.append(cell)
    return found


def _old(article: etree._Element, position: int) -> Exported | Unread:
    """Read an article whose lines follow each other in one cell."""
    titles = classed(article, "TitreArticleVisu")
    about = "".join("".join(one.itertext()) for one in classed(article, "DocHeader"))
    title = titles[0] if titles else None
    lines = list(_after(article, title))
    text = [line for line, _ in lines]
    key = _KEY.search(" ".join(text)) or _KEY.search(" ".join(article.itertext()))
    own = _until_law(text)
    byline = ""
    if own and lines[0][1] and len(own) > 1 and len(own[0]) < _LONG_BYLINE:
        byline = own.pop(0)
    return _exported(
        position,
        key,
        outlet=_first_line(classed(article, "DocPublicationName")),
        about=about,
        headline=" ".join(_texts([title])) if title is not None else "",
        byline=byline,
        body=own,
    )


def _after(article: etree._Element, title: etree._Element | None) -> Iterator[tuple[str, bool]]:
    """Give the paragraphs after the title, and whether a line break closes each.

    A byline is closed by a line break before the next paragraph begins, a text is not.
    """
    last = title if title is not None else (classed(article, "DocHeader") or [article])[-1]
    line, started = "", False
    for piece in _pieces_after(article, last):
        if piece != PARAGRAPH:
            line += piece
        elif line.strip():
            started = True
            yield _line(line)
            line = ""
    if line.strip() or not started:
        yield _line(line)


def _line(text: str) -> tuple[str, bool]:
    bare = re.sub(r" *\n *", "\n", text).strip()
    return re.sub(r"  +", " ", bare), text.rstrip(" ").endswith("\n")


def _pieces_after(article: etree._Element, last: etree._Element) -> Iterator[str]:
    for following in last.itersiblings():
        if last.tail and following is last.getnext():
            yield re.sub(r"\s+", " ", last.tail)
        if following.tag == "br":
            yield "\n"
        else:
            yield from pieces(following)
        if following.tail:
            yield re.sub(r"\s+", " ", following.tail)
    if last.getnext() is None and last is not article and last.tail:
        yield last.tail


def _exported(
    position: int,
    key: re.Match[str] | None,
    *,
    outlet: str,
    about: str,
    headline: str,
    byline: str,
    body: Sequence[str],
) -> Exported | Unread:
    if not (headline or body):
        return Unread(position, "has neither a headline nor a text")
    number = "·".join(("news", *key.groups())) if key else ""
    counted = _COUNT.search(about)
    day = written_date(about)
    by_key = f"{key[1][:4]}-{key[1][4:6]}-{key[1][6:]}" if key else ""
    return Exported(
        position=position,
        key=number,
        outlet=outlet,
        published=day or written_date(by_key),
        headline=headline,
        body=paragraphs(list(body)),
        byline=byline,
        section=_section(about),
        length=words_counted(counted[1]) if counted else None,
    )


def _section(about: str) -> str:
    """Take what stands before the date: "Politique, jeudi 5 octobre 2013" is of Politique.

    >>> _section("Politique, jeudi 5 octobre 2013, p. 03"), _section("3 octobre 2012")
    ('Politique', '')
    """
    day = _WEEKDAYS.search(about)
    before = about[: day.start()] if day else ""
    return one_line(before).strip(" ,;-")


def _first_line(found: Sequence[etree._Element]) -> str:
    """Name the outlet, without the number of the issue and what stands below."""
    if not found:
        return ""
    blocks = blocks_of(found[0])
    raw = "".join(found[0].itertext()).strip()
    line = blocks[0] if blocks else raw
    match = _OUTLET.match(re.sub(r"[\r\n]+\s*", "\n", raw)) if raw else None
    return one_line(match[0] if match and match[0].strip() else line).rstrip(" ,;")


def _texts(found: Sequence[etree._Element]) -> list[str]:
    return [text for one in found if (text := one_line(" ".join(blocks_of(one))))]
