"""The ladder: rungs side by side over the whole width, in proportion as far as they can be read, each said as a sentence."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carejourneys.pages.grid.rungs import FLOORS, MOST_FLOOR, bars
from journeys.domain.figures.ladder import Rung

RUNGS = st.lists(
    st.builds(Rung, st.sampled_from(sorted(FLOORS)), st.just("id"), st.floats(0, 400), st.just("Triage")), min_size=1, max_size=60
)


def test_each_rung_says_what_it_is():
    work = Rung("touch", "a", 0.01, "Listen", minutes=20)
    drawn = bars([work, Rung("touch", "b", 2, "Rest"), Rung("wait", "c", 9, "Triage"), Rung("round", "d", 10.2, "Write")])
    assert [bar.words for bar in drawn] == ["20 min", "2 d", "9 d", "+ 10.2 d again"]
    assert [bar.says for bar in drawn] == [
        "20 min of work at “Listen”",
        "2 d of work at “Rest”",
        "9 d waiting before “Triage”",
        "10.2 d more because people are sent back to “Write”",
    ]


def test_a_ladder_without_days_is_not_drawn():
    assert bars([]) == bars([Rung("wait", "a", 0, "Triage")]) == []


@given(RUNGS)
@example([Rung("round", "id", 5e-324, "Triage"), Rung("touch", "id", 0.0, "Triage")])
def test_random_rungs_fill_the_width_without_a_gap_and_longer_ones_are_wider(rungs):
    drawn = bars(rungs)
    if not drawn:
        return
    for one, two in pairwise(drawn):
        assert two.x == pytest.approx(one.x + one.width, abs=0.01)
    assert drawn[-1].x + drawn[-1].width == pytest.approx(100, abs=0.1)
    shrink = min(1.0, MOST_FLOOR / sum(FLOORS[rung.kind] for rung in rungs))
    assert all(bar.width >= shrink * FLOORS[bar.kind] - 0.001 for bar in drawn)
    for kind in FLOORS:
        same = sorted((rung.days, bar.width) for rung, bar in zip(rungs, drawn, strict=True) if rung.kind == kind)
        assert [width for _days, width in same] == sorted(width for _days, width in same)
