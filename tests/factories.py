"""Things to test with, made through the public services. Plain functions; names are made unique so that calls can be repeated.

Personas: `freya` facilitates, `eddie` edits (participant), `vic` views (observer), `ana` analyses, `stan` is a stranger
(a member of another economy). `make_member(economy, Role.X)` makes one of any role.
"""

import itertools
from dataclasses import dataclass

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.test import Client

from carejourneys.common.ids import uuid7
from journeys.models import Journey, Map
from journeys.services.journeys import create_journey, create_map
from journeys.services.map_editing import Changed, Incoming, Outcome, apply_map_commands
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import STRONG_SIGN_IN, Role
from stakeholders.domain.tokens import Scope
from stakeholders.models import Economy, Organisation, RoleGrant, User
from stakeholders.queries.people import person_with_address
from stakeholders.services.economies import create_economy
from stakeholders.services.memberships import add_member
from stakeholders.services.organisations import add_organisation
from stakeholders.services.people import create_person
from stakeholders.services.tokens import mint_token

PASSWORD = "a long enough password"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REDACTIONS_PAGE = "https://example.org/redactions/"
_numbers = itertools.count(1)


def make_person(name: str = "Pat", *, email: str | None = None, password: str | None = None, is_demo: bool = False) -> User:
    """An account that belongs nowhere yet."""
    address = email or f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.org"
    return create_person(actor=None, email=address, name=name, password=password, is_demo=is_demo)


def make_economy(name: str | None = None, *, admin: str | None = None) -> Economy:
    """An economy with an administrator who has a second factor; `administrator_of` finds them."""
    name = name or f"Eastvale {next(_numbers)}"
    economy = create_economy(actor=None, name=name, admin_email=admin or f"admin.{next(_numbers)}@example.org", admin_name="Adi")
    give_second_factor(administrator_of(economy))
    return economy


def administrator_of(economy: Economy) -> User:
    """The first administrator of the economy."""
    grants = RoleGrant.objects.filter(membership__economy=economy, role=Role.ADMINISTRATOR.value, ended_at=None)
    return grants.select_related("membership__user").earliest("granted_at").membership.user


def make_organisation(
    economy: Economy, name: str | None = None, kind: OrganisationKind = OrganisationKind.ACUTE_TRUST, by: User | None = None
) -> Organisation:
    """By the economy's administrator, who is looked up unless told."""
    name = name or f"Organisation {next(_numbers)}"
    return add_organisation(actor=by or administrator_of(economy), economy=economy, name=name, kind=kind)


def make_member(
    economy: Economy,
    *roles: Role,
    name: str = "Pat",
    email: str | None = None,
    organisation: Organisation | None = None,
    password: str | None = None,
    second_factor: bool | None = None,
    by: User | None = None,
) -> User:
    """A member of the economy with these roles. With a role that demands a second factor they have one, unless told otherwise.

    by: the economy's administrator, who is looked up unless told.
    """
    user = person_with_address(email) if email else None
    user = user or make_person(name, email=email, password=password)
    add_member(actor=by or administrator_of(economy), economy=economy, user=user, roles=roles, organisation=organisation)
    if second_factor if second_factor is not None else STRONG_SIGN_IN & set(roles):
        give_second_factor(user)
    return user


def give_second_factor(user: User) -> None:
    """An authenticator app with TOTP_SECRET, and recovery codes."""
    TOTP.activate(user, TOTP_SECRET)
    RecoveryCodes.activate(user)


@dataclass(frozen=True)
class Cast:
    """One economy with two agencies and the personas of the tests."""

    economy: Economy
    hospital: Organisation
    council: Organisation
    adi: User
    freya: User
    eddie: User
    vic: User
    ana: User
    stan: User


def make_cast() -> Cast:
    """Freya facilitates and Eddie edits for the hospital, Vic views and Ana analyses for the council, Stan facilitates elsewhere."""
    economy, elsewhere = make_economy(), make_economy()
    adi = administrator_of(economy)
    hospital = make_organisation(economy, "Eastvale Hospital", by=adi)
    council = make_organisation(economy, "Eastvale Council", OrganisationKind.COUNCIL, by=adi)
    return Cast(
        economy=economy,
        hospital=hospital,
        council=council,
        adi=adi,
        freya=make_member(economy, Role.FACILITATOR, name="Freya", organisation=hospital, by=adi),
        eddie=make_member(economy, Role.PARTICIPANT, name="Eddie", organisation=hospital, by=adi),
        vic=make_member(economy, Role.OBSERVER, name="Vic", organisation=council, by=adi),
        ana=make_member(economy, Role.ANALYST, name="Ana", organisation=council, by=adi),
        stan=make_member(elsewhere, Role.FACILITATOR, name="Stan"),
    )


def signed_in(user: User) -> Client:
    """A browser in which that person is signed in, with their second factor where they have one."""
    client = Client()
    client.force_login(user)
    if is_mfa_enabled(user):
        show_second_factor(client, user)
    return client


def show_second_factor(client: Client, user: User) -> None:
    """What the session keeps of somebody who showed theirs."""
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, "mfa", type="totp")
    request.session.save()


def make_token(user: User, economy: Economy, scope: Scope = Scope.READ) -> str:
    """A token's secret, for `Authorization: Bearer`."""
    return mint_token(actor=user, economy=economy, name="tests", scope=scope, days=1)[1]


def bearer(user: User, economy: Economy, scope: Scope = Scope.READ) -> dict[str, str]:
    """Headers for the test client: client.get(path, headers=bearer(ana, economy))."""
    return {"Authorization": f"Bearer {make_token(user, economy, scope)}"}


def make_journey(economy: Economy, actor: User, title: str | None = None) -> Journey:
    """A journey without maps."""
    return create_journey(
        actor=actor, economy=economy, title=title or f"Memory concerns {next(_numbers)}", for_whom="People worried about memory"
    )


def make_map(cast: Cast, title: str = "Today", journey: Journey | None = None) -> Map:
    """An empty map of the cast's economy, made by Freya."""
    return create_map(actor=cast.freya, journey=journey or make_journey(cast.economy, cast.freya), title=title)


def send(actor: User, to: Map, kind: str, *, base: int | None = None, command_id: str | None = None, client: str = "", **values) -> Outcome:
    """One command to a map, on the newest revision unless `base` says another. Look at `.change`, or at why it was refused."""
    to.refresh_from_db()
    incoming = Incoming(actor, command_id or str(uuid7()), to.revision if base is None else base, {"kind": kind, **values}, client)
    (outcome,) = apply_map_commands(to.pk, [incoming])
    to.refresh_from_db()
    return outcome


def new_id() -> str:
    """An id as a client makes it."""
    return str(uuid7())


@dataclass(frozen=True)
class SmallMap:
    """Two lanes, three columns, three steps in a row with two links between them."""

    map: Map
    lanes: tuple[str, str]
    columns: tuple[str, str, str]
    steps: tuple[str, str, str]
    links: tuple[str, str]


def make_small_map(cast: Cast, title: str = "Today") -> SmallMap:
    """A map that Eddie has begun: Contact surgery (person) → Listen (GPs) → Write referral (GPs)."""
    made = make_map(cast, title)
    lanes, columns, steps, links = (tuple(new_id() for _ in range(n)) for n in (2, 3, 3, 2))
    raw = [
        {"kind": "lane.add", "lane": lanes[0], "title": "The person", "fields": {"kind": "person"}},
        {"kind": "lane.add", "lane": lanes[1], "title": "GPs", "organisation": str(cast.hospital.pk)},
        *({"kind": "column.add", "column": column} for column in columns),
        {"kind": "step.add", "step": steps[0], "title": "Contact surgery", "lane": lanes[0], "column": columns[0]},
        {"kind": "step.add", "step": steps[1], "title": "Listen", "lane": lanes[1], "column": columns[1]},
        {"kind": "step.add", "step": steps[2], "title": "Write referral", "lane": lanes[1], "column": columns[2]},
        {"kind": "link.add", "link": links[0], "source": steps[0], "target": steps[1]},
        {"kind": "link.add", "link": links[1], "source": steps[1], "target": steps[2]},
    ]
    outcomes = apply_map_commands(made.pk, [Incoming(cast.eddie, new_id(), made.revision, one) for one in raw])
    assert all(isinstance(outcome, Changed) for outcome in outcomes), outcomes
    made.refresh_from_db()
    return SmallMap(made, lanes, columns, steps, links)
