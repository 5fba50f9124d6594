"""What later apps must hear of, and this one knows first. They register in AppConfig.ready; this app calls none of them by name."""

from collections.abc import Callable
from uuid import UUID

AccessListener = Callable[[UUID, UUID], None]
_access_listeners: list[AccessListener] = []


def hear_of_withdrawn_access(listener: AccessListener) -> None:
    """Registers `listener(user_id, economy_id)`: called after the commit that took a role or a membership from a person.

    The listener asks the door again what the person may still do, and ends what they may not (open sockets, within 5 seconds). It may be
    called in any process that runs a service, so one that holds connections in another process must pass the word on.
    """
    if listener not in _access_listeners:
        _access_listeners.append(listener)


def forget_listener(listener: AccessListener) -> None:
    """Takes a listener back (tests)."""
    _access_listeners.remove(listener)


def access_withdrawn(user_id: UUID, economy_id: UUID) -> None:
    """Tells every listener. One that fails does not keep the others from hearing; the first failure is raised at the end."""
    failures = []
    for listener in tuple(_access_listeners):
        try:
            listener(user_id, economy_id)
        except Exception as failure:  # told below: withdrawing must reach every listener
            failures.append(failure)
    if failures:
        raise failures[0]
