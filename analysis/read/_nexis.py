"""Articles of Nexis as blocks of text: what is a field, a headline, the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.read._export import Exported, Parsed, Unread, one_line, paragraphs
from analysis.read._interface import (
    TAIL,
    field_of,
    is_copyright,
    language_tag,
    words_counted,
    written_date,
)

_OF = "of|von|de|van|sur|di|do|da|des|af|av|z"
_DOCUMENTS = "documents?|dokumente?n?|documentos?|documenten|documenti|documento|dokumenter"
_NUMBER = r"[\d.,]{1,9}"
COUNTED = re.compile(
    rf"[ \t]*(?:focus - )?(?:{_NUMBER} (?:{_OF}) {_NUMBER} (?:{_DOCUMENTS})"
    rf"|(?:{_DOCUMENTS}) {_NUMBER} (?:{_OF}) {_NUMBER})[ \t\r]*",
    re.IGNORECASE,
)
"""The line that opens an article: "2 of 10 DOCUMENTS", "Dokument 2 von 10"."""
OPENS = re.compile(rf"^{COUNTED.pattern}$", re.IGNORECASE | re.MULTILINE)
_HYPHENED = re.compile(r"[^\W\d_a-zß-öø-ÿ]+(?:-[^\W\d_a-zß-öø-ÿ]+)+: ")
"""A label in capitals with a hyphen, which no speaker's name before a colon is taken for."""
_EDITION = re.compile(
    r"\b(?:edition|ausgabe|édition|edición|editie|edição|edizione)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Block:
    """A stretch of text between blank lines.

    Parameters
    ----------
    centred
        It is set in the middle.
    labelled
        It is set as a field: it begins with a label, known or not.
    """

    text: str
    centred: bool = False
    labelled: bool = False


def parse_nexis(text: str) -> Parsed:
    """Read the articles of a text file of Nexis, in the order of the file."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    opens = list(OPENS.finditer(text))
    ends = [one.start() for one in opens[1:]] + [len(text)]
    for position, (start, end) in enumerate(zip(opens, ends, strict=True), 1):
        yield article_of(list(_blocks(text[start.end() : end])), position)


def _blocks(text: str) -> Iterator[Block]:
    """Part the text of one article at its blank lines; join the lines that Nexis wrapped."""
    width = max((len(line.rstrip()) for line in text.split("\n")), default=0)
    for part in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")):
        lines = part.split("\n")
        if any(line.strip() for line in lines):
            text = unwrapped(lines, width)
            yield Block(text, _is_centred(lines[0], width), _HYPHENED.match(text) is not None)


def _is_centred(line: str, width: int) -> bool:
    """Say whether a line is set in the middle: space before it, as much as is left after."""
    indent = len(line) - len(line.lstrip())
    return indent > 2 and abs(width - len(line.strip()) - 2 * indent) <= 6


def unwrapped(lines: Sequence[str], width: int) -> str:
    """Join lines that were broken for want of room; a break with room to spare stays.

    >>> print(unwrapped(["The dockers of Port Alma", "went back to work.", "Ships sail."], 26))
    The dockers of Port Alma went back to work.
    Ships sail.
    """
    told = lines[0].strip()
    for before, line in pairwise(lines):
        first = line.split(maxsplit=1)
        wrapped = bool(first) and len(before.rstrip()) + 1 + len(first[0]) > width
        told += (" " if wrapped else "\n") + line.strip()
    return told


def article_of(blocks: Sequence[Block], position: int) -> Exported | Unread:
    """Make an article of its blocks: outlet, date, headline, fields, body, further fields."""
    head, body, fields = _parted([b for b in blocks if not COUNTED.fullmatch(b.text)])
    outlet, published, edition, titles = _named(head)
    headline = fields.get("headline") or " ".join(titles)
    if not (headline or body or len(fields) > 1):
        return Unread(position, "has neither a headline nor a text")
    return Exported(
        position=position,
        outlet=outlet,
        published=published,
        edition=edition,
        headline=one_line(headline),
        body=paragraphs(body),
        byline=one_line(fields.get("byline")),
        section=one_line(fields.get("section")),
        language=language_tag(fields.get("language", "")),
        length=words_counted(fields.get("length", "")),
    )


def _parted(blocks: Sequence[Block]) -> tuple[list[Block], list[str], dict[str, str]]:
    """Part an article into its head, its body and its fields.

    The head ends with the last field before the text; the body ends with the first field
    that stands after texts, or with a notice of copyright.
    """
    labelled = [(block, *field_of(block.text)) for block in blocks]
    labelled = [
        (block, field or ("classified" if block.labelled else ""), value)
        for block, field, value in labelled
    ]
    start = _end_of_head(labelled)
    tail = (p for p in range(start, len(blocks)) if labelled[p][1] in TAIL)
    end = _before_copyright(blocks, next(tail, len(blocks)))
    start = min(start, end)
    fields: dict[str, str] = {}
    for _, field, value in [*labelled[:start], *labelled[end:]]:
        if field:
            fields.setdefault(field, value)
    head = [block for block, field, _ in labelled[:start] if not field]
    body = [block.text for block in blocks[start:end]]
    if opened := fields.pop("body", ""):
        body.insert(0, opened)
    if summary := fields.pop("highlight", ""):
        body.insert(0, summary)
    return head, body, fields


def _before_copyright(blocks: Sequence[Block], end: int) -> int:
    """Step back over the notices of copyright that close an article."""
    while end and is_copyright(blocks[end - 1].text):
        end -= 1
    return end


def _end_of_head(labelled: Sequence[tuple[Block, str, str]]) -> int:
    """Find where the head ends: after its fields, the length being the last or near it."""
    fields = [field if field not in TAIL else "" for _, field, _ in labelled]
    if any(fields):
        start = next(p for p, field in enumerate(fields) if field)
        start = fields.index("length") if "length" in fields else start
        while start < len(fields) and fields[start]:
            start += 1
        return _beyond_fields(labelled, start)
    dated = [p for p in range(min(len(labelled), 6)) if written_date(labelled[p][0].text)]
    return min(dated[0] + 2 if dated else 2, len(labelled))


def _beyond_fields(labelled: Sequence[tuple[Block, str, str]], start: int) -> int:
    """Step over fields of other kinds that stand before a text, such as a series."""
    after = start
    while after < len(labelled) and labelled[after][1] == "classified":
        after += 1
    opens = after < len(labelled) and not labelled[after][1]
    return after if opens and not is_copyright(labelled[after][0].text) else start


def _named(head: Sequence[Block]) -> tuple[str, str, str, list[str]]:
    """Tell outlet, date, edition and headline of an article's head.

    The outlet stands above the date. The headline stands below, or, in some exports,
    between the two; it is the first block that is not set in the middle.
    """
    own = [without for block in head if (without := _without_copyright(block)).text.strip()]
    dates = [place for place, block in enumerate(own) if _is_dateline(block.text)]
    if not dates:
        told = [one_line(block.text) for block in own]
        return "".join(told[:1]), "", "", told[1:]
    dateline = dates[0]
    above, below = own[:dateline], own[dateline + 1 :]
    names = [block for block in above if block.centred] or above[:1]
    outlet = one_line(names[-1].text) if names else ""
    titles = [one_line(block.text) for block in above if block not in names]
    first, _, rest = own[dateline].text.partition("\n")
    beside = [block for block in below if block.centred]
    if all(block.centred for block in below):
        beside = [block for block in below if _EDITION.search(block.text)]
    editions = [rest, *(block.text for block in beside)]
    titles += [one_line(block.text) for block in below if block not in beside]
    edition = one_line(" ".join(editions)).rstrip(";")
    return outlet, written_date(first) or written_date(rest), edition, titles


def _is_dateline(text: str) -> bool:
    first = text.partition("\n")[0]
    return len(first) < 90 and written_date(text) != ""


def _without_copyright(block: Block) -> Block:
    """Leave out lines that are notices of copyright, which older exports set at the top."""
    lines = [line for line in block.text.split("\n") if not is_copyright(line)]
    return Block("\n".join(lines), block.centred)
