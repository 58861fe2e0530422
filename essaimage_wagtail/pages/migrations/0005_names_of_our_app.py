"""Wagtail's ``Page`` knows our pages by the name of our app too. The database is left as it is."""

from django.db import migrations, models

PAGES = ("cloudpage", "commonpage", "directorypage", "methodpage", "methodsteppage", "sheetpage")


class Migration(migrations.Migration):
    dependencies = [
        ("essaimage_pages", "0004_image_and_document_keys"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name=page,
                    name="page_ptr",
                    field=models.OneToOneField(
                        on_delete=models.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="%(app_label)s_%(class)s",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                )
                for page in PAGES
            ]
        )
    ]
