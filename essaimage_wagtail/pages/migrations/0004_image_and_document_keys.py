"""Foreign keys to images and documents point at the site's own models.

Versions before this one made them for Wagtail's models whatever the site had: on a site with an image model of its own,
the first cover was refused by the database. Their tables are mended; those that are right are left as they are.
"""

from django.db import migrations, models
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

FORMER = {"cover": "wagtailimages.Image", "document": "wagtaildocs.Document"}
"""What the keys were made for, by the names of their fields."""

KEYS = [("sheetpage", "cover"), ("methodpage", "cover"), ("commonpage", "cover"), ("commonpage", "document")]


def mend(apps, schema_editor):
    if schema_editor.connection.features.supports_foreign_keys:
        for model, name in KEYS:
            _mend(apps, schema_editor, apps.get_model("essaimage_pages", model), name)


def _mend(apps, schema_editor, model, name):
    field = model._meta.get_field(name)
    target = field.remote_field.model
    if _table_pointed_at(schema_editor.connection, field) in (target._meta.db_table, None):
        return
    former_model = apps.get_model(FORMER[name])
    former = _aimed_at(former_model, field)
    unbound = _aimed_at(former_model, field, db_constraint=False)
    schema_editor.alter_field(model, former, unbound)
    # A number that the site's model does not have names an image of Wagtail's own table, which nothing shows.
    pages = model.objects.using(schema_editor.connection.alias).exclude(**{name: None})
    pages.exclude(**{f"{name}__in": target.objects.using(pages.db).all()}).update(**{name: None})
    schema_editor.alter_field(model, unbound, field)


def _table_pointed_at(connection, field):
    """What the database's own constraint refers to; ``None`` without one."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, field.model._meta.db_table)
    for constraint in constraints.values():
        if constraint["foreign_key"] and constraint["columns"] == [field.column]:
            return constraint["foreign_key"][0]
    return None


def _aimed_at(target, field, **changes):
    """A foreign key of the same column that refers to another model."""
    _name, _path, args, kwargs = field.deconstruct()
    other = models.ForeignKey(*args, **{**kwargs, "to": target, **changes})
    other.model = field.model
    other.set_attributes_from_name(field.name)
    return other


class Migration(migrations.Migration):
    dependencies = [
        ("essaimage_pages", "0003_frame_questions"),
        # The former models are asked for their tables.
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        migrations.swappable_dependency(get_document_model_string()),
        migrations.swappable_dependency(get_image_model_string()),
    ]

    operations = [
        migrations.RunPython(mend, migrations.RunPython.noop),
    ]
