"""Measures an event log without server or database: JSON on stdout, everything else on stderr."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.domain.events.log import Prepared, ReadOptions
from analytics.domain.events.roles import Role
from analytics.engine.flow import flow_metrics
from analytics.engine.flow_report import quality_lines, tables
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused

_WORDS = {
    Role.CASE: "column of the case",
    Role.ACTIVITY: "column of the activity",
    Role.END: "column of the completion (or only) time",
    Role.START: "column of the start",
    Role.RESOURCE: "column of the resource",
    Role.ORGANISATION: "column of the organisation",
    Role.TIMESTAMP: "column of the time of a lifecycle log",
    Role.LIFECYCLE: "column that tells starts from completions",
    Role.INSTANCE: "column that a start and its completion share",
}


class Command(BaseCommand):
    help = "Counts, times, waits, handovers and rework of an event log (.csv, .csv.gz, .xes, .xes.gz, .parquet)."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        # without the usage, which would stand above the one line that says what is wrong; --help lists the options
        return super().create_parser(prog_name, subcommand, usage=argparse.SUPPRESS, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        for role, words in _WORDS.items():
            parser.add_argument(f"--{role}", metavar="COL", help=words)
        parser.add_argument("--timezone", default="UTC", metavar="ZONE", help="of times without an offset (UTC)")
        parser.add_argument("--date-format", default="", metavar="FORMAT", help="such as %%d/%%m/%%Y %%H:%%M")
        parser.add_argument("--delimiter", default="", metavar="C")
        parser.add_argument("--encoding", default="", metavar="NAME")
        parser.add_argument("--format", choices=("json", "table"), default="json")
        parser.add_argument("--output", type=Path, metavar="PATH", help="writes there instead of stdout")

    def handle(self, *, file: Path, format: str, output: Path | None, **options):
        columns = {role: options[role] for role in _WORDS if options[role] is not None}
        delimiter = options["delimiter"].replace("\\t", "\t")
        reading = ReadOptions(columns, options["timezone"], options["date_format"], delimiter, options["encoding"])
        with _in_one_line(file):
            if output and output.exists() and output.samefile(file):
                raise LogRefused(_("this is the log itself: write the result to another file"), file=file.name, option="output")
            prepared, metrics = self._measured(file, reading)
        text = json.dumps(metrics, ensure_ascii=False, indent=1) if format == "json" else tables(metrics)
        with _in_one_line(output or Path("stdout")):
            self._give(text + "\n", output)
        self._say(prepared)

    def _give(self, text: str, output: Path | None) -> None:
        if output:
            output.write_text(text, encoding="utf-8")
            return
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter tries once more as it ends, and fails aloud
            raise

    def _measured(self, file: Path, reading: ReadOptions) -> tuple[Prepared, dict]:
        with tempfile.TemporaryDirectory(prefix="flow-metrics-") as folder:
            prepared = prepare(file, file.name, reading, Path(folder) / "log", progress=self._progress)
            return prepared, flow_metrics(prepared.folder)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done * 100 // max(total, 1)} %", ending="" if done < total else "\n", style_func=str)

    def _say(self, prepared: Prepared) -> None:
        for line in quality_lines(prepared):
            self.stderr.write(_one_line(line), style_func=str)


@contextmanager
def _in_one_line(file: Path) -> Iterator[None]:
    """What cannot be read or written ends the command with 2 and one line that names the file."""
    try:
        yield
    except LogRefused as refusal:
        words = str(refusal) if refusal.file else f"{file.name}: {refusal}"
        if refusal.option == "date_format":
            words += _("; say how dates are written with --date-format, such as %(example)s") % {"example": "%d/%m/%Y %H:%M"}
        raise CommandError(_one_line(words), returncode=2) from refusal
    except OSError as error:
        raise CommandError(f"{error.filename or file}: {error.strerror or error}", returncode=2) from error


def _one_line(text: str) -> str:
    """Names of files, columns and activities may hold line breaks, and marks that a terminal obeys."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(text.split()))
