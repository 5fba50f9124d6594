"""Role × agency × address × method × state of the map: what everybody gets, derived from the table in entry_points.py."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

from journeys.models import Map
from stakeholders.domain.permissions import Permission

from .entry_points import ENTRY_POINTS, LIBRARY, OWNER, PUBLIC, SIGNED_IN, Entry, of_map
from .world import SECRET, Somebody, World

pytestmark = pytest.mark.django_db
LET_IN = {200, 204, 302, 304, 400, 409, 422}  # the door was open; what was sent with it may still not do
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def addresses(patterns=None, before: str = "") -> Iterator[tuple[str, str]]:
    """(name, or the route of one without a name; route) of every address of the product."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield pattern.name or route, route
        else:
            yield from addresses(pattern.url_patterns, route)


ROUTES = dict(addresses())
IN_THE_API = {name for name, route in ROUTES.items() if route.startswith("api/")}


def path_of(name: str, entry: Entry, world: World) -> str:
    try:
        return reverse(name, kwargs=entry.arguments(world))
    except NoReverseMatch:
        return f"/{name}"


def asked(world: World, who: Somebody, method: str, path: str):
    """The answer; what the request changed is rolled back."""
    with transaction.atomic():
        answer = world.ask(who, method, path, "{}" if path.startswith("/api/") and method in WRITING else "")
        transaction.set_rollback(True)
    return answer


def _body(answer) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode("utf-8", "replace")


def sent_to_sign_in(answer) -> bool:
    """Led to the page, or told so on a page that keeps what was sent."""
    if answer.status_code == 302:
        return answer.url.startswith("/accounts/login/")
    return answer.status_code == 403 and "errors/kept_words.html" in [one.name for one in answer.templates]


def outcome(answer) -> str:
    """What became of a request, in the words of `expected`."""
    if sent_to_sign_in(answer):
        return "to sign in"
    return "let in" if answer.status_code in LET_IN else str(answer.status_code)


def expected(name: str, entry: Entry, who: Somebody, method: str, world: World) -> str:
    """What the table says about somebody at a door."""
    needs = entry.asks(method)
    if needs is PUBLIC:
        return "let in"
    if who.user is None:
        return "401" if name in IN_THE_API else "to sign in"
    if who.bearer and name not in IN_THE_API:
        return "to sign in"
    if not who.may_write and method in WRITING:
        return "403"
    if needs is SIGNED_IN:
        return "let in"
    if needs is OWNER:
        return "let in" if who.user == world.owner else "404"
    assert isinstance(needs, Permission)
    if not who.roles:
        return "404"
    if name in ("match_activities", "draft_map") and who.may(needs) and world.state == "put away":
        return "404"  # nothing to match or to draw before the file is read
    return "let in" if who.may(needs) else "403"


def may_read_of_it(name: str, who: Somebody, said: str) -> bool:
    """Whether the answer may hold what stands in the economy: never for outsiders, never where the door stayed shut."""
    if not who.roles or said != "let in":
        return said == "let in" and (name == "shared" or (who.user is not None and name in ("tokens", "revoke_token")))
    return who.may(Permission.VIEW_JOURNEY) or name in ("shared", "audit", "audit_csv", "redactions", "answer_redaction")


def test_every_address_has_its_row_and_every_row_its_address():
    missing, gone = sorted(set(ROUTES) - set(ENTRY_POINTS)), sorted(set(ENTRY_POINTS) - set(ROUTES))
    assert not missing, f"add a row to tests/permissions/entry_points.py for: {', '.join(missing)}"
    assert not gone, f"no such address any more: {', '.join(gone)}"


@pytest.mark.parametrize("name", [name for name, entry in ENTRY_POINTS.items() if entry.needs is not LIBRARY and name in ROUTES])
def test_everybody_gets_what_the_table_says(name, world):
    entry, wrong = ENTRY_POINTS[name], []
    for state in ("live", "put away") if entry.arguments(world).keys() & {"map_id", "dataset_id", "feed_id", "id"} else ("live",):
        world.state = state
        path, before = path_of(name, entry, world), list(Map.objects.values_list("revision", "archived_at"))
        for who in world.people:
            if (
                who.asks_once
                and (state != "live" or entry.needs in (PUBLIC, SIGNED_IN))
                and name not in IN_THE_API - {"api_schema", "api_docs"}
            ):
                continue
            for method in entry.methods.split():
                answer = asked(world, who, method, path)
                should, did = expected(name, entry, who, method, world), outcome(answer)
                if name == "invitation" and who.user is not None and not who.bearer:
                    should = "403"  # it is for somebody else's address
                if did != should:
                    wrong.append(f"{method} {path} ({state}) as {who.called}: {did} instead of {should}")
                if SECRET in _body(answer) and not may_read_of_it(name, who, did):
                    wrong.append(f"{method} {path} as {who.called}: shows what they may not read")
        assert list(Map.objects.values_list("revision", "archived_at")) == before
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name, entry in ENTRY_POINTS.items() if entry.needs is not LIBRARY and name in ROUTES])
def test_no_other_method_is_answered(name, world):
    entry = ENTRY_POINTS[name]
    path, inside = path_of(name, entry, world), ("let in",)
    best = next(who for who in world.people if entry.needs is PUBLIC or expected(name, entry, who, "GET", world) in inside)
    nobody = next(who for who in world.people if who.user is None)
    for method in METHODS:
        if method in entry.methods.split():
            continue
        assert asked(world, best, method, path).status_code == 405, f"{method} {path} as {best.called}"
        answer = asked(world, nobody, method, path)
        assert answer.status_code in (302, 401, 405) or sent_to_sign_in(answer), f"{method} {path} as nobody"


@pytest.mark.parametrize("name", [name for name, entry in ENTRY_POINTS.items() if entry.needs is LIBRARY and name in ROUTES])
def test_pages_of_the_sign_in_library_do_not_fail_and_show_nothing_of_an_economy(name, world):
    path = path_of(name, ENTRY_POINTS[name], world)
    for who in world.people:
        if who.called in ("nobody", "stranger", "facilitator of the hospital"):
            for method in ("GET", "POST"):
                answer = asked(world, who, method, path)
                assert answer.status_code < 500, f"{method} {path} as {who.called}"
                assert SECRET not in _body(answer)


def test_a_wrong_row_would_be_seen(world):
    """The matrix itself: an address opened too wide or shut too tight differs from the table."""
    entry = ENTRY_POINTS["map"]
    observer = next(who for who in world.people if who.called == "observer of the council")
    did = outcome(asked(world, observer, "GET", path_of("map", entry, world)))
    assert did == expected("map", entry, observer, "GET", world) == "let in"
    assert did != expected("map", Entry(Permission.CREATE_JOURNEY, of_map), observer, "GET", world) == "403"
    assert did != expected("map", Entry(OWNER, of_map), observer, "GET", world) == "404"
