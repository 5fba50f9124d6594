"""What comes from elsewhere is named, licensed, unchanged since, and calls nobody."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from scripts.vendor import cut, ours

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())
LISTED = {name: digest for entry in MANIFEST for name, digest in entry["files"].items()}
SERVED = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg", ".json"} and path.name != "MANIFEST.json"]


def test_every_vendored_file_is_listed_and_unchanged():
    found = {str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file() and path.name != "MANIFEST.json"}
    assert found.keys() == LISTED.keys()
    changed = [name for name, path in found.items() if hashlib.sha256(path.read_bytes()).hexdigest() != LISTED[name]]
    assert not changed


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["origin"])
def test_every_library_names_origin_version_and_licence_and_carries_its_text(entry):
    assert entry["origin"].endswith(entry["version"])
    assert entry["licence"] in {"MIT", "0BSD", "OFL-1.1", "Apache-2.0", "BSD-3-Clause", "ISC"}
    assert entry["integrity"].startswith("sha512-")
    assert any(name.endswith(("LICENCE.txt", "OFL.txt")) for name in entry["files"])


def other_hosts(text: str) -> list[str]:
    """Addresses of other hosts in a text; the names of W3C namespaces are no addresses."""
    return [found for found in re.findall(r"(?:https?:|[\"'(])//[^\s\"')]+", text) if not found.startswith("http://www.w3.org/")]


@pytest.mark.parametrize("path", SERVED, ids=lambda path: str(path.relative_to(STATIC)))
def test_no_served_file_names_another_host(path):
    assert not other_hosts(path.read_text())


@pytest.mark.parametrize(
    "planted", ["a{b:url(https://x.example/a.woff)}", "import('//x.example/a.js')", "@import 'http://x.example/b.css'"]
)
def test_a_planted_address_is_found(planted):
    assert other_hosts(planted)


def test_the_licensed_nhs_typeface_and_logo_are_not_shipped():
    text = " ".join(path.read_text().lower() for path in SERVED)
    assert "frutiger" not in text
    assert not [path for path in STATIC.rglob("*") if "logo" in path.name.lower() or "frutiger" in path.name.lower()]


def test_cutting_drops_typefaces_bare_elements_and_unused_components_and_keeps_the_rest():
    css = (
        '@charset "UTF-8";@font-face{src:url(x)}.nhsuk-button,.nhsuk-hero a{color:red}p{font-size:19px}'
        "@media print{.nhsuk-hero{a:b}.nhsuk-tag:is(.a,.b){c:d}}"
    )
    assert cut(css) == ".nhsuk-button{color:red}\n@media print{.nhsuk-tag:is(.a,.b){c:d}}"


def test_a_style_sheet_that_still_calls_another_host_is_refused():
    with pytest.raises(SystemExit):
        ours("x.css", ".nhsuk-button{background:url(https://x.example/a.png)}")
