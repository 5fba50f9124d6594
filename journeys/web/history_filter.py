"""Which part of a map's history one wants to read."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from carejourneys.common.forms import PlainForm
from stakeholders.models import User


class HistoryFilter(PlainForm):
    """`people`: who changed the map; `cards`: (id, words) of its steps."""

    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=UUID, empty_value=None)
    card = forms.ChoiceField(label=_("Card"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    since = forms.IntegerField(required=False, min_value=0, max_value=2**53, widget=forms.HiddenInput)
    say_optional_nowhere = True

    def __init__(self, *args, people: Sequence[User], cards: Sequence[tuple[str, str]], **options):
        super().__init__(*args, **options)
        cast(forms.ChoiceField, self.fields["person"]).choices = [("", _("Everybody")), *((str(one.pk), str(one)) for one in people)]
        cast(forms.ChoiceField, self.fields["card"]).choices = [("", _("The whole map")), *cards]

    def chosen(self) -> dict:
        """What was chosen, without what will not do."""
        self.is_valid()
        return self.cleaned_data
