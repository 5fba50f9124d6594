"""Declaring a group of people, whose figures others may then see, and about how many they are before that."""

import json
from dataclasses import dataclass

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

from .feed_lock import locked_feed
from .jobs import start_job
from .measuring import MEASURE


@dataclass(frozen=True)
class Look:
    """What is said of a group before it is declared. about: how many it holds, rounded; None: not said. enough: that they are enough."""

    about: int | None = None
    enough: bool = False


def few_are_under(dataset: Dataset) -> int:
    """Of fewer people than these no group may be; under it choices for one are told, before others read anything of the data."""
    return dataset.journey.economy.small_number_threshold


def look_at_cohort(*, actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> Look:
    """About how many people belong to a group that is not declared yet, rounded as others read a count. RuleBroken as where it is declared:
    that it was asked about is kept then too.

    Only that they are enough where the number, beside the sizes shown before, would tell of few, or sizes of another version of the feed
    were shown: these are the same people. Nothing, where as many groups of the feed were asked about as may be.
    """
    look, refusal = _look(actor, dataset, of, name, cohort)
    if refusal is not None:
        raise refusal
    return look


@transaction.atomic
def _look(actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> tuple[Look, RuleBroken | None]:
    locked_feed(dataset.feed_id)
    found, _name = _asked(actor, dataset, of, name, cohort)
    before = next((one for one in found.sized_groups.all() if one.told == cohort.as_json()), None)
    if before is None and _asked_about(found) >= MOST_GROUPS:
        return Look(), None
    try:
        cut = _cut(found, cohort)
    except RuleBroken as refusal:
        _keep_look(actor, found, cohort, size_shown=False, before=before)
        return Look(), refusal
    t = dataset.journey.economy.small_number_threshold
    size_shown = before.size_shown if before else _may_be_shown(found, cohort, t)
    _keep_look(actor, found, cohort, size_shown=size_shown, before=before)
    return Look(about=rounded_inside(_people(cut), t) if size_shown else None, enough=True), None


def _asked_about(dataset: Dataset) -> int:
    """Of how many groups of any version of its feed the size was asked for, or which were declared."""
    kinds = (SizedGroup, DeclaredCohort)
    rows = [row for kind in kinds for row in kind.objects.filter(dataset__feed=dataset.feed_id).values_list("dataset", "told")]
    return len({(version, json.dumps(told, sort_keys=True)) for version, told in rows})


def _may_be_shown(dataset: Dataset, cohort: Cohort, t: int) -> bool:
    shown = SizedGroup.objects.filter(dataset__feed=dataset.feed_id, size_shown=True)
    if shown.exclude(dataset=dataset).exists():
        return False
    told = [one.told for one in dataset.cohorts.all()] + [one.told for one in shown]
    beside = parts(dataset.folder, [*(Cohort.from_json(one) for one in told), cohort], settings.TIME_ZONE)
    return not hide_count(smallest_part(part.people for part in beside), t)


def _keep_look(actor: User, dataset: Dataset, cohort: Cohort, *, size_shown: bool, before: SizedGroup | None) -> None:
    """Once: the same asked again says nothing more."""
    if before is not None:
        return
    kept = SizedGroup.objects.create(dataset=dataset, told=cohort.as_json(), size_shown=size_shown, shown_to=actor, shown_at=now())
    action = "cohort.size_shown" if size_shown else "cohort.looked_at"
    details = {"dataset": str(dataset.pk), **dataset.in_record}
    record(actor=actor, economy=dataset.journey.economy, action=action, subject=kept, details=details)


@transaction.atomic
def declare_cohort(*, actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> Job:
    """Keeps the group and starts the job that measures it. RuleBroken names the field that will not do, and refuses a group that would
    leave a few people over when it is subtracted from everybody or from other groups: a declared group stays, so that this holds.
    """
    found, name = _asked(actor, dataset, of, name, cohort)
    cut, economy = _cut(found, cohort), dataset.journey.economy
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


def _asked(actor: User, dataset: Dataset, of: Map, name: str, cohort: Cohort) -> tuple[Dataset, str]:
    """(the dataset, locked; the name as it is kept) of a group that may be asked for, whoever is in it."""
    check(actor, dataset.journey.economy_id, Permission.VIEW_RAW_DATA)
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
    return found, name


def _cut(dataset: Dataset, cohort: Cohort) -> list[Part]:
    """The parts into which this group and those declared cut everybody. RuleBroken where few would be left over, or it is of nobody."""
    cut = parts(dataset.folder, [*(Cohort.from_json(one.told) for one in dataset.cohorts.all()), cohort], settings.TIME_ZONE)
    if not _people(cut):
        raise RuleBroken(_("Nobody in these data belongs to this group."))
    refuse_small_parts([part.people for part in cut], dataset.journey.economy.small_number_threshold)
    return cut


def _people(cut: list[Part]) -> int:
    """Of the group that was asked for last."""
    return sum(part.people for part in cut if part.within[-1])
