"""A process that is killed, at whichever moment, leaves pages and index in step: each change and what the index says of
it are one transaction, whether or not the caller has begun one."""

import os
import signal
import traceback

import pytest
from django.db import connection, connections
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Organisation, Replication, Territory, Usage
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.tables import IndexChange, SearchWord

from .engine import embedded
from .testapp.models import Postscript, Remark

pytestmark = embedded


@pytest.fixture
def killed(transactional_db):
    """``killed(do)``: run ``do(number)`` in processes that are killed after their first commit, their second and so on,
    until one comes to its end; what ``check()`` returns after each, and how many there were."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one process")  # test_sqlite_file.py has one in a file

    def run(do, check=index.check):
        for number in range(1, 100):
            connections.close_all()
            if not (child := os.fork()):
                _until_killed(do, number)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert code in (0, -signal.SIGKILL)
            found = check()
            assert not found, (number, found)
            if code == 0:
                return number - 1
        raise AssertionError

    return run


def _until_killed(do, number):
    left = number
    commit = connection.commit

    def committed():
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def alone(execute, sql, parameters, many, context):
        result = execute(sql, parameters, many, context)
        if not connection.in_atomic_block:
            committed()
        return result

    def together():
        commit()
        committed()

    connection.commit = together
    try:
        with connection.execute_wrapper(alone):
            do(number)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.fixture
def sheet(site, make_sheet):
    organisation = Organisation.objects.create(name="Les Colibris")
    for number in range(2):
        page = make_sheet(
            f"Atelier {number}",
            themes=[site.themes["repair"]["fr"]],
            bearer=organisation,
            territory=site.territory.lille,
        )
        page.audiences = [site.audience["fr"]]
        page.save_revision().publish()
    return page


def renamed(model):
    def rename(number):
        for row in model.objects.all():
            row.name = f"Nouveau {number}"
            row.save()

    return rename


@pytest.mark.parametrize("which", ["theme", "audience", "organisation", "territory"])
def test_a_term_renamed_by_another_process(killed, site, sheet, find, which):
    model = {
        "theme": type(site.themes["repair"]["fr"]),
        "audience": type(site.audience["fr"]),
        "organisation": Organisation,
        "territory": Territory,
    }[which]
    times = killed(renamed(model))
    assert times >= 1
    assert sorted(find(f"nouveau {times + 1}")) == ["Atelier 0", "Atelier 1"]


def test_a_usage_renamed_by_another_process(killed, site, usages, make_common, find):
    make_common("Charte", usages=[usages["write"]["fr"]])
    times = killed(renamed(Usage))
    assert find(f"nouveau {times + 1}") == ["Charte"]


def test_a_replication_changed_by_another_process(killed, sheet, find):
    origin = SheetPage.objects.exclude(pk=sheet.pk).get()
    row = Replication.objects.create(
        origin_key=origin.translation_key, adapted_key=sheet.translation_key, mode="inspire"
    )

    def change(number):
        for mode in ("redo", "scale"):
            row.mode = mode
            row.save()
        Replication.objects.create(origin_key=sheet.translation_key, adapted_key=origin.translation_key, mode="inspire")

    assert killed(change) >= 2
    assert find("", filters={"mode": ["scale"]}) == [sheet.title]


@pytest.mark.parametrize("which", ["theme", "organisation", "territory", "replication"])
def test_a_row_deleted_by_another_process(killed, site, sheet, which):
    rows = {
        "theme": type(site.themes["repair"]["fr"]).objects.filter(slug="repair"),
        "organisation": Organisation.objects.all(),
        "territory": Territory.objects.filter(name="Lille"),
        "replication": Replication.objects.all(),
    }[which]
    if which == "replication":
        Replication.objects.create(origin_key=site.home["fr"].translation_key, adapted_key=sheet.translation_key)
    killed(lambda number: rows.delete())


@pytest.mark.parametrize("which", ["save", "publish", "unpublish", "move", "delete", "copy"])
def test_a_page_changed_by_another_process(killed, site, sheet, find, which):
    def change(number):
        page = SheetPage.objects.get(pk=sheet.pk)
        page.title = f"Nouveau {number}"
        if which == "save":
            page.save()
        elif which == "publish":
            page.tags.set(["bois", f"tag {number}"])
            page.save_revision().publish()
        elif which == "unpublish":
            page.unpublish()
        elif which == "move":
            page.move(site.directory["fr" if number % 2 else "es"], "first-child")
        elif which == "copy":
            page.copy(update_attrs={"slug": f"copie-{number}"})
        else:
            page.delete()

    if which == "delete":
        killed(lambda number: SheetPage.objects.filter(pk=sheet.pk).first() and change(number))
    else:
        assert killed(change) >= 1


@pytest.mark.parametrize("which", ["create", "delete"])
def test_a_restriction_of_another_process_fails_on_the_safe_side(killed, site, sheet, which):
    """A page may not be found although it could be seen; never the other way round."""
    if which == "delete":
        PageViewRestriction.objects.create(page=site.directory["fr"], restriction_type="login")

    def change(number):
        if which == "create":
            PageViewRestriction.objects.create(page=Page.objects.get(pk=sheet.pk), restriction_type="login")
        else:
            PageViewRestriction.objects.all().delete()

    def found():
        difference = index.check()
        return difference.surplus or difference.stale

    killed(change, found)
    assert not index.check()


def test_a_search_word_saved_by_another_process_is_noticed(killed):
    """By all the others, who read such words again when a change says so."""
    row = SearchWord.objects.create(language="fr", word="vélo", synonyms="bicyclette")
    get_engine().keys()
    before = IndexChange.objects.filter(key="").count()

    def change(number):
        row.synonyms = f"cycle{number}"
        row.save()

    def unnoticed():
        row.refresh_from_db()
        return row.synonyms != "bicyclette" and IndexChange.objects.filter(key="").count() == before

    assert killed(change, unnoticed) >= 1


@pytest.mark.parametrize("model", [Remark, Postscript])
def test_rows_of_a_site_saved_in_a_transaction_by_another_process(killed, site, find, model):
    """What does not know of the index is saved in a transaction, as all that Django's and Wagtail's admin save."""
    from django.db import transaction

    from .testapp.models import ArticlePage

    page = site.home["fr"].add_child(instance=ArticlePage(title="Alpha", slug="alpha", locale=site.locales["fr"]))
    row = model.objects.create(page=page, words="zanzibar")

    def change(number):
        with transaction.atomic():
            row.words = f"compost {number}"
            row.save()

    assert killed(change) >= 1
    assert find("compost") == ["Alpha"]
