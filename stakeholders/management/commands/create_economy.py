"""Begins a local health and care economy with its first administrator."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from carejourneys.common.errors import AppError
from carejourneys.common.mail import where_mail_lands
from stakeholders.queries.economies import economy_administered_by
from stakeholders.services.economies import create_economy


class Command(BaseCommand):
    help = "Begins an economy: create_economy NAME --admin EMAIL. Running it again with the same two changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="who invites everybody else")

    def handle(self, *, name: str, admin: str, **options):
        try:
            validate_email(admin.strip())
        except ValidationError as error:
            raise CommandError(f"{admin!r} is not an email address.") from error
        if there := economy_administered_by(name, admin):
            self.stdout.write(f"{there.name} (/economies/{there.slug}/) is there already, and {admin} administers it. Nothing was changed.")
            return
        try:
            economy = create_economy(actor=None, name=name, admin_email=admin)
        except AppError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"{economy.name} begins at /economies/{economy.slug}/.\n{admin} signs in at /accounts/login/code/ with an emailed code, "
            f"sets up a second step and invites the others.\n{where_mail_lands()}".rstrip()
        )
