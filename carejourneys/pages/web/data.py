"""Pages of a journey's event data: the list, bringing a file, naming its columns, its quality, throwing it away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analytics.models import Dataset, Job
from analytics.queries.column_pages import first_look, log_options, personal_columns_said, rows_shown
from analytics.queries.dataset_pages import BEING_READ, READ_ALREADY, DatasetPage, quality_report
from analytics.queries.datasets import dataset_for, deleted_from, terms_of
from analytics.queries.feed_pages import feed_cards
from analytics.queries.joined_pages import JoinedPage
from analytics.queries.what_goes import what_goes_with
from analytics.services.deleting import discard_dataset
from analytics.services.reading import read_log
from analytics.services.receiving import receive_log
from analytics.services.terms import change_terms
from carejourneys.common.edges.csv_lists import CsvResponse
from carejourneys.common.edges.file_names import dated_name
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.queries.access import journey_for
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.economies import organisations_in

from .data_forms import ChangeTermsForm, ColumnsForm, UploadForm


@login_required
@require_safe
def journey_data(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """What feeds there are, each with its newest data."""
    journey = journey_for(request.user, journey_id, Permission.VIEW_MEASURES)
    around = journey_frame(request.user, journey, deleted=deleted_from(journey, request.user))
    around["cards"] = feed_cards(journey, request.user, may=around["may"])
    return render(request, "pages/data/journey_data.html", around)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """A form for a file."""
    journey = journey_for(request.user, journey_id, Permission.UPLOAD_DATA)
    form = UploadForm(request.POST or None, request.FILES or None, organisations=organisations_in(journey.economy))
    made = list[Dataset]()
    if form.is_valid():
        file = form.cleaned_data["file"]
        given = {"name": form.cleaned_data["name"], "synthetic": form.cleaned_data["synthetic"], "terms": form.terms()}
        given |= {"filename": file.name, "chunks": file.chunks()}
        if carried_out(form, lambda: made.append(receive_log(actor=request.user, journey=journey, **given))):
            return redirect("dataset", made[0].pk)
    return render(request, "pages/data/upload.html", journey_frame(request.user, journey, form=form))


@login_required
@require_http_methods(["GET", "POST"])
def dataset(request: SignedInRequest[User], dataset_id: UUID) -> HttpResponse:
    """A file whose columns are to be confirmed, one that is being read, or what was read."""
    needs = Permission.UPLOAD_DATA if request.method == "POST" else Permission.VIEW_MEASURES
    found = dataset_for(request.user, dataset_id, needs)
    page = DatasetPage.of(request.user, found)
    if page.asks_for_columns:
        return _columns(request, found)
    if request.method == "POST" and page.far in (BEING_READ, READ_ALREADY):
        messages.warning(request, _("What you chose was not used: the columns of this file were confirmed before, perhaps in another tab."))
    joined = JoinedPage.of_dataset(request.user, found)
    return render(request, "pages/data/dataset.html", journey_frame(request.user, found.journey, dataset=found, page=page, joined=joined))


@login_required
@require_safe
def quality_csv(request: SignedInRequest[User], dataset_id: UUID) -> CsvResponse:
    """The quality of what was read, as a file; names of columns alone while it waits to be read, and why where it is
    not told.
    """
    found = dataset_for(request.user, dataset_id, Permission.VIEW_MEASURES)
    return CsvResponse(quality_report(DatasetPage.of(request.user, found)), dated_name(found.journey.title, found.called, "quality"))


def _columns(request: SignedInRequest[User], found: Dataset) -> HttpResponse:
    look, trouble = first_look(found)
    if look is None:
        return render(request, "pages/data/refused.html", journey_frame(request.user, found.journey, dataset=found, trouble=trouble))
    form, jobs = ColumnsForm(request.POST or None, preview=look), list[Job]()
    if form.is_valid():
        options = form.options(log_options(found, look))
        if carried_out(form, lambda: jobs.append(read_log(actor=request.user, dataset=found, options=options))):
            return redirect("job", jobs[0].pk)
    around = journey_frame(request.user, found.journey, dataset=found, look=look, form=form)
    around |= {"rows": rows_shown(look), "personal": personal_columns_said(look)}
    return render(request, "pages/data/columns.html", around)


@login_required
@require_http_methods(["GET", "POST"])
def dataset_terms(request: SignedInRequest[User], dataset_id: UUID) -> HttpResponse:
    """What the data are for, whose they are, who may see them, until when."""
    found = dataset_for(request.user, dataset_id, Permission.UPLOAD_DATA)
    form = ChangeTermsForm(request.POST or None, organisations=organisations_in(found.journey.economy), terms=terms_of(found))
    if form.is_valid() and carried_out(form, lambda: change_terms(actor=request.user, dataset=found, terms=form.terms())):
        messages.success(request, _("Kept: what these data are for, who may see them and until when."))
        return redirect("dataset", found.pk)
    return render(request, "pages/data/terms.html", journey_frame(request.user, found.journey, dataset=found, form=form))


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: SignedInRequest[User], dataset_id: UUID) -> HttpResponse:
    """Asks once more, then throws the data away."""
    found = dataset_for(request.user, dataset_id, Permission.UPLOAD_DATA)
    if request.method == "POST":
        discard_dataset(actor=request.user, dataset=found)
        messages.success(request, _("The data are deleted, and what was measured with them."))
        return redirect("journey_data", found.journey_id)
    around = journey_frame(request.user, found.journey, dataset=found, goes=what_goes_with(request.user, [found]))
    return render(request, "pages/data/discard.html", around)
