"""What is found in a log beside single rows is what a plain count finds."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from tests.analytics.engine.logs import prepared
from tests.oracles.log_quality import DAY, Event, out_of_order, soon_again, unusual_gaps

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
WAY = ("Contact", "Triage", "Scan", "Review", "Letter")


def made_up(seed: int, cases: int) -> list[Event]:
    """Cases that go one way, most of them: some steps are left out, swapped, entered again at once, or come very late."""
    chance, events = random.Random(seed), []
    for case in range(cases):
        way = [name for name in WAY if chance.random() > 0.1]
        if chance.random() < 0.05 and len(way) > 2:
            at = chance.randrange(len(way) - 1)
            way[at], way[at + 1] = way[at + 1], way[at]
        clock = chance.randrange(0, 30 * DAY)
        for name in way:
            clock += int(chance.expovariate(1 / (20 * DAY if chance.random() < 0.05 else DAY // 2)))
            for _again in range(2 if chance.random() < 0.05 else 1):
                events.append((f"c{case}", name, clock, clock + chance.choice((0, 300, 7_200))))
                clock += chance.choice((0, 59, 60, 61))
    chance.shuffle(events)
    return [Event(row, *one) for row, one in enumerate(events, start=1)]


def as_rows(events: list[Event]) -> str:
    def at(seconds: int) -> str:
        return (EPOCH + timedelta(seconds=seconds)).isoformat()

    return "\n".join(["case,activity,start,end", *(f"{one.case},{one.activity},{at(one.begun)},{at(one.ended)}" for one in events)])


@pytest.mark.parametrize(("seed", "cases"), [(1, 9), (2, 30), (3, 120), (4, 400), (5, 400)])
def test_repeats_gaps_and_orders_are_those_of_a_plain_count(tmp_path, seed, cases):
    events = made_up(seed, cases)
    found = {one.kind: one for one in prepared(tmp_path, as_rows(events)).quality.findings}
    rows, pairs = out_of_order(events)
    for kind, plain in (("soon_again", soon_again(events)), ("unusual_gap", unusual_gaps(events)), ("unusual_order", rows)):
        assert (found[kind].count, list(found[kind].rows)) == (len(plain), plain[:20]) if plain else kind not in found
    if pairs:
        assert set(found["unusual_order"].names) == pairs
    assert cases < 400 or (rows and soon_again(events) and unusual_gaps(events))
