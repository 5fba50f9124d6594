"""Commands: the only way a map changes. `parse` what a client sent, `apply` it to a state; both are pure.

command = parse({"kind": "step.rename", "step": id, "title": "Triage"})
applied = apply(state, command)          # Applied(change, inverse, touched, moves, details)
state = state.with_change(applied.change)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.commands import columns, history, lanes, links, notes, steps, whole  # noqa: F401  (each registers its kinds)
from journeys.domain.commands.draft import POSITIONS, WHOLE, Applied, Draft, Missing, Path, overlap, value_at
from journeys.domain.commands.kinds import ALONE, KINDS, History, Kind, Logged, NoHistory, Surroundings
from journeys.domain.commands.reading import check_it_can_be_kept, read_object, refuse
from journeys.domain.commands.writing import written_out
from journeys.domain.state import MapState

__all__ = [
    "ALONE",
    "KINDS",
    "POSITIONS",
    "WHOLE",
    "Applied",
    "Command",
    "History",
    "Kind",
    "Logged",
    "Missing",
    "NoHistory",
    "Path",
    "Surroundings",
    "apply",
    "overlap",
    "parse",
    "value_at",
]


@dataclass(frozen=True)
class Command:
    """A command that was understood: its kind and its values, read by the kind's parameters (those left out are absent)."""

    kind: str
    values: Mapping[str, Any]

    @property
    def spec(self) -> Kind:
        """The row of the table it belongs to."""
        return KINDS[self.kind]

    @property
    def makes(self) -> tuple[str, ...]:
        """The ids of the elements that it would add."""
        return tuple(id for param in self.spec.params if param.name in self.values for id in param.makes(self.values[param.name]))

    def as_sent(self) -> dict[str, Any]:
        """As a client would send it: only what was read, JSON-ready."""
        return written_out(self.spec, self.values)


def parse(raw: Any) -> Command:
    """What a client sent as a command. RuleBroken names the field that will not do."""
    check_it_can_be_kept(raw)
    parts = read_object(raw, "command")
    name = parts.get("kind")
    spec = KINDS.get(name) if isinstance(name, str) else None
    if spec is None:
        raise refuse(_("There is no such kind of command."), "kind")
    params = {param.name: param for param in spec.params}
    for given in parts:
        if given != "kind" and given not in params:
            raise refuse(_("%(kind)s takes nothing called “%(name)s”.", kind=spec.name, name=given[:60]), given[:60])
    values = {}
    for param in spec.params:
        if param.name in parts and (parts[param.name] is not None or param.null or not param.optional):
            values[param.name] = param.read(parts[param.name], param.name)
        elif not param.optional:
            raise refuse(_("This is needed."), param.name)
    return Command(spec.name, MappingProxyType(values))


def apply(state: MapState, command: Command, around: Surroundings = ALONE) -> Applied:
    """What the command does to the state, which stays as it is. RuleBroken refuses in words (Missing: its target is gone)."""
    draft = Draft(state)
    command.spec.run(draft, command.values, around)
    _check_nothing_is_left_behind(draft, command.spec, around)
    return draft.finish()


def _check_nothing_is_left_behind(draft: Draft, spec: Kind, around: Surroundings) -> None:
    """RuleBroken when others hold something on a step that goes, whichever command takes it away, and nobody takes it over."""
    gone = draft.steps_left_open()
    held = around.references(gone) if gone else {}
    what = ", ".join(dict.fromkeys(word for words in held.values() for word in words))
    if not what:
        return
    if any(param.name == "relink" for param in spec.params):
        raise RuleBroken(_("Something else stands on this step: %(what)s. Say which step takes it over.", what=what), field="relink")
    raise RuleBroken(
        _(
            "Something else stands by now on a step that would go: %(what)s. "
            "Take the step away by itself and say which step takes that over.",
            what=what,
        ),
        field=spec.params[0].name,
    )
