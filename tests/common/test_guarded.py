import pytest
from django.db import DatabaseError, connection, transaction

from carejourneys.common.guarded import AppendOnly
from stakeholders.models import AuditEntry
from stakeholders.services.audit import record
from tests.factories import make_economy

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        act()


def test_an_audit_row_can_be_neither_changed_nor_deleted():
    economy = make_economy()
    entry = record(actor=None, economy=economy, action="test.happened", subject=economy)
    refused(lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="nothing.happened"))
    refused(lambda: AuditEntry.objects.filter(pk=entry.pk).delete())
    assert AuditEntry.objects.get(pk=entry.pk).action == "test.happened"


@pytest.mark.django_db(transaction=True)
def test_only_the_columns_named_may_change_and_the_guard_can_be_lifted():
    with connection.schema_editor() as editor:
        editor.execute("CREATE TABLE guarded_sample (a integer, b integer)")
        guard = AppendOnly("guarded_sample", but_for=("b",))
        guard.code(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO guarded_sample VALUES (1, 1)")
        cursor.execute("UPDATE guarded_sample SET b = 2")
        refused(lambda: cursor.execute("UPDATE guarded_sample SET a = 2"))
    with connection.schema_editor() as editor:
        guard.reverse_code(None, editor)
        editor.execute("UPDATE guarded_sample SET a = 3")
        editor.execute("DROP TABLE guarded_sample")
