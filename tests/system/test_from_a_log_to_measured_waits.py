"""An analyst with a file, a browser and nothing else: bring it, name its columns, match it, read the waits on the map."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from analytics.models import Job
from analytics.services import jobs
from tests.accessibility import violations
from tests.event_logs import log_of, run_job
from tests.factories import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    jobs.current_app.conf.broker_url = "memory://"


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "january.csv"
    path.write_bytes(log_of(40, waiting=10))
    return path


def sign_in(page: Page, live_server, person) -> Page:
    cookie = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
    return page


def no_violations(page: Page) -> None:
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_log_becomes_waits_on_the_map(browser, live_server, cast, small, log, scripts):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts, bypass_csp=scripts)
    page = sign_in(context.new_page(), live_server, cast.ana)
    check = no_violations if scripts else (lambda _page: None)
    page.goto(f"{live_server.url}/journeys/{small.map.journey_id}/data/")
    check(page)
    page.get_by_role("link", name="Bring data").first.click()
    expect(page.get_by_label("The file")).to_be_visible()
    check(page)
    page.get_by_label("The file").set_input_files(log)
    page.get_by_role("button", name="Look at its columns").click()  # the name was forgotten: the browser says so, and keeps the file
    expect(page.get_by_label("What should these data be called?")).to_be_focused()
    assert page.get_by_label("The file").evaluate("e => e.files.length") == 1
    page.get_by_label("What should these data be called?").fill("January")
    page.get_by_label("What are these data for?").fill("To see waits")
    page.get_by_label("Who answers for them?").select_option(index=1)
    page.get_by_role("button", name="Look at its columns").click()
    expect(page.get_by_role("heading", name="Which column is what?")).to_be_visible()
    check(page)
    page.get_by_label("Whose event it is").select_option("who")
    page.get_by_label("What happened").select_option("what")
    page.get_by_label("When it was done").select_option("done")
    page.get_by_label("When it was begun").select_option("begun")
    page.get_by_role("button", name="Read the file").click()
    finish(page, check, "dataset.read", scripts)
    expect(page.get_by_role("heading", name="Quality")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Match activities to steps").click()
    expect(page.get_by_role("group", name="Which of these end a journey?")).to_be_visible()
    check(page)
    for name, step in (("Contact", small.steps[0]), ("Listened", small.steps[1]), ("Referral written", small.steps[2])):
        page.get_by_label(name, exact=True).and_(page.locator("select")).select_option(step)
    page.get_by_role("group", name="Which of these end a journey?").get_by_label("Referral written").check()
    page.get_by_role("button", name="Measure the map").click()
    finish(page, check, "map.measure", scripts)
    expect(page).to_have_url(f"{live_server.url}/maps/{small.map.pk}/")
    page.get_by_text("The waits as a table").click()
    row = page.get_by_role("region", name="Waits between steps").get_by_role("row").nth(1)
    expect(row).to_contain_text("Listen")
    expect(row.get_by_role("cell").filter(has_text="2 d").first).to_be_visible()
    expect(row.get_by_role("cell", name="40")).to_be_visible()
    check(page)
    context.close()


def finish(page: Page, check, kind: str, scripts: bool) -> None:
    """The work is done by hand here, as a worker would; the page says so by itself, without scripts too."""
    expect(page.get_by_role("button", name="Stop this")).to_be_visible()
    check(page)
    if not scripts:
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_role("button", name="Stop this")).to_be_visible()
    run_job(job_id=str(Job.objects.get(kind=kind, state=Job.QUEUED).pk))
    page.get_by_role("link", name="Go on").click()


def test_the_pages_of_data_hold_on_a_phone(browser, live_server, cast, small, log):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = sign_in(context.new_page(), live_server, cast.ana)
    page.goto(f"{live_server.url}/journeys/{small.map.journey_id}/data/upload/")
    page.get_by_label("What should these data be called?").fill("January")
    page.get_by_label("The file").set_input_files(log)
    page.get_by_label("What are these data for?").fill("To see waits")
    page.get_by_label("Who answers for them?").select_option(index=1)
    page.get_by_role("button", name="Look at its columns").click()
    expect(page.get_by_role("heading", name="Which column is what?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
