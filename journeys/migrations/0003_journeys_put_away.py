from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journeys", "0002_log_written_once")]
    operations = [
        migrations.AddField(model_name="journey", name="archived_at", field=models.DateTimeField(blank=True, null=True)),
    ]
