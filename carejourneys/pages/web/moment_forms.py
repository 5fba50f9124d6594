"""Naming a moment of a map, and going to one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from carejourneys.common.forms import PlainForm, ScreenedCharField
from journeys.services.baselines import LONGEST


class NameForm(PlainForm):
    name = ScreenedCharField(
        label=_("Name of the moment"),
        max_length=LONGEST,
        help_text=_("So that everybody knows what it stands for. For example: Agreed on 12 May."),
    )
    revision = forms.IntegerField(
        label=_("Revision"), min_value=1, max_value=2**53, help_text=_("Each change of the map makes one. The newest is filled in.")
    )


class GoToForm(PlainForm):
    """`newest`: the newest revision of the map."""

    def __init__(self, *args, newest: int, **options):
        super().__init__(*args, **{"auto_id": "go_to_%s", **options})
        help_text = _("From 1, the beginning, to %(newest)s, how it is now.") % {"newest": newest}
        self.fields["revision"] = forms.IntegerField(label=_("Go to revision"), min_value=1, max_value=newest, help_text=help_text)
