"""The versions of a feed in a real browser: rows no higher than what they say, words whole."""

import pytest
from django.urls import reverse

from analytics.services import jobs
from tests.event_logs import log_of
from tests.factories import make_cast, make_small_map, signed_in
from tests.feeds import begun_feed, next_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINE = 30  # pixels, at most


@pytest.fixture
def there(context, live_server, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.DATA_DIR = tmp_path
    jobs.current_app.conf.broker_url = "memory://"
    cast = make_cast()
    feed = begun_feed(cast, make_small_map(cast), log_of(30), django_capture_on_commit_callbacks)
    log = log_of(33)
    next_version(cast, feed, log + log.splitlines(keepends=True)[-1], django_capture_on_commit_callbacks)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": signed_in(cast.ana).cookies[name].value, "url": live_server.url}])
    return live_server.url + reverse("feed", args=[feed.pk]), live_server.url + reverse("dataset", args=[feed.versions.get(version=2).pk])


@pytest.mark.parametrize("width", [1680, 768, 360, 320])
def test_a_row_is_a_few_lines_high_and_no_word_is_parted(page, there, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(there[0])
    lines = page.locator(".versions__changes li")
    assert lines.count() == 3
    assert max(lines.evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")) <= LINE
    assert max(page.locator(".versions tbody tr").evaluate_all("all => all.map((one) => one.getBoundingClientRect().height)")) <= 5 * LINE
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 320])
def test_a_sentence_of_the_quality_has_several_words_a_line(page, there, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(there[1])
    cells = page.get_by_role("table").first.locator("td.words")
    assert cells.count() and min(cells.evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")) >= 200
    assert page.evaluate("document.documentElement.scrollWidth") <= width
