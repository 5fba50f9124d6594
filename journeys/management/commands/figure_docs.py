"""Writes docs/figures.md."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from journeys.domain.figures.document import figures_document


class Command(BaseCommand):
    help = "Writes docs/figures.md out of the definitions in the code."

    def handle(self, *args, **options):
        (Path(settings.BASE_DIR) / "docs" / "figures.md").write_text(figures_document())
