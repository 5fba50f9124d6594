"""Computing a result once more, from the files of its data and the question that was asked of them: so that a number can be trusted."""

import json

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.map_fit import FIT_VERSION
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.recomputed import differing
from analytics.engine.fingerprint import content_hash
from analytics.engine.prepared_folder import CASES, EVENTS
from analytics.models import Job, MeasureResult, Recomputation
from analytics.queries.questions import is_about_paths
from carejourneys.common.clock import now
from carejourneys.common.errors import RuleBroken
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .jobs import Cancelled, Progress, runner, start_job
from .measuring import answer_again

RECOMPUTE = "result.recompute"


@transaction.atomic
def recompute(*, actor: User, result: MeasureResult) -> Job:
    """Starts the job. RuleBroken where the question was not kept yet."""
    economy = result.dataset.journey.economy
    check(actor, economy.pk, Permission.VIEW_RAW_DATA)
    if not result.question:
        raise RuleBroken(_("This was measured before questions were kept. Measure the map anew, then it can be proved."))
    details = {"dataset": str(result.dataset_id), **result.dataset.in_record}
    record(actor=actor, economy=economy, action="result.recompute_asked", subject=result, details=details)
    args = {"result": str(result.pk), "dataset": str(result.dataset_id), "map": str(result.map_id)}
    return start_job(actor=actor, economy=economy, kind=RECOMPUTE, args=args)


@runner(RECOMPUTE)
def _recompute(job: Job, progress: Progress) -> None:
    result = MeasureResult.objects.select_related("dataset").filter(pk=job.args["result"]).first()
    if result is None:
        raise Cancelled
    progress(0, 0, _("Reading the data once more"))
    folder = result.dataset.folder
    same_data = content_hash(folder / EVENTS, folder / CASES) == result.data_hash
    progress(0, 0, _("Measuring once more"))
    found = json.loads(json.dumps(answer_again(result, progress)))
    with transaction.atomic():
        if MeasureResult.objects.select_for_update().filter(pk=result.pk).first() is None:
            raise Cancelled
        progress.hold()
        Recomputation.objects.create(
            result=result,
            same_data=same_data,
            differing=differing(result.result, found),
            code_version=FIT_VERSION if is_about_paths(result.question) else CODE_VERSION,
            asked_by=job.actor,
            done_at=now(),
        )
