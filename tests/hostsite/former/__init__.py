"""The migrations of ready-made pages as they were when they named Wagtail's own image and document models."""

import copy
from importlib import import_module

from django.db import migrations

FORMER = {"cover": "wagtailimages.image", "document": "wagtaildocs.document"}


def as_formerly(name: str) -> type[migrations.Migration]:
    """A migration of ``essaimage_wagtail.pages`` whose foreign keys name Wagtail's own models."""
    migration = import_module(f"essaimage_wagtail.pages.migrations.{name}").Migration
    operations = copy.deepcopy(migration.operations)
    for operation in operations:
        for field_name, field in getattr(operation, "fields", ()):
            if field_name in FORMER:
                field.remote_field.model = FORMER[field_name]
    dependencies = [*migration.dependencies, ("wagtaildocs", "0001_initial"), ("wagtailimages", "0001_initial")]
    return type("Migration", (migrations.Migration,), {"dependencies": dependencies, "operations": operations})
