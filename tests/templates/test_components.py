"""What the components of docs/design.md say in HTML."""

import re

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import Client

from tests.templates.specimen.urls import StepForm


def render(text: str, **values) -> str:
    return engines["django"].from_string("{% load ui %}" + text).render(values)


def field(name: str, data: dict | None = None) -> str:
    return str(StepForm(data)[name].as_field_group())


def test_a_link_marks_itself_when_the_reader_is_there(rf):
    page = engines["django"].from_string('{% load ui %}{% nav_link "A" "/a/" %}{% nav_link "B" "/a/b/" %}{% nav_link "C" "/" under=True %}')
    html = page.render({}, rf.get("/a/"))
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == ["/a/", "/"]


def test_what_is_said_in_a_component_is_escaped():
    html = render("{% notice heading=words %}<p>{{ words }}</p>{% endnotice %}{% tag words %}{% tile words words %}", words="<b>x</b>")
    assert "<b>x</b>" not in html
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 5


def test_a_tone_is_also_said_in_words():
    assert "A problem:" in render('{% notice tone="bad" %}<p>x</p>{% endnotice %}')
    assert "A problem:" not in render("{% notice %}<p>x</p>{% endnotice %}")


def test_pages_keep_the_filter(rf):
    page = engines["django"].from_string("{% load ui %}{% pagination page %}")
    html = page.render({"page": Paginator(range(30), 10).get_page(2)}, rf.get("/?lane=gp&page=2"))
    assert 'href="?page=3&amp;lane=gp"' in html
    assert html.count("aria-current") == 1


def test_a_button_that_only_scripts_can_serve_is_hidden_without_them():
    assert "needs-script" in render('{% button "Move" opens="move" %}')
    assert "needs-script" not in render('{% button "Move" opens="move" href="/move" %}')


def test_progress_whose_end_is_unknown_has_no_value():
    assert "value=" not in render('{% progress 0 0 "Preparing" %}')
    assert 'max="120" value="40"' in render('{% progress 40 120 "Reading" %}')


def test_a_field_has_label_hint_and_error_tied_to_it():
    html = field("title", {"title": ""})
    assert 'for="id_title"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html and 'id="id_title_helptext"' in html
    assert 'aria-invalid="true"' in html


def test_only_what_need_not_be_filled_in_says_so():
    assert "(optional)" in field("minutes")
    assert "(optional)" not in field("title")


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = field("kind", {})
    assert "<fieldset" in html and "<legend" in html
    assert html.count("nhsuk-radios__item") == 2
    assert 'aria-describedby="id_kind_error"' in html


@pytest.mark.parametrize("name", ["title", "kind", "carries"])
def test_the_error_summary_links_to_the_field(name):
    html = str(StepForm({}))
    target = re.search(rf'<a href="#(id_{name}[0-9_]*)">', html)
    assert target and f'id="{target[1]}"' in html


def test_hidden_fields_have_no_label():
    assert 'for="id_map"' not in str(StepForm())
    assert 'name="map"' in str(StepForm())


@pytest.mark.django_db
def test_a_missing_page_is_a_page_of_the_product():
    answer = Client().get("/nothing-here/")
    assert answer.status_code == 404
    assert "We cannot find that page" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/maps/not-an-id/", "/api/nothing/"])
def test_in_the_api_it_is_a_problem_that_says_where_the_addresses_stand(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404 and "/api/v1/schema/" in answer.json()["detail"]


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_page_that_says_how_to_go_on():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()


def test_a_table_stands_in_a_region_with_a_name_that_the_keyboard_reaches_and_a_hint_above_it():
    html = render('{% table_region label="Steps" %}<table class="table"></table>{% endtable_region %}')
    assert 'role="region" aria-label="Steps" tabindex="0"><table' in html
    assert html.index("slide the table sideways") < html.index("table-region")
