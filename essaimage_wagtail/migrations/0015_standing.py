"""What somebody decided about a replication."""

from django.db import migrations, models

import essaimage_wagtail.choices


class Migration(migrations.Migration):
    dependencies = [("essaimage_wagtail", "0014_deleted_concepts")]

    operations = [
        migrations.AddField(
            model_name="replication",
            name="standing",
            field=models.CharField(
                blank=True, choices=essaimage_wagtail.choices.standings, default="", editable=False, max_length=20
            ),
        ),
    ]
