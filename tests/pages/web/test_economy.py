"""Where one comes in: the economy one belongs to, the list of several, and what each role is told to do next."""

import pytest
from django.urls import reverse

from stakeholders.domain.permissions import Role
from stakeholders.domain.texts import TextKind
from stakeholders.services.invitations import invite
from stakeholders.services.memberships import add_member
from stakeholders.services.texts import write_text
from tests.factories import administrator_of, make_cast, make_economy, make_member, make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def economy(db):
    """Begun a moment ago: its administrator is alone."""
    return make_economy()


def page_of(economy, user) -> str:
    answer = signed_in(user).get(reverse("economy", args=[economy.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_belongs_to_one_economy_is_led_straight_to_it_and_still_finds_the_list():
    cast = make_cast()
    client, there = signed_in(cast.freya), reverse("economy", args=[cast.economy.slug])
    assert client.get("/").url == there
    assert reverse("my_economies") in client.get(there).content.decode()
    assert there in client.get(reverse("my_economies")).content.decode()


def test_who_belongs_to_several_or_none_chooses_from_the_list():
    cast, other = make_cast(), make_economy()
    add_member(actor=administrator_of(other), economy=other, user=cast.freya, roles=[Role.OBSERVER])
    page = signed_in(cast.freya).get("/")
    assert page.status_code == 200 and all(one.name in page.content.decode() for one in (cast.economy, other))
    assert "You belong to no economy yet" in signed_in(make_person()).get("/").content.decode()


def test_a_new_administrator_is_told_what_to_do_first_until_it_is_done(economy):
    adi = administrator_of(economy)
    page = page_of(economy, adi)
    privacy = reverse("economy_text", args=[economy.slug, "privacy"])
    assert "Name the organisations" in page and "Invite a facilitator" in page and "Make the privacy notice yours" in page
    for name in ("add_organisation", "invite", "people"):
        assert f'href="{reverse(name, args=[economy.slug])}"' in page
    assert f'<a href="{privacy}">Make the privacy notice yours' in page
    make_organisation(economy)
    write_text(actor=adi, economy=economy, kind=TextKind.PRIVACY, body="Ours")
    invite(actor=adi, economy=economy, email="freya@example.org", roles=[Role.FACILITATOR], link=str)
    page = page_of(economy, adi)
    assert "Name the organisations" not in page and "Make the privacy notice yours" not in page
    assert "Invite a facilitator" not in page and "See who has yet to answer" in page
    make_member(economy, Role.COACH)
    assert "What to do next" not in page_of(economy, adi)


def test_who_reads_no_journeys_is_told_of_what_they_may_do_and_of_nothing_else(economy):
    ida = make_member(economy, Role.IG_LEAD, name="Ida")
    audit = f'href="{reverse("audit", args=[economy.slug])}"'
    theirs, adis = page_of(economy, ida), page_of(economy, administrator_of(economy))
    assert "You look after who belongs here" in adis and "record of actions" not in adis.lower() and audit not in adis
    assert "You look after information here" in theirs and audit in theirs and "Make the privacy notice yours" in theirs
    assert "Invite" not in theirs and "Name the organisations" not in theirs
    for page in (adis, theirs):
        assert ">Journeys</a>" not in page and "Start a journey" not in page
    assert "You look after" not in page_of(economy, make_member(economy, Role.OBSERVER))


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.FACILITATOR, "Start a journey"),
        (Role.COACH, "Start a journey"),
        (Role.PARTICIPANT, "Then you draw its map with the others."),
        (Role.ANALYST, "Then you bring what the systems recorded"),
        (Role.OBSERVER, "Then you read its map and its figures here."),
        (Role.MODERATOR, "Then you read its map and its figures here."),
        (Role.LEADER, "Then you read its map and its figures here."),
    ],
)
def test_an_empty_economy_says_to_each_role_what_comes_next(economy, role, words):
    pat = make_member(economy, role)
    page = page_of(economy, pat)
    assert "No journey yet" in page and words in page
    starts = role in (Role.FACILITATOR, Role.COACH)
    assert ("Start a journey" in page) is starts and ("An administrator has to invite a facilitator" in page) is not starts
    assert ("Name the organisations" in page) is (role is Role.FACILITATOR) and "Make the privacy notice yours" not in page
    make_member(economy, Role.FACILITATOR)
    assert ("A facilitator of your economy can start one" in page_of(economy, pat)) is not starts


def test_an_economys_page_takes_few_queries(django_assert_max_num_queries):
    cast = make_cast()
    both = signed_in(make_member(cast.economy, Role.FACILITATOR, Role.ADMINISTRATOR, name="Bea"))
    with django_assert_max_num_queries(12):
        both.get(reverse("economy", args=[cast.economy.slug]))
