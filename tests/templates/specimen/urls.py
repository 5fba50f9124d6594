"""A page with every component on it, served only to tests: what docs/design.md promises, seen by a browser."""

from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from carejourneys.urls import urlpatterns as product

PAGE = Path(__file__).parent / "page.html"


class StepForm(forms.Form):
    title = forms.CharField(label="Title", max_length=60, help_text="A verb, a noun and who does it.")
    minutes = forms.IntegerField(label="Process time in minutes", required=False)
    on = forms.DateField(label="Said on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="Kind", choices=[("task", "Task"), ("decision", "Decision")], widget=forms.RadioSelect)
    lane = forms.ChoiceField(label="Lane", choices=[("a", "GP practice"), ("b", "Memory service")])
    carries = forms.MultipleChoiceField(
        label="What is handed over",
        help_text="Choose all that are.",
        choices=[("p", "The person"), ("i", "Information")],
        widget=forms.CheckboxSelectMultiple,
    )
    acknowledged = forms.BooleanField(label="The receiver says they have it", help_text="Not only that it was sent.", required=False)
    note = forms.CharField(label="Note", max_length=200, required=False, widget=forms.Textarea)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    file = forms.FileField(label="The log", help_text="CSV, XLSX, Parquet or XES.", required=False)
    map = forms.CharField(widget=forms.HiddenInput, initial="1")


def specimen(request: HttpRequest) -> HttpResponse:
    rows = [
        {"key": "Process owner", "value": "Nobody yet", "href": "/owner"},
        {"key": "Where", "value": "Clinic, second floor"},
        {"key": "Note", "value": "", "href": "/note", "action": "Add"},
    ]
    values = {
        "form": StepForm(request.POST or None, request.FILES or None),
        "rows": rows,
        "page": Paginator(range(200), 10).get_page(request.GET.get("page", 7)),
    }
    return HttpResponse(engines["django"].from_string(PAGE.read_text()).render(values, request))


urlpatterns = [path("specimen/", specimen), path("", include(product))]
