"""What the scripts say that show a map larger or smaller, as a whole, or to a room."""

from typing import Any

from django.utils.translation import gettext as _


def seeing_words() -> dict[str, Any]:
    """Every text of zoom.js and its neighbours. {name} is filled in there."""
    return {
        "zoom_is": _("The map is shown at {percent}."),
        "zoom_fits": _("The whole width of the map is shown, at {percent}."),
        "shown_of": _("{at} of {n}"),
        "only_gaps": _("where no one is responsible"),
        "only_problems": _("with problems"),
        "fitted": _("fitted to the width"),
        "remove_view": _("Remove the view “{name}”"),
        "view_kept": _("The view “{name}” is kept."),
        "view_not_kept": _("This browser keeps nothing. Copy the address instead."),
        "too_many_views": _("{n} views are kept already. Remove one first."),
        "view_gone": _("The view “{name}” is forgotten."),
        "view_shown": _("The view “{name}” is shown."),
        "address_copied": _("The address is copied."),
        "copy_it": _("This browser does not copy by itself. The address is marked: press Ctrl+C."),
        "cards_are_small": _(
            "At this size some cards are too small to hit. Reach them by arrow keys and Enter, in the outline, or show the map larger."
        ),
    }
