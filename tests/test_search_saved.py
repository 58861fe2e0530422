"""Pages and index are kept together: what is saved without publishing, or without Wagtail's own ways."""

import pickle
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now
from wagtail.models import Locale, Page, PageViewRestriction

from essaimage_wagtail.models import Audience, Replication, Territory, Theme
from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.indexing import index

from .testapp.models import ArticlePage, Postscript, Remark


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
