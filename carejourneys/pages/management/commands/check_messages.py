"""Says whether every translatable string stands in locale/django.pot, the list that translators start from."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

MAKE = {
    "verbosity": 0,
    "no_location": True,
    "no_wrap": True,
    "all": True,
    "keep_pot": True,
    "ignore_patterns": [".venv", "var", "tests", "benchmarks", "static/vendor"],
}


class Command(BaseCommand):
    help = "Fails when a string of the product is missing from locale/django.pot; --write brings it up to date."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="bring the list up to date")

    def handle(self, *args, write: bool = False, **options):
        if shutil.which("xgettext") is None:
            self.stdout.write("gettext is not installed: translations were not checked")
            return
        catalogue = Path(settings.LOCALE_PATHS[0]) / "django.pot"
        before = catalogue.read_bytes() if catalogue.exists() else b""
        call_command("makemessages", **MAKE)
        after = catalogue.read_bytes()
        same = _strings(after) == _strings(before)
        if same or not write:
            catalogue.write_bytes(before)
        if not same and not write:
            raise CommandError("locale/django.pot is out of date: run make messages")


def _strings(catalogue: bytes) -> set[bytes]:
    """The untranslated strings of a catalogue, one entry each, whatever stands in its heading."""
    entries = (block.partition(b"\nmsgstr")[0] for block in catalogue.split(b"\n\n")[1:])
    return {b"\n".join(line for line in entry.splitlines() if not line.startswith(b"#")) for entry in entries}
