"""Looks whether few people can be told from everything told of a journey's data: for whoever runs the server, and may see the data."""

from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.queries.audit import Audit, audit_of, journeys_to_audit
from journeys.models import Journey


class Command(BaseCommand):
    help = (
        "Looks whether few people can be told from everything that is told of a journey's data: audit_counts [--economy SLUG] "
        "[--journey SLUG] [--seconds 120]. It changes nothing. What it prints tells of few people: it is for whoever runs the installation "
        "and may see the data; guard it. Ends with 1 when something can be bounded, with 3 when not everything could be found out."
    )

    def add_arguments(self, parser):
        parser.add_argument("--economy", default="", metavar="SLUG", help="of this economy alone")
        parser.add_argument("--journey", default="", metavar="SLUG", help="this journey alone")
        parser.add_argument("--seconds", type=_more_than_none, default=120.0, metavar="N", help="how long to look at each journey (120)")

    def handle(self, *, economy: str, journey: str, seconds: float, **options):
        journeys = list(journeys_to_audit(economy, journey))
        if not journeys and (economy or journey):
            raise CommandError(_("There is no such journey here."), returncode=2)
        found = [self._look_at(one, seconds) for one in journeys]
        if any(one.bounded for one in found):
            raise CommandError(_("Some few people can be bounded from what is told: they are listed above."))
        if any(one.trouble or one.unknown for one in found):
            raise CommandError(_("Not everything could be found out: what is missing is told above."), returncode=3)

    def _look_at(self, journey: Journey, seconds: float) -> Audit:
        """What is found there, printed. A fault is told without what was at hand, and the next is looked at."""
        try:
            found = audit_of(journey, seconds=seconds)
        except Exception as fault:
            found = Audit(trouble=_("It could not be looked at (%(fault)s).") % {"fault": type(fault).__name__})
        self.stdout.write(f"{journey.economy.name} / {journey.title}")
        for line in _table(found) if not found.trouble else [found.trouble]:
            self.stdout.write(f"  {line}")
        return found


def _table(found: Audit) -> list[str]:
    asked = ngettext("%(n)s count of few people was looked at.", "%(n)s counts of few people were looked at.", found.asked)
    said = [asked % {"n": found.asked}]
    if found.unknown:
        unknown = ngettext("Of %(n)s it could not be found out in time.", "Of %(n)s they could not be found out in time.", found.unknown)
        said.append(unknown % {"n": found.unknown})
    if not found.bounded:
        return [*said, _("None was found that can be bounded.")]
    head = (_("least"), _("most"), _("data"), _("of what"))
    rows = [head, *((str(one.least), str(one.most), one.data, one.what) for one in found.bounded)]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    return [*said, *("  ".join((*map(str.ljust, row, widths), row[-1])) for row in rows)]


def _more_than_none(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(_("a number of seconds above 0"))
    return seconds
