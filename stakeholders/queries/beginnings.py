"""How far an economy has come that was begun a while ago: what its people still have to do before they can work together."""

from collections.abc import Set
from dataclasses import dataclass

from django.db.models import Exists, QuerySet

from stakeholders.domain.permissions import Permission
from stakeholders.domain.texts import TextKind
from stakeholders.models import Economy

from .people import people_who_may


@dataclass(frozen=True)
class Beginnings:
    """organisations: any are named. starters: somebody may start a journey. invited: somebody was asked and has not answered.
    own_privacy: the privacy notice is the economy's own.
    """

    organisations: bool
    starters: bool
    invited: bool
    own_privacy: bool

    def to_do(self, may: Set[Permission]) -> list[str]:
        """What is still to be done, by its name above, and somebody with these permissions may do."""
        asked = (
            ("organisations", self.organisations, Permission.MANAGE_ORGANISATIONS),
            ("starters", self.starters, Permission.MANAGE_PEOPLE),
            ("own_privacy", self.own_privacy, Permission.EDIT_TEXTS),
        )
        return [name for name, done, needs in asked if not done and needs in may]


def beginnings_of(economy: Economy) -> Beginnings:
    """One query."""
    asked: list[QuerySet] = [
        economy.organisations.all(),
        people_who_may(economy.pk, Permission.CREATE_JOURNEY),
        economy.invitations.open(),
        economy.texts.filter(kind=TextKind.PRIVACY.value),
    ]
    return Beginnings(*Economy.objects.filter(pk=economy.pk).values_list(*(Exists(one) for one in asked)).get())
