"""The pages of event data, as each person meets them."""

import csv
import html
import io
import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.domain.events.log import ReadOptions
from analytics.models import ActivityMatch, Dataset, EndActivity, Job
from analytics.queries.activity_names import mark_of
from analytics.services.reading import read_log
from carejourneys.common.errors import RuleBroken
from stakeholders.domain.permissions import Role
from stakeholders.services.economies import raise_threshold
from stakeholders.services.memberships import change_member
from tests.event_logs import NAMES, ROLES, brought, log_of, measured, read, run_job, terms_for
from tests.factories import make_member, send, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scratch")]


@pytest.fixture
def dataset(cast, small, django_capture_on_commit_callbacks) -> Dataset:
    found = brought(cast, small, log_of(30, waiting=9))
    read(cast, found, django_capture_on_commit_callbacks)
    return found


def said_of(economy) -> dict[str, str]:
    """What the form asks about data beside name and file."""
    terms = terms_for(economy)
    return {"purpose": terms.purpose, "controller": terms.controller, "delete_by": terms.delete_by.isoformat()}


def test_before_there_are_data_the_page_says_what_to_do(cast, small):
    address = reverse("journey_data", args=[small.map.journey_id])
    assert "Bring data" in signed_in(cast.ana).get(address).content.decode()
    theirs = signed_in(cast.vic).get(address).content.decode()
    assert "No data yet" in theirs and reverse("upload_data", args=[small.map.journey_id]) not in theirs


def test_an_analyst_brings_a_file_sees_its_columns_and_has_it_read(cast, small):
    ana = signed_in(cast.ana)
    file = SimpleUploadedFile("patients of the north.csv", log_of(20))
    answer = ana.post(
        reverse("upload_data", args=[small.map.journey_id]), {"name": "January", "file": file, **said_of(cast.economy)}, follow=True
    )
    page = answer.content.decode()
    assert "NHS-PERSON-0000" in page and "Which column is what?" in page and "at the latest; then it is deleted" in page
    dataset = Dataset.objects.get()
    given = {"case": "who", "activity": "what", "start": "begun", "end": "done"}
    answer = ana.post(reverse("dataset", args=[dataset.pk]), given)
    job = Job.objects.get(kind="dataset.read")
    assert answer["Location"] == reverse("job", args=[job.pk])
    run_job(job_id=str(job.pk))
    page = ana.get(reverse("dataset", args=[dataset.pk])).content.decode()
    assert "Match activities to steps" in page and "NHS-PERSON" not in page
    assert "patients of the north" not in str(Dataset.objects.values())


def test_columns_that_do_not_make_sense_are_refused_at_their_field(cast, small):
    dataset = brought(cast, small, log_of(20))
    page = signed_in(cast.ana).post(reverse("dataset", args=[dataset.pk]), {"case": "who", "activity": "who"}).content.decode()
    assert "Choose the column with the time." in page and "A column can be one thing only." in page
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"who,what,done\n", "only names of columns"), (b"1,Contact,2026-01-05\n2,Contact,2026-01-06\n", "looks like data")],
)
def test_a_file_without_rows_or_without_headings_is_refused_before_its_columns_are_asked_for(cast, small, content, words):
    with pytest.raises(RuleBroken, match=words):
        brought(cast, small, content)
    assert not Dataset.objects.exists()


def test_a_column_whose_name_another_has_is_refused_on_the_page(cast, small):
    dataset = brought(cast, small, b"case,activity,time,time\n1,Contact,2026-01-05,2026-01-06\n")
    given = {"case": "case", "activity": "activity", "end": "time"}
    form = signed_in(cast.ana).post(reverse("dataset", args=[dataset.pk]), given).context["form"]
    assert "Two columns of the file have this name" in str(form.errors["end"]) and not Job.objects.exists()


def test_columns_without_a_name_stand_in_nobodys_way(cast, small):
    dataset = brought(cast, small, b"case,activity,time,,\n1,Contact,2026-01-05,,\n")
    sent = signed_in(cast.ana).post(reverse("dataset", args=[dataset.pk]), {"case": "case", "activity": "activity", "end": "time"})
    assert sent.status_code == 302 and Job.objects.get().args["dataset"] == str(dataset.pk)


def test_a_second_tab_that_confirms_the_same_file_hears_that_its_choices_were_not_used(cast, small):
    dataset = brought(cast, small, log_of(20))
    ana, address = signed_in(cast.ana), reverse("dataset", args=[dataset.pk])
    given = {"case": "who", "activity": "what", "end": "done"}
    assert ana.post(address, given).status_code == 302
    page = ana.post(address, {**given, "end": "begun"})
    assert "What you chose was not used" in page.content.decode() and Job.objects.count() == 1


def without_chance(page: str) -> str:
    """The page without its ids, hashes and tokens, in which any three digits may turn up."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9A-Za-z]{32,}\b", "", page)


PERSONAL = (
    b"NHS Number,what,done,Postcode,Patient name,where\n"
    b"943 476 5919,Contact,2026-01-05 09:00,NE1 4ST,Ada Smith,Ward 7\n"
    b"401 023 2137,Contact,2026-01-06 09:00,NE1 4SU,Bo Jones,Ward 7\n"
)


def test_columns_that_tell_who_a_person_is_are_named_with_what_becomes_of_them_and_never_their_values(cast, small):
    dataset = brought(cast, small, PERSONAL)
    answer = signed_in(cast.ana).get(reverse("dataset", args=[dataset.pk]))
    said = {one["key"]: one["value"] for one in answer.context["personal"]}
    assert list(said) == ["NHS Number", "Postcode", "Patient name"]
    assert "an NHS number: replaced by a key" in said["NHS Number"]
    assert "a postcode: left out" in said["Postcode"] and "a person’s name: left out" in said["Patient name"]
    listed = without_chance(answer.content.decode()).split('aria-labelledby="personal"')[1].split("</section>")[0]
    assert "a postcode: left out" in listed and not [value for value in ("943", "NE1", "Ada") if value in listed]
    plain = signed_in(cast.ana).get(reverse("dataset", args=[brought(cast, small, log_of(20)).pk])).content.decode()
    assert "Nothing of the kind was seen" in plain


def test_what_tells_who_a_person_is_stays_hidden_among_the_first_rows_too(cast, small):
    rows = [
        b"NHS Number,what,done,Born,Patient name,note",
        b"943 476 5919,Contact,2009-01-05 09:00,1931-02-03,Ada Smith,quiet",
        b"401 023 2137,Listened,2009-01-06 09:00,2011-05-04,Bo Jones,rang 0191 498 0000",
        b"987 654 4321,Listened,2009-01-06 09:00,2026-01-05,Cy Brown,came at ten",
    ]
    dataset = brought(cast, small, b"\n".join(rows))
    page = without_chance(signed_in(cast.ana).get(reverse("dataset", args=[dataset.pk])).content.decode())
    assert not [word for word in ("943", "401", "1931", "2011-05", "Ada", "Jones", "0191", "quiet<") if word in page]
    assert all(word in page for word in ("Contact", "2009-01-05 09:00", "hidden", "a phone number: left out"))


def test_one_cell_stays_hidden_in_a_column_that_is_no_more_personal_than_that(cast, small):
    notes = ["quiet", "calm", "ref 943 476 5919", "late"]  # one NHS number is not what the column is about
    rows = ["case,what,done,note", *(f"P-{n},Contact,2026-01-05 09:00,{note}" for n, note in enumerate(notes))]
    dataset = brought(cast, small, "\n".join(rows).encode())
    answer = signed_in(cast.ana).get(reverse("dataset", args=[dataset.pk]))
    page = without_chance(answer.content.decode())
    assert not answer.context["personal"] and "5919" not in page and "quiet" in page and "late" in page


@pytest.mark.parametrize(("role", "column"), [("activity", "Postcode"), ("organisation", "Patient name"), ("resource", "Patient name")])
def test_a_column_that_tells_who_a_person_is_may_be_nothing_that_is_kept(cast, small, role, column):
    dataset = brought(cast, small, PERSONAL)
    given = {"case": "NHS Number", "activity": "what", "end": "done", role: column}
    form = signed_in(cast.ana).post(reverse("dataset", args=[dataset.pk]), given).context["form"]
    assert list(form.errors) == [role] and "it would be kept" in str(form.errors[role]) and not Job.objects.exists()


def test_names_of_staff_may_be_kept_and_a_number_of_the_person_is_replaced_by_a_key(cast, small):
    dataset = brought(cast, small, PERSONAL.replace(b"Patient name", b"Staff name"))
    given = {"case": "NHS Number", "activity": "what", "end": "done", "resource": "Staff name", "timezone": "Europe/London"}
    assert signed_in(cast.ana).post(reverse("dataset", args=[dataset.pk]), given).status_code == 302


def test_what_is_no_date_is_said_to_be_none_and_not_one_of_two(cast, small):
    dataset = brought(cast, small, b"case,activity,time\n1,Contact,foo\n2,Contact,bar\n")
    given = {"case": "case", "activity": "activity", "end": "time"}
    errors = signed_in(cast.ana).post(reverse("dataset", args=[dataset.pk]), given).context["form"].errors["date_format"]
    assert "no date and time that can be recognised" in str(errors) and "two ways" not in str(errors) and "--" not in str(errors)


def test_the_zone_is_asked_for_though_the_column_of_times_was_not_recognised_and_holds(cast, small):
    dataset = brought(cast, small, b"case,activity,moment\n1,Contact,2026-07-01 10:00\n")
    ana, address = signed_in(cast.ana), reverse("dataset", args=[dataset.pk])
    assert ana.get(address).context["form"]["timezone"].value() == "Europe/London"
    ana.post(address, {"case": "case", "activity": "activity", "end": "moment", "timezone": "UTC"})
    dataset.refresh_from_db()
    assert dataset.options["timezone"] == "UTC"


def test_numbers_of_a_spreadsheet_can_be_said_to_be_times(cast, small):
    dataset = brought(cast, small, b"case,activity,time\n1,Contact,46204.5\n")
    ana, address = signed_in(cast.ana), reverse("dataset", args=[dataset.pk])
    given = {"case": "case", "activity": "activity", "end": "time"}
    assert "Say how the dates are written" in str(ana.post(address, given).context["form"].errors["date_format"])
    assert ana.post(address, {**given, "date_format": "spreadsheet"}).status_code == 302


def test_a_file_that_is_no_log_is_refused_where_it_was_brought_and_the_rest_of_the_form_stays(cast, small):
    file = SimpleUploadedFile("log.parquet", b"PAR1 but not really")
    given = {"name": "January", "file": file, **said_of(cast.economy)}
    form = signed_in(cast.ana).post(reverse("upload_data", args=[small.map.journey_id]), given).context["form"]
    assert form.errors == {
        "file": ["This file cannot be read. January.parquet: the file is cut short: its end, which a Parquet file needs, is missing."]
    }
    assert form["name"].value() == "January" and not Dataset.objects.exists()


def test_what_was_received_before_and_can_no_longer_be_read_says_so_and_offers_the_way_on(cast, small):
    dataset = brought(cast, small, log_of(3))
    dataset.raw.write_bytes(b"\x28\xb5\x2f\xfd")
    page = signed_in(cast.ana).get(reverse("dataset", args=[dataset.pk])).content.decode()
    assert "This file cannot be read" in page and reverse("upload_data", args=[small.map.journey_id]) in page


def test_a_file_waiting_for_its_columns_is_seen_by_who_brought_it_alone(cast, small):
    dataset = brought(cast, small, log_of(20))
    page = signed_in(cast.vic).get(reverse("dataset", args=[dataset.pk])).content.decode()
    assert "NHS-PERSON" not in page and "has yet to confirm" in page


def test_a_file_that_could_not_be_read_says_so_to_all_and_why_to_those_who_may_bring_data(cast, small, django_capture_on_commit_callbacks):
    without_times = brought(cast, small, b"who,what,begun,done\n1,Contact,foo,bar\n")
    no_log = brought(cast, small, b"who,what,begun,done\n1,Contact,,\n", name="February")
    for dataset in (no_log, without_times):
        read(cast, dataset, django_capture_on_commit_callbacks)
    gone = brought(cast, small, log_of(3))
    gone.raw.unlink()
    Dataset.objects.filter(pk=gone.pk).update(trouble="row 1: no date")  # from when it was there
    ana2 = make_member(cast.economy, Role.ANALYST, name="Anouk")
    listed = reverse("journey_data", args=[small.map.journey_id])
    for dataset in (no_log, without_times, gone):
        why = "The file is no longer here" if dataset == gone else dataset.trouble
        for reader, tells in ((cast.vic, False), (ana2, True), (cast.ana, True)):
            page = html.unescape(signed_in(reader).get(listed).content.decode())
            assert page.count("could not be read") == 3 and "not confirmed yet" not in page
            assert (why in page) is tells, (dataset.file_name, str(reader))
        for reader, tells in ((cast.vic, False), (ana2, True)):
            page = html.unescape(signed_in(reader).get(reverse("dataset", args=[dataset.pk])).content.decode())
            assert "Could not be read" in page and "has yet to confirm" not in page and (why in page) is tells
    assert no_log.trouble and without_times.trouble


def test_the_list_tells_what_waits_for_its_columns_from_what_is_being_read(cast, small):
    listed = reverse("journey_data", args=[small.map.journey_id])
    dataset = brought(cast, small, log_of(3))
    assert "columns not confirmed yet" in signed_in(cast.vic).get(listed).content.decode()
    job = read_log(actor=cast.ana, dataset=dataset, options=ReadOptions(columns=ROLES))
    job_at = reverse("job", args=[job.pk])
    for reader, may in ((cast.vic, False), (cast.ana, True)):
        page = signed_in(reader).get(listed).content.decode()
        assert "being read" in page and "not confirmed yet" not in page
        page = signed_in(reader).get(reverse("dataset", args=[dataset.pk])).content.decode()
        assert "Being read" in page and (job_at in page) is may


def test_who_brought_a_file_and_may_bring_no_more_data_sees_none_of_its_rows(cast, small):
    dataset = brought(cast, small, log_of(20))
    membership = cast.ana.memberships.get()
    change_member(actor=cast.adi, membership=membership, roles=[Role.PARTICIPANT], organisation=membership.organisation)
    answer = signed_in(cast.ana).get(reverse("dataset", args=[dataset.pk]))
    assert answer.status_code == 200
    assert "NHS-PERSON" not in answer.content.decode() and "has yet to confirm" in answer.content.decode()


def test_matches_are_suggested_by_name_and_saved_as_confirmed(cast, small, dataset):
    ana, address = signed_in(cast.ana), reverse("match_activities", args=[dataset.pk, small.map.pk])
    page = ana.get(address).content.decode()
    assert "2 matches were guessed by name" in page  # the surgery is in the person's own lane
    assert page.count("Guessed by its name.") == 2
    given = {f"activity-{mark_of(name)}": step for name, step in zip(NAMES[:2], small.steps, strict=False)}
    answer = ana.post(address, {**given, "end_activities": [NAMES[2]]})
    assert answer["Location"] == reverse("job", args=[Job.objects.get(kind="map.measure").pk])
    saved = {activity: str(step) for activity, step in ActivityMatch.objects.values_list("activity", "step")}
    assert saved == dict(zip(NAMES[:2], small.steps, strict=False))
    assert "uessed by" not in ana.get(address).content.decode()


def test_on_a_map_without_a_last_step_what_cases_of_the_data_end_with_is_offered_as_the_end(cast, small, dataset):
    send(cast.eddie, small.map, "map.set", fields={"end": None})
    page = signed_in(cast.ana).get(reverse("match_activities", args=[dataset.pk, small.map.pk]))
    assert page.context["form"]["end_activities"].value() == [NAMES[2]]


def test_matching_nothing_is_refused_and_what_was_said_stays_on_the_page(cast, small, dataset):
    ana, address = signed_in(cast.ana), reverse("match_activities", args=[dataset.pk, small.map.pk])
    page = ana.post(address, {"end_activities": [NAMES[2]]}).content.decode()
    assert "Say of at least one activity which step it is" in page
    assert not Job.objects.filter(kind="map.measure").exists() and not EndActivity.objects.exists()


def test_a_file_that_was_chosen_with_a_name_that_is_refused_is_asked_for_again(cast, small):
    file = SimpleUploadedFile("log.csv", b"case,activity,time\n")
    page = signed_in(cast.ana).post(reverse("upload_data", args=[small.map.journey_id]), {"name": "of jo@example.org", "file": file})
    assert "choose the file once more" in page.content.decode() and not Dataset.objects.exists()


def test_days_are_those_of_the_place_on_the_list_and_on_the_page(cast, small, dataset):
    Dataset.objects.filter(pk=dataset.pk).update(first_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    ana = signed_in(cast.ana)
    for address in (reverse("journey_data", args=[small.map.journey_id]), reverse("dataset", args=[dataset.pk])):
        assert "1 July 2026" in ana.get(address).content.decode(), address


def test_others_see_the_data_without_small_counts_and_cannot_change_them(cast, small, django_capture_on_commit_callbacks):
    few = brought(cast, small, log_of(5))
    read(cast, few, django_capture_on_commit_callbacks)
    vic = signed_in(cast.vic)
    assert "fewer than 8" in vic.get(reverse("dataset", args=[few.pk])).content.decode()
    assert vic.get(reverse("match_activities", args=[few.pk, small.map.pk])).status_code == 403
    assert vic.post(reverse("discard_dataset", args=[few.pk])).status_code == 403
    assert signed_in(cast.stan).get(reverse("dataset", args=[few.pk])).status_code == 404


def lines_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer).decode())))


def test_the_quality_report_is_a_file_with_every_row_left_out(cast, small, django_capture_on_commit_callbacks):
    rows = ["who,what,begun,done", *(f"{n},Contact,2026-01-05T09:00:00Z,2026-01-05T09:10:00Z" for n in range(30)), *[",Contact,,"] * 60]
    found = brought(cast, small, "\n".join(rows).encode())
    read(cast, found, django_capture_on_commit_callbacks)
    ana, address = signed_in(cast.ana), reverse("quality_csv", args=[found.pk])
    page = ana.get(reverse("dataset", args=[found.pk])).content.decode()
    assert address in page and "The first 50." in page and page.count(">no case</td>") == 50
    lines = lines_of(ana.get(address))
    assert lines[0] == ["part", "how many", "what", "where"] and ["these data", "30", "Cases", ""] in lines
    assert [line[1:] for line in lines if line[0] == "row left out"] == [
        [f"row {n} (line {n + 1})", "no case", "who"] for n in range(31, 91)
    ]
    assert lines[-1] == ["activity", "30", "Contact", ""]


def test_the_quality_report_of_others_is_as_rough_as_their_page(cast, small, django_capture_on_commit_callbacks):
    found = brought(cast, small, log_of(21, waiting=3))
    read(cast, found, django_capture_on_commit_callbacks)
    lines = lines_of(signed_in(cast.vic).get(reverse("quality_csv", args=[found.pk])))
    assert ["these data", "about 20", "Cases", ""] in lines and "24" not in {line[1] for line in lines}


def test_the_quality_says_who_is_still_on_the_way_once_ends_are_named_and_nothing_where_they_are_few(cast, small, dataset):
    words = "cases still open: their last event is none that ends a journey on this map"
    address = reverse("quality_csv", args=[dataset.pk])
    assert words not in str(lines_of(signed_in(cast.ana).get(address)))
    measured(cast, small, dataset)
    line = ["to know", "9", words, small.map.title]
    assert line in lines_of(signed_in(cast.ana).get(address))
    assert ["to know", "about 10", words, small.map.title] in lines_of(signed_in(cast.vic).get(address))
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=10)
    assert words not in str(lines_of(signed_in(cast.vic).get(address))) and line in lines_of(signed_in(cast.ana).get(address))


def test_the_quality_says_in_which_order_dates_were_read(cast, small, django_capture_on_commit_callbacks):
    rows = ["who,what,begun,done", "1,Contact,,03/04/2026 09:00", "1,Listened,,13/04/2026 09:00"]
    found = brought(cast, small, "\n".join(rows).encode())
    read(cast, found, django_capture_on_commit_callbacks)
    lines = lines_of(signed_in(cast.ana).get(reverse("quality_csv", args=[found.pk])))
    assert ["these data", "the day comes first", "Dates in numbers", ""] in lines
    (either,) = [line for line in lines if line[2].startswith("dates in numbers that may be read day or month first")]
    assert either[1] == "1" and either[3] == "rows 1 (line 2)"


def test_deleting_asks_once_more(cast, small, dataset):
    measured(cast, small, dataset)
    ana, address = signed_in(cast.ana), reverse("discard_dataset", args=[dataset.pk])
    assert "cannot be taken back" in ana.get(address).content.decode() and Dataset.objects.exists()
    ana.post(address)
    assert not Dataset.objects.exists()


def test_the_list_asks_the_same_of_the_database_whatever_its_length(cast, small):
    ana, address = signed_in(cast.ana), reverse("journey_data", args=[small.map.journey_id])
    counts = []
    for _round in (1, 19):
        for _ in range(_round):
            brought(cast, small, log_of(1))
        with CaptureQueriesContext(connection) as asked:
            ana.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_outline_says_what_the_data_say_beside_what_people_said(cast, small, dataset):
    measured(cast, small, dataset)
    outline = reverse("outline", args=[small.map.pk])
    page = " ".join(signed_in(cast.vic).get(outline).content.decode().split())
    assert '2 d</span> <span class="quiet small">median, n 30, 10 have not gone on yet' in page
    assert '10 min</span> <span class="quiet small">median, n 30' in page
    for id, words in ((small.steps[1], "10 min"), (small.links[0], "2 d")):
        assert f'<span class="figure">{words}</span>' in signed_in(cast.vic).get(f"{outline}{id}/").content.decode()


def test_the_outline_hides_few_people_from_all_but_the_analyst(cast, small, django_capture_on_commit_callbacks):
    few = brought(cast, small, log_of(7))
    read(cast, few, django_capture_on_commit_callbacks)
    measured(cast, small, few)
    outline = reverse("outline", args=[small.map.pk])
    assert "too few to show" in signed_in(cast.vic).get(outline).content.decode()
    assert "too few to show" not in signed_in(cast.ana).get(outline).content.decode()
