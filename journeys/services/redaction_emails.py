"""Emails about taking words out of a map. They name neither the words nor the map: a title could hold them."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from carejourneys.common.outbox import after_commit
from journeys.models import Redaction
from journeys.queries.redactions import who_may_answer
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.people import people_who_may


def write_to_who_may_answer(asked: Redaction, page: str) -> None:
    """After the commit, to everyone but the person who asked: another has to agree."""
    economy = asked.map.journey.economy
    for person in who_may_answer(asked):
        words = {"who": asked.asked_by, "economy": economy, "page": page}
        after_commit(_write_to, person, _("A request to take words out of a map waits for you"), "asked", words)


def write_to_who_asked(answered: Redaction, page: str) -> None:
    """After the commit, what became of it: unless they answered it themselves, or may not open the page any more."""
    economy = answered.map.journey.economy
    asker = people_who_may(economy.pk, Permission.REDACT).filter(pk=answered.asked_by_id).first()
    if asker is None or answered.answered_by_id == asker.pk:
        return
    words = {"who": answered.answered_by, "economy": economy, "page": page, "agreed": answered.agreed_at is not None}
    after_commit(_write_to, asker, _("Your request to take words out of a map is answered"), "answered", words)


def _write_to(person: User, subject: str, letter: str, words: dict) -> None:
    send_mail(subject, render_to_string(f"journeys/email/redaction_{letter}.txt", words), settings.DEFAULT_FROM_EMAIL, [person.email])
