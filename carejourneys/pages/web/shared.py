"""What a link for readers from outside opens: a map or a comparison, and nowhere to go from there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rest_framework.throttling import SimpleRateThrottle

from analytics.queries.measured import Measurements, measurements_outside
from carejourneys.common.edges.http import not_found
from carejourneys.common.errors import NotFound, TooMany
from carejourneys.pages.comparing.page import comparison_parts
from carejourneys.pages.grid.shared import shared_map
from journeys.models import Map, Share
from journeys.queries.agencies import agency_names_of_both
from journeys.queries.comparisons import comparison_of
from journeys.queries.frame import label_of
from journeys.queries.journeys import maps_of
from journeys.queries.shares import share_by_secret
from journeys.queries.states import state_of
from journeys.services.sharing import note_use


class FailedShares(SimpleRateThrottle):
    """Links that open nothing, counted by address. Those that work are opened all the while: many people may share an address."""

    scope = "failed_share"

    def get_cache_key(self, request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def unseen(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The answer stands in no search engine, and the address, which is a secret, is told to no other site."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        response = view(request, *args, **more)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered


@unseen
@never_cache
@require_safe
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """One page whatever is wrong with a link: nobody learns whether there ever was such a link."""
    try:
        share = share_by_secret(secret)
    except NotFound as gone:
        return _nothing(request, gone)
    note_use(share)
    parts = _map(share) if share.other is None else _both(share, share.other)
    context = {"share": share, "economy": share.map.journey.economy, "journey": share.map.journey, "may": frozenset(), **parts}
    return render(request, "pages/shared/comparison.html" if share.other else "pages/shared/map.html", context)


def _nothing(request: HttpRequest, gone: NotFound) -> HttpResponse:
    failed = FailedShares()
    if failed.allow_request(request, None):  # type: ignore[arg-type]
        return not_found(request, gone)
    refused = TooMany(_("Too many links that open nothing came from where you are. Wait a minute and try again."))
    answer = render(request, "errors/app_error.html", {"error": refused}, status=refused.status)
    answer["Retry-After"] = str(int(failed.wait() or 60))
    return answer


def _map(share: Share) -> dict[str, Any]:
    return shared_map(state_of(share.map), _measured(share, share.map))


def _both(share: Share, other: Map) -> dict[str, Any]:
    comparison, maps = comparison_of(share.map, other), list(maps_of(share.map.journey))
    labels = label_of(maps, share.map), label_of(maps, other)
    names = agency_names_of_both(comparison, share.map.journey.economy)
    return comparison_parts(comparison, names, labels, (_measured(share, share.map), _measured(share, other)))


def _measured(share: Share, of: Map) -> Measurements:
    return measurements_outside(share.made_by, of) if share.with_measures else Measurements()
