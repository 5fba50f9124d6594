"""Form fields out of the field table: how each sort of value is asked for, and read back as a command says it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from carejourneys.common.forms import ExemptCharField
from journeys.domain.accounts import SOURCES, UNITS, account_of
from journeys.domain.commands.reading import NOTE_LENGTH
from journeys.domain.elements import SHORT, Field, Value
from journeys.domain.typed_amounts import in_unit, read_amount
from journeys.queries.desk import Desk
from journeys.queries.words import amount

Cleaned = dict[str, Any]


@dataclass
class Input:
    """One value of a command: the form's fields it takes, and `fill(raw, cleaned, changed)`, which puts it into the raw command.

    tucked: shown under “More”.
    """

    fields: dict[str, forms.Field]
    fill: Callable[[dict[str, Any], Cleaned, set[str]], None]
    tucked: bool = field(default=False)


class JudgedCharField(ExemptCharField):
    """Text that the command parser judges, so that every way in says the same: here nothing is refused."""

    def __init__(self, **options):
        super().__init__(reason="the command parser screens it", **options)

    def validate(self, value: str) -> None:
        """Whether it may be empty is the parser's to say."""


def words_field(label: str, *, lines: bool = False, help: str = "", **options) -> JudgedCharField:
    """One line of text, or several."""
    widget = forms.Textarea(attrs={"rows": 3}) if lines else forms.TextInput()
    options.setdefault("required", False)
    return JudgedCharField(label=label, help_text=help, widget=widget, **options)


def choice_field(label: str, choices: list, *, none: str | None = None, help: str = "", **options) -> forms.ChoiceField:
    """A list to choose from; `none` is the word for choosing nothing."""
    options.setdefault("required", none is None)
    gone = {"invalid_choice": _("This cannot be chosen any more. Choose again."), "required": _("Choose one.")}
    offered = [*([("", none)] if none is not None else []), *choices]
    return forms.ChoiceField(label=label, choices=offered, help_text=help, error_messages=gone, **options)


def plain_field(desk: Desk, spec: Field) -> dict[str, forms.Field]:
    """The form fields of one field that is no figure."""
    label, help = _(spec.label), _(spec.help) if spec.help else ""
    match spec.value:
        case Value.TEXT | Value.LONG_TEXT:
            return {spec.name: words_field(label, lines=spec.value is Value.LONG_TEXT, help=help, required=spec.required)}
        case Value.CHOICE | Value.YES_NO | Value.ELEMENT | Value.ORGANISATION:
            offered, none = _offered(desk, spec)
            return {spec.name: choice_field(label, offered, none=none, help=help)}
        case Value.NUMBER:
            return {spec.name: forms.FloatField(label=label, help_text=help, required=not spec.null)}
        case Value.VOLUME:
            number = forms.FloatField(label=label, help_text=help, required=False)
            return {spec.name: number, f"{spec.name}_per": choice_field(_("In a"), choices_of(spec), required=False)}
    return {}


def _offered(desk: Desk, spec: Field) -> tuple[list, str | None]:
    """What one chooses from, and the word for choosing nothing."""
    match spec.value:
        case Value.YES_NO:
            return [("yes", _("Yes")), ("no", _("No"))], _("not known")
        case Value.ELEMENT:
            return desk.elements(*(one.value for one in spec.refers)), _("none") if spec.null else None
        case Value.ORGANISATION:
            return desk.organisations, _("none")
    return choices_of(spec), _("not said") if spec.null else None


def choices_of(spec: Field) -> list[tuple[str, str]]:
    """A field's choices in words."""
    return [(value, _(word)) for value, word in spec.choices]


def shown_value(spec: Field, value: Any) -> dict[str, Any]:
    """A stored value as the form's fields show it."""
    match spec.value:
        case Value.YES_NO:
            return {spec.name: "" if value is None else "yes" if value else "no"}
        case Value.VOLUME:
            return {spec.name: value and value["n"], f"{spec.name}_per": value["per"] if value else spec.choices[-1][0]}
    return {spec.name: "" if value is None else value}


def typed_value(spec: Field, cleaned: Cleaned) -> Any:
    """What was typed, as a command says it."""
    value = cleaned.get(spec.name)
    match spec.value:
        case Value.TEXT | Value.LONG_TEXT:
            return value
        case Value.YES_NO:
            return None if not value else value == "yes"
        case Value.VOLUME:
            return None if value is None else {"n": value, "per": cleaned[f"{spec.name}_per"]}
    return None if value == "" else value


# figures


def quick_figure(spec: Field) -> forms.Field:
    """A figure on the form of a new element: its number alone; who says so is asked once for all."""
    return words_field(f"{_(spec.label)} ({_(UNITS[spec.unit])})", help=_(spec.help))


def account_fields(spec: Field, *, fixed: bool) -> dict[str, forms.Field]:
    """Everything about one account. fixed: source and who stay, because one account is being corrected."""
    units = _("Such as 20 min, 5 d or 2 wk. A bare number is in %(unit)s.") % {"unit": _(UNITS[spec.unit])}
    help = units if len(spec.units) > 1 else _("A number in %(unit)s.") % {"unit": _(UNITS[spec.unit])}
    return {
        "said_value": words_field(_("How much?"), help=help, required=True),
        **source_fields(fixed=fixed),
    }


def account_details() -> dict[str, forms.Field]:
    """What can be said about an account beside its number and source."""
    return {
        "said_n": forms.IntegerField(label=_("How many cases does it rest on?"), required=False),
        "said_low": words_field(_("Lowest"), help=_("The range, if it varies.")),
        "said_high": words_field(_("Highest")),
        "said_when": forms.DateField(
            label=_("When was this so?"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        ),
        "said_note": words_field(_("Note"), lines=True, max_length=NOTE_LENGTH),
    }


def source_fields(*, fixed: bool = False) -> dict[str, forms.Field]:
    """Where a number comes from and who says so."""
    found: dict[str, forms.Field] = {
        "said_source": choice_field(_("Where does it come from?"), [(value, _(word)) for value, word in SOURCES.items()]),
        "said_who": words_field(_("Who says so?"), help=_("A group, such as: GPs. Not a person’s name."), max_length=SHORT),
    }
    if fixed:
        for one in found.values():
            one.widget = forms.HiddenInput()
    return found


def shown_account(figure: dict[str, Any], key: str) -> dict[str, Any]:
    """An account of a figure as the form's fields show it."""
    account = account_of(figure, key)
    if account is None:
        return {}
    numbers = {f"said_{name}": amount(account[name], account["unit"]) for name in ("value", "low", "high")}  # type: ignore[literal-required]
    rest = {f"said_{name}": account[name] for name in ("source", "who", "n", "note")}  # type: ignore[literal-required]
    return {**numbers, **rest, "said_when": date.fromisoformat(account["when"]) if account["when"] else None}


def typed_account(spec: Field, cleaned: Cleaned) -> dict[str, Any]:
    """What was typed, as an account. RuleBroken names the form's field."""
    value, unit = read_amount(cleaned["said_value"], spec, field="said_value")
    account: dict[str, Any] = {"value": value, "unit": unit, "source": cleaned["said_source"], "who": cleaned["said_who"]}
    for name in ("low", "high"):
        if cleaned.get(f"said_{name}"):
            account[name] = in_unit(*read_amount(cleaned[f"said_{name}"], spec, unit=unit, field=f"said_{name}"), unit, f"said_{name}")
    if cleaned.get("said_when"):
        account["when"] = cleaned["said_when"].isoformat()
    return account | {name: cleaned[f"said_{name}"] for name in ("n", "note") if cleaned.get(f"said_{name}") not in (None, "")}
