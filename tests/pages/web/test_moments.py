"""A map as it stood: every moment to read, names for some, what changed since, and no way back for words that were taken out."""

import pytest
from django.urls import reverse

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.models import Baseline
from journeys.queries.moments import comparison_since, moment_of, state_at
from journeys.queries.states import state_of
from journeys.queries.words import KIND_WORDS
from journeys.services.baselines import drop_baseline, name_baseline
from journeys.services.journeys import archive_map
from journeys.services.map_editing import Changed
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from tests.factories import REDACTIONS_PAGE, make_member, new_id, send, signed_in

pytestmark = pytest.mark.django_db


def at(small, revision):
    return reverse("map_moment", args=[small.map.pk, revision])


def named(cast, small, name="Agreed on 12 May"):
    return name_baseline(actor=cast.freya, of=small.map, revision=small.map.revision, name=name)


def test_every_moment_is_what_the_map_was_then(cast, small):
    stood = {}
    titles = [f"Listen {n}" for n in range(60)]  # enough that a snapshot is stored on the way
    for title in titles:
        send(cast.eddie, small.map, "step.rename", step=small.steps[1], title=title)
        stood[small.map.revision] = state_of(small.map)
    for kind, step in (("step.remove", {"step": small.steps[2]}), ("step.rename", {"step": small.steps[1], "title": "Listen"})):
        send(cast.eddie, small.map, kind, **step)
        stood[small.map.revision] = state_of(small.map)
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen again")
    assert {revision: state_at(small.map, revision) for revision in stood} == stood
    assert state_at(small.map, 1).steps == () and state_at(small.map, small.map.revision) == state_of(small.map)


def test_a_moment_is_read_and_leads_to_those_before_and_after(cast, small):
    revision = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    page = signed_in(cast.vic).get(at(small, revision)).content.decode()
    assert "Listen" in page and "Listen well" not in page
    for near in (1, revision - 1, revision + 1):
        assert f'href="{at(small, near)}"' in page
    assert "Give this moment a name" not in page
    assert "<svg" in page and "Contact surgery</text>" in page  # drawn, and as a table
    newest = signed_in(cast.vic).get(at(small, revision + 1)).content.decode()
    assert "Listen well" in newest and "This is how it is now" in newest
    assert "At this moment nobody had put a step on the map." in signed_in(cast.vic).get(at(small, 1)).content.decode()


@pytest.mark.parametrize(
    ("kind", "what", "cards"),
    [
        ("step.rename", lambda small: {"step": small.steps[1], "title": "Listen well"}, 1),
        ("link.set", lambda small: {"link": small.links[0], "fields": {"kind": "rework"}}, 2),
        ("problem.add", lambda small: {"problem": new_id(), "on": small.steps[0], "text": "No one owns the inbox"}, 1),
        ("map.set", lambda small: {"fields": {"note": "Agreed"}}, 0),
    ],
)
def test_the_drawing_points_out_what_the_change_touched_and_the_words_say_it(cast, small, kind, what, cards):
    send(cast.eddie, small.map, kind, **what(small))
    page = signed_in(cast.vic).get(at(small, small.map.revision)).content.decode()
    assert page.count("changed here") == cards and page.count('stroke-width="3"') == cards
    assert f"<b>Eddie</b> {KIND_WORDS[kind][1]}" in page


def test_a_revision_the_map_never_had_is_nowhere(cast, small):
    for never in (0, small.map.revision + 1, 10**30):
        assert signed_in(cast.vic).get(at(small, never)).status_code == 404
    with pytest.raises(NotFound):
        moment_of(small.map, small.map.revision + 1)


def test_one_goes_to_a_revision_by_its_number(cast, small):
    client, address = signed_in(cast.vic), reverse("map_moments", args=[small.map.pk])
    assert client.get(address, {"revision": 3}).url == at(small, 3)
    too_far = client.get(address, {"revision": small.map.revision + 1})
    assert too_far.status_code == 200 and too_far.context["go_to"].errors["revision"]


def test_a_facilitator_gives_a_moment_a_name_and_everybody_opens_it(cast, small):
    revision = small.map.revision
    client, address = signed_in(cast.freya), reverse("map_moments", args=[small.map.pk])
    assert client.post(address, {"name": " Agreed  on 12 May", "revision": revision}).url == at(small, revision)
    baseline = Baseline.objects.get()
    assert (baseline.name, baseline.revision, baseline.named_by) == ("Agreed on 12 May", revision, cast.freya)
    row = AuditEntry.objects.get(action="baseline.named")
    assert row.actor == cast.freya and row.details == {"map": str(small.map.pk), "revision": revision}
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    page = signed_in(cast.vic).get(address).content.decode()
    assert "Agreed on 12 May" in page and f'href="{at(small, revision)}"' in page and "Take the name away" not in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": ""}, "name"), ({"revision": 9999}, "revision"), ({"name": "Agreed, ring 07700 900123"}, "name")],
)
def test_a_name_that_will_not_do_is_told_at_its_field(cast, small, typed, field):
    sent = {"name": "Agreed", "revision": small.map.revision, **typed}
    answer = signed_in(cast.freya).post(reverse("map_moments", args=[small.map.pk]), sent)
    assert answer.context["form"].errors[field] and Baseline.objects.count() == 0


def test_no_two_moments_are_called_the_same_and_none_has_two_names(cast, small):
    named(cast, small)
    with pytest.raises(RuleBroken, match="has a name already"):
        named(cast, small, "Other")
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    with pytest.raises(RuleBroken, match="is called so already"):
        named(cast, small, "AGREED on 12 may")


def test_only_facilitators_name_moments_and_only_of_maps_in_use(cast, small):
    address = reverse("map_moments", args=[small.map.pk])
    assert signed_in(cast.eddie).post(address, {"name": "Mine", "revision": 1}).status_code == 403
    with pytest.raises(NotAllowed):
        name_baseline(actor=cast.eddie, of=small.map, revision=1, name="Mine")
    archive_map(actor=cast.freya, of=small.map)
    with pytest.raises(RuleBroken, match="put away"):
        named(cast, small)


def test_the_name_is_taken_away_and_the_moment_stays(cast, small):
    baseline = named(cast, small)
    address = reverse("drop_baseline", args=[small.map.pk, baseline.pk])
    assert "Take the name" in signed_in(cast.freya).get(address).content.decode()
    assert signed_in(cast.freya).post(address).status_code == 302
    drop_baseline(actor=cast.freya, baseline=baseline)  # somebody else was faster
    assert Baseline.objects.count() == 0 and AuditEntry.objects.filter(action="baseline.dropped").count() == 1
    assert signed_in(cast.vic).get(at(small, baseline.revision)).status_code == 200


def test_what_changed_since_knows_what_stayed_what_went_and_what_is_new(cast, small):
    baseline = named(cast, small)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    send(cast.eddie, small.map, "step.remove", step=small.steps[2])
    added = new_id()
    send(cast.eddie, small.map, "step.add", step=added, title="Phone back", lane=small.lanes[1], column=small.columns[2])
    found = {(match.kind, match.before, match.after) for match in comparison_since(small.map, baseline.revision).steps.all}
    assert found == {
        ("kept", (small.steps[0],), (small.steps[0],)),
        ("kept", (small.steps[1],), (small.steps[1],)),
        ("removed", (small.steps[2],), ()),
        ("added", (), (added,)),
    }
    page = signed_in(cast.vic).get(reverse("since_baseline", args=[small.map.pk, baseline.pk])).content.decode()
    assert f"/changes/?since={baseline.revision}" in page
    assert "Phone back" in page and "Write referral" in page and "What would change" not in page


def test_a_step_that_was_divided_since_is_known_by_its_parts(cast, small):
    baseline, second = named(cast, small), new_id()
    split = send(
        cast.eddie, small.map, "step.split", step=small.steps[1], parts=[{"step": second, "title": "Test memory", "link": new_id()}]
    )
    assert isinstance(split, Changed)
    matches = comparison_since(small.map, baseline.revision).steps
    assert matches.of_after(second).before == (small.steps[1],) and matches.of_after(second).kind == "divided"


def test_words_taken_out_come_back_through_no_moment(cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Ring Zoë Quill")
    baseline = named(cast, small, "After Zoë Quill rang")
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen")
    client = signed_in(cast.freya)
    pages = [
        at(small, baseline.revision),
        reverse("since_baseline", args=[small.map.pk, baseline.pk]),
        reverse("map_moments", args=[small.map.pk]),
    ]
    assert all("Quill" in client.get(page).content.decode() for page in pages)
    mona = make_member(cast.economy, Role.MODERATOR, name="Mona")
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Zoë Quill", reason="Written by mistake")
    confirm_redaction(actor=mona, page=REDACTIONS_PAGE, redaction=asked)
    assert not any("Quill" in client.get(page).content.decode() for page in pages)
    assert Baseline.objects.get().name == "After [taken out] rang"


def test_words_that_only_a_name_of_a_moment_holds_can_be_taken_out(cast, small):
    named(cast, small, "After Zoë Quill rang")
    mona = make_member(cast.economy, Role.MODERATOR, name="Mona")
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Zoë Quill", reason="Written by mistake")
    confirm_redaction(actor=mona, page=REDACTIONS_PAGE, redaction=asked)
    assert Baseline.objects.get().name == "After [taken out] rang"


def test_the_moments_take_as_many_queries_for_twenty_as_for_one(cast, small, django_assert_max_num_queries):
    client = signed_in(cast.freya)
    named(cast, small, "Agreed")
    pages = [reverse("map_moments", args=[small.map.pk]), at(small, small.map.revision - 1)]
    few = []
    for page in pages:
        with django_assert_max_num_queries(30) as seen:
            client.get(page)
        few.append(len(seen))
    for n in range(20):
        send(cast.eddie, small.map, "step.rename", step=small.steps[1], title=f"Listen {n}")
        named(cast, small, f"Agreed {n}")
    for page, most in zip(pages, few, strict=True):
        with django_assert_max_num_queries(most):
            client.get(page)
