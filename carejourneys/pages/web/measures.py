"""The Measures page of a journey, and each of its measures as a file."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.queries.journey_measures import JourneyMeasures, journey_measures_of
from carejourneys.common.edges.csv_lists import CsvResponse
from carejourneys.common.edges.file_names import dated_name
from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.pages.measures.page import file_of, measures_page, picture_of, section_named
from journeys.domain.state import MapState
from journeys.models import Journey
from journeys.queries.access import journey_for
from journeys.queries.frame import journey_frame
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User


@login_required
@require_safe
def measures(request: SignedInRequest[User], journey_id: UUID) -> HttpResponse:
    """What the data say, each measure with a sentence and a table."""
    journey = journey_for(request.user, journey_id, Permission.VIEW_MEASURES)
    page = measures_page(*_measured(request, journey))
    return render(request, "pages/measures/page.html", journey_frame(request.user, journey, **page))


@login_required
@require_safe
def measure_csv(request: SignedInRequest[User], journey_id: UUID, name: str) -> CsvResponse:
    """One measure as a file."""
    journey = journey_for(request.user, journey_id, Permission.VIEW_MEASURES)
    return CsvResponse(file_of(section_named(name, *_as_asked(request, journey))), dated_name(journey.title, name))


@login_required
@require_safe
def measure_svg(request: SignedInRequest[User], journey_id: UUID, name: str) -> HttpResponse:
    """The chart of one measure as a picture."""
    journey = journey_for(request.user, journey_id, Permission.VIEW_MEASURES)
    drawing = picture_of(section_named(name, *_as_asked(request, journey)))
    answer = render(request, "components/drawing.svg", {"drawing": drawing}, content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="{dated_name(journey.title, name)}.svg"'
    return answer


def _measured(request: SignedInRequest[User], journey: Journey) -> tuple[JourneyMeasures, MapState | None]:
    """Of the data and the map named in the address, `?data=`, `?map=` and `?cohort=`; without them of the journey's main map."""
    asked = {key: request.GET.get(name, "") for key, name in (("data", "data"), ("of", "map"), ("cohort", "cohort"))}
    found = journey_measures_of(request.user, journey, **asked)
    return found, state_of(found.of) if found.of is not None else None


def _as_asked(request: SignedInRequest[User], journey: Journey) -> tuple[JourneyMeasures, MapState | None]:
    """The same for a file, which cannot say that it shows others than those asked for. Http404 where what was asked for is not there."""
    found, state = _measured(request, journey)
    if found.gone:
        raise Http404
    return found, state
