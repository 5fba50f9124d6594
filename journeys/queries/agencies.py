"""The agencies of a map by name: what counts as one for hand-offs, an organisation or a lane that has none."""

from collections.abc import Iterable

from journeys.domain.comparing.comparison import Comparison
from journeys.domain.state import MapState
from stakeholders.models import Economy
from stakeholders.queries.economies import organisations_in


def agency_names(state: MapState, economy: Economy) -> dict[str, str]:
    """{agency id: name of the organisation, or of the lane without one}. One query."""
    return _named([state], economy)


def agency_names_of_both(comparison: Comparison, economy: Economy) -> dict[str, str]:
    """The agencies of two maps; what stands for the same has its name on the first. One query."""
    return _named([comparison.after, comparison.before], economy)


def _named(states: Iterable[MapState], economy: Economy) -> dict[str, str]:
    organisations = {str(organisation.pk): organisation.name for organisation in organisations_in(economy)}
    agencies = {lane["organisation"] or lane["id"]: lane["title"] for state in states for lane in state.lanes}
    return agencies | {id: name for id, name in organisations.items() if id in agencies}
