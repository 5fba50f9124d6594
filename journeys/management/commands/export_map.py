"""Writes a map to a file."""

from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from carejourneys.common.errors import AppError
from journeys.domain.drawing.sheets import SIZES
from journeys.models import Map
from journeys.queries.access import map_by_id
from journeys.queries.exports import KINDS, exported


class Command(BaseCommand):
    help = "Writes a map to a file: export_map MAP --format csv --output PATH. MAP is its id."

    def add_arguments(self, parser):
        parser.add_argument("map", type=UUID)
        parser.add_argument("--format", required=True, choices=sorted(kind for kind in KINDS if "." not in kind))
        parser.add_argument("--paper", choices=sorted(SIZES), default="a3", help="of a PDF")
        parser.add_argument("--output", required=True, type=Path, metavar="PATH")

    def handle(self, *, map: UUID, format: str, paper: str, output: Path, **options):
        found: Map | None = map_by_id(map)
        if found is None:
            raise CommandError(f"There is no map {map}.")
        kind = "a1.pdf" if (format, paper) == ("pdf", "a1") else format
        try:
            output.write_bytes(exported(found, kind).body)
        except (AppError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{found.title}, revision {found.revision}: {output}")
