"""What a site with its own image, document and user models can do, and how a former version's tables are mended.

Run by ``tests/test_host_site.py`` with ``tests.hostsite.settings``.
"""

from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, TranslationContext

from essaimage_wagtail.models import Replication, Theme
from essaimage_wagtail.pages.models import CommonPage, SheetPage
from essaimage_wagtail.wiki.accounts import deciding
from essaimage_wagtail.wiki.accounts.making import Refused, unknown_fields
from tests.asked import ASKING, waiting
from tests.hostsite import models
from tests.hostsite.models import SiteDocument, SiteImage, User
from tests.site import image
from tests.translating import translate

KEYS = [
    ("sheetpage", "cover_id"),
    ("methodpage", "cover_id"),
    ("commonpage", "cover_id"),
    ("commonpage", "document_id"),
]


@pytest.fixture
def admin(client, db):
    client.force_login(User.objects.create_superuser("admin@example.org", "admin"))
    return client


def document(title="Charter"):
    return get_document_model().objects.create(title=title, file=ContentFile(b"x", "charter.txt"))


@pytest.mark.django_db
def test_cover_and_file_of_the_site_are_published(client, make_sheet, make_common):
    assert (get_image_model(), get_document_model()) == (SiteImage, SiteDocument)
    sheet, common = make_sheet("Jardins", cover=image()), make_common("Charte", document=document(), cover=image())
    assert SheetPage.objects.get(pk=sheet.pk).cover == sheet.cover
    assert "/images/" in client.get(sheet.url).content.decode()
    assert common.document.url in client.get(common.url).content.decode()


@pytest.mark.django_db
def test_a_language_has_a_file_of_the_site_for_its_own_until_it_is_deleted(site, make_common):
    common, own = make_common("Charte", document=document()), document("Charter in English")
    translate(common, "en")
    context = TranslationContext.objects.get(object_id=common.translation_key, path="document")
    SegmentOverride.objects.create(locale=site.locales["en"], context=context, data_json=f'"{own.pk}"')
    assert CommonPage.objects.get(pk=translate(common, "en").pk).document == own
    own.delete()
    assert CommonPage.objects.get(pk=translate(common, "en").pk).document == common.document


@pytest.mark.django_db
def test_forms_take_the_site_s_images_and_users(admin, site, make_sheet):
    sheet = make_sheet("Jardins", cover=image())
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200
    admin.post(reverse("essaimage_review", args=[sheet.pk]))
    assert SheetPage.objects.get(pk=sheet.pk).reviewed_by == User.objects.get()
    assert admin.get(reverse("essaimage_sheets_report")).status_code == 200
    form = admin.get(reverse("essaimage_replicate", args=[sheet.pk])).context["form"]
    answer = admin.post(
        reverse("essaimage_replicate", args=[sheet.pk]),
        {**form.initial, "territory": site.territory.lille.pk, "mode": "redo", "language": "fr"},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert SheetPage.objects.get(translation_key=Replication.objects.get().adapted_key).owner == User.objects.get()


# Names that the site has too


@pytest.mark.django_db
def test_page_types_and_snippets_of_the_site_may_have_the_names_of_ours(admin, client, site, make_sheet):
    ours = make_sheet("Jardins partagés", tags=["compost"])
    home = site.home["fr"]
    home.refresh_from_db()
    theirs = home.add_child(instance=models.SheetPage(title="Fiche de paie", locale=home.locale))
    theirs.tags.add("compost")
    theirs.save_revision().publish()
    for page, model in ((ours, SheetPage), (theirs, models.SheetPage)):
        assert "compost" in client.get(page.url).content.decode()
        assert type(Page.objects.get(pk=page.pk).specific) is model
        assert [found.pk for found in model.objects.filter(tags__name="compost")] == [page.pk]
        assert admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    for theme in (models.Theme, Theme):
        address = reverse(theme.snippet_viewset.get_url_name("list"))
        assert admin.get(address).status_code == 200
    ours.get_parent().specific.copy(recursive=True, update_attrs={"slug": "copie", "title": "Copie"})
    assert SheetPage.objects.filter(title=ours.title).count() == 2
    for page in (ours, theirs):
        Page.objects.get(pk=page.pk).delete()
    assert SheetPage.objects.filter(title=ours.title).count() == 1
    assert not models.SheetPage.objects.exists()


# From the former version


def tables():
    """The table that each key points at in the database."""
    with connection.cursor() as cursor:
        return {
            (model, column): constraint["foreign_key"][0]
            for model, column in KEYS
            for constraint in connection.introspection.get_constraints(cursor, f"essaimage_pages_{model}").values()
            if constraint["foreign_key"] and constraint["columns"] == [column]
        }


OWN = {key: "hostsite_sitedocument" if key[1] == "document_id" else "hostsite_siteimage" for key in KEYS}


@contextmanager
def former_version(settings):
    """The tables of ready-made pages as the former version made them."""
    call_command("migrate", "essaimage_pages", "zero", verbosity=0)
    settings.MIGRATION_MODULES = {"essaimage_pages": "tests.hostsite.former"}
    call_command("migrate", "essaimage_pages", verbosity=0)
    # Its tables follow those of the pages, and went with them.
    call_command("migrate", "essaimage_encounters", verbosity=0)
    settings.MIGRATION_MODULES = {}
    try:
        yield
    finally:
        call_command("migrate", verbosity=0)


def images(pk):
    """An image of the site, and one of Wagtail's own table with the same number: a site that copied its images."""
    for model in (SiteImage, Image):
        model.objects.create(pk=pk, title="Image", file=get_test_image_file())
    return SiteImage.objects.get(pk=pk)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_keys_of_the_former_version_are_mended(site, settings):
    assert tables() == OWN
    with former_version(settings):
        assert tables() == {
            key: "wagtaildocs_document" if key[1] == "document_id" else "wagtailimages_image" for key in KEYS
        }
        Document.objects.create(title="Of Wagtail's own table", file=ContentFile(b"x", "x.txt"))
        home = site.home["fr"]
        home.refresh_from_db()
        with pytest.raises(IntegrityError), transaction.atomic():
            home.add_child(instance=SheetPage(title="Refused", pitch="Pitch", cover=image(), locale=home.locale))
            connection.check_constraints()
        columns = {"search_description": "kept", "pitch": "Pitch"}
        kept, dangling = images(1001), images(1002)
        home.refresh_from_db()
        for title, cover in (("Kept", kept), ("Dangling", dangling), ("None", None)):
            home.add_child(instance=SheetPage(title=title, cover=cover, locale=home.locale, **columns))
        SiteImage.objects.filter(pk=1002)._raw_delete("default")
    assert tables() == OWN
    covers = SheetPage.objects.order_by("title").values_list("title", "cover_id", "search_description")
    assert list(covers) == [("Dangling", None, "kept"), ("Kept", 1001, "kept"), ("None", None, "kept")]
    sheet = SheetPage.objects.get(title="None")
    sheet.cover = image()
    sheet.save_revision().publish()
    home.refresh_from_db()
    home.add_child(instance=CommonPage(title="Charte", pitch="Pitch", document=document(), locale=home.locale))
    connection.check_constraints()


@pytest.mark.django_db
def test_who_asks_for_an_account_signs_in_by_the_e_mail_address(client, site, settings):
    settings.ESSAIMAGE = ASKING
    user = deciding.accept(waiting(site, email="awa@example.org"), None).user
    assert (type(user), user.email, user.get_full_name()) == (User, "awa@example.org", "Awa Diop")
    assert unknown_fields() == []
    user.set_password("correct horse battery")
    user.save()
    url = reverse("essaimage:wiki:sign_in", args=["fr"])
    assert client.post(url, {"username": "awa@example.org", "password": "correct horse battery"}).status_code == 302
    with pytest.raises(Refused):
        deciding.accept(waiting(site, email="AWA@example.org"), None)
