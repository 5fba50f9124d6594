"""What is there was told to others as it was read or measured: that stays, and is what further rows are held against."""

from django.db import migrations
from django.db.models import F

FINEST = 1


def told_as_they_were(apps, schema_editor):
    there = (("Dataset", {"state": "ready"}, "uploaded_at"), ("MeasureResult", {}, "measured_at"))
    for name, those, since in there:
        rows = apps.get_model("analytics", name).objects.filter(told_level=None, **those)
        rows.update(told_level=FINEST, told_since=F(since))


class Migration(migrations.Migration):
    dependencies = [("analytics", "0015_how_rows_are_told")]

    operations = [migrations.RunPython(told_as_they_were, migrations.RunPython.noop)]
