"""Going to a person, following them, and a facilitator's call to everybody: two and three browsers, in the grid and in the outline."""

# ruff: noqa: F811  (opened and shaky are fixtures)

import pytest
from playwright.sync_api import expect

from journeys.realtime import hub
from tests.accessibility import violations
from tests.factories import new_id, send
from tests.pages.maps import make_long_map
from tests.pages.web.test_editing_in_the_browser import shaky  # noqa: F401
from tests.pages.web.test_live_in_the_browser import SOON, card, is_live, opened, row  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def long(cast):
    """A map of forty columns."""
    return make_long_map(cast, 60, columns=40)


def steps_of(page) -> list[str]:
    return page.locator(".step").evaluate_all("(all) => all.map((one) => one.dataset.step)")


TITLE = """(id) => JSON.parse(document.getElementById('map-snapshot').textContent).elements.find((one) => one.id === id).title"""


def title(page, step: str) -> str:
    return page.evaluate(TITLE, step)


def is_seen(page, step: str) -> None:
    page.wait_for_function(
        """(id) => {
          const box = document.querySelector(`[data-place="${id}"]`).getBoundingClientRect();
          return box.left > 0 && box.right < innerWidth && box.top >= 0 && box.bottom < innerHeight;
        }""",
        arg=step,
        timeout=SOON,
    )


def who(page):
    page.get_by_role("button", name="Go to or follow somebody").click()
    return page.get_by_role("list", name="Who else is here")


def place(page) -> tuple[float, float]:
    return tuple(page.evaluate("[document.getElementById('sheet').scrollLeft, scrollY]"))


def test_one_goes_to_the_card_somebody_is_at(opened, cast, long):
    vic, eddie = opened(cast.vic, "map", long, bypass_csp=True), opened(cast.eddie, "map", long)
    there = steps_of(eddie)[-1]
    people = who(vic)
    expect(people.get_by_role("listitem")).to_contain_text("Eddie (Eastvale Hospital) at no card", timeout=SOON)
    there_is = people.get_by_role("button", name="Go there, to Eddie")
    expect(there_is).to_have_attribute("aria-disabled", "true")
    there_is.click(force=True)
    expect(people).to_be_visible()
    card(eddie, there).focus()
    expect(people).to_contain_text(f"at “{title(vic, there)}”", timeout=SOON)
    assert violations(vic) == []
    people.get_by_role("button", name="Go there, to Eddie").click()
    expect(card(vic, there)).to_be_focused()
    is_seen(vic, there)
    expect(people).to_be_hidden()
    who(vic)
    vic.keyboard.press("Escape")
    expect(vic.locator("#who")).to_be_hidden()
    expect(vic.get_by_role("button", name="Go to or follow somebody")).to_be_focused()
    eddie.close()
    expect(vic.get_by_role("button", name="Go to or follow somebody")).to_be_hidden(timeout=SOON)


def test_the_view_follows_a_person_until_one_moves_oneself(opened, cast, long):
    vic, freya = opened(cast.vic, "map", long, bypass_csp=True, reduced_motion="reduce"), opened(cast.freya, "map", long)
    steps = steps_of(freya)
    first, second, third = steps[8], steps[-1], steps[0]
    card(freya, first).focus()
    who(vic).get_by_role("button", name="Follow Freya").click()
    following = vic.locator("#following")
    expect(following).to_contain_text("You follow Freya: you see each card they go to, until you move yourself.")
    expect(vic.get_by_role("button", name="Follow Freya")).to_have_attribute("aria-pressed", "true")
    is_seen(vic, first)
    expect(following.get_by_role("status").last).to_have_text(f"Freya is at “{title(vic, first)}”.", timeout=SOON)
    assert violations(vic) == []
    card(freya, second).focus()
    is_seen(vic, second)
    assert vic.evaluate("document.activeElement.dataset.follow") == str(cast.freya.pk), "the view follows, the focus does not"
    vic.mouse.move(600, 500)
    vic.mouse.wheel(0, 10)
    expect(vic.locator("#told")).to_have_text("You moved, so you no longer follow Freya.")
    expect(following).not_to_contain_text("Freya")
    card(freya, third).focus()
    expect(vic.locator(f"#step-{third} .held")).to_have_text("Freya is here", timeout=SOON)
    assert place(vic)[0] > 3000


@pytest.mark.parametrize("how", ["button", "key", "overview", "left"])
def test_following_ends_by_a_button_a_key_the_overview_or_when_they_leave(opened, cast, long, how):
    vic, freya = opened(cast.vic, "map", long), opened(cast.freya, "map", long)
    card(freya, steps_of(freya)[8]).focus()
    who(vic).get_by_role("button", name="Follow Freya").click()
    expect(vic.locator("#following")).to_contain_text("You follow Freya")
    match how:
        case "button":
            vic.get_by_role("button", name="Stop following").click()
            expect(vic.get_by_role("button", name="Go to or follow somebody")).to_be_focused()
        case "key":
            vic.locator("#sheet").focus()
            vic.keyboard.press("PageDown")
        case "overview":
            vic.locator(".overview__picture").click()
        case "left":
            freya.close()
    expect(vic.locator("#told")).to_contain_text("has left" if how == "left" else "no longer follow Freya", timeout=SOON)
    expect(vic.get_by_role("button", name="Stop following")).to_be_hidden()


def test_following_and_the_list_outlast_a_broken_connection_and_the_focus_stays(opened, shaky, cast, long):
    (vic, cut, mended), freya = shaky(cast.vic, long), opened(cast.freya, "map", long)
    steps = steps_of(freya)
    card(freya, steps[8]).focus()
    follow = who(vic).get_by_role("button", name="Follow Freya")
    follow.click(timeout=SOON)
    is_seen(vic, steps[8])
    cut(http=False)
    expect(vic.locator("#state")).to_contain_text("Reconnecting")
    expect(vic.locator("#people")).to_have_text("")
    expect(follow).to_be_focused()
    card(freya, steps[-1]).focus()
    mended()
    is_seen(vic, steps[-1])
    expect(vic.locator("#following")).to_contain_text("You follow Freya")
    expect(follow).to_be_focused()
    freya.close()
    expect(vic.get_by_role("button", name="Do not read changes out")).to_be_focused(timeout=SOON)


def test_following_waits_while_one_is_at_something_and_ends_at_another_card(opened, cast, long):
    eddie, freya = opened(cast.eddie, "map", long, reduced_motion="reduce"), opened(cast.freya, "map", long)
    steps = steps_of(freya)
    card(eddie, steps[0]).focus()
    card(freya, steps[0]).focus()
    who(eddie).get_by_role("button", name="Follow Freya").click()
    is_seen(eddie, steps[0])
    card(eddie, steps[0]).focus()
    for key in ("F2", " ", "m"):
        eddie.keyboard.press(key)
        stays = place(eddie)
        card(freya, steps[-1]).focus()
        expect(eddie.locator(f"#step-{steps[-1]} .held")).to_have_text("Freya is here", timeout=SOON)
        assert place(eddie) == stays, key
        eddie.keyboard.press("Escape")
        if key == " ":
            continue  # put back, the card keeps the focus: the view comes along with the next news
        is_seen(eddie, steps[-1])
        card(freya, steps[0]).focus()
        is_seen(eddie, steps[0])
    expect(eddie.locator("#following")).to_contain_text("You follow Freya")
    card(eddie, steps[1]).focus()
    expect(eddie.locator("#told")).to_have_text("You moved, so you no longer follow Freya.")


def test_a_card_that_is_not_drawn_yet_is_followed_and_called_to_once_it_is(opened, cast, small):
    freya, eddie, vic = opened(cast.freya, "map", small.map), opened(cast.eddie, "map", small.map), opened(cast.vic, "outline", small.map)
    who(vic).get_by_role("button", name="Follow Freya").click()
    held, new = [], new_id()
    vic.route(vic.url, lambda route: held.append(route))
    send(cast.eddie, small.map, "step.add", step=new, title="Just made", lane=small.lanes[1], column=small.columns[0])
    call(freya, new)
    expect(eddie.locator("#summons")).to_contain_text("Just made", timeout=SOON)
    card(freya, new).focus()
    expect(eddie.locator(f"#step-{new} .held")).to_have_text("Freya is here", timeout=SOON)
    expect(vic.locator("#people")).to_contain_text("Freya")
    expect(vic.locator("#summons")).not_to_contain_text("Freya")
    for one in held:
        one.continue_()
    vic.unroute(vic.url)
    expect(vic.locator("#summons")).to_contain_text("Freya asks everybody to come to “Just made”.", timeout=SOON)
    expect(vic.locator("#following")).to_contain_text("Freya is at “Just made”.", timeout=SOON)
    is_seen(vic, new)


def test_changes_may_be_silent_and_what_became_of_ones_own_call_is_still_read_out(opened, cast, small):
    freya = opened(cast.freya, "map", small.map)
    freya.get_by_role("button", name="Do not read changes out").click()
    call(freya, small.steps[1])
    told = freya.get_by_role("status").filter(has_text="You called everybody to “Listen”.")
    expect(told).to_be_visible(timeout=SOON)
    assert told.evaluate("(one) => one.closest('[aria-live=off]')") is None


ALLOWED_FOR = """() => {
  const notices = document.querySelector('.summonses').offsetHeight;
  return notices > 0 && document.documentElement.style.getPropertyValue('--notices') === `${notices}px`;
}"""


def test_no_card_with_the_focus_lies_under_a_notice(opened, cast, long):
    freya, vic = opened(cast.freya, "map", long), opened(cast.vic, "map", long, viewport={"width": 390, "height": 500})
    call(freya, steps_of(freya)[0])
    expect(vic.locator("#summons")).to_contain_text("Freya asks everybody", timeout=SOON)
    vic.wait_for_function(ALLOWED_FOR)
    vic.locator(".step__card").first.focus()
    for _time in range(6):
        vic.keyboard.press("ArrowDown")
        here, over = vic.locator(":focus").bounding_box(), vic.locator("#summons").bounding_box()
        assert here["y"] + here["height"] <= over["y"] + 1


def call(page, step: str) -> None:
    card(page, step).focus()
    page.get_by_role("button", name="Call everybody to").click()


def test_a_call_is_a_notice_with_a_button_and_moves_nobody(opened, cast, long):
    freya, vic, eddie = opened(cast.freya, "map", long), opened(cast.vic, "map", long, bypass_csp=True), opened(cast.eddie, "outline", long)
    there = steps_of(freya)[-1]
    called = title(freya, there)
    stays = place(vic)
    call(freya, there)
    expect(freya.locator("#told")).to_have_text(f"You called everybody to “{called}”.", timeout=SOON)
    notice = vic.get_by_role("region", name="Call to a card")
    expect(notice.get_by_role("status")).to_have_text(f"Freya asks everybody to come to “{called}”.", timeout=SOON)
    expect(freya.locator("#summons")).not_to_contain_text("Freya")
    assert place(vic) == stays and vic.evaluate("document.activeElement === document.body") and violations(vic) == []
    notice.get_by_role("button", name="Go there").click()
    expect(card(vic, there)).to_be_focused()
    is_seen(vic, there)
    expect(notice).not_to_contain_text("Freya")
    expect(eddie.locator("#summons")).to_contain_text(f"Freya asks everybody to come to “{called}”.")
    eddie.get_by_role("button", name="Go there").click()
    expect(row(eddie, there).locator(".outline__title")).to_be_focused()
    is_seen(eddie, there)


def test_a_call_can_be_put_aside_or_silenced_and_goes_with_its_card(opened, cast, small, monkeypatch):
    monkeypatch.setattr(hub, "SUMMONS_WITHIN", 3600.0)  # however long the machine takes for four of them
    freya, vic = opened(cast.freya, "map", small.map), opened(cast.vic, "map", small.map)
    notice = vic.locator("#summons")
    call(freya, small.steps[0])
    expect(notice).to_contain_text("Freya asks", timeout=SOON)
    vic.get_by_role("button", name="Not now").click()
    expect(notice).not_to_contain_text("Freya")
    call(freya, small.steps[1])
    expect(notice).to_contain_text("“Listen”", timeout=SOON)
    send(cast.eddie, small.map, "step.remove", step=small.steps[1])
    expect(notice).not_to_contain_text("Listen", timeout=SOON)
    call(freya, small.steps[2])
    expect(notice).to_contain_text("Freya asks", timeout=SOON)
    vic.get_by_role("button", name="Show no more calls").click()
    silence = vic.get_by_role("button", name="Do not show calls")
    expect(silence).to_have_attribute("aria-pressed", "true")
    expect(silence).to_be_focused()
    vic.reload()
    is_live(vic)
    expect(silence).to_have_attribute("aria-pressed", "true")
    call(freya, small.steps[0])
    expect(freya.locator("#told")).to_contain_text("several times just now", timeout=SOON)  # the fourth
    silence.click()
    expect(silence).to_have_attribute("aria-pressed", "false")


def test_silenced_calls_are_not_shown(opened, cast, small):
    freya, vic = opened(cast.freya, "map", small.map), opened(cast.vic, "map", small.map)
    vic.get_by_role("button", name="Do not show calls").click()
    call(freya, small.steps[0])
    expect(freya.locator("#told")).to_contain_text("You called everybody", timeout=SOON)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="After the call")
    expect(vic.locator("#said")).to_contain_text("After the call", timeout=SOON)
    expect(vic.locator("#summons")).not_to_contain_text("Freya")


def test_who_may_not_call_is_offered_no_button_and_a_call_reaches_a_room_that_is_presenting(opened, cast, small):
    freya, eddie = opened(cast.freya, "map", small.map), opened(cast.eddie, "map", small.map)
    card(eddie, small.steps[0]).focus()
    expect(freya.locator(f"#step-{small.steps[0]} .held")).to_have_text("Eddie is here", timeout=SOON)
    expect(eddie.locator("#call")).to_be_hidden()
    eddie.get_by_role("button", name="Present", exact=True).click()
    call(freya, small.steps[1])
    expect(eddie.get_by_role("button", name="Go there")).to_be_visible(timeout=SOON)


@pytest.mark.parametrize("width", [768, 390, 320])
def test_on_a_small_screen_the_list_and_the_call_stay_inside(opened, cast, small, width):
    freya = opened(cast.freya, "map", small.map)
    vic = opened(cast.vic, "map", small.map, viewport={"width": width, "height": 700}, bypass_csp=True)
    who(vic).get_by_role("button", name="Follow Freya").click()
    call(freya, small.steps[1])
    expect(vic.get_by_role("button", name="Go there", exact=True)).to_be_visible(timeout=SOON)
    assert vic.evaluate("document.documentElement.scrollWidth") <= width and violations(vic) == []
    for one in vic.locator("#who, #summons button, #following, #who button:visible").all():
        box = one.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 24
