"""``load_vocabulary``: themes, audiences and usages to begin with, and what is refused of a file."""

import pytest
from django import forms
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import Locale

from essaimage_wagtail.forms.choosers import TermCheckboxes
from essaimage_wagtail.models import Audience, Theme, Usage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def languages():
    return [Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en")]


def load(*arguments, **options):
    call_command("load_vocabulary", *arguments, **{"verbosity": 0, **options})


def names(model, language="fr"):
    return set(model.objects.filter(locale__language_code=language).values_list("name", flat=True))


def test_a_site_begins_with_terms_in_its_own_languages(capsys, languages):
    load(verbosity=1)
    for model, count in ((Theme, 16), (Audience, 9), (Usage, 8)):
        assert model.objects.count() == count * len(languages)
        assert model.objects.values("translation_key").distinct().count() == count
    assert "Réparation" in names(Theme)
    assert "Repair" in names(Theme, "en")
    assert f"{33 * len(languages)} added, 0 there already" in capsys.readouterr().out


def test_loading_again_keeps_what_editors_made_of_it():
    load("themes")
    assert not Audience.objects.exists()
    repair = Theme.objects.get(slug="repair", locale__language_code="fr")
    repair.name = "Réparer ensemble"
    repair.save()
    Theme.objects.filter(slug="repair", locale__language_code="en").delete()
    own = Theme.objects.create(name="Food", slug="food-2", locale=repair.locale)
    before = Theme.objects.count()
    load("themes")
    assert Theme.objects.count() == before + 1
    assert "Réparer ensemble" in names(Theme)
    assert Theme.objects.get(slug="repair", locale__language_code="en").translation_key == repair.translation_key
    assert Theme.objects.filter(pk=own.pk).exists()


def test_a_language_of_a_region_takes_the_names_of_its_language():
    Locale.objects.create(language_code="de-at")
    load("usages")
    assert "Bauen" in names(Usage, "de-at")


def test_a_file_of_the_site(tmp_path):
    file = tmp_path / "terms.csv"
    file.write_text("vocabulary,slug,fr\nthemes,mer,La mer\n", encoding="utf-8-sig")
    load(file=file)
    assert names(Theme) == {"La mer"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theme,slug,fr\nthemes,mer,La mer\n", "columns vocabulary"),
        ("vocabulary,slug,fr\ntheme,mer,La mer\n", "Line 2: “theme” is none of themes, audiences, usages"),
        ("vocabulary,slug,fr\nthemes,la mer,La mer\n", "Line 2: “la mer” is no name for an address"),
        ("vocabulary,slug,fr\nthemes,lac,Le lac\nthemes,mer,\n", "Line 3: “mer” has no name"),
        ("vocabulary,slug,fr\nthemes,mer,La mer,de trop\n", "Line 2 has not as many cells"),
        (f"vocabulary,slug,fr\nthemes,mer,{'mer' * 40}\n", "Line 2: a name is longer"),
        ("", "columns vocabulary and slug"),
    ],
)
def test_a_file_that_is_wrong_changes_nothing(tmp_path, text, message):
    file = tmp_path / "terms.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match=message):
        load(file=file)
    assert not Theme.objects.exists()


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read(tmp_path, content):
    file = tmp_path / "terms.csv"
    if content:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"cannot be read|not in UTF-8"):
        load(file=file)


def test_a_vocabulary_that_does_not_exist():
    with pytest.raises(CommandError, match="“territories” is none of"):
        load("territories")


def test_the_form_says_where_to_add_the_first_term(editor, site):
    Theme.objects.all().delete()
    address = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    none = "Pas encore de thèmes."
    html = editor.get(address).content.decode()
    assert none in html
    assert "data-essaimage-another" in html
    load()
    html = editor.get(address).content.decode()
    assert none not in html
    assert 'name="themes"' in html


def test_check_boxes_of_terms_cost_one_query(django_assert_num_queries):
    load("themes")
    field = forms.ModelMultipleChoiceField(Theme.objects.all(), widget=TermCheckboxes)
    form = type("TermsForm", (forms.Form,), {"themes": field})()
    with django_assert_num_queries(1):
        html = str(form["themes"])
    assert html.count('type="checkbox"') == 16
