"""Naming a moment of a map, and taking the name away again. The map itself stays as it is."""

from django.db import transaction
from django.utils.translation import gettext as _

from carejourneys.common.clock import now
from carejourneys.common.errors import RuleBroken
from journeys.domain.commands.reading import read_text
from journeys.models import Baseline, Map, MapCommandLog
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .map_lock import locked_map
from .put_away import refuse_if_put_away

LONGEST = 120
MOST = 200  # of one map


@transaction.atomic
def name_baseline(*, actor: User, of: Map, revision: int, name: str) -> Baseline:
    """RuleBroken names the field: a revision the map never had or that has a name, a name that another has, personal details."""
    check(actor, of.journey.economy_id, Permission.NAME_BASELINE)
    locked_map(of.pk)  # of two who name at once, and of one who takes words out, one waits
    refuse_if_put_away(of.journey, of)
    words = read_text(name, "name", max_length=LONGEST, required=True)
    known = list(Baseline.objects.filter(map_id=of.pk))
    if not MapCommandLog.objects.filter(map_id=of.pk, revision=revision).exists():
        raise RuleBroken(_("The map never had this revision. Choose one it had."), field="revision")
    if any(one.revision == revision for one in known):
        raise RuleBroken(_("This moment has a name already. Take that away first."), field="name")
    if any(one.name.casefold() == words.casefold() for one in known):
        raise RuleBroken(_("Another moment of this map is called so already. Give this one another name."), field="name")
    if len(known) >= MOST:
        raise RuleBroken(_("This map has many named moments. Take away the names nobody needs first."), field="name")
    made = Baseline.objects.create(map=of, revision=revision, name=words, named_by=actor, named_at=now())
    record(actor=actor, economy=of.journey.economy, action="baseline.named", subject=made, details=_about(made))
    return made


@transaction.atomic
def drop_baseline(*, actor: User, baseline: Baseline) -> None:
    """The moment has no name any more. Doing it twice is no fault."""
    check(actor, baseline.map.journey.economy_id, Permission.NAME_BASELINE)
    refuse_if_put_away(baseline.map.journey, baseline.map)
    gone, _rows = Baseline.objects.filter(pk=baseline.pk).delete()
    if gone:
        record(actor=actor, economy=baseline.map.journey.economy, action="baseline.dropped", subject=baseline, details=_about(baseline))


def _about(baseline: Baseline) -> dict[str, str | int]:
    return {"map": str(baseline.map_id), "revision": baseline.revision}
