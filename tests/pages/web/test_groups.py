"""Groups of people: declared by who may open the data, refused where they would tell of few, read by others as times alone."""

import csv
import html
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.domain.map_measures import CODE_VERSION
from analytics.models import DeclaredCohort, Job, MeasureResult
from stakeholders.models import AuditEntry
from stakeholders.services.economies import raise_threshold
from tests.event_logs import MONDAY, NAMES, ROLES, brought, log_of, measured, read, run_job
from tests.factories import bearer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]
ENVELOPE_COUNTS = ("n", "n_open")


def two_ways(phoned: int = 12, listened: int = 30) -> bytes:
    """Who contacts the surgery waits two days to be heard; who comes straight to be heard is written about three days later."""
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(ROLES.values())
    for number in range(phoned + listened):
        at = MONDAY + timedelta(hours=number)
        way = [("Contact", 0), ("Listened", 2), ("Referral written", 1)] if number < phoned else [("Listened", 0), ("Referral written", 3)]
        for what, wait in way:
            at += timedelta(days=wait)
            write.writerow([f"P{number}", what, at.isoformat(), (at + timedelta(minutes=10)).isoformat()])
    return text.getvalue().encode()


@pytest.fixture
def bring(cast, small, django_capture_on_commit_callbacks):
    def do(content: bytes):
        dataset = brought(cast, small, content)
        read(cast, dataset, django_capture_on_commit_callbacks)
        measured(cast, small, dataset)
        return dataset

    return do


def declare(user, dataset, small, **given):
    answer = signed_in(user).post(reverse("declare_group", args=[dataset.pk, small.map.pk]), {"name": "Phoned first", **given})
    for job in Job.objects.filter(kind="map.measure", state=Job.QUEUED):
        run_job(job_id=str(job.pk))
    return answer


def page(user, small, query: str = "") -> str:
    answer = signed_in(user).get(reverse("measures", args=[small.map.journey_id]) + query)
    return html.unescape(answer.content.decode())


def rows(user, small, name: str, query: str) -> list[dict[str, str]]:
    answer = signed_in(user).get(reverse("measure_csv", args=[small.map.journey_id, name]) + query)
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def of_times():
    """What was measured of times, of everybody and of groups."""
    return MeasureResult.objects.filter(code_version=CODE_VERSION)


def of_group(dataset, small) -> str:
    return f"?data={dataset.pk}&map={small.map.pk}&cohort={DeclaredCohort.objects.get().pk}"


def test_a_declared_group_is_measured_and_everybody_finds_it(cast, small, bring):
    dataset = bring(two_ways())
    form = page(cast.ana, small)
    assert reverse("declare_group", args=[dataset.pk, small.map.pk]) in form and "Declare a group" not in page(cast.vic, small)
    answer = declare(cast.ana, dataset, small, first_activity=["Contact"])
    assert answer["Location"] == reverse("job", args=[Job.objects.filter(kind="map.measure").latest("created_at").pk])
    assert f"{reverse('measures', args=[small.map.journey_id])}{of_group(dataset, small)}" in html.unescape(
        signed_in(cast.ana).get(answer["Location"]).content.decode()
    ), "the work done leads on to what was measured of the group"
    kept = DeclaredCohort.objects.get()
    assert (kept.people, kept.smallest, kept.declared_by) == (12, 12, cast.ana)
    assert AuditEntry.objects.get(action="cohort.declared").actor == cast.ana
    for person in (cast.ana, cast.vic):
        assert "Phoned first" in page(person, small)
        assert ("12 people" in page(person, small)) == (person == cast.ana)  # beside everybody's counts it would tell of the rest
        assert '<b aria-current="page">Phoned first</b>' in page(person, small, of_group(dataset, small))
    assert "within 3 d" in page(cast.vic, small), "everybody is shown until a group is asked for"


def test_the_form_gives_an_example_that_the_data_allow_and_says_what_cannot_be_chosen(cast, small, bring):
    alike, unlike = bring(log_of(30)), bring(two_ways())
    for dataset, example, lacking in (
        (alike, "“Set out in spring”", ["Begins with", "Begins at"]),
        (unlike, "“Listened, spring”", ["Begins at"]),
    ):
        answer = signed_in(cast.ana).get(reverse("declare_group", args=[dataset.pk, small.map.pk]))
        text = answer.content.decode()
        assert example in text and answer.context["form"].not_offered == lacking
        assert "".join(f"<li>{label}</li>" for label in lacking) in text and "nothing is kept of a person" in text


def test_whoever_may_open_the_data_reads_the_counts_of_a_group(cast, small, bring):
    dataset = bring(two_ways())
    declare(cast.ana, dataset, small, first_activity=["Contact"])
    assert {row["n"] for row in rows(cast.ana, small, "lead-time", of_group(dataset, small))} == {"12"}
    assert {row["n"] for row in rows(cast.ana, small, "lead-time", "")} == {"42"}
    text = page(cast.ana, small, of_group(dataset, small))
    assert "12 people set out" in text and "“1 Listen” to “2 Write referral”" in text


def test_others_read_the_times_of_a_group_and_nothing_that_counts(cast, small, bring):
    dataset = bring(two_ways())
    declare(cast.ana, dataset, small, first_activity=["Contact"])
    asked = of_group(dataset, small)
    text = page(cast.vic, small, asked)
    assert "Of a group only times are told" in text and "half of the people wait 2 d" in text
    assert "set out" not in text.split("<main")[1] and "went" in text and "hidden" in text
    for name in ("lead-time", "waits", "where-the-days-go", "curve", "hand-offs", "again", "weeks", "people"):
        found = rows(cast.vic, small, name, asked)
        assert not any(row[count] for row in found for count in ENVELOPE_COUNTS), name
        assert bool(found) is (name in ("lead-time", "waits", "where-the-days-go")), name


@pytest.mark.parametrize(("phoned", "listened"), [(7, 30), (30, 7)])
def test_a_group_that_is_few_or_leaves_few_over_is_refused_on_its_page(cast, small, bring, phoned, listened):
    dataset = bring(two_ways(phoned, listened))
    answer = declare(cast.ana, dataset, small, first_activity=["Contact"])
    assert "would leave fewer than 8 people over" in answer.content.decode()
    assert not DeclaredCohort.objects.exists() and of_times().count() == 1


def test_a_second_group_is_held_against_the_first(cast, small, bring):
    """Each leaves people enough of everybody, and the second leaves four of the first."""
    dataset = bring(log_of(200))
    assert declare(cast.ana, dataset, small, name="To 12 January", begun_before="2026-01-12").status_code == 302
    refused = declare(cast.ana, dataset, small, name="To 12 January again", begun_before="2026-01-12")
    assert "declared already, as “To 12 January”" in html.unescape(refused.content.decode())
    refused = declare(cast.ana, dataset, small, name="To 12 January", begun_from="2026-01-12")
    assert "There is a group of that name already." in refused.content.decode()
    assert declare(cast.ana, dataset, small, name="From 12 January", begun_from="2026-01-12").status_code == 302
    assert [(one.people, one.smallest) for one in DeclaredCohort.objects.all()] == [(159, 41), (41, 41)]


def test_with_a_raised_threshold_others_see_no_group_that_tells_of_fewer(cast, small, bring):
    dataset = bring(two_ways())
    declare(cast.ana, dataset, small, first_activity=["Contact"])
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=13)
    assert "Phoned first" not in page(cast.vic, small) and "Phoned first" in page(cast.ana, small)
    text = page(cast.vic, small, of_group(dataset, small))
    assert "not here any more, or not for you" in text and "Of a group" not in text


def test_with_a_raised_threshold_nobody_else_reads_the_group_by_the_id_of_its_run_either(client, cast, small, bring):
    dataset = bring(two_ways())
    declare(cast.ana, dataset, small, first_activity=["Contact"])
    run = of_times().get(cohort__isnull=False)
    addresses = reverse("api_metric_run", args=[run.pk]), reverse("result", args=[run.pk])

    def answers(person) -> list[int]:
        return [client.get(addresses[0], headers=bearer(person, cast.economy)).status_code, signed_in(person).get(addresses[1]).status_code]

    assert answers(cast.freya) == [200, 200]
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=13)
    assert answers(cast.freya) == [404, 404] and answers(cast.ana) == [200, 200]


def test_a_map_shows_everybody_and_new_matches_measure_groups_anew(cast, small, bring):
    dataset = bring(two_ways())
    declare(cast.ana, dataset, small, first_activity=["Contact"])
    assert "n 42" in html.unescape(signed_in(cast.ana).get(reverse("map", args=[small.map.pk])).content.decode())
    before = of_times().get(cohort=None).question_hash
    measured(cast, small, dataset)
    assert of_times().count() == 2
    assert of_times().exclude(cohort=None).get().question_hash != before


@pytest.mark.parametrize("given", [{}, {"first_activity": ["nonsense"]}, {"begun_from": "2026-01-06"}, {"name": "of 943 476 5919"}])
def test_what_will_not_do_is_said_on_the_form(cast, small, bring, given):
    dataset = bring(two_ways())
    answer = declare(cast.ana, dataset, small, **given)
    assert answer.status_code == 200 and answer.context["form"].errors and not DeclaredCohort.objects.exists()
    assert NAMES[0] in answer.content.decode()
