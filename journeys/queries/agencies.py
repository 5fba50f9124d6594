"""The agencies of a map by name: what counts as one for hand-offs, an organisation or a lane that has none."""

from journeys.domain.state import MapState
from stakeholders.models import Economy
from stakeholders.queries.economies import organisations_in


def agency_names(state: MapState, economy: Economy) -> dict[str, str]:
    """{agency id: name of the organisation, or of the lane without one}. One query."""
    organisations = {str(organisation.pk): organisation.name for organisation in organisations_in(economy)}
    agencies = {lane["organisation"] or lane["id"]: lane["title"] for lane in state.lanes}
    return agencies | {id: name for id, name in organisations.items() if id in agencies}
