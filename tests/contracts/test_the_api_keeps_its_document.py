"""Schemathesis makes requests up from the API's own document, right ones and wrong ones, and holds every answer against it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.services import jobs
from carejourneys.asgi import application
from carejourneys.pages.api.examples import EXAMPLES
from stakeholders.domain.tokens import Scope
from tests.contracts.api_world import make_api_world
from tests.factories import make_token
from tests.openapi import document
from tests.served import served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alike]  # what is said does not go by the database
CONFIG = Path(__file__).with_name("schemathesis.toml")
# A command has some thirty kinds, and all that is done to each of them makes thousands of requests: those are for the long run.
SHORT = '[[operations]]\ninclude-path = "/api/v1/maps/{id}/commands/"\nphases.coverage.enabled = false\n'


@pytest.fixture
def api(settings, tmp_path, django_capture_on_commit_callbacks):
    """Runs Schemathesis with a token of somebody's against the API as it is served; the test fails with all that it found."""
    settings.DATA_DIR = tmp_path / "data"
    jobs.current_app.conf.broker_url = "memory://"
    cast, places = make_api_world(django_capture_on_commit_callbacks)
    (tmp_path / "openapi.json").write_text(of_this_world(json.dumps(document()), places))

    def run(who: str, *options: str, scope: Scope = Scope.WRITE, more: str = "") -> None:
        person = getattr(cast, who)
        economy = person.memberships.get().economy
        (tmp_path / "schemathesis.toml").write_text(CONFIG.read_text() + more)
        with served(application) as port:
            command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", "schemathesis.toml", "--no-color", "run"]
            command += ["openapi.json", "--url", f"http://127.0.0.1:{port}", *options]
            given = {**os.environ, **places, "TOKEN": make_token(person, economy, scope)}
            ran = subprocess.run(command, env=given, cwd=tmp_path, capture_output=True, text=True)
        if ran.returncode != 0:
            pytest.fail(f"As {who}:\n{ran.stdout[-30_000:]}\n{ran.stderr}", pytrace=False)

    return run


def of_this_world(text: str, places: dict[str, str]) -> str:
    """The document whose examples speak of things there are: then what they send is not only well formed but accepted."""
    asked = EXAMPLES["feeds_create"]["request"]["application/json"]
    text = text.replace(asked["journey"], places["JOURNEY"])
    for organisation in (asked["controller"], *asked["readers"]):
        text = text.replace(organisation, places["ORGANISATION"])
    return text


def test_every_answer_is_what_the_document_says(api):
    api("ana", "--max-examples", "4", more=SHORT)
    for who, scope in (("freya", Scope.WRITE), ("stan", Scope.READ)):  # may see measures; a stranger
        api(who, "--phases", "examples,fuzzing", "--max-examples", "1", "--warnings", "off", scope=scope)


@pytest.mark.long
@pytest.mark.parametrize("who", ["ana", "freya", "stan"])
def test_so_is_it_with_many_more_requests(api, who):
    api(who, "--max-examples", "100", *(() if who == "ana" else ("--warnings", "off")))
