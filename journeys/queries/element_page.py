"""What the page of one element shows: all it says, every account of its figures, what hangs on it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carejourneys.common.ids import uuid7
from journeys.domain.accounts import SOURCES, used_account
from journeys.domain.elements import LEAD_TIME, TYPE_WORDS, Element, Value, fields_of
from journeys.domain.figures.lead_time import lead_time_of
from journeys.domain.figures.words import days_text
from journeys.domain.ports import Beside
from journeys.domain.state import MapState
from journeys.models import Map
from stakeholders.queries.economies import organisations_in

from .desk import kinds_about, label_of
from .happenings import in_words
from .outline_rows import AllBeside, LinkLine, link_line
from .words import SOURCE_WORDS, account_in_words, to_do


@dataclass(frozen=True)
class AccountLine:
    """One account of a figure; `id` makes its buttons' forms send once."""

    account: dict[str, Any]
    words: str
    source: str
    source_short: str
    heads: bool
    use_id: str
    take_id: str


@dataclass(frozen=True)
class FigureBlock:
    """A figure with all its accounts side by side."""

    name: str
    label: str
    help: str
    accounts: tuple[AccountLine, ...]
    measured: Beside | None


def standing(found: Map, state: MapState, one: Element, beside: AllBeside) -> dict[str, Any]:
    """The page's context for something that stands on the map."""
    kind = one["type"]
    return {
        "label": label_of(state, one),
        "type_words": _(TYPE_WORDS[kind]),
        "facts": facts(found, state, one),
        "figures": [_figure(name, one, beside) for name, spec in fields_of(kind).items() if spec.is_figure],
        "subject": kind,
        "set_kind": f"{kind}.set",
        "actions": [(name, to_do(name), _query(name)) for name in kinds_about(kind)],
        "links_out": _lines(state, state.links_from(one["id"]), "target", beside) if kind == "step" else [],
        "links_in": _lines(state, state.links_into(one["id"]), "source", beside) if kind == "step" else [],
        "notes": state.notes_on(one["id"]),
        "takes_notes": kind in ("step", "link"),
        "lead_time": _lead_time(state, one) if kind == "step" else None,
        "lane": state.get(one.get("lane")),
        "parent": state.get(one.get("on")),
    }


@dataclass(frozen=True)
class LeadTimeLine:
    """The lead time of a step in words; `parts` what it is made of; `why_not` why there is none. stated: whether one may be stated."""

    label: str
    help: str
    words: str
    parts: str
    why_not: str
    stated: bool


def _lead_time(state: MapState, step: Element) -> LeadTimeLine:
    found = lead_time_of(state, step)
    words, parts = "", ""
    if found.days is not None and found.wait is not None:
        words = (_("at least %s") if found.at_least else "%s") % days_text(found.days)
        parts = _("%(wait)s of waiting before it, %(own)s at it") % {"wait": days_text(found.wait), "own": days_text(found.own)}
    may = step["kind"] != "wait" and bool(state.links_into(step["id"], "flow"))
    return LeadTimeLine(_(LEAD_TIME.label), _(LEAD_TIME.help), words, parts, str(found.why_not), may)


def _query(kind: str) -> str:
    """The parameter that names the subject of this kind."""
    return "into" if kind == "step.merge" else kind.split(".")[0]


def _lines(state: MapState, links: tuple[Element, ...], other: str, beside: AllBeside) -> list[LinkLine]:
    return [link_line(state, link, other=other, beside=beside) for link in links]


def facts(found: Map, state: MapState, one: Element) -> list[dict[str, Any]]:
    """Names and values of its plain fields, as a summary list takes them."""
    organisations: dict[str, str] = {}
    if one.get("organisation"):
        organisations = {str(row.pk): row.name for row in organisations_in(found.journey.economy)}
    rows = []
    for name, spec in fields_of(one["type"]).items():
        if spec.is_figure or spec.value is Value.ORDER:
            continue
        value = one[name]
        if spec.value is Value.ELEMENT:
            words = label_of(state, state[value]) if value in state else _("none")
        elif spec.value is Value.ORGANISATION:
            words = organisations.get(value, _("none"))
        elif spec.choices and isinstance(value, str):
            words = _(dict(spec.choices)[value])
        else:
            words = _("not said") if value in (None, "") else value if isinstance(value, str) else in_words(value)
        rows.append({"key": _(spec.label), "value": words})
    return rows


def _figure(name: str, one: Element, beside: AllBeside) -> FigureBlock:
    spec, figure = fields_of(one["type"])[name], one[name]
    head = used_account(figure)
    lines = tuple(
        AccountLine(
            account,
            account_in_words(account),
            _(SOURCES[account["source"]]),
            str(SOURCE_WORDS[account["source"]]),
            account is head,
            str(uuid7()),
            str(uuid7()),
        )
        for account in figure["accounts"]
    )
    return FigureBlock(name, _(spec.label), _(spec.help) if spec.help else "", lines, beside.get(one["id"], {}).get(name))
