"""Beginning a map with one of the templates, so that nobody meets a blank page."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from carejourneys.common.ids import uuid7
from journeys.domain.templates import TEMPLATES
from journeys.domain.templates.sketch import Sketch
from journeys.models import Journey, Map
from stakeholders.models import Economy, User
from stakeholders.queries.economies import organisations_in

from .journeys import create_map
from .map_editing import Incoming, apply_map_commands


@transaction.atomic
def create_map_from_template(*, actor: User, journey: Journey, title: str, template: str, id: UUID | None = None) -> Map:
    """A current map with the lanes, steps and links of the template, without figures. A lane gets the economy's organisation of its
    kind where there is exactly one; otherwise none, for people to choose."""
    if template not in TEMPLATES:
        raise RuleBroken(_("There is no such template."), field="template")
    made = create_map(actor=actor, journey=journey, title=title, id=id)
    sketch = TEMPLATES[template].current
    commands = sketch.commands(lambda: str(uuid7()), organisations=_organisations(journey.economy, sketch))
    for outcome in apply_map_commands(made.pk, [Incoming(actor, uuid7(), made.revision, raw) for raw in commands]):
        outcome.raise_for_refusal()
    made.refresh_from_db()
    return made


def _organisations(economy: Economy, sketch: Sketch) -> dict[str, str]:
    by_kind: dict[str, list[str]] = {}
    for organisation in organisations_in(economy):
        by_kind.setdefault(organisation.kind, []).append(str(organisation.pk))
    only = {kind: ids[0] for kind, ids in by_kind.items() if len(ids) == 1}
    return {lane.key: only[lane.organisation_kind] for lane in sketch.lanes if lane.organisation_kind in only}
