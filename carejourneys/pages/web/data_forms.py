"""The shapes of what people say about event data."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from analytics.domain.events.log import Preview, ReadOptions
from analytics.domain.events.roles import Role
from analytics.domain.terms import Terms
from analytics.models import Feed
from analytics.queries.activity_names import Alike, AsOne, mark_of, shown
from analytics.queries.column_pages import refused_columns
from analytics.services.drafting import FEWEST_STEPS, MOST_STEPS
from analytics.services.receiving import SUFFIXES
from carejourneys.common.forms import ChangingForm, PlainForm, ScreenedCharField
from stakeholders.models import Organisation

ROLE_WORDS: dict[Role, tuple[Any, Any]] = {
    Role.CASE: (_("Whose event it is"), _("An identifier of the person or referral. It is replaced by a key before anything is stored.")),
    Role.ACTIVITY: (_("What happened"), _("The name of the activity.")),
    Role.END: (_("When it was done"), _("The time it was completed, or its only time.")),
    Role.START: (_("When it was begun"), ""),
    Role.TIMESTAMP: (_("When (start and completion in rows of their own)"), _("Only for logs that say start or complete in a column.")),
    Role.LIFECYCLE: (_("Start or completion"), _("The column that says which.")),
    Role.INSTANCE: (_("Which start belongs to which completion"), ""),
    Role.RESOURCE: (_("Who did it"), _("A role, a team or a code of staff; never the person whose journey it is.")),
    Role.ORGANISATION: (_("Which organisation"), ""),
}
ZONES = (
    ("Europe/London", _("UK time (Europe/London)")),
    ("UTC", "UTC"),
)
DATE_FORMATS = (
    ("", _("As the data show")),
    ("%d/%m/%Y %H:%M", _("Day first: 03/04/2026 09:30")),
    ("%d/%m/%Y %H:%M:%S", _("Day first with seconds: 03/04/2026 09:30:00")),
    ("%d/%m/%Y", _("Day first without a time: 03/04/2026")),
    ("%d/%m/%y %H:%M", _("Day first, a year of two digits: 03/04/26 09:30")),
    ("%d/%m/%y %H:%M:%S", _("Day first, a year of two digits, with seconds: 03/04/26 09:30:00")),
    ("%d/%m/%y", _("Day first, a year of two digits, without a time: 03/04/26")),
    ("%d.%m.%y %H:%M", _("Day first, with dots: 03.04.26 09:30")),
    ("%d-%b-%y %H:%M", _("The month by name: 03-APR-26 09:30")),
    ("%d-%b-%y", _("The month by name, without a time: 03-APR-26")),
    ("%m/%d/%Y %H:%M", _("Month first: 04/03/2026 09:30")),
    ("%m/%d/%Y %H:%M:%S", _("Month first with seconds: 04/03/2026 09:30:00")),
    ("%m/%d/%Y", _("Month first without a time: 04/03/2026")),
    ("spreadsheet", _("Numbers of a spreadsheet, days since 1899: 46115.39")),
    ("seconds", _("Seconds since 1970: 1775205000")),
    ("milliseconds", _("Milliseconds since 1970: 1775205000000")),
)


class TermsForm(PlainForm):
    """On what terms data are here."""

    say_optional_nowhere = True

    purpose = ScreenedCharField(
        label=_("What are these data for?"), max_length=300, help_text=_("For example: To see how long people wait between the agencies.")
    )
    controller = forms.ChoiceField(
        label=_("Who answers for them?"), help_text=_("The organisation that is their controller, in the words of data protection law.")
    )
    delete_by = forms.DateField(
        label=_("Until when are they needed?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day after, they and everything measured with them are deleted by themselves."),
    )
    readers = forms.MultipleChoiceField(
        label=_("Who may see what they say?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose organisations, or none: then it is everybody of this economy whose role lets them see measures."),
    )

    def __init__(self, *args, organisations: Iterable[Organisation], terms: Terms | None = None, **options):
        began = {"delete_by": localdate() + timedelta(days=365)} if terms is None else asdict(terms)
        super().__init__(*args, **{"initial": began, **options})
        offered = [(str(one.pk), one.name) for one in organisations]
        cast(forms.ChoiceField, self.fields["controller"]).choices = [("", _("Choose one")), *offered]
        cast(forms.MultipleChoiceField, self.fields["readers"]).choices = offered

    def terms(self) -> Terms:
        """What was said, once the form is valid."""
        given: Mapping[str, Any] = self.cleaned_data
        return Terms(given["purpose"], given["controller"], given["delete_by"], frozenset(given["readers"]))


class ChangeTermsForm(ChangingForm, TermsForm):
    """Of data that are here already."""


class VersionForm(PlainForm):
    """A feed's next file: all else is known."""

    say_optional_nowhere = True

    file = forms.FileField(
        label=_("The file"),
        widget=forms.FileInput(attrs={"accept": ",".join((*SUFFIXES, ".gz"))}),
        help_text=_("With the same columns as the files before it, in any order. CSV, XES or Parquet."),
    )


class UploadForm(TermsForm):
    field_order = ("name", "file", "purpose", "controller", "delete_by", "readers", "synthetic")

    name = ScreenedCharField(
        label=_("What should these data be called?"), max_length=120, help_text=_("For example: Memory service, January to June 2026.")
    )
    file = forms.FileField(
        label=_("The file"),
        widget=forms.FileInput(attrs={"accept": ",".join((*SUFFIXES, ".gz"))}),
        help_text=_("A log of events: one row for each thing that happened, with whose it was, what it was and when. CSV, XES or Parquet."),
    )
    synthetic = forms.BooleanField(label=_("These are made-up data, nobody’s own"), required=False)

    def clean(self) -> dict[str, Any]:
        if self.errors and self.files and "file" not in self.errors:
            self.add_error("file", _("Please choose the file once more: a page cannot hold it while something else is put right."))
        return super().clean() or {}


class JoinForm(TermsForm):
    """Which feeds to join, and on what terms."""

    field_order = ("name", "parts", "purpose", "controller", "delete_by", "readers")

    name = ScreenedCharField(
        label=_("What should the joined data be called?"), max_length=120, help_text=_("For example: Hospital and council together.")
    )
    parts = forms.MultipleChoiceField(
        label=_("Which data belong together?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those in which the same people have the same identifier, such as an NHS number. Of each the newest version is taken."),
        error_messages={"required": _("Choose two at least.")},
    )

    def __init__(self, *args, feeds: Iterable[Feed], **options):
        super().__init__(*args, **options)
        cast(forms.MultipleChoiceField, self.fields["parts"]).choices = [(str(one.pk), one.name) for one in feeds]

    def clean_parts(self) -> list[str]:
        parts = self.cleaned_data["parts"]
        if len(parts) < 2:
            raise forms.ValidationError(_("Choose two at least."))
        return parts


class ColumnsForm(PlainForm):
    """Which column is what, of the columns there are; begun with what was recognised."""

    say_optional_nowhere = True

    timezone = forms.ChoiceField(
        label=_("Times without a zone are in"),
        help_text=_("Those that say their own zone are not touched by it."),
        choices=ZONES,
        initial="Europe/London",
        required=False,
    )
    date_format = forms.ChoiceField(label=_("How dates are written"), choices=DATE_FORMATS, required=False)

    def __init__(self, *args, preview: Preview, **options):
        super().__init__(*args, **options)
        self.preview = preview
        columns = [("", _("Not in this file")), *((column, column) for column in preview.columns)]
        for role, (label, hint) in ROLE_WORDS.items():
            self.fields[role.value] = forms.ChoiceField(
                label=label, help_text=hint, choices=columns, required=False, initial=preview.roles.get(role, "")
            )
        self.order_fields([*(role.value for role in ROLE_WORDS), "timezone", "date_format"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for role in (Role.CASE, Role.ACTIVITY):
            if not given.get(role.value):
                self.add_error(role.value, _("Choose the column: without it the data say nothing."))
        if not given.get(Role.END.value) and not given.get(Role.TIMESTAMP.value):
            self.add_error(Role.END.value, _("Choose the column with the time."))
        if given.get(Role.TIMESTAMP.value) and not given.get(Role.LIFECYCLE.value):
            self.add_error(Role.LIFECYCLE.value, _("Choose the column that says start or completion."))
        self._refuse_personal(given)
        self._refuse_twins(given)
        chosen = [given[role.value] for role in ROLE_WORDS if given.get(role.value)]
        if len(set(chosen)) < len(chosen):
            self.add_error(None, _("A column can be one thing only. Two of these name the same column."))
        self._ask_for_date_format(given)
        return given

    def _refuse_twins(self, given: Mapping[str, Any]) -> None:
        for role in ROLE_WORDS:
            chosen = given.get(role.value)
            if chosen and self.preview.columns.count(chosen) > 1:
                words = _("Two columns of the file have this name. Rename one of them in the file, and bring it again.")
                self.add_error(role.value, words)

    def _ask_for_date_format(self, given: Mapping[str, Any]) -> None:
        if self.preview.needs_date_format and not given.get("date_format"):
            why = self.preview.trouble or _("These dates can be read in two ways.")
            self.add_error("date_format", _("%(why)s. Say how the dates are written, or choose another column.") % {"why": why.rstrip(".")})

    def _refuse_personal(self, given: Mapping[str, Any]) -> None:
        chosen = {role: given[role.value] for role in ROLE_WORDS if given.get(role.value)}
        for role, kinds in refused_columns(self.preview, chosen).items():
            words = _("This column seems to hold %(kinds)s, and it would be kept. Choose another, or take it out of the file.")
            self.add_error(role.value, words % {"kinds": kinds})

    def options(self, base: ReadOptions) -> ReadOptions:
        """How the log is to be read."""
        given: Mapping[str, Any] = self.cleaned_data
        return ReadOptions(
            columns={role: given[role.value] for role in ROLE_WORDS if given.get(role.value)},
            timezone=given.get("timezone") or base.timezone,
            date_format=given.get("date_format", ""),
            delimiter=base.delimiter,
            encoding=base.encoding,
        )


class DraftForm(PlainForm):
    """How much of the data a first map draws."""

    title = ScreenedCharField(label=_("Name of the map"), max_length=200)
    steps = forms.IntegerField(
        label=_("How many steps at most?"),
        min_value=FEWEST_STEPS,
        max_value=MOST_STEPS,
        initial=12,
        help_text=_("The activities that most people met become steps. A map of 8 to 15 steps is read at a glance."),
    )
    least = forms.IntegerField(
        label=_("Draw a way when at least so many of 100 take it"),
        min_value=0,
        max_value=50,
        initial=5,
        help_text=_("Of 100 people who leave a step. Rarer ways are left out: the page of the map’s fit shows them."),
    )
    end_activities = forms.MultipleChoiceField(
        label=_("Which of these end a journey?"),
        help_text=_("Somebody whose last event is one of these has finished. Everybody else counts as still on the way."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one activity that ends a journey.")},
    )

    def __init__(self, *args, activities: list[str], ends: list[str], **options):
        super().__init__(*args, **options)
        ending = cast(forms.MultipleChoiceField, self.fields["end_activities"])
        ending.choices, ending.initial = [(name, shown(name)) for name in activities], ends


class MatchForm(PlainForm):
    """For each activity the step it is; which activities end a journey. Fields are made from the data: they take closed choices only."""

    say_optional_nowhere = True

    end_activities = forms.MultipleChoiceField(
        label=_("Which of these end a journey?"),
        help_text=_("Somebody whose last event is one of these has finished. Everybody else counts as still on the way."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one activity that ends a journey.")},
    )

    def __init__(
        self,
        *args,
        activities: list[tuple[str, int]],
        steps: list[tuple[str, str]],
        chosen: Mapping[str, str],
        ends: list[str],
        guessed: Collection[str] = (),
        **options,
    ):
        super().__init__(*args, **options)
        self.activities = activities
        ending = cast(forms.MultipleChoiceField, self.fields["end_activities"])
        ending.choices, ending.initial = [(name, shown(name)) for name, _n in activities], ends
        for name, count in activities:
            self.fields[_field_of(name)] = forms.ChoiceField(
                label=shown(name),
                help_text=(_("%(count)s times. Guessed by its name.") if name in guessed else _("%(count)s times"))
                % {"count": f"{count:,}"},
                choices=[("", _("No step of this map")), *steps],
                required=False,
                initial=chosen.get(name, ""),
            )

    def matches(self) -> dict[str, str]:
        """{activity: step id}."""
        given = ((name, self.cleaned_data[_field_of(name)]) for name, _n in self.activities)
        return {name: step for name, step in given if step}

    def clean(self) -> dict[str, Any]:
        if any(name.startswith(_ACTIVITY) and step and name not in self.fields for name, step in self.data.items()):
            self.add_error(None, _("Some names were treated as one, or kept apart, while you looked. Look once more, then send it again."))
        return super().clean() or {}


_ACTIVITY = "activity-"


def _field_of(activity: str) -> str:
    return f"{_ACTIVITY}{mark_of(activity)}"


_AT_THE_NAMES = {"id": "names"}  # where the page offers them, which what is wrong leads to


class NamesForm(PlainForm):
    """Which group of alike names is to be one, called what; or which name is to be kept apart from those that go under it."""

    say_optional_nowhere = True

    group = forms.ChoiceField(required=False, widget=forms.Select(attrs=_AT_THE_NAMES))
    keep = forms.ChoiceField(required=False, widget=forms.Select(attrs=_AT_THE_NAMES))
    apart = forms.ChoiceField(required=False, widget=forms.Select(attrs=_AT_THE_NAMES))

    def __init__(self, *args, alike: Iterable[Alike], as_one: Iterable[AsOne], **options):
        super().__init__(*args, **options)
        self._groups = {one.mark: {each.mark: each.name for each in one.spellings} for one in alike}
        self._as_one = {one.mark: one.name for one in as_one}
        self._offer("group", self._groups)
        self._offer("keep", [mark for group in self._groups.values() for mark in group])
        self._offer("apart", self._as_one)

    def _offer(self, name: str, marks: Iterable[str]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [(mark, mark) for mark in marks]
        field.error_messages["invalid_choice"] = _("These names are not as they were when you looked. See which are alike now.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("apart") and given.get("keep") not in self._groups.get(given.get("group", ""), {}):
            self.add_error(None, _("Choose which of the names to keep."))
        return given

    @property
    def apart_from(self) -> str:
        """The name to be kept apart from others; "" when names are to be one."""
        return self._as_one.get(self.cleaned_data["apart"], "")

    def one(self) -> dict[str, Any]:
        """The names that are to be one, and which to keep."""
        names = self._groups[self.cleaned_data["group"]]
        return {"names": list(names.values()), "keep": names[self.cleaned_data["keep"]]}
