"""Several windows on one map: what one sends all see, and what may not be sent changes nothing, whoever sends it."""

import threading

import pytest
from django.db import transaction

from journeys.domain.ports import Announced
from journeys.models import Map, MapCommandLog, Step
from journeys.realtime.switchboard import tell_of_changes
from journeys.services.map_editing import Changed
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Permission, Role, allowed
from stakeholders.domain.tokens import Scope
from tests.factories import REDACTIONS_PAGE, bearer, make_member, new_id, send
from tests.journeys.web.test_outline import at, post
from tests.live import AT_MOST, Window, a_command

pytestmark = pytest.mark.django_db(transaction=True)


def title_of(step: str) -> str:
    return Step.objects.get(pk=step).title


def log_of(small) -> list[MapCommandLog]:
    return list(MapCommandLog.objects.filter(map=small.map).order_by("revision"))


def test_what_one_sends_everybody_sees_the_sender_too(port, cast, small):
    with Window(port, small.map.pk, cast.eddie) as eddie, Window(port, small.map.pk, cast.vic) as vic:
        id = eddie.do("step.rename", step=small.steps[0], title="Ring the surgery")
        seen = [window.wait("changed", command_id=id) for window in (eddie, vic)]
    assert seen[0] == seen[1]
    assert seen[0]["revision"] == small.map.revision + 1 and seen[0]["by"] == {"id": str(cast.eddie.pk), "name": "Eddie"}
    assert [one["title"] for one in seen[0]["change"]["put"]] == ["Ring the surgery"] and seen[0]["kind"] == "step.rename"
    entry = log_of(small)[-1]
    assert (str(entry.command_id), entry.actor, title_of(small.steps[0])) == (id, cast.eddie, "Ring the surgery")


@pytest.mark.parametrize("role", [role for role in Role if allowed({role}, Permission.VIEW_JOURNEY)])
def test_each_role_edits_over_the_socket_what_it_may_edit(port, cast, small, role):
    member = make_member(cast.economy, role, name="Mel")
    before = len(log_of(small))
    with Window(port, small.map.pk, member) as window:
        id = window.do("step.rename", step=small.steps[0], title="Mel's words")
        answer = window.wait_until(lambda one: one.get("command_id") == id)
    if allowed({role}, Permission.EDIT_MAP):
        assert answer["type"] == "changed" and title_of(small.steps[0]) == "Mel's words"
    else:
        assert answer["type"] == "refused" and "Your role here does not include this" in answer["reason"]
        assert title_of(small.steps[0]) == "Contact surgery" and len(log_of(small)) == before


def test_a_viewer_changes_nothing_whatever_they_send(port, cast, small):
    before = log_of(small)
    with Window(port, small.map.pk, cast.vic) as vic, Window(port, small.map.pk, cast.eddie) as eddie:
        commands = [
            a_command("step.rename", base=small.map.revision, step=small.steps[0], title="Mine"),
            a_command("undo", base=small.map.revision, of=str(before[-1].command_id)),
            a_command("lane.remove", base=small.map.revision, lane=small.lanes[1]),
            {**a_command("map.tidy", base=0), "actor": str(cast.freya.pk), "by": str(cast.freya.pk), "you": {"may": ["edit_map"]}},
        ]
        vic.say(*commands)
        for one in commands:
            assert vic.wait("refused", command_id=one["command_id"])["reason"]
        eddie.wait("changed", command_id=eddie.do("step.rename", step=small.steps[2], title="Write"))
        assert [one["type"] for one in eddie.heard if one["type"] in ("changed", "refused")] == ["changed"]
    assert [one.pk for one in log_of(small)[:-1]] == [one.pk for one in before] and log_of(small)[-1].actor == cast.eddie


def test_a_bad_command_among_good_ones_falls_alone(port, cast, small):
    base, made = small.map.revision, new_id()
    good = a_command("step.rename", base=base, step=small.steps[0], title="Ring")
    bad = [
        a_command("step.rename", base=base, step=new_id(), title="Of no step"),
        a_command("step.dance", base=base),
        {"type": "command", "command_id": 7, "base_revision": "now", "command": [1]},
        {**a_command("step.rename", base=base, step=small.steps[0], title="x"), "base_revision": base + 1000},
    ]
    last = a_command("step.add", base=base, step=made, title="New", lane=small.lanes[0], column=small.columns[1])
    with Window(port, small.map.pk, cast.eddie) as eddie:
        eddie.say(good, *bad, last)
        assert eddie.wait("changed", command_id=good["command_id"])["revision"] == base + 1
        assert eddie.wait("changed", command_id=last["command_id"])["revision"] == base + 2
        eddie.wait("refused", command_id=bad[3]["command_id"])  # what was accepted is told first, from where it was written
        eddie.say({"type": "catch_up", "after": base})
        eddie.wait("catch_up")
        refused = [one for one in eddie.heard if one["type"] == "refused"]
    assert [one["command_id"] for one in refused] == [bad[0]["command_id"], bad[1]["command_id"], "7", bad[3]["command_id"]]
    assert [one["field"] for one in refused][1:] == ["kind", "command_id", "base_revision"]
    assert [row.revision for row in log_of(small)] == list(range(1, base + 3)) and Step.objects.filter(pk=made).exists()


def test_the_same_command_again_is_done_once_and_gets_the_same_answer(port, cast, small):
    with Window(port, small.map.pk, cast.eddie) as eddie, Window(port, small.map.pk, cast.vic) as vic:
        id = eddie.do("step.rename", step=small.steps[0], title="Ring")
        first = eddie.wait("changed", command_id=id)
        eddie.do("step.rename", step=small.steps[0], title="Something else", command_id=id)
        assert eddie.wait("changed", command_id=id) == first
        eddie.wait("changed", command_id=eddie.do("step.rename", base=first["revision"], step=small.steps[1], title="Hear"))
        vic.wait("changed", revision=first["revision"] + 1)
        assert [one["revision"] for one in vic.heard if one["type"] == "changed"] == [first["revision"], first["revision"] + 1]
    assert MapCommandLog.objects.filter(command_id=id).count() == 1 and title_of(small.steps[0]) == "Ring"


def test_the_same_field_changed_meanwhile_is_a_clash_with_both_texts_for_its_sender_alone(port, cast, small):
    with Window(port, small.map.pk, cast.eddie) as eddie, Window(port, small.map.pk, cast.freya) as freya:
        freya.wait("changed", command_id=freya.do("step.rename", step=small.steps[0], title="Freya's"))
        id = eddie.do("step.rename", step=small.steps[0], title="Eddie's")
        clash = eddie.wait("clash", command_id=id)
        assert (clash["field"], clash["base"], clash["theirs"], clash["yours"]) == ("title", "Contact surgery", "Freya's", "Eddie's")
        assert clash["by"]["name"] == "Freya" and clash["revision"] == small.map.revision + 1
        id = eddie.do("step.rename", base=clash["revision"], step=small.steps[0], title="Eddie's")
        freya.wait("changed", command_id=id)
        assert not [one for one in freya.heard if one["type"] == "clash"]
    assert title_of(small.steps[0]) == "Eddie's"


def test_commands_of_one_window_that_wait_together_do_not_clash_with_each_other(port, cast, small):
    with Window(port, small.map.pk, cast.eddie) as eddie:
        sent = [a_command("step.rename", base=small.map.revision, step=small.steps[0], title=f"Ring {n}") for n in range(3)]
        eddie.say(*sent)
        for one in sent:
            eddie.wait("changed", command_id=one["command_id"])
    assert title_of(small.steps[0]) == "Ring 2"


def test_what_comes_by_rest_by_a_form_or_by_undo_reaches_the_socket(port, cast, small, client):
    with Window(port, small.map.pk, cast.vic) as vic:
        body = a_command("step.rename", base=small.map.revision, step=small.steps[0], title="By REST")
        answer = client.post(
            f"/api/v1/maps/{small.map.pk}/commands/",
            {name: body[name] for name in ("command_id", "base_revision", "command")},
            content_type="application/json",
            headers=bearer(cast.freya, cast.economy, Scope.WRITE),
        )
        assert answer.status_code == 200
        assert vic.wait("changed", command_id=body["command_id"])["change"] == answer.json()["change"]
        assert post(cast.eddie, at(small, "step.rename", step=small.steps[1]), title="By a form").status_code == 302
        by_form = vic.wait("changed", kind="step.rename")
        assert by_form["change"]["put"][0]["title"] == "By a form" and by_form["by"]["name"] == "Eddie"
        undone = send(cast.eddie, small.map, "undo", of=by_form["command_id"])
        assert isinstance(undone, Changed)
        assert vic.wait("changed", kind="undo")["change"]["put"][0]["title"] == "Listen"


def test_a_change_that_is_rolled_back_reaches_nobody(port, cast, small):
    with Window(port, small.map.pk, cast.vic) as vic:
        with transaction.atomic():
            send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Never")
            transaction.set_rollback(True)
        real = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Really")
        assert vic.wait("changed")["command_id"] == real.command_id


def test_catching_up_brings_every_change_once_while_others_edit(port, cast, small):
    """Somebody comes back again and again while two others write: what they put together is dense and the log's own."""
    base, over, came = small.map.revision, threading.Event(), threading.Event()

    def write(user, step, window):
        for n in range(40):
            assert n != 20 or came.wait(AT_MOST)  # so that there is something left to come back for
            window.wait("changed", command_id=window.do("step.rename", base=seen_of(window), step=step, title=f"{user.name} {n}"))

    def seen_of(window):
        return max([window.welcome["revision"], *(one["revision"] for one in window.heard if one["type"] == "changed")])

    with Window(port, small.map.pk, cast.eddie) as eddie, Window(port, small.map.pk, cast.freya) as freya:
        writers = [
            threading.Thread(target=write, args=one) for one in ((cast.eddie, small.steps[0], eddie), (cast.freya, small.steps[1], freya))
        ]
        for one in writers:
            one.start()
        have, found, times = base, [], 0
        while not over.is_set() or have < base + 80:
            with Window(port, small.map.pk, cast.vic) as vic:
                times += 1
                if vic.welcome["revision"] > have:
                    vic.say({"type": "catch_up", "after": have})
                    found += (news := vic.wait("catch_up")["changes"])
                    have = news[-1]["revision"]
                for one in vic.heard:
                    if one["type"] == "changed" and one["revision"] == have + 1:
                        found.append(one)
                        have += 1
            came.set()
            if not any(one.is_alive() for one in writers):
                over.set()
        for one in writers:
            one.join()
    rows = [row for row in log_of(small) if row.revision > base]
    assert [one["revision"] for one in found] == [row.revision for row in rows] == list(range(base + 1, base + 81))
    assert [(one["command_id"], one["change"]) for one in found] == [(str(row.command_id), row.change) for row in rows] and times > 1


def test_after_words_were_taken_out_everybody_is_told_to_forget_and_begin_afresh(port, cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring Xanadu")
    cast2 = make_member(cast.economy, Role.MODERATOR, name="Mo")
    with Window(port, small.map.pk, cast.vic) as vic:
        asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Xanadu", reason="A name")
        confirm_redaction(actor=cast2, redaction=asked, page=REDACTIONS_PAGE)
        purge = vic.wait("purge")
        assert small.steps[0] in purge["elements"] and vic.wait("resync")["from"] == purge["revision"]
        vic.say({"type": "catch_up", "after": vic.welcome["revision"]})
        assert vic.wait("resync")["from"] == Map.objects.get(pk=small.map.pk).revision
        assert "Xanadu" not in str(vic.heard)


def test_a_map_put_away_is_read_and_not_changed(port, cast, small):
    Map.objects.filter(pk=small.map.pk).update(archived_at=small.map.created_at)
    with Window(port, small.map.pk, cast.eddie) as eddie:
        refused = eddie.wait("refused", command_id=eddie.do("step.rename", step=small.steps[0], title="Too late"))
    assert "put away" in refused["reason"] and title_of(small.steps[0]) == "Contact surgery"


def test_who_is_there_and_what_they_hold_is_told_and_forgotten(port, cast, small):
    with Window(port, small.map.pk, cast.vic) as vic:
        with Window(port, small.map.pk, cast.eddie) as eddie:
            eddie.say({"type": "presence", "holds": small.steps[1]})
            held = vic.wait_until(lambda one: one["type"] == "presence" and any(person["holds"] for person in one["people"]))
            assert held["people"] == [
                {"id": str(cast.eddie.pk), "name": "Eddie", "agency": "Eastvale Hospital", "holds": small.steps[1]},
                {"id": str(cast.vic.pk), "name": "Vic", "agency": "Eastvale Council", "holds": None},
            ]
            eddie.say({"type": "presence", "holds": "Mrs Smith, 14 High Street"})
            assert eddie.wait("refused")["field"] == "holds"
        vic.wait_until(lambda one: one["type"] == "presence" and [person["name"] for person in one["people"]] == ["Vic"])
        assert "Mrs Smith" not in str(vic.heard)


def test_a_window_that_does_not_read_is_told_to_begin_afresh_and_keeps_nobody_waiting(port, cast, small):
    """Made-up changes, so that fifteen megabytes are told in a moment and the database is not what takes time."""
    change, began = {"put": [{"id": small.steps[0], "note": "word " * 20_000}], "remove": []}, small.map.revision
    by = {"id": str(cast.eddie.pk), "name": "Eddie"}
    with Window(port, small.map.pk, cast.vic, narrow=True) as slow, Window(port, small.map.pk, cast.freya) as freya:
        for revision in range(began + 1, began + 151):
            tell_of_changes([Announced(str(small.map.pk), revision, new_id(), "step.set", by, change)])
            freya.wait("changed", revision=revision)
        assert began < slow.wait("resync")["from"] <= began + 150
        assert len([one for one in slow.heard if one["type"] == "changed"]) < 150
