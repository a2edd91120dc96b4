"""Who a source is: its name and kind, from what its own article says and nothing else.

"Kovelin" is Marta Kovelin where the article has named her in full; "the minister" is the one
it has called so; "she" is somebody only where one candidate is left. Nothing is known here
of anybody beyond the article, and no gender, party or origin is inferred from a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, cast

from analysis.measure._antecedents import BODY, SINGULAR, Antecedents
from analysis.measure._source_kinds import (
    NOUNS,
    PEOPLE,
    Kind,
    is_unnamed,
    named_kind,
    noun_kind,
    speaks_for,
)
from analysis.measure._source_names import Mention, Names, Run, source_words
from analysis.measure._source_phrases import Phrases, Stretch
from analysis.measure._stance import stance_of
from analysis.parsing import Parsed

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
NO_NAME = frozenset(
    {"i", "me", "my", "we", "us", "our", "you", "your", "they", "them", "their", "this", "that"}
)
NUMBERS = frozenset({"CARDINAL", "DATE", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "TIME"})
COUNTING = frozenset({"NUM", "DET", "ADJ", "PRON"})


class Source(NamedTuple):
    """Who speaks: a name, a kind, and what told it."""

    name: str
    kind: Kind
    how: str = "words"
    """name, short name, role, relative, pronoun, words, or none where nobody is named."""


NOBODY = Source("", "unknown", "none")


class Cast:
    """The sources of one article.

    Parameters
    ----------
    texts
        Field → its text and parse, in reading order; a field that was not parsed is left out.
    quoted
        Field → the stretches inside quotes: whoever is named only there does not speak here.
    outlets
        Names of outlets, such as those of the corpus, beyond those known to the list.

    Notes
    -----
    Limits: a title without a name ("the president") is resolved only where the article gives
    it to one person; two people of one surname are told apart only where the first is called
    by it alone before the second comes up; of "they" nothing is said.
    """

    def __init__(
        self,
        texts: Mapping[str, tuple[str, Parsed]],
        *,
        quoted: Mapping[str, Sequence[Stretch]] | None = None,
        outlets: Collection[str] = (),
    ) -> None:
        self.names = Names(texts)
        self.fields = {
            field: _Text(field, text, parsed, (quoted or {}).get(field, ()), self)
            for field, (text, parsed) in texts.items()
        }
        self.outlets = frozenset(name.casefold() for name in outlets)

    def source(self, field: str, pieces: Sequence[Stretch]) -> Source:
        """Say who is meant by the words of a source, given as stretches of a field."""
        text = self.fields.get(field)
        if text is None or not pieces:
            return NOBODY
        tokens = text.tokens(pieces)
        return text.source(tokens) if tokens else NOBODY

    @cached_property
    def roles(self) -> dict[str, list[tuple[frozenset[str], str]]]:
        """Nouns that the article gives to people: noun → (words beside it, full name)."""
        found: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for text in self.fields.values():
            for noun, beside, name in text.roles():
                found[noun].append((beside, name))
        return found


class _Text(Phrases):
    """One field of an article, and who its stretches mean."""

    def __init__(
        self, field: str, text: str, parsed: Parsed, quoted: Sequence[Stretch], cast_of: Cast
    ) -> None:
        super().__init__(field, text, parsed, cast_of.names)
        self.cast = cast_of
        self.quoted = self.under(quoted)

    # -- whom a stretch means ---------------------------------------------------------

    def source(self, tokens: Sequence[int]) -> Source:
        """Say who is meant by the tokens of a source."""
        inside = set(tokens)
        head = self.top(inside)
        word = self.lower[head]
        if word in RELATIVE and len(inside) == 1:
            return self._relative(head)
        if word in SINGULAR or word in BODY:
            return self._pronoun(head)
        if word in NO_NAME:
            return Source(word, "unknown")
        return self._person(inside, head) or self._unpersonal(inside, head)

    def _unpersonal(self, inside: set[int], head: int) -> Source:
        """Say which body, thing or unnamed person is meant."""
        if is_unnamed(self.say(sorted(inside))):
            return Source(self.phrase(inside, head), "anonymous")
        mention = self.mention_at.get(head)
        if mention is not None and mention.label not in NUMBERS:
            return self._named(mention.words, mention.label)
        return self._noun(inside, head)

    def _person(self, inside: set[int], head: int) -> Source | None:
        """Return the named person that a source is, by its head or beside it."""
        runs = {
            self.mention_at[t].run: self.mention_at[t] for t in inside if t in self.mention_at
        }
        for run, mention in sorted(runs.items()):
            if not self._is_person(mention):
                continue
            top = self.run_top(run)
            beside = self.parsed.dep[top] == "appos" and self.head[top] == head
            if head in range(*run) or beside or self._flat(run, head):
                name, full = self.cast.names.person(mention.words)
                return Source(name, "person", "name" if full else "short name")
        if self.parsed.pos[head] == "PROPN" and head not in self.mention_at:
            words = self.proper(head)
            if words and self.cast.names.is_person(words):
                return Source(self.cast.names.person(words)[0], "person", "short name")
        return None

    def _is_person(self, mention: Mention) -> bool:
        """Say whether a name is a person's: by its label, or as it is used elsewhere."""
        kind = named_kind(" ".join(mention.words), mention.label, self.cast.outlets)
        if mention.label == "PERSON":
            return kind == "person"
        titled = self.lower[max(mention.run[0] - 1, 0)].rstrip(".") in source_words()["title"]
        known = self.cast.names.is_person(mention.words)
        return (known or (titled and mention.run[0] > 0)) and kind == "organisation"

    def _flat(self, run: Run, head: int) -> bool:
        """Say whether a noun right before a name, such as spokesman, was read as its head."""
        return head == run[0] - 1 and self.head[self.run_top(run)] == head

    def _named(self, words: Sequence[str], label: str) -> Source:
        """Return the body, document or outlet of a name."""
        name, full = self.cast.names.body(words)
        kind = named_kind(name, label, self.cast.outlets)
        return Source(name, kind, "name" if full else "short name")

    def _noun(self, inside: set[int], head: int) -> Source:
        """Return the kind of a noun, and the person or body whose role it is, if one is."""
        name = self.phrase(inside, head)
        found, _ = noun_kind([*self.beside(head), self.lemma[head]])
        if found == "quantity" or (not found and self.parsed.pos[head] in COUNTING):
            return self._of_many(inside, head, name)
        if found == "spokesperson":
            return Source(name, speaks_for(self.body_of(head, inside)))
        if found in NOUNS:
            return self._held(head, found) or Source(name, found)
        proper = self.parsed.pos[head] == "PROPN"
        return self._unlabelled(head, name) if proper else Source(name, "unknown")

    def _held(self, head: int, kind: Kind) -> Source | None:
        """Return the one person or body of the article that a definite noun stands for."""
        if kind in PEOPLE and (name := self._holder(head)):
            return Source(name, "person", "role")
        if kind == "organisation" and self.parsed.tag[head] == "NN" and self._the(head):
            said = [word.capitalize() for word in (*self.beside(head), self.words[head])]
            name, known = self.cast.names.body(said[-1:] if len(said) == 1 else said)
            known = known and (len(said) == 1 or name in self.cast.names.bodies)
            return Source(name, kind, "role") if known else None
        return None

    def _unlabelled(self, head: int, name: str) -> Source:
        """Return a name that has no label: a person's, if it has two words."""
        words = self.proper(head)
        body, known = self.cast.names.body(words)
        if known and len(words) == 1:
            return Source(body, named_kind(body, "ORG", self.cast.outlets), "short name")
        before = self.lower[head - 1].rstrip(".") if head else ""
        personal = len(words) > 1 or before in source_words()["title"]
        said = " ".join(words) or name
        kind = named_kind(said, "PERSON" if personal else "ORG", self.cast.outlets)
        return Source(said, kind, "short name")

    def _of_many(self, inside: set[int], head: int, name: str) -> Source:
        """Return the kind of what a number of people or things is of."""
        for of in self.children[head]:
            if of in inside and self.lower[of] in ("of", "in", "among"):
                for below in self.children[of]:
                    if below in inside and below != head:
                        found = self.source([t for t in inside if t >= below and t > of])
                        kind: Kind = "witness" if found.kind == "unknown" else found.kind
                        return Source(name, "anonymous" if kind == "person" else kind)
        return Source(name, "anonymous")

    # -- pronouns and roles -----------------------------------------------------------

    def _relative(self, token: int) -> Source:
        """Return whom a relative pronoun goes with."""
        verb = self.head[token]
        while self.parsed.dep[verb] not in ("relcl", "ROOT") and self.head[verb] != verb:
            verb = self.head[verb]
        noun = self.head[verb]
        if self.parsed.dep[verb] != "relcl" or noun == token:
            return Source(self.lower[token], "unknown")
        phrase = [t for t in self.below(noun) if t < token and t not in self.below(verb)]
        found = self.source(phrase) if phrase else NOBODY
        return found._replace(how="relative") if found.name else found

    @cached_property
    def antecedents(self) -> Antecedents:
        """Whom the pronouns of this text can mean."""
        people, bodies = [], []
        for mention in self.mentions:
            if self.quoted[mention.run[0]]:
                continue
            at = self.run_top(mention.run)
            if self._is_person(mention):
                people.append((at, self.cast.names.person(mention.words)[0], "person"))
            elif mention.label == "ORG":
                found = self._named(mention.words, mention.label)
                bodies.append((at, found.name, found.kind))
            if not self._is_person(mention) and self._says(at):
                people.append((at, " ".join(mention.words), "organisation"))
        for token, tag in enumerate(self.parsed.tag):
            if token in self.mention_at or self.quoted[token]:
                continue
            if tag == "NN":
                people += self._unnamed(token)
            elif tag == "NNP" and self._says(token):
                people.append((token, " ".join(self.proper(token)), "person"))
        return Antecedents(self.parsed, self.lower, self.quoted, sorted(people), sorted(bodies))

    def _says(self, token: int) -> bool:
        """Say whether a token is the subject of a verb of saying."""
        verb = self.lemma[self.head[token]]
        return self.parsed.dep[token] == "nsubj" and bool(stance_of([verb]))

    def _unnamed(self, token: int) -> list[tuple[int, str, str]]:
        """Return the unnamed person that a noun is, unless it goes with a name."""
        kind, _ = noun_kind([*self.beside(token), self.lemma[token]])
        if kind not in PEOPLE | {"spokesperson"}:
            return []
        dep = self.parsed.dep[token]
        named = [
            c
            for c in self.below(token)
            if c in self.mention_at and self.parsed.dep[c] == "appos"
        ]
        if dep in ("appos", "compound", "attr", "nmod") or named:
            return []
        held = self._holder(token)
        if held:
            return [(token, held, "person")]
        body = speaks_for(self.body_of(token, set(range(len(self.words)))))
        inside = set(self.below(token))
        return [(token, self.phrase(inside, token), body if kind == "spokesperson" else kind)]

    def _pronoun(self, token: int) -> Source:
        name, kind = self.antecedents.of(token)
        if not name:
            return Source(self.lower[token], cast("Kind", kind or "unknown"))
        return Source(name, cast("Kind", kind), "pronoun")

    def roles(self) -> list[tuple[str, frozenset[str], str]]:
        """List the nouns that go with the name of a person: beside it, or before it."""
        found = []
        for mention in self.mentions:
            if not self._is_person(mention):
                continue
            name, full = self.cast.names.person(mention.words)
            top = self.run_top(mention.run)
            nouns = [
                c
                for c in self.children[top]
                if self.parsed.dep[c] in ("appos", "compound", "nmod")
            ]
            if self.parsed.dep[top] == "appos":
                nouns.append(self.head[top])
            for noun in nouns:
                held = (
                    self.parsed.tag[noun] == "NN" or noun_kind([self.lemma[noun]])[0] in PEOPLE
                )
                if full and held and noun not in self.mention_at:
                    found.append((self.lemma[noun], frozenset(self.beside(noun)), name))
        return found

    def _holder(self, noun: int) -> str:
        """Return the one person to whom the article gives a role, if it is a definite noun."""
        if not self._the(noun) or self.parsed.tag[noun] != "NN":
            return ""
        beside = frozenset(self.beside(noun))
        names = {
            name for other, name in self.cast.roles.get(self.lemma[noun], ()) if beside <= other
        }
        return names.pop() if len(names) == 1 else ""

    def _the(self, noun: int) -> bool:
        """Say whether a noun is definite: the minister, their minister."""
        below = self.children[noun]
        return any(self.lower[c] == "the" or self.parsed.dep[c] == "poss" for c in below)
