"""What published pages lack, and the links to other sites that they name."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import essaimage_wagtail.models.upkeep


class Migration(migrations.Migration):
    dependencies = [("essaimage_wagtail", "0015_standing")]

    operations = [
        migrations.CreateModel(
            name="OutsideLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=2000, unique=True, verbose_name="address")),
                (
                    "state",
                    models.CharField(
                        choices=essaimage_wagtail.models.upkeep.link_states,
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=essaimage_wagtail.models.upkeep.link_reasons,
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="answer of the site")),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("checked_at", models.DateTimeField(null=True, verbose_name="last checked")),
                ("due", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "link to another site",
                "verbose_name_plural": "links to other sites",
            },
        ),
        migrations.CreateModel(
            name="PageFaults",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page_pk", models.BigIntegerField(unique=True)),
                ("figures", models.PositiveIntegerField(default=0)),
                ("pictures", models.PositiveIntegerField(default=0)),
                ("anchors", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="LinkPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("anchor", models.CharField(max_length=255)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="essaimage_wagtail.outsidelink",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="essaimage_wagtail.pagefaults",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("page", "link"), name="essaimage_link_place")],
            },
        ),
    ]
