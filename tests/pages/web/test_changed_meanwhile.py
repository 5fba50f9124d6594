"""Two people change the same thing on pages outside the map: each keeps what the other did not touch, and a clash is said with both."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from analytics.domain.terms import Terms
from analytics.models import Dataset
from analytics.services.terms import change_terms
from journeys.services.journeys import describe_journey
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import Role
from stakeholders.domain.texts import TextKind
from stakeholders.queries.texts import text_of
from stakeholders.services.memberships import change_member
from stakeholders.services.organisations import change_organisation
from stakeholders.services.texts import write_text
from tests.event_logs import brought, log_of
from tests.factories import make_small_map, signed_in

pytestmark = pytest.mark.django_db
UNTIL = localdate() + timedelta(days=30)
MEANWHILE = "Somebody else changed this meanwhile"


@pytest.fixture
def journey(cast):
    return make_small_map(cast).map.journey


def as_sent(form) -> dict:
    """What a form would send as it stands."""
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def opened(client: Client, at: str) -> dict:
    return as_sent(client.get(at).context["form"])


def test_of_a_journeys_words_what_one_left_as_it_was_stays_as_another_put_it(cast, journey):
    freya, at = signed_in(cast.freya), reverse("edit_journey", args=[journey.pk])
    form = opened(freya, at)
    describe_journey(actor=cast.freya, journey=journey, title=journey.title, process_owner="Head of memory care")
    assert freya.post(at, {**form, "for_whom": "Older people"}).status_code == 302
    journey.refresh_from_db()
    assert (journey.process_owner, journey.for_whom) == ("Head of memory care", "Older people")


def test_what_both_changed_is_said_with_the_other_value_and_sent_again_it_is_put_in_place(cast, journey):
    freya, at = signed_in(cast.freya), reverse("edit_journey", args=[journey.pk])
    form = opened(freya, at)
    describe_journey(actor=cast.freya, journey=journey, title=journey.title, process_owner="Head of memory care")
    answer = freya.post(at, {**form, "process_owner": "A board"})
    said = answer.context["form"]
    assert answer.status_code == 200 and list(said.errors) == ["process_owner"]
    assert MEANWHILE in str(said.errors) and "Head of memory care" in str(said.errors) and said["process_owner"].value() == "A board"
    journey.refresh_from_db()
    assert journey.process_owner == "Head of memory care"
    assert freya.post(at, as_sent(said)).status_code == 302
    journey.refresh_from_db()
    assert journey.process_owner == "A board"


def test_the_same_change_by_both_is_no_clash(cast, journey):
    freya, at = signed_in(cast.freya), reverse("edit_journey", args=[journey.pk])
    form = opened(freya, at)
    describe_journey(actor=cast.freya, journey=journey, title=journey.title, process_owner="A board")
    assert freya.post(at, {**form, "process_owner": "A board"}).status_code == 302


@pytest.mark.parametrize("seen", ["", "nonsense", "[1]"])
def test_a_form_that_does_not_say_what_it_showed_is_taken_as_it_is(cast, journey, seen):
    freya, at = signed_in(cast.freya), reverse("edit_journey", args=[journey.pk])
    assert freya.post(at, {**opened(freya, at), "process_owner": "A board", "seen": seen}).status_code == 302


def test_a_restriction_on_who_may_see_data_is_not_undone_by_a_form_from_before(cast, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    dataset = brought(cast, make_small_map(cast), log_of(3))
    ana, at = signed_in(cast.ana), reverse("dataset_terms", args=[dataset.pk])
    form = opened(ana, at)
    restricted = Terms("To see waits", str(dataset.controller_id), UNTIL, frozenset([str(cast.council.pk)]))
    change_terms(actor=cast.ana, dataset=dataset, terms=restricted)
    assert ana.post(at, {**form, "readers": [], "purpose": "To learn"}).status_code == 302
    dataset = Dataset.objects.get(pk=dataset.pk)
    assert dataset.purpose == "To learn" and list(dataset.readers.all()) == [cast.council] and dataset.delete_by == UNTIL


def test_roles_that_another_gave_stay_and_both_changing_them_is_a_clash(cast):
    adi, membership = signed_in(cast.adi), cast.vic.memberships.get()
    at = reverse("member", args=[cast.economy.slug, membership.pk])
    form = opened(adi, at)
    change_member(actor=cast.adi, membership=membership, organisation=cast.council, roles=[Role.OBSERVER, Role.ANALYST])
    assert adi.post(at, {**form, "organisation": str(cast.hospital.pk)}).status_code == 302
    assert {grant.role for grant in membership.grants.filter(ended_at=None)} == {"observer", "analyst"}
    errors = str(
        adi.post(at, {**form, "organisation": str(cast.hospital.pk), "roles": ["observer", "leader"]}).context["form"].errors["roles"]
    )
    assert MEANWHILE in errors and "Analyst" in errors


def test_a_paragraph_of_a_notice_is_not_lost_to_an_older_copy(cast):
    adi, at = signed_in(cast.adi), reverse("edit_text", args=[cast.economy.slug, TextKind.PRIVACY])
    form = opened(adi, at)
    write_text(actor=cast.adi, economy=cast.economy, kind=TextKind.PRIVACY, body="## Ours\n\nAnd a paragraph.")
    answer = adi.post(at, {**form, "body": form["body"] + "\n\nMine."})
    assert MEANWHILE in str(answer.context["form"].errors["body"]) and "And a paragraph." in text_of(cast.economy, TextKind.PRIVACY).body


def test_a_name_of_an_organisation_outlives_a_form_from_before(cast):
    adi, at = signed_in(cast.adi), reverse("change_organisation", args=[cast.economy.slug, cast.hospital.pk])
    form = opened(adi, at)
    change_organisation(actor=cast.adi, organisation=cast.hospital, name="Royal", kind=OrganisationKind(cast.hospital.kind), ods_code="")
    assert adi.post(at, {**form, "ods_code": "RXX"}).status_code == 302
    cast.hospital.refresh_from_db()
    assert (cast.hospital.name, cast.hospital.ods_code) == ("Royal", "RXX")
