"""What the page of a dataset tells whoever may not open the data: no count that is a few people, or leaves a few over by subtraction."""

import re

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.models import Dataset
from analytics.queries.dataset_answers import dataset_answer
from analytics.queries.dataset_pages import DatasetPage, quality_report
from tests.event_logs import brought, kept_as_read, log_of, read
from tests.factories import make_journey, make_small_map, signed_in

pytestmark = pytest.mark.django_db
NAMES = ("Contact", "Listened", "Referred", "Triaged", "Assessed", "Told to wait", "Complained")


@pytest.fixture
def dataset(cast) -> Dataset:
    return kept_as_read(make_journey(cast.economy, cast.freya), cast.ana, state=Dataset.READY, content_hash="0" * 64)


def filled(dataset: Dataset, activities: list[tuple[int, int]], cases: int, rejected: dict[str, int]) -> Dataset:
    """activities: (people, times each of them did it)."""
    rows = sorted(
        ((name, people * times, people) for name, (people, times) in zip(NAMES, activities, strict=False)), key=lambda row: -row[1]
    )
    events = sum(n for _name, n, _people in rows)
    dataset.counts = {
        "cases": cases,
        "activity_instances": events,
        "rows": events + sum(rejected.values()),
        "rows_rejected": sum(rejected.values()),
    }
    dataset.activities = [[name, n] for name, n, _people in rows]
    dataset.quality = {
        "findings": [{"kind": "tie", "count": events // 3, "rows": [], "names": []}],
        "rejected": [{"row": n, "line": n, "column": "who", "reason": why} for why, times in rejected.items() for n in range(times)],
        "by_reason": rejected,
        "activity_people": [[name, people] for name, _n, people in rows],
        "end_activities": [],
    }
    return dataset


def numbers_on(page: DatasetPage) -> list[int]:
    told = [fact["value"] for fact in page.facts[:3]] + [line.count for line in page.findings] + [n for _name, n in page.activities]
    return [int(word.replace(",", "")) for text in told for word in re.findall(r"(?<!fewer than )\b\d[\d,]*", text)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 120), st.integers(1, 9)), min_size=1, max_size=7),
    st.integers(1, 400),
    st.dictionaries(st.sampled_from(["no_case", "no_activity"]), st.integers(1, 20)),
)
def test_whatever_counts_are_added_and_subtracted_no_few_are_left(cast, dataset, activities, cases, rejected):
    dataset = filled(dataset, activities, cases, rejected)
    page = DatasetPage.of(cast.vic, dataset)
    numbers = numbers_on(page)
    assert all(n % 10 == 0 for n in numbers), "any sum and any difference of these is 0 or 10 at least"
    people = dict(dataset.quality["activity_people"])
    assert not [name for name, _n in page.activities if people.get(name, 8) < 8]
    hidden = [people[name] for name in people if (name, "hidden") in page.activities or name not in dict(page.activities)]
    assert not hidden or len(hidden) == len(people) or (len(hidden) > 1 and sum(hidden) >= 8)
    assert page.rejected == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 120), st.integers(1, 9)), min_size=1, max_size=7), st.integers(0, 20))
def test_an_analyst_reads_every_count_and_every_row_left_out(cast, dataset, activities, left_out):
    page = DatasetPage.of(cast.ana, filled(dataset, activities, 100, {"no_case": left_out}))
    assert page.activities == [(name, f"{n:,}") for name, n in dataset.activities]
    assert len(page.rejected) == left_out and page.facts[1]["value"] == f"{dataset.counts['activity_instances']:,}"


@pytest.mark.parametrize("cells", [2, 3, 7])
def test_what_was_found_several_times_a_person_leaves_as_many_people_open_as_their_own_count(cast, dataset, cells):
    """Each person with so many cells: all numbers of people that are told like 60 read the same, in every place where it is told."""
    told = set()
    for people in range(56, 66):
        filled(dataset, [(people, cells)], people, {"unreadable_time": people * cells})
        dataset.quality["findings"] = [{"kind": "no_offset", "count": people * cells, "rows": [], "names": []}]
        page, answer = DatasetPage.of(cast.vic, dataset), dataset_answer(cast.vic, dataset)
        lines = [line[1:] for line in quality_report(page) if line[0] in ("to know", "row left out")]
        counts = [one["count"]["value"] for part in ("findings", "rejected") for one in answer["quality"][part]]
        left_out = next(fact["value"] for fact in page.facts if fact["key"] == "Rows left out")
        told.add(
            (*((line.count, line.words) for line in page.findings), *lines, *counts, answer["counts"]["rows_rejected"]["value"], left_out)
        )
    assert len(told) == 1 and {60 * cells} == {one for one in told.pop() if isinstance(one, int)}


def test_a_finding_of_data_of_few_people_is_hidden_however_often_it_was_made(cast, dataset):
    filled(dataset, [(7, 9)], 7, {})
    dataset.quality["findings"] = [{"kind": "no_offset", "count": 63, "rows": [], "names": []}]
    assert [line.count for line in DatasetPage.of(cast.vic, dataset).findings] == ["hidden"]
    assert [one["count"]["value"] for one in dataset_answer(cast.vic, dataset)["quality"]["findings"]] == [None]


def test_organisations_that_are_alike_are_named_to_whoever_may_open_the_data_with_what_to_do(cast, dataset):
    filled(dataset, [(97, 1)], 97, {})
    dataset.quality["findings"] = [{"kind": "alike_organisations", "count": 1, "rows": [], "names": [["GP", "GP "]]}]
    (line,) = DatasetPage.of(cast.ana, dataset).findings
    assert line.where == "GP / GP␣" and "as if from one to another" in line.words and "bring them again" in line.words
    report = list(quality_report(DatasetPage.of(cast.ana, dataset)))
    assert ("to know", "1", line.words, "GP / GP␣") in report
    (told,) = dataset_answer(cast.ana, dataset)["quality"]["findings"]
    assert (told["words"], told["names"]) == (line.words, [["GP", "GP "]])
    (theirs,) = dataset_answer(cast.vic, dataset)["quality"]["findings"]
    assert theirs["names"] == [] and [line.where for line in DatasetPage.of(cast.vic, dataset).findings] == [""]


def test_an_activity_done_often_for_a_few_people_is_not_named(cast, dataset):
    page = DatasetPage.of(cast.vic, filled(dataset, [(90, 1), (60, 1), (3, 40)], 97, {}))
    assert page.activities == [("Contact", "about 90"), ("Listened", "hidden"), ("Others, each of fewer than 8 people", "hidden")]


def test_activities_stand_in_the_order_of_the_round_numbers_and_then_by_name(cast, dataset):
    """Those done 64 and 56 times are told alike: which was done more often is not."""
    filled(dataset, [(90, 1), (56, 1), (64, 1)], 97, {})
    assert [n for _name, n in dataset.activities] == [90, 64, 56]
    assert DatasetPage.of(cast.vic, dataset).activities == [(NAMES[0], "about 90"), (NAMES[1], "about 60"), (NAMES[2], "about 60")]
    assert [name for name, _n in DatasetPage.of(cast.ana, dataset).activities] == [NAMES[0], NAMES[2], NAMES[1]]


def test_the_page_says_that_counts_are_rounded_to_those_alone_for_whom_they_are(cast, dataset):
    filled(dataset, [(97, 1), (3, 1)], 97, {"no_case": 3}).save()
    address = reverse("dataset", args=[dataset.pk])
    theirs, anas = (signed_in(person).get(address).content.decode() for person in (cast.vic, cast.ana))
    assert "Counts are rounded" in theirs and "Counts are rounded" not in anas
    assert "about 100" in theirs and "Listened" not in theirs and "row 0" not in theirs
    assert "fewer than 8 of about 100" in theirs and "rows left out: no case" in theirs
    assert "Listened" in anas and "row 0" in anas and "3 of 103" in anas


def test_reading_a_log_counts_the_people_of_each_activity(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    twice = b"NHS-PERSON-0000,Contact,2026-03-01T09:00:00+00:00,2026-03-01T09:10:00+00:00\n"
    made = brought(cast, make_small_map(cast), log_of(20, waiting=4) + twice)
    read(cast, made, django_capture_on_commit_callbacks)
    assert dict(made.quality["activity_people"]) == {"Contact": 24, "Listened": 20, "Referral written": 20}
    assert dict(made.activities)["Contact"] == 25
