"""Form fields out of the table of command kinds: each parameter of a kind becomes an Input, by its role."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carejourneys.common.errors import RuleBroken
from carejourneys.common.ids import uuid7
from journeys.domain.accounts import account_key, account_of
from journeys.domain.commands.kinds import Param
from journeys.domain.copying import copies_of_steps
from journeys.domain.elements import Element, Field, fields_of, figure_of, settable_fields
from journeys.domain.typed_amounts import read_amount
from journeys.queries.changes import revision_in
from journeys.queries.desk import Desk

from .field_inputs import (
    Cleaned,
    Input,
    account_details,
    account_fields,
    choice_field,
    plain_field,
    quick_figure,
    shown_account,
    source_fields,
    typed_account,
    typed_value,
    words_field,
)

Raw = dict[str, Any]


def new_id() -> str:
    return str(uuid7())


def inputs_of(desk: Desk) -> Iterator[Input]:
    """Everything the form of this kind asks for."""
    for param in desk.spec.params:
        if param is desk.subject_param:
            yield hidden(param.name)
        elif param.role:
            yield from BY_ROLE[param.role](desk, param)
        else:
            yield OF_ITS_OWN_SORT.get((desk.spec.name, param.name), OF_ITS_OWN_SORT.get(("", param.name), plain_words))(desk, param)


def hidden(name: str, read: Callable[[str], Any] = str) -> Input:
    """A value that was chosen on the way here."""
    form_field = words_field("", required=True)
    form_field.widget = forms.HiddenInput()
    return Input({name: form_field}, lambda raw, cleaned, changed: raw.update({name: read(cleaned[name])}))


def copied(name: str, fields: dict[str, forms.Field], *, tucked: bool = False, always: bool = False) -> Input:
    """What was typed or chosen goes into the command as it is; nothing typed is left out (or, `always`, said as null)."""

    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        if cleaned.get(name) not in (None, "", []) or always:
            raw[name] = cleaned[name] or None

    return Input(fields, fill, tucked)


def pick_many(label: str, choices: list, **options) -> forms.MultipleChoiceField:
    """Several of a list, each with a box to tick."""
    widget = forms.CheckboxSelectMultiple(attrs={"class": "pick-many"})
    return forms.MultipleChoiceField(label=label, choices=choices, widget=widget, **options)


# by role


def made_here(desk: Desk, param: Param) -> Iterator[Input]:
    """The id of a new element."""
    yield Input({}, lambda raw, cleaned, changed: raw.update({param.name: new_id()}))


def reference(desk: Desk, param: Param) -> Iterator[Input]:
    label = REFERENCE_WORDS.get(param.name) or _(fields_of(param.types[0])["title"].label)
    choices = desk.elements(*param.types, without=desk.subject_id or "")
    help = _(param.help) if param.help else ""
    none = _("none") if param.optional else _("choose")
    asked = choice_field(str(label), choices, none=none, help=help, required=not param.optional)
    asked.show_hidden_initial = desk.subject is not None  # so that what others changed meanwhile is not put back by a form left as it was
    yield copied(param.name, {param.name: asked}, always=param.null and desk.subject_param is not None)


def several(desk: Desk, param: Param) -> Iterator[Input]:
    asked = pick_many(_("Which steps become one with it?"), desk.elements(*param.types, without=desk.subject_id or ""))
    yield copied(param.name, {param.name: asked})


def in_front(desk: Desk, param: Param) -> Iterator[Input]:
    """Its place among its siblings; what stands already keeps its place unless another is chosen."""
    choices = desk.elements(*param.types, without=desk.subject_id or "")
    asked = choice_field(_("In front of"), choices, none=_("none: at the end"))
    asked.show_hidden_initial = desk.subject_param is not None
    needed = all(other in (param, desk.subject_param) for other in desk.spec.params)

    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        if needed or param.name in changed:
            raw[param.name] = cleaned[param.name] or None

    yield Input({param.name: asked}, fill, tucked=desk.subject_param is None)


def one_value(desk: Desk, param: Param) -> Iterator[Input]:
    spec = param.spec
    if spec is None:
        return
    fields = plain_field(desk, spec)
    for one in fields.values():
        one.required = one.required and not param.optional
        one.show_hidden_initial = desk.subject is not None

    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        if cleaned[param.name] != "" or not param.optional:
            raw[param.name] = typed_value(spec, cleaned)

    yield Input(fields, fill)


def some_fields(desk: Desk, param: Param) -> Iterator[Input]:
    """The fields of an element: of a new one those that differ from the default, of an old one those that were changed."""
    element_type = param.types[0]
    figure = figure_of(element_type, desk.given.get("field", ""))
    if figure is not None:
        yield from one_account(desk, figure)
        return
    taken = {other.name for other in desk.spec.params}
    for spec in settable_fields(element_type):
        if spec.name in taken:
            continue
        if not spec.is_figure:
            yield a_field(spec, plain_field(desk, spec), new=desk.subject is None)
        elif desk.subject is None:
            yield a_quick_figure(spec)
    if desk.subject is None and any(spec.is_figure for spec in settable_fields(element_type)):
        yield Input(source_fields(), lambda raw, cleaned, changed: None, tucked=True)


def a_field(spec: Field, fields: dict[str, forms.Field], *, new: bool) -> Input:
    """One plain field, sent when it was changed."""
    for one in fields.values():
        one.show_hidden_initial = not new

    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        value = typed_value(spec, cleaned)
        if (new and value != spec.blank()) or (not new and changed & fields.keys()):
            raw.setdefault("fields", {})[spec.name] = value

    return Input(fields, fill, tucked=new and spec.name not in PLAIN_TO_SEE)


def a_quick_figure(spec: Field) -> Input:
    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        if cleaned[spec.name]:
            value, unit = read_amount(cleaned[spec.name], spec, field=spec.name)
            account = {"value": value, "unit": unit, "source": cleaned["said_source"] or None, "who": cleaned["said_who"]}
            raw.setdefault("fields", {})[spec.name] = account

    return Input({spec.name: quick_figure(spec)}, fill, tucked=spec.name not in ASKED_AT_ONCE)


def one_account(desk: Desk, spec: Field) -> Iterator[Input]:
    """One account of a figure: said, corrected ("account="), put at its head ("use="), taken back ("take=")."""
    if "use" in desk.given:
        yield Input({}, lambda raw, cleaned, changed: raw.update(fields={f"{spec.name}.used": desk.given["use"]}))
    elif "take" in desk.given:
        source, _bar, who = desk.given["take"].partition("|")
        gone = {"value": None, "source": source, "who": who}
        yield Input({}, lambda raw, cleaned, changed: raw.update(fields={spec.name: gone}))
    else:
        corrected = "account" in desk.given  # then its day is seen, and put right with it
        asked, details = account_fields(spec, fixed=corrected), account_details()
        for one in (asked["said_value"], *details.values()):
            one.show_hidden_initial = corrected
        yield Input(asked, lambda raw, cleaned, changed: None)
        yield Input(
            details, lambda raw, cleaned, changed: raw.update(fields={spec.name: said_account(desk, spec, cleaned, changed)}), not corrected
        )


def said_account(desk: Desk, spec: Field, cleaned: Cleaned, changed: set[str]) -> dict[str, Any]:
    """What was typed, as an account. Of one that is corrected what was left as it was stays as it is now. A further one does not take the
    place of one that stands: RuleBroken names the field to tell them apart by.
    """
    if "account" in desk.given and desk.subject is not None:
        shown = shown_account(desk.subject[spec.name], desk.given["account"])
        cleaned = {**cleaned, **{name: value for name, value in shown.items() if name not in changed}}
    account = typed_account(spec, cleaned)
    figure = desk.subject.get(spec.name) if desk.subject is not None else None  # a lead time is kept elsewhere
    stands = figure and account_of(figure, account_key(account["source"], account["who"]))
    if stands and "account" not in desk.given:
        words = _("This source has said something here already. Say who says it now, or go back and correct what stands.")
        raise RuleBroken(words, field="said_who")
    return account


def agreed(desk: Desk, param: Param) -> Iterator[Input]:
    """Something to agree to, asked where the figure it is about is stated."""
    if desk.figure is None or not any(desk.figure in other.stated for other in desk.spec.params):
        return
    asked = forms.BooleanField(label=FLAG_WORDS[param.name], required=False)
    yield copied(param.name, {param.name: asked})


# of their own sort


def parts(desk: Desk, param: Param) -> Input:
    """The parts that follow a step, a line each."""
    asked = words_field(_("The steps that follow it, one a line"), lines=True, help=_("It stays as the first part."), required=True)

    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        lines = [line for line in cleaned["parts"].splitlines() if line.strip()]
        raw["parts"] = [{"step": new_id(), "title": line, "link": new_id()} for line in lines]

    return Input({"parts": asked}, fill)


def elements(desk: Desk, param: Param) -> Input:
    """Steps of this map to copy, or elements written as JSON."""

    def fill(raw: Raw, cleaned: Cleaned, changed: set[str]) -> None:
        if cleaned["elements"]:
            raw["elements"] = _from_json(cleaned["elements"])
        elif cleaned["copy"]:
            where = {"lane": cleaned["to_lane"] or None, "column": cleaned["to_column"] or None}
            raw["elements"] = copies_of_steps(desk.state, cleaned["copy"], new_id, **where)
        else:
            raise RuleBroken(_("Choose at least one step."), field="copy")

    return Input(_what_to_copy(desk), fill)


def _what_to_copy(desk: Desk) -> dict[str, forms.Field]:
    return {
        "copy": pick_many(_("Which steps?"), desk.elements("step"), required=False, help_text=_("Links between them are copied too.")),
        "to_lane": choice_field(_("Into which lane?"), desk.elements("lane"), none=_("each in its own")),
        "to_column": choice_field(_("Beginning in which column?"), desk.elements("column"), none=_("each in its own")),
        "elements": words_field(_("Or elements as JSON"), lines=True, help=_("A list of whole elements, as the API takes them.")),
    }


def _from_json(text: str) -> list[Element]:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RuleBroken(_("This is not JSON."), field="elements") from None


def own_change(desk: Desk, param: Param) -> Input:
    nothing = _("nothing of yours can be chosen") if not desk.own_changes else None
    return copied(param.name, {param.name: choice_field(_("Which of your changes?"), desk.own_changes, none=nothing, required=True)})


def any_element(desk: Desk, param: Param) -> Input:
    """What to set back; an element that is gone is named by the address."""
    if desk.given.get(param.name):
        return hidden(param.name)
    choices = desk.elements("step", "link", "lane", "column", "phase", "problem", "idea", "map")
    choices += [(_("No longer on the map"), desk.gone)] if desk.gone else []
    return copied(param.name, {param.name: choice_field(_("What?"), choices)})


def revision(desk: Desk, param: Param) -> Input:
    if desk.given.get(param.name):
        return hidden(param.name, read=lambda text: text if revision_in(text) is None else revision_in(text))
    asked = forms.IntegerField(
        label=_("As it was at which revision?"), help_text=_("What changed, and when, stands on the page of the step.")
    )
    return copied(param.name, {param.name: asked})


def plain_words(desk: Desk, param: Param) -> Input:
    """A parameter nobody thought of here: as text, or as JSON when it looks like it."""
    asked = words_field(param.name.replace("_", " ").capitalize(), help=param.help, required=not param.optional)
    return copied(param.name, {param.name: asked})


def another_title(desk: Desk, param: Param) -> Input:
    return copied(param.name, {param.name: words_field(_("What is it called then?"), help=_("Leave empty to keep its words."))})


BY_ROLE = {
    "new": made_here,
    "ref": reference,
    "refs": several,
    "before": in_front,
    "value": one_value,
    "fields": some_fields,
    "flag": agreed,
}
OF_ITS_OWN_SORT = {
    ("", "parts"): parts,
    ("", "elements"): elements,
    ("", "of"): own_change,
    ("", "element"): any_element,
    ("", "revision"): revision,
    ("step.merge", "title"): another_title,
}
ASKED_AT_ONCE = ("pt", "wait", "share")  # of the figures of something new
FLAG_WORDS = {"replace_waits": gettext_lazy("Waits that the same source has said already may be replaced")}
PLAIN_TO_SEE = ("kind", "label", "text", "organisation", "process_owner", "clinically_responsible")
REFERENCE_WORDS = {
    "lane": gettext_lazy("Lane"),
    "column": gettext_lazy("Column"),
    "phase": gettext_lazy("Phase"),
    "source": gettext_lazy("From"),
    "target": gettext_lazy("To"),
    "on": gettext_lazy("On"),
    "to": gettext_lazy("Which column takes its steps?"),
    "relink": gettext_lazy("Which step takes over its problems, ideas and data?"),
}
