"""Notes from elsewhere as cards without a place: lines of text, the sticky notes of a whiteboard's CSV."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.elements import LINE, new_element
from journeys.domain.state import MapState

PARKING_LIST, UNPLACED = _("Parking list"), _("Not placed yet")
MOST = 500
_NAMES = ("text", "content", "note", "sticky note", "sticky", "title", "description")  # of the column that holds what is written


@dataclass(frozen=True)
class Cards:
    """titles: what the cards say. left_out: notes that are empty, or said twice; shortened: those cut to the length of a title."""

    titles: tuple[str, ...]
    left_out: int
    shortened: int


def cards_from_lines(text: str) -> Cards:
    """One card a line."""
    return _cards(text.splitlines(), "text")


def cards_from_table(first: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> Cards:
    """One card for each cell under the column that is called text, content, note or title; where there is none, for every cell."""
    names = [cell.strip().casefold() for cell in first]
    column = next((names.index(name) for name in _NAMES if name in names), None)
    if column is None:
        return _cards([cell for cells in (first, *(cells for _number, cells in rows)) for cell in cells if cell.strip()], "file")
    return _cards([cells[column] if column < len(cells) else "" for _number, cells in rows], "file")


def _cards(said: Sequence[str], field: str) -> Cards:
    words = [" ".join(one.split()) for one in said]
    titles = tuple(dict.fromkeys(one if len(one) <= LINE else one[: LINE - 1].rstrip() + "…" for one in words if one))
    if not titles:
        raise RuleBroken(_("There is nothing in it to make a card of."), field=field)
    if len(titles) > MOST:
        raise RuleBroken(_("These are %(n)s cards. At most %(most)s at once.", n=len(titles), most=MOST), field=field)
    return Cards(titles, len(words) - len(titles), sum(len(one) > LINE for one in dict.fromkeys(words)))


def parked(state: MapState, titles: Sequence[str], new_id: Callable[[], str], lane_title: str, column_title: str) -> list[dict[str, Any]]:
    """Elements to paste: the cards in the lane and the column of these titles, both made at the end where there is none.

    A column of their own, so that the steps of the map keep their numbers.
    """
    made: list[dict[str, Any]] = []
    ends: dict[str, str] = {}
    for kind, title in (("lane", lane_title), ("column", column_title)):
        found = next((one["id"] for one in state.of_type(kind) if one["title"] == title), None)
        ends[kind] = found or new_id()
        if found is None:
            made.append(new_element(kind, ends[kind], title=title))
    made += [new_element("step", new_id(), title=title, lane=ends["lane"], column=ends["column"]) for title in titles]
    return [{name: value for name, value in one.items() if name != "order"} for one in made]
