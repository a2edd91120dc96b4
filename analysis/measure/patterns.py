"""Patterns of a label: phrases, wildcards, lemmas and regular expressions.

==================  =====================================================================
``targeted killing``  the words as they stand, letter case and kind of apostrophe aside
``assassinat*``       ``*`` stands for any letters within a word
``[kill]``            any form of the lemma: kill, kills, killed, killing
``[take] out``        the same inside a phrase
``/kill(ed|ing)/``    a regular expression over the lower-cased text
==================  =====================================================================
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.errors import AnalysisError, ChoiceError, fault_list
from analysis.tokens import normal

MODEL = "en_core_web_"
INSIDE = r"(?:\w|['-](?!s\b))*"
"""What a wildcard stands for: the letters of one word, but not a possessive 's."""
_LEMMA = re.compile(r"\[([^\]]*)\]")
_PARTS_OF_SPEECH = ("verb", "noun", "adj", "adv")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One pattern of one label, ready to search lower-cased text."""

    written: str
    label: str
    regex: re.Pattern[str]
    anchor: str
    """Letters that any match holds, so that most texts need no search."""


def compile_patterns(
    labels: Mapping[str, Sequence[str]], vocabulary: Collection[str] = ()
) -> list[Pattern]:
    """Compile the patterns of one label set, or raise one error with every fault.

    Parameters
    ----------
    labels
        Label → its patterns. A pattern stands under one label only.
    vocabulary
        Words among which the forms of a lemma are looked up.

    Examples
    --------
    >>> labels = {"killing": ["[kill]"], "murder": ["murder*"]}
    >>> killing, murder = compile_patterns(labels, ["killed", "kill", "skill"])
    >>> killing.regex.findall("he killed; a skill; to kill"), murder.anchor
    (['killed', 'kill'], 'murder')
    """
    faults: list[str] = []
    compiled: list[Pattern] = []
    label_of: dict[str, str] = {}
    for label, patterns in labels.items():
        if isinstance(patterns, str) or not patterns:
            faults.append(f"label {label!r} has {patterns!r}; it needs a list of patterns")
            continue
        for written in patterns:
            same = " ".join(normal(str(written)).split())
            if label_of.setdefault(same, label) != label:
                faults.append(f"{written!r} is listed under {label_of[same]!r} and {label!r}")
                continue
            try:
                compiled.append(_compiled(str(written), label, vocabulary))
            except (re.error, ChoiceError) as error:
                faults.append(f"pattern {written!r} of label {label!r}: {error}")
    if faults:
        raise ChoiceError(fault_list("the label set cannot be used:", faults))
    return compiled


def uses_lemmas(labels: Mapping[str, Sequence[str]]) -> bool:
    """Say whether any pattern asks for the forms of a lemma."""
    return any(
        _LEMMA.search(p) for patterns in labels.values() for p in patterns if p[:1] != "/"
    )


def _compiled(written: str, label: str, vocabulary: Collection[str]) -> Pattern:
    """Translate one pattern into a regular expression over normal text."""
    if len(written) > 2 and written.startswith("/") and written.endswith("/"):
        regex = re.compile(written[1:-1], re.IGNORECASE)
        if regex.match(""):
            msg = "it matches nothing at all, so it would match everywhere"
            raise ChoiceError(msg)
        return Pattern(written=written, label=label, regex=regex, anchor="")
    if not re.search(r"\w", written):
        msg = "it has no letter to look for"
        raise ChoiceError(msg)
    if re.search(r"[\[\]]", _LEMMA.sub("", written)):
        msg = "a bracket has no partner; a lemma stands in two, as [evict]"
        raise ChoiceError(msg)
    pieces = [_piece(piece, vocabulary) for piece in normal(written).split()]
    body = r"[\s\u00a0]+".join(pieces)
    literal = max(re.split(r"\[[^\]]*\]|\*|\s+", normal(written)), key=len)
    regex = re.compile(rf"(?<!\w)(?<!\w['-]){body}(?!-?\w)")
    return Pattern(written=written, label=label, regex=regex, anchor=literal)


def _piece(piece: str, vocabulary: Collection[str]) -> str:
    """Translate one blank-free piece of a pattern."""
    out, place = [], 0
    for match in _LEMMA.finditer(piece):
        out.append(_literal(piece[place : match.start()]))
        forms = lemma_forms(match.group(1), vocabulary)
        out.append("(?:" + "|".join(re.escape(form) for form in forms) + ")")
        place = match.end()
    return "".join([*out, _literal(piece[place:])])


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\*", INSIDE)


def lemma_forms(lemma: str, vocabulary: Collection[str]) -> list[str]:
    """List the words of ``vocabulary`` that can be a form of ``lemma``, and the lemma.

    The tables of spaCy's rule lemmatizer decide, without a look at the sentence: "left" is a
    form of "leave" wherever it stands. Read the sentences before you trust a lemma.
    """
    tables = _lemma_tables()
    lemma = normal(lemma.strip())
    found = {lemma} | {word for word in vocabulary if lemma in _lemmas(word, tables)}
    return sorted(found)


def forms_by_lemma(vocabulary: Collection[str]) -> dict[str, set[str]]:
    """Give each lemma the words of ``vocabulary`` that can be a form of it, as `lemma_forms`.

    >>> forms_by_lemma(["claimed", "claims", "port"])["claim"] == {"claimed", "claims"}
    True
    """
    tables = _lemma_tables()
    found: dict[str, set[str]] = {}
    for word in vocabulary:
        for lemma in _lemmas(word, tables):
            found.setdefault(lemma, set()).add(word)
    return found


def can_be_verb(lemma: str) -> bool:
    """Say whether the tables know a lemma as a verb.

    >>> can_be_verb("force"), can_be_verb("belief")
    (True, False)
    """
    return normal(lemma) in _lemma_tables()[_PARTS_OF_SPEECH.index("verb")].known


@dataclass(frozen=True, kw_only=True)
class LemmaTable:
    """How one part of speech is inflected: exceptions, endings, and the lemmas there are."""

    exceptions: Mapping[str, Sequence[str]]
    endings: Sequence[tuple[str, str]]
    known: frozenset[str]


def _lemmas(word: str, tables: Sequence[LemmaTable]) -> set[str]:
    """Return the lemmas that the exceptions, else the endings, of each table give."""
    found: set[str] = set()
    for table in tables:
        if word in table.exceptions:
            found |= set(table.exceptions[word])
            continue
        for old, new in table.endings:
            lemma = word[: len(word) - len(old)] + new
            if old and word.endswith(old) and lemma in table.known:
                found.add(lemma)
    return found


def lemma_model() -> str:
    """Name and version of the installed English pipeline whose tables are used."""
    import spacy  # noqa: PLC0415 - seconds to import, and needed by lemma patterns only

    name = _model_name()
    return f"{name} {spacy.util.get_package_version(name)}"


def _model_name() -> str:
    from spacy.util import get_installed_models  # noqa: PLC0415 - see lemma_model

    models = sorted(name for name in get_installed_models() if name.startswith(MODEL))
    if not models:
        msg = (
            f"lemma patterns like [kill] need an English spaCy model ({MODEL}…), and none is "
            "installed; run the set-up again, or write the forms out: kill, kills, killed."
        )
        raise AnalysisError(msg)
    return models[0]


@cache
def _lemma_tables() -> list[LemmaTable]:
    """Load the tables of each part of speech; the rest of the model is left alone."""
    import spacy  # noqa: PLC0415 - see lemma_model

    rest = ["tok2vec", "tagger", "parser", "senter", "ner", "attribute_ruler"]
    lemmatizer = spacy.load(_model_name(), exclude=rest).get_pipe("lemmatizer")
    lookups = getattr(lemmatizer, "lookups")  # noqa: B009 - not in the stubs
    exceptions, rules, index = (
        lookups.get_table(name) for name in ("lemma_exc", "lemma_rules", "lemma_index")
    )
    return [
        LemmaTable(
            exceptions=exceptions.get(kind, {}),
            endings=[(old, new) for old, new in rules.get(kind, [])],
            known=frozenset(index.get(kind, [])),
        )
        for kind in _PARTS_OF_SPEECH
    ]
