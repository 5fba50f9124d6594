"""Reads what a client sent into values of the domain, strictly: every refusal names the field and says what would do.

Nothing is guessed: an unknown field, a wrong type, NaN, a number out of bounds, a text too long or one that could name a
patient is refused. Texts come out trimmed, in one Unicode form (NFC), without control characters.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from carejourneys.common.errors import RuleBroken
from carejourneys.common.screening import screen
from carejourneys.common.wording import Words as _
from carejourneys.common.wording import either
from journeys.domain.accounts import DEFAULT_SOURCE, SOURCES, UNITS, Account, Figure, account_key, empty_figure, figure_with, make_account
from journeys.domain.elements import SHORT, TYPE_WORDS, Element, Field, Value, field_of, settable_fields

NOTE_LENGTH = 500
MOST_ACCOUNTS = 40  # of one figure
# signs that nobody sees: they would only part a word from itself, for those who look for it
_CONTROL = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL and lone surrogates: no database and no file takes them
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_ACCOUNT_PARTS = frozenset({"key", "value", "low", "high", "unit", "source", "who", "when", "n", "note"})


@dataclass(frozen=True)
class SetField:
    """A plain field gets a value."""

    name: str
    value: Any


@dataclass(frozen=True)
class SetAccount:
    """An account joins a figure, or corrects the one of the same source and who."""

    name: str
    account: Account


@dataclass(frozen=True)
class ForgetAccount:
    """An account is taken back."""

    name: str
    key: str


@dataclass(frozen=True)
class SetHeadline:
    """Another account heads the figure; None: the first one given."""

    name: str
    key: str | None


FieldChange = SetField | SetAccount | ForgetAccount | SetHeadline


def refuse(message: str, where: str) -> RuleBroken:
    """The error for a field that will not do."""
    return RuleBroken(message, field=where)


def wrong_type(wanted: Iterable[str], found: Element, where: str) -> RuleBroken:
    """The refusal of something of another type."""
    words = either([_(TYPE_WORDS[one]) for one in wanted])
    return RuleBroken(_("This must be a %(wanted)s, not a %(found)s.", wanted=words, found=_(TYPE_WORDS[found["type"]])), field=where)


def check_it_can_be_kept(raw: Any) -> None:
    """RuleBroken naming the place of the first text, value or name, that could not be stored: anywhere in what was sent."""
    waiting: list[tuple[str, Any]] = [("", raw)]
    while waiting:
        at, one = waiting.pop()
        if isinstance(one, str) and _UNKEEPABLE.search(one):
            raise refuse(_("There is a sign in this text that cannot be kept. Please type it again."), at or "command")
        if isinstance(one, Mapping):
            for name in one:
                if isinstance(name, str) and _UNKEEPABLE.search(name):
                    raise refuse(_("There is a sign in this name that cannot be kept."), _below(at, _UNKEEPABLE.sub("\ufffd", name)))
            waiting += [(_below(at, name), inner) for name, inner in reversed(list(one.items()))]
        elif isinstance(one, list | tuple):
            waiting += [(_below(at, place), inner) for place, inner in reversed(list(enumerate(one)))]


def _below(at: str, name: Any) -> str:
    return f"{at}.{str(name)[:60]}".lstrip(".")[:300]


def read_object(raw: Any, where: str) -> Mapping[str, Any]:
    """A JSON object with text keys."""
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise refuse(_("This must be an object with named values."), where)
    return raw


def read_list(raw: Any, where: str, *, most: int, least: int = 1) -> list[Any]:
    """A JSON list of a bounded length."""
    if not isinstance(raw, list | tuple):
        raise refuse(_("This must be a list."), where)
    if len(raw) < least:
        raise refuse(_("This needs at least %(least)s.", least=least), where)
    if len(raw) > most:
        raise refuse(_("At most %(most)s at once; this has %(n)s.", most=most, n=len(raw)), where)
    return list(raw)


def read_id(raw: Any, where: str) -> str:
    """A UUID in its usual written form, lower case."""
    if isinstance(raw, UUID):
        return str(raw)
    try:
        if not isinstance(raw, str) or len(raw) != 36:
            raise ValueError
        return str(UUID(raw))
    except ValueError:
        raise refuse(_("This must be the id of something (a UUID)."), where) from None


def written(raw: str) -> str:
    """A text in one Unicode form (NFC), its line breaks alike, without control characters."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")))


def read_text(raw: Any, where: str, *, max_length: int, required: bool = False, lines: bool = False) -> str:
    """A text, trimmed and in NFC; one line unless `lines`. Refused when it could name a patient."""
    if raw is None:
        raw = ""
    if not isinstance(raw, str):
        raise refuse(_("This must be text."), where)
    text = written(raw).strip()
    if not lines:
        text = " ".join(text.split())
    if required and not text:
        raise refuse(_("Please write something here."), where)
    if len(text) > max_length:
        raise refuse(_("This is too long: %(n)s characters. At most %(most)s.", n=len(text), most=max_length), where)
    findings = screen(text)
    if findings:
        raise refuse(_words_about(findings), where)
    return text


def _words_about(findings: list) -> str:
    """A kind refusal that names what was seen, so that the writer can find it."""
    seen = "; ".join(dict.fromkeys(str(finding.message) for finding in findings))
    return _("%(seen)s Please leave out anything that could tell who a person is.", seen=seen)


def read_number(raw: Any, where: str, *, low: float | None, high: float | None, whole: bool = False) -> float:
    """A finite number within its bounds, both included."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise refuse(_("This must be a number."), where)
    if raw != raw or raw in (float("inf"), float("-inf")):
        raise refuse(_("This must be a number."), where)
    if low is not None and raw < low:
        raise refuse(_("This must be %(least)s or more.", least=_plain(low)), where)
    if high is not None and raw > high:
        raise refuse(_("This must be %(most)s or less.", most=_plain(high)), where)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if whole and not isinstance(raw, int):
        raise refuse(_("This must be a whole number."), where)
    return raw


def _plain(number: float) -> str:
    return f"{number:,.10g}" if isinstance(number, float) else f"{number:,}"


def read_choice(raw: Any, where: str, *, choices: tuple[str, ...]) -> str:
    """One of the choices."""
    if not isinstance(raw, str) or raw not in choices:
        raise refuse(_("This must be one of: %(choices)s.", choices=", ".join(choices)), where)
    return raw


def read_date(raw: Any, where: str) -> str:
    """A day as YYYY-MM-DD."""
    if isinstance(raw, str) and _ISO_DATE.match(raw):
        try:
            return date.fromisoformat(raw).isoformat()
        except ValueError:
            pass
    raise refuse(_("This must be a date such as 2026-06-30."), where)


def read_plain(spec: Field, raw: Any, where: str) -> Any:
    """The value of a field that is no figure, by the field table."""
    if raw is None and (spec.null or spec.value not in (Value.TEXT, Value.LONG_TEXT)):
        if spec.null:
            return None
        raise refuse(_("This cannot be left empty."), where)
    match spec.value:
        case Value.TEXT | Value.LONG_TEXT:
            return read_text(raw, where, max_length=spec.max_length, lines=spec.value is Value.LONG_TEXT)
        case Value.CHOICE:
            return read_choice(raw, where, choices=spec.choice_values)
        case Value.NUMBER:
            return read_number(raw, where, low=spec.low, high=spec.high)
        case Value.YES_NO:
            if not isinstance(raw, bool):
                raise refuse(_("This must be yes, no or not known (true, false or null)."), where)
            return raw
        case Value.ELEMENT | Value.ORGANISATION:
            return read_id(raw, where)
        case Value.VOLUME:
            return _read_volume(spec, raw, where)
    raise refuse(_("This cannot be set here."), where)


def _read_volume(spec: Field, raw: Any, where: str) -> dict[str, Any]:
    parts = read_object(raw, where)
    _only(parts, {"n", "per"}, where)
    return {
        "n": read_number(parts.get("n"), f"{where}.n", low=spec.low, high=spec.high),
        "per": read_choice(parts.get("per"), f"{where}.per", choices=spec.choice_values),
    }


def _only(parts: Mapping[str, Any], known: frozenset[str] | set[str], where: str) -> None:
    for name in parts:
        if name not in known:
            raise refuse(_("There is nothing called “%(name)s” here.", name=name[:60]), f"{where}.{name[:60]}")


def read_account(spec: Field, raw: Any, where: str) -> Account | ForgetAccount:
    """An account of a figure. A bare number is a workshop estimate in the field's unit; a null value takes the account back."""
    if not isinstance(raw, Mapping):
        raw = {"value": raw}
    parts = read_object(raw, where)
    _only(parts, _ACCOUNT_PARTS, where)
    source = read_choice(parts.get("source") or DEFAULT_SOURCE, f"{where}.source", choices=tuple(SOURCES))
    who = read_text(parts.get("who"), f"{where}.who", max_length=SHORT)
    if "|" in who:
        raise refuse(_("Please leave out the sign | here."), f"{where}.who")
    key = account_key(source, who)
    if parts.get("key") not in (None, key):
        raise refuse(_("The key of an account is its source and who, joined by |."), f"{where}.key")
    if parts.get("value") is None:
        if parts.get("low") is not None or parts.get("high") is not None:
            raise refuse(_("A range needs the most likely value too."), f"{where}.value")
        return ForgetAccount(spec.name, key)
    value = read_number(parts["value"], f"{where}.value", low=spec.low, high=spec.high)
    low = None if parts.get("low") is None else read_number(parts["low"], f"{where}.low", low=spec.low, high=spec.high)
    high = None if parts.get("high") is None else read_number(parts["high"], f"{where}.high", low=spec.low, high=spec.high)
    if low is not None and low > value:
        raise refuse(_("The lowest value must not be above the value itself."), f"{where}.low")
    if high is not None and high < value:
        raise refuse(_("The highest value must not be below the value itself."), f"{where}.high")
    return make_account(
        value=value,
        low=low,
        high=high,
        unit=_read_unit(spec, parts.get("unit"), f"{where}.unit"),
        source=source,
        who=who,
        when=None if not parts.get("when") else read_date(parts["when"], f"{where}.when"),
        n=None if parts.get("n") is None else int(read_number(parts["n"], f"{where}.n", low=1, high=1_000_000_000, whole=True)),
        note=read_text(parts.get("note"), f"{where}.note", max_length=NOTE_LENGTH, lines=True),
    )


def _read_unit(spec: Field, raw: Any, where: str) -> str:
    unit = raw or spec.unit
    if unit not in spec.units:
        raise refuse(_("This must be one of: %(choices)s.", choices=", ".join(f"{u} ({_(UNITS[u])})" for u in spec.units)), where)
    return unit


def read_flag(raw: Any, where: str) -> bool:
    """true or false."""
    if not isinstance(raw, bool):
        raise refuse(_("This must be true or false."), where)
    return raw


def read_fields(element_type: str, raw: Any, where: str = "fields", *, stated: tuple[Field, ...] = ()) -> tuple[FieldChange, ...]:
    """The changes that a `fields` object asks for: plain fields by name, figures by account, "pt.used" for the headline.

    stated: further figures that may be stated, an account at a time; what becomes of them is the command's to say.
    """
    parts = read_object(raw, where)
    settable = {spec.name: spec for spec in (*settable_fields(element_type), *stated)}
    changes: list[FieldChange] = []
    for name, given in parts.items():
        spec = settable.get(name.removesuffix(".used"))
        at = f"{where}.{name[:60]}"
        if spec is None or (name.endswith(".used") and (not spec.is_figure or spec in stated)):
            raise refuse(_no_such_field(element_type, name), at)
        if name.endswith(".used"):
            changes.append(SetHeadline(spec.name, _read_key(given, at)))
        elif spec.is_figure:
            for place, one in enumerate(given if isinstance(given, list) else [given]):
                account = read_account(spec, one, f"{at}.{place}" if isinstance(given, list) else at)
                if isinstance(account, ForgetAccount) and spec in stated:
                    raise refuse(_("This is kept elsewhere: take it back there."), at)
                changes.append(account if isinstance(account, ForgetAccount) else SetAccount(spec.name, account))
        else:
            changes.append(SetField(spec.name, read_plain(spec, given, at)))
    # a headline is chosen among the accounts as they are afterwards, whatever the order of the keys sent
    return tuple(sorted(changes, key=lambda change: isinstance(change, SetHeadline)))


def _no_such_field(element_type: str, name: str) -> str:
    if field_of(element_type, name) is not None:
        return _("“%(name)s” is changed by a command of its own.", name=name)
    return _("There is no field called “%(name)s” on a %(thing)s.", name=name[:60], thing=_(TYPE_WORDS[element_type]))


def _read_key(raw: Any, where: str) -> str | None:
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str) or "|" not in raw or len(raw) > SHORT + 20:
        raise refuse(_("This must be the key of an account (source|who)."), where)
    return raw


def read_figure(spec: Field, raw: Any, where: str) -> Figure:
    """A whole figure, as a pasted element carries it."""
    if raw is None:
        return empty_figure()
    parts = read_object(raw, where)
    _only(parts, {"used", "accounts"}, where)
    figure = empty_figure()
    for place, one in enumerate(read_list(parts.get("accounts") or [], f"{where}.accounts", most=MOST_ACCOUNTS, least=0)):
        account = read_account(spec, one, f"{where}.accounts.{place}")
        if isinstance(account, ForgetAccount):
            raise refuse(_("An account needs a value."), f"{where}.accounts.{place}.value")
        figure = figure_with(figure, account)
    used = _read_key(parts.get("used"), f"{where}.used")
    if used is not None and all(account["key"] != used for account in figure["accounts"]):
        raise refuse(_("No account has this key."), f"{where}.used")
    return {"used": used, "accounts": figure["accounts"]}
