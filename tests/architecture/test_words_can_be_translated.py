"""Nothing is said in English alone: refusals, the tables of words and the templates all stand in the list that translators start from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.domain.events.quality import KINDS as QUALITY
from analytics.domain.events.quality import REASONS
from analytics.domain.metrics import METRICS
from carejourneys.common.errors import AppError, Conflict, NotAllowed, NotFound, RuleBroken
from carejourneys.common.wording import Words
from journeys.domain.accounts import SOURCES, TIME_UNITS
from journeys.domain.commands import KINDS
from journeys.domain.elements import TYPE_WORDS, ElementType, fields_of
from journeys.domain.figures.definitions import DEFINITIONS, PARTS
from journeys.domain.templates import TEMPLATES

ROOT = Path(__file__).resolve().parents[2]
APPS = ("carejourneys", "stakeholders", "journeys", "analytics")
REFUSALS = {"AppError", "RuleBroken", "NotAllowed", "NotFound", "Conflict", "LogRefused", "Missing", "NotComputable", "refuse"}
ONE_STRING = re.compile(r'^msgid(?:_plural)? ((?:".*"\n)+)', re.MULTILINE)


def catalogue() -> set[str]:
    """Every string of locale/django.pot."""
    return {ast.literal_eval(f"({found[1]})") for found in ONE_STRING.finditer((ROOT / "locale" / "django.pot").read_text())}


def bare_refusals(source: str) -> Iterator[tuple[int, str]]:
    """Refusals whose words are a plain text or an f-string."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            words = node.args[0]
            if isinstance(words, ast.BinOp):
                words = words.left
            if name in REFUSALS and isinstance(words, ast.Constant | ast.JoinedStr):
                yield node.lineno, ast.unparse(words)


def test_every_refusal_can_be_translated():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for line, words in bare_refusals(path.read_text())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("planted", ['RuleBroken("No.")', 'refuse(f"No {x}.", at)', 'NotAllowed("No %s" % x)', 'errors.Conflict("No.")'])
def test_a_planted_refusal_in_english_alone_is_found(planted):
    assert list(bare_refusals(f"raise {planted}"))
    assert not list(bare_refusals("raise " + re.sub(r'f?("[^"]*")', r"_(\1)", planted)))


def tables() -> Iterator[tuple[str, str]]:
    """(where, text) of the tables that pages and answers take words from."""
    for name, table in (("sources", SOURCES), ("units", TIME_UNITS), ("types", TYPE_WORDS), ("quality", QUALITY), ("reasons", REASONS)):
        yield from ((name, words) for words in table.values())
    for kind in KINDS.values():
        yield from ((kind.name, words) for words in (kind.does, kind.undone, *(param.help for param in kind.params)))
    for of in ElementType:
        for spec in fields_of(of.value).values():
            yield from ((f"{of}.{spec.name}", words) for words in (spec.label, spec.help, *(word for _value, word in spec.choices)))
    for one in (*DEFINITIONS.values(), *PARTS.values()):
        yield from ((one.name, words) for words in (one.title, one.counts, one.unknown))
    for metric in METRICS.values():
        yield from ((metric.name, words) for words in (metric.title, metric.definition))
    for template in TEMPLATES.values():
        sketch = template.current
        yield from ((template.slug, words) for words in (template.title, template.for_whom, template.starts_with, template.ends_with))
        yield from ((template.slug, title) for title in (sketch.title, sketch.unit_of_flow, *(title for title, _width in sketch.phases)))
        yield from ((template.slug, words) for lane in sketch.lanes for words in (lane.title, lane.subtitle))
        yield from ((template.slug, step.title) for step in sketch.steps)
    yield from (("errors", error.title) for error in (AppError, RuleBroken, NotAllowed, NotFound, Conflict))


def test_the_tables_of_words_stand_in_the_catalogue():
    known = catalogue()
    missing = [f"{where}: {words}" for where, words in tables() if words and _pattern(words) not in known]
    assert not missing, "\n".join(missing)


def _pattern(words: str) -> str:
    """The text before it is filled in."""
    return words._text if isinstance(words, Words) else words


TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
SAID = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
NO_WORDS = re.compile(r"\{% block (?:main|body)_class %\}.*?\{% endblock[^%]*%\}|<!--.*?-->|<(script|style|code)\b.*?</\1>", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{4,}")


def bare_words(template: str) -> list[str]:
    """Words that a template shows or has read out and that nothing marks for translation."""
    plain = TAGS.sub(" ", NO_WORDS.sub(" ", SAID.sub(" ", template)))
    spoken = " ".join(SPOKEN_ATTRIBUTE.findall(plain))
    return WORD.findall(re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", plain)) + " " + spoken)


def test_every_word_of_the_templates_can_be_translated():
    names_of_classes = {"components/forms/input_class.html"}
    pages = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    found = {
        str(path.relative_to(ROOT)): words
        for path in pages
        if path.relative_to(ROOT / "templates").as_posix() not in names_of_classes and (words := bare_words(path.read_text()))
    }
    assert not found


@pytest.mark.parametrize("planted", ["<p>Hello there</p>", '<a aria-label="Close it">{{ x }}</a>', "{% if x %}Hello{% endif %}"])
def test_planted_words_in_a_template_are_found(planted):
    assert bare_words(planted)
    assert not bare_words('<p class="page">{% translate "Hello" %}</p><a aria-label="{% translate "Close" %}">{{ hello }}</a>')
