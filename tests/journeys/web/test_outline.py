"""The outline as a full editor: what its forms store, whom they let, what happens when two people change the same thing."""

import json
import re

import pytest
from django.urls import reverse

from journeys.domain.accounts import used_account
from journeys.models import MapCommandLog
from journeys.queries.states import state_of
from journeys.services.map_editing import Incoming, apply_map_commands
from tests.factories import make_map, new_id, send, signed_in

pytestmark = pytest.mark.django_db


def at(small, kind, **query):
    return reverse("outline_do", args=[small.map.pk, kind], query=query)


def form_of(client, address) -> dict[str, str]:
    """What the form of a page would send as it stands: names and values of its fields."""
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if field.html_name == "copy" and not value:
            continue
        sent[field.html_name] = "" if value is None else value
        if field.field.show_hidden_initial:
            sent[field.html_initial_name] = sent[field.html_name]
    return sent


def post(user, address, **typed):
    client = signed_in(user)
    return client.post(address, {**form_of(client, address), **typed})


def rows(small):
    return MapCommandLog.objects.filter(map=small.map)


def now(small):
    small.map.refresh_from_db()
    return state_of(small.map)


def test_a_step_is_added_where_lane_and_column_meet_and_one_comes_back_to_its_row(cast, small):
    answer = post(cast.eddie, at(small, "step.add"), title="Triage", lane=small.lanes[1], column=small.columns[0], pt="20", said_who="GPs")
    step = next(one for one in now(small).steps if one["title"] == "Triage")
    assert answer.url == reverse("outline", args=[small.map.pk]) + f"#{step['id']}"
    assert (step["lane"], step["column"], step["kind"]) == (small.lanes[1], small.columns[0], "task")
    assert (step["pt"]["accounts"][0]["key"], step["pt"]["accounts"][0]["value"]) == ("workshop|GPs", 20)
    assert (rows(small).latest("revision").kind, rows(small).latest("revision").actor) == ("step.add", cast.eddie)


def test_only_what_was_changed_is_sent_so_that_two_people_can_work_on_one_step(cast, small):
    address, eddie = at(small, "step.set", step=small.steps[1]), signed_in(cast.eddie)
    typed = form_of(eddie, address) | {"note": "By post"}
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"location": "Surgery"})
    assert eddie.post(address, typed).status_code == 302
    step = now(small)[small.steps[1]]
    assert (step["note"], step["location"]) == ("By post", "Surgery")
    assert rows(small).latest("revision").command["fields"] == {"note": "By post"}


def test_sending_a_form_twice_does_it_once(cast, small):
    client, address = signed_in(cast.eddie), at(small, "step.rename", step=small.steps[1])
    typed = form_of(client, address) | {"title": "Listen well"}
    before = rows(small).count()
    assert [client.post(address, typed).status_code for _ in range(2)] == [302, 302]
    assert rows(small).count() == before + 1


def test_a_clash_shows_both_sides_and_keeps_what_was_typed_to_send_again(cast, small):
    address, eddie = at(small, "step.rename", step=small.steps[1]), signed_in(cast.eddie)
    typed = form_of(eddie, address) | {"title": "Listen and test"}
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear them out")
    page = eddie.post(address, typed)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Listen and test" in text and "Hear them out" in text and "“Listen”" in text and "Freya" in text
    again = dict(re.findall(r'type="hidden" name="(\w+(?:-\w+)?)" value="([^"]*)"', text.split("<main")[1]))
    assert again["command_id"] != typed["command_id"] and int(again["settled_base"]) > int(typed["base_revision"])
    assert eddie.post(address, again).status_code == 409, "nothing was chosen yet"
    assert eddie.post(address, again | {"settled-together": "mine"}).status_code == 302
    assert now(small)[small.steps[1]]["title"] == "Listen and test"


def clash_on_two_fields(cast, small):
    """Eddie and Freya both changed owner and note; Eddie said a place too. (address, client, what the page would send again)"""
    address, eddie = at(small, "step.set", step=small.steps[1]), signed_in(cast.eddie)
    typed = form_of(eddie, address) | {"process_owner": "Ward manager", "note": "By post", "location": "Surgery"}
    send(cast.freya, small.map, "step.set", step=small.steps[1], fields={"process_owner": "Matron", "note": "By phone"})
    page = eddie.post(address, typed)
    text = page.content.decode()
    assert page.status_code == 409
    for words in ("Ward manager", "Matron", "By post", "By phone", "Keep mine", "Keep theirs"):
        assert words in text, words
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text.split("<main")[1])
    again = {name: value for name, value in hidden if name != "clashed"}
    return address, eddie, again | {"clashed": [value for name, value in hidden if name == "clashed"]}


def test_of_several_things_that_both_changed_each_is_chosen_by_itself(cast, small):
    address, eddie, again = clash_on_two_fields(cast, small)
    assert again["clashed"] == ["process_owner", "note"]
    assert eddie.post(address, again | {"settled-note": "theirs"}).status_code == 409, "one choice is missing"
    assert eddie.post(address, again | {"settled-note": "theirs", "settled-process_owner": "mine"}).status_code == 302
    step = now(small)[small.steps[1]]
    assert (step["process_owner"], step["note"], step["location"]) == ("Ward manager", "By phone", "Surgery")


def test_what_nobody_else_changed_is_kept_whoevers_words_stand(cast, small):
    address, eddie, again = clash_on_two_fields(cast, small)
    assert eddie.post(address, again | {"settled-note": "theirs", "settled-process_owner": "theirs"}).status_code == 302
    step = now(small)[small.steps[1]]
    assert (step["process_owner"], step["note"], step["location"]) == ("Matron", "By phone", "Surgery")


def test_keeping_theirs_where_nothing_else_was_typed_changes_nothing(cast, small):
    address, eddie = at(small, "step.rename", step=small.steps[1]), signed_in(cast.eddie)
    typed = form_of(eddie, address) | {"title": "Listen and test"}
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Hear them out")
    before = rows(small).count()
    again = typed | {"clashed": ["together"], "settled-together": "theirs", "settled_base": small.map.revision}
    answer = eddie.post(address, again, follow=True)
    assert "It stays as it is now." in answer.content.decode()
    assert rows(small).count() == before and now(small)[small.steps[1]]["title"] == "Hear them out"


def test_a_step_that_was_taken_away_meanwhile_has_a_page_that_shows_what_was_typed(cast, small):
    address, eddie = at(small, "step.rename", step=small.steps[1]), signed_in(cast.eddie)
    typed = form_of(eddie, address) | {"title": "Listen and test"}
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    page = eddie.post(address, typed)
    assert page.status_code == 409 and "Listen and test" in page.content.decode() and "took it off" in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("step.rename", {"title": ""}, "title", "write something"),
        ("step.rename", {"title": "Ring 943 476 5919"}, "title", "943 476 5919"),
        ("step.set", {"note": "Ring 943 476 5919"}, "note", "943 476 5919"),
        ("step.split", {"parts": ""}, "parts", "at least 1"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(cast, small, kind, typed, field, words):
    before = rows(small).count()
    page = post(cast.eddie, at(small, kind, step=small.steps[1]), **typed)
    assert page.status_code == 422 and rows(small).count() == before
    form = page.context["form"]
    assert words in str(form.errors[field]) and form[field].value() == typed[field]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("5 d", (5, "d")),
        ("20", (20, "min")),
        ("1 h 30", (90, "min")),
        ("2 weeks", (2, "wk")),
        ("1,5 h", (1.5, "h")),
        ("1,200 min", (1200, "min")),
    ],
)
def test_times_are_typed_with_their_unit(cast, small, typed, stored):
    assert post(cast.eddie, at(small, "step.set", step=small.steps[1], field="pt"), said_value=typed).status_code == 302
    account = used_account(now(small)[small.steps[1]]["pt"])
    assert (account["value"], account["unit"]) == stored


@pytest.mark.parametrize("kind", ["step.set", "step.rename", "step.move"])
def test_a_form_that_was_left_as_it_was_changes_nothing_and_says_so(cast, small, kind):
    before = rows(small).count()
    address = at(small, kind, step=small.steps[1])
    eddie = signed_in(cast.eddie)
    page = eddie.post(address, form_of(eddie, address), follow=True)
    assert "Nothing was changed" in page.content.decode() and rows(small).count() == before


@pytest.mark.parametrize(("kind", "theirs"), [("step.move", {"lane": 1}), ("step.rename", {"title": "Listen well"})])
def test_a_form_left_as_it_was_does_not_put_back_what_somebody_else_changed_meanwhile(cast, small, kind, theirs):
    eddie, address = signed_in(cast.eddie), at(small, kind, step=small.steps[0])
    typed = form_of(eddie, address)
    send(cast.freya, small.map, kind, step=small.steps[0], **({"lane": small.lanes[1]} if kind == "step.move" else theirs))
    before = rows(small).count()
    page = eddie.post(address, typed, follow=True)
    assert "Nothing was changed" in page.content.decode() and rows(small).count() == before


def test_the_newest_that_went_stands_first_among_what_can_be_set_back(cast, small):
    send(cast.eddie, small.map, "step.remove", step=small.steps[0])
    send(cast.eddie, small.map, "step.remove", step=small.steps[2])
    groups = dict(signed_in(cast.freya).get(at(small, "restore")).context["form"].fields["element"].choices)
    gone = [id for id, _words in groups["No longer on the map"] if id in small.steps]
    assert gone == [small.steps[2], small.steps[0]]


@pytest.mark.parametrize("revision", ["9" * 5000, "9" * 16])
def test_a_revision_longer_than_any_is_no_fault_of_the_server(cast, small, revision):
    address = at(small, "restore", element=small.steps[0], revision=revision)
    assert signed_in(cast.freya).get(address).status_code == 200
    assert signed_in(cast.freya).post(address, form_of(signed_in(cast.freya), address)).status_code == 422


def test_correcting_an_account_shows_its_day_at_once_and_leaves_it_when_nothing_else_is_said(cast, small):
    base = {"step": small.steps[1], "field": "pt"}
    post(cast.eddie, at(small, "step.set", **base), said_value="5 min", said_who="GPs", said_when="2026-05-01")
    before, address = rows(small).count(), at(small, "step.set", **base, account="workshop|GPs")
    form = signed_in(cast.eddie).get(address).context["form"]
    assert "said_when" in [field.name for field in form.plain_to_see]
    post(cast.eddie, address)
    assert rows(small).count() == before
    post(cast.eddie, address, said_value="6 min", said_when="2026-06-01")
    account = used_account(now(small)[small.steps[1]]["pt"])
    assert (account["value"], account["when"]) == (6, "2026-06-01")


def test_a_further_account_does_not_take_the_place_of_one_that_stands(cast, small):
    address = at(small, "step.set", step=small.steps[1], field="pt")
    post(cast.eddie, address, said_value="20 min")
    page = post(cast.eddie, address, said_value="45 min")
    assert page.status_code == 422 and "has said something here already" in str(page.context["form"].errors["said_who"])
    post(cast.eddie, address, said_value="45 min", said_who="Carers")
    assert [one["value"] for one in now(small)[small.steps[1]]["pt"]["accounts"]] == [20, 45]


def test_two_people_correct_different_parts_of_one_account_and_both_stand(cast, small):
    base = {"step": small.steps[1], "field": "pt"}
    post(cast.freya, at(small, "step.set", **base), said_value="12 min")
    eddie, address = signed_in(cast.eddie), at(small, "step.set", **base, account="workshop|")
    typed = form_of(eddie, address)
    post(cast.freya, address, said_value="25 min")
    assert eddie.post(address, typed | {"said_note": "Timed twice"}).status_code == 302
    account = used_account(now(small)[small.steps[1]]["pt"])
    assert (account["value"], account["note"]) == (25, "Timed twice")
    typed = form_of(eddie, address)
    post(cast.freya, address, said_note="Timed by us")
    assert eddie.post(address, typed | {"said_note": "Timed thrice"}).status_code == 409
    assert used_account(now(small)[small.steps[1]]["pt"])["note"] == "Timed by us"


@pytest.mark.parametrize("kind", ["step.set", "step.rename", "step.move", "step.split"])
def test_who_worked_on_a_step_that_was_taken_away_learns_it_at_once_and_sees_what_they_typed(cast, small, kind):
    eddie, address = signed_in(cast.eddie), at(small, kind, step=small.steps[1])
    typed = form_of(eddie, address) | {"note": "By post", "title": "Listen well", "parts": "Ring"}
    send(cast.freya, small.map, "step.remove", step=small.steps[1])
    page = eddie.post(address, typed)
    words = page.content.decode()
    assert page.status_code == 409 and "Freya took it off the map" in words and "Listen" in words
    assert ("By post" in words) and "task" not in words and reverse("outline_element", args=[small.map.pk, small.steps[1]]) in words
    assert eddie.post(at(small, kind, step=new_id()), typed).status_code == 404


@pytest.mark.parametrize("typed", ["", "soon", "5 apples", "-3 d", "1e400", "5 %"])
def test_a_time_that_makes_no_sense_is_refused_beside_its_field(cast, small, typed):
    page = post(cast.eddie, at(small, "step.set", step=small.steps[1], field="pt"), said_value=typed)
    assert page.status_code == 422 and page.context["form"].errors["said_value"]


def test_accounts_stand_side_by_side_one_is_used_one_corrected_one_taken_back(cast, small):
    link, address = small.links[1], reverse("outline_element", args=[small.map.pk, small.links[1]])
    base = {"link": link, "field": "wait"}
    post(cast.eddie, at(small, "link.set", **base), said_value="5 d", said_who="GPs", said_low="2", said_high="9 d", said_when="2026-05-01")
    post(cast.eddie, at(small, "link.set", **base), said_value="2 wk", said_source="told", said_n="9")
    wait = now(small)[link]["wait"]
    assert [(one["value"], one["unit"], one["source"], one["n"], one["low"]) for one in wait["accounts"]] == [
        (5, "d", "workshop", None, 2),
        (2, "wk", "told", 9, None),
    ]
    page = signed_in(cast.eddie).get(address).content.decode()
    assert "5 d (2 d to 9 d)" in page and "2 wk" in page and "Use this one" in page
    post(cast.eddie, at(small, "link.set", **base, use="told|"))
    assert used_account(now(small)[link]["wait"])["source"] == "told"
    assert form_of(signed_in(cast.eddie), at(small, "link.set", **base, account="workshop|GPs"))["said_low"] == "2 d"
    post(cast.eddie, at(small, "link.set", **base, account="workshop|GPs"), said_value="6 d")
    post(cast.eddie, at(small, "link.set", **base, take="told|"))
    (left,) = now(small)[link]["wait"]["accounts"]
    assert (left["value"], left["who"], left["high"], left["when"]) == (6, "GPs", 9, "2026-05-01")


def test_a_lead_time_is_stated_on_the_page_of_its_step_and_shown_there_again(cast, small):
    page = reverse("outline_element", args=[small.map.pk, small.steps[1]])
    address = at(small, "step.set", step=small.steps[1], field="lt")
    assert "at least 0 d" in signed_in(cast.vic).get(page).content.decode()
    refused = post(cast.eddie, address, said_value="5 d")
    assert refused.status_code == 422 and "hands-on time of this step first" in str(refused.context["form"].errors["said_value"])
    post(cast.eddie, at(small, "step.set", step=small.steps[1], field="pt"), said_value="36 min")
    refused = post(cast.eddie, address, said_value="30 min")
    assert "36 minutes" in str(refused.context["form"].errors["said_value"])
    assert "field=lt" in signed_in(cast.eddie).get(page).content.decode()
    assert post(cast.eddie, address, said_value="5 d", said_who="GPs").status_code == 302
    (wait,) = now(small)[small.links[0]]["wait"]["accounts"]
    assert (wait["value"], wait["key"]) == (4.975, "workshop|GPs")
    assert rows(small).latest("revision").kind == "step.set"
    shown = " ".join(signed_in(cast.vic).get(page).content.decode().split())
    assert "<b>5 d</b>" in shown and "36 min at it" in shown


def test_a_lead_time_over_a_wait_said_already_asks_first(cast, small):
    address = at(small, "step.set", step=small.steps[1], field="lt")
    send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"pt": 36})
    send(cast.freya, small.map, "link.set", link=small.links[0], fields={"wait": 3})
    asked = post(cast.eddie, address, said_value="5 d")
    assert asked.status_code == 422 and "Contact surgery" in str(asked.context["form"].errors["replace_waits"])
    assert now(small)[small.links[0]]["wait"]["accounts"][0]["value"] == 3
    assert post(cast.eddie, address, said_value="5 d", replace_waits="on").status_code == 302
    assert now(small)[small.links[0]]["wait"]["accounts"][0]["value"] == 4.975
    assert "replace_waits" not in form_of(signed_in(cast.eddie), at(small, "step.set", step=small.steps[1]))


def test_steps_are_copied_with_the_links_among_them(cast, small):
    post(cast.eddie, at(small, "map.paste"), copy=list(small.steps[1:]), to_lane=small.lanes[0], to_column=small.columns[0])
    state = now(small)
    copies = [step for step in state.steps if step["derived_from"]]
    assert [(one["title"], one["lane"], one["column"]) for one in copies] == [
        ("Listen", small.lanes[0], small.columns[0]),
        ("Write referral", small.lanes[0], small.columns[1]),
    ]
    assert [link["target"] for link in state.links_from(copies[0]["id"])] == [copies[1]["id"]]


def test_what_is_gone_can_be_chosen_to_be_set_back_and_steps_of_one_name_are_told_apart(cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen twice")
    send(cast.eddie, small.map, "step.remove", step=small.steps[1])
    groups = dict(signed_in(cast.freya).get(at(small, "restore")).context["form"].fields["element"].choices)
    assert (small.steps[1], "Listen twice") in groups["No longer on the map"]
    assert (small.links[0], "Contact surgery → a step that is gone") in groups["No longer on the map"]
    lane = now(small)[now(small)[small.steps[0]]["lane"]]["title"]
    assert any(id == small.steps[0] and words.endswith(f"({lane})") for id, words in groups["Steps"])
    small.map.refresh_from_db()
    then = small.map.revision - 1
    post(cast.freya, at(small, "restore"), element=small.steps[1], revision=then)
    assert now(small)[small.steps[1]]["title"] == "Listen twice"
    groups = dict(signed_in(cast.freya).get(at(small, "restore")).context["form"].fields["element"].choices)
    assert (small.steps[1], "Listen twice") not in groups["No longer on the map"]


def test_the_history_says_which_step_was_named_the_first(cast, small):
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[0], "end": small.steps[2]})
    send(cast.eddie, small.map, "map.set", fields={"start": small.steps[1]})
    page = signed_in(cast.vic).get(reverse("map_history", args=[small.map.pk])).content.decode()
    titles = [now(small)[step]["title"] for step in small.steps]
    assert f"“{titles[0]}” → “{titles[1]}”" in page and f"nothing → “{titles[2]}”" in page


def test_elements_are_pasted_as_json(cast, small):
    lane = {"id": new_id(), "type": "lane", "title": "Council"}
    post(cast.eddie, at(small, "map.paste"), elements=json.dumps([lane]))
    assert now(small)[lane["id"]]["title"] == "Council"
    assert post(cast.eddie, at(small, "map.paste"), elements="{").context["form"].errors["elements"]


def test_a_facilitator_sets_a_step_back_and_brings_back_one_that_is_gone(cast, small):
    revision = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Send a letter")
    send(cast.eddie, small.map, "step.remove", step=small.steps[2])
    address = reverse("outline_element", args=[small.map.pk, small.steps[2]])
    page = signed_in(cast.freya).get(address).content.decode()
    assert "Not on the map any more" in page and "Set back to this" in page
    assert "Set back to this" not in signed_in(cast.eddie).get(address).content.decode()
    restore = at(small, "restore", element=small.steps[2], revision=revision)
    assert signed_in(cast.eddie).get(restore).status_code == 403
    assert "not on the map" in signed_in(cast.freya).get(restore).content.decode()
    assert post(cast.freya, restore).status_code == 302
    assert now(small)[small.steps[2]]["title"] == "Write referral"


def test_a_facilitator_sees_what_was_changed_after_they_looked_before_they_set_it_back(cast, small):
    revision = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Send a letter")
    client, restore = signed_in(cast.freya), at(small, "restore", element=small.steps[2], revision=revision)
    typed = form_of(client, restore)
    send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Send it by secure mail")
    page = client.post(restore, typed)
    assert page.status_code == 409 and "Send it by secure mail" in page.content.decode()
    again = dict(re.findall(r'type="hidden" name="(\w+(?:-\w+)?)" value="([^"]*)"', page.content.decode().split("<main")[1]))
    assert client.post(restore, again | {"settled-together": "mine"}).status_code == 302
    assert now(small)[small.steps[2]]["title"] == "Write referral"


def test_one_takes_back_ones_own_last_change_and_does_it_again(cast, small):
    page = reverse("outline", args=[small.map.pk])
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Write")
    seen = signed_in(cast.eddie).get(page).context
    assert seen["undo"].entry.kind == "step.rename" and seen["undo"].subject == "Listen well" and seen["redo"] is None
    post(cast.eddie, at(small, "undo"), of=str(seen["undo"].entry.command_id))
    assert now(small)[small.steps[1]]["title"] == "Listen"
    seen = signed_in(cast.eddie).get(page).context
    assert seen["undo"].did == "added a link" and seen["redo"].did == "renamed a step"
    post(cast.eddie, at(small, "redo"), of=str(seen["redo"].entry.command_id))
    assert now(small)[small.steps[1]]["title"] == "Listen well"


def test_what_is_not_known_yet_asks_to_be_said(cast, small):
    page = reverse("outline", args=[small.map.pk])
    assert signed_in(cast.eddie).get(page).content.decode().count("Say how long") == 3
    post(cast.eddie, at(small, "step.set", step=small.steps[1], field="pt"), said_value="20")
    post(cast.eddie, at(small, "link.set", link=small.links[1], field="wait"), said_value="3")
    seen = signed_in(cast.eddie).get(page).content.decode()
    assert (seen.count("Say how long"), seen.count("Say the wait")) == (2, 1) and "20 min" in seen and "3 d" in seen


def test_an_observer_reads_everything_and_finds_no_form(cast, small):
    for address in (reverse("outline", args=[small.map.pk]), reverse("outline_element", args=[small.map.pk, small.steps[1]])):
        page = signed_in(cast.vic).get(address).content.decode().split("<main")[1]
        assert "Listen" in page and "/do/" not in page and 'method="post"' not in page


@pytest.mark.parametrize("kind", ["step.add", "step.rename", "undo", "map.tidy"])
def test_who_may_not_edit_gets_no_form_and_changes_nothing(cast, small, kind):
    address, before = at(small, kind, step=small.steps[1]), rows(small).count()
    for person, status in ((cast.vic, 403), (cast.adi, 403), (cast.stan, 404)):
        assert signed_in(person).get(address).status_code == status
        assert signed_in(person).post(address, {"title": "Mine"}).status_code == status
    assert rows(small).count() == before


def test_a_map_that_is_put_away_refuses_in_words(cast, small):
    client, address = signed_in(cast.freya), at(small, "step.rename", step=small.steps[1])
    typed = form_of(client, address) | {"title": "Mine"}
    client.post(reverse("put_away_map", args=[small.map.pk]))
    page = client.post(address, typed)
    assert page.status_code == 422 and "put away" in page.content.decode()


def test_steps_are_found_by_words_and_by_lane(cast, small):
    address, client = reverse("outline", args=[small.map.pk]), signed_in(cast.vic)

    def titles(**query):
        found = client.get(address, query).context["sections"]
        return [row.title for section in found for row in section.rows]

    assert titles() == ["Contact surgery", "Listen", "Write referral"]
    assert titles(q="REFERRAL") == ["Write referral"]
    assert titles(lane=small.lanes[1]) == ["Listen", "Write referral"]
    assert titles(q="nothing like it") == []


@pytest.mark.parametrize("name", ["outline", "map_history", "outline_do", "outline_element"])
def test_a_map_of_five_hundred_steps_takes_as_many_queries_as_one_of_three(cast, small, name, django_assert_max_num_queries):
    more = {"outline_do": ["step.add"], "outline_element": [small.steps[1]]}.get(name, [])
    client, address = signed_in(cast.freya), reverse(name, args=[small.map.pk, *more])
    client.get(address)
    with django_assert_max_num_queries(20) as few:
        client.get(address)
    most = len(few)
    raw = [
        {"kind": "step.add", "step": new_id(), "title": f"Step {n}", "lane": small.lanes[1], "column": small.columns[n % 3]}
        for n in range(500)
    ]
    apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), small.map.revision, one) for one in raw])
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def choices(client, of, kind: str) -> list[str]:
    """The changes that the form of undo or redo offers."""
    page = client.get(reverse("outline_do", args=[of.pk, kind])).content.decode()
    return re.findall(r'<option value="([0-9a-f-]{36})"', page)


def test_the_name_a_map_was_begun_with_is_not_offered_to_be_taken_back(cast):
    of = make_map(cast)
    freya = signed_in(cast.freya)
    assert choices(freya, of, "undo") == []
    assert "Your last change" not in freya.get(reverse("outline", args=[of.pk])).content.decode()


def test_only_what_stands_is_taken_back_and_only_what_was_taken_back_is_done_again(cast, small):
    eddie, of = signed_in(cast.eddie), small.map
    first = send(cast.eddie, of, "step.rename", step=small.steps[0], title="Ring the surgery").command_id
    second = send(cast.eddie, of, "step.rename", step=small.steps[1], title="Listen well").command_id
    assert second in choices(eddie, of, "undo") and choices(eddie, of, "redo") == []
    send(cast.eddie, of, "undo", of=second)
    assert second not in choices(eddie, of, "undo") and first in choices(eddie, of, "undo")
    assert choices(eddie, of, "redo") == [second]
    send(cast.eddie, of, "redo", of=second)
    assert second in choices(eddie, of, "undo") and choices(eddie, of, "redo") == []


def test_before_something_is_taken_away_the_page_says_what_goes_with_it(cast, small):
    send(cast.eddie, small.map, "problem.add", problem=new_id(), on=small.steps[1], text="Long queue")
    eddie = signed_in(cast.eddie)
    page = eddie.get(at(small, "step.remove", step=small.steps[1])).content.decode()
    assert "This goes with it" in page and "<li>2 links</li><li>1 problem</li>" in page
    page = eddie.get(at(small, "lane.remove", lane=small.lanes[1])).content.decode()
    assert re.search(r"<li>(\d )?Listen</li><li>(\d )?Write referral</li>", page)
