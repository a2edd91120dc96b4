"""What a study file may say: its tables, their keys, and what each key takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import get_args

from analysis.design import PARTS, Copies, Unit, Voice, Windows
from analysis.read._dates import DateOrder
from analysis.stats.given import LEAST_CONFIDENCE, MOST_FDR

Rule = Callable[[object], str]
"""Says what is wrong with a value, as it goes on after "it must be"; "" if nothing is."""
Table = Mapping[str, Rule]


def text(value: object) -> str:
    """Take any text that is not blank."""
    return "" if isinstance(value, str) and value.strip() else "text in quotation marks"


def flag(value: object) -> str:
    """Take true or false."""
    return "" if isinstance(value, bool) else "true or false"


def rate(value: object) -> str:
    """Take a rate of false discoveries."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    fits = fits and 0 < value <= MOST_FDR  # type: ignore[operator]
    return "" if fits else f"a number above 0, up to {MOST_FDR}"


def coverage(value: object) -> str:
    """Take the confidence of an interval."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    fits = fits and LEAST_CONFIDENCE <= value < 1  # type: ignore[operator]
    return "" if fits else f"a number from {LEAST_CONFIDENCE} to below 1"


def cosine(value: object) -> str:
    """Take a threshold of likeness."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    fits = fits and 0 < value <= 1  # type: ignore[operator]
    return "" if fits else "a number above 0, up to 1"


def whole(low: int, high: int | None = None) -> Rule:
    """Take a whole number from ``low`` to ``high``."""
    allowed = f"a whole number from {low}" + (f" to {high}" if high is not None else "")

    def rule(value: object) -> str:
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= low
        return "" if fits and (high is None or value <= high) else allowed  # type: ignore[operator]

    return rule


def one_of(*options: str) -> Rule:
    """Take one of a few words."""

    def rule(value: object) -> str:
        return (
            ""
            if value in options
            else f"{' or '.join(map(repr, options))}{near(value, options)}"
        )

    return rule


def several(*options: str) -> Rule:
    """Take a list of one or more texts, all among ``options`` if there are any."""

    def rule(value: object) -> str:
        allowed = f"of {', '.join(map(repr, options))}" if options else "texts"
        if not isinstance(value, list) or not value:
            return f"a list of one or more {allowed}"
        if any(not isinstance(one, str) or not one.strip() for one in value):
            return f"a list of one or more {allowed}"
        unknown = [one for one in value if options and one not in options]
        return f"a list {allowed}{near(unknown[0], options)}" if unknown else ""

    return rule


def texts_by_name(value: object) -> str:
    """Take a table whose values are all text."""
    fits = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return "" if fits else 'a table of texts, such as { nyt = "NYT" }'


def columns_by_name(value: object) -> str:
    """Take a table whose values are names of columns, or false."""
    fits = isinstance(value, dict) and all(
        isinstance(one, str) or one is False for one in value.values()
    )
    return "" if fits else 'a table of columns, such as { outlet = "source" }'


def lines_by_page(value: object) -> str:
    """Take a table whose values are numbers of lines."""
    fits = isinstance(value, dict) and not any(whole(0)(one) for one in value.values())
    return "" if fits else "a table of line numbers: the page's id = first line of comments"


def column_or_none(value: object) -> str:
    """Take the name of a column, or false."""
    fits = value is False or not text(value)
    return "" if fits else "the name of a column in quotation marks, or false for none"


def text_or_texts(value: object) -> str:
    """Take a text or a list of texts."""
    return "" if not text(value) or not several()(value) else "text, or a list of texts"


def aliases_by_name(value: object) -> str:
    """Take a table whose values are names, or lists of them, each under one name."""
    fits = isinstance(value, dict) and not any(text_or_texts(one) for one in value.values())
    if not fits:
        return 'a table of names, such as { "Donald Trump" = ["Trump", "the president"] }'
    lists = [[one] if isinstance(one, str) else one for one in value.values()]  # type: ignore[attr-defined]
    folded = [other for names in lists for other in {one.casefold() for one in names}]
    twice = sorted({one for one in folded if folded.count(one) > 1})
    return (
        f"a table in which each alias stands for one source; {twice[0]!r} stands for two"
        if twice
        else ""
    )


def languages_or_none(value: object) -> str:
    """Take a language, a list of languages, or false."""
    fits = value is False or not text_or_texts(value)
    return "" if fits else "the tag of a language, such as 'en', a list of them, or false"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SOURCE: Table = {
    "articles": text,
    "format": one_of("csv", "jsonl", "parquet", "folder", "pages", "archive"),
    "metadata": text,
    "outlet": text,
    "published": text,
    "columns": columns_by_name,
    "dates": one_of(*get_args(DateOrder)),
    "encoding": text,
    "outlet_names": texts_by_name,
}
"""One source of articles: [corpus] itself, and each [[corpus.more]]."""
CORPUS: Table = {
    **SOURCE,
    "outlets": text,
    "events": text,
    "assignments": text,
    "language": languages_or_none,
    "comments": lines_by_page,
    "find_boilerplate": flag,
    "find_copies": flag,
    "match_events": flag,
    "more": lambda value: "" if isinstance(value, list) else "written as [[corpus.more]]",
}
PATHS = ("articles", "outlets", "events", "assignments", "metadata")
"""Keys of a source or of [corpus] that name a file or a folder."""
DESIGN: Table = {
    "by": text,
    "within": column_or_none,
    "unit": one_of(*get_args(Unit)),
    "fdr": rate,
    "confidence": coverage,
}
COUNT: Table = {
    "voice": one_of(*get_args(Voice)),
    "copies": one_of(*get_args(Copies)),
    "parts": several(*PARTS),
    "genre": text_or_texts,
}
WORDS: Table = {
    "run": flag,
    "ngrams": whole(1, 3),
    "min_articles": whole(1),
    "words": several(),
    "case": one_of("fold", "keep"),
    "stems": flag,
    "stop_words": text_or_texts,
    **COUNT,
    **DESIGN,
}
LABELS: Table = {"run": flag, **COUNT, **DESIGN}
SENTIMENT: Table = {
    "run": flag,
    "lexicon": text,
    "scored": one_of("segment", "sentence"),
    **{name: rule for name, rule in COUNT.items() if name != "voice"},
    **DESIGN,
}
COVERAGE: Table = {
    "run": flag,
    "copies": COUNT["copies"],
    "genre": COUNT["genre"],
    "windows": one_of(*get_args(Windows)),
    **DESIGN,
}
CLAIMS: Table = {
    "least_others": whole(1),
    "aligner": one_of("words", "encoder"),
    "threshold": cosine,
    "checked": text,
    **COUNT,
    **DESIGN,
}
CODINGS: Table = {
    "codebook": text,
    "files": text_or_texts,
    "sample": text,
    "decisions": text,
    "coders": text,
}
FRAMES: Table = {
    "run": flag,
    "codes": several(),
    "predictions": text,
    "lexicon": text,
    "encoder": flag,
    "copies": COUNT["copies"],
    "genre": COUNT["genre"],
    **DESIGN,
}
PARSE: Table = {"model": text, "processes": whole(1)}
VOICE: Table = {"attributions": flag, "model": text}
SOURCES: Table = {
    "run": flag,
    "of": text,
    "measures": several("attributions", "words", "direct", "first", "articles"),
    "table": text,
    "aliases": aliases_by_name,
    "min_articles": whole(1),
    **{name: rule for name, rule in COUNT.items() if name != "voice"},
    **DESIGN,
}
AGENCY: Table = {"run": flag, "verbs": text_or_texts, **COUNT, **DESIGN}
CONCORDANCE: Table = {
    "run": flag,
    "words": several(),
    "voice": COUNT["voice"],
    "window": whole(1),
}
RUN: Table = {"notebooks": several()}
STUDY: Table = {
    "title": text,
    "question": text,
    "seed": whole(0),
    "sentences": one_of("full", "short", "none"),
}
TABLES: Mapping[str, Table] = {
    "corpus": CORPUS,
    "design": DESIGN,
    "count": COUNT,
    "words": WORDS,
    "labels": LABELS,
    "sentiment": SENTIMENT,
    "coverage": COVERAGE,
    "claims": CLAIMS,
    "codings": CODINGS,
    "frames": FRAMES,
    "parse": PARSE,
    "voice": VOICE,
    "sources": SOURCES,
    "agency": AGENCY,
    "participants": {},
    "concordance": CONCORDANCE,
    "run": RUN,
}
"""Tables of a study file; [labels.NAME] and the names in [participants] are its own."""
COMPARISONS = (
    *("words", "labels", "sentiment", "coverage", "claims", "frames", "sources", "agency"),
    "concordance",
)


def near(found: object, options: Collection[str]) -> str:
    """Suggest the option nearest to what was found, as the end of a sentence.

    >>> near("desing", ["design", "count"])
    "; did you mean 'design'?"
    >>> near("colour", ["design", "count"])
    ''
    """
    by_folded = {option.casefold(): option for option in options}
    close = get_close_matches(str(found).casefold(), by_folded, n=1, cutoff=0.6)
    return f"; did you mean {by_folded[close[0]]!r}?" if close else ""


def shown(value: object) -> str:
    """Write a value as TOML would, cut to what a message can hold.

    >>> shown(True), shown("a"), shown(["a", 1]), shown({"a": 1})
    ('true', "'a'", "['a', 1]", '{ a = 1 }')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        written = f"[{', '.join(map(shown, value))}]"
    elif isinstance(value, dict):
        written = (
            "{ " + ", ".join(f"{name} = {shown(one)}" for name, one in value.items()) + " }"
        )
    else:
        written = repr(value) if isinstance(value, str) else str(value)
    return written if len(written) <= 60 else f"{written[:57]}…"


def quoted(text: str) -> str:
    r"""Write text as TOML does, in quotation marks.

    >>> quoted('a "b"\\c\x07'), quoted("d\n")
    ('"a \\"b\\"\\\\c\\u0007"', '"d\\u000a"')
    """
    marked = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda sign: f"\\u{ord(sign.group()):04x}", marked) + '"'


def pattern_fault(pattern: str) -> str:
    """Say what is wrong with a label's pattern; "" if nothing is."""
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        try:
            empty = re.compile(pattern[1:-1]).match("")
        except re.error as error:
            return f"is no regular expression: {error}"
        return "matches nothing at all, so it would match everywhere" if empty else ""
    return "" if re.search(r"\w", pattern) else "has no letter to look for"


def misplaced(name: str, table: str) -> str:
    """Say in which other table a key would have its place, if in one."""
    homes = [other for other, keys in TABLES.items() if name in keys and other != table]
    if name in STUDY:
        return "; it belongs at the top of the file, above all tables"
    return f"; it belongs in [{homes[0]}]" if homes else ""


def takes(keys: Sequence[str] | Table) -> str:
    """List what a table takes, as the end of a message."""
    return f"it takes {', '.join(keys)}"
