"""Rows that all languages share (organisations, contacts, replications) have words of the reader's language."""

from copy import deepcopy

import pytest
from babel import Locale as Cldr
from babel import UnknownLocaleError
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from essaimage_wagtail.models import Contact, Organisation, Replication
from essaimage_wagtail.pages.models import CommonOffer, CommonPage, SheetPage
from scripts.content_types import EITHER, SAID, UndeclaredError, elsewhere

from .translating import translate

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "es", "de", "ar")
TOWN = {"en": "Town of Lille", "es": "Ciudad de Lille", "de": "Stadt Lille", "ar": "مدينة ليل"}
SOURCES = [("source", {"title": "Rapport", "publisher": "Ville"})]


def in_languages(names, **others):
    return {code: {"name": name, **others.get(code, {})} for code, name in names.items()}


@pytest.fixture
def town(db):
    return Organisation.objects.create(
        name="Ville de Lille",
        legal_form="commune",
        language="fr",
        translations=in_languages(TOWN, es={"legal_form": "municipio"}),
    )


@pytest.fixture
def in_all(make_sheet, django_capture_on_commit_callbacks):
    """``in_all(page)``: its versions by language, each published."""

    def make(page):
        with django_capture_on_commit_callbacks(execute=True):
            return {"fr": page, **{code: translate(page, code) for code in LANGUAGES}}

    return make


def facts(client, page):
    return BeautifulSoup(client.get(page.url).content, "html.parser").select_one(".es-facts")


def shown(answer):
    """Each name or form, with its language where that is told."""
    return [(bdi.get_text(), bdi.get("lang")) for bdi in answer.select("dd bdi")]


def test_readers_see_the_name_in_their_language(client, town, make_sheet, in_all):
    versions = in_all(make_sheet("Jardins", bearer=town))
    assert shown(facts(client, versions["fr"])) == [("Ville de Lille", None), ("commune", None)]
    assert shown(facts(client, versions["es"])) == [("Ciudad de Lille", None), ("municipio", None)]
    # Arabic and Latin letters in one line: each is isolated, and the French form says that it is French.
    arabic = facts(client, versions["ar"])
    assert shown(arabic) == [("مدينة ليل", None), ("commune", "fr")]
    assert [bdi["dir"] for bdi in arabic.select("dd bdi")] == ["rtl", "ltr"]


def test_names_take_no_query_more(client, town, make_sheet, make_common, in_all):
    person = Contact.objects.create(name="Ada", role="présidente", organisation=town, consent=True)
    sheet = in_all(make_sheet("Jardins", bearer=town, contacts=[person]))["ar"]
    common = make_common("Charte", steward=town, organisations=[town], contacts=[person])

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(sheet.url)
            client.get(common.url)
        return len(captured)

    queries()
    with_names = queries()
    Organisation.objects.update(translations={}, other_names="")
    assert queries() == with_names


def test_what_cldr_calls_two_organisations_is_found_and_shown(client, make_sheet, find, in_all):
    """Foreign input: the United Nations and the European Union, as the CLDR names them in 40 languages."""
    codes = [code for code in Cldr.parse("en").languages if len(code) == 2 and _known(code)][:40]
    for key in ("UN", "EU"):
        names = {code: Cldr.parse(code).territories[key] for code in {*codes, "fr", *LANGUAGES}}
        own = names.pop("fr")
        row = Organisation.objects.create(name=own, language="fr", translations=in_languages(names))
        row.full_clean()
        versions = in_all(make_sheet(f"Initiative {key}", bearer=row))
        for code in LANGUAGES:
            assert shown(facts(client, versions[code])) == [(names[code], None)]
            assert find(names[code], language=code)[0] == versions[code].title
        assert find(names["de"])[0] == f"Initiative {key}"


def _known(code):
    try:
        return {"UN", "EU"} <= Cldr.parse(code).territories.keys()
    except (UnknownLocaleError, ValueError):
        return False


def test_a_name_that_nobody_has_translated_is_its_own():
    row = Organisation(name="Anstiftung", translations={"pt": {"name": "Fundação"}})
    assert [str(row.said("name", code)) for code in ("pt-br", "pt", "es")] == ["Fundação", "Fundação", "Anstiftung"]
    row.name = ""
    assert (row.said("name", "es").text, row.said("name", "es").language) == ("Fundação", "pt")
    row.language, row.name = "pt", "Própria"
    assert row.said("name", "pt").text == "Própria"
    row.say("pt", name="")
    assert row.translations == {}


@pytest.mark.parametrize("stored", [[], "x", {"es": "Ciudad"}, {"es": None}, {"es": {"name": 3}}, None])
def test_what_an_import_wrote_in_another_form_breaks_nothing(stored, client, make_sheet):
    row = Organisation.objects.create(name="Ville")
    Organisation.objects.filter(pk=row.pk).update(translations=stored if stored is not None else {})
    row.refresh_from_db()
    assert shown(facts(client, make_sheet("Jardins", bearer=row))) == [("Ville", None)]
    if stored not in ([], {"es": {"name": 3}}, None):
        with pytest.raises(ValidationError) as error:
            row.clean_fields()
        assert "translations" in error.value.message_dict
    row.say("es", name="Ciudad")
    row.save()
    assert row.said("name", "es").text == "Ciudad"


def test_pages_are_found_by_a_new_name_and_written_for_nothing_else(town, make_sheet, find, in_all):
    in_all(make_sheet("Jardins", bearer=town))
    assert find("stadt lille", language="de") == ["JARDINS"]
    assert find("stadt lille") == ["Jardins"]
    town.say("de", name="Gemeinde Ryssel")
    with CaptureQueriesContext(connection) as renamed:
        town.save()
    assert find("ryssel", language="de") == ["JARDINS"]
    assert find("stadt", language="de") == []
    town.website = "https://www.lille.fr/"
    with CaptureQueriesContext(connection) as other:
        town.save()
    assert len(other) < 8 < len(renamed)


def test_a_language_that_gets_another_code_keeps_its_words(site, town):
    Organisation.objects.create(name="Comuna", language="es")
    locale = site.locales["es"]
    locale.language_code = "es-mx"
    locale.save()
    town.refresh_from_db()
    assert town.said("name", "es-mx").text == "Ciudad de Lille"
    assert "es" not in town.translations and "Ciudad de Lille" in town.other_names
    assert Organisation.objects.get(name="Comuna").language == "es-mx"


def test_a_contact_s_role_and_organisation(client, town, make_sheet, in_all):
    person = Contact.objects.create(
        name="Ada",
        role="présidente",
        language="fr",
        consent=True,
        organisation=town,
        translations={"es": {"role": "presidenta"}},
    )
    versions = in_all(make_sheet("Jardins", contacts=[person]))

    def said(code):
        answer = BeautifulSoup(client.get(versions[code].url).content, "html.parser")
        return [(bdi.get_text(), bdi.get("lang")) for bdi in answer.select(".es-contact bdi")]

    assert said("es") == [("presidenta", None), ("Ciudad de Lille", None)]
    assert said("de") == [("présidente", "fr"), ("Stadt Lille", None)]


def test_what_is_said_of_a_person_is_exported(capsys):
    Contact.objects.create(name="Ada Benali", role="présidente", translations={"es": {"role": "presidenta"}})
    call_command("essaimage_personal_data", "export", "Ada Benali")
    assert "presidenta" in capsys.readouterr().out


# Replications


def test_a_replication_is_called_and_its_sources_are_as_the_reader_says(client, site, make_sheet, link, in_all):
    origin = make_sheet("Jardins")
    row = link(
        origin,
        None,
        {
            "es": {"name": "Huerto de Roubaix", "kept": "<p>Todo</p>", "sources": deepcopy(SOURCES)},
            "de": {"kept": "<p>Alles</p>"},
        },
        name="Jardin de Roubaix",
        language="fr",
        territory=site.territory.lille,
        sources=[("source", {"title": "Rapport annuel"})],
        year=2020,
    )
    unnamed = link(origin, None, {"ar": {"name": "حديقة"}}, territory=site.territory.lille, year=2019)
    versions = in_all(origin)

    def titles(code):
        taken_up = client.get(versions[code].url).context["sheet"].taken_up
        return [(branch.title, branch.language and branch.language.code) for branch in taken_up]

    assert titles("fr") == [("Jardin de Roubaix", "fr"), ("حديقة", "ar")]
    assert titles("es") == [("Huerto de Roubaix", "es"), ("حديقة", "ar")]
    assert titles("ar") == [("Jardin de Roubaix", "fr"), ("حديقة", "ar")]
    lineage = {
        code: BeautifulSoup(client.get(f"{versions[code].url}?view=lineage").content, "html.parser")
        for code in versions
    }
    assert "Huerto de Roubaix" in lineage["es"].get_text() and "Rapport annuel" not in lineage["es"].get_text()
    assert "Rapport annuel" in lineage["de"].get_text()
    assert lineage["es"].select_one(".es-tree__title [lang=ar]").get_text() == "حديقة"
    assert client.get(versions["fr"].url).context["sheet"].taken_up_count == 2
    unnamed.delete()
    row.texts.all().delete()
    assert titles("es") == [("Jardin de Roubaix", "fr")]
    Replication.objects.update(language="")
    assert titles("es") == [("Jardin de Roubaix", None)]


# In the admin


@pytest.fixture
def translator(client, site, django_user_model):
    """In the group of the Spanish translators that the command makes."""
    call_command("essaimage_translators", "es")
    user = django_user_model.objects.create_user("translator", password="x")
    user.groups.add(*GroupPagePermission.objects.filter(page=site.home["es"]).values_list("group", flat=True))
    client.force_login(user)
    return client


def url_of(row, view="edit"):
    return reverse(row.snippet_viewset.get_url_name(view), args=[row.pk] if view == "edit" else [])


def test_a_translator_says_names_in_their_language_alone(translator, town):
    answer = translator.get(reverse("essaimage_organisation_words"))
    assert "Ciudad de Lille" in answer.content.decode() and "Stadt Lille" not in answer.content.decode()
    assert translator.get(url_of(town)).status_code == 302  # Wagtail's own form is not theirs
    url = reverse("essaimage_words_organisation", args=[town.pk])
    form = translator.get(url).context["form"]
    assert list(form.fields) == ["name_in_es", "legal_form_in_es"]
    Organisation.objects.filter(pk=town.pk).update(translations=in_languages({**TOWN, "de": "Lille"}))
    sent = {"name_in_es": "Ayuntamiento de Lille", "legal_form_in_es": "", "name_in_de": "Hack", "name": "Hack"}
    assert translator.post(url, sent).status_code == 302
    town.refresh_from_db()
    assert town.name == "Ville de Lille"
    assert town.translations == in_languages({**TOWN, "de": "Lille", "es": "Ayuntamiento de Lille"})
    assert "Ayuntamiento" in town.other_names
    # Of what it does not say itself nothing is asked.
    plain = Organisation.objects.create(name="Anstiftung")
    answer = translator.get(reverse("essaimage_words_organisation", args=[plain.pk]))
    assert list(answer.context["form"].fields) == ["name_in_es"]
    answer = translator.post(url, {"name_in_es": "x" * 201})
    assert answer.context["form"].errors
    missing = translator.get(reverse("essaimage_organisation_words_results"), {"missing": "es"})
    assert "Ville de Lille" not in missing.content.decode()
    assert (
        "Ville de Lille"
        in translator.get(reverse("essaimage_organisation_words_results"), {"q": "مدينة"}).content.decode()
    )


def test_contacts_that_one_may_not_see_are_not_told_to_translators(translator):
    shown_one = Contact.objects.create(name="Ada", role="présidente", consent=True)
    hidden = Contact.objects.create(name="Zénobie", role="trésorière")
    answer = translator.get(reverse("essaimage_contact_words")).content.decode()
    assert "présidente" in answer and "trésorière" not in answer
    assert translator.get(reverse("essaimage_words_contact", args=[hidden.pk]), follow=True).status_code == 404
    translator.post(reverse("essaimage_words_contact", args=[shown_one.pk]), {"role_in_es": "presidenta"})
    shown_one.refresh_from_db()
    assert shown_one.translations == {"es": {"role": "presidenta"}}


def test_somebody_who_writes_no_language_is_refused(client, town, django_user_model):
    user = django_user_model.objects.create_user("nobody", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for name, args in (("essaimage_organisation_words", []), ("essaimage_words_organisation", [town.pk])):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")


def test_the_form_of_an_organisation_has_all_languages(editor, town):
    page = editor.get(url_of(town)).content.decode()
    assert "مدينة ليل" in page
    field = BeautifulSoup(page, "html.parser").select_one("[name=name_in_ar]")
    assert (field["lang"], field["dir"]) == ("ar", "rtl")
    data = {"name": "Ville de Lille", "legal_form": "commune", "language": "fr", "name_in_ar": "بلدية ليل"}
    assert editor.post(url_of(town), data).status_code == 302
    town.refresh_from_db()
    assert town.translations == {"ar": {"name": "بلدية ليل"}}
    listed = editor.get(url_of(town, "list"), {"q": "بلدية"}).content.decode()
    assert "Ville de Lille" in listed


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Organisation, models.CharField()),
        (Contact, models.TextField()),
        (Replication, models.CharField()),
        (SheetPage, models.IntegerField()),
        (CommonOffer, models.BooleanField()),
    ],
)
def test_a_new_field_of_which_nobody_has_said_what_becomes_of_it_is_refused(model, field):
    """What there is stands in the reference, which a test compares with the code."""
    field.set_attributes_from_name("motto")
    with pytest.raises(UndeclaredError, match=rf"{model.__name__}\.motto"):
        elsewhere(model, field)
    assert elsewhere(Organisation, Organisation._meta.get_field("name")) == SAID
    assert elsewhere(CommonPage, CommonPage._meta.get_field("document")) == EITHER
