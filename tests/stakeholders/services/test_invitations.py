import re
from datetime import timedelta

import pytest
from django.core import mail

from carejourneys.common import clock
from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry, Invitation, User
from stakeholders.queries.access import roles_in
from stakeholders.services.invitations import (
    LONGEST_ADDRESS,
    MOST_AN_HOUR,
    accept_invitation,
    invite,
    join_by_invitation,
    withdraw_invitation,
)
from stakeholders.services.people import rename_person
from tests.factories import administrator_of, make_economy, make_organisation, make_person

pytestmark = pytest.mark.django_db
ADDRESS = "nia@example.org"


@pytest.fixture
def send(cast, django_capture_on_commit_callbacks):
    def _send(email=ADDRESS, roles=(Role.PARTICIPANT,), organisation=None, actor=None) -> str:
        """Invites and answers the secret out of the email."""
        with django_capture_on_commit_callbacks(execute=True):
            invite(
                actor=actor or cast.adi,
                economy=cast.economy,
                email=email,
                roles=roles,
                organisation=organisation,
                link=lambda secret: f"https://example.org/invitations/{secret}/",
            )
        return re.search(r"/invitations/([^/]+)/", mail.outbox[-1].body)[1]

    return _send


def test_the_email_goes_to_the_address_with_the_secret_that_the_database_does_not_hold(cast, send):
    secret = send("Nia@Example.org", organisation=cast.council)
    assert mail.outbox[-1].to == [ADDRESS] and cast.economy.name in mail.outbox[-1].body and "Adi" in mail.outbox[-1].body
    row = Invitation.objects.get()
    assert secret not in {str(getattr(row, field.attname)) for field in row._meta.fields}
    assert (row.email, row.roles, row.organisation, row.invited_by) == (ADDRESS, ["participant"], cast.council, cast.adi)
    assert AuditEntry.objects.filter(economy=cast.economy).first().action == "invitation.sent"


def test_an_address_longer_than_any_is_refused_at_its_field(cast, send):
    ends = f"@{'x' * 60}.{'x' * 60}.{'x' * 60}.org"
    longest = "n" * (LONGEST_ADDRESS - len(ends)) + ends
    send(longest)
    with pytest.raises(RuleBroken, match="at most 254 signs") as refused:
        send("n" + longest)
    assert refused.value.field == "email" and [row.email for row in Invitation.objects.all()] == [longest]


def test_a_newcomer_joins_with_the_roles_and_organisation_of_the_invitation(cast, send):
    secret = send(organisation=cast.council, roles=[Role.COACH, Role.OBSERVER])
    nia = join_by_invitation(secret=secret, name="Nia")
    assert roles_in(nia, cast.economy.pk) == {Role.COACH, Role.OBSERVER}
    belongs = nia.memberships.get()
    assert belongs.organisation == cast.council and {grant.granted_by for grant in belongs.grants.all()} == {cast.adi}
    assert nia.emailaddress_set.get().verified and not nia.has_usable_password()
    actions = AuditEntry.objects.filter(actor=nia).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["person.created", "invitation.accepted", "membership.began"]


def test_an_invitation_works_once(send):
    secret = send()
    join_by_invitation(secret=secret, name="Nia")
    for act in (
        lambda: join_by_invitation(secret=secret, name="Nia"),
        lambda: accept_invitation(actor=User.objects.get(email=ADDRESS), secret=secret),
    ):
        with pytest.raises(NotFound):
            act()


def test_it_runs_out(send):
    secret = send()
    with clock.stopped_at(clock.now() + timedelta(days=14, seconds=5)), pytest.raises(NotFound):
        join_by_invitation(secret=secret, name="Nia")
    assert not User.objects.filter(email=ADDRESS).exists()


def test_it_stops_when_withdrawn_and_when_a_newer_one_is_sent(cast, send):
    first = send()
    second = send()
    with pytest.raises(NotFound):
        join_by_invitation(secret=first, name="Nia")
    withdraw_invitation(actor=cast.adi, invitation=Invitation.objects.open().get())
    with pytest.raises(NotFound):
        join_by_invitation(secret=second, name="Nia")
    with pytest.raises(RuleBroken):
        withdraw_invitation(actor=cast.adi, invitation=Invitation.objects.first())


def test_somebody_elses_account_cannot_take_it_and_an_existing_one_is_not_opened_by_it(cast, send):
    secret = send()
    with pytest.raises(NotAllowed):
        accept_invitation(actor=cast.stan, secret=secret)
    nia = make_person("Nia", email=ADDRESS)
    with pytest.raises(RuleBroken, match="Sign in first"):
        join_by_invitation(secret=secret, name="Mallory")
    accept_invitation(actor=nia, secret=secret)
    assert roles_in(nia, cast.economy.pk) == {Role.PARTICIPANT}


def test_members_are_not_invited_and_nobody_without_a_role(cast, send):
    with pytest.raises(RuleBroken, match="belongs to the economy already"):
        send(cast.eddie.email.upper())
    with pytest.raises(RuleBroken, match="at least one role"):
        send(roles=[])
    assert mail.outbox == []


@pytest.mark.parametrize("persona", ["freya", "eddie", "vic", "ana"])
def test_only_administrators_invite(cast, send, persona):
    with pytest.raises(NotAllowed):
        send(actor=getattr(cast, persona))
    assert mail.outbox == [] and not Invitation.objects.exists()


def test_a_mail_server_that_is_away_does_not_undo_the_invitation(cast, send, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    with pytest.raises(IndexError):  # no email to read a secret from
        send()
    assert Invitation.objects.open().count() == 1


def test_the_same_address_is_written_to_a_few_times_an_hour_and_no_more(cast, send):
    for _ in range(3):
        send()
    with pytest.raises(RuleBroken, match="written to this address 3 times within the hour") as refusal:
        send()
    assert refusal.value.field == "email" and len(mail.outbox) == 3
    elsewhere = make_economy()  # whoever sends it
    with pytest.raises(RuleBroken, match="within the hour"):
        invite(actor=administrator_of(elsewhere), economy=elsewhere, email=ADDRESS.upper(), roles=[Role.OBSERVER], link=str)
    send("another@example.org")
    with clock.stopped_at(clock.now() + timedelta(minutes=61)):
        send()
    assert [message.to for message in mail.outbox] == [[ADDRESS]] * 3 + [["another@example.org"], [ADDRESS]]


def test_an_economy_sends_so_many_invitations_an_hour_and_no_more(cast, send):
    for n in range(MOST_AN_HOUR):
        send(f"nia{n}@example.org")
    with pytest.raises(RuleBroken, match="within the hour"):
        send("one.more@example.org")
    assert len(mail.outbox) == MOST_AN_HOUR == Invitation.objects.count()
    elsewhere = make_economy()
    invite(actor=administrator_of(elsewhere), economy=elsewhere, email="one.more@example.org", roles=[Role.OBSERVER], link=str)
    with clock.stopped_at(clock.now() + timedelta(minutes=61)):
        send("one.more@example.org")


def test_names_bring_no_paragraphs_of_their_own_into_the_email(cast, send):
    rename_person(actor=cast.adi, name="Adi\n\nYour account is locked. Call\u202e 555\x07")
    send()
    assert "Adi Your account is locked. Call 555 invites you to" in " ".join(mail.outbox[-1].body.split("\n"))
    assert User.objects.get(pk=cast.adi.pk).name == "Adi Your account is locked. Call 555"
    assert make_person("Nia\nOwen", email="nia.owen@example.org").name == "Nia Owen"
    assert make_organisation(cast.economy, "Eastvale\x07\nWater").name == "Eastvale Water"
    assert make_economy("East\x07vale\nSouth").name == "Eastvale South"
