"""Every template compiles, brings nothing inline, calls no other host, and uses only classes that exist."""

import re
from pathlib import Path

import allauth
import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
NAMES = [str(path.relative_to(FOLDER)) for path in TEMPLATES]
STYLES = " ".join(path.read_text() for path in (ROOT / "static").rglob("*.css"))


def inline(text: str) -> list[str]:
    """What the content security policy would refuse: styles, scripts with a body, event attributes, javascript: links."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.S)
    found = re.findall(r"<style\b|<[^<>]*\sstyle=|<[^<>]*\son[a-z]+=|javascript:", text)
    found += [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and "application/json" not in tag]
    return found


def other_hosts(text: str) -> list[str]:
    return re.findall(r"<(?:script|link|img|iframe|form|use)\b[^>]*(?:src|href|action)=[\"'](?:https?:)?//[^\"']+", text)


@pytest.mark.parametrize("name", NAMES)
def test_the_template_compiles(name):
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_template_has_nothing_inline_and_calls_no_other_host(name):
    text = (FOLDER / name).read_text()
    assert not inline(text)
    assert not other_hosts(text)


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<script type="module">x</script>',
        '<a onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_planted_inline_code_is_found(planted):
    assert inline(planted)


@pytest.mark.parametrize(
    "allowed", ['<script src="x.js" defer></script>', "{# style= is refused #}", '<p class="style">', '<input data-once="1">']
)
def test_what_is_allowed_is_let_through(allowed):
    assert not inline(allowed)


@pytest.mark.parametrize(
    "planted", ['<script src="https://x.example/a.js">', '<link href="//x.example/a.css">', "<img src='http://x.example/a.png'>"]
)
def test_a_planted_other_host_is_found(planted):
    assert other_hosts(planted)


@pytest.mark.parametrize("name", NAMES)
def test_every_nhsuk_class_used_is_in_the_style_sheets(name):
    """The vendored sheet is cut to what is used (scripts/vendor.py): a class outside it would silently do nothing."""
    used = set(
        re.findall(r"\bnhsuk-(?!js-)[a-z0-9_-]*[a-z0-9]\b(?![{-])", re.sub(r"data-(module|i18n)\S*", "", (FOLDER / name).read_text()))
    )
    missing = {found for found in used if not found.endswith(("-", "_")) and f".{found}" not in STYLES and found not in NOT_CLASSES}
    assert not missing


NOT_CLASSES = {"nhsuk-frontend", "nhsuk-frontend.css", "nhsuk-textarea"}

ALLAUTH = Path(allauth.__file__).parent / "templates"


SIGN_IN = sorted(
    str(path.relative_to(ALLAUTH)) for path in ALLAUTH.rglob("*.html") if "phone" not in path.name
)  # we ask for no phone numbers


@pytest.mark.parametrize("name", SIGN_IN)
def test_no_sign_in_page_brings_anything_inline(name):
    """Whichever of the two is used, ours or the library's: the page runs under the strict policy."""
    ours = FOLDER / name
    assert not inline((ours if ours.exists() else ALLAUTH / name).read_text())
