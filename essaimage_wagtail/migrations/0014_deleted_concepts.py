"""Which concepts somebody has deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("essaimage_wagtail", "0013_names_in_languages")]

    operations = [
        migrations.CreateModel(
            name="DeletedConcept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(blank=True, max_length=100)),
                ("uri", models.CharField(blank=True, max_length=500)),
            ],
        ),
    ]
