"""The worked example, made through the public services alone: an economy, its people, a journey with its current map and Future A.

Idempotent: what stands is left as it is, so nothing that somebody changed is overwritten. The passwords alone are set anew: they
are those this start was given, and none of an earlier start opens anything.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.domain.matching import guesses
from analytics.domain.terms import Terms
from analytics.models import Dataset, Job
from analytics.services.jobs import run_job
from analytics.services.measuring import match_activities
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from analytics.services.telling import Limits, tell_waiting
from carejourneys.common.ids import uuid7
from carejourneys.pages.demo.synthetic_log import COLUMNS, END_ACTIVITIES, write
from journeys.domain.templates import TEMPLATES
from journeys.domain.templates.memory_concerns import CURRENT
from journeys.domain.templates.memory_future import TITLE, future_a
from journeys.models import Journey, Map
from journeys.queries.states import state_of
from journeys.services.journeys import create_journey, create_map, derive_future_map
from journeys.services.map_editing import LARGEST_BATCH, Incoming, apply_map_commands
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import Role as MemberRole
from stakeholders.domain.tokens import Scope
from stakeholders.models import ApiToken, Economy, Organisation, User
from stakeholders.queries.economies import organisations_in
from stakeholders.services.economies import create_economy
from stakeholders.services.memberships import add_member
from stakeholders.services.organisations import add_organisation
from stakeholders.services.people import create_person, set_demo_password
from stakeholders.services.tokens import mint_token, revoke_token

NAME, SLUG, TOKEN = "Eastvale", "eastvale", "Demo"
ADMINISTRATOR, ADA = "administrator@example.org", "Ada, administrator"
ORGANISATIONS: dict[str, tuple[str, OrganisationKind]] = {  # lane of the map: name, kind
    "gp": ("Eastvale GP cluster", OrganisationKind.GP_CLUSTER),
    "acute": ("Eastvale Acute Hospital", OrganisationKind.ACUTE_TRUST),
    "memory": ("Eastvale Memory Service", OrganisationKind.MENTAL_HEALTH_TRUST),
    "council": ("Eastvale Council", OrganisationKind.COUNCIL),
    "charity": ("Eastvale Home Support", OrganisationKind.VOLUNTARY),
}
PEOPLE: dict[str, tuple[str, MemberRole, str]] = {  # address: name, role, lane of the organisation
    "facilitator@example.org": ("Freya, facilitator", MemberRole.FACILITATOR, "council"),
    "participant@example.org": ("Eddie, participant", MemberRole.PARTICIPANT, "gp"),
    "analyst@example.org": ("Ana, analyst", MemberRole.ANALYST, "acute"),
    "governance@example.org": ("Gil, information governance", MemberRole.IG_LEAD, "council"),
    "leader@example.org": ("Lee, leader", MemberRole.LEADER, "memory"),
}
SIGN_INS: dict[str, str] = {**{email: name for email, (name, _role, _lane) in PEOPLE.items()}, ADMINISTRATOR: ADA}  # address: name


def load_demo(say: Callable[[str], None] = lambda words: None) -> Economy:
    """The demo economy, made where it is missing. `say` hears what is going on. Only in demo mode (the caller sees to that)."""
    economy = Economy.objects.filter(slug=SLUG, is_demo=True).first()
    if economy is None:
        say("Making the worked example …")
        with transaction.atomic():
            economy = _people()
            _journey(economy)
    for person in User.objects.filter(email__in=SIGN_INS, is_demo=True):
        set_demo_password(actor=None, user=person, password=settings.DEMO_PASSWORD)
    if not Dataset.objects.filter(journey__economy=economy).exists():
        say("Reading the synthetic log of 1,500 referrals …")
        bring_log(demo_map(), User.objects.get(email="analyst@example.org"))
    return economy


def demo_token() -> str:
    """A token of the demo's analyst for the API, good for 24 hours; it takes the place of those of earlier starts."""
    economy, analyst = Economy.objects.get(slug=SLUG, is_demo=True), User.objects.get(email="analyst@example.org")
    for earlier in ApiToken.objects.filter(user=analyst, economy=economy, name=TOKEN):
        revoke_token(actor=analyst, token=earlier)
    _token, secret = mint_token(actor=analyst, economy=economy, name=TOKEN, scope=Scope.READ, days=1)
    return secret


def demo_map() -> Map:
    """The current map of the worked example."""
    return Map.objects.filter(journey__economy__slug=SLUG, journey__economy__is_demo=True, kind=Map.CURRENT).earliest("created_at")


def _people() -> Economy:
    economy = create_economy(actor=None, name=NAME, admin_email=ADMINISTRATOR, admin_name=ADA, is_demo=True)
    ada = User.objects.get(email=ADMINISTRATOR)
    organisations = {
        lane: add_organisation(actor=ada, economy=economy, name=name, kind=kind) for lane, (name, kind) in ORGANISATIONS.items()
    }
    for email, (name, role, lane) in PEOPLE.items():
        person = create_person(actor=ada, email=email, name=name, password=settings.DEMO_PASSWORD, is_demo=True)
        add_member(actor=ada, economy=economy, user=person, roles=[role], organisation=organisations[lane])
    return economy


def _journey(economy: Economy) -> Journey:
    freya = User.objects.get(email="facilitator@example.org")
    template = TEMPLATES["memory-concerns"]
    journey = create_journey(
        actor=freya,
        economy=economy,
        title=template.title,
        for_whom=template.for_whom,
        starts_with=template.starts_with,
        ends_with=template.ends_with,
    )
    named = {organisation.name: str(organisation.pk) for organisation in Organisation.objects.filter(economy=economy)}
    organisations = {lane: named[name] for lane, (name, _kind) in ORGANISATIONS.items()}
    current = create_map(actor=freya, journey=journey, title=CURRENT.title)
    send_all(freya, current, CURRENT.commands(lambda: str(uuid7()), organisations=organisations, figures=True))
    current.refresh_from_db()
    future = derive_future_map(actor=freya, based_on=current, title=TITLE)
    send_all(freya, future, future_a(state_of(future), lambda: str(uuid7())))
    return journey


def bring_log(current: Map, analyst: User) -> None:
    """The synthetic log, brought, read and matched as an analyst would; the jobs run here, as no worker is up yet."""
    controller = organisations_in(current.journey.economy)[0]
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log.csv"
        write(log)
        dataset = receive_log(
            actor=analyst,
            journey=current.journey,
            name="Synthetic log of 1,500 referrals",
            filename=log.name,
            chunks=[log.read_bytes()],
            terms=Terms("To try the product: nobody’s own data", str(controller.pk), localdate() + timedelta(days=365 * 5)),
            synthetic=True,
        )
    roles = dict(zip((Role.CASE, Role.ACTIVITY, Role.START, Role.END, Role.ORGANISATION), COLUMNS, strict=True))
    _run(read_log(actor=analyst, dataset=dataset, options=ReadOptions(columns=roles)))
    dataset.refresh_from_db()
    state = state_of(current)
    steps = {step["id"]: step["title"] for step in state.steps if not state.is_persons_side(step)}
    matches = guesses([name for name, _n in dataset.activities], steps)
    _run(match_activities(actor=analyst, dataset=dataset, of=current, matches=matches, end_activities=END_ACTIVITIES))
    tell_waiting(Limits(seconds=math.inf), current.journey.economy)  # few enough, however slow the machine


def _run(job: Job) -> None:
    run_job(job_id=str(job.pk))
    job.refresh_from_db()
    if job.state != Job.DONE:
        raise RuntimeError(f"{job.kind}: {job.message}")


def send_all(actor: User, to: Map, commands: Iterable[Mapping[str, Any]]) -> None:
    """The commands in batches, one after the other, as if one person had sent them; the first refusal is raised."""
    waiting = list(commands)
    for start in range(0, len(waiting), LARGEST_BATCH):
        to.refresh_from_db()
        batch = [Incoming(actor, uuid7(), to.revision, raw) for raw in waiting[start : start + LARGEST_BATCH]]
        for outcome in apply_map_commands(to.pk, batch):
            outcome.raise_for_refusal()
