"""docs/commands.md out of the table of kinds and the field table."""

from collections.abc import Iterator, Mapping, Sequence

from journeys.domain.accounts import SOURCES, UNITS
from journeys.domain.commands import KINDS
from journeys.domain.commands.kinds import Kind, Param
from journeys.domain.elements import TYPE_WORDS, ElementType, Field, Value, fields_of, stated_fields

_HEAD = """# Commands of a map

Written from the code by `manage.py command_docs`. A map changes by these commands and in no other way; pages, API and socket send the
same ones. `POST /api/v1/maps/{id}/commands/` takes {command_id, base_revision, command: {kind, …}}. Ids are UUIDv7 made by whoever
sends it; the same command_id again gets the same answer; a field that somebody else changed since base_revision is a clash.

An element is {id, type, …fields, derived_from}. A change is {put: [whole elements], remove: [ids]}. The log keeps each command with its
change and its inverse; undo appends the inverse. A parameter marked ? may be left out. Texts are trimmed, and refused when they could
tell who a patient is.
"""
_FIELDS_HEAD = """## Fields

“set” fields are changed by the type's `set` command, in its `fields` object; the others by commands of their own. “stated” ones are
given to `set` too, an account at a time, but not kept: others are made of them.
"""
_FIGURES = """## Figures

A figure is {used, accounts: [account, …]}; unknown is a figure without accounts. An account is {key, value, low, high, unit, source, who,
when, n, note}; its key is source|who, so that the same source and person corrects their own account and everybody else's stands beside it.
In `fields` send a number (a workshop estimate in the field's unit), an account, or a list of accounts; a null value takes the account back.
`"pt.used": key` names the account that heads the figure.
"""


def commands_document(holders: Mapping[str, Sequence[str]]) -> str:
    """The whole page as Markdown. `holders`: {permission: the names of the roles that hold it}."""
    parts = [_HEAD]
    for kind in sorted(KINDS.values(), key=_by_subject):
        parts += _kind(kind, holders)
    parts += [_FIELDS_HEAD]
    for element_type in ElementType:
        parts += _type(element_type.value)
    parts += [
        _FIGURES,
        "| source | means |\n|---|---|\n" + "\n".join(f"| `{source}` | {words} |" for source, words in SOURCES.items()) + "\n",
    ]
    parts += ["| unit | means |\n|---|---|\n" + "\n".join(f"| `{unit}` | {words} |" for unit, words in UNITS.items()) + "\n"]
    return "\n".join(parts)


_SUBJECTS = ("step", "link", "lane", "column", "phase", "problem", "idea", "map", "undo", "redo", "restore")


def _by_subject(kind: Kind) -> int:
    return _SUBJECTS.index(kind.name.split(".")[0])  # sorting is stable: inside a subject the order of the table


def _kind(kind: Kind, holders: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield f"## `{kind.name}`\n"
    yield f"{kind.does}\n"
    if kind.params:
        yield "| parameter | what to send | |\n|---|---|---|\n" + "\n".join(_param(param) for param in kind.params) + "\n"
    yield f"Taken back: {kind.undone[0].lower()}{kind.undone[1:]}\n"
    yield f"Who may: {', '.join(holders[kind.needs])} (`{kind.needs}`).\n"


def _param(param: Param) -> str:
    return f"| `{param.name}`{'?' if param.optional else ''} | {_plain(param.shape)} | {_plain(param.help)} |"


def _plain(words: str) -> str:
    return words.replace("|", "\\|").replace("id of a idea", "id of an idea")


def _type(element_type: str) -> Iterator[str]:
    yield f"### A {TYPE_WORDS[element_type]}\n".replace("A idea", "An idea")
    rows = [
        f"| `{spec.name}` | {_plain(_value(spec))} | {'set' if spec.settable else ''} | {_plain(f'{spec.label}. {spec.help}'.strip())} |"
        for spec in fields_of(element_type).values()
    ]
    rows += [f"| `{spec.name}` | {_plain(_value(spec))} | stated | {spec.label}. {spec.help} |" for spec in stated_fields(element_type)]
    yield "| field | value | | meaning |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"


def _value(spec: Field) -> str:
    """What a field holds, in words."""
    if spec.is_figure:
        return f"figure in {spec.unit}{_bounds(spec)}" + (
            f"; also in {', '.join(u for u in spec.units if u != spec.unit)}" if spec.units[1:] else ""
        )
    if spec.value is Value.CHOICE:
        words = "one of " + ", ".join(f"`{value}`" for value in spec.choice_values)
    elif spec.value is Value.VOLUME:
        words = "{n, per}, per one of " + ", ".join(f"`{value}`" for value in spec.choice_values)
    elif spec.value is Value.ELEMENT:
        words = "id of a " + " or ".join(TYPE_WORDS[kind] for kind in spec.refers)
    elif spec.value is Value.ORGANISATION:
        words = "id of an organisation of the economy"
    elif spec.value is Value.ORDER:
        words = "fractional key, dealt by the server"
    elif spec.value is Value.YES_NO:
        words = "true or false"
    elif spec.value is Value.NUMBER:
        words = f"number{_bounds(spec)}"
    else:
        words = f"text{' of several lines' if spec.value is Value.LONG_TEXT else ''}, at most {spec.max_length} characters"
    return words + (", needed" if spec.required else "") + (", or null" if spec.null else "")


def _bounds(spec: Field) -> str:
    return f" from {spec.low:,} to {spec.high:,}" if spec.low is not None and spec.high is not None else ""
