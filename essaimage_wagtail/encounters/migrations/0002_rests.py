import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("essaimage_encounters", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="made_from",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="Rest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rests",
                        to="essaimage_encounters.programme",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rests",
                        to="essaimage_encounters.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "rest in a programme",
                "verbose_name_plural": "rests in a programme",
                "ordering": ["round", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "registration", "round"), name="essaimage_encounters_rests_once"
                    )
                ],
            },
        ),
    ]
