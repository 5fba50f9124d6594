"""Finding a job, through the door of its economy."""

from datetime import timedelta

from django.db.models import Min, Q
from django.db.models.functions import Coalesce

from analytics.models import Dataset, Feed, Job
from carejourneys.common.clock import now
from carejourneys.common.errors import NotFound
from journeys.models import Journey, Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import AuditEntry, User
from stakeholders.queries.access import check


def job_for(user: User, job_id) -> Job:
    """The job, for whoever may bring data to its economy. NotFound for strangers and where its data are for other organisations,
    NotAllowed for other members.
    """
    job = Job.objects.select_related("economy", "actor").filter(pk=job_id).first()
    if job is None:
        raise NotFound
    check(user, job.economy_id, Permission.UPLOAD_DATA)
    if Dataset.objects.filter(pk=job.args.get("dataset")).exclude(pk__in=Dataset.objects.seen_by(user).values("pk")).exists():
        raise NotFound
    return job


def subject_of(job: Job) -> tuple[Journey | None, Map | None, Dataset | None]:
    """What the job is about, as far as it is still there: the journey, with its economy; the map that is measured; the data. Of a file that
    could not be read the journey alone stays.
    """
    dataset = Dataset.objects.select_related("journey__economy").filter(pk=job.args.get("dataset")).first()
    of = Map.objects.select_related("journey__economy").filter(pk=job.args.get("map")).first()
    found = of or dataset
    if found:
        return found.journey, of, dataset
    return Journey.objects.select_related("economy").filter(pk=job.args.get("journey")).first(), None, None


def feed_of(job: Job) -> Feed | None:
    """The feed that takes a file in place of one that could not be read and is gone; None where the first is brought anew."""
    return Feed.objects.exclude(options={}).filter(pk=job.args.get("feed"), parts=None).first()


def stopped_by(job: Job) -> User | None:
    """Who asked it to stop, as the audit has it. None: nobody did, or what it worked on went by itself."""
    entries = AuditEntry.objects.filter(economy_id=job.economy_id, action="job.cancelled", subject_id=str(job.pk))
    newest = entries.select_related("actor").first()
    return newest.actor if newest else None


def waiting_before(job: Job) -> int:
    """How many jobs come before one that waits: those under way, and those that were asked for earlier; of all economies, whose worker is
    the same. 0 for one that waits no more.
    """
    if job.state != Job.QUEUED:
        return 0
    return Job.objects.filter(Q(state=Job.RUNNING) | Q(state=Job.QUEUED, created_at__lt=job.created_at)).count()


def queue_age() -> timedelta:
    """How long the job has waited that waits longest: since it was made, or since the last sign of life of a worker it lost. Zero: none."""
    waiting = Job.objects.filter(state=Job.QUEUED)
    since = waiting.aggregate(since=Min(Coalesce("heartbeat_at", "created_at")))["since"]
    return max(now() - since, timedelta()) if since else timedelta()
