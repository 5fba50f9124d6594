"""Pages on paper: nothing that heads something ends a sheet. What was printed is read out of the PDF (pdftotext, of poppler)."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings as of_django
from django.core.cache import cache
from django.urls import reverse

from carejourneys.pages.demo.load import bring_log
from journeys.services.sharing import make_share
from tests.factories import make_cast, signed_in
from tests.pages.maps import make_future, make_worked_example

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads what was printed"),
]
SHEETS = [("A4", False), ("A4", True), ("A5", False), ("A5", True), ("Letter", False), ("Letter", True)]
HEADINGS = """() => [...document.querySelectorAll('main :is(h2, h3), .expander[open] > summary')].map((one) => one.innerText)
  .concat([...document.querySelectorAll('main thead tr')].map((one) => one.innerText))"""


@pytest.fixture
def addresses(settings, tmp_path, live_server, context):
    """Of the pages that people print, for Vic; the last two for readers from outside."""
    settings.DATA_DIR = tmp_path
    cache.clear()
    cast = make_cast()
    current = make_worked_example(cast)
    bring_log(current, cast.ana)
    future = make_future(cast, current)
    name = of_django.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": signed_in(cast.vic).cookies[name].value, "url": live_server.url}])
    secrets = [make_share(actor=cast.freya, of=current, label="Board", days=30, **more)[1] for more in ({}, {"other": future})]
    pages = [reverse("compare_maps", args=[current.pk, future.pk]), reverse("measures", args=[current.journey_id])]
    return [live_server.url + one for one in (*pages, *(reverse("shared", args=[secret]) for secret in secrets))]


def ends_of(pdf) -> list[str]:
    """The last line of each sheet but the last."""
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True, text=True).stdout
    sheets = [re.sub(r"[ \t]+", " ", sheet).strip().splitlines() for sheet in text.split("\f")]
    return [sheet[-1].strip() for sheet in sheets[:-2] if sheet]


def test_no_heading_stands_alone_at_the_end_of_a_sheet(page, addresses, tmp_path):
    looked_at, alone = 0, []
    for address in addresses:
        page.goto(address)
        page.locator("details.expander").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
        headings = {line.strip() for words in page.evaluate(HEADINGS) for line in [words.replace("\t", " "), *words.splitlines()[-1:]]}
        for size, landscape in SHEETS:
            page.pdf(path=tmp_path / "printed.pdf", format=size, landscape=landscape)
            ends = ends_of(tmp_path / "printed.pdf")
            looked_at += len(ends)
            alone += [(address, size, landscape, end) for end in ends if end in headings]
    assert alone == [] and looked_at > 60
