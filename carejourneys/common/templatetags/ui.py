"""The components of docs/design.md as template tags: `{% load ui %}`. Each renders one file of templates/components/."""

from collections.abc import Iterable

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TONES = ("info", "good", "warning", "bad")


def _component(name: str, **values) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", values))  # noqa: S308  (a template's own output, escaped there)


# -- finding one's way


@register.simple_block_tag
def breadcrumbs(content: str) -> str:
    """The trail in the header: `{% breadcrumbs %}{% crumb "Eastvale" url %}{% crumb "Memory concerns" %}{% endbreadcrumbs %}`."""
    return _component("breadcrumbs", content=content)


@register.inclusion_tag("components/crumb.html")
def crumb(text: str, href: str = "") -> dict:
    """One place on the trail; without an address it is the page itself."""
    return {"text": text, "href": href}


@register.simple_block_tag
def section_nav(content: str, label: str) -> str:
    """The row of pages under the header; holds `{% nav_link %}`s. `label` names it for screen readers."""
    return _component("section_nav", content=content, label=label)


@register.simple_block_tag
def segments(content: str, label: str) -> str:
    """A row of alternatives of which one is chosen (current map, future maps); holds `{% nav_link %}`s."""
    return _component("segments", content=content, label=label)


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: dict, text: str, href: str, current: bool | None = None, under: bool = False) -> dict:
    """One link of a section_nav or segments; marks itself when the reader is there (`under`: or below); `current` overrules."""
    request: HttpRequest | None = context.get("request")
    if current is None:
        path = request.path if request else ""
        current = path == href or (under and path.startswith(href))
    return {"text": text, "href": href, "current": current}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: dict, page: Page) -> dict:
    """Earlier and later pages of a list, keeping the rest of the address (filters)."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop("page", None)
    rest = f"&{query.urlencode()}" if query else ""
    return {"page": page, "rest": rest, "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)}


# -- doing something


@register.inclusion_tag("components/button.html")
def button(
    text: str,
    kind: str = "primary",
    href: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    opens: str = "",
    about: str = "",
) -> dict:
    """A button, or a link that looks like one when `href` is given.

    kind: primary (one a page), secondary, quiet, warning. `opens`: id of the dialog it opens; give `href` too, the page that does the
    same without scripts. `about`: words only for screen readers that say which of several like buttons this is ("Remove", about="Freya").
    """
    return {"text": text, "kind": kind, "href": href, "type": type, "name": name, "value": value, "opens": opens, "about": about}


@register.simple_block_tag
def dialog(content: str, id: str, heading: str) -> str:
    """A `<dialog>` opened by `{% button … opens=id %}`; put a whole form inside."""
    return _component("dialog", content=content, id=id, heading=heading)


# -- saying something


@register.simple_block_tag
def notice(content: str, tone: str = "info", heading: str = "") -> str:
    """Words that matter here. tone: info, good, warning, bad; the tone is also said in words to screen readers."""
    return _component("notice", content=content, tone=tone if tone in TONES else "info", heading=heading)


@register.simple_block_tag
def empty(content: str, heading: str) -> str:
    """In place of a list with nothing in it: what is missing, and (inside) what to do next."""
    return _component("empty", content=content, heading=heading)


@register.inclusion_tag("components/tag.html")
def tag(text: str, tone: str = "plain") -> dict:
    """A small label. tone: plain, info, good, warning, bad, person; or a source: measured, observed, told, workshop, planned."""
    return {"text": text, "tone": tone}


@register.simple_block_tag
def panel(content: str, heading: str = "", id: str = "", tone: str = "") -> str:
    """A white sheet with an optional heading (h2). tone: person for what people told."""
    return _component("panel", content=content, heading=heading, id=id, tone=tone)


@register.simple_block_tag
def expander(content: str, summary: str, open: bool = False) -> str:
    """More, for who wants it: a `<details>` in the text."""
    return _component("expander", content=content, summary=summary, open=open)


@register.simple_block_tag
def definition(content: str, term: str) -> str:
    """What a figure means, opened beside it: a `<details>` that floats over the page."""
    return _component("definition", content=content, term=term)


# -- showing figures and lists


@register.simple_block_tag
def tiles(content: str, label: str) -> str:
    """The score line: a row of `{% tile %}`s that folds on small screens."""
    return _component("tiles", content=content, label=label)


@register.inclusion_tag("components/tile.html")
def tile(label: str, value: str, note: str = "", href: str = "", tone: str = "", before: str = "") -> dict:
    """One figure: its name, value, what to know about it (n, source), where its definition is; `before` shows before → after."""
    return {"label": label, "value": value, "note": note, "href": href, "tone": tone, "before": before}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[dict]) -> dict:
    """Names and values. rows: dicts of key, value and, when it can be changed, href, action ("Change")."""
    return {"rows": rows}


@register.simple_block_tag
def table_region(content: str, label: str) -> str:
    """Holds a `<table class="table">`; scrolls by itself on small screens and can be reached by keyboard."""
    return _component("table_region", content=content, label=label)


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str) -> dict:
    """How far a job is; with total 0 the end is not known yet."""
    return {"done": done, "total": total, "label": label, "percent": round(100 * done / total) if total else None}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form) -> dict:
    """All that is wrong with a form, each a link to its field. `{{ form }}` shows it already; use this where fields are placed by hand."""
    return {"form": form}
