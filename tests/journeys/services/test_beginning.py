"""Beginning a journey or a map from a form: once, however often the form is sent."""

import pytest

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from carejourneys.common.ids import uuid7
from journeys.models import Journey, Map
from journeys.queries.states import state_of
from journeys.services.beginning import BLANK, begin_future_map, begin_journey, begin_map
from journeys.services.journeys import archive_journey, archive_map
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from tests.at_once import at_once
from tests.factories import make_cast, make_journey, make_map, make_member, make_small_map

pytestmark = pytest.mark.django_db
FALLS = "Falls at home"


def journey(cast, actor=None, title=FALLS, id=None, **words):
    return begin_journey(actor=actor or cast.freya, economy=cast.economy, id=id, title=title, **words)


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_several_times_at_once_begins_one_journey_and_every_time_leads_to_it():
    cast, id = make_cast(), uuid7()
    led_to = at_once(lambda: journey(cast, id=id, for_whom="People who fell"))
    assert {one.pk for one in led_to} == {id} == set(Journey.objects.values_list("pk", flat=True))
    assert AuditEntry.objects.filter(action="journey.created").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("start_from", [BLANK, Map.FUTURE, "urgent-care-to-home"])
def test_a_form_sent_several_times_at_once_begins_one_map_and_every_time_leads_to_it(start_from):
    cast, id = make_cast(), uuid7()
    of = make_journey(cast.economy, cast.freya)
    led_to = at_once(lambda: begin_map(actor=cast.freya, journey=of, id=id, title="Today", start_from=start_from), times=4)
    assert {one.pk for one in led_to} == {id} == set(Map.objects.values_list("pk", flat=True))
    steps = len(state_of(Map.objects.get()).steps)
    assert steps == (12 if start_from == "urgent-care-to-home" else 0)


def test_a_form_sent_twice_derives_one_future(cast):
    small = make_small_map(cast)
    id = uuid7()
    one, other = (begin_future_map(actor=cast.freya, based_on=small.map, id=id, title="One front door") for _ in range(2))
    assert one == other and Map.objects.filter(kind=Map.FUTURE).count() == 1 and len(state_of(one).steps) == 3


def test_a_form_opened_anew_with_the_same_name_is_refused_kindly(cast):
    made = journey(cast, id=uuid7())
    with pytest.raises(RuleBroken, match=r"“falls at home” already\. Open it") as refused:
        journey(cast, title="falls at home ", id=uuid7())
    assert refused.value.field == "title" and list(Journey.objects.all()) == [made]
    of = make_map(cast, "Today", journey=made)
    for act in (
        lambda: begin_map(actor=cast.freya, journey=made, id=uuid7(), title="today", start_from=BLANK),
        lambda: begin_future_map(actor=cast.freya, based_on=of, id=uuid7(), title="Today"),
    ):
        with pytest.raises(RuleBroken, match=r"already\. Open it") as refused:
            act()
        assert refused.value.field == "title"
    assert list(Map.objects.all()) == [of]


@pytest.mark.parametrize("title", ["Falls  at home", "Cafe\u0301 talk", " Falls "])
def test_the_same_form_sent_twice_begins_one_however_its_title_was_typed(cast, title):
    id, other = uuid7(), uuid7()
    assert len({journey(cast, title=title, id=id).pk for _ in range(2)}) == 1
    made = Journey.objects.get()
    begun = [begin_map(actor=cast.freya, journey=made, id=other, title=title, start_from=BLANK).pk for _ in range(2)]
    assert len(set(begun)) == 1 and Map.objects.count() == 1


def test_capitals_of_any_letters_make_no_other_name(cast):
    journey(cast, title="École", id=uuid7())
    with pytest.raises(RuleBroken, match="already"):
        journey(cast, title="éCOLE", id=uuid7())


def test_a_name_may_be_had_again_when_the_other_was_put_away_or_is_elsewhere(cast):
    archive_journey(actor=cast.freya, journey=journey(cast))
    second = journey(cast)
    elsewhere = make_cast()
    assert journey(elsewhere).title == FALLS
    archive_map(actor=cast.freya, of=make_map(cast, "Today", journey=second))
    assert begin_map(actor=cast.freya, journey=second, id=None, title="Today", start_from=BLANK).archived_at is None


def test_a_form_sent_again_under_another_name_begins_another(cast):
    id = uuid7()
    one, other = journey(cast, id=id), journey(cast, title="Falls in care homes", id=id)
    assert one.pk == id != other.pk and other.title == "Falls in care homes"
    first, second = (begin_map(actor=cast.freya, journey=one, id=id, title=title, start_from=BLANK) for title in ("Today", "Yesterday"))
    assert first.pk == id != second.pk and second.title == "Yesterday"


def test_an_id_of_somebody_elses_leads_to_nothing_of_theirs(cast):
    elsewhere, id = make_cast(), uuid7()
    theirs = journey(elsewhere, id=id)
    mine = journey(cast, id=id)
    assert mine != theirs and mine.economy == cast.economy
    fay = make_member(cast.economy, Role.FACILITATOR, name="Fay")
    with pytest.raises(RuleBroken):
        journey(cast, actor=fay, id=mine.pk)


def test_who_may_not_begin_is_not_led_to_what_was_begun(cast):
    id = uuid7()
    made = journey(cast, id=id)
    of = begin_map(actor=cast.freya, journey=made, id=id, title="Today", start_from=BLANK)
    for act in (
        lambda who: journey(cast, actor=who, id=id),
        lambda who: begin_map(actor=who, journey=made, id=id, title="Today", start_from=BLANK),
        lambda who: begin_future_map(actor=who, based_on=of, id=id, title="Today"),
    ):
        with pytest.raises(NotAllowed):
            act(cast.eddie)
        with pytest.raises(NotFound):
            act(cast.stan)
