from datetime import UTC, datetime, timedelta

import pytest

from carejourneys.common import clock


def test_the_clock_is_aware_and_stops_only_inside_the_block():
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with clock.stopped_at(moment):
        assert clock.now() == moment
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.now() > moment


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.stopped_at(datetime(2026, 3, 1)):
        pass
