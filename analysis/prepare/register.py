"""Marks of register, line by line: what readers show more often than articles, and less.

Each mark is one thing that a line shows or does not show. Most are commoner in readers'
comments, some in articles. What stands in quotation marks is not looked at, since a quoted
source may shout where the outlet does not. The first person is no mark at all: columnists
and commenters both say I.
"""
# ruff: noqa: SIM905 - the marks of print are looked for; word lists one can read

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]

SHORT = 70
"""Characters up to which a sentence alone in its line is called short."""
LOOKED_AT = 1500
"""Characters of a line that are looked at from its start; the end is always looked at."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One mark of register, with the share of lines expected to show it.

    Parameters
    ----------
    says
        The mark in words, for the evidence that a reader is shown.
    article, comment
        Expected share of lines that show it in articles and in comments. Round numbers
        set by hand; an article's own share takes the place of the first as it is read.
    absence
        Whether its absence speaks for the article. It does not where a site has the mark
        on every comment or on none.
    """

    says: str
    article: float
    comment: float
    absence: bool = True


MARKS: dict[str, Mark] = {
    "exclaims": Mark(says="exclamation marks", article=0.006, comment=0.12),
    "trails": Mark(says="trailing dots", article=0.01, comment=0.06),
    "doubles": Mark(says="doubled ! or ?, or faces", article=0.001, comment=0.03),
    "unstopped": Mark(says="lines without an end stop", article=0.1, comment=0.3),
    "asks": Mark(says="lines that end in a question", article=0.018, comment=0.06),
    "addresses": Mark(says="you and your", article=0.035, comment=0.16),
    "opens": Mark(says="openers, greetings and thanks", article=0.003, comment=0.1),
    "meta": Mark(says="talk of the article or its author", article=0.006, comment=0.09),
    "names_author": Mark(
        says="the author named as another person", article=0.01, comment=0.05, absence=False
    ),
    "chats": Mark(says="chat words and missing apostrophes", article=0.002, comment=0.06),
    "shouts": Mark(says="plain words in capitals", article=0.013, comment=0.04),
    "sloppy": Mark(
        says="loose spacing or a small letter to start", article=0.015, comment=0.07
    ),
    "other_quotes": Mark(
        says="another style of apostrophe", article=0.006, comment=0.04, absence=False
    ),
    "replies": Mark(
        says="reply, like and time lines", article=0.003, comment=0.1, absence=False
    ),
    "quotes_back": Mark(
        says="words of the article quoted back", article=0.003, comment=0.03, absence=False
    ),
    "answers": Mark(
        says="@name or > to open a line", article=0.0005, comment=0.03, absence=False
    ),
    "wishes": Mark(says="blessings, curses and cheers", article=0.001, comment=0.05),
    "abuses": Mark(says="words of abuse", article=0.012, comment=0.06),
    "links": Mark(says="web addresses", article=0.005, comment=0.03, absence=False),
    "short": Mark(says="one short sentence alone", article=0.06, comment=0.17),
    "contracts": Mark(says="contractions outside quotes", article=0.13, comment=0.2),
    "reports": Mark(says="attributed speech", article=0.3, comment=0.04),
    "cites": Mark(says="titles, offices and days of the week", article=0.25, comment=0.08),
}
NAMES = tuple(MARKS)

_PRINTED = ("’", "'"), ("“", " "), ("”", " "), ("—", " "), ("–", " "), ("…", " ")
_PUNCTUATION = str.maketrans(dict.fromkeys('.,;:!?"()[]*<>/', " "))
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)[‘'](?=\w)[^‘’'\n]{3,}[’'](?!\w)")
_LONG_QUOTE = re.compile(r"[“\"]([^“”\"]{20,})[”\"]")
_TWEET = re.compile(r"pic\.twitter\.com|\(@\w+\)\s+\w+ \d|https?://t\.co/")
_SPEAKER = re.compile(r"(?:[A-Z][\w.'’-]*\s){0,3}[A-Z][\w.'’-]*(?: \([^)]*\))?:\s")
_DOUBLED = re.compile(r"[!?]\s?[!?]")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2764]")
_CAPITALS = re.compile(r"[A-Z]{2,}")
_LOOSE = (" ,", " !", " ?", " i ")
_STOPS = frozenset(".!?:;…\"”’')]»*")
_REPLY = re.compile(
    r"(?:reply|like|share|report|flag|quote|permalink|upvote|edited|recommend(?:ed)?|"
    r"log in to (?:reply|comment)|\d+ (?:likes?|replies|votes?|points?)|"
    r"[\s|·•,\d()-])+$"
    r"|.{0,40}\b(?:\d+|an?|one|few) (?:second|minute|min|hour|hr|day|week|month|year)s? ago\b"
    r".{0,20}$"
    r"|.{0,60}\b(?:at|on|@|-|,) \d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: \(?[a-z]{2,4}\)?)?$"
    r"|[\w .'’-]{2,40}\b(?:says|said|wrote|writes|commented|replied)\b[^.]{0,30}:$"
    r"|posted by [^.]{2,40}$",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:yes|no|nope|yeah|yep|well|actually|agreed|exactly|amen|bravo|wow|oh|um|hmm+|hi|hey|"
    r"hello|hear hear|thanks|thank you|congratulations|kudos|sorry|sad|typical|"
    r"rubbish|nonsense|lol|haha+|true|absolutely|totally|brilliant|excellent|fantastic|"
    r"wonderful|beautiful|beautifully|lovely|superb|great|good|nice|interesting|spot on|"
    r"well said|well done|dear|greetings|cheers|funny how|with respect|"
    r"may i|can i|could someone|(?:does|has|did) any(?:one|body)|any(?:one|body) (?:else|know)|"
    r"i (?:totally |fully |strongly |dis)?(?:agree|disagree)|"
    r"as (?:always|usual)|as an? (?:\w+ ){0,3}(?:i|myself)|so (?:who|what|why|where|basically)|"
    r"imo|imho|fyi|ps|p\.s|re|off topic|just my|my two cents|about time|"
    r"couldn'?t make it up|keep up the|to be fair|speaking as)"
    r"(?=[\s,.!?:;…-]|$)",
    re.IGNORECASE,
)
_OPENS_A_CLAUSE = re.compile(
    r"(?:no|good|great|well|true|interesting|wonderful|sad|so|re|oh|yes|brilliant|fantastic|"
    r"beautiful|nice|lovely|dear|actually)\s+[a-z]+",
    re.IGNORECASE,
)
_META = re.compile(
    r"\b(?:(?:this|your|fine|good|great|excellent|fair|poor|well[- ]written|thoughtful|"
    r"interesting|silly|biased|lovely|powerful|terrific|brilliant) "
    r"(?:article|piece|essay|column|op-?ed|post|blog|author|writer|columnist|journalist|"
    r"commenters?|commentators?|comments?|writing|reporting|read)\b"
    r"|the (?:article|author|writer|columnist|commenters?)\b"
    r"|(?:mr|ms|mrs|dr|prof)\.? [\w-]+ (?:writes|argues|forgets|leaves out)\b"
    r"|(?:gentleman|lady|poster|person|commenter|comment|article|link)s? (?:above|below)\b"
    r"|your (?:readers|essays|articles|columns|posts|point|argument)\b"
    r"|well (?:written|said|put)\b|beautifully (?:written|put)|couldn'?t agree"
    r"|i (?:dis)?agree with|thank you (?:for|to) (?:this|the|your|sharing|writing))",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:god bless|bless (?:you|him|her|them|the)|rest in peace|amen|cheers for|"
    r"shame on|go to hell|burn in hell|rot in|god help|god save|long live|good luck|"
    r"prayers are|peace be upon|kind regards|best regards|best wishes|hats off|"
    r"good riddance|disgusting|disgraceful|pathetic|what a (?:joke|disgrace|shame|farce|"
    r"wonderful|lovely)|ashamed of|wake up|never forget|look it up|"
    r"can'?t come (?:fast|soon) enough)\b",
    re.IGNORECASE,
)
_SHOUTED = frozenset(
    "NOT ALL THE THEY THEIR THEM YOU YOUR WHY WHAT NEVER ALWAYS EVER YES ARE WAS WERE WHO HOW "
    "EVERY EVERYONE NOTHING NOBODY ONLY REAL REALLY STOP NOW WILL MUST DO DID DOES OUT VERY "
    "MORE MOST THIS THAT AND BUT HAVE HAS THESE THOSE NONE BOTH WAKE TRUTH LIES".split()
)
_LISTED: dict[str, frozenset[str]] = {
    "addresses": frozenset(
        "you your yours you're you've you'll you'd yourself yourselves ya".split()
    ),
    "chats": frozenset(
        "lol lmao rofl wtf omg smh imo imho tbh btw fyi idk thx pls plz ur gonna wanna gotta "
        "ain't yeah yep nope yup cos coz cuz dunno kinda sorta dont cant didnt doesnt isnt "
        "wasnt arent wouldnt couldnt shouldnt havent hasnt thats whats theyre youre youve ive "
        "im theres heres moron morons idiot idiots crap bs bullshit shit fuck fucking f*ck "
        "damn sheeple libtard libtards guys dude bro alot tho thru blah sheesh duh".split()
    ),
    "contracts": frozenset(
        "don't can't won't isn't aren't wasn't weren't didn't doesn't hasn't haven't hadn't "
        "couldn't wouldn't shouldn't it's that's there's what's he's she's let's here's i'm "
        "i've i'd i'll we're we've we'll you're you've you'll they're they've they'll".split()
    ),
    "abuses": frozenset(
        "evil filth filthy satanic stinking scum vermin cretin cretins thug thugs liar liars "
        "traitor traitors parasite parasites psychopath psychopaths psychopathic criminals "
        "crooks crook puppet puppets stooge stooges clown clowns fool fools foolish stupid "
        "idiotic brainwashed sheep ignorant ignoramus ignoramuses hypocrites hypocrite "
        "hypocrisy nonsense garbage rubbish disgusting disgrace disgraceful sickening "
        "shameful shameless coward cowards bastards bastard insane warmongers genocidal "
        "propaganda lackeys zionists nazis fascists commies greedy lies lying hateful".split()
    ),
    "reports": frozenset(
        "said says told according added reported announced spokesman spokeswoman "
        "spokesperson officials statement interview explained noted".split()
    ),
    "cites": frozenset(
        "president minister senator sen rep gov governor mayor secretary director professor "
        "chairman chairwoman chief general judge monday tuesday wednesday thursday friday "
        "saturday sunday percent".split()
    ),
}
_META_WORDS = frozenset(
    "article piece essay column oped op-ed post blog author writer columnist journalist "
    "commenter commenters commentator comment comments writing reporting above below "
    "readers essays articles columns posts argument written agree disagree "
    "thank writes argues forgets leaves".split()
)
_WISH_WORDS = frozenset(
    "bless peace amen cheers shame hell rot god live luck prayers regards wishes hats "
    "riddance disgusting disgraceful pathetic ashamed wake forget joke disgrace farce lovely "
    "wonderful enough look".split()
)
_LOOKED_UP = _META_WORDS | _WISH_WORDS | frozenset().union(*_LISTED.values())


def marks_of(lines: Sequence[str], author: frozenset[str] = frozenset()) -> Flags:
    """Say of each line of one article which of ``MARKS`` it shows.

    Parameters
    ----------
    lines
        The article's lines that are not blank, in order.
    author
        Surnames in the byline, in lower case.
    """
    speakers = _speakers(lines)
    straight = _uses_straight(lines)
    found = np.zeros((len(lines), len(NAMES)), dtype=bool)
    so_far: list[str] = []
    for row, line in enumerate(lines):
        shown = _shown(line[:LOOKED_AT], line, author)
        if _is_tweet(line) or (speakers and _label(line) in speakers):
            shown = set()
        elif straight is not None and _other_quotes(line, straight=straight):
            shown.add("other_quotes")
        if _quotes_back(line, so_far):
            shown.add("quotes_back")
        so_far.append(line)
        for name in shown:
            found[row, _COLUMN[name]] = True
    _mark_names_above_times(found[:, _COLUMN["replies"]], lines)
    return found


def _mark_names_above_times(replies: Flags, lines: Sequence[str]) -> None:
    """Count a name that stands above the time of a comment as one with it."""
    names = np.array([len(line) <= 40 and len(line.split()) <= 4 for line in lines], dtype=bool)
    replies[:-1] |= replies[1:] & names[:-1]


_COLUMN = {name: column for column, name in enumerate(NAMES)}


def _shown(line: str, whole: str, author: frozenset[str]) -> set[str]:
    """List the marks that a line shows by itself, outside its quotes."""
    plain = _QUOTED.sub(" ", line) if _has_quotes(line) else line
    shown = _typed(plain, whole)
    words = _words(plain.lower())
    if not words.isdisjoint(author):
        shown.add("names_author")
    known = words & _LOOKED_UP
    if known:
        shown |= {name for name, listed in _LISTED.items() if not known.isdisjoint(listed)}
        if not known.isdisjoint(_META_WORDS) and _META.search(plain):
            shown.add("meta")
        if not known.isdisjoint(_WISH_WORDS) and _WISHES.search(plain):
            shown.add("wishes")
    if _OPENER.match(plain) and not _OPENS_A_CLAUSE.match(plain):
        shown.add("opens")
    if len(whole) < 120 and _REPLY.match(whole.strip()):
        shown.add("replies")
    return shown


def _words(text: str) -> frozenset[str]:
    """Return the words of a text in lower case."""
    if not text.isascii():  # translating plain ASCII is several times faster
        for sign, plain in _PRINTED:
            text = text.replace(sign, plain)
    return frozenset(text.translate(_PUNCTUATION).split())


def _typed(plain: str, whole: str) -> set[str]:
    """List the marks of how a line is typed: stops, capitals, spaces."""
    end = whole[-1:]
    capitals = _CAPITALS.findall(plain)
    tests = {
        "exclaims": "!" in plain,
        "trails": "…" in plain or ".." in plain,
        "doubles": _is_doubled(plain),
        "unstopped": end not in _STOPS,
        "asks": end == "?",
        "answers": plain[:1] in ("@", ">"),
        "sloppy": plain[:1].islower() or any(sign in plain for sign in _LOOSE),
        "short": len(whole) <= SHORT and end in _STOPS and plain is whole,
        "links": "http" in plain or "www." in plain,
        "shouts": bool(capitals) and not _SHOUTED.isdisjoint(capitals) and not plain.isupper(),
    }
    return {name for name, shown in tests.items() if shown}


def _is_doubled(plain: str) -> bool:
    """Say whether a line doubles its marks, or has a face drawn or in emoji."""
    if ("!" in plain or "?" in plain) and _DOUBLED.search(plain):
        return True
    return len(plain) < 400 and not plain.isascii() and _EMOJI.search(plain) is not None


def _has_quotes(line: str) -> bool:
    return '"' in line or "“" in line or "‘" in line or " '" in line


def _is_tweet(line: str) -> bool:
    """Say whether a line is an embedded post of another site, and so a quotation."""
    return ("@" in line or "t.co/" in line or ".twitter" in line) and bool(_TWEET.search(line))


def _label(line: str) -> str:
    """Return the speaker's name that opens a line of a transcript, or nothing."""
    found = _SPEAKER.match(line[:80])
    return found.group().rstrip() if found else ""


def _speakers(lines: Sequence[str]) -> frozenset[str]:
    """Find the labels of a transcript: names with a colon that open several lines."""
    labels = Counter(label for line in lines if ":" in line[:80] and (label := _label(line)))
    return frozenset(label for label, count in labels.items() if count >= 2)


def _uses_straight(lines: Sequence[str]) -> bool | None:
    """Say whether an article opens with straight apostrophes; ``None`` where it has few."""
    straight = curly = 0
    for line in lines[: max(4, len(lines) // 3)]:
        straight += "'" in line
        curly += "’" in line
    if straight + curly < 3 or (straight and curly):
        return None
    return straight > 0


def _other_quotes(line: str, *, straight: bool) -> bool:
    return ("’" in line) if straight else ("'" in line)


def _quotes_back(line: str, so_far: Sequence[str]) -> bool:
    """Say whether a line quotes five words or more that stand further up, and adds to them."""
    if not _has_quotes(line):
        return False
    for quoted in _LONG_QUOTE.findall(line[:LOOKED_AT]):
        core = quoted.strip(" .,;:!?…")
        if core.count(" ") >= 4 and len(core) < len(line) - 12:
            return any(core in earlier for earlier in so_far)
    return False
