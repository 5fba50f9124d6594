"""The waits of a map as a table: what people estimate beside what the data say, for everybody and for readers without scripts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.measured_words import days_of, median_days
from journeys.domain.accounts import used_account
from journeys.domain.figures.durations import reading
from journeys.domain.figures.flow import clock_of
from journeys.domain.figures.words import days_text
from journeys.domain.state import MapState

from .measured_words import counted


@dataclass(frozen=True)
class WaitLine:
    """One link that carries people. estimated, median, p80, closed_median: days in words, "" when unknown; n, n_open: in words, "hidden"
    where others would give a few away. hidden: too few people for any of it."""

    source: str
    target: str
    sent_back: bool
    estimated: str
    by: str
    median: str = ""
    p80: str = ""
    closed_median: str = ""
    n: str = ""
    n_open: str = ""
    hidden: bool = False


def wait_lines(state: MapState, measured: MeasuredMap | None) -> list[WaitLine]:
    """Every link on which somebody estimates or the data know a wait, in reading order."""
    lines = []
    for link in state.links:
        if link["kind"] == "information":
            continue
        source, target = state[link["source"]], state[link["target"]]
        time = measured.waits.get(link["id"]) if measured else None
        days = reading(link["wait"], clock_of(state, target).elapsed_days)
        if days is None and time is None:
            continue
        account = used_account(link["wait"])
        estimate = ("" if days is None else days_text(days), account["source"] if account else "")
        lines.append(WaitLine(source["title"], target["title"], link["kind"] == "rework", *estimate, **_measured(time)))
    return lines


def waits_in_words(measured: MeasuredMap | None) -> dict[str, str]:
    """{link id: "measured 7.5 d, n 2,694"}, for the ways out of a card where nothing draws them."""
    return {link: _in_words(time) for link, time in measured.waits.items()} if measured else {}


def _in_words(time: MeasuredTime) -> str:
    if time.median.suppressed or not median_days(time):
        return _("measured: too few to show")
    return _("measured %(value)s, n %(n)s") % {"value": median_days(time), "n": counted(time.n)}


def _measured(time: MeasuredTime | None) -> dict:
    if time is None:
        return {}
    return {
        "median": median_days(time),
        "p80": days_of(time.p80, time.beyond),
        "closed_median": days_of(time.closed_median),
        "n": counted(time.n),
        "n_open": counted(time.n_open),
        "hidden": time.median.suppressed,
    }
