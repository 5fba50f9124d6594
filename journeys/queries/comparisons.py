"""Two maps of one journey held against each other, as they stand now."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from carejourneys.common.errors import NotFound, RuleBroken
from journeys.domain.comparing.comparison import Comparison
from journeys.domain.comparing.matching import Lineage
from journeys.models import Map
from journeys.queries.access import map_for
from journeys.queries.states import state_of, state_without_measured
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

FARTHEST = 12  # maps back, each a copy of the next: nobody plans a future of a future so often


def maps_to_compare(user: User | AnonymousUser, before: UUID | str, after: UUID | str) -> tuple[Map, Map]:
    """Both maps, if the person may read them. RuleBroken where they are one and the same; NotFound for those of another journey."""
    first, second = (map_for(user, id, Permission.VIEW_JOURNEY) for id in (before, after))
    if first.journey_id != second.journey_id:
        raise NotFound
    if first.pk == second.pk:
        raise RuleBroken(_("Choose another map to compare this one with."))
    return first, second


def comparison_of(before: Map, after: Map, *, with_measured: bool = True) -> Comparison:
    """The comparison; two maps between which others stand are matched through them. with_measured: with figures that come from data."""
    told = state_of if with_measured else state_without_measured
    return Comparison(told(before), told(after), lineage_of(before, after))


def lineage_of(before: Map, after: Map) -> Lineage:
    """Where the elements of both come from: through the maps either was copied from, up to the one they share."""
    lines = [_back_from(one) for one in (before, after)]
    shared = next((one for one in lines[0] if one in lines[1]), None)
    own = {one for line in lines for one in (line[: line.index(shared)] if shared is not None else line)}
    parents = {id: tuple(element["derived_from"]) for one in own for id, element in state_of(one).elements.items()}
    return Lineage(parents, frozenset(state_of(shared).elements) if shared is not None else frozenset())


def _back_from(of: Map) -> list[Map]:
    """The map, the one it was copied from, the one that was copied from, and so on."""
    line, at = [of], of
    while at.based_on_id is not None and len(line) < FARTHEST:
        at = Map.objects.select_related("journey__economy").get(pk=at.based_on_id)
        line.append(at)
    return line


def way_round(one: Map, other: Map) -> tuple[Map, Map]:
    """Which of the two comes before: how it is today before what is planned, else the first."""
    return (other, one) if one.kind == Map.FUTURE and other.kind == Map.CURRENT else (one, other)


def others_of(of: Map) -> list[Map]:
    """The maps in use it can be compared with: its journey's, current before future, oldest first."""
    return list(Map.objects.filter(journey=of.journey_id, archived_at=None).exclude(pk=of.pk).order_by("kind", "created_at", "id"))
