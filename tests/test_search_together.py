"""Pages and index are kept together: by people at the same time, by those who do without Wagtail's own ways, and when
something fails half-way."""

import pickle
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils.timezone import now
from wagtail.models import Locale, Page, PageViewRestriction

from essaimage_wagtail.models import Audience, Replication, Territory, Theme
from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.engines.database.engine import DatabaseEngine
from essaimage_wagtail.search.engines.database.writing import Writer
from essaimage_wagtail.search.indexing import index

from .engine import doc, embedded
from .testapp.models import ArticlePage, Postscript, Remark


@pytest.fixture
def at_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


# What is saved in other ways than by publishing


@pytest.mark.django_db
def test_a_page_saved_through_the_class_of_all_pages(make_sheet, find, in_step):
    sheet = make_sheet("Jardins partagés")

    def save(**values):
        page = Page.objects.get(pk=sheet.pk)
        _ = page.specific  # which Wagtail remembers
        for name, value in values.items():
            setattr(page, name, value)
        page.save()

    save(title="Potager")
    assert (find("jardin"), find("potager")) == ([], ["Potager"])
    save(live=False)
    assert find("potager") == []
    save(live=True)
    assert find("potager") == ["Potager"]
    save(expire_at=now() - timedelta(days=1))
    assert find("potager") == []


@pytest.mark.django_db
def test_fields_saved_alone_bring_nothing_of_a_draft(make_sheet, find, in_step):
    sheet = make_sheet("Jardins partagés")
    sheet.title = "Secret"
    sheet.save_revision()
    draft = SheetPage.objects.get(pk=sheet.pk).get_latest_revision_as_object()
    draft.locked = True
    for fields in (["locked"], ["locked", "show_in_menus"]):
        draft.save(update_fields=fields)
        assert (find("secret"), find("jardin")) == ([], ["Jardins partagés"])


@pytest.mark.django_db
def test_fields_saved_alone_of_an_old_copy(make_sheet, find, in_step):
    sheet = make_sheet("Jardins partagés")
    SheetPage.objects.get(pk=sheet.pk).unpublish()
    sheet.show_in_menus = True
    sheet.save(update_fields=["show_in_menus"])
    assert find("jardin") == []


@pytest.mark.django_db
def test_a_lock_indexes_nothing(make_sheet, monkeypatch):
    sheet = make_sheet("Jardins partagés")
    monkeypatch.setattr(index, "documents_of", None)
    sheet.locked = True
    sheet.save(update_fields=["locked", "locked_by", "locked_at"])


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["key", "language"])
def test_a_page_with_another_key_leaves_nothing_under_the_first(site, make_sheet, find, in_step, how):
    sheet = make_sheet("Jardins partagés")
    make_sheet("Gardens", language="en", translation_key=sheet.translation_key)
    if how == "key":
        sheet.translation_key = uuid4()
    else:
        sheet.locale = site.locales["es"]
    sheet.save()
    assert len(get_engine().keys()) == 2
    sheet.unpublish()
    assert len(get_engine().keys()) == 1
    assert find("jardin") == find("jardin", language="es") == []


@pytest.mark.django_db
def test_offers_of_a_common_in_another_language(site, in_step):
    common = CommonPage(title="Fournil", pitch="Pain", locale=site.locales["fr"])
    site.home["fr"].add_child(instance=common)
    offers = type(common).offers.rel.related_model
    common.offers = [offers(text="Levain", kind="offer")]
    common.save_revision().publish()
    assert len(get_engine().keys()) == 2
    common = CommonPage.objects.get(pk=common.pk)
    common.locale = site.locales["es"]
    common.save()
    keys = get_engine().keys()
    assert {key[-2:] for key in keys} == {"es"}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Remark, Postscript])
def test_a_row_given_to_another_page(site, find, in_step, model):
    def article(title):
        page = ArticlePage(title=title, slug=title.lower(), locale=site.locales["fr"])
        return site.home["fr"].add_child(instance=page)

    one, other = article("Alpha"), article("Bravo")
    row = model.objects.create(page=one, words="zanzibar")
    assert find("zanzibar") == ["Alpha"]
    row.page = other
    row.save()
    assert find("zanzibar") == ["Bravo"]


@pytest.mark.django_db
def test_a_saved_page_is_pickled_without_its_documents(site, make_sheet):
    for number in range(50):
        Theme.objects.create(name=f"Thème {number}", slug=f"t{number}", locale=site.locales["fr"])
    sheet = make_sheet("Jardins partagés")
    before = len(pickle.dumps(sheet))
    sheet.save()
    assert len(pickle.dumps(sheet)) < before + 600


class Replicas:
    """Reads go to a database that is behind (and, here, does not exist), unless an object came from another one. What
    others read of a page, such as its tags, is left out."""

    def db_for_read(self, model, instance=None, **hints):
        behind = {Page, SheetPage, PageViewRestriction, Locale, Theme, Audience, Territory, Replication}
        return "replica" if model in behind and instance is None else None

    def db_for_write(self, model, **hints):
        return "default"


@pytest.mark.django_db
def test_the_index_is_fed_from_the_database_it_is_written_to(site, make_sheet, find, settings):
    theme = site.themes["repair"]["fr"]
    sheet = make_sheet("Jardins partagés", themes=[theme], territory=site.territory.lille)
    make_sheet("Gardens", language="en", translation_key=sheet.translation_key)
    Page.objects.filter(pk=sheet.pk).update(title="Potager")
    settings.DATABASE_ROUTERS = [Replicas()]
    index.refresh([sheet])
    index.refresh_queryset(index.pages_using(Theme, themes=[theme.pk]))
    index.refresh_subtree(site.home["fr"])
    assert not index.check()
    assert index.rebuild() == 2
    settings.DATABASE_ROUTERS = []
    assert find("potager") == ["Potager"]


# What fails half-way


@contextmanager
def broken(monkeypatch, *, after=0):
    """Nothing can be removed from the index, once so much was."""
    delete, left = DatabaseEngine.delete, [None] * after

    def fail(engine, keys):
        if not left:
            raise RuntimeError
        left.pop()
        return delete(engine, keys)

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(DatabaseEngine, "delete", fail)
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [0, 1])
@embedded
def test_nothing_restricted_is_found_even_if_its_restriction_fails(site, make_sheet, find, monkeypatch, after):
    """``after`` 1: the restriction is there, and the process ends before anything more is done."""
    section = make_sheet("Section")
    make_sheet("Jardins partagés", parent=section)
    with broken(monkeypatch, after=after):
        PageViewRestriction.objects.create(page=section, restriction_type="login")
    restricted = PageViewRestriction.objects.exists()
    assert (restricted, find("jardin")) == ((True, []) if after else (False, ["Jardins partagés"]))


@pytest.mark.django_db(transaction=True)
def test_translations_know_of_a_restriction(site, make_sheet, find):
    sheet = make_sheet("Jardins partagés")
    make_sheet("Gardens", language="en", translation_key=sheet.translation_key)
    assert find("", language="en", filters={"languages": ["fr"]}) == ["Gardens"]
    restriction = PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    assert find("", language="en", filters={"languages": ["fr"]}) == []
    assert not index.check()
    restriction.delete()
    assert find("", language="en", filters={"languages": ["fr"]}) == ["Gardens"]
    assert not index.check()


@pytest.mark.django_db(transaction=True)
@embedded
def test_a_move_is_undone_with_the_index(site, make_sheet, find, monkeypatch):
    section = make_sheet("Section")
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    sheet = make_sheet("Jardins partagés")
    with broken(monkeypatch):
        sheet.move(Page.objects.get(pk=section.pk), pos="last-child")
    assert not Page.objects.get(pk=sheet.pk).path.startswith(section.path)
    assert find("jardin") == ["Jardins partagés"]
    assert not index.check()


@pytest.mark.django_db
def test_a_move_is_indexed_before_it_is_told(site, make_sheet, find, in_step):
    """Wagtail tells it when the transaction is over."""
    from wagtail.signals import post_page_move

    section = make_sheet("Section")
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    parent = make_sheet("Quartier")
    make_sheet("Jardins partagés", parent=parent)
    told = []

    def moved(sender, **kwargs):
        told.append(find("jardin"))

    receivers, post_page_move.receivers = post_page_move.receivers, []
    try:
        post_page_move.connect(moved)
        Page.objects.get(pk=parent.pk).move(Page.objects.get(pk=section.pk), pos="last-child")
    finally:
        post_page_move.receivers = receivers
    assert told == [[]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["page", "theme"])
@embedded
def test_an_error_of_the_index_undoes_what_was_done_with_it(site, make_sheet, monkeypatch, what):
    """Even if somebody catches it: else a page could be restricted, and go on being found."""
    theme = site.themes["repair"]["fr"]
    sheet = make_sheet("Atelier", themes=[theme])

    def fail(writer, documents):
        raise DatabaseError

    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(Writer, "write", fail)
        with pytest.raises(DatabaseError):
            if what == "page":
                sheet.title = "Autre"
                sheet.save()
            else:
                theme.name = "Autre"
                theme.save()
    assert not Theme.objects.filter(name="Autre").exists()
    assert not Page.objects.filter(title="Autre").exists()
    assert not index.check()


# People at the same time


class Person(threading.Thread):
    """Does something on a connection of their own."""

    def __init__(self, do):
        super().__init__()
        self.do, self.error = do, None
        self.start()

    def run(self):
        try:
            self.do()
        except Exception as error:
            self.error = error
        finally:
            connections.close_all()

    def done(self):
        self.join(30)
        assert not self.is_alive()
        if self.error:
            raise self.error


def until_waiting(person):
    """Until somebody waits for a lock, or needs not."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone() or not person.is_alive():
                return
        time.sleep(0.02)


@contextmanager
def paused(monkeypatch, name="upsert"):
    """Whoever first comes to write what was read stops; ``start(do)`` returns who does, once stopped there."""
    method = getattr(DatabaseEngine, name)
    reached, go, first = threading.Event(), threading.Event(), []

    def pause(engine, documents):
        documents = list(documents)
        if threading.current_thread() in first and not reached.is_set():
            reached.set()
            assert go.wait(20)
        return method(engine, documents)

    def start(do):
        ready = threading.Event()

        def wait():
            ready.wait()
            do()

        person = Person(wait)
        first.append(person)
        ready.set()
        assert reached.wait(20)
        return person

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseEngine, name, pause)
        try:
            yield start, go
        finally:
            go.set()


def overlap(monkeypatch, first, second):
    """What the second does begins when the first has read, and has yet to write."""
    with paused(monkeypatch) as (start, go):
        one = start(first)
        other = Person(second)
        until_waiting(other)
        go.set()
        one.done()
        other.done()
    assert not index.check()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("committed", ["alone", "with more"])
def test_a_page_restricted_while_it_is_published(at_once, site, make_sheet, find, monkeypatch, committed):
    sheet = make_sheet("Jardins partagés", publish=False)

    def restrict():
        if committed == "alone":
            PageViewRestriction.objects.create(page=sheet, restriction_type="login")
        else:
            with transaction.atomic():
                PageViewRestriction.objects.create(page=sheet, restriction_type="login")

    overlap(monkeypatch, sheet.get_latest_revision().publish, restrict)
    assert find("jardin") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("committed", ["alone", "with more"])
@pytest.mark.parametrize("what", ["publish", "restrict", "unpublish", "publish another"])
def test_a_theme_renamed_while_a_page_changes(at_once, site, make_sheet, find, monkeypatch, committed, what):
    theme = site.themes["repair"]["fr"]
    sheet = make_sheet("Atelier", themes=[theme])
    copy = SheetPage.objects.get(pk=sheet.pk)
    copy.title = "Premier"
    revision = copy.save_revision()
    other = make_sheet("Autre", themes=[theme], publish=False).get_latest_revision()

    def rename():
        theme.name = "Bricolage"
        if committed == "alone":
            theme.save()
        else:
            with transaction.atomic():
                theme.save()

    change = {
        "publish": revision.publish,
        "restrict": lambda: PageViewRestriction.objects.create(page=sheet, restriction_type="login"),
        "unpublish": sheet.unpublish,
        "publish another": other.publish,
    }[what]
    overlap(monkeypatch, rename, change)
    found = {
        "publish": ["Premier"],
        "restrict": [],
        "unpublish": [],
        "publish another": ["Atelier", "Autre"],
    }[what]
    assert sorted(find("bricolage")) == found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["publish", "publish another"])
def test_a_page_published_while_its_theme_is_renamed(at_once, site, make_sheet, find, monkeypatch, what):
    theme = site.themes["repair"]["fr"]
    first = make_sheet("Atelier", themes=[theme], publish=what == "publish")

    def rename():
        with transaction.atomic():
            theme.name = "Bricolage"
            theme.save()

    overlap(monkeypatch, SheetPage.objects.get(pk=first.pk).get_latest_revision().publish, rename)
    assert find("bricolage") == ["Atelier"]


@pytest.mark.django_db(transaction=True)
def test_two_people_unpublish_two_translations(at_once, make_sheet, find, monkeypatch):
    french = make_sheet("Jardin")
    english = make_sheet("Garden", language="en", translation_key=french.translation_key)
    write, met, barrier = index._write_translations, set(), threading.Barrier(2)

    def together(*args):
        me = threading.current_thread()
        if me not in met:
            met.add(me)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(1)
        return write(*args)

    monkeypatch.setattr(index, "_write_translations", together)
    people = [Person(SheetPage.objects.get(pk=page.pk).unpublish) for page in (french, english)]
    for person in people:
        person.done()
    assert get_engine().keys() == {}


@pytest.mark.django_db(transaction=True)
def test_two_people_work_on_drafts_of_two_translations_and_publish(at_once, make_sheet, find):
    """Each has written their page, in a transaction, before they publish it."""
    french = make_sheet("Jardin")
    english = make_sheet("Garden", language="en", translation_key=french.translation_key)
    barrier = threading.Barrier(2)

    def work(pk):
        sheet = SheetPage.objects.get(pk=pk)
        with transaction.atomic():
            sheet.title += " potager"
            revision = sheet.save_revision()
            with suppress(threading.BrokenBarrierError):
                barrier.wait(1)
            revision.publish()

    people = [Person(lambda pk=page.pk: work(pk)) for page in (french, english)]
    for person in people:
        person.done()
    assert len(find("potager")) == len(find("potager", language="en")) == 1


@pytest.mark.django_db(transaction=True)
def test_documents_written_in_any_order(at_once):
    """By two who have the same ones, each time in another order."""
    engine = get_engine()
    engine.upsert([doc("a", "alpha"), doc("b", "bravo")])
    errors = []

    def write(names, text):
        for number in range(30):
            try:
                engine.upsert([doc(name, f"{text} {number}") for name in names])
            except DatabaseError as error:
                errors.append(error)

    people = [Person(lambda: write("ab", "un")), Person(lambda: write("ba", "deux"))]
    for person in people:
        person.done()
    assert not errors
