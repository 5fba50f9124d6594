"""A map as a drawing: words stay inside what they stand on, nothing lies over a card, sheets stay readable and lose nothing."""

from itertools import combinations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from carejourneys.common.errors import RuleBroken
from journeys.domain.drawing.letters import lines_of, width_of
from journeys.domain.drawing.map_layout import COLUMN, DrawnCard, DrawnLane, DrawnLink, DrawnMap, grid_of
from journeys.domain.drawing.shapes import Box, Drawing, Path, Text
from journeys.domain.drawing.sheets import LEAST_TYPE, SIZES, sheets_of
from journeys.domain.drawing.svg import svg_of

LONG = "Write the referral letter to the memory service, with the whole history and every list of medicines"


def drawn(columns=4, lanes=3, links=()) -> DrawnMap:
    cards = [
        DrawnCard(
            f"{lane}.{column}",
            f"{lane}",
            column,
            LONG if (lane + column) % 2 else "See GP",
            "task",
            False,
            False,
            (("Work 5 min", False, "#000"),),
        )
        for column in range(columns)
        for lane in range(lanes)
    ]
    names = [DrawnLane(f"{lane}", f"Agency {lane}", "", False) for lane in range(lanes)]
    return DrawnMap(names, ["Notice"] * columns, [""] * columns, cards, links)


def way(source, target, kind="flow"):
    return DrawnLink(source, target, kind, "12 wk", False)


EVERY_WAY = [
    way("0.0", "0.1"),
    way("0.0", "1.1"),
    way("0.0", "1.1", "information"),
    way("0.0", "2.0"),
    way("1.0", "2.3"),
    way("2.3", "0.0", "rework"),
    way("0.2", "0.2", "rework"),
]


@given(st.text(max_size=80), st.floats(20, 300))
def test_lines_are_no_wider_than_they_may_be_and_lose_no_letter(words, width):
    lines = lines_of(words, 10, width)
    assert all(width_of(line, 10) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


def test_every_word_of_a_card_stands_inside_it():
    shapes = grid_of(drawn()).drawing.shapes
    cards = [shape for shape in shapes if isinstance(shape, Box) and shape.width == 124]
    words = [shape for shape in shapes if isinstance(shape, Text) and shape.words not in ("Notice",) and shape.x > 112]
    assert len(cards) == 12 and len(words) > 30
    for text in words:
        left, top, right, bottom = text.bounds
        assert any(c.x <= left and right <= c.x + c.width and c.y <= top and bottom <= c.y + c.height for c in cards), text.words


def test_no_arrow_and_no_pill_lies_over_a_card():
    shapes = grid_of(drawn(links=EVERY_WAY)).drawing.shapes
    cards = [shape for shape in shapes if isinstance(shape, Box) and shape.width == 124]
    ways = [shape for shape in shapes if isinstance(shape, Path) and not shape.fill and shape.edge != "#d8dde0"]
    assert len(ways) == len(EVERY_WAY)
    for path in ways:
        for (x1, y1), (x2, y2) in zip(path.points, path.points[1:], strict=False):
            for card in cards:
                inside = min(x1, x2) < card.x + card.width - 0.1 and max(x1, x2) > card.x + 0.1
                assert not (inside and min(y1, y2) < card.y + card.height - 0.1 and max(y1, y2) > card.y + 0.1)
    pills = [shape for shape in shapes if isinstance(shape, Box) and shape.fill == "#fff4d6"]
    assert len(pills) == len(EVERY_WAY)
    for one, other in [*combinations(pills, 2), *((pill, card) for pill in pills for card in cards)]:
        a, b = one.bounds, other.bounds
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_small_map_goes_on_one_sheet_and_a_large_one_over_several_none_too_small_to_read():
    words = Drawing(700, 120, ())
    assert len(sheets_of(words, grid_of(drawn()), words, SIZES["a3"])) == 1
    large = grid_of(drawn(columns=50, lanes=12))
    for size in SIZES.values():
        sheets = sheets_of(words, large, words, size)
        assert len(sheets) > 3 and all(sheet.least_type >= LEAST_TYPE for sheet in sheets)
        assert all(sheet.width * sheet.scale <= size.room[0] + 0.1 and sheet.height * sheet.scale <= size.room[1] + 0.1 for sheet in sheets)
        shown = [shape.words for sheet in sheets for part in sheet.parts for shape in part.drawing.shapes if isinstance(shape, Text)]
        assert set(shown) == {shape.words for shape in large.drawing.shapes if isinstance(shape, Text)}


def test_a_map_of_more_sheets_than_anybody_hangs_up_says_so():
    words, huge = Drawing(100, 100, ()), grid_of(drawn(columns=300, lanes=70))
    with pytest.raises(RuleBroken, match="sheets of this size"):
        sheets_of(words, huge, words, SIZES["a3"])


def test_cards_are_not_cut_where_sheets_meet():
    large = grid_of(drawn(columns=50, lanes=12))
    assert large.columns[1] - large.columns[0] == COLUMN
    for card in (shape for shape in large.drawing.shapes if isinstance(shape, Box) and shape.width == 124):
        assert not any(card.x < edge < card.x + card.width for edge in large.columns)
        assert not any(card.y < edge < card.y + card.height for edge in large.lanes)


@pytest.mark.parametrize("words", ["<b>&\"'", "nul\x00 bell\x07", "a\ufffeb\uffff", "]]>", "ü → ≥ 🙂"])
def test_whatever_people_write_the_svg_is_well_formed_and_holds_no_style_and_no_script(words):
    svg = svg_of(Drawing(10, 10, (Text(0, 0, words, 10, 5),)), words, words)
    assert fromstring(svg.encode()).tag.endswith("svg")
    assert "<b>" not in svg and "style" not in svg and "<script" not in svg
