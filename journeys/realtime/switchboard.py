"""Which maps are open in this process; and passing on to them what services make known, whoever called them."""

import asyncio
from collections.abc import Callable, Sequence
from threading import Lock
from uuid import UUID

from journeys.domain.ports import Announced, Purged

from . import messages
from .bus import tell_others
from .hub import Hub

_hubs: dict[tuple[asyncio.AbstractEventLoop, str], Hub] = {}  # one an event loop: a hub never leaves the loop it was made on
_lock = Lock()


def enter(map_id: str) -> Hub:
    """The map's hub, made for the first who comes; `leave` it once for each time. On the event loop."""
    key = (asyncio.get_running_loop(), map_id)
    with _lock:
        if key not in _hubs:
            _hubs[key] = Hub(map_id)
        _hubs[key].guests += 1
        return _hubs[key]


def leave(hub: Hub) -> None:
    """The last one to leave ends it."""
    with _lock:
        hub.guests -= 1
        if hub.guests == 0:
            del _hubs[hub.loop, hub.map_id]
            hub.end()


def tell_of_changes(batch: Sequence[Announced]) -> None:
    """After a commit, in any thread of any process: everybody who has the map open hears of it."""
    map_id = batch[0].map_id
    told = [(one.revision, messages.changed(one)) for one in batch]
    _on_each(map_id, lambda hub: hub.deliver(told))
    tell_others(map_id, "changed", told=told)


def tell_of_purge(purged: Purged) -> None:
    """After words were taken out."""
    _on_each(purged.map_id, lambda hub: hub.purge(purged))
    tell_others(purged.map_id, "purge", revision=purged.revision, elements=purged.elements)


def tell_of_withdrawn_access(_user_id: UUID, _economy_id: UUID) -> None:
    """Here it is seen at once; other processes look every few seconds."""
    _on_each(None, Hub.look_now)


def _on_each(map_id: str | None, do: Callable[[Hub], None]) -> None:
    with _lock:
        hubs = [hub for (_loop, of), hub in _hubs.items() if map_id is None or of == map_id]
    for hub in hubs:
        if not hub.loop.is_closed():
            hub.loop.call_soon_threadsafe(do, hub)
