"""Activities matched to steps go with them: merged, split, taken away, taken back, however the map's editors do it."""

import pytest

from analytics.models import ActivityMatch, Dataset
from analytics.services import jobs
from analytics.services.measuring import match_activities
from journeys.models import MapCommandLog
from journeys.queries.states import state_from_rows
from journeys.services.map_editing import Changed, Incoming, Refused, apply_map_commands
from stakeholders.models import AuditEntry
from tests.event_logs import brought, kept_as_read, log_of, measured, read
from tests.factories import make_cast, make_small_map, new_id, send
from tests.journeys.services.test_map_replay import commands_at_random

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    return make_cast()


@pytest.fixture
def small(cast, django_capture_on_commit_callbacks):
    """A small map whose three steps are Contact, Listened and Referral written in the data."""
    small = make_small_map(cast)
    dataset = brought(cast, small, log_of(20))
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    return small


def matched(small) -> dict[str, str]:
    return {activity: str(step) for activity, step in ActivityMatch.objects.filter(map=small.map).values_list("activity", "step")}


def as_matched_first(small) -> dict[str, str]:
    return dict(zip(("Contact", "Listened", "Referral written"), small.steps, strict=True))


def rematch(cast, small, **matches):
    dataset = ActivityMatch.objects.filter(map=small.map).first().dataset
    given = {**as_matched_first(small), **{name.replace("_", " "): step for name, step in matches.items()}}
    match_activities(actor=cast.ana, dataset=dataset, of=small.map, matches=given, end_activities=["Referral written"])


def test_a_step_that_data_are_matched_to_is_not_taken_away_unless_another_takes_them_over(cast, small):
    for kind, values in (("step.remove", {"step": small.steps[1]}), ("lane.remove", {"lane": small.lanes[1]})):
        refused = send(cast.eddie, small.map, kind, **values)
        assert isinstance(refused, Refused) and refused.field == "relink" and "activit" in refused.reason, kind
    assert matched(small) == as_matched_first(small)
    assert isinstance(send(cast.eddie, small.map, "step.remove", step=small.steps[1], relink=small.steps[0]), Changed)
    assert matched(small) == {**as_matched_first(small), "Listened": small.steps[0]}
    entry = AuditEntry.objects.get(action="map.matches_moved")
    assert entry.actor == cast.eddie and entry.details == {"from": small.steps[1], "to": small.steps[0], "matches": 1}


def test_an_activity_that_is_matched_in_several_data_is_counted_once(cast, small):
    first = ActivityMatch.objects.get(map=small.map, activity="Listened")
    for name in ("February", "March"):
        later = kept_as_read(small.map.journey, cast.ana, name=name, state=Dataset.READY, content_hash=name)
        ActivityMatch.objects.create(dataset=later, map=small.map, activity="Listened", step=first.step)
    refused = send(cast.eddie, small.map, "step.remove", step=small.steps[1])
    assert isinstance(refused, Refused) and "1 activity of the data" in refused.reason
    ActivityMatch.objects.create(dataset=later, map=small.map, activity="Heard", step=first.step)
    assert "2 activities of the data" in send(cast.eddie, small.map, "step.remove", step=small.steps[1]).reason


def test_a_merge_carries_matches_along_and_its_undo_returns_just_these(cast, small):
    merged = send(cast.eddie, small.map, "step.merge", steps=[small.steps[0], small.steps[2]], into=small.steps[1])
    assert set(matched(small).values()) == {small.steps[1]}
    undone = send(cast.eddie, small.map, "undo", of=merged.command_id)
    assert matched(small) == as_matched_first(small)
    send(cast.eddie, small.map, "redo", of=undone.command_id)
    assert set(matched(small).values()) == {small.steps[1]}
    send(cast.eddie, small.map, "undo", of=merged.command_id)
    assert matched(small) == as_matched_first(small)


def test_undo_returns_what_was_said_again_meanwhile_but_not_what_was_said_otherwise(cast, small):
    merged = send(cast.eddie, small.map, "step.merge", steps=[small.steps[0]], into=small.steps[1])
    rematch(cast, small, Contact=small.steps[1], Referral_written=small.steps[1])
    send(cast.eddie, small.map, "undo", of=merged.command_id)
    assert matched(small) == {**as_matched_first(small), "Referral written": small.steps[1]}
    merged = send(cast.eddie, small.map, "step.merge", steps=[small.steps[0]], into=small.steps[1])
    rematch(cast, small, Contact=small.steps[2])
    send(cast.eddie, small.map, "undo", of=merged.command_id)
    assert matched(small)["Contact"] == small.steps[2]


def test_a_merge_done_again_also_carries_what_was_matched_since(cast, small):
    merged = send(cast.eddie, small.map, "step.merge", steps=[small.steps[0]], into=small.steps[1])
    undone = send(cast.eddie, small.map, "undo", of=merged.command_id)
    rematch(cast, small, Referral_written=small.steps[0])
    send(cast.eddie, small.map, "redo", of=undone.command_id)
    assert set(matched(small).values()) == {small.steps[1]}


def test_a_step_that_is_split_keeps_its_matches(cast, small):
    part = new_id()
    send(cast.eddie, small.map, "step.split", step=small.steps[1], parts=[{"step": part, "title": "Test memory", "link": new_id()}])
    assert matched(small) == as_matched_first(small)


@pytest.mark.parametrize("kind", ["step.add", "step.split", "map.paste"])
def test_what_was_added_is_not_taken_back_once_data_are_matched_to_it(cast, small, kind):
    new = new_id()
    place = {"lane": small.lanes[1], "column": small.columns[2]}
    values = {
        "step.add": {"step": new, "title": "Triage", **place},
        "step.split": {"step": small.steps[1], "parts": [{"step": new, "title": "Triage", "link": new_id()}]},
        "map.paste": {"elements": [{"id": new, "type": "step", "title": "Triage", **place}]},
    }[kind]
    added = send(cast.eddie, small.map, kind, **values)
    rematch(cast, small, Listened=new)
    refused = send(cast.eddie, small.map, "undo", of=added.command_id)
    assert isinstance(refused, Refused) and refused.field == "of" and "1 activity of the data" in refused.reason
    assert new in state_from_rows(small.map) and matched(small)["Listened"] == new
    rematch(cast, small)
    assert isinstance(send(cast.eddie, small.map, "undo", of=added.command_id), Changed)


def test_taking_a_step_away_is_not_done_again_once_data_are_matched_to_it(cast, small):
    rematch(cast, small, Listened=small.steps[0])
    removed = send(cast.eddie, small.map, "step.remove", step=small.steps[1])
    undone = send(cast.eddie, small.map, "undo", of=removed.command_id)
    rematch(cast, small)
    refused = send(cast.eddie, small.map, "redo", of=undone.command_id)
    assert isinstance(refused, Refused) and small.steps[1] in state_from_rows(small.map)


def test_matches_move_within_the_batch_that_needs_them(cast, small):
    first, second = new_id(), new_id()
    raw = [
        (first, {"kind": "step.merge", "steps": [small.steps[0]], "into": small.steps[1]}),
        (second, {"kind": "step.remove", "step": small.steps[1]}),
        (new_id(), {"kind": "undo", "of": first}),
    ]
    outcomes = apply_map_commands(small.map.pk, [Incoming(cast.eddie, id, small.map.revision, one) for id, one in raw])
    assert [type(outcome) for outcome in outcomes] == [Changed, Refused, Changed]
    assert "2 activities of the data" in outcomes[1].reason
    assert matched(small) == as_matched_first(small)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_editors_do_no_match_is_lost_or_left_on_a_step_that_is_gone(cast, small, seed):
    commands_at_random(cast, small.map, seed, 25)
    assert len(matched(small)) == 3
    assert set(matched(small).values()) <= {step["id"] for step in state_from_rows(small.map).steps}


def test_undoing_all_that_editors_did_returns_every_match_to_its_step(cast, small):
    start, mark = state_from_rows(small.map), small.map.revision
    commands_at_random(cast, small.map, 11, 25, without=("undo", "redo", "restore"), people=("eddie",))
    mine = MapCommandLog.objects.filter(map=small.map, revision__gt=mark).order_by("-revision")
    assert any(entry.details.get("moves") for entry in mine)
    for command_id in list(mine.values_list("command_id", flat=True)):
        outcome = send(cast.eddie, small.map, "undo", of=str(command_id))
        assert isinstance(outcome, Changed), outcome
    assert state_from_rows(small.map) == start and matched(small) == as_matched_first(small)
