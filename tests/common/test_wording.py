"""Words of the domain: English where they are kept and compared, the reader's language where they are shown."""

import copy
import json
import os
import struct
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from carejourneys.common.wording import Day, Words, either, spoken
from tests.factories import make_cast, make_small_map, make_token, new_id, signed_in

WELSH = {
    "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n",
    "This must be %(least)s or more.": "Rhaid i hyn fod yn %(least)s neu fwy.",
    "There is no such kind of command.": "Nid oes gorchymyn o'r fath.",
    "the first and last steps are named": "enwir y cam cyntaf a'r olaf",
    "step": "cam",
}


def compiled(strings: dict[str, str]) -> bytes:
    """The strings as gettext's .mo file."""
    pairs = sorted((one.encode(), other.encode()) for one, other in strings.items())
    ids, texts = (b"".join(pair[place] + b"\0" for pair in pairs) for place in (0, 1))
    start, tables = 28 + 16 * len(pairs), [[], []]
    for place, offset in ((0, start), (1, start + len(ids))):
        for pair in pairs:
            tables[place] += [len(pair[place]), offset]
            offset += len(pair[place]) + 1
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return struct.pack(f"<{7 + 4 * len(pairs)}I", *head, *tables[0], *tables[1]) + ids + texts


@pytest.fixture
def welsh(tmp_path):
    """A product that somebody translated."""
    folder = tmp_path / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    Path(folder / "django.mo").write_bytes(compiled(WELSH))
    with override_settings(LOCALE_PATHS=[tmp_path], LANGUAGES=[("en-gb", "English"), ("cy", "Cymraeg")]):
        yield


def test_words_are_english_where_they_are_kept_and_translated_where_they_are_shown(welsh):
    words = Words("This must be %(least)s or more.", least=3)
    with override("cy"):
        assert words == "This must be 3 or more." and json.loads(json.dumps(words)) == "This must be 3 or more."
        assert str(words) == f"{words}" == "Rhaid i hyn fod yn 3 neu fwy."
        assert engines["django"].from_string("<p>{{ words }}</p>").render({"words": words}) == "<p>Rhaid i hyn fod yn 3 neu fwy.</p>"
        assert str(copy.deepcopy(words)) == str(words)
    assert str(words) == "This must be 3 or more."


def test_words_within_words_numbers_and_lists_follow(welsh):
    with override("cy"):
        assert str(Words("This %(thing)s is not known anywhere.", thing=Words("step"))) == "This cam is not known anywhere."
        assert spoken({"title": Words("step"), "many": (Words("step"), 3)}) == {"title": "cam", "many": ("cam", 3)}
    assert either(["a", "b", "c"]) == "a, b or c" and either(["a"]) == "a"


def test_the_domain_refuses_where_no_framework_is_set_up():
    ask = """
from carejourneys.common.errors import RuleBroken
from journeys.domain.commands import parse
try:
    parse({"kind": "step.fly"})
except RuleBroken as refusal:
    print(repr(str.__str__(refusal.message)))
"""
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run([sys.executable, "-c", ask], cwd=settings.BASE_DIR, env=bare, capture_output=True, text=True, timeout=60)
    assert "There is no such kind of command." in done.stdout, done.stderr


@pytest.mark.django_db
def test_a_refusal_of_the_domain_reaches_a_program_and_a_page_in_the_readers_language(welsh, client):
    cast = make_cast()
    small = make_small_map(cast)
    token = make_token(cast.freya, cast.economy)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "cy"}
    answer = client.get(reverse("api_map_box_score", args=[small.map.pk]), headers=headers)
    assert answer.json()["why_not"] == "enwir y cam cyntaf a'r olaf"
    freya = signed_in(cast.freya)
    command = {"command_id": new_id(), "base_revision": small.map.revision, "command": {"kind": "step.fly"}}
    address = reverse("api_map_commands", args=[small.map.pk])
    refused = freya.post(address, command, content_type="application/json", headers={"Accept-Language": "cy"})
    assert refused.json()["detail"] == "Nid oes gorchymyn o'r fath."
    page = freya.get(reverse("map", args=[small.map.pk]), headers={"Accept-Language": "cy"}).content.decode()
    assert "enwir y cam cyntaf" in page
    assert "the first and last steps are named" in freya.get(reverse("map", args=[small.map.pk])).content.decode()


def test_a_day_is_written_as_people_write_it_and_outlives_copying():
    day = Day(date(2026, 11, 3))
    words = Words("Deleted after %(day)s.", day=day)
    assert str(words) == "Deleted after 3 November 2026." and words == "Deleted after 3 November 2026."
    assert str(copy.deepcopy(day)) == str(day) == "3 November 2026"
    with override("fr"):
        assert str(words) == "Deleted after 3 novembre 2026."
