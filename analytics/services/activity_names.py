"""Names of activities that mean the same: somebody treats them as one, or keeps them apart again. The data stay as they were read: what
changes is under which names they are counted, and so the question that maps ask of them.
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.events.log import Prepared
from analytics.domain.events.merged_names import apart, as_one, spellings
from analytics.engine.merged_names import under_their_names
from analytics.engine.prepared_folder import prepared_in
from analytics.engine.refusal import LogRefused
from analytics.models import ActivityMatch, Dataset, EndActivity, Feed, Job
from analytics.queries.activity_names import NAMES, alike_names, naming_of
from analytics.queries.feeds import being_read
from carejourneys.common.errors import NotFound, RuleBroken
from journeys.models import Map
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .carrying_on import in_use, matched_maps, measure_anew
from .jobs import Cancelled, Progress, runner, start_job
from .reading import quality_as_json
from .telling import NOT_TOLD, look_soon


@transaction.atomic
def treat_as_one(*, actor: User, dataset: Dataset, names: Collection[str], keep: str) -> Job:
    """Starts the job after which these activity names, two at least that differ by capitals, spaces or punctuation alone, are one, called
    `keep`. RuleBroken: names that are not offered, or are different steps of a map in use; a file that is being read.
    """
    found = _to_be_named(actor, dataset)
    if len(set(names)) < 2 or not any(set(names) <= set(group) for group in alike_names(found)):
        raise RuleBroken(_("These names are not as they were when you looked. See which are alike now."))
    if keep not in names:
        raise RuleBroken(_("Choose which of the names to keep."), field="keep")
    for of in matched_maps(found):
        _refuse_different_steps(found, of, names)
    return _start(actor, found, as_one(found.merges, names, keep))


@transaction.atomic
def keep_apart(*, actor: User, dataset: Dataset, name: str) -> Job:
    """Starts the job after which what goes under this name goes under its own names again; each is the step that they were together."""
    found = _to_be_named(actor, dataset)
    if name not in spellings(found.merges):
        raise RuleBroken(_("These names are apart already."))
    return _start(actor, found, apart(found.merges, name))


def _to_be_named(actor: User, dataset: Dataset) -> Dataset:
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(dataset.journey)
    found = Dataset.objects.select_for_update(of=("self",)).select_related("feed", "journey__economy").filter(pk=dataset.pk).first()
    if found is None:
        raise NotFound
    if found.state != Dataset.READY:
        raise RuleBroken(_("These data have not been read yet."))
    if naming_of(found) is not None:
        raise RuleBroken(_("Names of these data are being changed already. Wait until that is done."))
    _refuse_while_read(found.feed)
    return found


def _refuse_while_read(feed: Feed) -> None:
    """What a version is called is carried on to the next when that is read."""
    at = being_read(feed)
    if at is not None:
        raise RuleBroken(_("Version %(n)s of this feed is being read. Change the names when that is done.") % {"n": at.version})


def _refuse_different_steps(dataset: Dataset, of: Map, names: Collection[str]) -> None:
    matched = ActivityMatch.objects.filter(dataset=dataset, map=of, activity__in=names)
    if in_use(of) and matched.order_by().values("step").distinct().count() > 1:
        words = _("On the map “%(map)s” these names are different steps. Match them to one step there first, then treat them as one.")
        raise RuleBroken(words % {"map": of.title})


def _start(actor: User, dataset: Dataset, merges: Mapping[str, str]) -> Job:
    args = {"dataset": str(dataset.pk), "before": dataset.merges, "merges": dict(merges)}
    return start_job(actor=actor, economy=dataset.journey.economy, kind=NAMES, args=args)


@runner(NAMES)
def _name(job: Job, progress: Progress) -> None:
    """Counts under the new names, then changes them everywhere at once."""
    dataset = Dataset.objects.filter(pk=job.args["dataset"]).first()
    if dataset is None:
        raise Cancelled
    if dataset.merges == job.args["merges"]:  # an earlier run of the job did it
        return
    progress(0, 0, _("Counting under the new names"))
    try:
        prepared = under_their_names(prepared_in(dataset.folder), job.args["merges"], progress)
    except LogRefused:
        if not Dataset.objects.filter(pk=dataset.pk).exists():  # its files went while they were counted
            raise Cancelled from None
        raise
    with transaction.atomic():
        _keep(job, dataset, prepared, progress)


def _keep(job: Job, dataset: Dataset, prepared: Prepared, progress: Progress) -> None:
    """RuleBroken when something changed meanwhile that would make it wrong."""
    feed = Feed.objects.select_for_update(of=("self",)).filter(pk=dataset.feed_id).first()  # no next version begins to be read meanwhile
    found = Dataset.objects.select_for_update(of=("self",)).select_related("journey__economy").filter(pk=dataset.pk).first()
    if feed is None or found is None:
        raise Cancelled
    progress.hold()
    _refuse_while_read(feed)
    before, merges = job.args["before"], job.args["merges"]
    together = {name: under for name, under in merges.items() if before.get(name) != under}
    separate = {name: under for name, under in before.items() if name not in merges}
    maps = matched_maps(found)
    for of in maps:
        for under, names in spellings(together).items():
            _refuse_different_steps(found, of, [under, *names])
            _match_as_one(found, of, under, names)
        for under, names in spellings(separate).items():
            _match_apart(found, of, under, names)
    found.merges, found.quality = merges, {**found.quality, **quality_as_json(prepared)}
    found.activities = [list(one) for one in prepared.activities]
    if found.is_told:  # whoever read it still knows all that names do not change
        found.told_before = [*found.told_before, [found.told_level, found.told_since.isoformat() if found.told_since else None]]
    for name, value in NOT_TOLD.items():  # it says something else now
        setattr(found, name, value)
    found.save(update_fields=["merges", "quality", "activities", "told_before", *NOT_TOLD])
    look_soon()
    action = "dataset.names_as_one" if together else "dataset.names_apart"
    details = {"names": len(together or separate), **found.in_record}  # whoever reads the audit may not read them
    record(actor=job.actor, economy=found.journey.economy, action=action, subject=found, details=details)
    measure_anew(job.actor, found, maps, as_with=found)


def _match_as_one(dataset: Dataset, of: Map, under: str, names: Collection[str]) -> None:
    """One match stays, with its id: of the name that is kept, or the first that another has. If one of them ended a journey, all do."""
    matched = ActivityMatch.objects.filter(dataset=dataset, map=of)
    theirs = matched.filter(activity__in=names)
    stays = matched.filter(activity=under).first() or theirs.order_by("activity").first()
    if stays is not None:
        theirs.exclude(pk=stays.pk).delete()
        matched.filter(pk=stays.pk).update(activity=under)
    ended, _kinds = EndActivity.objects.filter(dataset=dataset, map=of, activity__in=names).delete()
    if ended:
        EndActivity.objects.get_or_create(dataset=dataset, map=of, activity=under)


def _match_apart(dataset: Dataset, of: Map, under: str, names: Collection[str]) -> None:
    match = ActivityMatch.objects.filter(dataset=dataset, map=of, activity=under).first()
    if match is not None:
        rows = [ActivityMatch(dataset=dataset, map=of, activity=name, step=match.step) for name in names]
        ActivityMatch.objects.bulk_create(rows, ignore_conflicts=True)
    if EndActivity.objects.filter(dataset=dataset, map=of, activity=under).exists():
        ends = [EndActivity(dataset=dataset, map=of, activity=name) for name in names]
        EndActivity.objects.bulk_create(ends, ignore_conflicts=True)
