"""Every page about people answers, says what it should to whom, and takes as many queries for twenty as for one."""

import pytest
from django.urls import reverse

from stakeholders.domain.permissions import Role
from stakeholders.services.memberships import revoke_role
from tests.factories import make_member, make_organisation, signed_in

pytestmark = pytest.mark.django_db


def at(name, cast, *more):
    return reverse(name, args=[cast.economy.slug, *more])


def test_the_list_says_where_one_belongs_and_ones_roles(cast):
    page = signed_in(cast.freya).get("/economies/").content.decode()
    assert cast.economy.name in page and "Facilitator" in page
    assert at("economy", cast) in page


def test_the_only_administrator_is_told_who_has_to_come_first_and_offered_no_way_out(cast):
    own = cast.adi.memberships.get()
    pages = [at("people", cast), at("leave", cast), at("member", cast, own.pk), at("end_member", cast, own.pk)]
    adi = signed_in(cast.adi)
    leaving = (f'href="{at("leave", cast)}"', f'href="{at("end_member", cast, own.pk)}"', ">Leave</button>", ">End the membership</button>")
    for page in pages:
        words = adi.get(page).content.decode()
        assert "You are the only administrator here" in words and at("invite", cast) in words, page
        assert not [way for way in leaving if way in words], page
    bea = make_member(cast.economy, Role.ADMINISTRATOR, Role.OBSERVER, name="Bea")
    for page, way in zip(pages, (leaving[0], leaving[2], leaving[1], leaving[3]), strict=True):
        words = adi.get(page).content.decode()
        assert "only administrator" not in words and way in words, page
    revoke_role(actor=cast.adi, membership=bea.memberships.get(), role=Role.ADMINISTRATOR)
    assert "You are the only administrator here" in adi.get(at("leave", cast)).content.decode()


def test_everybody_else_may_leave_while_there_is_one_administrator(cast):
    assert at("leave", cast) in signed_in(cast.vic).get(at("people", cast)).content.decode()
    assert ">Leave</button>" in signed_in(cast.vic).get(at("leave", cast)).content.decode()
    vic = cast.vic.memberships.get()
    assert at("end_member", cast, vic.pk) in signed_in(cast.adi).get(at("member", cast, vic.pk)).content.decode()
    assert ">End the membership</button>" in signed_in(cast.adi).get(at("end_member", cast, vic.pk)).content.decode()


def test_everyone_reads_who_belongs_and_only_administrators_see_addresses_and_invitations(cast):
    seen = signed_in(cast.vic).get(at("people", cast)).content.decode()
    assert "Eddie" in seen and "Participant" in seen and "Eastvale Hospital" in seen
    assert cast.eddie.email not in seen and "Invite someone" not in seen
    seen = signed_in(cast.adi).get(at("people", cast)).content.decode()
    assert cast.eddie.email in seen and "Invite someone" in seen


@pytest.mark.parametrize("name", ["people", "organisations", "audit"])
def test_a_list_of_twenty_takes_as_many_queries_as_a_list_of_one(cast, name, django_assert_max_num_queries):
    ines = signed_in(make_member(cast.economy, Role.IG_LEAD, Role.ADMINISTRATOR, name="Ines"))
    with django_assert_max_num_queries(12) as few:
        ines.get(at(name, cast))
    for _ in range(20):
        make_member(cast.economy, Role.OBSERVER, organisation=make_organisation(cast.economy))
    with django_assert_max_num_queries(len(few)):
        page = ines.get(at(name, cast))
    assert page.status_code == 200


def test_the_table_of_permissions_can_be_read(cast):
    page = signed_in(cast.vic).get(at("who_may", cast)).content.decode()
    assert "Invite people" in page and page.count('<th scope="col">') == 1 + len(Role)


def test_texts_are_public_and_say_what_the_product_is_not_for(client):
    assert "not for direct care" in client.get("/intended-use/").content.decode()
    assert "We hold no patient records" in client.get("/privacy/").content.decode()
    assert "2.2, level AA" in client.get("/accessibility/").content.decode()
