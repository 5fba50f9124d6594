"""What stands beside the accounts of a map's figures: said by later apps through their port."""

from collections.abc import Mapping

from journeys.domain.ports import Beside, step_figures
from journeys.models import Map
from stakeholders.models import User


def beside_of(user: User, of: Map) -> Mapping[str, Mapping[str, Beside]]:
    """{id of a step or link: {field: what stands beside it}}, as far as this person may see it."""
    found: dict[str, dict[str, Beside]] = {}
    for source in step_figures():
        for id, figures in source.beside(user=user, of=of).items():
            found.setdefault(id, {}).update(figures)
    return found
