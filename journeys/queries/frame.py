"""What every page of a journey shows around its own content: the trail, the pages of a map, the journey's maps to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from journeys.models import Journey, Map
from journeys.queries.journeys import maps_of
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


@dataclass(frozen=True)
class MapLink:
    """One of the journey's maps in the row of alternatives."""

    map: Map
    label: str
    current: bool


def journey_frame(user: User, journey: Journey, map: Map | None = None, *, same_page: str = "map", **more) -> dict:
    """The context of a template that extends journeys/journey_base.html. Two queries.

    economy; may: permissions there; journey; map: the one the page is about, or None; maps: all of the journey (maps_of);
    map_links: those in use, each leading to its own `same_page`; near_map: the map that the pages of a map lead to from here.
    """
    maps = list(maps_of(journey))
    shown = [one for one in maps if one.archived_at is None or (map and one.pk == map.pk)]
    return {
        "economy": journey.economy,
        "may": permissions_in(user, journey.economy_id),
        "journey": journey,
        "map": map,
        "near_map": map or (shown[0] if shown else None),
        "maps": maps,
        "map_links": [MapLink(one, label, bool(map and one.pk == map.pk)) for one, label in labelled(maps) if one in shown],
        "same_page": same_page,
        **more,
    }


def labelled(maps: Iterable[Map]) -> list[tuple[Map, str]]:
    """Each map with its short name in the row of alternatives: Current (or Current A, B when there are several), Future A, Future B."""
    by_kind: dict[str, list[Map]] = {Map.CURRENT: [], Map.FUTURE: []}
    for one in maps:
        by_kind[one.kind].append(one)
    current, future = by_kind[Map.CURRENT], by_kind[Map.FUTURE]
    several = len(current) > 1
    labels = [(one, _("Current %(letter)s") % {"letter": _letter(n)} if several else _("Current")) for n, one in enumerate(current)]
    return labels + [(one, _("Future %(letter)s") % {"letter": _letter(n)}) for n, one in enumerate(future)]


def label_of(maps: Iterable[Map], of: Map) -> str:
    """The short name of one of the journey's maps."""
    return next(label for one, label in labelled(maps) if one.pk == of.pk)


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)
