"""Who may open the socket of a map: whoever may open its page, from a page of this site, and nobody else learns that there is one."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from stakeholders.domain.permissions import Permission, Role, allowed
from stakeholders.models import User
from tests.factories import make_cast, make_member, make_small_map, new_id
from tests.live import Window, cookie_of, turned_away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_in_as_to_the_page_and_is_told_what_it_may(port, role):
    cast = make_cast()
    small = make_small_map(cast)
    member = make_member(cast.economy, role, name="Mel", organisation=cast.council)
    if not allowed({role}, Permission.VIEW_JOURNEY):
        assert turned_away(port, small.map.pk, cookie_of(member)) == (403, b"You cannot do this.")
        return
    with Window(port, small.map.pk, member) as window:
        you = window.welcome["you"]
        assert window.welcome["revision"] == small.map.revision
        assert (you["id"], you["name"], you["role"]) == (str(member.pk), "Mel", role.value)
        assert ("edit_map" in you["may"]) == allowed({role}, Permission.EDIT_MAP)


def test_strangers_hear_of_a_map_what_they_hear_of_none(port):
    cast = make_cast()
    small = make_small_map(cast)
    cookie = cookie_of(cast.stan)
    assert turned_away(port, small.map.pk, cookie) == turned_away(port, new_id(), cookie) == (404, b"Not found.")
    assert turned_away(port, small.map.pk, cookie_of(cast.freya), path="/ws/others/{}/")[0] == 404


def test_without_a_session_that_is_somebodys_nobody_gets_in(port):
    cast = make_cast()
    small = make_small_map(cast)
    for cookie in (None, "made-up", Client().session.session_key):
        assert turned_away(port, small.map.pk, cookie) == (401, b"Sign in first.")
    over = cookie_of(cast.freya)
    User.objects.filter(pk=cast.freya.pk).update(sessions_ended=1)
    assert turned_away(port, small.map.pk, over)[0] == 401
    assert Session.objects.filter(session_key=over).exists(), "asking writes nothing"


def test_a_session_without_the_second_step_does_not_get_in(port):
    cast = make_cast()
    small = make_small_map(cast)
    shown, bare = cookie_of(cast.ana), Client()
    bare.force_login(cast.ana)
    assert turned_away(port, small.map.pk, bare.cookies["sessionid"].value)[0] == 401
    assert turned_away(port, small.map.pk, shown)[0] == 101
    Authenticator.objects.filter(user=cast.ana).delete()
    assert turned_away(port, small.map.pk, shown)[0] == 401


def test_a_session_under_a_retired_secret_gets_in_and_stays_as_it_is(port, settings):
    cast = make_cast()
    small = make_small_map(cast)
    cookie = cookie_of(cast.vic)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret " + "y" * 40, [settings.SECRET_KEY]
    before = Session.objects.get(session_key=cookie).session_data
    assert turned_away(port, small.map.pk, cookie)[0] == 101
    assert Session.objects.get(session_key=cookie).session_data == before
    settings.SECRET_KEY_FALLBACKS = []
    assert turned_away(port, small.map.pk, cookie)[0] == 401


def test_only_a_page_of_this_site_opens_it(port, settings):
    cast = make_cast()
    small = make_small_map(cast)
    cookie = cookie_of(cast.freya)
    for origin in (None, "https://evil.example", f"http://127.0.0.1:{port + 1}", "null"):
        assert turned_away(port, small.map.pk, cookie, origin=origin)[0] == 403, origin
    settings.CSRF_TRUSTED_ORIGINS = ["https://journeys.example"]
    assert turned_away(port, small.map.pk, cookie, origin="https://journeys.example")[0] == 101


def test_whoever_asks_whether_anybody_is_there_is_answered(port):
    cast = make_cast()
    with Window(port, make_small_map(cast).map.pk, cast.vic) as window:
        window.say({"type": "ping"})
        assert window.wait("pong") == {"type": "pong"}
