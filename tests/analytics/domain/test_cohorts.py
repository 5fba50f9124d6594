"""Groups of people are declared of closed choices and whole weeks or months, and told side by side they leave no few people over."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.cohorts import MOST_VALUES, Cohort, Kept, check_cohort, refuse_small_parts, smallest_part
from carejourneys.common.errors import RuleBroken

KNOWN = {Kept.FIRST_ACTIVITY: ["Contact", "Referred", *(f"a{n}" for n in range(30))]}
MONDAY, OTHER_MONDAY, FIRST = date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 1)


def contact(*period: date | None) -> Cohort:
    return Cohort({Kept.FIRST_ACTIVITY: ("Contact",)}, *period)


@pytest.mark.parametrize(
    "cohort",
    [contact(), contact(MONDAY), contact(MONDAY, OTHER_MONDAY), Cohort({}, FIRST, date(2026, 4, 1)), Cohort({}, None, MONDAY)],
)
def test_a_group_of_closed_choices_and_whole_weeks_or_months_will_do(cohort):
    check_cohort(cohort, KNOWN)
    assert Cohort.from_json(cohort.as_json()) == cohort


@pytest.mark.parametrize(
    ("cohort", "field"),
    [
        (Cohort({}), None),
        (Cohort({Kept.FIRST_ACTIVITY: ()}), "first_activity"),
        (Cohort({Kept.FIRST_ACTIVITY: ("nonsense",)}), "first_activity"),
        (Cohort({Kept.FIRST_ORGANISATION: ("GP",)}), "first_organisation"),
        (Cohort({Kept.FIRST_ACTIVITY: tuple(KNOWN[Kept.FIRST_ACTIVITY][: MOST_VALUES + 1])}), "first_activity"),
        (contact(date(2026, 1, 6)), "begun_from"),
        (contact(MONDAY, date(2026, 4, 1)), "begun_from"),
        (contact(OTHER_MONDAY, MONDAY), "begun_before"),
    ],
)
def test_others_are_refused_at_their_field(cohort, field):
    with pytest.raises(RuleBroken) as refusal:
        check_cohort(cohort, KNOWN)
    assert refusal.value.field == field


@pytest.mark.parametrize(("parts", "refused"), [([8, 30], False), ([7, 30], True), ([30, 0], False), ([1], True), ([], False)])
def test_a_part_of_few_people_is_refused(parts, refused):
    if refused:
        with pytest.raises(RuleBroken, match="fewer than 8 people"):
            refuse_small_parts(parts, 8)
    else:
        refuse_small_parts(parts, 8)


@given(st.lists(st.sets(st.integers(0, 59)), min_size=1, max_size=6), st.integers(2, 9))
def test_random_groups_that_are_let_in_leave_no_few_people_over_however_they_are_added_and_subtracted(wanted, t):
    """Beside pairs, three together: all of A that is in neither B nor C, though each pair alone would do."""
    everybody, kept = frozenset(range(60)), []
    for one in map(frozenset, wanted):
        cut = {}
        for person in everybody:
            cut.setdefault(tuple(person in group for group in [*kept, one]), set()).add(person)
        try:
            refuse_small_parts([len(part) for part in cut.values()], t)
        except RuleBroken:
            continue
        kept.append(one)
    groups = [everybody, *kept]
    for a, b in combinations(groups, 2):
        assert not any(0 < len(rest) < t for rest in (a - b, b - a, a & b))
    for a, b, c in combinations(groups, 3):
        assert not any(0 < len(rest) < t for rest in (a - b - c, b - a - c, c - a - b, (a & b) - c))


def test_of_nobody_the_smallest_part_is_none():
    assert smallest_part([0, 9, 12]) == 9 and smallest_part([]) == 0
