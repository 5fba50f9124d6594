"""Declaring a group of people, whose figures others may then see."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.cohorts import MOST_GROUPS, Cohort, check_cohort, refuse_small_parts, smallest_part
from analytics.engine.cohort_members import parts
from analytics.models import Dataset, DeclaredCohort, Job
from analytics.queries.cohorts import choices_of
from carejourneys.common.clock import now
from carejourneys.common.errors import RuleBroken
from carejourneys.common.words import one_line
from journeys.models import Map
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .jobs import start_job
from .measuring import MEASURE


@transaction.atomic
def declare_cohort(*, actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> Job:
    """Keeps the group and starts the job that measures it. RuleBroken names the field that will not do, and refuses a group that would
    leave a few people over when it is subtracted from everybody or from other groups: a declared group stays, so that this holds.
    """
    economy = dataset.journey.economy
    check(actor, economy.pk, Permission.VIEW_RAW_DATA)
    refuse_if_put_away(dataset.journey, of)
    found = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.READY).first()
    if found is None or of.journey_id != dataset.journey_id:
        raise RuleBroken(_("These data have not been read yet."))
    name, earlier = one_line(name), list(found.cohorts.all())
    if any(one.name == name for one in earlier):
        raise RuleBroken(_("There is a group of that name already."), field="name")
    if same := next((one for one in earlier if one.told == cohort.as_json()), None):
        raise RuleBroken(_("These people are declared already, as “%(name)s”.") % {"name": same.name})
    if len(earlier) >= MOST_GROUPS:
        raise RuleBroken(_("There are %(most)s groups at most.") % {"most": MOST_GROUPS})
    check_cohort(cohort, {column: [value for value, _n in values] for column, values in choices_of(found).items()})
    cut = parts(found.folder, [*(Cohort.from_json(one.told) for one in earlier), cohort], settings.TIME_ZONE)
    people = sum(part.people for part in cut if part.within[-1])
    if not people:
        raise RuleBroken(_("Nobody in these data belongs to this group."))
    refuse_small_parts([part.people for part in cut], economy.small_number_threshold)
    kept = DeclaredCohort.objects.create(
        dataset=found,
        name=name,
        told=cohort.as_json(),
        people=people,
        smallest=smallest_part(part.people for part in cut),
        declared_by=actor,
        declared_at=now(),
    )
    record(actor=actor, economy=economy, action="cohort.declared", subject=kept, details={"dataset": str(found.pk), **found.in_record})
    args = {"dataset": str(found.pk), "map": str(of.pk), "cohort": str(kept.pk)}
    return start_job(actor=actor, economy=economy, kind=MEASURE, args=args)
