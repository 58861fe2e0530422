"""What a visitor tells of a replication, and the draft that is made of it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("essaimage_wagtail", "0003_methods_commons_replications"),
        ("essaimage_wiki", "0002_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="replication",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="essaimage_wagtail.replication",
            ),
        ),
        migrations.AddField(model_name="suggestion", name="told", field=models.JSONField(default=dict)),
    ]
