"""Events: which articles report the same thing that happened.

Nobody's archive says which articles belong together. What is decided by hand is kept as it
is; for the rest a chance is put on each pair of articles that might report one event, by
shared words, names, headline, days of the week and dates, and groups are linked from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus import Corpus
from analysis.encoder import encode, encoder_at_hand
from analysis.errors import ChoiceError, many
from analysis.prepare._event_decisions import BY_PROGRAM, GIVEN, given_events
from analysis.prepare._event_groups import (
    Weights,
    attached,
    chance_table,
    grouped,
    mean_with_others,
    most_alike,
    weights_for,
    with_rows,
)
from analysis.prepare._event_names import event_names
from analysis.prepare._event_pairs import (
    LONGER_GAP,
    Floats,
    Material,
    Places,
    find_pairs,
)

NOT_THE_ARTICLES = ("comment", "boilerplate", "byline", "caption")
"""Parts of a page that say nothing of its event."""
MEANING_READ, MEANING_TOKENS = 1_500, 128
"""Characters and tokens of headline and body that the encoder reads."""
OPINION = re.compile(
    r"\b(?:opinions?|op-?eds?|commentar(?:y|ies)|editorials?|columns?|columnists?|blogs?"
    r"|perspectives?|views?|comment(?:isfree)?)\b",
    re.IGNORECASE,
)
"""What genres, sections and addresses call pieces of opinion."""
ADDED = ("event_id", "event_role", "event_chance", "event_closest", "event_by", "event_why")


def match_events(
    corpus: Corpus,
    *,
    use_dates: bool = True,
    encoder: bool | None = None,
    decided: pd.DataFrame | None = None,
    least_chance: float | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Corpus:
    """Group the articles that report the same event, where nobody has said which do.

    Parameters
    ----------
    corpus
        Articles to group. Those that have an event_id keep it.
    use_dates
        Whether the days between two articles count; where no two have dates, they do not.
    encoder
        Whether the sentence encoder is used; ``None`` uses it where it is installed
        (:func:`analysis.encoder.encoder_at_hand`). It takes about 0.05 s an article.
    decided
        Decisions by hand, a row an article: ``article_id``, ``event_id`` (empty or missing
        for none), and if you like ``decided_by`` and ``description`` (of the event). They are
        kept exactly; other articles may join a decided event, but two of these are never
        merged. Rows whose ``decided_by`` is "program" are proposals and decide nothing.
    least_chance
        Mean chance from which groups are one event, above 0 to 1; ``None`` takes the one
        that was learnt. Lower gives fewer and larger events.
    progress
        Called with the number of articles that the encoder has read since the last call.

    Returns
    -------
    Corpus
        The same articles with the columns ``event_id`` (empty for an article alone),
        ``event_role`` ("report", "opinion", "later": an article of long after that speaks
        of the event; empty without event), ``event_chance`` (mean chance with the others in
        it), ``event_closest`` (article_id of the most alike), ``event_by`` ("program", who
        decided, or "given" with the corpus) and ``event_why``, and with a table of the
        events: event_id, description, date.

    Raises
    ------
    ChoiceError
        Where ``decided`` lacks a column, names articles that are not in the corpus or gives
        one two events (every fault is named), or ``least_chance`` is not a chance.
    EncoderMissingError
        Where ``encoder=True`` and it is not installed.

    Notes
    -----
    Each article is paired with its 30 nearest by words, by names and by headline. A
    logistic regression, learnt from events of US news of 2012-2020, gives each pair a
    chance; groups are linked by their mean chance (average linkage). What it reached on
    events it was not learnt from stands in the corpus's notes. Outlets, ids and the order
    of articles play no part. A piece of opinion left alone joins an event of the same 30
    days that its text fits, whatever its date; so does an article of later still whose text
    fits very well (a chance of .75). Both are marked.

    Limits: the weights were learnt from whole articles in English, two or three an event;
    texts of a sentence or two stay alone. In a corpus all of one story what counts as one
    event is a matter of grain (``least_chance``), so read :func:`proposed_events`, and
    decide. Related events of the same days are what it takes for one most often.

    Examples
    --------
    >>> rows = {"article_id": ["a", "b", "c"], "outlet": ["Post", "Star", "Post"],
    ...     "published": "2024-03-01", "headline": ["Dockers out", "Port shut", "Mayor goes"],
    ...     "body": ["Dockers walked out.", "The port is shut.", "The mayor resigned."]}
    >>> decided = pd.DataFrame({"article_id": ["a", "b"], "event_id": "dock strike",
    ...     "decided_by": "ann"})
    >>> matched = match_events(Corpus(pd.DataFrame(rows)), decided=decided, encoder=False)
    >>> matched.articles["event_id"].tolist(), matched.articles["event_by"].tolist()
    (['dock strike', 'dock strike', ''], ['ann', 'ann', 'program'])
    """
    if least_chance is not None and not 0 < least_chance <= 1:
        msg = f"least_chance must be above 0, up to 1, not {least_chance!r}."
        raise ChoiceError(msg)
    given, proposals = given_events(corpus, decided)
    order = canonical_order(corpus)
    given = given.iloc[order].reset_index(drop=True)
    material = material_of(corpus, order, encoder=encoder, progress=progress)
    event, opinion = _decided(given), _is_opinion(corpus)[order]
    found = _find(material, event, opinion, use_dates=use_dates, least_chance=least_chance)
    event_id, events = event_names(material, found.group, event, found.chance)
    columns = found.columns(event_id, given)
    back = np.argsort(order)
    named = {name: pd.Series(values[back]) for name, values in columns.items()}
    listed = _event_table(corpus, events, given)
    matched = replace(corpus.with_columns(named), events=listed)
    return matched.with_notes(*_notes(found, event_id, given), *proposals)


def canonical_order(corpus: Corpus) -> Places:
    """Order articles by their text, so that the order they were read in plays no part."""
    articles = corpus.articles
    texts = zip(articles["headline"], articles["body"], strict=True)
    digests = [
        hashlib.sha256(f"{h}\x1f{b}".encode("utf-8", "surrogatepass")).hexdigest()
        for h, b in texts
    ]
    keys = zip(digests, articles["published"].astype(str), articles["article_id"], strict=True)
    ranked = sorted(enumerate(keys), key=lambda pair: pair[1])
    return np.array([place for place, _ in ranked], dtype=np.int64)


def material_of(
    corpus: Corpus,
    order: Places,
    *,
    encoder: bool | None,
    progress: Callable[[int], None] = lambda _: None,
) -> Material:
    """Gather what of each article is looked at, in this order."""
    articles = corpus.articles.iloc[order]
    bodies = own_bodies(corpus)
    headlines = articles["headline"].tolist()
    texts = [bodies[one] for one in articles["article_id"]]
    days = (articles["published"] - pd.Timestamp(1970, 1, 1)) / pd.Timedelta(days=1)
    meaning = None
    if encoder or (encoder is None and encoder_at_hand()):
        read = [f"{h}. {b[:MEANING_READ]}" for h, b in zip(headlines, texts, strict=True)]
        meaning = encode(read, most_tokens=MEANING_TOKENS, progress=progress)
    return Material(headlines, texts, np.floor(days.to_numpy(float)), meaning)


@dataclass(frozen=True)
class _Found:
    """Who was put together with whom, in the order of the material."""

    group: Places
    """Number of each article's event, or -1."""
    chance: Floats
    """Mean chance with the others of its event; not a number where it has none."""
    closest: Places
    """Place of the most alike article, of its own event where it has one; -1 for none."""
    nearest: Floats
    """Chance of one event with that article …"""
    by_text: Floats
    """… and with the most alike one if dates did not count."""
    opinion: NDArray[np.bool_]
    late: NDArray[np.bool_]
    weights: Weights
    use_dates: bool
    encoder: bool

    def columns(
        self, event_id: NDArray[np.object_], given: pd.DataFrame
    ) -> dict[str, NDArray[np.generic]]:
        """Return the columns of the articles, the reason among them."""
        has = event_id != ""
        by_hand = given["by"].to_numpy(object) != BY_PROGRAM
        roles = [~has, self.late, self.opinion]
        ids = given["article_id"].to_numpy(object)
        closest = np.where(self.closest >= 0, ids[self.closest], "")
        of = np.where(self.closest >= 0, event_id[self.closest], "")
        named = [
            f"{one} (event {event})" if event else one
            for one, event in zip(closest, of, strict=True)
        ]
        why = [
            self._why(place, by=str(given["by"].iloc[place]), closest=str(named[place]))
            for place in range(len(event_id))
        ]
        values = (
            event_id,
            np.select(roles, ["", "later", "opinion"], "report").astype(object),
            np.where(has & ~by_hand, self.chance, np.nan),
            closest.astype(object),
            given["by"].to_numpy(object),
            np.array(why, dtype=object),
        )
        return dict(zip(ADDED, values, strict=True))

    def _why(self, place: int, *, by: str, closest: str) -> str:
        if by != BY_PROGRAM:
            return by if by == GIVEN else f"decided by {by}"
        if self.group[place] < 0:
            if not closest:
                return "alone: no other article shares its rarer words"
            return (
                f"alone: the chance of one event with its most alike article, {closest}, is "
                f"{self.nearest[place]:.2f}, and {self.by_text[place]:.2f} by text alone; "
                f"events begin at a mean chance of {self.weights.threshold:.2f}"
            )
        told = f"mean chance {self.chance[place]:.2f} with the others of the event"
        if self.late[place]:
            return f"{told} by its text alone; published more than {LONGER_GAP} days later"
        return told


def _find(
    material: Material,
    given: NDArray[np.object_],
    opinion: NDArray[np.bool_],
    *,
    use_dates: bool,
    least_chance: float | None,
) -> _Found:
    """Put articles together; what was decided stays."""
    pairs = find_pairs(material)
    encoder = material.meaning is not None
    use_dates = use_dates and not bool(np.isnan(pairs.days_apart).all())
    weights = weights_for(dates=use_dates, encoder=encoder)
    if least_chance not in (None, weights.threshold):  # what was measured does not hold there
        weights = replace(weights, threshold=least_chance, measured={})
    chances = chance_table(pairs, weights.chances(*pairs.features(use_dates=use_dates)))
    by_text = chances
    group = grouped(chances, given, weights.threshold)
    late = np.zeros(len(group), dtype=bool)
    if use_dates:
        text = weights_for(dates=False, encoder=encoder)
        by_text = chance_table(pairs, text.chances(*pairs.features(use_dates=False)))
        free = np.array([one is None for one in given], dtype=bool) & (group < 0)
        joins, late = attached(
            by_text, group, free, opinion, material.days, least=text.threshold
        )
        group = np.where(joins >= 0, joins, group)
        chances = with_rows(chances, by_text, np.flatnonzero(joins >= 0))
    closest, nearest = most_alike(chances, group)
    return _Found(
        group=group,
        chance=mean_with_others(chances, group),
        closest=closest,
        nearest=nearest,
        by_text=most_alike(by_text, np.full(len(group), -1))[1],
        opinion=opinion,
        late=late,
        weights=weights,
        use_dates=use_dates,
        encoder=encoder,
    )


def own_bodies(corpus: Corpus) -> dict[str, str]:
    """Return each body without readers' comments and what only stands around an article."""
    articles = corpus.articles
    bodies = dict(zip(articles["article_id"], articles["body"], strict=True))
    if "part" not in corpus.layers:
        return bodies
    table = corpus.layers["part"].table
    table = table[(table["field"] == "body") & table["value"].isin(NOT_THE_ARTICLES)]
    for article_id, spans in table.groupby("article_id", sort=False):
        text = list(bodies[str(article_id)])
        for start, end in zip(spans["start"], spans["end"], strict=True):
            text[start:end] = " " * (end - start)
        bodies[str(article_id)] = "".join(text)
    return bodies


def _decided(given: pd.DataFrame) -> NDArray[np.object_]:
    """Return the event of each article, "" for none by decision, or None if undecided."""
    made = given["event"].to_numpy(object).copy()
    made[given["by"].to_numpy(object) == BY_PROGRAM] = None
    return made


def _is_opinion(corpus: Corpus) -> NDArray[np.bool_]:
    """Say which articles their genre, section or address calls opinion."""
    articles = corpus.articles
    found = np.zeros(len(articles), dtype=bool)
    for name in ("genre", "section", "url"):
        if name in articles:
            found |= articles[name].str.contains(OPINION).to_numpy(bool)
    return found


def _event_table(corpus: Corpus, found: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Add the events that were found, under the names they were given, to those known."""
    named = given[given["description"] != ""]
    names = dict(zip(named["event"], named["description"], strict=True))
    pairs = zip(found["event_id"], found["description"], strict=True)
    found = found.assign(description=[names.get(event) or told for event, told in pairs])
    found = found.assign(date=pd.to_datetime(found["date"]).astype("datetime64[s]"))
    if corpus.events is None:
        return found
    new = found[~found["event_id"].isin(corpus.events["event_id"])]
    return pd.concat([corpus.events, new], ignore_index=True)


def _notes(found: _Found, event_id: NDArray[np.object_], given: pd.DataFrame) -> list[str]:
    """Say what was matched, by whom, and how well that went where it could be measured."""
    by = given["by"].to_numpy(object)
    free = by == BY_PROGRAM
    if not free.any():
        return []
    placed = free & (event_id != "")
    how = f"{'with' if found.encoder else 'without'} the sentence encoder"
    how += ", with dates" if found.use_dates else ", without dates"
    deciders = sorted({str(one) for one in by[~free]} - {GIVEN})
    hand = int((~free & (by != GIVEN)).sum())
    stood = f" {(by == GIVEN).sum():,} had an event already." if (by == GIVEN).any() else ""
    whose = f" ({', '.join(deciders)})" if deciders else ""
    n_events, n_placed = len(set(event_id[placed])), int(placed.sum())
    told = (
        f"Events were matched by program ({how}): {many(n_placed, 'article')} in "
        f"{many(n_events, 'event')}, {free.sum() - n_placed:,} in no event; "
        f"{hand:,} were decided by hand{whose}.{stood} {_reached(found.weights)} Comparisons "
        "within events hold as far as the events do: see proposed_events."
    )
    marked = {"opinion": found.opinion & placed & ~found.late, "later": found.late & placed}
    roles = [
        f"{many(int(rows.sum()), 'article')} in a matched event "
        f"{'is' if rows.sum() == 1 else 'are'} marked {role!r} in event_role."
        for role, rows in marked.items()
        if rows.any()
    ]
    return [told, *roles]


def _reached(weights: Weights) -> str:
    """Say how well matching went where it was measured: at the learnt threshold alone."""
    measured = weights.measured
    if not measured:
        return (
            f"Events begin at a mean chance of {weights.threshold:g}, as was asked; how often "
            "that errs was not measured."
        )
    return (
        f"On events of US news that it had not learnt from, {measured['precision']:.0%} of the "
        f"pairs it put together belonged together, and it found {measured['recall']:.0%} of "
        f"the pairs that did (pair F1 {measured['pair_f1']:.2f}, BCubed "
        f"{measured['bcubed']:.2f}); these articles may be harder."
    )
