"""What the page shows before the server answers is what the server then makes of it, but for the keys that places are sorted by."""

import pytest

from carejourneys.pages.grid.editing_words import blanks
from tests.journeys.commanding import MapInMemory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORESEEN = """const elements = new Map(given.elements.map((one) => [one.id, one]));
return m.foresee(elements, given.command, given.blank);"""


@pytest.fixture
def world():
    """Two lanes, two columns; two cards in one cell, linked, with a problem on the first."""
    made = MapInMemory()
    made.ids = {name: made.id() for name in ("L", "M", "C", "D", "a", "b", "c", "l", "p", "new")}
    ids = made.ids
    for lane in "LM":
        made.send("lane.add", lane=ids[lane], title=lane)
    for column in "CD":
        made.send("column.add", column=ids[column])
    for step in "ab":
        made.send("step.add", step=ids[step], title=step, lane=ids["L"], column=ids["C"])
    made.send("step.add", step=ids["c"], title="c", lane=ids["M"], column=ids["D"])
    made.send("link.add", link=ids["l"], source=ids["a"], target=ids["b"])
    made.send("problem.add", problem=ids["p"], on=ids["l"], text="Slow")
    return made


def foreseen(run, world, command):
    return run("foresee", FORESEEN, {"elements": list(world.state.elements.values()), "command": command, "blank": blanks()})


COMMANDS = [
    ("step.add", {"step": "new", "title": "n", "lane": "M", "column": "C"}),
    ("step.add", {"step": "new", "title": "n", "lane": "L", "column": "C", "before": "b"}),
    ("step.rename", {"step": "a", "title": "Another"}),
    ("step.move", {"step": "a", "lane": "M", "column": "D"}),
    ("step.move", {"step": "b", "before": "a"}),
    ("step.move", {"step": "a", "before": None}),
    ("step.remove", {"step": "a"}),
    ("link.add", {"link": "new", "source": "b", "target": "a", "fields": {"kind": "rework"}}),
    ("link.reroute", {"link": "l", "target": "c"}),
    ("link.remove", {"link": "l"}),
    ("lane.rename", {"lane": "L", "title": "Another"}),
    ("column.add", {"column": "new", "before": "D"}),
    ("column.add", {"column": "new"}),
]


def in_place(elements):
    """Without keys of order; and in which order each kind stands in its cell."""
    row = sorted(
        elements.values(), key=lambda one: (one["type"], one.get("lane") or "", one.get("column") or "", one.get("order", ""), one["id"])
    )
    return (
        {id: {name: value for name, value in one.items() if name != "order"} for id, one in elements.items()},
        [one["id"] for one in row if one["type"] in ("step", "column")],
    )


@pytest.mark.parametrize(("kind", "values"), COMMANDS)
def test_what_is_foreseen_is_what_the_server_makes_of_it(run, world, kind, values):
    command = {"kind": kind} | {name: world.ids.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
    change = foreseen(run, world, command)
    elements = dict(world.state.elements)
    for id in change["remove"]:
        elements.pop(id)
    elements |= {one["id"]: one for one in change["put"]}
    world.send(**command)
    wanted, order = in_place({id: dict(one) for id, one in world.state.elements.items()})
    got, got_order = in_place(elements)
    assert got == wanted
    assert got_order == order


def test_where_it_is_not_sure_it_says_nothing(run, world):
    gone = world.id()
    for command in (
        {"kind": "step.rename", "step": gone, "title": "x"},
        {"kind": "step.move", "step": world.ids["a"], "lane": gone},
        {"kind": "step.move", "step": world.ids["a"], "lane": world.ids["L"], "column": world.ids["C"]},
        {"kind": "step.add", "step": gone, "title": "x", "lane": gone, "column": world.ids["C"]},
        {"kind": "step.remove", "step": world.ids["a"], "relink": world.ids["b"]},
        {"kind": "link.reroute", "link": world.ids["l"], "target": gone},
        {"kind": "step.set", "step": world.ids["a"], "fields": {"pt": 5}},
        {"kind": "undo", "of": gone},
    ):
        assert not foreseen(run, world, command), command
