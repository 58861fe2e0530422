"""What editors choose for the footer of a site."""

import django.db.models.deletion
from django.db import migrations, models

import essaimage_wagtail.licences
import essaimage_wagtail.models.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        # Who leaves the plugin drops the tables of its first app, and with it this one.
        ("essaimage_wagtail", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="FooterSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    essaimage_wagtail.models.keys.PageKeyField(blank=True, null=True, verbose_name="about this site"),
                ),
                (
                    "contact",
                    essaimage_wagtail.models.keys.PageKeyField(blank=True, null=True, verbose_name="contact page"),
                ),
                (
                    "legal_notice",
                    essaimage_wagtail.models.keys.PageKeyField(blank=True, null=True, verbose_name="legal notice"),
                ),
                (
                    "privacy",
                    essaimage_wagtail.models.keys.PageKeyField(blank=True, null=True, verbose_name="personal data"),
                ),
                (
                    "accessibility",
                    essaimage_wagtail.models.keys.PageKeyField(
                        blank=True,
                        help_text="What was tested, what does not work yet, and whom to tell. Public bodies have to publish it.",
                        null=True,
                        verbose_name="accessibility statement",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Anybody can read it on every page.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="With the country's code: “+33 3 20 00 00 00”.",
                        max_length=40,
                        verbose_name="telephone",
                    ),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        choices=essaimage_wagtail.licences.licence_choices,
                        help_text="For all pages that do not name another one.",
                        max_length=40,
                        verbose_name="licence of what is published here",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "footer",
            },
        ),
    ]
