"""Rows of the command log are written once: triggers refuse DELETE always, and UPDATE unless a redaction that two people signed
is being carried out on that map; even then who, what kind and when stay as they are."""

from django.db import migrations

TABLE = "journeys_mapcommandlog"
REFUSED = "rows of this table are written once"
FIXED = ("id", "map_id", "revision", "command_id", "root", "actor_id", "client", "base_revision", "kind", "at")
SIGNED = "SELECT 1 FROM journeys_redaction r WHERE r.map_id = OLD.map_id AND r.agreed_at IS NOT NULL AND r.done_at IS NULL"


def statements(vendor: str) -> list[str]:
    """What guards the table."""
    if vendor == "postgresql":
        same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in FIXED)
        return [
            f"""CREATE OR REPLACE FUNCTION journeys_log_written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' AND EXISTS ({SIGNED}) AND {same} THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
            END $$""",
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION journeys_log_written_once()",
        ]
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in FIXED)
    return [
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE ON {TABLE} WHEN NOT (EXISTS ({SIGNED}) AND {same})"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    ]


def guard(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def release(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in ("delete", "change"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("journeys", "0001_journeys_and_maps")]
    operations = [migrations.RunPython(guard, release)]
