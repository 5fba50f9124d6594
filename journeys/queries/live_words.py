"""What the scripts of a live map say: whether it is live, who is there, what somebody did."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carejourneys.common.plural_forms import plural_forms

from .words import KIND_WORDS


def live_words() -> dict[str, Any]:
    """Every text of static/js/journeys/live.js, company.js and summons.js. {name} is filled in there."""
    return {
        "did": {kind: str(pair[1]) for kind, pair in KIND_WORDS.items()},
        "someone_changed": _("{name} {did}."),
        "someone_changed_it": _("{name} {did}: “{title}”."),
        "several_changes": plural_forms(lambda n: ngettext("{n} change by others.", "{n} changes by others.", n)),
        "live": _("Live · revision {revision}"),
        "silent": _("No answer yet. What you change waits on this device · revision {revision}"),
        "reconnecting": _("Reconnecting; changes are asked for every few seconds · revision {revision}"),
        "offline": _("Not connected. What you see is revision {revision}; it is asked for again."),
        "waits": plural_forms(lambda n: ngettext("{n} change waits on this device.", "{n} changes wait on this device.", n)),
        "not_kept": _("It cannot be kept here: leave this page open."),
        "here": _("Here now: {names}"),
        "of_agency": _("{name} ({agency})"),
        "is_here": _("{name} is here"),
        "at_card": _("at “{title}”"),
        "at_no_card": _("at no card"),
        "go_there": _("Go there"),
        "go_there_to": _("Go there, to {name}"),
        "follow": _("Follow"),
        "follow_them": _("Follow {name}"),
        "you_follow": _("You follow {name}: you see each card they go to, until you move yourself."),
        "they_are_at": _("{name} is at “{title}”."),
        "you_moved": _("You moved, so you no longer follow {name}."),
        "you_stopped": _("You no longer follow {name}."),
        "they_left": _("{name} has left, so you follow nobody."),
        "call_to": _("Call everybody to “{title}”"),
        "you_called": _("You called everybody to “{title}”."),
        "not_called": _("Not connected: nobody was called."),
        "someone_calls": _("{name} asks everybody to come to “{title}”."),
        "calls_are_silent": _("Calls are not shown any more. To see them again, press “Do not show calls” below the map once more."),
    }
