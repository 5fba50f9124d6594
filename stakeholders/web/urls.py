"""Addresses of the pages about people."""

from django.urls import path, register_converter

from stakeholders.domain.texts import TextKind

from . import account, audit, invitations, organisations, people, permissions, small_numbers, texts


class TextKindConverter:
    """One of the texts an economy can make its own."""

    regex = "|".join(TextKind)

    def to_python(self, value: str) -> TextKind:
        return TextKind(value)

    def to_url(self, value: str) -> str:
        return TextKind(value).value


register_converter(TextKindConverter, "text")

urlpatterns = [
    path("privacy/", texts.public_text, {"kind": TextKind.PRIVACY}, name="privacy"),
    path("accessibility/", texts.public_text, {"kind": TextKind.ACCESSIBILITY}, name="accessibility"),
    path("intended-use/", texts.public_text, {"kind": TextKind.INTENDED_USE}, name="intended_use"),
    path("account/", account.account, name="account"),
    path("account/second-step/", account.second_factor_needed, name="second_factor_needed"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<uuid:number>/revoke/", account.revoke, name="revoke_token"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
    path("economies/<slug:slug>/people/", people.people, name="people"),
    path("economies/<slug:slug>/people/invite/", people.invite_person, name="invite"),
    path("economies/<slug:slug>/people/<uuid:membership_id>/", people.member, name="member"),
    path("economies/<slug:slug>/people/<uuid:membership_id>/end/", people.end_member, name="end_member"),
    path("economies/<slug:slug>/people/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="withdraw_invitation"),
    path("economies/<slug:slug>/leave/", people.leave, name="leave"),
    path("economies/<slug:slug>/organisations/", organisations.organisations, name="organisations"),
    path("economies/<slug:slug>/organisations/add/", organisations.add, name="add_organisation"),
    path("economies/<slug:slug>/organisations/<uuid:organisation_id>/", organisations.change, name="change_organisation"),
    path("economies/<slug:slug>/who-may/", permissions.who_may, name="who_may"),
    path("economies/<slug:slug>/small-numbers/", small_numbers.small_numbers, name="small_numbers"),
    path("economies/<slug:slug>/audit/", audit.audit, name="audit"),
    path("economies/<slug:slug>/audit.csv", audit.audit_csv, name="audit_csv"),
    path("economies/<slug:slug>/<text:kind>/", texts.economy_text, name="economy_text"),
    path("economies/<slug:slug>/<text:kind>/edit/", texts.edit_text, name="edit_text"),
]
