"""A parsed text as a tree of words: who is subject, what is object, through which gaps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from analysis.measure._word_sets import word_set
from analysis.parsing import Parsed

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass")
OBJECT_CONTROL = word_set("""
allow ask authorise authorize cause command compel convince direct enable encourage expect force
get have help hire inspire instruct lead let leave make order permit persuade see show spot film
catch find hear watch tell train urge use want warn forbid prompt push stop prevent keep accuse
""")
"""Verbs whose object is the subject of the clause under them."""
OBJECT_OF_PREPOSITION = word_set("""
accuse blame charge convict praise stop prevent keep suspect arrest acquit clear condemn
criticise criticize fault honour honor jail sentence sue thank indict forgive hold
""")
"""Verbs whose object is the subject of the gerund under their preposition."""
_LEFT = word_set("det amod compound nmod poss nummod quantmod predet neg advmod")
QUANTITIES = word_set("""
% all any both couple crowd dozen each few group half handful hundred lot majority many member
million most none number pair part percent plenty score series several some string thousand
""")
"""Nouns that say how many of what follows "of"."""
_NAMED = frozenset({"NNP", "NNPS"})
_FAR = 8
"""Steps up or down a tree after which a search ends."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Tree:
    """The words of one text, each with its head and what hangs on it."""

    text: str
    start: list[int]
    end: list[int]
    head: list[int]
    dep: list[str]
    tag: list[str]
    sentence: list[int]
    word: list[str]
    """Words in small letters."""
    lemma: list[str]
    entity: list[str]
    """Kind of entity, empty for none."""
    begins: list[bool]
    """Whether a word is the first of a name."""
    children: list[list[int]]

    @classmethod
    def of(cls, parsed: Parsed, text: str, *, dateline: int = 0) -> Self:
        """Read a parsed text; what stands before ``dateline`` takes no part in what follows."""
        start, end, head = parsed.start.tolist(), parsed.end.tolist(), parsed.head.tolist()
        dep = list(parsed.dep)
        _part(head, dep, sum(one < dateline for one in start))
        children: list[list[int]] = [[] for _ in head]
        for at, above in enumerate(head):
            if above != at:
                children[above].append(at)
        return cls(
            text=text,
            start=start,
            end=end,
            head=head,
            dep=dep,
            tag=list(parsed.tag),
            sentence=parsed.sentence.tolist(),
            word=[text[a:b].lower() for a, b in zip(start, end, strict=True)],
            lemma=[lemma.lower() for lemma in parsed.lemma],
            entity=[name[2:] for name in parsed.entity],
            begins=[name[:1] == "B" for name in parsed.entity],
            children=children,
        )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the whole text."""
        return frozenset(self.word)

    # -- what hangs on a word -----------------------------------------------------------

    def kids(self, at: int, *deps: str) -> list[int]:
        """Return the children of a word that hang on it by one of some relations."""
        return [kid for kid in self.children[at] if self.dep[kid] in deps]

    def kid(self, at: int, *deps: str) -> int | None:
        """Return the first of :meth:`kids`, if there is one."""
        return next((kid for kid in self.children[at] if self.dep[kid] in deps), None)

    def is_verb(self, at: int) -> bool:
        """Say whether a word is tagged a verb."""
        return self.tag[at].startswith("VB")

    def under(self, at: int, *prepositions: str) -> list[int]:
        """Return the nouns under some prepositions of a word, those joined to them too."""
        return [
            noun
            for kid in self.kids(at, "prep", "agent", "dative")
            if self.word[kid] in prepositions
            for first in self.kids(kid, "pobj", "pcomp")
            if self.dep[first] == "pobj" or self.bare_gerund(first)
            for noun in self.joined(first)
        ]

    def bare_gerund(self, at: int) -> bool:
        """Say whether a word in -ing stands alone, as a noun does ("by shelling")."""
        if self.tag[at] != "VBG" or self.word[at] in {"having", "being"}:
            return False
        if self.dep[at] not in {"pcomp", "nsubj", "csubj", "aux"}:
            return False
        return all(self.dep[kid] in {"punct", "cc", "conj"} for kid in self.children[at])

    def joined(self, noun: int) -> list[int]:
        """Return a noun and those that stand in a row with it ("Hunters and farmers")."""
        found = [noun]
        for kid in self.kids(noun, "conj"):
            denied = any(self.word[other] == "not" for other in self.children[noun])
            if not denied and not self.is_verb(kid):
                found += self.joined(kid)
        return found

    def number_of(self, noun: int) -> int:
        """Return what is counted ("hostages" in "three of the hostages"), or the noun."""
        counts = self.lemma[noun] in QUANTITIES or self.tag[noun] in {"CD", "DT"}
        of = self.under(noun, "of") if counts else []
        return of[0] if of else noun

    def bounds(self, noun: int) -> tuple[int, int]:
        """Return where a noun begins with what stands before it, and where it ends."""
        first = noun
        for kid in reversed(self.children[noun]):
            if kid < first and self.dep[kid] in _LEFT:
                first = min(first, self._leftmost(kid))
        counted = self.number_of(noun)
        last = max(noun, counted)
        return self.start[first], self.end[last]

    def _leftmost(self, at: int) -> int:
        while self.children[at] and self.children[at][0] < at:
            at = self.children[at][0]
        return at

    # -- who the subject is ---------------------------------------------------------------

    def subject(self, verb: int, far: int = _FAR) -> int | None:
        """Return the subject of a verb, its own or that of a verb above it."""
        own = self.kid(verb, *SUBJECTS)
        if own is not None:
            return self.meant(own)
        gerund = next((kid for kid in self.kids(verb, "aux") if self.bare_gerund(kid)), None)
        if gerund is not None or far == 0:
            return gerund
        return self._lent(verb, self.head[verb], far)

    def _lent(self, verb: int, above: int, far: int) -> int | None:
        """Return the subject that a verb takes from the clause above it."""
        dep, found = self.dep[verb], None
        if dep in {"conj", "dep"}:
            found = self.subject(above, far - 1)
        elif dep in {"xcomp", "ccomp", "acomp", "oprd"}:
            found = self._controller(above, far)
        elif dep == "advcl":
            found = self._beside(verb, above, far)
        elif dep == "pcomp":
            found = self._of_gerund(above, far)
        elif dep == "relcl" or (dep == "acl" and self._describes(verb, above)):
            found = (
                None if "to" in {self.word[kid] for kid in self.kids(verb, "aux")} else above
            )
        return found

    def _describes(self, participle: int, noun: int) -> bool:
        """Say whether a participle describes a noun ("an officer shooting a boy")."""
        return self.tag[participle] in {"VBG", "VBN"} and not self.is_verb(noun)

    def meant(self, word: int) -> int:
        """Return what a relative pronoun stands for, or the word itself."""
        if self.tag[word] not in {"WDT", "WP"} and not (
            self.word[word] == "that" and self.dep[word] in SUBJECTS and not self.children[word]
        ):
            return word
        back = self.antecedent(self.head[word])
        return word if back is None else back

    def antecedent(self, verb: int) -> int | None:
        """Return the noun whose relative clause a verb stands in."""
        for _ in range(_FAR):
            above = self.head[verb]
            if self.dep[verb] == "relcl":
                cleft = self.is_verb(above) or self.lemma[above] == "be"
                named = self.kid(above, "attr") if cleft else None
                beyond = None if self.is_verb(above) else above
                return beyond if named is None else named
            if self.dep[verb] not in {"ccomp", "xcomp", "conj", "advcl"} or above == verb:
                return None
            verb = above
        return None

    def object(self, verb: int) -> int | None:
        """Return the direct object of a verb, or that of the last of a row of verbs."""
        own = self.kid(verb, "dobj")
        if own is not None:
            return self.meant(own)
        pushed = self._pushed_out(verb)
        if pushed is not None:
            return pushed
        for kid in self.kids(verb, "conj"):
            apart = self.kid(kid, *SUBJECTS) is not None or self.kids(kid, "auxpass")
            if self.is_verb(kid) and not apart and not self.kids(verb, "prep", "prt"):
                return self.object(kid)
        return None

    def _pushed_out(self, verb: int) -> int | None:
        """Return an object that was taken for a second subject of the verb above.

        As in "The strike that killed Maj. Gen. Harl angered them".
        """
        noun, own = self.head[verb], self.kid(verb, "nsubj")
        above = self.head[noun]
        asked = self.dep[verb] == "relcl" and own is not None and self.tag[own] == "WDT"
        if not asked or self.dep[noun] not in SUBJECTS or self.children[verb][-1] > verb:
            return None
        return next((k for k in self.kids(above, *SUBJECTS) if verb < k < above), None)

    def _controller(self, above: int, far: int) -> int | None:
        """Return the subject of a clause under a verb, an adjective or a noun."""
        found = self.kid(above, "dobj") if self.lemma[above] in OBJECT_CONTROL else None
        return self.subject(above, far - 1) if found is None else self.meant(found)

    def _beside(self, verb: int, above: int, far: int) -> int | None:
        """Return the subject of a clause beside another ("…, killing two")."""
        if self.lemma[above] in OBJECT_CONTROL and self.tag[verb] == "VB":
            return self._controller(above, far)
        stray = self.stray_subject(above)
        if stray is not None and stray < verb:
            return stray
        return self.subject(above, far - 1)

    def stray_subject(self, verb: int) -> int | None:
        """Return a subject taken for one of a gerund ("after officers answering … fired")."""
        gerunds = [kid for prep in self.kids(verb, "prep") for kid in self.kids(prep, "pcomp")]
        return next((k for gerund in gerunds for k in self.kids(gerund, "nsubj")), None)

    def _of_gerund(self, preposition: int, far: int) -> int | None:
        """Return the subject of a gerund under a preposition."""
        above = self.head[preposition]
        if self.dep[preposition] == "prep" and self.dep[above] == "prep":
            above = self.head[above]
        if self.lemma[above] in OBJECT_OF_PREPOSITION:
            found = self.kid(above, "dobj")
            if found is not None:
                return self.meant(found)
            if self.dep[above] == "acl":
                return self.head[above]
        if self.is_verb(above) or self.lemma[above] == "be":
            return self.subject(above, far - 1)
        if self.dep[above] in {"acomp", "attr"}:
            return self.subject(self.head[above], far - 1)
        if self.dep[above] == "pobj" and self.is_verb(self.head[self.head[above]]):
            return self.subject(self.head[self.head[above]], far - 1)
        return self.kid(above, "poss")


def _part(head: list[int], dep: list[str], n: int) -> None:
    """Cut the first words of a text off the tree of the others.

    What hung on them takes their place: "Fires" is subject in "PORT HARL — Fires killed two".
    """
    for at in range(n, len(head)):
        for _ in range(_FAR):
            above = head[at]
            if above >= n:
                break
            head[at] = at if head[above] == above else head[above]
            if dep[at] != "punct":
                dep[at] = dep[above]
    for at in range(n):
        head[at] = at
