"""The log of a map, to read: whose changes, about which card, on which day; what was taken back; the way to the card and back."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from carejourneys.common.clock import stopped_at
from journeys.models import MapCommandLog
from tests.factories import make_small_map, new_id, send, signed_in

pytestmark = pytest.mark.django_db
FIRST, LATER = datetime(2026, 5, 12, 9, tzinfo=UTC), datetime(2026, 5, 13, 9, tzinfo=UTC)


@pytest.fixture
def small(cast):
    with stopped_at(FIRST):
        return make_small_map(cast)


def address(small, **query):
    return reverse("map_history", args=[small.map.pk], query=query)


def lines(user, small, **query):
    return signed_in(user).get(address(small, **query)).context["rows"]


def test_one_reads_what_one_person_did(cast, small):
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Listen well")
    assert {line.entry.actor for line in lines(cast.vic, small, person=str(cast.freya.pk))} == {cast.freya}
    assert len(lines(cast.vic, small, person=str(cast.freya.pk))) == 2  # the map's name was hers too


def test_one_reads_what_touched_one_card(cast, small):
    send(cast.eddie, small.map, "step.move", step=small.steps[0], lane=small.lanes[1], column=small.columns[0])
    found = lines(cast.vic, small, card=small.steps[0])
    assert [line.entry.kind for line in found] == ["step.move", "step.add"]
    assert found[0].details == ("Lane: “The person” → “GPs”",) and found[0].where == "to the lane “GPs”"


def test_a_step_moved_along_its_lane_says_from_which_column_to_which(cast, small):
    send(cast.eddie, small.map, "column.set", column=small.columns[2], fields={"title": "Triage"})
    send(cast.eddie, small.map, "step.move", step=small.steps[1], lane=small.lanes[1], column=small.columns[2])
    assert lines(cast.vic, small, card=small.steps[1])[0].details == ("Column: “2” → “3 Triage”",)


def test_the_history_of_a_card_that_is_gone_can_be_chosen(cast, small):
    send(cast.eddie, small.map, "step.remove", step=small.steps[2])
    assert [line.entry.kind for line in lines(cast.vic, small, card=small.steps[2])] == ["step.remove", "step.add"]


def test_one_reads_what_was_done_on_one_day_as_the_reader_counts_days(cast, small):
    late = datetime(2026, 5, 13, 23, 30, tzinfo=UTC)  # in London the day after
    for moment, title in ((LATER, "Listen well"), (late, "Listen twice")):
        with stopped_at(moment):
            send(cast.eddie, small.map, "step.rename", step=small.steps[1], title=title)
    assert [line.details for line in lines(cast.vic, small, day="2026-05-13")] == [("What is done: “Listen” → “Listen well”",)]
    assert len(lines(cast.vic, small, day="2026-05-14")) == 1
    assert len(lines(cast.vic, small, day="2026-05-12")) == MapCommandLog.objects.count() - 2


def test_one_reads_what_was_done_since_a_revision(cast, small):
    since = small.map.revision
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    assert [line.entry.kind for line in lines(cast.vic, small, since=since)] == ["step.rename"]
    page = signed_in(cast.vic).get(address(small, since=since)).content.decode()
    assert f"Since revision {since}:" in page and f'name="since" value="{since}"' in page  # kept when one narrows it further


def test_a_day_that_no_calendar_has_is_told_and_nothing_is_hidden(cast, small):
    page = signed_in(cast.vic).get(address(small, day="2026-02-31"))
    assert "Write a day that the calendar has" in page.content.decode() and len(page.context["rows"]) == MapCommandLog.objects.count()


def test_nothing_found_says_what_to_do(cast, small):
    page = signed_in(cast.vic).get(address(small, day="2020-01-01")).content.decode()
    assert "No change like this" in page and f'href="{address(small)}"' in page


def test_what_was_taken_back_is_marked_until_it_is_done_again(cast, small):
    command_id = new_id()
    send(cast.eddie, small.map, "step.rename", command_id=command_id, step=small.steps[1], title="Listen well")
    send(cast.eddie, small.map, "undo", of=command_id)
    undo, renamed = lines(cast.vic, small)[:2]
    assert renamed.taken_back and not undo.taken_back and undo.of_revision == renamed.entry.revision
    assert "taken back since" in signed_in(cast.vic).get(address(small)).content.decode()
    send(cast.eddie, small.map, "redo", of=command_id)
    assert not any(line.taken_back for line in lines(cast.vic, small))


def test_a_line_leads_to_the_card_and_a_facilitator_sets_it_back(cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    added = next(line for line in lines(cast.freya, small) if line.subject_id == small.steps[1] and line.entry.kind == "step.add")
    assert added.restore_to == added.entry.revision and added.card == small.steps[1]
    page = signed_in(cast.freya).get(address(small)).content.decode()
    assert f"/maps/{small.map.pk}/#step-{small.steps[1]}" in page
    way = f"restore/?element={small.steps[1]}&revision={added.restore_to}&at={small.steps[1]}"
    assert way in page and way not in signed_in(cast.eddie).get(address(small)).content.decode()
    newest = lines(cast.freya, small)[0]
    assert newest.restore_to is None  # it says so now


def test_what_is_gone_is_brought_back_from_the_line_that_took_it(cast, small):
    send(cast.eddie, small.map, "step.remove", step=small.steps[2])
    gone = lines(cast.freya, small)[0]
    assert gone.restore_to == gone.entry.revision - 1 and gone.card == ""
    assert "Bring it back" in signed_in(cast.freya).get(address(small)).content.decode()


def test_a_long_history_takes_as_many_queries_as_a_short_one(cast, small, django_assert_max_num_queries):
    client = signed_in(cast.freya)
    with django_assert_max_num_queries(40) as few:
        client.get(address(small))
    for n in range(20):
        command_id = new_id()
        send(cast.eddie, small.map, "step.rename", command_id=command_id, step=small.steps[1], title=f"Listen {n}")
        send(cast.eddie, small.map, "undo", of=command_id)
    with django_assert_max_num_queries(len(few)):
        client.get(address(small))
