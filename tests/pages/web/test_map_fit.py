"""The page that holds a map against the paths people took, and its file: what each reader is told, and what there is before anything is."""

import csv
import io

import pytest
from django.urls import reverse

from analytics.domain.map_fit import FIT_VERSION
from analytics.models import MeasureResult
from analytics.services.measuring import match_activities
from tests.event_logs import MONDAY, NAMES, ROLES, brought, log_of, measured, read, run_job
from tests.factories import make_map, new_id, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(cast, small, settings, tmp_path, django_capture_on_commit_callbacks):
    """Brings and reads a log; measures the map with it unless told not to."""
    settings.DATA_DIR = tmp_path

    def do(content: bytes, *, measure: bool = True):
        dataset = brought(cast, small, content)
        read(cast, dataset, django_capture_on_commit_callbacks)
        if measure:
            measured(cast, small, dataset)
        return dataset

    return do


def ways(*groups: tuple[int, str]) -> bytes:
    """So many people for each way, a letter an activity: c(ontact), l(istened), r(eferral written), o(ther)."""
    names, lines, number = dict(zip("clr", NAMES, strict=True)) | {"o": "Other"}, [",".join(ROLES.values())], 0
    for people, way in groups:
        for number in range(number + 1, number + people + 1):  # noqa: B020
            for day, letter in enumerate(way, 1):
                at = MONDAY.replace(day=day).isoformat()
                lines.append(f"P{number:04d},{names[letter]},{at},{at}")
    return "\n".join(lines).encode()


def page(user, of, query="") -> str:
    answer = signed_in(user).get(reverse("map_fit", args=[of.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(user, of, query="") -> list[dict]:
    answer = signed_in(user).get(reverse("map_fit_csv", args=[of.pk]) + query)
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def test_before_anything_is_measured_the_page_says_what_to_do(cast, small):
    theirs, anas = page(cast.vic, small.map), page(cast.ana, small.map)
    assert "Nothing measured yet" in theirs and "An analyst of your economy" in theirs
    assert reverse("journey_data", args=[small.map.journey_id]) in anas and "Go to the data" in anas
    assert rows(cast.vic, small.map) == []


def test_a_map_that_has_every_path_says_so(cast, small, bring):
    bring(log_of(30, waiting=10))
    text = page(cast.vic, small.map)
    assert "Of 30 people who have finished, 100% took a path that the map has" in text
    assert "Every move that people made is on the map" in text and "1 Listen" not in text.split("<main")[0]
    (path,) = rows(cast.vic, small.map)
    assert (path["part"], path["on the map"], path["times or people"], path["for 100 people"]) == ("path taken", "yes", "30", "100.000")


def test_what_the_map_lacks_and_what_nobody_takes_is_told_in_tables_and_sentences(cast, small, bring):
    bring(ways((40, "clr"), (30, "cr"), (10, "lrlr"), (9, "clror")))
    listen, refer = "1 Listen", "2 Write referral"
    told = rows(cast.vic, small.map)
    lacking = {(row["from or path"], row["to"]): row["times or people"] for row in told if row["part"] == "move the map lacks"}
    assert lacking == {("Contact surgery", refer): "30", (refer, listen): "10", ("(begins here)", listen): "10", (refer, refer): "10"}
    text = page(cast.vic, small.map)
    assert "What the map lacks most: from “Contact surgery” to “2 Write referral”, 30 times." in text
    assert "Of 90 people who have finished, 44% took a path that the map has" in text
    assert 'path__step path__step--lacks"><span class="visually-hidden">(no way on the map leads here from the step before)' in text
    assert "(the map does not begin here)" in text and "Other" in text.split("<h2>Activities that are no step</h2>")[1]


def test_ways_and_steps_that_nobody_took_are_named(cast, small, bring):
    never = new_id()
    send(cast.eddie, small.map, "step.add", step=never, title="Refuse", lane=small.lanes[1], column=small.columns[2])
    send(cast.eddie, small.map, "link.add", link=new_id(), source=small.steps[1], target=never, fields={"kind": "flow"})
    dataset = bring(ways((40, "clr"), (1, "o")), measure=False)
    matches = dict(zip(NAMES, small.steps, strict=True)) | {"Other": never}
    job = match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=matches, end_activities=[NAMES[-1]])
    run_job(job_id=str(job.pk))
    told = {(row["part"], row["from or path"], row["to"]) for row in rows(cast.vic, small.map)}
    assert ("link nobody takes", "1 Listen", "2B Refuse") in told
    assert "1 way that the map draws was taken by nobody" in page(cast.vic, small.map)


def test_few_people_are_told_to_whoever_may_open_the_data_alone(cast, small, bring):
    bring(ways((40, "clr"), (30, "cr"), (3, "crl" + "r")))
    theirs, anas = rows(cast.vic, small.map), rows(cast.ana, small.map)
    few = "Contact surgery → 2 Write referral → 1 Listen → 2 Write referral"
    assert few in [row["from or path"] for row in anas] and few not in [row["from or path"] for row in theirs]
    assert few.split(" → ")[2] not in page(cast.vic, small.map).split("What the map lacks")[1].split("What nobody took")[0]
    assert not [row for row in theirs if row["times or people"] in set("1234567")]
    assert "so that nobody can be made out" in page(cast.vic, small.map)
    assert "so that nobody can be made out" not in page(cast.ana, small.map)


def test_a_map_changed_since_says_so_and_the_analyst_is_led_to_measure_again(cast, small, bring):
    dataset = bring(log_of(30))
    assert "changed since" not in page(cast.ana, small.map)
    send(cast.eddie, small.map, "link.add", link=new_id(), source=small.steps[0], target=small.steps[2], fields={"kind": "flow"})
    again = reverse("match_activities", args=[dataset.pk, small.map.pk])
    theirs, anas = page(cast.vic, small.map), page(cast.ana, small.map)
    assert "changed since" in theirs and again not in theirs and again in anas


def test_what_was_measured_before_paths_were_looked_at_asks_to_measure_again_and_then_is_there(cast, small, bring):
    dataset = bring(log_of(30))
    MeasureResult.objects.filter(code_version=FIT_VERSION).delete()
    assert "Measured before paths were looked at" in page(cast.vic, small.map)
    measured(cast, small, dataset)
    assert "100% took a path" in page(cast.vic, small.map)


def test_of_two_logs_the_one_that_is_asked_for_is_shown(cast, small, bring):
    first = bring(ways((40, "clr")))
    bring(ways((50, "cr"), (9, "clr")))
    assert "Of 60 people" in page(cast.vic, small.map)
    assert "Of 40 people" in page(cast.vic, small.map, f"?data={first.pk}")
    assert rows(cast.vic, small.map, f"?data={first.pk}")[0]["times or people"] == "40"


def test_the_page_is_found_from_the_map_and_from_the_data(cast, small, bring):
    dataset = bring(log_of(30))
    address = reverse("map_fit", args=[small.map.pk])
    assert address in signed_in(cast.vic).get(reverse("map", args=[small.map.pk])).content.decode()
    assert f"{address}?data={dataset.pk}" in signed_in(cast.vic).get(reverse("dataset", args=[dataset.pk])).content.decode()


def test_a_map_of_many_steps_takes_as_many_queries_as_one_of_three(cast, small, bring, django_assert_max_num_queries):
    bring(log_of(30))
    client, address = signed_in(cast.vic), reverse("map_fit", args=[small.map.pk])
    client.get(address)
    with django_assert_max_num_queries(33) as few:
        client.get(address)
        most = len(few)
    for n in range(20):
        send(cast.eddie, small.map, "step.add", step=new_id(), title=f"Step {n}", lane=small.lanes[1], column=small.columns[2])
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_a_map_that_was_never_drawn_has_the_page_too(cast):
    assert "Nothing measured yet" in page(cast.vic, make_map(cast))


def test_a_file_never_tells_of_other_data_than_those_asked_for(cast, small, bring):
    bring(log_of(30, waiting=10))
    statuses = {
        signed_in(cast.vic).get(reverse("map_fit_csv", args=[small.map.pk]) + f"?data={asked}").status_code for asked in (new_id(), "abc")
    }
    assert statuses == {404}
