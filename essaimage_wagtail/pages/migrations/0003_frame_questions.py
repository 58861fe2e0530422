from django.db import migrations

from essaimage_wagtail.upgrades import empty_untouched_drafts


class Migration(migrations.Migration):
    """What project frames ask used to be copied into new sheets: it goes from drafts where nobody changed it."""

    dependencies = [
        ("essaimage_pages", "0002_methods_commons"),
        ("essaimage_wagtail", "0003_methods_commons_replications"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunPython(empty_untouched_drafts("essaimage_pages", "SheetPage"), migrations.RunPython.noop),
    ]
