"""How the paths people really took fit the map, in words: for the page and for its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.domain.map_fit import Lacking, MapFit, TakenPath
from analytics.domain.measured_words import days_of
from analytics.domain.metrics import METRICS
from analytics.queries.map_fit import FitOfMap
from carejourneys.common.envelope import Number
from journeys.domain.figures.words import percent_text, times_text
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label, title_of

from .measured_words import counted

MOST_DRAWN, MOST_STEPS = 12, 24  # paths; steps of one
WHOLE = 10  # per cent: from here on without decimals


@dataclass(frozen=True)
class StepOnPath:
    """One step of a path as drawn. lacks: why the way to it is not on the map, in words; "" where it is."""

    number: str
    title: str
    lacks: str


@dataclass(frozen=True)
class PathRow:
    """A path as drawn. more: how many further steps, in words; lacks_end: why it may not end here; lacking: moves the map lacks."""

    steps: list[StepOnPath]
    n: str
    share: str
    lead: str
    fits: bool
    more: str
    lacks_end: str
    lacking: int


@dataclass(frozen=True)
class MoveRow:
    """source, target: steps in words; times and per_hundred: how often, "" where it is hidden or nobody did."""

    source: str
    target: str
    times: str = ""
    per_hundred: str = ""


def fit_page(state: MapState, found: FitOfMap) -> dict[str, Any]:
    """The context of pages/fit/page.html."""
    around = {"measured": found.measured, "stale": found.stale, "unmatched": found.unmatched, "exact": found.exact, "fit": found.fit}
    around |= {"result_id": found.result_id, "withheld": found.withheld}
    if found.fit is None:
        return around
    fit, words = found.fit, _Words(state)
    return {
        **around,
        "share": _share(fit.fits),
        "says": _headline(fit),
        "definition": _(METRICS["explained_by_map"].definition),
        "paths": [words.drawn(path) for path in fit.paths[:MOST_DRAWN]],
        "others": _others(fit),
        "lacking": [words.lacking(one) for one in fit.lacking],
        "few": _few(fit.few),
        "not_taken": [MoveRow(words.step(one), words.step(two)) for one, two, _link in fit.not_taken],
        "not_visited": [words.step(step) for step in fit.not_visited],
        **_sentences(fit, words),
    }


def fit_rows(state: MapState, fit: MapFit | None) -> Iterator[tuple[str, ...]]:
    """Everything of the page as lines of a file, their names first."""
    yield _("part"), _("from or path"), _("to"), _("on the map"), _("times or people"), _("for 100 people"), _("median lead time in days")
    if fit is None:
        return
    words = _Words(state)
    for path in fit.paths:
        lead = "" if path.lead.value is None else f"{path.lead.value / 86_400:.3f}"
        share = "" if path.share is None else f"{path.share.value:.3f}"
        yield _("path taken"), words.path(path), "", _yes(path.fits), f"{path.n.value:.0f}", share, lead
    if fit.others:
        n = _("hidden") if fit.others_n is None else str(fit.others_n)
        yield _("further paths, together"), str(fit.others), "", "", n, "", ""
    for one in fit.lacking:
        row = words.lacking(one)
        share = "" if one.per_hundred is None else f"{one.per_hundred:.3f}"
        yield _("move the map lacks"), row.source, row.target, _yes(False), str(one.times), share, ""
    for source, target, _link in fit.not_taken:
        yield _("link nobody takes"), words.step(source), words.step(target), _yes(True), "0", "0", ""
    for step in fit.not_visited:
        yield _("step nobody comes to"), words.step(step), "", _yes(True), "0", "0", ""


def _yes(on_the_map: bool) -> str:
    return _("yes") if on_the_map else _("no")


class _Words:
    """Steps and moves by their words; what was measured may be older than the map."""

    def __init__(self, state: MapState):
        self._state = state

    def step(self, id: str) -> str:
        step = self._state.get(id)
        return step_label(self._state, step) if step is not None else _("a step no longer on the map")

    def lacking(self, one: Lacking) -> MoveRow:
        source, target = one.move
        return MoveRow(
            self.step(source) if source is not None else _("(begins here)"),
            self.step(target) if target is not None else _("(ends here)"),
            f"{one.times:,}",
            times_text(one.per_hundred) if one.per_hundred is not None else "",
        )

    def drawn(self, path: TakenPath) -> PathRow:
        shown, last = path.steps[:MOST_STEPS], len(path.steps)
        return PathRow(
            steps=[self._on_path(path, place) for place in range(len(shown))],
            n=f"{path.n.value:,.0f}",
            share=_share(path.share),
            lead=days_of(path.lead) or _("hidden"),
            fits=path.fits,
            more=_more(last - len(shown)),
            lacks_end=_("The map goes on from here.") if path.steps and last in path.lacks else "",
            lacking=len(path.lacks),
        )

    def _on_path(self, path: TakenPath, place: int) -> StepOnPath:
        id = path.steps[place]
        lacks = _("the map does not begin here") if place == 0 else _("no way on the map leads here from the step before")
        step = self._state.get(id)
        number = self._state.step_numbers.get(id, "")
        title = title_of(step) if step is not None else _("a step no longer on the map")
        return StepOnPath(number, title, lacks if place in path.lacks else "")

    def path(self, path: TakenPath) -> str:
        return " → ".join(self.step(step) for step in path.steps) or _("no step of this map")


def _share(number: Number | None) -> str:
    if number is None or number.value is None:
        return ""
    return f"{number.value:.0f}%" if number.value >= WHOLE else percent_text(number.value)


def _headline(fit: MapFit) -> str:
    if fit.fits is None:
        return _("Nobody in these data has finished yet, so there is no whole path to hold against the map.")
    if fit.fits.value is None:
        return _("How many took a path that the map has is hidden: it could show a few people.")
    said = {"n": counted(fit.closed.n), "share": _share(fit.fits)}
    return _("Of %(n)s people who have finished, %(share)s took a path that the map has from its beginning to an end.") % said


def _more(n: int) -> str:
    return ngettext("and %(n)d more step", "and %(n)d more steps", n) % {"n": n} if n > 0 else ""


def _others(fit: MapFit) -> str:
    """The paths that are not drawn, and how many people took them, unless that is hidden."""
    undrawn = fit.paths[MOST_DRAWN:]
    paths = fit.others + len(undrawn)
    if not paths:
        return ""
    said = ngettext("%(n)s further path", "%(n)s further paths", paths) % {"n": f"{paths:,}"}
    if fit.others_n is None:
        return said
    people = fit.others_n + round(sum(path.n.value or 0 for path in undrawn))
    return _("%(paths)s, together %(people)s") % {
        "paths": said,
        "people": ngettext("%(n)s person", "%(n)s people", people) % {"n": f"{people:,}"},
    }


def _few(n: int) -> str:
    words = ngettext(
        "%(n)d further move that the map lacks is not told: it would show a few people.",
        "%(n)d further moves that the map lacks are not told: they would show a few people.",
        n,
    )
    return words % {"n": n} if n else ""


def _sentences(fit: MapFit, words: _Words) -> dict[str, str]:
    """One plain sentence for each part of the page."""
    return {
        "says_lacking": _says_lacking(fit, words),
        "says_not_taken": _says_not_taken(fit),
        "says_not_visited": _says_not_visited(fit),
    }


def _says_lacking(fit: MapFit, words: _Words) -> str:
    if not fit.lacking:
        return (
            _("No move that the map lacks can be told without showing a few people.")
            if fit.few
            else _("Every move that people made is on the map.")
        )
    first = fit.lacking[0]
    source, target = first.move
    said = {"times": ngettext("%(n)s time", "%(n)s times", first.times) % {"n": f"{first.times:,}"}}
    if source is None:
        return _("What the map lacks most: people begin with “%(step)s”, %(times)s.") % {**said, "step": words.step(str(target))}
    if target is None:
        return _("What the map lacks most: people end with “%(step)s”, %(times)s.") % {**said, "step": words.step(source)}
    if source == target:
        return _("What the map lacks most: “%(step)s” straight away again, %(times)s.") % {**said, "step": words.step(source)}
    ends = {"source": words.step(source), "target": words.step(target)}
    return _("What the map lacks most: from “%(source)s” to “%(target)s”, %(times)s.") % {**said, **ends}


def _says_not_taken(fit: MapFit) -> str:
    if not fit.not_taken:
        return _("Every way between matched steps was taken by somebody.")
    n = len(fit.not_taken)
    words = ngettext("%(n)d way that the map draws was taken by nobody.", "%(n)d ways that the map draws were taken by nobody.", n)
    return words % {"n": n}


def _says_not_visited(fit: MapFit) -> str:
    if not fit.not_visited:
        return _("Somebody came to every matched step.")
    n = len(fit.not_visited)
    return ngettext("%(n)d matched step was come to by nobody.", "%(n)d matched steps were come to by nobody.", n) % {"n": n}
