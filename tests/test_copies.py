"""What has unique values is copied and translated all the same: Wagtail's “Copy”, wagtail-localize's “Translate”."""

from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib.admin.utils import quote
from django.db import models
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import TranslationSource

from essaimage_wagtail.models import Concept, Contact, Organisation, ProjectFrame, Replication, Territory
from essaimage_wagtail.models.taxonomy import Term
from essaimage_wagtail.pages.models import CommonPage, SheetCommon
from essaimage_wagtail.search.tables import SearchWord

from .pages import full

pytestmark = pytest.mark.django_db
OURS = {"essaimage_wagtail", "essaimage_pages"}
SNIPPETS = [model for model in get_snippet_models() if model._meta.app_label in OURS]
NOT_COPIED = {Concept, Contact, Territory, Replication, SearchWord}
"""Each is one of its kind: a copy of a person, a place, a link between two sheets, a word or a concept would be a
double."""


class Form(HTMLParser):
    """A page's longest form, as a browser would send it: to ``action``, with ``data``."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.select, self.area = [], None, None
        self.feed(html)
        self.action, self.data = max(self.forms, key=lambda form: len(form[1]))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append((values.get("action"), {}))
        elif tag == "select":
            self.select = values.get("name")
        elif not self.forms:
            return
        elif tag == "option" and self.select and "selected" in values:
            self.forms[-1][1].setdefault(self.select, []).append(values.get("value", ""))
        elif tag in ("input", "textarea") and values.get("name") and values.get("type") != "submit":
            if values.get("type") in ("checkbox", "radio") and "checked" not in values:
                return
            self.forms[-1][1].setdefault(values["name"], []).append(values.get("value", "") or "")
            self.area = values["name"] if tag == "textarea" else None

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.forms[-1][1][self.area][-1] += data


def unique_fields(model):
    """Fields of a model whose value no other row may have, but those that the database or Wagtail give."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and field.model._meta.app_label in OURS
    }


def test_nothing_that_is_translated_has_a_value_that_its_translation_cannot_share():
    translatable = [
        model for model in apps.get_models() if issubclass(model, TranslatableMixin) and model._meta.app_label in OURS
    ]
    assert len(translatable) > 5
    assert {model: unique_fields(model) for model in translatable if unique_fields(model)} == {}


@pytest.fixture
def rows(site, usages):
    """One of each snippet."""
    organisation = Organisation.objects.create(name="La Ruche", territory=site.territory.lille)
    rows = [
        organisation,
        ProjectFrame.objects.create(
            name="Trame", locale=site.locales["fr"], body=[("need", {"text": "<p>Pourquoi ?</p>"})]
        ),
        site.themes["garden"]["fr"],
        site.audience["fr"],
        usages["write"]["fr"],
    ]
    rows = {type(row): row for row in rows}
    assert set(rows) | NOT_COPIED == set(SNIPPETS)
    return rows


def address(name, row):
    return reverse(f"wagtailsnippets_{row._meta.app_label}_{row._meta.model_name}:{name}", args=[quote(row.pk)])


@pytest.mark.parametrize("model", SNIPPETS, ids=lambda model: model.__name__)
def test_snippet_is_copied_in_the_admin(admin_client, rows, model):
    if model in NOT_COPIED:
        with pytest.raises(NoReverseMatch):
            address("copy", model(pk=1))
        return
    row = rows[model]
    form = Form(admin_client.get(address("copy", row)).content.decode())
    # Sections are drawn by the browser.
    data = {**form.data, "body-count": "0"} if model is ProjectFrame else form.data
    if issubclass(model, Term):
        # Its name in addresses is another's: said, and made from the name when it is left empty.
        assert "slug" in admin_client.post(form.action, data).context["form"].errors
        data["slug"] = ""
    answer = admin_client.post(form.action, data)
    assert answer.status_code == 302, answer.context["form"].errors
    copy = model.objects.latest("pk")
    assert copy.pk != row.pk
    assert str(copy) == str(row)
    for field in model._meta.concrete_fields:
        if isinstance(field, models.UUIDField) and field.unique or field.name in ("translation_key", "slug"):
            assert getattr(copy, field.name) != getattr(row, field.name), field.name


@pytest.mark.parametrize(
    "model", [model for model in SNIPPETS if issubclass(model, TranslatableMixin)], ids=lambda model: model.__name__
)
def test_snippet_is_translated_in_the_admin(admin_client, site, rows, model):
    row, language = rows[model], site.locales["de"]
    names = ["essaimage_wagtail", model._meta.model_name]
    url = reverse("wagtail_localize:submit_snippet_translation", args=[*names, row.pk])
    assert admin_client.post(url, {"locales": [language.pk]}).status_code == 302
    translation = row.get_translation(language)
    assert admin_client.get(address("edit", translation)).status_code == 200
    assert str(translation) == str(row)
    # And again, when the original has changed.
    row.name = "Autre nom"
    row.save()
    source = TranslationSource.objects.get_for_instance(row)
    update = reverse("wagtail_localize:update_translations", args=[source.pk])
    assert admin_client.post(update, {"publish_translations": "on"}).status_code == 302
    translation.refresh_from_db()
    assert str(translation) == "Autre nom"


@pytest.fixture
def pages(site, usages, make_common, make_method, make_step, make_sheet):
    """A tree with a page of each kind, with all that lies below pages."""
    common = make_common("Charte", **full(site, usages))
    method = make_method(parent=site.directory["fr"])
    step = make_step(method, "Commencer", commons=[common], checklist=["Demander"])
    sheet = make_sheet(
        "Jardins", themes=[site.themes["garden"]["fr"]], tags=["compost"], territory=site.territory.lille
    )
    sheet.common_links = [SheetCommon(common_key=common.translation_key, relation="uses")]
    sheet.save_revision().publish()
    return {"home": site.home["fr"], "common": common, "method": method, "step": step, "sheet": sheet}


@pytest.mark.parametrize("publish", [False, True])
def test_pages_are_copied_with_all_below(admin_client, site, pages, publish):
    directory = site.directory["fr"]
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": site.home["fr"].pk, "copy_subpages": "on"}
    if publish:
        data["publish_copies"] = "on"
    answer = admin_client.post(reverse("wagtailadmin_pages:copy", args=[directory.pk]), data)
    assert answer.status_code == 302, answer.context["form"].errors
    copied = Page.objects.get(slug="copie").get_descendants().specific()
    assert len(copied) == len(Page.objects.get(pk=directory.pk).get_descendants())
    for page in copied:
        # A copy can be edited and published: its rows are its own.
        assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
        page.get_latest_revision_as_object().save_revision().publish()
    common = next(page for page in copied if isinstance(page, CommonPage))
    assert common.offers.count() == pages["common"].offers.count() == 2
    originals = set(pages["common"].offers.values_list("translation_key", flat=True))
    assert originals.isdisjoint(common.offers.values_list("translation_key", flat=True))


@pytest.mark.parametrize("kind", ["common", "method", "step", "sheet", "home"])
def test_page_is_translated_in_the_admin(admin_client, site, pages, kind):
    page = pages[kind]
    language = site.locales["de"]
    if kind == "home":
        Page.objects.get(pk=site.home["de"].pk).delete()
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = admin_client.post(url, {"locales": [language.pk], "include_subtree": "on"})
    assert answer.status_code == 302
    translation = page.get_translation(language)
    assert not translation.live
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[translation.pk])).status_code == 200
    if kind == "home":
        below = Page.objects.get(pk=page.pk).get_descendants().values_list("translation_key", flat=True)
        assert set(Page.objects.filter(locale=language).values_list("translation_key", flat=True)) >= set(below)
