"""Commands without a server: a map in memory with its log, and random commands for property tests."""

import itertools
from dataclasses import replace
from random import Random
from uuid import UUID

from carejourneys.common.errors import AppError
from journeys.domain.commands import Logged, Surroundings, apply, parse
from journeys.domain.elements import new_element
from journeys.domain.ports import Move
from journeys.domain.state import MapState

MAP = "01890000-0000-7000-8000-000000000000"


def numbered_id(n: int) -> str:
    """A UUIDv7-shaped id that is easy to tell in a failure."""
    return str(UUID(int=(0x0189 << 112) | (7 << 76) | (2 << 62) | n))


class MapInMemory:
    """A map with its log: `send` parses, applies and remembers; also the History that commands look back on.

    `held`: {step: [ids of what others hold on it]}; it moves as commands say.
    """

    def __init__(self, actor: str = "eddie"):
        self.start = MapState.of(MAP, [new_element("map", MAP, title="Test")])
        self.state = self.start
        self.entries: list[tuple[Logged, dict]] = []
        self.actor = actor
        self.held: dict[str, list[str]] = {}
        self._ids = itertools.count(1)

    def id(self) -> str:
        return numbered_id(next(self._ids))

    def send(self, kind: str, actor: str | None = None, **values) -> Logged:
        actor = actor or self.actor
        command = parse({"kind": kind, **values})
        applied = apply(self.state, command, Surroundings(actor=actor, history=self, references=self.references))
        moves = tuple(replace(move, things=self.relink(move)) for move in applied.moves)
        self.state = self.state.with_change(applied.change)
        command_id = self.id()
        entry = Logged(
            command_id=command_id,
            revision=len(self.entries) + 1,
            actor=actor,
            actor_name=actor.title(),
            kind=kind,
            inverse=applied.inverse,
            touched=applied.touched,
            root=applied.details.get("root", command_id),
            moves=moves,
        )
        self.entries.append((entry, applied.change))
        self.last = applied
        return entry

    # what others hold on steps

    def references(self, steps) -> dict[str, list[str]]:
        return {step: [f"{len(self.held[step])} activities of the data"] for step in steps if self.held.get(step)}

    def relink(self, move: Move) -> tuple[str, ...]:
        moved = tuple(thing for thing in self.held.get(move.source, []) if move.things is None or thing in move.things)
        self.held[move.source] = [thing for thing in self.held.get(move.source, []) if thing not in moved]
        self.held[move.target] = sorted({*self.held.get(move.target, []), *moved})
        return moved

    def what_is_held(self) -> dict[str, list[str]]:
        """Only steps on which something is held."""
        return {step: list(things) for step, things in self.held.items() if things}

    # History

    def entry(self, command_id):
        return next((entry for entry, _ in self.entries if entry.command_id == command_id), None)

    def chain(self, root):
        return [entry for entry, _ in self.entries if entry.root == root and entry.command_id != root]

    def since(self, revision):
        return [entry for entry, _ in self.entries if entry.revision > revision]

    def at(self, revision) -> MapState:
        state = self.start
        for _entry, change in self.entries[:revision]:
            state = state.with_change(change)
        return state

    def element_at(self, element, revision):
        return self.at(revision).get(element)


def ids_of(elements) -> list[str]:
    return [element["id"] for element in elements]


TEXTS = ["Triage", "Write referral", "Listen", "Ring back", "Wait for a bed", "ÅÄÖ — naïve"]
ACCOUNTS = [
    3,
    7.5,
    None,
    {"value": 1},
    {"value": 10, "who": "GPs"},
    {"value": 45, "low": 30, "high": 60, "source": "observed", "who": "Council", "when": "2026-05-01", "n": 12},
    {"value": None, "who": "GPs"},
    [{"value": 2, "who": "GPs"}, {"value": 4, "who": "Council"}],
]


def a_random_command(chance: Random, world: MapInMemory) -> dict:
    """A random command that may well be refused: most of what it names exists, some does not."""
    state = world.state
    kind = chance.choice(KINDS_TO_SEND)
    thing = kind.split(".")[0]

    def pick(*types):
        pool = [element["id"] for one in types for element in state.of_type(one)]
        return chance.choice(pool) if pool and chance.random() < 0.97 else world.id()

    def maybe(value):
        return chance.choice([value, None])

    def some(**choices):
        return {name: chance.choice(values) for name, values in choices.items() if chance.random() < 0.3}

    def text():
        return chance.choice(TEXTS)

    def given(**values):
        return {"kind": kind, **{name: value for name, value in values.items() if value is not None}}

    step_fields = some(
        kind=["task", "gateway", "wait", "decision"],
        split=["choice", "parallel", None],
        note=TEXTS,
        pt=ACCOUNTS,
        value=ACCOUNTS,
        pause=ACCOUNTS,
        staff=[1, 2, None],
    ) | some(**{"pt.used": ["workshop|GPs", "observed|Council", None]})
    match kind:
        case "step.add":
            return given(
                step=world.id(), title=text(), lane=pick("lane"), column=pick("column"), before=maybe(pick("step")), fields=step_fields
            )
        case "step.set":
            step_fields |= some(lt=[1, {"value": 9, "unit": "wd", "who": "GPs"}, {"value": 3, "low": 1, "unit": "h"}])
            return given(step=pick("step"), fields=step_fields or {"note": ""}, replace_waits=chance.choice([True, None]))
        case "step.move":
            return given(step=pick("step"), lane=maybe(pick("lane")), column=maybe(pick("column")), before=maybe(pick("step")))
        case "step.split":
            parts = [{"step": world.id(), "title": text(), "link": world.id()} for _ in range(chance.randint(1, 3))]
            return given(step=pick("step"), parts=parts)
        case "step.merge":
            return given(steps=list(dict.fromkeys((pick("step"), pick("step")))), into=pick("step"), title=maybe(text()))
        case "step.remove":
            return given(step=pick("step"), relink=maybe(pick("step")))
        case "link.add":
            fields = some(share=[0, 40, 100], wait=ACCOUNTS, label=TEXTS, kind=["flow", "rework", "information"])
            return given(link=world.id(), source=pick("step"), target=pick("step"), fields=fields)
        case "link.set":
            return given(link=pick("link"), fields={"wait": chance.choice(ACCOUNTS), "kind": chance.choice(["flow", "rework"])})
        case "link.reroute":
            return given(link=pick("link"), source=maybe(pick("step")), target=maybe(pick("step")))
        case "lane.add":
            return given(lane=world.id(), title=text(), before=maybe(pick("lane")))
        case "lane.set":
            return given(lane=pick("lane"), fields={"subtitle": text()})
        case "lane.move" | "column.move" | "phase.set":
            return {"kind": kind, thing: pick(thing), "before": maybe(pick(thing))}
        case "column.add":
            return given(column=world.id(), phase=maybe(pick("phase")), before=maybe(pick("column")))
        case "column.set":
            return given(column=pick("column"), fields={"title": text(), "phase": pick("phase")})
        case "column.remove":
            return given(column=pick("column"), to=maybe(pick("column")))
        case "phase.add":
            return given(phase=world.id(), title=text())
        case "step.rename" | "lane.rename" | "phase.rename":
            return {"kind": kind, thing: pick(thing), "title": text()}
        case "problem.add" | "idea.add":
            return {"kind": kind, thing: world.id(), "on": pick("step", "link"), "text": text()}
        case "problem.set" | "idea.set":
            return {"kind": kind, thing: pick(thing), "fields": {"text": text(), "on": pick("step", "link")}}
        case "map.set":
            return given(
                fields={
                    "start": maybe(pick("step")),
                    "end": maybe(pick("step")),
                    "unit_of_flow": text(),
                    "volume": maybe({"n": 5, "per": "week"}),
                }
            )
        case "map.paste":
            return given(elements=_copies(world, [pick("step"), pick("step"), pick("lane")]))
        case "map.tidy":
            return given()
        case "undo" | "redo":
            return given(of=chance.choice([entry.command_id for entry, _ in world.entries]) if world.entries else world.id())
        case "restore":
            return given(element=pick("step", "link", "lane"), revision=chance.randint(0, len(world.entries)))
        case _:
            return {"kind": kind, thing: pick(thing)}


def a_busy_map(seed: int, length: int, *, actors: tuple[str, ...] = ("eddie",)) -> MapInMemory:
    """A map after `length` random commands of these people; refused ones leave it as it was."""
    chance, world = Random(seed), MapInMemory()
    lanes, columns, steps = ([world.id() for _ in range(n)] for n in (3, 4, 6))
    for place, lane in enumerate(lanes):
        world.send("lane.add", lane=lane, title=TEXTS[place], fields={"kind": ["person", "organisation", "carer"][place]})
    for column in columns:
        world.send("column.add", column=column)
    for place, step in enumerate(steps):
        world.send(
            "step.add", step=step, title=TEXTS[place], lane=lanes[place % 3], column=columns[place % 4], fields={"pt": ACCOUNTS[place]}
        )
    for source, target in itertools.pairwise(steps):
        world.send("link.add", link=world.id(), source=source, target=target)
    go_on(world, chance, length, actors=actors)
    return world


def go_on(
    world: MapInMemory,
    chance: Random,
    length: int,
    *,
    actors: tuple[str, ...] = ("eddie",),
    without: tuple[str, ...] = (),
    matching: float = 0,
) -> None:
    """Sends `length` more random commands, save those of some kinds. matching: how often somebody matches data to a step in between."""
    for _ in range(length):
        if world.state.steps and chance.random() < matching:
            hold(world, chance.choice(world.state.steps)["id"])
        raw = a_random_command(chance, world)
        if raw["kind"] in without:
            continue
        before = world.state
        try:
            world.send(raw.pop("kind"), chance.choice(actors), **raw)
        except AppError:
            assert world.state is before


def hold(world: MapInMemory, step: str) -> None:
    """Something more is held on this step."""
    world.held.setdefault(step, []).append(world.id())


def _copies(world: MapInMemory, ids: list[str]) -> list[dict]:
    """Copies of some elements under new ids, with the links among them."""
    originals = [world.state[id] for id in dict.fromkeys(ids) if id in world.state]
    originals += [link for link in world.state.links if {link["source"], link["target"]} <= set(ids)]
    new = {element["id"]: world.id() for element in originals}
    return [
        {name: new.get(value, value) if isinstance(value, str) else value for name, value in element.items()}
        | {"derived_from": [element["id"]]}
        for element in originals
    ]


KINDS_TO_SEND = (
    ["step.add", "step.set", "link.add", "link.set", "undo"] * 4
    + ["step.rename", "step.move", "step.split", "step.merge", "link.reroute", "problem.add", "idea.add", "redo", "restore"] * 2
    + ["step.remove", "link.remove", "lane.add", "lane.rename", "lane.set", "lane.move", "lane.remove"]
    + ["column.add", "column.set", "column.move", "column.remove", "phase.add", "phase.rename", "phase.set", "phase.remove"]
    + ["problem.set", "problem.remove", "idea.set", "idea.remove", "map.set", "map.paste", "map.tidy"]
)
