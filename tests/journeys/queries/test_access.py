"""The doors to journeys and maps, and the lists behind them: for readers of the economy alone."""

import pytest
from django.contrib.auth.models import AnonymousUser

from carejourneys.common.errors import NotAllowed, NotFound
from journeys.queries.access import journey_for, map_for
from journeys.queries.journeys import journeys_in, journeys_read_by, maps_of, maps_read_by
from journeys.services.journeys import archive_map
from stakeholders.domain.permissions import Permission
from tests.factories import make_map, new_id

pytestmark = pytest.mark.django_db


def test_readers_come_in_with_what_the_page_needs(cast, small, django_assert_num_queries):
    with django_assert_num_queries(2):  # the map with its journey and economy; the person's roles
        found = map_for(cast.vic, small.map.pk, Permission.VIEW_JOURNEY)
        assert found.journey.economy == cast.economy
    with django_assert_num_queries(2):
        assert journey_for(cast.vic, small.map.journey_id, Permission.VIEW_JOURNEY).economy == cast.economy


def test_strangers_and_those_not_signed_in_find_nothing(cast, small):
    for who in (cast.stan, AnonymousUser()):
        with pytest.raises(NotFound):
            map_for(who, small.map.pk, Permission.VIEW_JOURNEY)
        with pytest.raises(NotFound):
            journey_for(who, small.map.journey_id, Permission.VIEW_JOURNEY)
        assert not journeys_read_by(who) and not maps_read_by(who)


def test_what_is_not_there_looks_the_same(cast):
    for door in (map_for, journey_for):
        with pytest.raises(NotFound):
            door(cast.freya, new_id(), Permission.VIEW_JOURNEY)


def test_members_without_the_permission_are_told_so(cast, small):
    for who, permission in ((cast.vic, Permission.EDIT_MAP), (cast.eddie, Permission.RESTORE_MAP), (cast.adi, Permission.VIEW_JOURNEY)):
        with pytest.raises(NotAllowed):
            map_for(who, small.map.pk, permission)
        with pytest.raises(NotAllowed):
            journey_for(who, small.map.journey_id, permission)
    assert not maps_read_by(cast.adi)  # administers people, reads no maps


def test_lists_say_how_much_there_is_and_who_changed_it_last(cast, small):
    journey = small.map.journey
    empty = make_map(cast, "Another day", journey)
    archive_map(actor=cast.freya, of=empty)
    (listed,) = journeys_in(cast.economy)
    assert (listed.current_maps, listed.future_maps) == (1, 0) and listed.changed_at is not None
    drawn, nothing = maps_of(journey)
    assert (drawn.step_count, drawn.changed_by, nothing.step_count, nothing.pk) == (3, "Eddie", 0, empty.pk)
    assert set(maps_read_by(cast.vic)) == {small.map, empty} and list(journeys_read_by(cast.vic)) == [journey]
