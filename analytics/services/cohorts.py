"""Declaring a group of people, whose figures others may then see, and about how many they are before that."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.cohorts import MOST_GROUPS, Cohort, check_cohort, refuse_small_parts, smallest_part
from analytics.engine.cohort_members import Part, parts
from analytics.models import Dataset, DeclaredCohort, Job, SizedGroup
from analytics.queries.cohorts import choices_of
from carejourneys.common.clock import now
from carejourneys.common.errors import RuleBroken
from carejourneys.common.small_numbers import hide_count, rounded_inside
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
def look_at_cohort(*, actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> int | None:
    """About how many people belong to a group that is not declared yet, rounded as others read a count. RuleBroken as where it is declared.

    None where they are enough, and how many is not said: beside the sizes shown before it would tell of few, or very many were asked.
    """
    found, _name, cut = _fitting(actor, dataset, of, name, cohort)
    t = dataset.journey.economy.small_number_threshold
    if not _was_shown(found, cohort):
        told = [one.told for one in found.cohorts.all()] + [one.told for one in found.sized_groups.all()]
        earlier = [Cohort.from_json(one) for one in told]
        beside = parts(found.folder, [*earlier, cohort], settings.TIME_ZONE)
        if found.sized_groups.count() >= MOST_GROUPS or hide_count(smallest_part(part.people for part in beside), t):
            return None
        shown = SizedGroup.objects.create(dataset=found, told=cohort.as_json(), shown_to=actor, shown_at=now())
        details = {"dataset": str(found.pk), **found.in_record}
        record(actor=actor, economy=dataset.journey.economy, action="cohort.size_shown", subject=shown, details=details)
    return rounded_inside(_people(cut), t)


def _was_shown(dataset: Dataset, cohort: Cohort) -> bool:
    return any(one.told == cohort.as_json() for one in dataset.sized_groups.all())


@transaction.atomic
def declare_cohort(*, actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> Job:
    """Keeps the group and starts the job that measures it. RuleBroken names the field that will not do, and refuses a group that would
    leave a few people over when it is subtracted from everybody or from other groups: a declared group stays, so that this holds.
    """
    found, name, cut = _fitting(actor, dataset, of, name, cohort)
    economy = dataset.journey.economy
    kept = DeclaredCohort.objects.create(
        dataset=found,
        name=name,
        told=cohort.as_json(),
        people=_people(cut),
        smallest=smallest_part(part.people for part in cut),
        declared_by=actor,
        declared_at=now(),
    )
    record(actor=actor, economy=economy, action="cohort.declared", subject=kept, details={"dataset": str(found.pk), **found.in_record})
    args = {"dataset": str(found.pk), "map": str(of.pk), "cohort": str(kept.pk)}
    return start_job(actor=actor, economy=economy, kind=MEASURE, args=args)


def _fitting(actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> tuple[Dataset, str, list[Part]]:
    """(the dataset, locked; the name as it is kept; the parts into which this group and those declared cut everybody)."""
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
    if not _people(cut):
        raise RuleBroken(_("Nobody in these data belongs to this group."))
    refuse_small_parts([part.people for part in cut], economy.small_number_threshold)
    return found, name, cut


def _people(cut: list[Part]) -> int:
    """Of the group that was asked for last."""
    return sum(part.people for part in cut if part.within[-1])
