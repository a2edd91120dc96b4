"""What a learnt model sees of a word that may be the head of a cue.

Features are words, such as "lemma=say" or "child=ccomp". A head is described by itself, by
what hangs on it, by what it hangs on, by the quotes around it and by what the rules make of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from analysis.measure._attribution_quotes import apart, outermost, with_quotes
from analysis.measure._attribution_rules import found_at_cues
from analysis.measure._attribution_text import NONE, Quotation, Reading, Tokens
from analysis.measure._attribution_turns import found_in_headline, found_in_turns

_NO_HEADS = frozenset(("aux", "auxpass", "neg"))
_FUNCTION = frozenset(("prep", "prt", "mark", "aux", "neg", "agent", "advmod", "auxpass"))
_CLAUSAL = frozenset(("ccomp", "xcomp", "advcl", "acl", "relcl", "conj", "parataxis"))
_FRAME = frozenset(("ccomp", "xcomp", "dobj", "nsubj", "nsubjpass", "prep", "oprd", "acl"))
_INTRODUCING = frozenset(("TO", "WRB", "WP", "WDT"))
_FAR = 25
"""Tokens over which a quote is looked for from a cue."""
_BOUNDS = (0, 1, 2, 3, 5, 8, 13, 24)
BLANK, EDGE = "(blank)", "(edge)"


class Sight:
    """A text with what the rules find in it, as a learnt model sees it.

    Parameters
    ----------
    reading
        The text.
    headline
        Whether it is a headline.
    """

    def __init__(self, reading: Reading, *, headline: bool = False) -> None:
        self.reading = reading
        named = found_in_headline(reading) if headline else found_in_turns(reading)
        first = found_at_cues(reading) + named
        self.first = {one.head: one for one in first if one.head is not None}
        self.rules = apart(outermost(with_quotes(reading, outermost(first))))
        self.last = {one.head: one for one in self.rules if one.head is not None}

    @cached_property
    def words(self) -> list[str]:
        """The words, a blank one being named."""
        return [word if word.strip() else BLANK for word in self.reading.words]

    @cached_property
    def lemmas(self) -> list[str]:
        """The lemmas, a blank one being named."""
        return [lemma if lemma.strip() else BLANK for lemma in self.reading.lemma]

    @cached_property
    def quotes(self) -> list[Quotation]:
        """The quotes that are a source's words."""
        return [quote for quote in self.reading.quotes if quote.spoken]

    @cached_property
    def _quoting(self) -> set[int]:
        """The numbers of the sentences in which quotes stand."""
        number = self.reading.sentence
        return {number[token] for quote in self.quotes for token in quote.tokens}

    @cached_property
    def _held(self) -> Tokens:
        """All tokens that the rules take for content before those within others are dropped."""
        return NONE.union(*(one.content for one in self.first.values()))

    @cached_property
    def owner(self) -> list[int]:
        """The cue by which the rules credit each token; -1 without one, -2 for nobody."""
        found = [-1] * self.reading.size
        for one in self.rules:
            for token in one.content:
                found[token] = -2 if one.head is None else one.head
        return found

    # -- heads of cues ---------------------------------------------------------------------

    def heads(self, lemmas: Collection[str]) -> list[int]:
        """Return the tokens outside quotes that may be the head of a cue."""
        reading = self.reading
        return [
            token
            for token in range(reading.size)
            if not reading.spoken[token]
            and reading.dep[token] not in _NO_HEADS
            and (self.lemmas[token] in lemmas or token in self.first)
        ]

    def of_head(self, token: int) -> Iterator[str]:
        """Describe a token that may be the head of a cue."""
        reading, lemma = self.reading, self.lemmas[token]
        dep, tag, head = reading.dep[token], reading.tag[token], reading.head[token]
        above = "ROOT" if head == token else self.lemmas[head]
        yield from (f"lemma={lemma}", f"word={self.words[token]}", f"dep={dep}", f"tag={tag}")
        yield from (f"lemma={lemma}/{reading.pos[token]}", f"lemma={lemma}/{dep}")
        yield from (f"tag={tag}/{dep}", f"above={above}", f"above={reading.pos[head]}/{dep}")
        yield f"above={lemma}/{above}/{dep}"
        for child in reading.children[token]:
            if reading.dep[child] != "punct":
                yield from self._of_child(lemma, child)
        below = {reading.dep[child] for child in reading.children[token]}
        yield "frame=" + "+".join(sorted(below - {"aux", "advmod", "npadvmod", "cc", "punct"}))
        yield f"frame={lemma}/" + "+".join(sorted(below & _FRAME))
        yield from self._beside(token)
        yield from self._by_rules(token)
        yield from self._near_quotes(token)

    def _of_child(self, lemma: str, child: int) -> Iterator[str]:
        """Describe what hangs on a head."""
        reading, low = self.reading, self.lemmas[child]
        dep = reading.dep[child]
        yield from (f"child={dep}", f"child={lemma}/{dep}")
        if dep in _FUNCTION:
            yield from (f"child={dep}/{low}", f"child={lemma}/{dep}/{low}")
        elif dep in _CLAUSAL:
            yield from (f"child={dep}/{low}", f"child={dep}/{reading.tag[child]}")
            yield f"child={lemma}/{dep}/{self.opening(child)}"
        else:
            yield f"child={dep}/{low}"
            yield f"child={dep}/{reading.entity[child][2:]}/{reading.pos[child]}"
            if dep == "dobj":
                yield f"child={lemma}/dobj/{low}"

    def opening(self, verb: int) -> str:
        """Return what introduces a clause: that, whether, to, or nothing."""
        reading = self.reading
        for child in reading.children[verb]:
            if reading.dep[child] == "mark" or reading.tag[child] in _INTRODUCING:
                return self.words[child]
        return "-"

    def _beside(self, token: int) -> Iterator[str]:
        """Name the words before and after a head."""
        for step in (-2, -1, 1, 2):
            at = token + step
            word = self.words[at] if 0 <= at < self.reading.size else EDGE
            yield f"at {step}={word}"
            if abs(step) == 1:
                yield f"at {step}={self.lemmas[token]}/{word}"

    def _by_rules(self, token: int) -> Iterator[str]:
        """Say what the rules make of a head, alone and after all was put together."""
        lemma, first, last = self.lemmas[token], self.first.get(token), self.last.get(token)
        told = "no" if first is None else "content" if first.content else "cue"
        end = "no" if last is None else self._manner(last.content)
        yield from (
            f"rules={told}",
            f"rules={lemma}/{told}",
            f"end={end}",
            f"end={lemma}/{end}",
        )
        if first is not None:
            yield f"rules source={bool(first.source)}/{self.reading.pos[token]}"
        if token in self._held:
            yield from ("inside", f"inside={lemma}", f"inside/{told}")

    def _manner(self, content: Tokens) -> str:
        inside = sum(self.reading.spoken[token] for token in content)
        return (
            "unquoted" if not inside else "quoted" if inside > 0.8 * len(content) else "mixed"
        )

    def _near_quotes(self, token: int) -> Iterator[str]:
        """Say how far quotes are from a head, in its sentence or the next."""
        reading, sentence = self.reading, self.reading.sentence[token]
        here = sentence in self._quoting
        yield f"quote={here}"
        if not here:
            yield f"quote={sentence - 1 in self._quoting}/{sentence + 1 in self._quoting}"
            return
        back = reading.spoken[max(0, token - _FAR) : token][::-1]
        ahead = reading.spoken[token + 1 : token + 1 + _FAR]
        before, after = (
            bucket(one.index(True)) if True in one else "no" for one in (back, ahead)
        )
        near = before != "no" or after != "no"
        yield from (f"quote before={before}", f"quote after={after}")
        yield f"quote={self.lemmas[token]}/{near}"
        yield f"quote={reading.dep[token]}/{before}/{after}"


def bucket(number: int) -> str:
    """Put a count into one of a few classes.

    >>> bucket(0), bucket(4), bucket(99)
    ('0', '5', 'more')
    """
    return next((str(bound) for bound in _BOUNDS if number <= bound), "more")
