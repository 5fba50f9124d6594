"""Who looks at a map and what they may there: as many queries for many as for one."""

import pytest

from journeys.queries.watching import look_at, watcher_at_door
from stakeholders.domain.permissions import Permission, Role
from tests.factories import make_member, send, signed_in

pytestmark = pytest.mark.django_db


def test_whoever_may_not_read_is_told_apart_from_who_is_signed_out(cast, small):
    vic, stan = (signed_in(one).session.session_key for one in (cast.vic, cast.stan))
    look = look_at(small.map.pk, {vic, stan, "over"})
    assert look.watchers.keys() == {vic} and look.withdrawn == {stan} and look.asked == {vic, stan, "over"}
    watcher = look.watchers[vic]
    assert (watcher.person, watcher.role, watcher.agency) == (cast.vic, Role.OBSERVER, "Eastvale Council")
    assert Permission.VIEW_JOURNEY in watcher.may and Permission.EDIT_MAP not in watcher.may
    assert watcher_at_door(vic, small.map.pk) == watcher


def test_news_are_told_only_where_there_are_any(cast, small):
    now = small.map.revision
    assert look_at(small.map.pk, set(), now).news is None and look_at(small.map.pk, set()).news is None
    sent = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    look = look_at(small.map.pk, set(), now)
    assert look.revision == now + 1 and [one["command_id"] for one in look.news.changes] == [sent.command_id]


@pytest.mark.parametrize("n", [1, 20])
def test_many_cost_no_more_queries_than_one(cast, small, django_assert_num_queries, n):
    people = [make_member(cast.economy, Role.OBSERVER, name=f"Pat {k}", by=cast.adi) for k in range(n)]
    keys = {signed_in(one).session.session_key for one in people}
    with django_assert_num_queries(6):
        assert len(look_at(small.map.pk, keys, small.map.revision).watchers) == n
