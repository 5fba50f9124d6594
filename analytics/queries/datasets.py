"""Finding datasets, through the door of their journey."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, QuerySet, Value, When

from analytics.domain.terms import Terms
from analytics.models import ActivityMatch, Dataset, DeletedDataset, EndActivity, Feed, Job
from analytics.queries.tellings import told_or_read_by
from carejourneys.common.errors import NotFound
from journeys.models import Journey, Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.queries.economies import economies_with

READ = "dataset.read"


def dataset_for(user: User, id: UUID, permission: Permission) -> Dataset:
    """The dataset with its journey and economy. NotFound for strangers and where it is for other organisations, NotAllowed for members
    without the permission.
    """
    found = Dataset.objects.seen_by(user).select_related("journey__economy", "feed", "uploaded_by", "controller").filter(pk=id).first()
    if found is None:
        raise NotFound
    check(user, found.journey.economy_id, permission)
    return found


def readings_of(datasets: Iterable[UUID]) -> dict[UUID, Job]:
    """{dataset: the job that is reading its file, or waits to}, of those that have one. One query."""
    jobs = Job.objects.filter(kind=READ, state__in=Job.OPEN, args__dataset__in=[str(pk) for pk in datasets])
    return {UUID(job.args["dataset"]): job for job in jobs}


def reading_of(dataset: Dataset) -> Job | None:
    """The job that is reading the dataset's file, or waits to."""
    return readings_of([dataset.pk]).get(dataset.pk)


def jobs_at(dataset: Dataset) -> QuerySet[Job]:
    """The jobs that read or measure the dataset, or wait to."""
    return Job.objects.filter(args__dataset=str(dataset.pk), state__in=Job.OPEN)


def datasets_of(journey: Journey, user: User) -> QuerySet[Dataset]:
    """A journey's datasets that the person may see, newest first. The caller has opened the journey's door."""
    return Dataset.objects.seen_by(user).filter(journey=journey).select_related("uploaded_by", "controller")


def datasets_read_by(user: User | AnonymousUser) -> QuerySet[Dataset]:
    """The datasets of all journeys that the person may see. told_hash: their mark, empty while they are not told."""
    if not isinstance(user, User):
        return Dataset.objects.none()
    theirs: QuerySet[Dataset] = Dataset.objects.seen_by(user).filter(journey__economy__in=economies_with(user, Permission.VIEW_MEASURES))
    mark = Case(When(told_or_read_by(user), then=F("content_hash")), default=Value(""))
    return theirs.annotate(told_hash=mark).select_related("journey__economy").defer("quality", "activities", "changes")


def deleted_from(journey: Journey, user: User) -> QuerySet[DeletedDataset]:
    """What was deleted of a journey's data that the person could see, newest first."""
    return DeletedDataset.objects.seen_by(user).filter(journey=journey).select_related("deleted_by")


def terms_of(data: Dataset | Feed) -> Terms | None:
    """On what terms the data are here; None where it was never asked."""
    if data.controller_id is None or data.delete_by is None:
        return None
    readers = frozenset(str(one.pk) for one in data.readers.all())
    return Terms(data.purpose, str(data.controller_id), data.delete_by, readers)


def map_of(dataset: Dataset, map_id: str | None) -> Map | None:
    """That map of the dataset's journey; without an id its oldest current map in use, else its oldest map. None when it has none.
    NotFound when the id is of no map of this journey.
    """
    maps = Map.objects.filter(journey_id=dataset.journey_id).select_related("journey__economy")
    if map_id:
        found = maps.filter(pk=map_id).first()
        if found is None:
            raise NotFound
        return found
    return maps.filter(archived_at=None).order_by("kind", "created_at").first()


def matches_of(dataset: Dataset, of: Map) -> dict[str, str]:
    """{activity: step id} as somebody said it for this map."""
    rows = ActivityMatch.objects.filter(dataset=dataset, map=of).values_list("activity", "step")
    return {activity: str(step) for activity, step in rows}


def new_and_unmatched(datasets: Iterable[Dataset]) -> dict[UUID, list[str]]:
    """{dataset: activities that came with it and belong to no step yet}; none where no activity does. One query."""
    came = {one.pk: [name for name in one.changes.get("new_activities", []) if name not in one.merges] for one in datasets}
    matched: dict[UUID, set[str]] = defaultdict(set)
    for dataset_id, activity in ActivityMatch.objects.filter(dataset__in=came).values_list("dataset_id", "activity"):
        matched[dataset_id].add(activity)
    return {id: [name for name in names if name not in matched[id]] if id in matched else [] for id, names in came.items()}


def ends_of(dataset: Dataset, of: Map) -> list[str]:
    """The activities that end a journey, as somebody said it for this map; in the order of their names."""
    return sorted(EndActivity.objects.filter(dataset=dataset, map=of).values_list("activity", flat=True))
