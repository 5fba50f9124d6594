"""A map state straight from a few words, for tests of figures: no commands, no database.

sketch = SketchedMap(lanes={"gp": "organisation"})
sketch.step("a", "gp", pt=10); sketch.link("a", "b", wait=3, share=40)
"""

from typing import Any

from journeys.domain.accounts import figure_of, make_account
from journeys.domain.elements import new_element
from journeys.domain.state import MapState

MAP = "map"
UNITS = {"pt": "min", "pause": "min", "value": "min", "staff": "people", "wait": "d", "share": "%", "caa": "%"}


def stated(name: str, value: Any) -> dict:
    """A figure out of a number, a (number, unit) pair, or a list of accounts."""
    if isinstance(value, list):
        return figure_of(*value)
    number, unit = value if isinstance(value, tuple) else (value, UNITS[name])
    return figure_of(make_account(value=number, unit=unit))


class SketchedMap:
    """Builds elements; every step has a column of its own, in the order given."""

    def __init__(self, lanes: dict[str, str] | None = None, **map_fields: Any):
        self.elements: dict[str, dict] = {MAP: new_element("map", MAP, title="Sketch", **map_fields)}
        for place, (lane, kind) in enumerate((lanes or {"one": "organisation", "two": "organisation"}).items()):
            self.elements[lane] = new_element("lane", lane, title=lane, kind=kind, order=f"a{place:04d}")

    def step(self, id: str, lane: str = "one", **values: Any) -> "SketchedMap":
        column = f"column {id}"
        self.elements[column] = new_element("column", column, order=f"a{len(self.elements):05d}")
        figures = {name: stated(name, values.pop(name)) for name in list(values) if name in UNITS}
        self.elements[id] = new_element("step", id, title=id, lane=lane, column=column, order="a0", **values, **figures)
        return self

    def link(self, source: str, target: str, kind: str = "flow", **values: Any) -> "SketchedMap":
        id = f"{source}>{target}" if kind != "information" else f"{source}~{target}"
        figures = {name: stated(name, values.pop(name)) for name in list(values) if name in UNITS}
        self.elements[id] = new_element("link", id, source=source, target=target, kind=kind, **values, **figures)
        return self

    def state(self, start: str, end: str) -> MapState:
        self.elements[MAP] = {**self.elements[MAP], "start": start, "end": end}
        return MapState.of(MAP, self.elements.values())
