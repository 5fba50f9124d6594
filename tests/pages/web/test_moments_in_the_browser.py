"""In a real browser without scripts: a moment gets a name and is opened, a map goes out as a file and comes back, cards are parked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from journeys.domain.exchange.tables import rows_of
from journeys.models import Map
from journeys.queries.states import state_of
from tests.accessibility import violations
from tests.factories import make_cast, make_small_map, send, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEGAN = datetime(2026, 5, 12, 9, tzinfo=UTC)  # by the clock of the page


@pytest.fixture
def world(db):
    cast = make_cast()
    return cast, make_small_map(cast)


@pytest.fixture
def page(browser, live_server, world):
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    cookies = signed_in(world[0].freya).cookies.items()
    context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies])
    yield context.new_page()
    context.close()


def test_a_moment_gets_a_name_and_is_opened_again_after_the_map_went_on(page, live_server, world):
    cast, small = world
    page.goto(live_server.url + reverse("map_history", args=[small.map.pk]))
    page.get_by_role("link", name="The map as it stood at earlier moments").click()
    page.get_by_label("Name of the moment").fill("Agreed on 12 May")
    page.get_by_role("button", name="Give it this name").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agreed on 12 May")
    send(cast.eddie, small.map, "step.rename", step=small.steps[1], title="Listen well")
    page.get_by_role("link", name="Earlier moments").click()
    page.get_by_role("link", name="Agreed on 12 May", exact=True).click()
    expect(page.get_by_role("table", name="Steps by lane (who) and column (when)")).not_to_contain_text("Listen well")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.get_by_role("table", name="Steps by lane (who) and column (when)")).to_contain_text("Listen well")
    page.get_by_label("Go to revision").fill("1")
    page.get_by_role("button", name="Go there").click()
    expect(page.locator("main")).to_contain_text("At this moment nobody had put a step on the map.")


def test_a_map_goes_out_as_a_file_and_comes_back(page, live_server, world, tmp_path):
    _cast, small = world
    page.goto(live_server.url + reverse("downloads", args=[small.map.pk]))
    with page.expect_download() as started:
        page.get_by_role("link", name="Table (CSV)").click()
    started.value.save_as(tmp_path / "map.csv")
    page.get_by_role("link", name="A map from a file").click()
    page.get_by_label("The file").set_input_files(tmp_path / "map.csv")
    page.get_by_label("Name of the map").fill("Back again")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator("#messages")).to_contain_text("The map is there, with everything that stands in the file.")
    back = list(rows_of(state_of(Map.objects.get(title="Back again"))))[1:]
    assert back == list(rows_of(state_of(small.map)))[1:]


def test_lines_wait_in_the_parking_list(page, live_server, world):
    _cast, small = world
    page.goto(live_server.url + reverse("park_cards", args=[small.map.pk]))
    page.get_by_label("Lines of text").fill("Ring the carer\nBook a taxi")
    page.get_by_role("button", name="Make cards of it").click()
    expect(page.locator("#messages")).to_contain_text("2 cards wait in the parking list.")
    expect(page.get_by_role("link", name="Book a taxi").first).to_be_visible()


@pytest.fixture
def player(browser, live_server, world):
    """With scripts, and a clock that the test turns."""
    context = browser.new_context()
    cookies = signed_in(world[0].freya).cookies.items()
    context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies])
    page = context.new_page()
    page.clock.install(time=BEGAN)
    page.clock.pause_at(BEGAN + timedelta(minutes=10))  # else it would go on by itself
    yield page
    context.close()


def at_revision(page, live_server, of: Map, revision: int) -> None:
    address = reverse("map_moment", args=[of.pk, revision])
    page.goto(live_server.url + address)


def shows(page, of: Map, revision: int) -> None:
    expect(page.get_by_text(f"Revision {revision} of {of.revision}.")).to_be_visible()


def test_the_history_plays_by_itself_until_the_last_change(player, live_server, world):
    cast, small = world
    for n in range(3):
        send(cast.eddie, small.map, "step.rename", step=small.steps[1], title=f"Listen {n}")
    small.map.refresh_from_db()
    last = small.map.revision
    at_revision(player, live_server, small.map, last - 2)
    player.get_by_role("button", name="Play").press("Enter")
    expect(player.get_by_role("button", name="Pause")).to_be_focused()
    for revision in (last - 1, last):
        player.clock.run_for(3000)
        shows(player, small.map, revision)
        expect(player.locator(".moment-drawing")).to_contain_text("changed here")
        expect(player.get_by_role("navigation", name="Where you are")).to_contain_text(f"Revision {revision}")
        expect(player.get_by_label("Go to revision")).to_have_value(str(revision))
    expect(player.locator("#replay-said")).to_contain_text("renamed a step: Listen 2")
    expect(player.locator("#replay-said")).to_contain_text("That was the last change.")
    expect(player.get_by_role("button", name="Play")).to_be_focused()
    assert player.url.endswith(reverse("map_moment", args=[small.map.pk, last]))
    player.clock.resume()  # what looks for violations waits too
    assert violations(player) == []
    player.clock.pause_at(BEGAN + timedelta(hours=1))
    player.get_by_role("button", name="Play").click()  # from the last, all of it once more
    player.clock.run_for(3000)
    shows(player, small.map, 1)


def test_playing_stops_at_a_key_and_says_when_the_next_does_not_come(player, live_server, world):
    _cast, small = world
    at_revision(player, live_server, small.map, 2)
    player.get_by_label("A change every").select_option("second")
    player.get_by_role("button", name="Play").click()
    player.keyboard.press("Escape")
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    player.clock.run_for(5000)
    shows(player, small.map, 2)
    player.context.set_offline(True)
    player.get_by_role("button", name="Play").click()
    player.clock.run_for(1000)
    expect(player.get_by_text("The next change did not come.")).to_be_visible()
    player.context.set_offline(False)
    player.get_by_role("button", name="Play").click()
    player.clock.run_for(1000)
    shows(player, small.map, 3)
    expect(player.get_by_text("The next change did not come.")).to_have_count(0)


def test_on_a_phone_playing_is_offered_without_scrolling(player, live_server, world):
    _cast, small = world
    player.set_viewport_size({"width": 390, "height": 600})  # what the browser leaves of a small phone
    at_revision(player, live_server, small.map, small.map.revision - 1)
    expect(player.get_by_role("button", name="Play")).to_be_in_viewport(ratio=1)
    assert player.evaluate("scrollY") == 0
    assert player.evaluate("document.documentElement.scrollWidth") <= 390
