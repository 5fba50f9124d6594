"""Every page of the permission matrix in another language: what stands on it without brackets must be somebody's own words."""

import gettext
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from types import ModuleType

import allauth
import django
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from analytics.domain.metrics import METRICS
from carejourneys.pages.demo.load import ORGANISATIONS, bring_log
from journeys.domain.commands import KINDS
from journeys.domain.elements import fields_of, stated_fields
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.queries.states import state_of
from tests.factories import make_cast, make_organisation, signed_in
from tests.other_language import CLOSE, CODE, OPEN
from tests.pages.maps import make_future, make_worked_example
from tests.permissions.world import make_world
from tests.system.test_every_page_is_accessible import Visit, cookie_of, visits

pytestmark = [pytest.mark.django_db, pytest.mark.alike]  # words do not go by the database
READ_OUT = ("title", "alt", "aria-label", "aria-description", "placeholder")
NOT_READ = ("script", "style", "code")
WORD = re.compile(r"[^\W\d_]+")
APPS = ("stakeholders", "journeys", "analytics")


def words_in(values: Iterable[object]) -> Iterator[str]:
    """Every word of these texts, and of those inside them."""
    for value in values:
        if isinstance(value, str):
            yield from WORD.findall(value)
        elif isinstance(value, dict):
            yield from words_in(value.values())
        elif isinstance(value, list | tuple):
            yield from words_in(value)


def of_people() -> Iterator[str]:
    """What is stored: names, titles, addresses."""
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            for row in model._default_manager.values():
                yield from words_in(row.values())


def of_django() -> Iterator[str]:
    """What Django says in that language: months, rules of passwords; some begin with a capital where they stand alone."""
    for part in ("conf", "contrib/auth"):
        for word in words_in(_catalogue(django, f"{part}/locale/{CODE}").values()):
            yield from (word, word.capitalize())


def of_the_sign_in_library() -> Iterator[str]:
    """It does not know that language: its own words, as it has them for translation."""
    yield from words_in(key[0] if isinstance(key, tuple) else key for key in _catalogue(allauth, "locale/fr"))


def _catalogue(library: ModuleType, folder: str) -> dict:
    with (Path(library.__file__).parent / folder / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def of_nobody() -> Iterator[str]:
    """Names of authors."""
    yield from words_in(meaning.source for meaning in (*DEFINITIONS.values(), *METRICS.values()))


class OnThePage(HTMLParser):
    """Every text of a page: what stands there and what is read out."""

    def __init__(self, page: str):
        super().__init__()
        self.texts: list[str] = []
        self._within: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in NOT_READ:
            self._within.append(tag)
        self.texts += [value for name, value in attrs if name in READ_OUT and value]

    def handle_endtag(self, tag):
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data):
        if not self._within:
            self.texts.append(data.strip())


def without_brackets(page: str) -> str:
    """What was not translated; texts stand inside texts."""
    kept, depth = [], 0
    for sign in page:
        depth += (sign == OPEN) - (sign == CLOSE)
        kept.append(sign if depth == 0 and sign != CLOSE else "")
    return "".join(kept)


def of_the_worked_example() -> Iterator[Visit]:
    """A map with everything on it, measured too: the two views of it, its figures, each sort of element and every form about them."""
    cast = make_cast()
    drawn = make_worked_example(cast)
    make_organisation(cast.economy, ORGANISATIONS["memory"][0])
    bring_log(drawn, cast.ana)
    cookie, state = cookie_of(signed_in(cast.freya)), state_of(drawn)
    subjects = {element["type"]: element["id"] for element in state.elements.values()}
    paths = [reverse(name, args=[drawn.pk]) for name in ("map", "map_fit", "outline", "map_history")]
    paths += [reverse("map_figure", args=[drawn.pk, name]) for name in DEFINITIONS]
    paths += [reverse("outline_element", args=[drawn.pk, id]) for id in subjects.values()]
    paths += [reverse("outline_do", args=[drawn.pk, kind]) for kind in KINDS]
    paths += [
        reverse("outline_do", args=[drawn.pk, name], query={param.name: subjects[param.types[0]]})
        for name, kind in KINDS.items()
        for param in kind.params[:1]
        if param.role == "ref"
    ]
    paths += [
        reverse("outline_do", args=[drawn.pk, f"{thing}.set"], query={thing: subjects[thing], "field": spec.name})
        for thing in ("step", "link")
        for spec in (*fields_of(thing).values(), *stated_fields(thing))
        if spec.is_figure
    ]
    paths.append(reverse("compare_maps", args=[drawn.pk, make_future(cast, drawn).pk]))
    yield from (Visit(path, path, cookie) for path in paths)


def test_nothing_on_any_page_is_in_one_language_only(other_language, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    pages = [*visits(make_world()), *of_the_worked_example()]
    known, signing_in = {*of_people(), *of_django(), *of_nobody()}, set(of_the_sign_in_library())
    client, left = Client(headers={"accept-language": other_language}), []
    for visit in pages:
        client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: visit.cookie} if visit.cookie else {})
        answer = client.get(visit.path)
        if answer["Content-Type"].startswith("text/html"):
            read = OnThePage(without_brackets(answer.content.decode())).texts
            allowed = known | signing_in if visit.path.startswith("/accounts/") else known
            left += [f"{visit.name}: {words}" for words in read if not allowed.issuperset(words_in([words]))]
    assert len(pages) > 150 and not left, "\n".join(left)
