"""One form for every kind of command, made from the tables of kinds and fields; what is typed becomes the raw command.

form = CommandForm(desk, request.POST or None)
outcome = form.sent()      # None when something typed will not do: the form says what, beside the field
"""

from typing import Any

from django import forms

from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.common.forms import PlainForm
from carejourneys.common.ids import uuid7
from journeys.domain.accounts import DEFAULT_SOURCE
from journeys.domain.elements import Element, fields_of, settable_fields
from journeys.queries.desk import Desk
from journeys.services.map_editing import Changed, Clashed, Incoming, Refused, apply_map_commands

from .field_inputs import shown_account, shown_value
from .param_inputs import inputs_of


class CommandForm(PlainForm):
    """`command_id` makes sending twice harmless; `base_revision` is the map that was looked at while typing."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    base_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, desk: Desk, data=None):
        super().__init__(data, initial={**_initial(desk), "command_id": uuid7(), "base_revision": desk.map.revision})
        self.desk = desk
        self.inputs = list(inputs_of(desk))
        self.tucked = {name for one in self.inputs if one.tucked for name in one.fields}
        for one in self.inputs:
            self.fields.update(one.fields)

    @property
    def plain_to_see(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.tucked]

    @property
    def under_more(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.tucked]

    @property
    def more_is_open(self) -> bool:
        return any(field.errors for field in self.under_more)

    @property
    def says_nothing_new(self) -> bool:
        """Whether it would change something that stands, and what was typed is what it says already."""
        return self.desk.corrects and self.is_valid() and not set(self.changed_data) - {"command_id", "base_revision"}

    def sent(self) -> Changed | Clashed | None:
        """Sends the command. None: it was refused, and the form says why."""
        if not self.is_valid():
            return None
        try:
            raw = self._raw()
        except RuleBroken as refusal:
            self.refuse(refusal.message, refusal.field)
            return None
        incoming = Incoming(self.desk.by, self.cleaned_data["command_id"], self._base(), raw)
        (outcome,) = apply_map_commands(self.desk.map.pk, [incoming])
        if not isinstance(outcome, Refused):
            return outcome
        if isinstance(outcome.error, NotFound):
            raise outcome.error
        self.refuse(outcome.reason, outcome.field)
        return None

    def _base(self) -> int:
        """The revision it is judged against: that of now where an account is corrected and nobody else changed the parts that were."""
        if "account" in self.desk.given and not any(
            self._changed_by_others(name) for name in self.changed_data if name.startswith("said_")
        ):
            return self.desk.map.revision
        return self.cleaned_data["base_revision"]

    def _changed_by_others(self, name: str) -> bool:
        """Whether the field says something else now than when the form was shown."""
        now = self.get_initial_for_field(self.fields[name], name)
        return self.fields[name].has_changed(now, self.data.get(self.add_initial_prefix(name), ""))

    def _raw(self) -> dict[str, Any]:
        raw: dict[str, Any] = {"kind": self.desk.spec.name}
        for one in self.inputs:
            one.fill(raw, self.cleaned_data, set(self.changed_data))
        return raw

    def refuse(self, message: str, where: str | None) -> None:
        """The message beside the field it is about, wherever that stands; else above the form."""
        path = (where or "").removeprefix("fields.")
        name = next((one for one in (path, path.split(".")[0], f"said_{path.split('.')[-1]}", "said_value") if one in self.fields), None)
        self.add_error(name if name and not self.fields[name].widget.is_hidden and where else None, message)


def _initial(desk: Desk) -> dict[str, Any]:
    """What the form shows before anything is typed: what was chosen on the way here, what the subject says now."""
    shown = _of_something_new(desk) if desk.subject is None else _as_it_stands(desk, desk.subject)
    known = {name for param in desk.spec.params for name in (param.name, *(fields_of(param.types[0]) if param.types else ()))}
    chosen: dict[str, Any] = {name: value for name, value in desk.given.items() if name in known}
    chosen |= {name: desk.given[name].split(",") for name in ("steps", "copy") if name in desk.given}
    return {"said_source": DEFAULT_SOURCE, **shown, **chosen}


def _of_something_new(desk: Desk) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for param in desk.spec.params:
        for spec in settable_fields(param.types[0]) if param.role == "fields" else ():
            shown |= {} if spec.is_figure else shown_value(spec, spec.blank())
    return shown


def _as_it_stands(desk: Desk, subject: Element) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for spec in settable_fields(subject["type"]):
        shown |= {} if spec.is_figure else shown_value(spec, subject[spec.name])
    shown |= {name: subject[name] for name in ("lane", "column", "source", "target", "phase") if name in subject}
    if any(param.role == "before" for param in desk.spec.params):
        shown["before"] = _next_sibling(desk, subject)
    figure = subject.get(desk.given.get("field", ""))
    if isinstance(figure, dict) and "account" in desk.given:
        shown |= shown_account(figure, desk.given["account"])
    return shown


def _next_sibling(desk: Desk, subject: Element) -> str:
    """In front of whom it stands now, so that an untouched form moves nothing."""
    if subject["type"] == "step":
        row = desk.state.cell(subject["lane"], subject["column"])
    else:
        row = desk.state.of_type(subject["type"])
    ids = [one["id"] for one in row]
    after = ids[ids.index(subject["id"]) + 1 :]
    return after[0] if after else ""
