"""The form that declares a group of people."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.domain.cohorts import Cohort, Kept
from carejourneys.common.forms import PlainForm, ScreenedCharField


class GroupForm(PlainForm):
    """What tells the group apart: closed choices made from the data, and when its people set out."""

    name = ScreenedCharField(label=_("What is the group called?"), max_length=80, help_text=_("For example “Set out in spring”."))
    first_activity = forms.MultipleChoiceField(label=_("Begins with"), widget=forms.CheckboxSelectMultiple, required=False)
    first_organisation = forms.MultipleChoiceField(label=_("Begins at"), widget=forms.CheckboxSelectMultiple, required=False)
    begun_from = forms.DateField(
        label=_("Set out from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A Monday, or the first of a month."),
    )
    begun_before = forms.DateField(
        label=_("Set out before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The Monday, or the first of a month, after the last day that belongs to it."),
    )

    def __init__(self, *args, choices: Mapping[Kept, list[tuple[str, int]]], **options):
        super().__init__(*args, **options)
        self.not_offered: list[str] = []  # labels of columns that tell nobody apart
        for column in Kept:
            values = choices.get(column)
            if not values:
                self.not_offered.append(str(self.fields.pop(column.value).label))
                continue
            field = self.fields[column.value]
            assert isinstance(field, forms.MultipleChoiceField)
            self.fields["name"].help_text = _("For example “%(one)s, spring”.") % {"one": values[0][0]}
            field.choices = [(value, f"{value} ({people:,})") for value, people in values]

    def cohort(self) -> Cohort:
        """As it was chosen; a column of which nothing is chosen tells nothing apart."""
        given = self.cleaned_data
        values = {column: tuple(given[column.value]) for column in Kept if given.get(column.value)}
        return Cohort(values, given.get("begun_from"), given.get("begun_before"))
