"""What the template of the Measures page is given, and each of its sections by name."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from analytics.charts.drawing import Drawing
from analytics.domain.measured import MeasuredMap
from analytics.queries.journey_measures import JourneyMeasures
from carejourneys.common.errors import NotFound
from journeys.domain.state import MapState

from .days import days_section
from .frequencies import again_section, hand_offs_section
from .lead_time import curve_section, lead_time_section
from .section import NAMES, Section
from .waits import waits_section
from .weeks import people_section, weeks_section

Make = Callable[[MapState, MeasuredMap], Section | None]
SECTIONS: dict[str, Make] = {
    "lead-time": lead_time_section,
    "curve": curve_section,
    "waits": waits_section,
    "where-the-days-go": days_section,
    "hand-offs": hand_offs_section,
    "again": again_section,
    "weeks": weeks_section,
    "people": people_section,
}


def measures_page(measures: JourneyMeasures, state: MapState | None) -> dict[str, Any]:
    """The context of pages/measures/page.html: all that can be told, in the order of the page."""
    found = [section_named(name, measures, state) for name in SECTIONS]
    return {"measures": measures, "sections": [section for section in found if section is not None]}


def section_named(name: str, measures: JourneyMeasures, state: MapState | None) -> Section | None:
    """None where the data say nothing of it; NotFound where there is no such measure."""
    if name not in SECTIONS:
        raise NotFound
    return SECTIONS[name](state, measures.times) if measures.times is not None and state is not None else None


def picture_of(section: Section | None) -> Drawing:
    """Its chart for a file; a sheet that says so where there is nothing to draw."""
    return section.pictures["wide"] if section is not None and section.pictures else Drawing(_("There is nothing to draw yet."), 400, 40)


def file_of(section: Section | None) -> Iterator[tuple]:
    """The lines of a file, the names of its columns first: each number in its envelope."""
    yield NAMES
    if section is not None:
        yield from section.as_rows()
