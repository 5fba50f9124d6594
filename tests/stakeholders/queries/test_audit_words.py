"""The audit reads as sentences, with names in place of codes and ids."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from stakeholders.queries.audit_words import ACTION_WORDS, audit_lines
from stakeholders.services.invitations import invite
from tests.factories import make_cast, make_member, signed_in

ROOT = Path(__file__).resolve().parents[3]


def test_every_action_that_is_recorded_has_its_words():
    apps = [path for app in ("stakeholders", "journeys", "analytics") for path in (ROOT / app).rglob("*.py")]
    recorded = {action for path in apps for action in re.findall(r'\baction="([a-z]+\.[a-z_]+)"', path.read_text())}
    assert recorded and recorded <= ACTION_WORDS.keys()


@pytest.mark.django_db
def test_people_roles_and_organisations_are_named():
    cast = make_cast()
    began = next(one for one in audit_lines(AuditEntry.objects.filter(action="membership.began")) if ("person", "Eddie") in one.details)
    assert began.did == "Somebody joined"
    assert {("roles", "Participant"), ("organisation", "Eastvale Hospital")} <= set(began.details)
    ivo = make_member(cast.economy, Role.IG_LEAD, name="Ivo")
    invite(actor=cast.adi, economy=cast.economy, email="new@example.org", roles=[Role.OBSERVER], link=lambda secret: f"/{secret}/")
    page = signed_in(ivo).get(reverse("audit", args=[cast.economy.slug])).content.decode()
    assert "Invited somebody" in page and "address: new@example.org" in page and "roles: Observer" in page
    assert "ig_lead" not in page and "membership.began" not in re.sub(r'value="[^"]*"', "", page)


@pytest.mark.django_db
def test_a_page_of_many_entries_costs_two_queries_more_than_its_rows(django_assert_max_num_queries):
    cast = make_cast()
    for n in range(20):
        make_member(cast.economy, Role.OBSERVER, name=f"Pat {n}", organisation=cast.council)
    with django_assert_max_num_queries(3):
        audit_lines(AuditEntry.objects.filter(economy=cast.economy).select_related("actor"))
