"""Links with which people from outside read a map or a comparison: made for a purpose, shown once, stopped at any time."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from carejourneys.common import clock
from carejourneys.common.errors import NotFound, RuleBroken
from journeys.models import Map, Share
from journeys.queries.comparisons import way_round
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.domain.tokens import SHARED_FOR_DAYS, digest_of, new_secret
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

MOST = 50  # working links of one journey
NOTED_AGAIN = timedelta(hours=1)


@transaction.atomic
def make_share(*, actor: User, of: Map, other: Map | None = None, label: str, days: int, with_measures: bool = False) -> tuple[Share, str]:
    """The link and its secret, which is stored nowhere. Raises RuleBroken for a life not offered, a map put away, too many links."""
    economy = of.journey.economy
    check(actor, economy.pk, Permission.SHARE_READ_ONLY)
    if other is not None and (other.journey_id != of.journey_id or other.pk == of.pk):
        raise NotFound
    for one in (of, other) if other is not None else (of,):
        refuse_if_put_away(of.journey, one)
    if days not in SHARED_FOR_DAYS:
        raise RuleBroken(_("Choose one of the times offered."), field="days")
    if not label.strip():
        raise RuleBroken(_("Say what the link is for."), field="label")
    if Share.objects.working(clock.now()).filter(map__journey=of.journey_id).count() >= MOST:
        raise RuleBroken(_("This journey has many links that work. Stop those nobody needs first."), field="label")
    if other is not None:
        of, other = way_round(of, other)  # from whichever of the two it is made
    secret, now = new_secret(), clock.now()
    share = Share.objects.create(
        map=of,
        other=other,
        label=label.strip(),
        with_measures=with_measures,
        digest=digest_of(secret),
        made_by=actor,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    maps = {"map": str(of.pk), "other": str(other.pk) if other is not None else None}
    record(actor=actor, economy=economy, action="share.made", subject=share, details={**maps, "days": days, "measures": with_measures})
    return share, secret


@transaction.atomic
def stop_share(*, actor: User, share: Share) -> None:
    """The link stops working at once. Stopping it twice is no fault."""
    economy = share.map.journey.economy
    check(actor, economy.pk, Permission.SHARE_READ_ONLY)
    if Share.objects.filter(pk=share.pk, withdrawn_at=None).update(withdrawn_at=clock.now(), withdrawn_by=actor):
        record(actor=actor, economy=economy, action="share.stopped", subject=share)


def note_use(share: Share) -> None:
    """When it was last opened, to the hour: the one thing that reading writes, so that those inside see whether anybody needs the link."""
    now = clock.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_AGAIN)
    Share.objects.filter(long_ago, pk=share.pk).update(last_used_at=now)
