"""Pages and index are kept together by people who work at the same time."""

import threading
import time
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connection, connections, transaction
from wagtail.models import PageViewRestriction

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.engines.database.engine import DatabaseEngine
from essaimage_wagtail.search.indexing import index

from .engine import doc


@pytest.fixture
def at_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


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
    """The first person who comes to write what was read stops there; ``start(do)`` returns that person then."""
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
