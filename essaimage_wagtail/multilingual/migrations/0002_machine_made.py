"""Which sections of a published translation a machine made, and nobody has read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("essaimage_multilingual", "0001_review_and_baseline")]

    operations = [migrations.AddField("baseline", "machine", models.JSONField(default=list))]
