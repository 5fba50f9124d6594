from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.ordering import is_key, key_between, keys_between


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=200))
def test_a_key_made_for_any_spot_sorts_exactly_there(spots):
    keys: list[str] = []
    for spot in spots:
        place = spot % (len(keys) + 1)
        low = keys[place - 1] if place else None
        high = keys[place] if place < len(keys) else None
        made = key_between(low, high)
        assert is_key(made)
        assert low is None or low < made
        assert high is None or made < high
        keys.insert(place, made)
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_adding_at_the_end_or_the_beginning_keeps_keys_short():
    low = high = None
    for _ in range(5000):
        low = key_between(low, None)
        high = key_between(None, high)
    assert len(low) <= 4
    assert len(high) <= 4


@given(st.integers(min_value=0, max_value=300))
def test_many_keys_between_two_neighbours_are_in_order_and_short(count):
    keys = keys_between("a0", "a1", count)
    assert len(keys) == count
    assert ["a0", *keys, "a1"] == sorted({"a0", *keys, "a1"})
    assert all(is_key(k) and len(k) <= 6 for k in keys)


def test_keys_that_are_not_keys_are_told_apart():
    assert not any(is_key(x) for x in ("", "a", "a00", "9", "b1", "a0-", None, 3))
    assert all(is_key(x) for x in ("a0", "a0V", "Zz", "b00"))
