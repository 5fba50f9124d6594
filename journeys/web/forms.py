"""The shapes of what people type about a journey and its maps."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from carejourneys.common.forms import ChangingForm, PlainForm, ScreenedCharField
from carejourneys.common.ids import uuid7
from journeys.domain.templates import TEMPLATES
from journeys.models import Map
from journeys.services.beginning import BLANK
from journeys.services.journeys import LONGEST


class BeginningForm(PlainForm):
    """Carries the id of what it makes, so that sending it twice makes one."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid7)


class JourneyForm(PlainForm):
    title = ScreenedCharField(
        label=_("What is the journey called?"), max_length=LONGEST, help_text=_("For example: Memory concerns to support at home.")
    )
    for_whom = ScreenedCharField(
        label=_("For whom is it?"),
        max_length=LONGEST,
        required=False,
        help_text=_("A group of people, such as: older people who live alone."),
    )
    starts_with = ScreenedCharField(
        label=_("Where does it start?"),
        max_length=LONGEST,
        required=False,
        help_text=_("What the person does or notices first. For example: first worry told to a GP."),
    )
    ends_with = ScreenedCharField(
        label=_("Where does it end well?"), max_length=LONGEST, required=False, help_text=_("For example: support in place, and it works.")
    )
    process_owner = ScreenedCharField(
        label=_("Who looks after the whole process?"),
        max_length=LONGEST,
        required=False,
        help_text=_("A role across all agencies, not a person’s name. Leave it empty if nobody does: that is worth knowing."),
    )


class ChangeJourneyForm(ChangingForm, JourneyForm):
    """The words of a journey that is there already."""


class NewJourneyForm(BeginningForm, JourneyForm):
    """A new journey's words."""


class NewMapForm(BeginningForm):
    """Blank, or begun from a template."""

    title = ScreenedCharField(label=_("What is the map called?"), max_length=LONGEST, help_text=_("For example: As it is today."))
    start_from = forms.ChoiceField(label=_("What should it begin with?"), widget=forms.RadioSelect, initial=BLANK)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        field = cast(forms.ChoiceField, self.fields["start_from"])
        field.choices = [
            (BLANK, _("A blank map of today")),
            (Map.FUTURE, _("A blank map of a future")),
            *((slug, describe(slug)) for slug in TEMPLATES),
        ]


class DeriveMapForm(BeginningForm):
    title = ScreenedCharField(
        label=_("What is the future map called?"),
        max_length=LONGEST,
        help_text=_("Say what is different about it. For example: One front door."),
    )


def describe(slug: str) -> str:
    """A template in a sentence."""
    template = TEMPLATES[slug]
    return _("%(title)s: %(steps)d steps in %(lanes)d lanes, from “%(start)s” to “%(end)s”") % {
        "title": template.title,
        "steps": len(template.current.steps),
        "lanes": len(template.current.lanes),
        "start": template.starts_with,
        "end": template.ends_with,
    }
