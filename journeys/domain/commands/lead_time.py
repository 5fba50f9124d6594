"""A lead time that somebody states for a step becomes the waits on the ways that lead to it (rule A2): nothing is counted twice."""

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.accounts import SOURCES, TIME_UNITS, Account, account_of, is_known
from journeys.domain.commands.draft import Draft
from journeys.domain.commands.reading import SetAccount
from journeys.domain.elements import LEAD_TIME, Element
from journeys.domain.figures.flow import NOT_WORK, clock_of, stop_of

DECIMALS = 6  # of the wait, in the unit of the lead time: well below a second
WHERE = f"fields.{LEAD_TIME.name}"


def enter_lead_time(draft: Draft, step: Element, account: Account, *, replace: bool) -> None:
    """Every flow link into the step gets the account's wait: the lead time less hands-on time and pause, from the same source and person.

    RuleBroken in words: below hands-on time and pause; hands-on time unknown; nothing leads here; the step is itself a wait; a wait from
    the same source and person says something else already and `replace` was not said.
    """
    ways = draft.state.links_into(step["id"], "flow")
    if step["kind"] == "wait":
        raise RuleBroken(_("This step is itself a wait: it holds its own time. Say that instead."), field=WHERE)
    if not ways:
        raise RuleBroken(_("No way leads to this step yet, so there is no wait that could hold its lead time."), field=WHERE)
    if step["kind"] not in NOT_WORK and not is_known(step["pt"]):
        raise RuleBroken(_("Say the hands-on time of this step first: the wait is what is left of the lead time."), field=WHERE)
    wait = _left_over(draft, step, account)
    said = [(link, before) for link in ways if (before := account_of(link["wait"], wait["key"])) is not None and before != wait]
    if said and not replace:
        raise RuleBroken(
            _("%(waits)s. Say that this may be replaced.", waits="; ".join(str(_says(draft, *one)) for one in said)), field="replace_waits"
        )
    for link in ways:
        draft.change_fields(link["id"], [SetAccount("wait", wait)], WHERE)


def _left_over(draft: Draft, step: Element, account: Account) -> Account:
    """The same account without the step's own time, in the same unit."""
    own = stop_of(draft.state, step).days / clock_of(draft.state, step).elapsed_days(1, account["unit"])
    left = account.copy()
    for name in ("value", "low", "high"):
        stated = account[name]  # type: ignore[literal-required]
        if stated is None:
            continue
        rest = round(float(stated) - own, DECIMALS)
        if rest < 0:
            together = _("%(number)s %(unit)s", number=f"{own:.4g}", unit=_(TIME_UNITS[account["unit"]]))
            raise RuleBroken(
                _("The lead time cannot be below the hands-on time and the pause of this step, together %(own)s.", own=together),
                field=WHERE if name == "value" else f"{WHERE}.{name}",
            )
        left[name] = int(rest) if rest.is_integer() else rest  # type: ignore[literal-required]
    return left


def _says(draft: Draft, link: Element, before: Account) -> str:
    ends = " → ".join(f"“{draft.at(link[end])['title']}”" for end in ("source", "target"))
    source = _(SOURCES[before["source"]])
    whose = _("%(source)s, %(who)s", source=source, who=before["who"]) if before["who"] else source
    wait = _("%(number)s %(unit)s", number=f"{before['value']:g}", unit=_(TIME_UNITS[before["unit"]]))
    return _("The way %(ends)s already has a wait of %(wait)s from the same source (%(whose)s)", ends=ends, wait=wait, whose=whose)
