"""The shape of a link for readers from outside."""

from collections.abc import Iterable
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from carejourneys.common.forms import PlainForm, ScreenedCharField
from journeys.models import Map
from stakeholders.domain.tokens import SHARED_FOR_DAYS

ALONE = "map"


class ShareForm(PlainForm):
    """`others`: (map, its short name) of those it can be shown against."""

    other = forms.TypedChoiceField(label=_("What should they see?"))
    label = ScreenedCharField(
        label=_("What is the link for?"),
        max_length=120,
        help_text=_("So that you know it again. Only people inside see it. For example: board, December."),
    )
    days = forms.TypedChoiceField(
        label=_("How long should it work?"),
        choices=[(days, _("1 day") if days == 1 else _("%(days)d days") % {"days": days}) for days in SHARED_FOR_DAYS],
        coerce=int,
        initial=30,
    )
    with_measures = forms.BooleanField(
        label=_("Show what was measured too, of data that your whole economy may see. Small numbers are hidden, counts are rounded."),
        required=False,
    )

    def __init__(self, *args, others: Iterable[tuple[Map, str]] = (), **options):
        super().__init__(*args, **options)
        rows = {str(one.pk): one for one, _label in others}
        field = cast(forms.TypedChoiceField, self.fields["other"])
        field.choices = [(ALONE, _("This map")), *((str(one.pk), _("This map against %s") % label) for one, label in others)]
        field.coerce = rows.get
