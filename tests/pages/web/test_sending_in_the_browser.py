"""What waits to be sent, when things go wrong around it: other people on the same device, answers that come late, badly or not at all."""

# ruff: noqa: F811  (shaky and opened are fixtures)

import json
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import new_id, send
from tests.pages.web.test_editing_in_the_browser import kept, kinds_of, rename, saved, shaky, titles  # noqa: F401
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened  # noqa: F401
from tests.pages.web.test_map_in_the_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_left_open_sends_nothing_under_the_name_of_whoever_signed_in_meanwhile(shaky, cast, small, live_server):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Eddie's own")
    mine = kept(page)
    sign_in(page.context, cast.freya, live_server)
    mended()
    expect(page.locator("summary", has_text="Freya")).to_be_visible(timeout=SOON)
    is_live(page)
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    assert kept(page) == mine and len(mine) == 1
    assert kinds_of(small.map) == []
    sign_in(page.context, cast.eddie, live_server)
    page.reload()
    expect(card(page, small.steps[1])).to_contain_text("Eddie's own")
    saved(page, small.map)
    assert titles(small.map)[1] == "Eddie's own"


def test_what_was_done_before_a_reload_does_not_lie_over_what_others_made_of_it_since(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Eddie's")
    (left,) = kept(page)
    arrived = {"command_id": left["command_id"], "step": small.steps[1], "title": "Eddie's"}
    send(cast.eddie, small.map, "step.rename", **arrived)  # but the answer did not
    send(cast.freya, small.map, "step.rename", step=small.steps[1], title="Freya's")
    page.reload()
    expect(card(page, small.steps[1])).to_contain_text("Eddie's")
    mended()
    expect(card(page, small.steps[1])).to_contain_text("Freya's", timeout=SOON)
    saved(page, small.map)
    assert kept(page) == [] and kinds_of(small.map) == ["step.rename", "step.rename"]


def test_a_change_that_the_server_fails_on_does_not_hide_what_others_do(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    page.route(re.compile("/commands/"), lambda route: route.fulfill(status=200, content_type="text/html", body="<p>Busy</p>"))
    cut(http=False)
    rename(page, small.steps[1], "Eddie's")
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Freya's")
    expect(card(page, small.steps[2])).to_contain_text("Freya's", timeout=SOON)
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    mended()
    saved(page, small.map)
    assert titles(small.map) == ["Contact surgery", "Eddie's", "Freya's"]


def test_whoever_is_signed_out_while_something_waits_is_asked_to_sign_in_and_loses_nothing(shaky, cast, small, live_server):
    page, cut, mended = shaky(cast.eddie, small.map)
    cut()
    rename(page, small.steps[1], "Eddie's")
    page.context.clear_cookies()
    page.unroute(re.compile("/since/|/commands/"))
    expect(page.get_by_label("Password", exact=True)).to_be_visible(timeout=SOON)
    sign_in(page.context, cast.eddie, live_server)
    page.goto(live_server.url + reverse("map", args=[small.map.pk]))
    expect(card(page, small.steps[1])).to_contain_text("Eddie's")
    mended()
    saved(page, small.map)
    assert titles(small.map)[1] == "Eddie's"


def test_an_answer_that_was_not_told_because_too_much_happened_is_asked_for_again(opened, cast, small):
    page, untold = opened(cast.eddie, "map", small.map), []

    def through(socket):
        server = socket.connect_to_server()

        def told(frame):
            said = json.loads(frame)
            of_it = [one for one in (said if isinstance(said, list) else [said]) if one["type"] == "refused"]
            socket.send(frame if untold or not of_it else json.dumps({"type": "resync", "from": small.map.revision}))
            untold.extend(of_it)

        server.on_message(told)

    page.route_web_socket(re.compile("/ws/maps/"), through)
    page.reload()
    is_live(page)
    rename(page, small.steps[1], "Ring Ann on 07700 900123")
    expect(page.get_by_role("region", name="Not on the map yet")).to_contain_text("Ring Ann", timeout=SOON)
    expect(card(page, small.steps[1])).to_contain_text("Listen")
    assert [one["command_id"] for one in untold] == [kept(page)[0]["command_id"]] * 2


LEFT_BY_ANOTHER = """(id) => {
  const [name] = Object.keys(localStorage).filter((one) => one.startsWith('waiting/')), [entry] = JSON.parse(localStorage[name]);
  const other = { ...entry, command_id: id, command: { ...entry.command, title: 'Two' } };
  localStorage.setItem(name.replace(/[^/]+$/, id), JSON.stringify([other]));
}"""


def test_without_locks_between_windows_what_several_left_is_taken_over_and_sent_once(shaky, cast, small):
    page, cut, mended = shaky(cast.eddie, small.map)
    page.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    cut()
    rename(page, small.steps[1], "One")
    page.evaluate(LEFT_BY_ANOTHER, new_id())
    page.reload()
    expect(page.locator("#editing")).to_be_visible()
    rename(page, small.steps[2], "Three")
    assert len(kept(page)) == 3
    mended()
    saved(page, small.map)
    assert sorted(kinds_of(small.map)) == ["step.rename"] * 3 and kept(page) == []
    assert titles(small.map)[1:] == ["Two", "Three"]


def test_signing_out_in_one_window_leaves_nothing_of_the_others_on_the_device(shaky, cast, small):
    page, cut, _mended = shaky(cast.eddie, small.map)
    other = page.context.new_page()
    other.goto(page.url)
    is_live(other)
    other.route(re.compile("/commands/"), lambda route: route.abort())
    card(other, small.steps[2]).focus()
    other.keyboard.press("F2")
    other.locator(".title-box__field").fill("Half written")
    page.bring_to_front()
    cut()
    rename(page, small.steps[1], "Not sent")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("summary", has_text="Eddie").click()
    page.get_by_role("button", name="Sign out").click()
    expect(other.get_by_label("Password", exact=True)).to_be_visible(timeout=SOON)
    page.wait_for_url(lambda url: "/maps/" not in url)
    assert kept(page) == [] and other.evaluate("Object.keys(localStorage).filter((one) => one !== 'quiet-maps')") == []
    assert kinds_of(small.map) == []


def test_where_sockets_are_blocked_what_one_does_waits_while_the_page_is_older_than_ones_sign_in(shaky, cast, small, live_server):
    page, cut, _mended = shaky(cast.eddie, small.map)
    cut(http=False)
    sign_in(page.context, cast.eddie, live_server)
    new_token = {"name": "csrftoken", "value": "a" * 32, "url": live_server.url}
    page.context.add_cookies([new_token])
    with page.expect_response(re.compile("/commands/")) as answer:
        rename(page, small.steps[1], "Eddie's")
    assert answer.value.status == 403
    send(cast.freya, small.map, "step.rename", step=small.steps[2], title="Freya's")
    expect(card(page, small.steps[2])).to_contain_text("Freya's", timeout=SOON)  # a turn later
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    expect(page.get_by_role("region", name="Not on the map yet")).to_be_hidden()
    with page.expect_response(lambda one: "/commands/" in one.url and one.ok):
        page.reload()
    expect(card(page, small.steps[1])).to_contain_text("Eddie's")
    expect(page.locator("#waits")).to_have_text("", timeout=SOON)
    assert titles(small.map) == ["Contact surgery", "Eddie's", "Freya's"]


def test_a_line_that_is_cut_without_a_word_is_noticed_and_what_was_changed_meanwhile_is_said_to_wait(browser, live_server, cast, small):
    context = browser.new_context(viewport={"width": 1680, "height": 1000})
    sign_in(context, cast.eddie, live_server)
    page, gone = context.new_page(), []

    def through(socket):
        """Whatever is said while it is `gone` is swallowed, in both directions; nobody is told that the line is cut."""
        if gone:
            return socket.on_message(lambda said: None)
        server = socket.connect_to_server()
        socket.on_message(lambda said: None if gone else server.send(said))
        server.on_message(lambda said: None if gone else socket.send(said))

    page.route_web_socket(re.compile("/ws/maps/"), through)
    page.goto(live_server.url + reverse("map", args=[small.map.pk]))
    is_live(page)
    asked = re.compile("/since/|/commands/")
    page.route(asked, lambda route: route.abort())
    gone.append(True)
    rename(page, small.steps[1], "Into the dark")
    expect(page.locator("#state")).to_contain_text("No answer yet", timeout=SOON)
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    expect(page.locator("#state")).to_contain_text(re.compile("Reconnecting|Not connected"), timeout=2 * SOON)
    expect(page.locator("#waits")).to_have_text("1 change waits on this device.")
    assert kinds_of(small.map) == []
    gone.clear()
    page.unroute(asked)
    expect(page.locator("#live[data-state=live]")).to_be_attached(timeout=3 * SOON)  # once the last one that was opened in vain is given up
    saved(page, small.map)
    assert titles(small.map)[1] == "Into the dark" and kinds_of(small.map) == ["step.rename"]
    expect(page.locator("#waits")).to_have_text("")
    context.close()
