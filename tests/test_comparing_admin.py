"""“Compare” in the admin: the name of what changed and both values, in the editor's words and language, and no more."""

import re
from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.admin.panels import get_edit_handler
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import PageLogEntry
from wagtail.users.models import UserProfile

from essaimage_wagtail.comparing.blocks import texts_of_block
from essaimage_wagtail.formatting import number, written_day
from essaimage_wagtail.models import Contact, Replication
from essaimage_wagtail.pages.models import CommonPage, MethodPage, MethodStepPage, SheetCommon, SheetPage

from .foreign_blocks import stream
from .site import image

pytestmark = pytest.mark.django_db
PAGES = (SheetPage, CommonPage, MethodPage, MethodStepPage)


def comparisons(old, new, field=None):
    """``[(label, text)]``, as the table of Wagtail's view has them; of one field, if it is given."""
    panels = old.get_edit_handler().get_bound_panel(instance=old, request=None, form=None)
    rows = [one(old, new) for one in panels.get_comparison() if field is None or field in one.args]
    return [(str(row.field_label()), seen(row.htmldiff())) for row in rows if row.has_changed()]


def seen(html):
    """The words of a piece of HTML, without what is said to screen readers alone."""
    html = re.sub(r'<span class="w-sr-only">.*?</span>', "", html)
    return " ".join(strip_tags(html.replace("<", " <")).split())


# The blocks of every stream


def leaves(block, path=()):
    """The path of each value in a block: names of children, 0 for the only row of a list."""
    if isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from leaves(child, (*path, name))
    elif isinstance(block, blocks.ListBlock):
        yield from leaves(block.child_block, (*path, 0))
    else:
        yield path


def sample(block, changed, files):
    """A stored value for a block without children; another one when ``changed``."""
    if isinstance(block, blocks.BooleanBlock):
        return changed
    if isinstance(block, blocks.ChoiceBlock):
        return [code for code, label in block.field.choices if code][changed]
    for kind, values in {
        blocks.DecimalBlock: ("1200.50", "7"),
        blocks.IntegerBlock: (2021, 2022),
        blocks.DateBlock: ("2026-03-01", "2027-04-02"),
        blocks.URLBlock: ("https://example.org/lune", "https://example.org/soleil"),
        blocks.RichTextBlock: ("<p>Lune</p>", "<p>Soleil</p>"),
        ImageChooserBlock: files["images"],
        DocumentChooserBlock: files["documents"],
    }.items():
        if isinstance(block, kind):
            return values[changed]
    return ("Lune", "Soleil")[changed]


def words(block, changed, files):
    """The same value as an editor reads it."""
    value = sample(block, changed, files)
    if isinstance(block, blocks.BooleanBlock):
        return {"fr": "oui", "ar": "نعم"}[translation.get_language()] if value else ""
    if isinstance(block, blocks.ChoiceBlock):
        return str(dict(block.field.choices)[value])
    if isinstance(block, blocks.DateBlock):
        return written_day(date.fromisoformat(value))
    if isinstance(block, blocks.DecimalBlock):
        return number(value)
    if isinstance(block, ImageChooserBlock | DocumentChooserBlock):
        return ("Lune", "Soleil")[changed]
    return strip_tags(str(value))


def stored(block, changed, files, path=()):
    """A stored value of a whole block, in which only that at the path ``changed`` differs."""
    if isinstance(block, blocks.BaseStructBlock):
        return {name: stored(child, changed, files, (*path, name)) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        row = stored(block.child_block, changed, files, (*path, 0))
        return [{"type": "item", "id": f"row-{path[-1]}", "value": row}]
    return sample(block, path == changed, files)


def expected_place(section, path, files, changed):
    """The labels down to a value; the row of a table by its name after that of the table."""
    labels, block = [], section
    for step in path:
        if step == 0:
            block = block.child_block
            if isinstance(block, blocks.BaseStructBlock):
                named = [one for one in block.child_blocks.items() if isinstance(one[1], blocks.CharBlock)]
                if named:
                    labels.append(words(named[0][1], path[-1] == named[0][0] and changed, files))
        else:
            block = block.child_blocks[step]
            labels.append(str(block.label))
    return " › ".join(labels), block


@pytest.fixture
def files():
    documents = [get_document_model()(title=title, file=ContentFile(b"x", "a.pdf")) for title in ("Lune", "Soleil")]
    for document in documents:
        document.save()
    images = [image("Lune"), image("Soleil")]
    return {"images": [one.pk for one in images], "documents": [one.pk for one in documents]}


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_each_value_of_each_block_that_changes_is_told_alone(code, files):
    looked_at, wrong = 0, []
    with translation.override(code):
        for model in PAGES:
            for field in [one for one in model._meta.concrete_fields if isinstance(one, StreamField)]:
                for name, block in field.stream_block.child_blocks.items():
                    for path in leaves(block):
                        sides = [
                            model(**{field.name: [{"type": name, "id": "s", "value": stored(block, at, files)}]})
                            for at in (None, path)
                        ]
                        place, leaf = expected_place(block, path, files, True)
                        told = seen(f"{block.label} {place} ")
                        old, new = (words(leaf, side, files) for side in (False, True))
                        expected = [(capfirst(field.verbose_name), seen(f"{told} {old} {new}"))]
                        if (found := comparisons(*sides, field)) != expected:
                            wrong.append((found, expected))
                        looked_at += 1
    assert wrong == []
    assert looked_at > 180


def told_of(block, *values):
    """What the words of a block of another package are, for each of some values."""
    return [
        [text.words for text in texts_of_block(child.block, child.value, "path")]
        for child in (stream("other", block, value)[0] for value in values)
    ]


def test_an_embed_is_told_by_its_address_without_asking_another_site(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert told_of(EmbedBlock(), "https://example.org/film") == [["https://example.org/film"]]


def test_the_words_for_an_image_are_told_beside_its_title(files):
    values = [{"image": files["images"][0], "alt_text": text, "decorative": False} for text in ("Une lune", "La lune")]
    assert told_of(ImageBlock(), *values) == [["Lune", "Une lune"], ["Lune", "La lune"]]


# The fields of pages


def versions(page):
    return page.latest_revision.as_object(), page.latest_revision.as_object()


def test_values_of_a_sheet_are_told_by_their_words(make_sheet, make_method, site, django_assert_max_num_queries):
    themes = [site.themes["garden"]["fr"], site.themes["repair"]["fr"]]
    sheet = make_sheet("Jardins", publish=False, tags=["vieux mot"], themes=themes[:1], start_year=2019)
    method = make_method("Une méthode", publish=False)
    old, new = versions(sheet)
    new.status, new.end_year, new.latitude, new.reviewed_on = "stopped", 2027, Decimal("50.630000"), date(2027, 6, 1)
    new.territory, new.themes, new.fictional = site.territory.lille, themes, True
    new.method_key, new.licence = method.translation_key, "CC0-1.0"
    new.tags.add("mot nouveau")
    new.common_links = [SheetCommon(common_key=method.translation_key, relation="produces")]
    with translation.override("fr"):
        assert dict(comparisons(old, new)) == {
            "Statut": "En cours Arrêtée",
            "Fin": "2027",
            "Territoire d’origine": "Lille",
            "Latitude": "50,63",
            "Thèmes": "Réparation",
            "Mots-clés libres": "mot nouveau",
            "Méthode suivie": "Une méthode",
            "Communs utilisés ou produits": "Ajout Une méthode, Ce qu’elle en fait : Produit",
            "Licence": "Creative Commons BY-SA 4.0 Creative Commons Zero 1.0",
            "Exemple fictif": "non oui",
            "Dernière relecture": "1er juin 2027",
        }
    # What is named by its key is asked for once in each field, in both versions together.
    with translation.override("ar"), django_assert_max_num_queries(14):
        found = dict(comparisons(old, new))
    assert {"جارية متوقفة", "لا نعم", "1 يونيو 2027"} <= set(found.values())


def test_rows_and_texts_of_commons_and_steps_are_told_without_what_stayed(make_common, make_method, make_step):
    offers = [{"kind": "need", "text": "Une traduction"}, {"kind": "offer", "text": "Une salle"}]
    common = make_common("Charte", offers=offers, description="<p>Une page.</p><p>À signer.</p>")
    step = make_step(make_method("Essaimer"), "Lire", checklist=["Lire", "En parler"])
    old, new = versions(common)
    rows = new.offers.all()
    rows[0].kind = "offer"
    new.description = "<p>Une page.</p><p>À signer ensemble.</p>"
    with translation.override("fr"):
        assert comparisons(old, new) == [
            ("Description", "À signer ensemble ."),
            ("Offres et besoins", "Une traduction › Nature Besoin Offre"),
        ]
        old, new = versions(step)
        new.for_redo, new.checklist[1].value = False, "En parler à deux"
        assert comparisons(old, new) == [
            ("Refaire", "oui non"),
            ("Liste à cocher", "Point à cocher En parler à deux"),
        ]


def test_what_stayed_in_a_row_of_somebody_elses_panel_is_told_as_it_is(make_sheet, link):
    """Wagtail compares all rows of its own panels, also those in which nothing changed."""
    sheet = make_sheet("Jardins")
    source = {"type": "source", "value": {"title": "Un livre"}, "id": "s"}
    row = link(sheet, texts={"fr": {"name": "Le Panier", "sources": [source]}, "ar": {"name": "السلة"}})
    old, new = row, copy(row)
    new.texts = [copy(text) for text in row.texts.all()]
    new.texts.all()[0].name = "Le Panier roulant"
    panels = get_edit_handler(Replication).get_bound_panel(instance=row, request=None, form=None)
    with translation.override("fr"):
        (texts,) = [one for one in (row(old, new) for row in panels.get_comparison()) if one.has_changed()]
        rows = [
            [(field.field_label(), seen(field.htmldiff())) for field in row.get_field_comparisons()]
            for row in texts.get_child_comparisons()
        ]
    assert [dict(fields)["Sources"] for fields in rows] == ["Titre Un livre", ""]


# Wagtail's own screens


@pytest.fixture
def arabic_editor(admin_client, admin_user):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "ar"})
    return admin_client


def test_the_screen_of_wagtail_shows_a_changed_figure_in_one_row(arabic_editor, make_sheet):
    line = {"type": "item", "id": "l", "value": {"label": "Outils", "side": "expense", "amount": "1200"}}
    sheet = make_sheet(
        "Jardins",
        body=[
            {"type": "description", "id": "d", "value": {"text": "<p>On sème.</p>"}},
            {"type": "budget", "id": "b", "value": {"currency": "EUR", "lines": [line]}},
        ],
    )
    draft = sheet.get_latest_revision_as_object()
    draft.body[1].value["lines"][0]["amount"] = Decimal(1500)
    revision = draft.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[sheet.pk, "live", revision.pk])
    table = arabic_editor.get(address).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    assert seen(table) == "الأقسام: الميزانية البنود › Outils › المبلغ 1,200 1,500"
    # What is gone and what is new is also said to who does not see the colours.
    assert len(re.findall("<del>|<ins>", table)) == 2


def test_log_entries_are_made_from_revisions(make_sheet, admin_user):
    """Wagtail's command compares without a request, and so without an editor."""
    sheet = make_sheet("Jardins")
    draft = sheet.get_latest_revision_as_object()
    draft.contacts = [Contact.objects.create(name="Awa", consent=True)]
    draft.save_revision(user=admin_user, log_action=False)
    PageLogEntry.objects.all().delete()
    call_command("create_log_entries_from_revisions")
    assert PageLogEntry.objects.filter(page=sheet.pk, action="wagtail.edit").exists()
