"""Where emails go, for whoever runs an installation that sends none."""

from django.conf import settings


def where_mail_lands() -> str:
    """A line for the console; "" where emails are sent."""
    folder = settings.EMAIL_FILE_PATH
    return f"Emails are not sent: each (an invitation, a sign-in code) is a file in {folder}" if folder else ""
