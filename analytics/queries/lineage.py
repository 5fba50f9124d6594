"""Where a measured number comes from: the question, the data, who brought them and when, what was left out, and whether it was proved."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.domain.events.merged_names import spellings
from analytics.domain.map_fit import FIT_VERSION
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.metrics import METRICS, Metric
from analytics.models import Dataset, MeasureResult, Recomputation
from analytics.queries.cohorts import cohorts_for
from analytics.queries.dataset_pages import DatasetPage
from analytics.queries.questions import Question, is_about_paths
from analytics.queries.tellings import reads_exactly, threshold_for, withheld_said
from carejourneys.common.errors import NotFound
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check

USED = (  # metrics of a map's result, in the order they are told
    "measured_lead_time",
    "measured_reach",
    "measured_wait",
    "measured_service",
    "measured_visits",
    "measured_going_round",
    "measured_hand_offs",
    "recorded_activity_share",
    "missing_starts",
    "where_the_days_go",
    "measured_pairs",
    "measured_again",
    "weekly_lead_time",
    "weekly_people",
)
USED_FOR_PATHS = ("explained_by_map", "path_taken", "measured_lead_time")


def result_for(user: User, id: UUID, permission: Permission, *, later: tuple[str, ...] = ()) -> MeasureResult:
    """A result with its data and map; later: columns that are only read when they are looked at. NotFound for strangers, where its data
    are for other organisations, where it is not told to the person, and of a group that may not be told under today's threshold; NotAllowed
    for members without the permission.
    """
    found = (
        MeasureResult.objects.select_related("dataset__journey__economy", "dataset__uploaded_by", "dataset__controller", "map")
        .defer(*later)
        .filter(pk=id, dataset__in=Dataset.objects.seen_by(user))
        .first()
    )
    if found is None:
        raise NotFound
    economy = found.dataset.journey.economy
    check(user, economy.pk, permission)
    if not found.is_told and not reads_exactly(user, economy):
        raise NotFound(withheld_said(found))
    if found.cohort_id is not None and not _may_be_told(user, found, economy):
        raise NotFound
    return found


def _may_be_told(user: User, of_group: MeasureResult, economy: Economy) -> bool:
    exact = reads_exactly(user, economy)
    told = cohorts_for(of_group.dataset_id, t=threshold_for(of_group, economy, exact=exact), exact=exact)
    return any(one.pk == of_group.cohort_id for one in told)


@dataclass(frozen=True)
class Lineage:
    """Of a result. facts, data: rows of a summary list, {key, value}. matches: (step, its activities); asked_of: how many activities, for
    those who may not read their names. as_one: names in the data that are treated as one; empty for those. ends: activities that end a
    journey. proofs: newest first. metrics: what the numbers mean, {title, definition, source}.
    older_code: another version of the code measured it. kept: its question was kept, so that it can be computed once more.
    """

    facts: list[dict[str, str]]
    data: list[dict[str, str]]
    matches: list[tuple[str, str]]
    as_one: list[str]
    ends: str
    metrics: list[dict[str, str]]
    proofs: list[Recomputation]
    older_code: bool
    kept: bool


def lineage_of(user: User, result: MeasureResult) -> Lineage:
    """Small numbers hidden from whoever may not open the data, and the names of activities, which could say who."""
    page = DatasetPage.of(user, result.dataset)
    asked = Question.from_json(result.question) if result.question else None
    return Lineage(
        facts=_facts(result),
        data=page.facts,
        matches=_matches(state_of(result.map), asked, exact=page.exact) if asked else [],
        as_one=[_names([name, *others], exact=True) for name, others in spellings(asked.merged).items()] if asked and page.exact else [],
        ends=_names(asked.ends, exact=page.exact) if asked else "",
        metrics=[_in_words(METRICS[name]) for name in (USED_FOR_PATHS if is_about_paths(result.question) else USED)],
        proofs=list(result.recomputations.select_related("asked_by")[:10]),
        older_code=result.code_version not in (CODE_VERSION, FIT_VERSION),
        kept=asked is not None,
    )


def _in_words(metric: Metric) -> dict[str, str]:
    return {"title": _(metric.title), "definition": _(metric.definition), "source": metric.source}


def _facts(result: MeasureResult) -> list[dict[str, str]]:
    return [
        {"key": _("Map"), "value": _("%(map)s, as it stood at change %(n)s") % {"map": result.map.title, "n": result.map_revision}},
        {"key": _("Data"), "value": result.dataset.called},
        {"key": _("Measured"), "value": date_format(localtime(result.measured_at), "j F Y H:i")},
        {"key": _("Version of the code"), "value": result.code_version},
        {"key": _("Mark of the data"), "value": result.data_hash[:16]},
        {"key": _("Mark of the question"), "value": result.question_hash[:16]},
    ]


def _matches(state: MapState, asked: Question, *, exact: bool) -> list[tuple[str, str]]:
    named = {step["id"]: step_label(state, step) for step in state.steps}
    gone = _("a step no longer on the map")
    order = [step for step in named if step in asked.steps] + [step for step in asked.steps if step not in named]
    return [(named.get(step, gone), _names(asked.steps[step], exact=exact)) for step in order]


def _names(activities, *, exact: bool) -> str:
    if exact:
        return ", ".join(f"“{name}”" for name in activities)
    return ngettext("%(n)d activity", "%(n)d activities", len(activities)) % {"n": len(activities)}
