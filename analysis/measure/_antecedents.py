"""Whom a pronoun means, where only one candidate is left.

Candidates are the people named, or spoken of by a noun for people, outside quotes. Of the
pronoun's own sentence one counts that is a subject before it and alone; without any, the
sentences before are looked at: one candidate there, or one that leads the main clause. A
pronoun that is a subject stands for whom it means, and bars the way where nobody knows. Whom
the article calls she is no candidate for he: titles (Mrs), nouns (wife) and the article's
own pronouns, where they leave no choice, tell this; a name never does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.measure._source_names import source_words
from analysis.parsing import Parsed

Candidate = tuple[int, str, str]
"""Token, name and kind of somebody whom a pronoun can mean."""
SINGULAR = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
}
BODY = frozenset({"it", "its"})
BACK = 2
"""Sentences looked at before that of the pronoun."""
REACH = 100
"""Tokens looked at in one sentence, and steps up its tree: some texts have no full stop."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_SAID = frozenset({"ccomp", "parataxis"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "sir", "lord", "lady", "dame"})
_TITLE_REACH = 2
_LEAST, _SURE = 2, 0.8
SURE_KINDS = frozenset({"person", "organisation", "outlet", "document"})
"""Kinds of which one that is no subject is taken where it stands alone."""


class Antecedents:
    """The candidates of one text, and what its pronouns say of them."""

    def __init__(
        self,
        parsed: Parsed,
        lower: Sequence[str],
        quoted: NDArray[np.bool_],
        people: Sequence[Candidate],
        bodies: Sequence[Candidate],
    ) -> None:
        self._parsed, self._lower, self._quoted = parsed, lower, quoted
        self._people, self._bodies = _by_sentence(parsed, people), _by_sentence(parsed, bodies)
        self._called = told = self._told(people)
        self._called = {**self._learn(), **told}
        self._found = self._all()

    def of(self, token: int) -> tuple[str, str]:
        """Return the name and kind of whom a pronoun means; no name where that is not safe.

        Where it is not safe but all candidates are of one kind, the kind alone is given.
        """
        if self._lower[token] in BODY:
            return self._only(token, self._bodies, "")
        return self._found.get(token, ("", ""))

    def _all(self) -> dict[int, tuple[str, str]]:
        """Look for whom each he and she means, in order: one may be known by one before it."""
        found: dict[int, tuple[str, str]] = {}
        chains = {word: dict(self._people) for word in ("he", "she")}
        for token, form in enumerate(self._lower):
            word = SINGULAR.get(form, "")
            if not word or self._quoted[token]:
                continue
            found[token] = self._only(token, chains[word], word)
            if self._parsed.dep[token] in _SUBJECTS:
                sentence = int(self._parsed.sentence[token])
                chain = chains[word].get(sentence, [])
                chains[word][sentence] = [*chain, (token, *found[token])]
        return found

    def _only(
        self, token: int, found: Mapping[int, list[Candidate]], pronoun: str
    ) -> tuple[str, str]:
        """Look for the one candidate, from the pronoun's own sentence backwards."""
        if self._before_its_noun(token):
            return "", ""
        sentence = int(self._parsed.sentence[token])
        for back in range(BACK + 1):
            near = [
                one
                for one in found.get(sentence - back, ())
                if one[0] < token and self._called.get(one[1], pronoun) == pronoun
            ]
            if not back:
                fronted = self._fronted(token)
                near = [one for one in near if one[0] not in fronted]
            if near:
                return self._one_of(near, own=not back)
        return "", ""

    def _one_of(self, near: Sequence[Candidate], *, own: bool) -> tuple[str, str]:
        """Choose among the candidates of one sentence."""
        everybody = {(name, kind) for _, name, kind in near}
        leading = {(n, k) for at, n, k in near if self._leads(at, main=not own)}
        if own and len(everybody) > 1:
            leading = set()
        chosen = leading or everybody
        if len(chosen) == 1 and (leading or (not own and next(iter(chosen))[1] in SURE_KINDS)):
            return chosen.pop()
        kinds = {kind for _, kind in everybody}
        return "", kinds.pop() if len(kinds) == 1 else ""

    def _before_its_noun(self, token: int) -> bool:
        """Say whether a pronoun stands in a clause before the one it hangs on."""
        path = self._up(token)
        return any(
            self._parsed.dep[below] == "advcl" and above > below
            for below, above in pairwise(path)
        )

    def _fronted(self, token: int) -> set[int]:
        """Return the tokens before a pronoun that are what it says: "it rained, he said"."""
        if self._parsed.dep[token] not in _SUBJECTS:
            return set()
        verb, sentence = int(self._parsed.head[token]), self._parsed.sentence[token]
        first = int(np.searchsorted(self._parsed.sentence, sentence))
        first = max(first, token - REACH)
        said = {
            at
            for at in range(first, token)
            if self._parsed.head[at] == verb and self._parsed.dep[at] in _SAID
        }
        return {at for at in range(first, token) if said & set(self._up(at))}

    def _up(self, token: int) -> list[int]:
        """Return a token and those that govern it, up to the root."""
        path = [token]
        while len(path) < REACH and (head := int(self._parsed.head[path[-1]])) != path[-1]:
            path.append(head)
        return path

    def _leads(self, token: int, *, main: bool) -> bool:
        """Say whether a token is the subject of its clause, or of the main clause."""
        while self._parsed.dep[token] in ("conj", "appos"):
            token = int(self._parsed.head[token])
        head = int(self._parsed.head[token])
        subject = self._parsed.dep[token] in _SUBJECTS or head == token
        return subject and (not main or int(self._parsed.head[head]) == head)

    def _told(self, people: Sequence[Candidate]) -> dict[str, str]:
        """Read off titles and nouns who is he and who is she."""
        called = {word: says for says in ("he", "she") for word in source_words()[says]}
        votes: dict[str, set[str]] = defaultdict(set)
        for token, name, kind in people:
            if kind == "person":
                near = self._lower[max(token - _TITLE_REACH, 0) : token]
                words = [word.rstrip(".") for word in near if word.rstrip(".") in _TITLES]
            else:
                words = [self._lower[token]]
            votes[name].update(called[word] for word in words if word in called)
        return {name: found.pop() for name, found in votes.items() if len(found) == 1}

    def _learn(self) -> dict[str, str]:
        """Learn what the article calls whom, from pronouns that leave no choice."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for token, (name, _) in self._all().items():
            if name:
                votes[name][SINGULAR[self._lower[token]]] += 1
        called = {}
        for name, found in votes.items():
            word, most = found.most_common(1)[0]
            if most >= _LEAST and most >= _SURE * found.total():
                called[name] = word
        return called


def _by_sentence(parsed: Parsed, found: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    placed: dict[int, list[Candidate]] = defaultdict(list)
    for one in found:
        placed[int(parsed.sentence[one[0]])].append(one)
    return placed
