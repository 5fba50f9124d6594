"""Pages of a feed: its versions, bringing the next one, deleting all of them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analytics.queries.feed_pages import FeedPage
from analytics.queries.feeds import feed_for
from analytics.queries.what_goes import what_goes_with
from analytics.services.feeds import Brought, discard_feed, receive_version
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.forms import carried_out
from journeys.queries.frame import journey_frame
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .data_forms import VersionForm


@login_required
@require_safe
def feed(request: SignedInRequest[User], feed_id: UUID) -> HttpResponse:
    """What was brought to it so far."""
    found = feed_for(request.user, feed_id, Permission.VIEW_MEASURES)
    around = journey_frame(request.user, found.journey, feed=found, page=FeedPage.of(request.user, found))
    return render(request, "pages/data/feed.html", around)


@login_required
@require_http_methods(["GET", "POST"])
def bring(request: SignedInRequest[User], feed_id: UUID) -> HttpResponse:
    """A form for the file alone: all else is known."""
    found = feed_for(request.user, feed_id, Permission.UPLOAD_DATA)
    form, brought = VersionForm(request.POST or None, request.FILES or None), list[Brought]()
    if form.is_valid():
        file = form.cleaned_data["file"]
        given = {"feed": found, "filename": file.name, "chunks": file.chunks()}
        if carried_out(form, lambda: brought.append(receive_version(actor=request.user, **given))):
            return _on_to(request, brought[0])
    return render(request, "pages/data/bring.html", journey_frame(request.user, found.journey, feed=found, form=form))


def _on_to(request: SignedInRequest[User], brought: Brought) -> HttpResponse:
    """To the job that reads it, or to the version it is already."""
    if brought.job is not None:
        return redirect("job", brought.job.pk)
    messages.info(request, _("This file is here already: it is version %(n)s. Nothing was changed.") % {"n": brought.dataset.version})
    return redirect("dataset", brought.dataset.pk)


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: SignedInRequest[User], feed_id: UUID) -> HttpResponse:
    """Asks once more, then deletes the feed with all its versions."""
    found = feed_for(request.user, feed_id, Permission.UPLOAD_DATA)
    if request.method == "POST":
        discard_feed(actor=request.user, feed=found)
        messages.success(request, _("The feed is deleted with all its data, and what was measured with them."))
        return redirect("journey_data", found.journey_id)
    versions = list(found.versions.all())
    around = journey_frame(request.user, found.journey, feed=found, versions=versions, goes=what_goes_with(request.user, versions))
    return render(request, "pages/data/discard_feed.html", around)
