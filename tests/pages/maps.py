"""Maps for tests of the pages, built through the services out of the templates."""

from dataclasses import replace

from carejourneys.pages.demo.load import send_all
from journeys.domain.templates.memory_concerns import CURRENT
from journeys.domain.templates.memory_future import TITLE, future_a
from journeys.domain.templates.sketch import Sketch
from journeys.models import Map
from journeys.queries.states import state_of
from journeys.services.journeys import derive_future_map
from tests.factories import Cast, make_map, new_id


def make_worked_example(cast: Cast, sketch: Sketch = CURRENT, *, figures: bool = True) -> Map:
    """The current map of the worked example (or another sketch), by Freya."""
    made = make_map(cast, sketch.title)
    send_all(cast.freya, made, sketch.commands(new_id, figures=figures))
    made.refresh_from_db()
    return made


WAITS = [(45, "min"), (4, "h"), (3, "d"), (1.5, "h"), (12, "d"), (90, "min"), (18, "wk"), (2, "d")]


def with_waits(sketch: Sketch) -> Sketch:
    """The same sketch with a wait on every link, some of them long words, as a group fills in a template."""
    waits = [{"wait": {"value": value, "unit": unit, "source": "workshop"}} for value, unit in WAITS]
    return replace(sketch, links=tuple(replace(link, figures=waits[n % len(waits)]) for n, link in enumerate(sketch.links)))


def make_future(cast: Cast, current: Map) -> Map:
    """Future A, derived from the worked example."""
    future = derive_future_map(actor=cast.freya, based_on=current, title=TITLE)
    send_all(cast.freya, future, future_a(state_of(future), new_id))
    future.refresh_from_db()
    return future


def make_long_map(cast: Cast, steps: int, columns: int = 50) -> Map:
    """Steps in twelve lanes, each linked to the next, and some to one further on."""
    made = make_map(cast, f"{steps} steps")
    lanes, places, ids = ([new_id() for _ in range(n)] for n in (12, min(columns, steps), steps))
    commands = [{"kind": "lane.add", "lane": lane, "title": f"Agency {n}"} for n, lane in enumerate(lanes, 1)]
    commands += [{"kind": "column.add", "column": column} for column in places]
    for n, step in enumerate(ids):
        where = {"lane": lanes[n * 7 % 12], "column": places[n * len(places) // steps]}
        commands.append({"kind": "step.add", "step": step, "title": f"Step {n}, look and write", **where, "fields": {"pt": 5 + n % 40}})
    for n in range(steps - 1):
        commands.append({"kind": "link.add", "link": new_id(), "source": ids[n], "target": ids[n + 1], "fields": {"wait": 1 + n % 9}})
    for n in (place + k for place in range(0, steps - 13, 5) for k in (0, 2)):
        ends = {"source": ids[n], "target": ids[n + 11]}
        commands.append({"kind": "link.add", "link": new_id(), **ends, "fields": {"kind": "information"}})
    commands.append({"kind": "map.set", "fields": {"start": ids[0], "end": ids[-1]}})
    send_all(cast.freya, made, commands)
    made.refresh_from_db()
    return made
