"""Migrations: none pending, whatever the site's language, and all of them reversible."""

import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

OURS = {
    config.label: config.name
    for config in apps.get_app_configs()
    if config.name.startswith(("essaimage_wagtail", "tests."))
}
SHIPPED = ["essaimage_pages", "essaimage_wagtail"]


@pytest.mark.parametrize(
    ("language", "settings"),
    [
        ("fr", "tests.settings"),
        ("en", "tests.settings"),
        ("de", "tests.settings"),
        ("en", "tests.hostsite.settings"),
        ("en", "tests.testextends.settings"),
    ],
)
def test_no_migration_is_pending(language, settings, tmp_path):
    """In a process of its own: a text translated while modules are imported would differ by language, and a site may
    have image, document and user models of its own."""
    (tmp_path / "language_settings.py").write_text(f'from {settings} import *\n\nLANGUAGE_CODE = "{language}"\n')
    done = subprocess.run(
        [
            sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", "--skip-checks",
            "--settings=language_settings",
        ],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "ESSAIMAGE_TEST_DATABASE"}
        | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_undone_and_redone():
    def tables() -> set[str]:
        return {name for name in connection.introspection.table_names() if name.startswith("essaimage")}

    def applied() -> set[tuple[str, str]]:
        return {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in OURS}

    tables_before, applied_before = tables(), applied()
    try:
        for label in SHIPPED:
            call_command("migrate", label, "zero", verbosity=0)
        assert tables() == set()
    finally:
        call_command("migrate", verbosity=0)
    assert tables() == tables_before
    assert applied() == applied_before
    assert applied_before
