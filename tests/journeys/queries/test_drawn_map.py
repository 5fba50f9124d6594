"""A map on paper says of its arrows what it says on the screen."""

from journeys.domain.drawing.shapes import NAVY
from journeys.queries.drawn_map import drawing_of
from tests.journeys.domain.figures.test_hand_offs import a_way


def test_an_arrow_is_a_hand_off_between_agencies_alone():
    """From the person to a service and back are contacts."""
    drawn = drawing_of(a_way("me", "one", "one", "two", "me").state("s0", "s4"), "Sketch")
    assert drawn.count(f'stroke="{NAVY}" stroke-width="1.8"') == 1
