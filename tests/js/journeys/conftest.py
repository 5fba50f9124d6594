"""Runs a module of the map in a browser, on a page without anything."""

import pytest


@pytest.fixture
def run(page, live_server):
    """run(module, code, argument): `code` is the body of an async function (m, given) => …"""
    page.goto(live_server.url + "/healthz")

    def in_browser(module: str, code: str, given=None):
        address = f"{live_server.url}/static/js/journeys/{module}.js"
        return page.evaluate(f"async ([address, given]) => {{ const m = await import(address); {code} }}", [address, given])

    return in_browser
