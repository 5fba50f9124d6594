"""Fetch the browser libraries named below through npm, take from each only what is used, and write static/vendor with its manifest.

    make vendor            needs npm and the network; nothing else in the project does

What is changed on the way, and why:
- no address of another host stays in any file (`@font-face` of the licensed NHS typeface is dropped; icons are ours);
- of the NHS.UK style sheet only the components in KEPT stay, inside the cascade layer `nhsuk`, so that our own rules win without a fight;
- of Plotly's script, addresses of other hosts go: help pages, a chart editor, maps of the world;
- source maps are neither shipped nor named.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
TYPEFACE = "Atkinson Hyperlegible Next"

KEPT = frozenset(
    """
    back-link body body-l body-m body-s button button-group caption-l caption-m character-count checkboxes date-input details
    error-message error-summary fieldset file-upload form-group frontend-supported heading-l heading-m heading-s heading-xl heading-xs
    hint icon input input-wrapper inset-text label label-wrapper link list notification-banner pagination pagination-item
    password-input radios section-break select skip-link skip-link-focused-element summary-list table table-container tag textarea
    warning-callout
    u-visually-hidden u-visually-hidden-focusable u-nowrap u-text-break-word u-secondary-text-colour u-margin-bottom-0
    """.split()  # noqa: SIM905
)

NHSUK_LICENCE = """MIT Licence

Copyright (c) Crown Copyright (NHS England, formerly NHS Digital)

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

NAMESPACES = r"www\.w3\.org/"  # names, not addresses: nobody calls them
ICONS = ("cross", "arrow-up", "arrow-down", "arrow-up-down")
LIBRARIES = [
    {
        "name": "nhsuk-frontend",
        "version": "10.6.1",
        "licence": "MIT",
        "changed": "style sheet cut to the components used, in a layer; typeface and other hosts' addresses removed, icons rewritten",
        "take": {
            "dist/nhsuk/nhsuk-frontend.min.css": "nhsuk-frontend.css",
            "dist/nhsuk/nhsuk-frontend.min.js": "nhsuk-frontend.min.js",
            **{f"dist/nhsuk/assets/images/nhsuk-icon-{icon}.svg": f"icon-{icon}.svg" for icon in ICONS},
        },
    },
    {
        "name": "htmx.org",
        "version": "2.0.11",
        "licence": "0BSD",
        "changed": "",
        "take": {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENCE.txt"},
    },
    {
        "name": "plotly.js-basic-dist-min",
        "version": "4.1.1",
        "licence": "MIT",
        "changed": "addresses of other hosts taken out; names of W3C namespaces stay",
        "take": {"plotly-basic.min.js": "plotly-basic.min.js", "LICENSE": "LICENCE.txt"},
    },
    {
        "name": "@fontsource-variable/atkinson-hyperlegible-next",
        "version": "5.3.0",
        "licence": "OFL-1.1",
        "changed": "",
        "take": {
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "latin-normal.woff2",
            "files/atkinson-hyperlegible-next-latin-wght-italic.woff2": "latin-italic.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "latin-ext-normal.woff2",
            "files/atkinson-hyperlegible-next-latin-ext-wght-italic.woff2": "latin-ext-italic.woff2",
            "LICENSE": "OFL.txt",
        },
    },
]


def rules(css: str) -> Iterator[tuple[str, str]]:
    """The top-level rules of a minified style sheet: (what stands before the brace, what stands inside); at-statements have no inside."""
    start = depth = 0
    opened = 0
    for at, sign in enumerate(css):
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = at
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1
        elif sign == ";" and depth == 0:
            yield css[start:at].strip(), ""
            start = at + 1


def _wanted(selector: str) -> bool:
    """True when the selector names NHS.UK blocks, all of them used here; bare elements are styled by static/css/base.css."""
    blocks = {re.split(r"__|--", name)[0] for name in re.findall(r"\.nhsuk-([a-z0-9_-]+)", selector)}
    return bool(blocks) and blocks <= KEPT


def _selectors(head: str) -> list[str]:
    """The selectors of one rule; commas inside brackets part nothing."""
    return re.split(r",(?![^(]*\))", head)


def cut(css: str) -> str:
    """The style sheet without typefaces and without components that are not in KEPT."""
    out = []
    for head, inside in rules(css):
        if head.startswith(("@charset", "@font-face")):
            continue
        if head.startswith("@"):
            inner = cut(inside) if "{" in inside else inside
            if inner:
                out.append(f"{head}{{{inner}}}")
            continue
        if head == ":root":
            continue  # their tokens; ours are in static/css/tokens.css
        kept = [selector for selector in _selectors(head) if _wanted(selector)]
        if kept:
            out.append(f"{','.join(kept)}{{{inside}}}")
    return "\n".join(out)


def ours(name: str, text: str) -> str:
    """One text file as it is served here: no source map, no other host, our icons, our typeface."""
    text = re.sub(r"\n?/[/*][#@] sourceMappingURL=[^\n]*?(\*/)?\s*$", "\n", text)
    if name.endswith(".css"):
        text = cut(re.sub(r"/\*.*?\*/", "", text, flags=re.S))
        text = re.sub(r"url\(/assets/images/nhsuk-(icon-[a-z-]+\.svg)\)", r"url(\1)", text)
        text = re.sub(r'"?Frutiger W01"?', f'"{TYPEFACE}"', text)
        text = f"@layer nhsuk{{\n{text}\n}}\n"
    if name.startswith("plotly"):
        text = re.sub(rf"https?://(?!{NAMESPACES})[\w./#?=&@-]*", "", text)
    if name.endswith((".css", ".js")) and re.search(rf"https?://(?!{NAMESPACES})", text):
        raise SystemExit(f"{name} still names another host")
    return text


def integrity(archive: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()


def fetch(library: dict, scratch: Path) -> dict:
    """Writes one library's files; returns its manifest entry."""
    wanted = f"{library['name']}@{library['version']}"
    done = subprocess.run(["npm", "pack", "--silent", wanted], cwd=scratch, check=True, capture_output=True, text=True)  # noqa: S603, S607
    archive = scratch / done.stdout.strip().splitlines()[-1]
    folder = VENDOR / library["name"].split("/")[-1].removesuffix(".org")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        for inside, name in library["take"].items():
            member = packed.extractfile(f"package/{inside}")
            assert member is not None, inside
            data = member.read()
            if name.endswith((".css", ".js", ".svg")):
                data = ours(name, data.decode()).encode()
            (folder / name).write_bytes(data)
    if library["name"] == "nhsuk-frontend":  # the package carries no licence file
        (folder / "LICENCE.txt").write_text(NHSUK_LICENCE)
    return {
        "origin": f"npm {wanted}",
        "version": library["version"],
        "licence": library["licence"],
        "changed": library["changed"],
        "integrity": integrity(archive),
        "files": {str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())},
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        entries = [fetch(library, Path(scratch)) for library in LIBRARIES]
    (VENDOR / "MANIFEST.json").write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
