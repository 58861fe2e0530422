"""Usage counts of what our keys and many-to-many fields name: Wagtail's reference index."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import ReferenceIndex

from essaimage_wagtail.models import Contact, Organisation, Replication
from essaimage_wagtail.pages.models import SheetCommon, SheetPage

from .testapp.models import ArticlePage, Author

pytestmark = [pytest.mark.django_db, pytest.mark.references]


def usages(row):
    """Titles of what uses a row, as Wagtail's admin lists them."""
    return sorted(str(user) for user, _references in ReferenceIndex.get_grouped_references_to(row))


def test_common_named_by_ten_sheets_is_used_ten_times(admin_client, make_common, use):
    common = make_common("Charte")
    for number in range(10):
        use(common, f"Fiche {number}")
    assert usages(common) == [f"Fiche {number}" for number in range(10)]
    listing = admin_client.get(reverse("wagtailadmin_pages:usage", args=[common.pk]))
    assert listing.context["page_obj"].paginator.count == 10
    assert "Fiche 7" in listing.content.decode()
    warning = admin_client.get(reverse("wagtailadmin_pages:delete", args=[common.pk])).content.decode()
    assert reverse("wagtailadmin_pages:usage", args=[common.pk]) in warning


def test_every_language_of_a_page_is_named_by_its_key(site, make_common, make_sheet, make_method, use):
    common = make_common("Charte")
    use(common, "Fiche")
    later = common.copy_for_translation(site.locales["es"], copy_parents=True)
    assert usages(common) == usages(later) == ["Fiche"]
    method = make_method("Essaimer")
    sheet = make_sheet("Jardin", method_key=method.translation_key)
    assert usages(method) == ["Jardin"]
    adapted = make_sheet("Verger")
    replication = Replication.objects.create(
        origin_key=sheet.translation_key, adapted_key=adapted.translation_key, name="Roubaix"
    )
    translated = adapted.copy_for_translation(site.locales["es"], copy_parents=True)
    assert usages(sheet) == usages(adapted) == usages(translated) == ["Roubaix"]
    replication.delete()
    assert usages(sheet) == usages(translated) == []


def test_key_that_is_changed_or_whose_page_goes(make_common, use):
    first, second = make_common("Charte"), make_common("Statuts")
    sheet = use(first, "Fiche")
    sheet.common_links = [SheetCommon(common_key=second.translation_key, relation="uses")]
    sheet.save_revision().publish()
    assert (usages(first), usages(second)) == ([], ["Fiche"])
    second.delete()
    assert not ReferenceIndex.objects.filter(to_object_id=str(second.pk), model_path__contains="common_key").exists()


def test_terms_organisations_and_contacts_are_counted(site, usages_of, make_common, make_sheet, admin_client):
    organisation = Organisation.objects.create(name="La Ruche")
    contact = Contact.objects.create(name="Ada", consent=True)
    theme = site.themes["garden"]["fr"]
    make_common(
        "Charte", usages=[usages_of["write"]["fr"]], themes=[theme], organisations=[organisation], contacts=[contact]
    )
    sheet = make_sheet("Jardin", themes=[theme])
    sheet.audiences, sheet.contacts, sheet.bearer = [site.audience["fr"]], [contact], organisation
    sheet.save_revision().publish()
    assert usages(theme) == usages(contact) == usages(organisation) == ["Charte", "Jardin"]
    assert usages(site.audience["fr"]) == ["Jardin"]
    assert usages(usages_of["write"]["fr"]) == ["Charte"]
    # The row that is chosen, not its translations: deleting those takes nothing from the page.
    assert usages(site.themes["garden"]["en"]) == []
    listing = admin_client.get(reverse("wagtailsnippets_essaimage_wagtail_theme:usage", args=[theme.pk]))
    assert listing.status_code == 200
    assert "Charte" in listing.content.decode()
    sheet = SheetPage.objects.get(pk=sheet.pk)
    sheet.themes = [site.themes["repair"]["fr"]]
    sheet.save_revision().publish()
    assert usages(theme) == ["Charte"]
    assert usages(site.themes["repair"]["fr"]) == ["Jardin"]


@pytest.fixture
def usages_of(request):
    return request.getfixturevalue("usages")


def test_rebuilding_the_index_finds_the_same(site, make_common, make_method, make_step, make_sheet, use):
    common = make_common("Charte", themes=[site.themes["garden"]["fr"]])
    make_step(make_method(), "Commencer", commons=[common])
    sheet = use(common, "Fiche")
    Replication.objects.create(origin_key=sheet.translation_key, name="Roubaix")
    before = set(ReferenceIndex.objects.values_list("object_id", "to_object_id", "model_path", "content_path"))
    assert usages(common) == ["Commencer", "Fiche"]
    call_command("rebuild_references_index", verbosity=0)
    after = set(ReferenceIndex.objects.values_list("object_id", "to_object_id", "model_path", "content_path"))
    assert after == before


def test_references_are_described(make_common, use):
    common = make_common("Charte")
    use(common, "Fiche")
    ((_sheet, (reference,)),) = ReferenceIndex.get_grouped_references_to(common)
    assert "→" in reference.describe_source_field()
    assert reference.describe_on_delete()


def test_wagtail_does_not_follow_many_to_many_fields_itself(site):
    """The day it does, ``CountedManyToManyField`` can go: https://github.com/wagtail/wagtail/issues/9629."""
    reader = Author.objects.create(name="Ada")
    article = site.home["fr"].add_child(instance=ArticlePage(title="Article", locale=site.locales["fr"]))
    article.readers = [reader]
    article.save()
    assert usages(reader) == []
