"""Two versions of a log compared: against a slow comparison row by row, with rows that repeat, move, come and go."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.domain.events.log import ReadOptions
from analytics.domain.version_changes import Changed, VersionChanges
from analytics.engine.preparing import prepare
from analytics.engine.version_changes import compare_versions
from tests.event_logs import ROLES
from tests.feeds import rows_as_csv

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
KEY = b"k" * 32


def prepared(folder, rows, name):
    path = folder / f"{name}.csv"
    path.write_bytes(rows_as_csv(rows))
    return prepare(path, path.name, ReadOptions(columns=ROLES), folder / name, case_key=KEY).folder


def compared(folder, old, new, **more) -> VersionChanges:
    where = folder / f"{random.getrandbits(64):x}"
    where.mkdir()
    return compare_versions(prepared(where, old, "old"), prepared(where, new, "new"), where, against=1, **more)


def slowly(old, new) -> VersionChanges:
    """Person by person and name by name, alike rows struck out one against one."""
    left = defaultdict(lambda: [Counter(), Counter()])
    for side, rows in enumerate((old, new)):
        for row in rows:
            left[row[0], row[1]][side][row] += 1
    counts, people, same = Counter(), defaultdict(set), 0
    for (person, _name), (before, after) in left.items():
        same += sum((before & after).values())
        gone, added = sum((before - after).values()), sum((after - before).values())
        for kind, n in (("changed", min(gone, added)), ("added", added - gone), ("gone", gone - added)):
            if n > 0:
                counts[kind] += n
                people[kind].add(person)
    return VersionChanges(1, *(Changed(counts[kind], len(people[kind])) for kind in ("added", "changed", "gone")), same)


def row(person: str, name: str, hour: int, minutes: int = 10):
    begun = MONDAY + timedelta(hours=hour)
    return (person, name, begun, begun + timedelta(minutes=minutes))


def test_what_was_added_changed_and_went_is_counted_with_its_people(tmp_path):
    old = [row("A", "Contact", 1), row("A", "Listened", 5), row("B", "Contact", 2), row("C", "Contact", 3), row("C", "Contact", 9)]
    new = [row("A", "Contact", 1), row("A", "Listened", 6), row("A", "Referred", 8), row("C", "Contact", 3), row("D", "Contact", 4)]
    found = compared(tmp_path, old, new)
    assert found == VersionChanges(1, added=Changed(2, 2), changed=Changed(1, 1), gone=Changed(2, 2), same=2)
    assert found == slowly(old, new)


def test_the_same_rows_in_another_order_are_the_same(tmp_path):
    rows = [row(person, name, hour) for hour, (person, name) in enumerate(zip("ABCABC", ["Contact", "Listened"] * 3, strict=True))]
    assert compared(tmp_path, rows, rows[::-1]) == VersionChanges(1, Changed(), Changed(), Changed(), same=6)


def test_a_row_that_is_there_twice_and_then_once_went_once(tmp_path):
    old, new = [row("A", "Contact", 1)] * 3, [row("A", "Contact", 1)]
    assert compared(tmp_path, old, new) == VersionChanges(1, Changed(), Changed(), Changed(2, 1), same=1)
    assert compared(tmp_path, new, old) == VersionChanges(1, Changed(2, 1), Changed(), Changed(), same=1)


ROWS = st.lists(
    st.builds(row, st.sampled_from("ABCDE"), st.sampled_from(["Contact", "Listened"]), st.integers(0, 2), st.integers(0, 1)),
    min_size=1,
    max_size=25,
)


@given(ROWS, ROWS, st.integers(1, 9))
@settings(max_examples=settings.default.max_examples // 2)  # each of them prepares two logs
def test_it_agrees_with_a_slow_comparison_however_few_rows_are_compared_at_once(tmp_path_factory, old, new, at_once):
    found = compared(tmp_path_factory.mktemp("versions"), old, new, at_once=at_once)
    assert found == slowly(old, new)
    assert found.same + found.changed.rows + found.added.rows == len(new)
    assert found.same + found.changed.rows + found.gone.rows == len(old)


def test_it_stops_when_it_is_told_to(tmp_path):
    class Stopped(Exception):
        pass

    def stop(_done, _total):
        raise Stopped

    with pytest.raises(Stopped):
        compared(tmp_path, [row("A", "Contact", 1)], [row("A", "Contact", 2)], progress=stop)
