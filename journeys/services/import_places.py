"""Where a map that is brought in from the command line goes: an economy and a journey that are there, or that are made for it."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from carejourneys.common.errors import NotFound, RuleBroken
from journeys.models import Journey
from stakeholders.domain.permissions import Permission, Role
from stakeholders.models import Economy, User
from stakeholders.queries.people import people_who_may, person_with_address
from stakeholders.services.economies import create_economy
from stakeholders.services.memberships import join
from stakeholders.services.people import create_person

from .journeys import create_journey

SLUG = "imports"
ADMINISTRATOR, FACILITATOR = "imports-administrator@localhost.localdomain", "imports@localhost.localdomain"


@transaction.atomic
def place_for_import(*, economy: str | None, journey: str | None, actor: str | None) -> tuple[User, Journey]:
    """(who brings it in, the journey). economy, journey: slugs; actor: an address. None: the only economy, or one made for imports; a
    journey of its own; the first who may. RuleBroken or NotFound for what is not there.
    """
    there = _economy(economy)
    person = person_with_address(actor) if actor else people_who_may(there.pk, Permission.CREATE_JOURNEY).order_by("pk").first()
    if person is None:
        raise RuleBroken(_("Nobody there may make a map. Name somebody who may: --actor EMAIL."), field="actor")
    slug = slugify(journey or SLUG)
    found = there.journeys.filter(slug=slug).first()
    return person, found or create_journey(actor=person, economy=there, title=(journey or SLUG).replace("-", " ").capitalize())


def _economy(slug: str | None) -> Economy:
    if slug:
        found = Economy.objects.filter(slug=slug).first()
        if found is None:
            raise NotFound(_("There is no economy “%(slug)s”.") % {"slug": slug})
        return found
    several = list(Economy.objects.order_by("pk")[:2])
    if len(several) > 1:
        raise RuleBroken(_("There are several economies. Say which: --economy SLUG."), field="economy")
    return several[0] if several else _made_for_imports()


def _made_for_imports() -> Economy:
    economy = create_economy(actor=None, name=SLUG.capitalize(), admin_email=ADMINISTRATOR)
    facilitator = person_with_address(FACILITATOR) or create_person(actor=None, email=FACILITATOR, name=SLUG.capitalize())
    join(actor=None, economy=economy, user=facilitator, roles=[Role.FACILITATOR])
    return economy
