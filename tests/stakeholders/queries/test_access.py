"""The door to an economy: strangers learn nothing, members without the permission are told so, what has ended opens nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from carejourneys.common.errors import NotAllowed, NotFound
from stakeholders.domain.permissions import Permission, Role
from stakeholders.models import User
from stakeholders.queries.access import check, economy_for, organisation_for, permissions_in, roles_in, roles_of_people
from stakeholders.queries.economies import economies_of, my_economies
from stakeholders.services.memberships import end_membership, grant_role, revoke_role
from tests.factories import new_id

pytestmark = pytest.mark.django_db


def test_strangers_and_those_not_signed_in_find_nothing(cast):
    for who in (cast.stan, AnonymousUser()):
        with pytest.raises(NotFound):
            economy_for(who, cast.economy.slug, Permission.VIEW_ECONOMY)
        with pytest.raises(NotFound):
            organisation_for(who, cast.hospital.pk, Permission.VIEW_ECONOMY)
        assert permissions_in(who, cast.economy.pk) == frozenset()


def test_members_without_the_permission_are_told_so(cast):
    with pytest.raises(NotAllowed):
        economy_for(cast.vic, cast.economy.slug, Permission.MANAGE_PEOPLE)
    with pytest.raises(NotAllowed):
        organisation_for(cast.vic, cast.hospital.pk, Permission.MANAGE_ORGANISATIONS)


def test_what_is_not_there_is_not_found(cast):
    with pytest.raises(NotFound):
        economy_for(cast.adi, "nowhere", Permission.VIEW_ECONOMY)
    with pytest.raises(NotFound):
        organisation_for(cast.adi, new_id(), Permission.VIEW_ECONOMY)


def test_roles_are_those_of_today(cast):
    membership = cast.vic.memberships.get()
    grant_role(actor=cast.adi, membership=membership, role=Role.PARTICIPANT)
    assert roles_in(cast.vic, cast.economy.pk) == {Role.OBSERVER, Role.PARTICIPANT}
    revoke_role(actor=cast.adi, membership=membership, role=Role.OBSERVER)
    assert check(cast.vic, cast.economy.pk, Permission.EDIT_MAP) == {Role.PARTICIPANT}
    end_membership(actor=cast.adi, membership=membership)
    assert roles_in(cast.vic, cast.economy.pk) == frozenset()


def test_a_closed_account_and_a_token_of_another_economy_hold_nothing(cast):
    elsewhere = cast.stan.memberships.get().economy_id
    cast.vic.confined_to = elsewhere
    assert roles_in(cast.vic, cast.economy.pk) == frozenset() and not economies_of(cast.vic) and not my_economies(cast.vic)
    cast.vic.confined_to = cast.economy.pk
    assert roles_in(cast.vic, cast.economy.pk) and list(economies_of(cast.vic)) == [cast.economy]
    User.objects.filter(pk=cast.eddie.pk).update(is_active=False)
    assert roles_in(User.objects.get(pk=cast.eddie.pk), cast.economy.pk) == frozenset()


def test_the_roles_of_several_people_are_those_each_one_holds(cast, django_assert_num_queries):
    people = [cast.freya, cast.vic, cast.stan, cast.adi]
    with django_assert_num_queries(1):
        found = roles_of_people(people, cast.economy.pk)
    assert found == {person.pk: roles for person in people if (roles := roles_in(person, cast.economy.pk))}
    assert cast.stan.pk not in found
