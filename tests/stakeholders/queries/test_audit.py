"""The record of who did what, narrowed: by action, person and whole days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from stakeholders.queries.audit import actions_in, audit_of
from stakeholders.services.audit import record

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def happened(cast, monkeypatch):
    def happen(at: datetime = datetime(2026, 7, 1, tzinfo=LONDON), actor=None) -> int:
        """An entry of that moment: rows are written once, so the clock is set when it is written."""
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        return record(actor=actor or cast.freya, economy=cast.economy, action="test.happened", subject=cast.economy).pk

    return happen


def test_days_are_whole_days_here_and_both_ends_belong(cast, happened):
    """In summer an hour before midnight UTC is the next day already."""
    days = [datetime(2026, 7, 1, 0, 0), datetime(2026, 7, 2, 23, 59, 59), datetime(2026, 7, 3, 0, 0)]
    first, second, third = (happened(day.replace(tzinfo=LONDON)) for day in days)

    def found(**wanted) -> list[int]:
        return list(audit_of(cast.economy, action="test.", **wanted).values_list("pk", flat=True))

    assert found(since=date(2026, 7, 1), until=date(2026, 7, 2)) == [second, first]
    assert found(since=date(2026, 7, 2)) == [third, second]
    assert found(until=date(2026, 7, 1)) == [first]


def test_a_person_is_found_by_part_of_name_or_address(cast, happened):
    by_freya = happened()
    by_vic = happened(actor=cast.vic)
    assert [row.pk for row in audit_of(cast.economy, action="test", actor="FREY")] == [by_freya]
    assert [row.pk for row in audit_of(cast.economy, action="test", actor=cast.vic.email[:6])] == [by_vic]
    assert not audit_of(cast.economy, action="test", actor="nobody")


def test_nothing_of_another_economy_is_in_it(cast, happened):
    elsewhere = cast.stan.memberships.get().economy
    assert {row.economy_id for row in audit_of(elsewhere)} == {elsewhere.pk}
    happened()
    assert "test.happened" in actions_in(cast.economy) and "test.happened" not in actions_in(elsewhere)
