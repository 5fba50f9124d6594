"""The server's drawings: lengths in proportion, everything inside the sheet, well-formed, readable without script or colour."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.template.loader import render_to_string

from analytics.charts.drawing import NARROW, WIDE, drawing

from .pictures import ALL, BARS, HOSTILE, SERIES, STEPS

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = (WIDE, NARROW)


def shapes(chart, tag, width=WIDE):
    return [shape for shape in drawing(chart, width).shapes if shape.tag == tag]


def texts(chart, width=WIDE):
    return [shape.words for shape in shapes(chart, "text", width)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", ALL.values(), ids=ALL.keys())
def test_a_drawing_is_well_formed_named_and_stays_on_its_sheet(chart, width):
    made = drawing(chart, width)
    root = ElementTree.fromstring(render_to_string("components/drawing.svg", {"drawing": made}))
    assert root.find(f"{SVG}title").text == chart.title and root.get("role") == "img"
    assert {child.tag.removeprefix(SVG) for child in root} <= {"title", "rect", "line", "polyline", "circle", "text"}
    assert not [child for child in root.iter() if any(name == "style" or name.startswith("on") for name in child.attrib)]
    for shape in made.shapes:
        across = [float(shape.at[name]) for name in ("x", "x1", "x2", "cx") if name in shape.at]
        up = [float(shape.at[name]) for name in ("y", "y1", "y2", "cy") if name in shape.at]
        points = [point.split(",") for point in shape.at.get("points", "").split()]
        across += [float(x) for x, _y in points]
        up += [float(y) for _x, y in points]
        assert all(0 <= x <= width for x in across) and all(0 <= y <= made.height for y in up), shape
        if shape.tag == "text" and "text-anchor" not in shape.at:
            assert float(shape.at["x"]) + 6.6 * len(shape.words) <= width + 8, shape


def test_what_people_wrote_stays_text():
    written = render_to_string("components/drawing.svg", {"drawing": drawing(BARS)})
    assert "<a" not in written
    assert HOSTILE in "".join(ElementTree.fromstring(written).itertext())


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_are_as_long_as_what_they_show(width):
    first, second = [float(shape.at["width"]) for shape in shapes(BARS, "rect", width)][1:]  # the first is the legend's
    assert first == pytest.approx(2 * second, abs=0.2)
    assert {"10 d – 20 d", "5 d", "days", "half wait up to", "80 in 100 up to"} <= set(texts(BARS, width))
    mark = max(float(shape.at["x1"]) for shape in shapes(BARS, "line", width) if shape.at["stroke-width"] == "3")
    assert mark - 4 == pytest.approx(2 * first, abs=0.4)


def test_a_bar_without_a_value_is_not_drawn_and_its_words_stand():
    assert len(shapes(ALL["plain bars"], "rect")) == 1 and "–" in texts(ALL["plain bars"])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_curve_goes_through_its_points(width):
    (line,) = shapes(STEPS, "polyline", width)
    points = [tuple(map(float, point.split(","))) for point in line.at["points"].split()]
    rise = [points[0][1] - y for _x, y in points]
    assert rise == sorted(rise) and rise[-1] == pytest.approx(9 * rise[2], abs=0.5), "90 is nine times 10"
    across = [x - points[0][0] for x, _y in points]
    assert across[-1] == pytest.approx(19 * across[1], rel=0.01), "95 d is nineteen times 5 d"


def test_a_line_breaks_where_there_is_nothing_and_is_hollow_where_it_is_not_settled():
    solid = [shape for shape in shapes(SERIES, "polyline") if "stroke-dasharray" not in shape.at]
    assert [len(shape.at["points"].split()) for shape in solid] == [2, 2], "of the first track the end, and the legend's sample"
    circles = shapes(SERIES, "circle")
    assert [shape.at["fill"] == "#ffffff" for shape in circles] == [False, False, False, True], "the legend's sample, then three places"
    assert len(shapes(SERIES, "rect")) == 5


@pytest.mark.parametrize("width", WIDTHS)
def test_places_stand_as_far_apart_as_their_days(width):
    (dotted,) = [
        shape for shape in shapes(SERIES, "polyline", width) if "stroke-dasharray" in shape.at and len(shape.at["points"].split()) == 4
    ]
    across = [float(point.split(",")[0]) for point in dotted.at["points"].split()]
    assert across[3] - across[0] == pytest.approx(6 * (across[1] - across[0]), abs=0.6), "42 days are six weeks"
