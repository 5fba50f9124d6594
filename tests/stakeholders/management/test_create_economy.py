from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry, Economy, User
from stakeholders.queries.access import roles_in

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("create_economy", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_the_economy_its_first_administrator_and_the_audit_rows():
    said = run("Eastvale", "--admin", "Adi@Example.org")
    economy, admin = Economy.objects.get(), User.objects.get()
    assert (economy.name, economy.slug, len(economy.case_key), economy.is_demo) == ("Eastvale", "eastvale", 32, False)
    assert admin.email == "adi@example.org" and not admin.has_usable_password()
    assert admin.emailaddress_set.get().verified
    assert roles_in(admin, economy.pk) == {Role.ADMINISTRATOR}
    assert "/economies/eastvale/" in said
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "person.created",
        "economy.created",
        "membership.began",
    ]


def test_running_it_again_changes_nothing_and_says_so():
    run("Eastvale", "--admin", "adi@example.org")
    rows = AuditEntry.objects.count()
    assert "Nothing was changed" in run("eastvale", "--admin", "ADI@example.org")
    assert (Economy.objects.count(), User.objects.count(), AuditEntry.objects.count()) == (1, 1, rows)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Eastvale", "--admin", "other@example.org"), "name (eastvale) already"),
        (("Westvale", "--admin", "nobody"), "not an email address"),
        (("!!!", "--admin", "adi@example.org"), "letters or digits"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing_behind(arguments, words):
    run("Eastvale", "--admin", "adi@example.org")
    with pytest.raises(CommandError, match=words.replace("(", r"\(").replace(")", r"\)")):
        run(*arguments)
    assert (Economy.objects.count(), User.objects.count()) == (1, 1)


def test_it_says_where_the_code_lands_where_emails_are_not_sent_and_nothing_where_they_are(settings):
    settings.EMAIL_FILE_PATH = "/srv/var/mail"
    assert "is a file in /srv/var/mail" in run("Eastvale", "--admin", "adi@example.org")
    settings.EMAIL_FILE_PATH = None
    assert "Emails" not in run("Westvale", "--admin", "adi@example.org")
