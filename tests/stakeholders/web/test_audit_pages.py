"""The record on its page and as a file: the same rows, narrowed the same way, and a file that runs nothing in a spreadsheet."""

import csv
import io

import pytest
from django.urls import reverse

from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from stakeholders.services.people import rename_person
from tests.factories import Cast, make_member, make_organisation, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(cast):
    return signed_in(make_member(cast.economy, Role.IG_LEAD, name="Ines"))


def table(cast: Cast, browser, **wanted) -> list[list[str]]:
    answer = browser.get(reverse("audit_csv", args=[cast.economy.slug]), wanted)
    assert answer["Content-Type"].startswith("text/csv") and f"audit-{cast.economy.slug}.csv" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.getvalue().decode())))


def test_the_file_has_every_row_newest_first_under_its_headings(cast, ines):
    head, *rows = table(cast, ines)
    assert head == ["when", "who", "email", "what", "about", "id", "details"]
    assert [row[3] for row in rows] == [entry.action for entry in AuditEntry.objects.filter(economy=cast.economy)]
    joined = next(row for row in rows if row[3] == "membership.began" and "observer" in row[6])
    assert (joined[1], joined[2], joined[4]) == ("Adi", cast.adi.email, "stakeholders.membership")


def test_a_filter_narrows_page_and_file_alike(cast, ines):
    make_organisation(cast.economy, "Eastvale Pharmacy")
    _head, *rows = table(cast, ines, action="organisation.added", actor="adi")
    assert len(rows) == 3 and {row[3] for row in rows} == {"organisation.added"}
    page = ines.get(reverse("audit", args=[cast.economy.slug]), {"action": "organisation.added", "actor": "adi"})
    assert [entry.action for entry in page.context["page"]] == ["organisation.added"] * 3
    assert table(cast, ines, actor="nobody")[1:] == []


def test_a_filter_that_makes_no_sense_is_said_and_left_out(cast, ines):
    page = ines.get(reverse("audit", args=[cast.economy.slug]), {"since": "yesterday", "action": "organisation.added"})
    assert "since" in page.context["form"].errors
    assert {entry.action for entry in page.context["page"]} == {"organisation.added"}


def test_words_that_a_spreadsheet_would_run_are_made_harmless(cast, ines):
    rename_person(actor=cast.adi, name="=1+1")
    _head, *rows = table(cast, ines, action="membership.began")
    assert rows and all(not row[1].startswith("=") for row in rows) and any("=1+1" in row[1] for row in rows)
