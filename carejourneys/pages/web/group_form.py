"""The form that declares a group of people."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.domain.cohorts import Cohort, Kept
from analytics.domain.told import told_count
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

    def __init__(self, *args, choices: Mapping[Kept, list[tuple[str, int]]], t: int, **options):
        super().__init__(*args, **options)
        self.not_offered: list[str] = []  # labels of columns that tell nobody apart
        for column in Kept:
            values = choices.get(column)
            if not values:
                self.not_offered.append(str(self.fields.pop(column.value).label))
                continue
            field = self.fields[column.value]
            assert isinstance(field, forms.MultipleChoiceField)
            labelled = _labelled(values, t)
            self.fields["name"].help_text = _("For example “%(one)s, spring”.") % {"one": labelled[0][0]}
            field.choices = labelled

    def cohort(self) -> Cohort:
        """As it was chosen; a column of which nothing is chosen tells nothing apart."""
        given = self.cleaned_data
        values = {column: tuple(given[column.value]) for column in Kept if given.get(column.value)}
        return Cohort(values, given.get("begun_from"), given.get("begun_before"))

    def said(self) -> list[dict[str, str]]:
        """What was chosen, in words: rows of key and value."""
        rows = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                words = ", ".join(value) if isinstance(value, list) else date_format(value, "j F Y") if isinstance(value, date) else value
                rows.append({"key": str(field.label), "value": words})
        return rows


def _labelled(values: list[tuple[str, int]], t: int) -> list[tuple[str, str]]:
    """[(value, with about how many people)], as others read the counts and in the order of these: the page is looked at together."""
    told = sorted(((value, told_count(people, t)) for value, people in values), key=lambda one: (-(one[1] or 0), one[0]))
    return [(value, _label(value, about, t)) for value, about in told]


def _label(value: str, about: int | None, t: int) -> str:
    if about is None:
        return gettext("%(value)s (fewer than %(t)s)") % {"value": value, "t": t}
    return gettext("%(value)s (about %(n)s)") % {"value": value, "n": f"{about:,}"}
