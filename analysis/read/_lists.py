"""Lists of articles: addresses from Media Cloud, and what trafilatura extracted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from analysis.read._delimited import table_of
from analysis.read._export import Exported, Parsed, Unread, one_line
from analysis.read._files import TextFile
from analysis.read._interface import written_date
from analysis.read.jsonl import Placed, lines_of, list_of, parse_json

MEDIA_CLOUD = (
    {"url", "title", "publish_date", "media_name"},
    {"stories_id", "indexed_date", "id"},
)
"""Columns that every list of Media Cloud has, and those of which it has at least one."""
TRAFILATURA = ({"text", "title", "source"}, {"raw_text", "fingerprint", "source-hostname"})
"""Names that every article of trafilatura has, and those of which it has at least one."""
_TRUE = {"true", "1", "t", "yes"}


def is_mediacloud(header: str) -> bool:
    """Say whether the first line of a file names the columns of Media Cloud.

    >>> is_mediacloud("id,indexed_date,language,media_name,media_url,publish_date,title,url")
    True
    >>> is_mediacloud("article_id,outlet,title,url")
    False
    """
    names = {name.strip().strip('"').casefold() for name in header.split(",")}
    return _fits(names, MEDIA_CLOUD)


def is_trafilatura(text: str) -> bool:
    """Say whether JSON holds articles as trafilatura writes them, by its first one."""
    try:
        first, _ = json.JSONDecoder().raw_decode(text.lstrip("[ \t\r\n\ufeff"))
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and _fits(set(first), TRAFILATURA)


def _fits(names: set[str], wanted: tuple[set[str], set[str]]) -> bool:
    return wanted[0] <= names and not wanted[1].isdisjoint(names)


def parse_mediacloud(text: str) -> Parsed:
    """Read a list of addresses; its articles have no text, so their text is withheld."""
    table = table_of(TextFile("the list", text, "", "", ()))
    for fault in table.faults:
        yield Unread(0, fault)
    rows = table.frame.rename(columns=str.casefold).to_dict("records")
    for position, row in enumerate(rows, 1):
        told = {str(name): str(value).strip() for name, value in row.items()}
        body = told.get("text", "") or told.get("story_text", "")
        yield Exported(
            position=position,
            key=told.get("stories_id") or told.get("id", ""),
            outlet=told["media_name"],
            published=written_date(told["publish_date"]),
            headline=one_line(told["title"]),
            body=body,
            language=told.get("language", "").casefold(),
            url=told["url"],
            wire="AP" if told.get("ap_syndicated", "").casefold() in _TRUE else "",
            text_status="full" if body else "withheld",
        )


def parse_trafilatura(text: str) -> Parsed:
    """Read what trafilatura wrote as JSON: one article, a list, or one a line."""
    records, faults = _records(text)
    for fault in faults:
        yield Unread(0, fault)
    for position, record in records:
        yield _extracted(position, {name: _text(value) for name, value in record.items()})


def _records(text: str) -> tuple[list[Placed], list[str]]:
    whole, _ = parse_json(text)
    if isinstance(whole, dict):
        return [(1, whole)], []
    return list_of(text) if text.lstrip().startswith("[") else lines_of(text)


def _text(value: Any) -> str:  # noqa: ANN401  (whatever JSON holds)
    return value.strip() if isinstance(value, str) else ""


def _extracted(position: int, told: Mapping[str, str]) -> Exported | Unread:
    body = told.get("text", "")
    if not (body or told.get("title")):
        return Unread(position, "has neither a headline nor a text")
    return Exported(
        position=position,
        key=told.get("id", "") or told.get("source", ""),
        outlet=told.get("source-hostname", "") or told.get("hostname", ""),
        published=written_date(told.get("date", "")),
        headline=one_line(told.get("title")),
        body=body,
        byline=told.get("author", ""),
        section=told.get("categories", ""),
        language=told.get("language", ""),
        url=told.get("source", ""),
    )
