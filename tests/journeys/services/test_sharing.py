"""Links for readers from outside: who makes them, what is kept of them, and all that ends them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carejourneys.common.clock import now, stopped_at
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.models import Share
from journeys.queries.shares import share_by_secret, shares_of
from journeys.services.journeys import archive_journey, archive_map, bring_back_map, derive_future_map
from journeys.services.sharing import MOST, make_share, note_use, stop_share
from stakeholders.domain.permissions import Role
from stakeholders.domain.tokens import digest_of
from stakeholders.models import AuditEntry
from stakeholders.services.memberships import end_membership, revoke_role
from tests.factories import make_map, make_member, make_small_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(cast):
    return make_small_map(cast).map


def made(cast, of, **more):
    return make_share(actor=more.pop("actor", cast.freya), of=of, label="Board", days=more.pop("days", 7), **more)


def opens(secret: str) -> bool:
    try:
        return share_by_secret(secret) is not None
    except NotFound:
        return False


def test_only_a_digest_is_kept_and_the_audit_tells_of_it_without_the_secret(cast, of):
    share, secret = made(cast, of)
    assert share.digest == digest_of(secret) and len(secret) == 32
    assert share_by_secret(secret) == share
    entry = AuditEntry.objects.get(action="share.made")
    assert (entry.actor, entry.economy, entry.subject_id) == (cast.freya, cast.economy, str(share.pk))
    assert entry.details == {"map": str(of.pk), "other": None, "days": 7, "measures": False}
    assert secret not in str(entry.details) and "Board" not in str(entry.details)


@pytest.mark.parametrize("role", list(Role))
def test_facilitators_and_coaches_make_links_and_nobody_else(cast, of, role):
    member = make_member(cast.economy, role)
    if role in (Role.FACILITATOR, Role.COACH):
        assert opens(made(cast, of, actor=member)[1])
    else:
        with pytest.raises(NotAllowed):
            made(cast, of, actor=member)


def test_strangers_make_none_and_stop_none(cast, of):
    share, secret = made(cast, of)
    with pytest.raises(NotFound):
        made(cast, of, actor=cast.stan)
    with pytest.raises(NotFound):
        stop_share(actor=cast.stan, share=share)
    with pytest.raises(NotAllowed):
        stop_share(actor=cast.vic, share=share)
    assert opens(secret)


def test_it_runs_out_by_itself(cast, of):
    _share, secret = made(cast, of, days=1)
    with stopped_at(now() + timedelta(hours=23)):
        assert opens(secret)
    with stopped_at(now() + timedelta(days=1, seconds=1)):
        assert not opens(secret)


def test_stopped_it_opens_nothing_and_the_audit_says_who_stopped_it_once(cast, of):
    share, secret = made(cast, of)
    other = make_member(cast.economy, Role.COACH)
    stop_share(actor=other, share=share)
    stop_share(actor=cast.freya, share=share)
    share.refresh_from_db()
    assert share.withdrawn_by == other and not opens(secret)
    assert [entry.actor for entry in AuditEntry.objects.filter(action="share.stopped")] == [other]


def test_it_ends_with_the_role_and_with_the_membership_of_whoever_made_it(cast, of):
    coach, leaver = make_member(cast.economy, Role.COACH, Role.OBSERVER), make_member(cast.economy, Role.FACILITATOR)
    one, other = made(cast, of, actor=coach)[1], made(cast, of, actor=leaver)[1]
    revoke_role(actor=cast.adi, membership=coach.memberships.get(), role=Role.COACH)
    end_membership(actor=cast.adi, membership=leaver.memberships.get())
    assert not opens(one) and not opens(other)
    assert opens(made(cast, of)[1])


def test_it_opens_nothing_while_a_map_it_shows_or_its_journey_is_put_away(cast, of):
    future = derive_future_map(actor=cast.freya, based_on=of, title="Later")
    alone, both = made(cast, of)[1], made(cast, of, other=future)[1]
    archive_map(actor=cast.freya, of=future)
    assert opens(alone) and not opens(both)
    bring_back_map(actor=cast.freya, of=future)
    assert opens(both)
    archive_map(actor=cast.freya, of=of)
    assert not opens(alone) and not opens(both)
    bring_back_map(actor=cast.freya, of=of)
    archive_journey(actor=cast.freya, journey=of.journey)
    assert not opens(alone) and not opens(both)


def test_what_may_not_be_is_refused(cast, of):
    with pytest.raises(RuleBroken, match="times offered"):
        made(cast, of, days=91)
    with pytest.raises(RuleBroken, match="what the link is for"):
        make_share(actor=cast.freya, of=of, label="  ", days=7)
    with pytest.raises(NotFound):
        made(cast, of, other=make_map(cast))  # of another journey
    with pytest.raises(NotFound):
        made(cast, of, other=of)
    archive_map(actor=cast.freya, of=of)
    with pytest.raises(RuleBroken, match="put away"):
        made(cast, of)


def test_a_journey_has_no_end_of_links(cast, of):
    share, _secret = made(cast, of)
    Share.objects.bulk_create(
        Share(map=of, label="x", digest=f"{n:064}", made_by=cast.freya, made_at=share.made_at, expires_at=share.expires_at)
        for n in range(MOST - 1)
    )
    with pytest.raises(RuleBroken, match="many links"):
        made(cast, of)
    stop_share(actor=cast.freya, share=share)
    assert opens(made(cast, of)[1])


def test_the_last_use_is_noted_to_the_hour(cast, of):
    share, _secret = made(cast, of)
    first = now()
    with stopped_at(first):
        note_use(share)
    with stopped_at(first + timedelta(minutes=30)):
        note_use(share)
    share.refresh_from_db()
    assert share.last_used_at == first
    with stopped_at(first + timedelta(hours=2)):
        note_use(share)
    share.refresh_from_db()
    assert share.last_used_at == first + timedelta(hours=2)


def test_a_comparison_shows_today_before_what_is_planned_from_whichever_it_is_shared(cast, of):
    future = derive_future_map(actor=cast.freya, based_on=of, title="Later")
    for one, other in ((of, future), (future, of)):
        share, _secret = made(cast, one, other=other)
        assert (share.map, share.other) == (of, future)


def test_the_list_holds_comparisons_in_which_the_map_stands(cast, of):
    future = derive_future_map(actor=cast.freya, based_on=of, title="Later")
    alone, both = made(cast, of)[0], made(cast, of, other=future)[0]
    assert set(shares_of(of)) == {alone, both} and set(shares_of(future)) == {both}


@pytest.mark.parametrize("wrong", [{"label": ""}, {"expires_at": None}, {"withdrawn_at": "now"}, {"other": "map"}])
def test_the_database_holds_what_a_link_must_be(cast, of, wrong):
    share, _secret = made(cast, of)
    values = {"expires_at": share.made_at} if "expires_at" in wrong else {"withdrawn_at": now()} if "withdrawn_at" in wrong else wrong
    values = {"other": of} if "other" in values else values
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.filter(pk=share.pk).update(**values)
