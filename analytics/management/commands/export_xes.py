"""Writes a dataset as XES for another tool to check: for whoever runs the server, on behalf of somebody who may open the data."""

from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.queries.datasets import dataset_for
from analytics.services.exporting import export_xes
from carejourneys.common.errors import AppError
from stakeholders.domain.permissions import Permission
from stakeholders.queries.people import person_with_address

_WARNING = gettext_lazy(
    "%(path)s lists %(cases)s single cases: what happened to each, and when, under names made for this file alone. No page and no address "
    "of this product gives that out. Keep it where only those may read it who check the figures, and delete it with the data (%(day)s)."
)


class Command(BaseCommand):
    help = "Writes event data as XES: export_xes DATASET --output PATH.xes[.gz] --actor EMAIL. The file lists single cases: guard it."

    def add_arguments(self, parser):
        parser.add_argument("dataset", type=UUID, help="its id, as in the address of its page")
        parser.add_argument("--output", type=Path, required=True, metavar="PATH")
        parser.add_argument("--actor", required=True, metavar="EMAIL", help="who asked for it: somebody who may open the data")

    def handle(self, *, dataset: UUID, output: Path, actor: str, **options):
        person = person_with_address(actor)
        if person is None:
            raise CommandError(_("There is nobody with the address %(email)s.") % {"email": actor})
        try:
            found = dataset_for(person, dataset, Permission.VIEW_RAW_DATA)
            cases = export_xes(actor=person, dataset=found, path=output)
        except (AppError, OSError) as error:
            raise CommandError(str(getattr(error, "message", error))) from error
        self.stderr.write(str(_WARNING) % {"path": output, "cases": cases, "day": found.delete_by or "–"}, style_func=self.style.WARNING)
