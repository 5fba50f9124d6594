"""Brings a map in from a file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from carejourneys.common.errors import AppError
from journeys.models import Map
from journeys.services.import_places import place_for_import
from journeys.services.importing import FORMATS, bring_in_map


class Command(BaseCommand):
    help = f"Brings a file ({', '.join(FORMATS)}) in as a new map and prints, as JSON, what became of it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--economy", metavar="SLUG", help="the only one, or one made for imports")
        parser.add_argument("--journey", metavar="SLUG", help="made where there is none")
        parser.add_argument("--actor", metavar="EMAIL", help="who brings it in: the first who may")
        parser.add_argument("--state", choices=Map.KINDS, default=Map.CURRENT)

    def handle(self, *, file: Path, economy: str | None, journey: str | None, actor: str | None, state: str, **options):
        try:
            raw = file.read_bytes()
            with transaction.atomic():  # what is made for a file that will not do is not left behind
                person, goes_to = place_for_import(economy=economy, journey=journey, actor=actor)
                made = bring_in_map(actor=person, journey=goes_to, name=file.name, raw=raw, kind=state)
        except (AppError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(made.as_dict(), ensure_ascii=False))
