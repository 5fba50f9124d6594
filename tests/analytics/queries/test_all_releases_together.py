"""Whoever may not open the data reads all there is, of every version and question, over time: no few people can be told from it."""

import math
import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.services.telling import Limits, tell_waiting
from stakeholders.services.economies import raise_threshold
from tests.factories import make_cast, make_map
from tests.many_releases import WEEKS, Kept, Reader, Some, World, secrets
from tests.oracles.attacker import kept
from tests.pages.grid.test_small_numbers_side_by_side import STEPS

pytestmark = pytest.mark.django_db
A_FEW = settings(max_examples=20, suppress_health_check=list(HealthCheck), derandomize=True)
MANY = settings(max_examples=400, suppress_health_check=list(HealthCheck))


def given_away(world: World, who: str = "vic", *, looked_at: bool = True) -> list[str]:
    """What an attacker can tell of few people, who reads as this person. looked_at: before it was told."""
    with transaction.atomic():
        found = list(_given_away(world, who, looked_at=looked_at))
        transaction.set_rollback(True)
    return found


def look() -> None:
    """As long as it takes."""
    tell_waiting(Limits(seconds=math.inf))


def _given_away(world: World, who: str, *, looked_at: bool):
    cast = make_cast()
    there = Kept(world, make_map(cast), cast.ana, look if looked_at else None)
    reader = Reader(there, getattr(cast, who))
    t = cast.economy.small_number_threshold
    reader.read_all(t)
    if world.raised:
        raise_threshold(actor=cast.adi, economy=cast.economy, threshold=world.raised)
        reader.read_all(world.raised)
    assert reader.attacker.agrees(there.truth.counts) == []
    for words, of in secrets(there.truth, t):
        least, most = reader.attacker.least_and_most(of)
        n = sum(times * there.truth.counts[name] for name, times in of.items())
        if not kept(n, least, most, t):
            yield f"{words}: {n} of {least} to {most}"


WAYS = st.lists(st.sampled_from(STEPS), max_size=4).map(tuple)
SOME = st.builds(
    Some,
    people=st.one_of(st.integers(1, 12), st.integers(8, 60)),
    way=WAYS,
    since=st.integers(1, 3),
    later=st.one_of(st.just(()), st.lists(st.sampled_from(STEPS), max_size=2).map(tuple)),
    week=st.integers(0, WEEKS - 1),
    lasted=st.integers(0, 2),
    also=st.booleans(),
    timed=st.sampled_from([True, True, True, False]),
    more=st.sampled_from([0, 0, 0, 1]),
)
WORLDS = st.builds(
    World,
    some=st.lists(SOME, min_size=1, max_size=8).map(tuple),
    others=st.one_of(st.just(0), st.integers(1, 30)),
    versions=st.integers(1, 3),
)


@(MANY if os.environ.get("HYPOTHESIS_PROFILE") == "long" else A_FEW)
@given(WORLDS)
def test_no_few_people_can_be_bounded_from_all_that_is_told(world):
    assert given_away(world) == []


HEARD = ("a", "b", "d")
FOUR_WAYS = (HEARD, ("a", "d"), ("b", "d"), ("d",))


HIDDEN = [
    pytest.param(World((Some(41, HEARD), Some(3, HEARD, since=2)), versions=2), id="who came with a version"),
    pytest.param(World((Some(115, HEARD), Some(6, HEARD, since=2), Some(6, HEARD, since=3)), versions=3), id="week after week"),
    pytest.param(World((Some(40, HEARD), Some(12, ("a", "b"), later=("d",)), Some(5, ("a", "b"))), versions=2), id="who went on"),
    pytest.param(World((Some(40, HEARD), Some(4, ("a", "b")))), id="whom another end closes"),
    pytest.param(World((Some(37, HEARD), Some(4, HEARD, also=True)), others=30), id="who is in both data"),
    pytest.param(World((Some(37, HEARD, also=True), Some(4, HEARD)), others=30), id="who is in one alone"),
    pytest.param(World((Some(41, HEARD), Some(30, ("a", "b")), Some(3, ("a",)))), id="whose visits a mean leaves out"),
    pytest.param(World((Some(41, HEARD), Some(3, HEARD, since=2), Some(2, HEARD, since=3)), versions=3, raised=12), id="raised"),
    pytest.param(World((*(Some(8, HEARD, week=week) for week in range(3)), Some(3, ("a",), week=2))), id="beside weeks of the fewest"),
    pytest.param(
        World((*(Some(8, way) for way in (HEARD, ("a", "d"), ("b", "d"), ("d",))), Some(3, ("a",)))), id="beside paths of the fewest"
    ),
]


@pytest.mark.parametrize("world", HIDDEN)
def test_these_few_stay_hidden(world):
    assert given_away(world) == []


def test_the_attacker_tells_few_people_from_what_somebody_reads_who_may_open_the_data():
    """From exact counts he must, or he would find nothing wherever there is something to be found."""
    world = World((Some(41, HEARD), Some(3, HEARD, since=2)), versions=2)
    assert "+1 ('new', 2): 3 of 3 to 3" in given_away(world, "ana")


FULL_TO_THE_BRIM = World((*(Some(8, way) for way in FOUR_WAYS), Some(1, ("a",), since=2)), versions=2)


AFTER_A_FEW_IN_ALL = World((Some(2, ("b", "b", "d")), Some(2, ("b", "d", "a")), Some(2, ()), Some(2, ("b", "d"), since=2)), versions=2)


@pytest.mark.parametrize(
    ("world", "whom"),
    [
        pytest.param(FULL_TO_THE_BRIM, "+1 ('new', 2): 1 of 0 to 3", id="paths of the fewest, 32 people, and one more of 26 to 35"),
        pytest.param(
            AFTER_A_FEW_IN_ALL, "+1 ((2, 'last'), 'took', 'b', 'd'), -1 ((1, 'last'), 'took', 'b', 'd'): 2 of 0 to 6", id="after few in all"
        ),
    ],
)
def test_these_few_could_be_bounded_if_nobody_looked_before_it_is_told(world, whom):
    assert whom in given_away(world, looked_at=False)
    assert given_away(world) == []
