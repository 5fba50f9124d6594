"""What setting an element back would change: its fields now and then, side by side, before one agrees."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from journeys.domain.commands.draft import differences
from journeys.domain.elements import TYPE_WORDS, Value, field_of

from .changes import revision_in
from .desk import Desk
from .happenings import in_words
from .log import LogHistory
from .outline_rows import title_of


@dataclass(frozen=True)
class Difference:
    """One field that would change."""

    label: str
    now: str
    then: str


def what_would_change(desk: Desk) -> list[Difference]:
    """Empty unless the command is a restore of something to a revision that is named."""
    id, revision = desk.given.get("element"), revision_in(desk.given.get("revision", ""))
    if desk.spec.name != "restore" or not id or revision is None:
        return []
    then, now = LogHistory(str(desk.map.pk)).element_at(id, revision), desk.state.get(id)
    if then is None:
        return []
    if now is None:
        return [Difference(_(TYPE_WORDS[then["type"]]), _("not on the map"), title_of(then))]
    found = []
    for path, old in differences(now, then):
        spec = field_of(then["type"], path.split(".")[0])
        if spec is None or spec.value in (Value.ELEMENT, Value.ORDER, Value.ORGANISATION) or path.endswith(".used"):
            continue  # places stay as they are now
        account = path.partition(".")[2]
        after = next((one for one in then[spec.name]["accounts"] if one["key"] == account), None) if spec.is_figure else then[spec.name]
        found.append(Difference(_(spec.label), in_words(old["account"] if spec.is_figure else old), in_words(after)))
    return found
