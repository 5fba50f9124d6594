"""The page of a command: asks what it is about, then shows its form, sends it, and settles a clash."""

from itertools import groupby
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carejourneys.common.edges.signed_in import SignedInRequest
from carejourneys.common.errors import NotFound
from journeys.domain.commands import KINDS
from journeys.domain.elements import Element
from journeys.models import Map
from journeys.queries.access import map_for
from journeys.queries.desk import Desk, begun_with, label_of
from journeys.queries.frame import journey_frame
from journeys.queries.happenings import what_went
from journeys.queries.removing import what_goes
from journeys.queries.restoring import what_would_change
from journeys.queries.states import state_of
from journeys.queries.words import does, done, group_words, to_do
from journeys.services.map_editing import Changed, Clashed
from stakeholders.domain.permissions import Permission
from stakeholders.models import User

from .clash import questions_of, settled
from .command_form import CommandForm
from .field_inputs import choice_field


@login_required
@require_http_methods(["GET", "POST"])
def command(request: SignedInRequest[User], map_id: UUID, kind: str) -> HttpResponse:
    """`?step=…` (or whatever the kind is about) names its subject; `?at=…` the element whose page to go back to."""
    if kind not in KINDS:
        raise NotFound
    found = map_for(request.user, map_id, Permission(KINDS[kind].needs))
    desk = Desk(found, state_of(found), KINDS[kind], request.GET, request.user)
    if desk.subject_param and not desk.subject_id:
        return _choose(request, desk)
    if request.method == "POST":
        return _sent(request, desk)
    if desk.subject_id and desk.subject is None:
        raise NotFound
    return _asked(request, desk, CommandForm(desk))


def _sent(request: SignedInRequest[User], desk: Desk) -> HttpResponse:
    if desk.subject_id and desk.subject is None:
        return _gone(request, desk)
    data = settled(request.POST)
    if data is None:
        return _unchanged(request, desk, _("It stays as it is now."))
    form = CommandForm(desk, data)
    if form.says_nothing_new:
        return _unchanged(request, desk, _("Nothing was changed: it says the same as before."))
    outcome = form.sent()
    if isinstance(outcome, Clashed):
        return _clash(request, desk, outcome)
    if outcome is None:
        return _asked(request, desk, form, status=422)
    messages.success(request, _("Done: you %(did)s.") % {"did": done(desk.spec.name)})
    return redirect(_after(desk, outcome))


def _gone(request: SignedInRequest[User], desk: Desk) -> HttpResponse:
    """What somebody took away meanwhile: by whom, and what was typed, so that it can be copied."""
    went = what_went(desk.map, desk.subject_id or "")
    if went is None:
        raise NotFound
    written = ((label, request.POST.get(name, ""), request.POST.get(f"initial-{name}", "")) for name, label in desk.words_typed())
    typed = [{"key": label, "value": words} for label, words, before in written if words not in ("", before)]
    around = _around(request, desk, gone=desk.subject_id, called=went.called, by=went.by, typed=typed)
    return render(request, "journeys/gone.html", around, status=409)


def _asked(request: SignedInRequest[User], desk: Desk, form: CommandForm, status: int = 200) -> HttpResponse:
    around = _around(request, desk, form=form, differences=what_would_change(desk), goes=what_goes(desk))
    return render(request, "journeys/command.html", around, status=status)


def _unchanged(request: SignedInRequest[User], desk: Desk, words: str) -> HttpResponse:
    messages.info(request, words)
    return redirect(_back(desk.map, request.GET.get("at", ""), desk))


@login_required
@require_safe
def every_command(request: SignedInRequest[User], map_id: UUID) -> HttpResponse:
    """All that can be done to a map, each a link to its form; with `?step=…` those that may be about a step are about that one."""
    found = map_for(request.user, map_id, Permission.EDIT_MAP)
    around = journey_frame(request.user, found.journey, found)
    may = sorted((kind.name for kind in KINDS.values() if kind.needs in around["may"]), key=_place)
    at = state_of(found).get(request.GET.get("step"))
    step = at if at and at["type"] == "step" else None
    groups = [(group_words(thing), [_to_do(kind, step) for kind in kinds]) for thing, kinds in groupby(may, _thing)]
    return render(request, "journeys/every_command.html", {**around, "groups": groups, "step": step})


def _to_do(kind: str, step: Element | None) -> tuple[str, str, str, str]:
    """(kind, its heading, what it does, what is chosen already as the query of an address)."""
    return kind, to_do(kind), does(kind), urlencode(begun_with(KINDS[kind], step))


def _thing(kind: str) -> str:
    return kind.split(".")[0] if "." in kind else ""


def _place(kind: str) -> int:
    """Steps first, then what hangs on them; looking back last."""
    order = ("step", "link", "problem", "idea", "lane", "column", "phase", "map")
    return order.index(_thing(kind)) if _thing(kind) in order else len(order)


def _choose(request: SignedInRequest[User], desk: Desk) -> HttpResponse:
    """Asks what the command is about."""
    param = desk.subject_param
    assert param is not None
    form = forms.Form()
    form.fields[param.name] = choice_field(_("Which one?"), desk.elements(*param.types), none=_("choose"), required=True)
    return render(request, "journeys/choose.html", _around(request, desk, form=form))


def _clash(request: SignedInRequest[User], desk: Desk, clash: Clashed) -> HttpResponse:
    """Both sides of each thing, side by side; what was typed goes with the choice."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    passing = ("csrfmiddlewaretoken", "command_id", "clashed", "settled_base")
    kept = [(name, value) for name, value in typed if name not in passing and not name.startswith("settled-")]
    around = _around(request, desk, form=CommandForm(desk), clash=clash, questions=questions_of(clash, desk), typed=kept)
    return render(request, "journeys/clash.html", {**around, "unsettled": "clashed" in request.POST}, status=409)


def _around(request: SignedInRequest[User], desk: Desk, **more) -> dict:
    it = desk.state.get(desk.given.get("element")) or desk.subject
    about = label_of(desk.state, it) if it is not None and it["type"] != "map" else ""
    return journey_frame(
        request.user,
        desk.map.journey,
        desk.map,
        heading=_heading(desk),
        about=about,
        does=_(desk.figure.help) if desk.figure else does(desk.spec.name),
        kind=desk.spec.name,
        back=_back(desk.map, request.GET.get("at", ""), desk),
        **more,
    )


def _heading(desk: Desk) -> str:
    if desk.figure is None:
        return to_do(desk.spec.name)
    asked = {"use": _("Use this account: %s"), "take": _("Take back: %s"), "account": _("Correct: %s")}
    words = next((words for name, words in asked.items() if name in desk.given), "%s")
    return words % _(desk.figure.label)


def _back(of: Map, at: str, desk: Desk) -> str:
    if at in desk.state:
        return reverse("outline_element", args=[of.pk, at])
    row = desk.subject_id or desk.given.get("source") or desk.given.get("on") or ""
    return reverse("outline", args=[of.pk]) + (f"#{row}" if row in desk.state else "")


def _after(desk: Desk, outcome: Changed) -> str:
    """Where to go on: the element's page one came from, or the row of what was put."""
    put = [element["id"] for element in outcome.change["put"]]
    gone = set(outcome.change["remove"])
    at = desk.given.get("at", "")
    if at in desk.state and at not in gone:
        return reverse("outline_element", args=[desk.map.pk, at])
    made = [element["id"] for element in outcome.change["put"] if element["type"] == desk.thing]
    row = desk.subject_id if desk.subject_id in put else next(iter((*made, *put)), "")
    return reverse("outline", args=[desk.map.pk]) + (f"#{row}" if row else "")
