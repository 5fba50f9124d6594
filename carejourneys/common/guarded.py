"""Rows that are written once: the database itself refuses to change or delete them, whoever asks.

operations = [AppendOnly("stakeholders_auditentry")]
operations = [AppendOnly("journeys_logentry", but_for=("change", "inverse", "redacted_at"))]
"""

from django.db import migrations

REFUSED = "rows of this table are written once"


class AppendOnly(migrations.RunPython):
    """A migration step that puts triggers on `table`: no DELETE, and no UPDATE but of the columns in `but_for`."""

    def __init__(self, table: str, but_for: tuple[str, ...] = ()):
        self.table, self.but_for = table, but_for
        super().__init__(self._guard, self._release)

    def deconstruct(self):
        return self.__class__.__name__, [self.table, self.but_for], {}

    def describe(self) -> str:
        return f"Guard {self.table} against change and deletion"

    def _guard(self, apps, schema_editor) -> None:
        columns = [column.name for column in self._columns(schema_editor) if column.name not in self.but_for]
        write = _for_postgresql if schema_editor.connection.vendor == "postgresql" else _for_sqlite
        for statement in write(self.table, columns):
            schema_editor.execute(statement)

    def _release(self, apps, schema_editor) -> None:
        on = f' ON "{self.table}"' if schema_editor.connection.vendor == "postgresql" else ""
        for verb in ("delete", "update"):
            schema_editor.execute(f'DROP TRIGGER IF EXISTS "{self.table}_no_{verb}"{on}')

    def _columns(self, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            return schema_editor.connection.introspection.get_table_description(cursor, self.table)


def _for_sqlite(table: str, columns: list[str]) -> list[str]:
    listed = ", ".join(f'"{column}"' for column in columns)
    return [
        f"""CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
        f"""CREATE TRIGGER "{table}_no_update" BEFORE UPDATE OF {listed} ON "{table}" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    ]


def _for_postgresql(table: str, columns: list[str]) -> list[str]:
    listed = ", ".join(f'"{column}"' for column in columns)
    return [
        f"""CREATE OR REPLACE FUNCTION care_journeys_written_once() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION care_journeys_written_once()',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE OF {listed} ON "{table}"'
        " FOR EACH ROW EXECUTE FUNCTION care_journeys_written_once()",
    ]
