"""What a link for readers from outside opens: a map or a comparison, and nowhere to go from there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.queries.measured import Measurements, measurements_outside
from carejourneys.common.edges.http import not_found
from carejourneys.common.edges.rates import ToldRate
from carejourneys.common.errors import NotFound, TooMany
from carejourneys.pages.comparing.page import comparison_parts
from carejourneys.pages.grid.shared import shared_map
from journeys.models import Map, Share
from journeys.queries.agencies import agency_names_of_both
from journeys.queries.comparisons import comparison_of
from journeys.queries.frame import label_of
from journeys.queries.journeys import maps_of
from journeys.queries.shares import share_by_secret
from journeys.queries.states import state_of, state_without_measured
from journeys.services.sharing import note_use

KEPT = 60  # seconds: a page that is the same for everybody and shows nothing that was measured


class OpenedShares(ToldRate):
    """One link that works, opened from one address. Several people may share an address."""

    scope = "share"

    def __init__(self, share: Share):
        self.share = share
        super().__init__()

    def get_cache_key(self, request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": f"{self.get_ident(request)}-{self.share.pk}"}


class FailedShares(ToldRate):
    """Links that open nothing, counted by address. Those that work are opened all the while."""

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
    opened = OpenedShares(share)
    if not opened.allow_request(request, None):  # type: ignore[arg-type]
        return _too_often(request, opened, _("This page is asked for very often from where you are. Wait a minute and try again."))
    note_use(share)
    return HttpResponse(_page(request, share), headers=opened.told())


def _nothing(request: HttpRequest, gone: NotFound) -> HttpResponse:
    failed = FailedShares()
    if failed.allow_request(request, None):  # type: ignore[arg-type]
        return not_found(request, gone)
    return _too_often(request, failed, _("Too many links that open nothing came from where you are. Wait a minute and try again."))


def _too_often(request: HttpRequest, limit: ToldRate, words: str) -> HttpResponse:
    refused = TooMany(words)
    answer = render(request, "errors/app_error.html", {"error": refused}, status=refused.status)
    for name, value in {**limit.told(), "Retry-After": str(int(limit.wait() or 60))}.items():
        answer.headers[name] = value
    return answer


def _page(request: HttpRequest, share: Share) -> str:
    """Made anew for each revision of its maps. What was measured is never kept: it goes at once when the data are deleted."""
    if share.with_measures:
        return _made(request, share)
    revisions = [one.revision for one in (share.map, share.other) if one is not None]
    key = f"shared-{share.pk}-{revisions}-{get_language()}".replace(" ", "")
    return cast(str, cache.get_or_set(key, lambda: _made(request, share), KEPT))


def _made(request: HttpRequest, share: Share) -> str:
    parts = _map(share) if share.other is None else _both(share, share.other)
    context = {"share": share, "economy": share.map.journey.economy, "journey": share.map.journey, "may": frozenset(), **parts}
    return render_to_string("pages/shared/comparison.html" if share.other else "pages/shared/map.html", context, request)


def _map(share: Share) -> dict[str, Any]:
    state = state_of(share.map) if share.with_measures else state_without_measured(share.map)
    return shared_map(state, _measured(share, share.map))


def _both(share: Share, other: Map) -> dict[str, Any]:
    comparison, maps = comparison_of(share.map, other, with_measured=share.with_measures), list(maps_of(share.map.journey))
    labels = label_of(maps, share.map), label_of(maps, other)
    names = agency_names_of_both(comparison, share.map.journey.economy)
    return comparison_parts(comparison, names, labels, (_measured(share, share.map), _measured(share, other)))


def _measured(share: Share, of: Map) -> Measurements:
    return measurements_outside(share.made_by, of) if share.with_measures else Measurements()
