"""The index follows the pages: everything that makes a document stale, one test each."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from taggit.models import Tag
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail.models import Organisation, Territory
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.indexing.documents import key_of

from .engine import embedded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_step")]


def test_published_page_is_found(make_sheet, find):
    make_sheet("Jardins partagés")
    assert find("jardin partage") == ["Jardins partagés"]


def test_draft_is_not_found_until_published(make_sheet, find):
    sheet = make_sheet("Jardins partagés", publish=False)
    assert find("jardin") == []
    sheet.get_latest_revision().publish()
    assert find("jardin") == ["Jardins partagés"]


def test_draft_changes_wait_for_publication(make_sheet, find):
    sheet = make_sheet("Jardins partagés")
    sheet.title = "Café de réparation"
    revision = sheet.save_revision()
    assert find("reparation") == []
    revision.publish()
    assert find("reparation") == ["Café de réparation"]
    assert find("jardins") == []


def test_page_written_by_code_without_publishing(site, find):
    from essaimage_wagtail.pages.models import SheetPage

    site.directory["fr"].add_child(instance=SheetPage(title="Potager", pitch="Légumes", locale=site.locales["fr"]))
    assert find("légume") == ["Potager"]


def test_tags_and_themes_are_those_of_the_published_revision(site, make_sheet, find):
    make_sheet("Atelier", tags=["bricolage"], themes=[site.themes["repair"]["fr"]])
    assert find("bricolage") == ["Atelier"]
    assert find("réparation") == ["Atelier"]
    key = str(site.themes["repair"]["fr"].translation_key)
    assert find("", filters={"theme": [key]}) == ["Atelier"]


def test_unpublished_page_is_forgotten(make_sheet, find):
    sheet = make_sheet("Jardins partagés")
    sheet.unpublish()
    assert find("jardin") == []


def test_deleted_page_and_its_subtree_are_forgotten(site, make_sheet, find):
    parent = make_sheet("Jardins partagés")
    make_sheet("Compost du jardin", parent=parent)
    assert len(find("jardin")) == 2
    Page.objects.get(pk=parent.pk).delete()
    assert find("jardin") == []


def test_moved_page_is_found_in_its_new_place(site, make_sheet, find):
    from essaimage_wagtail.search import Scope

    parent = make_sheet("Jardins partagés")
    make_sheet("Compost du jardin", parent=parent)
    parent.move(site.home["fr"], pos="last-child")
    below_directory = Scope(paths=(site.directory["fr"].path,))
    assert find("jardin", scope=below_directory) == []
    assert len(find("jardin", scope=Scope(paths=(site.home["fr"].path,)))) == 2


def places(pages, find):
    """Below which of the pages a gardener finds what, by its title."""
    from essaimage_wagtail.search import Scope

    paths = [Page.objects.get(pk=page.pk).path for page in pages]
    return [sorted(find("jardin", scope=Scope(paths=(path,)))) for path in paths]


@pytest.mark.parametrize("pos", ["left", "right", "first-sibling", "last-sibling"])
def test_siblings_are_found_in_their_places_after_one_is_moved_among_them(site, make_sheet, find, pos):
    from essaimage_wagtail.pages.models import DirectoryPage

    titles = ["Jardin un", "Jardin deux", "Jardin trois"]
    directories = []
    for title in titles:
        directory = DirectoryPage(title=title, slug=title[7:], locale=site.locales["fr"])
        directories.append(site.home["fr"].add_child(instance=directory))
        make_sheet(title, parent=directory)
    for moved, target in ((2, 0), (0, 1), (1, 2)):
        page, beside = (Page.objects.get(pk=directories[number].pk) for number in (moved, target))
        page.move(beside, pos=pos)
        assert places(directories, find) == [[title] for title in titles]


@pytest.mark.parametrize("pos", ["left", "first-sibling"])
def test_sites_are_told_apart_after_one_home_is_moved_before_another(site, make_sheet, find, pos):
    make_sheet("Jardin de France")
    make_sheet("Jardin d’Angleterre", parent=site.directory["en"])
    Page.objects.get(pk=site.home["en"].pk).move(Page.objects.get(pk=site.home["fr"].pk), pos=pos)
    assert places([site.home["fr"], site.home["en"]], find) == [["Jardin de France"], ["Jardin d’Angleterre"]]


def test_a_page_moved_or_added_before_the_first_makes_room(site, make_sheet, find):
    from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

    first, second = make_sheet("Jardins partagés"), make_sheet("Jardin d’hiver")
    make_sheet("Compost du jardin", parent=first)
    newcomer = SheetPage(title="Jardin suspendu", pitch="Pitch", locale=site.locales["fr"])
    Page.objects.get(pk=first.pk).add_sibling(pos="left", instance=newcomer)
    below = ["Compost du jardin", "Jardins partagés"]
    assert places([newcomer, first, second], find) == [["Jardin suspendu"], below, ["Jardin d’hiver"]]
    Page.objects.get(pk=second.pk).move(Page.objects.get(pk=site.directory["fr"].pk), pos="first-child")
    assert places([newcomer, first, second], find) == [["Jardin suspendu"], below, ["Jardin d’hiver"]]
    empty = DirectoryPage(title="Vide", slug="vide", locale=site.locales["fr"])
    Page.objects.get(pk=site.directory["fr"].pk).add_sibling(pos="left", instance=empty)
    assert places([empty, first], find) == [[], below]


def test_a_page_moved_to_the_end_has_no_other_read(site, make_sheet, monkeypatch):
    sheet = make_sheet("Jardins partagés")
    make_sheet("Jardin d’hiver")
    read = []
    monkeypatch.setattr(index, "documents_of", lambda pages, restricted: read.extend(pages) or [])
    sheet.move(Page.objects.get(pk=site.directory["fr"].pk), pos="last-child")
    assert [page.pk for page in read] == [sheet.pk]
    monkeypatch.undo()
    index.refresh([Page.objects.get(pk=sheet.pk)])


def test_view_restriction_hides_a_page_and_what_is_below(site, make_sheet, find):
    parent = make_sheet("Jardins partagés")
    make_sheet("Compost du jardin", parent=parent)
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert find("jardin") == []
    restriction.delete()
    assert len(find("jardin")) == 2


def test_restriction_on_an_ancestor_holds_for_pages_published_later(site, make_sheet, find):
    PageViewRestriction.objects.create(page=site.directory["fr"], restriction_type="password", password="x")
    make_sheet("Jardins partagés")
    assert find("jardin") == []


@pytest.mark.parametrize("section", ["sheet", "directory"])
def test_a_restricted_page_is_deleted_with_what_is_below(site, make_sheet, find, section):
    make_sheet("Compost du jardin", parent=(parent := make_sheet("Jardins partagés")))
    restricted = parent if section == "sheet" else site.directory["fr"]
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    public = make_sheet("Jardin d’hiver", parent=site.home["fr"])
    children = Page.objects.get(pk=restricted.pk).get_parent().numchild
    above = Page.objects.get(pk=restricted.pk).get_parent().pk
    Page.objects.get(pk=restricted.pk).delete()
    assert find("jardin") == [public.title]
    assert not index.check()
    assert Page.objects.get(pk=above).numchild == children - 1
    assert not any(Page.find_problems())


@pytest.mark.filterwarnings("ignore:Specific versions of the following items:RuntimeWarning")
def test_a_page_that_has_lost_the_row_of_its_type_is_forgotten(site, make_sheet, find):
    """As pages have while they are being deleted."""
    from essaimage_wagtail.pages.models import SheetPage

    sheet = make_sheet("Jardins partagés")
    SheetPage.objects.filter(pk=sheet.pk)._raw_delete(SheetPage.objects.db)
    index.refresh_subtree(site.directory["fr"])
    assert find("jardin") == []
    index.refresh([Page.objects.get(pk=sheet.pk)])
    assert not index.check()


def test_moving_below_a_restriction_hides(site, make_sheet, find):
    private = make_sheet("Privé")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    sheet = make_sheet("Jardins partagés")
    sheet.move(private, pos="last-child")
    assert find("jardin") == []


def test_slug_and_site_changes_leave_the_index_right(site, make_sheet, find):
    sheet = make_sheet("Jardins partagés")
    sheet.slug = "autre"
    sheet.save_revision().publish()
    site.directory["fr"].slug = "fiches"
    site.directory["fr"].save_revision().publish()
    Site.objects.update(hostname="example.org")
    assert find("jardin") == ["Jardins partagés"]
    assert Page.objects.get(pk=sheet.pk).url_path.endswith("/fiches/autre/")


def test_another_root_of_the_site_leaves_the_index_right(site, make_sheet, find):
    make_sheet("Jardins partagés")
    root = Site.objects.get()
    root.root_page, root.port = site.home["en"], 8080
    root.save()
    assert find("jardin") == ["Jardins partagés"]


def test_copied_pages_are_found_with_their_themes_and_tags(site, make_sheet, find):
    parent = make_sheet("Jardins partagés", tags=["bricolage"], themes=[site.themes["repair"]["fr"]])
    make_sheet("Compost du jardin", parent=parent, tags=["bricolage"])
    parent.copy(recursive=True, to=site.home["fr"], keep_live=True, update_attrs={"title": "Copie", "slug": "copie"})
    assert sorted(find("bricolage")) == ["Compost du jardin", "Compost du jardin", "Copie", "Jardins partagés"]
    key = str(site.themes["repair"]["fr"].translation_key)
    assert sorted(find("", filters={"theme": [key]})) == ["Copie", "Jardins partagés"]
    parent.copy(to=site.home["fr"], keep_live=False, update_attrs={"title": "Brouillon", "slug": "brouillon"})
    assert find("brouillon") == []


def test_pages_deleted_as_a_queryset(make_sheet, find):
    make_sheet("Jardins partagés")
    Page.objects.filter(title="Jardins partagés").delete()
    assert find("jardin") == []


def test_scheduled_pages_come_and_go(make_sheet, find, monkeypatch, clock):
    now = timezone.now()
    later = make_sheet("Jardins partagés", publish=False)
    later.go_live_at = now + timedelta(hours=1)
    later.save_revision().publish()
    assert find("jardin") == []
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(hours=2))
    clock(now + timedelta(hours=2))
    call_command("publish_scheduled")
    assert find("jardin") == ["Jardins partagés"]
    page = Page.objects.get(pk=later.pk).specific
    page.expire_at = now + timedelta(hours=3)
    page.save_revision().publish()
    assert find("jardin") == ["Jardins partagés"]
    clock(now + timedelta(hours=4))
    assert find("jardin") == [], "before any job has taken it offline"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(hours=4))
    call_command("publish_scheduled")
    monkeypatch.undo()
    assert not Page.objects.get(pk=later.pk).live
    assert get_engine().keys() == {}


def test_a_restriction_that_is_moved_to_another_page(site, make_sheet, find):
    one, other = make_sheet("Jardins partagés"), make_sheet("Café du jardin")
    restriction = PageViewRestriction.objects.create(page=one, restriction_type="login")
    assert find("jardin") == ["Café du jardin"]
    restriction.page = other
    restriction.save()
    assert find("jardin") == ["Jardins partagés"]


def test_renamed_and_deleted_tag(make_sheet, find):
    make_sheet("Atelier", tags=["bricolage"])
    tag = Tag.objects.get(name="bricolage")
    tag.name = "menuiserie"
    tag.save()
    assert (find("bricolage"), find("menuiserie")) == ([], ["Atelier"])
    tag.delete()
    assert (find("menuiserie"), find("atelier")) == ([], ["Atelier"])


def test_alias_is_no_second_hit_and_counts_once_converted(site, make_sheet, find):
    sheet = make_sheet("Jardins partagés")
    alias = sheet.create_alias(parent=site.home["fr"], update_slug="copie")
    assert find("jardin") == ["Jardins partagés"]
    translated = sheet.copy_for_translation(site.locales["en"], copy_parents=True, alias=True)
    assert find("jardin", language="en") == []
    ConvertAliasPageAction(translated).execute(skip_permission_checks=True)
    assert find("jardins", language="en") == ["Jardins partagés"]
    alias.delete()
    assert find("jardin") == ["Jardins partagés"]


def test_go_live_and_expiry_are_compared_when_asked(make_sheet, find):
    sheet = make_sheet("Jardins partagés")
    Page.objects.filter(pk=sheet.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    index.refresh([Page.objects.get(pk=sheet.pk)])
    assert find("jardin") == []
    Page.objects.filter(pk=sheet.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    index.refresh([Page.objects.get(pk=sheet.pk)])
    assert find("jardin") == ["Jardins partagés"]


def test_renamed_theme_is_found_by_its_new_name(site, make_sheet, find):
    make_sheet("Atelier", themes=[site.themes["repair"]["fr"]])
    theme = site.themes["repair"]["fr"]
    theme.name = "Bricolage"
    theme.save()
    assert find("bricolage") == ["Atelier"]
    assert find("réparation") == []


def test_deleted_theme_leaves_the_page(site, make_sheet, find):
    make_sheet("Atelier", themes=[site.themes["repair"]["fr"]])
    site.themes["repair"]["fr"].delete()
    assert find("réparation") == []
    assert find("atelier") == ["Atelier"]


@pytest.mark.parametrize("kind", ["theme", "audience", "usage"])
def test_a_term_translated_after_its_pages_is_found_in_their_language(site, make_sheet, find, kind):
    from essaimage_wagtail.models import Audience, Theme, Usage
    from essaimage_wagtail.pages.models import CommonPage

    model = {"theme": Theme, "audience": Audience, "usage": Usage}[kind]
    french = model.objects.create(name="Voisinage", slug="quartier", locale=site.locales["fr"])
    if kind == "usage":
        common = CommonPage(title="Taller", pitch="Pitch", locale=site.locales["es"])
        site.home["es"].add_child(instance=common)
        common.usages = [french]
        common.save_revision().publish()
    else:
        sheet = make_sheet("Taller", language="es", publish=False)
        setattr(sheet, f"{kind}s", [french])
        sheet.save_revision().publish()
    assert find("voisinage", language="es") == ["Taller"]
    spanish = french.copy_for_translation(site.locales["es"])
    spanish.name = "Vecindario"
    spanish.save()
    assert (find("vecindario", language="es"), find("voisinage", language="es")) == (["Taller"], [])
    assert not index.check()
    spanish.delete()
    assert (find("vecindario", language="es"), find("voisinage", language="es")) == ([], ["Taller"])


def test_territory_renamed_moved_deleted(site, make_sheet, find):
    make_sheet("Atelier", territory=site.territory.lille)
    assert find("lille") == ["Atelier"]
    assert find("", filters={"territory": ["FR-59"]}) == ["Atelier"]
    lille = Territory.objects.get(code="FR-59350")
    lille.name = "Rijsel"
    lille.save()
    assert find("rijsel") == ["Atelier"]
    lille.move(Territory.objects.get(code="FR"), pos="last-child")
    assert find("", filters={"territory": ["FR-59"]}) == []
    assert find("", filters={"territory": ["FR"]}) == ["Atelier"]
    Territory.objects.get(code="FR-59350").delete()
    assert find("rijsel") == []
    assert find("atelier") == ["Atelier"]


def test_renamed_and_deleted_bearer(make_sheet, find):
    bearer = Organisation.objects.create(name="Les Colibris")
    make_sheet("Atelier", bearer=bearer)
    assert find("colibris") == ["Atelier"]
    bearer.name = "Les Abeilles"
    bearer.save()
    assert find("abeille") == ["Atelier"]
    bearer.delete()
    assert find("abeille") == []


def test_page_type_that_is_not_indexed_costs_no_index_query(site, django_assert_num_queries):
    page = site.home["fr"]
    with django_assert_num_queries(0):
        index.refresh([page])


@embedded
def test_publishing_is_undone_with_its_transaction(make_sheet, find):
    from django.db import transaction

    sheet = make_sheet("Jardins partagés")
    with pytest.raises(RuntimeError), transaction.atomic():
        sheet.title = "Potager"
        sheet.save_revision().publish()
        assert find("potager") == ["Potager"]
        raise RuntimeError
    assert find("potager") == []
    assert find("jardin") == ["Jardins partagés"]


def test_rebuild_check_and_status(make_sheet, find, capsys):
    make_sheet("Jardins partagés")
    make_sheet("Shared gardens", language="en")
    get_engine().delete(list(get_engine().keys()))
    assert find("jardin") == []
    with pytest.raises(CommandError, match="essaimage_index rebuild"):
        call_command("essaimage_index", "check", verbosity=0)
    assert "2 missing" in capsys.readouterr().out
    call_command("essaimage_index", "rebuild", verbosity=0)
    call_command("essaimage_index", "check", verbosity=0)
    call_command("essaimage_index", "status", verbosity=0)
    out = capsys.readouterr().out
    assert "2 documents are in the index." in out
    assert "The index and the pages agree." in out
    assert "fr: 1" in out
    assert find("jardin") == ["Jardins partagés"]


def test_check_sees_surplus_and_stale(make_sheet):
    from essaimage_wagtail.search import SearchDocument

    sheet = make_sheet("Jardins partagés")
    get_engine().upsert([SearchDocument(key="gone:fr", language="fr", title="Gone")])
    Page.objects.filter(pk=sheet.pk).update(title="Autre")
    difference = index.check()
    assert difference.surplus == ["gone:fr"]
    assert difference.stale == [f"{sheet.translation_key}:fr"]
    index.rebuild()


def test_stale_copy_saved_over_a_published_page(make_sheet, find):
    """Wagtail's autosave can write a page as it was read before someone published it."""
    draft = make_sheet("Jardins partagés", publish=False)
    draft.get_latest_revision().publish()
    assert find("jardin") == ["Jardins partagés"]
    draft.save()
    assert find("jardin") == []


def test_check_has_no_false_alarm_while_people_publish(make_sheet, monkeypatch):
    first, new, gone, last, left = (make_sheet(title) for title in ("Un", "Nouveau", "Parti", "Deux", "De travers"))
    new.unpublish()
    Page.objects.filter(pk=left.pk).update(title="Titre que l’index n’a pas")
    monkeypatch.setattr(index, "PAGES_MADE_TOGETHER", 1)

    def publish(count):
        """Called when a page was read: the first is behind, others are ahead."""
        for page in (first, new, last):
            page.save_revision().publish()
        gone.unpublish()

    assert index.check(publish) == index.Difference([], [], [key_of(left)])
    index.rebuild()
