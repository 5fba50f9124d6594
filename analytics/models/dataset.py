"""Event data of a journey: what was brought, how it was read, what of it belongs to which step, what was measured.

The events themselves lie in Parquet files under the data folder, never in rows; the file that was brought is not kept.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from carejourneys.common.ids import uuid7
from journeys.models import Journey, Map
from stakeholders.models import Organisation, User

from .telling import KNOWN_LEVEL, ToldToOthers

INCOMING, READING, KEPT = "incoming", "reading", "datasets"  # files as brought; workplaces, one a run of a job; Parquet
AHEAD_AT_MOST = timedelta(days=1)  # a newest time further ahead of when the data were brought may be a mistake
UNREAD_KEPT = timedelta(hours=24)  # a file nobody confirmed the columns of; also what no row speaks of, lest it is just being written


def data_folder(name: str) -> Path:
    """One of the three places of event data."""
    return Path(settings.DATA_DIR) / name


def private_folder(name: str) -> Path:
    """The same, there and open to nobody but whoever runs the product."""
    folder = data_folder(name)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


class ForReaders(models.QuerySet):
    """Of what has `readers` and `uploaded_by`: feeds, data, and what stands in their place when they are gone."""

    def seen_by(self, user: User) -> "ForReaders":
        """Those that are for the whole economy, for an organisation the person belongs to today, or that they brought themselves."""
        theirs = Organisation.objects.filter(memberships__user=user, memberships__ended_at=None)
        seen = self.model._default_manager.filter(Q(readers=None) | Q(readers__in=theirs) | Q(uploaded_by=user))
        return self.filter(pk__in=seen.values("pk"))

    def overdue(self, today: date) -> "ForReaders":
        """Those whose last day is over."""
        return self.filter(delete_by__lt=today)


class Feed(models.Model):
    """A source of event data of a journey: what its files are called, how they are read, on what terms they are here.

    Each file that is brought to it is a new version: a Dataset, which is never changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=120)
    synthetic = models.BooleanField(default=False)
    purpose = models.CharField(max_length=300, blank=True)  # blank only of data from before this was asked
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    readers = models.ManyToManyField(Organisation, related_name="+")  # none: the whole economy
    delete_by = models.DateField(null=True)
    options = models.JSONField(default=dict)  # how its files are read, as of a dataset; empty until the columns of the first were confirmed
    columns = models.JSONField(default=list)  # the names of the columns of its files; empty: not known yet
    parts = models.ManyToManyField("self", symmetrical=False, related_name="joined_in")  # feeds it is joined from; none: files are brought
    last_version = models.PositiveIntegerField(default=0)  # the number given last; none that was read is given twice
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")  # who began it
    uploaded_at = models.DateTimeField()

    objects = ForReaders.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="feed_has_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def joined(self) -> bool:
        """Whether it is joined from others, and no files are brought to it. A query, unless its parts were fetched with it."""
        return bool(self.parts.all())


class Dataset(ToldToOthers):
    RECEIVED, READY = "received", "ready"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="datasets")
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(default=1)  # of its feed, in the order they were brought
    joined_from = models.ManyToManyField("self", symmetrical=False, related_name="joined_into")  # none: it was read from a file
    name = models.CharField(max_length=120)  # the feed's
    suffix = models.CharField(max_length=12)  # of the file that was brought; its name could name a person
    synthetic = models.BooleanField(default=False)
    purpose = models.CharField(max_length=300, blank=True)  # blank only of data from before this was asked
    controller = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    readers = models.ManyToManyField(Organisation, related_name="+")  # none: the whole economy
    delete_by = models.DateField(null=True)
    state = models.CharField(max_length=10, default=RECEIVED)
    trouble = models.CharField(max_length=500, blank=True)  # why it could not be read, in plain words
    options = models.JSONField(default=dict)  # how it was read: columns by role, timezone, date_format, delimiter, encoding
    file_mark = models.CharField(max_length=64, blank=True)  # tells the same file brought again: a keyed hash of its bytes
    content_hash = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    quality = models.JSONField(default=dict)
    activities = models.JSONField(default=list)  # [[name, instances], …], most frequent first
    merges = models.JSONField(default=dict)  # {name in its files: the activity it is, by which all else here names it}
    changes = models.JSONField(default=dict)  # rows and people added, changed and gone since the version before; empty: there was none
    told_before = models.JSONField(default=list)  # [[level, since when], …]: as it was told while its activities went by other names
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = ForReaders.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["received", "ready"]), name="dataset_state_known"),
            models.CheckConstraint(condition=~models.Q(state="ready") | ~models.Q(content_hash=""), name="dataset_ready_has_hash"),
            models.CheckConstraint(condition=~models.Q(name=""), name="dataset_has_a_name"),
            models.UniqueConstraint(fields=["feed", "version"], name="dataset_one_of_a_version"),
            models.CheckConstraint(condition=KNOWN_LEVEL, name="dataset_told_level_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """What it is called where versions of a feed stand side by side; the first by the feed's name alone."""
        return self.name if self.version == 1 else _("%(name)s, version %(n)s") % {"name": self.name, "n": self.version}

    @property
    def in_record(self) -> dict[str, Any]:
        """How the record of actions names it: as it is called now, for when it is gone."""
        return {"data": self.name, "version": self.version}

    @property
    def file_name(self) -> str:
        """What people call the file: the name of the data, with its ending."""
        return self.name if self.name.lower().endswith(self.suffix) else f"{self.name}{self.suffix}"

    @property
    def raw(self) -> Path:
        """The file as it was brought, while it waits to be read."""
        return data_folder(INCOMING) / f"{self.pk}{self.suffix}"

    @property
    def waits_until(self) -> datetime:
        """When a file that was not read is thrown away."""
        return self.uploaded_at + UNREAD_KEPT

    @property
    def ahead(self) -> bool:
        """Whether its newest time lies further ahead of when it was brought than clocks differ. Measured, it stands for the present."""
        return self.last_at is not None and self.last_at - self.uploaded_at > AHEAD_AT_MOST

    @property
    def folder(self) -> Path:
        """Its Parquet files; written once."""
        return data_folder(KEPT) / str(self.pk)


class DeletedDataset(models.Model):
    """What stands in the place of data that are gone: that they were here, and the mark by which a copy of them could be told."""

    id = models.UUIDField(primary_key=True, editable=False)  # the dataset's own
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="deleted_datasets")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64, blank=True)  # blank: it was never read
    purpose = models.CharField(max_length=300, blank=True)
    readers = models.ManyToManyField(Organisation, related_name="+")  # as they were
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    delete_by = models.DateField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")  # null: its day came
    deleted_at = models.DateTimeField()

    objects = ForReaders.as_manager()

    class Meta:
        ordering = ["-deleted_at"]

    def __str__(self) -> str:
        return self.name


class ActivityMatch(models.Model):
    """An activity of the data is this step of the map. Several activities may be one step; an activity is one step at most."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="matches")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=500)
    step = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "map", "activity"], name="match_one_step_an_activity")]

    def __str__(self) -> str:
        return f"{self.activity} → {self.step}"


class EndActivity(models.Model):
    """An activity of the data that ends a journey as this map draws it: a case whose last event it is, is closed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="ends")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "map", "activity"], name="end_activity_once_a_map")]

    def __str__(self) -> str:
        return self.activity


class DeclaredCohort(models.Model):
    """A group of people declared beforehand. It stays: whoever read its figures could subtract them from those of a later one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=80)
    told = models.JSONField()  # what tells it apart, as domain.cohorts.Cohort keeps it
    people = models.IntegerField()
    smallest = models.IntegerField()  # part into which it and those before it cut everybody
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["declared_at"]
        constraints = [models.UniqueConstraint(fields=["dataset", "name"], name="cohort_name_once")]

    def __str__(self) -> str:
        return self.name


class MeasureResult(ToldToOthers):
    """What was measured, kept under what it depends on: the data, the question asked of them, the code that answered.

    code_version: of the code that measures times a number; of the code that tells paths "fit" and a number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="results")
    map = models.ForeignKey(Map, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(DeclaredCohort, on_delete=models.CASCADE, null=True, related_name="results")  # null: of everybody
    data_hash = models.CharField(max_length=64)
    question_hash = models.CharField(max_length=64)
    question = models.JSONField(default=dict)  # what was asked, so that it can be asked again; empty of results from before it was kept
    code_version = models.CharField(max_length=20)
    map_revision = models.IntegerField()
    result = models.JSONField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "map", "data_hash", "question_hash", "code_version"], name="result_one_a_question"),
            models.CheckConstraint(condition=KNOWN_LEVEL, name="result_told_level_known"),
        ]
        indexes = [models.Index(fields=["map", "-measured_at"], name="result_by_map")]

    def __str__(self) -> str:
        return f"{self.dataset_id} on {self.map_id}"


class Recomputation(models.Model):
    """A result was computed once more from its data, by its question: whether the same came out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    result = models.ForeignKey(MeasureResult, on_delete=models.CASCADE, related_name="recomputations")
    same_data = models.BooleanField()  # the files still say what they said when they were read
    differing = models.JSONField(default=list)  # where the numbers differ, as in ["waits", "median"]; empty: nowhere
    code_version = models.CharField(max_length=20)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["-done_at"]

    def __str__(self) -> str:
        return f"{self.result_id}: {'the same' if self.proves else 'not the same'}"

    @property
    def proves(self) -> bool:
        """Whether all came out as it was."""
        return self.same_data and not self.differing
