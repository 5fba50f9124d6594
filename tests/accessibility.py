"""What axe finds on a page, by the rules the product holds itself to."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """One line a broken rule, with the first elements that break it. The page must be there: after a click that leads away, first expect
    something of the page it leads to. A page that changes while axe is at work is seen half before, half after: it is looked at again."""
    page.wait_for_load_state("load")
    return _violations(page) and _violations(page)


def _violations(page: Page) -> list[str]:
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes']][:3]}" for one in Axe().run(page, options=RULES).response["violations"]
    ]
