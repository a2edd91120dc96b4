"""Claims for readers: what is left out or said alone, and sentences side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from analysis.compare._standing import OTHER_NUMBER
from analysis.compare.claims import ClaimComparison
from analysis.errors import many
from analysis.report.evidence import Rights, pieces_of

NOT_SHOWN = "(its text is not shown)"
ABSENT = "absent in the collected articles"
"""What stands where an outlet has no sentence of a claim."""


@dataclass(frozen=True)
class SideBySide:
    """The sentences of one claim by outlet, those without any named."""

    heading: str
    rows: Sequence[tuple[str, str]]
    """Who and when; and the sentence, or why there is none."""

    def __repr__(self) -> str:
        return "\n".join([self.heading, *(f"{who}: {text}" for who, text in self.rows)])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{escape(who)}</th><td>{escape(text)}</td></tr>"
            for who, text in self.rows
        )
        head = "<thead><tr><th>outlet</th><th>what its articles state</th></tr></thead>"
        return f"<p>{escape(self.heading)}</p><table>{head}<tbody>{rows}</tbody></table>"


def side_by_side(result: ClaimComparison, claim_id: str, rights: Rights = "full") -> SideBySide:
    """Set the sentences of one claim side by side, as much of them as may be shown."""
    table = result.side_by_side(claim_id)
    carried = table["article_id"].notna()
    n_outlets, n_carrying = (
        int(table.loc[kept, "outlet"].nunique()) for kept in (carried | ~carried, carried)
    )
    rows = []
    for one in table.to_dict("records"):
        who = result.outlet_names.get(str(one["outlet"]), str(one["outlet"]))
        if pd.isna(one["sentence"]):
            rows.append((who, ABSENT))
            continue
        told = [OTHER_NUMBER] if one["standing"] == OTHER_NUMBER else []
        told += [] if pd.isna(one["published"]) else [str(one["published"])[:10]]
        told += ["quoting"] if one["voice"] == "source" else []
        told += ["repeated"] if one["repeats"] is True else []
        rows.append((", ".join([who, *told]), _shown(str(one["sentence"]), rights)))
    heading = f"{claim_id}: in the articles of {n_carrying} of {many(n_outlets, 'outlet')}."
    return SideBySide(heading=heading, rows=rows)


def left_out(
    result: ClaimComparison, rights: Rights = "full", *, most: int = 15
) -> pd.DataFrame:
    """List what an outlet lacks and most of the others carry, with the denominator."""
    return _listed(result, result.absent(), rights, most)


def said_alone(
    result: ClaimComparison, rights: Rights = "full", *, most: int = 15
) -> pd.DataFrame:
    """List what one outlet alone states, those events first that most others cover."""
    rows = result.only_here().sort_values("n_others", ascending=False, kind="stable")
    return _listed(result, rows, rights, most)


def _listed(
    result: ClaimComparison, rows: pd.DataFrame, rights: Rights, most: int
) -> pd.DataFrame:
    """Lay out some claims; outlets take turns, so that the first few are not all of one."""
    turn = rows.groupby("outlet", sort=False).cumcount()
    rows = rows.loc[turn.sort_values(kind="stable").index[:most]]
    names = [result.outlet_names.get(str(outlet), str(outlet)) for outlet in rows["outlet"]]
    carry = zip(rows["n_others_carrying"], rows["n_others"], strict=True)
    return pd.DataFrame(
        {
            "claim": rows["claim_id"].to_numpy(),
            "outlet": names,
            "others that carry it": [f"{n} of {of}" for n, of in carry],
            "wording": [_shown(text, rights) for text in rows["wording"]],
        }
    )


def _shown(text: str, rights: Rights) -> str:
    pieces = pieces_of(text, [(0, len(text))], rights)
    return "".join(piece.text for piece in pieces) or NOT_SHOWN
