"""The messages of a live map as text, each made once however many read it; and frames read. Shapes: docs/live.md."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.utils.translation import gettext as _

from carejourneys.common.edges.json_body import NotJson, read_json
from journeys.domain.ports import Announced, Purged
from journeys.queries.watching import Watcher
from journeys.services.map_editing import Changed, Clashed, Outcome, Refused

LARGEST = 64 * 1024  # bytes of a frame that comes in
MOST_IN_ONE = 200  # messages


class Malformed(ValueError):
    """A frame or message nobody can act on; why, in words."""


def encode(type: str, /, **members: Any) -> str:
    """One message."""
    return orjson.dumps({"type": type, **members}).decode()


def welcome(revision: int, you: Watcher) -> str:
    may = sorted(permission.value for permission in you.may)
    return encode("welcome", revision=revision, you={"id": you.id, "name": str(you.person), "role": you.role.value, "may": may})


def changed(one: Announced | Changed) -> str:
    return encode("changed", revision=one.revision, command_id=one.command_id, kind=one.kind, by=dict(one.by), change=one.change)


def answer(outcome: Outcome) -> str:
    """What is told to the sender alone: a refusal, a clash, or that this had been done before."""
    if isinstance(outcome, Refused):
        return refused(outcome.command_id, outcome.reason, outcome.field)
    return encode("clash", **outcome.as_dict()) if isinstance(outcome, Clashed) else changed(outcome)


def refused(command_id: str | None, reason: str, field: str | None = None) -> str:
    return encode("refused", command_id=command_id, reason=reason, field=field)


def presence(people: Sequence[Mapping[str, Any]]) -> str:
    return encode("presence", people=people)


def summons(by: Mapping[str, str], to: str) -> str:
    """Somebody who may asks everybody to a step."""
    return encode("summons", by=by, to=to)


def pong() -> str:
    """Somebody asked whether anybody is there."""
    return encode("pong")


def resync(revision: int) -> str:
    """Begin afresh: the map is at this revision, and what led there is not told one by one."""
    return encode("resync", **{"from": revision})


def purge(purged: Purged) -> str:
    return encode("purge", elements=purged.elements, revision=purged.revision)


def frame_of(messages: Sequence[str]) -> str:
    """One message, or an array of them."""
    return messages[0] if len(messages) == 1 else "[" + ",".join(messages) + "]"


def read_frame(text: str) -> list[dict[str, Any]]:
    """The messages of a frame; Malformed when it holds anything else."""
    try:
        found = read_json(text.encode("utf-8", "surrogatepass"))
    except NotJson as error:
        raise Malformed(str(error)) from None
    messages = found if isinstance(found, list) else [found]
    if len(messages) > MOST_IN_ONE:
        raise Malformed(_("At most %(most)s messages at once.") % {"most": MOST_IN_ONE})
    if not all(isinstance(one, dict) for one in messages):
        raise Malformed(_("A message is an object with a type."))
    if "\\u" in text:
        _refuse_half_signs(messages)
    return messages


def _refuse_half_signs(messages: list[dict[str, Any]]) -> None:
    """JSON can name one half of a sign that takes two; no text of ours can hold it."""
    try:
        json.dumps(messages, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Malformed(_("There is half a sign in it that no text can hold.")) from None
