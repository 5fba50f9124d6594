"""What the scripts that edit the map in the grid say, and what a new element says before anybody has filled it in."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carejourneys.common.plural_forms import plural_forms
from journeys.domain.elements import fields_of
from journeys.queries.words import KIND_WORDS

MADE_HERE = ("step", "link", "column")  # seen at once, before the server answers


def blanks() -> dict[str, dict[str, Any]]:
    """{type: {field: what a new one says}}."""
    return {made: {name: spec.blank() for name, spec in fields_of(made).items()} for made in MADE_HERE}


def link_kinds() -> list[tuple[str, str]]:
    """(value, words) of each kind of link, to choose from."""
    return [(value, _(words)) for value, words in fields_of("link")["kind"].choices]


def keys() -> list[tuple[str, str]]:
    """(keys, what they do) on the map."""
    return [
        (_("Arrows, Home, End"), _("go from card to card")),
        (_("Enter"), _("opens the card")),
        (_("F2, double click"), _("renames it in place")),
        (_("Space"), _("lifts it: arrows carry it, Space puts it down, Escape puts it back")),
        (_("M"), _("moves it by a dialog")),
        (_("L"), _("links it to another step")),
        (_("N"), _("adds a step after it, which it leads to")),
        (_("E"), _("changes its details")),
        (_("D"), _("duplicates it")),
        (_("X, Shift and a click"), _("marks it, to do something with several at once")),
        (_("Ctrl+C, Ctrl+V"), _("copy it or what is marked, put the copy down")),
        (_("Delete"), _("removes it; undo brings it back")),
        (_("Ctrl+Z, Ctrl+Y"), _("take back what you did, do it again")),
        (_("+, -, 0"), _("show the map larger, smaller, at 100%; so does the wheel with Ctrl held")),
        ("?", _("shows this list")),
    ]


def editing_words() -> dict[str, Any]:
    """Every text of editor.js and what belongs to it. {name} is filled in there."""
    return {
        "did_not": {kind: str(pair[0]) for kind, pair in KIND_WORDS.items()},
        "column": _("Column"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "rename": _("Rename"),
        "remove": _("Remove"),
        "add_after": _("Add a step after it"),
        "move": _("Move"),
        "move_step": _("Move “{title}”"),
        "at_the_end": _("at the end"),
        "alone_there": _("no other step there"),
        "place": _("{lane}, column {column}"),
        "place_before": _("{lane}, column {column}, in front of “{title}”"),
        "place_last": _("{lane}, column {column}, after the others"),
        "moved": _("Moved: “{title}” to {place}."),
        "lifted": _("Lifted: “{title}”, {place}. Arrow keys carry it, Space puts it down, Escape puts it back."),
        "no_further": _("It goes no further that way."),
        "put_back": _("“{title}” is where it was."),
        "gone_under_hand": _("Somebody has just taken this step away."),
        "place_gone": _("Somebody has just taken that place away. “{title}” is where it was."),
        "link_to": _("Link to another step"),
        "link_from": _("Lead on from “{title}”"),
        "lead_elsewhere": _("Lead elsewhere"),
        "lead_elsewhere_from": _("Lead the link from “{title}” elsewhere"),
        "come_from_elsewhere": _("Let the link to “{title}” come from elsewhere"),
        "leads_to": _("Leads to"),
        "comes_from": _("Comes from"),
        "linked": _("Linked: from “{from}” to “{to}”."),
        "unlinked": _("The link from “{from}” to “{to}” was removed. Undo brings it back."),
        "choose_target": _(
            "Choose on the map where “{title}” leads: click a card, or go there with arrow keys and press Enter. Escape ends it."
        ),
        "choose_source": _(
            "Choose on the map what leads to “{title}”: click a card, or go there with arrow keys and press Enter. Escape ends it."
        ),
        "not_to_itself": _("A step does not lead to itself. Nothing was linked."),
        "no_link_made": _("Nothing was linked."),
        "details": _("Change details"),
        "split": _("Split"),
        "merge": _("Merge with others"),
        "copy": _("Duplicate"),
        "change": _("Change"),
        "correct_account": _("Correct"),
        "add_account": _("Add another account"),
        "say_it": _("Say what it is"),
        "add_problem": _("Add a problem"),
        "add_idea": _("Add an idea"),
        "no_form": _("The form could not be fetched. Try again once you are connected."),
        "not_sent": _("It could not be sent. What you typed stays here; send it again once you are connected."),
        "not_there_yet": _("This is on its way to the server. Try again in a moment."),
        "put_by": _("What you typed in “{form}” is kept until you open it again or leave this page."),
        "mark": _("Mark"),
        "marked": _("marked"),
        "none_marked": _("No step is marked."),
        "n_marked": plural_forms(lambda n: ngettext("{n} step is marked.", "{n} steps are marked.", n)),
        "n_removed": plural_forms(_removed),
        "n_moved": plural_forms(lambda n: ngettext("{n} step was moved.", "{n} steps were moved.", n)),
        "n_copied": plural_forms(_copied),
        "rename_step": _("What is done, in place of “{title}”"),
        "add_step_in": _("What is done: a new step in {lane}, column {column}"),
        "needs_words": _("A step needs a name. Escape leaves it as it was."),
        "keeps_words": _("A step needs a name: “{title}” keeps its own."),
        "renamed": _("Renamed: “{title}”."),
        "added": _("Added: “{title}”, in {lane}, column {column}."),
        "added_after": _("Added: “{title}”, in {lane}, column {column}, and a link to it from “{from}”."),
        "removed": _("Removed: “{title}”. Undo brings it back."),
        "taken_back": _("Taken back. {text}"),
        "done_again": _("Done again. {text}"),
        "nothing_to_undo": _("There is nothing of yours to take back here."),
        "nothing_to_redo": _("There is nothing to do again."),
        "refused_because": _("It was not done: {reason}"),
        "not_done": _("Not done: {did}."),
        "not_done_with": _("Not done: {did}, “{title}”."),
        "you_typed": _("You typed: “{text}”"),
        "changed_first": _("{name} changed the same thing while you were working on it."),
        "taken_away": _("{name} took it away while you were writing."),
        "kept_in_place": _("What you typed is kept where it stood: “{text}”"),
        "kept_above": _("What you typed is kept above the map: “{text}”"),
        "add_as_new": _("Add it as a new step"),
        "gone_meanwhile": _("It is not on the map any more. Your words stand here to be copied."),
        "sides": {"was": _("It was"), "theirs": _("It is now"), "yours": _("You want")},
        "nothing_there": _("nothing"),
        "try_again": _("Try again"),
        "let_go": _("Let it go"),
        "keep_mine": _("Keep mine"),
        "keep_theirs": _("Keep theirs"),
        "let_go_of": _("It stays as it is on the map."),
        "sent_again": _("Sent again."),
    }


def _removed(n: int) -> str:
    return ngettext("{n} step was removed. Undo brings it back.", "{n} steps were removed. Undo brings them back.", n)


def _copied(n: int) -> str:
    return ngettext("{n} step is copied. Ctrl+V puts it down.", "{n} steps are copied. Ctrl+V puts them down.", n)
