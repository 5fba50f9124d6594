"""Figures and the accounts they are made of: who says what a number is, from which source, side by side.

A figure   {"used": key | None, "accounts": [account, …]}                       unknown = no accounts
An account {"key", "value", "low", "high", "unit", "source", "who", "when", "n", "note"}

The key is "source|who": the same source and person or group corrects its own account; everybody else's stands beside it.
`used` names the account that heads the figure; None means the first one given. Everything is JSON-ready and treated as
immutable: the functions here return new dicts.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from carejourneys.common.wording import Words as _

Source = Literal["observed", "measured", "told", "workshop", "planned"]

SOURCES: dict[str, str] = {
    "observed": _("Seen by us (timed or counted)"),
    "measured": _("Measured from data"),
    "told": _("Told by patients or carers"),
    "workshop": _("Workshop estimate"),
    "planned": _("Planned"),
}
DEFAULT_SOURCE: Source = "workshop"

TIME_UNITS: dict[str, str] = {
    "min": _("minutes"),
    "h": _("hours"),
    "d": _("days"),
    "wd": _("working days"),
    "wk": _("weeks"),
}
UNITS: dict[str, str] = {**TIME_UNITS, "%": "%", "people": _("people")}


class Account(TypedDict):
    """One statement of a number. `low` and `high`: its range, same unit; `when`: ISO date; `n`: how many cases it rests on."""

    key: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    who: str
    when: str | None
    n: int | None
    note: str


class Figure(TypedDict):
    """A number as the map keeps it: every account, and which one heads it."""

    used: str | None
    accounts: list[Account]


def empty_figure() -> Figure:
    """A figure nobody has said anything about yet."""
    return {"used": None, "accounts": []}


def account_key(source: str, who: str) -> str:
    """What makes two accounts the same one: source and who."""
    return f"{source}|{who}"


def make_account(
    *,
    value: float,
    unit: str,
    source: str = DEFAULT_SOURCE,
    who: str = "",
    low: float | None = None,
    high: float | None = None,
    when: str | None = None,
    n: int | None = None,
    note: str = "",
) -> Account:
    """An account from its parts; nothing is checked here (the command parser does)."""
    return {
        "key": account_key(source, who),
        "value": value,
        "low": low,
        "high": high,
        "unit": unit,
        "source": source,
        "who": who,
        "when": when,
        "n": n,
        "note": note,
    }


def is_known(figure: Mapping[str, Any] | None) -> bool:
    """Whether anybody has said what this number is."""
    return bool(figure and figure["accounts"])


def used_account(figure: Mapping[str, Any] | None) -> Account | None:
    """The account that heads the figure: the one named by `used`, else the first; None when unknown."""
    if not figure or not figure["accounts"]:
        return None
    for account in figure["accounts"]:
        if account["key"] == figure["used"]:
            return account
    return figure["accounts"][0]


def account_of(figure: Mapping[str, Any], key: str) -> Account | None:
    """The account with this key, or None."""
    return next((a for a in figure["accounts"] if a["key"] == key), None)


def figure_with(figure: Mapping[str, Any], account: Account) -> Figure:
    """The figure with this account in place of the one of the same key, or added at the end."""
    accounts = list(figure["accounts"])
    for place, old in enumerate(accounts):
        if old["key"] == account["key"]:
            accounts[place] = account
            break
    else:
        accounts.append(account)
    return {"used": figure["used"], "accounts": accounts}


def figure_without(figure: Mapping[str, Any], key: str) -> Figure:
    """The figure without the account of this key; if it headed the figure, the first one left does."""
    return {
        "used": None if figure["used"] == key else figure["used"],
        "accounts": [a for a in figure["accounts"] if a["key"] != key],
    }


def figure_not_from(figure: Mapping[str, Any], source: Source) -> Figure:
    """The figure without what this source says; if that headed it, the first one left does."""
    accounts = [account for account in figure["accounts"] if account["source"] != source]
    return {"used": figure["used"] if any(account["key"] == figure["used"] for account in accounts) else None, "accounts": accounts}


def figure_headed_by(figure: Mapping[str, Any], key: str | None) -> Figure:
    """The figure with another account at its head (None: the first one given)."""
    return {"used": key, "accounts": list(figure["accounts"])}


def figure_of(*accounts: Account, used: str | None = None) -> Figure:
    """A figure made of these accounts; handy for templates and tests."""
    return {"used": used, "accounts": list(accounts)}
