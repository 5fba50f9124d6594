"""Writes docs/metrics.md out of the catalogue of metrics."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from analytics.domain.metrics_document import metrics_document


class Command(BaseCommand):
    help = "Writes docs/metrics.md out of the catalogue of metrics."

    def handle(self, **options):
        path = Path(settings.BASE_DIR) / "docs" / "metrics.md"
        path.write_text(metrics_document(), encoding="utf-8")
        self.stdout.write(f"Written: {path.name}")
