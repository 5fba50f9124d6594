"""Differences in words: signs, units, points, and which way is better."""

import pytest

from carejourneys.pages.comparing.amounts import changed_by, judged, part_changed_by, whole_days


@pytest.mark.parametrize(
    "name, change, words",
    [
        ("lead_time", -37.303, "−37.3 d"),
        ("lead_time", 1.0, "+1 d"),
        ("lead_time", -0.02, "−29 min"),
        ("effort", -66.3, "−1 h 06"),
        ("right_first_time", 43.18, "+43.2 points"),
        ("flow_efficiency", 0.263, "+0.26 points"),
        ("hand_offs", -4.7, "−4.7"),
        ("gaps", -3.0, "−3"),
        ("gaps", 0.0, "no change"),
        ("lead_time", 1e-9, "no change"),
    ],
)
def test_a_change_carries_its_sign_and_its_unit(name, change, words):
    assert changed_by(name, change) == words


def test_parts_in_days_keep_two_decimals_so_that_a_column_adds_up():
    assert [part_changed_by("lead_time", days) for days in (-10.222, -7.0, -0.0808)] == ["−10.22 d", "−7 d", "−0.08 d"]
    assert whole_days(10) == "10 d"
    assert part_changed_by("effort", 15) == "+15 min"


def test_better_is_less_of_the_days_and_more_of_what_is_right():
    assert (judged("lead_time", -1), judged("lead_time", 1)) == ("good", "bad")
    assert (judged("right_first_time", 1), judged("right_first_time", -1)) == ("good", "bad")
    assert (judged("touch", -1), judged("lead_time", 0), judged("lead_time", None)) == ("", "", "")
