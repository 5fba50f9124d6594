"""What is still to be done about a journey, for the page that says so."""

from collections.abc import Iterator, Sequence

from journeys.domain.figures.score import score
from journeys.models import Journey, Map
from journeys.queries.frame import MapLink
from journeys.queries.states import state_of


def next_steps(journey: Journey, maps: Sequence[MapLink]) -> Iterator[str]:
    """draw, times, owner, future: in the order one does them. maps: those in use; none are needed once it has none, its page says so."""
    if not maps:
        return
    first = maps[0].map
    if not state_of(first).steps:
        yield "draw"
    elif times_missing(first):
        yield "times"
    if not journey.process_owner:
        yield "owner"
    if all(link.map.kind == Map.CURRENT for link in maps):
        yield "future"


def times_missing(of: Map) -> bool:
    """Whether the lead time of a map cannot be given, or only "at least"."""
    figure = score(state_of(of))["lead_time"]
    return figure.value is None or figure.known < figure.needed
