"""What the map's scripts need beside its elements: words in the reader's language, what was measured, and JSON that may stand in a page."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.domain.measured import MeasuredMap, MeasuredTime
from analytics.domain.measured_words import median_days, median_minutes
from carejourneys.common.plural_forms import plural_forms
from journeys.domain.figures.score import Gap
from journeys.domain.figures.words import AMOUNTS, HOURS_AND_MINUTES
from journeys.domain.state import MapState
from journeys.queries.live_words import live_words
from journeys.queries.words import GAP_WORDS, LINK_KIND_WORDS, SOURCE_WORDS, STEP_KIND_WORDS

from .cards import GAPS_ON_CARDS, usual_sources
from .editing_words import editing_words
from .seeing_words import seeing_words

ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


def in_a_page(json: bytes) -> SafeString:
    """JSON as the content of a <script type="application/json">, as Django's json_script escapes it."""
    return mark_safe(json.decode().translate(ESCAPES))  # noqa: S308  (escaped here)


def derived(state: MapState, gaps: tuple[Gap, ...]) -> dict[str, Any]:
    """What rules make of the elements, so that no script repeats a rule: {numbers: {step: "4A"}, gaps: {step: ["G1"]}, usual: {…}}."""
    usual = usual_sources(state)
    return {
        "numbers": dict(state.step_numbers),
        "gaps": {gap.step: list(gap.kinds) for gap in gaps},
        "usual": {"service": usual[False], "own": usual[True]},
    }


def measured_for_scripts(measured: MeasuredMap | None) -> dict[str, Any]:
    """{waits: {link: time}, service: {step: time}}; a time is {words, n, open, hidden}."""
    if measured is None:
        return {"waits": {}, "service": {}}
    return {
        "waits": {link: _time(time, service=False) for link, time in measured.waits.items()},
        "service": {step: _time(time, service=True) for step, time in measured.service.items()},
    }


def _time(time: MeasuredTime, *, service: bool) -> dict[str, Any]:
    words = median_minutes(time) if service else median_days(time)
    return {"words": words, "n": time.n, "open": time.n_open, "hidden": time.median.suppressed}


def words() -> dict[str, Any]:
    """Every text a script of the map shows. {name} is filled in; what is counted comes as its forms."""
    return {
        **live_words(),
        **editing_words(),
        **seeing_words(),
        "sources": {source: str(word) for source, word in SOURCE_WORDS.items()},
        "gaps": {kind: str(word) for kind, word in GAP_WORDS.items()},
        "card_gaps": {kind: str(word) for kind, word in GAPS_ON_CARDS.items()},
        "links": {kind: str(word) for kind, word in LINK_KIND_WORDS.items()},
        "kinds": {kind: str(word) for kind, word in STEP_KIND_WORDS.items()},
        "problems": plural_forms(lambda n: ngettext("{n} problem", "{n} problems", n)),
        "ideas": plural_forms(lambda n: ngettext("{n} idea", "{n} ideas", n)),
        "failure_demand": _("failure demand"),
        "first_step": _("first step"),
        "last_step": _("last step"),
        "work": _("Work"),
        "caa": _("C&A"),
        "sent_back": _("sent back"),
        "of_value": _("{percent}% of value"),
        "time_not_known": _("time not known"),
        "amounts": {unit: str(words) % {"n": "{n}"} for unit, words in AMOUNTS.items()},
        "hours_and_minutes": str(HOURS_AND_MINUTES) % {"hours": "{hours}", "minutes": "{minutes}"},
        "range": _("{amount} ({low} to {high})"),
        "at_least": _("{amount} (at least {bound})"),
        "at_most": _("{amount} (at most {bound})"),
        "wait": _("wait {amount}"),
        "measured": _("measured {amount}"),
        "n": _("n {n}"),
        "no_n": _("n not said"),
        "with_no_n": _("{words}, n not said"),
        "hidden": _("hidden"),
        "nobody_clinical": _("No one is clinically responsible here."),
        "nobody_owner": _("No one runs this part of the process."),
        "nobody_both": _("No one runs this part of the process, and no one is clinically responsible here."),
        "meets": plural_forms(lambda n: ngettext("{n} hand-off meets here.", "{n} hand-offs meet here.", n)),
        "step": _("Step {number}"),
        "times_of_work": _("Hands-on time"),
        "own_time": _("Time it takes"),
        "pause": _("Pause inside the step"),
        "value": _("Of it, of value to the person"),
        "staff": _("Staff"),
        "wait_before": _("Wait before, from “{step}”"),
        "caa_from": _("Complete and accurate, from “{step}”"),
        "with_n": _("{words}, n {n}"),
        "with_open": _("{words}, n {n}, {open} have not gone on yet"),
        "median_of": _("median {words}"),
        "measured_median": _("Measured from data, median"),
        "too_few": _("too few to show"),
        "not_known": _("not known"),
        "differ": _("The accounts differ. Keep all; talk about why."),
        "owner": _("Process owner"),
        "clinical": _("Clinically responsible"),
        "nobody_named": _("nobody named"),
        "where": _("Where"),
        "ways_in": _("Comes from"),
        "ways_out": _("Leads on to"),
        "untold": _("Nobody has told their part yet."),
        "ends_here": _("The way ends here."),
        "holds": _("the person holds: {holds}"),
        "problems_here": _("Problems"),
        "ideas_here": _("Ideas"),
        "by_whom": _("{text} ({who})"),
        "correct": _("Correct this in the outline"),
        "open_outline": _("Open in the outline"),
        "close": _("Close"),
        "found": _("{found} of {n} steps"),
    }
