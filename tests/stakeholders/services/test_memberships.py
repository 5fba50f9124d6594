import pytest

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain import ports
from stakeholders.domain.permissions import Role
from stakeholders.models import ApiToken, AuditEntry, Membership, RoleGrant, User
from stakeholders.queries.access import roles_in
from stakeholders.services.invitations import accept_invitation, invite
from stakeholders.services.memberships import add_member, change_member, end_membership, grant_role, leave_economy, revoke_role
from tests.factories import bearer, make_economy, make_member, make_organisation, make_person, make_token, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    calls: list[tuple] = []

    def listener(user_id, economy_id):
        calls.append((user_id, economy_id))

    ports.hear_of_withdrawn_access(listener)
    yield calls
    ports.forget_listener(listener)


def membership(user):
    return Membership.objects.get(user=user, ended_at=None)


def last_audit(economy):
    entry = AuditEntry.objects.filter(economy=economy).first()
    return entry.action, entry.actor, entry.details


def test_an_administrator_adds_a_member_and_the_audit_says_who_whom_and_as_what(cast):
    pat = make_person()
    made = add_member(actor=cast.adi, economy=cast.economy, user=pat, roles=[Role.COACH, Role.OBSERVER], organisation=cast.council)
    assert roles_in(pat, cast.economy.pk) == {Role.COACH, Role.OBSERVER}
    assert {grant.granted_by for grant in RoleGrant.objects.filter(membership=made)} == {cast.adi}
    details = {"user": str(pat.pk), "roles": ["observer", "coach"], "organisation": str(cast.council.pk)}
    assert last_audit(cast.economy) == ("membership.began", cast.adi, details)


@pytest.mark.parametrize("persona", ["freya", "eddie", "vic", "ana"])
def test_only_administrators_manage_people(cast, persona):
    actor, target = getattr(cast, persona), membership(cast.eddie)
    before = AuditEntry.objects.count()
    for act in (
        lambda: add_member(actor=actor, economy=cast.economy, user=cast.stan, roles=[Role.OBSERVER]),
        lambda: grant_role(actor=actor, membership=target, role=Role.LEADER),
        lambda: revoke_role(actor=actor, membership=target, role=Role.PARTICIPANT),
        lambda: end_membership(actor=actor, membership=target),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert AuditEntry.objects.count() == before
    assert roles_in(cast.eddie, cast.economy.pk) == {Role.PARTICIPANT}


def test_a_stranger_who_administers_elsewhere_finds_nothing(cast):
    other = make_economy()
    with pytest.raises(NotFound):
        end_membership(actor=make_member(other, Role.ADMINISTRATOR), membership=membership(cast.eddie))


def test_nobody_belongs_twice_and_nobody_without_a_role(cast):
    with pytest.raises(RuleBroken, match="belongs to this economy already"):
        add_member(actor=cast.adi, economy=cast.economy, user=cast.eddie, roles=[Role.COACH])
    with pytest.raises(RuleBroken, match="at least one role"):
        add_member(actor=cast.adi, economy=cast.economy, user=make_person(), roles=[])


def test_an_organisation_of_another_economy_is_refused(cast):
    foreign = make_organisation(make_economy())
    with pytest.raises(RuleBroken) as refusal:
        change_member(actor=cast.adi, membership=membership(cast.eddie), roles=[Role.PARTICIPANT], organisation=foreign)
    assert refusal.value.field == "organisation"


def test_roles_change_to_exactly_those_chosen_and_the_old_grants_stay_as_history(cast):
    change_member(actor=cast.adi, membership=membership(cast.eddie), roles=[Role.FACILITATOR, Role.COACH], organisation=cast.council)
    assert roles_in(cast.eddie, cast.economy.pk) == {Role.FACILITATOR, Role.COACH}
    assert membership(cast.eddie).organisation == cast.council
    ended = RoleGrant.objects.get(membership__user=cast.eddie, role="participant")
    assert ended.ended_by == cast.adi and ended.ended_at
    actions = AuditEntry.objects.filter(economy=cast.economy).values_list("action", flat=True)[:4]
    assert list(actions) == ["membership.moved", "role.revoked", "role.granted", "role.granted"]


def test_the_last_administrator_can_neither_be_removed_nor_leave_nor_lose_the_role(cast):
    adi, second = membership(cast.adi), make_member(cast.economy, Role.ADMINISTRATOR)
    grant_role(actor=second, membership=adi, role=Role.OBSERVER)
    end_membership(actor=cast.adi, membership=membership(second))
    for act in (
        lambda: end_membership(actor=cast.adi, membership=adi),
        lambda: leave_economy(actor=cast.adi, economy=cast.economy),
        lambda: revoke_role(actor=cast.adi, membership=adi, role=Role.ADMINISTRATOR),
        lambda: change_member(actor=cast.adi, membership=adi, roles=[Role.OBSERVER], organisation=None),
    ):
        with pytest.raises(RuleBroken, match="last administrator"):
            act()
    assert Role.ADMINISTRATOR in roles_in(cast.adi, cast.economy.pk)
    second = make_member(cast.economy, Role.ADMINISTRATOR)
    leave_economy(actor=cast.adi, economy=cast.economy)
    assert roles_in(cast.adi, cast.economy.pk) == frozenset()
    with pytest.raises(RuleBroken, match="last administrator"):
        leave_economy(actor=second, economy=cast.economy)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_an_administrator_gives_themselves_no_role_another_administrator_does(cast, role):
    adi, before = membership(cast.adi), AuditEntry.objects.count()
    for act in (
        lambda: grant_role(actor=cast.adi, membership=adi, role=role),
        lambda: change_member(actor=cast.adi, membership=adi, roles=[Role.ADMINISTRATOR, role], organisation=None),
    ):
        with pytest.raises(RuleBroken, match="Ask another administrator") as refusal:
            act()
        assert refusal.value.field == "roles"
    assert roles_in(cast.adi, cast.economy.pk) == {Role.ADMINISTRATOR} and AuditEntry.objects.count() == before
    second = make_member(cast.economy, Role.ADMINISTRATOR)
    change_member(actor=second, membership=adi, roles=[Role.ADMINISTRATOR, role], organisation=None)
    assert roles_in(cast.adi, cast.economy.pk) == {Role.ADMINISTRATOR, role}
    change_member(actor=cast.adi, membership=adi, roles=[Role.ADMINISTRATOR, role], organisation=cast.council)  # what is held stays
    assert roles_in(cast.adi, cast.economy.pk) == {Role.ADMINISTRATOR, role}


def test_an_administrator_who_left_does_not_come_back_by_an_invitation_of_their_own(cast):
    secrets: list[str] = []
    second = make_member(cast.economy, Role.ADMINISTRATOR)
    roles = [Role.ADMINISTRATOR, Role.FACILITATOR]
    invite(actor=second, economy=cast.economy, email="other@example.org", roles=roles, link=lambda secret: secrets.append(secret) or "/")
    leave_economy(actor=second, economy=cast.economy)
    User.objects.filter(pk=second.pk).update(email="other@example.org")
    second.refresh_from_db()
    with pytest.raises(RuleBroken, match="Ask another administrator"):
        accept_invitation(actor=second, secret=secrets[0])
    assert roles_in(second, cast.economy.pk) == frozenset()


def test_the_only_role_of_somebody_is_not_taken_the_membership_is_ended_instead(cast):
    with pytest.raises(RuleBroken, match="only role"):
        revoke_role(actor=cast.adi, membership=membership(cast.eddie), role=Role.PARTICIPANT)


def test_leaving_ends_sessions_and_tokens_at_once_and_tells_the_port(cast, heard, django_capture_on_commit_callbacks):
    browser, token = signed_in(cast.ana), bearer(cast.ana, cast.economy)
    assert browser.get("/account/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        leave_economy(actor=cast.ana, economy=cast.economy)
    assert browser.get("/account/").url.startswith("/accounts/login/")
    assert browser.get("/api/v1/economies/", headers=token).status_code == 401
    assert heard == [(cast.ana.pk, cast.economy.pk)]
    assert last_audit(cast.economy) == ("membership.ended", cast.ana, {"user": str(cast.ana.pk), "by_themselves": True})


def test_who_belongs_elsewhere_keeps_the_session_and_finds_nothing_of_what_they_left(cast):
    other = make_economy()
    make_member(other, Role.FACILITATOR, email=cast.freya.email)
    browser = signed_in(cast.freya)
    kept, lost = make_token(cast.freya, other), make_token(cast.freya, cast.economy)
    end_membership(actor=cast.adi, membership=Membership.objects.get(user=cast.freya, economy=cast.economy))
    assert browser.get(f"/economies/{other.slug}/").status_code == 200
    assert browser.get(f"/economies/{cast.economy.slug}/").status_code == 404
    assert browser.get("/api/v1/economies/", headers={"Authorization": f"Bearer {kept}"}).status_code == 200
    assert browser.get("/api/v1/economies/", headers={"Authorization": f"Bearer {lost}"}).status_code == 401


def test_losing_the_role_that_carries_tokens_ends_them(cast, heard, django_capture_on_commit_callbacks):
    grant_role(actor=cast.adi, membership=membership(cast.freya), role=Role.OBSERVER)
    make_token(cast.freya, cast.economy)
    with django_capture_on_commit_callbacks(execute=True):
        revoke_role(actor=cast.adi, membership=membership(cast.freya), role=Role.FACILITATOR)
    assert not ApiToken.objects.filter(user=cast.freya).exists()
    assert heard == [(cast.freya.pk, cast.economy.pk)]


def test_a_membership_that_ended_can_begin_again_as_a_new_one(cast):
    old = membership(cast.vic)
    end_membership(actor=cast.adi, membership=old)
    with pytest.raises(RuleBroken, match="ended already"):
        end_membership(actor=cast.adi, membership=old)
    new = add_member(actor=cast.adi, economy=cast.economy, user=cast.vic, roles=[Role.OBSERVER])
    assert new.pk != old.pk and Membership.objects.get(pk=old.pk).ended_by == cast.adi
