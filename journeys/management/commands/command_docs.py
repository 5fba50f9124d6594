"""Writes docs/commands.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from journeys.domain.commands.document import commands_document
from stakeholders.queries.words import holders


class Command(BaseCommand):
    help = "Writes docs/commands.md out of the table of commands and the field table in the code."

    def handle(self, *args, **options):
        (Path(settings.BASE_DIR) / "docs" / "commands.md").write_text(commands_document(holders()))
