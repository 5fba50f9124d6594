"""Every kind of command × everybody × live map and map put away, through the API and through the outline."""

import json

import pytest
from django.db import transaction
from django.urls import reverse

from journeys.domain.commands import KINDS
from journeys.models import MapCommandLog
from journeys.services.map_editing import Incoming, apply_map_commands
from stakeholders.domain.permissions import Permission
from tests.factories import new_id

from .world import Somebody, World

pytestmark = pytest.mark.django_db


def samples(world: World, who: Somebody) -> dict[str, dict]:
    """For each kind, values that do on the live map. A new kind needs a sample here."""
    small, notes, new = world.small, world.notes, new_id()
    step, column, lane, link = small.steps[0], small.columns[0], small.lanes[0], small.links[0]
    own = world.own_commands.get(who.user.pk if who.user else None) or next(iter(world.own_commands.values()))
    return {
        "step.add": {"step": new, "title": "New", "lane": lane, "column": column},
        "step.rename": {"step": step, "title": "Other"},
        "step.set": {"step": step, "fields": {"pt": 3}},
        "step.move": {"step": step, "lane": small.lanes[1]},
        "step.split": {"step": step, "parts": [{"step": new, "title": "Second", "link": new_id()}]},
        "step.merge": {"steps": [step], "into": small.steps[1]},
        "step.remove": {"step": step},
        "link.add": {"link": new, "source": small.steps[2], "target": step},
        "link.set": {"link": link, "fields": {"wait": 2}},
        "link.reroute": {"link": link, "target": small.steps[2]},
        "link.remove": {"link": link},
        "lane.add": {"lane": new, "title": "New"},
        "lane.rename": {"lane": lane, "title": "Other"},
        "lane.set": {"lane": lane, "fields": {"subtitle": "Other"}},
        "lane.move": {"lane": small.lanes[1], "before": lane},
        "lane.remove": {"lane": lane},
        "column.add": {"column": new},
        "column.set": {"column": column, "fields": {"title": "Other"}},
        "column.move": {"column": column, "before": None},
        "column.remove": {"column": notes["column"]},
        "phase.add": {"phase": new, "title": "New"},
        "phase.rename": {"phase": notes["phase"], "title": "Other"},
        "phase.set": {"phase": notes["phase"], "fields": {"title": "Other"}},
        "phase.remove": {"phase": notes["phase"]},
        "problem.add": {"problem": new, "on": step, "text": "New"},
        "problem.set": {"problem": notes["problem"], "fields": {"text": "Other"}},
        "problem.remove": {"problem": notes["problem"]},
        "idea.add": {"idea": new, "on": link, "text": "New"},
        "idea.set": {"idea": notes["idea"], "fields": {"text": "Other"}},
        "idea.remove": {"idea": notes["idea"]},
        "map.set": {"fields": {"note": "Other"}},
        "map.paste": {"elements": [{"id": new, "type": "lane", "title": "Pasted"}]},
        "map.tidy": {},
        "undo": {"of": own},
        "redo": {"of": own},
        "restore": {"element": step, "revision": small.map.revision},
    }


def expected(who: Somebody, kind: str, state: str) -> int:
    """The status of the answer."""
    if who.user is None:
        return 401
    if not who.roles:
        return 404
    if not who.may_write or not who.may(Permission.EDIT_MAP):
        return 403
    if state == "put away":
        return 422
    return 200 if who.may(Permission(KINDS[kind].needs)) else 403


def test_every_kind_has_a_sample(world):
    assert set(samples(world, world.people[0])) == set(KINDS), "add what is missing to samples() here"


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_gets_what_the_table_of_kinds_says(kind, world):
    wrong = []
    for state in ("live", "put away"):
        world.state = state
        path = reverse("api_map_commands", args=[world.map.pk])
        for who in world.people:
            if who.asks_once and state != "live":
                continue
            values = samples(world, who)[kind]
            with transaction.atomic():
                if kind == "redo" and state == "live" and who.user is not None and who.may_write:
                    _taken_back_before(world, who, values["of"])
                base = MapCommandLog.objects.filter(map=world.map).count()
                body = {"command_id": new_id(), "base_revision": base, "command": {"kind": kind, **values}}
                answer = world.ask(who, "POST", path, json.dumps(body))
                transaction.set_rollback(True)
            should = expected(who, kind, state)
            if answer.status_code != should:
                said = answer.content.decode()[:200]
                wrong.append(f"{kind} ({state}) as {who.called}: {answer.status_code} instead of {should}: {said}")
    assert not wrong, "\n" + "\n".join(wrong)


def _taken_back_before(world: World, who: Somebody, of: str) -> None:
    apply_map_commands(world.map.pk, [Incoming(who.user, new_id(), 0, {"kind": "undo", "of": of})])


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_a_command_is_for_those_who_may_send_it(kind, world):
    wrong = []
    path = reverse("outline_do", args=[world.small.map.pk, kind])
    for who in world.people:
        if who.asks_once:
            continue
        answer = world.ask(who, "GET", path)
        should = 302 if who.user is None else 404 if not who.roles else 200 if who.may(Permission(KINDS[kind].needs)) else 403
        if answer.status_code != should:
            wrong.append(f"{path} as {who.called}: {answer.status_code} instead of {should}")
    assert not wrong, "\n" + "\n".join(wrong)
