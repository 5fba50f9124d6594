"""A command that was understood, written as a client would send it: what the log keeps.

Only what the parser read comes out, so nothing stands in the log that nobody looked at; read again, it is the same command.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from journeys.domain.commands.kinds import Kind
from journeys.domain.commands.reading import FieldChange, ForgetAccount, SetAccount, SetField, SetHeadline


def written_out(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """{"kind", …parameters that were given}, JSON-ready."""
    raw: dict[str, Any] = {"kind": kind.name}
    for param in kind.params:
        if param.name in values:
            given = values[param.name]
            raw[param.name] = _fields(given) if param.role == "fields" else _plain(given)
    return raw


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if name != "order"}  # places are dealt by the server, never sent
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _fields(changes: Iterable[FieldChange]) -> dict[str, Any]:
    """A `fields` object; several accounts of one figure are a list."""
    written: dict[str, Any] = {}
    for change in changes:
        match change:
            case SetField(name, value):
                written[name] = _plain(value)
            case SetAccount(name, account):
                written.setdefault(name, []).append(dict(account))
            case ForgetAccount(name, key):
                source, _bar, who = key.partition("|")
                written.setdefault(name, []).append({"value": None, "source": source, "who": who})
            case SetHeadline(name, key):
                written[f"{name}.used"] = key
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in written.items()}
