"""What whoever may not open the data sees of figures nobody was told yet, of those told more coarsely, and of those kept back."""

import html
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from analytics.domain.telling_levels import FINEST, NOTHING
from analytics.models import Dataset, Job, MeasureResult
from analytics.queries.measured import times_of
from analytics.queries.tellings import threshold_of
from analytics.services.drafting import draft_map
from analytics.services.telling import tell_waiting
from carejourneys.common.errors import RuleBroken
from journeys.services.sharing import make_share
from stakeholders.domain.tokens import Scope
from stakeholders.services.tokens import mint_token
from tests.event_logs import AS_LONG_AS_IT_TAKES, NAMES, brought, log_of, measured, read, run_job
from tests.factories import signed_in
from tests.feeds import next_version

pytestmark = pytest.mark.django_db
CHECKED = "being checked so that nobody can be recognised"
FIGURES = re.compile(r"about \d|Listened|Measured from (<a|data until)|n 60|,60,|,60\b")
UNTOLD = {"being checked": None, "kept back": NOTHING}


@pytest.fixture
def first(cast, small, settings, tmp_path, django_capture_on_commit_callbacks) -> Dataset:
    """Data of 60 people, told as finely as can be."""
    settings.DATA_DIR = tmp_path
    cache.clear()
    dataset = brought(cast, small, log_of(60))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    return dataset


def told_at(level: int | None, dataset: Dataset) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(told_level=level)
    MeasureResult.objects.filter(dataset=dataset).update(told_level=level)


def seen(user, name: str, *args, query: str = "") -> str:
    answer = signed_in(user).get(reverse(name, args=args) + query)
    assert answer.status_code == 200, name
    content = answer.getvalue() if answer.streaming else answer.content
    return re.sub(r"\s+", " ", html.unescape(content.decode()))


def pages(user, small, dataset: Dataset) -> dict[str, str]:
    """Wherever figures of the data are to be seen or taken away."""
    journey, of = small.map.journey_id, small.map.pk
    return {
        "data": seen(user, "journey_data", journey),
        "feed": seen(user, "feed", dataset.feed_id),
        "dataset": seen(user, "dataset", dataset.pk),
        "quality": seen(user, "quality_csv", dataset.pk),
        "measures": seen(user, "measures", journey),
        "waits": seen(user, "measure_csv", journey, "waits"),
        "picture": seen(user, "measure_svg", journey, "waits"),
        "map": seen(user, "map", of),
        "outline": seen(user, "outline", of),
        "fit": seen(user, "map_fit", of),
        "fit file": seen(user, "map_fit_csv", of),
        "shared": Client().get(reverse("shared", args=[_share(small)])).content.decode(),
    }


def _share(small) -> str:
    actor = small.map.journey.created_by
    return make_share(actor=actor, of=small.map, label="Board", days=30, with_measures=True)[1]


@pytest.mark.parametrize("untold", UNTOLD)
def test_nothing_of_them_is_told_and_where_one_looks_for_it_it_is_said_why(cast, small, first, untold):
    before = pages(cast.vic, small, first)
    assert [name for name, page in before.items() if not FIGURES.search(page)] == ["data", "feed", "picture"]
    told_at(UNTOLD[untold], first)
    words = CHECKED if untold == "being checked" else "kept back"
    for name, page in pages(cast.vic, small, first).items():
        assert not FIGURES.search(page), (name, page)
        if name in ("dataset", "quality", "measures", "map", "fit"):
            assert words in page.lower() or words in page, name
    assert untold in seen(cast.vic, "journey_data", small.map.journey_id)
    anas = pages(cast.ana, small, first)
    assert "Listened" in anas["dataset"] and "Measured from <a" in anas["map"] and CHECKED not in "".join(anas.values())


def ask(user, cast, path: str):
    _token, secret = mint_token(actor=user, economy=cast.economy, name="x", scope=Scope.READ, days=1)
    return Client().get(path, headers={"authorization": f"Bearer {secret}"})


@pytest.mark.parametrize("untold", UNTOLD)
def test_programs_are_told_no_more_than_people(cast, small, first, untold):
    run = first.results.filter(code_version="7").first()
    told_at(UNTOLD[untold], first)
    theirs = ask(cast.freya, cast, f"/api/v1/datasets/{first.pk}/").json()
    assert theirs["state"] == untold.replace(" ", "_")
    assert {theirs[name] for name in ("first_day", "last_day", "counts", "changes", "quality")} == {None} and theirs["content_hash"] == ""
    (listed,) = ask(cast.freya, cast, "/api/v1/datasets/").json()["results"]
    assert listed["content_hash"] == "" and listed["id"] == str(first.pk)
    in_file = ask(cast.freya, cast, "/api/v1/datasets/?format=csv").getvalue().decode()
    assert str(first.pk) in in_file and first.content_hash not in in_file
    assert ask(cast.freya, cast, "/api/v1/metric-runs/").json()["results"] == []
    assert ask(cast.freya, cast, f"/api/v1/metric-runs/{run.pk}/").status_code == 404
    assert signed_in(cast.vic).get(reverse("result", args=[run.pk])).status_code == 404
    assert ask(cast.ana, cast, "/api/v1/datasets/").json()["results"][0]["content_hash"] == first.content_hash
    assert first.content_hash in ask(cast.ana, cast, "/api/v1/datasets/?format=csv").getvalue().decode()
    told_at(FINEST, first)
    assert ask(cast.freya, cast, "/api/v1/datasets/").json()["results"][0]["content_hash"] == first.content_hash
    told_at(UNTOLD[untold], first)
    anas = ask(cast.ana, cast, f"/api/v1/datasets/{first.pk}/").json()
    assert anas["counts"]["cases"]["value"] == 60 and len(ask(cast.ana, cast, "/api/v1/metric-runs/").json()["results"]) == 1


def test_what_was_told_before_stays_while_newer_figures_are_checked(cast, small, first, django_capture_on_commit_callbacks):
    second = next_version(cast, first.feed, log_of(75), django_capture_on_commit_callbacks)
    run_job(job_id=str(Job.objects.filter(kind="map.measure").latest("created_at").pk))
    told_at(None, second)
    assert CHECKED in seen(cast.vic, "measures", small.map.journey_id)
    assert ",60," in (waits := seen(cast.vic, "measure_csv", small.map.journey_id, "waits")) and ",70," not in waits
    assert CHECKED in (page := seen(cast.vic, "map", small.map.pk)) and "Measured from <a" in page
    data = seen(cast.vic, "journey_data", small.map.journey_id)
    assert "being checked" in data and "version 1" in data
    assert CHECKED not in seen(cast.ana, "measures", small.map.journey_id)
    newest = {who.pk: ask(who, cast, f"/api/v1/feeds/{first.feed_id}/").json()["newest"] for who in (cast.freya, cast.ana)}
    assert newest == {cast.freya.pk: str(first.pk), cast.ana.pk: str(second.pk)}
    tell_waiting(AS_LONG_AS_IT_TAKES)
    assert ",70," in seen(cast.vic, "measure_csv", small.map.journey_id, "waits")
    told_at(NOTHING, first)
    after = seen(cast.vic, "measures", small.map.journey_id)
    assert CHECKED not in after and "kept back" not in after, "of what is older than what is told nothing is newer"


def test_figures_are_told_as_coarsely_as_was_found(cast, small, first):
    """60 people are told as 60 in tens, in thirties and as 90 in nineties."""
    for level, told in ((1, "about 60"), (2, "about 60"), (3, "about 90")):
        told_at(level, first)
        first.refresh_from_db()
        assert told in seen(cast.vic, "dataset", first.pk) and threshold_of(first, cast.economy) == 8 << (level - 1)
        run = first.results.filter(code_version="7").select_related("map__journey__economy").first()
        assert times_of(run, exact=False).lead_time.closed_median.n == int(told.split()[1])
        assert ask(cast.freya, cast, f"/api/v1/datasets/{first.pk}/").json()["counts"]["cases"]["value"] == int(told.split()[1])
    told_at(FINEST, first)


def test_paths_are_told_as_coarsely_as_the_times_beside_them(cast, small, first):
    for level, told in ((1, "60"), (3, "90")):
        first.results.filter(code_version="7").update(told_level=level)
        assert f",{told}," in seen(cast.vic, "map_fit_csv", small.map.pk)


def test_who_has_not_finished_is_told_beside_data_once_what_was_measured_with_these_ends_is(cast, small, first):
    def said(user) -> bool:
        return "cases still open" in seen(user, "quality_csv", first.pk)

    assert said(cast.vic)
    for level in (None, 2, NOTHING):
        first.results.update(told_level=level)
        assert not said(cast.vic) and said(cast.ana)
    first.results.update(told_level=FINEST)
    first.ends.update(activity="Contact")
    assert not said(cast.vic) and said(cast.ana)


def test_no_map_is_drafted_from_data_that_are_not_told(cast, small, first):
    for level, words in ((None, "still being checked"), (NOTHING, "Nothing of these data")):
        told_at(level, first)
        with pytest.raises(RuleBroken, match=words):
            draft_map(actor=cast.ana, dataset=first, title="Drafted", steps=10, least=5, end_activities=[NAMES[-1]])


def test_times_of_a_row_that_is_not_told_are_never_made(cast, small, first):
    run = first.results.filter(code_version="7").select_related("map__journey__economy", "dataset").first()
    for level in UNTOLD.values():
        run.told_level = level
        with pytest.raises(ValueError):
            times_of(run, exact=False)
