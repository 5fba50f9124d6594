"""Brings a feed's next file from the disk: JSON on stdout, everything else on stderr."""

import argparse
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.models import Feed
from analytics.queries.dataset_answers import dataset_answer
from analytics.queries.feeds import feed_for, feed_named
from analytics.services.bringing import bring_from_disk
from carejourneys.common.errors import AppError, RuleBroken
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.people import person_with_address


class Command(BaseCommand):
    help = (
        "Brings a feed's next file: upload FEED FILE [--economy SLUG] [--actor EMAIL]. Prints as JSON what came of it; exit 2 when refused."
    )

    def create_parser(self, prog_name, subcommand, **kwargs):
        # without the usage, which would stand above the one line that says what is wrong; --help lists the options
        return super().create_parser(prog_name, subcommand, usage=argparse.SUPPRESS, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("feed", metavar="FEED", help="id or name")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--economy", default="", metavar="SLUG", help="where there are several")
        parser.add_argument("--actor", default="", metavar="EMAIL", help="who brings it (whoever began the feed)")

    def handle(self, *, feed: str, file: Path, economy: str, actor: str, **options):
        try:
            who, to = self._who_and_where(feed, economy, actor)
            brought = bring_from_disk(actor=who, feed=to, path=file, say=self._say)
        except AppError as refusal:
            raise CommandError(f"{file.name}: {_one_line(refusal.message)}", returncode=2) from refusal
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}", returncode=2) from error
        answer = {**dataset_answer(who, brought.dataset), "again": brought.again}
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))

    def _who_and_where(self, feed: str, economy: str, actor: str) -> tuple[User, Feed]:
        found = feed_named(feed, economy)
        who = person_with_address(actor.strip()) if actor else found.uploaded_by
        if who is None:
            raise RuleBroken(_("Nobody here has that address."), field="actor")
        return who, feed_for(who, found.pk, Permission.UPLOAD_DATA)

    def _say(self, words: str) -> None:
        self.stderr.write(words, style_func=str)


def _one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))
