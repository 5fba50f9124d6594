"""The record of who did what: read on a page and taken away as a file."""

import pytest
from django.urls import reverse

from stakeholders.domain.permissions import Role
from tests.factories import make_cast, make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("since", "until", "found"), [("", "9999-12-31", True), ("0001-01-01", "", True), ("9999-12-31", "9999-12-31", False)]
)
def test_days_at_the_ends_of_the_calendar_are_days_like_others(since, until, found):
    cast = make_cast()
    lead = signed_in(make_member(cast.economy, Role.IG_LEAD, name="Ida"))
    for name in ("audit", "audit_csv"):
        answer = lead.get(reverse(name, args=[cast.economy.slug]), {"since": since, "until": until})
        body = (answer.getvalue() if answer.streaming else answer.content).decode()
        words = "economy.created" if answer.streaming else "Began the economy"
        assert answer.status_code == 200 and (words in body.split("</form>")[-1]) is found
