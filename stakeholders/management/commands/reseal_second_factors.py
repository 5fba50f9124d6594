"""After the secret key was changed: puts second factors under the new one."""

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from stakeholders.services.second_factors import reseal_second_factors


class Command(BaseCommand):
    help = "Puts second factors that stand under a key of SECRET_KEY_FALLBACKS under SECRET_KEY, so that the old key can go."

    def handle(self, *args, **options):
        try:
            changed = reseal_second_factors(actor=None)
        except InvalidToken as error:
            raise CommandError("A second factor fits none of the keys: name the one it was sealed with in SECRET_KEY_FALLBACKS.") from error
        self.stdout.write(f"Put under the new key: {changed}.")
