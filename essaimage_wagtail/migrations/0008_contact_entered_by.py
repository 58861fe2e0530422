import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Concat

import essaimage_wagtail.models.fields


def read_and_clean_log(apps, schema_editor):
    """Wagtail's log says who entered each contact; the names that it holds go."""
    alias = schema_editor.connection.alias
    kind = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    kind = kind.filter(app_label="essaimage_wagtail", model="contact").first()
    if kind is None:
        return
    Contact = apps.get_model("essaimage_wagtail", "Contact")
    User = apps.get_model(settings.AUTH_USER_MODEL)
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.using(alias).filter(content_type_id=kind.pk)
    users = set(User.objects.using(alias).values_list("pk", flat=True))
    for pk, user in entries.filter(action="wagtail.create").values_list("object_id", "user_id"):
        if user in users:
            Contact.objects.using(alias).filter(pk=pk).update(created_by_id=user)
    entries.update(label=Concat(models.Value("#"), "object_id", output_field=models.TextField()))


class Migration(migrations.Migration):
    dependencies = [
        ("essaimage_wagtail", "0007_territory_postcodes"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="entered by",
            ),
        ),
        migrations.AlterField(
            model_name="projectframe",
            name="body",
            field=essaimage_wagtail.models.fields.SheetBodyField(
                blank=True,
                help_text="The sections with which a new sheet starts, all empty. Write in each field what its authors "
                "should answer: they read it beside the field, and it is never part of their sheet.",
                verbose_name="sections",
            ),
        ),
        migrations.RunPython(read_and_clean_log, migrations.RunPython.noop),
    ]
