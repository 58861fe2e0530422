"""Changes that a worker sends: people publish in one process, and another one runs the task, from a table of the site's
database."""

import json
import os
import re

import pytest

from .liege import BEFORE
from .processes import run_code

pytest.importorskip("django_tasks_db", exc_type=ImportError)
pytestmark = pytest.mark.elasticsearch
SETTINGS = """
INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {{"default": {{"BACKEND": "django_tasks_db.DatabaseBackend"}}}}
ESSAIMAGE = {{
    "SEARCH_ENGINE": "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine",
    "ELASTICSEARCH": {{"hosts": {hosts!r}, "index_prefix": {prefix!r}, "replicas": 0, "timeout": 30.0}},
}}
"""
BEGIN = """
from django_tasks_db.models import DBTaskResult
engine = get_engine()
"""
PUBLISH = """
call_command("migrate", verbosity=0)
home = Page.objects.get(depth=1).add_child(instance=Page(title="Accueil", slug="accueil"))
for number in range(3):
    sheet = SheetPage(title=f"Jardin {number}", pitch="Pitch", live=False)
    home.add_child(instance=sheet)
    sheet.save_revision().publish()
show([engine.outbox.backlog().waiting, engine.search(SearchQuery("jardin", "fr")).total])
"""
WORK = """
call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
titles = sorted(hit.title for hit in engine.search(SearchQuery("jardin", "fr")).hits)
states = sorted(set(DBTaskResult.objects.values_list("status", flat=True)))
show([engine.outbox.backlog().waiting, titles, states])
engine.server.client.indices.delete(index=f"{engine.names.prefix}-documents-1,{engine.names.prefix}-words-1")
"""


def test_a_worker_sends_what_another_process_published(elasticsearch, database_file, tmp_path):
    """Over 5 s: two processes begin, each of which reads dictionaries."""
    settings = SETTINGS.format(hosts=elasticsearch, prefix=f"worker-{os.getpid()}")

    def run(code):
        (line,) = re.findall("shown:(.*)", run_code(BEFORE + BEGIN + code, database_file, tmp_path, settings))
        return json.loads(line)

    assert run(PUBLISH) == [3, 0], "published, and not sent by whom published it"
    assert run(WORK) == [0, ["Jardin 0", "Jardin 1", "Jardin 2"], ["SUCCESSFUL"]]
