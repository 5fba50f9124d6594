"""The field table: every field an element of a map can have, said once.

It drives the command parser, docs/commands.md, the outline's forms, the database rows and the serializers. An element is a
plain JSON-ready dict {"id", "type", …its fields…, "derived_from": [ids]}, treated as immutable (copy on write).

Words are English sources for translation: edges pass `label`, `help` and choice words through gettext.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from journeys.domain.accounts import TIME_UNITS, empty_figure

Element = Mapping[str, Any]


def _(text: str) -> str:
    """Marks a word for translation; the domain itself knows no language."""
    return text


class ElementType(StrEnum):
    """What can stand on a map. `map` is the one element that is the map itself: its id is the map's id."""

    MAP = "map"
    LANE = "lane"
    PHASE = "phase"
    COLUMN = "column"
    STEP = "step"
    LINK = "link"
    PROBLEM = "problem"
    IDEA = "idea"


TYPE_WORDS: dict[str, str] = {
    "map": _("map"),
    "lane": _("lane"),
    "phase": _("phase"),
    "column": _("column"),
    "step": _("step"),
    "link": _("link"),
    "problem": _("problem"),
    "idea": _("idea"),
}


class Value(StrEnum):
    """What a field holds."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # several lines
    CHOICE = "choice"  # one of `choices`
    NUMBER = "number"  # low <= n <= high
    YES_NO = "yes_no"  # true, false or null (not known)
    ELEMENT = "element"  # the id of an element of one of the types in `refers`
    ORGANISATION = "organisation"  # the id of an organisation of the economy
    VOLUME = "volume"  # {"n": number, "per": "day" | "week" | "month" | "year"} or null
    ORDER = "order"  # a fractional key (journeys.domain.ordering); set by the server
    FIGURE = "figure"  # {"used", "accounts"} (journeys.domain.accounts)


@dataclass(frozen=True)
class Field:
    """One field of one element type.

    settable: the type's `set` command may change it (places and ends have commands of their own: move, reroute).
    null: it may be null, meaning "not known" or "none".
    unit: the unit a bare number is read in; `units`: those an account may use.
    low, high: bounds of the number, in the unit given.
    screened: free text that a person types, screened for what could name a patient.
    """

    type: ElementType
    name: str
    value: Value
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    refers: tuple[ElementType, ...] = ()
    default: Any = None
    null: bool = False
    required: bool = False
    settable: bool = True
    max_length: int = 0
    low: float | None = None
    high: float | None = None
    unit: str = ""
    units: tuple[str, ...] = field(default=())

    @property
    def is_figure(self) -> bool:
        """Whether the field holds accounts rather than one value."""
        return self.value is Value.FIGURE

    @property
    def screened(self) -> bool:
        """Whether what is typed here is screened for what could name a patient."""
        return self.value in (Value.TEXT, Value.LONG_TEXT, Value.FIGURE)

    @property
    def choice_values(self) -> tuple[str, ...]:
        """The values of the choices, without their words."""
        return tuple(value for value, _word in self.choices)

    def blank(self) -> Any:
        """A fresh value for an element that does not say: the default."""
        return empty_figure() if self.is_figure else self.default


LINE, SHORT, LONG = 200, 120, 4000
_TIMES = tuple(TIME_UNITS)
_T = ElementType

LANE_KINDS = (("person", _("The person")), ("carer", _("Carers")), ("organisation", _("An organisation")))
STEP_KINDS = (
    ("task", _("Something is done")),
    ("decision", _("A decision is made")),
    ("wait", _("Waiting")),
    ("gateway", _("Ways part or meet")),
    ("event", _("Something happens")),
)
SPLITS = (("choice", _("One of the ways out is taken")), ("parallel", _("All ways out are taken together")))
LINK_KINDS = (
    ("flow", _("The person's way on")),
    ("rework", _("Sent back, done again")),
    ("information", _("Only information is passed on")),
)
CARRIES = (("person", _("The person")), ("information", _("Information")), ("resource", _("Things (equipment, medicine, money)")))
PROBLEM_KINDS = (("problem", _("Problem")), ("failure_demand", _("Work caused by something not done or not done right")))
VOLUME_PER = (("day", _("a day")), ("week", _("a week")), ("month", _("a month")), ("year", _("a year")))

FIELDS: tuple[Field, ...] = (
    # the map itself
    Field(_T.MAP, "title", Value.TEXT, _("Name of the map"), max_length=LINE, required=True, default=""),
    Field(
        _T.MAP,
        "start",
        Value.ELEMENT,
        _("First step"),
        _("Where the journey begins. Measures count from here."),
        refers=(_T.STEP,),
        null=True,
    ),
    Field(
        _T.MAP,
        "end",
        Value.ELEMENT,
        _("Last step"),
        _("Where the journey ends well. Any other step with no way on counts as leaving."),
        refers=(_T.STEP,),
        null=True,
    ),
    Field(
        _T.MAP,
        "unit_of_flow",
        Value.TEXT,
        _("What moves along"),
        _("One of what? For example: person referred."),
        max_length=SHORT,
        default="",
    ),
    Field(_T.MAP, "hours_per_day", Value.NUMBER, _("Hours in a working day"), low=0.5, high=24, default=7.5),
    Field(_T.MAP, "days_per_week", Value.NUMBER, _("Working days in a week"), low=0.5, high=7, default=5),
    Field(
        _T.MAP,
        "volume",
        Value.VOLUME,
        _("How many people"),
        _("How many start this journey in a day, week, month or year."),
        choices=VOLUME_PER,
        low=0,
        high=100_000_000,
        null=True,
    ),
    Field(_T.MAP, "note", Value.LONG_TEXT, _("Note"), max_length=LONG, default=""),
    # lanes
    Field(_T.LANE, "title", Value.TEXT, _("Name of the lane"), max_length=LINE, required=True, default=""),
    Field(_T.LANE, "subtitle", Value.TEXT, _("Second line"), max_length=LINE, default=""),
    Field(_T.LANE, "kind", Value.CHOICE, _("Whose lane"), choices=LANE_KINDS, default="organisation"),
    Field(
        _T.LANE,
        "organisation",
        Value.ORGANISATION,
        _("Organisation"),
        _("Lanes of one organisation count as one agency: passing on between them is no hand-off."),
        null=True,
    ),
    Field(
        _T.LANE, "hours_per_day", Value.NUMBER, _("Hours in a working day"), _("Leave empty to use the map's."), low=0.5, high=24, null=True
    ),
    Field(_T.LANE, "order", Value.ORDER, _("Place"), settable=False),
    # phases and columns
    Field(_T.PHASE, "title", Value.TEXT, _("Name of the phase"), max_length=LINE, required=True, default=""),
    Field(_T.PHASE, "order", Value.ORDER, _("Place"), settable=False),
    Field(_T.COLUMN, "title", Value.TEXT, _("Heading"), _("May be left empty."), max_length=LINE, default=""),
    Field(_T.COLUMN, "phase", Value.ELEMENT, _("Phase"), refers=(_T.PHASE,), null=True),
    Field(_T.COLUMN, "order", Value.ORDER, _("Place"), settable=False),
    # steps
    Field(
        _T.STEP,
        "title",
        Value.TEXT,
        _("What is done"),
        _("A verb and a thing, such as: Write referral."),
        max_length=LINE,
        required=True,
        default="",
    ),
    Field(_T.STEP, "lane", Value.ELEMENT, _("Lane"), refers=(_T.LANE,), required=True, settable=False),
    Field(_T.STEP, "column", Value.ELEMENT, _("Column"), refers=(_T.COLUMN,), required=True, settable=False),
    Field(_T.STEP, "order", Value.ORDER, _("Place"), settable=False),
    Field(_T.STEP, "kind", Value.CHOICE, _("Kind of step"), choices=STEP_KINDS, default="task"),
    Field(
        _T.STEP,
        "split",
        Value.CHOICE,
        _("Where several ways lead on"),
        _("Needed as soon as two ways lead on from here."),
        choices=SPLITS,
        null=True,
    ),
    Field(
        _T.STEP,
        "process_owner",
        Value.TEXT,
        _("Who runs this part of the process"),
        _("A role, not a person's name."),
        max_length=LINE,
        default="",
    ),
    Field(
        _T.STEP,
        "clinically_responsible",
        Value.TEXT,
        _("Who is clinically responsible for the person here"),
        _("A role, not a person's name."),
        max_length=LINE,
        default="",
    ),
    Field(_T.STEP, "location", Value.TEXT, _("Where"), max_length=LINE, default=""),
    Field(_T.STEP, "note", Value.LONG_TEXT, _("Note"), max_length=LONG, default=""),
    Field(
        _T.STEP,
        "pt",
        Value.FIGURE,
        _("Hands-on time"),
        _("Time to do the work once, uninterrupted."),
        unit="min",
        units=_TIMES,
        low=0,
        high=1_000_000,
    ),
    Field(
        _T.STEP,
        "pause",
        Value.FIGURE,
        _("Pause inside the step"),
        _("Time inside the step when nobody works on it. Nothing said counts as none."),
        unit="min",
        units=_TIMES,
        low=0,
        high=1_000_000,
    ),
    Field(
        _T.STEP,
        "value",
        Value.FIGURE,
        _("Time of value to the person"),
        _("The part of the hands-on time the person would miss."),
        unit="min",
        units=_TIMES,
        low=0,
        high=1_000_000,
    ),
    Field(
        _T.STEP,
        "staff",
        Value.FIGURE,
        _("Staff"),
        _("How many people work on it at once. Nothing said counts as one."),
        unit="people",
        units=("people",),
        low=0,
        high=10_000,
    ),
    # links
    Field(_T.LINK, "source", Value.ELEMENT, _("From"), refers=(_T.STEP,), required=True, settable=False),
    Field(_T.LINK, "target", Value.ELEMENT, _("To"), refers=(_T.STEP,), required=True, settable=False),
    Field(_T.LINK, "kind", Value.CHOICE, _("Kind of link"), choices=LINK_KINDS, default="flow"),
    Field(_T.LINK, "label", Value.TEXT, _("Words on the link"), _("Such as: accepted, or sent back."), max_length=SHORT, default=""),
    Field(_T.LINK, "carries", Value.CHOICE, _("What is carried"), choices=CARRIES, default="person"),
    Field(_T.LINK, "channel", Value.TEXT, _("How"), _("Such as: letter, phone call, shared record."), max_length=LINE, default=""),
    Field(_T.LINK, "acknowledged", Value.YES_NO, _("Does the receiver confirm it?"), null=True),
    Field(
        _T.LINK,
        "holds",
        Value.TEXT,
        _("What the person holds meanwhile"),
        _("A contact, a date, a letter; or nothing."),
        max_length=LINE,
        default="",
    ),
    Field(_T.LINK, "note", Value.LONG_TEXT, _("Note"), max_length=LONG, default=""),
    Field(
        _T.LINK,
        "share",
        Value.FIGURE,
        _("Share that goes this way"),
        _("Of everybody leaving the step. The ways out add up to 100."),
        unit="%",
        units=("%",),
        low=0,
        high=100,
    ),
    Field(_T.LINK, "wait", Value.FIGURE, _("Wait"), _("From passed on until work begins."), unit="d", units=_TIMES, low=0, high=1_000_000),
    Field(
        _T.LINK,
        "caa",
        Value.FIGURE,
        _("Complete and accurate"),
        _("Share the receiver can use without correcting, adding or asking. The receiver judges."),
        unit="%",
        units=("%",),
        low=0,
        high=100,
    ),
    # problems and ideas
    Field(_T.PROBLEM, "on", Value.ELEMENT, _("On"), refers=(_T.STEP, _T.LINK), required=True),
    Field(_T.PROBLEM, "text", Value.LONG_TEXT, _("What goes wrong"), max_length=1000, required=True, default=""),
    Field(_T.PROBLEM, "kind", Value.CHOICE, _("Kind"), choices=PROBLEM_KINDS, default="problem"),
    Field(_T.PROBLEM, "who", Value.TEXT, _("Who says so"), _("A group, not a person's name."), max_length=SHORT, default=""),
    Field(_T.PROBLEM, "order", Value.ORDER, _("Place"), settable=False),
    Field(_T.IDEA, "on", Value.ELEMENT, _("On"), refers=(_T.STEP, _T.LINK), required=True),
    Field(_T.IDEA, "text", Value.LONG_TEXT, _("What could be better"), max_length=1000, required=True, default=""),
    Field(_T.IDEA, "who", Value.TEXT, _("Who says so"), _("A group, not a person's name."), max_length=SHORT, default=""),
    Field(_T.IDEA, "order", Value.ORDER, _("Place"), settable=False),
)

# What people may state although the map keeps it elsewhere: the type's `set` command makes other fields of it.
LEAD_TIME = Field(
    _T.STEP,
    "lt",
    Value.FIGURE,
    _("Lead time of the step"),
    _("From passed on to this step until it is done. Less hands-on time and pause it is kept as the wait on every way that leads here."),
    unit="d",
    units=_TIMES,
    low=0,
    high=1_000_000,
)
STATED_FIELDS: Mapping[str, tuple[Field, ...]] = {_T.STEP.value: (LEAD_TIME,)}

_BY_TYPE: dict[str, dict[str, Field]] = {kind.value: {} for kind in ElementType}
for _field in FIELDS:
    _BY_TYPE[_field.type.value][_field.name] = _field


def fields_of(element_type: str) -> Mapping[str, Field]:
    """Every field of this element type by name, in the order they are shown. KeyError for an unknown type."""
    return _BY_TYPE[element_type]


def settable_fields(element_type: str) -> tuple[Field, ...]:
    """The fields that the type's `set` command may change."""
    return tuple(f for f in _BY_TYPE[element_type].values() if f.settable)


def field_of(element_type: str, name: str) -> Field | None:
    """The field of this name, or None."""
    return _BY_TYPE[element_type].get(name)


def stated_fields(element_type: str) -> tuple[Field, ...]:
    """What people may state of an element of this type although it is kept elsewhere."""
    return STATED_FIELDS.get(element_type, ())


def figure_of(element_type: str, name: str) -> Field | None:
    """The field of this name when accounts of it can be given, kept or stated; else None."""
    spec = next((one for one in stated_fields(element_type) if one.name == name), field_of(element_type, name))
    return spec if spec is not None and spec.is_figure else None


def new_element(element_type: str, id: str, /, *, derived_from: tuple[str, ...] = (), **values: Any) -> dict[str, Any]:
    """A whole element: every field of its type, those not given at their default. KeyError names a field the type does not have."""
    fields = _BY_TYPE[element_type]
    for name in values:
        if name not in fields:
            raise KeyError(f"{element_type} has no field {name}")
    made: dict[str, Any] = {"id": id, "type": element_type}
    for name, spec in fields.items():
        made[name] = values[name] if name in values else spec.blank()
    made["derived_from"] = list(derived_from)
    return made
