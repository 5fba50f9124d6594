"""Who is there and which card each of them holds. Never stored; what other processes say is forgotten when they fall silent."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

SILENCE = 12.0  # seconds after which what another process said counts no more


@dataclass(frozen=True)
class Here:
    """One window of a person. `holds`: the id of the element they are at; `since`: when they came to it (seconds of the wall clock)."""

    id: str
    name: str
    agency: str
    holds: str | None
    since: float


class Presence:
    """The people of one map, of this process and of the others."""

    def __init__(self) -> None:
        self._elsewhere: dict[str, tuple[float, tuple[Here, ...]]] = {}

    def hear(self, process: str, windows: Iterable[Here], at: float) -> None:
        """What another process says of its windows."""
        self._elsewhere[process] = (at, tuple(windows))

    def people(self, own: Iterable[Here], at: float) -> list[dict]:
        """[{id, name, agency, holds}], each person once, by name; of several windows the one counts that came to a card last."""
        self._elsewhere = {process: said for process, said in self._elsewhere.items() if at - said[0] < SILENCE and said[1]}
        windows = [*own, *(window for _at, theirs in self._elsewhere.values() for window in theirs)]
        newest: dict[str, Here] = {}
        for window in sorted(windows, key=lambda one: (one.holds is not None, one.since)):
            newest[window.id] = window
        return [_told(one) for one in sorted(newest.values(), key=lambda one: (one.name.casefold(), one.id))]


def windows_of(said: Sequence[dict]) -> list[Here]:
    """As another process sent them."""
    return [Here(**one) for one in said]


def said_of(windows: Iterable[Here]) -> list[dict]:
    """As they are sent to other processes."""
    return [asdict(one) for one in windows]


def _told(one: Here) -> dict:
    return {"id": one.id, "name": one.name, "agency": one.agency, "holds": one.holds}
