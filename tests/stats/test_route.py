"""The rule of the unit stands in one place; tests/test_tally.py holds its messages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ChoiceError
from analysis.stats.route import route

pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=30)


def routed(outlet, group, **changes):
    names = {"outlets": [f"o{i}" for i in range(6)], "groups": ["a", "b", "c"], "by": "side"}
    given_ = {"by_outlet": False, "asked": "auto"}
    return route(np.array(outlet), np.array(group), **{**names, **given_, **changes})


@given(pairs)
def test_as_a_unit_an_outlet_stands_in_one_group_only(articles):
    outlet, group = np.array(articles).T
    taken = routed(outlet, group, asked="outlet")
    found = set(zip(taken.outlet.tolist(), group.tolist(), strict=True))
    assert len(found) == len({code for code, _ in found})
    assert len(found) == len(set(articles))
    if taken.notes:
        named = {(taken.outlets[code], "abc"[g]) for code, g in found}
        assert named == {(f"o{o} ({'abc'[g]})", "abc"[g]) for o, g in articles}


@pytest.mark.parametrize(
    ("n_mixed", "unit"), [(0, "outlet"), (1, "outlet"), (2, None), (4, None), (5, "cell")]
)
def test_how_many_outlets_are_mixed_decides(n_mixed, unit):
    names = [f"o{i}" for i in range(10)]
    outlet, group = [*range(10), *range(n_mixed)], [0] * 10 + [1] * n_mixed
    if unit is None:
        with pytest.raises(ChoiceError):
            routed(outlet, group, outlets=names)
    else:
        assert routed(outlet, group, outlets=names).unit == unit
