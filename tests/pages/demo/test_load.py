"""The worked example as it is stored, through the public services, against its published figures."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from analytics.domain.telling_levels import FINEST
from analytics.models import Dataset, MeasureResult
from carejourneys.common.errors import RuleBroken
from carejourneys.pages.demo.load import SIGN_INS, demo_map, demo_token, load_demo
from carejourneys.pages.management.commands.demo import Command
from journeys.domain.figures.score import score
from journeys.models import Map, MapCommandLog
from journeys.queries.states import state_from_rows
from stakeholders.models import AuditEntry, User
from stakeholders.services.people import set_demo_password
from stakeholders.services.tokens import MOST
from tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(settings):
    settings.DEMO, settings.DEMO_PASSWORD = True, "care-journeys-demo"
    return load_demo()


def shown(of: Map) -> dict[str, str]:
    figures = score(state_from_rows(of)).figures
    return {name: f"{figure.value:.1f}" for name, figure in figures.items() if figure.value is not None}


def test_the_current_map_has_the_published_figures(loaded):
    figures = shown(demo_map())
    assert {name: figures[name] for name in ("lead_time", "going_round", "touch", "hand_offs", "hand_off_kinds", "right_first_time")} == {
        "lead_time": "61.5",
        "going_round": "10.2",
        "touch": "342.3",
        "hand_offs": "10.7",
        "hand_off_kinds": "9.0",
        "right_first_time": "31.0",
    }
    assert (figures["gaps"], figures["reach"], figures["agencies"]) == ("3.0", "80.0", "5.0")
    assert (figures["person_time"], figures["carer_time"]) == ("1150.0", "1560.0")  # 19 h 10 and 26 h


def test_others_are_told_of_its_data_at_once_as_finely_as_can_be(loaded):
    told = [*Dataset.objects.values_list("told_level", flat=True), *MeasureResult.objects.values_list("told_level", flat=True)]
    assert told == [FINEST] * 3


def test_the_future_map_has_the_published_figures(loaded):
    figures = shown(Map.objects.get(kind=Map.FUTURE))
    assert {name: figures[name] for name in ("lead_time", "touch", "hand_offs", "right_first_time", "effort", "value", "person_time")} == {
        "lead_time": "24.2",
        "touch": "226.0",
        "hand_offs": "6.0",
        "right_first_time": "74.2",
        "effort": "296.0",
        "value": "243.0",
        "person_time": "420.0",
    }
    assert (figures["gaps"], figures["reach"]) == ("0.0", "100.0")


def test_loading_again_changes_nothing(loaded):
    before = (MapCommandLog.objects.count(), AuditEntry.objects.count(), User.objects.count())
    load_demo()
    assert (MapCommandLog.objects.count(), AuditEntry.objects.count(), User.objects.count()) == before


def test_a_start_with_another_password_shuts_out_the_one_before(loaded, client, settings):
    assert client.login(username="analyst@example.org", password="care-journeys-demo")
    settings.DEMO_PASSWORD = "one of our own"
    load_demo()
    assert client.get("/account/").status_code == 302  # the session of before is over
    for email in SIGN_INS:
        assert not Client().login(username=email, password="care-journeys-demo")
        assert Client().login(username=email, password="one of our own")
    said = AuditEntry.objects.filter(action="person.demo_password_set")
    assert {row.subject_id for row in said} == {str(user.pk) for user in User.objects.filter(email__in=SIGN_INS)}


def test_the_passwords_of_people_stay_their_own(loaded):
    freya = make_person("Freya", password=PASSWORD)
    with pytest.raises(RuleBroken):
        set_demo_password(actor=None, user=freya, password="care-journeys-demo")
    assert User.objects.get(pk=freya.pk).check_password(PASSWORD)


def test_the_token_is_the_analysts_and_reads(loaded, client):
    answer = client.get("/api/v1/economies/", headers={"Authorization": f"Bearer {demo_token()}"})
    assert [economy["slug"] for economy in answer.json()["results"]] == ["eastvale"]


def test_any_number_of_starts_leaves_one_working_token(loaded, client):
    secrets = [demo_token() for _start in range(MOST + 1)]
    answers = [client.get("/api/v1/economies/", headers={"Authorization": f"Bearer {secret}"}).status_code for secret in secrets]
    assert answers == [401] * MOST + [200]


def test_the_demo_is_refused_outside_demo_mode(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")


def test_others_can_reach_the_demo_only_with_a_password_of_its_own(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("demo", host="0.0.0.0")


def test_what_the_demo_prints_says_where_its_emails_are(loaded, settings):
    settings.EMAIL_FILE_PATH, out = "/srv/var/mail", StringIO()
    Command(stdout=out).say_how_to_begin(loaded, "http://127.0.0.1:8000")
    assert "is a file in /srv/var/mail" in out.getvalue() and "facilitator@example.org" in out.getvalue()


def test_everybody_whose_sign_in_is_printed_can_sign_in(loaded, client):
    for email in SIGN_INS:
        answer = client.post("/accounts/login/", {"login": email, "password": "care-journeys-demo"}, follow=True)
        assert "Eastvale" in answer.content.decode(), email
        client.post("/accounts/logout/")
