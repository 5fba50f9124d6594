"""What is brought in from elsewhere: a file, or lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carejourneys.common.forms import PlainForm, ScreenedCharField
from journeys.domain.exchange.csv_text import MOST_BYTES
from journeys.models import Map

from .forms import BeginningForm

LINES = 100_000  # characters


class BringMapForm(BeginningForm):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A table (CSV) or data (JSON) of a map that was taken out here, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json"}),
    )
    title = ScreenedCharField(
        label=_("Name of the map"),
        max_length=200,
        required=False,
        help_text=_("Empty: the name in the file. A name that another map has gets a number."),
    )
    kind = forms.ChoiceField(
        label=_("What does it show?"), choices=[(Map.CURRENT, _("How it is today")), (Map.FUTURE, _("A future"))], initial=Map.CURRENT
    )

    def for_service(self) -> dict[str, Any]:
        """What `begin_map_from_file` is given."""
        file, rest = self.cleaned_data["file"], {name: self.cleaned_data[name] for name in ("id", "title", "kind")}
        return {"name": file.name, "raw": file.read(MOST_BYTES + 1), **rest}


class ParkForm(PlainForm):
    text = ScreenedCharField(
        label=_("Lines of text"),
        max_length=LINES,
        required=False,
        help_text=_("One card for each line."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    file = forms.FileField(
        label=_("Or notes from a whiteboard"),
        required=False,
        help_text=_(
            "The CSV that Miro, Mural or a spreadsheet makes: one card for each note. Or a .txt: one card for each line. At most 5 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("text")) == bool(given.get("file")):
            self.add_error("text", _("Write lines here, or choose a file below: one of the two."))
        return given

    def for_service(self) -> dict[str, Any]:
        """What `park_cards` is given."""
        file = self.cleaned_data["file"]
        return {"raw": file.read(MOST_BYTES + 1), "name": file.name} if file else {"text": self.cleaned_data["text"]}
