"""The shapes of what people type on the pages about people."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from carejourneys.common.forms import ChangingForm, ExemptCharField, PlainForm, ScreenedCharField
from stakeholders.domain.organisations import OrganisationKind
from stakeholders.domain.permissions import Role
from stakeholders.domain.tokens import LIFETIMES_IN_DAYS, Scope
from stakeholders.models import Economy, Organisation
from stakeholders.queries.audit_words import in_words
from stakeholders.queries.words import KIND_NAMES, ROLE_MEANINGS, ROLE_NAMES, SCOPE_NAMES
from stakeholders.services.texts import LONGEST


def _roles() -> list[tuple[str, str]]:
    """Asked for each time a form is shown, in the language of its reader."""
    return [(role.value, _("%(name)s: %(meaning)s") % {"name": ROLE_NAMES[role], "meaning": ROLE_MEANINGS[role]}) for role in Role]


class RolesField(forms.TypedMultipleChoiceField):
    """Checkboxes, one a role, with what it means. Cleans to a list of Role."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(
            choices=_roles, coerce=Role, label=_("Roles"), error_messages={"required": _("Choose at least one role.")}, **options
        )


class OrganisationField(forms.TypedChoiceField):
    """An organisation of the economy or none. Cleans to an Organisation or None."""

    def __init__(self, **options):
        super().__init__(required=False, label=_("Speaks for"), **options)

    def offer(self, organisations: Iterable[Organisation]) -> None:
        rows = {str(row.pk): row for row in organisations}
        self.choices = [("", _("No organisation")), *((key, row.name) for key, row in rows.items())]
        self.coerce = rows.get
        self.empty_value = None


class MemberForm(PlainForm):
    organisation = OrganisationField()
    roles = RolesField()

    def __init__(self, *args, organisations: Iterable[Organisation] = (), **options):
        super().__init__(*args, **options)
        cast(OrganisationField, self.fields["organisation"]).offer(organisations)


class ChangeMemberForm(ChangingForm, MemberForm):
    """Of somebody who belongs already."""


class InviteForm(MemberForm):
    email = forms.EmailField(label=_("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ["email", "organisation", "roles"]


class JoinForm(PlainForm):
    name = ScreenedCharField(
        label=_("Your name, as others will see it"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = ExemptCharField(
        reason="a secret, stored as a hash",
        label=_("A password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("You can leave this empty and sign in with a code we email you. A password has at least 12 characters."),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class NameForm(PlainForm):
    name = ScreenedCharField(label=_("Your name, as others see it"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class OrganisationForm(PlainForm):
    name = ScreenedCharField(label=_("Name"), max_length=120)
    kind = forms.TypedChoiceField(
        label=_("What kind of organisation is it?"),
        choices=[(kind.value, KIND_NAMES[kind]) for kind in OrganisationKind],
        coerce=OrganisationKind,
    )
    ods_code = ExemptCharField(
        reason="a public code of an organisation: letters and digits only, checked by the service",
        label=_("ODS code"),
        max_length=12,
        required=False,
        help_text=_("The NHS code of an organisation, if you know it. For example RXX."),
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )


class ChangeOrganisationForm(ChangingForm, OrganisationForm):
    """Of one that is there already."""


class TextForm(ChangingForm):
    body = ExemptCharField(
        reason="a notice names the office to write to, with its address and telephone number; only administrators write it",
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Begin a heading with ## and a list item with a dash. Leave an empty line between paragraphs."),
    )


class ThresholdForm(PlainForm):
    threshold = forms.IntegerField(
        label=_("Hide figures of fewer than how many people?"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
    )
    sure = forms.BooleanField(
        label=_("I know that it can never be lowered again"), error_messages={"required": _("Tick this: raising it cannot be taken back.")}
    )


class TokenForm(PlainForm):
    economy = forms.TypedChoiceField(label=_("For which economy?"))
    name = ScreenedCharField(
        label=_("What is it for?"), max_length=80, help_text=_("So that you know it again. For example: monthly report.")
    )
    scope = forms.TypedChoiceField(
        label=_("What may it do?"),
        choices=[(scope.value, SCOPE_NAMES[scope]) for scope in Scope],
        coerce=Scope,
        initial=Scope.READ.value,
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=_("How long should it work?"),
        choices=[(days, _("1 day") if days == 1 else _("%(days)d days") % {"days": days}) for days in LIFETIMES_IN_DAYS],
        coerce=int,
        initial=30,
    )

    def __init__(self, *args, economies: Iterable[Economy] = (), **options):
        super().__init__(*args, **options)
        rows = {economy.slug: economy for economy in economies}
        field = cast(forms.TypedChoiceField, self.fields["economy"])
        field.choices = [(slug, economy.name) for slug, economy in rows.items()]
        field.coerce = rows.get


class AuditFilter(PlainForm):
    action = forms.ChoiceField(label=_("What"), required=False)
    actor = ExemptCharField(reason="looked for, not stored", label=_("Who (name or email)"), required=False, max_length=120)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, actions: Iterable[str] = (), **options):
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["action"]).choices = [
            ("", _("Everything")),
            *((action, in_words(action)) for action in actions),
        ]
