import json

import pytest

from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog
from journeys.queries.states import state_from_rows
from journeys.services.journeys import archive_map
from journeys.services.map_editing import Changed, Clashed, Incoming, Refused, apply_map_commands
from tests.factories import make_cast, make_small_map, new_id, send

pytestmark = pytest.mark.django_db


def state(of: Map) -> MapState:
    return state_from_rows(Map.objects.get(pk=of.pk))


def test_an_edit_is_stored_logged_and_answered_with_its_change(cast, small):
    before = small.map.revision
    outcome = send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen, first memory test")
    assert isinstance(outcome, Changed)
    assert outcome.revision == before + 1 == small.map.revision
    assert outcome.by == {"id": str(cast.eddie.pk), "name": "Eddie"}
    assert [e["title"] for e in outcome.change["put"]] == ["Listen, first memory test"]
    assert state(small.map)[small.steps[1]]["title"] == "Listen, first memory test"
    entry = MapCommandLog.objects.get(map=small.map, revision=outcome.revision)
    assert (entry.actor, entry.kind, entry.base_revision) == (cast.eddie, "step.rename", before)
    assert entry.touched == [[small.steps[1], "title"]]
    assert entry.inverse["set"] == [[small.steps[1], "title", "Listen"]]


def test_revisions_are_dense_and_one_bad_command_does_not_fail_its_batch(cast, small):
    base = small.map.revision
    outcomes = apply_map_commands(
        small.map.pk,
        [
            Incoming(cast.eddie, new_id(), base, {"kind": "step.rename", "step": small.steps[0], "title": "Ring the surgery"}),
            Incoming(cast.eddie, new_id(), base, {"kind": "step.rename", "step": small.steps[1], "title": ""}),
            Incoming(cast.eddie, new_id(), base, {"kind": "step.dance"}),
            Incoming(cast.vic, new_id(), base, {"kind": "step.rename", "step": small.steps[1], "title": "Vic was here"}),
            Incoming(cast.stan, new_id(), base, {"kind": "step.rename", "step": small.steps[1], "title": "Stan was here"}),
            Incoming(cast.eddie, "not an id", base, {"kind": "map.tidy"}),
            Incoming(cast.freya, new_id(), base, {"kind": "step.rename", "step": small.steps[2], "title": "Refer"}),
        ],
    )
    assert [type(outcome) for outcome in outcomes] == [Changed, Refused, Refused, Refused, Refused, Refused, Changed]
    assert [o.status for o in outcomes[1:6]] == [422, 422, 403, 404, 422]
    assert [o.field for o in outcomes[1:3]] == ["title", "kind"]
    assert (outcomes[0].revision, outcomes[6].revision) == (base + 1, base + 2)
    revisions = list(MapCommandLog.objects.filter(map=small.map).values_list("revision", flat=True))
    assert revisions == list(range(1, base + 3))
    assert [s["title"] for s in state(small.map).steps] == ["Ring the surgery", "Listen", "Refer"]


def test_a_batch_may_build_on_itself(cast, small):
    step = new_id()
    outcomes = apply_map_commands(
        small.map.pk,
        [
            Incoming(
                cast.eddie,
                new_id(),
                small.map.revision,
                {"kind": "step.add", "step": step, "title": "Triage", "lane": small.lanes[1], "column": small.columns[2]},
            ),
            Incoming(cast.eddie, new_id(), small.map.revision, {"kind": "step.rename", "step": step, "title": "Triage by phone"}),
            Incoming(
                cast.eddie, new_id(), small.map.revision, {"kind": "link.add", "link": new_id(), "source": small.steps[2], "target": step}
            ),
            Incoming(cast.eddie, new_id(), small.map.revision, {"kind": "step.remove", "step": small.steps[0]}),
        ],
    )
    assert all(isinstance(o, Changed) for o in outcomes), outcomes
    assert [s["title"] for s in state(small.map).steps] == ["Listen", "Write referral", "Triage by phone"]


def test_the_same_command_again_gives_the_same_answer_and_changes_nothing(cast, small):
    command_id = new_id()
    first = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring", command_id=command_id)
    send(cast.freya, small.map, "step.rename", step=small.steps[0], title="Ring up")
    again = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring", command_id=command_id)
    assert (again.revision, again.change, again.by) == (first.revision, first.change, first.by)
    assert again.repeated and not first.repeated
    assert state(small.map)[small.steps[0]]["title"] == "Ring up"
    assert MapCommandLog.objects.filter(map=small.map, command_id=command_id).count() == 1


def test_twice_in_one_batch_counts_once(cast, small):
    one = Incoming(cast.eddie, new_id(), small.map.revision, {"kind": "step.rename", "step": small.steps[0], "title": "Ring"})
    first, second = apply_map_commands(small.map.pk, [one, one])
    assert first.revision == second.revision and second.repeated


def test_the_same_field_changed_since_is_a_clash_with_both_texts(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "step.rename", step=small.steps[0], title="Ring the surgery")
    send(cast.freya, small.map, "step.move", step=small.steps[0], column=small.columns[1])
    clash = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Write to the surgery", base=base)
    assert isinstance(clash, Clashed)
    assert [both.field for both in clash.all] == ["title"]
    assert clash.as_dict() | {"command_id": "", "all": []} == {
        "command_id": "",
        "all": [],
        "element": small.steps[0],
        "field": "title",
        "base": "Contact surgery",
        "theirs": "Ring the surgery",
        "by": {"id": str(cast.freya.pk), "name": "Freya"},
        "revision": base + 1,
        "yours": "Write to the surgery",
    }
    settled = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Write to the surgery", base=clash.revision)
    assert isinstance(settled, Changed)


def test_different_fields_of_one_card_merge(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"note": "By phone", "pt": {"value": 20, "who": "GPs"}})
    outcome = send(
        cast.eddie,
        small.map,
        "step.set",
        step=small.steps[1],
        fields={"location": "Surgery", "pt": {"value": 5, "who": "Nurses"}},
        base=base,
    )
    assert isinstance(outcome, Changed)
    step = state(small.map)[small.steps[1]]
    assert (step["note"], step["location"]) == ("By phone", "Surgery")
    assert [(a["who"], a["value"]) for a in step["pt"]["accounts"]] == [("GPs", 20), ("Nurses", 5)]


def test_the_same_account_of_a_figure_clashes(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "link.set", link=small.links[0], fields={"wait": {"value": 4, "who": "GPs"}})
    clash = send(cast.eddie, small.map, "link.set", link=small.links[0], fields={"wait": {"value": 9, "who": "GPs"}}, base=base)
    assert isinstance(clash, Clashed)
    assert (clash.field, clash.base, clash.theirs["value"], clash.yours["value"]) == ("wait.workshop|GPs", None, 4, 9)


def test_the_same_value_from_two_people_is_no_clash(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "step.rename", step=small.steps[0], title="Ring")
    assert isinstance(send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring", base=base), Changed)


def test_of_two_moves_the_last_wins(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "step.move", step=small.steps[0], column=small.columns[1])
    assert isinstance(send(cast.eddie, small.map, "step.move", step=small.steps[0], column=small.columns[2], base=base), Changed)
    assert state(small.map)[small.steps[0]]["column"] == small.columns[2]


def test_a_target_that_is_gone_is_a_clash_and_one_that_never_was_is_refused(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "step.remove", step=small.steps[2])
    clash = send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Refer by phone", base=base)
    assert isinstance(clash, Clashed)
    assert (clash.element, clash.field, clash.theirs, clash.by["name"]) == (small.steps[2], None, None, "Freya")
    assert clash.base["title"] == "Write referral" and clash.yours["title"] == "Refer by phone"
    assert isinstance(send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Refer by phone"), Refused)
    refused = send(cast.eddie, small.map, "step.rename", step=new_id(), title="x", base=base)
    assert isinstance(refused, Refused) and refused.field == "step"


def test_taking_away_a_card_that_somebody_worked_on_is_a_clash_but_one_that_was_only_moved_is_not(cast, small):
    base = small.map.revision
    send(cast.freya, small.map, "step.set", step=small.steps[2], fields={"note": "Ask Ana first"})
    clash = send(cast.eddie, small.map, "lane.remove", lane=small.lanes[1], base=base)
    assert isinstance(clash, Clashed)
    assert (clash.element, clash.field, clash.theirs, clash.yours) == (small.steps[2], "note", "Ask Ana first", None)
    base = small.map.revision
    send(cast.freya, small.map, "step.move", step=small.steps[1], column=small.columns[0])
    assert isinstance(send(cast.eddie, small.map, "step.remove", step=small.steps[1], base=base), Changed)


def test_commands_queued_in_one_window_do_not_clash_with_each_other(cast, small):
    base = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring", base=base, client="ab-1")
    assert isinstance(send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring up", base=base, client="ab-1"), Changed)
    assert isinstance(send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Call", base=base, client="ab-2"), Clashed)


def test_a_base_that_is_not_a_revision_of_the_map_is_refused(cast, small):
    for base in (-1, small.map.revision + 1, 1.5, "3", None, True, float("nan")):
        (outcome,) = apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), base, {"kind": "map.tidy"})])
        assert isinstance(outcome, Refused) and outcome.field == "base_revision", base


def test_undo_takes_back_ones_own_change_and_spares_what_others_did_to_the_same_card(cast, small):
    renamed = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    send(cast.freya, small.map, "step.set", step=small.steps[0], fields={"note": "Mornings only"})
    undo = send(cast.eddie, small.map, "undo", of=renamed.command_id)
    assert isinstance(undo, Changed)
    step = state(small.map)[small.steps[0]]
    assert (step["title"], step["note"]) == ("Contact surgery", "Mornings only")
    assert send(cast.eddie, small.map, "undo", of=renamed.command_id).field == "of"
    send(cast.eddie, small.map, "redo", of=undo.command_id)
    assert state(small.map)[small.steps[0]]["title"] == "Ring"
    send(cast.eddie, small.map, "undo", of=renamed.command_id)
    assert state(small.map)[small.steps[0]]["title"] == "Contact surgery"


def test_undo_is_refused_in_words_when_somebody_changed_the_same_thing_since(cast, small):
    renamed = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    send(cast.freya, small.map, "step.rename", step=small.steps[0], title="Call")
    refused = send(cast.eddie, small.map, "undo", of=renamed.command_id)
    assert isinstance(refused, Refused) and "Freya has changed the same thing since" in refused.reason


def test_nobody_undoes_the_work_of_another(cast, small):
    renamed = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    refused = send(cast.freya, small.map, "undo", of=renamed.command_id)
    assert refused.status == 403 and "Eddie" in refused.reason


def test_undo_of_a_lane_taken_away_brings_back_everything_on_it(cast, small):
    send(cast.eddie, small.map, "problem.add", problem=new_id(), on=small.links[1], text="Letters get lost")
    before = state(small.map)
    removed = send(cast.eddie, small.map, "lane.remove", lane=small.lanes[1])
    assert len(state(small.map)) == len(before) - 6
    send(cast.eddie, small.map, "undo", of=removed.command_id)
    assert state(small.map) == before


def test_undo_within_the_batch_that_holds_the_command(cast, small):
    command_id = new_id()
    outcomes = apply_map_commands(
        small.map.pk,
        [
            Incoming(cast.eddie, command_id, small.map.revision, {"kind": "step.rename", "step": small.steps[0], "title": "Ring"}),
            Incoming(cast.eddie, new_id(), small.map.revision, {"kind": "undo", "of": command_id}),
            Incoming(cast.eddie, new_id(), small.map.revision, {"kind": "redo", "of": command_id}),
        ],
    )
    assert all(isinstance(o, Changed) for o in outcomes), outcomes
    assert state(small.map)[small.steps[0]]["title"] == "Ring"


def test_only_a_facilitator_restores_and_the_log_names_whose_work_is_replaced(cast, small):
    then = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    send(cast.eddie, small.map, "step.move", step=small.steps[0], column=small.columns[2])
    assert send(cast.eddie, small.map, "restore", element=small.steps[0], revision=then).status == 403
    outcome = send(cast.freya, small.map, "restore", element=small.steps[0], revision=then)
    step = state(small.map)[small.steps[0]]
    assert (step["title"], step["column"]) == ("Contact surgery", small.columns[2])
    entry = MapCommandLog.objects.get(map=small.map, revision=outcome.revision)
    assert entry.details == {"replaces": [{"id": str(cast.eddie.pk), "name": "Eddie"}]}


def test_a_revision_that_has_not_been_yet_cannot_be_gone_back_to(cast, small):
    newest = small.map.revision
    refused = send(cast.freya, small.map, "restore", element=small.steps[0], revision=newest + 1)
    assert (refused.status, refused.field) == (422, "revision") and str(newest) in refused.reason
    assert small.map.revision == newest


def test_restore_brings_back_a_card_that_was_taken_away(cast, small):
    then = small.map.revision
    send(cast.eddie, small.map, "step.remove", step=small.steps[1])
    assert isinstance(send(cast.freya, small.map, "restore", element=small.steps[1], revision=then), Changed)
    assert state(small.map)[small.steps[1]]["title"] == "Listen"


def test_setting_back_over_what_others_changed_after_one_looked_is_a_clash(cast, small):
    then = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen and test")
    looked = small.map.revision
    send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"pt": {"value": 20, "who": "GPs"}})
    clash = send(cast.freya, small.map, "restore", element=small.steps[1], revision=then, base=looked)
    assert isinstance(clash, Clashed)
    assert (clash.element, clash.field, clash.base, clash.theirs["value"], clash.yours) == (
        small.steps[1],
        "pt.workshop|GPs",
        None,
        20,
        None,
    )
    assert clash.by["name"] == "Eddie" and state(small.map)[small.steps[1]]["title"] == "Listen and test"
    assert isinstance(send(cast.freya, small.map, "restore", element=small.steps[1], revision=then, base=clash.revision), Changed)
    assert (state(small.map)[small.steps[1]]["title"], state(small.map)[small.steps[1]]["pt"]["accounts"]) == ("Listen", [])


def test_setting_back_what_was_only_moved_since_is_no_clash_but_what_went_since_is_one(cast, small):
    then = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen and test")
    looked = small.map.revision
    send(cast.eddie, small.map, "step.move", step=small.steps[1], column=small.columns[0])
    assert isinstance(send(cast.freya, small.map, "restore", element=small.steps[1], revision=then, base=looked), Changed)
    looked = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Hear")
    send(cast.eddie, small.map, "step.remove", step=small.steps[1])
    clash = send(cast.freya, small.map, "restore", element=small.steps[1], revision=then, base=looked)
    assert isinstance(clash, Clashed) and (clash.field, clash.theirs, clash.yours["title"]) == (None, None, "Listen")
    assert small.steps[1] not in state(small.map)


def test_a_lead_time_over_a_wait_that_somebody_changed_since_is_a_clash(cast, small):
    send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"pt": 36})
    base = small.map.revision
    send(cast.freya, small.map, "link.set", link=small.links[0], fields={"wait": {"value": 3, "who": "GPs"}})
    clash = send(
        cast.eddie, small.map, "step.set", step=small.steps[1], fields={"lt": {"value": 5, "who": "GPs"}}, replace_waits=True, base=base
    )
    assert isinstance(clash, Clashed)
    assert (clash.element, clash.field, clash.theirs["value"], clash.yours["value"]) == (small.links[0], "wait.workshop|GPs", 3, 4.975)


def test_an_id_of_another_map_cannot_be_taken_over(cast, small):
    other = make_small_map(cast, "Another")
    refused = send(cast.eddie, other.map, "step.add", step=small.steps[0], title="Mine now", lane=other.lanes[0], column=other.columns[0])
    assert isinstance(refused, Refused)
    assert state(small.map)[small.steps[0]]["title"] == "Contact surgery"


def test_an_organisation_of_another_economy_is_refused(cast, small):
    elsewhere = make_cast()
    refused = send(cast.eddie, small.map, "lane.set", lane=small.lanes[0], fields={"organisation": str(elsewhere.hospital.pk)})
    assert isinstance(refused, Refused) and refused.field == "fields.organisation"
    assert isinstance(send(cast.eddie, small.map, "lane.set", lane=small.lanes[0], fields={"organisation": str(cast.council.pk)}), Changed)


def test_a_map_that_was_put_away_is_not_edited(cast, small):
    archive_map(actor=cast.freya, of=small.map)
    assert "put away" in send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring").reason


def test_there_is_no_such_map_for_anybody(cast):
    (outcome,) = apply_map_commands(new_id(), [Incoming(cast.eddie, new_id(), 0, {"kind": "map.tidy"})])
    assert isinstance(outcome, Refused) and outcome.status == 404


def test_what_could_name_a_patient_is_refused_kindly_and_kept_nowhere(cast, small):
    refused = send(cast.eddie, small.map, "step.set", step=small.steps[0], fields={"note": "Rang for 943 476 5919"})
    assert isinstance(refused, Refused) and refused.field == "fields.note"
    assert not MapCommandLog.objects.filter(command__icontains="943 476 5919").exists()


def test_the_log_keeps_what_was_read_of_a_command_and_nothing_else(cast, small):
    lane = new_id()
    element = {"id": lane, "type": "lane", "title": " Council  team ", "order": "John Smith NHS 943 476 5919"}
    pasted = send(cast.eddie, small.map, "map.paste", elements=[element])
    kept = MapCommandLog.objects.get(map=small.map, revision=pasted.revision).command
    assert "John Smith" not in json.dumps(kept)
    assert (kept["kind"], kept["elements"][0]["id"], kept["elements"][0]["title"]) == ("map.paste", lane, "Council team")
    step = send(
        cast.eddie, small.map, "step.set", step=small.steps[1].upper(), fields={"pt": [5, {"value": 7, "who": "GPs"}], "note": "x "}
    )
    kept = MapCommandLog.objects.get(map=small.map, revision=step.revision).command
    assert kept["step"] == small.steps[1] and kept["fields"]["note"] == "x"
    assert [(one["key"], one["unit"]) for one in kept["fields"]["pt"]] == [("workshop|", "min"), ("workshop|GPs", "min")]


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\udfff"])
@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("step.rename", {"step": 0, "title": "Ring{}"}, "title"),
        ("step.set", {"step": 0, "fields": {"pt": [1, {"value": 1, "who": "G{}"}]}}, "fields.pt.1.who"),
        ("step.set", {"step": 0, "fields": {"n{}": 1}}, "fields.n\ufffd"),
        ("step.set", {"step": 0, "fields": {"pt.used": "workshop|{}"}}, "fields.pt.used"),
        ("map.paste", {"elements": [{"type": "lane", "title": "Council", "order": "a{}"}]}, "elements.0.order"),
        ("step.rename", {"step": 0, "title": "Ring", "more{}": 1}, "more\ufffd"),
        ("undo{}", {}, "kind"),
    ],
)
def test_signs_that_no_database_keeps_are_refused_by_the_field_and_fail_nobody_else(cast, small, sign, kind, values, field):
    def filled(value):
        if isinstance(value, dict):
            return {filled(name): filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        return value.replace("{}", sign) if isinstance(value, str) else value

    raw = {"kind": kind.replace("{}", sign), **filled(values)} | ({"step": small.steps[0]} if "step" in values else {})
    other = {"kind": "step.rename", "step": small.steps[2], "title": "Refer"}
    bad, good = apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), small.map.revision, one) for one in (raw, other)])
    assert isinstance(bad, Refused) and bad.field == field and "cannot be kept" in bad.reason
    bad.reason.encode()
    assert isinstance(good, Changed) and state(small.map)[small.steps[2]]["title"] == "Refer"


@pytest.mark.parametrize("client", ["", "ab-1", "0192f0c1-7d44-7e0b-9a51-0f3f2f7d1c22", "a" * 36])
def test_the_name_of_a_window_is_kept(cast, small, client):
    changed = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring", client=client)
    assert MapCommandLog.objects.get(map=small.map, revision=changed.revision).client == client


@pytest.mark.parametrize("client", ["tab 1", "jo@example.com", "tab\0", "tab\n", "Zoë", "Jo\u200dhn", "١", "x" * 65, 7, None, ["tab"]])
def test_a_name_of_a_window_that_could_be_words_is_refused_and_kept_nowhere(cast, small, client):
    revision = small.map.revision
    refused = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Call", client=client)
    assert isinstance(refused, Refused) and refused.field == "client"
    assert Map.objects.get(pk=small.map.pk).revision == revision
