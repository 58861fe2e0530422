"""Pages and index are kept together when something fails half-way."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Theme
from essaimage_wagtail.search.engines.database.engine import DatabaseEngine
from essaimage_wagtail.search.engines.database.writing import Writer
from essaimage_wagtail.search.indexing import index

from .engine import embedded


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
