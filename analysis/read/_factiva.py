"""Articles of Factiva, as HTML with or without its codes, and as XML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from analysis.errors import ReadError
from analysis.read._export import Exported, Parsed, Unread, one_line, paragraphs
from analysis.read._html import blocks_of, classed, parsed
from analysis.read._interface import is_copyright, language_tag, words_counted, written_date

_CODE = re.compile(r"[A-Z]{2,4}")
_KEY = re.compile(r"\bDocument\s+([A-Za-z0-9]{12,})\b")
_CLASS = re.compile(r"\b([a-z]{2})Article\b")
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*[APap]\.?[Mm]\.?)?")
_WORDS = re.compile(r"[\d.,\s\xa0]+ ?[^\W\d]+")
_ENTITY = re.compile(r"<!ENTITY\b")


def parse_factiva_html(text: str) -> Parsed:
    """Read the articles of an HTML file of Factiva, in the order of the file.

    Raises
    ------
    ReadError
        There is no markup in it.
    """
    articles = [one for one in classed(parsed(text), "article") if _is_article(one)]
    for position, article in enumerate(articles, 1):
        fields = _coded(article)
        told = _of_codes(fields) if fields else _of_lines(article)
        found = _CLASS.search(article.get("class") or "")
        yield _exported(told, position, found[1] if found else "")


def _is_article(element: etree._Element) -> bool:
    return element.tag in {"div", "article"} and not any(
        "article" in (one.get("class") or "").split()
        for one in element.iter("div", "article")
        if one is not element
    )


def _coded(article: etree._Element) -> dict[str, list[str]]:
    """Read the rows of an article whose lines carry codes, such as HD, SN, PD and LP."""
    fields: dict[str, list[str]] = {}
    for row in article.iter("tr"):
        around = next(row.iterancestors("td", "div"), None)
        cells = row.findall("td") if around is not None and around.tag == "div" else []
        code = one_line("".join(cells[0].itertext())) if len(cells) >= 2 else ""
        if _CODE.fullmatch(code):
            found = [one_line(text) for text in blocks_of(cells[1])]
            fields.setdefault(code, []).extend(found)
    return fields


def _of_codes(fields: Mapping[str, list[str]]) -> dict[str, str]:
    def line(*codes: str) -> str:
        return next((" ".join(fields[code]) for code in codes if fields.get(code)), "")

    return {
        "key": line("AN"),
        "headline": line("HD"),
        "byline": line("BY"),
        "outlet": line("SN", "NGC", "PUB", "SC"),
        "published": line("PD"),
        "section": line("SE", "CLM"),
        "edition": line("ED"),
        "language": line("LA"),
        "length": line("WC"),
        "body": paragraphs([*fields.get("LP", ()), *fields.get("TD", ())]),
    }


def _of_lines(article: etree._Element) -> dict[str, str]:
    """Read an article without codes: a line each for words, date, time, outlet, language."""
    texts = classed(article, "articleParagraph")
    body = [one_line(" ".join(blocks_of(one))) for one in texts]
    heads = [one for one in article.iter() if (one.get("id") or "") == "hd"]
    heads = heads or [
        one
        for one in article.iter("span", "b", "h1", "h2", "h3")
        if (one.get("class") or "").endswith("Headline")
    ]
    headline = one_line(" ".join(blocks_of(heads[0]))) if heads else ""
    authors = [one_line(" ".join(blocks_of(one))) for one in classed(article, "author")]
    told_already = {one for part in (*texts, *heads) for one in part.iter()}
    lines = [
        one_line(" ".join(blocks_of(one)))
        for one in article.iter("div")
        if one not in told_already and not len(one.findall("div")) and one is not article
    ]
    key = _KEY.search(" ".join(blocks_of(article)[-3:]))
    told = _of_plain([line for line in lines if line and line not in authors])
    body = [text for text in body if not _KEY.fullmatch(text)]
    known = {"headline": headline, "byline": "; ".join(authors), "body": paragraphs(body)}
    return {**told, **known, "key": key[1] if key else ""}


def _of_plain(lines: list[str]) -> dict[str, str]:
    """Tell the lines of an article apart: by what they hold, and in which order they stand."""
    told: dict[str, str] = {}
    dated = next((p for p, line in enumerate(lines) if written_date(line)), None)
    if dated is None:
        return told
    before = [line for line in lines[:dated] if not _WORDS.fullmatch(line)]
    counts = [line for line in lines[:dated] if _WORDS.fullmatch(line)]
    after = [line for line in lines[dated + 1 :] if not _TIME.fullmatch(line)]
    after = [line for line in after if not is_copyright(line)]
    languages = [line for line in after if language_tag(line)]
    return {
        "section": before[0] if before else "",
        "length": counts[0] if counts else "",
        "published": lines[dated],
        "outlet": after[0] if after else "",
        "language": languages[0] if languages else "",
    }


def _exported(told: Mapping[str, str], position: int, language: str) -> Exported | Unread:
    if not (told.get("headline") or told.get("body")):
        return Unread(position, "has neither a headline nor a text")
    return Exported(
        position=position,
        key=told.get("key", "").removeprefix("Document").strip(),
        outlet=told.get("outlet", ""),
        published=written_date(told.get("published", "")),
        headline=told.get("headline", ""),
        body=told.get("body", ""),
        byline=told.get("byline", ""),
        section=told.get("section", ""),
        edition=told.get("edition", ""),
        language=language_tag(told.get("language", "")) or language_tag(language),
        length=words_counted(told.get("length", "")),
    )


def parse_factiva_xml(text: str) -> Parsed:
    """Read the articles of an XML file of Factiva, up to where it is damaged, if it is.

    Entities that a file declares are neither resolved nor fetched: such a file is refused.

    Raises
    ------
    ReadError
        The file declares entities.
    """
    if _ENTITY.search(text[: text.find("<PPSResponse") if "<PPSResponse" in text else None]):
        msg = "declares entities of its own, which no export does; it is not read"
        raise ReadError(msg)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    found = etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        tag=("{*}article", "article"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    position = 0
    try:
        for _, element in found:
            position += 1
            yield _exported(_of_xml(element), position, "")
            element.clear()
    except etree.XMLSyntaxError as error:
        what = str(error.msg).rstrip(".")
        yield Unread(position + 1, f"is where the file is damaged or cut off ({what})")


def _of_xml(article: etree._Element) -> dict[str, str]:
    """Read the elements of one article by their names, whatever their namespace."""
    parts: dict[str, list[etree._Element]] = {}
    for element in article.iter():
        if isinstance(element.tag, str):
            parts.setdefault(etree.QName(element).localname, []).append(element)

    def line(*names: str) -> str:
        found: Iterator[str] = (_words(one) for name in names for one in parts.get(name, ()))
        return next((told for told in found if told), "")

    text = (one for name in ("leadParagraph", "tailParagraphs") for one in parts.get(name, ()))
    return {
        "key": line("accessionNo"),
        "headline": line("headline"),
        "byline": line("byline"),
        "outlet": line("sourceName", "publisherName", "sourceCode"),
        "published": line("publicationDate"),
        "section": line("sectionName", "section", "columnName"),
        "edition": line("edition"),
        "language": line("baseLanguage"),
        "length": line("wordCount"),
        "body": paragraphs([_words(one) for part in text for one in _paragraphs(part)]),
    }


def _paragraphs(part: etree._Element) -> list[etree._Element]:
    return [
        one
        for one in part.iter()
        if isinstance(one.tag, str) and etree.QName(one).localname == "paragraph"
    ]


def _words(element: etree._Element) -> str:
    return one_line("".join(element.itertext()))
