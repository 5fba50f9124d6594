"""Signs in to a running demo as its facilitator and reads the worked example's map: standard library only."""

import http.cookiejar
import re
import sys
import urllib.parse
import urllib.request

base = sys.argv[1]
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def get(path: str) -> str:
    with browser.open(base + path, timeout=30) as answer:
        return answer.read().decode()


page = get("/accounts/login/")
token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": "facilitator@example.org", "password": "care-journeys-demo"})
request = urllib.request.Request(base + "/accounts/login/", data=form.encode(), headers={"Referer": base + "/accounts/login/"})
with browser.open(request, timeout=30) as answer:
    home = answer.read().decode()
assert "Memory concerns to support at home" in home or "Eastvale" in home, "the demo's facilitator does not reach the economy"
economy = re.search(r'href="(/economies/[a-z0-9-]+/)"', home)
page = get(economy.group(1)) if economy else home
journey = re.search(r'href="(/journeys/[0-9a-f-]+/)"', page).group(1)
page = get(journey)
map_path = re.search(r'href="(/maps/[0-9a-f-]+/)"', page).group(1)
page = get(map_path)
for words in ("Triage", "61.5", "Memory service"):
    assert words in page, f"{words!r} is not on the map's page"
print("A newcomer signed in and read the map:", base + map_path)
