"""A site made with the first migrations, with what its editors wrote, is upgraded: nothing is lost and all goes on.

Run by ``tests/test_upgrade.py`` with ``tests.upgrading.settings``. All tests ask one database, which is migrated to
each of its states in turn, and some migrations are interrupted before they end.
"""

import json
import os
import signal
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.apps import apps as current
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html
from wagtail_localize.models import Translation

from essaimage_wagtail.blocks import SheetBody
from essaimage_wagtail.models import Contact, ProjectFrame, Replication, Theme
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import SearchQuery, get_engine
from tests.forms import posted
from tests.streams import texts

from . import content

pytestmark = pytest.mark.django_db
FIRST = [("essaimage_wagtail", "0002_search_index"), ("essaimage_pages", "0001_initial")]
SECOND = [("essaimage_wagtail", "0003_methods_commons_replications"), ("essaimage_pages", "0002_methods_commons")]
FRAMES, LOG, DRAFTS = (
    ("essaimage_pages", "0003_frame_questions"),
    ("essaimage_wagtail", "0008_contact_entered_by"),
    ("essaimage_wagtail", "0009_replication_drafts"),
)
RAISED = 3
"""Code with which a process ends whose migration raised an exception."""
BODY = SheetBody()


@pytest.fixture(scope="session")
def django_db_setup():
    """The database is empty, and is migrated here."""


def migrate(targets):
    """Migrate to a former state, and what belongs to others to the present; returns the models of that state."""
    executor = MigrationExecutor(connection)
    others = [key for key in executor.loader.graph.leaf_nodes() if not key[0].startswith("essaimage")]
    plan = executor.migration_plan([*targets, *others])
    apps = executor.migrate([*targets, *others], plan).apps
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias, apps=apps, plan=plan)
    return apps


class Interrupted(Exception):
    pass


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def failing():
    raise Interrupted


def interrupted_at(interrupt, *words):
    """Run ``migrate`` in a process that is interrupted when it has executed a statement with all these words; returns
    the migrations that are applied then, and the content."""

    def execute_wrapper(execute, sql, parameters, many, context):
        result = execute(sql, parameters, many, context)
        if all(word in sql for word in words):
            interrupt()
        return result

    connections.close_all()
    if not (child := os.fork()):
        code = 0
        try:
            with connection.execute_wrapper(execute_wrapper):
                call_command("migrate", verbosity=0)
        except BaseException as error:
            # Django's editor of SQLite's tables hides it behind an error of its own.
            while error and not isinstance(error, Interrupted):
                error = error.__context__
            code = RAISED if error else 1
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == (-signal.SIGKILL if interrupt is killed else RAISED)
    return MigrationRecorder(connection).applied_migrations().keys(), content.read(current)


@pytest.fixture(scope="session")
def first(django_db_blocker):
    """What the site has in the first version."""
    with django_db_blocker.unblock():
        content.load(migrate(FIRST))
        return content.read(current)


@pytest.fixture(scope="session")
def said_between(first, django_db_blocker):
    """What commands of this version say of the first version's tables."""
    said = {}
    with django_db_blocker.unblock():
        for command in (["essaimage_index", "check"], ["essaimage_completeness"], ["essaimage_mend_content"]):
            output = StringIO()
            with pytest.raises(DatabaseError):
                call_command(*command, verbosity=0, skip_checks=False, stdout=output)
            said[command[0]] = output.getvalue()
    return said


@pytest.fixture(scope="session")
def second(first, said_between, django_db_blocker):
    """What it has of that in the second version, in which its editors went on."""
    with django_db_blocker.unblock():
        content.add(migrate(SECOND))
        return content.read(current)


@pytest.fixture(scope="session")
def interruptions(second, django_db_blocker):
    """``[(applied migrations, content)]``: three data migrations are interrupted midway, the next run goes on."""
    with django_db_blocker.unblock():
        return [
            interrupted_at(killed, "UPDATE", "wagtailcore_revision"),
            interrupted_at(killed, "UPDATE", "wagtailcore_modellogentry"),
            interrupted_at(failing, "UPDATE", "essaimage_wagtail_replication"),
        ]


@pytest.fixture(scope="session")
def upgraded(interruptions, django_db_blocker):
    """What the site has of its first content in this version."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        return content.read(current)


def changes(before, after):
    """``{(label, primary key, column): value}`` of what is other than it was."""
    return {
        (label, pk, column): after[label].get(pk, {}).get(column)
        for label, rows in before.items()
        for pk, row in rows.items()
        for column, value in row.items()
        if after[label].get(pk, {}).get(column) != value
    }


def row_of(label, rows, **values):
    (pk,) = [pk for pk, row in rows[label].items() if values.items() <= row.items()]
    return pk


def test_commands_say_that_migrations_are_missing(said_between):
    for command, said in said_between.items():
        assert "unapplied migration(s)" in said, command


def test_new_tables_leave_the_content_as_it_was(first, second):
    # But pages count those that came below them.
    assert {(label, column) for label, _pk, column in changes(first, second)} == {("wagtailcore.Page", "numchild")}


def test_an_interrupted_migration_leaves_nothing_and_the_next_run_goes_on(second, interruptions):
    (frames, before), (log, between), (drafts, _content) = interruptions
    assert FRAMES not in frames
    assert before == second
    assert FRAMES in log and LOG not in log
    assert {label for label, _pk, _column in changes(second, between)} == {
        "essaimage_pages.SheetPage",
        "wagtailcore.Revision",
    }
    assert LOG in drafts and DRAFTS not in drafts


def test_what_changes_is_what_the_upgrade_page_says_and_nothing_else(second, upgraded):
    draft = row_of("wagtailcore.Page", second, slug="four-banal")
    revision = second["wagtailcore.Page"][draft]["latest_revision_id"]
    found = changes(second, upgraded)
    assert found.keys() == {
        ("essaimage_pages.SheetPage", draft, "body"),
        ("wagtailcore.Revision", revision, "content"),
        ("wagtailcore.ModelLogEntry", 1, "label"),
        ("wagtailcore.ModelLogEntry", 2, "label"),
    }


def test_drafts_are_rid_of_what_the_frame_asks_and_keep_their_own_words(upgraded):
    draft = SheetPage.objects.get(slug="four-banal")
    for body in (draft.body.raw_data, json.loads(draft.latest_revision.content["body"])):
        assert [section["type"] for section in body] == ["need", "context"]
        assert (body[0]["value"]["need"], list(body[0]["value"]["objectives"])) == ("", [])
        assert body[1]["value"]["text"] == "<p>Le four du village dormait depuis la guerre.</p>"


def test_replications_wait_for_sheets_that_were_never_published(upgraded):
    live = dict(Replication.objects.values_list("name", "live"))
    assert live == {"Published": True, "Draft": False, "Elsewhere": True}


def test_who_entered_a_contact_is_known(upgraded):
    entered = Contact.objects.values_list("name", "created_by__username")
    assert dict(entered) == {"Aline Moreau": "camille", "Bruno Petit": "demo"}


def test_visitors_get_every_page_with_its_text(client, upgraded):
    shown = {}
    for page in Page.objects.live().public().filter(depth__gte=2).specific():
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        text = squeezed(answer.content.decode())
        assert squeezed(page.title) in text
        shown[page.slug] = isinstance(page, SheetPage) and stored_texts(page.body.raw_data)
        for words in shown[page.slug] or ():
            # A currency is shown by its sign.
            assert words in text or words == "EUR", (page.url, words)
    assert {"initiatives", "jardin-partage", "huerto-compartido", "essaimer", "adapter", "charte"} <= shown.keys()
    assert len(shown["epicerie-itinerante-exemple-fictif"]) > 50
    assert client.get(SheetPage.objects.get(slug="verger").url).status_code == 302
    assert client.get(SheetPage.objects.get(slug="jardin-partage").url).context["page"].cover.file.name


def squeezed(html):
    """The text of some HTML, and that of its images, without spaces."""
    soup = BeautifulSoup(html, "html.parser")
    return "".join(" ".join([soup.get_text(), *(image.get("alt", "") for image in soup("img"))]).split())


def stored_texts(body):
    return [words for text in texts(BODY, body) if (words := squeezed(text))]


@pytest.mark.parametrize("slug", ["jardin-partage", "four-banal", "epicerie-itinerante-exemple-fictif"])
def test_drafts_open_in_the_editor_and_are_saved_as_they_are(admin_client, upgraded, slug):
    page = SheetPage.objects.get(slug=slug)
    before = page.get_latest_revision().content
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = admin_client.get(url)
    data = querydict_from_html(answer.content.decode(), form_id="page-edit-form").dict()
    shown = answer.context["form"].instance
    assert shown.title == before["title"]
    # A script makes these parts of the form in a browser.
    for name in ("body", "sources"):
        field = getattr(shown, name)
        data |= nested_form_data({name: posted(field.stream_block, field.get_prep_value())})
    answer = admin_client.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    after = SheetPage.objects.get(pk=page.pk).get_latest_revision().content
    assert stored_texts(json.loads(after["body"])) == stored_texts(json.loads(before["body"]))
    assert {name: after[name] for name in ("title", "pitch", "sources")} == {
        name: before[name] for name in ("title", "pitch", "sources")
    }


def test_a_scheduled_page_is_published_on_its_day(client, upgraded):
    page = SheetPage.objects.get(slug="lavoir")
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.approved_go_live_at = timezone.now()
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    page.refresh_from_db()
    assert "On y rince encore." in client.get(page.url).content.decode()


def test_rights_are_what_they_were(client, upgraded):
    camille = User.objects.get(username="camille")
    assert camille.has_perms(["essaimage_wagtail.add_contact", "essaimage_wagtail.change_organisation"])
    assert not camille.has_perm("essaimage_wagtail.add_projectframe")
    client.force_login(camille)
    for slug, status in (("four-banal", 200), ("shared-garden", 302)):
        page = Page.objects.get(slug=slug)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == status


def test_translations_go_on(admin_client, upgraded):
    page = SheetPage.objects.get(slug="travelling-grocery-fictional-example")
    before = stored_texts(page.body.raw_data)
    answer = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert b"wagtail-localize" in answer.content
    translation = Translation.objects.get()
    translation.source.update_from_db()
    translation.save_target(publish=True)
    assert stored_texts(SheetPage.objects.get(pk=page.pk).body.raw_data) == before


def test_frames_are_offered_for_new_sheets(admin_client, upgraded):
    assert set(ProjectFrame.objects.values_list("name", flat=True)) == {"Trame", "Frame"}
    directory = Page.objects.get(slug="initiatives", locale__language_code="fr")
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", directory.pk])
    assert content.OBJECTIVE.partition("é")[0] in admin_client.get(url).content.decode()


def test_nothing_is_left_to_migrate_and_nothing_is_wrong(upgraded):
    call_command("migrate", "--check")
    call_command("makemigrations", "--check", "--dry-run")
    # What other packages say is not ours.
    messages = run_checks(databases=["default"])
    assert [message for message in messages if message.id.startswith("essaimage") or message.is_serious()] == []
    assert Page.find_problems() == ([], [], [], [], [])
    connection.check_constraints()


def test_the_index_is_found_to_differ_and_is_rebuilt(upgraded, capsys):
    with pytest.raises(CommandError, match="essaimage_index rebuild"):
        call_command("essaimage_index", "check", verbosity=0)
    said = capsys.readouterr().out
    assert "1 stale" in said and "missing" in said
    call_command("essaimage_index", "rebuild", verbosity=0)
    call_command("essaimage_index", "check", verbosity=0)
    for language, text, title in (
        ("fr", "jardin", "Jardin partagé"),
        ("en", "grocery", "Travelling cooperative grocery (fictional example)"),
        ("es", "huerto", "Huerto compartido (jardin partagé)"),
        ("fr", "superette", "Épicerie coopérative itinérante (exemple fictif)"),  # by a word of the site
        ("fr", "charte", "Charte"),
    ):
        found = get_engine().search(SearchQuery(text=text, language=language)).hits
        assert title in [hit.title for hit in found], text
    assert not get_engine().search(SearchQuery(text="guerre", language="fr")).hits


def test_commands_of_the_upgrade_page_run(upgraded, capsys):
    before = {page.pk: stored_texts(page.body.raw_data) for page in SheetPage.objects.all()}
    call_command("essaimage_completeness", verbosity=0)
    assert "8 of 8 sheets changed" in capsys.readouterr().out
    assert SheetPage.objects.get(slug="epicerie-itinerante-exemple-fictif").completeness > 50
    call_command("essaimage_mend_content", verbosity=0)
    assert {page.pk: stored_texts(page.body.raw_data) for page in SheetPage.objects.all()} == before
    theme = Theme.objects.get(name="Alimentation")
    ReferenceIndex.objects.all().delete()
    call_command("rebuild_references_index", verbosity=0)
    assert ReferenceIndex.get_references_to(theme).exists()
