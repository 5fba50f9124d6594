"""The settings of an installation in service, read in a process of their own."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

NEEDED = {
    "DJANGO_SETTINGS_MODULE": "carejourneys.settings.production",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "journeys.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1/none",
    "REDIS_URL": "redis://127.0.0.1:6379/9",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "journeys@example.org",
}


def in_service(tmp_path: Path, expression: str, **environment: str):
    """What the expression gives in such a process; `settings` is at hand."""
    code = f"import json, tempfile; from django.conf import settings; settings.SECRET_KEY; print(json.dumps({expression}))"
    with_path = {"PATH": os.environ["PATH"], **NEEDED, "DATA_DIR": str(tmp_path / "data"), **environment}
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR, env=with_path, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(("environment", "proxies"), [({}, 1), ({"TRUSTED_PROXIES": "2"}, 2), ({"BEHIND_PROXY": "false"}, 0)])
def test_sign_in_and_api_believe_as_many_proxies_as_there_are(tmp_path, environment, proxies):
    both = "[settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.REST_FRAMEWORK['NUM_PROXIES']]"
    assert in_service(tmp_path, both, **environment) == [proxies, proxies]


def test_what_is_being_uploaded_lies_with_the_event_data_and_is_its_owners_alone(tmp_path):
    uploads = tmp_path / "data" / "uploads"
    places = "[str(settings.FILE_UPLOAD_TEMP_DIR), tempfile.gettempdir()]"
    assert in_service(tmp_path, places) == [str(uploads), str(uploads)]
    assert stat.S_IMODE(uploads.stat().st_mode) == 0o700
