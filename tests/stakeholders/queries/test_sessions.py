"""Who is signed in with which session: asked for many at once, in as many queries as for one, and nothing is written."""

import pytest
from django.contrib.sessions.models import Session

from stakeholders.domain.permissions import Role
from stakeholders.models import User
from stakeholders.queries.sessions import people_signed_in
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def keys_of(*people: User) -> list[str]:
    return [signed_in(person).session.session_key for person in people]


def test_each_session_is_its_owners_and_others_are_nobodys(cast):
    eddie, ana = keys_of(cast.eddie, cast.ana)
    assert people_signed_in([eddie, ana, "made-up", ""]) == {eddie: cast.eddie, ana: cast.ana}
    User.objects.filter(pk=cast.eddie.pk).update(password="another")
    assert people_signed_in([eddie, ana]) == {ana: cast.ana}
    assert Session.objects.filter(session_key=eddie).exists()


def test_a_demo_account_is_signed_in_only_in_the_demo(cast, settings):
    (key,) = keys_of(cast.vic)
    User.objects.filter(pk=cast.vic.pk).update(is_demo=True)
    assert people_signed_in([key]) == {}
    settings.DEMO = True
    assert people_signed_in([key]) == {key: cast.vic}


@pytest.mark.parametrize("n", [1, 20])
def test_many_cost_no_more_queries_than_one(cast, django_assert_num_queries, n):
    keys = keys_of(*(make_member(cast.economy, Role.OBSERVER, name=f"Pat {k}", by=cast.adi) for k in range(n)))
    with django_assert_num_queries(3):
        assert len(people_signed_in(keys)) == n
