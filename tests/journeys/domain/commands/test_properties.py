"""What holds for every sequence of commands, whatever it is."""

import json
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from carejourneys.common.errors import AppError
from journeys.domain.commands import KINDS, overlap, parse
from journeys.domain.commands.rules import faults
from journeys.domain.state import MapState
from tests.journeys.commanding import KINDS_TO_SEND, MapInMemory, a_busy_map, a_random_command, go_on, hold

seeds, lengths = st.integers(0, 2**32), st.integers(0, 60)


def test_the_random_commands_are_of_every_kind():
    assert set(KINDS_TO_SEND) == set(KINDS)


def test_random_commands_of_every_kind_are_accepted_somewhere():
    accepted = {entry.kind for seed in range(40) for entry, _ in a_busy_map(seed, 60).entries}
    assert accepted == set(KINDS)


def test_random_commands_state_lead_times_and_some_are_accepted():
    touched = [
        path for seed in range(40) for entry, _ in a_busy_map(seed, 60).entries if entry.kind == "step.set" for _id, path in entry.touched
    ]
    assert any(path.startswith("wait.") for path in touched)


@given(seeds, lengths)
def test_after_any_commands_the_map_holds_together(seed, length):
    world = a_busy_map(seed, length)
    assert faults(world.state) == []
    elements = [dict(e) for e in world.state.elements.values()]
    assert json.loads(json.dumps(elements)) == elements


@given(seeds, lengths, st.floats(0, 1))
def test_the_changes_alone_rebuild_the_map_from_any_earlier_revision(seed, length, part):
    world = a_busy_map(seed, length)
    revision = int(part * len(world.entries))
    state = world.at(revision)
    for _entry, change in world.entries[revision:]:
        state = state.with_change(json.loads(json.dumps(change)))
    assert state == world.state


@given(seeds, lengths)
@example(18051, 31)  # a column taken away and brought back, while an earlier move of columns is taken back and done again
def test_reversing_every_entry_latest_first_returns_to_the_start(seed, length):
    world = a_busy_map(seed, length)
    for entry, _ in reversed(list(world.entries)):
        world.send("redo" if len(world.chain(entry.root)) % 2 else "undo", of=entry.root)
    assert world.state == world.start


@given(seeds, lengths)
def test_each_undo_returns_exactly_to_the_map_before_the_command(seed, length):
    world = a_busy_map(seed, length)
    mark = len(world.entries)
    go_on(world, Random(seed), length, without=("undo", "redo"))
    for entry, _ in reversed(world.entries[mark:]):
        world.send("undo", of=entry.command_id)
        assert world.state == world.at(entry.revision - 1)


@given(seeds, lengths)
def test_what_others_hold_on_steps_is_always_on_a_step_of_the_map_and_never_lost(seed, length):
    world = a_busy_map(seed, 0)
    go_on(world, Random(seed), length, matching=0.3)
    held = world.what_is_held()
    assert held.keys() <= {step["id"] for step in world.state.steps}
    before = sorted(thing for things in held.values() for thing in things)
    go_on(world, Random(seed + 1), length)
    assert sorted(thing for things in world.what_is_held().values() for thing in things) == before


@given(seeds, lengths)
def test_each_undo_and_redo_returns_what_others_hold_to_the_steps_it_was_on(seed, length):
    world = a_busy_map(seed, length)
    for step in world.state.steps:
        hold(world, step["id"])
    mark, chance, held = len(world.entries), Random(seed), [world.what_is_held()]
    for _ in range(length):
        go_on(world, chance, 1, without=("undo", "redo"))
        if len(world.entries) > mark + len(held) - 1:
            held.append(world.what_is_held())
    for entry, _ in reversed(world.entries[mark:]):
        assert world.what_is_held() == held.pop()
        undo = world.send("undo", of=entry.command_id)
        assert world.what_is_held() == held[-1]
        redo = world.send("redo", of=undo.command_id)
        world.send("undo", of=redo.command_id)
        assert world.what_is_held() == held[-1]


@given(seeds, lengths, st.floats(0, 1, exclude_max=True))
def test_doing_again_what_was_taken_back_leaves_no_difference(seed, length, part):
    world = a_busy_map(seed, length, actors=("eddie", "freya"))
    entry, _ = world.entries[int(part * len(world.entries))]
    before = world.state
    try:
        undo = world.send("undo", entry.actor, of=entry.command_id)
    except AppError:
        return
    world.send("redo", entry.actor, of=undo.command_id)
    assert world.state == before


@given(seeds, lengths, st.floats(0, 1, exclude_max=True))
def test_taking_back_touches_nothing_that_others_changed(seed, length, part):
    world = a_busy_map(seed, length, actors=("eddie", "freya"))
    entry, _ = world.entries[int(part * len(world.entries))]
    others = [e for e, _ in world.entries if e.revision > entry.revision and e.actor != entry.actor]
    live = [path for e in others if sum(one.root == e.root for one in others) % 2 for path in e.touched]
    try:
        undo = world.send("undo", entry.actor, of=entry.command_id)
    except AppError:
        return
    assert not any(overlap(mine, theirs) for mine in undo.touched for theirs in live), (undo.touched, live)


@given(seeds, lengths)
def test_a_command_written_out_for_the_log_is_the_same_command_and_holds_nothing_that_was_not_read(seed, length):
    world, chance = a_busy_map(seed, length), Random(seed)
    for _ in range(20):
        raw = a_random_command(chance, world)
        for element in raw.get("elements", ()):
            element["order"] = "John Smith, 943 476 5919"
        try:
            command = parse(raw)
        except AppError:
            continue
        kept = json.dumps(command.as_sent())
        assert parse(json.loads(kept)) == command
        assert "John Smith" not in kept


@given(st.data())
def test_what_a_client_sends_is_never_an_error_of_ours(data):
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(sorted(KINDS)),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=8), inner, max_size=5),
        max_leaves=12,
    )
    raw = data.draw(junk)
    if isinstance(raw, dict):
        raw["kind"] = data.draw(st.sampled_from(sorted(KINDS)))
    try:
        parse(raw)
    except AppError as error:
        assert error.field is not None and error.message


_NAMES = sorted(
    {param.name for kind in KINDS.values() for param in kind.params}
    | {"pt", "pt.used", "value", "low", "who", "accounts", "title", "type", "id"}
)


def test_a_state_read_from_its_own_elements_is_the_same_state():
    world = MapInMemory()
    world.send("lane.add", lane=world.id(), title="Me")
    assert MapState.of(world.state.map_id, world.state.elements.values()) == world.state
