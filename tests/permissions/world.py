"""The people and things of the matrix: an economy with everybody in it, a live map and one put away, and people from outside."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from uuid import UUID

from django.conf import settings
from django.test import Client

from analytics.domain.events import map_times
from analytics.domain.map_measures import CODE_VERSION, as_json
from analytics.domain.telling_levels import FINEST
from analytics.models import Dataset, Job, MeasureResult
from carejourneys.common.clock import now
from journeys.models import Journey, Map
from journeys.models import Share as SharedLink
from journeys.services.baselines import name_baseline
from journeys.services.journeys import archive_map
from journeys.services.map_editing import Changed
from journeys.services.redactions import ask_for_redaction
from journeys.services.sharing import make_share
from stakeholders.domain.permissions import Permission, Role, allowed
from stakeholders.domain.tokens import Scope
from stakeholders.models import Economy, Invitation, Membership, Organisation, User
from stakeholders.services.invitations import invite
from stakeholders.services.memberships import end_membership
from stakeholders.services.tokens import mint_token
from tests.event_logs import kept_as_read
from tests.factories import (
    REDACTIONS_PAGE,
    SmallMap,
    administrator_of,
    make_cast,
    make_journey,
    make_member,
    make_small_map,
    new_id,
    send,
    signed_in,
)

SECRET = "Xanadu"  # stands in every title: no outsider may ever read it


@dataclass(frozen=True)
class Somebody:
    """Who asks. `roles`: what they are in the economy today (none: an outsider); `user` None: not signed in."""

    called: str
    user: User | None
    roles: frozenset[Role] = frozenset()
    cookie: str = ""
    bearer: str = ""
    may_write: bool = True

    def may(self, permission: Permission) -> bool:
        return allowed(self.roles, permission)

    @property
    def asks_once(self) -> bool:
        """Stands beside somebody of the same role: asked at doors to the economy on live maps, and not everywhere again."""
        return self.called.endswith("council") or bool(self.bearer)


@dataclass
class World:
    """Everything that the addresses of the table are made of."""

    economy: Economy
    organisation: Organisation
    journey: Journey
    small: SmallMap
    put_away: SmallMap
    notes: dict[str, str]
    people: list[Somebody]
    owner: User
    token: UUID
    membership: Membership
    invitation: Invitation
    invitation_secret: str
    redaction_of: dict[UUID, UUID]
    baseline_of: dict[UUID, UUID]
    share: SharedLink
    share_secret: str
    job: Job
    datasets: dict[str, Dataset]
    result: MeasureResult
    own_commands: dict[UUID, str]
    state: str = "live"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @property
    def here(self) -> SmallMap:
        """The map in the state that is asked about."""
        return self.put_away if self.state == "put away" else self.small

    @property
    def dataset(self) -> Dataset:
        """Data that were read; in the other state, a file that waits to be."""
        return self.datasets[Dataset.RECEIVED if self.state == "put away" else Dataset.READY]

    @property
    def map(self) -> Map:
        return self.here.map

    def ask(self, who: Somebody, method: str, path: str, body: str = ""):
        """The answer to that person's request."""
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: who.cookie} if who.cookie else {})
        headers = {"Authorization": f"Bearer {who.bearer}"} if who.bearer else {}
        given = {"data": body, "content_type": "application/json"} if body else {}
        return getattr(self.client, method.lower())(path, headers=headers, **given)


def make_world() -> World:
    """About thirty people and two maps."""
    cast = make_cast()
    people = _people(cast)
    by_name = {one.called: one.user for one in people}
    journey = make_journey(cast.economy, cast.freya, f"{SECRET} journey")
    maps = []
    for title in ("live", "put away"):
        small = make_small_map(cast, f"{SECRET} {title}")
        Map.objects.filter(pk=small.map.pk).update(journey=journey)
        small.map.refresh_from_db()
        maps.append(small)
    notes = _further(cast, maps[0])
    own_commands = {
        who.user.pk: _of_their_own(who.user, maps[0]) for who in people if who.user is not None and who.may(Permission.EDIT_MAP)
    }
    redaction_of = {
        small.map.pk: ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=word, reason="A test").pk
        for small, word in zip(maps, ("surgery", "referral"), strict=True)
    }
    baseline_of = {
        small.map.pk: name_baseline(actor=cast.freya, of=small.map, revision=small.map.revision, name=SECRET).pk for small in maps
    }
    share, share_secret = make_share(actor=cast.freya, of=maps[0].map, label=SECRET, days=30, with_measures=True)
    archive_map(actor=cast.freya, of=maps[1].map)
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return f"/invitations/{secret}/"

    invitation = invite(actor=cast.adi, economy=cast.economy, email="newcomer@example.org", roles=[Role.OBSERVER], link=link)
    owner = by_name["facilitator of the hospital"]
    token, _secret = mint_token(actor=owner, economy=cast.economy, name=SECRET, scope=Scope.READ, days=1)
    datasets = {state: _dataset(cast, journey, state) for state in (Dataset.RECEIVED, Dataset.READY)}
    return World(
        economy=cast.economy,
        organisation=cast.hospital,
        journey=journey,
        small=maps[0],
        put_away=maps[1],
        notes=notes,
        people=people,
        owner=owner,
        token=token.number,
        membership=cast.vic.memberships.get(),
        invitation=invitation,
        invitation_secret=secrets[0],
        redaction_of=redaction_of,
        baseline_of=baseline_of,
        share=share,
        share_secret=share_secret,
        job=Job.objects.create(economy=cast.economy, actor=cast.ana, kind="test", message=SECRET, created_at=now()),
        datasets=datasets,
        result=_result(datasets[Dataset.READY], maps[0].map),
        own_commands=own_commands,
    )


def _dataset(cast, journey: Journey, state: str) -> Dataset:
    """Event data of the journey, as a job leaves them."""
    read = {
        "content_hash": "0" * 64,
        "counts": {"cases": 9, "activity_instances": 9, "rows": 9, "rows_rejected": 0},
        "quality": {"findings": [], "rejected": [], "end_activities": [[SECRET, 9]]},
        "activities": [[SECRET, 9]],
    }
    return kept_as_read(journey, cast.ana, name=f"{SECRET} {state}", state=state, **(read if state == Dataset.READY else {}))


def _result(dataset: Dataset, of: Map) -> MeasureResult:
    """What was measured with it: nobody had finished yet."""
    nobody, reached, share = map_times.Times(0, None, None, None), map_times.Reached(None), map_times.Share(0, 0, None)
    measured = map_times.MapTimes(
        as_of=now(),
        n_closed=0,
        n_open=9,
        waits={},
        steps={},
        moved={},
        lead_time=map_times.LeadTime(nobody, 9, reached, reached),
        named_end=None,
        lead_time_to_end=None,
        reached_end=None,
        going_round=share,
        hand_offs=None,
        recorded_share=map_times.RecordedShare(0, None, None),
        days=map_times.WhereTheDaysGo(0, None, None, {}, {}),
    )
    asked = {"links": {}, "steps": {}, "ends": [SECRET], "named_end": None}
    about = {"data_hash": "0" * 64, "question_hash": "1" * 64, "code_version": CODE_VERSION, "map_revision": 1, "measured_at": now()}
    about |= {"told_level": FINEST}
    return MeasureResult.objects.create(dataset=dataset, map=of, question=asked, result=as_json(measured, {}), **about)


def _people(cast) -> list[Somebody]:
    """Every role for either agency; a stranger, somebody who left, somebody without the second factor, and nobody."""
    people = [
        _signed_in(f"{role.value} of the {name}", make_member(cast.economy, role, name=role.value.title(), organisation=agency), role)
        for role in Role
        for name, agency in (("hospital", cast.hospital), ("council", cast.council))
    ]
    left = make_member(cast.economy, Role.FACILITATOR, name="Lea", organisation=cast.hospital)
    end_membership(actor=cast.adi, membership=left.memberships.get())  # signs them out; they sign in again
    left.refresh_from_db()
    people += [_signed_in("stranger", cast.stan), _signed_in("administrator elsewhere", administrator_of(_elsewhere(cast.stan)))]
    people += [_signed_in("withdrawn member", left), Somebody("nobody", None)]
    return people


def _elsewhere(stranger: User) -> Economy:
    return stranger.memberships.get().economy


def _signed_in(called: str, user: User, *roles: Role) -> Somebody:
    client = signed_in(user)
    return Somebody(called, user, frozenset(roles), cookie=client.cookies[settings.SESSION_COOKIE_NAME].value)


def with_tokens(world: World) -> list[Somebody]:
    """The facilitator of the hospital through the API: a token that reads, one that writes, one of another economy."""
    owner, roles = world.owner, frozenset({Role.FACILITATOR})
    stranger = next(one.user for one in world.people if one.called == "stranger")
    both = make_member(_elsewhere(stranger), Role.FACILITATOR, email=owner.email)

    def secret(economy: Economy, scope: Scope) -> str:
        return mint_token(actor=both, economy=economy, name="matrix", scope=scope, days=1)[1]

    return [
        Somebody("token that reads", owner, roles, bearer=secret(world.economy, Scope.READ), may_write=False),
        Somebody("token that writes", owner, roles, bearer=secret(world.economy, Scope.WRITE)),
        Somebody("token of another economy", owner, bearer=secret(_elsewhere(stranger), Scope.WRITE)),
    ]


def _further(cast, small: SmallMap) -> dict[str, str]:
    """What the commands need beside a small map: a phase, an empty column, a problem and an idea."""
    ids = {name: new_id() for name in ("phase", "column", "problem", "idea")}
    for sent in (
        send(cast.eddie, small.map, "phase.add", phase=ids["phase"], title=SECRET),
        send(cast.eddie, small.map, "column.add", column=ids["column"]),
        send(cast.eddie, small.map, "problem.add", problem=ids["problem"], on=small.steps[1], text=SECRET),
        send(cast.eddie, small.map, "idea.add", idea=ids["idea"], on=small.steps[1], text=SECRET),
    ):
        assert isinstance(sent, Changed), sent
    return ids


def _of_their_own(user: User, small: SmallMap) -> str:
    """A change of that person's that nobody else touches."""
    sent = send(user, small.map, "idea.add", idea=new_id(), on=small.steps[0], text="Mine")
    assert isinstance(sent, Changed), sent
    return sent.command_id
