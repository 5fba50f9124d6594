"""A map as it is without what one source says of it: for readers to whom that is not shown."""

from collections.abc import Mapping
from typing import Any, cast

from journeys.domain.accounts import Source, empty_figure, figure_not_from
from journeys.domain.elements import Element
from journeys.domain.state import MapState


def without_source(state: MapState, source: Source) -> MapState:
    """Every figure without the accounts from this source; one of which nobody else says anything is unknown."""
    return MapState.of(state.map_id, (_without(element, source) for element in state.elements.values()))


def _without(element: Element, source: Source) -> Element:
    return cast(Element, {name: figure_not_from(value, source) if _is_figure(value) else value for name, value in element.items()})


def _is_figure(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == empty_figure().keys()
