"""The Measures page, as each person meets it."""

import csv
import html
import io
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate

from analytics.domain.map_measures import CODE_VERSION
from analytics.models import Dataset, Job, MeasureResult
from analytics.services.drafting import draft_map
from journeys.models import Map
from stakeholders.services.economies import raise_threshold
from tests.event_logs import NAMES, brought, log_of, measured, read, run_job
from tests.factories import new_id, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.fixture
def bring(cast, small, django_capture_on_commit_callbacks):
    """Brings and reads a log; measures the map with it unless told not to."""

    def do(name: str = "January", content: bytes | None = None, *, measure: bool = True, readers=()):
        dataset = brought(cast, small, content or log_of(30, waiting=9), name=name, readers=readers)
        read(cast, dataset, django_capture_on_commit_callbacks)
        if measure:
            measured(cast, small, dataset)
        return dataset

    return do


def address(small, page: str = "measures", query: str = "", **more) -> str:
    return reverse(page, kwargs={"journey_id": small.map.journey_id, **more}) + query


def page(user, small, query: str = "") -> str:
    answer = signed_in(user).get(address(small, query=query))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def lines_of(user, small, name: str, query: str = "") -> list[dict[str, str]]:
    answer = signed_in(user).get(address(small, "measure_csv", query, name=name))
    assert answer.status_code == 200 and answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def test_without_data_the_page_says_what_to_do(cast, small):
    bring = reverse("upload_data", args=[small.map.journey_id])
    assert bring in page(cast.ana, small)
    theirs = page(cast.vic, small)
    assert "No data yet" in theirs and bring not in theirs


def test_data_whose_ends_nobody_has_named_are_not_measured_and_the_page_says_so(cast, small, bring):
    dataset = bring(measure=False)
    at = reverse("dataset", args=[dataset.pk])
    text = page(cast.ana, small)
    assert "Not measured yet" in text and at in text and "No data yet" not in text
    theirs = page(cast.vic, small)
    assert "Not measured yet" in theirs and at not in theirs.split("<main")[1]


def test_what_was_measured_stands_on_the_page_in_sentences_and_tables(cast, small, bring):
    bring()
    text = page(cast.ana, small)
    assert "Half of the people get to an end of the journey within 3 d, and 80 in 100 within 3 d. 30 have finished; 9 are still on" in text
    assert "The longest wait is from “Contact surgery” to “1 Listen”: half of the people wait 2 d or more" in text
    assert "the most, 2 d, went by from “Contact surgery” to “1 Listen”" in text
    assert "Where the data tell the map's last step from other ends" in text, "the definition stands beside it"
    assert reverse("result", args=[MeasureResult.objects.get(code_version=CODE_VERSION).pk]) in text


def test_the_weeks_of_the_place_and_what_came_again_stand_there_too_and_missing_organisations_are_said(cast, small, bring):
    bring()
    text = page(cast.ana, small)
    assert "These data do not say which organisation did what." in text
    assert "Nobody who has finished did anything again." in text
    assert "Over the whole time half of the people get to an end of the journey within 3 d." in text
    assert "From 5 January 2026 to 11 January 2026 39 people set out and 30 finished; on the way at the end: 9." in text


AHEAD = "The newest time in these data is that of 2 March 2062, later than the data themselves were brought."


def test_a_newest_time_after_the_data_were_brought_is_said_with_its_date_and_where_to_look(cast, small, bring):
    dataset = bring(content=log_of(30, waiting=9) + b"NHS-PERSON-0001,Contact,2062-03-02T09:00:00Z,2062-03-02T09:00:00Z\n")
    for user in (cast.ana, cast.vic):
        text = page(user, small)
        assert AHEAD in text and f'href="{reverse("dataset", args=[dataset.pk])}#quality"' in text
    assert 'id="quality"' in signed_in(cast.vic).get(reverse("dataset", args=[dataset.pk])).content.decode()


def test_what_was_kept_of_an_end_left_open_in_9999_is_told_on_every_page(cast, small, bring):
    dataset = bring()
    Dataset.objects.filter(pk=dataset.pk).update(last_at=datetime(9999, 12, 31, tzinfo=UTC))
    kept = MeasureResult.objects.get(code_version=CODE_VERSION)
    kept.result["as_of"] = "9999-12-31T00:00:00+00:00"
    for weeks in (kept.result["weekly"]["weeks"], kept.result["weekly"]["merged"]):
        weeks[-1]["first"] = "9999-12-27"
    kept.save(update_fields=["result"])
    for user in (cast.ana, cast.vic):
        assert "31 December 9999" in page(user, small)
        assert lines_of(user, small, "weeks")[-1]["period"] == "9999-12-27/9999-12-31"
        for name in ("map", "outline", "map_fit"):
            assert signed_in(user).get(reverse(name, args=[small.map.pk])).status_code == 200, name
        assert signed_in(user).get(reverse("dataset", args=[dataset.pk])).status_code == 200


@pytest.mark.parametrize(("hours", "said"), [(24, False), (25, True)])
def test_a_newest_time_within_a_day_of_the_bringing_is_nothing_to_say(cast, small, bring, hours, said):
    dataset = bring()
    Dataset.objects.filter(pk=dataset.pk).update(last_at=dataset.uploaded_at + timedelta(hours=hours))
    assert ("later than the data themselves were brought" in page(cast.vic, small)) is said


def test_the_page_stands_in_the_tabs_of_the_journey_and_the_map_leads_to_it(cast, small, bring):
    dataset = bring()
    for name in ("journey", "journey_data"):
        assert f'href="{address(small)}"' in signed_in(cast.vic).get(reverse(name, args=[small.map.journey_id])).content.decode(), name
    on_the_map = html.unescape(signed_in(cast.vic).get(reverse("map", args=[small.map.pk])).content.decode())
    assert f'href="{address(small)}?data={dataset.pk}&map={small.map.pk}"' in on_the_map


def test_others_read_no_figure_of_few_people_on_the_page_or_in_the_files(cast, small, bring):
    bring(content=log_of(30, waiting=3))
    assert "30 have finished; 3 are still on the way" in page(cast.ana, small)
    theirs = page(cast.vic, small)
    assert "have finished;" not in theirs and "within 3 d" in theirs
    assert {line["n_open"] for line in lines_of(cast.vic, small, "lead-time")} == {""}
    assert "3" in {line["n_open"] for line in lines_of(cast.ana, small, "lead-time")}


def test_a_measure_comes_as_a_file_with_every_number_in_its_envelope(cast, small, bring):
    dataset = bring()
    text = page(cast.vic, small)
    query = f"?data={dataset.pk}&map={small.map.pk}"
    assert address(small, "measure_csv", query, name="waits") in text
    median = lines_of(cast.vic, small, "waits", query)[0]
    assert median["what"] == "“Contact surgery” to “1 Listen”" and float(median["value"]) == 2 * 86_400
    assert (median["unit"], median["definition"], median["n"], median["source"]) == ("s", "measured_wait", "30", "measured")
    whole = [float(line["value"]) for line in lines_of(cast.vic, small, "where-the-days-go")]
    assert sum(whole[:-1]) == pytest.approx(whole[-1], abs=8_640), "each is told in tenths of days"


def test_a_chart_comes_as_a_picture(cast, small, bring):
    bring()
    answer = signed_in(cast.vic).get(address(small, "measure_svg", name="waits"))
    today, journey = localdate().isoformat(), slugify(small.map.journey.title)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == f'attachment; filename="{journey}-waits-{today}.svg"'
    as_table = signed_in(cast.vic).get(address(small, "measure_csv", name="waits"))
    assert as_table["Content-Disposition"] == f'attachment; filename="{journey}-waits-{today}.csv"'
    written = "".join(ElementTree.fromstring(answer.content).itertext())
    assert "“Contact surgery” to “1 Listen”" in written and "2 d – 2 d" in written
    assert address(small, "measure_svg", name="waits") in page(cast.vic, small)


def test_before_anything_is_measured_there_is_nothing_to_draw(cast, small):
    answer = signed_in(cast.vic).get(address(small, "measure_svg", name="waits"))
    assert "There is nothing to draw yet." in answer.content.decode()


def test_before_anything_is_measured_a_file_has_its_heads_alone_and_there_is_none_of_an_unknown_name(cast, small):
    assert lines_of(cast.vic, small, "waits") == []
    assert signed_in(cast.vic).get(address(small, "measure_csv", name="nonsense")).status_code == 404


def test_of_several_data_the_last_measured_are_shown_and_others_can_be_asked_for(cast, small, bring):
    january = bring("January", log_of(30, days=2))
    bring("February", log_of(30, days=5))
    newest, older = page(cast.vic, small), page(cast.vic, small, f"?data={january.pk}")
    assert "half of the people wait 5 d" in newest and f"?data={january.pk}&map={small.map.pk}" in newest
    assert "half of the people wait 2 d" in older and "<b>January</b>" in older


def drafted_from(cast, dataset, title: str) -> Map:
    """A map drafted from the data, which is measured with them at once."""
    job = draft_map(actor=cast.ana, dataset=dataset, title=title, steps=9, least=5, end_activities=[NAMES[-1]])
    run_job(job_id=str(job.pk))
    run_job(job_id=str(Job.objects.filter(kind="map.measure").latest("created_at").pk))
    return Map.objects.get(title=title)


def test_the_page_opens_with_the_main_map_whatever_was_measured_since_and_offers_the_others(cast, small, bring):
    january = bring("January", log_of(30, days=2))
    drafted = drafted_from(cast, bring("February", log_of(30, days=5), measure=False), "From February")
    for person in (cast.ana, cast.vic):
        opened = page(person, small)
        assert "<b>January</b>" in opened and "half of the people wait 2 d" in opened
        assert "February on From February" in opened and f"&map={drafted.pk}" in opened
        of_the_draft = page(person, small, f"?map={drafted.pk}")
        assert "half of the people wait 5 d" in of_the_draft and f"?data={january.pk}&map={small.map.pk}" in of_the_draft
        assert "You see what “January” says on “Today”." in page(person, small, "?data=gone")


def test_a_drafted_map_opens_the_page_where_no_other_was_measured(cast, small, bring):
    drafted_from(cast, bring("February", log_of(30, days=5), measure=False), "From February")
    assert "half of the people wait 5 d" in page(cast.vic, small)


def test_a_main_map_with_no_lead_time_to_tell_keeps_its_place(cast, small, bring):
    bring("January", log_of(2))
    drafted_from(cast, bring("February", log_of(30), measure=False), "From February")
    assert "<b>January</b>" in page(cast.vic, small)


def test_a_raised_threshold_takes_the_weeks_from_others_until_it_is_measured_again(cast, small, bring):
    dataset = bring()
    week = "From 5 January 2026 to 11 January 2026"
    roughly = "Over the whole time about 30 people finished"
    assert roughly in page(cast.vic, small)
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=9)
    assert roughly not in page(cast.vic, small) and f"{week} 39 people set out" in page(cast.ana, small)
    assert "the rule for small numbers changed since" in page(cast.vic, small)
    measured(cast, small, dataset)
    assert roughly in page(cast.vic, small)


def test_data_for_another_organisation_are_not_there_for_others(cast, small, bring):
    bring("January", log_of(30, days=2))
    theirs = bring("February", log_of(30, days=5), readers=[cast.hospital])
    assert "half of the people wait 5 d" in page(cast.freya, small)
    text = page(cast.vic, small, f"?data={theirs.pk}")
    assert "not here any more, or not for you" in text and "half of the people wait 2 d" in text and "February" not in text


def test_one_page_takes_as_few_queries_for_many_data_as_for_one(cast, small, bring):
    bring()
    vic = signed_in(cast.vic)
    counts = []
    for more in (0, 6):
        for _one in range(more):
            bring()
        with CaptureQueriesContext(connection) as queries:
            assert vic.get(address(small)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 27


@pytest.mark.parametrize("as_file", ["measure_csv", "measure_svg"])
def test_a_file_never_tells_of_other_data_than_those_asked_for(cast, small, bring, as_file):
    """The page says that it shows others; a file could not."""
    dataset, query = bring(), f"?data={new_id()}&map={small.map.pk}"
    assert "The data you asked for are not here any more" in page(cast.ana, small, query)
    statuses = {
        signed_in(cast.ana).get(address(small, as_file, asked, name="waits")).status_code
        for asked in (query, "?data=abc", f"?data={dataset.pk}&map={new_id()}", f"?data={dataset.pk}&cohort={new_id()}")
    }
    assert statuses == {404}
    assert signed_in(cast.ana).get(address(small, as_file, f"?data={dataset.pk}", name="waits")).status_code == 200
