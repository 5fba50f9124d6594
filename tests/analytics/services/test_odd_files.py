"""Odd and hostile files through the upload page and the job: read, or refused in words on a page, and then nothing of them stays."""

import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from analytics.models import Dataset, Job
from analytics.services import jobs
from stakeholders.models import AuditEntry
from tests.event_logs import terms_for
from tests.factories import Cast, SmallMap, signed_in
from tests.hostile.every_kind import EVERY_KIND, GROUPS
from tests.hostile.kinds import Odd, Read, Refused, lines, named

pytestmark = pytest.mark.django_db
BY_NAME = {odd.name: odd for odd in EVERY_KIND}


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path) -> Path:
    settings.DATA_DIR = settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return tmp_path


class Analyst:
    """Ana, who brings files through the pages."""

    def __init__(self, cast: Cast, small: SmallMap, run):
        self._client, self._cast, self._journey, self._run = signed_in(cast.ana), cast, small.map.journey_id, run

    def brings(self, content: bytes, name: str):
        """The page that follows: the form again, or that which asks for the columns."""
        terms = terms_for(self._cast.economy)
        said = {"purpose": terms.purpose, "controller": terms.controller, "delete_by": terms.delete_by.isoformat()}
        given = {"name": "January", "file": SimpleUploadedFile(name, content), **said}
        return self._client.post(reverse("upload_data", args=[self._journey]), given, follow=True)

    def confirms(self, page) -> Job | None:
        """Takes the columns as they were recognised; the job, once it has ended."""
        form = page.context["form"]
        given = {name: form[name].value() or "" for name in form.fields}
        address = reverse("dataset", args=[Dataset.objects.get().pk])
        if self._client.post(address, given).status_code != 302:
            return None
        job = Job.objects.get(kind="dataset.read")
        with self._run(execute=True):
            jobs.run_job(job_id=str(job.pk))
        job.refresh_from_db()
        return job

    def sees(self, job: Job) -> str:
        """The job's page."""
        return html.unescape(self._client.get(reverse("job", args=[job.pk])).content.decode())


@pytest.fixture
def ana(cast, small, django_capture_on_commit_callbacks) -> Analyst:
    return Analyst(cast, small, django_capture_on_commit_callbacks)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def sample(outcome: type) -> list[Odd]:
    """Every seventh of each group that needs no option, of those a page can be given."""
    found = []
    for kinds in GROUPS.values():
        fit = [odd for odd in kinds if isinstance(odd.outcome, outcome) and not odd.options and "/" not in odd.file]
        found += fit[::7]
    return found


@pytest.mark.parametrize("odd", sample(Read), ids=lambda odd: odd.name)
def test_an_odd_file_that_can_be_read_is_read_through_the_pages(ana, scratch, odd):
    job = ana.confirms(ana.brings(odd.content(), odd.file))
    assert job.state == Job.DONE, job.message
    dataset = Dataset.objects.get()
    assert dataset.counts["activity_instances"] == len(odd.outcome.events)
    assert {one["row"]: one["reason"] for one in dataset.quality["rejected"]} == odd.outcome.left_out
    assert files_in(scratch) == ["cases.parquet", "events.parquet", "prepared.json"]


MENDED = {
    "day or the month",
    "cannot be told",
    "no date and time",
    "not recognised",
    "a year that cannot be",
    "name is longer",
}  # by other columns
AT_ONCE = [odd for odd in sample(Refused) if odd.outcome.words not in MENDED]


@pytest.mark.parametrize("odd", AT_ONCE, ids=lambda odd: odd.name)
def test_a_file_that_can_be_read_in_no_way_is_refused_in_words_and_nothing_of_it_stays(ana, scratch, odd):
    page = ana.brings(odd.content(), odd.file)
    told = html.unescape(page.content.decode())
    if Dataset.objects.exists():  # its beginning was in order
        job = ana.confirms(page)
        assert job.state == Job.FAILED
        told = ana.sees(job)
        assert "Bring another file" in told
        assert AuditEntry.objects.filter(action="dataset.refused").count() == 1
    assert odd.outcome.words in told
    assert not Dataset.objects.exists() and files_in(scratch) == []


LONG = lines().encode() + b"P-1,Waiting,2026-01-05T09:00:00Z\n" * 51_000  # more than the first look


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LONG + b'P-1,"Waiting', "never closed"),
        (LONG + b"P-1,Waiting,2026-01-05T09:00:00Z,more\n", "row 51006 (line 51007): there are 4 fields"),
        (LONG + b"P-1," + b"x" * 1_000_001 + b",2026-01-05T09:00:00Z\n", "longer than"),
    ],
    ids=["quote", "ragged", "long"],
)
def test_what_turns_out_late_to_be_no_log_goes_with_its_row(ana, scratch, content, words):
    job = ana.confirms(ana.brings(content, "log.csv"))
    assert job.state == Job.FAILED and words in job.message
    assert words in ana.sees(job) and "Bring another file" in ana.sees(job)
    assert not Dataset.objects.exists() and files_in(scratch) == []


def test_what_other_columns_may_mend_can_be_confirmed_anew(ana, scratch):
    job = ana.confirms(ana.brings(LONG + b"P-1,Waiting,soon\n" * 60_000, "log.csv"))
    assert job.state == Job.FAILED and "row 51006" in job.message and "Bring another file" not in ana.sees(job)
    dataset = Dataset.objects.get()
    assert dataset.trouble == job.message and files_in(scratch) == [dataset.raw.name]


def test_one_time_that_is_none_leaves_out_its_row_alone_and_the_page_says_so_beforehand(ana):
    page = ana.brings(lines().encode() + b"P-1,Waiting,soon\n", "log.csv")
    assert "Some times cannot be read" in page.content.decode() and "1 in the column" in page.content.decode()
    assert ana.confirms(page).state == Job.DONE
    assert [(one["row"], one["line"], one["reason"]) for one in Dataset.objects.get().quality["rejected"]] == [(6, 7, "unreadable_time")]


def test_letters_of_another_encoding_that_show_late_are_read_through_the_pages_too(ana):
    content = LONG + "P-9,Café,2026-01-05T09:00:00Z\n".encode("cp1252")
    job = ana.confirms(ana.brings(content, "log.csv"))
    assert job.state == Job.DONE, job.message
    assert ["Café", 1] in Dataset.objects.get().activities


@pytest.mark.parametrize(
    ("activities", "words"),
    [
        ([f"Remark {n}" for n in range(1_001)], "more than 1,000 different activities"),
        (["x" * 501], "longer than 500 characters"),
    ],
    ids=["many", "long"],
)
def test_a_column_that_cannot_be_of_activities_is_not_taken_for_one(ana, activities, words):
    job = ana.confirms(ana.brings(lines(named(*activities)).encode(), "log.csv"))
    assert job.state == Job.FAILED and words in job.message and "column “activity”" in job.message
    assert Dataset.objects.get().trouble == job.message


@pytest.mark.parametrize("activities", [[f"Remark {n}" for n in range(1_000)], ["x" * 500]], ids=["many", "long"])
def test_as_many_activities_as_can_be_matched_are_read(ana, activities):
    job = ana.confirms(ana.brings(lines(named(*activities)).encode(), "log.csv"))
    assert job.state == Job.DONE, job.message
