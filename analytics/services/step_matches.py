"""The activities matched to a step, as the map asks after them: who takes them over when the step goes, what comes back with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from analytics.models import ActivityMatch
from analytics.queries.step_matches import activities_on
from journeys.domain.ports import Move
from journeys.models import Map
from stakeholders.models import User
from stakeholders.services.audit import record


@dataclass(frozen=True)
class StepMatches:
    """journeys.domain.ports.StepReferences for analytics. The map's lock is held by whoever calls; all of them are alike."""

    def held(self, *, map_id: str, steps: Collection[str]) -> Mapping[str, Sequence[str]]:
        """How many activities of the data each step is. One query. The data's names stay unsaid: not everybody who edits may know them."""
        return {
            step: [ngettext("%(n)d activity of the data", "%(n)d activities of the data", n) % {"n": n}]
            for step, n in activities_on(map_id, steps).items()
        }

    def relink(self, *, actor: User, map_id: str, move: Move) -> Sequence[str]:
        """The activities of one step are the other from now on. The ids of their matches; an audit row when there were any."""
        matches = ActivityMatch.objects.filter(map_id=map_id, step=move.source)
        if move.things is not None:
            matches = matches.filter(pk__in=move.things)
        moved = [str(pk) for pk in matches.order_by("pk").values_list("pk", flat=True)]
        if moved:
            ActivityMatch.objects.filter(pk__in=moved).update(step=move.target)
            of = Map.objects.select_related("journey__economy").get(pk=map_id)
            details = {"from": move.source, "to": move.target, "matches": len(moved)}
            record(actor=actor, economy=of.journey.economy, action="map.matches_moved", subject=of, details=details)
        return moved
