"""A map measured with more than one log: which one is shown is said, the others are a click away, and nobody learns of data not theirs."""

import re

import pytest
from django.urls import reverse

from analytics.services.deleting import discard_dataset
from tests.event_logs import brought, log_of, measured, read
from tests.factories import send, signed_in

pytestmark = pytest.mark.django_db
WAITS = {"January": 2, "February": 5}  # days


@pytest.fixture
def bring(cast, small, scratch, django_capture_on_commit_callbacks):
    """Brings and reads a log of that name; measures the map with it unless told not to."""

    def do(name: str, *, readers=(), measure: bool = True):
        dataset = brought(cast, small, log_of(30, days=WAITS[name]), name=name, readers=readers)
        read(cast, dataset, django_capture_on_commit_callbacks)
        if measure:
            measured(cast, small, dataset)
        return dataset

    return do


def page(user, name, of, query="", *more) -> str:
    answer = signed_in(user).get(reverse(name, args=[of.pk, *more]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def of_a_wait(text: str, days: int) -> bool:
    return f">{days} d</td>" in text


def test_with_one_log_the_map_says_which_and_offers_no_other(cast, small, bring):
    bring("January")
    text = page(cast.vic, "map", small.map)
    assert "measured-from" in text and "January" in text and "Show instead" not in text and of_a_wait(text, 2)


def test_the_ways_out_of_a_card_say_what_was_measured_where_nothing_draws_them(cast, small, bring):
    assert "measured" not in ways_of(page(cast.vic, "map", small.map), small)
    bring("January")
    assert "measured 2 d, n 30" in ways_of(page(cast.vic, "map", small.map), small)


def ways_of(text: str, small) -> str:
    """Those of the first step."""
    card = text.split(f'id="step-{small.steps[0]}"')[1].split('id="step-')[0]
    return card.split("step__ways")[1].split("</ul>")[0]


def test_without_any_the_map_says_nothing_of_measuring(cast, small):
    assert "measured-from" not in page(cast.vic, "map", small.map)


def test_what_was_measured_last_is_shown_and_the_other_can_be_asked_for(cast, small, bring):
    january, february = bring("January"), bring("February")
    newest, older = page(cast.vic, "map", small.map), page(cast.vic, "map", small.map, f"?data={january.pk}")
    assert of_a_wait(newest, 5) and not of_a_wait(newest, 2) and of_a_wait(older, 2) and not of_a_wait(older, 5)
    assert f"?data={january.pk}" in newest and f"?data={february.pk}" in older
    assert "<b>February</b>" in newest and "<b>January</b>" in older


def test_whoever_asked_for_data_stays_with_them_on_the_pages_of_figures_and_while_the_map_changes(cast, small, bring):
    january, _february = bring("January"), bring("February")
    asked = f"?data={january.pk}"
    text = page(cast.vic, "map", small.map, asked)
    assert f"{reverse('map_figure', args=[small.map.pk, 'lead_time'])}{asked}" in text
    assert f'data-since="{reverse("map_since", args=[small.map.pk])}{asked}"' in text
    figure = page(cast.vic, "map_figure", small.map, asked, "lead_time")
    assert "<b>January</b>" in figure and f"{reverse('map', args=[small.map.pk])}{asked}" in figure


def measures_tab(text: str) -> str:
    return re.search(r'<li><a href="([^"]+)"[^>]*>Measures</a></li>', text)[1].replace("&amp;", "&")


@pytest.mark.parametrize("name", [("map",), ("map_figure", "lead_time"), ("map_fit",)])
def test_the_tab_of_measures_leads_to_those_of_the_data_that_are_shown(cast, small, bring, name):
    plain = reverse("measures", args=[small.map.journey_id])
    assert measures_tab(page(cast.vic, name[0], small.map, "", *name[1:])) == plain
    january, february = bring("January"), bring("February")
    for query, of in (("", february), (f"?data={january.pk}", january)):
        address = measures_tab(page(cast.vic, name[0], small.map, query, *name[1:]))
        assert address == f"{plain}?data={of.pk}&map={small.map.pk}"
    told = signed_in(cast.vic).get(address)
    assert told.status_code == 200 and "January" in told.content.decode()


def test_asked_for_data_that_are_not_there_the_map_says_so_and_shows_those_measured_last(cast, small, bring):
    bring("January")
    unmeasured = bring("February", measure=False)
    for data in (unmeasured.pk, "nonsense"):
        text = page(cast.vic, "map", small.map, f"?data={data}")
        assert (
            "are not here any more" in text
            and "<b>January</b>" in text
            and f'data-since="{reverse("map_since", args=[small.map.pk])}"' in text
        )
    assert "are not here any more" not in page(cast.vic, "map", small.map)


def test_a_page_open_on_data_that_went_begins_afresh_at_the_next_change(cast, small, bring):
    january, _february = bring("January"), bring("February")
    since = reverse("map_since", args=[small.map.pk]) + f"?data={january.pk}&after={small.map.revision}"
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring")
    assert signed_in(cast.vic).get(since).json()["resync"] is False
    discard_dataset(actor=cast.ana, dataset=january)
    answer = signed_in(cast.vic).get(since).json()
    assert answer["resync"] is True and "parts" not in answer


def test_nobody_is_told_of_data_that_are_for_others(cast, small, bring):
    bring("January")
    theirs = bring("February", readers=[cast.hospital])
    text = page(cast.vic, "map", small.map)
    assert "February" not in text and of_a_wait(text, 2)
    assert "February" not in page(cast.vic, "map", small.map, f"?data={theirs.pk}")


def test_data_of_too_few_people_to_show_do_not_take_the_place_of_those_that_say_something(
    cast, small, bring, django_capture_on_commit_callbacks
):
    bring("January")
    few = brought(cast, small, log_of(3, days=9), name="Few")
    read(cast, few, django_capture_on_commit_callbacks)
    measured(cast, small, few)
    assert "<b>January</b>" in page(cast.vic, "map", small.map) and "<b>Few</b>" in page(cast.ana, "map", small.map)
    assert "too few" in page(cast.vic, "map", small.map, f"?data={few.pk}")


def test_without_any_start_the_share_of_recorded_work_is_not_told_as_none(
    cast, small, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR = tmp_path
    lines = log_of(30).decode().splitlines()
    without = "\n".join(
        [lines[0], *(",".join([who, what, "", done]) for who, what, _begun, done in (line.split(",") for line in lines[1:]))]
    )
    dataset = brought(cast, small, without.encode())
    read(cast, dataset, django_capture_on_commit_callbacks)
    measured(cast, small, dataset)
    assert "recorded activity share" not in page(cast.ana, "map", small.map)
    figure = page(cast.ana, "map_figure", small.map, "", "flow_efficiency")
    assert "Recorded without a start" in figure and "100%" in figure


def test_before_a_map_is_measured_again_one_is_told_what_it_shows_now(cast, small, bring):
    january, february = bring("January"), bring("February", measure=False)
    asked = page(cast.ana, "match_activities", february, "", small.map.pk)
    assert "The map has been measured before" in asked and "“January”" in asked
    assert "measured before" not in page(cast.ana, "match_activities", january, "", small.map.pk)


def test_the_outline_says_of_which_data_a_time_is_where_there_are_several(cast, small, bring):
    bring("January")
    one = page(cast.vic, "outline_element", small.map, "", small.steps[1])
    bring("February")
    several = page(cast.vic, "outline_element", small.map, "", small.steps[1])
    assert "median, n 30<" in one and "median, n 30, February" in several
