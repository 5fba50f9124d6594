from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0017_sized_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='sizedgroup',
            name='size_shown',
            field=models.BooleanField(default=True),
        ),
    ]
