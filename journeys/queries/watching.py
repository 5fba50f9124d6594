"""Who looks at a map through an open connection, and what they may do there: asked at the door, and again as long as it is open."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from carejourneys.common.errors import NotFound, RuleBroken
from journeys.models import Map
from stakeholders.domain.permissions import Permission, Role, allowed, permissions_of
from stakeholders.models import User
from stakeholders.queries.access import roles_of_people
from stakeholders.queries.people import agencies_of_people
from stakeholders.queries.sessions import people_signed_in

from .access import map_for
from .changes import Changes, changes_after
from .states import state_of


@dataclass(frozen=True)
class Watcher:
    """Somebody who may read the map. `role`: the first of those they hold; `agency`: whom they speak for, "" where for nobody."""

    person: User
    role: Role
    may: frozenset[Permission]
    agency: str

    @property
    def id(self) -> str:
        return str(self.person.pk)


@dataclass(frozen=True)
class Look:
    """A map and the sessions that look at it, at one moment. `watchers`: by the key of their session; `withdrawn`: keys of sessions whose
    owner may not read the map any more. One of those `asked` about that stands in neither is over. `news`: what happened after the revision
    asked about.
    """

    revision: int
    asked: frozenset[str]
    watchers: dict[str, Watcher]
    withdrawn: frozenset[str]
    news: Changes | None


def watcher_at_door(session: str, map_id: UUID | str) -> Watcher | None:
    """Whoever asks to look at the map with that session; None when nobody is signed in with it. NotFound and NotAllowed as for its page."""
    person = people_signed_in([session]).get(session) if session else None
    if person is None:
        return None
    found = map_for(person, map_id, Permission.VIEW_JOURNEY)
    return _watchers(found, {session: person})[session]


def look_at(map_id: UUID | str, sessions: Collection[str], after: int | None = None) -> Look:
    """The map's newest revision and what has become of the sessions. NotFound when there is no such map any more."""
    found = Map.objects.select_related("journey").filter(pk=map_id).first()
    if found is None:
        raise NotFound
    people = people_signed_in(sessions)
    watchers = _watchers(found, people)
    news = changes_after(found, after) if after is not None and found.revision > after else None
    return Look(found.revision, frozenset(sessions), watchers, frozenset(people.keys() - watchers.keys()), news)


def changes_for(person: User, map_id: UUID | str, after: int) -> Changes:
    """What happened to the map after a revision, if the person may read it; NotFound and NotAllowed else."""
    return changes_after(map_for(person, map_id, Permission.VIEW_JOURNEY), after)


def check_summons(person: User, map_id: UUID | str, step: str) -> None:
    """Whether the person may call everybody to that step now. NotFound and NotAllowed as for the map's page; RuleBroken where there is no
    such step.
    """
    called_to = state_of(map_for(person, map_id, Permission.SUMMON)).get(step)
    if called_to is None or called_to["type"] != "step":
        raise RuleBroken(_("There is no such step on this map any more."), field="to")


def _watchers(of: Map, people: dict[str, User]) -> dict[str, Watcher]:
    economy = of.journey.economy_id
    roles = roles_of_people(people.values(), economy)
    agencies = agencies_of_people(roles, economy)
    return {
        key: Watcher(person, next(role for role in Role if role in held), permissions_of(held), agencies.get(person.pk, ""))
        for key, person in people.items()
        if (held := roles.get(person.pk)) and allowed(held, Permission.VIEW_JOURNEY)
    }
