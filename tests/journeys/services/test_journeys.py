"""Beginning a journey, putting it away and bringing it back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from analytics.domain.events.log import ReadOptions
from analytics.domain.terms import Terms
from analytics.models import Dataset
from analytics.queries.dataset_pages import DatasetPage
from analytics.services.measuring import match_activities
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.models import Journey, Map
from journeys.services.journeys import (
    archive_journey,
    archive_map,
    bring_back_journey,
    bring_back_map,
    create_journey,
    create_map,
    derive_future_map,
    describe_journey,
)
from journeys.services.map_editing import Changed
from stakeholders.models import AuditEntry
from tests.at_once import at_once
from tests.event_logs import kept_as_read
from tests.factories import make_cast, make_map, send


@pytest.mark.django_db(transaction=True)
def test_journeys_of_the_same_name_begun_at_once_each_get_an_address_of_their_own():
    cast = make_cast()
    at_once(lambda: create_journey(actor=cast.freya, economy=cast.economy, title="Falls at home"))
    slugs = set(Journey.objects.filter(economy=cast.economy).values_list("slug", flat=True))
    assert slugs == {"falls-at-home", *(f"falls-at-home-{n}" for n in range(2, 9))}


def test_of_a_journey_that_was_put_away_nothing_changes_until_it_is_brought_back(cast, small):
    journey = small.map.journey
    dataset = Dataset(journey=journey)
    archive_journey(actor=cast.freya, journey=journey)
    refused = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    assert "journey has been put away" in refused.reason
    for act in (
        lambda: describe_journey(actor=cast.freya, journey=journey, title="Other"),
        lambda: archive_map(actor=cast.freya, of=small.map),
        lambda: bring_back_map(actor=cast.freya, of=small.map),
        lambda: read_log(actor=cast.ana, dataset=dataset, options=ReadOptions()),
        lambda: match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches={}, end_activities=[]),
        lambda: create_map(actor=cast.freya, journey=journey, title="Another"),
        lambda: derive_future_map(actor=cast.freya, based_on=small.map, title="Better"),
        lambda: receive_log(
            actor=cast.ana,
            journey=journey,
            name="January",
            filename="log.csv",
            chunks=[b"case,activity,time"],
            terms=Terms("To learn", str(cast.hospital.pk), date(2100, 1, 1)),
        ),
    ):
        with pytest.raises(RuleBroken, match="put away"):
            act()
    assert Map.objects.count() == 1 and not Dataset.objects.exists()
    bring_back_journey(actor=cast.freya, journey=journey)
    assert isinstance(send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring"), Changed)


def test_a_map_that_was_put_away_itself_stays_so_when_its_journey_comes_back(cast, small):
    journey = small.map.journey
    archive_map(actor=cast.freya, of=small.map)
    archive_journey(actor=cast.freya, journey=journey)
    bring_back_journey(actor=cast.freya, journey=journey)
    small.map.refresh_from_db()
    assert small.map.is_put_away and not make_map(cast, journey=journey).is_put_away


def test_putting_away_and_bringing_back_are_in_the_audit_once_each(cast, small):
    journey = small.map.journey
    for act in (archive_journey, bring_back_journey):
        for one in [Journey.objects.get(pk=journey.pk) for _ in range(2)]:  # two requests that have read it as it was
            act(actor=cast.freya, journey=one)
    done = AuditEntry.objects.filter(subject_id=str(journey.pk), actor=cast.freya).order_by("id").values_list("action", flat=True)
    assert list(done) == ["journey.created", "journey.archived", "journey.brought_back"]


def test_who_may_not_create_journeys_puts_none_away(cast, small):
    journey = small.map.journey
    for act in (archive_journey, bring_back_journey):
        with pytest.raises(NotAllowed):
            act(actor=cast.eddie, journey=journey)
        with pytest.raises(NotFound):
            act(actor=cast.stan, journey=journey)
    journey.refresh_from_db()
    assert journey.archived_at is None


def test_data_are_not_offered_to_the_maps_of_a_journey_that_was_put_away(cast, small):
    read = {
        "content_hash": "0" * 64,
        "counts": {"cases": 9, "activity_instances": 9, "rows": 9, "rows_rejected": 0},
        "quality": {"findings": [], "rejected": []},
    }
    dataset = kept_as_read(small.map.journey, cast.ana, state=Dataset.READY, **read)
    assert [of for of, _matched in DatasetPage.of(cast.ana, dataset).maps] == [small.map]
    archive_journey(actor=cast.freya, journey=small.map.journey)
    assert DatasetPage.of(cast.ana, dataset).maps == []


@pytest.mark.django_db(transaction=True)
def test_journeys_from_before_one_could_be_put_away_are_in_use():
    cast = make_cast()
    journey = create_journey(actor=cast.freya, economy=cast.economy, title="Falls at home")
    archive_journey(actor=cast.freya, journey=journey)
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # of all apps: what rests on these tables goes back with them
    try:
        MigrationExecutor(connection).migrate([("journeys", "0002_log_written_once")])
        MigrationExecutor(connection).migrate([("journeys", "0003_journeys_put_away")])
        journey.refresh_from_db()
        assert (journey.title, journey.archived_at) == ("Falls at home", None)
    finally:
        MigrationExecutor(connection).migrate(newest)
