"""What each outlet calls the same people and acts, proposed for somebody to confirm.

Nothing here is a measurement. A label set is what a person made of these candidates, written
into the study file; only sets that stand there are counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd

from analysis.coding._naming import Naming, around
from analysis.corpus import Corpus
from analysis.errors import ChoiceError, some
from analysis.measure._clause import Sentence, Target
from analysis.measure._namesakes import before, of_others
from analysis.measure._towards import Targets, target_at, target_words
from analysis.measure.patterns import compile_patterns, uses_lemmas
from analysis.parsing import Parsed
from analysis.prepare.parse import parsed
from analysis.results import MadeTable
from analysis.spans import FIELDS
from analysis.tokens import normal, sentence_bounds, words

LINKED = ("title", "apposition", "predicate")
"""Kinds that tie a noun to a name within one sentence."""
KINDS = ("name", *LINKED, "noun", "act")
TIES = 2
"""Times a noun must stand by a name before it is looked for alone."""
VARIANTS = 4
"""Wordings of a label that the table shows."""
PERSON = "-PERSON"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LabelCandidates(MadeTable):
    """Names, nouns and acts that go with each participant, for somebody to confirm."""

    columns: ClassVar[Mapping[str, str]] = {
        "participant": "whom or what the candidate may name, or what is done to them (act)",
        "kind": "name; title, apposition or predicate beside a name; noun alone; act",
        "label": "the candidate: a name, or the noun or verb at its head",
        "pattern": "the pattern that would find it",
        "variants": "its commonest wordings, with what stands before the noun",
        "n_mentions": "places where it was found",
        "n_articles": "articles that have it",
        "n_outlets": "outlets that have it",
        "by_outlet": "places by outlet, the most first",
        "example": "a sentence with it",
    }

    @property
    def caption(self) -> str:
        """Text that may stand under the table as it is."""
        return (
            f"What {len(self.table['participant'].unique()):,} participants are called: "
            f"candidates for label sets, not yet confirmed. {self.corpus}."
        )

    def labels(self, rows: Sequence[int]) -> dict[str, dict[str, list[str]]]:
        """Make label sets of the rows that were confirmed, for `analysis.compare_labels`.

        Acts become a set of their own, named after the participant.
        """
        sets: dict[str, dict[str, list[str]]] = {}
        for row in self._chosen(rows).itertuples():
            name = f"{row.participant}, act" if row.kind == "act" else str(row.participant)
            patterns = sets.setdefault(name, {}).setdefault(str(row.label), [])
            if row.pattern not in patterns:
                patterns.append(str(row.pattern))
        return sets

    def study_lines(self, rows: Sequence[int]) -> str:
        """Write the rows that were confirmed as they stand in a study file."""
        blocks = []
        for name, labels in self.labels(rows).items():
            lines = [f"[labels.{_quoted(name)}]"]
            for label, patterns in labels.items():
                lines.append(f"{_quoted(label)} = [{', '.join(map(_quoted, patterns))}]")
            blocks.append("\n".join(lines))
        return "\n\n".join(blocks) + "\n"

    def _chosen(self, rows: Sequence[int]) -> pd.DataFrame:
        known = set(self.table.index)
        unknown = [row for row in rows if row not in known]
        if unknown or not len(rows):
            msg = (
                f"there is no row {some(unknown)}; rows are numbered 0 to {len(known) - 1}."
                if unknown
                else "no row is confirmed; give the numbers of the rows that name the same."
            )
            raise ChoiceError(msg)
        return self.table.loc[list(rows)]


class _Found(NamedTuple):
    """One place where a candidate stands."""

    participant: str
    kind: str
    label: str
    wording: str
    article: str
    field: str
    start: int
    end: int


def label_candidates(
    corpus: Corpus,
    *,
    participants: Targets | None = None,
    most: int = 10,
    least: int = 2,
) -> LabelCandidates:
    """Propose what outlets call the same participants, and what is done to them.

    Parameters
    ----------
    corpus
        The articles; parsed where they are not yet.
    participants
        Whom to look for: names with the words each goes by. ``None`` takes the persons whom
        the parse finds in most articles, by their last name.
    most
        How many persons are taken where ``participants`` are not given.
    least
        Places in which a candidate must stand.

    Returns
    -------
    LabelCandidates
        A row for each participant, kind and label, the commonest first within each;
        ``labels(rows)`` and ``study_lines(rows)`` take the rows that were confirmed.

    Notes
    -----
    Candidates are the names as printed; the noun before a name (the title), beside it (the
    apposition) or that it is said to be (the predicate); nouns that stand so twice or more,
    where they stand alone in articles that name the participant, given to whom they stand
    by most often; verbs done to the participant, and nouns of it. Of 1,063 mentions of
    actors in six events of NewsWCL50 (Hamborg, Zhukova & Gipp 2019) the patterns find .94,
    the names alone .83, and four candidates of five stand in one
    (benchmarks/label_candidates.py). Others of a participant's last name are left
    out where a given name or a form of address tells them ("Ivanka Trump"). Limits: a noun
    alone may mean somebody else; so may a last name alone; pronouns are not looked at. Only
    what somebody has confirmed is a label.

    Examples
    --------
    >>> rows = {"article_id": ["a"], "outlet": "Post", "published": "", "headline": "",
    ...     "body": "Mayor Ann Ames spoke. Ames, a former judge, left. The mayor smiled."}
    >>> found = label_candidates(Corpus(pd.DataFrame(rows)), participants="Ames", least=1)
    >>> sorted(set(found.table["label"]))
    ['ames', 'ann ames', 'judge', 'mayor']
    """
    texts = list(_texts(corpus))
    found_here = participants is None
    names = _persons(texts, most) if participants is None else target_words(participants)
    mentions = _mentioned(texts, names, proper=found_here)
    linked = [
        found for text, here in zip(texts, mentions, strict=True) for found in _near(text, here)
    ]
    found = [*linked, *_alone(texts, linked)]
    return LabelCandidates(
        table=_table(corpus, found, least),
        settings={"participants": names, "most": most, "least": least},
        corpus=corpus.summary(),
    )


class _Text(NamedTuple):
    """A parsed headline or body."""

    article: str
    field: str
    text: str
    tokens: Parsed


def _texts(corpus: Corpus) -> Iterator[_Text]:
    parses = parsed(corpus)
    articles = corpus.articles
    for field in FIELDS:
        for article, text in zip(articles["article_id"], articles[field], strict=True):
            tokens = parses.of(article, field)
            if tokens is not None:
                yield _Text(article, field, text, tokens)


def _persons(texts: Sequence[_Text], most: int) -> dict[str, list[str]]:
    """Name the persons whom most articles have, by the last word of their names."""
    where: dict[str, set[str]] = {}
    printed: dict[str, Counter[str]] = {}
    for text in texts:
        entity = [*text.tokens.entity, ""]
        for place, word in enumerate(text.tokens.words(text.text)):
            ends = entity[place].endswith(PERSON) and not entity[place + 1].startswith("I-")
            if ends and text.tokens.pos[place] == "PROPN" and len(word) > 1 and word.isalpha():
                where.setdefault(normal(word), set()).add(text.article)
                printed.setdefault(normal(word), Counter())[word] += 1
    order = sorted(where, key=lambda name: (-len(where[name]), name))[:most]
    return {max(sorted(printed[name]), key=printed[name].__getitem__): [name] for name in order}


def _near(text: _Text, mentions: Sequence[tuple[str, Target]]) -> Iterator[_Found]:
    """Find what stands by each mention of a participant in a text."""
    tokens = text.tokens
    for participant, target in mentions:
        sentence = target.sentence
        first = int(tokens.start.searchsorted(sentence.start[0]))
        part = tokens.entity[first : first + len(sentence)]
        person = [name.endswith(PERSON) for name in part]
        for naming in around(target, person):
            yield _found(text, sentence, participant, naming)


def _mentioned(
    texts: Sequence[_Text], names: Mapping[str, Sequence[str]], *, proper: bool
) -> list[list[tuple[str, Target]]]:
    """Find each participant in each text, without others of the same last name."""
    vocabulary = {w for text in texts for w in words(text.text)} if uses_lemmas(names) else ()
    patterns = compile_patterns(names, vocabulary)
    found = [
        (number, pattern.label, match.start(), match.end())
        for number, text in enumerate(texts)
        for pattern in patterns
        for match in pattern.regex.finditer(normal(text.text))
    ]
    seen = [
        (label, before(texts[number].tokens, texts[number].text, start, end))
        for number, label, start, end in found
    ]
    mentions: list[list[tuple[str, Target]]] = [[] for _ in texts]
    for (number, label, start, end), other in zip(found, of_others(seen, names), strict=True):
        tokens = texts[number].tokens
        place = int(tokens.end.searchsorted(start, "right"))
        proper_here = place < len(tokens) and (not proper or tokens.pos[place] == "PROPN")
        if not other and proper_here:
            target = target_at(tokens, texts[number].text, start, end)
            mentions[number] += [] if target is None else [(label, target)]
    return mentions


def _found(text: _Text, s: Sentence, participant: str, naming: Naming) -> _Found:
    kind, first, last, head = naming
    start, end = s.start[first], s.end[last]
    wording = " ".join(text.text[start:end].lower().split())
    label = wording if kind == "name" else s.lemma[head]
    return _Found(participant, kind, label, wording, text.article, text.field, start, end)


def _alone(texts: Sequence[_Text], linked: Sequence[_Found]) -> Iterator[_Found]:
    """Find the nouns that are tied to a name where they stand without it."""
    ties: dict[str, Counter[str]] = {}
    here: dict[tuple[str, str], Counter[str]] = {}
    named: dict[str, set[str]] = {}
    taken = {(found.article, found.field, found.end) for found in linked}
    for found in linked:
        named.setdefault(found.article, set()).add(found.participant)
        if found.kind in LINKED:
            ties.setdefault(found.label, Counter())[found.participant] += 1
            key = (found.article, found.label)
            here.setdefault(key, Counter())[found.participant] += 1
    titles = {found.label for found in linked if found.kind == "title"}
    for text in texts:
        for place, lemma in enumerate(text.tokens.lemma):
            noun, pos = lemma.lower(), text.tokens.pos[place]
            end = int(text.tokens.end[place])
            if (
                ties.get(noun, Counter()).total() < TIES
                or (text.article, text.field, end) in taken
            ):
                continue
            if pos != "NOUN" and noun not in titles:
                continue
            may = here.get((text.article, noun)) or ties[noun]
            whom = [(n, name) for name, n in may.items() if name in named.get(text.article, ())]
            if whom:
                s = Sentence.at(text.tokens, text.text, place)
                at = s.end.index(end)
                best = max(whom, key=lambda each: (each[0], each[1]))[1]
                yield _found(text, s, best, Naming("noun", at, at, at))


def _table(corpus: Corpus, found: Sequence[_Found], least: int) -> pd.DataFrame:
    """Put the places of each candidate into one row."""
    articles = corpus.articles.set_index("article_id")
    outlet = articles["outlet"].to_dict()
    groups: dict[tuple[str, str, str], list[_Found]] = {}
    for each in dict.fromkeys(found):
        groups.setdefault((each.participant, each.kind, each.label), []).append(each)
    rows = []
    for (participant, kind, label), places in groups.items():
        if len(places) < least:
            continue
        outlets = Counter(str(outlet[place.article]) for place in places)
        wordings = Counter(place.wording for place in places)
        text = str(articles.loc[places[0].article, places[0].field])
        rows.append(
            {
                "participant": participant,
                "kind": kind,
                "label": label,
                "pattern": f"[{label}]" if kind == "act" else label,
                "variants": _counted(wordings, VARIANTS),
                "n_mentions": len(places),
                "n_articles": len({place.article for place in places}),
                "n_outlets": len(outlets),
                "by_outlet": _counted(outlets, len(outlets)),
                "example": _sentence(text, places[0].start),
            }
        )
    table = pd.DataFrame(rows, columns=list(LabelCandidates.columns))
    whole = table.groupby("participant")["n_mentions"].transform("sum") if rows else 0
    rank = table["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    order = table.assign(_whole=np.negative(whole), _rank=rank, _n=-table["n_mentions"])
    order = order.sort_values(["_whole", "participant", "_rank", "_n", "label"], kind="stable")
    return order[list(LabelCandidates.columns)].reset_index(drop=True)


def _counted(counts: Counter[str], most: int) -> str:
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return ", ".join(f"{name} {number}" for name, number in best)


def _sentence(text: str, place: int) -> str:
    for start, end in sentence_bounds(text):
        if end > place:
            return " ".join(text[start:end].split())
    return ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
