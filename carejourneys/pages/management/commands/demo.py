"""`make demo`: the worked example on an embedded database, served until Ctrl-C."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from carejourneys.common.mail import where_mail_lands
from carejourneys.pages.demo.load import SIGN_INS, demo_map, demo_token, load_demo
from stakeholders.models import Economy

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Command(BaseCommand):
    help = "Loads the worked example where it is missing and serves it, with sign-ins that everybody knows. For trying the product only."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, host: str, port: int, **options):
        if not settings.DEMO:
            raise CommandError("The demo runs with DEMO=1 only (make demo sets it): its passwords are known to everybody.")
        if host not in LOOPBACK and not os.environ.get("DEMO_PASSWORD"):
            raise CommandError(
                "Others could reach this address: set DEMO_PASSWORD to a password of your own (make demo HOST=… DEMO_PASSWORD=…)."
            )
        call_command("migrate", interactive=False, verbosity=0)
        economy = load_demo(self.stdout.write)
        self.say_how_to_begin(economy, f"http://{f'[{host}]' if ':' in host else host}:{port}")
        call_command("serve", host=host, port=port)

    def say_how_to_begin(self, economy: Economy, address: str) -> None:
        self.stdout.write(f"\nCare journeys, with the worked example of {economy.name}: {address}")
        self.stdout.write(f"The map: {address}/maps/{demo_map().pk}/\n\nSign in with the password {settings.DEMO_PASSWORD} as")
        for email, name in SIGN_INS.items():
            self.stdout.write(f"  {email:<26} {name}")
        self.stdout.write(f"\n{where_mail_lands()}")
        self.stdout.write(f"\nAn API token, good for 24 hours (an analyst's): {demo_token()}")
        self.stdout.write(f"  for example: curl -H 'Authorization: Bearer TOKEN' {address}/api/v1/journeys/\n\nCtrl-C ends it.\n")
        self.stdout.flush()
